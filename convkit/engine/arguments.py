"""What a convolution can be asked: the checks that all of them share.

A message names the function, the argument, what was needed and what came.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convkit.sliding.shapes import (
    Pairs,
    conv_output_size,
    conv_transpose_output_size,
    ntuple,
    output_padding_for,
    same_padding,
)

__all__ = ["check_array", "check_arrays", "geometry", "output_sizes", "transposed_geometry"]


def check_array(name: str, label: str, array: Any, dtype: Any = None) -> None:
    """Refuse what is no array, or has another dtype than the arrays before it."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{name}: {label} must be a NumPy array, got {type(array).__name__}")
    if dtype is not None and array.dtype != dtype:
        raise TypeError(f"{name}: {label} must have the input's dtype {dtype}, got {array.dtype}")


def check_arrays(
    name: str,
    n: int,
    groups: int,
    input: Any,
    weight: NDArray,
    bias: NDArray | None = None,
    transposed: bool = False,
) -> None:
    """Refuse arrays that do not fit together in a convolution over n image axes.

    A transposed convolution has its weight the other way round, (C, O/groups, ...), because
    it is the way back through a convolution from O to C channels.
    """
    check_array(name, "input", input)
    check_array(name, "weight", weight, input.dtype)
    if input.ndim not in (n + 1, n + 2):
        raise ValueError(
            f"{name}: input needs {n + 2} axes, or {n + 1} without a batch, got shape {input.shape}"
        )
    if weight.ndim != n + 2:
        raise ValueError(f"{name}: weight needs {n + 2} axes, got shape {weight.shape}")
    if min(weight.shape[2:]) < 1 or len(weight) < 1:
        raise ValueError(f"{name}: weight needs at least one kernel and tap, got {weight.shape}")
    (groups,) = ntuple(groups, 1, f"{name}: groups", least=1)
    if len(weight) % groups:
        raise ValueError(
            f"{name}: groups={groups} must divide the {len(weight)} of weight {weight.shape}"
        )
    channels = input.shape[-n - 1]
    need = len(weight) if transposed else weight.shape[1] * groups
    if channels != need:
        raise ValueError(
            f"{name}: input has {channels} channels, "
            f"weight {weight.shape} with groups={groups} needs {need}"
        )
    if 0 in input.shape[-n:] and 0 not in input.shape[:-n]:
        raise ValueError(f"{name}: input has an empty image axis: {input.shape}")
    if bias is not None:
        check_array(name, "bias", bias, input.dtype)
        outputs = weight.shape[1] * groups if transposed else len(weight)
        if bias.shape != (outputs,):
            raise ValueError(f"{name}: bias must have shape ({outputs},), got {bias.shape}")


def geometry(
    name: str, n: int, kernel_size: Sequence[int], stride: Any, padding: Any, dilation: Any
) -> tuple[tuple[int, ...], Pairs, tuple[int, ...]]:
    """Stride, zeros (before, after) and dilation, one of each for every image axis."""
    stride = ntuple(stride, n, f"{name}: stride", least=1)
    dilation = ntuple(dilation, n, f"{name}: dilation", least=1)
    if padding == "valid":
        padding = 0
    if padding == "same":
        if max(stride) > 1:
            raise ValueError(
                f"{name}: padding='same' needs stride 1, got {stride}; "
                "same_padding() says what to pad for a longer stride"
            )
        # With stride 1 the zeros do not depend on the size of the input.
        pads = (same_padding(k, k, 1, d) for k, d in zip(kernel_size, dilation, strict=True))
        return stride, tuple(pads), dilation
    if isinstance(padding, str):
        raise ValueError(
            f"{name}: padding must be numbers, 'valid' or 'same', got {padding!r}; "
            "for another border than zeros, pad() first"
        )
    padding = ntuple(padding, n, f"{name}: padding", least=0)
    return stride, tuple((p, p) for p in padding), dilation


def output_sizes(
    name: str,
    input_size: Sequence[int],
    kernel_size: Sequence[int],
    stride: Sequence[int],
    pads: Pairs,
    dilation: Sequence[int],
) -> tuple[int, ...]:
    """The output's image axes; refuses a kernel that does not fit, naming the call."""
    axes = zip(input_size, kernel_size, stride, pads, dilation, strict=True)
    try:
        return tuple(conv_output_size(i + sum(p), k, s, 0, d) for i, k, s, p, d in axes)
    except ValueError as reason:
        raise ValueError(f"{name}: input {input_size}, kernel {kernel_size}: {reason}") from None


def transposed_geometry(
    name: str,
    n: int,
    input: Any,
    weight: NDArray,
    bias: NDArray | None,
    stride: Any,
    padding: Any,
    output_padding: Any,
    groups: int,
    dilation: Any,
    output_size: Any = None,
) -> tuple[Any, Any, Any, tuple[int, ...]]:
    """Check a call, and say (stride, pads, dilation, output sizes), one for each image axis."""
    check_arrays(name, n, groups, input, weight, bias, transposed=True)
    if isinstance(padding, str):
        raise TypeError(f"{name}: padding must be numbers, got {padding!r}")
    kernel = weight.shape[2:]
    stride, pads, dilation = geometry(name, n, kernel, stride, padding, dilation)
    extra = ntuple(output_padding, n, f"{name}: output_padding", least=0)
    near = [before for before, _ in pads]
    if output_size is not None:
        output_size = ntuple(output_size, n, f"{name}: output_size")
        axes = zip(output_size, input.shape[-n:], kernel, stride, near, dilation, strict=True)
        extra = tuple(output_padding_for(*axis) for axis in axes)
    if any(a >= max(s, d) for a, s, d in zip(extra, stride, dilation, strict=True)):
        raise ValueError(
            f"{name}: output_padding must be smaller than stride {stride} or dilation {dilation}, "
            f"got {extra}"
        )
    axes = zip(input.shape[-n:], kernel, stride, near, extra, dilation, strict=True)
    sizes = tuple(conv_transpose_output_size(*axis) for axis in axes)
    if min(sizes) < 1:
        raise ValueError(f"{name}: padding {near} takes all of the output: {sizes} is left")
    return stride, pads, dilation, sizes
