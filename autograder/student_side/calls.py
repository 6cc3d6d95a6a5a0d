"""Calling a student's function, and saying what came of it.

Everything that may go wrong in a stranger's code becomes a value here: an `Outcome` with a
result, or with a `StudentError` that holds the student's own lines and nothing else. The checks
never see the difference between a function of this process and one that lives in the exam's
candidate process: whatever has a method `invoke` is asked instead of called.
"""

from __future__ import annotations

import functools
import linecache
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from autograder.student_side.operands import operands

NOT_IMPLEMENTED = "not implemented"
RAISED = "raised"
FORBIDDEN = "forbidden"
TIMEOUT = "timeout"
MEMORY = "memory"
DIED = "died"
PROTOCOL = "protocol"
MISSING = "missing"
TEXT_LIMIT = 2000  # characters of a message
SENTENCE = 300  # characters of it in a sentence for the student
#: after one of these nothing more can be asked of the same process
FATAL = (TIMEOUT, MEMORY, DIED, PROTOCOL, MISSING)


@dataclass(frozen=True)
class Frame:
    """One line of the student's code on the way to an error."""

    cell: str
    line: int
    source: str
    function: str


class StudentError(Exception):
    """The student's code raised, ran out of a budget, or died."""

    def __init__(
        self,
        kind: str,
        type_name: str = "",
        message: str = "",
        frames: Sequence[Frame] = (),
        operands: Sequence[Sequence[str]] = (),
    ):
        super().__init__(message or kind)
        self.kind = kind
        self.type_name = type_name
        self.message = message
        self.frames = list(frames)
        self.operands = [list(pair) for pair in operands]  # what failed: code, what it was

    def sentence(self) -> str:
        """What happened, in one sentence for the student."""
        match self.kind:
            case "not implemented":
                return "It is not implemented yet."
            case "raised":
                first = " ".join(self.message.split())  # a screen is no place for a page
                told = first if len(first) <= SENTENCE else f"{first[:SENTENCE].rstrip()} …"
                return f"It raised {self.type_name}: {told}".rstrip(": ")
            case _:
                return self.message or self.kind

    def to_json(self) -> dict:
        return {
            "kind": self.kind,
            "type_name": self.type_name,
            "message": self.message,
            "frames": [asdict(f) for f in self.frames],
            "operands": self.operands,
        }

    @classmethod
    def from_json(cls, data: dict) -> StudentError:
        frames = [Frame(**f) for f in data["frames"]]
        return cls(data["kind"], data["type_name"], data["message"], frames, data["operands"])


@dataclass
class Outcome:
    """What one call gave: a value or an error, and how the arguments fared."""

    value: Any = None
    error: StudentError | None = None
    changed: tuple[int, ...] = ()
    aliases: bool = False


def invoke(
    student: Callable,
    args: Sequence[Any],
    views: bool = False,
    fresh: bool | None = None,
    allow: Sequence[str] | None = None,
) -> Outcome:
    """Call `student(*args)` on fresh copies of the arrays.

    Parameters
    ----------
    student : a function, a class, or a proxy with its own ``invoke(args, views, fresh, allow)``
    args : the arguments, passed by position
    views : pass arrays as read-only, non-contiguous views instead of plain copies
    fresh : None if it does not matter whether the result shares memory with the arguments; what
        lives in another process is looked at only if it does
    allow : modules; what lives in another process is asked at once whether it uses others
    """
    if hasattr(student, "invoke"):
        return student.invoke(args, views, fresh, allow)
    given = [prepare(a, views) for a in args]
    before = [[a.tobytes() for a in arrays_in(g)] for g in given]
    try:
        value = student(*given)
    except StudentError as error:
        return Outcome(error=error)
    except RecursionError as error:
        return Outcome(error=describe_error(error, student))
    except Exception as error:
        return Outcome(error=describe_error(error, student))
    after = [[a.tobytes() for a in arrays_in(g)] for g in given]
    changed = tuple(i for i, b in enumerate(before) if b != after[i])
    results = list(arrays_in(value))
    aliases = any(np.may_share_memory(r, a) for r in results for a in arrays_in(given))
    return Outcome(value, None, changed, aliases)


def invoke_each(
    student: Callable,
    many: Sequence[Sequence[Any]],
    views: bool = False,
    fresh: bool | None = None,
    allow: Sequence[str] | None = None,
) -> list[Outcome]:
    """Call `student` with each list of arguments, until there is no sense in calling again.

    What lives in another process is asked for all together. With `views`, the last call's arrays
    are read-only views; `fresh` and `allow` as in `invoke`.
    """
    if hasattr(student, "invoke_each"):
        return student.invoke_each(many, views, fresh, allow)
    outcomes = []
    for number, args in enumerate(many, 1):
        outcomes.append(invoke(student, args, views and number == len(many)))
        if stops(outcomes[-1]):
            break
    return outcomes


