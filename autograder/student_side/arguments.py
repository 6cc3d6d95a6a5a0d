"""Memory that the examiner owns: where the arrays lie that a student's function is called with.

One file without a name for every candidate, mapped by both. What a call did to its arguments, and
whether its result lies in their memory, the examiner sees there by itself: nobody's word is taken.
It is filled from one end to the other before any of it is used again, for a function may keep what
it was given.
"""

from __future__ import annotations

import fcntl
import mmap
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .calls import arrays_in
from .wire import NAMES, Packer, WireError

SIZE = 256 << 20  # of which only what is used takes memory
LINE = 64  # arrays begin at such steps: some operations are faster there
SEAL, NEITHER_LARGER_NOR_SMALLER = 1033, 1 | 2 | 4


def new_file() -> int:
    """A file of `SIZE` without a name, which nobody can make shorter."""
    file = os.memfd_create("arguments", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(file, SIZE)
    fcntl.fcntl(file, SEAL, NEITHER_LARGER_NOR_SMALLER)
    return file


def mapped(file: int) -> mmap.mmap:
    """The whole file in this process's memory; the file may then be closed."""
    return mmap.mmap(file, SIZE)


def laid_out(array: np.ndarray, gaps: bool) -> bytes:
    """The bytes of an array in C order, with a gap behind each number if asked."""
    if not gaps:
        return array.tobytes()
    wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    wide[..., ::2] = array
    return wide.tobytes()


def array_at(memory: mmap.mmap, dtype: str, shape: list[int], place: int, gaps: bool) -> np.ndarray:
    """The array that lies at a place; with gaps it is not contiguous, and may only be read."""
    if not gaps:
        return np.ndarray(shape, dtype, memory, place)
    view: np.ndarray = np.ndarray((*shape[:-1], 2 * shape[-1]), dtype, memory, place)[..., ::2]
    view.flags.writeable = False
    return view


@dataclass(frozen=True)
class Placed:
    """An array as it was put there: of which argument, where, and its bytes."""

    argument: int
    place: int
    data: bytes
    truths: bool

    def turned(self) -> bytes:
        """The same with every bit turned; of truth values the one that counts."""
        return (np.frombuffer(self.data, np.uint8) ^ (1 if self.truths else 255)).tobytes()


class ArgumentMemory:
    """Where the arguments of one candidate process lie."""

    def __init__(self) -> None:
        self.file = new_file()  # for the candidate; closed when it has it
        self.memory = mapped(self.file)
        self.top = 0

    def put(self, data: bytes) -> int:
        """Write something where nothing was written for long; its place."""
        if len(data) > SIZE:
            raise WireError(f"an argument is larger than {SIZE >> 20} MB")
        if self.top + len(data) > SIZE:
            self.top = 0
        place = self.top
        self.memory[place : place + len(data)] = data
        self.top = -(-(place + len(data)) // LINE) * LINE
        return place

    def changed(self, placed: Iterable[Placed]) -> tuple[int, ...]:
        """The arguments that are not what they were."""
        return tuple(sorted({one.argument for one in placed if self.differs(one)}))

    def differs(self, one: Placed) -> bool:
        return self.memory[one.place : one.place + len(one.data)] != one.data

    def turn(self, placed: Iterable[Placed], back: bool = False) -> None:
        """Turn every bit of these arrays, or turn them back."""
        for one in placed:
            self.memory[one.place : one.place + len(one.data)] = one.data if back else one.turned()

    def close(self) -> None:
        """Give it back."""
        if self.file >= 0:
            os.close(self.file)
        self.memory.close()


class CallPacker(Packer):
    """Packs the arguments of a call: their arrays go into the memory, and are remembered."""

    def __init__(self, keep: Any, memory: ArgumentMemory, gaps: bool):
        super().__init__(keep)
        self.memory, self.gaps = memory, gaps
        self.placed: list[Placed] = []
        self.argument = 0

    def pack_arguments(self, arguments: Iterable[Any]) -> list:
        packed: list = ["l"]
        for self.argument, value in enumerate(arguments):
            packed.append(self.pack(value, 1))
        return packed

    def _array(self, array: np.ndarray, tag: str, value: Any) -> list:
        name = NAMES.get(array.dtype)
        if tag != "a" or name is None:
            return super()._array(array, tag, value)
        gaps = self.gaps and array.ndim > 0
        data = laid_out(array, gaps)
        self.size += len(data)
        place = self.memory.put(data)
        self.placed.append(Placed(self.argument, place, data, name == "bool"))
        return ["m", name, list(array.shape), place, gaps]


def shares_memory(first: Any, second: Any, all_of_it: bool) -> bool:
    """Whether a result changed with the arguments' memory: any number of it, or every one."""
    pairs = list(zip(arrays_in(first), arrays_in(second), strict=False))
    if not all_of_it:
        return any(a.tobytes() != b.tobytes() for a, b in pairs)
    return any(a.size for a, _ in pairs) and all(turned(a, b) for a, b in pairs)


def turned(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether every bit of an array is turned in the other."""
    if a.dtype == bool:
        return bool(np.array_equal(a, ~b)) if b.dtype == bool else False
    return Placed(0, 0, a.tobytes(), False).turned() == b.tobytes()
