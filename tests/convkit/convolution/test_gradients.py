"""The gradients of convolutions, against PyTorch, the definition, and small steps."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given

import convkit
from convkit import conv2d, conv2d_backward, gradient_error
from convkit.convolution import conv, gradients
from convkit.engine import im2col, shifts
from tests.oracle import close, same_or_refused, torch_call
from tests.oracle import gradients as torch_gradients
from tests.strategies import convolutions, parity, to_torch


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("transposed", [False, True])
def test_backward_parity(n, transposed):
    name = f"conv_transpose{n}d" if transposed else f"conv{n}d"
    backward = getattr(convkit, f"{name}_backward")

    @parity(
        200,
        """conv1d_backward conv2d_backward conv3d_backward conv_transpose1d_backward
            conv_transpose2d_backward conv_transpose3d_backward""",
    )
    @given(arguments=convolutions(n, transposed))
    def check(arguments):
        outcome = same_or_refused(getattr(convkit, name), getattr(F, name), arguments, 100)
        if outcome is None:
            return
        _, wanted, tensors = outcome
        rng = np.random.default_rng(wanted.numel())
        cotangent = rng.normal(size=wanted.shape).astype(arguments["input"].dtype)
        names = ["input", "weight"] + ["bias"] * (arguments["bias"] is not None)
        theirs = torch_gradients(wanted, tensors, names, cotangent)
        how = {k: v for k, v in arguments.items() if k != "bias"}
        ours = backward(cotangent, **how)
        terms = max(cotangent.size, arguments["weight"].size)
        for got, want in zip(ours, theirs, strict=False):
            close(got, want, terms)
        assert ours[2].shape == (cotangent.shape[-n - 1],)

    check()


@pytest.mark.parametrize("n", [1, 2, 3])
def test_input_and_weight_parity_with_torch_nn_grad(n):
    @parity(
        100, """conv1d_input conv2d_input conv3d_input conv1d_weight conv2d_weight conv3d_weight"""
    )
    @given(arguments=convolutions(n))
    def check(arguments):
        x, w = arguments["input"], arguments["weight"]
        if isinstance(arguments["padding"], str) or x.ndim < n + 2 or x.size == 0:
            return
        wanted, _ = torch_call(getattr(F, f"conv{n}d"), arguments | {"bias": None})
        if wanted is None:
            return
        gy = np.random.default_rng(1).normal(size=wanted.shape).astype(x.dtype)
        how = {k: v for k, v in arguments.items() if k not in ("input", "weight", "bias")}
        for name, first, second in (("input", x.shape, w), ("weight", x, w.shape)):
            name = f"conv{n}d_{name}"
            given = [to_torch(a) if isinstance(a, np.ndarray) else a for a in (first, second, gy)]
            theirs = getattr(torch.nn.grad, name)(*given, **how)
            close(getattr(convkit, name)(first, second, gy, **how), theirs, max(gy.size, w.size))

    check()


CASES = [
    ((1, 1), ((0, 0), (0, 0)), (1, 1), 1),
    ((3, 2), ((0, 1), (2, 0)), (1, 2), 2),
    ((2, 2), ((1, 2), (0, 3)), (3, 2), 4),
]


def depthwise(case):
    return case[3] == 4


WAYS = [(gradients.weight_gradient_windows, case) for case in CASES]
WAYS += [(im2col.weight_gradient, case) for case in CASES]
WAYS += [(shifts.weight_gradient, case) for case in CASES if depthwise(case)]


@pytest.mark.parametrize("box", [7, 1 << 19])
@pytest.mark.parametrize(("weight_gradient", "case"), WAYS)
def test_every_way_gives_the_weight_its_gradient(weight_gradient, case, box, monkeypatch):
    monkeypatch.setattr(im2col, "LEAST_WINDOWS", 1)
    monkeypatch.setattr(im2col, "BOX", box)
    monkeypatch.setattr(shifts, "BOX", box)
    *how, groups = case
    rng = np.random.default_rng(2)
    x, kernel = rng.normal(size=(2, 4, 9, 8)), (3, 2)
    sizes = conv.output_sizes("conv2d", x.shape[2:], kernel, *how)
    y = rng.normal(size=(2, 8, *sizes))
    got = weight_gradient(x, y, *how, groups, kernel)
    for o, c, a, b in np.ndindex(got.shape):
        unit = np.zeros(got.shape)
        unit[o, c, a, b] = 1
        wanted = np.sum(conv.correlate_windows(x, unit, *how, groups) * y)
        assert got[o, c, a, b] == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_backward_agrees_with_small_steps(groups):
    rng = np.random.default_rng(3)
    arrays = [rng.normal(size=(2, 4, 6, 5)), rng.normal(size=(4, 4 // groups, 3, 2)),
              rng.normal(size=4)]  # fmt: skip
    how = (2, 1), (1, 2), (1, 2), groups

    def backward(cotangent, x, w, b):
        return conv2d_backward(cotangent, x, w, *how)

    assert gradient_error(lambda x, w, b: conv2d(x, w, b, *how), backward, arrays) < 1e-8


def test_a_gradient_of_another_shape_is_refused():
    x, w = np.zeros((2, 3, 6, 5)), np.zeros((4, 3, 3, 2))
    for gradient in (
        lambda g: conv2d_backward(g, x, w),
        lambda g: convkit.conv2d_input(x.shape, w, g),
        lambda g: convkit.conv2d_weight(x, w.shape, g),
    ):
        gradient(np.zeros((2, 4, 4, 4)))
        with pytest.raises(ValueError, match=r"\(2, 4, 4, 4\), got \(2, 4, 4, 3\)"):
            gradient(np.zeros((2, 4, 4, 3)))
        with pytest.raises(TypeError, match="dtype float64, got float32"):
            gradient(np.zeros((2, 4, 4, 4), np.float32))


def test_a_size_must_be_a_shape():
    w, g = np.zeros((4, 3, 3, 2)), np.zeros((2, 4, 4, 4))
    with pytest.raises(ValueError, match="conv2d_input: input_size must be at least 0"):
        convkit.conv2d_input((2, 3, -6, 5), w, g)
    with pytest.raises(ValueError, match="conv2d_input: input needs 4 axes"):
        convkit.conv2d_input((6, 5), w, g)
    with pytest.raises(TypeError, match="conv2d_weight: weight_size must be an integer"):
        convkit.conv2d_weight(np.zeros((2, 3, 6, 5)), (4, 3, 3, 2.0), g)
