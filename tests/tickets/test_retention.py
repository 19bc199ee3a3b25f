"""The end of the term: what has passed it is forgotten, words begin it anew, and suspiciously much at once waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from loket import clock
from loket.errors import CodeUnknown, Refused
from loket.tickets import actions, forgetting, queries
from tests.cast import Cast, ask
from tests.raw import change, one, rows


def test_a_conversation_is_forgotten_after_its_term_and_not_before(cast: Cast, time_is: Callable[[datetime], None]):
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    time_is(now)
    question = ask(cast.desk)
    time_is(now + timedelta(days=cast.desk.retention_days))
    assert actions.forget_expired(cast.desk) == 0
    assert one("SELECT count(*) FROM event") == 1
    time_is(now + timedelta(days=cast.desk.retention_days + 1))
    assert actions.forget_expired(cast.foreign_desk) == 0
    assert actions.forget_expired(cast.desk) == 1
    for table in ("ticket", "event", "grant_"):
        assert rows(f"SELECT * FROM {table}") == []  # noqa: S608 - our own table names
    assert rows("SELECT * FROM session WHERE kind = 'resident'") == []
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


def test_much_of_one_day_is_forgotten_together_so_that_a_flood_of_questions_stops_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forgetting, "FEW", 1)
    for number in range(3):
        ask(cast.desk, f"Vraag {number} van vandaag")
    change("UPDATE ticket SET expires_on = :yesterday", yesterday=(clock.now() - timedelta(days=1)).date().isoformat())
    assert actions.forget_expired(cast.desk) == 3


def test_suspiciously_much_at_once_waits_for_a_person(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forgetting, "FEW", 1)
    for number in range(3):
        ask(cast.desk, f"Vraag {number} van vandaag")
    change("UPDATE ticket SET expires_on = '2020-01-01'")
    with pytest.raises(Refused):
        actions.forget_expired(cast.desk)
    assert one("SELECT count(*) FROM ticket") == 3
    assert actions.forget_expired(cast.desk, is_confirmed=True) == 3
    assert one("SELECT count(*) FROM ticket") == 0
