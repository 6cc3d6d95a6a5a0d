"""What one check cell of an exercise has ruled out, the next one does not name."""

import pytest

LESSON = "94_memory"


@pytest.fixture(scope="module")
def grade(small_lesson):
    return small_lesson(LESSON)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("return x * n", ""),
        ("return x * (n**2 if n > 2 else n)", "scaled__square_of_large"),
    ],
)
def test_the_second_check_knows_what_the_first_has_seen(grade, source, named):
    # on the case of the second check both mistakes give the same
    checks = grade(scaled=f"def scaled(x, n):\n    {source}").exercises[0].checks
    assert checks[1].failure["misconception"] == named
    assert (" Or: " in checks[1].failure["because"]) == (named == "")
