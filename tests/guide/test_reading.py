"""What residents read about the desk: everything on one neutral address, true for their own municipality, in their language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from loket.demonstration.visitor import Visitor
from loket.guide.kinds import FOLDER, KINDS
from loket.i18n import LANGUAGES, SOURCE
from loket.keys.sessions import IDLE, LONGEST, RESIDENT
from loket.municipalities.actions import establish
from tests.cast import HERE, ON_SQLITE, Cast
from tests.pages import said

pytestmark = ON_SQLITE
Arrive = Callable[..., Visitor]


def test_all_texts_stand_on_one_page_with_a_neutral_title_and_neutral_anchors(arrive: Arrive):
    page = arrive().look("/uitleg")
    assert page.status == 200
    assert re.findall(r"<title[^>]*>([^<]*)<", page.text) == ["Informatie"]
    assert re.findall(r'<section[^>]* id="([^"]+)"', page.text) == [f"deel-{place}" for place in range(1, len(KINDS) + 1)]
    for kind in KINDS:
        assert kind.title in page.text
        assert f'href="#{kind.anchor}"' in page.text


def test_it_is_reached_from_every_page_of_a_resident_and_leads_back(arrive: Arrive):
    visitor = arrive()
    for path in ("/", "/uitleg", "/nothing-here"):
        assert 'href="/eikendam/uitleg"' in visitor.look(path).text, path
    visitor.ask("Hoe verder?")
    assert 'href="/eikendam/uitleg"' in visitor.look("/").text
    assert 'href="/eikendam/"' in visitor.look("/uitleg").text
    assert 'id="exit"' in visitor.look("/uitleg").text


def test_reading_it_neither_opens_nor_shows_nor_prolongs_anything(arrive: Arrive):
    visitor, stranger = arrive(), arrive()
    visitor.ask("Hoe verder?")
    assert said(visitor.look("/uitleg").text) == said(stranger.look("/uitleg").text)
    assert "b" not in stranger.cookies


def test_every_address_it_leads_to_is_there(arrive: Arrive):
    for wish in LANGUAGES:
        page = arrive().look("/uitleg", Accept_Language=wish).text
        prose = "".join(re.findall(r'<div class="prose".*?</div>', page, re.DOTALL))
        addresses = re.findall(r'href="([^"]+)"', prose)
        assert len(addresses) > 10
        for address in addresses:
            assert re.fullmatch(r"tel:[0-9]+|https://[\w./-]+", address) or f'id="{address[1:]}"' in page, address


def test_every_text_has_a_default_in_every_language(cast: Cast):
    for language in LANGUAGES:
        assert {file.stem for file in (FOLDER / language).glob("*.md")} == {kind.key for kind in KINDS}, language


def test_defaults_speak_of_the_same_facts_and_numbers_in_every_language(cast: Cast):
    for kind in KINDS:
        dutch, *others = [(FOLDER / language / f"{kind.key}.md").read_text() for language in (SOURCE, *(set(LANGUAGES) - {SOURCE}))]
        for other in others:
            for pattern in (r"\{\w+\}", r"\]\(((?:tel|https|#)[^)]+)\)", r"(?m)^## ", r"(?m)^- "):
                assert sorted(re.findall(pattern, dutch)) == sorted(re.findall(pattern, other)), (kind.key, pattern)


def test_without_any_fact_the_texts_point_at_the_municipality_and_leave_no_brace(arrive: Arrive):
    text = said(arrive().look("/uitleg").text)
    assert not re.search(r"[{}]|None", text)
    assert "Dat is de gemeente Eikendam. " in text
    assert text.count("Hoe dat gaat, staat op de website van de gemeente Eikendam.") == 2
    assert "Hoe je de FG bereikt, staat op de website van de gemeente Eikendam." in text
    assert "Of meld het bij de gemeente Eikendam." in text
    assert "90 dagen na het laatste bericht" in text
    assert text.count("De nummers komen van openbare websites, bekeken op 22 november 2026.") == 2


def test_a_municipalitys_own_facts_take_their_place(arrive: Arrive):
    facts = {
        "controller": "de stichting *Voorbeeld* <b>",
        "processor": "Servers & Zo",
        "complaints": "post@eikendam.example",
        "privacy_officer": "https://eikendam.example/fg",
        "accessibility": "010-0000000",
        "accessibility_statement": "https://register.example/1",
        "backup_days": 7,
        "numbers_checked_on": date(2026, 12, 1),
    }
    establish(HERE, "Eikendam", retention_days=30, facts=facts)
    page = arrive().look("/uitleg").text
    text = said(page)
    for words in (
        "Dat is de stichting *Voorbeeld* <b>. Voor de computers zorgt Servers & Zo.",
        "Dat kan zo: post@eikendam.example.",
        "Of meld het zo: 010-0000000.",
        "na 7 dagen weg",
        "Wij keken de nummers voor het laatst na op 1 december 2026.",
        "30 dagen na het laatste bericht",
    ):
        assert words in text, words
    assert "op de website van de gemeente" not in text
    for address in ("https://eikendam.example/fg", "https://register.example/1"):
        assert f'<a href="{address}" rel="noopener noreferrer nofollow">' in page


def test_it_follows_the_language_of_the_page_and_a_choice_comes_back_to_it(arrive: Arrive):
    visitor = arrive()
    visitor.look("/uitleg")
    chosen = visitor.send("/taal", {"language": "en", "back": "guide"})
    assert (chosen.status, chosen.headers["Location"]) == (303, "/eikendam/uitleg")
    text = said(visitor.look("/uitleg").text)
    assert "Is somebody watching your phone?" in text
    for dutch in (" je ", " het ", " een ", " niet "):
        assert dutch not in text.lower(), dutch


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_says_about_cookies_is_what_sessions_do(cast: Cast, language: str):
    text = (FOLDER / language / "cookies.md").read_text()
    assert (IDLE[RESIDENT], LONGEST[RESIDENT]) == (30 * 60, 4 * 60 * 60)
    assert len(re.findall(r"\b30\b", text)) == 2
    assert len(re.findall(r"\b4\b", text)) == 1


def test_what_it_says_about_cookies_is_what_a_visitor_gets(arrive: Arrive):
    visitor = arrive()
    visitor.look("/uitleg")
    assert set(visitor.cookies) == {"c"}
    visitor.ask("Hoe verder?")
    assert set(visitor.cookies) == {"b", "c"}, "two, and no third"
