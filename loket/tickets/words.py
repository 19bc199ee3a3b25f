"""The sentences about a ticket, for residents and for staff: how it stands, and what an urgency promises."""

from __future__ import annotations

from dataclasses import dataclass

from loket.experts.queries import role_label
from loket.i18n import gettext, ngettext, say_moment
from loket.tickets.labels import URGENCIES
from loket.tickets.log import apology
from loket.tickets.model import ANSWERED, CLAIMED, CLOSED, WAITING
from loket.tickets.queries import Conversation


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


def promised(conversation: Conversation) -> str:
    """What is promised now, as the resident reads it and the desk knows it."""
    missed, due = conversation.missed, conversation.due
    if missed:
        return apology(missed[-1]) + " " + gettext("Kan het niet wachten? Bel een van de nummers hieronder.")
    if due is None:
        return gettext("We weten nog niet wanneer we kunnen antwoorden. Kan het niet wachten? Bel een van de nummers hieronder.")
    return gettext("Je hoort van ons vóór %(when)s.") % {"when": say_moment(due)}


def standing(conversation: Conversation) -> Standing:
    state, holder = conversation.ticket.state, conversation.holder
    if state == ANSWERED:
        return Standing(gettext("Er is een antwoord"), gettext("Lees het rustig. Je kunt hieronder verder vragen."))
    if state == CLOSED:
        return Standing(gettext("Dit gesprek is afgesloten"), gettext("Schrijf je nog iets, dan gaat het weer open."))
    if state == CLAIMED and holder:
        who = role_label(holder.role)
        return Standing(gettext("De %(who)s is met je vraag bezig") % {"who": who}, promised(conversation))
    if state == WAITING:
        return Standing(gettext("Je vraag ligt klaar voor een deskundige"), promised(conversation))
    return Standing(gettext("Je vraag is binnen"), promised(conversation))
