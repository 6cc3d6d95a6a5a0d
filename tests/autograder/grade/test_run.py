"""The whole way from submitted/ to gradebook, CSV and pages."""

import io
import json
import re
import shutil
import sqlite3
from types import SimpleNamespace

import pytest
from rich.console import Console
from sqlalchemy.exc import OperationalError

from autograder.authoring import build
from autograder.exam.handed_in import fingerprint
from autograder.exam.record import EssayResult, Record
from autograder.grade import run as running
from autograder.grade import worker
from autograder.output import summary, tally
from autograder.output.report import write
from autograder.output.tally import Tally
from autograder.store.journal import FILE
from tests.autograder.grade import bad_workers
from tests.autograder.helpers import journaled, nbgrader

LESSON = "91_exam"
pytestmark = pytest.mark.usefixtures("in_this_process")


@pytest.mark.processes
def test_a_class_is_graded_into_gradebook_csv_and_pages(course):
    course.hand_in("student-03", course.new().solve().answer(double="def double(x): return x * x"))
    assert course.grade(jobs=2) == 0
    assert course.scores() == {"student-01": 8, "student-02": 0, "student-03": 5}
    assert {row["points"] for row in course.csv()} == {"10"}
    assert "You square the numbers." in course.page("student-03")
    assert "3 graded, 0 unchanged, 0 not graded" in course.said
    assert "Isolation bubblewrap" in course.said


def test_a_second_run_grades_nothing_again(course):
    course.grade()
    before = list(journaled(course.path))
    assert course.grade() == 0
    assert "0 graded, 2 unchanged" in course.said
    assert list(journaled(course.path)) == before


def test_nothing_is_started_where_nothing_has_changed(course, monkeypatch):
    monkeypatch.setattr(fingerprint, "GRAIN", -60)  # what was just handed in counts as old
    course.grade()
    monkeypatch.setattr(running, "watched", None)
    monkeypatch.setattr(running, "Sandbox", None)
    assert course.grade() == 0
    assert "0 graded, 2 unchanged" in course.said
    secret = course.path / ".grade" / "secret"
    before = secret.read_bytes()
    secret.write_bytes(b"another")
    with pytest.raises(TypeError):  # other numbers are drawn: there would be something to do
        course.grade()
    secret.write_bytes(before)
    course.hand_in("student-02", course.new().solve())
    with pytest.raises(TypeError):
        course.grade()
    monkeypatch.undo()


def test_a_changed_submission_is_graded_again_and_alone(course):
    course.grade()
    course.hand_in("student-02", course.new().solve())
    course.grade(changed=True)
    assert "1 graded, 1 unchanged" in course.said
    assert course.scores()["student-02"] == 8


def test_a_journal_that_is_ahead_of_the_gradebook_is_entered_whatever_is_asked(course):
    course.grade()
    (course.path / "gradebook.db").unlink()
    course.grade(changed=True)
    assert "0 graded, 2 unchanged" in course.said
    assert course.scores() == {"student-01": 8, "student-02": 0}


def test_who_hands_in_an_older_notebook_again_has_its_score_and_its_pages(course):
    for notebook in (course.new(), course.new().solve(), course.new()):
        course.hand_in("student-02", notebook)
        course.grade()
    assert course.scores()["student-02"] == 0
    assert ": 0 of 10 points" in course.page("student-02")


def test_a_changed_lesson_grades_everyone_again(course):
    course.grade()
    module = course.path / "autograder" / "misconceptions" / f"{LESSON}.py"
    module.write_text(module.read_text() + "\n# changed\n")
    course.grade()
    assert "2 graded, 0 unchanged" in course.said


def test_a_check_that_the_lesson_has_lost_is_worth_nothing_to_anybody(course):
    course.grade()
    cell = "select id from base_cell where name = 'double-check-2'"
    course.sql(f"update grade set needs_manual_grade = 1 where cell_id in ({cell})")
    lesson = course.path / "lessons" / f"{LESSON}.py"
    text = (
        lesson.read_text().replace("3 points", "2 points").replace("**Points** 10", "**Points** 9")
    )
    before, _, after = text.partition('# %% check="double" points=1')
    lesson.write_text(before + after[after.index("# %% [markdown]") :])
    build.write(build.build(course.path))
    course.hand_in("student-03", course.new().solve())
    course.grade()
    rows = [(r["score"], r["points"], r["needs_person"]) for r in course.csv()]
    assert rows == [("7", "9", ""), ("0", "9", ""), ("7", "9", "")]


