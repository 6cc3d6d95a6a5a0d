"""What happens at each step of an operation, as numbers: the data behind stills, films, `explore`.

A film is made from the definitions, one window at a time; the tests compare every frame with what
`convkit` and PyTorch compute.
"""

from typing import NamedTuple

import numpy as np

__all__ = ["OPERATIONS", "Film", "Frame", "film"]

OPERATIONS = ("conv", "max_pool", "avg_pool", "conv_transpose")


class Frame(NamedTuple):
    """One step.

    ``at`` is the output cell that is computed (for a transposed convolution: the input cell that is
    read). ``taps`` (K, 2) are the cells of the padded input under the window (for a transposed
    convolution: the cells of the uncropped output that are added to), ``values`` (K,) the input
    numbers read, ``weights`` (K,) what multiplies them, ``products`` (K,), ``total`` the result.
    ``output`` is what is known after this step; NaN where nothing is known yet.
    """

    step: int
    at: tuple
    taps: np.ndarray
    values: np.ndarray
    weights: np.ndarray
    products: np.ndarray
    total: float
    output: np.ndarray


class Film(NamedTuple):
    """An operation on one plane, step by step; 1-d arrays are planes with one row."""

    operation: str
    input: np.ndarray  # (H, W)
    kernel: np.ndarray  # (kh, kw); ones for pooling
    stride: tuple
    padding: tuple
    dilation: tuple
    padded: np.ndarray  # (H + 2 ph, W + 2 pw); for a transposed convolution the input itself
    output: np.ndarray  # (Ho, Wo)
    frames: list
    flat: bool  # True if the arrays were 1-d

    def plain(self, plane):
        """A plane as its user knows it: without the extra axis if the arrays were 1-d."""
        return plane[0] if self.flat else plane


def _pair(value, name, flat, low):
    pair = (value,) if np.ndim(value) == 0 else tuple(value)
    one = low  # what an axis of length 1 gets: stride 1, dilation 1, padding 0
    if flat and len(pair) == 1:
        pair = (one, *pair)
    elif len(pair) == 1:
        pair = pair * 2
    if len(pair) != 2 or any(v != int(v) or v < low for v in pair):
        raise ValueError(f"film: {name} must be {low} or more, one number or a pair, got {value}")
    return tuple(int(v) for v in pair)


def film(
    operation, x, kernel, stride=None, padding=0, dilation=1, output_padding=0, at=None
) -> Film:
    """Every step of ``operation``.

    Parameters
    ----------
    operation : {"conv", "max_pool", "avg_pool", "conv_transpose"}
    x : array_like
        (W,) or (H, W).
    kernel : array_like
        (kw,) or (kh, kw); for pooling the window's size, an int or a pair.
    stride : int or pair, optional
        1 for convolutions, the window's size for pooling.
    padding, dilation, output_padding : int or pair
        As in PyTorch; output_padding is for "conv_transpose" only.
    at : tuple, optional
        Make only the frame of this output cell (or input cell, for "conv_transpose").

    Raises
    ------
    ValueError
        If the window does not fit, or ``at`` is outside.
    """
    if operation not in OPERATIONS:
        raise ValueError(f"film: operation must be one of {OPERATIONS}, got {operation!r}")
    x = np.asarray(x, dtype=float)
    flat = x.ndim == 1
    pooling = operation.endswith("pool")
    if pooling:
        weights = np.ones(_pair(kernel, "kernel", flat, 1))  # (kh, kw)
    else:
        weights = np.asarray(kernel, dtype=float)
        if weights.ndim != x.ndim:
            raise ValueError(f"film: kernel must have {x.ndim} axes as x has, got {weights.shape}")
    if x.ndim not in (1, 2) or not x.size or not weights.size:
        raise ValueError(f"film: x must be (W,) or (H, W) and not empty, got {x.shape}")
    x, weights = np.atleast_2d(x), np.atleast_2d(weights)
    stride = weights.shape if stride is None and pooling else 1 if stride is None else stride
    stride = _pair(stride, "stride", flat, 1)
    padding = _pair(padding, "padding", flat, 0)
    dilation = _pair(dilation, "dilation", flat, 1)
    make = _stamps if operation == "conv_transpose" else _windows
    extra = _pair(output_padding, "output_padding", flat, 0)
    padded, output, frames = make(operation, x, weights, stride, padding, dilation, extra, at)
    return Film(
        operation, x, weights, stride, padding, dilation, padded, output, frames, flat
    )  # fmt: skip


