"""The examiner's end of a candidate: run cells, call functions, keep every budget.

A candidate that dies or overruns is killed and, when something is next asked of it, started again
without the cell that killed it. Nothing it sends is trusted; nothing it does can raise anything
here but `StudentError`.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.calls import (
    DIED,
    MEMORY,
    MISSING,
    PROTOCOL,
    RAISED,
    TIMEOUT,
    Facts,
    Frame,
    Outcome,
    StudentError,
    Violation,
)
from autograder.grade.inside.limits import Limits
from autograder.grade.inside.wire import Channel, Closed, Packer, Unpacker, WireError
from autograder.grade.sandbox import SandboxError, Zygote

KINDS = {"not implemented", RAISED, "forbidden", TIMEOUT, MEMORY, DIED, PROTOCOL, MISSING}
STRIKES = 2
CALLBACKS = 100_000


@dataclass(frozen=True)
class Budgets:
    """Seconds a student's code may take."""

    call: float = 5
    cell: float = 10
    notebook: float = 60


@dataclass(frozen=True)
class Cell:
    """A cell to run. `entries` are the names it is to define for the exercises."""

    file: str
    source: str
    entries: tuple[str, ...] = ()
    trusted: bool = False


class NoSuchAttribute(StudentError, AttributeError):
    """A student's object has no such attribute; `hasattr` and `getattr` work as usual."""


