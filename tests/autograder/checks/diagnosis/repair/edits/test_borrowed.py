"""What a function does in one place is tried in another."""

import ast

from autograder.checks.diagnosis.repair.edits.borrowed import borrowed
from autograder.checks.diagnosis.repair.edits.nodes import Scope
from tests.autograder.checks.diagnosis.repair.mistaken import parsed

NET = """
def f(x, w, v, tile, margin):
    y = relu(conv2d(x, w, stride=2, padding=1))
    y = conv2d(y, v, stride=2)
    top = max(0, tile - margin)
    part = y[:, top : top + tile]
    return part.copy()
"""


def found(text=NET, whole=("tile", "margin")):
    function = parsed(text)
    edits = [edit for edit, _ in borrowed(function, Scope(function, set(whole)))]
    return {(edit.kind, *map(ast.unparse, edit.places[0])) for edit in edits}


def test_a_setting_that_a_sister_has():
    kinds = {(kind, new) for kind, _, new in found() if kind == "too few"}
    assert kinds == {("too few", "conv2d(y, v, stride=2, padding=1)")}


def test_a_function_around_other_values():
    new = {new for kind, _, new in found() if kind == "around"}
    assert "relu(conv2d(y, v, stride=2))" in new
    assert not any("relu(relu" in text or "copy(" in text.partition("(")[0] for text in new)


def test_a_margin_that_another_bound_has():
    new = {new for kind, _, new in found() if kind == "bound"}
    assert "top:top + tile + margin" in new
    assert "top - margin:top + tile" in new
    assert "top - tile:top + tile" in new and "top:top + tile + tile" not in new


def test_nothing_is_borrowed_where_there_is_nothing():
    assert found("\ndef f(x):\n    return x + 1\n", ()) == set()


def test_a_mask_that_another_comparison_has():
    text = "\ndef f(a, t, c, some):\n    x = a == c\n    y = (t == c) & some\n    return x & (t != 9)\n"
    new = {(old, new) for kind, old, new in found(text, ()) if kind == "mask"}
    assert new == {
        ("a == c", "(a == c) & some"),
        ("a == c", "(a == c) & (t == c)"),
        ("a == c", "(a == c) & x"),
        ("a == c", "(a == c) & (t != 9)"),
    }


KEYED = """
def f(x, p, mode):
    \"\"\"words\"\"\"
    y = norm(x @ p["conv1.weight"], p, "bn1", mode="edge")
    y = norm(y @ p["conv2.weight"], p, "bn1")
    if mode == "edge":
        raise ValueError("no such mode")
    return y
"""


def test_a_key_that_stands_elsewhere_or_has_the_next_number():
    new = {(old, new) for kind, old, new in found(KEYED, ()) if kind == "name"}
    assert {("'bn1'", "'bn2'"), ("'conv1.weight'", "'conv2.weight'"), ("'edge'", "'bn1'")} <= new
    assert not any("words" in pair or "'no such mode'" in pair for pair in new)
