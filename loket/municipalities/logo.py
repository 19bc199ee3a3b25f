"""A municipality's logo: an SVG or a PNG, taken apart and written anew with nothing in it but the picture.

What a file may do besides being a picture (run a script, fetch something, hide text, unpack into gigabytes) does not survive,
because only what is known is copied; what would change the picture when left out is refused with a sentence.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from loket.municipalities import bitmap, drawing

LARGEST = 64 * 1024
"""Bytes of the file: it comes with a page for an old phone on a bad line."""
WIDEST, NARROWEST = 8.0, 0.25
"""Width over height."""
KINDS = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class Logo:
    kind: str
    width: int
    height: int
    body: bytes

    @property
    def digest(self) -> str:
        return digest(self.body)


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def read(data: bytes) -> Logo:
    """Raises ValueError with a sentence that says what is wrong."""
    if len(data) > LARGEST:
        raise ValueError(f"is larger than {LARGEST // 1024} KiB")
    logo = Logo("png", *bitmap.read(data)) if data.startswith(bitmap.MAGIC) else Logo("svg", *drawing.read(data))
    if not NARROWEST <= logo.width / logo.height <= WIDEST:
        raise ValueError(
            f"is {logo.width} by {logo.height}: it must be at most eight times as wide as high, and four times as high as wide"
        )
    return logo
