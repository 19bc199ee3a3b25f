"""For whom a resident's page is made: a grown-up, somebody of 12 to 17, or a child; and what it asks of them."""

from __future__ import annotations

from typing import Any

from loket.experts.queries import role_label
from loket.i18n import gettext, mark
from loket.tickets import feedback, log, safety
from loket.tickets.model import ANSWERED, CLAIMED, CLOSED, WAITING
from loket.tickets.queries import Conversation
from loket.tickets.youth import ASKED, YES

GROWN, YOUNG, CHILD = "grown", "young", "child"
_YOUNGSTER, _CHILD, _UNDER_12 = ("jongere", "youngster"), ("kind", "child"), "-12"

KNOWS = {
    "lawyer": mark("Die weet veel over regels en over de rechter."),
    "mediator": mark("Die helpt mensen om samen afspraken te maken."),
    "stepfamily_coach": mark("Die weet veel over gezinnen met een stiefouder."),
}
"""What somebody of a pool is good for, told to a young person who is asked whether they may read along."""
RATINGS = {feedback.YES: mark("Ja"), feedback.PARTLY: mark("Een beetje"), feedback.NO: mark("Nee")}


def view_for(asker: str | None, age: str | None) -> str:
    """`asker` as the form names it or as we do."""
    if asker in _CHILD or age == _UNDER_12:
        return CHILD
    return YOUNG if asker in _YOUNGSTER or safety.is_young(None, age) else GROWN


def said(view: str, asker: str, age: str) -> dict[str, str]:
    """What the form holds once somebody pressed that they are younger or older; nothing changes for what we do not know."""
    now = view_for(asker, age)
    if view == CHILD:
        return {"asker": "kind", "age": _UNDER_12}
    if view == YOUNG and now != YOUNG:
        return {"asker": "jongere", "age": ""}
    if view == GROWN and now != GROWN:
        return {"asker": "", "age": ""}
    return {}


def consents_view(conversation: Conversation) -> list[dict[str, Any]]:
    """Who was asked about, and what the young person said so far; behind a curtain only of whom it was told after."""
    told = {entry.pool for entry in conversation.uncovered}
    return [
        {
            "pool": consent.pool,
            "who": role_label(consent.pool),
            "knows": gettext(KNOWS[consent.pool]) if consent.pool in KNOWS else "",
            "is_open": consent.state == ASKED,
            "is_yes": consent.state == YES,
        }
        for consent in conversation.ticket.head.consents
        if consent.pool in told or not conversation.hidden_to
    ]


def rating_view(conversation: Conversation, typed: dict[str, Any] | None) -> dict[str, Any] | None:
    """The question whether the newest answer helped; None while there is nothing to say about it."""
    head, state = conversation.ticket.head, conversation.ticket.state
    messages = [entry for entry in conversation.entries if entry.kind == log.MESSAGE and not entry.is_own]
    if not messages:
        return None
    about = messages[-1].seq
    verdict = head.verdict if head.rated == about else None
    if state not in ((ANSWERED, CLOSED, WAITING, CLAIMED) if verdict else (ANSWERED, CLOSED)):
        return None
    return {
        "about": about,
        "said": gettext(RATINGS[verdict]) if verdict else None,
        "choices": [(code, gettext(label)) for code, label in RATINGS.items()],
        "words": "",
        "error": None,
        "found": None,
    } | (typed or {})
