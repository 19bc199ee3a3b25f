"""A ticket's row and its head: what stands openly, to sort and find by; and what the queue shows of the words, sealed to that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from loket import crypto, i18n
from loket.database import HERE, Work
from loket.errors import Tampered
from loket.tickets import promise, safety
from loket.tickets.masks import Mask
from loket.tickets.model import WITHDRAWN, Ticket
from loket.tickets.safety import Signal
from loket.tickets.youth import Consent


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
        return promise.is_late(self)


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
