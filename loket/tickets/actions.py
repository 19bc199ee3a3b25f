"""What can be done with a question: each function is one transaction and rings once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from loket import clock, crypto, runtime, text
from loket.database import HERE, IntegrityError, Work, forget_for_good, transaction
from loket.errors import AlreadyAsked, BadWords, CodeUnknown, Newer, NoRecipient, NotFound, Refused, Taken
from loket.experts import queries as experts
from loket.experts.queries import Expert
from loket.keys import actions as key_actions
from loket.keys import queries as keys
from loket.municipalities.queries import Desk, desk_of
from loket.tickets import log, queries
from loket.tickets.model import (
    AGES,
    ANSWERED,
    ASKERS,
    CLOSED,
    NEW,
    QUEUE_PLACE,
    SHELF,
    TOPICS,
    UNASSESSED,
    URGENCIES,
    WITHDRAWN,
    Event,
    Ticket,
    moved,
)  # fmt: skip
from loket.tickets.queries import Head, Opened, Resident
from loket.tickets.signals import queue_changed, ticket_changed

FIRST_VERSION = 1
LONGEST_LOG = 1000
"""Events after which a resident is asked to begin a new question; every page shows the whole log."""


# --- the pen: writing to one ticket ------------------------------------------------------------------------------

_SAVE = (
    update(Ticket)
    .where(Ticket.municipality_id == HERE, Ticket.id == bindparam("ticket"), Ticket.last_seq == bindparam("was_seq"))
    .values(
        {
            name: bindparam("to_" + name)
            for name in (
                "state",
                "shelf",
                "place",
                "pool_id",
                "holder_id",
                "urgency",
                "due_at",
                "last_seq",
                "head",
                "ref",
                "expires_on",
            )
        }
    )
)


class Pen:
    """A ticket held for writing: events are added to the log, the row is written once at the end, and the bell rings."""

    def __init__(self, work: Work, ticket: Opened, desk: Desk, role: str, expert: Expert | None = None) -> None:
        self.work, self.was, self.now, self.desk, self.role, self.expert = work, ticket, ticket, desk, role, expert

    def move(self, verb: str, **changes: Any) -> None:
        """Raises Refused when the ticket's state does not allow it."""
        self.now = replace(self.now, state=moved(self.now.state, verb), **changes)

    def promise(self, *, anew: bool) -> None:
        """A promise counted from now: a new one when the ticket has come to us again, else only an earlier one. None is taken back."""
        due_at = int(self.desk.promise_for(self.now.urgency).timestamp())
        self.now = replace(self.now, due_at=due_at if anew else min(due_at, self.now.due_at))

    def log(self, kind: str, *, is_internal: bool = False, client_id: str | None = None, **body: Any) -> int:
        seq = self.now.last_seq + 1
        if self.expert is not None:
            body |= {"staff": self.expert.id, "name": self.expert.name}
        sealed = log.seal(
            self.work.municipality, self.now.id, self.now.content_key, seq=seq, kind=kind, role=self.role, is_internal=is_internal,
            version=FIRST_VERSION, body={name: value for name, value in body.items() if value is not None},
        )  # fmt: skip
        self.work.add(
            Event, ticket_id=self.now.id, seq=seq, kind=kind, role=self.role, is_internal=is_internal, client_id=client_id,
            version=FIRST_VERSION, body=sealed,
        )  # fmt: skip
        self.now = replace(self.now, last_seq=seq)
        if kind == log.MESSAGE:
            self.now = replace(self.now, expires_on=_expires_on(self.desk))
        return seq

    def save(self) -> None:
        now, was = self.now, self.was
        row = {name: getattr(now, name) for name in ("pool_id", "holder_id", "urgency", "due_at", "last_seq", "ref", "state", "expires_on")}
        row |= {"shelf": SHELF[now.state], "place": QUEUE_PLACE[now.urgency]}
        row["head"] = now.head.sealed(self.work.municipality, now.id, now.pid, now.last_seq, now.content_key)
        saved = self.work.run(_SAVE, ticket=now.id, was_seq=was.last_seq, **{"to_" + name: value for name, value in row.items()})
        if saved.rowcount != 1:
            raise Refused("changed meanwhile")
        self.work.announce(ticket_changed, self.work.municipality, ref=was.ref, seq=now.last_seq)
        intake = keys.pool_doors(self.work)[keys.INTAKE].id
        self.work.announce(queue_changed, self.work.municipality, pools=sorted({was.pool_id, now.pool_id, intake}))


