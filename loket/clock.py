"""The time, in one place: aware, in UTC, and replaceable in a test."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def stamp() -> int:
    """Now, in whole seconds since 1970: how times stand in the database."""
    return int(now().timestamp())


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
