"""The roster: everybody says their own days, everybody sees everybody's, and a promise follows at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from loket.database import reading
from loket.demonstration.visitor import Visitor
from loket.errors import Refused
from loket.experts import actions, roster
from loket.experts.queries import roster_of
from loket.municipalities.queries import forget_desks
from tests.cast import ON_SQLITE, Cast, at_work, enlist
from tests.pages import said
from tests.raw import change, one, rows

TimeIs = Callable[[datetime], None]
FRIDAY = date(2020, 11, 20)


@pytest.fixture(autouse=True)
def on_a_friday(cast: Cast, time_is: TimeIs) -> None:
    time_is(datetime(2020, 11, 20, 9, tzinfo=UTC))
    forget_desks()


def promised(cast: Cast, kind: str = "intake") -> date | None:
    found = roster_of(cast.desk).shift(kind).hours.promise(datetime(2020, 11, 20, 9, tzinfo=UTC), 0)
    return found.date() if found else None


def test_only_who_holds_the_key_counts(cast: Cast):
    for lawyer in (cast.lawyer, cast.second_lawyer):
        actions.work_on(lawyer.expert, [0])
    assert promised(cast, "lawyer") == date(2020, 11, 23), "the premise"
    third = enlist(cast.desk.id, "Derk Wachter", "lawyer")
    forget_desks()
    assert promised(cast, "lawyer") == date(2020, 11, 23), "meant for the pool, not admitted yet"
    actions.admit(cast.lawyer.expert, third.pid, "lawyer")
    forget_desks()
    assert promised(cast, "lawyer") == FRIDAY


def test_who_was_put_among_the_lawyers_in_the_database_does_not_count(cast: Cast):
    actions.work_on(cast.intaker.expert, [0])
    assert promised(cast) == date(2020, 11, 23)
    change("UPDATE membership SET tag = NULL WHERE staff_id = :id", id=cast.intaker.id)
    forget_desks()
    assert promised(cast) is None


def test_an_absence_moves_the_promise_and_taking_it_back_moves_it_again(cast: Cast):
    assert promised(cast) == FRIDAY
    actions.be_away(cast.desk, cast.intaker.expert, FRIDAY, date(2020, 11, 24))
    assert promised(cast) == date(2020, 11, 25)
    actions.be_away(cast.desk, cast.intaker.expert, FRIDAY, date(2020, 11, 23))
    assert promised(cast) == date(2020, 11, 24), "the same first day again: the last word counts"
    actions.be_back(cast.intaker.expert, FRIDAY)
    assert promised(cast) == FRIDAY
    assert roster_of(cast.foreign_desk).intake.hours.promise(datetime(2020, 11, 20, 9, tzinfo=UTC), 0) is not None


@pytest.mark.parametrize(("first", "last"), [(0, -1), (-3, -1), (0, 367), (367, 368)])
def test_an_absence_that_cannot_be_is_refused(cast: Cast, first: int, last: int):
    with pytest.raises(Refused):
        actions.be_away(cast.desk, cast.intaker.expert, FRIDAY + timedelta(days=first), FRIDAY + timedelta(days=last))
    assert rows("SELECT * FROM absence") == []


def test_absences_of_long_ago_are_forgotten(cast: Cast, time_is: TimeIs):
    actions.be_away(cast.desk, cast.intaker.expert, FRIDAY, FRIDAY)
    time_is(datetime(2020, 11, 20, 9, tzinfo=UTC) + roster.REMEMBERED + timedelta(days=2))
    actions.be_away(cast.desk, cast.lawyer.expert, date(2021, 3, 1), date(2021, 3, 1))
    assert one("SELECT count(*) FROM absence") == 1


def test_why_somebody_is_away_is_nowhere_to_be_written(cast: Cast):
    actions.be_away(cast.desk, cast.intaker.expert, FRIDAY, FRIDAY)
    with reading(cast.desk.id) as work:
        assert set(roster.absences(work, FRIDAY)) == {cast.intaker.id}
    assert [len(row) for row in rows("SELECT * FROM absence")] == [4]


# --- the page ----------------------------------------------------------------------------------------------------


@ON_SQLITE
def test_a_member_says_when_they_are_away_and_everybody_sees_it(arrive: Callable[..., Visitor], cast: Cast):
    mine, theirs = at_work(arrive(), cast.mediator), at_work(arrive(), cast.coordinator)
    mine.look("/balie/rooster/")
    assert mine.send("/balie/rooster/afwezig", {"first": "2020-11-23", "last": "2020-12-04"}).status == 303
    seen = said(theirs.look("/balie/rooster/").text)
    assert "Mina Kolkers alle dagen afwezig: 23 november t/m 4 december" in seen
    assert "Niemand op: 23 november t/m 4 december." in seen
    assert "Ik ben afwezig" not in seen, "a coordinator answers nobody, and has no days"
    assert mine.send("/balie/rooster/terug", {"first": "2020-11-23"}).status == 303
    assert "afwezig:" not in said(theirs.look("/balie/rooster/").text)


@ON_SQLITE
def test_a_member_says_on_which_days_they_work(arrive: Callable[..., Visitor], cast: Cast):
    visitor = at_work(arrive(), cast.mediator)
    visitor.look("/balie/rooster/")
    for day in ("1", "x", "9"):
        visitor.send("/balie/rooster/dagen", {"days": day})
    page = visitor.look("/balie/rooster/").text
    assert "Mina Kolkers di" in said(page)
    assert re.findall(r'name="days" value="(\d)"[^>]* checked', page) == ["1"]
    assert promised(cast, "mediator") == date(2020, 11, 24)


@ON_SQLITE
@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        ("afwezig", {"first": "2020-12-04", "last": "2020-11-23"}, "Vul twee dagen in"),
        ("afwezig", {"first": "gisteren", "last": ""}, "Vul twee dagen in"),
        ("afwezig", {"first": "9999-12-31", "last": "9999-12-31"}, "Vul twee dagen in"),
        ("dagen", {}, "Kies minstens één dag"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    arrive: Callable[..., Visitor], cast: Cast, path: str, fields: dict[str, str], says: str
):
    visitor = at_work(arrive(), cast.mediator)
    visitor.look("/balie/rooster/")
    page = visitor.send(f"/balie/rooster/{path}", fields)
    assert page.status == 400
    assert says in page.text
    assert rows("SELECT * FROM absence") == []
    assert one("SELECT days FROM staff WHERE id = :id", id=cast.mediator.id) is None


@ON_SQLITE
def test_days_off_of_the_whole_desk_are_shown(arrive: Callable[..., Visitor], cast: Cast):
    seen = said(at_work(arrive(), cast.mediator).look("/balie/rooster/").text)
    assert "Het loket is dicht 25 december Eerste Kerstdag 26 december Tweede Kerstdag 1 januari Nieuwjaarsdag" in seen
