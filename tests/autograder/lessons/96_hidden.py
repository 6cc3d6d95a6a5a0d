# %% [markdown]
# # Cases that are the same for everybody
#
# **Time** 16 minutes. **Points** 6.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
from autograder import begin, call, case, check, check_raises

begin("96_hidden")

# %% [markdown]
# ## Exercise 96.1 · One more
# ★ · 5 min · 3 points


# %% solution="more"
def more(n):
    """n + 1; ValueError below zero."""
    ### BEGIN SOLUTION
    if n < 0:
        raise ValueError(f"n is {n}")
    return n + 1
    ### END SOLUTION


# %% misconception="more"
def more__less(n):
    """You take one away."""
    return n - 1


# %% check="more" points=1
check(more, against=lambda n: n + 1, on=[case(n=1), case(n=2)])
### BEGIN HIDDEN TESTS
check(more, against=lambda n: n + 1, on=[case(n=471_108_100), case(n=471_108_200)])
### END HIDDEN TESTS

# %% check="more" points=1
check_raises(more, on=[case(n=-1)])
### BEGIN HIDDEN TESTS
check_raises(more, on=[case(n=-471_108_300)])
assert call(more, 471_108_400) == 471_108_401, f"That is {call(more, 471_400)}."
### END HIDDEN TESTS

# %% check="more" points=1
check(more, against=lambda n: n + 1, on=[case(n=np.arange(3))])
### BEGIN HIDDEN TESTS
check(more, against=lambda n: n + 1, on=[case(n=471_108_500 + np.arange(3))])
### END HIDDEN TESTS

# %% [markdown]
# ## Exercise 96.2 · A function
# ★ · 5 min · 1 point


# %% solution="adder"
def adder():
    """A function that adds two."""
    ### BEGIN SOLUTION
    return lambda n: n + 2
    ### END SOLUTION


# %% misconception="adder"
def adder__one():
    """Your function adds one."""
    return lambda n: n + 1


# %% check="adder" points=1
add = call(adder)
assert add(1) == 3, "Your function adds one."
"adder: right."
### BEGIN HIDDEN TESTS
assert add(471_108_600) == 471_108_602, "It does not always add two."
### END HIDDEN TESTS

# %% [markdown]
# ## Exercise 96.3 · A pair
# ★ · 5 min · 2 points


# %% solution="pair"
def pair():
    """Two different numbers with the same square."""
    ### BEGIN SOLUTION
    return 2, -2
    ### END SOLUTION


# %% misconception="pair"
def pair__same():
    """The two numbers are the same."""
    return 1, 1


# %% check="pair" points=2
a, b = call(pair)
assert a * a == b * b, f"The squares of {a} and {b} differ."
### BEGIN HIDDEN TESTS
assert a != b, f"{a} and {b} are the same."
### END HIDDEN TESTS
