"""The queue page while the queue grows: every ticket is new and lies with the one pool, so none is spared."""

from __future__ import annotations

from collections.abc import Sequence

from bench.load import Client, now
from bench.seed import fill
from bench.server import Desk
from bench.table import Figures, spread

WARM_UP = 10
LATER_PAGE = 20


async def pages(desk: Desk, staff: Client, tickets: int, looks: int, path: str) -> Figures:
    """One colleague who reloads the page."""
    times: list[float] = []
    cpu = 0.0
    for number in range(WARM_UP + looks):
        if number == WARM_UP:
            cpu = desk.server.cpu()
        begun = now()
        page = await staff.look(path)
        if number >= WARM_UP:
            times.append(now() - begun)
        assert len(page.tickets) == 50, f"{len(page.tickets)} rows on a page of 50"
    return {"tickets": tickets, "done": looks, **spread(times), "cpu_ms": 1000 * (desk.server.cpu() - cpu) / looks}


async def queues(desk: Desk, sizes: Sequence[int], looks: int) -> list[Figures]:
    """The first page, and a page further on, at each of `sizes`."""
    staff = Client(desk.server.port)
    await staff.sign_in(desk.intaker)
    results, present = [], 0
    for size in sizes:
        fill(desk, size - present)
        present = size
        for page in (1, LATER_PAGE):
            results.append({"page": page, **await pages(desk, staff, size, looks, f"/balie/?page={page}")})
    return results
