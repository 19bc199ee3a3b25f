"""Fonts and corners of a house style. Nothing is fetched, so a font is one that devices bring along."""

from __future__ import annotations

import re
from typing import Any

from loket.municipalities.tokens import Tokens

DEVICEFONTS = (
    "Arial", "Avenir", "Avenir Next", "Bahnschrift", "Calibri", "Cambria", "Candara", "Cantarell", "Charter", "Constantia", "Corbel",
    "DejaVu Sans", "DejaVu Serif", "Franklin Gothic Medium", "Georgia", "Gill Sans", "Helvetica", "Helvetica Neue", "Iowan Old Style",
    "Liberation Sans", "Liberation Serif", "Lucida Grande", "Noto Sans", "Noto Serif", "Optima", "Palatino", "Roboto", "Segoe UI",
    "Sitka Text", "Tahoma", "Times New Roman", "Trebuchet MS", "Ubuntu", "Verdana",
)  # fmt: skip
"""Fonts that some devices bring along. Nothing is fetched, so another one would be seen by nobody."""
_GENERIC = ("sans-serif", "serif", "system-ui", "ui-sans-serif", "ui-serif", "ui-rounded")
_ON_A_DEVICE = {font.lower(): f'"{font}"' for font in DEVICEFONTS} | {name: name for name in _GENERIC}

FONTS = {
    "text.font-family": (
        "loket.text.font-family", "utrecht.root.font-family", "utrecht.document.font-family", "basis.text.font-family.default",
    ),
    "heading.font-family": (
        "loket.heading.font-family", "nl.heading.font-family", "utrecht.heading.font-family",
        "basis.heading.font-family",
    ),
}  # fmt: skip
CORNERS = {
    "card.border-radius": ("loket.card.border-radius",),
    "control.border-radius": ("loket.control.border-radius", "utrecht.form-control.border-radius", "utrecht.textbox.border-radius"),
    "button.border-radius": ("loket.button.border-radius", "nl.button.border-radius", "utrecht.button.border-radius"),
}
VARIABLES = {
    "text.font-family": "text-font",
    "heading.font-family": "heading-font",
    "card.border-radius": "radius",
    "control.border-radius": "radius-small",
    "button.border-radius": "button-radius",
}
ROUNDEST = 32
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,4})?|\.\d{1,4})(px|rem)?")


def choose(tokens: Tokens, wrong: list[str], remarks: list[str]) -> tuple[tuple[str, str], ...]:
    """What was chosen; what is wrong and what is left out goes into the lists."""
    found: dict[str, str] = {}
    for role, names_ in (FONTS | CORNERS).items():
        name = next((name for name in names_ if name in tokens), None)
        if name is None:
            continue
        try:
            value = tokens.value(name)
            said = _fonts(name, value, remarks) if role in FONTS else _length(role, value)
        except ValueError as error:
            wrong.append(f"theme.tokens: '{name}' {error}.")
        else:
            if said:
                found[role] = said
    return tuple(sorted(found.items()))


def _fonts(name: str, value: Any, remarks: list[str]) -> str:
    """Those of the fonts that devices bring along. Raises ValueError."""
    given = value.split(",") if isinstance(value, str) and len(value) <= 500 else value
    if not isinstance(given, list) or not all(isinstance(font, str) for font in given) or len(given) > 20:
        raise ValueError("must be a list of fonts")
    wished = [font.strip().strip("\"'").strip() for font in given]
    if any(not re.fullmatch(r"[\w .+-]{1,60}", font) for font in wished):
        raise ValueError("must be a list of names of fonts, with letters, digits and spaces in them")
    unknown = [font for font in wished if font.lower() not in _ON_A_DEVICE]
    if unknown:
        remarks.append(f"theme.tokens: '{name}': {', '.join(unknown)} would have to be fetched and is left out.")
    kept = [_ON_A_DEVICE[font.lower()] for font in wished if font.lower() in _ON_A_DEVICE]
    return ",".join(dict.fromkeys([*kept, *(["sans-serif"] if kept and kept[-1] not in _GENERIC else [])]))


def _length(role: str, value: Any) -> str:
    """A radius; of a button up to its whole side. Raises ValueError."""
    if isinstance(value, dict):
        value = f"{value.get('value')}{value.get('unit')}"
    found = _LENGTH.fullmatch(str(value).strip()) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    if found is None:
        raise ValueError("must be a length in px or rem")
    pixels = float(found[1]) * (16 if found[2] == "rem" else 1)
    return f"{min(pixels, 999 if role.startswith('button.') else ROUNDEST):g}px"


def declaration(role: str, value: str) -> str:
    """The custom property for what was kept; read once more on its way into a style sheet."""
    return f"--loket-{VARIABLES[role]}:{_fonts(role, value, []) if role in FONTS else _length(role, value)}"
