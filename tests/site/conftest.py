"""The built pages. The lessons' outputs are kept in build/site-cache, so only the first is slow."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
#: whose pages are built and looked at: of all lessons it takes minutes (`make test-pages`)
LESSONS = os.environ.get("SITE_LESSONS", "00 01")


def make_site(folder, *options):
    """`make site` with these options, into a folder; a warning is an error."""
    make = ["make", "--silent", "--old-file=.venv/.ready", f"BIN={Path(sys.executable).parent}"]
    command = [*make, "site", f"SITE={folder}", *options]
    (ROOT / "build").mkdir(exist_ok=True)
    with FileLock(ROOT / "build" / "site.lock"):  # one worker builds, the others wait
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stderr == ""


@pytest.fixture(scope="session")
def site():
    """A folder with the pages, those of two lessons unless SITE_LESSONS names others.

    ``SITE=site pytest tests/site`` takes the folder as it is, whatever has changed since.
    """
    if os.environ.get("SITE"):
        return Path(os.environ["SITE"]).resolve()
    folder = "build/site" if LESSONS else "site"
    make_site(folder, f"LESSONS={LESSONS}")
    return ROOT / folder


@pytest.fixture(scope="session")
def built():
    """The numbers of the lessons whose pages the site has to have; [] for all."""
    return [] if os.environ.get("SITE") else LESSONS.split()


@pytest.fixture(scope="session")
def site_without_answers(site, tmp_path_factory):
    """The pages of lessons 00 and 01 for students, made over pages that had the answers."""
    folder = tmp_path_factory.mktemp("made") / "site"
    shutil.copytree(site, folder)
    make_site(folder, "SOLUTIONS=no", "LESSONS=00 01")
    return folder
