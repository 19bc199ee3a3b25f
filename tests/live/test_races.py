"""Many at the same instant: one wins a question, and what is sent ten times is there once. On one process and on two."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from loket.demonstration.visitor import Page, Visitor
from tests.live.question import ask, words_of
from tests.servers import Loket, Postgres, running_loket, running_redis

LAWYERS = 50
CROWD = '[municipality]\nslug = "voorbeeldstad"\nname = "Voorbeeldstad"\n' + "".join(
    f'[[staff]]\nlogin = "jurist{n}"\nname = "Jurist Nummer {n}."\nrole = "lawyer"\n' for n in range(1, LAWYERS)
)


@pytest.fixture(
    scope="module",
    params=["one worker on SQLite", pytest.param("two workers on PostgreSQL", marks=[pytest.mark.postgres, pytest.mark.redis])],
)
def loket(request: pytest.FixtureRequest) -> Iterator[Loket]:
    with ExitStack() as stack:
        if request.param == "one worker on SQLite":
            yield stack.enter_context(running_loket(more=CROWD))
        else:
            postgres: Postgres = request.getfixturevalue("postgres")
            redis = stack.enter_context(running_redis())
            yield stack.enter_context(running_loket(postgres.new_database(), workers=2, redis_url=redis.url, more=CROWD))


def at_once(visitors: list[Visitor], act: Callable[[Visitor], Page]) -> list[Page]:
    """What everybody gets who acts at the same instant, each over a connection that is open already."""
    start = threading.Barrier(len(visitors))
    answers: list[Page | None] = [None] * len(visitors)

    def play(place: int) -> None:
        visitors[place].look("/livez")
        start.wait(30)
        answers[place] = act(visitors[place])

    threads = [threading.Thread(target=play, args=(place,)) for place in range(len(visitors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert None not in answers, "somebody got no answer"
    return [answer for answer in answers if answer is not None]


def test_of_fifty_experts_who_claim_at_once_one_wins_and_the_others_are_told_who(loket: Loket) -> None:
    lawyers = [loket.signed_in("lawyer")] + [loket.welcome(invitation) for invitation in loket.invited]
    names = ["Adam Vermeer"] + [f"Jurist Nummer {n}." for n in range(1, LAWYERS)]
    loket.admit_all("lawyer")
    question = ask(loket)
    question.hand_over("lawyer")
    for lawyer in lawyers:
        assert lawyer.look(question.path).status == 200, "the premise: each of them could take it"

    answers = at_once(lawyers, lambda lawyer: lawyer.send(f"{question.path}/pakken"))
    assert sorted(answer.status for answer in answers) == [303] + [409] * (LAWYERS - 1)
    winner = next(name for name, answer in zip(names, answers, strict=True) if answer.status == 303)
    for answer in answers:
        assert answer.status == 303 or f"{winner} heeft deze vraag net gepakt" in answer.text
    log = loket.signed_in("intaker").look(f"{question.path}/nieuw?since=0", as_json=True).json["events"]
    assert [event["kind"] for event in log].count("claimed") == 1


def test_a_message_sent_ten_times_at_once_is_there_once(loket: Loket) -> None:
    question = ask(loket)
    tabs = [loket.same_browser(question.resident) for _ in range(10)]
    answers = at_once(tabs, lambda tab: tab.send("/bericht", {"words": "Eén keer.", "client_id": "client-id-1"}, as_json=True))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["seq"] for answer in answers}) == 1
    assert question.words_for_resident() == [question.words, "Eén keer."]


def test_ten_different_messages_at_once_are_all_there_once(loket: Loket) -> None:
    question = ask(loket)
    tabs = [loket.same_browser(question.resident) for _ in range(10)]
    answers = at_once(tabs, lambda tab: tab.send("/bericht", {"words": f"bericht {tabs.index(tab)}"}, as_json=True))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["seq"] for answer in answers}) == 10
    assert sorted(question.words_for_resident()[1:]) == [f"bericht {number}" for number in range(10)]


def test_a_question_sent_ten_times_at_once_from_one_form_is_one_question_with_one_code(loket: Loket) -> None:
    words = "Ik tikte tien keer op verstuur."
    resident = loket.visitor()
    form = resident.look("/").form
    tabs = [loket.same_browser(resident) for _ in range(10)]
    answers = at_once(tabs, lambda tab: tab.send("/vraag", {"question": words, "client_id": form}, as_json=True))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["code"] for answer in answers}) == 1
    for tab in tabs:
        assert words_of(tab.look("/nieuw?since=0", as_json=True)) == [words]
    queue = loket.signed_in("intaker").look("/balie/", as_json=True).json["tickets"]
    assert [ticket["preview"] for ticket in queue].count(words) == 1