def stops(outcome: Outcome) -> bool:
    """Whether there is no sense in calling again."""
    return outcome.error is not None and outcome.error.kind in (NOT_IMPLEMENTED, *FATAL)


def prepare(value: Any, views: bool = False) -> Any:
    """A copy of an array that is the student's own, or a read-only, non-contiguous view of one.

    Lists, tuples and dictionaries are copied with the arrays in them.
    """
    if isinstance(value, (list, tuple)):
        return type(value)(prepare(v, views) for v in value)
    if isinstance(value, dict):
        return {k: prepare(v, views) for k, v in value.items()}
    if not isinstance(value, np.ndarray):
        return value
    if not views or value.ndim == 0:
        return np.array(value, order="C")
    wide = np.zeros((*value.shape[:-1], 2 * value.shape[-1]), value.dtype)
    view = wide[..., ::2]
    view[...] = value
    view.flags.writeable = False
    return view


def arrays_in(value: Any) -> Iterator[np.ndarray]:
    """Every array inside tuples, lists and dicts."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from arrays_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from arrays_in(item)


def describe_error(error: BaseException, student: Any) -> StudentError:
    """Turn an exception into a `StudentError` that shows only the student's own lines."""
    if isinstance(error, NotImplementedError):
        return StudentError(NOT_IMPLEMENTED, "NotImplementedError", str(error))
    home = namespace_of(student)
    frames, step, last = [], error.__traceback__, None
    while step is not None:
        frame, line = step.tb_frame, step.tb_lineno
        if home is not None and frame.f_globals is home:
            name = frame.f_code.co_filename
            source = linecache.getline(name, line).strip()
            frames.append(Frame(cell_name(name), line, source, frame.f_code.co_name))
            last = step
        step = step.tb_next
    if isinstance(error, RecursionError):
        frames = frames[:1] + frames[-1:]
    known = operands(last) if last is not None else []
    return StudentError(RAISED, type_name(error), text_of(error), frames[-6:], known)


#: what a terminal takes for a colour, as PyTorch writes it into some messages
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def text_of(error: BaseException) -> str:
    """The error's message; an exception that cannot be printed has none."""
    try:
        text = str(error)
        return COLOURS.sub("", text)[:TEXT_LIMIT] if type(text) is str else ""
    except BaseException:
        return ""


def type_name(error: BaseException) -> str:
    """The built-in kind of an exception: a student's own kind of ValueError is a ValueError."""
    return next(c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins")


def class_names(modules: Iterable[str]) -> Callable[[Any], str]:
    """A function that tells what an object's class is called, as the classes are now.

    Made before a student's first line: which class is Python's, NumPy's or PyTorch's own is known
    by the class itself, and one of the student's that has the name of such a one is told apart.
    """
    kind, identity, name_of_class = type, id, type.__dict__["__name__"].__get__
    found = [m for name in modules if (m := sys.modules.get(name))]
    classes = [c for module in found for c in vars(module).values() if isinstance(c, type)]
    known = {id(c): c.__name__ for c in classes}
    taken = frozenset(known.values())

    def told(value: Any) -> str:
        name = known.get(identity(kind(value)))
        if name is None:
            name = name_of_class(kind(value))
            name = f"{name} of yours" if name in taken else name
        return name[:200]

    return told


def by_name(student: Callable, positional: int, names: Sequence[str]) -> Callable:
    """The function called with all arguments by position; those behind go on by name."""

    @functools.wraps(student, assigned=(), updated=())
    def called(*given: Any) -> Any:
        named = dict(zip(names, given[positional:], strict=True))
        return student(*given[:positional], **named)

    return called


def namespace_of(student: Any) -> dict | None:
    """The global names a function or class sees: what tells the student's frames from others."""
    function = getattr(student, "__wrapped__", student)
    if isinstance(function, type):
        methods = [m for m in vars(function).values() if hasattr(m, "__globals__")]
        function = methods[0] if methods else None
    return getattr(function, "__globals__", None)


def name_of(student: Any) -> str:
    """What a function is called; a `functools.partial` has no name but that of its kind."""
    return getattr(student, "__name__", type(student).__name__)


def cell_name(filename: str) -> str:
    """The label of a notebook cell as the exam names it, or an empty one in the live notebook."""
    return filename if filename.startswith("cell ") else ""
