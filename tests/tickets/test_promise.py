"""A promise is the pool's own, is apologised for when it is missed, and reads the same for who waits and for who owes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loket.experts import actions as experts
from loket.experts.queries import roster_of
from loket.municipalities.actions import establish
from loket.municipalities.queries import desk_of, forget_desks
from loket.tickets import actions, queries, words
from loket.tickets.promise import chain
from loket.tickets.queries import Conversation
from loket.tickets.signals import ticket_changed
from tests.cast import HERE, Cast, Member, Question, ask
from tests.raw import change, one, rows

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TimeIs = Callable[[datetime], None]


def at(text: str) -> datetime:
    """ "20 16:30" on the clock in Amsterdam, in November 2020 (the cast is signed in until long after); the 20th is a Friday."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2020-11-{day} {clock}").replace(tzinfo=AMSTERDAM)


def closing(day: int) -> datetime:
    return at(f"{day} 17:00")


@pytest.fixture
def it_is(time_is: TimeIs) -> Callable[[str], None]:
    """Stops the clock; whoever looks next reads the roster anew."""

    def stop_at(text: str) -> None:
        time_is(at(text).astimezone(UTC))
        forget_desks()

    return stop_at


ItIs = Callable[[str], None]


def read_by(question: Question, member: Member) -> tuple[list[Any], str, datetime | None]:
    """The lines about missed promises, what is promised in words, and by when; the same for the resident as for the desk."""

    def told(conversation: Conversation) -> tuple[list[Any], str, datetime | None]:
        lines = [(entry.at, entry.line) for entry in conversation.entries if entry.kind == "missed"]
        return lines, words.promised(conversation), conversation.due

    seen = told(question.seen_by(member))
    assert told(queries.conversation_of(question_again(question).resident)) == seen
    return seen


def question_again(question: Question) -> Question:
    """Their session ended long ago: the code opens it once more."""
    desk = desk_of(question.municipality)
    return Question(question.municipality, question.code, actions.come_back(desk, question.code), question.pid, question.id)


APOLOGY = (
    "Het lukte niet om te antwoorden vóór woensdag 25 november om 17.00 uur. Dat spijt ons. "
    "Je hoort nu van ons vóór donderdag 26 november om 17.00 uur."
)


def test_a_missed_promise_is_said_by_itself_with_a_new_time(cast: Cast, it_is: ItIs):
    it_is("20 10:00")
    question = ask(cast.desk)
    it_is("25 17:00")
    assert read_by(question, cast.intaker) == ([], "Je hoort van ons vóór woensdag 25 november om 17.00 uur.", closing(25)), "not yet"
    it_is("25 17:01")
    lines, promised, due = read_by(question, cast.intaker)
    assert (lines, due) == ([(closing(25), APOLOGY)], closing(26))
    assert promised.startswith(APOLOGY)
    assert rows("SELECT * FROM renewal") == [], "before the job came"
    assert actions.renew_missed(cast.desk) == 1
    assert len(rows("SELECT * FROM renewal")) == 1
    assert read_by(question, cast.intaker) == (lines, promised, due), "and after it"
    assert actions.renew_missed(cast.desk) == 0, "it is said once"


def test_a_time_that_was_said_is_not_unsaid_when_somebody_falls_ill(cast: Cast, it_is: ItIs):
    it_is("20 10:00")
    question = ask(cast.desk)
    it_is("25 17:01")
    actions.renew_missed(cast.desk)
    it_is("26 10:00")
    experts.be_away(cast.desk, cast.intaker.expert, date(2020, 11, 26), date(2020, 11, 27))
    assert read_by(question, cast.intaker)[2] == closing(26)
    it_is("26 17:01")
    lines, _, due = read_by(question, cast.intaker)
    assert lines[0] == (closing(25), APOLOGY)
    assert [moment for moment, _ in lines] == [closing(25), closing(26)]
    assert due == datetime(2020, 12, 1, 17, tzinfo=AMSTERDAM), "somebody is there on Monday 30, and this time one day is added"


