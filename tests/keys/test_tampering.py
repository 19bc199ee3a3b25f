"""Whoever can write to the database is noticed: a sealed thing opens only where it was put."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from loket.database import reading, transaction
from loket.errors import NotFound, Tampered
from loket.experts import actions as experts
from loket.experts.actions import give_password, shown_secret
from loket.experts.queries import find_halfway, find_signed_in, teams_of, wanted_pools
from loket.keys import actions as key_actions
from loket.keys import queries as keys
from loket.municipalities.queries import desks, forget_desks
from loket.tickets import actions, queries
from tests.cast import CHEAP, Cast, Question, ask, enlist
from tests.raw import change, one, rows


@pytest.fixture
def question(cast: Cast) -> Question:
    """With an answer, a note and a colleague's claim in it."""
    question = ask(cast.desk, "De eerste vraag.")
    actions.note(cast.intaker.expert, question.pid, "Onder ons.")
    actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
    assert [entry.kind for entry in question.seen_by(cast.intaker).entries] == ["asked", "note", "claimed", "message"]
    return question


def is_noticed(look: Callable[[], object]) -> bool:
    try:
        look()
    except Tampered:
        return True
    return False


def test_the_premise_an_untouched_conversation_opens_for_both(cast: Cast, question: Question):
    assert not is_noticed(lambda: question.seen_by_resident)
    assert not is_noticed(lambda: question.seen_by(cast.intaker))


@pytest.mark.parametrize(
    "forgery",
    [
        "role = 'resident' WHERE seq = 4",
        "role = 'intaker' WHERE seq = 1",
        "role = 'lawyer' WHERE seq = 4",
        "kind = 'message' WHERE seq = 1",
        "is_internal = false WHERE seq = 2",
        "version = 2 WHERE seq = 1",
        "seq = 9 WHERE seq = 4",
        "body = (SELECT body FROM event WHERE seq = 1) WHERE seq = 4",
    ],
)
def test_an_event_that_was_changed_is_noticed_by_both(cast: Cast, question: Question, forgery: str):
    change(f"UPDATE event SET {forgery}")  # noqa: S608 - one of those above
    assert is_noticed(lambda: question.seen_by_resident)
    assert is_noticed(lambda: question.seen_by(cast.intaker))


def test_words_that_were_hidden_from_the_resident_are_noticed_by_the_desk(cast: Cast, question: Question):
    change("UPDATE event SET is_internal = true WHERE seq = 4")
    assert is_noticed(lambda: question.seen_by(cast.intaker))


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_an_event_taken_away_is_noticed_by_both(cast: Cast, question: Question, seq: int):
    change("DELETE FROM event WHERE seq = :seq", seq=seq)
    assert is_noticed(lambda: question.seen_by_resident)
    assert is_noticed(lambda: question.seen_by(cast.intaker))


def test_a_ticket_under_another_name_is_noticed(cast: Cast, question: Question):
    change("UPDATE ticket SET pid = 'another' WHERE id = :id", id=question.id)
    assert is_noticed(lambda: queries.conversation_for(cast.intaker.expert, "another"))


def test_an_event_moved_to_another_conversation_is_noticed(cast: Cast, question: Question):
    other = ask(cast.desk, "Een andere vraag.")
    change("UPDATE event SET ticket_id = :other WHERE ticket_id = :id AND seq = 4", other=other.id, id=question.id)
    assert is_noticed(lambda: other.seen_by_resident)


@pytest.mark.parametrize("kind", ["pool", "resident"])
def test_grants_exchanged_between_two_conversations_are_noticed(cast: Cast, question: Question, kind: str):
    other = ask(cast.desk, "Een andere vraag.")
    sealed = one("SELECT sealed FROM grant_ WHERE ticket_id = :id AND kind = :kind", id=other.id, kind=kind)
    change("UPDATE grant_ SET sealed = :sealed WHERE ticket_id = :id AND kind = :kind", sealed=sealed, id=question.id, kind=kind)
    assert is_noticed(lambda: question.seen_by(cast.intaker) if kind == "pool" else question.seen_by_resident)
    with reading(cast.desk.id) as work:  # and by the grant itself, before anything is opened with it
        if kind == "pool":
            assert is_noticed(lambda: keys.content_key(work, question.id, cast.intaker.expert.pools))
        else:
            assert is_noticed(lambda: keys.resident_content_key(work, question.id, question.resident.private))