def _expires_on(desk: Desk) -> Any:
    return clock.now().astimezone(desk.hours.timezone).date() + timedelta(days=desk.retention_days)


@contextmanager
def _held_by(resident: Resident) -> Iterator[Pen]:
    desk = desk_of(resident.municipality)  # first: inside, it could ask for a second connection while everybody holds one
    with transaction(resident.municipality) as work:
        ticket = queries.ticket_held(work, resident, queries.HELD_BY_ID)
        yield Pen(work, ticket, desk, log.RESIDENT)


@contextmanager
def _of(expert: Expert, pid: str) -> Iterator[Pen]:
    desk = desk_of(expert.municipality)
    with transaction(expert.municipality) as work:
        ticket = queries.ticket_of(work, expert, pid, queries.HELD_BY_PID)
        yield Pen(work, ticket, desk, expert.role, expert)


# --- the resident ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    code: str = field(repr=False)
    token: str = field(repr=False)


def ask(desk: Desk, question: object, *, asker: str | None = None, age: str | None = None, browser: bytes, form: str) -> Asked:
    """A new question. The same form from the same browser, sent again, leads to the same conversation.

    Raises BadWords; NoRecipient when nobody at intake could read it; AlreadyAsked when that conversation has been left since; Busy.
    """
    words = text.message(question)
    code = keys.code_for(browser, form)
    code_keys = runtime.aside(runtime.RESIDENTS, keys.keys_of, code, desk.code_salt)
    try:
        token = _open_ticket(desk, words, asker if asker in ASKERS else None, age if age in AGES else None, code, code_keys)
    except IntegrityError:
        token = None
    return Asked(code, token or _enter_again(desk, code_keys, code))


def _open_ticket(desk: Desk, words: str, asker: str | None, age: str | None, code: str, code_keys: keys.CodeKeys) -> str | None:
    with transaction(desk.id) as work:
        if queries.find_by_code(work, code_keys) is not None:
            return None
        intake = keys.pool_doors(work).get(keys.INTAKE)
        if intake is None:
            raise NoRecipient(keys.INTAKE)
        private, content_key = crypto.random_key(), crypto.random_key()
        head = Head(text.preview(words), asker, age)
        pid, ref, seq = crypto.random_id(), crypto.random_id(), 1
        ticket = work.add(
            Ticket, pid=pid, ref=ref, lookup=code_keys.lookup, resident_public=crypto.public_of(private),
            resident_locked=crypto.lock(private, code_keys.wrap, queries.resident_context(desk.id, code_keys.lookup)),
            version=FIRST_VERSION, state=NEW, shelf=SHELF[NEW], place=QUEUE_PLACE[UNASSESSED], pool_id=intake.id, holder_id=None,
            urgency=UNASSESSED, due_at=int(desk.promise.timestamp()), last_seq=seq, head=b"",
            day=clock.now().astimezone(desk.hours.timezone).date(), expires_on=_expires_on(desk),
        )  # fmt: skip
        key_actions.grant_to_resident(work, ticket, content_key, crypto.public_of(private))
        key_actions.grant_to_pool(work, ticket, content_key, intake)
        body = log.seal(
            desk.id,
            ticket,
            content_key,
            seq=seq,
            kind=log.ASKED,
            role=log.RESIDENT,
            is_internal=False,
            version=FIRST_VERSION,
            body={"words": words},
        )
        work.add(
            Event,
            ticket_id=ticket,
            seq=seq,
            kind=log.ASKED,
            role=log.RESIDENT,
            is_internal=False,
            client_id=None,
            version=FIRST_VERSION,
            body=body,
        )
        work.run(_SET_HEAD, ticket=ticket, head=head.sealed(desk.id, ticket, pid, seq, content_key))
        work.announce(queue_changed, desk.id, pools=[intake.id])
        return key_actions.remember(work, keys.RESIDENT, ticket, private + code.encode())


