"""A check on drawn numbers is run on others too; one that has none is not run again for nothing."""

import pytest

pytestmark = pytest.mark.smoke

LESSON = "95_twice"


@pytest.fixture(scope="module")
def grade(small_lesson):
    return small_lesson(LESSON)


def keeping(name, arguments, answer):
    """A solution that keeps its first answer and gives it ever after."""
    return f"""
KEPT = []
def {name}({arguments}):
    if not KEPT: KEPT.append({answer})
    return KEPT[0]
"""


@pytest.mark.parametrize(
    ("name", "arguments", "answer", "points"),
    [
        ("drawn_numbers", "x", "x + 1", 0),
        ("varied", "n", "n + 1", 0),
        ("fixed_numbers", "x, n", "x + n", 1),
    ],
)
def test_an_answer_that_is_kept_is_right_only_where_nothing_changes(
    grade, name, arguments, answer, points
):
    record = grade(**{name: keeping(name, arguments, answer)})
    [result] = [e for e in record.exercises if e.name == name]
    assert sum(c.score for c in result.checks) == points


def test_what_is_right_is_right_both_times(grade):
    record = grade(
        drawn_numbers="def drawn_numbers(x): return x + 1",
        varied="def varied(n): return n + 1",
        fixed_numbers="def fixed_numbers(x, n): return x + n",
    )
    assert record.score == 4
