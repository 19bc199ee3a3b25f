"""What residents read about the desk: everything on one neutral address, true for their own municipality, in their language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import zip_longest

import pytest

from loket.demonstration.visitor import Visitor
from loket.guide.kinds import FOLDER, KINDS
from loket.i18n import FORMAL, LANGUAGES, SOURCE
from loket.keys.sessions import IDLE, LONGEST, RESIDENT
from loket.municipalities.actions import establish
from tests.cast import HERE, ON_SQLITE, Cast, at_work
from tests.pages import said

pytestmark = ON_SQLITE
Arrive = Callable[..., Visitor]
JE = re.compile(r"\b(?:je|jij|jou|jouw|jezelf|jullie)\b", re.IGNORECASE)
U = re.compile(r"\b(?:u|uw|uzelf)\b", re.IGNORECASE)
POLITE = {"je": {"u", "uw"}, "jij": {"u"}, "jou": {"u"}, "jouw": {"uw"}, "jezelf": {"uzelf"}, "ga": {"gaat"}}
"""Words that are otherwise with "u"; any other may get a t: "kun je" is "kunt u"."""
YOUNG = "privacy_youth"


@pytest.fixture
def formal(arrive: Arrive) -> Visitor:
    """Who likes "u" better."""
    visitor = arrive()
    visitor.look("/uitleg")
    assert visitor.send("/taal", {"language": FORMAL}).status == 303
    return visitor


def read_by(visitor: Visitor) -> dict[str, str]:
    """Key of a text → what the visitor reads there, its title too."""
    found = re.findall(r"<section[^>]*>.*?</section>", visitor.look("/uitleg").text, re.DOTALL)
    return {kind.key: said(part) for kind, part in zip(KINDS, found, strict=True)}


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


def test_a_number_among_the_facts_is_not_turned_around_in_arabic(arrive: Arrive):
    establish(HERE, "Eikendam", facts={"accessibility": "bel 010-0000000"})
    assert "\u200ebel 010-0000000\u200e" in said(arrive().look("/uitleg", Accept_Language="ar").text)
    assert "\u200e" not in arrive().look("/uitleg", Accept_Language="tr").text


def test_it_follows_the_language_of_the_page_and_a_choice_comes_back_to_it(arrive: Arrive):
    visitor = arrive()
    visitor.look("/uitleg")
    chosen = visitor.send("/taal", {"language": "en", "back": "guide"})
    assert (chosen.status, chosen.headers["Location"]) == (303, "/eikendam/uitleg")
    text = said(visitor.look("/uitleg").text)
    assert "Is somebody watching your phone?" in text
    for dutch in (" je ", " het ", " een ", " niet "):
        assert dutch not in text.lower(), dutch


def test_who_likes_u_better_reads_u_in_all_texts_but_that_for_the_young(formal: Visitor):
    for key, words in read_by(formal).items():
        wanted, other = (JE, U) if key == YOUNG else (U, JE)
        assert wanted.search(words), key
        assert not other.search(words), (key, other.findall(words))


def test_dutch_is_dutch_in_either_register(formal: Visitor):
    page = formal.look("/uitleg").text
    assert re.findall(r'<html lang="([^"]+)"', page) == ["nl"]
    assert re.findall(r"<div class=\"prose\"[^>]*>", page) == ['<div class="prose">'] * len(KINDS)


def test_a_text_with_u_says_what_the_one_with_je_says(cast: Cast):
    """Word by word and sign by sign, so with the same headings, items, links, numbers and braces."""
    assert {file.stem for file in (FOLDER / FORMAL).iterdir()} == {kind.key for kind in KINDS} - {YOUNG}
    for file in (FOLDER / FORMAL).iterdir():
        je, u = (re.findall(r"\w+|\W", (FOLDER / register / file.name).read_text()) for register in (SOURCE, FORMAL))
        pairs = [(one, other) for one, other in zip_longest(je, u, fillvalue="") if one != other]
        wrong = [pair for pair in pairs if pair[1].lower() not in POLITE.get(pair[0].lower(), {f"{pair[0]}t".lower()})]
        assert not wrong, (file.stem, wrong[:3])
        assert all(one[0].isupper() == other[0].isupper() for one, other in pairs), file.stem


def test_a_municipalitys_own_text_goes_before_either_register(arrive: Arrive, formal: Visitor, cast: Cast):
    before, editor = read_by(formal), at_work(arrive(), cast.coordinator)
    editor.look("/balie/teksten/cookies/nl")
    assert editor.send("/balie/teksten/cookies/nl", {"body": "Jij krijgt er twee van ons.", "seen": "0"}).status == 303
    after = read_by(formal)
    assert "Jij krijgt er twee van ons." in after["cookies"]
    assert after | {"cookies": ""} == before | {"cookies": ""}, "the others stay"
    editor.send("/balie/teksten/cookies/nl/terug", {"number": "0", "seen": "1"})
    assert read_by(formal) == before


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
