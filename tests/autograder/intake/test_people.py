"""Which id a student has here."""

import pytest

from autograder.intake.archive import Entry
from autograder.intake.people import identify, not_there, roster_of, unfit
from autograder.intake.schemes import HandedIn
from autograder.store.collected import Collected, Taken

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section\n"
    "    Points Possible,,,,\n"
    '"Lovelace, Ada",1001,s1,ada,A\n"Student, Test",9,,,A\n'
)
MOODLE = (
    "Identifier;Full name;Email address;Status;Grade;Maximum Grade;Last modified (submission)\n"
    'Participant 4711;Ada Lovelace;ada@x.org;;;"10,00";Sunday, 1 March 2026, 12:00 PM\n'
    'Participant 4712;Bo;bo@x.org;;;"10,00";-\n'
)
BLACKBOARD = '"Last Name"\t"First Name"\t"Username"\t"Student ID"\n"Lovelace"\t"Ada"\t"ada"\t"77"\n'


def handed(system, key, name=""):
    return HandedIn(Entry("x", 0.0, None), system, key, "x", name)


@pytest.fixture
def collected(tmp_path):
    return Collected(tmp_path)


@pytest.fixture
def roster(tmp_path):
    def make(text, encoding="utf-8"):
        (tmp_path / "class.csv").write_text(text, encoding=encoding)
        return roster_of(tmp_path / "class.csv")

    return make


@pytest.mark.parametrize(
    ("one", "id"),
    [
        (handed("canvas", "1001", "lovelaceada"), "1001"),
        (handed("moodle", "4711", "Ada Lovelace"), "Ada Lovelace"),
        (handed("blackboard", "ada", "Ada Lovelace"), "ada"),
        (handed("exchange", "ada"), "ada"),
    ],
)
def test_without_a_roster_it_is_the_systems_own(one, id, collected):
    assert identify([one], None, collected) == ({one.key: id}, [])


@pytest.mark.parametrize(
    ("text", "encoding", "one"),
    [
        (CANVAS, "utf-8-sig", handed("canvas", "1001", "lovelaceada")),
        (CANVAS, "utf-8", handed("canvas", "anon_x", "lovelaceada")),
        (BLACKBOARD, "utf-16", handed("blackboard", "ADA")),
    ],
)
def test_a_roster_tells_the_best_id(text, encoding, one, roster, collected):
    assert identify([one], roster(text, encoding), collected)[0] == {one.key: "ada"}


def test_moodles_worksheet_tells_ids_and_times(roster, collected):
    found = roster(MOODLE)
    one = handed("moodle", "4711", "Ada Lovelace")
    assert identify([one], found, collected)[0] == {"4711": "ada@x.org"}
    assert found.find(one).time is not None
    assert found.find(handed("moodle", "4712")).time is None
    assert not_there(found, ["ada@x.org"]) == ["bo@x.org"]


def test_a_table_of_no_system_is_refused(roster):
    with pytest.raises(ValueError, match="is no table that"):
        roster("a,b\n1,2\n")


def test_who_was_taken_in_before_keeps_the_id(collected):
    collected.note("90_tiny", "ada", Taken("canvas", "1001", "lovelaceada"))
    assert identify([handed("canvas", "1001", "lovelaceada")], None, collected)[0] == {
        "1001": "ada"
    }


def test_moodles_numbers_are_new_in_every_assignment(collected):
    collected.note("90_tiny", "ada@x.org", Taken("moodle", "1", "Ada Lovelace"))
    collected.note("90_tiny", "bo@x.org", Taken("moodle", "2", "Bo"))
    mine = [handed("moodle", "2", "Ada Lovelace"), handed("moodle", "1", "Cy")]
    assert identify(mine, None, collected)[0] == {"2": "ada@x.org", "1": "Cy"}


def test_two_of_one_name_are_not_mixed_up(collected):
    mine = [handed("moodle", "1", "Ada Lovelace"), handed("moodle", "2", "Ada Lovelace")]
    ids, notes = identify(mine, None, collected)
    assert ids == {"1": "Ada Lovelace (1)", "2": "Ada Lovelace (2)"}
    assert len(notes) == 2 and "give a roster" in notes[0]


@pytest.mark.parametrize("id", ["", " ", "..", ".x", "a/b", "a\\b", "a\nb", "x" * 200])
def test_an_id_that_is_no_name_of_a_folder(id):
    assert unfit(id)


def test_an_id_in_any_script_is_one():
    assert unfit("Zoë 李 o'x@y.org") == ""


def test_a_systems_number_is_looked_up_in_its_own_column_only(roster, collected):
    moodle = (
        "Identifier,Full name,Username,Email address\n"
        "Participant 61,Ada Lovelace,ada50,a@x.org\nParticipant 50,Bo,bo61,b@x.org\n"
    )
    canvas = (
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        '"Lovelace, Ada",61,50,ada,A\n"B, Bo",50,61,bo,A\n'
    )
    for system, text, ids in (
        ("moodle", moodle, {"61": "ada50", "50": "bo61"}),
        ("canvas", canvas, {"61": "ada", "50": "bo"}),
    ):
        both = [handed(system, key) for key in ("61", "50")]
        assert identify(both, roster(text), collected) == (ids, [])
    assert identify([handed("exchange", "bo61")], roster(moodle), collected)[0] == {"bo61": "bo61"}


def test_two_who_would_be_one_are_left_out_and_told(roster, collected):
    text = CANVAS + '"Lovelace, Ada Augusta",1002,s1,ada,A\n'
    both = [handed("canvas", "1001", "lovelaceada"), handed("canvas", "1002", "lovelaceadaaugusta")]
    ids, notes = identify(both, roster(text), collected)
    assert ids == {} and len(notes) == 2 and "is one of several that are ada" in notes[0]
