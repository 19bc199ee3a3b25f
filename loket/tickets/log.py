"""The log of a ticket: how an event is sealed, opened and told.

An event is bound to its place: ticket, number, kind, role, whether it is internal. Whoever moves one in the database
breaks its seal, and the page says so rather than show the wrong words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from loket import clock, crypto, i18n
from loket.database import HERE, Work
from loket.errors import NotFound, Tampered
from loket.experts.queries import pool_label, role_label
from loket.i18n import gettext, mark, say_moment
from loket.tickets.labels import AGES, ASKERS, SIGNALS, TOPICS, URGENCIES, VERDICTS
from loket.tickets.masks import Mask, covered, covered_part, spans
from loket.tickets.model import FIRST_VERSION, Event
from loket.tickets.promise import Missed, moment_of

RESIDENT, DESK = "resident", "desk"
ASKED, MESSAGE, NOTE = "asked", "message", "note"
ASSESSED, WEIGHED, HANDED_OVER, MISSED = "assessed", "weighed", "handed_over", "missed"
TERM_CHANGED = "term_changed"
TOLD = "told"
"""What was told stands in the sealed body: the kind of an event is read by whoever reads the database. It is one of these."""
CONSENT_ASKED, CONSENT_GIVEN, CONSENT_REFUSED, RATED = "consent_asked", "consent_given", "consent_refused", "rated"
MASKED, UNMASKED, LOOKED = "masked", "unmasked", "looked"

_LINES = {
    "claimed": mark("De %(role)s heeft de vraag opgepakt."),
    "released": mark("De %(role)s heeft de vraag weer losgelaten."),
    "handed_over": mark("De vraag ligt nu bij: %(pool)s."),
    "closed": mark("Het gesprek is afgesloten. Schrijf gerust verder, dan gaat het weer open."),
    "reopened": mark("Het gesprek is weer open."),
    "device_safe": mark("Dit apparaat is veilig: antwoord gerust."),
    "device_unsafe": mark("Dit apparaat is niet veilig: iemand kan meelezen."),
    TERM_CHANGED: mark("Er is gekozen hoe lang we dit gesprek bewaren."),
    CONSENT_ASKED: mark("De %(role)s vraagt: mag een %(who)s jouw vraag ook lezen?"),
    CONSENT_GIVEN: mark("Je zei ja: een %(who)s mag meelezen."),
    CONSENT_REFUSED: mark("Je zei nee: een %(who)s leest niet mee."),
    "code_renewed": mark("Er is een nieuwe code gemaakt. De oude code werkt niet meer."),
}
_LINES_AT_THE_DESK = {
    "closed": mark("Het gesprek is afgesloten."),
    CONSENT_ASKED: mark("De %(role)s vraagt de vrager: mag een %(who)s meelezen?"),
    CONSENT_GIVEN: mark("De vrager zegt ja: een %(who)s mag meelezen."),
    CONSENT_REFUSED: mark("De vrager zegt liever nee: een %(who)s leest niet mee."),
    MASKED: mark("%(name)s heeft een stukje afgeschermd. Deskundigen zien het niet meer."),
    UNMASKED: mark("%(name)s heeft een afscherming weggehaald."),
    LOOKED: mark("%(name)s heeft het origineel van een afgeschermd bericht gelezen."),
}
_RATED = {
    "yes": mark("Je hebt wat aan het antwoord."),
    "partly": mark("Je hebt een beetje aan het antwoord."),
    "no": mark("Je hebt niets aan het antwoord. Je vraag ligt weer bij ons."),
}
_RATED_AT_THE_DESK = {
    "yes": mark("De vrager heeft wat aan het antwoord."),
    "partly": mark("De vrager heeft een beetje aan het antwoord."),
    "no": mark("De vrager heeft niets aan het antwoord."),
}


@dataclass(frozen=True)
class Quote:
    seq: int
    author: str
    words: str
    language: str


@dataclass(frozen=True)
class Entry:
    """One event as a reader sees it."""

    seq: int
    kind: str
    author_role: str
    author: str
    name: str | None
    is_own: bool
    is_internal: bool
    at: datetime
    words: str | None
    quote: Quote | None
    line: str | None
    """What happened; beside words, what they are about."""
    help: tuple[str, ...] = ()
    """The help lines shown with it, by their names."""
    signs: tuple[tuple[str, str], ...] = ()
    """For staff: what the safety net saw in it, and in which words."""
    is_unscreened: bool = False
    told: tuple[str, ...] = ()
    """For the resident: what in it tells who somebody is, where it was sent without asking (kinds of `identity`)."""
    is_covered: bool = False
    """For staff: some of its words are behind a mask."""
    masks: tuple[int, ...] = ()
    """The numbers of the masks that were chosen here."""
    language: str = i18n.SOURCE
    """Of its words: that of the page they were written on."""
    pool: str = ""
    """The kind of pool it is about."""

    @property
    def anchor(self) -> str:
        """Its name on the page."""
        return f"e{self.seq}" if self.kind != MISSED else f"m{int(self.at.timestamp())}"


def _belongs_to(municipality: int, ticket: int, seq: int, kind: str, role: str, is_internal: bool, version: int) -> bytes:
    return crypto.context("event", municipality, ticket, seq, kind, role, int(is_internal), version)


def event(
    municipality: int,
    ticket: int,
    content_key: bytes,
    *,
    seq: int,
    kind: str,
    role: str,
    is_internal: bool = False,
    client_id: str | None = None,
    **body: Any,
) -> dict[str, Any]:
    """One more event as a row, sealed to its place. What is None in `body` is not told.

    Words carry the language of the page they were written on.
    """
    if body.get("words"):
        body["language"] = i18n.language()
    told = {"at": clock.stamp()} | {name: value for name, value in body.items() if value is not None}
    plain = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    belongs_to = _belongs_to(municipality, ticket, seq, kind, role, is_internal, FIRST_VERSION)
    return {
        "ticket_id": ticket, "seq": seq, "kind": kind, "role": role, "is_internal": is_internal, "client_id": client_id,
        "version": FIRST_VERSION, "body": crypto.lock_padded(plain, content_key, belongs_to),
    }  # fmt: skip


_EVENTS = select(Event.seq, Event.kind, Event.role, Event.is_internal, Event.version, Event.body).where(
    Event.municipality_id == HERE, Event.ticket_id == bindparam("ticket")
)
_ONE = _EVENTS.where(Event.seq == bindparam("seq"))
_SINCE = _EVENTS.where(Event.seq > bindparam("since")).order_by(Event.seq)
_SINCE_PUBLIC = _SINCE.where(Event.is_internal.is_(False))
_NEWEST = _EVENTS.where(Event.role == RESIDENT, Event.kind.in_((ASKED, MESSAGE))).order_by(Event.seq.desc()).limit(1)


def _open(work: Work, ticket: int, content_key: bytes, row: Row[Any]) -> dict[str, Any]:
    belongs_to = _belongs_to(work.municipality, ticket, row.seq, row.kind, row.role, row.is_internal, row.version)
    body: dict[str, Any] = json.loads(crypto.unlock_padded(row.body, content_key, belongs_to))
    return body


_HOW_MANY = select(func.count()).where(
    Event.municipality_id == HERE,
    Event.ticket_id == bindparam("ticket"),
    Event.seq > bindparam("since"),
    Event.seq <= bindparam("last_seq"),
)


def entries(
    work: Work,
    ticket: int,
    content_key: bytes,
    *,
    since: int = 0,
    last_seq: int | None = None,
    staff: int | None = None,
    hidden_to: int = 0,
    masks: Sequence[Mask] = (),
) -> list[Entry]:
    """The log after `since`, for a staff member (their id, and what is covered for them) or, without one, for the resident.

    Nothing up to `hidden_to` is quoted.

    Internal events never leave the database for a resident. Raises Tampered when an event was changed, moved or (up to
    `last_seq`) taken away; NotFound when all of it is gone.
    """
    rows: Sequence[Row[Any]] = work.all(_SINCE_PUBLIC if staff is None else _SINCE, ticket=ticket, since=since)
    if last_seq is not None and since < last_seq:
        if staff is None:  # what is internal counts too
            there = int(work.run(_HOW_MANY, ticket=ticket, since=since, last_seq=last_seq).scalar_one())
        else:
            there = sum(row.seq <= last_seq for row in rows)
        if there != last_seq - since:
            raise Tampered("log") if there else NotFound
    opened = {row.seq: (row, _open(work, ticket, content_key, row)) for row in rows}
    told = []
    for row, body in opened.values():
        seq = body.get("quote")
        quoted = None
        if seq is not None and seq > hidden_to:
            quoted = opened.get(seq) or _find(work, ticket, content_key, seq)
        told.append(_entry(row, body, quoted, staff, masks))
    return told


def _find(work: Work, ticket: int, content_key: bytes, seq: int) -> tuple[Row[Any], dict[str, Any]] | None:
    row = work.first(_ONE, ticket=ticket, seq=seq)
    return (row, _open(work, ticket, content_key, row)) if row else None


def words_of(work: Work, ticket: int, content_key: bytes, seq: int) -> str | None:
    """What was written in one event, if anything was."""
    found = _find(work, ticket, content_key, seq)
    return found[1].get("words") if found else None


def newest_words(work: Work, ticket: int, content_key: bytes) -> str:
    """The resident's last message."""
    row = work.first(_NEWEST, ticket=ticket)
    return str(_open(work, ticket, content_key, row)["words"]) if row else ""


