"""The commands, run in this process as somebody at a shell would, in a folder and an installation of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loket import crypto, database
from loket.cli import main
from loket.municipalities.queries import forget_desks

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for an installation; commands are given there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOKET_DATABASE_URL", f"sqlite:///{tmp_path / 'loket.sqlite3'}")
    monkeypatch.setenv("LOKET_SERVER_KEY_FILE", str(tmp_path / "server.key"))
    monkeypatch.setenv("LOKET_PASSWORD_OPS", "2")
    monkeypatch.setenv("LOKET_PASSWORD_MIB", "19")
    return tmp_path


@pytest.fixture
def loket(folder: Path, server_key_file: Path) -> Iterator[Run]:
    """`python -m loket …`. A fault of ours comes out as the exception it is, not as an exit code."""
    del folder
    root, own = logging.getLogger(), logging.getLogger("loket")
    kept = (root.handlers[:], root.level, own.level)

    def run(*arguments: object) -> Result:
        forget_desks()
        return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)

    yield run
    root.handlers[:] = kept[0]
    root.setLevel(kept[1])
    own.setLevel(kept[2])
    crypto.use_server_key(server_key_file)
    if database._engine is not None:
        database._engine.dispose()
    forget_desks()


@pytest.fixture
def desk_file(folder: Path) -> Callable[[str], Path]:
    """Writes `desk.toml`."""

    def write(text: str) -> Path:
        path = folder / "desk.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
