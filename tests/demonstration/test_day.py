"""The demonstration's day is played through the front door of a real server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from loket.demonstration import day
from loket.errors import BadConfiguration

QUESTIONS = Path("examples/questions.tsv")


@pytest.mark.timeout(300)
def test_every_question_of_the_examples_goes_all_the_way():
    questions = day.read_questions(QUESTIONS)
    assert len(questions) == len(QUESTIONS.read_text(encoding="utf-8").splitlines()) - 1 > 20
    played = subprocess.run([sys.executable, "-m", "loket", "demo"], capture_output=True, text=True, check=False)
    assert played.returncode == 0, played.stdout + played.stderr
    assert f"{len(questions)} of {len(questions)} questions went all the way" in played.stdout


def test_a_file_without_the_right_columns_is_refused_in_plain_words(tmp_path):
    (tmp_path / "wrong.tsv").write_text("id\tquestion\n1\thoi\n", encoding="utf-8")
    with pytest.raises(BadConfiguration, match="lacks the column"):
        day.read_questions(tmp_path / "wrong.tsv")


def test_one_lost_question_makes_the_day_fail():
    question = day.read_questions(QUESTIONS)[0]
    whole = day.Course(question, "code", "ticket", "lawyer", is_answer_read=True, came_back=True)
    lost = day.Course(question, fault="asking answered 500")
    assert whole.is_whole
    assert not lost.is_whole
    assert "1 of 2 questions went all the way" in day.table([whole, lost])
