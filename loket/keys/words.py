"""The return code as eight words: the same eighty bits, ten a word, easier to say, to write down and to type again.

The words stand in `words.txt`, one a line, and the line is the word's ten bits. So the order is part of every code that was given out: a
word may be replaced in its line (codes with it are then known by their characters only), never moved. `tests/keys/test_words.py` says what
makes a good word: any two differ by more than one slip of pen or ear, and none begins with another.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

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
    """How far the nearest words of the list are from what was typed, and which they are; none when all are too far."""
    if typed in _places():
        return 0, (typed,)
    allowed = min(farthest, FAR if len(typed) >= LONG else 1)
    sound = sound_of(typed)
    found = {word for left in without(typed, allowed) | without(sound, allowed) for word in _shelf().get(left, ())}
    away = {word: max(1, min(slips(typed, word), slips(sound, sound_of(word)))) for word in found}
    nearest = min(away.values(), default=FAR + 1)
    if nearest > allowed:
        return FAR + 1, ()
    return nearest, tuple(sorted(word for word, far in away.items() if far == nearest))


@cache
def _shelf() -> dict[str, frozenset[str]]:
    """What is left of a word, or of its sound, when up to FAR letters are missing → the words it may be."""
    shelf: dict[str, set[str]] = {}
    for word in word_list():
        for left in without(word, FAR) | without(sound_of(word), FAR):
            shelf.setdefault(left, set()).add(word)
    return {left: frozenset(words) for left, words in shelf.items()}


def without(word: str, count: int) -> set[str]:
    """The word, and what is left of it without up to `count` of its letters; words that are near each other share one of these."""
    left = {word}
    for _ in range(count):
        left |= {each[:place] + each[place + 1 :] for each in left for place in range(len(each))}
    return left


def slips(one: str, other: str) -> int:
    """Letters that are wrong, missing, too many, or exchanged with their neighbour (optimal string alignment distance)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, sign in enumerate(other, 1):
            best = min(above[column] + 1, now[-1] + 1, above[column - 1] + (letter != sign))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == sign:
                best = min(best, before[column - 2] + 1)
            now.append(best)
        before, above = above, now
    return above[-1]


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
