"""The whole flow, in a closed loop: a resident asks, an intaker finds it in the list, opens it and answers, the resident reads."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from time import process_time

from bench.load import Client, now
from bench.server import Desk, Server
from bench.table import Figures, spread
from loket.demonstration.visitor import Page

QUESTION = "Mijn ex komt de afspraken niet na en ik heb de kinderen al vijf weken niet gezien. Wat kan ik doen? {mark}"
ANSWER = "Dank je voor je vraag. Begin met opschrijven wat jullie afspraken en wat er misging. Antwoord op {mark}."
WARM_UP = 1.0


@dataclass(frozen=True)
class Manner:
    """What a visitor's program asks of the server in one flow."""

    name: str
    has_pages: bool
    follows: bool


PAGES = Manner("pages, five requests", has_pages=True, follows=False)
SCRIPTLESS = Manner("new browsers without scripts, every redirect followed: eight requests", has_pages=True, follows=True)
DATA = Manner("JSON instead of pages, five requests", has_pages=False, follows=False)


async def one_flow(resident: Client, staff: Client, mark: str, manner: Manner) -> None:
    """One question, from asking to reading the answer; checks that the words arrived on both sides."""
    question, answer = QUESTION.format(mark=mark), ANSWER.format(mark=mark)
    if manner.follows:
        resident.close()
        resident.cookies.clear()
        await resident.look()
    else:
        resident.cookies.pop("b", None)
    asked = await resident.send("/vraag", {"question": question, "client_id": secrets.token_hex(12)})
    assert asked.status == 303, f"asking answered {asked.status}"
    if manner.follows:
        assert (await resident.look()).code
    pid = _pid_of(await staff.look("/balie/", as_json=not manner.has_pages), mark)
    address = f"/balie/vraag/{pid}"
    opened = await (staff.look(address) if manner.has_pages else staff.look(f"{address}/nieuw?since=0", as_json=True))
    assert question in opened.text, "the question is not on the ticket's page"
    fields = {"words": answer, "client_id": secrets.token_hex(12), "seen": "1"}
    answered = await staff.send(f"{address}/antwoord", fields, as_json=not manner.follows)
    assert answered.status in (201, 303), f"answering answered {answered.status}"
    if manner.follows:
        await staff.look(address)
    read = await (resident.look() if manner.has_pages else resident.look("/nieuw?since=0", as_json=True))
    assert answer in read.text, "the answer is not in the conversation"


def _pid_of(listed: Page, mark: str) -> str:
    rows = re.split(r'data-ticket="|"pid":\s*"', listed.text)[1:]
    return next(row for row in rows if mark in row).partition('"')[0]


async def _loop(server: Server, seconds: float, turns: list[Callable[[], Awaitable[None]]]) -> Figures:
    """Every visitor begins again as soon as it is done; one that began in time is finished and counted."""
    times: list[float] = []

    async def visit(turn: Callable[[], Awaitable[None]], until: float) -> None:
        while now() < until:
            begun = now()
            await turn()
            times.append(now() - begun)

    async def all_until(until: float) -> None:
        await asyncio.gather(*(visit(turn, until) for turn in turns))

    await all_until(now() + WARM_UP)
    times.clear()
    cpu, load, begun = server.cpu(), process_time(), now()
    await all_until(begun + seconds)
    elapsed, cpu, load = now() - begun, server.cpu() - cpu, process_time() - load
    return {
        "clients": len(turns), "done": len(times), "per_second": len(times) / elapsed, **spread(times),
        "cpu_ms": 1000 * cpu / len(times), "load_ms": 1000 * load / len(times), "memory_mb": server.memory() / 1e6,
    }  # fmt: skip


async def bare_lines(server: Server, clients: int, seconds: float) -> Figures:
    """The baseline: one request, one insert."""

    def turn(client: Client) -> Callable[[], Awaitable[None]]:
        async def send() -> None:
            answer = await client.send("/line", {"words": QUESTION})
            assert answer.status == 200

        return send

    return await _loop(server, seconds, [turn(Client(server.port)) for _ in range(clients)])


async def flows(desk: Desk, clients: int, seconds: float, staff: Client, manner: Manner) -> Figures:
    numbers = count()

    async def turn_of(number: int) -> Callable[[], Awaitable[None]]:
        resident, colleague = Client(desk.server.port), Client(desk.server.port, dict(staff.cookies), staff.token)
        await resident.look()

        async def turn() -> None:
            await one_flow(resident, colleague, f"vraag{number}x{next(numbers)}y{secrets.token_hex(2)}", manner)

        return turn

    return {"what": manner.name} | await _loop(desk.server, seconds, [await turn_of(number) for number in range(clients)])
