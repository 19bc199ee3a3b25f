"""Colours as design tokens say them, and how well two can be told apart (WCAG 2.2).

What is parsed comes out as `#rrggbb` and in no other form: nothing of the text that was given reaches a style sheet.
"""

from __future__ import annotations

import re
from colorsys import hls_to_rgb
from typing import Any, NamedTuple

_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]{1,80})\)", re.IGNORECASE)
_PARTS = re.compile(r"\s*,\s*|\s*/\s*|\s+")
_NUMBER = re.compile(r"[+-]?(?:\d{1,6}(?:\.\d{0,12})?|\.\d{1,12})")
_ANGLE = re.compile(r"([^a-z]+)(?:deg)?", re.IGNORECASE)

WRITTEN = "must be an opaque colour, written as #rrggbb, rgb(…) or hsl(…)"


class Colour(NamedTuple):
    """Red, green and blue, 0 to 255 each."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    def towards(self, other: Colour, share: float) -> Colour:
        """This colour with a share (0 to 1) of another mixed in."""
        return Colour(*(round(own + (its - own) * share) for own, its in zip(self, other, strict=True)))


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)


def parse(given: Any) -> Colour:
    """A token's value. Raises ValueError for everything that is no opaque colour in a known form."""
    if isinstance(given, dict):
        return _from_parts(given)
    text = given.strip() if isinstance(given, str) and len(given) <= 100 else ""
    if found := _HEX.fullmatch(text):
        return _from_hex(found[1])
    if found := _FUNCTION.fullmatch(text):
        return _from_function(found[1].lower(), found[2].strip())
    raise ValueError(WRITTEN)


def is_see_through(given: Any) -> bool:
    return isinstance(given, str) and given.strip().lower() == "transparent"


def _from_hex(digits: str) -> Colour:
    if len(digits) <= 4:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue, *alpha = bytes.fromhex(digits)
    if alpha not in ([], [255]):
        raise ValueError(WRITTEN)
    return Colour(red, green, blue)


def _from_function(kind: str, inside: str) -> Colour:
    parts = _PARTS.split(inside)
    if len(parts) not in (3, 4) or (len(parts) == 4 and _share(parts[3]) != 1):
        raise ValueError(WRITTEN)
    if kind == "rgb":
        return Colour(*(_channel(part) for part in parts[:3]))
    turn = _ANGLE.fullmatch(parts[0])
    if turn is None or not (parts[1].endswith("%") and parts[2].endswith("%")):
        raise ValueError(WRITTEN)
    hue, saturation, lightness = _number(turn[1]) % 360 / 360, _share(parts[1]), _share(parts[2])
    return Colour(*(round(channel * 255) for channel in hls_to_rgb(hue, lightness, saturation)))


def _from_parts(given: dict[str, Any]) -> Colour:
    """`{"colorSpace": "srgb", "components": [0, 0.5, 1], "alpha": 1}` (Design Tokens Format Module, 2025)."""
    components, alpha = given.get("components"), given.get("alpha", 1)
    if (
        given.get("colorSpace") != "srgb"
        or not isinstance(components, list)
        or len(components) != 3
        or isinstance(alpha, bool)
        or alpha != 1
    ):
        raise ValueError(WRITTEN + ', or with "colorSpace": "srgb"')
    if any(isinstance(part, bool) or not isinstance(part, int | float) or not 0 <= part <= 1 for part in components):
        raise ValueError("must have three components between 0 and 1")
    return Colour(*(round(part * 255) for part in components))


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(WRITTEN)
    return float(text)


def _share(text: str) -> float:
    share = _number(text[:-1]) / 100 if text.endswith("%") else _number(text)
    return min(max(share, 0.0), 1.0)


def _channel(text: str) -> int:
    value = _number(text[:-1]) * 255 / 100 if text.endswith("%") else _number(text)
    return round(min(max(value, 0.0), 255.0))


# --- contrast ----------------------------------------------------------------------------------------------------


def luminance(colour: Colour) -> float:
    """Relative luminance (WCAG 2.2, definitions)."""
    red, green, blue = (part / 12.92 if (part := value / 255) <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def clearest(on: Colour, *choices: Colour) -> Colour:
    """Which of these is told apart best from a background."""
    return max(choices, key=lambda choice: contrast(choice, on))


def is_light(colour: Colour) -> bool:
    """Whether black reads better on it than white."""
    return contrast(colour, BLACK) > contrast(colour, WHITE)
