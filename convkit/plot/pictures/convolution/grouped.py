"""Channels in lanes: who can influence whom through grouped layers, with and without a shuffle."""

from typing import NamedTuple

import numpy as np

from convkit.convolution.grouped import channel_shuffle
from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import PAPER, QUIET, ROLES, SMALL, mix

__all__ = ["connections", "influence"]

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


@drawn
def connections(*layers, skip=False):
    """Which planes each plane is made of, layer by layer from left to right.

    Parameters
    ----------
    *layers : tuple
        ``(name, table)`` or ``(name, table, kernel_size)``: ``table`` (O, I) is not 0 where output
        plane o reads input plane i. With a kernel size (kh, kw) its weights are counted.
    skip : bool
        Also draw the way around all layers, added at the end.

    Notes
    -----
    Groups that never meet have a colour and a mark each; planes that read all are grey.

    Examples
    --------
    >>> connections(("dense", np.ones((4, 3)), (3, 3))).data
    {'weights': [108]}
    """
    tables = [np.asarray(layer[1]) != 0 for layer in layers]
    most = max(tables[0].shape[1], *(len(t) for t in tables))
    step = min(34.0, 250 / most)
    side, gap = 0.66 * step, min(190.0, (INSIDE - 40 - step) / len(layers))
    canvas, top, bottom = Canvas(), 0.0, most * step

    def at(column, plane, count):
        return 20 + column * gap, top + (bottom - count * step) / 2 + (plane + 0.5) * step

    owners = _owners(tables)
    for n, table in enumerate(tables):
        outputs, inputs = table.shape
        for o, i in np.argwhere(table):
            (x, y), (right, below) = at(n, i, inputs), at(n + 1, o, outputs)
            colour = mix(_of(owners[n][i])[0], 0.75)
            canvas.line([(x + side / 2, y), (right - side / 2, below)], colour, 1.2, z=1)
    for n, owner in enumerate(owners):
        for plane, group in enumerate(owner):
            colour, mark = _of(group)
            x, y = at(n, plane, len(owner))
            box = canvas.cover(x - side / 2, y - side / 2, side, side)
            canvas.frame(box, colour, width=1.4, fill=mix(colour, 0.15), z=3)
            if side > 12:
                canvas.text(x, y, mark, size=SMALL, colour=colour)
    weights, said = _captions(canvas, layers, tables, gap, bottom)
    if skip:
        (x, y), (right, below) = at(0, 0, len(owners[0])), at(len(layers), 0, len(owners[-1]))
        over = top - 40
        canvas.line([(x, y - step / 2), (x, over), (right, over)], QUIET, 1.4)
        canvas.arrow((right, over), (right, below - step / 2))
        canvas.text((x + right) / 2, over - 11, "the input itself, added", size=SMALL, colour=QUIET)
        said.append("the input is added at the end")
    return canvas.finish("; ".join(said) + ".", {"weights": weights})


def _captions(canvas, layers, tables, gap, bottom):
    """Name and count of weights above and below each layer; (weights, in words)."""
    weights, said = [], []
    for n, ((name, _, *size), table) in enumerate(zip(layers, tables, strict=True)):
        middle = 20 + (n + 0.5) * gap
        canvas.text(middle, -16, name, size=SMALL, weight="bold")
        text = f"{name}: {table.shape[1]} planes to {table.shape[0]}"
        if size:
            kh, kw = size[0]
            weights.append(int(table.sum()) * kh * kw)
            note = f"{weights[-1]} weights"
            if len(layers) < 3:
                note = f"{table.sum()} · {kh} · {kw} = {note}"
            canvas.text(middle, bottom + 16, note, size=SMALL, colour=QUIET)
            text += f", {note}"
        said.append(text)
    return weights, said


def _owners(tables):
    """For every column of planes the group each plane belongs to, -1 where there is only one."""
    first = components(tables[0])
    owners = [first[1] if first[0] > 1 else np.full(tables[0].shape[1], -1)]
    for table in tables:
        count, _, outputs = components(table)
        if (table.sum(1) == 1).all():  # a plane made of one other keeps its colour
            owners.append(owners[-1][table.argmax(1)])
        else:
            owners.append(outputs if count > 1 else np.full(len(table), -1))
    return owners


def components(table):
    """How many parts of a layer never meet, and the part of every input and of every output."""
    part_of_input = np.arange(table.shape[1])
    for row in table:
        joined = np.unique(part_of_input[row])
        part_of_input[np.isin(part_of_input, joined)] = joined.min()
    names, part_of_input = np.unique(part_of_input, return_inverse=True)
    return len(names), part_of_input, part_of_input[table.argmax(1)]


def _of(group):
    """Colour and mark of a group; more than there are begin again."""
    if group < 0:
        return QUIET, ""
    return ROLES[LANES[group % len(LANES)]].colour, MARKS[group % len(MARKS)]


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
