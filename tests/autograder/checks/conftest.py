"""A lesson with two misconceptions, for every test of the checks."""

import types

import pytest

from autograder.checks import session
from tests.autograder.checks.solutions import flipped, wide


@pytest.fixture(autouse=True)
def exam():
    """A lesson with two misconceptions of xcorr2d."""
    module = types.ModuleType("misconceptions")
    module.xcorr2d__flipped = flipped
    module.xcorr2d__wide = wide
    module.EXERCISES = {"xcorr2d": ("xcorr2d__flipped", "xcorr2d__wide")}
    module.ALLOW = ("numpy", "tests.autograder.checks.solutions")  # its helpers are ours
    with session.exam("test", misconceptions=module) as opened:
        yield opened
