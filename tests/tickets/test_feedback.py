"""After the answer: what it was worth, with one press; "no" puts the question back, and a line passes the safety net like any message."""

from __future__ import annotations

import pytest

from loket.errors import BadWords, Newer, Refused
from loket.tickets import actions, feedback, queries
from loket.tickets.model import ANSWERED, CLAIMED, CLOSED, WAITING
from tests.cast import Cast, Question, ask
from tests.raw import rows

KICKED_IN = "hij heeft de deur ingetrapt"


def answered(cast: Cast, *, is_closed: bool = False) -> Question:
    question = ask(cast.desk)
    actions.answer(cast.intaker.expert, question.pid, "Samen, op een rustig moment.")
    if is_closed:
        actions.close(cast.intaker.expert, question.pid)
    return question


def newest(question: Question) -> int:
    return max(entry.seq for entry in question.seen_by_resident.entries if entry.kind == "message" and not entry.is_own)


def state(question: Question, cast: Cast) -> str:
    return question.seen_by(cast.intaker).ticket.state


def last_lines(question: Question, cast: Cast) -> tuple[str | None, str | None]:
    return question.seen_by_resident.entries[-1].line, question.seen_by(cast.intaker).entries[-1].line


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize(
    ("verdict", "own", "at_the_desk"),
    [
        ("yes", "Je hebt wat aan het antwoord.", "De vrager heeft wat aan het antwoord."),
        ("partly", "Je hebt een beetje aan het antwoord.", "De vrager heeft een beetje aan het antwoord."),
    ],
)
def test_some_use_is_told_and_changes_nothing_else(cast: Cast, verdict: str, own: str, at_the_desk: str, is_closed: bool):
    question = answered(cast, is_closed=is_closed)
    actions.rate(question.resident, newest(question), verdict)
    assert state(question, cast) == (CLOSED if is_closed else ANSWERED)
    assert last_lines(question, cast) == (own, at_the_desk)


@pytest.mark.parametrize("is_closed", [False, True])
def test_no_use_puts_the_question_back_with_a_promise_anew_and_the_reason(cast: Cast, is_closed: bool):
    question = answered(cast, is_closed=is_closed)
    assert [row.pid for row in queries.queue_of(cast.intaker.expert).rows] == []
    actions.rate(question.resident, newest(question), "no", "Het ging niet over de kinderen.")
    ticket = question.seen_by(cast.intaker).ticket
    assert (ticket.state, ticket.holder_id) == (WAITING, None)
    assert not ticket.is_late
    assert [row.pid for row in queries.queue_of(cast.intaker.expert).rows] == [question.pid]
    entry = question.seen_by(cast.intaker).entries[-1]
    assert (entry.words, entry.line) == ("Het ging niet over de kinderen.", "De vrager heeft niets aan het antwoord.")
    assert ("reopened" in [entry.kind for entry in question.seen_by_resident.entries]) is is_closed


def test_each_answer_is_rated_once_and_may_be_changed_until_the_next(cast: Cast):
    question = answered(cast)
    first = newest(question)
    actions.rate(question.resident, first, "yes")
    seq = question.seen_by_resident.seq
    actions.rate(question.resident, first, "yes")
    assert question.seen_by_resident.seq == seq, "the same once more is nothing new"
    actions.rate(question.resident, first, "no")
    assert state(question, cast) == WAITING
    actions.rate(question.resident, first, "partly")
    assert state(question, cast) == ANSWERED, "not up to the desk after all"
    actions.rate(question.resident, first, "no")
    actions.answer(cast.intaker.expert, question.pid, "Dan zo.")
    with pytest.raises(Newer):
        actions.rate(question.resident, first, "yes")
    actions.rate(question.resident, newest(question), "yes")
    assert state(question, cast) == ANSWERED


