"""A note for a calendar: a title, a day, and the code only when it was asked for; read by any calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.tickets.notes import LONGEST_TITLE, calendar_note, day_after, day_typed
from tests.cast import ON_SQLITE, Cast

DAY = date(2027, 3, 4)
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def fields(note: str) -> dict[str, str]:
    """The properties of a file, its folded lines put together again (RFC 5545, 3.1)."""
    lines = note.replace("\r\n ", "").split("\r\n")
    assert lines.pop() == ""
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    return dict(line.split(":", 1) for line in lines)


def test_a_note_says_what_was_chosen_and_nothing_else():
    found = fields(calendar_note("Fietsband kopen", DAY))
    assert found.pop("SUMMARY") == "Fietsband kopen"
    assert found.pop("DTSTART;VALUE=DATE") == "20270304"
    assert found.pop("DTSTAMP") == "20270304T000000Z", "the moment of making it is nobody's business"
    assert len(found.pop("UID")) == 26
    assert found == {"BEGIN": "VEVENT", "END": "VCALENDAR", "VERSION": "2.0", "PRODID": "-//-//-//NL", "TRANSP": "TRANSPARENT"}


def test_the_code_is_there_when_asked_for():
    assert fields(calendar_note("Notitie", DAY, "K7QD-3FXM-9TRB-2H01"))["DESCRIPTION"] == "K7QD-3FXM-9TRB-2H01"


def test_two_notes_are_two_in_a_calendar():
    assert fields(calendar_note("Notitie", DAY))["UID"] != fields(calendar_note("Notitie", DAY))["UID"]


@given(st.text(max_size=300))
def test_no_title_breaks_out_of_its_line(title: str):
    note = calendar_note(title, DAY)
    assert set(fields(note)) == {"BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY", "TRANSP"}
    assert all(len(line.encode()) <= 75 for line in note.split("\r\n"))


def test_a_title_with_signs_of_the_format_is_read_as_it_was_typed():
    written = fields(calendar_note("Brood; melk, kaas\\boter\nEND:VEVENT", DAY))["SUMMARY"]
    assert written == "Brood\\; melk\\, kaas\\\\boter END:VEVENT"


def test_a_long_title_is_cut_and_folded_between_characters():
    assert fields(calendar_note("é" * 500, DAY))["SUMMARY"] == "é" * LONGEST_TITLE


@ON_SQLITE
@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-03-04", DAY), ("4-3-2027", DAY), ("04/03/2027", DAY), (" 2027-03-04 ", DAY), ("2027-03-01", NOW.date()),
        ("2027-02-28", None), ("2030-01-01", None), ("31-2-2027", None), ("", None), ("morgen", None), ("٢٠٢٧", None),
    ],
)  # fmt: skip
def test_a_day_is_read_as_browsers_and_people_write_it(cast: Cast, time_is: Callable[[datetime], None], typed: str, day: date | None):
    time_is(NOW)
    assert day_typed(typed, cast.desk) == day


@ON_SQLITE
def test_the_day_after_the_promise_is_proposed_and_tomorrow_when_that_has_passed(cast: Cast, time_is: Callable[[datetime], None]):
    time_is(NOW)
    assert day_after(datetime(2027, 3, 3, 16, tzinfo=UTC), cast.desk) == DAY
    assert day_after(datetime(2027, 2, 20, 16, tzinfo=UTC), cast.desk) == date(2027, 3, 2)
