"""Films: every frame equals what PyTorch and convkit compute."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convkit import avg_pool2d, conv2d, conv_transpose2d, max_pool2d
from convkit.plot.film.frames import film
from tests.strategies import parity


def torch_answer(operation, x, k, stride, padding, dilation, extra):
    x, k = torch.from_numpy(x)[None, None], torch.from_numpy(k)[None, None]
    if operation == "conv":
        return F.conv2d(x, k, None, stride, padding, dilation)[0, 0].numpy()
    if operation == "conv_transpose":
        y = F.conv_transpose2d(x, k, None, stride, padding, extra, 1, dilation)
        return y[0, 0].numpy()
    if operation == "max_pool":
        return F.max_pool2d(x, k.shape[2:], stride, padding, dilation)[0, 0].numpy()
    return F.avg_pool2d(x, k.shape[2:], stride, padding)[0, 0].numpy()


def convkit_answer(operation, x, k, stride, padding, dilation, extra):
    x, size, k = x[None, None], k.shape, k[None, None]
    if operation == "conv":
        return conv2d(x, k, None, stride, padding, dilation)[0, 0]
    if operation == "conv_transpose":
        return conv_transpose2d(x, k, None, stride, padding, extra, 1, dilation)[0, 0]
    if operation == "max_pool":
        return max_pool2d(x, size, stride, padding, dilation)[0, 0]
    return avg_pool2d(x, size, stride, padding)[0, 0]


@st.composite
def cases(draw):
    operation = draw(st.sampled_from(["conv", "conv_transpose", "max_pool", "avg_pool"]))
    pair = lambda low, high: tuple(draw(st.tuples(*[st.integers(low, high)] * 2)))  # noqa: E731
    kernel, stride = pair(1, 3), pair(1, 3)
    dilation = (1, 1) if operation == "avg_pool" else pair(1, 2)
    padding = pair(0, 2)
    if operation.endswith("pool"):
        padding = tuple(min(p, k // 2) for p, k in zip(padding, kernel, strict=True))
    extra = (0, 0)
    if operation == "conv_transpose":
        extra = tuple(
            draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True)
        )
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    low = [1, 1] if operation == "conv_transpose" else reach
    size = [n + draw(st.integers(0, 3)) for n in low]
    if operation == "conv_transpose":  # something must be left after the crop
        out = [(n - 1) * s + r + e for n, s, r, e in zip(size, stride, reach, extra, strict=True)]
        padding = tuple(min(p, (o - 1) // 2) for p, o in zip(padding, out, strict=True))
    return (
        operation,
        rng.normal(size=size),
        rng.normal(size=kernel),
        stride,
        padding,
        dilation,
        extra,
    )


@parity(200)
@given(cases())
def test_parity_of_every_frame_with_torch_and_convkit(case):
    operation, x, k, stride, padding, dilation, extra = case
    pooling = operation.endswith("pool")
    made = film(operation, x, k.shape if pooling else k, stride, padding, dilation, extra)
    expected = torch_answer(*case)
    np.testing.assert_allclose(convkit_answer(*case), expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(made.output, expected, rtol=1e-9, atol=1e-12)
    if operation == "conv_transpose":
        check_stamps(made, x, k)
        return
    assert len(made.frames) == expected.size
    for number, frame in enumerate(made.frames):
        assert frame.step == number
        assert frame.at == divmod(number, expected.shape[1])
        np.testing.assert_allclose(frame.total, expected[frame.at], rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(frame.values, made.padded[tuple(frame.taps.T)])
        combined = {"conv": np.sum, "avg_pool": np.mean, "max_pool": np.max}[operation]
        np.testing.assert_allclose(combined(frame.products), frame.total, rtol=1e-9, atol=1e-12)
        known = np.arange(expected.size).reshape(expected.shape) <= number
        np.testing.assert_array_equal(~np.isnan(frame.output), known)
        np.testing.assert_allclose(frame.output[known], expected[known], rtol=1e-9, atol=1e-12)


def check_stamps(made, x, k):
    """After step n the sum is the transposed convolution of the first n + 1 numbers alone."""
    assert len(made.frames) == x.size
    for frame in made.frames:
        first = np.where(np.arange(x.size).reshape(x.shape) <= frame.step, x, 0.0)
        whole = torch_answer(
            *("conv_transpose", first, k, made.stride, (0, 0), made.dilation),
            (0, 0),
        )
        shown = np.nan_to_num(frame.output)[: whole.shape[0], : whole.shape[1]]
        np.testing.assert_allclose(shown, whole, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(frame.products, x[frame.at] * k.ravel())


def test_one_dimension_is_one_row():
    rng = np.random.default_rng(0)
    x, k = rng.normal(size=9), rng.normal(size=3)
    made = film("conv", x, k, 2, 1, 2)
    expected = F.conv1d(
        *(torch.from_numpy(x)[None, None], torch.from_numpy(k)[None, None]),
        stride=2,
        padding=1,
        dilation=2,
    )[0, 0]
    assert made.flat
    assert made.padding == (0, 1)
    np.testing.assert_allclose(made.plain(made.output), expected)


def test_one_place_alone_is_the_same_frame():
    rng = np.random.default_rng(0)
    x, k = rng.normal(size=(4, 5)), rng.normal(size=(2, 3))
    (alone,) = film("conv", x, k, at=(1, 2)).frames
    (same,) = (f for f in film("conv", x, k).frames if f.at == (1, 2))
    assert alone.step == same.step
    np.testing.assert_array_equal(alone.output, same.output)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("conv", [1, 2], [[1]]), "kernel must have 1 axes as x has, got (1, 1)"),
        (("conv", [1, 2], [1], 0), "stride must be 1 or more"),
        (("conv", [1, 2], [1], 1, -1), "padding must be 0 or more"),
        (("conv_transpose", [1], [1], 1, 3), "crops all of the"),
    ],
)
def test_what_fits_nowhere_is_refused(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        film(*arguments)
