"""Question and answer with one candidate process, within budgets.

Nothing it sends is trusted; nothing it does can raise anything here but `StudentError`.
"""

from __future__ import annotations

import os
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from autograder.sandbox.handle import Handle
from autograder.sandbox.sandbox import Zygote
from autograder.sandbox.time_limit import Budgets, uninterrupted
from autograder.student_side.arguments import ArgumentMemory
from autograder.student_side.calls import (
    DIED,
    MEMORY,
    MISSING,
    PROTOCOL,
    RAISED,
    TIMEOUT,
    Frame,
    StudentError,
)
from autograder.student_side.channel import Channel, Closed
from autograder.student_side.wire import TOGETHER, Packer, Unpacker, WireError
from autograder.untrusted_text import clean

KINDS = {"not implemented", RAISED, "forbidden", TIMEOUT, MEMORY, DIED, PROTOCOL, MISSING}
Question = tuple[dict, Packer]  # what is asked, and the values that go with it
CALLBACKS = 100_000
ANSWERS_LIMIT = 256 << 20  # bytes in one exercise: a check keeps the answers to all its cases
SMALL = 1 << 16  # bytes of an answer that comes through even then, such as that of a cell
PATIENCE = 4  # by the clock, a call has so many times its seconds where the machine is busy
GRAIN = 0.05  # seconds worth waiting for
HANDLES_LIMIT = 10_000  # objects of the student's that are held in one exercise


class Conversation(ABC):
    """With the process behind `channel`, if there is one; `zygote` ends it."""

    zygote: Zygote
    budgets: Budgets
    spent: float  # seconds the student's code has taken
    generation: int  # how many processes have ended

    def __init__(self) -> None:
        self.channel: Channel | None = None
        self.memory: ArgumentMemory | None = None  # of the process, where its arguments lie
        self.number = 1  # of the next question
        self.callbacks: dict[int, Callable] = {}  # no number is given twice
        self.lendings = 0
        self.taken = 0  # bytes that the answers in this exercise take
        self.held = 0  # handles that came with them
        self.lent = 0.0  # seconds our own functions have taken, called by the student's code
        self.waited = 0.0  # seconds the process has waited for a processor
        self.ran_out: list[str] = []  # what the time was not enough for

    def out_of_time(self) -> StudentError:
        sentence = f"The notebook has used up its {self.budgets.notebook:g} seconds."
        if sentence not in self.ran_out:
            self.ran_out.append(sentence)
        return StudentError(TIMEOUT, "", sentence)

    def ask(
        self, questions: Iterable[Question], seconds: float, what: str
    ) -> Iterator[tuple[dict, Unpacker]]:
        """Every question's answer, and what unpacks the values in it; each may take so long.

        Questions go together, and so do answers that are not long in coming: where the process
        dies, those of its last moment may be lost.
        """
        for frame in frames(questions):
            number, left = self.number, len(frame)
            self.number += left
            header = {"no": number, "ask": [question for question, _ in frame]}
            message: tuple[dict, list] | None = (
                header,
                [part for _, packer in frame for part in packer.body],
            )
            while left:
                answers, data = self.exchange(number, message, left, seconds, what)
                message = None
                number += len(answers)
                left -= len(answers)
                unpacker = Unpacker(data, self.adopt)
                for answer in answers:
                    yield answer, unpacker

    def exchange(
        self, number: int, message: tuple[dict, list] | None, left: int, seconds: float, what: str
    ) -> tuple[list[dict], bytes]:
        """Send a message, serve the callbacks it leads to, and wait for answers: `left` at most.

        Not counted is the time the examiner's own functions take in callbacks, which has the
        notebook's limit too, and the time in which other processes had the processors.
        """
        seconds = min(seconds, self.budgets.notebook - self.spent)
        begun = time.monotonic()
        deadline = begun + seconds
        last = begun + PATIENCE * seconds
        calls = 0
        try:
            channel = self.channel
            if channel is None:
                raise Closed("the process is gone")
            if message:
                channel.send(*message, deadline=deadline)
            while True:
                while not channel.ready(deadline):
                    queued = self.queued(last - deadline)
                    begun, deadline = begun + queued, deadline + queued
                before = channel.weight
                reply, data = channel.receive(deadline)
                more = channel.weight - before
                self.taken += more
                if self.taken > ANSWERS_LIMIT and more > SMALL:
                    raise WireError(
                        f"all answers in one exercise have at most {ANSWERS_LIMIT >> 20} MB"
                    )
                if "callback" not in reply:
                    break
                calls += 1
                if calls > CALLBACKS:
                    raise WireError(f"a function it was given was called over {CALLBACKS} times")
                paused = time.monotonic()
                frame = self.call_back(reply, data)
                lent = time.monotonic() - paused
                begun, deadline, self.lent = begun + lent, deadline + lent, self.lent + lent
                if self.lent > self.budgets.notebook:
                    raise TimeoutError
                channel.send(*frame, deadline=deadline)
            if reply.get("re") != number:
                raise WireError("an answer came to a question that was not asked")
            return read_answers(reply.get("answers"), left), data
        except TimeoutError:
            raise self.too_slow(seconds, what) from None
        except Closed:
            raise self.death(what) from None
        except WireError as error:
            self.kill()
            raise StudentError(PROTOCOL, "", f"Its answer could not be read: {error}.") from None
        finally:
            self.spent += time.monotonic() - begun

    def too_slow(self, seconds: float, what: str) -> StudentError:
        """The process is ended for its time: which of the limits was it?"""
        self.kill()
        if self.lent > self.budgets.notebook:
            return StudentError(
                TIMEOUT, "", f"It was stopped: {what} kept a function it was given too busy."
            )
        if self.spent + seconds >= self.budgets.notebook:
            return self.out_of_time()
        sentence = f"It was stopped: {what} took longer than {seconds:g} seconds."
        return StudentError(TIMEOUT, "", sentence)

    def queued(self, most: float) -> float:
        """Seconds in which the process was ready and others had the processors; not yet counted.

        Raises TimeoutError where there were none, or more than are waited for.
        """
        total = self.zygote.queued()
        seconds = min(total - self.waited, most)
        self.waited = total
        if seconds < GRAIN:
            raise TimeoutError
        return seconds

    def death(self, what: str) -> StudentError:
        """The process is gone: why?"""
        status = self.kill()
        if status is None:
            return StudentError(DIED, "", f"Its process ended while {what}.")
        code = os.waitstatus_to_exitcode(status)
        if code >= 0:
            return StudentError(
                DIED, "", f"Its process ended by itself (exit code {code}) while {what}."
            )
        if -code in (signal.SIGXCPU, signal.SIGKILL):
            return StudentError(
                TIMEOUT, "", f"Its process was ended for a limit (processor time) while {what}."
            )
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        return StudentError(DIED, "", f"Its process crashed ({name}) while {what}.")

    def kill(self) -> int | None:
        """End the process; the next request starts another."""
        if self.channel is None:
            return None
        with uninterrupted():
            self.channel.close()
            self.channel = None
            self.waited = 0.0
            self.generation += 1  # what lived there does no more
            if self.memory is not None:
                self.memory.close()
                self.memory = None
            return self.zygote.kill()

    close = kill

    def call_back(self, request: dict, body: bytes) -> tuple[dict, list]:
        """Call one of the examiner's functions for the student's code; the frame to answer with."""
        try:
            function = self.callbacks.get(request["callback"], taken_back)
            unpacker = Unpacker(body, self.adopt)
            args = unpacker.unpack(request["args"])
            kwargs = unpacker.unpack(request["kwargs"])
        except (KeyError, TypeError) as error:
            raise WireError(f"a malformed callback: {error}") from None
        packer = Packer(self.keep)
        try:
            reply = {"value": packer.pack(function(*args, **kwargs))}
        except StudentError as error:
            if self.channel is None:
                raise
            reply = {"raised": [error.type_name or "RuntimeError", error.message[:500]]}
        except Exception as error:  # bad arguments: the student's code is told, not the examiner
            packer, reply = Packer(), {"raised": [type(error).__name__, str(error)[:500]]}
        if self.channel is None:
            raise WireError("the process was ended in a callback")
        return {"no": request.get("no"), **reply}, packer.body

    def read(self, item: Any, unpacker: Unpacker) -> Any:
        try:
            return unpacker.unpack(item)
        except WireError as error:
            self.kill()
            raise StudentError(PROTOCOL, "", f"Its answer could not be read: {error}.") from None

    def keep(self, value: Any) -> list:
        """A stand-in for what the student's code is given but cannot be sent."""
        if isinstance(value, Handle):
            candidate, target, generation = value._where
            if candidate is self and generation == self.generation and isinstance(target, int):
                return ["h", target]
        if callable(value):
            self.lendings += 1
            self.callbacks[self.lendings] = value
            return ["f", self.lendings, clean(getattr(value, "__name__", "function"))]
        raise TypeError(f"{type(value).__name__} cannot be given to a student's function")

    @abstractmethod
    def adopt(self, item: list) -> Any:
        """What stands here for an object that stays with the process."""


