"""Languages: Dutch unless somebody asks otherwise; days and hours as people say them, on the desk's own clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from loket import i18n

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TUESDAY = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    i18n.use("nl", AMSTERDAM)
    yield
    i18n.use("nl", AMSTERDAM)


def test_a_moment_is_said_as_in_a_promise():
    assert i18n.say_moment(TUESDAY) == "dinsdag 24 november om 17.00 uur"
    assert i18n.say_clock(TUESDAY) == "17.00"
    assert i18n.say_day(TUESDAY) == "24 november"
    assert i18n.say_day(date(2026, 1, 2)) == "2 januari"


def test_a_moment_in_english():
    i18n.use("en", AMSTERDAM)
    assert i18n.say_clock(TUESDAY) == "17:00"
    assert "24 November" in i18n.say_moment(TUESDAY)


def test_the_clock_is_that_of_the_desk():
    i18n.use("nl", ZoneInfo("America/Kralendijk"))
    assert i18n.say_clock(TUESDAY) == "12.00"
    late = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert i18n.say_day(late) == "23 november"


def test_an_unknown_language_is_read_as_dutch():
    i18n.use("xx", AMSTERDAM)
    assert i18n.language() == "nl"


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (["en-GB", "nl"], "en"),
        (["de", "fr"], "nl"),
        (["de", "EN"], "en"),
        (["nl-BE"], "nl"),
        ([], "nl"),
        (["*", "\x00", "e"], "nl"),
    ],
)
def test_the_first_language_that_a_browser_asks_for_and_we_speak(accepted: list[str], chosen: str):
    assert i18n.best(accepted, "nl") == chosen
