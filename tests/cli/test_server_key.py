"""The server key and the database belong together: a key is made for a new database only, and another one is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command

from loket import crypto, migrate
from loket.experts import actions as experts
from loket.municipalities.queries import find_desk
from tests.cast import CHEAP
from tests.cli.conftest import Run
from tests.cli.desks import EIKENDAM, codes, refusal
from tests.conftest import ENGINES
from tests.raw import rows

SENTENCE = "This is not the key this database was made with"


@pytest.fixture(params=ENGINES)
def installation(request: pytest.FixtureRequest, loket: Run, desk_file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk that was set up, with an intaker at work; the path of its key."""
    if request.param == "postgresql":
        monkeypatch.setenv("LOKET_DATABASE_URL", request.getfixturevalue("postgres").new_database())
    codes(loket("setup", "--from", desk_file(EIKENDAM)))
    desk = find_desk("eikendam")
    assert desk is not None
    experts.enlist(desk.id, "imke", "Imke de Wit", "intaker", "een lange zin", "A" * 32, CHEAP)
    return Path("server.key").absolute()


def another_key(path: Path) -> None:
    path.rename(path.with_name("kept.key"))
    crypto.make_server_key(path)


def test_a_key_is_made_for_a_new_database_only(loket: Run, installation: Path):
    made = installation.read_bytes()
    assert loket("db", "upgrade").exit_code == 0
    assert installation.read_bytes() == made
    installation.unlink()
    for arguments in (["db", "upgrade"], ["setup", "--from", "desk.toml"], ["setup", "--demo"]):
        assert "There is no server key at" in refusal(loket(*arguments))
        assert not installation.exists()


def test_an_empty_database_of_an_earlier_command_still_gets_its_key(loket: Run, folder: Path):
    assert loket("db", "upgrade").exit_code == 0
    (folder / "server.key").unlink()
    assert loket("db", "upgrade").exit_code == 0, "nothing was made with the first key"
    assert (folder / "server.key").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["db", "upgrade"],
        ["setup", "--from", "desk.toml"],
        ["setup", "--demo"],
        ["staff", "invite", "eikendam", "nieuw", "--name", "Nina", "--role", "lawyer"],
        ["forget", "eikendam", "--yes"],
    ],
    ids=" ".join,
)
def test_under_another_key_no_command_works(loket: Run, installation: Path, arguments: list[str]):
    right = crypto.read_server_key(installation).id
    before = rows("SELECT count(*) FROM invitation")
    another_key(installation)
    said = refusal(loket(*arguments))
    assert SENTENCE in said
    assert right in said
    assert f"Put the right one at {installation}" in said
    assert rows("SELECT count(*) FROM invitation") == before


def test_a_key_of_the_same_name_is_another_key_all_the_same(loket: Run, installation: Path):
    name = crypto.read_server_key(installation).id
    installation.write_text(f"{name}:{'ab' * 32}\n")
    assert SENTENCE in refusal(loket("db", "upgrade"))


def test_the_doctor_says_that_it_is_another_key_and_looks_no_further(loket: Run, installation: Path):
    assert SENTENCE not in loket("doctor").output, "the premise: the right key is well"
    another_key(installation)
    told = loket("doctor")
    assert told.exit_code == 1
    assert SENTENCE in told.output.splitlines()[-1]


def test_a_database_from_before_keys_were_noted_takes_the_key_that_fits_it(loket: Run, installation: Path):
    tag = rows("SELECT key_tag FROM municipality")
    command.downgrade(migrate._config(), "0001")
    another_key(installation)
    assert SENTENCE in refusal(loket("db", "upgrade"))
    assert rows("SELECT key_tag FROM municipality") == [(None,)]
    assert SENTENCE in loket("doctor").output

    installation.with_name("kept.key").replace(installation)
    assert loket("db", "upgrade").exit_code == 0
    assert rows("SELECT key_tag FROM municipality") == tag


def test_the_tag_tells_nothing_of_the_key(loket: Run, installation: Path):
    name, secret = installation.read_text().strip().split(":")
    ((tag,),) = rows("SELECT key_tag FROM municipality")
    assert tag.startswith(name + ":")
    assert secret[:8] not in tag
