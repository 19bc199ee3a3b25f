"""Who somebody is, and who their colleagues are."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, bindparam, select

from loket import crypto
from loket.database import HERE, Work, reading
from loket.errors import NotFound, Tampered
from loket.experts import roster
from loket.experts.model import ACTIVE, DISABLED, INVITED, Invitation, Membership, Staff
from loket.experts.roles import COORDINATOR, INTAKER, LABELS, POOLS, pool_label, role_label
from loket.experts.roster import Roster, Shift
from loket.keys import queries as keys
from loket.keys.queries import pool_doors
from loket.municipalities.queries import Desk

log = logging.getLogger(__name__)

__all__ = ["LABELS", "POOLS", "Expert", "Roster", "Shift", "pool_doors", "pool_label", "role_label", "roster_of"]


@dataclass(frozen=True, eq=False)
class Expert:
    """A signed-in staff member with their key open: the one through whom every ticket is found."""

    id: int
    pid: str
    municipality: int
    name: str
    role: str
    session: bytes
    key: keys.OpenKey = field(repr=False)
    pools: tuple[keys.PoolAccess, ...] = field(repr=False)

    # What Flask-Login asks of a user.
    is_active = is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.pid

    @property
    def is_intaker(self) -> bool:
        return any(pool.kind == keys.INTAKE for pool in self.pools)

    @property
    def is_coordinator(self) -> bool:
        return self.role == COORDINATOR

    @property
    def is_member(self) -> bool:
        return bool(self.pools)

    @property
    def pool_ids(self) -> list[int]:
        return [pool.id for pool in self.pools]


# --- what the database says in the open about people, and only this installation can have written --------------------


def account_tag(*, municipality_id: int, id: int, pid: str, login: str, role: str, **_columns: object) -> bytes:
    return crypto.server_key().tag_of("account", municipality_id, id, pid, login, role)


def membership_tag(*, municipality_id: int, staff_id: int, kind: str, **_columns: object) -> bytes:
    return crypto.server_key().tag_of("membership", municipality_id, staff_id, kind)


def invitation_tag(*, municipality_id: int, staff_id: int, code_hash: bytes, expires_at: int, **_columns: object) -> bytes:
    return crypto.server_key().tag_of("invitation", municipality_id, staff_id, code_hash.hex(), expires_at)


def _is_member(row: Any) -> bool:
    """Whether this membership was given by us. One that was not counts for nothing."""
    if crypto.same(row.tag or b"", membership_tag(**row._mapping)):
        return True
    log.error("security: a membership was made in the database")
    return False


_STAFF_COLUMNS = (
    Staff.municipality_id,
    Staff.tag,
    Staff.id,
    Staff.pid,
    Staff.login,
    Staff.name,
    Staff.role,
    Staff.state,
    Staff.totp_locked,
    Staff.totp_last_step,
)
_BY_ID = select(*_STAFF_COLUMNS).where(Staff.municipality_id == HERE, Staff.id == bindparam("staff"))
_BY_LOGIN = select(*_STAFF_COLUMNS).where(Staff.municipality_id == HERE, Staff.login == bindparam("login"))
_BY_PID = select(*_STAFF_COLUMNS).where(Staff.municipality_id == HERE, Staff.pid == bindparam("pid"))


@dataclass(frozen=True)
class Account:
    """An account as signing in needs it."""

    id: int
    pid: str
    login: str
    name: str
    role: str
    state: str
    totp_locked: bytes | None = field(repr=False)
    totp_last_step: int


def find_account(work: Work, *, login: str | None = None, staff: int | None = None, pid: str | None = None) -> Account | None:
    """By one of the three. Raises Tampered when its name or role was changed in the database."""
    if login is not None:
        row = work.first(_BY_LOGIN, login=login.strip().lower())
    elif pid is not None:
        row = work.first(_BY_PID, pid=pid)
    else:
        row = work.first(_BY_ID, staff=staff)
    if row is None:
        return None
    if not crypto.same(row.tag or b"", account_tag(**row._mapping)):
        raise Tampered("account")
    columns = dict(row._mapping)
    del columns["municipality_id"], columns["tag"]
    return Account(**columns)


def find_signed_in(work: Work, token: str | None, *, prolongs: bool = True) -> Expert | None:
    """The expert of this cookie: fully signed in, active, in this municipality."""
    opened = keys.recall(work, token, keys.STAFF, prolongs=prolongs)
    if opened is None:
        return None
    account, ring = find_account(work, staff=opened.who), keys.ring_of(work, opened.who, opened.secret)
    if account is None or ring is None or account.state != ACTIVE:
        return None
    return Expert(account.id, account.pid, work.municipality, account.name, account.role, opened.id, ring.own, ring.pools)


def find_halfway(work: Work, token: str | None) -> tuple[Account, keys.Open] | None:
    """Who gave the right password and still owes the second factor."""
    opened = keys.recall(work, token, keys.HALFWAY)
    account = find_account(work, staff=opened.who) if opened else None
    return (account, opened) if opened and account else None


_NAMES = select(Staff.id, Staff.name).where(Staff.municipality_id == HERE)


def names(work: Work) -> dict[int, str]:
    """Staff id → name, for showing who holds a ticket."""
    return {row.id: row.name for row in work.all(_NAMES)}


_MEMBERSHIPS = (
    select(
        Membership.__table__,
        Staff.id,
        Staff.pid,
        Staff.name,
        Staff.role,
        Staff.state,
        Staff.days,
    )
    .join(Staff, Staff.id == Membership.staff_id)
    .where(Membership.municipality_id == HERE, Staff.municipality_id == HERE)
    .order_by(Staff.name)
)


def _memberships(work: Work) -> list[Row[Any]]:
    return [row for row in work.all(_MEMBERSHIPS) if _is_member(row)]


_rosters: dict[int, tuple[Desk, Roster]] = {}


def roster_of(desk: Desk) -> Roster:
    """Who works when, as fresh as the desk itself (`forget_desks` renews both). Not from inside a transaction: it asks for a connection."""
    known = _rosters.get(desk.id)
    if known is None or known[0] is not desk:
        with reading(desk.id) as work:
            known = _rosters[desk.id] = (desk, roster.read(work, desk, _memberships(work)))
    return known[1]


@dataclass(frozen=True)
class Colleague:
    pid: str
    name: str
    role: str
    state: str
    """'invited', 'waiting' (active, without the pool's key) or 'member'."""
    can_admit: bool


@dataclass(frozen=True)
class Team:
    kind: str
    label: str
    members: list[Colleague]


def teams_of(work: Work, expert: Expert) -> list[Team]:
    """Every pool with its people, and whether `expert` can admit them."""
    doors, holders, mine = keys.pool_doors(work), keys.pool_holders(work), set(expert.pool_ids)
    teams = {kind: Team(kind, pool_label(kind), []) for kind in POOLS if kind in doors}
    for row in _memberships(work):
        if row.kind not in teams or row.state == DISABLED:
            continue
        door = doors[row.kind]
        holds = (door.id, row.id) in holders
        state = "member" if holds else "waiting" if row.state == ACTIVE else INVITED
        teams[row.kind].members.append(Colleague(row.pid, row.name, row.role, state, state == "waiting" and door.id in mine))
    return list(teams.values())


def colleagues_in(work: Work, kind: str) -> list[tuple[int, str, str]]:
    """(id, pid, name) of the members who hold this pool's key. Raises NotFound for an unknown pool."""
    door = keys.pool_doors(work).get(kind)
    if door is None:
        raise NotFound
    holders = keys.pool_holders(work)
    return [(row.id, row.pid, row.name) for row in _memberships(work) if row.kind == kind and (door.id, row.id) in holders]


def waiting_for_admission(work: Work) -> dict[str, int]:
    """Pool kind → active colleagues who are meant for it and do not hold its key yet."""
    doors, holders, waiting = keys.pool_doors(work), keys.pool_holders(work), dict.fromkeys(POOLS, 0)
    for row in _memberships(work):
        if row.state == ACTIVE and row.kind in doors and (doors[row.kind].id, row.id) not in holders:
            waiting[row.kind] += 1
    return waiting


def people_at_desk(work: Work) -> list[str]:
    """The roles behind the desk, intaker first, each once; not the coordinator, who reads no question."""
    present = {row.role for row in _memberships(work) if row.state == ACTIVE}
    return sorted(present, key=lambda role: (role != INTAKER, role))


_INVITATION = select(Invitation.__table__).where(Invitation.municipality_id == HERE, Invitation.code_hash == bindparam("code_hash"))
_WANTED = select(Membership.__table__).where(Membership.municipality_id == HERE, Membership.staff_id == bindparam("staff"))


def wanted_pools(work: Work, staff: int) -> list[str]:
    return [row.kind for row in work.all(_WANTED, staff=staff) if _is_member(row)]


def invitation_hash(code: str) -> bytes:
    """Raises CodeUnknown when `code` cannot be one."""
    return crypto.server_key().hash(keys.normal(code).encode(), "invitation")


def find_invitation(work: Work, code: str, now: int) -> int | None:
    """The staff member this code invites, while it is good. Raises CodeUnknown when it cannot be a code."""
    row = work.first(_INVITATION, code_hash=invitation_hash(code))
    if row is None or row.is_used or row.expires_at <= now:
        return None
    if not crypto.same(row.tag or b"", invitation_tag(**row._mapping)):
        raise Tampered("invitation")
    return int(row.staff_id)
