"""Late penalties by nbgrader's plugin, shown wherever a score is."""

import itertools

import pytest

from autograder.output import tally
from tests.autograder.helpers import LESSON
from tests.autograder.inline import grade_inline

PLUGIN = """
from nbgrader.plugins import LateSubmissionPlugin


class PointADay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return {}
"""
OWN = "c = get_config()\nc.AssignLatePenalties.plugin_class = 'late_plugin_{}.PointADay'\n"
NUMBERS = itertools.count()
ZERO = "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"


@pytest.fixture
def late(course, monkeypatch, walls):
    """Student 1 is two days late, student 3 in time; both have 8 points."""
    grade_inline(monkeypatch, walls)
    course.hand_in("student-03", course.new().solve())
    for student, day in (("student-01", 3), ("student-03", 1)):
        stamp = course.path / "submitted" / student / LESSON / "timestamp.txt"
        stamp.write_text(f"2026-03-0{day} 12:00:00 UTC")
    course.grade()
    course.sql("update assignment set duedate = '2026-03-01 12:00:00.000000'")

    def grade(config, plugin=None):
        if plugin:
            number = next(NUMBERS)  # a module is read once only
            (course.path / f"late_plugin_{number}.py").write_text(PLUGIN.format(plugin))
            config = config.format(number)
        (course.path / "nbgrader_config.py").write_text(config)
        code = course.grade()
        return code, {r["student"]: float(r["late_penalty"]) for r in course.csv()}

    return grade


def test_the_plugin_says_how_much_and_every_place_shows_it(course, late):
    assert late(OWN, "total_seconds_late / 86400")[1] == {
        "student-01": 2,
        "student-02": 0,
        "student-03": 0,
    }
    assert "2 points less" in course.page("student-01")
    assert "points less" not in course.page("student-03")
    course.sql(
        "update submitted_assignment set extension = '1970-01-02 00:00:00.000000' where student_id = 'student-01'"
    )
    assert late(OWN, "total_seconds_late / 86400")[1]["student-01"] == 1
    assert "1 point less" in course.page("student-01") or "1 points less" in course.page(
        "student-01"
    )


@pytest.mark.parametrize(("says", "penalty"), [("-5", 0), ("99", 8), ("None", 0)])
def test_no_penalty_is_below_nothing_or_above_the_score(late, says, penalty):
    assert late(OWN, says)[1]["student-01"] == penalty


def test_nbgraders_own_plugin_serves(late):
    assert late(ZERO)[1] == {"student-01": 8, "student-02": 0, "student-03": 0}


def test_without_a_plugin_what_is_entered_stays(course, late):
    course.sql("update submitted_notebook set late_submission_penalty = 3")
    assert late("c = get_config()\n")[1] == {"student-01": 3, "student-02": 3, "student-03": 3}


def test_a_plugin_that_fails_is_told_and_costs_nobody_a_point(course, late):
    code, penalties = late(OWN, "1 / 0")
    assert code == tally.SOME_NOT_GRADED and "ZeroDivisionError" in course.said
    assert set(penalties.values()) == {0} and course.scores()["student-01"] == 8
    (course.path / "nbgrader_config.py").write_text(OWN.format("nowhere"))
    assert course.grade() == tally.REFUSED
    assert "the plugin for late penalties cannot be had" in course.said
