"""At the desk: what is half done stays, the page says what worked, and the next question lies at hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Dialog, expect

from tests.browser.people import Expert, Resident
from tests.browser.screens import Screens
from tests.live.question import a_question

pytestmark = pytest.mark.browser


def test_half_written_words_stay_when_the_question_is_taken_and_judged(screens: Screens) -> None:
    question, resident, intaker = a_question(), Resident(screens.at_home()), Expert(screens.at_work("intaker"))
    resident.ask(question)
    intaker.look_at_queue()
    intaker.open(question)
    page, said = intaker.page, intaker.page.locator("#said")
    intaker.box.fill("Half geschr")
    page.locator("#note-words").fill("Ook half")
    intaker.press("Pak deze vraag")
    expect(said).to_have_text("Jij hebt deze vraag nu.")
    expect(page.locator(".thread__holder")).to_have_text("Jij hebt deze vraag.")
    expect(page.locator("#gesprek")).to_be_focused()
    intaker.assess("woning", "vandaag")
    expect(said).to_have_text("Vastgelegd.")
    expect(page.locator(".facts")).to_contain_text("woning")
    expect(intaker.box).to_have_value("Half geschr")
    expect(page.locator("#note-words")).to_have_value("Ook half")


def test_a_message_that_arrives_leaves_what_is_chosen_and_unfolded(screens: Screens) -> None:
    question, resident, intaker = a_question(), Resident(screens.at_home()), Expert(screens.at_work("intaker"))
    resident.ask(question)
    intaker.look_at_queue()
    intaker.open(question)
    page = intaker.page
    page.locator("summary", has_text="Geef door").click()
    intaker.choose_pool("Advocaten")
    intaker.box.focus()
    resident.write("Nog iets.")
    intaker.sees("Nog iets.")
    expect(page.locator("#hand-over-pool")).to_be_visible()
    expect(page.locator("#hand-over-pool")).to_have_value("lawyer")


def test_whoever_goes_on_in_the_middle_of_a_sentence_is_asked_first(screens: Screens) -> None:
    asked: list[str] = []

    def ask_first(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    first, second = (a_question() for _ in range(2))
    intaker = Expert(screens.at_work("intaker"))
    for question in (first, second):
        Resident(screens.at_home()).ask(question)
    intaker.look_at_queue()
    intaker.open(first)
    page = intaker.page
    page.on("dialog", ask_first)
    page.get_by_role("link", name="Volgende vraag").click()
    expect(intaker.log).to_contain_text(second)
    assert asked == []
    intaker.box.press_sequentially("Half")
    page.get_by_role("link", name="Vragen", exact=True).click()
    expect(page).to_have_url(re.compile("/balie/$"))
    assert asked == ["beforeunload"]
