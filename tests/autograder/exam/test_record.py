"""A record adds up, and survives being written down."""

import json

from autograder.exam.record import CheckResult, EssayResult, ExerciseResult, Record


def record():
    return Record(
        "student-01",
        "91_exam",
        [
            ExerciseResult("a", [CheckResult("a1", 2.0, 1.5, extra=0.25), CheckResult("a2", 1.0)]),
            ExerciseResult("b", [CheckResult("b1", 4.0, 3.0, {"tier": "values"})], optional=True),
        ],
        [EssayResult("e", 3.0), EssayResult("f", 5.0, 2.0, 0.5, optional=True)],
        notes=["ünï"],
        penalty=1.0,
    )


def test_points_are_those_of_the_core_and_a_score_has_what_is_optional_on_top():
    assert record().points == 2 + 1 + 3
    assert record().score == 1.5 + 0.25 + 3 + 2 + 0.5
    assert [(e.score, e.points) for e in record().exercises] == [(1.75, 3.0), (3.0, 4.0)]


def test_a_written_answer_that_waits_counts_nothing_yet():
    waiting = Record("student-01", "91_exam", essays=[EssayResult("e", 3.0)])
    assert (waiting.score, waiting.points) == (0.0, 3.0)


def test_a_record_comes_back_from_json_as_it_was():
    back = Record.from_json(json.loads(json.dumps(record().to_json())))
    assert back == record() and back.exercises[1].checks[0].failure == {"tier": "values"}


def test_records_share_nothing():
    one, other = Record("a", "l"), Record("b", "l")
    one.notes.append("x")
    assert other.notes == []
