"""The pictures of the course: real ones that need no network, and small ones drawn by code.

A grey picture is an array of shape (H, W); a colour picture has a third axis of length 3 (red,
green, blue), last in files and in matplotlib ("HWC"), first in convolution layers ("CHW").
Brightness runs from 0 (black) to 1 (white).

============  ==================================================================
file          what it holds
============  ==================================================================
photographs   `photograph`, `PHOTOGRAPHS` (who made each, and its licence)
handwritten   `digits`, `digits_split`
drawn         `bars`, `checkerboard`, `moving_square`, `stamp`, `texture`
patches       `faces`, `materials`, `MATERIALS`, `materials_split`
scenes        `digits_on_photographs`
published     `pnet`, the weights of a published network
============  ==================================================================

Every file names its sources and their licences. What comes with scikit-learn or scikit-image is
imported when it is asked for.
"""

from convkit.data.drawn import bars, checkerboard, moving_square, stamp, texture
from convkit.data.handwritten import digits, digits_split
from convkit.data.patches import MATERIALS, faces, materials, materials_split
from convkit.data.photographs import PHOTOGRAPHS, photograph
from convkit.data.published import pnet
from convkit.data.scenes import digits_on_photographs

__all__ = [
    "MATERIALS",
    "PHOTOGRAPHS",
    "bars",
    "checkerboard",
    "digits",
    "digits_on_photographs",
    "digits_split",
    "faces",
    "materials",
    "materials_split",
    "moving_square",
    "photograph",
    "pnet",
    "stamp",
    "texture",
]
