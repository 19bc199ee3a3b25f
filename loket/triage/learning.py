"""How the second net learns: from judged lines to one weight for each part, the same on every machine.

A linear support-vector machine, trained by going round the lines and giving each what it still lacks (dual coordinate descent; Hsieh and
others, ICML 2008). There is no chance in it: the lines go in the order of their fingerprints, and sums are exact.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, inf, log, sqrt

from loket.triage.evaluation import HARMLESS, Line
from loket.triage.net import SILENT, Net, parts_of
from loket.triage.reading import words_of
from loket.triage.screening import ACUTE, TODAY, screen

ROUNDS = 30
COST = 2.0
"""How much a line on the wrong side weighs against keeping the weights small."""
SEEN = 5
"""In fewer lines than this a part says nothing yet."""
FOLDS = 5
LEAST = 10
"""Thousandths: what weighs less says nothing."""
PIECE = 0.7
"""What a piece of a word counts for beside a whole word: there are many of them and they say the same."""

LEANING = 0.4
"""So much less must a text weigh when a rule has found something in it. A weight of its own for each rule does no better."""
BOUND = 0.065
"""The most false alarms, of the harmless lines learned from. Two in five of those were written as the mirror image of a grave one; of the
others it is then between four and five in a hundred. The goal is five.
"""

_DOUBTING = Net({}, alarm=inf, doubt=inf)
"""Believes only what is firm."""


@dataclass(frozen=True)
class Example:
    text: str
    is_grave: bool

    @property
    def fingerprint(self) -> str:
        """What it is ordered by."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def fold(self) -> int:
        return int(self.fingerprint[:8], 16) % FOLDS


@dataclass(frozen=True)
class _Read:
    """A line as its parts, by number."""

    parts: Sequence[int]
    side: int
    """1 or -1."""


def examples(lines: Iterable[Line]) -> list[Example]:
    """The grave and the harmless lines; what is for today is neither."""
    return [Example(line.text, line.judged == "U1") for line in lines if line.judged == "U1" or line.judged in HARMLESS]


def parts_in(text: str) -> frozenset[str]:
    words = words_of(text)
    return frozenset(part for place in range(len(words)) for part in parts_of(words, place))


def learned(examples: Iterable[Example]) -> dict[str, int]:
    """Weight of each part, in thousandths."""
    ordered = sorted(set(examples), key=lambda example: example.fingerprint)
    texts = [(parts_in(example.text), example.is_grave) for example in ordered]
    seen = Counter(part for parts, _ in texts for part in parts)
    worth = {part: _worth(part, number, len(texts)) for part, number in seen.items() if number >= SEEN}
    weights = _trained(texts, worth)
    thousandths = {part: round(1000 * weight) for part, weight in weights.items()}
    return {part: thousandths[part] for part in sorted(thousandths) if abs(thousandths[part]) >= LEAST}


def _worth(part: str, seen: int, lines: int) -> float:
    """Rare parts say more than common ones (inverse document frequency)."""
    rarity = round(1 + log(lines / seen), 2)
    return rarity if part[0] == "=" or " " in part or "-" in part else PIECE * rarity


def _trained(texts: Sequence[tuple[frozenset[str], bool]], worth: Mapping[str, float]) -> dict[str, float]:
    names = sorted(worth)
    number = {part: place for place, part in enumerate(names)}
    lines = [_Read(sorted(number[part] for part in parts if part in number), 1 if is_grave else -1) for parts, is_grave in texts]
    mean = fsum(worth.values()) / (len(worth) or 1)
    squared = [(worth[part] / mean) ** 2 for part in names]
    weights = [0.0] * len(names)
    lacking = [0.0] * len(lines)
    shrink = [1 / sqrt(len(line.parts) or 1) for line in lines]
    curve = [1 / (2 * COST) + shrink[n] ** 2 * fsum(squared[part] for part in line.parts) for n, line in enumerate(lines)]
    for _ in range(ROUNDS):
        for n, line in enumerate(lines):
            margin = line.side * shrink[n] * fsum(map(weights.__getitem__, line.parts))
            given = max(0.0, lacking[n] - (margin - 1 + lacking[n] / (2 * COST)) / curve[n])
            step = (given - lacking[n]) * line.side * shrink[n]
            if step:
                lacking[n] = given
                for part in line.parts:
                    weights[part] += step * squared[part]
    return dict(zip(names, weights, strict=True))


