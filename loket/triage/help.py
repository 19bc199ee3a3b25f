"""The help lines, and which of them somebody sees at once for what they wrote.

Numbers and hours were checked against the public pages of each line; check them again before a desk opens.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from loket.i18n import mark
from loket.triage.rules import RESEMBLES, UNREAD


@dataclass(frozen=True)
class HelpLine:
    number: str
    tel: str
    what: str
    """For whom, and when somebody answers."""


HELP_LINES = {
    "emergency": HelpLine("112", "112", mark("Iemand is nu in gevaar")),
    "violence": HelpLine("0800-2000", "08002000", mark("Veilig Thuis: het is thuis niet veilig. Dag en nacht, gratis")),
    "suicide": HelpLine("0800-0113", "08000113", mark("113: je denkt aan zelfmoord. Dag en nacht, gratis")),
    "sexual_violence": HelpLine("0800-0188", "08000188", mark("Centrum Seksueel Geweld: iemand deed iets wat je niet wilde. Gratis")),
    "young": HelpLine("0800-0432", "08000432", mark("Kindertelefoon: je bent jong en wilt praten. Elke dag van 11 tot 21 uur, gratis")),
}

_VIOLENCE = frozenset(
    {"R-GEWELD", "R-WURG", "R-DOODDREIG", "R-WAPEN", "R-ZWANGER", "R-STALK", "R-ESCAL", "R-ANGST", "R-CONTROLE", "R-VERLATEN"}
    | {"R-KINDONVEILIG", "R-DWANG", "R-DADER", "R-WEGLOPEN", "R-SEKS"}
)  # fmt: skip
_UNKNOWN = frozenset({RESEMBLES, UNREAD})
"""What danger, nobody knows yet."""
_CHILDREN = frozenset({"R-KINDONVEILIG", "R-WEGLOPEN"})


def help_for(signs: Collection[tuple[str, int]], *, is_young: bool) -> tuple[str, ...]:
    """Which lines of HELP_LINES fit these signs (code, urgency), the most urgent first; none for what is not urgent."""
    codes = {code for code, urgency in signs if urgency in (1, 2)}
    if not codes:
        return ()
    lines = ["emergency"] if codes & {UNREAD} or any(urgency == 1 for _, urgency in signs) else []
    if codes & ({"R-SUICIDE"} | _UNKNOWN):
        lines.append("suicide")
    if "R-SEKS" in codes:
        lines.append("sexual_violence")
    if is_young:  # before those where grown-ups answer
        lines.append("young")
    if codes & (_VIOLENCE | _UNKNOWN):
        lines.append("violence")
    if codes & _CHILDREN and not is_young:
        lines.append("young")
    return tuple(lines)
