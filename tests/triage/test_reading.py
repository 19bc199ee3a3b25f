"""A word is what it sounds like: misspelt, misheard, shouted or in another alphabet's letters, it is the same word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.triage.reading import sound, words_of


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("gewurgt", "gewurgd"), ("geslage", "geslagen"), ("bedrijgt", "bedreigd"), ("fermoort", "vermoord"), ("zelfmoort", "zelfmoord"),
        ("SLAAAAT", "slaat"), ("sloech", "sloeg"), ("çocuğa", "cocuga"), ("z'n", "zn"), ("su1cide", "suicide"), ("vrient", "vriend"),
        ("jy", "jij"), ("angsd", "angst"),
    ],
)  # fmt: skip
def test_a_misspelt_word_is_the_same_word(written: str, meant: str):
    assert sound(written) == sound(meant)


@pytest.mark.parametrize(("one", "other"), [("geslagen", "geslapen"), ("boom", "bom"), ("mes", "mis"), ("doden", "doen"), ("bang", "bank")])
def test_other_words_stay_other_words(one: str, other: str):
    assert sound(one) != sound(other)


def test_a_sentence_ends_at_a_full_stop_and_a_clause_at_a_comma():
    words = words_of("Hij komt, zegt hij. En dan? Niks")
    assert [word.sentence for word in words] == [0, 0, 0, 0, 1, 1, 2]
    assert [word.clause for word in words] == [0, 0, 1, 1, 2, 2, 3]


def test_a_word_knows_where_it_stands():
    text = "Hé, m'n mán"
    assert [text[word.start : word.end] for word in words_of(text)] == ["Hé", "m'n", "mán"]


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_read(text: str):
    for word in words_of(text):
        assert 0 <= word.start < word.end <= len(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzij", min_size=1, max_size=20))
def test_the_sound_of_a_word_does_not_depend_on_its_case(word: str):
    assert sound(word.upper()) == sound(word)
