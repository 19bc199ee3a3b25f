"""What goes with every page: nothing is kept, framed, sent on or fetched from elsewhere."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import ON_SQLITE, Cast

pytestmark = ON_SQLITE

PAGES = [
    "/eikendam/", "/eikendam/balie/aanmelden", "/eikendam/balie/welkom", "/eikendam/balie/", "/eikendam/nieuw", "/eikendam/nothing",
    "/nothing", "/livez", "/readyz", "/.well-known/security.txt", "/eikendam/wissen", "/static/nothing.css",
]  # fmt: skip
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def policy(client: FlaskClient, **more: str) -> dict[str, str]:
    header = client.get("/eikendam/", **more).headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_answer_carries_them_refusals_too(client: FlaskClient, path: str, method: str):
    answer = getattr(client, method)(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, name
    assert "Content-Security-Policy" in answer.headers
    assert set(re.findall(r"(\w[\w-]*)=\(([^)]*)\)", answer.headers["Permissions-Policy"])) >= {
        ("camera", ""),
        ("microphone", ""),
        ("geolocation", ""),
    }


def test_only_our_own_files_run_and_nothing_frames_us(client: FlaskClient):
    rules = policy(client)
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["form-action"] == "'self' https://www.knmi.nl", "ourselves, and where the way out leads"
    assert rules["connect-src"] == "'self' ws://localhost"
    assert rules["require-trusted-types-for"] == "'script'"
    assert not any("unsafe" in rule or "*" in rule for rule in rules.values())


def test_static_files_are_served_with_their_kind(client: FlaskClient):
    for path, kind in (("css/page.css", "text/css"), ("js/page.js", "text/javascript"), ("img/dot.svg", "image/svg+xml")):
        with client.get(f"/eikendam/static/{path}") as answer:
            assert answer.status_code == 200
            assert answer.content_type.startswith(kind)


def test_the_cookie_of_a_form_cannot_be_read_by_a_script_or_sent_from_elsewhere(client: FlaskClient):
    (cookie,) = client.get("/eikendam/").headers.getlist("Set-Cookie")
    assert cookie.startswith("c=")
    for part in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Expires" not in cookie
    assert "Domain" not in cookie


def test_over_https_cookies_are_bound_to_the_host_and_the_socket_is_wss(app: Flask, cast: Cast):
    client = app.test_client()
    answer = client.get("/eikendam/", base_url="https://localhost")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-c=")
    assert "Secure" in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "wss://localhost" in answer.headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in client.get("/eikendam/").headers


def test_a_page_of_a_resident_has_a_neutral_title(client: FlaskClient):
    page = client.get("/eikendam/").text
    assert re.findall(r"<title[^>]*>(.*?)</title>", page) == ["Informatie"]


def test_every_form_and_field_asks_the_browser_to_remember_nothing(client: FlaskClient):
    page = client.get("/eikendam/").text
    forms, fields = re.findall(r"<form[^>]*>", page), re.findall(r"<(?:input|textarea|select)[^>]*>", page)
    assert len(forms) >= 3
    assert len(fields) >= 6
    assert all('autocomplete="off"' in tag for tag in forms + fields)


def test_security_txt_says_where_to_turn_and_until_when(client: FlaskClient):
    answer = client.get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert re.search(r"^Contact: https://", answer.text, re.MULTILINE)
    assert re.search(r"^Expires: 20\d\d-\d\d-\d\dT00:00:00Z$", answer.text, re.MULTILINE)


def test_the_server_says_whether_it_lives_and_can_work(client: FlaskClient):
    assert (client.get("/livez").status_code, client.get("/readyz").status_code) == (200, 200)
