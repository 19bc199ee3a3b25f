"""`setup --from`: the whole file is looked at before anything is written, and running it again brings everything up to date."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from loket.database import reading
from loket.errors import CodeUnknown
from loket.experts import actions as experts
from loket.experts import queries
from loket.municipalities.queries import find_desk
from tests.cast import CHEAP
from tests.cli.conftest import Run
from tests.cli.desks import EIKENDAM, LINDEVEEN, codes, refusal
from tests.raw import one, rows

Write = Callable[[str], Path]


def activate(code: str) -> None:
    desk = find_desk("eikendam")
    assert desk is not None
    experts.activate(desk.id, code, "een lange zin", CHEAP)


def wanted_by(login: str) -> list[str]:
    desk = find_desk("eikendam")
    assert desk is not None
    with reading(desk.id) as work:
        account = queries.find_account(work, login=login)
        assert account is not None
        return queries.wanted_pools(work, account.id)


# --- who is invited ----------------------------------------------------------------------------------------------


def test_one_wrong_person_keeps_everybody_from_being_written(loket: Run, desk_file: Write):
    said = refusal(loket("setup", "--from", desk_file(EIKENDAM.replace("lawyer", "lawer"))))
    assert "staff.2.role: 'lawer' is no role" in said
    assert not Path("loket.sqlite3").exists()
    assert not Path("server.key").exists()
    assert codes(loket("setup", "--from", desk_file(EIKENDAM))).keys() == {"ilja", "vera"}


def test_who_has_not_come_yet_gets_a_new_code_and_the_old_one_ends(loket: Run, desk_file: Write):
    first = codes(loket("setup", "--from", desk_file(EIKENDAM)))
    again = codes(loket("setup", "--from", desk_file(EIKENDAM)))
    assert first.keys() == again.keys()
    assert one("SELECT count(*) FROM invitation") == 2
    for login in first:
        assert first[login] != again[login]
        with pytest.raises(CodeUnknown):
            activate(first[login])
        activate(again[login])
    assert codes(loket("setup", "--from", desk_file(EIKENDAM))) == {}


def test_until_somebody_comes_name_role_and_pool_follow_the_file(loket: Run, desk_file: Write):
    codes(loket("setup", "--from", desk_file(EIKENDAM)))
    assert wanted_by("vera") == ["lawyer"], "the premise"
    codes(loket("setup", "--from", desk_file(EIKENDAM.replace('"lawyer"', '"mediator"').replace("Vera Arkel", "Vera Kolkers"))))
    assert rows("SELECT name, role FROM staff WHERE login = 'vera'") == [("Vera Kolkers", "mediator")]
    assert wanted_by("vera") == ["mediator"]
    codes(loket("setup", "--from", desk_file(EIKENDAM.replace('"lawyer"', '"coordinator"'))))
    assert wanted_by("vera") == []


@pytest.mark.parametrize("change", [('"lawyer"', '"mediator"'), ("Vera Arkel", "Vera Kolkers")], ids=["role", "name"])
def test_somebody_at_work_stays_who_they_were_and_that_is_said(loket: Run, desk_file: Write, change: tuple[str, str]):
    activate(codes(loket("setup", "--from", desk_file(EIKENDAM)))["vera"])
    unchanged = loket("setup", "--from", desk_file(EIKENDAM))
    assert "vera" not in unchanged.output
    done = loket("setup", "--from", desk_file(EIKENDAM.replace(*change)))
    assert codes(done).keys() == {"ilja"}
    assert "'vera' has an account already and was left as it was (Vera Arkel, lawyer)" in done.stderr
    assert "in a later version" in done.stderr
    assert rows("SELECT name, role FROM staff WHERE login = 'vera'") == [("Vera Arkel", "lawyer")]
    assert wanted_by("vera") == ["lawyer"]


def test_inviting_by_hand_follows_the_same_rules(loket: Run, desk_file: Write):
    code = codes(loket("setup", "--from", desk_file(EIKENDAM)))["vera"]
    invite = ["staff", "invite", "eikendam", "vera", "--name", "Vera Kolkers", "--role"]
    new_code = loket(*invite, "mediator").stdout.split()[0]
    assert rows("SELECT name, role FROM staff WHERE login = 'vera'") == [("Vera Kolkers", "mediator")]
    with pytest.raises(CodeUnknown):
        activate(code)
    activate(new_code)
    assert "was left as it was (Vera Kolkers, mediator)" in refusal(loket(*invite, "lawyer"))
    assert wanted_by("vera") == ["mediator"]
    said = refusal(loket("staff", "invite", "eikendam", "Nina van Dijk", "--name", "", "--role", "boss"))
    assert [line.partition(":")[0] for line in said.splitlines()] == ["login", "name", "role"]
    assert refusal(loket("staff", "invite", "elders", "nina", "--name", "Nina", "--role", "lawyer")) == "There is no municipality 'elders'."


def test_the_result_as_json_holds_the_codes_and_remarks_stay_apart(loket: Run, desk_file: Write):
    activate(codes(loket("setup", "--from", desk_file(EIKENDAM)))["vera"])
    done = loket("setup", "--json", "--from", desk_file(EIKENDAM.replace('"lawyer"', '"mediator"')))
    assert [(person["login"], person["role"]) for person in json.loads(done.stdout)["invited"]] == [("ilja", "intaker")]
    assert "vera" in done.stderr


# --- what the file may say ---------------------------------------------------------------------------------------


def with_line(line: str) -> str:
    return EIKENDAM.replace('name = "Eikendam"\n', f'name = "Eikendam"\n{line}\n', 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (with_line('opening = "9-17"'), "municipality.opening: must give the hours of each open day"),
        (with_line('opening = { "0" = "9-17" }'), "municipality.opening: must give"),
        (with_line('opening = { "0" = ["17:00", "09:00"] }'), "municipality.opening: must give"),
        (with_line("opening = { 0 = [09:00:00, 17:00:00] }"), "municipality.opening: must give"),
        (with_line("opening = {}"), "municipality.opening: must give"),
        (with_line('opening = { "0" = ["09:00", "12:00", "11:00", "17:00"] }'), "municipality.opening: must give"),
        (with_line('hours = { lawyer = { "0" = ["09:00"] } }'), "municipality.hours: must give the hours of each open day"),
        (with_line('hours = { lawyers = { "0" = ["09:00", "17:00"] } }'), "municipality.hours.lawyers: there is no such pool"),
        (with_line('holidays = ["carnaval"]'), "municipality.holidays: 'carnaval' is no holiday we know; there are new_year,"),
        (with_line("closed = [{ from = 2026-12-24, to = 2026-12-23 }]"), "municipality.closed.1: must not end before it begins."),
        (with_line('closed = ["kerst"]'), "municipality.closed.1: must be a day"),
        (EIKENDAM.replace('role = "intaker"\n', 'role = "intaker"\ndays = [7]\n'), "staff.1.days.1: must be less than or equal to 6."),
        (with_line('kleur = "blauw"'), "municipality.kleur: is not known."),
        (with_line('exit_url = "https://"'), "municipality.exit_url: must be a whole address"),
        (with_line('exit_url = "https://a.example; script-src *"'), "municipality.exit_url: must be a whole address"),
        (with_line('exit_url = "https://a@b.example/"'), "municipality.exit_url: must be a whole address"),
        (with_line('host = "https://eikendam.example/"'), "municipality.host: must be a bare host name"),
        (with_line('host = "eikendam.example:443"'), "municipality.host: must be a bare host name"),
        (with_line('host = ""'), "municipality.host: must be a bare host name"),
        (with_line('language = "fr"'), "municipality.language: can be nl, en or nl@u."),
        (with_line('languages = ["nl", "fr"]'), "municipality.languages: 'fr' is no language we have; there are nl, en, tr,"),
        (with_line('languages = ["nl@u"]'), "municipality.languages: 'nl@u' is no language we have"),
        (with_line('languages = ["en", "tr"]'), "municipality.languages: must name the desk's own language too: nl."),
        (with_line('language = "en"\nlanguages = []'), "municipality.languages: must name the desk's own language too: en."),
        (with_line('timezone = "Europe/Eikendam"'), "municipality.timezone: must name the time zone"),
        (with_line('timezone = "Europe"'), "municipality.timezone: must name the time zone"),
        (with_line('timezone = "../etc/passwd"'), "municipality.timezone: must name the time zone"),
        (with_line("retention_days = 0"), "municipality.retention_days: must be greater than or equal to 30."),
        (with_line('retention_days = "90"'), "municipality.retention_days: must be a whole number."),
        (with_line('answer_days = { "9" = 1 }'), "municipality.answer_days.9: must be '0', '1', '2', '3' or '4'."),
        (with_line('answer_days = { "1" = 31 }'), "municipality.answer_days.1: must be less than or equal to 30."),
        (EIKENDAM.replace('name = "Eikendam"', "name = 7"), "municipality.name: must be text."),
        (EIKENDAM.replace('name = "Eikendam"', 'name = " "'), "municipality.name: must not be empty."),
        (EIKENDAM.replace('slug = "eikendam"', 'slug = "balie"'), "municipality.slug: 'balie' cannot be a municipality's short name"),
        (EIKENDAM.replace('login = "ilja"', "login = 5"), "staff.1.login: must be text."),
        (EIKENDAM.replace('login = "ilja"', 'login = "VERA"'), "The login vera stands there twice."),
        (EIKENDAM.replace('role = "intaker"\n', ""), "staff.1.role: is missing."),
        (EIKENDAM.replace("[municipality]", "[gemeente]"), "municipality: is missing.\ngemeente: is not known."),
        ("staff = 5\nmunicipality = 7", "municipality: must be a table of its own.\nstaff: must be a list."),
        ("", "municipality: is missing."),
        ("[municipality", "is not TOML"),
    ],
)
def test_what_cannot_be_is_refused_by_name_in_plain_words(loket: Run, desk_file: Write, text: str, says: str):
    said = refusal(loket("setup", "--from", desk_file(text)))
    assert said.startswith(says) or "TOML" in says
    assert says in said
    assert not any(word in said.lower() for word in ("python", "pydantic", "argument", "dict", "object", "input"))
    assert not Path("loket.sqlite3").exists()


def test_all_that_is_wrong_is_said_at_once(loket: Run, desk_file: Write):
    text = with_line('language = "fr"\nretention_days = 0').replace("lawyer", "boss")
    assert [line.partition(":")[0] for line in refusal(loket("setup", "--from", desk_file(text))).splitlines()] == [
        "municipality.language",
        "municipality.retention_days",
        "staff.2.role",
    ]


def test_what_the_readme_shows_can_be_set_up(loket: Run, desk_file: Write):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("```toml\n")[2].partition("```")[0]
    assert codes(loket("setup", "--from", desk_file(shown))).keys() == {"imke"}


def test_hours_holidays_closed_days_and_part_time_are_taken_over(loket: Run, desk_file: Write):
    text = with_line(
        'opening = { "0" = ["09:00", "12:00", "13:00", "17:00"] }\nhours = { lawyer = { "1" = ["10:00", "12:00"] } }\n'
        'holidays = ["christmas"]\nclosed = [2026-12-24, { from = 2026-12-28, to = 2027-01-03, why = "kerstvakantie" }]'
    ).replace('role = "lawyer"\n', 'role = "lawyer"\ndays = [3, 1]\n')
    codes(loket("setup", "--from", desk_file(text)))
    desk = find_desk("eikendam")
    assert desk is not None
    assert len(desk.hours.week[0]) == 2
    assert desk.pool_weeks["lawyer"].keys() == {1}
    shut = {day: desk.hours.days_off.reason(date(2026, 12, day)) for day in (23, 24, 25, 28, 31)}
    assert shut == {23: None, 24: "", 25: "Eerste Kerstdag", 28: "kerstvakantie", 31: "kerstvakantie"}
    assert rows("SELECT login, days FROM staff ORDER BY login") == [("ilja", None), ("vera", "13")]


def test_a_file_that_is_no_text_is_told(loket: Run, folder: Path):
    (folder / "desk.toml").write_bytes(b"\xff\xfe")
    assert "is not TOML" in refusal(loket("setup", "--from", "desk.toml"))


# --- beside another municipality ---------------------------------------------------------------------------------


def test_a_host_has_one_owner(loket: Run, desk_file: Write):
    host = 'name = "{0}"\nhost = "Loket.Example"\n'
    codes(loket("setup", "--from", desk_file(EIKENDAM.replace('name = "Eikendam"\n', host.format("Eikendam")))))
    second = LINDEVEEN.replace('name = "Lindeveen"\n', host.format("Lindeveen"))
    assert refusal(loket("setup", "--from", desk_file(second))) == "host: loket.example is the address of Eikendam already."
    assert rows("SELECT slug, host FROM municipality") == [("eikendam", "loket.example")]


def test_a_desk_that_loses_its_place_at_the_root_is_told_where_it_answers_now(loket: Run, desk_file: Write):
    first = loket("setup", "--from", desk_file(EIKENDAM))
    assert first.stderr == ""
    second = loket("setup", "--from", desk_file(LINDEVEEN))
    assert "'eikendam' no longer answers at / but at /eikendam/" in second.stderr
    assert loket("setup", "--from", desk_file(LINDEVEEN)).stderr == "", "it is said once, when it happens"


def test_a_desk_with_a_host_of_its_own_stays_where_it_is(loket: Run, desk_file: Write):
    codes(loket("setup", "--from", desk_file(with_line('host = "loket.example"'))))
    assert loket("setup", "--from", desk_file(LINDEVEEN)).stderr == ""


def test_the_demonstration_stays_out_of_the_database_of_a_municipality(loket: Run, desk_file: Write):
    codes(loket("setup", "--from", desk_file(EIKENDAM)))
    assert "holds a municipality of its own" in refusal(loket("setup", "--demo"))
    assert rows("SELECT slug FROM municipality") == [("eikendam",)]


def test_the_demonstration_can_be_set_up_again_and_is_the_same(loket: Run):
    first, again = loket("setup", "--demo", "--json"), loket("setup", "--demo", "--json")
    assert len(json.loads(first.stdout)["staff"]) == 6
    assert first.stdout == again.stdout
