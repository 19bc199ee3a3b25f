"""What the texts say now, for residents and for who edits them, and how they came to say it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Row, bindparam, func, select

from loket import clock, crypto, i18n
from loket.database import HERE, Work
from loket.errors import NotFound
from loket.experts.queries import Expert, names
from loket.guide import kinds, markdown, placeholders
from loket.guide.kinds import KINDS, Kind
from loket.guide.model import TextVersion
from loket.municipalities.queries import Desk, desk_of

log = logging.getLogger(__name__)


def version_tag(
    *, municipality_id: int, key: str, language: str, number: int, body: str | None, default_edition: str, **_columns: object
) -> bytes:
    """Only this installation can have written this: whoever writes into the database puts no words in the desk's mouth."""
    return crypto.server_key().tag_of("text", municipality_id, key, language, number, int(body is None), body or "", default_edition)


def _own(row: Row[Any] | None) -> str | None:
    """What the municipality itself wrote; None when it keeps to the default, and when somebody else wrote this."""
    if row is None or row.body is None:
        return None
    if not crypto.same(row.tag, version_tag(**row._mapping)):
        log.error("security: a version of the text %s was made in the database; the default is shown", row.key)
        return None
    return str(row.body)


_ALL = select(TextVersion.__table__).where(TextVersion.municipality_id == HERE)
_later = TextVersion.__table__.alias()
_NEWEST = _ALL.where(
    TextVersion.number
    == select(func.max(_later.c.number))
    .where(_later.c.municipality_id == HERE, _later.c.key == TextVersion.key, _later.c.language == TextVersion.language)
    .scalar_subquery()
)
_OF_ONE = _ALL.where(TextVersion.key == bindparam("key"), TextVersion.language == bindparam("language"))
_ONE = _OF_ONE.where(TextVersion.number == bindparam("number"))
_HISTORY = _OF_ONE.order_by(TextVersion.number.desc()).limit(50)


def _newest(work: Work) -> dict[tuple[str, str], Row[Any]]:
    return {(row.key, row.language): row for row in work.all(_NEWEST)}


# --- for residents -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One text on the residents' page."""

    anchor: str
    title: str
    language: str
    html: Markup


def parts_of(work: Work, desk: Desk) -> list[Part]:
    """All texts of a desk as its reader is spoken to; in Dutch where there is none in that language.

    A municipality's own text goes before a default in either register: whoever writes it chooses between "je" and "u", and is taken to
    choose as the desk does.
    """
    language, newest, parts = i18n.language(), _newest(work), []
    wished = i18n.FORMAL if i18n.is_formal() else language
    for kind in KINDS:
        own = _own(newest.get((kind.key, language)))
        source, spoken = (own, desk.register(language)) if own is not None else kinds.default(kind.key, wished)
        html = shown(source, desk, spoken)
        parts.append(Part(kind.anchor, i18n.gettext(kind.title), i18n.SOURCE if spoken == i18n.FORMAL else spoken, html))
    return parts


def shown(source: str, desk: Desk, language: str) -> Markup:
    """A text as residents of `desk` see it."""
    with i18n.speaking(language):
        return markdown.html(placeholders.filled(source, desk))


# --- for who edits -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How it stands with one text in one language."""

    kind: Kind
    language: str
    number: int
    """The newest version; 0 is the default."""
    source: str
    is_own: bool
    is_behind: bool
    """Whether the default has changed after the municipality wrote its own."""
    made_at: datetime | None
    by: str | None


@dataclass(frozen=True)
class Version:
    number: int
    source: str
    is_default: bool
    made_at: datetime | None
    by: str | None


def require_editor(expert: Expert) -> None:
    """Raises NotFound for everybody but a coordinator."""
    if not expert.is_coordinator:
        raise NotFound


def languages_of(kind: Kind) -> list[str]:
    """The languages in which a text can be edited: those in which there is a default to fall back on."""
    return [language for language in i18n.LANGUAGES if kinds.find_default(kind.key, language) is not None]


def texts_of(work: Work, editor: Expert, desk: Desk) -> list[tuple[Kind, list[Standing]]]:
    """Every text, in the languages in which the desk can be read. Raises NotFound for who may not edit."""
    require_editor(editor)
    newest, people = _newest(work), names(work)
    return [
        (kind, [_standing(desk, kind, code, newest.get((kind.key, code)), people) for code in languages_of(kind) if code in desk.languages])
        for kind in KINDS
    ]


def text_of(work: Work, editor: Expert, slug: str, language: str) -> Standing:
    """Raises NotFound for a text or language that is not there, and for who may not edit."""
    require_editor(editor)
    kind = kinds.find_kind(slug)
    if kind is None or language not in languages_of(kind):
        raise NotFound
    return _standing(desk_of(work.municipality), kind, language, _newest(work).get((kind.key, language)), names(work))


def _standing(desk: Desk, kind: Kind, language: str, row: Row[Any] | None, people: dict[int, str]) -> Standing:
    default = kinds.default(kind.key, desk.register(language))[0]
    if row is None:
        return Standing(kind, language, 0, default, is_own=False, is_behind=False, made_at=None, by=None)
    own = _own(row)
    return Standing(
        kind,
        language,
        row.number,
        default if own is None else own,
        is_own=own is not None,
        is_behind=own is not None and row.default_edition != kinds.edition(kind.key, language),
        made_at=clock.moment(row.made_at),
        by=people.get(row.staff_id),
    )


def history_of(work: Work, text: Standing) -> list[Version]:
    """The versions of a text, newest first, and the default at the end."""
    default, people = kinds.default(text.kind.key, desk_of(work.municipality).register(text.language))[0], names(work)
    made = []
    for row in work.all(_HISTORY, key=text.kind.key, language=text.language):
        own = _own(row)
        body = default if own is None else own
        made.append(Version(row.number, body, own is None, clock.moment(row.made_at), people.get(row.staff_id)))
    return [*made, Version(0, default, is_default=True, made_at=None, by=None)]


def find_body(work: Work, text: Standing, number: int) -> str | None:
    """What version `number` says; None for the default. Raises NotFound when there is no such version."""
    if number == 0:
        return None
    row = work.first(_ONE, key=text.kind.key, language=text.language, number=number)
    if row is None:
        raise NotFound
    return _own(row)
