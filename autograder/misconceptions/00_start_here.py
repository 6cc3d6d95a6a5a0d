"""The tempting mistakes of 00_start_here, made from lessons/00_start_here.py.

Do not edit: change the lesson and run `autograder build`.
"""

import numpy as np


def checkerboard__starts_with_one(h, w):
    """Your board begins with 1. The top-left entry, row 0 and column 0, must be 0."""
    board = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            board[i, j] = (i + j + 1) % 2
    return board


def checkerboard__upright_stripes(h, w):
    """You have made upright stripes: only the column decides. Row and column together decide, so
    use i + j.
    """
    board = np.zeros((h, w))
    board[:, 1::2] = 1
    return board


def checkerboard__level_stripes(h, w):
    """You have made level stripes: only the row decides. Row and column together decide, so use i +
    j.
    """
    board = np.zeros((h, w))
    board[1::2] = 1
    return board


def checkerboard__every_second_row(h, w):
    """Every second row of yours is all 0. In the rows 1, 3, 5, ... the 1s stand in the columns 0,
    2, 4, ...: fill those too.
    """
    board = np.zeros((h, w))
    board[::2, 1::2] = 1
    return board


def checkerboard__counts_in_reading_order(h, w):
    """You counted through the pixels in reading order. That makes a checkerboard only if the width
    is odd: use row plus column.
    """
    return np.arange(h * w).reshape(h, w) % 2.0


def checkerboard__height_and_width_exchanged(h, w):
    """Height and width are exchanged. A shape names the rows first: (h, w)."""
    board = np.zeros((w, h))
    for i in range(w):
        for j in range(h):
            board[i, j] = (i + j) % 2
    return board


def checkerboard__returns_after_first_row(h, w):
    """Only your first row is filled: the return stands inside the loop, so the function ends with
    the first turn. Move it to the left, under the first for.
    """
    board = np.zeros((h, w))
    board[0, 1::2] = 1
    return board


def checkerboard__whole_numbers(h, w):
    """Your numbers are right but whole, of an integer dtype. Make them floats: np.zeros((h, w))
    does, and .astype(float) turns any array into floats.
    """
    i, j = np.indices((h, w))
    return (i + j) % 2


def to_chw__reshapes(image):
    """You reshaped. That keeps the numbers in reading order, so the colours get mixed up; move the
    axis with transpose(2, 0, 1).
    """
    h, w, c = image.shape
    return image.reshape(c, h, w) / 255


def to_chw__does_not_scale(image):
    """The axes are right, but the numbers still go from 0 to 255. Divide by 255."""
    return image.transpose(2, 0, 1)


def to_chw__only_changes_dtype(image):
    """The numbers are floats now, but they still go from 0 to 255. Divide by 255."""
    return image.transpose(2, 0, 1).astype(float)


def to_chw__exchanges_height_and_width(image):
    """Height and width are exchanged: .T turns all axes round, to (3, W, H). Ask for transpose(2,
    0, 1).
    """
    return image.T / 255


