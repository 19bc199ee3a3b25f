"""What a resident reads of the desk itself: who is there now, until when, from when again, and by when an answer comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from loket import clock
from loket.experts.queries import Shift, role_label, roster_of
from loket.i18n import gettext, say_clock, say_moment, say_weekday
from loket.municipalities.queries import Desk, Hours
from loket.tickets.model import UNASSESSED
from loket.tickets.queries import Conversation


@dataclass(frozen=True)
class Reception:
    """`promise` is when whoever asks now hears; None when nobody can say."""

    is_staffed: bool
    who: str
    hours: str
    promise: datetime | None = None
    fairness: str = ""
    """Said to whoever writes just before closing."""


def before_asking(desk: Desk) -> Reception:
    """At the intake, where every new question comes."""
    shift, now = roster_of(desk).intake, clock.now()
    promise = shift.hours.promise(now, desk.answer_days[UNASSESSED])
    is_staffed, who, hours = _told(shift, now)
    return Reception(is_staffed, who, hours, promise, _fairness(shift.hours, now))


def beside(desk: Desk, conversation: Conversation) -> Reception:
    """At the pool with which a question lies; behind a curtain, where with whom it lies is not told, at the intake."""
    roster, now = roster_of(desk), clock.now()
    shift = roster.intake if conversation.hidden_to else roster.shifts[conversation.ticket.pool_id]
    is_staffed, who, hours = _told(shift, now)
    return Reception(is_staffed, who, hours, fairness=_fairness(shift.hours, now))


def _told(shift: Shift, now: datetime) -> tuple[bool, str, str]:
    role, until, again = shift.here(now), shift.hours.open_until(now), shift.hours.opens_at(now)
    if role:
        # The hour stands beside it: a page that stays open must not go on saying so.
        who = gettext("De %(who)s is er nu (%(now)s uur).") % {"who": role_label(role), "now": say_clock(now)}
    elif until is not None or again is None:
        who = gettext("Er leest nu niemand mee.")
    else:
        who = gettext("Er leest nu niemand mee; vanaf %(when)s weer.") % {"when": say_moment(again)}
    return role is not None, who, _hours(shift.hours, now, until)


def _hours(hours: Hours, now: datetime, until: datetime | None) -> str:
    if until is not None:
        return gettext("Het loket is vandaag open tot %(until)s uur.") % {"until": say_clock(until)}
    why = hours.days_off.reason(hours.day_of(now))
    return gettext("Het loket is vandaag dicht: %(why)s.") % {"why": gettext(why)} if why else ""


def _fairness(hours: Hours, now: datetime) -> str:
    if not hours.is_last_hour(now):
        return ""
    until, again = hours.open_until(now), hours.promise(now, 0)
    assert until is not None
    said = gettext("Het is bijna %(hour)s uur. Dan gaan we dicht.") % {"hour": say_clock(until)}
    if again is None:
        return said
    return said + " " + gettext("Wat je nu stuurt, lezen we misschien pas %(day)s. Daar rekenen we mee.") % {"day": say_weekday(again)}
