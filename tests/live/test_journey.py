"""The main job of the desk from question to erasure, live, on every way of serving it; with two workers also while Redis is away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest

from loket.demonstration.visitor import Visitor
from tests.live.ear import Ear
from tests.live.question import find, words_of
from tests.servers import Loket, Postgres, Redis, running_loket, running_redis, wait_until

Served = Callable[[pytest.FixtureRequest], AbstractContextManager[tuple[Loket, Redis | None]]]
QUESTION = "Mijn ex wil verhuizen met de kinderen. Mag dat zomaar?"


@contextmanager
def one_worker(_: pytest.FixtureRequest) -> Iterator[tuple[Loket, Redis | None]]:
    with running_loket() as loket:
        yield loket, None


@contextmanager
def threads(_: pytest.FixtureRequest) -> Iterator[tuple[Loket, Redis | None]]:
    with running_loket(mode="threading") as loket:
        yield loket, None


@contextmanager
def two_workers(_: pytest.FixtureRequest, database_url: str | None = None) -> Iterator[tuple[Loket, Redis | None]]:
    with running_redis() as redis, running_loket(database_url, workers=2, redis_url=redis.url) as loket:
        yield loket, redis


@contextmanager
def two_workers_on_postgresql(request: pytest.FixtureRequest) -> Iterator[tuple[Loket, Redis | None]]:
    postgres: Postgres = request.getfixturevalue("postgres")
    with two_workers(request, postgres.new_database()) as served:
        yield served


SERVED = [
    one_worker,
    threads,
    pytest.param(two_workers, marks=pytest.mark.redis),
    pytest.param(two_workers_on_postgresql, marks=[pytest.mark.redis, pytest.mark.postgres]),
]


def open_pages(loket: Loket, visitors: list[Visitor], pages: ExitStack) -> list[Ear]:
    """An open page for each of two visitors; with two workers, each at another one."""
    first = pages.enter_context(Ear.of(visitors[0]))
    while True:
        second = pages.enter_context(Ear.of(visitors[1]))
        if len(loket.workers) == 1 or loket.worker_of(first.port) != loket.worker_of(second.port):
            return [first, second]
        second.close()


@pytest.mark.parametrize("served", SERVED, ids=lambda served: served.__name__)
def test_a_question_is_asked_answered_read_and_erased(request: pytest.FixtureRequest, served: Served) -> None:
    with served(request) as (loket, redis):
        story = Story(loket)
        with story.pages:
            story.ask_and_hand_over()
            story.claim_and_talk()
            if redis is not None:
                story.go_on_without(redis)
            story.close_and_come_back()
            story.erase()
        assert loket.stop() == 0
        assert "fault" not in loket.log


class Story:
    """What happens between a resident, an intaker and a lawyer; `said` is what was said after the question."""

    def __init__(self, loket: Loket) -> None:
        self.loket, self.pages = loket, ExitStack()
        self.intaker, self.lawyer, self.resident = loket.signed_in("intaker"), loket.signed_in("lawyer"), loket.visitor()
        self.said: list[str] = []

    def ask_and_hand_over(self) -> None:
        at_intake = self.pages.enter_context(Ear.of(self.intaker))
        self.code = self.resident.ask(QUESTION)
        at_intake.next("queue")
        self.path = f"/balie/vraag/{find(self.intaker, QUESTION)}"
        assert self.intaker.send(f"{self.path}/beoordelen", {"topic": "relocation", "urgency": "3"}).status == 303
        at_pool = self.pages.enter_context(Ear.of(self.lawyer))
        assert self.intaker.send(f"{self.path}/toewijzen", {"pool": "lawyer", "note": "Graag deze week."}).status == 303
        at_pool.next("queue")

    def claim_and_talk(self) -> None:
        assert self.lawyer.send(f"{self.path}/pakken").status == 303
        assert words_of(self.lawyer.look(f"{self.path}/nieuw?since=0", as_json=True)) == [QUESTION, "Graag deze week."]
        self.at_home, self.at_desk = open_pages(self.loket, [self.resident, self.lawyer], self.pages)
        ref = self.resident.look("/").ref
        assert self.at_home.watch(ref)
        assert self.at_desk.watch(ref)
        assert self.at_home.next("presence")["who"] == "lawyer"
        self.at_home.type(ref)
        assert self.at_desk.next("typing")["who"] == "resident"

        seq = self.answers("Niet zonder jouw toestemming.")
        assert self.at_home.next("changed") == {"ref": ref, "seq": seq}
        assert words_of(self.resident.look(f"/nieuw?since={seq - 1}", as_json=True)) == ["Niet zonder jouw toestemming."]
        seq = self.writes("En als zij het toch doet?", quote=seq)
        assert self.at_desk.hears("changed", seq)
        assert words_of(self.lawyer.look(f"{self.path}/nieuw?since={seq - 1}", as_json=True)) == ["En als zij het toch doet?"]

    def answers(self, words: str) -> int:
        return self._posts(self.lawyer, f"{self.path}/antwoord", words)

    def writes(self, words: str, **fields: object) -> int:
        return self._posts(self.resident, "/bericht", words, **fields)

    def _posts(self, writer: Visitor, door: str, words: str, **fields: object) -> int:
        answer = writer.send(door, {"words": words, **fields}, as_json=True)
        assert answer.status == 201
        self.said.append(words)
        return int(answer.json["seq"])

    def go_on_without(self, redis: Redis) -> None:
        """Redis goes: what is written is there all the same. Redis comes back: the bell rings again, on the pages still open."""
        redis.stop()
        self.answers("Bel dan.")
        self.writes("Direct?")
        self.answers("Ja.")
        self.all_is_there(self.resident)
        redis.start()
        wait_until("the bell rings again", lambda: self.at_desk.hears("changed", self.writes("Ben je er nog?"), within=1), within=60)
        assert self.at_home.watch(self.resident.look("/").ref)

    def all_is_there(self, resident: Visitor) -> None:
        assert words_of(resident.look("/nieuw?since=0", as_json=True)) == [QUESTION, *self.said]

    def close_and_come_back(self) -> None:
        """On another device the code, carelessly typed, opens the whole thread; asking on opens the closed question again."""
        assert self.lawyer.send(f"{self.path}/sluiten").status == 303
        assert self.resident.send("/weg").status == 303
        self.resident = self.loket.visitor()
        assert self.resident.come_back(f"  {self.code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ").status == 200
        self.all_is_there(self.resident)
        self.writes("Nog één ding.")
        assert self.path.endswith(find(self.lawyer, "Nog één ding.", pool="lawyer"))

    def erase(self) -> None:
        """The code opens nothing any more, and staff see only that it was withdrawn."""
        assert self.resident.send("/wissen", {"sure": "yes"}).status == 200
        assert self.loket.visitor().come_back(self.code).status == 404
        assert self.lawyer.look(self.path).status == 410
