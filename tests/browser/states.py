"""Every page of Loket in every state it can be in: for each a function that brings a screen there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, NamedTuple

from playwright.sync_api import Page, expect

from loket.demonstration.visitor import Visitor
from tests.browser.people import Resident
from tests.browser.screens import Screens, hold
from tests.live.question import Question, ask
from tests.servers import ROOT, Loket, running_loket, wait_until

NEIGHBOURS = """
[municipality]
slug = "lindeveen"
name = "Lindeveen"
holidays = []
[municipality.opening]
"""
"""A second municipality, always open, where nobody works yet."""
NEIGHBOURS += "\n".join(f'{day} = ["00:00", "23:59"]' for day in range(7))

LONG = "Gaat dat https://example.org/een/heel/lang/adres/zonder/een/enkele/spatie/om/op/af/te/breken zo?\n\n<b>Echt</b>?"


class State(NamedTuple):
    """At which desk it is met, and how to get there."""

    at: str
    bring: Callable[[House], Page]


STATES: dict[str, State] = {}
"""By name, in the order in which somebody would meet them."""


def state(at: str = "loket") -> Callable[[Callable[[House], Page]], Callable[[House], Page]]:
    def note(bring: Callable[[House], Page]) -> Callable[[House], Page]:
        STATES[bring.__name__.strip("_")] = State(at, bring)
        return bring

    return note


class House:
    """A desk, what happened there, and screens to look at it with."""

    def __init__(self, screens: Screens) -> None:
        self.loket = screens.loket
        self.at_home, self.at_work, self.lend = screens.at_home, screens.at_work, screens.lend

    def resident_of(self, question: Question, **how: Any) -> Page:
        """The screen of whoever asked this."""
        page = self.at_home(**how)
        self.lend(page, question.resident)
        page.goto("")
        return page

    def visit(self, path: str) -> Page:
        page = self.at_home()
        page.goto(path)
        return page

    def ticket(self, question: Question, role: str = "lawyer") -> Page:
        page = self.at_work(role)
        page.goto(question.path.lstrip("/"))
        return page

    def asked(self) -> Question:
        return ask(self.loket)

    def handed_over(self) -> Question:
        question = self.asked()
        question.tell("intaker", "/beoordelen", topic="telling_children", urgency="2")
        question.hand_over("lawyer", note="Wil jij hiernaar kijken?")
        return question

    def claimed(self) -> Question:
        question = self.handed_over()
        question.tell("lawyer", "/pakken")
        return question

    def answered(self) -> Question:
        question = self.claimed()
        question.tell("lawyer", "/notitie", words="Let op de toon.")
        seq = question.tell("lawyer", "/antwoord", words="Vertel het samen, op een rustig moment.").json["seq"]
        question.write(LONG, quote=seq)
        question.tell("lawyer", "/antwoord", words="Ja.")
        return question


# --- residents ---------------------------------------------------------------------------------------------------


def _submit(page: Page, form: str) -> None:
    """Send a form past the browser's own checks and past our scripts."""
    with page.expect_navigation():
        page.eval_on_selector(form, "form => HTMLFormElement.prototype.submit.call(form)")


@state()
def ask_(house: House) -> Page:
    return house.visit("")


@state()
def ask_unfolded(house: House) -> Page:
    page = house.visit("")
    for summary in page.locator("summary").all():
        summary.click()
    return page


