"""Everything about a lesson that grading needs, as plain data that can be sent to a worker."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from autograder.authoring.lesson import HEADING, defined
from autograder.authoring.lesson_files import BuildError
from autograder.sandbox.readable_files import imported

#: part of every record's key: raise it when grading itself changes what a submission earns
VERSION = 7


@dataclass(frozen=True)
class CheckCell:
    """A check cell: the instructor's text, and the text without hidden tests the student has."""

    grade_id: str
    points: float
    source: str
    shown: str


@dataclass(frozen=True)
class Exercise:
    """An exercise: what the student defines, the stub they were given, what is checked.

    `solution` is the solved cell's text. What an optional exercise earns is extra credit, above the
    points of the lesson.
    """

    name: str
    functions: tuple[str, ...]
    stub: str
    checks: tuple[CheckCell, ...]
    solution: str = ""
    optional: bool = False
    title: str = ""

    @property
    def points(self) -> float:
        return sum(c.points for c in self.checks)


@dataclass(frozen=True)
class Essay:
    """A written answer, graded by hand; extra credit if it is optional."""

    grade_id: str
    points: float
    stub: str
    optional: bool


@dataclass(frozen=True)
class Bundle:
    """A lesson, ready to grade."""

    lesson: str
    title: str
    allow: tuple[str, ...]
    setup: tuple[str, ...]
    setup_checks: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    essays: tuple[Essay, ...]
    release: dict[str, Any]
    misconceptions: str
    digest: str

    @property
    def points(self) -> float:
        """What the lesson is worth; what is optional comes on top."""
        essays = sum(e.points for e in self.essays if not e.optional)
        return sum(e.points for e in self.exercises if not e.optional) + essays

    @cached_property
    def setup_allow(self) -> tuple[str, ...]:
        """What the setup cells import; theirs to use, not the exercises'."""
        return imported(self.setup)

    @cached_property
    def fixed(self) -> frozenset[str]:
        """The cells that a student was given and need not change, as `normal` has them."""
        cells = self.release["cells"]
        return frozenset(normal(text(c)) for c in cells if not is_solution(c))

    @cached_property
    def explaining(self) -> tuple[str, ...]:
        """The code cells that explain: neither setup nor answer nor check."""
        plain = (c for c in self.release["cells"] if c["cell_type"] == "code")
        return tuple(text(c) for c in plain if not c["metadata"].get("nbgrader"))

    @cached_property
    def names_of_checks(self) -> str:
        """What the cells for the checks import: a notebook has these names, useful or not."""
        imports = (ast.Import, ast.ImportFrom)
        trees = [ast.parse(source) for source in self.setup_checks]
        lines = [ast.unparse(n) for tree in trees for n in tree.body if isinstance(n, imports)]
        return "\n".join(lines)


def load(course: Path, lesson: str) -> Bundle:
    """The bundle of a lesson of a course, from its built files.

    Raises
    ------
    BuildError
        if the lesson is not built, or a built file is not a notebook
    """
    source_path = course / "solutions" / lesson / f"{lesson}.ipynb"
    release_path = course / "notebooks" / lesson / f"{lesson}.ipynb"
    texts = []
    for path in (source_path, release_path, misconceptions_path(course, lesson)):
        if not path.is_file():
            raise BuildError(f"{path} is missing; run `autograder build`")
        texts.append(path.read_text(encoding="utf-8"))
    try:
        source, release = json.loads(texts[0]), json.loads(texts[1])
        return make(lesson, source, release, texts[2], digest(*texts))
    except (ValueError, KeyError, TypeError) as error:
        raise BuildError(
            f"the notebooks of {lesson} cannot be used ({type(error).__name__}: {error}); "
            "run `autograder build`"
        ) from None


def lessons(course: Path) -> list[str]:
    """The lessons of a course that are built, in order."""
    return sorted(p.parent.name for p in (course / "solutions").glob("*/*.ipynb"))


def misconceptions_path(course: Path, lesson: str) -> Path:
    """The course's own misconceptions module, else that of the installed package."""
    own = course / "autograder" / "misconceptions" / f"{lesson}.py"
    spec = importlib.util.find_spec("autograder.misconceptions")
    if own.is_file() or spec is None or not spec.submodule_search_locations:
        return own
    return Path(next(iter(spec.submodule_search_locations))) / f"{lesson}.py"


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join([str(VERSION), *texts]).encode()).hexdigest()


def make(lesson: str, source: dict, release: dict, misconceptions: str, digest: str) -> Bundle:
    """Read the cells of the solved notebook and of the released one beside each other."""
    shown = {grade_id(c): text(c) for c in release["cells"] if grade_id(c)}
    setup: dict[str, list[str]] = {"all": [], "checks": []}
    found: list[tuple[str, str, list[CheckCell], str]] = []
    optional = set()
    essays = []
    titles: list[str] = [""]
    for cell in source["cells"]:
        titles += HEADING.findall(text(cell)) if cell["cell_type"] == "markdown" else ()
        name = grade_id(cell)
        flags = cell["metadata"].get("nbgrader", {})
        extra = extra_credit(cell)
        points = extra or float(flags.get("points", 0))
        if which := cell["metadata"].get("course", {}).get("setup"):
            setup[which].append(text(cell))
        elif flags.get("solution") and flags.get("grade"):
            essays.append(Essay(name, points, shown[name], bool(extra)))
        elif flags.get("solution"):
            found.append((name, text(cell), [], titles[-1]))
        elif flags.get("grade"):
            found[-1][2].append(CheckCell(name, points, text(cell), shown[name]))
            if extra:
                optional.add(found[-1][0])
    exercises = tuple(
        Exercise(name, defined(solved), shown[name], tuple(checks), solved, name in optional, title)
        for name, solved, checks, title in found
    )
    course = source["metadata"]["course"]
    return Bundle(
        lesson,
        course["title"],
        tuple(course["allow"]),
        tuple(setup["all"]),
        tuple(setup["checks"]),
        exercises,
        tuple(essays),
        release,
        misconceptions,
        digest,
    )


def is_solution(cell: dict) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def grade_id(cell: dict) -> str:
    return cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")


def extra_credit(cell: dict) -> float:
    """What a cell of an optional exercise is worth, above the points of the lesson; else 0."""
    return float(cell.get("metadata", {}).get("course", {}).get("extra", 0))


def text(cell: dict) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


@lru_cache(maxsize=2048)
def normal(source: str) -> str:
    """A text without what no one sees: trailing spaces and empty lines at its ends."""
    return "\n".join(map(str.rstrip, source.strip().splitlines()))
