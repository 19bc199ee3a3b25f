"""What a resident writes: once, in order, never past an answer they have not seen; and a closed conversation opens again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from loket.errors import BadWords, Newer, NotFound
from loket.tickets import actions, consent, queries, terms
from loket.tickets.model import OURS, THEIRS
from loket.tickets.signals import queue_changed, ticket_changed
from tests.cast import WORDS, Cast, Question, ask
from tests.crowd import at_once
from tests.raw import one


def words_of(question: Question) -> list[str | None]:
    return [entry.words for entry in question.seen_by_resident.entries if entry.words]


def test_a_message_is_added_and_seen_by_both(cast: Cast):
    question = ask(cast.desk)
    assert actions.write(question.resident, "  En nog iets.\r\n") == 2
    assert words_of(question) == [WORDS, "En nog iets."]
    seen = question.seen_by(cast.intaker)
    assert seen.entries[-1].words == "En nog iets."
    assert seen.ticket.head.preview == "En nog iets."


@pytest.mark.parametrize("words", ["", " ", "\x00", None, ["x"], "x" * 20_001])
def test_nothing_and_too_much_are_no_message(cast: Cast, words: object):
    question = ask(cast.desk)
    with pytest.raises(BadWords):
        actions.write(question.resident, words)
    assert words_of(question) == [WORDS]


def test_a_conversation_that_became_endless_takes_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    question = ask(cast.desk)
    monkeypatch.setattr(actions, "LONGEST_LOG", 3)
    for _ in range(2):
        actions.write(question.resident, "Nog één.")
    with pytest.raises(BadWords) as refused:
        actions.write(question.resident, "En nog één.")
    assert refused.value.reason == "full"
    assert actions.answer(cast.intaker.expert, question.pid, "Wij kunnen nog wel antwoorden.")


def test_pressing_without_end_makes_no_endless_log(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    """Each press holds; an endless log, which every page shows whole, it does not become. Who reads along: a no is always taken."""
    question = ask(cast.desk, asker="youngster")
    actions.ask_consent(cast.intaker.expert, question.pid, "lawyer")
    for module in (consent, terms, actions):
        monkeypatch.setattr(module, "LONGEST_LOG", 8)
    for turn in range(9):
        actions.say_device(question.resident, is_safe=turn % 2 == 0)
        actions.choose_term(question.resident, (30, 180)[turn % 2])
    head = question.seen_by(cast.intaker).ticket.head
    assert (head.is_device_safe, head.term) == (True, 30)
    for _ in range(3):
        with pytest.raises(BadWords):
            actions.say_consent(question.resident, "lawyer", is_yes=True)
        actions.say_consent(question.resident, "lawyer", is_yes=False)
    assert question.seen_by(cast.intaker).seq == 9


def test_a_known_client_id_is_written_once(cast: Cast):
    question = ask(cast.desk)
    assert actions.write(question.resident, "Eén keer.", client_id="client-1") == 2
    assert actions.write(question.resident, "Eén keer.", client_id="client-1") == 2
    assert actions.write(question.resident, "Twee keer.", client_id="client-2") == 3
    assert words_of(question) == [WORDS, "Eén keer.", "Twee keer."]


def test_a_client_id_is_known_in_its_own_conversation_only(cast: Cast):
    mine, other = ask(cast.desk), ask(cast.desk)
    assert actions.write(mine.resident, "Van mij.", client_id="client-1") == 2
    assert actions.write(other.resident, "Van een ander.", client_id="client-1") == 2
    assert words_of(other) == [WORDS, "Van een ander."]


def test_the_same_client_id_ten_times_at_once_is_one_message(cast: Cast):
    question = ask(cast.desk)
    resident = question.resident
    seqs = at_once(lambda _: actions.write(resident, "Eén keer.", client_id="client-1"), range(10))
    assert seqs == [2] * 10
    assert words_of(question) == [WORDS, "Eén keer."]


def test_many_at_once_are_all_there_in_one_order(cast: Cast):
    question = ask(cast.desk)
    resident, expert = question.resident, cast.intaker.expert

    def write(number: int) -> int:
        if number % 2:
            return actions.note(expert, question.pid, f"Notitie {number}")
        return actions.write(resident, f"Bericht {number}")

    seqs = at_once(write, range(24))
    assert sorted(seqs) == list(range(2, 26))
    entries = question.seen_by(cast.intaker).entries
    assert [entry.seq for entry in entries] == list(range(1, 26))
    assert {entry.seq: entry.words for entry in entries if entry.seq > 1} == {
        seq: f"{'Notitie' if number % 2 else 'Bericht'} {number}" for number, seq in enumerate(seqs)
    }


def test_an_answer_that_came_between_is_shown_first(cast: Cast):
    question = ask(cast.desk)
    seen = question.seen_by_resident.seq
    answer = actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
    with pytest.raises(Newer) as newer:
        actions.write(question.resident, "Te laat.", seen=seen)
    assert newer.value.seqs == [answer]
    assert "Te laat." not in words_of(question)
    assert actions.write(question.resident, "Nu wel.", seen=answer)


def test_what_the_desk_does_among_itself_holds_no_resident_up(cast: Cast):
    question = ask(cast.desk)
    seen = question.seen_by_resident.seq
    actions.note(cast.intaker.expert, question.pid, "Onder ons.")
    actions.assess(cast.intaker.expert, question.pid, topic="housing", urgency=3)
    actions.claim(cast.intaker.expert, question.pid)
    assert actions.write(question.resident, "Gewoon verder.", seen=seen)


def test_ones_own_messages_hold_nobody_up(cast: Cast):
    question = ask(cast.desk)
    actions.write(question.resident, "Eén.", seen=1)
    assert actions.write(question.resident, "Twee.", seen=1)


def test_a_closed_conversation_opens_again_when_the_resident_writes(cast: Cast, time_is: Callable[[datetime], None]):
    question = ask(cast.desk)
    actions.close(cast.intaker.expert, question.pid)
    assert question.seen_by_resident.ticket.state == "closed"
    time_is(datetime(2030, 5, 17, 10, tzinfo=UTC))
    token = actions.come_back(cast.desk, question.code)
    resident = queries.find_resident(cast.desk.id, token)
    assert resident is not None
    actions.write(resident, "Toch nog iets.")
    conversation = queries.conversation_of(resident)
    assert conversation.ticket.state == "waiting"
    assert [entry.kind for entry in conversation.entries] == ["asked", "closed", "reopened", "message"]
    assert conversation.ticket.due == datetime(2030, 5, 22, 15, tzinfo=UTC)  # a fresh promise


def test_asking_on_after_an_answer_goes_back_to_who_answered(cast: Cast):
    question = ask(cast.desk)
    actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
    assert question.seen_by_resident.ticket.shelf == THEIRS
    actions.write(question.resident, "En dan?")
    ticket = question.seen_by(cast.intaker).ticket
    assert (ticket.state, ticket.holder_id, ticket.shelf) == ("claimed", cast.intaker.id, OURS)


def test_a_message_can_quote_an_earlier_one(cast: Cast):
    question = ask(cast.desk)
    answer = actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
    actions.write(question.resident, "Hierop.", quote=answer)
    quote = question.seen_by_resident.entries[-1].quote
    assert quote is not None
    assert (quote.seq, quote.words) == (answer, "Een antwoord.")
    alone = queries.conversation_of(question.resident, since=answer)
    assert alone.entries[-1].quote == quote


@pytest.mark.parametrize("quote", [-1, 0, 2, 3, 99, 999_999_999])
def test_what_cannot_be_quoted_is_simply_not_quoted(cast: Cast, quote: int):
    question = ask(cast.desk)
    note = actions.note(cast.intaker.expert, question.pid, "Onder ons.")
    actions.claim(cast.intaker.expert, question.pid)
    assert note == 2
    actions.write(question.resident, "Zonder.", quote=quote)
    for conversation in (question.seen_by_resident, question.seen_by(cast.intaker)):
        assert conversation.entries[-1].quote is None


def test_nothing_can_be_written_to_an_erased_conversation(cast: Cast):
    question = ask(cast.desk)
    resident = question.resident
    actions.erase(resident)
    with pytest.raises(NotFound):
        actions.write(resident, "Toch nog.")


def test_the_bell_rings_once_with_ids_only_and_not_at_all_when_refused(cast: Cast):
    question = ask(cast.desk)
    ref = question.seen_by_resident.ticket.ref
    rung: list[tuple[int, dict[str, object]]] = []

    def hear(municipality: int, **news: object) -> None:
        rung.append((municipality, news))

    ticket_changed.connect(hear)
    queue_changed.connect(hear)
    actions.write(question.resident, "Ping.", client_id="client-1")
    intake = cast.intaker.expert.pool_ids
    assert rung == [(cast.desk.id, {"ref": ref, "seq": 2}), (cast.desk.id, {"pools": intake})]
    actions.write(question.resident, "Ping.", client_id="client-1")
    with pytest.raises(BadWords):
        actions.write(question.resident, "")
    assert len(rung) == 2
    assert one("SELECT count(*) FROM event") == 2
