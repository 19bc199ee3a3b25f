"""Strangers' words: kept as typed but for what nobody can type or see, and shown as text, never obeyed."""

from __future__ import annotations

import html
import re
import unicodedata

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loket import text
from loket.errors import BadWords

anything = st.text(st.characters(codec=None))  # lone surrogates included
ATTACKS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    "javascript:alert(1) www.x.nl",
    'https://x.nl/" onmouseover="alert(1)',
    "https://x.nl/'onmouseover='alert(1)",
    "https://x.nl/<script>alert(1)</script>",
    'http://x.nl"><b>.nl',
    "data:text/html;base64,PHN2Zz4= vbscript:x.nl ftp://x.nl",
    "<a href='javascript:alert(1)'>www.x.nl</a>",
    "<p><br></p>&lt;script&gt;&amp;lt; www.x.nl",
    "]]><!--<a.nl>--> {{ 7 * 7 }} {% raw %}.nl",
    "https://user:pass@x.nl:8080/a?b=c&d=e#f \x00<.nl>",
    "https://x.nl/?a=1&copy=2&lt;3&amp;b=&#60;",
    "<pre>www.x.nl</pre> <a>x.nl",
    "\u202eln.x//:sptth",
]


def test_ordinary_words_stay_as_they_are():
    words = "Lieve mensen,\n\n\tIk weet het niet meer… 😢👨‍👩‍👧 «très» שלום سلام\u200c"
    assert text.plain(words) == words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("nul\x00 bel\x07 esc\x1b[31m", "nul bel esc[31m"),
        ("\ud800lone\udfff", "lone"),
        ("naar\u202erechts\u202c \u2066x\u2069", "naarrechts x"),
        ("\ufeffbom\ufffe\uffff", "bom"),
        ("e\u0301e\u0301n", "e\u0301e\u0301n"),
        ("\x85\x9f", ""),
        (None, ""),
        (7, ""),
        (["a"], ""),
        (b"bytes", ""),
    ],
)
def test_what_nobody_can_type_or_see_is_left_out(typed: object, kept: str):
    assert text.plain(typed) == kept


@given(anything)
def test_cleaned_words_can_be_stored_and_cleaning_them_again_changes_nothing(typed: str):
    kept = text.plain(typed)
    assert text.plain(kept) == kept
    kept.encode("utf-8")
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in kept)
    assert "\x00" not in kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   \n\t ",
        "\x00",
        "\u200b\u200d\u2060",
        "\ufeff",
        "\u00ad",
        "\u3164",
        "\u2800",
        "\U000e0020",
        "\u3000",
        "\u202e\u202c",
        None,
        3,
        ["x"],
    ],
)
def test_nothing_readable_is_no_message(typed: object):
    with pytest.raises(BadWords) as refused:
        text.message(typed)
    assert refused.value.reason == "empty"


def test_a_message_has_room_for_twenty_thousand_characters_and_no_more():
    assert len(text.message("😢" * text.LONGEST)) == 20_000
    with pytest.raises(BadWords) as refused:
        text.message("a" * (text.LONGEST + 1))
    assert refused.value.reason == "long"


# What a page may show of a message: paragraphs, lines, and links to the web that give nothing away.
ALLOWED = {"p": set[str](), "br": set[str](), "a": {"href", "rel"}}


def is_harmless(markup: str) -> bool:
    """Whether a cleaner that knows only what is allowed leaves it as it is."""
    cleaned = nh3.clean(markup, tags=set(ALLOWED), attributes=ALLOWED, link_rel=None, url_schemes={"http", "https"})
    return as_read(markup) == as_read(cleaned)


def as_read(markup: str) -> list[object]:
    """Tags and words as a browser reads them: attributes in any order, characters escaped in any way."""
    parts = [(part, html.unescape(part)) for part in re.split(r"(<[^>]*>)", markup)]
    return [sorted(re.split(r"\s+(?=\w+=)", read)) if part.startswith("<") else read for part, read in parts]


def visible(markup: str) -> str:
    lines = markup.removeprefix("<p>").removesuffix("</p>").replace("</p><p>", "\n\n").replace("<br>", "\n")
    return html.unescape(re.sub(r"<[^>]*>", "", lines))


@pytest.mark.parametrize("markup", ["<p onclick=x>a</p>", '<a href="javascript:x">y</a>', "<script>x</script>", "<b>x</b>"])
def test_the_oracle_notices_what_may_not_be_there(markup: str):
    assert not is_harmless(markup)


@given(anything)
@example("\n\n\n")
def test_whatever_was_typed_is_shown_harmlessly(typed: str):
    assert is_harmless(str(text.linked(text.plain(typed))))


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_is_shown_and_not_obeyed(attack: str):
    markup = str(text.linked(text.plain(attack)))
    assert is_harmless(markup)
    assert visible(markup) == text.plain(attack)


@pytest.mark.parametrize("address", ["https://www.rijksoverheid.nl/scheiden?a=1&b=2", "http://x.nl", "www.x.nl"])
def test_an_address_becomes_a_link_that_tells_nothing(address: str):
    markup = str(text.linked(f"Zie {address} voor meer."))
    links = re.findall(r"<a ([^>]*)>([^<]*)</a>", markup)
    assert len(links) == 1
    attributes, label = links[0]
    assert html.unescape(label) == address
    assert html.unescape(re.findall(r'href="([^"]*)"', attributes)[0]).endswith(address)
    assert 'rel="noopener noreferrer nofollow"' in attributes


@pytest.mark.parametrize("words", ["ouder@voorbeeld.nl", "javascript:x.nl", "bestand://x.nl", "Dat is zo.Echt waar"])
def test_other_things_with_dots_open_nothing_but_the_web(words: str):
    for address in re.findall(r'href="([^"]*)"', str(text.linked(words))):
        assert address.startswith(("http://", "https://"))
    assert "mailto" not in str(text.linked(words))


def test_paragraphs_and_lines_are_kept():
    assert str(text.linked("een\ntwee\n\ndrie")) == "<p>een<br>twee</p><p>drie</p>"


@given(st.text(), st.integers(2, 200))
def test_a_preview_is_one_line_of_at_most_its_length(words: str, length: int):
    short = text.preview(words, length)
    assert len(short) <= length
    assert "\n" not in short
    assert short.rstrip("…") in " ".join(words.split())
