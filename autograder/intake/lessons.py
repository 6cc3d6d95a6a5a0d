"""Which lesson a file that was handed in is of."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from autograder.exam.bundle import grade_id
from autograder.exam.handed_in.files import is_notebook

GRADE_ID = re.compile(rb'"grade_id"\s*:\s*"([^"\\]{1,200})"')
#: of a lesson's cells that a notebook must have to be taken for it
ENOUGH = 0.3


class Lessons:
    """The lessons of a course, by their names and by the cells of their notebooks."""

    def __init__(self, course: Path, names: list[str]):
        self.names = names
        self.cells: dict[str, frozenset[str]] = {}
        for name in names:
            release = course / "notebooks" / name / f"{name}.ipynb"
            if release.is_file():
                cells = json.loads(release.read_text(encoding="utf-8"))["cells"]
                self.cells[name] = frozenset(filter(None, map(grade_id, cells)))

    def named(self, text: str) -> str:
        """The one lesson whose name occurs in a text; empty if none does, or several do."""
        found = [n for n in self.names if re.search(word(n), text, re.I)]
        return found[0] if len(found) == 1 else ""

    def of_notebook(self, name: str, data: bytes) -> str:
        """The lesson whose cells a notebook has; empty if that is not clear."""
        if not is_notebook(name):
            return ""
        there = {found.decode("utf-8", "replace") for found in GRADE_ID.findall(data)}
        share = Counter(
            {n: len(there & cells) / len(cells) for n, cells in self.cells.items() if cells}
        )
        best = share.most_common(2)
        if not best or best[0][1] < ENOUGH or (len(best) > 1 and best[0][1] == best[1][1]):
            return ""
        return best[0][0]


def word(lesson: str) -> str:
    return rf"(?<![0-9a-z]){re.escape(lesson)}(?![0-9a-z])"
