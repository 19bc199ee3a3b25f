"""The people of the demonstration, and the municipality they work for."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import pyotp

from loket import clock, crypto
from loket.database import reading
from loket.experts import actions, queries
from loket.i18n import gettext
from loket.keys.queries import Cost
from loket.municipalities.actions import establish
from loket.municipalities.queries import find_desk

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


def set_up(cost: Cost) -> list[Login]:
    """The municipality and its people; the second time, only who they are. Passwords follow from the server key, so nothing is stored."""
    desk = find_desk(SLUG)
    municipality = desk.id if desk else establish(SLUG, NAME)
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
