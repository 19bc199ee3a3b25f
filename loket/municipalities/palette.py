"""The colours of a desk's pages: which a municipality may choose, what follows from a choice, and whether everything can be read.

Only these names are taken from a file of tokens. Meaning keeps its own colour in every house style: the way out, danger, notes
among colleagues and what is urgent are not for choosing. A palette in which something cannot be told apart is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

from loket.municipalities.colour import BLACK, WHITE, Colour, clearest, contrast, is_light, parse

TEXT, EDGE = 4.5, 3.0
"""The least contrast of text (WCAG 2.2, 1.4.3), and of the parts of a field, a button or a focus ring (1.4.11, 2.4.13)."""

VARIABLES = {
    "page.background-color": "paper",
    "page.color": "ink",
    "page.subtle-color": "ink-soft",
    "heading.color": "heading-ink",
    "surface.background-color": "surface",
    "surface.subtle-background-color": "sunken",
    "surface.accent-background-color": "action-tint",
    "border.color": "line",
    "border.accent-color": "action-line",
    "border.control-color": "line-strong",
    "link.color": "action",
    "link.hover-color": "action-strong",
    "button.background-color": "button",
    "button.hover-background-color": "button-strong",
    "button.color": "on-button",
    "header.background-color": "header",
    "header.color": "header-ink",
    "header.subtle-color": "header-ink-soft",
    "header.border-color": "header-line",
    "focus.outline-color": "focus",
    "focus.inverse-outline-color": "focus-ring",
}
"""What a municipality may choose → the custom property, without `--loket-`."""

_ELSEWHERE = {
    "page.background-color": ("utrecht.root.background-color", "utrecht.document.background-color", "basis.color.default.bg-document"),
    "page.color": ("utrecht.root.color", "utrecht.document.color", "basis.color.default.color-document"),
    "page.subtle-color": ("utrecht.form-field-description.color", "basis.color.default.color-subtle"),
    "heading.color": ("nl.heading.color", "utrecht.heading.color", "basis.heading.color"),
    "border.color": ("utrecht.separator.color", "basis.color.default.border-subtle"),
    "border.control-color": ("utrecht.form-control.border-color", "utrecht.textbox.border-color", "basis.form-control.border-color"),
    "link.color": ("nl.link.color", "utrecht.link.color", "basis.color.action-2.color-default"),
    "link.hover-color": ("nl.link.hover.color", "utrecht.link.hover.color", "basis.color.action-2.color-hover"),
    "button.background-color": (
        "nl.button.primary.background-color", "utrecht.button.primary-action.background-color", "utrecht.button.background-color",
        "basis.color.action-1-inverse.bg-default",
    ),
    "button.hover-background-color": (
        "nl.button.primary.hover.background-color", "utrecht.button.primary-action.hover.background-color",
        "utrecht.button.hover.background-color", "basis.color.action-1-inverse.bg-hover",
    ),
    "button.color": (
        "nl.button.primary.color", "utrecht.button.primary-action.color", "utrecht.button.color",
        "basis.color.action-1-inverse.color-default",
    ),
    "header.background-color": ("utrecht.page-header.background-color", "utrecht.pageheader.background-color"),
    "header.color": ("utrecht.page-header.color", "utrecht.pageheader.color"),
    "focus.outline-color": ("utrecht.focus.outline-color", "basis.focus.outline-color"),
    "focus.inverse-outline-color": ("utrecht.focus.inverse-outline-color", "basis.focus.inverse-outline-color"),
}  # fmt: skip
NAMES = {role: (f"loket.{role}", *_ELSEWHERE.get(role, ())) for role in VARIABLES}
"""What a municipality may choose → the names of tokens that say it, the most telling one first."""

_LIGHT = {
    "page.background-color": "#fbf7f0", "page.color": "#21302f", "page.subtle-color": "#55615d", "heading.color": "#21302f",
    "surface.background-color": "#fffdf9", "surface.subtle-background-color": "#f3ece0", "surface.accent-background-color": "#e0eeeb",
    "border.color": "#e2d8c8", "border.accent-color": "#b5d3cf", "border.control-color": "#8a8272",
    "link.color": "#0f5c60", "link.hover-color": "#0a4448",
    "button.background-color": "#0f5c60", "button.hover-background-color": "#0a4448", "button.color": "#ffffff",
    "focus.outline-color": "#14303f", "focus.inverse-outline-color": "#ffffff",
    "clay": "#9c4a2a", "clay-strong": "#7d3819", "clay-tint": "#f9e8de", "note": "#fff4c9",
    "danger": "#9a2a22", "danger-tint": "#fbe7e3", "open": "#286f45",
}  # fmt: skip
_DARK = {
    "page.background-color": "#161c1c", "page.color": "#efeae0", "page.subtle-color": "#b3bcb6", "heading.color": "#efeae0",
    "surface.background-color": "#1f2827", "surface.subtle-background-color": "#101616", "surface.accent-background-color": "#1f3a39",
    "border.color": "#34403e", "border.accent-color": "#38605d", "border.control-color": "#84918d",
    "link.color": "#8fd0c9", "link.hover-color": "#b4e3dd",
    "button.background-color": "#8fd0c9", "button.hover-background-color": "#b4e3dd", "button.color": "#0b2527",
    "focus.outline-color": "#ffffff", "focus.inverse-outline-color": "#10201f",
    "clay": "#e9ab8b", "clay-strong": "#f3c6ae", "clay-tint": "#3a281f", "note": "#383114",
    "danger": "#f3a99f", "danger-tint": "#3d211e", "open": "#7fcf9c",
}  # fmt: skip
OWN = {
    mode: {name: parse(value) for name, value in colours.items()} for mode, colours in (("light", _LIGHT), ("dark", _DARK))
}  # as static/css/theme.css has them

EXITS = tuple(
    tuple(map(parse, colours))
    for colours in (("#9c4a2a", "#7d3819", "#ffffff"), ("#e9ab8b", "#f3c6ae", "#331506"), ("#2b0f05", "#45190a", "#ffffff"))
)
"""The way out: the button, the same under a pointer, its words. One of these stands out from any bar on top."""

_BACKGROUNDS = ("page.background-color", "surface.background-color", "surface.accent-background-color")
_TEXTS = {
    "page.color": (*_BACKGROUNDS, "surface.subtle-background-color", "clay-tint", "danger-tint"),
    "heading.color": (*_BACKGROUNDS, "clay-tint", "note"),
    "page.subtle-color": (*_BACKGROUNDS, "surface.subtle-background-color", "clay-tint"),
    "link.color": (*_BACKGROUNDS, "surface.subtle-background-color", "clay-tint", "note"),
    "link.hover-color": (*_BACKGROUNDS, "clay-tint", "note"),
    "button.color": ("button.background-color", "button.hover-background-color"),
    "header.color": ("header.background-color", "header-tint"),
    "header.subtle-color": ("header.background-color",),
    "danger": _BACKGROUNDS,
    "clay": ("surface.background-color",),
    "surface.background-color": ("danger",),
}
_EDGES = {
    "border.control-color": ("page.background-color", "surface.background-color"),
    "button.background-color": ("page.background-color", "surface.background-color", "clay-tint", "note"),
    "focus.outline-color": (*_BACKGROUNDS, "surface.subtle-background-color", "clay-tint", "note", "focus.inverse-outline-color"),
    "header-focus": ("header.background-color", "header-focus-ring"),
    "open": ("page.background-color", "surface.background-color"),
    "exit": ("header.background-color",),
}


@dataclass(frozen=True)
class Measure:
    """How well one colour stands on another, and how well it must."""

    one: str
    on: str
    ratio: float
    needed: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= self.needed

    @property
    def shown(self) -> str:
        """Rounded down, so that 4.499 is not called 4.50."""
        return f"{floor(self.ratio * 100) / 100:.2f}"


class _Palette:
    """Our own colours, with what was chosen and what follows from it."""

    def __init__(self, mode: str, chosen: Mapping[str, Colour]) -> None:
        self.colours = dict(OWN[mode])
        self.settled: set[str] = set()
        for name, colour in chosen.items():
            self.settle(name, colour)

    def __getitem__(self, name: str) -> Colour:
        return self.colours[name]

    def settle(self, name: str, colour: Colour) -> None:
        if name not in self.settled:
            self.colours[name] = colour
            self.settled.add(name)

    def follow(self, name: str, colour: Colour, *because: str) -> None:
        """When one of these is not our own any more, this one is not either."""
        if self.settled & set(because):
            self.settle(name, colour)


def complete(mode: str, chosen: Mapping[str, Colour]) -> dict[str, Colour]:
    """Every colour in use on the pages, by its name here: chosen, following from what was chosen, or our own."""
    palette = _Palette(mode, chosen)
    _complete_page(palette)
    _complete_bar(palette)
    return palette.colours


def _complete_page(palette: _Palette) -> None:
    ink, paper = palette["page.color"], palette["page.background-color"]
    palette.follow("page.subtle-color", ink.towards(paper, 0.22), "page.color")
    palette.follow("heading.color", ink, "page.color")
    palette.follow("surface.background-color", paper.towards(WHITE, 0.06 if is_light(ink) else 0.7), "page.background-color")
    palette.follow("surface.subtle-background-color", paper.towards(ink, 0.05), "page.background-color")
    palette.follow("border.color", paper.towards(ink, 0.15), "page.background-color", "page.color")
    palette.follow("border.control-color", paper.towards(ink, 0.55), "page.background-color", "page.color")
    palette.follow("link.color", _readable(palette["button.background-color"], ink, paper), "button.background-color")
    link, surface = palette["link.color"], palette["surface.background-color"]
    palette.follow("link.hover-color", link.towards(ink, 0.4), "link.color")
    palette.follow("surface.accent-background-color", surface.towards(link, 0.1), "link.color", "surface.background-color")
    palette.follow("border.accent-color", surface.towards(link, 0.35), "link.color", "surface.background-color")
    palette.follow("button.background-color", link, "link.color")
    button = palette["button.background-color"]
    palette.follow("button.color", clearest(button, WHITE, BLACK), "button.background-color")
    away = BLACK if is_light(palette["button.color"]) else WHITE
    palette.follow("button.hover-background-color", button.towards(away, 0.2), "button.background-color", "button.color")


def _complete_bar(palette: _Palette) -> None:
    """The bar on top: when nobody chose it, it is as the page."""
    is_chosen = "header.background-color" in palette.settled
    palette.settle("header.background-color", palette["page.background-color"])
    bar, ink = palette["header.background-color"], palette["page.color"]
    palette.settle("header.color", clearest(bar, ink, WHITE) if is_chosen else ink)
    words = palette["header.color"]
    palette.settle("header.subtle-color", words.towards(bar, 0.15) if is_chosen else palette["page.subtle-color"])
    palette.settle("header.border-color", bar.towards(words, 0.18) if is_chosen else palette["border.color"])
    palette.settle("header-tint", bar.towards(words, 0.1))
    focus = palette["focus.outline-color"]
    palette.settle("header-focus", focus if contrast(focus, bar) >= EDGE else clearest(bar, words, WHITE, BLACK))
    palette.settle("header-focus-ring", clearest(palette["header-focus"], palette["focus.inverse-outline-color"], BLACK, WHITE))
    for name, colour in zip(("exit", "exit-strong", "on-exit"), next(way for way in EXITS if contrast(way[0], bar) >= EDGE), strict=True):
        palette.settle(name, colour)


def _readable(colour: Colour, ink: Colour, paper: Colour) -> Colour:
    """This colour, or as little towards the ink as makes it text; with something to spare for a tinted background."""
    steps = (colour.towards(ink, share / 10) for share in range(11))
    return next((step for step in steps if contrast(step, paper) >= TEXT + 1), ink)


def measures(colours: Mapping[str, Colour]) -> list[Measure]:
    """Every pair that meets on a page."""
    return [
        Measure(one, on, contrast(colours[one], colours[on]), needed)
        for pairs, needed in ((_TEXTS, TEXT), (_EDGES, EDGE))
        for one, backgrounds in pairs.items()
        for on in backgrounds
    ]


def declarations(colours: Mapping[str, Colour], chosen: Mapping[str, Colour]) -> str:
    """The custom properties that make pages look so; of the bar on top only when it differs from the page."""
    own = {variable: colours[role] for role, variable in VARIABLES.items() if not role.startswith("header.")}
    if any(role.startswith("header.") for role in chosen):
        own |= {variable: colours[role] for role, variable in VARIABLES.items() if role.startswith("header.")}
        own |= {name: colours[name] for name in ("header-tint", "header-focus", "header-focus-ring")}
    own |= {name: colours[name] for name in ("exit", "exit-strong", "on-exit")}
    own["mark"] = colours["link.color"]
    return ";".join(f"--loket-{variable}:{colour}" for variable, colour in own.items())
