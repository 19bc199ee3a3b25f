"""Imports point down: the contracts of pyproject.toml hold, and each of them can break."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_every_contract_is_kept():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("crypto.py", "import loket.tickets", "Imports point down"),
        ("keys/actions.py", "import loket.experts.queries", "Imports point down"),
        ("chat/bell.py", "import loket.tickets.model", "Rooms meet"),
        ("tickets/actions.py", "import loket.experts.views_staff", "Rooms meet"),
        ("tickets/queries.py", "import flask", "stands without the web"),
        ("new_room/__init__.py", "import loket.errors", "Imports point down"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(tmp_path: Path, file: str, line: str, contract: str):
    shutil.copytree(ROOT / "loket", tmp_path / "loket", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    broken = tmp_path / "loket" / file
    broken.parent.mkdir(exist_ok=True)
    with broken.open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode != 0
    assert any(contract in said and " BROKEN" in said for said in done.stdout.splitlines()), done.stdout
