"""Somebody at the front door, without a browser: plain HTTP, cookies and forms, as a page without scripts would send them."""

from __future__ import annotations

import http.client
import json
import re
import time
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyotp

_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
_CLIENT_ID = re.compile(r'name="client_id"[^>]* value="([^"]+)"')
_CODE = re.compile(r'id="code"[^>]*>([^<]+)<')
_TICKET = re.compile(r'data-ticket="([^"]+)"')
_SEQ = re.compile(r'data-seq="(\d+)"')
_REF = re.compile(r'data-ref="([a-z0-9]+)"')

IDLE = 5.0
"""Seconds after which a kept connection is not trusted any more: the server may have closed it, and a POST is never sent twice."""


@dataclass(frozen=True)
class Page:
    """An answer of the server."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str | None:
        """The return code, on the one page that shows it."""
        found = _CODE.search(self.text)
        return found.group(1).strip() if found else None

    @property
    def tickets(self) -> list[str]:
        return _TICKET.findall(self.text)

    @property
    def seq(self) -> int:
        """The last event this page shows."""
        return max((int(seq) for seq in _SEQ.findall(self.text)), default=0)

    @property
    def ref(self) -> str | None:
        found = _REF.search(self.text)
        return found.group(1) if found else None

    @property
    def form(self) -> str | None:
        found = _CLIENT_ID.search(self.text)
        return found.group(1) if found else None


@dataclass
class Visitor:
    """One browser's worth of cookies at one address (`http://host:port` with or without a municipality's prefix)."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)
    _used_at: float = field(default=0.0, repr=False)

    def look(self, path: str = "/", *, as_json: bool = False, **headers: str) -> Page:
        return self._send("GET", path, None, as_json, headers)

    def send(self, path: str, fields: dict[str, Any] | None = None, *, as_json: bool = False, **headers: str) -> Page:
        """POST a form with the CSRF token of the last page that had one."""
        return self._send("POST", path, urlencode({"csrf_token": self.token} | (fields or {})), as_json, headers)

    def _send(self, method: str, path: str, body: str | None, as_json: bool, headers: dict[str, str]) -> Page:
        where = urlsplit(self.address)
        sent = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": "application/json" if as_json else "text/html",
        }
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if time.monotonic() - self._used_at > IDLE:
            self.close()
        for attempt in (1, 2):
            if self._connection is None:
                self._connection = http.client.HTTPConnection(where.netloc, timeout=60)
            try:
                self._connection.request(method, where.path + path, body, sent)
                answer = self._connection.getresponse()
                text = answer.read().decode()
                self._used_at = time.monotonic()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # A kept connection that the server closed meanwhile; a fresh one tells whether it is there.
                self.close()
                if attempt == 2 or method == "POST":
                    raise
        self._keep_cookies(answer)
        token = _TOKEN.search(text)
        if token:
            self.token = unescape(token.group(1))
        return Page(answer.status, text, dict(answer.getheaders()))

    def _keep_cookies(self, answer: http.client.HTTPResponse) -> None:
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";", 1)[0].partition("=")
            if value and "Max-Age=0" not in cookie:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # --- what people do ---

    def ask(self, question: str, **fields: str) -> str:
        """Ask a question and return the code. Raises AssertionError when the desk refuses."""
        page = self.look("/")
        answer = self.send("/vraag", {"question": question, "client_id": page.form or "", **fields})
        assert answer.status == 303, f"asking answered {answer.status}"
        code = self.look("/").code
        assert code, "no code was shown"
        return code

    def come_back(self, code: str) -> Page:
        self.look("/")
        answer = self.send("/terug", {"code": code})
        return self.look("/") if answer.status == 303 else answer

    def sign_in(self, login: str, password: str, totp_secret: str) -> None:
        """Password and second factor; waits for the next code when the present one was used already."""
        self.look("/balie/aanmelden")
        for _ in range(2):
            fields = {"login": login, "password": password, "totp": pyotp.TOTP(totp_secret).now()}
            answer = self.send("/balie/aanmelden", fields)
            if answer.status == 303:
                self.look("/balie/")
                return
            time.sleep(30 - time.time() % 30 + 0.2)
        raise AssertionError(f"signing in answered {answer.status}")
