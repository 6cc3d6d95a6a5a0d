"""Count a network before it is built: shapes, parameters, MACs and memory, line by line.

Every layer maps the shape before it to its own, and `cost` says what that takes. Memory for
activations is the numbers a layer puts out; when training, all of them wait for the backward
pass, otherwise only a layer's input and output have to be there at once.

New against `cost`: a whole stack. The layers may come from `convkit.networks.layers` or `torch.nn`,
whichever is at hand: only their attributes are read, and these have the same names.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import prod
from typing import Any, NamedTuple

from convkit.networks.cost import conv_cost, linear_cost
from convkit.sliding.shapes import (
    conv_output_size,
    conv_transpose_output_size,
    ntuple,
    pool_output_size,
    same_padding,
)

__all__ = ["Row", "activation_bytes", "ledger"]


class Row(NamedTuple):
    """One line of a `ledger`: a layer, the shape it puts out for one image, and its cost."""

    name: str
    shape: tuple
    parameters: int
    macs: int


def ledger(layers: Iterable[Any], input_shape: Sequence[int]) -> list[Row]:
    """The cost of a stack of layers, line by line, for one image.

    Parameters
    ----------
    layers : iterable
        Layers of `convkit.networks.layers` or `torch.nn`: Conv1d to Conv3d, ConvTranspose1d to 3d,
        MaxPool and AvgPool in 1-d to 3-d, BatchNorm, Linear, ReLU, Flatten, Sequential.
    input_shape : tuple of int
        Of one image, without the batch: (C, H, W).

    Returns
    -------
    list of Row
        The first is the input, which costs nothing. Pooling, normalising, ReLU count no MACs.

    Raises
    ------
    TypeError
        For a layer of another kind.
    ValueError
        If a layer does not fit what the one before it puts out.

    Examples
    --------
    >>> from convkit import Conv2d, Flatten, Linear, MaxPool2d, ReLU
    >>> net = [Conv2d(1, 8, 3, padding=1), ReLU(), MaxPool2d(2), Flatten(), Linear(128, 10)]
    >>> for row in ledger(net, (1, 8, 8)):
    ...     print(row.name, row.shape, row.parameters, row.macs)
    input (1, 8, 8) 0 0
    Conv2d (8, 8, 8) 80 4608
    ReLU (8, 8, 8) 0 0
    MaxPool2d (8, 4, 4) 0 0
    Flatten (128,) 0 0
    Linear (10,) 1290 1280
    """
    rows = [Row("input", tuple(input_shape), 0, 0)]
    for layer in _leaves(layers):
        name = type(layer).__name__
        kind = name.rstrip("123d") if name[-1:] == "d" else name
        if kind not in _COUNTS:
            raise TypeError(f"ledger: no cost is known for a layer {name}")
        try:
            rows.append(Row(name, *_COUNTS[kind](layer, rows[-1].shape)))
        except ValueError as reason:
            raise ValueError(f"ledger: layer {len(rows)}, {name}: {reason}") from None
    return rows


def _leaves(layers):
    for layer in layers:
        if type(layer).__name__ == "Sequential":
            yield from _leaves(layer)
        else:
            yield layer


def activation_bytes(rows: Iterable[Row], training: bool = False, itemsize: int = 4) -> int:
    """The memory one image's activations take in a stack.

    Parameters
    ----------
    rows : list of Row
        From `ledger`.
    training : bool
        When training, every output is kept for the backward pass. Otherwise only what a layer
        reads and what it writes have to be there at once.
    itemsize : int
        Bytes a number; 4 for float32.

    Examples
    --------
    >>> rows = [Row("input", (1, 8, 8), 0, 0), Row("a", (8, 8, 8), 0, 0), Row("b", (10,), 0, 0)]
    >>> activation_bytes(rows), activation_bytes(rows, training=True)
    (2304, 2344)
    """
    sizes = [prod(row.shape) for row in rows]
    if training or len(sizes) == 1:
        return itemsize * sum(sizes)
    return itemsize * max(a + b for a, b in pairwise(sizes))


def _conv(layer, shape):
    sizes = _image(layer, shape, layer.in_channels)
    n = len(sizes)
    kernel, stride, dilation = (
        ntuple(getattr(layer, name), n, name) for name in ("kernel_size", "stride", "dilation")
    )
    if layer.padding == "same":
        pads = [sum(same_padding(k, k, 1, d)) for k, d in zip(kernel, dilation, strict=True)]
    else:
        padding = 0 if layer.padding == "valid" else layer.padding
        pads = [2 * p for p in ntuple(padding, n, "padding")]
    axes = zip(sizes, pads, kernel, stride, dilation, strict=True)
    places = tuple(conv_output_size(i + p, k, s, 0, d) for i, p, k, s, d in axes)
    cost = conv_cost(
        layer.in_channels, layer.out_channels, kernel, places, layer.groups, _has_bias(layer)
    )
    return (layer.out_channels, *places), *cost


def _conv_transpose(layer, shape):
    sizes = _image(layer, shape, layer.in_channels)
    names = ("kernel_size", "stride", "padding", "output_padding", "dilation")
    window = [ntuple(getattr(layer, name), len(sizes), name) for name in names]
    places = tuple(map(conv_transpose_output_size, sizes, *window))
    cost = conv_cost(
        layer.in_channels, layer.out_channels, window[0], sizes, layer.groups, _has_bias(layer)
    )
    return (layer.out_channels, *places), *cost


def _pool(layer, shape):
    n = len(shape) - 1
    stride = layer.kernel_size if layer.stride is None else layer.stride
    window = [
        ntuple(value, n, "kernel_size, stride, padding or dilation")
        for value in (layer.kernel_size, stride, layer.padding, getattr(layer, "dilation", 1))
    ]
    ceil = [getattr(layer, "ceil_mode", False)] * n
    return (shape[0], *map(pool_output_size, shape[1:], *window, ceil)), 0, 0


def _batch_norm(layer, shape):
    _image(layer, shape, layer.num_features)
    return shape, 2 * layer.num_features if layer.weight is not None else 0, 0


def _linear(layer, shape):
    if shape[-1] != layer.in_features:
        raise ValueError(f"needs {layer.in_features} features, got shape {shape}")
    parameters, macs = linear_cost(layer.in_features, layer.out_features, _has_bias(layer))
    return (*shape[:-1], layer.out_features), parameters, macs * prod(shape[:-1])


def _image(layer, shape, channels):
    if shape[0] != channels:
        raise ValueError(f"needs {channels} channels, got shape {shape}")
    return shape[1:]


def _has_bias(layer):
    return layer.bias is not None


_COUNTS = {
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "MaxPool": _pool,
    "AvgPool": _pool,
    "BatchNorm": _batch_norm,
    "Linear": _linear,
    "ReLU": lambda layer, shape: (shape, 0, 0),
    "Flatten": lambda layer, shape: ((prod(shape),), 0, 0),
}
