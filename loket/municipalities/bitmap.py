"""A PNG, taken apart and written anew: its pixels, and none of what else can stand in such a file."""

from __future__ import annotations

import struct
import zlib

MOST_PIXELS = 1200
"""Across, and down."""

MAGIC = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"IDAT", b"IEND")
_BROKEN = "is a broken PNG"


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, place = [], len(MAGIC)
    while place < len(data):
        if len(data) - place < 12:
            raise ValueError(_BROKEN)
        (length,) = struct.unpack_from(">I", data, place)
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        if len(data) - place - 12 < length or zlib.crc32(kind + body) != struct.unpack_from(">I", data, place + 8 + length)[0]:
            raise ValueError(_BROKEN)
        found.append((kind, body))
        place += 12 + length
        if kind == b"IEND":
            break
    return found


def read(data: bytes) -> tuple[int, int, bytes]:
    """Width, height and the picture, written anew. Raises ValueError."""
    chunks = _chunks(data)
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13 or chunks[-1][0] != b"IEND":
        raise ValueError(_BROKEN)
    if any(kind == b"acTL" for kind, _ in chunks):
        raise ValueError("moves: nothing on our pages does")
    width, height, depth, colours, packing, filtering, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise ValueError(f"is {width} by {height} pixels: it may be {MOST_PIXELS} across and down")
    has_colours = colours != 3 or any(kind == b"PLTE" for kind, _ in chunks)
    if depth not in _DEPTHS.get(colours, ()) or packing or filtering or not has_colours:
        raise ValueError(_BROKEN)
    if interlaced:
        raise ValueError("is interlaced: save it without")
    line = 1 + (width * _CHANNELS[colours] * depth + 7) // 8
    _unpack(b"".join(body for kind, body in chunks if kind == b"IDAT"), line * height)
    body = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks if kind in _KEPT
    )
    return width, height, MAGIC + body


def _unpack(packed: bytes, size: int) -> None:
    """Make sure that this unpacks to just so many bytes, without ever unpacking more."""
    unpacking = zlib.decompressobj()
    try:
        pixels = unpacking.decompress(packed, size + 1)
    except zlib.error:
        raise ValueError(_BROKEN) from None
    if len(pixels) != size or not unpacking.eof or unpacking.unused_data:
        raise ValueError(_BROKEN)
