"""Sealed things open only where they belong, and the server key is guarded."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loket import crypto
from loket.errors import BadConfiguration, Tampered

KEY = bytes(range(32))


@given(st.binary(max_size=2000), st.binary(max_size=50))
def test_what_was_locked_opens_in_its_place(plain: bytes, place: bytes):
    assert crypto.unlock(crypto.lock(plain, KEY, place), KEY, place) == plain


@given(st.data())
@settings(max_examples=200)
def test_one_changed_bit_anywhere_is_noticed(data: st.DataObject):
    sealed = bytearray(crypto.lock(b"words", KEY, b"place"))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(Tampered):
        crypto.unlock(bytes(sealed), KEY, b"place")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" * 24, b"\x01" * 41, b"\x02" * 100])
def test_what_was_never_sealed_does_not_open(sealed: bytes):
    private = crypto.random_key()
    with pytest.raises(Tampered):
        crypto.unlock(sealed, KEY, b"place")
    with pytest.raises(Tampered):
        crypto.open_sealed(sealed, private, crypto.public_of(private), b"place")


def test_a_locked_thing_opens_in_no_other_place_and_with_no_other_key():
    sealed = crypto.lock(b"words", KEY, b"place")
    for key, place in ((KEY, b"elsewhere"), (crypto.random_key(), b"place")):
        with pytest.raises(Tampered):
            crypto.unlock(sealed, key, place)


def test_a_sealed_box_opens_for_its_owner_in_its_place_only():
    mine, other = crypto.random_key(), crypto.random_key()
    sealed = crypto.seal_to(crypto.public_of(mine), b"secret", b"place")
    assert crypto.open_sealed(sealed, mine, crypto.public_of(mine), b"place") == b"secret"
    with pytest.raises(Tampered):
        crypto.open_sealed(sealed, mine, crypto.public_of(mine), b"elsewhere")
    with pytest.raises(Tampered):
        crypto.open_sealed(sealed, other, crypto.public_of(other), b"place")


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_two_places_are_the_same_only_when_all_their_parts_are(one: list[str], other: list[str]):
    assert (crypto.context(*one) == crypto.context(*other)) == (one == other)


def test_yes_and_no_are_equally_long_when_locked():
    short, longer = (crypto.lock_padded(words.encode(), KEY, b"") for words in ("ja", "nee, liever niet"))
    assert len(short) == len(longer)
    assert crypto.unlock_padded(short, KEY, b"") == b"ja"


@pytest.mark.parametrize("length", [0, 1, 255, 256, 257, 1023, 1024, 65535, 65536, 262143])
def test_every_length_that_a_message_can_have_is_padded_and_comes_back(length: int):
    sealed = crypto.lock_padded(b"x" * length, KEY, b"")
    overhead = len(crypto.lock(b"", KEY, b""))
    assert len(sealed) - overhead in crypto.PADDED_SIZES
    assert crypto.unlock_padded(sealed, KEY, b"") == b"x" * length


def test_too_much_is_not_sealed_in_part():
    with pytest.raises(ValueError, match="too long"):
        crypto.lock_padded(b"x" * 262144, KEY, b"")


def test_ids_for_the_outside_are_128_random_bits():
    ids = {crypto.random_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(name) == 26 and name.isalnum() and name == name.lower() for name in ids)


def test_a_server_key_is_for_its_owner_only_and_never_overwritten(tmp_path: Path):
    path = tmp_path / "deep" / "server.key"
    crypto.make_server_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    made = crypto.read_server_key(path)
    assert len(made.secret) == 32
    assert made.secret.hex() not in repr(made)
    with pytest.raises(FileExistsError):
        crypto.make_server_key(path)
    path.chmod(0o640)
    with pytest.raises(BadConfiguration, match="can be read by others"):
        crypto.read_server_key(path)


@pytest.mark.parametrize("text", ["", "abc", "id:", f"id:{'0' * 63}", f":{'0' * 64}", f"id:{'g' * 64}", "é"])
def test_what_is_no_server_key_is_refused_with_words(tmp_path: Path, text: str):
    path = tmp_path / "server.key"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(BadConfiguration, match="server key"):
        crypto.read_server_key(path)


def test_a_missing_server_key_is_told(tmp_path: Path):
    with pytest.raises(BadConfiguration, match="LOKET_SERVER_KEY_FILE"):
        crypto.read_server_key(tmp_path / "nothing")
