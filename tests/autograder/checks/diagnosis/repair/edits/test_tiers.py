"""The edits of a function, the likeliest first, in tiers."""

import ast

import pytest

from autograder.checks.diagnosis.repair.edits import tiers as module
from autograder.checks.diagnosis.repair.edits.edit import Edit
from autograder.checks.diagnosis.repair.edits.nodes import Scope
from autograder.checks.diagnosis.repair.edits.tiers import (
    NEAR,
    TIERS,
    likelier,
    of_value,
    single,
    sites,
    tier,
    tiers,
)
from tests.autograder.checks.diagnosis.repair.mistaken import RIGHT, parsed, written

SMALL = """
def f(x: int, n=3):
    "What it does."
    if n > 2:
        raise ValueError(f"not {n}")
    x[0] = g(*x)
    return x
"""


@pytest.fixture
def function():
    return parsed(RIGHT)


def test_tiers_come_in_the_order_of_their_cost(function):
    found = list(tiers([function], {"conv": {"stride", "padding"}}))
    assert len(found) == len(TIERS)
    for some, least, most in zip(found, (0, *TIERS), TIERS, strict=False):
        costs = [edit.cost for edit in some]
        assert costs == sorted(costs) and least < costs[0] and costs[-1] <= most


def test_lines_that_are_suspected_come_earlier(function):
    first = next(tiers([function], {}, suspects={15}))
    assert 15 in first[0].lines
    edit, other = Edit("number", 2, [(function.body[1], None)]), Edit("number", 2)
    likelier([edit, other], {function.body[1].lineno})
    assert (edit.cost, other.cost) == (2 - NEAR, 2)


def test_pieces_of_the_solution_are_a_tier_of_their_own(function):
    *_, last = tiers([function], {}, solution={"conv": parsed(RIGHT.replace("np.sum", "np.max"))})
    assert {edit.kind for edit in last} == {"other", "lacking above", "lacking below", "made above"}


def test_not_too_many_are_tried(monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    edits = [Edit("number", cost) for cost in (2, 1, 3, 1.5, 0)]
    assert [edit.cost for edit in tier(edits, 0, 4)] == [1, 1.5, 2]


def test_what_is_read_may_be_edited_and_what_is_stored_or_raised_may_not():
    found = {ast.unparse(node) for node, _ in sites(parsed(SMALL))}
    assert {"n > 2", "n", "2", "x", "0", "g(*x)"} <= found
    assert not {"int", "g", "'What it does.'", "x[0]", "ValueError", "3"} & found


def test_what_is_wrong_in_a_condition_is_the_condition():
    function = parsed(SMALL)
    found = [edit for edit, _ in single(function, Scope(function, {"n"}))]
    kinds = {edit.kind for edit in found if edit.lines == (4,)}
    assert kinds <= {"condition", "comparison", "exchanged", "truth", "logic"}
    texts = {ast.unparse(o) for e in found if e.lines == (4,) for _, o in e.places}
    assert {"n >= 2", "True", "False", "not n > 2", "3"} <= texts


def test_a_value_may_lack_a_factor_a_summand_or_its_sign():
    scope = Scope(parsed("def f(x, n): pass"), {"n"})
    node = ast.parse("x.sum()", mode="eval").body
    found = written(of_value(node, scope))
    assert found["x.sum() * n"] == found["x.sum() / n"] == found["x.sum() * 2"] == "factor"
    assert found["x.sum() - n"] == found["abs(x.sum())"] == "missing"
    assert found["-x.sum()"] == "sign" and found["int(x.sum())"] == "whole"


def test_an_array_that_is_counted_and_a_number_among_others_are_told_as_such():
    function = parsed("\ndef f(x, n):\n    return len(x) % n + x[0] - x[n]\n")
    found = [edit for edit, _ in single(function, Scope(function, {"n"}))]
    kinds = {(edit.kind, ast.unparse(edit.about)) for edit in found if edit.about}
    assert {("counted", "len(x)"), ("number in", "x[0]")} <= kinds
    signs = [
        edit for edit in found if edit.kind == "sign" and ast.unparse(edit.places[0][0]) == "n"
    ]
    assert len(signs) == 1  # of the index; `a % -n` is nobody's meaning
