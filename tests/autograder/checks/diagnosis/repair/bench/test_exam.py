"""In the exam, edited functions run where the student's code runs."""

import ast

import pytest

from autograder import CheckFailed, case, check
from autograder.checks.clock import GRACE, Clock, Patience
from autograder.checks.diagnosis.repair.bench.exam import TOGETHER, EditedHandle, ExamBench
from autograder.checks.diagnosis.repair.bench.weave import EDIT
from autograder.student_side.calls import Outcome, StudentError, invoke
from tests.autograder.checks.diagnosis.repair.mistaken import CASES, RIGHT, defined, oracle


class Candidate:
    """A student's function that lives elsewhere, as far as a search asks it."""

    def __init__(self, text, name="conv"):
        self.text, self.__name__, self.asked = text, name, []
        self.function = defined(text, name)

    def invoke(self, arguments, views=False, fresh=None, allow=None):
        return invoke(self.function, arguments, views, fresh)

    def violations(self, allow):
        return []

    def cell_text(self):
        return "cell 3", self.text

    def under_edits(self, text, seconds):
        self.edited = defined("import numpy as np\n" + text, "_edited")
        return self

    def call(self, many, views=False, fresh=None):
        self.asked.append(len(many))
        return [invoke(self.edited, [number, *given], views) for number, given in many]

    def close(self):
        self.closed = True


def test_in_the_exam_the_edits_go_where_the_function_lives(exam):
    exam.patience = Patience(30)  # seconds on the wall
    student = Candidate(RIGHT.replace("window * w", "window + w"))
    with pytest.raises(CheckFailed) as info:
        check(student, against=oracle, on=CASES)
    failure = info.value.failure
    assert failure.found_by == "repair" and failure.because.startswith("Line 15")
    assert student.closed and max(student.asked) > 1
    share = Candidate("def share(n, s):\n    return round(n / s)\n", "share")
    with pytest.raises(CheckFailed) as info:
        cases = [case(n=n, s=s) for n in (5, 9, 10, 11) for s in (2, 3, 4)]
        check(share, against=lambda n, s: -(-n // s), on=cases)
    assert "the rounding goes to the wrong side" in info.value.failure.because


DOUBLE = f"def double(x):\n    return x * 2 if {EDIT} != 1 else x / 0 if {EDIT} == 2 else x * 3\n"


@pytest.fixture
def student():
    return Candidate("def double(x):\n    return x * 2\n", "double")


def bench(student, used=lambda function: function):
    return ExamBench(student, "double", ast.parse(DOUBLE), used, 1.0, None)


def test_many_edits_are_asked_for_together(student):
    numbers = [0, 1] * TOGETHER
    assert [o.value for o in bench(student).each(numbers, [5])] == [10, 15] * TOGETHER
    assert student.asked == [TOGETHER, TOGETHER]


def test_where_the_process_ends_nothing_more_is_asked(student):
    student.call = lambda many, views=False, fresh=None: [Outcome(1)]
    assert len(list(bench(student).each(range(200), [5]))) == 1


def test_what_is_not_simply_called_is_asked_one_by_one(student):
    def used(function):
        return lambda x: function(x) + 1

    made = ExamBench(student, "double", ast.parse(DOUBLE), used, 1.0, None)
    assert [o.value for o in made.each([0, 1], [5])] == [11, 16]
    assert student.asked == [1, 1]


def test_an_edited_function_can_be_called_and_raises_as_the_students(student):
    one = bench(student).edited(1)
    assert isinstance(one, EditedHandle) and one.__name__ == "double" and one(5) == 15
    with pytest.raises(StudentError, match="unsupported operand"):
        one(None)


def test_an_endless_edit_is_ended_where_it_runs():
    student = Candidate("def f(n):\n    return n\n", "f")
    text = f"def f(n):\n    while {EDIT}:\n        _tick()\n    return n\n"
    made = ExamBench(student, "f", ast.parse(text), lambda f: f, 1.0, None)
    right, endless = made.each([0, 1], [3])
    assert right.value == 3 and endless.error.type_name == "TimeoutError"
    made.close()
    assert student.closed


def test_no_edited_function_is_called_when_its_time_is_over(student):
    made = ExamBench(student, "double", ast.parse(DOUBLE), lambda f: f, 1.0, None, Clock(-GRACE))
    outcome = made.edited(1).invoke([5])
    assert outcome.error.kind == "timeout" and student.asked == []
