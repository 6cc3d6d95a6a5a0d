"""Handwritten digits: small, real, and in scikit-learn's wheel.

E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", 1998, the test set of the
UCI Machine Learning Repository. scikit-learn's notice names no licence; the repository gives
Creative Commons BY 4.0. scikit-learn is imported only when digits are asked for.
"""

import numpy as np

__all__ = ["digits", "digits_split"]


def digits(*, dtype=np.float64):
    """1797 handwritten digits of 8 by 8 pixels, and what they are.

    Returns
    -------
    images : numpy.ndarray
        (1797, 1, 8, 8), values in [0, 1] in steps of 1/16.
    labels : numpy.ndarray
        (1797,), integers 0 to 9.

    Examples
    --------
    >>> images, labels = digits()
    >>> images.shape, labels[:4]
    ((1797, 1, 8, 8), array([0, 1, 2, 3]))
    """
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    return (images / 16).reshape(-1, 1, 8, 8).astype(dtype), labels


def digits_split(held_out=360, *, seed=0, dtype=np.float64):
    """The digits in two parts, shuffled once by ``seed``: to learn from, and to be judged on.

    Examples
    --------
    >>> train_images, train_labels, test_images, test_labels = digits_split(held_out=360)
    >>> len(train_labels), len(test_labels)
    (1437, 360)
    """
    images, labels = digits(dtype=dtype)
    if not 0 < held_out < len(images):
        raise ValueError(f"digits_split: held_out must be from 1 to 1796, got {held_out}")
    order = np.random.default_rng(seed).permutation(len(images))
    test, train = order[:held_out], order[held_out:]
    return images[train], labels[train], images[test], labels[test]
