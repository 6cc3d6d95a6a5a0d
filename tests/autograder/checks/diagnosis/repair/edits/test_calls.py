"""What else a call might have been meant to be."""

import ast

import pytest

from autograder import case, normal
from autograder.checks.diagnosis.repair.edits.calls import of_call, reshaped
from autograder.checks.diagnosis.repair.edits.nodes import Scope
from tests.autograder.checks.diagnosis.repair.mistaken import parsed, told, written

SCOPE = Scope(parsed("def f(x, n, step): pass"), {"n", "step"})


def changed(text):
    return written(of_call(ast.parse(text, mode="eval").body, SCOPE))


MEANT = [
    ("np.sum(x)", "np.mean(x)", "function"),
    ("len(x)", "x.size", "function"),
    ("np.zeros_like(x)", "np.ones_like(x)", "function"),
    ("np.pad(x, n)", "np.pad(n, x)", "arguments"),
    ("x.transpose(0, 2, 1)", "x.transpose(1, 0, 2)", "arguments"),
    ("x.transpose(0, 1, 2)", "x.transpose(1, 2, 0)", "arguments"),
    ("np.pad(x, n, mode='edge')", "np.pad(x, n)", "argument"),
    ("np.roll(x, n)", "np.roll(x, n, axis=1)", "axis"),
    ("np.sum(x, axis=0)", "np.sum(x, axis=(2, 3))", "axis"),
    ("np.flip(x, axis=-1)", "np.flip(x, axis=0)", "axis"),
    ("np.sum(x, (1, 2))", "np.sum(x, (2, 3))", "axis"),
    ("x.mean(0)", "x.mean(1)", "axis"),
    ("g(x)", "g(x, step)", "too few"),
    ("g(x)", "g(x, step=step)", "too few"),
    ("abs(x)", "x", "call"),
    ("x.ravel()", "x", "call"),
    ("round(n / step)", "_ceil(n / step)", "rounding"),
    ("np.floor(x)", "np.ceil(x)", "function"),
    ("np.max(x)", "np.max(abs(x))", "absolute"),
    ("range(n)", "range(1, n + 1)", "range"),
    ("range(1, n)", "range(0, n)", "range"),
    ("range(0, n, 2)", "range(0, n)", "stride"),
    ("g(x, n, step)", "g(x, n, None, step)", "too few"),
    ("x.sum(axis=1).max(0)", "x.max(axis=1).sum(0)", "in turn"),
    ("x.sum(axis=1).max(0)", "x.max(0).sum(axis=1)", "in turn"),
    ("np.sqrt(x + n)", "np.sqrt(x) + n", "brackets"),
    ("np.sqrt(x + n)", "x + np.sqrt(n)", "brackets"),
]


@pytest.mark.parametrize(("text", "other", "kind"), MEANT)
def test_another_call_is_tried(text, other, kind):
    assert changed(text)[other] == kind


@pytest.mark.parametrize("text", sorted({text for text, _, _ in MEANT}))
def test_every_change_is_another_expression_that_compiles(text):
    found = changed(text)
    assert text not in found
    for other in found:
        compile(other, "c", "eval")


def test_what_does_not_mind_the_order_is_not_turned():
    assert "np.maximum(n, x)" not in changed("np.maximum(x, n)")


def test_a_setting_is_handed_to_no_built_in_and_to_none_that_has_it():
    assert "len(x, n)" not in changed("len(x)")
    assert "g(x, n, n)" not in changed("g(x, n)") and "g(x, n, step)" in changed("g(x, n)")


RESHAPED = {
    "x.reshape(3, 2)": "x.reshape(2, 3).swapaxes(0, 1)",
    "x.reshape((3, 2))": "x.reshape(2, 3).swapaxes(0, 1)",
    "np.reshape(x, (6, 1))": "x.swapaxes(0, 1).reshape((6, 1))",
    "x.reshape(6)": "x.swapaxes(0, 1).swapaxes(1, 2).reshape(6)",
}


@pytest.mark.parametrize("text", RESHAPED)
def test_axes_change_places_before_or_after_a_reshape(text):
    found = {ast.unparse(c.node) for c in reshaped(ast.parse(text, mode="eval").body)}
    assert RESHAPED[text] in found


def test_what_is_no_reshape_of_an_array_is_left_alone():
    for text in ("x.ravel()", "reshape(x)", "np.reshape(x)", "x.reshape(6, order='F')"):
        assert not list(reshaped(ast.parse(text, mode="eval").body))


def test_a_reshape_for_exchanged_axes_is_told():
    text = "def f(w):\n    o, c = w.shape\n    big = w.reshape(c, o)\n    return big.cumsum(0)\n"
    sentence = told(
        text, lambda w: w.T.cumsum(0), [case(w=normal(3, 4)), case(w=normal(2, 5))], "f"
    )
    assert sentence.startswith("Line 3: axes must change places in `w.reshape(c, o)`")
