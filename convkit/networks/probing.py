"""What does this output depend on? Ask the function itself, by poisoning its input.

Set a part of the input to NaN, and see whether an output becomes NaN. NaN comes through every
sum, product, maximum and ReLU, so the answer does not depend on the values, and a window that
does not read it stays clean:

    NaN * 0 = NaN      max(NaN, 5) = NaN      relu(NaN) = NaN

That is why not a small change is used here, nor the gradient: neither sees an element that lost
a maximum or was cut off by a ReLU, and a gradient needs weights that are all positive.

New against `receptive_field`: nothing about the layers has to be known, so branches, loops and
functional calls are measured like a stack. `receptive_field` is the check on it.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["field_of_model", "probe_field", "probe_mask"]


def probe_field(
    function: Callable[[NDArray], NDArray], shape: Sequence[int], unit: Sequence[int] | None = None
) -> tuple[tuple[int, int], ...]:
    """The box of input places that one output unit sees, by poisoning half of the input.

    Parameters
    ----------
    function : callable
        Takes a float64 array of the given shape, gives one with as many image axes at its end.
    shape : tuple of int
        Of the input; the axes after the first two, (N, C, ...), are searched.
    unit : tuple of int, optional
        The image axes of the output unit; the middle one if not given.

    Returns
    -------
    tuple of (first, last)
        One pair for each image axis, inside the image.

    Raises
    ------
    ValueError
        If the unit sees nothing, or the function gives NaN for clean input.

    Notes
    -----
    It needs about 2 log2(n) calls for an axis of n places. Functions that mix all places on
    their way, such as a Fourier transform or the statistics of a batch, see everything.

    Examples
    --------
    >>> from convkit import conv2d, max_pool2d
    >>> weight = np.ones((1, 1, 3, 5))
    >>> probe_field(lambda x: max_pool2d(conv2d(x, weight), 2), (1, 1, 12, 16), unit=(2, 3))
    ((4, 7), (6, 11))
    """
    poisoned, n, unit = _prepare(function, shape, unit)
    if not poisoned(...):
        raise ValueError(f"probe_field: unit {unit} sees nothing of the input {shape}")
    return tuple(_bisect(poisoned, shape[axis], -1 - axis) for axis in range(-n, 0))


def _bisect(poisoned, size, axes_after):
    """The first and last place along an axis that have an effect."""
    rest = (slice(None),) * axes_after
    # Nothing before place `first` has an effect, and with that place itself something has.
    first = _last_false(lambda c: poisoned((..., slice(0, c), *rest)), size)
    beyond = _last_false(lambda c: poisoned((..., slice(size - c, None), *rest)), size)
    return first, size - 1 - beyond


def _last_false(test, high):
    """The largest c with test(c) false, where test is false at 0, true from some c on to high."""
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if test(middle) else (middle, high)
    return low


def probe_mask(
    function: Callable[[NDArray], NDArray], shape: Sequence[int], unit: Sequence[int] | None = None
) -> NDArray:
    """Which places exactly one output unit sees: True or False for each, by poisoning one by one.

    Parameters are those of `probe_field`; the result has the shape of the image axes. Inside the
    box that `probe_field` gives, it finds the holes that dilated kernels leave.

    Examples
    --------
    >>> from convkit import conv1d
    >>> probe_mask(lambda x: conv1d(x, np.ones((1, 1, 3)), dilation=2), (1, 1, 7), (1,)).astype(int)
    array([0, 1, 0, 1, 0, 1, 0])
    """
    poisoned, n, unit = _prepare(function, shape, unit)
    mask = np.zeros(shape[-n:], bool)
    box = tuple(slice(a, b + 1) for a, b in probe_field(function, shape, unit))
    for place in np.ndindex(mask[box].shape):
        place = tuple(b.start + i for b, i in zip(box, place, strict=True))
        mask[place] = poisoned((..., *place))
    return mask


def _prepare(function, shape, unit):
    clean = np.random.default_rng(0).normal(size=shape)
    output = np.asarray(function(clean))
    n = len(shape) - 2
    if n < 1 or output.ndim < n:
        raise ValueError(f"probe_field: shape must be (N, C, *image) for both, got {shape}")
    unit = tuple(size // 2 for size in output.shape[-n:]) if unit is None else tuple(unit)
    if len(unit) != n or any(not 0 <= u < m for u, m in zip(unit, output.shape[-n:], strict=True)):
        raise ValueError(f"probe_field: unit must lie in {output.shape[-n:]}, got {unit}")
    if np.isnan(output).any():
        raise ValueError("probe_field: the function gives NaN for input without NaN")

    def poisoned(where):
        x = clean.copy()
        x[where] = np.nan
        with np.errstate(invalid="ignore"):
            return bool(np.isnan(np.asarray(function(x))[(..., *unit)]).any())

    return poisoned, n, unit


def field_of_model(
    model: Any, input_shape: Sequence[int], unit: Sequence[int] | None = None
) -> tuple[tuple[int, int], ...]:
    """What one output unit of a `torch.nn` model sees, branches and all.

    Parameters
    ----------
    model : torch.nn.Module
        Left as it is: a copy is made, in float64 and evaluation mode.
    input_shape : tuple of int
        (N, C, ...).
    unit : tuple of int, optional
        The middle one if not given.

    Returns
    -------
    tuple of (first, last)
        As `probe_field`. Weights that happen to be 0 count as connections.

    Notes
    -----
    The forward pass itself is asked, so shortcuts, concatenations, functional calls and loops
    need no description; a traced graph would need a rule for each of them.
    """
    import copy

    import torch

    model = copy.deepcopy(model).double().eval()

    def function(x):
        with torch.no_grad():
            return model(torch.from_numpy(x)).numpy()

    return probe_field(function, input_shape, unit)
