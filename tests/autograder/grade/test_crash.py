"""Killed at any moment and started again, grading ends as if nothing had happened.

CRASHES=100 makes the full suite; otherwise it is a short one.
"""

import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from autograder.grade import run as running
from autograder.store.journal import FILE
from tests.autograder.helpers import Notebook, journaled
from tests.autograder.inline import grade_inline

LESSON = "91_exam"
KILLS = int(os.environ.get("CRASHES", "8"))
STUDENTS = 25
DRIVER = "tests.autograder.grade.crash_driver"
ROOT = Path(__file__).parents[3]
ANSWERS = [
    "def double(x): return 2 * x",
    "def double(x): return x * x",
    "def double(x): 2 * x",
    "def double(x:",
    "import os\ndef double(x): os._exit(1)",
]
DUMP = {
    "grades": """select s.student_id, c.name, g.auto_score, g.manual_score, g.extra_credit,
        g.needs_manual_grade, n.late_submission_penalty from grade g
        join base_cell c on c.id = g.cell_id join submitted_notebook n on n.id = g.notebook_id
        join submitted_assignment s on s.id = n.assignment_id order by 1, 2""",
    "comments": """select s.student_id, c.name, m.auto_comment, m.manual_comment from comment m
        join base_cell c on c.id = m.cell_id join submitted_notebook n on n.id = m.notebook_id
        join submitted_assignment s on s.id = n.assignment_id order by 1, 2""",
    "cells": "select name, type from base_cell order by 1, 2",
    "sources": "select name, cell_type, locked, source, checksum from source_cell order by 1",
    "students": "select id from student order by 1",
    "submissions": "select student_id, timestamp from submitted_assignment order by 1",
    "rest": "select (select count(*) from assignment), (select count(*) from notebook), "
    "(select count(*) from submitted_notebook), (select version_num from alembic_version)",
}


def canonical(course):
    """Everything grading leaves, without the ids nbgrader draws."""
    book = sqlite3.connect(course / "gradebook.db")
    state = {name: book.execute(query).fetchall() for name, query in DUMP.items()}
    assert book.execute("pragma integrity_check").fetchall() == [("ok",)]
    book.close()
    for folder in ("feedback", "autograded"):
        for path in sorted((course / folder).rglob("*")):
            if path.is_file() and not path.name.endswith(".part"):
                state[str(path.relative_to(course))] = path.read_bytes()
    state["csv"] = (course / "grades.csv").read_bytes()
    return state


#: both look at one quiet run
killed = pytest.mark.xdist_group("killed runs")


def hand_in(built, course, release):
    shutil.copytree(built, course)
    for i in range(STUDENTS):
        place = course / "submitted" / f"student-{i:02}" / LESSON
        place.mkdir(parents=True)
        notebook = Notebook(release).solve().answer(double=ANSWERS[i % len(ANSWERS)])
        (place / f"{LESSON}.ipynb").write_bytes(notebook.data)
        (place / "timestamp.txt").write_text(f"2026-03-01 12:00:{i:02} UTC")
    return course


@pytest.fixture
def classroom(built, tmp_path, exam):
    return hand_in(built, tmp_path / "course", exam.release)


@pytest.fixture(scope="module")
def quiet(built, tmp_path_factory, exam, walls):
    """A class that was graded in one quiet run. Not to be changed."""
    course = hand_in(built, tmp_path_factory.mktemp("quiet") / "course", exam.release)
    grade_quietly(course, walls)
    return course


def grade_quietly(course, walls):
    with pytest.MonkeyPatch.context() as patch:
        grade_inline(patch, walls)
        assert running.grade(course, [], console=Console(file=io.StringIO())) == 0


