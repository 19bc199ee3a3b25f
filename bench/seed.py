"""Tickets put straight into the database: sealed by Loket's own code like any other, but many in one transaction and without Argon2id.

Random bytes stand where the look-up and the wrapping key of a code would, so nobody can come back to these.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from bench.server import Desk
from loket import clock, crypto, database, text
from loket.database import EVERYWHERE, reading, transaction
from loket.demonstration.actions import SLUG
from loket.experts.queries import roster_of
from loket.keys import actions as key_actions
from loket.keys import queries as keys
from loket.keys.model import Grant
from loket.municipalities.queries import find_desk, forget_desks
from loket.tickets import log
from loket.tickets.head import Head
from loket.tickets.model import NEW, QUEUE_PLACE, SHELF, UNASSESSED, Event, Ticket
from loket.tickets.promise import stamp_of
from loket.tickets.queries import resident_context

AT_ONCE = 1000
DUE_WITHIN = 20
"""Days over which the promises of these tickets are spread."""
QUESTIONS = Path(__file__).parent.parent / "examples" / "questions.tsv"


@dataclass(frozen=True)
class Seeded:
    """A ticket and, when asked for, the session token of its resident."""

    pid: str
    token: str | None


def fill(desk: Desk, count: int, *, with_sessions: bool = False) -> list[Seeded]:
    """Add `count` new questions to the intake pool, each with its first event and the grants of the resident and the pool."""
    crypto.use_server_key(desk.key)
    database.connect(desk.url)
    forget_desks()
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        questions = [row["question"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    seeded: list[Seeded] = []
    while len(seeded) < count:
        seeded += _fill_some(questions, min(AT_ONCE, count - len(seeded)), with_sessions)
    return seeded


def _fill_some(questions: list[str], count: int, with_sessions: bool) -> Iterator[Seeded]:
    here = find_desk(SLUG)
    assert here is not None
    with reading(here.id) as work:
        intake = keys.pool_doors(work)[keys.INTAKE]
    with transaction(EVERYWHERE) as work:
        first = (work.run(select(func.max(Ticket.id))).scalar() or 0) + 1
    assert intake.public is not None
    tickets: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    grants: list[dict[str, Any]] = []
    privates: list[tuple[int, str, bytes]] = []
    today, promised = clock.now().date(), stamp_of(roster_of(here).intake.hours.promise(clock.now(), 3))
    for ticket in range(first, first + count):
        words = text.message(random.choice(questions))
        content_key, private, lookup = crypto.random_key(), crypto.random_key(), crypto.random_key()
        public, pid = crypto.public_of(private), crypto.random_id()
        row = {
            "id": ticket, "pid": pid, "state": NEW, "pool_id": intake.id, "holder_id": None, "urgency": UNASSESSED, "last_seq": 1,
            "due_at": promised + random.randrange(DUE_WITHIN) * 86400, "expires_on": today + timedelta(days=here.retention_days),
        }  # fmt: skip
        tickets.append({
            **row, "municipality_id": here.id, "ref": crypto.random_id(), "lookup": lookup,
            "resident_public": public, "resident_locked": crypto.lock(private, crypto.random_key(), resident_context(here.id, lookup)),
            "version": 1, "shelf": SHELF[NEW], "place": QUEUE_PLACE[UNASSESSED], "day": today,
            "head": Head(text.preview(words), "parent", "18+").sealed(here.id, row, content_key),
        })  # fmt: skip
        for kind, who, epoch, to in (("resident", 0, 1, public), ("pool", intake.id, intake.epoch, intake.public)):
            sealed = crypto.seal_to(to, content_key, keys.grant_context(here.id, ticket, kind, who, epoch, 1))
            grants.append({
                "municipality_id": here.id, "ticket_id": ticket, "kind": kind, "who": who, "epoch": epoch, "version": 1, "sealed": sealed,
            })  # fmt: skip
        asked = log.event(here.id, ticket, content_key, seq=1, kind=log.ASKED, role=log.RESIDENT, words=words)
        events.append({"municipality_id": here.id, **asked})
        privates.append((ticket, pid, private))
    with transaction(EVERYWHERE) as work:
        for table, rows in ((Ticket, tickets), (Grant, grants), (Event, events)):
            work.connection.execute(insert(table), rows)
    with transaction(here.id) as work:
        for ticket, pid, private in privates:
            yield Seeded(pid, key_actions.remember(work, keys.RESIDENT, ticket, private) if with_sessions else None)
