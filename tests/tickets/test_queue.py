"""The queue: each sees what lies with their pools, the most pressing first, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from loket.errors import NotFound
from loket.tickets import actions, queries
from tests.cast import Cast, Member, ask
from tests.raw import change


def pids(member: Member, *place: object) -> list[str]:
    return [row.pid for row in queries.queue_of(member.expert, *place).rows]  # type: ignore[arg-type]


def tabs(member: Member) -> dict[str, int]:
    return queries.queue_of(member.expert).counts


def test_an_intaker_sees_every_pool_and_an_expert_their_own(cast: Cast):
    assert list(tabs(cast.intaker)) == ["intake", "lawyer", "mediator", "stepfamily_coach", "teen_coach"]
    assert list(tabs(cast.lawyer)) == ["lawyer"]
    for kind in ("intake", "mediator", "unknown"):
        with pytest.raises(NotFound):
            queries.queue_of(cast.lawyer.expert, kind)


def test_a_coordinator_sees_no_queue_at_all(cast: Cast):
    ask(cast.desk)
    for kind in (None, "intake", "lawyer"):
        with pytest.raises(NotFound):
            queries.queue_of(cast.coordinator.expert, kind)


def test_a_queue_is_of_its_own_municipality(cast: Cast):
    mine, other = ask(cast.desk), ask(cast.foreign_desk)
    assert pids(cast.intaker) == [mine.pid]
    assert pids(cast.foreign_intaker) == [other.pid]


def test_a_question_lies_where_it_was_handed(cast: Cast):
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    assert pids(cast.intaker) == []
    assert pids(cast.intaker, "lawyer") == pids(cast.lawyer) == [question.pid]
    assert tabs(cast.intaker)["lawyer"] == 1


def test_a_question_lies_on_the_shelf_of_whose_turn_it_is(cast: Cast):
    question = ask(cast.desk)

    def shelf() -> str:
        return next(name for name in queries.SHELVES if question.pid in pids(cast.intaker, "intake", name))

    assert shelf() == "ours"
    actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
    assert shelf() == "theirs"
    actions.write(question.resident, "En dan?")
    assert shelf() == "ours"
    actions.close(cast.intaker.expert, question.pid)
    assert shelf() == "done"
    actions.reopen(cast.intaker.expert, question.pid)
    assert shelf() == "ours"
    with pytest.raises(NotFound):
        queries.queue_of(cast.intaker.expert, "intake", "unknown")


def test_the_most_pressing_comes_first_and_then_by_promise(cast: Cast, time_is: Callable[[datetime], None]):
    asked = {}
    for day, name, urgency in (
        (16, "normal, early", 3),
        (17, "informative", 4),
        (17, "not looked at", None),
        (17, "today", 2),
        (18, "acute", 1),
        (18, "normal, late", 3),
    ):
        time_is(datetime(2026, 11, day, 10, tzinfo=UTC))
        question = ask(cast.desk)
        asked[question.pid] = name
        if urgency:
            actions.assess(cast.intaker.expert, question.pid, topic=None, urgency=urgency)
    order = [asked[pid] for pid in pids(cast.intaker)]
    assert order == ["acute", "today", "not looked at", "normal, early", "informative", "normal, late"]


def test_a_row_shows_what_a_colleague_needs(cast: Cast):
    question = ask(cast.desk, "Een lange vraag. " * 30, asker="parent")
    actions.assess(cast.intaker.expert, question.pid, topic="housing", urgency=2)
    actions.claim(cast.intaker.expert, question.pid)
    queue = queries.queue_of(cast.intaker.expert)
    (row,) = queue.rows
    assert row.head is not None
    assert (row.head.topic, row.head.asker, row.urgency, row.state) == ("housing", "parent", 2, "claimed")
    assert len(row.head.preview) == 140
    assert queue.names[row.holder_id or 0] == cast.intaker.name
    assert row.number == question.pid[:4].upper()


def test_a_page_holds_fifty_and_the_next_the_rest(cast: Cast):
    asked = [ask(cast.desk).pid for _ in range(queries.PAGE + 3)]
    first, second, third = (queries.queue_of(cast.intaker.expert, page=page) for page in (1, 2, 3))
    assert [len(page.rows) for page in (first, second, third)] == [50, 3, 0]
    assert [page.has_next for page in (first, second, third)] == [True, False, False]
    assert [row.pid for page in (first, second) for row in page.rows] == asked


def test_a_count_stops_at_a_hundred(cast: Cast):
    question = ask(cast.desk)
    columns = (
        "municipality_id, resident_public, resident_locked, version, state, shelf, place, pool_id, holder_id, urgency, due_at, last_seq, "
        "head, day, expires_on"
    )
    for number in range(queries.COUNTED + 20):
        change(
            f"INSERT INTO ticket (pid, ref, {columns}) SELECT :pid, :ref, {columns} FROM ticket WHERE id = :id",  # noqa: S608
            pid=f"p{number}", ref=f"r{number}", id=question.id,
        )  # fmt: skip
    queue = queries.queue_of(cast.intaker.expert)
    assert queue.counts["intake"] == queries.COUNTED
    assert [row.pid for row in queue.rows] == [question.pid], "what this expert holds no key of is not shown"


def test_done_shows_the_latest_first(cast: Cast, time_is: Callable[[datetime], None]):
    closed = []
    for day in (16, 17, 18):
        time_is(datetime(2026, 11, day, 10, tzinfo=UTC))
        question = ask(cast.desk)
        actions.close(cast.intaker.expert, question.pid)
        closed.append(question.pid)
    assert pids(cast.intaker, "intake", "done") == closed[::-1]
