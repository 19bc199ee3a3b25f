"""A promise that was missed: what is said of it, and the new time that is given by itself.

No job can write in the log: its events are sealed with the ticket's content key, which only the resident and the pools hold, and the
head is sealed to `due_at`. Nor is it enough to work the new time out at every reading: when a colleague falls ill later, yesterday's
"vóór donderdag" would turn into "vóór vrijdag" as if it had never been said. So `due_at` stays as it was (it keeps the question on top
and says how late it is), and each new time is a row beside it: two closing hours, no words, under a tag of the server key. The job
writes them; between the closing hour and the job, and when no job runs at all, `chain` works out the very row the job will write. The
resident's page and the workplace both read `chain`, so they cannot differ.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, delete, exists, select

from loket import clock, crypto
from loket.database import HERE, Work, reading, transaction
from loket.experts import queries as experts
from loket.experts.queries import Roster
from loket.municipalities.queries import Desk, Hours
from loket.tickets.model import OURS, SHELF, Renewal, Ticket
from loket.tickets.signals import queue_changed, ticket_changed

log = logging.getLogger(__name__)

UNKNOWN = 253_370_764_800
"""`due_at` of a question for which nobody is there within the horizon: nothing is promised (the year 9999)."""


class Late(Protocol):
    """Of a ticket, what its promises hang on: an opened one, or a row of its table."""

    @property
    def id(self) -> int: ...
    @property
    def due_at(self) -> int: ...


@dataclass(frozen=True)
class Missed:
    """A closing hour by which somebody should have heard, and the one that was promised instead; None when nobody knows."""

    was: datetime
    due: datetime | None


def stamp_of(promised: datetime | None) -> int:
    return UNKNOWN if promised is None else int(promised.timestamp())


def moment_of(due_at: int) -> datetime | None:
    return None if due_at == UNKNOWN else clock.moment(due_at)


def chain(due_at: int, said: Mapping[int, int], hours: Hours | None = None) -> list[Missed]:
    """Everything that was promised after `due_at`, in order, and (with `hours`: it is still up to us) what has to be promised by now.

    Each time is given a working day more than the time before: who missed twice should not promise the same again.
    """
    missed: list[Missed] = []
    now = clock.stamp()
    while due_at != UNKNOWN:
        if due_at in said:
            after = said[due_at]
        elif hours is not None and due_at < now:
            after = stamp_of(hours.promise(clock.moment(due_at), len(missed)))
        else:
            break
        missed.append(Missed(clock.moment(due_at), moment_of(after)))
        due_at = after
    return missed


def missed_of(roster: Roster, ticket: Any, said: Mapping[int, int]) -> list[Missed]:
    """The chain of an opened ticket, or of a row of its table; nothing new has to be promised where it is not up to us."""
    hours = roster.shifts[ticket.pool_id].hours_of(ticket.holder_id) if SHELF[ticket.state] == OURS else None
    return chain(ticket.due_at, said, hours)


def is_late(ticket: Any) -> bool:
    """Whether it is up to us, past what was promised first: an opened ticket, or a row of its table."""
    return SHELF[ticket.state] == OURS and ticket.due_at < clock.stamp()


def from_here(hours: Hours, due_at: int, working_days: int, *, is_late: bool = False) -> int:
    """What people with these hours make of a promise that stands: they keep their last closing hour before it, or sooner by its urgency.

    Are they not there before it, then the first time they are. With `is_late` the promise was moved before: it stays, if they can.
    """
    earliest = stamp_of(hours.promise(clock.now(), 0))
    if earliest > due_at:
        return earliest
    kept = stamp_of(hours.last_closing(clock.moment(due_at)))
    return due_at if is_late else min(kept, stamp_of(hours.promise(clock.now(), working_days)))


def history(said: dict[int, int], missed: Iterable[Missed]) -> list[Missed]:
    """All that was ever missed, in order: also before it was answered and asked again."""
    every = said | {stamp_of(step.was): stamp_of(step.due) for step in missed}
    return [Missed(clock.moment(was), moment_of(due)) for was, due in sorted(every.items()) if was < clock.stamp()]


def _tag(municipality: int, ticket: int, was_at: int, due_at: int) -> bytes:
    return crypto.server_key().tag_of("renewal", municipality, ticket, was_at, due_at)


_SAID = select(Renewal.__table__).where(Renewal.municipality_id == HERE, Renewal.ticket_id.in_(bindparam("tickets", expanding=True)))


def said(work: Work, tickets: Iterable[int]) -> dict[int, dict[int, int]]:
    """Ticket → closing hour that was missed → the one said instead. A row that is not ours counts for nothing."""
    wanted = list(tickets)
    found: dict[int, dict[int, int]] = {ticket: {} for ticket in wanted}
    for row in work.all(_SAID, tickets=wanted) if wanted else ():
        if crypto.same(row.tag, _tag(work.municipality, row.ticket_id, row.was_at, row.due_at)):
            found[row.ticket_id][row.was_at] = row.due_at
        else:
            log.error("security: a promise was made in the database")
    return found


def note(work: Work, ticket: int, was_at: int, due_at: int) -> None:
    work.add(Renewal, ticket_id=ticket, was_at=was_at, due_at=due_at, tag=_tag(work.municipality, ticket, was_at, due_at))


_FORGET = delete(Renewal).where(Renewal.municipality_id == HERE, Renewal.ticket_id == bindparam("ticket"))


def forget(work: Work, ticket: int) -> None:
    work.run(_FORGET, ticket=ticket)


# --- the job -----------------------------------------------------------------------------------------------------

MOST_AT_ONCE = 200

_STANDS = exists().where(
    Renewal.municipality_id == HERE, Renewal.ticket_id == Ticket.id, Renewal.was_at >= Ticket.due_at, Renewal.due_at >= bindparam("now")
)
_LATE = (
    select(Ticket.id)
    .where(Ticket.municipality_id == HERE, Ticket.shelf == OURS, Ticket.due_at < bindparam("now"), ~_STANDS)
    .order_by(Ticket.due_at)
    .limit(bindparam("most"))
)
_HELD = (
    select(Ticket.id, Ticket.ref, Ticket.shelf, Ticket.pool_id, Ticket.holder_id, Ticket.due_at, Ticket.last_seq)
    .where(Ticket.municipality_id == HERE, Ticket.id == bindparam("ticket"))
    .with_for_update()
)


def renew_missed(desk: Desk) -> int:
    """Write down the new time of every promise that has been missed, and ring; returns for how many questions."""
    roster = experts.roster_of(desk)
    with reading(desk.id) as work:
        late = [row.id for row in work.all(_LATE, now=clock.stamp(), most=MOST_AT_ONCE)]
    return sum(_renew(desk.id, roster, ticket) for ticket in late)


def _renew(municipality: int, roster: Roster, ticket: int) -> bool:
    with transaction(municipality) as work:
        row = work.first(_HELD, ticket=ticket)
        if row is None or row.shelf != OURS or not note_missed(work, row, roster.shifts[row.pool_id].hours_of(row.holder_id)):
            return False
        work.announce(ticket_changed, municipality, ref=row.ref, seq=row.last_seq)
        work.announce(queue_changed, municipality, pools=[row.pool_id])
    return True


def note_missed(work: Work, ticket: Late, hours: Hours) -> bool:
    """Write down what readers are told of this late ticket, before what it follows from (pool, holder, roster) changes.

    The ticket must be held; False when nothing was new.
    """
    known = said(work, [ticket.id])[ticket.id]
    fresh = {stamp_of(step.was): stamp_of(step.due) for step in chain(ticket.due_at, known, hours)}.items() - known.items()
    for was_at, due_at in fresh:
        note(work, ticket.id, was_at, due_at)
    return bool(fresh)
