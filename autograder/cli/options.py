"""What the verbs share: options, where they print, how an example is shown, a quick gradebook."""

from __future__ import annotations

import importlib
import os
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Verb(click.Command):
    """A verb with an example under its help."""

    def __init__(self, *args: Any, example: str, **options: Any):
        super().__init__(*args, **options)
        self.example = example

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(f"\nexample:  {self.example}\n")


def verb(example: str, **options: Any) -> Callable[[Callable], Verb]:
    """Make a function a verb of the program; its docstring is the help."""
    course = click.option(
        "--course",
        type=click.Path(path_type=Path),
        default=Path(),
        metavar="DIR",
        callback=existing,
        help="Course directory (default: here).",
    )

    def make(function: Callable) -> Verb:
        return click.command(cls=Verb, example=example, **options)(course(function))

    return make


def existing(context: click.Context, parameter: click.Parameter, value: Path) -> Path:
    course = value.resolve()
    if not course.is_dir():
        raise ValueError(f"there is no course directory {value}")
    return course


class Count(click.ParamType):
    """A whole number above 0."""

    name = "number"

    def convert(self, value: Any, parameter: Any, context: Any) -> int:
        if isinstance(value, int):
            return value
        if not value.isdigit() or int(value) < 1:
            self.fail(f"{value!r} is not a whole number above 0")
        return int(value)


lessons = click.argument("lesson", nargs=-1)
db = click.option(
    "--db",
    metavar="URL",
    help="The gradebook, any SQLAlchemy URL (default: gradebook.db here).",
)


def jobs(what: str) -> Callable:
    return click.option(
        "--jobs",
        type=Count(),
        default=os.cpu_count() or 1,
        metavar="N",
        help=f"How many {what} at a time (default: one a core).",
    )


def names_of(course: Path, lesson: tuple[str, ...]) -> list[str]:
    """The lessons asked for by number, name or file, as the names of solutions/."""
    from autograder.authoring.lesson_files import named

    solved = sorted((course / "solutions").glob("*/"))
    return [named(solved, name).name for name in lesson]


#: what nbgrader imports to be an extension of a Jupyter server, and with it all of nbconvert
EXTENSIONS = [
    f"nbgrader.server_extensions.{name}"
    for name in ("assignment_list", "course_list", "formgrader", "validate_assignment")
]


def import_gradebook() -> None:
    """Import nbgrader's gradebook without its extensions, in half of the time.

    They can be imported afterwards, for real.
    """
    if "nbgrader" in sys.modules:
        return
    try:
        for name in EXTENSIONS:
            sys.modules[name] = stand_in = types.ModuleType(name)
            vars(stand_in)["load_jupyter_server_extension"] = None
        importlib.import_module("nbgrader.api")
    finally:
        for name in EXTENSIONS:
            del sys.modules[name]
