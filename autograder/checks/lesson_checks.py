"""A lesson's check cells, run on whatever functions are put into them.

The exam puts in handles to a student's functions, `verify` and the mutation tester those of the
lesson itself.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import linecache
import re
import types
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checks import session
from autograder.checks.message.render import CheckFailed
from autograder.checks.rehearsal import Rehearsal
from autograder.checks.session import Session

#: the marker before hidden tests, and the call that stands in for it when the cell is run
BEGIN = re.compile(r"^([ \t]*)### BEGIN HIDDEN TESTS[^\n]*$", re.M)
CALL = "hidden_tests__"


class LessonChecks:
    """The examiner's side of a lesson: setup run once, check cells compiled once.

    Parameters
    ----------
    lesson : its name, ``NN_topic``
    misconceptions : the text of its module of misconceptions
    setup : the texts of its setup cells
    checks : the texts of its check cells, by name
    """

    def __init__(
        self, lesson: str, misconceptions: str, setup: Sequence[str], checks: Mapping[str, str]
    ):
        self.lesson = lesson
        self.misconceptions = types.ModuleType(f"autograder.misconceptions.{lesson}")
        self.names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        self.names |= {"display": lambda *things, **options: None, CALL: session.hidden_tests}
        with self.session(), quiet():
            module = compiled(misconceptions, f"mistakes of {lesson}")
            exec(module, vars(self.misconceptions))
            for i, source in enumerate(setup, 1):
                exec(compiled(source, f"{lesson} setup {i}"), self.names)
        self.cells = {
            name: compiled(told_apart(text), f"{lesson} {name}") for name, text in checks.items()
        }

    def session(self, **options: Any) -> contextlib.AbstractContextManager[Session]:
        """A session of its own about this lesson; the options are those of `session.exam`."""
        return session.exam(self.lesson, misconceptions=self.misconceptions, **options)

    def run(self, check: str, functions: Mapping[str, Any], **options: Any) -> Session:
        """Run one check cell to its end; its session.

        What the cell raises comes through; an assert with a note of what is said beside it.
        """
        with self.session(**options) as opened, quiet():
            try:
                exec(self.cells[check], {**self.names, **functions})
            except AssertionError as error:
                told = not isinstance(error, CheckFailed) and opened.beside_words(str(error))
                if told:
                    error.add_note(told)
                raise
        return opened

    def rehearsal(self, checks: Sequence[str], functions: Mapping[str, Any]) -> Rehearsal:
        """Some check cells with these functions, which a changed one is to stand."""
        cells = [self.cells[check] for check in checks]
        return Rehearsal(cells, {**self.names, **functions})


def told_apart(source: str) -> str:
    """A check cell that says when it comes to its hidden tests; its lines stay where they are."""
    return BEGIN.sub(lambda found: f"{found[1]}{CALL}()", source)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Warnings and prints decide nothing."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(io.StringIO()):
            yield


def compiled(source: str, name: str) -> types.CodeType:
    """A cell's code; its lines are known to tracebacks under `name`."""
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    return compile(source, name, "exec", dont_inherit=True)
