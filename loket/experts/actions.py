"""Inviting, activating, signing in and out, admitting to a pool."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete, update

from loket import clock, crypto, runtime
from loket.config import checked
from loket.database import HERE, Work, reading, transaction
from loket.errors import BadConfiguration, BadCredentials, BadWords, CodeUnknown, NotFound
from loket.experts import queries, second_factor
from loket.experts.attendance import be_away, be_back, stored, work_on
from loket.experts.model import ACTIVE, ENROLLING, INVITED, Invitation, Membership, Staff
from loket.experts.person import Person
from loket.experts.queries import Account, Expert
from loket.experts.roles import POOL_OF, POOLS
from loket.keys import actions as key_actions
from loket.keys import queries as keys

__all__ = [
    "InUse", "Person", "activate", "admit", "be_away", "be_back", "check_password", "enlist", "give_password", "give_second_factor",
    "invite", "set_up_pools", "shown_secret", "sign_out", "work_on",
]  # fmt: skip

INVITATION_DAYS = 7

_MOVE = (
    update(Staff)
    .where(Staff.municipality_id == HERE, Staff.id == bindparam("staff"), Staff.state == bindparam("from_state"))
    .values(state=bindparam("to_state"))
)
_USE_STEP = (
    update(Staff)
    .where(Staff.municipality_id == HERE, Staff.id == bindparam("staff"), Staff.totp_last_step < bindparam("step"))
    .values(totp_last_step=bindparam("step"))
)
_SET_TOTP = update(Staff).where(Staff.municipality_id == HERE, Staff.id == bindparam("staff")).values(totp_locked=bindparam("locked"))
_USE_INVITATION = (
    update(Invitation)
    .where(Invitation.municipality_id == HERE, Invitation.code_hash == bindparam("hash"), Invitation.is_used.is_(False))
    .values(is_used=True)
)
_RENAME = (
    update(Staff)
    .where(Staff.municipality_id == HERE, Staff.id == bindparam("staff"), Staff.state == INVITED)
    .values(name=bindparam("to_name"), role=bindparam("to_role"), days=bindparam("to_days"))
)
_TAG = update(Staff).where(Staff.municipality_id == HERE, Staff.id == bindparam("staff")).values(tag=bindparam("to_tag"))
_DROP_MEMBERSHIPS = delete(Membership).where(Membership.municipality_id == HERE, Membership.staff_id == bindparam("staff"))
_DROP_INVITATIONS = delete(Invitation).where(Invitation.municipality_id == HERE, Invitation.staff_id == bindparam("staff"))


def set_up_pools(municipality: int) -> None:
    """The pools of a desk; does nothing for those that exist."""
    with transaction(municipality) as work:
        for kind in POOLS:
            key_actions.add_pool(work, kind)


class InUse(BadConfiguration):
    """The account works already; `is_as_asked` when there was nothing to change."""

    def __init__(self, account: Account, asked: Person) -> None:
        super().__init__(
            f"'{account.login}' has an account already and was left as it was ({account.name}, {account.role}): "
            "changing the name or the role of somebody at work comes in a later version."
        )
        self.is_as_asked = (account.name, account.role) == (asked.name, asked.role)


def invite(municipality: int, login: str, name: str, role: str, days: list[int] | None = None) -> str:
    """Make an account and return the code that activates it, once, within a week.

    Until then it can be done again: name, role, days and code are those of the last time; afterwards they say their days themselves.
    Raises InUse afterwards, and BadConfiguration when login, name or role cannot be.
    """
    person, code = checked(Person, {"login": login, "name": name, "role": role, "days": days}), keys.new_code()
    told = person.model_dump() | {"days": stored(person.days)}
    with transaction(municipality) as work:
        account = queries.find_account(work, login=person.login)
        if account is None:
            pid = crypto.random_id()
            staff = work.add(Staff, pid=pid, **told, state=INVITED, totp_last_step=0)
        elif work.run(_RENAME, staff=account.id, **{"to_" + column: told[column] for column in ("name", "role", "days")}).rowcount != 1:
            raise InUse(account, person)
        else:
            staff, pid = account.id, account.pid
            for statement in (_DROP_INVITATIONS, _DROP_MEMBERSHIPS):
                work.run(statement, staff=staff)
        tag = queries.account_tag(municipality_id=municipality, id=staff, pid=pid, login=person.login, role=person.role)
        work.run(_TAG, staff=staff, to_tag=tag)
        if person.role in POOL_OF:
            kind = POOL_OF[person.role]
            tag = queries.membership_tag(municipality_id=municipality, staff_id=staff, kind=kind)
            work.add(Membership, staff_id=staff, kind=kind, tag=tag)
        code_hash, expires = queries.invitation_hash(code), clock.stamp() + INVITATION_DAYS * 24 * 3600
        tag = queries.invitation_tag(municipality_id=municipality, staff_id=staff, code_hash=code_hash, expires_at=expires)
        work.add(Invitation, code_hash=code_hash, staff_id=staff, expires_at=expires, is_used=False, tag=tag)
    return code


def check_password(password: str) -> None:
    """Raises BadWords('short') for a password that is too easy to try."""
    if len(password) < keys.SHORTEST or len(set(password)) < 5:
        raise BadWords("short")
    if len(password) > 1000:
        raise BadWords("long")


def activate(municipality: int, code: str, password: str, cost: keys.Cost) -> str:
    """Accept an invitation with a password; returns the token of a session that still owes the second factor.

    Raises CodeUnknown (wrong, used or expired), BadWords (password), Busy.
    """
    check_password(password)
    with reading(municipality) as work:
        if queries.find_invitation(work, code, clock.stamp()) is None:
            raise CodeUnknown
    salt = crypto.random_bytes(16)
    stretched = runtime.aside(runtime.STAFF, keys.stretched, password, salt, cost)
    with transaction(municipality) as work:
        staff = queries.find_invitation(work, code, clock.stamp())
        if staff is None or work.run(_USE_INVITATION, hash=queries.invitation_hash(code)).rowcount != 1:
            raise CodeUnknown
        if work.run(_MOVE, staff=staff, from_state=INVITED, to_state=ENROLLING).rowcount != 1:
            raise CodeUnknown
        key = key_actions.make_staff_key(work, staff, salt, cost, stretched)
        work.run(_SET_TOTP, staff=staff, locked=second_factor.lock(second_factor.new_secret(), key.private, staff, ENROLLING))
        return key_actions.remember(work, keys.HALFWAY, staff, key.private)


def enlist(municipality: int, login: str, name: str, role: str, password: str, secret: str, cost: keys.Cost) -> None:
    """Everything at once, for the demonstration and for tests: an active account with a known password and second factor."""
    code = invite(municipality, login, name, role)
    token = activate(municipality, code, password, cost)
    with transaction(municipality) as work:
        found = queries.find_halfway(work, token)
        assert found is not None
        account, opened = found
        work.run(_SET_TOTP, staff=account.id, locked=second_factor.lock(secret, opened.secret, account.id, ENROLLING))
        _start_work(work, account, opened)
        key_actions.forget(work, opened.id)


@dataclass(frozen=True)
class HalfWay:
    """The password was right; `must_enrol` when the second factor has yet to be set up."""

    token: str = field(repr=False)
    must_enrol: bool


def give_password(municipality: int, login: str, password: str, cost: keys.Cost) -> HalfWay:
    """The first half of signing in. Raises BadCredentials, the same and as late for an unknown login; Busy."""
    with reading(municipality) as work:
        account = queries.find_account(work, login=login)
        lock = keys.find_lock(work, account.id) if account and account.state in (ACTIVE, ENROLLING) else None
    stretched = runtime.aside(runtime.STAFF, keys.stretched, password, lock.salt if lock else keys.NOBODY.salt, lock.cost if lock else cost)
    if lock is None or account is None:
        raise BadCredentials
    key = keys.open_lock(lock, stretched)
    with transaction(municipality) as work:
        return HalfWay(key_actions.remember(work, keys.HALFWAY, account.id, key.private), account.state == ENROLLING)


def shown_secret(account: Account, opened: keys.Open) -> str:
    """The second factor's secret, to be shown while it is being set up. Raises NotFound afterwards: it is never shown again."""
    if account.state != ENROLLING or account.totp_locked is None:
        raise NotFound
    return second_factor.unlock(account.totp_locked, opened.secret, account.id, account.state)


