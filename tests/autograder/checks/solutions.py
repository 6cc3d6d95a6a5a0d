"""Solutions of one exercise, right and wrong, and what the check says of them."""

import types

import numpy as np
import pytest
import torch.nn.functional as F

from autograder import CheckFailed, case, check, normal
from autograder.checks.message.failure import Failure

CASES = [
    case(x=normal(7, 5), k=normal(3, 2)),
    case(x=normal(4, 6), k=normal(1, 4)),
    case(x=normal(3, 2), k=normal(3, 2)),
]


def oracle(x, k):
    return F.conv2d(x[None, None], k[None, None])[0, 0]


def loops(x, k):
    h, w = k.shape
    rows, columns = x.shape[0] - h + 1, x.shape[1] - w + 1
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            y[i, j] = (x[i : i + h, j : j + w] * k).sum()
    return y


def flipped(x, k):
    """Your kernel is flipped."""
    return loops(x, k[::-1, ::-1])


def wide(x, k):
    """One for all."""
    return np.zeros((1, 1))


def failure(function, on=CASES, against=oracle, name="xcorr2d", **options) -> Failure:
    f = function
    function = types.FunctionType(f.__code__, f.__globals__, name, f.__defaults__, f.__closure__)
    with pytest.raises(CheckFailed) as info:
        check(function, against=against, on=on, **options)
    assert str(info.value).startswith(f"{name}: ")
    return info.value.failure
