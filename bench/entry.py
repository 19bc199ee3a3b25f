"""What it costs to come in: a staff member with password and second factor, a resident with a code."""

from __future__ import annotations

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


async def _timed(server: Server, visits: list[Callable[[], Awaitable[Page]]], status: int) -> Figures:
    """One after the other."""
    times: list[float] = []
    cpu = server.cpu()
    for visit in visits:
        begun = now()
        answer = await visit()
        times.append(now() - begun)
        assert answer.status == status, f"answered {answer.status} instead of {status}"
    return {"done": len(times), **spread(times), "cpu_ms": 1000 * (server.cpu() - cpu) / len(times)}


async def logins(desk: Desk, rounds: int) -> Figures:
    """The whole cast signs in; each time step's code works once, and those just before and after now are good too."""
    at = time.time()
    if STEP - at % STEP < 10:
        at += STEP - at % STEP
        time.sleep(at - time.time())
    visits = []
    for step in range(1 - rounds // 2 - rounds % 2, 1 + rounds // 2):
        for who in (one for role in desk.staff.values() for one in role):
            visits.append(await _login(desk, who, at + step * STEP))
    return await _timed(desk.server, visits, 303)


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
    right = await _timed(desk.server, [come_back(known[number % len(known)]) for number in range(count)], 303)
    wrong = await _timed(desk.server, [come_back(new_code()) for _ in range(count)], 404)
    return right, wrong
