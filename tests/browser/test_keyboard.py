"""Without a mouse: everything is reached, seen and said, and the way out is three times Esc."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from loket.demonstration.visitor import Visitor
from tests.browser.people import Expert, Resident
from tests.browser.screens import DESKTOP, ELSEWHERE, PHONE, ZOOMED, Screens, hold, leads_outside, show_weather
from tests.browser.states import STATES, House
from tests.live.question import a_question
from tests.servers import wait_until

pytestmark = pytest.mark.browser

AT = """() => {
  const here = document.activeElement
  if (here === document.body || here.matches('html, main')) return null
  const box = here.getBoundingClientRect()
  const x = Math.min(innerWidth - 1, Math.max(1, box.left + box.width / 2))
  const lines = [0.1, 0.5, 0.9].map((part) => document.elementFromPoint(x, box.top + box.height * part))
  const ring = getComputedStyle(here)
  return {
    name: here.id || here.textContent.trim() || here.getAttribute('name'),
    isSeen: lines.some((top) => top && (here.contains(top) || top.contains(here))),
    hasRing: ring.outlineStyle !== 'none' && ring.outlineWidth !== '0px' || ring.boxShadow !== 'none',
  }
}"""
"""Where the focus is: its name, whether any of it can be seen under whatever floats above, and whether something marks it."""


def at(page: Page) -> dict[str, Any] | None:
    here: dict[str, Any] | None = page.evaluate(AT)
    return here


def tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        here = at(page)
        if here and here["name"] == name:
            return
    pytest.fail(f"'{name}' is not reached by Tab")


@pytest.mark.parametrize("colours", ["none", "active"])
def test_a_question_is_asked_the_code_copied_and_a_message_written_with_keys_alone(screens: Screens, colours: str) -> None:
    """In our own colours, and in those that somebody's system forces on every page."""
    home = screens.at_home(permissions=["clipboard-read", "clipboard-write"], forced_colors=colours)
    question, resident = a_question(), Resident(home)
    page = resident.page
    resident.arrive()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, "question")
    page.keyboard.type(question)
    tab_to(page, "asker")
    page.keyboard.press("ArrowDown")
    tab_to(page, "ask")
    page.keyboard.press("Enter")

    expect(resident.code).to_be_in_viewport(ratio=1)
    tab_to(page, "Kopieer de code")
    page.keyboard.press("Enter")
    expect(page.locator("#copy-status")).to_have_text("Gekopieerd. Plak hem op een veilige plek.")
    assert page.evaluate("navigator.clipboard.readText()") == resident.code.inner_text()

    tab_to(page, "write-words")
    page.keyboard.type("En nog iets.")
    page.keyboard.press("Control+Enter")
    resident.sees("En nog iets.")
    expect(resident.box).to_be_focused()
    page.keyboard.type("Dank je.")
    tab_to(page, "Verstuur")
    page.keyboard.press("Space")
    resident.sees("Dank je.")
    assert resident.thread() == [question, "En nog iets.", "Dank je."]


@pytest.mark.parametrize("name", ["ask", "code_shown", "conversation_answered", "queue", "ticket_of_mine"])
def test_the_focus_is_never_covered_and_always_marked(screens: Screens, name: str) -> None:
    page = STATES[name].bring(House(screens))
    for size in (PHONE, ZOOMED, DESKTOP):
        page.set_viewport_size(size)
        page.evaluate("document.activeElement.blur()")
        stops = [stop for key in ("Tab", "Shift+Tab") for stop in tabbed_through(page, key)]
        assert len(stops) > 10
        assert [stop for stop in stops if not stop["isSeen"]] == [], f"covered at {size}"
        assert [stop for stop in stops if not stop["hasRing"]] == [], f"not marked at {size}"


def tabbed_through(page: Page, key: str) -> Iterator[dict[str, Any]]:
    """Where the focus stops from one end of the page to the other."""
    for _ in range(80):
        page.keyboard.press(key)
        here = at(page)
        if here is None:
            return
        yield here


WATCHED = """log => {
  log.isTheSame = true
  window.said = []
  new MutationObserver((changes) => {
    for (const { addedNodes, removedNodes } of changes) {
      said.push(...[...addedNodes].map((node) => node.id), ...[...removedNodes].map(() => 'removed'))
    }
  }).observe(log, { childList: true, subtree: true })
}"""


