"""What hypothesis draws for the tests of convkit: arrays in every layout, and windows on them.

`parity(count)` says how many configurations a parity test tries: `count` with `make test`,
`FUZZ_TIMES` as many with `make fuzz` (the environment variable FUZZ).
"""

import os

import numpy as np
import torch
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

FUZZ_TIMES = 30


def parity(count):
    """Settings for a test that compares `count` configurations with PyTorch."""
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
def arrays(draw, shape, special=False):
    """float32 or float64 of the given shape, in one of LAYOUTS.

    With `special`, some have many equal numbers, and some hold NaN and infinities.
    """
    dtype = draw(st.sampled_from([np.float32, np.float64]))
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
    """The arguments of a pooling; unless `legal`, some that no pooling accepts."""
    kernel = draw(per_axis(n, st.integers(1, 5 - (n == 3))))
    half = min(np.atleast_1d(kernel)) // 2
    window = {
        "kernel_size": kernel,
        "stride": draw(st.one_of(st.none(), per_axis(n, st.integers(int(legal), 4)))),
        "padding": draw(per_axis(n, st.integers(0, half + (not legal)))),
        "ceil_mode": draw(st.booleans()),
    }
    if dilated:
        window["dilation"] = draw(per_axis(n, st.sampled_from([1, 1, 1, 2, 3])))
    return window
