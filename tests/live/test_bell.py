"""Who hears what while a page is open: that something changed, who is there and who types. Never a word of it, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from loket.demonstration.visitor import Visitor
from tests.live.ear import Ear
from tests.live.question import Question, ask
from tests.servers import Loket


@pytest.fixture
def question(loket: Loket) -> Question:
    """A question that lies with the lawyers."""
    question = ask(loket)
    assert question.hand_over("lawyer").status == 200
    return question


@pytest.fixture
def pages() -> Iterator[ExitStack]:
    """Closes the pages that a test opened."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="session")
def foreign_lawyer(loket: Loket) -> Visitor:
    (invitation,) = loket.invited
    return loket.welcome(invitation, prefix="/elders")


# --- who may listen ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["resident", "lawyer", "intaker"])
def test_whoever_may_read_a_question_may_watch_it(loket: Loket, question: Question, pages: ExitStack, who: str) -> None:
    visitor = question.resident if who == "resident" else loket.signed_in(who)
    assert pages.enter_context(Ear.of(visitor)).watch(question.ref)


@pytest.mark.parametrize("who", ["mediator", "coordinator", "another resident", "a lawyer elsewhere"])
def test_whoever_may_not_read_a_question_may_not_watch_it(
    loket: Loket, question: Question, pages: ExitStack, foreign_lawyer: Visitor, who: str
) -> None:
    assert pages.enter_context(Ear.of(loket.signed_in("lawyer"))).watch(question.ref), "the premise: this reference can be watched"
    others = {"another resident": lambda: ask(loket).resident, "a lawyer elsewhere": lambda: foreign_lawyer}
    visitor = others[who]() if who in others else loket.signed_in(who)
    ear = pages.enter_context(Ear.of(visitor))
    assert not ear.watch(question.ref)
    question.write("Ik denk er nog over na.")
    assert not ear.watch(question.ref)
    assert ear.all("changed") == []


def test_a_stranger_is_not_let_in_and_neither_is_a_session_of_another_municipality(
    loket: Loket, question: Question, foreign_lawyer: Visitor
) -> None:
    assert Ear.is_let_in(question.resident), "the premise: this resident is"
    assert Ear.is_let_in(foreign_lawyer), "the premise: so is this lawyer, at their own desk"
    assert not Ear.is_let_in(loket.visitor())
    assert not Ear.is_let_in(Visitor(loket.address, cookies=dict(foreign_lawyer.cookies)))
    assert not Ear.is_let_in(Visitor(foreign_lawyer.address, cookies=dict(question.resident.cookies)))
    assert not Ear.is_let_in(Visitor(loket.visitor(prefix="/nergens").address, cookies=dict(question.resident.cookies)))


def test_a_wrong_reference_is_refused_like_a_foreign_one(question: Question, pages: ExitStack) -> None:
    ear = pages.enter_context(Ear.of(question.resident))
    assert not ear.watch("a" * 26)
    assert ear.watch(question.ref), "a wrong guess closes nothing"


# --- what is heard -----------------------------------------------------------------------------------------------


def test_who_hears_that_something_changed_finds_the_words_at_once(loket: Loket, question: Question, pages: ExitStack) -> None:
    lawyer, ref = loket.signed_in("lawyer"), question.ref
    at_home, at_desk = pages.enter_context(Ear.of(question.resident)), pages.enter_context(Ear.of(lawyer))
    assert at_home.watch(ref)
    assert at_desk.watch(ref)
    with ThreadPoolExecutor(1) as elsewhere:
        for number in range(10):
            words = f"Ze zijn vijf en acht. ({number})"
            written = elsewhere.submit(question.write, words)  # who listens does not wait for the writer's own answer
            heard = at_desk.next("changed")
            assert question.words_for(lawyer, since=heard["seq"] - 1) == [words]
            assert heard == {"ref": ref, "seq": written.result().json["seq"]}

    seq = question.tell("lawyer", "/antwoord", words="Vertel het samen.").json["seq"]
    assert at_home.hears("changed", seq)
    assert question.words_for_resident(since=seq - 1) == ["Vertel het samen."]
    for ear in (at_home, at_desk):
        assert "amen" not in str(ear.heard)
        assert "vijf" not in str(ear.heard)


def test_only_members_of_the_pool_hear_that_its_queue_changed(loket: Loket, pages: ExitStack) -> None:
    roles = ("intaker", "lawyer", "mediator", "coordinator")
    ears = {role: pages.enter_context(Ear.of(loket.signed_in(role))) for role in roles}
    question = ask(loket)
    resident = pages.enter_context(Ear.of(question.resident))
    question.hand_over("lawyer")
    assert ears["intaker"].next("queue") == {}
    assert ears["lawyer"].next("queue") == {}
    for ear in (ears["mediator"], ears["coordinator"], resident):
        ear.watch("nothing")
        assert ear.all("queue") == []


def test_typing_is_told_to_the_other_side_by_role_and_nothing_else(loket: Loket, question: Question, pages: ExitStack) -> None:
    ref = question.ref
    at_home, at_desk = pages.enter_context(Ear.of(question.resident)), pages.enter_context(Ear.of(loket.signed_in("lawyer")))
    assert at_home.watch(ref)
    assert at_desk.watch(ref)
    at_home.type(ref)
    assert at_desk.next("typing") == {"ref": ref, "who": "resident"}
    at_desk.type(ref)
    assert at_home.next("typing") == {"ref": ref, "who": "lawyer"}
    at_home.watch(ref)
    assert [told["who"] for told in at_home.all("typing")] == ["lawyer"], "nobody hears themselves type"