_SET_HEAD = update(Ticket).where(Ticket.municipality_id == HERE, Ticket.id == bindparam("ticket")).values(head=bindparam("head"))


def come_back(desk: Desk, typed: object) -> str:
    """Open the conversation of a code; returns the session's token. Raises CodeUnknown, Busy."""
    code_keys = runtime.aside(runtime.RESIDENTS, keys.keys_of, typed, desk.code_salt)
    return _enter(desk, code_keys)


def _enter(desk: Desk, code_keys: keys.CodeKeys) -> str:
    with transaction(desk.id) as work:
        found = queries.find_by_code(work, code_keys)
        if found is None:
            raise CodeUnknown
        return key_actions.remember(work, keys.RESIDENT, found.ticket, found.private)


def _enter_again(desk: Desk, code_keys: keys.CodeKeys, code: str) -> str:
    """The second tap on the same form. Only while the first one's session lives: a form found later in the browser opens nothing."""
    with transaction(desk.id) as work:
        found = queries.find_by_code(work, code_keys)
        if found is None or not keys.has_any(work, keys.RESIDENT, found.ticket):
            raise AlreadyAsked
        return key_actions.remember(work, keys.RESIDENT, found.ticket, found.private + code.encode())


def code_was_shown(resident: Resident, token: str | None) -> None:
    """The code has been on the page: the session forgets it."""
    with transaction(resident.municipality) as work:
        key_actions.keep(work, token, resident.session, resident.private)


def write(
    resident: Resident,
    words: object,
    *,
    client_id: str | None = None,
    seen: int | None = None,
    quote: int | None = None,
) -> int:
    """A message of the resident; returns its seq. A known `client_id` is written once; a closed conversation opens again.

    Raises BadWords; Newer when the desk answered after `seen`; NotFound when the ticket was erased.
    """
    words = text.message(words)
    with _held_by(resident) as pen:
        known = queries.find_written(pen.work, pen.now.id, client_id)
        if known is not None:
            return known
        _nothing_came_after(pen, seen, lambda event: event.kind == log.MESSAGE and event.role != log.RESIDENT and not event.is_internal)
        if pen.now.last_seq >= LONGEST_LOG:
            raise BadWords("full")
        if pen.now.state == CLOSED:
            pen.log("reopened")
        if pen.now.state in (CLOSED, ANSWERED):
            pen.move("ask_on")
            if pen.now.holder_id is not None:
                pen.move("claim")
            pen.promise(anew=True)
        pen.move("write", head=replace(pen.now.head, preview=text.preview(words)))
        seq = pen.log(log.MESSAGE, client_id=client_id, words=words, quote=_quotable(pen, quote, is_internal=False))
        pen.save()
        return seq


def leave(resident: Resident) -> None:
    with transaction(resident.municipality) as work:
        key_actions.forget(work, resident.session.id)


_RENEW = (
    update(Ticket)
    .where(Ticket.municipality_id == HERE, Ticket.id == bindparam("ticket"))
    .values(lookup=bindparam("to_lookup"), resident_public=bindparam("to_public"), resident_locked=bindparam("to_locked"))
)


