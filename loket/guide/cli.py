"""`guide readability`: every text of the journey, read once, with its score. `guide catalogue`: what is to be translated of it."""

from __future__ import annotations

from typing import BinaryIO

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

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


def write_catalogue(to: BinaryIO) -> None:
    """What residents can meet as a template for translators (POT), each text with the files it stands in."""
    catalogue = Catalog(charset="utf-8")
    for where, message in journey.messages():
        file, _, line = where.rpartition(":")
        catalogue.add(message, locations=[(file, int(line))], flags=["python-format"] if _is_filled(message) else [])
    write_po(to, catalogue, width=0, omit_header=True, sort_by_file=True, include_lineno=False)


def _is_filled(message: journey.Message) -> bool:
    return any("%(" in text for text in ([message] if isinstance(message, str) else message))


def _begin(text: str, length: int = 90) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1].rstrip()}…"
