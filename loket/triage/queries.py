"""What other rooms may ask of the safety net."""

from __future__ import annotations

from loket.triage.help import HELP_LINES, HelpLine, help_for
from loket.triage.own import LARGEST as LARGEST_OWN
from loket.triage.own import extended
from loket.triage.own import read as read_own
from loket.triage.rules import CODES, TWO_TO_LOWER
from loket.triage.screening import ACUTE, TODAY, Screening, Sign, make_ready, screen
from loket.triage.watchwords import watchwords

__all__ = [
    "ACUTE",
    "CODES",
    "HELP_LINES",
    "LARGEST_OWN",
    "TODAY",
    "TWO_TO_LOWER",
    "HelpLine",
    "Screening",
    "Sign",
    "extended",
    "help_for",
    "make_ready",
    "read_own",
    "screen",
    "watchwords",
]
