"""Memory that is used again.

Asking the system for fresh memory can take longer than filling it with numbers, so `scratch`
keeps a few pieces' worth for the next call.
"""

import threading
from collections.abc import Sequence
from functools import cache
from math import prod

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["prepare_products", "scratch"]

KEPT_BYTES = 1 << 24  # per role and thread; what is larger is given back
_kept = threading.local()


def scratch(role: str, shape: Sequence[int], dtype: DTypeLike) -> NDArray:
    """An array of unspecified numbers, in memory used again at the next call for `role`.

    Each thread has its own. No result may be one of these, or a view of one.

    Examples
    --------
    >>> first = scratch("columns", (2, 3), np.float32)
    >>> np.shares_memory(first, scratch("columns", (3,), np.float64))
    True
    """
    size = prod(shape) * np.dtype(dtype).itemsize
    memory = getattr(_kept, role, None)
    if memory is None or len(memory) < size:
        memory = np.empty(size, np.uint8)
        if size <= KEPT_BYTES:
            setattr(_kept, role, memory)
    return memory[:size].view(dtype).reshape(shape)


@cache
def prepare_products() -> None:
    """Let the matrix product write to all of its own memory, once in the life of a process.

    OpenBLAS copies pieces of both matrices to memory of its own and reads some way ahead of
    them. Where that memory was never written, the system has given it no place yet, and every
    look ahead searches for it in vain: products of 64 rows took up to three times as long. One
    product that is large enough (14 ms) fills it.
    """
    large = np.ones((512, 512), np.float32)
    np.matmul(large, large)
