"""Real Chromium in front of the desk: pages that are watched for as long as they are open.

What no page of ours may ever do is noted by `Screens` and fails the test at its end: an error or a warning in the console (a broken
content policy is one), a script that stops, a request to anybody else's server.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, ViewportSize

from loket.demonstration.visitor import Visitor
from loket.municipalities.actions import WEATHER
from tests.servers import Loket, left_out

PHONE: ViewportSize = {"width": 360, "height": 740}
SMALL: ViewportSize = {"width": 320, "height": 640}
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""A desktop of 1280 by 1024 at 400 %."""
DESKTOP: ViewportSize = {"width": 1366, "height": 850}
ELSEWHERE = WEATHER
"""Where who leaves ends up."""

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE = 20_000
"""Milliseconds; reached only when something does not come at all."""


def find_chromium() -> str | None:
    """The browser on this machine; LOKET_CHROMIUM names another one."""
    return shutil.which(os.environ.get("LOKET_CHROMIUM", "chromium"))


def chromium() -> str:
    """Without a browser the test is left out."""
    found = find_chromium()
    if found is None:
        left_out("Chromium is not on this machine, so no test in a browser has run (Debian: apt-get install chromium)")
    return str(found)


@dataclass
class Screens:
    """The screens of one test, at one desk. `staff` and `resident` are two browsers: two processes that share nothing."""

    resident: Browser
    staff: Browser
    loket: Loket
    complaints: list[str] = field(default_factory=list)
    _expected: list[str] = field(default_factory=lambda: ["closed before the connection is established"])
    """Always: a page may be left while its socket is still on its way."""
    _open: list[BrowserContext] = field(default_factory=list)

    def at_home(self, **how: Any) -> Page:
        """A resident's screen: a phone, unless said otherwise."""
        return self._page(self.resident, {"viewport": PHONE} | how)

    def at_work(self, role: str | None = None, **how: Any) -> Page:
        """A screen at the desk, signed in as whoever has this role."""
        page = self._page(self.staff, {"viewport": DESKTOP} | how)
        if role is not None:
            self.lend(page, self.loket.signed_in(role))
        return page

    def lend(self, page: Page, visitor: Visitor) -> None:
        """Give this screen the cookies of a visitor, as if it had done what they did."""
        cookies: list[Any] = [
            {"name": name, "value": value, "url": self.loket.address, "httpOnly": True, "sameSite": "Lax"}
            for name, value in visitor.cookies.items()
        ]
        page.context.add_cookies(cookies)

    def _page(self, browser: Browser, how: dict[str, Any]) -> Page:
        context = browser.new_context(**{"locale": "nl-NL", "base_url": self.loket.address + "/"} | how)
        context.set_default_timeout(PATIENCE)
        self._open.append(context)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("request", self._note_request)
        page = context.new_page()
        page.on("websocket", lambda socket: self._note_address(socket.url))
        return page

    def expect(self, pattern: str) -> None:
        """This line in the console belongs to the story: Chromium writes one for every refusal and lost connection."""
        self._expected.append(pattern)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text} at {message.location.get('url')}")

    def _note_request(self, request: Request) -> None:
        if not (request.is_navigation_request() and request.url == ELSEWHERE):
            self._note_address(request.url)

    def _note_address(self, url: str) -> None:
        if urlsplit(url).netloc != f"127.0.0.1:{self.loket.port}":
            self.complaints.append(f"a request to {url}")

    def close(self) -> None:
        for context in self._open:
            context.close()
        unexpected = [line for line in self.complaints if not any(re.search(pattern, line) for pattern in self._expected)]
        assert not unexpected, "\n".join(unexpected)


def hold(page: Page, pattern: str) -> list[Route]:
    """Keep these requests waiting for an answer; they gather in the list."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(pattern, keep)
    return held


def leads_outside(page: Page) -> Page:
    """An outside world with one page in it, about the weather."""
    page.route(ELSEWHERE, show_weather)
    return page


def show_weather(route: Route) -> None:
    route.fulfill(body="<!doctype html><title>weer</title>", content_type="text/html")
