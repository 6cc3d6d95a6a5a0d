"""Which lesson is being checked, for whom, with which seed.

A notebook has one session, opened by `begin` in its setup cell (`message.jupyter`). The examiner
opens one of its own for every submission with `exam`, which no student's `begin` can replace.
"""

from __future__ import annotations

import hmac
import importlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np

from autograder.checks.clock import Patience
from autograder.student_side.calls import name_of

#: seconds that the search for a reason may take, in the notebook and in the exam, and all searches
#: of one notebook in the exam
NOTEBOOK_PATIENCE, EXAM_PATIENCE, TOGETHER = 0.25, 1.0, 4.0
#: what of a check cell is run: all of it, what students see of it, or what they do not
WHOLE, SHOWN, HIDDEN = "whole", "shown", "hidden"


def exam_patience() -> Patience:
    """What the failing checks of one notebook share in the exam."""
    return Patience(EXAM_PATIENCE, TOGETHER)


@dataclass
class Passed:
    """What a function has passed: checks, and whether one of them gave it views of arrays."""

    function: Any
    agree: dict[str, Callable] = field(default_factory=dict)  # cases: are they right in another
    on_views: bool = False


@dataclass
class Session:
    """The state of one notebook's checks."""

    lesson: str = ""
    misconceptions: ModuleType | None = None
    secret: bytes = b"public"
    student: str = ""
    exam: bool = False
    #: whether each comparison asks its first case that varies once more, on other numbers
    twice: bool = False
    #: the same checks once more, on another task: one case of each that varies
    again: bool = False
    #: the part of the check cells that is run, and whether hidden tests are reached
    part: str = WHOLE
    reached: bool = False
    #: what `call` gave in the shown part, in order: the hidden part does not ask once more
    given: list[Any] = field(default_factory=list)
    #: how the exam makes a function of a text that a student's answer gave, see `check.apart`
    start_apart: Callable[[str, str], Any] | None = None
    #: the last function that `call` called: whom an `assert` after it is about
    called: str = ""
    #: finds what is to be said of that function beside an `assert` that it does not fulfil
    beside: Callable[[], str] | None = None
    #: whether a call in the checks so far gave a result, and not only errors
    answered: bool = False
    #: whether the checks so far depend on the seed, and whether more than their cases does
    drawn: bool = False
    varied: bool = False
    #: the lists of modules that checks allow beside the lesson's own
    narrowed: list[tuple[str, ...]] = field(default_factory=list)
    #: when set, a comparison is handed to it with its outcomes, those on views too, and not judged
    record: Callable | None = None
    #: whether a failure is explained: a reason, an example to check by hand
    explain: bool = True
    #: how long the search for a reason may take
    patience: Patience = field(default_factory=lambda: Patience(NOTEBOOK_PATIENCE))
    #: what known mistakes gave in earlier checks, see `diagnosis.outcomes`; None keeps nothing
    kept: dict | None = None
    #: the text of the exercise's solution, where a search may try pieces of it
    solution: str = ""
    #: the check cells of the exercise, which a repair must stand, see `checks.rehearsal`
    rehearsal: Any = None
    #: if this is one, the function without the edit: of what it does, modules that it uses and
    #: errors that it does not raise, other messages speak
    rehearses: Any = None
    #: function name -> what the function has passed; filled by checks that pass, so that a later
    #: one names no mistake already ruled out, and asks once for views
    passed: dict[str, Passed] = field(default_factory=dict)
    #: name -> why the newest cell that defines it did not; kept by `message.cells`
    outdated: dict[str, str] = field(default_factory=dict)
    #: digest of a check cell -> (whether it passed when it last ran, on which function)
    checked: dict[str, tuple[bool, Any]] = field(default_factory=dict)
    #: what the names that the running cell defines stood for before it
    before: dict[str, Any] = field(default_factory=dict)

    def remember(self, student: Any, cases: str, agrees: Callable, on_views: bool = False) -> None:
        """Note that `student` passed a check; `agrees(other)` tells whether another would."""
        known = self.passed.get(name_of(student))
        if known is None or known.function is not student:
            known = self.passed[name_of(student)] = Passed(student)
        known.agree[cases] = agrees
        known.on_views |= on_views

    def passed_by(self, student: Any) -> list[Callable]:
        """The checks that this very function has passed."""
        known = self.passed.get(name_of(student))
        return list(known.agree.values()) if known and known.function is student else []

    def took_views(self, student: Any) -> bool:
        """Whether this very function was right on views of arrays."""
        known = self.passed.get(name_of(student))
        return known is not None and known.function is student and known.on_views

    def beside_words(self, text: str) -> str:
        """What is said beside an assert with this text; "" if the lesson's reason is in it."""
        known = any(told in text for told in self.because.values())
        return "" if known or not self.explain or self.beside is None else self.beside()

    @property
    def passed_over(self) -> bool:
        """Whether the check that is reached is one that was run already, in the shown part."""
        return self.part == HIDDEN and not self.reached

    def seed(self, exercise: str, again: bool = False) -> int:
        """The seed of an exercise: HMAC(secret, lesson, exercise, student); or another one."""
        text = f"{self.lesson}\0{exercise}\0{self.student}".encode()
        secret = self.secret + b"again" * (again or self.again)
        return int.from_bytes(hmac.digest(secret, text, "sha256")[:6], "big")

    def tempting(self, function: str) -> dict[str, Any]:
        """The lesson's misconceptions of one function, by name."""
        if self.misconceptions is None:
            return {}
        return {
            name: getattr(self.misconceptions, name)
            for name in self.because
            if name.startswith(function + "__")
        }

    @property
    def because(self) -> Mapping[str, str]:
        """Every misconception of the lesson and what it tells the student."""
        return {} if self.misconceptions is None else explanations(self.misconceptions)

    @property
    def checks(self) -> tuple[tuple[str, int, str], ...]:
        """(exercise, points, digest) of the lesson's check cells."""
        return getattr(self.misconceptions, "CHECKS", ())

    def given_lines(self, function: str) -> frozenset[str]:
        """The lines of an exercise that its task has written already, without their indent."""
        return frozenset(getattr(self.misconceptions, "GIVEN", {}).get(function, ()))

    @property
    def allow(self) -> tuple[str, ...]:
        return () if self.misconceptions is None else self.misconceptions.ALLOW


