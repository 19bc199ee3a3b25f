"""A house style on the pages: at the same two addresses for everybody, with nothing inline, and neutral where pages must be."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from loket.demonstration.visitor import Visitor
from loket.municipalities.actions import Theme, dress, establish, read_theme
from tests.cast import HERE, Cast, ask, at_work
from tests.municipalities.test_logo import png, svg

LOOK, LOGO = "/static/look.css", "/static/logo"


@pytest.fixture
def outfit(tmp_path: Path):
    (tmp_path / "t.json").write_text('{"loket": {"header": {"background-color": {"value": "#102040"}}}}')
    (tmp_path / "logo.svg").write_bytes(svg())
    (tmp_path / "logo.png").write_bytes(png())
    return lambda logo="logo.svg": read_theme(Theme(tokens="t.json", logo=logo), tmp_path)


@pytest.fixture
def dressed(cast: Cast, outfit) -> Cast:
    dress(cast.desk.id, outfit())
    return cast


def test_a_look_is_of_one_desk_and_goes_with_it(cast: Cast, outfit, client: FlaskClient):
    dress(cast.desk.id, outfit())
    assert cast.desk.look is not None
    assert cast.foreign_desk.look is None
    assert client.get("/eikendam" + LOOK).status_code == 200
    assert client.get("/lindeveen" + LOOK).status_code == client.get("/lindeveen" + LOGO).status_code == 404
    assert client.get(LOOK).status_code == client.get(LOGO).status_code == 404
    establish(HERE, "Eikendam aan Zee")
    assert cast.desk.look is not None, "what was decided besides does not undress it"
    dress(cast.desk.id, None)
    assert client.get("/eikendam" + LOOK).status_code == client.get("/eikendam" + LOGO).status_code == 404


def test_a_desk_without_a_look_asks_for_nothing_more(arrive: Callable[..., Visitor]):
    page = arrive().look("/").text
    assert "look.css" not in page
    assert "brand__logo" not in page
    assert 'class="mark brand__mark"' in page


def test_the_two_files_are_kept_as_long_as_the_others_and_can_do_nothing(dressed: Cast, client: FlaskClient):
    with client.get("/eikendam/static/css/theme.css") as usual:
        kept = usual.headers["Cache-Control"]
    for path, kind in ((LOOK, "text/css; charset=utf-8"), (LOGO, "image/svg+xml")):
        answer = client.get("/eikendam" + path)
        assert (answer.status_code, answer.content_type) == (200, kind)
        assert answer.headers["Cache-Control"] in kept
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert "Set-Cookie" not in answer.headers
        again = client.get("/eikendam" + path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert client.post("/eikendam" + LOGO).status_code in (400, 405)


def test_a_bitmap_is_served_as_one(cast: Cast, outfit, client: FlaskClient):
    dress(cast.desk.id, outfit("logo.png"))
    answer = client.get("/eikendam" + LOGO)
    assert (answer.content_type, answer.data) == ("image/png", png())


def test_title_sign_and_files_to_keep_tell_as_little_as_ever(arrive: Callable[..., Visitor], dressed: Cast):
    question, resident = ask(dressed.desk), arrive()
    resident.cookies["b"] = question.token
    expert = at_work(arrive(), dressed.intaker)
    pages = [arrive().look("/"), arrive().look("/bestaat-niet"), resident.look("/"), resident.look("/uitleg"), expert.look("/balie/")]
    for page in pages:
        head = page.text.partition("</head>")[0]
        assert re.findall(r"<title[^>]*>(.*?)</title>", head) in (["Informatie"], ["Balie"])
        assert [Path(href).name for href in re.findall(r'rel="icon"[^>]*href="([^"]+)"', head)] == ["dot.svg"]
        assert "logo" not in head
        assert re.findall(r'<img class="brand__logo"[^>]*>', page.text) == [
            '<img class="brand__logo" src="/eikendam/static/logo" alt="" width="200" height="100">'
        ]
        sheets = [href.removeprefix("/eikendam/static/") for href in re.findall(r'rel="stylesheet" href="([^"]+)"', head)]
        assert sheets[1:3] == ["css/theme.css", "look.css"], "it comes right after what it changes"
        assert "style=" not in page.text
        assert "<style" not in page.text
    resident.look("/")
    kept = resident.send("/kopie", {"form": "html"}).text
    assert "<title" in kept, "the premise"
    assert "logo" not in kept
    assert "look.css" not in kept
