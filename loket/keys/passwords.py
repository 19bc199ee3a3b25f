"""A staff member's password: proof of who they are and the key to their private key, from one Argon2id."""

from __future__ import annotations

from dataclasses import dataclass, field

from loket import crypto
from loket.errors import BadCredentials

SHORTEST = 12


@dataclass(frozen=True)
class Cost:
    """Argon2id's price for a password; kept with each account, so that it can rise later."""

    ops: int = 4
    mib: int = 128


@dataclass(frozen=True)
class Lock:
    """What the database holds of a member's key pair."""

    staff_id: int
    generation: int
    salt: bytes
    cost: Cost
    verifier: bytes
    public: bytes
    private_locked: bytes


@dataclass(frozen=True)
class OpenKey:
    """A member's unlocked key pair."""

    staff_id: int
    generation: int
    public: bytes
    private: bytes = field(repr=False)


def stretched(password: str, salt: bytes, cost: Cost) -> bytes:
    """64 bytes: half proves, half locks. Costly: through `runtime.aside`."""
    return crypto.stretch(password.encode("utf-8", "surrogatepass"), salt, cost.ops, cost.mib)


def verifier_of(stretched: bytes) -> bytes:
    return crypto.server_key().hash(stretched[:32], "password-proof")


def wrap_of(stretched: bytes) -> bytes:
    return crypto.server_key().hash(stretched[32:], "password-wrap")


def belongs_to(staff_id: int, generation: int) -> bytes:
    return crypto.context("staff-private", staff_id, generation)


def open_lock(lock: Lock, stretched: bytes) -> OpenKey:
    """Raises BadCredentials when the password was another."""
    if not crypto.same(lock.verifier, verifier_of(stretched)):
        raise BadCredentials
    private = crypto.unlock(lock.private_locked, wrap_of(stretched), belongs_to(lock.staff_id, lock.generation))
    return OpenKey(lock.staff_id, lock.generation, lock.public, private)


NOBODY = Lock(0, 0, b"nobody's salt...", Cost(), bytes(32), bytes(32), b"")
"""Stands in for an unknown login, so that it costs the same time."""
