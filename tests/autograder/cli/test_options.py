"""What the verbs share."""

import subprocess
import sys

WITHOUT_EXTENSIONS = """
import sys
from autograder.cli.options import EXTENSIONS, import_gradebook
import_gradebook()
from nbgrader.api import Assignment
assert not {*EXTENSIONS, "nbconvert", "notebook"} & sys.modules.keys()
assert Assignment(name="07").name == "07"
from nbgrader.apps import NbGraderApp
from nbgrader.server_extensions.formgrader import load_jupyter_server_extension
assert callable(load_jupyter_server_extension)
before = set(sys.modules)
import_gradebook()
assert set(sys.modules) == before
"""


def test_the_gradebook_comes_without_extensions_which_can_be_imported_afterwards():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTENSIONS], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
