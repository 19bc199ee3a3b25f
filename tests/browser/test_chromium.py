"""Whether there is a browser at all; without one, nothing else of this folder is collected."""

from __future__ import annotations

import pytest

from tests.browser.screens import chromium

pytestmark = pytest.mark.browser


def test_there_is_a_browser_to_test_with() -> None:
    assert chromium()
