"""What a municipality decides for its desk, and what it cannot decide."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from loket import i18n
from loket.municipalities import days_off
from loket.municipalities.facts import Facts
from loket.municipalities.hours import week_of

WEEKDAYS = {str(day): ["09:00", "17:00"] for day in range(5)}
WEATHER = "https://www.knmi.nl/nederland-nu/weer/verwachtingen"
# First parts of a path that are pages of a desk itself.
RESERVED = frozenset(
    {"balie", "vraag", "terug", "bericht", "nieuw", "weg", "wissen", "verberg", "nieuwe-code", "apparaat", "termijn", "kopie", "agenda"}
    | {"meelezen", "oordeel", "taal", "uitleg", "static", "socket.io"}
    | {"livez", "readyz", "favicon.ico", "robots.txt", ".well-known"}
)
_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
HOST = rf"{_LABEL}(\.{_LABEL})*"


Week = dict[str, list[str]]


class Closed(BaseModel):
    """Days on which the desk is closed: `2026-12-24`, or `{ from = 2026-12-24, to = 2027-01-03, why = "kerstvakantie" }`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True, populate_by_name=True)

    first: date = Field(alias="from")
    last: date | None = Field(None, alias="to")
    why: str = Field("", max_length=80)

    @model_validator(mode="before")
    @classmethod
    def _single_day(cls, given: Any) -> Any:
        if isinstance(given, date):
            return {"from": given}
        if not isinstance(given, dict):
            raise ValueError("must be a day, such as 2026-12-24, or a table with from, to and why")
        return given

    @model_validator(mode="after")
    def _in_order(self) -> Closed:
        if self.last is not None and self.last < self.first:
            raise ValueError("must not end before it begins")
        return self


class Decisions(BaseModel):
    """The part `[municipality]` of a set-up file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True)

    slug: str
    name: str = Field(min_length=1, max_length=120)
    desk_name: str = Field("Relatie- en scheidingsloket", min_length=1, max_length=120)
    host: str | None = Field(None, max_length=253)
    language: str = i18n.SOURCE
    languages: list[str] | None = None
    """In which residents can read it; None: in all that we have."""
    timezone: str = "Europe/Amsterdam"
    opening: Week = WEEKDAYS
    """Weekday ("0" is Monday) → begin and end of each block."""
    hours: dict[str, Week] = Field(default_factory=dict)
    """Pool → its own hours; a pool that is left out has those of the desk."""
    holidays: list[str] = list(days_off.NATIONAL)
    """Which public holidays the desk keeps (`days_off.KNOWN`)."""
    closed: list[Closed] = Field(default_factory=list)
    answer_days: dict[Literal["0", "1", "2", "3", "4"], Annotated[int, Field(ge=0, le=30)]] = Field(default_factory=dict)
    """Working days by urgency; what is left out stays as usual."""
    retention_days: int = Field(90, ge=30, le=365)
    exit_url: str = Field(WEATHER, max_length=300)
    facts: Facts = Facts()

    @field_validator("slug")
    @classmethod
    def _short(cls, slug: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", slug) or slug in RESERVED:
            raise ValueError(f"'{slug}' cannot be a municipality's short name: 2 to 40 of a-z, 0-9 and '-', and not the name of a page")
        return slug

    @field_validator("host")
    @classmethod
    def _bare_host(cls, host: str | None) -> str | None:
        if host is not None and not re.fullmatch(HOST, host.lower()):
            raise ValueError("must be a bare host name, such as vragen.voorbeeldstad.example")
        return host.lower() if host else None

    @field_validator("language")
    @classmethod
    def _spoken(cls, language: str) -> str:
        if language not in (*i18n.AT_WORK, i18n.FORMAL):  # a desk is run in a language that its people can work in
            raise ValueError(f"can be {', '.join(i18n.AT_WORK)} or {i18n.FORMAL}")
        return language

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, languages: list[str] | None, others: ValidationInfo) -> list[str] | None:
        unknown = sorted(set(languages or ()) - set(i18n.LANGUAGES))
        if unknown:
            raise ValueError(f"'{unknown[0]}' is no language we have; there are {', '.join(i18n.LANGUAGES)}")
        own = str(others.data.get("language", i18n.SOURCE)).partition("@")[0]
        if languages is not None and own not in languages:
            raise ValueError(f"must name the desk's own language too: {own}")
        return languages

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, timezone: str) -> str:
        try:
            ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("must name the time zone of the hours, such as Europe/Amsterdam") from None
        return timezone

    @field_validator("opening", mode="before")
    @classmethod
    def _sensible_week(cls, opening: Week) -> Week:
        try:
            week_of(opening)
        except (ValueError, TypeError, AttributeError):
            raise ValueError(
                'must give the hours of each open day, such as { "0" = ["09:00", "17:00"], "1" = ["09:00", "12:00", "13:00", "17:00"] }; '
                "0 is Monday"
            ) from None
        return opening

    @field_validator("hours")
    @classmethod
    def _sensible_weeks(cls, hours: dict[str, Week]) -> dict[str, Week]:
        for week in hours.values():
            cls._sensible_week(week)
        return hours

    @field_validator("holidays")
    @classmethod
    def _known_holidays(cls, kept: list[str]) -> list[str]:
        unknown = sorted(set(kept) - set(days_off.KNOWN))
        if unknown:
            raise ValueError(f"'{unknown[0]}' is no holiday we know; there are {', '.join(days_off.KNOWN)}")
        return kept

    @field_validator("exit_url")
    @classmethod
    def _leads_somewhere(cls, url: str) -> str:
        if not re.fullmatch(rf"https://{HOST}(:\d+)?([/?#]\S*)?", url, re.IGNORECASE):
            raise ValueError("must be a whole address that begins with https://, such as https://www.example.org/")
        return url
