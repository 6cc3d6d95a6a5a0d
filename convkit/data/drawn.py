"""Small pictures drawn by code: each shows one thing and hides nothing behind detail."""

import numpy as np

__all__ = ["bars", "checkerboard", "moving_square", "stamp", "texture"]


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
