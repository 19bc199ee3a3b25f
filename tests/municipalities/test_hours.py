"""When a desk is open and what it promises: across evenings, weekends and the two nights on which the clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.municipalities.hours import Hours

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WORKING_WEEK = {str(day): ["09:00", "17:00"] for day in range(5)}
EVERY_DAY = {str(day): ["09:00", "17:00"] for day in range(7)}
WEEK = Hours.of("Europe/Amsterdam", WORKING_WEEK)


def at(text: str) -> datetime:
    """ "2026-11-20 16:30" on the clock in Amsterdam."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


# 20 November 2026 is a Friday.
@pytest.mark.parametrize(
    ("asked", "is_open"),
    [
        ("2026-11-20 08:59", False),
        ("2026-11-20 09:00", True),
        ("2026-11-20 16:59", True),
        ("2026-11-20 17:00", False),
        ("2026-11-21 12:00", False),
        ("2026-11-22 12:00", False),
    ],
)
def test_open_from_the_opening_hour_until_the_closing_hour(asked: str, is_open: bool):
    until = WEEK.open_until(at(asked).astimezone(UTC))
    assert until == (at(asked[:10] + " 17:00") if is_open else None)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-20 08:00", "2026-11-20 09:00"),
        ("2026-11-20 09:00", "2026-11-20 09:00"),
        ("2026-11-20 09:01", "2026-11-23 09:00"),
        ("2026-11-20 23:30", "2026-11-23 09:00"),
        ("2026-11-22 23:59", "2026-11-23 09:00"),
    ],
)
def test_opens_next(moment: str, opens: str):
    assert WEEK.opens_at(at(moment)) == at(opens)


@pytest.mark.parametrize(
    ("asked", "days", "promised"),
    [
        ("2026-11-19 10:00", 0, "2026-11-19 17:00"),  # Thursday morning: the same day
        ("2026-11-19 16:00", 0, "2026-11-19 17:00"),  # exactly an hour before closing still counts
        ("2026-11-19 16:01", 0, "2026-11-20 17:00"),  # in the last hour: the next working day
        ("2026-11-19 06:00", 0, "2026-11-19 17:00"),  # before opening
        ("2026-11-19 22:00", 0, "2026-11-20 17:00"),  # in the evening
        ("2026-11-19 23:59", 1, "2026-11-23 17:00"),
        ("2026-11-20 10:00", 1, "2026-11-23 17:00"),  # Friday and one working day: over the weekend
        ("2026-11-20 16:30", 0, "2026-11-23 17:00"),
        ("2026-11-21 12:00", 0, "2026-11-23 17:00"),  # on Saturday
        ("2026-11-22 23:00", 3, "2026-11-26 17:00"),
        ("2026-11-19 10:00", 3, "2026-11-24 17:00"),
        ("2026-11-19 10:00", 5, "2026-11-26 17:00"),
    ],
)
def test_a_promise_is_the_closing_hour_of_a_working_day(asked: str, days: int, promised: str):
    assert WEEK.promise(at(asked).astimezone(UTC), days) == at(promised)


def test_hours_are_those_of_the_wall_clock_when_summer_time_ends():
    """In the night of Saturday 24 to Sunday 25 October 2026 the clock goes back from three to two."""
    hours = Hours.of("Europe/Amsterdam", EVERY_DAY)
    friday, monday = at("2026-10-23 10:00"), at("2026-10-26 10:00")
    assert (friday.utcoffset(), monday.utcoffset()) == (timedelta(hours=2), timedelta(hours=1))
    assert hours.promise(at("2026-10-24 18:00"), 0).astimezone(UTC) == datetime(2026, 10, 25, 16, tzinfo=UTC)
    assert WEEK.promise(friday, 1).astimezone(UTC) == datetime(2026, 10, 26, 16, tzinfo=UTC)
    assert hours.opens_at(at("2026-10-24 18:00")).astimezone(UTC) == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_hours_are_those_of_the_wall_clock_when_summer_time_begins():
    """In the night of Saturday 27 to Sunday 28 March 2027 the clock goes from two to three."""
    hours = Hours.of("Europe/Amsterdam", EVERY_DAY)
    assert hours.promise(at("2027-03-27 18:00"), 0).astimezone(UTC) == datetime(2027, 3, 28, 15, tzinfo=UTC)
    assert WEEK.promise(at("2027-03-26 10:00"), 1).astimezone(UTC) == datetime(2027, 3, 29, 15, tzinfo=UTC)
    assert hours.open_until(datetime(2027, 3, 28, 7, 30, tzinfo=UTC)) == at("2027-03-28 17:00")


def test_each_of_two_equal_hours_in_the_night_the_clock_goes_back_is_told_apart():
    hours = Hours.of("Europe/Amsterdam", {"6": ["01:00", "02:30"]})
    first, second = datetime(2026, 10, 25, 0, 15, tzinfo=UTC), datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    assert first.astimezone(AMSTERDAM).time() == second.astimezone(AMSTERDAM).time()
    assert hours.open_until(first) is not None
    assert hours.open_until(second) is None


def test_a_desk_that_is_open_one_day_a_week_promises_that_day():
    mondays = Hours.of("Europe/Amsterdam", {"0": ["09:00", "12:00"]})
    assert mondays.opens_at(at("2026-11-23 09:01")) == at("2026-11-30 09:00")
    assert mondays.promise(at("2026-11-24 10:00"), 2) == at("2026-12-14 12:00")


def test_another_time_zone_is_read_on_its_own_clock():
    bonaire = Hours.of("America/Kralendijk", WORKING_WEEK)
    moment = at("2026-11-20 20:00")
    assert WEEK.open_until(moment) is None
    assert bonaire.open_until(moment) == datetime(2026, 11, 20, 21, tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is given beside it
    st.integers(0, 10),
)
def test_a_promise_is_never_past_and_never_before_a_shorter_one(moment: datetime, days: int):
    promised = WEEK.promise(moment, days)
    assert promised - moment >= timedelta(hours=1) or promised.hour == 17
    assert promised > moment
    assert promised.weekday() < 5
    assert promised.strftime("%H:%M") == "17:00"
    assert WEEK.promise(moment, days + 1) > promised
    assert WEEK.opens_at(moment) >= moment


@pytest.mark.parametrize(
    ("zone", "opening", "error"),
    [
        ("Europe/Nowhere", WORKING_WEEK, ZoneInfoNotFoundError),
        ("Europe/Amsterdam", {}, ValueError),
        ("Europe/Amsterdam", {"7": ["09:00", "17:00"]}, ValueError),
        ("Europe/Amsterdam", {"0": ["17:00", "09:00"]}, ValueError),
        ("Europe/Amsterdam", {"0": ["09:00", "25:00"]}, ValueError),
        ("Europe/Amsterdam", {"monday": ["09:00", "17:00"]}, ValueError),
    ],
)
def test_hours_that_make_no_sense_are_refused(zone: str, opening: dict[str, list[str]], error: type[Exception]):
    with pytest.raises(error):
        Hours.of(zone, opening)
