"""What a lesson must fulfil beyond its order: every cell of it, and all of them together."""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import re
import symtable
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from autograder.authoring.lesson import (
    BEGIN,
    BEGIN_HIDDEN,
    END,
    END_HIDDEN,
    TASK,
    Exercise,
    Lesson,
    LessonCell,
    LessonError,
    because,
    bound,
    defined,
    read_file,
)

#: how an exercise is numbered, and how a text speaks of one
NUMBER = re.compile(r"^## Exercise (\S+) ·", re.M)
REFERENCE = re.compile(r"\b[Ee]xercises? (\d+\.\d+)\b")
REGION = re.compile(rf"^( *){BEGIN}\n.*?^ *{END}", re.M | re.S)
FOR_AUTHORS = re.compile(r"#\s*probe:")
#: a line of a list, or within one
LIST = re.compile(r"\s+|\d+[.)] |[-*|] ")
#: what grades the function it is given first
GRADING = {"check", "check_raises", "call"}
#: names every notebook has without an import
NOTEBOOK_NAMES = {*dir(builtins), "display", "get_ipython", "__name__", "__file__"}


def read(path: Path) -> Lesson:
    """Read one lesson file and hold every rule on it.

    Raises
    ------
    LessonError
        with the file, the line, what is wrong and what to do
    """
    found = path.stat()
    return read_once(path, found.st_mtime_ns, found.st_size)


@functools.lru_cache(maxsize=64)
def read_once(path: Path, changed: int, size: int) -> Lesson:
    """A lesson as its file was when it had this time and size: it takes a second to read."""
    lesson = read_file(path)
    check_lesson(lesson)
    return lesson


def check_lesson(lesson: Lesson) -> None:
    """Everything a lesson must fulfil beyond its order."""
    for cell in lesson.cells:
        if cell.kind not in ("markdown", "essay"):
            parse(lesson.path, cell)
            continue
        lines = cell.source.splitlines()
        for offset, (before, line) in enumerate(pairwise(lines), 2):
            if before.strip() and re.match(r"\d+[.)] ", line) and not LIST.match(before):
                message = f"{line[:20]!r} begins a list in Markdown; break the line elsewhere"
                raise LessonError(lesson.path, cell.line + offset, message)
    check_numbers(lesson)
    check_cover(lesson)
    shared = {n for c in lesson.setup("all") for n in bound(c.source)}
    for_checks = shared | {n for c in lesson.setup("checks") for n in bound(c.source)}
    taken: dict[str, int] = {}
    for exercise in lesson.exercises:
        check_solution(lesson, exercise)
        check_stub(lesson, exercise, for_checks)
        for cell in exercise.misconceptions:
            check_misconception(lesson, exercise, cell, shared)
            name = defined(cell.source)[0]
            if name in taken:
                message = f"the misconception {name!r} is there already, in line {taken[name]}"
                raise LessonError(lesson.path, cell.line, message)
            taken[name] = cell.line
        graded = graded_functions(exercise)
        for cell in exercise.checks:
            believes_nothing(lesson, exercise, cell, graded)
            known = for_checks | graded
            for text in (cell.source, cell.visible()):
                self_contained(lesson, LessonCell(cell.kind, cell.name, text, cell.line), known)
            markers(lesson, cell, BEGIN_HIDDEN, END_HIDDEN, needed=False)


def check_stub(lesson: Lesson, exercise: Exercise, given: set[str]) -> None:
    """What is left of a solution takes no name from a cell that explains.

    Such a cell would be run in the exam, for as long as it takes, and give a wrong answer.
    """
    cell = exercise.solution
    stub = REGION.sub(r"\1raise NotImplementedError", cell.source)
    explaining = [c for c in lesson.cells if c.kind in ("code", "cover")]
    answers = {n for e in lesson.exercises for n in bound(e.solution.source)}
    names = {n for c in explaining for n in bound(c.source)} - given - answers
    if found := sorted(names & globals_used(stub)):
        raise LessonError(
            lesson.path,
            cell.line,
            f"outside of its solution {cell.name!r} uses {', '.join(found)}, which a cell that "
            f"explains makes; make it in front of {BEGIN!r} (`{found[0]} = None`)",
        )


def graded_functions(exercise: Exercise) -> set[str]:
    """The functions of an answer cell that its checks grade: that `check` or `call` is given."""
    calls = [
        node
        for cell in exercise.checks
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in GRADING
    ]
    first = [node.args[0] for node in calls if node.args]
    return set(exercise.functions) & {name.id for name in first if isinstance(name, ast.Name)}


def believes_nothing(
    lesson: Lesson, exercise: Exercise, cell: LessonCell, graded: set[str]
) -> None:
    """A check relies on no name of an answer cell, of any exercise, that it does not grade.

    In the exam such a name is the student's: a helper that says what the check wants to hear.
    """
    of_answers = {n for e in lesson.exercises for n in bound(e.solution.source)} - graded
    own = bound(cell.source)
    if found := sorted(of_answers & (globals_used(cell.source) - own)):
        raise LessonError(
            lesson.path,
            cell.line,
            f"the check cell of {cell.name!r} relies on {', '.join(found)} of an answer cell, "
            "which it does not grade; put it into a setup cell, or grade it",
        )


