"""Which municipality a request belongs to: settled before anything else looks at it.

By host name; else by the first part of the path, which then moves to SCRIPT_NAME so that every link made below carries it;
else because there is only one. The answer stands in the WSGI environment under `KEY`; without one the pages say 404.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from loket.municipalities import queries
from loket.municipalities.queries import Desk

KEY = "loket.desk"
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def hosts() -> frozenset[str]:
    return frozenset(desk.host for desk in queries.desks() if desk.host)


def locate(desks: tuple[Desk, ...], host: str, path: str) -> tuple[Desk | None, str]:
    """The desk, and the part of the path that only served to name it ('' or '/slug')."""
    for desk in desks:
        if desk.host and desk.host == host:
            return desk, ""
    first = path.lstrip("/").split("/", 1)[0]
    for desk in desks:
        if desk.slug == first and not desk.host:
            return desk, "/" + first
    return (desks[0] if len(desks) == 1 else None), ""


class Locator:
    """WSGI middleware around the whole of Loket, sockets included."""

    def __init__(self, app: WsgiApp) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "").rsplit(":", 1)[0].lower()
        path = environ.get("PATH_INFO", "")
        desk, prefix = locate(queries.desks(), host, path)
        environ[KEY] = desk
        if prefix:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return self.app(environ, start_response)
