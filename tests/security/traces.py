"""Looking for a secret in files and streams, in every spelling in which a program could have left it there."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

import redis


def spellings(secret: str | bytes) -> dict[str, bytes]:
    """How `secret` may look, by name of the encoding."""
    raw = secret.encode() if isinstance(secret, str) else secret
    ways = {"as it is": raw, "hex": raw.hex().encode(), "HEX": raw.hex().upper().encode(), "repr": repr(raw)[2:-1].encode()}
    for offset in range(3):
        shifted = base64.b64encode(bytes(offset) + raw)
        certain = shifted[(offset * 8 + 5) // 6 : (offset + len(raw)) * 8 // 6]  # the letters that no neighbour can change
        ways[f"base64 + {offset}"] = certain
        ways[f"base64url + {offset}"] = certain.translate(bytes.maketrans(b"+/", b"-_"))
    if isinstance(secret, str):
        ways |= {"utf-16-le": secret.encode("utf-16-le"), "utf-16-be": secret.encode("utf-16-be"), "latin-1": secret.encode("latin-1")}
        ways |= {"url": quote(secret).encode(), "form": quote_plus(secret).encode(), "json": json.dumps(secret)[1:-1].encode()}
        ways |= {"html": escape(secret).encode(), "xml": secret.encode("ascii", "xmlcharrefreplace")}
    return ways


def distinct(secret: str | bytes) -> dict[bytes, str]:
    """Each look once, with its first name."""
    return {looks: name for name, looks in reversed(spellings(secret).items())}


def traces(where: str, found: bytes, secrets: Mapping[str, str | bytes]) -> list[str]:
    """'which secret, in which spelling, where' for each that is in `found`."""
    return [
        f"{name} ({spelling}) in {where}"
        for name, secret in secrets.items()
        for looks, spelling in distinct(secret).items()
        if looks in found
    ]


def traces_in_files(folders: Iterable[Path], secrets: Mapping[str, str | bytes], *, since: float = 0, but_not: str = "") -> list[str]:
    """The same for every file under `folders` that was written after `since`, except those with the name `but_not`."""
    found = []
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            with suppress(FileNotFoundError):  # gone since the folder was listed
                if file.is_file() and file.name != but_not and file.stat().st_mtime >= since:
                    found += traces(file.name, file.read_bytes(), secrets)
    return found


class Tap:
    """Everything that was ever sent to a Redis server, and all that it holds at the end."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heard = bytearray()
        self._line = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._line.sendall(b"MONITOR\r\n")
        assert self._line.recv(5) == b"+OK\r\n"
        self._listening = threading.Thread(target=self._listen)
        self._listening.start()

    def _listen(self) -> None:
        while True:
            try:
                piece = self._line.recv(65536)
            except OSError:
                return
            if not piece:
                return
            self.heard += piece

    def kept(self) -> bytes:
        with redis.Redis(port=self.port) as client:
            return b"\n".join(key + b" " + (client.dump(key) or b"") for key in client.scan_iter())

    def close(self) -> None:
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._listening.join(30)
        self._line.close()


@contextmanager
def tapped(port: int) -> Iterator[Tap]:
    tap = Tap(port)
    try:
        yield tap
    finally:
        tap.close()
