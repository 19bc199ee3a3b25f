"""Looking after the open sockets."""

from __future__ import annotations

from loket import runtime
from loket.chat import bell, presence
from loket.database import reading
from loket.keys import queries as keys

SWEEP_EVERY = 30.0
SLOWEST = 100
"""Messages that may wait for a page that does not read them."""


def sweep() -> None:
    """Close the sockets of ended sessions and of pages that do not read; confirm the others to the other workers."""
    engine = bell.server().eio
    for eio_sid, socket in list(engine.sockets.items()):
        if socket.queue.qsize() > SLOWEST:
            engine.sockets.pop(eio_sid, None)
            socket.close(wait=False, abort=True)
    for listener in presence.everybody():
        with reading(listener.municipality) as work:
            is_alive = all(keys.lives(work, session) for session in listener.sessions)
        if is_alive:
            presence.confirm(listener)
        else:
            bell.server().disconnect(listener.sid)
        runtime.sleep(0)


def say_goodbye() -> None:
    """Tell every open page that this server stops; they connect again by themselves."""
    engine = bell.server().eio
    for sid in list(engine.sockets):
        if runtime.mode == "threading":
            runtime.spawn(engine.disconnect, sid)  # on threads one socket that does not drain would keep the others from hearing
        else:
            engine.disconnect(sid)
