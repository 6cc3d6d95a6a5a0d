"""A term of a class, from handing out to the grades in three systems: one score everywhere."""

import csv
import io
import json
import re
import shutil
import zipfile
from contextlib import closing
from datetime import datetime

import pytest
from nbgrader.api import Gradebook

from autograder import cli
from autograder.output.handout import released
from tests.autograder.cli.by_browser import answer_in_lab, mark_in_formgrader
from tests.autograder.helpers import LESSON, SOLVED, Notebook
from tests.autograder.inline import grade_inline
from tests.autograder.intake.downloads import zipped
from tests.jupyter import serving

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.slow]

#: as Moodle, Canvas and Blackboard hand them out; the last is two days late
MOODLE = f"Ada Lovelace_4711_assignsubmission_file/{LESSON}.ipynb"
CANVAS = f"hopper_1002_555_{LESSON}.ipynb"
BLACKBOARD = f"{LESSON}_cy_attempt_2026-03-03-12-00-00_{LESSON}.ipynb"
ADA, BO, CY = "Ada Lovelace", "1002", "cy"
DUE = datetime(2026, 3, 1, 12)
WHY = "It is in the definition."
ALIKE = "def pair():\n    return 2.0, 2.0\n"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "term"
c.AssignLatePenalties.plugin_class = "plugin_of_a_term.PointADay"
"""
PLUGIN = """
from nbgrader.plugins import LateSubmissionPlugin


class PointADay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 86400
"""


@pytest.fixture
def term(course, database, monkeypatch, walls, capsys):
    """`term(verb, …)` is the program in an empty course: its exit code and what it said."""
    monkeypatch.setenv("TZ", "UTC")
    grade_inline(monkeypatch, walls)
    shutil.rmtree(course.path / "submitted")
    config = CONFIG + (f"c.CourseDirectory.db_url = {database!r}\n" if database else "")
    (course.path / "nbgrader_config.py").write_text(config)
    (course.path / "plugin_of_a_term.py").write_text(PLUGIN)
    place = ["--db", database] if database else []

    def run(verb, *words):
        options = place if verb in ("collect", "grade", "report", "export") else []
        code = cli.main([verb, "--course", str(course.path), *options, *map(str, words)])
        return code, "".join(capsys.readouterr())

    run.path = course.path
    run.url = database or f"sqlite:///{course.path}/gradebook.db"
    run.book = lambda: closing(Gradebook(run.url, "term"))
    return run


@pytest.fixture
def marker(term, new_page, tmp_path):
    """`marker(student, score, comment)` marks the essay in formgrader, open through the term."""
    home = tmp_path / "marker"
    home.mkdir()
    with serving(term.path, home, "jupyter_server") as address:
        page = new_page(extra_http_headers={"Authorization": "token open"})
        # the page asks another server for MathJax; nothing else comes from outside
        page.route(lambda url: not url.startswith(address), lambda route: route.abort())
        yield lambda *words: mark_in_formgrader(page, address, *words)
        page.close()


def answered(course, **answers):
    """The notebook as it is handed out, with these answers in it."""
    notebook = Notebook(json.loads(handed_out(course))).solve()
    return notebook.answer(**{"why": WHY} | answers).data


def handed_out(course):
    files = dict(released(course, course / "notebooks" / LESSON))
    (data,) = (data for name, data in files.items() if name.endswith(".ipynb"))
    return data


def scores_by_place(term):
    """place -> student -> the score that is shown there, and the points less, where those are."""
    code, table = term("grade")
    assert code in (0, 2)
    assert term("report")[0] == 0
    with open(term.path / "grades.csv", newline="") as file:
        rows = {r["student"]: r for r in csv.DictReader(file)}
    (report,) = json.loads((term.path / "report.json").read_text())
    with term.book() as book:
        theirs = {s: book.find_submission(LESSON, s) for s in rows}
        less = {s: t.notebooks[0].late_submission_penalty or 0 for s, t in theirs.items()}
        ours = {s: t.score for s, t in theirs.items()}
    pages = {s: page(term, s) for s in rows}
    assert report["mean"] == pytest.approx(sum(ours.values()) / len(ours))
    return {
        "gradebook": ours,
        "terminal": {s: float(re.search(rf"^{s} +([\d.]+) *$", table, re.M)[1]) for s in rows},
        "grades.csv": {s: float(r["score"]) for s, r in rows.items()},
        "report.json": {r["student"]: r["score"] for r in report["grid"]},
        "page": {s: float(re.search(r"([\d.]+) of 10 points", p)[1]) for s, p in pages.items()},
    }, {
        "gradebook": less,
        "grades.csv": {s: float(r["late_penalty"]) for s, r in rows.items()},
        "page": {s: float((re.findall(r"([\d.]+) points? less", p) or [0])[0]) for s, p in pages.items()},
    }  # fmt: skip


def page(term, student):
    return (term.path / "feedback" / student / LESSON / f"{LESSON}.html").read_text()


def everywhere(term, **expected):
    """Assert that every place shows these scores; the points less of each student."""
    scores, less = scores_by_place(term)
    expected = {{"ada": ADA, "bo": BO, "cy": CY}[name]: s for name, s in expected.items()}
    assert scores == dict.fromkeys(scores, expected)
    assert less == dict.fromkeys(less, less["gradebook"])
    return less["gradebook"]


SHEETS = {
    "canvas": f"Student,ID,SIS User ID,SIS Login ID,Section,{LESSON} (77)\n"
    + "".join(f"x,{n},,{s},1,\n" for n, s in enumerate((ADA, BO, CY))),
    "moodle": f"Username,ID number,Email address,Assignment: {LESSON} (Real)\n"
    + "".join(f"{s},,,\n" for s in (ADA, BO, CY)),
    "blackboard": f"Last Name\tFirst Name\tUsername\tStudent ID\t{LESSON} [Total Pts: 10]\n"
    + "".join(f"x\ty\t{s}\t\t\n" for s in (ADA, BO, CY)),
}


def filled(term, system, folder):
    """What is in a system's own file when the grades are filled in."""
    sheet, back = folder / f"{system}.csv", folder / f"{system}-back.csv"
    sheet.write_text(SHEETS[system])
    code, said = term("export", "--format", system, "--fill", sheet, "--to", back)
    assert code == 0, said
    lines = csv.reader(
        io.StringIO(back.read_text()), delimiter="\t" if system == "blackboard" else ","
    )
    place = {"canvas": 3, "moodle": 0, "blackboard": 2}[system]
    return {row[place]: float(row[-1]) for row in list(lines)[1:]}


