"""Served desks for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import Loket, running_loket


@pytest.fixture(scope="package", params=["eventlet", "threading"])
def loket(request: pytest.FixtureRequest) -> Iterator[Loket]:
    """Without limits, so that nothing but what is tested holds anybody back."""
    with running_loket(mode=request.param) as running:
        yield running
