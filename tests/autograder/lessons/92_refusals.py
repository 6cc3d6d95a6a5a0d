# %% [markdown]
# # Refusals
#
# **Time** 16 minutes. **Points** 8.

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


# %% misconception="halves"
def halves__any_length(x):
    """You take any length."""
    return x[::2].copy()


# %% check="halves" points=2
check(halves, against=lambda x: x[::2], on=[case(x=normal(6)), case(x=normal(2))])

# %% check="halves" points=1
check_raises(
    halves, on=[case(x=normal(5)), case(x=normal(7))], because=because("halves__any_length")
)

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


# %% misconception="Halver"
class Halver__any_length:
    """You take any length here too."""

    def forward(self, x):
        return x[::2].copy()


# %% check="Halver" points=1
check(Halver, against=lambda x: x[::2], on=[case(x=normal(6))], via=lambda H, x: H().forward(x))

# %% check="Halver" points=1
check_raises(
    Halver,
    on=[case(x=normal(5))],
    because=because("Halver__any_length"),
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


# %% misconception="doubles"
def doubles__squares(x):
    """You square."""
    return x * x


# %% check="doubles" points=1
check(doubles, against=lambda x: 2 * x, on=[case(x=normal(6))])

# %% check="doubles" points=1
check(doubles, against=lambda x: 2 * x, on=[case(x=normal(5, 4))])

# %% check="doubles" points=1
check(doubles, against=lambda x: 2 * x, on=[case(x=normal(3, 4, 2))])
