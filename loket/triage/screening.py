"""The screen: a text in, the signs of danger in it out, each with its rule and the words that led to it.

Two nets: the rules say what they found; where they find nothing acute, the second net may say that a text resembles danger. It also
outvotes an acute sign of a rule that is not firm, when the text around its words resembles nothing of the kind: that sign stays, for the
desk to read, but no longer hurries anybody. What is for today it leaves alone: it learned grave from calm, and nothing between. A text in
a language that neither net reads is said to be so, and a person reads it first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from time import monotonic

from loket.triage import net as nets
from loket.triage.net import Net
from loket.triage.patterns import Pattern, Span, Text
from loket.triage.reading import Word, words_of
from loket.triage.rules import RESEMBLES, UNREAD, Rule, Rules, standard

ACUTE, TODAY, NORMAL, WEAK = 1, 2, 3, 0


LAST_LATIN = "\u024f"
FIRST_WORDS = 60
"""Characters told of a text that could not be read."""
SLOW = 2.0
"""Seconds after which a text is given up: it was made to be slow, and everybody else waits."""


class TooSlow(Exception):
    """The screen gave up on a text."""


@dataclass(frozen=True)
class Sign:
    code: str
    urgency: int
    """1 acute, 2 today, 3 normal; 0: weak, says something only beside others."""
    rule: str
    words: str
    """What the resident wrote there."""


@dataclass(frozen=True)
class Screening:
    """What was found. `urgency` is the most urgent of the signs, or None: it is a proposal, and only ever upwards."""

    version: str
    signs: tuple[Sign, ...]

    @property
    def urgency(self) -> int | None:
        return min((sign.urgency for sign in self.signs if sign.urgency), default=None)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(sign.code for sign in self.signs)


def make_ready() -> None:
    """Read both nets, so that the first message does not wait for them."""
    standard()
    nets.standard()


def screen(words: str, *, earlier: Collection[str] = (), rules: Rules | None = None, net: Net | None = None) -> Screening:
    """The signs in `words`; `earlier` holds the codes already found in this conversation, which weigh along in combinations."""
    rules, net = rules or standard(), net or nets.standard()
    text = Text(words_of(words), rules.vocabulary)
    _calm(text, rules)
    until = monotonic() + SLOW
    signs: list[Sign] = []
    for rule in rules.rules:
        signs += _signs_of(rule, text, rules, words)
        if monotonic() > until:
            raise TooSlow
    weighed = net.weigh(text.words)
    believed, outvoted = _parted(signs, weighed.weight < net.doubt, rules)
    more, less = _parted(list(_combined(believed, frozenset(), rules)), weighed.weight < net.doubt, rules)
    alone = {sign.rule for sign in more + less}  # of what was said earlier the net has seen nothing
    more += (sign for sign in _combined(believed, frozenset(earlier), rules) if sign.rule not in alone)
    signs, outvoted = believed + more, outvoted + less
    if weighed.weight >= net.alarm and not any(sign.urgency == ACUTE for sign in signs):
        said = " … ".join(words[word.start : word.end] for word in net.telling(text.words, weighed.passage))
        signs.append(Sign(RESEMBLES, ACUTE, "resembles", said))
    if not _is_read(text.words, net):
        signs.append(Sign(UNREAD, TODAY, "language", words.strip()[:FIRST_WORDS]))
    signs += (replace(sign, urgency=NORMAL) for sign in outvoted)
    return Screening(f"{rules.version}-{net.version}", tuple(_gravest(signs)))


def _parted(signs: list[Sign], is_doubted: bool, rules: Rules) -> tuple[list[Sign], list[Sign]]:
    """The signs that are believed, and those that the second net outvotes."""
    outvoted = [sign for sign in signs if is_doubted and sign.rule not in rules.firm and sign.urgency == ACUTE]
    return [sign for sign in signs if sign not in outvoted], outvoted


def _is_read(words: Sequence[Word], net: Net) -> bool:
    """Whether this is in letters and in a language that the screen knows."""
    return sum(word.key[:1] > LAST_LATIN for word in words) * 2 <= len(words) and net.reads(words)


def _matches(patterns: tuple[Pattern, ...], text: Text) -> Iterator[tuple[Span, frozenset[int]]]:
    for pattern in patterns:
        if pattern.rarest in text.rarities:
            yield from pattern.spans(text)


def _calm(text: Text, rules: Rules) -> None:
    hidden: set[int] = set()
    for idiom in rules.idioms:
        for span, _ in _matches(idiom.patterns, text):
            if not _excepted(idiom.unless, span, text):
                hidden.update(_hidden_by(idiom.data.hides, span, text.words))
    text.hide(hidden)


def _hidden_by(hides: str, span: Span, words: Sequence[Word]) -> Iterable[int]:
    if hides == "words":
        return span
    if hides == "between":
        return range(span[0], span[-1] + 1)
    part = attrgetter(hides)  # its clause, or its sentence
    calmed = {part(words[place]) for place in span}
    return (place for place, word in enumerate(words) if part(word) in calmed)


def _excepted(unless: tuple[Pattern, ...], span: Span, text: Text) -> bool:
    sentence = text.words[span[0]].sentence
    return any(text.words[other[0]].sentence == sentence or pattern.is_everywhere for pattern in unless for other, _ in pattern.spans(text))


def _signs_of(rule: Rule, text: Text, rules: Rules, words: str) -> Iterator[Sign]:
    for span, own in _matches(rule.patterns, text):
        if rule.data.negatable and not own and _is_negated(span, own, text, rules):
            continue
        if _excepted(rule.unless, span, text):
            continue
        said = words[text.words[span[0]].start : text.words[span[-1]].end]
        yield Sign(rule.data.code, rule.data.urgency, rule.data.id, said)
        return


def _is_negated(span: Span, own: frozenset[int], text: Text, rules: Rules) -> bool:
    """Whether a "niet" belongs to these words: among them, right behind them, or before them with only small words between."""
    first, last, words = span[0], span[-1], text.words

    def denies(place: int) -> bool:
        if place in own or not text.stands(rules.negation, place):
            return False
        follows = place + 1
        return not (follows < len(words) and words[follows].clause == words[place].clause and text.stands(rules.not_quite, follows))

    matched = set(span)
    for place in range(first, last + 1):
        if denies(place):
            meant = place + 1
            while meant < last and meant not in matched and text.stands(rules.between, meant):
                meant += 1
            if meant in matched:
                return True
    after = last + 1
    for place in (after, after + 1):
        if place < len(words) and words[place].clause == words[last].clause:
            if denies(place) and not text.stands(rules.ahead, place):
                return True
            if not text.stands(rules.between, place) or text.stands(rules.listed, place):
                break
    place = first - 1
    while place >= 0 and words[place].sentence == words[first].sentence:
        if words[place].clause != words[place + 1].clause and not text.stands(rules.listed, place):
            return False
        if denies(place):
            return True
        if not text.stands(rules.between, place):
            return False
        place -= 1
    return False


def _combined(signs: list[Sign], earlier: frozenset[str], rules: Rules) -> Iterator[Sign]:
    there = {name for sign in signs for name in (sign.code, sign.rule)} | earlier
    for combination in rules.combinations:
        if all(there.intersection(group) for group in combination.signs) and signs:
            said = next((s.words for s in signs if any({s.code, s.rule} & set(group) for group in combination.signs)), signs[0].words)
            yield Sign(combination.code, combination.urgency, combination.id, said)


def _gravest(signs: list[Sign]) -> list[Sign]:
    """One sign a code, the most urgent one, acute ones first."""
    best: dict[str, Sign] = {}
    for sign in signs:
        if sign.code not in best or (sign.urgency or 9) < (best[sign.code].urgency or 9):
            best[sign.code] = sign
    return sorted(best.values(), key=lambda sign: sign.urgency or 9)


__all__ = ["Screening", "Sign", "Word", "make_ready", "screen"]