def _taps(kernel_shape, dilation):
    """(K, 2): where the taps of a kernel are, relative to its first."""
    return np.stack(np.indices(kernel_shape), -1).reshape(-1, 2) * dilation


def _places(shape, at):
    if at is None:
        return list(np.ndindex(shape))
    if len(at) != 2 or not all(0 <= a < n for a, n in zip(at, shape, strict=True)):
        raise ValueError(f"film: at must be a cell of {shape[0]} × {shape[1]}, got {at}")
    return [tuple(int(a) for a in at)]


def _windows(operation, x, k, stride, padding, dilation, extra, at):
    (ph, pw), blank = padding, -np.inf if operation == "max_pool" else 0.0
    padded = np.pad(x, ((ph, ph), (pw, pw)), constant_values=blank)  # (H + 2 ph, W + 2 pw)
    reach = [d * (n - 1) + 1 for d, n in zip(dilation, k.shape, strict=True)]
    shape = [(n - r) // s + 1 for n, r, s in zip(padded.shape, reach, stride, strict=True)]
    if min(shape) < 1:
        raise ValueError(
            f"film: the window reaches over {reach[0]} × {reach[1]} cells, the padded input has "
            f"only {padded.shape[0]} × {padded.shape[1]}"
        )
    taps, weights = _taps(k.shape, dilation), k.ravel()

    def step(place):
        here = taps + np.multiply(place, stride)  # (K, 2)
        values = padded[tuple(here.T)]  # (K,)
        if operation == "max_pool":
            return here, values, values, float(values.max())
        products = values * weights
        total = float(products.sum())
        return here, values, products, total / len(values) if operation == "avg_pool" else total

    output = np.full(shape, np.nan)
    steps = {place: step(place) for place in np.ndindex(*shape)}
    for place in steps:
        output[place] = steps[place][-1]
    frames = []
    for number, place in enumerate(np.ndindex(*shape)):
        if place in _places(tuple(shape), at):
            known = np.where(np.arange(output.size).reshape(shape) <= number, output, np.nan)
            here, values, products, total = steps[place]
            frames.append(Frame(number, place, here, values, weights, products, total, known))
    return padded, output, frames


def _stamps(operation, x, k, stride, padding, dilation, extra, at):
    taps, weights = _taps(k.shape, dilation), k.ravel()
    shape = [
        (n - 1) * s + d * (m - 1) + 1 + e
        for n, s, d, m, e in zip(x.shape, stride, dilation, k.shape, extra, strict=True)
    ]
    if min(n - 2 * p for n, p in zip(shape, padding, strict=True)) < 1:
        raise ValueError(f"film: padding {padding} crops all of the {shape[0]} × {shape[1]} output")
    sums, frames = np.zeros(shape), []
    touched = np.zeros(shape, dtype=bool)
    wanted = _places(x.shape, at)
    for number, place in enumerate(np.ndindex(x.shape)):
        here = taps + np.multiply(place, stride)  # (K, 2)
        products = x[place] * weights
        sums[tuple(here.T)] += products
        touched[tuple(here.T)] = True
        if place in wanted:
            values = np.full(len(weights), x[place])
            known = np.where(touched, sums, np.nan)
            frames.append(
                Frame(number, place, here, values, weights, products, float(x[place]), known)
            )
    (ph, pw), (h, w) = padding, shape
    return x, sums[ph : h - ph, pw : w - pw], frames
