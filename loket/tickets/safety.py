"""The safety net at work on a ticket: what the screen proposed, what people made of it, and how pressing that makes the question.

A sign is proposed by the screen and stays until a person weighs it. It moves a question up, never down; only people lower it, with a
reason, and the gravest signs only two of them together. Where the screen fails, the message arrives all the same, marked as not screened.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from loket.errors import Refused
from loket.municipalities.queries import Desk
from loket.tickets.model import ACUTE, TODAY, UNASSESSED
from loket.triage import queries as triage

logger = logging.getLogger(__name__)

PROPOSED, CONFIRMED, DOUBTED, REJECTED = "proposed", "confirmed", "doubted", "rejected"
CONFIRM, REJECT = "confirm", "reject"
YOUNG_ASKERS, YOUNG_AGES = frozenset({"youngster", "child"}), frozenset({"-12", "12-15", "16-17"})

NO_MEDIATION = frozenset(
    {"R-GEWELD", "R-WURG", "R-DOODDREIG", "R-WAPEN", "R-ZWANGER", "R-SEKS", "R-STALK", "R-ESCAL", "R-ANGST", "R-CONTROLE", "R-DWANG"}
    | {"R-LIJKT"}
)
"""With one of these, talking it over together can be dangerous (MASIC: coercive control is a contra-indication for mediation)."""
NO_CONFRONTING = frozenset({"R-KINDONVEILIG", "R-SEKS", "R-WEGLOPEN", "R-DWANG"})


@dataclass(frozen=True)
class Signal:
    """One code on a ticket."""

    code: str
    urgency: int
    state: str = PROPOSED
    doubted_by: int | None = None
    """The first of the two who must agree that it is nothing."""

    @property
    def counts(self) -> bool:
        return self.state != REJECTED and self.urgency in (ACUTE, TODAY)

    @property
    def is_unweighed(self) -> bool:
        return self.state in (PROPOSED, DOUBTED)


@dataclass(frozen=True)
class Screened:
    """What the screen said of one message, as its event keeps it."""

    signs: tuple[triage.Sign, ...] = ()
    version: str | None = None
    """None: the screen failed."""

    @property
    def is_acute(self) -> bool:
        return any(sign.urgency == ACUTE for sign in self.signs)

    def body(self, *, is_young: bool) -> dict[str, Any]:
        if self.version is None:
            return {"unscreened": True}
        shown = [sign for sign in self.signs if sign.urgency]
        help_lines = triage.help_for([(sign.code, sign.urgency) for sign in shown], is_young=is_young)
        return {
            "rules": self.version,
            "signs": [[sign.code, sign.urgency, sign.rule, sign.words] for sign in shown] or None,
            "help": list(help_lines) or None,
        }


def screened(desk: Desk, words: str, earlier: Iterable[Signal] = ()) -> Screened:
    """By the net and what the desk's municipality adds to it. Never raises: whoever writes is never stopped by the net."""
    try:
        codes = {signal.code for signal in earlier if signal.state != REJECTED}
        found = triage.screen(words, earlier=codes, rules=triage.extended(desk.own_rules))
    except Exception:  # noqa: BLE001 - any fault at all
        logger.error("safety: the screen failed; a message goes on without it")
        return Screened()
    return Screened(found.signs, found.version)


def is_young(asker: str | None, age: str | None) -> bool:
    return asker in YOUNG_ASKERS or age in YOUNG_AGES


def with_signs(signals: Collection[Signal], found: Screened) -> tuple[Signal, ...]:
    """The signals of a ticket after one more message: what is found anew is open anew, also what was rejected before."""
    by_code = {signal.code: signal for signal in signals}
    for sign in found.signs:
        if not sign.urgency:
            continue
        known = by_code.get(sign.code)
        if known is None or known.state == REJECTED:
            by_code[sign.code] = Signal(sign.code, sign.urgency)
        else:
            by_code[sign.code] = replace(known, urgency=min(known.urgency, sign.urgency))
    return tuple(by_code.values())


def pressing(urgency: int, signals: Iterable[Signal]) -> int:
    """How urgent a question is treated: as people judged it, or more urgent where a signal says so."""
    proposed = min((signal.urgency for signal in signals if signal.counts), default=UNASSESSED)
    return min(urgency, proposed) if urgency and proposed else urgency or proposed


def weighed(signals: Collection[Signal], code: str, verdict: str, staff: int) -> tuple[Signal, ...]:
    """The signals after somebody of the staff confirmed or rejected one.

    Raises Refused for a signal that is not there, an unknown verdict, or the same person rejecting one of the gravest twice.
    """
    known = next((signal for signal in signals if signal.code == code), None)
    if known is None or verdict not in (CONFIRM, REJECT) or known.state == REJECTED:
        raise Refused("weigh")
    if verdict == CONFIRM:
        changed = replace(known, state=CONFIRMED, doubted_by=None)
    elif code in triage.TWO_TO_LOWER and known.doubted_by is None:
        changed = replace(known, state=DOUBTED, doubted_by=staff)
    elif known.doubted_by == staff:
        raise Refused("weigh")
    else:
        changed = replace(known, state=REJECTED)
    return tuple(changed if signal.code == code else signal for signal in signals)
