"""The production door: `python -m loket.serve`. Starts the workers and, on SIGTERM, lets them finish what they have.

One worker serves in this very process. More of them share the port (SO_REUSEPORT; the kernel deals out the connections); this
process then only watches: it starts a dead worker again, unless the first ones could not even start, and passes the signal on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from loket import runtime
from loket.advice import in_plain_words

if TYPE_CHECKING:
    from loket.config import Settings

GRACE = 20.0
"""Seconds a request in flight may still take after SIGTERM."""
THREADS = 250
PROBATION = 30.0
"""Seconds after the first start in which a worker that ends by itself with a fault means that it cannot start at all."""


class Stop:
    """Set by SIGTERM or SIGINT; a signal alone does not wake an idle loop, so it is looked at."""

    def __init__(self) -> None:
        self.is_asked = False
        for which in (signal.SIGTERM, signal.SIGINT):
            signal.signal(which, self._ask)

    def _ask(self, *_: object) -> None:
        self.is_asked = True


def address_of(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def run(settings: Settings, host: str, port: int) -> None:
    """Serve in this process until told to stop, after `runtime.begin`."""
    from loket import installation, logs

    logs.start(settings.log_level)
    more = _demonstration(settings, host, port) if settings.demo else {}
    installation.open_(settings)
    installation.check(settings)
    serve = _run_threads if runtime.mode == "threading" else _run_greenlets
    serve(settings, host, port, more)


def _demonstration(settings: Settings, host: str, port: int) -> dict[str, Any]:
    """Set up and told; what the sign-in page needs to help."""
    from loket.demonstration import actions

    logins = actions.prepare(settings)
    click.echo(actions.as_text(f"http://{address_of(host, port)}", logins))
    return {"DEMO_LOGINS": logins}


def _run_greenlets(settings: Settings, host: str, port: int, more: dict[str, Any]) -> None:
    """On eventlet's own server."""
    from loket import health, jobs
    from loket.app import create_app
    from loket.chat.actions import say_goodbye

    stop = Stop()
    app = create_app(settings)
    app.config.update(more)
    server = runtime.EventletServer(host, port, app, is_shared=settings.workers > 1)
    runtime.spawn(jobs.run_forever)
    while not stop.is_asked:
        runtime.sleep(0.1)
        if server.is_dead:
            raise SystemExit(1)
    health.is_draining = True
    say_goodbye()
    server.stop(GRACE)


def _run_threads(settings: Settings, host: str, port: int, more: dict[str, Any]) -> None:
    """The same on threads: gunicorn's gthread workers."""
    from gunicorn.app.base import BaseApplication

    from loket import database, health, jobs
    from loket.app import create_app
    from loket.chat.actions import say_goodbye

    def tell_sockets(worker: Any) -> None:
        finish = signal.getsignal(signal.SIGTERM)

        def stop(number: int, frame: Any) -> None:
            health.is_draining = True
            runtime.spawn(say_goodbye)
            if callable(finish):
                finish(number, frame)

        signal.signal(signal.SIGTERM, stop)
        runtime.spawn(jobs.run_forever)
        del worker

    class Threads(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options = {
                "bind": address_of(host, port), "workers": settings.workers, "worker_class": "gthread", "threads": THREADS,
                "graceful_timeout": int(GRACE), "keepalive": runtime.KEEPALIVE,
                "accesslog": None, "errorlog": os.devnull, "loglevel": "critical",
                "post_worker_init": tell_sockets,
                "forwarded_allow_ips": "", "forwarder_headers": "",  # whom to believe is the gate's to decide
            }  # fmt: skip
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            app = create_app(settings)
            app.config.update(more)
            return app

    runtime.try_port(host, port)
    database.engine().dispose()  # the workers are copies of this process, and open connections of their own
    Threads().run()


def watch_over(workers: int, arguments: list[str]) -> None:
    """Keep `workers` processes serving until told to stop; ends when they have. Exits with 1 when they cannot start."""
    stop, began = Stop(), time.monotonic()
    environment = os.environ | {"LOKET_WORKERS": str(workers)}
    start = [sys.executable, "-m", "loket.serve", "--one", *arguments]
    children = [subprocess.Popen(start, env=environment) for _ in range(workers)]  # noqa: S603 - our own command line
    is_hopeless = False
    while not (stop.is_asked or is_hopeless):
        time.sleep(0.2)
        for place, child in enumerate(children):
            code = child.poll()
            if code is None:
                continue
            is_hopeless = code > 0 and time.monotonic() - began < PROBATION  # below 0 it was killed by somebody
            if is_hopeless:
                break
            time.sleep(1)
            children[place] = subprocess.Popen(start, env=environment)  # noqa: S603
    for child in children:
        child.terminate()
    for child in children:
        child.wait(GRACE + 10)
    if is_hopeless:
        raise SystemExit(1)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to serve on.")
@click.option("--workers", type=int, help="Worker processes (LOKET_WORKERS).")
@click.option("--demo", is_flag=True, help="Set up and show the demonstration municipality; on this machine only (LOKET_DEMO).")
@click.option("--one", is_flag=True, hidden=True)
def main(host: str, port: int, workers: int | None, demo: bool, one: bool) -> None:
    """Serve the desk."""
    with in_plain_words():
        runtime.begin()
        from loket import config  # after the patch: nothing may be imported before it

        given = {"workers": workers, "demo": demo or None}
        settings = config.read(**{name: value for name, value in given.items() if value is not None})
        config.check_address(settings, host)
        if settings.workers > 1 and not one and runtime.mode != "threading":
            watch_over(settings.workers, ["--host", host, "--port", str(port)])
        else:
            run(settings, host, port)


if __name__ == "__main__":
    main()
