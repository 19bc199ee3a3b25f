"""A house style in words: for who makes one, before anybody sees it."""

from __future__ import annotations

from loket.municipalities import palette
from loket.municipalities.colour import parse
from loket.municipalities.look import Outfit, names


def list_names() -> str:
    """What may be chosen, each with the names of tokens that say it."""
    return "\n".join(f"{role}\n{''.join(f'    {name}{chr(10)}' for name in each)}".rstrip() for role, each in names().items())


def describe(outfit: Outfit | None) -> str:
    if outfit is None:
        return "There is no [theme] in this file: the desk looks as Loket does."
    look, lines = outfit.look, list(outfit.remarks)
    for mode, values in (("light", look.light), ("dark", look.dark)):
        if values:
            lines += ["", f"In the {mode}", *(f"  {role:<34} {value}" for role, value in values), ""]
            colours = palette.complete(mode, {role: parse(value) for role, value in values})
            lines += [f"  {each.shown:>5} of {each.needed:g}  {each.one} on {each.on}" for each in palette.measures(colours)]
    lines += ["", *(f"  {role:<34} {value}" for role, value in look.forms)] if look.forms else []
    lines += ["", f"Logo: {outfit.logo.kind}, {len(outfit.logo.body)} bytes."] if outfit.logo else []
    return "\n".join(lines).strip()
