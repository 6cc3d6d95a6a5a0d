"""A ledger as bars: where a network's parameters are, and where its work is."""

from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Box, Canvas
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import QUIET, ROLES, SMALL

__all__ = ["ledger"]

LINE, NAMES, BETWEEN = 26, 150, 20  # points: a line, the column of names, between the columns


@drawn
def ledger(rows):
    """Each layer's share of all parameters, and of all multiplications, side by side.

    Parameters
    ----------
    rows : list of Row
        From `convkit.ledger`. Lines that cost nothing are left out.
    """
    costly = [row for row in rows if row.parameters or row.macs]
    if not costly:
        raise ValueError("ledger: no line has parameters or multiplications")
    canvas = Canvas()
    room = (INSIDE - NAMES - BETWEEN) / 2
    columns = {"parameters": ("kernel", NAMES), "macs": ("output", NAMES + room + BETWEEN)}
    totals = {name: sum(getattr(row, name) for row in costly) for name in columns}
    for name, (role, left) in columns.items():
        title = "MACs" if name == "macs" else name
        canvas.name(left, -16, role, f"{title}, {totals[name]:,}", align="left")
    said = []
    for n, row in enumerate(costly):
        y = n * LINE
        canvas.text(
            0,
            y + LINE / 2,
            f"{row.name}  {' × '.join(map(str, row.shape))}",
            align="left",
            size=SMALL,
        )
        shares = [getattr(row, name) / max(totals[name], 1) for name in columns]
        for share, (role, left) in zip(shares, columns.values(), strict=True):
            box = Box(left, y + 5, max(share * (room - 42), 1.0), LINE - 10)
            canvas.frame(box, role, fill=ROLES[role].tint)
            note = f"{share:.0%}" if share >= 0.01 or not share else "< 1 %"
            canvas.text(box.right + 5, y + LINE / 2, note, align="left", size=SMALL, colour=QUIET)
        said.append(f"{row.name} {shares[0]:.0%} of the parameters and {shares[1]:.0%} of the MACs")
    canvas.cover(0, 0, INSIDE, len(costly) * LINE)
    alt = f"Shares of {words.plural(len(costly), 'layer')}: {'; '.join(said)}."
    return canvas.finish(alt, {name: [getattr(r, name) for r in costly] for name in columns})
