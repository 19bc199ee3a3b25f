"""In front of everything, sockets too (they never pass through Flask).

Only our hosts, only our own proxies, sockets only from our own pages, and no fault without an answer.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from loket import runtime
from loket.config import Settings

log = logging.getLogger(__name__)


WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Gate:
    """The middleware; `hosts` tells those of the municipalities."""

    def __init__(self, app: WsgiApp, settings: Settings, hosts: Callable[[], frozenset[str]]) -> None:
        self.app, self.proxies, self.own, self.others = app, settings.proxy_list, settings.host_list, hosts
        self.is_demo = settings.demo

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        runtime.sleep(0)  # who sends many requests at once on one connection must let others go between
        try:
            return self._pass(environ, start_response)
        except StopIteration:  # how engine.io tells a threaded server that a socket is over
            raise
        except Exception as error:  # noqa: BLE001 - below here Flask answers; this is for what never reached it
            log_fault(error)
            return _plainly(start_response, "503 Service Unavailable", "Loket is not available now. Danger: 112.")

    def _pass(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if self.is_demo and any(name.startswith(("HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_VIA")) for name in environ):
            return _plainly(start_response, "403 Forbidden", "The demonstration is for this machine only.")
        self._believe_only_proxies(environ)
        host = environ.get("HTTP_HOST", "")
        if self._name(host) not in self.own | self.others():
            return _plainly(start_response, "400 Bad Request", "Unknown host.")
        if "/socket.io" in environ.get("PATH_INFO", "") and environ.get("HTTP_ORIGIN") != f"{environ['wsgi.url_scheme']}://{host}":
            return _plainly(start_response, "400 Bad Request", "Unknown origin.")
        return self.app(environ, start_response)

    def _believe_only_proxies(self, environ: dict[str, Any]) -> None:
        believed = self._is_proxy(environ.get("REMOTE_ADDR", ""))
        told = {name: environ.pop(name, None) for name in ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_FOR")}
        for name in [name for name in environ if name.startswith("HTTP_X_FORWARDED_") or name in ("HTTP_FORWARDED", "HTTP_X_REAL_IP")]:
            del environ[name]
        if not believed:
            return
        if told["HTTP_X_FORWARDED_PROTO"] in ("http", "https"):
            environ["wsgi.url_scheme"] = told["HTTP_X_FORWARDED_PROTO"]
        if told["HTTP_X_FORWARDED_HOST"]:
            environ["HTTP_HOST"] = told["HTTP_X_FORWARDED_HOST"].split(",")[-1].strip()
        if told["HTTP_X_FORWARDED_FOR"]:
            environ["REMOTE_ADDR"] = told["HTTP_X_FORWARDED_FOR"].split(",")[-1].strip()

    def _is_proxy(self, address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in self.proxies)
        except ValueError:
            return False

    @staticmethod
    def _name(host: str) -> str:
        """The name without the port; nothing when it is no host at all."""
        found = _HOST.fullmatch(host)
        return found[1].lower() if found else ""


_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[0-9a-zA-Z.-]+)(?::[0-9]{1,5})?")


def _plainly(start_response: Callable[..., Any], status: str, words: str) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")])
    return [f"{words}\n".encode()]


def log_fault(error: Exception) -> None:
    """The kind and the place of a fault; its text may hold what somebody wrote."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    log.error("fault %s at %s", type(error).__name__, where)
