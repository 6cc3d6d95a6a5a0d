"""A convolution that is right, to be made wrong; functions as a notebook's cells define them."""

import ast
import linecache

import numpy as np
import pytest
import torch.nn.functional as F

from autograder import CheckFailed, case, check, check_raises, normal
from autograder.checks.diagnosis.repair.bench.weave import EDIT, TICK, weave
from autograder.checks.diagnosis.repair.edits.nodes import CEIL, FLOOR, SLICE

RIGHT = '''
def conv(x, w, stride, padding):
    """One picture, one kernel."""
    (sh, sw), (ph, pw) = stride, padding
    xp = np.pad(x, ((ph, ph), (pw, pw)))
    H, W = xp.shape
    kh, kw = w.shape
    if H < kh or W < kw:
        raise ValueError("the kernel is too large")
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    y = np.zeros((Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            window = xp[i * sh : i * sh + kh, j * sw : j * sw + kw]
            total = np.sum(window * w)
            y[i, j] = total
    return y
'''


CASES = [
    case(x=normal(9, 7), w=normal(3, 2), stride=(2, 1), padding=(1, 0)),
    case(x=normal(6, 8), w=normal(2, 3), stride=(1, 3), padding=(0, 2)),
    case(x=normal(4, 2), w=normal(3, 2), stride=(1, 1), padding=(0, 0)),
    case(x=normal(2, 3), w=normal(4, 1), stride=(1, 1), padding=(0, 0)),
]


def oracle(x, w, stride, padding):
    return F.conv2d(x[None, None], w[None, None], stride=stride, padding=padding)[0, 0]


def defined(text, name="conv"):
    """A function as a notebook's cell defines it."""
    label = f"<cell {abs(hash(text))}>"
    linecache.cache[label] = (len(text), None, text.splitlines(True), label)
    names = {"np": np}
    exec(compile(text, label, "exec"), names)
    return names[name]


def told(text, oracle=oracle, on=CASES, name="conv", raises=False):
    with pytest.raises(CheckFailed) as info:
        if raises:
            check_raises(defined(text, name), on=on)
        else:
            check(defined(text, name), against=oracle, on=on)
    failure = info.value.failure
    return failure.because if failure.found_by == "repair" else ""


def parsed(text):
    """The first function of a text."""
    return next(node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))


def under(function, edits):
    """`run(number, *arguments)`: what a parsed function gives under one of these edits; 0 is none."""
    names = {"np": np, SLICE: slice, CEIL: lambda x: -int(-x // 1), FLOOR: lambda x: int(x // 1)}
    names[TICK] = lambda: None
    exec(compile(weave([function], edits), "<woven>", "exec"), names)

    def run(number, *arguments):
        names[EDIT] = number
        return names[function.name](*arguments)

    return run


def written(changes):
    """The text of every change, with its kind."""
    return {ast.unparse(change.node): change.kind for change in changes}
