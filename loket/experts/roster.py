"""Who works when: the real hours of each pool, and who is at work now.

A pool is open when it is one of its hours, the desk is not closed, and somebody who holds the pool's key has that day and is not
away. Somebody is *here* when it is one of those hours and they did something in the last minutes: a page that stands open on
a desk where nobody sits is not a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from loket import clock
from loket.database import HERE, Work
from loket.experts.model import ACTIVE, Absence
from loket.keys import queries as keys
from loket.municipalities.queries import Attendance, Desk, Hours

STAYS = timedelta(minutes=10)
"""How long after the last thing they did somebody counts as here; whoever types does something every few seconds."""

REMEMBERED = timedelta(days=60)
"""How long it is known who was away: a promise missed last week is renewed as it would have been then."""


@dataclass(frozen=True)
class Member:
    """Somebody who holds a pool's key, and when they work."""

    id: int
    name: str
    role: str
    attendance: Attendance
    seen_at: int | None
    """Seconds since 1970."""


@dataclass(frozen=True)
class Shift:
    """A pool's hours and people; without its key, so that a pool that was tampered with closes no page that does not need it."""

    kind: str
    hours: Hours
    members: tuple[Member, ...]

    def here(self, moment: datetime) -> str | None:
        """The role of whoever is at work now."""
        if self.hours.open_until(moment) is None:
            return None
        since = (moment - STAYS).timestamp()
        return next((member.role for member in self.members if member.seen_at is not None and member.seen_at >= since), None)

    def hours_of(self, holder: int | None) -> Hours:
        """The hours of one member; those of all where `holder` is nobody or not (any more) one of them."""
        found = next((member for member in self.members if member.id == holder), None)
        return replace(self.hours, people=(found.attendance,)) if found else self.hours


@dataclass(frozen=True)
class Roster:
    shifts: dict[int, Shift]
    """By pool."""

    def shift(self, kind: str) -> Shift:
        return next(shift for shift in self.shifts.values() if shift.kind == kind)

    @property
    def intake(self) -> Shift:
        return self.shift(keys.INTAKE)


_ABSENCES = (
    select(Absence.staff_id, Absence.first_day, Absence.last_day)
    .where(Absence.municipality_id == HERE, Absence.last_day >= bindparam("since"))
    .order_by(Absence.first_day)
)


def absences(work: Work, since: date) -> dict[int, tuple[tuple[date, date], ...]]:
    """Staff → first and last day of each absence that ended on or after `since`."""
    away: dict[int, tuple[tuple[date, date], ...]] = defaultdict(tuple)
    for row in work.all(_ABSENCES, since=since):
        away[row.staff_id] += ((row.first_day, row.last_day),)
    return away


def read(work: Work, desk: Desk, memberships: Iterable[Row[Any]]) -> Roster:
    away, seen = absences(work, desk.hours.day_of(clock.now()) - REMEMBERED), keys.last_seen(work, keys.STAFF)
    kinds, holders, members = keys.pool_kinds(work), keys.pool_holders(work), defaultdict(list)
    for row in memberships:
        pool = next((pool for pool, kind in kinds.items() if kind == row.kind), None)
        if row.state == ACTIVE and (pool, row.id) in holders:
            attendance = Attendance(days_of(row.days), away.get(row.id, ()))
            members[pool].append(Member(row.id, row.name, row.role, attendance, seen.get(row.id)))
    shifts = {}
    for pool, kind in kinds.items():
        week, people = desk.pool_weeks.get(kind, desk.hours.week), tuple(members[pool])
        hours = replace(desk.hours, week=week, people=tuple(member.attendance for member in people), desk_week=desk.hours.week)
        shifts[pool] = Shift(kind, hours, people)
    return Roster(shifts)


def days_of(stored: str | None) -> frozenset[int] | None:
    return None if stored is None else frozenset(map(int, stored))
