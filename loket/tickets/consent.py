"""Asking a young person whether somebody may read along, their answer, and who they are as staff correct it."""

from __future__ import annotations

from dataclasses import replace

from loket.errors import BadWords, NotFound, Refused, Taken
from loket.experts import queries as experts
from loket.experts.queries import Expert
from loket.keys import queries as keys
from loket.tickets import log, safety, youth
from loket.tickets.model import AGES, ANSWERED, ASKERS, CLOSED, LONGEST_LOG
from loket.tickets.pen import Pen, held_by, held_for
from loket.tickets.queries import Resident
from loket.tickets.youth import ASKED, NO, READ_ALWAYS, YES


def ask_consent(expert: Expert, pid: str, kind: str) -> None:
    """Ask the young person, in the conversation, whether the pool `kind` may read it. Nobody is asked twice.

    Raises NotFound for an unknown pool, Refused when there is nothing to ask, Taken when a colleague holds the ticket.
    """
    with held_for(expert, pid) as pen:
        now = pen.now
        if not expert.is_intaker and now.holder_id not in (None, expert.id):
            raise Taken(experts.names(pen.work).get(now.holder_id or 0, ""))
        if kind not in keys.pool_doors(pen.work):
            raise NotFound
        if not now.head.is_young or kind in READ_ALWAYS or youth.consent_to(now.head.consents, kind) is not None:
            raise Refused("ask_consent")
        pen.move("ask_consent", head=replace(now.head, consents=youth.with_consent(now.head.consents, kind, ASKED)))
        pen.tell(log.CONSENT_ASKED, pool=kind)
        pen.save()


def say_consent(resident: Resident, kind: str, *, is_yes: bool) -> None:
    """Yes or no, and later the other one. Who loses the yes loses the key: the question goes back to intake.

    Raises NotFound when the ticket was erased, Refused when nobody asked, BadWords for a yes in a log that became endless.
    """
    with held_by(resident) as pen:
        consents, said = pen.now.head.consents, YES if is_yes else NO
        known = youth.consent_to(consents, kind)
        if known is None:
            raise Refused("say_consent")
        if known == said:
            return
        if is_yes and pen.now.last_seq >= LONGEST_LOG:
            raise BadWords("full")  # a no is taken always
        pen.move("say_consent", head=replace(pen.now.head, consents=youth.with_consent(consents, kind, said)))
        pen.tell(log.CONSENT_GIVEN if is_yes else log.CONSENT_REFUSED, pool=kind)
        _keep_within(pen)
        if pen.now.state == ANSWERED:
            pen.move("ask_on")
            if pen.now.holder_id is not None:
                pen.move("claim")
        pen.save()


def _keep_within(pen: Pen) -> None:
    """A question that lies with people who may not read it (any more) goes back to intake, and their key to it is gone."""
    doors, head = keys.pool_doors(pen.work), pen.now.head
    lies_with = next(door.kind for door in doors.values() if door.id == pen.now.pool_id)
    if not youth.may_be_read_by(lies_with, head.consents, is_young=head.is_young):
        intake = doors[keys.INTAKE]
        pen.give_key_to(intake, doors)
        pen.move("say_consent" if pen.now.state == CLOSED else "hand_over", pool_id=intake.id, holder_id=None)
        pen.log(log.HANDED_OVER, pool=intake.kind)


def may_correct(expert: Expert) -> bool:
    """Those who read a young person's question without being asked: they gain nothing by a wrong answer."""
    return any(pool.kind in READ_ALWAYS for pool in expert.pools)


def correct(expert: Expert, pid: str, *, asker: str | None, age: str | None) -> bool:
    """Who asks, as staff understand it from the words; says whether it holds now. That a young person is none takes two people.

    Raises NotFound, Refused for values that do not exist and for the same person twice.
    """
    if (asker is not None and asker not in ASKERS) or (age is not None and age not in AGES):
        raise Refused("correct")
    with held_for(expert, pid) as pen:
        if not may_correct(expert):
            raise NotFound
        head = pen.now.head
        if (asker, age) == (head.asker, head.age) and head.doubted_by is None:
            return True
        lifts = head.is_young and not safety.is_young(asker, age)
        if lifts and head.doubted_by == expert.id:
            raise Refused("correct")
        holds = not lifts or head.doubted_by is not None
        corrected = replace(head, asker=asker, age=age, doubted_by=None) if holds else replace(head, doubted_by=expert.id)
        pen.move("assess", head=corrected)
        pen.log(log.ASSESSED, is_internal=True, who=[asker, age], holds=holds)
        _keep_within(pen)
        pen.save()
        return holds
