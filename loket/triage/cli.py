"""`python -m loket triage evaluate` and `learn`: how good the screen is on a table of judged texts, and what it learns from one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from loket.triage import evaluation
from loket.triage.screening import screen


def evaluate(file: Path) -> bool:
    """Print what was found, every miss and every false alarm; whether the goal was reached. Raises BadFile."""
    result = evaluation.evaluate(evaluation.read(file))
    for line in evaluation.report(result, screen("").version):
        click.echo(line)
    return result.is_good


def learn(files: Sequence[Path], into: Path | None) -> None:
    """Learn the second net anew from judged lines, write it down, and tell how good it is on lines it had not seen. Raises BadFile."""
    from loket.triage import learning, net

    examples = learning.examples(line for file in files for line in evaluation.read(file))
    tried = learning.tried(examples)
    for line in learning.report(tried):
        click.echo(line)
    (into or net.FILE).write_text(learning.written(examples, tried), encoding="utf-8")
