"""Which cell of a handed-in notebook answers which exercise.

By grade id, else by cell id, else by the name of the function, else by a text very like the stub.
Of several, the last one that is filled in counts: if one stands in the answer's own cell, the last
from there to its check. How a solution was found is said to the student whenever it was not the
plain way.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from autograder.exam.bundle import Bundle, Exercise, grade_id, normal, text
from autograder.exam.notebook import SubmittedCell, parsed, python

SIMILAR = 0.75
SIMILAR_LIMIT = 4000
SIMILAR_TRIES = 20


@dataclass(frozen=True)
class Runnable:
    """A cell of the student's to run, with the functions it is to define."""

    cell: SubmittedCell
    source: str
    entries: tuple[str, ...] = ()


@dataclass
class Recovery:
    """What a notebook gives: cells to run, where each exercise was found, written answers."""

    run: list[Runnable] = field(default_factory=list)
    found: dict[str, SubmittedCell] = field(default_factory=dict)
    essays: dict[str, str] = field(default_factory=dict)
    own: list[SubmittedCell] = field(
        default_factory=list
    )  # cells of the student's that answer nothing
    notes: list[str] = field(default_factory=list)
    #: numbers of cells to run first, and below 0 of statements in given cells, see `needed`
    first: set[int] = field(default_factory=set)
    cells: Sequence[SubmittedCell] = ()


def recover(cells: Sequence[SubmittedCell], bundle: Bundle) -> Recovery:
    """Find every solution, and the other cells that were added or changed."""
    recovery = Recovery(cells=cells)
    locked = {c.grade_id for e in bundle.exercises for c in e.checks}
    locked |= {grade_id(c) for c in bundle.release["cells"] if is_setup(c, "checks")}
    changed = [c for c in cells if normal(c.source) not in bundle.fixed and normal(c.source)]
    known = {f for e in bundle.exercises for f in (e.name, *e.functions)}
    entries: dict[int, list[str]] = {}
    stubs: set[int] = set()
    for exercise in bundle.exercises:
        places = Places(exercise, cells, changed, known)
        for function in exercise.functions:
            cell = places.find(function, recovery.notes)
            if cell is not None:
                entries.setdefault(cell.number, []).append(function)
                recovery.found.setdefault(exercise.name, cell)
        stubs |= {c.number for c in changed if places.is_stub(c)}
        if exercise.name not in recovery.found:
            recovery.notes.append(
                f"{exercise.name}: no cell with this solution was found in the notebook."
            )
    for cell in changed:
        if cell.number in entries:
            recovery.run.append(Runnable(cell, python(cell.source), tuple(entries[cell.number])))
            continue
        if cell.number in stubs:
            continue
        if cell.grade_id in locked and cell.kind == "code":
            recovery.notes += lost(cell, bundle)
            continue  # a changed test cell: never run, never believed
        recovery.own.append(cell)
        if cell.kind == "code":
            recovery.run.append(Runnable(cell, python(cell.source)))
    for essay in bundle.essays:
        answers = [c for c in cells if essay.grade_id in (c.grade_id, c.id)]
        if answers:
            recovery.essays[essay.grade_id] = answers[-1].source
    answered = set(recovery.essays)
    recovery.own = [c for c in recovery.own if not {c.grade_id, c.id} & answered]
    return recovery


def forget() -> None:
    """Drop what is kept of one notebook's texts; it is of no use for the next."""
    for cached in (normal, functions, names_in, parsed):
        cached.cache_clear()


def lost(cell: SubmittedCell, bundle: Bundle) -> list[str]:
    """What was added to a locked cell, and that it does not count there."""
    lesson = [text(c) for c in bundle.release["cells"] if grade_id(c) == cell.grade_id]
    checks = [check for exercise in bundle.exercises for check in exercise.checks]
    lesson += [check.source for check in checks if check.grade_id == cell.grade_id]
    if normal(cell.source) in map(normal, lesson):
        return []
    added = sorted(made(cell.source).difference(*map(made, lesson)))
    names = " and ".join(f"`{name}`" for name in added[:5])
    told = (
        f"C{cell.label[1:]} is a locked cell; {names}, which you added to it, does not count there."
    )
    return [f"{told} Put it into the cell of your answer."] if added else []


