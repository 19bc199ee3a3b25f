"""Who may enter the staff side. Whoever may not gets the same 404 as for a page that does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Request, request
from flask_login import LoginManager, current_user

from loket import web
from loket.database import reading
from loket.errors import NotFound
from loket.experts.queries import Expert, find_signed_in
from loket.experts.roles import role_label, role_labels
from loket.municipalities.guards import find_current_desk

COOKIE = "s"

login_manager = LoginManager()


@login_manager.request_loader  # type: ignore[untyped-decorator]
def _recognise(_request: Request) -> Expert | None:
    desk, token = find_current_desk(), web.cookie(COOKIE)
    if desk is None or token is None:
        return None
    with reading(desk.id) as work:
        return find_signed_in(work, token, prolongs=not web.is_by_itself())


def find_me() -> Expert | None:
    """The expert of this request, if it is one."""
    found = current_user._get_current_object()
    return found if isinstance(found, Expert) else None


def me() -> Expert:
    """The expert of this request. Raises NotFound for everybody else."""
    found = find_me()
    if found is None:
        raise NotFound
    return found


def members_only(door: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a door for signed-in staff; what each may see behind it is decided by the queries."""

    @wraps(door)
    def guarded(*args: Any, **values: Any) -> Any:
        return door(me(), *args, **values)

    guarded.is_guarded = True  # type: ignore[attr-defined]
    return guarded


def init_app(app: Flask) -> None:
    login_manager.init_app(app, add_context_processor=False)
    app.jinja_env.globals["role_labels"] = role_labels
    app.jinja_env.filters["role"] = role_label
    app.context_processor(lambda: {"me": find_me() if request.path.startswith("/balie") else None})
