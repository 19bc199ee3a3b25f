"""Handing over: the key goes where the question goes, and who gave it away neither sees nor hears it any more."""

from __future__ import annotations

import pytest

from loket.database import reading
from loket.errors import BadWords, NotFound, Refused, Taken
from loket.tickets import actions, queries
from tests.cast import WORDS, Cast, Member, Question, ask
from tests.raw import rows


def pools_with_a_grant(question: Question) -> set[str]:
    statement = "SELECT pool.kind FROM grant_ JOIN pool ON pool.id = grant_.who WHERE grant_.kind = 'pool' AND ticket_id = :id"
    return {kind for (kind,) in rows(statement, id=question.id)}


def hears(member: Member, ref: str) -> bool:
    with reading(member.municipality) as work:
        return queries.may_hear(work, member.expert, ref)


def sees(member: Member, question: Question) -> bool:
    try:
        question.seen_by(member)
    except NotFound:
        return False
    return True


def test_the_pool_that_gets_a_question_reads_it_all_and_intake_keeps_reading(cast: Cast):
    question = ask(cast.desk)
    assert (pools_with_a_grant(question), sees(cast.lawyer, question)) == ({"intake"}, False)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer", note="Graag met zorg voor de oudste.")
    assert pools_with_a_grant(question) == {"intake", "lawyer"}
    for member in (cast.lawyer, cast.second_lawyer, cast.intaker):
        seen = question.seen_by(member)
        assert [entry.kind for entry in seen.entries] == ["asked", "note", "handed_over"]
        assert seen.entries[0].words == WORDS
        assert seen.entries[1].words == "Graag met zorg voor de oudste."
        assert (seen.ticket.state, seen.ticket.holder_id) == ("waiting", None)


def test_the_resident_is_told_where_it_lies_and_reads_no_note(cast: Cast):
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer", note="Onder ons.")
    entries = question.seen_by_resident.entries
    assert [entry.kind for entry in entries] == ["asked", "handed_over"]
    assert entries[1].line == "De vraag ligt nu bij: Advocaten."
    assert entries[1].name is None


def test_an_expert_of_the_pool_that_gave_it_away_neither_sees_nor_hears_it(cast: Cast):
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    old_ref = question.seen_by(cast.lawyer).ticket.ref
    assert hears(cast.lawyer, old_ref)
    actions.hand_over(cast.lawyer.expert, question.pid, kind="mediator", note="Meer iets voor jullie.")
    assert pools_with_a_grant(question) == {"intake", "mediator"}
    new_ref = question.seen_by(cast.mediator).ticket.ref
    assert new_ref != old_ref
    for member in (cast.lawyer, cast.second_lawyer):
        assert not sees(member, question)
        assert not hears(member, old_ref)
        assert not hears(member, new_ref)
    assert not hears(cast.mediator, old_ref)
    assert hears(cast.mediator, new_ref)
    assert hears(cast.intaker, new_ref)
    with reading(cast.desk.id) as work:
        assert queries.may_hear(work, question.resident, new_ref)
        assert not queries.may_hear(work, question.resident, old_ref)


def test_nobody_else_hears_a_question(cast: Cast):
    question, other = ask(cast.desk), ask(cast.desk)
    ref = question.seen_by_resident.ticket.ref
    with reading(cast.desk.id) as work:
        assert queries.may_hear(work, question.resident, ref)
        assert not queries.may_hear(work, other.resident, ref)
        for wrong in ("", "unknown", other.pid, question.pid):
            assert not queries.may_hear(work, question.resident, wrong)
    heard_by = {member.login for member in cast.staff if hears(member, ref)}
    assert heard_by == {cast.intaker.login}


def test_a_pool_can_give_it_back_to_intake_and_get_it_again(cast: Cast):
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    actions.hand_over(cast.lawyer.expert, question.pid, kind="intake")
    assert pools_with_a_grant(question) == {"intake"}
    assert not sees(cast.lawyer, question)
    actions.claim(cast.intaker.expert, question.pid)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    assert sees(cast.second_lawyer, question)


def test_an_intaker_can_move_a_question_from_pool_to_pool(cast: Cast):
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    actions.claim(cast.lawyer.expert, question.pid)
    actions.hand_over(cast.intaker.expert, question.pid, kind="mediator")
    assert not sees(cast.lawyer, question)
    assert question.seen_by(cast.mediator).ticket.holder_id is None


def test_an_expert_hands_over_what_is_free_or_their_own(cast: Cast):
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    actions.claim(cast.lawyer.expert, question.pid)
    with pytest.raises(Taken) as taken:
        actions.hand_over(cast.second_lawyer.expert, question.pid, kind="mediator")
    assert taken.value.holder == cast.lawyer.name
    actions.hand_over(cast.lawyer.expert, question.pid, kind="mediator")
    assert sees(cast.mediator, question)


def test_to_one_colleague(cast: Cast):
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, colleague=cast.second_lawyer.pid, note="Jij kent dit.")
    ticket = question.seen_by(cast.second_lawyer).ticket
    assert (ticket.state, ticket.holder_id) == ("claimed", cast.second_lawyer.id)
    with pytest.raises(Taken):
        actions.answer(cast.lawyer.expert, question.pid, "Ik was eerst.")


def test_within_a_pool_to_a_colleague(cast: Cast):
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    actions.claim(cast.lawyer.expert, question.pid)
    ref = question.seen_by(cast.lawyer).ticket.ref
    actions.hand_over(cast.lawyer.expert, question.pid, kind="lawyer", colleague=cast.second_lawyer.pid)
    ticket = question.seen_by(cast.lawyer).ticket
    assert (ticket.holder_id, ticket.ref) == (cast.second_lawyer.id, ref)


def test_there_is_no_handing_over_to_who_is_not_there(cast: Cast):
    question = ask(cast.desk)
    for target in (
        {"kind": "unknown"},
        {"kind": ""},
        {},
        {"colleague": "unknown"},
        {"colleague": cast.coordinator.pid},
        {"colleague": cast.foreign_lawyer.pid},
        {"kind": "mediator", "colleague": cast.lawyer.pid},
        {"kind": "unknown", "colleague": cast.lawyer.pid},
    ):
        with pytest.raises(NotFound):
            actions.hand_over(cast.intaker.expert, question.pid, **target)
    assert pools_with_a_grant(question) == {"intake"}
    assert question.seen_by(cast.intaker).seq == 1


def test_a_note_too_long_moves_nothing(cast: Cast):
    question = ask(cast.desk)
    for note in ("x" * 20_001, "\u200b"):
        with pytest.raises(BadWords):
            actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer", note=note)
    assert pools_with_a_grant(question) == {"intake"}


def test_what_is_closed_is_not_handed_over(cast: Cast):
    question = ask(cast.desk)
    actions.close(cast.intaker.expert, question.pid)
    with pytest.raises(Refused):
        actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    assert pools_with_a_grant(question) == {"intake"}
