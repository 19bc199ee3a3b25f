"""What can be seen of tickets, each time from the one who looks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from loket import clock, crypto
from loket.database import HERE, Work, reading
from loket.errors import NotFound
from loket.experts import queries as experts
from loket.experts.queries import Expert
from loket.keys import queries as keys
from loket.municipalities.queries import desk_of
from loket.tickets import log, promise
from loket.tickets.head import BY_ID, BY_PID, COLUMNS, Opened, is_withdrawn, opened
from loket.tickets.model import WITHDRAWN, Event, Ticket
from loket.tickets.queue import COUNTED, PAGE, SHELF_NAMES, SHELVES, may_look, queue_of

__all__ = [
    "COUNTED", "PAGE", "SHELF_NAMES", "SHELVES", "Conversation", "Resident", "conversation_for", "conversation_of", "find_by_code",
    "find_resident", "find_written", "may_hear", "queue_of", "ticket_held", "ticket_of", "was_withdrawn", "weight_of_log",
]  # fmt: skip
"""Everything that can be seen, on one screen."""

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
    uncovered: tuple[log.Entry, ...] = ()
    """All that a curtain leaves, also where only the rest of the log was asked for; nothing without one."""

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
        begin = hidden_to or since  # behind a curtain all that it leaves is needed, to tell how it stands
        found = log.entries(work, ticket.id, ticket.content_key, since=begin, last_seq=ticket.last_seq, hidden_to=hidden_to)
        entries = [entry for entry in found if entry.seq > since]
        is_told = ticket.holder_id is not None and not hidden_to
        holder = experts.find_account(work, staff=ticket.holder_id) if is_told else None
        conversation = _conversation(work, roster, ticket, entries, since, holder, hidden_to)
        return replace(conversation, uncovered=tuple(found)) if hidden_to else conversation


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
    missed = promise.missed_of(roster, ticket, said)
    seq = max([since, ticket.last_seq, *(entry.seq for entry in entries)])
    told = entries if hidden_to else log.with_missed(entries, promise.history(said, missed), since)
    return Conversation(ticket, told, seq, missed, holder, hidden_to)


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


# --- listening ---------------------------------------------------------------------------------------------------


_BY_REF = select(*COLUMNS).where(Ticket.municipality_id == HERE, Ticket.ref == bindparam("ref"))


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
