"""The arithmetic of one step, in pieces and in words."""

import numpy as np
import pytest

from convkit.plot.draw.canvas import Canvas
from convkit.plot.draw.sums import LINE, say_step, stamp_parts, sum_parts, write_sum
from convkit.plot.film.frames import film

X = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, 6.0]])
K = np.array([[1.0, -1.0]])


def text(parts):
    return "".join(piece for piece, _ in parts)


def test_a_convolution_is_a_sum_of_products_and_signs_are_in_brackets():
    frame = film("conv", X, K).frames[0]
    assert text(sum_parts(frame)) == "1·1 + (−2)·(−1) = 3"
    roles = [role for _, role in sum_parts(frame)]
    assert roles.count("input") == roles.count("kernel") == 2 and roles[-1] == "output"


@pytest.mark.parametrize(
    ("operation", "told"),
    [("max_pool", "max(1, −2) = 1"), ("avg_pool", "(1 + (−2)) / 2 = −0.5")],
)
def test_poolings_have_their_own_form(operation, told):
    frame = film(operation, X, (1, 2)).frames[0]
    assert text(sum_parts(frame, operation)) == told


def test_a_long_sum_is_cut_and_its_total_is_not():
    frame = film("conv", np.ones((1, 5)), np.ones((1, 5))).frames[0]
    assert text(sum_parts(frame, shown=2)) == "1·1 + 1·1 + … = 5"
    assert (
        text(sum_parts(film("max_pool", [1, 4, 2], 3).frames[0], "max_pool", 2))
        == "max(1, 4, …) = 4"
    )


def test_a_transposed_convolution_says_where_the_kernel_is_added():
    frame = film("conv_transpose", X, K).frames[1]
    assert text(stamp_parts(frame)).startswith("(−2) · kernel is added to ")
    assert "columns 1 to 2" in text(stamp_parts(frame))


def test_a_step_is_a_sentence_with_its_place():
    made = film("conv", X, K)
    assert say_step(made, made.frames[3]) == "Output row 1, column 1: 5·1 + 6·(−1) = −1."
    flat = film("max_pool", [1, 4, 2], 3)
    assert say_step(flat, flat.frames[0]) == "Output column 0: max(1, 4, 2) = 4."


def test_a_narrow_sum_is_wrapped_between_its_terms():
    frame = film("conv", np.ones((1, 6)), np.ones((1, 6))).frames[0]
    assert write_sum(Canvas(), 0, 0, frame, "conv", 1000) == LINE
    assert write_sum(Canvas(), 0, 0, frame, "conv", 80) > 2 * LINE
