# %% [markdown]
# # What is at hand
#
# **Time** 10 minutes. **Points** 2.

# %% setup="all" allow=["numpy", "convkit.convolution.conv.conv2d"]
import numpy as np

from convkit.convolution.conv import conv2d

# %% setup="checks"
import torch.nn.functional as F
from autograder import begin, case, check, normal

begin("97_at_hand")

# %% [markdown]
# ## Exercise 97.1 · Back to the filters
# ★ · 5 min · 2 points


# %% solution="back"
def back(x, w, g):
    """The gradient of a convolution by its kernel."""
    ### BEGIN SOLUTION
    return conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    ### END SOLUTION


# %% misconception="back"
def back__axes_as_they_are(x, w, g):
    """The axes of the filters are exchanged."""
    return conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1))


# %% check="back" points=2
def torch_back(x, w, g):
    return F.conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)


check(
    back,
    against=torch_back,
    on=[case(x=normal(2, 3, 6, 5), w=normal(4, 3, 2, 3), g=normal(2, 4, 5, 3))],
)
