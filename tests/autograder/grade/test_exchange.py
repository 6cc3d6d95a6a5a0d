"""nbgrader's exchange, the whole round: hand out, fetch, submit, collect, grade here, feedback back."""

import json
import shutil

import pytest

from tests.autograder import warm_nbgrader
from tests.autograder.helpers import LESSON, Notebook
from tests.autograder.inline import grade_inline

CONFIG = """
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.CourseDirectory.course_id = "tests"
c.Exchange.root = {exchange!r}
c.Exchange.cache = {cache!r}
"""


@pytest.fixture
def nbgrader(course, tmp_path, monkeypatch, walls):
    """`nbgrader(verb, …)` in the course directory, `nbgrader(verb, …, student=True)` in the student's."""
    grade_inline(monkeypatch, walls)
    shutil.rmtree(course.path / "submitted")
    mine, exchange = tmp_path / "student", tmp_path / "exchange"
    mine.mkdir()
    exchange.mkdir()
    exchange.chmod(0o777)
    config = CONFIG.format(exchange=str(exchange), cache=str(tmp_path / "cache"))
    for place in (course.path, mine):
        (place / "nbgrader_config.py").write_text(config)

    def run(*words, student=False):
        # the user of the tests, as everybody's: nbgrader names submissions after whoever runs it
        done = warm_nbgrader.run(
            words, mine if student else course.path, {"JUPYTERHUB_USER": "student-01"}
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stderr

    run.mine = mine
    return run


@pytest.mark.slow
def test_our_page_is_what_the_student_fetches(nbgrader, course):
    nbgrader("generate_assignment", LESSON, "--force")
    nbgrader("release_assignment", LESSON)
    nbgrader("fetch_assignment", LESSON, student=True)
    fetched = nbgrader.mine / LESSON / f"{LESSON}.ipynb"
    answered = Notebook(json.loads(fetched.read_text())).solve("pair")
    fetched.write_bytes(answered.data)
    nbgrader("submit", LESSON, student=True)
    nbgrader("collect", LESSON)
    course.grade()
    (student,) = course.scores()
    page = course.page(student)
    assert "7 of 10 points" in page
    said = nbgrader("generate_feedback", LESSON)  # leaves what is as new as the submission
    assert course.page(student) == page, said
    nbgrader("release_feedback", LESSON)
    nbgrader("fetch_feedback", LESSON, student=True)
    (arrived,) = (nbgrader.mine / LESSON / "feedback").rglob("*.html")
    assert arrived.read_text() == page
