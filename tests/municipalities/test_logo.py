"""A logo: taken apart and written anew, so that nothing but the picture is left of it."""

from __future__ import annotations

import struct
import zlib
from time import perf_counter

import pytest

from loket.municipalities.logo import LARGEST, Logo, read

SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = f'<svg {SPACES} viewBox="0 0 80 40"{{0}}>{{1}}<path d="M0 0h80v40z"/></svg>'
START = b"\x89PNG\r\n\x1a\n"


def svg(inside: str = "", attributes: str = "", before: str = "") -> bytes:
    return (before + SVG.format(attributes, inside)).encode()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    width: int = 40, height: int = 20, more: bytes = b"", pixels: bytes | None = None, *, head: bytes = b"\x08\x06\x00\x00\x00"
) -> bytes:
    raw = bytes((1 + width * 4) * height) if pixels is None else pixels
    return (
        START + chunk(b"IHDR", struct.pack(">II", width, height) + head) + more + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    )


# --- SVG ---------------------------------------------------------------------------------------------------------


def test_shapes_paint_and_gradients_stay_and_get_their_proportion():
    logo = read(
        svg(
            '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient>'
            '<linearGradient id="b" xlink:href="#a"/></defs><g transform="translate(1,2) rotate(45)" '
            'style="fill:#123456;-inkscape-font:x;stroke:none"><circle cx="1" cy="2" r="3" fill="url(#b)"/></g>',
            before='<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd"><!-- made -->',
        )
    )
    assert (logo.kind, logo.width, logo.height) == ("svg", 200, 100)
    assert logo.body.decode() == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><defs><linearGradient id="a">'
        '<stop offset="0" stop-color="#fff"></stop></linearGradient><linearGradient id="b" href="#a"></linearGradient></defs>'
        '<g transform="translate(1,2) rotate(45)" fill="#123456" stroke="none">'
        '<circle cx="1" cy="2" r="3" fill="url(#b)"></circle></g><path d="M0 0h80v40z"></path></svg>'
    )
    assert read(logo.body).body == logo.body, "written anew it is the same"


def test_what_stands_beside_the_picture_is_left_out():
    logo = read(
        svg(
            "<title>Naam</title><metadata><x xmlns='urn:x' onload='a()'><script/></x></metadata><y xmlns='urn:editor' href='http://evil.example'/>",
            ' id="a" class="b" xml:base="http://evil.example/" data-x="y" width="80" height="40"',
        )
    )
    assert logo.body == b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40" id="a"><path d="M0 0h80v40z"></path></svg>'


