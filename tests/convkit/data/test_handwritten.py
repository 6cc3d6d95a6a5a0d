"""Handwritten digits: scaled, labelled, and split without loss."""

import numpy as np
import pytest

from convkit import data


def test_digits_are_scaled_and_labelled():
    images, labels = data.digits(dtype=np.float32)
    assert images.shape == (1797, 1, 8, 8) and images.dtype == np.float32
    assert images.min() == 0 and images.max() == 1
    np.testing.assert_array_equal(np.unique(labels), np.arange(10))


def test_the_split_is_a_repeatable_partition():
    images, labels = data.digits()
    train, train_labels, test, test_labels = data.digits_split(held_out=300, seed=3)
    assert len(test) == len(test_labels) == 300
    both = np.concatenate([train, test]).reshape(1797, -1)
    both_labels = np.concatenate([train_labels, test_labels])
    key = np.column_stack([both, both_labels])
    original = np.column_stack([images.reshape(1797, -1), labels])
    np.testing.assert_array_equal(key[np.lexsort(key.T)], original[np.lexsort(original.T)])
    np.testing.assert_array_equal(test, data.digits_split(held_out=300, seed=3)[2])
    assert not np.array_equal(test, data.digits_split(held_out=300, seed=4)[2])
    for held_out in (0, 1797):
        with pytest.raises(ValueError, match=f"held_out must be .*, got {held_out}"):
            data.digits_split(held_out=held_out)
