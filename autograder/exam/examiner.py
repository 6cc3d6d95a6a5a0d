"""Grade one notebook: find the solutions, run the checks on what the student's code answers.

`grade_one` is a function of a notebook's bytes, a bundle and a seed. It runs in the trusted
process; the student's names in it are handles to the candidate.
"""

from __future__ import annotations

import contextlib
import time
from contextvars import copy_context
from dataclasses import replace
from operator import itemgetter

from autograder.checks.message.failure import Failure
from autograder.exam.bundle import Bundle, Exercise, normal
from autograder.exam.find_answers import Recovery, forget, recover
from autograder.exam.given_cells import given_parts, given_runs, run_first
from autograder.exam.handed_in.submission import Work
from autograder.exam.judge import Judge, unjudged
from autograder.exam.notebook import Unreadable, read_cells
from autograder.exam.record import CheckResult, EssayResult, ExerciseResult, Record
from autograder.exam.sitting import Sitting
from autograder.exam.untold import limit
from autograder.sandbox.candidate import CodeCell
from autograder.sandbox.candidates import Candidates
from autograder.sandbox.readable_files import Policy
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.time_limit import Budgets, TooSlow, at_most
from autograder.student_side.calls import StudentError
from autograder.student_side.confinement.limits import Limits
from autograder.untrusted_text import clean

NOTES_LIMIT = 40
#: of a submission's time, what the checks that students see may take: hidden tests come after them
SHOWN_SHARE = 2 / 3
OVER = "The submission has used up its {:g} seconds."
GIVEN = "Given cells that its answers need took longer than {:g} seconds; they were left out."
BARE = "Why these points are missing could not be shown; ask your instructor."


def grade_one(
    work: Work,
    bundle: Bundle,
    secret: bytes,
    sandbox: Sandbox,
    budgets: Budgets | None = None,
    limits: Limits | None = None,
) -> tuple[Record, Recovery]:
    """Grade one submission.

    Parameters
    ----------
    work : what was handed in
    bundle : the lesson
    secret : the seed of the hidden cases is made from it, the exercise and the student
    sandbox : where the student's code runs
    budgets : the time for all of it; what is not judged then has no points, and a person is told

    Raises
    ------
    SandboxError
        if no candidate can be started; nothing is said about the submission then
    """
    begun = time.monotonic()
    budgets = budgets or Budgets()
    record = Record(work.student, work.lesson, notes=list(work.notes), timestamp=work.timestamp)
    record.person += work.person
    record.problem = work.problem
    recovery = Recovery()
    if not work.problem:
        record.problem, recovery = read(work, bundle, record.notes, budgets)
    over = OVER.format(budgets.submission)
    candidates = Candidates(
        sandbox,
        Policy(bundle.allow, bundle.setup_allow),
        cells_to_run(bundle, recovery, record, budgets),
        limits or Limits(),
        budgets,
    )
    left = budgets.submission - work.seconds - (time.monotonic() - begun)
    with contextlib.suppress(TooSlow), at_most(left):
        hold(bundle, Sitting(candidates, record, recovery, secret), left)
    done = {result.name for result in record.exercises}
    record.exercises += [failed(e, over) for e in bundle.exercises if e.name not in done]
    if len(done) < len(bundle.exercises):
        record.limits.append(over)
        record.person.append(over)
    record.problem = clean(record.problem)
    record.notes = [clean(note) for note in record.notes[:NOTES_LIMIT]]
    record.person = [clean(reason) for reason in record.person]
    for essay in bundle.essays:
        answer = recovery.essays.get(essay.grade_id, "")
        blank = normal(answer) in ("", normal(essay.stub))
        score = 0.0 if blank else None
        record.essays.append(
            EssayResult(essay.grade_id, essay.points, score, optional=essay.optional)
        )
    record.seconds = round(time.monotonic() - begun, 3)
    return record, recovery


