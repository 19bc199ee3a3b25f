"""Set-up files, and what commands say about them."""

from __future__ import annotations

import re

from click.testing import Result

EIKENDAM = """
[municipality]
slug = "eikendam"
name = "Eikendam"
[[staff]]
login = "ilja"
name = "Ilja Eikema"
role = "intaker"
[[staff]]
login = "vera"
name = "Vera Arkel"
role = "lawyer"
"""
LINDEVEEN = EIKENDAM.replace("eikendam", "lindeveen").replace("Eikendam", "Lindeveen")
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


def codes(result: Result) -> dict[str, str]:
    """Login → the invitation code that was printed."""
    assert result.exit_code == 0, result.output
    return {line.split()[0]: CODE.findall(line)[0] for line in result.stdout.splitlines() if CODE.search(line)}


def refusal(result: Result) -> str:
    """What a command said that ended with a sentence."""
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.output
    return result.stderr.removeprefix("Error: ").strip()
