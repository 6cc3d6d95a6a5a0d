"""Values on the wire between the examiner and a candidate.

A value becomes JSON and a body of raw array bytes; `channel` has the frames they travel in.
Nothing that arrives is ever run: what JSON cannot say is said by a one-letter tag, arrays by an
allowed dtype, a shape and their bytes. An object of any other kind stays where it was made, and a
numbered handle goes instead.

Tags: l list, t tuple, s set, d dict, a array, n NumPy scalar, c complex, b bytes, T torch tensor,
h handle (the candidate's object), f callback (the examiner's function), m array in the memory for
arguments.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

BODY_LIMIT = 128 << 20
MAX_DEPTH = 16
MAX_NODES = 200_000
MAX_NDIM = 16
MAX_BITS = 8192
MAX_KEYS = 2_000  # of sets and dicts together: a number can be made to collide with any other
MAX_HANDLES = 1_000
MAX_TEXT = 20_000  # characters in a value, all its texts together
TOGETHER = 1 << 20  # bytes, about, after which a frame takes up no other question or answer
MAX_EMPTY = 1 << 20  # an array without a number in it may still have axes to walk along
DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
    "float16 float32 float64 complex64 complex128".split()
)
NAMES = {np.dtype(name): name for name in DTYPES}  # NumPy takes its time to say a dtype's name


class WireError(ValueError):
    """What arrived, or was to be sent, is not something the wire carries."""


class Packer:
    """Turns values into JSON and a list of array buffers.

    `keep` is given what cannot go by value and returns its tagged stand-in.
    """

    def __init__(self, keep: Callable[[Any], list] | None = None):
        self.keep = keep
        self.body: list[bytes] = []
        self.size = 0
        self.nodes = 0
        self.letters = 0

    @property
    def weight(self) -> int:
        """About as many bytes as what was packed takes."""
        return self.size + self.letters + 20 * self.nodes

    def pack(self, value: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} deep")
        if self.nodes > MAX_NODES:
            raise WireError(f"the value has more than {MAX_NODES} parts")
        if value is None or value is True or value is False:
            return value
        kind = type(value)
        if issubclass(kind, str):
            self.letters += str.__len__(value)
            return str.__str__(value)
        if issubclass(kind, int) and not issubclass(kind, bool):
            value = int.__index__(value)
            if value.bit_length() > MAX_BITS:
                raise WireError(f"a whole number has more than {MAX_BITS} bits")
            return value
        if issubclass(kind, np.generic):
            return self._array(np.asarray(value), "n", value)
        if issubclass(kind, float):
            return float.__float__(value)
        if kind is np.ndarray:
            return self._array(value, "a", value)
        deeper = depth + 1
        if issubclass(kind, list):
            return ["l", *[self.pack(v, deeper) for v in list.__iter__(value)]]
        if issubclass(kind, tuple):
            return ["t", *[self.pack(v, deeper) for v in tuple.__iter__(value)]]
        if kind is set or kind is frozenset:
            return ["s", *[self.pack(v, deeper) for v in value]]
        if issubclass(kind, dict):
            pairs = dict.items(value)
            return ["d", *[[self.pack(k, deeper), self.pack(v, deeper)] for k, v in pairs]]
        if kind is complex:
            return ["c", value.real, value.imag]
        if isinstance(value, Real):  # a fraction
            return float(value)
        if kind is bytes:
            return ["b", self._add(value)]
        torch = sys.modules.get("torch")
        if torch is not None and issubclass(kind, getattr(torch, "Tensor", ())):
            return ["T", self._array(value.detach().cpu().numpy(), "a", value)]
        return self._stand_in(value)

    def _array(self, array: np.ndarray, tag: str, value: Any) -> list:
        name = NAMES.get(array.dtype)
        if name is None and array.dtype.name in DTYPES:  # the other byte order
            name = array.dtype.name
            array = array.astype(name)
        if name is None or array.ndim > MAX_NDIM:
            return self._stand_in(value)
        self._add(array.tobytes())
        return [tag, name, list(array.shape)]

    def _add(self, data: bytes) -> int:
        self.size += len(data)
        if self.size > BODY_LIMIT:
            raise WireError(f"the value is larger than {BODY_LIMIT >> 20} MB")
        self.body.append(data)
        return len(data)

    def _stand_in(self, value: Any) -> list:
        if self.keep is None:
            raise WireError(f"a {type(value).__name__} cannot be sent")
        return self.keep(value)


class Unpacker:
    """Builds values from what a `Packer` made, trusting nothing in it.

    `adopt` is given the tag and the rest of a stand-in and returns the object for it.
    """

    def __init__(self, body: bytes, adopt: Callable[[list], Any] | None = None):
        self.body = body
        self.at = 0
        self.adopt = adopt

    def unpack(self, item: Any) -> Any:
        """The next value of the body."""
        self.nodes = self.letters = self.keys = self.handles = 0
        return self._value(item, 0)

    def _value(self, item: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("the value is nested too deep or has too many parts")
        if isinstance(item, str):
            self.letters += len(item)
            if self.letters > MAX_TEXT:
                raise WireError(f"the value has more than {MAX_TEXT} characters of text")
            return item if item.isascii() else item.encode("utf-8", "replace").decode()
        if item is None or isinstance(item, (bool, int, float)):
            return item
        if not isinstance(item, list) or not item or not isinstance(item[0], str):
            raise WireError("an item is neither plain nor tagged")
        tag, *rest = item
        deeper = depth + 1
        try:
            match tag:
                case "l":
                    return [self._value(v, deeper) for v in rest]
                case "t":
                    return tuple(self._value(v, deeper) for v in rest)
                case "s":
                    self._keys(len(rest))
                    return {self._value(v, deeper) for v in rest}
                case "d":
                    self._keys(len(rest))
                    return {self._value(k, deeper): self._value(v, deeper) for k, v in rest}
                case "c":
                    return complex(float(rest[0]), float(rest[1]))
                case "b":
                    return self._take(rest[0])
                case "a":
                    return self._array(*rest)
                case "n":
                    return self._array(*rest)[()]
                case "T":
                    return self._tensor(self._value(rest[0], deeper))
        except WireError:
            raise
        except (TypeError, ValueError, IndexError, OverflowError) as error:
            raise WireError(f"an item tagged {tag!r} is malformed: {error}") from None
        if self.adopt is None:
            raise WireError(f"unknown tag {tag[:20]!r}")
        self.handles += 1
        if self.handles > MAX_HANDLES:
            raise WireError(f"the value has more than {MAX_HANDLES} objects in it")
        return self.adopt(item)

    def _keys(self, more: int) -> None:
        self.keys += more
        if self.keys > MAX_KEYS:
            raise WireError(f"the value has more than {MAX_KEYS} keys and members of sets")

    def _take(self, size: Any) -> bytes:
        if type(size) is not int or not 0 <= size <= len(self.body) - self.at:
            raise WireError("the body is shorter than its header says")
        data = self.body[self.at : self.at + size]
        self.at += size
        return data

    def _array(self, dtype: Any, shape: Any) -> np.ndarray:
        if dtype not in DTYPES:
            raise WireError(f"dtype {str(dtype)[:20]!r} is not allowed")
        if not isinstance(shape, list) or len(shape) > MAX_NDIM:
            raise WireError("the shape is not a short list")
        if not all(type(n) is int and 0 <= n < 1 << 40 for n in shape):
            raise WireError("the shape is not made of sizes")
        if 0 in shape and math.prod(n for n in shape if n) > MAX_EMPTY:
            raise WireError("an array with no number in it has axes that are too long")
        kind = np.dtype(dtype)
        data = self._take(math.prod(shape) * kind.itemsize)
        if dtype == "bool":  # any byte but 0 and 1 would be a malformed bool
            return (np.frombuffer(data, np.uint8) != 0).reshape(shape)
        return np.frombuffer(data, kind).reshape(shape).copy()

    @staticmethod
    def _tensor(array: Any) -> Any:
        torch = sys.modules.get("torch")
        if torch is None or not isinstance(array, np.ndarray):
            raise WireError("a tensor came where torch is not in use")
        return torch.from_numpy(array)
