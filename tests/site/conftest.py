"""The built pages. The lessons' outputs are kept in build/site-cache, so only the first is slow."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def site():
    """The folder site/, built as `make site` builds it; a warning is an error.

    ``SITE=site pytest tests/site`` takes the folder as it is, whatever has changed since.
    """
    if os.environ.get("SITE"):
        return Path(os.environ["SITE"]).resolve()
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    command += ["-d", "build/doctrees", "docs", "site"]
    (ROOT / "build").mkdir(exist_ok=True)
    with FileLock(ROOT / "build" / "site.lock"):  # one worker builds, the others wait
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stderr == ""
    return ROOT / "site"
