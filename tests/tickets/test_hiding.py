"""The curtain: what was said before it is drawn is not shown in that session at any door, until the code is typed again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from loket import clock
from loket.demonstration.visitor import Visitor
from loket.errors import Newer, NotFound, Refused, Telling
from loket.experts.attendance import be_away
from loket.tickets import actions, queries
from loket.tickets.discretion import ASK
from loket.tickets.reception import before_asking, beside
from loket.tickets.words import standing
from tests.cast import WORDS, Cast, Question, ask
from tests.pages import said, without_tokens

Arrive = Callable[..., Visitor]


def hidden(question: Question) -> Question:
    actions.hide_earlier(question.resident, question.token)
    return question


def words_seen(question: Question, since: int = 0) -> list[str | None]:
    return [entry.words for entry in queries.conversation_of(question.resident, since).entries if entry.words]


def test_what_was_said_before_is_not_shown_and_what_comes_after_is(cast: Cast):
    question = ask(cast.desk)
    actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
    assert words_seen(question) == [WORDS, "Een antwoord."], "the premise: it was shown"
    hidden(question)
    assert words_seen(question) == words_seen(question, since=1) == []
    actions.write(question.resident, "En nu?")
    actions.answer(cast.intaker.expert, question.pid, "Nog een antwoord.")
    assert words_seen(question) == ["En nu?", "Nog een antwoord."]


def test_drawn_again_it_reaches_up_to_now(cast: Cast):
    question = hidden(ask(cast.desk))
    actions.write(question.resident, "En nu?")
    assert words_seen(question) == ["En nu?"]
    hidden(question)
    assert words_seen(question) == []


def test_an_answer_does_not_quote_what_is_hidden(cast: Cast):
    question = ask(cast.desk)
    hidden(question)
    actions.write(question.resident, "En nu?")
    actions.answer(cast.intaker.expert, question.pid, "Op het eerste.", quote=1)
    actions.answer(cast.intaker.expert, question.pid, "Op het tweede.", quote=2)
    quotes = {entry.words: entry.quote and entry.quote.words for entry in queries.conversation_of(question.resident).entries}
    assert quotes["Op het tweede."] == "En nu?", "the premise: what is not hidden is quoted"
    assert quotes["Op het eerste."] is None


def test_who_holds_the_question_is_not_told_either(cast: Cast):
    question = ask(cast.desk)
    actions.claim(cast.intaker.expert, question.pid)
    assert question.seen_by_resident.holder
    assert hidden(question).seen_by_resident.holder is None


def test_how_it_stands_is_told_only_of_what_came_after(arrive: Arrive, cast: Cast):
    question, resident = ask(cast.desk), arrive()
    actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
    resident.cookies["b"] = question.token
    paths = ("/", "/nieuw")
    assert all("Er is een antwoord" in resident.look(path).text for path in paths), "the premise"
    hidden(question)
    assert not any("Er is een antwoord" in resident.look(path).text for path in paths)
    actions.answer(cast.intaker.expert, question.pid, "Nog een antwoord.")
    assert all("Er is een antwoord" in resident.look(path).text for path in paths)


def test_a_note_among_colleagues_does_not_bring_back_how_it_stood(cast: Cast):
    """It counts as something new, and nobody outside the desk sees it."""
    question = ask(cast.desk)
    actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
    told = standing(question.seen_by_resident)
    assert told.title == "Er is een antwoord", "the premise"
    nothing = standing(hidden(question).seen_by_resident)
    for is_closed in (False, True):
        if is_closed:
            actions.answer(cast.intaker.expert, question.pid, "Nog een antwoord.")
            actions.close(cast.intaker.expert, question.pid)
            assert standing(question.seen_by_resident).title == "Dit gesprek is afgesloten", "the premise"
            hidden(question)
        actions.note(cast.intaker.expert, question.pid, "Even kijken.")
        assert standing(question.seen_by_resident) == nothing
    actions.write(question.resident, "En nu?")
    assert standing(question.seen_by_resident).title == "Je vraag is binnen"


def test_neither_a_message_nor_a_rating_finds_out_that_there_was_an_answer(cast: Cast):
    answered, waiting = ask(cast.desk), ask(cast.desk)
    actions.answer(cast.intaker.expert, answered.pid, "Een antwoord.")
    with pytest.raises(Newer):
        actions.rate(answered.resident, 1, "yes")  # the premise
    for question in (hidden(answered), hidden(waiting)):
        assert actions.write(question.resident, "En nu?", seen=0)
        for made_up in (1, 2, 9, None):
            with pytest.raises(Refused):
                actions.rate(question.resident, made_up, "yes")


def test_who_was_asked_about_before_is_not_told_and_who_is_asked_about_after_is(arrive: Arrive, cast: Cast):
    question, resident = ask(cast.desk, asker="youngster", age="12-15"), arrive()
    resident.cookies["b"] = question.token
    for kind in ("lawyer", "mediator"):
        actions.ask_consent(cast.intaker.expert, question.pid, kind)
    actions.say_consent(question.resident, "lawyer", is_yes=True)
    asked, answered = "Mag een mediator jouw vraag ook lezen?", "Je zei: een advocaat mag meelezen."
    page = said(resident.look("/").text)
    assert asked in page, "the premise"
    assert answered in page, "the premise"
    assert "Nu lezen alleen" not in page, "a lawyer may read by now"
    hidden(question)
    page = said(resident.look("/").text)
    assert asked not in page
    assert answered not in page
    actions.ask_consent(cast.intaker.expert, question.pid, "stepfamily_coach")
    page = said(resident.look("/").text)
    assert "Mag een stiefcoach jouw vraag ook lezen?" in page
    assert "mediator" not in page


@pytest.mark.parametrize("door", ["/verberg", "/weg"])
def test_a_page_that_was_put_by_before_is_not_shown_after(arrive: Arrive, cast: Cast, door: str):
    """As when somebody presses it before the answer to the form before has come."""
    question, resident = ask(cast.desk), arrive()
    resident.cookies["b"] = question.token
    resident.look("/")
    assert resident.send("/bericht", {"words": "", "choose_quote": "1"}, Sec_Fetch_Mode="navigate").status == 303
    assert "p" in resident.cookies, "the premise"
    assert resident.send(door).status == 303
    assert WORDS not in resident.look("/").text


def test_the_code_typed_again_shows_all_and_another_session_never_saw_a_curtain(cast: Cast):
    question = ask(cast.desk)
    elsewhere = replace(question, token=actions.come_back(cast.desk, question.code))
    hidden(question)
    assert words_seen(elsewhere) == [WORDS]
    again = replace(question, token=actions.come_back(cast.desk, question.code))
    assert words_seen(again) == [WORDS]
    assert words_seen(question) == []


def test_behind_a_curtain_no_other_code_is_made(cast: Cast):
    question = hidden(ask(cast.desk))
    with pytest.raises(Refused):
        actions.renew_code(question.resident, cast.desk, question.token)
    assert words_seen(replace(question, token=actions.come_back(cast.desk, question.code))) == [WORDS], "the code still works"


def test_a_code_that_was_still_to_be_shown_is_not_shown_any_more(cast: Cast):
    question = ask(cast.desk)
    looked = question.resident
    assert looked.code == question.code
    hidden(question)
    actions.code_was_shown(looked, question.token)  # a page that began before
    assert question.resident.code is None
    assert words_seen(question) == []


def test_only_who_holds_the_session_draws_it(cast: Cast):
    question, other = ask(cast.desk), ask(cast.desk)
    with pytest.raises(NotFound):
        actions.hide_earlier(question.resident, other.token)
    held = question.resident
    actions.leave(held)
    with pytest.raises(NotFound):
        actions.hide_earlier(held, question.token)


def test_no_door_shows_what_is_hidden(arrive: Arrive, cast: Cast):
    question, resident = ask(cast.desk), arrive()
    actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
    resident.cookies["b"] = question.token
    paths = [
        (path, as_json) for path in ("/", "/nieuw", "/nieuw?since=0", "/nieuw?since=1", "/nieuw?since=-1") for as_json in (False, True)
    ]
    assert all("Een antwoord." in resident.look(path, as_json=as_json).text for path, as_json in paths), "the premise"
    resident.look("/")
    assert resident.send("/verberg").status == 303
    answers = [resident.look(path, as_json=as_json) for path, as_json in paths]
    answers += [
        resident.send("/bericht", fields) for fields in ({"words": ""}, {"words": "x", "seen": "0"}, {"words": "x", "choose_quote": "1"})
    ]
    answers += [resident.send("/nieuwe-code"), resident.send("/wissen"), resident.send("/terug", {"code": "ZZZZ-ZZZZ-ZZZZ-ZZZZ"})]
    answers += [resident.send("/kopie", {"form": form}) for form in ("html", "text")]
    answers += [resident.send("/agenda"), resident.send("/termijn")]
    answers += [resident.send("/taal", {"language": "nl"}), resident.look("/")]
    assert len({answer.status for answer in answers}) > 3
    for answer in answers:
        for words in (WORDS, "Een antwoord.", question.code):
            assert words not in answer.text
    assert "Typ je code" in answers[-1].text


def test_neither_a_note_for_the_calendar_nor_who_is_there_tells_of_what_is_hidden(arrive: Arrive, cast: Cast):
    question, resident, today = ask(cast.desk), arrive(), cast.desk.hours.day_of(clock.now())
    for lawyer in (cast.lawyer, cast.second_lawyer):
        be_away(cast.desk, lawyer.expert, today, today + timedelta(days=20))
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    resident.cookies["b"] = question.token
    tomorrow = today + timedelta(days=1)
    assert beside(cast.desk, question.seen_by_resident).who != before_asking(cast.desk).who, "the premise: there it is told otherwise"
    resident.look("/")
    day = re.compile(r"DTSTART;VALUE=DATE:(\d{8})")
    assert day.findall(resident.send("/agenda").text) != [f"{tomorrow:%Y%m%d}"]
    resident.send("/verberg")
    page = resident.look("/").text
    assert f'value="{tomorrow}"' in page
    assert day.findall(resident.send("/agenda").text) == [f"{tomorrow:%Y%m%d}"]
    assert beside(cast.desk, question.seen_by_resident).who == before_asking(cast.desk).who


def test_a_wrong_code_opens_nothing_and_the_right_one_opens_all(arrive: Arrive, cast: Cast):
    question, resident = ask(cast.desk), arrive()
    resident.cookies["b"] = question.token
    resident.look("/")
    resident.send("/verberg")
    resident.look("/")
    wrong = resident.send("/terug", {"code": "ZZZZ-ZZZZ-ZZZZ-ZZZZ"})
    assert (wrong.status, "vinden we geen gesprek" in said(wrong.text)) == (404, True)
    assert resident.send("/terug", {"code": question.code}).status == 303
    assert WORDS in resident.look("/").text
    assert resident.cookies["b"] != question.token
    resident.cookies["b"] = question.token
    assert resident.look("/nieuw").status == 404, "the session with the curtain is over"


def test_the_form_that_asked_the_question_does_not_lead_around_it(arrive: Arrive, cast: Cast):
    """The same form sent twice leads to the same conversation, and shows its code. Not after the curtain: its token is forgotten."""
    resident = arrive()
    form = {"question": WORDS, "client_id": resident.look("/").form, "csrf_token": resident.token}
    assert resident.send("/vraag", form).status == 303
    assert resident.send("/vraag", form).status == 303
    code = resident.look("/").code
    assert code, "the premise: the second time it was the same conversation, and its code"
    assert resident.send("/verberg").status == 303
    assert resident.send("/vraag", form).status == 400
    resident.look("/")
    del form["csrf_token"]
    assert resident.send("/vraag", form).status == 303
    assert resident.look("/").code != code, "a question of its own"


def test_without_a_session_there_is_nothing_to_hide(arrive: Arrive, cast: Cast):
    stranger = arrive()
    before = stranger.look("/").text
    assert stranger.send("/verberg").status == 404
    assert without_tokens(stranger.look("/").text) == without_tokens(before)


@pytest.mark.parametrize("before", [WORDS, "Mijn man heeft me gisteren geslagen."])
def test_whether_danger_was_told_before_does_not_show_in_what_is_asked_about(cast: Cast, before: str):
    question = ask(cast.desk, before)
    hidden(question)
    with pytest.raises(Telling):
        actions.write(question.resident, "Bel me op 06-12345678.", guard=ASK)
    actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
    newest = queries.conversation_of(question.resident).seq
    with pytest.raises(Telling):
        actions.rate(question.resident, newest, "yes", "Bel me op 06-12345678.", guard=ASK)
