"""Languages over HTTP: Dutch by default, English for who asks for it, on every page, refusals too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from loket.demonstration.visitor import Page, Visitor
from loket.municipalities.actions import establish
from tests.cast import HERE, ON_SQLITE, Cast, at_work
from tests.pages import said

pytestmark = ON_SQLITE
Arrive = Callable[..., Visitor]


def language(page: Page) -> str:
    found = re.search(r'<html lang="(\w+)"', page.text)
    return found[1] if found else ""


def test_without_a_wish_it_is_the_language_of_the_desk(arrive: Arrive):
    assert language(arrive().look("/")) == "nl"
    establish(HERE, "Eikendam", language="en")
    assert language(arrive().look("/")) == "en"


@pytest.mark.parametrize(
    ("wish", "spoken"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("fr,en;q=0.5,nl;q=0.3", "en"),
        ("de,en;q=0.5", "de"),
        ("fr", "nl"),
        ("", "nl"),
        ("*", "nl"),
        ("en;q=x", "nl"),
    ],
)
def test_a_browser_may_wish(arrive: Arrive, wish: str, spoken: str):
    assert language(arrive().look("/", Accept_Language=wish)) == spoken


def offered(page: Page) -> list[str]:
    """The other languages and registers that this page leads to."""
    return re.findall(r'name="language" value="([\w@]+)"', page.text)


def test_a_desk_is_read_in_the_languages_it_chose(arrive: Arrive):
    establish(HERE, "Eikendam", language="nl@u", languages=["tr", "nl"])
    visitor = arrive()
    page = visitor.look("/", Accept_Language="de,en;q=0.9,tr;q=0.3")
    assert (language(page), offered(page)) == ("tr", ["nl", "tr"])
    for chosen, spoken in (("de", "tr"), ("en", "tr"), ("nl", "nl"), ("nl@u", "nl")):
        visitor.send("/taal", {"language": chosen})
        assert language(visitor.look("/", Accept_Language="tr")) == spoken, chosen
    assert offered(visitor.look("/uitleg")) == ["nl", "tr", "nl"], "and Dutch with je"
    at_desk = arrive().look("/balie/aanmelden", Accept_Language="en")
    assert (language(at_desk), offered(at_desk)) == ("en", ["nl", "en"]), "the desk works in its own"


def test_who_likes_u_works_in_dutch(arrive: Arrive):
    visitor = arrive()
    visitor.look("/")
    visitor.send("/taal", {"language": "nl@u"})
    assert language(visitor.look("/balie/aanmelden", Accept_Language="en")) == "nl"


def test_a_desk_in_one_language_offers_no_choice(arrive: Arrive):
    establish(HERE, "Eikendam", language="en", languages=["en"])
    page = arrive().look("/", Accept_Language="nl")
    assert (language(page), offered(page)) == ("en", [])
    assert "ask__languages" not in page.text


def test_a_language_that_was_taken_away_is_no_longer_spoken_but_its_messages_stay(arrive: Arrive):
    visitor = arrive()
    visitor.look("/")
    visitor.send("/taal", {"language": "tr"})
    visitor.ask("Bize ne olacak?")
    establish(HERE, "Eikendam", languages=["nl", "en"])
    page = visitor.look("/")
    assert language(page) == "nl"
    assert '<div class="entry__words" dir="auto" lang="tr"><p>Bize ne olacak?</p>' in page.text


def test_a_choice_goes_before_a_wish_and_lasts(arrive: Arrive):
    visitor = arrive()
    visitor.look("/")
    chosen = visitor.send("/taal", {"language": "en"})
    assert (chosen.status, chosen.headers["Location"]) == (303, "/eikendam/")
    for path in ("/", "/nothing-here", "/balie/aanmelden", "/balie/nothing-here"):
        assert language(visitor.look(path, Accept_Language="nl")) == "en", path
    assert language(visitor.send("/terug", {"code": "x"})) == "en"
    visitor.look("/")
    visitor.send("/taal", {"language": "nl"})
    assert language(visitor.look("/", Accept_Language="en")) == "nl"


def test_a_form_without_its_token_is_refused_in_the_language_chosen(arrive: Arrive):
    visitor = arrive()
    visitor.look("/")
    visitor.send("/taal", {"language": "en"})
    visitor.token = "lost"
    refused = visitor.send("/vraag", {"question": "Hallo"})
    assert (refused.status, language(refused)) == (400, "en")
    assert language(arrive().look("/")) == "nl", "and the next visitor is not spoken to in English"


def test_an_unknown_language_changes_nothing(arrive: Arrive):
    visitor = arrive()
    for wish in ("xx", "", "../nl", "en\x00"):
        visitor.look("/")
        assert visitor.send("/taal", {"language": wish}).status == 303
        assert language(visitor.look("/")) == "nl"


def test_staff_return_to_the_desk_after_choosing(arrive: Arrive, cast: Cast):
    visitor = at_work(arrive(), cast.lawyer)
    chosen = visitor.send("/taal", {"language": "en", "back": "staff"})
    assert chosen.headers["Location"].startswith("/eikendam/balie/")
    assert language(visitor.look("/balie/")) == "en"


def test_the_whole_front_page_is_in_english(arrive: Arrive):
    page = arrive().look("/", Accept_Language="en")
    text = said(page.text).lower()
    assert "danger" in text
    for dutch in (" je ", " het ", " een ", " niet ", " wij ", " vraag "):
        assert dutch not in text, dutch


def test_a_conversation_is_told_in_the_readers_language(arrive: Arrive, cast: Cast):
    visitor = arrive()
    visitor.ask("Hoe verder?")
    intaker = at_work(arrive(), cast.intaker)
    (pid,) = intaker.look("/balie/").tickets
    intaker.send(f"/balie/vraag/{pid}/pakken")
    dutch = said(visitor.look("/").text)
    english = said(visitor.look("/", Accept_Language="en").text)
    assert "heeft de vraag opgepakt" in dutch
    assert "heeft de vraag opgepakt" not in english
    assert "Hoe verder?" in english
