"""A served desk for the tests of this folder, with a second municipality beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import Loket, running_loket

ELSEWHERE = """
[municipality]
slug = "elders"
name = "Elders"
[[staff]]
login = "lotte"
name = "Lotte Elders"
role = "lawyer"
"""


@pytest.fixture(scope="session")
def loket() -> Iterator[Loket]:
    with running_loket(more=ELSEWHERE) as running:
        yield running
