"""Channels in lanes: who can influence whom through grouped layers, with and without a shuffle."""

from typing import NamedTuple

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
    canvas, y, said, data = Canvas(), 0.0, [], {}
    for title, order in rows:
        swap = np.eye(channels, dtype=int)[order]  # (C, C): row c reads channel order[c]
        reach = (block @ swap @ block) > 0  # outputs by inputs
        data[title] = reach
        canvas.text(0, y - 32, title, align="left", weight="bold")
        lanes = Lanes.at(y, channels, size, shuffle)
        lanes.links(canvas, block, swap)
        lanes.nodes(canvas, order, reach)
        lanes.names(canvas)
        most = int(reach.sum(1).max())
        said.append(f"{title}, an output sees {most} of {channels} input channels")
        deepest = max(len({s // size for s in np.flatnonzero(r)}) for r in reach)
        y = lanes.levels[3] + 20 + 14 * deepest + 56
    alt = f"{words.plural(channels, 'channel')} in {words.plural(groups, 'group')}, two layers. "
    return canvas.finish(alt + "; ".join(said) + ".", data)


class Lanes(NamedTuple):
    """Two layers from above: a row of nodes for the input and after each layer, and one between
    them if the channels are shuffled there."""

    levels: list  # the height of each row of nodes
    step: float  # from one node to the next
    channels: int
    size: int  # channels of a group
    shuffle: bool

    @classmethod
    def at(cls, y, channels, size, shuffle):
        step, rise = min(48, (INSIDE - 70) / channels), 56
        third = y + rise * (1.7 if shuffle else 1.0)
        return cls([y, y + rise, third, third + rise], step, channels, size, shuffle)

    def spot(self, level, channel):
        return 70 + (channel + 0.5) * self.step, self.levels[level]

    def links(self, canvas, block, swap):
        """Which node is read by which, in the colour of its group where it is known."""
        for level, table in [(0, block), (2, block)] + ([(1, swap)] if self.shuffle else []):
            for target, source in np.argwhere(table):
                colour = mix(_colour(source // self.size) if level < 2 else QUIET, 0.75)
                ends = [self.spot(level, source), self.spot(level + 1, target)]
                canvas.line(ends, colour, 1.3, z=1)

    def nodes(self, canvas, order, reach):
        """The nodes; above the inputs their group's mark, below the outputs the marks they see."""
        for channel in range(self.channels):
            for level in (0, 1, 2, 3) if self.shuffle else (0, 1, 3):
                group = (order[channel] if level == 2 else channel) // self.size
                colour = _colour(group) if level < 3 else QUIET
                _node(canvas, *self.spot(level, channel), colour, filled=level == 0)
            x, below = self.spot(3, channel)
            seen = sorted({source // self.size for source in np.flatnonzero(reach[channel])})
            for n, group in enumerate(seen):
                canvas.text(x, below + 20 + 14 * n, MARKS[group], colour=_colour(group))
        for channel in range(self.channels):
            group, (x, top) = channel // self.size, self.spot(0, channel)
            canvas.text(x, top - 15, MARKS[group], colour=_colour(group))

    def names(self, canvas):
        labels = [(0, "input"), (1, "layer 1"), (3, "layer 2")]
        for level, label in labels + ([(2, "order")] if self.shuffle else []):
            canvas.text(0, self.levels[level], label, align="left", colour=QUIET, size=SMALL)


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
