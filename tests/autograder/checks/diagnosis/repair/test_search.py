"""An edit that makes a function right is found, its line is told, and nothing that is not so."""

import numpy as np
import pytest
import torch

from autograder import CheckFailed, case, check, check_raises, normal, uniform
from autograder.checks.diagnosis.repair.search import alike
from tests.autograder.checks.diagnosis.repair.mistaken import RIGHT, defined, told

MISTAKES = {
    "a bound": ("i * sh + kh, j", "i * sh + kh - 1, j", 14, "look at the operation|one too many|too much"),
    "one too few": ("- kh) // sh + 1,", "- kh) // sh,", 10, "one too many or one too few"),
    "a comparison": ("W < kw", "W <= kw", 8, "comparison `W <= kw`"),
    "the bare picture": ("xp[i * sh", "x[i * sh", 14, "`x` is not what belongs"),
    "the steps": ("* sh : i * sh", "* sw : i * sw", 14, "`s[hw]` is not what|exchanged"),
    "another operation": ("window * w", "window + w", 15, "operation in `window \\+ w`"),
    "the wrong loop": ("            total = np.sum(window * w)\n            y[i, j] = total\n",
                       "            total = np.sum(window * w)\n        y[i, j] = total\n", 16, "which loop"),
}  # fmt: skip


@pytest.mark.parametrize("what", MISTAKES)
def test_the_line_and_the_kind_are_told(what):
    old, new, line, kind = MISTAKES[what]
    text = RIGHT.replace(old, new)
    assert text != RIGHT
    import re

    sentence = told(text)
    assert re.search(rf"[Ll]ines? (\d+(, | and ))?{line}\b", sentence), sentence
    assert re.search(kind, sentence), sentence


