"""A dry run says whose score would change, and writes nothing."""

import io
from contextlib import closing
from types import SimpleNamespace

import pytest
from rich.console import Console

from autograder.exam.record import CheckResult, ExerciseResult, Record
from autograder.grade.dry_run import compare
from autograder.grade.worker import Graded
from autograder.output.tally import ALL_GRADED, SOME_NOT_GRADED, Tally
from autograder.store.journal import Journal


def record(student, score):
    return Record(student, "91_exam", [ExerciseResult("a", [CheckResult("a", 10.0, score)])])


@pytest.fixture
def compared(tmp_path):
    """(the exit code, what is printed) where `ada` had 5 points and `bo` 7."""
    path = tmp_path / "journal.db"
    with closing(Journal(path)) as journal:
        journal.append("k", record("ada", 5.0))
        journal.append("k", record("bo", 7.0))
    before = path.read_bytes()

    def run(**outcomes):
        out = Console(file=io.StringIO(), width=100)
        graded = [
            (SimpleNamespace(student=name, lesson="91_exam"), outcome)
            for name, outcome in outcomes.items()
        ]
        code = compare(path, graded, Tally(), out)
        assert path.read_bytes() == before
        return code, out.file.getvalue().splitlines()

    return run


def graded(student, score):
    fields = dict.fromkeys(Graded.__dataclass_fields__)
    return Graded(**{**fields, "record": record(student, score)})


def test_only_scores_that_would_change_are_said_and_by_how_much(compared):
    outcomes = {"ada": graded("ada", 6.5), "bo": graded("bo", 7.0), "cy": graded("cy", 1.0)}
    assert compared(**outcomes) == (
        ALL_GRADED,
        [
            "ada, 91_exam: 5 → 6.5 (+1.5)",
            "cy, 91_exam: not graded → 1",
            "2 of 3 scores would change; nothing was written.",
        ],
    )


def test_what_cannot_be_graded_is_said_and_is_no_change(compared):
    code, lines = compared(ada=ValueError("[red]no"))
    assert code == SOME_NOT_GRADED
    assert lines == [
        "Not graded: ada, 91_exam: [red]no",
        "0 of 1 scores would change; nothing was written.",
    ]


def test_where_nothing_was_graded_before_every_score_is_new(tmp_path):
    out = Console(file=io.StringIO(), width=100)
    work = SimpleNamespace(student="ada", lesson="91_exam")
    compare(tmp_path / "none.db", [(work, graded("ada", 2.0))], Tally(), out)
    assert "ada, 91_exam: not graded → 2" in out.file.getvalue()
    assert not (tmp_path / "none.db").exists()
