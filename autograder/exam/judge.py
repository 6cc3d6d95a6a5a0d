"""Check cells, run against a candidate: what each exercise of a submission earns.

This is the trusted side: the check cells come from solutions/, the student's names in them are
handles to the candidate.
"""

from __future__ import annotations

import time
from typing import Any, ClassVar

from autograder.checks import session
from autograder.checks.lesson_checks import LessonChecks
from autograder.checks.message.failure import Failure
from autograder.checks.message.render import CheckFailed
from autograder.exam.bundle import Bundle, CheckCell, Exercise
from autograder.exam.record import CheckResult, ExerciseResult
from autograder.exam.sitting import Sitting
from autograder.sandbox.candidate import Candidate
from autograder.student_side.calls import StudentError
from autograder.untrusted_text import clean

TOO_LONG = "Judging its results took too long: all checks of an exercise have {:g} seconds."
REFUSES = "It refuses what it should; that counts once it passes another check of this exercise."
#: characters of an answer that the class report shows
CODE_LIMIT = 4000


class Judge:
    """Judges the exercises of one lesson, submission after submission."""

    _judges: ClassVar[dict[str, Judge]] = {}

    @classmethod
    def of(cls, bundle: Bundle) -> Judge:
        if bundle.digest not in cls._judges:
            cls._judges[bundle.digest] = cls(bundle)
        return cls._judges[bundle.digest]

    def __init__(self, bundle: Bundle):
        cells = [check for exercise in bundle.exercises for check in exercise.checks]
        self.checks = LessonChecks(
            bundle.lesson,
            bundle.misconceptions,
            (*bundle.setup, *bundle.setup_checks),
            {check.grade_id: check.source for check in cells},
        )

    def examine(self, exercise: Exercise, sitting: Sitting) -> ExerciseResult:
        """Run the exercise's check cells; each is all or nothing."""
        result = ExerciseResult(exercise.name, [])
        cell = sitting.recovery.found.get(exercise.name)
        result.cell = cell.label if cell else ""
        sitting.candidates.begin_exercise()
        begun = time.monotonic()
        deadline = begun + sitting.candidates.budgets.exercise
        for check in exercise.checks:
            outcome = CheckResult(check.grade_id, check.points)
            result.checks.append(outcome)
            failure: Failure | None
            if sitting.record.problem or cell is None:
                sentence = sitting.record.problem or "No cell with this solution was found."
                failure = Failure(exercise.name, "type", sentence)
            else:
                failure = self.judge(exercise, check, sitting, deadline)
            if failure is None:
                outcome.score = check.points
            else:
                outcome.failure = failure.to_json()
                if failure.alike and cell is not None:
                    result.code = clean(cell.source.expandtabs(4), CODE_LIMIT)
        earned = [c for c in result.checks if c.score]
        if len(earned) < len(result.checks) and not any(
            c.grade_id in sitting.answered for c in earned
        ):
            take_back(exercise, earned)
        result.seconds = round(time.monotonic() - begun, 3)
        return result

    def judge(
        self, exercise: Exercise, check: CheckCell, sitting: Sitting, deadline: float
    ) -> Failure | None:
        """Run one check cell, as often as it takes; None only if it always came to its end.

        Where it allows fewer modules than the lesson does, it has to be passed without the others.
        """
        candidates = sitting.candidates
        candidates.main.asked.clear()
        with sitting.until(deadline) as done:
            main = candidates.alone(candidates.policy)
            failure = self.run(exercise, check, main, sitting, sitting.secret)
            for allow in sorted(main.asked):
                policy = candidates.stricter(allow)
                if policy and not failure:
                    # on numbers of its own: what the first has answered is of no use to it
                    secret = sitting.secret + repr(policy.allow).encode()
                    failure = self.run(exercise, check, candidates.alone(policy), sitting, secret)
            done.append(failure)
        if done:
            return done[0]
        sentence = TOO_LONG.format(candidates.budgets.exercise)
        return Failure(exercise.name, "type", sentence)

    def run(
        self,
        exercise: Exercise,
        check: CheckCell,
        candidate: Candidate,
        sitting: Sitting,
        seed: bytes,
    ) -> Failure | None:
        """Run one check cell in a namespace of its own; None only if it came to its end.

        Where numbers are drawn it must do so twice, the second time on a case of every check with
        other numbers of the same shapes: an answer kept from an earlier call is no answer.
        """
        record = sitting.record
        handles = handles_of(exercise, candidate)
        options: dict[str, Any] = {"student": record.student, "passed": candidate.passed}
        options |= {"patience": sitting.patience, "solution": exercise.solution}
        try:
            for again in (False, True):
                secret = seed + b"again" * again
                ran = self.checks.run(
                    check.grade_id, handles, secret=secret, again=again, **options
                )
                if ran.answered:
                    sitting.answered.add(check.grade_id)
                if not ran.drawn:
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

    def asserted(self, exercise: Exercise, text: str) -> Failure:
        """The failure behind a plain assert, with the misconception that has these words."""
        module = self.checks.misconceptions
        known = module.EXERCISES.get(exercise.name, ())
        explained = ((name, session.explanation(getattr(module, name))) for name in known)
        name = next((name for name, because in explained if because == text), "")
        headline = text or "The result does not have the property the exercise asks for."
        found_by = "assert" if text else ""
        return Failure(exercise.name, "property", headline, misconception=name, found_by=found_by)


def take_back(exercise: Exercise, earned: list[CheckResult]) -> None:
    """Leave checks that were passed by raising errors only without points, and say why.

    A function that does nothing but refuse passes them too: they are paid beside a right answer.
    """
    for check in earned:
        check.score = 0.0
        check.failure = Failure(exercise.name, "type", REFUSES).to_json()


def handles_of(exercise: Exercise, candidate: Candidate) -> dict[str, Any]:
    """The student's functions, as a check cell is given them."""
    return {name: candidate.handle(name) for name in exercise.functions}
