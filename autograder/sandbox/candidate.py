"""The examiner's end of a candidate: run cells, call functions, keep every budget.

A candidate that dies or overruns is killed and, when something is next asked of it, started again
without the cell that killed it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from autograder.sandbox.conversation import HANDLES_LIMIT, Question
from autograder.sandbox.handle import EDITED, EditedFunction, Handle, NoSuchAttribute, handle
from autograder.sandbox.judged_calls import JudgedCalls, uses_question
from autograder.sandbox.sandbox import SandboxError, Zygote
from autograder.sandbox.time_limit import Budgets, uninterrupted
from autograder.student_side.allowed_imports import Violation
from autograder.student_side.arguments import ArgumentMemory
from autograder.student_side.calls import (
    DIED,
    MISSING,
    PROTOCOL,
    Outcome,
    StudentError,
)
from autograder.student_side.channel import Channel
from autograder.student_side.confinement.limits import Limits
from autograder.student_side.wire import Packer, Unpacker, WireError
from autograder.untrusted_text import clean

STRIKES = 2


@dataclass(frozen=True)
class CodeCell:
    """A cell to run. `entries` are the names it is to define for the exercises."""

    file: str
    source: str
    entries: tuple[str, ...] = ()
    trusted: bool = False
    scratch: bool = False  # no answer needs it: it is run last, as long as there is time


@dataclass
class Candidate(JudgedCalls):
    """One student's namespace, wherever and however often its process has to be started."""

    zygote: Zygote
    cells: Sequence[CodeCell]
    limits: Limits = field(default_factory=Limits)
    budgets: Budgets = field(default_factory=Budgets)
    errors: dict[str, StudentError] = field(default_factory=dict)  # by cell
    spent: float = 0.0
    scratched: float = 0.0  # of these, in cells that no answer needs
    generation: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.strikes: Counter[str] = Counter()
        self.fatal: dict[str, StudentError] = {}  # by what killed the process: a cell, a name
        self.asked: set[tuple[str, ...]] = set()  # allowed modules that were asked about
        self.home = {name: cell.file for cell in self.cells for name in cell.entries}
        self.handles: dict[str, Handle] = {}
        self.other: Candidate | None = None  # in its place, see `apart`
        self.passed: dict[str, Any] = {}  # what its functions have passed, see `Session`

    def handle(self, name: str) -> Handle:
        """What a function of the student's is in a check cell: the same in all of them."""
        return self.handles.setdefault(name, Handle(self, name, name))

    # running -------------------------------------------------------------------------------

    def start(self) -> None:
        """Make the namespace: run every cell that has not killed a process before."""
        while self.channel is None:
            self.close()  # one that took its place ends first
            if self.spent >= self.budgets.notebook:
                raise self.out_of_time()
            with uninterrupted():
                self.memory = ArgumentMemory()
                self.channel = Channel(self.zygote.fork(self.limits, self.memory, self.kill))
                self.callbacks.clear()
            cells = [cell for cell in self.cells if cell.file not in self.fatal]
            self.run([cell for cell in cells if not cell.scratch], self.budgets.cell)
            self.try_out([cell for cell in cells if cell.scratch])

    def run(self, cells: Sequence[CodeCell], seconds: float) -> None:
        """Run cells, up to one that ends the process."""
        answers = self.ask(list(map(cell_question, cells)), seconds, "running the cell")
        for cell in cells:
            try:
                answer, _ = next(answers)
            except StudentError as error:
                self.expect(not cell.trusted, cell, error)
                self.fatal[cell.file] = self.errors[cell.file] = error
                break
            if answer["error"]:
                self.expect(not cell.trusted, cell, answer["error"])
                self.errors[cell.file] = answer["error"]

    def try_out(self, cells: Sequence[CodeCell]) -> None:
        """Run cells that no answer needs, while their time lasts."""
        for cell in cells:
            left = self.budgets.scratch - self.scratched
            if left <= 0 and not self.ran_out:
                self.ran_out.append(
                    f"The cells that no answer needs took {self.budgets.scratch:g} seconds; "
                    f"{cell.file} and others were left out."
                )
            if left <= 0 or self.channel is None:
                return
            before = self.spent
            self.run([cell], min(self.budgets.cell, left))
            self.scratched += self.spent - before

    def expect(self, good: bool, cell: CodeCell, error: StudentError) -> None:
        """A setup cell of the lesson that fails is nobody's mistake but ours."""
        if not good:
            self.kill()
            if self.spent >= self.budgets.notebook:
                raise self.out_of_time()  # it was given what little time was left
            what = f"{error.type_name}: {error.message}".strip(": ")
            raise SandboxError(f"the lesson's own {cell.file} fails for candidates: {what}")

    def cell_text(self, name: str) -> tuple[str, str]:
        """The cell that defines a function of the student's: what it is called, and its text."""
        for cell in self.cells:
            if name in cell.entries:
                return cell.file, cell.source
        return "", ""

    def under_edits(self, text: str, seconds: float) -> EditedFunction:
        """A function under the edits of a cell's text; this process ends, see `EditedFunction`."""
        self.kill()
        cells = [c for c in self.cells if c.file not in self.fatal and not c.scratch]
        cells.append(CodeCell("cell of edits", text, (EDITED,)))
        budgets = replace(self.budgets, call=seconds)
        return EditedFunction(Candidate(self.zygote, cells, self.limits, budgets))

    def apart(self, text: str, name: str) -> Handle:
        """A function of another text, beside the lesson's own cells only; this process ends."""
        self.close()
        cells = [cell for cell in self.cells if cell.trusted]
        cells.append(CodeCell("the program", text, (name,)))
        self.other = Candidate(self.zygote, cells, self.limits, self.budgets)
        return self.other.handle(name)

    def close(self) -> int | None:
        """End its process, and one that took its place."""
        if self.other is not None:
            self.other.close()
            self.other = None
        return self.kill()

    # calls ---------------------------------------------------------------------------------

    def call(
        self, target: int | str, name: str, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Outcome:
        """Call a student's function or handle. An `Outcome`, whatever happens."""
        try:
            self.ready(target, name)
            packer = Packer(self.keep)
            given = {"args": packer.pack(list(args)), "kwargs": packer.pack(kwargs)}
            question = {"do": "call", "target": target, **given}, packer
            [(answer, unpacker)] = self.ask([question], self.budgets.call, f"calling {name}")
            return self.outcome(target, answer, unpacker)
        except StudentError as error:
            return Outcome(error=self.strike(name, error))
        except (KeyError, TypeError):
            return Outcome(error=self.strike(name, self.malformed()))

    def attribute(self, target: int, name: str) -> Any:
        """A public attribute of a handle."""
        return self.look({"do": "attribute", "target": target, "name": name}, name)

    def items(self, target: int, name: str) -> Any:
        """What comes out of a handle that is gone through: a generator, a zip."""
        return self.look({"do": "items", "target": target}, name)

    def look(self, question: dict, name: str) -> Any:
        try:
            answer, unpacker = self.ask_one((question, Packer()), name)
            if not answer["error"]:
                return self.read(answer["value"], unpacker)
            error = answer["error"]
        except StudentError as fatal:
            raise self.strike(name, fatal) from None
        except (KeyError, TypeError):
            raise self.strike(name, self.malformed()) from None
        if error.type_name == "AttributeError":
            raise NoSuchAttribute(error.kind, error.type_name, error.message, error.frames)
        raise error

    def violations(self, target: int | str, name: str, allow: Sequence[str]) -> list[Violation]:
        """Where the student's function uses modules outside `allow`; asked once a function."""
        allow = tuple(allow)
        self.asked.add(allow)
        try:
            if self.unknown_uses(target, allow):
                self.note_uses(target, allow, self.ask_one(uses_question(target, allow), name)[0])
        except StudentError as error:
            self.strike(name, error)
            return []
        except (KeyError, TypeError):
            self.strike(name, self.malformed())
            return []
        return self.known[target, self.generation, allow]

    def ask_one(self, question: Question, name: str) -> tuple[dict, Unpacker]:
        """The answer to one question."""
        self.ready(question[0]["target"], name)
        [found] = self.ask([question], self.budgets.call, f"reading {name}")
        return found

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

    def adopt(self, item: list) -> Any:
        if len(item) != 4 or item[0] != "h" or type(item[1]) is not int:
            raise WireError("a malformed handle")
        self.held += 1
        if self.held > HANDLES_LIMIT:
            raise WireError(f"all answers in one exercise have at most {HANDLES_LIMIT} objects")
        return handle(self, item[1], clean(item[3]))

    def cell_error(self, target: int | str, error: StudentError) -> StudentError:
        """A function that is not there because its cell failed: say what the cell said."""
        if error.kind == MISSING and isinstance(target, str):
            return self.errors.get(self.home.get(target, ""), error)
        return error


def cell_question(cell: CodeCell) -> Question:
    packer = Packer()
    return {"do": "cell", **asdict(cell), "source": packer.pack(cell.source)}, packer
