"""A lesson file, read and checked: lessons/NN_topic.py as cells and exercises.

The cell markers and what each becomes stand in one table, `KINDS`. Everything that can be wrong
with a lesson is said as ``file:line: what is wrong; what to do``.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

#: kind of cell -> (option that marks it, other options it may have, which of them it must have)
KINDS = {
    "setup": ("setup", {"allow", "shown"}, set()),
    "solution": ("solution", set(), set()),
    "misconception": ("misconception", set(), set()),
    "check": ("check", {"points"}, {"points"}),
    "essay": ("essay", {"points"}, {"points"}),
    "cover": ("cover", set(), set()),
}
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
#: what a lesson's first cell says of itself; what is optional comes on top
LESSON = re.compile(
    r"\*\*Time\*\* (\d+) minutes(?:, with what is optional (\d+))?\. "
    r"\*\*Points\*\* (\d+)(?:, with what is optional (\d+))?\."
)
#: how a task begins: its number and title
HEADING = re.compile(r"^## Exercise (\S+ · .+)$", re.M)
#: what an exercise's task says of itself: stars, minutes, points, and whether it is optional
TASK = re.compile(r"^## Exercise \S+ · (.+)\n+(★+) · (\d+) min · (\d+) points?\b(.*)", re.M)


class LessonError(ValueError):
    """Something is wrong in a lesson file: where, what, and what to do."""

    def __init__(self, path: Path, line: int, message: str):
        super().__init__(f"{path}:{line}: {message}")


@dataclass(frozen=True)
class LessonCell:
    """One cell: its kind ("markdown", "code" or a key of `KINDS`), name, text and place."""

    kind: str
    name: str
    source: str
    line: int
    options: dict = field(default_factory=dict)

    def visible(self) -> str:
        """The source without its hidden tests."""
        pattern = rf"^[ \t]*{BEGIN_HIDDEN}.*?{END_HIDDEN}[^\n]*\n?"
        return re.sub(pattern, "", self.source, flags=re.S | re.M)


@dataclass(frozen=True)
class Exercise:
    """One exercise: its task, solution, misconceptions and check cells."""

    name: str
    task: LessonCell | None
    solution: LessonCell
    misconceptions: tuple[LessonCell, ...]
    checks: tuple[LessonCell, ...]

    @property
    def line(self) -> int:
        """Where it begins in the lesson's file."""
        return (self.task or self.solution).line

    @property
    def title(self) -> str:
        """What its task is called: "1.3 · Cross-correlation in two dimensions"."""
        found = HEADING.search(self.task.source) if self.task else None
        return found[1] if found else self.name

    @property
    def functions(self) -> tuple[str, ...]:
        """The names the student defines: the top-level functions and classes of the solution."""
        return defined(self.solution.source)

    @property
    def points(self) -> int:
        return sum(c.options["points"] for c in self.checks)


@dataclass(frozen=True)
class Lesson:
    """A lesson: its name (NN_topic), title, cells in order, exercises, and allowed modules.

    `minutes` and `points` are those of the core path, `all_minutes` and `all_points` those of
    the whole. `optional` holds the names of exercises and essays that are extra credit.
    """

    name: str
    path: Path
    title: str
    cells: tuple[LessonCell, ...]
    exercises: tuple[Exercise, ...]
    allow: tuple[str, ...]
    minutes: int
    all_minutes: int

    def setup(self, *which: str) -> list[LessonCell]:
        """The setup cells of these kinds ("all", "checks"), in order."""
        return [c for c in self.cells if c.kind == "setup" and c.name in which]

    def imports(self) -> list[str]:
        """The import statements of the setup cells, in order."""
        kinds = (ast.Import, ast.ImportFrom)
        bodies = (ast.parse(cell.source).body for cell in self.setup("all", "checks"))
        return [ast.unparse(node) for body in bodies for node in body if isinstance(node, kinds)]

    @cached_property
    def optional(self) -> frozenset[str]:
        return frozenset(
            cell.name
            for before, cell in pairwise(self.cells)
            if cell.kind in ("solution", "essay") and is_optional(before)
        )

    @property
    def points(self) -> int:
        return sum(c.options["points"] for c in self.graded if c.name not in self.optional)

    @property
    def all_points(self) -> int:
        return sum(c.options["points"] for c in self.graded)

    @property
    def graded(self) -> list[LessonCell]:
        """The cells that give points: checks and essays."""
        return [c for c in self.cells if c.kind in ("check", "essay")]


def is_optional(task: LessonCell) -> bool:
    """Whether a task says in its second line that it is optional."""
    said = TASK.search(task.source) if task.kind == "markdown" else None
    return said is not None and "optional" in said[5]


def read_file(path: Path) -> Lesson:
    """Read one lesson file.

    Raises
    ------
    LessonError
        with the file, the line, what is wrong and what to do
    """
    cells = tuple(read_cells(path))
    title = next(
        (c.source.removeprefix("# ").partition("\n")[0] for c in cells if c.kind == "markdown"), ""
    )
    if not cells or cells[0].kind != "markdown" or not cells[0].source.startswith("# "):
        raise LessonError(path, 1, "the first cell is not a markdown title; begin with `# # Title`")
    allow: list[str] = []
    for cell in cells:
        allow += cell.options.get("allow", ())
    exercises = tuple(gather(path, cells))
    said = LESSON.search(" ".join(cells[0].source.split()))
    if not said:
        message = (
            "the first cell does not say `**Time** 60 minutes, with what is optional 80. "
            "**Points** 20, with what is optional 25.`"
        )
        raise LessonError(path, 1, message)
    minutes, all_minutes = int(said[1]), int(said[2] or said[1])
    lesson = Lesson(path.stem, path, title, cells, exercises, tuple(allow), minutes, all_minutes)
    for which, stated, given in (
        ("", int(said[3]), lesson.points),
        (" with what is optional", int(said[4] or said[3]), lesson.all_points),
    ):
        if stated != given:
            message = f"it says {stated} points{which}, its check cells give {given}"
            raise LessonError(path, 1, message)
    return lesson