@pytest.mark.parametrize("column", ["epoch", "version"])
def test_a_grant_of_another_time_is_not_used(cast: Cast, question: Question, column: str):
    change(f"UPDATE grant_ SET {column} = 2 WHERE ticket_id = :id", id=question.id)  # noqa: S608 - one of two columns
    with pytest.raises((Tampered, NotFound)):
        question.seen_by(cast.intaker)
    with pytest.raises(Tampered):
        _ = question.seen_by_resident


def test_a_grant_given_to_another_pool_opens_nothing(cast: Cast, question: Question):
    lawyers = cast.lawyer.expert.pool_ids[0]
    change("UPDATE ticket SET pool_id = :pool WHERE id = :id", pool=lawyers, id=question.id)
    change("UPDATE grant_ SET who = :pool WHERE ticket_id = :id AND kind = 'pool'", pool=lawyers, id=question.id)
    assert is_noticed(lambda: question.seen_by(cast.lawyer))


def test_a_grant_that_was_kept_back_opens_nothing_once_the_ticket_lies_elsewhere(cast: Cast, question: Question):
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    (kept,) = rows("SELECT who, epoch, version, sealed FROM grant_ WHERE who = :pool", pool=cast.lawyer.expert.pool_ids[0])
    actions.hand_over(cast.lawyer.expert, question.pid, kind="mediator")
    values = dict(zip(("who", "epoch", "version", "sealed"), kept, strict=True)) | {"ticket": question.id, "here": cast.desk.id}
    change(
        "INSERT INTO grant_ (municipality_id, ticket_id, kind, who, epoch, version, sealed) "
        "VALUES (:here, :ticket, 'pool', :who, :epoch, :version, :sealed)",
        **values,
    )
    with reading(cast.desk.id) as work:
        assert keys.content_key(work, question.id, cast.lawyer.expert.pools), "the premise: the key does open"
    with pytest.raises(NotFound):
        question.seen_by(cast.lawyer)
    with pytest.raises(NotFound):
        actions.note(cast.lawyer.expert, question.pid, "Van buiten.")


def test_a_ticket_given_to_another_pool_without_a_grant_opens_nothing(cast: Cast, question: Question):
    change("UPDATE ticket SET pool_id = :pool WHERE id = :id", pool=cast.lawyer.expert.pool_ids[0], id=question.id)
    with pytest.raises(NotFound):
        question.seen_by(cast.lawyer)
    assert queries.queue_of(cast.lawyer.expert).rows == []


def test_a_forged_public_key_of_a_pool_gets_nothing_sealed(cast: Cast, question: Question):
    forged = bytes(range(32))
    change("UPDATE pool SET public = :forged WHERE kind = 'lawyer' AND municipality_id = :here", forged=forged, here=cast.desk.id)
    with pytest.raises(Tampered):
        actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    assert one("SELECT count(*) FROM grant_ WHERE ticket_id = :id", id=question.id) == 2


def test_a_forged_public_key_of_intake_gets_no_new_question(cast: Cast):
    change("UPDATE pool SET public = :forged WHERE kind = 'intake' AND municipality_id = :here", forged=bytes(range(32)), here=cast.desk.id)
    with pytest.raises(Tampered):
        ask(cast.desk)
    assert one("SELECT count(*) FROM ticket") == 0


def test_the_key_of_one_pool_under_the_name_of_another_is_noticed(cast: Cast, question: Question):
    for column in ("public", "public_mac"):
        value = one(f"SELECT {column} FROM pool WHERE kind = 'mediator' AND municipality_id = :here", here=cast.desk.id)  # noqa: S608
        change(f"UPDATE pool SET {column} = :value WHERE kind = 'lawyer' AND municipality_id = :here", value=value, here=cast.desk.id)  # noqa: S608
    with pytest.raises(Tampered):
        actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")


def test_the_pool_of_another_municipality_is_noticed(cast: Cast, question: Question):
    for column in ("public", "public_mac"):
        value = one(f"SELECT {column} FROM pool WHERE kind = 'lawyer' AND municipality_id = :there", there=cast.foreign_desk.id)  # noqa: S608
        change(f"UPDATE pool SET {column} = :value WHERE kind = 'lawyer' AND municipality_id = :here", value=value, here=cast.desk.id)  # noqa: S608
    with pytest.raises(Tampered):
        actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")


