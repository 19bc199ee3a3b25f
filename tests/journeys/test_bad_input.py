"""Whatever is sent: a clear page, never a fault of ours, never markup obeyed, and what was typed is kept."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import quote, quote_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from loket.tickets import actions
from tests.cast import ON_SQLITE, WORDS, Cast, Question, ask
from tests.pages import kept, said, token
from tests.raw import change, rows

DESK = "/eikendam"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>vet</b>"
NASTY = {
    "nothing": b"",
    "spaces": b"  \r\n\t ",
    "NUL": b"a\x00b\x00",
    "only NUL": b"\x00\x00\x00",
    "a lone surrogate": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\x80abc",
    "bidi": "a\u202eb\u2066c".encode(),
    "zero width": "\u200b\u200d\u2060\ufeff".encode(),
    "markup": MARKUP.encode(),
    "SQL": b"'; DROP TABLE ticket; --",
    "a template": b"{{ 7 * 7 }}{% raw %}${7}",
    "a huge number": b"9" * 400,
    "a negative number": b"-1",
    "not a decimal digit": "\u0663\u00b2".encode(),
    "a float": b"1e9",
    "a line break in a header": b"x\r\nSet-Cookie: b=evil",
    "a path": b"../../../../etc/passwd",
    "long": b"x" * 70_000,
}
RESIDENT_FIELDS = {
    "/vraag": ("question", "asker", "age", "client_id"),
    "/terug": ("code",),
    "/bericht": ("words", "client_id", "seen", "quote", "choose_quote"),
    "/wissen": ("sure",),
    "/taal": ("language", "back"),
}
STAFF_FIELDS = {
    "/balie/aanmelden": ("login", "password", "totp"),
    "/balie/welkom": ("code", "password", "again"),
    "/balie/tweede-stap": ("totp",),
    "/balie/team/toelaten": ("staff", "pool"),
    "/balie/vraag/PID/antwoord": ("words", "client_id", "seen", "quote", "choose_quote"),
    "/balie/vraag/PID/notitie": ("words", "client_id", "seen"),
    "/balie/vraag/PID/beoordelen": ("topic", "urgency"),
    "/balie/vraag/PID/toewijzen": ("pool", "expert", "note"),
}


@pytest.fixture
def question(cast: Cast) -> Question:
    question = ask(cast.desk)
    actions.answer(cast.intaker.expert, question.pid, "Een antwoord.")
    return question


@pytest.fixture
def known(client: FlaskClient, cast: Cast, question: Question) -> FlaskClient:
    """With a conversation open, and signed in as intaker too."""
    client.set_cookie("b", question.token)
    client.set_cookie("s", cast.intaker.token)
    return client


def post(client: FlaskClient, path: str, body: str = "", **fields: str) -> TestResponse:
    """A form with a good token; `body` are raw fields behind it."""
    forms = token(client.get(f"{DESK}/balie/welkom").text)
    pairs = "".join(f"&{name}={quote(value)}" for name, value in fields.items())
    return client.post(DESK + path, data=f"csrf_token={forms}{pairs}{body}", content_type="application/x-www-form-urlencoded")


def is_sound(answer: TestResponse) -> bool:
    """A page that we meant to show, in which nothing typed is obeyed."""
    assert answer.status_code < 500, said(answer.text)
    assert "<script>alert" not in answer.text
    assert "onerror=alert(2)>" not in answer.text.replace("&gt;", "")
    assert "evil" not in "".join(answer.headers.getlist("Set-Cookie"))
    assert "\x00" not in answer.text
    return True


@pytest.mark.parametrize("what", NASTY)
def test_nothing_sent_by_a_resident_is_a_fault_of_ours(known: FlaskClient, question: Question, what: str):
    value = quote_from_bytes(NASTY[what])
    for path, names in RESIDENT_FIELDS.items():
        for name in names:
            assert is_sound(post(known, path, f"&{name}={value}")), (path, name)
            known.set_cookie("b", question.token)
    assert known.get(f"{DESK}/").status_code == 200


@pytest.mark.parametrize("what", NASTY)
def test_nothing_sent_by_staff_is_a_fault_of_ours(known: FlaskClient, question: Question, what: str):
    value = quote_from_bytes(NASTY[what])
    for path, names in STAFF_FIELDS.items():
        for name in names:
            assert is_sound(post(known, path.replace("PID", question.pid), f"&{name}={value}")), (path, name)
    assert known.get(f"{DESK}/balie/vraag/{question.pid}").status_code == 200


@pytest.mark.parametrize("what", NASTY)
def test_nothing_in_an_address_is_a_fault_of_ours(known: FlaskClient, question: Question, what: str):
    value = quote_from_bytes(NASTY[what][:5000], safe="")
    for path in (
        f"/balie/vraag/{value}", f"/balie/vraag/{value}/nieuw", f"/balie/vraag/{question.pid}/nieuw?since={value}", f"/nieuw?since={value}",
        f"/balie/?pool={value}", f"/balie/?status={value}", f"/balie/?page={value}", f"/{value}", f"/static/{value}", f"/?{value}",
    ):  # fmt: skip
        answer = known.get(DESK + path)
        assert is_sound(answer), path
        answer.close()


@ON_SQLITE
@pytest.mark.parametrize("what", NASTY)
@pytest.mark.parametrize("name", ["b", "s", "h", "c"])
def test_a_forged_cookie_is_no_cookie(app: Flask, cast: Cast, what: str, name: str):
    client = app.test_client(use_cookies=False)
    cookie = f"{name}=".encode() + NASTY[what][:3000].replace(b"\r\n", b"").replace(b"\x00", b"%00")
    for path, status in (("/", 200), ("/nieuw", 404), ("/balie/", 404), ("/balie/aanmelden", 200), ("/balie/tweede-stap", 404)):
        answer = client.get(DESK + path, headers={"Cookie": cookie.decode("latin-1")})
        assert is_sound(answer)
        assert answer.status_code == status, path


def test_a_changed_cookie_is_nobodys(app: Flask, cast: Cast, question: Question):
    client = app.test_client(use_cookies=False)
    for name, good in (("b", question.token), ("s", cast.intaker.token)):
        path = "/nieuw" if name == "b" else "/balie/"
        assert client.get(DESK + path, headers={"Cookie": f"{name}={good}"}).status_code == 200
        for forged in (good[:-2] + ("AA" if good[-2:] != "AA" else "BB"), good[1:], good + "A", good.swapcase(), good[::-1]):
            assert client.get(DESK + path, headers={"Cookie": f"{name}={forged}"}).status_code == 404


# --- the forms' token --------------------------------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize("sent", [None, "", "x", "IjEi.abc.def", "é", "\x00", "x" * 10_000])
def test_without_its_own_token_a_form_is_refused_and_its_words_kept(client: FlaskClient, cast: Cast, sent: str | None):
    client.get(f"{DESK}/")
    form = {"question": "Mijn lange vraag."} | ({} if sent is None else {"csrf_token": sent})
    answer = client.post(f"{DESK}/vraag", data=form)
    assert answer.status_code == 400
    assert kept(answer.text, "kept") == "Mijn lange vraag."
    assert rows("SELECT * FROM ticket") == []


@ON_SQLITE
def test_the_token_of_another_browser_is_no_token(app: Flask, client: FlaskClient, cast: Cast):
    foreign = token(app.test_client().get(f"{DESK}/").text)
    client.get(f"{DESK}/")
    assert client.post(f"{DESK}/vraag", data={"question": WORDS, "csrf_token": foreign}).status_code == 400
    assert rows("SELECT * FROM ticket") == []
    own = token(client.get(f"{DESK}/").text)
    assert client.post(f"{DESK}/vraag", data={"question": WORDS, "csrf_token": own}).status_code == 303


def test_the_way_out_needs_no_token_and_nothing_else(app: Flask, cast: Cast, question: Question):
    client = app.test_client(use_cookies=False)
    for cookie in ("", "b=nonsense", f"b={question.token}"):
        answer = client.post(f"{DESK}/weg", headers={"Cookie": cookie} if cookie else {})
        assert (answer.status_code, answer.headers["Location"]) == (303, cast.desk.exit_url)
    assert client.get(f"{DESK}/nieuw", headers={"Cookie": f"b={question.token}"}).status_code == 404, "the session has ended"


# --- words -------------------------------------------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize("path", ["/vraag", "/bericht"])
def test_a_megabyte_is_refused_and_kept_to_the_last_letter(known: FlaskClient, cast: Cast, path: str):
    if path == "/vraag":
        known.delete_cookie("b")
    name = "question" if path == "/vraag" else "words"
    words = ("Zo begon het. " * 80_000)[: 1024 * 1024]
    answer = post(known, path, **{name: words})
    assert answer.status_code == 400
    assert "te lang" in said(answer.text)
    assert kept(answer.text, name) == words


@ON_SQLITE
@pytest.mark.parametrize("words", ["", "  ", "\u200b", "\x00"])
@pytest.mark.parametrize("path", ["/vraag", "/bericht"])
def test_nothing_is_told_to_be_nothing(known: FlaskClient, path: str, words: str):
    if path == "/vraag":
        known.delete_cookie("b")
    answer = post(known, path, **{"question" if path == "/vraag" else "words": words})
    assert answer.status_code == 400
    assert "nog niets geschreven" in said(answer.text)


@ON_SQLITE
def test_words_come_back_as_they_were_typed(known: FlaskClient, cast: Cast):
    known.delete_cookie("b")
    words = f"Eén\n\n  twee\t{MARKUP} 😢 שלום & &amp; {{{{ 7 * 7 }}}} www.x.nl'\"> einde"
    assert post(known, "/vraag", question=words).status_code == 303
    page = known.get(f"{DESK}/").text
    shown = re.findall(r'<div class="entry__words"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert said(shown[0]).replace(" ", "") == "".join(words.split())
    assert set(re.findall(r"<(/?\w+)", shown[0])) <= {"p", "/p", "br", "a", "/a"}


@ON_SQLITE
def test_more_than_a_form_can_hold_is_refused_plainly(client: FlaskClient):
    answer = client.post(f"{DESK}/vraag", data={"question": "x" * (5 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "112" in answer.text or "korter" in said(answer.text)


@ON_SQLITE
def test_a_form_of_very_many_parts_is_refused_plainly(client: FlaskClient):
    parts = {f"f{number}": "x" for number in range(200)}
    assert client.post(f"{DESK}/vraag", data=parts | {"question": WORDS}, content_type="multipart/form-data").status_code in (400, 413)


# --- shapes that no form of ours has -----------------------------------------------------------------------------


@ON_SQLITE
def test_an_array_for_a_string_is_read_as_its_first_or_as_nothing(known: FlaskClient):
    known.delete_cookie("b")
    assert post(known, "/vraag", "&question[]=een&question[]=twee").status_code == 400
    assert post(known, "/vraag", "&question=een&question=twee").status_code == 303
    page = known.get(f"{DESK}/").text
    assert "een" in said(page)
    assert "<p>twee</p>" not in page


@ON_SQLITE
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"question": ["a"], "csrf_token": "x"}', "application/json"),
        (b"not json", "application/json"),
        (b"\xff\xff", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"", "text/plain"),
        (b"\x00" * 100, ""),
        (b"%%%=%&&==&=", "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_form_is_refused_plainly(client: FlaskClient, body: bytes, kind: str):
    for path in ("/vraag", "/terug", "/bericht", "/balie/aanmelden"):
        answer = client.post(DESK + path, data=body, content_type=kind)
        assert answer.status_code == 400
        assert is_sound(answer)


@ON_SQLITE
def test_a_file_where_words_belong_is_nothing(known: FlaskClient):
    known.delete_cookie("b")
    forms = token(known.get(f"{DESK}/").text)
    answer = known.post(f"{DESK}/vraag", data={"csrf_token": forms, "question": (BytesIO(b"inhoud"), "vraag.txt")})
    assert answer.status_code == 400


@ON_SQLITE
@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_other_methods_are_refused_plainly(client: FlaskClient, method: str):
    for path in ("/", "/vraag", "/balie/", "/balie/vraag/x"):
        answer = getattr(client, method)(DESK + path)
        assert answer.status_code in (404, 405)
        assert is_sound(answer)


# --- codes -------------------------------------------------------------------------------------------------------


def test_wrong_impossible_and_foreign_codes_get_one_answer(known: FlaskClient, cast: Cast, question: Question):
    known.delete_cookie("b")
    foreign = ask(cast.foreign_desk).code
    erased = ask(cast.desk)
    actions.erase(erased.resident)
    wrong = ("A" if question.code[0] != "A" else "B") + question.code[1:]
    post(known, "/terug")
    answers = []
    for code in (wrong, foreign, erased.code, "0000-0000-0000-0000", "nonsense", "", "x" * 1000):
        answer = post(known, "/terug", code=code)
        page = re.sub(r'(name="(?:csrf_token|client_id|code)"[^>]*? value=")[^"]*', r"\1", answer.text)
        answers.append((answer.status_code, page, sorted(answer.headers.getlist("Set-Cookie"))))
    assert answers[0][0] == 404
    for other in answers[1:]:
        assert other == answers[0]


@ON_SQLITE
def test_a_wrong_code_stays_in_its_box(known: FlaskClient):
    known.delete_cookie("b")
    answer = post(known, "/terug", code=f"K7QD {MARKUP}")
    assert 'value="K7QD &lt;script&gt;' in answer.text


# --- what typed words may not do ---------------------------------------------------------------------------------


def test_an_error_of_ours_tells_nothing_and_keeps_the_words(known: FlaskClient, cast: Cast, capsys: pytest.CaptureFixture[str]):
    """A forged row in the database is a fault that no page can mend; the words just typed are still there."""
    change("UPDATE ticket SET last_seq = last_seq + 1")
    answer = post(known, "/bericht", words="Mijn lange bericht.")
    assert answer.status_code == 500
    assert kept(answer.text, "kept") == "Mijn lange bericht."
    assert "112" in said(answer.text)
    for secret in ("Traceback", "Tampered", "Error", WORDS):
        assert secret not in answer.text
    assert "Mijn lange bericht" not in capsys.readouterr().err
