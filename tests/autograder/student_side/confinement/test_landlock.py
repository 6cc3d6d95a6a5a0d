"""Under Landlock's rules a process has the files it was left, and no others."""

import os

import pytest

from autograder.student_side.confinement import landlock
from autograder.student_side.confinement.limits import prctl

NO_NEW_PRIVILEGES = 38


@pytest.fixture
def places(tmp_path):
    for name in ("read", "list", "write", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    return tmp_path


def test_what_may_be_read_listed_and_written(places, in_child, refused):
    def confined():
        rules = landlock.ruleset(
            [str(places / "read"), str(places / "nowhere")],
            [str(places / "list")],
            [str(places / "write")],
        )
        prctl(NO_NEW_PRIVILEGES, 1)
        landlock.restrict(rules)

        def tried(name):
            return [
                refused(os.listdir, places / name),
                refused((places / name / "file").read_text),
                refused((places / name / "file").write_text, "new"),
                refused((places / name / "new").write_text, "new"),
            ]

        return {name: tried(name) for name in ("read", "list", "write", "other")}

    no = "PermissionError"
    assert in_child(confined) == {
        "read": ["", "", no, no],
        "list": ["", no, no, no],
        "write": ["", "", "", ""],
        "other": [no, no, no, no],
    }


def test_a_file_may_be_left_without_its_folder(places, in_child, refused):
    def confined():
        rules = landlock.ruleset([str(places / "read" / "file")], [], [])
        prctl(NO_NEW_PRIVILEGES, 1)
        landlock.restrict(rules)
        return (
            refused((places / "read" / "file").read_text),
            refused(os.listdir, places / "read"),
        )

    assert in_child(confined) == ["", "PermissionError"]


def test_nothing_is_executed(places, in_child, refused):
    def confined():
        rules = landlock.ruleset(["/"], [], [])
        prctl(NO_NEW_PRIVILEGES, 1)
        landlock.restrict(rules)
        return refused(os.execv, "/bin/true", ["true"])

    assert in_child(confined) == "PermissionError"


def test_what_is_no_set_of_rules_is_an_error(in_child, refused):
    assert in_child(lambda: refused(landlock.restrict, 10_000)) == "OSError"


def test_every_version_knows_at_least_what_the_one_before_it_knew():
    versions = [landlock.BITS[v] for v in sorted(landlock.BITS)]
    assert versions == sorted(versions) and landlock.abi() >= 1
