"""Extra credit of optional exercises, where nbgrader's own `autograde` does the grading.

nbgrader has extra credit only as a number that a person enters. A check cell of an optional
exercise is therefore worth 0 in the gradebook, so that the lesson's points are those of its core,
and its automatic score is what it earns. The grader of this project enters that by itself; for
``nbgrader autograde`` the `SaveAutoGrades` of this module stands in ``nbgrader_config.py`` in place
of nbgrader's, by its name: what is named is imported only when it is used.
"""

from __future__ import annotations

import json
from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import preprocessors
from nbgrader.coursedir import CourseDirectory

from autograder.exam.bundle import extra_credit, grade_id


class SaveAutoGrades(preprocessors.SaveAutoGrades):
    """nbgrader's, with what the checks of optional exercises are worth."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        lesson = resources["nbgrader"]["assignment"]
        course = CourseDirectory(config=self.config)
        folder = Path(course.format_path(course.source_directory, ".", lesson))
        source = folder / f"{resources['nbgrader']['notebook']}.ipynb"
        # the source: what a submission says of its own worth counts for nothing
        cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
        checks = [c for c in cells if not c["metadata"].get("nbgrader", {}).get("solution")]
        self.extra = {grade_id(c): extra_credit(c) for c in checks if extra_credit(c)}
        return super().preprocess(nb, resources)

    def _add_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        flags = cell.metadata["nbgrader"]
        points = flags["points"]
        flags["points"] = self.extra.get(flags["grade_id"], points)
        try:
            super()._add_score(cell, resources)
        finally:
            flags["points"] = points
