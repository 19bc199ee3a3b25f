"""Names and numbers on their way out: asked about once, in the page or by plain forms, and covered on the screens of experts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Request, expect

from tests.browser.people import Expert, Resident
from tests.browser.screens import SMALL, Screens
from tests.live.question import a_question

pytestmark = pytest.mark.browser

TELLING = "Mijn dochter Emma de Vries slaapt slecht. Bel 06-12345678."
NEUTRAL = "Mijn dochter [naam weggehaald] slaapt slecht. Bel [telefoonnummer weggehaald]."


def test_the_page_asks_before_it_sends_and_sends_what_was_chosen(screens: Screens) -> None:
    resident = Resident(screens.at_home(viewport=SMALL))
    resident.ask(a_question())
    posted: list[Request] = []
    resident.page.on("request", lambda request: posted.append(request) if request.method == "POST" else None)
    asking = resident.page.locator("#write [data-guard]")
    resident.box.fill(TELLING)
    resident.box.blur()
    assert posted == [], "nothing leaves the page before somebody presses the button"
    screens.expect("status of 422")
    resident.press("Verstuur")
    expect(asking).to_be_visible()
    expect(asking).to_be_focused()
    expect(asking).to_have_accessible_description(re.compile("nog niet verstuurd.*Emma de Vries naam.*06-12345678"))
    expect(asking.locator("mark")).to_have_text(["Emma de Vries", "06-12345678"])
    expect(resident.box).to_have_value(TELLING)
    assert resident.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    resident.press("Haal dit weg en verstuur")
    resident.sees(NEUTRAL)
    expect(asking).to_be_hidden()
    expect(resident.box).to_have_value("")
    resident.write("En nu iets gewoons.")


def test_without_scripts_the_same_choice_is_a_page(screens: Screens) -> None:
    resident = Resident(screens.at_home(java_script_enabled=False))
    resident.arrive()
    screens.expect("status of 422")
    resident.page.fill("#question", TELLING)
    resident.press("Stel je vraag")
    expect(resident.page.locator("#question")).to_have_value(TELLING)
    expect(resident.page.locator("[data-guard] mark")).to_have_text(["Emma de Vries", "06-12345678"])
    resident.press("Verstuur toch zo")
    expect(resident.code).to_be_visible()
    resident.sees(TELLING)


def test_what_an_intaker_covers_leaves_the_open_screen_of_an_expert(screens: Screens) -> None:
    resident = Resident(screens.at_home())
    question = a_question()
    screens.expect("status of 422")
    resident.arrive()
    resident.page.fill("#question", f"{question} Mijn zoon heet Djoeke.")
    resident.press("Stel je vraag")
    resident.press("Verstuur toch zo")
    resident.sees(f"{question} Mijn zoon heet Djoeke.")
    intaker = Expert(screens.at_work("intaker"))
    intaker.look_at_queue()
    intaker.row(question).get_by_role("link").click()
    intaker.hand_over("Advocaten", "Kijk je even?")
    lawyer = Expert(screens.at_work("lawyer"))
    lawyer.look_at_queue()
    lawyer.row(question).get_by_role("link").click()
    expect(lawyer.log).to_contain_text("Djoeke")
    intaker.page.goto(lawyer.page.url)
    intaker.page.get_by_text("Scherm iets af voor deskundigen").first.click()
    intaker.page.get_by_role("button", name="Djoeke naam").click()
    for person in (lawyer, intaker):
        expect(person.log).to_contain_text("Mijn zoon heet ▮▮ [afgeschermd].")
        expect(person.page.locator("body")).not_to_contain_text("Djoeke")
    tools = intaker.page.locator(".entry__masking").first
    expect(tools.locator("summary"), "for the next passage").to_be_focused()
    expect(tools).to_have_attribute("open", "")
    intaker.press("Lees het origineel")
    expect(intaker.page.locator(".entry__original")).to_contain_text("Mijn zoon heet Djoeke.")
    expect(lawyer.log).to_contain_text("heeft het origineel van een afgeschermd bericht gelezen")
