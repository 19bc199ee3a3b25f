"""Accounts: an invitation works once, a password and a phone open the key, and nobody learns which of them was wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from loket import clock
from loket.database import reading
from loket.errors import BadConfiguration, BadCredentials, BadWords, CodeUnknown, NotFound
from loket.experts import actions, queries, second_factor
from loket.experts.roles import ROLES
from loket.keys import sessions
from tests.cast import CHEAP, Cast, Member
from tests.crowd import at_once
from tests.raw import change, one, rows

GOOD = "een zin die ik onthoud"
NOW = datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC)


def find_signed_in(member: Member, token: str, municipality: int | None = None) -> object:
    with reading(municipality or member.municipality) as work:
        return queries.find_signed_in(work, token)


# --- invitations -------------------------------------------------------------------------------------------------


def invite(cast: Cast, login: str = "nieuw") -> str:
    return actions.invite(cast.desk.id, login, "Nina Nieuwkerk", "mediator")


def set_up(cast: Cast, token: str) -> str:
    """The secret shown while the second factor is being set up."""
    with reading(cast.desk.id) as work:
        found = queries.find_halfway(work, token)
    assert found is not None
    return actions.shown_secret(*found)


def test_an_invitation_leads_by_password_and_second_factor_to_a_working_account(cast: Cast):
    halfway = actions.activate(cast.desk.id, invite(cast), GOOD, CHEAP)
    assert one("SELECT state FROM staff WHERE login = 'nieuw'") == "enrolling"
    secret = set_up(cast, halfway)
    token = actions.give_second_factor(cast.desk.id, halfway, pyotp.TOTP(secret).at(clock.stamp()))
    assert one("SELECT state FROM staff WHERE login = 'nieuw'") == "active"
    with reading(cast.desk.id) as work:
        expert = queries.find_signed_in(work, token)
    assert expert is not None
    assert expert.pools == ()  # the mediators must still let them in


def test_an_invitation_works_once(cast: Cast):
    code = invite(cast)
    actions.activate(cast.desk.id, code, GOOD, CHEAP)
    with pytest.raises(CodeUnknown):
        actions.activate(cast.desk.id, code, GOOD, CHEAP)


def test_an_invitation_works_once_at_the_same_instant_too(cast: Cast):
    code = invite(cast)

    def accept(number: int) -> bool:
        try:
            return bool(actions.activate(cast.desk.id, code, f"{GOOD} {number}", CHEAP))
        except CodeUnknown:
            return False

    assert sum(at_once(accept, range(8))) == 1
    assert one("SELECT count(*) FROM staff_key WHERE staff_id = (SELECT id FROM staff WHERE login = 'nieuw')") == 1


def test_an_invitation_works_for_a_week(cast: Cast, time_is: Callable[[datetime], None]):
    time_is(NOW)
    late, in_time = invite(cast, "laat"), invite(cast, "optijd")
    time_is(NOW + timedelta(days=7, seconds=-1))
    assert actions.activate(cast.desk.id, in_time, GOOD, CHEAP)
    time_is(NOW + timedelta(days=7))
    with pytest.raises(CodeUnknown):
        actions.activate(cast.desk.id, late, GOOD, CHEAP)


def test_an_invitation_works_at_its_own_municipality_only(cast: Cast):
    code = invite(cast)
    with pytest.raises(CodeUnknown):
        actions.activate(cast.foreign_desk.id, code, GOOD, CHEAP)
    assert actions.activate(cast.desk.id, code, GOOD, CHEAP)


def test_a_new_invitation_ends_the_one_before(cast: Cast):
    first, second = invite(cast), invite(cast)
    with pytest.raises(CodeUnknown):
        actions.activate(cast.desk.id, first, GOOD, CHEAP)
    assert actions.activate(cast.desk.id, second, GOOD, CHEAP)


@pytest.mark.parametrize("code", ["", "K7QD-3FXM-9TRB-2H01", "' OR 1=1", "\x00", "K7QD" * 100])
def test_what_is_no_invitation_opens_nothing(cast: Cast, code: str):
    with pytest.raises(CodeUnknown):
        actions.activate(cast.desk.id, code, GOOD, CHEAP)


@pytest.mark.parametrize("password", ["", "kort", "elf tekens!", "aaaaaaaaaaaaaaaa", "x" * 1001])
def test_a_password_that_is_easily_tried_or_absurd_is_refused_and_the_invitation_stays_good(cast: Cast, password: str):
    code = invite(cast)
    with pytest.raises(BadWords):
        actions.activate(cast.desk.id, code, password, CHEAP)
    assert actions.activate(cast.desk.id, code, GOOD, CHEAP)


@pytest.mark.parametrize(
    ("login", "role"), [("", "lawyer"), ("a", "lawyer"), ("a b", "lawyer"), ("é" * 5, "lawyer"), ("x" * 81, "lawyer"), ("goed", "boss")]
)
def test_a_login_or_role_that_cannot_be_is_refused(cast: Cast, login: str, role: str):
    with pytest.raises(BadConfiguration):
        actions.invite(cast.desk.id, login, "Naam", role)


def test_an_account_that_works_is_not_invited_again(cast: Cast):
    with pytest.raises(BadConfiguration, match="already"):
        actions.invite(cast.desk.id, cast.lawyer.login, "Iemand anders", "lawyer")


def test_the_same_login_is_another_person_elsewhere(cast: Cast):
    assert actions.invite(cast.foreign_desk.id, cast.lawyer.login, "Iemand anders", "lawyer")


# --- signing in --------------------------------------------------------------------------------------------------


def sign_in(member: Member, *, password: str | None = None, totp: str | None = None, municipality: int | None = None) -> str:
    where = municipality or member.municipality
    half = actions.give_password(where, member.login, password or member.password, CHEAP)
    return actions.give_second_factor(where, half.token, totp if totp is not None else member.totp(1))


def test_password_and_second_factor_open_a_session_with_the_same_key(cast: Cast):
    token = sign_in(cast.lawyer)
    with reading(cast.desk.id) as work:
        expert = queries.find_signed_in(work, token)
    assert expert is not None
    assert expert.key.private == cast.lawyer.expert.key.private
    assert [pool.kind for pool in expert.pools] == ["lawyer"]


def test_a_login_is_read_kindly(cast: Cast):
    assert actions.give_password(cast.desk.id, f"  {cast.lawyer.login.upper()} ", cast.lawyer.password, CHEAP)


@pytest.mark.parametrize("login", ["niemand", "", "lotte\x00", "' OR 1=1 --", "a" * 500])
def test_an_unknown_login_is_refused_like_a_wrong_password(cast: Cast, login: str):
    with pytest.raises(BadCredentials):
        actions.give_password(cast.desk.id, login, cast.lawyer.password, CHEAP)


@pytest.mark.parametrize("password", ["", "fout", " een lange zin van lotte", "Een lange zin van lotte", "\ud800", "x" * 100_000])
def test_a_wrong_password_is_refused(cast: Cast, password: str):
    assert cast.lawyer.password == "een lange zin van lotte"
    with pytest.raises(BadCredentials):
        actions.give_password(cast.desk.id, cast.lawyer.login, password, CHEAP)


def test_a_password_opens_nothing_at_another_municipality(cast: Cast):
    with pytest.raises(BadCredentials):
        sign_in(cast.lawyer, municipality=cast.foreign_desk.id)


def test_half_a_session_is_no_session(cast: Cast):
    half = actions.give_password(cast.desk.id, cast.lawyer.login, cast.lawyer.password, CHEAP)
    assert find_signed_in(cast.lawyer, half.token) is None


@pytest.mark.parametrize("totp", ["", "000000", "12345", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16", "0" * 1000])
def test_a_wrong_second_factor_is_refused_and_may_be_tried_again(cast: Cast, totp: str):
    half = actions.give_password(cast.desk.id, cast.lawyer.login, cast.lawyer.password, CHEAP)
    with pytest.raises(BadCredentials):
        actions.give_second_factor(cast.desk.id, half.token, totp)
    assert actions.give_second_factor(cast.desk.id, half.token, cast.lawyer.totp(1))


def test_a_code_of_the_phone_works_once(cast: Cast):
    code = cast.lawyer.totp(1)
    sign_in(cast.lawyer, totp=code)
    with pytest.raises(BadCredentials):
        sign_in(cast.lawyer, totp=code)
    with pytest.raises(BadCredentials):
        sign_in(cast.lawyer, totp=cast.lawyer.totp(0))  # an older one neither


def test_a_code_of_the_phone_works_once_at_the_same_instant_too(cast: Cast):
    halves = [actions.give_password(cast.desk.id, cast.lawyer.login, cast.lawyer.password, CHEAP).token for _ in range(8)]
    code = cast.lawyer.totp(1)

    def give(half: str) -> bool:
        try:
            return bool(actions.give_second_factor(cast.desk.id, half, code))
        except BadCredentials:
            return False

    assert sum(at_once(give, halves)) == 1


def test_a_step_that_was_used_is_no_step(time_is: Callable[[datetime], None]):
    time_is(NOW)
    secret, step = second_factor.new_secret(), clock.stamp() // second_factor.STEP
    code = pyotp.TOTP(secret).at(clock.stamp())
    assert second_factor.step_of(secret, code, step - 1) == step
    assert second_factor.step_of(secret, code, step) is None


def test_a_phone_may_be_half_a_minute_off(cast: Cast, time_is: Callable[[datetime], None]):
    soon = clock.now() + timedelta(hours=1)
    time_is(soon)
    for steps, is_good in ((-2, False), (2, False), (-1, True), (0, True), (1, True)):
        half = actions.give_password(cast.desk.id, cast.lawyer.login, cast.lawyer.password, CHEAP)
        if is_good:
            assert actions.give_second_factor(cast.desk.id, half.token, cast.lawyer.totp(steps))
        else:
            with pytest.raises(BadCredentials):
                actions.give_second_factor(cast.desk.id, half.token, cast.lawyer.totp(steps))


def test_a_second_factor_typed_with_spaces_is_understood(cast: Cast):
    code = cast.lawyer.totp(1)
    assert sign_in(cast.lawyer, totp=f" {code[:3]} {code[3:]} ")


def test_the_first_half_lasts_ten_minutes_and_serves_once(cast: Cast, time_is: Callable[[datetime], None]):
    time_is(NOW)
    late = actions.give_password(cast.desk.id, cast.lawyer.login, cast.lawyer.password, CHEAP)
    time_is(NOW + timedelta(seconds=sessions.LONGEST[sessions.HALFWAY] + 1))
    with pytest.raises(NotFound):
        actions.give_second_factor(cast.desk.id, late.token, cast.lawyer.totp())
    half = actions.give_password(cast.desk.id, cast.lawyer.login, cast.lawyer.password, CHEAP)
    change("UPDATE staff SET totp_last_step = 0")
    assert actions.give_second_factor(cast.desk.id, half.token, cast.lawyer.totp())
    with pytest.raises(NotFound):
        actions.give_second_factor(cast.desk.id, half.token, cast.lawyer.totp(1))


def test_a_second_factor_without_a_first_is_nothing(cast: Cast):
    for token in (None, "", "x" * 43, cast.lawyer.token):
        with pytest.raises(NotFound):
            actions.give_second_factor(cast.desk.id, token, cast.lawyer.totp())


def test_the_secret_of_the_second_factor_is_shown_only_while_it_is_set_up(cast: Cast):
    half = actions.give_password(cast.desk.id, cast.lawyer.login, cast.lawyer.password, CHEAP)
    with reading(cast.desk.id) as work:
        found = queries.find_halfway(work, half.token)
    assert found is not None
    with pytest.raises(NotFound):
        actions.shown_secret(*found)


def test_signing_out_ends_this_session_and_no_other(cast: Cast):
    other = cast.lawyer.another_session()
    actions.sign_out(cast.lawyer.expert)
    assert find_signed_in(cast.lawyer, cast.lawyer.token) is None
    assert find_signed_in(cast.lawyer, other) is not None


def test_a_disabled_account_is_out_at_once_and_cannot_come_in(cast: Cast):
    assert find_signed_in(cast.lawyer, cast.lawyer.token) is not None
    change("UPDATE staff SET state = 'disabled' WHERE id = :id", id=cast.lawyer.id)
    assert find_signed_in(cast.lawyer, cast.lawyer.token) is None
    with pytest.raises(BadCredentials):
        actions.give_password(cast.desk.id, cast.lawyer.login, cast.lawyer.password, CHEAP)


def test_a_session_is_of_one_municipality(cast: Cast):
    assert find_signed_in(cast.lawyer, cast.lawyer.token, cast.foreign_desk.id) is None
    assert find_signed_in(cast.foreign_lawyer, cast.foreign_lawyer.token, cast.desk.id) is None


def contents_of(table: str) -> list[bytes]:
    values = [value for row in rows(f"SELECT * FROM {table}") for value in row]  # noqa: S608 - a table of ours
    return [bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in values]


def test_no_password_and_no_secret_stands_in_the_database(cast: Cast):
    held = b"".join(contents_of("staff") + contents_of("staff_key") + contents_of("session"))
    assert cast.lawyer.login.encode() in held
    for secret in (cast.lawyer.password, cast.lawyer.totp_secret, cast.lawyer.token):
        assert secret.encode() not in held


def test_a_coordinator_belongs_to_no_pool(cast: Cast):
    assert cast.coordinator.role in ROLES
    assert cast.coordinator.expert.pools == ()
