"""A live notebook: opening a lesson in it, and how a failure looks there.

The whole message is shown as HTML, with one line of traceback under it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from itertools import dropwhile
from typing import Any, NoReturn

from autograder.checks.message import cells
from autograder.checks.message.failure import Failure
from autograder.checks.message.render import CheckFailed, Shown
from autograder.checks.session import current, open_lesson
from autograder.student_side.allowed_imports import functions_of
from autograder.student_side.calls import Frame, describe_error, name_of

#: where a check cell names the function it is about
ABOUT = re.compile(r"\b(?:check|check_raises|call)\(\s*(\w+)")


def begin(lesson: str) -> None:
    """Open a lesson: its check cells are about `lesson` from here on.

    Raises
    ------
    ValueError
        if there is no such lesson, or an exam about another one is going on
    """
    if not open_lesson(lesson).exam and shell() is not None:
        # these errors of a check cell are messages, not tracebacks through the checker
        shell().set_custom_exc((AssertionError, NameError), on_error)
        cells.watch(shell())


def shell() -> Any:
    """IPython's shell if this is a notebook or IPython, else None."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def report(failure: Failure) -> NoReturn:
    """Raise `CheckFailed`, after showing the failure in full where a notebook can."""
    failure.note = failure.note or cells.note(failure.exercise)
    raise CheckFailed(failure, shown=not current().exam and show(failure))


def passed(name: str, cases: int) -> None:
    """Say that a function is right on so many cases."""
    noun = "case" if cases == 1 else "cases"
    print(f"{name}: right on {cases} {noun}. {cells.note(name)}".rstrip())


def show(failure: Failure) -> bool:
    """Display a failure; False where nothing can be displayed."""
    if shell() is None:
        return False
    from IPython.display import display

    display(Shown(failure))
    return True


@contextlib.contextmanager
def stoppable(student: Callable) -> Iterator[None]:
    """What is interrupted in here is told in a notebook, with the student's line it was at."""
    try:
        yield
    except KeyboardInterrupt as interrupt:
        if current().exam or shell() is None:
            raise
        failure = stopped(student, describe_error(interrupt, student).frames)
    else:
        return
    report(failure)


def stopped(student: Callable, frames: list[Frame]) -> Failure:
    """The failure for a check that was interrupted, in the student's function or outside it."""
    name, own = name_of(student), {f.__code__.co_name for f in functions_of(student)}
    frames = list(dropwhile(lambda frame: frame.function not in own, frames))
    if not frames:
        return Failure(name, "type", f"Stopped by you while {name} was being checked.")
    last = frames[-1]
    where = f"line {last.line}" if last.function == name else f"line {last.line} of {last.function}"
    told = f"Stopped by you while {name} was running: {where}, `{last.source}`."
    return Failure(name, "type", told, frames=frames if len(frames) > 1 else [])


def on_error(self: Any, kind: type, value: BaseException, tb: Any, tb_offset: Any = None) -> Any:
    """IPython's handler for what ends a check cell: a failed assertion, a name that is not there.

    An assertion after a `call` is about the student's answer.
    """
    source = self.user_ns.get("In", [""])[-1]
    failure = None
    if isinstance(value, NameError) and value.name:
        failure = not_there(value.name, source, tb)
    elif str(value) and not isinstance(value, CheckFailed) and called_in(source):
        name = current().called
        beside = current().beside_words(str(value))
        failure = Failure(name, "property", str(value), note=cells.note(name))
        failure.facts += [beside] * bool(beside)
    if failure is None:
        return self.showtraceback((kind, value, tb), tb_offset=tb_offset)
    show(failure)
    lines = [f"CheckFailed: {failure.headline}"]
    self._showtraceback(kind, value, lines)
    return lines


def called_in(source: str) -> bool:
    """Whether a cell uses `call`, as check cells with asserts do."""
    return bool(current().called) and "call(" in source


def not_there(name: str, source: str, tb: Any) -> Failure | None:
    """The failure for a name that a check cell uses and no cell has defined; None if it is not."""
    about = ABOUT.search(source)
    while tb.tb_next:  # to the line that raised
        tb = tb.tb_next
    if not name or not about or tb.tb_frame.f_code.co_name != "<module>":
        return None
    why = current().outdated.get(name)
    if why:
        told = f"`{name}` is not defined: its cell did not run ({why})."
    else:
        told = (
            f"`{name}` is not defined yet. A cell above this one defines it: run that first "
            "(in JupyterLab: Run > Run All Above Selected Cell), then this one again."
        )
    return Failure(about[1], "type", told)
