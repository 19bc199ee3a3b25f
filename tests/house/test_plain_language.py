"""Every Dutch text that a resident can meet keeps the rules of plain language: short sentences, no words of the office, a fair score."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from loket.guide import journey, plain_language
from loket.guide.journey import Said

ROOT = Path(__file__).parents[2]
AMONG_THEM = {
    "the first page": "Wat wil je vragen?",
    "a part of it": "Weinig mensen lezen mee.",
    "the conversation": "Schrijf een bericht",
    "one form of a plural": "dagen na het laatste bericht.",
    "a refusal": "Deze pagina is er niet",
    "a line of the log": "heeft de vraag opgepakt.",
    "a promise": "Je hoort van ons vóór",
    "a text of the guide": "Open een privévenster.",
    "the same with u": "Uw browser onthoudt dan niet",
    "what is filled in there": "De FG bereik je zo",
}


@cache
def texts() -> list[Said]:
    return journey.texts()


def test_what_a_resident_can_meet_is_found_and_what_only_staff_read_is_not():
    assert len(texts()) > 150
    for what, words in AMONG_THEM.items():
        assert any(words in said.words for said in texts()), what
    found = {said.words for said in texts()}
    assert not found & {"Pak deze vraag", "alimentatie", "Wacht op de volgende code in je app.", "Het origineel:"}


def test_every_template_without_a_staff_frame_is_read():
    """A page for residents extends the residents' frame or is part of one; whatever is not staff's must have been found."""
    found = set(journey.resident_templates())
    folder = ROOT / "templates"
    for path in folder.rglob("*.html"):
        name = path.relative_to(folder).as_posix()
        if '{% extends "_layout.html" %}' in path.read_text(encoding="utf-8"):
            assert name in found, name
    assert {"error.html", "tickets/log_news.html", "tickets/_help_lines.html", "_document.html"} <= found
    assert not {"_workplace.html", "tickets/queue.html", "tickets/_panel.html", "experts/team.html"} & found


def test_every_text_is_plain():
    wrong = []
    for said in texts():
        for remark in plain_language.read(said.words).remarks:
            if not remark.is_hint:
                wrong.append(f"{said.where}: {remark.rule}: {remark.what!r} -> {remark.instead}")
    assert not wrong, "\n".join(wrong)


def test_the_texts_of_the_guide_are_easier_than_they_need_be():
    for said in journey.guide():
        assert plain_language.read(said.words).score >= 80, said.where
