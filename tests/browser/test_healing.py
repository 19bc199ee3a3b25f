"""Whatever happens to server, network and socket: nothing is lost, nothing doubled, the order stays, and what was typed stays typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.people import Expert, Resident
from tests.browser.screens import Screens
from tests.live.question import a_question

pytestmark = pytest.mark.browser

A_SLOW_BEAT = 16_000
"""Milliseconds; a page without a socket looks for itself every fifteen seconds."""


def in_conversation(screens: Screens, role: str = "intaker") -> tuple[str, Resident, Expert]:
    """A question, whoever asked it and whoever took it, each with the page open."""
    question, resident, expert = a_question(), Resident(screens.at_home()), Expert(screens.at_work(role))
    resident.ask(question)
    expert.look_at_queue()
    expert.open(question)
    expert.claim()
    expect(resident.here).to_have_text("De intaker is er nu.")
    return question, resident, expert


def test_pages_survive_a_server_that_is_killed_and_started_again(screens: Screens) -> None:
    screens.expect("net::ERR_|WebSocket connection to")
    question, resident, expert = in_conversation(screens)
    expert.answer("Wat heb je al verteld?")
    resident.sees("Wat heb je al verteld?")
    resident.box.fill("Nog niets, want")

    screens.loket.kill()
    expect(resident.here).to_have_text("")
    expert.box.fill("Er is geen haast.")
    expert.press("Verstuur het antwoord")
    expect(expert.told).to_have_text("Versturen lukt nu niet. Je tekst staat er nog. Probeer het zo nog eens.")
    expect(expert.box).to_have_value("Er is geen haast.")
    screens.loket.start()

    expert.answer("Er is geen haast.")
    expect(expert.told).to_have_text("")
    resident.sees("Er is geen haast.")
    expect(resident.box).to_have_value("Nog niets, want")
    expect(resident.here).to_have_text("De intaker is er nu.")
    resident.write("Nog niets, want ik durf niet.")
    expert.sees("Nog niets, want ik durf niet.")
    thread = [question, "Wat heb je al verteld?", "Er is geen haast.", "Nog niets, want ik durf niet."]
    assert resident.thread() == expert.thread() == thread


def test_a_page_that_lost_the_network_catches_up_when_it_is_back(screens: Screens) -> None:
    screens.expect("net::ERR_INTERNET_DISCONNECTED")
    question, resident, expert = in_conversation(screens)
    resident.page.context.set_offline(True)
    resident.box.fill("Ben je er nog?")
    resident.press("Verstuur")
    expect(resident.told).to_contain_text("Versturen lukt nu niet.")
    expert.answer("Een.")
    expert.answer("Twee.")
    resident.sees_nothing_of("Een.")

    resident.page.context.set_offline(False)
    resident.sees("Twee.")
    expect(resident.box).to_have_value("Ben je er nog?")
    resident.write("Ben je er nog?")
    expert.sees("Ben je er nog?")
    assert resident.thread() == expert.thread() == [question, "Een.", "Twee.", "Ben je er nog?"]


def test_what_is_typed_while_the_last_message_is_still_being_sent_is_the_next_message(screens: Screens) -> None:
    """The bell may show a message to its writer before the answer to the post does."""
    question, resident, expert = in_conversation(screens)
    answers: list[tuple[Route, APIResponse]] = []
    resident.page.route("**/bericht", lambda route: answers.append((route, route.fetch())), times=1)
    resident.box.fill("Een.")
    resident.press("Verstuur")
    resident.sees("Een.")
    resident.box.fill("Twee.")
    resident.press("Verstuur")
    resident.box.press("End")
    resident.page.keyboard.type(" En drie.")

    (route, answer) = answers[0]
    route.fulfill(response=answer)
    resident.sees("Twee. En drie.")
    expect(resident.box).to_have_value("")
    expert.sees("Twee. En drie.")
    assert resident.thread() == expert.thread() == [question, "Een.", "Twee. En drie."]


def test_without_a_socket_the_answer_comes_with_the_slow_beat(screens: Screens) -> None:
    question, resident, expert = a_question(), Resident(screens.at_home()), Expert(screens.at_work("intaker"))
    resident.page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    resident.page.clock.install()
    resident.ask(question)
    expert.look_at_queue()
    expert.open(question)
    expert.claim()
    expert.answer("Dit komt vanzelf.")
    resident.sees_nothing_of("Dit komt vanzelf.")
    resident.page.clock.fast_forward(A_SLOW_BEAT)
    resident.sees("Dit komt vanzelf.")
    expect(resident.state).to_have_text("Er is een antwoord")


def test_a_message_that_was_sent_twice_stands_there_once(screens: Screens) -> None:
    """The answer to the first try is lost on its way back, so the page tries again."""
    screens.expect("net::ERR_FAILED")
    question, resident, expert = in_conversation(screens)

    def swallow(page: Page) -> None:
        page.route("**/bericht", lambda route: (route.fetch(), route.abort()), times=1)

    swallow(resident.page)
    resident.box.fill("Komt dit aan?")
    resident.press("Verstuur")
    expect(resident.told).to_contain_text("Versturen lukt nu niet.")
    expert.sees("Komt dit aan?")
    resident.write("Komt dit aan?")
    expect(resident.box).to_have_value("")
    assert resident.thread() == expert.thread() == [question, "Komt dit aan?"]


WRITES = """([side, count]) => {
  const form = () => document.getElementById('write')
  const sent = (box) => new Promise((done) => {
    form().requestSubmit()
    const look = setInterval(() => form().hasAttribute('aria-busy') || done(clearInterval(look)), 1)
  })
  ;(async () => {
    for (let n = 1; n <= count; n++) {
      form().elements.words.value = `${side} ${n}`
      while (form().elements.words.value) await sent()
      await new Promise((go) => setTimeout(go, 60))  // a breath, in which the other side gets a word in
    }
    document.body.dataset.done = count
  })()
}"""
"""Somebody who writes about as fast as the page can send, and presses again whenever it says that something came between."""


def test_fifty_quick_messages_from_both_sides_keep_their_order(screens: Screens) -> None:
    screens.expect("status of 409")
    _, resident, expert = in_conversation(screens)
    for person, side in ((resident, "vrager"), (expert, "intaker")):
        person.page.evaluate(WRITES, [side, 25])
    for person in (resident, expert):
        expect(person.page.locator("body")).to_have_attribute("data-done", "25")
        person.sees("vrager 25")
        person.sees("intaker 25")
    theirs, ours = resident.thread(), expert.thread()
    assert theirs == ours
    assert ours.index("intaker 1") < ours.index("vrager 25"), "they wrote at the same time"
    assert ours.index("vrager 1") < ours.index("intaker 25"), "they wrote at the same time"
    for side in ("vrager", "intaker"):
        assert [words for words in ours if words.startswith(side)] == [f"{side} {n}" for n in range(1, 26)]
