"""PyTorch as the judge: the same call there, and the same answer or a refusal here."""

import warnings

import numpy as np
import pytest
import torch

from tests.strategies import to_torch

REFUSALS = (ValueError, TypeError)


def _no_numbers(a):
    return any(isinstance(v, np.ndarray) and v.size == 0 for v in a.values())


# Calls that convkit refuses and PyTorch does not, on purpose: the reason, how to recognise
# one from its arguments and PyTorch's result, and an example. test_api.py shows that each
# is one.
EXCEPTIONS = {
    "with an empty batch PyTorch checks neither dilation nor padding nor output_padding": (
        lambda arguments, result: _no_numbers(arguments),
        "conv1d",
        {"input": np.zeros((0, 1, 3)), "weight": np.zeros((1, 1, 2)), "dilation": 0},
    ),
    "PyTorch lets a dilation of 0 pass in some transposed convolutions of one tap": (
        lambda arguments, result: np.min(arguments.get("dilation", 1)) == 0,
        "conv_transpose1d",
        {
            "input": np.ones((2, 1, 1), np.float32),
            "weight": np.ones((1, 1, 1), np.float32),
            "dilation": 0,
        },
    ),
    "an image with no pixels is no answer; PyTorch refuses most, but not in two groups": (
        lambda arguments, result: 0 in result.shape and not _no_numbers(arguments),
        "conv_transpose2d",
        {
            "input": np.ones((1, 2, 1, 1), np.float32),
            "weight": np.ones((2, 1, 2, 2), np.float32),
            "padding": 1,
            "groups": 2,
        },
    ),
}


def close(got, wanted, terms=1):
    """Equal shape and dtype, and equal numbers up to the rounding of a sum of `terms`."""
    wanted = wanted.detach().numpy() if isinstance(wanted, torch.Tensor) else wanted
    assert got.shape == wanted.shape
    assert got.dtype == wanted.dtype
    eps = np.finfo(wanted.dtype).eps
    scale = max(1.0, np.abs(wanted).max(initial=0))
    np.testing.assert_allclose(got, wanted, rtol=1e3 * eps, atol=20 * eps * scale * max(terms, 5))


def torch_call(function, arguments):
    """(result, its tensors) of a call in PyTorch, or (None, the error it refuses with).

    Arrays become tensors that require a gradient.
    """
    tensors = {
        name: to_torch(value).requires_grad_() if isinstance(value, np.ndarray) else value
        for name, value in arguments.items()
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the speed of padding='same'
        try:
            return function(**tensors), tensors
        except (RuntimeError, ValueError, TypeError, NotImplementedError, IndexError) as error:
            return None, error


def same_or_refused(ours, theirs, arguments, terms=1):
    """The outcome of `theirs`, after checking that `ours` has the same.

    Returns (our result, the result in PyTorch, its tensors), or None if both refuse.
    """
    wanted, tensors = torch_call(theirs, arguments)
    before = {k: v.copy() for k, v in arguments.items() if isinstance(v, np.ndarray)}
    if wanted is None:
        with pytest.raises(REFUSALS, match=ours.__name__) as refusal:
            ours(**arguments)
        assert len(str(refusal.value)) > len(ours.__name__) + 10
        return None
    try:
        got = ours(**arguments)
    except REFUSALS:
        if any(applies(arguments, wanted) for applies, _, _ in EXCEPTIONS.values()):
            return None
        raise
    close(got, wanted, terms)
    for name, array in before.items():
        np.testing.assert_array_equal(arguments[name], array, err_msg=f"{name} was changed")
    return got, wanted, tensors


def gradients(wanted, tensors, names, cotangent):
    """The gradients that PyTorch finds for a cotangent."""
    asked = [tensors[name] for name in names]
    return torch.autograd.grad(wanted, asked, to_torch(cotangent))