def test_force_grades_everyone_again(course):
    course.grade()
    course.grade(force=True)
    assert "2 graded, 0 unchanged" in course.said


def test_a_missing_page_and_an_empty_one_are_made_again(course):
    course.grade()
    shutil.rmtree(course.path / "feedback" / "student-01")
    page = course.path / "autograded" / "student-02" / LESSON / f"{LESSON}.ipynb"
    page.write_bytes(b"")
    course.grade()
    assert "2 graded, 0 unchanged" in course.said
    assert course.page("student-01") and page.read_bytes()


def test_a_dry_run_says_whose_score_would_change_and_writes_nothing(course):
    course.grade()
    course.hand_in("student-02", course.new().solve())
    course.hand_in("student-03", course.new().solve())

    def state():
        files = (p for p in course.path.rglob("*") if p.is_file())
        return {p: p.read_bytes() for p in files if "submitted" not in p.parts}

    before = state()
    assert course.grade(dry_run=True) == 0
    assert f"student-02, {LESSON}: 0 → 8 (+8)" in course.said
    assert f"student-03, {LESSON}: not graded → 8" in course.said
    assert "2 of 3 scores would change; nothing was written." in course.said
    assert state() == before


def test_one_student_may_be_graded_alone(course):
    course.grade(students=["student-02"])
    assert list(course.scores()) == ["student-02"]


def test_manual_scores_comments_extra_credit_and_penalties_survive_grading_again(course):
    course.grade()
    course.sql("update grade set manual_score = 1.5, extra_credit = 0.5 where auto_score = 2")
    course.sql("update comment set manual_comment = 'well done'")
    course.sql("update submitted_notebook set late_submission_penalty = 1")
    entered = course.sql("select id, manual_score, extra_credit from grade order by id")
    before = course.scores()
    course.hand_in("student-01", course.new().solve().answer(double="def double(x): return x * x"))
    course.grade(force=True)
    assert course.sql("select id, manual_score, extra_credit from grade order by id") == entered
    assert course.sql("select distinct manual_comment from comment") == [("well done",)]
    assert {row["late_penalty"] for row in course.csv()} == {"1"}
    # three checks of 2 points keep the person's 1.5 + 0.5, the check of 1 point is now lost
    assert course.scores()["student-01"] == before["student-01"] - 1


def test_what_a_person_entered_is_shown_everywhere(course):
    """An essay marked with a comment, extra credit, a late penalty: one score in every place."""
    course.hand_in("student-01", course.new().solve().answer(why="Because."))
    course.grade()
    assert "Formgrader" in course.said and f"{LESSON}: student-01" in course.said
    mine = "select n.id from submitted_notebook n join submitted_assignment s on s.id = n.assignment_id"
    mine += " where s.student_id = 'student-01'"
    cell = "select id from base_cell where type = 'GradeCell' and name = "
    course.sql(
        "update grade set manual_score = 1.5, needs_manual_grade = 0 "
        f"where notebook_id in ({mine}) and cell_id in ({cell} 'why')"
    )
    course.sql(
        f"update grade set extra_credit = 0.25 where notebook_id in ({mine}) "
        f"and cell_id in ({cell} 'pair-check')"
    )
    solution = "select id from base_cell where type = 'SolutionCell' and name = 'why'"
    course.sql(
        "update comment set manual_comment = 'Why <b>so</b> short?' "
        f"where notebook_id in ({mine}) and cell_id in ({solution})"
    )
    course.sql(f"update submitted_notebook set late_submission_penalty = 2 where id in ({mine})")
    course.grade()
    assert "0 graded, 2 unchanged" in course.said
    row = next(r for r in course.csv() if r["student"] == "student-01")
    assert (row["score"], row["late_penalty"], row["needs_person"]) == ("9.75", "2", "")
    assert re.search(r"student-01 +9.75", course.said)
    page = course.page("student-01")
    assert "9.75 of 10 points" in page and "2 points less" in page and "1.5 / 2" in page
    assert "Why &lt;b&gt;so&lt;/b&gt; short?" in page and "0.25 points of extra credit" in page
    write(course.path)
    (found,) = json.loads((course.path / "report.json").read_text())
    assert max(row["score"] for row in found["grid"]) == 9.75
    assert not [p for p in found["person"] if p["student"] == "student-01"]
    # what is taken back is taken off the page too
    course.sql(f"update submitted_notebook set late_submission_penalty = 0 where id in ({mine})")
    course.grade()
    assert "points less" not in course.page("student-01")


