"""Which desk this request is for; without one there is nothing here."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import g, request

from loket import i18n, web
from loket.errors import NotFound
from loket.municipalities.address import KEY, Locator, hosts
from loket.municipalities.decisions import WEATHER
from loket.municipalities.queries import Desk

__all__ = ["Locator", "arrive", "current_desk", "exit_url", "find_current_desk", "hosts"]


def find_current_desk() -> Desk | None:
    desk = request.environ.get(KEY)
    return desk if isinstance(desk, Desk) else None


def current_desk() -> Desk:
    """Raises NotFound when the request belongs to no municipality."""
    desk = find_current_desk()
    if desk is None:
        raise NotFound
    return desk


def exit_url() -> str:
    """Where who leaves ends up, also from a page that belongs to no municipality."""
    desk = find_current_desk()
    return desk.exit_url if desk else WEATHER


def arrive() -> None:
    """Before every page: settle the language and the time zone of the desk that was asked."""
    desk = find_current_desk()
    if desk is None:
        i18n.use(web.chosen_language(i18n.SOURCE))
    else:
        otherwise, offered = desk.language, desk.spoken
        if web.is_at_work():  # colleagues say je to each other, and work in few languages
            otherwise, offered = otherwise if otherwise in i18n.AT_WORK else i18n.SOURCE, i18n.AT_WORK
        i18n.use(web.chosen_language(otherwise, offered), desk.hours.timezone)
        g.offered = offered  # the languages that every page lists
    # The way out is a form whose answer leads to another site: the page's policy must allow just that one.
    g.leads_to = "https://" + urlsplit(exit_url()).netloc
