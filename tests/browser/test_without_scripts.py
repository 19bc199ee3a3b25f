"""The same desk with scripts switched off: every step is a plain form, and a page tells what it knew when it was asked for."""

from __future__ import annotations

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Expert, Resident
from tests.browser.screens import ELSEWHERE, Screens
from tests.live.question import a_question

pytestmark = pytest.mark.browser


def at_home(screens: Screens) -> Resident:
    return Resident(screens.at_home(java_script_enabled=False))


def at_work(screens: Screens, role: str | None = None) -> Expert:
    return Expert(screens.at_work(role, java_script_enabled=False))


def test_a_question_goes_all_the_way_by_plain_forms(screens: Screens) -> None:
    question, resident = a_question(), at_home(screens)
    code = resident.ask(question, asker="grootouder")
    expect(resident.code).to_be_in_viewport()
    resident.page.reload()
    resident.sees(question)
    expect(resident.code).to_have_count(0)

    intaker = at_work(screens)
    intaker.sign_in(screens.loket.staff["intaker"])
    intaker.open(question)
    intaker.assess("vertellen aan de kinderen", "vandaag")
    intaker.note("Let op de toon.")
    intaker.hand_over("Advocaten", "Wil jij hiernaar kijken?")

    lawyer = at_work(screens)
    lawyer.sign_in(screens.loket.staff["lawyer"])
    lawyer.open(question)
    lawyer.sees("Let op de toon.")
    lawyer.claim()
    lawyer.answer("Vertel het samen.")

    resident.arrive()
    expect(resident.state).to_have_text("Er is een antwoord")
    resident.quote("Vertel het samen.")
    expect(resident.page.locator("[data-quote]")).to_contain_text("Vertel het samen.")
    resident.write("En als dat niet lukt?")
    expect(resident.entry("En als dat niet lukt?").locator(".quote__words")).to_have_text("Vertel het samen.")
    resident.sees_nothing_of("Let op de toon.")
    lawyer.page.reload()
    lawyer.sees("En als dat niet lukt?")
    lawyer.press("Sluit de vraag")

    elsewhere = at_home(screens)
    elsewhere.come_back(code.lower().replace("-", " ").replace("0", "O").replace("1", "I"))
    assert elsewhere.thread() == [question, "Vertel het samen.", "En als dat niet lukt?"]
    expect(elsewhere.state).to_have_text("Dit gesprek is afgesloten")
    elsewhere.write("Mag ik nog iets vragen?")
    lawyer.page.reload()
    expect(lawyer.state).to_have_text("wacht op iemand")

    elsewhere.press("Maak een nieuwe code")
    renewed = elsewhere.code.inner_text()
    assert renewed != code
    resident.arrive()
    expect(resident.page.locator("#question"), "the other device is out with the old code").to_be_visible()
    screens.expect("status of 4(04|10)")
    resident.come_back(code)
    expect(resident.page.get_by_role("alert")).to_contain_text("Met deze code vinden we geen gesprek.")
    resident.come_back(renewed)
    resident.sees("Mag ik nog iets vragen?")
    resident.erase()
    lawyer.page.reload()
    expect(lawyer.page.get_by_role("heading", name="Deze vraag is ingetrokken")).to_be_visible()


def test_a_quote_can_be_chosen_and_dropped_without_losing_what_was_typed(screens: Screens) -> None:
    question, resident, intaker = a_question(), at_home(screens), at_work(screens, "intaker")
    resident.ask(question)
    intaker.look_at_queue()
    intaker.open(question)
    intaker.claim()
    intaker.answer("Wil je vertellen hoe oud ze zijn?")
    resident.arrive()
    resident.box.fill("Half bericht")
    resident.quote("hoe oud")
    expect(resident.page.locator("[data-quote]")).to_contain_text("Wil je vertellen hoe oud ze zijn?")
    expect(resident.box).to_have_value("Half bericht")
    resident.press("Haal weg")
    expect(resident.page.locator("[data-quote]")).to_be_hidden()
    expect(resident.box).to_have_value("Half bericht")


