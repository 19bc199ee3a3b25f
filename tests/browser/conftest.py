"""Two browsers for the tests of this folder, a desk for each file, and fresh screens for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.screens import ARGUMENTS, PATIENCE, Screens, chromium, find_chromium
from tests.servers import Loket, running_loket

expect.set_options(timeout=PATIENCE)

if find_chromium() is None:  # one line says so, instead of one for each test
    collect_ignore = [file.name for file in Path(__file__).parent.glob("test_*.py") if file.name != "test_chromium.py"]


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browsers(playwright: Playwright) -> Iterator[tuple[Browser, Browser]]:
    """One for residents, one for staff."""
    opened = [playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS) for _ in range(2)]
    yield opened[0], opened[1]
    for browser in opened:
        browser.close()


@pytest.fixture(scope="module")
def loket() -> Iterator[Loket]:
    with running_loket() as running:
        yield running


@pytest.fixture
def screens(browsers: tuple[Browser, Browser], loket: Loket) -> Iterator[Screens]:
    screens = Screens(*browsers, loket)
    yield screens
    screens.close()
