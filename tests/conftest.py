"""What all tests share."""

import os
import shutil

import pytest

from autograder.sandbox.threads import one_thread

one_thread()  # tests run side by side; before NumPy is imported


@pytest.fixture(scope="session")
def program():
    """`program("bwrap", "bubblewrap")`: the path of a program that comes with the system.

    Where it is missing the test is skipped on a person's machine and fails in CI, which installs
    what the tests need (`.ci/run`).
    """

    def find(name: str, package: str) -> str:
        path = shutil.which(name)
        if path is None:
            say = pytest.fail if os.environ.get("CI") else pytest.skip
            say(f"needs {name}: apt-get install {package}")
        return path

    return find
