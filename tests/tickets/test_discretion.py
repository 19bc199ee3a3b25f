"""Before sending: a page asks, the writer chooses, a program is never asked, and whoever is in danger never waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from loket.demonstration.visitor import Page, Visitor
from loket.errors import Refused, Telling
from loket.tickets import actions
from loket.tickets.discretion import ASK, REMOVE, SENT_ANYWAY
from tests.cast import WORDS, Cast, ask, at_work
from tests.pages import hidden, kept, said
from tests.raw import rows

Arrive = Callable[..., Visitor]

TELLING = "Mijn dochter Emma de Vries eet niet meer. Bel me op 06-12345678."
PARTS = ("Emma de Vries", "06-12345678")
IN_DANGER = "Mijn man heeft me geslagen. Ik heet Emma de Vries, kom snel."


def tickets() -> int:
    return len(rows("select id from ticket"))


def asked_first(page: Page) -> bool:
    """Whether this page shows what was found, with both answers as buttons."""
    answers = all(f'type="submit" name="guard" value="{answer}"' in page.text for answer in (REMOVE, SENT_ANYWAY))
    return answers and 'autofocus>\n  <p class="guard__title">' in page.text


@pytest.fixture
def visitor(arrive: Arrive, cast: Cast) -> Visitor:
    visitor = arrive()
    visitor.look("/")
    return visitor


@pytest.fixture
def resident(visitor: Visitor) -> Visitor:
    """With a calm question asked."""
    visitor.ask(WORDS)
    visitor.look("/")
    return visitor


# --- who is asked ------------------------------------------------------------------------------------------------


def test_the_page_asks_before_anything_is_kept_and_the_typed_text_stays(visitor: Visitor):
    page = visitor.send("/vraag", {"question": TELLING, "asker": "ouder", "guard": ASK})
    assert (page.status, tickets()) == (422, 0)
    assert asked_first(page)
    assert kept(page.text, "question") == TELLING
    assert '<option value="ouder" selected>' in page.text
    for part in PARTS:
        assert f'<mark class="guard__words" dir="auto">{part}</mark>' in page.text
    assert "telefoonnummer" in said(page.text)


def test_a_harmless_question_is_not_held_up(visitor: Visitor):
    assert visitor.send("/vraag", {"question": WORDS, "guard": ASK}).status == 303
    assert tickets() == 1


def test_our_own_pages_say_that_they_want_to_be_asked(arrive: Arrive, cast: Cast, resident: Visitor):
    ticket = at_work(arrive(), cast.intaker).look("/balie/").tickets[0]
    fresh, desk = arrive().look("/"), at_work(arrive(), cast.intaker).look(f"/balie/vraag/{ticket}")
    for page, forms in ((fresh, 1), (resident.look("/"), 1), (desk, 3)):
        assert page.text.count('name="guard" value="ask"') == forms
        assert not asked_first(page)


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("guard", [{}, {"guard": ""}, {"guard": "unknown"}])
def test_a_tool_that_knows_no_guard_loses_nothing(visitor: Visitor, guard: dict[str, str], as_json: bool):
    asked = visitor.send("/vraag", {"question": TELLING, **guard}, as_json=as_json)
    assert asked.status == (201 if as_json else 303)
    assert visitor.send("/bericht", {"words": TELLING, **guard}, as_json=as_json).status == (201 if as_json else 303)
    assert [event["words"] for event in visitor.look("/nieuw?since=0", as_json=True).json["events"]] == [TELLING, TELLING]


def test_a_program_that_asks_is_told_what_was_found(resident: Visitor):
    answer = resident.send("/bericht", {"words": TELLING, "guard": ASK}, as_json=True)
    assert answer.status == 422
    assert [detail["words"] for detail in answer.json["found"]] == list(PARTS)
    assert all(detail["label"] and detail["why"] for detail in answer.json["found"])
    assert answer.json["error"]
    assert resident.look("/nieuw?since=1", as_json=True).json["events"] == []


# --- what the writer chooses -------------------------------------------------------------------------------------


def thread(visitor: Visitor) -> list[str]:
    return [event["words"] for event in visitor.look("/nieuw?since=0", as_json=True).json["events"] if event["words"]]


def test_taking_it_out_leaves_neutral_words(visitor: Visitor):
    first = visitor.send("/vraag", {"question": TELLING, "guard": ASK})
    # As a browser sends it: the form's own field first, then the button that was pressed.
    visitor.send("/vraag?", {"question": TELLING, "client_id": first.form, "guard": REMOVE})
    assert thread(visitor) == ["Mijn dochter [naam weggehaald] eet niet meer. Bel me op [telefoonnummer weggehaald]."]


def test_sending_it_anyway_keeps_it_as_typed(resident: Visitor):
    assert resident.send("/bericht", {"words": TELLING, "guard": ASK}).status == 422
    assert resident.send("/bericht", {"words": TELLING, "guard": SENT_ANYWAY}).status == 303
    assert thread(resident)[-1] == TELLING


def test_the_pressed_button_counts_and_not_the_forms_own_field(cast: Cast, resident: Visitor):
    pressed = resident._send("POST", "/bericht", f"csrf_token={resident.token}&guard=ask&words=Ik+heet+Sanne.&guard=remove", False, {})
    assert pressed.status == 303
    assert thread(resident)[-1] == "Ik heet [naam weggehaald]."


def test_changed_words_are_looked_at_anew(resident: Visitor):
    assert resident.send("/bericht", {"words": TELLING, "guard": ASK}).status == 422
    still = resident.send("/bericht", {"words": "Bel 06-12345678.", "guard": ASK})
    assert (still.status, "Emma" in still.text) == (422, False)
    assert resident.send("/bericht", {"words": "Bel me niet.", "guard": ASK}).status == 303


def test_a_message_that_was_written_is_not_asked_about_again(cast: Cast):
    question = ask(cast.desk)
    seq = actions.write(question.resident, TELLING, client_id="once", guard=SENT_ANYWAY)
    assert actions.write(question.resident, TELLING, client_id="once", guard=ASK) == seq


def test_a_line_about_an_answer_is_asked_about_too_and_the_verdict_is_remembered(cast: Cast, arrive: Arrive, resident: Visitor):
    (pid,) = at_work(arrive(), cast.intaker).look("/balie/").tickets
    actions.answer(cast.intaker.expert, pid, "Samen, op een rustig moment.")
    page = resident.look("/")
    assert page.text.count('name="guard" value="ask"') == 2
    said_so = {"about": hidden(page.text, "about"), "verdict": "no", "line": TELLING}
    asked = resident.send("/oordeel", said_so | {"guard": ASK})
    assert asked.status == 422
    assert asked_first(asked)
    assert kept(asked.text, "line") == TELLING
    assert hidden(asked.text, "verdict") == "no"
    assert "Je zei: Nee." in said(asked.text)
    assert asked.text.count('name="verdict"') == 1, "what was pressed is remembered, and not asked again"
    assert resident.send("/oordeel", said_so | {"guard": ASK}, as_json=True).json["found"]
    assert at_work(arrive(), cast.intaker).look("/balie/").tickets == [], "nothing was kept, and nothing put back"
    assert resident.send("/oordeel", said_so | {"guard": REMOVE}).status == 303
    assert thread(resident)[-1] == "Mijn dochter [naam weggehaald] eet niet meer. Bel me op [telefoonnummer weggehaald]."
    assert at_work(arrive(), cast.intaker).look("/balie/").tickets == [pid]


def test_a_line_in_danger_is_not_held_up(cast: Cast, arrive: Arrive, resident: Visitor):
    (pid,) = at_work(arrive(), cast.intaker).look("/balie/").tickets
    actions.answer(cast.intaker.expert, pid, "Samen, op een rustig moment.")
    about = hidden(resident.look("/").text, "about")
    assert resident.send("/oordeel", {"about": about, "verdict": "yes", "line": IN_DANGER, "guard": ASK}).status == 303
    assert "dit staat erin: naam" in said(resident.look("/").text)


# --- danger ------------------------------------------------------------------------------------------------------


def test_whoever_is_in_danger_is_not_held_up_and_hears_it_afterwards(visitor: Visitor, cast: Cast):
    assert visitor.send("/vraag", {"question": IN_DANGER, "guard": ASK}).status == 303
    page = visitor.look("/")
    assert "Je bericht is verstuurd. Let op, dit staat erin: naam." in said(page.text)
    assert thread(visitor) == [IN_DANGER]


def test_later_messages_of_somebody_in_danger_are_not_held_up_either(visitor: Visitor):
    visitor.send("/vraag", {"question": "Mijn man heeft me geslagen."})
    visitor.look("/")
    calm = "Ik woon op Dorpsstraat 12."
    assert visitor.send("/bericht", {"words": calm, "guard": ASK}).status == 303
    assert thread(visitor)[-1] == calm
    assert "dit staat erin: adres" in said(visitor.look("/").text)


def test_the_screen_reads_what_was_typed_also_when_it_is_taken_out(cast: Cast):
    named = "Ik word bedreigd door Ruud Bakker met een mes."
    plain, shorter = ask(cast.desk, named), ask(cast.desk, named, guard=REMOVE)
    before, after = (question.seen_by(cast.intaker) for question in (plain, shorter))
    assert [signal.code for signal in after.ticket.head.signals] == [signal.code for signal in before.ticket.head.signals] != []
    assert any("Bakker" in words for _, words in before.entries[0].signs), "premise: a signal quotes the name"
    assert not any("Bakker" in words or "Ruud" in words for _, words in after.entries[0].signs)
    assert "Bakker" not in after.ticket.head.preview


def test_what_was_told_to_the_resident_is_not_told_to_the_desk(cast: Cast):
    question = ask(cast.desk, IN_DANGER, guard=ASK)
    assert question.seen_by_resident.entries[0].told == ("name",)
    assert question.seen_by(cast.intaker).entries[0].told == ()


# --- the desk ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("door", "act"), [("antwoord", actions.answer), ("notitie", actions.note)])
def test_staff_are_asked_too_and_choose_too(cast: Cast, arrive: Arrive, door: str, act: Callable[..., int]):
    question = ask(cast.desk)
    intaker, path = at_work(arrive(), cast.intaker), f"/balie/vraag/{question.pid}/{door}"
    page = intaker.send(path, {"words": "Bel ons op 0546-123456.", "guard": ASK})
    assert page.status == 422
    assert asked_first(page)
    assert "Bel ons op 0546-123456." in page.text
    assert intaker.send(path, {"words": "Bel ons op 0546-123456.", "guard": ASK}, as_json=True).json["found"]
    assert question.seen_by(cast.intaker).ticket.holder_id is None, "nothing was kept, and nothing claimed"
    with pytest.raises(Telling):
        act(cast.intaker.expert, question.pid, TELLING, guard=ASK)
    assert intaker.send(path, {"words": "Bel ons op 0546-123456.", "guard": SENT_ANYWAY}).status == 303
    act(cast.intaker.expert, question.pid, TELLING, guard=REMOVE)
    words = [entry.words for entry in question.seen_by(cast.intaker).entries if entry.words]
    assert words[1:] == ["Bel ons op 0546-123456.", "Mijn dochter [naam weggehaald] eet niet meer. Bel me op [telefoonnummer weggehaald]."]


def test_what_cannot_be_handed_over_is_said_so_before_the_note_is_looked_at(cast: Cast):
    question = ask(cast.desk)
    actions.close(cast.intaker.expert, question.pid)
    with pytest.raises(Refused):
        actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer", note=TELLING, guard=ASK)


def test_a_note_at_handing_over_is_asked_about_too(cast: Cast, arrive: Arrive):
    question = ask(cast.desk)
    intaker, path = at_work(arrive(), cast.intaker), f"/balie/vraag/{question.pid}/toewijzen"
    to_lawyer = {"pool": "lawyer", "note": TELLING}
    page = intaker.send(path, to_lawyer | {"guard": ASK})
    assert page.status == 422
    assert asked_first(page)
    assert kept(page.text, "note") == TELLING
    assert '<option value="lawyer" selected>' in page.text
    assert intaker.send(path, to_lawyer | {"guard": ASK}, as_json=True).json["found"]
    assert [entry.kind for entry in question.seen_by(cast.intaker).entries] == ["asked"]
    assert intaker.send(path, to_lawyer | {"guard": REMOVE}).status == 303
    assert (
        question.seen_by(cast.lawyer).entries[1].words
        == "Mijn dochter [naam weggehaald] eet niet meer. Bel me op [telefoonnummer weggehaald]."
    )
