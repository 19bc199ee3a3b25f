"""Answering, noting, assessing, closing: what the desk does with a question, and what the resident sees of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from loket.errors import BadWords, Newer, NotFound, Refused, Taken
from loket.tickets import actions, queries
from loket.tickets.model import TOPICS
from tests.cast import WORDS, Cast, Question, ask


def at_the_lawyers(cast: Cast) -> Question:
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    return question


def test_an_answer_claims_what_was_free_and_the_resident_reads_it(cast: Cast):
    question = at_the_lawyers(cast)
    seq = actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.")
    held = question.seen_by_resident
    assert [entry.kind for entry in held.entries] == ["asked", "handed_over", "claimed", "message"]
    last = held.entries[-1]
    assert (last.seq, last.words, last.author_role, last.author, last.name) == (seq, "Een antwoord.", "lawyer", "advocaat", None)
    assert (held.ticket.state, held.ticket.holder_id) == ("answered", cast.lawyer.id)


def test_a_resident_sees_roles_and_never_names(cast: Cast):
    question = at_the_lawyers(cast)
    actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.")
    actions.close(cast.lawyer.expert, question.pid)
    shown = repr(question.seen_by_resident.entries)
    assert "advocaat" in shown
    for member in cast.colleagues:
        for part in member.name.split():
            assert part not in shown
    assert cast.lawyer.name in repr(question.seen_by(cast.lawyer).entries)


def test_an_answer_to_what_a_colleague_holds_is_refused_with_their_name(cast: Cast):
    question = at_the_lawyers(cast)
    actions.claim(cast.second_lawyer.expert, question.pid)
    with pytest.raises(Taken) as taken:
        actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.")
    assert taken.value.holder == cast.second_lawyer.name
    assert "message" not in [entry.kind for entry in question.seen_by_resident.entries]


@pytest.mark.parametrize("act", ["answer", "note"])
def test_what_came_between_is_shown_first(cast: Cast, act: str):
    question = at_the_lawyers(cast)
    seen = question.seen_by(cast.lawyer).seq
    between = actions.write(question.resident, "Nog iets dat telt.")
    with pytest.raises(Newer) as newer:
        getattr(actions, act)(cast.lawyer.expert, question.pid, "Te vroeg.", seen=seen)
    assert newer.value.seqs == [between]
    assert getattr(actions, act)(cast.lawyer.expert, question.pid, "Nu wel.", seen=between)


def test_a_note_of_a_colleague_came_between_too(cast: Cast):
    question = at_the_lawyers(cast)
    seen = question.seen_by(cast.lawyer).seq
    between = actions.note(cast.intaker.expert, question.pid, "Let op de oudste.")
    with pytest.raises(Newer) as newer:
        actions.answer(cast.lawyer.expert, question.pid, "Te vroeg.", seen=seen)
    assert newer.value.seqs == [between]


def test_what_i_wrote_myself_does_not_hold_me_up(cast: Cast):
    question = at_the_lawyers(cast)
    seen = question.seen_by(cast.lawyer).seq
    actions.claim(cast.lawyer.expert, question.pid)
    actions.note(cast.lawyer.expert, question.pid, "Voor straks.", seen=seen)
    assert actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.", seen=seen)


@pytest.mark.parametrize("act", ["answer", "note"])
def test_a_known_client_id_is_written_once(cast: Cast, act: str):
    question = at_the_lawyers(cast)
    write = getattr(actions, act)
    first = write(cast.lawyer.expert, question.pid, "Eén keer.", client_id="client-1", seen=2)
    again = write(cast.lawyer.expert, question.pid, "Eén keer.", client_id="client-1", seen=2)
    assert again == first
    assert [entry.words for entry in question.seen_by(cast.lawyer).entries].count("Eén keer.") == 1


@pytest.mark.parametrize("words", ["", " ", "\u200b", None, "x" * 20_001])
@pytest.mark.parametrize("act", ["answer", "note"])
def test_nothing_and_too_much_are_refused(cast: Cast, act: str, words: object):
    question = at_the_lawyers(cast)
    with pytest.raises(BadWords):
        getattr(actions, act)(cast.lawyer.expert, question.pid, words)
    assert question.seen_by(cast.lawyer).seq == 2


def test_a_note_is_in_nothing_that_a_resident_can_see(cast: Cast):
    question = at_the_lawyers(cast)
    note = actions.note(cast.lawyer.expert, question.pid, "Onder ons gezegd.")
    actions.hand_over(cast.lawyer.expert, question.pid, kind="mediator", note="Ook onder ons.")
    actions.assess(cast.mediator.expert, question.pid, topic="domestic_violence", urgency=2)
    answer = actions.answer(cast.mediator.expert, question.pid, "Een antwoord.", quote=note)
    seen = question.seen_by(cast.mediator)
    internal = {entry.seq for entry in seen.entries if entry.is_internal}
    assert {entry.kind for entry in seen.entries if entry.is_internal} == {"note", "assessed"}
    for since in range(answer + 1):
        held = queries.conversation_of(question.resident, since)
        assert not internal & {entry.seq for entry in held.entries}
        assert not any(entry.is_internal or entry.quote for entry in held.entries)
        assert "onder ons" not in repr(held.entries).lower()
        assert "domestic_violence" not in repr(held.entries)


def test_who_does_not_hold_a_question_does_not_judge_it_but_an_intaker_may(cast: Cast):
    question = at_the_lawyers(cast)
    actions.claim(cast.lawyer.expert, question.pid)
    with pytest.raises(Taken):
        actions.assess(cast.second_lawyer.expert, question.pid, topic="housing", urgency=3)
    actions.assess(cast.intaker.expert, question.pid, topic="housing", urgency=3)
    actions.assess(cast.lawyer.expert, question.pid, topic="maintenance", urgency=2)
    assert question.seen_by(cast.lawyer).ticket.head.topic == "maintenance"


def test_an_answer_can_quote_what_the_resident_may_see(cast: Cast):
    question = at_the_lawyers(cast)
    actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.", quote=1)
    quote = question.seen_by_resident.entries[-1].quote
    assert quote is not None
    assert (quote.seq, quote.words) == (1, WORDS)


def test_assessing_sets_topic_urgency_and_promise_and_shows_only_the_desk(cast: Cast, time_is: Callable[[datetime], None]):
    time_is(datetime(2026, 11, 20, 10, tzinfo=UTC))
    question = ask(cast.desk)
    expert, resident = cast.intaker.expert, question.resident
    assert queries.conversation_of(resident).ticket.due == datetime(2026, 11, 25, 16, tzinfo=UTC)
    actions.assess(expert, question.pid, topic="maintenance", urgency=2)
    ticket = queries.conversation_for(expert, question.pid).ticket
    assert (ticket.head.topic, ticket.urgency, ticket.state) == ("maintenance", 2, "new")
    assert ticket.due == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert [entry.kind for entry in queries.conversation_of(resident).entries] == ["asked"]
    actions.assess(expert, question.pid, topic=None, urgency=4)
    ticket = queries.conversation_for(expert, question.pid).ticket
    assert (ticket.head.topic, ticket.urgency) == ("maintenance", 4)
    assert ticket.due == datetime(2026, 11, 20, 16, tzinfo=UTC), "what was promised is not taken back"


def test_the_same_urgency_again_promises_nothing_new(cast: Cast):
    question = ask(cast.desk)
    actions.assess(cast.intaker.expert, question.pid, topic="housing", urgency=3)
    due = question.seen_by(cast.intaker).ticket.due
    actions.assess(cast.intaker.expert, question.pid, topic="school", urgency=3)
    assert question.seen_by(cast.intaker).ticket.due == due


@pytest.mark.parametrize(("topic", "urgency"), [("unknown", 3), ("housing", 0), ("housing", 5), ("housing", -1), ("x" * 999, 3), (None, 0)])
def test_what_does_not_exist_is_not_chosen(cast: Cast, topic: str | None, urgency: int):
    question = ask(cast.desk)
    with pytest.raises(Refused):
        actions.assess(cast.intaker.expert, question.pid, topic=topic, urgency=urgency)
    assert question.seen_by(cast.intaker).seq == 1


def test_every_topic_can_be_chosen(cast: Cast):
    question, expert = ask(cast.desk), cast.intaker.expert
    for topic in TOPICS:
        actions.assess(expert, question.pid, topic=topic, urgency=3)
        assert queries.conversation_for(expert, question.pid, since=999).ticket.head.topic == topic


def test_closing_lets_go_and_opening_again_promises_anew(cast: Cast):
    question = at_the_lawyers(cast)
    actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.")
    actions.close(cast.lawyer.expert, question.pid)
    ticket = question.seen_by(cast.lawyer).ticket
    assert (ticket.state, ticket.holder_id) == ("closed", None)
    for refused in (
        lambda: actions.answer(cast.lawyer.expert, question.pid, "Nog iets."),
        lambda: actions.claim(cast.lawyer.expert, question.pid),
        lambda: actions.assess(cast.lawyer.expert, question.pid, topic=None, urgency=3),
        lambda: actions.close(cast.lawyer.expert, question.pid),
    ):
        with pytest.raises(Refused):
            refused()
    actions.note(cast.lawyer.expert, question.pid, "Een notitie mag nog.")
    actions.reopen(cast.second_lawyer.expert, question.pid)
    assert question.seen_by(cast.lawyer).ticket.state == "waiting"
    with pytest.raises(Refused):
        actions.reopen(cast.lawyer.expert, question.pid)
    kinds = [entry.kind for entry in question.seen_by_resident.entries]
    assert kinds == ["asked", "handed_over", "claimed", "message", "closed", "reopened"]


def test_nobody_closes_what_a_colleague_holds(cast: Cast):
    question = at_the_lawyers(cast)
    actions.claim(cast.lawyer.expert, question.pid)
    for other in (cast.second_lawyer, cast.intaker):
        with pytest.raises(Taken):
            actions.close(other.expert, question.pid)


def test_a_refused_move_leaves_nothing_behind(cast: Cast):
    question = at_the_lawyers(cast)
    actions.close(cast.lawyer.expert, question.pid)
    before = question.seen_by(cast.lawyer)
    with pytest.raises(Refused):
        actions.answer(cast.lawyer.expert, question.pid, "Nog iets.")
    after = question.seen_by(cast.lawyer)
    assert (after.seq, after.ticket) == (before.seq, before.ticket)


def test_the_news_since_a_seq_is_what_came_after_it(cast: Cast):
    question = at_the_lawyers(cast)
    seq = actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.")
    for since in range(seq + 3):
        news = queries.conversation_of(question.resident, since)
        assert [entry.seq for entry in news.entries] == list(range(since + 1, seq + 1))
        assert news.seq == max(since, seq)
    with pytest.raises(NotFound):
        queries.conversation_for(cast.mediator.expert, question.pid, seq)