def test_a_term(term, tmp_path, lab, lab_page, marker):
    # handed out, answered, one of them in JupyterLab, handed in by three systems
    lab.knows(term.path)
    blank = handed_out(term.path)
    adas, said = answer_in_lab(lab_page, lab, blank, "double-check", **SOLVED, why=WHY)
    assert said.strip() == "double: right on 1 case."
    works = {
        MOODLE: adas,
        CANVAS: answered(term.path, pair=ALIKE, double="def double(x):\n    return x * x\n"),
        BLACKBOARD: answered(term.path, pair=ALIKE),
    }
    for number, (name, data) in enumerate(works.items()):
        source = zipped({name: data}, tmp_path / f"download-{number}.zip")
        code, said = term("collect", source, "--due", f"{DUE} UTC")
        assert code == 0 and ("2 d 0 h" in said) == (name == BLACKBOARD), said

    # graded; the essays wait
    assert everywhere(term, ada=8, bo=4, cy=7) == {ADA: 0, BO: 0, CY: 0}
    assert "Written answers that wait for a person: 3" in " ".join(term("grade")[1].split())
    for student, score in ((ADA, 1.5), (BO, 0.5), (CY, 2)):
        shown = marker(student, score, f"A remark for {student}.")
        assert WHY in shown and ("You square the numbers." in shown) == (student == BO)
    with term.book() as book:
        assert not any(s.needs_manual_grade for s in book.assignment_submissions(LESSON))
    everywhere(term, ada=9.5, bo=4.5, cy=9)
    assert all(f"A remark for {student}." in page(term, student) for student in (ADA, BO, CY))

    # an exercise is mended: two equal numbers are right as well
    lesson = term.path / "lessons" / f"{LESSON}.py"
    text = lesson.read_text()
    assert 'assert a != b, because("pair__same")\n' in text
    lesson.write_text(text.replace('assert a != b, because("pair__same")\n', ""))
    assert term("build")[0] == 0
    everywhere(term, ada=9.5, bo=5.5, cy=10)

    # an essay is read again, in the formgrader that has been open all the time
    assert "Passed: 1 of 1 points." in marker(BO, 1, "Read again.")
    everywhere(term, ada=9.5, bo=6, cy=10)
    assert "Read again." in page(term, BO) and "A remark" not in page(term, BO)

    # late: a point a day
    with term.book() as book:
        book.update_or_create_assignment(LESSON, duedate=DUE)
    less = everywhere(term, ada=9.5, bo=6, cy=10)
    assert less == {ADA: 0, BO: 0, CY: 2}

    # back: the pages by two systems, the grades into three
    for system, student in (("moodle", ADA), ("canvas", BO)):
        term("export", "--feedback", "--format", system)
        with zipfile.ZipFile(term.path / f"feedback-{LESSON}-{system}.zip") as packed:
            (name,) = packed.namelist()
            assert packed.read(name).decode() == page(term, student)
    for system in SHEETS:
        assert filled(term, system, tmp_path) == {ADA: 9.5, BO: 6, CY: 8}
