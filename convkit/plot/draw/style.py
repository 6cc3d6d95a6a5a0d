"""The one style sheet of the course: what each role looks like, as plain data.

A role is what an array is for: input, kernel, output, ... It has one colour, one mark and one line
in every picture, in the checker's messages and on the feedback page. Colour is never the only sign:
the mark stands before the role's name, and wrong cells carry it inside.

Nothing here needs matplotlib, so whatever writes HTML may import it too. The colours were chosen so
that on the white card each has a contrast of 3:1 or more, and any two stay apart for readers who
see no red or no green (``tests/convkit/plot/draw/test_style.py`` measures both).
"""

from typing import NamedTuple

__all__ = ["FAINT", "GRID", "INK", "PAPER", "QUIET", "ROLES", "Role", "grey", "mix", "warm"]


class Role(NamedTuple):
    """How one role is drawn: line colour, light fill, mark before its name, SVG dash pattern."""

    colour: str
    tint: str
    mark: str
    dash: str = ""

    @property
    def deep(self):
        """The colour, darker, for text: a contrast of 4.5:1 or more on white."""
        rgb = (int(int(self.colour[i : i + 2], 16) * 0.75) for i in (1, 3, 5))
        return "#{:02X}{:02X}{:02X}".format(*rgb)


ROLES = {
    "input": Role("#2257D3", "#E6EDFB", "●"),
    "kernel": Role("#E56E00", "#FDEBDA", "◆"),
    "output": Role("#00A566", "#DDF4EA", "■"),
    "padding": Role("#545454", "#F1F1F1", "○", "3 2"),
    "yours": Role("#BC78B2", "#F6ECF5", "▲"),
    "expected": Role("#472A72", "#EAE5F3", "★"),
    "wrong": Role("#A1070C", "#FBE1E1", "✗", "1 1"),
    "plain": Role("#5A5A5A", "#FFFFFF", ""),
}

PAPER = "#FFFFFF"  # the card every picture stands on, in light and dark notebooks alike
INK = "#1F2328"  # numbers and names
QUIET = "#59636E"  # notes, sizes and axes
GRID = "#C9CFD6"  # lines between cells
FAINT = "#F3F5F7"  # the lightest fill

CELL = 34  # points: a cell with a number in it
TEXT = 13  # points: names, notes
SMALL = 11.5  # points: notes and sizes; 7.5 pixels when the widest picture is 350 pixels wide
LEAST = 10  # points: the smallest number in a cell; below it the cell stays empty
WIDE = 525  # points: no picture is wider (700 pixels)


def grey(level):
    """Grey from 0 (black) to 1 (white), and the ink that is readable on it.

    Examples
    --------
    >>> grey(0.0), grey(1.0)
    (('#000000', '#FFFFFF'), ('#FFFFFF', '#1F2328'))
    """
    level = min(max(float(level), 0.0), 1.0)
    shade = f"#{round(level * 255):02X}" + f"{round(level * 255):02X}" * 2
    return shade, (INK if level > 0.5 else PAPER)


def mix(colour, amount):
    """``colour`` thinned to ``amount`` (0 is white, 1 the colour itself).

    Examples
    --------
    >>> mix("#000000", 0.5)
    '#808080'
    """
    amount = min(max(float(amount), 0.0), 1.0)
    rgb = (round(255 + (int(colour[i : i + 2], 16) - 255) * amount) for i in (1, 3, 5))
    return "#{:02X}{:02X}{:02X}".format(*rgb)


def warm(share):
    """Light fill for a number from -1 (blue) through 0 (white) to 1 (orange)."""
    return mix(ROLES["kernel" if share > 0 else "input"].colour, 0.45 * abs(share))
