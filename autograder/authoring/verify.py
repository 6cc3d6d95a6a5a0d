"""The gates every lesson must pass before anybody is graded by it.

    solution            the solved cells pass their checks
    stub                the student's cells fail with "not implemented" and nothing else
    killed              every misconception fails, and with its own explanation
    distinct            no two misconceptions of an exercise give the same results
    visible             the visible cases alone kill at least 80 % of them
    probes              the cases obey the probe rules (`authoring.gates.probes`)
    worked              what the task says of its own examples is true: `f(7, 3)` is 4
    at hand             what a candidate can import computes no answer (`authoring.gates.at_hand`)

What the gates find is a `Report`; the kill matrix shows it misconception by misconception.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any

import numpy as np

from autograder.authoring.gates.at_hand import answers_at_hand
from autograder.authoring.gates.probes import broken_rules
from autograder.authoring.lesson import Exercise, Lesson, LessonCell, because, defined
from autograder.authoring.notebooks import notebook, release
from autograder.authoring.workbench import Workbench
from autograder.checks.clock import Patience
from autograder.checks.compare.values import compare, plain
from autograder.checks.diagnosis.outcomes import same_outcome
from autograder.checks.message.render import CheckFailed
from autograder.student_side.calls import NOT_IMPLEMENTED

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
    """Run every gate on a lesson.

    The solution and its oracle come first: where they fail, nothing else of that exercise can be
    said.
    """
    report = Report(lesson.name, len(lesson.exercises))
    bench = Workbench(lesson)
    stubs = {
        c.metadata.nbgrader.grade_id: c.source
        for c in release(notebook(lesson)).cells
        if "nbgrader" in c.metadata and c.metadata.nbgrader.solution
    }
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for exercise in lesson.exercises:
            problems = list(solution_gate(bench, exercise))
            if not problems:
                problems += worked_gate(bench, exercise)
                problems += stub_gate(bench, exercise, stubs[exercise.name])
                kills = kill_gate(bench, exercise)
                report.kills += kills
                problems += kill_problems(exercise, kills)
                problems += distinct_gate(bench, exercise)
                comparisons, same = bench.asked(exercise)
                problems += broken_rules(lesson, exercise, comparisons, same)
            report.problems += [f"{lesson.path}:{exercise.line}: {text}" for text in problems]
        report.problems += [f"{lesson.path}:1: {text}" for text in answers_at_hand(bench)]
    return report


def solution_gate(bench: Workbench, exercise: Exercise) -> Iterator[str]:
    functions = bench.functions(exercise)
    for visible in (True, False):
        for error in bench.failures(exercise, functions, visible):
            yield f"{exercise.name}: the solution fails its own check: {error}"


def worked_gate(bench: Workbench, exercise: Exercise) -> Iterator[str]:
    """Examples in the task whose numbers are not what the solution gives."""
    names = {**bench.checks.names, **bench.functions(exercise)}
    for call, value in WORKED.findall(exercise.task.source if exercise.task else ""):
        try:
            said = ast.literal_eval(value)
            got = plain(eval(call, names))
        except Exception:  # about arrays of the text, or said in words
            continue
        if isinstance(got, np.ndarray):
            continue
        if compare(as_floats(said), as_floats(got), 1e-3):
            yield f"{exercise.name}: the task says {call} is {value}, it is {got}"


def as_floats(value: Any) -> Any:
    """Numbers as a task writes them: 3 and 3.0 are the same, a tuple is a list."""
    if isinstance(value, (tuple, list)):
        return [as_floats(v) for v in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def stub_gate(bench: Workbench, exercise: Exercise, stub: str) -> Iterator[str]:
    try:
        functions = bench.functions(exercise, stub)
    except Exception as error:
        yield f"{exercise.name}: the stub's cell breaks: {type(error).__name__}: {error}"
        return
    errors = bench.failures(exercise, functions, visible=False)
    if len(errors) < len(exercise.checks):
        yield f"{exercise.name}: a check passes on the untouched stub"
    for raised in errors:
        if not (isinstance(raised, CheckFailed) and NOT_IMPLEMENTED in raised.failure.headline):
            yield f"{exercise.name}: the stub gives {type(raised).__name__}: {raised}"


def kill_gate(bench: Workbench, exercise: Exercise) -> list[Kill]:
    """How every misconception of an exercise fares."""
    kept: dict = {}
    kills = []
    for cell in exercise.misconceptions:
        kill = Kill(exercise.name, defined(cell.source)[0])
        of, functions = function_of(kill.name), bench.with_mistake(exercise, cell)
        kill.visible = bool(bench.failures(exercise, functions, True, of, explain=False))
        # whether it is named needs no search for other reasons, nor for a small example
        errors = bench.failures(exercise, functions, False, of, kept=kept, patience=Patience(0))
        kill.killed = bool(errors)
        kill.own = bool(errors) and all(own(e, kill.name, cell) for e in errors)
        if errors and not kill.own:
            errors = bench.failures(exercise, functions, False, of, kept=kept)
        kill.message = first_line(errors[0]) if errors else ""
        kills.append(kill)
    return kills


def kill_problems(exercise: Exercise, kills: Sequence[Kill]) -> Iterator[str]:
    for kill in kills:
        if not kill.killed:
            yield f"{exercise.name}: {kill.name} passes every check"
        elif not kill.own:
            yield f"{exercise.name}: {kill.name} is told {kill.message!r}"
    seen = sum(k.visible for k in kills)
    if kills and seen < VISIBLE_SHARE * len(kills):
        yield (
            f"{exercise.name}: the visible cases kill {seen} of {len(kills)} misconceptions, "
            f"{VISIBLE_SHARE:.0%} are asked"
        )
    if not kills:
        yield f"{exercise.name}: no misconceptions; think of what people do wrong"


def distinct_gate(bench: Workbench, exercise: Exercise) -> Iterator[str]:
    """Pairs of misconceptions with the same outcomes everywhere.

    Most differ in what is compared first; only those that do not are run to the end.
    """
    mistakes = {
        defined(c.source)[0]: bench.with_mistake(exercise, c) for c in exercise.misconceptions
    }
    for first in (True, False):
        traces = {
            name: bench.trace(exercise, functions, function_of(name), first)
            for name, functions in mistakes.items()
        }
        alike = [
            (one, two)
            for one, two in combinations(traces, 2)
            if function_of(one) == function_of(two) and same_trace(traces[one], traces[two])
        ]
        mistakes = {name: mistakes[name] for name in dict.fromkeys(chain(*alike))}
    for one, two in alike:
        yield f"{exercise.name}: {one} and {two} cannot be told apart"


def function_of(misconception: str) -> str:
    """The function that a misconception is a wrong answer to."""
    return misconception.partition("__")[0]


def own(error: Exception, name: str, cell: LessonCell) -> bool:
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
