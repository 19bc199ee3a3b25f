"""Strangers' words, made safe to take in and safe to show; the only file that knows bleach.

Words are kept as typed and are never HTML: markup in them is shown, not obeyed. Links become links on the way out.
"""

from __future__ import annotations

import re
from itertools import islice

from bleach.linkifier import Linker
from bleach.sanitizer import Cleaner
from markupsafe import Markup, escape

from loket.errors import BadWords

LONGEST = 20_000
"""Characters in one message; about eight printed pages."""

# Bidirectional overrides and isolates can make text read differently from what it says; the marks LRM, RLM and the joiners
# stay, because Arabic, Persian and emoji need them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u2060-\u2064\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e0fff\\s]+"
)


def plain(words: object) -> str:
    """`words` without what nobody can type or see: control characters, lone surrogates, text-turning marks, and
    with one kind of line end.

    Source: Unicode TR36 (security considerations), TR9 (bidirectional overrides). Not normalised: that takes quadratic time on
    runs of combining marks, and people's words are kept as typed.
    """
    if not isinstance(words, str):
        return ""
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    return _TURNING.sub("", _CONTROL.sub("", words))


def message(words: object) -> str:
    """`words` as a message. Raises BadWords when nothing readable is left or it is longer than LONGEST."""
    cleaned = plain(words).strip()
    if not _INVISIBLE.sub("", cleaned):
        raise BadWords("empty")
    if len(cleaned) > LONGEST:
        raise BadWords("long")
    return cleaned


def preview(words: str, length: int = 140) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + "…"


def _only_web(attributes: dict[tuple[str | None, str] | str, str], new: bool = False) -> dict[tuple[str | None, str] | str, str] | None:
    address = attributes.get((None, "href"), "")
    if not address.startswith(("https://", "http://")):
        return None
    attributes[(None, "rel")] = "noopener noreferrer nofollow"
    return attributes


_linker = Linker(
    callbacks=[_only_web],  # type: ignore[list-item]  # the stubs forget that None means: no link
    skip_tags=["pre"],
    parse_email=False,
)


# In an address "&" stands before a name and "=", or the linker would look for a meaning in each.
_SIGN = r"(?:[^\s<>&]|&(?=[\w.~%-]{1,60}=))"
# What may be an address: with a scheme, with www, or ending as Dutch sites do. Only these pay for the linker.
_ADDRESS = re.compile(
    rf"(?<![\w@.])(?:https?://|www\.){_SIGN}{{3,300}}|(?<![\w@.-])[\w-]{{2,60}}(?:\.[\w-]{{2,60}}){{0,3}}\.(?:nl|com|org|eu|be|net)\b(?:/{_SIGN}{{0,200}})?"
)
MOST_LINKS = 20


def linked(words: str) -> Markup:
    """`words` as HTML: escaped, links clickable (the first MOST_LINKS), paragraphs and line breaks kept."""
    parts, end = [], 0
    for found in islice(_ADDRESS.finditer(words), MOST_LINKS):
        parts += [str(escape(words[end : found.start()])), _linker.linkify(str(escape(found.group())))]
        end = found.end()
    html = "".join([*parts, str(escape(words[end:]))])
    paragraphs = (paragraph.replace("\n", "<br>") for paragraph in re.split(r"\n{2,}", html))
    return Markup("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))  # noqa: S704 - every part was escaped or made by the linker


def cleaned(html: str, tags: frozenset[str]) -> Markup:
    """HTML that our own code made of somebody's Markdown, with nothing left in it but `tags` and links to the web or a telephone."""
    cleaner = Cleaner(tags=tags, attributes={"a": ["href", "rel"]}, protocols={"http", "https", "tel"}, strip=True)
    return Markup(cleaner.clean(html))  # noqa: S704 - cleaned in this very line
