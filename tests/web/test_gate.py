"""The gate in front: only our hosts, only our own proxies, sockets only from our own pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import Client, EnvironBuilder

from loket import config
from loket.gate import Gate
from loket.municipalities.actions import establish
from tests.cast import ON_SQLITE, THERE, Cast


class Behind:
    """What stands behind the gate: it notes what came through."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.seen = environ
        start_response("200 OK", [])
        return [b""]


def knock(path: str = "/", *, proxies: str = "", **headers: str) -> tuple[int, dict[str, Any]]:
    """The status, and what came through the gate (nothing when it stayed shut)."""
    behind = Behind()
    gate = Gate(behind, config.read(trusted_proxies=proxies), lambda: frozenset({"loket.example"}))
    wanted = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    environ = EnvironBuilder(path, headers=wanted, environ_overrides={"REMOTE_ADDR": "192.0.2.9"}).get_environ()
    status: list[str] = []
    list(gate(environ, lambda line, _headers: status.append(line)))
    return int(status[0][:3]), behind.seen or {}


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "localhost:8000", "127.0.0.1:1", "[::1]", "[::1]:8000", "loket.example", "Loket.Example:443"]
)
def test_our_hosts_pass(host: str):
    assert knock(Host=host)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "", "evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example", "evil@localhost", "localhost evil",
        "[::1", "[::2]", "loket.example.", "localhost/evil", "localhost?x", "localhost#x", "localhost:evil", "localhost:99999999",
        "\xe9vil", "127.0.0.2",
    ],
)  # fmt: skip
def test_other_hosts_and_what_is_no_host_do_not(host: str):
    status, seen = knock(Host=host)
    assert (status, seen) == (400, {})


@ON_SQLITE
def test_the_host_of_a_municipality_is_ours_as_soon_as_it_is_known(app: Flask, cast: Cast):
    client = Client(app.wsgi_app)
    base = "http://loket.lindeveen.example"
    assert client.get("/", base_url=base).status_code == 400
    establish(THERE, "Lindeveen", host="loket.lindeveen.example")
    assert client.get("/", base_url=base).status_code == 200


@pytest.mark.parametrize(
    "origin", [None, "", "null", "http://evil.example", "https://localhost", "http://localhost:1", "http://localhost.evil", "localhost"]
)
@pytest.mark.parametrize("path", ["/socket.io/", "/socket.io", "/eikendam/socket.io/?EIO=4&transport=websocket", "/x/../socket.io/"])
def test_a_socket_comes_from_our_own_page_or_not_at_all(path: str, origin: str | None):
    headers = {"Host": "localhost"} | ({} if origin is None else {"Origin": origin})
    assert knock(path, **headers)[0] == 400
    assert knock(path, Host="localhost", Origin="http://localhost")[0] == 200


FORGED = {
    "X_Forwarded_For": "203.0.113.7",
    "X_Forwarded_Host": "loket.example",
    "X_Forwarded_Proto": "https",
    "X_Forwarded_Prefix": "/evil",
    "X_Forwarded_Port": "1",
    "X_Real_Ip": "203.0.113.7",
    "Forwarded": "for=203.0.113.7",
}


def test_what_a_stranger_says_of_themselves_is_not_believed():
    _, seen = knock(Host="localhost", **FORGED)
    assert (seen["REMOTE_ADDR"], seen["HTTP_HOST"], seen["wsgi.url_scheme"]) == ("192.0.2.9", "localhost", "http")
    assert not [name for name in seen if "FORWARDED" in name or "REAL_IP" in name]


def test_what_our_own_proxy_says_is_believed():
    _, seen = knock(proxies="192.0.2.9", Host="localhost", **FORGED)
    assert (seen["REMOTE_ADDR"], seen["HTTP_HOST"], seen["wsgi.url_scheme"]) == ("203.0.113.7", "loket.example", "https")
    assert not [name for name in seen if "FORWARDED" in name or "REAL_IP" in name]


def test_of_what_passed_through_our_proxy_only_its_own_word_counts():
    headers = {"X_Forwarded_For": "10.9.9.9, 203.0.113.7", "X_Forwarded_Host": "evil.example, loket.example", "X_Forwarded_Proto": "gopher"}
    _, seen = knock(proxies="192.0.2.9", Host="localhost", **headers)
    assert (seen["REMOTE_ADDR"], seen["HTTP_HOST"], seen["wsgi.url_scheme"]) == ("203.0.113.7", "loket.example", "http")


def test_a_proxy_cannot_bring_in_a_strange_host():
    assert knock(proxies="192.0.2.9", Host="localhost", X_Forwarded_Host="evil.example")[0] == 400


@ON_SQLITE
def test_a_fault_before_the_pages_is_told_plainly_and_without_its_text(app: Flask, cast: Cast, capsys: pytest.CaptureFixture[str]):
    def broken() -> frozenset[str]:
        raise RuntimeError("the words of somebody")

    gate = Gate(app.wsgi_app, config.read(), broken)
    answer = Client(gate).get("/", base_url="http://localhost")
    assert answer.status_code == 503
    assert "112" in answer.text
    assert "words of somebody" not in answer.text + capsys.readouterr().err
