"""The return code as the page shows it, this once: in characters, in words, and as a picture for another phone."""

from __future__ import annotations

from dataclasses import dataclass, field

import segno
from markupsafe import Markup

from loket.keys import queries as keys


@dataclass(frozen=True)
class Slip:
    code: str = field(repr=False)

    @property
    def words(self) -> tuple[str, ...]:
        return keys.words_of(self.code)

    @property
    def picture(self) -> Markup:
        """A QR code as inline SVG. It holds the code's own characters: no address, and nothing that says what it opens."""
        made = segno.make(self.code, error="m", micro=False)
        return Markup(made.svg_inline(scale=5, border=4, svgclass=None, lineclass=None, omitsize=True))  # noqa: S704 - it holds no text
