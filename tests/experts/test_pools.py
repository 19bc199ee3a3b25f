"""Pools: the first member makes the key, and only a member lets others in."""

from __future__ import annotations

import pytest

from loket.database import reading, transaction
from loket.errors import NoRecipient, NotFound, Tampered
from loket.experts import actions, queries
from loket.experts.queries import Team
from loket.keys import actions as key_actions
from loket.keys import queries as keys
from loket.tickets import actions as ticket_actions
from tests.cast import Cast, Member, ask, enlist
from tests.raw import change, one, rows


def kinds(member: Member) -> list[str]:
    return [pool.kind for pool in member.expert.pools]


def teams(member: Member) -> dict[str, Team]:
    with reading(member.municipality) as work:
        return {team.kind: team for team in queries.teams_of(work, member.expert)}


def states(member: Member, kind: str) -> dict[str, tuple[str, bool]]:
    return {colleague.name: (colleague.state, colleague.can_admit) for colleague in teams(member)[kind].members}


def test_the_first_member_makes_the_pools_key(cast: Cast):
    assert one("SELECT public IS NULL FROM pool WHERE kind = 'teen_coach' AND municipality_id = :m", m=cast.desk.id)
    coach = enlist(cast.desk.id, "Tess Tienhoven", "teen_coach")
    assert kinds(coach) == ["teen_coach"]
    assert coach.expert.pools[0].private


def test_a_later_member_waits_until_a_member_lets_them_in(cast: Cast):
    third = enlist(cast.desk.id, "Lucas Derkman", "lawyer")
    assert kinds(third) == []
    assert states(cast.lawyer, "lawyer")[third.name] == ("waiting", True)
    assert states(cast.mediator, "lawyer")[third.name] == ("waiting", False)
    assert states(third, "lawyer")[third.name] == ("waiting", False)
    actions.admit(cast.lawyer.expert, third.pid, "lawyer")
    assert kinds(third) == ["lawyer"]
    assert states(cast.lawyer, "lawyer")[third.name] == ("member", False)
    assert third.expert.pools[0].private == cast.lawyer.expert.pools[0].private


def test_letting_somebody_in_twice_is_the_same_as_once(cast: Cast):
    before = rows("SELECT * FROM pool_key")
    actions.admit(cast.lawyer.expert, cast.second_lawyer.pid, "lawyer")
    assert rows("SELECT * FROM pool_key") == before


def test_nobody_but_a_member_lets_anybody_in(cast: Cast):
    third = enlist(cast.desk.id, "Lucas Derkman", "lawyer")
    for outsider in (cast.intaker, cast.mediator, cast.coordinator, cast.foreign_lawyer, third):
        with pytest.raises(NotFound):
            actions.admit(outsider.expert, third.pid, "lawyer")
    assert kinds(third) == []


def test_only_a_waiting_colleague_meant_for_that_pool_is_let_in(cast: Cast):
    actions.invite(cast.desk.id, "nog-niet", "Nog Niet", "lawyer")
    invited = one("SELECT pid FROM staff WHERE login = 'nog-niet'")
    for pid in (cast.mediator.pid, cast.coordinator.pid, cast.foreign_lawyer.pid, invited, "unknown", "", "x" * 500, "\x00"):
        with pytest.raises(NotFound):
            actions.admit(cast.lawyer.expert, pid, "lawyer")
    third = enlist(cast.desk.id, "Lucas Derkman", "lawyer")
    for kind in ("mediator", "intake", "unknown", ""):
        with pytest.raises(NotFound):
            actions.admit(cast.lawyer.expert, third.pid, kind)


def test_a_forged_public_key_of_a_waiting_colleague_is_noticed(cast: Cast):
    third = enlist(cast.desk.id, "Lucas Derkman", "lawyer")
    change("UPDATE staff_key SET public = :other WHERE staff_id = :id", other=bytes(32), id=third.id)
    with pytest.raises(Tampered):
        actions.admit(cast.lawyer.expert, third.pid, "lawyer")


def test_the_key_of_another_member_in_my_row_opens_nothing(cast: Cast):
    mine = one("SELECT sealed FROM pool_key WHERE staff_id = :id", id=cast.lawyer.id)
    change("UPDATE pool_key SET sealed = :mine WHERE staff_id = :id", mine=mine, id=cast.second_lawyer.id)
    with pytest.raises(Tampered):
        _ = cast.second_lawyer.expert.pools[0].private


def test_nothing_is_handed_to_a_pool_without_members(cast: Cast):
    question = ask(cast.desk)
    with pytest.raises(NoRecipient):
        ticket_actions.hand_over(cast.intaker.expert, question.pid, kind="teen_coach")
    assert question.seen_by(cast.intaker).ticket.state == "new"


def test_no_question_is_taken_that_nobody_could_read(cast: Cast):
    change("UPDATE pool SET public = NULL, public_mac = NULL, epoch = 0 WHERE kind = 'intake' AND municipality_id = :m", m=cast.desk.id)
    with pytest.raises(NoRecipient):
        ask(cast.desk)
    assert rows("SELECT * FROM ticket") == []
    assert ask(cast.foreign_desk)


def test_who_sits_behind_the_desk_is_told_by_role_and_without_the_coordinator(cast: Cast):
    with reading(cast.desk.id) as work:
        assert queries.people_at_desk(work) == ["intaker", "lawyer", "mediator"]


def test_colleagues_are_those_who_hold_the_key(cast: Cast):
    third = enlist(cast.desk.id, "Lucas Derkman", "lawyer")
    with reading(cast.desk.id) as work:
        assert {pid for _, pid, _ in queries.colleagues_in(work, "lawyer")} == {cast.lawyer.pid, cast.second_lawyer.pid}
        assert queries.waiting_for_admission(work)["lawyer"] == 1
        with pytest.raises(NotFound):
            queries.colleagues_in(work, "unknown")
    assert third.pid


def test_setting_up_pools_again_changes_nothing(cast: Cast):
    before = rows("SELECT * FROM pool ORDER BY id")
    actions.set_up_pools(cast.desk.id)
    assert rows("SELECT * FROM pool ORDER BY id") == before


def test_the_first_of_two_founders_wins(cast: Cast):
    with reading(cast.desk.id) as work:
        door = keys.pool_doors(work)["lawyer"]
    before = door.public
    with transaction(cast.desk.id) as work:
        assert key_actions.found_pool(work, door, cast.mediator.expert.key) is False
    with reading(cast.desk.id) as work:
        assert keys.pool_doors(work)["lawyer"].public == before
