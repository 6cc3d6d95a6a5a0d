"""unfold, fold, the matrix of a convolution, and the way by frequencies."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convkit import (
    conv1d,
    conv2d,
    conv_transpose2d,
    convolution_matrix,
    fft_xcorr,
    fold,
    unfold,
    xcorr1d,
    xcorr2d,
)
from tests.oracle import close, gradients, same_or_refused
from tests.strategies import arrays, images, parity, per_axis, to_torch


@st.composite
def windows(draw):
    least = draw(st.sampled_from([1] * 15 + [0]))
    return {
        "kernel_size": draw(per_axis(2, st.integers(1, 4))),
        "dilation": draw(per_axis(2, st.integers(least, 3))),
        "padding": draw(per_axis(2, st.integers(least - 1, 2))),
        "stride": draw(per_axis(2, st.integers(least, 3))),
    }


@parity(200, "unfold")
@given(images(2), windows())
def test_unfold_parity(x, window):
    outcome = same_or_refused(unfold, F.unfold, {"input": x, **window})
    if outcome is None:
        return
    got, wanted, tensors = outcome
    cotangent = np.random.default_rng(got.size).normal(size=got.shape).astype(got.dtype)
    (theirs,) = gradients(wanted, tensors, ["input"], cotangent)
    close(fold(cotangent, x.shape[-2:], **window), theirs, terms=20)


@parity(200, "fold")
@given(st.data(), windows())
def test_fold_parity(data, window):
    draw = data.draw
    size = draw(st.tuples(st.integers(1, 8), st.integers(1, 8)))
    channels, batch = draw(st.integers(1, 3)), draw(st.sampled_from([(), (0,), (2,)]))
    shape = (*batch, channels * int(np.prod(np.broadcast_to(window["kernel_size"], 2))), 1)
    try:
        blank = torch.zeros(*(batch or (1,)), channels, *size)
        shape = (*shape[:-1], F.unfold(blank, **window).shape[-1])
    except RuntimeError:
        pass  # fold must refuse this too
    shape = (*shape[:-1], shape[-1] + draw(st.sampled_from([0] * 15 + [1])))
    arguments = {"input": draw(arrays(shape)), "output_size": size, **window}
    same_or_refused(fold, F.fold, arguments, terms=20)


def test_unfold_and_a_matrix_product_are_the_convolution():
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=(2, 3, 7, 6)), rng.normal(size=(4, 3, 3, 2))
    how = {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2)}
    wanted = conv2d(x, w, **how)
    product = w.reshape(4, -1) @ unfold(x, (3, 2), **how)
    np.testing.assert_allclose(product.reshape(wanted.shape), wanted, atol=1e-12)


def test_words_are_no_padding_here():
    for call in (lambda: unfold(np.ones((1, 4, 4)), 2, padding="same"),
                 lambda: fold(np.ones((4, 9)), 4, 2, padding="same")):  # fmt: skip
        with pytest.raises(TypeError, match="padding must be numbers, got 'same'"):
            call()


@pytest.mark.parametrize("groups", [1, 2])
def test_the_matrix_is_the_jacobian_and_its_transpose_goes_back(groups):
    rng = np.random.default_rng(2)
    x, w = rng.normal(size=(4, 6, 5)), rng.normal(size=(6, 4 // groups, 3, 2))
    how = {"stride": (2, 1), "padding": (1, 0), "groups": groups}
    a = convolution_matrix(w, x.shape, **how)
    jacobian = torch.autograd.functional.jacobian(
        lambda v: F.conv2d(v[None], to_torch(w), **how)[0], to_torch(x)
    )
    np.testing.assert_allclose(a, jacobian.reshape(a.shape), atol=1e-12)
    y = conv2d(x, w, **how)
    np.testing.assert_allclose(a @ x.ravel(), y.ravel(), atol=1e-12)
    back = conv_transpose2d(y, w, output_size=(6, 5), **how)
    np.testing.assert_allclose(a.T @ y.ravel(), back.ravel(), atol=1e-12)


def test_the_rows_of_the_matrix_are_bands():
    k = np.array([[[1.0, 2.0, 3.0]]])
    a = convolution_matrix(k, (1, 6), stride=2, padding=1)
    np.testing.assert_array_equal(a, [[2, 3, 0, 0, 0, 0], [0, 1, 2, 3, 0, 0], [0, 0, 0, 1, 2, 3]])
    x = np.random.default_rng(3).normal(size=(1, 6))
    np.testing.assert_allclose(a @ x[0], conv1d(x, k, stride=2, padding=1)[0])
    with pytest.raises(ValueError, match=r"weight needs 3 to 5 axes, got \(3,\)"):
        convolution_matrix(np.ones(3), (1, 5))


@parity(150)
@given(st.data(), st.sampled_from(["valid", "same", "full"]))
def test_fft_parity(data, mode):
    draw = data.draw
    shape = draw(st.lists(st.integers(1, 12), min_size=1, max_size=2).map(tuple))
    kernel = tuple(draw(st.integers(1, size)) for size in shape)
    x, k = draw(arrays(shape, dtype=np.float64)), draw(arrays(kernel, dtype=np.float64))
    direct = xcorr1d if len(shape) == 1 else xcorr2d
    np.testing.assert_allclose(fft_xcorr(x, k, mode), direct(x, k, mode), atol=1e-12)
