"""Rate limits that store no address.

An address becomes a bucket: the first 16 bits of a keyed hash, under a salt that is replaced every ten minutes. One process draws it at
random; several, which must agree, make it from the server key and the clock, and count in Redis, which keeps nothing. A bucket stands for
some 65,000 addresses, so even with the salt nobody is pointed out, and the counters die with it.

Whoever reaches a limit waits; nobody is locked out, and no single visitor can shut the desk for a municipality: when a municipality's
own budget runs out, the form must merely be old enough, which a machine feels and a person does not.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from loket import clock, crypto
from loket.errors import TooMany

log = logging.getLogger(__name__)

SALT_SECONDS = 600
MINUTES = 60


@dataclass(frozen=True)
class Rule:
    """`each` times per window for one bucket (or one account, one session), `all` for a whole municipality."""

    each: int
    all: int
    seconds: int = 10 * MINUTES


RULES = {
    "ask": Rule(5, 60),
    "ask_patiently": Rule(40, 600),
    "read": Rule(1500, 1_000_000),
    "code": Rule(10, 300),
    "page": Rule(60, 1200),
    "write": Rule(40, 2000),
    "sign_in": Rule(10, 200),
    "second_factor": Rule(8, 2000, 60 * MINUTES),
    "activate": Rule(10, 60),
    "socket": Rule(120, 6000),
}
YOUNGEST, OLDEST = 15, 2 * 3600
"""Seconds a form must at least, and may at most, be old once the municipality's budget is spent."""


class _Counters:
    def __init__(self, storage: Storage) -> None:
        self.limiter = FixedWindowRateLimiter(storage)

    def spend(self, amount: int, seconds: int, *key: str) -> bool:
        return self.limiter.hit(RateLimitItemPerSecond(amount, seconds), *key)


_is_on = True
_near = _Counters(MemoryStorage())
_shared: _Counters | None = None
_salt = (secrets.token_bytes(32), monotonic())
_redis_url: str | None = None


def start(*, is_on: bool, redis_url: str | None = None) -> None:
    """Count in Redis when there is one (several workers share their counters), else in this process."""
    global _is_on, _near, _shared, _redis_url  # noqa: PLW0603 - one process, one set of counters
    _is_on, _redis_url = is_on, redis_url
    _near = _Counters(MemoryStorage())
    _shared = _Counters(RedisStorage(redis_url, socket_timeout=1, socket_connect_timeout=1)) if redis_url else None


def _current_salt() -> bytes:
    global _salt  # noqa: PLW0603
    if _redis_url is not None and _shared is not None:
        # Workers must agree on the bucket, so the salt follows the clock; the server key keeps it from whoever reads Redis.
        return crypto.server_key().hash(str(clock.stamp() // SALT_SECONDS).encode(), "bucket-salt")
    if monotonic() - _salt[1] > SALT_SECONDS:
        _salt = (secrets.token_bytes(32), monotonic())
    return _salt[0]


def buckets(address: str | None) -> tuple[str, ...]:
    """Four hexadecimal digits for an address, nothing of which can be read back.

    Two for IPv6: by its /56, a household's, and by its /48, of which one customer may have 256 households.
    """
    try:
        found = ip_address(_without_port(address or ""))
    except ValueError:
        return ("none",)
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    networks = [ip_network((found, size), strict=False) for size in ((56, 48) if found.version == 6 else (32,))]
    return tuple(crypto.keyed_hash(network.network_address.packed, _current_salt(), "bucket", 2).hex() for network in networks)


def _without_port(address: str) -> str:
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def _spend(amount: int, seconds: int, *key: str) -> bool:
    if _shared is not None:
        try:
            return _shared.spend(amount, seconds, *key)
        except Exception:  # noqa: BLE001 - any failure of Redis: go on counting here
            log.warning("limits: redis away, counting in this process")
    return _near.spend(amount, seconds, *key)


WIDER = 3
"""How many times as much a wider bucket may have."""


def spend(what: str, who: str | tuple[str, ...], municipality: int) -> bool:
    """Count one `what` of `who`: buckets, the narrow one first, or another short-lived name. False when the municipality's budget is spent.

    Raises TooMany when `who` has had enough.
    """
    if not _is_on:
        return True
    rule, names = RULES[what], (who,) if isinstance(who, str) else who
    for place, name in enumerate(names):
        if not _spend(rule.each * WIDER if place else rule.each, rule.seconds, what, "wide" if place else "", name, str(municipality)):
            raise TooMany(rule.seconds // 5)
    return _spend(rule.all, rule.seconds, what, "all", str(municipality))


def may_ask(who: str | tuple[str, ...], municipality: int, form: str) -> bool:
    """Whether a question may come in now. Beyond the budget of a bucket or of the municipality, only from a form that is old enough.

    Raises TooMany when even patient forms from this bucket were too many.
    """
    try:
        if spend("ask", who, municipality):
            return True
    except TooMany:
        if not is_seasoned(form):
            raise
    return is_seasoned(form) and spend("ask_patiently", who, municipality)


def new_form() -> str:
    """The name of one form: when it was made and a random part, signed. It is also the message's client id."""
    body = f"{clock.stamp():x}-{secrets.token_hex(12)}"
    return f"{body}-{_signature(body)}"


def _signature(body: str) -> str:
    return crypto.server_key().hash(body.encode(), "form", 8).hex()


def is_seasoned(form: str) -> bool:
    """Whether this form was made by us, long enough ago and not too long."""
    body, _, signature = form.rpartition("-")
    if not body or not hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(body).encode()):
        return False
    return YOUNGEST <= clock.stamp() - int(body.split("-")[0], 16) <= OLDEST
