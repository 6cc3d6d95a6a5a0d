"""What the pages take from the course's own tools; nothing else here imports them."""

from __future__ import annotations

import ast
import hashlib
import warnings
from pathlib import Path

import click
import numpy as np

import autograder
from autograder.authoring.lesson import (
    BEGIN,
    END,
    Exercise,
    Lesson,
    LessonCell,
    because,
    defined,
)
from autograder.authoring.lesson_files import find_lessons
from autograder.authoring.lesson_rules import read
from autograder.authoring.notebooks import notebook, release
from autograder.authoring.workbench import Workbench
from autograder.checks.message.failure import Failure
from autograder.checks.message.render import CheckFailed
from autograder.checks.message.render import html as message
from autograder.checks.message.render import style as message_style
from autograder.cli import autograder as program
from autograder.sandbox.threads import one_thread

__all__ = [
    "Exercise",
    "Lesson",
    "LessonCell",
    "because",
    "checks_names",
    "commands",
    "digest",
    "lessons",
    "message_style",
    "messages",
    "name_of",
    "one_thread",
    "shown_code",
    "stubs",
]

ROOT = Path(__file__).resolve().parents[2]


def lessons(names: list[str] | None = None) -> list[Lesson]:
    """Every lesson of the course, or those named, in order."""
    return [read(path) for path in find_lessons(ROOT, names)]


def digest(*folders: str) -> str:
    """A name for what the sources in these folders say now."""
    seen = hashlib.sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".js", ".css", ".html"):
                seen.update(path.read_bytes())
    return seen.hexdigest()


def commands() -> dict[str, str]:
    """{verb: what its --help says} of the program."""
    found = {}
    for name, verb in program.commands.items():
        context = click.Context(verb, info_name=f"autograder {name}", max_content_width=88)
        found[name] = verb.get_help(context)
    return found


def checks_names() -> list[str]:
    """The functions that check cells may use."""
    return [n for n in autograder.__all__ if callable(getattr(autograder, n)) and n.islower()]


def name_of(cell: LessonCell) -> str:
    """The name of a mistake: function__what_is_wrong."""
    return defined(cell.source)[0]


def stubs(lesson: Lesson) -> dict[str, str]:
    """What a student finds in each answer cell, by the exercise's name."""
    cells = release(notebook(lesson)).cells
    return {c.id: c.source for c in cells if c.metadata.get("nbgrader", {}).get("solution")}


def shown_code(cell: LessonCell) -> str:
    """A solution or a mistake as it is shown: no markers, a mistake under the exercise's name.

    The docstring of a mistake is what the check says of it, so it is left out.
    """
    lines = cell.source.splitlines()
    if cell.kind == "misconception":
        name = defined(cell.source)[0]
        text = ast.parse(cell.source).body[-1].body[0]
        lines[text.lineno - 1 : text.end_lineno] = []
        lines = [line.replace(name, name.partition("__")[0]) for line in lines]
    kept = [line for line in lines if line.strip() not in (BEGIN, END)]
    return "\n".join(kept).strip("\n")


def messages(lesson: Lesson) -> dict[str, str]:
    """What the visible check says of each mistake, as HTML; "" where only hidden cases see it."""
    workbench = Workbench(lesson)
    said = {}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for exercise in lesson.exercises:
            for cell in exercise.misconceptions:
                functions = workbench.with_mistake(exercise, cell)
                found = workbench.failures(exercise, functions, visible=True)
                said[defined(cell.source)[0]] = as_html(exercise, found)
    return said


def as_html(exercise: Exercise, found: list[Exception]) -> str:
    """The first of a check's failures, as the notebook shows it."""
    if not found:
        return ""
    error = found[0]
    failure = (
        error.failure
        if isinstance(error, CheckFailed)
        else Failure(exercise.name, "property", str(error))
    )
    # on a page that nobody has just run it is no alert
    return message(failure).replace('role="alert"', 'role="group"')
