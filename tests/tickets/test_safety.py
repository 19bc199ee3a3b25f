"""The safety net on a ticket: it moves a question up and shows help, never stops anybody, and only people lower what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loket.demonstration.visitor import Visitor
from loket.errors import BadWords, NotFound, Refused
from loket.tickets import actions, queries, safety
from loket.tickets.model import ACUTE, CLOSED, INFORMATIVE, TODAY
from loket.tickets.safety import CONFIRM, CONFIRMED, DOUBTED, PROPOSED, REJECT, REJECTED, Screened, Signal
from loket.triage import queries as triage
from loket.triage import rules
from loket.triage.net import SILENT
from tests.cast import Cast, Question, ask
from tests.raw import rows

Arrive = Callable[..., Visitor]
CALM = "Hoe hoog is de alimentatie ongeveer?"
BEATEN = "Mijn man heeft me gisteren geslagen waar de kinderen bij waren."
RESEMBLING = "Als de voordeur opengaat, kruipt ons meisje in de kast en durft ze niet te huilen."
FOREIGN = "Quisiera saber cuánto tiempo tarda normalmente una separación cuando hay hijos pequeños."
KICKED_IN = "hij heeft de deur ingetrapt"


def signals_of(question: Question, cast: Cast) -> dict[str, str]:
    return {signal.code: signal.state for signal in question.seen_by(cast.intaker).ticket.head.signals}


def first_in_queue(cast: Cast) -> str:
    return queries.queue_of(cast.intaker.expert).rows[0].pid


def test_a_calm_question_has_no_signal_and_shows_no_more_help_than_every_page(cast: Cast):
    question = ask(cast.desk, CALM)
    assert signals_of(question, cast) == {}
    assert question.seen_by_resident.entries[0].help == ()
    assert queries.queue_of(cast.intaker.expert).alarms == []


def test_a_grave_question_comes_on_top_with_its_reason_and_shows_help_at_once(cast: Cast):
    ask(cast.desk, CALM)
    question = ask(cast.desk, BEATEN)
    assert first_in_queue(cast) == question.pid
    row = queries.queue_of(cast.intaker.expert).rows[0]
    assert (row.urgency, row.pressing) == (0, ACUTE), "proposed, and not yet anybody's judgement"
    assert signals_of(question, cast)["R-GEWELD"] == PROPOSED
    helped = question.seen_by_resident.entries[0].help
    assert helped[0] == "emergency"
    assert "violence" in helped
    (code, said), *_ = question.seen_by(cast.intaker).entries[0].signs
    assert code == "R-GEWELD"
    assert said in BEATEN
    assert question.seen_by_resident.entries[0].signs == (), "what the net thinks is for the desk"


def test_the_help_for_a_grave_question_stands_once_first_above_the_code_and_later_with_its_words(arrive: Arrive, cast: Cast):
    resident, help_now = arrive(), 'class="help-now">'
    resident.look("/")
    assert resident.send("/vraag", {"question": BEATEN}).status == 303
    first, later = resident.look("/").text, resident.look("/").text
    assert (first.count(help_now), later.count(help_now)) == (1, 1)
    assert first.index(help_now) < first.index('id="code"') < first.index(BEATEN)
    assert '<section aria-labelledby="help-first" class="help-now">' in first
    assert later.index(BEATEN) < later.index(help_now)
    assert resident.send("/nieuwe-code", {}).status == 303
    assert resident.send("/bericht", {"words": CALM}).status == 303
    renewed = resident.look("/").text
    assert 'id="code"' in renewed
    assert renewed.index('id="code"') < renewed.index(help_now), "no longer the newest thing on this page"


def test_what_resembles_danger_comes_on_top_in_its_own_words_and_shows_help_for_any_danger(cast: Cast):
    assert triage.screen(RESEMBLING, net=SILENT).urgency is None, "the premise: no rule knows it"
    ask(cast.desk, CALM)
    question = ask(cast.desk, RESEMBLING)
    assert first_in_queue(cast) == question.pid
    assert signals_of(question, cast) == {"R-LIJKT": PROPOSED}
    assert question.seen_by_resident.entries[0].help == ("emergency", "suicide", "violence")
    ((code, said),) = question.seen_by(cast.intaker).entries[0].signs
    assert code == "R-LIJKT"
    assert all(word in RESEMBLING for word in said.split(" … "))


def test_what_is_written_in_a_language_that_is_not_read_comes_before_what_is_calm_and_says_so(cast: Cast):
    question = ask(cast.desk, FOREIGN)
    ask(cast.desk, CALM)
    assert first_in_queue(cast) == question.pid
    assert signals_of(question, cast) == {"R-TAAL": PROPOSED}
    assert question.seen_by(cast.intaker).ticket.pressing == TODAY
    assert not question.seen_by(cast.intaker).ticket.head.is_unscreened, "the net did not fail: it says what it cannot"


def test_a_grave_message_in_an_old_calm_and_closed_conversation_brings_it_on_top(cast: Cast):
    question = ask(cast.desk, CALM)
    actions.answer(cast.intaker.expert, question.pid, "Dat hangt af van het inkomen.")
    actions.close(cast.intaker.expert, question.pid)
    for _ in range(3):
        ask(cast.desk, CALM)
    assert question.seen_by(cast.intaker).ticket.state == CLOSED
    actions.write(question.resident, KICKED_IN)
    assert first_in_queue(cast) == question.pid
    assert question.seen_by_resident.entries[-1].help[0] == "emergency"
    (alarm,) = queries.queue_of(cast.intaker.expert).alarms
    assert alarm.pid == question.pid
    assert "R-GEWELD" in alarm.codes


def test_the_promise_follows_the_proposal_and_never_backwards(cast: Cast):
    question = ask(cast.desk, CALM)
    before = question.seen_by(cast.intaker).ticket.due_at
    actions.write(question.resident, KICKED_IN)
    assert question.seen_by(cast.intaker).ticket.due_at <= before
    assert question.seen_by(cast.intaker).ticket.pressing == ACUTE


def test_a_person_may_judge_a_question_calm_and_the_signal_still_keeps_it_on_top(cast: Cast):
    question = ask(cast.desk, BEATEN)
    actions.assess(cast.intaker.expert, question.pid, urgency=INFORMATIVE)
    ticket = question.seen_by(cast.intaker).ticket
    assert (ticket.urgency, ticket.pressing) == (INFORMATIVE, ACUTE)


def test_a_signal_is_confirmed_and_no_longer_alarms(cast: Cast):
    question = ask(cast.desk, BEATEN)
    for code in signals_of(question, cast):
        assert actions.weigh(cast.intaker.expert, question.pid, code, CONFIRM)
    assert set(signals_of(question, cast).values()) == {CONFIRMED}
    assert queries.queue_of(cast.intaker.expert).alarms == []
    assert first_in_queue(cast) == question.pid, "it stays acute"


def test_a_rejection_needs_a_reason_which_colleagues_read_and_the_resident_never(cast: Cast):
    question = ask(cast.desk, BEATEN)
    with pytest.raises(BadWords):
        actions.weigh(cast.intaker.expert, question.pid, "R-GEWELD", REJECT, "  ")
    for code in signals_of(question, cast):
        actions.weigh(cast.intaker.expert, question.pid, code, REJECT, "Het gaat over een film.")
    assert any("Het gaat over een film." in (entry.line or "") for entry in question.seen_by(cast.intaker).entries)
    assert not any("film" in (entry.line or "") for entry in question.seen_by_resident.entries)


@pytest.mark.parametrize("code", sorted(triage.TWO_TO_LOWER))
def test_the_gravest_signals_take_two_people_to_lower(code: str):
    signals = (Signal(code, ACUTE),)
    doubted = safety.weighed(signals, code, REJECT, staff=1)
    assert doubted[0].state == DOUBTED
    assert safety.pressing(0, doubted) == ACUTE
    with pytest.raises(Refused):
        safety.weighed(doubted, code, REJECT, staff=1)
    assert safety.weighed(doubted, code, REJECT, staff=2)[0].state == REJECTED
    assert safety.weighed(doubted, code, CONFIRM, staff=2)[0].state == CONFIRMED


def test_other_signals_take_one():
    signals = (Signal("R-GEWELD", ACUTE),)
    (rejected,) = safety.weighed(signals, "R-GEWELD", REJECT, staff=1)
    assert rejected.state == REJECTED
    assert safety.pressing(0, (rejected,)) == 0


@pytest.mark.parametrize(("code", "verdict"), [("R-WURG", CONFIRM), ("R-GEWELD", "perhaps"), ("", REJECT)])
def test_what_is_no_signal_or_no_verdict_is_refused(code: str, verdict: str):
    with pytest.raises(Refused):
        safety.weighed((Signal("R-GEWELD", ACUTE),), code, verdict, staff=1)


def test_a_rejected_signal_that_is_found_again_is_open_again():
    rejected = (Signal("R-GEWELD", TODAY, REJECTED),)
    found = triage.screen(BEATEN)
    again = safety.with_signs(rejected, Screened(found.signs, found.version))
    assert next(signal for signal in again if signal.code == "R-GEWELD") == Signal("R-GEWELD", ACUTE)


@pytest.mark.parametrize(
    ("urgency", "signals", "pressing"),
    [
        (0, (), 0),
        (3, (), 3),
        (0, (Signal("R-KIND", 3),), 0),
        (0, (Signal("R-ANGST", TODAY),), TODAY),
        (4, (Signal("R-ANGST", TODAY),), TODAY),
        (1, (Signal("R-ANGST", TODAY),), ACUTE),
        (4, (Signal("R-GEWELD", ACUTE, REJECTED), Signal("R-ANGST", TODAY)), TODAY),
    ],
)
def test_urgency_is_only_ever_proposed_upwards(urgency: int, signals: tuple[Signal, ...], pressing: int):
    assert safety.pressing(urgency, signals) == pressing


def test_when_the_net_fails_the_message_arrives_and_the_desk_knows(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as without:
        without.setattr(rules, "FOLDER", tmp_path)  # somebody installed it without its rules
        rules.standard.cache_clear()
        question = ask(cast.desk, BEATEN)
    rules.standard.cache_clear()
    assert question.seen_by_resident.entries[0].words == BEATEN
    seen = question.seen_by(cast.intaker)
    assert seen.ticket.head.is_unscreened
    assert seen.entries[0].is_unscreened


def test_only_those_who_may_look_weigh(cast: Cast):
    question = ask(cast.desk, BEATEN)
    for member in (cast.lawyer, cast.foreign_intaker, cast.coordinator):
        with pytest.raises(NotFound):
            actions.weigh(member.expert, question.pid, "R-GEWELD", CONFIRM)


def test_nothing_of_a_signal_stands_in_the_open(cast: Cast):
    plain, grave = ask(cast.desk, CALM), ask(cast.desk, BEATEN)
    assert not [value for row in rows("select * from ticket") for value in row if "R-GEWELD" in str(value)]
    assert (plain.id, grave.id) == tuple(row[0] for row in rows("select id from ticket order by id"))


def test_the_resident_tells_whether_the_device_is_safe(cast: Cast):
    question = ask(cast.desk, BEATEN)
    actions.say_device(question.resident, is_safe=False)
    assert question.seen_by(cast.intaker).ticket.head.is_device_safe is False
    assert question.seen_by_resident.entries[-1].line == question.seen_by(cast.intaker).entries[-1].line
