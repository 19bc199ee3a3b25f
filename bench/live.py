"""Live delivery: from the press on the button to the words in the other side's hands, with many pages open; and what a page costs."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bench.load import Client, Socket, now
from bench.seed import Seeded, fill
from bench.server import Desk, Server
from bench.table import Figures, spread

OPENED_AT_ONCE = 16
PAUSE = 0.02
"""Seconds between one message and the next: what is measured is the way of a message, not a queue of them."""
WARM_UP = 20
PATIENCE = 20.0


@dataclass
class OpenPage:
    """A resident who has the conversation open, as the page's script does it: listens, and fetches what is new."""

    client: Client
    pid: str
    ref: str
    seq: int
    socket: Socket
    words: str = ""
    arrived: asyncio.Future[float] | None = None
    listening: asyncio.Task[None] | None = field(default=None, repr=False)

    @classmethod
    async def of(cls, desk: Desk, ticket: Seeded) -> OpenPage:
        client = Client(desk.server.port, {"b": ticket.token or ""})
        page = await client.look()
        client.close()
        assert page.ref, "the conversation does not open"
        socket = await Socket.open(desk.server.port, client.cookies)
        opened = cls(client, ticket.pid, page.ref, page.seq, socket)
        socket.emit("watch", {"ref": page.ref}, ack="0")
        answer = await socket.until("430")
        assert answer == '430[{"ok":true}]', f"watching answered {answer}"
        opened.listening = asyncio.create_task(opened._listen())
        return opened

    async def _listen(self) -> None:
        while True:
            name, payload = await self.socket.event()
            if name == "changed" and payload["seq"] > self.seq:
                news = await self.client.look(f"/nieuw?since={self.seq}")
                self.client.close()  # long idle pages have no kept connection
                assert news.status == 200, f"the news answered {news.status}"
                self.seq = max(self.seq, news.seq)
                if self.arrived and not self.arrived.done() and self.words in news.text:
                    self.arrived.set_result(now())

    def close(self) -> None:
        if self.listening:
            self.listening.cancel()
        self.socket.close()


async def _open_all(desk: Desk, tickets: list[Seeded]) -> list[OpenPage]:
    turn = asyncio.Semaphore(OPENED_AT_ONCE)

    async def open_one(ticket: Seeded) -> OpenPage:
        async with turn:
            return await OpenPage.of(desk, ticket)

    return list(await asyncio.gather(*(open_one(ticket) for ticket in tickets)))


async def _deliver(staff: Client, page: OpenPage) -> float:
    """Seconds until the resident has what the intaker sends now."""
    page.words, page.arrived = f"Antwoord {secrets.token_hex(8)}", asyncio.get_running_loop().create_future()
    begun = now()
    fields = {"words": page.words, "client_id": secrets.token_hex(12)}
    sending = asyncio.create_task(staff.send(f"/balie/vraag/{page.pid}/antwoord", fields, as_json=True))
    arrived_at = await asyncio.wait_for(page.arrived, PATIENCE)
    answer = await sending
    assert answer.status == 201, f"answering answered {answer.status}"
    return arrived_at - begun


async def deliveries(desk: Desk, sizes: Sequence[int], seconds: float) -> list[Figures]:
    """At each of `sizes` open pages, each on a ticket of its own."""
    staff = Client(desk.server.port)
    await staff.sign_in(desk.intaker)
    for page in (warm := await _open_all(desk, fill(desk, WARM_UP, with_sessions=True))):
        await _deliver(staff, page)
    for page in warm:
        page.close()
    await asyncio.sleep(1)
    empty = desk.server.memory()
    results: list[Figures] = []
    pages: list[OpenPage] = []
    for size in sizes:
        pages.extend(await _open_all(desk, fill(desk, size - len(pages), with_sessions=True)))
        results.append(await _measured(desk.server, size, seconds, lambda: _deliver(staff, random.choice(pages)), empty))
    for page in pages:
        page.close()
    return results


class Echo:
    """One open socket of the baseline."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._back: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while True:
            await self._socket.event()
            self._back.set_result(now())

    async def once(self) -> float:
        """Seconds until a word is back."""
        self._back, begun = asyncio.get_running_loop().create_future(), now()
        self._socket.emit("echo", "Antwoord 0123456789abcdef")
        return await asyncio.wait_for(self._back, PATIENCE) - begun

    def close(self) -> None:
        self._listening.cancel()
        self._socket.close()


async def bare_echoes(server: Server, sizes: Sequence[int], seconds: float) -> list[Figures]:
    """The baseline: a word to the server and back over one of as many open sockets."""
    for echo in (warm := [Echo(await Socket.open(server.port, {})) for _ in range(WARM_UP)]):
        await echo.once()
    for echo in warm:
        echo.close()
    await asyncio.sleep(1)
    empty = server.memory()
    results: list[Figures] = []
    echoes: list[Echo] = []
    for size in sizes:
        echoes.extend([Echo(await Socket.open(server.port, {})) for _ in range(size - len(echoes))])
        results.append(await _measured(server, size, seconds, lambda: random.choice(echoes).once(), empty))
    for echo in echoes:
        echo.close()
    return results


async def _measured(server: Server, size: int, seconds: float, once: Callable[[], Awaitable[float]], empty: int) -> Figures:
    """Again and again for `seconds`, with a pause between; `empty` is the memory before anything was open."""
    memory, cpu, until = server.memory() - empty, server.cpu(), now() + seconds
    times: list[float] = []
    while now() < until:
        times.append(await once())
        await asyncio.sleep(PAUSE)
    cpu = server.cpu() - cpu
    return {"pages": size, "done": len(times), **spread(times), "cpu_ms": 1000 * cpu / len(times), "kb_each": memory / size / 1000}
