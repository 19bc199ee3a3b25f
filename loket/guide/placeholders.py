"""What is filled in between braces: a municipality's own facts, each in words that are true without the fact too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from loket.i18n import direction, gettext, mark, say_date
from loket.municipalities.queries import Desk

NUMBERS_FOUND_ON = date(2026, 11, 22)
"""When the numbers in the defaults were last compared with public pages. Trying them is up to the municipality (`numbers_checked_on`)."""

_BRACES = re.compile(r"\{([^{}\n]*)\}")
_LEFT_TO_RIGHT = "\u200e"
"""After an Arabic word 088-123 would read 123-088 (Unicode TR9, rule W2); this mark is a letter from the left that nobody sees."""
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+!<>|~&-])")


def _plain(fact: str) -> str:
    """A fact as Markdown that shows it as it is, a telephone number in Arabic too; an address of the web becomes a link."""
    if re.fullmatch(r"https?://[^\s<>]+", fact):
        return f"<{fact}>"
    around = _LEFT_TO_RIGHT if fact and direction() == "rtl" else ""
    return around + _SIGNS.sub(r"\\\1", fact) + around


def _where(desk: Desk, fact: str | None, known: str, otherwise: str) -> str:
    return gettext(known if fact else otherwise) % {"where": _plain(fact or ""), "place": _plain(desk.municipality)}


def _complaints(desk: Desk) -> str:
    otherwise = mark("Hoe dat gaat, staat op de website van de gemeente %(place)s.")
    return _where(desk, desk.facts.complaints, mark("Dat kan zo: %(where)s."), otherwise)


def _privacy_officer(desk: Desk) -> str:
    otherwise = mark("Hoe je de FG bereikt, staat op de website van de gemeente %(place)s.")
    return _where(desk, desk.facts.privacy_officer, mark("De FG bereik je zo: %(where)s."), otherwise)


def _accessibility(desk: Desk) -> str:
    return _where(desk, desk.facts.accessibility, mark("Of meld het zo: %(where)s."), mark("Of meld het bij de gemeente %(place)s."))


def _controller(desk: Desk) -> str:
    fact = desk.facts.controller
    return _plain(fact) if fact else gettext("de gemeente %(place)s") % {"place": _plain(desk.municipality)}


def _processor(desk: Desk) -> str:
    fact = desk.facts.processor
    return gettext("Voor de computers zorgt %(who)s.") % {"who": _plain(fact)} if fact else ""


def _statement(desk: Desk) -> str:
    fact = desk.facts.accessibility_statement
    return gettext("De officiële verklaring staat op %(where)s.") % {"where": _plain(fact)} if fact else ""


def _backups(desk: Desk) -> str:
    days = desk.facts.backup_days
    if days is None:
        return gettext("In een kopie voor noodgevallen kan het nog een tijd staan, achter slot.")
    if days == 0:
        return ""
    return gettext("Uit de kopie voor noodgevallen is het na %(days)s dagen weg.") % {"days": days}


def _numbers(desk: Desk) -> str:
    checked = desk.facts.numbers_checked_on
    if checked is None:
        return gettext("De nummers komen van openbare websites, bekeken op %(day)s.") % {"day": say_date(NUMBERS_FOUND_ON)}
    return gettext("Wij keken de nummers voor het laatst na op %(day)s.") % {"day": say_date(checked)}


PLACEHOLDERS: dict[str, Callable[[Desk], str]] = {
    "gemeente": lambda desk: _plain(desk.municipality),
    "loket": lambda desk: _plain(desk.name),
    "bewaardagen": lambda desk: str(desk.retention_days),
    "verantwoordelijke": _controller,
    "verwerker": _processor,
    "klachten": _complaints,
    "fg": _privacy_officer,
    "toegankelijkheid": _accessibility,
    "verklaring": _statement,
    "reservekopie": _backups,
    "nagekeken": _numbers,
}
"""As an editor writes them → what stands there for residents, in the language of the moment."""


def unknown(source: str) -> list[str]:
    """What stands between braces and is no placeholder of ours."""
    return sorted({name for name in _BRACES.findall(source) if name not in PLACEHOLDERS})


def filled(source: str, desk: Desk) -> str:
    """`source` with the facts of this desk; what is unknown stays as it stands."""
    return _BRACES.sub(lambda found: PLACEHOLDERS[found[1]](desk) if found[1] in PLACEHOLDERS else found[0], source)


def missing(desk: Desk) -> list[str]:
    """The settings in `[municipality.facts]` that nobody gave and without which a text can only point elsewhere."""
    return [name for name in ("complaints", "privacy_officer", "accessibility", "backup_days") if getattr(desk.facts, name) is None]
