"""Calls of which more is judged than what comes back: what they did to their arguments."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from autograder.sandbox.conversation import Conversation, Question
from autograder.student_side.allowed_imports import Violation
from autograder.student_side.arguments import CallPacker, shares_memory
from autograder.student_side.calls import DIED, Outcome, StudentError, stops
from autograder.student_side.wire import Packer, Unpacker
from autograder.untrusted_text import clean


class JudgedCalls(Conversation):
    """A conversation about functions whose arguments lie in the examiner's memory."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[tuple, list[Violation]] = {}  # by target, process and allowed modules

    @abstractmethod
    def ready(self, target: int | str, name: str) -> None:
        """Have a process, unless this name has killed too many."""

    @abstractmethod
    def strike(self, name: str, error: StudentError) -> StudentError:
        """Note that `name` killed its process."""

    @abstractmethod
    def malformed(self) -> StudentError:
        """End a process whose answer lacks something; what is said of it."""

    @abstractmethod
    def cell_error(self, target: int | str, error: StudentError) -> StudentError:
        """What is said of a function that is not there."""

    def call_each(
        self,
        target: int | str,
        name: str,
        many: Sequence[Sequence[Any]],
        views: bool = False,
        fresh: bool | None = None,
        allow: Sequence[str] | None = None,
    ) -> list[Outcome]:
        """Call it with each of these arguments, and look what became of the arguments.

        An `Outcome` of each, up to one after which no other has sense; with `views`, the last is
        given read-only views with gaps in memory. Whether a result shares memory with the arguments
        is looked at if `fresh` is not None, and if `allow` is not None, whether it uses modules
        outside it.
        """
        outcomes: list[Outcome] = []
        calls: list[CallPacker] = []
        try:
            self.ready(target, name)
            questions: Iterable[Question] = self.judged_calls(
                target, many, views, fresh is not None, calls
            )
            if allow is not None and self.unknown_uses(target, allow):
                questions = chain(questions, [uses_question(target, allow)])
            asked = self.ask(questions, self.budgets.call, f"calling {name}")
            for call, (answer, unpacker) in enumerate(asked):
                if call == len(many):
                    self.note_uses(target, allow or (), answer)
                elif not outcomes or not stops(outcomes[-1]):
                    outcomes.append(self.outcome(target, answer, unpacker, calls[call]))
            if fresh is not None:
                self.look_at_memory(name, outcomes, calls, fresh)
        except StudentError as error:
            outcomes.append(Outcome(error=self.strike(name, error)))
        except (KeyError, TypeError):
            outcomes.append(Outcome(error=self.strike(name, self.malformed())))
        return outcomes

    def unknown_uses(self, target: int | str, allow: Sequence[str]) -> bool:
        """Whether it was not looked yet if a function uses modules outside `allow`."""
        return (target, self.generation, tuple(allow)) not in self.known

    def note_uses(self, target: int | str, allow: Sequence[str], answer: dict) -> None:
        """Put down which it uses; KeyError or TypeError if the answer does not say."""
        try:
            found = [
                Violation(clean(module), int(line), clean(source), clean(through))
                for module, line, source, through in answer["violations"]
            ]
        except (ValueError, OverflowError) as error:
            raise TypeError(f"no line of a function: {error}") from None
        self.known[target, self.generation, tuple(allow)] = found

    def look_at_memory(
        self, name: str, outcomes: list[Outcome], calls: list[CallPacker], fresh: bool
    ) -> None:
        """Change the arguments after the calls, and see whether the results change with them."""
        memory = self.memory
        asked = [i for i, outcome in enumerate(outcomes) if outcome.error is None]
        if memory is None or not asked:
            return
        placed = [one for i in asked for one in calls[i].placed]
        memory.turn(placed)
        questions: list[Question] = [({"do": "again", "kept": i}, Packer()) for i in asked]
        answers = self.ask(questions, self.budgets.call, f"calling {name}")
        for i, (answer, unpacker) in zip(asked, answers, strict=True):
            if answer["error"]:
                outcomes[i] = Outcome(error=answer["error"])
                continue
            value = self.read(answer["value"], unpacker)
            outcomes[i].aliases = shares_memory(outcomes[i].value, value, not fresh)
        memory.turn(placed, back=True)

    def outcome(
        self, target: int | str, answer: dict, unpacker: Unpacker, call: CallPacker | None = None
    ) -> Outcome:
        if answer["error"]:
            return Outcome(error=self.cell_error(target, answer["error"]))
        value = self.read(answer["value"], unpacker)
        memory = self.memory
        changed = memory.changed(call.placed) if memory and call else ()
        return Outcome(value, None, changed)

    def judged_calls(
        self,
        target: int | str,
        many: Sequence[Sequence[Any]],
        views: bool,
        keep: bool,
        made: list[CallPacker],
    ) -> Iterator[Question]:
        """Calls of one function, made when they are to be sent; with what was packed for them.

        With `views`, the last is given read-only views with gaps in memory.
        """
        for number, arguments in enumerate(many):
            if self.memory is None:
                raise StudentError(DIED, "", "Its process is gone.")
            packer = CallPacker(self.keep, self.memory, views and number == len(many) - 1)
            made.append(packer)
            given = {"args": packer.pack_arguments(arguments), "kwargs": ["d"]}
            kept = number if keep else None
            yield {"do": "call", "target": target, "keep": kept, **given}, packer


def uses_question(target: int | str, allow: Sequence[str]) -> Question:
    """Ask whether a function uses modules outside `allow`."""
    return {"do": "violations", "target": target, "allow": tuple(allow)}, Packer()
