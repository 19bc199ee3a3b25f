"""How readable a Dutch text is, by counting and by lists: no model, the same answer every time, and a reason for each remark.

It aims at B1: what most grown-ups read without effort. The score is Flesch's, made fit for Dutch by W.H. Douma (De leesbaarheid van
landbouwbladen, Wageningen 1960): 206.84 - 0.93 x words per sentence - 77 x syllables per word; 60-70 is "normal", 70-80 "fairly easy"
(the last years of primary school), 80-90 "easy". A formula sees no meaning: a good score is no proof, a bad one is a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loket.guide.word_lists import BANNED, DIFFICULT

LONGEST_SENTENCE = 20
"""Words."""
LONGEST_WORD = 18
"""Letters; a longer word is a hint to split it, not a fault."""
LEAST_SCORE = 70
FEWEST_WORDS = 25
"""Below this a score says more about one word than about the text."""

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*(?:'s|’s)?")
_END = re.compile(r"(?<=[.!?:;])[\"'”’)]*\s+|\n+")
_VOWELS = re.compile(
    r"ëi|éé|óó|áá|aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ou|au|ai|[aeiouáàâéèêíìîóòôúùûäëïöü]|(?<![aeiou])y(?![aeiou])"
)
_ENGLISH = {
    "coach": 1,
    "coaches": 2,
    "team": 1,
    "site": 1,
    "line": 1,
    "mail": 1,
    "cookie": 2,
    "cookies": 2,
    "chrome": 1,
    "phone": 1,
    "safe": 1,
}
_ENDS_ENGLISH = re.compile(rf"(.*?)({'|'.join(_ENGLISH)})")
_EXPLAINED = re.compile(r"\s*\(|\s+(?:is|zijn|betekent|noemen we)\b")
_BECOMES = re.compile(r"\b(?:word|wordt|worden|werd|werden)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(r"\b(?:\w+)?(?:ge|be|ver|ont|her)\w{2,}(?:d|t|en)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Remark:
    """What could be plainer. A hint is for who writes to weigh; the others break a rule of the house."""

    rule: str
    """'long', 'banned', 'difficult', 'score'; hints: 'passive', 'men', 'long_word'."""
    what: str
    """The word or the sentence."""
    instead: str = ""

    @property
    def is_hint(self) -> bool:
        return self.rule in ("passive", "men", "long_word")


@dataclass(frozen=True)
class Reading:
    """What was counted in a text, and what was remarked."""

    words: int
    sentences: int
    longest: int
    score: int
    remarks: tuple[Remark, ...]

    @property
    def is_plain(self) -> bool:
        return all(remark.is_hint for remark in self.remarks)


def syllables(word: str) -> int:
    """Groups of vowels that sound as one; English words of the trade by a list."""
    count = 0
    for part in re.split(r"[-'’]", word.lower()):
        english = _ENDS_ENGLISH.fullmatch(part)
        count += len(_VOWELS.findall(english[1])) + _ENGLISH[english[2]] if english else len(_VOWELS.findall(part))
    return max(count, 1)


def sentences(text: str) -> list[str]:
    """Each line ends a sentence too: a heading, an item."""
    return [part for part in (part.strip() for part in _END.split(text)) if part and WORD.search(part)]


def score(words: int, sentence_count: int, syllable_count: int) -> float:
    return 206.84 - 0.93 * words / sentence_count - 77 * syllable_count / words


def read(text: str) -> Reading:
    """Read a text once, as it would be read aloud. Numbers count for nothing."""
    found = sentences(text)
    each = [WORD.findall(sentence) for sentence in found]
    words = [word for sentence in each for word in sentence]
    longest = max(map(len, each), default=0)
    reached = round(score(len(words), len(found), sum(map(syllables, words)))) if words else 100
    remarks = [*_about_words(text), *(remark for sentence in found for remark in _about_sentence(sentence))]
    if len(words) >= FEWEST_WORDS and reached < LEAST_SCORE:
        remarks.append(Remark("score", str(reached)))
    return Reading(len(words), len(found), longest, reached, tuple(remarks))


def _about_words(text: str) -> Iterator[Remark]:
    said = set()
    for found in WORD.finditer(text):
        word = found.group().lower()
        if word in said:
            continue
        if word in BANNED:
            yield Remark("banned", found.group(), BANNED[word])
        elif word in DIFFICULT and not _is_explained(text, found.start(), found.end()):
            yield Remark("difficult", found.group(), DIFFICULT[word])
        elif word == "men":
            yield Remark("men", found.group(), "je; wij; iemand")
        elif len(word) > LONGEST_WORD:
            yield Remark("long_word", found.group())
        else:
            continue
        said.add(word)


def _is_explained(text: str, begin: int, end: int) -> bool:
    """Whether the plain word stands beside it: "gezag (wie beslist over een kind)", or the difficult word itself in brackets."""
    before = text[:begin]
    return _EXPLAINED.match(text, end) is not None or before.rfind("(") > before.rfind(")")


def _about_sentence(sentence: str) -> Iterator[Remark]:
    if len(WORD.findall(sentence)) > LONGEST_SENTENCE:
        yield Remark("long", sentence)
    if _BECOMES.search(sentence) and _PARTICIPLE.search(sentence):
        yield Remark("passive", sentence)
