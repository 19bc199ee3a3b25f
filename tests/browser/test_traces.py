"""What stays behind on somebody's computer: the whole folder in which Chromium keeps everything is searched for what was seen and typed."""

from __future__ import annotations

import os
import signal
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Playwright, expect

from loket.municipalities.actions import WEATHER
from tests.browser.people import Resident
from tests.browser.screens import ARGUMENTS, PATIENCE, PHONE, chromium, show_weather
from tests.live.question import a_question, find
from tests.servers import Loket, wait_until

pytestmark = pytest.mark.browser

QUESTION = "kwikstaartvraag over van alles"
ANSWER = "boomkleverantwoord om te lezen"
REPLY = "putterreactie daarop"
REFUSED = "tapuitbericht dat te laat kwam"
UNSENT = "goudplevierwoorden die niemand kreeg"
ELSEWHERE = ("roerdomptitel", "wielewaaltekst")
"""The title of a page by somebody else, and what was typed in it."""


class _Elsewhere(BaseHTTPRequestHandler):
    """A page as most are: it may be kept, and what is typed in it may be too."""

    def do_GET(self) -> None:
        body = f"<!doctype html><title>{ELSEWHERE[0]}</title><form><textarea name=t></textarea></form>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Elsewhere)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Computer:
    """Somebody's computer: everything that Chromium writes lands in this folder."""

    folder: Path
    scripts: bool
    start: Callable[[], BrowserContext]
    context: BrowserContext

    def visited(self) -> list[tuple[str, str]]:
        """The addresses and titles in Chromium's history; of a browser that is closed."""
        with closing(sqlite3.connect(self.folder / "profile" / "Default" / "History")) as history:
            return history.execute("SELECT url, title FROM urls").fetchall()

    def holds(self, words: str) -> list[str]:
        """The files in which these words stand, in either of the ways Chromium writes text."""
        forms = [words.encode(), words.encode("utf-16-le")]
        found = []
        for file in self.folder.rglob("*"):
            with suppress(OSError):  # a socket, or gone meanwhile
                content = file.read_bytes() if file.is_file() else b""
                if any(form in content or form.lower() in content.lower() for form in forms):
                    found.append(str(file.relative_to(self.folder)))
        return found

    def kill(self) -> None:
        """End Chromium as a power failure would."""
        ours = str(self.folder).encode()
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if ours in (process / "cmdline").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: Chromium makes a socket in it."""
    with tempfile.TemporaryDirectory(prefix="loket-", ignore_cleanup_errors=True) as path:
        yield Path(path)


@pytest.fixture
def computer(playwright: Playwright, folder: Path, scripts: bool) -> Iterator[Computer]:
    """With a home and a place for temporary files of its own."""
    own: dict[str, str | float | bool] = {
        name: str(folder / name.lower()) for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    }
    for path in own.values():
        Path(str(path)).mkdir()

    def start() -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=chromium(),
            args=ARGUMENTS,
            ignore_default_args=["--disable-back-forward-cache"],
            env={**os.environ, **own},
            locale="nl-NL",
            viewport=PHONE,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE)
        context.route(WEATHER, show_weather)
        return context

    computer = Computer(folder, scripts, start, start())
    yield computer
    with suppress(Error):
        computer.context.close()


def answer(loket: Loket, path: str, words: str) -> None:
    assert loket.signed_in("intaker").send(path + "/antwoord", {"words": words}).status == 303


def whole_visit(computer: Computer, loket: Loket, elsewhere: str) -> tuple[Resident, list[str]]:
    """Everything a resident does, up to the middle of a sentence; returns what may be found nowhere.

    Then something is typed on a page of somebody else, and that is on disk.
    """
    resident = Resident(computer.context.pages[0])
    resident.page.goto(loket.address)
    question = a_question(QUESTION)
    resident.page.locator("#question").press_sequentially(question)
    resident.press("Stel je vraag")
    code = resident.code.inner_text()
    resident.sees(question)
    path = "/balie/vraag/" + find(loket.signed_in("intaker"), question)
    answer(loket, path, ANSWER)
    if not computer.scripts:
        resident.page.reload()
    resident.sees(ANSWER)
    resident.quote(ANSWER)
    resident.box.press_sequentially(REPLY)
    resident.press("Verstuur")
    resident.sees(REPLY)
    if not computer.scripts:  # a page that fell behind is answered with what was typed
        answer(loket, path, "Nog iets.")
        resident.box.press_sequentially(REFUSED)
        resident.press("Verstuur")
        expect(resident.page.get_by_role("alert").filter(has_text="Er kwam net een antwoord bij")).to_be_visible()
        expect(resident.box).to_have_value(REFUSED)
    resident.press("Maak een nieuwe code")
    expect(resident.page.locator(".code-card")).to_be_visible()
    expect(resident.code).not_to_have_text(code)
    renewed = resident.code.inner_text()

    leave(resident)
    resident.page.goto(loket.address)
    resident.page.fill("#code", "ZZZZ-" + renewed[5:])
    resident.press("Lees mijn gesprek")
    expect(resident.page.locator("#code-error")).to_be_visible()
    resident.page.fill("#code", renewed)
    resident.press("Lees mijn gesprek")
    resident.sees(REPLY)
    resident.press("Toon niets meer")
    expect(resident.page.locator("#code-again")).to_be_visible()
    resident.page.fill("#code-again", renewed)
    resident.press("Laat alles weer zien")
    resident.sees(question)
    resident.press("Wis alles")
    resident.page.get_by_role("link", name="Nee, terug naar mijn gesprek").click()
    resident.sees(question)
    resident.box.press_sequentially(UNSENT)

    other = computer.context.new_page()
    other.goto(elsewhere)
    other.locator("textarea").press_sequentially(ELSEWHERE[1])
    wait_until("Chromium writes down what was typed", lambda: computer.holds(ELSEWHERE[1]))
    codes = [form for each in (code, renewed) for form in (each, each.replace("-", ""), "ZZZZ-" + each[5:])]
    return resident, [QUESTION, ANSWER, REPLY, REFUSED, UNSENT, *codes]


def leave(resident: Resident) -> None:
    resident.press("Snel weg")
    resident.page.wait_for_url(lambda url: url == WEATHER or url.startswith("chrome-error:"))  # an outside world is not always there


def close_the_browser(computer: Computer, loket: Loket, resident: Resident, secrets: list[str]) -> None:
    computer.context.close()


def leave_and_go_back(computer: Computer, loket: Loket, resident: Resident, secrets: list[str]) -> None:
    """With scripts nothing of ours is left behind. Without, each form made an entry, and Back shows at most the empty form."""
    page = resident.page
    leave(resident)
    wait_until("the site's data is cleared", lambda: computer.context.cookies() == [])
    met = []
    for _ in range(5):
        page.go_back(wait_until="commit")  # a page from memory does not load
        met.append(page.url)
        if page.url.startswith(loket.address):
            expect(page.locator("#question")).to_have_value("")
        shown = page.locator("html").inner_html()
        assert [words for words in secrets if words in shown] == [], page.url
    ours = [url for url in met if url.startswith(loket.address)]
    if computer.scripts:
        assert ours == [], "no page of ours is behind the one about the weather"
        assert "about:blank" in met, "the premise: Back led to the very beginning"
    else:
        assert ours, "the premise: a form makes an entry"
    computer.context.close()


def lose_power(computer: Computer, loket: Loket, resident: Resident, secrets: list[str]) -> None:
    """Whatever Chromium would bring back, it would bring back from this folder; and who opens the address anew is nobody."""
    computer.kill()
    for words in secrets:
        assert not computer.holds(words), "on the disk of a computer that lost its power"
    with suppress(Error):
        computer.context.close()
    computer.context = computer.start()
    page = computer.context.pages[0]
    page.goto(loket.address)
    expect(page.locator("#question")).to_have_value("")
    computer.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("end", [leave_and_go_back, close_the_browser, lose_power])
def test_a_computer_remembers_no_word_and_no_code(
    end: Callable[[Computer, Loket, Resident, list[str]], None], computer: Computer, loket: Loket, elsewhere: str
) -> None:
    resident, secrets = whole_visit(computer, loket, elsewhere)
    end(computer, loket, resident, secrets)
    for words in ELSEWHERE:
        assert computer.holds(words), f"the search finds '{words}'"
    assert {words: computer.holds(words) for words in secrets} == {words: [] for words in secrets}
    visited = {(url.removeprefix(loket.address), title) for url, title in computer.visited() if url.startswith(loket.address)}
    assert {address for address, _ in visited} == {"/"}, "the history says one address"
    # What takes our place in the history may give its own title to it.
    assert {title for _, title in visited} <= {"Informatie", "weer"}, "and a title that tells nothing"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_page_does_not_come_back_from_memory(computer: Computer, loket: Loket, elsewhere: str) -> None:
    resident, page = Resident(computer.context.pages[0]), computer.context.pages[0]
    page.goto(loket.address)
    page.fill("#question", QUESTION)
    resident.press("Stel je vraag")
    resident.sees(QUESTION)
    resident.box.fill(UNSENT)
    page.goto(elsewhere)
    other_tab = Resident(computer.context.new_page())
    other_tab.page.goto(loket.address)
    other_tab.sees(QUESTION)
    leave(other_tab)
    page.go_back(wait_until="commit")
    expect(page.locator("#question")).to_have_value("")
    resident.sees_nothing_of(QUESTION)
