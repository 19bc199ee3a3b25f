"""What is wrong with an installation, in plain words, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from loket import crypto, database, migrate, web
from loket.config import LOOPBACK, Settings
from loket.database import EVERYWHERE, reading
from loket.errors import BadConfiguration, LoketError
from loket.experts import queries as experts
from loket.municipalities.queries import desks


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` says what to do when it is not well."""

    what: str
    is_well: bool
    advice: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything, the foundation first; stops where nothing further can be seen."""
    yield from _look("The server key", lambda: crypto.use_server_key(settings.server_key_file))
    shape = _look("The database", lambda: _database(settings))
    for finding in shape:
        yield finding
        if not finding.is_well:
            return
    if not migrate.is_current():
        yield Finding("The database's shape", False, "Run `python -m loket db upgrade`.")
        return
    yield Finding("The database's shape", True)
    yield from _files()
    if settings.redis_url:
        yield from _look("Redis", lambda: _redis(settings.redis_url or ""))
    elif settings.workers > 1:
        yield Finding("Redis", False, "More than one worker needs LOKET_REDIS_URL.")
    yield from _municipalities()
    if settings.demo and not settings.host_list <= {*LOOPBACK, "[::1]"}:
        yield Finding("The demonstration", False, "LOKET_DEMO shows passwords; switch it off before others can reach this address.")
    if settings.limits == "off":
        yield Finding("Rate limits", False, "LOKET_LIMITS is off: nobody is slowed down. Leave it on, except in a load test.")


def _look(what: str, attempt: Callable[[], None]) -> Iterator[Finding]:
    try:
        attempt()
    except (BadConfiguration, LoketError) as error:
        yield Finding(what, False, str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the doctor was asked for
        yield Finding(what, False, f"{type(error).__name__}: check its address, that it runs, and that this user may reach it.")
    else:
        yield Finding(what, True)


def _database(settings: Settings) -> None:
    with database.connect(settings.database_url).connect().execution_options(municipality=EVERYWHERE) as connection:
        connection.execute(text("SELECT 1"))


def _redis(url: str) -> None:
    from redis import Redis

    client: Any = Redis.from_url(url, socket_connect_timeout=2)
    client.ping()
    if client.config_get("save").get("save"):
        raise BadConfiguration('Redis writes itself to disk; give it `save ""` and `appendonly no`.')


def _files() -> Iterator[Finding]:
    listed = web.folder("static") / "vendor" / "LICENSES.json"
    try:
        is_there = bool(json.loads(listed.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        is_there = False
    yield Finding("The front-end packages", is_there, "static/vendor is missing or broken: run `make setup`, or install the package again.")


def _municipalities() -> Iterator[Finding]:
    found = desks()
    if not found:
        yield Finding("Municipalities", False, "There is none: `python -m loket setup --from FILE`, or `--demo` to look around.")
    for desk in found:
        with reading(desk.id) as work:
            empty = [kind for kind, door in experts.pool_doors(work).items() if door.public is None]
            waiting = sorted(kind for kind, count in experts.waiting_for_admission(work).items() if count)
        if "intake" in empty:
            yield Finding(
                f"{desk.municipality}: intake", False, "Nobody can receive questions: the first intaker must accept the invitation."
            )
        else:
            yield Finding(f"{desk.municipality}: intake", True)
        others = [kind for kind in empty if kind != "intake"]
        if others:
            yield Finding(f"{desk.municipality}: pools", False, f"Nobody yet in {', '.join(others)}: nothing can be handed to them.")
        if waiting:
            yield Finding(
                f"{desk.municipality}: waiting",
                False,
                f"Colleagues wait to be let in to {', '.join(waiting)}: a member does that on the page Team.",
            )
