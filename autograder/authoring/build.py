"""What is made from the lessons: solutions/, notebooks/, autograder/misconceptions/, covers.

Everything is byte-stable, but for a cover's last digits on another machine.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

from autograder.authoring.cover import alike, cover
from autograder.authoring.lesson import TASK, Lesson, LessonError, is_optional
from autograder.authoring.lesson_files import BuildError, find_lessons
from autograder.authoring.lesson_rules import read
from autograder.authoring.notebooks import (
    check_release,
    dump,
    misconceptions,
    notebook,
    release,
)

#: a heading that ends a section, and the word that makes a section optional
HEADING = re.compile(r"##? ")
OPTIONAL = "(optional)"
#: minutes for what is outside exercises: a word of text, a cell run and looked at
A_WORD, A_CELL = 1 / 150, 1 / 2
#: minutes in one sitting; a lesson whose core path is longer marks where to stop
SITTING = 120
PAUSE = "A good place to stop"


def build(course: Path, names: list[str] | None = None) -> dict[Path, bytes]:
    """Every built file of the lessons and what must be in it.

    Raises
    ------
    LessonError, BuildError
        with the file, the line and what to do
    """
    files: dict[Path, bytes] = {}
    for path in find_lessons(course, names):
        lesson = read(path)
        check_time(lesson)
        source = notebook(lesson)
        released = release(source)
        check_release(lesson, released)
        name = lesson.name
        files[course / "solutions" / name / f"{name}.ipynb"] = dump(source)
        files[course / "notebooks" / name / f"{name}.ipynb"] = dump(released)
        module = misconceptions(lesson)
        files[course / "autograder" / "misconceptions" / f"{name}.py"] = module.encode()
        if drawn := cover(lesson):
            files[course / "docs" / "lessons" / f"{name}.svg"] = drawn
    if (course / "README.md").exists():
        files[course / "README.md"] = readme(course)
    return files


def check_time(lesson: Lesson) -> None:
    """The stated times are no less than what exercises and reading take."""
    core, optional = needed_minutes(lesson)
    for which, stated, needed in (
        ("", lesson.minutes, core),
        (" with what is optional", lesson.all_minutes, core + optional),
    ):
        if stated < needed:
            message = (
                f"it says {stated} minutes{which}; its exercises and reading at 150 words a "
                f"minute take {math.ceil(needed)}"
            )
            raise LessonError(lesson.path, 1, message)
    if lesson.minutes > SITTING and not any(PAUSE in c.source for c in lesson.cells):
        message = f"it takes over {SITTING} minutes; mark a pause: **{PAUSE}.**"
        raise LessonError(lesson.path, 1, message)


def needed_minutes(lesson: Lesson) -> tuple[float, float]:
    """Minutes of the core path and of what is optional: exercises, words, cells.

    Text belongs to the section it stands in, that of an exercise's task to the exercise. A
    section is optional if its heading ends in ``(optional)``, and so are its exercises.
    """
    minutes = [0.0, 0.0]
    section = False
    for cell in lesson.cells:
        if cell.kind in ("code", "cover"):
            minutes[section] += A_CELL
        if cell.kind != "markdown":
            continue
        if task := TASK.search(cell.source):
            if section and not is_optional(cell):
                message = "the exercise stands in an optional section; end its line in `· optional`"
                raise LessonError(lesson.path, cell.line, message)
            minutes[is_optional(cell)] += int(task[3])
            continue
        for line in cell.source.splitlines():
            if HEADING.match(line):
                section = line.endswith(OPTIONAL)
            minutes[section] += A_WORD * words(line)
    return minutes[0], minutes[1]


def words(text: str) -> int:
    """How many words a line of Markdown has."""
    plain = re.sub(r"<[^>]*>", " ", text)
    return sum(any(map(str.isalnum, word)) for word in plain.split())


def readme(course: Path) -> bytes:
    """The README with its table of lessons: title, time, points and a picture each.

    In brackets the time and points with what is optional.
    """
    text = (course / "README.md").read_text(encoding="utf-8")
    before, begin, rest = text.partition("<!-- lessons -->\n")
    _, end, after = rest.partition("<!-- /lessons -->")
    if not end:
        raise BuildError(
            "README.md has no place for the lessons: <!-- lessons --> <!-- /lessons -->"
        )
    rows = ["| lesson | minutes | points | |", "| --- | --- | --- | --- |"]
    for path in find_lessons(course):
        lesson = read(path)
        notebook = f"notebooks/{lesson.name}/{lesson.name}.ipynb"
        picture = f"docs/lessons/{lesson.name}.svg"
        covered = any(cell.kind == "cover" for cell in lesson.cells)
        shown = f'<img src="{picture}" height="90" alt="">' if covered else ""
        minutes = with_optional(lesson.minutes, lesson.all_minutes)
        points = with_optional(lesson.points, lesson.all_points)
        rows.append(f"| [{lesson.title}]({notebook}) | {minutes} | {points} | {shown} |")
    return (before + begin + "\n".join(rows) + "\n" + end + after).encode()


def with_optional(core: int, whole: int) -> str:
    return f"{core} ({whole} ★)" if whole > core else f"{core}"


def write(files: dict[Path, bytes]) -> list[Path]:
    """Write what has changed; the paths written."""
    changed = []
    for path, content in files.items():
        if not path.exists() or not same(path, content):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(path)
    return changed


def same(path: Path, content: bytes) -> bool:
    """Whether a file has this content; of a picture, what it shows counts."""
    there = path.read_bytes()
    return there == content or (path.suffix == ".svg" and alike(there, content))


def stale(course: Path, files: dict[Path, bytes], everything: bool) -> list[str]:
    """One line for every built file that is not as the lessons say; [] if all are."""
    lines = []
    for path, content in files.items():
        shown = path.relative_to(course)
        if not path.exists():
            lines.append(f"{shown} is missing; run `autograder build`")
        elif not same(path, content):
            lines.append(f"{shown} is not what its lesson says; run `autograder build`")
    if everything:
        built = [
            *(course / "solutions").glob("*/*.ipynb"),
            *(course / "notebooks").glob("*/*.ipynb"),
            *(course / "autograder" / "misconceptions").glob("[0-9]*.py"),
            *(course / "docs" / "lessons").glob("*.svg"),
        ]
        lines += [
            f"{p.relative_to(course)} has no lesson; delete it" for p in built if p not in files
        ]
    return lines
