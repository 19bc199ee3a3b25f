"""The sentences about a ticket, for residents and for staff: how it stands, and what an urgency promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from loket.experts.queries import Account, role_label
from loket.i18n import gettext, ngettext, say_moment
from loket.tickets.labels import URGENCIES
from loket.tickets.model import ANSWERED, CLAIMED, CLOSED, WAITING
from loket.tickets.queries import Opened


def urgency_choices(answer_days: dict[int, int]) -> list[tuple[int, str, str]]:
    """(value, label, what it means) for each urgency; how many working days is the municipality's own promise."""
    choices = []
    for value, (label, meaning) in URGENCIES.items():
        days = answer_days[value]
        within = ngettext("Binnen %(num)s werkdag een antwoord.", "Binnen %(num)s werkdagen een antwoord.", days) % {"num": days}
        choices.append((value, gettext(label), gettext(meaning) if meaning else within))
    return choices


@dataclass(frozen=True)
class Standing:
    """How things stand, in plain words for the resident."""

    title: str
    text: str
    due: datetime | None


def standing(ticket: Opened, holder: Account | None, hidden_to: int = 0) -> Standing:
    """Of what is hidden (see `curtain`) nothing is told; when nothing came after it, there is nothing to tell."""
    if hidden_to >= ticket.last_seq:
        return Standing(gettext("Je gesprek"), gettext("Schrijf hieronder gerust verder."), None)
    due = ticket.due
    when = say_moment(due)
    promised = gettext("Je hoort van ons vóór %(when)s.") % {"when": when}
    if ticket.is_late:
        promised = gettext("Je had al antwoord moeten hebben. Dat spijt ons. Kan het niet wachten? Bel een van de nummers hieronder.")
    if ticket.state == ANSWERED:
        return Standing(gettext("Er is een antwoord"), gettext("Lees het rustig. Je kunt hieronder verder vragen."), None)
    if ticket.state == CLOSED:
        return Standing(gettext("Dit gesprek is afgesloten"), gettext("Schrijf je nog iets, dan gaat het weer open."), None)
    if ticket.state == CLAIMED and holder:
        who = role_label(holder.role)
        return Standing(gettext("De %(who)s is met je vraag bezig") % {"who": who}, promised, due)
    if ticket.state == WAITING:
        return Standing(gettext("Je vraag ligt klaar voor een deskundige"), promised, due)
    return Standing(gettext("Je vraag is binnen"), promised, due)