def test_a_page_that_fell_behind_shows_what_came_and_keeps_the_text(screens: Screens) -> None:
    screens.expect("status of 409")
    question, resident, intaker = a_question(), at_home(screens), at_work(screens, "intaker")
    resident.ask(question)
    intaker.look_at_queue()
    intaker.open(question)
    intaker.claim()
    resident.write("O, en nog iets.")

    intaker.box.fill("Dag, fijn dat je schrijft.")
    intaker.press("Verstuur het antwoord")
    expect(intaker.page.get_by_role("alert").filter(has_text="Er kwam net een bericht bij")).to_be_focused()
    expect(intaker.page.locator(".entry--newer")).to_have_count(1)
    expect(intaker.page.locator(".entry--newer")).to_contain_text("O, en nog iets.")
    expect(intaker.box).to_have_value("Dag, fijn dat je schrijft.")
    intaker.press("Verstuur het antwoord")
    intaker.sees("Dag, fijn dat je schrijft.")

    resident.box.fill("Nog een vraag")
    resident.press("Verstuur")
    expect(resident.page.get_by_role("alert").filter(has_text="Er kwam net een antwoord bij")).to_be_focused()
    expect(resident.box).to_have_value("Nog een vraag")
    expect(resident.page.locator(".entry--newer")).to_contain_text("Dag, fijn dat je schrijft.")
    resident.write("Nog een vraag")
    assert resident.thread() == [question, "O, en nog iets.", "Dag, fijn dat je schrijft.", "Nog een vraag"]


@pytest.mark.parametrize("button", ["Snel weg", "Stop en ga weg van deze website"])
def test_who_leaves_is_sent_elsewhere_and_finds_nothing_on_the_way_back(screens: Screens, button: str) -> None:
    question, resident = a_question(), at_home(screens)
    resident.ask(question)
    with resident.page.expect_request(ELSEWHERE):
        resident.press(button)
    resident.page.wait_for_url(lambda url: url.startswith("chrome-error:"))  # there is no outside world in these tests
    assert resident.page.context.cookies() == []
    resident.page.go_back()
    expect(resident.page.locator("#question")).to_be_visible()
    resident.sees_nothing_of(question)


def test_whoever_chooses_a_language_keeps_it(screens: Screens) -> None:
    resident = at_home(screens)
    resident.arrive()
    html, heading = resident.page.locator("html"), resident.page.get_by_role("heading", level=1)
    expect(html).to_have_attribute("lang", "nl")
    dutch = heading.inner_text()
    resident.choose_language("English")
    expect(html).to_have_attribute("lang", "en")
    expect(heading).not_to_have_text(dutch)
    resident.page.fill("#question", "How do we tell the children?")
    resident.press("Ask your question")
    resident.sees("How do we tell the children?")
    expect(html).to_have_attribute("lang", "en")


def test_a_new_colleague_sets_up_the_second_factor_and_is_admitted_on_the_team_page(screens: Screens) -> None:
    question = a_question("Moet dat via de rechter?")
    intaker = at_work(screens, "intaker")
    at_home(screens).ask(question)
    intaker.look_at_queue()
    intaker.open(question)
    intaker.hand_over("Mediators", "Voor jullie.")

    told = screens.loket.command("staff", "invite", "voorbeeldstad", "mare", "--name", "Mare Linthorst", "--role", "mediator")
    newcomer = at_work(screens)
    activate(newcomer.page, told.split()[0])
    expect(newcomer.queue).to_contain_text("Je ziet hier geen vragen.")
    newcomer.sees_nothing_of(question)

    mediator = at_work(screens, "mediator")
    mediator.page.goto("balie/team")
    mediator.press("Mare Linthorst toelaten")
    expect(mediator.page.get_by_role("button", name="Mare Linthorst toelaten")).to_have_count(0)
    newcomer.look_at_queue()
    newcomer.open(question)


def activate(page: Page, code: str) -> None:
    """An invitation becomes an account: password, then the second factor with the secret that the page shows."""
    page.goto("balie/aanmelden")
    page.get_by_role("link", name="Ik heb een uitnodiging").click()
    page.fill("#code", code)
    page.fill("#password", "een lange zin van mare")
    page.fill("#again", "een lange zin van mare")
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_role("img", name="QR-code")).to_be_visible()
    secret = page.locator(".qr__secret code").inner_text().replace(" ", "")
    page.fill("#totp", pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Klaar").click()
    expect(page.get_by_role("heading", name="Vragen", exact=True)).to_be_visible()
