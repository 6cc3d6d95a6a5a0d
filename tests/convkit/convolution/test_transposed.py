"""conv_transpose1d, 2d, 3d and the pixel shuffles, against their definition and PyTorch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convkit import (
    conv2d,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose3d,
    pixel_shuffle,
    pixel_unshuffle,
)
from convkit.convolution import conv, transposed
from convkit.engine import im2col
from tests.oracle import close, same_or_refused
from tests.strategies import arrays, convolutions, parity, to_torch

OURS = {1: conv_transpose1d, 2: conv_transpose2d, 3: conv_transpose3d}
THEIRS = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
CASES = [
    # stride, pads, dilation, groups
    ((1, 1), ((0, 0), (0, 0)), (1, 1), 1),
    ((2, 1), ((1, 1), (2, 2)), (1, 1), 1),
    ((3, 2), ((0, 1), (2, 0)), (1, 2), 1),
    ((1, 3), ((2, 2), (1, 1)), (2, 1), 2),
    ((2, 2), ((1, 2), (0, 3)), (3, 2), 4),
]
ADJOINTS = {
    transposed.adjoint_by_stretching: conv.correlate_windows,
    im2col.adjoint: im2col.correlate,
}


@pytest.mark.parametrize("adjoint", ADJOINTS)
@pytest.mark.parametrize(("stride", "pads", "dilation", "groups"), CASES)
def test_every_way_is_the_transpose_of_the_convolution(adjoint, stride, pads, dilation, groups):
    check_transpose(adjoint, (8, 4 // groups, 3, 2), stride, pads, dilation, groups)


def check_transpose(adjoint, shape, stride, pads, dilation, groups):
    """<correlate(x), y> = <x, adjoint(y)> for random x and y, element by element in x."""
    rng = np.random.default_rng(1)
    w, size = rng.normal(size=shape), (9, 8)
    how = stride, pads, dilation
    sizes = conv.output_sizes("conv2d", size, shape[2:], *how)
    y = rng.normal(size=(2, shape[0], *sizes))
    units = np.eye(4 * 72).reshape(-1, 4, *size)
    answers = conv.correlate_windows(units, w, *how, groups)  # (units, O, *sizes)
    wanted = np.einsum("uoij,noij->nu", answers, y).reshape(2, 4, *size)
    np.testing.assert_allclose(adjoint(y, w, *how, groups, size), wanted, atol=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_transposed_parity(n):
    @parity(300, "conv_transpose1d conv_transpose2d conv_transpose3d")
    @given(arguments=convolutions(n, transposed=True))
    def check(arguments):
        terms = arguments["weight"][:, 0].size
        same_or_refused(OURS[n], THEIRS[n], arguments, terms)

    check()


SMALL = {"input": np.zeros((2, 4, 3, 3)), "weight": np.zeros((4, 3, 3, 2)), "groups": 2}
REFUSED = {
    "channels": ({"weight": np.zeros((6, 3, 3, 2))}, "4 channels.* needs 6"),
    "groups do not divide": ({"groups": 3}, "groups=3 must divide the 4"),
    "bias": ({"bias": np.zeros(3)}, r"bias must have shape \(6,\)"),
    "padding takes all": ({"padding": 3}, r"takes all of the output: \(-1, -2\)"),
    "padding a word": ({"padding": "same"}, "padding must be numbers"),
    "output_padding": ({"output_padding": 2, "stride": 2}, "smaller than stride"),
    "output_padding below 0": ({"output_padding": -1}, "output_padding must be at least 0"),
    "empty image": ({"input": np.zeros((2, 4, 0, 3))}, "empty image axis"),
}


@pytest.mark.parametrize(("change", "message"), REFUSED.values(), ids=REFUSED)
def test_what_pytorch_refuses_is_refused_with_need_and_got(change, message):
    arguments = SMALL | change
    tensors = {k: to_torch(v) if isinstance(v, np.ndarray) else v for k, v in arguments.items()}
    with pytest.raises((RuntimeError, TypeError)):
        F.conv_transpose2d(**tensors)
    with pytest.raises((ValueError, TypeError), match=f"conv_transpose2d: .*{message}"):
        conv_transpose2d(**arguments)


@pytest.mark.parametrize("size", [(5, 7), (6, 7), (5, 8), (6, 8)])
def test_output_size_finds_the_way_back(size):
    rng = np.random.default_rng(2)
    x, w = rng.normal(size=(2, 3, *size)), rng.normal(size=(4, 3, 3, 2))
    small = conv2d(x, w, stride=2, padding=(1, 0))
    back = conv_transpose2d(small, w, stride=2, padding=(1, 0), output_size=size)
    layer = torch.nn.ConvTranspose2d(4, 3, (3, 2), 2, (1, 0), bias=False).double()
    layer.weight.data = to_torch(w)
    close(back, layer(to_torch(small), output_size=size), terms=24)
    assert back.shape == x.shape


def test_an_output_size_no_stride_leads_to_is_refused():
    x, w = np.zeros((1, 1, 3, 3)), np.zeros((1, 1, 3, 3))
    with pytest.raises(ValueError, match="output_size must be from 7 to 8 for 3 inputs, got 9"):
        conv_transpose2d(x, w, stride=2, output_size=(7, 9))


@parity(150, "pixel_shuffle pixel_unshuffle")
@given(data=st.data())
def test_pixel_shuffle_parity(data):
    draw = data.draw
    r, lead = draw(st.integers(0, 3)), draw(st.sampled_from([(), (2,), (0,), (2, 3)]))
    channels, h, w = (draw(st.integers(1, 12)) for _ in range(3))
    if draw(st.booleans()):
        channels *= r * r or 1
        h, w = h * max(r, 1), w * max(r, 1)
    x = draw(arrays((*lead, channels, h, w)))
    same_or_refused(pixel_shuffle, F.pixel_shuffle, {"input": x, "upscale_factor": r})
    if x.size:  # of an empty input, PyTorch 2.13 returns a copy that is not unshuffled
        same_or_refused(pixel_unshuffle, F.pixel_unshuffle, {"input": x, "downscale_factor": r})


def test_an_empty_batch_is_unshuffled_too():
    assert pixel_unshuffle(np.zeros((0, 3, 4, 6)), 2).shape == (0, 12, 2, 3)


def test_shuffle_and_unshuffle_undo_each_other():
    x = np.random.default_rng(3).normal(size=(2, 18, 2, 5))
    np.testing.assert_array_equal(pixel_unshuffle(pixel_shuffle(x, 3), 3), x)


def test_a_stride_r_transposed_convolution_is_a_convolution_and_a_shuffle():
    rng = np.random.default_rng(4)
    x, w = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(3, 2, 2, 2))
    pointwise = w.transpose(1, 2, 3, 0).reshape(8, 3, 1, 1)
    got = pixel_shuffle(conv2d(x, pointwise), 2)
    np.testing.assert_allclose(got, conv_transpose2d(x, w, stride=2), atol=1e-12)
