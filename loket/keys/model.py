"""The sealed things: members' and pools' key pairs, grants, and the sessions in which somebody's key is open."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base, Owned


class StaffKey(Owned, Base):
    """One staff member's key pair; the private half is locked under the password."""

    __tablename__ = "staff_key"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    generation: Mapped[int]
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    ops: Mapped[int]
    mib: Mapped[int]
    verifier: Mapped[bytes] = mapped_column(LargeBinary(32))
    public: Mapped[bytes] = mapped_column(LargeBinary(32))
    public_mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    private_locked: Mapped[bytes] = mapped_column(LargeBinary)


class Pool(Owned, Base):
    """A group of colleagues who share a queue and a key pair. Before its first member there is no key."""

    __tablename__ = "pool"
    __table_args__ = (UniqueConstraint("municipality_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    epoch: Mapped[int]
    public: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    public_mac: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class PoolKey(Owned, Base):
    """The pool's private key, sealed to one member."""

    __tablename__ = "pool_key"

    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    generation: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index(None, "staff_id"),)


class Grant(Owned, Base):
    """A ticket's content key, sealed to the resident or to a pool."""

    __tablename__ = "grant_"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    who: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    version: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index(None, "kind", "who"),)


class Session(Owned, Base):
    """Somebody's open key, locked under a token that only their cookie holds. Found by a keyed hash of that token."""

    __tablename__ = "session"

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    who: Mapped[int]
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    idle_until: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index(None, "kind", "who"), Index(None, "ends_at"))
