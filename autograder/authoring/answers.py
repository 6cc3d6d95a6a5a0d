"""Try a file of answers on a lesson's checks: how a lesson is judged before anybody is.

A file holds answers as people would write them, each under a line that says what it is::

    #### window_dot | wrong | the mean for the sum
    def window_dot(x, k, i, j):
        ...

The last part may excuse a wrong answer that the visible cases accept, ``| hidden only: why``, or
name words that would be false of it, ``| not told: You turned the picture``.
Every answer is tried in a process of its own with a time limit.
"""

from __future__ import annotations

import contextlib
import io
import math
import multiprocessing
import re
import resource
import signal
import time
import types
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from autograder.authoring.lesson import Exercise, Lesson
from autograder.authoring.workbench import Workbench, run_cell
from autograder.checks.message.render import CheckFailed
from autograder.checks.session import exam_patience, explanations

#: of the processor, that an answer may take; and by the clock, where other programs run too
SECONDS, PATIENCE = 30.0, 4
HEADER = re.compile(
    r"^#### (\w+) \| (right|wrong) \| (.+?)(?: \| hidden only: (.+?))?(?: \| not told: (.+))?$"
)


class AnswersError(ValueError):
    """A file of answers cannot be read: where, and what is needed."""


@dataclass(frozen=True)
class Answer:
    """One answer of a file: the function it is of, whether it is right, what it is, its text."""

    function: str
    right: bool
    what: str
    source: str
    line: int
    hidden_only: str = ""
    not_told: str = ""


@dataclass
class Tried:
    """How an answer fared.

    `visible` and `all` tell whether the cases the student sees, and all of them, accept it;
    `headline` and `because` are what it is told, and `found_by` is how the reason was found (""
    where only the place of the mistake is told). `in_exam` and `because_in_exam` are the same where
    all cases are seen and the search takes longer. `text` is the message as a whole.
    """

    function: str
    right: bool
    what: str
    line: int
    visible: bool = False
    all: bool = False
    headline: str = ""
    because: str = ""
    found_by: str = ""
    in_exam: str = ""
    because_in_exam: str = ""
    misconception: str = ""
    text: str = ""
    seconds: float = 0.0
    hidden_only: str = ""
    not_told: str = ""

    @property
    def problem(self) -> str:
        """What is wrong with the lesson's checks, if this answer shows it."""
        if self.right and not (self.visible and self.all):
            return "right, but refused"
        if not self.right and self.all:
            return "wrong, but accepted"
        if not self.right and self.visible and not self.hidden_only:
            return "wrong, but the visible cases accept it"
        if self.not_told and self.not_told in self.text:
            return f"told what is not so: {self.not_told}"
        return ""


def read_answers(path: Path) -> list[Answer]:
    """The answers of a file.

    Raises
    ------
    AnswersError
        if a line that begins with ``####`` is not as it must be
    """
    found: list[Answer] = []
    head, body = None, []
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), "####"], 1):
        if not line.startswith("####"):
            body.append(line)
            continue
        if head and head[1]:
            function, verdict, what, hidden, untrue = head[1].groups()
            text = "\n".join(body).strip("\n") + "\n"
            found.append(
                Answer(
                    function, verdict == "right", what, text, head[0], hidden or "", untrue or ""
                )
            )
        match = HEADER.match(line)
        if match is None and line != "####":
            raise AnswersError(
                f"{path}:{number}: an answer begins with `#### function | right | what it is` "
                "or `#### function | wrong | what it is`"
            )
        head, body = (number, match), []
    return found


def try_answers(
    lesson: Lesson, path: Path, seconds: float = SECONDS, explain: bool = True
) -> Iterator[Tried]:
    """Try every answer of a file, one after the other.

    Parameters
    ----------
    lesson : the lesson the answers are of
    path : the file
    seconds : of the processor, that one answer may take
    explain : whether to look for a reason also where the file does not say which would be false

    Raises
    ------
    AnswersError
        if the file cannot be read, or an answer is of no exercise of the lesson
    """
    import torch

    answers = read_answers(path)
    exercises = {name: e for e in lesson.exercises for name in e.functions}
    for answer in answers:
        if answer.function not in exercises:
            raise AnswersError(
                f"{path}:{answer.line}: {lesson.name} has no function {answer.function!r}"
            )
    torch.set_num_threads(1)  # the processes are forked from this one
    bench = Workbench(lesson)
    ready = set()
    for answer in answers:
        exercise = exercises[answer.function]
        if exercise.name not in ready:  # what the checks import on their way is imported once
            bench.failures(exercise, bench.functions(exercise), visible=True)
            ready.add(exercise.name)
        yield alone(bench, exercise, answer, seconds, explain)


