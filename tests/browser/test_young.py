"""A teen's journey and a grandmother's, on a phone: who the page is for, who reads along, what the answer was worth."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request, expect

from tests.browser.people import Expert, Resident
from tests.browser.screens import Screens
from tests.live.question import a_question

pytestmark = pytest.mark.browser


def test_the_page_is_a_teens_own_at_once_and_nothing_typed_is_lost(screens: Screens) -> None:
    question, teen = a_question("Moet ik kiezen bij wie ik woon?"), Resident(screens.at_home())
    teen.arrive()
    teen.page.fill("#question", question)
    teen.page.focus("#asker")
    teen.page.select_option("#asker", "jongere")
    expect(teen.page.get_by_role("heading", level=1)).to_have_text("Zit je ergens mee? Vraag het hier.")
    expect(teen.page.locator("#question"), "what was typed stays").to_have_value(question)
    expect(teen.page.locator("#asker"), "and so does the place").to_be_focused()
    expect(teen.page.locator(".rather-talk")).to_be_in_viewport()
    expect(teen.page.locator(".rather-talk a")).to_have_attribute("href", "tel:08000432")
    teen.page.select_option("#asker", "ouder")
    expect(teen.page.locator(".rather-talk")).to_have_count(0)
    teen.page.select_option("#age", "12-15")
    expect(teen.page.locator(".rather-talk")).to_have_count(1)
    assert teen.page.url == screens.loket.address + "/"
    teen.press("Stel je vraag")
    teen.sees(question)
    expect(teen.page.locator(".rather-talk")).to_be_visible()


def test_a_teen_decides_who_reads_along(screens: Screens) -> None:
    screens.expect("status of 4(04|05|09)")  # the desk is refused; and the lawyer loses the question while looking at it
    question = a_question("Mag ik zelf naar de rechter schrijven?")
    teen, intaker, lawyer = (Resident(screens.at_home()), Expert(screens.at_work("intaker")), Expert(screens.at_work("lawyer")))
    teen.ask(question, asker="jongere")

    intaker.look_at_queue()
    intaker.open(question)
    intaker.page.get_by_text("Geef door aan een andere groep").click()
    expect(intaker.page.locator("#hand-over-pool")).to_have_value("teen_coach")
    intaker.page.select_option("#hand-over-pool", "lawyer")
    intaker.page.fill("#hand-over-note", "Kijk jij?")
    intaker.press("Geef door")
    expect(intaker.page.get_by_role("alert").filter(has_text="Vraag eerst of het mag")).to_be_visible()
    expect(intaker.page.locator("#hand-over-note")).to_have_value("Kijk jij?")
    intaker.look_at_queue()
    intaker.open(question)
    intaker.press("Vraag of het mag: advocaat")

    asked = teen.page.get_by_role("heading", name="Mag een advocaat jouw vraag ook lezen?")
    expect(asked, "without a press of the young person").to_be_visible()
    teen.press("Ja, dat mag")
    expect(asked).to_have_count(0)
    expect(intaker.page.locator(".readers")).to_contain_text("ja, mag meelezen")
    intaker.hand_over("Advocaten", "Kijk jij?")
    lawyer.look_at_queue()
    lawyer.open(question)
    lawyer.claim()
    lawyer.answer("Nee. Jij hoeft niet te kiezen.")

    teen.sees("Nee. Jij hoeft niet te kiezen.")
    expect(teen.page.get_by_role("heading", name="Heb je hier wat aan?")).to_be_visible()
    teen.page.fill("#rating-words", "Fijn om te weten.")
    teen.press("Een beetje")
    teen.sees("Fijn om te weten.")
    lawyer.sees("Fijn om te weten.")
    expect(lawyer.entry("Fijn om te weten.")).to_contain_text("De vrager heeft een beetje aan het antwoord.")
    teen.press("Toch liever niet")
    expect(teen.log).to_contain_text("Je zei nee: een advocaat leest niet mee.")
    lawyer.look_at_queue("?status=theirs")
    expect(lawyer.row(question)).to_have_count(0)


def test_who_goes_through_a_list_with_arrow_keys_is_taken_at_their_word_when_they_leave_it(screens: Screens) -> None:
    teen = Resident(screens.at_home())
    teen.arrive()
    page, posted, heading = teen.page, list[Request](), teen.page.get_by_role("heading", level=1)
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: posted.append(request) if request.method == "POST" else None)
    page.focus("#age")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#age")).to_have_value("12-15")
    assert posted == [], "not even by way of under 12"
    page.keyboard.press("Tab")
    expect(heading).to_have_text("Zit je ergens mee? Vraag het hier.")
    expect(page.locator("#age"), "the button they came to is not there any more").to_be_focused()
    said = "Praat liever? Kindertelefoon 0800-0432 Gratis, elke dag van 11 tot 21 uur. Zit je ergens mee? Vraag het hier."
    expect(page.get_by_role("status").filter(has_text=said)).to_have_count(1)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Is er iets met thuis? Praat erover.")
    expect(page.locator("main")).to_be_focused()
    assert len(posted) == 2


def test_the_page_listens_to_who_they_are_after_it_asked_about_a_name(screens: Screens) -> None:
    screens.expect("status of 422")
    teen = Resident(screens.at_home())
    teen.arrive()
    teen.page.fill("#question", "Mijn moeder heet Emma de Vries. Bel 06-12345678.")
    teen.press("Stel je vraag")
    expect(teen.page.locator("[data-guard]")).to_be_focused()
    teen.page.select_option("#asker", "jongere")
    expect(teen.page.get_by_role("heading", level=1)).to_have_text("Zit je ergens mee? Vraag het hier.")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_child_meets_a_page_that_asks_nothing(screens: Screens, scripts: bool) -> None:
    child = Resident(screens.at_home(java_script_enabled=scripts))
    child.arrive()
    child.page.fill("#question", "Waarom hebben ze ruzie?")
    if scripts:
        child.page.select_option("#age", "-12")
    else:
        child.press("Ik ben jonger dan 18")
        child.press("Ik ben jonger dan 12")
    expect(child.page.get_by_text("je juf of meester")).to_be_visible()
    expect(child.page.locator("select")).to_have_count(0)
    expect(child.page.locator("#question")).to_have_value("Waarom hebben ze ruzie?")
    assert child.page.url == screens.loket.address + "/"
    child.press("Stel je vraag")
    child.sees("Waarom hebben ze ruzie?")
    expect(child.page.locator(".rather-talk")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_grandmother_is_said_u_to_and_her_no_brings_the_question_back(screens: Screens, scripts: bool) -> None:
    question = a_question("Mag ik mijn kleinkinderen nog zien?")
    oma, intaker = Resident(screens.at_home(java_script_enabled=scripts)), Expert(screens.at_work("intaker"))
    oma.arrive()
    oma.press("Liever u")
    expect(oma.page.locator("label[for=question]")).to_have_text("Wat wilt u vragen?")
    oma.page.fill("#question", question)
    oma.page.select_option("#asker", "grootouder")
    expect(oma.page.locator(".rather-talk")).to_have_count(0)
    oma.press("Stel uw vraag")
    oma.sees(question)
    expect(oma.state).to_have_text("Uw vraag is binnen")

    intaker.look_at_queue()
    intaker.open(question)
    intaker.claim()
    intaker.answer("Dat hangt ervan af.")
    intaker.press("Sluit de vraag")
    expect(intaker.state).to_have_text("gesloten")

    if not scripts:
        oma.page.reload()
    oma.sees("Dat hangt ervan af.")
    expect(oma.page.get_by_role("heading", name="Hebt u hier wat aan?")).to_be_visible()
    oma.press("Nee")
    expect(oma.state).to_have_text("Uw vraag ligt klaar voor een deskundige")
    expect(oma.page.get_by_text("U zei: Nee.")).to_be_visible()
    intaker.look_at_queue()
    expect(intaker.row(question)).to_contain_text("Het antwoord hielp niet")
