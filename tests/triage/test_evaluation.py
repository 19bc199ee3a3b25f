"""`loket triage evaluate` counts what is found, missed and falsely alarmed, shows every miss, and says what is wrong with a table."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from loket.cli import main

FOUND, MISSED = "Mijn man heeft me gisteren geslagen.", "Hoe lang duurt een scheiding?"
CALM, ALARM = "Hoe hoog is de alimentatie?", "Hij slaat me al jaren."


def evaluate(tmp_path: Path, text: str | bytes) -> tuple[int, str]:
    table = tmp_path / "lines.tsv"
    table.write_bytes(text if isinstance(text, bytes) else text.encode())
    outcome = CliRunner().invoke(main, ["triage", "evaluate", str(table)])
    return outcome.exit_code, outcome.output


def table(*lines: tuple[str, ...], header: str = "text\tlabel") -> str:
    return "\n".join([header, *("\t".join(line) for line in lines)]) + "\n"


def test_all_found_and_nothing_false_is_good(tmp_path: Path):
    code, said = evaluate(tmp_path, table((FOUND, "U1"), (CALM, "safe"), (CALM, "U4")))
    assert code == 0, said
    assert "1 of 1" in said
    assert "0 of 2" in said


def test_a_miss_ends_with_1_and_is_shown_with_its_line(tmp_path: Path):
    code, said = evaluate(tmp_path, table((FOUND, "U1"), (MISSED, "U1")))
    assert code == 1
    assert f"line 3 [U1 ] {MISSED}" in said


def test_too_many_false_alarms_end_with_1_and_show_the_rule_and_the_words(tmp_path: Path):
    code, said = evaluate(tmp_path, table((FOUND, "U1"), (ALARM, "safe"), (CALM, "safe")))
    assert code == 1
    assert "slaat me" in said


def test_a_few_false_alarms_are_allowed(tmp_path: Path):
    code, _ = evaluate(tmp_path, table((FOUND, "U1"), (ALARM, "safe"), *((f"{CALM} {n}", "safe") for n in range(30))))
    assert code == 0


def test_the_columns_of_the_questions_are_known_too(tmp_path: Path):
    code, said = evaluate(tmp_path, table(("1", FOUND, "U1", "R-GEWELD"), header="id\tquestion\turgency\trisk_or_note"))
    assert code == 0
    assert "R-GEWELD" in said


def test_neither_harmless_nor_acute_counts_nowhere(tmp_path: Path):
    code, said = evaluate(tmp_path, table((FOUND, "U1"), (ALARM, "U2")))
    assert code == 0
    assert "0 of 0" in said


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("words\tlabel\nx\tU1\n", "needs a column 'text' or 'question'"),
        ("text\tjudged\nx\tU1\n", "needs a column 'label' or 'urgency'"),
        ("", "needs a column"),
        ("text\tlabel\nx\tgrave\n", "Line 2: 'grave'"),
        ("text\tlabel\nx\n", "Line 2"),
        (b"text\tlabel\n\xff\tU1\n", "UTF-8"),
    ],
)
def test_a_wrong_table_is_told_in_plain_words(tmp_path: Path, content: str | bytes, told: str):
    code, said = evaluate(tmp_path, content)
    assert code == 1
    assert told in said
    assert "Traceback" not in said


def test_a_missing_file_is_told_in_plain_words(tmp_path: Path):
    outcome = CliRunner().invoke(main, ["triage", "evaluate", str(tmp_path / "nowhere.tsv")])
    assert outcome.exit_code == 1
    assert "cannot be read" in outcome.output
