"""What the examiner holds of an object that lives in the candidate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from autograder.student_side.allowed_imports import Violation
from autograder.student_side.calls import DIED, RAISED, Outcome, StudentError


class Home(Protocol):
    """Where objects of a student's live: a candidate."""

    generation: int

    def call(
        self, target: int | str, name: str, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Outcome: ...

    def call_each(
        self,
        target: int | str,
        name: str,
        many: Sequence[Sequence[Any]],
        views: bool = False,
        fresh: bool | None = None,
        allow: Sequence[str] | None = None,
    ) -> list[Outcome]: ...

    def attribute(self, target: int, name: str) -> Any: ...

    def items(self, target: int, name: str) -> Any: ...

    def violations(self, target: int | str, name: str, allow: Sequence[str]) -> list[Violation]: ...

    def cell_text(self, name: str) -> tuple[str, str]: ...

    def under_edits(self, text: str, seconds: float) -> Any: ...

    def close(self) -> Any: ...


class NoSuchAttribute(StudentError, AttributeError):
    """A student's object has no such attribute; `hasattr` and `getattr` work as usual."""


class NoLength(StudentError, TypeError):
    """A student's object has no length that counts; `list` asks, and does without."""


class Handle:
    """Something that lives in the candidate: call it, go through it, ask for public attributes.

    Every other use raises `StudentError`: a check that compares or counts what the student was
    to return as plain data must fail on it, never pass by accident.
    """

    def __init__(self, candidate: Home, target: int | str, name: str):
        object.__setattr__(self, "_where", (candidate, target, candidate.generation))
        object.__setattr__(self, "__name__", name)

    def _home(self, name: str) -> tuple[Home, int | str]:
        """Where it lives; an object that is not a function of the lesson may live no more."""
        candidate, target, generation = self._where
        if isinstance(target, int) and generation != candidate.generation:
            raise StudentError(DIED, "", f"The object with {name} ended with its process.")
        return candidate, target

    def invoke(
        self,
        args: Sequence,
        views: bool = False,
        fresh: bool | None = None,
        allow: Sequence[str] | None = None,
    ) -> Outcome:
        return self.invoke_each([args], views, fresh, allow)[0]

    def invoke_each(
        self,
        many: Sequence[Sequence],
        views: bool = False,
        fresh: bool | None = None,
        allow: Sequence[str] | None = None,
    ) -> list[Outcome]:
        try:
            candidate, target = self._home(self.__name__)
        except StudentError as gone:
            return [Outcome(error=gone)]
        return candidate.call_each(target, self.__name__, many, views, fresh, allow)

    def violations(self, allow: Sequence[str]) -> list[Violation]:
        candidate, target, _ = self._where
        return candidate.violations(target, self.__name__, allow)

    def cell_text(self) -> tuple[str, str]:
        """The cell of a function of the student's: what it is called, and its text."""
        candidate, target, _ = self._where
        return candidate.cell_text(target) if isinstance(target, str) else ("", "")

    def under_edits(self, text: str, seconds: float) -> Any:
        """The function under the edits of a cell's text, see `EditedFunction`."""
        return self._where[0].under_edits(text, seconds)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        candidate, target = self._home(self.__name__)
        outcome = candidate.call(target, self.__name__, args, kwargs)
        if outcome.error:
            raise outcome.error
        return outcome.value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "detach":  # a tensor would have come as a tensor
            raise AttributeError(name)
        candidate, target = self._home(name)
        if not isinstance(target, int):
            raise AttributeError(f"{self.__name__} is a function of the student's: call it")
        return candidate.attribute(target, name)

    def __iter__(self) -> Iterator:
        """What a generator of the student's gives, or anything else that is no list yet."""
        candidate, target = self._home(self.__name__)
        if not isinstance(target, int):
            self._refuse()
        return iter(candidate.items(int(target), self.__name__))

    def __repr__(self) -> str:
        return f"<{self.__name__}>"

    def _refuse(self, *args: Any, kind: type[StudentError] = StudentError) -> Any:
        sentence = f"It gave an object ({self.__name__}) where a value is needed."
        raise kind(RAISED, "TypeError", sentence)

    def __len__(self) -> int:
        return self._refuse(kind=NoLength)

    __hash__ = object.__hash__
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refuse
    __contains__ = __getitem__ = __float__ = __int__ = __index__ = __complex__ = _refuse
    __setattr__ = __delattr__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = _refuse
    __rmul__ = __truediv__ = __rtruediv__ = __abs__ = __neg__ = __array__ = _refuse


def handle(candidate: Home, target: int, kind: str) -> Handle:
    """A handle whose class is named as the student's is, for messages about its type."""
    word = re.sub(r"\W+", "_", kind) or "object"
    return type(word, (Handle,), {})(candidate, target, kind)


#: the function that a cell of edits defines: ``_edited(number, *arguments)``
EDITED = "_edited"


class EditedFunction:
    """A student's function under the edits of a cell, in a process of its own.

    The process has the student's cells and the one with the edits, the same walls and limits. It
    takes the place of the student's, which is started again when it is next asked: what an edited
    function does to the student's names is forgotten with it.
    """

    def __init__(self, process: Home):
        self.process = process

    def call(
        self,
        many: Sequence[tuple[int, Sequence[Any]]],
        views: bool = False,
        fresh: bool | None = None,
    ) -> list[Outcome]:
        """What came of calls under edits, by number; fewer than asked for if the process ended."""
        asked = [(number, *arguments) for number, arguments in many]
        return self.process.call_each(EDITED, EDITED, asked, views, fresh)

    def close(self) -> None:
        """End the process."""
        self.process.close()