def renew_code(resident: Resident, desk: Desk, token: str | None) -> None:
    """A new code and key pair, in this very session; the old code and every other open session of this conversation stop working.

    The session stays the same, so that an answer lost on the way, or a second tap, loses nothing. Raises NotFound, Busy.
    """
    code = keys.new_code()
    code_keys = runtime.aside(runtime.RESIDENTS, keys.keys_of, code, desk.code_salt)
    private = crypto.random_key()
    with transaction(resident.municipality) as work:
        work.first(queries.HELD_BY_ID, ticket=resident.ticket)
        session = keys.recall(work, token, keys.RESIDENT)  # anew, now that nobody else can renew
        if session is None or session.who != resident.ticket:
            raise NotFound
        pen = Pen(work, queries.ticket_held(work, replace(resident, session=session)), desk, log.RESIDENT)
        ticket = pen.now
        pen.move("renew_code")
        pen.log("code_renewed")
        locked = crypto.lock(private, code_keys.wrap, queries.resident_context(desk.id, code_keys.lookup))
        work.run(_RENEW, ticket=ticket.id, to_lookup=code_keys.lookup, to_public=crypto.public_of(private), to_locked=locked)
        key_actions.withdraw_resident(work, ticket.id)
        key_actions.grant_to_resident(work, ticket.id, ticket.content_key, crypto.public_of(private))
        key_actions.forget_all(work, keys.RESIDENT, ticket.id, besides=session.id)
        key_actions.keep(work, token, session, private + code.encode())
        pen.save()


_ERASE_LOG = delete(Event).where(Event.municipality_id == HERE, Event.ticket_id == bindparam("ticket"))
_ERASE = (
    update(Ticket)
    .where(Ticket.municipality_id == HERE, Ticket.id == bindparam("ticket"))
    .values(
        state=WITHDRAWN, shelf=SHELF[WITHDRAWN], lookup=None, resident_public=b"", resident_locked=b"", head=b"", holder_id=None,
        urgency=UNASSESSED, last_seq=0,
    )
)  # fmt: skip


def erase(resident: Resident) -> None:
    """Everything of this conversation, now and for good. What stays is a line that says it was withdrawn."""
    with _held_by(resident) as pen:
        pen.move("erase")
        work, ticket = pen.work, pen.was
        work.run(_ERASE_LOG, ticket=ticket.id)
        key_actions.withdraw_all(work, ticket.id)
        work.run(_ERASE, ticket=ticket.id)
        key_actions.forget_all(work, keys.RESIDENT, ticket.id)
        work.announce(ticket_changed, work.municipality, ref=ticket.ref, seq=ticket.last_seq + 1)
        work.announce(queue_changed, work.municipality, pools=sorted({ticket.pool_id, keys.pool_doors(work)[keys.INTAKE].id}))
    forget_for_good()


_EXPIRED = (
    select(Ticket.id)
    .where(Ticket.municipality_id == HERE, Ticket.expires_on < bindparam("today"))
    .order_by(Ticket.id)
    .limit(bindparam("most"))
)
_FORGET = delete(Ticket).where(
    Ticket.municipality_id == HERE, Ticket.id.in_(bindparam("tickets", expanding=True)), Ticket.expires_on < bindparam("today")
)
_HOW_MANY = select(func.count(), func.count().filter(Ticket.expires_on < bindparam("today"))).where(Ticket.municipality_id == HERE)
MOST_AT_ONCE = 500
FEW, SUSPICIOUS = 20, 0.2
"""More than FEW tickets and this part of all expiring together smells of a wrong clock."""


def forget_expired(desk: Desk, *, is_confirmed: bool = False) -> int:
    """Delete what has passed its term, with its log and keys; returns how many (at most MOST_AT_ONCE). What stays of it is nothing.

    Raises Refused when suspiciously many have passed it together, unless a person confirmed it.
    """
    today = clock.now().astimezone(desk.hours.timezone).date()
    with transaction(desk.id) as work:
        there, passed = tuple(work.run(_HOW_MANY, today=today).one())
        if not is_confirmed and passed > max(FEW, SUSPICIOUS * there):
            raise Refused("retention")
        expired = [row.id for row in work.all(_EXPIRED, today=today, most=MOST_AT_ONCE)]
        for ticket in expired:
            key_actions.forget_all(work, keys.RESIDENT, ticket)
        if expired:
            work.run(_FORGET, tickets=expired, today=today)
    if expired:
        forget_for_good()
    return len(expired)


# --- staff -------------------------------------------------------------------------------------------------------

