"""What `import` means in a student's cell.

Modules the lesson allows are imported. A module it does not allow becomes a placeholder: the
import itself costs nothing, using it raises `ForbiddenModule`, so a stray ``import torch`` is
harmless and a call of torch is named with its line. A module that the course's environment does not
have is not there, as it would not be for its students: ``except ImportError`` goes its way. Modules
that only show things (matplotlib, IPython, the check engine) become silent ones: whatever is asked
of them gives another silent thing, and no picture can cost a point.
"""

from __future__ import annotations

import builtins
import types
from collections.abc import Callable, Collection, Sequence
from typing import Any

from autograder.student_side.allowed_imports import DISPLAY_ONLY, allowed, named

from .stand_ins.silent import Silent, starred

SILENT = (*DISPLAY_ONLY, "autograder", "ipywidgets")


class ForbiddenModule(ImportError):
    """A module outside the lesson's `allow` was used."""


def _forbid(name: str) -> Callable:
    def use(self: Placeholder, *args: Any, **kwargs: Any) -> Any:
        raise ForbiddenModule(
            f"{object.__getattribute__(self, '__name__')} may not be used in this exercise"
        )

    use.__name__ = name
    return use


class Placeholder(types.ModuleType):
    """A forbidden module, or a name from one. Only asking it for names is free."""

    def __init__(self, name: str):
        super().__init__(name)
        self.__module__ = name

    def __getattr__(self, name: str) -> Placeholder:
        if name.startswith("__"):
            raise AttributeError(name)
        return Placeholder(f"{self.__name__}.{name}")

    __mro_entries__ = _forbid("__mro_entries__")


for _name in (
    "call iter next len bool int float index complex hash contains getitem setitem delitem "
    "enter exit instancecheck subclasscheck array matmul rmatmul add radd sub rsub mul rmul "
    "truediv rtruediv floordiv mod pow rpow neg pos abs invert and or xor lt le gt ge eq ne"
).split():
    setattr(Placeholder, f"__{_name}__", _forbid(f"__{_name}__"))


def importer(allow: Sequence[str], installed: Collection[str] | None = None) -> Callable:
    """An `__import__` for the student's namespace that follows the lesson's policy.

    `installed` names what the course's environment has; None if that is not known.
    """
    real = builtins.__import__

    def __import__(name, globals=None, locals=None, fromlist=(), level=0):
        root = name.partition(".")[0]
        if _silent(name):
            if "*" in (fromlist or ()):
                return starred(name, allowed("numpy", allow))
            return Silent(name if fromlist else root)
        if not level and root not in allow and any(_root(a) == root for a in (*allow, *SILENT)):
            return _partly(name, fromlist, allow, real)
        if level or allowed(name, allow):
            return real(name, globals, locals, fromlist, level)
        if installed is not None and root not in installed:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return Placeholder(name if fromlist else root)

    return __import__


def _root(name: str) -> str:
    return name.partition(".")[0]


def _silent(name: str) -> bool:
    return any(name == s or name.startswith(s + ".") for s in SILENT)


class Partly(Placeholder):
    """A package, or module, of which only parts are allowed: those are real, the others are not."""

    def __init__(self, name: str, package: types.ModuleType | None, allow: Sequence[str]):
        super().__init__(name)
        self.__package = package
        self.__allow = tuple(allow)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        whole = f"{self.__name__}.{name}"
        if _silent(whole):
            return Silent(whole)
        try:
            value = getattr(self.__package, name)
        except (AttributeError, ImportError):
            return Placeholder(whole)
        if allowed(named(value), self.__allow):
            return value
        if any(module.startswith(f"{whole}.") for module in self.__allow):
            return Partly(whole, value, self.__allow)  # a chapter of it
        return Placeholder(whole)


def _partly(name: str, fromlist: Sequence[str], allow: Sequence[str], real: Callable) -> Any:
    """Import from a package that is not allowed as a whole, or from a module of it."""
    root = _root(name)
    package = None
    for module in (root, *(a for a in allow if _root(a) == root)):
        try:
            package = real(module)
        except ModuleNotFoundError:
            continue
    found: Any = Partly(root, package, allow)
    if fromlist:
        for step in name.split(".")[1:]:
            found = getattr(found, step)
    return found


def display(*things: Any, **options: Any) -> None:
    """IPython's `display`, which shows nothing here."""


def get_ipython() -> Silent:
    """IPython's shell, of which nothing is left here."""
    return Silent("IPython")


def namespace(allow: Sequence[str], installed: Collection[str] | None = None) -> dict[str, Any]:
    """A fresh global namespace for one student's cells."""
    own_builtins = dict(vars(builtins))
    own_builtins["__import__"] = importer(allow, installed)
    return {
        "__name__": "__main__",
        "__builtins__": own_builtins,
        "display": display,
        "get_ipython": get_ipython,
    }
