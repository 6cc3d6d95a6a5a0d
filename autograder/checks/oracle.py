"""The right answer to a case: what the oracle gives, or that it refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checks.compare.values import plain
from autograder.student_side.calls import prepare

Oracle = Callable[..., Any]


class Refuse(ValueError):
    """Raised by the oracle of `check_raises`: which error, and why."""

    def __init__(self, error: type[Exception], reason: str):
        super().__init__(reason)
        self.error = error


class Refused:
    """The oracle's answer to a case it refuses: the student must raise too."""

    def __init__(self, error: type[Exception], reason: str):
        self.error = error
        self.reason = reason


def answer(oracle: Oracle, arguments: Sequence[Any]) -> Any:
    """The oracle's answer to NumPy arguments, which it is given as tensors; or `Refused`."""
    import torch

    given = [torch.from_numpy(prepare(a)) if isinstance(a, np.ndarray) else a for a in arguments]
    try:
        return plain(oracle(*given))
    except Refuse as refusal:
        return Refused(refusal.error, str(refusal))
    except (ValueError, RuntimeError) as error:
        return Refused(ValueError, str(error).partition("\n")[0])
