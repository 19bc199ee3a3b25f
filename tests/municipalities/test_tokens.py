"""Files of design tokens, as municipalities publish them and as an attacker would write them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loket.municipalities.tokens import DEEPEST, LARGEST, Tokens


def tokens(tree: Any) -> Tokens:
    return Tokens.read(json.dumps(tree).encode())


def test_both_ways_of_writing_a_value_are_read_side_by_side():
    found = tokens(
        {"a": {"$value": "#111111"}, "b": {"value": "#222222", "comment": "x"}, "c": {"$type": "color", "d": {"$value": "#333333"}}}
    )
    assert [found.value(name) for name in ("a", "b", "c.d")] == ["#111111", "#222222", "#333333"]


@pytest.mark.parametrize("reference", ["{brand.blue.20}", "{brand.blue.20.value}", "{brand.blue.20.$value}", " { brand.blue.20 } "])
def test_references_are_followed_in_every_way_they_are_written(reference: str):
    found = tokens({"brand": {"blue": {"20": {"value": "#002d50"}}}, "utrecht": {"link": {"color": {"value": reference}}}})
    assert found.value("utrecht.link.color") == "#002d50"


def test_a_reference_may_lead_to_a_reference():
    assert tokens({"a": {"value": "{b}"}, "b": {"value": "{c.d}"}, "c": {"d": {"value": "#123456"}}}).value("a") == "#123456"


def test_a_group_may_be_called_value():
    assert tokens({"a": {"value": {"b": {"value": "#123456"}}}}).value("a.value.b") == "#123456"


def test_a_value_may_have_parts():
    blue = {"colorSpace": "srgb", "components": [0, 0, 1]}
    assert tokens({"a": {"$value": blue}}).value("a") == blue


def test_the_sets_of_tokens_studio_are_laid_over_each_other_and_those_for_the_dark_are_left_out():
    found = tokens(
        {
            "common": {"brand": {"$value": "#111111"}, "link": {"$value": "{brand}"}},
            "components/link": {"link": {"$value": "#222222"}},
            "color-scheme-dark/common": {"link": {"$value": "#eeeeee"}},
            "not in use": {"link": {"$value": "#999999"}},
            "$themes": [],
            "$metadata": {"tokenSetOrder": ["common", "components/link", "color-scheme-dark/common", "gone", 7]},
        }
    )
    assert found.value("link") == "#222222"
    assert found.value("brand") == "#111111"
    assert "common.brand" not in found


@pytest.mark.parametrize(
    ("tree", "says"),
    [
        ({"a": {"value": "{a}"}}, "refers to itself: a → a"),
        ({"a": {"value": "{b}"}, "b": {"value": "{c.value}"}, "c": {"value": "{b}"}}, "refers to itself: a → b → c → b"),
        ({"a": {"value": "{b}"}}, "refers to 'b', which is not in the file"),
        ({"a": {"value": "{\x1b[31mb}"}}, "refers to '?[31mb', which is not in the file"),
        ({f"n{number}": {"value": f"{{n{number + 1}}}"} for number in range(50)} | {"a": {"value": "{n0}"}}, "follows more than"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told(tree: Any, says: str):
    with pytest.raises(ValueError, match=r"refers|follows") as told:
        tokens(tree).value("a")
    assert says in str(told.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b'{"a": {"value": NaN}}', "is not JSON"),
        (b"[" * 200_000, "is not JSON"),
        (b'{"a":' * 100_000, "is not JSON"),
        (b'{"a": {"value": 1' + b"0" * 10_000 + b"}}", "is not JSON"),
        (b"[]", "must hold a table of tokens"),
        (b'"#fff"', "must hold a table of tokens"),
        (b"{}", "holds no tokens"),
        (b'{"$metadata": {"tokenSetOrder": []}}', "holds no tokens"),
        (b'{"a": {"b": "#fff"}}', "holds no tokens"),
        (b" " * (LARGEST + 1), "is larger than 1024 KiB"),
        (json.dumps({f"t{number}": {"value": 1} for number in range(20_001)}).encode(), "holds more than 20000 tokens"),
        (b'{"a":' * (DEEPEST + 1) + b'{"value": 1}' + b"}" * (DEEPEST + 1), "is nested deeper than 20 names"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_tokens_is_told_what_it_is_not(data: bytes, says: str):
    with pytest.raises(ValueError, match=says):
        Tokens.read(data)


def test_a_byte_order_mark_is_no_fault():
    assert Tokens.read('\ufeff{"a": {"value": 1}}'.encode()).value("a") == 1