def check_numbers(lesson: Lesson) -> None:
    """Exercises are numbered 3.1, 3.2, … in order, and the text speaks of none that is not."""
    chapter = re.match(r"\d+", lesson.name)
    number = int(chapter[0]) if chapter else 0
    texts = [cell for cell in lesson.cells if cell.kind in ("markdown", "essay")]
    said = [(cell, found[1]) for cell in texts for found in NUMBER.finditer(cell.source)]
    known = [f"{number}.{i}" for i in range(1, len(said) + 1)]
    for (cell, has), wanted in zip(said, known, strict=True):
        if has != wanted:
            message = f"Exercise {has} should be {wanted}: numbers go up by one"
            raise LessonError(lesson.path, cell.line, message)
    for cell in lesson.cells:
        for found in REFERENCE.finditer(cell.source):
            if int(found[1].partition(".")[0]) == number and found[1] not in known:
                message = f"it speaks of exercise {found[1]}, which is not there"
                raise LessonError(lesson.path, cell.line, message)
        if FOR_AUTHORS.search(cell.visible()) and cell.kind != "misconception":
            message = "`# probe:` is for authors; put it between the hidden tests' markers"
            raise LessonError(lesson.path, cell.line, message)


def check_cover(lesson: Lesson) -> None:
    """At most one cell is the cover; it needs nothing but what the setup cells import."""
    covers = [cell for cell in lesson.cells if cell.kind == "cover"]
    for cell in covers[1:]:
        message = f"line {covers[0].line} has the cover already; a lesson has one"
        raise LessonError(lesson.path, cell.line, message)
    known = {name for text in lesson.imports() for name in bound(text)}
    for cell in covers:
        self_contained(lesson, cell, known)


def check_solution(lesson: Lesson, exercise: Exercise) -> None:
    cell = exercise.solution
    markers(lesson, cell, BEGIN, END, needed=True)
    said = TASK.search(exercise.task.source) if exercise.task else None
    if said is None:
        raise LessonError(
            lesson.path,
            cell.line,
            f"the cell before {exercise.name!r} is no task; it begins with "
            "`## Exercise 1.3 · Title` and `★★ · 15 min · 3 points`",
        )
    if int(said[4]) != exercise.points:
        raise LessonError(
            lesson.path,
            exercise.line,
            f"the task of {exercise.name!r} says {said[4]} points, its check cells give "
            f"{exercise.points}",
        )
    if exercise.name not in exercise.functions:
        raise LessonError(
            lesson.path, cell.line, f"the solution cell does not define {exercise.name!r}"
        )


def check_misconception(
    lesson: Lesson, exercise: Exercise, cell: LessonCell, shared: set[str]
) -> None:
    names = defined(cell.source)
    function = names[0].partition("__")[0] if names else ""
    if len(names) != 1 or function not in exercise.functions or "__" not in names[0]:
        wanted = " or ".join(f"{f}__what_is_wrong" for f in exercise.functions)
        raise LessonError(
            lesson.path,
            cell.line,
            f"a misconception cell defines one function named {wanted}; "
            f"this one defines {', '.join(names) or 'none'}",
        )
    if not because(cell):
        message = f"{names[0]} has no docstring; it tells the student what is wrong and why"
        raise LessonError(lesson.path, cell.line, message)
    self_contained(lesson, cell, shared)


def markers(lesson: Lesson, cell: LessonCell, begin: str, end: str, needed: bool) -> None:
    """Regions begin and end in turn, each marker alone on its line."""
    inside, regions = False, 0
    for offset, line in enumerate(cell.source.splitlines(), 1):
        text = line.strip()
        if text == begin and not inside:
            inside = True
        elif text == end and inside:
            inside, regions = False, regions + 1
        elif re.match(r"#+\s*(BEGIN|END)\s+(SOLUTION|HIDDEN)", text, re.I) and text not in (
            BEGIN, END, BEGIN_HIDDEN, END_HIDDEN,
        ):  # fmt: skip
            raise LessonError(
                lesson.path, cell.line + offset, f"{text!r} is not a marker; write {begin!r}"
            )
        elif text in (begin, end):
            raise LessonError(lesson.path, cell.line + offset, f"{text!r} is out of order")
    if inside:
        raise LessonError(lesson.path, cell.line, f"{begin!r} has no {end!r}")
    if needed and not regions:
        raise LessonError(
            lesson.path,
            cell.line,
            f"the {cell.kind} {cell.name!r} has no region from {begin!r} to {end!r}",
        )


def self_contained(lesson: Lesson, cell: LessonCell, known: set[str]) -> None:
    """A cell names only what it defines itself and what is `known`."""
    free = sorted(globals_used(cell.source) - bound(cell.source) - known - NOTEBOOK_NAMES)
    if free:
        raise LessonError(
            lesson.path,
            cell.line,
            f"the {cell.kind} cell{f' of {cell.name!r}' if cell.name else ''} is not "
            f"self-contained: {', '.join(free)} comes from neither this cell, its exercise nor a "
            "setup cell",
        )


def globals_used(source: str) -> set[str]:
    """Every global name a cell refers to, at its top level or inside its functions."""

    def walk(table: symtable.SymbolTable) -> Iterator[str]:
        top = table.get_type() == "module"
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (symbol.is_global() or top):
                yield symbol.get_name()
        for child in table.get_children():
            yield from walk(child)

    return set(walk(symtable.symtable(source, "cell", "exec")))


def parse(path: Path, cell: LessonCell) -> ast.Module:
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        with contextlib.suppress(SyntaxError):
            return ast.parse(cell.source)
        return ast.parse(TransformerManager().transform_cell(cell.source))
    except SyntaxError as error:
        line = cell.line + (error.lineno or 1)
        raise LessonError(path, line, f"the cell is not Python: {error.msg}") from None
