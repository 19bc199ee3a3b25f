"""Makes the picture in the README: the question form on a phone beside the workplace. `python -m tests.browser.picture`

Everything in it is invented, and it is made with the real thing.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.people import Expert, Resident
from tests.browser.screens import ARGUMENTS, Screens, chromium
from tests.live.question import find
from tests.servers import ROOT, Loket, running_loket

PICTURE = ROOT / "docs" / "loket.png"
LARGEST = 250_000
"""Bytes."""

QUESTIONS = (
    ("Mag ik zelf kiezen bij wie ik ga wonen? Ik ben 14.", "jongere", "12-15", "child_hearing", "3"),
    ("Wij gaan uit elkaar. Ik wil met de kinderen dichter bij mijn moeder wonen. Kan dat?", "ouder", "", "relocation", "3"),
    ("Wij huren samen. Hij wil dat ik wegga met de kinderen. Mag dat zomaar?", "ouder", "", "housing", "2"),
)
TYPED = "We gaan uit elkaar. Hoe vertellen we het aan de kinderen?"
ANSWER = "Nee, dat mag niet zomaar. Staat jouw naam ook op het huurcontract?"
REPLY = "Ja, wij staan er allebei op."
NOTE = "Ze klinkt rustig. Geen zorgen over veiligheid, wel navragen."

BOARD = """<!doctype html><html lang="en"><meta charset="utf-8"><style>
  body {{ margin: 0; padding: 30px; inline-size: 1260px; background: #efe7da; display: flex; gap: 28px; align-items: end; }}
  img {{ display: block; border: 1px solid #cfc4b1; }}
  .phone {{ inline-size: 300px; border-radius: 26px; border: 7px solid #21302f; }}
  .desk {{ inline-size: 930px; border-radius: 10px; }}
</style><img class="phone" alt="" src="{phone}"><img class="desk" alt="" src="{desk}"></html>"""


def take(browser: Browser, loket: Loket) -> tuple[bytes, bytes]:
    """What a resident sees, and what a lawyer sees."""
    screens = Screens(browser, browser, loket)
    intaker, lawyer = loket.signed_in("intaker"), Expert(screens.at_work("lawyer", viewport={"width": 1366, "height": 1030}))
    residents = []
    for words, asker, age, topic, urgency in QUESTIONS:
        resident = Resident(screens.at_home())
        resident.arrive()
        resident.page.select_option("#age", age)
        resident.page.fill("#question", words)
        resident.page.select_option("#asker", asker)
        resident.press("Stel je vraag")
        resident.sees(words)
        residents.append(resident)
        path = "/balie/vraag/" + find(intaker, words)
        intaker.send(path + "/beoordelen", {"topic": topic, "urgency": urgency})
        if asker == "jongere":
            intaker.send(path + "/meelezen", {"pool": "lawyer"})
            resident.press("Ja, dat mag")
        intaker.send(path + "/toewijzen", {"pool": "lawyer"})
    lawyer.look_at_queue()
    lawyer.open(QUESTIONS[-1][0])
    lawyer.claim()
    lawyer.note(NOTE)
    lawyer.answer(ANSWER)
    residents[-1].sees(ANSWER)
    residents[-1].write(REPLY)
    lawyer.sees(REPLY)
    expect(lawyer.here).to_have_text("De vrager is er nu.")
    newcomer = Resident(screens.at_home(viewport={"width": 360, "height": 790}, device_scale_factor=2))
    newcomer.arrive()
    newcomer.page.fill("#question", TYPED)
    newcomer.page.evaluate("document.activeElement.blur()")
    pictures = newcomer.page.screenshot(), lawyer.page.screenshot()
    screens.close()
    return pictures


def compose(browser: Browser, phone: bytes, desk: bytes) -> bytes:
    def inline(picture: bytes) -> str:
        return "data:image/png;base64," + b64encode(picture).decode()

    page = browser.new_page(viewport={"width": 1320, "height": 800})
    page.set_content(BOARD.format(phone=inline(phone), desk=inline(desk)))
    return page.locator("body").screenshot()


def main(to: Path = PICTURE) -> None:
    with running_loket() as loket, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        picture = compose(browser, *take(browser, loket))
        browser.close()
    assert len(picture) <= LARGEST, f"{len(picture)} bytes is more than a README should carry"
    to.parent.mkdir(exist_ok=True)
    to.write_bytes(picture)
    print(f"{to.relative_to(ROOT)}: {len(picture)} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
