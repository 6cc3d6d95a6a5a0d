"""Who handed in what, by the names that the systems give to files."""

from datetime import UTC, datetime

import pytest

from autograder.intake import schemes
from autograder.intake.archive import Entry
from tests.autograder.intake.downloads import BLACKBOARD, CANVAS, EXCHANGE, LESSON, MOODLE

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def recognised(*paths, pattern="", texts=(), told=""):
    entries = [Entry(path, 0.0, None) for path in paths]
    texts = dict(texts)
    read = lambda entry: texts[entry.path].encode()  # noqa: E731
    return schemes.recognise(entries, [LESSON, "92_more"], pattern, read, told)


@pytest.mark.parametrize(
    ("path", "key", "name", "late", "number", "file"),
    [
        (CANVAS, "1001", "lovelaceada", False, 555, "91_exam.ipynb"),
        ("lovelaceada_LATE_1001_555_91_exam.ipynb", "1001", "lovelaceada", True, 555, "91_exam.ipynb"),
        ("smith2_1001_555_a_1_2.ipynb", "1001", "smith2", False, 555, "a_1_2.ipynb"),
        ("de_la_cruz_7_8_a.ipynb", "7", "de_la_cruz", False, 8, "a.ipynb"),
        ("李_1001_555_a-1.ipynb", "1001", "李", False, 555, "a-1.ipynb"),
        ("anon_aB3xY_555_a.ipynb", "anon_aB3xY", "", False, 555, "a.ipynb"),
        ("LATE_anon_aB3xY_555_a.ipynb", "anon_aB3xY", "", True, 555, "a.ipynb"),
        ("submissions/lovelaceada_1001_555_a.ipynb", "1001", "lovelaceada", False, 555, "a.ipynb"),
        ("lovelaceada_1001_text.html", "1001", "lovelaceada", False, 0, "text.html"),
        ("lovelaceada_LATE_1001_link.html", "1001", "lovelaceada", True, 0, "link.html"),
    ],
)  # fmt: skip
def test_canvas(path, key, name, late, number, file):
    system, (one,), rest = recognised(path)
    assert (system, rest) == ("canvas", [])
    assert (one.key, one.name, one.late, one.number, one.file) == (key, name, late, number, file)


@pytest.mark.parametrize(
    ("path", "key", "name", "file"),
    [
        (MOODLE, "4711", "Ada Lovelace", "91_exam.ipynb"),
        ("Ada Lovelace_4711_assignsubmission_file_/a b.ipynb", "4711", "Ada Lovelace", "a b.ipynb"),
        ("Ada Lovelace_4711_assignsubmission_file_a_b.ipynb", "4711", "Ada Lovelace", "a_b.ipynb"),
        ("Ada Lovelace_4711_assignsubmission_file/mine/a.ipynb", "4711", "Ada Lovelace", "mine/a.ipynb"),
        ("Group 1-Ada Lovelace_4711_assignsubmission_file/a.ipynb", "4711", "Group 1-Ada Lovelace", "a.ipynb"),
        ("Participant_4711_assignsubmission_file/a.ipynb", "4711", "Participant", "a.ipynb"),
        ("Ada Lovelace_4711_assignsubmission_onlinetext/onlinetext.html", "4711", "Ada Lovelace", "onlinetext.html"),
        ("down/Ada Lovelace_4711_assignsubmission_file/a.ipynb", "4711", "Ada Lovelace", "a.ipynb"),
    ],
)  # fmt: skip
def test_moodle(path, key, name, file):
    system, (one,), _ = recognised(path)
    assert (system, one.key, one.name, one.file) == ("moodle", key, name, file)
    assert one.back == f"{name}_{key}_assignsubmission_file/"


def test_a_folder_in_a_moodle_submission_cannot_claim_to_be_another_students():
    path = "Eve_2_assignsubmission_file/Ada_1_assignsubmission_file/a.ipynb"
    _, (one,), _ = recognised(path)
    assert (one.key, one.name) == ("2", "Eve")


def test_blackboard(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    receipt = "91_exam_ada_attempt_2026-03-01-12-00-00.txt"
    text = "Name: Ada Lovelace (ada)\nAssignment: 91_exam\nDate Submitted: Sunday\n"
    system, found, _ = recognised(receipt, BLACKBOARD, texts={receipt: text})
    assert system == "blackboard"
    assert [(o.key, o.name, o.file, o.receipt) for o in found] == [
        ("ada", "Ada Lovelace", "receipt.txt", True),
        ("ada", "Ada Lovelace", "91_exam.ipynb", False),
    ]
    assert found[1].time == datetime(2026, 3, 1, 12).astimezone(UTC)


def test_a_receipt_tells_users_with_a_line_in_their_names():
    paths = [f"91_exam_ada_l_attempt_2026-03-01-12-00-00{end}" for end in (".txt", "_a.ipynb")]
    _, found, _ = recognised(*paths, texts={paths[0]: "Name: Ada (L.) Lovelace (ada_l)\n"})
    assert {o.key for o in found} == {"ada_l"}


def test_a_receipt_that_names_somebody_else_is_not_believed():
    paths = [f"91_exam_eve_attempt_2026-03-01-12-00-00{end}" for end in (".txt", "_a.ipynb")]
    _, found, _ = recognised(*paths, texts={paths[0]: "Name: Ada (ada)\n"})
    assert {o.key for o in found} == {"eve"}


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("HW 1_eve_attempt_2026-03-01-10-00-00_{}", "eve"),
        ("HW_1_eve_attempt_2026-03-01-10-00-00_mine_{}", "eve"),
        ("eve_12_34_{}", "12"),
        ("Eve_12_assignsubmission_file_/{}", "12"),
        ("Eve_12_assignsubmission_file_{}", "12"),
        ("eve+91_exam+2026-03-01 10:00:00 UTC/{}", "eve"),
        ("eve/91_exam/{}", "eve"),
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "HW 1_ada_attempt_2026-03-01-12-00-00_a.ipynb",
        "ada_56_78_a.ipynb",
        "Ada_56_assignsubmission_file_/a.ipynb",
        "Ada_56_assignsubmission_file_a.ipynb",
        "ada+91_exam+2026-03-01 12:00:00 UTC/a.ipynb",
        "ada/91_exam/a.ipynb",
    ],
)
def test_nobody_hands_in_for_another_by_the_name_of_a_file(path, key, name):
    # a folder of the student's own is no more than a part of the name in a flat download
    name = name if path.endswith("/{}") else name.replace("/", "_")
    others = [path.format(f"{i}.ipynb") for i in range(3)]
    _, found, rest = recognised(path.format(name), *others)
    assert {one.key for one in found} == {key} and rest == []