@dataclass
class Candidate:
    """One student's namespace, wherever and however often its process has to be started."""

    zygote: Zygote
    cells: Sequence[Cell]
    limits: Limits = field(default_factory=Limits)
    budgets: Budgets = field(default_factory=Budgets)
    errors: dict[str, StudentError] = field(default_factory=dict)  # by cell
    spent: float = 0.0
    generation: int = 0

    def __post_init__(self) -> None:
        self.channel: Channel | None = None
        self.number = 0
        self.callbacks: list[Callable] = []
        self.strikes: Counter[str] = Counter()
        self.fatal: dict[str, StudentError] = {}  # by what killed the process: a cell, a name
        self.known: dict[tuple[int | str, int], Facts] = {}
        self.home = {name: cell.file for cell in self.cells for name in cell.entries}

    # running -------------------------------------------------------------------------------

    def start(self) -> None:
        """Make the namespace: run every cell that has not killed a process before."""
        while self.channel is None:
            if self.spent >= self.budgets.notebook:
                raise self.out_of_time()
            self.channel = Channel(self.zygote.fork(self.limits))
            self.generation += 1
            self.callbacks.clear()
            for cell in self.cells:
                if cell.file in self.fatal:
                    continue
                header = {"do": "cell", "source": cell.source, "file": cell.file}
                header |= {"entries": cell.entries, "trusted": cell.trusted}
                try:
                    reply, _ = self.ask(header, [], self.budgets.cell, "running the cell")
                except StudentError as error:
                    self.expect(not cell.trusted, cell, error)
                    self.fatal[cell.file] = self.errors[cell.file] = error
                    break
                if reply["error"]:
                    self.expect(not cell.trusted, cell, reply["error"])
                    self.errors[cell.file] = reply["error"]

    def expect(self, good: bool, cell: Cell, error: StudentError) -> None:
        """A setup cell of the lesson that fails is nobody's mistake but ours."""
        if not good:
            self.kill()
            what = f"{error.type_name}: {error.message}".strip(": ")
            raise SandboxError(f"the lesson's own {cell.file} fails for candidates: {what}")

    def out_of_time(self) -> StudentError:
        return StudentError(
            TIMEOUT, "", f"The notebook has used up its {self.budgets.notebook:g} seconds."
        )

    def ask(self, header: dict, body: list, seconds: float, what: str) -> tuple[dict, bytes]:
        """Send a request, serve the callbacks it makes, and return its reply.

        The time the examiner's own functions take in callbacks is not counted.
        """
        self.number += 1
        number = self.number
        seconds = min(seconds, self.budgets.notebook - self.spent)
        begun = time.monotonic()
        deadline = begun + seconds
        calls = 0
        try:
            self.channel.send({**header, "no": number}, body, deadline)
            while True:
                reply, data = self.channel.receive(deadline)
                if "callback" not in reply:
                    break
                calls += 1
                if calls > CALLBACKS:
                    raise WireError(f"a function it was given was called over {CALLBACKS} times")
                paused = time.monotonic()
                frame = self.call_back(reply, data)
                begun += time.monotonic() - paused
                deadline += time.monotonic() - paused
                self.channel.send(*frame, deadline)
            if reply.get("re") != number:
                raise WireError("an answer came to a question that was not asked")
            reply["error"] = read_error(reply["error"]) if reply.get("error") else None
            return reply, data
        except TimeoutError:
            self.kill()
            if self.spent + seconds >= self.budgets.notebook:
                raise self.out_of_time() from None
            raise StudentError(
                TIMEOUT, "", f"It was stopped: {what} took longer than {seconds:g} seconds."
            ) from None
        except Closed:
            raise self.death(what) from None
        except WireError as error:
            self.kill()
            raise StudentError(PROTOCOL, "", f"Its answer could not be read: {error}.") from None
        finally:
            self.spent += time.monotonic() - begun

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
        self.channel.close()
        self.channel = None
        return self.zygote.kill()

    close = kill

    def call_back(self, request: dict, body: bytes) -> tuple[dict, list]:
        """Call one of the examiner's functions for the student's code; the frame to answer with."""
        try:
            function = self.callbacks[request["callback"]]
            unpacker = Unpacker(body, self.adopt)
            args = unpacker.unpack(request["args"])
            kwargs = unpacker.unpack(request["kwargs"])
        except (KeyError, IndexError, TypeError) as error:
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

    # calls ---------------------------------------------------------------------------------

    def call(self, target: int | str, name: str, args: Sequence, kwargs: dict, views: bool):
        """Call a student's function or handle; an `Outcome`, whatever happens."""
        packer = Packer(self.keep)
        header = {"do": "call", "target": target, "views": views}
        try:
            self.ready(target, name)
            header |= {"args": packer.pack(list(args)), "kwargs": packer.pack(kwargs)}
            reply, body = self.ask(header, packer.body, self.budgets.call, f"calling {name}")
            if reply["error"]:
                return Outcome(error=self.cell_error(target, reply["error"]))
            value = self.read(reply["value"], body)
            changed = tuple(i for i in reply["changed"] if type(i) is int)
            return Outcome(value, None, changed, reply["aliases"] is True)
        except StudentError as error:
            return Outcome(error=self.strike(name, error))
        except (KeyError, TypeError):
            return Outcome(error=self.strike(name, self.malformed()))

    def attribute(self, target: int, name: str) -> Any:
        """A public attribute of a handle."""
        try:
            self.ready(target, name)
            header = {"do": "attribute", "target": target, "name": name}
            reply, body = self.ask(header, [], self.budgets.call, f"reading {name}")
            if not reply["error"]:
                return self.read(reply["value"], body)
            error = reply["error"]
        except StudentError as fatal:
            raise self.strike(name, fatal) from None
        except (KeyError, TypeError):
            raise self.strike(name, self.malformed()) from None
        if error.type_name == "AttributeError":
            raise NoSuchAttribute(error.kind, error.type_name, error.message, error.frames)
        raise error

    def facts(self, target: int | str, name: str, allow: Sequence[str]) -> Facts:
        """Where the student's function uses modules outside `allow`; asked once a function."""
        known = self.known.get((target, self.generation))
        if known is not None:
            return known
        try:
            self.ready(target, name)
            header = {"do": "facts", "target": target, "allow": list(allow)}
            reply, _ = self.ask(header, [], self.budgets.call, f"reading {name}")
            found = [
                Violation(clean(module), int(line), clean(source))
                for module, line, source in reply["violations"]
            ]
        except StudentError as error:
            self.strike(name, error)
            return Facts()
        except (KeyError, TypeError, ValueError):
            self.strike(name, self.malformed())
            return Facts()
        self.known[target, self.generation] = Facts(found)
        return Facts(found)

    def ready(self, target: int | str, name: str) -> None:
        """Have a process, unless this name has killed too many."""
        if self.strikes[name] >= STRIKES:
            raise self.fatal[name]
        if isinstance(target, int) and self.channel is None:
            raise StudentError(DIED, "", f"The object with {name} ended with its process.")
        self.start()

    def strike(self, name: str, error: StudentError) -> StudentError:
        """Note that `name` killed its process."""
        if self.channel is None:
            self.strikes[name] += 1
            self.fatal[name] = error
        return error

    def malformed(self) -> StudentError:
        self.kill()
        return StudentError(PROTOCOL, "", "Its answer could not be read: a part is missing.")

    def cell_error(self, target: int | str, error: StudentError) -> StudentError:
        """A function that is not there because its cell failed: say what the cell said."""
        if error.kind == MISSING and isinstance(target, str):
            return self.errors.get(self.home.get(target, ""), error)
        return error

    def read(self, item: Any, body: bytes) -> Any:
        try:
            return Unpacker(body, self.adopt).unpack(item)
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
            self.callbacks.append(value)
            name = getattr(value, "__name__", "function")
            return ["f", len(self.callbacks) - 1, clean(name)]
        raise TypeError(f"{type(value).__name__} cannot be given to a student's function")

    def adopt(self, item: list) -> Any:
        if len(item) != 4 or item[0] != "h" or type(item[1]) is not int:
            raise WireError("a malformed handle")
        return handle(self, item[1], clean(item[3]))


