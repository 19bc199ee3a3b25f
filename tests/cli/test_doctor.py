"""The doctor names each thing that is wrong and what to do about it, and changes nothing by looking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis as redis_client

from loket import crypto
from loket.experts import actions as experts
from loket.municipalities.actions import establish
from loket.municipalities.queries import find_desk
from tests.cast import CHEAP
from tests.cli.conftest import Run
from tests.cli.desks import EIKENDAM, codes
from tests.raw import change
from tests.servers import Redis, running_redis


@pytest.fixture
def healthy(loket: Run, desk_file: Callable[[str], Path]) -> Run:
    """An installation in which nothing is wrong."""
    codes(loket("setup", "--from", desk_file(EIKENDAM)))
    desk = find_desk("eikendam")
    assert desk is not None
    for number, role in enumerate(("intaker", "lawyer", "mediator", "stepfamily_coach", "teen_coach")):
        experts.enlist(desk.id, f"collega-{number}", f"Collega {number}", role, "een lange zin", "A" * 32, CHEAP)
    assert loket("doctor").exit_code == 0, loket("doctor").output
    return loket


def wrong(run: Run) -> dict[str, str]:
    """What is wrong → the advice."""
    told = run("doctor")
    lines = told.stdout.splitlines()
    found = {line.removeprefix("WRONG  "): lines[at + 1].strip() for at, line in enumerate(lines) if line.startswith("WRONG")}
    assert told.exit_code == (1 if found else 0)
    return found


def test_where_nothing_is_yet_nothing_is_made(loket: Run, folder: Path):
    assert "There is no database at" in wrong(loket)["The database"]
    assert list(folder.iterdir()) == []


def test_a_healthy_installation_is_well_and_stays_as_it_is(healthy: Run, folder: Path):
    before = (folder / "loket.sqlite3").read_bytes()
    assert wrong(healthy) == {}
    assert (folder / "loket.sqlite3").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "value", "what", "says"),
    [
        ("LOKET_DATABASE_URL", "postgresql://a:geheim@127.0.0.1:1/x", "The database", "The database does not let us in"),
        ("LOKET_DATABASE_URL", "postgresql:x", "The database", "LOKET_DATABASE_URL makes no sense"),
        ("LOKET_DATABASE_URL", "sqlite:////proc", "The database", "Is a directory"),
        ("LOKET_DATABASE_URL", "sqlite:///desk.toml", "The database", "is not a database"),
        ("LOKET_SERVER_KEY_FILE", "nergens.key", "The server key", "There is no server key at nergens.key"),
        ("LOKET_ASYNC", "gevent", "The way of waiting", "it can be eventlet or threading"),
        ("LOKET_REDIS_URL", "redis://127.0.0.1:1", "Redis", "Redis does not answer"),
        ("LOKET_LIMITS", "off", "Rate limits", "nobody is slowed down"),
    ],
)
def test_one_thing_wrong_is_one_sentence(healthy: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, what: str, says: str):
    monkeypatch.setenv(name, value)
    found = wrong(healthy)
    assert found.keys() == {what}
    assert says in found[what]
    assert "geheim" not in found[what]


def test_a_key_that_others_can_read(healthy: Run, folder: Path):
    (folder / "server.key").chmod(0o644)
    assert "can be read by others" in wrong(healthy)["The server key"]


def test_a_database_of_an_older_version(healthy: Run):
    change("UPDATE alembic_version SET version_num = '0001'")
    assert "db upgrade" in wrong(healthy)["The database's shape"]


def test_a_pool_key_that_somebody_planted(healthy: Run):
    change("UPDATE pool SET public = :planted WHERE kind = 'lawyer'", planted=crypto.random_key())
    assert "not written under this server key" in wrong(healthy)["Eikendam: pools"]


def test_a_municipality_that_was_changed_in_the_database(healthy: Run):
    change("UPDATE municipality SET exit_url = 'https://elders.example/'")
    assert "Number 1 stays closed" in wrong(healthy)["Municipalities"]
    establish("eikendam", "Eikendam")
    assert wrong(healthy) == {}


def test_a_desk_with_a_host_needs_a_trusted_proxy(healthy: Run, monkeypatch: pytest.MonkeyPatch):
    establish("eikendam", "Eikendam", host="loket.example")
    assert "LOKET_TRUSTED_PROXIES" in wrong(healthy)["The proxy"]
    monkeypatch.setenv("LOKET_TRUSTED_PROXIES", "127.0.0.1")
    assert wrong(healthy) == {}


# --- Redis -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with running_redis() as server:
        yield server


@pytest.mark.redis
@pytest.mark.parametrize("setting", [("save", "60 1"), ("appendonly", "yes")], ids=lambda setting: setting[0])
def test_a_redis_that_writes_to_disk(healthy: Run, redis: Redis, monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str]):
    monkeypatch.setenv("LOKET_REDIS_URL", redis.url)
    assert wrong(healthy) == {}, "the premise"
    with redis_client.Redis.from_url(redis.url) as server:
        before = server.config_get(setting[0])
        server.config_set(*setting)
        try:
            assert "writes itself to disk" in wrong(healthy)["Redis"]
        finally:
            server.config_set(setting[0], before[setting[0]])


@pytest.mark.redis
@pytest.mark.parametrize(("password", "says"), [("geheim", "CONFIG is forbidden"), ("verkeerd", "Redis refuses the name or the password")])
def test_a_redis_that_forbids_something(healthy: Run, redis: Redis, monkeypatch: pytest.MonkeyPatch, password: str, says: str):
    with redis_client.Redis.from_url(redis.url) as server:
        server.execute_command("ACL", "SETUSER", "gast", "on", ">geheim", "~*", "&*", "+@all", "-config")
    monkeypatch.setenv("LOKET_REDIS_URL", redis.url.replace("//", f"//gast:{password}@"))
    said = wrong(healthy)["Redis"]
    assert says in said
    assert password not in said
