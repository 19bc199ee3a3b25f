"""The people of the demonstration, and the municipality they work for."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp

from loket import clock, crypto, installation
from loket.config import Settings
from loket.database import reading
from loket.demonstration import day
from loket.errors import BadConfiguration
from loket.experts import actions, queries
from loket.i18n import gettext
from loket.keys.queries import Cost
from loket.municipalities.actions import establish
from loket.municipalities.queries import desks

SLUG, NAME = "voorbeeldstad", "Voorbeeldstad"
CAST = (
    ("imke", "Imke de Wit", "intaker"),
    ("adam", "Adam Vermeer", "lawyer"),
    ("merel", "Merel Hofstra", "mediator"),
    ("stefan", "Stefan Okafor", "stepfamily_coach"),
    ("tess", "Tess Brouwer", "teen_coach"),
    ("corine", "Corine Aydin", "coordinator"),
)


@dataclass(frozen=True)
class Login:
    """How somebody of the demonstration signs in."""

    role: str
    login: str
    password: str
    totp_secret: str

    def with_code(self) -> dict[str, str]:
        return {
            "role": gettext(queries.role_label(self.role)),
            "login": self.login,
            "password": self.password,
            "totp": pyotp.TOTP(self.totp_secret).at(clock.stamp()),
        }

    def as_json(self) -> dict[str, str]:
        return {"role": self.role, "login": self.login, "password": self.password, "totp_secret": self.totp_secret}


def _derived(login: str, purpose: str) -> bytes:
    return crypto.server_key().hash(login.encode(), purpose, 20)


def prepare(settings: Settings) -> list[Login]:
    """An open, up-to-date database with the demonstration in it; raises BadConfiguration when it holds a municipality besides."""
    installation.open_(settings, may_make_key=True)
    installation.bring_up_to_date(settings)
    return set_up(Cost(settings.password_ops, settings.password_mib))


def set_up(cost: Cost) -> list[Login]:
    """The municipality and its people; the second time, only who they are. Passwords follow from the server key, so nothing is stored."""
    known = {desk.slug: desk.id for desk in desks()}
    if known.keys() - {SLUG}:
        raise BadConfiguration("This database holds a municipality of its own; give the demonstration another with LOKET_DATABASE_URL.")
    municipality = known.get(SLUG) or establish(SLUG, NAME)
    actions.set_up_pools(municipality)
    logins = []
    for login, name, role in CAST:
        password = "demo-" + base64.b32encode(_derived(login, "demo-password")).decode()[:16].lower()
        secret = base64.b32encode(_derived(login, "demo-totp")).decode()
        with reading(municipality) as work:
            account = queries.find_account(work, login=login)
        if account is None or account.state == "invited":
            actions.enlist(municipality, login, name, role, password, secret, cost)
        logins.append(Login(role, login, password, secret))
    return logins


def as_json(address: str, logins: list[Login]) -> dict[str, Any]:
    return {"address": address, "staff": [login.as_json() for login in logins]}


def as_text(address: str, logins: list[Login]) -> str:
    lines = [f"  {login.role:<17} {login.login:<8} {login.password}   code now {login.with_code()['totp']}" for login in logins]
    return "\n".join(
        [
            "\nLoket demonstration: invented people, this machine only.\n",
            f"  Residents  {address}/",
            f"  Staff      {address}/balie/\n",
            *lines,
            "\nThe sign-in page shows the codes of the moment. Stop with Ctrl+C.\n",
        ]
    )


def read_logins(source: Path) -> list[dict[str, str]]:
    """The staff of a running demonstration, as `as_json` wrote them. Raises BadConfiguration."""
    try:
        staff = json.loads(source.read_text(encoding="utf-8"))["staff"]
        return [{name: str(login[name]) for name in ("role", "login", "password", "totp_secret")} for login in staff]
    except (ValueError, KeyError, TypeError):
        raise BadConfiguration(f"{source} is not what `python -m loket setup --demo --json` prints.") from None


def play_day(address: str, staff: list[dict[str, str]], source: Path) -> tuple[str, bool]:
    """Play the questions in `source` at a running server; returns the table and whether everything went well."""
    courses = list(day.play(address, staff, day.read_questions(source)))
    return day.table(courses), bool(courses) and all(course.is_whole for course in courses)


@contextmanager
def running() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A demonstration server of its own, with an empty database in a temporary folder; yields its address and logins."""
    with tempfile.TemporaryDirectory(prefix="loket-demo-") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = os.environ | {
            "LOKET_DATABASE_URL": f"sqlite:///{folder}/loket.sqlite3",
            "LOKET_SERVER_KEY_FILE": f"{folder}/server.key",
            "LOKET_LIMITS": "off",
        }
        command = [sys.executable, "-m", "loket"]
        set_up = subprocess.run([*command, "setup", "--demo", "--json"], env=environment, check=True, capture_output=True)  # noqa: S603
        server = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment)  # noqa: S603
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/readyz", server)
            yield f"http://127.0.0.1:{port}", json.loads(set_up.stdout)["staff"]
        finally:
            server.terminate()
            server.wait(30)


def _wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"the server stopped with {server.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own loopback address
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")