def test_an_automatic_score_that_changed_under_a_manual_one_is_shown_to_a_person(course):
    course.grade()
    course.sql("update grade set manual_score = 1, needs_manual_grade = 0 where auto_score = 2")
    course.grade(force=True)
    assert course.sql("select sum(needs_manual_grade) from grade") == [(0,)]
    course.hand_in("student-01", course.new().solve("double"))
    course.grade()
    assert course.sql("select sum(needs_manual_grade) from grade") == [(1,)]


def test_the_gradebook_is_backed_up_before_it_is_written(course):
    course.grade()
    course.sql("update comment set manual_comment = 'before'")
    course.hand_in("student-02", course.new().solve())
    course.grade()
    copy = sqlite3.connect(course.path / "gradebook.db.bak")
    assert copy.execute("select distinct manual_comment from comment").fetchall() == [("before",)]
    assert copy.execute("select sum(auto_score) from grade").fetchone() == (8.0,)
    copy.close()


def test_a_gradebook_that_is_none_is_left_as_it_is(course):
    course.grade()
    course.grade()
    copy = (course.path / "gradebook.db.bak").read_bytes()
    (course.path / "gradebook.db").write_bytes(b"not a database" * 99)
    assert course.grade() == tally.REFUSED
    assert "the gradebook cannot be copied: file is not a database" in course.said
    assert (course.path / "gradebook.db").read_bytes() == b"not a database" * 99
    assert (course.path / "gradebook.db.bak").read_bytes() == copy


def test_a_gradebook_that_fails_on_the_way_is_told_in_a_line(course, monkeypatch):
    def fail(*arguments):
        raise OperationalError("insert", ("the hidden tests",), "disk full")

    monkeypatch.setattr("autograder.store.gradebook.prepare", fail)
    assert course.grade() == tally.REFUSED
    assert "the gradebook cannot be written: " in course.said
    assert "hidden tests" not in course.said


def test_a_secret_that_a_crash_left_empty_is_made_anew(course):
    course.grade()
    (course.path / ".grade" / "secret").write_text("")
    course.grade()
    assert len((course.path / ".grade" / "secret").read_text()) == 64


def test_a_bad_submission_is_told_in_a_line_and_the_others_are_graded(course):
    course.hand_in("student-03", b"{oops")
    course.hand_in("student-04", course.new().solve())
    assert course.grade() == tally.FOR_A_PERSON
    assert "student-03, 91_exam: The file is not a notebook" in course.said
    assert course.scores()["student-03"] == 0
    assert course.scores()["student-04"] == 8
    assert "not valid JSON" in course.page("student-03")


def test_a_written_answer_waits_for_a_person(course):
    notebook = course.new().solve()
    notebook.cell("why")["source"] = "Because."
    course.hand_in("student-01", notebook)
    assert course.grade() == tally.FOR_A_PERSON
    assert "Written answers that wait for a person: 1. In JupyterLab, started" in course.said
    assert "Nbgrader > Formgrader > Manual Grading" in " ".join(course.said.split())
    assert f"{LESSON}: student-01\n" in course.said
    assert course.sql("select count(*) from grade where needs_manual_grade") == [(1,)]


def test_of_many_written_answers_some_students_are_named_and_all_are_counted(tmp_path):
    tally = Tally()
    for number in range(15, 0, -1):
        essays = [EssayResult("why", 2.0), EssayResult("how", 2.0), EssayResult("done", 2.0, 1.0)]
        tally.count(Record(f"student-{number:02}", "06_norms", essays=essays))
    out = Console(file=io.StringIO(), width=300)
    summary.show(out, tally, {"06_norms": SimpleNamespace(points=6)}, tmp_path, "")
    said = out.file.getvalue()
    assert "wait for a person: 30. " in said
    assert "  06_norms: student-01, student-02, " in said
    assert "student-12 and 3 more\n" in said