def weighed_by_others(examples: Sequence[Example]) -> list[float]:
    """What each line weighs for a net that learned from the other folds only."""
    weights = [0.0] * len(examples)
    for fold in range(FOLDS):
        net = Net(learned(example for example in examples if example.fold != fold), alarm=inf, doubt=-inf)
        for place, example in enumerate(examples):
            if example.fold == fold:
                weights[place] = net.weigh(words_of(example.text)).weight
    return weights


@dataclass(frozen=True)
class Tried:
    """A line as rules and net see it together, while the net has not learned from it."""

    is_grave: bool
    weight: float
    is_found: bool
    """By a firm rule."""
    is_doubtful: bool
    """By another rule."""

    def alarms(self, alarm: float) -> bool:
        return self.is_found or self.weight >= alarm or (self.is_doubtful and self.weight >= alarm - LEANING)


@dataclass(frozen=True)
class Figures:
    alarm: float
    found: int
    grave: int
    false: int
    harmless: int


def tried(examples: Sequence[Example]) -> list[Tried]:
    """Every line as it looks to the rules, and to a net that has not seen it."""
    weights = weighed_by_others(examples)
    return [Tried(example.is_grave, weight, *_by_rules(example)) for example, weight in zip(examples, weights, strict=True)]


def _by_rules(example: Example) -> tuple[bool, bool]:
    """Whether the rules alarm when only the firm ones are believed, and when all are."""
    alarms = (ACUTE,) if example.is_grave else (ACUTE, TODAY)
    firm, all_of_them = (screen(example.text, net=net).urgency in alarms for net in (_DOUBTING, SILENT))
    return firm, all_of_them


def figures(tried: Sequence[Tried], alarm: float) -> Figures:
    grave, harmless = ([line for line in tried if line.is_grave is side] for side in (True, False))
    return Figures(
        alarm, sum(line.alarms(alarm) for line in grave), len(grave), sum(line.alarms(alarm) for line in harmless), len(harmless)
    )


def balanced(tried: Sequence[Tried]) -> Figures:
    """The lowest weight from which on the net may alarm, so that the false alarms of rules and net together stay within BOUND."""
    for step in range(-100, 200):
        tally = figures(tried, step / 100)
        if tally.false <= BOUND * tally.harmless:
            return tally
    raise ValueError("the rules alone alarm too often")


def written(examples: Sequence[Example], tried: Sequence[Tried]) -> str:
    """The file of the net that these lines make: what it was made from, what it can do, and its weights."""
    weights = learned(examples)
    chosen = balanced(tried)
    head = [
        "# Made by `loket triage learn`; not to be changed by hand.",
        f"lines\t{chosen.grave} grave, {chosen.harmless} harmless",
        f"fingerprint\t{fingerprint(examples)}",
        f"found\t{chosen.found} grave, {chosen.false} harmless, by rules and net together, when the net had not seen the line",
        f"alarm\t{chosen.alarm}",
        f"doubt\t{round(chosen.alarm - LEANING, 3)}",
    ]
    return "\n".join([*head, "", *(f"{part}\t{weight}" for part, weight in weights.items())]) + "\n"


def fingerprint(examples: Iterable[Example]) -> str:
    """Of the lines, in whatever order they come."""
    said = sorted(f"{example.fingerprint} {example.is_grave}" for example in set(examples))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def report(tried: Sequence[Tried]) -> list[str]:
    """How many grave lines are found at how many false alarms: the choice, and what lies around it."""
    chosen = balanced(tried)
    said = [f"{chosen.grave + chosen.harmless} lines, each weighed by a net that had not seen it:", "", "alarm from  found  false alarms"]
    for tally in (figures(tried, round(chosen.alarm + step / 10, 2)) for step in range(-3, 6)):
        mark = "  chosen" if tally == chosen else ""
        said.append(f"{tally.alarm:>10.2f}  {tally.found / (tally.grave or 1):>5.1%}  {tally.false / (tally.harmless or 1):>12.1%}{mark}")
    return said
