"""The whole journey in two browsers at once: a resident with a phone, the desk with its own screens; nobody reloads to hear something."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import Expert, Resident
from tests.browser.screens import Screens
from tests.live.question import a_question

pytestmark = pytest.mark.browser


def test_a_question_goes_all_the_way_live(screens: Screens) -> None:  # noqa: PLR0915 - it is one story
    question = a_question()
    resident = Resident(screens.at_home())
    intaker, lawyer = Expert(screens.at_work()), Expert(screens.at_work())
    intaker.sign_in(screens.loket.staff["intaker"])
    lawyer.sign_in(screens.loket.staff["lawyer"])
    expect(intaker.queue).to_contain_text("Hier ligt nu niets.")

    code = resident.ask(question, asker="ouder")
    expect(resident.code).to_be_in_viewport()
    resident.page.reload()
    resident.sees(question)
    expect(resident.code).to_have_count(0)

    expect(intaker.row(question)).to_be_visible()
    intaker.open(question)
    intaker.assess("vertellen aan de kinderen", "vandaag")
    intaker.note("Twee kinderen, zo te lezen.")
    expect(lawyer.queue).to_contain_text("Hier ligt nu niets.")
    intaker.hand_over("Advocaten", "Wil jij hiernaar kijken?")

    expect(lawyer.row(question)).to_contain_text("vandaag")
    lawyer.open(question)
    lawyer.sees("Twee kinderen, zo te lezen.")
    expect(lawyer.log).to_contain_text("Wil jij hiernaar kijken?")
    lawyer.claim()
    expect(resident.state).to_have_text("De advocaat is met je vraag bezig")
    expect(lawyer.here).to_have_text("De vrager is er nu.")
    expect(resident.here).to_have_text("De advocaat is er nu.")

    lawyer.box.press_sequentially("Vertel het")
    expect(resident.typing).to_have_text("De advocaat is aan het typen.")
    lawyer.answer("Vertel het samen, op een rustig moment.")
    resident.sees("Vertel het samen, op een rustig moment.")
    expect(resident.typing).to_have_text("")
    expect(resident.state).to_have_text("Er is een antwoord")

    resident.quote("Vertel het samen")
    resident.box.press_sequentially("En als")
    expect(lawyer.typing).to_have_text("De vrager is aan het typen.")
    resident.write("En als dat niet lukt?")
    lawyer.sees("En als dat niet lukt?")
    expect(lawyer.entry("En als dat niet lukt?").locator(".quote__words")).to_have_text("Vertel het samen, op een rustig moment.")
    for secret in ("Twee kinderen, zo te lezen.", "Wil jij hiernaar kijken?", "Adam", "Imke"):
        resident.sees_nothing_of(secret)

    resident.press("Stop en ga weg van deze website")
    expect(lawyer.here).to_have_text("")
    lawyer.press("Sluit de vraag")
    expect(lawyer.state).to_have_text("gesloten")

    elsewhere = Resident(screens.at_home(viewport={"width": 800, "height": 1100}))
    elsewhere.come_back(code.lower().replace("-", "  ").replace("0", "o").replace("1", "l"))
    expect(elsewhere.state).to_have_text("Dit gesprek is afgesloten")
    assert elsewhere.thread() == [question, "Vertel het samen, op een rustig moment.", "En als dat niet lukt?"]
    elsewhere.write("Mag ik nog iets vragen?")
    lawyer.sees("Mag ik nog iets vragen?")
    expect(lawyer.state).to_have_text("wacht op iemand")

    screens.expect("status of 4(04|10)")
    elsewhere.erase()
    expect(lawyer.page.get_by_role("heading", name="Deze vraag is ingetrokken")).to_be_visible()
    lawyer.sees_nothing_of("kinderen")
    lawyer.look_at_queue("?status=done")
    expect(lawyer.queue.locator("[data-ticket]")).to_have_count(1)
    expect(lawyer.queue.locator("[data-ticket]")).to_contain_text("De vrager heeft deze vraag ingetrokken.")
    elsewhere.come_back(code)
    expect(elsewhere.page.get_by_role("alert")).to_contain_text("Met deze code vinden we geen gesprek.")


def test_a_colleague_of_another_pool_neither_sees_nor_hears_it(screens: Screens) -> None:
    mediator, frames = Expert(screens.at_work("mediator")), list[str]()
    mediator.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    mediator.look_at_queue()
    events = lambda: [frame for frame in frames if frame.startswith("42")]  # noqa: E731
    intaker, lawyer = Expert(screens.at_work("intaker")), Expert(screens.at_work("lawyer"))
    intaker.look_at_queue()
    lawyer.look_at_queue()

    question, resident = a_question(), Resident(screens.at_home())
    resident.ask(question)
    intaker.open(question)
    intaker.hand_over("Advocaten", "Voor jou.")
    lawyer.open(question)
    lawyer.claim()
    lawyer.answer("Dat kan.")
    resident.sees("Dat kan.")
    resident.write("Dank je wel.")
    lawyer.sees("Dank je wel.")
    screens.expect("status of 404")
    refused = mediator.page.goto(lawyer.page.url)
    assert refused
    assert refused.status == 404
    mediator.look_at_queue()
    expect(mediator.queue).to_contain_text("Hier ligt nu niets.")
    assert frames
    assert events() == []

    theirs = a_question("Wat doet een mediator?")
    Resident(screens.at_home()).ask(theirs)
    intaker.open(theirs)
    intaker.hand_over("Mediators", "Voor jou.")
    expect(mediator.row(theirs)).to_be_visible()
    assert set(events()) == {'42["queue",{}]'}
