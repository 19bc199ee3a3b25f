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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from loket.triage.reading import Word, sound

GAP, WINDOW = 4, 9
Span = tuple[int, ...]
"""The places of the words that matched, in order."""


class BadPattern(ValueError):
    """A pattern that cannot be read; its text says why."""


@dataclass
class Vocabulary:
    """Every set of words that some pattern asks for, and which of them a word belongs to."""

    concepts: Mapping[str, Sequence[str]]
    sets: dict[tuple[str, ...], int] = field(default_factory=dict)
    whole: dict[str, set[int]] = field(default_factory=dict)
    beginnings: dict[str, set[int]] = field(default_factory=dict)
    several: dict[str, list[tuple[tuple[str, ...], bool, int]]] = field(default_factory=dict)

    def number_of(self, alternatives: str) -> int:
        """The number of a set of words, written `a|b*|{concept}`. Raises BadPattern for an unknown concept."""
        words = tuple(sorted(set(self._spelled(alternatives))))
        if words not in self.sets:
            number = self.sets[words] = len(self.sets)
            for word in words:
                if "_" in word:
                    first, *rest = word.split("_")
                    rest = [sound(part.removesuffix("*"), is_beginning=part.endswith("*")) for part in rest]
                    self.several.setdefault(sound(first), []).append((tuple(rest), word.endswith("*"), number))
                elif word.endswith("*"):
                    beginning = sound(word[:-1], is_beginning=True)
                    for key in {beginning, *(beginning[:-1] + t for d, t in ("dt", "bp") if beginning.endswith(d))}:
                        self.beginnings.setdefault(key, set()).add(number)
                else:
                    self.whole.setdefault(sound(word), set()).add(number)
        return self.sets[words]

    def _spelled(self, alternatives: str, within: frozenset[str] = frozenset()) -> Iterator[str]:
        for word in alternatives.split("|"):
            concept = re.fullmatch(r"\{(\w+)\}", word)
            if concept is None:
                if not re.fullmatch(r"[^\W_]+(['’_][^\W_]+)*\*?", word):
                    raise BadPattern(f"'{word}' is no word")
                yield word
            elif concept[1] not in self.concepts or concept[1] in within:
                raise BadPattern(f"there is no concept '{concept[1]}'")
            else:
                yield from self._spelled("|".join(self.concepts[concept[1]]), within | {concept[1]})

    def sets_of(self, key: str) -> set[int]:
        """The numbers of the sets this word belongs to."""
        found = set(self.whole.get(key, ()))
        for length in range(2, len(key) + 1):
            found |= self.beginnings.get(key[:length], set())
        return found


def _are(words: Sequence[Word], keys: tuple[str, ...], is_beginning: bool) -> bool:
    """Whether these are the words of a fixed expression; the last may go on when `is_beginning`."""
    said = tuple(word.key for word in words)
    if is_beginning and len(said) == len(keys):
        return said[:-1] == keys[:-1] and said[-1].startswith(keys[-1])
    return said == keys


class Text:
    """A text made ready for many patterns: which words stand where."""

    def __init__(self, words: Sequence[Word], vocabulary: Vocabulary) -> None:
        self.words = words
        self.places: dict[int, list[int]] = {}
        self.longer: dict[tuple[int, int], int] = {}
        for place, word in enumerate(words):
            for number in vocabulary.sets_of(word.key):
                self._stands_at(number, place)
            for rest, is_beginning, number in vocabulary.several.get(word.key, ()):
                following = words[place + 1 : place + 1 + len(rest)]
                if _are(following, rest, is_beginning) and following[-1].sentence == word.sentence:
                    self._stands_at(number, place)
                    self.longer[number, place] = len(rest)

    def _stands_at(self, number: int, place: int) -> None:
        found = self.places.setdefault(number, [])
        if not found or found[-1] != place:
            found.append(place)

    def hide(self, places: Iterable[int]) -> None:
        """These words mean nothing dangerous here."""
        hidden = set(places)
        for number, found in self.places.items():
            if hidden.intersection(found):
                self.places[number] = [place for place in found if place not in hidden]

    def stands(self, number: int, place: int) -> bool:
        return place in self.places.get(number, ())


@dataclass(frozen=True)
class _Phrase:
    """Words in a fixed order: (set, most words between it and the one before)."""

    steps: tuple[tuple[int, int], ...]
    own_negations: frozenset[int]

    def spans(self, text: Text) -> Iterator[Span]:
        for first in text.places.get(self.steps[0][0], ()):
            span = self._from((first,), text)
            if span:
                yield span

    def _from(self, span: Span, text: Text) -> Span | None:
        if len(span) == len(self.steps):
            return span
        number, gap = self.steps[len(span)]
        here = span[-1]
        here_ends = here + text.longer.get((self.steps[len(span) - 1][0], here), 0)
        sentence = text.words[here].sentence
        for place in text.places.get(number, ()):
            if here_ends < place <= here_ends + gap + 1 and text.words[place].sentence == sentence:
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
    needs: tuple[int, ...]

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
        needs = tuple(number for phrase in phrases for number, _ in phrase.steps)
        return cls(written, phrases, window, is_everywhere, needs)

    def spans(self, text: Text) -> Iterator[tuple[Span, frozenset[int]]]:
        """Each place where it matches, with the places of negations that belong to it."""
        if not all(text.places.get(number) for number in self.needs):
            return
        for first in self.phrases[0].spans(text):
            span = self._with(first, self.phrases[1:], text)
            if span is not None:
                yield tuple(sorted(span)), self._own_negations(span, text)

    def _with(self, span: Span, others: Sequence[_Phrase], text: Text) -> Span | None:
        if not others:
            return span
        here = span[0]
        for more in sorted(others[0].spans(text), key=lambda more: abs(more[0] - here)):
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
