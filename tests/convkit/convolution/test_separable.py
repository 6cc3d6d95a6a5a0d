"""Split kernels: each split equals the convolution it splits, and the error is as foretold."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convkit.convolution.depthwise import depthwise_conv2d
from convkit.convolution.separable import flattened_conv2d, low_rank, separable_conv2d, separate


def close(ours, expected):
    tolerance = 1e-9 if ours.dtype == np.float64 else 1e-4
    np.testing.assert_allclose(ours, expected.numpy(), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (5, 2), (1, 4), (4, 1)])
def test_the_error_is_known_before_the_approximation(shape):
    kernel = np.random.default_rng(0).normal(size=shape)
    errors = []
    for rank in range(1, min(shape) + 1):
        columns, rows, error = low_rank(kernel, rank)
        assert columns.shape == (rank, shape[0]) and rows.shape == (rank, shape[1])
        distance = np.linalg.norm(kernel - columns.T @ rows)
        np.testing.assert_allclose(error, distance, rtol=1e-9, atol=1e-12)
        errors.append(error)
    assert errors == sorted(errors, reverse=True) and errors[-1] < 1e-12


def test_no_other_column_and_row_come_nearer():
    rng = np.random.default_rng(1)
    kernel = rng.normal(size=(3, 4))
    column, row, error = separate(kernel)
    for _ in range(100):
        other = np.outer(column + 0.1 * rng.normal(size=3), row + 0.1 * rng.normal(size=4))
        assert np.linalg.norm(kernel - other) > error


def test_a_product_comes_apart_into_its_factors():
    column, row = np.array([0.5, 0.7, 0.8]), np.array([0.3, 0.4, 0.5])
    c, r, error = separate(np.outer(column, row))
    assert error < 1e-12
    np.testing.assert_allclose(c / c[0], column / column[0])
    np.testing.assert_allclose(r / r[0], row / row[0])
    assert c[2] > 0
    np.testing.assert_allclose(np.linalg.norm(c), np.linalg.norm(r))


@pytest.mark.parametrize("kernel", [np.zeros((3, 2)), np.array([[0.0, 1], [0, 0]])])
def test_kernels_with_zeros_come_apart_too(kernel):
    column, row, error = separate(kernel)
    np.testing.assert_allclose(np.outer(column, row), kernel, atol=1e-15)
    assert error == 0


def test_one_pass_down_and_one_across_are_the_whole_kernel():
    rng = np.random.default_rng(2)
    x, kernel = rng.normal(size=(2, 3, 9, 8)), rng.normal(size=(3, 4))
    window = {"stride": (2, 3), "padding": (1, 2), "dilation": (1, 2)}
    columns, rows, _ = low_rank(kernel, 3)
    dense = np.tile(kernel, (3, 1, 1, 1))
    expected = F.conv2d(torch.from_numpy(x), torch.from_numpy(dense), None, **window, groups=3)
    close(separable_conv2d(x, columns, rows, **window), expected)
    one = depthwise_conv2d(x, np.tile(np.outer(columns[0], rows[0]), (3, 1, 1, 1)), None, **window)
    np.testing.assert_allclose(separable_conv2d(x, columns[0], rows[0], **window), one)


def test_three_vectors_are_a_filter():
    rng = np.random.default_rng(3)
    x, b = rng.normal(size=(2, 3, 9, 8)), rng.normal(size=4)
    channel, column, row = (rng.normal(size=(4, n)) for n in (3, 5, 2))
    w = np.einsum("oc,oa,ob->ocab", channel, column, row)
    expected = F.conv2d(*map(torch.from_numpy, (x, w, b)), stride=(2, 1), padding=(2, 1))
    close(flattened_conv2d(x, channel, column, row, b, (2, 1), (2, 1)), expected)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: low_rank(np.ones((3, 2)), 3), ValueError, "rank must be at most 2, got 3"),
        (lambda: low_rank(np.ones((3, 2)), 0), ValueError, "rank must be at least 1, got 0"),
        (lambda: low_rank(np.ones(3), 1), ValueError, r"shape \(kh, kw\), got \(3,\)"),
        (lambda: separate(np.ones((3, 2), int)), TypeError, "must hold floats, got dtype int64"),
        (
            lambda: separable_conv2d(np.ones((1, 4, 4)), np.ones((2, 3)), np.ones((1, 3))),
            ValueError,
            r"shapes \(r, kh\) and \(r, kw\), got \(2, 3\) and \(1, 3\)",
        ),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
