"""The pictures of the course: real ones that need no network, and small ones drawn by code.

A grey picture is an array of shape (H, W); a colour picture has a third axis of length 3 (red,
green, blue), last in files and in matplotlib ("HWC"), first in convolution layers ("CHW").
Brightness runs from 0 (black) to 1 (white).

Sources and licences
--------------------
Photographs and digits come with scikit-learn, which is imported only when one is asked for.

- ``china``, ``flower``: released under Creative Commons BY 2.0; scikit-learn's notice
  (``sklearn/datasets/images/README.txt``) credits both to danielbuechele on Flickr and gives
  photos/danielbuechele/6061409035 for the first, photos/vultilion/6056698931 for the second.
- digits: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", 1998, the test set
  of the UCI Machine Learning Repository. scikit-learn's notice names no licence; the repository
  gives Creative Commons BY 4.0.
- All other pictures are drawn by the functions below and carry the project's own licence.
"""

import numpy as np

__all__ = [
    *("photograph", "digits", "digits_split"),
    *("bars", "checkerboard", "stamp", "texture", "moving_square"),
]

_GREY = (0.299, 0.587, 0.114)  # how bright red, green and blue look (ITU-R BT.601)


def photograph(name="china", *, crop=None, shrink=1, layout="HWC", dtype=np.float64):
    """One of two photographs, 427 rows by 640 columns.

    Parameters
    ----------
    name : {"china", "flower"}
        A palace roof with many straight edges, or a flower in front of a soft background.
    crop : (top, left, height, width), optional
        The part to keep, in pixels of the full photograph.
    shrink : int
        Each block of ``shrink`` by ``shrink`` pixels becomes its mean; a remainder is dropped.
    layout : {"HWC", "CHW", "NCHW", "HW"}
        Order of the axes. "HW" is the grey picture 0.299 R + 0.587 G + 0.114 B.
    dtype : dtype
        float64 and float32 give values in [0, 1]; uint8 gives 0 to 255, as the file has them.

    Returns
    -------
    numpy.ndarray
        A new array of shape (H, W, 3), (3, H, W), (1, 3, H, W) or (H, W).

    Raises
    ------
    ValueError
        For any other name, layout or dtype, or a crop or shrink that does not fit.

    Examples
    --------
    >>> photograph("china").shape
    (427, 640, 3)
    >>> photograph("flower", shrink=4, layout="NCHW").shape
    (1, 3, 106, 160)
    >>> photograph("china", crop=(100, 200, 2, 3), layout="HW", dtype=np.uint8).shape
    (2, 3)
    """
    if name not in ("china", "flower"):
        raise ValueError(f"photograph: name must be 'china' or 'flower', got {name!r}")
    if layout not in ("HWC", "CHW", "NCHW", "HW"):
        raise ValueError(f"photograph: layout must be HWC, CHW, NCHW or HW, got {layout!r}")
    dtype = np.dtype(dtype)
    if dtype not in (np.float64, np.float32, np.uint8):
        raise ValueError(f"photograph: dtype must be float64, float32 or uint8, got {dtype}")
    from sklearn.datasets import load_sample_image

    x = load_sample_image(f"{name}.jpg")  # (H, W, 3) uint8
    if crop is not None:
        top, left, height, width = crop
        if not (0 <= top < top + height <= len(x) and 0 <= left < left + width <= x.shape[1]):
            raise ValueError(
                "photograph: crop (top, left, height, width) must lie inside "
                f"{len(x)} by {x.shape[1]}, got {crop}"
            )
        x = x[top : top + height, left : left + width]
    x = _shrink(x / 255.0, shrink)
    if layout == "HW":
        x = x @ np.array(_GREY)  # (H, W)
    elif layout != "HWC":
        x = x.transpose(2, 0, 1)  # (3, H, W)
    if dtype == np.uint8:
        x = np.rint(x * 255)
    x = np.ascontiguousarray(x, dtype=dtype)
    return x[None] if layout == "NCHW" else x


def _shrink(x, s):
    h, w, _ = x.shape
    if not 1 <= s <= min(h, w):
        raise ValueError(f"photograph: shrink must be 1 to {min(h, w)} for {h} by {w}, got {s}")
    blocks = x[: h // s * s, : w // s * s].reshape(h // s, s, w // s, s, 3)  # (H, s, W, s, 3)
    return blocks.mean(axis=(1, 3))  # (H, W, 3)


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


def bars(height=6, width=8):
    """White, black, white: two vertical edges and no horizontal one.

    Examples
    --------
    >>> bars()[0]
    array([1., 1., 0., 0., 0., 0., 1., 1.])
    """
    x = np.ones((height, width))  # (H, W)
    x[:, width // 4 : width - width // 4] = 0
    return x


def checkerboard(height, width, cell=1):
    """Black and white squares of ``cell`` pixels, black in the corner.

    Examples
    --------
    >>> checkerboard(2, 3)
    array([[0., 1., 0.],
           [1., 0., 1.]])
    """
    i, j = np.indices((height, width)) // cell  # (H, W) each
    return ((i + j) % 2).astype(float)


def stamp():
    """A letter F, (7, 5): no flip, turn or transpose leaves it as it was.

    Examples
    --------
    >>> stamp()[1:4].astype(int)
    array([[0, 1, 1, 1, 0],
           [0, 1, 0, 0, 0],
           [0, 1, 1, 0, 0]])
    """
    x = np.zeros((7, 5))  # (H, W)
    x[1:6, 1] = x[1, 1:4] = x[3, 2] = 1
    return x


def texture(height=32, width=32, *, seed=0):
    """Slanted waves under grain, (H, W) in [0, 1]: something for every filter to find."""
    i, j = np.indices((height, width))  # (H, W) each
    waves = np.sin(0.9 * i + 0.4 * j) + np.sin(0.2 * i - 1.3 * j)
    grain = np.random.default_rng(seed).normal(size=(height, width))
    x = waves + 0.5 * grain  # (H, W)
    return (x - x.min()) / max(np.ptp(x), np.finfo(float).tiny)


def moving_square(frames=6, height=8, width=10, side=3):
    """A film (T, H, W): a white square that steps one pixel to the right in each frame.

    Examples
    --------
    >>> moving_square()[:2, 3]
    array([[1., 1., 1., 0., 0., 0., 0., 0., 0., 0.],
           [0., 1., 1., 1., 0., 0., 0., 0., 0., 0.]])
    """
    x = np.zeros((frames, height, width))  # (T, H, W)
    top = (height - side) // 2
    for t in range(frames):
        x[t, top : top + side, t : t + side] = 1
    return x
