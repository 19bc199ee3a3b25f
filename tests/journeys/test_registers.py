"""Je or u: je unless somebody likes u better or the desk says u to all; the young and the staff are always spoken to with je."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from loket.demonstration.visitor import Page, Visitor
from loket.errors import BadConfiguration
from loket.municipalities.actions import establish
from tests.cast import HERE, ON_SQLITE, Cast, at_work
from tests.pages import said

pytestmark = ON_SQLITE
Arrive = Callable[..., Visitor]
JE, U = "Wat wil je vragen?", "Wat wilt u vragen?"


def html_language(page: Page) -> str:
    found = re.search(r'<html lang="([^"]+)"', page.text)
    return found[1] if found else ""


def with_u(visitor: Visitor) -> Visitor:
    visitor.look("/")
    assert visitor.send("/taal", {"language": "nl@u"}).status == 303
    return visitor


def test_who_likes_u_better_chooses_it_and_takes_it_back(arrive: Arrive):
    visitor = arrive()
    assert JE in said(visitor.look("/").text)
    page = with_u(visitor).look("/")
    assert U in said(page.text)
    assert not re.search(r"\b(je|jij|jou|jouw)\b", said(page.text).replace("Liever je", ""), re.IGNORECASE)
    assert html_language(page) == "nl"
    visitor.send("/taal", {"language": "nl"})
    assert JE in said(visitor.look("/").text)


def test_a_conversation_with_u_says_u(arrive: Arrive, cast: Cast):
    visitor, intaker = with_u(arrive()), at_work(arrive(), cast.intaker)
    visitor.ask("Hoe zit het met de bezoekregeling voor een oma?", asker="grootouder")
    (pid,) = intaker.look("/balie/").tickets
    intaker.look(f"/balie/vraag/{pid}")
    intaker.send(f"/balie/vraag/{pid}/antwoord", {"words": "Dat kan soms."})
    page = said(visitor.look("/").text)
    assert "Hebt u hier wat aan?" in page
    assert not re.search(r"\b(je|jij|jou|jouw)\b", page, re.IGNORECASE)


def test_a_desk_may_say_u_to_all_and_each_browser_may_still_choose(arrive: Arrive):
    establish(HERE, "Eikendam", language="nl@u")
    for wish in ("", "nl-NL,nl;q=0.9", "fr"):
        assert U in said(arrive().look("/", Accept_Language=wish).text), wish
    assert html_language(arrive().look("/", Accept_Language="en")) == "en"
    visitor = arrive()
    visitor.look("/")
    visitor.send("/taal", {"language": "nl"})
    assert JE in said(visitor.look("/").text)
    with pytest.raises(BadConfiguration):
        establish(HERE, "Eikendam", language="nl@jij")


def test_the_young_are_always_spoken_to_with_je(arrive: Arrive, cast: Cast):
    establish(HERE, "Eikendam", language="nl@u")
    visitor = arrive()
    assert U in said(visitor.look("/").text)
    young = visitor.send("/", {"view": "young"})
    assert JE in said(young.text)
    assert "Liever u" not in said(young.text)
    straight = arrive()
    straight.ask("Moet ik kiezen?", asker="jongere")
    page = straight.look("/")
    assert "Je vraag is binnen" in said(page.text)
    assert not re.search(r"\b(u|uw)\b", said(page.text), re.IGNORECASE)


def test_a_log_is_told_with_je_from_the_first_look(arrive: Arrive, cast: Cast):
    establish(HERE, "Eikendam", language="nl@u")
    code = arrive().ask("Moet ik kiezen?", asker="jongere")
    back = arrive().come_back(code)
    assert "jij" in said(back.text)
    assert not re.search(r"\b(u|uw)\b", said(back.text), re.IGNORECASE)


def test_colleagues_are_not_spoken_to_with_u(arrive: Arrive, cast: Cast):
    establish(HERE, "Eikendam", language="nl@u")
    asked = arrive()
    asked.ask("Hallo")
    lawyer = at_work(with_u(arrive()), cast.intaker)
    (pid,) = lawyer.look("/balie/").tickets
    page = lawyer.look(f"/balie/vraag/{pid}")
    assert not re.search(r"\b(u|uw)\b", said(page.text), re.IGNORECASE)
