"""Grades for other systems, mostly into the files that they exported."""

import csv
import io
import unicodedata

import pytest
from nbgrader.api import (
    Assignment,
    Course,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from autograder.output import export
from autograder.output.export import Template
from autograder.store.collected import Collected, Taken
from autograder.store.database import GradebookError, make_tables
from autograder.store.totals import Total

LESSON = "91_exam"


def total(student, score, penalty=0.0):
    return Total(student, score, 10.0, penalty, False)


SCORES = {
    LESSON: {"ada": total("ada", 7.5, 1), "=bob,\"x\"": total("=bob,\"x\"", 3), "cy": total("cy", 9)},
    "92_more": {"ada": total("ada", 1)},
}  # fmt: skip


def rows(filled, delimiter=",", encoding="utf-8-sig"):
    text = io.StringIO(filled.data.decode(encoding), newline="")
    return list(csv.reader(text, delimiter=delimiter))


def test_csv_has_a_line_a_student_and_lesson_and_no_formula():
    found = rows(export.make(SCORES, "csv"))
    assert found[0] == ["student", "lesson", "score", "points"]
    assert ["ada", LESSON, "6.5", "10"] in found
    assert ['\'=bob,"x"', LESSON, "3", "10"] in found
    assert len(found) == 5


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Essay (11),91_exam (4711),Final\r\n"
    '    Points Possible,,,,,"10","10",(read only)\r\n'
    '"Lovelace, Ada",1,u1,ada,A,5,,\r\n'
    '"Nobody, N",2,u2,nobody,A,5,4,\r\n'
)
MOODLE = (
    "Identifier,Full name,Email address,ID number,Assignment: 91_exam (Real),Feedback\r\n"
    "P1,Ada Lovelace,ada@x.org,ada,-,old\r\nP2,Cy,cy@x.org,cy,-,\r\n"
)
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"91_exam [Total Pts: 10 Score] |815"\r\n'
    '"Lovelace"\t"Ada"\t"ada"\t"1"\t""\r\n'
)


def test_canvas_own_file_is_filled_in_and_nothing_else_in_it_changes():
    filled = export.make(SCORES, "canvas", CANVAS.encode("utf-8-sig"))
    before = list(csv.reader(io.StringIO(CANVAS, newline="")))
    after = rows(filled)
    before[2][6] = "6.5"
    assert after == before
    assert filled.entered == 1
    assert filled.unknown == ["=bob,\"x\"", "cy"]  # fmt: skip
    assert filled.missing == ["92_more"]


def test_moodles_own_file_is_filled_in():
    filled = export.make(SCORES, "moodle", MOODLE.encode())
    assert [r[4] for r in rows(filled)[1:]] == ["6.5", "9"]
    assert rows(filled)[1][5] == "old"


def test_blackboards_own_file_is_filled_in_in_its_own_encoding():
    filled = export.make(SCORES, "blackboard", BLACKBOARD.encode("utf-16"))
    assert filled.data[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert rows(filled, "\t", "utf-16")[1] == ["Lovelace", "Ada", "ada", "1", "6.5"]


@pytest.mark.parametrize("system", export.SYSTEMS)
def test_without_their_file_one_is_made_that_fills_in_itself(system):
    made = export.make(SCORES, system)
    again = export.make(SCORES, system, made.data)
    assert again.data == made.data
    assert again.entered >= 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"a,b\n1,2\n", "none of the columns"), (b"\xff\x00\xd8", "neither")],
)
def test_a_file_of_another_kind_is_refused(data, reason):
    with pytest.raises(ValueError, match=reason):
        export.make(SCORES, "canvas", data)


def test_a_lesson_is_not_taken_for_another_whose_name_holds_its_own():
    assert export.column(["191_exam (1)", "91_exam_b", "91_exam (2)"], "91_exam") == 2


# -- whose row it is -----------------------------------------------------------------------


def scores(*students, **of_lesson):
    """Students with 1, 2, 3, … points."""
    return {LESSON: {s: total(s, i) for i, s in enumerate(students, 1)}, **of_lesson}


def filled_in(scores, system, text, **known):
    """(the column of the lesson, what was made of the file)."""
    data = text if isinstance(text, bytes) else text.encode()
    made = export.make(scores, system, Template(data, **known))
    found = rows(made, "\t" if b"\t" in data else ";" if b";" in data else ",")
    return [row[-1] for row in found[1:]], made


