"""What somebody under 18 asks is read on the parents' side only after their yes; whoever they are said to be, the rule falls slowly."""

from __future__ import annotations

import pytest

from loket.errors import NeedsYes, NotFound, Refused, Taken
from loket.experts import actions as expert_actions
from loket.tickets import actions, youth
from loket.tickets.model import ANSWERED, CLAIMED, CLOSED, WAITING
from tests.cast import Cast, Member, Question, ask, enlist
from tests.raw import rows
from tests.tickets.test_handing_over import hears, pools_with_a_grant, sees

WORDS = "Moet ik kiezen bij wie ik woon?"
YOUNG = (
    {"asker": "youngster"},
    {"asker": "child"},
    {"age": "-12"},
    {"age": "12-15"},
    {"age": "16-17"},
    {"asker": "parent", "age": "16-17"},
)
PARENTS_SIDE = ("lawyer", "mediator")


def young(cast: Cast, **who: str) -> Question:
    return ask(cast.desk, WORDS, **(who or {"asker": "youngster", "age": "12-15"}))


def teen_coach(cast: Cast) -> Member:
    return enlist(cast.desk.id, "Tess Coenders", "teen_coach")


def second_intaker(cast: Cast) -> Member:
    colleague = enlist(cast.desk.id, "Mees Polman", "intaker")
    expert_actions.admit(cast.intaker.expert, colleague.pid, "intake")
    return colleague


def lines(question: Question, member: Member | None = None) -> list[str]:
    seen = question.seen_by(member) if member else question.seen_by_resident
    return [entry.line for entry in seen.entries if entry.line]


@pytest.mark.parametrize("who", YOUNG)
@pytest.mark.parametrize("kind", PARENTS_SIDE)
def test_nothing_is_handed_to_a_parents_pool_without_a_yes(cast: Cast, who: dict[str, str], kind: str):
    grown, question = ask(cast.desk, WORDS, asker="parent", age="18+"), young(cast, **who)
    actions.hand_over(cast.intaker.expert, grown.pid, kind=kind)
    with pytest.raises(NeedsYes):
        actions.hand_over(cast.intaker.expert, question.pid, kind=kind, note="Kijk jij?")
    assert pools_with_a_grant(question) == {"intake"}
    assert question.seen_by(cast.intaker).seq == 1


def test_nor_to_one_of_its_members(cast: Cast):
    question = young(cast)
    with pytest.raises(NeedsYes):
        actions.hand_over(cast.intaker.expert, question.pid, colleague=cast.lawyer.pid)
    assert not sees(cast.lawyer, question)


def test_the_teen_coach_and_intake_need_nobodys_yes(cast: Cast):
    question, coach = young(cast), teen_coach(cast)
    actions.hand_over(cast.intaker.expert, question.pid, kind="teen_coach")
    assert sees(coach, question)
    with pytest.raises(NeedsYes):
        actions.hand_over(coach.expert, question.pid, kind="lawyer")
    actions.hand_over(coach.expert, question.pid, kind="intake")
    assert not sees(coach, question)


@pytest.mark.parametrize("said", [None, False])
def test_asked_or_refused_is_no_yes(cast: Cast, said: bool | None):
    question = young(cast)
    actions.ask_consent(cast.intaker.expert, question.pid, "lawyer")
    if said is not None:
        actions.say_consent(question.resident, "lawyer", is_yes=said)
    with pytest.raises(NeedsYes):
        actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")


def test_a_yes_opens_that_pool_and_no_other(cast: Cast):
    question = young(cast)
    actions.ask_consent(cast.intaker.expert, question.pid, "lawyer")
    actions.say_consent(question.resident, "lawyer", is_yes=True)
    with pytest.raises(NeedsYes):
        actions.hand_over(cast.intaker.expert, question.pid, kind="mediator")
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    assert sees(cast.lawyer, question)
    assert not sees(cast.mediator, question)
    assert lines(question)[:2] == ["De intaker vraagt: mag een advocaat jouw vraag ook lezen?", "Je zei ja: een advocaat mag meelezen."]
    assert lines(question, cast.intaker)[1] == "De vrager zegt ja: een advocaat mag meelezen."


