"""Points for refusing wrong arguments are for functions that do not refuse the right ones."""

import pytest

from autograder.sandbox.candidate import Budgets

LESSON = "92_refusals"
COUNTS = "CALLS = 0\ndef halves(x):\n    global CALLS\n    CALLS += 1\n    "
TIMES = "import time\nBEGUN = []\ndef halves(x):\n    BEGUN.append(time.monotonic())\n    "


@pytest.fixture(scope="module")
def scores(small_lesson):
    grade = small_lesson(LESSON, budgets=Budgets(call=0.5))

    def of(**answers):
        exercises = grade(**answers).exercises
        return next([c.score for c in e.checks] for e in exercises if e.name in answers)

    return of


@pytest.mark.parametrize(
    "source",
    [
        "def halves(x): raise ValueError",
        COUNTS + "if CALLS < 2: return x\n    raise ValueError",
        COUNTS + "if CALLS % 4 < 2: return x\n    raise ValueError",
        COUNTS + "if CALLS < 100: return x\n    raise ValueError",
        COUNTS + "if CALLS == 1: return 0 * x\n    raise ValueError",
        TIMES + "if BEGUN[-1] - BEGUN[0] < 0.2: return x\n    raise ValueError",
    ],
)
def test_a_function_that_only_refuses_earns_nothing(scores, source):
    assert scores(halves=source) == [0, 0]


def test_nor_does_a_class_that_can_be_made_and_not_used(scores):
    assert scores(Halver="class Halver:\n    def forward(self, x): raise ValueError") == [0, 0]


@pytest.mark.parametrize(
    ("source", "earned"),
    [
        ("def halves(x):\n    if len(x) % 2: raise ValueError\n    return x[::2].copy()", [2, 1]),
        ("def halves(x):\n    if len(x) % 2: raise ValueError\n    return x[1::2].copy()", [0, 0]),
        ("def halves(x):\n    if len(x) % 2: raise ValueError\n    return None", [0, 0]),
        ("def halves(x): return x[::2].copy()", [2, 0]),
    ],
)
def test_to_refuse_is_paid_beside_a_right_answer_only(scores, source, earned):
    assert scores(halves=source) == earned


@pytest.mark.parametrize("end", ["while True: pass", "import os; os._exit(1)", "1 / 0"])
def test_one_that_answers_and_then_breaks_down_keeps_the_points_for_its_answers(scores, end):
    source = f"def doubles(x):\n    if x.ndim > 1:\n        {end}\n    return 2 * x"
    assert scores(doubles=source) == [1, 0, 0]
