"""Edited functions of this process, to be called."""

from __future__ import annotations

import ast
import builtins
import contextlib
import copy
import gc
import io
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import numpy as np

from autograder.checks.clock import Clock
from autograder.checks.diagnosis.repair.bench.weave import EDIT, TICK
from autograder.checks.diagnosis.repair.edits.nodes import CEIL, FLOOR, SLICE
from autograder.student_side.calls import RAISED, Outcome, StudentError, type_name

#: an edited function may take this many times as many turns of its loops as the one it is made of
TURNS, LEAST, MOST = 20, 2000, 10_000_000
#: and looks at the clock in one of so many
LOOKS = 64
#: bytes more than there were that edited functions may take
MEMORY = 1 << 30

Use = Callable[[Callable], Callable]


class TooLong(BaseException):
    """An edited function goes round and round; no ``except Exception`` of a student's holds it."""


class Bench:
    """All edits of one function of this process.

    Parameters
    ----------
    student : the function or class as it is
    name : what it is called in `module`
    module : the woven functions, see `repair.weave`
    used : a function as the cases use it
    clock : when an edited function is to stop, wherever it is
    """

    def __init__(
        self,
        student: Callable,
        name: str,
        module: ast.Module,
        used: Use,
        clock: Clock | None = None,
    ):
        self.clock = clock
        code = compile(module, "<edited>", "exec")
        self.left = self.turns = LEAST
        self.names = dict(own(namespace(student), read_by(code)))
        self.names |= {
            EDIT: 0,
            TICK: self.tick,
            SLICE: slice,
            CEIL: ceil,
            FLOOR: floor,
            "__builtins__": builtins,
        }
        exec(code, self.names)
        self.function = self.names[name]
        self.name, self.used = name, used

    def tick(self) -> None:
        self.left -= 1
        if self.left < 0 or (self.left % LOOKS == 0 and self.late()):
            raise TooLong

    def late(self) -> bool:
        return self.clock is not None and self.clock.long_over()

    def each(self, numbers: Sequence[int], arguments: Sequence[Any]) -> Iterator[Outcome]:
        """What the function gives under each edit, with little ado."""
        for number in numbers:
            try:
                yield Outcome(self.used(self.edited(number))(*copies(arguments)))
            except Exception as error:
                yield Outcome(error=StudentError(RAISED, type_name(error)))

    def edited(self, number: int) -> Callable:
        """The function under one edit; as it is under 0, which tells how many turns are usual."""

        def edited(*args: Any, **options: Any) -> Any:
            self.names[EDIT] = number
            self.left = self.turns if number else MOST
            try:
                return self.function(*args, **options)
            except TooLong:
                raise TimeoutError("an edited function goes round and round") from None
            finally:
                if number == 0:
                    self.turns = max(self.turns, TURNS * (MOST - self.left))

        edited.__name__ = self.name
        edited.__wrapped__ = self.function  # type: ignore[attr-defined]
        return edited

    def close(self) -> None:
        """Nothing is left behind."""


def namespace(student: Any) -> dict[str, Any]:
    """The global names a function sees, or a class's methods do."""
    if isinstance(student, type):
        methods = [m for m in vars(student).values() if hasattr(m, "__globals__")]
        student = methods[0]
    return student.__globals__


def read_by(code: CodeType) -> set[str]:
    """The global names that code reads, and the code within it."""
    found = set(code.co_names)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            found |= read_by(inner)
    return found


def own(names: dict[str, Any], used: set[str]) -> Iterator[tuple[str, Any]]:
    """Global names with values of their own, so that an edit changes nothing of the notebook's."""
    for name in used & names.keys():
        value = names[name]
        if type(value) in (dict, list, set, np.ndarray):
            value = copy.copy(value)
        yield name, value


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing is printed, and no warning is given, by edited functions."""
    silence = contextlib.redirect_stdout(io.StringIO())
    with silence, np.errstate(all="ignore"), little_memory(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit, collecting = sys.getrecursionlimit(), gc.isenabled()
        try:
            gc.disable()  # a tree of many nodes is no rubbish
            sys.setrecursionlimit(min(limit, depth() + 300))
            yield
        finally:
            sys.setrecursionlimit(limit)
            if collecting:
                gc.enable()


def depth() -> int:
    frame: FrameType | None = sys._getframe()
    count = 0
    while frame is not None:
        frame, count = frame.f_back, count + 1
    return count


@contextlib.contextmanager
def little_memory() -> Iterator[None]:
    """An edited size must not fill the machine."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):  # not on this system
        yield
        return
    used = pages * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = used + MEMORY
    if soft != resource.RLIM_INFINITY:
        most = min(most, soft)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def copies(arguments: Sequence[Any]) -> list[Any]:
    """Arguments whose arrays are copies; lists of arrays are copied with them."""
    return [
        a.copy()
        if isinstance(a, np.ndarray)
        else copy.deepcopy(a)
        if type(a) in (list, dict)
        else a
        for a in arguments
    ]
