"""Edits of whole statements: what a function gives when one is moved, left out, exchanged."""

import ast

import numpy as np
import pytest

from autograder.checks.diagnosis.repair.edits.statements import blocks, edits, ends_a_turn, simple
from tests.autograder.checks.diagnosis.repair.mistaken import parsed, under


def given(text, *arguments):
    """What comes out under every edit: {value: kinds}; errors by their kind."""
    function = parsed(text)
    found = list(edits(function))
    run = under(function, found)
    seen = {}
    for edit in found:
        copies = [np.array(a) if isinstance(a, list) else a for a in arguments]
        try:
            value = run(edit.number, *copies)
            value = tuple(value.tolist()) if isinstance(value, np.ndarray) else value
        except Exception as error:
            value = type(error).__name__
        seen.setdefault(value, set()).add(edit.kind)
    return seen


TOTAL = "def f(n):\n    total = 0\n    for i in range(n):\n        total {}= i\n    return total\n"


@pytest.mark.parametrize(
    ("text", "right", "kind"),
    [
        (TOTAL.format(""), 6, "assignment"),
        (TOTAL.format("+"), 3, "assignment"),
        (TOTAL.format("*"), 6, "assignment"),
        (
            "def f(n):\n    total = 0\n    for i in range(n):\n        total += i\n        return total\n",
            6,
            "moved",
        ),
        (
            "def f(n):\n    for i in range(n):\n        total = 0\n        total += i\n    return total\n",
            6,
            "moved",
        ),
        ("def f(n):\n    y = 2 * n\n    n = n + 1\n    return y\n", 10, "swapped"),
        ("def f(n):\n    n = n + 1\n    return n\n", 4, "statement"),
        ("def f(n):\n    if n > 1:\n        n = 0\n    return n\n", 4, "statement"),
        (
            "def f(n):\n    t = 0\n    for i in range(n):\n        if i == 1:\n            break\n"
            "        t += i\n    return t\n",
            5,
            "statement",
        ),
        ("def f(n):\n    raise KeyError('no')\n", "ValueError", "exception"),
    ],
)
def test_the_right_statement_is_among_them(text, right, kind):
    assert kind in given(text, 4)[right]


def test_an_index_that_occurs_twice_is_added_as_often():
    text = "def f(y, i):\n    y[i] += 1\n    return y\n"
    assert "repeated" in given(text, [0, 0, 0], [1, 1, 2])[0, 2, 1]


def test_a_docstring_is_no_statement_to_be_moved():
    function = parsed('def f(n):\n    """What it does."""\n    return n\n')
    assert list(edits(function)) == []
    assert [[ast.unparse(s) for s in block] for block in blocks(function)] == [["return n"]]


def test_simple_statements_hold_no_other():
    function = parsed("def f(n):\n    if n:\n        x = 1\n    return x\n")
    assert sorted(ast.unparse(s) for s in simple(function)) == ["return x", "x = 1"]


def test_what_leaves_a_loop_is_moved_out_of_no_loop_but_an_inner_one():
    text = """
def f(n):
    for i in range(n):
        for j in range(n):
            if i < j:
                continue
            n += 1
    return n
"""
    function = parsed(text)
    moved = [edit for edit in edits(function) if edit.gone and isinstance(edit.gone[0], ast.If)]
    inner, outer = function.body[0].body[0], function.body[0]
    befores = [at for edit in moved for at, _ in edit.before]
    assert inner in befores and outer not in befores
    for edit in moved:
        under(function, [edit])


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("break", True),
        ("if x:\n    pass\nelse:\n    continue", True),
        ("try:\n    break\nfinally:\n    pass", True),
        ("try:\n    pass\nexcept ValueError:\n    continue", True),
        ("for i in x:\n    break", False),
        ("for i in x:\n    pass\nelse:\n    break", True),
        ("x = 1", False),
    ],
)
def test_whether_a_statement_leaves_the_loop_it_stands_in(text, leaves):
    assert ends_a_turn(ast.parse(text).body[0]) is leaves
