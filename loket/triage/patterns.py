"""The language of the rules: words near each other.

    keel dicht                 these two, one after the other
    slaat .. mij               up to four words between; `..7`: up to seven
    keel & hand*               both, in any order, within nine words; at the end `/14` widens that; `*` stands for any ending
    {parent} & slaat|mept      one of a concept (`[concept]` in any file); one of several
    op_slot|dicht              a fixed expression among several (`te_slaan*`: the last word with any ending)
    !niet durf                 a negation that belongs to the pattern, and does not take its meaning away

A pattern never reaches from one sentence into the next, except one that begins with `~`, which looks at the whole text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_

from loket.triage.reading import Word, sound

GAP, WINDOW = 4, 9
COMMON = frozenset(
    (  # noqa: SIM905 - as people read it
        "ik hij ze zij me mij mijn haar hem is in op van aan niet dat die te de het een en of als om met voor er wat "
        "i he she my the a to and"
    ).split()
)
_WORD = re.compile(r"[^\W_]+(['’_][^\W_]+)*\*?")
_CONCEPT = re.compile(r"\{(\w+)\}")
Span = tuple[int, ...]
"""The places of the words that matched, in order."""


class BadPattern(ValueError):
    """A pattern that cannot be read; its text says why."""


@cache
def _key(word: str, is_beginning: bool = False) -> str:
    """The sound of a word of the rules; they name the same ones again and again."""
    return sound(word, is_beginning=is_beginning)


@dataclass
class Vocabulary:
    """Every set of words that some pattern asks for, and which of them a word belongs to: one bit a set."""

    concepts: Mapping[str, Sequence[str]]
    sets: dict[tuple[str, ...], int] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    beginnings: dict[str, int] = field(default_factory=dict)
    several: dict[str, dict[tuple[tuple[str, ...], bool], int]] = field(default_factory=dict)
    """By their first word: fixed expressions, and whether their last word may go on."""
    frequencies: list[int] = field(default_factory=list)
    """Roughly how often a word of each set turns up, to look for the rarest first."""
    rare: int = 0
    """The sets that are the rarest of some pattern."""

    def grown(self, concepts: Mapping[str, Sequence[str]]) -> Vocabulary:
        """One of its own that begins with all of this: a pattern read with this one reads the same with that."""
        return Vocabulary(
            {**self.concepts, **concepts},
            dict(self.sets),
            dict(self.whole),
            dict(self.beginnings),
            {first: dict(rest) for first, rest in self.several.items()},
            list(self.frequencies),
            self.rare,
        )

    def number_of(self, alternatives: str) -> int:
        """The number of a set of words, written `a|b*|{concept}`. Raises BadPattern for an unknown concept."""
        words = tuple(sorted(set(self._spelled(alternatives))))
        if words not in self.sets:
            number = self.sets[words] = len(self.sets)
            self.frequencies.append(len(words) + 100 * len(COMMON.intersection(words)))
            for word in words:
                self._learn(word, 1 << number)
        return self.sets[words]

    def _learn(self, word: str, bit: int) -> None:
        is_beginning = word.endswith("*")
        first, *rest = word.removesuffix("*").split("_")
        if rest:
            keys = (*(_key(part) for part in rest[:-1]), _key(rest[-1], is_beginning))
            expressions = self.several.setdefault(_key(first), {})
            expressions[keys, is_beginning] = expressions.get((keys, is_beginning), 0) | bit
        elif is_beginning:
            beginning = _key(first, True)
            for key in {beginning, *(beginning[:-1] + t for d, t in ("dt", "bp") if beginning.endswith(d))}:
                self.beginnings[key] = self.beginnings.get(key, 0) | bit
        else:
            key = _key(first)
            self.whole[key] = self.whole.get(key, 0) | bit

    def _spelled(self, alternatives: str, within: frozenset[str] = frozenset()) -> Iterator[str]:
        for word in alternatives.split("|"):
            concept = _CONCEPT.fullmatch(word)
            if concept is None:
                if not _WORD.fullmatch(word):
                    raise BadPattern(f"'{word}' is no word")
                yield word
            elif concept[1] not in self.concepts or concept[1] in within:
                raise BadPattern(f"there is no concept '{concept[1]}'")
            else:
                yield from self._spelled("|".join(self.concepts[concept[1]]), within | {concept[1]})

    def sets_of(self, key: str) -> int:
        """The sets this word belongs to."""
        found = self.whole.get(key, 0)
        for length in range(2, len(key) + 1):
            found |= self.beginnings.get(key[:length], 0)
        return found


class Text:
    """A text made ready for many patterns: which words stand where."""

    def __init__(self, words: Sequence[Word], vocabulary: Vocabulary) -> None:
        self.words = words
        self.sets = [vocabulary.sets_of(word.key) for word in words]
        self._longer: list[tuple[int, int, int]] = []
        self._found: dict[int, list[int]] = {}
        for place, word in enumerate(words):
            for (rest, is_beginning), bits in vocabulary.several.get(word.key, {}).items():
                following = words[place + 1 : place + 1 + len(rest)]
                if _are(following, rest, is_beginning) and following[-1].sentence == word.sentence:
                    self.sets[place] |= bits
                    self._longer.append((place, bits, len(rest)))
        self._rare = vocabulary.rare
        self._look()

    def _look(self) -> None:
        self.absent = ~reduce(or_, self.sets, 0)
        self.rarities = frozenset(_numbers(self._rare & ~self.absent))

    def places(self, number: int) -> list[int]:
        """Where a word of this set stands."""
        if number not in self._found:
            bit = 1 << number
            self._found[number] = [place for place, sets in enumerate(self.sets) if sets & bit]
        return self._found[number]

    def end(self, number: int, place: int) -> int:
        """The last place of what stands here: of a fixed expression its last word."""
        return place + max((more for at, bits, more in self._longer if at == place and bits >> number & 1), default=0)

    def hide(self, places: Iterable[int]) -> None:
        """These words mean nothing dangerous here."""
        for place in places:
            self.sets[place] = 0
        self._found.clear()
        self._look()

    def stands(self, number: int, place: int) -> bool:
        return bool(self.sets[place] >> number & 1)


def _numbers(sets: int) -> Iterator[int]:
    while sets:
        lowest = sets & -sets
        yield lowest.bit_length() - 1
        sets ^= lowest


def _are(words: Sequence[Word], keys: tuple[str, ...], is_beginning: bool) -> bool:
    """Whether these are the words of a fixed expression; the last may go on when `is_beginning`."""
    if len(words) != len(keys) or (words[0].key != keys[0] and not (is_beginning and len(keys) == 1)):
        return False
    said = tuple(word.key for word in words)
    return said[:-1] == keys[:-1] and (said[-1].startswith(keys[-1]) if is_beginning else said[-1] == keys[-1])


def _between(places: Sequence[int], begin: int, end: int) -> Sequence[int]:
    """Those of the (ascending) places from `begin` to `end`, so that a long text costs no more for each of its words."""
    return places[bisect_left(places, begin) : bisect_right(places, end)]


@dataclass(frozen=True)
class _Phrase:
    """Words in a fixed order: (set, most words between it and the one before)."""

    steps: tuple[tuple[int, int], ...]
    own_negations: frozenset[int]

    def spans(self, text: Text, begin: int = 0, end: int | None = None) -> Iterator[Span]:
        """Where it stands, beginning at a place from `begin` to `end`."""
        for first in _between(text.places(self.steps[0][0]), begin, len(text.words) if end is None else end):
            span = self._from((first,), text)
            if span:
                yield span

    def _from(self, span: Span, text: Text) -> Span | None:
        if len(span) == len(self.steps):
            return span
        number, gap = self.steps[len(span)]
        here = span[-1]
        here_ends = text.end(self.steps[len(span) - 1][0], here)
        sentence = text.words[here].sentence
        for place in _between(text.places(number), here_ends + 1, here_ends + gap + 1):
            if text.words[place].sentence == sentence:
                longer = self._from((*span, place), text)
                if longer:
                    return longer
        return None


@dataclass(frozen=True)
class Pattern:
    written: str
    phrases: tuple[_Phrase, ...]
    window: int
    is_everywhere: bool
    needs: int
    rarest: int
    """The set, of all it needs, of which a word turns up least often."""

    @classmethod
    def read(cls, written: str, vocabulary: Vocabulary) -> Pattern:
        """Raises BadPattern."""
        rest, is_everywhere, window = written.strip(), False, WINDOW
        if rest.startswith("~"):
            rest, is_everywhere = rest[1:], True
        width = re.search(r"\s/(\d+)$", rest)
        if width:
            rest, window = rest[: width.start()], int(width[1])
        phrases = tuple(_phrase(part, vocabulary) for part in rest.split("&"))
        numbers = {number for phrase in phrases for number, _ in phrase.steps}
        rarest = min(numbers, key=lambda number: (vocabulary.frequencies[number], number))
        vocabulary.rare |= 1 << rarest
        return cls(written, phrases, window, is_everywhere, reduce(or_, (1 << number for number in numbers)), rarest)

    def spans(self, text: Text) -> Iterator[tuple[Span, frozenset[int]]]:
        """Each place where it matches, with the places of negations that belong to it."""
        if self.rarest not in text.rarities or self.needs & text.absent:
            return
        for first in self.phrases[0].spans(text):
            span = self._with(first, self.phrases[1:], text)
            if span is not None:
                yield tuple(sorted(span)), self._own_negations(span, text)

    def _with(self, span: Span, others: Sequence[_Phrase], text: Text) -> Span | None:
        if not others:
            return span
        here = span[0]
        reach = (0, None) if self.is_everywhere else (here - self.window, here + self.window)
        for more in sorted(others[0].spans(text, *reach), key=lambda more: abs(more[0] - here)):
            if set(more) & set(span):
                continue
            both = (*span, *more)
            if self.is_everywhere or self._is_near(both, text):
                found = self._with(both, others[1:], text)
                if found is not None:
                    return found
        return None

    def _is_near(self, span: Span, text: Text) -> bool:
        first, last = min(span), max(span)
        return last - first <= self.window and text.words[first].sentence == text.words[last].sentence

    def _own_negations(self, span: Span, text: Text) -> frozenset[int]:
        own = {number for phrase in self.phrases for number in phrase.own_negations}
        return frozenset(place for place in span if any(text.stands(number, place) for number in own))


def _phrase(written: str, vocabulary: Vocabulary) -> _Phrase:
    steps: list[tuple[int, int]] = []
    own: set[int] = set()
    gap = 0
    for part in written.split():
        between = re.fullmatch(r"\.\.(\d*)", part)
        if between:
            gap = int(between[1] or GAP)
            continue
        number = vocabulary.number_of(part.replace("!", ""))
        if "!" in part:
            own.add(number)
        steps.append((number, gap))
        gap = 0
    if not steps:
        raise BadPattern(f"'{written.strip()}' has no words")
    return _Phrase(tuple(steps), frozenset(own))
