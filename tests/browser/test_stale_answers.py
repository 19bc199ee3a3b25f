"""Nobody answers what they have not read: who writes is told what came in between, and keeps the text."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import Expert, Resident
from tests.browser.screens import Screens, hold
from tests.live.question import a_question

pytestmark = pytest.mark.browser

CAME = "Er kwam net een bericht bij. Lees het eerst. Je tekst staat er nog."


@pytest.fixture
def people(screens: Screens) -> tuple[Resident, Expert]:
    question, resident, expert = a_question(), Resident(screens.at_home()), Expert(screens.at_work("intaker"))
    resident.ask(question)
    expert.look_at_queue()
    expert.open(question)
    expert.claim()
    return resident, expert


def test_who_is_typing_is_told_what_came_and_sends_after_reading_it(people: tuple[Resident, Expert]) -> None:
    resident, expert = people
    expert.box.press_sequentially("Je kunt het beste")
    resident.write("O, en hij is al verhuisd.")
    expect(expert.page.locator("#write [data-status]")).to_have_text(CAME)
    expect(expert.page.locator(".entry--newer")).to_contain_text("O, en hij is al verhuisd.")
    expect(expert.box).to_have_value("Je kunt het beste")
    expect(expert.box).to_be_focused()
    expert.box.press_sequentially(" samen praten.")
    expert.press("Verstuur het antwoord")
    resident.sees("Je kunt het beste samen praten.")
    assert expert.thread()[-2:] == ["O, en hij is al verhuisd.", "Je kunt het beste samen praten."]


def test_an_answer_to_an_older_page_is_held_back_until_its_writer_has_seen_more(screens: Screens, people: tuple[Resident, Expert]) -> None:
    screens.expect("status of 409")
    resident, expert = people
    hold(expert.page, "**/nieuw?*")
    expert.box.fill("Je kunt het beste samen praten.")
    resident.write("O, en hij is al verhuisd.")
    with expert.page.expect_response("**/antwoord") as answer:
        expert.press("Verstuur het antwoord")
    assert answer.value.status == 409
    expect(expert.log).not_to_contain_text("verhuisd")
    expect(resident.log).not_to_contain_text("samen praten")

    expert.page.unroute("**/nieuw?*")  # which lets them go
    expect(expert.told).to_have_text(CAME)
    expert.sees("O, en hij is al verhuisd.")
    expect(expert.box).to_have_value("Je kunt het beste samen praten.")
    expert.press("Verstuur het antwoord")
    resident.sees("Je kunt het beste samen praten.")
    expect(expert.told).to_have_text("")
