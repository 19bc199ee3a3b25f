"""What is wrong around Loket is told in a sentence, without a traceback and without a password."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from loket import database, runtime
from loket.crypto import make_server_key
from tests.cli.conftest import Run
from tests.cli.desks import EIKENDAM, codes, refusal
from tests.servers import ROOT, Postgres, free_port

SECRET = "zeer-geheim"


@pytest.fixture
def waits_on_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that `serve` can be tried in this process: eventlet would patch it for all later tests."""
    monkeypatch.setenv("LOKET_ASYNC", "threading")
    assert runtime.mode == "threading"


@pytest.mark.usefixtures("waits_on_threads")
@pytest.mark.parametrize("arguments", [["db", "upgrade"], ["serve"], ["setup", "--demo"]], ids=" ".join)
@pytest.mark.parametrize(
    ("url", "says"),
    [
        (f"postgresql://loket:{SECRET}@127.0.0.1:1/loket", "The database does not let us in"),
        (f"postgresql://loket:{SECRET}@nowhere.invalid/loket", "The database does not let us in"),
        (f"postgresql://127.0.0.1:1/loket?user=loket&password={SECRET}&connect_timeout=soon", "The database does not let us in"),
        (f"postgresql://loket:{SECRET}@127.0.0.1:port/loket", "LOKET_DATABASE_URL makes no sense"),
        (f"sqlite:{SECRET}", "LOKET_DATABASE_URL makes no sense"),
        (f"mysql://loket:{SECRET}@127.0.0.1/loket", "LOKET_DATABASE_URL: must begin with sqlite: or postgresql:"),
        ("sqlite:////proc/loket/loket.sqlite3", "/proc/loket: "),
        ("sqlite:////proc", "Is a directory"),
    ],
)
def test_a_database_that_cannot_be_had(loket: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], url: str, says: str):
    make_server_key(Path("server.key"))
    monkeypatch.setenv("LOKET_DATABASE_URL", url)
    said = refusal(loket(*arguments))
    assert says in said
    assert SECRET not in said
    assert len(said.splitlines()) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("change", [("loket@", f"iemand:{SECRET}@"), ("/postgres", "/nergens")], ids=["user", "database"])
def test_a_postgresql_that_refuses_us(loket: Run, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, change: tuple[str, str]):
    monkeypatch.setenv("LOKET_DATABASE_URL", postgres.url.replace(*change))
    said = refusal(loket("db", "upgrade"))
    assert "The database does not let us in" in said
    assert SECRET not in said


@pytest.mark.usefixtures("waits_on_threads")
@pytest.mark.parametrize("arguments", [["db", "upgrade"], ["serve"]], ids=" ".join)
def test_a_file_that_is_no_database(loket: Run, folder: Path, arguments: list[str]):
    make_server_key(folder / "server.key")
    (folder / "loket.sqlite3").write_text("Dit is geen database, maar een lijstje.\n" * 100)
    assert "is not a database" in refusal(loket(*arguments))


def test_a_database_that_another_program_keeps_to_itself(loket: Run, folder: Path, monkeypatch: pytest.MonkeyPatch):
    assert loket("db", "upgrade").exit_code == 0
    monkeypatch.setattr(database, "PATIENCE", 10)
    with closing(sqlite3.connect(folder / "loket.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "Another program keeps the database to itself" in refusal(loket("db", "upgrade"))
    assert loket("db", "upgrade").exit_code == 0


def test_a_place_where_no_key_can_stand(loket: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOKET_SERVER_KEY_FILE", "/proc/loket/server.key")
    assert refusal(loket("db", "upgrade")).startswith("/proc/loket: ")


@pytest.mark.usefixtures("waits_on_threads")
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LOKET_WORKERS", "foo", "LOKET_WORKERS: must be a valid integer"),
        ("LOKET_WORKERS_FILE", "/proc/loket", "LOKET_WORKERS_FILE: /proc/loket cannot be read"),
        ("LOKET_REDIS_URL", f"nonsense:{SECRET}", "LOKET_REDIS_URL: must begin with redis://"),
        ("LOKET_ASYNC", "gevent", "LOKET_ASYNC is 'gevent'"),
        ("LOKET_SERVER_KEY_FILE", "/proc/loket", "There is no server key at /proc/loket"),
    ],
)
def test_a_setting_that_cannot_be(loket: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str):
    monkeypatch.setenv(name, value)
    said = refusal(loket("serve"))
    assert said.startswith(says)
    assert SECRET not in said


@pytest.mark.parametrize("port", ["0", "-1", "80000", "http"])
def test_a_port_that_cannot_be(loket: Run, port: str):
    refused = loket("serve", "--port", port)
    assert refused.exit_code == 2
    assert "Invalid value for '--port'" in refused.stderr


@pytest.mark.usefixtures("waits_on_threads")
@pytest.mark.parametrize(
    ("module", "extra", "setting"),
    [
        ("psycopg", "postgres", {"LOKET_DATABASE_URL": "postgresql://127.0.0.1:1/loket"}),
        ("redis", "redis", {"LOKET_REDIS_URL": "redis://127.0.0.1:1"}),
        ("gunicorn", "threading", {}),
    ],
)
def test_an_extra_that_is_not_installed_is_named(
    loket: Run, desk_file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, module: str, extra: str, setting: dict[str, str]
):
    codes(loket("setup", "--from", desk_file(EIKENDAM)))
    for name in [name for name in sys.modules if name.partition(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)  # as if it were not there
    for name, value in setting.items():
        monkeypatch.setenv(name, value)
    assert refusal(loket("serve")) == f'{module} is not installed: pip install "loket[{extra}]".'


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"staff": 5}', '{"staff": [5]}', '{"staff": [{"role": "intaker"}]}', "\N{BLACK SQUARE}"]
)
def test_logins_of_a_demonstration_that_are_none(loket: Run, folder: Path, text: str):
    (folder / "staff.json").write_text(text, encoding="utf-8")
    questions = Path(__file__).parents[2] / "examples" / "questions.tsv"
    said = refusal(loket("demo", "--address", "http://127.0.0.1:1", "--staff", "staff.json", "--questions", questions))
    assert said == "staff.json is not what `python -m loket setup --demo --json` prints."


def test_a_demonstration_that_is_not_there(loket: Run, folder: Path):
    login = {"role": "intaker", "login": "imke", "password": "x", "totp_secret": "A" * 16}
    (folder / "staff.json").write_text(str({"staff": [login]}).replace("'", '"'))
    questions = Path(__file__).parents[2] / "examples" / "questions.tsv"
    address = f"http://127.0.0.1:{free_port()}"
    said = refusal(loket("demo", "--address", address, "--staff", "staff.json", "--questions", questions))
    assert os.strerror(111) in said
    (folder / "few.tsv").write_text("id\tasker\n")
    assert "lacks the column(s)" in refusal(loket("demo", "--address", address, "--staff", "staff.json", "--questions", "few.tsv"))


def test_who_reads_only_the_beginning_is_told_of_no_fault():
    command = f"{sys.executable} -m loket guide readability | head -1"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    assert (done.stdout.count("\n"), done.stderr) == (1, "")
