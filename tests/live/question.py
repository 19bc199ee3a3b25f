"""A question on its way through a served desk: who asked it, and where each side finds it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from loket.demonstration.visitor import Page, Visitor
from tests.servers import Loket

_numbers = count(1)


@dataclass
class Question:
    loket: Loket
    words: str
    code: str
    resident: Visitor
    pid: str

    @property
    def ref(self) -> str:
        """What the resident's page listens by now."""
        ref = self.resident.look("/").ref
        assert ref
        return ref

    @property
    def path(self) -> str:
        return f"/balie/vraag/{self.pid}"

    def hand_over(self, pool: str, by: str = "intaker", note: str = "") -> Page:
        return self.tell(by, "/toewijzen", pool=pool, note=note)

    def tell(self, role: str, door: str, **fields: Any) -> Page:
        """What a member of staff does with it."""
        return self.loket.signed_in(role).send(self.path + door, fields, as_json=True)

    def write(self, words: str, **fields: Any) -> Page:
        return self.resident.send("/bericht", {"words": words, **fields}, as_json=True)

    def words_for_resident(self, since: int = 0) -> list[str]:
        return words_of(self.resident.look(f"/nieuw?since={since}", as_json=True))

    def words_for(self, member: Visitor, since: int = 0) -> list[str]:
        return words_of(member.look(f"{self.path}/nieuw?since={since}", as_json=True))


def words_of(news: Page) -> list[str]:
    """The words of a log, in its order."""
    assert news.status == 200, news.text
    return [event["words"] for event in news.json["events"] if event["words"]]


def a_question(words: str = "Hoe vertellen we het aan de kinderen?") -> str:
    """Words that nobody asked before."""
    return f"{words} ({next(_numbers)})"


def ask(loket: Loket, words: str = "Hoe vertellen we het aan de kinderen?") -> Question:
    """Somebody asks something that nobody asked before at this desk."""
    words = a_question(words)
    resident = loket.visitor()
    code = resident.ask(words)
    return Question(loket, words, code, resident, find(loket.signed_in("intaker"), words))


def find(member: Visitor, words: str, pool: str = "intake") -> str:
    """The ticket with these words in a queue that this member sees."""
    page = 1
    while True:
        tickets = member.look(f"/balie/?pool={pool}&page={page}", as_json=True).json["tickets"]
        assert tickets, f"no ticket says {words!r}"
        for ticket in tickets:
            if ticket["preview"] == words:
                return str(ticket["pid"])
        page += 1