def _author(role: str, staff: int | None) -> str:
    """Who wrote it, as the reader says it: a resident reads "jij" above their own words, also where an answer quotes them."""
    return gettext("jij") if staff is None and role == RESIDENT else role_label(role)


def _assessed(body: dict[str, Any]) -> str:
    if "who" in body:
        asker, age = body["who"]
        who = ", ".join(gettext(table[key]) for table, key in ((ASKERS, asker), (AGES, age)) if key in table)
        line = mark("Vrager: %(who)s.") if body["holds"] else mark("Vrager misschien: %(who)s. Wie kijkt mee?")
        return gettext(line) % {"who": who or gettext("niet gezegd")}
    topic, urgency, said = body.get("topic"), body.get("urgency"), []
    if topic in TOPICS:
        said.append(gettext("Onderwerp: %(topic)s.") % {"topic": gettext(TOPICS[topic])})
    if urgency in URGENCIES:
        said.append(gettext("Spoed: %(urgency)s.") % {"urgency": gettext(URGENCIES[urgency][0])})
    return " ".join(said)


def _weighed(body: dict[str, Any]) -> str:
    verdict, signal = VERDICTS[body["state"]], SIGNALS[body["signal"]]
    said = gettext(verdict) % {"signal": gettext(signal)}
    return f"{said} {body['reason']}" if body.get("reason") else said


