"""Which texts there are, and the default of each: a Markdown file for each language, in `texts/`.

`nl@u` says the same as `nl` to who is spoken to with "u"; the text for the young is not in it: they are always spoken to with "je".
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loket.i18n import SOURCE, mark

FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Kind:
    """One of the desk's texts. `anchor` is its place on the page and stays the same for ever: a municipality's own site may point at it."""

    key: str
    slug: str
    anchor: str
    title: str


KINDS = (
    Kind("safe_online", "veilig-online", "deel-1", mark("Veilig online")),
    Kind("about", "over-ons", "deel-2", mark("Over dit loket")),
    Kind("rights", "rechten", "deel-3", mark("Je rechten")),
    Kind("privacy", "privacy", "deel-4", mark("Privacy")),
    Kind("privacy_youth", "privacy-jongeren", "deel-5", mark("Privacy, als je jonger bent dan 18")),
    Kind("cookies", "cookies", "deel-6", mark("Cookies")),
    Kind("accessibility", "toegankelijkheid", "deel-7", mark("Toegankelijkheid")),
)


def find_kind(slug: str) -> Kind | None:
    return next((kind for kind in KINDS if kind.slug == slug), None)


@cache
def find_default(key: str, language: str) -> str | None:
    """The default as it was written, placeholders and all; None when nobody wrote it in this language."""
    file = FOLDER / language / f"{key}.md"
    return file.read_text(encoding="utf-8") if file.is_file() else None


def default(key: str, language: str) -> tuple[str, str]:
    """The default and the language it is in: Dutch when there is none in `language`."""
    found = find_default(key, language)
    return (found, language) if found is not None else ((FOLDER / SOURCE / f"{key}.md").read_text(encoding="utf-8"), SOURCE)


@cache
def edition(key: str, language: str) -> str:
    """What tells this default from another; a version remembers which default it took the place of."""
    return hashlib.sha256(default(key, language)[0].encode()).hexdigest()[:32]
