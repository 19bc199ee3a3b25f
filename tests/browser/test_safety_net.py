"""Help is there at once: while somebody types, when they have sent, and at the desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from loket.triage.reading import sound
from loket.triage.watchwords import WORDS
from tests.browser.people import Expert, Resident
from tests.browser.screens import Screens
from tests.live.question import a_question

pytestmark = pytest.mark.browser

KICKED_IN = "hij heeft de deur ingetrapt"


def test_danger_in_an_old_calm_conversation_comes_on_top_shows_112_and_alarms_the_intaker(screens: Screens) -> None:
    question, resident, intaker = a_question(), Resident(screens.at_home()), Expert(screens.at_work("intaker"))
    resident.ask(question)
    intaker.look_at_queue()
    intaker.open(question)
    intaker.answer("Dat hangt ervan af.")
    intaker.press("Sluit de vraag")
    expect(intaker.page.locator("#said")).to_have_text("De vraag is gesloten.")
    others = [a_question() for _ in range(2)]
    for other in others:
        Resident(screens.at_home()).ask(other)
    intaker.look_at_queue()
    expect(intaker.row(others[-1])).to_be_visible()
    expect(intaker.queue.locator("#alarms")).to_have_count(0)

    log = resident.page.get_by_role("log", name="Gesprek")
    resident.write("Dank je.")
    expect(log, "one's own words are not read again").to_have_attribute("aria-live", "off")
    resident.write(KICKED_IN)
    expect(log, "whom to call is").to_have_attribute("aria-live", "polite")
    expect(resident.entry(KICKED_IN).get_by_role("link", name="112")).to_be_visible()
    expect(intaker.page.get_by_role("alert")).to_have_text("Let op: een bericht met misschien gevaar.")
    expect(intaker.queue.locator("[data-ticket]").first).to_contain_text(KICKED_IN)
    intaker.queue.locator("#alarms").get_by_role("link").click()
    intaker.sees(KICKED_IN)
    signal = intaker.page.locator(".signals__item", has_text="geweld")
    signal.get_by_role("button", name="Klopt", exact=True).click()
    expect(signal).to_contain_text("klopt")
    expect(intaker.queue.locator("#alarms")).to_have_count(0)


def test_help_appears_while_somebody_types_and_nothing_leaves_the_page(screens: Screens) -> None:
    page = screens.at_home()
    page.goto("")
    help_now = page.locator("#watch")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#question").press_sequentially("Hij heeft me nooit ")
    expect(help_now).to_be_hidden()
    page.locator("#question").press_sequentially("geslage maar")
    expect(help_now.get_by_role("link", name="0800-2000")).to_be_visible()
    expect(help_now.get_by_role("link", name="112")).to_be_visible()
    expect(help_now.get_by_role("link", name="0800-0113")).to_be_hidden()
    page.locator("#question").press_sequentially(" ik denk aan zelfmoort")
    expect(help_now.get_by_role("link", name="0800-0113")).to_be_visible()
    assert [url for url in asked if "/static/" not in url] == []


def test_help_that_came_while_typing_goes_when_it_stands_with_the_message(screens: Screens) -> None:
    resident = Resident(screens.at_home())
    resident.ask(a_question())
    resident.box.press_sequentially("Hij heeft me geslagen.")
    expect(resident.page.locator("#watch")).to_be_visible()
    resident.press("Verstuur")
    expect(resident.entry("Hij heeft me geslagen.").get_by_role("link", name="112")).to_be_visible()
    expect(resident.page.locator("#watch")).to_be_hidden()


def test_the_page_hears_words_as_the_screen_does(screens: Screens) -> None:
    page = screens.at_home()
    page.goto("")
    words = [*" ".join(WORDS.values()).split(), "gewurgt", "SLAAAT", "vrienden", "z'n", "schrikken", "çocuğum", "zijn"]
    heard = page.evaluate("async (words) => words.map((await import('/static/js/watch.js')).sound)", words)
    assert heard == [sound(word) for word in words]
