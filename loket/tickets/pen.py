"""The pen: holding one ticket for writing, whoever writes, and what every writer owes the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, update

from loket import clock, text
from loket.database import HERE, Work, transaction
from loket.errors import Newer, Refused
from loket.experts.queries import Expert
from loket.keys import queries as keys
from loket.municipalities.queries import Desk, desk_of
from loket.tickets import log, queries
from loket.tickets.masks import in_short
from loket.tickets.model import (
    QUEUE_PLACE,
    SHELF,
    Event,
    Ticket,
    moved,
)  # fmt: skip
from loket.tickets.queries import Opened, Resident
from loket.tickets.safety import Screened, with_signs
from loket.tickets.signals import queue_changed, ticket_changed

FIRST_VERSION = 1

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

    def __init__(self, work: Work, ticket: Opened, desk: Desk, role: str, expert: Expert | None = None) -> None:
        self.work, self.was, self.now, self.desk, self.role, self.expert = work, ticket, ticket, desk, role, expert

    def move(self, verb: str, **changes: Any) -> None:
        """Raises Refused when the ticket's state does not allow it."""
        self.now = replace(self.now, state=moved(self.now.state, verb), **changes)

    def promise(self, *, anew: bool) -> None:
        """A promise counted from now: a new one when the ticket has come to us again, else only an earlier one. None is taken back."""
        due_at = int(self.desk.promise_for(self.now.pressing).timestamp())
        self.now = replace(self.now, due_at=due_at if anew else min(due_at, self.now.due_at))

    def screen(self, found: Screened, words: str) -> None:
        """A message of the resident passed the safety net: the ticket shows what it says, and moves up where that is grave."""
        head = self.now.head
        signals = with_signs(head.signals, found)
        preview = text.preview(in_short(words, head.masks))
        head = replace(head, preview=preview, signals=signals, is_unscreened=head.is_unscreened or found.version is None)
        was, self.now = self.now.pressing, replace(self.now, head=head)
        if self.now.pressing != was:
            self.promise(anew=False)

    def log(self, kind: str, *, is_internal: bool = False, client_id: str | None = None, **body: Any) -> int:
        seq = self.now.last_seq + 1
        if self.expert is not None:
            body |= {"staff": self.expert.id, "name": self.expert.name}
        sealed = log.seal(
            self.work.municipality, self.now.id, self.now.content_key, seq=seq, kind=kind, role=self.role, is_internal=is_internal,
            version=FIRST_VERSION, body={name: value for name, value in body.items() if value is not None},
        )  # fmt: skip
        self.work.add(
            Event, ticket_id=self.now.id, seq=seq, kind=kind, role=self.role, is_internal=is_internal, client_id=client_id,
            version=FIRST_VERSION, body=sealed,
        )  # fmt: skip
        self.now = replace(self.now, last_seq=seq)
        if kind == log.MESSAGE:
            self.now = replace(self.now, expires_on=expires_on_of(self.desk))
        return seq

    def save(self) -> None:
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


def expires_on_of(desk: Desk) -> Any:
    return clock.now().astimezone(desk.hours.timezone).date() + timedelta(days=desk.retention_days)


@contextmanager
def held_by(resident: Resident) -> Iterator[Pen]:
    desk = desk_of(resident.municipality)  # first: inside, it could ask for a second connection while everybody holds one
    with transaction(resident.municipality) as work:
        ticket = queries.ticket_held(work, resident, queries.HELD_BY_ID)
        yield Pen(work, ticket, desk, log.RESIDENT)


@contextmanager
def held_for(expert: Expert, pid: str) -> Iterator[Pen]:
    desk = desk_of(expert.municipality)
    with transaction(expert.municipality) as work:
        ticket = queries.ticket_of(work, expert, pid, queries.HELD_BY_PID)
        yield Pen(work, ticket, desk, expert.role, expert)


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
