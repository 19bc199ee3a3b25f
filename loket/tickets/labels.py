"""What the desk's words are called on the page: who asks, how old, how urgent, what about, where a ticket stands, and
what is wrong with a text."""

from __future__ import annotations

from loket.i18n import mark
from loket.tickets.model import ANSWERED, CLAIMED, CLOSED, NEW, WAITING, WITHDRAWN

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
SIGNALS = {
    "R-GEWELD": mark("geweld"),
    "R-WURG": mark("wurgen of smoren"),
    "R-DOODDREIG": mark("dreigen met de dood"),
    "R-SUICIDE": mark("zelfdoding of zelfbeschadiging"),
    "R-WAPEN": mark("wapen"),
    "R-ZWANGER": mark("geweld in de zwangerschap"),
    "R-SEKS": mark("seksueel geweld of misbruik"),
    "R-STALK": mark("stalken"),
    "R-ESCAL": mark("het wordt erger"),
    "R-ANGST": mark("grote angst"),
    "R-CONTROLE": mark("dwingende controle"),
    "R-VERLATEN": mark("weggaan bij gevaar"),
    "R-KINDONVEILIG": mark("kind niet veilig"),
    "R-KIND": mark("kind lijdt eronder"),
    "R-ONTVOER": mark("kind meegenomen naar het buitenland"),
    "R-DWANG": mark("dwang, eer of achterlating"),
    "R-WEGLOPEN": mark("weglopen"),
    "R-VERSLAV": mark("verslaving"),
    "R-GGZ": mark("psychische crisis"),
    "R-GELD": mark("geldnood"),
    "R-WONEN": mark("geen huis"),
    "R-VERBLIJF": mark("verblijfsrecht"),
    "R-CONTACT": mark("geen contact met een kind"),
    "R-DADER": mark("vrager is zelf een gevaar"),
    "R-LIJKT": mark("lijkt op berichten over gevaar"),
    "R-TAAL": mark("andere taal, niet gescreend"),
}
"""The safety net's codes, as staff read them."""
SIGNAL_STATES = {
    "proposed": mark("nog niet bekeken"),
    "confirmed": mark("klopt"),
    "doubted": mark("een collega ziet geen gevaar; kijk mee"),
    "rejected": mark("klopt niet"),
}
VERDICTS = {
    "confirmed": mark("Signaal “%(signal)s”: klopt."),
    "doubted": mark("Signaal “%(signal)s”: klopt volgens mij niet. Wie kijkt mee?"),
    "rejected": mark("Signaal “%(signal)s”: klopt niet."),
}
WRONG_WORDS = {
    "empty": mark("Je hebt nog niets geschreven."),
    "long": mark("Je tekst is te lang. Maak hem korter, of stuur hem in twee delen."),
    "full": mark("Dit gesprek is heel lang geworden. Begin een nieuwe vraag, dan helpen we je daar verder."),
    "elsewhere": mark("Dit stukje staat niet in het bericht. Kopieer het precies."),
    "long_passage": mark("Dit stukje is te lang om af te schermen. Kies kortere stukjes."),
    "many_masks": mark("In dit gesprek is al heel veel afgeschermd. Haal eerst iets weg."),
}
"""Why a text is not taken (`BadWords.reason`)."""
