"""Check cells, run against a candidate: what each exercise of a submission earns.

This is the trusted side: the check cells come from solutions/, the student's names in them are
handles to the candidate.
"""

from __future__ import annotations

import time
from typing import Any, ClassVar

from autograder.checks import session
from autograder.checks.lesson_checks import LessonChecks, compiled, quiet
from autograder.checks.message.failure import Failure
from autograder.checks.message.render import CheckFailed
from autograder.checks.session import HIDDEN, SHOWN, WHOLE
from autograder.exam.bundle import Bundle, CheckCell, Exercise
from autograder.exam.record import CheckResult, ExerciseResult
from autograder.exam.sitting import Sitting
from autograder.exam.untold import untold
from autograder.sandbox.candidate import Candidate
from autograder.student_side.calls import NOT_IMPLEMENTED, StudentError
from autograder.untrusted_text import clean

TOO_LONG = "Judging its results took too long: all checks of an exercise have {:g} seconds."
REFUSES = "It refuses what it should; that counts once it passes another check of this exercise."
#: characters of an answer that the pages show
CODE_LIMIT = 4000
#: statements of given cells whose values are kept for other students
GIVEN_LIMIT = 32


class Judge:
    """Judges the exercises of one lesson, submission after submission."""

    _judges: ClassVar[dict[str, Judge]] = {}

    @classmethod
    def of(cls, bundle: Bundle) -> Judge:
        if bundle.digest not in cls._judges:
            cls._judges[bundle.digest] = cls(bundle)
        return cls._judges[bundle.digest]

    def __init__(self, bundle: Bundle):
        self.given: dict[str, dict[str, Any]] = {}
        cells = [check for exercise in bundle.exercises for check in exercise.checks]
        self.checks = LessonChecks(
            bundle.lesson,
            bundle.misconceptions,
            (*bundle.setup, *bundle.setup_checks),
            {
                name_of(check, part): text
                for check in cells
                for part, text in ((SHOWN, check.shown), (HIDDEN, check.source))
            },
        )

    def values(self, text: str) -> dict[str, Any]:
        """The names after statements of the lesson; none if they need a student's function."""
        if text not in self.given:
            names = dict(self.checks.names)
            with self.checks.session(), quiet():
                try:
                    exec(compiled(text, "given cells"), names)
                except Exception:
                    names = {}
            if len(self.given) >= GIVEN_LIMIT:
                self.given.clear()
            self.given[text] = names
        return self.given[text]

    def examine(self, exercise: Exercise, sitting: Sitting) -> ExerciseResult:
        """Run what students see of the exercise's check cells; each is all or nothing."""
        result = unjudged(exercise)
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
                failure = self.judge(exercise, check, sitting, deadline, SHOWN)
            self.note(result, outcome, failure, sitting)
        result.seconds = time.monotonic() - begun
        return result

    def examine_hidden(
        self, exercise: Exercise, sitting: Sitting, result: ExerciseResult
    ) -> ExerciseResult:
        """Run the hidden tests of what passed so far.

        They come when nothing else of the submission is left to be quoted: what a function has
        collected from them is told to nobody.
        """
        sitting.candidates.begin_exercise()
        begun = time.monotonic()
        deadline = begun + sitting.candidates.budgets.exercise - result.seconds
        for check, outcome in zip(exercise.checks, result.checks, strict=True):
            if outcome.failure is None and check.source != check.shown:
                failure = self.judge(exercise, check, sitting, deadline, HIDDEN)
                self.note(result, outcome, failure, sitting)
        earned = [c for c in result.checks if c.score]
        if len(earned) < len(result.checks) and not any(
            c.grade_id in sitting.answered for c in earned
        ):
            take_back(exercise, earned)
        result.seconds = round(result.seconds + time.monotonic() - begun, 3)
        return result

    def note(
        self,
        result: ExerciseResult,
        outcome: CheckResult,
        failure: Failure | None,
        sitting: Sitting,
    ) -> None:
        """Put down what became of a check."""
        outcome.score = 0.0 if failure else outcome.points
        outcome.failure = failure.to_json() if failure else None
        cell = sitting.recovery.found.get(result.name)
        if failure and cell is not None and NOT_IMPLEMENTED not in failure.headline:
            result.code = clean(cell.source.expandtabs(4), CODE_LIMIT)

    def judge(
        self, exercise: Exercise, check: CheckCell, sitting: Sitting, deadline: float, part: str
    ) -> Failure | None:
        """Run a part of a check cell, as often as it takes; None only if it came to its end.

        Where it allows fewer modules than the lesson does, it has to be passed without the others.
        """
        candidates = sitting.candidates
        candidates.main.asked.clear()
        with sitting.until(deadline) as done:
            main = candidates.alone(candidates.policy)
            failure = self.run(exercise, check, main, sitting, sitting.secret, part)
            for allow in sorted(main.asked):
                policy = candidates.stricter(allow)
                if policy and not failure:
                    # on numbers of its own: what the first has answered is of no use to it
                    secret = sitting.secret + repr(policy.allow).encode()
                    other = candidates.alone(policy)
                    failure = self.run(exercise, check, other, sitting, secret, part)
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
        part: str,
    ) -> Failure | None:
        """Run a part of a check cell in a namespace of its own; None only if it came to its end.

        The last part asks a case of every comparison twice, the second time with other numbers of
        the same shapes: an answer kept from an earlier call is no answer. Where the task itself is
        drawn, all of the cell is run twice.
        """
        asked = candidate.number
        last = part == HIDDEN or check.source == check.shown
        handles = handles_of(exercise, candidate)
        # without them: what else was answered meets no hidden case before its time
        rehearsal = self.checks.rehearsal([name_of(one, HIDDEN) for one in exercise.checks], {})
        try:
            for again in (False, True):
                given = sitting.given_by(candidate, check.grade_id, again, part)
                ran = self.checks.run(
                    name_of(check, part),
                    handles,
                    secret=seed,
                    twice=last and not again,
                    again=again,
                    part=WHOLE if again else part,
                    given=given,
                    start_apart=candidate.apart,
                    student=sitting.record.student,
                    passed=candidate.passed,
                    patience=sitting.patience,
                    solution=exercise.solution,
                    rehearsal=rehearsal,
                )
                if ran.answered:
                    sitting.answered.add(check.grade_id)
                if not last or not ran.varied:
                    break
            return None
        except Exception as error:
            failure = self.failed(exercise, check, error, sitting, part)
        of_before = failure.tier == "property" and candidate.number == asked
        return failure if part == SHOWN or of_before else untold(failure, exercise.name)

    def failed(
        self, exercise: Exercise, check: CheckCell, error: Exception, sitting: Sitting, part: str
    ) -> Failure:
        """What an exception in a check cell says of the student's answer."""
        match error:
            case CheckFailed():
                return error.failure
            case StudentError():
                return Failure(exercise.name, "type", error.sentence(), frames=error.frames)
            case AssertionError():
                return self.asserted(exercise, str(error), getattr(error, "__notes__", []))
        # something no check was made for: no points, and a person is told
        what = type(error).__name__ if part == HIDDEN else f"{type(error).__name__}: {error}"[:300]
        sitting.record.person.append(f"{check.grade_id} could not judge the result ({what}).")
        sentence = "The result is of a kind the check cannot judge."
        return Failure(exercise.name, "type", sentence)

    def asserted(self, exercise: Exercise, text: str, beside: list[str]) -> Failure:
        """The failure behind a plain assert, with the misconception that has these words."""
        module = self.checks.misconceptions
        known = module.EXERCISES.get(exercise.name, ())
        explained = ((name, session.explanation(getattr(module, name))) for name in known)
        name = next((name for name, because in explained if because == text), "")
        headline = text or "The result does not have the property the exercise asks for."
        found_by = "assert" if text else ""
        return Failure(
            exercise.name, "property", headline, facts=beside, misconception=name, found_by=found_by
        )


def unjudged(exercise: Exercise) -> ExerciseResult:
    """The result of an exercise of which nothing is judged yet."""
    return ExerciseResult(exercise.name, [], optional=exercise.optional, title=exercise.title)


def take_back(exercise: Exercise, earned: list[CheckResult]) -> None:
    """Leave checks that were passed by raising errors only without points, and say why.

    A function that does nothing but refuse passes them too: they are paid beside a right answer.
    """
    for check in earned:
        check.score = 0.0
        check.failure = Failure(exercise.name, "type", REFUSES).to_json()


def name_of(check: CheckCell, part: str) -> str:
    """What a part of a check cell is called: without hidden tests there is but one."""
    return check.grade_id if part == HIDDEN else f"{check.grade_id} {part}"


def handles_of(exercise: Exercise, candidate: Candidate) -> dict[str, Any]:
    """The student's functions, as a check cell is given them."""
    return {name: candidate.handle(name) for name in exercise.functions}
