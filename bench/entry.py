"""What it costs to come in: a staff member with password and second factor, a resident with a code."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable

import pyotp

from bench.flow import QUESTION
from bench.load import Client, now
from bench.server import Desk, Login, Server
from bench.table import Figures, spread
from loket.demonstration.visitor import Page
from loket.keys.queries import new_code

STEP = 30
ENOUGH = 10
"""Seconds that must be left of a half minute to begin in it."""


async def _timed(server: Server, what: str, visits: list[Callable[[], Awaitable[Page]]], status: int) -> Figures:
    """One after the other."""
    times: list[float] = []
    cpu = server.cpu()
    for visit in visits:
        begun = now()
        answer = await visit()
        times.append(now() - begun)
        assert answer.status == status, f"answered {answer.status} instead of {status}"
    return {"what": what, "done": len(times), **spread(times), "cpu_ms": 1000 * (server.cpu() - cpu) / len(times)}


async def logins(desk: Desk, rounds: int) -> Figures:
    """Everybody but the intaker signs in. A code works once; those of the half minute before and after are good too, so three rounds."""
    left = STEP - time.time() % STEP
    if left < ENOUGH:
        await asyncio.sleep(left)
    at, visits = time.time(), []
    for step in (0,) if rounds == 1 else (-1, 0, 1):
        for who in (one for role, people in desk.staff.items() if role != "intaker" for one in people):
            visits.append(await _login(desk, who, at + step * STEP))
    return await _timed(desk.server, "staff login", visits, 303)


async def _login(desk: Desk, who: Login, at: float) -> Callable[[], Awaitable[Page]]:
    client = Client(desk.server.port)
    await client.look("/balie/aanmelden")
    fields = {"login": who.login, "password": who.password, "totp": pyotp.TOTP(who.totp_secret).at(int(at))}
    return lambda: client.send("/balie/aanmelden", fields)


async def codes(desk: Desk, count: int) -> tuple[Figures, Figures]:
    """Coming back with a code that opens a conversation, and trying one that opens none."""
    asking = Client(desk.server.port)
    await asking.look()
    known = []
    for _ in range(10):
        asked = await asking.send("/vraag", {"question": QUESTION.format(mark=""), "client_id": secrets.token_hex(12)}, as_json=True)
        known.append(asked.json["code"])

    def come_back(code: str) -> Callable[[], Awaitable[Page]]:
        return lambda: client.send("/terug", {"code": code})

    client = Client(desk.server.port)
    await client.look()
    right = await _timed(desk.server, "code", [come_back(known[number % len(known)]) for number in range(count)], 303)
    wrong = await _timed(desk.server, "wrong code", [come_back(new_code()) for _ in range(count)], 404)
    return right, wrong
