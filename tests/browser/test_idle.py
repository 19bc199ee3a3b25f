"""Half an hour without anybody: a warning in time, and an end that leaves nothing on the screen but what was not yet sent."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Resident
from tests.browser.screens import Screens, hold, leads_outside
from tests.live.question import a_question
from tests.servers import Loket, wait_until

pytestmark = pytest.mark.browser

SOON = "Over een paar minuten sluiten we dit gesprek."
MINUTE = 60_000


def alone(screens: Screens, *, sockets: bool = True) -> tuple[str, Resident]:
    """In conversation, on a page whose clock we turn. Without sockets it cannot tell that somebody types, and so is here."""
    question, resident = a_question(), Resident(screens.at_home())
    if not sockets:
        resident.page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    resident.page.clock.install()
    resident.ask(question)
    leads_outside(resident.page)
    return question, resident


def pass_by(page: Page, minutes: float) -> None:
    page.clock.fast_forward(int(minutes * MINUTE))


def set_idle(loket: Loket, seconds: int) -> None:
    """As if nobody had done anything for so long that only these seconds are left, in every session."""
    with closing(sqlite3.connect(loket.database, timeout=20)) as database, database:
        database.execute("UPDATE session SET idle_until = ? WHERE kind = 'resident'", (int(time.time()) + seconds,))


def left(loket: Loket) -> int:
    """Seconds that the newest resident's session still has."""
    with closing(sqlite3.connect(loket.database, timeout=20)) as database:
        (until,) = database.execute("SELECT max(idle_until) FROM session WHERE kind = 'resident'").fetchone()
    return int(until - time.time())


def test_a_calm_line_says_so_in_time_and_whoever_answers_stays(screens: Screens) -> None:
    question, resident = alone(screens, sockets=False)
    page, line = resident.page, resident.page.locator("#idle-text")
    resident.box.fill("Half bericht")
    set_idle(screens.loket, 200)
    pass_by(page, 2.5)  # the page asks by itself, and hears how long there still is
    expect(line).to_contain_text(SOON)
    expect(line).to_have_role("status")
    expect(page.get_by_role("button", name="Ik ben er nog")).to_be_in_viewport()
    assert left(screens.loket) < 210, "the premise: what a page asks by itself keeps no session open"
    page.get_by_role("button", name="Ik ben er nog").focus()
    page.keyboard.press("Enter")
    expect(line).to_have_text("")
    expect(page.get_by_role("button", name="Ik ben er nog")).to_be_hidden()
    wait_until("the session lives on", lambda: left(screens.loket) > 1700)
    expect(resident.box).to_have_value("Half bericht")
    resident.sees(question)


def test_whoever_reads_or_types_is_never_warned(screens: Screens) -> None:
    _, resident = alone(screens, sockets=False)
    page = resident.page
    for touch in (lambda: resident.box.press("a"), lambda: page.mouse.wheel(0, 40), lambda: page.locator("#state-title").click()):
        set_idle(screens.loket, 400)
        pass_by(page, 3)
        touch()
        wait_until("the session lives on", lambda: left(screens.loket) > 1700)
    expect(page.locator("#idle-text")).to_have_text("")


def test_at_the_end_the_page_leaves(screens: Screens) -> None:
    screens.expect("status of 404")
    question, resident = alone(screens)
    set_idle(screens.loket, 2)
    wait_until("the session is over", lambda: left(screens.loket) < 0)
    pass_by(resident.page, 31)
    expect(resident.page).to_have_title("weer")
    resident.sees_nothing_of(question)


def test_words_not_yet_sent_are_folded_away_and_leave_ten_minutes_later(screens: Screens) -> None:
    screens.expect("status of 404")
    question, resident = alone(screens, sockets=False)
    page = resident.page
    resident.write("Verstuurd.")
    resident.box.fill("Nog niet verstuurd")
    set_idle(screens.loket, 2)
    wait_until("the session is over", lambda: left(screens.loket) < 0)
    pass_by(page, 31)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dit gesprek is nu gesloten")
    resident.sees_nothing_of(question)
    resident.sees_nothing_of("Verstuurd.")
    expect(page.locator("#unsent")).to_be_hidden()
    page.get_by_text("Je had nog iets getypt").click()
    expect(page.locator("#unsent")).to_have_value("Nog niet verstuurd")
    pass_by(page, 11)
    expect(page).to_have_title("weer")


def test_what_cannot_be_put_off_any_more_is_said_without_a_button(screens: Screens) -> None:
    resident = Resident(screens.at_home())
    hold(resident.page, "**/nieuw?*")  # what the desk says by itself comes at any time, and would take this back
    resident.ask(a_question())
    resident.page.evaluate("dispatchEvent(new CustomEvent('heard', { detail: { closesIn: 200, isLast: '' } }))")
    expect(resident.page.locator("#idle-text")).to_contain_text("Dit gesprek is lang open.")
    expect(resident.page.locator("#still-here")).to_be_hidden()


def test_hidden_in_one_tab_is_hidden_in_the_other_at_once(screens: Screens) -> None:
    question, resident = a_question(), Resident(screens.at_home())
    resident.ask(question)
    other = Resident(resident.page.context.new_page())
    other.arrive()
    other.sees(question)
    resident.press("Toon niets meer")
    expect(other.entry(question)).to_have_count(0)
    expect(resident.page.locator("#code-again")).to_be_visible()
    resident.sees_nothing_of(question)
    other.page.reload()
    other.sees_nothing_of(question)
    resident.write("Dit komt erna.")
    assert resident.thread() == ["Dit komt erna."]


def test_without_scripts_the_page_says_that_it_closes(screens: Screens) -> None:
    resident = Resident(screens.at_home(java_script_enabled=False))
    resident.ask(a_question())
    expect(resident.page.get_by_text("Ben je een half uur stil? Dan sluiten we je gesprek ook.")).to_be_visible()
    assert "<noscript> De berichten blijven dan wel op je scherm staan." in resident.page.content()
    expect(resident.page.locator("#still-here")).to_be_hidden()
