"""What a municipality adds to the net: tried before it is taken, beside the net's own and never instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loket.triage import own
from loket.triage.net import Net
from loket.triage.rules import standard
from loket.triage.screening import screen

EXAMPLE = (Path(__file__).parents[2] / "examples" / "triage" / "own_rules.toml").read_text(encoding="utf-8")
RULE = """
[[rule]]
id = "{id}"
code = "R-DWANG"
urgency = 2
reason = "Het woord dat ze hier gebruiken."
patterns = [{patterns}]
examples = [{examples}]
traps = [{traps}]
"""


COMBINATION = b"""
[[combination]]
id = "own-together"
code = "R-DWANG"
urgency = 1
signs = [["own-word"]]
reason = "Het woord dat ze hier gebruiken, met wat het hier betekent."
examples = ["die flapdrol"]
"""


def rule(id: str = "own-word", patterns: str = '"flapdrol"', examples: str = '"die flapdrol"', traps: str = '"die flap"') -> bytes:
    return RULE.format(id=id, patterns=patterns, examples=examples, traps=traps).encode()


def test_the_example_is_taken_and_found_beside_what_the_net_finds():
    rules = own.extended(own.read(EXAMPLE.encode()))
    words = "Hij slaat mij elke dag. Ik ga zo naar het oude gemaal."
    found = {sign.rule for sign in screen(words, rules=rules).signs}
    assert "own-at-the-weir" in found
    assert found - {"own-at-the-weir"} == {sign.rule for sign in screen(words).signs} != set()
    assert "own-at-the-weir" not in {sign.rule for sign in screen(words).signs}, "the net of everybody else stays as it was"


def test_everything_the_net_finds_is_still_found():
    rules = own.extended(own.read(EXAMPLE.encode()))
    for each in standard().rules:
        for text in each.data.examples:
            assert {sign.rule for sign in screen(text).signs} <= {sign.rule for sign in screen(text, rules=rules).signs}, text


def test_what_a_municipality_adds_is_never_outvoted_by_a_net_that_has_not_learned_it():
    calm = Net({}, alarm=9, doubt=9)
    acute = own.extended(own.read(rule().replace(b"urgency = 2", b"urgency = 1")))
    assert screen("die flapdrol", rules=acute, net=calm).urgency == 1
    together = own.extended(own.read(rule() + COMBINATION))
    assert screen("die flapdrol", rules=together, net=calm).urgency == 1


def test_another_fingerprint_tells_by_which_rules_a_text_was_judged():
    one, other = (own.extended(own.read(data)) for data in (rule(), EXAMPLE.encode()))
    assert len({one.version, other.version, standard().version}) == 3
    assert own.extended("") is standard()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"[[rule", "is not TOML"),
        (b"\xff", "is not TOML"),
        (b"", "holds 0 rules"),
        (rule(id="violence"), "must begin with 'own-'"),
        (rule() + rule(), "two rules have one name"),
        (rule(examples='"iets anders"'), "does not find its example: iets anders"),
        (rule(traps='"wat een flapdrol"'), "falls for its trap: wat een flapdrol"),
        (rule(patterns='"{nowhere}"'), "there is no concept 'nowhere'"),
        (rule(patterns='"a b$"'), "'b$' is no word"),
        (rule() + b'[[idiom]]\npatterns = ["slaat"]\n', "calms none"),
        (rule() + b'[concept]\nkids = ["x"]\n', "the concept 'kids' is there already"),
        (rule().replace(b"R-DWANG", b"R-NIETS"), "rule.0.code"),
        (rule() + b"[more]\nx = 1\n", "more"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_plain_words(data: bytes, says: str):
    with pytest.raises(ValueError, match=re.escape(says)):
        own.read(data)


def test_more_rules_than_a_message_can_be_held_against_are_refused():
    with pytest.raises(ValueError, match="it takes one to 200"):
        own.read(b"".join(rule(id=f"own-word-{number}") for number in range(201)))