def canvas(*people):
    head = "Student,ID,SIS User ID,SIS Login ID,91_exam (4711)\n"
    return head + "".join(f'"{n}",{i},{sis},{login},\n' for n, i, sis, login in people)


def test_the_best_id_column_tells_whose_row_it_is():
    text = canvas(("Ada", 1, "bob", "ada"), ("Bob", 2, "u2", "bob"))
    column, made = filled_in(scores("ada", "bob"), "canvas", text)
    assert column == ["1", "2"] and not made.doubtful


def test_a_row_whose_other_id_is_a_students_login_gets_nothing_of_that_student():
    text = canvas(("Zed", 1, "bob", "zed"), ("Bob", 2, "u2", "bob"))
    assert filled_in(scores("ada", "bob"), "canvas", text)[0] == ["", "2"]


def test_a_row_that_is_two_students_is_told_and_not_filled():
    column, made = filled_in(scores("ada", "bob"), "canvas", canvas(("Ada", 1, "bob", "ada")))
    assert column == [""] and made.entered == 0
    (line,) = made.doubtful
    assert "ada by SIS Login ID" in line and "bob by SIS User ID" in line and "row 2 (Ada" in line
    assert made.unknown == []


def test_a_student_in_two_rows_is_told_and_neither_is_filled():
    text = canvas(("Ada", 1, "u1", "ada"), ("Ada", 2, "u2", "ada"))
    column, made = filled_in(scores("ada"), "canvas", text)
    assert column == ["", ""] and made.doubtful == ["ada is in rows 2, 3; none was filled"]


def test_the_column_of_the_ids_may_be_named():
    text = canvas(("Ada", 1, "bob", "ada")).replace("SIS Login ID", "Anmeldename")
    column, made = filled_in(scores("ada", "bob"), "canvas", text, id="Anmeldename")
    assert column == ["1"] and made.unknown == ["bob"]
    with pytest.raises(ValueError, match="none of the columns Nowhere"):
        filled_in(scores("ada"), "canvas", text, id="Nowhere")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("other", ["NFC", "NFD"])
def test_ids_in_another_unicode_form_are_the_same(form, other):
    student = unicodedata.normalize(form, "zoë@x.org")
    text = canvas(("Zoë", 1, "u", unicodedata.normalize(other, "zoë@x.org")))
    assert filled_in(scores(student), "canvas", text)[0] == ["1"]


def test_ids_in_other_letters_are_the_same_if_nobody_has_them_exactly():
    text = canvas(("Ada", 1, "u1", "Ada@X.org"), ("Bo", 2, "u2", "bo"), ("BO", 3, "u3", "BO"))
    assert filled_in(scores("ada@x.org", "bo", "BO"), "canvas", text)[0] == ["1", "2", "3"]


def test_two_students_in_two_unicode_forms_of_one_id_are_told():
    both = [unicodedata.normalize(form, "zoë") for form in ("NFC", "NFD")]
    column, made = filled_in(scores(*both), "canvas", canvas(("Zoë", 1, "u", "zoë")))
    assert column == [""] and len(made.doubtful) == 1


def test_who_was_taken_in_from_canvas_is_found_by_the_number():
    aliases = {"90_tiny": {"1001": "ada"}}
    text = canvas(("Ada", 1001, "u1", "al"))
    assert filled_in(scores("ada"), "canvas", text, aliases=aliases)[0] == ["1"]


# -- which column it is --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "head", "place"),
    [
        ("canvas", "ID,Bonus for 91_exam (1),91_exam (2)", 2),
        ("canvas", "ID,91_exam,91_exam extra (2)", 1),
        ("moodle", "Username,Quiz: 91_exam bonus (Real),Assignment: 91_exam (Real)", 2),
        ("moodle", "Username,Assignment: 91_exam (Percentage),Assignment: 91_exam (Real)", 2),
        ("moodle", "Username,Aufgabe: 91_exam (Punkte)", 1),
        ("blackboard", "Username,91_exam bonus [Total Pts: 5] |1,91_exam [Total Pts: up to 10 Score] |2", 2),
        ("canvas", "ID,Lesson 91_exam (2)", 1),
        ("canvas", "ID,191_exam,91_exams", None),
        ("canvas", "ID,91_exam (1),91_exam (2)", None),
        ("canvas", "ID,Bonus for 91_exam,Extra for 91_exam", None),
    ],
)  # fmt: skip
def test_the_column_named_so_comes_first(system, head, place):
    assert export.column(head.split(","), LESSON, export.SYSTEMS[system]) == place


