"""An SVG, taken apart and written anew: shapes, paint and gradients, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

MOST_ELEMENTS = 2000
DEEPEST = 30

_SVG = "http://www.w3.org/2000/svg"
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_ELEMENTS = {"svg", "g", "defs", "linearGradient", "radialGradient", "stop", "clipPath"} | _SHAPES
_SILENT = {"title", "desc", "metadata"}
"""Words beside the picture; left out."""
_PAINT = {
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "opacity", "color", "clip-path", "clip-rule", "stop-color",
    "stop-opacity", "display", "visibility",
}  # fmt: skip
_GEOMETRY = {
    "d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "width", "height", "viewBox",
    "transform", "offset", "gradientUnits", "gradientTransform", "spreadMethod", "clipPathUnits", "preserveAspectRatio", "id",
}  # fmt: skip
_LINKED = {"linearGradient", "radialGradient"}
"""Elements that may take over from another one in the same file."""
_HARMLESS = re.compile(
    r"(?:[-\w\s#%.,+]|(?:rgba?|hsla?|matrix|translate|scale|rotate|skewX|skewY)\([-\w\s%.,+/]*\)|url\(#[\w.-]+\))*", re.ASCII
)
_INSIDE = re.compile(r"#[\w.-]+", re.ASCII)
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,12})?(?=(?:px|pt|mm)?$)")


@dataclass
class _Drawing:
    """Listens to the parser and writes the picture anew."""

    written: list[str] = field(default_factory=list)
    depth: int = 0
    count: int = 0
    ignoring: int = 0
    """How deep inside something that is left out."""
    size: tuple[float, float] | None = None

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise ValueError(f"is no simple drawing: more than {MOST_ELEMENTS} parts, or {DEEPEST} inside each other")
        if self.ignoring:
            self.ignoring += 1
            return
        space, _, tag = name.rpartition(" ")
        if self.depth == 1 and (space, tag) != (_SVG, "svg"):
            raise ValueError("is neither a PNG nor an SVG")
        if space != _SVG or tag in _SILENT:
            self.ignoring = 1
            return
        if tag not in _ELEMENTS:
            raise ValueError(f"has a <{_shown(tag)}> in it: save it as shapes only, without text, pictures, style sheets or scripts")
        kept = self._kept(tag, attributes)
        if self.depth == 1:
            self.size = _size(kept)
            kept = {"xmlns": _SVG, "viewBox": kept.get("viewBox") or f"0 0 {self.size[0]:g} {self.size[1]:g}"} | {
                key: value for key, value in kept.items() if key not in ("width", "height", "viewBox", "x", "y")
            }
        self.written.append(f"<{tag}{''.join(f' {key}={quoteattr(value)}' for key, value in kept.items())}>")

    def end(self, name: str) -> None:
        self.depth -= 1
        if self.ignoring:
            self.ignoring -= 1
        else:
            self.written.append(f"</{name.rpartition(' ')[2]}>")

    def _kept(self, tag: str, attributes: dict[str, str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for name, value in attributes.items():
            space, _, key = name.rpartition(" ")
            if key.lower().startswith("on"):
                raise ValueError(f"has a script in it ({_shown(key)})")
            if key == "href":
                kept |= self._reference(tag, value)
            elif not space and key == "style":
                kept |= self._style(value)
            elif not space and key in _PAINT | _GEOMETRY:
                kept[key] = _harmless(key, value)
        return kept

    @staticmethod
    def _reference(tag: str, value: str) -> dict[str, str]:
        if tag not in _LINKED or not _INSIDE.fullmatch(value.strip()):
            raise ValueError("refers to something outside itself")
        return {"href": value.strip()}

    @staticmethod
    def _style(value: str) -> dict[str, str]:
        """`style="fill:#123456"`, as drawing programs write it, as the attributes it stands for."""
        pairs = (part.partition(":") for part in value.split(";"))
        return {key: _harmless(key, said.strip()) for name, _, said in pairs if (key := name.strip()) in _PAINT}


def _harmless(key: str, value: str) -> str:
    if not _HARMLESS.fullmatch(value):
        raise ValueError(f"has something in '{key}' that is neither a number, a colour nor a shape in the same file")
    return " ".join(value.split())


def _shown(name: str) -> str:
    return re.sub(r"[^\w:-]", "?", name[:40])


def _size(attributes: dict[str, str]) -> tuple[float, float]:
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    told = box[2:] if len(box) == 4 else [attributes.get("width", ""), attributes.get("height", "")]
    found = [_NUMBER.match(part.strip()) for part in told]
    sizes = [float(number[0]) for number in found if number]
    if len(sizes) != 2 or min(sizes) <= 0:
        raise ValueError('does not say how large it is: the drawing needs a viewBox, such as viewBox="0 0 160 40"')
    return sizes[0], sizes[1]


def _refuse_entities(*_told: object) -> None:
    raise ValueError("declares entities: save it without them")


def read(data: bytes) -> tuple[int, int, bytes]:
    """Width and height (of which only the proportion counts) and the drawing, written anew. Raises ValueError."""
    drawing = _Drawing()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = drawing.begin, drawing.end
    parser.EntityDeclHandler = _refuse_entities
    parser.SkippedEntityHandler = _refuse_entities
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeError, LookupError):
        raise ValueError("is neither a PNG nor an SVG") from None
    assert drawing.size is not None
    if not any(part.startswith(tuple(f"<{shape}" for shape in _SHAPES)) for part in drawing.written):
        raise ValueError("has no shape in it")
    height = 100
    width = max(1, round(height * drawing.size[0] / drawing.size[1]))
    return width, height, "".join(drawing.written).encode()
