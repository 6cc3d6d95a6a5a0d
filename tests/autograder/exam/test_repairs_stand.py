"""What a repair is told of is right for every check of the exercise, the hidden tests too."""

import pytest

from autograder.checks import session

LESSON = "98_later"


@pytest.fixture(scope="module")
def grade(small_lesson):
    return small_lesson(LESSON)


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A search counts seconds on the wall in the exam: a busy machine must not cut it short."""
    monkeypatch.setattr(session, "EXAM_PATIENCE", 30)
    monkeypatch.setattr(session, "TOGETHER", 120)


@pytest.mark.parametrize(("squared", "told"), [("x", False), ("np.abs(x)", True)])
def test_a_repair_that_another_check_contradicts_is_not_told(grade, squared, told):
    # with + for * both are right where no number is negative
    source = f"def doubled(x):\n    s = {squared}\n    return s * s\n"
    failure = grade(doubled=source).exercises[0].checks[0].failure
    assert (failure["because"] == "Line 3: look at the operation in `s * s`.") == told
    assert (failure["found_by"] == "repair") == told


def test_an_edit_with_which_an_assert_holds_is_told_beside_it(grade):
    [failure] = [
        check.failure
        for exercise in grade(
            box_of="def box_of(n):\n    return np.ones((n, n)) / n * n\n"
        ).exercises
        for check in exercise.checks
        if exercise.name == "box_of"
    ]
    assert failure["headline"] == "Its numbers do not add up to 1."
    assert len(failure["facts"]) == 1 and "Line 2: " in failure["facts"][0]
    assert "brackets" in failure["facts"][0]


PAIR = "SEEN = []\ndef there(x): return x - 1\ndef back(x):\n    SEEN.append(x.shape)\n    return x - 1\n"


def test_other_answers_do_not_meet_hidden_cases_as_an_edit_is_tried(grade):
    """They come when nothing is left to be quoted, and nobody's process ends for it."""
    record = grade(there=PAIR, halved="def halved(x): raise RuntimeError(repr(SEEN))")
    there, halved = (e.checks[0] for e in record.exercises if e.name in ("there", "halved"))
    assert there.failure["found_by"] == "repair" and there.failure["because"].startswith("Line 2")
    assert halved.failure["headline"] == "It raised RuntimeError: []"


def test_an_answer_after_one_whose_edits_were_tried_is_right_as_ever(grade):
    record = grade(there=PAIR, halved="def halved(x): return x / 2")
    assert record.exercises[-1].checks[0].score == 1
