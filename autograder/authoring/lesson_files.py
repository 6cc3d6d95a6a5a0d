"""Which lessons a course has, and which of them a name means; grading needs no more of them."""

from __future__ import annotations

from pathlib import Path


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
