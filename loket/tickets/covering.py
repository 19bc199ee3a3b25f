"""Covering a passage for the eyes of experts, uncovering it, and looking behind it: an intaker's work, and the log says whose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from loket import text
from loket.errors import BadWords, NotFound
from loket.experts.queries import Expert
from loket.tickets import log, masks
from loket.tickets.masks import Mask
from loket.tickets.pen import Pen, held_for


def mask(expert: Expert, pid: str, seq: int, passage: object) -> None:
    """Cover `passage`, which stands in message `seq`, in the whole conversation.

    Raises NotFound (also for whoever is no intaker), BadWords when it is empty, too long or not there, or when so many are covered.
    """
    passage = text.message(passage)
    if len(passage) > masks.LONGEST:
        raise BadWords("long_passage")
    with _held_by_intaker(expert, pid) as pen:
        head = pen.now.head
        if not masks.stands_in(_written(pen, seq), passage):
            raise BadWords("elsewhere")
        if any(known.words.casefold() == passage.casefold() for known in head.masks):
            return
        if len(head.masks) >= masks.MOST:
            raise BadWords("many_masks")
        number = max((known.number for known in head.masks), default=0) + 1
        _cover(pen, (*head.masks, Mask(number, seq, passage)))
        pen.tell(log.MASKED, is_internal=True, of=seq)
        pen.save()


def unmask(expert: Expert, pid: str, number: int) -> None:
    """Does nothing when it was uncovered before. Raises NotFound."""
    with _held_by_intaker(expert, pid) as pen:
        left = tuple(known for known in pen.now.head.masks if known.number != number)
        if len(left) == len(pen.now.head.masks):
            return
        _cover(pen, left)
        pen.tell(log.UNMASKED, is_internal=True)
        pen.save()


def look_behind(expert: Expert, pid: str, seq: int) -> str:
    """The words of message `seq` as they were written. Raises NotFound."""
    with _held_by_intaker(expert, pid) as pen:
        written = _written(pen, seq)
        pen.move("note")
        pen.tell(log.LOOKED, is_internal=True, of=seq)
        pen.save()
        return written


@contextmanager
def _held_by_intaker(expert: Expert, pid: str) -> Iterator[Pen]:
    if not expert.is_intaker:
        raise NotFound
    with held_for(expert, pid) as pen:
        yield pen


def _written(pen: Pen, seq: int) -> str:
    """Raises NotFound for an event without words."""
    words = log.words_of(pen.work, pen.now.id, pen.now.content_key, seq)
    if words is None:
        raise NotFound
    return words


def _cover(pen: Pen, covering: tuple[Mask, ...]) -> None:
    """These masks from now on; the line in the queue is written anew."""
    newest = log.newest_words(pen.work, pen.now.id, pen.now.content_key)
    head = replace(pen.now.head, masks=covering, preview=text.preview(masks.in_short(newest, covering)))
    pen.move("note", head=head)
