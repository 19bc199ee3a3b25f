"""The socket of an open page, spoken by hand: engine.io and Socket.IO over a websocket, so that it can also say what no page would."""

from __future__ import annotations

import json
import time
from collections import deque
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import pytest
import websocket

from loket.demonstration.visitor import Visitor

CLOSE, PING, PONG, GONE, EVENT, REFUSED = "1", "2", "3", "41", "42", "44"
PATIENCE = 20.0


class Ear:
    """Who listens at a desk: opened with a visitor's cookies, as their page would.

    `heard` keeps every event in order, as (name, payload); `last_frame` is the last thing the server said.
    """

    def __init__(self, visitor: Visitor) -> None:
        where = urlsplit(visitor.address)
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self._unread: deque[tuple[str, dict[str, Any]]] = deque()
        self._answers: dict[int, Any] = {}
        self._asked = 0
        self.is_admitted = False
        self.is_open = True
        self.last_frame: str | bytes = ""
        self._socket = websocket.create_connection(
            f"ws://{where.netloc}{where.path}/socket.io/?EIO=4&transport=websocket",
            cookie="; ".join(f"{name}={value}" for name, value in visitor.cookies.items()),
            origin=f"http://{where.netloc}",
            timeout=PATIENCE,
            enable_multithread=False,
        )
        assert self._socket.sock is not None
        self._line = self._socket.sock

    @classmethod
    def of(cls, visitor: Visitor) -> Ear:
        """A page that has been let in."""
        ear = cls(visitor)
        ear.knock()
        assert ear.is_admitted, "this page was not let in"
        return ear

    @classmethod
    def is_let_in(cls, visitor: Visitor) -> bool:
        """Whether a page with these cookies would be let in now."""
        try:
            with cls(visitor) as ear:
                return ear.knock()
        except websocket.WebSocketBadStatusException:
            return False

    def __enter__(self) -> Ear:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.is_open = False
        self._socket.close(timeout=1)
        self._line.close()  # the library leaves it open when the other side went first

    @property
    def port(self) -> int:
        return int(self._line.getsockname()[1])

    # --- speaking ---

    def say(self, frame: str) -> None:
        """Any text frame at all. Does nothing when the server has hung up."""
        try:
            self._socket.send(frame)
        except (OSError, websocket.WebSocketException):
            self.is_open = False

    def say_bytes(self, frame: bytes) -> None:
        try:
            self._socket.send_binary(frame)
        except (OSError, websocket.WebSocketException):
            self.is_open = False

    def ping(self) -> None:
        """A control frame: the websocket's own, which our pages never send."""
        try:
            self._socket.ping(b"")
        except (OSError, websocket.WebSocketException):
            self.is_open = False

    def knock(self, opening: str = "40") -> bool:
        """Open the Socket.IO connection; whether we may stay."""
        self.say(opening)
        self._read_until(lambda: self.is_admitted or not self.is_open)
        return self.is_admitted

    def watch(self, ref: str | None) -> bool:
        """Ask to listen to a ticket. Everything that was sent to this socket before the answer has been heard afterwards."""
        self._asked += 1
        self.say(f"{EVENT}{self._asked}" + json.dumps(["watch", {"ref": ref}]))
        asked = self._asked
        if not self._read_until(lambda: asked in self._answers or not self.is_open) or asked not in self._answers:
            pytest.fail("no answer to watch")
        return bool(self._answers[asked]["ok"])

    def type(self, ref: str | None) -> None:
        self.say(EVENT + json.dumps(["typing", {"ref": ref}]))

    # --- hearing ---

    def next(self, name: str, within: float = PATIENCE) -> dict[str, Any]:
        """The next event with this name; what came before it is passed over."""
        found: list[dict[str, Any]] = []

        def came() -> bool:
            while self._unread:
                event, payload = self._unread.popleft()
                if event == name:
                    found.append(payload)
                    return True
            return not self.is_open

        self._read_until(came, within)
        if not found:
            pytest.fail(f"'{name}' was not heard; heard: {self.heard}")
        return found[0]

    def hears(self, name: str, seq: int, within: float = PATIENCE) -> bool:
        """Whether this event with this seq comes in time."""
        return self._read_until(lambda: any(told.get("seq") == seq for told in self.all(name)), within)

    def all(self, name: str) -> list[dict[str, Any]]:
        """What was heard under this name until now."""
        return [payload for event, payload in self.heard if event == name]

    def is_hung_up(self, within: float = PATIENCE) -> bool:
        """Whether the server ends this connection."""
        self._read_until(lambda: not self.is_open, within)
        return not self.is_open

    def _read_until(self, is_enough: Any, within: float = PATIENCE) -> bool:
        ends = time.monotonic() + within
        while not is_enough():
            left = ends - time.monotonic()
            if left <= 0:
                return False
            self._read(left)
        return True

    def _read(self, within: float) -> None:
        self._socket.settimeout(within)
        try:
            frame = self._socket.recv()
        except websocket.WebSocketTimeoutException:
            return
        except (OSError, websocket.WebSocketException):
            frame = ""
        if frame:
            self.last_frame = frame
        if not isinstance(frame, str) or not frame or frame.startswith((GONE, REFUSED)):
            self.is_open = False
        elif frame == PING:
            self.say(PONG)
        elif frame.startswith("40"):
            self.is_admitted = True
        elif frame.startswith("43"):
            number, _, body = frame[2:].partition("[")
            self._answers[int(number)] = json.loads("[" + body)[0]
        elif frame.startswith(EVENT):
            name, payload = json.loads(frame[2:])
            self.heard.append((name, payload))
            self._unread.append((name, payload))