class Handle:
    """Something that lives in the candidate: call it, or ask it for public attributes.

    Every other use raises `StudentError`: a check that compares or counts what the student was
    to return as plain data must fail on it, never pass by accident.
    """

    def __init__(self, candidate: Candidate, target: int | str, name: str):
        object.__setattr__(self, "_where", (candidate, target, candidate.generation))
        object.__setattr__(self, "__name__", name)

    def invoke(self, args: Sequence, views: bool = False) -> Outcome:
        candidate, target, generation = self._where
        if isinstance(target, int) and generation != candidate.generation:
            message = f"The object with {self.__name__} ended with its process."
            return Outcome(error=StudentError(DIED, "", message))
        return candidate.call(target, self.__name__, args, {}, views)

    def facts(self, allow: Sequence[str]) -> Facts:
        candidate, target, _ = self._where
        return candidate.facts(target, self.__name__, allow)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        candidate, target, generation = self._where
        if isinstance(target, int) and generation != candidate.generation:
            raise StudentError(DIED, "", f"The object with {self.__name__} ended with its process.")
        outcome = candidate.call(target, self.__name__, args, kwargs, False)
        if outcome.error:
            raise outcome.error
        return outcome.value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        candidate, target, generation = self._where
        if not isinstance(target, int):
            raise AttributeError(f"{self.__name__} is a function of the student's: call it")
        if generation != candidate.generation:
            raise StudentError(DIED, "", f"The object with {name} ended with its process.")
        return candidate.attribute(target, name)

    def __repr__(self) -> str:
        return f"<{self.__name__}>"

    def _refuse(self, *args: Any) -> Any:
        raise StudentError(
            RAISED, "TypeError", f"It gave an object ({self.__name__}) where a value is needed."
        )

    __hash__ = object.__hash__
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __len__ = __iter__ = _refuse
    __contains__ = __getitem__ = __float__ = __int__ = __index__ = __complex__ = _refuse
    __setattr__ = __delattr__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = _refuse
    __rmul__ = __truediv__ = __rtruediv__ = __abs__ = __neg__ = __array__ = _refuse


def handle(candidate: Candidate, target: int, kind: str) -> Handle:
    """A handle whose class is named as the student's is, for messages about its type."""
    word = re.sub(r"\W+", "_", kind) or "object"
    return type(word, (Handle,), {})(candidate, target, kind)


def read_error(data: Any) -> StudentError:
    """An error as the candidate reports it, bounded and believed only as text."""
    try:
        frames = [
            Frame(clean(f["cell"]), int(f["line"]), clean(f["source"]), clean(f["function"]))
            for f in data["frames"][:6]
        ]
        kind = data["kind"] if data["kind"] in KINDS else RAISED
        return StudentError(kind, clean(data["type_name"]), clean(data["message"]), frames)
    except (KeyError, TypeError, ValueError):
        raise WireError("a malformed error") from None


def clean(text: Any, limit: int = 2000) -> str:
    """Text from outside: bounded, printable, with no control characters but line ends."""
    if not isinstance(text, str):
        raise TypeError("not text")
    text = text[:limit].encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
