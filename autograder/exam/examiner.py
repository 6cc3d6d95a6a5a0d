"""Grade one notebook: find the solutions, run the checks on what the student's code answers.

`grade_one` is a function of a notebook's bytes, a bundle and a seed. It runs in the trusted
process; the student's names in it are handles to the candidate.
"""

from __future__ import annotations

import time
from contextvars import copy_context

from autograder.exam.bundle import Bundle, normal
from autograder.exam.find_answers import Recovery, recover
from autograder.exam.handed_in.submission import Work
from autograder.exam.judge import Judge
from autograder.exam.notebook import Unreadable, read_cells
from autograder.exam.record import EssayResult, Record
from autograder.exam.sitting import Sitting
from autograder.exam.untold import limit
from autograder.sandbox.candidate import CodeCell
from autograder.sandbox.candidates import Candidates
from autograder.sandbox.conversation import Budgets
from autograder.sandbox.importable import Policy
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.time_limit import TooSlow, at_most
from autograder.student_side.calls import StudentError
from autograder.student_side.confinement.limits import Limits
from autograder.untrusted_text import clean

NOTES_LIMIT = 40
#: for finding the solutions in a notebook; a thousand times what it takes
READING_SECONDS = 20


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

    Raises
    ------
    SandboxError
        if no candidate can be started; nothing is said about the submission then
    """
    begun = time.monotonic()
    record = Record(work.student, work.lesson, notes=list(work.notes), timestamp=work.timestamp)
    record.person += work.person
    record.problem = work.problem
    recovery = Recovery()
    if not work.problem:
        record.problem, recovery = read(work, bundle, record.notes)
    if record.problem:
        record.person.append(record.problem)
    record.notes += recovery.notes
    candidates = Candidates(
        sandbox,
        Policy(bundle.allow, bundle.setup_allow),
        [
            CodeCell("the names of the checks", bundle.names_of_checks),
            *(CodeCell(f"setup {i}", source, (), True) for i, source in enumerate(bundle.setup, 1)),
            *(CodeCell(r.cell.label, r.source, r.entries) for r in recovery.run),
        ],
        limits or Limits(),
        budgets or Budgets(),
    )
    try:
        judge, sitting = Judge.of(bundle), Sitting(candidates, record, recovery, secret)
        for exercise in bundle.exercises:
            # in a context of its own: what an interruption leaves undone in it is forgotten
            record.exercises.append(copy_context().run(judge.examine, exercise, sitting))
        told = dict(candidates.main.fatal)
        for exercise, result in zip(bundle.exercises, record.exercises, strict=True):
            copy_context().run(judge.examine_hidden, exercise, sitting, result)
    finally:
        candidates.close()
    candidate = candidates.main
    record.limits = limits_met(told, candidate.fatal)
    for label, error in candidate.errors.items():
        record.notes.append(f"{label[0].upper()}{label[1:]} has an error: {said(error)}")
    record.problem = clean(record.problem)
    record.notes = [clean(note) for note in record.notes[:NOTES_LIMIT]]
    record.person = [clean(reason) for reason in record.person]
    for essay in bundle.essays:
        answer = recovery.essays.get(essay.grade_id, "")
        blank = normal(answer) in ("", normal(essay.stub))
        record.essays.append(EssayResult(essay.grade_id, essay.points, 0.0 if blank else None))
    record.seconds = round(time.monotonic() - begun, 3)
    return record, recovery


def read(work: Work, bundle: Bundle, notes: list[str]) -> tuple[str, Recovery]:
    """(what is wrong with the notebook as a whole, what was found in it)."""
    try:
        with at_most(READING_SECONDS):
            return "", recover(read_cells(work.data, notes), bundle)
    except Unreadable as error:
        return str(error), Recovery()
    except TooSlow:
        return f"Reading it took longer than {READING_SECONDS:g} seconds.", Recovery()
    except (RecursionError, MemoryError):
        return "Its cells are nested too deeply to be read.", Recovery()


def limits_met(told: dict[str, StudentError], fatal: dict[str, StudentError]) -> list[str]:
    """What ended processes; of those that were shown hidden cases no more than the kind."""
    shown = [error.sentence() for error in told.values()]
    hidden = [limit(error) for name, error in fatal.items() if told.get(name) is not error]
    return list(dict.fromkeys(shown + hidden))


def said(error: StudentError) -> str:
    return f"{error.type_name}: {error.message}" if error.type_name else error.sentence()
