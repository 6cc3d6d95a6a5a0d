"""Answers that use a name of a given cell, a second answer, an import in a locked cell."""

import numpy as np
import pytest

from autograder.exam.find_answers import Runnable
from autograder.exam.given_cells import parts_of, written
from autograder.exam.needed import needed
from autograder.exam.notebook import SubmittedCell


@pytest.fixture(scope="module")
def twice(small_lesson):
    """The points and the notes for an answer."""
    grade = small_lesson("96_given")

    def answer(source):
        record = grade(double=source)
        return record.score, record.notes

    return answer


@pytest.mark.parametrize(
    "source",
    [
        "def double(x):\n    assert photo.shape == (53, 80) and photo.max() <= 1\n    return 2 * x",
        "def double(x):\n    assert black.tolist() == [[7] * 3, [0] * 3]\n    return 2 * x",
        "def double(x):\n    assert signal[2] == 'three'\n    return 2 * x",
        "def double(x):\n    return shifted(2 * x) - 7",
        "START = photo.sum()\n\ndef double(x):\n    return 2 * x + START - photo.sum()",
        "class Of:\n    side = black.shape[1]\n\ndef double(x):\n    return x * (Of.side - 1)",
    ],
)
def test_an_answer_may_use_what_a_given_cell_makes(twice, source):
    assert twice(source) == (2.0, [])


def test_what_a_given_cell_makes_of_the_answer_cannot_be_used_in_it(twice):
    score, _ = twice("def double(x):\n    return 2 * x + 0 * after.sum()")
    assert score == 0


@pytest.mark.parametrize(
    "answer, own, expected",
    [
        ("def f(): return b", [], ["a = 1", "b = a + 1", "b += 1"]),
        # by way of the student's own cell, but not for it alone
        ("def f(): return g", ["g = c", "h = b"], ["c = 3"]),
        ("def f(: return b", [], []),
        ("def f(): return b", ["b = 5"], []),
        ("def f(): return d", [], []),  # it is there
    ],
)
def test_only_the_statements_that_are_needed_are_run(answer, own, expected):
    parts = parts_of(("a = 1\nprint(a)\nb = a + 1\nc = 3\nd = 1", "b += 1\nplot(b)", "no(", "!ls"))
    runs = [
        Runnable(SubmittedCell(i, "code", source), source, () if i else ("f",))
        for i, source in enumerate([answer, *own])
    ]
    found = needed(runs, [part.names for part in parts], frozenset("d"))
    assert [part.text for i, part in enumerate(parts, 1) if -i in found] == expected


@pytest.mark.parametrize(
    "value",
    [
        3,
        "a'b",
        None,
        (1, 2.5),
        (1,),
        [],
        {"a": [True]},
        np.arange(6.0).reshape(2, 3)[:, ::2],
        np.uint8(7),
        np.zeros((0, 3), "int16"),
    ],
)
def test_a_value_that_is_written_is_the_same(value):
    again = eval(written(value))
    np.testing.assert_equal(again, value)
    if isinstance(value, np.ndarray):
        assert again.dtype == value.dtype and again.flags.writeable


def test_other_values_are_not_written():
    assert written(print) == written([print]) == written({"a": print}) == ""
