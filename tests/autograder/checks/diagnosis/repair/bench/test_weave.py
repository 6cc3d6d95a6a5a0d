"""All edits stand in one function: each does what it says, and none is the function as it was."""

import ast

import numpy as np
import pytest

from autograder.checks.diagnosis.repair.bench.weave import EDIT, TICK, weave
from autograder.checks.diagnosis.repair.edits.edit import Edit
from autograder.checks.diagnosis.repair.edits.tiers import tiers
from autograder.checks.diagnosis.source import functions, parse
from tests.autograder.checks.diagnosis.repair.mistaken import RIGHT, defined, parsed, under


def test_all_edits_stand_in_one_function_that_behaves_as_before():
    source = parse(RIGHT, "conv")
    for edits in tiers(functions(source), {"conv": {"stride", "padding"}}):
        names = {"np": np, "_edit": 0, "_tick": lambda: None, "_slice": slice}
        exec(compile(weave(source.definitions, edits), "<woven>", "exec"), names)
        x, w = np.arange(63.0).reshape(9, 7), np.array([[1.0, 2], [3, 4], [5, 6]])
        given = (x, w, (2, 1), (1, 0))
        assert np.array_equal(names["conv"](*given), defined(RIGHT)(*given))
        assert len(edits) > 100
    assert ast.unparse(source.target) == ast.unparse(ast.parse(RIGHT).body[0])


TEXT = """
def f(x, n):
    y = x[1:n]
    total = 0
    for i in range(n):
        total += i
    return y, total
"""


def names(tree):
    """The expressions and statements of the function by their text."""
    return {ast.unparse(n): n for n in ast.walk(tree) if isinstance(n, (ast.expr, ast.stmt))}


@pytest.fixture
def made():
    tree = parsed(TEXT)
    at = names(tree)
    edits = [
        Edit("number", 1, [(at["1"], ast.copy_location(ast.Constant(0), at["1"]))]),
        Edit("bound", 1, [(at["1:n"], ast.copy_location(ast.Slice(upper=at["n"]), at["1:n"]))]),
        Edit("statement", 1, gone=[at["total += i"]]),
        Edit("moved", 1, gone=[at["total += i"]], after=[(tree.body[2], [at["total += i"]])]),
        Edit("swapped", 1, before=[(at["total += i"], [at["total = 0"]])]),
    ]
    return tree, edits


def test_each_edit_does_what_it_says_and_no_other(made):
    run = under(*made)
    x = np.arange(6)
    seen = [(y.tolist(), total) for y, total in (run(number, x, 4) for number in range(6))]
    assert seen == [
        ([1, 2, 3], 6),
        ([0, 1, 2, 3], 6),
        ([0, 1, 2, 3], 6),
        ([1, 2, 3], 0),
        ([1, 2, 3], 3),
        ([1, 2, 3], 3),
    ]


def test_the_edits_are_numbered_and_the_tree_stays(made):
    tree, edits = made
    before = ast.dump(tree)
    woven = weave([tree], edits)
    assert [edit.number for edit in edits] == [1, 2, 3, 4, 5]
    assert ast.dump(tree) == before and EDIT in ast.unparse(woven)


def test_every_turn_of_a_loop_is_counted(made):
    turns = []
    names = {EDIT: 0, TICK: lambda: turns.append(1)}
    exec(compile(weave([made[0]], []), "<woven>", "exec"), names)
    names["f"](np.arange(6), 4)
    assert len(turns) == 4
