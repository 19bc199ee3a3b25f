"""What has passed its term is deleted; suspiciously much at once is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from loket import clock
from loket.database import EVERYWHERE, reading, transaction
from loket.errors import Refused
from loket.keys.model import Grant
from loket.tickets import actions, forgetting
from loket.tickets.model import Event, Ticket
from tests.cast import Cast, ask


def count(table: type) -> int:
    with reading(EVERYWHERE) as work:
        return int(work.run(select(func.count()).select_from(table)).scalar_one())


def expire_all() -> None:
    with transaction(EVERYWHERE) as work:
        work.run(update(Ticket).values(expires_on=clock.now().date() - timedelta(days=2)))


def test_a_conversation_past_its_term_leaves_nothing_behind(cast: Cast):
    ask(cast.desk, "Wat gebeurt hier straks mee?")
    expire_all()
    ask(cast.desk, "Deze blijft.")
    assert count(Ticket) == 2
    assert actions.forget_expired(cast.desk) == 1
    assert (count(Ticket), count(Event), count(Grant)) == (1, 1, 2)


def test_suspiciously_much_at_once_waits_for_a_person(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forgetting, "FEW", 1)
    for number in range(3):
        ask(cast.desk, f"Vraag {number} van vandaag")
    expire_all()
    with pytest.raises(Refused):
        actions.forget_expired(cast.desk)
    assert count(Ticket) == 3
    assert actions.forget_expired(cast.desk, is_confirmed=True) == 3
    assert count(Ticket) == 0
