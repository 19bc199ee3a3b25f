"""Setting up a municipality, and changing what it decided."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from sqlalchemy import bindparam, select, update

from loket import clock, crypto
from loket.database import EVERYWHERE, transaction
from loket.errors import BadConfiguration
from loket.municipalities import queries
from loket.municipalities.hours import Hours
from loket.municipalities.model import Municipality

WEEKDAYS = {str(day): ["09:00", "17:00"] for day in range(5)}
ANSWER_DAYS = {"0": 3, "1": 0, "2": 0, "3": 3, "4": 5}
WEATHER = "https://www.knmi.nl/nederland-nu/weer/verwachtingen"
# First parts of a path that are pages of a desk itself.
RESERVED = frozenset(
    {"balie", "vraag", "terug", "bericht", "nieuw", "weg", "wissen", "nieuwe-code", "taal", "static", "socket.io"}
    | {"livez", "readyz", "favicon.ico", "robots.txt", ".well-known"}
)

_BY_SLUG = select(Municipality.id).where(Municipality.slug == bindparam("slug"))


def establish(
    slug: str,
    name: str,
    *,
    desk_name: str = "Relatie- en scheidingsloket",
    host: str | None = None,
    language: str = "nl",
    timezone: str = "Europe/Amsterdam",
    opening: dict[str, list[str]] | None = None,
    answer_days: dict[str, int] | None = None,
    retention_days: int = 90,
    exit_url: str = WEATHER,
) -> int:
    """Make the municipality, or bring an existing one (by slug) up to date; return its id. Raises BadConfiguration."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", slug) or slug in RESERVED:
        raise BadConfiguration(f"'{slug}' cannot be a municipality's short name: 2 to 40 of a-z, 0-9 and '-', and not the name of a page.")
    opening, days = opening or WEEKDAYS, ANSWER_DAYS | (answer_days or {})
    try:
        Hours.of(timezone, opening)
    except (ValueError, KeyError, TypeError, ZoneInfoNotFoundError) as error:
        raise BadConfiguration(f"The hours of '{slug}' make no sense: {error}") from None
    if set(days) != set(ANSWER_DAYS) or any(not isinstance(n, int) or not 0 <= n <= 30 for n in days.values()):
        raise BadConfiguration(f"answer_days of '{slug}' must give 0 to 30 working days for the urgencies 0 to 4.")
    if not exit_url.startswith("https://"):
        raise BadConfiguration(f"exit_url of '{slug}' must begin with https://")
    if not 30 <= retention_days <= 365:
        raise BadConfiguration(f"retention_days of '{slug}' must be 30 to 365.")
    values: dict[str, Any] = {
        "name": name,
        "desk_name": desk_name,
        "host": host.lower() if host else None,
        "language": language,
        "timezone": timezone,
        "opening": opening,
        "answer_days": days,
        "retention_days": retention_days,
        "exit_url": exit_url,
    }
    with transaction(EVERYWHERE) as work:
        known = work.first(_BY_SLUG, slug=slug)
        if known:
            work.run(update(Municipality).where(Municipality.id == bindparam("known")).values(values), known=known.id)
            municipality = int(known.id)
        else:
            municipality = work.add(Municipality, slug=slug, code_salt=crypto.random_bytes(16), created_at=clock.stamp(), **values)
    queries.forget_desks()
    return municipality
