"""The frames of a film as pixels, for GIFs: what stays is drawn once, each step adds its own."""

from contextlib import contextmanager

import numpy as np

from convkit.plot.draw.canvas import Canvas
from convkit.plot.draw.cells import text_size
from convkit.plot.draw.steps import cut_off, output_texts, set_stage, step_cell, step_marks
from convkit.plot.draw.style import PAPER, ROLES
from convkit.plot.draw.sums import write_sum

__all__ = ["reel"]


def reel(made, dpi):
    """Yield every step as (H, W, 3) uint8, all of one size."""
    sheet = Sheet(made, dpi)
    texts = output_texts(made)
    size = text_size(texts, sheet.stage.output.cell)
    shown = np.full(made.frames[0].output.shape, "", dtype=object)
    before = np.zeros(shown.shape, dtype=bool)
    paper = np.where(cut_off(made), ROLES["padding"].tint, PAPER)
    for frame, numbers in zip(made.frames, texts, strict=True):
        known = ~np.isnan(frame.output)
        changed = np.argwhere(known & ((numbers != shown) | ~before))
        with sheet.drawing() as canvas:  # these cells stay
            for place in changed:
                box = sheet.stage.output.at(*place)
                inner = box._replace(x=box.x + 1, y=box.y + 1, w=box.w - 2, h=box.h - 2)
                canvas.frame(inner, "plain", width=0, fill=paper[tuple(place)])
                if size:
                    canvas.text(*box.middle, numbers[tuple(place)], size=size)
        shown, before = numbers, known
        clean = sheet.agg.copy_from_bbox(sheet.figure.bbox)
        found = step_marks(made, frame, sheet.stage)
        for mark in found:
            if mark.tint:
                sheet.shade(mark.box, ROLES[mark.role].tint)
        with sheet.drawing() as canvas:  # this moves on
            for mark in found:
                canvas.frame(mark.box, mark.role, width=mark.width, dash=mark.dash, z=5)
                if mark.text and (fitting := text_size([mark.text], mark.box.cell)):
                    canvas.text(*mark.box.middle, mark.text, size=fitting)
            write_sum(canvas, 0, sheet.line, frame, made.operation, sheet.width)
        yield sheet.pixels[..., :3].copy()
        sheet.agg.restore_region(clean)


class Sheet:
    """What stays in a film, as pixels to draw on; large enough for the longest sum."""

    def __init__(self, made, dpi):
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        self.canvas, longest = Canvas(), Canvas()
        self.stage = set_stage(self.canvas, 0, 0, made, step_cell(made))
        self.width = max(self.canvas.right - self.canvas.left, 230)
        self.line = self.stage.bottom + 22
        for frame in made.frames:
            write_sum(longest, 0, self.line, frame, made.operation, self.width)
        high = longest.bottom - longest.top
        self.canvas.cover(longest.left, longest.top, longest.right, high)
        self.figure = self.canvas.finish("").figure
        self.figure.set_dpi(dpi)
        self.agg, self.dpi = FigureCanvasAgg(self.figure), dpi
        self.agg.draw()
        self.pixels = np.asarray(self.agg.buffer_rgba())  # (H, W, 4), drawn on in place

    @contextmanager
    def drawing(self):
        """Draw only what is put on the canvas inside, and take it off again."""
        old = set(self.canvas.axes.get_children())
        yield self.canvas
        new = [a for a in self.canvas.axes.get_children() if a not in old]
        for artist in sorted(new, key=lambda a: a.get_zorder()):
            artist.draw(self.agg.get_renderer())
            artist.remove()

    def shade(self, box, colour):
        """Colour white paper, leave ink as it is."""
        left, top, *_ = self.canvas.sheet
        x, y, right, bottom = (
            round(v * self.dpi / 72)
            for v in (box.x - left, box.y - top, box.right - left, box.bottom - top)
        )
        tint = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
        part = self.pixels[y:bottom, x:right, :3]
        part[...] = part * (tint / 255)
