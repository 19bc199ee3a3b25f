"""When a desk is open, and by when somebody who asks now will hear.

A promise is always a closing hour: true to what the desk can do, and coarse enough to tell a thief of the database nothing
about the minute at which somebody asked. It falls on a day on which somebody of the pool works; the days until then are counted
in working days of the desk, so that a colleague who comes once a week does not turn three days into three weeks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from loket.municipalities.days_off import NONE, DaysOff

LAST_HOUR = timedelta(hours=1)
"""Who asks within the last hour before closing is not promised an answer on the same day."""

HORIZON = 400
"""Days to look ahead. When nobody works in all that time, nothing is promised."""

Week = Mapping[int, tuple[tuple[time, time], ...]]
"""Weekday (0 is Monday) → the blocks in which the desk is open; a day that is absent is closed."""


def week_of(opening: Mapping[str, list[str]]) -> Week:
    """`{"0": ["09:00", "12:00", "13:00", "17:00"]}`: begin and end of each block in turn. Raises ValueError when that makes no sense."""
    week = {}
    for day, given in opening.items():
        clocks = [time.fromisoformat(clock) for clock in given]
        if not 0 <= int(day) <= 6 or not clocks or len(clocks) % 2 or any(a >= b for a, b in pairwise(clocks)):
            raise ValueError(f"opening hours of day {day}: {given}")
        week[int(day)] = tuple(zip(clocks[::2], clocks[1::2], strict=True))
    if not week:
        raise ValueError("the desk is never open")
    return week


@dataclass(frozen=True)
class Attendance:
    """When one colleague works: on these days of the week (None: on all that the pool has), and never while away (first and last day)."""

    days: frozenset[int] | None = None
    away: tuple[tuple[date, date], ...] = ()

    def is_there(self, day: date) -> bool:
        return (self.days is None or day.weekday() in self.days) and not any(first <= day <= last for first, last in self.away)


@dataclass(frozen=True)
class Hours:
    """The hours of a desk, or of a pool: then `people` are its members, and `desk_week` is where working days are counted."""

    timezone: ZoneInfo
    week: Week
    days_off: DaysOff = NONE
    people: tuple[Attendance, ...] | None = None
    desk_week: Week | None = None
    _blocks: dict[date, list[tuple[datetime, datetime]]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, timezone: str, opening: Mapping[str, list[str]], days_off: DaysOff = NONE) -> Hours:
        """Raises ValueError, KeyError or ZoneInfoNotFoundError when the stored or given hours make no sense."""
        return cls(ZoneInfo(timezone), week_of(opening), days_off)

    # --- one day -----------------------------------------------------------------------------------------------------

    def day_of(self, moment: datetime) -> date:
        """The date on the clock of this desk."""
        return moment.astimezone(self.timezone).date()

    def blocks(self, day: date) -> list[tuple[datetime, datetime]]:
        """From when until when (UTC) somebody is there on this day."""
        if day not in self._blocks:
            self._blocks[day] = self._worked_out(day)
        return self._blocks[day]

    def _worked_out(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.is_planned(day) or not (self.people is None or any(person.is_there(day) for person in self.people)):
            return []
        told = [(self._instant(day, opens), self._instant(day, closes)) for opens, closes in self.week[day.weekday()]]
        return [(opens, closes) for opens, closes in told if opens < closes]

    def is_planned(self, day: date) -> bool:
        """Whether this is one of the pool's own days, somebody there or not."""
        return day.weekday() in self.week and self.days_off.reason(day) is None

    def _instant(self, day: date, clock: time) -> datetime:
        """The first moment at which the wall clock has come to `clock`; an hour that is skipped in spring passes all at once."""
        local = datetime.combine(day, clock, self.timezone)
        before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
        assert before is not None and after is not None  # noqa: PT018
        if before >= after:
            return local.astimezone(UTC)
        skipped, a_minute = local.replace(fold=1).astimezone(UTC), timedelta(minutes=1)
        minutes = [skipped + number * a_minute for number in range((after - before) // a_minute + 1)]
        return minutes[bisect_left(minutes, True, key=lambda moment: moment.astimezone(self.timezone).utcoffset() == after)]

    def _closing(self, day: date) -> datetime | None:
        blocks = self.blocks(day)
        return blocks[-1][1] if blocks else None

    def _days(self, first: date, step: int = 1) -> Iterator[date]:
        return (first + timedelta(days=step * number) for number in range(HORIZON))

    # --- a moment ----------------------------------------------------------------------------------------------------

    def open_until(self, moment: datetime) -> datetime | None:
        """When this block ends, if the desk is open at `moment`."""
        moment = moment.astimezone(UTC)
        return next((self._told(closes) for opens, closes in self.blocks(self.day_of(moment)) if opens <= moment < closes), None)

    def opens_at(self, moment: datetime) -> datetime | None:
        """The next opening at or after `moment`; None when there is none within HORIZON."""
        moment = moment.astimezone(UTC)
        openings = (opens for day in self._days(self.day_of(moment)) for opens, _ in self.blocks(day) if moment <= opens)
        return self._told(next(openings, None))

    def is_last_hour(self, moment: datetime) -> bool:
        """Whether it is open, and too late to promise anything for today."""
        closing = self._closing(self.day_of(moment))
        return closing is not None and self.open_until(moment) is not None and moment.astimezone(UTC) > closing - LAST_HOUR

    def promise(self, moment: datetime, working_days: int) -> datetime | None:
        """The closing hour of the first day on which somebody is there, `working_days` after the question can first be seen.

        None when nobody is there within HORIZON.
        """
        moment = moment.astimezone(UTC)
        first = next((day for day in self._days(self.day_of(moment)) if (end := self._closing(day)) and moment <= end - LAST_HOUR), None)
        if first is None:
            return None
        counted = (day for day in self._days(first + timedelta(days=1)) if self._counts(day))
        last = first
        for _ in range(working_days):
            last = next(counted, last)
        return self._told(next((end for day in self._days(last) if (end := self._closing(day))), None))

    def _counts(self, day: date) -> bool:
        week = self.week if self.desk_week is None else self.desk_week
        return day.weekday() in week and self.days_off.reason(day) is None

    def last_closing(self, until: datetime) -> datetime | None:
        """The last closing hour that is not after `until`."""
        until = until.astimezone(UTC)
        return self._told(next((end for day in self._days(self.day_of(until), -1) if (end := self._closing(day)) and end <= until), None))

    def nobody_until(self, moment: datetime) -> date | None:
        """The last of the days, from the next one that is planned, on which nobody is there. None when somebody is."""
        today = self.day_of(moment)
        planned = next((day for day in self._days(today) if self.is_planned(day)), None)
        if planned is None or self.blocks(planned):
            return None
        back = next((day for day in self._days(planned) if self.blocks(day)), None)
        return back - timedelta(days=1) if back else date.max

    def _told(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self.timezone) if moment else None
