"""The pen: holding one ticket for writing, whoever writes, and what every writer owes the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, update

from loket import clock, crypto, i18n, text
from loket.database import HERE, Work, transaction
from loket.errors import Newer, Refused
from loket.experts import queries as experts
from loket.experts.queries import Expert, Roster
from loket.keys import actions as key_actions
from loket.keys import queries as keys
from loket.municipalities.queries import Desk, Hours, desk_of
from loket.tickets import log, promise, queries
from loket.tickets.masks import in_short
from loket.tickets.model import (
    OURS,
    QUEUE_PLACE,
    SHELF,
    Event,
    Ticket,
    moved,
)  # fmt: skip
from loket.tickets.queries import Opened, Resident
from loket.tickets.safety import Screened, with_signs
from loket.tickets.signals import queue_changed, ticket_changed

_SAVE = (
    update(Ticket)
    .where(Ticket.municipality_id == HERE, Ticket.id == bindparam("ticket"), Ticket.last_seq == bindparam("was_seq"))
    .values(
        {
            name: bindparam("to_" + name)
            for name in (
                "state",
                "shelf",
                "place",
                "pool_id",
                "holder_id",
                "urgency",
                "due_at",
                "last_seq",
                "head",
                "ref",
                "expires_on",
            )
        }
    )
)


class Pen:
    """A ticket held for writing: events are added to the log, the row is written once at the end, and the bell rings."""

    def __init__(self, work: Work, ticket: Opened, desk: Desk, roster: Roster, role: str, expert: Expert | None = None) -> None:
        self.work, self.was, self.now, self.role, self.expert = work, ticket, ticket, role, expert
        self.desk, self.roster = desk, roster

    def move(self, verb: str, **changes: Any) -> None:
        """Raises Refused when the ticket's state does not allow it."""
        self.now = replace(self.now, state=moved(self.now.state, verb), **changes)

    def _hours(self, ticket: Opened) -> Hours:
        return self.roster.shifts[ticket.pool_id].hours_of(ticket.holder_id)

    def _promise(self, working_days: int) -> int:
        return promise.stamp_of(self._hours(self.now).promise(clock.now(), working_days))

    def promise_sooner(self) -> None:
        """What the urgency asks for, counted from now, when that is earlier than what was promised. None is taken back."""
        self.now = replace(self.now, due_at=min(self._promise(self.desk.answer_days[self.now.pressing]), self.now.due_at))

    def promise_from_here(self) -> int | None:
        """The promise of the pool (or the colleague) that has it now; returned when it is later, for then the thread must say so."""
        if SHELF[self.was.state] != OURS:
            return None
        was = self.now.due_at
        if self._is_late:  # `due_at` stays; only the time that was given instead can move
            self._note_missed()
            was = promise.stamp_of(promise.chain(was, promise.said(self.work, [self.now.id])[self.now.id])[-1].due)
        due_at = promise.from_here(self._hours(self.now), was, self.desk.answer_days[self.now.pressing], is_late=self._is_late)
        if not self._is_late:
            self.now = replace(self.now, due_at=due_at)
        elif due_at > was:
            promise.note(self.work, self.now.id, was, due_at)
        return due_at if due_at > was else None

    @property
    def _is_late(self) -> bool:
        return SHELF[self.was.state] == OURS and self.was.due_at < clock.stamp()

    def _note_missed(self) -> None:
        promise.note_missed(self.work, self.was, self._hours(self.was))

    def screen(self, found: Screened, words: str | None) -> None:
        """A message of the resident passed the safety net: the ticket moves up where that is grave, and the queue shows these words."""
        head = self.now.head
        signals = with_signs(head.signals, found)
        preview = head.preview if words is None else text.preview(in_short(words, head.masks))
        head = replace(
            head, preview=preview, signals=signals, language=i18n.language(), is_unscreened=head.is_unscreened or found.version is None
        )
        was, self.now = self.now.pressing, replace(self.now, head=head)
        if self.now.pressing != was:
            self.promise_sooner()

    def give_key_to(self, pool: keys.PoolDoor, doors: dict[str, keys.PoolDoor]) -> None:
        """The pool that gives a ticket away loses its key to it, and whoever listened there hears no more; intake keeps it."""
        now = self.now
        if pool.id == now.pool_id:
            return
        key_actions.grant_to_pool(self.work, now.id, now.content_key, pool)
        if now.pool_id != doors[keys.INTAKE].id:
            key_actions.withdraw(self.work, now.id, now.pool_id)
            self.now = replace(now, ref=crypto.random_id())

    def tell(self, what: str, **body: Any) -> int:
        """An event of which nothing stands in the open, not even what kind it is (`log.TOLD`)."""
        return self.log(log.TOLD, what=what, **body)

    def log(self, kind: str, *, is_internal: bool = False, client_id: str | None = None, **body: Any) -> int:
        seq = self.now.last_seq + 1
        if self.expert is not None:
            body |= {"staff": self.expert.id, "name": self.expert.name}
        row = log.event(
            self.work.municipality, self.now.id, self.now.content_key, seq=seq, kind=kind, role=self.role, is_internal=is_internal,
            client_id=client_id, **body,
        )  # fmt: skip
        self.work.add(Event, **row)
        self.now = replace(self.now, last_seq=seq)
        if kind == log.MESSAGE:
            self.now = replace(self.now, expires_on=expires_on_of(self.desk, self.now.head.term))
        return seq

    def save(self) -> None:
        if self._is_late:
            self._note_missed()
        if SHELF[self.now.state] == OURS != SHELF[self.was.state]:  # it has come to us again: a promise of its own, counted from now
            self.now = replace(self.now, due_at=self._promise(self.desk.answer_days[self.now.pressing]))
        now, was = self.now, self.was
        row = {name: getattr(now, name) for name in ("pool_id", "holder_id", "urgency", "due_at", "last_seq", "ref", "state", "expires_on")}
        row |= {"shelf": SHELF[now.state], "place": QUEUE_PLACE[now.pressing]}
        row["head"] = now.head.sealed(self.work.municipality, {name: getattr(now, name) for name in queries.BOUND}, now.content_key)
        saved = self.work.run(_SAVE, ticket=now.id, was_seq=was.last_seq, **{"to_" + name: value for name, value in row.items()})
        if saved.rowcount != 1:
            raise Refused("changed meanwhile")
        self.work.announce(ticket_changed, self.work.municipality, ref=was.ref, seq=now.last_seq)
        intake = keys.pool_doors(self.work)[keys.INTAKE].id
        self.work.announce(queue_changed, self.work.municipality, pools=sorted({was.pool_id, now.pool_id, intake}))


