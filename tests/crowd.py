"""Many at the same instant: for rules that must hold when everybody comes at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from loket.database import EVERYWHERE, reading
from loket.municipalities.queries import desks

T = TypeVar("T")
R = TypeVar("R")


def at_once(act: Callable[[T], R], each: Sequence[T]) -> list[R]:
    """What `act` gives for each of them, every one in a thread of its own; they start together."""
    desks()
    ready, start = Barrier(min(len(each), 8)), Barrier(len(each))

    def run(place: int) -> R:
        if place < ready.parties:
            with reading(EVERYWHERE) as work:  # a connection is open already, so that nobody is late for that
                work.connection.exec_driver_sql("SELECT 1")
                ready.wait()
        start.wait()
        return act(each[place])

    with ThreadPoolExecutor(len(each)) as hands:
        return list(hands.map(run, range(len(each))))
