"""The rule that keeps a young person's question theirs.

What somebody under 18 asks is read by intake and by the teen coaches. Anybody else, who sits on the side of the parents as often as not,
reads it only after the young person said yes in the conversation, for that role and no other. There is no exception for danger: whoever
reads already can call 112 and Veilig Thuis themselves, and a lawyer or a mediator is no quicker.

Who asks is what the one who asks said. Staff may correct it: that somebody is young, one person says and the rule holds at once; that
somebody is not young after all, two people say, for the mistake on that side cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from loket.keys.queries import INTAKE

TEEN_COACH = "teen_coach"
READ_ALWAYS = frozenset({INTAKE, TEEN_COACH})
"""The pools that need nobody's yes."""

ASKED, YES, NO = "asked", "yes", "no"


@dataclass(frozen=True)
class Consent:
    """What the young person said to one pool reading along; a yes or no may be changed by them, and is asked for once."""

    pool: str
    state: str


def consent_to(consents: Collection[Consent], pool: str) -> str | None:
    """None: not asked yet."""
    return next((consent.state for consent in consents if consent.pool == pool), None)


def with_consent(consents: Collection[Consent], pool: str, state: str) -> tuple[Consent, ...]:
    return (*(consent for consent in consents if consent.pool != pool), Consent(pool, state))


def may_be_read_by(pool: str, consents: Collection[Consent], *, is_young: bool) -> bool:
    return not is_young or pool in READ_ALWAYS or consent_to(consents, pool) == YES
