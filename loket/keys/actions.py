"""Making keys, sealing them to others, and taking them back; inside the caller's transaction."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, exists, select, update

from loket import crypto
from loket.database import HERE, Work
from loket.errors import NoRecipient, NotFound, Tampered
from loket.keys.model import Grant, Pool, PoolKey, StaffKey
from loket.keys.passwords import Cost, OpenKey, belongs_to, verifier_of, wrap_of
from loket.keys.queries import PoolAccess, PoolDoor, find_lock, grant_context, pool_doors, pool_key_context, pool_mac, staff_mac
from loket.keys.sessions import forget, forget_all, forget_ended, keep, remember

__all__ = [
    "add_pool", "admit", "forget", "forget_all", "forget_ended", "found_pool", "grant_to_pool", "grant_to_resident", "keep",
    "make_staff_key", "remember", "withdraw", "withdraw_all", "withdraw_resident",
]  # fmt: skip

FIRST = 1


def make_staff_key(work: Work, staff: int, salt: bytes, cost: Cost, stretched: bytes) -> OpenKey:
    """A key pair for a new member, locked under the stretched password."""
    private = crypto.random_key()
    public = crypto.public_of(private)
    work.add(
        StaffKey,
        staff_id=staff,
        generation=FIRST,
        salt=salt,
        ops=cost.ops,
        mib=cost.mib,
        verifier=verifier_of(stretched),
        public=public,
        public_mac=staff_mac(work.municipality, staff, FIRST, public),
        private_locked=crypto.lock(private, wrap_of(stretched), belongs_to(staff, FIRST)),
    )
    return OpenKey(staff, FIRST, public, private)


_NAME_POOL_KEY = (
    update(Pool)
    .where(Pool.municipality_id == HERE, Pool.id == bindparam("pool"), Pool.public.is_(None))
    .values(epoch=bindparam("to_epoch"), public=bindparam("to_public"), public_mac=bindparam("to_mac"))
)


def add_pool(work: Work, kind: str) -> None:
    """A pool without members: nothing can be handed to it yet. Does nothing when it exists."""
    if kind not in pool_doors(work):
        work.add(Pool, kind=kind, epoch=0, public_mac=_never_founded(work, kind))


def _never_founded(work: Work, kind: str) -> bytes:
    return pool_mac(work.municipality, 0, kind, 0, b"")


_PAST = select(
    Pool.public,
    Pool.public_mac,
    (
        exists().where(Grant.municipality_id == HERE, Grant.kind == "pool", Grant.who == Pool.id)
        | exists().where(PoolKey.municipality_id == HERE, PoolKey.pool_id == Pool.id)
    ).label("had_a_key"),
).where(Pool.municipality_id == HERE, Pool.id == bindparam("pool"))


def found_pool(work: Work, pool: PoolDoor, member: OpenKey) -> bool:
    """The first member makes the pool's key. False when somebody was first. Raises Tampered when a pool that had a key has lost it."""
    past = work.first(_PAST, pool=pool.id)
    if past is not None and past.public is not None:
        return False
    if past is None or past.had_a_key or not crypto.same(past.public_mac or b"", _never_founded(work, pool.kind)):
        raise Tampered("pool")
    private = crypto.random_key()
    public = crypto.public_of(private)
    mac = pool_mac(work.municipality, pool.id, pool.kind, FIRST, public)
    if work.run(_NAME_POOL_KEY, pool=pool.id, to_epoch=FIRST, to_public=public, to_mac=mac).rowcount != 1:
        return False
    _seal_pool_key(work, pool.id, FIRST, private, member.staff_id, member.generation, member.public)
    return True


def admit(work: Work, pool: PoolAccess, staff: int) -> None:
    """A member seals the pool's key to a colleague who has activated the account. Raises NotFound, Tampered."""
    lock = find_lock(work, staff)
    if lock is None:
        raise NotFound
    _seal_pool_key(work, pool.id, pool.epoch, pool.private, staff, lock.generation, lock.public)


def _seal_pool_key(work: Work, pool: int, epoch: int, private: bytes, staff: int, generation: int, public: bytes) -> None:
    sealed = crypto.seal_to(public, private, pool_key_context(pool, epoch, staff, generation))
    work.add(PoolKey, pool_id=pool, epoch=epoch, staff_id=staff, generation=generation, sealed=sealed)


def grant_to_resident(work: Work, ticket: int, content_key: bytes, public: bytes) -> None:
    _grant(work, ticket, "resident", 0, FIRST, content_key, public)


def grant_to_pool(work: Work, ticket: int, content_key: bytes, pool: PoolDoor) -> None:
    """Raises NoRecipient when nobody in the pool could read it."""
    if pool.public is None:
        raise NoRecipient(pool.kind)
    withdraw(work, ticket, pool.id)
    _grant(work, ticket, "pool", pool.id, pool.epoch, content_key, pool.public)


def _grant(work: Work, ticket: int, kind: str, who: int, epoch: int, content_key: bytes, public: bytes) -> None:
    sealed = crypto.seal_to(public, content_key, grant_context(work.municipality, ticket, kind, who, epoch, FIRST))
    work.add(Grant, ticket_id=ticket, kind=kind, who=who, epoch=epoch, version=FIRST, sealed=sealed)


_WITHDRAW = delete(Grant).where(
    Grant.municipality_id == HERE,
    Grant.ticket_id == bindparam("ticket"),
    Grant.kind == bindparam("kind"),
    Grant.who == bindparam("who"),
)
_WITHDRAW_ALL = delete(Grant).where(Grant.municipality_id == HERE, Grant.ticket_id == bindparam("ticket"))


def withdraw(work: Work, ticket: int, pool: int) -> None:
    """Take a pool's grant away. Who kept the content key could still read what was written until now (rotation comes with withdrawal)."""
    work.run(_WITHDRAW, ticket=ticket, kind="pool", who=pool)


def withdraw_resident(work: Work, ticket: int) -> None:
    work.run(_WITHDRAW, ticket=ticket, kind="resident", who=0)


def withdraw_all(work: Work, ticket: int) -> None:
    """After this nobody can open what was sealed with the content key: it stands nowhere any more."""
    work.run(_WITHDRAW_ALL, ticket=ticket)
