"""The door for staff: accepting an invitation, signing in and out, the team."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from loket import limits, text, web
from loket.database import reading
from loket.errors import BadCredentials, BadWords, CodeUnknown, NotFound
from loket.experts import actions, queries, second_factor
from loket.experts.guards import COOKIE, find_me, members_only
from loket.experts.model import ENROLLING
from loket.experts.queries import Expert
from loket.i18n import gettext
from loket.keys.queries import Cost
from loket.municipalities.guards import current_desk
from loket.web import Answer

pages = Blueprint("experts", __name__, url_prefix="/balie")

HALFWAY_COOKIE = "h"
DEMO_LOGINS = "DEMO_LOGINS"


def _cost() -> Cost:
    cost = current_app.config["PASSWORD_COST"]
    assert isinstance(cost, Cost)
    return cost


def _halfway(to: str, token: str) -> Response:
    response = redirect(to, 303)
    web.set_cookie(response, HALFWAY_COOKIE, token)
    return response


def _signed_in(token: str) -> Response:
    response = redirect(url_for("desk.queue"), 303)
    web.set_cookie(response, COOKIE, token)
    web.drop_cookie(response, HALFWAY_COOKIE)
    return response


def _sign_in_page(stage: str, status: int = 200, **form: str | None) -> Answer:
    logins = [login.with_code() for login in current_app.config.get(DEMO_LOGINS, ())]
    return render_template("experts/sign_in.html", stage=stage, form=form, demo_logins=logins), status


@pages.get("/aanmelden")
def sign_in() -> Answer:
    desk = current_desk()
    if find_me() is not None:
        return redirect(url_for("desk.queue"), 303)
    if "opnieuw" in request.args:
        response = redirect(url_for("experts.sign_in"), 303)
        web.drop_cookie(response, HALFWAY_COOKIE)
        return response
    with reading(desk.id) as work:
        found = queries.find_halfway(work, web.cookie(HALFWAY_COOKIE))
    if found and found[0].state == ENROLLING:
        return redirect(url_for("experts.second_factor_setup"), 303)
    return _sign_in_page("totp" if found else "password")


@pages.post("/aanmelden")
def give() -> Answer:
    """`login` and `password` first, `totp` next; all three at once works too."""
    desk = current_desk()
    login, password, totp = (request.form.get(name, "") for name in ("login", "password", "totp"))
    token = web.cookie(HALFWAY_COOKIE)
    if password or login or not totp:
        limits.spend("sign_in", web.address_buckets(), desk.id)
        try:
            half = actions.give_password(desk.id, login, password, _cost())
        except BadCredentials:
            return _sign_in_page(
                "password", 403, login=text.plain(login), error=gettext("Deze naam en dit wachtwoord horen niet bij elkaar.")
            )
        if half.must_enrol:
            return _halfway(url_for("experts.second_factor_setup"), half.token)
        if not totp:
            return _halfway(url_for("experts.sign_in"), half.token)
        token = half.token
    return _second_factor(desk.id, token, totp)


def _second_factor(municipality: int, token: str | None, totp: str) -> Answer:
    with reading(municipality) as work:
        found = queries.find_halfway(work, token)
    if found is None:
        return _sign_in_page("password", 403, error=gettext("Dat duurde te lang. Begin opnieuw."))
    limits.spend("second_factor", found[0].pid, municipality)
    try:
        return _signed_in(actions.give_second_factor(municipality, token, totp))
    except BadCredentials:
        error = gettext("Deze code klopt niet, of is al gebruikt. Wacht op de volgende code in je app.")
        if found[0].state == ENROLLING:
            return _setup_page(municipality, 403, error)
        response = current_app.make_response(_sign_in_page("totp", 403, error=error))
        web.set_cookie(response, HALFWAY_COOKIE, token or "")
        return response


@pages.post("/afmelden")
@members_only
def sign_out(me: Expert) -> Answer:
    actions.sign_out(me)
    response = redirect(url_for("experts.sign_in"), 303)
    web.drop_cookie(response, COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


# --- a new account -----------------------------------------------------------------------------------------------


@pages.get("/welkom")
def welcome() -> Answer:
    current_desk()
    return render_template("experts/welcome.html", form={})


@pages.post("/welkom")
def activate() -> Answer:
    desk = current_desk()
    code, password, again = (request.form.get(name, "") for name in ("code", "password", "again"))
    limits.spend("activate", web.address_buckets(), desk.id)
    wrong = {"password_error": gettext("De twee wachtwoorden zijn niet gelijk.")}
    try:
        if password == again:
            return _halfway(url_for("experts.second_factor_setup"), actions.activate(desk.id, code, password, _cost()))
    except BadWords:
        wrong = {"password_error": gettext("Kies een wachtwoord van minstens 12 tekens. Een zin is prima.")}
    except CodeUnknown:
        wrong = {"code_error": gettext("Deze uitnodiging kennen we niet, of ze is verlopen. Vraag een nieuwe aan je coördinator.")}
    return render_template("experts/welcome.html", form={"code": text.plain(code)} | wrong), 400


def _setup_page(municipality: int, status: int = 200, error: str | None = None) -> Answer:
    with reading(municipality) as work:
        found = queries.find_halfway(work, web.cookie(HALFWAY_COOKIE))
    if found is None:
        raise NotFound
    secret = actions.shown_secret(*found)
    picture = Markup(second_factor.picture(secret, found[0].login))  # noqa: S704 - segno's own drawing of our own text
    return render_template("experts/second_factor_setup.html", qr=picture, secret=second_factor.grouped(secret), error=error), status


@pages.get("/tweede-stap")
def second_factor_setup() -> Answer:
    return _setup_page(current_desk().id)


@pages.post("/tweede-stap")
def confirm_second_factor() -> Answer:
    return _second_factor(current_desk().id, web.cookie(HALFWAY_COOKIE), request.form.get("totp", ""))


# --- the team ----------------------------------------------------------------------------------------------------


@pages.get("/team")
@members_only
def team(me: Expert) -> Answer:
    with reading(me.municipality) as work:
        return render_template("experts/team.html", pools=queries.teams_of(work, me))


@pages.post("/team/toelaten")
@members_only
def admit(me: Expert) -> Answer:
    actions.admit(me, request.form.get("staff", ""), request.form.get("pool", ""))
    return redirect(url_for("experts.team"), 303)
