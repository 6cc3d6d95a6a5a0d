"""A check may allow fewer modules than its lesson: then the others are not there."""

import pytest

LESSON = "93_stricter"
SOURCE = '''# %% [markdown]
# # Fewer modules
#
# **Time** 5 minutes. **Points** 2.

# %% setup="all" allow=["numpy", "convkit.shapes"]
import numpy as np

from convkit.shapes import effective_kernel

# %% setup="checks"
import torch
from autograder import begin, case, check
from autograder.calls import facts

begin("93_stricter")

# %% [markdown]
# ## Exercise 93.1 · By hand
# ★ · 5 min · 1 points

# %% solution="by_hand"
def by_hand(n):
    """The width of n taps at rate 2, without the function that gives it."""
    ### BEGIN SOLUTION
    return 2 * n - 1
    ### END SOLUTION

# %% misconception="by_hand" because="You count no gaps."
def by_hand__no_gaps(n):
    return n

# %% check="by_hand" points=1
check(by_hand, against=lambda n: 2 * n - 1, on=[case(n=3)])
assert not facts(by_hand, ("numpy",)).violations, "This exercise does without convkit."

# %% [markdown]
# ## Exercise 93.2 · With help
# ★ · 5 min · 1 points

# %% solution="with_help"
def with_help(n):
    """The width of n taps at rate 2, however you like."""
    ### BEGIN SOLUTION
    return effective_kernel(n, 2)
    ### END SOLUTION

# %% misconception="with_help" because="You count no gaps here."
def with_help__no_gaps(n):
    return n

# %% check="with_help" points=1
check(with_help, against=lambda n: 2 * n - 1, on=[case(n=3)])
'''


@pytest.fixture(scope="module")
def grade(small_lesson):
    graded = small_lesson(LESSON, SOURCE)
    with_help = "def with_help(n): return effective_kernel(n, 2)"
    return lambda by_hand: graded(by_hand=by_hand, with_help=with_help)


def test_who_does_without_has_the_points(grade):
    assert grade("def by_hand(n): return 2 * n - 1").score == 2


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return effective_kernel(n, 2)", "does without convkit"),
        ("return [effective_kernel][0](n, 2)", "does without convkit"),
        ("return KEPT[0](n, 2)", "'NoneType' object"),
        ("return sys.modules['convkit.shapes'].effective_kernel(n, 2)", "KeyError"),
        ("return import_module('convkit.shapes').effective_kernel(n, 2)", "No module named"),
    ],
)
def test_who_uses_what_is_not_allowed_has_none_however_it_is_hidden(grade, body, message):
    kept = "import sys\nfrom importlib import import_module\n"
    kept += "KEPT = [getattr(sys.modules.get('convkit.shapes'), 'effective_kernel', None)]\n"
    record = grade(f"{kept}def by_hand(n):\n    {body}")
    assert [e.score for e in record.exercises] == [0, 1]
    assert message in record.exercises[0].checks[0].failure["headline"]
