# %% [markdown]
# # 90 · Sums
#
# What a window adds up to.
#
# **You need** lesson 00. **Time** 10 minutes. **Points** 2.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
from autograder import begin, case, check, normal

begin("90_sums")

# %% [markdown]
# ## Exercise 90.1 · Moving sums
# ★ · 5 min · 2 points
#
# Write `moving_sum(x, m)`: the sum of every `m` neighbours of `x`, shape `(n,)`. The result has
# shape `(n - m + 1,)`.


# %% solution="moving_sum"
def moving_sum(x, m):
    """(n,) -> (n - m + 1,)"""
    ### BEGIN SOLUTION
    return np.array([np.sum(x[i : i + m]) for i in range(len(x) - m + 1)])
    ### END SOLUTION


# %% misconception="moving_sum"
def moving_sum__forgets_last_window(x, m):
    """You left out the last window. It starts at n - m, so there are n - m + 1."""
    return np.array([np.sum(x[i : i + m]) for i in range(len(x) - m)])


# %% misconception="moving_sum"
def moving_sum__averages(x, m):
    """You divided by m. The sum is asked for, not the mean."""
    return np.array([np.mean(x[i : i + m]) for i in range(len(x) - m + 1)])


# %% check="moving_sum" points=2
def torch_moving_sum(x, m):
    return x.unfold(0, m, 1).sum(1)


check(moving_sum, against=torch_moving_sum, on=[case(x=normal(9), m=3), case(x=normal(6), m=1)])
### BEGIN HIDDEN TESTS
check(moving_sum, against=torch_moving_sum, on=[case(x=normal(7), m=7), case(x=normal(12), m=4)])
### END HIDDEN TESTS