def cells_to_run(
    bundle: Bundle, recovery: Recovery, record: Record, budgets: Budgets
) -> list[CodeCell]:
    """What a candidate runs: the lesson's cells, as far as it needs them, and the student's."""
    runs = []
    for r in recovery.run:
        scratch = r.cell.number not in recovery.first
        runs.append((r.cell.number, CodeCell(r.cell.label, r.source, r.entries, False, scratch)))
    if given_parts(recovery, bundle):
        judge = Judge.of(bundle)
        try:
            with at_most(budgets.exercise):
                runs += given_runs(recovery, bundle, judge.values)
        except TooSlow:
            record.person.append(GIVEN.format(budgets.exercise))
    return [
        CodeCell("the names of the checks", bundle.names_of_checks),
        *(CodeCell(f"setup {i}", source, (), True) for i, source in enumerate(bundle.setup, 1)),
        *(cell for _, cell in sorted(runs, key=itemgetter(0))),
    ]


def hold(bundle: Bundle, sitting: Sitting, seconds: float) -> None:
    """Judge what was found, exercise by exercise, and fill in the record.

    First what students see of the checks, then the hidden tests of what passed, for which a part of
    the time is kept.
    """
    record, candidates = sitting.record, sitting.candidates
    if record.problem:
        record.person.append(record.problem)
    record.notes += sitting.recovery.notes
    told: dict[str, StudentError] = {}
    errors: dict[str, StudentError] = {}
    try:
        judge, half = Judge.of(bundle), []
        with contextlib.suppress(TooSlow), at_most(seconds * SHOWN_SHARE):
            for exercise in bundle.exercises:
                # in a context of its own: what an interruption leaves undone in it is forgotten
                half.append(copy_context().run(judge.examine, exercise, sitting))
        told = dict(candidates.main.fatal)
        errors = dict(candidates.main.errors)  # a process that has seen hidden cases tells nothing
        for exercise, result in zip(bundle.exercises, half, strict=False):
            copy_context().run(judge.examine_hidden, exercise, sitting, result)
            record.exercises.append(result)
    finally:
        candidates.close()
        candidate, ran_out = candidates.main, candidates.ran_out()
        record.limits = list(dict.fromkeys([*limits_met(told, candidate.fatal), *ran_out]))
        for label, error in errors.items():
            record.notes.append(f"{label[0].upper()}{label[1:]} has an error: {said(error)}")
    if any(check.failure for exercise in record.exercises for check in exercise.checks):
        record.person += ran_out


def failed(exercise: Exercise, sentence: str) -> ExerciseResult:
    """An exercise without points, for one reason."""
    failure = Failure(exercise.name, "type", sentence).to_json()
    checks = [CheckResult(c.grade_id, c.points, failure=failure) for c in exercise.checks]
    return replace(unjudged(exercise), checks=checks)


def nothing(student: str, lesson: str, bundle: Bundle, reason: str) -> Record:
    """The record of a submission of which nothing is known but why; a person is told."""
    return Record(
        student,
        lesson,
        [failed(exercise, reason) for exercise in bundle.exercises],
        [EssayResult(e.grade_id, e.points, optional=e.optional) for e in bundle.essays],
        person=[reason],
        problem=reason,
    )


def bare(record: Record) -> Record:
    """A record with its points, but nothing of what a student's code said."""
    exercises = []
    for exercise in record.exercises:
        failure = Failure(exercise.name, "type", BARE).to_json()
        checks = [replace(c, failure=failure if c.failure else None) for c in exercise.checks]
        exercises.append(replace(exercise, checks=checks, code=""))
    return replace(record, exercises=exercises, notes=[], limits=[], problem="")


def read(work: Work, bundle: Bundle, notes: list[str], budgets: Budgets) -> tuple[str, Recovery]:
    """(what is wrong with the notebook as a whole, what was found in it)."""
    try:
        with at_most(budgets.reading):
            recovery = recover(read_cells(work.data, notes), bundle)
            recovery.first = run_first(recovery, bundle)
            return "", recovery
    except Unreadable as error:
        return str(error), Recovery()
    except TooSlow:
        return f"Reading it took longer than {budgets.reading:g} seconds.", Recovery()
    except (RecursionError, MemoryError):
        return "Its cells are nested too deeply to be read.", Recovery()
    finally:
        forget()


def limits_met(told: dict[str, StudentError], fatal: dict[str, StudentError]) -> list[str]:
    """What ended processes; of those that were shown hidden cases no more than the kind."""
    shown = [error.sentence() for error in told.values()]
    hidden = [limit(error) for name, error in fatal.items() if told.get(name) is not error]
    return list(dict.fromkeys(shown + hidden))


def said(error: StudentError) -> str:
    return f"{error.type_name}: {error.message}" if error.type_name else error.sentence()
