"""The second factor: time-based codes (RFC 6238), each usable once."""

from __future__ import annotations

import hmac

import pyotp
import segno

from loket import clock, crypto

STEP = 30
DRIFT = 1
"""Steps a phone's clock may be off."""
ISSUER = "Balie"


def new_secret() -> str:
    return pyotp.random_base32()


def lock(secret: str, private: bytes, staff: int, state: str) -> bytes:
    """Locked under the member's own key: without the password nobody learns the secret.

    Bound to the account's state: once confirmed it can never be taken for one that is still to be shown.
    """
    return crypto.lock(secret.encode(), crypto.keyed_hash(b"", private, "second-factor"), crypto.context("totp", staff, state))


def unlock(locked: bytes, private: bytes, staff: int, state: str) -> str:
    return crypto.unlock(locked, crypto.keyed_hash(b"", private, "second-factor"), crypto.context("totp", staff, state)).decode()


def step_of(secret: str, typed: str, after: int) -> int | None:
    """The time step whose code was typed, if it is of now and later than the last one used."""
    digits = "".join(c for c in typed if c.isdigit() and c.isascii())
    now = clock.stamp() // STEP
    totp = pyotp.TOTP(secret)
    fits = [step for step in range(now - DRIFT, now + DRIFT + 1) if hmac.compare_digest(totp.at(step * STEP), digits)]
    return next((step for step in fits if step > after), None)


def picture(secret: str, login: str) -> str:
    """A data-free inline SVG of the QR code that an authenticator app reads."""
    address = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    picture: str = segno.make(address, error="m").svg_inline(scale=5, border=3, svgclass="qr", lineclass=None, omitsize=True)
    return picture


def grouped(secret: str) -> str:
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
