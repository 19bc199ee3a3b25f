"""For the machines around us: is it alive, can it work, and whom to tell about a leak."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Flask, Response, current_app
from sqlalchemy import text

from loket import clock, database
from loket.config import Settings

pages = Blueprint("health", __name__)

is_draining = False
"""True once the server has been told to stop: it finishes what it has and takes nothing new."""


def _say(words: str, status: int = 200) -> Response:
    return Response(words + "\n", status, content_type="text/plain; charset=utf-8")


@pages.get("/livez")
def livez() -> Response:
    return _say("ok")


@pages.get("/readyz")
def readyz() -> Response:
    if is_draining:
        return _say("draining", 503)
    try:
        with database.engine().connect().execution_options(loket_reading=True) as connection:
            connection.execute(text("SELECT 1 FROM municipality LIMIT 1"))
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is: not now
        return _say("database", 503)
    return _say("ok")


@pages.get("/.well-known/security.txt")
def security_txt() -> Response:
    expires = (clock.now() + timedelta(days=300)).strftime("%Y-%m-%dT00:00:00Z")
    return _say(f"Contact: {current_app.config['SECURITY_CONTACT']}\nExpires: {expires}\nPreferred-Languages: nl, en")


def init_app(app: Flask, settings: Settings) -> None:
    app.config["SECURITY_CONTACT"] = settings.security_contact
    app.register_blueprint(pages)
