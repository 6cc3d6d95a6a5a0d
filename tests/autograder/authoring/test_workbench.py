"""A lesson's checks, run on the solution, on a stub, on a misconception."""

import linecache

import pytest

from autograder.authoring.lesson import read_file
from autograder.authoring.workbench import Workbench, label, run_cell
from tests.autograder.helpers import LESSONS


@pytest.fixture(scope="module")
def bench():
    return Workbench(read_file(LESSONS / "90_tiny.py"))


@pytest.fixture(scope="module")
def difference(bench):
    return bench.lesson.exercises[0]


def test_the_solution_passes_and_a_stub_does_not(bench, difference):
    solved = bench.functions(difference)
    assert solved.keys() == {"difference"}
    assert bench.failures(difference, solved, visible=False) == []
    stub = bench.functions(difference, "def difference(x, gap):\n    raise NotImplementedError\n")
    assert all("not implemented" in str(e) for e in bench.failures(difference, stub, visible=True))
    assert bench.failures(difference, stub, visible=True)


def test_every_misconception_is_in_the_place_of_its_function_and_fails(bench):
    for exercise in bench.lesson.exercises:
        for cell in exercise.misconceptions:
            wrong = bench.with_mistake(exercise, cell)
            assert wrong.keys() == bench.functions(exercise).keys()
            assert bench.failures(exercise, wrong, visible=False, explain=False), cell.source


def test_a_later_exercise_has_the_names_of_earlier_ones(bench):
    last = bench.lesson.exercises[-1]
    assert {"difference", "Scale", *last.functions} <= bench.names(last).keys()
    assert "unequal_pair" not in bench.names(bench.lesson.exercises[0])


def test_what_the_checks_ask_is_told_and_traced(bench, difference):
    (comparison, *_), same = bench.asked(difference)
    assert not same
    assert comparison.cases
    right = bench.trace(difference, bench.functions(difference))
    assert right and all(outcome.error is None for outcome, _ in right[:1])


def test_checks_that_allow_no_less_than_the_lesson_narrow_nothing(bench, difference):
    assert bench.narrowed(difference) == []


def test_a_check_is_called_by_its_place(difference):
    (first, *_) = difference.checks
    assert label(first, False) == f"check of difference, line {first.line}"
    assert label(first, True).endswith(", visible cases")


def test_a_cell_is_run_as_in_jupyter_and_its_lines_are_known():
    names = {}
    with pytest.raises(ZeroDivisionError):
        run_cell("x = 1\nx / 0\n", names, "a cell")
    assert names["x"] == 1 and linecache.getline("a cell", 2) == "x / 0\n"
