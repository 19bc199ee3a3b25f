"""The return code: read kindly, made of eighty bits, worthless without the server key or at another desk."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket import crypto
from loket.errors import CodeUnknown
from loket.keys.codes import ALPHABET, code_for, code_from, keys_of, new_code, normal

CODE = "K7QD-3FXM-9TRB-2H01"
PLAIN = "K7QD3FXM9TRB2H01"
SALT = b"sixteen bytes..."


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        PLAIN,
        CODE.lower(),
        "k7qd 3fxm 9trb 2h01",
        "  K7QD - 3FXM - 9TRB - 2H01 \n",
        "K7QD\t3FXM\u00a09TRB\u20032H01",
        *(CODE.replace("-", dash) for dash in "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d._/,:"),
        "K7QD-3FXM-9TRB-2HO1",
        "K7QD-3FXM-9TRB-2Ho1",
        "K7QD-3FXM-9TRB-2H0I",
        "K7QD-3FXM-9TRB-2H0i",
        "K7QD-3FXM-9TRB-2H0l",
        "K7QD-3FXM-9TRB-2H0L",
        full_width(CODE),
        full_width(CODE.lower()),
        "\u200bK7QD\u2060-3FXM-9TRB-2H01\ufeff",
        "“K7QD-3FXM-9TRB-2H01”",
    ],
)
def test_a_code_is_read_kindly(typed: str):
    assert normal(typed) == PLAIN


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "-", "K7QD", PLAIN + "0", PLAIN[:-1], "K7QD-3FXM-9TRB-2H0é", "K7QD-3FXM-9TRB-2H0Я", "٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥",
        PLAIN * 20, "' OR 1=1 --", "\x00" * 16, "\ud800" * 16, None, 7, [PLAIN], {"code": PLAIN}, b"K7QD3FXM9TRB2H01",
    ],
)  # fmt: skip
def test_what_cannot_be_a_code_is_no_code(typed: object):
    with pytest.raises(CodeUnknown):
        normal(typed)


@given(st.binary(min_size=10, max_size=10))
def test_a_code_is_four_groups_of_four_and_is_read_back_as_itself(bits: bytes):
    code = code_from(bits)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert set(code) <= set(ALPHABET) | {"-"}
    assert normal(code) == code.replace("-", "")
    number = 0
    for letter in normal(code):
        number = number * 32 + ALPHABET.index(letter)
    assert number.to_bytes(10, "big") == bits


@given(st.text())
def test_nothing_that_is_typed_breaks_the_reading(typed: str):
    with suppress(CodeUnknown):
        assert set(normal(typed)) <= set(ALPHABET)


def test_codes_are_new_each_time():
    assert len({new_code() for _ in range(1000)}) == 1000


def test_a_form_of_one_browser_has_one_code_and_of_another_browser_another(server_key_file: Path):
    del server_key_file
    assert code_for(b"browser", "form") == code_for(b"browser", "form")
    codes = {code_for(b"browser", "form"), code_for(b"another", "form"), code_for(b"browser", "other"), code_for(b"browserf", "orm")}
    assert len(codes) == 4


def test_both_keys_of_a_code_depend_on_code_desk_and_server(server_key_file: Path, tmp_path: Path):
    here = keys_of(CODE, SALT)
    assert here == keys_of(CODE.lower().replace("-", " "), SALT)
    assert here.lookup != here.wrap
    others = [keys_of(CODE, b"another desk...."), keys_of("K7QD-3FXM-9TRB-2H02", SALT)]
    crypto.make_server_key(tmp_path / "other.key")
    crypto.use_server_key(tmp_path / "other.key")
    try:
        others.append(keys_of(CODE, SALT))
    finally:
        crypto.use_server_key(server_key_file)
    assert len({here.lookup, *(other.lookup for other in others)}) == 4
    assert len({here.wrap, *(other.wrap for other in others)}) == 4
