"""The rules that a municipality adds to the net: street names of its own, a local threat, a word that only they hear there.

A file in the form of `rules/`, with its own examples and traps, which are tried before it is taken. It adds and never takes away: what
calms (`[[idiom]]`) and what a concept already holds is the net's alone. All of it is `firm`: the second net has learned nothing
of it.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from functools import lru_cache

from pydantic import ValidationError

from loket.triage.patterns import BadPattern
from loket.triage.rules import Combination, RuleData, RuleFile, Rules, added, standard
from loket.triage.screening import screen

LARGEST = 256 * 1024
"""Bytes."""
MOST = 200
"""Rules: every message is held against each of them."""
MINE = "own-"
"""How their names begin, so that none can be taken for one of the net's."""


def read(data: bytes) -> str:
    """The file as it is kept: JSON. Raises ValueError with what is wrong, in plain words."""
    try:
        file = RuleFile.model_validate(tomllib.loads(data.decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"is not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    each: tuple[RuleData | Combination, ...] = (*file.rule, *file.combination)
    if file.idiom:
        raise ValueError("a municipality adds rules and calms none: leave [[idiom]] out")
    if not file.rule or len(each) > MOST:
        raise ValueError(f"holds {len(each)} rules; it takes one to {MOST}")
    for rule in each:
        if not rule.id.startswith(MINE):
            raise ValueError(f"the name of '{rule.id}' must begin with '{MINE}'")
    kept = file.model_dump_json(exclude_defaults=True)
    try:
        rules = extended(kept)
    except BadPattern as error:
        raise ValueError(str(error)) from None
    for rule in each:
        _try(rule, rules)
    return kept


def _try(rule: RuleData | Combination, rules: Rules) -> None:
    for text in rule.examples:
        if not _finds(rule.id, text, rules):
            raise ValueError(f"'{rule.id}' does not find its example: {text}")
    for text in rule.traps:
        if _finds(rule.id, text, rules):
            raise ValueError(f"'{rule.id}' falls for its trap: {text}")


def _finds(name: str, text: str, rules: Rules) -> bool:
    """Together with the net's rules, or where one of those tells the same, by itself."""
    alone = replace(rules, rules=tuple(rule for rule in rules.rules if rule.data.id == name), combinations=())
    return any(sign.rule == name for these in (rules, alone) for sign in screen(text, rules=these).signs)


def extended(kept: str) -> Rules:
    """The net with these rules beside its own; nothing kept is the net as it is. Raises BadPattern, ValueError."""
    return _grown(kept) if kept else standard()


@lru_cache(maxsize=64)
def _grown(kept: str) -> Rules:
    return added(standard(), RuleFile.model_validate(json.loads(kept)))
