# %% [markdown]
# # An exam in small
#
# **Time** 21 minutes. **Points** 10.

# %% setup="all" allow=["numpy"]
import numpy as np

GIVEN = 3

# %% setup="checks"
import torch
from autograder import because, begin, call, case, check, check_raises, normal

begin("91_exam")

# %% [markdown]
# Some words, and a picture.

# %%
print(np.arange(3))

# %% [markdown]
# ## Exercise 91.1 · Twice
# ★ · 5 min · 3 points


# %% solution="double"
def double(x):
    """(n,) -> (n,): every number twice as large."""
    ### BEGIN SOLUTION
    return 2 * x  # the solution-canary
    ### END SOLUTION


# %% misconception="double"
def double__squares(x):
    """You square the numbers."""
    return x * x


# %% check="double" points=2
check(double, against=lambda x: 2 * x, on=[case(x=normal(5))])
### BEGIN HIDDEN TESTS
hidden_canary = 1
check(double, against=lambda x: 2 * x, on=[case(x=normal(7))])
### END HIDDEN TESTS

# %% check="double" points=1
check(double, against=lambda x: 2 * x, on=[case(x=normal(5, 4))])

# %% [markdown]
# ## Exercise 91.2 · Apply
# ★ · 5 min · 2 points


# %% solution="apply_twice"
def apply_twice(f, x):
    """f(f(x))"""
    ### BEGIN SOLUTION
    return f(f(x))
    ### END SOLUTION


# %% misconception="apply_twice"
def apply_twice__once(f, x):
    """You apply it once."""
    return f(x)


# %% check="apply_twice" points=2
def add_two(x):
    return x + 2


check(apply_twice, against=lambda f, x: x + 4, on=[case(f=add_two, x=normal(3))])

# %% [markdown]
# ## Exercise 91.3 · A class
# ★ · 5 min · 2 points


# %% solution="Scale"
class Scale:
    """Multiplies by a number it remembers."""

    ### BEGIN SOLUTION
    def __init__(self, factor):
        self.factor = factor

    def forward(self, x):
        return self.factor * x

    ### END SOLUTION


# %% misconception="Scale"
class Scale__divides:
    """You divide."""

    def __init__(self, factor):
        self.factor = factor

    def forward(self, x):
        return x / self.factor


# %% check="Scale" points=2
check(Scale, against=lambda x: 3 * x, on=[case(x=normal(4))], via=lambda S, x: S(3.0).forward(x))
scale = call(Scale, 5.0)
assert scale.factor == 5.0, "The factor is kept under the name factor."

# %% [markdown]
# ## Exercise 91.4 · A witness
# ★ · 5 min · 1 point


# %% solution="pair"
def pair():
    """Two different numbers with the same square."""
    ### BEGIN SOLUTION
    return 2.0, -2.0
    ### END SOLUTION


# %% misconception="pair"
def pair__same():
    """The two numbers are the same."""
    return 1.0, 1.0


# %% check="pair" points=1
a, b = call(pair)
assert a * a == b * b, "Their squares differ."
assert a != b, because("pair__same")

# %% [markdown] essay="why" points=2
# Why does that work?
