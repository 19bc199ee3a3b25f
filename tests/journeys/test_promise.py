"""What is promised, over HTTP and a whole year: before asking, after it, in the thread and at the desk it is the same hour."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from loket.demonstration.visitor import Page, Visitor
from loket.experts import actions as experts
from loket.i18n import say_moment
from loket.municipalities.actions import establish
from loket.municipalities.queries import forget_desks
from loket.tickets import queries
from tests.cast import HERE, ON_SQLITE, Cast, at_work
from tests.pages import said

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
Arrive = Callable[..., Visitor]
TimeIs = Callable[[datetime], None]
YEAR = 2020
"""A lustrum, and long enough ago for the cast's sessions to be open all year."""

AWAY = (((3, 23), (4, 8)), ((7, 13), (8, 14)))
"""First and last day, month and day, of the intaker's absences."""


def text_of(page: Page, id: str) -> str:
    found = re.search(rf'id="{id}"[^>]*>(.*?)</(?:p|span)>', page.text, re.DOTALL)
    assert found, f"nothing called {id} on this page"
    return said(found.group(1))


@pytest.fixture
def part_time(cast: Cast, time_is: TimeIs) -> Cast:
    """One intaker, three days a week with a lunch break; away in the spring and the summer. A lawyer on Tuesdays and Fridays."""
    time_is(datetime(YEAR, 1, 1, tzinfo=UTC))
    week = {"0": ["09:00", "12:00", "13:00", "17:00"], "1": ["09:00", "12:00"], "2": ["13:00", "17:00", "18:30", "20:00"]}
    closed = [{"first": date(YEAR, 10, 19), "last": date(YEAR, 10, 23), "why": "herfstsluiting"}]
    establish(HERE, "Eikendam", opening=week, hours={"lawyer": {"1": ["10:00", "15:00"], "4": ["10:00", "11:30"]}}, closed=closed)
    for first, last in AWAY:
        experts.be_away(cast.desk, cast.intaker.expert, date(YEAR, *first), date(YEAR, *last))
    experts.work_on(cast.intaker.expert, [0, 2])
    experts.be_away(cast.desk, cast.lawyer.expert, date(YEAR, 12, 1), date(YEAR, 12, 20))
    return cast


def is_closing_hour(moment: datetime) -> bool:
    """Whether the part-time intaker goes home then."""
    day = moment.date()
    is_away = any(
        date(YEAR, *first) <= day <= date(YEAR, *last) for first, last in (((3, 23), (4, 8)), ((7, 13), (8, 14)), ((10, 19), (10, 23)))
    )
    holidays = [date(YEAR, 4, 13), date(YEAR, 4, 27), date(YEAR, 5, 5), date(YEAR, 6, 1), date(YEAR, 12, 25), date(YEAR + 1, 1, 1)]
    clock = {0: "17:00", 2: "20:00"}.get(day.weekday())
    return not is_away and day not in holidays and f"{moment:%H:%M}" == clock


@ON_SQLITE
def test_all_year_the_resident_reads_the_clock_of_the_desk(arrive: Arrive, part_time: Cast, time_is: TimeIs):
    desk_side = at_work(arrive(), part_time.intaker)
    moments = [datetime(YEAR, 1, 1, 9, 30, tzinfo=UTC) + timedelta(hours=number * 263) for number in range(33)]
    moments += [datetime(YEAR, 3, 29, 0, 59, tzinfo=UTC), datetime(YEAR, 10, 25, 1, 30, tzinfo=UTC)]  # as the clock changes
    for moment in moments:
        time_is(moment)
        forget_desks()
        resident = arrive()
        before = resident.look("/")
        promised = re.search(r"van een mens, vóór (.*? uur) ?\.", said(before.text))
        assert promised, moment
        code = resident.ask("Hoe vertellen we het aan de kinderen?")
        told, (pid,) = text_of(resident.look("/"), "state-text"), desk_side.look("/balie/").tickets
        assert told == f"Je hoort van ons vóór {promised[1]}.", moment
        assert text_of(desk_side.look(f"/balie/vraag/{pid}"), "promised") == told
        conversation = queries.conversation_for(part_time.intaker.expert, pid)
        assert conversation.due is not None
        assert is_closing_hour(conversation.due.astimezone(AMSTERDAM)), (moment, conversation.due)
        assert say_moment(conversation.due) == promised[1]
        _miss_it(arrive, desk_side, time_is, conversation.due, code, pid)


def _miss_it(arrive: Arrive, desk_side: Visitor, time_is: TimeIs, due: datetime, code: str, pid: str) -> None:
    """Ten days after the promise: the same apology, with the same new time, on both sides; then it is answered."""
    time_is(due + timedelta(days=10))
    forget_desks()
    resident = arrive()
    page, at_desk = resident.come_back(code), desk_side.look(f"/balie/vraag/{pid}")
    told = text_of(page, "state-text")
    assert "Dat spijt ons. Je hoort nu van ons vóór" in told
    assert text_of(at_desk, "promised") == told
    lines = [re.findall(r'data-kind="missed".*?<p class="entry__line">(.*?)<time', each.text, re.DOTALL) for each in (page, at_desk)]
    assert lines[0] == lines[1]
    assert told.startswith(said(lines[0][-1]).removesuffix(" "))
    assert desk_side.send(f"/balie/vraag/{pid}/antwoord", {"words": "Sorry voor het wachten."}).status == 303


