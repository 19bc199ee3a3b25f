"""Sessions: where somebody's open key is while they are here.

The cookie holds 32 random bytes. The row is found by a keyed hash of them and opened by another; so a stolen database opens nothing
without cookie and server key, a stolen cookie opens nothing after the row is gone, and leaving really ends it.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete, func, select, update

from loket import clock, crypto
from loket.database import HERE, Work
from loket.errors import Tampered
from loket.keys.model import Session
from loket.keys.signals import sessions_ended

RESIDENT, STAFF, HALFWAY, PAGE = "resident", "staff", "halfway", "page"
"""A resident; a staff member; a staff member who still has to give the second factor; a page on its way to somebody's browser."""

MINUTE, HOUR = 60, 3600
IDLE = {RESIDENT: 30 * MINUTE, STAFF: 30 * MINUTE, HALFWAY: 10 * MINUTE, PAGE: 5 * MINUTE}
LONGEST = {RESIDENT: 4 * HOUR, STAFF: 10 * HOUR, HALFWAY: 10 * MINUTE, PAGE: 5 * MINUTE}
TOKEN_CHARACTERS = 43


@dataclass(frozen=True)
class Open:
    """An open session: whose (`who`: a ticket or a staff member) and the secret it keeps."""

    id: bytes
    kind: str
    who: int
    idle_until: int
    ends_at: int
    locked: bytes = field(repr=False)
    secret: bytes = field(repr=False)


def _raw(token: str | None) -> bytes | None:
    if token is None or len(token) != TOKEN_CHARACTERS:
        return None
    try:
        return base64.b64decode(token + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None


def _id(raw: bytes) -> bytes:
    return crypto.server_key().hash(raw, "session-id")


def _wrap(raw: bytes) -> bytes:
    return crypto.server_key().hash(raw, "session-wrap")


def _belongs_to(municipality: int, kind: str, who: int, ends_at: int) -> bytes:
    return crypto.context("session", municipality, kind, who, ends_at)


def remember(work: Work, kind: str, who: int, secret: bytes) -> str:
    """Open a session and return its token."""
    raw, now = crypto.random_key(), clock.stamp()
    ends_at = now + LONGEST[kind]
    work.add(
        Session,
        id=_id(raw),
        kind=kind,
        who=who,
        locked=crypto.lock(secret, _wrap(raw), _belongs_to(work.municipality, kind, who, ends_at)),
        idle_until=now + IDLE[kind],
        ends_at=ends_at,
    )
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


_BY_ID = select(Session.kind, Session.who, Session.locked, Session.idle_until, Session.ends_at).where(
    Session.municipality_id == HERE, Session.id == bindparam("session")
)
_LIVES_ON = update(Session).where(Session.municipality_id == HERE, Session.id == bindparam("session")).values(idle_until=bindparam("until"))
_REWRITE = (
    update(Session)
    .where(Session.municipality_id == HERE, Session.id == bindparam("session"), Session.locked == bindparam("was_locked"))
    .values(locked=bindparam("to_locked"))
)
_BY_WHO = (
    delete(Session)
    .where(
        Session.municipality_id == HERE,
        Session.kind == bindparam("kind"),
        Session.who == bindparam("who"),
        Session.id != bindparam("besides"),
    )
    .returning(Session.id)
)
_ANY_OF = select(Session.id).where(
    Session.municipality_id == HERE,
    Session.kind == bindparam("kind"),
    Session.who == bindparam("who"),
    Session.idle_until >= bindparam("now"),
    Session.ends_at >= bindparam("now"),
)
_ENDED = delete(Session).where(
    Session.municipality_id == HERE, (Session.ends_at < bindparam("now")) | (Session.idle_until < bindparam("now"))
)
_END = delete(Session).where(Session.municipality_id == HERE, Session.id == bindparam("session"))


def recall(work: Work, token: str | None, kind: str, *, prolongs: bool = True) -> Open | None:
    """The open session of this cookie, or None: unknown, ended, of another kind or another municipality. Raises Tampered.

    With `prolongs` it stays open for another while, as somebody did something.
    """
    raw = _raw(token)
    if raw is None:
        return None
    session = _id(raw)
    row, now = work.first(_BY_ID, session=session), clock.stamp()
    if row is None or row.kind != kind or now > min(row.idle_until, row.ends_at):
        return None
    secret = crypto.unlock(row.locked, _wrap(raw), _belongs_to(work.municipality, row.kind, row.who, row.ends_at))
    idle_until = row.idle_until
    if prolongs and idle_until - now < IDLE[kind] - MINUTE:
        idle_until = now + IDLE[kind]
        work.run(_LIVES_ON, session=session, until=idle_until)
    return Open(session, row.kind, row.who, idle_until, row.ends_at, row.locked, secret)


def lives(work: Work, session: bytes) -> bool:
    """Whether the session is still open; asked at every event of a socket."""
    row, now = work.first(_BY_ID, session=session), clock.stamp()
    return row is not None and now <= min(row.idle_until, row.ends_at)


def keep(work: Work, token: str | None, opened: Open, secret: bytes) -> bool:
    """Put another secret into an open session; False when it holds another one since it was `opened`. Raises Tampered without its token."""
    raw = _raw(token)
    if raw is None or _id(raw) != opened.id:
        raise Tampered("session")
    belongs_to = _belongs_to(work.municipality, opened.kind, opened.who, opened.ends_at)
    to_locked = crypto.lock(secret, _wrap(raw), belongs_to)
    return work.run(_REWRITE, session=opened.id, was_locked=opened.locked, to_locked=to_locked).rowcount == 1


def forget(work: Work, session: bytes) -> None:
    work.run(_END, session=session)
    work.announce(sessions_ended, work.municipality, sessions=[session])


def has_any(work: Work, kind: str, who: int) -> bool:
    """Whether somebody is here as this resident or staff member."""
    return work.first(_ANY_OF, kind=kind, who=who, now=clock.stamp()) is not None


_LAST_SEEN = (
    select(Session.who, func.max(Session.idle_until).label("idle_until"))
    .where(Session.municipality_id == HERE, Session.kind == bindparam("kind"), Session.ends_at >= bindparam("now"))
    .group_by(Session.who)
)


def last_seen(work: Work, kind: str) -> dict[int, int]:
    """Who has an open session → when they last did something (in seconds since 1970, to the minute); an open page alone is nothing."""
    return {row.who: row.idle_until - IDLE[kind] for row in work.all(_LAST_SEEN, kind=kind, now=clock.stamp())}


def forget_all(work: Work, kind: str, who: int, *, besides: bytes = b"") -> None:
    """End every session of this resident or staff member (but for one), and their sockets."""
    ended = [row.id for row in work.all(_BY_WHO, kind=kind, who=who, besides=besides)]
    work.announce(sessions_ended, work.municipality, sessions=ended)


def forget_ended(work: Work) -> int:
    return work.run(_ENDED, now=clock.stamp()).rowcount