def to_chw__divides_whole(image):
    """What is after the point was thrown away, so everything below 255 became 0. Divide with /, not
    with //, and keep the result in an array of floats.
    """
    return (image.transpose(2, 0, 1) // 255).astype(float)


def to_chw__divides_by_256(image):
    """You divided by 256. There are 256 values, but they begin with 0: the largest is 255, and it
    should become 1.0.
    """
    return image.transpose(2, 0, 1) / 256


def to_chw__divides_by_maximum(image):
    """You divided by the brightest pixel of this picture, so a dark picture would become bright.
    Divide by 255, the same for every picture.
    """
    return image.transpose(2, 0, 1) / image.max()


def to_chw__axes_in_wrong_order(image):
    """Your axes are in the order width, channel, height. The numbers in transpose say which *old*
    axis comes first, second, third: the old axis 2, the channel, comes first.
    """
    return image.transpose(1, 2, 0) / 255


def to_chw__blue_first(image):
    """Your planes are in the order blue, green, red. Keep the order of the file: plane 0 is red."""
    return image[:, :, ::-1].transpose(2, 0, 1) / 255


def to_grey__takes_mean(image):
    """You took the plain mean of the planes. Weigh them: 0.299 for red, 0.587 for green, 0.114 for
    blue.
    """
    return image.mean(axis=0)


def to_grey__adds_without_weights(image):
    """You added the planes as they are. Multiply first: red by 0.299, green by 0.587, blue by
    0.114.
    """
    return image.sum(axis=0)


def to_grey__blue_first(image):
    """Your weights are in the order blue, green, red. Plane 0 is red, with 0.299; plane 2 is blue,
    with 0.114.
    """
    return 0.114 * image[0] + 0.587 * image[1] + 0.299 * image[2]


def to_grey__keeps_axis(image):
    """Your result keeps an axis of length 1 in front. A grey picture has two axes: sum over axis 0
    without keepdims.
    """
    weights = np.array([0.299, 0.587, 0.114])
    return np.sum(weights[:, None, None] * image, axis=0, keepdims=True)


def to_grey__wrong_axis(image):
    """You took the colours from the last axis, as in a file. Here the channel is the first axis:
    image[0] is the red plane.
    """
    return 0.299 * image[..., 0] + 0.587 * image[..., 1] + 0.114 * image[..., 2]


def to_grey__does_not_add(image):
    """You weighed the planes but did not add them: there are still three. Sum over the first axis,
    axis=0.
    """
    weights = np.array([0.299, 0.587, 0.114])
    return weights[:, None, None] * image


def to_grey__three_equal_planes(image):
    """Your numbers are right, but you stacked the grey plane three times. A grey picture is one
    plane: return (H, W).
    """
    weights = np.array([0.299, 0.587, 0.114])
    grey = np.sum(weights[:, None, None] * image, axis=0)
    return np.stack([grey, grey, grey])


def to_grey__back_to_bytes(image):
    """You turned the result into whole numbers from 0 to 255. Brightness stays a float from 0.0 to
    1.0, as it came in.
    """
    weights = np.array([0.299, 0.587, 0.114])
    return (255 * np.sum(weights[:, None, None] * image, axis=0)).astype(np.uint8)


ALLOW = ('numpy',)

TITLE = '0 · Start here: pictures are arrays'
OPTIONAL = ()

TITLES = {
    'checkerboard': '0.1 · A checkerboard',
    'to_chw': '0.2 · From file to network',
    'to_grey': '0.3 · Grey',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('checkerboard', 1, '88e2dbf33101d7d8'),
    ('to_chw', 2, 'dbefa638a511922f'),
    ('to_grey', 2, 'a227aa2b772f60c2'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_checkerboard(h, w):\n    i, j = torch.arange(h)[:, None], torch.arange(w)[None, :]\n    return ((i + j) % 2).double()\n\n\ncheck(checkerboard, against=torch_checkerboard, on=[case(h=5, w=4), case(h=2, w=7)])',
    'def torch_to_chw(image):\n    return image.permute(2, 0, 1).double() / 255\n\n\ncheck(\n    to_chw,\n    against=torch_to_chw,\n    on=[\n        case(image=integers(7, 5, 3, low=0, high=200, dtype="uint8")),\n        case(image=integers(4, 6, 3, low=0, high=256, dtype="uint8")),\n    ],\n)',
    'def torch_to_grey(image):\n    weights = torch.tensor([0.299, 0.587, 0.114], dtype=torch.float64)\n    return torch.einsum("c,chw->hw", weights, image)\n\n\ncheck(\n    to_grey,\n    against=torch_to_grey,\n    on=[case(image=uniform(3, 6, 5)), case(image=uniform(3, 4, 7))],\n)',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'checkerboard': ('def checkerboard(h, w):', '"""Zeros and ones in turn, float64, shape (h, w), 0 in the top-left corner."""'),
    'to_chw': ('def to_chw(image):', '"""(H, W, 3) uint8 -> (3, H, W) float64 from 0 to 1"""'),
    'to_grey': ('def to_grey(image):', '"""(3, H, W) red, green, blue -> (H, W)"""', 'red, green, blue = image'),
}

EXERCISES = {
    'checkerboard': ('checkerboard__starts_with_one', 'checkerboard__upright_stripes', 'checkerboard__level_stripes', 'checkerboard__every_second_row', 'checkerboard__counts_in_reading_order', 'checkerboard__height_and_width_exchanged', 'checkerboard__returns_after_first_row', 'checkerboard__whole_numbers'),
    'to_chw': ('to_chw__reshapes', 'to_chw__does_not_scale', 'to_chw__only_changes_dtype', 'to_chw__exchanges_height_and_width', 'to_chw__divides_whole', 'to_chw__divides_by_256', 'to_chw__divides_by_maximum', 'to_chw__axes_in_wrong_order', 'to_chw__blue_first'),
    'to_grey': ('to_grey__takes_mean', 'to_grey__adds_without_weights', 'to_grey__blue_first', 'to_grey__keeps_axis', 'to_grey__wrong_axis', 'to_grey__does_not_add', 'to_grey__three_equal_planes', 'to_grey__back_to_bytes'),
}
