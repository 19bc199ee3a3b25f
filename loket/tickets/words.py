"""The sentences about a ticket, for residents and for staff: how it stands, what an urgency promises, why a code opens nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from loket.errors import CodeUnreadable
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


def standing(ticket: Opened, holder: Account | None) -> Standing:
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


def unknown_code(retention_days: int) -> str:
    """One text for a wrong code, an erased conversation and one whose term has passed.

    Telling them apart would take a memory of codes that once opened something. A holder of the right code would learn little from it, and
    whoever tries a code found in a drawer would learn that there was a conversation. So nothing is kept to tell by, and the text says both.
    """
    return ngettext(
        "Met deze code vinden we geen gesprek. Kijk of alles klopt, en bij woorden ook of de volgorde klopt. Klopt het? Dan is het gesprek "
        "gewist. Dat doen we %(num)s dag na het laatste bericht, of op de dag die je zelf koos. We bewaren er niets van. "
        "Je mag je vraag gewoon opnieuw stellen.",
        "Met deze code vinden we geen gesprek. Kijk of alles klopt, en bij woorden ook of de volgorde klopt. Klopt het? Dan is het gesprek "
        "gewist. Dat doen we %(num)s dagen na het laatste bericht, of op de dag die je zelf koos. We bewaren er niets van. "
        "Je mag je vraag gewoon opnieuw stellen.",
        retention_days,
    ) % {"num": retention_days}


MOST_NAMED = 3


def unreadable(error: CodeUnreadable) -> str:
    """What is wrong with what was typed. It follows from the typed text and the list of words, and says nothing of any conversation."""
    number = {"num": error.number}
    if error.reason == "characters":
        told = gettext("We lezen %(num)s tekens. Een code heeft er 16: letters en cijfers. Kijk nog eens goed.") % number
    elif error.reason == "words":
        told = ngettext("We lezen %(num)s woord.", "We lezen %(num)s woorden.", error.number) % number
        told += " " + gettext("Een code heeft er 8. Zet een spatie tussen de woorden.")
    elif error.reason == "likeness" and len(error.words) <= MOST_NAMED:
        meant = gettext(" of ").join(f"“{word}”" for word in error.words)
        told = gettext("Woord %(num)s kennen we niet. Bedoel je %(words)s?") % (number | {"words": meant})
    else:
        told = gettext("Woord %(num)s kennen we niet. Kijk nog eens hoe je het hebt opgeschreven.") % number
    return told
