"""What an exercise may import: found by walking the compiled code, not by searching its text.

A function is followed through its global names, its closures and the helpers it calls. The
standard library is always allowed (safety is the sandbox's business, this is about the point of
the exercise); anything else must be named in the lesson's `allow`.
"""

from __future__ import annotations

import dis
import functools
import linecache
import sys
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

#: modules that only show things: using one changes no answer
DISPLAY_ONLY = ("matplotlib", "pylab", "IPython", "ipykernel", "convkit.plot")


@dataclass(frozen=True)
class Violation:
    """A name or import from a module the lesson does not allow, with the line of the function.

    `through` is the helper in which it stands, if the line only leads there.
    """

    module: str
    line: int
    source: str
    through: str = ""


class Place(NamedTuple):
    """A line of a function."""

    line: int
    source: str


def allowed(module: str, allow: Sequence[str]) -> bool:
    """Whether `module` may be used: the standard library, display modules, and what `allow` names.

    Of this course's own package an `allow` names functions, as ``convkit.sliding.padding.pad``.

    >>> allowed("numpy.linalg", ["numpy"]), allowed("torch", ["numpy"])
    (True, False)
    >>> allowed("itertools", []), allowed("convkit.sliding.padding", ["convkit.sliding.shapes"])
    (True, False)
    """
    root = module.partition(".")[0]
    if root in sys.stdlib_module_names or root == "__main__":
        return True
    return any(module == name or module.startswith(name + ".") for name in (*allow, *DISPLAY_ONLY))


def holds(module: str, allow: Sequence[str]) -> bool:
    """Whether a module holds something that is allowed: what is used of it is looked at there."""
    return any(name.startswith(f"{module}.") for name in allow)


def violations(student: Any, allow: Sequence[str]) -> list[Violation]:
    """Uses of modules outside `allow` in `student` and in the student's own helpers it reaches."""
    found: list[Violation] = []
    seen: set[int] = set()
    # (function, the line of the student's function that leads to it)
    queue: list[tuple[types.FunctionType, Place | None]] = [
        (function, None) for function in functions_of(student)
    ]
    home = queue[0][0].__globals__ if queue else {}
    while queue:
        function, way = queue.pop(0)
        if id(function) in seen:
            continue
        seen.add(id(function))
        if keeps_to(function, allow):
            continue
        for value, module, line in uses(function):
            file = function.__code__.co_filename
            place = way or Place(line, linecache.getline(file, line).strip())
            own = module == home.get("__name__")
            whole = named(value, module)
            if module and not own and not (allowed(whole, allow) or holds(whole, allow)):
                through = function.__name__ if way else ""
                found.append(Violation(module, place.line, place.source, through))
            for inner in functions_of(value):
                if inner.__globals__ is home:
                    queue.append((inner, place))
    return list(dict.fromkeys(found))


def functions_of(value: Any) -> Iterator[types.FunctionType]:
    """The Python functions in a function, class, partial or wrapper."""
    if isinstance(value, functools.partial):
        value = value.func
    value = getattr(value, "__wrapped__", value)
    if isinstance(value, types.MethodType):
        value = value.__func__
    if isinstance(value, types.FunctionType):
        yield value
    elif isinstance(value, type):
        for member in vars(value).values():
            member = getattr(member, "__func__", member)
            if isinstance(member, types.FunctionType):
                yield member


def keeps_to(function: types.FunctionType, allow: Sequence[str]) -> bool:
    """Whether one look at a function's names shows that it uses allowed modules alone.

    So it is for most answers: they import nothing, call no helper, and what they may take out of a
    module is allowed, whichever of their names it is. What this leaves open is read line by line.
    """
    if function.__closure__:
        return False
    for code in nested_codes(function.__code__):
        if dis.opmap["IMPORT_NAME"] in code.co_code[::2]:
            return False
        for value in (function.__globals__[n] for n in code.co_names if n in function.__globals__):
            if not isinstance(value, types.ModuleType) or not allowed(named(value), allow):
                return False
            taken = (getattr(value, name) for name in code.co_names if hasattr(value, name))
            if any(isinstance(t, types.ModuleType) or not allowed(named(t), allow) for t in taken):
                return False
    return True


def uses(function: types.FunctionType) -> Iterator[tuple[Any, str, int]]:
    """(value, module it comes from, line) of every global, closed-over or imported name."""
    for cell in function.__closure__ or ():
        try:
            value = cell.cell_contents
        except ValueError:  # a name not bound yet
            continue
        yield value, origin(value), function.__code__.co_firstlineno
    for code in nested_codes(function.__code__):
        yield from uses_in_code(code, function.__globals__)


def uses_in_code(code: types.CodeType, names: dict) -> Iterator[tuple[Any, str, int]]:
    line = code.co_firstlineno
    instructions = instructions_of(code)
    for i, instruction in enumerate(instructions):
        if instruction.positions and instruction.positions.lineno:
            line = instruction.positions.lineno
        if instruction.opname == "IMPORT_NAME":
            parts = instructions[i - 1].argval  # what `from` takes out of it
            names_of = [f"{instruction.argval}.{part}" for part in parts or ()]
            yield from ((None, name, line) for name in names_of or [instruction.argval])
        elif instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            if instruction.argval not in names:
                continue
            value = names[instruction.argval]
            # follow module.attribute.attribute to what is really used
            for step in instructions[i + 1 :]:
                if not isinstance(value, types.ModuleType):
                    break
                if step.opname not in ("LOAD_ATTR", "LOAD_METHOD"):
                    break
                if not hasattr(value, step.argval):
                    break
                value = getattr(value, step.argval)
            yield value, origin(value) or origin(names[instruction.argval]), line


@functools.lru_cache(maxsize=1000)  # a function is looked at for every exercise that calls it
def instructions_of(code: types.CodeType) -> tuple[dis.Instruction, ...]:
    return tuple(dis.get_instructions(code))


def nested_codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from nested_codes(constant)


def named(value: Any, module: str | None = None) -> str:
    """A value's whole name, that of its module included; without one, the module's."""
    module = origin(value) if module is None else module
    if isinstance(value, types.ModuleType) or not module.startswith("convkit"):
        return module
    name = getattr(value, "__qualname__", None)
    return f"{module}.{name}" if isinstance(name, str) else module


def origin(value: Any) -> str:
    """The module a value comes from; empty for plain data."""
    if isinstance(value, types.ModuleType):
        return value.__name__
    module = getattr(value, "__module__", None)
    if isinstance(module, str):
        return module
    owner = getattr(value, "__self__", None) or getattr(value, "__objclass__", None)
    if isinstance(owner, types.ModuleType):
        return owner.__name__
    module = type(value if owner is None else owner).__module__
    return module if isinstance(module, str) else ""
