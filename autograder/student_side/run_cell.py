"""Running a student's cells as Jupyter runs them, one after the other in one namespace."""

from __future__ import annotations
import __future__

import ast
import builtins
import contextlib
import inspect
import sys
import traceback
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np


class Cells:
    """Runs cells; what one imports from `__future__` holds for those after it.

    A later cell may take a name that an answer uses for something else, as ``sum = 0`` does: in a
    notebook that is run from its top, the answer was checked before. `answers` are what the
    exercises' cells defined, and each is called with the names that there were behind its cell.
    """

    def __init__(self, names: dict[str, Any]):
        self.names = names
        self.answers: dict[str, Any] = {}
        self.behind: dict[str, dict[str, Any]] = {}  # by answer
        self.own: dict[str, dict[str, Any]] = {}  # of these, what its cell made
        self.torch: Any = sys.modules.get("torch")  # the true one: no cell has run yet
        self.settings: dict[str, tuple] = {}  # how PyTorch was set behind an answer's cell
        self.at: str | None = None  # the answer whose names there are
        # hints are kept as text: they may name modules that an answer may not use
        self.flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | __future__.annotations.compiler_flag

    def perform(self, cell: str | ast.Module, file: str) -> None:
        """Run a cell, or a part of one; `await` may stand in it as it may in Jupyter."""
        if isinstance(cell, ast.Module) or "__future__" in cell:
            cell = self.without_future(ast.parse(cell, file) if isinstance(cell, str) else cell)
        code = compile(cell, file, "exec", self.flags, dont_inherit=True)
        with warnings.catch_warnings(), np.errstate():
            warnings.simplefilter("ignore")
            awaited = eval(code, self.names)
            if code.co_flags & inspect.CO_COROUTINE:
                import asyncio

                asyncio.run(awaited)

    def note(self, answers: Iterable[str], before: dict[str, Any]) -> None:
        """A cell has run that is to define these; `before` it there were such names."""
        there = [name for name in answers if name in self.names]
        now = dict(self.names)
        for name in there:
            self.answers[name] = now[name]
            self.settings[name] = torch_settings(self.torch)
            self.behind[name] = now
            self.own[name] = {n: v for n, v in now.items() if n not in before or before[n] is not v}

    def turn_to(self, answer: str) -> None:
        """Have the names that an answer was written with; names that came later are there too.

        Answers to later exercises are those that count, unless its own cell made them.
        """
        if answer == self.at or answer not in self.behind:
            return
        self.at = answer
        set_torch(self.torch, self.settings[answer])
        behind = self.behind[answer]
        for name in self.names.keys() & vars(builtins).keys() - behind.keys():
            del self.names[name]
        order = list(self.answers)
        later = {name: self.answers[name] for name in order[order.index(answer) :]}
        self.names.update({**behind, **later, **self.own[answer]})

    def without_future(self, tree: ast.Module) -> ast.Module:
        """Take its imports from `__future__`, which in Jupyter may stand anywhere, off a cell."""
        kept: list[ast.stmt] = []
        for part in tree.body:
            names = imported_from_future(part)
            if names and all(name in __future__.all_feature_names for name in names):
                for name in names:
                    self.flags |= getattr(__future__, name).compiler_flag
            else:
                kept.append(part)
        return ast.Module(kept, [])

    def go_on(self, source: str, file: str, error: BaseException | None) -> None:
        """Run what stands below a statement that failed.

        It may have failed for what only a notebook has: a picture, a name of the checks.
        """
        rest = ast.parse(source).body
        while error:
            steps = traceback.walk_tb(error.__traceback__)
            line = next(line for frame, line in steps if frame.f_code.co_filename == file)
            failed = next(i for i, part in enumerate(rest) if (part.end_lineno or 0) >= line)
            rest, error = rest[failed + 1 :], None
            try:
                self.perform(ast.Module(rest, []), file)
            except BaseException as next_error:
                error = next_error


def torch_settings(torch: Any) -> tuple:
    """What a cell may set in PyTorch for all that comes after it; empty where that is not known."""
    with contextlib.suppress(Exception):  # it may be missing, or changed by a cell
        return torch.is_grad_enabled(), torch.get_default_dtype(), torch.get_default_device()
    return ()


def set_torch(torch: Any, settings: tuple) -> None:
    """Have PyTorch set as it was; what is set so already is not touched."""
    if not settings or settings == torch_settings(torch):
        return
    gradients, dtype, device = settings
    with contextlib.suppress(Exception):
        torch.set_grad_enabled(gradients)
        torch.set_default_dtype(dtype)
        torch.set_default_device(device)


def imported_from_future(part: ast.stmt) -> list[str]:
    """The names a statement imports from `__future__`; none if it is another statement."""
    if isinstance(part, ast.ImportFrom) and part.module == "__future__" and not part.level:
        return [alias.name for alias in part.names]
    return []
