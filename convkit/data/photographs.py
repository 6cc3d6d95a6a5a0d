"""Photographs that come with scikit-learn and scikit-image, with who made them.

Authors and licences are those that the two libraries give: scikit-learn in
``sklearn/datasets/images/README.txt``, scikit-image in the docstring of each function of
``skimage.data``. Photographs for which they name no licence are left out.
"""

from functools import lru_cache
from importlib.metadata import distribution
from typing import NamedTuple

import numpy as np

__all__ = ["PHOTOGRAPHS", "Credit", "photograph"]

_GREY = (0.299, 0.587, 0.114)  # how bright red, green and blue look (ITU-R BT.601)


class Credit(NamedTuple):
    """What a photograph shows, who made it, under which licence, and where it was published."""

    shows: str
    author: str
    licence: str
    source: str


_CC0 = "CC0 1.0"
_FREE = "no known copyright restrictions"
_BY = "CC BY 2.0"

PHOTOGRAPHS = {
    "astronaut": Credit(
        "Eileen Collins before a flag", "NASA", "public domain", "flic.kr/p/r9qvLn"
    ),
    "brick": Credit("a wall, grey", "CC0 Textures", _CC0, "cc0textures.com, Bricks25"),
    "camera": Credit("a man at a camera, grey", "Lav Varshney", _CC0, "scikit-image"),
    "chelsea": Credit("the face of a cat", "Stefan van der Walt", _CC0, "scikit-image"),
    "china": Credit(
        "a palace roof, many straight edges",
        "danielbuechele",
        _BY,
        "flickr.com/photos/danielbuechele/6061409035",
    ),
    "clock": Credit(
        "a clock, blurred by motion, grey", "Stefan van der Walt", "public domain", "scikit-image"
    ),
    "coffee": Credit("a cup on a wooden table", "Rachel Michetti", _CC0, "Pikolo Espresso Bar"),
    "coins": Credit(
        "Greek coins from Pompeii, grey", "Brooklyn Museum", _FREE, "brooklynmuseum.org, 51611"
    ),
    "flower": Credit(
        "a flower before a soft background",
        "danielbuechele",
        _BY,
        "flickr.com/photos/vultilion/6056698931",
    ),
    "grass": Credit("grass, grey", "linolafett", _CC0, "deviantart.com/linolafett, Grass 01"),
    "gravel": Credit("gravel, grey", "CC0 Textures", _CC0, "cc0textures.com, Gravel04"),
    "horse": Credit(
        "a black silhouette on white", "Andreas Preuss", _CC0, "openclipart.org/detail/158377"
    ),
    "hubble": Credit(
        "galaxies, the eXtreme Deep Field", "NASA", "public domain", "hubblesite.org, 2012/37"
    ),
    "retina": Credit(
        "the back of a human eye", "Mikael Häggström", _CC0, "doi.org/10.15347/wjm/2014.008"
    ),
    "rocket": Credit(
        "Falcon 9 before its launch",
        "SpaceX",
        "public domain",
        "flickr.com/photos/spacexphotos/16511594820",
    ),
    "tissue": Credit(
        "stained glands under a microscope",
        "Center for Microscopy And Molecular Imaging",
        _FREE,
        "scikit-image, immunohistochemistry",
    ),
}
_ELSEWHERE = {"hubble": "hubble_deep_field", "tissue": "immunohistochemistry"}


def photograph(name="china", *, crop=None, shrink=1, layout="HWC", dtype=np.float64):
    """One of the photographs in `PHOTOGRAPHS`.

    Parameters
    ----------
    name : str
        A name of `PHOTOGRAPHS`, which also gives its author and licence.
    crop : (top, left, height, width), optional
        The part to keep, in pixels of the full photograph.
    shrink : int
        Each block of ``shrink`` by ``shrink`` pixels becomes its mean; a remainder is dropped.
    layout : {"HWC", "CHW", "NCHW", "HW"}
        Order of the axes. "HW" is the grey picture 0.299 R + 0.587 G + 0.114 B. A photograph that
        is grey in its file has three equal planes in the other layouts.
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
    >>> photograph("astronaut", crop=(100, 200, 2, 3), layout="HW", dtype=np.uint8).shape
    (2, 3)
    >>> PHOTOGRAPHS["chelsea"].author
    'Stefan van der Walt'
    """
    if name not in PHOTOGRAPHS:
        raise ValueError(f"photograph: name must be one of {', '.join(PHOTOGRAPHS)}, got {name!r}")
    if layout not in ("HWC", "CHW", "NCHW", "HW"):
        raise ValueError(f"photograph: layout must be HWC, CHW, NCHW or HW, got {layout!r}")
    dtype = np.dtype(dtype)
    if dtype not in (np.float64, np.float32, np.uint8):
        raise ValueError(f"photograph: dtype must be float64, float32 or uint8, got {dtype}")
    x = _file(name)  # (H, W, 3) uint8
    if crop is not None:
        x = _crop(x, crop)
    x = _shrink(x / 255.0, shrink)
    if layout == "HW":
        x = x @ np.array(_GREY)  # (H, W)
    elif layout != "HWC":
        x = x.transpose(2, 0, 1)  # (3, H, W)
    if dtype == np.uint8:
        x = np.rint(x * 255)
    x = np.ascontiguousarray(x, dtype=dtype)
    return x[None] if layout == "NCHW" else x


@lru_cache
def _file(name):
    """(H, W, 3) uint8, read once and never handed out."""
    if name in ("china", "flower"):
        from PIL import Image

        # scikit-learn's own reader first imports much of the library, which takes seconds.
        where = distribution("scikit-learn").locate_file(f"sklearn/datasets/images/{name}.jpg")
        with Image.open(str(where)) as image:
            return np.array(image)
    import skimage.data

    x = getattr(skimage.data, _ELSEWHERE.get(name, name))()  # (H, W) or (H, W, 3)
    if x.dtype == bool:
        x = x * np.uint8(255)
    return x if x.ndim == 3 else np.repeat(x[..., None], 3, axis=2)


def _crop(x, crop):
    top, left, height, width = crop
    if not (0 <= top < top + height <= len(x) and 0 <= left < left + width <= x.shape[1]):
        raise ValueError(
            "photograph: crop (top, left, height, width) must lie inside "
            f"{len(x)} by {x.shape[1]}, got {crop}"
        )
    return x[top : top + height, left : left + width]


def _shrink(x, s):
    h, w, _ = x.shape
    if not 1 <= s <= min(h, w):
        raise ValueError(f"photograph: shrink must be 1 to {min(h, w)} for {h} by {w}, got {s}")
    blocks = x[: h // s * s, : w // s * s].reshape(h // s, s, w // s, s, 3)  # (H, s, W, s, 3)
    return blocks.mean(axis=(1, 3))  # (H, W, 3)
