"""Before the handshake: who has no open session gets no socket, and a process takes no more sockets than it can carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from loket import runtime
from loket.chat import frames, views_socket

MOST = {"eventlet": 3000, "threading": 200}
"""Sockets in one process; well under what its server can hold, so that pages are still served."""

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Doorkeeper:
    """WSGI middleware in front of the sockets; Flask's own pages pass."""

    def __init__(self, app: Flask, behind: WsgiApp) -> None:
        self.app, self.behind = app, behind

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith("/socket.io"):
            return self.behind(environ, start_response)
        if frames.open_sockets >= MOST[runtime.mode]:
            return _refuse(start_response, "503 Service Unavailable")
        with self.app.request_context(environ):
            may_enter = views_socket.may_enter()
        return self.behind(environ, start_response) if may_enter else _refuse(start_response, "403 Forbidden")


def _refuse(start_response: Callable[..., Any], status: str) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "text/plain"), ("Cache-Control", "no-store")])
    return [b""]
