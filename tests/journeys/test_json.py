"""The same doors for programs: JSON by the Accept header, with the words of the contract."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from loket.demonstration.visitor import Visitor
from tests.cast import WORDS, Cast, at_work

Arrive = Callable[..., Visitor]


@pytest.fixture
def resident(arrive: Arrive) -> Visitor:
    """With a question asked."""
    visitor = arrive()
    visitor.ask(WORDS)
    return visitor


@pytest.fixture
def intaker(arrive: Arrive, cast: Cast, resident: Visitor) -> Visitor:
    return at_work(arrive(), cast.intaker)


def ticket_of(intaker: Visitor) -> str:
    queue = intaker.look("/balie/", as_json=True).json
    return f"/balie/vraag/{queue['tickets'][0]['pid']}"


def test_asking_and_coming_back(arrive: Arrive):
    visitor = arrive()
    page = visitor.look("/")
    asked = visitor.send("/vraag", {"question": WORDS, "client_id": page.form}, as_json=True)
    assert asked.status == 201
    code = asked.json["code"]
    other = arrive()
    other.look("/")
    back = other.send("/terug", {"code": code}, as_json=True)
    assert (back.status, back.json) == (200, {"ok": True})
    news = other.look("/nieuw?since=0", as_json=True)
    assert [event["words"] for event in news.json["events"]] == [WORDS]
    refused = other.send("/terug", {"code": "0000-0000-0000-0000"}, as_json=True)
    assert refused.status == 404
    assert set(refused.json) == {"error"}


@pytest.mark.parametrize("question", ["", "x" * 20_001])
def test_what_is_wrong_with_a_question_is_told_in_json(arrive: Arrive, question: str):
    visitor = arrive()
    visitor.look("/")
    refused = visitor.send("/vraag", {"question": question}, as_json=True)
    assert refused.status == 400
    assert set(refused.json) == {"error"}


def test_writing_and_the_log_since(resident: Visitor, intaker: Visitor):
    page = resident.look("/")
    written = resident.send("/bericht", {"words": "En nog iets.", "client_id": page.form, "seen": 1}, as_json=True)
    assert (written.status, written.json) == (201, {"seq": 2})
    again = resident.send("/bericht", {"words": "En nog iets.", "client_id": page.form, "seen": 1}, as_json=True)
    assert (again.status, again.json) == (201, {"seq": 2})
    news = resident.look("/nieuw?since=1", as_json=True).json
    (event,) = news["events"]
    assert news["seq"] == event["seq"] == 2
    assert set(event) == {"seq", "kind", "author", "at", "words"}
    assert (event["kind"], event["author"], event["words"]) == ("message", "resident", "En nog iets.")
    assert datetime.fromisoformat(event["at"]).tzinfo is not None
    assert resident.look("/nieuw?since=2", as_json=True).json["events"] == []


def test_the_fragment_says_the_same_as_the_json(resident: Visitor, intaker: Visitor):
    ticket = ticket_of(intaker)
    intaker.send(f"{ticket}/notitie", {"words": "Onder ons."})
    intaker.send(f"{ticket}/antwoord", {"words": "Een antwoord."})
    for visitor, path in ((resident, "/nieuw"), (intaker, f"{ticket}/nieuw")):
        fragment, data = visitor.look(f"{path}?since=1"), visitor.look(f"{path}?since=1", as_json=True).json
        assert [f'id="e{event["seq"]}"' in fragment.text for event in data["events"]] == [True] * len(data["events"])
        assert fragment.seq == data["seq"]
    assert [event["kind"] for event in resident.look("/nieuw?since=1", as_json=True).json["events"]] == ["claimed", "message"]
    assert [event["kind"] for event in intaker.look(f"{ticket}/nieuw?since=1", as_json=True).json["events"]] == [
        "note",
        "claimed",
        "message",
    ]


def test_the_desk(resident: Visitor, intaker: Visitor, arrive: Arrive, cast: Cast):
    queue = intaker.look("/balie/", as_json=True).json
    (row,) = queue["tickets"]
    assert (queue["pool"], row["state"], row["preview"], row["holder"]) == ("intake", "new", WORDS, None)
    ticket = ticket_of(intaker)
    for path, fields in (
        ("/beoordelen", {"topic": "housing", "urgency": 2}),
        ("/pakken", {}),
        ("/loslaten", {}),
        ("/toewijzen", {"pool": "lawyer", "note": "Onder ons."}),
    ):
        done = intaker.send(ticket + path, fields, as_json=True)
        assert (done.status, done.json["ok"]) == (200, True), path
        assert done.json["said"], path
    lawyer, second = at_work(arrive(), cast.lawyer), at_work(arrive(), cast.second_lawyer)
    assert lawyer.send(f"{ticket}/pakken", as_json=True).status == 200
    lost = second.send(f"{ticket}/pakken", as_json=True)
    assert (lost.status, lost.json["holder"]) == (409, cast.lawyer.name)
    seen = lawyer.look(ticket).seq
    resident.send("/bericht", {"words": "Wacht."})
    late = lawyer.send(f"{ticket}/antwoord", {"words": "Te vroeg.", "seen": seen}, as_json=True)
    assert (late.status, late.json["newer"]) == (409, True)
    answered = lawyer.send(f"{ticket}/antwoord", {"words": "Nu wel.", "seen": seen + 1}, as_json=True)
    assert answered.status == 201
    assert answered.json["seq"] > seen
    assert lawyer.send(f"{ticket}/sluiten", as_json=True).status == 200
    assert lawyer.send(f"{ticket}/antwoord", {"words": "Nog iets."}, as_json=True).status == 409
    assert lawyer.send(f"{ticket}/heropenen", as_json=True).status == 200


@pytest.mark.parametrize("words", ["", " ", "\u200b", "x" * 20_001])
def test_what_is_wrong_with_words_is_told(resident: Visitor, intaker: Visitor, words: str):
    for visitor, path in ((resident, "/bericht"), (intaker, f"{ticket_of(intaker)}/antwoord"), (intaker, f"{ticket_of(intaker)}/notitie")):
        answer = visitor.send(path, {"words": words}, as_json=True)
        assert answer.status == 400
        assert answer.json["error"]


def test_who_has_no_business_here_gets_the_same_json(arrive: Arrive, cast: Cast, intaker: Visitor):
    ticket = ticket_of(intaker)
    answers = []
    for visitor in (arrive(), at_work(arrive(), cast.mediator), at_work(arrive(), cast.foreign_intaker)):
        visitor.look("/balie/welkom")
        for path in (ticket, "/balie/vraag/unknown"):
            answer = visitor.look(f"{path}/nieuw", as_json=True)
            answers.append((answer.status, answer.text))
            answer = visitor.send(f"{path}/pakken", as_json=True)
            answers.append((answer.status, answer.text))
    assert len(answers) == 12
    assert len(set(answers)) == 1
    assert answers[0][0] == 404


def test_without_a_session_there_is_no_log(arrive: Arrive):
    assert arrive().look("/nieuw", as_json=True).status == 404


def test_a_missing_token_is_told_in_json(resident: Visitor):
    resident.token = ""
    answer = resident.send("/bericht", {"words": "Hallo"}, as_json=True)
    assert answer.status == 400
    assert answer.json["error"]


def test_renewing_and_erasing(resident: Visitor):
    assert resident.send("/nieuwe-code", as_json=True).json == {"ok": True}
    assert resident.look("/").code
    assert resident.send("/wissen", as_json=True).json == {"ok": True}
    assert resident.look("/nieuw", as_json=True).status == 404
