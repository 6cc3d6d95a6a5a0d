# %% [markdown]
# # Given cells
#
# **Time** 20 minutes. **Points** 2.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
from autograder import begin, case, check, normal
from convkit import data, plot

begin("96_given")

# %% [markdown]
# Pictures to look at.

# %%
photo = data.photograph("flower", shrink=8, layout="HW")
plot.photograph(photo)

# %%
black = np.zeros((2, 3))
black[0] = 7
signal = [1, 2, "three"]


def shifted(x):
    return x + offset


offset = black[0, 0]
1 / 0

# %% [markdown]
# ## Exercise 96.1 · Twice
# ★ · 5 min · 2 points


# %% solution="double"
def double(x):
    """Twice as large."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% misconception="double"
def double__squares(x):
    """You square the numbers."""
    return x * x


# %% check="double" points=2
check(double, against=lambda x: 2 * x, on=[case(x=normal(5)), case(x=normal(2, 3))])

# %%
after = double(photo)
