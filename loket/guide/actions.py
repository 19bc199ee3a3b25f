"""Putting another text in the place of one: always a new version, never a changed one."""

from __future__ import annotations

from loket import clock, text
from loket.database import IntegrityError, Work, transaction
from loket.errors import BadWords, Newer
from loket.experts.queries import Expert
from loket.guide import kinds, placeholders, queries
from loket.guide.model import LONGEST, TextVersion
from loket.guide.queries import Standing

__all__ = ["checked", "put_back", "save"]


def checked(typed: object) -> str:
    """`typed` as it can be kept. Raises BadWords: 'empty', 'long', or 'braces' for a placeholder that is not ours."""
    body = text.message(typed)
    if len(body) > LONGEST:
        raise BadWords("long")
    if placeholders.unknown(body):
        raise BadWords("braces")
    return body


def save(editor: Expert, slug: str, language: str, typed: object, *, seen: int | None) -> int:
    """A new version of a text by somebody who had version `seen` before them; returns its number.

    Raises BadWords, NotFound (no such text, or not an editor) and Newer when a colleague's version came in between.
    """
    body = checked(typed)
    with transaction(editor.municipality) as work:
        return _add(work, editor, queries.text_of(work, editor, slug, language), body, seen)


def put_back(editor: Expert, slug: str, language: str, number: int, *, seen: int | None) -> int:
    """What version `number` said (0: the default, whatever it comes to say) as a new version. Raises NotFound and Newer."""
    with transaction(editor.municipality) as work:
        standing = queries.text_of(work, editor, slug, language)
        return _add(work, editor, standing, queries.find_body(work, standing, number), seen)


def _add(work: Work, editor: Expert, standing: Standing, body: str | None, seen: int | None) -> int:
    if standing.number != seen:
        raise Newer([standing.number])
    key, language, number = standing.kind.key, standing.language, standing.number + 1
    edition = kinds.edition(key, language)
    tag = queries.version_tag(
        municipality_id=work.municipality, key=key, language=language, number=number, body=body, default_edition=edition
    )
    try:
        work.add(
            TextVersion, key=key, language=language, number=number, body=body, default_edition=edition, staff_id=editor.id,
            made_at=clock.stamp(), tag=tag,
        )  # fmt: skip
    except IntegrityError:
        raise Newer([number]) from None
    return number