def test_a_new_message_and_who_is_there_are_said_and_nothing_else_is(screens: Screens) -> None:
    question, resident = a_question(), Resident(screens.at_home())
    resident.ask(question)
    log = resident.page.get_by_role("log", name="Gesprek")
    expect(log).to_have_attribute("aria-live", "polite")
    log.evaluate(WATCHED)
    intaker = Expert(screens.at_work("intaker"))
    intaker.look_at_queue()
    intaker.open(question)
    expect(resident.page.get_by_role("status").filter(has_text="De intaker is er nu.")).to_be_visible()
    intaker.box.press_sequentially("Dag")
    expect(resident.page.get_by_role("status").filter(has_text="De intaker is aan het typen.")).to_be_visible()
    intaker.answer("Dag, fijn dat je schrijft.")
    expect(log).to_contain_text("Dag, fijn dat je schrijft.")
    assert log.evaluate("log => log.isTheSame")
    came = resident.log.locator("li:not(:first-child)").evaluate_all("items => items.map((item) => item.id)")
    assert resident.page.evaluate("said") == came


def test_a_press_that_answers_us_leads_to_what_it_did(screens: Screens) -> None:
    resident = Resident(screens.at_home())
    resident.ask("Mijn man heeft me gisteren geslagen.")
    resident.page.reload()
    resident.page.get_by_role("button", name="Nee, iemand kan meelezen").press("Enter")
    expect(resident.log.locator("li:focus")).to_contain_text("Dit apparaat is niet veilig: iemand kan meelezen.")
    expect(resident.log.locator("li:focus")).to_be_in_viewport()


# --- the way out -------------------------------------------------------------------------------------------------


def session_of(resident: Resident, screens: Screens) -> Visitor:
    """Another tab of the same browser, with the conversation open."""
    tab = screens.loket.visitor()
    tab.cookies |= {cookie["name"]: cookie["value"] for cookie in resident.page.context.cookies()}
    assert tab.look("/").ref
    return tab


TELLS = """() => addEventListener('keydown', (event) =>
  console.info(`hidden: ${document.documentElement.hidden}, left: ${document.body.textContent.trim()}`))"""


def test_three_times_esc_blanks_the_page_at_once_and_ends_the_session(screens: Screens) -> None:
    question, resident = a_question(), Resident(screens.at_home())
    page, told = resident.page, list[str]()
    code = resident.ask(question)
    same_session = session_of(resident, screens)
    resident.box.fill("Nog niet verstuurd")
    leads_outside(page)
    page.evaluate(TELLS)
    page.on("console", lambda message: told.append(message.text))

    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#exit-status")).to_have_text("Nog één keer Esc en je bent weg.")
    page.keyboard.press("Escape")
    expect(page).to_have_title("weer")
    assert told[0].startswith("hidden: false, left: Naar de inhoud")
    assert told[2] == "hidden: true, left: ", "while the third press was still being dealt with"

    wait_until("the session has ended", lambda: same_session.look("/").ref is None)
    assert page.context.cookies() == []
    page.go_back()
    for words in (question, code, "Nog niet verstuurd"):
        expect(page.locator("body")).not_to_contain_text(words)
    resident.arrive()
    expect(page.locator("#question")).to_have_value("")


WAKES = "setInterval(() => { dispatchEvent(new Event('online')); console.info('woken') }, 50)"


def test_the_way_out_stays_a_way_out_when_the_other_website_is_slow(screens: Screens) -> None:
    """Neither the answer to an earlier question nor a network that comes and goes brings the page home."""
    screens.expect("status of 404")
    resident, asked = Resident(screens.at_home()), list[str]()
    page = resident.page
    resident.ask(a_question())
    same_session = session_of(resident, screens)
    outside, news = hold(page, ELSEWHERE), hold(page, "**/nieuw?*")
    with page.expect_request("**/nieuw?*"):
        page.evaluate(WAKES)
    for _ in range(3):  # so that the page has another question in mind when the first is answered
        with page.expect_console_message(lambda message: message.text == "woken"):
            pass
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))

    for _ in range(3):
        page.keyboard.press("Escape")
    wait_until("the session has ended", lambda: same_session.look("/").ref is None)
    with page.expect_response(lambda answer: answer.status == 404):
        news[0].continue_()
    with page.expect_console_message(lambda message: message.text == "woken"):
        pass
    show_weather(outside[0])
    expect(page).to_have_title("weer")
    assert [url for url in asked if not url.endswith(("/weg", ELSEWHERE))] == []


def test_esc_now_and_then_is_no_way_out(screens: Screens) -> None:
    question, resident = a_question(), Resident(screens.at_home())
    resident.page.clock.install()
    resident.ask(question)
    for _ in range(5):
        resident.page.keyboard.press("Escape")
        resident.page.clock.fast_forward(1_100)
    resident.sees(question)
    leads_outside(resident.page)
    for _ in range(3):
        resident.page.keyboard.press("Escape")
    expect(resident.page).to_have_title("weer")
