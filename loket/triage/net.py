"""The second net: how much a text resembles the messages in which people wrote of danger.

Where the rules know an expression, this net weighs small parts: pieces of words as they sound, words, and words near each other. Each
part has one weight, learned from the judged lines by `learning`; a passage weighs what its known parts weigh together, over the root of
their number. A long message is weighed passage by passage, so that a grave sentence is not drowned in a calm story.
It says no more than "this resembles", and in which words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf, log2, sqrt
from pathlib import Path

from loket.triage.reading import Word, sound

FILE = Path(__file__).with_name("weights") / "net.tsv"
SHORTEST, LONGEST = 3, 5
"""Letters of a piece of a word."""
NEAR = 3
"""Words that stand this close are weighed together."""
BEGINNING = 4
DENIED = 4
DENIALS = frozenset(
    sound(word)
    for word in (  # noqa: SIM905 - as people read it
        "niet nie nit neet nicht nooit geen niks niemand zonder not never no nobody without don't doesn't didn't değil hiç"
    ).split()
)
"""A word so near to one of these is weighed as denied, too."""
PASSAGE = 40
"""Words of a passage; what is shorter is weighed as a whole."""
CHANCE, MANY = 0.15, 8
"""Of several passages one is heavy by chance: so much is taken off each time their number doubles, up to so many."""
KNOWN, FEW, ENOUGH = 0.4, 15, 400
"""Such a part of the pieces at least is known in a language that is read; of fewer pieces it cannot tell; so many words are looked at."""
TOLD = 4
"""Words told of a text that resembles danger."""
MOST_PLACES = 4000
"""Words of a text that are weighed; a message is shorter, unless somebody wants to keep the desk waiting."""


def _is_denied(words: Sequence[Word], place: int) -> bool:
    """Whether a "niet" stands near this word, in its clause: what is denied is another word."""
    near = words[max(0, place - DENIED) : place + DENIED]
    return any(other.key in DENIALS and other.clause == words[place].clause and other is not words[place] for other in near)


def _edged(word: Word) -> str:
    return f"<{word.key}>"


def parts_of(words: Sequence[Word], place: int) -> Iterator[str]:
    """The parts that begin with the word at this place: its pieces, itself, whether it is denied, and it with the words behind it."""
    word = words[place]
    edged = _edged(word)
    for length in range(SHORTEST, LONGEST + 1):
        for start in range(len(edged) - length + 1):
            yield edged[start : start + length]
    yield f"={word.key}"
    if _is_denied(words, place):
        yield f"!{word.key}"
        yield f"!{word.key[:BEGINNING]}-"
    beginning = word.key[:BEGINNING]
    for other in words[place + 1 : place + 1 + NEAR]:
        if other.sentence != word.sentence:
            break
        yield f"{word.key} {other.key}"
        yield f"{beginning}-{other.key[:BEGINNING]}"


def passages_of(words: Sequence[Word]) -> list[range]:
    """The places of every passage: a short text is one, a long one has several, overlapping, that begin with a sentence where they can."""
    begins = [0]
    for place in range(1, len(words)) if len(words) > PASSAGE else ():
        is_sentence = words[place].sentence != words[place - 1].sentence
        if place - begins[-1] >= (PASSAGE // 2 if is_sentence else PASSAGE):
            begins.append(place)
    return [range(begin, min(begin + PASSAGE, len(words))) for begin in begins]


@dataclass(frozen=True)
class Weighed:
    weight: float
    passage: range
    """The places of the words that weigh it."""


@dataclass(frozen=True)
class Net:
    weights: Mapping[str, int]
    """Part → weight, in thousandths."""
    alarm: float
    """From this weight on a text is an alarm by itself."""
    doubt: float
    """Below it, a rule that is not firm is not believed."""
    version: str = ""

    def weigh(self, words: Sequence[Word]) -> Weighed:
        """How much these words resemble danger: the heaviest of their passages."""
        known = self.weights.keys()
        parts = [frozenset(known & set(parts_of(words, place))) for place in range(min(len(words), MOST_PLACES))]
        passages = passages_of(words[: len(parts)])
        weights = [self._weight(parts, passage) for passage in passages]
        best = max(range(len(passages)), key=weights.__getitem__)
        return Weighed(weights[best] - CHANCE * log2(min(len(passages), MANY)), passages[best])

    def _weight(self, parts: Sequence[frozenset[str]], passage: range) -> float:
        together = frozenset[str]().union(*(parts[place] for place in passage))
        return sum(map(self.weights.__getitem__, together)) / (1000 * sqrt(len(together) or 1))

    def reads(self, words: Sequence[Word]) -> bool:
        """Whether these words are in a language that it learned from: enough of their pieces are known.

        Of few words it cannot tell, nor before it has learned.
        """
        said = [_edged(word) for word in words[:ENOUGH] if not word.key.isdigit()]
        pieces = [word[start : start + LONGEST] for word in said for start in range(len(word) - LONGEST + 1)]
        return len(pieces) < FEW or not self.weights or sum(piece in self.weights for piece in pieces) >= KNOWN * len(pieces)

    def telling(self, words: Sequence[Word], passage: range) -> list[Word]:
        """The words of a passage that weighed most, in their order."""
        weights = {
            place: sum(self.weights.get(part, 0) for part in set(parts_of(words, place))) for place in passage if len(words[place].key) > 2
        }
        heaviest = sorted((place for place, weight in weights.items() if weight > 0), key=weights.__getitem__, reverse=True)
        return [words[place] for place in sorted(heaviest[:TOLD])]


def read(text: str) -> Net:
    """The net that `learning.written` wrote. Raises ValueError."""
    head, _, body = text.partition("\n\n")
    facts = dict(line.split("\t", 1) for line in head.splitlines() if not line.startswith("#"))
    weights = {part: int(weight) for part, weight in (line.split("\t") for line in body.splitlines())}
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Net(weights, float(facts["alarm"]), float(facts["doubt"]), version)


SILENT = Net({}, alarm=inf, doubt=-inf)
"""No second net: the rules stand alone."""


@cache
def standard() -> Net:
    """The net that every municipality has."""
    return read(FILE.read_text(encoding="utf-8"))
