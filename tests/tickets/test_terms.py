"""How long a conversation is kept is the resident's to say; the desk sees that it was said, and the database sees the last day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from loket.errors import CodeUnknown, Refused
from loket.tickets import actions, terms
from tests.cast import Cast, Question, ask
from tests.raw import one, rows

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
TimeIs = Callable[[datetime], None]


def until(question: Question) -> int:
    """Days from NOW up to the last day."""
    return (question.seen_by_resident.ticket.expires_on - NOW.date()).days


def test_it_is_the_municipalitys_term_until_the_resident_chooses(cast: Cast, time_is: TimeIs):
    time_is(NOW)
    question = ask(cast.desk)
    assert until(question) == cast.desk.retention_days == 90
    for days in (180, 30, 90):
        actions.choose_term(question.resident, days)
        assert until(question) == days


@pytest.mark.parametrize("days", terms.TERMS)
def test_a_chosen_term_is_the_day_on_which_it_is_forgotten(cast: Cast, time_is: TimeIs, days: int):
    time_is(NOW)
    question, other = ask(cast.desk), ask(cast.desk)
    actions.choose_term(question.resident, days)
    time_is(NOW + timedelta(days=days))
    actions.forget_expired(cast.desk)
    assert actions.come_back(cast.desk, question.code)
    time_is(NOW + timedelta(days=days + 1))
    actions.forget_expired(cast.desk)
    with pytest.raises(CodeUnknown):
        actions.come_back(cast.desk, question.code)
    assert one("SELECT count(*) FROM ticket") == (days < 90), "the other one goes by the municipality's term"
    assert other.code != question.code


def test_a_chosen_term_begins_anew_with_every_word_of_either_side(cast: Cast, time_is: TimeIs):
    intaker = cast.intaker.expert
    time_is(NOW)
    question = ask(cast.desk)
    actions.choose_term(question.resident, 180)
    time_is(NOW + timedelta(days=10))
    actions.answer(intaker, question.pid, "Een antwoord.")
    assert until_again(cast, question) == 190
    time_is(NOW + timedelta(days=20))
    actions.write(question_again(cast, question).resident, "Nog iets.")
    assert until_again(cast, question) == 200


def question_again(cast: Cast, question: Question) -> Question:
    return Question(question.municipality, question.code, actions.come_back(cast.desk, question.code), question.pid, question.id)


def until_again(cast: Cast, question: Question) -> int:
    return until(question_again(cast, question))


def test_it_counts_from_the_last_message_and_not_from_the_choice(cast: Cast, time_is: TimeIs):
    intaker = cast.intaker.expert
    time_is(NOW)
    question = ask(cast.desk)
    time_is(NOW + timedelta(days=5))
    actions.note(intaker, question.pid, "Een notitie is geen bericht.")
    time_is(NOW + timedelta(days=10))
    actions.choose_term(question_again(cast, question).resident, 30)
    assert until_again(cast, question) == 30


def test_a_term_that_has_passed_is_not_offered_and_not_taken(cast: Cast, time_is: TimeIs):
    time_is(NOW)
    question = ask(cast.desk)
    assert [choice.days for choice in terms.choices_for(cast.desk, question.seen_by_resident)] == [30, 90, 180]
    time_is(NOW + timedelta(days=30))
    back = question_again(cast, question)
    assert [choice.days for choice in terms.choices_for(cast.desk, back.seen_by_resident)] == [90, 180]
    with pytest.raises(Refused):
        actions.choose_term(back.resident, 30)
    assert until(back) == 90


@pytest.mark.parametrize("days", [None, 0, -30, 29, 31, 365, 10**9])
def test_another_term_is_refused_and_changes_nothing(cast: Cast, days: int | None):
    question = ask(cast.desk)
    before = rows("SELECT * FROM ticket")
    with pytest.raises(Refused):
        actions.choose_term(question.resident, days)
    assert rows("SELECT * FROM ticket") == before


def test_the_log_says_that_it_was_chosen_and_neither_side_reads_what(cast: Cast):
    question = ask(cast.desk)
    actions.choose_term(question.resident, 180)
    for seen in (question.seen_by_resident, question.seen_by(cast.intaker)):
        entry = seen.entries[-1]
        assert (entry.kind, entry.author_role, entry.words, entry.is_internal) == ("term_changed", "resident", None, False)
        assert entry.line == "Er is gekozen hoe lang we dit gesprek bewaren."


def test_choosing_what_it_is_already_writes_nothing(cast: Cast):
    question = ask(cast.desk)
    actions.choose_term(question.resident, 90)
    assert one("SELECT count(*) FROM event") == 1
    actions.choose_term(question.resident, 30)
    actions.choose_term(question.resident, 30)
    assert one("SELECT count(*) FROM event") == 2


def test_a_closed_conversation_can_be_kept_longer_and_stays_closed(cast: Cast):
    question = ask(cast.desk)
    actions.close(cast.intaker.expert, question.pid)
    actions.choose_term(question.resident, 180)
    assert question.seen_by_resident.ticket.state == "closed"


def test_no_column_says_which_term_was_chosen(cast: Cast, time_is: TimeIs):
    """Only the last day stands openly, as before."""
    time_is(NOW)
    question = ask(cast.desk)
    (before,) = rows("SELECT * FROM ticket")
    actions.choose_term(question.resident, 180)
    (after,) = rows("SELECT * FROM ticket")
    changed = [str(now) for was, now in zip(before, after, strict=True) if was != now]
    assert "2027-08-28" in changed, "the premise"
    assert len(changed) == 3, "the last day, the number of the last event and the sealed head"
    assert not any(type(value) is int and value == 180 for value in after)
