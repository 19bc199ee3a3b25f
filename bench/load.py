"""Cheap visitors on asyncio: plain HTTP and websockets by hand, so that the load costs less than what it measures."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from dataclasses import dataclass, field
from html import unescape
from re import compile as pattern
from typing import Any
from urllib.parse import urlencode

import pyotp

from bench.server import Login
from loket.demonstration.visitor import Page

HOST = "127.0.0.1"
STALE_AFTER = 5.0
"""Seconds after which a kept connection is not used again: the server may just be closing it."""
CLOSE = 8
_TOKEN = pattern(r'name="csrf_token"[^>]* value="([^"]+)"')


def now() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Client:
    """One browser's worth of cookies on one kept connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    _used_at: float = 0.0

    async def look(self, path: str = "/", *, as_json: bool = False) -> Page:
        return await self._send("GET", path, b"", as_json)

    async def send(self, path: str, fields: dict[str, Any], *, as_json: bool = False) -> Page:
        return await self._send("POST", path, urlencode({"csrf_token": self.token} | fields).encode(), as_json)

    async def _send(self, method: str, path: str, body: bytes, as_json: bool) -> Page:
        reader, writer = await self._connection()
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {HOST}:{self.port}",
            f"Accept: {'application/json' if as_json else 'text/html'}",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}",
        ]
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        status, *fields = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
        headers: dict[str, str] = {}
        for line in fields:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                self._keep(value)
            headers[name.lower()] = value
        text = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
        found = _TOKEN.search(text)
        if found:
            self.token = unescape(found.group(1))
        if headers.get("connection", "") == "close":
            self.close()
        return Page(int(status.split()[1]), text, headers)

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None or now() - self._used_at > STALE_AFTER:
            self.close()
            self._streams = await asyncio.open_connection(HOST, self.port, limit=1 << 20)
        self._used_at = now()
        return self._streams

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.split(";", 1)[0].partition("=")
        if value and "Max-Age=0" not in cookie:
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def sign_in(self, who: Login) -> None:
        await self.look("/balie/aanmelden")
        fields = {"login": who.login, "password": who.password, "totp": pyotp.TOTP(who.totp_secret).now()}
        answer = await self.send("/balie/aanmelden", fields)
        assert answer.status == 303, f"signing in answered {answer.status}"
        await self.look("/balie/")


class Socket:
    """One Socket.IO connection, websocket only; answers pings by itself."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int, cookies: dict[str, str]) -> Socket:
        reader, writer = await asyncio.open_connection(HOST, port, limit=1 << 14)
        lines = [
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
            f"Host: {HOST}:{port}",
            f"Origin: http://{HOST}:{port}",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(secrets.token_bytes(16)).decode()}",
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in answer.split(b"\r\n", 1)[0], "the server refuses the websocket"
        socket = cls(reader, writer)
        socket.write("40")
        await socket.until("40")
        return socket

    def write(self, text: str) -> None:
        body, mask = text.encode(), secrets.token_bytes(4)
        assert len(body) < 126
        self._writer.write(bytes([0x81, 0x80 | len(body)]) + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(body)))

    def emit(self, event: str, payload: Any, ack: str = "") -> None:
        self.write(f"42{ack}" + json.dumps([event, payload], separators=(",", ":")))

    async def frame(self) -> str:
        """The next Engine.IO frame that is not a ping. Raises ConnectionError when the server hangs up."""
        while True:
            try:
                first, length = await self._reader.readexactly(2)
                if length > 125:
                    length = int.from_bytes(await self._reader.readexactly(2 if length == 126 else 8), "big")
                body = await self._reader.readexactly(length)
            except asyncio.IncompleteReadError:
                raise ConnectionError("hung up") from None
            if first & 0x0F == CLOSE:
                raise ConnectionError("closed")
            if body != b"2":
                return body.decode()
            self.write("3")

    async def until(self, beginning: str) -> str:
        """The next frame that begins so."""
        while not (frame := await self.frame()).startswith(beginning):
            pass
        return frame

    async def event(self) -> list[Any]:
        """The next thing the server says by name: [event, payload]."""
        told: list[Any] = json.loads((await self.until("42["))[2:])
        return told

    def close(self) -> None:
        self._writer.close()