@state()
def ask_in_english(house: House) -> Page:
    page = house.visit("")
    Resident(page).choose_language("English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    return page


@state()
def ask_for_the_young(house: House) -> Page:
    page = house.visit("")
    page.get_by_role("button", name="Ik ben jonger dan 18").click()
    expect(page.locator(".rather-talk")).to_be_visible()
    return page


@state()
def ask_for_a_child(house: House) -> Page:
    page = ask_for_the_young(house)
    page.get_by_role("button", name="Ik ben jonger dan 12").click()
    expect(page.locator(".near")).to_be_visible()
    return page


@state()
def ask_with_u(house: House) -> Page:
    page = house.visit("")
    page.get_by_role("button", name="Liever u").click()
    expect(page.get_by_role("button", name="Liever je")).to_be_visible()
    return page


@state()
def ask_refused(house: House) -> Page:
    page = house.visit("")
    page.select_option("#asker", "ouder")
    _submit(page, "form[action$='/vraag']")
    expect(page.locator("#question-error")).to_be_visible()
    return page


TELLING = "Mijn dochter Emma de Vries slaapt slecht. Bel 06-12345678."


@state()
def ask_about_names(house: House) -> Page:
    """What tells who somebody is, is asked about first."""
    page = house.visit("")
    page.fill("#question", TELLING)
    page.get_by_role("button", name="Stel je vraag").click()
    expect(page.locator("[data-guard] mark")).to_have_count(2)
    return page


@state()
def ask_what_was_asked_already(house: House) -> Page:
    """The form of a question is sent once more, when its conversation has been left."""
    page, question = house.visit(""), "Hoe vertellen we het aan de kinderen?"
    other_tab = house.loket.visitor()
    other_tab.cookies |= {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    other_tab.look("/")
    form = page.locator("form[action$='/vraag'] [name=client_id]").input_value()
    assert other_tab.send("/vraag", {"question": question, "client_id": form}).status == 303
    other_tab.send("/weg")
    page.fill("#question", question)
    page.get_by_role("button", name="Stel je vraag").click()
    expect(page.locator("#code-error")).to_be_visible()
    return page


@state()
def ask_with_a_wrong_code(house: House) -> Page:
    page = house.visit("")
    page.fill("#code", "weet ik niet meer")
    page.get_by_role("button", name="Lees mijn gesprek").click()
    expect(page.locator("#code-error")).to_be_visible()
    return page


@state()
def ask_at_an_open_desk(house: House) -> Page:
    """Where somebody is at work."""
    plan = house.loket.folder / "open.toml"
    plan.write_text(NEIGHBOURS.replace("lindeveen", "voorbeeldstad").replace("Lindeveen", "Voorbeeldstad"), encoding="utf-8")
    house.loket.command("setup", "--from", str(plan))
    house.loket.signed_in("intaker").look("/balie/")
    page = house.visit("")
    wait_until("somebody is there", lambda: page.reload() and page.locator(".dot--open").is_visible())
    return page


@state()
def ask_at_a_desk_without_people(house: House) -> Page:
    page = house.visit("../lindeveen/")
    page.fill("#question", "Is daar iemand?")
    _submit(page, "form[action$='/vraag']")
    expect(page.locator("#kept")).to_have_value("Is daar iemand?")
    return page


@state()
def code_shown(house: House) -> Page:
    page = house.visit("")
    page.fill("#question", "Hoe vertellen we het aan de kinderen?")
    page.get_by_role("button", name="Stel je vraag").click()
    expect(page.locator("#code:not(input)")).to_be_visible()
    return page


@state()
def code_unfolded(house: House) -> Page:
    page = code_shown(house)
    for summary in page.locator(".code-card summary").all():
        summary.click()
    return page


@state()
def ask_with_a_word_that_is_like_two(house: House) -> Page:
    page = house.visit("")
    page.fill("#code", "kas fiets banaan kasteel olifant wekker molen zwaluw")
    page.get_by_role("button", name="Lees mijn gesprek").click()
    expect(page.locator("#code-error")).to_contain_text("Woord 1")
    return page


@state()
def conversation(house: House) -> Page:
    return house.resident_of(house.asked())


@state()
def conversation_answered(house: House) -> Page:
    page = house.resident_of(house.answered())
    expect(page.locator(".entry .quote")).to_be_visible()
    return page


@state()
def conversation_with_a_quote_chosen(house: House) -> Page:
    page = house.resident_of(house.answered())
    page.locator(".entry__reply").first.click()
    expect(page.locator("[data-quote]")).to_be_visible()
    return page


@state()
def conversation_refused(house: House) -> Page:
    page = house.resident_of(house.asked())
    _submit(page, "#write")
    expect(page.locator("#write-words-error")).to_be_visible()
    return page


@state()
def conversation_about_names(house: House) -> Page:
    page = house.resident_of(house.asked())
    page.fill("#write-words", TELLING)
    _submit(page, "#write")
    expect(page.locator("#write [data-guard] mark")).to_have_count(2)
    return page


@state()
def conversation_left_behind(house: House) -> Page:
    question = house.claimed()
    page = house.resident_of(question)
    page.route("**/nieuw?*", lambda route: route.abort())
    question.tell("lawyer", "/antwoord", words="Wil je bellen?")
    page.fill("#write-words", "Nog iets")
    _submit(page, "#write")
    expect(page.locator("#came-between")).to_be_visible()
    return page


@state()
def conversation_told_while_writing(house: House) -> Page:
    question = house.claimed()
    page = house.resident_of(question)
    page.fill("#write-words", "Nog iets")
    question.tell("lawyer", "/antwoord", words="Wil je bellen?")
    expect(page.locator(".entry--newer")).to_be_visible()
    return page


@state()
def conversation_that_cannot_send(house: House) -> Page:
    page = house.resident_of(house.asked())
    page.route("**/bericht", lambda route: route.fulfill(status=503, json={}))
    page.fill("#write-words", "Nog iets")
    page.get_by_role("button", name="Verstuur").click()
    expect(page.locator("#write [data-alert]")).to_be_visible()
    return page


@state()
def conversation_closed(house: House) -> Page:
    question = house.answered()
    question.tell("lawyer", "/sluiten")
    return house.resident_of(question)


@state()
def conversation_hidden(house: House) -> Page:
    page = house.resident_of(house.answered())
    page.get_by_role("button", name="Toon niets meer").click()
    expect(page.locator("#code-again")).to_be_visible()
    return page


@state()
def conversation_hidden_and_a_wrong_code(house: House) -> Page:
    page = conversation_hidden(house)
    page.fill("#code-again", "weet ik niet meer")
    page.get_by_role("button", name="Laat alles weer zien").click()
    expect(page.locator("#code-again-error")).to_be_visible()
    return page


HEARS = "closesIn => dispatchEvent(new CustomEvent('heard', { detail: { closesIn } }))"
"""As when the server says in how many seconds the session ends."""


@state()
def conversation_about_to_close(house: House) -> Page:
    page = house.at_home()
    hold(page, "**/nieuw?*")
    house.lend(page, house.answered().resident)
    page.goto("")
    page.evaluate(HEARS, 200)
    expect(page.locator("#still-here")).to_be_in_viewport(ratio=1)
    return page


@state()
def conversation_that_closed_by_itself(house: House) -> Page:
    page = house.resident_of(house.answered())
    page.fill("#write-words", "Nog iets")
    page.evaluate(HEARS, -1)
    page.get_by_text("Je had nog iets getypt").click()
    expect(page.locator("#unsent")).to_have_value("Nog iets")
    return page


@state()
def conversation_rated(house: House) -> Page:
    page = house.resident_of(house.answered())
    page.get_by_role("button", name="Een beetje").click()
    page.get_by_text("Toch iets anders zeggen").click()
    return page


@state()
def conversation_rated_with_names(house: House) -> Page:
    page = house.resident_of(house.answered())
    page.fill("#rating-words", TELLING)
    page.get_by_role("button", name="Nee", exact=True).click()
    expect(page.locator("#rating-guard-found mark")).to_have_count(2)
    return page


def _young(house: House) -> Question:
    question = ask(house.loket)
    question.tell("intaker", "/vrager", asker="youngster", age="12-15")
    for pool in ("lawyer", "mediator"):
        question.tell("intaker", "/meelezen", pool=pool)
    return question


@state()
def conversation_of_the_young(house: House) -> Page:
    page = house.resident_of(_young(house))
    page.get_by_role("button", name="Ja, dat mag").first.click()
    expect(page.get_by_role("button", name="Toch liever niet")).to_be_visible()
    return page


@state()
def erase(house: House) -> Page:
    page = house.resident_of(house.asked())
    page.get_by_role("button", name="Wis alles").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alles wissen?")
    return page


@state()
def gone(house: House) -> Page:
    page = erase(house)
    page.get_by_role("button", name="Ja, wis alles").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alles is gewist")
    return page


@state()
def guide(house: House) -> Page:
    page = house.visit("uitleg")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uitleg")
    return page


@state()
def guide_in_english(house: House) -> Page:
    page = guide(house)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Is somebody watching your phone?")).to_be_visible()
    return page


@state()
def not_found(house: House) -> Page:
    return house.visit("bestaat-niet")


@state()
def no_desk_here(house: House) -> Page:
    return house.visit("/")


@state()
def form_expired(house: House) -> Page:
    page = house.visit("")
    page.fill("#question", "Mijn tekst staat er nog")
    page.context.clear_cookies()
    page.get_by_role("button", name="Stel je vraag").click()
    expect(page.locator("#kept")).to_have_value("Mijn tekst staat er nog")
    return page


# --- staff -------------------------------------------------------------------------------------------------------


@state()
def sign_in(house: House) -> Page:
    page = house.at_work()
    page.goto("balie/aanmelden")
    return page


def _signing_in_wrongly(house: House) -> Page:
    page = sign_in(house)
    page.fill("#login", "imke")
    page.fill("#password", "niet het goede wachtwoord")
    page.get_by_role("button", name="Meld je aan").click()
    return page


@state()
def sign_in_refused(house: House) -> Page:
    page = _signing_in_wrongly(house)
    expect(page.locator("#login-error")).to_be_visible()
    return page


@state()
def second_step(house: House) -> Page:
    page, login = sign_in(house), house.loket.staff["teen_coach"]
    page.fill("#login", login.login)
    page.fill("#password", login.password)
    page.get_by_role("button", name="Meld je aan").click()
    expect(page.locator("#totp")).to_be_focused()
    return page


@state()
def second_step_refused(house: House) -> Page:
    page = second_step(house)
    page.fill("#totp", "geen code")
    page.get_by_role("button", name="Ga verder").click()
    expect(page.locator("#totp-error")).to_be_visible()
    return page


@state()
def signed_out(house: House) -> Page:
    page = house.at_work()
    page.goto("balie/")
    return page


def _invited(house: House, login: str) -> str:
    return house.loket.command("staff", "invite", "voorbeeldstad", login, "--name", "Mare Linthorst", "--role", "lawyer").split()[0]


def _newcomer(house: House, login: str) -> Visitor:
    """A second lawyer, whom nobody admitted yet."""
    return house.loket.welcome({"login": login, "code": _invited(house, login)}, house.loket.prefix)


def _welcome(page: Page, code: str, again: str) -> None:
    page.goto("balie/welkom")
    page.fill("#code", code)
    page.fill("#password", "een lange zin van mare")
    page.fill("#again", again)
    page.get_by_role("button", name="Ga verder").click()


@state()
def welcome(house: House) -> Page:
    page = house.at_work()
    page.goto("balie/welkom")
    return page


@state()
def welcome_refused(house: House) -> Page:
    page = house.at_work()
    _welcome(page, "zomaar iets", "een lange zin van mare")
    expect(page.locator("#code-error")).to_be_visible()
    page.fill("#password", "een lange zin van mare")
    page.fill("#again", "iets anders dan dat")
    page.get_by_role("button", name="Ga verder").click()
    expect(page.locator("#password-error")).to_be_visible()
    return page


@state()
def second_factor_set_up(house: House) -> Page:
    page = house.at_work()
    _welcome(page, _invited(house, "mare"), "een lange zin van mare")
    expect(page.get_by_role("img", name="QR-code")).to_be_visible()
    return page


@state()
def ticket_of_the_young(house: House) -> Page:
    question = _young(house)
    question.tell("intaker", "/vrager", asker="parent", age="18+")
    page = house.ticket(question, "intaker")
    expect(page.locator(".readers")).to_be_visible()
    return page


@state()
def queue_of_somebody_waiting(house: House) -> Page:
    page = house.at_work()
    house.lend(page, _newcomer(house, "mare.wacht"))
    page.goto("balie/")
    expect(page.locator("#queue .empty")).to_be_visible()
    return page


@state()
def team_with_somebody_waiting(house: House) -> Page:
    _newcomer(house, "mare.klaar")
    page = house.at_work("lawyer")
    page.goto("balie/team")
    expect(page.get_by_role("button", name="Mare Linthorst toelaten").first).to_be_visible()
    return page


@state()
def texts(house: House) -> Page:
    page = house.at_work("coordinator")
    page.goto("balie/teksten")
    expect(page.get_by_role("link", name="Privacy: English")).to_be_visible()
    return page


@state()
def text_looked_at(house: House) -> Page:
    page = house.at_work("coordinator")
    page.goto("balie/teksten/cookies/nl")
    page.fill("#body", "## Cookies\n\nMen bewaart conform de wet een cookie op [onze pagina](https://www.example.org).")
    page.get_by_role("button", name="Bekijk eerst").click()
    expect(page.get_by_text("Moeilijk woord")).to_be_visible()
    return page


@state()
def text_with_a_history(house: House) -> Page:
    page = text_looked_at(house)
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.locator("#said")).to_contain_text("Bewaard.")
    for summary in page.locator("summary").all():
        summary.click()
    return page


@state()
def text_of_a_colleague_who_was_first(house: House) -> Page:
    page = house.at_work("coordinator")
    page.goto("balie/teksten/veilig-online/en")
    page.eval_on_selector("[name=seen]", "field => { field.value = '9' }")
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


@state()
def roster(house: House) -> Page:
    page = house.at_work("mediator")
    page.goto("balie/rooster/")
    for name, days in (("first", 3), ("last", 9)):
        page.fill(f"#{name}", f"{date.today() + timedelta(days=days)}")  # noqa: DTZ011 - any days soon will do
    page.locator("form[action$='/afwezig'] button").click()
    expect(page.get_by_role("button", name="toch niet afwezig").first).to_be_visible()
    return page


@state()
def roster_refused(house: House) -> Page:
    page = house.at_work("mediator")
    page.goto("balie/rooster/")
    _submit(page, "form[action$='/afwezig']")
    expect(page.locator("#first-error")).to_be_visible()
    return page


@state()
def queue(house: House) -> Page:
    for question in (house.asked(), house.asked()):
        question.tell("intaker", "/beoordelen", topic="domestic_violence", urgency="1")
    page = house.at_work("intaker")
    page.goto("balie/")
    expect(page.locator(".urgency--1").first).to_be_visible()
    return page


@state()
def queue_empty(house: House) -> Page:
    page = house.at_work("stepfamily_coach")
    page.goto("balie/")
    expect(page.locator("#queue .empty")).to_be_visible()
    return page


@state()
def queue_of_closed_questions(house: House) -> Page:
    withdrawn, closed = house.handed_over(), house.handed_over()
    closed.tell("lawyer", "/sluiten")
    withdrawn.resident.send("/wissen", {"sure": "yes"})
    page = house.at_work("lawyer")
    page.goto("balie/?status=done")
    expect(page.locator("#queue [data-ticket]")).not_to_have_count(0)
    return page


@state()
def queue_of_somebody_who_reads_nothing(house: House) -> Page:
    page = house.at_work("coordinator")
    page.goto("balie/")
    expect(page.locator("#queue .empty")).to_be_visible()
    return page


@state()
def ticket_of_nobody(house: House) -> Page:
    page = house.ticket(house.handed_over())
    expect(page.get_by_role("button", name="Pak deze vraag")).to_be_visible()
    return page


@state()
def ticket_to_be_assessed(house: House) -> Page:
    page = house.ticket(house.asked(), "intaker")
    closed = page.locator("details:not([open]) > summary")
    while closed.count():
        closed.first.click()
    return page


@state()
def ticket_with_something_covered(house: House) -> Page:
    question = house.asked()
    question.tell("intaker", "/afschermen", seq=1, passage="de kinderen")
    page = house.ticket(question, "intaker")
    expect(page.locator(".entry__words").first).to_contain_text("[afgeschermd]")
    page.get_by_text("Scherm iets af voor deskundigen").first.click()
    page.get_by_role("button", name="Lees het origineel").click()
    expect(page.locator(".entry__original").first).to_be_visible()
    return page


@state()
def ticket_of_mine(house: House) -> Page:
    page = house.ticket(house.answered())
    expect(page.locator(".entry--internal", has_text="Let op de toon.")).to_be_visible()
    return page


@state()
def ticket_of_mine_with_a_quote_chosen(house: House) -> Page:
    page = ticket_of_mine(house)
    page.locator(".entry__reply").first.click()
    expect(page.locator("[data-quote]")).to_be_visible()
    return page


@state()
def ticket_left_behind(house: House) -> Page:
    question = house.claimed()
    page = house.ticket(question)
    page.route("**/nieuw?*", lambda route: route.abort())
    question.write("O, en nog iets.")
    page.fill("#write-words", "Mijn antwoord")
    _submit(page, "#write")
    expect(page.locator("#came-between")).to_be_visible()
    return page


def _taken(house: House, login: str) -> Page:
    colleague = _newcomer(house, login)
    house.loket.admit_all("lawyer")
    question = house.handed_over()
    page = house.at_work("lawyer")
    page.route("**/nieuw?*", lambda route: route.abort())
    page.goto(question.path.lstrip("/"))
    colleague.send(question.path + "/pakken")
    return page


TAKEN = "Mare Linthorst heeft deze vraag net gepakt."


@state()
def ticket_taken_by_a_colleague(house: House) -> Page:
    page = _taken(house, "mare.snel")
    page.get_by_role("button", name="Pak deze vraag").click()
    expect(page.locator("#said")).to_have_text(TAKEN)
    expect(page.locator(".thread__holder")).to_have_text("Mare Linthorst heeft deze vraag.")
    return page


@state()
def ticket_taken_by_a_colleague_without_scripts(house: House) -> Page:
    page = _taken(house, "mare.sneller")
    _submit(page, "form[action$='/pakken']")
    expect(page.get_by_role("alert").filter(has_text=TAKEN)).to_be_visible()
    return page


@state()
def ticket_handed_over_with_names(house: House) -> Page:
    page = house.ticket(house.asked(), "intaker")
    page.get_by_text("Geef door aan een andere groep").click()
    page.select_option("#hand-over-pool", "lawyer")
    page.fill("#hand-over-note", TELLING)
    page.get_by_role("button", name="Geef door", exact=True).click()
    expect(page.locator("#hand-over-guard-found mark")).to_have_count(2)
    return page


@state()
def ticket_of_another_group(house: House) -> Page:
    """The intaker follows what a lawyer has in hand."""
    page = house.ticket(house.claimed(), "intaker")
    expect(page.locator(".thread__closed")).to_be_visible()
    return page


@state()
def ticket_closed(house: House) -> Page:
    question = house.answered()
    question.tell("lawyer", "/sluiten")
    page = house.ticket(question)
    expect(page.get_by_role("button", name="Open opnieuw")).to_be_visible()
    return page


@state()
def ticket_withdrawn(house: House) -> Page:
    question = house.claimed()
    question.resident.send("/wissen", {"sure": "yes"})
    return house.ticket(question)


# --- elsewhere ---------------------------------------------------------------------------------------------------


@contextmanager
def crowded_desk() -> Iterator[Loket]:
    """A desk whose budget for new questions is spent, by people of many addresses; and one of them tried many passwords."""
    with running_loket(limits="on", env={"LOKET_TRUSTED_PROXIES": "127.0.0.1"}) as loket:
        crowd = loket.visitor()
        crowd.look("/")
        for n in range(60):
            crowd.send("/vraag", {"question": "Nog een vraag?"}, X_Forwarded_For=f"10.0.{n}.1")
        for _ in range(10):
            crowd.send("/balie/aanmelden", {"login": "imke", "password": "niet goed"})
        yield loket


@state(at="crowded")
def ask_when_it_is_busy(house: House) -> Page:
    page = house.visit("")
    page.fill("#question", "Mijn tekst staat er nog")
    page.get_by_role("button", name="Stel je vraag").click()
    expect(page.get_by_text("Even geduld")).to_be_visible()
    expect(page.locator("#question")).to_have_value("Mijn tekst staat er nog")
    return page


@state(at="crowded")
def sign_in_too_often(house: House) -> Page:
    page = _signing_in_wrongly(house)
    expect(page.get_by_role("heading", level=1)).to_have_text("Even wachten")
    return page


@contextmanager
def demonstration() -> Iterator[Loket]:
    """What a newcomer sees: `loket serve --demo`."""
    with running_loket() as loket:
        loket.stop()
        run = [sys.executable, "-m", "loket", "serve", "--demo", "--port", str(loket.port)]
        process = subprocess.Popen(run, env=loket.environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            wait_until("the demonstration serves", lambda: _answers(loket))
            yield loket
        finally:
            process.terminate()
            process.wait()


def _answers(loket: Loket) -> bool:
    try:
        return loket.visitor().look("/readyz").status == 200
    except ConnectionError:
        return False


@state(at="demonstration")
def ask_at_the_demonstration(house: House) -> Page:
    page = house.visit("")
    expect(page.get_by_role("region", name="Demonstratie")).to_be_visible()
    return page


@state(at="demonstration")
def sign_in_at_the_demonstration(house: House) -> Page:
    page = house.at_work()
    page.goto("balie/aanmelden")
    expect(page.get_by_role("heading", name="Zo kijk je rond")).to_be_visible()
    return page
