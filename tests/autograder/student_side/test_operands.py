"""What the operands of a failed line were, found without running anybody's code."""

import sys

import numpy as np
import pytest

from autograder.student_side.operands import LENGTH, MOST, looked_up, operands, told


def of(function, *arguments):
    """The operands of what failed in a function."""
    try:
        function(*arguments)
    except Exception:
        step = sys.exc_info()[2].tb_next
        while step.tb_next is not None and step.tb_next.tb_frame.f_code.co_filename == __file__:
            step = step.tb_next
        return operands(step)
    raise AssertionError("it did not fail")


def product(x, k):
    return 1 + x.T @ k[0]


def added(x, k):
    x += k[:, 1:]
    return x


def shown(x, k):
    return np.concatenate((x, k), axis=1) + np.reshape(x, k.shape)


def indexed(x, i):
    return x[i, 2 * i]


def lines(x, k):
    return (
        x
        * k
    )  # fmt: skip


CASES = {
    "a product": (product, [["x.T", "shape (3, 2)"], ["k[0]", "shape (4, 4)"]], (2, 3), (1, 4, 4)),
    "an assignment": (added, [["x", "shape (2, 3)"], ["k[:, 1:]", "shape (2, 4)"]], (2, 3), (2, 5)),
    "two lines": (lines, [["x", "shape (2, 3)"], ["k", "shape (4,)"]], (2, 3), (4,)),
}


@pytest.mark.parametrize("case", CASES)
def test_the_operands_are_told_with_their_shapes(case):
    function, expected, *shapes = CASES[case]
    assert of(function, *map(np.ones, shapes)) == expected


def test_an_index_is_told_with_its_value():
    assert of(indexed, np.ones((2, 3)), 2) == [
        ["x", "shape (2, 3)"],
        ["i", "2"],
        ["2 * i", "4"],
    ]


def test_nothing_of_a_students_own_is_run():
    ran = []

    class Sly:
        @property
        def T(self):
            ran.append("T")

        def __getitem__(self, key):
            ran.append(key)

        def __matmul__(self, other):
            raise ValueError

        __rmatmul__ = __matmul__

    assert of(lambda x: x @ x, Sly()) == []
    import ast

    for text in ("x.T", "x[0]", "f(1)", "[i for i in x]", "x.real"):
        node = ast.parse(text, mode="eval").body
        assert looked_up(node, {}, {"x": Sly(), "f": ran.append}) is None
    assert ran == []


def test_a_value_is_told_in_a_few_letters():
    assert told(np.ones((2, 3))) == "shape (2, 3)"
    assert (told(None), told(True), told(2.5), told(np.int64(3))) == ("None", "True", "2.5", "3")
    assert told((1, 2)) == "(1, 2)" and told((np.ones(2), 1)) is None and told([0] * 6) is None
    assert told("a text") is None and len(told(10**200)) == LENGTH


def test_of_many_operands_the_first_are_told():
    def many(a, b, c, d, e, f):
        return max(a, b, c, d, e, f)

    assert len(of(many, 1, 2, 3, 4, 5, None)) == MOST
