"""The small part of Markdown that a text may use; nothing else gets through, whatever is typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.guide.markdown import TAGS, bare, html
from loket.text import cleaned

_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_ATTRIBUTES = re.compile(r'( (href|rel)="[^"<>]*")*')


def test_headings_paragraphs_lists_bold_and_links():
    page = html(
        "# Een\n\n### Drie\n\nTekst **vet** *schuin*\nen [AP](https://ap.example/a?b=1&c=2).\n\n- a\n- b\n\n1. c"
        "\n\n[bel](tel:0800-2000) [deel](#deel-3)"
    )
    assert page == (
        "<h3>Een</h3>\n<h4>Drie</h4>\n<p>Tekst <strong>vet</strong> <em>schuin</em>\n"
        'en <a href="https://ap.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">AP</a>.</p>\n'
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol>\n<li>c</li>\n</ol>\n"
        '<p><a href="tel:0800-2000">bel</a> <a href="#deel-3">deel</a></p>\n'
    )


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://a.example/x.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](data:text/html,x)",
        "[x](mailto:a@b.example)",
        "[x](//evil.example)",
        "[x](/balie/)",
        "[x](#id-of-something)",
        '[x](https://a.example "onclick=alert(1)")',
        "<https://a.example/\"onmouseover=alert(1)>",
        "`code` ~~weg~~ | a |\n\n    ingesprongen\n\n```\nblok\n```\n\n> citaat\n\n---\n\n<div class=x>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)  # fmt: skip
def test_whatever_else_is_typed_is_shown_and_not_obeyed(source: str):
    page = str(html(source))
    for _, tag, attributes in _TAG.findall(page):
        assert tag in TAGS, page
        assert _ATTRIBUTES.fullmatch(attributes), page
    assert all(address.startswith("https://a.example") for address in re.findall(r'href="([^"]*)"', page)), page


@given(st.text(alphabet="<>[]()#*_-`\"'&;:/ \nahrefjavscipt=!", max_size=60))
def test_no_mixture_of_signs_makes_anything_else(source: str):
    page = str(html(source))
    assert {tag for _, tag, _ in _TAG.findall(page)} <= TAGS
    assert "<" not in _TAG.sub("", page)


def test_what_comes_out_is_cleaned_once_more():
    """The second lock, tried by itself: as if the first had let everything through."""
    dirty = (
        '<p onclick="x">a<script>b</script><a href="javascript:x" style="c" target="d">e</a><iframe src="//f"></iframe><h3 id="g">h</h3>'
    )
    assert cleaned(dirty, TAGS) == "<p>ab<a>e</a></p><h3>h</h3>"


def test_the_words_alone_are_what_is_read_aloud():
    assert bare("## Kop\n\nEen **vet** [woord](https://x.example)\nverder.\n\n- a\n- b\n\n<b>") == "Kop\nEen vet woord verder.\na\nb\n<b>"
