"""What stays the resident's, over plain forms: the code in two forms, the term, a copy, a note; and what the desk sees of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
import segno

from loket.demonstration.visitor import Page, Visitor
from loket.keys.codes import normal
from loket.keys.words import code_of
from tests.cast import Cast, at_work
from tests.pages import said
from tests.raw import rows

Arrive = Callable[..., Visitor]
ASKED = "Hoe maken we <afspraken> over de vakantie?\n\nEn wie betaalt?"


@pytest.fixture
def shown(arrive: Arrive) -> tuple[Visitor, Page]:
    """Somebody who just asked, and the page with the code."""
    resident = arrive()
    assert resident.send("/vraag", {"question": ASKED, "client_id": resident.look("/").form}).status == 303
    return resident, resident.look("/")


def words_on(page: Page) -> list[str]:
    found = re.search(r'id="code-words".*?</ol>', page.text, re.DOTALL)
    assert found
    return re.findall(r"<li>(.*?)</li>", found[0])


def code_on(page: Page) -> str:
    assert page.code
    return page.code


def test_the_code_is_shown_in_both_forms_once_and_either_opens_the_conversation(arrive: Arrive, shown: tuple[Visitor, Page]):
    resident, page = shown
    words, code = words_on(page), code_on(page)
    assert code_of(tuple(words)) == code
    again = resident.look("/")
    assert again.code is None
    assert not [word for word in (*words, "code-words", code) if f">{word}<" in again.text]
    for typed in (
        " ".join(words),
        "".join(words).upper(),
        "\n".join(f"{n}. {word}" for n, word in enumerate(words, 1)),
        code,
        code.lower(),
    ):
        assert "<afspraken>" in said(arrive().come_back(typed).text)


def test_the_picture_holds_the_code_and_nothing_else(shown: tuple[Visitor, Page]):
    """The very drawing that this text gives, and no link, picture or text beside it."""
    _, page = shown
    svg = re.search(r'<div class="qr".*?(<svg.*?</svg>)', page.text, re.DOTALL)
    assert svg
    drawing = ElementTree.fromstring(svg[1])  # noqa: S314 - our own page
    assert [child.tag.rpartition("}")[2] for child in drawing] == ["path"]
    assert "style" not in svg[1]
    assert drawing[0].attrib["d"] in segno.make(code_on(page), error="m", micro=False).svg_inline(scale=5, border=4)


def test_the_word_that_is_wrong_is_named_and_what_was_typed_stays(arrive: Arrive, shown: tuple[Visitor, Page]):
    words = words_on(shown[1])
    stranger = arrive()
    for typed, told in (
        (" ".join([*words[:2], "qqqqqq", *words[3:]]), "Woord 3 kennen we niet."),
        (" ".join(words[:7]), "We lezen 7 woorden. Een code heeft er 8."),
        (code_on(shown[1])[:-1], "We lezen 15 tekens. Een code heeft er 16"),
    ):
        refused = stranger.come_back(typed)
        assert refused.status == 404
        assert told in said(refused.text)
        assert f'value="{typed}"' in refused.text


def test_what_is_told_of_unreadable_words_does_not_depend_on_any_code(arrive: Arrive, cast: Cast, shown: tuple[Visitor, Page]):
    """The same typed text is told the same where that code opens a conversation but for one word, and where nobody ever asked."""
    words = words_on(shown[1])
    typed = " ".join([*words[:2], "qqqqqq", *words[3:]])
    here, there = arrive().come_back(typed), arrive("lindeveen").come_back(typed)
    assert re.findall(r'role="alert">(.*?)<', here.text) == re.findall(r'role="alert">(.*?)<', there.text) != []


def test_unknown_erased_and_expired_are_told_the_same_with_the_term(arrive: Arrive, shown: tuple[Visitor, Page]):
    resident, page = shown
    words = words_on(page)
    resident.send("/wissen", {"sure": "yes"})
    refusals = [arrive().come_back(typed) for typed in (code_on(page), " ".join(words), " ".join(reversed(words)), "ZZZZ-ZZZZ-ZZZZ-ZZZZ")]
    texts = {re.findall(r'id="code-error" role="alert">(.*?)<', refusal.text)[0] for refusal in refusals}
    assert {refusal.status for refusal in refusals} == {404}
    assert len(texts) == 1
    assert "90 dagen na het laatste bericht" in texts.pop()


def test_the_term_is_chosen_with_one_press_and_the_desk_sees_only_that(arrive: Arrive, cast: Cast, shown: tuple[Visitor, Page]):
    resident, page = shown
    before = re.findall(r"Tot en met <b>(.*?)</b>", page.text)
    assert resident.send("/termijn", {"days": "180"}).status == 303
    after = resident.look("/")
    assert re.findall(r"Tot en met <b>(.*?)</b>", after.text) != before != []
    assert 'value="180" aria-current="true"' in after.text
    intaker = at_work(arrive(), cast.intaker)
    (pid,) = intaker.look("/balie/").tickets
    ticket = intaker.look(f"/balie/vraag/{pid}")
    assert "Er is gekozen hoe lang we dit gesprek bewaren." in said(ticket.text)
    assert "180" not in said(ticket.text)
    for wrong in ("31", "", "-30", "abc"):
        assert resident.send("/termijn", {"days": wrong}).status == 409
    assert resident.send("/termijn", {"days": "30"}, as_json=True).json == {"ok": True}


@pytest.mark.parametrize(("form", "name", "kind"), [("html", "kopie.html", "text/html"), ("text", "kopie.txt", "text/plain")])
def test_a_copy_holds_what_the_resident_sees_and_leaves_no_trace(
    arrive: Arrive, cast: Cast, shown: tuple[Visitor, Page], form: str, name: str, kind: str
):
    resident, page = shown
    intaker = at_work(arrive(), cast.intaker)
    (pid,) = intaker.look("/balie/").tickets
    intaker.send(f"/balie/vraag/{pid}/notitie", {"words": "Alleen voor collega's."})
    intaker.send(f"/balie/vraag/{pid}/antwoord", {"words": "Zie https://www.rijksoverheid.nl\n\nSterkte!"})
    before = (rows("SELECT * FROM ticket"), rows("SELECT * FROM event"))
    copy = resident.send("/kopie", {"form": form})
    assert copy.status == 200
    assert copy.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert copy.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert copy.headers["Cache-Control"] == "no-store"
    text = said(copy.text) if form == "html" else " ".join(copy.text.split())
    for part in ("<afspraken>", "En wie betaalt?", "Sterkte!", "jij", "intaker"):
        assert part in text, part
    for secret in ("Alleen voor collega", cast.intaker.name, code_on(page), cast.desk.name, "csrf"):
        assert secret not in copy.text
    assert (rows("SELECT * FROM ticket"), rows("SELECT * FROM event")) == before


def test_a_copy_as_a_page_stands_by_itself(shown: tuple[Visitor, Page]):
    resident, _ = shown
    copy = resident.send("/kopie", {"form": "html"}).text
    assert "<style>" in copy
    assert not re.search(r"<script|<link|<img|<form|<button|src=|url\(|127\.0\.0\.1", copy)
    assert "&lt;afspraken&gt;" in copy


def test_a_note_for_the_calendar_carries_what_was_chosen(shown: tuple[Visitor, Page]):
    resident, page = shown
    day = re.search(r'id="note-date" name="date" type="date" value="([0-9-]{10})"', page.text)
    assert day
    note = resident.send("/agenda", {"title": "Tandarts bellen", "date": day[1]})
    assert note.status == 200
    assert note.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert note.headers["Content-Disposition"] == 'attachment; filename="notitie.ics"'
    assert note.headers["Cache-Control"] == "no-store"
    assert "SUMMARY:Tandarts bellen\r\n" in note.text
    assert f"DTSTART;VALUE=DATE:{day[1].replace('-', '')}\r\n" in note.text
    assert "DESCRIPTION" not in note.text
    with_code = resident.send("/agenda", {"title": "", "date": "onzin", "code": code_on(page)})
    assert f"DESCRIPTION:{code_on(page)}\r\n" in with_code.text
    assert "SUMMARY:Notitie\r\n" in with_code.text
    assert "DESCRIPTION" not in resident.send("/agenda", {"code": "<b>iets anders</b>"}).text


def test_the_code_goes_into_a_note_only_while_it_is_on_the_page_and_only_when_ticked(shown: tuple[Visitor, Page]):
    resident, page = shown
    tick = re.search(r'<input type="checkbox" name="code" value="([^"]+)"[^>]*>', page.text)
    assert tick
    assert normal(tick[1]) == normal(code_on(page))
    assert "checked" not in tick[0]
    later = resident.look("/").text
    assert 'id="note-title"' in later
    assert 'name="code"' not in later


@pytest.mark.parametrize("door", ["/termijn", "/kopie", "/agenda"])
def test_without_a_session_there_is_nothing_to_keep(arrive: Arrive, door: str):
    stranger = arrive()
    stranger.look("/")
    assert stranger.send(door, {"days": "90"}).status == 404


@pytest.mark.parametrize(
    ("door", "fields", "line"),
    [
        ("/apparaat", {"safe": "no"}, "Dit apparaat is niet veilig"),
        ("/termijn", {"days": "30"}, "Er is gekozen hoe lang we dit gesprek bewaren."),
    ],
)
def test_what_was_done_is_where_the_next_page_begins_once(arrive: Arrive, door: str, fields: dict[str, str], line: str):
    resident = arrive()
    resident.ask(ASKED)
    assert "autofocus" not in resident.look("/").text
    assert resident.send(door, fields).status == 303
    page = resident.look("/").text
    led_to = re.findall(r"<li [^>]*autofocus>.*?</li>", page, re.DOTALL)
    assert len(led_to) == page.count("autofocus") == 1
    assert line in led_to[0]
    assert "autofocus" not in resident.look("/").text
