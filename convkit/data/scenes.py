"""Scenes with a class for every pixel: real digits drawn on real photographs.

Digits come from `convkit.data.handwritten`, backgrounds from `convkit.data.photographs`; sources
and licences stand there.
"""

import numpy as np

from convkit.data.handwritten import digits
from convkit.data.photographs import photograph
from convkit.sliding.shapes import ntuple

__all__ = ["digits_on_photographs"]

_BACKGROUNDS = ("astronaut", "brick", "chelsea", "coffee", "flower", "grass", "gravel", "rocket")
_SMALLEST, _LARGEST = 16, 24  # pixels of a digit's square
_SHARE = 0.75  # of the digits, and of the width of each photograph, is to learn from


def digits_on_photographs(
    n, size=32, seed=0, *, classes=(1, 2, 3, 4, 5, 6, 7, 8, 9), part="train", dtype=np.float64
):
    """Pictures with digits on them, and the class of every pixel.

    Each digit is enlarged to 16 to 24 pixels and drawn in a colour that is brighter or darker than
    what it covers. A picture has one digit for each full 32 by 32 pixels of its area; they do not
    overlap. What is to be judged on shares nothing with what is learned from: other digits, and
    the right quarter of the photographs instead of the left three quarters.

    Parameters
    ----------
    n : int
        How many pictures.
    size : int or (int, int)
        Height and width, each from 24 pixels on and at most 96.
    seed : int
        The same seed gives the same pictures.
    classes : tuple of int
        The digits that occur: the classes from 1 on; class 0 is the background.
    part : {"train", "held-out"}
        To learn from, or to be judged on.
    dtype : dtype
        Of the images.

    Returns
    -------
    images : numpy.ndarray, (n, 3, H, W), values in [0, 1]
    truth : numpy.ndarray, (n, H, W), the class of every pixel, 0 to len(classes)

    Raises
    ------
    ValueError
        For a size, class or part that does not exist.

    Examples
    --------
    >>> images, truth = digits_on_photographs(5, seed=1)
    >>> images.shape, truth.shape
    ((5, 3, 32, 32), (5, 32, 32))
    """
    height, width = ntuple(size, 2, "digits_on_photographs: size")
    _check(height, width, size, classes, part)
    glyphs, names = _part_of_digits(classes, part)
    pictures = [_part_of_photograph(name, part) for name in _BACKGROUNDS]
    rng = np.random.default_rng(seed)
    images = np.empty((n, 3, height, width), dtype)
    truth = np.zeros((n, height, width), int)
    for image, mask in zip(images, truth, strict=True):
        picture = pictures[rng.integers(len(pictures))]  # (3, H', W')
        i = rng.integers(picture.shape[1] - height + 1)
        j = rng.integers(picture.shape[2] - width + 1)
        image[:] = picture[:, i : i + height, j : j + width]
        for top, left, side in _places(rng, height, width):
            chosen, square = rng.integers(len(glyphs)), np.s_[top : top + side, left : left + side]
            ink = _enlarge(glyphs[chosen], side)  # (side, side)
            image[:, *square] = _draw(rng, image[:, *square], ink)
            mask[square][ink > 0.5] = 1 + classes.index(names[chosen])
    return images, truth


def _check(height, width, size, classes, part):
    if not (_LARGEST <= height <= 96 and _LARGEST <= width <= 96):
        raise ValueError(f"digits_on_photographs: size must be {_LARGEST} to 96, got {size}")
    if not classes or not set(classes) <= set(range(10)):
        raise ValueError(f"digits_on_photographs: classes must be digits 0 to 9, got {classes}")
    if part not in ("train", "held-out"):
        raise ValueError(f"digits_on_photographs: part must be 'train' or 'held-out', got {part!r}")


def _part_of_digits(classes, part):
    images, labels = digits()
    wanted = np.flatnonzero(np.isin(labels, classes))
    cut = int(_SHARE * len(wanted))
    wanted = wanted[:cut] if part == "train" else wanted[cut:]
    return images[wanted, 0], labels[wanted]


def _part_of_photograph(name, part):
    x = photograph(name, layout="CHW")  # (3, H, W)
    cut = int(_SHARE * x.shape[2])
    return x[..., :cut] if part == "train" else x[..., cut:]


def _places(rng, height, width):
    """(top, left, side) of squares that do not overlap; a draw that does not fit is drawn again."""
    taken = np.zeros((height, width), bool)
    wanted = max(1, height * width // 32**2)
    for _ in range(20 * wanted):
        side = int(rng.integers(_SMALLEST, _LARGEST + 1))
        top, left = rng.integers(height - side + 1), rng.integers(width - side + 1)
        square = np.s_[top : top + side, left : left + side]
        if not taken[square].any():
            taken[square] = True
            wanted -= 1
            yield top, left, side
        if wanted == 0:
            return


def _enlarge(glyph, side):
    """(8, 8) -> (side, side), between neighbours by straight lines."""
    at = (np.arange(side) + 0.5) * len(glyph) / side - 0.5  # where each new pixel lies in the old
    weights = np.maximum(0, 1 - abs(at[:, None] - np.arange(len(glyph))))  # (side, 8)
    weights /= weights.sum(axis=1, keepdims=True)  # beyond the outermost pixels
    return weights @ glyph @ weights.T


def _draw(rng, ground, ink):
    """(3, s, s) under the digit, which is bright on dark ground and dark on bright ground."""
    colour = rng.uniform(0, 0.3, 3) if ground.mean() > 0.5 else rng.uniform(0.7, 1, 3)
    cover = np.clip((ink - 0.35) / 0.3, 0, 1)  # a soft edge about two pixels wide
    return ground * (1 - cover) + colour[:, None, None] * cover