def test_a_forged_public_key_of_a_member_locks_that_member_out_and_lets_nobody_in(cast: Cast, question: Question):
    change("UPDATE staff_key SET public = :forged WHERE staff_id = :id", forged=bytes(range(32)), id=cast.intaker.id)
    assert is_noticed(lambda: cast.intaker.expert)
    assert is_noticed(lambda: give_password(cast.desk.id, cast.intaker.login, cast.intaker.password, CHEAP))


def test_an_account_set_back_in_time_does_not_show_its_second_factor(cast: Cast):
    change("UPDATE staff SET state = 'enrolling' WHERE id = :id", id=cast.lawyer.id)
    half = give_password(cast.desk.id, cast.lawyer.login, cast.lawyer.password, CHEAP)
    with reading(cast.desk.id) as work:
        found = find_halfway(work, half.token)
    assert found is not None
    assert is_noticed(lambda: shown_secret(*found))


@pytest.mark.parametrize("forgery", ["head = (SELECT head FROM ticket WHERE id = :other)", "last_seq = 3"])
def test_a_head_that_was_sealed_for_another_place_is_noticed(cast: Cast, question: Question, forgery: str):
    other = ask(cast.desk, "Een andere vraag.")
    values = {"other": other.id} if ":other" in forgery else {}
    change(f"UPDATE ticket SET {forgery} WHERE id = :id", id=question.id, **values)  # noqa: S608 - one of the two above
    assert is_noticed(lambda: question.seen_by(cast.intaker))
    assert is_noticed(lambda: question.seen_by_resident)
    (row,) = queries.queue_of(cast.intaker.expert, "intake", "theirs").rows
    assert row.is_damaged
    assert row.head is None


@pytest.mark.parametrize("where", ["grant_ SET sealed", "ticket SET head"])
def test_one_damaged_ticket_hides_no_other_in_the_queue(cast: Cast, where: str, caplog: pytest.LogCaptureFixture):
    damaged, sound = ask(cast.desk, "De eerste."), ask(cast.desk, "De tweede.")
    column = "ticket_id" if where.startswith("grant") else "id"
    change(f"UPDATE {where} = :junk WHERE {column} = :id", junk=b"\x01" + bytes(200), id=damaged.id)
    rows = {row.pid: row for row in queries.queue_of(cast.intaker.expert).rows}
    assert {pid: (row.is_damaged, row.head and row.head.preview) for pid, row in rows.items()} == {
        damaged.pid: (True, None),
        sound.pid: (False, "De tweede."),
    }
    assert [record.message for record in caplog.records] == ["security: a ticket in the queue was tampered with"]


@pytest.mark.parametrize(
    "forgery", ["urgency = 4", "due_at = due_at + 86400", "holder_id = NULL", "state = 'closed'", "expires_on = '2099-01-01'"]
)
def test_what_stands_openly_on_a_ticket_is_not_changed_unnoticed(cast: Cast, question: Question, forgery: str):
    change(f"UPDATE ticket SET {forgery} WHERE id = :id", id=question.id)  # noqa: S608 - one of those above
    assert is_noticed(lambda: question.seen_by(cast.intaker))
    assert is_noticed(lambda: question.seen_by_resident)


def test_a_conversation_called_withdrawn_that_nobody_withdrew_is_noticed(cast: Cast, question: Question):
    change("UPDATE ticket SET state = 'withdrawn' WHERE id = :id", id=question.id)
    assert is_noticed(lambda: question.seen_by(cast.intaker))
    assert is_noticed(lambda: question.seen_by_resident)
    assert is_noticed(lambda: queries.was_withdrawn(cast.intaker.expert, question.pid))
    (row,) = queries.queue_of(cast.intaker.expert, "intake", "theirs").rows
    assert row.is_damaged


@pytest.mark.parametrize("remains", ["everything", "nothing"])
def test_a_pool_that_lost_its_key_in_the_database_is_not_founded_anew(cast: Cast, question: Question, remains: str):
    change("UPDATE pool SET public = NULL, epoch = 0 WHERE kind = 'intake' AND municipality_id = :here", here=cast.desk.id)
    if remains == "nothing":
        change("DELETE FROM pool_key")
        change("DELETE FROM grant_ WHERE kind = 'pool'")
    with reading(cast.desk.id) as work:
        intake = keys.pool_doors(work)["intake"]
    with transaction(cast.desk.id) as work:
        assert is_noticed(lambda: key_actions.found_pool(work, intake, cast.mediator.expert.key))


