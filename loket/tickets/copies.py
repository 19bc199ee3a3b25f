"""The conversation as a file to take along, as a page or as plain text: what the resident sees on the screen, and nothing else.

Making one leaves no trace at the desk.
"""

from __future__ import annotations

from functools import cache

from flask import render_template
from markupsafe import Markup

from loket import web
from loket.i18n import gettext, say_clock, say_date
from loket.tickets.log import Entry
from loket.tickets.queries import Conversation


def as_page(conversation: Conversation) -> str:
    log = {"entries": conversation.entries, "seq": conversation.seq}
    return render_template("tickets/copy.html", log=log, may_write=False, style=_style())


@cache
def _style() -> Markup:
    """The style sheet goes into the page: beside a file there is no server to ask for it."""
    sheet = (web.folder("static") / "css" / "copy.css").read_text(encoding="utf-8")
    return Markup(f"<style>{sheet}</style>")  # noqa: S704 - our own file


def as_text(conversation: Conversation) -> str:
    """For Windows' own reader too: with a mark of its encoding and its line ends."""
    parts = [gettext("Kopie van een gesprek"), *(_told(entry) for entry in conversation.entries)]
    return "\ufeff" + "\n\n\n".join(parts).replace("\n", "\r\n") + "\r\n"


def _told(entry: Entry) -> str:
    when = f"{say_date(entry.at)}, {say_clock(entry.at)}"
    if entry.words is None:
        return f"{when}\n{entry.line}"
    quoted = "".join(f"> {line}\n" for line in [f"{entry.quote.author}:", *entry.quote.words.split("\n")]) if entry.quote else ""
    return f"{when}, {entry.author}:\n{quoted}{entry.words}"
