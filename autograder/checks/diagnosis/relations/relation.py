"""A relation between what a student's function gave and what the oracle gives, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.checks.oracle import Refused
from autograder.student_side.calls import Outcome

ASKED = "Your results are what comes out {}."
TOLD = "Your results are the right ones, {}."


@dataclass(frozen=True)
class Relation:
    """A changed question or a changed answer, and what is told if it explains every case.

    `ask` makes changed arguments, `tell` a changed answer from the right one and the arguments;
    each gives None where it does not apply. Of one that has both the changed question's answer is
    changed. `least` is how much evidence it needs, see `search.weight`.
    """

    sentence: str
    ask: Callable[..., list | None] | None = None
    tell: Callable[..., Any] | None = None
    least: float = 1.0

    def then(self, other: Relation) -> Relation:
        """This question, and its answer changed as the other has it."""
        what = other.sentence.removeprefix(TOLD.partition("{}")[0])
        return Relation(f"{self.sentence.removesuffix('.')}, {what}", self.ask, other.tell)

    def value(self, case: Seen, answer: Callable[[list], Any]) -> Any:
        """What the relation has for a case; None where it does not apply."""
        value = case.right
        if self.ask is not None:
            try:
                arguments = self.ask(case.arguments)
            except IndexError:  # what is changed is left to its default: the question is the same
                arguments = case.arguments
            value = None if arguments is None else answer(arguments)
        if self.tell is None or value is None or isinstance(value, Refused):
            return value if self.tell is None or self.ask else None
        return self.tell(value, case.arguments)


def of_value(sentence: str, what: str) -> str:
    """The same sentence, of one of several values: of "Value 1 of 2", say."""
    sentence = sentence.replace("Your results are the right ones", f"{what} is the right one")
    for all_of_them in ("Your results are", "Your result is"):
        sentence = sentence.replace(all_of_them, f"{what} is")
    return sentence


@dataclass
class Seen:
    """One case: its arguments, the right answer, and what came."""

    arguments: list
    right: Any
    outcome: Outcome
    wrong: bool
