"""A staff member, the pools they are meant for, when they are away, and the invitation that opens the account."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, LargeBinary, String, UniqueConstraint
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
    days: Mapped[str | None] = mapped_column(String(7))
    """Their days of the week ("013": Monday, Tuesday, Thursday); None: all that the pool has."""
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


class Absence(Owned, Base):
    """Days on which somebody does not work. Why, is theirs to know."""

    __tablename__ = "absence"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    first_day: Mapped[date] = mapped_column(Date, primary_key=True)
    last_day: Mapped[date] = mapped_column(Date)


class Invitation(Owned, Base):
    __tablename__ = "invitation"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    expires_at: Mapped[int] = mapped_column(BigInteger)
    is_used: Mapped[bool] = mapped_column(Boolean)
    tag: Mapped[bytes | None] = mapped_column(LargeBinary(16))
