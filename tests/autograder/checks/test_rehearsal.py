"""All check cells of an exercise, run on a function in the place of the student's."""

import types

import pytest

from autograder import CheckFailed, case, check, uniform
from autograder.checks import session
from autograder.checks.rehearsal import Rehearsal, compiled, in_notebook
from tests.autograder.checks.diagnosis.repair.mistaken import defined

CELL = """
from autograder import case, check, integers
check(f, against=lambda x: abs(x), on=[case(x=integers(4, low=-9, high=9))])
check(g, against=lambda x: x, on=[case(x=integers(4))])
"""


def accepts(text, f, g=lambda x: x, before=lambda x: None):
    names = {"f": None, "g": g, "call": __import__("autograder").call}
    g.__name__ = "g"
    f.__name__ = before.__name__ = "f"
    return Rehearsal([compiled(text)], names).accepts(session.current(), "f", f, before)


def test_what_every_cell_accepts_stands():
    assert accepts(CELL, abs_of := (lambda x: abs(x)))
    assert accepts("assert call(f, -2) == 2", abs_of)
    assert not accepts(CELL, lambda x: x)
    assert not accepts("assert call(f, -2) == 2", lambda x: x)
    assert not accepts("f(1)", lambda x: x / 0 if x else 1)


def test_only_what_a_cell_says_of_the_function_itself_counts():
    assert accepts(CELL, lambda x: abs(x), g=lambda x: 2 * x)
    assert accepts("f(1)\nassert call(g, 2) == 2", lambda x: x, g=lambda x: 2 * x)
    assert accepts("f = not_there + f", lambda x: x)
    assert accepts("assert g(1) == 5", lambda x: x)  # nothing is asked of f


REFUSES = """
from autograder import case, check, check_raises, uniform
check(f, against=lambda x: 2 * x, on=[case(x=uniform(3))])
check_raises(f, on=[case(x=uniform(2, low=-2, high=-1))])
"""


def test_an_error_that_was_not_raised_before_either_is_another_mistake():
    def refuses(x):
        if (x < 0).any():
            raise ValueError
        return 2 * x

    assert accepts(REFUSES, lambda x: 2 * x, before=lambda x: x)
    assert not accepts(REFUSES, lambda x: 2 * x, before=refuses)
    assert not accepts(REFUSES, lambda x: 3 * x, before=lambda x: x)


def test_it_is_forgotten_what_was_passed_in_a_rehearsal():
    opened = session.current()
    assert accepts(CELL, lambda x: abs(x)) and not opened.passed and session.current() is opened


LATER = "from autograder import call\nassert (call(f, -3.0) == [6.0]).all()"


@pytest.mark.parametrize("later", ["", LATER])
def test_in_a_notebook_the_checks_it_shows_are_asked(exam, later):
    exam.misconceptions.VISIBLE = (later,)
    student = defined("def f(x):\n    x = np.atleast_1d(x)\n    return x * x\n", "f")
    with pytest.raises(CheckFailed) as info:
        cases = [case(x=uniform(n, low=3, high=4)) for n in (5, 9)]
        check(student, against=lambda x: 2 * abs(x), on=cases)
    told = info.value.failure.because
    assert ("the operation in `x * x`" in told) == (not later)


def test_a_notebook_has_the_cells_of_its_own_lesson():
    module = types.SimpleNamespace(VISIBLE=("f(1)", "g(1)"))
    found = in_notebook(session.Session(misconceptions=module), "f", {"f": abs})
    assert [cell.co_names for cell in found.cells] == [("f",)] and found.names == {"f": abs}
    assert not in_notebook(session.Session(), "f", {}).cells
