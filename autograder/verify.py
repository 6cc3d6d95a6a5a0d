"""The gates every lesson must pass before anybody is graded by it.

    solution            the solved cells pass their checks
    stub                the student's cells fail with "not implemented" and nothing else
    killed              every misconception fails, and with its own explanation
    distinct            no two misconceptions of an exercise give the same results
    visible             the visible cases alone kill at least 80 % of them
    probes              the cases obey the probe rules (`autograder.lint`)
    worked              what the task says of its own examples is true: `f(7, 3)` is 4

What the gates find is a `Report`; the kill matrix shows it misconception by misconception.
"""

from __future__ import annotations

import ast
import linecache
import re
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from autograder import build, lint, session
from autograder.calls import NOT_IMPLEMENTED, Outcome
from autograder.check import Check, same_outcome
from autograder.compare import compare, plain
from autograder.failure import CheckFailed
from autograder.lesson import Cell, Exercise, Lesson, because, defined

VISIBLE_SHARE = 0.8
#: a worked example in a task: `f(7, 3)` is 4
WORKED = re.compile(
    r"`(\w+\([^`]*\))`\s+(?:is|gives|returns)\s+`?(\([^)]*\)|-?\d+(?:\.\d+)?|True|False)"
)


@dataclass
class Kill:
    """How one misconception fared."""

    exercise: str
    name: str
    visible: bool = False
    killed: bool = False
    own: bool = False
    message: str = ""


@dataclass
class Report:
    """What the gates found in one lesson: problems (none is good) and the kill matrix."""

    lesson: str
    exercises: int = 0
    problems: list[str] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(lesson: Lesson) -> Report:
    """Run every gate on a lesson."""
    report = Report(lesson.name, len(lesson.exercises))
    module = types.ModuleType(f"autograder.misconceptions.{lesson.name}")
    source = build.misconceptions(lesson)
    run_cell(source, vars(module), f"misconceptions of {lesson.name}")
    bench = Bench(lesson, module)
    stubs = {
        c.metadata.nbgrader.grade_id: c.source
        for c in build.release(build.notebook(lesson)).cells
        if "nbgrader" in c.metadata and c.metadata.nbgrader.solution
    }
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for exercise in lesson.exercises:
            report.problems += bench.solution_gate(exercise)
            report.problems += bench.worked_gate(exercise)
            report.problems += bench.stub_gate(exercise, stubs[exercise.name])
            kills, problems = bench.kill_gates(exercise)
            report.kills += kills
            report.problems += problems
            report.problems += bench.distinct_gate(exercise)
            report.problems += lint.check_cells(lesson, exercise, bench.cases(exercise))
    return report


