"""A text as the screen reads it: words by their sound, sentence by sentence.

Somebody who is afraid, or who learnt Dutch late, writes `gewurgt`, `geslage`, `bedrijgd`. Words are therefore compared by a key in
which letters that sound alike in Dutch are the same (ij/ei, au/ou, d/t at the end, v/f, z/s, g/ch, doubled consonants, and the oa and uu
of the east: `stroat`, `huus`). Rules go through the same key, so every language stays consistent with itself.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PARTS = re.compile(r"[^\W_]+(?:['’`\u00b4][^\W_]+)*|[.!?;:\n…؟]+|[,()/\-–،]|[😂🤣😅😆😜😉😝🔪🔫]")
_PICTURES = {"🔪": "mes", "🔫": "pistool"}
_LETTERS = str.maketrans("ıøłđß", "iolds")
_DIGITS = str.maketrans("013457", "oieast")
_MARKS = re.compile(r"['’`\u00b4]")
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"([aeiou])\1{2,}", r"\1\1"),
        (r"([^aeiou])\1+", r"\1"),
        (r"oa|ae", "aa"),
        (r"uu", "ui"),
        (r"ij|y", "ei"),
        (r"au", "ou"),
        (r"sch", "sg"),
        (r"ch", "g"),
        (r"ck|q|c", "k"),
        (r"ks", "x"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"z", "s"),
        (r"v", "f"),
        (r"([^aeiou])\1+", r"\1"),
    )
)
_ENDINGS = ((re.compile(r"dt$|d$"), "t"), (re.compile(r"b$"), "p"), (re.compile(r"(?<=[^aeiou])en$"), "e"))


def plain(text: str) -> str:
    """Lower case without accents: `ÇOCUK` becomes `cocuk`."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def sound(word: str, *, is_beginning: bool = False) -> str:
    """The key under which a word is compared: `gewurgd` and `gewurgt` have the same. The beginning of a word keeps its last letter."""
    key = _MARKS.sub("", plain(word))
    if key.isdigit():
        return key
    key = key.translate(_DIGITS)
    for pattern, replacement in _SOUNDS if is_beginning else _SOUNDS + _ENDINGS:
        key = pattern.sub(replacement, key)
    return key


@dataclass(frozen=True)
class Word:
    key: str
    start: int
    """Where it stands in the text, in characters."""
    end: int
    sentence: int
    clause: int


def words_of(text: str) -> list[Word]:
    """The words of a text in order; a sentence ends at a full stop or a new line, a clause also at a comma."""
    found: list[Word] = []
    sentence = clause = 0
    for part in _PARTS.finditer(text):
        mark = part.group()[0]
        if mark.isalnum():
            found.append(Word(sound(part.group()), part.start(), part.end(), sentence, clause))
        elif mark > "\uffff":
            found.append(Word(sound(_PICTURES.get(mark, "haha")), part.start(), part.end(), sentence, clause))
        else:
            clause += 1
            if mark in ".!?;\n…؟":
                sentence += 1
    return found
