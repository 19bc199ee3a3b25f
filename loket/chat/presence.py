"""Who is here: the open sockets of this process, and the roles present in a ticket's channel.

With several workers the roles, and which sockets came with which session, are kept together in Redis, where they fade within two
minutes unless a worker confirms them.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger(__name__)

MOST_OF_RESIDENT, MOST_OF_EXPERT = 4, 20
FADES_AFTER = 120
"""Seconds after which a role whose worker died is no longer shown."""


@dataclass
class Listener:
    """One open socket: whose sessions it came with and which ticket's channel it listens in, in which role."""

    sid: str
    municipality: int
    sessions: list[bytes]
    ref: str | None = None
    role: str = ""
    typed_at: float = field(default=0.0)


_listeners: dict[str, Listener] = {}
_by_session: dict[bytes, list[str]] = defaultdict(list)
_by_ref: dict[str, set[str]] = defaultdict(set)
_redis: Any = None


def start(redis_url: str | None) -> None:
    global _redis  # noqa: PLW0603 - one process, one bus
    if redis_url is None:
        _redis = None
        return
    from redis import Redis

    _redis = Redis.from_url(redis_url, socket_timeout=1, socket_connect_timeout=1)


@contextmanager
def _courteously() -> Iterator[None]:
    """Any failure of Redis is passed over: presence is a courtesy, and `sweep` closes what stays open."""
    try:
        yield
    except Exception:  # noqa: BLE001 - see above
        log.warning("presence: redis away")


def arrive(listener: Listener, most: int) -> list[str]:
    """Note a new socket; returns the sids of the oldest sockets of its session that are now too many."""
    _listeners[listener.sid] = listener
    surplus = []
    for session in listener.sessions:
        _by_session[session].append(listener.sid)
        surplus += _by_session[session][:-most]
    confirm(listener)
    return surplus


def leave(sid: str) -> Listener | None:
    listener = _listeners.pop(sid, None)
    if listener is not None:
        for session in listener.sessions:
            if sid in _by_session[session]:
                _by_session[session].remove(sid)
            if not _by_session[session]:
                del _by_session[session]
            if _redis is not None:
                with _courteously():
                    _redis.srem(_session_key(session), sid)
    return listener


def find(sid: str) -> Listener | None:
    return _listeners.get(sid)


def everybody() -> list[Listener]:
    return list(_listeners.values())


def sockets_of(session: bytes) -> set[str]:
    """The sockets that came with this session, at every worker."""
    sids = set(_by_session.get(session, ()))
    if _redis is not None:
        with _courteously():
            sids |= {sid.decode() for sid in _redis.smembers(_session_key(session))}
    return sids


def _key(ref: str) -> str:
    return f"loket:here:{ref}"


def _session_key(session: bytes) -> str:
    return f"loket:open:{session.hex()}"


def roles_in(ref: str, without: str | None = None) -> set[str]:
    """The roles present in a ticket's channel, not counting the socket `without`."""
    roles = {_listeners[sid].role for sid in _by_ref.get(ref, ()) if sid != without and sid in _listeners}
    if _redis is not None:
        with _courteously():
            others: dict[bytes, bytes] = _redis.hgetall(_key(ref))
            roles |= {role.decode() for sid, role in others.items() if sid.decode() != without}
    return roles


def join(listener: Listener, ref: str, role: str) -> None:
    """Note who listens in a ticket's channel; not a socket that closed while it was being looked up."""
    if listener.sid not in _listeners:
        return
    listener.ref, listener.role = ref, role
    _by_ref[ref].add(listener.sid)
    confirm(listener)


def confirm(listener: Listener) -> None:
    """Tell the other workers that this listener is (still) here."""
    if _redis is None:
        return
    with _courteously(), _redis.pipeline() as pipe:
        for session in listener.sessions:
            pipe.sadd(_session_key(session), listener.sid)
            pipe.expire(_session_key(session), FADES_AFTER)
        if listener.ref is not None:
            pipe.hset(_key(listener.ref), listener.sid, listener.role)
            pipe.expire(_key(listener.ref), FADES_AFTER)
        pipe.execute()


def part(listener: Listener) -> str | None:
    """Leave the ticket's channel; returns its reference."""
    ref, listener.ref = listener.ref, None
    if ref is not None:
        _by_ref[ref].discard(listener.sid)
        if not _by_ref[ref]:
            del _by_ref[ref]
    if _redis is not None and ref is not None:
        with _courteously():
            _redis.hdel(_key(ref), listener.sid)
    return ref
