"""Limits over HTTP: whoever asks too much waits, with their words kept; the desk stays open for the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from loket import clock, limits
from tests.cast import ON_SQLITE, WORDS, Cast, ask
from tests.pages import kept, said, token

pytestmark = [ON_SQLITE, pytest.mark.usefixtures("with_limits")]
DESK = "/eikendam"
Time = Callable[..., None]


@pytest.fixture
def from_address(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    """A fresh browser behind a network address."""

    def from_address(address: str) -> FlaskClient:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return client

    return from_address


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    return client.post(DESK + path, data={"csrf_token": token(client.get(f"{DESK}/balie/welkom").text)} | fields)


def test_the_sixth_question_waits_with_its_words_kept(from_address):
    for _ in range(5):
        assert send(from_address("192.0.2.1"), "/vraag", question=WORDS).status_code == 303
    sixth = send(from_address("192.0.2.1"), "/vraag", question="Mijn zesde vraag.")
    assert sixth.status_code == 429
    assert int(sixth.headers["Retry-After"]) > 0
    assert kept(sixth.text, "kept") == "Mijn zesde vraag."
    assert send(from_address("198.51.100.1"), "/vraag", question=WORDS).status_code == 303


def test_what_cannot_be_a_question_costs_nobody_a_question(from_address):
    for _ in range(6):
        assert send(from_address("192.0.2.1"), "/vraag", question="  ").status_code == 400
    assert send(from_address("192.0.2.1"), "/vraag", question=WORDS).status_code == 303


def test_a_new_session_does_not_begin_the_count_of_messages_anew(from_address, cast: Cast):
    code, each = ask(cast.desk).code, limits.RULES["write"].each
    for number in range(each + 1):
        browser = from_address(f"192.0.2.{number}")
        assert send(browser, "/terug", code=code).status_code == 303
        assert send(browser, "/bericht", words=f"Bericht {number}").status_code == (303 if number < each else 429)


def test_the_eleventh_code_waits_even_when_it_is_right(from_address, cast: Cast):
    code = ask(cast.desk).code
    for _ in range(10):
        assert send(from_address("192.0.2.1"), "/terug", code="0000-0000-0000-0000").status_code == 404
    assert send(from_address("192.0.2.1"), "/terug", code=code).status_code == 429
    assert send(from_address("198.51.100.1"), "/terug", code=code).status_code == 303


def test_the_eleventh_password_waits_even_when_it_is_right(from_address, cast: Cast):
    for number in range(10):
        assert send(from_address("192.0.2.1"), "/balie/aanmelden", login=f"naam{number}", password="fout").status_code == 403
    good = {"login": cast.lawyer.login, "password": cast.lawyer.password}
    assert send(from_address("192.0.2.1"), "/balie/aanmelden", **good).status_code == 429
    assert send(from_address("198.51.100.1"), "/balie/aanmelden", **good).status_code == 303


def test_the_second_factor_is_limited_by_account_wherever_it_comes_from(from_address, cast: Cast):
    for number in range(limits.RULES["second_factor"].each):
        client = from_address(f"192.0.2.{number}")
        send(client, "/balie/aanmelden", login=cast.lawyer.login, password=cast.lawyer.password)
        assert send(client, "/balie/aanmelden", totp="000000").status_code == 403
    client = from_address("198.51.100.1")
    send(client, "/balie/aanmelden", login=cast.lawyer.login, password=cast.lawyer.password)
    assert send(client, "/balie/aanmelden", totp=cast.lawyer.totp(1)).status_code == 429
    other = from_address("192.0.2.1")
    send(other, "/balie/aanmelden", login=cast.mediator.login, password=cast.mediator.password)
    assert send(other, "/balie/aanmelden", totp=cast.mediator.totp(1)).status_code == 303


def test_who_writes_without_end_waits_with_the_words_kept(from_address, cast: Cast):
    client = from_address("192.0.2.1")
    client.set_cookie("b", ask(cast.desk).token)
    for number in range(limits.RULES["write"].each):
        assert send(client, "/bericht", words=f"Bericht {number}").status_code == 303
    answer = send(client, "/bericht", words="Nog één.")
    assert answer.status_code == 429
    assert kept(answer.text, "kept") == "Nog één."


def test_a_crowd_makes_the_desk_ask_for_patience_and_shuts_nobody_out(from_address, cast: Cast, time_is: Time):
    now = clock.now()
    for number in range(limits.RULES["ask"].all):
        limits.spend("ask", f"{number:04x}", cast.desk.id)
    client = from_address("192.0.2.1")
    form = re.findall(r'name="client_id" value="([^"]+)"', client.get(f"{DESK}/").text)[0]
    hasty = send(client, "/vraag", question=WORDS, client_id=form, asker="ouder")
    assert hasty.status_code == 429
    assert kept(hasty.text, "question") == WORDS
    assert f'value="{form}"' in hasty.text, "the form grows older and is not made anew"
    assert "druk" in said(hasty.text)
    time_is(now + timedelta(seconds=limits.YOUNGEST + 1))
    assert send(client, "/vraag", question=WORDS, client_id=form).status_code == 303


def test_another_desk_is_not_kept_waiting(app: Flask, from_address, cast: Cast):
    for _ in range(6):
        send(from_address("192.0.2.1"), "/vraag", question=WORDS)
    client = from_address("192.0.2.1")
    forms = token(client.get("/lindeveen/balie/welkom").text)
    assert client.post("/lindeveen/vraag", data={"question": WORDS, "csrf_token": forms}).status_code == 303


def test_what_a_stranger_says_of_their_address_changes_nothing(from_address, cast: Cast):
    for number in range(6):
        client = from_address("192.0.2.1")
        forms = token(client.get(f"{DESK}/balie/welkom").text)
        headers = {"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}"}
        answer = client.post(f"{DESK}/vraag", data={"question": WORDS, "csrf_token": forms}, headers=headers)
        assert answer.status_code == (303 if number < 5 else 429)


def test_in_json_the_waiting_is_told_too(from_address, cast: Cast):
    for _ in range(10):
        send(from_address("192.0.2.1"), "/terug", code="x")
    client = from_address("192.0.2.1")
    forms = token(client.get(f"{DESK}/").text)
    answer = client.post(f"{DESK}/terug", data={"code": "x", "csrf_token": forms}, headers={"Accept": "application/json"})
    assert answer.status_code == 429
    assert answer.json
    assert answer.json["error"]
    assert "Retry-After" in answer.headers
