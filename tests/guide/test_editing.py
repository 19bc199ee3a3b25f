"""A municipality's own texts: written by its coordinator, seen by its residents at once, never lost, never anybody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from loket.demonstration.visitor import Page, Visitor
from loket.errors import Newer, NotFound
from loket.guide import actions, kinds
from loket.guide.kinds import KINDS
from loket.i18n import FORMAL
from loket.municipalities.actions import establish
from tests.cast import HERE, ON_SQLITE, THERE, Cast, at_work, enlist
from tests.pages import kept, said
from tests.raw import change, one, rows

Arrive = Callable[..., Visitor]
OWN = "Hier staat **onze** tekst.\n\n## Een kop\n\n- een\n- twee"
EDIT = "/balie/teksten/cookies/nl"


@pytest.fixture
def editor(arrive: Arrive, cast: Cast) -> Visitor:
    """The coordinator, with the page of a text open."""
    visitor = at_work(arrive(), cast.coordinator)
    assert visitor.look(EDIT).status == 200
    return visitor


def seen(page: Page) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page.text)
    assert found
    return found[1]


def section(page: Page, anchor: str) -> str:
    found = re.search(rf'<section class="card guide__part" id="{anchor}".*?</section>', page.text, re.DOTALL)
    assert found
    return found[0]


def test_what_a_coordinator_saves_residents_read_at_once_and_only_there(arrive: Arrive, editor: Visitor):
    before, elsewhere = section(arrive().look("/uitleg"), "deel-6"), arrive(THERE).look("/uitleg").text
    done = editor.send(EDIT, {"body": OWN, "seen": "0"})
    assert (done.status, done.headers["Location"]) == (303, f"/eikendam{EDIT}")
    assert "Bewaard." in said(editor.look(EDIT).text)
    after = section(arrive().look("/uitleg"), "deel-6")
    assert "Hier staat <strong>onze</strong> tekst." in after
    assert "<h3>Een kop</h3>" in after
    assert after != before
    assert section(arrive().look("/uitleg", Accept_Language="en"), "deel-6").count("A cookie is a small note") == 1, (
        "another language stays"
    )
    assert said(arrive(THERE).look("/uitleg").text) == said(elsewhere)


@ON_SQLITE
def test_the_overview_has_the_languages_in_which_the_desk_can_be_read(editor: Visitor):
    establish(HERE, "Eikendam", languages=["nl", "tr"])
    overview = editor.look("/balie/teksten").text
    assert set(re.findall(r"/balie/teksten/[\w-]+/(\w+)\"", overview)) == {"nl", "tr"}


@ON_SQLITE
def test_a_desk_that_says_u_begins_from_the_text_with_u_and_is_filled_in_so(arrive: Arrive, editor: Visitor):
    establish(HERE, "Eikendam", language="nl@u")
    assert kept(editor.look(EDIT).text, "body") == kinds.find_default("cookies", FORMAL) != kinds.find_default("cookies", "nl")
    own = "De FG van {gemeente}. {fg}"
    editor.send(EDIT, {"body": own, "seen": "0"})
    for register in ("nl", FORMAL):
        reader = arrive()
        reader.look("/")
        reader.send("/taal", {"language": register})
        told = said(section(reader.look("/uitleg"), "deel-6"))
        assert "De FG van Eikendam. Hoe u de FG bereikt, staat op de website" in told, register


@ON_SQLITE
def test_looking_first_saves_nothing_and_keeps_what_was_typed(arrive: Arrive, editor: Visitor):
    page = editor.send(EDIT, {"body": OWN, "seen": "0", "look": "1"})
    assert page.status == 200
    assert "<strong>onze</strong>" in page.text
    assert kept(page.text, "body") == OWN
    assert "nog niet bewaard" in said(page.text)
    assert rows("SELECT * FROM text_version") == []


@ON_SQLITE
def test_hints_about_plain_language_stand_beside_the_preview_of_a_dutch_text_only(editor: Visitor):
    page = editor.send(EDIT, {"body": "Wij behandelen uw dossier conform de wet.", "seen": "0", "look": "1"})
    text = said(page.text)
    assert "dossier Dit woord gebruiken we niet. Bijvoorbeeld: je gesprek." in text
    assert "conform Moeilijk woord." in text
    assert "Niets op aan te merken." in said(editor.look(EDIT).text)
    assert "Is het makkelijk te lezen?" not in said(editor.look("/balie/teksten/cookies/en").text)


def test_a_stale_edit_is_refused_kindly_and_keeps_both_texts(arrive: Arrive, cast: Cast, editor: Visitor):
    late = at_work(arrive(), cast.coordinator)
    page = late.look(EDIT)
    assert editor.send(EDIT, {"body": "Van de eerste.", "seen": "0"}).status == 303
    refused = late.send(EDIT, {"body": "Van de tweede.", "seen": seen(page)})
    assert refused.status == 409
    assert kept(refused.text, "body") == "Van de tweede."
    assert "Van de eerste." in said(refused.text)
    assert "Een collega was je voor" in said(refused.text)
    assert one("SELECT count(*) FROM text_version") == 1
    assert late.send(EDIT, {"body": "Van de tweede.", "seen": seen(refused)}).status == 303, "who has seen it may go on"
    assert "Van de tweede." in section(arrive().look("/uitleg"), "deel-6")


@pytest.mark.parametrize("missing", [None, 1, 7])
def test_without_having_seen_the_newest_version_nobody_saves(cast: Cast, missing: int | None):
    with pytest.raises(Newer):
        actions.save(cast.coordinator.expert, "cookies", "nl", OWN, seen=missing)
    assert rows("SELECT * FROM text_version") == []


def test_history_says_who_and_going_back_is_a_new_version(arrive: Arrive, cast: Cast, editor: Visitor):
    for number, words in enumerate(["Eerste.", "Tweede."]):
        editor.send(EDIT, {"body": words, "seen": str(number)})
    before = rows("SELECT id, number, body, made_at, tag FROM text_version ORDER BY id")
    assert said(editor.look(EDIT).text).count(cast.coordinator.name) == 4, "two versions, who wrote the present one, and who is signed in"
    assert editor.send(f"{EDIT}/terug", {"number": "1", "seen": "2"}).status == 303
    assert "Eerste." in section(arrive().look("/uitleg"), "deel-6")
    assert editor.send(f"{EDIT}/terug", {"number": "0", "seen": "3"}).status == 303
    assert "Een cookie is een klein briefje" in section(arrive().look("/uitleg"), "deel-6")
    after = rows("SELECT id, number, body, made_at, tag FROM text_version ORDER BY id")
    assert after[: len(before)] == before, "what was there is not touched"
    assert [(number, body) for _, number, body, *_ in after[2:]] == [(3, "Eerste."), (4, None)]


@ON_SQLITE
def test_going_back_needs_the_newest_version_seen_and_one_that_exists(editor: Visitor):
    editor.send(EDIT, {"body": "Eerste.", "seen": "0"})
    assert editor.send(f"{EDIT}/terug", {"number": "0", "seen": "0"}).status == 409
    for number in ("9", "x", "", "-1"):
        assert editor.send(f"{EDIT}/terug", {"number": number, "seen": "1"}).status == 404
    assert one("SELECT count(*) FROM text_version") == 1


@ON_SQLITE
@pytest.mark.parametrize(
    ("body", "says"),
    [("", "Er staat nog niets."), ("\u200b \n", "Er staat nog niets."), ("a " * 10_001, "te lang"), ("Bel {naam} of {x y}.", "naam, x y")],
)
def test_what_cannot_be_kept_is_refused_and_stays_in_the_box(editor: Visitor, body: str, says: str):
    for more in ({}, {"look": "1"}):
        page = editor.send(EDIT, {"body": body, "seen": "0"} | more)
        assert page.status == 400
        assert says in said(page.text)
        assert kept(page.text, "body").strip() == body.strip()
    assert rows("SELECT * FROM text_version") == []


@ON_SQLITE
def test_a_fact_between_braces_is_filled_in_for_the_resident_and_kept_as_written_for_the_editor(arrive: Arrive, editor: Visitor):
    editor.send(EDIT, {"body": "Dit is van {gemeente}: {bewaardagen} dagen.", "seen": "0"})
    assert "Dit is van Eikendam: 90 dagen." in said(arrive().look("/uitleg").text)
    assert kept(editor.look(EDIT).text, "body") == "Dit is van {gemeente}: {bewaardagen} dagen."


@ON_SQLITE
def test_staff_see_when_the_default_changed_after_their_own_text(editor: Visitor, monkeypatch: pytest.MonkeyPatch):
    editor.send(EDIT, {"body": OWN, "seen": "0"})
    told = "De standaardtekst is veranderd"
    assert told not in said(editor.look(EDIT).text)
    edition = kinds.edition
    monkeypatch.setattr(kinds, "edition", lambda key, language: edition(key, language)[::-1])
    assert told in said(editor.look(EDIT).text)
    assert "standaard is veranderd" in said(editor.look("/balie/teksten").text)
    assert told not in said(editor.look("/balie/teksten/over-ons/nl").text), "a text of which there is no own version"
    editor.send(f"{EDIT}/terug", {"number": "0", "seen": "1"})
    assert told not in said(editor.look(EDIT).text), "who keeps to the default cannot be behind it"


@ON_SQLITE
def test_the_list_shows_every_text_in_every_language_and_which_facts_are_missing(editor: Visitor):
    page = editor.look("/balie/teksten")
    for kind in KINDS:
        for language in ("nl", "en"):
            assert f'href="/eikendam/balie/teksten/{kind.slug}/{language}"' in page.text
    assert "privacy_officer" in page.text
    assert "privacy_officer" not in editor.look(EDIT).text


# --- who may not -------------------------------------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize("who", ["intaker", "lawyer", "mediator", "foreign_intaker", None])
def test_for_everybody_else_the_texts_have_no_door(arrive: Arrive, cast: Cast, who: str | None):
    visitor = at_work(arrive(), getattr(cast, who) if who else None)
    for path in ("/balie/teksten", EDIT, "/balie/teksten/nothing/nl"):
        assert visitor.look(path).status == 404
    for path in (EDIT, f"{EDIT}/terug"):
        assert visitor.send(path, {"body": OWN, "seen": "0", "number": "0"}).status == 404
    assert "/balie/teksten" not in visitor.look("/balie/team").text
    assert rows("SELECT * FROM text_version") == []


def test_the_rule_stands_below_the_doors_too(cast: Cast):
    for member in (cast.intaker, cast.lawyer):
        with pytest.raises(NotFound):
            actions.save(member.expert, "cookies", "nl", OWN, seen=0)
        with pytest.raises(NotFound):
            actions.put_back(member.expert, "cookies", "nl", 0, seen=0)


@ON_SQLITE
def test_a_coordinator_elsewhere_edits_elsewhere(arrive: Arrive, cast: Cast):
    neighbour = enlist(cast.foreign_desk.id, "Coby Linde", "coordinator")
    assert at_work(arrive(HERE), neighbour).look(EDIT).status == 404
    actions.save(neighbour.expert, "cookies", "nl", "Van Lindeveen.", seen=0)
    assert "Van Lindeveen." in arrive(THERE).look("/uitleg").text
    assert "Van Lindeveen." not in arrive(HERE).look("/uitleg").text


@ON_SQLITE
@pytest.mark.parametrize("path", ["cookies/fr", "cookies/xx", "nothing/nl", "privacy_youth/nl", "..%2Fcookies/nl"])
def test_a_text_or_language_that_is_not_there_is_not_found(editor: Visitor, path: str):
    assert editor.look(f"/balie/teksten/{path}").status == 404
    assert editor.send(f"/balie/teksten/{path}", {"body": OWN, "seen": "0"}).status == 404


@pytest.mark.parametrize(
    "forgery",
    ["body = 'Bel 0900-1234.'", "municipality_id = 2", "key = 'rights'", "language = 'en'", "number = 7"],
)
def test_words_that_were_put_in_the_database_are_never_shown_and_do_not_stop_the_editor(arrive: Arrive, cast: Cast, forgery: str):
    actions.save(cast.coordinator.expert, "cookies", "nl", OWN, seen=0)
    assert "onze" in section(arrive().look("/uitleg"), "deel-6"), "the premise"
    municipality = f"municipality_id = {cast.foreign_desk.id}" if forgery.startswith("municipality") else forgery
    change(f"UPDATE text_version SET {municipality}")  # noqa: S608 - one of those above
    for place, wish in ((HERE, "nl"), (HERE, "en"), (THERE, "nl")):
        text = arrive(place).look("/uitleg", Accept_Language=wish).text
        assert "0900-1234" not in text
        assert "<strong>onze</strong>" not in text
    number = one(
        "SELECT max(number) FROM text_version WHERE key = 'cookies' AND language = 'nl' AND municipality_id = :here", here=cast.desk.id
    )
    actions.save(cast.coordinator.expert, "cookies", "nl", "Weer van ons.", seen=number or 0)
    assert "Weer van ons." in arrive().look("/uitleg").text


def test_of_those_who_save_at_once_one_wins_and_the_others_are_told(cast: Cast):
    coordinator = cast.coordinator.expert

    def save(number: int) -> int | None:
        try:
            return actions.save(coordinator, "rechten", "nl", f"Van {number}.", seen=0)
        except Newer:
            return None

    with ThreadPoolExecutor(6) as at_once:
        assert sorted(at_once.map(save, range(12)), key=str) == [1, *[None] * 11]
    assert one("SELECT count(*) FROM text_version") == 1
