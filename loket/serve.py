"""The production door: `python -m loket.serve`. Starts the workers and, on SIGTERM, lets them finish what they have.

One worker serves in this very process. More of them share the port (SO_REUSEPORT; the kernel deals out the connections); this
process then only watches: it starts a dead worker again and passes the signal on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from loket import runtime
from loket.errors import BadConfiguration

if TYPE_CHECKING:
    from loket.config import Settings

GRACE = 20.0
"""Seconds a request in flight may still take after SIGTERM."""
THREADS = 250


class Stop:
    """Set by SIGTERM or SIGINT; a signal alone does not wake an idle loop, so it is looked at."""

    def __init__(self) -> None:
        self.is_asked = False
        for which in (signal.SIGTERM, signal.SIGINT):
            signal.signal(which, self._ask)

    def _ask(self, *_: object) -> None:
        self.is_asked = True


def run(settings: Settings, host: str, port: int, prepare: Callable[[Any], None] | None = None) -> None:
    """Serve in this process until told to stop, after `runtime.begin`. `prepare` gets the application before the first request."""
    from loket import logs

    logs.start(settings.log_level)
    if runtime.mode == "threading":
        _run_threads(settings, host, port, prepare)
        return
    from loket import health, jobs
    from loket.app import create_app
    from loket.chat.actions import say_goodbye

    stop = Stop()
    app = create_app(settings)
    _check_shape()
    if prepare:
        prepare(app)
    server = runtime.EventletServer(host, port, app, is_shared=settings.workers > 1)
    runtime.spawn(jobs.run_forever)
    while not stop.is_asked:
        runtime.sleep(0.1)
        if server.is_dead:
            raise SystemExit(1)
    health.is_draining = True
    say_goodbye()
    server.stop(GRACE)


def _check_shape() -> None:
    from loket import migrate

    if not migrate.is_current():
        raise BadConfiguration("The database has not the shape this version needs: run `python -m loket db upgrade` first.")


def _run_threads(settings: Settings, host: str, port: int, prepare: Callable[[Any], None] | None) -> None:
    """The same on threads: gunicorn's gthread workers."""
    from gunicorn.app.base import BaseApplication

    from loket import health, jobs
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
                "bind": f"{host}:{port}", "workers": settings.workers, "worker_class": "gthread", "threads": THREADS,
                "graceful_timeout": int(GRACE), "keepalive": runtime.KEEPALIVE,
                "accesslog": None, "errorlog": os.devnull, "loglevel": "critical",
                "post_worker_init": tell_sockets,
            }  # fmt: skip
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            app = create_app(settings)
            _check_shape()
            if prepare:
                prepare(app)
            return app

    Threads().run()


def watch_over(workers: int, arguments: list[str]) -> None:
    """Keep `workers` processes serving until told to stop; ends when they have."""
    stop = Stop()
    environment = os.environ | {"LOKET_WORKERS": str(workers)}
    start = [sys.executable, "-m", "loket.serve", "--one", *arguments]
    children = [subprocess.Popen(start, env=environment) for _ in range(workers)]  # noqa: S603 - our own command line
    while not stop.is_asked:
        time.sleep(0.2)
        for place, child in enumerate(children):
            if child.poll() is not None:
                time.sleep(1)
                children[place] = subprocess.Popen(start, env=environment)  # noqa: S603
    for child in children:
        child.terminate()
    for child in children:
        child.wait(GRACE + 10)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=8000, show_default=True, help="Port to serve on.")
@click.option("--workers", type=int, help="Worker processes (LOKET_WORKERS).")
@click.option("--one", is_flag=True, hidden=True)
def main(host: str, port: int, workers: int | None, one: bool) -> None:
    """Serve the desk."""
    try:
        workers = workers or int(os.environ.get("LOKET_WORKERS") or 1)
        is_watching = workers > 1 and not one and os.environ.get("LOKET_ASYNC") != "threading"
        if not is_watching:
            runtime.begin()
        from loket import config  # after the patch: nothing may be imported before it

        settings = config.read(workers=workers)
        config.check_address(settings, host)
        if is_watching:
            watch_over(workers, ["--host", host, "--port", str(port)])
        else:
            run(settings, host, port)
    except BadConfiguration as error:
        raise click.ClickException(str(error)) from None


if __name__ == "__main__":
    main()
