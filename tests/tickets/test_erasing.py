"""Erasing, a new code and the end of the term: what is gone is gone, for everybody and everywhere in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from loket import clock
from loket.database import reading
from loket.errors import CodeUnknown, NotFound
from loket.keys.signals import sessions_ended
from loket.tickets import actions, queries
from tests.cast import WORDS, Cast, Question, ask, question_of
from tests.raw import one, rows


def long_story(cast: Cast) -> Question:
    question = ask(cast.desk, asker="parent")
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer", note="Onder ons.")
    actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.")
    actions.write(question.resident, "Dank je.")
    return question


def left_of(question: Question) -> dict[str, int]:
    tables = {"event": "ticket_id = :id", "grant_": "ticket_id = :id", "session": "kind = 'resident' AND who = :id"}
    return {table: one(f"SELECT count(*) FROM {table} WHERE {where}", id=question.id) for table, where in tables.items()}  # noqa: S608


def test_after_erasing_nothing_sealed_is_left(cast: Cast):
    question, other = long_story(cast), long_story(cast)
    assert left_of(question) == {"event": 6, "grant_": 3, "session": 1}
    actions.erase(question.resident)
    assert left_of(question) == {"event": 0, "grant_": 0, "session": 0}
    ((lookup, public, locked, head),) = rows(
        "SELECT lookup, resident_public, resident_locked, head FROM ticket WHERE id = :id", id=question.id
    )
    assert (lookup, bytes(public), bytes(locked), bytes(head)) == (None, b"", b"", b"")
    assert left_of(other) == {"event": 6, "grant_": 3, "session": 1}
    assert len(other.seen_by_resident.entries) == 5


def test_after_erasing_neither_code_nor_session_opens_anything(cast: Cast):
    question = long_story(cast)
    elsewhere = actions.come_back(cast.desk, question.code)
    resident = question.resident
    actions.erase(resident)
    with pytest.raises(CodeUnknown):
        actions.come_back(cast.desk, question.code)
    for token in (question.token, elsewhere):
        assert queries.find_resident(cast.desk.id, token) is None
    for act in (queries.conversation_of, lambda held: actions.write(held, "Nog iets."), actions.erase):
        with pytest.raises(NotFound):
            act(resident)


def test_staff_see_only_that_it_was_withdrawn(cast: Cast):
    question = long_story(cast)
    actions.erase(question.resident)
    for member in (cast.lawyer, cast.intaker):
        with pytest.raises(NotFound):
            question.seen_by(member)
        assert queries.was_withdrawn(member.expert, question.pid)
        row = next(row for row in queries.queue_of(member.expert, "lawyer", "done").rows if row.pid == question.pid)
        assert (row.state, row.head, row.holder_id, row.urgency) == ("withdrawn", None, None, 0)
    for member in (cast.mediator, cast.coordinator, cast.foreign_intaker):
        assert not queries.was_withdrawn(member.expert, question.pid)
    for act in (actions.claim, actions.release, actions.close, actions.reopen):
        with pytest.raises(NotFound):
            act(cast.lawyer.expert, question.pid)


def test_what_was_not_withdrawn_is_not_called_so(cast: Cast):
    question = long_story(cast)
    assert not queries.was_withdrawn(cast.lawyer.expert, question.pid)
    assert not queries.was_withdrawn(cast.lawyer.expert, "unknown")


def test_a_withdrawn_question_makes_no_sound_and_its_sockets_close(cast: Cast):
    question = long_story(cast)
    ref, session = question.seen_by_resident.ticket.ref, question.resident.session.id
    ended: list[bytes] = []

    def listen(_municipality: int, sessions: list[bytes]) -> None:
        ended.extend(sessions)

    sessions_ended.connect(listen)
    actions.erase(question.resident)
    assert ended == [session]
    with reading(cast.desk.id) as work:
        assert not queries.may_hear(work, cast.lawyer.expert, ref)
        assert not queries.may_hear(work, cast.intaker.expert, ref)


# --- a new code --------------------------------------------------------------------------------------------------


def test_a_new_code_opens_the_same_conversation_and_the_old_one_nothing(cast: Cast):
    question = long_story(cast)
    renewed = actions.renew_code(question.resident, cast.desk)
    assert renewed.code != question.code
    with pytest.raises(CodeUnknown):
        actions.come_back(cast.desk, question.code)
    back = question_of(cast.desk, renewed.code, actions.come_back(cast.desk, renewed.code))
    assert back.id == question.id
    assert [entry.words for entry in back.seen_by_resident.entries if entry.words] == [WORDS, "Een antwoord.", "Dank je."]
    assert question.seen_by(cast.lawyer).entries[-1].kind == "code_renewed"
    actions.answer(cast.lawyer.expert, question.pid, "Nog een antwoord.")
    assert back.seen_by_resident.entries[-1].words == "Nog een antwoord."


def test_a_new_code_ends_every_other_session_of_the_conversation(cast: Cast):
    question = long_story(cast)
    elsewhere = actions.come_back(cast.desk, question.code)
    other = ask(cast.desk)
    renewed = actions.renew_code(question.resident, cast.desk)
    for token in (question.token, elsewhere):
        assert queries.find_resident(cast.desk.id, token) is None
    mine = queries.find_resident(cast.desk.id, renewed.token)
    assert mine is not None
    assert mine.code == renewed.code
    assert other.resident


def test_who_kept_the_old_key_pair_opens_nothing_new(cast: Cast):
    question = long_story(cast)
    old = question.resident
    actions.renew_code(question.resident, cast.desk)
    with pytest.raises(Exception, match=r"seal|context"):
        queries.conversation_of(old)


# --- the end of the term -----------------------------------------------------------------------------------------


def test_a_conversation_is_forgotten_after_its_term_and_not_before(cast: Cast, time_is: Callable[[datetime], None]):
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    time_is(now)
    question = ask(cast.desk)
    time_is(now + timedelta(days=cast.desk.retention_days))
    assert actions.forget_expired(cast.desk) == 0
    assert left_of(question)["event"] == 1
    time_is(now + timedelta(days=cast.desk.retention_days + 1))
    assert actions.forget_expired(cast.foreign_desk) == 0
    assert actions.forget_expired(cast.desk) == 1
    assert left_of(question) == {"event": 0, "grant_": 0, "session": 0}
    assert rows("SELECT * FROM ticket") == []
    with pytest.raises(CodeUnknown):
        actions.come_back(cast.desk, question.code)


def test_every_word_makes_the_term_begin_anew(cast: Cast, time_is: Callable[[datetime], None]):
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    time_is(now)
    question = ask(cast.desk)
    time_is(now + timedelta(days=80))
    resident = queries.find_resident(cast.desk.id, actions.come_back(cast.desk, question.code))
    assert resident is not None
    actions.write(resident, "Nog iets.")
    time_is(now + timedelta(days=cast.desk.retention_days + 1))
    assert actions.forget_expired(cast.desk) == 0
    time_is(now + timedelta(days=80 + cast.desk.retention_days + 1))
    assert actions.forget_expired(cast.desk) == 1


def test_only_words_to_and_from_the_resident_make_the_term_begin_anew(cast: Cast, time_is: Callable[[datetime], None]):
    question = ask(cast.desk)
    term = question.seen_by_resident.ticket.expires_on
    expert = cast.intaker.expert
    time_is(clock.now() + timedelta(days=10))
    actions.assess(expert, question.pid, topic="housing", urgency=3)
    actions.note(expert, question.pid, "Onder ons.")
    actions.claim(expert, question.pid)
    actions.hand_over(expert, question.pid, kind="intake")
    actions.close(expert, question.pid)
    actions.reopen(expert, question.pid)
    assert queries.conversation_for(expert, question.pid).ticket.expires_on == term
    actions.answer(expert, question.pid, "Een antwoord.")
    assert queries.conversation_for(expert, question.pid).ticket.expires_on == term + timedelta(days=10)


def test_what_was_withdrawn_is_forgotten_too(cast: Cast, time_is: Callable[[datetime], None]):
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    time_is(now)
    actions.erase(ask(cast.desk).resident)
    time_is(now + timedelta(days=cast.desk.retention_days + 1))
    assert actions.forget_expired(cast.desk) == 1
