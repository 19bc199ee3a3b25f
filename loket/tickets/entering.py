"""How somebody comes in and goes out: asking, coming back with the code, a new code, leaving."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import bindparam, update

from loket import clock, crypto, i18n, runtime, text
from loket.database import HERE, IntegrityError, transaction
from loket.errors import AlreadyAsked, CodeUnknown, NoRecipient, NotFound, Refused
from loket.experts import queries as experts
from loket.keys import actions as key_actions
from loket.keys import queries as keys
from loket.municipalities.queries import Desk
from loket.tickets import discretion, log, promise, queries, safety
from loket.tickets.model import (
    AGES,
    ASKERS,
    FIRST_VERSION,
    NEW,
    QUEUE_PLACE,
    SHELF,
    UNASSESSED,
    Event,
    Ticket,
)  # fmt: skip
from loket.tickets.pen import Pen, expires_on_of
from loket.tickets.queries import Head, Resident
from loket.tickets.signals import queue_changed


@dataclass(frozen=True)
class Asked:
    code: str = field(repr=False)
    token: str = field(repr=False)


def ask(
    desk: Desk,
    question: object,
    *,
    asker: str | None = None,
    age: str | None = None,
    guard: str | None = None,
    browser: bytes,
    form: str,
) -> Asked:
    """A new question. The same form from the same browser, sent again, leads to the same conversation.

    Raises BadWords; Telling when `guard` asks first (`discretion`); NoRecipient when nobody at intake could read it; AlreadyAsked
    when that conversation has been left since; Busy.
    """
    words = text.message(question)
    sent = discretion.sent(words, guard, safety.screened(words))
    found = sent.found
    head = Head(
        text.preview(sent.words), asker if asker in ASKERS else None, age if age in AGES else None,
        signals=safety.with_signs((), found), is_unscreened=found.version is None, language=i18n.language(),
    )  # fmt: skip
    body = {"words": sent.words, "told": sent.told or None} | found.body(is_young=head.is_young)
    code = keys.code_for(browser, form)
    code_keys = runtime.aside(runtime.RESIDENTS, keys.keys_of, code, desk.code_salt)
    roster = experts.roster_of(desk)  # first: inside, it could ask for a second connection while everybody holds one
    try:
        token = _open_ticket(desk, roster, head, body, code, code_keys)
    except IntegrityError:
        token = None
    return Asked(code, token or _enter_again(desk, code_keys, code))


def _open_ticket(desk: Desk, roster: experts.Roster, head: Head, body: dict[str, Any], code: str, code_keys: keys.CodeKeys) -> str | None:
    with transaction(desk.id) as work:
        if queries.find_by_code(work, code_keys) is not None:
            return None
        intake = keys.pool_doors(work).get(keys.INTAKE)
        if intake is None:
            raise NoRecipient(keys.INTAKE)
        private, content_key = crypto.random_key(), crypto.random_key()
        pressing = safety.pressing(UNASSESSED, head.signals)
        due = roster.intake.hours.promise(clock.now(), desk.answer_days[pressing])
        place = {
            "pid": crypto.random_id(), "state": NEW, "pool_id": intake.id, "holder_id": None, "urgency": UNASSESSED, "last_seq": 1,
            "due_at": promise.stamp_of(due), "expires_on": expires_on_of(desk),
        }  # fmt: skip
        ticket = work.add(
            Ticket, **place, ref=crypto.random_id(), lookup=code_keys.lookup, resident_public=crypto.public_of(private),
            resident_locked=crypto.lock(private, code_keys.wrap, queries.resident_context(desk.id, code_keys.lookup)),
            version=FIRST_VERSION, shelf=SHELF[NEW], place=QUEUE_PLACE[pressing], head=b"", day=desk.hours.day_of(clock.now()),
        )  # fmt: skip
        key_actions.grant_to_resident(work, ticket, content_key, crypto.public_of(private))
        key_actions.grant_to_pool(work, ticket, content_key, intake)
        work.add(Event, **log.event(desk.id, ticket, content_key, seq=1, kind=log.ASKED, role=log.RESIDENT, **body))
        work.run(_SET_HEAD, ticket=ticket, head=head.sealed(desk.id, place | {"id": ticket}, content_key))
        work.announce(queue_changed, desk.id, pools=[intake.id])
        return key_actions.remember(work, keys.RESIDENT, ticket, private + code.encode())


_SET_HEAD = update(Ticket).where(Ticket.municipality_id == HERE, Ticket.id == bindparam("ticket")).values(head=bindparam("head"))


def come_back(desk: Desk, typed: object) -> str:
    """Open the conversation of a code, in characters or words; returns the session's token. Raises CodeUnknown, CodeUnreadable, Busy."""
    code_keys = runtime.aside(runtime.RESIDENTS, keys.keys_as_typed, typed, desk.code_salt)
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
    """The code has been on the page: the session forgets it. One that was renewed meanwhile has yet to be shown, and stays."""
    with transaction(resident.municipality) as work:
        key_actions.keep(work, token, resident.session, resident.private)


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
    roster = experts.roster_of(desk)
    with transaction(resident.municipality) as work:
        work.first(queries.HELD_BY_ID, ticket=resident.ticket)
        session = keys.recall(work, token, keys.RESIDENT)  # anew, now that nobody else can renew
        if session is None or session.who != resident.ticket:
            raise NotFound
        held = replace(resident, session=session)
        if held.hidden_to:
            raise Refused("renew_code")  # the new code would open what the curtain hides
        pen = Pen(work, queries.ticket_held(work, held), desk, roster, log.RESIDENT)
        ticket = pen.now
        pen.move("renew_code")
        pen.log("code_renewed")
        locked = crypto.lock(private, code_keys.wrap, queries.resident_context(desk.id, code_keys.lookup))
        work.run(_RENEW, ticket=ticket.id, to_lookup=code_keys.lookup, to_public=crypto.public_of(private), to_locked=locked)
        key_actions.withdraw_resident(work, ticket.id)
        key_actions.grant_to_resident(work, ticket.id, ticket.content_key, crypto.public_of(private))
        key_actions.forget_all(work, keys.RESIDENT, ticket.id, besides=session.id)
        if not key_actions.keep(work, token, session, private + code.encode()):
            raise NotFound
        pen.save()