def give_second_factor(municipality: int, token: str | None, typed: str) -> str:
    """The second half of signing in; returns the token of a full session. The first time it also sets the account to work.

    Raises BadCredentials for a wrong or used code, NotFound when there is no first half.
    """
    with transaction(municipality) as work:
        found = queries.find_halfway(work, token)
        if found is None or found[0].totp_locked is None:
            raise NotFound
        account, opened = found
        assert account.totp_locked is not None
        step = second_factor.step_of(
            second_factor.unlock(account.totp_locked, opened.secret, account.id, account.state), typed, account.totp_last_step
        )
        if step is None or work.run(_USE_STEP, staff=account.id, step=step).rowcount != 1:
            raise BadCredentials
        if account.state == ENROLLING:
            _start_work(work, account, opened)
        key_actions.forget(work, opened.id)
        return key_actions.remember(work, keys.STAFF, account.id, opened.secret)


def _start_work(work: Work, account: Account, opened: keys.Open) -> None:
    """From invited to active; the first of a pool makes its key, who comes later waits to be admitted."""
    account = queries.find_account(work, staff=account.id) or account
    assert account.totp_locked is not None
    secret = second_factor.unlock(account.totp_locked, opened.secret, account.id, ENROLLING)
    work.run(_SET_TOTP, staff=account.id, locked=second_factor.lock(secret, opened.secret, account.id, ACTIVE))
    work.run(_MOVE, staff=account.id, from_state=ENROLLING, to_state=ACTIVE)
    lock, doors = keys.find_lock(work, account.id), keys.pool_doors(work)
    assert lock is not None
    member = keys.OpenKey(account.id, lock.generation, lock.public, opened.secret)
    for kind in queries.wanted_pools(work, account.id):
        if doors[kind].public is None:
            key_actions.found_pool(work, doors[kind], member)


def sign_out(expert: Expert) -> None:
    with transaction(expert.municipality) as work:
        key_actions.forget(work, expert.session)


def admit(expert: Expert, pid: str, kind: str) -> None:
    """Let a waiting colleague into a pool of which `expert` is a member. Raises NotFound in every other case."""
    with transaction(expert.municipality) as work:
        account = queries.find_account(work, pid=pid)
        pool = next((pool for pool in expert.pools if pool.kind == kind), None)
        if account is None or pool is None or account.state != ACTIVE or kind not in queries.wanted_pools(work, account.id):
            raise NotFound
        if (pool.id, account.id) not in keys.pool_holders(work):
            key_actions.admit(work, pool, account.id)
