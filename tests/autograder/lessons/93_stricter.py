# %% [markdown]
# # Fewer modules
#
# **Time** 11 minutes. **Points** 2.

# %% setup="all" allow=["numpy", "convkit.sliding.shapes"]
import numpy as np

from convkit.sliding.shapes import effective_kernel

# %% setup="checks"
import torch
from autograder import begin, case, check, uses_outside

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


# %% misconception="by_hand"
def by_hand__no_gaps(n):
    """You count no gaps."""
    return n


# %% check="by_hand" points=1
check(by_hand, against=lambda n: 2 * n - 1, on=[case(n=3)])
assert not uses_outside(by_hand, ("numpy",)), "This exercise does without convkit."

# %% [markdown]
# ## Exercise 93.2 · With help
# ★ · 5 min · 1 points


# %% solution="with_help"
def with_help(n):
    """The width of n taps at rate 2, however you like."""
    ### BEGIN SOLUTION
    return effective_kernel(n, 2)
    ### END SOLUTION


# %% misconception="with_help"
def with_help__no_gaps(n):
    """You count no gaps here."""
    return n


# %% check="with_help" points=1
check(with_help, against=lambda n: 2 * n - 1, on=[case(n=3)])
