"""Three axes: a kernel that passes through a volume, slice by slice."""

import numpy as np

from convkit.plot.draw.canvas import INSIDE, Canvas
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import PAPER, QUIET, ROLES, SMALL, mix

__all__ = ["volume"]


@drawn
def volume(shape=(4, 5, 6), kernel_size=(2, 3, 3), at=(1, 1, 2)):
    """A kernel passing through a stack of slices.

    Parameters
    ----------
    shape : tuple of int
        (D, H, W).
    kernel_size, at : tuple of int
        (kd, kh, kw), and where its first tap stands.
    """
    if not all(0 <= a and a + k <= n for a, k, n in zip(at, kernel_size, shape, strict=True)):
        raise ValueError(f"volume: a kernel {kernel_size} at {at} does not fit into {shape}")
    depth, h, w = shape

    def by(numbers):
        return " × ".join(map(str, numbers))

    gap = 26
    cell = min(26, (INSIDE - gap * (depth - 1)) / (depth * w + 0.28 * h))
    slant, lift = cell * 0.28, cell * 0.5

    def corner(z, i, j):
        x0 = z * (w * cell + gap)
        return x0 + j * cell + (h - i) * slant, i * lift * 1.5

    canvas = Canvas()
    for z in range(depth):
        inside = at[0] <= z < at[0] + kernel_size[0]
        _sheet(canvas, corner, z, 0, 0, h, w, ROLES["input"].colour, PAPER, 1.4)
        for i in range(1, h):
            canvas.line([corner(z, i, 0), corner(z, i, w)], mix(QUIET, 0.35), width=0.7, z=2)
        for j in range(1, w):
            canvas.line([corner(z, 0, j), corner(z, h, j)], mix(QUIET, 0.35), width=0.7, z=2)
        if inside:
            _, top, left = at
            _, kh, kw = kernel_size
            tint = ROLES["kernel"].tint
            _sheet(canvas, corner, z, top, left, kh, kw, ROLES["kernel"].colour, tint, 2.6)
            for i in range(top, top + kh):
                for j in range(left, left + kw):
                    x, y = np.mean([corner(z, i, j), corner(z, i + 1, j + 1)], axis=0)
                    canvas.text(x, y, "◆", size=SMALL, colour=ROLES["kernel"].colour)
        foot = corner(z, h, w / 2)
        canvas.text(foot[0] + slant, foot[1] + 16, f"slice {z}", size=SMALL, colour=QUIET)
        if inside and z + 1 < at[0] + kernel_size[0]:
            a, b = corner(z, at[1], at[2] + kernel_size[2]), corner(z + 1, at[1], at[2])
            c = corner(z, at[1] + kernel_size[1], at[2] + kernel_size[2])
            d = corner(z + 1, at[1] + kernel_size[1], at[2])
            for ends in ((a, b), (c, d)):
                canvas.line(ends, ROLES["kernel"].colour, width=1.3, dash="4 3", z=4)
    taps = int(np.prod(kernel_size))
    total = [n - k + 1 for n, k in zip(shape, kernel_size, strict=True)]
    middle = (depth * (w * cell + gap) - gap) / 2 + h * slant / 2
    canvas.name(middle, -22, "input", f"volume {by(shape)}")
    alt = (
        f"A volume of {depth} slices, {h} × {w} each. A kernel {by(kernel_size)} "
        f"stands on slices {at[0]} to {at[0] + kernel_size[0] - 1}, rows from {at[1]}, columns "
        f"from {at[2]}: {taps} taps make one number. It fits at {by(total)} places."
    )
    return canvas.finish(alt, {"output": tuple(total)})


def _sheet(canvas, corner, z, i, j, h, w, edge, fill, width):
    from matplotlib.patches import Polygon

    points = [corner(z, i, j), corner(z, i, j + w), corner(z, i + h, j + w), corner(z, i + h, j)]
    top = 4 if width > 2 else 1
    canvas.axes.add_patch(
        Polygon(points, facecolor=fill, edgecolor=edge, linewidth=width, zorder=top)
    )
    xs, ys = zip(*points, strict=True)
    canvas.cover(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
