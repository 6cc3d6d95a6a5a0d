"""`check` on right answers, `check_raises`, `call`."""

from fractions import Fraction
from functools import partial

import numpy as np
import pytest

from autograder import CheckFailed, call, case, check, check_raises, normal
from autograder.checks import session
from tests.autograder.checks.solutions import CASES, failure, loops, oracle

pytestmark = pytest.mark.smoke


def windows(x, k):
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(x, k.shape), k)


def fourier(x, k):
    shape = [a + b - 1 for a, b in zip(x.shape, k.shape, strict=True)]
    y = np.fft.irfft2(np.fft.rfft2(x, shape) * np.fft.rfft2(k[::-1, ::-1], shape), shape)
    return y[k.shape[0] - 1 : x.shape[0], k.shape[1] - 1 : x.shape[1]]


def recursive(x, k, i=0):
    if i == x.shape[0] - k.shape[0] + 1:
        return np.zeros((0, x.shape[1] - k.shape[1] + 1))
    return np.vstack([loops(x[i : i + k.shape[0]], k), recursive(x, k, i + 1)])


def shifts(image, kernel, stride=1, *, check_shape=False):
    h, w = kernel.shape
    H, W = image.shape[0] - h + 1, image.shape[1] - w + 1
    return sum(kernel[a, b] * image[a : a + H, b : b + W] for a in range(h) for b in range(w))


class Callable:
    def __call__(self, x, k):
        return loops(x, k)


@pytest.mark.parametrize("function", [loops, windows, fourier, recursive, shifts, partial(loops)])
def test_right_answers_pass_however_they_are_written(function):
    check(function, against=oracle, on=CASES)


def test_a_number_may_come_as_any_kind_of_number():
    for kind in (float, np.float64, np.asarray, lambda v: v):
        check(
            lambda x, kind=kind: kind(np.sum(x)), against=lambda x: x.sum(), on=[case(x=normal(4))]
        )


def test_a_fraction_is_a_number():
    for right in (Fraction(1, 3), Fraction(10**40 + 3, 3 * 10**40 + 9)):
        check(lambda n, f=right: f, against=lambda n: 1 / 3, on=[case(n=3)])


@pytest.mark.parametrize("wrong", [Fraction(1, 2), 10**30, 10**400, 1j])
def test_a_wrong_number_of_any_kind_is_wrong_and_no_crash(wrong):
    with pytest.raises(CheckFailed) as raised:
        check(lambda n: wrong, against=lambda n: 1 / 3, on=[case(n=3)])
    assert raised.value.failure.tier == "values"


def test_whole_numbers_are_compared_exactly_however_large():
    check(lambda n: n**50, against=lambda n: n**50, on=[case(n=10)])
    with pytest.raises(CheckFailed):
        check(lambda n: n**50 + 1, against=lambda n: n**50, on=[case(n=10)])


def test_a_tuple_may_come_as_a_list():
    check(lambda x: [x, 2 * x], against=lambda x: (x, 2 * x), on=[case(x=normal(4))])


def test_the_argument_stays_where_a_solution_returns_a_view_of_it():
    check(lambda x: x.T, against=lambda x: x.T, on=[case(x=normal(4, 3))])


def test_where_the_oracle_refuses_the_student_must_raise_value_error():
    big = [case(x=normal(2, 2), k=normal(3, 3))]

    def careful(x, k):
        if k.shape[0] > x.shape[0]:
            raise ValueError("too large")
        return loops(x, k)

    check(careful, against=oracle, on=big)
    assert (
        "It must raise ValueError here, but it returned a result." == failure(loops, big).headline
    )


def test_a_kind_of_value_error_is_a_value_error():
    class TooLarge(ValueError):
        pass

    def refuses(x):
        raise TooLarge("no")

    check_raises(refuses, ValueError, on=[case(x=normal(3))])


def test_check_raises_tells_why():
    with pytest.raises(CheckFailed, match=r"must raise ValueError(.|\n)*sizes must fit"):
        check_raises(
            loops, ValueError, on=[case(x=normal(2, 2), k=normal(3, 3))], because="sizes must fit"
        )


def test_the_reason_is_for_those_who_gave_a_result():
    for wrong, came in ((lambda x: None, "it returned None"), (lambda x: x[9], "IndexError")):
        with pytest.raises(CheckFailed) as info:
            check_raises(wrong, on=[case(x=normal(3))], because="you gave three numbers")
        assert came in str(info.value)
        assert "three numbers" not in str(info.value)


def test_check_raises_wants_this_error():
    def other(x):
        raise KeyError("x")

    with pytest.raises(CheckFailed, match="but it raised KeyError"):
        check_raises(other, ValueError, on=[case(x=1)])


def test_an_empty_check_cannot_be_written():
    with pytest.raises(ValueError, match="an empty check cannot fail"):
        check(loops, against=oracle, on=[])


def test_call_gives_the_result_or_the_message():
    assert call(lambda: (1, 2)) == (1, 2)

    def stub():
        raise NotImplementedError

    for broken, message in ((stub, "not implemented"), (lambda: None, "forget `return`"),
                            (lambda: 1 / 0, "ZeroDivisionError")):  # fmt: skip
        with pytest.raises(CheckFailed, match=message):
            call(broken)


def test_because_is_written_once_and_asked_for_by_name():
    from autograder import because

    assert because("xcorr2d__flipped") == "Your kernel is flipped."
    with pytest.raises(KeyError, match="no misconception 'nothing'"):
        because("nothing")


def test_an_exam_is_about_its_own_lesson(exam):
    from autograder import begin

    begin("test")
    with pytest.raises(ValueError, match="this is an exam of test, not of other"):
        begin("other")


def test_a_lesson_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="there is no lesson '77_nothing'"):
        session.load("77_nothing")