def test_typing_in_a_conversation_one_does_not_watch_is_told_to_nobody(loket: Loket, question: Question, pages: ExitStack) -> None:
    ref = question.ref
    at_home, meddler = pages.enter_context(Ear.of(question.resident)), pages.enter_context(Ear.of(loket.signed_in("mediator")))
    assert at_home.watch(ref)
    meddler.type(ref)
    meddler.watch(ref)
    at_home.watch(ref)
    assert at_home.all("typing") == []
    assert at_home.all("presence") == []


def test_each_side_sees_the_other_come_and_go(loket: Loket, question: Question, pages: ExitStack) -> None:
    ref = question.ref
    at_home = pages.enter_context(Ear.of(question.resident))
    assert at_home.watch(ref)
    at_desk = pages.enter_context(Ear.of(loket.signed_in("lawyer")))
    assert at_desk.watch(ref)
    assert at_desk.next("presence") == {"ref": ref, "who": "resident", "here": True}
    assert at_home.next("presence") == {"ref": ref, "who": "lawyer", "here": True}
    at_desk.close()
    assert at_home.next("presence") == {"ref": ref, "who": "lawyer", "here": False}


def test_a_side_is_there_as_long_as_one_of_its_pages_is(loket: Loket, question: Question, pages: ExitStack) -> None:
    ref = question.ref
    first, second = (pages.enter_context(Ear.of(loket.signed_in("lawyer"))) for _ in range(2))
    at_home = pages.enter_context(Ear.of(question.resident))
    for ear in (first, second, at_home):
        assert ear.watch(ref)
    first.close()
    second.type(ref)
    at_home.next("typing")
    assert [told["here"] for told in at_home.all("presence")] == [True]


def test_behind_a_curtain_only_the_bell_is_heard(loket: Loket, question: Question, pages: ExitStack) -> None:
    """Who comes to look and who types tells with whom the question lies, and that is hidden there."""
    ref = question.ref
    at_desk = pages.enter_context(Ear.of(loket.signed_in("lawyer")))
    assert at_desk.watch(ref)
    question.resident.look("/")
    assert question.resident.send("/verberg").status == 303
    question.resident.look("/")
    at_home = pages.enter_context(Ear.of(question.resident))
    assert at_home.watch(ref)
    assert at_desk.next("presence") == {"ref": ref, "who": "resident", "here": True}
    at_desk.type(ref)
    late = pages.enter_context(Ear.of(loket.signed_in("intaker")))
    assert late.watch(ref)
    late.close()
    at_home.type(ref)
    assert at_desk.next("typing") == {"ref": ref, "who": "resident"}, "the desk hears as before"
    assert question.write("En nu?").status == 201
    assert at_home.next("changed")["ref"] == ref
    assert at_home.all("presence") == at_home.all("typing") == []


# --- when it ends ------------------------------------------------------------------------------------------------


def test_after_a_hand_over_away_the_old_pool_hears_nothing_more(loket: Loket, question: Question, pages: ExitStack) -> None:
    ref = question.ref
    old, new = pages.enter_context(Ear.of(loket.signed_in("lawyer"))), pages.enter_context(Ear.of(loket.signed_in("mediator")))
    at_home = pages.enter_context(Ear.of(question.resident))
    assert old.watch(ref)
    assert at_home.watch(ref)
    assert question.hand_over("mediator", by="lawyer").status == 200
    last = old.next("changed")["seq"]
    renewed = question.ref
    assert renewed != ref
    assert f'data-ref="{renewed}"' in question.resident.look(f"/nieuw?since={last}").text, "an open page learns where to listen"
    assert new.watch(renewed)
    assert at_home.watch(renewed)

    seq = question.write("Is er al nieuws?").json["seq"]
    assert new.next("changed") == {"ref": renewed, "seq": seq}
    new.type(renewed)
    at_home.next("typing")
    assert not old.watch(ref)
    assert not old.watch(renewed)
    assert [told["seq"] for told in old.all("changed")] == [last]
    assert old.all("typing") == []
    assert loket.signed_in("lawyer").look(question.path).status == 404


@pytest.mark.parametrize(("door", "fields"), [("/weg", {}), ("/wissen", {"sure": "yes"})])
def test_when_a_resident_goes_their_sockets_close(question: Question, pages: ExitStack, door: str, fields: dict[str, str]) -> None:
    ear = pages.enter_context(Ear.of(question.resident))
    assert ear.watch(question.ref)
    assert question.resident.send(door, fields).status < 400
    assert ear.is_hung_up()


def test_a_new_code_closes_the_sockets_of_every_other_device(loket: Loket, question: Question, pages: ExitStack) -> None:
    elsewhere = loket.visitor()
    assert elsewhere.come_back(question.code).status == 200
    here, there = pages.enter_context(Ear.of(question.resident)), pages.enter_context(Ear.of(elsewhere))
    assert there.watch(question.ref)
    assert question.resident.send("/nieuwe-code").status == 303
    assert there.is_hung_up()
    assert not Ear.is_let_in(elsewhere), "the old session opens nothing"
    assert here.watch(question.ref), "who asked for it goes on"


def test_signing_out_closes_the_socket_and_tells_the_resident(loket: Loket, question: Question, pages: ExitStack) -> None:
    question.hand_over("teen_coach", by="lawyer")
    coach, ref = loket.signed_in("teen_coach"), question.ref
    at_home, at_desk = pages.enter_context(Ear.of(question.resident)), pages.enter_context(Ear.of(coach))
    assert at_home.watch(ref)
    assert at_desk.watch(ref)
    assert at_home.next("presence")["here"]
    assert coach.send("/balie/afmelden").status == 303
    assert at_desk.is_hung_up()
    assert at_home.next("presence") == {"ref": ref, "who": "teen_coach", "here": False}
    assert not Ear.is_let_in(coach)