def test_a_membership_made_in_the_database_counts_for_nothing(cast: Cast, caplog: pytest.LogCaptureFixture):
    newcomer = enlist(cast.desk.id, "Noor Brandsma", "coordinator")
    values = {"here": cast.desk.id, "who": newcomer.id}
    change("INSERT INTO membership (municipality_id, staff_id, kind) VALUES (:here, :who, 'intake')", **values)
    with pytest.raises(NotFound):
        experts.admit(cast.intaker.expert, newcomer.pid, "intake")
    with reading(cast.desk.id) as work:
        assert wanted_pools(work, newcomer.id) == []
        assert newcomer.pid not in {member.pid for team in teams_of(work, cast.intaker.expert) for member in team.members}
    assert {record.message for record in caplog.records} == {"security: a membership was made in the database"}


@pytest.mark.parametrize("forgery", ["role = 'intaker'", "pid = 'another'", "login = 'another'"])
def test_an_account_that_was_changed_in_the_database_does_not_come_in(cast: Cast, forgery: str):
    login = "another" if forgery.startswith("login") else cast.mediator.login
    change(f"UPDATE staff SET {forgery} WHERE id = :id", id=cast.mediator.id)  # noqa: S608 - one of those above
    assert is_noticed(lambda: give_password(cast.desk.id, login, cast.mediator.password, CHEAP))
    with reading(cast.desk.id) as work:
        assert is_noticed(lambda: find_signed_in(work, cast.mediator.token))


def test_an_invitation_led_to_somebody_else_in_the_database_is_noticed(cast: Cast):
    code = experts.invite(cast.desk.id, "noor", "Noor Brandsma", "coordinator")
    change("UPDATE invitation SET staff_id = :other WHERE NOT is_used", other=cast.intaker.id)
    assert is_noticed(lambda: experts.activate(cast.desk.id, code, "een zin die ik onthoud", CHEAP))


@pytest.mark.parametrize("column", ["slug", "name", "exit_url", "code_salt"])
def test_a_municipality_that_was_changed_in_the_database_stays_closed(cast: Cast, column: str):
    value = one(f"SELECT {column} FROM municipality WHERE id = :id", id=cast.foreign_desk.id)  # noqa: S608 - one of those above
    if column == "slug":
        change("UPDATE municipality SET slug = 'elders' WHERE id = :id", id=cast.foreign_desk.id)
    changed = value if column != "exit_url" else "https://elders.example/"
    change(f"UPDATE municipality SET {column} = :value WHERE id = :id", value=changed, id=cast.desk.id)  # noqa: S608
    here = cast.desk.id
    forget_desks()
    assert here not in {desk.id for desk in desks()}


def test_a_pool_put_back_as_it_was_before_its_first_member_is_not_founded_anew(cast: Cast, question: Question):
    before = keys.pool_mac(cast.desk.id, 0, "intake", 0, b"")
    change(
        "UPDATE pool SET public = NULL, epoch = 0, public_mac = :before WHERE kind = 'intake' AND municipality_id = :here",
        before=before,
        here=cast.desk.id,
    )
    with reading(cast.desk.id) as work:
        intake = keys.pool_doors(work)["intake"]
    with transaction(cast.desk.id) as work:
        assert is_noticed(lambda: key_actions.found_pool(work, intake, cast.mediator.expert.key))


def test_the_code_of_one_conversation_brought_to_another_is_noticed(cast: Cast, question: Question):
    other = ask(cast.desk, "Een andere vraag.")
    lookup, locked = (one(f"SELECT {column} FROM ticket WHERE id = :id", id=other.id) for column in ("lookup", "resident_locked"))  # noqa: S608
    change("UPDATE ticket SET lookup = NULL WHERE id = :id", id=other.id)
    change("UPDATE ticket SET lookup = :lookup, resident_locked = :locked WHERE id = :id", lookup=lookup, locked=locked, id=question.id)
    token = actions.come_back(cast.desk, other.code)
    resident = queries.find_resident(cast.desk.id, token)
    assert resident is not None
    assert is_noticed(lambda: queries.conversation_of(resident))


def test_a_locked_key_without_its_code_is_noticed(cast: Cast, question: Question):
    other = ask(cast.desk, "Een andere vraag.")
    locked = one("SELECT resident_locked FROM ticket WHERE id = :id", id=other.id)
    change("UPDATE ticket SET resident_locked = :locked WHERE id = :id", locked=locked, id=question.id)
    assert is_noticed(lambda: actions.come_back(cast.desk, question.code))
