"""What is typed is read kindly: characters or words, glued, torn, numbered, with slips; and what cannot be read is told without telling."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.errors import CodeUnknown, CodeUnreadable
from loket.keys.codes import ALPHABET, normal
from loket.keys.reading import read
from loket.keys.words import code_of, likely, word_list

WORDS = ("koffie", "fiets", "banaan", "kasteel", "olifant", "wekker", "molen", "zwaluw")
CODE = normal(code_of(WORDS))
SAID = " ".join(WORDS)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "-".join(CODE[i : i + 4] for i in range(0, 16, 4)).lower(),
        SAID,
        SAID.upper(),
        SAID.title(),
        "Koffie fiets banaan kasteel olifant wekker molen zwaluw.",
        ", ".join(WORDS),
        "-".join(WORDS),
        "\n".join(WORDS),
        "  koffie\tfiets\u00a0banaan  kasteel\u2003olifant wekker molen zwaluw\r\n",
        "".join(WORDS),
        "KoffieFietsBanaanKasteelOlifantWekkerMolenZwaluw",
        "koffiefiets banaan kasteelolifant wekker molen zwaluw",
        "koffie fiets ba naan kas teel olifant wekker molen zwaluw",
        "koffiefi ets banaan kasteel olifant wekker molen zwaluw",
        "1. koffie\n2. fiets\n3. banaan\n4. kasteel\n5. olifant\n6. wekker\n7. molen\n8. zwaluw",
        "1 koffie 2 fiets 3 banaan 4 kasteel 5 olifant 6 wekker 7 molen 8 zwaluw",
        "1. koffie2. fiets3. banaan4. kasteel5. olifant6. wekker7. molen8. zwaluw",
        "5) olifant 6) wekker 7) molen 8) zwaluw 1) koffie 2) fiets 3) banaan 4) kasteel",
        "kóffie fïets banaan kasteel ólifant wekker molen zwaluẃ",
        full_width(SAID),
        "“koffie fiets banaan kasteel olifant wekker molen zwaluw”",
        "cofie fietz banan casteel oliefant weker moln zwalw",
        "kofie fietss bannaan kastel olivant wekkr moolen zwaluuw",
        "koffie fiets banaan kasteel olifnt wekkermolen zwaluw",
        "koffiefietsbanaankasteelolifntwekkermolenzwaluw",
    ],
)  # fmt: skip
def test_a_code_is_read_kindly_in_both_forms(typed: str):
    assert read(typed) == CODE


def test_words_in_another_order_are_another_code():
    """There is no room for a checksum in eighty bits: nobody can tell, so nobody is told."""
    turned = read(" ".join(reversed(WORDS)))
    assert turned == normal(code_of(tuple(reversed(WORDS))))
    assert turned != CODE


@pytest.mark.parametrize("numbers", ["1 1 2 3 4 5 6 7", "2 3 4 5 6 7 8 9", "1 2 3 4 5 6 7 7"])
def test_numbers_that_do_not_count_to_eight_order_nothing(numbers: str):
    typed = " ".join(f"{number} {word}" for number, word in zip(numbers.split(), WORDS, strict=True))
    assert read(typed) == CODE


@pytest.mark.parametrize(
    ("typed", "reason", "number"),
    [
        (CODE[:-1], "characters", 15),
        (CODE + "A", "characters", 17),
        (CODE[:-1] + "é", "characters", 16),
        (" ".join(WORDS[:-1]), "words", 7),
        (SAID + " koffie", "words", 9),
        (SAID.replace("banaan", "qqqqqq"), "word", 3),
        (SAID.replace("zwaluw", "xx"), "word", 8),
        ("koffiefietsqqqqqqkasteelolifantwekkermolenzwaluw", "words", 1),
    ],
)
def test_what_cannot_be_read_is_told_by_number(typed: str, reason: str, number: int):
    with pytest.raises(CodeUnreadable) as told:
        read(typed)
    assert (told.value.reason, told.value.number) == (reason, number)
    assert not told.value.words


@given(st.lists(st.sampled_from(word_list()), min_size=1, max_size=12).filter(lambda words: len(words) != 8 and len("".join(words)) >= 24))
def test_too_few_and_too_many_good_words_are_never_made_into_eight(words: list[str]):
    with pytest.raises(CodeUnreadable) as told:
        read(" ".join(words))
    assert (told.value.reason, told.value.number) == ("words", len(words))


def test_a_word_that_may_be_two_is_not_guessed():
    like, words = likely("kas"), likely("kas")[1]
    assert like[0] == 1
    assert len(words) > 1, "the premise"
    with pytest.raises(CodeUnreadable) as told:
        read(SAID.replace("koffie", "kas"))
    assert (told.value.reason, told.value.number, told.value.words) == ("likeness", 1, words)


@pytest.mark.parametrize("typed", ["", " ", "nonsense", "K7QD", "x" * 301, "weet niet", None, 7, b"koffie", ["koffie"], "\ud800" * 16])
def test_what_is_not_like_a_code_at_all_is_only_unknown(typed: object):
    with pytest.raises(CodeUnknown) as told:
        read(typed)
    assert type(told.value) is CodeUnknown


@given(st.text() | st.lists(st.sampled_from(word_list()), max_size=12).map("".join))
def test_nothing_that_is_typed_breaks_the_reading(typed: str):
    with suppress(CodeUnknown):
        assert set(read(typed)) <= set(ALPHABET)


@given(st.lists(st.sampled_from(word_list()), min_size=8, max_size=8))
def test_any_eight_words_are_read_glued_as_they_are_apart(words: list[str]):
    assert read("".join(words)) == read(" ".join(words)) == normal(code_of(tuple(words)))


def test_what_was_wrong_is_not_in_the_text_of_the_error():
    """Errors are logged by their name and text; neither may carry a piece of a code."""
    with pytest.raises(CodeUnreadable) as told:
        read(SAID.replace("koffie", "kas"))
    assert str(told.value) == "code unreadable"
    assert "kas" not in repr(told.value)
