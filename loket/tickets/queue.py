"""The queue: which pools an expert sees, one page of one of them, how much is up to us in each, and what is acute in any."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from loket.database import HERE, Work, reading
from loket.errors import NotFound, Tampered
from loket.experts import queries as experts
from loket.experts.queries import Expert
from loket.keys import queries as keys
from loket.municipalities.queries import desk_of
from loket.tickets import promise, safety
from loket.tickets.head import COLUMNS, Head, number_of, opened
from loket.tickets.model import ACUTE, DONE, OURS, QUEUE_PLACE, THEIRS, WITHDRAWN, Ticket

logger = logging.getLogger(__name__)

PAGE = 50
COUNTED = 100
"""The tabs count up to here; beyond it they say "99+"."""


def may_look(expert: Expert, pool_id: int) -> bool:
    """An expert looks at what lies with a pool of theirs; an intaker, at everything of the municipality's desk."""
    return expert.is_intaker or pool_id in expert.pool_ids


def visible_pools(doors: Iterable[keys.PoolDoor], expert: Expert) -> list[keys.PoolDoor]:
    """The pools whose queue this expert sees, the one they work in first."""
    seen = (door for door in doors if may_look(expert, door.id))
    return sorted(seen, key=lambda door: (door.id not in expert.pool_ids, door.id))


MOST_ALARMS = 9
_ALARMS = (
    select(*COLUMNS)
    .where(
        Ticket.municipality_id == HERE,
        Ticket.pool_id.in_(bindparam("pools", expanding=True)),
        Ticket.shelf == OURS,
        Ticket.place == QUEUE_PLACE[ACUTE],
    )
    .order_by(Ticket.due_at, Ticket.id)
    .limit(5 * MOST_ALARMS)
)


@dataclass(frozen=True)
class Alarm:
    """A question with an acute signal that nobody has weighed yet."""

    pid: str
    number: str
    codes: tuple[str, ...]


def _alarms(work: Work, expert: Expert, pools: list[keys.PoolDoor]) -> list[Alarm]:
    rows = [row for row in work.all(_ALARMS, pools=[pool.id for pool in pools]) if row.state != WITHDRAWN]
    content_keys = keys.content_keys(work, [row.id for row in rows], expert.pools) if rows else {}
    found = []
    for row in rows:
        with suppress(Tampered):
            content_key = content_keys.get(row.id)
            signals = opened(work, row, content_key).head.signals if content_key else ()
            codes = tuple(signal.code for signal in signals if signal.is_unweighed and signal.urgency == ACUTE)
            if codes:
                found.append(Alarm(row.pid, number_of(row.pid), codes))
    return found[:MOST_ALARMS]


_QUEUE = (
    select(*COLUMNS)
    .where(Ticket.municipality_id == HERE, Ticket.pool_id == bindparam("pool"), Ticket.shelf == bindparam("shelf"))
    .order_by(Ticket.place, Ticket.due_at, Ticket.id)
    .limit(bindparam("page_size"))
    .offset(bindparam("skip"))
)
_DONE = _QUEUE.order_by(None).order_by(Ticket.place.desc(), Ticket.due_at.desc(), Ticket.id.desc())


@cache
def _counts(pools: int) -> Select[Any]:
    """One statement that counts what is up to us in each of so many pools, as far as COUNTED."""
    each = (
        select(Ticket.id)
        .where(Ticket.municipality_id == HERE, Ticket.pool_id == bindparam(f"pool_{number}"), Ticket.shelf == OURS)
        .limit(COUNTED)
        .subquery()
        for number in range(pools)
    )
    return select(*(select(func.count()).select_from(some).scalar_subquery().label(f"count_{n}") for n, some in enumerate(each)))


SHELVES = {"ours": OURS, "theirs": THEIRS, "done": DONE}
SHELF_NAMES = {number: name for name, number in SHELVES.items()}


@dataclass(frozen=True)
class QueueRow:
    pid: str
    number: str
    state: str
    pool_id: int
    holder_id: int | None
    urgency: int
    was_due: datetime | None
    """What was promised first."""
    due: datetime | None
    """What is promised now."""
    is_late: bool
    day: date
    head: Head | None
    """None when it was withdrawn or is damaged."""
    pressing: int
    """The urgency it is treated with: what people judged, or what a signal proposes above that."""
    is_damaged: bool
    """Somebody changed it in the database: it does not open any more, and the others stand in the queue as before."""


@dataclass(frozen=True)
class Queue:
    pool: keys.PoolDoor
    shelf: str
    page: int
    rows: list[QueueRow]
    has_next: bool
    counts: dict[str, int]
    """Pool kind → tickets up to us, at most COUNTED."""
    names: dict[int, str]
    doors: dict[str, keys.PoolDoor]
    alarms: list[Alarm]
    """In all the pools this expert sees."""


def queue_of(expert: Expert, kind: str | None = None, shelf: str = "ours", page: int = 1, *, pool_id: int | None = None) -> Queue:
    """One page of one pool's queue (by `kind` or id; else the pool this expert works in first).

    Raises NotFound for a pool this expert does not see, and for a coordinator.
    """
    roster = experts.roster_of(desk_of(expert.municipality))
    with reading(expert.municipality) as work:
        doors = keys.pool_doors(work)
        pools = visible_pools(doors.values(), expert)
        pool = next((pool for pool in pools if kind in (None, pool.kind) and pool_id in (None, pool.id)), None)
        if pool is None or shelf not in SHELVES:
            raise NotFound
        statement = _DONE if shelf == "done" else _QUEUE
        found = work.all(statement, pool=pool.id, shelf=SHELVES[shelf], page_size=PAGE + 1, skip=(page - 1) * PAGE)
        content_keys = keys.content_keys(work, [row.id for row in found[:PAGE] if row.state != WITHDRAWN], expert.pools)
        shown = [row for row in found[:PAGE] if row.state == WITHDRAWN or row.id in content_keys]
        said = promise.said(work, [row.id for row in shown if promise.is_late(row)])
        rows = [_queue_row(work, row, content_keys.get(row.id), promise.missed_of(roster, row, said.get(row.id, {}))) for row in shown]
        counted = work.run(_counts(len(pools)), **{f"pool_{number}": door.id for number, door in enumerate(pools)}).one()
        counts = dict(zip((door.kind for door in pools), counted, strict=True))
        return Queue(pool, shelf, page, rows, len(found) > PAGE, counts, experts.names(work), doors, _alarms(work, expert, pools))


def _queue_row(work: Work, row: Row[Any], content_key: bytes | None, missed: list[promise.Missed]) -> QueueRow:
    head = None
    if content_key is not None:
        with suppress(Tampered):
            head = opened(work, row, content_key).head
    is_damaged = head is None and (row.state != WITHDRAWN or bool(row.head))
    if is_damaged:
        logger.error("security: a ticket in the queue was tampered with")
    was_due = promise.moment_of(row.due_at)
    pressing = safety.pressing(row.urgency, head.signals if head else ())
    return QueueRow(
        row.pid, number_of(row.pid), row.state, row.pool_id, row.holder_id, row.urgency, was_due, missed[-1].due if missed else was_due,
        promise.is_late(row), row.day, head, pressing, is_damaged,
    )  # fmt: skip
