"""Nodes are made in place of others; a scope knows which names belong together and which count."""

import ast

import pytest

from autograder.checks.diagnosis.repair.edits import nodes
from autograder.checks.diagnosis.repair.edits.nodes import Scope
from tests.autograder.checks.diagnosis.repair.mistaken import RIGHT, parsed


def expression(text):
    return ast.parse(text, mode="eval").body


X = expression("x")
MADE = {
    "x + 2": nodes.plus(X, 2),
    "x - 1": nodes.plus(X, -1),
    "-x": nodes.negative(X),
    "x[::-1]": nodes.index(X, nodes.backwards(X)),
    "x[:, None]": nodes.index(X, nodes.everything(X), nodes.constant(None, X)),
    "abs(x, x)": nodes.call("abs", X, X, at=X),
    "x[_slice(1, None, None), 0]": nodes.index(X, nodes.as_value(expression("x[1:, 0]").slice)),
    "x[0, y]": nodes.index(X, nodes.as_value(expression("x[0, y]").slice)),
}


@pytest.mark.parametrize("text", MADE)
def test_a_node_reads_as_it_should_and_stands_where_the_other_stands(text):
    node = MADE[text]
    assert ast.unparse(node) == text and node.lineno == 1
    compile(ast.fix_missing_locations(ast.Expression(node)), "c", "eval")


def test_a_changed_node_leaves_the_one_it_is_made_of():
    old = expression("a + b")
    new = nodes.changed(old, op=ast.Sub())
    assert (ast.unparse(old), ast.unparse(new)) == ("a + b", "a - b") and new.left is old.left


def test_children_names_and_what_is_called():
    node = expression("np.sum(x, axis=n)")
    assert [field for field, _, _ in nodes.children(node)] == ["func", "args", "keywords"]
    assert nodes.names_in(node) == {"np", "x", "n"}
    assert nodes.called(node) == "sum" and nodes.called(expression("f[0](x)")) == ""
    assert nodes.exchanged([1, 2, 3], 0, 2) == [3, 2, 1]


@pytest.fixture
def scope():
    return Scope(parsed(RIGHT), {"stride", "padding"})


def test_variables_are_in_order_and_those_of_the_two_axes_belong_together(scope):
    assert scope.parameters == ["x", "w", "stride", "padding"]
    assert scope.variables[:4] == scope.parameters and {"sh", "kw", "y"} <= {*scope.variables}
    pairs = {"sh": ("sh", "sw"), "kw": ("kh", "kw"), "Ho": ("Ho", "Wo"), "i": ("i", "j")}
    assert {name: scope.twins[name] for name in pairs} == pairs
    assert scope.turns == ["i", "j"]


def test_settings_come_from_parameters_and_sizes_from_shapes(scope):
    assert {"sh", "sw", "ph", "pw"} <= scope.settings and "kh" not in scope.settings
    assert {"H", "W", "kh", "kw", "Ho", "Wo", "i", "j"} <= scope.whole
    assert not {"y", "window", "total", "xp"} & scope.whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("n // 2 + 1", True),
        ("n / 2", False),
        ("-n", True),
        ("len(x)", True),
        ("x.shape[0]", True),
        ("x.shape[:2]", False),
        ("x.size", True),
        ("True", False),
        ("n if x else 3", True),
        ("x", False),
    ],
)
def test_what_is_surely_a_whole_number(text, whole):
    scope = Scope(parsed("def f(x, n): pass"), {"n"})
    assert scope.is_whole(expression(text)) is whole


def test_rows_of_numbers_are_taken_for_whole_and_those_of_enumerate_only_the_first():
    scope = Scope(
        parsed("def f(rows):\n for k, s in rows:\n  pass\n for i, v in enumerate(rows): pass")
    )
    assert scope.whole == {"k", "s", "i"}
