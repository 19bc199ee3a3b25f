"""A server on a core of its own, and what it costs by the kernel's count: CPU seconds and memory."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

PORTS = range(8400, 8450)
PATIENCE = 30.0
"""Seconds a server may take to start or to stop."""
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A process that serves on 127.0.0.1."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU used until now, by all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> int:
        """Bytes in memory now."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


@dataclass(frozen=True)
class Login:
    login: str
    password: str
    totp_secret: str


@dataclass(frozen=True)
class Desk:
    """The demonstration municipality, served; `url` and `key` are for whoever puts tickets straight into its database."""

    server: Server
    staff: dict[str, list[Login]]
    url: str
    key: Path

    @property
    def intaker(self) -> Login:
        return self.staff["intaker"][0]


def _free_port() -> int:
    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise OSError(f"no free port from {PORTS.start} to {PORTS.stop - 1}")


def _environment(folder: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOKET_")}
    return kept | {
        "LOKET_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "LOKET_SERVER_KEY_FILE": f"{folder}/server.key",
        "LOKET_LIMITS": "off",
    }


@contextmanager
def serving(command: list[str], environment: dict[str, str]) -> Iterator[Server]:
    """Runs `python -m COMMAND --port N` until the end of the block; SIGTERM then ends it."""
    port = _free_port()
    process = subprocess.Popen([sys.executable, "-m", *command, "--port", str(port)], env=environment)
    try:
        os.sched_setaffinity(process.pid, {SERVER_CORE})
        until = time.monotonic() + PATIENCE
        while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
            if process.poll() is not None or time.monotonic() > until:
                raise OSError(f"{' '.join(command)} does not serve")
            time.sleep(0.05)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def bare() -> Iterator[Server]:
    """The baselines (see `bench.baseline`)."""
    with TemporaryDirectory(prefix="loket-bench-") as folder, serving(["bench.baseline"], _environment(folder)) as server:
        yield server


@contextmanager
def desk() -> Iterator[Desk]:
    """A fresh demonstration desk with its default settings, but for the rate limits."""
    with TemporaryDirectory(prefix="loket-bench-") as folder:
        environment = _environment(folder)
        told = subprocess.run(
            [sys.executable, "-m", "loket", "setup", "--demo", "--json"], env=environment, check=True, capture_output=True
        )
        staff: dict[str, list[Login]] = {}
        for one in json.loads(told.stdout)["staff"]:
            staff.setdefault(one["role"], []).append(Login(one["login"], one["password"], one["totp_secret"]))
        with serving(["loket", "serve"], environment) as server:
            yield Desk(server, staff, environment["LOKET_DATABASE_URL"], Path(environment["LOKET_SERVER_KEY_FILE"]))
