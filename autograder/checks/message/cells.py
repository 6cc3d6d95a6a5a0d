"""The cells of a live notebook as they run: which of them left an older definition in place.

A cell that fails before its `def` changes nothing: what is checked then is the function of an
earlier run, and whoever reads the message must know that.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from autograder.checks.session import current

DEFINITION = re.compile(r"^(?:(?:async[ \t]+)?def|class)[ \t]+(\w+)|^(\w+)[ \t]*=(?!=)", re.M)


def watch(shell: Any) -> None:
    """Follow the cells that IPython runs from here on; once, however often it is asked for."""
    shell.events.register("pre_run_cell", before)
    shell.events.register("post_run_cell", after)


def before(info: Any) -> None:
    """Note what the names that a cell defines stand for before it runs."""
    names = names_of_shell()
    current().before = {name: names.get(name) for name in defined(info.raw_cell)}


def after(result: Any) -> None:
    """Note the names that a cell was to define and did not."""
    session, names = current(), names_of_shell()
    error = result.error_before_exec or result.error_in_exec
    for name, old in session.before.items():
        if error is not None and names.get(name) is old:
            session.outdated[name] = told(error)
        else:
            session.outdated.pop(name, None)
    session.before = {}
    ran = digest(result.info.raw_cell)
    for exercise, _, check in session.checks:
        if check == ran:
            session.checked[check] = error is None, names.get(exercise)


def names_of_shell() -> dict[str, Any]:
    from IPython import get_ipython

    return get_ipython().user_ns


def defined(source: str) -> set[str]:
    """The names at the beginning of lines that a cell, which may not be Python, defines.

    >>> sorted(defined("def f(x:\\n    y = 1\\ng = 2\\nh == 3"))
    ['f', 'g']
    """
    return {name for pair in DEFINITION.findall(source) for name in pair if name}


def digest(source: str) -> str:
    """What a check cell is known by: its text, without what no one sees."""
    text = "\n".join(line.rstrip() for line in source.strip().splitlines())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def told(error: BaseException) -> str:
    """What stopped a cell, in a few words."""
    kind = type(error).__name__
    if isinstance(error, SyntaxError):
        return f"{kind} in line {error.lineno}: {error.msg}"
    return f"{kind}: {error}".rstrip(": ")


def note(name: str) -> str:
    """That a function is not the one of its newest cell; "" if it is."""
    why = current().outdated.get(name)
    if not why:
        return ""
    return f"The newest cell with {name} did not run ({why}). This is about the definition before."
