"""Is a backward pass right? Ask the forward pass, by small steps.

For a function y = f(x) and any weights g on its outputs (a *cotangent*), the backward pass
claims to know the gradient of sum(g * f(x)). Moving one element of x a little to either
side measures it:

    d sum(g * f(x)) / d x[i]  is about  sum(g * (f(x + h e_i) - f(x - h e_i))) / 2h

The error falls with h², until the rounding of f, divided by h, takes over. The cotangent
is drawn at random: with all ones, a gradient that is transposed, reversed or shuffled can
pass, because only its sum is looked at.

New against `gradients`: nothing is derived. This knows the forward pass only.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["gradient_error", "numerical_vjp"]


def numerical_vjp(
    function: Callable[..., NDArray],
    arrays: Sequence[NDArray],
    cotangent: NDArray,
    step: float = 1e-5,
) -> tuple[NDArray, ...]:
    """The gradient of ``sum(cotangent * function(*arrays))``, by central differences.

    Parameters
    ----------
    function : callable
        Takes the arrays and returns one array. It is called twice for each element.
    arrays : sequence of ndarray of float64
        They are not changed.
    cotangent : ndarray
        Of the shape of the result.
    step : float
        h. The smallest error of float64 is near 1e-5 for values of about 1.

    Returns
    -------
    tuple of ndarray
        One gradient for each array.

    Raises
    ------
    TypeError
        If an array is not float64: in float32, rounding hides the answer.
    ValueError
        If the cotangent has not the shape of the result.

    Examples
    --------
    >>> numerical_vjp(np.square, [np.array([1.0, 3.0])], np.array([1.0, 10.0]))[0].round(6)
    array([ 2., 60.])
    """
    for array in arrays:
        if getattr(array, "dtype", None) != np.float64:
            got = getattr(array, "dtype", type(array).__name__)
            raise TypeError(f"numerical_vjp: arrays must be float64, got {got}")
    arrays = [array.copy() for array in arrays]
    shape = np.shape(function(*arrays))
    if np.shape(cotangent) != shape:
        raise ValueError(
            f"numerical_vjp: cotangent must have the shape {shape} of the result, "
            f"got {np.shape(cotangent)}"
        )
    gradients = tuple(np.zeros(array.shape) for array in arrays)
    for array, gradient in zip(arrays, gradients, strict=True):
        for i in np.ndindex(array.shape):
            here = array[i]
            array[i] = here + step
            above = np.array(function(*arrays))  # copies: the result may be the array itself
            array[i] = here - step
            below = np.array(function(*arrays))
            array[i] = here
            gradient[i] = np.sum(cotangent * (above - below)) / (2 * step)
    return gradients


def gradient_error(
    function: Callable[..., NDArray],
    backward: Callable[..., Any],
    arrays: Sequence[NDArray],
    seed: int = 0,
) -> float:
    """How far a backward pass is from the small steps, for a random cotangent.

    Parameters
    ----------
    function : callable
        Takes the arrays and returns one array.
    backward : callable
        Takes the cotangent and the arrays; returns one gradient, or one for each array.
    arrays : sequence of ndarray of float64
    seed : int
        Of the cotangent.

    Returns
    -------
    float
        The largest difference, divided by the largest gradient (or by 1, if that is more).
        About 1e-9 for a right answer; a wrong one is rarely below 1e-3.

    Examples
    --------
    >>> x = np.array([1.0, 3.0])
    >>> gradient_error(np.square, lambda g, x: 2 * x * g, [x]) < 1e-8
    True
    >>> gradient_error(np.square, lambda g, x: x * g, [x]) > 0.1
    True
    """
    cotangent = np.random.default_rng(seed).standard_normal(np.shape(function(*arrays)))
    wanted = numerical_vjp(function, arrays, cotangent)
    got = backward(cotangent, *arrays)
    got = got if isinstance(got, tuple) else (got,)
    if [g.shape for g in got] != [w.shape for w in wanted]:
        raise ValueError(
            f"gradient_error: backward must return shapes {[w.shape for w in wanted]}, "
            f"got {[g.shape for g in got]}"
        )
    largest = max(1.0, *(np.abs(w).max(initial=0) for w in wanted))
    worst = max(np.abs(g - w).max(initial=0) for g, w in zip(got, wanted, strict=True))
    return float(worst / largest)