def test_nobody_is_asked_twice_and_only_the_young_person_changes_it(cast: Cast):
    question = young(cast)
    actions.ask_consent(cast.intaker.expert, question.pid, "lawyer")
    for said in (None, False):
        if said is not None:
            actions.say_consent(question.resident, "lawyer", is_yes=said)
        with pytest.raises(Refused):
            actions.ask_consent(cast.intaker.expert, question.pid, "lawyer")
    before = question.seen_by(cast.intaker).seq
    actions.say_consent(question.resident, "lawyer", is_yes=False)
    assert question.seen_by(cast.intaker).seq == before, "the same word twice is one event"
    actions.say_consent(question.resident, "lawyer", is_yes=True)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    assert sees(cast.lawyer, question)


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_yes_taken_back_takes_the_key_and_the_hearing_too(cast: Cast, is_closed: bool):
    question = young(cast)
    actions.ask_consent(cast.intaker.expert, question.pid, "lawyer")
    actions.say_consent(question.resident, "lawyer", is_yes=True)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    actions.claim(cast.lawyer.expert, question.pid)
    ref = question.seen_by_resident.ticket.ref
    if is_closed:
        actions.close(cast.lawyer.expert, question.pid)
    assert hears(cast.lawyer, ref)
    actions.say_consent(question.resident, "lawyer", is_yes=False)
    assert pools_with_a_grant(question) == {"intake"}
    assert not sees(cast.lawyer, question)
    assert not hears(cast.lawyer, question.seen_by_resident.ticket.ref)
    ticket = question.seen_by(cast.intaker).ticket
    assert (ticket.state, ticket.holder_id) == (CLOSED if is_closed else WAITING, None)


def test_a_no_to_one_pool_leaves_it_with_another(cast: Cast):
    question = young(cast)
    for kind in PARENTS_SIDE:
        actions.ask_consent(cast.intaker.expert, question.pid, kind)
        actions.say_consent(question.resident, kind, is_yes=True)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    actions.say_consent(question.resident, "mediator", is_yes=False)
    assert sees(cast.lawyer, question)


def test_what_was_said_is_up_to_the_desk_again(cast: Cast):
    question = young(cast)
    actions.answer(cast.intaker.expert, question.pid, "Een advocaat weet dat. Mag die meelezen?")
    actions.ask_consent(cast.intaker.expert, question.pid, "lawyer")
    assert question.seen_by(cast.intaker).ticket.state == ANSWERED
    actions.say_consent(question.resident, "lawyer", is_yes=True)
    assert question.seen_by(cast.intaker).ticket.state == CLAIMED


@pytest.mark.parametrize("kind", ["teen_coach", "intake", "mediator"])
def test_what_nobody_asked_cannot_be_said(cast: Cast, kind: str):
    question = young(cast)
    actions.ask_consent(cast.intaker.expert, question.pid, "lawyer")
    with pytest.raises(Refused):
        actions.say_consent(question.resident, kind, is_yes=True)


def test_there_is_nothing_to_ask_a_grown_up_or_for_those_who_read_anyway(cast: Cast):
    with pytest.raises(Refused):
        actions.ask_consent(cast.intaker.expert, ask(cast.desk, WORDS).pid, "lawyer")
    question = young(cast)
    for kind, refusal in (("teen_coach", Refused), ("intake", Refused), ("unknown", NotFound)):
        with pytest.raises(refusal):
            actions.ask_consent(cast.intaker.expert, question.pid, kind)


def test_only_those_with_whom_it_lies_ask(cast: Cast):
    question, coach = young(cast), teen_coach(cast)
    for member in (cast.lawyer, cast.coordinator, cast.foreign_intaker, coach):
        with pytest.raises(NotFound):
            actions.ask_consent(member.expert, question.pid, "lawyer")
    actions.hand_over(cast.intaker.expert, question.pid, kind="teen_coach", colleague=coach.pid)
    other = enlist(cast.desk.id, "Timo Coster", "teen_coach")
    expert_actions.admit(coach.expert, other.pid, "teen_coach")
    with pytest.raises(Taken):
        actions.ask_consent(other.expert, question.pid, "lawyer")
    actions.ask_consent(coach.expert, question.pid, "lawyer")


