"""What the workplace shows: queue rows and tickets in words, with what this expert may do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from loket.experts.queries import Expert, pool_label
from loket.i18n import SOURCE, gettext, mark
from loket.tickets import feedback, labels, queries, safety, words
from loket.tickets.model import ANSWERED, CLAIMED, CLOSED, NORMAL, WAITING
from loket.tickets.queries import Conversation, Opened, Queue
from loket.tickets.safety import Signal
from loket.triage.queries import TWO_TO_LOWER

_PID = "-pid-"
"""Stands in an address for the ticket's: one address is built for a whole list."""
_WITHDRAWN = mark("De vrager heeft deze vraag ingetrokken.")
_DAMAGED = mark("Deze vraag is beschadigd en gaat niet open. Meld dit aan de beheerder.")


def _label(table: dict[Any, str], key: Any) -> str | None:
    return gettext(table[key]) if key in table else None


def _urgency(urgency: int) -> str | None:
    return gettext(labels.URGENCIES[urgency][0]) if urgency in labels.URGENCIES else None


def queue_view(me: Expert, queue: Queue | None, current: str | None = None) -> dict[str, Any]:
    if queue is None:
        return {"tabs": [], "shelves": [], "rows": [], "alarms": [], "page": 1, "previous_url": None, "next_url": None}

    here, ticket = url_for("desk.queue"), url_for("desk.ticket", pid=_PID)

    def address(**changes: Any) -> str:
        chosen: dict[str, Any] = {"pool": queue.pool.kind, "status": queue.shelf, "page": queue.page} | changes
        return f"{here}?{urlencode(chosen)}"

    return {
        "tabs": [
            {
                "kind": kind,
                "label": pool_label(kind),
                "count": _count(count),
                "is_current": kind == queue.pool.kind,
                "url": address(pool=kind, page=1),
            }
            for kind, count in queue.counts.items()
        ],
        "shelves": [
            {
                "value": shelf,
                "label": gettext(label),
                "is_current": shelf == queue.shelf,
                "url": address(status=shelf, page=1),
            }
            for shelf, label in labels.SHELVES.items()
        ],
        "alarms": [
            {
                "pid": alarm.pid,
                "number": alarm.number,
                "signals": ", ".join(gettext(labels.SIGNALS[code]) for code in alarm.codes),
                "is_current": alarm.pid == current,
                "url": ticket.replace(_PID, alarm.pid),
            }
            for alarm in queue.alarms
        ],
        "rows": [_row_view(me, queue, row, current) | {"url": ticket.replace(_PID, row.pid)} for row in queue.rows],
        "page": queue.page,
        "previous_url": address(page=queue.page - 1) if queue.page > 1 else None,
        "next_url": address(page=queue.page + 1) if queue.has_next else None,
    }


def _count(count: int) -> str:
    return str(count) if count < queries.COUNTED else f"{queries.COUNTED - 1}+"


def signals_view(signals: Iterable[Signal], me: Expert) -> list[dict[str, Any]]:
    """What the safety net proposed, the gravest first, with what this expert may make of it."""
    return [
        {
            "code": signal.code,
            "label": gettext(labels.SIGNALS[signal.code]),
            "urgency": signal.urgency or NORMAL,
            "urgency_label": _urgency(signal.urgency),
            "state": signal.state,
            "state_label": gettext(labels.SIGNAL_STATES[signal.state]),
            "needs_two": signal.code in TWO_TO_LOWER,
            "can_confirm": signal.is_unweighed,
            "can_reject": signal.state != safety.REJECTED and signal.doubted_by != me.id,
        }
        for signal in sorted(signals, key=lambda signal: (not signal.counts, signal.urgency))
    ]


def warnings(signals: Iterable[Signal]) -> list[str]:
    """What not to write with these signals, for whoever answers."""
    codes = {signal.code for signal in signals if signal.counts}
    said = []
    if codes & safety.NO_MEDIATION:
        said.append(gettext("Raad geen mediation of “praat samen” aan, en ook niet om te zeggen dat je weggaat. Dat kan gevaarlijk zijn."))
    if codes & safety.NO_CONFRONTING:
        said.append(gettext("Stuur een kind niet naar de ouder om erover te praten. Beloof geen geheimhouding."))
    return said


