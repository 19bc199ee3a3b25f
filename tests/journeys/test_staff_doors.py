"""Every staff door, tried by everybody who may not pass: the same 404 for all, and nothing has happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from loket.demonstration.visitor import Page, Visitor
from loket.tickets import actions
from tests.cast import Cast, Question, ask, at_work
from tests.pages import without_tokens
from tests.raw import rows

Arrive = Callable[..., Visitor]
BEFORE_SIGNING_IN = {"/balie/aanmelden", "/balie/welkom", "/balie/tweede-stap"}
NEXT_WEEK = f"{date.today() + timedelta(days=7)}"  # noqa: DTZ011 - any day soon will do
FOR_INTAKERS = {"vrager", "afschermen", "zichtbaar", "origineel"}
FIELDS = {
    "words": "Van buiten.", "pool": "intake", "topic": "housing", "urgency": "1", "staff": "x", "note": "x", "days": "0",
    "seq": "1", "passage": "de kinderen", "mask": "1", "first": NEXT_WEEK, "last": NEXT_WEEK,
}  # fmt: skip


def doors(app: Flask) -> list[tuple[str, str]]:
    """(method, path) of every guarded staff door."""
    found = [
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        if rule.rule.startswith("/balie/") and rule.rule not in BEFORE_SIGNING_IN
    ]
    assert len(found) >= 14
    return found


def knock(visitor: Visitor, method: str, path: str) -> Page:
    return visitor.look(path) if method == "GET" else visitor.send(path, FIELDS)


def as_told(page: Page) -> tuple[int, str]:
    return page.status, without_tokens(page.text)


@pytest.fixture
def question(cast: Cast) -> Question:
    """It lies with the lawyers, answered."""
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.")
    return question


@pytest.mark.parametrize("who", ["stranger", "resident", "foreign_intaker", "foreign_lawyer", "halfway"])
def test_who_does_not_work_here_finds_no_door(app: Flask, arrive: Arrive, cast: Cast, question: Question, who: str):
    visitor = arrive()
    if who == "resident":
        visitor.cookies |= {"b": question.token, "s": question.token}
    elif who == "halfway":
        visitor.look("/balie/aanmelden")
        visitor.send("/balie/aanmelden", {"login": cast.lawyer.login, "password": cast.lawyer.password})
        visitor.cookies["s"] = visitor.cookies["h"]
    elif who != "stranger":
        visitor.cookies["s"] = getattr(cast, who).token
    visitor.look("/balie/welkom")
    before = rows("SELECT * FROM event")
    nothing = {method: as_told(knock(visitor, method, "/balie/nothing-here")) for method in ("GET", "POST")}
    assert {status for status, _ in nothing.values()} == {404}
    for method, path in doors(app):
        assert as_told(knock(visitor, method, path.replace("<pid>", question.pid))) == nothing[method], f"{method} {path}"
    assert rows("SELECT * FROM event") == before


@pytest.mark.parametrize("who", ["mediator", "coordinator"])
def test_who_works_here_finds_no_question_of_others(app: Flask, arrive: Arrive, cast: Cast, question: Question, who: str):
    visitor = at_work(arrive(), getattr(cast, who))
    visitor.look("/balie/team")
    assert visitor.look("/balie/").status == 200, "the premise: they do work here"
    before = rows("SELECT * FROM event")
    for method, path in doors(app):
        if "<pid>" in path:
            theirs, unknown = (as_told(knock(visitor, method, path.replace("<pid>", pid))) for pid in (question.pid, "a" * 26))
            assert theirs == unknown, f"{method} {path}"
            assert theirs[0] == 404
    assert rows("SELECT * FROM event") == before


def test_who_may_passes_every_door(app: Flask, arrive: Arrive, cast: Cast, question: Question):
    """The premise of the tests above: with the same fields the doors do open, for the lawyer who has the question or for an intaker."""
    lawyer, intaker = at_work(arrive(), cast.lawyer), at_work(arrive(), cast.intaker)
    lawyer.look("/balie/team")
    intaker.look("/balie/team")
    for method, path in doors(app):
        if path in ("/balie/afmelden", "/balie/team/toelaten") or path.startswith("/balie/teksten"):
            continue  # the first ends the visit, the second is for another's sake, the texts are the coordinator's
        visitor = intaker if path.rpartition("/")[2] in FOR_INTAKERS else lawyer
        status = knock(visitor, method, path.replace("<pid>", question.pid)).status
        assert status in (200, 303, 409), f"{method} {path}: {status}"
        if path.endswith("/toewijzen"):
            actions.hand_over(cast.intaker.expert, question.pid, colleague=cast.lawyer.pid)


@pytest.mark.parametrize("pool", ["intake", "mediator", "unknown", "x" * 500, "%00"])
def test_a_queue_of_others_is_not_there(arrive: Arrive, cast: Cast, pool: str):
    visitor = at_work(arrive(), cast.lawyer)
    assert visitor.look("/balie/?pool=lawyer").status == 200
    assert visitor.look(f"/balie/?pool={pool}").status == 404


def test_a_foreign_desk_shows_a_signed_in_expert_nothing_of_theirs(arrive: Arrive, cast: Cast, question: Question):
    visitor = arrive("lindeveen")
    visitor.cookies["s"] = cast.lawyer.token
    stranger = arrive("lindeveen")
    for path in ("/balie/", "/balie/team", f"/balie/vraag/{question.pid}", f"/balie/vraag/{question.pid}/nieuw"):
        assert as_told(visitor.look(path)) == as_told(stranger.look(path))
    assert visitor.look("/balie/").status == 404


def test_a_coordinator_sees_the_team_and_no_question(arrive: Arrive, cast: Cast, question: Question):
    visitor = at_work(arrive(), cast.coordinator)
    assert visitor.look("/balie/").tickets == []
    assert cast.lawyer.name in visitor.look("/balie/team").text
    assert "toelaten" not in visitor.look("/balie/team").text
