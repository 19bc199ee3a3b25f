"""A municipality and what it decides for its own desk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base, Owned


class Municipality(Base):
    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    desk_name: Mapped[str] = mapped_column(String(120))
    host: Mapped[str | None] = mapped_column(String(253), unique=True)
    language: Mapped[str] = mapped_column(String(8))
    languages: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """In which residents can read it; in all where it never said."""
    timezone: Mapped[str] = mapped_column(String(64))
    opening: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Weekday ("0" is Monday) → ["09:00", "12:00", "13:00", "17:00"], begin and end of each block; a day that is absent is closed."""
    hours: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Pool → its own week, in the same shape; a pool that is absent has the desk's."""
    holidays: Mapped[list[str] | None] = mapped_column(JSON)
    """The public holidays it keeps (`days_off.KNOWN`); the national ones where it never said."""
    closed: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    """Days it is closed besides: {"first", "last" (or null), "why"}, dates as 2026-12-24."""
    answer_days: Mapped[dict[str, int]] = mapped_column(JSON)
    """Urgency ("1" to "4"; "0" is not yet assessed) → working days within which the resident hears."""
    retention_days: Mapped[int]
    exit_url: Mapped[str] = mapped_column(String(300))
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """See `facts.Facts`."""
    look: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """See `look.Look.stored`."""
    own_rules: Mapped[str | None] = mapped_column(Text)
    """What it adds to the safety net (`triage.own`)."""
    code_salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    created_at: Mapped[int] = mapped_column(BigInteger)
    tag: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    """See `queries.municipality_tag`."""
    key_tag: Mapped[str | None] = mapped_column(String(80))
    """The server key under which it was made (`crypto.ServerKey.tag`); another key opens nothing here."""


class Logo(Owned, Base):
    """The picture itself, apart: the list of municipalities is read every few seconds."""

    __tablename__ = "logo"

    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
