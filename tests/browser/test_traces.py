"""What stays behind on somebody's computer: the whole folder in which Chromium keeps everything is searched for what was seen and typed."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Playwright, expect

from tests.browser.people import Resident
from tests.browser.screens import ARGUMENTS, PATIENCE, PHONE, chromium
from tests.live.question import find
from tests.servers import Loket, wait_until

pytestmark = pytest.mark.browser

QUESTION = "kwikstaartvraag over van alles"
ANSWER = "boomkleverantwoord om te lezen"
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
    context: BrowserContext

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
def computer(playwright: Playwright, folder: Path) -> Iterator[Computer]:
    """With a home and a place for temporary files of its own."""
    own: dict[str, str | float | bool] = {
        name: str(folder / name.lower()) for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    }
    for path in own.values():
        Path(str(path)).mkdir()
    context = playwright.chromium.launch_persistent_context(
        folder / "profile",
        executable_path=chromium(),
        args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
        env={**os.environ, **own},
        locale="nl-NL",
        viewport=PHONE,
    )
    context.set_default_timeout(PATIENCE)
    computer = Computer(folder, context)
    yield computer
    with suppress(Error):
        context.close()


def somebody_was_here(computer: Computer, loket: Loket, elsewhere: str) -> tuple[Resident, str]:
    """They asked, read the answer and are in the middle of a sentence. Then they wrote on a page of somebody else, and that is on disk."""
    resident = Resident(computer.context.pages[0])
    resident.page.goto(loket.address)
    resident.page.locator("#question").press_sequentially(QUESTION)
    resident.press("Stel je vraag")
    code = resident.code.inner_text()
    intaker = loket.signed_in("intaker")
    path = "/balie/vraag/" + find(intaker, QUESTION)
    intaker.send(path + "/pakken")
    intaker.send(path + "/antwoord", {"words": ANSWER})
    resident.sees(ANSWER)
    resident.box.press_sequentially(UNSENT)

    other = computer.context.new_page()
    other.goto(elsewhere)
    other.locator("textarea").press_sequentially(ELSEWHERE[1])
    wait_until("Chromium writes down what was typed", lambda: computer.holds(ELSEWHERE[1]))
    return resident, code


def close_the_browser(computer: Computer, resident: Resident) -> None:
    computer.context.close()


def leave_quickly(computer: Computer, resident: Resident) -> None:
    resident.press("Snel weg")
    expect(resident.box).to_have_count(0)
    computer.context.close()


def lose_power(computer: Computer, resident: Resident) -> None:
    computer.kill()


@pytest.mark.parametrize("end", [leave_quickly, close_the_browser, lose_power])
def test_a_computer_remembers_no_word_and_no_code(
    end: Callable[[Computer, Resident], None], computer: Computer, loket: Loket, elsewhere: str
) -> None:
    resident, code = somebody_was_here(computer, loket, elsewhere)
    end(computer, resident)
    for words in ELSEWHERE:
        assert computer.holds(words), f"the search finds '{words}'"
    assert {words: computer.holds(words) for words in (QUESTION, ANSWER, UNSENT, code, code.replace("-", ""))} == {
        words: [] for words in (QUESTION, ANSWER, UNSENT, code, code.replace("-", ""))
    }
