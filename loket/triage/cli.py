"""`python -m loket triage`: what the screen knows and how good it is."""

from __future__ import annotations

from pathlib import Path

import click

from loket.triage import evaluation
from loket.triage.rules import standard


@click.group("triage")
def main() -> None:
    """The safety net that every message passes."""


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def evaluate(file: Path) -> None:
    """Try the screen on a table of judged texts.

    FILE has tabs between its columns: `text` or `question`, and `label` (U1, safe) or `urgency` (U1 to U4). Prints what was found,
    every miss and every false alarm; ends with 1 when an acute line is missed or too many harmless lines raise an alarm.
    """
    result = evaluation.evaluate(evaluation.read(file))
    for line in evaluation.report(result, standard().version):
        click.echo(line)
    if not result.is_good:
        raise SystemExit(1)
