"""The return code as eight words: the same eighty bits, ten a word, easier to say, to write down and to type again.

The words stand in `words.txt`, one a line, and the line is the word's ten bits. So the order is part of every code that was given out: a
word may be replaced in its line (codes with it are then known by their characters only), never moved. `tests/keys/test_words.py` says what
makes a good word: any two differ by more than one slip of pen or ear, and none begins with another.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from loket.keys.codes import ALPHABET, code_from, normal

WORDS, BITS = 8, 10
FAR, LONG = 2, 5
"""How many slips a word may have and still be meant, if it has at least LONG letters; a shorter one may have one."""


@cache
def word_list() -> tuple[str, ...]:
    return tuple((resources.files(__package__) / "words.txt").read_text(encoding="ascii").split())


def words_of(code: str) -> tuple[str, ...]:
    """The words of a code in characters. Raises CodeUnknown when it is none."""
    number = 0
    for character in normal(code):
        number = number * len(ALPHABET) + ALPHABET.index(character)
    return tuple(word_list()[number >> shift & 1023] for shift in range(BITS * (WORDS - 1), -1, -BITS))


def code_of(words: tuple[str, ...]) -> str:
    """The code in characters of eight words. Raises KeyError when one is not in the list."""
    number = 0
    for word in words:
        number = number << BITS | _places()[word]
    return code_from(number.to_bytes(WORDS * BITS // 8, "big"))


@cache
def _places() -> dict[str, int]:
    return {word: place for place, word in enumerate(word_list())}


def likely(typed: str, farthest: int = FAR) -> tuple[int, tuple[str, ...]]:
    """How far the nearest words of the list are from what was typed, and which they are; none when all are too far.

    A slip is a letter that is wrong, missing, too many, or exchanged with its neighbour; of the pen, or of the ear (`sound_of`).
    """
    if typed in _places():
        return 0, (typed,)
    allowed = min(farthest, FAR if len(typed) >= LONG else 1)
    away: dict[int, int] = {}
    for said, listed in ((typed, word_list()), (sound_of(typed), _sounds())):
        for _, slips, place in extract(said, listed, scorer=OSA.distance, score_cutoff=allowed, limit=None):
            away[place] = max(1, min(slips, away.get(place, slips)))
    nearest = min(away.values(), default=FAR + 1)
    if nearest > allowed:
        return FAR + 1, ()
    return nearest, tuple(word_list()[place] for place in sorted(away) if away[place] == nearest)


@cache
def _sounds() -> tuple[str, ...]:
    return tuple(map(sound_of, word_list()))


_SOUNDS = (
    ("ij", "y"), ("ei", "y"), ("ou", "au"), ("qu", "kw"), ("x", "ks"), ("ph", "f"), ("th", "t"), ("ch", "g"),
    ("c", "k"), ("z", "s"), ("v", "f"),
)  # fmt: skip
_SOUNDS_AT_THE_END = {"d": "t", "b": "p"}


def sound_of(word: str) -> str:
    """How it sounds, roughly: ei as ij, ou as au, c as k, z as s, v as f, and d as t at the end."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return word[:-1] + _SOUNDS_AT_THE_END.get(word[-1:], word[-1:])


def letters_of(typed: str) -> str:
    """In small letters without accents, as the words in the list are; everything else stays as it was typed."""
    apart = unicodedata.normalize("NFKD", typed.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
