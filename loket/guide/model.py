"""A municipality's own version of a text. Rows are added and never changed; the newest one counts."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base, Owned

LONGEST = 20_000
"""Characters in one text; the longest default has some 3,000."""


class TextVersion(Owned, Base):
    """`number` 1 is the first after the default."""

    __tablename__ = "text_version"
    __table_args__ = (UniqueConstraint("municipality_id", "key", "language", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    body: Mapped[str | None] = mapped_column(Text)
    """Markdown; none means: the default again, also when that changes."""
    default_edition: Mapped[str] = mapped_column(String(32))
    """Which default there was when this was written (`kinds.edition`)."""
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[int] = mapped_column(BigInteger)
    tag: Mapped[bytes] = mapped_column(LargeBinary(16))
    """See `queries.version_tag`."""
