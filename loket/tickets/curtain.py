"""The curtain: "niets meer tonen". What was said before it was drawn is not shown in this session, until the code is typed again.

The session's own sealed secret says how far it reaches, so it holds at every door: the page, what is new, JSON, quotes. Neither does such a
session make another code, which would open what the curtain hides. The key stays in the session, or nothing could be written or read
after; somebody at this screen has no way to it but through the server. Typing the code opens a session without a curtain.
"""

from __future__ import annotations

from dataclasses import replace

from loket.database import transaction
from loket.errors import NotFound
from loket.keys import actions as key_actions
from loket.keys import queries as keys
from loket.tickets import queries
from loket.tickets.head import HELD_BY_ID
from loket.tickets.queries import CURTAIN, Resident


def hide_earlier(resident: Resident, token: str | None) -> None:
    """Show nothing of what was said until now. A code that was still to be shown goes too. Raises NotFound when the session has ended."""
    with transaction(resident.municipality) as work:
        work.first(HELD_BY_ID, ticket=resident.ticket)
        session = keys.recall(work, token, keys.RESIDENT)  # anew, now that nobody else can change what it keeps
        if session is None or session.who != resident.ticket:
            raise NotFound
        held = replace(resident, session=session)
        last_seq = queries.ticket_held(work, held).last_seq
        if not key_actions.keep(work, token, session, held.private + CURTAIN + last_seq.to_bytes(4)):
            raise NotFound
