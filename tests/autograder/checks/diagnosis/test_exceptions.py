"""An error is told by the arrays in the line that raised it."""

import linecache

import numpy as np
import pytest

from autograder.checks.diagnosis.exceptions import broadcast, explanation
from autograder.student_side.calls import invoke

X, W = np.zeros((3, 4, 2)), np.zeros((3, 3, 2))


def error_of(line, *arguments):
    text = f"def f(x, w, n):\n    return {line}\n"
    linecache.cache["<cell of errors>"] = (
        len(text),
        None,
        text.splitlines(True),
        "<cell of errors>",
    )
    names = {"np": np, "u": np.ones(2, "uint8")}
    exec(compile(text, "<cell of errors>", "exec"), names)
    return invoke(names["f"], arguments or (X, W, 2.5)).error


TOLD = {
    "np.sum(x * w)": "Line 2: `x` has shape (3, 4, 2) and `w` has shape (3, 3, 2): on the last but one axis, 4 meets 3.",
    "x[0] * w[:, :, 0]": "`x[0]` has shape (4, 2) and `w[:, :, 0]` has shape (3, 3): on the last axis, 2 meets 3.",
    "x @ w": "`w` has shape (3, 3, 2): the last axis of the first, 2, meets the last but one axis of the second, 3.",
    "x[0].dot(w[0])": "the last axis of the first, 2, meets the last but one axis of the second, 3.",
    "x @ np.ones(3)": "Line 2: `x` has shape (3, 4, 2)",
    "np.tensordot(x, w, axes=([1, 2], [1, 2]))": "`w` has shape (3, 3, 2): two axes that meet differ in size.",
    "np.einsum('abc,abd->cd', x, w)": "`w` has shape (3, 3, 2): two axes that meet differ in size.",
    "np.einsum('abc,abd->cd', x, w, optimize=True)": "two axes that meet differ in size.",
    "np.vecdot(x[0, 0], w[:, 0, 0])": "`w[:, 0, 0]` has shape (3,): two axes that meet differ in size.",
    "np.zeros((3, 2)).__setitem__(slice(None), w[0][:, :-0])": "A slice is empty: it ends where it begins, or before, as `[:-0]` does.",
    "np.zeros((4, 2)).__setitem__(slice(None), w[0])": "what is written has shape (3, 2), and there is room for (4, 2): on the last but one axis, 3 meets 4.",
    "x[5, 0]": "Line 2: `x` has shape (3, 4, 2) here.",
    "np.zeros(n)": "Line 2: `n` is 2.5 here.",
    "np.divide(u, 2, out=u)": "the array that is written into holds uint8 numbers and cannot take float64 ones",
    "x + y": "Line 2: `y` is read here, but no line before has given it a value.",
    "1 if x else 2": "an array as a whole is neither true nor false",
}


@pytest.mark.parametrize("line", TOLD)
def test_the_operands_of_the_line_are_told(line):
    assert TOLD[line] in explanation(error_of(line))


def test_nothing_is_called_again_to_look_up_an_operand():
    error = error_of("n.pop() + x", X, W, [1, "two"])
    assert all("pop" not in code for code, _ in error.operands)


def test_an_error_of_a_raise_has_no_operands():
    assert error_of("(_ for _ in ()).throw(ValueError('no'))").operands == []


@pytest.mark.parametrize(
    ("back", "told"),
    [
        (1, "the last axis"),
        (3, "the third axis from the end"),
        (4, "the fourth axis from the end"),
        (5, "axis -5"),
    ],
)
def test_every_axis_has_a_name_that_is_true_of_it(back, told):
    a, b = (3,) + (1,) * (back - 1), (4,) + (1,) * (back - 1)
    assert f"on {told}, 3 meets 4." in broadcast("x", a, "w", b)
