"""The screen is explainable and the same every time: it says which rule, which words, and how urgent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loket.triage.net import SILENT
from loket.triage.screening import screen

BEATEN = "Mijn man heeft me gisteren geslagen."


def test_a_sign_says_which_rule_found_it_and_in_which_words():
    (sign,) = [sign for sign in screen(BEATEN).signs if sign.code == "R-GEWELD"]
    assert sign.words in BEATEN
    assert sign.rule


@pytest.mark.parametrize(
    "calm",
    [
        "",
        "   ",
        "?",
        "Hij heeft mij nog nooit geslagen.",
        "Hij slaat mij niet.",
        "Hij heeft me gelukkig nooit geslagen, maar de ruzies zijn vaak.",
    ],
)
def test_what_is_denied_is_no_sign(calm: str):
    assert screen(calm, net=SILENT).urgency is None


@pytest.mark.parametrize(
    "grave",
    [
        "Hij slaat mij niet alleen als hij dronken is.",
        "Hij slaat me niet hard.",
        "Ik kan niet slapen, hij slaat me.",
        "Ik durf niet weg. Hij slaat me.",
    ],
)
def test_a_denial_of_something_else_does_not_hide_a_sign(grave: str):
    assert screen(BEATEN).urgency == 1, "the premise: hitting is acute"
    assert screen(grave).urgency == 1


def test_what_was_said_earlier_weighs_along():
    weak = "Ik wil bij hem weg."
    assert screen(weak).urgency != 1
    assert screen(weak, earlier={"R-GEWELD"}).urgency == 1


def test_every_sentence_of_a_long_calm_story_is_read():
    story = "We praten over de kinderen en de vakantie. " * 60
    assert screen(story).urgency is None
    assert screen(story + BEATEN).urgency == 1
    assert screen(BEATEN + " " + story).urgency == 1


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_at_all_is_screened(text: str):
    assert screen(text) == screen(text)
