"""A page that answers a form: in a browser it is shown once, at `/`, so that nothing typed stands in a history entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from loket import clock, crypto
from loket.demonstration.visitor import Visitor
from loket.tickets import once
from tests.cast import WORDS, Cast, ask
from tests.pages import kept
from tests.raw import one, rows

Arrive = Callable[..., Visitor]
GOING: Any = {"Sec_Fetch_Mode": "navigate"}
PAGE = once.Page(409, b"<p>a page with words</p>")


def test_a_page_comes_back_once_to_the_one_who_holds_its_token(cast: Cast):
    token, other = once.put_by(cast.desk, PAGE), once.put_by(cast.desk, once.Page(400, b"another"))
    assert once.take(cast.foreign_desk, token) is None
    assert once.take(cast.desk, "x" * 43) is None
    assert once.take(cast.desk, token) == PAGE
    assert once.take(cast.desk, token) is None
    assert once.take(cast.desk, other) is not None


def test_a_page_does_not_wait_long_and_lies_sealed_meanwhile(cast: Cast, time_is: Callable[..., None]):
    now = clock.now()
    time_is(now)
    token, late = once.put_by(cast.desk, PAGE), once.put_by(cast.desk, PAGE)
    held = b"".join(bytes(row[0]) for row in rows("SELECT locked FROM session WHERE kind = 'page'"))
    assert len(held) > len(PAGE.body)
    assert PAGE.body not in held
    time_is(now + timedelta(minutes=4))
    assert once.take(cast.desk, token) == PAGE
    time_is(now + timedelta(minutes=6))
    assert once.take(cast.desk, late) is None


def test_a_token_of_a_page_opens_no_conversation(arrive: Arrive, cast: Cast):
    visitor = arrive()
    visitor.cookies["b"] = once.put_by(cast.desk, PAGE)
    assert visitor.look("/nieuw").status == 404
    visitor.cookies = {"p": ask(cast.desk).token}
    assert WORDS not in visitor.look("/").text


@pytest.mark.parametrize(
    ("path", "fields", "name", "status"),
    [
        ("/vraag", {"question": "x" * 21_000}, "question", 400),
        ("/bericht", {"words": "Halve zin", "choose_quote": "1"}, "words", 200),
        ("/bericht", {"words": "x" * 21_000}, "words", 400),
        ("/bericht", {"words": "Mijn tekst", "csrf_token": "wrong"}, "kept", 400),
        ("/taal", {"words": "Mijn tekst", "csrf_token": "wrong"}, "kept", 400),
    ],
)
def test_what_was_typed_is_shown_at_the_one_address_and_only_once(
    arrive: Arrive, cast: Cast, path: str, fields: dict[str, str], name: str, status: int
):
    visitor = arrive()
    visitor.cookies["b"] = ask(cast.desk).token
    visitor.look("/")
    typed = fields.get("question") or fields["words"]
    direct = visitor.send(path, fields)
    assert (direct.status, kept(direct.text, name)) == (status, typed), "whoever is no browser is answered at once"
    visitor.look("/")
    turned = visitor.send(path, fields, **GOING)
    assert (turned.status, turned.headers["Location"], typed in turned.text) == (303, "/eikendam/", False)
    shown = visitor.look("/")
    assert (shown.status, kept(shown.text, name)) == (status, typed)
    assert typed not in visitor.look("/").text
    assert one("SELECT count(*) FROM session WHERE kind = 'page'") == 0


def test_a_browser_that_keeps_no_cookies_is_answered_at_once(arrive: Arrive, cast: Cast):
    visitor = arrive()
    answer = visitor.send("/vraag", {"question": WORDS}, **GOING)
    assert (answer.status, kept(answer.text, "kept")) == (400, WORDS)


def test_too_many_pages_are_not_put_by(arrive: Arrive, cast: Cast, with_limits: None):
    visitor = arrive()
    visitor.look("/")
    statuses = [visitor.send("/vraag", {"question": ""}, **GOING).status for _ in range(70)]
    assert statuses.count(303) == 60
    assert set(statuses) == {303, 400}


def test_what_another_server_key_sealed_is_not_shown(cast: Cast, server_key_file, tmp_path):
    token = once.put_by(cast.desk, PAGE)
    crypto.make_server_key(tmp_path / "other.key")
    crypto.use_server_key(tmp_path / "other.key")
    try:
        assert once.take(cast.desk, token) is None
    finally:
        crypto.use_server_key(server_key_file)
