"""The class of attackers, graded by an ordinary user, on a cluster, and where walls are missing."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from autograder.output.tally import FOR_A_PERSON
from tests.autograder.hostile.attacks import ATTACKS, REACH, SELF_INFLICTED, SHARED, SLOW, SOME
from tests.autograder.hostile.classroom import SHORT, Class, hand_in, student_of
from tests.autograder.hostile.folders import SOME_FOLDERS
from tests.autograder.hostile.notebooks import SOME_BENT, bend_tries
from tests.autograder.hostile.ordinary_user import as_ordinary_user
from tests.autograder.inline import grade_inline

ROOT = Path(__file__).parents[3]
HONEST = 5
#: a cluster's workers have the whole of a student's time: one attack that takes it is enough
LONG = ("takes all memory", "fills the disk")
#: kinds that do nothing to the machine, which has no walls around them
HARMLESS = (
    "patches", "plants", "overloads", "pretends", "answers", "caches", "changes", "returns",
    "is a handle", "poses", "refuses", "poisons", "names", "sends", "announces", "forges", "writes",
)  # fmt: skip


@pytest.mark.slow
def test_an_ordinary_user_is_as_safe_as_root():
    """On every rung that holds strangers."""
    if os.geteuid() != 0:
        return  # one runs all of the suite already
    home = Path(tempfile.mkdtemp(prefix="ordinary-"))
    home.chmod(0o777)
    suite = "tests/autograder/hostile/test_hostile.py"
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", suite]
    command, variables = as_ordinary_user(words, home)
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **variables, "HOSTILE": "some"},
        capture_output=True,
        text=True,
    )
    shutil.rmtree(home, ignore_errors=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    (passed,) = re.findall(r"(\d+) passed", done.stdout)
    assert int(passed) > 2 * (len(SOME) + len(SOME_BENT) + len(SOME_FOLDERS))


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.filterwarnings("default")  # dask's own are nobody's here
def test_on_a_cluster_nobody_earns_or_loses_a_point_either(built, exam, tmp_path):
    attacks = {name: source for name, source in SOME.items() if name not in LONG}
    bent = [bend for bend in SOME_BENT if bend is not bend_tries]
    hand_in(built, tmp_path / "course", exam.release, attacks, bent, SOME_FOLDERS)
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as cluster,
    ):
        hostile = Class(tmp_path / "course", cluster=cluster.scheduler_address)
    assert hostile.code == FOR_A_PERSON
    assert set(hostile.records) == {p.name for p in (hostile.path / "submitted").iterdir()}
    for student in hostile.records:
        scores = hostile.scores(student)
        assert scores.pop("double") == (3 if "honest" in student else 0), student
    for name in (*map(student_of, set(attacks) - SELF_INFLICTED), *(b.__name__ for b in bent)):
        assert sum(hostile.scores(name).values()) == HONEST, name


def test_without_walls_forgers_and_pretenders_earn_nothing_either(built, exam, plain, tmp_path):
    """What the level `process` does let through is listed by the self-test's own test."""
    walled = REACH | SHARED | SLOW  # what is slow for the examiner is as slow behind walls
    attacks = {n: s for n, s in ATTACKS.items() if n.startswith(HARMLESS) and n not in walled}
    assert len(attacks) > 45
    hand_in(built, tmp_path / "course", exam.release, attacks, SOME_BENT, ())
    patch = pytest.MonkeyPatch()
    grade_inline(patch, plain, SHORT)
    hostile = Class(tmp_path / "course", isolation="process")
    patch.undo()
    for student in hostile.records:
        scores = hostile.scores(student)
        assert scores.pop("double") == (3 if "honest" in student else 0), student
