"""A file of answers is read, each is tried alone, and a lesson's weakness shows."""

import json

import pytest

from autograder import cli
from autograder.authoring.answers import AnswersError, read_answers, try_answers
from autograder.authoring.lesson_rules import read

ANSWERS = """# Anything may stand before the first answer.

#### difference | right | a loop
def difference(x, gap):
    if not 0 < gap < len(x):
        raise ValueError(gap)
    import numpy as np
    return np.array([x[i + gap] - x[i] for i in range(len(x) - gap)])

#### difference | wrong | turned
def difference(x, gap):
    if not 0 < gap < len(x):
        raise ValueError(gap)
    return x[:-gap] - x[gap:]

#### difference | wrong | right up to a gap of 7 | hidden only: a gap of 8 is drawn there
def difference(x, gap):
    if not 0 < gap < min(8, len(x)):
        raise ValueError(gap)
    return x[gap:] - x[:-gap]

#### difference | wrong | never ends
def difference(x, gap):
    while True:
        pass

#### difference | wrong | ends the process
def difference(x, gap):
    import os
    os._exit(0)

#### difference | wrong | no Python
def difference(x, gap)
    return x

#### unequal_pair | wrong | the same | twice
def unequal_pair():
    return 3, 3
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "answers.py"
    path.write_text(ANSWERS)
    return path


@pytest.fixture
def lesson(tiny):
    return read(tiny / "lessons" / "90_tiny.py")


def test_a_file_is_read_answer_by_answer(file):
    answers = read_answers(file)
    assert [a.function for a in answers] == ["difference"] * 6 + ["unequal_pair"]
    assert [a.right for a in answers] == [True] + [False] * 6
    assert answers[0].line == 3
    assert answers[2].what == "right up to a gap of 7"
    assert answers[2].hidden_only == "a gap of 8 is drawn there"
    assert answers[6].what == "the same | twice"
    assert answers[1].source.startswith("def difference") and answers[1].source.endswith("gap:]\n")


@pytest.mark.parametrize(
    "line", ["#### difference", "#### difference | maybe | x", "####  | right | x"]
)
def test_a_line_that_is_not_understood_is_named(tmp_path, line):
    path = tmp_path / "answers.py"
    path.write_text(f"\n{line}\ndef difference(): pass\n")
    with pytest.raises(AnswersError, match=r":2: an answer begins with"):
        read_answers(path)


def test_each_answer_is_tried_alone(lesson, file):
    right, turned, hidden, late, dead, no_python, same = try_answers(lesson, file, seconds=3)
    assert right.visible and right.all and not right.problem
    assert not turned.visible and turned.misconception == "difference__turned"
    assert turned.found_by == "misconception" and "turned" in turned.because
    assert hidden.visible and not hidden.all and not hidden.problem
    assert late.headline == "It took longer than 3 seconds." and not late.all
    assert dead.headline == "Its process died."
    assert no_python.headline.startswith("Its cell does not run: SyntaxError")
    assert same.found_by == "assert" and same.misconception == "unequal_pair__same"


def test_what_other_programs_take_of_the_processor_is_not_the_answers(lesson, tmp_path):
    path = tmp_path / "answers.py"
    waits = "    import time\n    time.sleep(0.2)\n    return a[..., gap:] - a[..., :-gap]\n"
    path.write_text(f"#### difference | right | waits\ndef difference(a, gap=1):\n{waits}")
    [waited] = try_answers(lesson, path, seconds=1)
    assert waited.headline != "It took longer than 1 seconds."


def test_what_is_wrong_with_a_lesson_is_said(lesson, tmp_path):
    path = tmp_path / "answers.py"
    text = ANSWERS.replace(" | hidden only: a gap of 8 is drawn there", "")
    text = text.replace("wrong | turned", "right | turned").replace(
        "right | a loop", "wrong | a loop"
    )
    path.write_text(text.partition("#### difference | wrong | never ends")[0])
    problems = [tried.problem for tried in try_answers(lesson, path)]
    assert problems == [
        "wrong, but accepted",
        "right, but refused",
        "wrong, but the visible cases accept it",
    ]


def test_what_would_be_false_of_an_answer_is_not_told(lesson, tmp_path):
    path = tmp_path / "answers.py"
    text = ANSWERS.partition("#### difference | wrong | right up to")[0]
    for words, problem in (("turned", "told what is not so: turned"), ("doubled", "")):
        path.write_text(text.replace("wrong | turned", f"wrong | turned | not told: {words}"))
        answers = read_answers(path)
        assert (answers[1].what, answers[1].not_told) == ("turned", words)
        assert [tried.problem for tried in try_answers(lesson, path)] == ["", problem]


def test_an_answer_to_no_exercise_is_named(lesson, tmp_path):
    path = tmp_path / "answers.py"
    path.write_text("#### other | right | x\ndef other(): pass\n")
    with pytest.raises(AnswersError, match=r":1: 90_tiny has no function 'other'"):
        list(try_answers(lesson, path))


def test_the_verb_prints_lines_or_json_and_fails_on_a_problem(tiny, tmp_path, capsys):
    path = tmp_path / "answers.py"
    path.write_text("#### unequal_pair | wrong | same\ndef unequal_pair():\n    return 3, 3\n")
    assert cli.main(["try", "--course", str(tiny), "90", str(path)]) == 0
    said = capsys.readouterr().out
    assert "found by: assert unequal_pair__same" in said and "1 wrong, 1 refused (1 assert)" in said
    assert cli.main(["try", "--course", str(tiny), "90", str(path), "--json"]) == 0
    [one] = json.loads(capsys.readouterr().out)
    assert one["misconception"] == "unequal_pair__same" and one["function"] == "unequal_pair"
    path.write_text("#### unequal_pair | right | same\ndef unequal_pair():\n    return 3, 3\n")
    assert cli.main(["try", "--course", str(tiny), "90", str(path)]) == 1
