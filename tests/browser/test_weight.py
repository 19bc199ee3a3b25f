"""Light enough for an old phone on a bad line: all that a page asks for, compressed as a web server would."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page, Response

from tests.browser.screens import Screens
from tests.browser.states import STATES, House

pytestmark = pytest.mark.browser

HEAVIEST = 60_000
"""Bytes of HTML, style sheets and scripts together."""
KINDS = {"document", "stylesheet", "script"}


def weights_of(page: Page) -> dict[str, int]:
    """What a browser that was never here before fetches to show this page."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.reload()
    page.wait_for_load_state("networkidle")
    return {answer.url: len(gzip.compress(answer.body(), 9)) for answer in answers if answer.request.resource_type in KINDS}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("ask", "/css/ask.css"),
        ("conversation_answered", "/vendor/socket.io.esm.min.js"),
        ("queue", "/js/queue.js"),
        ("ticket_of_mine", "/vendor/socket.io.esm.min.js"),
    ],
)
def test_a_page_weighs_little(screens: Screens, name: str, part: str) -> None:
    page = STATES[name].bring(House(screens))
    weights = weights_of(page)
    assert any(part in url for url in weights), "everything was weighed"
    assert sum(weights.values()) <= HEAVIEST, weights
