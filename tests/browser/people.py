"""Who sits in front of the screens, and what they do there; with scripts or without, it reads the same."""

from __future__ import annotations

import pyotp
from playwright.sync_api import Locator, Page, expect

from loket.demonstration.actions import Login


class Person:
    """Somebody with a page in front of them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.locator("#log-entries")
        self.box = page.locator("#write-words")
        self.here = page.locator("#who-is-here")
        self.typing = page.locator("#who-is-typing")
        self.told = page.locator("#write [data-alert]")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def entry(self, words: str) -> Locator:
        return self.log.locator("li", has_text=words)

    def sees(self, words: str) -> None:
        """These words stand in the conversation, once."""
        expect(self.log.locator(".entry__words").get_by_text(words, exact=True)).to_have_count(1)

    def sees_nothing_of(self, words: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(words)

    def thread(self) -> list[str]:
        """All words of the conversation, from the top."""
        return self.log.locator(".entry__words").all_inner_texts()

    def quote(self, words: str) -> None:
        self.entry(words).get_by_role("button", name="Reageer hierop").click()


class Resident(Person):
    """Who asks."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.code = page.locator("#code:not(input)")
        self.state = page.locator("#state-title")

    def arrive(self) -> None:
        self.page.goto("")

    def ask(self, words: str, asker: str | None = None) -> str:
        """Ask and return the code."""
        self.arrive()
        self.page.fill("#question", words)
        if asker:
            self.page.select_option("#asker", asker)
        self.press("Stel je vraag")
        self.sees(words)
        self.page.wait_for_load_state()  # now its scripts listen to keys
        return self.code.inner_text()

    def choose_language(self, name: str) -> None:
        """On the first page."""
        self.page.locator(".ask__languages > summary").click()
        self.press(name)

    def come_back(self, code: str) -> None:
        self.arrive()
        self.page.fill("#code", code)
        self.press("Lees mijn gesprek")

    def write(self, words: str) -> None:
        self.box.fill(words)
        self.press("Verstuur")
        self.sees(words)
        self.page.wait_for_load_state()

    def erase(self) -> None:
        self.press("Wis alles")
        self.press("Ja, wis alles")
        expect(self.page.get_by_role("heading", name="Alles is gewist")).to_be_visible()


class Expert(Person):
    """Who works at the desk."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.queue = page.locator("#queue")
        self.state = page.locator("#ticket-head .utrecht-badge-status")
        self.holder = page.locator(".thread__holder")

    def sign_in(self, login: Login) -> None:
        self.page.goto("balie/aanmelden")
        self.page.fill("#login", login.login)
        self.page.fill("#password", login.password)
        self.press("Meld je aan")
        self.page.fill("#totp", pyotp.TOTP(login.totp_secret).now())
        self.press("Ga verder")
        expect(self.page.get_by_role("heading", name="Vragen", exact=True)).to_be_visible()

    def look_at_queue(self, query: str = "") -> None:
        self.page.goto("balie/" + query)

    def row(self, words: str) -> Locator:
        return self.queue.locator("[data-ticket]", has_text=words)

    def open(self, words: str) -> None:
        self.row(words).get_by_role("link").click()
        self.sees(words)

    def assess(self, topic: str, urgency: str) -> None:
        self.page.select_option("#topic", label=topic)
        self.page.select_option("#urgency", label=urgency)
        self.press("Leg vast")

    def note(self, words: str) -> None:
        self.page.fill("#note-words", words)
        self.press("Bewaar de notitie")
        self.sees(words)

    def choose_pool(self, pool: str) -> None:
        """Each group stands there with what it would promise."""
        self.page.select_option("#hand-over-pool", self.page.locator("#hand-over-pool option", has_text=pool).get_attribute("value"))

    def hand_over(self, pool: str, note: str) -> None:
        self.page.get_by_text("Geef door aan een andere groep").click()
        self.choose_pool(pool)
        self.page.fill("#hand-over-note", note)
        self.press("Geef door")
        expect(self.page.get_by_role("heading", name="Vragen", exact=True)).to_be_visible()

    def claim(self) -> None:
        self.press("Pak deze vraag")
        expect(self.holder).to_have_text("Jij hebt deze vraag.")

    def answer(self, words: str) -> None:
        self.box.fill(words)
        self.press("Verstuur het antwoord")
        self.sees(words)
