"""The whole journey in every language for somebody whose phone asks for it: nothing left in Dutch, nothing for axe, nothing sticks out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from loket.guide import journey
from loket.i18n import AT_WORK, LANGUAGES, SOURCE
from tests.browser import axe
from tests.browser.people import Expert, Resident
from tests.browser.screens import PHONE, SMALL, Screens
from tests.browser.test_accessible import show
from tests.live.question import a_question

pytestmark = pytest.mark.browser

ASKED = {
    "en": "How do we tell the children?",
    "tr": "Çocuklara bunu nasıl söyleyebiliriz?",
    "ar": "كيف نخبر الأطفال؟",
    "pl": "Jak powiedzieć o tym dzieciom?",
    "de": "Wie sagen wir es den Kindern?",
    "uk": "Як сказати про це дітям?",
}
DUTCH = sorted({text for _, text in journey.messages() if isinstance(text, str) and "%" not in text and len(text) > 20})


def faults(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands: on a phone, a small phone, and in what can be read on it."""
    text = page.locator("body").inner_text()
    found = [f"{name}: still in Dutch: {dutch}" for dutch in DUTCH if dutch in text]
    found += [f"{name}: {fault}" for fault in axe.findings(page)]
    for size in (SMALL, PHONE):
        page.set_viewport_size(size)
        found += [f"{name}: sticks out at {size}"] if axe.sticks_out(page) > 0 else []
    show(page, name)
    return found


def test_every_language_is_tried():
    assert set(ASKED) == set(LANGUAGES) - {SOURCE}


@pytest.mark.parametrize("language", ASKED)
def test_somebody_asks_reads_the_answer_and_leaves_in_their_own_language(screens: Screens, language: str) -> None:
    question = a_question(ASKED[language])
    resident = Resident(screens.at_home(locale=language, reduced_motion="reduce"))
    page, html = resident.page, resident.page.locator("html")
    resident.arrive()
    expect(html).to_have_attribute("lang", language)
    expect(html).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    found = faults(page, f"{language}-ask")
    page.fill("#question", question)
    page.locator("form[action$='/vraag'] .utrecht-button--primary-action").click()
    resident.sees(question)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", resident.code.inner_text())
    expect(resident.entry(question).locator(".entry__words")).to_have_attribute("lang", language)
    found += faults(page, f"{language}-code")

    intaker = Expert(screens.at_work("intaker"))
    intaker.look_at_queue()
    expect(intaker.row(question)).to_contain_text({"en": "Engels", "ar": "Arabisch"}.get(language, ""))
    intaker.row(question).get_by_role("link").click()
    expect(intaker.page.locator("html")).to_have_attribute("lang", SOURCE)
    intaker.box.fill("Vertel het samen.")
    intaker.press("Verstuur het antwoord")
    resident.sees("Vertel het samen.")
    expect(resident.entry("Vertel het samen.").locator(".entry__words")).to_have_attribute("lang", SOURCE)
    found += faults(page, f"{language}-answered")

    page.goto("uitleg")
    found += faults(page, f"{language}-guide")
    page.goto("")
    screens.expect("status of 404")
    page.locator("#exit").click()
    page.wait_for_url(re.compile(r"^(?!http://127\.0\.0\.1)"))
    assert not found, "\n".join(found)


def test_the_desk_works_in_few_languages(screens: Screens) -> None:
    page = screens.at_work("intaker", locale="ar")
    page.goto("balie/team")
    expect(page.locator("html")).to_have_attribute("lang", SOURCE)
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert page.locator(".languages button").count() == len(AT_WORK)


def test_a_language_chosen_in_the_page_turns_it_around_in_place(screens: Screens) -> None:
    resident = Resident(screens.at_home())
    html = resident.page.locator("html")
    resident.arrive()
    resident.choose_language("العربية")
    expect(html).to_have_attribute("dir", "rtl")
    resident.choose_language("Nederlands")
    expect(html).to_have_attribute("dir", "ltr")
