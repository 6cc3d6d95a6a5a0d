"""What hypothesis draws for the tests of convkit: arrays in every layout, and windows on them.

`parity(count)` says how many configurations a parity test tries: `count` with `make test`,
`FUZZ_TIMES` as many with `make fuzz` (the environment variable FUZZ).
"""

import os

import numpy as np
import torch
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import convkit

FUZZ_TIMES = 15


def parity(count, names=""):
    """Settings for a test that compares `count` configurations with PyTorch.

    `names` are the operations that it compares; test_api.py wants each of PyTorch's names in one.
    """
    assert {*names.split()} <= {*convkit.__all__}
    times = FUZZ_TIMES if os.environ.get("FUZZ") else 1
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=count * times,
        deadline=None,
        suppress_health_check=slow,
        derandomize=times == 1,  # the same configurations in every CI run
    )


def to_torch(x):
    """A tensor with the same numbers, sharing no memory (so a read-only array will do)."""
    return torch.from_numpy(x.copy())


def per_axis(n, value):
    """One value for all axes, or one for each."""
    return st.one_of(value, st.tuples(*[value] * n))


LAYOUTS = ("contiguous", "transposed", "sliced", "reversed", "read-only")


@st.composite
def arrays(draw, shape, special=False, dtype=None):
    """float32 or float64 (or `dtype`) of the given shape, in one of LAYOUTS.

    With `special`, some have many equal numbers, and some hold NaN and infinities.
    """
    dtype = dtype or draw(st.sampled_from([np.float32, np.float64]))
    layout = draw(st.sampled_from(LAYOUTS))
    kind = draw(st.sampled_from(["normal", "few", "special"] if special else ["normal"]))
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    stored = tuple(reversed(shape)) if layout == "transposed" else shape
    if layout == "sliced":
        stored = tuple(2 * size + 1 for size in shape)
    x = rng.normal(size=stored)
    if kind != "normal":
        x = np.round(x)
    if kind == "special":
        odd = rng.random(stored) < 0.3
        x[odd] = rng.choice([np.nan, -np.inf, np.inf], odd.sum())
    x = x.astype(dtype)
    if layout == "transposed":
        x = x.T
    elif layout == "sliced":
        x = x[tuple(slice(1, None, 2) for _ in shape)]
    elif layout == "reversed":
        x = x[tuple(slice(None, None, -1) for _ in shape)]
    elif layout == "read-only":
        x.flags.writeable = False
    assert x.shape == tuple(shape)
    return x


@st.composite
def images(draw, n, special=False):
    """(N, C, *image) or (C, *image) over n image axes; N may be 0."""
    batch = draw(st.sampled_from([(), (1,), (2,), (2,), (3,), (0,)]))
    channels = draw(st.integers(1, 3))
    sizes = draw(st.tuples(*[st.integers(1, {1: 17, 2: 9, 3: 6}[n])] * n))
    return draw(arrays((*batch, channels, *sizes), special))


@st.composite
def pool_windows(draw, n, dilated=False, legal=False):
    """The arguments of a pooling; unless `legal`, one in six may be what no pooling accepts."""
    spoilt = not legal and draw(st.sampled_from([False] * 5 + [True]))
    kernel = draw(per_axis(n, st.integers(1, 5 - (n == 3))))
    half = min(np.atleast_1d(kernel)) // 2
    window = {
        "kernel_size": kernel,
        "stride": draw(st.one_of(st.none(), per_axis(n, st.integers(1 - spoilt, 4)))),
        "padding": draw(per_axis(n, st.integers(0, half + spoilt))),
        "ceil_mode": draw(st.booleans()),
    }
    if dilated:
        window["dilation"] = draw(per_axis(n, st.sampled_from([1, 1, 1, 2, 3])))
    return window


@st.composite
def convolutions(draw, n, transposed=False):
    """The arguments of a convolution over n image axes, a few of which none accepts.

    Sizes, strides and dilations differ between axes more often than not.
    """
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    groups = draw(st.sampled_from([1, 1, 1, 2, 3]))
    inputs, outputs = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    batch = draw(st.sampled_from([(), (0,), (1,), (2,), (2,), (3,)]))
    sizes = draw(st.tuples(*[st.integers(1, {1: 14, 2: 9, 3: 6}[n])] * n))
    kernel = draw(st.tuples(*[st.integers(1, 4 - (n == 3))] * n))
    width = groups * inputs
    # A few inputs have a channel too many, a few weights a kernel too many.
    extra, odd = draw(st.sampled_from([(0, 0)] * 30 + [(1, 0), (0, 1)]))
    if transposed:
        weight = (width + extra, outputs, *kernel)
    else:
        weight = (groups * outputs + odd, inputs, *kernel)
        width += extra
    many = groups * outputs + (0 if transposed else odd)
    bias = draw(st.sampled_from([None, many, many, many, many, many, many, many, many + 1]))
    least = draw(st.sampled_from([1] * 20 + [0]))
    arguments = {
        "input": draw(arrays((*batch, width, *sizes), dtype=dtype)),
        "weight": draw(arrays(weight, dtype=dtype)),
        "bias": None if bias is None else draw(arrays((bias,), dtype=dtype)),
        "stride": draw(per_axis(n, st.integers(least, 3))),
        "dilation": draw(per_axis(n, st.integers(least, 3))),
        "padding": draw(per_axis(n, st.integers(least - 1, 3))),
        "groups": groups,
    }
    if transposed:
        arguments["output_padding"] = draw(per_axis(n, st.sampled_from([0, 0, 0, 0, 1, 2])))
    elif draw(st.integers(0, 3)) == 0:
        arguments["padding"] = draw(st.sampled_from(["same", "same", "valid", "SAME"]))
        arguments["stride"] = draw(st.sampled_from([1, 1, 1, 2]))
    return arguments
