"""Every rule is tested by its own examples, and the files cannot say what makes no sense."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from loket.tickets.labels import SIGNALS
from loket.triage.help import HELP_LINES, help_for
from loket.triage.net import SILENT
from loket.triage.patterns import BadPattern
from loket.triage.rules import CODES, RuleFile, compiled, read_files, standard
from loket.triage.screening import ACUTE, TODAY, screen
from loket.triage.watchwords import watchwords

FILES = read_files()
RULES = [rule for file in FILES for rule in file.rule]


@pytest.mark.parametrize(("rule", "example"), [pytest.param(r, e, id=f"{r.id}-{n}") for r in RULES for n, e in enumerate(r.examples)])
def test_a_rule_finds_its_examples(rule, example: str):
    found = {sign.code: sign.urgency or 9 for sign in screen(example, net=SILENT).signs}
    assert found.get(rule.code, 99) <= (rule.urgency or 9)


OUTVOTED = {"violence-injury": ["ik mis een tand"]}
"""Examples that the second net takes for calm. No more may come: such a rule becomes firm, or its example is learned."""


@pytest.mark.parametrize(
    ("rule", "example"),
    [
        pytest.param(rule, example, id=f"{rule.id}-{number}")
        for rule in RULES
        if rule.urgency in (ACUTE, TODAY)
        for number, example in enumerate(rule.examples)
        if example not in OUTVOTED.get(rule.id, ())
    ],
)
def test_an_example_is_as_urgent_with_both_nets_as_its_rule_says(rule, example: str):
    assert (screen(example).urgency or 9) <= rule.urgency


@pytest.mark.parametrize(("rule", "trap"), [pytest.param(r, t, id=f"{r.id}-{n}") for r in RULES for n, t in enumerate(r.traps)])
def test_a_rule_leaves_its_traps_alone(rule, trap: str):
    found = screen(trap, net=SILENT)
    assert rule.id not in {sign.rule for sign in found.signs}
    assert found.urgency != 1


@pytest.mark.parametrize("combination", [c for file in FILES for c in file.combination], ids=lambda c: c.id)
def test_a_combination_finds_its_examples_and_leaves_its_traps_alone(combination):
    for example in combination.examples:
        assert screen(example, net=SILENT).urgency == combination.urgency
    for trap in combination.traps:
        assert combination.id not in {sign.rule for sign in screen(trap, net=SILENT).signs}


@pytest.mark.parametrize("example", [e for file in FILES for idiom in file.idiom for e in idiom.examples])
def test_an_idiom_takes_the_danger_out_of_its_words(example: str):
    assert screen(example, net=SILENT).urgency not in (1, 2)


def test_every_code_has_a_name_for_staff_and_every_rule_a_reason_and_a_source():
    assert set(SIGNALS) == set(CODES)
    for file in FILES:
        assert not file.rule or file.source or all(rule.source for rule in file.rule)


def test_every_watchword_leads_to_a_help_line():
    assert set(watchwords()) <= set(HELP_LINES)


A_RULE = {"id": "a-rule", "code": "R-GEWELD", "urgency": 1, "reason": "Een reden van belang.", "patterns": ["slaat"], "examples": ["slaat"]}


@pytest.mark.parametrize("wrong", [{"code": "R-NIETS"}, {"urgency": 4}, {"patterns": []}, {"examples": []}, {"id": "A Rule"}, {"more": 1}])
def test_a_rule_that_makes_no_sense_is_refused(wrong: dict[str, object]):
    RuleFile.model_validate({"rule": [A_RULE]})
    with pytest.raises(ValidationError):
        RuleFile.model_validate({"rule": [A_RULE | wrong]})


def test_a_pattern_that_cannot_be_read_is_refused():
    with pytest.raises(BadPattern):
        compiled([*FILES, RuleFile.model_validate({"rule": [A_RULE | {"patterns": ["{nobody} slaat"]}]})])


def test_two_rules_cannot_have_one_name():
    with pytest.raises(ValueError, match="one name"):
        compiled([*FILES, RuleFile.model_validate({"rule": [A_RULE, A_RULE]})])


def test_the_version_changes_with_every_rule(tmp_path: Path):
    more = compiled([*FILES, RuleFile.model_validate({"rule": [A_RULE]})])
    assert standard().version == compiled(FILES).version != more.version


@pytest.mark.parametrize(
    ("code", "is_young", "lines"),
    [
        ("R-GEWELD", False, ("emergency", "violence")),
        ("R-GEWELD", True, ("emergency", "young", "violence")),
        ("R-SUICIDE", True, ("emergency", "suicide", "young")),
        ("R-KINDONVEILIG", False, ("emergency", "violence", "young")),
        ("R-GELD", True, ("emergency", "young")),
    ],
)
def test_whom_to_call_stands_in_the_order_of_who_asks(code: str, is_young: bool, lines: tuple[str, ...]):
    assert help_for([(code, 1)], is_young=is_young) == lines
    assert help_for([(code, 3)], is_young=is_young) == ()
