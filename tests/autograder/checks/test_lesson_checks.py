"""Check cells of a lesson, run on functions that are put into them."""

import traceback

import pytest

from autograder.checks.lesson_checks import LessonChecks, compiled, quiet, told_apart

MISTAKES = '''
def double__squared(x):
    """You square."""
    return x * x

EXERCISES = {"double": ("double__squared",)}
ALLOW = ("numpy",)
'''
CHECK = """assert double(2) == factor * 2
### BEGIN HIDDEN TESTS
assert double(3) == factor * 3
### END HIDDEN TESTS
"""


@pytest.fixture
def checks():
    return LessonChecks("90_test", MISTAKES, ["factor = 2", "print('seen')"], {"one": CHECK})


def test_a_check_sees_the_setup_and_the_functions_put_in(checks, capsys):
    opened = checks.run("one", {"double": lambda x: x + x}, student="student-01")
    assert (opened.lesson, opened.student, opened.reached) == ("90_test", "student-01", True)
    assert opened.because == {"double__squared": "You square."}
    assert capsys.readouterr().out == ""


def test_what_a_check_raises_comes_through_with_its_line(checks):
    with pytest.raises(AssertionError) as info:
        checks.run("one", {"double": lambda x: x * x})
    last = traceback.extract_tb(info.value.__traceback__)[-1]
    assert (last.filename, last.lineno) == ("90_test one", 3)
    assert last.line == "assert double(3) == factor * 3"


def test_what_one_check_defines_is_not_there_for_the_next():
    checks = LessonChecks("90_test", MISTAKES, [], {"one": "made = 1", "two": "made"})
    checks.run("one", {})
    with pytest.raises(NameError):
        checks.run("two", {})


def test_the_marker_of_hidden_tests_becomes_a_call_at_its_place():
    told = told_apart("if x:\n    ### BEGIN HIDDEN TESTS\n    f()\n    ### END HIDDEN TESTS\n")
    assert told.splitlines()[1] == "    hidden_tests__()" and told.count("\n") == 4


def test_warnings_are_no_errors_where_it_is_quiet():
    import warnings

    import numpy as np

    with quiet():
        warnings.warn("nobody hears", UserWarning, stacklevel=1)
        assert np.isinf(np.float64(1) / np.float64(0))


def test_a_cell_keeps_no_future_of_this_module():
    names = {}
    exec(compiled("def f(x: 1 + 1): pass", "a cell"), names)
    assert names["f"].__annotations__ == {"x": 2}