def test_a_change_of_mind_takes_nothing_from_who_picked_it_up(cast: Cast):
    question = answered(cast)
    actions.rate(question.resident, newest(question), "no")
    actions.claim(cast.intaker.expert, question.pid)
    actions.rate(question.resident, newest(question), "yes")
    assert state(question, cast) == CLAIMED


def test_a_change_of_mind_takes_no_written_question_from_the_desk(cast: Cast):
    question = answered(cast)
    actions.rate(question.resident, newest(question), "no")
    actions.write(question.resident, "En nog iets anders.")
    actions.rate(question.resident, newest(question), "yes")
    assert state(question, cast) == WAITING


def test_there_is_nothing_to_rate_before_an_answer_or_after_writing_on(cast: Cast):
    question = ask(cast.desk)
    for about in (None, 0, 1, 2):
        with pytest.raises(Refused):
            actions.rate(question.resident, about, "yes")
    question = answered(cast)
    actions.write(question.resident, "En dan?")
    with pytest.raises(Refused):
        actions.rate(question.resident, newest(question), "yes")


@pytest.mark.parametrize("about", [None, 0, 1, 99])
def test_only_the_newest_answer_is_rated(cast: Cast, about: int | None):
    question = answered(cast)
    with pytest.raises(Newer):
        actions.rate(question.resident, about, "yes")


def test_what_is_no_verdict_is_refused(cast: Cast):
    question = answered(cast)
    for verdict in ("", "perhaps", "YES"):
        with pytest.raises(Refused):
            actions.rate(question.resident, newest(question), verdict)
    with pytest.raises(BadWords):
        actions.rate(question.resident, newest(question), "yes", "x" * 20_001)
    assert state(question, cast) == ANSWERED


@pytest.mark.parametrize("verdict", ["yes", "no"])
def test_danger_in_the_line_brings_it_on_top_and_shows_help_whatever_the_verdict(cast: Cast, verdict: str):
    question = answered(cast, is_closed=True)
    for _ in range(2):
        ask(cast.desk, "Hoe hoog is de alimentatie?")
    actions.rate(question.resident, newest(question), verdict, KICKED_IN)
    assert queries.queue_of(cast.intaker.expert).rows[0].pid == question.pid
    assert question.seen_by_resident.entries[-1].help[0] == "emergency"
    assert [alarm.pid for alarm in queries.queue_of(cast.intaker.expert).alarms] == [question.pid]


def test_in_a_conversation_that_became_heavy_one_press_does_and_a_line_does_not(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    question = answered(cast)
    monkeypatch.setattr(feedback, "HEAVIEST_LOG", 1)
    with pytest.raises(BadWords) as refused:
        actions.rate(question.resident, newest(question), "no", "Nog iets.")
    assert refused.value.reason == "full"
    actions.rate(question.resident, newest(question), "no")
    assert state(question, cast) == WAITING


def test_a_double_press_is_one_line(cast: Cast):
    question = answered(cast)
    for _ in range(2):
        actions.rate(question.resident, newest(question), "no", "Te moeilijk.", client_id="press-one")
    assert [entry.words for entry in question.seen_by_resident.entries].count("Te moeilijk.") == 1


def test_the_desk_is_shown_it_before_a_stale_answer_goes_out(cast: Cast):
    question = answered(cast)
    seen = question.seen_by(cast.intaker).seq
    actions.rate(question.resident, newest(question), "no", "Te moeilijk.")
    with pytest.raises(Newer):
        actions.answer(cast.intaker.expert, question.pid, "Nog iets.", seen=seen)


def test_what_was_thought_of_an_answer_stands_nowhere_in_the_open(cast: Cast):
    question = answered(cast)
    actions.rate(question.resident, newest(question), "partly", "Een beetje kort.")
    assert [kind for (kind,) in rows("SELECT kind FROM event ORDER BY seq")] == ["asked", "claimed", "message", "told"]
    stored = rows("SELECT * FROM ticket") + rows("SELECT * FROM event")
    assert not [value for row in stored for value in row if "partly" in str(value)]
