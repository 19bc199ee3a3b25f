"""What other rooms may ask of the safety net."""

from __future__ import annotations

from loket.triage.help import HELP_LINES, HelpLine, help_for
from loket.triage.rules import CODES, TWO_TO_LOWER
from loket.triage.screening import ACUTE, TODAY, Screening, Sign, make_ready, screen
from loket.triage.watchwords import watchwords

__all__ = [
    "ACUTE",
    "CODES",
    "HELP_LINES",
    "TODAY",
    "TWO_TO_LOWER",
    "HelpLine",
    "Screening",
    "Sign",
    "help_for",
    "make_ready",
    "screen",
    "watchwords",
]
