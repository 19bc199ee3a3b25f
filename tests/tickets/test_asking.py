"""Asking and coming back: one form makes one question, and only its code opens it, at its own desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from loket import clock, text
from loket.errors import AlreadyAsked, BadWords, CodeUnknown
from loket.experts.queries import roster_of
from loket.keys.codes import code_for
from loket.tickets import actions, queries
from tests.cast import WORDS, Cast, ask, question_of
from tests.crowd import at_once
from tests.raw import one, rows

BROWSER, FORM = b"a browser's own secret", "one-form"


def test_a_question_is_there_for_who_asked_and_for_intake(cast: Cast):
    question = ask(cast.desk, asker="parent", age="18+")
    held, seen = question.seen_by_resident, question.seen_by(cast.intaker)
    for conversation in (held, seen):
        assert [(entry.seq, entry.kind, entry.words) for entry in conversation.entries] == [(1, "asked", WORDS)]
    assert (seen.ticket.head.asker, seen.ticket.head.age, seen.ticket.head.preview) == ("parent", "18+", WORDS)
    assert (seen.ticket.state, seen.ticket.holder_id, seen.ticket.urgency) == ("new", None, 0)
    assert held.entries[0].is_own
    assert not seen.entries[0].is_own


def test_what_is_not_on_the_form_is_not_kept(cast: Cast):
    question = ask(cast.desk, asker="king", age="300")
    head = question.seen_by(cast.intaker).ticket.head
    assert (head.asker, head.age) == (None, None)


@pytest.mark.parametrize("words", ["", "  \n ", "\u200b", "\x00", None, "x" * (text.LONGEST + 1)])
def test_nothing_and_too_much_are_no_question(cast: Cast, words: object):
    with pytest.raises(BadWords):
        actions.ask(cast.desk, words, browser=BROWSER, form=FORM)
    assert rows("SELECT * FROM ticket") == []


def test_a_question_of_the_greatest_length_comes_back_whole(cast: Cast):
    words = "😢" * text.LONGEST
    question = ask(cast.desk, words)
    assert question.seen_by_resident.entries[0].words == words
    assert question.seen_by(cast.intaker).entries[0].words == words


def test_the_same_form_from_the_same_browser_is_one_question(cast: Cast):
    first = actions.ask(cast.desk, WORDS, browser=BROWSER, form=FORM)
    again = actions.ask(cast.desk, WORDS, browser=BROWSER, form=FORM)
    assert again.code == first.code
    assert again.token != first.token
    assert question_of(cast.desk, again.code, again.token).id == question_of(cast.desk, first.code, first.token).id
    assert one("SELECT count(*) FROM ticket") == 1


def test_the_same_form_sent_ten_times_at_once_is_one_question(cast: Cast):
    asked = at_once(lambda _: actions.ask(cast.desk, WORDS, browser=BROWSER, form=FORM), range(10))
    assert one("SELECT count(*) FROM ticket") == 1
    assert one("SELECT count(*) FROM event") == 1
    assert len({each.code for each in asked}) == 1
    assert all(queries.find_resident(cast.desk.id, each.token) for each in asked)


def test_a_form_found_in_the_browser_after_leaving_opens_nothing(cast: Cast):
    asked = actions.ask(cast.desk, WORDS, browser=BROWSER, form=FORM)
    actions.leave(question_of(cast.desk, asked.code, asked.token).resident)
    with pytest.raises(AlreadyAsked):
        actions.ask(cast.desk, WORDS, browser=BROWSER, form=FORM)
    assert one("SELECT count(*) FROM ticket") == 1
    assert one("SELECT count(*) FROM session WHERE kind = 'resident'") == 0
    assert actions.come_back(cast.desk, asked.code)


def test_another_browser_or_another_form_is_another_question(cast: Cast):
    codes = {
        actions.ask(cast.desk, WORDS, browser=browser, form=form).code
        for browser, form in ((BROWSER, FORM), (b"another browser", FORM), (BROWSER, "another-form"))
    }
    assert len(codes) == 3
    assert one("SELECT count(*) FROM ticket") == 3


def test_a_code_brings_back_the_whole_conversation(cast: Cast):
    question = ask(cast.desk)
    actions.write(question.resident, "En nog iets.")
    for typed in (question.code, question.code.lower().replace("-", " "), question.code.replace("0", "O").replace("1", "l")):
        back = question_of(cast.desk, question.code, actions.come_back(cast.desk, typed))
        assert [entry.words for entry in back.seen_by_resident.entries] == [WORDS, "En nog iets."]


def test_who_comes_back_does_not_see_the_code_again(cast: Cast):
    question = ask(cast.desk)
    assert question.resident.code == question.code
    back = question_of(cast.desk, "", actions.come_back(cast.desk, question.code))
    assert back.resident.code is None


def test_a_code_is_shown_once(cast: Cast):
    question = ask(cast.desk)
    actions.code_was_shown(question.resident, question.token)
    assert question.resident.code is None
    assert question.seen_by_resident.entries


@pytest.mark.parametrize("typed", ["", "nonsense", "0000-0000-0000-0000", "' OR 1=1 --", "\x00", None, "x" * 10_000])
def test_any_other_code_opens_nothing(cast: Cast, typed: object):
    ask(cast.desk)
    with pytest.raises(CodeUnknown):
        actions.come_back(cast.desk, typed)


def test_a_code_with_one_wrong_character_opens_nothing(cast: Cast):
    code = ask(cast.desk).code
    wrong = ("A" if code[0] != "A" else "B") + code[1:]
    with pytest.raises(CodeUnknown):
        actions.come_back(cast.desk, wrong)


def test_a_code_opens_nothing_at_another_desk(cast: Cast):
    question = ask(cast.desk)
    ask(cast.foreign_desk)
    with pytest.raises(CodeUnknown):
        actions.come_back(cast.foreign_desk, question.code)
    assert actions.come_back(cast.desk, question.code)


def test_a_session_opens_nothing_at_another_desk(cast: Cast):
    question = ask(cast.desk)
    assert queries.find_resident(cast.foreign_desk.id, question.token) is None
    assert queries.find_resident(cast.desk.id, question.token) is not None


def test_who_left_is_gone_and_can_come_back(cast: Cast):
    question = ask(cast.desk)
    actions.leave(question.resident)
    assert queries.find_resident(cast.desk.id, question.token) is None
    assert actions.come_back(cast.desk, question.code)


def test_the_promise_is_the_one_on_the_page(cast: Cast, time_is: Callable[[datetime], None]):
    time_is(datetime(2026, 11, 20, 12, tzinfo=UTC))  # a Friday; three working days for what nobody looked at yet
    question = ask(cast.desk)
    ticket = question.seen_by_resident.ticket
    assert ticket.due == roster_of(cast.desk).intake.hours.promise(clock.now(), 3) == datetime(2026, 11, 25, 16, tzinfo=UTC)
    assert ticket.due is not None
    time_is(ticket.due)
    assert not ticket.is_late
    time_is(ticket.due + timedelta(seconds=1))
    assert ticket.is_late


def test_what_stands_in_the_row_tells_nothing(cast: Cast):
    question = ask(cast.desk, "Mijn man drinkt en ik ben bang.", asker="parent", age="18+")
    held = b""
    for table in ("ticket", "event", "grant_", "session", "pool", "pool_key", "staff_key"):
        for row in rows(f"SELECT * FROM {table}"):  # noqa: S608 - our own table names
            held += b"|".join(bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row)
    assert b"new" in held
    for secret in ("drinkt", "bang", "parent", "18+", question.code, question.code.replace("-", ""), question.token):
        assert secret.encode() not in held


def test_the_code_never_appears_where_objects_are_printed(cast: Cast):
    asked = actions.ask(cast.desk, WORDS, browser=BROWSER, form=FORM)
    resident = queries.find_resident(cast.desk.id, asked.token)
    assert resident is not None
    assert resident.code == asked.code == code_for(BROWSER, FORM)
    printed = f"{asked!r} {resident!r} {resident.session!r} {queries.conversation_of(resident).ticket!r}"
    assert "Resident(" in printed
    for secret in (asked.code, asked.token, str(resident.private), str(resident.session.secret)):
        assert secret not in printed


def test_ids_that_go_outside_are_random(cast: Cast):
    questions = [ask(cast.desk) for _ in range(3)]
    tickets = [question.seen_by_resident.ticket for question in questions]
    names = {ticket.pid for ticket in tickets} | {ticket.ref for ticket in tickets}
    assert len(names) == 6
    assert all(re.fullmatch(r"[a-z2-7]{26}", name) for name in names)