class Places:
    """Where the functions of one exercise may be."""

    def __init__(
        self,
        exercise: Exercise,
        cells: Sequence[SubmittedCell],
        changed: Sequence[SubmittedCell],
        known: set[str],
    ):
        self.exercise = exercise
        self.stub = given(exercise.stub)
        self.cells = cells
        self.changed = changed
        self.known = known  # every function and grade id of the lesson

    def find(self, function: str, notes: list[str]) -> SubmittedCell | None:
        """The cell that counts for a function, and a note if that needs saying."""
        name = self.exercise.name
        defining = [c for c in self.changed if function in defines(c)]
        written = [c for c in defining if not self.is_stub(c)]
        if late := self.before_check(written):
            numbers = ", ".join(str(c.number) for c in late)
            which = f"the last one before its check, {late[-1].label}, counts"
            notes.append(f"{function}: cells {numbers} are for it; {which}.")
            return late[-1]
        if not written:
            perhaps = [c for c in self.changed if function in may_define(c) and not self.is_stub(c)]
            if perhaps:
                return self.last(function, perhaps, "by the name of the function", notes)
        for attribute, how in (("grade_id", ""), ("id", "by its cell id")):
            there = [c for c in self.cells if getattr(c, attribute) == name]
            answers = [c for c in there if function in defines(c)]
            if there and (any(c in written for c in answers) or not written):
                return self.last(function, answers or there, how, notes)
        if defining:
            return self.last(function, defining, "by the name of the function", notes)
        free = [c for c in self.changed if self.free(c)]
        alikes = [c for c in free[:SIMILAR_TRIES] if alike(c.source, self.exercise.stub)]
        if alikes:
            return self.last(function, alikes, "by its text, which is like the exercise's", notes)
        return None

    def before_check(self, written: Sequence[SubmittedCell]) -> list[SubmittedCell]:
        """The cells that define a function, where its check stands below more than one of them.

        Those above the answer's own cell do not count: it is run after them.
        """
        if len(written) < 2:
            return []
        name, checks = self.exercise.name, self.exercise.checks
        known = {c.grade_id for c in checks} | {normal(c.shown) for c in checks}
        there = [c.number for c in self.cells if {c.grade_id, normal(c.source)} & known]
        before = [c for c in written if c.number < max(there, default=0) and c.kind == "code"]
        own = [c.number for c in before if name in (c.grade_id, c.id)]
        before = [c for c in before if own and c.number >= own[0]]
        return before if len(before) > 1 else []

    def free(self, cell: SubmittedCell) -> bool:
        """Whether a cell belongs to no exercise and has about the length of this one."""
        short, long = sorted((len(cell.source), len(self.exercise.stub)))
        near = 2 * short >= SIMILAR * (short + long) and long <= SIMILAR_LIMIT
        return near and not self.known & {cell.grade_id, cell.id, *defines(cell)}

    def last(
        self, function: str, able: list[SubmittedCell], how: str, notes: list[str]
    ) -> SubmittedCell:
        """The last of the cells that is filled in, else the last; said, if it is not plain."""
        filled = [c for c in able if not self.is_stub(c)]
        cell = (filled or able)[-1]
        if len(able) > 1:
            numbers = ", ".join(str(c.number) for c in able)
            which = "the last one that is filled in" if filled else "the last"
            notes.append(f"{function}: cells {numbers} are for it; {which}, {cell.label}, counts.")
        elif how:
            notes.append(f"{function}: found {how}, in {cell.label}.")
        if cell.kind != "code":
            notes.append(f"{function}: {cell.label} is {cell.kind}; it was read as code.")
        return cell

    def is_stub(self, cell: SubmittedCell) -> bool:
        """Whether the cell is the exercise as it was given out, nothing filled in."""
        if normal(cell.source) == normal(self.exercise.stub):
            return True
        if NOTHING not in cell.source:
            return False
        mine = functions(cell.source)
        try:
            return bool(mine) and all(
                name in self.stub and body(node) in (NOTHING, body(self.stub[name]))
                for name, node in mine.items()
            )
        except (RecursionError, ValueError):  # deeper than any stub; a number too long to write
            return False


NOTHING = "NotImplementedError"
Definition = ast.FunctionDef | ast.ClassDef


@lru_cache(maxsize=2048)
def functions(source: str) -> dict[str, Definition]:
    """Top-level functions and classes of a cell; {} if it is not Python."""
    tree = parsed(python(source))
    return {n.name: n for n in tree.body if isinstance(n, Definition)} if tree else {}


@lru_cache(maxsize=256)
def given(stub: str) -> dict[str, Definition]:
    """The functions of a stub, which is the same in everybody's notebook."""
    return functions(stub)


def body(node: Definition) -> str:
    """What a function or class does, without its docstring, in a form that can be compared."""
    lines = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if len(lines) == 1 and isinstance(lines[0], ast.Raise) and NOTHING in ast.dump(lines[0]):
        return NOTHING
    return "\n".join(ast.dump(line) for line in lines)


def defines(cell: SubmittedCell) -> frozenset[str]:
    """Names a cell defines at its top level; read off its lines if it is not valid Python."""
    return names_in(cell.source)


@lru_cache(maxsize=2048)
def names_in(source: str) -> frozenset[str]:
    pattern = r"^(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*=(?!=)"
    found = {name for pair in re.findall(pattern, source, re.M) for name in pair if name}
    return frozenset(found | functions(source).keys())


def may_define(cell: SubmittedCell) -> frozenset[str]:
    """Names that a cell may define: in an `if` or a `try`, or together with others."""
    tree = parsed(python(cell.source))
    return frozenset(bound(tree.body) if tree else ())


def bound(body: Sequence[ast.AST]) -> Iterator[str]:
    """The names that statements define or assign, wherever these stand outside functions."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (Definition, ast.AsyncFunctionDef)):
            yield node.name
            continue
        if isinstance(node, ast.AnnAssign) and node.value is None:
            continue
        for target in getattr(node, "targets", [getattr(node, "target", None)]):
            stored = ast.walk(target) if target else ()
            yield from (
                n.id for n in stored if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            )
        for part in ("body", "orelse", "handlers", "finalbody", "cases"):
            waiting += getattr(node, part, ())


def made(source: str) -> set[str]:
    """Names a cell defines or imports."""
    tree = parsed(python(source))
    nodes = (
        [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)] if tree else []
    )
    imported = {a.asname or a.name.partition(".")[0] for node in nodes for a in node.names}
    return {*names_in(source), *imported}


def alike(source: str, stub: str) -> bool:
    """Whether a text is the stub with a little changed."""
    matcher = difflib.SequenceMatcher(None, normal(stub), normal(source), autojunk=False)
    return matcher.quick_ratio() >= SIMILAR and matcher.ratio() >= SIMILAR


def is_setup(cell: dict, which: str) -> bool:
    return cell["metadata"].get("course", {}).get("setup") == which
