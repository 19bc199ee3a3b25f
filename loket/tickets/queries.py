"""What can be seen of tickets, each time from the one who looks."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from loket import clock, crypto, i18n
from loket.database import HERE, Work, reading
from loket.errors import NotFound, Tampered
from loket.experts import queries as experts
from loket.experts.queries import Expert
from loket.keys import queries as keys
from loket.municipalities.queries import desk_of
from loket.tickets import log, promise, safety
from loket.tickets.masks import Mask
from loket.tickets.model import ACUTE, DONE, OURS, QUEUE_PLACE, SHELF, THEIRS, WITHDRAWN, Event, Ticket
from loket.tickets.safety import Signal
from loket.tickets.youth import Consent

logger = logging.getLogger(__name__)

PAGE = 50
COUNTED = 100
"""The tabs count up to here; beyond it they say "99+"."""

KEY = 32
CURTAIN = b"\x00"
"""In a session's secret after the key, before the seq up to which nothing is shown; a code never begins so."""


@dataclass(frozen=True)
class Resident:
    """Somebody who holds a ticket: their private key is open in this session. `code` is there once, to be shown."""

    municipality: int
    ticket: int
    session: keys.Open = field(repr=False)

    @property
    def private(self) -> bytes:
        return self.session.secret[:KEY]

    @property
    def code(self) -> str | None:
        rest = self.session.secret[KEY:]
        return None if rest.startswith(CURTAIN) else rest.decode() or None

    @property
    def hidden_to(self) -> int:
        """The seq up to which nothing is shown in this session; 0 without a curtain."""
        rest = self.session.secret[KEY:]
        return int.from_bytes(rest[len(CURTAIN) :]) if rest.startswith(CURTAIN) else 0

    @property
    def closes_in(self) -> int:
        """Seconds until the session ends when nobody does anything."""
        return max(0, min(self.session.idle_until, self.session.ends_at) - clock.stamp())

    @property
    def is_last(self) -> bool:
        """Whether nothing can put that end off any more."""
        return self.session.ends_at <= self.session.idle_until


@dataclass(frozen=True)
class Head:
    """What the queue shows of a ticket's words; sealed with the content key."""

    preview: str
    asker: str | None = None
    age: str | None = None
    topic: str | None = None
    term: int | None = None
    """Days after the last message, where the resident chose them; else it is the municipality's."""
    signals: tuple[Signal, ...] = ()
    is_device_safe: bool | None = None
    is_unscreened: bool = False
    """Something in it passed by a safety net that failed."""
    consents: tuple[Consent, ...] = ()
    doubted_by: int | None = None
    """The first of the two who must agree that a young person is none."""
    rated: int | None = None
    """The answer on which the resident gave this verdict."""
    verdict: str | None = None
    language: str = i18n.SOURCE
    """Of the page on which the resident wrote last."""
    masks: tuple[Mask, ...] = ()
    """What is covered for the eyes of experts; the preview is covered already."""

    @property
    def is_young(self) -> bool:
        return safety.is_young(self.asker, self.age)

    @classmethod
    def read(cls, plain: bytes) -> Head:
        parts = json.loads(plain)
        lists = {"signals": Signal, "consents": Consent, "masks": Mask}
        return cls(**parts | {name: tuple(kind(**each) for each in parts.get(name, ())) for name, kind in lists.items()})

    def sealed(self, municipality: int, row: Mapping[str, Any], content_key: bytes) -> bytes:
        """`row` holds the ticket's columns BOUND as they will stand."""
        return crypto.lock_padded(json.dumps(asdict(self)).encode(), content_key, _head_context(municipality, row))


BOUND = ("id", "pid", "state", "pool_id", "holder_id", "urgency", "due_at", "last_seq", "expires_on")
"""What stands openly on a ticket's row, to sort and find by. The head is sealed to it: whoever changes one of these is noticed."""


def _head_context(municipality: int, row: Mapping[str, Any]) -> bytes:
    return crypto.context("head", municipality, *(row[name] for name in BOUND))


COLUMNS = (
    Ticket.id, Ticket.pid, Ticket.ref, Ticket.state, Ticket.shelf, Ticket.pool_id, Ticket.holder_id, Ticket.urgency,
    Ticket.due_at, Ticket.last_seq, Ticket.version, Ticket.head, Ticket.day, Ticket.expires_on,
)  # fmt: skip
BY_ID = select(*COLUMNS).where(Ticket.municipality_id == HERE, Ticket.id == bindparam("ticket"))
BY_PID = select(*COLUMNS).where(Ticket.municipality_id == HERE, Ticket.pid == bindparam("pid"))
_BY_REF = select(*COLUMNS).where(Ticket.municipality_id == HERE, Ticket.ref == bindparam("ref"))
# Read inside a transaction that will write: the row is held until it ends.
HELD_BY_ID, HELD_BY_PID = BY_ID.with_for_update(), BY_PID.with_for_update()


