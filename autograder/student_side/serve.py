"""The candidate: runs a student's cells in one namespace, then answers calls.

It is given cells to run, functions to call, handles to call, to go through or to ask for a public
attribute. It sends back plain values, or an error with the student's own lines.
Whatever it says is only believed as data: the examiner, on the other end of the socket, decides.
"""

from __future__ import annotations

import contextlib
import linecache
import mmap
import sys
import time
import types
import warnings
from collections.abc import Callable, Collection, Sequence
from itertools import islice, pairwise
from typing import Any

import numpy as np

from autograder.student_side.allowed_imports import violations
from autograder.student_side.calls import (
    FORBIDDEN,
    MEMORY,
    MISSING,
    RAISED,
    TEXT_LIMIT,
    Frame,
    StudentError,
    by_name,
    class_names,
    describe_error,
    text_of,
    type_name,
)
from autograder.student_side.operands import operands

from .arguments import array_at
from .channel import Channel, Closed
from .confinement.in_turn import REFUSED, is_refusal
from .modules import ForbiddenModule, importer, namespace
from .run_cell import Cells
from .wire import MAX_NODES, TOGETHER, Packer, Unpacker, WireError

HANDLES = 10_000
PATIENCE = 0.05  # seconds an answer may wait for the next one


class Server:
    """One student's namespace, and the frames that reach into it."""

    def __init__(
        self,
        channel: Channel,
        allow: Sequence[str],
        setup_allow: Sequence[str],
        installed: Collection[str] | None = None,
        memory: mmap.mmap | None = None,
    ):
        self.channel = channel
        self.class_name = class_names(("builtins", "types", "numpy", "torch", "torch.nn"))
        self.memory = memory  # where arguments lie whose fate is looked at
        # a module, found under its name: `pickle` looks there for a class of the student's
        self.main = sys.modules["__main__"] = types.ModuleType("__main__")
        self.names = vars(self.main)
        self.names.update(namespace(allow, installed))
        self.cells = Cells(self.names)
        self.student_import = self.names["__builtins__"]["__import__"]
        for name in [name for name in sys.modules if name.partition(".")[0] == "autograder"]:
            del sys.modules[name]  # nothing here is for the student's code
        self.setup_import = importer((*allow, *setup_allow), installed)
        self.allow = tuple(allow)
        self.handles: list[Any] = []
        self.homes: list[str | None] = []  # the answer that each of them came from
        self.kept: dict[int, Any] = {}  # results that will be asked for once more
        self.number = 0

    def serve(self) -> None:
        """Answer until the examiner hangs up."""
        while True:
            try:
                header, body = self.channel.receive()
            except Closed:
                return
            self.answer(header, body)

    def answer(self, header: dict, body: bytes) -> None:
        """Answer what a frame asks, in one frame too if that keeps nobody waiting."""
        unpacker = Unpacker(body, self.adopt)
        number = header["no"]
        answers: list[dict] = []
        data: list[bytes] = []
        weight, begun = 0, time.monotonic()
        for question, following in pairwise([*header["ask"], None]):
            packer, kept = Packer(self.keep), len(self.handles)
            try:
                reply = getattr(self, "do_" + question["do"])(question, unpacker, packer)
            except Closed:
                raise
            except WireError as error:
                packer = Packer()
                del self.handles[kept:], self.homes[kept:]  # nobody was told of them
                reply = {"error": StudentError("protocol", "", str(error)).to_json()}
            answers.append(reply)
            data += packer.body
            weight += packer.weight
            late = time.monotonic() > begun + PATIENCE or weight > TOGETHER
            if late or following is None or may_end_us(question) or may_end_us(following):
                self.channel.send({"re": number, "answers": answers}, data)
                number += len(answers)
                answers, data, weight, begun = [], [], 0, time.monotonic()

    # what can be asked ---------------------------------------------------------------------

    def do_cell(self, question: dict, unpacker: Unpacker, packer: Packer) -> dict:
        """Run a cell; then note the names it was to define."""
        before = dict(self.names) if question["entries"] else {}
        error = self.run(question["source"], question["file"], question["trusted"])
        self.cells.note(question["entries"], before)
        return {"error": error and error.to_json()}

    def do_call(self, question: dict, unpacker: Unpacker, packer: Packer) -> dict:
        """Call a function of the student's, or a handle."""
        args = unpacker.unpack(question["args"])
        kwargs = unpacker.unpack(question["kwargs"])
        try:
            target = self.target(question["target"])
            value = self.call(target, args, kwargs)
        except StudentError as error:
            return {"error": error.to_json()}
        if (number := question.get("keep")) is not None:
            self.kept = {} if number == 0 else self.kept
            self.kept[number] = value
        return {"value": packer.pack(value)}

    def do_again(self, question: dict, unpacker: Unpacker, packer: Packer) -> dict:
        """A result once more, as it is now."""
        return {"value": packer.pack(self.kept[question["kept"]])}

    def do_attribute(self, question: dict, unpacker: Unpacker, packer: Packer) -> dict:
        """A public attribute of a handle."""
        name = question["name"]
        try:
            if name.startswith("_"):
                raise StudentError(MISSING, "", f"{name} is not a public attribute")
            target = self.target(question["target"])
            value = self.guarded(lambda: getattr(target, name), target)
            return {"value": packer.pack(value)}
        except StudentError as error:
            return {"error": error.to_json()}

    def do_items(self, question: dict, unpacker: Unpacker, packer: Packer) -> dict:
        """What comes out of a handle that is gone through."""
        try:
            target = self.target(question["target"])
            value = self.guarded(lambda: list(islice(target, MAX_NODES)), target)
            return {"value": packer.pack(value)}
        except StudentError as error:
            return {"error": error.to_json()}

    def do_violations(self, question: dict, unpacker: Unpacker, packer: Packer) -> dict:
        """Where a function of the student's uses modules outside the policy."""
        try:
            found = violations(self.target(question["target"]), question["allow"])[:20]
        except Exception:  # the student's own objects answer here; a refusal is not evidence
            found = []
        return {"violations": [[v.module, v.line, v.source[:TEXT_LIMIT], v.through] for v in found]}

    # how it is done ------------------------------------------------------------------------

    def run(self, source: str, file: str, trusted: bool) -> StudentError | None:
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
        own = self.names["__builtins__"]
        own["__import__"] = self.setup_import if trusted else self.student_import
        try:
            self.cells.perform(source, file)
        except SyntaxError as error:
            line, text = error.lineno or 0, (error.text or "").strip()
            frames = [Frame(file, line, text, "")] if error.filename == file else []
            return StudentError(RAISED, type(error).__name__, error.msg or "", frames)
        except BaseException as error:
            told = self.describe(error, None)
            with contextlib.suppress(BaseException):
                self.cells.go_on(source, file, error)
            return told
        finally:
            own["__import__"] = self.student_import
        return None

    def call(self, target: Callable, args: list, kwargs: dict) -> Any:
        if kwargs:
            target = by_name(target, len(args), list(kwargs))
            args = [*args, *kwargs.values()]
        with warnings.catch_warnings(), np.errstate():
            warnings.simplefilter("ignore")
            return self.guarded(lambda: target(*args), target)

    def guarded(self, action: Callable[[], Any], owner: Any) -> Any:
        try:
            return action()
        except BaseException as error:
            raise self.describe(error, owner) from None

    def describe(self, error: BaseException, student: Any) -> StudentError:
        """The error as the student should read it; fatal kinds are named."""
        if isinstance(error, Closed):
            raise error
        if isinstance(error, StudentError):
            return error
        frames, step, last = [], error.__traceback__, None
        while step is not None:
            frame, line = step.tb_frame, step.tb_lineno
            file = frame.f_code.co_filename
            if file.startswith("cell "):
                text = linecache.getline(file, line).strip()[:TEXT_LIMIT]
                frames.append(Frame(file, line, text, frame.f_code.co_name))
                last = step
            step = step.tb_next
        message = REFUSED if is_refusal(error) else text_of(error)
        if isinstance(error, ForbiddenModule):
            return StudentError(FORBIDDEN, "ForbiddenModule", message, frames[-6:])
        if isinstance(error, MemoryError):
            return StudentError(
                MEMORY, "MemoryError", "It needed more memory than is allowed.", frames[-6:]
            )
        if isinstance(error, NotImplementedError):
            return describe_error(NotImplementedError(message), student)
        if isinstance(error, RecursionError):
            frames = frames[:1] + frames[-1:]
        known = operands(last) if last is not None else []
        return StudentError(RAISED, type_name(error)[:200], message, frames[-6:], known)

    def target(self, target: int | str) -> Any:
        home = self.homes[target] if isinstance(target, int) else target
        if home is not None:
            self.cells.turn_to(home)
        if isinstance(target, int):
            return self.handles[target]
        if target not in self.cells.answers:
            raise StudentError(MISSING, "", f"{target} is not defined.")
        return self.cells.answers[target]

    def keep(self, value: Any) -> list:
        """Hold on to an object that cannot travel; its number goes instead."""
        if len(self.handles) >= HANDLES:
            raise WireError("too many objects were handed out")
        self.handles.append(value)
        self.homes.append(self.cells.at)
        kind = self.class_name(value)
        if issubclass(type(value), np.ndarray):
            kind = f"{kind} of dtype {value.dtype}"
        return ["h", len(self.handles) - 1, callable(value), kind[:200]]

    def adopt(self, item: list) -> Any:
        """Our own object coming home, or a stand-in for a function of the examiner's."""
        tag, number, *_ = item
        if tag == "h":
            return self.handles[number]
        if tag == "m" and self.memory is not None:
            return array_at(self.memory, *item[1:])
        name = item[2]

        def callback(*args: Any, **kwargs: Any) -> Any:
            return self.call_back(number, args, kwargs)

        callback.__name__ = callback.__qualname__ = name
        return callback

    def call_back(self, number: int, args: tuple, kwargs: dict) -> Any:
        """Ask the examiner to call a function it passed, and wait for what it gives."""
        packer = Packer(self.keep)
        packed = {"args": packer.pack(list(args)), "kwargs": packer.pack(kwargs)}
        self.number += 1
        self.channel.send({"callback": number, "no": self.number, **packed}, packer.body)
        while True:
            header, body = self.channel.receive()
            if "ask" in header:  # the examiner's function calls us in turn
                self.answer(header, body)
                continue
            if header.get("raised"):
                kind, message = header["raised"]
                raise getattr(__import__("builtins"), kind, RuntimeError)(message)
            return Unpacker(body, self.adopt).unpack(header["value"])


def may_end_us(question: dict) -> bool:
    """Whether it is a cell of the student's: what was answered before it is told before it."""
    return question["do"] == "cell" and not question["trusted"]
