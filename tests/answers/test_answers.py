"""Answers that readers wrote, one file a lesson: the right are accepted, the wrong are refused.

A wrong one must be refused by the cases that its author sees; one that only hidden cases can see
says why in its first line, after `hidden only:`.
"""

from pathlib import Path

import pytest

from autograder.authoring.answers import try_answers
from autograder.authoring.lesson_rules import read

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("[0-9][0-9]_*.py"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_answers_fare_as_they_deserve(path):
    lesson = read(HERE.parents[1] / "lessons" / path.name)
    tried = list(try_answers(lesson, path, explain=False))
    assert tried
    problems = [f"line {t.line}: {t.function}, {t.what}: {t.problem}" for t in tried if t.problem]
    assert not problems, "\n".join(problems)
