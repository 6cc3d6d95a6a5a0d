"""What else an index, a slice or a sequence might have been meant to be."""

import ast

import pytest

from autograder.checks.diagnosis.repair.edits.nodes import Scope
from autograder.checks.diagnosis.repair.edits.subscripts import (
    of_sequence,
    of_slice,
    of_subscript,
    turned,
)
from tests.autograder.checks.diagnosis.repair.mistaken import parsed, written

SCOPE = Scope(parsed("def f(x, n):\n    for i in range(n):\n        pass\n"), {"n"})


def subscript(text):
    return ast.parse(text, mode="eval").body


def slices(text):
    """The changes of the slice in an index."""
    return written(of_slice(subscript(text).slice, SCOPE))


@pytest.mark.parametrize(
    ("text", "other", "kind"),
    [
        ("x[1:n]", "1:", "bound"),
        ("x[1:n]", ":n", "bound"),
        ("x[1:n]", "1:1 + n", "bound"),
        ("x[1:n]", "1:-n", "bound"),
        ("x[:2]", "2:", "bound"),
        ("x[:2]", "n:2", "bound"),
        ("x[:2]", "-n:2", "bound"),
        ("x[:2]", "n:n + 2", "bound"),
        ("x[2:]", ":2", "bound"),
        ("x[2:]", "2:2 + n", "bound"),
        ("x[2:]", "2::n", "step"),
        ("x[::2]", ":", "bound"),
        ("x[::2]", "::-2", "step"),
    ],
)
def test_another_slice_is_tried(text, other, kind):
    found = slices(text)
    assert found[other] == kind and ast.unparse(subscript(text).slice) not in found


@pytest.mark.parametrize(
    ("text", "other", "kind"),
    [
        ("x[n, i]", "(i, n)", "indices"),
        ("x[n, i]", "(n, :)", "one of all"),
        ("x[n, :]", "(n, i)", "all of one"),
        ("x[n, None]", "(n,)", "axes"),
        ("x[n, i]", "(n, None, i)", "axes"),
    ],
)
def test_other_indices_are_tried(text, other, kind):
    node = subscript(text)
    assert written(of_sequence(node.slice, node, SCOPE))[other] == kind


def test_a_sequence_may_have_an_entry_too_many_or_another_order():
    node = ast.parse("f((n, 2, n))", mode="eval").body
    found = written(of_sequence(node.args[0], node, SCOPE))
    assert found == {
        "(2, n, n)": "sequence",
        "(n, n, 2)": "sequence",
        "(2, n)": "entry",
        "(n, 2)": "entry",
    }


def test_an_array_is_turned_every_way():
    found = written(turned(subscript("x")))
    assert set(found) == {
        "x[::-1]",
        "x[..., ::-1]",
        "x[..., ::-1, ::-1]",
        "x[..., ::-1, :]",
        "x.T",
        "x.swapaxes(-1, -2)",
    }


def test_the_index_of_an_array_may_be_too_much_and_that_of_a_shape_is_not():
    assert written(of_subscript(subscript("x[0]")))["x"] == "index"
    assert list(of_subscript(subscript("x.shape[0]"))) == []