# --- who asks, corrected ------------------------------------------------------------------------------------------


def test_that_somebody_is_young_one_person_says_and_the_rule_holds_at_once(cast: Cast):
    question = ask(cast.desk, "Ik ben 14. Moet ik kiezen?")
    assert actions.correct(cast.intaker.expert, question.pid, asker="youngster", age="12-15")
    assert question.seen_by_resident.ticket.head.is_young
    with pytest.raises(NeedsYes):
        actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")


def test_who_reads_already_loses_it_when_the_one_who_asks_turns_out_to_be_young(cast: Cast):
    question = ask(cast.desk, "Ik ben 14. Moet ik kiezen?")
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    actions.claim(cast.lawyer.expert, question.pid)
    heard = question.seen_by(cast.lawyer).ticket.ref
    actions.correct(cast.intaker.expert, question.pid, asker="youngster", age="12-15")
    assert not sees(cast.lawyer, question)
    assert not hears(cast.lawyer, heard)
    assert pools_with_a_grant(question) == {"intake"}
    assert question.seen_by(cast.intaker).ticket.state == WAITING


def test_that_somebody_is_not_young_takes_two(cast: Cast):
    question, colleague = young(cast), second_intaker(cast)
    assert not actions.correct(cast.intaker.expert, question.pid, asker="parent", age="18+")
    with pytest.raises(NeedsYes):
        actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    with pytest.raises(Refused):
        actions.correct(cast.intaker.expert, question.pid, asker="parent", age="18+")
    assert actions.correct(colleague.expert, question.pid, asker="parent", age="18+")
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    assert sees(cast.lawyer, question)


def test_a_doubt_is_gone_once_somebody_says_they_are_young(cast: Cast):
    question, colleague = young(cast), second_intaker(cast)
    actions.correct(cast.intaker.expert, question.pid, asker=None, age=None)
    assert actions.correct(colleague.expert, question.pid, asker="youngster", age="16-17")
    assert not actions.correct(colleague.expert, question.pid, asker=None, age=None)
    assert question.seen_by(cast.intaker).ticket.head.is_young


def test_who_reads_only_with_a_yes_says_nothing_of_who_asks(cast: Cast):
    question = ask(cast.desk, WORDS)
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer")
    with pytest.raises(NotFound):
        actions.correct(cast.lawyer.expert, question.pid, asker="youngster", age=None)


@pytest.mark.parametrize("who", [{"asker": "ouder", "age": None}, {"asker": None, "age": "17"}])
def test_nobody_is_what_does_not_exist(cast: Cast, who: dict[str, str | None]):
    with pytest.raises(Refused):
        actions.correct(cast.intaker.expert, ask(cast.desk, WORDS).pid, **who)


# --- in the database ----------------------------------------------------------------------------------------------


def test_what_was_asked_and_said_stands_nowhere_in_the_open(cast: Cast):
    question = young(cast)
    actions.ask_consent(cast.intaker.expert, question.pid, "lawyer")
    actions.say_consent(question.resident, "lawyer", is_yes=True)
    kinds = [kind for (kind,) in rows("SELECT kind FROM event ORDER BY seq")]
    assert kinds == ["asked", "told", "told"], "an event of which the kind would tell that a child asks"
    assert [entry.kind for entry in question.seen_by_resident.entries] == ["asked", "consent_asked", "consent_given"]


def test_the_rule_by_itself():
    yes = (youth.Consent("lawyer", youth.YES), youth.Consent("mediator", youth.NO))
    assert youth.may_be_read_by("lawyer", yes, is_young=True)
    assert not youth.may_be_read_by("mediator", yes, is_young=True)
    assert youth.may_be_read_by("mediator", yes, is_young=False)
    assert {kind for kind in ("intake", "teen_coach", "stepfamily_coach") if youth.may_be_read_by(kind, (), is_young=True)} == {
        "intake",
        "teen_coach",
    }