class Bench:
    """Runs the check cells of a lesson on whatever functions are put into them."""

    def __init__(self, lesson: Lesson, module: types.ModuleType):
        self.lesson = lesson
        self.module = module
        self.names: dict[str, Any] = {"__name__": "__main__"}
        with session.exam(lesson.name, misconceptions=module):
            for cell in lesson.setup("all", "checks"):
                run_cell(cell.source, self.names, f"{lesson.name} setup")

    def functions(self, exercise: Exercise, source: str = "") -> dict[str, Any]:
        """The exercise's functions, from its solution or from another text of that cell."""
        names: dict[str, Any] = {"__name__": "__main__"}
        for cell in self.lesson.setup("all"):
            run_cell(cell.source, names, f"{self.lesson.name} setup")
        for earlier in self.lesson.exercises[: self.lesson.exercises.index(exercise)]:
            label = f"{self.lesson.name} {earlier.name}"  # a solution may build on earlier ones
            run_cell(earlier.solution.source, names, label)
        label = f"{self.lesson.name} {exercise.name}"
        run_cell(source or exercise.solution.source, names, label)
        return {name: names[name] for name in exercise.functions}

    def with_mistake(self, exercise: Exercise, cell: Cell) -> dict[str, Any]:
        """The exercise's functions, one of them replaced by a misconception."""
        name = defined(cell.source)[0]
        wrong = self.module.__dict__[name]
        function = name.partition("__")[0]
        renamed: Any
        if isinstance(wrong, type):
            renamed = type(function, (wrong,), {"__module__": wrong.__module__})
        else:
            renamed = types.FunctionType(
                wrong.__code__, wrong.__globals__, function, wrong.__defaults__, wrong.__closure__
            )
            renamed.__kwdefaults__ = wrong.__kwdefaults__
        return {**self.functions(exercise), function: renamed}

    def failures(self, exercise: Exercise, functions: dict, visible: bool) -> list[Exception]:
        """What the exercise's check cells raise on these functions; [] if they pass."""
        found = []
        with session.exam(self.lesson.name, misconceptions=self.module):
            for cell in exercise.checks:
                source = cell.visible() if visible else cell.source
                try:
                    run_cell(source, {**self.names, **functions}, f"check of {exercise.name}")
                except Exception as error:
                    found.append(error)
        return found

    def solution_gate(self, exercise: Exercise) -> Iterator[str]:
        functions = self.functions(exercise)
        for visible in (True, False):
            for error in self.failures(exercise, functions, visible):
                yield f"{exercise.name}: the solution fails its own check: {error}"

    def worked_gate(self, exercise: Exercise) -> Iterator[str]:
        """Examples in the task whose numbers are not what the solution gives."""
        names = {**self.names, **self.functions(exercise)}
        for call, value in WORKED.findall(exercise.task.source):
            try:
                said = ast.literal_eval(value)
                got = plain(eval(call, names))
            except Exception:  # about arrays of the text, said in words, or a broken solution
                continue
            if isinstance(got, tuple):
                got = list(got)
            elif isinstance(got, np.ndarray):
                continue
            if compare(list(said) if isinstance(said, tuple) else said, got, 1e-3):
                yield f"{exercise.name}: the task says {call} is {value}, it is {got}"

    def stub_gate(self, exercise: Exercise, stub: str) -> Iterator[str]:
        errors = self.failures(exercise, self.functions(exercise, stub), visible=False)
        if len(errors) < len(exercise.checks):
            yield f"{exercise.name}: a check passes on the untouched stub"
        for error in errors:
            if not (isinstance(error, CheckFailed) and NOT_IMPLEMENTED in error.failure.headline):
                yield f"{exercise.name}: the stub gives {type(error).__name__}: {error}"

    def kill_gates(self, exercise: Exercise) -> tuple[list[Kill], list[str]]:
        kills, problems = [], []
        for cell in exercise.misconceptions:
            kill = Kill(exercise.name, defined(cell.source)[0])
            functions = self.with_mistake(exercise, cell)
            kill.visible = bool(self.failures(exercise, functions, visible=True))
            errors = self.failures(exercise, functions, visible=False)
            kill.killed = bool(errors)
            kill.message = first_line(errors[0]) if errors else ""
            kill.own = bool(errors) and all(own(e, kill.name, cell) for e in errors)
            if not kill.killed:
                problems.append(f"{exercise.name}: {kill.name} passes every check")
            elif not kill.own:
                problems.append(f"{exercise.name}: {kill.name} is told {kill.message!r}")
            kills.append(kill)
        seen = sum(k.visible for k in kills)
        if kills and seen < VISIBLE_SHARE * len(kills):
            problems.append(
                f"{exercise.name}: the visible cases kill {seen} of {len(kills)} misconceptions, "
                f"{VISIBLE_SHARE:.0%} are asked"
            )
        if not kills:
            problems.append(f"{exercise.name}: no misconceptions; think of what people do wrong")
        return kills, problems

    def distinct_gate(self, exercise: Exercise) -> Iterator[str]:
        """Pairs of misconceptions with the same outcomes everywhere."""
        traces = {
            defined(c.source)[0]: self.trace(exercise, self.with_mistake(exercise, c))
            for c in exercise.misconceptions
        }
        for (one, a), (two, b) in combinations(traces.items(), 2):
            if one.partition("__")[0] == two.partition("__")[0] and same_trace(a, b):
                yield f"{exercise.name}: {one} and {two} cannot be told apart"

    def trace(self, exercise: Exercise, functions: dict) -> list[Any]:
        """Every outcome of the exercise's checks, none of them judged; asserts as their text."""
        found: list[Any] = []

        def record(check: Check, drawn: list, outcomes: list[Outcome]) -> None:
            views = check.outcome(check.student, drawn[0], views=True)
            found.extend((o, check.fresh) for o in [*outcomes, views])

        with session.exam(self.lesson.name, misconceptions=self.module, record=record):
            for cell in exercise.checks:
                try:
                    run_cell(cell.source, {**self.names, **functions}, f"check of {exercise.name}")
                except Exception as error:
                    found.append(f"{type(error).__name__}: {error}")
        return found

    def cases(self, exercise: Exercise) -> list[Check]:
        """The checks that the exercise's cells make."""
        found: list[Check] = []

        def record(check: Check, drawn: list, outcomes: list[Outcome]) -> None:
            found.append(check)

        with session.exam(self.lesson.name, misconceptions=self.module, record=record):
            for cell in exercise.checks:
                try:
                    names = {**self.names, **self.functions(exercise)}
                    run_cell(cell.source, names, f"check of {exercise.name}")
                except Exception:  # reported by the solution gate
                    return found
        return found


def run_cell(source: str, names: dict, label: str) -> None:
    """Run a cell's text; its lines are known to tracebacks under `label`."""
    from IPython.core.inputtransformer2 import TransformerManager

    text = TransformerManager().transform_cell(source)
    linecache.cache[label] = (len(text), None, text.splitlines(True), label)
    exec(compile(text, label, "exec"), names)


def own(error: Exception, name: str, cell: Cell) -> bool:
    """Whether a failure gives this misconception's explanation."""
    if isinstance(error, CheckFailed):
        return error.failure.misconception == name or because(cell) in str(error)
    return isinstance(error, AssertionError) and because(cell) in str(error)


def same_trace(a: list[Any], b: list[Any]) -> bool:
    if len(a) != len(b) or not a:
        return len(a) == len(b)
    for one, two in zip(a, b, strict=True):
        if isinstance(one, str) or isinstance(two, str):
            if one != two:
                return False
        elif not same_outcome(one[0], two[0], 1e-9, fresh=one[1]):
            return False
    return True


def first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


def matrix(report: Report) -> Any:
    """The kill matrix as a table: exercise, misconception, who sees it, whether it is named."""
    from rich.table import Table

    table = Table(title=f"{report.lesson}: what the checks kill", title_justify="left")
    for column in ("exercise", "misconception", "visible cases", "all cases", "named"):
        table.add_column(column)
    last = ""
    for kill in report.kills:
        marks = ["killed" if kill.visible else "passes", "killed" if kill.killed else "PASSES"]
        named = "yes" if kill.own else "NO"
        name = kill.name.partition("__")[2].replace("_", " ")
        table.add_row(kill.exercise if kill.exercise != last else "", name, *marks, named)
        last = kill.exercise
    return table
