"""A year of a desk with part-time people, hour by hour: what is promised is always somebody's closing hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from loket.municipalities.days_off import NATIONAL, DaysOff
from loket.municipalities.hours import LAST_HOUR, Attendance, Hours, week_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
YEAR = 2026
FIRST, LAST = datetime(YEAR - 1, 12, 31, 20, tzinfo=UTC), datetime(YEAR + 1, 1, 1, 4, tzinfo=UTC)
DAYS_OFF = DaysOff(frozenset(NATIONAL), ((date(YEAR, 7, 26), date(YEAR, 7, 30), "zomerstop"), (date(YEAR, 12, 24), date(YEAR, 12, 24), "")))
DESK = Hours.of(
    "Europe/Amsterdam",
    {
        "0": ["09:00", "12:00", "13:00", "17:00"],
        "1": ["09:00", "12:00", "13:00", "17:00", "19:00", "21:00"],
        "2": ["09:00", "12:30"],
        "3": ["09:00", "17:00"],
        "4": ["09:00", "12:00", "13:00", "16:00"],
        "6": ["01:30", "03:30"],  # a night shift, so that both clock changes fall within opening hours
    },
    DAYS_OFF,
)
EVENINGS = week_of({"1": ["19:00", "21:30"], "4": ["14:00", "16:30"], "5": ["10:00", "11:00", "11:30", "12:15"]})
PEOPLE = (
    Attendance(frozenset({0, 1}), ((date(YEAR, 2, 1), date(YEAR, 2, 28)), (date(YEAR, 12, 20), date(YEAR + 1, 1, 10)))),
    Attendance(frozenset({1, 4, 6}), ((date(YEAR, 2, 15), date(YEAR, 3, 12)), (date(YEAR, 8, 2), date(YEAR, 8, 27)))),
    Attendance(frozenset({3}), ((date(YEAR, 5, 6), date(YEAR, 5, 6)),)),
)
ROSTERS = {
    "intake": replace(DESK, people=PEOPLE, desk_week=DESK.week),
    "one colleague": replace(DESK, people=PEOPLE[:1], desk_week=DESK.week),
    "evenings": replace(DESK, week=EVENINGS, people=PEOPLE[1:], desk_week=DESK.week),
}
ANSWER_DAYS = (0, 1, 3, 5)


def hours_of_the_year() -> Iterator[datetime]:
    return (FIRST + timedelta(hours=number) for number in range(int((LAST - FIRST) / timedelta(hours=1))))


def works(hours: Hours, day: date) -> bool:
    """Told otherwise than the code does: straight from the people and the days off."""
    is_closed = any(first <= day <= last for first, last, _ in DAYS_OFF.closed) or DAYS_OFF.reason(day) is not None
    assert hours.people is not None
    return not is_closed and any(
        (person.days is None or day.weekday() in person.days) and all(not first <= day <= last for first, last in person.away)
        for person in hours.people
    )


def closing_hours(hours: Hours) -> set[datetime]:
    """Every moment at which somebody of this roster goes home, in Greenwich."""
    days = (FIRST.date() + timedelta(days=number) for number in range(-10, 420))
    return {
        datetime.combine(day, hours.week[day.weekday()][-1][1], AMSTERDAM).astimezone(UTC)
        for day in days
        if day.weekday() in hours.week and works(hours, day)
    }


def test_the_premise_both_clock_changes_fall_in_opening_hours_and_all_holidays_in_the_year():
    for day, length in (("03-22", 2), ("03-29", 1), ("10-25", 3)):
        ((opens, closes),) = ROSTERS["intake"].blocks(date.fromisoformat(f"{YEAR}-{day}"))
        assert closes - opens == timedelta(hours=length)
    days = [date(YEAR, 1, 1) + timedelta(days=number) for number in range(365)]
    assert sum(DAYS_OFF.reason(day) is not None for day in days) == 9 + 5 + 1  # holidays, the summer stop, Christmas Eve


def test_every_hour_of_the_year_is_promised_a_closing_hour_of_somebody_who_works():
    for name, hours in ROSTERS.items():
        closings = closing_hours(hours)
        before: dict[int, datetime] = {}
        for moment in hours_of_the_year():
            sooner = moment
            for days in ANSWER_DAYS:
                promised = hours.promise(moment, days)
                assert promised is not None, (name, moment)
                assert promised.astimezone(UTC) in closings, (name, moment, days, promised)
                assert promised - moment >= LAST_HOUR or promised.astimezone(UTC) - moment >= LAST_HOUR, (name, moment, days)
                assert promised >= sooner, (name, moment, days, "a greater urgency hears no later")
                assert promised >= before.get(days, promised), (name, moment, days, "who asks later hears no sooner")
                sooner = before[days] = promised


def test_open_and_closed_add_up_all_year():
    """From any moment on the next opening is an opening, nothing is open before it, and it is open until a later moment."""
    for name, hours in ROSTERS.items():
        for moment in hours_of_the_year():
            until, opens = hours.open_until(moment), hours.opens_at(moment)
            assert opens is not None
            assert opens >= moment
            assert hours.open_until(opens) is not None, (name, moment)
            if until is None:
                halfway = moment + (opens - moment) / 2
                assert opens == moment or hours.open_until(halfway) is None, (name, moment)
            else:
                assert until > moment, (name, moment)
                assert works(hours, moment.astimezone(AMSTERDAM).date()), (name, moment)


clocks = st.lists(st.integers(0, 95), min_size=2, max_size=6, unique=True).map(sorted).filter(lambda some: len(some) % 2 == 0)
weeks = st.dictionaries(
    st.integers(0, 6).map(str), clocks.map(lambda some: [f"{time(n // 4, n % 4 * 15):%H:%M}" for n in some]), min_size=1, max_size=7
)
absences = st.tuples(st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31)), st.integers(0, 60)).map(lambda a: (a[0], a[0] + timedelta(days=a[1])))
people = st.builds(
    Attendance,
    st.none() | st.frozensets(st.integers(0, 6), min_size=1),
    st.lists(absences, max_size=4).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(
    weeks,
    weeks,
    st.lists(people, min_size=1, max_size=3).map(tuple),
    st.datetimes(datetime(YEAR, 1, 1), datetime(YEAR, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is given beside it
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.integers(0, 6),
    st.sampled_from(["Europe/Amsterdam", "America/Kralendijk", "America/Havana", "Australia/Lord_Howe"]),
)
def test_any_roster_promises_what_it_can_keep(
    desk: dict[str, list[str]],
    pool: dict[str, list[str]],
    who: tuple[Attendance, ...],
    moment: datetime,
    later: timedelta,
    days: int,
    zone: str,
):
    hours = Hours(ZoneInfo(zone), week_of(pool), DAYS_OFF, who, week_of(desk))
    promised = hours.promise(moment, days)
    if promised is None:
        assert not any(set(hours.week) & set(person.days if person.days is not None else range(7)) for person in who)
        return
    assert promised.astimezone(UTC) - moment >= LAST_HOUR
    assert promised in [blocks[-1][1] for blocks in [hours.blocks(hours.day_of(promised))] if blocks]
    assert works(hours, promised.date())
    after, sooner = hours.promise(moment + later, days), hours.promise(moment, max(days - 1, 0))
    assert after is None or after >= promised
    assert sooner is not None
    assert sooner <= promised
    assert hours.last_closing(promised) == promised
