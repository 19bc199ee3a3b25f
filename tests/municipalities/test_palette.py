"""What follows from a few colours, and what cannot be read; our own colours are those of the style sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.municipalities import palette
from loket.municipalities.colour import Colour, contrast, parse
from tests.municipalities.test_colour import COLOURS

CSS = Path(__file__).parents[2] / "static" / "css"
MODES = ("light", "dark")
CHOICES = st.dictionaries(st.sampled_from(sorted(palette.VARIABLES)), COLOURS)


def painted(mode: str) -> dict[str, str]:
    """The custom properties of theme.css, by name, as they are in the light or in the dark."""
    light, _, dark = (CSS / "theme.css").read_text(encoding="utf-8").partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--loket-([a-z-]+): ([^;]+);", light))
    if mode == "dark":
        found |= dict(re.findall(r"--loket-([a-z-]+): ([^;]+);", dark.partition("--utrecht")[0]))
    while any(said.startswith("var(") for said in found.values()):
        found = {name: found[said[len("var(--loket-") : -1]] if said.startswith("var(") else said for name, said in found.items()}
    return found


@pytest.mark.parametrize("mode", MODES)
def test_our_own_colours_are_those_of_the_style_sheet(mode: str):
    said = painted(mode)
    for name, colour in palette.OWN[mode].items():
        assert said[palette.VARIABLES.get(name, name)] == str(colour), name
    assert [said[name] for name in ("exit", "exit-strong", "on-exit")] == [str(colour) for colour in palette.EXITS[MODES.index(mode)]]


@pytest.mark.parametrize("mode", MODES)
def test_our_own_colours_can_be_read(mode: str):
    measured = palette.measures(palette.complete(mode, {}))
    assert len(measured) > 40
    assert [each for each in measured if not each.is_enough] == []


def test_every_colour_on_a_page_is_a_custom_property():
    colour = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(", re.IGNORECASE)
    left: dict[str, list[str]] = {}
    for sheet in sorted(CSS.glob("*.css")):
        if sheet.name != "theme.css" and (found := colour.findall(sheet.read_text(encoding="utf-8"))):
            left[sheet.name] = found
    assert left == {
        "ask.css": ["rgb("],  # the third circle of a picture
        "code.css": ["#000000", "#000000"],  # on paper
        "form.css": ["#ffffff"],  # under a QR code
    }


def test_every_custom_property_that_a_sheet_asks_for_is_there_or_has_a_way_without():
    there = painted("light").keys()
    for sheet in sorted(CSS.glob("*.css")):
        for name, otherwise in re.findall(r"var\(--loket-([a-z-]+)(,)?", sheet.read_text(encoding="utf-8")):
            assert name in there or otherwise, (sheet.name, name)


@pytest.mark.parametrize("mode", MODES)
@given(chosen=CHOICES)
def test_whatever_is_chosen_the_way_out_can_be_seen_and_read(mode: str, chosen: dict[str, Colour]):
    colours = palette.complete(mode, chosen)
    assert contrast(colours["exit"], colours["header.background-color"]) >= 3
    for background in ("exit", "exit-strong"):
        assert contrast(colours["on-exit"], colours[background]) >= 4.5
    assert contrast(colours["header-focus"], colours["header.background-color"]) >= 3
    assert contrast(colours["header-focus"], colours["header-focus-ring"]) >= 3


@pytest.mark.parametrize("mode", MODES)
@given(chosen=CHOICES)
def test_what_is_chosen_stays_and_meaning_is_not_for_choosing(mode: str, chosen: dict[str, Colour]):
    colours = palette.complete(mode, chosen)
    assert {role: colours[role] for role in chosen} == chosen
    for name in ("clay", "clay-strong", "clay-tint", "note", "danger", "danger-tint", "open"):
        assert colours[name] == palette.OWN[mode][name]


@given(chosen=CHOICES)
def test_a_style_sheet_holds_names_and_six_digits_and_nothing_else(chosen: dict[str, Colour]):
    declared = palette.declarations(palette.complete("light", chosen), chosen)
    assert re.fullmatch(r"(--loket-[a-z-]+:#[0-9a-f]{6};?)+", declared)


def test_one_blue_is_enough_for_a_whole_page():
    blue = parse("#0b63a5")
    colours = palette.complete("light", {"button.background-color": blue})
    assert all(each.is_enough for each in palette.measures(colours))
    assert colours["link.color"] == blue
    assert colours["surface.accent-background-color"] != palette.OWN["light"]["surface.accent-background-color"]
    assert colours["page.color"] == palette.OWN["light"]["page.color"]


def test_a_bright_button_gets_dark_words_and_darker_links():
    colours = palette.complete("light", {"button.background-color": parse("#c97b00")})
    assert str(colours["button.color"]) == "#000000"
    assert contrast(colours["link.color"], colours["page.background-color"]) >= 5.5


def test_the_bar_on_top_is_as_the_page_unless_it_was_chosen():
    plain, chosen = {"page.background-color": parse("#ffffff")}, {"header.background-color": parse("#102040")}
    assert "--loket-header" not in palette.declarations(palette.complete("light", plain), plain)
    declared = palette.declarations(palette.complete("light", chosen), chosen)
    for name in ("header", "header-ink", "header-ink-soft", "header-line", "header-tint", "header-focus", "header-focus-ring"):
        assert f"--loket-{name}:" in declared
    assert "--loket-header-ink:#ffffff" in declared
    assert "--loket-exit:#e9ab8b" in declared, "the one for a dark bar"


@pytest.mark.parametrize(
    ("chosen", "one", "on"),
    [
        ({"page.color": "#888888"}, "page.color", "page.background-color"),
        ({"page.background-color": "#777777"}, "danger", "page.background-color"),
        ({"page.subtle-color": "#999999"}, "page.subtle-color", "surface.background-color"),
        ({"link.color": "#3a8fd0"}, "link.color", "surface.accent-background-color"),
        ({"link.color": "#7a7a00"}, "link.color", "note"),
        ({"button.background-color": "#ffe14d"}, "button.background-color", "page.background-color"),
        ({"button.background-color": "#0b63a5", "button.color": "#6aa0d0"}, "button.color", "button.background-color"),
        ({"border.control-color": "#cccccc"}, "border.control-color", "surface.background-color"),
        ({"header.background-color": "#0b63a5", "header.color": "#6aa0d0"}, "header.color", "header.background-color"),
        ({"focus.outline-color": "#ffd500"}, "focus.outline-color", "page.background-color"),
        ({"focus.inverse-outline-color": "#27445a"}, "focus.outline-color", "focus.inverse-outline-color"),
        ({"heading.color": "#b0b0b0"}, "heading.color", "page.background-color"),
        ({"surface.background-color": "#3a3a3a"}, "surface.background-color", "danger"),
    ],
)
def test_what_cannot_be_told_apart_is_found(chosen: dict[str, str], one: str, on: str):
    colours = palette.complete("light", {role: parse(value) for role, value in chosen.items()})
    assert (one, on) in {(each.one, each.on) for each in palette.measures(colours) if not each.is_enough}


def test_just_too_little_is_too_little_and_is_not_rounded_up():
    def measured(button: str) -> palette.Measure:
        colours = palette.complete("light", {"button.background-color": parse(button), "button.color": parse("#ffffff")})
        (found,) = (each for each in palette.measures(colours) if (each.one, each.on) == ("button.color", "button.background-color"))
        return found

    too_weak, enough = measured("#468177"), measured("#b15c77")
    assert 4.4997 < too_weak.ratio < 4.5 < enough.ratio < 4.5001
    assert (too_weak.is_enough, too_weak.shown) == (False, "4.49")
    assert (enough.is_enough, enough.shown) == (True, "4.50")
