"""Digits on photographs: the truth covers the digits, and what is held out is new."""

import numpy as np
import pytest

from convkit import data
from convkit.data import scenes


def test_shapes_range_and_classes():
    images, truth = data.digits_on_photographs(40, size=(40, 64), seed=3, dtype=np.float32)
    assert images.shape == (40, 3, 40, 64) and images.dtype == np.float32
    assert truth.shape == (40, 40, 64) and 0 <= images.min() and images.max() <= 1
    np.testing.assert_array_equal(np.unique(truth), np.arange(10))


def test_the_same_seed_gives_the_same_pictures_and_another_does_not():
    a, b, c = (data.digits_on_photographs(6, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(a[0], b[0])
    np.testing.assert_array_equal(a[1], b[1])
    assert not np.array_equal(a[0], c[0])


def test_one_digit_for_each_32_by_32_pixels_and_one_class_each():
    _, truth = data.digits_on_photographs(60, seed=5)
    assert all(len(np.unique(t)) == 2 for t in truth)
    _, wide = data.digits_on_photographs(60, size=(32, 96), seed=5)
    assert max(len(np.unique(t)) for t in wide) == 4


def test_classes_are_numbered_in_the_order_asked_for():
    _, small = data.digits_on_photographs(30, seed=2, classes=(7, 1))
    assert set(np.unique(small)) == {0, 1, 2}
    sevens, _ = data.digits_on_photographs(30, seed=2, classes=(7,))
    assert sevens.shape == (30, 3, 32, 32)


def test_only_the_pixels_near_a_digit_are_drawn_over():
    """Where the truth is background two pixels around, the photograph shows through."""
    images, truth = data.digits_on_photographs(8, seed=0)
    parts = [scenes._part_of_photograph(name, "train") for name in scenes._BACKGROUNDS]
    for image, mask in zip(images, truth, strict=True):
        strip = image[:, :, 0] if not mask[:, :2].any() else image[:, :, -1]
        if mask[:, :2].any() and mask[:, -2:].any():
            continue
        assert any(_holds(part, strip) for part in parts)


def _holds(picture, strip):
    at = np.argwhere((picture == strip[:, :1, None]).all(axis=0))
    return any(
        np.array_equal(picture[:, i : i + strip.shape[1], j], strip)
        for i, j in at
        if i + strip.shape[1] <= picture.shape[1]
    )


def test_what_is_held_out_has_other_digits_and_other_pixels():
    train, held_out = (scenes._part_of_digits(range(10), part)[0] for part in ("train", "held-out"))
    assert len(train) + len(held_out) == 1797
    assert len({g.tobytes() for g in train} & {g.tobytes() for g in held_out}) == 0
    left, right = (scenes._part_of_photograph("brick", part) for part in ("train", "held-out"))
    np.testing.assert_array_equal(
        np.concatenate([left, right], axis=2), data.photograph("brick", layout="CHW")
    )


def test_the_digit_stands_out_from_what_it_covers():
    images, truth = data.digits_on_photographs(50, seed=8)
    for image, mask in zip(images, truth, strict=True):
        inside = image.mean(axis=0)[mask > 0]
        assert inside.max() < 0.6 or inside.min() > 0.4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 20}, "size must be 24 to 96, got 20"),
        ({"size": (32, 97)}, r"got \(32, 97\)"),
        ({"classes": ()}, "classes must be digits 0 to 9"),
        ({"classes": (1, 10)}, r"got \(1, 10\)"),
        ({"part": "test"}, "part must be 'train' or 'held-out', got 'test'"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=f"digits_on_photographs: .*{message}"):
        data.digits_on_photographs(2, **arguments)
