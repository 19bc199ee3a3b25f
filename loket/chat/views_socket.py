"""The socket's door: who may connect, watch and show that they are typing.

Every event reads the session row again, so that leaving, erasing or expiring works at once. Handlers take whatever arguments come
(a TypeError in `connect` would make the library call it again without them).
"""

from __future__ import annotations

import logging
from time import monotonic
from typing import Any

from flask import request
from flask_socketio import SocketIO, join_room, leave_room

from loket import limits, runtime, web
from loket.chat import bell, presence
from loket.chat.presence import Listener
from loket.database import reading
from loket.errors import LoketError
from loket.experts import queries as experts
from loket.experts.queries import Expert
from loket.municipalities.guards import find_current_desk
from loket.tickets import queries as tickets
from loket.tickets.queries import Resident

log = logging.getLogger(__name__)

RESIDENT = "resident"
RESIDENT_COOKIE, STAFF_COOKIE = "b", "s"
TYPING_EVERY = 2.0


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _identities(*, prolongs: bool = False) -> list[Resident | Expert]:
    """Who the cookies of this socket's handshake stand for, now: a resident, an expert, seldom both."""
    desk = find_current_desk()
    if desk is None:
        return []
    resident = tickets.find_resident(desk.id, web.cookie(RESIDENT_COOKIE), prolongs=prolongs)
    expert = None
    if web.cookie(STAFF_COOKIE):
        with reading(desk.id) as work:
            expert = experts.find_signed_in(work, web.cookie(STAFF_COOKIE), prolongs=prolongs)
    return [who for who in (expert, resident) if who is not None]


def _session_of(who: Resident | Expert) -> bytes:
    return who.session if isinstance(who, Expert) else who.session.id


def may_enter() -> bool:
    """Whether the cookies of this handshake belong to somebody who is here."""
    desk = find_current_desk()
    if desk is None:
        return False
    try:
        limits.spend("socket", web.address_buckets(), desk.id)
        return bool(_identities())
    except LoketError:
        return False


def connect(*_: Any) -> bool:
    """Note a new socket; the doorkeeper has seen its session, which may have ended since."""
    desk = find_current_desk()
    try:
        known = _identities()
    except LoketError:
        known = []
    if desk is None or not known:
        runtime.spawn(_hang_up, bell.server().manager.eio_sid_from_sid(_sid(), "/"))
        return False
    expert = next((who for who in known if isinstance(who, Expert)), None)
    most = presence.MOST_OF_EXPERT if expert else presence.MOST_OF_RESIDENT
    for sid in presence.arrive(Listener(_sid(), desk.id, [_session_of(who) for who in known]), most):
        bell.server().disconnect(sid)
    if expert is not None:
        for pool in expert.pools:
            join_room(bell.pool_channel(expert.municipality, pool.id))
    return True


def _hang_up(eio_sid: str) -> None:
    runtime.sleep(0.5)  # so that the refusal arrives first
    bell.server().eio.disconnect(eio_sid)


def disconnect(*_: Any) -> None:
    listener = presence.find(_sid())
    if listener is not None:
        _depart(listener)
        presence.leave(listener.sid)


def watch(payload: Any = None, *_: Any) -> dict[str, bool]:
    """Listen in the channel of the ticket with this reference; the answer says whether that is allowed."""
    ref, listener = _ref(payload), presence.find(_sid())
    if ref is None or listener is None:
        return {"ok": False}
    who = _who_may_hear(listener, ref)
    if listener.ref != ref:
        for channel in (bell.ticket_channel, bell.people_channel):
            leave_room(channel(listener.ref or ""))
        _depart(listener)
    if who is None:
        return {"ok": False}
    role = who.role if isinstance(who, Expert) else RESIDENT
    here = presence.roles_in(ref, without=listener.sid)
    presence.join(listener, ref, role)
    if presence.find(listener.sid) is None:
        return {"ok": False}  # it closed while the database answered
    join_room(bell.ticket_channel(ref))
    if role not in here:
        _tell(ref, role, True, besides=listener.sid)
    if isinstance(who, Resident) and who.hidden_to:
        leave_room(bell.people_channel(ref))
        return {"ok": True}  # behind a curtain: who comes tells with whom the question lies
    join_room(bell.people_channel(ref))
    for other in here - {role}:
        bell.socketio.emit("presence", {"ref": ref, "who": other, "here": True}, to=listener.sid)
    return {"ok": True}


def _who_may_hear(listener: Listener, ref: str, *, prolongs: bool = False) -> Resident | Expert | None:
    try:
        known = _identities(prolongs=prolongs)
        with reading(listener.municipality) as work:
            return next((who for who in known if tickets.may_hear(work, who, ref)), None)
    except LoketError:
        return None


def typing(payload: Any = None, *_: Any) -> None:
    ref, listener = _ref(payload), presence.find(_sid())
    if listener is None or ref is None or listener.ref != ref or monotonic() - listener.typed_at < TYPING_EVERY:
        return
    listener.typed_at = monotonic()
    if _who_may_hear(listener, ref, prolongs=True) is not None:  # who types is still here
        bell.socketio.emit("typing", {"ref": ref, "who": listener.role}, to=bell.people_channel(ref), skip_sid=listener.sid)


def _ref(payload: Any) -> str | None:
    ref = payload.get("ref") if isinstance(payload, dict) else None
    return ref if isinstance(ref, str) else None


def _depart(listener: Listener) -> None:
    role, ref = listener.role, presence.part(listener)
    if ref is not None and role not in presence.roles_in(ref):
        _tell(ref, role, False)


def _tell(ref: str, role: str, is_here: bool, besides: str | None = None) -> None:
    bell.socketio.emit("presence", {"ref": ref, "who": role, "here": is_here}, to=bell.people_channel(ref), skip_sid=besides)


def register(socketio: SocketIO) -> None:
    for name, handler in (("connect", connect), ("disconnect", disconnect), ("watch", watch), ("typing", typing)):
        socketio.on_event(name, handler)
