"""The gate of a socket: what a browser may send, checked before anything parses it.

A page of ours sends four kinds of frames: an answer to a ping, the opening of the connection, its end, and `watch` or `typing` with a
reference. Everything else is dropped: binary frames (a client could announce hundreds of attachments and fill the memory), other
namespaces, events named like our own handlers (`connect`, `disconnect`). Who sends too much is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic
from typing import Any

LONGEST = 16 * 1024
"""Bytes in one frame."""

MOST, WINDOW = 40, 10.0
"""Frames a socket may send within WINDOW seconds."""

_OPENING = re.compile(r'40(\{\}|\{"[a-z_]{1,20}":"[^"\\]{0,200}"\})?')
_OTHERS = re.compile(r'3|1|41|42\d{0,9}\["(watch|typing)",\s?\{"ref":\s?"[a-z0-9]{1,64}"\}\]')


class GuardedSocket:
    """A websocket as engine.io sees it, that only lets our own kinds of frames through."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._is_open = False
        self._counted, self._since = 0, monotonic()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    def wait(self) -> str | None:
        """The next frame worth reading; None when the connection ended or had to."""
        while True:
            frame = self._socket.wait()
            if frame is None or self._is_too_much():
                return None
            if isinstance(frame, str) and self._may_pass(frame):
                return frame

    def _may_pass(self, frame: str) -> bool:
        if len(frame) > LONGEST:
            return False
        if not self._is_open and _OPENING.fullmatch(frame):
            self._is_open = True
            return True
        return _OTHERS.fullmatch(frame) is not None

    def _is_too_much(self) -> bool:
        now = monotonic()
        if now - self._since > WINDOW:
            self._counted, self._since = 0, now
        self._counted += 1
        return self._counted > MOST


def guard(engine: Any) -> None:
    """Put the gate between the server's websocket and engine.io (which has no hook of its own for it)."""
    driver = engine._async
    make = driver["websocket"]

    def guarded(handler: Callable[[Any], Any], server: Any) -> Any:
        return make(lambda socket: handler(GuardedSocket(socket)), server)

    engine._async = driver | {"websocket": guarded}
