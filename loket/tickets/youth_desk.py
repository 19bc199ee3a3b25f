"""What the workplace shows of a young person's question: who may read along, and where it goes first."""

from __future__ import annotations

from typing import Any

from loket.experts.queries import Expert, pool_label, role_label
from loket.i18n import gettext, mark
from loket.keys.queries import PoolDoor
from loket.tickets import actions, youth
from loket.tickets.head import Opened
from loket.tickets.model import CLOSED
from loket.tickets.youth import READ_ALWAYS, TEEN_COACH

_SAID = {
    None: mark("nog niet gevraagd"),
    youth.ASKED: mark("gevraagd, nog geen antwoord"),
    youth.YES: mark("ja, mag meelezen"),
    youth.NO: mark("liever niet"),
}


def first_pool(ticket: Opened, doors: dict[str, PoolDoor]) -> str:
    """The pool that is chosen already in the form to hand over."""
    coach = doors.get(TEEN_COACH)
    return TEEN_COACH if ticket.head.is_young and coach and coach.public and coach.id != ticket.pool_id else ""


def asked_first(ticket: Opened, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pools to hand over to, with a word at those to which a young person has yet to say yes."""
    head, told = ticket.head, []
    for kind, label in choices:
        is_free = youth.may_be_read_by(kind, head.consents, is_young=head.is_young)
        told.append((kind, label if is_free else gettext("%(pool)s (vraag het eerst)") % {"pool": label}))
    return told


def youth_view(me: Expert, ticket: Opened, doors: dict[str, PoolDoor], names: dict[int, str]) -> dict[str, Any]:
    head = ticket.head
    may_ask = ticket.state != CLOSED and (me.is_intaker or (ticket.pool_id in me.pool_ids and ticket.holder_id in (None, me.id)))
    return {
        "is_young": head.is_young,
        "readers": [
            {
                "kind": kind,
                "label": pool_label(kind),
                "who": role_label(kind),
                "said": gettext(_SAID[youth.consent_to(head.consents, kind)]),
                "can_ask": may_ask and youth.consent_to(head.consents, kind) is None,
            }
            for kind, door in doors.items()
            if kind not in READ_ALWAYS and door.public
        ],
        "asker": head.asker,
        "age": head.age,
        "doubted_by": names.get(head.doubted_by) if head.doubted_by else None,
        "can_correct": ticket.state != CLOSED and actions.may_correct(me) and head.doubted_by != me.id,
    }
