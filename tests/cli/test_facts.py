"""The municipality's own facts: from the set-up file to the page, all of them optional, none of them to be changed behind our back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loket.municipalities.actions import establish
from loket.municipalities.facts import Facts
from loket.municipalities.queries import find_desk, forget_desks
from tests.cast import HERE, Cast
from tests.cli.conftest import Run
from tests.cli.desks import EIKENDAM, refusal
from tests.raw import change

FACTS = """
[municipality.facts]
complaints = "klachten@eikendam.example"
backup_days = 7
numbers_checked_on = 2026-12-01
"""
WITH_FACTS = EIKENDAM.replace("[[staff]]", f"{FACTS}\n[[staff]]", 1)


def facts_of(slug: str) -> Facts:
    desk = find_desk(slug)
    assert desk is not None
    return desk.facts


def test_facts_come_from_the_set_up_file_and_go_when_they_leave_it(loket: Run, desk_file: Callable[[str], Path]):
    loket("setup", "--from", desk_file(WITH_FACTS))
    facts = facts_of("eikendam")
    assert (facts.complaints, facts.backup_days, str(facts.numbers_checked_on)) == ("klachten@eikendam.example", 7, "2026-12-01")
    assert facts.controller is None
    loket("setup", "--from", desk_file(EIKENDAM))
    assert facts_of("eikendam") == Facts()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('phone = "1"', "municipality.facts.phone: is not known"),
        ('complaints = ""', "municipality.facts.complaints: must not be empty"),
        ("complaints = 7", "municipality.facts.complaints: must be text"),
        ("backup_days = -1", "municipality.facts.backup_days"),
        ('numbers_checked_on = "gisteren"', "municipality.facts.numbers_checked_on"),
        ('accessibility_statement = "http://x.example"', "must be a whole address that begins with https://"),
    ],
)
def test_what_makes_no_sense_is_refused(loket: Run, desk_file: Callable[[str], Path], line: str, says: str):
    text = EIKENDAM.replace("[[staff]]", f"[municipality.facts]\n{line}\n[[staff]]", 1)
    assert says in refusal(loket("setup", "--from", desk_file(text)))


@pytest.mark.parametrize("there_before", [True, False])
def test_facts_that_were_changed_in_the_database_close_the_desk(cast: Cast, there_before: bool):
    establish(HERE, "Eikendam", facts={"complaints": "echt@eikendam.example"} if there_before else {})
    assert find_desk(HERE) is not None, "the premise"
    change("""UPDATE municipality SET facts = '{"complaints": "vals@elders.example"}' WHERE slug = :slug""", slug=HERE)
    forget_desks()
    assert find_desk(HERE) is None


def test_the_readability_of_every_text_can_be_listed(loket: Run):
    done = loket("guide", "readability")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert len(lines) > 150
    assert any("guide/nl/privacy_youth" in line for line in lines)
    assert any("guide/nl@u/privacy" in line for line in lines)
    assert any("templates/tickets/ask.html" in line for line in lines)
    assert "0 of them not plain" in lines[-1]
