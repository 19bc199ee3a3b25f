"""The list of words: short, plain, far enough apart for pen and ear, and the very same eighty bits as the characters."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance.OSA import distance as slips

from loket.errors import CodeUnknown
from loket.keys.codes import code_from, new_code
from loket.keys.words import FAR, WORDS, code_of, letters_of, likely, sound_of, word_list, words_of

PAIRS = list(combinations(word_list(), 2))


def test_there_are_ten_bits_of_short_words_in_plain_letters():
    assert len(word_list()) == len(set(word_list())) == 1024
    assert all(re.fullmatch("[a-z]{3,7}", word) for word in word_list())
    assert list(word_list()) == sorted(word_list())


def test_the_measure_knows_each_kind_of_slip():
    assert "koffie" in word_list(), "the premise"
    typed = ("koffie", "kofffie", "kofie", "kofrie", "kofife", "koeffiee", "oeffikee")
    assert [likely(each) for each in typed] == [(far, ("koffie",)) for far in (0, 1, 1, 1, 1, 2)] + [(FAR + 1, ())]


def test_what_sounds_the_same_is_near():
    assert sound_of("eiland") == sound_of("ijlant")
    assert sound_of("goud") == sound_of("gaut")
    assert sound_of("cactus") == sound_of("kaktus")


def test_one_slip_never_makes_one_word_into_another():
    near = [(one, other) for one, other in PAIRS if slips(one, other, score_cutoff=1) < 2]
    assert not near


def test_neither_does_one_slip_of_the_ear():
    sounds = {word: sound_of(word) for word in word_list()}
    near = [(one, other) for one, other in PAIRS if slips(sounds[one], sounds[other], score_cutoff=1) < 2]
    assert not near


def test_no_word_begins_with_another_so_that_glued_words_come_apart_in_one_way():
    assert not [(one, other) for one, other in PAIRS if other.startswith(one) or one.startswith(other)]


NOT_HERE = set(
    """
    advocaat rechter rechtbank akte notaris vonnis politie agent cel arrest wet eed zaak borg
    huwelijk trouwring ring bruid bruidegom vader moeder ouder kind zoon dochter baby oma opa tante oom nicht neef broer zus gezin
    familie man vrouw ex scheiding voogd gezag omgang school wieg bed huis thuis
    mes dolk bijl zwaard pistool geweer kogel bom kanon tank wapen strop galg zweep vuist klap slag bloed wond pijn ruzie oorlog soldaat
    graf kist urn dood lijk traan verdriet ziekte kanker pil drugs bier wijn sigaar
    god kerk moskee synagoge tempel hemel hel engel duivel kruis koran bijbel priester imam rabbijn monnik abdij
    poep pis kont bil borst eikel lul kut hoer ezel varken rat slang aap
    """.split()  # noqa: SIM905 - read more easily than a hundred quoted words
)


def test_no_word_is_sad_crude_violent_religious_legal_or_tells_of_a_family():
    """The list was made by hand and read by hand; this keeps the worst from coming back."""
    assert not NOT_HERE & set(word_list())


@given(st.binary(min_size=10, max_size=10))
def test_words_and_characters_are_the_same_eighty_bits(bits: bytes):
    code = code_from(bits)
    words = words_of(code)
    assert len(words) == WORDS
    assert set(words) <= set(word_list())
    assert code_of(words) == code


def test_the_first_and_the_last_word_stand_where_the_bits_say():
    assert words_of("0000-0000-0000-0000") == (word_list()[0],) * 8
    assert words_of("ZZZZ-ZZZZ-ZZZZ-ZZZZ") == (word_list()[-1],) * 8
    assert words_of("0000-0000-0000-0001") == (*(word_list()[0],) * 7, word_list()[1])


def test_a_code_in_characters_of_another_length_has_no_words():
    with pytest.raises(CodeUnknown):
        words_of("K7QD")


def test_codes_take_their_words_from_the_whole_list():
    assert len({word for _ in range(2000) for word in words_of(new_code())}) == 1024


@pytest.mark.parametrize("word", ["koffie", "fiets", "banaan"])
def test_a_word_is_known_again_with_a_slip_in_it(word: str):
    assert word in word_list(), "the premise"
    for typed in (word, word + "s", word[:-1], "x" + word, word[0] + word[2] + word[1] + word[3:], word.replace("f", "v")):
        assert word in likely(typed)[1], typed


def test_what_is_far_from_every_word_is_like_none():
    assert likely("qqqqqq") == (FAR + 1, ())
    assert likely("") == (FAR + 1, ())


def test_nine_of_ten_single_slips_leave_one_word():
    """A slip in any letter of any word; the others leave several words that are as near, and are never taken for one of them."""
    told = wrong = tried = 0
    for word in word_list():
        for place in range(len(word)):
            for typed in (
                word[:place] + word[place + 1 :],
                word[:place] + "e" + word[place + 1 :],
                word[:place] + word[place] + word[place:],
            ):
                if typed == word:
                    continue
                tried += 1
                _, words = likely(typed)
                told += words == (word,)
                wrong += len(words) == 1 and words != (word,)
    assert tried > 10_000
    assert wrong == 0
    assert told / tried > 0.9


def test_letters_are_read_without_capitals_and_accents():
    assert letters_of("\u0132sbéer KOFFIE") == "ijsbeer koffie"
