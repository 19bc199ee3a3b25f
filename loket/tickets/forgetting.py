"""How a ticket is forgotten: at once when the resident wants it, or when its term has passed."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, select, update

from loket import clock
from loket.database import HERE, forget_for_good, transaction
from loket.errors import Refused
from loket.keys import actions as key_actions
from loket.keys import queries as keys
from loket.municipalities.queries import Desk
from loket.tickets import promise
from loket.tickets.model import (
    SHELF,
    UNASSESSED,
    WITHDRAWN,
    Event,
    Ticket,
)  # fmt: skip
from loket.tickets.pen import held_by
from loket.tickets.queries import Resident
from loket.tickets.signals import queue_changed, ticket_changed

_ERASE_LOG = delete(Event).where(Event.municipality_id == HERE, Event.ticket_id == bindparam("ticket"))
_ERASE = (
    update(Ticket)
    .where(Ticket.municipality_id == HERE, Ticket.id == bindparam("ticket"))
    .values(
        state=WITHDRAWN, shelf=SHELF[WITHDRAWN], lookup=None, resident_public=b"", resident_locked=b"", head=b"", holder_id=None,
        urgency=UNASSESSED, last_seq=0,
    )
)  # fmt: skip


def erase(resident: Resident) -> None:
    """Everything of this conversation, now and for good. What stays is a line that says it was withdrawn."""
    with held_by(resident) as pen:
        pen.move("erase")
        work, ticket = pen.work, pen.was
        work.run(_ERASE_LOG, ticket=ticket.id)
        key_actions.withdraw_all(work, ticket.id)
        promise.forget(work, ticket.id)
        work.run(_ERASE, ticket=ticket.id)
        key_actions.forget_all(work, keys.RESIDENT, ticket.id)
        work.announce(ticket_changed, work.municipality, ref=ticket.ref, seq=ticket.last_seq + 1)
        work.announce(queue_changed, work.municipality, pools=sorted({ticket.pool_id, keys.pool_doors(work)[keys.INTAKE].id}))
    forget_for_good()


_EXPIRED = (
    select(Ticket.id)
    .where(Ticket.municipality_id == HERE, Ticket.expires_on < bindparam("today"))
    .order_by(Ticket.id)
    .limit(bindparam("most"))
)
_FORGET = delete(Ticket).where(
    Ticket.municipality_id == HERE, Ticket.id.in_(bindparam("tickets", expanding=True)), Ticket.expires_on < bindparam("today")
)
_HOW_MANY = select(func.count(), func.count().filter(Ticket.expires_on < bindparam("today")), func.min(Ticket.expires_on)).where(
    Ticket.municipality_id == HERE
)
MOST_AT_ONCE = 500
FEW, SUSPICIOUS, DAYS = 20, 0.2, 2
"""More than FEW tickets and this part of all, some of which should have gone more than DAYS ago: that smells of a wrong clock."""


def forget_expired(desk: Desk, *, is_confirmed: bool = False) -> int:
    """Delete what has passed its term, with its log and keys; returns how many (at most MOST_AT_ONCE). What stays of it is nothing.

    Raises Refused when suspiciously many have passed it together, unless a person confirmed it.
    """
    today = desk.hours.day_of(clock.now())
    with transaction(desk.id) as work:
        there, passed, oldest = tuple(work.run(_HOW_MANY, today=today).one())
        if not is_confirmed and passed > max(FEW, SUSPICIOUS * there) and (today - oldest).days > DAYS:
            raise Refused("retention")
        expired = [row.id for row in work.all(_EXPIRED, today=today, most=MOST_AT_ONCE)]
        for ticket in expired:
            key_actions.forget_all(work, keys.RESIDENT, ticket)
        if expired:
            work.run(_FORGET, tickets=expired, today=today)
    if expired:
        forget_for_good()
    return len(expired)