def alone(
    bench: Workbench, exercise: Exercise, answer: Answer, seconds: float, explain: bool
) -> Tried:
    """Try one answer in a process of its own."""
    tried = Tried(
        answer.function, answer.right, answer.what, answer.line,
        hidden_only=answer.hidden_only, not_told=answer.not_told,
    )  # fmt: skip
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    process = fork.Process(
        target=work, args=(bench, exercise, answer, tried, explain, seconds, there), daemon=True
    )
    process.start()
    there.close()
    tried.headline = f"It took longer than {seconds:g} seconds."
    try:
        if here.poll(PATIENCE * seconds):
            tried = Tried(**here.recv())
    except EOFError:
        process.join()
        if process.exitcode != -signal.SIGXCPU:
            tried.headline = "Its process died."
    finally:
        process.kill()
        process.join()
        here.close()
    return tried


def work(
    bench: Workbench, exercise: Exercise, answer: Answer, tried: Tried, explain: bool,
    seconds: float, there: Connection,
) -> None:  # fmt: skip
    """In the answer's own process: run its checks, send what came of it."""
    most = math.ceil(seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 5))
    silence = contextlib.redirect_stdout(io.StringIO())
    with warnings.catch_warnings(), np.errstate(all="ignore"), silence:
        warnings.simplefilter("ignore")
        begun = time.perf_counter()
        try:
            functions = put_in(bench, exercise, answer)
        except Exception as error:
            tried.headline = f"Its cell does not run: {type(error).__name__}: {error}"
        else:
            seen, found = fares(bench, exercise, functions, answer, explain)
            tried.seconds = round(time.perf_counter() - begun, 3)
            tried.visible, tried.all = not seen, not found
            if seen or found:
                describe(tried, (found or seen)[0], bench.checks.misconceptions)
                tried.in_exam, tried.because_in_exam = tried.found_by, tried.because
                describe(tried, (seen or found)[0], bench.checks.misconceptions)
    there.send(asdict(tried))


def fares(
    bench: Workbench, exercise: Exercise, functions: dict, answer: Answer, explain: bool
) -> tuple[list[Exception], list[Exception]]:
    """What the visible cases say to an answer, and what all cases say in the exam.

    Unless it is to be explained, no more is run than shows how it fares: all cases accept what
    they accept without the hidden ones too, and refuse what the visible ones refuse.
    """
    say = {"explain": explain or bool(answer.not_told), "all_cells": explain}
    in_exam = {"patience": exam_patience(), "solution": exercise.solution.source}

    def failures(visible: bool) -> list[Exception]:
        options = say if visible else say | in_exam
        return bench.failures(exercise, functions, visible, **options)

    if answer.right and not explain:
        found = failures(visible=False)
        return failures(visible=True) if found else [], found
    seen = failures(visible=True)
    return seen, seen if seen and not explain else failures(visible=False)


def put_in(bench: Workbench, exercise: Exercise, answer: Answer) -> dict[str, Any]:
    """The exercise's functions with this answer among them; the others are the solution's."""
    names = bench.names(exercise)
    run_cell(answer.source, names, f"answer {answer.function}")
    return {name: names[name] for name in exercise.functions}


def describe(tried: Tried, error: Exception, module: types.ModuleType) -> None:
    """What the learner is told, and how it was found."""
    tried.text = str(error)
    if isinstance(error, CheckFailed):
        failure = error.failure
        tried.headline, tried.because = failure.headline, failure.because
        tried.misconception = failure.misconception
        tried.found_by = failure.found_by
        return
    tried.headline = tried.text.partition("\n")[0] or type(error).__name__
    if isinstance(error, AssertionError):
        beside = getattr(error, "__notes__", [])
        tried.because, tried.found_by = " ".join([tried.text, *beside]), "assert"
        known = explanations(module)
        tried.misconception = next((n for n, told in known.items() if told == tried.text), "")


def line(tried: Tried) -> str:
    """One answer for the terminal: what it is, how it fared, what it is told and by what."""
    verdict = "accepted" if tried.all else "refused by hidden cases" if tried.visible else "refused"
    first = f"{tried.function} | {'right' if tried.right else 'wrong'} | {tried.what}"
    lines = [first, f"    {verdict}" + (f": {tried.problem}" if tried.problem else "")]
    if tried.headline and not tried.all:
        lines.append(f"    told: {tried.headline}")
    if tried.because and tried.because != tried.headline:
        lines.append(f"    because: {tried.because}")
    if tried.found_by:
        lines.append(f"    found by: {tried.found_by} {tried.misconception}".rstrip())
    return "\n".join(lines)


def summary(tried: list[Tried]) -> str:
    """How many answers fared how, and by what the reasons were found."""
    from collections import Counter

    right = [t for t in tried if t.right]
    refused = [t for t in tried if not t.right and not t.all]
    ways = Counter(t.found_by or "place only" for t in refused)
    said = ", ".join(f"{count} {way}" for way, count in ways.most_common())
    return (
        f"{len(right)} right, {sum(t.all and t.visible for t in right)} accepted; "
        f"{len(tried) - len(right)} wrong, {len(refused)} refused ({said or 'none'})"
    )