@pytest.mark.parametrize("word", ["poging", "Versuch", "tentative"])
def test_blackboard_in_other_languages(word):
    _, (one,), _ = recognised(f"91_exam_ada_{word}_2026-03-01-12-00-00_a.ipynb")
    assert one.key == "ada"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (EXCHANGE, "ada"),
        ("ada+91_exam+2026-03-01 12:00:00 UTC/91_exam.ipynb", "ada"),
        ("a+b@x.org+91_exam+2026-03-01 12:00:00.5 UTC+x/91_exam.ipynb", "a+b@x.org"),
        ("ada+91_exam+2026-03-01 12_00_00.123456 UTC+x/91_exam.ipynb", "ada"),
        ("inbound/ada+91_exam+2026-03-01 12:00:00 UTC/91_exam.ipynb", "ada"),
    ],
)
def test_the_exchange(path, key):
    system, (one,), _ = recognised(path)
    assert (system, one.key, one.lesson, one.time) == ("exchange", key, LESSON, NOON)
    assert one.file == "91_exam.ipynb"


def test_nbgraders_folders():
    system, found, rest = recognised("submitted/ada/91_exam/a.ipynb", "cy/92_MORE/b.ipynb", "x/y/z")
    assert system == "nbgrader" and [e.path for e in rest] == ["x/y/z"]
    assert [(o.key, o.lesson, o.file) for o in found] == [
        ("ada", LESSON, "a.ipynb"),
        ("cy", "92_more", "b.ipynb"),
    ]


def test_a_pattern_of_the_course_comes_first():
    pattern = r".*/(?P<first_name>\w+)-(?P<student_id>\d+)-(?P<file_id>\w+)"
    system, (one,), _ = recognised("d2l/Ada-77-91_exam.ipynb", pattern=pattern)
    assert (system, one.key, one.name, one.file) == ("own", "77", "Ada", "91_exam.ipynb")


@pytest.mark.parametrize("path", ["91_exam.ipynb", "a_b.ipynb", "_1_.ipynb", "a/b/c/d"])
def test_a_name_of_no_system(path):
    system, found, rest = recognised(path)
    assert (system, found) == ("", []) and rest


def test_the_scheme_of_most_files_is_that_of_the_download():
    odd = "Ada Lovelace_1_assignsubmission_file/lovelace_7_8_a.ipynb"
    system, found, rest = recognised(odd, MOODLE, "readme.txt")
    assert system == "moodle" and len(found) == 2 and [e.path for e in rest] == ["readme.txt"]


TWICE = [
    ("canvas", "blackboard", f"maleve_5_140_Lab_ada_attempt_2030-01-01-00-00-00_{LESSON}.ipynb"),
    (
        "moodle",
        "exchange",
        f"Eve Mal_5_assignsubmission_file/Ada+{LESSON}+2030-01-01 00.00.00 UTC/{LESSON}.ipynb",
    ),
]


@pytest.mark.parametrize(("true", "other", "path"), TWICE)
def test_names_that_two_systems_may_have_given_are_asked_about(true, other, path):
    with pytest.raises(ValueError, match=r"may be those of .*--system"):
        recognised(path)
    system, (one,), _ = recognised(path, told=true)
    assert (system, one.key) == (true, "5")


@pytest.mark.parametrize(("true", "other", "path"), TWICE)
def test_among_others_such_a_name_is_of_their_system(true, other, path):
    plain = {
        "canvas": f"adal_6_101_{LESSON}.ipynb",
        "moodle": f"Ada L_6_assignsubmission_file/{LESSON}.ipynb",
    }
    system, found, _ = recognised(path, plain[true])
    assert system == true and sorted(one.key for one in found) == ["5", "6"]


def test_of_moodles_folders_the_last_number_counts_whatever_the_name_is():
    _, (one,), _ = recognised(
        f"Eve L_6_assignsubmission_file_5_assignsubmission_file/{LESSON}.ipynb"
    )
    assert (one.key, one.name) == ("5", "Eve L_6_assignsubmission_file")
    _, (one,), _ = recognised("Eve L_5_assignsubmission_file/Ada_6_assignsubmission_file/a.ipynb")
    assert one.key == "5"
