# %% [markdown]
# # A tiny lesson
#
# **Time** 16 minutes. **Points** 6.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
import torch
import torch.nn.functional as F
from autograder import because, begin, call, case, check, check_raises, normal

begin("90_tiny")

# %% [markdown]
# ## Exercise 90.1 · Differences
# ★ · 5 min · 2 points


# %% solution="difference"
def difference(x, gap):
    """(n,) -> (n - gap,): each number minus the one `gap` places before it."""
    ### BEGIN SOLUTION
    if not 0 < gap < len(x):
        raise ValueError(f"gap {gap} does not fit {len(x)} numbers")
    return x[gap:] - x[:-gap]
    ### END SOLUTION


# %% misconception="difference"
def difference__turned(x, gap):
    """Your sign is turned: take the earlier number away."""
    if not 0 < gap < len(x):
        raise ValueError("gap")
    return x[:-gap] - x[gap:]


# %% misconception="difference"
def difference__gap_of_one(x, gap):
    """You always step by one, whatever the gap."""
    if not 0 < gap < len(x):
        raise ValueError("gap")
    return x[1:] - x[:-1]


# %% misconception="difference"
def difference__accepts_anything(x, gap):
    """A gap that does not fit must raise ValueError."""
    return x[gap:] - x[: len(x) - gap]


# %% check="difference" points=2
def torch_difference(x, gap):
    return F.conv1d(x[None], torch.tensor([[[-1.0] + [0.0] * (gap - 1) + [1.0]]]).double())[0]


check(difference, against=torch_difference, on=[case(x=normal(7), gap=2), case(x=normal(5), gap=1)])
check_raises(difference, ValueError, on=[case(x=normal(3), gap=3)], because="3 is not below 3")
### BEGIN HIDDEN TESTS
check(difference, against=torch_difference, on=[case(x=normal(9), gap=8)])
### END HIDDEN TESTS

# %% [markdown]
# ## Exercise 90.2 · A scale
# ★ · 5 min · 3 points


# %% solution="Scale"
class Scale:
    """Multiplies by a factor, keeps count of its calls."""

    def __init__(self, factor):
        ### BEGIN SOLUTION
        self.factor = factor
        self.calls = 0
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        self.calls += 1
        return self.factor * x
        ### END SOLUTION


# %% misconception="Scale"
class Scale__adds:
    """Your factor is added, not multiplied."""

    def __init__(self, factor):
        self.factor = factor
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        return self.factor + x


# %% misconception="Scale"
class Scale__no_count:
    """You never count the calls."""

    def __init__(self, factor):
        self.factor = factor
        self.calls = 0

    def forward(self, x):
        return self.factor * x


# %% check="Scale" points=3
def use(Scale, x, factor):
    scale = Scale(factor)
    scale.forward(x)
    return scale.forward(x), scale.calls


check(
    Scale, against=lambda x, factor: (factor * x, 2), via=use, on=[case(x=normal(3, 4), factor=2.5)]
)

# %% [markdown]
# ## Exercise 90.3 · A witness
# ★ · 5 min · 1 point
#
# `float(difference(np.array([1.0, 4.0]), 1)[0])` is 3, and `len(unequal_pair())` is 2.


# %% solution="unequal_pair"
def unequal_pair():
    """Two different numbers with the same square."""
    ### BEGIN SOLUTION
    return 2, -2
    ### END SOLUTION


# %% misconception="unequal_pair"
def unequal_pair__same():
    """Your two numbers are the same number."""
    return 3, 3


# %% misconception="unequal_pair"
def unequal_pair__other_squares():
    """The squares of your numbers differ."""
    return 1, 2


# %% check="unequal_pair" points=1
a, b = call(unequal_pair)
assert a != b, because("unequal_pair__same")
assert a * a == b * b, because("unequal_pair__other_squares")
"unequal_pair: two numbers, one square."
