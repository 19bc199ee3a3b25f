"""Served desks for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import Loket, running_loket


@pytest.fixture(scope="session")
def loket() -> Iterator[Loket]:
    """Without limits, so that nothing but what is tested holds anybody back."""
    with running_loket() as running:
        yield running
