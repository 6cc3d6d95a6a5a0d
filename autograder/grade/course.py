"""What a run has to know of the course directory before it begins."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from traitlets.config.loader import Config, ConfigFileNotFound, PyFileConfigLoader

from autograder.exam.handed_in import submission
from autograder.store import STATE
from autograder.store.atomic_write import write_file

NAME_LIMIT = 128  # of nbgrader's column


class Refused(ValueError):
    """Grading cannot begin; the message says why and what to do."""


@contextmanager
def lock(course: Path) -> Iterator[None]:
    """One run at a time in a course directory."""
    (course / STATE).mkdir(exist_ok=True, mode=0o700)
    try:
        with FileLock(course / STATE / "lock", timeout=0):
            yield
    except Timeout:
        raise Refused(f"another grading run is at work in {course}; wait for it") from None


def asked_for(
    submitted: Path, students: Sequence[str], lessons: Sequence[str], known: Sequence[str]
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """(student, lesson) of every submission asked for; what to say; who cannot be graded, and why.

    `lessons` of these `students`, of all if none is named; `known` are all lessons of the course.
    """
    there = submission.students(submitted)
    unknown = [s for s in students if s not in there]
    if unknown:
        raise Refused(f"there is no submission of {', '.join(unknown)} in {submitted}")
    failed = []
    for folder in submission.left_out(submitted):
        if any(submission.handed_in(submitted, folder, name) for name in known):
            reason = "a folder that begins with a dot is nobody's; rename it"
            failed.append(f"{folder!r}: {reason}")
    chosen = [s for s in there if not students or s in students]
    failed += [f"{s!r}: {reason}" for s in chosen if (reason := unfit(s))]
    chosen = [s for s in chosen if not unfit(s)]
    lines = [
        submission.not_recognised(submitted, student)
        for student in chosen
        if not any(submission.handed_in(submitted, student, name) for name in known)
    ]
    items = [
        (student, lesson)
        for lesson in lessons
        for student in chosen
        if submission.handed_in(submitted, student, lesson)
    ]
    return items, lines, failed


def unfit(student: str) -> str:
    """Why a folder's name cannot be a student's id in a gradebook; empty if it can."""
    try:
        student.encode()
    except UnicodeEncodeError:
        return "the folder's name is not UTF-8; rename it"
    odd = [c for c in student if c != " " and unicodedata.category(c)[0] in "CZ"]
    if odd or student != student.strip():
        what = f"U+{ord(odd[0]):04X}" if odd else "a space at an end"
        return f"the folder's name has {what} in it, which is not to be seen; rename it"
    if len(student) > NAME_LIMIT:
        return f"the folder's name has {len(student)} characters, a gradebook takes {NAME_LIMIT}"
    return ""


def secret_of(course: Path) -> bytes:
    """The course's secret, from which hidden cases are drawn; made once."""
    path = course / STATE / "secret"
    if not path.exists() or not path.read_bytes().strip():  # empty: the power went as it was made
        write_file(path, secrets.token_hex(32).encode(), mode=0o600)
    return path.read_bytes().strip()


def course_id(course: Path) -> str:
    """The course's name in the gradebook: that of nbgrader_config.py, if there is one."""
    return setting(course, "CourseDirectory", "course_id") or "default_course"


def file_pattern(course: Path) -> str:
    """How files are named that nbgrader_config.py says how to take in; empty if it does not."""
    return setting(course, "FileNameCollectorPlugin", "named_regexp")


def setting(course: Path, of: str, name: str) -> str:
    """What nbgrader_config.py sets; empty if it does not."""
    return config_of(course).get(of, {}).get(name) or ""


def config_of(course: Path) -> Config:
    """What nbgrader_config.py says; nothing if there is none."""
    try:
        return PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    except ConfigFileNotFound:
        return Config()
