"""An operation step by step: a player in the notebook, a GIF on disk, a strip of stills."""

from pathlib import Path

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import Canvas
from convkit.plot.draw.picture import Picture, drawn
from convkit.plot.draw.steps import draw_step, evenly, say_film, step_cell, strip
from convkit.plot.draw.sums import say_step
from convkit.plot.film.frames import film
from convkit.plot.film.gif import reel
from convkit.plot.film.player import player

__all__ = ["Animation", "animate"]


class Animation:
    """A film of an operation, shown by the notebook as a player with buttons and a slider.

    Attributes
    ----------
    film : convkit.plot.film.frames.Film
        Every step as numbers.
    alt : str
        What the film shows, in words.
    """

    def __init__(self, made):
        self.film = made
        steps = words.plural(len(made.frames), "step")
        self.alt = (
            f"{say_film(made)} {steps}, stride {made.stride[0]} × {made.stride[1]}, padding "
            f"{made.padding[0]} × {made.padding[1]}, dilation {made.dilation[0]} × "
            f"{made.dilation[1]}. {words.say('Output', made.plain(made.output))}."
        )

    def __len__(self):
        return len(self.film.frames)

    def __repr__(self):
        return f"<Animation: {self.alt}>"

    @drawn
    def still(self, step) -> Picture:
        """One step as a still picture."""
        frame = self.film.frames[step]
        canvas = Canvas()
        draw_step(canvas, 0, 0, self.film, frame, step_cell(self.film))
        alt = f"{say_film(self.film)} {say_step(self.film, frame)}"
        return canvas.finish(alt, {"output": frame.output})

    @drawn
    def strip(self, steps=4) -> Picture:
        """Some steps, the first and the last among them, as one still picture."""
        return strip(self.film, evenly(self.film.frames, steps))

    @drawn
    def save(self, path, *, seconds=0.7, dpi=110):
        """Write a GIF that shows each step for ``seconds`` and the last one longer.

        Raises
        ------
        ValueError
            If ``path`` does not end in .gif.
        """
        path = Path(path)
        if path.suffix.lower() != ".gif":
            raise ValueError(f"save: path must end in .gif, got {path.name!r}")
        images = _paletted(list(reel(self.film, dpi)))
        time = [round(1000 * seconds)] * (len(images) - 1) + [round(2500 * seconds)]
        images[0].save(path, save_all=True, append_images=images[1:], duration=time, loop=0)

    @drawn
    def _repr_html_(self):
        return player(self.film, self.alt, strip(self.film, evenly(self.film.frames, 4)))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}


def _paletted(frames):
    """The frames as images of one palette: the 256 most frequent of 16 × 16 × 16 colours."""
    from PIL import Image

    codes = [((f.astype(int) + 8) // 17) @ [256, 16, 1] for f in frames]  # (H, W), 0 to 4095
    counts = sum(np.bincount(code.ravel(), minlength=4096) for code in codes)
    kept = np.argsort(-counts, kind="stable")[:256]
    colours = np.stack(
        [np.arange(4096) // 256, np.arange(4096) // 16 % 16, np.arange(4096) % 16], 1
    )
    far = ((colours[:, None] - colours[kept]) ** 2).sum(2)  # (4096, 256)
    nearest = far.argmin(1).astype(np.uint8)
    images = []
    for code in codes:
        image = Image.fromarray(nearest[code], "P")
        image.putpalette((colours[kept] * 17).astype(np.uint8).tobytes())
        images.append(image)
    return images


def animate(x, kernel, operation="conv", *, stride=None, padding=0, dilation=1, output_padding=0):
    """An operation, step by step: the window, its products, the output so far.

    Parameters
    ----------
    x : array_like
        (W,) or (H, W).
    kernel : array_like
        (kw,) or (kh, kw); for pooling the window's size, an int or a pair.
    operation : {"conv", "max_pool", "avg_pool", "conv_transpose"}
    stride, padding, dilation, output_padding : int or pair
        As in `convkit`; the stride is 1 unless given, for pooling the window's size.

    Returns
    -------
    Animation
        ``.save("film.gif")``, ``.strip()``, ``.still(step)``; ``.film.frames`` holds the numbers.

    Examples
    --------
    >>> film = animate([1, 4, 2, 8], 2, "max_pool").film
    >>> [frame.total for frame in film.frames]
    [4.0, 8.0]
    """
    return Animation(film(operation, x, kernel, stride, padding, dilation, output_padding))
