"""The bell: rings in the channel of a ticket or a pool after something was committed. Ids only, never words."""

from __future__ import annotations

from typing import Any

from flask_socketio import SocketIO

from loket import crypto
from loket.chat import presence
from loket.keys.signals import sessions_ended
from loket.tickets.signals import queue_changed, ticket_changed

socketio = SocketIO()


def server() -> Any:
    """The Socket.IO server behind Flask-SocketIO, once the room is open."""
    return socketio.server  # type: ignore[attr-defined]


def ticket_channel(ref: str) -> str:
    return f"t:{ref}"


def people_channel(ref: str) -> str:
    """Of the same ticket: who is here and who types."""
    return f"p:{ref}"


def pool_channel(municipality: int, pool: int) -> str:
    """Named by a keyed hash, so that the bus between workers tells nothing about pools."""
    return "q:" + crypto.server_key().hash(crypto.context(municipality, pool), "channel", 12).hex()


def ring_ticket(_municipality: int, ref: str, seq: int) -> None:
    socketio.emit("changed", {"ref": ref, "seq": seq}, to=ticket_channel(ref))


def ring_queue(municipality: int, pools: list[int]) -> None:
    for pool in pools:
        socketio.emit("queue", {}, to=pool_channel(municipality, pool))


def close_sockets(_municipality: int, sessions: list[bytes]) -> None:
    for session in sessions:
        for sid in presence.sockets_of(session):
            server().disconnect(sid)


def listen() -> None:
    ticket_changed.connect(ring_ticket)
    queue_changed.connect(ring_queue)
    sessions_ended.connect(close_sockets)
