"""The desk in the house style of a municipality: axe-core finds nothing, the way out is seen, forced colours stay what they were."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from loket.municipalities.colour import Colour, contrast
from tests.browser import axe
from tests.browser.screens import DESKTOP, PHONE, SMALL, Screens
from tests.browser.states import STATES, House
from tests.browser.test_accessible import show
from tests.servers import ROOT, Loket, running_loket, wait_until

pytestmark = pytest.mark.browser

THEMES = ROOT / "examples" / "themes"
PAGES = ("ask", "code_shown", "conversation_answered", "ticket_of_mine", "queue")
FORMS = {
    "phone": (PHONE, {}),
    "desktop": (DESKTOP, {}),
    "dark": (PHONE, {"color_scheme": "dark"}),
    "forced": (DESKTOP, {"forced_colors": "active"}),
}


def dress(loket: Loket, theme: Path) -> None:
    """Give the demonstration desk this house style."""
    for file in theme.iterdir():
        shutil.copy(file, loket.folder)
    plan = loket.folder / "desk.toml"
    wanted = (theme / "desk.toml").read_text(encoding="utf-8")
    plan.write_text(wanted.replace(theme.name, "voorbeeldstad").replace(theme.name.capitalize(), "Voorbeeldstad"), encoding="utf-8")
    loket.command("setup", "--from", str(plan))
    visitor = loket.visitor()
    wait_until("the server has seen it", lambda: visitor.look("/static/look.css").status == 200)


@pytest.fixture(scope="module", params=sorted(theme.name for theme in THEMES.iterdir()))
def loket(request: pytest.FixtureRequest) -> Iterator[Loket]:
    with running_loket() as running:
        dress(running, THEMES / request.param)
        yield running


@pytest.fixture
def house(browsers: tuple[Browser, Browser], loket: Loket) -> Iterator[House]:
    screens = Screens(*browsers, loket)
    yield House(screens)
    screens.close()


def seen(page: Page, selector: str, what: str) -> Colour:
    """A colour as the browser paints it."""
    said = page.eval_on_selector(selector, f"element => getComputedStyle(element).{what}")
    red, green, blue = (int(part) for part in said.removeprefix("rgb(").removesuffix(")").split(","))
    return Colour(red, green, blue)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_a_house_style_serves_everybody(name: str, house: House, loket: Loket, request: pytest.FixtureRequest) -> None:
    page, faults = STATES[name].bring(house), []
    assert page.locator(".brand__logo").count() == 1
    for form, (size, media) in FORMS.items():
        page.set_viewport_size(size)
        page.emulate_media(**{"color_scheme": "light", "forced_colors": "none", "reduced_motion": "reduce"} | media)  # type: ignore[arg-type]
        faults += [f"{form}: {fault}" for fault in axe.findings(page)]
        faults += [f"{form}: sticks out"] if axe.sticks_out(page) > 0 else []
        show(page, f"{request.node.callspec.params['loket']}-{name}-{form}")
    page.set_viewport_size(SMALL)
    faults += [f"{SMALL}: sticks out by {axe.sticks_out(page)}"] if axe.sticks_out(page) > 0 else []
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_way_out_stands_out_from_the_bar_it_stands_in(house: House, scheme: str) -> None:
    page = house.at_home(color_scheme=scheme)
    page.goto("")
    bar, button = seen(page, ".top", "backgroundColor"), seen(page, ".exit__button", "backgroundColor")
    assert contrast(button, bar) >= 3
    assert contrast(seen(page, ".exit__button", "color"), button) >= 4.5
    page.focus(".exit__button")
    assert contrast(seen(page, ".exit__button", "outlineColor"), bar) >= 3


def test_a_house_style_ends_where_somebody_chose_colours_of_their_own(house: House) -> None:
    page = house.at_home(forced_colors="active")
    page.goto("")
    paint = "name => getComputedStyle(document.documentElement).getPropertyValue(name)"
    assert page.evaluate(paint, "--loket-button-radius") == "999px"
    assert page.evaluate(paint, "--loket-paper") == "#fbf7f0"
    assert page.evaluate(paint, "--loket-header") == ""
    page.emulate_media(forced_colors="none")
    assert page.evaluate(paint, "--loket-button-radius") != "999px", "the premise"
    assert page.evaluate(paint, "--loket-header") != ""
