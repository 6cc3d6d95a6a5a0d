"""A lesson in the gradebook: its cells as nbgrader has them, as lessons change."""

from nbgrader.api import Assignment, GradeCell, SolutionCell, SourceCell
from sqlalchemy import select

from autograder.store.totals import automatic
from tests.autograder.store.conftest import SMALL


def rows(writer, kind, *columns):
    return {row[0]: row[1:] for row in writer.book.db.execute(select(kind.name, *columns))}


def test_every_cell_has_its_rows(writer):
    assert rows(writer, GradeCell, GradeCell.max_score, GradeCell.cell_type) == {
        "double-check": (2.0, "code"),
        "half-check": (1.0, "code"),
        "why": (3.0, "markdown"),
    }
    assert rows(writer, SolutionCell).keys() == {"double", "why"}
    sources = rows(writer, SourceCell, SourceCell.source, SourceCell.locked)
    assert sources["double-check"] == ("assert 2.0", True)
    assert "return" not in sources["double"][0] and sources["double"][1] is False


def test_the_ids_are_given_by_kind_and_name(writer):
    ids = writer.cells[SMALL]
    assert {("GradeCell", "why"), ("SolutionCell", "why")} <= ids.keys()
    assert len(set(ids.values())) == len(ids) == 5


def test_again_it_changes_nothing(writer, lesson_text):
    before = dict(writer.cells[SMALL])
    writer.prepare(SMALL, lesson_text())
    assert writer.cells[SMALL] == before and writer.notes == []
    assert len(writer.book.db.scalars(select(Assignment)).all()) == 1


def test_a_cell_that_is_gained_is_added_and_one_that_is_lost_is_worth_nothing(
    writer, lesson_text, small_record
):
    writer.write([small_record()])
    checks = (("double-check", 2.0), ("third-check", 4.0))
    writer.prepare(SMALL, lesson_text(checks))
    found = rows(writer, GradeCell, GradeCell.max_score)
    assert (found["third-check"], found["half-check"]) == ((4.0,), (0.0,))
    assert automatic(writer.book.db, SMALL) == {"student-01": 2.0}


def test_points_that_change_are_those_of_the_lesson(writer, lesson_text):
    writer.prepare(SMALL, lesson_text((("double-check", 5.0), ("half-check", 1.0))))
    assert rows(writer, GradeCell, GradeCell.max_score)["double-check"] == (5.0,)
