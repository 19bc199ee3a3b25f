"""Sessions: an open key lives as long as its row, for the one who holds its token, and no longer."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from loket import crypto
from loket.database import reading, transaction
from loket.errors import Tampered
from loket.keys.sessions import (
    HALFWAY,
    IDLE,
    LONGEST,
    RESIDENT,
    STAFF,
    Open,
    forget,
    forget_all,
    forget_ended,
    keep,
    lives,
    recall,
    remember,
)
from loket.keys.signals import sessions_ended
from tests.cast import Cast
from tests.raw import change, one, rows

SECRET = b"an open private key, 32 bytes..."
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def begin(cast: Cast, kind: str = STAFF, who: int = 7) -> str:
    with transaction(cast.desk.id) as work:
        return remember(work, kind, who, SECRET)


def recalled(municipality: int, token: str | None, kind: str = STAFF) -> Open | None:
    with reading(municipality) as work:
        return recall(work, token, kind)


def raw(token: str) -> bytes:
    return base64.urlsafe_b64decode(token + "=")


def row_of(token: str) -> dict[str, bytes]:
    return {"id": crypto.server_key().hash(raw(token), "session-id")}


def test_a_token_gives_back_what_was_remembered(cast: Cast):
    token = begin(cast)
    opened = recalled(cast.desk.id, token)
    assert opened is not None
    assert (opened.kind, opened.who, opened.secret) == (STAFF, 7, SECRET)


def test_a_session_is_of_its_own_municipality_and_kind(cast: Cast):
    token = begin(cast)
    assert recalled(cast.foreign_desk.id, token) is None
    assert recalled(cast.desk.id, token, RESIDENT) is None
    assert recalled(cast.desk.id, token, HALFWAY) is None
    assert recalled(cast.desk.id, token) is not None


@pytest.mark.parametrize(
    "forged",
    [None, "", "x" * 43, "x" * 42, "x" * 44, "é" * 43, "\x00" * 43, "=" * 43, "' OR 1=1 --", "x" * 100_000, "\ud800" * 43, "  " + "x" * 41],
)
def test_a_forged_token_is_nobodys(cast: Cast, forged: str | None):
    begin(cast)
    assert recalled(cast.desk.id, forged) is None


def test_a_token_with_one_changed_character_is_nobodys(cast: Cast):
    token = begin(cast)
    for place in (0, 20, 41):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert recalled(cast.desk.id, changed) is None


def test_the_row_holds_neither_token_nor_secret(cast: Cast):
    token = begin(cast)
    held = b"".join(bytes(value) for row in rows("SELECT id, locked FROM session") for value in row)
    assert len(held) > 100
    for secret in (SECRET, token.encode(), raw(token)):
        assert secret not in held


def test_an_idle_session_ends_and_a_used_one_lives_on_until_the_last_hour(cast: Cast, time_is: Callable[[datetime], None]):
    time_is(NOW)
    idle, used = begin(cast), begin(cast)
    moment = NOW
    while moment < NOW + timedelta(seconds=LONGEST[STAFF]):
        time_is(moment)
        assert recalled(cast.desk.id, used) is not None
        moment += timedelta(seconds=IDLE[STAFF] - 1)
    time_is(NOW + timedelta(seconds=IDLE[STAFF] + 1))
    assert recalled(cast.desk.id, idle) is None
    time_is(NOW + timedelta(seconds=LONGEST[STAFF]))
    assert recalled(cast.desk.id, used) is not None
    time_is(NOW + timedelta(seconds=LONGEST[STAFF] + 1))
    assert recalled(cast.desk.id, used) is None


def test_a_page_that_only_asks_by_itself_keeps_no_session_open(cast: Cast, time_is: Callable[[datetime], None]):
    time_is(NOW)
    token = begin(cast)
    time_is(NOW + timedelta(seconds=IDLE[STAFF] - 1))
    with reading(cast.desk.id) as work:
        assert recall(work, token, STAFF, prolongs=False) is not None
    time_is(NOW + timedelta(seconds=IDLE[STAFF] + 1))
    assert recalled(cast.desk.id, token) is None


def test_an_ended_session_is_swept_away_and_an_open_one_stays(cast: Cast, time_is: Callable[[datetime], None]):
    change("DELETE FROM session")
    time_is(NOW)
    begin(cast)
    time_is(NOW + timedelta(seconds=IDLE[STAFF] + 1))
    fresh = begin(cast)
    with transaction(cast.desk.id) as work:
        assert forget_ended(work) == 1
    assert one("SELECT count(*) FROM session") == 1
    assert recalled(cast.desk.id, fresh) is not None


def test_forgetting_ends_one_session_or_all_of_somebody_and_tells_their_sockets(cast: Cast):
    mine, also_mine, of_another, other_kind = begin(cast), begin(cast), begin(cast, who=8), begin(cast, RESIDENT)
    ended: list[bytes] = []

    def listen(_municipality: int, sessions: list[bytes]) -> None:
        ended.extend(sessions)

    sessions_ended.connect(listen)
    opened = recalled(cast.desk.id, mine)
    assert opened is not None
    with transaction(cast.desk.id) as work:
        forget(work, opened.id)
    assert ended == [opened.id]
    assert recalled(cast.desk.id, mine) is None
    with transaction(cast.desk.id) as work:
        forget_all(work, STAFF, 7)
    assert len(ended) == 2
    assert recalled(cast.desk.id, also_mine) is None
    assert recalled(cast.desk.id, of_another) is not None
    assert recalled(cast.desk.id, other_kind, RESIDENT) is not None


def test_whether_a_session_lives_is_known_without_its_token(cast: Cast, time_is: Callable[[datetime], None]):
    time_is(NOW)
    opened = recalled(cast.desk.id, begin(cast))
    assert opened is not None
    with reading(cast.desk.id) as work:
        assert lives(work, opened.id)
        assert not lives(work, bytes(32))
    with reading(cast.foreign_desk.id) as work:
        assert not lives(work, opened.id)
    time_is(NOW + timedelta(seconds=IDLE[STAFF] + 1))
    with reading(cast.desk.id) as work:
        assert not lives(work, opened.id)


def test_another_secret_is_kept_only_by_who_holds_the_token(cast: Cast):
    token, other = begin(cast), begin(cast)
    opened = recalled(cast.desk.id, token)
    assert opened is not None
    with transaction(cast.desk.id) as work, pytest.raises(Tampered):
        keep(work, other, opened, b"new")
    with transaction(cast.desk.id) as work:
        keep(work, token, opened, b"new")
    again = recalled(cast.desk.id, token)
    assert again is not None
    assert again.secret == b"new"


def test_whoever_looked_before_the_secret_was_changed_does_not_put_the_old_one_back(cast: Cast):
    token = begin(cast)
    looked = recalled(cast.desk.id, token)
    assert looked is not None
    with transaction(cast.desk.id) as work:
        assert keep(work, token, looked, b"new")
        assert not keep(work, token, looked, SECRET)
    again = recalled(cast.desk.id, token)
    assert again is not None
    assert again.secret == b"new"


def test_a_session_whose_end_was_put_off_in_the_database_is_noticed(cast: Cast):
    token = begin(cast)
    change("UPDATE session SET ends_at = ends_at + 86400 WHERE id = :id", **row_of(token))
    with pytest.raises(Tampered):
        recalled(cast.desk.id, token)


@pytest.mark.parametrize("forgery", ["who = 8", "kind = 'resident'", "kind = 'halfway'", "municipality_id = :there"])
def test_a_session_given_to_somebody_else_in_the_database_is_noticed(cast: Cast, forgery: str):
    token = begin(cast)
    values = {"there": cast.foreign_desk.id} if ":there" in forgery else {}
    change(f"UPDATE session SET {forgery} WHERE id = :id", **row_of(token), **values)  # noqa: S608 - one of the four above
    where = cast.foreign_desk.id if values else cast.desk.id
    for kind in (STAFF, RESIDENT, HALFWAY):
        if one("SELECT kind FROM session WHERE id = :id", **row_of(token)) == kind:
            with pytest.raises(Tampered):
                recalled(where, token, kind)
        else:
            assert recalled(where, token, kind) is None


def test_two_sessions_whose_locked_keys_were_exchanged_are_noticed(cast: Cast):
    mine, theirs = begin(cast), begin(cast, who=8)
    locked = one("SELECT locked FROM session WHERE id = :id", **row_of(theirs))
    change("UPDATE session SET locked = :locked WHERE id = :id", locked=locked, **row_of(mine))
    with pytest.raises(Tampered):
        recalled(cast.desk.id, mine)


def test_under_another_server_key_a_token_opens_nothing(cast: Cast, server_key_file: Path, tmp_path: Path):
    token = begin(cast)
    crypto.make_server_key(tmp_path / "other.key")
    crypto.use_server_key(tmp_path / "other.key")
    try:
        assert recalled(cast.desk.id, token) is None
    finally:
        crypto.use_server_key(server_key_file)
    assert recalled(cast.desk.id, token) is not None
