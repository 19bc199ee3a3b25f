"""The resident's door to what stays theirs: how long it is kept, a copy to take along, a note in their own calendar."""

from __future__ import annotations

from flask import Blueprint, Response, request

from loket import limits, text
from loket.errors import CodeUnknown
from loket.i18n import gettext
from loket.keys import queries as keys
from loket.municipalities.guards import current_desk
from loket.tickets import actions, copies, notes, queries
from loket.tickets.views_resident import back_home, resident
from loket.web import Answer, whole_number

pages = Blueprint("keeping", __name__)


def _file(content: str, kind: str, name: str) -> Response:
    """To be saved, under a name that tells nothing."""
    return Response(content, content_type=f"{kind}; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@pages.post("/termijn")
def choose_term() -> Answer:
    found = resident()
    limits.spend("write", f"ticket {found.ticket}", found.municipality)
    actions.choose_term(found, whole_number(request.form.get("days")))
    return back_home(told=True)


@pages.post("/kopie")
def copy() -> Answer:
    found = resident()
    limits.spend("read", found.session.id.hex(), found.municipality)
    conversation = queries.conversation_of(found)
    if request.form.get("form") == "text":
        return _file(copies.as_text(conversation), "text/plain", "kopie.txt")
    return _file(copies.as_page(conversation), "text/html", "kopie.html")


@pages.post("/agenda")
def calendar_note() -> Answer:
    """Whatever was typed, a file comes: an error page in its place would take away a code that is shown only once."""
    found, desk = resident(), current_desk()
    limits.spend("read", found.session.id.hex(), found.municipality)
    conversation = queries.conversation_of(found)
    day = notes.day_typed(request.form.get("date", ""), desk) or notes.day_for(conversation, desk)
    title = text.plain(request.form.get("title", "")).strip() or gettext("Notitie")
    return _file(notes.calendar_note(title, day, _code_sent()), "text/calendar", "notitie.ics")


def _code_sent() -> str | None:
    """The code, where the resident ticked it: it comes from their own page, for we do not have it any more."""
    code = request.form.get("code", "")
    try:
        keys.normal(code)
    except CodeUnknown:
        return None
    return code
