"""What is run first: the answers and what they are made of, however that came about."""

import pytest

from autograder.exam.find_answers import Runnable
from autograder.exam.needed import needed
from autograder.exam.notebook import SubmittedCell
from autograder.sandbox.time_limit import Budgets

ANSWER = "def f(x, k):\n    return helper(x, k)"


def run(*sources):
    """Cells to run; the first is the answer."""
    return [
        Runnable(SubmittedCell(i, "code", source), source, ("f",) if i == 1 else ())
        for i, source in enumerate(sources, 1)
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ["def helper(x, k): return x"],
        ["def helper(x, k): return TABLE[x]", "TABLE = {}"],
        ["from mine import helper"],
        ["from mine import *"],
        ["def make():\n    global helper\n    helper = print", "make()"][:1],
        ["helper = lambda x, k: other(x)", "class other: pass"],
        ["helper = []", "helper.append(1)", "helper[0] = 2", "helper.name = 3"],
        ["for i in range(3):\n    helper = i"],
        ["exec('def helper(x, k): pass')"],
        ["try:\n    import helper\nexcept ImportError:\n    pass"],
        ["@helper.register\ndef helper(x, k): return x"],
    ],
)
def test_what_an_answer_is_made_of_is_needed(cells):
    assert needed(run(ANSWER, *cells)) == set(range(1, len(cells) + 2))


@pytest.mark.parametrize(
    "cell",
    [
        "print(f(1, 2))",
        "x, k = 1, 2",  # these are names of arguments in the answer
        "import time\ntime.sleep(9)",
        "def unused(): return helper",
        "y = [f(x, 1) for x in range(3)]\ny.append(1)",
        "this is no Python",
    ],
)
def test_a_cell_that_only_tries_things_is_not(cell):
    assert needed(run(ANSWER, cell)) == {1}


def test_a_call_of_an_imported_module_makes_no_cell_needed():
    assert needed(run("import numpy as np\ndef f(x): return np.abs(x)", "np.random.seed(0)")) == {1}


def test_cells_too_deep_to_be_analysed_are_needed():
    assert needed(run(ANSWER, "z = " + "-" * 2900 + "1")) in ({1}, {1, 2})


def test_slow_cells_behind_the_answers_cost_no_points(graded, notebook, scores):
    """Three times as long as the whole notebook may take."""
    for _ in range(9):
        notebook.insert("import time; time.sleep(0.45)")
    budgets = Budgets(call=1, cell=0.5, notebook=2, scratch=0.8)
    record = graded(notebook.solve(), budgets=budgets)
    assert record.score == 8
    assert record.person == []
    assert "no answer needs took 0.8 seconds" in " ".join(record.limits)


def test_slow_cells_before_the_answers_cost_none_either(graded, notebook):
    for _ in range(9):
        notebook.insert("import time; time.sleep(0.45)", before="double")
    budgets = Budgets(call=1, cell=0.5, notebook=2, scratch=0.8)
    assert graded(notebook.solve(), budgets=budgets).score == 8


def test_a_cell_that_no_answer_needs_is_run_all_the_same(graded, notebook):
    """What it does in ways that cannot be read off is done, as long as there is time."""
    hidden = "import builtins\nvars(builtins)['twice'] = lambda x: 2 * x"
    notebook.insert(hidden, before="double")
    source = "def double(x):\n    import builtins\n    return builtins.twice(x)"
    assert graded(notebook.solve().answer(double=source)).score == 8


def test_where_time_ran_out_and_points_are_missing_a_person_is_told(graded, notebook):
    slow = "import time\ndef double(x):\n    time.sleep(0.6)\n    return 2 * x"
    budgets = Budgets(call=1, cell=0.5, notebook=1)
    record = graded(notebook.solve().answer(double=slow), budgets=budgets)
    assert record.score < 8
    assert "The notebook has used up its 1 seconds." in record.person
