"""A lesson that changed under what people had entered: no total exceeds what it is worth."""

import pytest

from autograder.authoring import build
from autograder.store.changed_cells import renamed, shapes
from tests.autograder.helpers import LESSON
from tests.autograder.inline import grade_inline

CELL = "cell_id in (select id from base_cell where type = 'GradeCell' and name = '{}')"
BOOK = (
    "notebook_id in (select n.id from submitted_notebook n join submitted_assignment s "
    "on s.id = n.assignment_id where s.student_id = 'student-01')"
)


@pytest.fixture
def bent(course, monkeypatch, walls):
    """Grade, give points by hand, change the lesson, grade again."""
    grade_inline(monkeypatch, walls)
    course.grade()

    def change(given, *pairs, points=10):
        for name, what in given.items():
            course.sql(f"update grade set {what} where {BOOK} and {CELL.format(name)}")
        lesson = course.path / "lessons" / f"{LESSON}.py"
        text = lesson.read_text()
        for old, new in (*pairs, ("**Points** 10", f"**Points** {points}")):
            assert old in text
            text = text.replace(old, new)
        lesson.write_text(text)
        build.write(build.build(course.path))
        course.grade()
        return {r["student"]: (float(r["score"]), float(r["points"])) for r in course.csv()}

    return change


def total_in_nbgrader(course):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.path / 'gradebook.db'}", "default_course") as book:
        found = book.find_submission(LESSON, "student-01")
        return found.score, found.max_score


def test_what_was_given_by_hand_goes_with_an_exercise_that_has_another_name(course, bent):
    found = bent({"pair-check": "manual_score = 0.5, extra_credit = 0.25"}, ("pair", "couple"))
    # the old notebook has no function of the new name, so only the person's points are left
    assert found["student-01"] == (7.75, 10) == total_in_nbgrader(course)
    assert (
        "student-01: what was given by hand for pair-check is for couple-check now." in course.said
    )
    assert course.sql(
        f"select needs_manual_grade from grade where {BOOK} and {CELL.format('couple-check')}"
    ) == [(1,)]


def test_full_points_by_hand_for_a_check_with_another_name_are_not_more_than_the_maximum(
    course, bent
):
    course.hand_in("student-01", course.new().solve())
    found = bent({"pair-check": "manual_score = 1"}, ("pair", "couple"))
    assert found["student-01"][0] <= found["student-01"][1]
    course.hand_in("student-01", course.new().solve().insert("def couple():\n    return 3.0, -3.0"))
    course.grade()
    assert course.scores()["student-01"] <= 10 and total_in_nbgrader(course)[0] <= 10


def test_points_by_hand_for_a_check_that_is_gone_count_no_more_and_are_told(course, bent):
    lesson = course.path / "lessons" / f"{LESSON}.py"
    before, _, after = lesson.read_text().partition('# %% check="double" points=1')
    lesson.write_text(before + after[after.index("# %% [markdown]") :])
    found = bent(
        {"double-check-2": "manual_score = 1, extra_credit = 1"}, ("3 points", "2 points"), points=9
    )
    assert found["student-01"] == (7, 9) == total_in_nbgrader(course)
    assert "2 points that were given by hand for double-check-2 count no more" in " ".join(
        course.said.split()
    )


def test_points_by_hand_for_a_check_that_is_worth_less_are_cut_and_told(course, bent):
    found = bent(
        {"double-check": "manual_score = 2, needs_manual_grade = 0"},
        ('check="double" points=2', 'check="double" points=1'),
        ("3 points", "2 points"),
        points=9,
    )
    assert found["student-01"] == (7, 9) == total_in_nbgrader(course)
    assert "which is worth 1 now" in " ".join(course.said.split())


def test_which_exercise_has_another_name():
    def lesson(**exercises):
        cells = {}
        for name, points in exercises.items():
            cells["SolutionCell", name] = 0.0
            for i, worth in enumerate(points, 1):
                cells["GradeCell", f"{name}-check" + (f"-{i}" if i > 1 else "")] = worth
        return shapes(cells)

    assert renamed(lesson(a=[1, 2], b=[3]), lesson(c=[1, 2], b=[3])) == {"a": "c"}
    assert renamed(lesson(a=[1, 2]), lesson(c=[1, 3])) == {}
    assert renamed(lesson(a=[1], b=[1]), lesson(c=[1], d=[1])) == {}  # which is which?
    assert renamed(lesson(a=[1], b=[1]), lesson(c=[1])) == {}
    assert renamed(lesson(a=[1]), lesson(a=[1], c=[1])) == {}
