"""pad and insert_zeros, against NumPy and PyTorch."""

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convkit import insert_zeros, pad, pad_backward
from tests.oracle import close, gradients, same_or_refused
from tests.strategies import arrays, parity, to_torch


@parity(500, "pad pad_backward")
@given(data=st.data())
def test_pad_parity(data):
    draw = data.draw
    mode = draw(st.sampled_from(["constant", "reflect", "replicate", "circular"]))
    shape = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4).map(tuple))
    pairs = draw(st.integers(0, 3))
    if draw(st.integers(0, 9)) == 0 and len(shape) == pairs + 2:
        shape = (0, *shape[1:])  # an empty batch
    amounts = draw(st.tuples(*[st.integers(-2, 5)] * (2 * pairs)))
    if mode == "circular" and pairs and not _wraps_once(shape, amounts):
        return  # PyTorch reads memory it has not written; see the test below
    arguments = {"input": draw(arrays(shape)), "pad": amounts, "mode": mode}
    if mode == "constant":
        arguments["value"] = draw(st.sampled_from([None, 0.0, -1.5]))
    outcome = same_or_refused(pad, F.pad, arguments)
    if outcome is None or not pairs:
        return
    got, wanted, tensors = outcome
    cotangent = np.random.default_rng(got.size).normal(size=got.shape).astype(got.dtype)
    (theirs,) = gradients(wanted, tensors, ["input"], cotangent)
    close(pad_backward(cotangent, shape, amounts, mode), theirs, terms=50)


def _wraps_once(shape, amounts):
    """Whether what cropping leaves is as long as what is added on either side."""
    sizes = reversed(shape)
    pairs = zip(amounts[::2], amounts[1::2], strict=True)
    return all(
        max(before, after) <= size + min(before, 0) + min(after, 0)
        for size, (before, after) in zip(sizes, pairs, strict=False)
    ) or not any(amount < 0 for amount in amounts)


def test_circular_after_cropping_repeats_what_is_left():
    x = np.arange(5.0)[None]
    np.testing.assert_array_equal(pad(x, (-2, 3), "circular"), [[2, 3, 4, 2, 3, 4]])
    with pytest.raises(ValueError, match=r"circular needs at least 4 elements .* got 3"):
        pad(x, (-2, 4), "circular")


@pytest.mark.parametrize(
    ("mode", "numpy_mode"),
    [("constant", "constant"), ("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")],
)
def test_the_modes_of_numpy_by_other_names(mode, numpy_mode):
    x = np.random.default_rng(1).normal(size=(2, 3, 5, 4))
    wanted = np.pad(x, ((0, 0), (0, 0), (3, 1), (2, 0)), mode=numpy_mode)
    np.testing.assert_array_equal(pad(x, (2, 0, 3, 1), mode), wanted)


REFUSED = {
    "odd count": ((1, 2, 3), "constant", None, "pairs"),
    "a number": (1, "constant", None, "tuple of integers, got 1"),
    "a float": ((1.0, 2), "constant", None, "integer"),
    "too many pairs": ((1, 1) * 5, "constant", None, "5 pairs for an input with 4 axes"),
    "too few pairs for reflect": ((1, 1), "reflect", None, "do not fit"),
    "reflect too far": ((4, 0, 0, 0), "reflect", None, "more than 4 elements .* got 4"),
    "circular too far": ((5, 0, 0, 0), "circular", None, "at least 5 elements .* got 4"),
    "unknown mode": ((1, 1), "wrap", None, "mode must be 'constant' or one of .* got 'wrap'"),
    "a value for reflect": ((1, 1, 1, 1), "reflect", 2.0, "value is for mode 'constant'"),
    "crops too much": ((-3, -2), "constant", None, "takes more than the 4"),
}


@pytest.mark.parametrize(("amounts", "mode", "value", "message"), REFUSED.values(), ids=REFUSED)
def test_what_pytorch_refuses_is_refused_with_need_and_got(amounts, mode, value, message):
    x = np.ones((1, 2, 5, 4))
    with pytest.raises((RuntimeError, TypeError, NotImplementedError)):
        F.pad(to_torch(x), amounts, mode, value)
    with pytest.raises((ValueError, TypeError), match=f"pad: .*{message}"):
        pad(x, amounts, mode, value)


def test_zeros_between_the_elements():
    x = np.arange(1, 7).reshape(2, 3)
    wanted = [[1, 0, 0, 2, 0, 0, 3], [0] * 7, [4, 0, 0, 5, 0, 0, 6]]
    np.testing.assert_array_equal(insert_zeros(x, (2, 3)), wanted)
    np.testing.assert_array_equal(insert_zeros(x, 3, axes=[1])[:, ::3], x)
    with pytest.raises(ValueError, match="insert_zeros: stride must be at least 1, got 0"):
        insert_zeros(x, 0)
