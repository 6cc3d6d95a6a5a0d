# %% [markdown]
# # A later check
#
# **Time** 6 minutes. **Points** 2.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
from autograder import begin, case, check, normal, uniform

begin("98_later")

# %% [markdown]
# ## Exercise 98.1 · Doubled
# ★ · 5 min · 2 points


# %% solution="doubled"
def doubled(x):
    """Twice the size of each number."""
    size = np.abs(x)
    ### BEGIN SOLUTION
    return size + size
    ### END SOLUTION


# %% check="doubled" points=1
check(doubled, against=lambda x: 2 * abs(x), on=[case(x=uniform(n, low=3, high=4)) for n in (5, 9)])

# %% check="doubled" points=1
shown = [case(x=uniform(5, low=1, high=2))]
### BEGIN HIDDEN TESTS
shown += [case(x=normal(n)) for n in (4, 7)]
### END HIDDEN TESTS
check(doubled, against=lambda x: 2 * abs(x), on=shown)
