"""What was taken in from a learning management system: whose it is there, and what is newest."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.store import STATE
from autograder.store.atomic_write import write_file


@dataclass
class Taken:
    """A submission as it was last taken in.

    Parameters
    ----------
    key : by which the system knows the student: Canvas in all of a course, Moodle in one assignment
    back : what the system wants before the name of a file that goes back to the student
    digest : of the files as they were placed
    number, changed : order submissions of which the time is not told
    """

    system: str
    key: str
    name: str = ""
    back: str = ""
    digest: str = ""
    time: str = ""
    number: int = 0
    changed: float = 0.0


class Collected:
    """A small file in the course's state: lesson and student -> what was taken in."""

    def __init__(self, course: Path):
        self.path = course / STATE / "collected.json"
        self.lessons: dict[str, dict[str, Taken]] = {}
        if self.path.exists():
            try:
                found = json.loads(self.path.read_text(encoding="utf-8"))
                self.lessons = {
                    lesson: {student: Taken(**taken) for student, taken in by.items()}
                    for lesson, by in found.items()
                }
            except (ValueError, TypeError, AttributeError):
                raise ValueError(
                    f"{self.path} is damaged; move it away, and collect again"
                ) from None

    def get(self, lesson: str, student: str) -> Taken | None:
        return self.lessons.get(lesson, {}).get(student)

    def note(self, lesson: str, student: str, taken: Taken) -> None:
        self.lessons.setdefault(lesson, {})[student] = taken

    def save(self) -> None:
        lessons = {
            lesson: {student: asdict(taken) for student, taken in sorted(by.items())}
            for lesson, by in sorted(self.lessons.items())
        }
        text = json.dumps(lessons, indent=1, ensure_ascii=False)
        write_file(self.path, text.encode("utf-8", "replace") + b"\n")

    def aliases(self, system: str) -> dict[str, dict[str, str]]:
        """By lesson, what else a system calls our students in its tables."""
        found: dict[str, dict[str, str]] = {}
        for lesson, by in self.lessons.items():
            mine = found.setdefault(lesson, {})
            for student, taken in by.items():
                if taken.system == system:
                    mine[f"Participant {taken.key}" if system == "moodle" else taken.key] = student
        return found