def number_of(pid: str) -> str:
    """A short handle colleagues can say aloud; it opens nothing."""
    return pid[:4].upper()


@dataclass(frozen=True)
class Opened:
    """A ticket with its content key, in the hands of somebody who may have it."""

    id: int
    pid: str
    ref: str
    state: str
    shelf: int
    pool_id: int
    holder_id: int | None
    urgency: int
    due_at: int
    last_seq: int
    version: int
    day: date
    expires_on: date
    head: Head
    content_key: bytes = field(repr=False)

    @property
    def number(self) -> str:
        return number_of(self.pid)

    @property
    def due(self) -> datetime | None:
        """What was promised first; None when nothing could be."""
        return promise.moment_of(self.due_at)

    @property
    def pressing(self) -> int:
        return safety.pressing(self.urgency, self.head.signals)

    @property
    def is_late(self) -> bool:
        return self.shelf == OURS and self.due_at < clock.stamp()


def is_withdrawn(row: Row[Any]) -> bool:
    """Raises Tampered when a ticket is called withdrawn and was never erased."""
    if row.state != WITHDRAWN:
        return False
    if row.head:
        raise Tampered("state")
    return True


def opened(work: Work, row: Row[Any], content_key: bytes) -> Opened:
    """Raises Tampered when the row's head was sealed for another place."""
    columns = dict(row._mapping)
    belongs_to = _head_context(work.municipality, columns)
    head = Head.read(crypto.unlock_padded(columns.pop("head"), content_key, belongs_to))
    return Opened(**columns, head=head, content_key=content_key)


# --- the resident ------------------------------------------------------------------------------------------------


def find_resident(municipality: int, token: str | None, *, prolongs: bool = True) -> Resident | None:
    """The resident of this cookie."""
    if token is None:
        return None
    with reading(municipality) as work:
        session = keys.recall(work, token, keys.RESIDENT, prolongs=prolongs)
    return Resident(municipality, session.who, session) if session else None


def ticket_held(work: Work, resident: Resident, statement: Any = BY_ID) -> Opened:
    """The ticket this resident holds. Raises NotFound when it was erased."""
    row = work.first(statement, ticket=resident.ticket)
    if row is None or is_withdrawn(row):
        raise NotFound
    return opened(work, row, keys.resident_content_key(work, row.id, resident.private))


@dataclass(frozen=True)
class Conversation:
    """A ticket and (the rest of) its log, for whoever asked."""

    ticket: Opened
    entries: list[log.Entry]
    seq: int
    missed: list[promise.Missed]
    """What was promised since it last came to us, and missed."""
    holder: experts.Account | None = None
    """Who holds it, where a resident looks."""
    hidden_to: int = 0
    """The seq up to which nothing is told (see `curtain`)."""

    @property
    def due(self) -> datetime | None:
        """What is promised now; None when nobody can say."""
        return self.missed[-1].due if self.missed else self.ticket.due


def conversation_of(resident: Resident, since: int = 0) -> Conversation:
    """What a curtain hides is never among it, nor who holds the ticket then."""
    hidden_to = resident.hidden_to
    since = max(since, hidden_to)
    roster = experts.roster_of(desk_of(resident.municipality))
    with reading(resident.municipality) as work:
        ticket = ticket_held(work, resident)
        entries = log.entries(work, ticket.id, ticket.content_key, since=since, last_seq=ticket.last_seq, hidden_to=hidden_to)
        is_told = ticket.holder_id is not None and not hidden_to
        holder = experts.find_account(work, staff=ticket.holder_id) if is_told else None
        return _conversation(work, roster, ticket, entries, since, holder, hidden_to)


def _conversation(
    work: Work,
    roster: experts.Roster,
    ticket: Opened,
    entries: list[log.Entry],
    since: int,
    holder: experts.Account | None = None,
    hidden_to: int = 0,
) -> Conversation:
    said = promise.said(work, [ticket.id])[ticket.id]
    missed = _missed(roster, ticket, said)
    seq = max([since, ticket.last_seq, *(entry.seq for entry in entries)])
    told = entries if hidden_to else log.with_missed(entries, promise.history(said, missed), since)
    return Conversation(ticket, told, seq, missed, holder, hidden_to)


def _missed(roster: experts.Roster, ticket: Any, said: dict[int, int]) -> list[promise.Missed]:
    hours = roster.shifts[ticket.pool_id].hours_of(ticket.holder_id) if SHELF[ticket.state] == OURS else None
    return promise.chain(ticket.due_at, said, hours)


_LOOKUP = (
    select(Ticket.id, Ticket.state, Ticket.resident_locked)
    .where(Ticket.municipality_id == HERE, Ticket.lookup == bindparam("lookup"))
    .with_for_update()
)


