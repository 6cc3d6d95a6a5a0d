"""Everything worth trying in the place of an expression."""

import ast

import pytest

from autograder.checks.diagnosis.repair.edits.expressions import changes
from autograder.checks.diagnosis.repair.edits.nodes import Scope
from autograder.checks.diagnosis.repair.edits.tiers import sites
from tests.autograder.checks.diagnosis.repair.mistaken import parsed, written

SETTING = "def f(x, w, n, kh, kw):\n    {}\n"


def changed(text, statement="return {}"):
    """The changes of an expression that stands in a function."""
    function = parsed(SETTING.format(statement.format(text)))
    scope = Scope(function, {"n", "kh", "kw"})
    node, parent = next((n, p) for n, p in sites(function) if ast.unparse(n) == text)
    return written(changes(node, scope, parent))


MEANT = [
    ("n // 2", "(n - 1) / 2", "middle"),
    ("np.sqrt(x) + n", "np.sqrt(x + n)", "brackets"),
    ("x + np.sqrt(n)", "np.sqrt(x + n)", "brackets"),
    ("n * np.sqrt(x) + 2", "n * np.sqrt(x + 2)", "brackets"),
    ("x", "w", "name"),
    ("kh", "kw", "name"),
    ("n", "n + 1", "one"),
    ("n", "2 * n", "factor"),
    ("x", "x[None]", "axes"),
    ("x", "x.T", "turned"),
    ("3", "4", "number"),
    ("3", "-3", "number"),
    ("0.5", "2.0", "number"),
    ("True", "False", "truth"),
    ("'ij,jk->ik'", "'ji,jk->ik'", "letters"),
    ("n + kh", "n - kh", "operation"),
    ("n - kh", "kh - n", "order"),
    ("n - kh", "n", "term"),
    ("n // kh", "-(-n // kh)", "rounding"),
    ("n - kh // kw", "(n - kh) // kw", "brackets"),
    ("(n - kh) // kw", "n - kh // kw", "brackets"),
    ("n < kh", "n <= kh", "comparison"),
    ("0 < n < kh", "0 <= n < kh", "comparison"),
    ("n in x", "n not in x", "comparison"),
    ("n and kh", "n or kh", "logic"),
    ("n and kh", "n", "term"),
    ("n if x else kh", "kh if x else n", "condition"),
    ("-n", "n", "sign"),
    ("x.T", "x", "turned"),
    ("np.inf", "0.0", "number"),
    ("(n, kh)", "(kh, n)", "sequence"),
    ("x[0]", "x", "index"),
    ("np.sum(x)", "np.mean(x)", "function"),
]


@pytest.mark.parametrize(("text", "other", "kind"), MEANT)
def test_another_expression_is_tried(text, other, kind):
    assert changed(text)[other] == kind


@pytest.mark.parametrize("text", sorted({text for text, _, _ in MEANT}))
def test_every_change_is_another_expression_that_compiles(text):
    for other in changed(text):
        compile(other, "c", "eval")
        assert other != text


def test_of_a_sum_the_whole_is_one_larger_and_not_each_part():
    assert "n + 1" not in changed("n", "return {} - kh")
    assert "n + 1" in changed("n", "return range({})")


def test_a_name_of_a_function_or_of_a_module_is_no_variable():
    function = parsed("def f(x):\n    return g(x)\n")
    call = function.body[0].value
    assert list(changes(call.func, Scope(function), call)) == []
    assert changed("x", "return np.sum({})")["w"] == "name"


def test_what_is_likelier_costs_less():
    function = parsed(SETTING.format("return kh"))
    scope = Scope(function, {"n", "kh", "kw"})
    cost = {
        ast.unparse(c.node): c.cost
        for c in changes(function.body[0].value, scope, function.body[0])
    }
    assert cost["kw"] < cost["n"] < cost["x"]