def test_the_table_of_a_whole_course_fits_a_terminal(tmp_path):
    tally = Tally(scores={("student-01", f"{n:02}_topic_of_a_lesson"): 20.0 for n in range(14)})
    bundles = {lesson: SimpleNamespace(points=23) for _, lesson in tally.scores}
    out = Console(file=io.StringIO(), width=100)
    summary.show(out, tally, bundles, tmp_path, "")
    head, points, row = out.file.getvalue().splitlines()[:3]
    assert head.split() == [f"{n:02}" for n in range(14)]
    assert points.split() == ["student"] + ["(23)"] * 14
    assert row.split() == ["student-01"] + ["20"] * 14


def test_grading_is_refused_with_a_reason(course, monkeypatch):
    assert course.grade("77") == tally.REFUSED
    assert "there is no lesson '77'" in course.said
    assert course.grade(students=["nobody"]) == tally.REFUSED
    assert "no submission of nobody" in course.said
    assert course.grade(db="sqlite:////no/such/place/gradebook.db") == tally.REFUSED
    assert "the gradebook cannot be opened" in course.said
    monkeypatch.setenv("PATH", "/nowhere")
    assert course.grade() == tally.REFUSED
    assert "apt-get install bubblewrap" in course.said
    shutil.rmtree(course.path / "submitted")
    assert course.grade(isolation="process") == tally.REFUSED
    assert "submitted" in course.said


def test_two_runs_do_not_meet(course):
    with running.lock(course.path):
        assert course.grade() == tally.REFUSED
    assert "another grading run" in course.said


@pytest.mark.processes
def test_the_weak_level_grades_the_same(course):
    course.grade(isolation="process")
    assert course.scores() == {"student-01": 8, "student-02": 0}
    assert "NOT enforced" in course.said


@pytest.mark.processes
def test_a_worker_that_dies_costs_only_what_killed_it(course, monkeypatch):
    course.hand_in("student-03", course.new().solve())
    course.hand_in("student-02", course.new().insert("# kills its worker"))
    monkeypatch.setattr(worker, "grade", bad_workers.fragile)
    assert course.grade(jobs=2) == tally.FOR_A_PERSON
    assert course.scores() == {"student-01": 8, "student-02": 0, "student-03": 8}
    assert "student-02, 91_exam: The worker process died on it twice" in course.said
    assert next(r for r in course.csv() if r["student"] == "student-02")["needs_person"] == "yes"
    assert "died on it twice" in course.page("student-02")
    assert course.grade(jobs=2) == tally.FOR_A_PERSON
    assert "0 graded, 3 unchanged" in course.said  # it has no third run


@pytest.mark.processes
def test_what_cannot_be_interrupted_ends_its_worker_once(course, monkeypatch):
    """The watchdog comes; nobody is made to wait for the same a second time."""
    course.hand_in("student-03", course.new().solve())
    course.hand_in("student-02", course.new().insert("# hangs"))
    monkeypatch.setattr(worker, "grade", bad_workers.hanging)
    assert course.grade(jobs=2) == tally.FOR_A_PERSON
    assert course.scores() == {"student-01": 8, "student-02": 0, "student-03": 8}
    assert "kept a worker busy with something that cannot be interrupted" in course.said
    assert (course.path / "hung").read_text() == "once "
    course.grade(jobs=2)
    assert "0 graded, 3 unchanged" in course.said


@pytest.mark.parametrize("text", ["\x1b[2Jnever", "03:" + "1" * 40])
def test_a_timestamp_that_is_none_is_not_passed_on(course, text):
    stamp = course.path / "submitted" / "student-01" / LESSON / "timestamp.txt"
    stamp.write_text(text)
    course.grade()
    assert not (course.path / "autograded" / "student-01" / LESSON / "timestamp.txt").exists()
    assert course.scores()["student-01"] == 8


