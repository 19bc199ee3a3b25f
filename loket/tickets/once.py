"""A page that answers a form is shown once, at `/`.

A browser keeps what a form sent together with the page that answered it, on disk too, and sends it again on Back. So for a browser that
goes where its form goes, the answer waits here for the moment it takes to be led to `/`: sealed under a token that only its cookie holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from loket.database import transaction
from loket.keys import actions as key_actions
from loket.keys import queries as keys
from loket.municipalities.queries import Desk

LARGEST = 256 * 1024
"""Bytes of a page that is put by; a larger one holds more than anybody typed."""


@dataclass(frozen=True)
class Page:
    status: int
    body: bytes


def put_by(desk: Desk, page: Page) -> str:
    """Returns the token that brings the page back."""
    with transaction(desk.id) as work:
        return key_actions.remember(work, keys.PAGE, 0, page.status.to_bytes(2) + page.body)


def take(desk: Desk, token: str | None) -> Page | None:
    """The page of this token, which is forgotten; None when it was shown before, or waited too long."""
    with transaction(desk.id) as work:
        found = keys.recall(work, token, keys.PAGE, prolongs=False)
        if found is None:
            return None
        key_actions.forget(work, found.id)
        return Page(int.from_bytes(found.secret[:2]), found.secret[2:])