def test_several_columns_that_may_be_it_are_told_and_none_is_filled():
    text = "ID,Bonus for 91_exam,Extra for 91_exam\nada,3,4\n"
    column, made = filled_in(scores("ada"), "canvas", text)
    assert column == ["4"] and made.entered == 0 and "'Bonus for 91_exam'" in made.doubtful[0]


def test_a_column_that_merely_names_it_is_filled_if_nothing_is_in_it():
    empty = "ID,Lesson 91_exam\nPoints Possible,10\nada,\n"
    column, made = filled_in(scores("ada"), "canvas", empty)
    assert column == ["10", "1"] and made.notes == ["'Lesson 91_exam' was taken for 91_exam."]
    column, made = filled_in(scores("ada"), "canvas", "ID,Bonus for 91_exam\nada,3\n")
    assert column == ["3"] and "has grades" in made.doubtful[0]


def test_the_column_of_the_lesson_may_be_named():
    text = "ID,Bonus for 91_exam\nada,3\n"
    assert filled_in(scores("ada"), "canvas", text, column="Bonus for 91_exam")[0] == ["1"]
    with pytest.raises(ValueError, match="no column 'x'"):
        filled_in(scores("ada"), "canvas", text, column="x")
    two = scores("ada", **{"92_more": {"ada": total("ada", 1)}})
    with pytest.raises(ValueError, match="name the lesson"):
        filled_in(two, "canvas", text, column="Bonus for 91_exam")


def test_points_that_differ_are_told():
    text = "Student,ID,91_exam (2)\n    Points Possible,,100\nAda,ada,\n"
    _, made = filled_in(scores("ada"), "canvas", text)
    assert "out of 100 in their file, out of 10 here" in made.notes[0]


# -- the form of the file ------------------------------------------------------------------


@pytest.mark.parametrize("system", export.SYSTEMS)
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_any_separator_is_kept(system, sign):
    text = (
        sign.join(["Username", "ID", "91_exam"]) + "\r\n" + sign.join(["ada", "ada", ""]) + "\r\n"
    )
    made = export.make(scores("ada"), system, text.encode())
    assert made.data.decode() == text[:-2] + "1\r\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_file_comes_back_in_the_encoding_it_had(encoding, end):
    mark = {"utf-16-be": "\ufeff", "utf-16-le": "\ufeff"}.get(encoding, "")
    text = f'{mark}"Last Name"\t"Username"\t"91_exam"{end}"Zoë"\t"ada"\t""{end}'
    made = export.make(scores("ada"), "blackboard", text.encode(encoding))
    assert made.data == text.replace('\t""', '\t"1"').encode(encoding)


def test_blackboards_table_without_a_mark_of_its_encoding():
    text = '"Username"\t"91_exam"\r\n"ada"\t""\r\n'
    made = export.make(scores("ada"), "blackboard", text.encode("utf-16-le"))
    assert made.data.decode("utf-16-le") == text.replace('""', '"1"')


def test_numbers_have_the_comma_that_the_file_has():
    text = 'Username;91_exam;Other\nada;;"7,50"\n'
    made = export.make({LESSON: {"ada": total("ada", 1.5)}}, "moodle", text.encode())
    assert rows(made, ";")[1] == ["ada", "1,5", "7,50"]


def test_whole_essays_fit_into_a_cell():
    text = "Username,Online text,91_exam\nada," + "x" * 200_000 + ",\n"
    assert filled_in(scores("ada"), "moodle", text)[0] == ["1"]


# -- Moodle's grading worksheet --------------------------------------------------------------

WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed\r\n"
    "Participant 4711,Ada Lovelace,ada@x.org,Submitted,,10.00,Yes\r\n"
    "Participant 4712,Bo,bo@x.org,Submitted,,10.00,Yes\r\n"
)


