"""A live notebook: opening a lesson in it, and how a failure looks there.

The whole message is shown as HTML, with one line of traceback under it.
"""

from __future__ import annotations

from typing import Any, NoReturn

from autograder.checks.message.failure import Failure
from autograder.checks.message.render import CheckFailed, Shown
from autograder.checks.session import current, open_lesson


def begin(lesson: str) -> None:
    """Open a lesson: its check cells are about `lesson` from here on.

    Raises
    ------
    ValueError
        if there is no such lesson, or an exam about another one is going on
    """
    if not open_lesson(lesson).exam and shell() is not None:
        # an `assert` of a check cell is a message, not a traceback through the checker
        shell().set_custom_exc((AssertionError,), on_assertion)


def shell() -> Any:
    """IPython's shell if this is a notebook or IPython, else None."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def report(failure: Failure) -> NoReturn:
    """Raise `CheckFailed`, after showing the failure in full where a notebook can."""
    raise CheckFailed(failure, shown=not current().exam and show(failure))


def show(failure: Failure) -> bool:
    """Display a failure; False where nothing can be displayed."""
    if shell() is None:
        return False
    from IPython.display import display

    display(Shown(failure))
    return True


def on_assertion(
    self: Any, kind: type, value: BaseException, tb: Any, tb_offset: Any = None
) -> Any:
    """IPython's handler for assertions: those after a `call` are about the student's answer."""
    text = str(value)
    name = current().called
    if isinstance(value, CheckFailed) or not text or not name or not is_check_cell(self):
        return self.showtraceback((kind, value, tb), tb_offset=tb_offset)
    show(Failure(name, "property", text))
    lines = [f"CheckFailed: {text}"]
    self._showtraceback(kind, value, lines)
    return lines


def is_check_cell(self: Any) -> bool:
    """Whether the running cell uses `call`, as check cells with asserts do."""
    return "call(" in self.user_ns.get("In", [""])[-1]
