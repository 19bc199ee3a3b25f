"""Two workers on one port: what one decides the other follows, and one that dies is replaced."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.live.ear import Ear
from tests.live.question import ask
from tests.servers import Loket, running_loket, running_redis, wait_until

pytestmark = pytest.mark.redis


@pytest.fixture(scope="module")
def loket() -> Iterator[Loket]:
    with running_redis() as redis, running_loket(workers=2, redis_url=redis.url) as running:
        wait_until("two workers", lambda: len(running.workers) == 2)
        yield running


@pytest.mark.parametrize(("door", "fields"), [("/weg", {}), ("/wissen", {"sure": "yes"})])
def test_when_a_resident_goes_their_sockets_close_at_every_worker(loket: Loket, door: str, fields: dict[str, str]) -> None:
    question = ask(loket)
    with ExitStack() as pages:
        ears: dict[int, Ear] = {}
        while len(ears) < 2:
            ear = pages.enter_context(Ear.of(question.resident))
            if ears.setdefault(loket.worker_of(ear.port), ear) is not ear:
                ear.close()
        for ear in ears.values():
            assert ear.watch(question.ref)
        assert question.resident.send(door, fields).status < 400
        for ear in ears.values():
            assert ear.is_hung_up(within=5)


def test_a_worker_that_dies_is_replaced(loket: Loket) -> None:
    victim, survivor = loket.workers
    os.kill(victim, signal.SIGKILL)
    wait_until("a new worker", lambda: len(loket.workers) == 2 and victim not in loket.workers)
    assert survivor in loket.workers
    assert loket.visitor().ask("Is er iemand?")
    assert loket.stop() == 0