_CLAIM = (
    update(Ticket)
    .where(Ticket.municipality_id == HERE, Ticket.id == bindparam("ticket"), Ticket.holder_id.is_(None))
    .values(holder_id=bindparam("holder"))
)


def _take(pen: Pen, expert: Expert) -> None:
    """The race for a ticket, settled by the database. Raises Taken with the winner's name."""
    if pen.work.run(_CLAIM, ticket=pen.now.id, holder=expert.id).rowcount != 1:
        holder = pen.now.holder_id
        if holder == expert.id:
            return
        raise Taken(experts.names(pen.work).get(holder or 0, ""))
    pen.move("claim", holder_id=expert.id)
    pen.log("claimed")


def claim(expert: Expert, pid: str) -> None:
    """Take the ticket. Raises NotFound, Taken, Refused (closed)."""
    with _of(expert, pid) as pen:
        if pen.now.state == CLOSED:
            raise Refused("claim")
        if not _may_work(pen.now, expert):
            raise NotFound
        _take(pen, expert)
        if pen.now is not pen.was:
            pen.save()


def _may_work(ticket: Opened, expert: Expert) -> bool:
    """Who may take or answer: a member of the pool with which the ticket lies (an intaker looks, but hands it back to intake first)."""
    return ticket.pool_id in expert.pool_ids


def _only_holder(pen: Pen, expert: Expert) -> None:
    if pen.now.holder_id not in (None, expert.id):
        raise Taken(experts.names(pen.work).get(pen.now.holder_id or 0, ""))


def release(expert: Expert, pid: str) -> None:
    """Give the ticket back to its pool. Raises Refused unless this expert holds it."""
    with _of(expert, pid) as pen:
        if pen.now.holder_id != expert.id:
            raise Refused("release")
        pen.move("let_go" if pen.now.state == ANSWERED else "release", holder_id=None)
        pen.log("released", is_internal=True)
        pen.save()


def hand_over(expert: Expert, pid: str, *, kind: str | None = None, colleague: str | None = None, note: object = "") -> None:
    """To another pool (`kind`), or to one colleague (`colleague`, their pid), with a note for whoever reads on.

    A pool that gives a ticket away loses its key to it; intake keeps it while the ticket is open. Raises NotFound for an unknown
    pool or colleague, NoRecipient when the pool has no member yet, Taken when a colleague holds the ticket, BadWords.
    """
    words = text.message(note) if isinstance(note, str) and note.strip() else None
    with _of(expert, pid) as pen:
        work, was = pen.work, pen.was
        if not (_may_work(was, expert) or expert.is_intaker):
            raise NotFound
        if not expert.is_intaker:
            _only_holder(pen, expert)
        doors = keys.pool_doors(work)
        by_id = {door.id: door for door in doors.values()}
        holder = None
        if colleague:
            kind, holder = _pool_of_colleague(work, doors, colleague, kind)
        pool = doors.get(kind or "")
        if pool is None:
            raise NotFound
        if pool.id != was.pool_id:
            key_actions.grant_to_pool(work, was.id, was.content_key, pool)
            if by_id[was.pool_id].kind != keys.INTAKE:
                key_actions.withdraw(work, was.id, was.pool_id)
                pen.now = replace(pen.now, ref=crypto.random_id())
        pen.move("hand_over", pool_id=pool.id, holder_id=holder)
        if holder is not None:
            pen.move("claim")
        if words:
            pen.log(log.NOTE, is_internal=True, words=words)
        pen.log("handed_over", pool=pool.kind)
        pen.save()


def _pool_of_colleague(work: Work, doors: dict[str, keys.PoolDoor], colleague: str, kind: str | None) -> tuple[str, int]:
    for candidate in (kind,) if kind else doors:
        if candidate in doors:
            for staff, pid, _ in experts.colleagues_in(work, candidate):
                if pid == colleague:
                    return candidate, staff
    raise NotFound


