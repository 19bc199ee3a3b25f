"""What somebody typed, read kindly as a return code: sixteen characters or eight words.

What can be mended without guessing is mended: capitals, accents, dashes, numbers before the words, words glued together or torn
apart, and slips in a word that leave one word of the list nearest. What cannot be read is told as precisely as it is known (which word, how
many). All of it depends on the typed text and on a list that anybody may see, never on a code that was given out: nothing here looks
into the database, and what is read costs one Argon2id, found or not.

What cannot be done: the eighty bits are all secret, so there is no checksum. A wrong word that is in the list, words in another
order, a wrong character are codes like any other, and open nothing. Only when the words were typed with their numbers does the order not
matter. Trying the orders, or the second nearest word, would give each guess of a stranger several for one.
"""

from __future__ import annotations

import re
from itertools import accumulate

from loket.errors import CodeUnknown, CodeUnreadable
from loket.keys.codes import LENGTH, CodeKeys, keys_of, normal
from loket.keys.words import WORDS, code_of, letters_of, likely

LONGEST = 300
_PIECE = re.compile(r"[a-z]+")
_NUMBERED = re.compile(r"(\d)[^a-z0-9]*([a-z]+)")
FEWEST_LETTERS = 20
"""From here on it is taken for words; a code in characters with four too many is shorter."""
SHORTEST, LONGEST_WORD = 2, 8
MOST_SLIPS = 2
"""In words that have to be taken apart first."""


def keys_as_typed(typed: object, salt: bytes) -> CodeKeys:
    """What was typed opens this. Costly: through `runtime.aside`. Raises as `read` does."""
    return keys_of(read(typed), salt)


def read(typed: object) -> str:
    """The code in plain characters. Raises CodeUnknown; CodeUnreadable when it can be said what is wrong with what was typed."""
    if not isinstance(typed, str) or len(typed) > LONGEST:
        raise CodeUnknown
    try:
        return normal(typed)
    except CodeUnknown:
        pass
    said = letters_of(typed)
    pieces = _PIECE.findall(said)
    if sum(map(len, pieces)) >= FEWEST_LETTERS:
        return normal(code_of(_words(_in_order(said) or pieces)))
    signs = sum(sign.isalnum() for sign in typed)
    if LENGTH - 4 <= signs <= LENGTH + 4:
        raise CodeUnreadable("characters", signs)
    raise CodeUnknown


def _in_order(said: str) -> list[str]:
    """The words by the numbers before them, when each number stands there once."""
    numbered = sorted(_NUMBERED.findall(said))
    return [word for _, word in numbered] if [number for number, _ in numbered] == list("12345678") else []


def _words(pieces: list[str]) -> tuple[str, ...]:
    glued = "".join(pieces)
    exact = _apart(glued, 0, set())
    if exact is not None:
        return exact
    meant = [likely(piece)[1] for piece in pieces]
    if len(pieces) == WORDS and all(len(words) == 1 for words in meant):
        return tuple(words[0] for words in meant)
    nearest = _apart(glued, MOST_SLIPS, _whole(pieces, meant))
    if nearest is not None:
        return nearest
    if len(pieces) != WORDS:
        raise CodeUnreadable("words", len(pieces))
    place, words = next((place, words) for place, words in enumerate(meant, 1) if len(words) != 1)
    raise CodeUnreadable("likeness" if words else "word", place, words)


def _whole(pieces: list[str], meant: list[tuple[str, ...]]) -> set[tuple[int, int]]:
    """From where to where those pieces stand that are a word by themselves: seven good words are not torn into eight doubtful ones."""
    ends = list(accumulate(map(len, pieces)))
    return {(end - len(piece), end) for piece, end, words in zip(pieces, ends, meant, strict=True) if len(words) == 1}


def _apart(glued: str, most: int, whole: set[tuple[int, int]]) -> tuple[str, ...] | None:
    """The eight words in a row of letters, with as few slips as can be and at `most` so many; None without one best reading.

    No word begins or ends inside of what stands `whole`.
    """
    if len(glued) > WORDS * LONGEST_WORD:
        return None
    taken = {place for start, end in whole for place in range(start, end)}
    # (words so far, letters so far) → slips, and at most two of the ways to have got there
    ways: dict[tuple[int, int], tuple[int, set[tuple[str, ...]]]] = {(0, 0): (0, {()})}
    known: dict[str, tuple[int, tuple[str, ...]]] = {}
    for count in range(WORDS):
        for at in range(len(glued)):
            if (count, at) not in ways:
                continue
            slips, readings = ways[count, at]
            for end in range(at + SHORTEST, min(at + LONGEST_WORD, len(glued)) + 1):
                if (at, end) not in whole and not taken.isdisjoint(range(at, end)):
                    continue
                piece = glued[at:end]
                if piece not in known:
                    known[piece] = likely(piece, min(most, 1))
                more, words = known[piece]
                if slips + more > most or not words:
                    continue
                best, there = ways.get((count + 1, end), (slips + more, set()))
                longer = {(*reading, word) for reading in readings for word in words}
                if slips + more < best:
                    there = set()
                if slips + more <= best:
                    ways[count + 1, end] = (slips + more, set(sorted(there | longer)[:2]))
    _, readings = ways.get((WORDS, len(glued)), (0, set()))
    return next(iter(readings)) if len(readings) == 1 else None
