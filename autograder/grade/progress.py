"""A learner's own progress: the same checks over work/, with nobody handing anything in.

The code is the learner's own, so a process of its own with limits is isolation enough. The cases
are those the learner's notebook draws, and the hidden ones of the lesson besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.checks.message.failure import Failure
from autograder.checks.message.so_far import STAR, in_short
from autograder.exam import bundle as bundles
from autograder.exam.bundle import Bundle
from autograder.exam.examiner import grade_one
from autograder.exam.handed_in.files import read_file
from autograder.exam.handed_in.submission import Work
from autograder.exam.record import ExerciseResult, Record
from autograder.output.report import MARKS, state
from autograder.sandbox.sandbox import PROCESS, Sandbox
from autograder.untrusted_text import for_terminal


def progress(
    course: Path, lessons: Sequence[str] = (), *, console: Console | None = None
) -> list[Record]:
    """Print what passes, what fails and why, and what is next; the records of lessons begun.

    Parameters
    ----------
    course : the directory with work/, solutions/ and notebooks/
    lessons : names of lessons; all if there are none

    Raises
    ------
    ValueError
        if there is no work/ or solutions/ yet, or one of the lessons is not there
    """
    console = console or Console(highlight=False)
    known = bundles.lessons(course)
    if not known:  # as in what `autograder handout` made: it has no hidden case
        raise ValueError(
            f"there is no {course / 'solutions'}: all checks are in the course's repository only;"
            " run the checks in your notebooks"
        )
    unknown = [name for name in lessons if name not in known]
    if unknown:
        raise ValueError(f"there is no lesson {unknown[0]!r}; there are {', '.join(known)}")
    begun = [name for name in lessons or known if notebook(course, name).is_file()]
    if not begun:
        raise ValueError(
            f"there is no notebook in {course / 'work'}; `autograder lab` puts them there"
        )
    records = []
    with Sandbox(PROCESS) as sandbox:
        for name in begun:
            data = read_file(notebook(course, name), 20 << 20)[0]
            if data == (course / "notebooks" / name / f"{name}.ipynb").read_bytes():
                continue
            bundle = bundles.load(course, name)
            record, _ = grade_one(Work("", name, data), bundle, b"public", sandbox)
            records.append(record)
            show(console, record, bundle)
    sum_up(console, records, [bundles.load(course, name) for name in lessons or known])
    return records


def notebook(course: Path, lesson: str) -> Path:
    return course / "work" / lesson / f"{lesson}.ipynb"


def show(console: Console, record: Record, bundle: Bundle) -> None:
    """One lesson: a line an exercise, then the next thing to do."""
    console.print(
        f"\n[bold]{escape(bundle.title)}[/bold]: {record.score:g} of {record.points:g} points"
    )
    if record.problem:
        console.print(for_terminal(record.problem), style="yellow")
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    for exercise in record.exercises:
        mark, points = MARKS[state(exercise)], f"{exercise.score:g}/{exercise.points:g}"
        title, name = for_terminal(exercise.title), exercise.name + STAR * exercise.optional
        table.add_row(mark, title, name, points, for_terminal(why(exercise)))
    console.print(table)
    if any(e.optional for e in record.exercises):
        console.print(f"{STAR.strip()} optional: extra credit, above the lesson's points.")
    left = sorted((e for e in record.exercises if e.score < e.points), key=lambda e: e.optional)
    if left:
        console.print(f"Next: {for_terminal(left[0].title or left[0].name)}.")
    else:
        console.print("Everything passes.")


def sum_up(console: Console, records: Sequence[Record], lessons: Sequence[Bundle]) -> None:
    """All lessons in a line: what is done of how much, and the first thing that is not."""
    done = {(r.lesson, e.name) for r in records for e in r.exercises if e.score >= e.points}
    everything = [(lesson.lesson, e) for lesson in lessons for e in lesson.exercises]
    core = [(lesson, e) for lesson, e in everything if not e.optional]
    extra = sum(e.score for r in records for e in r.exercises if e.optional)
    short = in_short(
        (sum((lesson, e.name) in done for lesson, e in core), len(core)),
        (sum(r.score for r in records) - extra, sum(lesson.points for lesson in lessons)),
        extra,
    )
    left = [e for lesson, e in (*core, *everything) if (lesson, e.name) not in done]
    upcoming = f"next: {left[0].title or left[0].name}" if left else "everything passes"
    console.print(f"\n{short}; {for_terminal(upcoming)}.")


def why(exercise: ExerciseResult) -> str:
    """The reason an exercise has not all its points, in a sentence."""
    for check in exercise.checks:
        if check.failure:
            failure = Failure.from_json(check.failure)
            return failure.because or failure.headline
    return ""