def expires_on_of(desk: Desk, term: int | None = None, last: datetime | None = None) -> date:
    """The last day on which a conversation is there, counted from now or from its `last` message."""
    return desk.hours.day_of(last or clock.now()) + timedelta(days=term or desk.retention_days)


@contextmanager
def held_by(resident: Resident) -> Iterator[Pen]:
    desk = desk_of(resident.municipality)  # first: inside, these could ask for a second connection while everybody holds one
    roster = experts.roster_of(desk)
    with transaction(resident.municipality) as work:
        ticket = queries.ticket_held(work, resident, queries.HELD_BY_ID)
        yield Pen(work, ticket, desk, roster, log.RESIDENT)


@contextmanager
def held_for(expert: Expert, pid: str) -> Iterator[Pen]:
    desk = desk_of(expert.municipality)
    roster = experts.roster_of(desk)
    with transaction(expert.municipality) as work:
        ticket = queries.ticket_of(work, expert, pid, queries.HELD_BY_PID)
        yield Pen(work, ticket, desk, roster, expert.role, expert)


def nothing_came_after(pen: Pen, seen: int | None, matters: Any, expert: Expert | None = None) -> None:
    """No stale answers: raises Newer with what came after `seen` and was not the writer's own."""
    if seen is None or seen >= pen.now.last_seq:
        return
    rows = [row for row in pen.work.all(queries.BETWEEN, ticket=pen.now.id, seen=seen) if matters(row)]
    if rows and expert is not None:
        own = {entry.seq for entry in log.entries(pen.work, pen.now.id, pen.now.content_key, since=seen, staff=expert.id) if entry.is_own}
        rows = [row for row in rows if row.seq not in own]
    if rows:
        raise Newer([row.seq for row in rows])


def quotable(pen: Pen, quote: int | None, *, is_internal: bool) -> int | None:
    """The seq if it is an earlier message that the other side may see; a wrong one is simply not quoted."""
    if quote is None or not 0 < quote <= pen.now.last_seq:
        return None
    rows = pen.work.all(queries.BETWEEN, ticket=pen.now.id, seen=quote - 1)
    return quote if any(r.seq == quote and r.kind in (log.ASKED, log.MESSAGE) and r.is_internal == is_internal for r in rows) else None