@pytest.mark.parametrize(
    ("students", "aliases"),
    [
        (("ada@x.org", "bo@x.org"), {}),
        (("Ada Lovelace", "Bo"), {}),
        (("Participant 4711", "Participant 4712"), {}),
        (("ada", "bo"), {"Participant 4711": "ada", "Participant 4712": "bo"}),
    ],
)
def test_a_worksheet_is_filled_in(students, aliases):
    made = export.make(
        scores(*students), "moodle", Template(WORKSHEET.encode(), aliases={LESSON: aliases})
    )
    assert [row[4] for row in rows(made)] == ["Grade", "1", "2"]
    assert [row[5] for row in rows(made)] == ["Maximum Grade", "10.00", "10.00"]
    assert not made.unknown and not made.missing and not made.notes


def test_numbers_of_another_assignment_tell_nothing_in_a_worksheet():
    aliases = {"90_tiny": {"Participant 4711": "cy"}, LESSON: {"Participant 4711": "ada"}}
    made = export.make(scores("ada", "cy"), "moodle", Template(WORKSHEET.encode(), aliases=aliases))
    assert [row[4] for row in rows(made)[1:]] == ["1", ""] and made.unknown == ["cy"]


def test_a_worksheet_is_of_the_lesson_that_its_name_has():
    two = scores("ada@x.org", **{"92_more": {"bo@x.org": total("bo@x.org", 9)}})
    name = "Grades-CNN-92_more--1234.csv"
    made = export.make(two, "moodle", Template(WORKSHEET.encode(), name))
    assert [row[4] for row in rows(made)[1:]] == ["", "9"]
    with pytest.raises(ValueError, match="say which lesson"):
        export.make(two, "moodle", Template(WORKSHEET.encode(), "Grades.csv"))


def test_a_worksheet_out_of_other_points_is_told():
    made = export.make(scores("ada@x.org"), "moodle", WORKSHEET.replace("10.00", "100.00").encode())
    assert "out of 100 in their file" in made.notes[0]


# -- the gradebook ---------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path):
    """A course with a gradebook in which ada has 8 of 10 points."""
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    make_tables(url)
    engine = create_engine(url)
    with Session(engine) as db:
        db.add_all([Course(id="c"), Student(id="ada")])
        assignment = Assignment(LESSON, course_id="c")
        notebook = Notebook(name=LESSON, assignment=assignment)
        cell = GradeCell(name="double", notebook=notebook, max_score=10, cell_type="code")
        db.add_all([assignment, notebook, cell])
        db.flush()
        submission = SubmittedAssignment(assignment_id=assignment.id, student_id="ada")
        db.add(submission)
        db.flush()
        book = SubmittedNotebook(notebook_id=notebook.id, assignment_id=submission.id)
        db.add(book)
        db.flush()
        db.add(Grade(cell_id=cell.id, notebook_id=book.id, auto_score=8))
        db.commit()
    engine.dispose()
    return tmp_path


def test_a_graded_course_is_exported(course):
    path, filled = export.export(course, "moodle")
    assert path.name == "grades-moodle.csv"
    assert filled.entered == 1
    with pytest.raises(ValueError, match="'xml' is not one of"):
        export.export(course, "xml")


def test_export_leaves_the_gradebook_as_it_is(course):
    book = course / "gradebook.db"
    before = book.read_bytes()
    for format in export.FORMATS:
        export.export(course, format)
    assert book.read_bytes() == before
    made = {f"grades-{format}.csv" for format in export.FORMATS}
    assert {p.name for p in course.iterdir()} == {"gradebook.db", *made}
    book.unlink()
    with pytest.raises(ValueError, match="nothing is graded"):
        export.export(course, "csv")
    assert not book.exists()
    book.write_bytes(b"no gradebook" * 99)
    with pytest.raises(GradebookError, match="cannot be read"):
        export.export(course, "csv")


def test_what_was_taken_in_from_moodle_goes_back_by_its_numbers(course):
    collected = Collected(course)
    collected.note(LESSON, "ada", Taken("moodle", "4711", "Ada"))
    collected.save()
    (course / "sheet.csv").write_text(WORKSHEET)
    path, filled = export.export(course, "moodle", fill=course / "sheet.csv")
    assert "Submitted,8,10.00" in path.read_text() and not filled.unknown


def test_nbgrader_export_takes_our_exporter(course, monkeypatch):
    monkeypatch.chdir(course)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        plugin = export.Exporter(format="canvas", to=str(course / "out.csv"))
        plugin.export(book)
    assert b"ada" in (course / "out.csv").read_bytes()
