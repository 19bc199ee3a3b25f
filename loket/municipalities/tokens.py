"""A file of design tokens: what it holds, under which names, and what a name comes down to.

Both ways of writing are read: `$value` (Design Tokens Format Module) and `value` (Style Dictionary before 4), with references
as `{a.b.c}` or `{a.b.c.value}`; so is an export of Tokens Studio, whose sets come before the names (`$metadata.tokenSetOrder`).
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

LARGEST = 1024 * 1024
"""Bytes; a whole house style with every component in it takes half of that."""
DEEPEST = 20
"""Names in a path; and how many references may follow on each other."""
MOST = 20_000
"""Tokens in one file."""

_REFERENCE = re.compile(r"\{([^{}]{1,200})\}")


class Tokens:
    """The tokens of one file by their full names, such as `utrecht.link.color`."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    @classmethod
    def read(cls, data: bytes) -> Tokens:
        """Raises ValueError with a sentence that says what is wrong."""
        if len(data) > LARGEST:
            raise ValueError(f"is larger than {LARGEST // 1024} KiB")
        try:
            tree = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise ValueError("is not JSON") from None
        if not isinstance(tree, dict):
            raise ValueError("must hold a table of tokens")
        values: dict[str, Any] = {}
        for part in _sets(tree):
            _gather(part, values)
        if not values:
            raise ValueError('holds no tokens: a token is a table with a "$value" or a "value"')
        return cls(values)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def names(self, under: str) -> list[str]:
        return [name for name in self._values if name.startswith(under + ".")]

    def value(self, name: str) -> Any:
        """What stands there, after following references. Raises ValueError for one that leads nowhere or round in a circle."""
        way = [name]
        value = self._values[name]
        while isinstance(value, str) and (found := _REFERENCE.fullmatch(value.strip())):
            following = found[1].strip()
            if following not in self._values:
                following = following.removesuffix(".value").removesuffix(".$value")
            if following not in self._values:
                raise ValueError(f"refers to '{_shown(following)}', which is not in the file")
            if following in way:
                raise ValueError(f"refers to itself: {' → '.join(map(_shown, [*way, following]))}")
            if len(way) > DEEPEST:
                raise ValueError(f"follows more than {DEEPEST} references")
            way.append(following)
            value = self._values[following]
        return value


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError


def _shown(name: str) -> str:
    """A name out of the file, fit to stand in a message."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:80])


def _sets(tree: dict[str, Any]) -> list[Any]:
    """The sets of an export of Tokens Studio, in their order; those for the dark are left out. Any other file is one set."""
    about = tree.get("$metadata")
    order = about.get("tokenSetOrder") if isinstance(about, dict) else None
    if not isinstance(order, list):
        return [tree]
    return [tree[name] for name in order if isinstance(name, str) and "dark" not in name and name in tree]


def _gather(tree: Any, values: dict[str, Any]) -> None:
    """Write every token of this tree into `values`."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), tree)]
    while waiting:
        path, found = waiting.pop()
        if not isinstance(found, dict):
            continue
        own = next((found[key] for key in ("$value", "value") if key in found and not _is_group(found[key])), None)
        if own is not None:
            values[".".join(path)] = own
            if len(values) > MOST:
                raise ValueError(f"holds more than {MOST} tokens")
            continue
        if len(path) >= DEEPEST:
            raise ValueError(f"is nested deeper than {DEEPEST} names")
        waiting += [((*path, key), part) for key, part in found.items() if not key.startswith("$")]


def _is_group(value: Any) -> bool:
    """Whether this is not the value of a token but a group that happens to be called `value`."""
    return isinstance(value, dict) and any(isinstance(part, dict) for part in value.values())
