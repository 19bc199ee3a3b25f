"""A ticket and its log: what is kept, and which moves its life allows."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base, Owned
from loket.errors import Refused

NEW, WAITING, CLAIMED, ANSWERED, CLOSED, WITHDRAWN = "new", "waiting", "claimed", "answered", "closed", "withdrawn"
STATES = (NEW, WAITING, CLAIMED, ANSWERED, CLOSED, WITHDRAWN)

FIRST_VERSION = 1
"""Of how a ticket and its events are sealed."""

OURS, THEIRS, DONE = 0, 1, 2
SHELF = {NEW: OURS, WAITING: OURS, CLAIMED: OURS, ANSWERED: THEIRS, CLOSED: DONE, WITHDRAWN: DONE}
"""Where a ticket lies in the queue: it is up to us, it is up to the resident, it is done."""

_OPEN = frozenset({NEW, WAITING, CLAIMED, ANSWERED})
MOVES: dict[str, tuple[frozenset[str], str | None]] = {
    # verb: (from these states, to this one; None leaves it as it is)
    "assess": (_OPEN, None),
    "note": (_OPEN | {CLOSED}, None),
    "claim": (_OPEN, CLAIMED),
    "release": (frozenset({CLAIMED}), WAITING),
    "let_go": (frozenset({ANSWERED}), None),
    "hand_over": (_OPEN, WAITING),
    "answer": (_OPEN, ANSWERED),
    "close": (_OPEN, CLOSED),
    "reopen": (frozenset({CLOSED}), WAITING),
    "write": (_OPEN, None),
    "ask_on": (frozenset({CLOSED, ANSWERED}), WAITING),
    "choose_term": (_OPEN | {CLOSED}, None),
    "rate": (_OPEN | {CLOSED}, None),
    "put_back": (frozenset({ANSWERED, CLOSED}), WAITING),
    "be_content": (frozenset({WAITING}), ANSWERED),
    "ask_consent": (_OPEN, None),
    "say_consent": (_OPEN | {CLOSED}, None),
    "renew_code": (_OPEN | {CLOSED}, None),
    "erase": (_OPEN | {CLOSED}, WITHDRAWN),
}

LONGEST_LOG = 400
"""Events after which a resident is asked to begin a new question; every page shows the whole log."""
HEAVIEST_LOG = 2 * 1024 * 1024
"""Sealed bytes after which they are asked so."""

ACUTE, TODAY, NORMAL, INFORMATIVE = 1, 2, 3, 4
URGENCIES = (ACUTE, TODAY, NORMAL, INFORMATIVE)
UNASSESSED = 0
QUEUE_PLACE = {UNASSESSED: 2, ACUTE: 0, TODAY: 1, NORMAL: 3, INFORMATIVE: 3}
"""What comes first in the queue: acute, today, not yet looked at, then by promised day."""

ASKERS = ("parent", "youngster", "child", "step_parent", "grandparent", "relative", "professional")
AGES = ("-12", "12-15", "16-17", "18+")

TOPICS = (
    "parenting_plan", "care_arrangement", "maintenance", "housing", "parental_authority", "relocation", "abduction_international",
    "stepfamily", "loyalty_conflict", "contact_loss", "telling_children", "domestic_violence", "child_abuse", "coercive_control",
    "sexual_violence", "addiction", "mental_health", "grief", "finance_debt", "residence_permit", "forced_marriage", "school",
    "child_hearing", "grandparents", "relationship", "procedure_costs", "data_sharing", "other",
)  # fmt: skip


def moved(state: str, verb: str) -> str:
    """The state after `verb`. Raises Refused when this state does not allow it."""
    allowed, to = MOVES[verb]
    if state not in allowed:
        raise Refused(verb)
    return to or state


class Ticket(Owned, Base):
    __tablename__ = "ticket"
    __table_args__ = (
        # The queue page reads straight along this index, however many tickets there are.
        Index(None, "municipality_id", "pool_id", "shelf", "place", "due_at", "id"),
        Index(None, "municipality_id", "expires_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pid: Mapped[str] = mapped_column(String(32), unique=True)
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    """The name pages listen by; renewed when somebody loses the right to hear."""
    lookup: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    resident_public: Mapped[bytes] = mapped_column(LargeBinary(32))
    resident_locked: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    shelf: Mapped[int] = mapped_column(SmallInteger)
    place: Mapped[int] = mapped_column(SmallInteger)
    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    urgency: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[int] = mapped_column(BigInteger)
    """The promised closing hour, in seconds since 1970; it stays when it is missed (see `Renewal`)."""
    last_seq: Mapped[int]
    head: Mapped[bytes] = mapped_column(LargeBinary)
    """What the queue shows of the ticket, sealed: preview, topic, asker, age band."""
    day: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date] = mapped_column(Date)


class Event(Owned, Base):
    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("ticket_id", "client_id"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(32))
    is_internal: Mapped[bool] = mapped_column(Boolean)
    client_id: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Renewal(Owned, Base):
    """A promise that was missed, and the one given instead; both closing hours, in seconds since 1970 (see `promise`)."""

    __tablename__ = "renewal"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True)
    was_at: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    due_at: Mapped[int] = mapped_column(BigInteger)
    tag: Mapped[bytes] = mapped_column(LargeBinary(16))
