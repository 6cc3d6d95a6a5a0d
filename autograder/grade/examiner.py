"""Grade one notebook: run the instructor's check cells on what the student's code answers.

`grade_one` is a function of a notebook's bytes, a bundle and a seed. It runs in the trusted
process; the student's names in it are handles to the candidate. A check cell earns its points in
one way only: its own code runs to the end.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import linecache
import signal
import threading
import time
import types
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

import numpy as np

from autograder import session
from autograder.calls import StudentError
from autograder.failure import CheckFailed, Failure
from autograder.grade.bundle import Bundle, Check, Exercise
from autograder.grade.candidate import Budgets, Candidate, Cell, Handle
from autograder.grade.collect import Unreadable, Work, read_cells
from autograder.grade.inside.limits import Limits
from autograder.grade.recover import Recovery, normal, recover
from autograder.grade.sandbox import Policy, Sandbox

NOTES_LIMIT = 40
#: for finding the solutions in a notebook; a thousand times what it takes
READING_SECONDS = 20


@dataclass
class CheckResult:
    """One check cell: its points, and why they were not earned."""

    grade_id: str
    points: float
    score: float = 0.0
    failure: dict[str, Any] | None = None


@dataclass
class ExerciseResult:
    name: str
    checks: list[CheckResult]
    cell: str = ""
    seconds: float = 0.0

    @property
    def score(self) -> float:
        return sum(c.score for c in self.checks)

    @property
    def points(self) -> float:
        return sum(c.points for c in self.checks)


@dataclass
class EssayResult:
    """A written answer; `score` is None until a person gives one."""

    grade_id: str
    points: float
    score: float | None = None


@dataclass
class Record:
    """What became of one submission, as it is written to the journal."""

    student: str
    lesson: str
    exercises: list[ExerciseResult] = field(default_factory=list)
    essays: list[EssayResult] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    person: list[str] = field(default_factory=list)  # why a person should look
    problem: str = ""
    timestamp: str = ""
    seconds: float = 0.0

    @property
    def score(self) -> float:
        return sum(x.score or 0.0 for x in (*self.exercises, *self.essays))

    @property
    def points(self) -> float:
        return sum(x.points for x in (*self.exercises, *self.essays))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Record:
        exercises = [
            ExerciseResult(**{**e, "checks": [CheckResult(**c) for c in e["checks"]]})
            for e in data["exercises"]
        ]
        essays = [EssayResult(**e) for e in data["essays"]]
        return cls(**{**data, "exercises": exercises, "essays": essays})


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
    record.problem = work.problem
    recovery = Recovery()
    if not work.problem:
        try:
            with at_most(READING_SECONDS):
                recovery = recover(read_cells(work.data, record.notes), bundle)
        except Unreadable as error:
            record.problem = str(error)
    if record.problem:
        record.person.append(record.problem)
    record.notes += recovery.notes
    candidate = Candidate(
        sandbox.zygote(Policy(bundle.allow, bundle.setup_allow)),
        [
            *(Cell(f"setup {i}", source, (), True) for i, source in enumerate(bundle.setup, 1)),
            *(Cell(r.cell.label, r.source, r.entries) for r in recovery.run),
        ],
        limits or Limits(),
        budgets or Budgets(),
    )
    try:
        room = Room.of(bundle)
        for exercise in bundle.exercises:
            record.exercises.append(room.examine(exercise, candidate, record, recovery, secret))
    finally:
        candidate.close()
    record.limits = list(dict.fromkeys(e.sentence() for e in candidate.fatal.values()))
    for label, error in candidate.errors.items():
        record.notes.append(f"{label[0].upper()}{label[1:]} did not run to its end: {said(error)}")
    record.notes = record.notes[:NOTES_LIMIT]
    for essay in bundle.essays:
        answer = recovery.essays.get(essay.grade_id, "")
        blank = normal(answer) in ("", normal(essay.stub))
        record.essays.append(EssayResult(essay.grade_id, essay.points, 0.0 if blank else None))
    record.seconds = round(time.monotonic() - begun, 3)
    return record, recovery


def said(error: StudentError) -> str:
    return f"{error.type_name}: {error.message}" if error.type_name else error.sentence()


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

    def exam(self, student: str, secret: bytes) -> contextlib.AbstractContextManager:
        return session.exam(
            self.bundle.lesson, student=student, secret=secret, misconceptions=self.module
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
        for check in exercise.checks:
            outcome = CheckResult(check.grade_id, check.points)
            result.checks.append(outcome)
            if record.problem or cell is None:
                sentence = record.problem or "No cell with this solution was found."
                outcome.failure = Failure(exercise.name, "type", sentence).to_json()
                continue
            handles = {f: Handle(candidate, f, f) for f in exercise.functions}
            failure = self.run(exercise, check, handles, record, secret)
            if failure is None:
                outcome.score = check.points
            else:
                outcome.failure = failure.to_json()
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

    def asserted(self, exercise: Exercise, text: str) -> Failure:
        """The failure behind a plain assert, with the misconception that has these words."""
        known = self.module.EXERCISES.get(exercise.name, {})
        name = next((n for n, because in known.items() if because == text), "")
        headline = text or "The result does not have the property the exercise asks for."
        return Failure(exercise.name, "property", headline, misconception=name)


class TooSlow(BaseException):
    """Raised wherever the reading is; nothing on the way catches it."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Give up on a notebook that takes too long to read: text can be made for that."""

    def stop(number: int, frame: object) -> None:
        raise TooSlow

    if threading.current_thread() is not threading.main_thread():
        yield  # no signals here
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except TooSlow:
        raise Unreadable(f"Reading it took longer than {seconds:g} seconds.") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
