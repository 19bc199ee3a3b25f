"""Languages: Dutch as written in the code, the others from `translations/`; and dates and hours as people say them.

Works without a web request, so that a label means the same in a page, a command and a test. `use` sets language and time zone
for the work at hand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from enum import Enum
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.support import Translations
from markupsafe import Markup

LANGUAGES = {
    "nl": "Nederlands", "en": "English", "tr": "Türkçe", "ar": "العربية", "pl": "Polski", "de": "Deutsch", "uk": "Українська",
}  # fmt: skip
"""What residents can read, by what each language calls itself."""
AT_WORK = ("nl", "en")
"""What the desk itself can read: their catalogues hold every text, the others only what residents meet."""
FROM_THE_RIGHT = frozenset(["ar"])
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


def direction(spoken: str | None = None) -> str:
    """Of a language, or of the one that is used: as HTML's `dir`."""
    return "rtl" if (spoken or language()) in FROM_THE_RIGHT else "ltr"


def initial(word: str) -> str:
    """Its first letter as a capital, as the language writes it."""
    first = word[:1]
    return "İ" if first == "i" and language() == "tr" else first.upper()


def say_language(code: str) -> str:
    """ "Turks": what another language is called in this one."""
    return str(Locale.parse(code).get_display_name(language()))


def best(accepted: list[str], otherwise: str, offered: Collection[str] = SPOKEN) -> str:
    """The first language a browser asks for that is offered; whether Dutch then says "u" is for the desk."""
    wished = next((code[:2].lower() for code in accepted if code[:2].lower() in offered), otherwise)
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
    return _day(_Form.WEEKDAY, local(moment).date(), language())


def say_clock(moment: datetime) -> str:
    return f"{local(moment):%H.%M}" if language() == SOURCE else f"{local(moment):%H:%M}"


def say_day(day: date | datetime) -> str:
    return _day(_Form.DAY, local(day).date() if isinstance(day, datetime) else day, language())


def say_date(day: date | datetime) -> str:
    """ "3 maart 2027": with its year, for what is kept, was checked, or lies further away."""
    return _day(_Form.DATE, local(day).date() if isinstance(day, datetime) else day, language())


def say_day_of_week(day: int, *, is_short: bool = False) -> str:
    """ "maandag" for 0, or "ma"."""
    return format_date(date(2024, 1, 1 + day), "EEEEEE" if is_short else "EEEE", locale=language())


class _Form(Enum):
    WEEKDAY, DAY, DATE = "full", "long", "long with its year"


_YEAR = re.compile(r"\s*\by+\b(?:\s*'[^']*'\.?)?")
_OURS = {"en": "en_GB"}
"""English as it is written on this side of the ocean: the day before the month."""


@lru_cache(maxsize=1000)
def _day(form: _Form, day: date, language: str) -> str:
    """In the order and with the commas of the language (CLDR's full and long form), without the year but where it is asked for."""
    locale = Locale.parse(_OURS.get(language, language))
    pattern = locale.date_formats["full" if form is _Form.WEEKDAY else "long"].pattern
    return format_date(day, pattern if form is _Form.DATE else _YEAR.sub("", pattern), locale=locale)