NAMES = [
    "=cmd|'calc'!A0",
    "+1",
    "-2",
    "@x",
    "<script>alert(1)<script>",
    'a,b"c',
    "ünï çø",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_student_with_any_name_breaks_nothing(course, name):
    course.hand_in(name, course.new().solve())
    assert course.grade(students=[name]) == 0
    row = course.csv()[0]
    assert row["score"] == "8"
    assert not row["student"].startswith(("=", "+", "-", "@"))
    assert "\x1b" not in course.said + (course.path / "grades.csv").read_text()
    assert "<script>" not in course.page(name)


@pytest.mark.parametrize("name", ["x" * 129, "\udcff\udcfe", "ünï \x1b[31m"])
def test_a_folder_whose_name_no_gradebook_takes_is_told_and_the_others_are_graded(course, name):
    course.hand_in(name, course.new().solve())
    assert course.grade() == tally.SOME_NOT_GRADED
    assert course.scores() == {"student-01": 8, "student-02": 0}
    assert "the folder's name" in course.said


def test_no_hidden_test_and_no_solution_reaches_a_student(course):
    course.hand_in("student-03", course.new().solve().answer(double="def double(x): return x * x"))
    course.grade()
    for folder in ("feedback", "autograded"):
        files = [p for p in (course.path / folder).rglob("*") if p.is_file()]
        assert len(files) == 3
        for path in files:
            text = path.read_text()
            assert "hidden_canary" not in text
            assert "solution-canary" not in text
            assert str(course.path) not in text


def test_the_autograded_notebook_is_valid_and_has_answers_tests_and_messages(course):
    import nbformat

    notebook = course.new().solve().answer(double="def double(x): return x * x")
    notebook.insert("def helper(): pass", before="pair").insert(
        "<b onclick=x>hi</b>", kind="markdown"
    )
    course.hand_in("student-01", notebook)
    course.grade()
    path = course.path / "autograded" / "student-01" / LESSON / f"{LESSON}.ipynb"
    graded = nbformat.read(path, as_version=4)
    nbformat.validate(graded)
    cells = {c.id: c for c in graded.cells}
    assert cells["double"].source == "def double(x): return x * x"
    assert cells["double-check"].outputs[0].evalue == "You square the numbers."
    assert "Passed: 2 of 2" in cells["Scale-check"].outputs[0].text
    order = [c.source for c in graded.cells]
    assert order.index("def helper(): pass") < order.index(cells["pair"].source)
    assert "&lt;b onclick=x>hi&lt;/b>" in order


def test_the_cells_in_the_gradebook_are_those_nbgrader_saves(course, tmp_path):
    course.grade()
    other = tmp_path / "other"
    shutil.copytree(course.path / "solutions", other / "source")
    nbgrader(other, "generate_assignment", LESSON, "--db", f"sqlite:///{other}/gradebook.db")
    theirs = sqlite3.connect(other / "gradebook.db")
    for query in (
        "select name, cell_type, locked, source, checksum from source_cell order by name",
        "select type, name from base_cell order by type, name",
        "select name, max_score, cell_type from grade_cells join base_cell using (id) order by name",
        "select name, kernelspec from notebook",
        "select version_num from alembic_version",
    ):
        assert course.sql(query) == theirs.execute(query).fetchall()
    theirs.close()


def test_grading_again_does_not_make_the_journal_grow(course):
    course.grade()
    size = (course.path / FILE).stat().st_size
    for _ in range(3):
        course.grade(force=True)
    assert len(journaled(course.path)) == 2
    assert (course.path / FILE).stat().st_size == size


def test_a_damaged_journal_is_named_and_nothing_is_changed(course):
    course.grade()
    (course.path / FILE).write_bytes(b"no database " * 1000)
    before = course.scores()
    with pytest.raises(ValueError, match=r"journal\.db cannot be read .* move it away"):
        course.grade()
    assert course.scores() == before
    (course.path / FILE).unlink()
    assert course.grade() == 0
    assert course.scores() == before


def test_a_folder_in_which_nothing_is_recognised_has_a_line_and_the_others_are_graded(course):
    submitted = course.path / "submitted"
    (submitted / "student-03").mkdir()
    (submitted / "student-03" / "final\x1b[2J.ipynb").write_bytes(course.new().solve().data)
    (submitted / "student-04").mkdir()
    (submitted / "student-04" / f"{LESSON}.ipynb").write_bytes(course.new().solve().data)
    assert course.grade() == 0
    assert course.scores() == {"student-01": 8, "student-02": 0, "student-04": 8}
    lines = [line for line in course.said.splitlines() if "no lesson was recognised" in line]
    assert len(lines) == 1 and lines[0].startswith("student-03") and "final" in lines[0]
    assert "\x1b" not in course.said


def test_who_may_have_meant_another_notebook_is_shown_to_a_person(course):
    place = course.path / "submitted" / "student-01" / LESSON
    wrong = course.new().solve().answer(double="def double(x): return x * x")
    (place / f"Copy of {LESSON}.ipynb").write_bytes(wrong.data)
    assert course.grade() == tally.FOR_A_PERSON
    assert "has other answers" in course.said