def test_each_new_time_is_a_day_longer_and_no_job_is_needed_for_it(cast: Cast, it_is: ItIs):
    hours = roster_of(cast.desk).intake.hours
    it_is("27 12:00")
    found = chain(int(closing(16).timestamp()), {}, hours)
    assert [(step.was.astimezone(AMSTERDAM).day, step.due and step.due.astimezone(AMSTERDAM).day) for step in found] == [
        (16, 17),
        (17, 19),
        (19, 24),
        (24, 30),
    ]
    assert chain(int(closing(16).timestamp()), {}) == [], "what is not up to us is not late"


def test_the_job_rings_for_whoever_is_looking(cast: Cast, it_is: ItIs):
    it_is("20 10:00")
    question = ask(cast.desk)
    ref, heard = question.seen_by(cast.intaker).ticket.ref, []

    def listen(_municipality: int, ref: str, seq: int) -> None:
        heard.append((ref, seq))

    ticket_changed.connect(listen)
    it_is("25 16:59")
    actions.renew_missed(cast.desk)
    assert heard == []
    it_is("25 17:01")
    actions.renew_missed(cast.desk)
    assert heard == [(ref, 1)]


def test_the_desk_still_sees_that_it_was_late_and_finds_it_on_top(cast: Cast, it_is: ItIs):
    it_is("19 10:00")
    late = ask(cast.desk)
    it_is("24 17:01")
    actions.renew_missed(cast.desk)
    other = ask(cast.desk)
    queue = queries.queue_of(cast.intaker.expert)
    assert [row.pid for row in queue.rows] == [late.pid, other.pid]
    assert [(row.is_late, row.was_due, row.due) for row in queue.rows] == [
        (True, closing(24), closing(25)),
        (False, closing(30), closing(30)),
    ]
    ticket = late.seen_by(cast.intaker).ticket
    assert ticket.is_late
    assert ticket.due == closing(24)


def test_an_answer_ends_it_and_what_was_said_stays_in_the_thread(cast: Cast, it_is: ItIs):
    it_is("20 10:00")
    question = ask(cast.desk)
    it_is("25 18:00")
    actions.answer(cast.intaker.expert, question.pid, "Sorry dat het langer duurde.")
    assert len(rows("SELECT * FROM renewal")) == 1, "whoever writes first writes down what readers were told"
    it_is("30 10:00")
    assert [line for _, line in read_by(question, cast.intaker)[0]] == [APOLOGY]
    assert [entry.kind for entry in question.seen_by(cast.intaker).entries] == ["asked", "missed", "claimed", "message"]
    again = question_again(question)
    actions.write(again.resident, "En dan?")
    conversation = question.seen_by(cast.intaker)
    assert (conversation.ticket.is_late, conversation.due) == (False, datetime(2020, 12, 3, 17, tzinfo=AMSTERDAM))
    assert [entry.kind for entry in conversation.entries] == ["asked", "missed", "claimed", "message", "message"]


@pytest.mark.parametrize("forgery", ["due_at = due_at + 86400", "was_at = was_at - 86400", "tag = substr(tag, 2)"])
def test_a_promise_made_in_the_database_counts_for_nothing(cast: Cast, it_is: ItIs, forgery: str):
    it_is("20 10:00")
    question = ask(cast.desk)
    it_is("25 17:01")
    actions.renew_missed(cast.desk)
    before = read_by(question, cast.intaker)
    change(f"UPDATE renewal SET {forgery}")  # noqa: S608 - our own
    assert read_by(question, cast.intaker) == before


def test_erasing_leaves_no_promise_behind(cast: Cast, it_is: ItIs):
    it_is("20 10:00")
    question = ask(cast.desk)
    it_is("25 17:01")
    actions.renew_missed(cast.desk)
    assert one("SELECT count(*) FROM renewal") == 1
    actions.erase(question_again(question).resident)
    assert one("SELECT count(*) FROM renewal") == 0


def test_another_desk_renews_nothing_of_this_one(cast: Cast, it_is: ItIs):
    it_is("20 10:00")
    ask(cast.desk)
    it_is("25 17:01")
    assert actions.renew_missed(cast.foreign_desk) == 0
    assert rows("SELECT * FROM renewal") == []


# --- handing over ------------------------------------------------------------------------------------------------