@lru_cache(maxsize=32)
def explanations(misconceptions: ModuleType) -> Mapping[str, str]:
    """Every misconception of a lesson's module and what it tells the student."""
    return {
        name: explanation(getattr(misconceptions, name))
        for exercise in misconceptions.EXERCISES.values()
        for name in exercise
    }


def explanation(misconception: Any) -> str:
    """What a misconception tells the student: its docstring, as one line."""
    return " ".join((misconception.__doc__ or "").split())


_current: ContextVar[Session | None] = ContextVar("session", default=None)
_notebook = Session(kept={})


def current() -> Session:
    """The session in force: the examiner's, else the notebook's."""
    return _current.get() or _notebook


def hidden_tests() -> None:
    """Hidden tests of a check cell begin; what comes after them may depend on them."""
    current().reached = True


def open_lesson(lesson: str) -> Session:
    """Let the check cells from here on be about `lesson`.

    Raises
    ------
    ValueError
        if there is no such lesson, or an exam about another one is going on
    """
    session = current()
    if session.exam:
        if session.lesson != lesson:
            raise ValueError(f"begin: this is an exam of {session.lesson}, not of {lesson}")
        return session
    session.misconceptions = load(lesson)
    session.lesson = lesson
    return session


def variant(exercise: str) -> np.random.Generator:
    """A generator that is the same for one student and exercise and differs between students.

    For tasks whose numbers are drawn: ``goal = variant("design").choice([28, 56, 112])``.
    """
    session = current()
    session.drawn = session.varied = True
    return np.random.default_rng([session.seed(exercise), 1])


def load(lesson: str) -> ModuleType:
    """The built module with the lesson's misconceptions and import policy."""
    name = f"autograder.misconceptions.{lesson}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name not in (name, "autograder.misconceptions"):
            raise
        raise ValueError(
            f"begin: there is no lesson {lesson!r}; `autograder build` makes a lesson's files"
        ) from None


@contextmanager
def exam(
    lesson: str,
    *,
    student: str = "",
    secret: bytes = b"public",
    record: Callable | None = None,
    misconceptions: ModuleType | None = None,
    passed: dict | None = None,
    twice: bool = False,
    again: bool = False,
    part: str = WHOLE,
    given: list[Any] | None = None,
    start_apart: Callable[[str, str], Any] | None = None,
    explain: bool = True,
    patience: Patience | None = None,
    kept: dict | None = None,
    solution: str = "",
    rehearsal: Any = None,
    rehearses: Any = None,
) -> Iterator[Session]:
    """A session of its own for one submission (or one run of `verify`).

    `passed` is what an earlier session with the same functions has learned, to be added to;
    `given` what its calls gave, which the hidden part takes up.
    """
    session = Session(
        lesson,
        misconceptions or load(lesson),
        secret,
        student,
        exam=True,
        twice=twice,
        again=again,
        part=part,
        given=[] if given is None else given,
        start_apart=start_apart,
        record=record,
        explain=explain,
        patience=patience or Patience(NOTEBOOK_PATIENCE),
        kept=kept,
        solution=solution,
        rehearsal=rehearsal,
        rehearses=rehearses,
    )
    if passed is not None:
        session.passed = passed
    token = _current.set(session)
    try:
        yield session
    finally:
        _current.reset(token)


def misconception(name: str) -> Any:
    """One of the lesson's wrong implementations, for exercises that are about mistakes."""
    because(name)  # raises if there is none
    return getattr(current().misconceptions, name)


def because(name: str) -> str:
    """What the lesson says of a misconception; written once, at the misconception itself."""
    texts = current().because
    if name not in texts:
        known = ", ".join(sorted(texts)) or "none: is `begin` missing?"
        raise KeyError(f"because: no misconception {name!r} in this lesson (there are: {known})")
    return texts[name]
