"""Points for refusing wrong arguments are for functions that do not refuse the right ones."""

import pytest

from autograder.grade.candidate import Budgets

LESSON = "92_refusals"
SOURCE = '''# %% [markdown]
# # Refusals
#
# **Time** 10 minutes. **Points** 8.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
import torch
from autograder import because, begin, case, check, check_raises, normal

begin("92_refusals")

# %% [markdown]
# ## Exercise 92.1 · Halves
# ★ · 5 min · 3 points

# %% solution="halves"
def halves(x):
    """The even entries of a vector of even length."""
    ### BEGIN SOLUTION
    if len(x) % 2:
        raise ValueError("odd")
    return x[::2].copy()
    ### END SOLUTION

# %% misconception="halves" because="You take any length."
def halves__any_length(x):
    return x[::2].copy()

# %% check="halves" points=2
check(halves, against=lambda x: x[::2], on=[case(x=normal(6)), case(x=normal(2))])

# %% check="halves" points=1
check_raises(halves, on=[case(x=normal(5)), case(x=normal(7))], because=because("halves__any_length"))

# %% [markdown]
# ## Exercise 92.2 · Halver
# ★ · 5 min · 2 points

# %% solution="Halver"
class Halver:
    """The same as an object."""
    ### BEGIN SOLUTION
    def forward(self, x):
        if len(x) % 2:
            raise ValueError("odd")
        return x[::2].copy()
    ### END SOLUTION

# %% misconception="Halver" because="You take any length here too."
class Halver__any_length:
    def forward(self, x):
        return x[::2].copy()

# %% check="Halver" points=1
check(Halver, against=lambda x: x[::2], on=[case(x=normal(6))], via=lambda H, x: H().forward(x))

# %% check="Halver" points=1
check_raises(
    Halver, on=[case(x=normal(5))], because=because("Halver__any_length"),
    via=lambda H, x: H().forward(x),
)

# %% [markdown]
# ## Exercise 92.3 · Doubles
# ★ · 5 min · 3 points

# %% solution="doubles"
def doubles(x):
    """Every number twice as large."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% misconception="doubles" because="You square."
def doubles__squares(x):
    return x * x

# %% check="doubles" points=1
check(doubles, against=lambda x: 2 * x, on=[case(x=normal(6))])

# %% check="doubles" points=1
check(doubles, against=lambda x: 2 * x, on=[case(x=normal(5, 4))])

# %% check="doubles" points=1
check(doubles, against=lambda x: 2 * x, on=[case(x=normal(3, 4, 2))])
'''
COUNTS = "CALLS = 0\ndef halves(x):\n    global CALLS\n    CALLS += 1\n    "
TIMES = "import time\nBEGUN = []\ndef halves(x):\n    BEGUN.append(time.monotonic())\n    "


@pytest.fixture(scope="module")
def scores(small_lesson):
    grade = small_lesson(LESSON, SOURCE, budgets=Budgets(call=0.5))

    def of(**answers):
        exercises = grade(**answers).exercises
        return next([c.score for c in e.checks] for e in exercises if e.name in answers)

    return of


@pytest.mark.parametrize(
    "source",
    [
        "def halves(x): raise ValueError",
        COUNTS + "if CALLS < 2: return x\n    raise ValueError",
        COUNTS + "if CALLS % 4 < 2: return x\n    raise ValueError",
        COUNTS + "if CALLS < 100: return x\n    raise ValueError",
        TIMES + "if BEGUN[-1] - BEGUN[0] < 0.2: return x\n    raise ValueError",
    ],
)
def test_a_function_that_only_refuses_earns_nothing(scores, source):
    assert scores(halves=source) == [0, 0]


def test_nor_does_a_class_that_can_be_made_and_not_used(scores):
    assert scores(Halver="class Halver:\n    def forward(self, x): raise ValueError") == [0, 0]


@pytest.mark.parametrize(
    ("source", "earned"),
    [
        ("def halves(x):\n    if len(x) % 2: raise ValueError\n    return x[::2].copy()", [2, 1]),
        ("def halves(x):\n    if len(x) % 2: raise ValueError\n    return x[1::2].copy()", [0, 1]),
        ("def halves(x):\n    if len(x) % 2: raise ValueError\n    return None", [0, 1]),
        ("def halves(x): return x[::2].copy()", [2, 0]),
    ],
)
def test_one_that_answers_what_it_should_keeps_the_points_for_refusing(scores, source, earned):
    assert scores(halves=source) == earned


@pytest.mark.parametrize("end", ["while True: pass", "import os; os._exit(1)", "1 / 0"])
def test_one_that_answers_and_then_breaks_down_keeps_the_points_for_its_answers(scores, end):
    source = f"def doubles(x):\n    if x.ndim > 1:\n        {end}\n    return 2 * x"
    assert scores(doubles=source) == [1, 0, 0]
