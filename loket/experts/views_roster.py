"""The roster's door: everybody sees who works when, and says it of themselves."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from loket import clock, i18n
from loket.errors import Refused
from loket.experts import actions, queries
from loket.experts.guards import members_only
from loket.experts.queries import Expert, Shift, pool_label
from loket.i18n import gettext, say_day
from loket.municipalities.guards import current_desk
from loket.web import Answer

pages = Blueprint("roster", __name__, url_prefix="/balie/rooster")

AHEAD = 28
"""Days that the roster shows."""


def _page(me: Expert, status: int = 200, **form: Any) -> Answer:
    desk = current_desk()
    today = desk.hours.day_of(clock.now())
    shifts = queries.roster_of(desk).shifts.values()
    mine = next((member for shift in shifts for member in shift.members if member.id == me.id), None)
    days_off = [(day, desk.hours.days_off.reason(day)) for day in (today + timedelta(days=n) for n in range(2 * AHEAD))]
    page = render_template(
        "experts/roster.html",
        mine=mine,
        my_days=range(7) if mine is None or mine.attendance.days is None else mine.attendance.days,
        my_absences=_coming(mine.attendance.away, today) if mine else [],
        week=[(day, i18n.say_day_of_week(day)) for day in range(7)],
        pools=[_pool(shift, today) for shift in shifts if shift.members],
        days_off=[(say_day(day), gettext(why) if why else "") for day, why in days_off if why is not None],
        form=form,
    )
    return page, status


def _coming(away: tuple[tuple[date, date], ...], today: date) -> list[tuple[date, date]]:
    return [(first, last) for first, last in away if last >= today]


def _pool(shift: Shift, today: date) -> dict[str, Any]:
    planned = [day for day in (today + timedelta(days=number) for number in range(AHEAD)) if shift.hours.is_planned(day)]
    runs = [(is_empty, list(days)) for is_empty, days in groupby(planned, lambda day: not shift.hours.blocks(day))]
    return {
        "label": pool_label(shift.kind),
        "members": [
            {
                "name": member.name,
                "days": ", ".join(i18n.say_day_of_week(day, is_short=True) for day in sorted(member.attendance.days or ())),
                "away": _coming(member.attendance.away, today),
            }
            for member in shift.members
        ],
        "empty": [(days[0], days[-1]) for is_empty, days in runs if is_empty],
    }


@pages.get("/")
@members_only
def roster(me: Expert) -> Answer:
    return _page(me)


@pages.post("/dagen")
@members_only
def work_on(me: Expert) -> Answer:
    chosen = {int(day) for day in request.form.getlist("days") if day in set("0123456")}
    if not chosen:
        return _page(me, 400, days_error=gettext("Kies minstens één dag. Werk je een tijd niet? Vul dan in dat je afwezig bent."))
    actions.work_on(me, None if len(chosen) == 7 else chosen)
    flash(gettext("Vastgelegd."))
    return redirect(url_for("roster.roster"), 303)


@pages.post("/afwezig")
@members_only
def be_away(me: Expert) -> Answer:
    first, last = _date("first"), _date("last")
    try:
        if first is None or last is None:
            raise Refused("absence")
        actions.be_away(current_desk(), me, first, last)
    except Refused:
        wrong = gettext("Vul twee dagen in, de laatste niet vóór de eerste en niet in het verleden. Ten hoogste een jaar.")
        return _page(me, 400, first=first, last=last, away_error=wrong)
    flash(gettext("Genoteerd: afwezig van %(first)s t/m %(last)s.") % {"first": say_day(first), "last": say_day(last)})
    return redirect(url_for("roster.roster"), 303)


@pages.post("/terug")
@members_only
def be_back(me: Expert) -> Answer:
    first = _date("first")
    if first is not None:
        actions.be_back(me, first)
        flash(gettext("Vastgelegd."))
    return redirect(url_for("roster.roster"), 303)


def _date(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
