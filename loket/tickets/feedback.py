"""What the resident makes of an answer: of some use, a little or none, with a line if they like; "none" puts the question back."""

from __future__ import annotations

from dataclasses import replace

from loket import text
from loket.errors import BadWords, Newer, Refused
from loket.tickets import discretion, log, queries, safety
from loket.tickets.model import ACUTE, ANSWERED, CLOSED, HEAVIEST_LOG, LONGEST_LOG, TODAY, WAITING
from loket.tickets.pen import Pen, held_by
from loket.tickets.queries import Resident

YES, PARTLY, NO = "yes", "partly", "no"
VERDICTS = (YES, PARTLY, NO)


def rate(
    resident: Resident, about: int | None, verdict: str, words: object = "", *, client_id: str | None = None, guard: str | None = None
) -> None:
    """What the newest answer (its seq) was worth. It may be changed until the next answer comes; each stands in the log.

    Raises BadWords; Telling when `guard` asks first (`discretion`); Refused for what is no verdict or no longer up to the resident;
    Newer when there is a newer answer.
    """
    line = text.message(words) if isinstance(words, str) and words.strip() else None
    with held_by(resident) as pen:
        head = pen.now.head
        if queries.find_written(pen.work, pen.now.id, client_id) is not None:
            return
        rows = pen.work.all(queries.BETWEEN, ticket=pen.now.id, seen=resident.hidden_to)
        answers = [row.seq for row in rows if row.kind == log.MESSAGE and row.role != log.RESIDENT and not row.is_internal]
        is_changed = head.rated == about
        if verdict not in VERDICTS or not answers:
            raise Refused("rate")
        if about != answers[-1]:
            raise Newer(answers[-1:])
        if pen.now.state not in (ANSWERED, CLOSED) and not is_changed:
            raise Refused("rate")
        if is_changed and verdict == head.verdict and line is None:
            return
        if pen.now.last_seq >= LONGEST_LOG or (line and queries.weight_of_log(pen.work, pen.now.id) > HEAVIEST_LOG):
            raise BadWords("full")
        found = told = None
        if line:
            is_in_danger = pen.now.pressing == ACUTE and not resident.hidden_to
            sent = discretion.sent(line, guard, safety.screened(pen.desk, line, head.signals), is_in_danger=is_in_danger)
            line, found, told = sent.words, sent.found, sent.told or None
        pen.move("rate", head=replace(head, rated=about, verdict=verdict))
        is_grave = found is not None and (found.version is None or any(sign.urgency in (ACUTE, TODAY) for sign in found.signs))
        has_written = any(row.kind == log.MESSAGE and row.role == log.RESIDENT and row.seq > about for row in rows)
        if verdict == NO or is_grave:
            _put_back(pen)
        elif is_changed and head.verdict == NO and pen.now.state == WAITING and not has_written:
            pen.move("be_content")
        if found is not None and line is not None:
            pen.screen(found, line if verdict == NO or is_grave else None)
        more = found.body(is_young=head.is_young) if found else {}
        pen.tell(log.RATED, client_id=client_id, about=about, verdict=verdict, words=line, told=told, **more)
        pen.save()


def _put_back(pen: Pen) -> None:
    """Up to the desk again, for whoever of the pool looks first, with a promise anew."""
    if pen.now.state not in (ANSWERED, CLOSED):
        return
    if pen.now.state == CLOSED:
        pen.log("reopened")
    pen.move("put_back", holder_id=None)
