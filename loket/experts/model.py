"""A staff member, the pools they are meant for, and the invitation that opens the account."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base, Owned

INVITED, ENROLLING, ACTIVE, DISABLED = "invited", "enrolling", "active", "disabled"
"""An account's life: invited → (password chosen) enrolling → (second factor set up) active; disabled ends it."""


class Staff(Owned, Base):
    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("municipality_id", "login"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pid: Mapped[str] = mapped_column(String(32), unique=True)
    login: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    totp_locked: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int] = mapped_column(BigInteger)
    tag: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    """See `queries.account_tag`; the two below have theirs."""


class Membership(Owned, Base):
    """The pool somebody is meant for. Holding its key is another matter: see the room `keys`."""

    __tablename__ = "membership"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    tag: Mapped[bytes | None] = mapped_column(LargeBinary(16))


class Invitation(Owned, Base):
    __tablename__ = "invitation"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    expires_at: Mapped[int] = mapped_column(BigInteger)
    is_used: Mapped[bool] = mapped_column(Boolean)
    tag: Mapped[bytes | None] = mapped_column(LargeBinary(16))