def assess(expert: Expert, pid: str, *, topic: str | None, urgency: int) -> None:
    """Topic and urgency as a person judges them; the promise follows the urgency. Raises Refused for values that do not exist."""
    if (topic and topic not in TOPICS) or urgency not in URGENCIES:
        raise Refused("assess")
    with _of(expert, pid) as pen:
        pen.move("assess", urgency=urgency, head=replace(pen.now.head, topic=topic or pen.now.head.topic))
        if urgency != pen.was.urgency:
            pen.promise(anew=False)
        pen.log("assessed", is_internal=True, topic=topic, urgency=urgency)
        pen.save()


def answer(
    expert: Expert,
    pid: str,
    words: object,
    *,
    client_id: str | None = None,
    seen: int | None = None,
    quote: int | None = None,
) -> int:
    """An answer to the resident; returns its seq. Answering an unclaimed ticket claims it.

    Raises BadWords, NotFound, Taken (a colleague holds it), Newer (something came after `seen`), Refused (closed).
    """
    words = text.message(words)
    with _of(expert, pid) as pen:
        known = queries.find_written(pen.work, pen.now.id, client_id)
        if known is not None:
            return known
        if not _may_work(pen.now, expert):
            raise NotFound
        _only_holder(pen, expert)
        _nothing_came_after(
            pen,
            seen,
            lambda event: event.kind in (log.ASKED, log.MESSAGE, log.NOTE, "closed", "handed_over", "reopened"),
            expert,
        )
        moved(pen.now.state, "answer")
        _take(pen, expert)
        pen.move("answer")
        seq = pen.log(log.MESSAGE, client_id=client_id, words=words, quote=_quotable(pen, quote, is_internal=False))
        pen.save()
        return seq


def note(expert: Expert, pid: str, words: object, *, client_id: str | None = None, seen: int | None = None) -> int:
    """A note for colleagues; returns its seq. Raises BadWords, NotFound, Newer."""
    words = text.message(words)
    with _of(expert, pid) as pen:
        known = queries.find_written(pen.work, pen.now.id, client_id)
        if known is not None:
            return known
        _nothing_came_after(pen, seen, lambda event: event.kind in (log.ASKED, log.MESSAGE, log.NOTE), expert)
        pen.move("note")
        seq = pen.log(log.NOTE, is_internal=True, client_id=client_id, words=words)
        pen.save()
        return seq


def close(expert: Expert, pid: str) -> None:
    with _of(expert, pid) as pen:
        if not (_may_work(pen.now, expert) or expert.is_intaker):
            raise NotFound
        _only_holder(pen, expert)
        pen.move("close", holder_id=None)
        pen.log("closed")
        pen.save()


def reopen(expert: Expert, pid: str) -> None:
    with _of(expert, pid) as pen:
        pen.move("reopen")
        pen.promise(anew=True)
        pen.log("reopened")
        pen.save()


# --- what every writer owes the other ----------------------------------------------------------------------------


def _nothing_came_after(pen: Pen, seen: int | None, matters: Any, expert: Expert | None = None) -> None:
    """No stale answers: raises Newer with what came after `seen` and was not the writer's own."""
    if seen is None or seen >= pen.now.last_seq:
        return
    rows = [row for row in pen.work.all(queries.BETWEEN, ticket=pen.now.id, seen=seen) if matters(row)]
    if rows and expert is not None:
        own = {entry.seq for entry in log.entries(pen.work, pen.now.id, pen.now.content_key, since=seen, staff=expert.id) if entry.is_own}
        rows = [row for row in rows if row.seq not in own]
    if rows:
        raise Newer([row.seq for row in rows])


def _quotable(pen: Pen, quote: int | None, *, is_internal: bool) -> int | None:
    """The seq if it is an earlier message that the other side may see; a wrong one is simply not quoted."""
    if quote is None or not 0 < quote <= pen.now.last_seq:
        return None
    rows = pen.work.all(queries.BETWEEN, ticket=pen.now.id, seen=quote - 1)
    return quote if any(r.seq == quote and r.kind in (log.ASKED, log.MESSAGE) and r.is_internal == is_internal for r in rows) else None
