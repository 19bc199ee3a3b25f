"""Every Dutch text that a resident can meet, each once: the desk's own texts, and what pages and code say to them.

Found, not listed: the templates that the residents' doors render, with all that those include, and all code but that of the
staff's doors. So a new page or sentence is read along by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_file
from jinja2 import Environment, meta

from loket import web
from loket.guide import kinds, markdown
from loket.i18n import FORMAL, SOURCE

CODE = Path(__file__).parents[1]
STAFF_CODE = re.compile(r"views_staff\.py|views_roster\.py|workplace\.py|youth_desk\.py|cli\.py|doctor\.py|demonstration/")
STAFF_TEMPLATES = {"tickets/_masking.html"}
"""Parts of a template for all that only the desk gets to see."""
STAFF_TEXTS = {
    "TOPICS", "URGENCIES", "STATES", "SHELVES", "SIGNALS", "SIGNAL_STATES", "VERDICTS", "_LINES_AT_THE_DESK",
    "_RATED_AT_THE_DESK",
}  # fmt: skip
"""Names of tables of labels that only the desk reads."""
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
OPTIONS = {"silent": "false"}
Message = str | tuple[str, ...]
_RENDERED = re.compile(r'"((?:[a-z_]+/)?[a-z_]+\.html)"')
_FILLED = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")
_TAG = re.compile(r"</?[a-z][^>]*>")


@dataclass(frozen=True)
class Said:
    """A text and where it stands."""

    where: str
    words: str


def texts() -> list[Said]:
    """All of them: first the guide's, then the journey's, in the order of their files."""
    return [*guide(), *journey()]


def guide() -> list[Said]:
    found = [(spoken, kind.key, kinds.find_default(kind.key, spoken)) for spoken in (SOURCE, FORMAL) for kind in kinds.KINDS]
    return [Said(f"guide/{spoken}/{key}", _FILLED.sub("morgen", markdown.bare(source))) for spoken, key, source in found if source]


def journey() -> list[Said]:
    found: dict[str, Said] = {}
    for where, message in messages():
        for text in (message,) if isinstance(message, str) else message:
            words = _TAG.sub("", _FILLED.sub("morgen", text))
            found.setdefault(words, Said(where, words))
    return list(found.values())


def messages() -> Iterator[tuple[str, Message]]:
    """Where a resident meets a text, and the text as it stands in the source; one and many together where it counts."""
    for name in resident_templates():
        yield from _extracted("jinja2", web.folder("templates") / name, f"templates/{name}")
    for where, file in _code():
        yield from _extracted("python", file, f"loket/{where}")


@cache
def resident_templates() -> tuple[str, ...]:
    """What the residents' doors render, with everything that comes along in it."""
    folder, environment = web.folder("templates"), Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    to_look_at = [name for _, file in _code() for name in _RENDERED.findall(file.read_text(encoding="utf-8"))] + ["_layout.html"]
    found: set[str] = set()
    while to_look_at:
        name = to_look_at.pop()
        if name not in found | STAFF_TEMPLATES and (folder / name).is_file():
            found.add(name)
            tree = environment.parse((folder / name).read_text(encoding="utf-8"))
            to_look_at += [other for other in meta.find_referenced_templates(tree) if other]
    return tuple(sorted(found))


def _code() -> Iterator[tuple[str, Path]]:
    """All modules but those of the desk itself."""
    for file in sorted(CODE.rglob("*.py")):
        where = file.relative_to(CODE).as_posix()
        if not STAFF_CODE.search(where):
            yield where, file


def _extracted(method: str, file: Path, where: str) -> Iterator[tuple[str, Message]]:
    for line, message, _comments, _context in extract_from_file(method, file, keywords=KEYWORDS, options=OPTIONS):
        if not _is_for_staff(file, line):
            yield f"{where}:{line}", message


@cache
def _staff_lines(file: Path) -> frozenset[int]:
    """The lines of a module on which only the desk's labels stand."""
    lines, inside, found = file.read_text(encoding="utf-8").splitlines(), False, set()
    for number, line in enumerate(lines, 1):
        if re.match(r"[A-Z_]+\b.*=", line):
            inside = line.split(" ", 1)[0].rstrip(":") in STAFF_TEXTS
        elif re.match(r"\S", line) and not line.startswith((")", "}", "]")):
            inside = False
        if inside:
            found.add(number)
    return frozenset(found)


def _is_for_staff(file: Path, line: int) -> bool:
    return file.suffix == ".py" and line in _staff_lines(file)
