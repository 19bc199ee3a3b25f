"""Markdown to HTML, the small part of it that a text needs: headings, paragraphs, lists, bold, links.

HTML in the source is shown, not obeyed; links lead to the web, to a telephone or to a part of the same page. What comes out is cleaned
once more by `loket.text`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from loket import text

TAGS = frozenset({"h3", "h4", "p", "ul", "ol", "li", "strong", "em", "a", "br"})
_LINK = re.compile(r"https?://[^\s]+|tel:\+?[0-9-]+|#deel-\d+", re.IGNORECASE)


def _below_the_title(state: StateCore) -> None:
    """The page has the title of a text as its second level, so the headings in it begin at the third. Links outside say who sent nobody."""
    for token in _all(state.tokens):
        if token.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            token.tag = "h3" if token.tag in {"h1", "h2"} else "h4"
        if token.type == "link_open" and str(token.attrGet("href")).lower().startswith("http"):
            token.attrSet("rel", "noopener noreferrer nofollow")


def _all(tokens: Sequence[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *_all(token.children or ()))]


def _leads_somewhere(url: str) -> bool:
    return _LINK.fullmatch(url) is not None


_markdown = MarkdownIt("zero").enable(["heading", "list", "emphasis", "link", "autolink", "escape", "newline", "entity"])
_markdown.validateLink = _leads_somewhere  # type: ignore[method-assign]  # the way its documentation gives
_markdown.core.ruler.push("below_the_title", _below_the_title)


@lru_cache(maxsize=512)
def html(source: str) -> Markup:
    return text.cleaned(_markdown.render(source), TAGS)


def bare(source: str) -> str:
    """The words alone, a line for each heading, paragraph and item: what is read aloud."""
    blocks = [token for token in _markdown.parse(source) if token.type == "inline"]
    return "\n".join(
        "".join(part.content if part.type == "text" else " " * (part.tag == "br") for part in _all([block])[1:]) for block in blocks
    )
