"""The frames of a film as pixels, for GIFs: what stays is drawn once, each step adds its own."""

import numpy as np

from convkit.plot.draw.canvas import Canvas
from convkit.plot.draw.cells import text_size
from convkit.plot.draw.steps import cut_off, output_texts, set_stage, step_cell, step_marks
from convkit.plot.draw.style import PAPER, ROLES
from convkit.plot.draw.sums import write_sum

__all__ = ["reel"]


def reel(made, dpi):
    """Yield every step as (H, W, 3) uint8, all of one size."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas, scratch = Canvas(), Canvas()
    stage = set_stage(canvas, 0, 0, made, step_cell(made))
    width = max(canvas.right - canvas.left, 230)
    line = stage.bottom + 22
    for frame in made.frames:  # the longest sum decides the size
        write_sum(scratch, 0, line, frame, made.operation, width)
    canvas.cover(scratch.left, scratch.top, scratch.right, scratch.bottom - scratch.top)
    figure = canvas.finish("").figure
    figure.set_dpi(dpi)
    agg = FigureCanvasAgg(figure)
    agg.draw()
    renderer, whole = agg.get_renderer(), figure.bbox
    buffer = np.asarray(agg.buffer_rgba())
    left, top, *_ = canvas.sheet
    texts = output_texts(made)
    size = text_size(texts, stage.output.cell)
    shown = np.full(made.frames[0].output.shape, "", dtype=object)
    before = np.zeros(shown.shape, dtype=bool)

    paper = np.where(cut_off(made), ROLES["padding"].tint, PAPER)

    def add(draw):
        """Draw only what ``draw`` puts on the canvas, and take it off again."""
        old = set(canvas.axes.get_children())
        draw()
        new = [a for a in canvas.axes.get_children() if a not in old]
        for artist in sorted(new, key=lambda a: a.get_zorder()):
            artist.draw(renderer)
            artist.remove()

    def shade(box, colour):
        """Colour white paper, leave ink as it is."""
        x, y, right, bottom = (
            round(v * dpi / 72)
            for v in (box.x - left, box.y - top, box.right - left, box.bottom - top)
        )
        tint = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
        part = buffer[y:bottom, x:right, :3]
        part[...] = part * (tint / 255)

    for frame, numbers in zip(made.frames, texts, strict=True):
        known = ~np.isnan(frame.output)
        changed = np.argwhere(known & ((numbers != shown) | ~before))

        def cells(changed=changed, numbers=numbers):
            for place in changed:
                box = stage.output.at(*place)
                inner = box._replace(x=box.x + 1, y=box.y + 1, w=box.w - 2, h=box.h - 2)
                canvas.frame(inner, "plain", width=0, fill=paper[tuple(place)])
                if size:
                    canvas.text(*box.middle, numbers[tuple(place)], size=size)

        add(cells)
        shown, before = numbers, known
        clean = agg.copy_from_bbox(whole)
        found = step_marks(made, frame, stage)
        for mark in found:
            if mark.tint:
                shade(mark.box, ROLES[mark.role].tint)

        def moving(found=found, frame=frame):
            for mark in found:
                canvas.frame(mark.box, mark.role, width=mark.width, dash=mark.dash, z=5)
                if mark.text and (fitting := text_size([mark.text], mark.box.cell)):
                    canvas.text(*mark.box.middle, mark.text, size=fitting)
            write_sum(canvas, 0, line, frame, made.operation, width)

        add(moving)
        yield buffer[..., :3].copy()
        agg.restore_region(clean)
