"""A lesson's exercises with any functions in them: the solution's, a stub's, a misconception's."""

from __future__ import annotations

import linecache
import types
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from autograder.authoring.lesson import BEGIN_HIDDEN, Exercise, Lesson, LessonCell, defined
from autograder.authoring.lesson_rules import globals_used
from autograder.authoring.notebooks import misconceptions
from autograder.checks.comparison import Comparison
from autograder.checks.lesson_checks import LessonChecks
from autograder.student_side.calls import Outcome


class Enough(Exception):
    """What was to be seen of a check cell has been seen."""


class Workbench:
    """Runs the check cells of a lesson on whatever functions are put into them."""

    def __init__(self, lesson: Lesson):
        self.lesson = lesson
        texts = {}
        for exercise in lesson.exercises:
            for cell in exercise.checks:
                texts[label(cell, visible=False)] = cell.source
                texts[label(cell, visible=True)] = cell.visible()
        setup = [cell.source for cell in lesson.setup("all", "checks")]
        self.checks = LessonChecks(lesson.name, misconceptions(lesson), setup, texts)

    def functions(self, exercise: Exercise, source: str = "") -> dict[str, Any]:
        """The exercise's functions, from its solution or from another text of that cell."""
        names = self.names(exercise, source)
        return {name: names[name] for name in exercise.functions}

    def names(self, exercise: Exercise, source: str = "") -> dict[str, Any]:
        """Every name there is after the exercise's solution, or another text of that cell."""
        names: dict[str, Any] = {"__name__": "__main__"}
        for cell in self.lesson.setup("all"):
            run_cell(cell.source, names, f"{self.lesson.name} setup")
        for earlier in self.lesson.exercises[: self.lesson.exercises.index(exercise)]:
            # a solution may build on earlier ones
            run_cell(earlier.solution.source, names, f"{self.lesson.name} {earlier.name}")
        text = source or exercise.solution.source
        run_cell(text, names, f"{self.lesson.name} {exercise.name}")
        return names

    def with_mistake(self, exercise: Exercise, cell: LessonCell) -> dict[str, Any]:
        """The exercise's functions, one of them replaced by a misconception."""
        name = defined(cell.source)[0]
        wrong = getattr(self.checks.misconceptions, name)
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

    def failures(
        self,
        exercise: Exercise,
        functions: dict,
        visible: bool,
        of: str = "",
        all_cells: bool = True,
        **options: Any,
    ) -> list[Exception]:
        """What the exercise's check cells raise on these functions; [] if they pass.

        Parameters
        ----------
        exercise : the exercise
        functions : its functions
        visible : whether only the visible cases are run
        of : the one function that is not the solution's: cells that do not use it are not run
        all_cells : whether to go on after a cell that fails
        **options : those of `session.exam`
        """
        found = []
        passed: dict = {}
        labels = [label(cell, visible) for cell in using(exercise, of)]
        options["rehearsal"] = self.checks.rehearsal(labels, functions)
        for check in labels:
            try:
                self.checks.run(check, functions, passed=passed, **options)
            except Exception as error:
                found.append(error)
                if not all_cells:
                    break
        return found

    def trace(
        self, exercise: Exercise, functions: dict, of: str = "", first: bool = False
    ) -> list[Any]:
        """Every outcome of the exercise's checks, none of them judged; asserts as their text.

        Parameters
        ----------
        exercise : the exercise
        functions : its functions
        of : the one function that is not the solution's: cells that do not use it are not run
        first : whether the first comparison of each cell is enough
        """
        found: list[Any] = []

        def record(comparison: Comparison, outcomes: list[Outcome]) -> None:
            found.extend((o, comparison.fresh) for o in outcomes)
            if first:
                raise Enough

        for cell in using(exercise, of):
            try:
                self.checks.run(label(cell, visible=False), functions, record=record)
            except Enough:
                pass
            except Exception as error:
                found.append(f"{type(error).__name__}: {error}")
        return found

    def asked(self, exercise: Exercise) -> tuple[list[Comparison], bool]:
        """The comparisons that the exercise's check cells make.

        And whether one of them that has hidden tests asks everybody the same.
        """
        found: list[Comparison] = []

        def record(comparison: Comparison, outcomes: list[Outcome]) -> None:
            found.append(comparison)

        functions, same = self.functions(exercise), False
        for cell in exercise.checks:
            ran = self.checks.run(label(cell, visible=False), functions, record=record)
            same |= BEGIN_HIDDEN in cell.source and not ran.drawn
        return found, same

    def narrowed(self, exercise: Exercise) -> list[tuple[str, ...]]:
        """The modules that the exercise's checks allow, where those are fewer than the lesson's."""
        found = []
        for cell in exercise.checks:
            run = self.checks.run(label(cell, visible=False), self.functions(exercise))
            found += [allow for allow in run.narrowed if allow != self.lesson.allow]
        return found


def using(exercise: Exercise, function: str) -> list[LessonCell]:
    """The exercise's check cells that use one of its functions; all of them for ""."""
    return [c for c in exercise.checks if not function or function in globals_used(c.source)]


def label(cell: LessonCell, visible: bool) -> str:
    """What a check cell is called: by its place, since an exercise may have several."""
    return f"check of {cell.name}, line {cell.line}{', visible cases' * visible}"


def run_cell(source: str, names: dict, label: str) -> None:
    """Run a cell's text; its lines are known to tracebacks under `label`."""
    text = TransformerManager().transform_cell(source)
    linecache.cache[label] = (len(text), None, text.splitlines(True), label)
    exec(compile(text, label, "exec"), names)
