"""The sentences about a ticket, for residents and for staff: how it stands, what an urgency promises, why a code opens nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loket import clock
from loket.errors import CodeUnreadable
from loket.experts.queries import Roster, pool_label, role_label
from loket.i18n import gettext, ngettext, say_day, say_moment
from loket.municipalities.queries import Hours
from loket.tickets import promise
from loket.tickets.labels import URGENCIES
from loket.tickets.log import MESSAGE, apology
from loket.tickets.model import ANSWERED, CLAIMED, CLOSED, NEW, OURS, WAITING
from loket.tickets.queries import Conversation


def urgency_choices(hours: Hours, answer_days: dict[int, int]) -> list[tuple[int, str, str]]:
    """(value, label, what it means) for each urgency: by when the people of these hours would have to answer, counted from now."""
    choices = []
    for value, (label, meaning) in URGENCIES.items():
        due = hours.promise(clock.now(), answer_days[value])
        before = gettext("Antwoord vóór %(when)s.") % {"when": say_moment(due)} if due else ""
        choices.append((value, gettext(label), f"{gettext(meaning)} {before}".strip()))
    return choices


def pool_choices(roster: Roster, pools: Iterable[int], conversation: Conversation, answer_days: dict[int, int]) -> list[tuple[str, str]]:
    """(pool, its name and what handing over to it would promise the resident); where nobody is for a while, until when."""
    choices, ticket = [], conversation.ticket
    for pool in pools:
        shift, now = roster.shifts[pool], clock.now()
        if ticket.shelf == OURS:
            standing = promise.stamp_of(conversation.due)
            due_at = promise.from_here(shift.hours, standing, answer_days[ticket.urgency], is_late=ticket.is_late)
        else:
            due_at = promise.stamp_of(shift.hours.promise(now, answer_days[ticket.urgency]))
        due, away = promise.moment_of(due_at), shift.hours.nobody_until(now)
        told = {"pool": pool_label(shift.kind), "day": say_day(away) if away else "", "when": say_moment(due) if due else ""}
        if due is None:
            label = gettext("%(pool)s: er is voorlopig niemand")
        elif away is None:
            label = gettext("%(pool)s: antwoord vóór %(when)s")
        else:
            label = gettext("%(pool)s: afwezig t/m %(day)s, antwoord vóór %(when)s")
        choices.append((shift.kind, label % told))
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
    """Of what is hidden (see `curtain`) nothing is told, nor what follows from it."""
    state, holder = conversation.ticket.state, conversation.holder
    if conversation.hidden_to:
        came = {(entry.kind, entry.is_own) for entry in conversation.uncovered}
        if state == ANSWERED:
            is_told = (MESSAGE, False) in came
        elif state == CLOSED:
            is_told = ("closed", False) in came
        else:
            is_told, state = (MESSAGE, True) in came, NEW
        if not is_told:
            return Standing(gettext("Je gesprek"), gettext("Schrijf hieronder gerust verder."))
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
