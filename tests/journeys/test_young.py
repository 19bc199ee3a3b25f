"""Somebody young at the front door, without scripts: a page of their own, a question only they answer, what the answer was worth."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from loket.demonstration.visitor import Page, Visitor
from tests.cast import Cast, at_work, enlist
from tests.journeys.test_whole_story import kinds, send
from tests.pages import hidden, kept, said

Arrive = Callable[..., Visitor]
ASKED = "Moet ik kiezen bij wie ik woon?"


def view(page: Page) -> str:
    found = re.search(r'data-view="(\w+)"', page.text)
    return found[1] if found else ""


def chosen(page: Page, name: str) -> str:
    box = re.search(rf'<select[^>]* name="{name}".*?</select>', page.text, re.DOTALL)
    found = re.search(r'value="([^"]*)" selected', box[0]) if box else re.search(rf'name="{name}" value="([^"]*)"', page.text)
    return found[1] if found else ""


def help_lines(page: Page) -> list[str]:
    """The ones that stand there, not those that wait for words while somebody types."""
    shown = re.sub(r'<div class="help-now" id="watch" hidden>.*?</div>', "", page.text, flags=re.DOTALL)
    return re.findall(r'class="help__line[^"]*" href="tel:(\d+)"', shown)


def test_the_page_changes_for_the_young_and_keeps_what_was_typed(arrive: Arrive):
    visitor = arrive()
    front = visitor.look("/")
    assert (view(front), help_lines(front)[0]) == ("grown", "112")
    assert "Praat liever?" not in said(front.text)
    typed = {"question": ASKED, "client_id": front.form or "", "asker": "", "age": ""}
    young = visitor.send("/", typed | {"view": "young"})
    assert (young.status, view(young)) == (200, "young")
    assert kept(young.text, "question") == ASKED
    assert young.form == front.form, "sent twice it is still one question"
    assert chosen(young, "asker") == "jongere"
    assert help_lines(young) == ["08000432", "112", "08002000", "08000113"]
    text = said(young.text)
    assert text.index("Praat liever? Kindertelefoon 0800-0432") < text.index("Zit je ergens mee?")
    grown = visitor.send("/", typed | {"asker": "jongere", "view": "grown"})
    assert (view(grown), chosen(grown, "asker"), kept(grown.text, "question")) == ("grown", "", ASKED)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"asker": "jongere"}, "young"),
        ({"age": "16-17"}, "young"),
        ({"asker": "ouder", "age": "16-17"}, "young"),
        ({"asker": "ouder", "age": "18+"}, "grown"),
        ({"asker": "kind"}, "child"),
        ({"age": "-12"}, "child"),
        ({"asker": "x", "age": "y", "view": "z"}, "grown"),
        ({}, "grown"),
    ],
)
def test_who_somebody_says_they_are_decides_the_page(arrive: Arrive, typed: dict[str, str], expected: str):
    visitor = arrive()
    visitor.look("/")
    assert view(visitor.send("/", typed)) == expected
    refused = visitor.send("/vraag", typed | {"question": " "})
    assert (refused.status, view(refused)) == (400, expected), "a refusal comes on the same page"


def test_a_child_is_asked_nothing_and_told_whom_to_turn_to(arrive: Arrive, cast: Cast):
    visitor = arrive()
    visitor.look("/")
    child = visitor.send("/", {"view": "child", "question": ASKED})
    text = said(child.text)
    for near in ("Kindertelefoon", "juf of meester", "opa of oma", "112"):
        assert near in text, near
    assert "<select" not in child.text
    assert (chosen(child, "asker"), chosen(child, "age")) == ("kind", "-12")
    assert visitor.send("/vraag", {"question": ASKED, "asker": "kind", "age": "-12", "client_id": child.form}).status == 303
    assert "Praat liever?" in said(visitor.look("/").text)
    older = arrive()
    older.look("/")
    assert view(older.send("/", {"view": "young", "asker": "kind", "age": "-12"})) == "young"


def test_with_an_open_conversation_the_first_page_is_no_form(arrive: Arrive):
    visitor = arrive()
    visitor.ask(ASKED)
    answer = visitor.send("/", {"view": "young"})
    assert (answer.status, answer.headers["Location"]) == (303, "/eikendam/")


@pytest.fixture
def ticket(arrive: Arrive, cast: Cast) -> tuple[Visitor, Visitor, str]:
    """The young person, the intaker, and where the intaker finds the question."""
    resident, intaker = arrive(), at_work(arrive(), cast.intaker)
    resident.ask(ASKED, asker="jongere", age="12-15")
    (pid,) = intaker.look("/balie/").tickets
    return resident, intaker, f"/balie/vraag/{pid}"


def test_the_desk_is_refused_kindly_asks_and_hands_over_after_a_yes(ticket: tuple[Visitor, Visitor, str], arrive: Arrive, cast: Cast):
    resident, intaker, path = ticket
    assert re.search(r"Advocaten: antwoord vóór [^()]+ uur \(vraag het eerst\)", said(intaker.look(path).text))
    refused = intaker.send(f"{path}/toewijzen", {"pool": "lawyer", "note": "Kijk jij mee?"})
    assert refused.status == 409
    assert "Vraag eerst of het mag" in said(refused.text)
    assert kept(refused.text, "note") == "Kijk jij mee?"
    lawyer = at_work(arrive(), cast.lawyer)
    assert lawyer.look("/balie/").tickets == []

    send(intaker, f"{path}/meelezen", path, pool="lawyer")
    asked = resident.look("/")
    assert "Mag een advocaat jouw vraag ook lezen?" in said(asked.text)
    page = send(resident, "/meelezen", who="lawyer", may="yes")
    assert kinds(page)[-2:] == ["consent_asked", "consent_given"]
    assert "Nee, liever niet" not in said(page.text)
    assert "een advocaat mag meelezen." in said(page.text)
    send(intaker, f"{path}/toewijzen", path, pool="lawyer")
    assert lawyer.look(path).status == 200
    send(resident, "/meelezen", who="lawyer", may="no")
    assert lawyer.look(path).status == 404
    assert re.search(r"Advocaten: antwoord vóór [^()]+ uur \(vraag het eerst\)", said(intaker.look(path).text))


def test_the_teen_coach_is_chosen_already_and_the_desk_reads_why(ticket: tuple[Visitor, Visitor, str], arrive: Arrive, cast: Cast):
    _, intaker, path = ticket
    assert chosen(intaker.look(path), "pool") == "", "nobody is there to hand it to"
    enlist(cast.desk.id, "Tess Coenders", "teen_coach")
    page = intaker.look(path)
    assert chosen(page, "pool") == "teen_coach"
    assert "De tienercoach staat al gekozen, want de vrager is jong." in said(page.text)
    arrive().ask("Hoe hoog is de alimentatie?")
    other = next(pid for pid in intaker.look("/balie/").tickets if pid not in path)
    assert chosen(intaker.look(f"/balie/vraag/{other}"), "pool") == ""


def test_who_asks_is_corrected_at_the_desk(arrive: Arrive, cast: Cast):
    resident, intaker = arrive(), at_work(arrive(), cast.intaker)
    resident.ask("Ik ben 14. Moet ik kiezen?")
    (pid,) = intaker.look("/balie/").tickets
    path = f"/balie/vraag/{pid}"
    assert "Een jonge vrager" not in said(intaker.look(path).text)
    page = send(intaker, f"{path}/vrager", path, asker="youngster", age="12-15")
    assert "Een jonge vrager" in said(page.text)
    assert "Praat liever?" in said(resident.look("/").text)
    page = send(intaker, f"{path}/vrager", path, asker="parent", age="18+")
    assert f"{cast.intaker.name} denkt dat de vrager 18 of ouder is." in said(page.text)
    assert "Een jonge vrager" in said(page.text)
    assert intaker.send(f"{path}/vrager", {"asker": "parent", "age": "18+"}).status == 409


def test_one_press_tells_whether_it_helped_and_no_brings_it_back(arrive: Arrive, cast: Cast):
    resident, intaker = arrive(), at_work(arrive(), cast.intaker)
    resident.ask("Hoe vertellen we het?")
    (pid,) = intaker.look("/balie/").tickets
    path = f"/balie/vraag/{pid}"
    assert "Heb je hier wat aan?" not in said(resident.look("/").text)
    send(intaker, f"{path}/antwoord", path, words="Samen.")
    page = resident.look("/")
    assert "Heb je hier wat aan?" in said(page.text)
    about = hidden(page.text, "about")
    assert resident.send("/oordeel", {"about": about, "verdict": "partly"}).status == 303
    page = resident.look("/")
    assert "Je zei: Een beetje." in said(page.text)
    assert intaker.look("/balie/").tickets == []
    assert resident.send("/oordeel", {"about": about, "verdict": "no", "line": "Te kort."}).status == 303
    assert intaker.look("/balie/").tickets == [pid]
    assert "Het antwoord hielp niet" in said(intaker.look("/balie/").text)
    assert "De vrager heeft niets aan het antwoord. Te kort." in said(intaker.look(path).text)
    late = resident.send("/oordeel", {"about": "1", "verdict": "yes", "line": "Toch wel."})
    assert late.status == 409
    assert kept(late.text, "line") == "Toch wel."
    assert resident.send("/oordeel", {"about": about, "verdict": "no", "line": "x" * 20_001}).status == 400
    assert resident.send("/oordeel", {"about": about, "verdict": "perhaps"}).status == 409
