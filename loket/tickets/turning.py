"""How a page that answers a form is turned to `/`, where its words stand in no browser's history (`once`)."""

from __future__ import annotations

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from loket import limits, web
from loket.gate import log_fault
from loket.municipalities.guards import find_current_desk
from loket.municipalities.queries import Desk
from loket.tickets import once
from loket.web import Answer

COOKIE = "p"


def turn(response: Response) -> Response:
    """No page of ours answers a form where the form was sent to: there its words would stand in the browser's history."""
    desk, is_page = find_current_desk(), response.mimetype == "text/html" and not response.is_streamed
    if request.method != "POST" or request.path.startswith("/balie") or not (desk and is_page and web.is_going()):
        return response
    page = once.Page(response.status_code, response.get_data())
    if response.location or {"Clear-Site-Data", "Content-Disposition"} & set(response.headers.keys()) or len(page.body) > once.LARGEST:
        return response
    try:
        limits.spend("page", web.address_buckets(), desk.id)
        token = once.put_by(desk, page)
    except Exception as error:  # noqa: BLE001 - then it is shown here after all: better than not at all
        log_fault(error)
        return response
    turned = redirect(url_for("tickets.home"), 303)
    turned.headers.extend([("Set-Cookie", kept) for kept in response.headers.getlist("Set-Cookie")])
    web.set_cookie(turned, COOKIE, token)
    return turned


def turned_to(desk: Desk) -> Answer | None:
    """The page that was put by for this browser, once."""
    page = once.take(desk, web.cookie(COOKIE)) if web.cookie(COOKIE) and request.method != "HEAD" else None
    if page is None:
        return None
    response = make_response(page.body, page.status)
    web.drop_cookie(response, COOKIE)
    return response
