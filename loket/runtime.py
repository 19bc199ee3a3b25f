"""How Loket waits: eventlet or threads, one setting (`LOKET_ASYNC`). The only file that knows eventlet.

Everything runs on threads until a server calls `begin`; with eventlet that patches the standard library, so it comes before
any other import of ours. Costly work (Argon2id) leaves the loop through `aside`: two at once, a short line, then Busy.
"""

from __future__ import annotations

import os
import resource
import socket
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from loket.errors import BadConfiguration, Busy

T = TypeVar("T")

MODES = ("eventlet", "threading")
AT_ONCE = 1
"""In each of the two lines, so two at once in all: Argon2id gains nothing from more, and this bounds its memory."""
IN_LINE = 40


class Line:
    """Who is doing costly work now, and who waits for it, in the order they came. Residents and staff each have one, so that neither
    can fill the other's."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        self.lock = threading.Lock()
        self.inside = 0
        self.waiting: deque[threading.Event] = deque()

    def enter(self) -> None:
        with self.lock:
            if self.inside >= AT_ONCE + IN_LINE:
                raise Busy
            self.inside += 1
            turn = threading.Event()
            if self.inside > AT_ONCE:
                self.waiting.append(turn)
            else:
                turn.set()
        try:
            turn.wait()
        except BaseException:  # given up while waiting: the place must not be lost
            with self.lock:
                had_turn = turn not in self.waiting
                if not had_turn:
                    self.waiting.remove(turn)
                    self.inside -= 1
            if had_turn:
                self.leave()
            raise

    def leave(self) -> None:
        """The place goes to whoever waits longest, not to whoever comes by just now."""
        with self.lock:
            self.inside -= 1
            if self.waiting:
                self.waiting.popleft().set()


mode = "threading"
RESIDENTS, STAFF = Line(), Line()


def chosen_mode(chosen: str | None = None) -> str:
    """Raises BadConfiguration on an unknown mode."""
    chosen = chosen or os.environ.get("LOKET_ASYNC") or "eventlet"
    if chosen not in MODES:
        raise BadConfiguration(f"LOKET_ASYNC is '{chosen}'; it can be {' or '.join(MODES)}.")
    return chosen


def begin(chosen: str | None = None) -> str:
    """Settle how this process waits, before it opens anything. Raises BadConfiguration on an unknown mode."""
    global mode  # noqa: PLW0603 - one process, one way of waiting
    mode = chosen_mode(chosen)
    if mode == "eventlet":
        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        import eventlet

        eventlet.monkey_patch()
        # psycopg waits in C and would stop the whole loop; its selector goes through the patched library.
        os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
        for line in (RESIDENTS, STAFF):
            line.renew()  # with the patched library's locks
    return mode


def aside(line: Line, work: Callable[..., T], *args: Any) -> T:
    """Run costly `work` where it stops nobody else. Raises Busy when too many wait in `line` already."""
    line.enter()
    try:
        if mode == "eventlet":
            from eventlet import tpool

            result: T = tpool.execute(work, *args)
            return result
        return work(*args)
    finally:
        line.leave()


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


def later(seconds: float, work: Callable[[], object]) -> Callable[[], object]:
    """Do `work` after a while, unless the returned function is called before."""
    if mode == "eventlet":
        import eventlet

        return cast(Callable[[], object], eventlet.spawn_after(seconds, work).cancel)
    timer = threading.Timer(seconds, work)
    timer.daemon = True
    timer.start()
    return timer.cancel


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is done here must be done in time; raises TimeoutError. On threads the server in front keeps the time."""
    if mode == "eventlet":
        import eventlet

        with eventlet.Timeout(seconds, TimeoutError):
            yield
    else:
        yield


# --- serving -----------------------------------------------------------------------------------------------------

MOST_CONNECTIONS = 4096
"""Well above the sockets a process takes, so that open pages never keep others from being served."""
SOCKET_TIMEOUT = 60
"""Seconds of silence after which a half-sent request is dropped; above the ping interval of open pages."""
KEEPALIVE = 10
FILES_OF_OUR_OWN = 64


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.AddressFamily]:
    """Whoever tries to listen here does so within; raises BadConfiguration when the port cannot be had."""
    try:
        yield socket.AF_INET6 if ":" in host else socket.AF_INET
    except OSError as error:
        why = (error.strerror or "").partition(" (")[0]  # some add the address once more
        raise BadConfiguration(f"Port {port} on {host} cannot be had ({why}); choose another with --port.") from None


def try_port(host: str, port: int) -> None:
    """For a server that would not say so itself. Raises BadConfiguration when the port cannot be had."""
    with _listening(host, port) as family, socket.create_server((host, port), family=family):
        pass


class EventletServer:
    """Eventlet's own WSGI server on one port (`is_shared` with other workers of ours); `stop` finishes what was begun.

    Raises BadConfiguration when the port cannot be had.
    """

    def __init__(self, host: str, port: int, app: Any, *, is_shared: bool = False) -> None:
        import eventlet
        import eventlet.wsgi

        most = _room_for_connections()
        self._pool = eventlet.GreenPool(most)
        with _listening(host, port) as family:
            self._socket = eventlet.listen((host, port), family=family, backlog=1024, reuse_port=is_shared)
        # What is longer than the server's buffer goes out in two writes; with Nagle's algorithm the second waits 40 ms for the other side.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
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
            max_size=most,
            environ={"wsgi.errors": _Nothing()},
        )

    @property
    def is_dead(self) -> bool:
        """Whether the server stopped by itself: then this process must end and be started again."""
        return bool(self._server.dead)

    def stop(self, grace: float) -> None:
        import eventlet

        self._server.kill()
        self._socket.close()  # the library keeps it open until the last request is done, and who came meanwhile would wait for nobody
        with eventlet.Timeout(grace, False):
            self._pool.waitall()


def _room_for_connections() -> int:
    """As many connections as this process may have open files for, less a few of its own; asks for as many as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, min(hard, MOST_CONNECTIONS + FILES_OF_OUR_OWN))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(FILES_OF_OUR_OWN, min(MOST_CONNECTIONS, wanted - FILES_OF_OUR_OWN))


class _Nothing:
    """Where the server's own messages go: they hold addresses."""

    def write(self, _: str) -> None:
        pass

    def flush(self) -> None:
        pass

    def debug(self, *_: object) -> None:
        pass

    info = warning = error = exception = debug
