"""What in a text tells who somebody is: found by rule, each kind with a plain word for it and why it matters.

Numbers are recognised by their own check (the 11-test, mod 97) or shape, names and schools by what stands around them (`names`).
It is a reminder for the writer, not a promise: what it does not know it does not see. Help lines, amounts, dates and our own codes
are never found. Nothing is looked up, nothing leaves the machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stdnum import iban
from stdnum.nl import bsn

from loket import names
from loket.i18n import mark


@dataclass(frozen=True)
class Kind:
    label: str
    why: str
    gone: str
    """What stands in its place when the writer takes it out."""


KINDS = {
    "bsn": Kind(mark("burgerservicenummer"), mark("Dit nummer heb jij alleen."), mark("[nummer weggehaald]")),
    "iban": Kind(mark("rekeningnummer"), mark("Aan je rekening hangt je naam."), mark("[rekening weggehaald]")),
    "phone": Kind(mark("telefoonnummer"), mark("Wie het nummer heeft, kan jou vinden of bellen."), mark("[telefoonnummer weggehaald]")),
    "email": Kind(mark("e-mailadres"), mark("In een e-mailadres staat vaak je naam."), mark("[e-mailadres weggehaald]")),
    "plate": Kind(mark("kenteken"), mark("Een kenteken hoort bij één auto en één mens."), mark("[kenteken weggehaald]")),
    "address": Kind(mark("adres"), mark("Dan weten mensen waar je woont."), mark("[adres weggehaald]")),
    "school": Kind(mark("naam van een school"), mark("Op een school kennen mensen elkaar."), mark("[school weggehaald]")),
    "name": Kind(mark("naam"), mark("Met een naam kan iemand zien over wie het gaat."), mark("[naam weggehaald]")),
}
"""What is looked for; where two overlap, the longer counts, and else the first of these."""


@dataclass(frozen=True)
class Detail:
    kind: str
    start: int
    """Where it stands in the text, in characters."""
    end: int


def details(text: str) -> list[Detail]:
    """What in `text` tells who somebody is, in the order of the text; none overlaps another."""
    order = list(KINDS)
    taken, found = bytearray(len(text)), []
    for detail in sorted(_all(text), key=lambda detail: (detail.start - detail.end, order.index(detail.kind))):
        if not any(taken[detail.start : detail.end]):
            taken[detail.start : detail.end] = b"\1" * (detail.end - detail.start)
            found.append(detail)
    return sorted(found, key=lambda detail: detail.start)


def replaced(text: str, instead: Iterable[tuple[int, int, str]]) -> str:
    """`text` with other words in these places (start, end, words), which come in order and do not overlap."""
    parts, reached = [], 0
    for start, end, words in instead:
        parts += [text[reached:start], words]
        reached = end
    return "".join([*parts, text[reached:]])


def _all(text: str) -> Iterator[Detail]:
    for kind, pattern in _SHAPES:
        for found in pattern.finditer(text):
            yield Detail(kind, *found.span(kind))
    yield from _bank_accounts(text)
    yield from _citizen_numbers(text)
    for kind, (start, end) in names.found_in(text):
        yield Detail(kind, start, end)


_GAP = r"[ .\-/()]{0,3}"
# 0800 and 0900 are help lines and desks, 088 belongs to organisations.
_PUBLIC = rf"(?!0{_GAP}(?:8{_GAP}0{_GAP}0|8{_GAP}8|9{_GAP}0))"
_DATE = r"(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:19|20)\d\d(?!\d)"
_PHONE = re.compile(
    rf"(?<![\w+€])(?!{_DATE})(?P<phone>"
    rf"(?:\+|00)31{_GAP}(?:\(0\){_GAP})?(?!88|800|90)[1-9](?:{_GAP}\d){{8}}"
    rf"|{_PUBLIC}[0oO][1-9](?:{_GAP}\d){{8}}"
    rf"|(?:\+|00)(?!31)[1-9]\d{{0,2}}(?:{_GAP}\d){{7,12}})(?!\d)"
)
_EMAIL = re.compile(
    r"(?<![\w.+-])(?P<email>[\w.+-]{1,64}"
    r"(?:@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|\s?(?:\(at\)|\[at\]|apenstaart(?:je)?)\s?[\w-]{1,63}\s?(?:\.|\(dot\)|\[dot\]|punt)\s?[a-z]{2,24}))(?![\w@])",
    re.IGNORECASE,
)
# Plates have had no vowels since 1991, so that they spell nothing; older ones only in pairs.
_PAIR, _CONSONANT = r"[A-Z]{2}", r"[BDFGHJKLMNPRSTVWXZbdfghjklmnprstvwxz]"
_PLATE = re.compile(
    r"(?<![\w-])(?P<plate>"
    + "|".join(
        code.replace("AA", _PAIR).replace("K", _CONSONANT).replace("9", r"\d")
        for code in (
            "AA-99-99", "99-99-AA", "99-AA-99", "AA-99-AA", "AA-AA-99", "99-AA-AA", "KK-99-99", "99-99-KK", "99-KK-99", "KK-99-KK",
            "KK-KK-99", "99-KK-KK", "99-KKK-9", "9-KKK-99", "KK-999-K", "K-999-KK", "KKK-99-K", "K-99-KKK", "9-KK-999", "999-KK-9",
        )
    )
    + r")(?![\w-])"
)  # fmt: skip
_PLATE_CALLED = re.compile(
    r"(?i:\bkenteken(?:plaat)?\b)[^\w\n]{0,3}(?i:is |van (?:zijn|haar|de) auto is )?"
    r"(?P<plate>(?=[A-Za-z\d -]{0,9}\d)[A-Za-z\d]{1,3}[- ]?[A-Za-z\d]{1,3}[- ]?[A-Za-z\d]{1,3})\b"
)
_SHAPES = (
    ("phone", _PHONE),
    ("email", _EMAIL),
    ("plate", _PLATE),
    ("plate", _PLATE_CALLED),
    *(("address", each) for each in names.ADDRESSES),
)

_ACCOUNT = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?:[ .\-]?[A-Z0-9]){11,30}", re.IGNORECASE)
_SHORTEST_ACCOUNT = 15


def _bank_accounts(text: str) -> Iterator[Detail]:
    """The words behind an account number look like more of it: the longest part that passes the check is the number."""
    for found in _ACCOUNT.finditer(text):
        ends = [place.end() + found.start() for place in re.finditer(r"[^\W_]", found.group())][_SHORTEST_ACCOUNT - 1 :]
        for end in reversed(ends):
            if not text[end : end + 1].isalnum() and iban.is_valid(text[found.start() : end]):
                yield Detail("iban", found.start(), end)
                break


_DIGITS = re.compile(r"(?<![\w€])(?<!€ )(?<!\d[.,-])\d(?:[ .\-]?\d){7,8}(?!\d|[.,]\d|,-| ?(?:euro|eur)\b)")
_CALLED_BSN = re.compile(
    r"(?:bsn|burgerservice\s?nummer|sofi\s?nummer)(?:[ -]?(?:nummer|nr))?\W{0,4}"
    r"(?:is\W{1,3}|van \w{1,12}(?: \w{1,12})?\W{1,4}(?:is\W{1,3})?)?\Z",
    re.IGNORECASE,
)
_IS_DATE = re.compile(_DATE)


def _citizen_numbers(text: str) -> Iterator[Detail]:
    """Nine digits that pass the 11-test; or eight or nine that are called so, right or mistyped."""
    for found in _DIGITS.finditer(text):
        is_called = _CALLED_BSN.search(text, max(0, found.start() - 50), found.start()) is not None
        number = re.sub(r"\D", "", found.group())
        if is_called or (len(number) == 9 and bsn.is_valid(number) and not _IS_DATE.match(found.group())):
            yield Detail("bsn", *found.span())
