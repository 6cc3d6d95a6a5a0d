"""Edits of several places at once: on both axes, two names exchanged, a setting forgotten."""

import ast

from autograder.checks.diagnosis.repair.edits.nodes import Scope
from autograder.checks.diagnosis.repair.edits.several import Canon, both_axes, exchanges, factors
from autograder.checks.diagnosis.repair.edits.tiers import single
from tests.autograder.checks.diagnosis.repair.mistaken import parsed, under

SIZES = """
def f(x, w, step):
    H, W = x.shape
    kh, kw = w.shape
    return (H - kh, W - kw)
"""


def applied(edit):
    """The replacements of an edit, as texts."""
    return {(ast.unparse(now), ast.unparse(other)) for now, other in edit.places}


def of(text, whole=()):
    function = parsed(text)
    return function, Scope(function, set(whole))


def test_the_same_change_is_made_on_both_axes():
    function, scope = of(SIZES)
    found = [applied(edit) for edit in both_axes(list(single(function, scope)), scope)]
    assert {("H - kh", "H + kh"), ("W - kw", "W + kw")} in found
    assert all(len(places) >= 2 for places in found)


def test_expressions_that_differ_by_the_axis_only_are_the_same():
    _, scope = of(SIZES)
    canon = Canon(scope)
    texts = ["kh + 1", "kw + 1", "H + 1", "x.shape[0]", "x.shape[1]", "kh - 1"]
    nodes = [ast.parse(text, mode="eval").body for text in texts]
    first, second, third, fourth, fifth, sixth = map(canon, nodes)
    assert first == second and fourth == fifth
    assert len({first, third, fourth, sixth}) == 4


def test_two_names_are_exchanged_throughout_and_in_single_statements():
    function, scope = of("def f(h, w):\n    a = h - w\n    return a * h // w\n", "hw")
    found = [applied(edit) for edit in exchanges(function, scope)]
    swapped = {("h", "w"), ("w", "h")}
    assert found.count(swapped) == 3
    run = under(function, edits := list(exchanges(function, scope)))
    assert {run(edit.number, 6, 2) for edit in edits if edit.kind == "exchanged"} == {
        -4 * 6 // 2,
        4 * 2 // 6,
        -4 * 2 // 6,
    }


def test_a_number_is_not_exchanged_for_an_array():
    function, scope = of("def f(x, n):\n    return x[n] + x[0]\n", "n")
    assert list(exchanges(function, scope)) == []


def test_the_ranges_of_two_loops_are_exchanged():
    text = "def f(a, b):\n    y = []\n    for i in range(a):\n        for j in range(b):\n            y.append((i, j))\n    return y\n"
    function, scope = of(text, "ab")
    (loops,) = (edit for edit in exchanges(function, scope) if edit.kind == "loops")
    assert applied(loops) == {("range(a)", "range(b)"), ("range(b)", "range(a)")}


def test_a_step_that_is_forgotten_is_put_in():
    function, scope = of(
        "def f(x, step):\n    for i in range(3):\n        y = x[i]\n    return y\n", ["step"]
    )
    found = [applied(edit) for edit in factors(function, scope)]
    for other in ("i * step", "i - step", "i + step", "i + 2 * step", "i // step"):
        assert {("i", other)} in found


def test_a_pair_of_steps_is_put_in_on_both_axes():
    text = "def f(x, s):\n    sh, sw = s\n    for i in range(3):\n        for j in range(3):\n            y = x[i, j]\n    return y\n"
    function, scope = of(text, ["s"])
    found = [applied(edit) for edit in factors(function, scope)]
    assert {("i", "i * sh"), ("j", "j * sw")} in found