@pytest.mark.parametrize(
    ("attributes", "size"),
    [('width="120" height="40"', (300, 100)), ('width="12.5mm" height="25mm"', (50, 100)), ('viewBox="0,0,10,10"', (100, 100))],
)
def test_a_drawing_without_a_view_box_is_as_large_as_it_says(attributes: str, size: tuple[int, int]):
    logo = read(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><path d="M0 0"/></svg>'.encode())
    assert (logo.width, logo.height) == size
    assert b"viewBox=" in logo.body


BOMB = (
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (svg("<script>alert(1)</script>"), "has a <script> in it"),
        (svg('<script href="http://evil.example/x.js"/>'), "has a <script> in it"),
        (svg("<h:script xmlns:h='http://www.w3.org/2000/svg'>alert(1)</h:script>"), "has a <script> in it"),
        (svg("<style>@import url(http://evil.example/)</style>"), "has a <style> in it"),
        (svg("<foreignObject><b xmlns='http://www.w3.org/1999/xhtml'>x</b></foreignObject>"), "has a <foreignObject> in it"),
        (svg('<image href="http://evil.example/x.png"/>'), "has a <image> in it"),
        (svg('<use href="#a"/>'), "has a <use> in it"),
        (svg("<text>Gemeente</text>"), "has a <text> in it"),
        (svg('<animate attributeName="href" to="javascript:x"/>'), "has a <animate> in it"),
        (svg('<a href="javascript:alert(1)"><path d="M0 0"/></a>'), "has a <a> in it"),
        (svg(attributes=' onload="alert(1)"'), "has a script in it (onload)"),
        (svg('<path d="M0 0" ONCLICK="alert(1)"/>'), "has a script in it (ONCLICK)"),
        (svg('<linearGradient id="a" href="http://evil.example/#b"/>'), "refers to something outside itself"),
        (svg('<linearGradient id="a" xlink:href="data:image/svg+xml,x"/>'), "refers to something outside itself"),
        (svg('<path d="M0 0" xlink:href="#a"/>'), "refers to something outside itself"),
        (svg('<path d="M0 0" fill="url(http://evil.example/#a)"/>'), "has something in 'fill' that is neither"),
        (svg('<path d="M0 0" style="fill: url(http://evil.example/#a)"/>'), "has something in 'fill' that is neither"),
        (svg('<path d="M0 0" clip-path="url(//evil.example)"/>'), "has something in 'clip-path' that is neither"),
        (svg('<path d="M0 0" fill="expression(alert(1))"/>'), "has something in 'fill' that is neither"),
        (svg('<path d="M0 0" fill="&lt;/svg&gt;"/>'), "has something in 'fill' that is neither"),
        (svg("&i;", before=BOMB), "declares entities"),
        (svg("&x;", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "declares entities"),
        (svg("&x;", before='<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://evil.example/x.dtd"> %p;]>'), "declares entities"),
        (svg("&x;", before='<!DOCTYPE svg SYSTEM "http://evil.example/x.dtd">'), "declares entities"),
        (svg("&x;"), "is neither a PNG nor an SVG"),
        (svg("<g>" * 40 + "</g>" * 40), "is no simple drawing"),
        (svg("<g/>" * 3000), "is no simple drawing"),
        (svg("<x xmlns='urn:x'/>" * 3000), "is no simple drawing"),
        (b'<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>', "is neither a PNG nor an SVG"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"><svg xmlns="http://www.w3.org/2000/svg"/></html>', "is neither a PNG nor an SVG"),
        (svg()[:-4], "is neither a PNG nor an SVG"),
        (svg() + b"<script/>", "is neither a PNG nor an SVG"),
        (b'<?xml version="1.0" encoding="nonsense"?><svg/>', "is neither a PNG nor an SVG"),
        (b"GIF89a", "is neither a PNG nor an SVG"),
        (b"", "is neither a PNG nor an SVG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', "does not say how large it is"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"><path d="M0 0"/></svg>', "does not say how large it is"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 10"><path d="M0 0"/></svg>', "does not say how large it is"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g/></svg>', "has no shape in it"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 9"><path d="M0 0"/></svg>', "at most eight times as wide as high"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 900"><path d="M0 0"/></svg>', "at most eight times as wide as high"),
        (svg("<g/>" * 20_000), "is larger than 64 KiB"),
    ],
)  # fmt: skip
def test_a_drawing_that_could_do_more_than_be_seen_is_refused(data: bytes, says: str):
    with pytest.raises(ValueError, match=r"is |has |refers |declares |does ") as told:
        read(data)
    assert says in str(told.value)


def test_what_is_refused_is_refused_quickly():
    began = perf_counter()
    for data in (svg("&i;", before=BOMB), svg(f'<path d="{"rgb" * 20_000}("/>'), svg(f'<path d="{"M0 0 " * 12_000}!"/>')):
        with pytest.raises(ValueError, match=r"declares|has something"):
            read(data)
    assert perf_counter() - began < 2


# --- PNG ---------------------------------------------------------------------------------------------------------


def test_of_a_bitmap_only_the_pixels_stay():
    secret = (
        chunk(b"tEXt", b"Comment\0made by Jan de Vries")
        + chunk(b"eXIf", b"at 52.26, 6.79")
        + chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(10**6)))
    )
    logo = read(png(more=secret) + b"<script>alert(1)</script>")
    assert (logo.kind, logo.width, logo.height) == ("png", 40, 20)
    assert logo.body == png()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (START, "is a broken PNG"),
        (png()[:-20], "is a broken PNG"),
        (png().replace(b"IDAT", b"IDAX"), "is a broken PNG"),
        (png(pixels=b""), "is a broken PNG"),
        (png(pixels=bytes(40 * 4 * 20)), "is a broken PNG"),
        (png(pixels=bytes(50 * 1024 * 1024)), "is a broken PNG"),
        (png(1, 1)[:8] + chunk(b"IHDR", b"\0" * 12) + png(1, 1)[33:], "is a broken PNG"),
        (png(head=b"\x07\x06\x00\x00\x00"), "is a broken PNG"),
        (png(head=b"\x08\x03\x00\x00\x00", pixels=bytes(41 * 20)), "is a broken PNG"),
        (png(0, 20), "is 0 by 20 pixels"),
        (png(1201, 20, pixels=b""), "is 1201 by 20 pixels"),
        (png(2**31 - 1, 2**31 - 1, pixels=bytes(1000)), "pixels: it may be 1200 across and down"),
        (png(head=b"\x08\x06\x00\x00\x01"), "is interlaced"),
        (png(more=chunk(b"acTL", bytes(8))), "moves"),
        (png(400, 20), "at most eight times as wide as high"),
        (png(more=chunk(b"tEXt", bytes(LARGEST))), "is larger than 64 KiB"),
    ],
)  # fmt: skip
def test_a_bitmap_that_is_not_what_it_says_is_refused(data: bytes, says: str):
    with pytest.raises(ValueError, match=r"is |moves") as told:
        read(data)
    assert says in str(told.value)


def test_a_logo_is_known_by_its_picture():
    assert read(svg()).digest != read(svg("<g/>")).digest
    assert Logo("svg", 1, 1, b"x").digest == Logo("svg", 2, 2, b"x").digest
