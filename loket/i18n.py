"""Languages: Dutch as written in the code, the others from `translations/`; and dates and hours as people say them.

Works without a web request, so that a label means the same in a page, a command and a test. `use` sets language and time zone
for the work at hand.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.support import Translations

LANGUAGES = {"nl": "Nederlands", "en": "English"}
SOURCE = "nl"
FOLDER = Path(__file__).parent / "translations"

_language: ContextVar[str] = ContextVar("language", default=SOURCE)
_zone: ContextVar[ZoneInfo] = ContextVar("zone", default=ZoneInfo("Europe/Amsterdam"))  # noqa: B039 - a ZoneInfo never changes


@cache
def _catalog(language: str) -> NullTranslations:
    return NullTranslations() if language == SOURCE else Translations.load(FOLDER, [language])


def use(language: str, zone: ZoneInfo) -> None:
    """The language (an unknown one is read as Dutch) and time zone of what follows."""
    _language.set(language if language in LANGUAGES else SOURCE)
    _zone.set(zone)


def language() -> str:
    return _language.get()


def best(accepted: list[str], otherwise: str) -> str:
    """The first language a browser asks for that we speak."""
    return next((code[:2].lower() for code in accepted if code[:2].lower() in LANGUAGES), otherwise)


def gettext(message: str) -> str:
    return _catalog(_language.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    return _catalog(_language.get()).ngettext(one, many, count)


def mark(message: str) -> str:
    """Marks a text for translation where it is defined; `gettext` translates it where it is shown."""
    return message


def local(moment: datetime) -> datetime:
    return moment.astimezone(_zone.get())


def say_moment(moment: datetime) -> str:
    """ "dinsdag 24 november om 17:00 uur": the day and hour, as in a promise."""
    here = local(moment)
    day = format_datetime(here, "EEEE d MMMM", locale=_language.get())
    return gettext("%(day)s om %(hour)s uur") % {"day": day, "hour": say_clock(moment)}


def say_clock(moment: datetime) -> str:
    return format_time(local(moment), "HH:mm" if _language.get() == "en" else "HH.mm", locale=_language.get())


def say_day(day: date | datetime) -> str:
    if isinstance(day, datetime):
        day = local(day).date()
    return format_date(day, "d MMMM", locale=_language.get())
