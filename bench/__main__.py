"""`python -m bench`: measures, prints a table, and writes the figures to `bench/results/`."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bench import entry, flow, live, queue, slow_phone
from bench.load import Client
from bench.machine import Clocks, argon_ms, described
from bench.server import LOAD_CORE, SERVER_CORE, bare, desk
from bench.table import USUAL, Figures, told

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Size:
    """How long and how much."""

    clients: tuple[int, ...] = (1, 8, 32)
    seconds: float = 12
    bare_seconds: float = 5
    pages: tuple[int, ...] = (50, 200, 1000)
    live_seconds: float = 20
    echo_seconds: float = 5
    tickets: tuple[int, ...] = (1_000, 10_000, 100_000)
    looks: int = 150
    codes: int = 100
    login_rounds: int = 3
    first_pages: int = 7


NOISE, NOISY = 0.05, ": these figures are worse than the machine."
QUICK = Size((1, USUAL), 3, 1.5, (20, 100), 2, 1, (1_000, 3_000), 20, 20, 1, 2)


async def measure(size: Size) -> dict[str, list[Figures]]:
    """Every part in turn, the flow and its baseline by turns: a machine is not as fast now as it was a minute ago."""
    found: dict[str, list[Figures]] = {"bare": [], "flow": []}
    with part("the baseline of live delivery"), bare() as server:
        found["echo"] = await live.bare_echoes(server, size.pages, size.echo_seconds)
    with part("the flow and its baseline, coming in"), bare() as server, desk() as served:
        staff = Client(served.server.port)
        await staff.sign_in(served.intaker)
        for clients in size.clients:
            found["bare"].append(await flow.bare_lines(server, clients, size.bare_seconds))
            found["flow"].append(await flow.flows(served, clients, size.seconds, staff, flow.PAGES))
        for manner in (flow.SCRIPTLESS, flow.DATA):
            found["flow"].append(await flow.flows(served, USUAL, size.seconds / 2, staff, manner))
        found["entry"] = [await entry.logins(served, size.login_rounds), *await entry.codes(served, size.codes)]
    with part("the first page on a slow phone"), desk() as served:
        found["first page"] = await slow_phone.first_pages(served, size.first_pages)
    with part("live delivery"), desk() as served:
        found["live"] = await live.deliveries(served, size.pages, size.live_seconds)
    with part("the queue"), desk() as served:
        found["queue"] = await queue.queues(served, size.tickets, size.looks)
    return found


@contextmanager
def part(name: str) -> Iterator[None]:
    click.echo(f"{name} ... ", err=True, nl=False)
    begun = time.monotonic()
    yield
    click.echo(f"{time.monotonic() - begun:.0f} s", err=True)


@click.command()
@click.option("--quick", is_flag=True, help="A small run of less than a minute: shows that it works, its figures say little.")
def main(quick: bool) -> None:
    """How much this machine carries."""
    os.sched_setaffinity(0, {LOAD_CORE})
    begun, about = Clocks.now(), described()
    about["argon_ms"] = argon_ms()
    found = asyncio.run(measure(QUICK if quick else Size()))
    about["taken_by_others"] = begun.others_since()
    click.echo(
        f"\n{about['cpu']}, {about['cores']} cores (server on {SERVER_CORE}, load on {LOAD_CORE}), {about['system']}, "
        f"Python {about['python']}. One Argon2id: {about['argon_ms']:.1f} ms.\n"
        f"Others took {about['taken_by_others']:.0%} of the machine meanwhile{'.' if about['taken_by_others'] < NOISE else NOISY}\n"
    )
    click.echo(told(found, about["argon_ms"]))
    RESULTS.mkdir(exist_ok=True)
    at = datetime.now(UTC)
    file = RESULTS / f"{at:%Y%m%d-%H%M%S}{'-quick' if quick else ''}.json"
    file.write_text(json.dumps({"at": at.isoformat(timespec="seconds"), "machine": about, **found}, indent=1) + "\n", encoding="utf-8")
    click.echo(f"\n{time.monotonic() - begun.at:.0f} s. Written: bench/results/{file.name}")


if __name__ == "__main__":
    main()
