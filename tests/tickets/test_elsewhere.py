"""Whoever a question is not for finds nothing: every member of the cast who may not, at everything that can be seen or done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from loket.database import reading
from loket.errors import LoketError, NotFound
from loket.experts.queries import Expert
from loket.tickets import actions, queries
from tests.cast import Cast, Member, Question, ask
from tests.raw import rows

Deed = Callable[[Expert, str, Cast], Any]
DEEDS: dict[str, Deed] = {
    "look": lambda me, pid, _: queries.conversation_for(me, pid),
    "look since": lambda me, pid, _: queries.conversation_for(me, pid, 1),
    "claim": lambda me, pid, _: actions.claim(me, pid),
    "release": lambda me, pid, _: actions.release(me, pid),
    "hand over": lambda me, pid, _: actions.hand_over(me, pid, kind="intake", note="Naar mij."),
    "hand over to myself": lambda me, pid, _: actions.hand_over(me, pid, colleague=me.pid),
    "hand over to a lawyer": lambda me, pid, cast: actions.hand_over(me, pid, colleague=cast.lawyer.pid),
    "assess": lambda me, pid, _: actions.assess(me, pid, topic="housing", urgency=1),
    "answer": lambda me, pid, _: actions.answer(me, pid, "Van buiten."),
    "answer once more": lambda me, pid, _: actions.answer(me, pid, "Van buiten.", client_id="client-1"),
    "note": lambda me, pid, _: actions.note(me, pid, "Van buiten."),
    "close": lambda me, pid, _: actions.close(me, pid),
    "reopen": lambda me, pid, _: actions.reopen(me, pid),
}
OUTSIDERS = ("mediator", "coordinator", "foreign_intaker", "foreign_lawyer")


def at_the_lawyers(cast: Cast) -> Question:
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.", client_id="client-1")
    return question


def outcome(deed: Deed, member: Member, pid: str, cast: Cast) -> type[Exception] | None:
    try:
        deed(member.expert, pid, cast)
    except LoketError as error:
        return type(error)
    return None


@pytest.mark.parametrize("deed", DEEDS)
def test_a_question_of_others_is_found_by_nobody_else_and_stays_as_it_was(cast: Cast, deed: str):
    question = at_the_lawyers(cast)
    before = (rows("SELECT * FROM ticket"), rows("SELECT * FROM event"), rows("SELECT * FROM grant_"))
    for name in OUTSIDERS:
        assert outcome(DEEDS[deed], getattr(cast, name), question.pid, cast) is NotFound, name
    assert (rows("SELECT * FROM ticket"), rows("SELECT * FROM event"), rows("SELECT * FROM grant_")) == before
    assert outcome(DEEDS[deed], cast.lawyer, question.pid, cast) is not NotFound, "the premise: who may, is answered"


@pytest.mark.parametrize("pid", ["", "unknown", "1", "0", "%", "_" * 26, "' OR 1=1 --", "\x00", "x" * 5000, "é"])
def test_an_id_that_does_not_exist_is_found_by_nobody(cast: Cast, pid: str):
    at_the_lawyers(cast)
    for deed in DEEDS.values():
        assert outcome(deed, cast.intaker, pid, cast) is NotFound
    assert not queries.was_withdrawn(cast.intaker.expert, pid)


def test_the_running_number_of_a_ticket_opens_nothing(cast: Cast):
    question = at_the_lawyers(cast)
    for wrong in (str(question.id), question.seen_by_resident.ticket.ref):
        assert outcome(DEEDS["look"], cast.lawyer, wrong, cast) is NotFound


def test_a_resident_finds_only_what_they_hold(cast: Cast):
    mine, other = ask(cast.desk, "Van mij."), ask(cast.desk, "Van een ander.")
    assert [entry.words for entry in mine.seen_by_resident.entries] == ["Van mij."]
    assert [entry.words for entry in other.seen_by_resident.entries] == ["Van een ander."]


def test_the_keys_of_a_resident_open_no_other_conversation(cast: Cast):
    mine, other = ask(cast.desk, "Van mij."), ask(cast.desk, "Van een ander.")
    forged = queries.Resident(cast.desk.id, other.id, mine.resident.session)
    with pytest.raises(LoketError):
        queries.conversation_of(forged)
    with reading(cast.foreign_desk.id) as work, pytest.raises(NotFound):
        queries.ticket_held(work, mine.resident)
