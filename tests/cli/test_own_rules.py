"""`[safety]` in a set-up file: the municipality's rules work at its own desk, and go when the file no longer names them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loket.municipalities.queries import Desk, find_desk, forget_desks
from loket.tickets import safety
from tests.cli.conftest import Run
from tests.cli.desks import EIKENDAM, codes, refusal
from tests.raw import change

Write = Callable[[str], Path]
RULES = Path(__file__).parents[2] / "examples" / "triage" / "own_rules.toml"
WITH_RULES = f'{EIKENDAM}\n[safety]\nrules = "rules.toml"\n'
AT_THE_WEIR = "Ik sta op de stuw en weet het niet meer."


def desk() -> Desk | None:
    forget_desks()
    return find_desk("eikendam")


def found(words: str) -> set[str]:
    here = desk()
    assert here is not None
    return {sign.rule for sign in safety.screened(here, words).signs}


def test_rules_of_ones_own_work_and_go_with_the_file(loket: Run, desk_file: Write, folder: Path):
    (folder / "rules.toml").write_bytes(RULES.read_bytes())
    codes(loket("setup", "--from", desk_file(WITH_RULES)))
    assert "own-at-the-weir" in found(AT_THE_WEIR)
    codes(loket("setup", "--from", desk_file(EIKENDAM)))
    assert "own-at-the-weir" not in found(AT_THE_WEIR)


@pytest.mark.parametrize("text", ["[[rule", '[[idiom]]\npatterns = ["slaat"]'])
def test_what_cannot_be_taken_changes_nothing(loket: Run, desk_file: Write, folder: Path, text: str):
    (folder / "rules.toml").write_text(text, encoding="utf-8")
    assert refusal(loket("setup", "--from", desk_file(WITH_RULES))).startswith("safety.rules: ")
    assert not Path("loket.sqlite3").exists()


def test_what_is_wrong_with_theme_and_rules_is_said_at_once(loket: Run, desk_file: Write):
    said = refusal(loket("setup", "--from", desk_file(f'{WITH_RULES}\n[theme]\ntokens = "nowhere.json"\n')))
    assert [line.partition(":")[0] for line in said.splitlines()] == ["theme.tokens", "safety.rules"]


def test_rules_changed_in_the_database_close_the_desk(loket: Run, desk_file: Write, folder: Path):
    (folder / "rules.toml").write_bytes(RULES.read_bytes())
    codes(loket("setup", "--from", desk_file(WITH_RULES)))
    change("UPDATE municipality SET own_rules = NULL")
    assert desk() is None
