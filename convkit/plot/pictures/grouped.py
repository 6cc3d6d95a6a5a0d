"""Channels in lanes: who can influence whom through grouped layers, with and without a shuffle."""

import numpy as np

from convkit.grouped import channel_shuffle
from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import PAPER, QUIET, ROLES, SMALL, mix

__all__ = ["influence"]

LANES = ("input", "kernel", "output", "yours", "expected", "padding")  # colours of the groups
MARKS = "●◆■▲★○"


@drawn
def influence(channels=6, groups=3, *, shuffle=True):
    """Two grouped layers of 1 × 1 kernels: the paths from input channels to outputs.

    Parameters
    ----------
    channels, groups : int
        ``channels`` a multiple of ``groups``; at most six groups.
    shuffle : bool
        Also draw the same layers with a channel shuffle between them, below.

    Notes
    -----
    Every input group has its mark; below each output stand the marks of the groups it can see.
    """
    if channels % groups or not 1 <= groups <= len(LANES) or channels > 18:
        raise ValueError(
            f"influence: channels must be a multiple of groups (1 to {len(LANES)}) and at most 18, "
            f"got {channels} and {groups}"
        )
    size = channels // groups
    block = np.kron(np.eye(groups, dtype=int), np.ones((size, size), dtype=int))  # (C, C)
    rows = [("without a shuffle", np.arange(channels))]
    if shuffle:
        order = channel_shuffle(np.arange(channels).reshape(1, channels, 1, 1), groups).ravel()
        rows.append(("with a shuffle", np.asarray(order)))
    step, rise = min(48, (INSIDE - 70) / channels), 56
    canvas, y, said, data = Canvas(), 0.0, [], {}
    for title, order in rows:
        swap = np.eye(channels, dtype=int)[order]  # (C, C): row c reads channel order[c]
        reach = (block @ swap @ block) > 0  # outputs by inputs
        data[title] = reach
        canvas.text(0, y - 32, title, align="left", weight="bold")
        levels = [y, y + rise, y + rise * (1.7 if shuffle else 1.0), 0.0]
        levels[3] = levels[2] + rise

        def at(level, channel, levels=levels):
            return 70 + (channel + 0.5) * step, levels[level]

        links = [(0, block, None), (2, block, None)] + ([(1, swap, order)] if shuffle else [])
        for level, table, _ in links:
            for target, source in np.argwhere(table):
                colour = QUIET
                if level == 0:
                    colour = ROLES[LANES[source // size]].colour
                elif level == 1:
                    colour = ROLES[LANES[source // size]].colour
                canvas.line([at(level, source), at(level + 1, target)], mix(colour, 0.75), 1.3, z=1)
        for channel in range(channels):
            for level in range(4):
                if level == 2 and not shuffle:
                    continue
                group = channel // size
                if level == 2:
                    group = order[channel] // size
                colour = ROLES[LANES[group]].colour if level < 3 else QUIET
                _node(canvas, *at(level, channel), colour, filled=level == 0)
            x, below = at(3, channel)
            seen = sorted({source // size for source in np.flatnonzero(reach[channel])})
            for n, g in enumerate(seen):
                canvas.text(x, below + 20 + 14 * n, MARKS[g], colour=ROLES[LANES[g]].colour)
        for channel in range(channels):
            x, top = at(0, channel)
            canvas.text(x, top - 15, MARKS[channel // size], colour=_colour(channel // size))
        labels = [(0, "input"), (1, "layer 1"), (3, "layer 2")] + (
            [(2, "order")] if shuffle else []
        )
        for level, label in labels:
            canvas.text(0, levels[level], label, align="left", colour=QUIET, size=SMALL)
        most = int(reach.sum(1).max())
        said.append(f"{title}, an output sees {most} of {channels} input channels")
        deepest = max(len({s // size for s in np.flatnonzero(r)}) for r in reach)
        y = levels[3] + 20 + 14 * deepest + 56
    alt = f"{words.plural(channels, 'channel')} in {words.plural(groups, 'group')}, two layers. "
    return canvas.finish(alt + "; ".join(said) + ".", data)


def _colour(group):
    return ROLES[LANES[group]].colour


def _node(canvas, x, y, colour, filled):
    from matplotlib.patches import Circle

    canvas.axes.add_patch(
        Circle(
            (x, y),
            5.5,
            facecolor=mix(colour, 0.85) if filled else PAPER,
            edgecolor=colour,
            linewidth=1.6,
            zorder=4,
        )
    )
    canvas.cover(x - 6, y - 6, 12, 12)
