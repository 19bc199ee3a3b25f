"""Recurring work: how often, and which action. Each worker runs this table beside its pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic

from loket import runtime
from loket.chat import actions as chat
from loket.database import finish_forgetting, transaction
from loket.errors import Refused
from loket.keys.actions import forget_ended
from loket.municipalities.queries import desks
from loket.tickets.actions import MOST_AT_ONCE, forget_expired, renew_missed

log = logging.getLogger(__name__)


def forget_ended_sessions() -> None:
    for desk in desks():
        with transaction(desk.id) as work:
            forget_ended(work)


def forget_expired_tickets() -> None:
    for desk in desks():
        try:
            while forget_expired(desk) == MOST_AT_ONCE:
                runtime.sleep(0.1)
        except Refused:
            log.error("retention: suspiciously much has passed its term; check the clock, then run `loket forget %s`", desk.slug)


def renew_missed_promises() -> None:
    for desk in desks():
        renew_missed(desk)


TABLE: tuple[tuple[float, Callable[[], None]], ...] = (
    (chat.SWEEP_EVERY, chat.sweep),
    (15.0, finish_forgetting),
    (60.0, renew_missed_promises),
    (300.0, forget_ended_sessions),
    (3600.0, forget_expired_tickets),
)
"""(every so many seconds, action)"""


def run_forever() -> None:
    last = {job: monotonic() for _, job in TABLE}
    while True:
        runtime.sleep(1.0)
        for every, job in TABLE:
            if monotonic() - last[job] >= every:
                last[job] = monotonic()
                try:
                    job()
                except Exception as error:  # noqa: BLE001 - one failed round must not end the others
                    log.error("job %s failed: %s", job.__name__, type(error).__name__)
