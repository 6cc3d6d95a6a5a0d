# %% [markdown]
# # What is optional
#
# **Time** 10 minutes, with what is optional 30. **Points** 3, with what is optional 8.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
from autograder import begin, case, check, normal

begin("96_optional")

# %% [markdown]
# ## Exercise 96.1 · Twice
# ★ · 5 min · 3 points


# %% solution="double"
def double(x):
    """(n,) -> (n,): every number twice as large."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% misconception="double"
def double__squares(x):
    """You square the numbers."""
    return x * x


# %% check="double" points=3
check(double, against=lambda x: 2 * x, on=[case(x=normal(5))])

# %% [markdown]
# ## More of it (optional)

# %% [markdown]
# ## Exercise 96.2 · Three times
# ★★ · 5 min · 3 points (2 for one axis, 1 for two) · optional


# %% solution="triple"
def triple(x):
    """Every number three times as large."""
    ### BEGIN SOLUTION
    return 3 * x
    ### END SOLUTION


# %% misconception="triple"
def triple__cubes(x):
    """You cube the numbers."""
    return x * x * x


# %% check="triple" points=2
check(triple, against=lambda x: 3 * x, on=[case(x=normal(5))])

# %% check="triple" points=1
check(triple, against=lambda x: 3 * x, on=[case(x=normal(5, 4))])

# %% [markdown]
# ## Exercise 96.3 · In words
# ★ · 5 min · 2 points, graded by hand · optional

# %% [markdown] essay="in_words" points=2
# Twice is once more.
# === BEGIN MARK SCHEME ===
# Two points.
# === END MARK SCHEME ===

# %% [markdown]
# ## The end
