"""A check may allow fewer modules than its lesson: then the others are not there."""

import pytest

from autograder.sandbox.candidate import CodeCell
from autograder.sandbox.candidates import Candidates
from autograder.sandbox.readable_files import Policy
from autograder.sandbox.time_limit import Budgets
from autograder.student_side.confinement.limits import Limits

LESSON = "93_stricter"


@pytest.fixture(scope="module")
def grade(small_lesson):
    graded = small_lesson(LESSON)
    with_help = "def with_help(n): return effective_kernel(n, 2)"
    return lambda by_hand: graded(by_hand=by_hand, with_help=with_help)


def test_who_does_without_has_the_points(grade):
    assert grade("def by_hand(n): return 2 * n - 1").score == 2


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return effective_kernel(n, 2)", "does without convkit"),
        ("return [effective_kernel][0](n, 2)", "does without convkit"),
        ("return KEPT[0](n, 2)", "'NoneType' object"),
        ("return sys.modules['convkit.sliding.shapes'].effective_kernel(n, 2)", "KeyError"),
        (
            "return import_module('convkit.sliding.shapes').effective_kernel(n, 2)",
            "No module named",
        ),
    ],
)
def test_who_uses_what_is_not_allowed_has_none_however_it_is_hidden(grade, body, message):
    kept = "import sys\nfrom importlib import import_module\n"
    kept += (
        "KEPT = [getattr(sys.modules.get('convkit.sliding.shapes'), 'effective_kernel', None)]\n"
    )
    record = grade(f"{kept}def by_hand(n):\n    {body}")
    assert [e.score for e in record.exercises] == [0, 1]
    assert message in record.exercises[0].checks[0].failure["headline"]


def test_one_candidate_is_alive_at_a_time(walls):
    cells = [CodeCell("cell 1", "def f(): return 1", ("f",))]
    policy, less = Policy(("numpy", "convkit.sliding.shapes")), Policy(("numpy",))
    candidates = Candidates(walls, policy, cells, Limits(), Budgets())
    try:
        assert candidates.alone(policy).handle("f")() == 1
        assert candidates.main.channel is not None
        assert candidates.alone(less).handle("f")() == 1
        assert candidates.main.channel is None
        assert candidates.alone(policy).handle("f")() == 1
        assert candidates.under(less).channel is None
    finally:
        candidates.close()
