"""Names of people, schools and streets in running text, by what stands around them; the words it goes by are in `names.toml`.

A first name alone is found only where the text says whose it is ("mijn dochter Emma", "ik heet Emma"); a full name by a first name we
know, an initial, a title, or by "van de" between capitals. Sentence starts, months, places and organisations are not names.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

Span = tuple[int, int]

_KNOWN = {name: frozenset(words.split()) for name, words in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items()}

_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"

# --- where somebody lives ----------------------------------------------------------------------------------------

_STREET = (
    r"(?:straat|laan|weg|plein|kade|gracht|hof|dijk|singel|steeg|dreef|plantsoen|park|baan|pad|markt|wal|erf|brink|kamp|es|veld|akker)"
)
_NO_STREET = (
    r"(?!(?:halver|onder|van|achter|er|bij|heen|terug|weg|snel|lood|school|al|om|uit|door|ver|tuin|eind|buiten|glij|ren|loop)\w{0,3}weg)"
)
_UNIT = (
    r"(?!\s?(?:uur|u\b|jaar|jr|keer|maal|dag|weken|week|maand|min|km|kilometer|meter|euro|eur|kind|jongen|meid|meis|dochter|zoon|zoons"
    r"|personen|mensen|mnd|%|x\b|en een half|januari|februari|maart|april|mei\b|juni|juli|augustus|september|oktober|november|december))"
)
_NUMBER = rf"(?:(?:nr|nummer|no)\.?\s)?\d{{1,4}}(?![\d.,:]\d|\d){_UNIT}(?:\s?-?[a-zA-Z]\b(?!['’])|-\d{{1,3}}\b)?"
_NO_LETTERS = r"(?:in|is|en|of|op|te|ze|we|he|je|me|al|af|nu|zo|de|om|uw|ik|na|er|au|pm|am|to|my|on|at|it|no|so|do|km|kg|cm|eu|us|uk|nl|ad)"
_POSTCODE = r"[1-9]\d{3}\s?(?!(?:SA|SD|SS)\b)[A-Z]{2}\b"
ADDRESSES = (
    re.compile(
        rf"(?<!\w)(?P<address>(?:{_CAPITAL}[\w'’.-]{{0,20}}\s(?:(?:van|de|der|den|het|ten|ter)\s){{0,2}}){{0,2}}{_NO_STREET}"
        rf"{_CAPITAL}[\w'’-]{{1,25}}{_STREET}\s{_NUMBER}(?:,?\s(?i:{_POSTCODE}))?)"
    ),
    re.compile(
        rf"(?<![\w-])(?P<address>(?!(?:voor|zij|winkel|onze|mijn)?(?:straat|laan|plein)\b)[a-z]{{3,25}}"
        rf"(?:straat|laan|plein|gracht|singel|plantsoen|dreef)\s{_NUMBER}(?:,?\s(?i:{_POSTCODE}))?)"
    ),
    re.compile(rf"(?<![\w.,-])(?P<address>(?![1-9]\d{{3}}\s?(?i:{_NO_LETTERS})\b){_POSTCODE}(?:[,\s]{{1,2}}(?:huis)?(?:{_NUMBER}))?)"),
    re.compile(rf"(?<![\w.,-])(?P<address>(?![1-9]\d{{3}}\s(?i:{_NO_LETTERS})\b)(?i:{_POSTCODE})[,\s]{{1,2}}{_NUMBER})"),
    re.compile(rf"(?i:\bpostcode\b\W{{0,3}}(?:is\s)?)(?P<address>(?i:{_POSTCODE})(?:[,\s]{{1,2}}(?:en\s)?(?:huis)?{_NUMBER})?)"),
)
"""A street with its number, a postcode (with or without one): a postcode has some fifteen houses."""

# --- schools ------------------------------------------------------------------------------------------------------

_SCHOOL_KIND = (
    r"(?:basisschool|kleuterschool|montessorischool|vrijeschool|jenaplanschool|daltonschool|peuterspeelzaal|peuteropvang|kinderopvang"
    r"|kinderdagverblijf|middelbare school|obs|cbs|rkbs|pcbs|ibs|sbo|kdv|bso|mavo|scholengemeenschap)"
)
_NAME_PART = rf"{_CAPITAL}[\w'’-]{{1,30}}"
_SCHOOL_NAME = rf"{_NAME_PART}(?:\s(?:(?:van|de|der|het)\s)?{_NAME_PART}){{0,3}}"
_SCHOOLS = (
    re.compile(rf"(?<!\w)(?i:{_SCHOOL_KIND})\s[\"“‘']?(?P<school>(?:(?:[Dd]e|[Hh]et|[’']t|[Oo]p)\s)?{_SCHOOL_NAME})"),
    re.compile(rf"(?<!\w)(?i:school)\s[\"“‘']?(?P<school>(?:De|Het|’t|'t)\s{_SCHOOL_NAME})"),
    re.compile(
        rf"(?<!\w)(?:[Hh]et|[Oo]p|[Dd]e)\s(?P<school>(?:{_CAPITAL}[\w'’.-]{{0,30}}\s){{1,3}}(?i:college|lyceum|gymnasium|basisschool|school))\b"
    ),
    re.compile(rf"(?<!\w)(?P<school>{_CAPITAL}[\w'’-]{{2,30}}(?:college|lyceum|gymnasium))\b"),
)

# --- people -------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[’'][ts](?!\w)|[^\W\d_]+(?:['’.\-][^\W\d_]+)*")
_INTRODUCED = re.compile(
    r"(?:\b(?:naam is|naam van (?:mij|hem|haar) is|naam luidt|heet|heten|genaamd|genoemd|my name is|ich heiße|ich heisse|name ist"
    r"|mam na imi[eę]|nazywam si[eę]|ad(?:\u0131|i)m)|\bnaam:)\s+\Z",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.\s?){1,4}\Z")
_ALSO_WORDS = frozenset(["can", "mei", "mo", "bo"])
_MOST_PARTS = 4
_SHOUTED = 0.6
"""Beyond this part of capitals a text is shouted, and a capital says nothing."""


def found_in(text: str) -> Iterator[tuple[str, Span]]:
    """Names of people and schools: 'name' or 'school', and where."""
    for pattern in _SCHOOLS:
        for school in pattern.finditer(text):
            if school["school"].split()[0].lower() not in _KNOWN["no_schools"]:
                yield "school", school.span("school")
    words = _Words(text)
    for place in range(len(words.spans)):
        name = words.name_at(place)
        if name:
            yield "name", name


class _Words:
    """The words of a text in order, with what a name is known by."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [found.span() for found in _WORD.finditer(text)]
        written = [text[start:end] for start, end in self.spans]
        self.words = [word.lower() for word in written]
        letters = [sign for sign in text if sign.isalpha()]
        is_shouted = sum(sign.isupper() for sign in letters) > _SHOUTED * len(letters)
        self.is_capital = [
            not is_shouted and word[0].isupper() and len(word) > 1 and not word.isupper() and lower not in _KNOWN["no_names"]
            for word, lower in zip(written, self.words, strict=True)
        ]

    def name_at(self, place: int) -> Span | None:
        """The name that begins with this word."""
        word, is_capital = self.words[place], self.is_capital[place]
        behind = self.words[place - 1] if place else ""
        if behind in _KNOWN["introductions"] and _INTRODUCED.search(self._before(place)):
            is_name = is_capital or (len(word) > 1 and not self._is_no_name(place))
            return self._span(place, self._end_of_introduced(place)) if is_name else None
        is_known = word in _KNOWN["first_names"]
        if behind in _KNOWN["relations"] and self._follows(place) and (is_capital or (is_known and word not in _ALSO_WORDS)):
            return self._span(place, self._end(place))
        if not is_capital and word not in _KNOWN["particles"]:
            return None
        last = self._end(place)
        if not is_capital and last == place:
            return None
        initials = _INITIALS.search(self._before(place))
        is_titled = behind in _KNOWN["titles"] and self._between(place) in (" ", ". ")
        if is_titled or initials:
            start, end = self._span(place, last)
            return start - len(initials.group()) if initials else start, end
        if last > place and is_capital and (is_known or (self._has_particle(place, last) and not self._begins_sentence(place))):
            return self._span(place, last)
        return None

    def _is_no_name(self, place: int) -> bool:
        return self.words[place] in _KNOWN["no_names"] or self.words[place] in _KNOWN["no_small_names"]

    def _span(self, first: int, last: int) -> Span:
        return self.spans[first][0], self.spans[last][1]

    def _before(self, place: int) -> str:
        start = self.spans[place][0]
        return self.text[max(0, start - 40) : start]

    def _between(self, place: int) -> str:
        return self.text[self.spans[place - 1][1] : self.spans[place][0]]

    def _follows(self, place: int) -> bool:
        return place < len(self.spans) and self._between(place) in (" ", "  ")

    def _begins_sentence(self, place: int) -> bool:
        before = self._before(place).rstrip(" \"“‘'(")
        return not before or before[-1] in ".!?\n:…-•*"

    def _past_particles(self, place: int) -> int:
        """At most three of them: "van de ’t"."""
        for _ in range(3):
            if not (self._follows(place) and self.words[place] in _KNOWN["particles"]):
                break
            place += 1
        return place

    def _has_particle(self, first: int, last: int) -> bool:
        small = self.words[first + 1 : last]
        return any(word in _KNOWN["particles"] for word in small) and small[0] not in ("in", "op", "te")

    def _end(self, place: int) -> int:
        """The last word of a name that begins here: capitals and the small words between them ("Emma van der Meulen")."""
        last = place
        for _ in range(_MOST_PARTS):
            following = self._past_particles(last + 1)
            if not (self._follows(following) and self.is_capital[following]):
                break
            last = following
        return last

    def _end_of_introduced(self, place: int) -> int:
        """Behind "mijn naam is" it may stand in small letters: one word, and a surname that small words or a known name announce."""
        last = self._end(place)
        if last > place or self.is_capital[place]:
            return last
        following = self._past_particles(place + 1)
        is_announced = following > place + 1 or self.words[place] in _KNOWN["first_names"]
        is_name = self._follows(following) and not self._is_no_name(following)
        return following if is_announced and is_name else place
