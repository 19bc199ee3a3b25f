"""Real servers for tests: PostgreSQL, Redis and Loket itself, each on a free port of this machine and in a folder of its own.

A tool that is not on this machine means the test is left out, with one line that says so; with CI=true it is a failure.
"""

from __future__ import annotations

import atexit
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import pyotp
import pytest

from loket.demonstration.actions import SLUG, Login
from loket.demonstration.visitor import Visitor

T = TypeVar("T")

ROOT = Path(__file__).parent.parent
START_WITHIN = 60.0
STOP_WITHIN = 40.0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until(what: str, is_so: Callable[[], T], within: float = 20.0) -> T:
    """The first true answer of `is_so`. Fails, naming `what`, when it does not come."""
    ends = time.monotonic() + within
    while True:
        answer = is_so()
        if answer:
            return answer
        if time.monotonic() > ends:
            pytest.fail(f"{what}: not within {within:g} s")
        time.sleep(0.02)


def left_out(reason: str) -> None:
    """Skip this test; where everything must be there, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix=f"loket-{name}-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, within: float = STOP_WITHIN) -> int:
    if process.poll() is None:
        process.send_signal(how)
    try:
        return process.wait(within)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


# --- PostgreSQL --------------------------------------------------------------------------------------------------


def _postgres_tool(name: str) -> str:
    newest_first = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True)
    found = str(newest_first[0]) if newest_first else shutil.which(name)
    if found is None:
        left_out("PostgreSQL is not on this machine (Debian: apt-get install postgresql)")
    return str(found)


@dataclass
class Postgres:
    """A PostgreSQL server with an empty database; `data` is where its files are."""

    port: int
    data: Path
    _made: int = 0

    @property
    def url(self) -> str:
        return self._url("postgres")

    def _url(self, name: str) -> str:
        return f"postgresql://loket@127.0.0.1:{self.port}/{name}"

    def new_database(self, template: str | None = None) -> str:
        """The address of a new database: an empty one, or a copy of the one at the address `template`."""
        self._made += 1
        name = f"test_{self._made}"
        source = template.rsplit("/", 1)[-1] if template else "template0"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}".encode())
        return self._url(name)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """As user `postgres` when we are root (it refuses to run as root); without waiting for the disk."""
    initdb, server = _postgres_tool("initdb"), _postgres_tool("postgres")
    as_postgres: list[str] = []
    with _folder("postgres") as folder:
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            as_postgres = [str(shutil.which("runuser")), "-u", "postgres", "--"]
        data, port = folder / "data", free_port()
        make = [*as_postgres, initdb, "-D", str(data), "-U", "loket", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "full_page_writes=off", "max_connections=200"]
        run = [*as_postgres, server, "-D", str(data), "-p", str(port), *(word for option in options for word in ("-c", option))]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(run, stdout=log, stderr=log, cwd=folder)
            try:
                wait_until("PostgreSQL answers", lambda: process.poll() is not None or _is_answering(port))
                assert process.poll() is None, (folder / "log").read_text()
                yield Postgres(port, data)
            finally:
                _end_postgres(process, data)


def _is_answering(port: int) -> bool:
    try:
        psycopg.connect(f"postgresql://loket@127.0.0.1:{port}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _end_postgres(process: subprocess.Popen[bytes], data: Path) -> None:
    # runuser passes no SIGINT on ("fast" shutdown), so the server itself is told.
    with suppress(FileNotFoundError, ProcessLookupError, IndexError):
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
    _end(process, signal.SIGCONT)


# --- Redis -------------------------------------------------------------------------------------------------------


@dataclass
class Redis:
    """A Redis server that keeps nothing; `stop` and `start` while others use it."""

    tool: str
    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen([self.tool, *options], stdout=log, stderr=log)
        wait_until("Redis answers", self._is_answering)

    def _is_answering(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def stop(self) -> None:
        if self._process is not None:
            _end(self._process)
            self._process = None


@contextmanager
def running_redis() -> Iterator[Redis]:
    tool = shutil.which("redis-server")
    if tool is None:
        left_out("Redis is not on this machine (Debian: apt-get install redis-server)")
    with _folder("redis") as folder:
        redis = Redis(str(tool), folder)
        redis.start()
        try:
            yield redis
        finally:
            redis.stop()


# --- Loket -------------------------------------------------------------------------------------------------------

_SECRET = re.compile(r"<code[^>]*>([A-Z2-7 ]{16,})</code>")
_WAITING = re.compile(r'name="pool" value="([^"]+)"[^>]*>\s*<input[^>]*name="staff" value="([^"]+)"')

CHEAP = {"LOKET_PASSWORD_OPS": "2", "LOKET_PASSWORD_MIB": "19"}
"""The least that a password may cost, so that tests need not wait for it."""


@dataclass
class Loket:
    """An installation of the demonstration desk and its server.

    `staff` are the logins by role; `invited` the invitations of a further set-up. `log` is everything the server has printed, `temporary`
    its own folder for temporary files.
    """

    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    staff: dict[str, Login] = field(default_factory=dict)
    invited: list[dict[str, str]] = field(default_factory=list)
    prefix: str = ""
    _process: subprocess.Popen[bytes] | None = None
    _visitors: list[Visitor] = field(default_factory=list)
    _signed_in: dict[str, Visitor] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where residents of the demonstration desk come."""
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server is not running"
        return self._process.pid

    @property
    def database(self) -> Path:
        return self.folder / "loket.sqlite3"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def command(self, *arguments: str) -> str:
        """What `python -m loket …` prints in this installation."""
        run = [sys.executable, "-m", "loket", *arguments]
        done = subprocess.run(run, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def set_up(self, more: str | None = None) -> None:
        """The demonstration and, when given, what the TOML text `more` asks for."""
        told = json.loads(self.command("setup", "--demo", "--json"))
        self.staff = {login["role"]: Login(**login) for login in told["staff"]}
        if more:
            plan = self.folder / "more.toml"
            plan.write_text(more, encoding="utf-8")
            self.invited = json.loads(self.command("setup", "--from", str(plan), "--json"))["invited"]

    def start(self) -> None:
        """Start the server and wait until it serves."""
        run = [sys.executable, "-m", "loket", "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                run, env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        wait_until("Loket serves", self._is_ready_or_dead, START_WITHIN)
        assert self._process.poll() is None, f"the server stopped:\n{self.log}"

    def _is_ready_or_dead(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            return True
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def stop(self) -> int:
        """Ask the server to stop; returns its exit code."""
        process, self._process = self._process, None
        return _end(process) if process else 0

    def kill(self) -> None:
        """End the server and its workers on the spot, as a power failure would."""
        process, self._process = self._process, None
        if process:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def tell_to_stop(self) -> subprocess.Popen[bytes]:
        """Send SIGTERM without waiting for the end."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process

    @property
    def memory(self) -> int:
        """Bytes that the server and its workers hold now (RSS)."""
        return sum(_memory_of(pid) for pid in {self.pid, *self.workers})

    @property
    def workers(self) -> list[int]:
        """The processes that serve: the server itself, or its children when it only watches over them."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        return [int(child) for child in children] or [self.pid]

    def worker_of(self, client_port: int) -> int:
        """The process that holds the connection from this port."""
        lines = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
        ends = (f"0100007F:{self.port:04X}", f"0100007F:{client_port:04X}")
        (inode,) = [line[9] for line in lines if (line[1], line[2]) == ends]
        holders = [pid for pid in self.workers if any(_holds(file, inode) for file in Path(f"/proc/{pid}/fd").iterdir())]
        assert holders, "no worker holds this connection"
        return holders[0]

    # --- who comes ---

    def visitor(self, prefix: str | None = None) -> Visitor:
        """A fresh browser at this desk; closed with the server."""
        visitor = Visitor(f"http://127.0.0.1:{self.port}{self.prefix if prefix is None else prefix}")
        self._visitors.append(visitor)
        return visitor

    def same_browser(self, other: Visitor) -> Visitor:
        """Another tab: the same cookies over a connection of its own."""
        tab = Visitor(other.address, cookies=dict(other.cookies), token=other.token)
        self._visitors.append(tab)
        return tab

    def signed_in(self, role: str) -> Visitor:
        """Another tab of a signed-in member of staff; signs in once (a code of the second factor works once)."""
        if role not in self._signed_in:
            visitor, login = self.visitor(), self.staff[role]
            visitor.sign_in(login.login, login.password, login.totp_secret)
            self._signed_in[role] = visitor
        return self.same_browser(self._signed_in[role])

    def welcome(self, invitation: dict[str, str], prefix: str | None = None) -> Visitor:
        """Somebody accepts an invitation and sets up the second factor; returns their browser, signed in."""
        visitor, password = self.visitor(prefix), f"een lange zin van {invitation['login']}"
        visitor.look("/balie/welkom")
        visitor.send("/balie/welkom", {"code": invitation["code"], "password": password, "again": password})
        secret = _SECRET.findall(visitor.look("/balie/tweede-stap").text)[0].replace(" ", "")
        answer = visitor.send("/balie/tweede-stap", {"totp": pyotp.TOTP(secret).now()})
        assert answer.status == 303, f"accepting an invitation ended with {answer.status}"
        visitor.look("/balie/")
        return visitor

    def admit_all(self, role: str) -> None:
        """A member of the pool lets everybody in who waits for it."""
        member = self.signed_in(role)
        for pool, staff in _WAITING.findall(member.look("/balie/team").text):
            assert member.send("/balie/team/toelaten", {"pool": pool, "staff": staff}).status == 303

    def close(self) -> None:
        for visitor in self._visitors:
            visitor.close()
        self.kill()


def _memory_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:"))


def _holds(file: Path, inode: str) -> bool:
    with suppress(FileNotFoundError):
        return os.readlink(file) == f"socket:[{inode}]"
    return False


@cache
def _demonstration(more: str | None) -> tuple[Path, dict[str, Login], list[dict[str, str]]]:
    """A set-up installation on SQLite, made once for each `more` and copied from then on."""
    folder = Path(tempfile.mkdtemp(prefix="loket-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Loket(folder, _environment(folder, {}))
    made.set_up(more)
    return folder, made.staff, made.invited


def _environment(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    (folder / "tmp").mkdir(exist_ok=True)
    own |= {"TMPDIR": str(folder / "tmp"), "LOKET_SERVER_KEY_FILE": str(folder / "server.key")}
    own |= {"LOKET_DATABASE_URL": f"sqlite:///{folder / 'loket.sqlite3'}"}
    return own | CHEAP | settings


def _prefix(more: str | None) -> str:
    """With a second municipality the demonstration desk moves to its own path."""
    slug = tomllib.loads(more)["municipality"]["slug"] if more else SLUG
    return "" if slug == SLUG else f"/{SLUG}"


@contextmanager
def running_loket(
    database_url: str | None = None,
    *,
    workers: int = 1,
    redis_url: str | None = None,
    mode: str = "eventlet",
    limits: str = "off",
    env: dict[str, Any] | None = None,
    more: str | None = None,
) -> Iterator[Loket]:
    """The demonstration desk, served. `more` is a TOML plan (see `loket setup --from`) carried out before; `env` are further settings."""
    settings = {"LOKET_ASYNC": mode, "LOKET_LIMITS": limits, "LOKET_WORKERS": str(workers)}
    settings |= {"LOKET_REDIS_URL": redis_url} if redis_url else {}
    settings |= {"LOKET_DATABASE_URL": database_url} if database_url else {}
    settings |= {name: str(value) for name, value in (env or {}).items()}
    with _folder("server") as folder:
        loket = Loket(folder, _environment(folder, settings), prefix=_prefix(more))
        if database_url:
            loket.set_up(more)
        else:
            template, loket.staff, loket.invited = _demonstration(more)
            for file in (*template.glob("loket.sqlite3*"), template / "server.key"):
                shutil.copy2(file, folder / file.name)
        try:
            loket.start()
            yield loket
        finally:
            loket.close()
