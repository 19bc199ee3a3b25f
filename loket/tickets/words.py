"""The words for a ticket's states, topics and urgencies, for residents and for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from loket.experts.queries import Account, role_label
from loket.i18n import gettext, mark, ngettext, say_moment
from loket.tickets.model import ANSWERED, CLAIMED, CLOSED, NEW, WAITING, WITHDRAWN
from loket.tickets.queries import Opened

ASKERS = {
    "parent": mark("een ouder"),
    "youngster": mark("een jongere"),
    "child": mark("een kind"),
    "step_parent": mark("een stiefouder"),
    "grandparent": mark("een opa of oma"),
    "relative": mark("familie of vriend"),
    "professional": mark("iemand die het voor het werk vraagt"),
}
ASKER_CODES = {
    "ouder": "parent",
    "jongere": "youngster",
    "kind": "child",
    "stiefouder": "step_parent",
    "grootouder": "grandparent",
    "familie": "relative",
    "professional": "professional",
}
"""How the form names who asks (contract), and how we do."""

AGES = {
    "-12": mark("jonger dan 12"),
    "12-15": mark("12 tot en met 15"),
    "16-17": mark("16 of 17"),
    "18+": mark("18 of ouder"),
}

URGENCIES = {
    1: (mark("acuut"), mark("Er is nu gevaar. Antwoord meteen, met 112 en Veilig Thuis.")),
    2: (mark("vandaag"), mark("Nog vandaag een antwoord.")),
    3: (mark("normaal"), ""),
    4: (mark("informatief"), ""),
}
STATES = {
    NEW: mark("nieuw"),
    WAITING: mark("wacht op iemand"),
    CLAIMED: mark("opgepakt"),
    ANSWERED: mark("beantwoord"),
    CLOSED: mark("gesloten"),
    WITHDRAWN: mark("ingetrokken"),
}
SHELVES = {"ours": mark("Aan ons"), "theirs": mark("Beantwoord"), "done": mark("Gesloten")}
TOPICS = {
    "parenting_plan": mark("ouderschapsplan"),
    "care_arrangement": mark("omgang en zorgregeling"),
    "maintenance": mark("alimentatie"),
    "housing": mark("woning"),
    "parental_authority": mark("gezag en erkenning"),
    "relocation": mark("verhuizing"),
    "abduction_international": mark("kinderontvoering, buitenland"),
    "stepfamily": mark("nieuwe partner, stiefgezin"),
    "loyalty_conflict": mark("loyaliteit, kind ertussen"),
    "contact_loss": mark("contact verloren"),
    "telling_children": mark("vertellen aan de kinderen"),
    "domestic_violence": mark("huiselijk geweld"),
    "child_abuse": mark("kindermishandeling"),
    "coercive_control": mark("dwingende controle, stalking"),
    "sexual_violence": mark("seksueel geweld"),
    "addiction": mark("verslaving"),
    "mental_health": mark("psychische klachten"),
    "grief": mark("rouw en verlies"),
    "finance_debt": mark("geld en schulden"),
    "residence_permit": mark("verblijfsrecht"),
    "forced_marriage": mark("huwelijksdwang, gevangenschap"),
    "school": mark("school"),
    "child_hearing": mark("kindgesprek, hoorrecht"),
    "grandparents": mark("grootouders"),
    "relationship": mark("relatie, nog samen"),
    "procedure_costs": mark("procedure en kosten"),
    "data_sharing": mark("gegevens delen"),
    "other": mark("iets anders"),
}


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
