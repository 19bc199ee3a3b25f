"""When a desk is open and what it promises: across evenings, weekends and the two nights on which the clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.municipalities.days_off import KNOWN, NATIONAL, DaysOff, holidays
from loket.municipalities.hours import Attendance, Hours, week_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WORKING_WEEK = {str(day): ["09:00", "17:00"] for day in range(5)}
EVERY_DAY = {str(day): ["09:00", "17:00"] for day in range(7)}
WEEK = Hours.of("Europe/Amsterdam", WORKING_WEEK)


def at(text: str) -> datetime:
    """ "2026-11-20 16:30" on the clock in Amsterdam."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def promise(hours: Hours, moment: datetime, days: int) -> datetime:
    found = hours.promise(moment, days)
    assert found is not None
    return found


def opens_at(hours: Hours, moment: datetime) -> datetime:
    found = hours.opens_at(moment)
    assert found is not None
    return found


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
    assert opens_at(WEEK, at(moment)) == at(opens)


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
    assert promise(WEEK, at(asked).astimezone(UTC), days) == at(promised)


def test_hours_are_those_of_the_wall_clock_when_summer_time_ends():
    """In the night of Saturday 24 to Sunday 25 October 2026 the clock goes back from three to two."""
    hours = Hours.of("Europe/Amsterdam", EVERY_DAY)
    friday, monday = at("2026-10-23 10:00"), at("2026-10-26 10:00")
    assert (friday.utcoffset(), monday.utcoffset()) == (timedelta(hours=2), timedelta(hours=1))
    assert promise(hours, at("2026-10-24 18:00"), 0).astimezone(UTC) == datetime(2026, 10, 25, 16, tzinfo=UTC)
    assert promise(WEEK, friday, 1).astimezone(UTC) == datetime(2026, 10, 26, 16, tzinfo=UTC)
    assert opens_at(hours, at("2026-10-24 18:00")).astimezone(UTC) == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_hours_are_those_of_the_wall_clock_when_summer_time_begins():
    """In the night of Saturday 27 to Sunday 28 March 2027 the clock goes from two to three."""
    hours = Hours.of("Europe/Amsterdam", EVERY_DAY)
    assert promise(hours, at("2027-03-27 18:00"), 0).astimezone(UTC) == datetime(2027, 3, 28, 15, tzinfo=UTC)
    assert promise(WEEK, at("2027-03-26 10:00"), 1).astimezone(UTC) == datetime(2027, 3, 29, 15, tzinfo=UTC)
    assert hours.open_until(datetime(2027, 3, 28, 7, 30, tzinfo=UTC)) == at("2027-03-28 17:00")


def test_each_of_two_equal_hours_in_the_night_the_clock_goes_back_is_told_apart():
    hours = Hours.of("Europe/Amsterdam", {"6": ["01:00", "02:30"]})
    first, second = datetime(2026, 10, 25, 0, 15, tzinfo=UTC), datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    assert first.astimezone(AMSTERDAM).time() == second.astimezone(AMSTERDAM).time()
    assert hours.open_until(first) is not None
    assert hours.open_until(second) is None


def test_a_desk_that_is_open_one_day_a_week_promises_that_day():
    mondays = Hours.of("Europe/Amsterdam", {"0": ["09:00", "12:00"]})
    assert opens_at(mondays, at("2026-11-23 09:01")) == at("2026-11-30 09:00")
    assert promise(mondays, at("2026-11-24 10:00"), 2) == at("2026-12-14 12:00")


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
    promised = promise(WEEK, moment, days)
    assert promised - moment >= timedelta(hours=1) or promised.hour == 17
    assert promised > moment
    assert promised.weekday() < 5
    assert promised.strftime("%H:%M") == "17:00"
    assert promise(WEEK, moment, days + 1) > promised
    assert opens_at(WEEK, moment) >= moment


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


# --- several blocks, days off, people ------------------------------------------------------------------------------

LUNCH = Hours.of("Europe/Amsterdam", {str(day): ["09:00", "12:00", "13:00", "17:00"] for day in range(5)})


@pytest.mark.parametrize(
    ("clock", "until", "again"),
    [
        ("08:30", None, "09:00"),
        ("09:00", "12:00", "09:00"),
        ("11:59", "12:00", "13:00"),
        ("12:00", None, "13:00"),
        ("12:59", None, "13:00"),
        ("13:00", "17:00", "13:00"),
    ],
)
def test_a_desk_that_closes_for_lunch_is_closed_then(clock: str, until: str | None, again: str):
    moment = at(f"2026-11-20 {clock}")
    assert LUNCH.open_until(moment) == (at(f"2026-11-20 {until}") if until else None)
    assert LUNCH.opens_at(moment) == at(f"2026-11-20 {again}")
    assert LUNCH.promise(moment, 0) == at("2026-11-20 17:00"), "the day ends when its last block does"


@pytest.mark.parametrize(("clock", "is_last"), [("16:00", False), ("16:01", True), ("16:58", True), ("17:00", False), ("12:30", False)])
def test_only_in_the_last_hour_is_somebody_told_that_it_may_be_tomorrow(clock: str, is_last: bool):
    assert LUNCH.is_last_hour(at(f"2026-11-20 {clock}")) is is_last
    assert (LUNCH.promise(at(f"2026-11-20 {clock}"), 0) == at("2026-11-23 17:00")) is (is_last or clock == "17:00")


@pytest.mark.parametrize(
    "given", [[], ["09:00"], ["09:00", "12:00", "13:00"], ["09:00", "12:00", "11:00", "17:00"], ["09:00", "12:00", "12:00", "17:00"]]
)
def test_blocks_that_overlap_or_have_no_end_are_refused(given: list[str]):
    with pytest.raises(ValueError, match="day 0"):
        week_of({"0": given})


