"""The gate of a socket: what a browser may send, checked before anything parses it.

A page of ours sends four kinds of frames: an answer to a ping, the opening of the connection, its end, and `watch` or `typing` with a
reference. Everything else is dropped: binary frames (a client could announce hundreds of attachments and fill the memory), other
namespaces, events named like our own handlers (`connect`, `disconnect`), and frames in pieces (each small, together without end). Who sends
too much, or does not open the connection soon, is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic
from typing import Any

from loket import runtime

LONGEST = 16 * 1024
"""Bytes in one frame."""

MOST, WINDOW = 40, 10.0
"""Frames a socket may send within WINDOW seconds."""

OPENS_WITHIN = 10.0
"""Seconds in which a socket must open its connection."""

_OPENING = re.compile(r'40(\{\}|\{"[a-z_]{1,20}":"[^"\\]{0,200}"\})?')
_OTHERS = re.compile(r'3|1|41|42\d{0,9}\["(watch|typing)",\s?\{"ref":\s?"[a-z0-9]{1,64}"\}\]')


class Pace:
    """How often something may happen within WINDOW seconds."""

    def __init__(self, most: int) -> None:
        self._most, self._counted, self._since = most, 0, monotonic()

    def is_too_much(self) -> bool:
        """Counts one more."""
        now = monotonic()
        if now - self._since > WINDOW:
            self._counted, self._since = 0, now
        self._counted += 1
        return self._counted > self._most


class GuardedSocket:
    """A websocket as engine.io sees it, that only lets our own kinds of frames through."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._is_open = self._is_over = False
        self._pace = Pace(MOST)
        watch_frames(socket)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    def wait(self) -> str | None:
        """The next frame worth reading; None when the connection ended or had to."""
        while not self._is_over:
            try:
                frame = self._socket.wait()
            except Exception:  # noqa: BLE001 - whatever a stranger sent: the connection is over
                return None
            if frame is None or self._pace.is_too_much():
                return None
            if isinstance(frame, str) and self._may_pass(frame):
                self._is_over = frame == "41"
                return frame
        return None

    def close_unless_open(self) -> None:
        if not self._is_open:
            self._socket.close()

    def _may_pass(self, frame: str) -> bool:
        if len(frame) > LONGEST:
            return False
        if not self._is_open and _OPENING.fullmatch(frame):
            self._is_open = True
            return True
        return _OTHERS.fullmatch(frame) is not None


def watch_frames(socket: Any) -> None:
    """Eventlet answers pings by itself, without a pause, and limits each fragment of a message but not their sum.

    So every frame is counted here, others go between two of them, and as our pages send no fragments the second one ends the connection.
    """
    pace = Pace(2 * MOST)
    receive = getattr(socket, "_recv_frame", None)
    if receive is None:
        return

    def receive_whole(message: Any = None) -> Any:
        runtime.sleep(0)
        if message is not None or pace.is_too_much():
            raise ConnectionError("fragments or a flood")
        return receive(message)

    socket._recv_frame = receive_whole


open_sockets = 0
"""How many websockets this process has, opened properly or not."""


def guard(engine: Any) -> None:
    """Put the gate between the server's websocket and engine.io (which has no hook of its own for it)."""
    driver = engine._async
    make = driver["websocket"]
    limits = {"max_message_size": LONGEST} if runtime.mode == "threading" else {}

    def guarded(handler: Callable[[Any], Any], server: Any) -> Any:
        def serve(socket: Any) -> Any:
            global open_sockets  # noqa: PLW0603 - one process, one count
            guarded_socket = GuardedSocket(socket)
            cancel = runtime.later(OPENS_WITHIN, guarded_socket.close_unless_open)
            open_sockets += 1
            try:
                return handler(guarded_socket)
            finally:
                open_sockets -= 1
                cancel()

        return make(serve, server, **limits)

    engine._async = driver | {"websocket": guarded}