def later(due: datetime | None) -> str:
    """What is said when a question went to people who are there later than was promised."""
    if due is None:
        return gettext("Daar is nu niemand. We weten nog niet wanneer je iets hoort. Dat spijt ons.")
    return gettext("Daar is pas later iemand. Je hoort nu van ons vóór %(when)s. Dat spijt ons.") % {"when": say_moment(due)}


def apology(missed: Missed) -> str:
    was = gettext("Het lukte niet om te antwoorden vóór %(when)s. Dat spijt ons.") % {"when": say_moment(missed.was)}
    if missed.due is None:
        return was + " " + gettext("We weten nog niet wanneer het wel lukt.")
    return was + " " + gettext("Je hoort nu van ons vóór %(when)s.") % {"when": say_moment(missed.due)}


def with_missed(entries: list[Entry], missed: Sequence[Missed], since: int) -> list[Entry]:
    """The log with a line wherever a promise was missed. Such a line stands in nobody's log, so it borrows the number before it."""
    told = list(entries)
    for each in missed:
        place = next((number for number, entry in enumerate(told) if entry.at > each.was), len(told))
        seq = told[place - 1].seq if place else since
        told.insert(place, Entry(seq, MISSED, DESK, "", None, False, False, each.was, None, None, apology(each)))
    return told


def _line(kind: str, role: str, body: dict[str, Any], staff: int | None, masks: Sequence[Mask]) -> str | None:
    """What happened, as this reader is told; None where the words say it all."""
    lines = _LINES if staff is None else _LINES | _LINES_AT_THE_DESK
    if kind in lines:
        pool = body.get("pool", "")
        filled = {"role": role_label(role), "pool": pool_label(pool), "who": role_label(pool), "name": body.get("name", "")}
        line = gettext(lines[kind]) % filled
        return line if body.get("due") is None else f"{line} {later(moment_of(body['due']))}"
    if kind == RATED:
        verdict = body["verdict"]
        return gettext(_RATED[verdict] if staff is None else _RATED_AT_THE_DESK[verdict])
    if kind == ASSESSED:
        return _assessed(body)
    return covered(_weighed(body), masks) if kind == WEIGHED else None


def _entry(
    row: Row[Any], body: dict[str, Any], quoted: tuple[Row[Any], dict[str, Any]] | None, staff: int | None, masks: Sequence[Mask]
) -> Entry:
    is_own = row.role == RESIDENT if staff is None else body.get("staff") == staff
    quote = None
    if quoted is not None and not (staff is None and quoted[0].is_internal):
        said = covered(quoted[1].get("words", ""), masks)
        quote = Quote(quoted[0].seq, _author(quoted[0].role, staff), said, quoted[1].get("language", i18n.SOURCE))
    kind = body["what"] if row.kind == TOLD else row.kind
    words = body.get("words")
    places = spans(words, masks) if words else []
    return Entry(
        seq=row.seq,
        kind=kind,
        author_role=row.role,
        author=_author(row.role, staff),
        name=body.get("name") if staff is not None else None,
        is_own=is_own,
        is_internal=row.is_internal,
        at=clock.moment(body["at"]),
        words=covered(words, masks) if words and places else words,
        quote=quote,
        line=_line(kind, row.role, body, staff, masks),
        help=tuple(body.get("help") or ()),
        signs=()
        if staff is None
        else tuple((code, covered_part(words or "", said, places)) for code, _, _, said in body.get("signs") or ()),
        is_unscreened=staff is not None and bool(body.get("unscreened")),
        told=tuple(body.get("told") or ()) if staff is None else (),
        is_covered=bool(places),
        masks=tuple(mask.number for mask in masks if mask.seq == row.seq),
        language=body.get("language", i18n.SOURCE),
        pool=body.get("pool", ""),
    )
