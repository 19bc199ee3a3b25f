"""`serve` as it is started: what cannot be served ends at once, with a sentence and code 1."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from loket import crypto
from loket.demonstration.visitor import Visitor
from tests.cli.conftest import Run
from tests.cli.desks import EIKENDAM, codes, refusal
from tests.servers import ROOT, Redis, free_port, running_redis, wait_until

MODES = ["eventlet", "threading"]
WITHIN = 30


@pytest.fixture
def desk(loket: Run, desk_file: Callable[[str], Path]) -> None:
    codes(loket("setup", "--from", desk_file(EIKENDAM)))


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with running_redis() as server:
        yield server


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another server has."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "loket", "serve", *(str(argument) for argument in arguments)]


def environment(settings: dict[str, str]) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)} | settings


def cannot_serve(*arguments: object, **settings: str) -> list[str]:
    """The lines with which the server ended."""
    done = subprocess.run(
        command(*arguments),
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()


@contextmanager
def serving(*arguments: object, **settings: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server that serves, and its address."""
    port = free_port()
    process = subprocess.Popen(command("--port", port, *arguments), env=environment(settings), stdout=subprocess.DEVNULL)

    def is_ready() -> bool:
        assert process.poll() is None, "the server stopped"
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except URLError:
            return False

    try:
        wait_until("the server serves", is_ready, WITHIN)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(WITHIN)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("mode", MODES)
def test_a_port_that_is_taken_is_told_in_every_way_of_waiting(taken: int, mode: str):
    said = cannot_serve("--port", taken, LOKET_ASYNC=mode)
    assert said == [f"Error: Port {taken} on 127.0.0.1 cannot be had (Address already in use); choose another with --port."]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("mode", MODES)
def test_under_another_key_nothing_is_served(folder: Path, mode: str):
    (folder / "server.key").unlink()
    crypto.make_server_key(folder / "server.key")
    (said,) = cannot_serve("--port", free_port(), LOKET_ASYNC=mode)
    assert "This is not the key this database was made with" in said


@pytest.mark.redis
@pytest.mark.usefixtures("desk")
def test_workers_that_cannot_start_are_not_started_for_ever(taken: int, redis: Redis):
    said = cannot_serve("--port", taken, "--workers", "2", LOKET_REDIS_URL=redis.url)
    assert set(said) == {f"Error: Port {taken} on 127.0.0.1 cannot be had (Address already in use); choose another with --port."}
    assert len(said) <= 2


@pytest.mark.redis
@pytest.mark.usefixtures("desk")
def test_the_number_of_workers_can_stand_in_a_file(folder: Path, redis: Redis):
    (folder / "workers").write_text("2\n")
    with serving(LOKET_WORKERS_FILE=str(folder / "workers"), LOKET_REDIS_URL=redis.url) as (_, process):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        wait_until("two workers", lambda: len(children.read_text().split()) == 2)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "settings"),
    [(["--demo"], {"LOKET_ASYNC": "threading"}), ([], {"LOKET_DEMO": "true"})],
    ids=["--demo, threads", "LOKET_DEMO, eventlet"],
)
def test_the_demonstration_helps_with_signing_in_however_it_is_asked_for(arguments: list[str], settings: dict[str, str]):
    with serving(*arguments, **settings) as (address, _), closing(Visitor(address)) as visitor:
        assert visitor.look("/balie/aanmelden").text.count("demo-") >= 6


@pytest.mark.usefixtures("desk")
def test_outside_the_demonstration_no_password_is_shown():
    with serving() as (address, _), closing(Visitor(address)) as visitor:
        assert "demo-" not in visitor.look("/balie/aanmelden").text


@pytest.mark.parametrize(
    ("arguments", "settings", "says"),
    [
        (["--demo", "--workers", "2"], {}, "The demonstration is served by one worker"),
        (["--demo"], {"LOKET_WORKERS": "2", "LOKET_REDIS_URL": "redis://127.0.0.1:1"}, "The demonstration is served by one worker"),
        (["--workers", "2"], {}, "LOKET_WORKERS is more than 1, so LOKET_REDIS_URL must say where Redis is"),
        (["--demo", "--host", "192.0.2.1"], {}, "The demonstration shows its passwords"),
        (["--demo"], {"LOKET_TRUSTED_PROXIES": "127.0.0.1"}, "The demonstration shows its passwords"),
        (["--host", "192.0.2.1"], {"LOKET_LIMITS": "off"}, "LOKET_LIMITS=off is only for load tests"),
    ],
)
def test_what_does_not_go_together_is_told(
    loket: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], settings: dict[str, str], says: str
):
    monkeypatch.setenv("LOKET_ASYNC", "threading")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert says in refusal(loket("serve", *arguments))
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("desk")
def test_the_demonstration_is_not_served_on_the_database_of_a_municipality():
    (said,) = cannot_serve("--demo", "--port", free_port())
    assert "holds a municipality of its own" in said