def drive(course, kills, seed=0):
    done = subprocess.run(
        [sys.executable, "-m", DRIVER, str(course), str(kills), str(seed)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return [int(n) for n in done.stdout.split()]


def enter(course):
    """What a person enters between two runs."""
    book = sqlite3.connect(course / "gradebook.db")
    book.execute("update grade set manual_score = 0.5, extra_credit = 0.25 where auto_score = 1")
    book.execute("update comment set manual_comment = 'seen'")
    book.execute("update submitted_notebook set late_submission_penalty = 0.5")
    book.commit()
    book.close()


@killed
def test_after_any_number_of_kills_everything_is_as_after_one_quiet_run(classroom, quiet):
    shutil.copytree(quiet / ".grade", classroom / ".grade")
    (classroom / FILE).unlink()
    killed, code = drive(classroom, KILLS)
    assert killed >= KILLS
    assert code == 0
    assert canonical(classroom) == canonical(quiet)


@killed
def test_what_a_person_entered_survives_kills(quiet, tmp_path, walls):
    again, classroom = tmp_path / "again", tmp_path / "course"
    shutil.copytree(quiet, again)
    enter(again)
    shutil.copytree(again, classroom)
    grade_quietly(again, walls)
    for page in classroom.glob("feedback/*/*/*.html"):
        page.unlink()
    drive(classroom, max(2, KILLS // 4), seed=1)
    assert canonical(classroom) == canonical(again)


def test_workers_and_candidates_end_with_a_killed_run(classroom, exam):
    source = "import time\ndef double(x): time.sleep(30)"
    for path in classroom.glob("submitted/student-0[0-3]/*/*.ipynb"):
        notebook = Notebook(exam.release).answer(double=source)
        path.write_bytes(notebook.data)
    command = [sys.executable, "-m", "autograder", "grade", "--jobs", "2", "--course"]
    process = subprocess.Popen([*command, str(classroom)], stdout=subprocess.DEVNULL)
    journal = classroom / FILE  # made when the self-test is over
    for _ in range(600):
        family = descendants(process.pid)
        if journal.exists() and len([p for p in family if b"bwrap" in cmdline(p)]) >= 4:
            break
        time.sleep(0.1)
    process.kill()
    process.wait()
    # two workers, each with two processes of bubblewrap, and their server
    assert len(family) >= 7
    for _ in range(100):
        if not any(alive(p) for p in family):
            break
        time.sleep(0.1)
    assert [p for p in family if alive(p)] == []


def test_ctrl_c_keeps_what_was_graded_and_costs_nobody_a_point(classroom):
    slow = "import time\ndef double(x): time.sleep(0.3); return 2 * x"
    for path in classroom.glob("submitted/*/*/*.ipynb"):
        notebook = json.loads(path.read_bytes())
        for cell in notebook["cells"]:
            if cell["id"] == "double":
                cell["source"] = slow
        path.write_text(json.dumps(notebook))
    command = [sys.executable, "-m", "autograder", "grade", "--jobs", "2", "--course"]
    process = subprocess.Popen(
        [*command, str(classroom)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # a job in the background begins with the interrupt ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    for _ in range(900):
        if len(journaled(classroom)) >= 3:
            break
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the whole group gets it
    shown, said = process.communicate()
    assert process.returncode == 130
    assert "stopping…" in shown
    assert "stopped; what was finished is kept" in said
    records = journaled(classroom)
    assert 3 <= len(records) < STUDENTS
    assert all(
        c["score"] == c["points"] for r in records for e in r["exercises"] for c in e["checks"]
    )
    book = sqlite3.connect(classroom / "gradebook.db")
    entered = book.execute("select student_id from submitted_assignment order by 1").fetchall()
    book.close()
    assert [s for (s,) in entered] == sorted(r["student"] for r in records)


def cmdline(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def descendants(pid):
    """Every process under a process."""
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents.setdefault(int(stat[1]), []).append(int(entry))
    found, queue = set(), [pid]
    while queue:
        for child in parents.get(queue.pop(), []):
            found.add(child)
            queue.append(child)
    return found
