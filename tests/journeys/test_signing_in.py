"""Signing in over HTTP: two halves, one answer for all that is wrong, and an invitation that works once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest

from loket import clock
from loket.demonstration.visitor import Page, Visitor
from loket.experts import actions
from tests.cast import Cast, at_work
from tests.pages import said, without_tokens
from tests.raw import change, one

Arrive = Callable[..., Visitor]
GOOD = "een zin die ik onthoud"


def give(visitor: Visitor, **fields: str) -> Page:
    visitor.look("/balie/aanmelden")
    return visitor.send("/balie/aanmelden", fields)


def as_told(page: Page) -> tuple[int, str]:
    return page.status, re.sub(r'(name="login"[^>]*? value=")[^"]*', r"\1", without_tokens(page.text))


def test_an_unknown_login_and_a_wrong_password_get_one_answer(arrive: Arrive, cast: Cast):
    visitor = arrive()
    wrong = [
        give(visitor, login=login, password=password)
        for login, password in (
            (cast.lawyer.login, "fout"),
            ("niemand", "fout"),
            ("niemand", cast.lawyer.password),
            (cast.foreign_lawyer.login, cast.foreign_lawyer.password),
            ("", "fout"),
        )
    ]
    assert as_told(wrong[0])[0] == 403
    for answer in wrong[1:]:
        assert as_told(answer) == as_told(wrong[0])
    assert set(visitor.cookies) == {"c"}
    assert give(visitor, login=cast.lawyer.login, password=cast.lawyer.password).status == 303, "the premise: the right ones do open"


def test_a_password_alone_opens_no_page(arrive: Arrive, cast: Cast):
    visitor = arrive()
    assert give(visitor, login=cast.lawyer.login, password=cast.lawyer.password).status == 303
    assert set(visitor.cookies) == {"c", "h"}
    for path in ("/balie/", "/balie/team", "/balie/tweede-stap"):
        assert visitor.look(path).status == 404
    visitor.cookies["s"] = visitor.cookies["h"]
    assert visitor.look("/balie/").status == 404


def test_a_second_factor_is_used_once(arrive: Arrive, cast: Cast):
    code = cast.lawyer.totp(1)
    first, second = arrive(), arrive()
    assert give(first, login=cast.lawyer.login, password=cast.lawyer.password, totp=code).status == 303
    assert first.look("/balie/").status == 200
    again = give(second, login=cast.lawyer.login, password=cast.lawyer.password, totp=code)
    assert again.status == 403
    assert "s" not in second.cookies
    assert 'name="totp"' in again.text
    change("UPDATE staff SET totp_last_step = 0 WHERE id = :id", id=cast.lawyer.id)
    assert give(second, totp=code).status == 303, "the first half still stands"


def test_a_wrong_second_factor_asks_again_and_nothing_more(arrive: Arrive, cast: Cast):
    visitor = arrive()
    give(visitor, login=cast.lawyer.login, password=cast.lawyer.password)
    for wrong in ("000000", "", "abc", "1" * 500):
        answer = give(visitor, totp=wrong)
        assert answer.status == 403
        assert "s" not in visitor.cookies
    assert give(visitor, totp=cast.lawyer.totp(1)).status == 303


def test_who_gave_the_wrong_name_begins_again(arrive: Arrive, cast: Cast):
    visitor = arrive()
    assert give(visitor, login=cast.mediator.login, password=cast.mediator.password).status == 303
    assert "Code uit je app" in visitor.look("/balie/aanmelden").text
    assert visitor.look("/balie/aanmelden?opnieuw=1").status == 303
    assert "Gebruikersnaam" in visitor.look("/balie/aanmelden").text
    assert give(visitor, login=cast.lawyer.login, password=cast.lawyer.password, totp=cast.lawyer.totp()).status == 303
    assert cast.lawyer.name in visitor.look("/balie/").text


def test_signing_in_gives_a_new_token_each_time_and_drops_the_first_half(arrive: Arrive, cast: Cast):
    visitor = arrive()
    visitor.cookies |= {"s": "chosen-by-somebody-else", "h": "x" * 43}
    give(visitor, login=cast.lawyer.login, password=cast.lawyer.password, totp=cast.lawyer.totp(1))
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", visitor.cookies["s"])
    assert "h" not in visitor.cookies


def test_who_is_signed_in_is_led_to_the_queue(arrive: Arrive, cast: Cast):
    answer = at_work(arrive(), cast.lawyer).look("/balie/aanmelden")
    assert (answer.status, answer.headers["Location"]) == (303, "/eikendam/balie/")


# --- an invitation -----------------------------------------------------------------------------------------------


@pytest.fixture
def invitation(cast: Cast) -> str:
    return actions.invite(cast.desk.id, "nieuw", "Nina Nieuwkerk", "mediator")


def accept(visitor: Visitor, code: str, password: str = GOOD, again: str = GOOD) -> Page:
    visitor.look("/balie/welkom")
    return visitor.send("/balie/welkom", {"code": code, "password": password, "again": again})


def test_from_invitation_to_first_working_day(arrive: Arrive, cast: Cast, invitation: str):
    visitor = arrive()
    welcome = accept(visitor, invitation.lower())
    assert (welcome.status, welcome.headers["Location"]) == (303, "/eikendam/balie/tweede-stap")
    page = visitor.look("/balie/tweede-stap")
    found = re.search(r"<code[^>]*>([A-Z2-7 ]{32,})</code>", page.text)
    assert found
    assert "<svg" in page.text
    secret = found[1].replace(" ", "")
    assert visitor.look("/balie/aanmelden").headers["Location"] == "/eikendam/balie/tweede-stap", "it must be finished first"
    assert visitor.send("/balie/tweede-stap", {"totp": "000000"}).status == 403
    assert one("SELECT state FROM staff WHERE login = 'nieuw'") == "enrolling"
    done = visitor.send("/balie/tweede-stap", {"totp": pyotp.TOTP(secret).at(clock.stamp())})
    assert (done.status, done.headers["Location"]) == (303, "/eikendam/balie/")
    assert visitor.look("/balie/").status == 200
    assert secret not in visitor.look("/balie/team").text
    assert visitor.look("/balie/tweede-stap").status == 404, "the secret is never shown again"


def test_who_was_interrupted_goes_on_by_signing_in(arrive: Arrive, cast: Cast, invitation: str):
    accept(arrive(), invitation)
    later = arrive()
    answer = give(later, login="nieuw", password=GOOD)
    assert answer.headers["Location"] == "/eikendam/balie/tweede-stap"
    assert "<svg" in later.look("/balie/tweede-stap").text


def test_a_wrong_used_old_or_foreign_invitation_gets_one_answer(arrive: Arrive, cast: Cast, invitation: str):
    old = actions.invite(cast.desk.id, "oud", "Oud Genoeg", "lawyer")
    change("UPDATE invitation SET expires_at = 1 WHERE staff_id = (SELECT id FROM staff WHERE login = 'oud')")
    foreign = actions.invite(cast.foreign_desk.id, "elders", "Elders Thuis", "lawyer")
    assert accept(arrive(), invitation).status == 303
    visitor = arrive()
    answers = [accept(visitor, code) for code in (invitation, old, foreign, "0000-0000-0000-0000", "onzin", "")]
    plain = [(answer.status, re.sub(r'(name="code"[^>]*? value=")[^"]*', r"\1", without_tokens(answer.text))) for answer in answers]
    assert plain[0][0] == 400
    for answer in plain[1:]:
        assert answer == plain[0]


@pytest.mark.parametrize(
    ("password", "again"), [("kort", "kort"), (GOOD, "iets anders dan dat"), ("", ""), ("aaaaaaaaaaaa", "aaaaaaaaaaaa")]
)
def test_a_password_that_will_not_do_costs_no_invitation(arrive: Arrive, cast: Cast, invitation: str, password: str, again: str):
    visitor = arrive()
    answer = accept(visitor, invitation, password, again)
    assert answer.status == 400
    assert f'value="{invitation}"' in answer.text
    if password:
        assert f'value="{password}"' not in answer.text
    assert accept(visitor, invitation).status == 303


def test_no_page_shows_a_password_or_a_secret(arrive: Arrive, cast: Cast):
    visitor = at_work(arrive(), cast.lawyer)
    for path in ("/balie/", "/balie/team", "/balie/welkom"):
        page = visitor.look(path)
        for secret in (cast.lawyer.password, cast.lawyer.totp_secret, cast.lawyer.token):
            assert secret not in page.text
    failed = give(arrive(), login=cast.lawyer.login, password="een geheim dat niet klopt")
    assert "een geheim dat niet klopt" not in failed.text
    assert cast.lawyer.login in failed.text
    assert said(failed.text)