@ON_SQLITE
def test_who_hands_over_reads_first_when_that_pool_can_answer(arrive: Arrive, part_time: Cast, time_is: TimeIs):
    time_is(datetime(YEAR, 12, 2, 13, tzinfo=UTC))
    forget_desks()
    experts.be_away(part_time.desk, part_time.second_lawyer.expert, date(YEAR, 12, 1), date(YEAR, 12, 14))
    resident, desk_side = arrive(), at_work(arrive(), part_time.intaker)
    resident.ask("Wie krijgt het huis?")
    (pid,) = desk_side.look("/balie/").tickets
    offered = re.findall(r"<option[^>]*>(Advocaten[^<]*)<", desk_side.look(f"/balie/vraag/{pid}").text)
    assert offered == ["Advocaten: afwezig t/m 14 december, antwoord vóór dinsdag 15 december om 15.00 uur"]
    desk_side.send(f"/balie/vraag/{pid}/toewijzen", {"pool": "lawyer"})
    assert text_of(resident.look("/"), "state-text") == "Je hoort van ons vóór dinsdag 15 december om 15.00 uur."
    assert "Daar is pas later iemand." in resident.look("/").text


# --- who is there now --------------------------------------------------------------------------------------------


def reception(page: Page) -> str:
    found = re.findall(r'<p class="desk-hours.*?</p>', page.text, re.DOTALL)
    assert found, "nothing about who is there"
    return " ".join(said(part) for part in found)


@pytest.fixture
def amsterdam(time_is: TimeIs) -> Callable[[str], None]:
    def stop_at(text: str) -> None:
        time_is(datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC))
        forget_desks()

    return stop_at


OPEN, CLOSED = "Het loket is vandaag open tot 17.00 uur.", "Er leest nu niemand mee"


@ON_SQLITE
def test_somebody_is_there_while_they_work_and_in_opening_hours_only(arrive: Arrive, cast: Cast, amsterdam: Callable[[str], None]):
    visitor = arrive()
    amsterdam("2030-05-13 10:00")  # a Monday, long after the cast's own sessions
    assert reception(visitor.look("/")) == f"{CLOSED}. {OPEN}"
    colleague = at_work(arrive(), None)
    colleague.send("/balie/aanmelden", {"login": cast.intaker.login, "password": cast.intaker.password, "totp": cast.intaker.totp()})
    assert colleague.look("/balie/").status == 200, "the premise: the intaker is at work"
    forget_desks()
    assert reception(visitor.look("/")) == f"De intaker is er nu (10.00 uur). {OPEN}"
    amsterdam("2030-05-13 10:11")
    assert reception(visitor.look("/")) == f"{CLOSED}. {OPEN}", "the page stands open, and nobody does anything"
    colleague.look("/balie/", Loket_By_Itself="1")
    forget_desks()
    assert reception(visitor.look("/")) == f"{CLOSED}. {OPEN}", "what a page does by itself is nobody"
    colleague.look("/balie/")
    forget_desks()
    assert "De intaker is er nu (10.11 uur)." in reception(visitor.look("/"))
    colleague.send("/balie/afmelden")
    forget_desks()
    assert reception(visitor.look("/")) == f"{CLOSED}. {OPEN}"


@ON_SQLITE
@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("2020-11-20 08:00", f"{CLOSED}; vanaf vrijdag 20 november om 09.00 uur weer."),
        ("2020-11-20 12:00", f"De intaker is er nu (12.00 uur). {OPEN}"),
        ("2020-11-20 17:00", f"{CLOSED}; vanaf maandag 23 november om 09.00 uur weer."),
        ("2020-11-21 12:00", f"{CLOSED}; vanaf maandag 23 november om 09.00 uur weer."),
        ("2020-04-27 12:00", f"{CLOSED}; vanaf dinsdag 28 april om 09.00 uur weer. Het loket is vandaag dicht: Koningsdag."),
    ],
)
def test_outside_hours_nobody_is_there_whoever_works_on(
    arrive: Arrive, cast: Cast, amsterdam: Callable[[str], None], moment: str, says: str
):
    """The cast's sessions are young at all these moments."""
    amsterdam(moment)
    assert reception(arrive().look("/")) == says


@ON_SQLITE
def test_who_asks_two_minutes_before_closing_is_told_so_and_promised_no_less(arrive: Arrive, cast: Cast, amsterdam: Callable[[str], None]):
    visitor = arrive()
    amsterdam("2020-11-20 16:00")
    assert "bijna" not in reception(visitor.look("/"))
    amsterdam("2020-11-20 16:58")
    fair = "Het is bijna 17.00 uur. Dan gaan we dicht. Wat je nu stuurt, lezen we misschien pas maandag 23 november. Daar rekenen we mee."
    assert reception(visitor.look("/")).startswith(fair)
    visitor.ask("Mag dat nog?")
    page = visitor.look("/")
    assert reception(page).startswith(fair), "and said again when it was sent"
    assert text_of(page, "state-text") == "Je hoort van ons vóór donderdag 26 november om 17.00 uur."
    amsterdam("2020-11-21 02:00")
    assert "donderdag 26 november om 17.00 uur" in arrive().look("/").text, "who asks in the night is promised the same"


@ON_SQLITE
def test_a_question_at_the_lawyers_shows_the_hours_of_the_lawyers(arrive: Arrive, part_time: Cast, amsterdam: Callable[[str], None]):
    amsterdam("2020-06-02 09:30")  # a Tuesday: the intaker is off, the lawyers come at ten
    resident, desk_side = arrive(), at_work(arrive(), part_time.intaker)
    resident.ask("Wie krijgt het huis?")
    assert reception(resident.look("/")).startswith(f"{CLOSED}; vanaf woensdag 3 juni om 13.00 uur weer.")
    (pid,) = desk_side.look("/balie/").tickets
    desk_side.send(f"/balie/vraag/{pid}/toewijzen", {"pool": "lawyer"})
    assert reception(resident.look("/")).startswith(f"{CLOSED}; vanaf dinsdag 2 juni om 10.00 uur weer.")
