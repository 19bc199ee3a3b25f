"""Erasing, and a new code: what is gone is gone, for everybody and everywhere in the database."""

from __future__ import annotations

import pytest

from loket.database import reading
from loket.errors import CodeUnknown, NotFound, Tampered
from loket.keys.signals import sessions_ended
from loket.tickets import actions, queries
from tests.cast import WORDS, Cast, Question, ask, question_of
from tests.raw import one, rows


def long_story(cast: Cast) -> Question:
    question = ask(cast.desk, asker="parent")
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer", note="Onder ons.")
    actions.answer(cast.lawyer.expert, question.pid, "Een antwoord.")
    actions.write(question.resident, "Dank je.")
    return question


def left_of(question: Question) -> dict[str, int]:
    tables = {"event": "ticket_id = :id", "grant_": "ticket_id = :id", "session": "kind = 'resident' AND who = :id"}
    return {table: one(f"SELECT count(*) FROM {table} WHERE {where}", id=question.id) for table, where in tables.items()}  # noqa: S608


def test_after_erasing_nothing_sealed_is_left(cast: Cast):
    question, other = long_story(cast), long_story(cast)
    assert left_of(question) == {"event": 6, "grant_": 3, "session": 1}
    actions.erase(question.resident)
    assert left_of(question) == {"event": 0, "grant_": 0, "session": 0}
    ((lookup, public, locked, head),) = rows(
        "SELECT lookup, resident_public, resident_locked, head FROM ticket WHERE id = :id", id=question.id
    )
    assert (lookup, bytes(public), bytes(locked), bytes(head)) == (None, b"", b"", b"")
    assert left_of(other) == {"event": 6, "grant_": 3, "session": 1}
    assert len(other.seen_by_resident.entries) == 5


def test_after_erasing_neither_code_nor_session_opens_anything(cast: Cast):
    question = long_story(cast)
    elsewhere = actions.come_back(cast.desk, question.code)
    resident = question.resident
    actions.erase(resident)
    with pytest.raises(CodeUnknown):
        actions.come_back(cast.desk, question.code)
    for token in (question.token, elsewhere):
        assert queries.find_resident(cast.desk.id, token) is None
    for act in (queries.conversation_of, lambda held: actions.write(held, "Nog iets."), actions.erase):
        with pytest.raises(NotFound):
            act(resident)


def test_staff_see_only_that_it_was_withdrawn(cast: Cast):
    question = long_story(cast)
    actions.erase(question.resident)
    for member in (cast.lawyer, cast.intaker):
        with pytest.raises(NotFound):
            question.seen_by(member)
        assert queries.was_withdrawn(member.expert, question.pid)
        row = next(row for row in queries.queue_of(member.expert, "lawyer", "done").rows if row.pid == question.pid)
        assert (row.state, row.head, row.holder_id, row.urgency) == ("withdrawn", None, None, 0)
    for member in (cast.mediator, cast.coordinator, cast.foreign_intaker):
        assert not queries.was_withdrawn(member.expert, question.pid)
    for act in (actions.claim, actions.release, actions.close, actions.reopen):
        with pytest.raises(NotFound):
            act(cast.lawyer.expert, question.pid)


def test_what_was_not_withdrawn_is_not_called_so(cast: Cast):
    question = long_story(cast)
    assert not queries.was_withdrawn(cast.lawyer.expert, question.pid)
    assert not queries.was_withdrawn(cast.lawyer.expert, "unknown")


def test_a_withdrawn_question_makes_no_sound_and_its_sockets_close(cast: Cast):
    question = long_story(cast)
    ref, session = question.seen_by_resident.ticket.ref, question.resident.session.id
    ended: list[bytes] = []

    def listen(_municipality: int, sessions: list[bytes]) -> None:
        ended.extend(sessions)

    sessions_ended.connect(listen)
    actions.erase(question.resident)
    assert ended == [session]
    with reading(cast.desk.id) as work:
        assert not queries.may_hear(work, cast.lawyer.expert, ref)
        assert not queries.may_hear(work, cast.intaker.expert, ref)


# --- a new code --------------------------------------------------------------------------------------------------


def renew(cast: Cast, question: Question) -> str:
    """The new code, as the next page shows it."""
    actions.renew_code(question.resident, cast.desk, question.token)
    code = question.resident.code
    assert code is not None
    return code


def test_a_new_code_opens_the_same_conversation_and_the_old_one_nothing(cast: Cast):
    question = long_story(cast)
    code = renew(cast, question)
    assert code != question.code
    with pytest.raises(CodeUnknown):
        actions.come_back(cast.desk, question.code)
    back = question_of(cast.desk, code, actions.come_back(cast.desk, code))
    assert back.id == question.id
    assert [entry.words for entry in back.seen_by_resident.entries if entry.words] == [WORDS, "Een antwoord.", "Dank je."]
    assert question.seen_by(cast.lawyer).entries[-1].kind == "code_renewed"
    actions.answer(cast.lawyer.expert, question.pid, "Nog een antwoord.")
    assert back.seen_by_resident.entries[-1].words == "Nog een antwoord."


def test_a_new_code_ends_every_other_session_of_the_conversation(cast: Cast):
    question = long_story(cast)
    elsewhere = actions.come_back(cast.desk, question.code)
    other = ask(cast.desk)
    renew(cast, question)
    assert queries.find_resident(cast.desk.id, elsewhere) is None
    assert question.seen_by_resident.entries
    assert other.resident


def test_a_second_tap_makes_another_code_and_the_last_one_counts(cast: Cast):
    question = long_story(cast)
    held = question.resident
    actions.renew_code(held, cast.desk, question.token)
    actions.renew_code(held, cast.desk, question.token)
    code = question.resident.code
    assert code is not None
    back = question_of(cast.desk, code, actions.come_back(cast.desk, code))
    assert back.id == question.id


def test_a_page_shown_while_the_code_was_renewed_takes_the_new_code_from_nobody(cast: Cast):
    question = long_story(cast)
    actions.renew_code(question.resident, cast.desk, question.token)
    shows_the_first = question.resident
    actions.renew_code(question.resident, cast.desk, question.token)
    actions.code_was_shown(shows_the_first, question.token)
    code = question.resident.code
    assert code is not None
    assert code != shows_the_first.code
    assert question_of(cast.desk, code, actions.come_back(cast.desk, code)).id == question.id


def test_nobody_renews_without_a_session_of_the_conversation(cast: Cast):
    question, other = long_story(cast), ask(cast.desk)
    for token in (None, "", "x" * 43, other.token, cast.lawyer.token):
        with pytest.raises(NotFound):
            actions.renew_code(question.resident, cast.desk, token)
    assert actions.come_back(cast.desk, question.code)


def test_who_kept_the_old_key_pair_opens_nothing_new(cast: Cast):
    question = long_story(cast)
    old = question.resident
    renew(cast, question)
    with pytest.raises(Tampered):
        queries.conversation_of(old)