def read_cells(path: Path) -> Iterator[LessonCell]:
    """The cells of a lesson file with the lines they begin at."""
    import jupytext  # takes long to import, and grading reads no lesson

    text = path.read_text(encoding="utf-8")
    markers = [n for n, line in enumerate(text.splitlines(), 1) if re.match(r"# ?%%( |$)", line)]
    try:
        notebook = jupytext.reads(text, fmt="py:percent")
    except Exception as error:
        raise LessonError(path, 1, f"jupytext cannot read it: {error}") from None
    if len(markers) != len(notebook.cells):
        raise LessonError(
            path, 1, "text stands before the first `# %%`; every cell begins with a marker"
        )
    for line, cell in zip(markers, notebook.cells, strict=True):
        options = dict(cell.metadata)
        options.pop("lines_to_next_cell", None)
        options.pop("lines_to_end_of_cell_marker", None)
        if "title" in options:
            raise LessonError(
                path, line, f"the marker says {options['title']!r}; write options as name=value"
            )
        yield make_cell(path, line, cell.cell_type, cell.source, options)


def make_cell(path: Path, line: int, cell_type: str, source: str, options: dict) -> LessonCell:
    kind = next((k for k, (mark, _, _) in KINDS.items() if mark in options), None)
    if kind is None:
        if options:
            known = ", ".join(KINDS)
            raise LessonError(path, line, f"unknown option {min(options)!r}; there are {known}")
        return LessonCell("markdown" if cell_type == "markdown" else "code", "", source, line)
    mark, may, must = KINDS[kind]
    extra = options.keys() - may - {mark}
    missing = must - options.keys()
    if extra:
        raise LessonError(path, line, f"a {kind} cell has no option {min(extra)!r}")
    if missing:
        raise LessonError(path, line, f"a {kind} cell needs {min(missing)}=…")
    if (cell_type == "markdown") != (kind == "essay"):
        raise LessonError(path, line, f"a {kind} cell cannot be a {cell_type} cell")
    if "points" in must and not (isinstance(options["points"], int) and options["points"] > 0):
        raise LessonError(path, line, f"points={options['points']!r} is not a whole number above 0")
    if kind == "setup" and options["setup"] not in ("all", "checks"):
        raise LessonError(
            path, line, f'setup={options["setup"]!r}; there are setup="all" and setup="checks"'
        )
    name = options.pop(mark)
    if kind == "cover":
        return LessonCell(kind, "", source, line)
    if kind not in ("setup", "essay") and not str(name).isidentifier():
        raise LessonError(path, line, f"{kind}={name!r} is not the name of a function")
    return LessonCell(kind, name, source, line, options)


def gather(path: Path, cells: tuple[LessonCell, ...]) -> Iterator[Exercise]:
    """Exercises: each an unbroken run of task, solution, misconceptions and checks."""
    seen: dict[str, int] = {}
    i = 0
    while i < len(cells):
        cell = cells[i]
        if cell.kind in ("misconception", "check"):
            raise LessonError(
                path,
                cell.line,
                f"{cell.kind}={cell.name!r} does not follow the exercise {cell.name!r}; an "
                "exercise is one unbroken run of solution, misconceptions and checks",
            )
        if cell.kind not in ("solution", "essay"):
            i += 1
            continue
        if cell.name in seen:
            raise LessonError(
                path, cell.line, f"the name {cell.name!r} is taken since line {seen[cell.name]}"
            )
        seen[cell.name] = cell.line
        i += 1
        if cell.kind == "essay":
            continue
        task = cells[i - 2] if i >= 2 and cells[i - 2].kind == "markdown" else None
        run = []
        while i < len(cells) and cells[i].kind in ("misconception", "check"):
            if cells[i].name != cell.name:
                raise LessonError(
                    path,
                    cells[i].line,
                    f"{cells[i].kind}={cells[i].name!r} stands in the exercise {cell.name!r}",
                )
            run.append(cells[i])
            i += 1
        checks = tuple(c for c in run if c.kind == "check")
        if not checks:
            raise LessonError(path, cell.line, f"the exercise {cell.name!r} has no check cell")
        yield Exercise(
            cell.name, task, cell, tuple(c for c in run if c.kind == "misconception"), checks
        )


def because(cell: LessonCell) -> str:
    """What a misconception tells the student: its docstring, as one line."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    node = next(node for node in ast.parse(cell.source).body if isinstance(node, kinds))
    return " ".join((ast.get_docstring(node) or "").split())


def defined(source: str) -> tuple[str, ...]:
    """Top-level functions and classes of a cell."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return tuple(node.name for node in ast.parse(source).body if isinstance(node, kinds))


def bound(source: str) -> set[str]:
    """Every name a cell assigns, imports or defines at its top level."""
    table = symtable.symtable(source, "cell", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
