"""Late penalties, by nbgrader's plugin that nbgrader_config.py names; without one there are none.

c.AssignLatePenalties.plugin_class = "late.PointADay"   # a class in late.py, beside it
c.LateSubmissionPlugin.penalty_method = "zero"          # or nbgrader's own plugin
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from autograder.grade.course import Refused, config_of


def plugin_of(course: Path) -> Any | None:
    """The course's plugin, made as nbgrader makes it; None if no penalty is asked for.

    Raises
    ------
    Refused
        if there is no such class
    """
    config = config_of(course)
    if not (config.get("AssignLatePenalties") or config.get("LateSubmissionPlugin")):
        return None
    from nbgrader.preprocessors import AssignLatePenalties

    sys.path.insert(0, str(course))
    try:
        assigning = AssignLatePenalties(config=config)
        assigning.init_plugin()
    except Exception as error:  # what the class's own file may raise
        raise Refused(f"the plugin for late penalties cannot be had: {error}") from None
    finally:
        sys.path.remove(str(course))
    return assigning.plugin_inst


def penalise(db: Session, lesson: str, plugin: Any) -> list[str]:
    """Enter every late submission's penalty, none of it below 0 or above the score; who changed.

    Raises
    ------
    Refused
        if the plugin fails; nothing is entered then
    """
    changed = []
    scored = (
        select(func.coalesce(func.sum(Grade.score), 0.0))
        .where(Grade.notebook_id == SubmittedNotebook.id)
        .scalar_subquery()  # grouped, PostgreSQL refuses what nbgrader's columns select
    )
    rows = db.execute(
        select(SubmittedAssignment, SubmittedNotebook, scored)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(Assignment.name == lesson)
    ).all()
    for submission, book, score in rows:
        penalty, late = None, submission.total_seconds_late
        if late > 0:
            try:
                penalty = plugin.late_submission_penalty(submission.student_id, score, late)
                penalty = None if penalty is None else min(max(float(penalty), 0.0), score)
            except Exception as error:  # it is the course's own
                db.rollback()
                raise Refused(f"the plugin for late penalties failed: {error!r}") from None
        if (penalty or 0.0) != (book.late_submission_penalty or 0.0):
            changed.append(submission.student_id)
        book.late_submission_penalty = penalty
    db.commit()
    return sorted(changed)
