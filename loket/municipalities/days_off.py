"""The days on which a whole desk is closed: public holidays, as far as the municipality keeps them, and days it chose itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from loket.i18n import mark

_NAMES = {
    "new_year": (mark("Nieuwjaarsdag"),),
    "good_friday": (mark("Goede Vrijdag"),),
    "easter": (mark("Eerste Paasdag"), mark("Tweede Paasdag")),
    "kings_day": (mark("Koningsdag"),),
    "liberation_day": (mark("Bevrijdingsdag"),),
    "liberation_day_yearly": ("Bevrijdingsdag",),
    "ascension": (mark("Hemelvaartsdag"),),
    "whitsun": (mark("Eerste Pinksterdag"), mark("Tweede Pinksterdag")),
    "christmas": (mark("Eerste Kerstdag"), mark("Tweede Kerstdag")),
}
"""How a set-up file calls a holiday → its days."""

KNOWN = tuple(_NAMES)
LUSTRUM = "liberation_day"
"""A day off once in five years for most who work; whoever has it each year says `liberation_day_yearly`."""
NATIONAL = tuple(name for name in KNOWN if name not in ("good_friday", "liberation_day_yearly"))
"""What a desk keeps that did not choose."""


def _calendar(year: int) -> dict[str, date]:
    # The library brings the whole world along and takes a second to load: once, and not for a command that asks no hours.
    from holidays.constants import OPTIONAL, PUBLIC
    from holidays.countries.netherlands import Netherlands

    found = Netherlands(years=year, categories=(PUBLIC, OPTIONAL), language="nl")  # type: ignore[no-untyped-call]
    return {name.casefold(): day for day, names in found.items() for name in names.split("; ")}


@lru_cache(maxsize=64)
def holidays(year: int, kept: frozenset[str]) -> dict[date, str]:
    """The days of these holidays in a year, with their Dutch names."""
    calendar = _calendar(year)
    days: dict[date, str] = {}
    for holiday in KNOWN:
        if holiday in kept and (holiday != LUSTRUM or year % 5 == 0):
            days |= {calendar[name.casefold()]: name for name in _NAMES[holiday] if name.casefold() in calendar}
    return days


@dataclass(frozen=True)
class DaysOff:
    kept: frozenset[str] = frozenset()
    closed: tuple[tuple[date, date, str], ...] = ()
    """First day, last day, and why, which may be empty."""

    def reason(self, day: date) -> str | None:
        """Why the desk is closed on this day: '' when that is nobody's business; None when it is not."""
        for first, last, why in self.closed:
            if first <= day <= last:
                return why
        return holidays(day.year, self.kept).get(day) if self.kept else None


NONE = DaysOff()
