"""Nothing about the desk calls for attention or stays on a device: no sound, no push, no counter, one neutral title and sign."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from loket.demonstration.visitor import Visitor
from tests.cast import ON_SQLITE, Cast, ask

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

CALLS = {
    "a notification": re.compile(r"\bNotification\b|showNotification|PushManager|pushManager"),
    "a sound": re.compile(r"\bAudio\b|AudioContext|\.play\(|speechSynthesis"),
    "a shake": re.compile(r"\.vibrate\("),
    "a counter": re.compile(r"setAppBadge|document\.title|\btitle\b\W{0,2}\)\.text"),
    "something that stays": re.compile(
        r"localStorage|sessionStorage|indexedDB|\bcaches\b|serviceWorker|document\.cookie|window\.name|(push|replace)State|showSaveFilePicker"
    ),
}
EXAMPLES = {
    "a notification": "new Notification(1)",
    "a sound": "new Audio('x').play()",
    "a shake": "navigator.vibrate(9)",
    "a counter": "document.title = '(1)'",
    "something that stays": "sessionStorage.x = 1",
}


@pytest.mark.parametrize("what", CALLS)
def test_no_script_makes(what: str):
    assert CALLS[what].search(EXAMPLES[what])
    assert len(SCRIPTS) > 8
    assert [path.name for path in SCRIPTS if CALLS[what].search(path.read_text(encoding="utf-8"))] == []


def test_no_page_brings_sound_pictures_that_move_or_an_app_to_install():
    brings = re.compile(r"<(audio|video|embed|object|iframe)\b|rel=\"manifest\"|http-equiv", re.IGNORECASE)
    assert brings.search("<audio src=x>")
    brought = [path.name for path in TEMPLATES if brings.search(path.read_text(encoding="utf-8"))]
    assert brought == ["copy.html"], "a file to keep, which brings its own policy along"


def test_only_the_skeleton_says_title_and_sign_and_only_the_workplace_and_a_file_to_keep_another_title():
    titled = {path.name for path in TEMPLATES if re.search(r"<title|block title|rel=\"icon\"", path.read_text(encoding="utf-8"))}
    assert titled == {"_document.html", "_workplace.html", "copy.html"}


@ON_SQLITE
def test_every_page_of_a_resident_has_the_same_title_the_same_sign_and_the_way_out(arrive: Callable[..., Visitor], cast: Cast):
    question, resident, stranger = ask(cast.desk), arrive(), arrive("")
    resident.look("/")
    token = resident.token
    pages = [resident.look(path) for path in ("/", "/bestaat-niet", "/vraag", "/nieuw")]
    pages += [
        resident.send(path, {"csrf_token": token}) for path in ("/vraag", "/terug", "/bericht", "/nieuwe-code", "/verberg", "/wissen")
    ]
    pages += [resident.send("/vraag", {"csrf_token": "x"}), stranger.look("/"), stranger.look("/nergens/iets")]
    resident.cookies["b"] = question.token
    pages += [resident.look("/"), resident.send("/bericht", {"words": ""}), resident.send("/wissen")]
    assert resident.send("/verberg").status == 303
    pages += [resident.look("/"), resident.send("/terug", {"code": "x"}), resident.send("/wissen", {"sure": "yes"})]
    assert {200, 400, 404, 405} <= {page.status for page in pages}
    for page in pages:
        assert re.findall(r"<title[^>]*>(.*?)</title>", page.text) == ["Informatie"], page.text
        assert [Path(href).name for href in re.findall(r'rel="icon"[^>]*href="([^"]+)"', page.text)] == ["dot.svg"]
        assert page.text.count('id="exit"') == 1