@dataclass(frozen=True)
class Found:
    ticket: int
    private: bytes = field(repr=False)


def find_by_code(work: Work, code: keys.CodeKeys) -> Found | None:
    """The conversation a code opens. A miss costs what a hit costs."""
    row = work.first(_LOOKUP, lookup=code.lookup)
    if row is None or row.state == WITHDRAWN:
        crypto.public_of(code.wrap)
        return None
    return Found(row.id, crypto.unlock(row.resident_locked, code.wrap, resident_context(work.municipality, code.lookup)))


def resident_context(municipality: int, lookup: bytes) -> bytes:
    return crypto.context("resident-private", municipality, lookup.hex())


# --- staff -------------------------------------------------------------------------------------------------------


def may_look(expert: Expert, pool_id: int) -> bool:
    """An expert looks at what lies with a pool of theirs; an intaker, at everything of the municipality's desk."""
    return expert.is_intaker or pool_id in expert.pool_ids


def ticket_of(work: Work, expert: Expert, pid: str, statement: Any = BY_PID) -> Opened:
    """The ticket of this expert. Raises NotFound: missing, another pool's, another municipality's and withdrawn are the same."""
    row = work.first(statement, pid=pid)
    if row is None or not may_look(expert, row.pool_id) or is_withdrawn(row):
        raise NotFound
    return opened(work, row, keys.content_key(work, row.id, expert.pools))


def was_withdrawn(expert: Expert, pid: str) -> bool:
    """Whether a ticket this expert could see was erased by the resident."""
    with reading(expert.municipality) as work:
        row = work.first(BY_PID, pid=pid)
    return row is not None and may_look(expert, row.pool_id) and is_withdrawn(row)


def conversation_for(expert: Expert, pid: str, since: int = 0) -> Conversation:
    roster = experts.roster_of(desk_of(expert.municipality))
    with reading(expert.municipality) as work:
        ticket = ticket_of(work, expert, pid)
        entries = log.entries(
            work, ticket.id, ticket.content_key, since=since, last_seq=ticket.last_seq, staff=expert.id, masks=ticket.head.masks
        )
        return _conversation(work, roster, ticket, entries, since)


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


def visible_pools(doors: Iterable[keys.PoolDoor], expert: Expert) -> list[keys.PoolDoor]:
    """The pools whose queue this expert sees, the one they work in first."""
    seen = (door for door in doors if may_look(expert, door.id))
    return sorted(seen, key=lambda door: (door.id not in expert.pool_ids, door.id))


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
        said = promise.said(work, [row.id for row in shown if _is_late(row)])
        rows = [_queue_row(work, row, content_keys.get(row.id), _missed(roster, row, said.get(row.id, {}))) for row in shown]
        counted = work.run(_counts(len(pools)), **{f"pool_{number}": door.id for number, door in enumerate(pools)}).one()
        counts = dict(zip((door.kind for door in pools), counted, strict=True))
        return Queue(pool, shelf, page, rows, len(found) > PAGE, counts, experts.names(work), doors, _alarms(work, expert, pools))


def _is_late(row: Row[Any]) -> bool:
    return SHELF[row.state] == OURS and row.due_at < clock.stamp()


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
        _is_late(row), row.day, head, pressing, is_damaged,
    )  # fmt: skip


# --- listening ---------------------------------------------------------------------------------------------------


def may_hear(work: Work, listener: Resident | Expert, ref: str) -> bool:
    """Whether a page with this reference may be told that its ticket changed."""
    row = work.first(_BY_REF, ref=ref)
    if row is None or row.state == WITHDRAWN:
        return False
    if isinstance(listener, Resident):
        return bool(row.id == listener.ticket)
    return may_look(listener, row.pool_id) and keys.content_keys(work, [row.id], listener.pools).get(row.id) is not None


_BY_CLIENT_ID = select(Event.seq).where(
    Event.municipality_id == HERE, Event.ticket_id == bindparam("ticket"), Event.client_id == bindparam("client_id")
)
BETWEEN = select(Event.seq, Event.kind, Event.role, Event.is_internal).where(
    Event.municipality_id == HERE, Event.ticket_id == bindparam("ticket"), Event.seq > bindparam("seen")
)


_WEIGHT = select(func.coalesce(func.sum(func.length(Event.body)), 0)).where(
    Event.municipality_id == HERE, Event.ticket_id == bindparam("ticket")
)


def weight_of_log(work: Work, ticket: int) -> int:
    """Sealed bytes of all its events."""
    return int(work.run(_WEIGHT, ticket=ticket).scalar_one())


def find_written(work: Work, ticket: int, client_id: str | None) -> int | None:
    """The seq under which a message with this client id was already written."""
    row = work.first(_BY_CLIENT_ID, ticket=ticket, client_id=client_id) if client_id else None
    return row.seq if row else None
