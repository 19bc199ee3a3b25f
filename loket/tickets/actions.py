"""What can be done with a question: each function is one transaction and rings once."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import bindparam, update

from loket import text
from loket.database import HERE, Work
from loket.errors import BadWords, NeedsYes, NotFound, Refused, Taken
from loket.experts import queries as experts
from loket.experts.queries import Expert
from loket.keys import queries as keys
from loket.tickets import discretion, log, queries, safety, youth
from loket.tickets.consent import ask_consent, correct, may_correct, say_consent
from loket.tickets.covering import look_behind, mask, unmask
from loket.tickets.curtain import hide_earlier
from loket.tickets.entering import Asked, ask, code_was_shown, come_back, leave, renew_code
from loket.tickets.feedback import rate
from loket.tickets.forgetting import MOST_AT_ONCE, erase, forget_expired
from loket.tickets.head import Opened
from loket.tickets.model import ACUTE, ANSWERED, CLOSED, HEAVIEST_LOG, LONGEST_LOG, TOPICS, URGENCIES, Ticket, moved
from loket.tickets.pen import Pen, held_by, held_for, nothing_came_after, quotable
from loket.tickets.promise import renew_missed
from loket.tickets.queries import Resident
from loket.tickets.terms import choose_term

__all__ = [
    "MOST_AT_ONCE", "Asked", "answer", "ask", "ask_consent", "assess", "choose_term", "claim", "close", "code_was_shown", "come_back",
    "correct", "erase", "forget_expired", "hand_over", "hide_earlier", "leave", "look_behind", "mask", "may_correct", "note", "rate",
    "release", "renew_code", "renew_missed", "reopen", "say_consent", "say_device", "unmask", "weigh", "write",
]  # fmt: skip
"""Everything that can be done, on one screen."""


def write(
    resident: Resident,
    words: object,
    *,
    client_id: str | None = None,
    seen: int | None = None,
    quote: int | None = None,
    guard: str | None = None,
) -> int:
    """A message of the resident; returns its seq. A known `client_id` is written once; a closed conversation opens again.

    Raises BadWords; Telling when `guard` asks first (`discretion`); Newer when the desk answered after `seen`; NotFound when the
    ticket was erased.
    """
    words = text.message(words)
    with held_by(resident) as pen:
        known = queries.find_written(pen.work, pen.now.id, client_id)
        if known is not None:
            return known
        seen = None if seen is None else max(seen, resident.hidden_to)  # or a made-up number would tell that there was an answer
        nothing_came_after(pen, seen, lambda event: event.kind == log.MESSAGE and event.role != log.RESIDENT and not event.is_internal)
        if pen.now.last_seq >= LONGEST_LOG or queries.weight_of_log(pen.work, pen.now.id) > HEAVIEST_LOG:
            raise BadWords("full")
        found = safety.screened(pen.desk, words, pen.now.head.signals)
        sent = discretion.sent(words, guard, found, is_in_danger=pen.now.pressing == ACUTE and not resident.hidden_to)
        if pen.now.state == CLOSED:
            pen.log("reopened")
        if pen.now.state in (CLOSED, ANSWERED):
            pen.move("ask_on")
            if pen.now.holder_id is not None:
                pen.move("claim")
        pen.move("write")
        pen.screen(sent.found, sent.words)
        more = sent.found.body(is_young=pen.now.head.is_young) | {"told": sent.told or None}
        seq = pen.log(log.MESSAGE, client_id=client_id, words=sent.words, quote=quotable(pen, quote, is_internal=False), **more)
        pen.save()
        return seq


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
    with held_for(expert, pid) as pen:
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
    with held_for(expert, pid) as pen:
        if pen.now.holder_id != expert.id:
            raise Refused("release")
        pen.move("let_go" if pen.now.state == ANSWERED else "release", holder_id=None)
        pen.log("released", is_internal=True)
        pen.save()


def hand_over(
    expert: Expert, pid: str, *, kind: str | None = None, colleague: str | None = None, note: object = "", guard: str | None = None
) -> None:
    """To another pool (`kind`), or to one colleague (`colleague`, their pid), with a note for whoever reads on.

    A pool that gives a ticket away loses its key to it; intake keeps it while the ticket is open. Raises NotFound for an unknown
    pool or colleague, NoRecipient when the pool has no member yet, Taken when a colleague holds the ticket, BadWords, Telling, and
    NeedsYes when it is a young person's question and they did not say yes to this pool.
    """
    words = text.message(note) if isinstance(note, str) and note.strip() else None
    with held_for(expert, pid) as pen:
        work, was = pen.work, pen.was
        if not (_may_work(was, expert) or expert.is_intaker):
            raise NotFound
        if not expert.is_intaker:
            _only_holder(pen, expert)
        doors = keys.pool_doors(work)
        holder = None
        if colleague:
            kind, holder = _pool_of_colleague(work, doors, colleague, kind)
        pool = doors.get(kind or "")
        if pool is None:
            raise NotFound
        if not youth.may_be_read_by(pool.kind, was.head.consents, is_young=was.head.is_young):
            raise NeedsYes(pool.kind)
        moved(was.state, "hand_over")
        words = discretion.sent(words, guard).words if words else None
        pen.give_key_to(pool, doors)
        pen.move("hand_over", pool_id=pool.id, holder_id=holder)
        if holder is not None:
            pen.move("claim")
        if words:
            pen.log(log.NOTE, is_internal=True, words=words)
        pen.log(log.HANDED_OVER, pool=pool.kind, due=pen.promise_from_here())
        pen.save()


def _pool_of_colleague(work: Work, doors: dict[str, keys.PoolDoor], colleague: str, kind: str | None) -> tuple[str, int]:
    for candidate in (kind,) if kind else doors:
        if candidate in doors:
            for staff, pid, _ in experts.colleagues_in(work, candidate):
                if pid == colleague:
                    return candidate, staff
    raise NotFound


def assess(expert: Expert, pid: str, *, topic: str | None = None, urgency: int | None = None) -> None:
    """Topic and urgency as an intaker or the holder judges them, or one of the two; the promise follows the urgency.

    Raises Refused for values that do not exist, Taken when a colleague holds the ticket.
    """
    if (topic is not None and topic not in TOPICS) or (urgency is not None and urgency not in URGENCIES):
        raise Refused("assess")
    with held_for(expert, pid) as pen:
        if not expert.is_intaker:
            _only_holder(pen, expert)
        was = pen.now
        pen.move("assess", urgency=urgency or was.urgency, head=replace(was.head, topic=topic or was.head.topic))
        if (pen.now.urgency, pen.now.head) == (was.urgency, was.head):
            return
        if pen.now.urgency != was.urgency:
            pen.promise_sooner()
        pen.log(log.ASSESSED, is_internal=True, topic=topic, urgency=urgency)
        pen.save()


def weigh(expert: Expert, pid: str, code: str, verdict: str, reason: object = "") -> bool:
    """Confirm or reject a signal; a rejection needs a reason, and of the gravest two people. Says whether it is settled now.

    Raises BadWords for a missing or long reason, Refused for a signal that is not there or the same person twice, Taken when a
    colleague holds the ticket.
    """
    why = text.message(reason) if verdict == safety.REJECT or (isinstance(reason, str) and reason.strip()) else None
    with held_for(expert, pid) as pen:
        if not expert.is_intaker:
            _only_holder(pen, expert)
        head = pen.now.head
        signals = safety.weighed(head.signals, code, verdict, expert.id)
        pen.move("assess", head=replace(head, signals=signals))
        state = next(signal.state for signal in signals if signal.code == code)
        pen.log(log.WEIGHED, is_internal=True, signal=code, state=state, reason=why)
        pen.save()
        return state != safety.DOUBTED


def say_device(resident: Resident, *, is_safe: bool) -> None:
    """Whether the desk may answer here without danger, as the resident says. Raises NotFound when the ticket was erased."""
    with held_by(resident) as pen:
        if pen.now.last_seq < LONGEST_LOG:
            pen.log("device_safe" if is_safe else "device_unsafe")
        pen.move("write", head=replace(pen.now.head, is_device_safe=is_safe))
        pen.save()


def answer(
    expert: Expert,
    pid: str,
    words: object,
    *,
    client_id: str | None = None,
    seen: int | None = None,
    quote: int | None = None,
    guard: str | None = None,
) -> int:
    """An answer to the resident; returns its seq. Answering an unclaimed ticket claims it.

    Raises BadWords, Telling, NotFound, Taken (a colleague holds it), Newer (something came after `seen`), Refused (closed).
    """
    words = text.message(words)
    with held_for(expert, pid) as pen:
        known = queries.find_written(pen.work, pen.now.id, client_id)
        if known is not None:
            return known
        if not _may_work(pen.now, expert):
            raise NotFound
        _only_holder(pen, expert)
        nothing_came_after(
            pen,
            seen,
            lambda event: event.kind in (log.ASKED, log.MESSAGE, log.NOTE, log.TOLD, "closed", log.HANDED_OVER, "reopened"),
            expert,
        )
        moved(pen.now.state, "answer")
        words = discretion.sent(words, guard).words
        _take(pen, expert)
        pen.move("answer")
        seq = pen.log(log.MESSAGE, client_id=client_id, words=words, quote=quotable(pen, quote, is_internal=False))
        pen.save()
        return seq


def note(
    expert: Expert, pid: str, words: object, *, client_id: str | None = None, seen: int | None = None, guard: str | None = None
) -> int:
    """A note for colleagues; returns its seq. Raises BadWords, Telling, NotFound, Newer."""
    words = text.message(words)
    with held_for(expert, pid) as pen:
        known = queries.find_written(pen.work, pen.now.id, client_id)
        if known is not None:
            return known
        nothing_came_after(pen, seen, lambda event: event.kind in (log.ASKED, log.MESSAGE, log.NOTE, log.TOLD), expert)
        pen.move("note")
        words = discretion.sent(words, guard).words
        seq = pen.log(log.NOTE, is_internal=True, client_id=client_id, words=words)
        pen.save()
        return seq


def close(expert: Expert, pid: str) -> None:
    with held_for(expert, pid) as pen:
        if not (_may_work(pen.now, expert) or expert.is_intaker):
            raise NotFound
        _only_holder(pen, expert)
        pen.move("close", holder_id=None)
        pen.log("closed")
        pen.save()


def reopen(expert: Expert, pid: str) -> None:
    with held_for(expert, pid) as pen:
        pen.move("reopen")
        pen.log("reopened")
        pen.save()
