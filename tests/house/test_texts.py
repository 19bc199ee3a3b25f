"""What people read: translated in full, in words that we use, and with nothing in it from elsewhere."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.checkers import python_format
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from loket.config import PREFIX, Settings
from loket.guide import journey
from loket.i18n import AT_WORK, FOLDER, LANGUAGES, SOURCE

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGE_PARTS = [*TEMPLATES, *(path for kind in ("css", "js", "img") for path in sorted((ROOT / "static" / kind).iterdir()))]
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
NEVER = re.compile(r"vechtscheid|cli[eë]nt(?!_id|X|Y|Height|Width)|\bdossier|slachtoffer", re.IGNORECASE)


@cache
def marked() -> dict[str | tuple[str, ...], list[str]]:
    """Every text that is marked for translation, with where it stands."""
    found: dict[str | tuple[str, ...], list[str]] = {}
    options = next(each for each in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"] if "silent" in each)
    for method, paths in (("python", sorted((ROOT / "loket").rglob("*.py"))), ("jinja2", TEMPLATES)):
        for path in paths:
            wanted = {"silent": options["silent"]} if method == "jinja2" else {}
            for line, text, _comments, _context in extract_from_file(method, path, keywords=KEYWORDS, options=wanted):
                found.setdefault(text, []).append(f"{path.relative_to(ROOT)}:{line}")
    return found


@cache
def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def test_texts_are_marked_in_code_and_in_templates():
    places = [place for found in marked().values() for place in found]
    assert len(marked()) > 150
    assert any(place.startswith("loket/tickets/") for place in places)
    assert any(place.startswith("templates/tickets/") for place in places)
    assert any(isinstance(text, tuple) for text in marked())


def is_whole(message: Message) -> bool:
    """Whether every form of a translation is there."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(forms) and all(forms)


TRANSLATED = [language for language in LANGUAGES if language != SOURCE]
NATIVE = re.compile(r"^# (?:NATIVE READER WANTED: |Read by a native speaker on \d{4}-\d{2}-\d{2})", re.MULTILINE)


def to_translate(language: str) -> dict[str | tuple[str, ...], list[str]]:
    """Everything in what the desk reads; else what residents meet."""
    if language in AT_WORK:
        return marked()
    found: dict[str | tuple[str, ...], list[str]] = {}
    for where, text in journey.messages():
        found.setdefault(text, []).append(where)
    return found


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_in_full_and_none_is_fuzzy(language: str):
    known = catalogue(language)
    wrong = []
    for text, places in to_translate(language).items():
        message = known.get(text if isinstance(text, str) else text[0])
        if message is None or message.fuzzy or not is_whole(message):
            wrong.append(f"{places[0]}: {text!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_the_names_that_are_filled_in(language: str):
    for message in catalogue(language):
        if message.id and message.string:
            python_format(None, message)
            braces = [sorted(re.findall(r"\{\w+\}", text)) for text in (message.id, message.string) if isinstance(text, str)]
            assert len(braces) < 2 or braces[0] == braces[1], message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_nothing_that_is_no_longer_said(language: str):
    said = {text if isinstance(text, str) else text[0] for text in to_translate(language)}
    left = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue(language) if message.id} - said
    assert not left


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language not in AT_WORK])
def test_a_catalogue_says_whether_a_native_speaker_read_it(language: str):
    assert NATIVE.search((FOLDER / language / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8"))


def test_the_words_we_never_use_stand_nowhere():
    assert NEVER.search("Jij bent geen cliënt.")
    assert not NEVER.search('<input name="client_id">')
    for text, places in marked().items():
        for part in [text] if isinstance(text, str) else text:
            assert not NEVER.search(part or ""), places
    for path in TEMPLATES:
        found = NEVER.search(path.read_text(encoding="utf-8"))
        assert not found, f"{path}: {found}"


ADDRESS = re.compile(r"""(?:https?|wss?):\\?/\\?/[^\s"'`<>)]+|["'(]//[a-z0-9]""", re.IGNORECASE)
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.mark.parametrize("path", PAGE_PARTS, ids=lambda path: path.name)
def test_no_page_names_an_address_elsewhere(path: Path):
    assert ADDRESS.search('src="//cdn.example/x.js"')
    assert set(ADDRESS.findall(path.read_text(encoding="utf-8"))) <= NAMESPACES


INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>|<script[^>]*>\s*[^\s<]", re.IGNORECASE),
    "a style in the page": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]{3,}\s*=", re.IGNORECASE),
    "an address that is a script": re.compile(r"javascript:|data:text", re.IGNORECASE),
    "text that is not escaped": re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\("),
}


@pytest.mark.parametrize("rule", INLINE)
def test_no_template_holds(rule: str):
    examples = '<script>x</script><script src="x">y</script> <p style="x" onclick="y" href="javascript:1">{{ x | safe }}'
    assert INLINE[rule].search(examples)
    for path in TEMPLATES:
        found = INLINE[rule].search(path.read_text(encoding="utf-8"))
        assert not found, f"{path}: {found}"


def test_every_setting_is_documented_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"{PREFIX}{name.upper()}" not in readme]
    assert not missing


def test_every_setting_says_what_it_is():
    assert len(Settings.model_fields) > 10
    assert all(field.description for field in Settings.model_fields.values())
