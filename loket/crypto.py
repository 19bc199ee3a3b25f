"""Cryptographic primitives; the only file that knows libsodium.

Sealed things begin with a format byte, so that a next format can stand beside this one. Every function that opens something
raises Tampered when it does not belong where it stands. Design and sources: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha),
sealed boxes (X25519, libsodium), BLAKE2b keyed hashing (RFC 7693), Argon2id (RFC 9106).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from nacl import bindings, exceptions, pwhash

from loket.errors import BadConfiguration, Tampered

FORMAT = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
SEAL_OVERHEAD = bindings.crypto_box_SEALBYTES
CONTEXT_BYTES = 16
# Lengths tell "ja" from "nee"; words are padded up to one of these sizes (bytes).
PADDED_SIZES = (256, 1024, 4096, 16384, 65536, 262144)


def random_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def random_bytes(count: int) -> bytes:
    return secrets.token_bytes(count)


def random_id() -> str:
    """128 random bits for the outside world: lower case, no padding, fit for a URL."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def same(a: bytes, b: bytes) -> bool:
    return hmac.compare_digest(a, b)


def keyed_hash(data: bytes, key: bytes, purpose: str, size: int = 32) -> bytes:
    """BLAKE2b of `data` under `key`; `purpose` (at most 16 letters) keeps one use apart from another."""
    return hashlib.blake2b(data, digest_size=size, key=key, person=purpose.encode()).digest()


def context(*parts: object) -> bytes:
    """What a sealed thing belongs to, unambiguously: no part can run into the next."""
    return b"".join(len(piece).to_bytes(4, "big") + piece for piece in (str(part).encode() for part in parts))


def stretch(secret: bytes, salt: bytes, ops: int, mib: int, size: int = 64) -> bytes:
    """Argon2id; slow on purpose (10 ms at 2/8 MiB, 400 ms at 4/128 MiB on one slow core): call it through `runtime.aside`."""
    return pwhash.argon2id.kdf(size, secret, salt, opslimit=ops, memlimit=mib * 1024 * 1024)


# --- secret-key sealing ------------------------------------------------------------------------------------------


def lock(plain: bytes, key: bytes, belongs_to: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, FORMAT + belongs_to, nonce, key)


def unlock(sealed: bytes, key: bytes, belongs_to: bytes) -> bytes:
    if sealed[:1] != FORMAT:
        raise Tampered("format")
    nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        plain: bytes = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(rest, FORMAT + belongs_to, nonce, key)
    except (exceptions.CryptoError, exceptions.TypeError, exceptions.ValueError):
        raise Tampered("lock") from None
    return plain


def lock_padded(plain: bytes, key: bytes, belongs_to: bytes) -> bytes:
    size = next((size for size in PADDED_SIZES if len(plain) < size), None)
    if size is None:
        raise ValueError("too long to seal")
    return lock(bindings.sodium_pad(plain, size), key, belongs_to)


def unlock_padded(sealed: bytes, key: bytes, belongs_to: bytes) -> bytes:
    padded = unlock(sealed, key, belongs_to)
    try:
        plain: bytes = bindings.sodium_unpad(padded, len(padded))
    except (exceptions.CryptoError, exceptions.ValueError):
        raise Tampered("padding") from None
    return plain


# --- public-key sealing ------------------------------------------------------------------------------------------


def public_of(private: bytes) -> bytes:
    public: bytes = bindings.crypto_scalarmult_base(private)
    return public


def seal_to(public: bytes, secret: bytes, belongs_to: bytes) -> bytes:
    """An anonymous sealed box around `secret` and a tag that only this installation can make, over it and where it belongs.

    Sealed boxes carry no context and anybody could make one: without the tag a writer of the database could plant a key of their own.
    """
    sealed: bytes = bindings.crypto_box_seal(secret + _tag(secret, belongs_to), public)
    return FORMAT + sealed


def open_sealed(sealed: bytes, private: bytes, public: bytes, belongs_to: bytes) -> bytes:
    if sealed[:1] != FORMAT or len(sealed) < 1 + SEAL_OVERHEAD + CONTEXT_BYTES:
        raise Tampered("format")
    try:
        plain: bytes = bindings.crypto_box_seal_open(sealed[1:], public, private)
    except (exceptions.CryptoError, exceptions.TypeError, exceptions.ValueError):
        raise Tampered("seal") from None
    secret, tag = plain[:-CONTEXT_BYTES], plain[-CONTEXT_BYTES:]
    if not same(tag, _tag(secret, belongs_to)):
        raise Tampered("context")
    return secret


def _tag(secret: bytes, belongs_to: bytes) -> bytes:
    return server_key().hash(context(secret.hex(), belongs_to.hex()), "seal", CONTEXT_BYTES)


# --- the server key ----------------------------------------------------------------------------------------------


LONGEST_NAME = 32


@dataclass(frozen=True)
class ServerKey:
    """The pepper in every derivation: without it a stolen database opens for nobody."""

    id: str
    secret: bytes

    def hash(self, data: bytes, purpose: str, size: int = 32) -> bytes:
        return keyed_hash(data, self.secret, purpose, size)

    def tag_of(self, kind: str, *parts: object) -> bytes:
        """Sixteen bytes that only this key can make, to stand beside what the database says in the open."""
        return self.hash(context(kind, *parts), "open-tag", CONTEXT_BYTES)

    @property
    def tag(self) -> str:
        """What tells this key from another without telling the key; a database remembers it."""
        return f"{self.id}:{self.hash(self.id.encode(), 'server-key-tag', 16).hex()}"

    def __repr__(self) -> str:
        return f"ServerKey({self.id})"


def make_server_key(path: Path) -> None:
    """Write a new server key, readable by its owner only. Raises FileExistsError rather than overwrite one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{secrets.token_hex(4)}:{secrets.token_hex(KEY_BYTES)}\n")


def read_server_key(path: Path) -> ServerKey:
    """The server key in `path`. Raises BadConfiguration when it is missing, open to others, or no key."""
    try:
        text = path.read_text(encoding="ascii").strip()
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        raise BadConfiguration(
            f"There is no server key at {path}. LOKET_SERVER_KEY_FILE says where it is; `loket setup` makes one for a new database only."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise BadConfiguration(f"The server key {path} cannot be read. LOKET_SERVER_KEY_FILE says where it is.") from None
    if mode & 0o077:
        raise BadConfiguration(f"The server key {path} can be read by others (mode {mode:o}); make it 600.")
    name, _, secret = text.partition(":")
    try:
        raw = bytes.fromhex(secret)
    except ValueError:
        raw = b""
    if len(raw) != KEY_BYTES or not 0 < len(name) <= LONGEST_NAME:
        raise BadConfiguration(f"{path} holds no server key (expected id:64 hexadecimal digits).")
    return ServerKey(name, raw)


_in_use: ServerKey | None = None


def use_server_key(path: Path) -> None:
    """Read the server key for this process. Raises BadConfiguration."""
    global _in_use  # noqa: PLW0603 - one process, one installation
    _in_use = read_server_key(path)


def server_key() -> ServerKey:
    if _in_use is None:
        raise BadConfiguration("No server key has been read.")
    return _in_use
