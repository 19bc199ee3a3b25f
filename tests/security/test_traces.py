"""What a thief finds who takes the database, the logs, the temporary files and Redis: no word, no code, no token, no password."""

from __future__ import annotations

import base64
import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from loket.demonstration.visitor import Visitor
from tests.live.ear import Ear
from tests.live.question import find, words_of
from tests.security.traces import Tap, distinct, spellings, tapped, traces, traces_in_files
from tests.servers import Loket, Postgres, running_loket, running_redis, wait_until

ENGINES = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.redis])]
SAID = ("question", "reply", "note", "answer", "hand-over note", "refused", "too long", "without token", "wrong password")


def canary(name: str) -> str:
    """Words that are nowhere else, with signs that each encoding writes in its own way."""
    return f"ë&{name}/ü?{secrets.token_hex(12)}>é"


@dataclass
class Booty:
    """All that can be taken from a desk after a conversation, and the secrets that were in it; `pid` and `ref` are none."""

    loket: Loket
    folders: list[Path]
    connection: sqlite3.Connection | psycopg.Connection[Any]
    tap: Tap | None = None
    since: float = field(default_factory=time.time)
    secrets: dict[str, str] = field(default_factory=dict)
    pid: str = ""
    ref: str = ""
    resident: Visitor = field(default_factory=lambda: Visitor(""))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        cursor = self.connection.cursor()
        cursor.execute(sql)  # type: ignore[arg-type, unused-ignore]
        found = [tuple(row) for row in cursor.fetchall()]
        self.connection.commit()
        return found

    def holds(self, wanted: dict[str, Any]) -> list[str]:
        """Where something wanted was found: in the files, in what went through Redis, in what Redis keeps."""
        found = traces_in_files(self.folders, wanted, since=self.since, but_not="server.key")
        if self.tap is not None:
            found += traces("what went through Redis", bytes(self.tap.heard), wanted) + traces("what Redis keeps", self.tap.kept(), wanted)
        return found


@pytest.fixture(scope="module", params=ENGINES)
def booty(request: pytest.FixtureRequest) -> Iterator[Booty]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            loket = stack.enter_context(running_loket())
            found = Booty(loket, [loket.folder], stack.enter_context(closing(sqlite3.connect(loket.database))))
        else:
            postgres: Postgres = request.getfixturevalue("postgres")
            redis, url = stack.enter_context(running_redis()), postgres.new_database()
            tap = stack.enter_context(tapped(redis.port))
            loket = stack.enter_context(running_loket(url, workers=2, redis_url=redis.url))
            found = Booty(loket, [loket.folder, postgres.data.parent, redis.folder], stack.enter_context(psycopg.connect(url)), tap)
        converse(found)
        yield found


def converse(booty: Booty) -> None:
    """A conversation through every door, rightly and wrongly, with a canary in all that should leave no trace."""
    loket, said = booty.loket, {name: canary(name) for name in SAID}
    resident, intaker, lawyer = loket.visitor(), loket.signed_in("intaker"), loket.signed_in("lawyer")
    code = resident.ask(said["question"])
    booty.pid, booty.ref, booty.resident = find(intaker, said["question"]), resident.look("/").ref or "", resident
    path = f"/balie/vraag/{booty.pid}"
    with Ear.of(resident) as at_home, Ear.of(lawyer) as at_desk:
        assert intaker.send(f"{path}/notitie", {"words": said["note"]}).status == 303
        assert intaker.send(f"{path}/toewijzen", {"pool": "lawyer", "note": said["hand-over note"]}).status == 303
        assert at_home.watch(booty.ref)
        assert at_desk.watch(booty.ref)
        at_home.type(booty.ref)
        at_desk.next("typing")
        assert lawyer.send(f"{path}/pakken").status == 303
        assert lawyer.send(f"{path}/antwoord", {"words": said["answer"]}).status == 303
        assert resident.send("/bericht", {"words": said["reply"]}).status == 303
        at_desk.next("changed")

    assert resident.send("/bericht", {"words": said["too long"] + "x" * 21_000}).status == 400
    assert resident.send("/bericht", {"words": said["without token"], "csrf_token": "wrong"}).status == 400
    assert lawyer.send(f"{path}/antwoord", {"words": said["refused"], "seen": "1"}).status == 409
    stranger = loket.visitor()
    stranger.look("/balie/aanmelden", User_Agent=said.setdefault("browser", secrets.token_hex(12)))
    assert stranger.send("/balie/aanmelden", {"login": "adam", "password": said["wrong password"]}).status == 403
    assert stranger.come_back(said.setdefault("wrong code", "ZZZZ-YYYY-XXXX-WWWW")).status == 404

    elsewhere = loket.visitor()
    assert elsewhere.come_back(code).status == 200
    shown = [said[name] for name in ("question", "note", "hand-over note", "answer", "reply")]
    assert words_of(lawyer.look(f"{path}/nieuw", as_json=True)) == shown, "the premise: all of this was said, and is kept"
    said |= {"code": code, "code without dashes": code.replace("-", ""), "code in small letters": code.lower()}
    said |= {"a resident's cookie": resident.cookies["b"], "another": elsewhere.cookies["b"], "a lawyer's cookie": lawyer.cookies["s"]}
    for role, login in loket.staff.items():
        said |= {f"password of the {role}": login.password, f"second factor of the {role}": login.totp_secret}
    said["server key"] = (loket.folder / "server.key").read_text().strip().partition(":")[2]
    booty.secrets = said


