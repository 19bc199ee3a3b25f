"""`python -m loket triage evaluate`: how good the screen is on a table of judged texts."""

from __future__ import annotations

from pathlib import Path

import click

from loket.triage import evaluation
from loket.triage.rules import standard


def evaluate(file: Path) -> bool:
    """Print what was found, every miss and every false alarm; whether the goal was reached. Raises BadFile."""
    result = evaluation.evaluate(evaluation.read(file))
    for line in evaluation.report(result, standard().version):
        click.echo(line)
    return result.is_good
