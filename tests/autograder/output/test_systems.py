"""How each system writes its table: where the ids are, which column is a lesson's, out of what."""

import pytest

from autograder.output.sheet import Sheet
from autograder.output.systems import (
    SYSTEMS,
    as_number,
    cells,
    columns_of,
    id_columns,
    is_worksheet,
    most,
)

CANVAS, MOODLE, BLACKBOARD = (SYSTEMS[n] for n in ("canvas", "moodle", "blackboard"))


@pytest.mark.parametrize(
    ("system", "header", "found"),
    [
        (CANVAS, ["91_exam", "91_exam (7)", "91_exam extra"], ([0, 1], [2])),
        (CANVAS, ["191_exam", "91_exam2", "91_exams"], ([], [])),
        (CANVAS, ["Final of 91_EXAM"], ([], [0])),
        (MOODLE, ["Quiz: 91_exam (Real)", "Quiz: 91_exam (Percentage)"], ([0], [])),
        (MOODLE, ["Assignment: 91_exam", "91_exam"], ([0, 1], [])),
        (BLACKBOARD, ["91_exam [Total Pts: 10 Score] |815", "91_exam bonus"], ([0], [1])),
    ],
)
def test_columns_named_as_the_lesson_and_those_that_merely_name_it(system, header, found):
    assert columns_of(header, "91_exam", system) == found


def test_a_lessons_name_is_no_pattern():
    assert columns_of(["9+", "999"], "9+", CANVAS)[0] == [0]


def test_the_columns_of_ids_come_the_best_first_and_names_in_two_columns_as_one():
    sheet = Sheet([["First name", "Surname", "Username"], ["Ada", " Lovelace", "ada"], ["Bo"]])
    assert id_columns(sheet, MOODLE) == {
        "Username": ["ada", ""],
        "First name Surname": ["Ada Lovelace", "Bo"],
    }
    assert id_columns(sheet, MOODLE, "Surname") == {"Surname": ["Lovelace", ""]}
    for only in ("Login", None):
        with pytest.raises(ValueError, match="none of the columns"):
            id_columns(Sheet([["Login2"]]), MOODLE, only)


def test_cells_that_a_row_does_not_have_are_empty():
    assert cells([" a ", "b"], [1, 0, 7]) == "b a" and cells([], [0]) == ""


def test_what_a_column_is_out_of_is_told_where_the_file_says_so():
    assert most(Sheet([["x [Total Pts: up to 12,5 Score] |8"]]), 0) == 12.5
    canvas = [["Student", "91_exam (7)"], ["Points Possible", "10"], ["Ada", "99"]]
    assert most(Sheet(canvas), 1) == 10
    assert most(Sheet([["Student", "91_exam"], ["Ada", "7"]]), 1) is None


def test_a_worksheet_says_it_in_every_row_and_only_if_they_agree():
    def worksheet(*values):
        return Sheet([["Identifier", "Grade", "Maximum Grade"], *(["P", "", v] for v in values)])

    assert is_worksheet(worksheet()) and not is_worksheet(Sheet([["Grade"]]))
    assert most(worksheet("10.00", "10"), 1) == 10
    assert most(worksheet("10", "20"), 1) is None and most(worksheet(), 1) is None


def test_a_number_may_have_a_comma():
    assert as_number(" 7,5 ") == 7.5 and as_number("-") is None
