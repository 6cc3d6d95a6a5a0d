"""Small pieces of photographs with a name each: faces, and what things are made of.

Faces: 100 faces and 100 pieces of background of Labeled Faces in the Wild (G. Huang, M. Mattar,
H. Lee, E. Learned-Miller, "Learning to align from scratch", 2012), as scikit-image ships them;
http://vis-www.cs.umass.edu/lfw/. The set was made for research; its people were photographed for
the news and stand for no population.

Materials: cut here from the photographs of `convkit.data.photographs`.
"""

import numpy as np

from convkit.data.photographs import photograph

__all__ = ["MATERIALS", "faces", "materials", "materials_split"]

MATERIALS = {  # material: its photograph, and the rectangles (top, left, height, width) to cut from
    "brick": ("brick", [(0, 0, 512, 512)]),
    "grass": ("grass", [(0, 0, 512, 512)]),
    "gravel": ("gravel", [(0, 0, 512, 512)]),
    "wood": ("coffee", [(190, 474, 210, 126), (0, 0, 126, 126)]),
    "fur": ("chelsea", [(0, 110, 84, 210), (150, 70, 126, 168)]),
    "cloth": ("astronaut", [(300, 30, 210, 84)]),
    "leaves": ("china", [(343, 0, 84, 84), (320, 420, 107, 220)]),
    "roof": ("china", [(150, 110, 168, 200)]),
    "petals": ("flower", [(110, 195, 210, 210)]),
    "tissue": ("tissue", [(0, 0, 512, 512)]),
}
_SIDE = 28  # pixels of a patch
_BLOCK = 42  # pixels of a region
_REGIONS = 10  # regions of each material


def faces(*, dtype=np.float64):
    """200 grey pictures of 25 by 25 pixels, half of them faces.

    Returns
    -------
    images : numpy.ndarray
        (200, 1, 25, 25), values in [0, 1].
    labels : numpy.ndarray
        (200,), 1 for a face and 0 for a piece of background.

    Examples
    --------
    >>> images, labels = faces()
    >>> images.shape, labels.sum()
    ((200, 1, 25, 25), np.int64(100))
    """
    import skimage.data

    images = skimage.data.lfw_subset()[:, None].astype(dtype)  # (200, 1, 25, 25)
    return images, np.repeat([1, 0], 100)


def materials(*, step=7, seed=0, dtype=np.float64):
    """Patches of ten materials, in colour, and the region of its photograph each comes from.

    A region is a square of 42 by 42 pixels; ten of them are drawn for each material by ``seed``.
    Patches of 28 by 28 are cut from a region at every ``step`` pixels, so those of one region
    overlap and look alike, while those of two regions share no pixel. A random split puts
    neighbours on both sides; `materials_split` does not.

    Parameters
    ----------
    step : int
        From 1 to 14 pixels between the patches of a region; 14 gives 4 patches, 7 gives 9.
    seed : int
        Which regions are drawn.
    dtype : dtype
        Of the images.

    Returns
    -------
    images : numpy.ndarray
        (N, 3, 28, 28), values in [0, 1].
    labels : numpy.ndarray
        (N,), the place of the material in `MATERIALS`, 0 to 9.
    regions : numpy.ndarray
        (N,), a number for each region, 0 to 99.

    Raises
    ------
    ValueError
        For a step outside 1 to 14.

    Examples
    --------
    >>> images, labels, regions = materials()
    >>> images.shape, len(set(regions))
    ((900, 3, 28, 28), 100)
    >>> list(MATERIALS)[labels[0]]
    'brick'
    """
    if not 1 <= step <= _BLOCK - _SIDE:
        raise ValueError(f"materials: step must be from 1 to {_BLOCK - _SIDE}, got {step}")
    rng = np.random.default_rng(seed)
    starts = range(0, _BLOCK - _SIDE + 1, step)
    images, labels, regions = [], [], []
    for label, (name, rectangles) in enumerate(MATERIALS.values()):
        picture = photograph(name, layout="CHW", dtype=dtype)  # (3, H, W)
        corners = _corners(rectangles)
        for region, chosen in enumerate(np.sort(rng.permutation(len(corners))[:_REGIONS])):
            i, j = corners[chosen]
            here = [
                picture[:, i + a : i + a + _SIDE, j + b : j + b + _SIDE]
                for a in starts
                for b in starts
            ]
            images += here
            labels += [label] * len(here)
            regions += [label * _REGIONS + region] * len(here)
    return np.array(images), np.array(labels), np.array(regions)


def _corners(rectangles):
    """The upper left corners of the regions in a material's rectangles."""
    return [
        (i, j)
        for top, left, height, width in rectangles
        for i in range(top, top + height - _BLOCK + 1, _BLOCK)
        for j in range(left, left + width - _BLOCK + 1, _BLOCK)
    ]


def materials_split(held_out=2, *, step=7, seed=0, dtype=np.float64):
    """The patches in two parts that share no region: to learn from, and to be judged on.

    Parameters
    ----------
    held_out : int
        How many of the ten regions of each material are kept for judging, 1 to 9.
    step, seed, dtype
        As in `materials`; ``seed`` also draws the regions that are held out.

    Returns
    -------
    train_images, train_labels, test_images, test_labels : numpy.ndarray
        As in `digits_split`.

    Raises
    ------
    ValueError
        For a number of regions outside 1 to 9.

    Examples
    --------
    >>> train_images, train_labels, test_images, test_labels = materials_split()
    >>> len(train_labels), len(test_labels)
    (720, 180)
    """
    if not 1 <= held_out < _REGIONS:
        raise ValueError(f"materials_split: held_out must be from 1 to 9, got {held_out}")
    images, labels, regions = materials(step=step, seed=seed, dtype=dtype)
    rng = np.random.default_rng(seed)
    kept = [
        label * _REGIONS + rng.permutation(_REGIONS)[:held_out] for label in range(len(MATERIALS))
    ]
    test = np.isin(regions, kept)
    return images[~test], labels[~test], images[test], labels[test]
