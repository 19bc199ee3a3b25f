"""Which keys somebody holds, seen from the one who holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row, bindparam, select

from loket import crypto
from loket.database import HERE, Work
from loket.errors import NotFound, Tampered
from loket.keys.codes import CodeKeys, code_for, keys_of, new_code, normal
from loket.keys.model import Grant, Pool, PoolKey, StaffKey
from loket.keys.passwords import NOBODY, SHORTEST, Cost, Lock, OpenKey, open_lock, stretched
from loket.keys.reading import keys_as_typed
from loket.keys.sessions import HALFWAY, PAGE, RESIDENT, STAFF, Open, has_any, last_seen, lives, recall
from loket.keys.words import words_of

__all__ = [
    "HALFWAY", "NOBODY", "PAGE", "RESIDENT", "SHORTEST", "STAFF", "CodeKeys", "Cost", "Lock", "Open", "OpenKey",
    "code_for", "has_any", "keys_as_typed", "keys_of", "last_seen", "lives", "new_code", "normal", "open_lock", "recall", "stretched",
    "words_of",
]  # fmt: skip
"""What the files of this room lend to the rooms above."""

INTAKE = "intake"
"""The pool that sees every new question."""


@dataclass(frozen=True)
class PoolAccess:
    """A pool somebody is a member of; `private` opens on first use, with the member's own key."""

    id: int
    kind: str
    epoch: int
    public: bytes
    sealed: bytes
    holder: OpenKey

    @cached_property
    def private(self) -> bytes:
        return crypto.open_sealed(
            self.sealed,
            self.holder.private,
            self.holder.public,
            pool_key_context(self.id, self.epoch, self.holder.staff_id, self.holder.generation),
        )


def pool_key_context(pool: int, epoch: int, staff: int, generation: int) -> bytes:
    return crypto.context("pool-key", pool, epoch, staff, generation)


def grant_context(municipality: int, ticket: int, kind: str, who: int, epoch: int, version: int) -> bytes:
    return crypto.context("grant", municipality, ticket, kind, who, epoch, version)


def pool_mac(municipality: int, pool: int, kind: str, epoch: int, public: bytes) -> bytes:
    return crypto.server_key().hash(crypto.context("pool", municipality, pool, kind, epoch, public.hex()), "pool-public")


def staff_mac(municipality: int, staff: int, generation: int, public: bytes) -> bytes:
    return crypto.server_key().hash(crypto.context("staff", municipality, staff, generation, public.hex()), "staff-public")


_LOCK = select(
    StaffKey.staff_id,
    StaffKey.generation,
    StaffKey.salt,
    StaffKey.ops,
    StaffKey.mib,
    StaffKey.verifier,
    StaffKey.public,
    StaffKey.public_mac,
    StaffKey.private_locked,
).where(StaffKey.municipality_id == HERE, StaffKey.staff_id == bindparam("staff"))


def find_lock(work: Work, staff: int) -> Lock | None:
    """The password's lock of a staff member; None before the account is activated. Raises Tampered for another's public key."""
    row = work.first(_LOCK, staff=staff)
    if row is None:
        return None
    return Lock(
        row.staff_id, row.generation, row.salt, Cost(row.ops, row.mib), row.verifier, _own_public(work, staff, row), row.private_locked
    )


_RING = (
    select(
        StaffKey.generation, StaffKey.public, StaffKey.public_mac,
        Pool.id.label("pool_id"), Pool.kind, Pool.epoch, Pool.public.label("pool_public"),
        PoolKey.sealed, PoolKey.generation.label("sealed_for"),
    )
    .outerjoin(PoolKey, (PoolKey.staff_id == StaffKey.staff_id) & (PoolKey.municipality_id == HERE))
    .outerjoin(Pool, (Pool.id == PoolKey.pool_id) & (Pool.epoch == PoolKey.epoch) & (Pool.municipality_id == HERE))
    .where(StaffKey.municipality_id == HERE, StaffKey.staff_id == bindparam("staff"))
    .order_by(Pool.id)
)  # fmt: skip


@dataclass(frozen=True)
class Ring:
    """A member's own key, open, and the pools it leads to."""

    own: OpenKey
    pools: tuple[PoolAccess, ...]


