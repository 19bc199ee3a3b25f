"""Languages: Dutch as written in the code, the others from `translations/`; and dates and hours as people say them.

Works without a web request, so that a label means the same in a page, a command and a test. `use` sets language and time zone
for the work at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.support import Translations
from markupsafe import Markup

LANGUAGES = {"nl": "Nederlands", "en": "English"}
SOURCE = "nl"
FORMAL = "nl@u"
"""Dutch that says "u": a catalogue of only those texts that are then said otherwise. The language is Dutch all the same."""
SPOKEN = (*LANGUAGES, FORMAL)
FOLDER = Path(__file__).parent / "translations"

_language: ContextVar[str] = ContextVar("language", default=SOURCE)
"""One of SPOKEN."""
_HOME = ZoneInfo("Europe/Amsterdam")
_zone: ContextVar[ZoneInfo] = ContextVar("zone", default=_HOME)


@cache
def _catalog(language: str) -> NullTranslations:
    return NullTranslations() if language == SOURCE else Translations.load(FOLDER, [language])


def use(language: str, zone: ZoneInfo = _HOME) -> None:
    """The language (an unknown one is read as Dutch) and time zone of what follows."""
    _language.set(language if language in SPOKEN else SOURCE)
    _zone.set(zone)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Another language for a moment: a text in English, looked at by somebody whose pages are Dutch."""
    before = _language.set(language if language in SPOKEN else SOURCE)
    try:
        yield
    finally:
        _language.reset(before)


def language() -> str:
    return SOURCE if is_formal() else _language.get()


def is_formal() -> bool:
    return _language.get() == FORMAL


def best(accepted: list[str], otherwise: str) -> str:
    """The first language a browser asks for that we speak; whether Dutch then says "u" is for the desk."""
    wished = next((code[:2].lower() for code in accepted if code[:2].lower() in LANGUAGES), otherwise)
    return otherwise if wished == SOURCE and otherwise == FORMAL else wished


def gettext(message: str) -> str:
    return _catalog(_language.get()).gettext(message)


@cache
def _template(language: str, message: str) -> Markup:
    return Markup(_catalog(language).gettext(message))  # noqa: S704 - our own texts


@cache
def _shown(language: str, message: str) -> Markup:
    return _template(language, message) % {}


def shown(message: str, **values: object) -> Markup:
    """`gettext` for templates: our own text is markup, what is filled in is escaped."""
    return _template(_language.get(), message) % values if values else _shown(_language.get(), message)


def ngettext(one: str, many: str, count: int) -> str:
    return _catalog(_language.get()).ngettext(one, many, count)


def mark(message: str) -> str:
    """Marks a text for translation where it is defined; `gettext` translates it where it is shown."""
    return message


def zone() -> ZoneInfo:
    return _zone.get()


def local(moment: datetime) -> datetime:
    return moment.astimezone(_zone.get())


def say_moment(moment: datetime) -> str:
    """ "dinsdag 24 november om 17.00 uur": the day and hour, as in a promise."""
    return gettext("%(day)s om %(hour)s uur") % {"day": say_weekday(moment), "hour": say_clock(moment)}


def say_weekday(moment: datetime) -> str:
    """ "dinsdag 24 november"."""
    return _day("EEEE d MMMM", local(moment).date(), language())


def say_clock(moment: datetime) -> str:
    return f"{local(moment):%H:%M}" if _language.get() == "en" else f"{local(moment):%H.%M}"


def say_day(day: date | datetime) -> str:
    return _day("d MMMM", local(day).date() if isinstance(day, datetime) else day, language())


def say_date(day: date | datetime) -> str:
    """ "3 maart 2027": with its year, for what is kept, was checked, or lies further away."""
    return _day("d MMMM y", local(day).date() if isinstance(day, datetime) else day, language())


def say_day_of_week(day: int, *, is_short: bool = False) -> str:
    """ "maandag" for 0, or "ma"."""
    return _day("EEEEEE" if is_short else "EEEE", date(2024, 1, 1 + day), language())


@lru_cache(maxsize=1000)
def _day(form: str, day: date, language: str) -> str:
    return format_date(day, form, locale=language)
