"""`python -m loket guide readability`: every text of the journey, read once, with its score."""

from __future__ import annotations

import click

from loket.guide import journey, plain_language
from loket.guide.plain_language import FEWEST_WORDS


def list_readings() -> bool:
    """Print a line for each text and its remarks; whether all of them are plain."""
    read = [(said, plain_language.read(said.words)) for said in journey.texts()]
    click.echo("score  words  longest  text")
    for said, reading in read:
        score = str(reading.score) if reading.words >= FEWEST_WORDS else f"({reading.score})"
        click.echo(f"{score:>6} {reading.words:>6} {reading.longest:>8}  {said.where}: {_begin(said.words)}")
        for remark in reading.remarks:
            instead = f" -> {remark.instead}" if remark.instead else ""
            click.echo(f"{'hint' if remark.is_hint else 'WRONG':>25} {remark.rule}: {_begin(remark.what)}{instead}")
    wrong = sum(not reading.is_plain for _, reading in read)
    click.echo(
        f"\n{len(read)} texts, {wrong} of them not plain. A score in brackets is of fewer than {FEWEST_WORDS} words and says little."
    )
    return wrong == 0


def _begin(text: str, length: int = 90) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1].rstrip()}…"
