"""Colours out of a strange file: parsed to six digits, or refused; and how far two are apart."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.municipalities.colour import BLACK, WHITE, Colour, clearest, contrast, parse

CHANNEL = st.integers(0, 255)
COLOURS = st.builds(Colour, CHANNEL, CHANNEL, CHANNEL)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("#0B63a5", "#0b63a5"),
        (" #fff ", "#ffffff"),
        ("#0b63a5ff", "#0b63a5"),
        ("#fffF", "#ffffff"),
        ("rgb(11, 99, 165)", "#0b63a5"),
        ("rgb(11 99 165)", "#0b63a5"),
        ("rgb(11 99 165 / 1)", "#0b63a5"),
        ("rgba(11,99,165,100%)", "#0b63a5"),
        ("rgb(100%, 0%, 50%)", "#ff0080"),
        ("rgb(300, -5, 0)", "#ff0000"),
        ("hsl(206 100% 16%)", "#002e52"),
        ("hsl(206deg, 100%, 16%)", "#002e52"),
        ("HSLA(0, 100%, 50%, 1)", "#ff0000"),
        ("hsl(-120 100% 50%)", "#0000ff"),
        ({"colorSpace": "srgb", "components": [1, 0, 0.5], "alpha": 1, "hex": "#000000"}, "#ff0080"),
        ({"colorSpace": "srgb", "components": [0, 0, 0]}, "#000000"),
    ],
)
def test_every_way_of_writing_comes_down_to_six_digits(written: Any, meant: str):
    assert str(parse(written)) == meant


@pytest.mark.parametrize(
    "written",
    [
        "", "red", "transparent", "currentColor", "inherit", "#12", "#12345", "#1234567", "#gggggg", "#fff8", "#0b63a580",
        "rgb(1,2)", "rgb(1,2,3,4,5)", "rgb(1,2,3,.5)", "rgb(1 2 3 / 50%)", "rgb(a,b,c)", "rgb(1e9,2,3)",
        "rgb(NaN,2,3)", "hsl(1,2,3)", "hsl(x 1% 1%)",
        "#fff;}body{display:none", "#fff}</style><script>alert(1)</script>",
        "red;background:url(//evil.example/x)", "url(//evil.example/x)",
        "rgb(1,2,3);@import url(//evil.example)", "var(--x)", "calc(1px)", "expression(alert(1))",
        "#fff\n;x:y", "#fff/**/", "rgb(1,2,3)rgb(1,2,3)",
        "color-mix(in srgb, red, blue)", "\uff03fff", "#\u0661\u0661\u0661", "#" + "f" * 100_000, "rgb(" + "1" * 100_000 + ",2,3)",
        None, True, 7, 0.5, [], ["#fff"], {}, {"hex": "#ffffff"},
        {"colorSpace": "srgb", "components": [1, 0]}, {"colorSpace": "srgb", "components": [1, 0, 2]},
        {"colorSpace": "srgb", "components": [1, 0, True]},
        {"colorSpace": "srgb", "components": [1, 0, "0"]}, {"colorSpace": "srgb", "components": [1, 0, 0], "alpha": 0.5},
        {"colorSpace": "srgb", "components": [1, 0, 0], "alpha": True}, {"colorSpace": "display-p3", "components": [1, 0, 0]},
    ],
)  # fmt: skip
def test_what_is_no_opaque_colour_is_refused(written: Any):
    with pytest.raises(ValueError, match=r"must (be an opaque colour|have three components)"):
        parse(written)


@given(st.text(max_size=40) | st.from_regex(r"(rgb|hsl)a?\([0-9%,. /-]{0,20}\)"))
def test_whatever_is_written_nothing_but_six_digits_comes_out(written: str):
    try:
        colour = str(parse(written))
    except ValueError:
        return
    assert len(colour) == 7
    assert set(colour[1:]) <= set("0123456789abcdef")


@given(COLOURS)
def test_a_colour_is_itself_however_it_is_written(colour: Colour):
    assert parse(str(colour)) == parse(f"rgb({colour.red} {colour.green} {colour.blue})") == colour


def test_contrast_is_that_of_the_guidelines():
    assert contrast(BLACK, WHITE) == 21
    assert contrast(WHITE, WHITE) == 1
    assert contrast(parse("#777777"), WHITE) == contrast(WHITE, parse("#777777")) == pytest.approx(4.478, abs=0.001)
    assert contrast(parse("#767676"), WHITE) == pytest.approx(4.542, abs=0.001)
    assert contrast(parse("#ff0000"), WHITE) == pytest.approx(3.998, abs=0.001)


@given(COLOURS)
def test_black_or_white_can_be_read_on_everything(colour: Colour):
    assert contrast(clearest(colour, BLACK, WHITE), colour) >= 4.5
