"""The way out: in sight on every page of a resident, blank before anything else happens, and no part of an ordinary keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.people import Resident
from tests.browser.screens import DESKTOP, PHONE, SMALL, ZOOMED, Screens, hold, leads_outside
from tests.browser.states import NEIGHBOURS, STATES, House
from tests.live.question import a_question
from tests.servers import Loket, running_loket, wait_until

pytestmark = pytest.mark.browser

KEYBOARD_UP: ViewportSize = {"width": 360, "height": 300}
RESIDENTS = [
    name for name, state in STATES.items() if state.at == "loket" and name.startswith(("ask", "code", "conversation", "erase", "gone"))
] + ["not_found", "form_expired"]


@pytest.fixture(scope="module")
def loket() -> Iterator[Loket]:
    with running_loket(more=NEIGHBOURS) as running:
        yield running


EXIT = """() => {
  const button = document.querySelector('.exit__button')
  const box = button.getBoundingClientRect()
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
  return {
    isWhole: box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight,
    isOnTop: button === top || button.contains(top),
    isLarge: box.width >= 44 && box.height >= 44,
  }
}"""


@pytest.mark.parametrize("name", RESIDENTS)
def test_the_way_out_is_in_sight_and_large_wherever_one_has_scrolled(screens: Screens, name: str) -> None:
    screens.expect("status of 4|status of 503|net::ERR_FAILED")
    page = STATES[name].bring(House(screens))
    for size in (PHONE, SMALL, ZOOMED, KEYBOARD_UP, DESKTOP):
        page.set_viewport_size(size)
        for place in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
            page.evaluate(f"scrollTo({{ top: {place}, behavior: 'instant' }})")
            assert page.evaluate(EXIT) == {"isWhole": True, "isOnTop": True, "isLarge": True}, (size, place)


def test_a_page_of_no_municipality_has_a_way_out_too(screens: Screens) -> None:
    screens.expect("status of 404")
    page = leads_outside(screens.at_home())
    page.goto(f"http://127.0.0.1:{screens.loket.port}/nergens")
    page.get_by_role("button", name="Snel weg").click()
    expect(page).to_have_title("weer")


def test_the_box_one_types_in_is_not_under_the_way_out_when_the_keyboard_comes_up(screens: Screens) -> None:
    page = STATES["conversation_answered"].bring(House(screens))
    assert "interactive-widget=resizes-content" in str(page.locator("meta[name=viewport]").get_attribute("content"))
    for size in (KEYBOARD_UP, ZOOMED):
        page.set_viewport_size(PHONE)
        page.locator("#write-words").focus()
        page.set_viewport_size(size)
        page.locator("#write-words").press("a")
        header, box = page.locator(".top").bounding_box(), page.locator("#write-words").bounding_box()
        assert header
        assert box
        assert box["y"] + box["height"] > header["y"] + header["height"] + 20, "some of it can be seen below"
        assert box["y"] < size["height"] - 20


# --- blank, at once ----------------------------------------------------------------------------------------------

SEES = """() => {
  const isBlank = () => document.documentElement.hidden && !document.body.textContent.trim()
  const note = (what) => console.info(`${what}, ${isBlank() ? 'blank' : 'in sight'}`)
  for (const name of ['keydown', 'keyup', 'submit']) document.addEventListener(name, () => queueMicrotask(() => note(name)))
  const fetched = window.fetch
  window.fetch = (...what) => { note('asks'); return fetched(...what) }
}"""
"""What came in which order, and whether the page was blank then: after each key, still in its own task, and at every request."""


def by_button(page: Page) -> None:
    page.get_by_role("button", name="Snel weg").click()


def by_escape(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Escape")


def by_shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize(("way", "last"), [(by_button, "submit"), (by_escape, "keydown"), (by_shift, "keyup")])
def test_the_page_is_blank_before_anything_is_asked_of_the_network(screens: Screens, way: Callable[[Page], None], last: str) -> None:
    question, resident, told = a_question(), Resident(screens.at_home()), list[str]()
    page = leads_outside(resident.page)
    resident.ask(question)
    page.on("console", lambda message: told.append(message.text))
    page.evaluate(SEES)
    way(page)
    expect(page).to_have_title("weer")
    order = [line for line in told if line.endswith((", blank", ", in sight"))]
    assert "asks, blank" in order
    assert "asks, in sight" not in order
    assert f"{last}, blank" in order, "in the very task of the last press"
    wait_until("the site's data is cleared", lambda: page.context.cookies() == [])


# --- the keys ----------------------------------------------------------------------------------------------------


def test_three_times_shift_leaves_and_says_so_before_the_third(screens: Screens) -> None:
    resident = Resident(screens.at_home())
    page = leads_outside(resident.page)
    resident.ask(a_question())
    page.keyboard.press("Shift")
    expect(page.locator("#exit-status")).to_have_text("")
    page.keyboard.press("Shift")
    expect(page.locator("#exit-status")).to_have_text("Nog één keer Shift en je bent weg.")
    page.keyboard.press("Shift")
    expect(page).to_have_title("weer")


def capitals(page: Page) -> None:
    for letter in "ABCDE":
        page.keyboard.press(f"Shift+{letter}")


def a_capital_and_two(page: Page) -> None:
    for key in ("Shift+A", "Shift", "Shift"):
        page.keyboard.press(key)


def backwards(page: Page) -> None:
    for _ in range(4):
        page.keyboard.press("Shift+Tab")


def other_keys_between(page: Page) -> None:
    for letter in "abcd":
        page.keyboard.press("Shift")
        page.keyboard.press(letter)


def another_layout(page: Page) -> None:
    for _ in range(4):
        page.keyboard.press("Alt+Shift")
        page.keyboard.press("Control+Shift")


def a_selection(page: Page) -> None:
    for _ in range(4):
        page.locator("#write-words").click(modifiers=["Shift"])


def a_held_key(page: Page) -> None:
    for _ in range(6):
        page.keyboard.down("Shift")
    page.keyboard.up("Shift")


def a_mixture(page: Page) -> None:
    for key in ("Shift", "Escape", "Shift", "Escape", "Shift"):
        page.keyboard.press(key)


@pytest.mark.parametrize(
    "habit", [capitals, a_capital_and_two, backwards, other_keys_between, another_layout, a_selection, a_held_key, a_mixture]
)
def test_an_ordinary_shift_is_no_way_out(screens: Screens, habit: Callable[[Page], None]) -> None:
    question, resident = a_question(), Resident(screens.at_home())
    page = leads_outside(resident.page)
    resident.ask(question)
    resident.box.focus()
    habit(page)
    resident.sees(question)
    assert not page.evaluate("document.documentElement.hidden")
    page.keyboard.press("a")
    by_shift(page)
    expect(page).to_have_title("weer")


# --- the rest of the browser -------------------------------------------------------------------------------------


def test_the_other_pages_of_ours_leave_along(screens: Screens) -> None:
    question, resident = a_question(), Resident(screens.at_home())
    leads_outside(resident.page)
    resident.ask(question)
    others = [leads_outside(resident.page.context.new_page()) for _ in range(2)]
    others[0].goto("")
    expect(others[0].locator("#log")).to_contain_text(question)
    others[1].goto("bestaat-niet")
    screens.expect("status of 404")
    by_button(resident.page)
    for page in (resident.page, *others):
        expect(page).to_have_title("weer")


def history_of(page: Page) -> list[str]:
    return [entry["url"] for entry in page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]]


def test_a_whole_visit_is_one_entry_in_the_history_and_the_way_out_takes_its_place(screens: Screens) -> None:
    screens.expect("status of 404|closed before the connection is established")
    question, resident = a_question(), Resident(screens.at_home())
    page, home = leads_outside(resident.page), screens.loket.address + "/"
    before = history_of(page)
    resident.come_back("dit is geen code")
    expect(page.locator("#code-error")).to_be_visible()
    expect(page.locator("#code")).to_be_focused()
    resident.choose_language("English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    resident.choose_language("Nederlands")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.fill("#question", question)
    resident.press("Stel je vraag")
    resident.sees(question)
    code = resident.code.inner_text()
    resident.write("En nog iets.")
    page.locator(".utrecht-skip-link").focus()
    page.keyboard.press("Enter")
    resident.press("Maak een nieuwe code")
    expect(resident.code).not_to_have_text(code)
    resident.press("Wis alles")
    page.get_by_role("link", name="Nee, terug naar mijn gesprek").click()
    resident.sees(question)
    assert history_of(page) == [*before, home]
    resident.erase()
    assert history_of(page) == [*before, home]
    resident.press("Ga naar een andere website")
    expect(page).to_have_title("weer")
    assert [url for url in history_of(page) if url.startswith(home)] == []


def test_what_cannot_be_sent_stays_and_is_sent_once_when_the_network_is_back(screens: Screens) -> None:
    screens.expect("net::ERR_FAILED")
    question, resident = a_question(), Resident(screens.at_home())
    resident.arrive()
    resident.page.fill("#question", question)
    resident.page.route("**/vraag", lambda route: (route.fetch(), route.abort()), times=1)
    resident.press("Stel je vraag")
    expect(resident.page.get_by_role("alert").filter(has_text="Versturen lukt nu niet.")).to_be_visible()
    expect(resident.page.locator("#question")).to_have_value(question)
    resident.press("Stel je vraag")
    resident.sees(question)
    assert resident.thread() == [question]


def test_a_message_sent_before_the_scripts_of_its_page_have_come_makes_no_entry_either(screens: Screens) -> None:
    question, resident = a_question(), Resident(screens.at_home())
    resident.ask(question)
    page = resident.page
    before, late = history_of(page), hold(page, "**/conversation.js")
    page.goto("", wait_until="commit")
    resident.box.fill("Vlug nog iets.")
    resident.press("Verstuur")
    wait_until("the page came anew, and its script is on its way again", lambda: page.title() == "Informatie" and len(late) > 1)
    resident.sees("Vlug nog iets.")
    assert history_of(page) == before
