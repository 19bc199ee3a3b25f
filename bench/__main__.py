"""`python -m bench`: measures, prints a table, and writes the figures to `bench/results/`."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bench import entry, flow, live, queue
from bench.load import Client
from bench.server import CORES, LOAD_CORE, SERVER_CORE, bare, desk
from bench.table import Figures, told

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Size:
    """How long and how much."""

    clients: tuple[int, ...] = (1, 8, 32)
    seconds: float = 15
    bare_seconds: float = 5
    pages: tuple[int, ...] = (50, 200, 1000)
    live_seconds: float = 25
    echo_seconds: float = 5
    tickets: tuple[int, ...] = (1_000, 10_000, 100_000)
    looks: int = 150
    codes: int = 100
    login_rounds: int = 3


QUICK = Size((1, 8), 4, 2, (20, 100), 3, 1, (1_000, 3_000), 30, 20, 1)


def machine() -> Figures:
    cpus = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024
    return {
        "cpu": cpus[0] if cpus else platform.machine(),
        "cores": len(CORES),
        "memory_mib": memory,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "busy_before": os.getloadavg()[0],
    }


async def measure(size: Size) -> dict[str, list[Figures]]:
    """Every part in turn; one server at a time, so that nobody shares its core."""
    found: dict[str, list[Figures]] = {}
    say("the baselines")
    with bare() as server:
        found["bare"] = [await flow.bare_lines(server, clients, size.bare_seconds) for clients in size.clients]
        found["echo"] = await live.bare_echoes(server, list(size.pages), size.echo_seconds)
    say("the flow")
    with desk() as served:
        found["entry"] = [{"what": "login", **await entry.logins(served, size.login_rounds)}]
    with desk() as served:
        staff = Client(served.server.port)
        await staff.sign_in(served.intaker)
        found["flow"] = [await flow.flows(served, clients, size.seconds, staff, flow.PAGES) for clients in size.clients]
        found["manners"] = [
            {"manner": manner.name, **await flow.flows(served, 8, size.seconds / 2, staff, manner)}
            for manner in (flow.SCRIPTLESS, flow.DATA)
        ]
        say("coming in")
        right, wrong = await entry.codes(served, size.codes)
        found["entry"] += [{"what": "code", **right}, {"what": "wrong code", **wrong}]
    say("live delivery")
    with desk() as served:
        found["live"] = await live.deliveries(served, list(size.pages), size.live_seconds)
    say("the queue")
    with desk() as served:
        found["queue"] = await queue.queues(served, list(size.tickets), size.looks)
    return found


def say(what: str) -> None:
    click.echo(f"... {what}", err=True)


@click.command()
@click.option("--quick", is_flag=True, help="A small run of less than a minute: shows that it works, its figures say little.")
def main(quick: bool) -> None:
    """How much this machine carries."""
    begun, about = time.monotonic(), machine()
    os.sched_setaffinity(0, {LOAD_CORE})
    found = asyncio.run(measure(QUICK if quick else Size()))
    about["load_cpu_share"] = time.process_time() / (time.monotonic() - begun)
    click.echo(
        f"\n{about['cpu']}, {about['cores']} cores (server on {SERVER_CORE}, load on {LOAD_CORE}), {about['system']}, "
        f"Python {about['python']}; busy before: {about['busy_before']:.1f}\n"
    )
    click.echo(told(found))
    RESULTS.mkdir(exist_ok=True)
    at = datetime.now(UTC)
    file = RESULTS / f"{at:%Y%m%d-%H%M%S}{'-quick' if quick else ''}.json"
    file.write_text(json.dumps({"at": at.isoformat(timespec="seconds"), "machine": about, **found}, indent=1) + "\n", encoding="utf-8")
    click.echo(f"\n{time.monotonic() - begun:.0f} s. Written: bench/results/{file.name}")


if __name__ == "__main__":
    main()
