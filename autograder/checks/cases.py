"""Test cases and the arrays drawn for them.

A case names the arguments of one call in order. An argument is either a *draw*, an array made
from a seeded generator, or any other value, passed as it is. A draw knows how to make itself
smaller, which is how a failing case becomes a counterexample one can check by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Draw:
    """An array to be drawn: its kind, shape, dtype, and the kind's own numbers."""

    kind: str
    shape: tuple[int, ...]
    dtype: str = "float64"
    low: float = 0
    high: float = 1
    values: np.ndarray | None = field(default=None, compare=False)

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """The array, in C order and of the draw's dtype."""
        if self.kind == "constant":
            return np.array(self.values)
        if self.kind == "normal":
            array: np.ndarray = rng.normal(size=self.shape)
        elif self.kind == "uniform":
            array = rng.uniform(self.low, self.high, size=self.shape)
        else:  # integers and ties
            array = rng.integers(int(self.low), int(self.high), size=self.shape)
        return array.astype(self.dtype, copy=False)

    def whole(self) -> Draw:
        """The same draw with small whole numbers, so that sums can be checked by hand."""
        return replace(self, kind="integers", low=-4, high=5) if self.kind == "normal" else self

    def resized(self, old: int, new: int) -> Draw:
        """The same draw with every axis of length `old` made `new` long."""
        if self.kind == "constant":
            return self
        return replace(self, shape=tuple(new if n == old else n for n in self.shape))


def normal(*shape: int) -> Draw:
    """Standard normal float64 numbers of this shape."""
    return Draw("normal", shape)


def uniform(*shape: int, low: float = 0.0, high: float = 1.0) -> Draw:
    """Uniform float64 numbers in [low, high)."""
    return Draw("uniform", shape, low=low, high=high)


def integers(*shape: int, low: int, high: int, dtype: str = "int64") -> Draw:
    """Whole numbers in [low, high), of any dtype (``uint8`` for an image)."""
    return Draw("integers", shape, np.dtype(dtype).name, low, high)


def ties(*shape: int) -> Draw:
    """Few, mostly negative float64 values, so that neighbours tie: what max-pooling needs."""
    return Draw("ties", shape, low=-5, high=2)


def constant(values: Any) -> Draw:
    """Exactly this array."""
    values = np.asarray(values)
    return Draw("constant", values.shape, values.dtype.name, values=values)


@dataclass(frozen=True)
class Drawn:
    """A value of any kind, made by a function from a seeded generator."""

    make: Callable[[np.random.Generator], Any]

    def draw(self, rng: np.random.Generator) -> Any:
        return self.make(rng)


def drawn(make: Callable[[np.random.Generator], Any]) -> Drawn:
    """Whatever ``make(rng)`` returns: for arguments that are neither one array nor fixed."""
    return Drawn(make)


def whole_number(low: int, high: int, count: int | None = None) -> Drawn:
    """A whole number from `low` to `high`, both included; or a tuple of so many."""

    def make(rng: np.random.Generator) -> Any:
        numbers = rng.integers(low, high + 1, size=count or 1).tolist()
        return tuple(numbers) if count else numbers[0]

    return Drawn(make)


class Case:
    """The arguments of one call, by name and in order."""

    def __init__(self, arguments: dict[str, Any]):
        self.arguments = arguments

    def __repr__(self) -> str:
        return f"case({', '.join(f'{k}={show(v)}' for k, v in self.arguments.items())})"

    @property
    def fixed(self) -> bool:
        """Whether the arguments are the same whatever the seed."""
        values = self.arguments.values()
        return not any(
            isinstance(v, Drawn) or (isinstance(v, Draw) and v.kind != "constant") for v in values
        )

    def draw(self, rng: np.random.Generator) -> list[Any]:
        """The arguments in order, the draws made into arrays."""
        return [v.draw(rng) if isinstance(v, (Draw, Drawn)) else v for v in self.arguments.values()]

    def whole(self) -> Case:
        """The same case with small whole numbers."""
        return Case({k: v.whole() if isinstance(v, Draw) else v for k, v in self.arguments.items()})

    def smaller(self) -> Iterator[Case]:
        """Every case one step smaller: an axis length (wherever it occurs), or a plain number.

        Rows and matrices keep two entries an axis: one entry alone tells a turned kernel from
        nothing.
        """
        for name, value in self.arguments.items():
            for less in smaller_numbers(value):
                yield Case({**self.arguments, name: less})
        draws = [v for v in self.arguments.values() if isinstance(v, Draw) and v.kind != "constant"]
        least = 2 if all(len(d.shape) <= 2 for d in draws) else 1
        for size in sorted({n for d in draws for n in d.shape}, reverse=True):
            for new in dict.fromkeys((1, 2, size // 2, size - 1)):
                if least <= new < size:
                    yield self.resized(size, new)

    def resized(self, old: int, new: int) -> Case:
        """The same case with every axis of length `old` made `new` long."""
        resized = {
            name: value.resized(old, new) if isinstance(value, Draw) else value
            for name, value in self.arguments.items()
        }
        return Case(resized)


def smaller_numbers(value: Any) -> Iterator[Any]:
    """Smaller whole numbers from 1 on, alone or one at a time in a tuple."""
    if isinstance(value, int) and not isinstance(value, bool):
        yield from dict.fromkeys(v for v in (1, value // 2, value - 1) if 0 < v < value)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            for less in smaller_numbers(item):
                yield (*value[:i], less, *value[i + 1 :])


def case(**arguments: Any) -> Case:
    """One call: its arguments in order, draws or plain values.

    The names are for the reader; the student's function gets the values by position, so that it
    may call its arguments as it likes.
    """
    return Case(arguments)


#: how long an argument may be in a message, and how many parts of a longer one are shown
LONGEST, MOST_PARTS = 200, 4


def show(value: Any) -> str:
    """A short form of an argument for messages.

    >>> show(np.zeros((3, 5))), show(np.zeros(4)), show(2.5)
    ('3×5 array', 'array of 4', '2.5')
    """
    if isinstance(value, Drawn):
        return "drawn"
    if isinstance(value, (Draw, np.ndarray)):
        sizes = "×".join(map(str, value.shape))
        return f"array of {sizes or 1}" if len(value.shape) < 2 else f"{sizes} array"
    if callable(value):
        return getattr(value, "__name__", repr(value))
    if isinstance(value, dict) and value:
        return f"{{{some([f'{key!r}: {show(v)}' for key, v in value.items()])}}}"
    text = repr(value)
    if isinstance(value, (list, tuple)) and len(text) > LONGEST:
        first, last = "()" if isinstance(value, tuple) else "[]"
        return f"{first}{some([show(v) for v in value])}{last}"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def some(parts: Sequence[str]) -> str:
    """The first few parts of something, and how many more there are."""
    more = len(parts) - MOST_PARTS
    return ", ".join([*parts[:MOST_PARTS], *([f"and {more} more"] if more > 0 else [])])
