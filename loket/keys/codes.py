"""The return code: eighty random bits that a resident writes down, and what the desk derives from them.

Sixteen characters of Crockford's base 32 (no I, L, O, U), shown in fours. One Argon2id gives both the look-up and the key; without
the server key neither can be made.

The light setting is right because the bits, not the slowness, do the work: who has the database and the server key still faces 2^63
guesses for one of 2^17 conversations, a billion core-years at 4 ms each. So 8 MiB, and not the 19 that OWASP asks for passwords people
think up: this door cannot count by address, every guess of a stranger costs the desk one Argon2id, and at a third of the price
it stays open three times as long (one core: 10 ms against 29, of which 9 for the kernel to hand out the memory).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from loket import crypto
from loket.errors import CodeUnknown

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
OPS, MIB = 2, 8
_READ_AS = str.maketrans("OILU", "011V")


@dataclass(frozen=True)
class CodeKeys:
    """What a code opens: `lookup` finds the conversation, `wrap` unlocks its resident's private key."""

    lookup: bytes
    wrap: bytes = field(repr=False)


def code_from(bits: bytes) -> str:
    number = int.from_bytes(bits[:10], "big")
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[i : i + 4] for i in range(0, LENGTH, 4))


def new_code() -> str:
    return code_from(crypto.random_bytes(10))


def code_for(browser: bytes, form: str) -> str:
    """The code of the question sent with this `form` by this `browser` (a secret of at least 128 bits that only it has).

    The same form sent twice, by a double tap or a retry, leads to the same conversation instead of a second one whose code nobody saw.
    """
    return code_from(crypto.server_key().hash(crypto.context(browser.hex(), form), "form-code"))


def normal(typed: object) -> str:
    """A code as typed, read kindly: any case, spaces, dashes and dots; O as 0, I and l as 1. Raises CodeUnknown when it cannot be one."""
    if not isinstance(typed, str) or len(typed) > 200:
        raise CodeUnknown
    letters = "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum()).translate(_READ_AS)
    if len(letters) != LENGTH or any(c not in ALPHABET for c in letters):
        raise CodeUnknown
    return letters


def keys_of(code: str, salt: bytes) -> CodeKeys:
    """Costly: through `runtime.aside`. Raises CodeUnknown when `code` cannot be one."""
    stretched = crypto.stretch(normal(code).encode(), salt, OPS, MIB)
    server = crypto.server_key()
    return CodeKeys(server.hash(stretched[:32], "code-lookup"), server.hash(stretched[32:], "code-wrap"))
