"""Who asks for too much waits, with the words kept; nobody talks their way out of it, and no proxy is believed that is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from loket.demonstration.visitor import Page
from tests.servers import Loket, running_loket

WORDS = "Mag ik mijn kind meenemen naar het buitenland?"


@pytest.fixture(scope="module")
def direct() -> Iterator[Loket]:
    """A desk with limits that everybody reaches directly."""
    with running_loket(limits="on") as running:
        yield running


@pytest.fixture(scope="module")
def behind_proxy() -> Iterator[Loket]:
    """A desk with limits behind a proxy on this machine."""
    with running_loket(limits="on", env={"LOKET_TRUSTED_PROXIES": "127.0.0.1", "LOKET_HOSTS": "loket.example,127.0.0.1"}) as running:
        yield running


def asked(loket: Loket, words: str = WORDS, **headers: Any) -> Page:
    """The answer to a question from a fresh browser."""
    visitor = loket.visitor()
    visitor.look("/")
    return visitor.send("/vraag", {"question": words}, **headers)


def test_the_sixth_question_in_ten_minutes_waits_and_its_words_are_kept(direct: Loket) -> None:
    assert [asked(direct).status for _ in range(5)] == [303] * 5
    refused = asked(direct)
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert WORDS in refused.text
    # Saying to come from elsewhere helps only who is believed.
    for header in ("X_Forwarded_For", "X_Real_IP", "Forwarded", "CF_Connecting_IP", "X_Client_IP"):
        assert asked(direct, **{header: "198.51.100.7"}).status == 429


def test_the_eleventh_code_in_ten_minutes_waits_even_a_right_one(direct: Loket) -> None:
    stranger = direct.visitor()
    stranger.look("/")
    tries = [stranger.send("/terug", {"code": f"AAAA-AAAA-AAAA-AA{n:02}"}).status for n in range(10)]
    assert tries == [404] * 10
    assert direct.visitor().come_back("AAAA-AAAA-AAAA-AA99").status == 429


def test_behind_our_own_proxy_each_visitor_has_their_own_share(behind_proxy: Loket) -> None:
    for _ in range(5):
        assert asked(behind_proxy, X_Forwarded_For="198.51.100.1").status == 303
    assert asked(behind_proxy, X_Forwarded_For="198.51.100.1").status == 429
    assert asked(behind_proxy, X_Forwarded_For="198.51.100.2").status == 303
    assert asked(behind_proxy, X_Forwarded_For="198.51.100.2, 198.51.100.1").status == 429, "only what our proxy itself added counts"


def test_behind_our_own_proxy_the_address_is_https_and_cookies_are_bound_to_it(behind_proxy: Loket) -> None:
    said: dict[str, Any] = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "loket.example", "X_Forwarded_For": "198.51.100.3"}
    visitor = behind_proxy.visitor()
    page = visitor.look("/", **said)
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "wss://loket.example" in page.headers["Content-Security-Policy"]
    _is_bound(page, "__Host-c")
    answer = visitor.send("/vraag", {"question": WORDS}, **said)
    assert answer.status == 303
    _is_bound(answer, "__Host-b")
    assert visitor.look("/", **said).code
    assert {"__Host-b", "__Host-c"} <= visitor.cookies.keys()
    login = behind_proxy.staff["lawyer"]
    expert = behind_proxy.visitor()
    expert.look("/balie/aanmelden", **said)
    answer = expert.send("/balie/aanmelden", login.with_code(), **said)
    assert answer.status == 303
    assert "__Host-s" in expert.cookies


def _is_bound(page: Page, name: str) -> None:
    parts = {part.strip() for part in page.headers["Set-Cookie"].split(";")}
    assert any(part.startswith(f"{name}=") for part in parts)
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts
    assert not any(part.startswith("Domain") for part in parts)


def test_without_a_proxy_of_ours_nobody_makes_the_address_https_or_another(direct: Loket) -> None:
    said: dict[str, Any] = {
        "X_Forwarded_Proto": "https",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Prefix": "/evil",
        "Forwarded": "host=evil.example",
    }
    visitor = direct.visitor()
    page = visitor.look("/", **said)
    assert page.status == 200
    assert "evil" not in page.text + str(page.headers)
    assert "Strict-Transport-Security" not in page.headers
    assert "c" in visitor.cookies
    assert direct.visitor().look("/", Host="evil.example").status == 400


def test_a_proxy_of_ours_cannot_be_made_to_name_another_host(behind_proxy: Loket) -> None:
    assert behind_proxy.visitor().look("/", X_Forwarded_Host="evil.example").status == 400
    assert behind_proxy.visitor().look("/", X_Forwarded_Host="loket.example, evil.example").status == 400


# --- headers -----------------------------------------------------------------------------------------------------

POLICY = (
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
)  # fmt: skip
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def test_every_page_carries_the_headers_that_leave_no_trace_and_let_nobody_in(behind_proxy: Loket) -> None:
    said: dict[str, Any] = {"X_Forwarded_For": "198.51.100.4"}
    stranger, expert = behind_proxy.visitor(), behind_proxy.signed_in("intaker")
    pages = {path: stranger.look(path, **said) for path in ("/", "/nieuw", "/balie/", "/balie/aanmelden", "/balie/welkom", "/bestaat/niet")}
    pages["refused"] = stranger.send("/vraag", {"question": ""}, **said)
    pages["no token"] = behind_proxy.visitor().send("/vraag", {"question": "x"}, **said)
    pages["wrong way"] = stranger.look("/vraag", **said)
    resident = behind_proxy.visitor()
    resident.look("/")
    resident.send("/vraag", {"question": WORDS}, **said)
    pages |= {"conversation": resident.look("/"), "news": resident.look("/nieuw?since=0", as_json=True)}
    pid = expert.look("/balie/", **said).tickets[0]
    pages |= {path: expert.look(path, **said) for path in ("/balie/team", f"/balie/vraag/{pid}", f"/balie/vraag/{pid}/nieuw")}
    pages["gone"] = resident.send("/weg")
    assert {page.status for page in pages.values()} >= {200, 303, 400, 404, 405}
    for name, page in pages.items():
        headers = page.headers
        assert {header: headers.get(header) for header in HEADERS} == HEADERS, name
        assert all(part in headers["Content-Security-Policy"] for part in POLICY), name
        assert "unsafe" not in headers["Content-Security-Policy"], name
        assert "camera=()" in headers["Permissions-Policy"], name
        assert "Server" not in headers, name
    assert "storage" in pages["gone"].headers["Clear-Site-Data"]
