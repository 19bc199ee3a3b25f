"""What a colleague says of their own days: on which they work, and from when until when they are away. Never why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import bindparam, delete, update

from loket import clock
from loket.database import HERE, transaction
from loket.errors import Refused
from loket.experts.model import Absence, Staff
from loket.experts.queries import Expert
from loket.experts.roster import REMEMBERED
from loket.municipalities.queries import Desk, forget_desks

LONGEST = timedelta(days=366)
"""How long somebody can be away, and how far ahead it can be said."""

_SET_DAYS = update(Staff).where(Staff.municipality_id == HERE, Staff.id == bindparam("staff")).values(days=bindparam("to_days"))
_FORGET_OLD = delete(Absence).where(Absence.municipality_id == HERE, Absence.last_day < bindparam("before"))
_WITHDRAW = delete(Absence).where(
    Absence.municipality_id == HERE, Absence.staff_id == bindparam("staff"), Absence.first_day == bindparam("first")
)


def stored(days: Iterable[int] | None) -> str | None:
    """How days of the week stand in the database."""
    return None if days is None else "".join(str(day) for day in sorted(set(days)))


def work_on(expert: Expert, days: Iterable[int] | None) -> None:
    """These days of the week (0 is Monday), or, with None, all that the pool has."""
    with transaction(expert.municipality) as work:
        work.run(_SET_DAYS, staff=expert.id, to_days=stored(days))
    forget_desks()


def be_away(desk: Desk, expert: Expert, first: date, last: date) -> None:
    """From the first day until the last. Raises Refused when that is over, turned round, too long or too far ahead."""
    today = desk.hours.day_of(clock.now())
    if not (first <= last and today <= last and last - first <= LONGEST and first - today <= LONGEST):
        raise Refused("absence")
    with transaction(expert.municipality) as work:
        work.run(_FORGET_OLD, before=today - REMEMBERED)
        work.run(_WITHDRAW, staff=expert.id, first=first)
        work.add(Absence, staff_id=expert.id, first_day=first, last_day=last)
    forget_desks()


def be_back(expert: Expert, first: date) -> None:
    """Take back the absence that begins on this day."""
    with transaction(expert.municipality) as work:
        work.run(_WITHDRAW, staff=expert.id, first=first)
    forget_desks()