@pytest.mark.parametrize(
    ("opening", "first", "last"),
    [
        (["01:00", "02:30"], "00:00", "01:00"),  # ends in the hour that is not there: when the clock jumps
        (["02:30", "05:00"], "01:00", "03:00"),  # begins in it
        (["01:00", "05:00"], "00:00", "03:00"),  # across it: an hour shorter
        (["02:00", "03:00"], None, None),  # all of it
        (["02:15", "02:45"], None, None),
    ],
)
def test_an_hour_that_is_skipped_in_spring_passes_at_once(opening: list[str], first: str | None, last: str | None):
    """On Sunday 28 March 2027 it is 02:00, and then 03:00 (01:00 in Greenwich)."""
    hours = Hours.of("Europe/Amsterdam", {"6": opening})
    told = [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in hours.blocks(date(2027, 3, 28))]
    assert told == ([(first, last)] if first else [])


def test_an_hour_that_comes_twice_in_autumn_makes_a_night_longer():
    hours = Hours.of("Europe/Amsterdam", {"6": ["01:00", "05:00"]})
    ((opens, closes),) = hours.blocks(date(2026, 10, 25))
    assert closes - opens == timedelta(hours=5)


@pytest.mark.parametrize(
    ("year", "day", "name"),
    [
        (2026, "01-01", "Nieuwjaarsdag"),
        (2026, "04-06", "Tweede Paasdag"),
        (2026, "04-27", "Koningsdag"),
        (2025, "04-26", "Koningsdag"),  # the 27th is a Sunday
        (2025, "05-05", "Bevrijdingsdag"),  # once in five years
        (2026, "05-05", None),
        (2026, "04-03", None),  # Good Friday is a working day unless it is chosen
        (2026, "05-14", "Hemelvaartsdag"),
        (2026, "05-25", "Tweede Pinksterdag"),
        (2026, "12-25", "Eerste Kerstdag"),
        (2026, "12-26", "Tweede Kerstdag"),
        (2026, "12-24", None),
    ],
)
def test_the_national_holidays_are_kept_by_themselves(year: int, day: str, name: str | None):
    assert DaysOff(frozenset(NATIONAL)).reason(date.fromisoformat(f"{year}-{day}")) == name


def test_a_municipality_chooses_its_holidays():
    chosen = DaysOff(frozenset({"good_friday", "liberation_day_yearly"}))
    assert chosen.reason(date(2026, 4, 3)) == "Goede Vrijdag"
    assert chosen.reason(date(2026, 5, 5)) == chosen.reason(date(2027, 5, 5)) == "Bevrijdingsdag"
    assert chosen.reason(date(2026, 12, 25)) is None


@pytest.mark.parametrize(("year", "count"), [(2016, 10), (2026, 11), (2075, 11)])
def test_every_holiday_we_name_is_in_the_calendar(year: int, count: int):
    """In 2016 Ascension Day was on 5 May."""
    assert len(holidays(year, frozenset(KNOWN))) == count


def test_days_on_which_the_desk_chose_to_close_are_no_working_days():
    closed = replace(WEEK, days_off=DaysOff(closed=((date(2026, 12, 24), date(2027, 1, 3), "kerstvakantie"),)))
    assert closed.promise(at("2026-12-23 10:00"), 1) == at("2027-01-04 17:00")
    assert closed.days_off.reason(date(2026, 12, 31)) == "kerstvakantie"
    assert closed.opens_at(at("2026-12-24 10:00")) == at("2027-01-04 09:00")


WEDNESDAYS = Attendance(frozenset({2}))


def staffed(*people: Attendance) -> Hours:
    return replace(WEEK, people=people, desk_week=WEEK.week)


def test_days_are_counted_at_the_desk_and_the_answer_comes_when_the_colleague_does():
    """20 November 2026 is a Friday; three working days after it is Wednesday 25."""
    assert staffed(WEDNESDAYS).promise(at("2026-11-20 10:00"), 0) == at("2026-11-25 17:00")
    assert staffed(WEDNESDAYS).promise(at("2026-11-18 10:00"), 3) == at("2026-11-25 17:00"), "not three Wednesdays later"
    assert staffed(WEDNESDAYS).promise(at("2026-11-18 10:00"), 6) == at("2026-12-02 17:00")


def test_a_pool_is_there_when_one_of_its_people_is():
    away = Attendance(None, ((date(2026, 11, 23), date(2026, 12, 4)),))
    assert staffed(away).promise(at("2026-11-20 16:30"), 0) == at("2026-12-07 17:00")
    assert staffed(away).nobody_until(at("2026-11-23 10:00")) == date(2026, 12, 6)
    assert staffed(away).nobody_until(at("2026-11-20 10:00")) is None
    both = staffed(away, WEDNESDAYS)
    assert both.promise(at("2026-11-20 16:30"), 0) == at("2026-11-25 17:00")
    assert both.open_until(at("2026-11-25 10:00")) == at("2026-11-25 17:00")
    assert both.open_until(at("2026-11-24 10:00")) is None


def test_where_nobody_ever_is_nothing_is_promised():
    for nobody in (staffed(), staffed(Attendance(frozenset({6}))), staffed(Attendance(None, ((date(2026, 1, 1), date(2029, 1, 1)),)))):
        moment = at("2026-11-20 10:00")
        assert (nobody.promise(moment, 0), nobody.opens_at(moment), nobody.open_until(moment)) == (None, None, None)
