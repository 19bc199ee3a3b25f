"""How the pages of a desk look: the house style of its municipality, as far as everybody can read it.

Read from files of design tokens and a logo beside the set-up file, checked whole, and kept as bare values. From these comes the
style sheet: custom properties over those of `static/css/theme.css`, never in forced colours, and in the dark only what was chosen for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from loket.errors import BadConfiguration
from loket.municipalities import forms, palette
from loket.municipalities import logo as logos
from loket.municipalities.colour import Colour, is_see_through, parse
from loket.municipalities.logo import Logo
from loket.municipalities.tokens import LARGEST, Tokens

T = TypeVar("T")
Values = tuple[tuple[str, str], ...]


class Theme(BaseModel):
    """The part `[theme]` of a set-up file: the names of files that stand beside it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    tokens: str | None = None
    """Colours for the light, fonts and corners."""
    dark: str | None = None
    """Colours for who keeps their screen dark; without it, these are our own."""
    logo: str | None = None


@dataclass(frozen=True)
class Shape:
    """What is known of a logo without opening it."""

    kind: str
    width: int
    height: int
    digest: str


@dataclass(frozen=True)
class Look:
    """What a municipality chose, in the one form in which it is kept: role → `#rrggbb`, a list of fonts or a length."""

    light: Values = ()
    dark: Values = ()
    forms: Values = ()
    logo: Shape | None = None

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def restored(cls, stored: dict[str, Any]) -> Look:
        light, dark, shapes = (tuple((role, value) for role, value in stored[part]) for part in ("light", "dark", "forms"))
        return cls(light, dark, shapes, Shape(**stored["logo"]) if stored["logo"] else None)


@dataclass(frozen=True)
class Outfit:
    """A look with the picture that belongs to it, and what its maker would want to know."""

    look: Look
    logo: Logo | None
    remarks: tuple[str, ...]


def names() -> dict[str, tuple[str, ...]]:
    """What a municipality may choose → the names of tokens that say it."""
    return palette.NAMES | forms.FONTS | forms.CORNERS


_NOTHING = "holds no token that our pages can follow; `python -m loket theme` lists them."


# --- the files ---------------------------------------------------------------------------------------------------


def read_theme(theme: Theme, folder: Path) -> Outfit:
    """Raises BadConfiguration with a line for each thing that is wrong."""
    wrong: list[str] = []
    remarks: list[str] = []
    light: Values = ()
    dark: Values = ()
    shapes: Values = ()
    logo = None
    if theme.tokens is not None and (found := _opened("tokens", theme.tokens, folder, LARGEST, Tokens.read, wrong)):
        light, shapes = _choice("tokens", "light", found, wrong), forms.choose(found, wrong, remarks)
        if not light and not shapes and not wrong:
            wrong.append(f"theme.tokens: {_NOTHING}")
    if theme.dark is not None and (found := _opened("dark", theme.dark, folder, LARGEST, Tokens.read, wrong)):
        dark = _choice("dark", "dark", found, wrong)
        if not dark and not wrong:
            wrong.append(f"theme.dark: {_NOTHING}")
    if theme.logo is not None:
        logo = _opened("logo", theme.logo, folder, logos.LARGEST, logos.read, wrong)
    if wrong:
        raise BadConfiguration("\n".join(wrong))
    shape = Shape(logo.kind, logo.width, logo.height, logo.digest) if logo else None
    return Outfit(Look(light, dark, shapes, shape), logo, tuple(remarks))


def _opened(key: str, name: str, folder: Path, largest: int, understand: Callable[[bytes], T], wrong: list[str]) -> T | None:
    """What the file beside the set-up file holds; never more of it is read than it may hold."""
    path = PurePosixPath(name)
    try:
        if not name.strip() or path.is_absolute() or ".." in path.parts or not (folder / path).resolve().is_relative_to(folder.resolve()):
            raise ValueError("must name a file in the folder of the set-up file, or in a folder in there")
        if not (folder / path).is_file():
            raise ValueError(f"there is no file {name} beside the set-up file")
        with (folder / path).open("rb") as file:
            data = file.read(largest + 1)
        if len(data) > largest:
            raise ValueError(f"{name} is larger than {largest // 1024} KiB")
        return understand(data)
    except OSError as error:
        wrong.append(f"theme.{key}: {name} cannot be read ({error.strerror}).")
    except ValueError as error:
        wrong.append(f"theme.{key}: {error}.")
    return None


# --- colours -----------------------------------------------------------------------------------------------------


def _choice(key: str, mode: str, tokens: Tokens, wrong: list[str]) -> Values:
    """The colours that were chosen, when together they can be read."""
    known = {name for each in names().values() for name in each}
    wrong += [f"theme.{key}: '{name}' is not known." for name in sorted(tokens.names("loket")) if name not in known]
    sources: dict[str, str] = {}
    chosen: dict[str, Colour] = {}
    before = len(wrong)
    for role, sayings in palette.NAMES.items():
        for name in sayings:
            if name not in tokens:
                continue
            try:
                value = tokens.value(name)
                if is_see_through(value) and not name.startswith("loket."):
                    continue  # what shines through is what lies below
                chosen[role], sources[role] = parse(value), name
            except ValueError as error:
                wrong.append(f"theme.{key}: '{name}' {error}.")
            break
    if len(wrong) == before and chosen:
        wrong += [f"theme.{key}: {line}" for line in _too_weak(mode, chosen, sources)]
    return tuple((role, str(colour)) for role, colour in sorted(chosen.items()))


def _too_weak(mode: str, chosen: dict[str, Colour], sources: dict[str, str]) -> list[str]:
    colours = palette.complete(mode, chosen)

    def told(role: str) -> str:
        whose = "" if role in chosen else ", Loket's own" if colours[role] == palette.OWN[mode].get(role) else ", worked out"
        return f"'{sources.get(role, role)}' ({colours[role]}{whose})"

    return [
        f"{told(measure.one)} on {told(measure.on)} has a contrast of {measure.shown}; it takes {measure.needed:g}."
        for measure in palette.measures(colours)
        if not measure.is_enough
    ]


# --- the style sheet ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=200)
def style_sheet(look: Look) -> str:
    """The custom properties of this look; written from parsed values only."""
    rules: list[str] = []
    if look.forms:
        _write(rules, "(forced-colors: none)", ";".join(forms.declaration(role, value) for role, value in look.forms))
    for mode, values in (("light", look.light), ("dark", look.dark)):
        if values:
            chosen = {role: parse(value) for role, value in values}
            declared = palette.declarations(palette.complete(mode, chosen), chosen)
            _write(rules, f"(forced-colors: none) and (prefers-color-scheme: {mode})", declared)
    if look.logo:
        _write(rules, "(forced-colors: active), (prefers-color-scheme: dark)", f"--loket-logo-plate:{_plate(look)}")
    return "\n".join(rules) + "\n"


def _write(rules: list[str], when: str, declared: str) -> None:
    rules.append(f"@media {when} {{ :root {{ {declared} }} }}")


def _plate(look: Look) -> Colour:
    """What a logo stands on where it was not drawn for: the bar on top that it was drawn for."""
    return palette.complete("light", {role: parse(value) for role, value in look.light})["header.background-color"]
