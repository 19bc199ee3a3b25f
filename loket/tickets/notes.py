"""A note for somebody's own calendar, as a file (RFC 5545): a title and a day that they choose themselves, and nothing that tells more.

No time of making, no address, no alarm. The code stands in it only when they asked for that.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from loket import clock, crypto, text
from loket.municipalities.queries import Desk
from loket.tickets.queries import Conversation

LONGEST_TITLE = 100
LATEST = 366
"""Days from now within which a note can stand."""
_LINE = 75
"""Bytes in a line of the file."""


def day_for(conversation: Conversation, desk: Desk) -> date:
    """The day after what is promised now; tomorrow behind a curtain, and when nothing could be promised."""
    return day_after(None if conversation.hidden_to else conversation.due, desk)


def day_after(due: datetime | None, desk: Desk) -> date:
    today = desk.hours.day_of(clock.now())
    return max(desk.hours.day_of(due) if due else today, today) + timedelta(days=1)


def day_typed(typed: str, desk: Desk) -> date | None:
    """A day as a browser sends it (2027-03-31) or as people write it (31-3-2027), from today on; None for anything else."""
    today = desk.hours.day_of(clock.now())
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            day = datetime.strptime(typed.strip(), form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
        return day if today <= day <= today + timedelta(days=LATEST) else None
    return None


def calendar_note(title: str, day: date, code: str | None = None) -> str:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//-//-//NL",
        "BEGIN:VEVENT", f"UID:{crypto.random_id()}", f"DTSTAMP:{day:%Y%m%d}T000000Z", f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"SUMMARY:{_escaped(title)}", *([f"DESCRIPTION:{_escaped(code)}"] if code else []), "TRANSP:TRANSPARENT",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(_folded(line) + "\r\n" for line in lines)


def _escaped(words: str) -> str:
    flat = " ".join(text.plain(words).split())[:LONGEST_TITLE]
    return flat.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A line of at most _LINE bytes; a longer one goes on after a space, never in the middle of a character."""
    parts, held = [""], 0
    for sign in line:
        size = len(sign.encode())
        if held + size > _LINE:
            parts, held = [*parts, ""], 1
        parts[-1] += sign
        held += size
    return "\r\n ".join(parts)
