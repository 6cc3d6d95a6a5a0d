"""What one unit reads, layer by layer down to the pixels, at the border too."""

from . import words
from .canvas import MARGIN, Canvas
from .dilations import dot
from .picture import drawn
from .style import GRID, QUIET, ROLES, SMALL, WIDE, mix

__all__ = ["reach"]

INSIDE = WIDE - 2 * MARGIN
LABEL = 84  # points: room for the names of the rows
RISE = 58  # points: from one row to the next


@drawn
def reach(layers, n, unit):
    """The units and at last the pixels that one unit of the last layer reads.

    What a layer reads of its padding is drawn as an empty dot: a zero stands there, and nothing
    below it is seen.

    Parameters
    ----------
    layers : sequence of (kernel_size, stride, padding, dilation)
        The first one first.
    n : int
        Pixels.
    unit : int
        Its number in the last layer.

    Examples
    --------
    >>> reach(((3, 2, 0, 1), (3, 1, 1, 1)), 6, 1).data["seen"]
    [0, 1, 2, 3, 4]
    """
    from .. import conv_output_size

    sizes, middles = [n], [(0.0, 1)]  # of each row: how many units; place of unit 0, and jump
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
        place, jump = middles[-1]
        middles.append((place + (d * (k - 1) / 2 - p) * jump, jump * s))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"reach: unit must be from 0 to {sizes[-1] - 1}, got {unit}")
    seen, reads = {unit}, [{unit}]  # from the last row down
    for i, (k, s, p, d) in reversed(list(enumerate(layers))):
        reads.insert(0, {u * s - p + a * d for u in seen for a in range(k)})
        seen = {u for u in reads[0] if 0 <= u < sizes[i]}
    pads = [p for _, _, p, _ in layers] + [0]
    rows = [range(-p, size + p) for p, size in zip(pads, sizes, strict=True)]
    places = [
        [place + u * jump for u in row] for row, (place, jump) in zip(rows, middles, strict=True)
    ]
    first, last = min(map(min, places)), max(map(max, places))
    cell = min(30, (INSIDE - LABEL) / (last - first + 1))
    radius, canvas = min(8.0, cell * 0.36), Canvas()

    def spot(row, u):
        place, jump = middles[row]
        x = LABEL + (place + u * jump - first + 0.5) * cell
        return x, (len(sizes) - 1 - row) * RISE

    for i, (k, s, p, d) in enumerate(layers):
        for u in (v for v in reads[i + 1] if 0 <= v < sizes[i + 1]):
            for v in (u * s - p + a * d for a in range(k)):
                inside = 0 <= v < sizes[i]
                colour = mix(ROLES["kernel"].colour, 0.7) if inside else GRID
                ends = [spot(i + 1, u), spot(i, v)]
                canvas.line(ends, colour, width=1.1, dash="" if inside else "3 2", z=1)
    for i, (row, size) in enumerate(zip(rows, sizes, strict=True)):
        role = "input" if i == 0 else "output" if i == len(layers) else "plain"
        for u in row:
            x, y = spot(i, u)
            if 0 <= u < size:
                read = u in reads[i]
                dot(canvas, x, y, radius if read else radius * 0.62, role, read)
                if role != "plain":
                    below = y + (18 if i == 0 else -18)
                    canvas.text(x, below, str(u), size=SMALL, colour=QUIET)
            elif u in reads[i]:
                dot(canvas, x, y, radius * 0.8, "padding", False)
                canvas.text(x, y, "0", size=SMALL, colour=QUIET)
        name = "pixels" if i == 0 else f"layer {i}"
        canvas.name(0, spot(i, 0)[1], role, name, align="left")
    pixels = sorted(seen)
    holes = len(pixels) < pixels[-1] - pixels[0] + 1 if pixels else False
    ends = f"{pixels[0]} to {pixels[-1]}" if pixels else "nothing but padding"
    note = f"unit {unit} sees {ends}" + (", with gaps" if holes else "")
    canvas.text(LABEL, len(layers) * RISE + 42, note, align="left", colour=QUIET)
    alt = (
        f"{words.plural(n, 'pixel')} under {words.plural(len(layers), 'layer')} with "
        f"{', '.join(map(str, sizes[1:]))} units. {note[0].upper()}{note[1:]}: "
        f"{', '.join(map(str, pixels)) or 'no pixel'}."
    )
    return canvas.finish(alt, {"seen": pixels, "sizes": sizes})
