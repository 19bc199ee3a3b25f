"""Every page that is served: well-formed where it matters, with nothing inline, and each form with its token."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from loket.demonstration.visitor import Visitor
from loket.tickets import actions
from tests.cast import ON_SQLITE, Cast, Member, ask, at_work, enlist

pytestmark = ON_SQLITE
Arrive = Callable[..., Visitor]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Reader(HTMLParser):
    """Reads a page strictly: notes what is open, every id, every attribute."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.forms: list[list[str]] = []
        self.feed(page)
        self.wrong += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attributes]
        names = [value or "" for name, value in attributes if name == "name"]
        if tag == "form":
            self.forms.append(["post" if ("method", "post") in attributes else "get"])
        elif names and "form" in self.open:
            self.forms[-1] += names
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag in ("path", "rect", "circle"):
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attributes]


def pages(arrive: Arrive, cast: Cast) -> dict[str, str]:
    """Every kind of page, with something on it."""
    question = ask(cast.desk, "Hallo <b>daar</b> www.x.nl", asker="parent")
    actions.note(cast.intaker.expert, question.pid, "Onder ons.")
    enlist(cast.desk.id, "Lucas Derkman", "lawyer")
    resident, stranger = arrive(), arrive()
    resident.cookies["b"] = question.token
    found = {f"resident {path}": resident.look(path).text for path in ("/", "/nieuw", "/nothing")}
    resident.look("/")
    found["erasing"] = resident.send("/wissen").text
    found["nothing written"] = resident.send("/bericht", {"words": ""}).text
    found |= {f"stranger {path}": stranger.look(path).text for path in ("/", "/balie/aanmelden", "/balie/welkom", "/balie/", "/nothing")}
    stranger.look("/")
    found["wrong code"] = stranger.send("/terug", {"code": "x"}).text
    for name in ("intaker", "lawyer", "coordinator"):
        member: Member = getattr(cast, name)
        visitor = at_work(arrive(), member)
        found |= {f"{name} {path}": visitor.look(path).text for path in ("/balie/", "/balie/team", "/balie/?status=done")}
    visitor = at_work(arrive(), cast.intaker)
    found["ticket"] = visitor.look(f"/balie/vraag/{question.pid}").text
    visitor.look("/balie/welkom")
    visitor.send(f"/balie/vraag/{question.pid}/antwoord", {"words": "Een antwoord.", "quote": "1"})
    found["answered"] = visitor.look(f"/balie/vraag/{question.pid}").text
    found["the answer"] = resident.look("/").text
    resident.look("/")
    found["gone"] = resident.send("/wissen", {"sure": "yes"}).text
    return found


@pytest.fixture
def read(arrive: Arrive, cast: Cast) -> dict[str, Reader]:
    return {name: Reader(page) for name, page in pages(arrive, cast).items()}


def test_every_tag_is_closed_in_order(read: dict[str, Reader]):
    assert len(read) > 18
    assert {name: page.wrong for name, page in read.items() if page.wrong} == {}


def test_every_id_is_there_once_and_what_refers_to_one_finds_it(read: dict[str, Reader]):
    for name, page in read.items():
        ids = Counter(value for _, attribute, value in page.attributes if attribute == "id")
        assert [each for each, many in ids.items() if many > 1] == [], name
        wanted = {
            each
            for _, attribute, value in page.attributes
            if attribute in ("for", "aria-labelledby", "aria-describedby", "form")
            for each in (value or "").split()
        }
        if "log-news" not in ids:  # a fragment finds the rest on the page it is put in
            assert wanted <= set(ids), name


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(read: dict[str, Reader]):
    for name, page in read.items():
        for tag, attribute, value in page.attributes:
            assert attribute != "style", name
            assert not attribute.startswith("on"), (name, tag)
            if attribute == "src" or (attribute == "href" and tag == "link"):
                assert (value or "").startswith("/eikendam/static/"), (name, value)


def test_every_form_that_is_sent_carries_its_token(read: dict[str, Reader]):
    seen = 0
    for name, page in read.items():
        for method, *fields in page.forms:
            if method == "post":
                seen += 1
                assert fields.count("csrf_token") == 1, name
    assert seen > 40


def test_every_page_says_its_language_and_asks_nothing_of_the_browser_to_remember(arrive: Arrive, cast: Cast):
    for name, page in pages(arrive, cast).items():
        if "<html" in page:
            assert re.search(r'<html lang="nl"', page), name
        for field in re.findall(r"<(?:input|textarea|select)\b[^>]*>", page):
            wish = re.search(r'autocomplete="([a-z-]+)"', field)
            assert wish, (name, field)
            assert wish[1] in ("off", "username", "current-password", "new-password", "one-time-code"), (name, field)
