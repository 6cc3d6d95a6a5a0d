"""What a repair is told of is right for every check of the exercise, the hidden tests too."""

import pytest

LESSON = "98_later"


@pytest.fixture(scope="module")
def grade(small_lesson):
    return small_lesson(LESSON)


@pytest.mark.parametrize(("squared", "told"), [("x", False), ("np.abs(x)", True)])
def test_a_repair_that_another_check_contradicts_is_not_told(grade, squared, told):
    # with + for * both are right where no number is negative
    source = f"def doubled(x):\n    s = {squared}\n    return s * s\n"
    failure = grade(doubled=source).exercises[0].checks[0].failure
    assert (failure["because"] == "Line 3: look at the operation in `s * s`.") == told
    assert (failure["found_by"] == "repair") == told
