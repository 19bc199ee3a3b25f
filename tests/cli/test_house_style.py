"""`[theme]` in a set-up file: the files beside it, checked whole before anything is written, and what becomes of them on the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loket.municipalities.look import Look, names, style_sheet
from loket.municipalities.queries import find_desk, forget_desks, logo_of
from tests.cli.conftest import Run
from tests.cli.desks import EIKENDAM, codes, refusal
from tests.municipalities.test_logo import BOMB, png, svg
from tests.raw import change, one, rows

Write = Callable[[str], Path]
THEMES = Path(__file__).parents[2] / "examples" / "themes"
BLUE = {"loket": {"button": {"background-color": {"$value": "#0b63a5"}}}}


def with_theme(**files: str) -> str:
    lines = "".join(f"{key} = {json.dumps(name)}\n" for key, name in files.items())
    return f"{EIKENDAM}\n[theme]\n{lines}"


@pytest.fixture
def tokens(folder: Path) -> Callable[..., None]:
    """Writes a file of tokens beside the set-up file."""

    def write(tree: Any, name: str = "t.json") -> None:
        (folder / name).write_bytes(tree if isinstance(tree, bytes) else json.dumps(tree).encode())

    return write


def look() -> Look | None:
    forget_desks()
    desk = find_desk("eikendam")
    assert desk is not None
    return desk.look


def css() -> str:
    found = look()
    assert found is not None
    return style_sheet(found)


# --- what is taken -----------------------------------------------------------------------------------------------


def test_colours_fonts_corners_and_a_logo_come_from_the_files_and_go_with_the_theme(loket: Run, desk_file: Write, folder: Path, tokens):
    tokens(BLUE | {"utrecht": {"document": {"font-family": {"value": "IBM Plex Sans, 'Segoe UI', sans-serif"}}}})
    tokens({"loket": {"link": {"color": {"value": "#8cc4f0"}}}}, "d.json")
    (folder / "logo.png").write_bytes(png())
    done = loket("setup", "--from", desk_file(with_theme(tokens="t.json", dark="d.json", logo="logo.png")))
    assert codes(done).keys() == {"ilja", "vera"}
    assert "'utrecht.document.font-family': IBM Plex Sans would have to be fetched and is left out" in done.stderr
    assert look() == Look(
        light=(("button.background-color", "#0b63a5"),),
        dark=(("link.color", "#8cc4f0"),),
        forms=(("text.font-family", '"Segoe UI",sans-serif'),),
        logo=look().logo,  # type: ignore[union-attr]
    )
    light, dark = re.findall(r"@media \(forced-colors: none\) and \(prefers-color-scheme: (?:light|dark)\) { :root { (.*?) } }", css())
    assert "--loket-button:#0b63a5" in light
    assert "--loket-action:#8cc4f0" in dark
    desk = find_desk("eikendam")
    assert desk is not None
    assert logo_of(desk) == png()

    (folder / "logo.svg").write_bytes(svg())
    codes(loket("setup", "--from", desk_file(with_theme(logo="logo.svg"))))
    assert look() == Look(logo=look().logo)  # type: ignore[union-attr]
    assert one("SELECT count(*) FROM logo") == 1
    codes(loket("setup", "--from", desk_file(EIKENDAM)))
    assert look() is None
    assert rows("SELECT look FROM municipality") == [(None,)]
    assert one("SELECT count(*) FROM logo") == 0


def test_the_style_sheet_is_for_nobody_who_chose_colours_of_their_own(loket: Run, desk_file: Write, folder: Path, tokens):
    tokens(BLUE | {"utrecht": {"button": {"border-radius": {"value": "4px"}}}})
    (folder / "logo.svg").write_bytes(svg())
    codes(loket("setup", "--from", desk_file(with_theme(tokens="t.json", logo="logo.svg"))))
    forced = [rule for rule in css().splitlines() if "forced-colors: none" not in rule]
    assert forced == ["@media (forced-colors: active), (prefers-color-scheme: dark) { :root { --loket-logo-plate:#fbf7f0 } }"]
    assert "--loket-button-radius:4px" in css()


def test_a_token_of_ours_stands_above_those_of_others(loket: Run, desk_file: Write, tokens):
    tokens({"utrecht": {"link": {"color": {"value": "white"}}}, "loket": {"link": {"color": {"value": "#123456"}}}})
    codes(loket("setup", "--from", desk_file(with_theme(tokens="t.json"))))
    assert "--loket-action:#123456" in css()


def test_what_shines_through_in_the_tokens_of_others_is_as_if_not_said(loket: Run, desk_file: Write, tokens):
    tokens({"utrecht": {"page-header": {"background-color": {"value": "transparent"}}}} | BLUE)
    codes(loket("setup", "--from", desk_file(with_theme(tokens="t.json"))))
    assert "--loket-header" not in css()


@pytest.mark.parametrize("theme", sorted(path.name for path in THEMES.iterdir()))
def test_the_examples_can_be_set_up_and_looked_at(loket: Run, theme: str):
    done = loket("setup", "--from", THEMES / theme / "desk.toml")
    assert (done.exit_code, done.stderr) == (0, "")
    desk = find_desk(theme)
    assert desk is not None
    assert desk.look is not None
    assert logo_of(desk) is not None
    told = loket("theme", "--from", THEMES / theme / "desk.toml")
    assert "button.color on button.background-color" in told.stdout
    assert "Logo: svg" in told.stdout


def test_what_a_house_style_can_say_can_be_listed_without_an_installation(loket: Run, folder: Path, desk_file: Write):
    listed = loket("theme").stdout
    for name in ("page.background-color", "loket.page.background-color", "utrecht.link.color", "button.border-radius"):
        assert re.search(rf"^ *{re.escape(name)}$", listed, re.MULTILINE)
    assert "no [theme]" in loket("theme", "--from", desk_file(EIKENDAM)).stdout
    assert sorted(path.name for path in folder.iterdir()) == ["desk.toml"]


def test_the_page_for_municipalities_lists_every_name(loket: Run):
    page = (THEMES.parents[1] / "docs" / "house-style.md").read_text(encoding="utf-8")
    told = {
        role: tuple(re.findall(r"`([^`]+)`", others)) for role, others in re.findall(r"^\| `([^`]+)` \|[^|]+\|(.*)\|$", page, re.MULTILINE)
    }
    assert told == {role: each[1:] for role, each in names().items()}


# --- what is refused ---------------------------------------------------------------------------------------------


def token(value: Any, name: str = "link.color") -> dict[str, Any]:
    group, last = name.split(".")
    return {"loket": {group: {last: {"value": value}}}}


@pytest.mark.parametrize(
    ("tree", "says"),
    [
        (token("#fff</style><script>alert(1)</script>"), "theme.tokens: 'loket.link.color' must be an opaque colour"),
        (token("#fff;}@import url(//evil.example/x.css);a{"), "theme.tokens: 'loket.link.color' must be an opaque colour"),
        (token("url(https://evil.example/x)"), "theme.tokens: 'loket.link.color' must be an opaque colour"),
        (token("red"), "theme.tokens: 'loket.link.color' must be an opaque colour, written as #rrggbb, rgb(…) or hsl(…)."),
        (token("#0b63a580"), "theme.tokens: 'loket.link.color' must be an opaque colour"),
        (token("transparent"), "theme.tokens: 'loket.link.color' must be an opaque colour"),
        (token("{loket.link.color}"), "theme.tokens: 'loket.link.color' refers to itself: loket.link.color → loket.link.color."),
        (token("{nergens}"), "theme.tokens: 'loket.link.color' refers to 'nergens', which is not in the file."),
        (token("#123456", "link.colour"), "theme.tokens: 'loket.link.colour' is not known."),
        (token("#123456", "exit.background-color"), "theme.tokens: 'loket.exit.background-color' is not known."),
        (token("Arial;}a{b:url(//evil.example)", "text.font-family"), "theme.tokens: 'loket.text.font-family' must be a list of names"),
        (token("Arial\\", "text.font-family"), "theme.tokens: 'loket.text.font-family' must be a list of names"),
        (token(["Arial", 7], "text.font-family"), "theme.tokens: 'loket.text.font-family' must be a list of fonts"),
        (token("1px;}a{b:url(x)", "card.border-radius"), "theme.tokens: 'loket.card.border-radius' must be a length in px or rem."),
        (token("calc(1px)", "card.border-radius"), "theme.tokens: 'loket.card.border-radius' must be a length"),
        (token("-1px", "card.border-radius"), "theme.tokens: 'loket.card.border-radius' must be a length"),
        (token({"value": "1;", "unit": "px"}, "card.border-radius"), "must be a length in px or rem"),
        ({"utrecht": {"table": {"color": {"value": "#000"}}}}, "theme.tokens: holds no token that our pages can follow"),
        ({"utrecht": {"document": {"font-family": {"value": "IBM Plex Sans"}}}}, "theme.tokens: holds no token that our pages can follow"),
        (b"{", "theme.tokens: is not JSON."),
        (b'{"a": "' + b"x" * 5_000_000 + b'"}', "theme.tokens: t.json is larger than 1024 KiB."),
        (
            token("#7a9cff"),
            "theme.tokens: 'loket.link.color' (#7a9cff) on 'page.background-color' (#fbf7f0, Loket's own) "
            "has a contrast of 2.44; it takes 4.5.",
        ),
        (
            {"utrecht": {"button": {"background-color": {"value": "#468177"}, "color": {"value": "#fff"}}}},
            "theme.tokens: 'utrecht.button.color' (#ffffff) on 'utrecht.button.background-color' (#468177) "
            "has a contrast of 4.49; it takes 4.5.",
        ),
        (token("#ffd500", "focus.outline-color"), "it takes 3."),
    ],
)  # fmt: skip
def test_tokens_that_cannot_be_followed_are_named_and_nothing_is_written(loket: Run, desk_file: Write, tokens, tree: Any, says: str):
    tokens(tree)
    said = refusal(loket("setup", "--from", desk_file(with_theme(tokens="t.json"))))
    assert says in said
    assert said.startswith("theme.tokens: ")
    assert "evil" not in said
    assert not Path("loket.sqlite3").exists()


def test_all_that_is_wrong_is_said_at_once(loket: Run, desk_file: Write, tokens, folder: Path):
    tokens(token("red") | {"utrecht": {"document": {"color": {"value": "blue"}}}})
    (folder / "logo.svg").write_bytes(svg("<script/>"))
    said = refusal(loket("setup", "--from", desk_file(with_theme(tokens="t.json", dark="d.json", logo="logo.svg"))))
    assert [re.match(r"theme\.(\w+): (\S+)", line)[0] for line in said.splitlines()] == [  # type: ignore[index]
        "theme.tokens: 'utrecht.document.color'",
        "theme.tokens: 'loket.link.color'",
        "theme.dark: there",
        "theme.logo: has",
    ]


def test_the_dark_is_measured_against_the_dark(loket: Run, desk_file: Write, tokens):
    tokens(BLUE)
    said = refusal(loket("setup", "--from", desk_file(with_theme(dark="t.json"))))
    assert "theme.dark: 'loket.button.background-color' (#0b63a5) on 'page.background-color' (#161c1c, Loket's own)" in said


@pytest.mark.parametrize(
    ("logo", "says"),
    [
        (svg("<script>alert(1)</script>"), "theme.logo: has a <script> in it"),
        (svg(attributes=' onload="alert(1)"'), "theme.logo: has a script in it (onload)."),
        (svg('<image href="https://evil.example/x.png"/>'), "theme.logo: has a <image> in it"),
        (svg("&i;", before=BOMB), "theme.logo: declares entities"),
        (png(pixels=bytes(60_000_000)), "theme.logo: is a broken PNG."),
        (bytes(5_000_000), "theme.logo: logo is larger than 64 KiB."),
    ],
)  # fmt: skip
def test_a_logo_that_is_more_than_a_picture_is_refused(loket: Run, desk_file: Write, folder: Path, logo: bytes, says: str):
    (folder / "logo").write_bytes(logo)
    assert says in refusal(loket("setup", "--from", desk_file(with_theme(logo="logo"))))
    assert not Path("loket.sqlite3").exists()


BESIDE = "must name a file in the folder of the set-up file"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", BESIDE),
        (" ", BESIDE),
        ("{outside}/t.json", BESIDE),
        ("../outside/t.json", BESIDE),
        ("a/../../outside/t.json", BESIDE),
        ("link.json", BESIDE),
        ("/dev/zero", BESIDE),
        ("gone.json", "there is no file gone.json beside the set-up file"),
        (".", "there is no file . beside the set-up file"),
        ("t\x00.json", ""),
    ],
)
def test_only_a_file_beside_the_set_up_file_is_read(
    loket: Run, desk_file: Write, folder: Path, tmp_path_factory: pytest.TempPathFactory, name: str, says: str
):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "t.json").write_text(json.dumps(BLUE), encoding="utf-8")
    (folder / "link.json").symlink_to(outside / "t.json")
    given = name.format(outside=outside) if "{" in name else name.replace("outside", outside.name)
    said = refusal(loket("setup", "--from", desk_file(with_theme(tokens=given))))
    assert said.startswith(f"theme.tokens: {says}")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("tokens = 7", "theme.tokens: must be text."),
        ('font = "x"', "theme.font: is not known."),
        ('css = "x.css"', "theme.css: is not known."),
    ],
)
def test_a_theme_says_nothing_else(loket: Run, desk_file: Write, line: str, says: str):
    assert refusal(loket("setup", "--from", desk_file(f"{EIKENDAM}\n[theme]\n{line}\n"))) == says


def test_a_file_in_a_folder_beside_is_fine(loket: Run, desk_file: Write, folder: Path, tokens):
    (folder / "style").mkdir()
    tokens(BLUE, "style/t.json")
    codes(loket("setup", "--from", desk_file(with_theme(tokens="style/t.json"))))


# --- in the database ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("there_before", [True, False])
def test_a_look_that_was_changed_in_the_database_closes_the_desk(loket: Run, desk_file: Write, tokens, there_before: bool):
    tokens(BLUE)
    codes(loket("setup", "--from", desk_file(with_theme(tokens="t.json") if there_before else EIKENDAM)))
    assert find_desk("eikendam") is not None, "the premise"
    stored = json.dumps(Look(light=(("page.color", "#ffffff"),)).stored())
    change("UPDATE municipality SET look = :look", look=stored)
    forget_desks()
    assert find_desk("eikendam") is None


def test_a_logo_that_was_changed_in_the_database_is_not_shown(loket: Run, desk_file: Write, folder: Path):
    (folder / "logo.svg").write_bytes(svg())
    codes(loket("setup", "--from", desk_file(with_theme(logo="logo.svg"))))
    desk = find_desk("eikendam")
    assert desk is not None
    assert logo_of(desk) is not None, "the premise"
    change("UPDATE logo SET body = :body", body=svg("<script>alert(1)</script>"))
    assert logo_of(desk) is None
