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


@pytest.mark.parametrize(
    ("language", "weekday", "day", "date_", "clock"),
    [
        ("nl", "dinsdag 24 november", "24 november", "24 november 2026", "17.00"),
        ("en", "Tuesday, 24 November", "24 November", "24 November 2026", "17:00"),
        ("tr", "24 Kasım Salı", "24 Kasım", "24 Kasım 2026", "17:00"),
        ("ar", "الثلاثاء، 24 نوفمبر", "24 نوفمبر", "24 نوفمبر 2026", "17:00"),
        ("pl", "wtorek, 24 listopada", "24 listopada", "24 listopada 2026", "17:00"),
        ("de", "Dienstag, 24. November", "24. November", "24. November 2026", "17:00"),
        ("uk", "вівторок, 24 листопада", "24 листопада", "24 листопада 2026\u202fр.", "17:00"),
    ],
)
def test_every_language_says_days_in_its_own_order(language: str, weekday: str, day: str, date_: str, clock: str):
    i18n.use(language, AMSTERDAM)
    assert (i18n.say_weekday(TUESDAY), i18n.say_day(TUESDAY)) == (weekday, day)
    assert (i18n.say_date(TUESDAY), i18n.say_clock(TUESDAY)) == (date_, clock)


def test_every_language_is_named_here():
    assert set(i18n.LANGUAGES) == {"nl", "en", "tr", "ar", "pl", "de", "uk"}
    for language in i18n.LANGUAGES:
        i18n.use(language, AMSTERDAM)
        assert i18n.direction() == ("rtl" if language == "ar" else "ltr")
    i18n.use("tr", AMSTERDAM)
    assert (i18n.initial("ilk"), i18n.initial("avukat"), i18n.initial("")) == ("İ", "A", "")
    i18n.use("nl", AMSTERDAM)
    assert (i18n.say_language("tr"), i18n.initial("intaker")) == ("Turks", "I")


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
        (["fr", "es"], "nl"),
        (["fr", "EN"], "en"),
        (["uk-UA", "en"], "uk"),
        (["nl-BE"], "nl"),
        ([], "nl"),
        (["*", "\x00", "e"], "nl"),
    ],
)
def test_the_first_language_that_a_browser_asks_for_and_we_speak(accepted: list[str], chosen: str):
    assert i18n.best(accepted, "nl") == chosen
