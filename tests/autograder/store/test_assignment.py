"""A lesson in the gradebook: its cells as nbgrader has them, as lessons change."""

import json

import nbformat
from nbgrader.api import Assignment, GradeCell, SolutionCell, SourceCell
from sqlalchemy import select

from autograder.store import assignment
from autograder.store.assignment import as_given_out
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


def test_again_it_changes_nothing(writer, small_lesson):
    before = dict(writer.cells[SMALL])
    writer.prepare(SMALL, small_lesson())
    assert writer.cells[SMALL] == before and writer.notes == []
    assert len(writer.book.db.scalars(select(Assignment)).all()) == 1


def test_a_cell_that_is_gained_is_added_and_one_that_is_lost_is_worth_nothing(
    writer, small_lesson, small_record
):
    writer.write([small_record()])
    checks = (("double-check", 2.0), ("third-check", 4.0))
    writer.prepare(SMALL, small_lesson(checks))
    found = rows(writer, GradeCell, GradeCell.max_score)
    assert (found["third-check"], found["half-check"]) == ((4.0,), (0.0,))
    assert automatic(writer.book.db, SMALL) == {"student-01": 2.0}


def test_points_that_change_are_those_of_the_lesson(writer, small_lesson):
    writer.prepare(SMALL, small_lesson((("double-check", 5.0), ("half-check", 1.0))))
    assert rows(writer, GradeCell, GradeCell.max_score)["double-check"] == (5.0,)


def test_what_is_given_out_is_made_once_for_a_source(tmp_path, monkeypatch):
    place = tmp_path / "solutions" / SMALL / f"{SMALL}.ipynb"
    place.parent.mkdir(parents=True)
    made = []
    stubbed = assignment.stubbed
    monkeypatch.setattr(assignment, "stubbed", lambda book: made.append(1) or stubbed(book))

    def given_out(words):
        cell = nbformat.v4.new_code_cell(words, id="double")
        cell.metadata["nbgrader"] = {"grade_id": "double", "solution": True, "schema_version": 3}
        cell.metadata["nbgrader"] |= {"grade": False, "locked": False, "task": False}
        place.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=[cell])))
        return as_given_out(tmp_path, SMALL)

    first = given_out("def double(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION")
    assert "return x" not in first.cells[0].source and first.cells[0].metadata.nbgrader.checksum
    assert given_out("### BEGIN SOLUTION\n2\n### END SOLUTION") != first and len(made) == 2
    kept = next((tmp_path / ".grade").rglob("*.json"))
    again = as_given_out(tmp_path, SMALL)
    assert len(made) == 2 and again == json.loads(kept.read_text())["notebook"]
    kept.write_text('{"made of": "')  # lost with the power
    assert as_given_out(tmp_path, SMALL) == again and len(made) == 3
