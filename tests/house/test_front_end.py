"""What the pages bring along: nothing that no page uses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "templates").rglob("*.html")))
COMPONENTS = [
    found[1]
    for name in json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    if (found := re.fullmatch(r"@utrecht/(.+)-css", name))
]


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_is_on_a_page(component: str):
    kind, _, level = component.rpartition("-")
    by_macro = kind == "heading" and f"heading({level}, " in PAGES
    assert by_macro or re.search(rf"utrecht-{component}(?![a-z-]*[a-z])|utrecht-{component}--", PAGES)


def test_every_class_of_a_component_comes_with_its_sheet():
    used = set(re.findall(r"utrecht-[a-z0-9-]+?(?=--|__|[\s\"'{])", PAGES)) - {"utrecht-heading-"}
    assert used <= {f"utrecht-{component}" for component in COMPONENTS}
