"""The examiner's side of a lesson: the instructor's check cells, run on handles to a candidate.

A check cell earns its points in one way only: its own code runs to the end.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import linecache
import random
import time
import types
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, ClassVar

import numpy as np

from autograder import session
from autograder.calls import StudentError
from autograder.failure import CheckFailed, Failure
from autograder.grade.bundle import Bundle, Check, Exercise
from autograder.grade.candidate import Candidate, Handle
from autograder.grade.patience import TooSlow, at_most
from autograder.grade.record import CheckResult, ExerciseResult, Record
from autograder.grade.recover import Recovery

#: for the checks of one exercise, the student's own time included
JUDGING_SECONDS = 60
#: rounds in which a function that only knows how to refuse must hit the right order
ASKED_AGAIN = 8


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
        self, student: str, secret: bytes, note: Callable | None = None
    ) -> contextlib.AbstractContextManager:
        return session.exam(
            self.bundle.lesson,
            student=student,
            secret=secret,
            record=note,
            misconceptions=self.module,
        )

    def examine(
        self,
        exercise: Exercise,
        candidate: Candidate,
        record: Record,
        recovery: Recovery,
        secret: bytes,
    ) -> ExerciseResult:
        """Run the exercise's check cells; each is all or nothing."""
        result = ExerciseResult(exercise.name, [])
        cell = recovery.found.get(exercise.name)
        result.cell = cell.label if cell else ""
        begun = time.monotonic()
        deadline = begun + JUDGING_SECONDS
        handles = {f: Handle(candidate, f, f) for f in exercise.functions}
        for check in exercise.checks:
            outcome = CheckResult(check.grade_id, check.points)
            result.checks.append(outcome)
            if record.problem or cell is None:
                sentence = record.problem or "No cell with this solution was found."
                outcome.failure = Failure(exercise.name, "type", sentence).to_json()
                continue
            try:
                with at_most(deadline - time.monotonic()):
                    failure = self.run(exercise, check, handles, record, secret)
            except TooSlow:
                candidate.kill()  # it may have been in the middle of an answer
                failure = Failure(exercise.name, "type", "Judging its results took too long.")
            if failure is None:
                outcome.score = check.points
            else:
                outcome.failure = failure.to_json()
        if any(c.score for c in result.checks) and not all(c.score for c in result.checks):
            try:
                with at_most(deadline - time.monotonic()):
                    believed = self.believes(exercise, result, handles, record, secret)
            except TooSlow:
                candidate.kill()
                believed = False
            if not believed:
                take_back(result, "It refuses everything: that counts once it answers something.")
        result.seconds = round(time.monotonic() - begun, 3)
        return result

    def run(
        self,
        exercise: Exercise,
        check: Check,
        handles: dict[str, Handle],
        record: Record,
        secret: bytes,
    ) -> Failure | None:
        """Run one check cell in a namespace of its own; None only if it came to its end.

        It must do so twice, on different numbers of the same shapes: an answer kept from an
        earlier call is no answer.
        """
        try:
            for seed in (secret, secret + b"again"):
                with self.exam(record.student, seed), quiet():
                    exec(self.checks[check.grade_id], {**self.names, **handles})
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

    def believes(
        self,
        exercise: Exercise,
        result: ExerciseResult,
        handles: dict[str, Handle],
        record: Record,
        secret: bytes,
    ) -> bool:
        """Whether what an exercise has earned was earned by more than raising errors.

        A check that asks for errors only is passed by a function that does nothing else. Where no
        other check is passed, it counts if the function gives results in the others, asked again
        in an order nobody can foresee.
        """
        answers = partial(self.answers, handles=handles, record=record, secret=secret)
        given = {c.grade_id: answers(c) for c in exercise.checks}
        earned = {c.grade_id for c in result.checks if c.score}
        refusing = [
            c for c in exercise.checks if c.grade_id in earned and not any(given[c.grade_id])
        ]
        others = [c for c in exercise.checks if c not in refusing and given[c.grade_id]]
        if not refusing or not others or any(c.grade_id in earned for c in others):
            return True
        order = random.Random(secret + exercise.name.encode())
        asked = [order.choice([*refusing, *others]) for _ in range(ASKED_AGAIN)]
        return all(any(answers(c)) != (c in refusing) for c in [others[0], *asked])

    def answers(
        self, check: Check, handles: dict[str, Handle], record: Record, secret: bytes
    ) -> list[bool]:
        """Run a check without judging: whether each call gave a result."""
        found: list[bool] = []

        def note(check: Any, drawn: Any, outcomes: Any) -> None:
            found.extend(outcome.error is None for outcome in outcomes)

        # judged it was already: that the cell may fail here says nothing new
        with self.exam(record.student, secret, note), quiet(), contextlib.suppress(Exception):
            exec(self.checks[check.grade_id], {**self.names, **handles})
        return found

    def asserted(self, exercise: Exercise, text: str) -> Failure:
        """The failure behind a plain assert, with the misconception that has these words."""
        known = self.module.EXERCISES.get(exercise.name, {})
        name = next((n for n, because in known.items() if because == text), "")
        headline = text or "The result does not have the property the exercise asks for."
        return Failure(exercise.name, "property", headline, misconception=name)


def take_back(result: ExerciseResult, sentence: str) -> None:
    """Leave an exercise without points, and say why where there were some."""
    for check in result.checks:
        if check.score:
            check.score = 0.0
            check.failure = Failure(result.name, "type", sentence).to_json()


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
