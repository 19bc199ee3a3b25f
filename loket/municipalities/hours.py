"""When a desk is open, and by when somebody who asks now will hear.

A promise is always the closing hour of a working day: true to what the desk can do, and coarse enough to tell a thief
of the database nothing about the minute at which somebody asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

LAST_HOUR = timedelta(hours=1)
"""Who asks within the last hour before closing is not promised an answer on the same day."""


@dataclass(frozen=True)
class Hours:
    timezone: ZoneInfo
    week: dict[int, tuple[time, time]]

    @classmethod
    def of(cls, timezone: str, opening: dict[str, list[str]]) -> Hours:
        """Raises ValueError, KeyError or ZoneInfoNotFoundError when the stored or given hours make no sense."""
        week = {}
        for day, (begin, end) in opening.items():
            opens, closes = time.fromisoformat(begin), time.fromisoformat(end)
            if not 0 <= int(day) <= 6 or opens >= closes:
                raise ValueError(f"opening hours of day {day}: {begin}-{end}")
            week[int(day)] = (opens, closes)
        if not week:
            raise ValueError("the desk is never open")
        return cls(ZoneInfo(timezone), week)

    def _block(self, moment: datetime) -> tuple[datetime, datetime] | None:
        block = self.week.get(moment.weekday())
        if block is None:
            return None
        opens, closes = (datetime.combine(moment.date(), clock, self.timezone) for clock in block)
        return opens, closes

    def open_until(self, moment: datetime) -> datetime | None:
        """When the desk closes, if it is open at `moment`."""
        block = self._block(moment.astimezone(self.timezone))
        return block[1] if block and block[0] <= moment < block[1] else None

    def opens_at(self, moment: datetime) -> datetime:
        """The next opening at or after `moment`."""
        day = moment.astimezone(self.timezone)
        for _ in range(8):
            block = self._block(day)
            if block and moment <= block[0]:
                return block[0]
            day += timedelta(days=1)
        raise AssertionError("a week without opening hours")

    def promise(self, moment: datetime, working_days: int) -> datetime:
        """The closing hour of the working day `working_days` after the first one on which the question can be seen."""
        day = moment.astimezone(self.timezone)
        block = self._block(day)
        if block is None or moment > block[1] - LAST_HOUR:
            day = self.opens_at(moment + LAST_HOUR if block else moment)
        for _ in range(working_days):
            day += timedelta(days=1)
            while self._block(day) is None:
                day += timedelta(days=1)
        block = self._block(day)
        assert block is not None
        return block[1]
