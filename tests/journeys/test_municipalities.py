"""Several desks in one house: by path, by host, alone; and nothing of the one is found at the other."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import text

from loket import database
from loket.demonstration.visitor import Visitor
from loket.municipalities.actions import establish
from loket.municipalities.queries import forget_desks
from tests.cast import HERE, THERE, WORDS, Cast, at_work
from tests.pages import said, without_tokens
from tests.raw import change

Arrive = Callable[..., Visitor]


def test_every_address_on_a_page_stays_at_its_own_desk(arrive: Arrive):
    for slug in (HERE, THERE):
        visitor = arrive(slug)
        visitor.ask(WORDS)
        for path in ("/", "/balie/aanmelden"):
            page = visitor.look(path).text
            assert f'action="/{slug}/' in page
            assert all(address.startswith((f"/{slug}/", "tel:", "#", "https://")) for address in addresses(page)), addresses(page)


def addresses(page: str) -> list[str]:
    return re.findall(r'(?:href|src|action|data-news-url|data-home-url)="([^"]*)"', page)


def test_without_a_desk_there_is_nothing(arrive: Arrive):
    nowhere = arrive("")
    for path in ("/", "/balie/", "/balie/aanmelden", "/nieuw", "/elders/", "/eikendamx/", "/EIKENDAM/"):
        assert nowhere.look(path).status == 404, path


def test_a_session_of_one_desk_is_nothing_at_another(arrive: Arrive):
    mine = arrive(HERE)
    mine.ask(WORDS)
    elsewhere, stranger = arrive(THERE), arrive(THERE)
    elsewhere.cookies["b"] = mine.cookies["b"]
    for path in ("/", "/nieuw"):
        assert without_tokens(elsewhere.look(path).text) == without_tokens(stranger.look(path).text)
    elsewhere.look("/")
    assert elsewhere.send("/bericht", {"words": "Hallo"}).status == 404
    assert elsewhere.send("/wissen", {"sure": "yes"}).status == 404
    mine.cookies["b"] = mine.cookies["b"]
    assert WORDS in said(mine.look("/").text)


def test_a_code_of_one_desk_opens_nothing_at_another(arrive: Arrive):
    code = arrive(HERE).ask(WORDS)
    elsewhere = arrive(THERE)
    assert elsewhere.come_back(code).status == 404
    assert "b" not in elsewhere.cookies


def test_staff_of_one_desk_see_nothing_of_another(arrive: Arrive, cast: Cast):
    arrive(HERE).ask(WORDS)
    there = at_work(arrive(THERE), cast.foreign_intaker)
    assert there.look("/balie/").tickets == []
    here = at_work(arrive(HERE), cast.foreign_intaker)
    assert here.look("/balie/").status == 404
    assert len(at_work(arrive(HERE), cast.intaker).look("/balie/").tickets) == 1


def test_a_desk_with_a_host_of_its_own(arrive: Arrive):
    establish(THERE, "Lindeveen", host="loket.lindeveen.example")
    visitor = arrive("")
    host = "loket.lindeveen.example"
    page = visitor.look("/", Host=host)
    assert "Lindeveen" in said(page.text)
    assert 'action="/vraag"' in page.text
    asked = visitor.send("/vraag", {"question": WORDS, "client_id": page.form}, Host=host)
    assert (asked.status, asked.headers["Location"]) == (303, "/")
    assert visitor.look("/", Host=host).code
    assert arrive(THERE).look("/").status == 404, "it is no longer found by its path"
    assert visitor.look("/eikendam/", Host=host).status == 404, "and another desk is not found at its host"


def test_the_only_desk_needs_neither(arrive: Arrive):
    for table in ("grant_", "event", "ticket", "session", "invitation", "membership", "pool_key", "staff_key", "pool", "staff"):
        forget(table)
    change("DELETE FROM municipality WHERE slug = :there", there=THERE)
    forget_desks()
    visitor = arrive("")
    visitor.ask(WORDS)
    assert WORDS in said(visitor.look("/").text)
    assert 'action="/bericht"' in visitor.look("/").text
    assert visitor.look("/balie/aanmelden").status == 200


def forget(table: str) -> None:
    elsewhere = "municipality_id = (SELECT id FROM municipality WHERE slug = :there)"
    with database.engine().begin() as connection:
        connection.execute(text(f"DELETE FROM {table} WHERE {elsewhere}"), {"there": THERE})  # noqa: S608 - a table of ours


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", ""])
def test_a_host_that_is_not_ours_gets_no_page(arrive: Arrive, host: str):
    answer = arrive().look("/", Host=host)
    assert answer.status == 400
    assert "<form" not in answer.text
