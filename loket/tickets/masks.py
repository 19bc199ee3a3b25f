"""A passage that experts do not get to see: what a mask is, and how it covers.

It is a shield for eyes, not cryptography: every pool that may read a ticket holds its content key, and so the original with it. The
event stays sealed as it was written, and the safety net read it before; which passages are covered stands in the sealed head. A passage
is covered wherever it stands in the conversation, also in what is still to be written: messages, quotes, notes, the words a signal
quotes, the line in the queue. The resident sees what was written; an intaker looks behind a mask with a press that the log remembers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from loket.i18n import gettext, mark
from loket.identity import replaced

BLOCK = "▮▮"
_COVER = mark("▮▮ [afgeschermd]")
LONGEST, MOST = 300, 40
"""Characters in a passage, and masks on one ticket: they travel in the head of every queue row."""
_GAP = r"[\s.\-/()]{0,3}"
_FEW_DIGITS = 4


@dataclass(frozen=True)
class Mask:
    number: int
    seq: int
    """The message in which it was chosen."""
    words: str


@lru_cache(maxsize=256)
def _pattern(words: str) -> re.Pattern[str]:
    """Where `words` stand, whatever the capitals and spaces; a number also when it is grouped in another way."""
    signs = re.sub(r"[\s.\-/()]", "", words)
    if signs.isalnum() and sum(sign.isdigit() for sign in signs) >= _FEW_DIGITS:
        body = _GAP.join(map(re.escape, signs))
    else:
        body = r"\s+".join(re.escape(word) for word in words.split())
    if words[0].isalnum() and words[-1].isalnum():
        whose = "s?" if words[-1].isalpha() else ""  # "Jans vader"
        body = rf"(?<![^\W_]){body}{whose}(?![^\W_])"
    return re.compile(body, re.IGNORECASE)


def spans(text: str, masks: Iterable[Mask]) -> list[tuple[int, int]]:
    """What is covered in `text`, in order; passages that touch are one."""
    found = sorted(found.span() for mask in masks for found in _pattern(mask.words).finditer(text))
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def stands_in(text: str, words: str) -> bool:
    return _pattern(words).search(text) is not None


def covered(text: str, masks: Iterable[Mask]) -> str:
    """As experts read it."""
    cover = gettext(_COVER)
    return replaced(text, [(start, end, cover) for start, end in spans(text, masks)])


def in_short(text: str, masks: Iterable[Mask]) -> str:
    """As the queue shows it."""
    return replaced(text, [(start, end, BLOCK) for start, end in spans(text, masks)])


def covered_part(text: str, part: str, places: Sequence[tuple[int, int]]) -> str:
    """`part`, quoted from `text`, without what these places of the text hold, also where it holds only half of one.

    Nothing of it, where it does not stand there as it is: something was taken out of one of the two.
    """
    if places and part not in text:
        return BLOCK
    hidden: set[int] = set()
    start = text.find(part)
    while part and start >= 0:
        hidden |= {at - start for each in places for at in range(max(start, each[0]), min(start + len(part), each[1]))}
        start = text.find(part, start + 1)
    pieces: list[tuple[int, int, str]] = []
    for at in sorted(hidden):
        if pieces and pieces[-1][1] == at:
            pieces[-1] = pieces[-1][0], at + 1, BLOCK
        else:
            pieces.append((at, at + 1, BLOCK))
    return replaced(part, pieces)
