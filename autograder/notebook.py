"""How a failure looks in a live notebook: the whole message as HTML, and one line under it."""

from __future__ import annotations

from typing import Any

from autograder.failure import CheckFailed, Failure


def shell() -> Any:
    """IPython's shell if this is a notebook or IPython, else None."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def show(failure: Failure) -> bool:
    """Display a failure; False where nothing can be displayed."""
    if shell() is None:
        return False
    from IPython.display import display

    from autograder.render import Shown

    display(Shown(failure))
    return True


def install() -> None:
    """Show an `assert` of a check cell as a message, not as a traceback through the checker."""
    if shell() is not None:
        shell().set_custom_exc((AssertionError,), on_assertion)


def on_assertion(
    self: Any, kind: type, value: BaseException, tb: Any, tb_offset: Any = None
) -> Any:
    """IPython's handler for assertions: those after a `call` are about the student's answer."""
    from autograder.session import current

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