def taken_back(*args: Any, **kwargs: Any) -> None:
    """In the place of a function that was given to an earlier exercise only."""
    raise RuntimeError("this function was given to another exercise")


def frames(questions: Iterable[Question]) -> Iterator[list[Question]]:
    """The questions, as many at a time as fit into a frame; a large one goes alone."""
    frame: list[Question] = []
    weight = 0
    for question in questions:
        if frame and weight + question[1].weight > TOGETHER:
            yield frame
            frame, weight = [], 0
        frame.append(question)
        weight += question[1].weight
    if frame:
        yield frame


def read_answers(data: Any, most: int) -> list[dict]:
    """The answers in a frame: at least one, and none that was not asked for."""
    if not isinstance(data, list) or not 0 < len(data) <= most:
        raise WireError("more or fewer answers came than were asked for")
    for answer in data:
        if not isinstance(answer, dict):
            raise WireError("an answer is not an object")
        answer["error"] = read_error(answer["error"]) if answer.get("error") else None
    return data


def read_error(data: Any) -> StudentError:
    """An error as the candidate reports it, bounded and believed only as text."""
    try:
        frames = [
            Frame(clean(f["cell"]), int(f["line"]), clean(f["source"]), clean(f["function"]))
            for f in data["frames"][:6]
        ]
        kind = data["kind"] if data["kind"] in KINDS else RAISED
        pairs = data.get("operands") or []
        known = [[clean(code), clean(what)] for code, what in pairs[:4]]
        return StudentError(kind, clean(data["type_name"]), clean(data["message"]), frames, known)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise WireError("a malformed error") from None
