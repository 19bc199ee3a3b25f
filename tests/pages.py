"""What a page says, for those who compare pages."""

from __future__ import annotations

import html
import re

_TOKENS = re.compile(r'(name="(?:csrf_token|client_id)"[^>]*? value=")[^"]*')


def without_tokens(page: str) -> str:
    """The page with what is new at every look taken out: the form's token and its name."""
    return _TOKENS.sub(r"\1", page)


def said(page: str) -> str:
    """What a reader sees of it, on one line."""
    body = re.sub(r"<(script|style|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def kept(page: str, name: str) -> str:
    """What stands in the text box of this name."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert found, f"no text box {name}"
    return html.unescape(found.group(1))


def hidden(page: str, name: str) -> str:
    """What the page's first form with such a field sends along."""
    found = re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]+)"', page)
    assert found, f"no field {name}"
    return html.unescape(found.group(1))


def token(page: str) -> str:
    return hidden(page, "csrf_token")
