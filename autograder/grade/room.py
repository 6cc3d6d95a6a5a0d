"""The examiner's side of a lesson: the instructor's check cells, run on handles to a candidate.

A check cell earns its points in one way only: its own code runs to the end.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import linecache
import time
import types
import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

import numpy as np

from autograder import session
from autograder.calls import StudentError
from autograder.failure import CheckFailed, Failure
from autograder.grade.bundle import Bundle, Check, Exercise
from autograder.grade.candidate import Candidate
from autograder.grade.record import CheckResult, ExerciseResult
from autograder.grade.refusals import believed, take_back
from autograder.grade.sitting import Sitting

#: for the checks of one exercise, the student's own time included
JUDGING_SECONDS = 60
TOO_LONG = "Judging its results took too long."


class Room:
    """The examiner's side of a lesson: setup run once, check cells compiled once."""

    _rooms: ClassVar[dict[str, Room]] = {}

    @classmethod
    def of(cls, bundle: Bundle) -> Room:
        if bundle.digest not in cls._rooms:
            cls._rooms[bundle.digest] = cls(bundle)
        return cls._rooms[bundle.digest]

    def __init__(self, bundle: Bundle):
        self.bundle = bundle
        self.module = types.ModuleType(f"autograder.misconceptions.{bundle.lesson}")
        self.names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        self.names |= {"display": lambda *things, **options: None}
        with self.exam("", b""), quiet():
            exec(compiled(bundle.misconceptions, f"mistakes of {bundle.lesson}"), vars(self.module))
            for i, source in enumerate((*bundle.setup, *bundle.setup_checks), 1):
                exec(compiled(source, f"{bundle.lesson} setup {i}"), self.names)
        self.checks = {
            check.grade_id: compiled(check.source, f"{bundle.lesson} {check.grade_id}")
            for exercise in bundle.exercises
            for check in exercise.checks
        }

    def exam(
        self, student: str, secret: bytes, **options: Any
    ) -> contextlib.AbstractContextManager:
        lesson, module = self.bundle.lesson, self.module
        return session.exam(
            lesson, student=student, secret=secret, misconceptions=module, **options
        )

    def examine(self, exercise: Exercise, sitting: Sitting) -> ExerciseResult:
        """Run the exercise's check cells; each is all or nothing."""
        result = ExerciseResult(exercise.name, [])
        cell = sitting.recovery.found.get(exercise.name)
        result.cell = cell.label if cell else ""
        sitting.candidates.begin_exercise()
        begun = time.monotonic()
        deadline = begun + JUDGING_SECONDS
        for check in exercise.checks:
            outcome = CheckResult(check.grade_id, check.points)
            result.checks.append(outcome)
            if sitting.record.problem or cell is None:
                sentence = sitting.record.problem or "No cell with this solution was found."
                failure = Failure(exercise.name, "type", sentence)
            else:
                failure = self.judge(exercise, check, sitting, deadline)
            if failure is None:
                outcome.score = check.points
            else:
                outcome.failure = failure.to_json()
        refusing = {c.grade_id for c in result.checks if c.score} - sitting.answered
        if refusing and not all(c.score for c in result.checks):
            answers = partial(self.answers, exercise=exercise, sitting=sitting)
            with sitting.until(deadline) as done:
                done.append(believed(exercise, result, refusing, answers, sitting.secret))
            if done != [True]:
                take_back(result)
        result.seconds = round(time.monotonic() - begun, 3)
        return result

    def judge(
        self, exercise: Exercise, check: Check, sitting: Sitting, deadline: float
    ) -> Failure | None:
        """Run one check cell, as often as it takes; None only if it always came to its end.

        Where it allows fewer modules than the lesson does, it has to be passed without the others.
        """
        candidates = sitting.candidates
        candidates.main.asked.clear()
        with sitting.until(deadline) as done:
            failure = self.run(exercise, check, candidates.main, sitting)
            for allow in sorted(candidates.main.asked):
                policy = candidates.stricter(allow)
                if policy and not failure:
                    failure = self.run(exercise, check, candidates.under(policy), sitting)
            done.append(failure)
        return done[0] if done else Failure(exercise.name, "type", TOO_LONG)

    def run(
        self, exercise: Exercise, check: Check, candidate: Candidate, sitting: Sitting
    ) -> Failure | None:
        """Run one check cell in a namespace of its own; None only if it came to its end.

        Where numbers are drawn it must do so twice, the second time on a case of every check with
        other numbers of the same shapes: an answer kept from an earlier call is no answer.
        """
        record = sitting.record
        try:
            for again in (False, True):
                seed = sitting.secret + b"again" * again
                options = {"passed": candidate.passed, "again": again}
                with self.exam(record.student, seed, **options) as session, quiet():
                    self.perform(exercise, check, candidate)
                if session.answered:
                    sitting.answered.add(check.grade_id)
                if not session.drawn:
                    break
            return None
        except CheckFailed as error:
            return error.failure
        except StudentError as error:
            return Failure(exercise.name, "type", error.sentence(), frames=error.frames)
        except AssertionError as error:
            return self.asserted(exercise, str(error))
        except Exception as error:
            # something no check was made for: no points, and a person is told
            what = f"{type(error).__name__}: {error}"[:300]
            record.person.append(f"{check.grade_id} could not judge the result ({what}).")
            sentence = "The result is of a kind the check cannot judge."
            return Failure(exercise.name, "type", sentence)

    def answers(self, check: Check, *, exercise: Exercise, sitting: Sitting) -> list[bool]:
        """Run a check without judging: whether each call gave a result."""
        found: list[bool] = []

        def note(check: Any, drawn: Any, outcomes: Any) -> None:
            found.extend(outcome.error is None for outcome in outcomes)

        # judged it was already: that the cell may fail here says nothing new
        with (
            self.exam(sitting.record.student, sitting.secret, record=note),
            quiet(),
            contextlib.suppress(Exception),
        ):
            self.perform(exercise, check, sitting.candidates.main)
        return found

    def perform(self, exercise: Exercise, check: Check, candidate: Candidate) -> None:
        """Run a check cell's code on the handles to a candidate's functions."""
        handles = {f: candidate.handle(f) for f in exercise.functions}
        exec(self.checks[check.grade_id], {**self.names, **handles})

    def asserted(self, exercise: Exercise, text: str) -> Failure:
        """The failure behind a plain assert, with the misconception that has these words."""
        known = self.module.EXERCISES.get(exercise.name, ())
        explained = ((name, session.explanation(getattr(self.module, name))) for name in known)
        name = next((name for name, because in explained if because == text), "")
        headline = text or "The result does not have the property the exercise asks for."
        return Failure(exercise.name, "property", headline, misconception=name)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Warnings and prints decide nothing."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(io.StringIO()):
            yield


def compiled(source: str, name: str) -> types.CodeType:
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    return compile(source, name, "exec", dont_inherit=True)