def told(question: Question) -> list[str | None]:
    return [entry.line for entry in question.seen_by_resident.entries if entry.kind == "handed_over"]


def test_from_handing_over_it_is_the_pools_own_promise(cast: Cast, it_is: ItIs):
    for lawyer in (cast.lawyer, cast.second_lawyer):
        experts.work_on(lawyer.expert, [0, 1])
    it_is("19 10:00")
    question = ask(cast.desk)
    assert question.seen_by_resident.due == closing(24), "the intaker's, three working days"
    establish(HERE, "Eikendam", hours={"lawyer": {"0": ["10:00", "12:30"], "1": ["10:00", "12:30"]}})
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    assert question.seen_by_resident.due == at("24 12:30"), "the last hour at which a lawyer is there before it"
    assert told(question) == ["De vraag ligt nu bij: Advocaten."]


def test_when_the_pool_is_away_the_intaker_knows_before_and_the_resident_at_once(cast: Cast, it_is: ItIs):
    it_is("19 10:00")
    for lawyer in (cast.lawyer, cast.second_lawyer):
        experts.be_away(cast.desk, lawyer.expert, date(2020, 11, 16), date(2020, 11, 25))
    question, roster = ask(cast.desk), roster_of(cast.desk)
    (choice,) = [
        label
        for kind, label in words.pool_choices(roster, roster.shifts, question.seen_by(cast.intaker), cast.desk.answer_days)
        if kind == "lawyer"
    ]
    assert choice == "Advocaten: afwezig t/m 25 november, antwoord vóór donderdag 26 november om 17.00 uur"
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    assert question.seen_by_resident.due == closing(26), "the first day somebody is there"
    later = "Daar is pas later iemand. Je hoort nu van ons vóór donderdag 26 november om 17.00 uur. Dat spijt ons."
    assert told(question) == [f"De vraag ligt nu bij: Advocaten. {later}"]
    assert not question.seen_by(cast.lawyer).ticket.is_late


def test_one_colleague_answers_by_their_own_days(cast: Cast, it_is: ItIs):
    experts.work_on(cast.second_lawyer.expert, [2])
    it_is("19 10:00")
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, colleague=cast.second_lawyer.pid)
    assert question.seen_by_resident.due == closing(25), "Wednesday; the other lawyer would have kept Tuesday"


def test_a_late_question_stays_late_when_it_is_handed_over_and_gets_a_time_the_pool_can_keep(cast: Cast, it_is: ItIs):
    it_is("18 10:00")
    question = ask(cast.desk)
    it_is("24 10:00")
    for lawyer in (cast.lawyer, cast.second_lawyer):
        experts.be_away(cast.desk, lawyer.expert, date(2020, 11, 24), date(2020, 11, 26))
    assert question.seen_by(cast.intaker).due == closing(24)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    conversation = question.seen_by(cast.lawyer)
    assert (conversation.ticket.is_late, conversation.ticket.due, conversation.due) == (True, closing(23), closing(27))
    assert [entry.at for entry in conversation.entries if entry.kind == "missed"] == [closing(23)]
    it_is("24 18:00")
    assert read_by(question, cast.lawyer)[2] == closing(27)


def test_an_answered_question_that_is_handed_over_is_not_late_at_once(cast: Cast, it_is: ItIs):
    it_is("18 10:00")
    question = ask(cast.desk)
    actions.answer(cast.intaker.expert, question.pid, "Ik vraag het de advocaat.")
    it_is("25 10:00")
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    ticket = question.seen_by(cast.lawyer).ticket
    assert (ticket.state, ticket.is_late, ticket.due) == ("waiting", False, closing(30))


def test_nobody_for_a_year_is_said_as_it_is(cast: Cast, it_is: ItIs):
    it_is("20 10:00")
    experts.work_on(cast.intaker.expert, [5, 6])
    question = ask(cast.desk)
    assert read_by(question, cast.intaker)[1:] == (
        "We weten nog niet wanneer we kunnen antwoorden. Kan het niet wachten? Bel een van de nummers hieronder.",
        None,
    )
    assert not question.seen_by(cast.intaker).ticket.is_late
    assert queries.queue_of(cast.intaker.expert).rows[0].due is None
