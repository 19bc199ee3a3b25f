"""How long a conversation is kept: the municipality's term, or the one the resident chose, always counted from the last message.

What was chosen is sealed in the ticket's head. What stands openly is the last day, as before: whoever forgets must find what has passed it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from loket import clock
from loket.errors import Refused
from loket.municipalities.queries import Desk
from loket.tickets import log
from loket.tickets.model import LONGEST_LOG
from loket.tickets.pen import expires_on_of, held_by
from loket.tickets.queries import Conversation, Resident

TERMS = (30, 90, 180)
"""Days after the last message that a resident may choose from."""


@dataclass(frozen=True)
class Choice:
    days: int
    until: date
    is_chosen: bool


def choices_for(desk: Desk, conversation: Conversation) -> list[Choice]:
    """The terms that can be chosen now: one that has passed already would be erasing, and that has a button of its own.

    None behind a curtain: they would tell when somebody last wrote.
    """
    if conversation.hidden_to:
        return []
    now = conversation.ticket.head.term or desk.retention_days
    found = (Choice(days, _until(desk, days, conversation.entries), days == now) for days in TERMS)
    return [choice for choice in found if choice.until > _today(desk)]


def _until(desk: Desk, days: int, entries: list[log.Entry]) -> date:
    return expires_on_of(desk, days, max(entry.at for entry in entries if entry.kind in (log.ASKED, log.MESSAGE)))


def _today(desk: Desk) -> date:
    return desk.hours.day_of(clock.now())


def choose_term(resident: Resident, days: int | None) -> None:
    """Keep the conversation for so many days after its last message. The log says that it was chosen, not what.

    Raises Refused for a term that is not offered (any more), NotFound when the ticket was erased.
    """
    with held_by(resident) as pen:
        entries = log.entries(pen.work, pen.now.id, pen.now.content_key, last_seq=pen.now.last_seq)
        if days not in TERMS or (until := _until(pen.desk, days, entries)) <= _today(pen.desk):
            raise Refused("choose_term")
        if days == (pen.now.head.term or pen.desk.retention_days) and until == pen.now.expires_on:
            return
        pen.move("choose_term", head=replace(pen.now.head, term=days), expires_on=until)
        if pen.now.last_seq < LONGEST_LOG:
            pen.log(log.TERM_CHANGED)
        pen.save()
