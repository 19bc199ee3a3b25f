"""How Loket waits: eventlet or threads, one setting (`LOKET_ASYNC`). The only file that knows eventlet.

Everything runs on threads until a server calls `begin`; with eventlet that patches the standard library, so it comes before
any other import of ours. Costly work (Argon2id) leaves the loop through `aside`: two at once, a short line, then Busy.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from loket.errors import BadConfiguration, Busy

T = TypeVar("T")

MODES = ("eventlet", "threading")
AT_ONCE = 2
IN_LINE = 40


class _Line:
    """Who is doing costly work now, and who waits for it."""

    def __init__(self) -> None:
        self.places = threading.Semaphore(AT_ONCE)
        self.lock = threading.Lock()
        self.inside = 0

    def enter(self) -> None:
        with self.lock:
            if self.inside >= AT_ONCE + IN_LINE:
                raise Busy
            self.inside += 1
        self.places.acquire()

    def leave(self) -> None:
        self.places.release()
        with self.lock:
            self.inside -= 1


mode = "threading"
_line = _Line()


def begin(chosen: str | None = None) -> str:
    """Choose how this process waits, before it opens anything. Raises BadConfiguration on an unknown mode."""
    global mode, _line  # noqa: PLW0603 - one process, one way of waiting
    chosen = chosen or os.environ.get("LOKET_ASYNC") or "eventlet"
    if chosen not in MODES:
        raise BadConfiguration(f"LOKET_ASYNC is '{chosen}'; it can be {' or '.join(MODES)}.")
    mode = chosen
    if mode == "eventlet":
        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        import eventlet

        eventlet.monkey_patch()
        # psycopg waits in C and would stop the whole loop; its selector goes through the patched library.
        os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
        _line = _Line()
    return mode


def aside(work: Callable[..., T], *args: Any) -> T:
    """Run costly `work` where it stops nobody else. Raises Busy when too many wait already."""
    _line.enter()
    try:
        if mode == "eventlet":
            from eventlet import tpool

            result: T = tpool.execute(work, *args)
            return result
        return work(*args)
    finally:
        _line.leave()


def sleep(seconds: float) -> None:
    if mode == "eventlet":
        import eventlet

        eventlet.sleep(seconds)
    else:
        time.sleep(seconds)


def spawn(work: Callable[..., object], *args: Any) -> None:
    """Start `work` beside everything else; it ends with the process."""
    if mode == "eventlet":
        import eventlet

        eventlet.spawn(work, *args)
    else:
        threading.Thread(target=work, args=args, daemon=True).start()


# --- serving -----------------------------------------------------------------------------------------------------

MOST_CONNECTIONS = 4096
"""Well above the sockets a process takes, so that open pages never keep others from being served."""
SOCKET_TIMEOUT = 60
"""Seconds of silence after which a half-sent request is dropped; above the ping interval of open pages."""
KEEPALIVE = 10


class EventletServer:
    """Eventlet's own WSGI server on one port (`is_shared` with other workers of ours); `stop` finishes what was begun.

    Raises BadConfiguration when the port cannot be had.
    """

    def __init__(self, host: str, port: int, app: Any, *, is_shared: bool = False) -> None:
        import eventlet
        import eventlet.wsgi

        self._pool = eventlet.GreenPool(MOST_CONNECTIONS)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._socket = eventlet.listen((host, port), family=family, backlog=1024, reuse_port=is_shared)
        except OSError as error:
            raise BadConfiguration(f"Port {port} on {host} cannot be had ({error.strerror}); choose another with --port.") from None
        self.port = int(self._socket.getsockname()[1])
        self._server = eventlet.spawn(
            eventlet.wsgi.server,
            self._socket,
            app,
            log=_Nothing(),
            log_output=False,
            debug=False,
            custom_pool=self._pool,
            keepalive=KEEPALIVE,
            socket_timeout=SOCKET_TIMEOUT,
            max_size=MOST_CONNECTIONS,
        )

    def stop(self, grace: float) -> None:
        import eventlet

        self._server.kill()
        self._socket.close()  # the library keeps it open until the last request is done, and who came meanwhile would wait for nobody
        with eventlet.Timeout(grace, False):
            self._pool.waitall()


class _Nothing:
    """Where the server's own messages go: they hold addresses."""

    def write(self, _: str) -> None:
        pass

    def debug(self, *_: object) -> None:
        pass

    info = warning = error = exception = debug