SMALL = {
    "a number twice as large": (
        "def f(x):\n    return x * 12 + 24\n",
        lambda x: x * 12 + 12,
        [case(x=normal(3)), case(x=normal(5))],
        "look at the number `24`",
    ),
    "a step": (
        "def f(x, k):\n    return np.array([x[i] * 2 for i in range(0, len(x), k)])\n",
        lambda x, k: x * 2, [case(x=normal(n), k=k) for n, k in ((7, 2), (8, 3), (9, 2))],
        "Line 2: look at the step of `range(0, len(x), k)`",
    ),
    "one of several numbers": (
        "def f(p):\n    return (p[0] + 0.5) * (0.25 + p[1])\n",
        lambda p: (p[0] + 0.5) * (0.25 + p[2]),
        [case(p=(a, a + 2, 3 * a + 1)) for a in range(1, 10)],
        "Line 2: look at the number `1` in `p[1]`.",
    ),
    "what stands for infinity": (
        "def f(x):\n    y = np.full(len(x) + 1, 1000)\n    return np.minimum(y[:-1], x).min()\n",
        lambda x: x.min(), [case(x=uniform(n, low=2e3, high=3e3)) for n in (3, 5, 7)],
        "Line 2: look at the number `1000`",
    ),
    "a rounded share": (
        "def f(n, s):\n    return round(n / s)\n",
        lambda n, s: -(-n // s), [case(n=n, s=s) for n in (5, 9, 10, 11) for s in (2, 3, 4)],
        "Line 2: `round(n / s)`: the rounding goes to the wrong side.",
    ),
    "rows for entries, twice": (
        "def f(x, n):\n    y = x[::2]\n    return (len(x) - len(y)) * n + 1\n",
        lambda x, n: (x.numel() - x[::2].numel()) * n + 1,
        [case(x=normal(a, b), n=n) for a, b in ((4, 3), (7, 2), (5, 6)) for n in (2, 3, 5)],
        "Line 3: another function is needed than the one in `len(x)` and `len(y)`.",
    ),
    "one channel for all": (
        "def f(x, w):\n    y = np.zeros((len(x), len(w)))\n    for n in range(len(x)):\n        for o in range(len(w)):\n            y[n, o] = np.sum(x[n, 0] * w[o])\n    return y\n",
        lambda x, w: torch.einsum("ncp,ocp->no", x, w), [case(x=normal(2, 3, 4), w=normal(5, 3, 4)), case(x=normal(3, 2, 4), w=normal(2, 2, 4))],
        "Line 5: `x[n, 0]` picks one along an axis, where all are needed.",
    ),
    "all pictures for one": (
        "def f(x, w):\n    y = np.zeros((len(x), len(w)))\n    for n in range(len(x)):\n        for o in range(len(w)):\n            y[n, o] = np.sum(x[:, :, 0] * w[o]) + n\n    return y\n",
        lambda x, w: x[:, :, 0] @ w.T + torch.arange(len(x))[:, None],
        [case(x=normal(2, 4, 2), w=normal(5, 4)), case(x=normal(3, 4, 2), w=normal(2, 4))],
        "all along an axis are taken in `x[:, :, 0]`, where one is needed",
    ),
    "axes in another order": (
        "def f(x):\n    return x.transpose(0, 2, 3, 1) * 1.0\n",
        lambda x: x.permute(0, 3, 1, 2), [case(x=normal(2, 3, 4, 5)), case(x=normal(3, 2, 5, 4))],
        "",
    ),
    "a setting that is not handed on": (
        "def g(x, step=1):\n    return x[::step]\n\ndef f(x, step):\n    return g(x) + step\n",
        lambda x, step: x[::step] + step, [case(x=normal(9), step=2), case(x=normal(7), step=3)],
        "Line 5: an argument is missing in `g(x)`.",
    ),
    "a parameter with a default": (
        "def f(n, k, p=0):\n    return n * n + 3 * n - k * k\n", lambda n, k, p=0: n * n + 3 * p - k * k,
        [case(n=9, k=3), *(case(n=n, k=k, p=p) for n in (5, 8, 11) for k in (2, 3) for p in (1, 4))],
        "Line 2: `n` is not what belongs here.",
    ),
    "an axis that is not given": (
        "def f(x, n):\n    return np.roll(x, n) * 2 + n\n",
        lambda x, n: torch.roll(x, n, 1) * 2 + n, [case(x=normal(3, 4), n=1), case(x=normal(4, 5), n=2)],
        "Line 2: look at the axis in `np.roll(x, n)`.",
    ),
    "several arguments in one star": (
        "def f(x, w):\n    y = np.zeros((len(x), len(w)))\n    for i, j in np.ndindex(*y.shape):\n        y[i, j] = np.mean(x[i] * w[j]) + 1\n    return y\n",
        lambda x, w: x @ w.T + 1, [case(x=normal(3, 4), w=normal(2, 4)), case(x=normal(2, 5), w=normal(4, 5))],
        "Line 4: another function is needed than the one in `np.mean(x[i] * w[j])`.",
    ),
    "an array for a number": (
        "def f(x, n):\n    y = np.zeros((x, 2))\n    y[:, 0] = x.sum()\n    return y\n",
        lambda x, n: torch.stack([x.sum().repeat(n), torch.zeros(n, dtype=x.dtype)], 1), [case(x=normal(5), n=3), case(x=normal(6), n=2)],
        "Line 2: `x` is not what belongs here.",
    ),
    "no step": (
        "def f(x, n, s):\n    return x[n : 4 * n] * n + s\n",
        lambda x, n, s: x[n : 4 * n : s] * n + s, [case(x=normal(9), n=2, s=2), case(x=normal(13), n=3, s=4)],
        "Line 2: look at the step of the slice `n:4 * n`.",
    ),
    "no end": (
        "def f(x, n, k):\n    return x[n:] * n + k\n",
        lambda x, n, k: x[n : n + k] * n + k, [case(x=normal(9), n=2, k=4), case(x=normal(13), n=3, k=5)],
        "Line 2: look at where the slice `n:` begins and ends.",
    ),
    "an entry too many": (
        "def f(n, k):\n    return [n * k + 1, (n, k + n, k)]\n", lambda n, k: [n * k + 1, (k + n, k)],
        [case(n=n, k=k) for n in (3, 5, 8) for k in (2, 7)],
        "Line 2: there is one entry too many in `(n, k + n, k)`.",
    ),
    "one less, of a row of numbers": (
        "def f(layers):\n    r = 1\n    for k, s in layers:\n        r += k * s * s\n    return r\n",
        lambda layers: 1 + sum((k - 1) * s * s for k, s in layers),
        [case(layers=[(k, s), (s + 1, 2)]) for k in (2, 3, 5) for s in (1, 2, 4)],
        "Line 4: `k` is one too many or one too few.",
    ),
    "three planes, always": (
        "def f(x):\n    r, g, b = x\n    return 0.3 / r + 0.6 * g + 0.1 * b\n",
        lambda x: torch.einsum("c,chw->hw", torch.tensor([0.3, 0.6, 0.1], dtype=torch.float64), x),
        [case(x=normal(3, 5, 4)), case(x=normal(3, 2, 6))],
        "Line 3: look at the operation in `0.3 / r`.",
    ),
    "a number in a condition": (
        "def f(x, w):\n    y = 2 * x\n    if x.shape[0] != 2:\n        y = y + w\n    return y\n",
        lambda x, w: 2 * x + (w if x.shape[1] != 2 else 0),
        [case(x=normal(a, b), w=normal(b)) for a, b in ((2, 2), (3, 2), (2, 3), (4, 4))],
        "Line 3: look at when this happens: the condition `x.shape[0] != 2`.",
    ),
    "the line of the error first": (
        "def f(x, w):\n" + "    a = x * 1.0\n" * 40 + "    if len(x) != w.shape[1]:\n        raise ValueError('no')\n    return a @ w\n",
        lambda x, w: x @ w, [case(x=normal(3), w=normal(3, 2)), case(x=normal(2), w=normal(2, 5))],
        "Line 42: look at when this happens",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SMALL)
def test_what_was_meant_is_found(what):
    text, right, cases, sentence = SMALL[what]
    assert sentence in told(text, right, cases, "f")


@pytest.mark.parametrize("end", ["break", "continue"])
def test_a_function_that_leaves_its_loops_early_is_repaired_too(end, exam):
    """A `break` outside of a loop is no Python, and one such edit spoils all of them."""
    text = RIGHT.replace("window * w", "window + w").replace(
        "y[i, j] = total\n",
        f"y[i, j] = total\n            if j == Wo - 1:\n                {end}\n",
    )
    assert told(text) == "Line 15: look at the operation in `window + w`."
    exam.solution = text.replace("window + w", "window * w")
    assert told(text) == "Line 15: look at the operation in `window + w`."


def test_of_two_mistakes_nothing_is_told():
    text = RIGHT.replace("window * w)", "window * w[::-1])").replace("np.pad(x", "np.pad(2 * x")
    assert told(text) == ""


def test_a_refusal_that_is_lacking_is_repaired_beside_right_answers():
    text = (
        "def f(n, k):\n    if n < k and k < 1:\n        raise ValueError('no')\n    return n * k\n"
    )
    function = defined(text, "f")
    check(function, against=lambda n, k: n * k, on=[case(n=n, k=k) for n in (3, 5) for k in (1, 3)])
    with pytest.raises(CheckFailed) as info:
        check_raises(function, on=[case(n=2, k=5), case(n=4, k=0)])
    assert "Line 2: look at `and` and `or`" in info.value.failure.because


def test_a_repair_must_hold_on_fresh_cases_too():
    """`n - 3` fits the only case that is shown, and no other."""

    def count(n, k):
        return n - k + 1

    text = "def count(n, k):\n    return n - 4\n"
    assert told(text, count, [case(n=9, k=3)], "count") == ""


def test_an_error_by_accident_is_no_refusal():
    """A size that fails in NumPy is refused without a `raise`: such an edit is no repair."""
    text = "def f(n):\n    return np.zeros(max(n, 0)) + 1\n"

    def oracle(n):
        if n < 0:
            raise ValueError("less than nothing")
        return torch.ones(n, dtype=torch.float64)

    on = [case(n=n) for n in (3, 5, 9, -2, -1)]
    with pytest.raises(CheckFailed) as caught:
        check(defined(text, "f"), against=oracle, on=on)
    assert caught.value.failure.found_by != "repair"


def test_a_check_of_errors_alone_is_repaired_by_nothing():
    text = "def count(n, k):\n    return n - k\n"
    assert told(text, on=[case(n=2, k=3)], name="count", raises=True) == ""


def test_a_function_without_a_text_is_left_alone():
    assert told("conv = lambda x, w, stride, padding: x") == ""


def test_a_fresh_case_that_the_task_may_not_ask_for_does_not_count():
    """The solution too fails where a phase is shorter than the kernel; the oracle does not."""
    text = """
def f(x, d):
    enough = x[3]
    return (x[::d] + x[d]) * x[::d] + 0 * enough
"""
    cases = [case(x=normal(n), d=d) for n, d in ((17, 2), (19, 3), (23, 4))]
    sentence = told(text, lambda x, d: (x[::d] + x[min(d + 1, len(x) - 1)]) * x[::d], cases, "f")
    assert "Line 4: `d` is one too many or one too few." in sentence


def test_numbers_that_are_not_finite_are_compared_as_such():
    infinite = np.array([1.0, np.inf, 2.0])
    assert alike(infinite, infinite.copy())
    assert not alike(infinite, np.array([1.0, np.inf, 2.5]))
    assert not alike(infinite, np.array([1.0, 3.0, 2.0]))
    assert not alike(np.ones(2), [np.ones(2), np.ones(3)]) and alike(np.array(2.0), 2.0)
    assert alike(np.array([True, False]), np.array([True, False]))
    assert not alike(np.array([True, False]), np.array([True, True]))
