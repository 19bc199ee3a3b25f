"""The rules of the screen: read, checked and versioned.

A file holds `[concept]` (name = words), `[[idiom]]`s, `[[rule]]`s and `[[combination]]`s. A municipality can add rules of its own to
these; it cannot take one away. The version is a fingerprint of everything read: whoever archives it can tell which rules judged a text.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from loket.triage.patterns import Pattern, Vocabulary

FOLDER = Path(__file__).with_name("rules")
NEGATION, NOT_QUITE, BETWEEN, LISTED, AHEAD = "{negation}", "{not_quite}", "{between_negation}", "{listed}", "{denies_ahead}"

RESEMBLES, UNREAD = "R-LIJKT", "R-TAAL"
"""What no rule says: the second net found it alike, or the text is in a language that the screen does not read."""
_OF_RULES = (
    "R-GEWELD", "R-WURG", "R-DOODDREIG", "R-SUICIDE", "R-WAPEN", "R-ZWANGER", "R-SEKS", "R-STALK", "R-ESCAL", "R-ANGST", "R-CONTROLE",
    "R-VERLATEN", "R-KINDONVEILIG", "R-KIND", "R-ONTVOER", "R-DWANG", "R-WEGLOPEN", "R-VERSLAV", "R-GGZ", "R-GELD", "R-WONEN", "R-VERBLIJF",
    "R-CONTACT", "R-DADER",
)  # fmt: skip
CODES = (*_OF_RULES, RESEMBLES, UNREAD)
TWO_TO_LOWER = frozenset({"R-WURG", "R-SUICIDE", "R-DOODDREIG", "R-KINDONVEILIG", "R-SEKS"})
"""The gravest: a second person must agree before one of these is rejected."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Idiom(_Data):
    """Words that mean nothing dangerous together; `hides` says how much of the text they calm."""

    patterns: list[str] = Field(min_length=1)
    unless: list[str] = []
    hides: Literal["words", "between", "clause", "sentence"] = "words"
    examples: list[str] = []


class RuleData(_Data):
    id: str = Field(pattern=r"^[a-z0-9-]{3,60}$")
    code: Literal[_OF_RULES]  # type: ignore[valid-type]
    urgency: Literal[0, 1, 2, 3]
    """1 acute, 2 today, 3 normal; 0: a weak sign, which counts only together with others."""
    reason: str = Field(min_length=10)
    source: str = ""
    patterns: list[str] = Field(min_length=1)
    unless: list[str] = []
    negatable: bool = True
    """Whether "niet", "nooit" and the like take its meaning away."""
    firm: bool = False
    """Whether the second net never outvotes it: what is grave in so many words, in a language that net does not read, or seldom said
    otherwise (wrong at most once in twenty, of ten or more lines that no rule was written by).
    """
    examples: list[str] = Field(min_length=1)
    traps: list[str] = []


class Combination(_Data):
    """Signs that together weigh more than each alone: one of each group must be there."""

    id: str
    code: Literal[_OF_RULES]  # type: ignore[valid-type]
    urgency: Literal[1, 2]
    firm: bool = False
    signs: list[list[str]] = Field(min_length=1)
    reason: str
    examples: list[str] = Field(min_length=1)
    traps: list[str] = []


class RuleFile(_Data):
    source: str = ""
    concept: dict[str, list[str]] = {}
    idiom: list[Idiom] = []
    rule: list[RuleData] = []
    combination: list[Combination] = []


@dataclass(frozen=True)
class Rule:
    data: RuleData
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]


@dataclass(frozen=True)
class Calming:
    data: Idiom
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]


@dataclass(frozen=True)
class Rules:
    vocabulary: Vocabulary
    idioms: tuple[Calming, ...]
    rules: tuple[Rule, ...]
    combinations: tuple[Combination, ...]
    firm: frozenset[str]
    """The rules that the second net never outvotes."""
    version: str
    negation: int
    not_quite: int
    between: int
    listed: int
    ahead: int


def read_files(folder: Path | None = None) -> list[RuleFile]:
    """Raises pydantic.ValidationError, tomllib.TOMLDecodeError."""
    return [RuleFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted((folder or FOLDER).glob("*.toml"))]


def compiled(files: Sequence[RuleFile]) -> Rules:
    """Raises BadPattern for a rule that cannot be read, ValueError for two of one name."""
    vocabulary = Vocabulary({name: words for file in files for name, words in file.concept.items()})

    def read(patterns: Sequence[str]) -> tuple[Pattern, ...]:
        return tuple(Pattern.read(written, vocabulary) for written in patterns)

    rules = tuple(Rule(data, read(data.patterns), read(data.unless)) for file in files for data in file.rule)
    combinations = tuple(data for file in files for data in file.combination)
    read_in = Rules(
        vocabulary,
        tuple(Calming(data, read(data.patterns), read(data.unless)) for file in files for data in file.idiom),
        rules,
        combinations,
        frozenset(rule.data.id for rule in rules if rule.data.firm) | {data.id for data in combinations if data.firm},
        _fingerprint([file.model_dump(mode="json") for file in files]),
        *(vocabulary.number_of(concept) for concept in (NEGATION, NOT_QUITE, BETWEEN, LISTED, AHEAD)),
    )
    return _once_each(read_in)


def added(rules: Rules, more: RuleFile) -> Rules:
    """`rules` with those of another file beside them, all of these firm, and nothing taken away.

    Raises BadPattern; ValueError for a name that is taken.
    """
    taken = set(more.concept) & set(rules.vocabulary.concepts)
    if taken:
        raise ValueError(f"the concept '{min(taken)}' is there already")
    vocabulary = rules.vocabulary.grown(more.concept)

    def read(patterns: Sequence[str]) -> tuple[Pattern, ...]:
        return tuple(Pattern.read(written, vocabulary) for written in patterns)

    return _once_each(
        replace(
            rules,
            vocabulary=vocabulary,
            rules=rules.rules + tuple(Rule(data, read(data.patterns), read(data.unless)) for data in more.rule),
            combinations=rules.combinations + tuple(more.combination),
            firm=rules.firm | {data.id for data in more.rule} | {data.id for data in more.combination},
            version=f"{rules.version}+{_fingerprint([more.model_dump(mode='json')])}",
        )
    )


def _once_each(rules: Rules) -> Rules:
    """Raises ValueError for two of one name."""
    names = [rule.data.id for rule in rules.rules] + [data.id for data in rules.combinations]
    if len(set(names)) != len(names):
        raise ValueError(f"two rules have one name: {sorted({name for name in names if names.count(name) > 1})}")
    return rules


def _fingerprint(files: list[dict[str, Any]]) -> str:
    return hashlib.sha256(repr(files).encode()).hexdigest()[:12]


@cache
def standard() -> Rules:
    """The rules that every municipality has."""
    return compiled(read_files())
