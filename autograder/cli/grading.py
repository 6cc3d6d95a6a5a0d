"""Verbs for instructors: grade, report, demo."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import click

from autograder.cli.options import db, import_gradebook, jobs, lessons, names_of, out, verb
from autograder.sandbox.threads import one_thread


def grading(function: Callable) -> Callable:
    """The options of everything that grades."""
    options = (
        jobs("notebooks"),
        click.option(
            "--student",
            "students",
            multiple=True,
            metavar="ID",
            help="Only this student (may be given again).",
        ),
        click.option("--force", is_flag=True, help="Grade everything again."),
        click.option("--changed", is_flag=True, help="Grade what changed since it was graded."),
        click.option(
            "--dry-run",
            is_flag=True,
            help="Write nothing; say whose score would change and by how much.",
        ),
        click.option(
            "--isolation",
            type=click.Choice(("bubblewrap", "landlock", "process")),
            help="How strongly students' code is locked in (default: the strongest).",
        ),
        click.option(
            "--cluster",
            metavar="ADDRESS",
            help="Grade on the workers of this dask scheduler, such as tcp://head:8786.",
        ),
        db,
    )
    for option in reversed(options):
        function = option(function)
    return function


@verb("autograder grade 01 --jobs 2 --student student-07")
@lessons
@grading
def grade(course: Path, lesson: tuple[str, ...], **options: Any) -> int:
    """Grade the submissions in submitted/."""
    return run(course, list(lesson), **options)


def run(course: Path, lesson: list[str], **options: Any) -> int:
    """Grade with the options of `grading`; the exit code."""
    one_thread()
    import_gradebook()
    from autograder.grade.run import grade as grade_course

    alone = [name for name in ("force", "changed", "dry_run") if options[name]]
    if len(alone) > 1:
        first, second, *_ = (f"--{name.replace('_', '-')}" for name in alone)
        raise click.UsageError(f"{second} is not allowed with {first}")
    with told_of_stopping():
        return grade_course(course, lesson, console=out, **options)


@contextlib.contextmanager
def told_of_stopping() -> Iterator[None]:
    """Say at once that Ctrl-C was heard: what is under way takes some seconds to end."""
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        with contextlib.suppress(RuntimeError):  # it was just about to print something
            out.print("stopping…")
        signal.raise_signal(number)

    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield  # nobody is asked, or nothing is stopped
        return
    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@verb("autograder report 01")
@lessons
@db
def report(course: Path, lesson: tuple[str, ...], db: str | None) -> int:
    """Write report.html and report.json of a graded class, and grades.csv anew."""
    import_gradebook()
    from autograder.output.report import write

    for path in write(course, names_of(course, lesson), db):
        out.print(f"wrote {path}", markup=False)
    return 0


@verb("autograder demo 07 08")
@lessons
@grading
def demo(course: Path, lesson: tuple[str, ...], **options: Any) -> int:
    """Hand in and grade the example class, in demo/: lessons 00 and 01, or those named."""
    import_gradebook()
    from autograder.authoring.example_class import hand_in, isolation
    from autograder.authoring.lesson_files import find_lessons
    from autograder.output.report import write

    chosen = [path.stem for path in find_lessons(course, list(lesson) or ["00", "01"])]
    place = hand_in(course, course / "demo", chosen)
    out.print(f"The example class has handed in, in {place.relative_to(course)}/submitted/.")
    # these submissions ship with the project, so the weaker isolation will do where there is
    # nothing stronger
    options["isolation"] = options["isolation"] or isolation()
    code = run(place, chosen, **options)
    if code in (0, 2) and not options["dry_run"]:
        for path in write(place, chosen, options["db"]):
            out.print(f"wrote {path}", markup=False)
    return 0 if code == 2 else code  # some of them are meant to need a person
