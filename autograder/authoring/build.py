"""What is made from the lessons: solutions/, notebooks/, autograder/misconceptions/, covers.

Everything is byte-stable, but for a cover's last digits on another machine.
"""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.cover import alike, cover
from autograder.authoring.lesson_rules import read
from autograder.authoring.notebooks import (
    check_release,
    dump,
    misconceptions,
    notebook,
    release,
)


class BuildError(ValueError):
    """What was built is not what the lessons say, or cannot be used."""


def find_lessons(course: Path, names: list[str] | None = None) -> list[Path]:
    """The lesson files of a course, all or those named (by number, name or file).

    Raises
    ------
    BuildError
        if there are none, or one of the names is not a lesson
    """
    files = sorted((course / "lessons").glob("[0-9][0-9]_*.py"))
    if not files:
        raise BuildError(f"no lessons in {course / 'lessons'}; a lesson is a file NN_topic.py")
    if not names:
        return files
    return [named(files, name) for name in names]


def named(files: list[Path], name: str) -> Path:
    """The one of the files with this name or number: ``01``, ``01_topic`` or a path to it."""
    stem = Path(name).stem if name.endswith((".py", ".ipynb")) else name.rstrip("/")
    stem = Path(stem).name
    for file in files:
        if stem in (file.stem, file.stem.partition("_")[0]):
            return file
    known = ", ".join(f.stem for f in files)
    raise BuildError(f"there is no lesson {name!r}; there are {known}")


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
