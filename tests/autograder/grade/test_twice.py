"""A check on drawn numbers is run on others too; one that has none is not run again for nothing."""

import pytest

LESSON = "95_twice"
SOURCE = '''# %% [markdown]
# # Twice
#
# **Time** 15 minutes. **Points** 4.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
import torch
from autograder import because, begin, call, case, check, constant, drawn, normal, variant

begin("95_twice")

# %% [markdown]
# ## Exercise 95.1 · Drawn
# ★ · 5 min · 2 points

# %% solution="drawn_numbers"
def drawn_numbers(x):
    """x and 1."""
    ### BEGIN SOLUTION
    return x + 1
    ### END SOLUTION

# %% misconception="drawn_numbers" because="You take 1 away."
def drawn_numbers__less(x):
    return x - 1

# %% check="drawn_numbers" points=1
check(drawn_numbers, against=lambda x: x + 1, on=[case(x=normal(3))])

# %% check="drawn_numbers" points=1
check(drawn_numbers, against=lambda x: x + 1, on=[case(x=drawn(lambda rng: float(rng.normal())))])

# %% [markdown]
# ## Exercise 95.2 · Variant
# ★ · 5 min · 1 point

# %% solution="varied"
def varied(n):
    """n and 1."""
    ### BEGIN SOLUTION
    return n + 1
    ### END SOLUTION

# %% misconception="varied" because="You double."
def varied__doubles(n):
    return 2 * n

# %% check="varied" points=1
n = int(variant("varied").integers(10, 1000))
assert call(varied, n) == n + 1, because("varied__doubles")

# %% [markdown]
# ## Exercise 95.3 · Fixed
# ★ · 5 min · 1 point

# %% solution="fixed_numbers"
def fixed_numbers(x, n):
    """x and n."""
    ### BEGIN SOLUTION
    return x + n
    ### END SOLUTION

# %% misconception="fixed_numbers" because="You take n away."
def fixed_numbers__less(x, n):
    return x - n

# %% check="fixed_numbers" points=1
check(fixed_numbers, against=lambda x, n: x + n, on=[case(x=constant([1.0, 2.0]), n=3)])
'''


@pytest.fixture(scope="module")
def grade(small_lesson):
    return small_lesson(LESSON, SOURCE)


def keeping(name, arguments, answer):
    """A solution that keeps its first answer and gives it ever after."""
    return f"""
KEPT = []
def {name}({arguments}):
    if not KEPT: KEPT.append({answer})
    return KEPT[0]
"""


@pytest.mark.parametrize(
    ("name", "arguments", "answer", "points"),
    [
        ("drawn_numbers", "x", "x + 1", 0),
        ("varied", "n", "n + 1", 0),
        ("fixed_numbers", "x, n", "x + n", 1),
    ],
)
def test_an_answer_that_is_kept_is_right_only_where_nothing_changes(
    grade, name, arguments, answer, points
):
    record = grade(**{name: keeping(name, arguments, answer)})
    [result] = [e for e in record.exercises if e.name == name]
    assert sum(c.score for c in result.checks) == points


def test_what_is_right_is_right_both_times(grade):
    record = grade(
        drawn_numbers="def drawn_numbers(x): return x + 1",
        varied="def varied(n): return n + 1",
        fixed_numbers="def fixed_numbers(x, n): return x + n",
    )
    assert record.score == 4
