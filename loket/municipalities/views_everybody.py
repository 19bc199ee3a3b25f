"""How a desk looks, as files: the same two addresses for every municipality, kept by a browser as the other static files are."""

from __future__ import annotations

from flask import Blueprint, Response, request

from loket.errors import NotFound
from loket.municipalities import logo, queries
from loket.municipalities.guards import current_desk
from loket.municipalities.look import Look, style_sheet

KEPT = "max-age=600"
"""Seconds, as for the other static files. A hash in the address would let it be kept for a year: too long on a borrowed computer."""

pages = Blueprint("look", __name__)


def _look() -> Look:
    look = current_desk().look
    if look is None:
        raise NotFound
    return look


def _file(body: bytes, kind: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers["Cache-Control"] = KEPT
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response.set_etag(logo.digest(body))
    response.make_conditional(request)
    return response


@pages.get("/static/look.css")
def look_css() -> Response:
    return _file(style_sheet(_look()).encode(), "text/css; charset=utf-8")


@pages.get("/static/logo")
def logo_file() -> Response:
    shape = _look().logo
    body = queries.logo_of(current_desk()) if shape else None
    if shape is None or body is None:
        raise NotFound
    return _file(body, logo.KINDS[shape.kind])
