"""The numerical check: right where the gradient is known, and able to say no."""

import numpy as np
import pytest

from convkit import gradient_error, numerical_vjp, xcorr1d


def test_the_gradient_of_a_known_function():
    rng = np.random.default_rng(1)
    a, b, g = rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.normal(size=(3, 2))
    da, db = numerical_vjp(np.matmul, [a, b], g)
    np.testing.assert_allclose(da, g @ b.T, atol=1e-9)
    np.testing.assert_allclose(db, a.T @ g, atol=1e-9)


def test_the_error_falls_with_the_square_of_the_step():
    x, g = np.array([0.7]), np.ones(1)
    errors = [abs(numerical_vjp(np.exp, [x], g, h)[0][0] - np.exp(0.7)) for h in (1e-2, 1e-3)]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.05)


def test_the_arrays_are_left_alone_even_read_only_ones():
    x = np.array([1.0, 2.0])
    x.flags.writeable = False
    (gradient,) = numerical_vjp(np.square, [x], np.ones(2))
    np.testing.assert_allclose(gradient, [2, 4])
    np.testing.assert_array_equal(x, [1, 2])


def test_a_function_that_returns_its_argument_is_measured_too():
    (gradient,) = numerical_vjp(lambda x: x, [np.zeros(3)], np.array([1.0, 2.0, 3.0]))
    np.testing.assert_allclose(gradient, [1, 2, 3])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda g, x, k: (np.convolve(g, k[::-1]), xcorr1d(x, g)),  # not turned
        lambda g, x, k: (np.convolve(g, k), xcorr1d(x, g)[::-1]),  # turned
        lambda g, x, k: (np.convolve(g, k) / 2, xcorr1d(x, g)),  # scaled
    ],
)
def test_wrong_gradients_are_told_from_the_right_one(wrong):
    rng = np.random.default_rng(2)
    arrays = [rng.normal(size=9), rng.normal(size=3)]
    right = gradient_error(xcorr1d, lambda g, x, k: (np.convolve(g, k), xcorr1d(x, g)), arrays)
    assert right < 1e-9 < 1e-3 < gradient_error(xcorr1d, wrong, arrays)


def test_what_cannot_be_measured_is_refused():
    with pytest.raises(TypeError, match="float64, got float32"):
        numerical_vjp(np.square, [np.zeros(2, np.float32)], np.ones(2))
    with pytest.raises(ValueError, match=r"shape \(2,\) of the result, got \(3,\)"):
        numerical_vjp(np.square, [np.zeros(2)], np.ones(3))
    with pytest.raises(ValueError, match=r"shapes \[\(2,\)\], got \[\(3,\)\]"):
        gradient_error(np.square, lambda g, x: np.zeros(3), [np.zeros(2)])
