"""The figures as people read them: ratios and aims first, then what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Figures = dict[str, Any]

HEADINGS = {
    "what": "", "clients": "clients", "pages": "open", "tickets": "tickets", "page": "page", "done": "done", "per_second": "a second",
    "p50_ms": "p50 ms", "p95_ms": "p95 ms", "p99_ms": "p99 ms", "cpu_ms": "CPU ms", "load_ms": "(load ms)", "memory_mb": "RSS MB",
    "kb_each": "KB each",
}  # fmt: skip


def spread(seconds: Sequence[float]) -> Figures:
    """Nearest-rank percentiles, in milliseconds."""
    ordered = sorted(seconds)
    return {f"p{part}_ms": 1000 * ordered[min(len(ordered) - 1, len(ordered) * part // 100)] for part in (50, 95, 99)}


USUAL = 8
"""Clients at once for which the aims are set."""


REQUESTS = 5
"""In one flow; so the baseline of a flow is as many bare requests, each with its insert."""


def _one(rows: list[Figures], **sought: Any) -> Figures:
    return next(row for row in rows if all(row[name] == value for name, value in sought.items()))


def ratios(found: dict[str, list[Figures]], argon_ms: float) -> Iterator[tuple[str, float, str, float | None]]:
    """(what, measured, unit, at most; a negative aim is an 'at least')."""
    usual = USUAL
    flow, bare, alone = _one(found["flow"], clients=usual), _one(found["bare"], clients=usual), found["bare"][0]
    live, echo = found["live"][-1], found["echo"][-1]
    first, last = (_one(found["queue"], page=1, tickets=found["queue"][place]["tickets"]) for place in (0, -1))
    entry = {row["what"]: row for row in found["entry"]}

    bare_flow = REQUESTS * bare["cpu_ms"]
    yield f"CPU of a flow / of {REQUESTS} bare requests ({usual} clients)", flow["cpu_ms"] / bare_flow, "x", 9
    yield "  of which one Argon2id", argon_ms / bare_flow, "x", 5
    yield "  CPU of a flow / of one bare request", flow["cpu_ms"] / bare["cpu_ms"], "x", None
    yield f"flows a second / {REQUESTS} bare requests a second", flow["per_second"] * REQUESTS / bare["per_second"], "x", None
    yield f"live p50 / bare echo p50 ({live['pages']} open)", live["p50_ms"] / echo["p50_ms"], "x", None
    yield f"memory of an open page / of a bare socket ({live['pages']})", live["kb_each"] / echo["kb_each"], "x", None
    yield f"queue page p50 with {last['tickets']} / with {first['tickets']} tickets", last["p50_ms"] / first["p50_ms"], "x", 1.2
    yield "CPU of a queue page / of a bare request", last["cpu_ms"] / alone["cpu_ms"], "x", None
    yield "CPU of a code entry / of a bare request", entry["code"]["cpu_ms"] / alone["cpu_ms"], "x", None
    yield "CPU of a staff login / of a bare request", entry["staff login"]["cpu_ms"] / alone["cpu_ms"], "x", None
    if found["first page"]:
        quick, slow = found["first page"]
        yield "first page on a slow phone / over an open line (p50)", slow["p50_ms"] / quick["p50_ms"], "x", None
        yield "first page on a slow phone (p50)", slow["p50_ms"], "ms", 2000
    yield f"flows a second ({usual} clients)", flow["per_second"], "", -50
    yield f"flow p95 ({usual} clients)", flow["p95_ms"], "ms", 250
    yield f"live p50 ({live['pages']} open)", live["p50_ms"], "ms", 15
    yield f"live p99 ({live['pages']} open)", live["p99_ms"], "ms", 60
    yield f"memory of an open page ({live['pages']} open)", live["kb_each"], "KB", 90
    yield f"queue page p50 ({last['tickets']} tickets)", last["p50_ms"], "ms", 60
    yield "code entry p50", entry["code"]["p50_ms"], "ms", 40


def _ratio_lines(found: dict[str, list[Figures]], argon_ms: float) -> Iterator[str]:
    for what, measured, unit, aim in ratios(found, argon_ms):
        line = f"  {what:<52}{measured:>9.1f} {unit:<3}"
        if aim is not None:
            is_met = measured <= aim if aim > 0 else measured >= -aim
            line += f"  aim {'<=' if aim > 0 else '>='} {abs(aim):g} {unit:<3}  {'' if is_met else 'not met'}"
        yield line.rstrip()


def _cell(value: Any) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _rows(rows: list[Figures]) -> Iterator[str]:
    names = [name for name in HEADINGS if name in rows[0]]
    table = [[HEADINGS[name] for name in names], *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[place]) for line in table) for place in range(len(names))]
    for line in table:
        yield "  " + "  ".join(
            cell.ljust(width) if name == "what" else cell.rjust(width) for cell, width, name in zip(line, widths, names, strict=True)
        )


TITLES = {
    "bare": "Baseline: bare Flask, one insert a request",
    "flow": "The whole flow: ask, list, open, answer, read",
    "echo": "Baseline: bare Socket.IO echo",
    "live": "Live: from posting an answer to its words with the resident, each of the open pages on a ticket of its own",
    "queue": "The queue page",
    "entry": "Coming in",
    "first page": "The first page, never seen before, until a question is typed (slow: 1.6 Mbit/s, 300 ms, a fourth of the processor)",
}


def told(found: dict[str, list[Figures]], argon_ms: float) -> str:
    lines = ["Ratios and aims", *_ratio_lines(found, argon_ms)]
    for part, title in TITLES.items():
        if found[part]:
            lines += ["", title, *_rows(found[part])]
    return "\n".join(lines)
