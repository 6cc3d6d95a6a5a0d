"""The check cells of an exercise, run on a function that one of them found to be right.

An edit that makes a function right for one check may be wrong for the next: what is told of it
would be contradicted there. So all checks at hand are asked, those that the notebook shows in the
notebook, all of them in the exam.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType
from typing import Any

from autograder.checks.message.render import CheckFailed
from autograder.checks.session import Session, exam
from autograder.student_side.calls import StudentError, name_of

#: what is raised where a cell needs more than can be given to it here: that says nothing
BEYOND = (NameError, AttributeError, TypeError, NotImplementedError)


@dataclass(frozen=True)
class Rehearsal:
    """Check cells, and the names they are run with."""

    cells: Sequence[CodeType]
    names: Mapping[str, Any] = field(repr=False)

    def accepts(
        self,
        session: Session,
        name: str,
        function: Callable,
        before: Callable,
        secret: bytes | None = None,
    ) -> bool:
        """Whether every cell that uses `name` is passed with this function in its place.

        What another function of the cell does is not held against it, nor an error that `before`,
        the function without the edit, does not raise either: that is another mistake. `secret`
        draws other numbers than the session's own.
        """
        names = {**self.names, name: function}
        secret = session.secret if secret is None else secret
        cells = [cell for cell in self.cells if name in cell.co_names]
        return all(passes(cell, names, session, name, before, secret) for cell in cells)


def at_hand(session: Session, student: Any) -> Rehearsal:
    """All checks of a function's exercise that are at hand."""
    if session.rehearsal is not None:
        return session.rehearsal
    if hasattr(student, "invoke"):
        return Rehearsal((), {})
    methods = [m for m in vars(student).values() if hasattr(m, "__globals__")]
    names = (methods[0] if isinstance(student, type) else student).__globals__
    return in_notebook(session, name_of(student), names)


def in_notebook(session: Session, name: str, names: Mapping[str, Any]) -> Rehearsal:
    """The check cells that a notebook shows, with the names of that notebook."""
    texts: Sequence[str] = getattr(session.misconceptions, "VISIBLE", ())
    return Rehearsal([compiled(text) for text in texts if name in text], names)


@lru_cache(maxsize=64)
def compiled(text: str) -> CodeType:
    return compile(text, "<rehearsal>", "exec", dont_inherit=True)


def passes(
    cell: CodeType,
    names: Mapping[str, Any],
    session: Session,
    name: str,
    before: Callable,
    secret: bytes,
) -> bool:
    """Whether one check cell has nothing to say against the function that `name` stands for."""
    with exam(
        session.lesson,
        misconceptions=session.misconceptions,
        student=session.student,
        secret=secret,
        start_apart=elsewhere,
        explain=False,
        rehearses=before,
    ) as opened:
        try:
            exec(cell, dict(names))
        except CheckFailed as error:
            return error.failure.exercise != name
        except AssertionError:
            return opened.called not in ("", name)
        except BEYOND:
            return True
        except (Exception, StudentError):
            return False
    return True


def elsewhere(text: str, name: str) -> Callable:
    """Programs that an answer gave are not run for this."""
    raise NotImplementedError
