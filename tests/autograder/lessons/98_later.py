# %% [markdown]
# # A later check
#
# **Time** 22 minutes. **Points** 5.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
from autograder import begin, call, case, check, normal, uniform

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

# %% [markdown]
# ## Exercise 98.2 · Box
# ★ · 5 min · 1 point


# %% solution="box_of"
def box_of(n):
    """A square of n rows whose numbers add up to 1."""
    ### BEGIN SOLUTION
    return np.ones((n, n)) / (n * n)
    ### END SOLUTION


# %% check="box_of" points=1
for n in (2, 5):
    box = call(box_of, n)
    assert abs(box.sum() - 1) < 1e-9, "Its numbers do not add up to 1."

# %% [markdown]
# ## Exercise 98.3 · There and back
# ★ · 5 min · 1 point


# %% solution="there"
def there(x):
    """One more than each number."""
    ### BEGIN SOLUTION
    return x + 1
    ### END SOLUTION


def back(x):
    """One less than each number."""
    ### BEGIN SOLUTION
    return x - 1
    ### END SOLUTION


# %% check="there" points=1
check(there, against=lambda x: x + 1, on=[case(x=normal(n)) for n in (5, 9)])
### BEGIN HIDDEN TESTS
check(back, against=lambda x: x - 1, on=[case(x=normal(n)) for n in (2, 471)])
### END HIDDEN TESTS

# %% [markdown]
# ## Exercise 98.4 · Halved
# ★ · 5 min · 1 point


# %% solution="halved"
def halved(x):
    """Half of each number."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION


# %% check="halved" points=1
check(halved, against=lambda x: x / 2, on=[case(x=normal(n)) for n in (5, 9)])
