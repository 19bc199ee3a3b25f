"""The language of the rules does what its docstring says."""

from __future__ import annotations

import pytest

from loket.triage.patterns import BadPattern, Pattern, Text, Vocabulary
from loket.triage.reading import words_of

CONCEPTS = {"parent": ["vader", "moeder", "{step}"], "step": ["stiefvader"], "round": ["{round}"]}


def finds(pattern: str, text: str) -> bool:
    vocabulary = Vocabulary(CONCEPTS)
    read = Pattern.read(pattern, vocabulary)
    return any(True for _ in read.spans(Text(words_of(text), vocabulary)))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("keel dicht", "Hij kneep mijn keel dicht."),
        ("slaat .. mij", "hij slaat vaak en hard mij"),
        ("slaat ..7 mij", "slaat een twee drie vier vijf zes zeven mij"),
        ("keel & hand*", "zijn handen om mijn keel"),
        ("a & b /14", "a een twee drie vier vijf zes zeven acht negen tien elf twaalf b"),
        ("{parent} slaat", "mijn stiefvader slaat"),
        ("mept|slaat", "hij slaat"),
        ("op_slot|dicht", "de deur zit op slot"),
        ("deur op_slot|dicht .. nu", "deur op slot een twee drie vier nu"),
        ("moord*", "vermoord, moorden"),
        ("~wapen & huis", "Er is een wapen. In huis."),
    ],
)
def test_it_finds(pattern: str, text: str):
    assert finds(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("keel dicht", "keel zit dicht"),
        ("keel dicht", "Een keel. Dicht."),
        ("slaat .. mij", "slaat een twee drie vier vijf mij"),
        ("keel & hand*", "Mijn keel. Zijn hand."),
        ("a & b", "a een twee drie vier vijf zes zeven acht negen tien b"),
        ("hand & hand", "één hand"),
        ("op_slot|dicht", "op het slot"),
        ("moord*", "vermoord"),
    ],
)
def test_it_does_not_find(pattern: str, text: str):
    assert not finds(pattern, text)


@pytest.mark.parametrize("pattern", ["", "  ", "a & ", "a (b)", "{nobody}", "{round}", "*", "a|", "[x]"])
def test_a_pattern_that_makes_no_sense_is_refused(pattern: str):
    with pytest.raises(BadPattern):
        Pattern.read(pattern, Vocabulary(CONCEPTS))
