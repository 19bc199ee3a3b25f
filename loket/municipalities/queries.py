"""Which municipalities there are, and what a resident may know of a desk."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from sqlalchemy import select

from loket import crypto, i18n
from loket.database import EVERYWHERE, HERE, reading
from loket.municipalities.days_off import NATIONAL, DaysOff
from loket.municipalities.facts import Facts
from loket.municipalities.hours import Attendance, Hours, Week, week_of
from loket.municipalities.logo import digest
from loket.municipalities.look import Look
from loket.municipalities.model import Logo, Municipality

__all__ = [
    "Attendance", "Desk", "Hours", "desk_of", "desks", "find_desk", "forget_desks", "key_tags", "logo_of", "municipality_tag", "paths",
]  # fmt: skip

log = logging.getLogger(__name__)

FRESH_FOR = 5.0
"""Seconds for which a process may serve from the list it read."""


@dataclass(frozen=True)
class Desk:
    """A municipality's desk as every page needs it."""

    id: int
    slug: str
    municipality: str
    name: str
    host: str | None
    language: str
    languages: tuple[str, ...]
    """In which residents can read it."""
    hours: Hours
    """When it is open, whoever is there; who is there, the rooms above know."""
    pool_weeks: dict[str, Week]
    """Pool → its own hours, where it has them."""
    answer_days: dict[int, int]
    retention_days: int
    exit_url: str
    code_salt: bytes
    facts: Facts
    look: Look | None
    """Its house style; None: ours."""
    own_rules: str
    """What it adds to the safety net (`triage.own`); empty for nothing."""

    @property
    def spoken(self) -> tuple[str, ...]:
        """Its languages, Dutch in both its registers."""
        return (*self.languages, i18n.FORMAL) if i18n.SOURCE in self.languages else self.languages

    def register(self, language: str) -> str:
        """How the desk itself speaks a language: Dutch with "je" or "u", as it chose."""
        return i18n.FORMAL if (language, self.language) == (i18n.SOURCE, i18n.FORMAL) else language


class _Directory:
    def __init__(self) -> None:
        self.desks: tuple[Desk, ...] = ()
        self.read_at = float("-inf")


_directory = _Directory()
_ALL = select(Municipality.__table__).order_by(Municipality.id)


def desks() -> tuple[Desk, ...]:
    """All desks of this installation, at most FRESH_FOR seconds old."""
    if monotonic() - _directory.read_at > FRESH_FOR:
        with reading(EVERYWHERE) as work:
            _directory.desks = tuple(_desk(row) for row in work.all(_ALL) if _is_genuine(row))
        _directory.read_at = monotonic()
    return _directory.desks


def forget_desks() -> None:
    """Read the list anew at the next look."""
    _directory.read_at = float("-inf")


def desk_of(municipality: int) -> Desk:
    """Raises KeyError when there is no such municipality."""
    for desk in desks():
        if desk.id == municipality:
            return desk
    raise KeyError(municipality)


def find_desk(slug: str) -> Desk | None:
    return next((desk for desk in desks() if desk.slug == slug), None)


def paths() -> dict[str, str]:
    """Short name → where a desk without a host of its own answers: alone at the root, beside others at its own path."""
    return {desk.slug: "/" if len(desks()) == 1 else f"/{desk.slug}/" for desk in desks() if not desk.host}


_TAGS = select(Municipality.id, Municipality.key_tag)


def key_tags() -> dict[int, str | None]:
    """Municipality → the server key under which it was made (`crypto.ServerKey.tag`)."""
    with reading(EVERYWHERE) as work:
        return {row.id: row.key_tag for row in work.all(_TAGS)}


def municipality_tag(
    *,
    id: int,
    slug: str,
    host: str | None,
    name: str,
    desk_name: str,
    exit_url: str,
    code_salt: bytes,
    facts: dict[str, Any] | None = None,
    look: dict[str, Any] | None = None,
    own_rules: str | None = None,
    **_columns: object,
) -> bytes:
    """Ties a municipality's address, name, facts, look, own rules and salt to its number: whoever exchanges two in the database leads
    nobody elsewhere.
    """
    said = [json.dumps(facts, sort_keys=True)] if facts else []
    said += ["look", json.dumps(look, sort_keys=True)] if look else []
    said += ["own_rules", own_rules] if own_rules else []
    return crypto.server_key().tag_of("municipality", id, slug, host, name, desk_name, exit_url, code_salt.hex(), *said)


def _is_genuine(row: Any) -> bool:
    if crypto.same(row.tag or b"", municipality_tag(**row._mapping)):
        return True
    log.error("security: municipality %d was changed in the database; it stays closed", row.id)
    return False


def _desk(row: object) -> Desk:
    m: Municipality = row  # type: ignore[assignment]  # a Row has the table's columns as attributes
    return Desk(
        id=m.id,
        slug=m.slug,
        municipality=m.name,
        name=m.desk_name,
        host=m.host,
        language=m.language,
        languages=tuple(code for code in i18n.LANGUAGES if m.languages is None or code in m.languages),
        hours=Hours.of(m.timezone, m.opening, _days_off(m)),
        pool_weeks={kind: week_of(week) for kind, week in (m.hours or {}).items()},
        answer_days={int(urgency): days for urgency, days in m.answer_days.items()},
        retention_days=m.retention_days,
        exit_url=m.exit_url,
        code_salt=bytes(m.code_salt),
        facts=Facts.model_validate_json(json.dumps(m.facts or {})),
        look=Look.restored(m.look) if m.look else None,
        own_rules=m.own_rules or "",
    )


_LOGO = select(Logo.body).where(Logo.municipality_id == HERE)


def logo_of(desk: Desk) -> bytes | None:
    """The picture, when it is the one that belongs to the desk's look."""
    if desk.look is None or desk.look.logo is None:
        return None
    with reading(desk.id) as work:
        row = work.first(_LOGO)
    if row is not None and digest(row.body) == desk.look.logo.digest:
        return bytes(row.body)
    log.error("security: the logo of municipality %d was changed in the database; it is not shown", desk.id)
    return None


def _days_off(m: Municipality) -> DaysOff:
    return DaysOff(frozenset(NATIONAL if m.holidays is None else m.holidays), tuple(map(_closed, m.closed or ())))


def _closed(told: dict[str, Any]) -> tuple[date, date, str]:
    first = date.fromisoformat(told["first"])
    return first, date.fromisoformat(told["last"]) if told["last"] else first, told["why"]
