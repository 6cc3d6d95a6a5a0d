"""A class of attackers: none earns a point, none costs anybody else one, nothing is left behind.

Every submission solves three exercises honestly and attacks in the fourth, `double`, worth 3
points. They are graded as one batch with honest students between them, on every rung that holds
strangers.
"""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from autograder.output.tally import FOR_A_PERSON
from autograder.untrusted_text import for_markdown
from tests.autograder.hostile.attacks import ATTACKS, SELF_INFLICTED, SOME
from tests.autograder.hostile.classroom import FILE_CANARY, SHORT, Class, hand_in, student_of
from tests.autograder.hostile.folders import FOLDERS, SOME_FOLDERS
from tests.autograder.hostile.notebooks import BENT, HONEST_BENT, SOME_BENT
from tests.autograder.inline import grade_inline

ALL = os.environ.get("HOSTILE") != "some"
HERE = ATTACKS if ALL else SOME
BENT_HERE = BENT if ALL else SOME_BENT
FOLDERS_HERE = FOLDERS if ALL else SOME_FOLDERS
HONEST = 5  # points of the three exercises that are not attacked
ENVIRONMENT_CANARY = "environment-canary-4711"


#: grading the suite takes a minute: one process of the tests does it once
EACH = [
    pytest.param(level, marks=pytest.mark.xdist_group(f"hostile {level}"))
    for level in ("bubblewrap", "landlock")
]


@pytest.fixture(scope="module", params=EACH)
def hostile(built, at_level, exam, tmp_path_factory, request):
    path = tmp_path_factory.mktemp("hostile") / "course"
    hand_in(built, path, exam.release, HERE, [*BENT_HERE, *HONEST_BENT], FOLDERS_HERE)
    patch = pytest.MonkeyPatch()
    grade_inline(patch, at_level(request.param), SHORT)
    patch.setenv("CANARY", ENVIRONMENT_CANARY)
    try:
        return Class(path, isolation=request.param)
    finally:
        patch.undo()


def test_the_suite_has_at_least_190_attacks():
    assert len(ATTACKS) + len(BENT) + len(FOLDERS) >= 190


@pytest.mark.parametrize("name", HERE)
def test_an_attack_earns_nothing_and_costs_its_own_exercise_only(hostile, name):
    scores = hostile.scores(student_of(name))
    assert scores.pop("double") == 0
    if name not in SELF_INFLICTED:
        assert sum(scores.values()) == HONEST


@pytest.mark.parametrize("bend", BENT_HERE, ids=lambda b: b.__name__)
def test_a_bent_notebook_earns_what_its_answers_are_worth(hostile, bend):
    scores = hostile.scores(bend.__name__)
    assert scores.pop("double") == 0
    assert sum(scores.values()) == HONEST


@pytest.mark.parametrize("bend", HONEST_BENT, ids=lambda b: b.__name__)
def test_an_honest_notebook_has_what_it_has_when_it_is_run_from_the_top(hostile, bend):
    assert sum(hostile.scores(bend.__name__).values()) == 8


@pytest.mark.parametrize("make", FOLDERS_HERE, ids=lambda m: m.__name__)
def test_a_hostile_folder_is_told_and_scores_nothing(hostile, make):
    assert sum(hostile.scores(make.__name__).values()) == 0
    record = hostile.records[make.__name__]
    assert record["problem"] or record["notes"]


def test_the_batch_went_on_to_its_end(hostile):
    expected = {p.name for p in (hostile.path / "submitted").iterdir()}
    assert set(hostile.records) == expected
    assert hostile.code == FOR_A_PERSON
    assert "0 not graded" in hostile.said


def test_honest_students_between_attackers_have_all_their_points(hostile):
    honest = [s for s in hostile.records if s.endswith("honest")]
    assert len(honest) >= len(HERE) // 10 >= 4
    assert all(sum(hostile.scores(s).values()) == 8 for s in honest)


def test_the_gradebook_has_the_same_scores_as_the_records(hostile):
    book = sqlite3.connect(hostile.path / "gradebook.db")
    rows = book.execute(
        "select student_id, sum(auto_score) from grade g join submitted_notebook n on g.notebook_id = n.id "
        "join submitted_assignment a on n.assignment_id = a.id group by student_id"
    ).fetchall()
    book.close()
    assert dict(rows) == {s: sum(hostile.scores(s).values()) for s in hostile.records}


def test_nothing_hidden_is_in_anything_a_student_sees(hostile):
    canaries = ["hidden_canary", "solution-canary", ENVIRONMENT_CANARY, FILE_CANARY]
    canaries += [str(hostile.path), (hostile.path / ".grade" / "secret").read_text()]
    seen = 0
    for path, text in hostile.visible():
        seen += 1
        for canary in canaries:
            assert canary not in text, path
    assert seen >= 2 * len(hostile.records)


def test_no_script_and_no_control_code_of_a_submission_lives(hostile):
    for path, text in hostile.visible():
        if path.suffix == ".html":
            assert "<script" not in text and "<img" not in text and "<iframe" not in text, path
        elif path.suffix == ".ipynb":
            for cell in json.loads(text)["cells"]:
                if cell["cell_type"] != "code":
                    source = "".join(cell["source"])
                    assert not any(
                        t in source
                        for t in (
                            "<script",
                            "](",
                            "]:",
                            "\\href",
                            "\\style",
                            "\\mmlToken",
                            "\\bbox",
                            "&#",
                        )
                    ), path
        assert not any(c in text for c in "\x1b\x07\x9b\x00"), path
    assert "\x1b" not in hostile.said


def test_no_markdown_of_a_submission_lives_in_the_comments_nbgrader_shows(hostile):
    book = sqlite3.connect(hostile.path / "gradebook.db")
    comments = [c for (c,) in book.execute("select auto_comment from comment") if c]
    book.close()
    assert not any("](" in c or "<b" in c or "<script" in c for c in comments)
    # what the attackers wrote is there, as text
    [said] = [c for c in comments if "javascript:alert(7)" in c]
    assert for_markdown("[a](javascript:alert(7)) <b onclick=alert(8)>") in said


def test_no_process_of_an_attacker_is_left(hostile):
    left = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            uid = os.stat(f"/proc/{pid}").st_uid
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if uid == 1_000_000_000 + os.getpid() and state != "Z":
            left.append(pid)
    assert left == []


def test_nothing_was_written_outside_the_course_directory(hostile):
    assert not any(Path(p).exists() for p in ("/tmp/left", "/dev/shm/left", "/tmp/f"))
    assert not list(hostile.path.rglob("evil.ipynb"))
