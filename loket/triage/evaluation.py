"""How good the screen is: its proposals against what people said of the same texts, with every miss to be read."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loket.errors import BadFile
from loket.triage.rules import RESEMBLES
from loket.triage.screening import ACUTE, TODAY, Screening, screen

MOST_FALSE_ALARMS = 0.05
"""Of the harmless lines."""
_TEXT, _JUDGED = ("text", "question"), ("label", "urgency")
_SAFE, HARMLESS = "SAFE", frozenset({"SAFE", "U3", "U4"})


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    judged: str
    """U1, U2, U3, U4 or SAFE."""
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    line: Line
    found: Screening


@dataclass
class Result:
    acute: int = 0
    harmless: int = 0
    missed: list[Judged] = field(default_factory=list)
    alarms: list[Judged] = field(default_factory=list)
    """Harmless lines proposed as acute, or for today."""
    by_code: dict[str, Counter[str]] = field(default_factory=dict)
    by_net: Counter[str] = field(default_factory=Counter)
    """Which net found the acute lines."""

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / self.acute if self.acute else 1.0

    @property
    def false_alarms(self) -> float:
        return len(self.alarms) / self.harmless if self.harmless else 0.0

    @property
    def is_good(self) -> bool:
        return not self.missed and self.false_alarms < MOST_FALSE_ALARMS


def read(path: Path) -> list[Line]:
    """The lines of a tab-separated file with a header. Raises BadFile with what is wrong with it."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            columns = table.fieldnames or ()
            text, judged = (_column(columns, names) for names in (_TEXT, _JUDGED))
            return [_line(number, row, text, judged) for number, row in enumerate(table, 2)]
    except OSError as error:
        raise BadFile(f"{path} cannot be read ({error.strerror}).") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFile(f"{path} is not a table of text in UTF-8 ({error}).") from None


def _column(columns: Sequence[str], names: Sequence[str]) -> str:
    for name in names:
        if name in columns:
            return name
    raise BadFile(f"The table needs a column '{names[0]}' or '{names[1]}'; it has: {', '.join(columns) or 'none'}.")


def _line(number: int, row: dict[str, str], text: str, judged: str) -> Line:
    said = (row[judged] or "").strip().upper()
    label = _SAFE if said == _SAFE else said[:2]
    if label not in HARMLESS | {"U1", "U2"}:
        raise BadFile(f"Line {number}: '{row[judged]}' is none of U1, U2, U3, U4, safe.")
    codes = row.get("code") or row.get("risk_or_note") or ""
    return Line(number, row[text] or "", label, tuple(part.strip() for part in codes.split(",") if part.strip().startswith("R-")))


def evaluate(lines: Iterable[Line]) -> Result:
    """A U1 line is found when the screen proposes U1; a harmless line (safe, U3, U4) is a false alarm from U2 upwards."""
    result = Result()
    for line in lines:
        found = screen(line.text)
        judged = Judged(line, found)
        if line.judged == "U1":
            result.acute += 1
            if found.urgency == ACUTE:
                result.by_net[_which(found)] += 1
            if found.urgency != ACUTE:
                result.missed.append(judged)
            for code in line.codes or ("-",):
                result.by_code.setdefault(code, Counter())["found" if found.urgency == ACUTE else "missed"] += 1
        elif line.judged in HARMLESS:
            result.harmless += 1
            if found.urgency in (ACUTE, TODAY):
                result.alarms.append(judged)
                for sign in found.signs:
                    if sign.urgency in (ACUTE, TODAY):
                        result.by_code.setdefault(sign.code, Counter())["false"] += 1
    return result


def _which(found: Screening) -> str:
    return "second net" if all(sign.code == RESEMBLES for sign in found.signs if sign.urgency == ACUTE) else "rules"


def report(result: Result, version: str) -> list[str]:
    """The figures and every miss, as lines to print."""
    said = [
        f"Screen {version}",
        f"Acute lines found    {result.acute - len(result.missed)} of {result.acute}  ({result.recall:.1%})",
        f"                     {result.by_net['rules']} by the rules, {result.by_net['second net']} by the second net alone",
        f"False alarms         {len(result.alarms)} of {result.harmless} harmless lines"
        f"  ({result.false_alarms:.1%}; fewer than {MOST_FALSE_ALARMS:.0%} is the goal)",
    ]
    if result.by_code:
        said += ["", "code            found  missed  false alarms"]
        said += [f"{code:<15} {n['found']:>5}  {n['missed']:>6}  {n['false']:>12}" for code, n in sorted(result.by_code.items())]
    for title, cases in (("Missed", result.missed), ("False alarms", result.alarms)):
        if cases:
            said += ["", f"{title}:"]
        for case in cases:
            said.append(f"  line {case.line.number} [{case.line.judged} {','.join(case.line.codes)}] {case.line.text}")
            said += [f"      {sign.code} U{sign.urgency} by {sign.rule}: {sign.words}" for sign in case.found.signs if sign.urgency]
    return said
