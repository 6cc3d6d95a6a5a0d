"""What the tests of candidates ask with, and what they read of an answer."""

import numpy as np

from autograder.sandbox.time_limit import Budgets

X = np.arange(3.0)
QUICK = Budgets(call=0.5, cell=0.5, notebook=20)


def error(outcome):
    """The error that a call must have ended with."""
    assert outcome.error is not None, outcome
    return outcome.error
