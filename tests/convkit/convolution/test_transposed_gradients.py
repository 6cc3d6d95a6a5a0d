"""The gradients of what only moves and adds: against PyTorch and small steps."""

import numpy as np
import pytest

from convkit import (
    conv_transpose2d,
    conv_transpose2d_backward,
    fold,
    gradient_error,
    pad,
    pad_backward,
    pixel_shuffle,
    pixel_unshuffle,
    unfold,
)


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_transposed_backward_agrees_with_small_steps(groups):
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=(2, 4, 3, 4)), rng.normal(size=(4, 4 // groups, 3, 2))
    how = {"stride": (2, 1), "padding": (1, 0), "output_padding": (1, 0), "groups": groups}

    def forward(x, w, b):
        return conv_transpose2d(x, w, b, **how)

    def backward(cotangent, x, w, b):
        return conv_transpose2d_backward(cotangent, x, w, **how)

    assert gradient_error(forward, backward, [x, w, rng.normal(size=4)]) < 1e-8


def test_a_transposed_gradient_of_another_shape_is_refused():
    x, w = np.zeros((1, 2, 3, 3)), np.zeros((2, 1, 3, 3))
    with pytest.raises(ValueError, match=r"\(1, 1, 5, 5\), got \(1, 1, 5, 6\)"):
        conv_transpose2d_backward(np.zeros((1, 1, 5, 6)), x, w)


@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate", "circular"])
@pytest.mark.parametrize("amounts", [(2, 1, 0, 3), (-1, 2, 3, -2), (3, 3, 3, 3)])
def test_pad_backward_agrees_with_small_steps(mode, amounts):
    x = np.random.default_rng(2).normal(size=(2, 2, 6, 5))
    error = gradient_error(
        lambda x: pad(x, amounts, mode), lambda g, x: pad_backward(g, x.shape, amounts, mode), [x]
    )
    assert error < 1e-8


def test_a_padding_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"\(1, 7\), got \(1, 6\)"):
        pad_backward(np.zeros((1, 6)), (1, 4), (1, 2))


def test_the_backward_of_unfold_is_fold_and_the_other_way_round():
    x = np.random.default_rng(3).normal(size=(2, 3, 6, 7))
    how = {"kernel_size": (3, 2), "dilation": (1, 2), "padding": (2, 1), "stride": (2, 3)}

    def forward(x):
        return unfold(x, **how)

    def backward(g, _):
        return fold(g, (6, 7), **how)

    assert gradient_error(forward, backward, [x]) < 1e-8
    assert gradient_error(lambda c: fold(c, (6, 7), **how), lambda g, _: unfold(g, **how),
                          [forward(x)]) < 1e-8  # fmt: skip


def test_the_backward_of_pixel_shuffle_is_unshuffle_and_the_other_way_round():
    x = np.random.default_rng(4).normal(size=(2, 8, 2, 3))
    y = pixel_shuffle(x, 2)
    there = gradient_error(lambda x: pixel_shuffle(x, 2), lambda g, _: pixel_unshuffle(g, 2), [x])
    back = gradient_error(lambda y: pixel_unshuffle(y, 2), lambda g, _: pixel_shuffle(g, 2), [y])
    assert max(there, back) < 1e-8
