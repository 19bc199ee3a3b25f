"""What is wrong with an installation, in plain words, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from loket import advice, database, installation, migrate, runtime, web
from loket.config import LOOPBACK, Settings
from loket.database import reading
from loket.errors import BadConfiguration, Tampered
from loket.experts import queries as experts
from loket.municipalities.queries import Desk, desks, key_tags


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` says what to do when it is not well."""

    what: str
    is_well: bool
    advice: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything, the foundation first; stops where nothing further can be seen. Changes nothing."""
    yield _look("The way of waiting", runtime.chosen_mode)
    yield from _files()
    if settings.redis_url:
        yield _look("Redis", lambda: _redis(settings.redis_url or ""))
    if settings.demo and not settings.host_list <= {*LOOPBACK, "[::1]"}:
        yield Finding("The demonstration", False, "LOKET_DEMO shows passwords; switch it off before others can reach this address.")
    if settings.limits == "off":
        yield Finding("Rate limits", False, "LOKET_LIMITS is off: nobody is slowed down. Leave it on, except in a load test.")
    foundation: tuple[tuple[str, Callable[[], object]], ...] = (
        ("The database", lambda: _database(settings)),
        ("The server key", lambda: installation.open_(settings)),
        ("The database's shape", installation.check_shape),
        ("The server key belongs to the database", lambda: installation.check_key(settings)),
    )
    for what, attempt in foundation:
        found = _look(what, attempt)
        yield found
        if not found.is_well:
            return
    yield from _address(settings, desks())
    yield from _municipalities(desks())


def _look(what: str, attempt: Callable[[], object]) -> Finding:
    try:
        attempt()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the doctor was asked for
        return Finding(what, False, advice.on(error) or f"Looking at it failed with {type(error).__name__}, which Loket does not expect.")
    return Finding(what, True)


def _database(settings: Settings) -> None:
    file = database.file_of(settings.database_url)
    if file and not file.exists():
        raise BadConfiguration(f"There is no database at {file} yet: run `python -m loket setup --from FILE`, or `--demo` to look around.")
    database.connect(settings.database_url)
    migrate.is_current()


def _redis(url: str) -> None:
    from redis import Redis
    from redis.exceptions import NoPermissionError, ResponseError

    client: Any = Redis.from_url(url, socket_connect_timeout=2)
    client.ping()
    try:
        saves, appends = (client.config_get(name).get(name) for name in ("save", "appendonly"))
    except (NoPermissionError, ResponseError):
        raise BadConfiguration(
            "Redis does not let us see how it is set (CONFIG is forbidden, as hosting firms often do); ask whoever runs it that it writes "
            "nothing to disk. The rest works."
        ) from None
    if saves or appends == "yes":
        raise BadConfiguration('Redis writes itself to disk; give it `save ""` and `appendonly no`.')


def _files() -> Iterator[Finding]:
    listed = web.folder("static") / "vendor" / "LICENSES.json"
    try:
        is_there = bool(json.loads(listed.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        is_there = False
    yield Finding("The front-end packages", is_there, "static/vendor is missing or broken: run `make setup`, or install the package again.")


def _address(settings: Settings, found: tuple[Desk, ...]) -> Iterator[Finding]:
    if any(desk.host for desk in found):
        yield Finding(
            "The proxy",
            bool(settings.proxy_list),
            "A desk has a host name of its own, and no proxy is trusted: cookies are not Secure, open pages hear no bell (Unknown origin.) "
            "and all residents share one limit. Name the proxy that speaks TLS in LOKET_TRUSTED_PROXIES.",
        )


def _municipalities(found: tuple[Desk, ...]) -> Iterator[Finding]:
    closed = key_tags().keys() - {desk.id for desk in found}
    if closed:
        yield Finding(
            "Municipalities",
            False,
            f"Number {', '.join(map(str, sorted(closed)))} stays closed: its address, name or salt was changed in the database. "
            "Put a backup back, or run `setup --from` with its file when the change was yours.",
        )
    elif not found:
        yield Finding("Municipalities", False, "There is none: `python -m loket setup --from FILE`, or `--demo` to look around.")
    for desk in found:
        try:
            yield from _pools(desk)
        except Tampered as error:
            yield Finding(f"{desk.municipality}: pools", False, advice.on(error) or "")


def _pools(desk: Desk) -> Iterator[Finding]:
    with reading(desk.id) as work:
        empty = [kind for kind, door in experts.pool_doors(work).items() if door.public is None]
        waiting = ", ".join(sorted(kind for kind, count in experts.waiting_for_admission(work).items() if count))
    yield Finding(
        f"{desk.municipality}: intake",
        "intake" not in empty,
        "Nobody can receive questions: the first intaker must accept the invitation.",
    )
    others = ", ".join(kind for kind in empty if kind != "intake")
    if others:
        yield Finding(f"{desk.municipality}: pools", False, f"Nobody yet in {others}: nothing can be handed to them.")
    if waiting:
        yield Finding(
            f"{desk.municipality}: waiting", False, f"Colleagues wait to be let in to {waiting}: a member does that on the page Team."
        )