def ring_of(work: Work, staff: int, private: bytes) -> Ring | None:
    """What a member with this private key holds; None before the account is activated. Raises Tampered for another's public key."""
    rows = work.all(_RING, staff=staff)
    if not rows:
        return None
    own = OpenKey(staff, rows[0].generation, _own_public(work, staff, rows[0]), private)
    return Ring(
        own,
        tuple(
            PoolAccess(row.pool_id, row.kind, row.epoch, row.pool_public, row.sealed, own)
            for row in rows
            if row.pool_id is not None and row.sealed_for == own.generation
        ),
    )


def _own_public(work: Work, staff: int, row: Row[Any]) -> bytes:
    public: bytes = row.public
    if not crypto.same(row.public_mac, staff_mac(work.municipality, staff, row.generation, public)):
        raise Tampered("staff")
    return public


@dataclass(frozen=True)
class PoolDoor:
    """A pool as somebody may hand to it: its checked public key, or none before its first member."""

    id: int
    kind: str
    epoch: int
    public: bytes | None


_POOLS = select(Pool.id, Pool.kind, Pool.epoch, Pool.public, Pool.public_mac).where(Pool.municipality_id == HERE).order_by(Pool.id)


def pool_doors(work: Work) -> dict[str, PoolDoor]:
    """The municipality's pools by kind. Raises Tampered when a public key is not the one that was made for the pool."""
    doors = {}
    for row in work.all(_POOLS):
        if row.public is not None and not crypto.same(
            row.public_mac or b"", pool_mac(work.municipality, row.id, row.kind, row.epoch, row.public)
        ):
            raise Tampered("pool")
        doors[row.kind] = PoolDoor(row.id, row.kind, row.epoch, row.public)
    return doors


_KINDS = select(Pool.id, Pool.kind).where(Pool.municipality_id == HERE).order_by(Pool.id)


def pool_kinds(work: Work) -> dict[int, str]:
    """Which pools there are, for whoever asks no key of them: nothing is sealed or opened with what this tells."""
    return {row.id: row.kind for row in work.all(_KINDS)}


_KEY_HOLDERS = (
    select(PoolKey.pool_id, PoolKey.staff_id)
    .join(Pool, (Pool.id == PoolKey.pool_id) & (Pool.epoch == PoolKey.epoch))
    .where(Pool.municipality_id == HERE, PoolKey.municipality_id == HERE)
)


def pool_holders(work: Work) -> set[tuple[int, int]]:
    """(pool, staff) for everybody who holds a pool's present key."""
    return {(row.pool_id, row.staff_id) for row in work.all(_KEY_HOLDERS)}


_GRANTS = select(Grant.ticket_id, Grant.who, Grant.epoch, Grant.version, Grant.sealed).where(
    Grant.municipality_id == HERE,
    Grant.kind == bindparam("kind"),
    Grant.who.in_(bindparam("who", expanding=True)),
    Grant.ticket_id.in_(bindparam("tickets", expanding=True)),
)


def content_keys(work: Work, tickets: Iterable[int], pools: Iterable[PoolAccess]) -> dict[int, bytes | None]:
    """Ticket → content key, for those of `tickets` that one of these pools may read; None where the grant was tampered with."""
    mine = {pool.id: pool for pool in pools}
    found: dict[int, bytes | None] = {}
    for row in work.all(_GRANTS, kind="pool", who=list(mine), tickets=list(tickets)):
        pool = mine[row.who]
        if found.get(row.ticket_id) is None and row.epoch == pool.epoch:
            belongs_to = grant_context(work.municipality, row.ticket_id, "pool", row.who, row.epoch, row.version)
            try:
                found[row.ticket_id] = crypto.open_sealed(row.sealed, pool.private, pool.public, belongs_to)
            except Tampered:
                found[row.ticket_id] = None
    return found


def content_key(work: Work, ticket: int, pools: Iterable[PoolAccess]) -> bytes:
    """The content key of one ticket. Raises NotFound when none of these pools may read it, Tampered."""
    found = content_keys(work, [ticket], pools)
    if ticket not in found:
        raise NotFound
    key = found[ticket]
    if key is None:
        raise Tampered("grant")
    return key


def resident_content_key(work: Work, ticket: int, private: bytes) -> bytes:
    """The content key for the resident whose private key is open. Raises NotFound, Tampered."""
    rows = work.all(_GRANTS, kind="resident", who=[0], tickets=[ticket])
    if not rows:
        raise NotFound
    row = rows[0]
    belongs_to = grant_context(work.municipality, ticket, "resident", 0, row.epoch, row.version)
    return crypto.open_sealed(row.sealed, private, crypto.public_of(private), belongs_to)
