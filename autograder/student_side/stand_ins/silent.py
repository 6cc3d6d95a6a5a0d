"""Modules that only show things, in a process nobody looks at: no picture can cost a point."""

from __future__ import annotations

import builtins
import dis
import sys
import types
from collections.abc import Iterator
from typing import Any

import numpy as np


class Silent(types.ModuleType):
    """Something to look at, in a process nobody looks at."""

    def __init__(self, name: str = "silent"):
        super().__init__(name)
        self.__module__ = name

    def __getattr__(self, name: str) -> Silent:
        if name.startswith("__"):
            raise AttributeError(name)
        return Silent(f"{self.__name__}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # used as a decorator: the function stays what it was
        if len(args) == 1 and not kwargs and isinstance(args[0], types.FunctionType):
            return args[0]
        return Silent(self.__name__)

    def __mro_entries__(self, bases: tuple) -> tuple[type]:
        return (Ancestor,)

    def __instancecheck__(self, thing: Any) -> bool:
        return isinstance(thing, Silent)

    def __subclasscheck__(self, kind: Any) -> bool:
        return issubclass(kind, Silent)

    def __format__(self, how: str) -> str:
        return ""

    def __round__(self, digits: int | None = None) -> Silent:
        return self

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.zeros((), dtype)  # whatever is reckoned with it keeps its shape

    def __iter__(self) -> Iterator[Silent]:
        """As many items as the caller unpacks: ``fig, axes = plt.subplots()``; none in a loop."""
        frame = sys._getframe(1)
        for instruction in dis.get_instructions(frame.f_code):
            if instruction.offset == frame.f_lasti:
                wanted = unpacked(instruction.opname, instruction.arg or 0)
                if not wanted and self.__name__.endswith("lim"):
                    wanted = 2  # np.linspace(*ax.get_xlim())
                return iter([Silent(self.__name__) for _ in range(wanted)])
        return iter(())

    def __getitem__(self, key: Any) -> Silent:
        return Silent(self.__name__)

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __delitem__(self, key: Any) -> None:
        pass

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0

    __index__ = __int__

    def __enter__(self) -> Silent:
        return self

    def __exit__(self, *error: Any) -> None:
        pass

    def __len__(self) -> int:
        return 0


for _name in (
    "add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow "
    "matmul rmatmul neg pos abs and rand or ror lt le gt ge"
).split():
    setattr(Silent, f"__{_name}__", lambda self, *others: Silent(self.__name__))


class Ancestor(Silent):
    """What a class of the student's inherits from, where it names something silent."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__()


def unpacked(operation: str, count: int) -> int:
    """How many values the instruction takes that goes through something."""
    if operation == "UNPACK_SEQUENCE":
        return count
    if operation == "UNPACK_EX":  # first, *others, last = …
        return (count & 0xFF) + (count >> 8)
    return 0


#: what is drawn with after `from matplotlib.pyplot import *`
PYPLOT = (
    "annotate arrow axes axhline axis axvline bar barh boxplot cla clf clim close cm colorbar "
    "contour contourf draw errorbar figimage figlegend figtext figure fill fill_between gca "
    "gcf gray grid hist hist2d hlines hot imread imsave imshow ioff ion jet legend loglog "
    "margins matshow pause pcolor pcolormesh pie plot polar quiver rc rcParams rcdefaults "
    "savefig scatter semilogx semilogy set_cmap show spy stem step subplot subplot2grid "
    "subplots subplots_adjust suptitle table text tick_params ticklabel_format tight_layout "
    "title twinx twiny violinplot viridis vlines xlabel xlim xscale xticks ylabel ylim yscale "
    "yticks Axes Circle Figure Normalize Rectangle"
).split()


def starred(name: str, numpy: bool) -> types.ModuleType:
    """A silent module for `from … import *`; pylab has NumPy's names too, where it is allowed."""
    module = types.ModuleType(name)
    if name.endswith("pylab") and numpy:
        for part in (np, np.fft, np.linalg, np.random):
            vars(module).update({n: getattr(part, n) for n in part.__all__ if hasattr(part, n)})
        kept = ("abs", "bool", "bytes", "max", "min", "pow", "round")
        vars(module).update({n: getattr(builtins, n) for n in kept}, np=np)
    if "pylab" in name or "pyplot" in name:
        vars(module).update({n: Silent(f"matplotlib.pyplot.{n}") for n in PYPLOT})
        vars(module)["plt"] = Silent("matplotlib.pyplot")
    return module
