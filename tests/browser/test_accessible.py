"""Every page in every state: axe-core finds nothing on a phone, a desktop, in the dark and in forced colours, and nothing sticks out."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe
from tests.browser.screens import DESKTOP, PHONE, SMALL, ZOOMED, Screens
from tests.browser.states import NEIGHBOURS, STATES, House, crowded_desk, demonstration
from tests.servers import ROOT, Loket, running_loket

pytestmark = pytest.mark.browser

FORMS = {
    "phone": (PHONE, {}),
    "desktop": (DESKTOP, {}),
    "dark": (PHONE, {"color_scheme": "dark"}),
    "forced": (DESKTOP, {"forced_colors": "active"}),
}


WIDER = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`)
  document.adoptedStyleSheets = [sheet]
}"""
"""Text as somebody may set it who reads it with difficulty (WCAG 1.4.12)."""


@pytest.fixture(scope="module")
def loket() -> Iterator[Loket]:
    with running_loket(more=NEIGHBOURS) as running:
        yield running


@pytest.fixture(scope="module")
def crowded() -> Iterator[Loket]:
    with crowded_desk() as running:
        yield running


@pytest.fixture(scope="module", name="demonstration")
def demonstration_desk() -> Iterator[Loket]:
    with demonstration() as running:
        yield running


@pytest.fixture
def house(name: str, browsers: tuple[Browser, Browser], request: pytest.FixtureRequest) -> Iterator[House]:
    """At the desk where this page can be seen."""
    screens = Screens(*browsers, request.getfixturevalue(STATES[name].at))
    screens.expect("status of 4|status of 503|net::ERR_FAILED")
    yield House(screens)
    screens.close()


@pytest.mark.parametrize("name", STATES)
def test_a_page_serves_everybody(name: str, house: House) -> None:
    page, faults = STATES[name].bring(house), []
    for form, (size, media) in FORMS.items():
        page.set_viewport_size(size)
        page.emulate_media(**{"color_scheme": "light", "forced_colors": "none", "reduced_motion": "reduce"} | media)  # type: ignore[arg-type]
        faults += [f"{form}: {fault}" for fault in axe.findings(page)]
        faults += [f"{form}: sticks out"] if axe.sticks_out(page) > 0 else []
        show(page, f"{name}-{form}")
    for size in (SMALL, ZOOMED):
        page.set_viewport_size(size)
        faults += [f"{size}: sticks out by {axe.sticks_out(page)}"] if axe.sticks_out(page) > 0 else []
    page.set_viewport_size(SMALL)
    page.evaluate(WIDER)
    faults += [f"with text set wider: sticks out by {axe.sticks_out(page)}"] if axe.sticks_out(page) > 0 else []
    assert not faults, "\n".join(faults)


def show(page: Page, name: str) -> None:
    """Keep a picture of this page in test-results/, when LOKET_SHOTS asks for them."""
    if os.environ.get("LOKET_SHOTS"):
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=ROOT / "test-results" / f"{name}.png", full_page=True)
