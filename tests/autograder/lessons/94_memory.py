# %% [markdown]
# # Two checks
#
# **Time** 6 minutes. **Points** 2.

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


# %% misconception="scaled"
def scaled__no_square(x, n):
    """You forget the square."""
    return x * n


# %% misconception="scaled"
def scaled__square_of_large(x, n):
    """You square only what is larger than 2."""
    return x * (n**2 if n > 2 else n)


# %% check="scaled" points=1
check(scaled, against=lambda x, n: x * n**2, on=[case(x=normal(3), n=3), case(x=normal(4), n=1)])

# %% check="scaled" points=1
check(scaled, against=lambda x, n: x * n**2, on=[case(x=normal(4), n=2)])
