"""Keeping the code and the conversation, in a real browser: on paper, in a file, with and without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Resident
from tests.browser.screens import Screens
from tests.live.question import a_question

pytestmark = pytest.mark.browser


def visible_words(page: Page) -> list[str]:
    """Everything on this page that takes room, word by word."""
    return page.locator("body").inner_text().split()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_on_paper_stands_the_code_and_nothing_that_tells(screens: Screens, scripts: bool) -> None:
    resident = Resident(screens.at_home(java_script_enabled=scripts))
    code, page = resident.ask(a_question()), resident.page
    words = page.locator("#code-words li").all_inner_texts()
    assert len(words) == 8
    if scripts:
        assert "Loket" not in visible_words(page)
        assert len(visible_words(page)) > 100, "the premise: the screen says more"
    page.emulate_media(media="print")
    for line in ("#state-title", "#log", ".help", ".top", ".bottom", ".options", "#code-title", ".slip__form", ".demo-banner"):
        expect(page.locator(line).first).to_be_hidden()
    for kept in ("#code", "#code-words"):
        expect(page.locator(kept)).to_be_visible()
    assert visible_words(page) == ["Notitie", *words, code]
    page.emulate_media(media="screen")
    page.get_by_text("Op papier afdrukken").click()
    page.get_by_label('Zet er "Notitie" boven').uncheck()
    page.emulate_media(media="print")
    assert visible_words(page) == [*words, code]


def test_the_words_bring_back_the_conversation_as_they_are_copied_from_the_page(screens: Screens) -> None:
    question = a_question()
    resident = Resident(screens.at_home(java_script_enabled=False))
    resident.ask(question)
    copied = resident.page.locator("#code-words").inner_text()
    elsewhere = Resident(screens.at_home(java_script_enabled=False))
    elsewhere.come_back(copied)
    elsewhere.sees(question)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_conversation_is_taken_along_and_the_page_stays(screens: Screens, scripts: bool, tmp_path: Path) -> None:
    question = a_question()
    resident = Resident(screens.at_home(java_script_enabled=scripts, accept_downloads=True))
    resident.ask(question)
    for button, name in (("Kopie als pagina", "kopie.html"), ("Kopie als tekst", "kopie.txt")):
        with resident.page.expect_download() as download:
            resident.press(button)
        assert download.value.suggested_filename == name
        saved = tmp_path / name
        download.value.save_as(saved)
        assert question in saved.read_text(encoding="utf-8-sig")
    expect(resident.code, "the page with the code is still there").to_be_visible()
    reader = screens.at_home(java_script_enabled=scripts)
    reader.set_content((tmp_path / "kopie.html").read_text(encoding="utf-8"))
    expect(reader.get_by_text(question)).to_be_visible()
    assert reader.evaluate("getComputedStyle(document.querySelector('.entry')).borderInlineStartStyle") == "solid" if scripts else True


def test_a_note_for_the_calendar_comes_with_the_code_only_when_ticked(screens: Screens, tmp_path: Path) -> None:
    resident = Resident(screens.at_home(java_script_enabled=False, accept_downloads=True))
    code, page = resident.ask(a_question()), resident.page
    page.get_by_text("Een notitie in je agenda").click()
    page.fill("#note-title", "Fietsband kopen")
    notes = []
    for ticked in (False, True):
        page.get_by_label("Zet mijn code erbij.").set_checked(ticked)
        with page.expect_download() as download:
            resident.press("Haal het bestand op")
        assert download.value.suggested_filename == "notitie.ics"
        download.value.save_as(tmp_path / "note.ics")
        notes.append((tmp_path / "note.ics").read_text(encoding="utf-8"))
    assert [code in note for note in notes] == [False, True]
    assert all("SUMMARY:Fietsband kopen" in note for note in notes)


def test_the_term_is_one_press_and_stands_where_it_is_chosen(screens: Screens) -> None:
    resident = Resident(screens.at_home(java_script_enabled=False))
    resident.ask(a_question())
    chosen = resident.page.locator(".terms [aria-current]")
    expect(chosen).to_contain_text("90 dagen")
    resident.page.locator(".terms button", has_text="180 dagen").click()
    expect(chosen).to_contain_text("180 dagen")
    expect(resident.page.locator(".entry--line").last).to_contain_text("Er is gekozen hoe lang we dit gesprek bewaren.")
