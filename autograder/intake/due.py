"""When lessons were to be handed in, and who was late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.api import Assignment, SubmittedAssignment
from sqlalchemy import select

from autograder.store.database import reading


@dataclass(frozen=True)
class Due:
    """When lessons were to be handed in, by whom how much later."""

    dates: dict[str, datetime]
    extensions: dict[tuple[str, str], timedelta]

    def late(self, student: str, lesson: str, time: datetime | None, told: bool) -> str:
        """By how much somebody is late, "yes" if that alone is told; empty if not, or not known."""
        due = self.dates.get(lesson)
        if due is not None and time is not None:
            due += self.extensions.get((lesson, student), timedelta())
            return spelt(time - due) if time > due else ""
        return "yes" if told else ""


def spelt(time: timedelta) -> str:
    minutes = -(-int(time.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {rest} min" if hours else f"{max(rest, 1)} min"


def due_dates(course: Path, db: str | None, lessons: Sequence[str], due: datetime | None) -> Due:
    """As the gradebook has them, or as it is asked."""
    if due is not None:
        return Due({lesson: due for lesson in lessons}, {})
    with reading(course, db) as session:
        if session is None:
            return Due({}, {})
        dates = session.execute(select(Assignment.name, Assignment.duedate)).all()
        longer = session.execute(
            select(Assignment.name, SubmittedAssignment.student_id, SubmittedAssignment.extension)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .where(SubmittedAssignment.extension.is_not(None))
        ).all()
    known = {name: date.replace(tzinfo=UTC) for name, date in dates if date is not None}
    return Due(known, {(name, student): more for name, student, more in longer})
