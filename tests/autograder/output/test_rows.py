"""Whose row it is: sure, or not at all."""

import unicodedata

import pytest

from autograder.output.rows import Students, about, match


@pytest.fixture
def students():
    return Students(["ada", "Bo", "bo", "=cy"], {"4711": "ada", "P2": "Bo"})


def test_the_same_letters_go_before_letters_of_another_case(students):
    assert students.find("bo") == {"bo"} and students.find(" Bo ") == {"Bo"}
    assert students.find("BO") == {"Bo", "bo"} and students.find("ADA") == {"ada"}
    assert students.find("nobody") == set()


def test_a_student_is_found_by_what_a_system_calls_them(students):
    assert students.find("4711") == {"ada"} and students.find("p2") == {"Bo"}


def test_an_id_as_a_table_made_here_has_it_is_the_same(students):
    assert students.find("'=cy") == students.find("=cy") == {"=cy"}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_all_forms_of_unicode_are_one_name(form):
    both = Students([unicodedata.normalize(form, "zoë")])
    assert len(both.find(unicodedata.normalize("NFC", "zoë"))) == 1
    assert len(both.find(unicodedata.normalize("NFD", "ZOË"))) == 1


def matched(columns, *ids):
    rows = [list(cells) for cells in zip(*columns.values(), strict=True)]
    return match(rows, columns, Students(ids))


def test_one_column_that_has_everybody_is_enough():
    found = matched(
        {"login": ["ada", "zed"], "id": ["bo", "ada"], "mail": ["ada", "bo"]}, "ada", "bo"
    )
    # `id` has both too and comes first: `login` has only one of them
    assert found.students == {0: "bo", 1: "ada"} and not found.doubtful


def test_else_every_column_counts_and_the_best_is_taken():
    found = matched({"login": ["ada", "x", "y"], "id": ["1", "ada", "bo"]}, "ada", "bo", "cy")
    assert found.students == {0: "ada", 2: "bo"} and found.seen == {"ada", "bo"}


def test_a_row_that_is_two_students_is_nobodys():
    found = matched({"login": ["ada"], "id": ["bo"]}, "ada", "bo")
    assert found.students == {} and found.seen == {"ada", "bo"}
    assert found.doubtful == ["row 2 (ada, bo) is ada by login and bo by id; it was not filled"]


def test_a_student_in_two_rows_of_the_best_column_is_in_none():
    found = matched({"login": ["ada", "x", "ada"]}, "ada")
    assert found.students == {} and found.doubtful == ["ada is in rows 2, 4; none was filled"]


def test_a_row_is_told_by_its_first_words():
    assert about(["Lovelace", "  ", "Ada ", "not shown"]) == "Lovelace, Ada"
    assert len(about(["x" * 200])) == 80
