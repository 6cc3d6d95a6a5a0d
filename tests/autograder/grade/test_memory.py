"""What one check cell of an exercise has ruled out, the next one does not name."""

import pytest

LESSON = "94_memory"
SOURCE = '''# %% [markdown]
# # Two checks
#
# **Time** 5 minutes. **Points** 2.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
import torch
from autograder import begin, case, check, normal

begin("94_memory")

# %% [markdown]
# ## Exercise 94.1 · Scaled
# ★ · 5 min · 2 points

# %% solution="scaled"
def scaled(x, n):
    """x times n squared."""
    ### BEGIN SOLUTION
    return x * n**2
    ### END SOLUTION

# %% misconception="scaled" because="You forget the square."
def scaled__no_square(x, n):
    return x * n

# %% misconception="scaled" because="You square only what is larger than 2."
def scaled__square_of_large(x, n):
    return x * (n**2 if n > 2 else n)

# %% check="scaled" points=1
check(scaled, against=lambda x, n: x * n**2, on=[case(x=normal(3), n=3), case(x=normal(4), n=1)])

# %% check="scaled" points=1
check(scaled, against=lambda x, n: x * n**2, on=[case(x=normal(4), n=2)])
'''


@pytest.fixture(scope="module")
def grade(small_lesson):
    return small_lesson(LESSON, SOURCE)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("return x * n", "scaled__no_square"),
        ("return x * (n**2 if n > 2 else n)", "scaled__square_of_large"),
    ],
)
def test_the_second_check_knows_what_the_first_has_seen(grade, source, named):
    # on the case of the second check both mistakes give the same
    checks = grade(scaled=f"def scaled(x, n):\n    {source}").exercises[0].checks
    assert checks[1].failure["misconception"] == named
