"""Claiming is a race with one winner; the others are told who, and whoever has it can let it go again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from loket.errors import NotFound, Refused, Taken
from loket.experts.queries import Expert, account_tag
from loket.municipalities.queries import forget_desks
from loket.tickets import actions
from tests.cast import Cast, Member, Question, ask
from tests.crowd import at_once
from tests.raw import change, one

RACERS = 50


def at_the_lawyers(cast: Cast) -> Question:
    question = ask(cast.desk)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    return question


def crowd(member: Member, many: int) -> list[Expert]:
    """As many colleagues, who for brevity share one key."""
    expert = member.expert
    columns = "municipality_id, name, role, state, totp_last_step"
    for number in range(many):
        new = {"id": member.id, "pid": f"pid{number}", "login": f"login{number}"}
        change(f"INSERT INTO staff (pid, login, {columns}) SELECT :pid, :login, {columns} FROM staff WHERE id = :id", **new)  # noqa: S608
        change("UPDATE staff SET name = :name WHERE pid = :pid", name=f"Collega {number}", pid=new["pid"])
    ids = {f"pid{number}": one("SELECT id FROM staff WHERE pid = :pid", pid=f"pid{number}") for number in range(many)}
    for number, (pid, id_) in enumerate(ids.items()):
        tag = account_tag(municipality_id=member.municipality, id=id_, pid=pid, login=f"login{number}", role=member.role)
        change("UPDATE staff SET tag = :tag WHERE id = :id", tag=tag, id=id_)
    return [replace(expert, id=ids[pid], pid=pid, name=f"Collega {pid[3:]}") for pid in ids]


def test_who_claims_holds_it_and_everybody_sees_it(cast: Cast):
    question = at_the_lawyers(cast)
    actions.claim(cast.lawyer.expert, question.pid)
    for member in (cast.lawyer, cast.second_lawyer, cast.intaker):
        ticket = question.seen_by(member).ticket
        assert (ticket.state, ticket.holder_id) == ("claimed", cast.lawyer.id)
    last = question.seen_by_resident.entries[-1]
    assert (last.kind, last.author_role, last.name) == ("claimed", "lawyer", None)


def test_the_second_is_told_who_was_first(cast: Cast):
    question = at_the_lawyers(cast)
    actions.claim(cast.lawyer.expert, question.pid)
    with pytest.raises(Taken) as taken:
        actions.claim(cast.second_lawyer.expert, question.pid)
    assert taken.value.holder == cast.lawyer.name
    assert question.seen_by(cast.lawyer).ticket.holder_id == cast.lawyer.id


def test_claiming_what_one_has_changes_nothing(cast: Cast):
    question = at_the_lawyers(cast)
    actions.claim(cast.lawyer.expert, question.pid)
    before = question.seen_by(cast.lawyer).seq
    actions.claim(cast.lawyer.expert, question.pid)
    assert question.seen_by(cast.lawyer).seq == before


def test_of_fifty_at_the_same_instant_exactly_one_wins_and_the_others_are_told_who(cast: Cast):
    question = at_the_lawyers(cast)
    experts = crowd(cast.lawyer, RACERS)

    def race(expert: Expert) -> str:
        forget_desks()  # what every process looks up anew every few seconds may not get in the way
        try:
            actions.claim(expert, question.pid)
        except Taken as error:
            return error.holder
        return ""

    told = at_once(race, experts)
    winners = [expert.name for expert, holder in zip(experts, told, strict=True) if not holder]
    assert len(winners) == 1
    assert set(told) == {"", winners[0]}
    entries = question.seen_by(cast.intaker).entries
    assert [entry.name for entry in entries if entry.kind == "claimed"] == winners


def test_an_answer_is_in_the_same_race(cast: Cast):
    question = at_the_lawyers(cast)
    experts = crowd(cast.lawyer, 10)

    def race(expert: Expert) -> bool:
        try:
            actions.answer(expert, question.pid, f"Van {expert.name}.")
        except Taken:
            return False
        return True

    assert sum(at_once(race, experts)) == 1
    assert [entry.kind for entry in question.seen_by_resident.entries].count("message") == 1


def test_what_was_let_go_can_be_claimed_by_another(cast: Cast):
    question = at_the_lawyers(cast)
    actions.claim(cast.lawyer.expert, question.pid)
    actions.release(cast.lawyer.expert, question.pid)
    assert (question.seen_by(cast.lawyer).ticket.state, question.seen_by(cast.lawyer).ticket.holder_id) == ("waiting", None)
    actions.claim(cast.second_lawyer.expert, question.pid)
    assert question.seen_by(cast.lawyer).ticket.holder_id == cast.second_lawyer.id


def test_only_who_has_it_can_let_it_go(cast: Cast):
    question = at_the_lawyers(cast)
    with pytest.raises(Refused):
        actions.release(cast.lawyer.expert, question.pid)
    actions.claim(cast.lawyer.expert, question.pid)
    for other in (cast.second_lawyer, cast.intaker):
        with pytest.raises(Refused):
            actions.release(other.expert, question.pid)
    assert question.seen_by(cast.lawyer).ticket.holder_id == cast.lawyer.id


def test_letting_go_after_an_answer_leaves_it_answered(cast: Cast):
    question = at_the_lawyers(cast)
    actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.")
    actions.release(cast.lawyer.expert, question.pid)
    ticket = question.seen_by(cast.lawyer).ticket
    assert (ticket.state, ticket.holder_id) == ("answered", None)


def test_the_resident_never_learns_that_somebody_let_go(cast: Cast):
    question = at_the_lawyers(cast)
    actions.claim(cast.lawyer.expert, question.pid)
    actions.release(cast.lawyer.expert, question.pid)
    assert "released" in [entry.kind for entry in question.seen_by(cast.lawyer).entries]
    assert "released" not in [entry.kind for entry in question.seen_by_resident.entries]


def test_a_closed_ticket_is_not_claimed(cast: Cast):
    question = at_the_lawyers(cast)
    actions.close(cast.lawyer.expert, question.pid)
    with pytest.raises(Refused):
        actions.claim(cast.lawyer.expert, question.pid)


def test_an_intaker_looks_at_what_lies_with_a_pool_but_does_not_take_it(cast: Cast):
    question = at_the_lawyers(cast)
    assert question.seen_by(cast.intaker)
    with pytest.raises(NotFound):
        actions.claim(cast.intaker.expert, question.pid)
    with pytest.raises(NotFound):
        actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
