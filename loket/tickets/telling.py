"""How a page asks: what in somebody's words tells who they are, in plain words, and what they chose to do with it."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify, request

from loket import identity, text
from loket.i18n import gettext
from loket.web import Answer

MOST_SHOWN = 12
MOST_LOOKED_THROUGH = 50_000
"""Characters of a conversation that are looked through for one page; beyond it an intaker points at the passage."""


def choice() -> str | None:
    """The form says `ask`; the button that answers comes after it."""
    said = request.form.getlist("guard")
    return said[-1] if said else None


def told(words: str) -> list[dict[str, str]]:
    words = text.plain(words)
    found: dict[str, dict[str, str]] = {}
    for detail in identity.details(words):
        kind, said = identity.KINDS[detail.kind], words[detail.start : detail.end]
        found.setdefault(said, {"kind": detail.kind, "words": said, "label": gettext(kind.label), "why": gettext(kind.why)})
    return list(found.values())[:MOST_SHOWN]


def as_json(found: list[dict[str, str]]) -> Answer:
    return jsonify(
        error=gettext("Kijk eerst even: in je tekst staat iets dat vertelt wie iemand is. Er is nog niets verstuurd."), found=found
    ), 422


def labels(kinds: tuple[str, ...]) -> str:
    return ", ".join(gettext(identity.KINDS[kind].label) for kind in kinds if kind in identity.KINDS)


def maskable(words: Any) -> list[dict[str, str]]:
    """What an intaker may cover in one press."""
    looked_through = g.get("looked_through", 0) + (len(words) if isinstance(words, str) else 0)
    if not isinstance(words, str) or looked_through > MOST_LOOKED_THROUGH:
        return []
    g.looked_through = looked_through
    return told(words)
