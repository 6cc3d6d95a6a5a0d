# %% [markdown]
# # Twice
#
# **Time** 16 minutes. **Points** 4.

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


# %% misconception="drawn_numbers"
def drawn_numbers__less(x):
    """You take 1 away."""
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


# %% misconception="varied"
def varied__doubles(n):
    """You double."""
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


# %% misconception="fixed_numbers"
def fixed_numbers__less(x, n):
    """You take n away."""
    return x - n


# %% check="fixed_numbers" points=1
check(fixed_numbers, against=lambda x, n: x + n, on=[case(x=constant([1.0, 2.0]), n=3)])
