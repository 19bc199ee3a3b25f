"""Dutch that says "u": a text for every one that says "je" to a grown-up, none that mixes the two, and none for nothing."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.checkers import python_format
from babel.messages.pofile import read_po

from loket.guide import journey, plain_language
from loket.i18n import FOLDER, FORMAL
from tests.house.test_texts import is_whole, marked

JE = re.compile(r"\b(?:je|jij|jou|jouw|jezelf|ben jij|jouwe)\b", re.IGNORECASE)
"""Not "jullie": so a resident calls the desk, and that stays."""
ONLY_THE_YOUNG = re.compile(r"tickets/(?:ask_young|ask_child|_rather_talk|_may_read|_said_of_reading)\.html|tickets/audience\.py")
"""What nobody of 18 or older meets: the young are always spoken to with "je"."""
NOT_TO_THE_READER = {"Liever je", "jij"}
"""The name of the choice itself; "jij" above somebody's own words is "u", see below."""


@cache
def formal() -> Catalog:
    with (FOLDER / FORMAL / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=FORMAL, abort_invalid=True)


def parts(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@cache
def said_to_grown_ups() -> dict[str | tuple[str, ...], list[str]]:
    """The texts that say "je" and can be met by a resident who is not young."""
    found: dict[str | tuple[str, ...], list[str]] = {}
    for where, text in journey.messages():
        if not ONLY_THE_YOUNG.search(where) and any(JE.search(part) for part in parts(text)) and text not in NOT_TO_THE_READER:
            found.setdefault(text, []).append(where)
    return found


def test_texts_that_say_je_are_found():
    found = said_to_grown_ups()
    assert len(found) > 60
    assert "Wat wil je vragen?" in found
    assert "Je mag hier anoniem vragen" in found
    assert "Zit je ergens mee? Vraag het hier." not in found
    assert "Pak deze vraag" not in found


def test_every_text_that_says_je_to_a_grown_up_has_one_that_says_u():
    missing = []
    for text, places in said_to_grown_ups().items():
        message = formal().get(parts(text)[0])
        if message is None or message.fuzzy or not is_whole(message):
            missing.append(f"{places[0]}: {text!r}")
    assert not missing, "\n".join(missing)


def test_no_text_says_both():
    for message in formal():
        for text in parts(message.string) if message.id else ():
            assert not JE.search(text), text


def test_no_text_is_kept_for_nothing():
    known = {parts(text)[0] for text in marked()}
    for message in formal():
        if message.id:
            first = parts(message.id)[0]
            assert first in known, first
            assert any(JE.search(part) for part in parts(message.id)), first


def test_what_is_filled_in_keeps_its_name():
    for message in formal():
        if message.id:
            python_format(None, message)
            for said, formal_ in zip(parts(message.id), parts(message.string), strict=True):
                assert sorted(re.findall(r"\{\w+\}", said)) == sorted(re.findall(r"\{\w+\}", formal_)), said


def test_it_is_as_plain_as_the_other():
    for message in formal():
        for text in parts(message.string) if message.id else ():
            wrong = [remark for remark in plain_language.read(text).remarks if not remark.is_hint]
            assert not wrong, (text, wrong)
