"""Faces and materials: in range, labelled, and regions that share no pixel."""

import numpy as np
import pytest

from convkit import data


def test_half_of_the_pictures_are_faces():
    images, labels = data.faces(dtype=np.float32)
    assert images.shape == (200, 1, 25, 25) and images.dtype == np.float32
    assert 0 <= images.min() and images.max() <= 1
    np.testing.assert_array_equal(np.flatnonzero(labels), np.arange(100))
    # the mean of some faces looks like the others, and not like a piece of background
    mean = images[:50].mean(axis=0).ravel()
    alike = np.array([np.corrcoef(mean, x.ravel())[0, 1] for x in images[50:]])
    assert alike[:50].mean() > 0.5 > 0.2 > alike[50:].mean()


def test_patches_are_balanced_and_lie_inside_their_photograph():
    images, labels, regions = data.materials()
    assert images.shape == (900, 3, 28, 28)
    assert 0 <= images.min() and images.max() <= 1
    np.testing.assert_array_equal(np.bincount(labels), 90)
    np.testing.assert_array_equal(np.bincount(regions), 9)
    np.testing.assert_array_equal(regions // 10, labels)


def test_patches_of_a_region_overlap_and_those_of_two_regions_do_not():
    images, labels, regions = data.materials(step=14)
    wall = np.flatnonzero(labels == list(data.MATERIALS).index("petals"))
    colours = [set(map(tuple, images[k].transpose(1, 2, 0).reshape(-1, 3))) for k in wall]
    first = regions[wall] == regions[wall[0]]
    np.testing.assert_array_equal(images[wall[0]][:, :, 14:], images[wall[1]][:, :, :14])
    places = _places(images[wall])
    for a, here in zip(places, regions[wall], strict=True):
        for b, there in zip(places, regions[wall], strict=True):
            apart = max(abs(a[0] - b[0]), abs(a[1] - b[1])) >= 28
            assert apart or here == there
    assert len(colours) == 40 and first.sum() == 4


def _places(patches):
    """Where each patch lies in the photograph of the flower, by search."""
    picture = data.photograph("flower", layout="CHW")
    corner = {}
    for i, j in np.ndindex(picture.shape[1] - 27, picture.shape[2] - 27):
        corner.setdefault(tuple(picture[:, i, j]) + tuple(picture[:, i + 27, j + 27]), []).append(
            (i, j)
        )
    found = []
    for patch in patches:
        key = tuple(patch[:, 0, 0]) + tuple(patch[:, 27, 27])
        (place,) = [
            (i, j)
            for i, j in corner[key]
            if np.array_equal(picture[:, i : i + 28, j : j + 28], patch)
        ]
        found.append(place)
    return found


def test_the_split_keeps_regions_together_and_repeats():
    images, _, regions = data.materials(seed=4)
    train, _, test, test_labels = data.materials_split(3, seed=4)
    assert len(train) == 630 and len(test) == 270
    np.testing.assert_array_equal(np.bincount(test_labels), 27)
    region_of = {image.tobytes(): region for image, region in zip(images, regions, strict=True)}
    sides = [{region_of[image.tobytes()] for image in part} for part in (train, test)]
    assert not sides[0] & sides[1] and len(sides[1]) == 30
    np.testing.assert_array_equal(test, data.materials_split(3, seed=4)[2])
    assert not np.array_equal(test, data.materials_split(3, seed=5)[2])


def test_a_random_split_leaks_and_the_split_by_region_does_not():
    """The nearest neighbour of a patch names its material, where neighbours may cross the split."""
    images, labels, _ = data.materials()
    order = np.random.default_rng(0).permutation(900)
    at_random = (images[order[180:]], labels[order[180:]], images[order[:180]], labels[order[:180]])
    assert _nearest(*at_random) > _nearest(*data.materials_split()) + 0.1


def _nearest(train, train_labels, test, test_labels):
    a, b = train.reshape(len(train), -1), test.reshape(len(test), -1)
    distance = (a**2).sum(1) - 2 * b @ a.T  # (tests, trains), up to what is equal in a row
    return (train_labels[distance.argmin(axis=1)] == test_labels).mean()


@pytest.mark.parametrize("step", [0, 15])
def test_a_step_that_does_not_fit_is_named(step):
    with pytest.raises(ValueError, match=f"materials: step must be from 1 to 14, got {step}"):
        data.materials(step=step)


@pytest.mark.parametrize("held_out", [0, 10])
def test_a_split_that_leaves_nothing_is_named(held_out):
    with pytest.raises(ValueError, match=f"held_out must be from 1 to 9, got {held_out}"):
        data.materials_split(held_out)