def _row_view(me: Expert, queue: Queue, row: queries.QueueRow, current: str | None) -> dict[str, Any]:
    head = row.head
    return {
        "pid": row.pid,
        "number": row.number,
        "preview": head.preview if head else gettext(_DAMAGED if row.is_damaged else _WITHDRAWN),
        "topic_label": _label(labels.TOPICS, head.topic) if head else None,
        "urgency": row.pressing or None,
        "urgency_label": _urgency(row.pressing),
        "is_proposal": row.pressing != row.urgency,
        "signal_labels": [gettext(labels.SIGNALS[s.code]) for s in head.signals if s.counts] if head else [],
        "is_unscreened": head is not None and head.is_unscreened,
        "is_unhelped": head is not None and head.verdict == feedback.NO and row.state in (WAITING, CLAIMED),
        "state": row.state,
        "state_label": gettext(labels.STATES[row.state]),
        "asker_label": _label(labels.ASKERS, head.asker) if head else None,
        "language": head.language if head and head.language != SOURCE else None,
        "holder": queue.names.get(row.holder_id) if row.holder_id else None,
        "is_mine": row.holder_id == me.id,
        "is_current": row.pid == current,
        "is_for_me": head is not None and row.holder_id in (None, me.id) and queue.shelf == "ours",
        "due": row.due if queue.shelf == "ours" else None,
        "was_due": row.was_due,
        "is_late": row.is_late,
        "day": row.day,
    }


def next_url(rows: list[dict[str, Any]]) -> str | None:
    """The question that comes after the one in front of whoever looks, and waits for them; after the last of the list comes the first."""
    here = next((place + 1 for place, row in enumerate(rows) if row["is_current"]), 0)
    return next((row["url"] for row in rows[here:] + rows[:here] if not row["is_current"] and row["is_for_me"]), None)


def may_answer(me: Expert, ticket: Opened) -> bool:
    return ticket.pool_id in me.pool_ids and ticket.holder_id in (None, me.id) and ticket.state != CLOSED


def ticket_view(me: Expert, conversation: Conversation, names: dict[int, str], kinds: dict[int, str]) -> dict[str, Any]:
    ticket = conversation.ticket
    is_ours, is_free = ticket.pool_id in me.pool_ids, ticket.holder_id is None
    is_mine, is_closed = ticket.holder_id == me.id, ticket.state == CLOSED
    return {
        "pid": ticket.pid,
        "number": ticket.number,
        "ref": ticket.ref,
        "state": ticket.state,
        "state_label": gettext(labels.STATES[ticket.state]),
        "holder": names.get(ticket.holder_id) if ticket.holder_id else None,
        "is_mine": is_mine,
        "pool_label": pool_label(kinds[ticket.pool_id]),
        "topic": ticket.head.topic,
        "topic_label": _label(labels.TOPICS, ticket.head.topic),
        "urgency": ticket.urgency or None,
        "asker_label": _label(labels.ASKERS, ticket.head.asker),
        "language": ticket.head.language if ticket.head.language != SOURCE else None,
        "age_label": _label(labels.AGES, ticket.head.age),
        "signals": signals_view(ticket.head.signals, me),
        "warnings": warnings(ticket.head.signals),
        "is_unscreened": ticket.head.is_unscreened,
        "is_device_safe": ticket.head.is_device_safe,
        "is_owed": ticket.state not in (ANSWERED, CLOSED),
        "due": conversation.due,
        "was_due": ticket.due,
        "promised": words.promised(conversation),
        "is_late": ticket.is_late,
        "can_claim": is_ours and is_free and not is_closed,
        "can_release": is_mine and ticket.state in (CLAIMED, ANSWERED),
        "can_hand_over": not is_closed and (me.is_intaker or (is_ours and (is_free or is_mine))),
        "can_assess": not is_closed and (me.is_intaker or is_mine),
        "can_answer": may_answer(me, ticket),
        "can_close": not is_closed and (is_free or is_mine) and (is_ours or me.is_intaker),
        "can_reopen": is_closed,
    }
