"""Every lesson of the course is gradable: its solved notebook has every point, its stubs none."""

from pathlib import Path

import pytest

from autograder.exam import bundle
from autograder.exam.examiner import grade_one
from autograder.exam.handed_in.submission import Work

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("lesson", bundle.lessons(ROOT))
def test_a_solved_lesson_has_every_point_and_an_untouched_one_none(lesson, walls):
    course = bundle.load(ROOT, lesson)

    def record(folder):
        data = (ROOT / folder / lesson / f"{lesson}.ipynb").read_bytes()
        return grade_one(Work("student-01", lesson, data), course, b"s", walls)[0]

    solved, stubs = record("solutions"), record("notebooks")
    failed = {
        c.grade_id: c.failure["headline"] for e in solved.exercises for c in e.checks if c.failure
    }
    assert failed == {}
    assert sum(e.score for e in solved.exercises) == sum(e.points for e in course.exercises)
    assert solved.notes == solved.person == []
    assert stubs.score == 0
    assert max(e.seconds for e in solved.exercises) < 20