def test_the_search_finds_a_canary_in_every_spelling(tmp_path: Path) -> None:
    secret = canary("here")
    for number, looks in enumerate(spellings(secret).values()):
        (tmp_path / str(number)).write_bytes(b"\x00before" + looks + b"after\xff")
    found = traces_in_files([tmp_path], {"it": secret})
    for spelling in distinct(secret).values():
        assert any(f"({spelling})" in line for line in found), spelling
    for before in (b"", b"x", b"xx"):
        assert traces("a longer text", base64.b64encode(before + secret.encode() + b"and more"), {"it": secret})
    assert not traces("another", canary("here").encode(), {"it": secret})


def test_nothing_that_was_said_typed_or_kept_secret_can_be_found(booty: Booty) -> None:
    kept = booty.holds({"pid": booty.pid, "ref": booty.ref})
    assert any("pid" in line for line in kept), "the premise: what is not secret is found where the database is"
    if booty.tap is not None:
        assert any("ref" in line and "through Redis" in line for line in kept), "the premise: what went through Redis was heard"
    else:
        assert any("sqlite3-wal" in line for line in kept), "the premise: the log of the database is searched too"
    assert booty.holds(booty.secrets) == []


def test_a_fault_is_logged_without_words_and_without_addresses(booty: Booty) -> None:
    words = canary("fault")
    resident = booty.loket.visitor()
    resident.ask(words)
    # Somebody with a pen in the database: the newest event is moved to another place.
    booty.rows("UPDATE event SET role = 'lawyer' WHERE ticket_id = (SELECT max(id) FROM ticket) RETURNING 1")
    assert resident.look("/").status == 500
    lines = [json.loads(line) for line in booty.loket.log.splitlines()]
    assert any("Tampered" in line["event"] for line in lines), "the premise: it was logged"
    assert all(line.keys() == {"at", "level", "from", "event"} for line in lines)
    assert "127.0.0.1" not in booty.loket.log
    assert booty.holds({"words": words}) == []


SEALED = {
    "words": "SELECT body FROM event WHERE ticket_id = {ticket}",
    "grant": "SELECT sealed FROM grant_ WHERE ticket_id = {ticket}",
    "head": "SELECT head FROM ticket WHERE id = {ticket}",
    "private key": "SELECT resident_locked FROM ticket WHERE id = {ticket}",
    "session": "SELECT locked FROM session WHERE kind = 'resident' AND who = {ticket}",
}


def test_after_erasing_not_even_what_was_sealed_is_left(booty: Booty) -> None:
    ((ticket,),) = booty.rows(f"SELECT id FROM ticket WHERE pid = '{booty.pid}'")  # noqa: S608 - our own identifier
    sealed = {
        f"{name} {number}": bytes(row[0])
        for name, sql in SEALED.items()
        for number, row in enumerate(booty.rows(sql.format(ticket=ticket)))
    }
    assert {name.rpartition(" ")[0] for name in sealed} == set(SEALED), "the premise: there is something of each"
    assert booty.holds(sealed), "the premise: it is found where it is"

    assert booty.resident.send("/wissen", {"sure": "yes"}).status == 200
    for table in ("event", "grant_"):
        assert booty.rows(f"SELECT count(*) FROM {table} WHERE ticket_id = {ticket}") == [(0,)]  # noqa: S608
    assert booty.rows(f"SELECT count(*) FROM session WHERE kind = 'resident' AND who = {ticket}") == [(0,)]  # noqa: S608
    ((lookup, public, locked, head),) = booty.rows(f"SELECT lookup, resident_public, resident_locked, head FROM ticket WHERE id = {ticket}")  # noqa: S608
    assert (lookup, bytes(public), bytes(locked), bytes(head)) == (None, b"", b"", b"")
    if booty.tap is None:  # PostgreSQL keeps dead rows until it tidies up; what they hold opens for nobody
        wait_until("nothing sealed is left in the files", lambda: booty.holds(sealed) == [], within=90)


def test_nothing_can_be_found_after_the_server_has_stopped(booty: Booty) -> None:
    assert booty.loket.stop() == 0
    assert booty.holds(booty.secrets) == []
