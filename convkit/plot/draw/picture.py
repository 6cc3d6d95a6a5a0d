"""What every plot function returns: a figure that can say what it shows."""

import functools
import html
import io
from pathlib import Path

from convkit.plot.draw.dark import FOLLOW, dark_style
from convkit.plot.draw.lean import lean, to_url
from convkit.plot.draw.style import GRID, INK, PAPER, QUIET, SMALL, TEXT

__all__ = ["Picture", "drawn"]

_RC = {
    "font.family": "DejaVu Sans",
    "font.size": TEXT,
    "text.color": INK,
    "text.usetex": False,
    "axes.edgecolor": QUIET,
    "axes.facecolor": PAPER,
    "axes.labelcolor": QUIET,
    "axes.labelsize": TEXT,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "lines.linewidth": 2.0,
    "path.sketch": None,
    "svg.fonttype": "path",
    "svg.hashsalt": "convkit",
    "pdf.fonttype": 42,
}


def drawn(function):
    """Run ``function`` under the house settings, whatever a notebook sets for its own plots."""

    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        import matplotlib

        with matplotlib.rc_context(_RC):
            return function(*args, **kwargs)

    return wrapped


class Picture:
    """A finished picture: shown by the notebook as vector graphics, in the colours of its page.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The drawing itself; pyplot knows nothing of it.
    alt : str
        What the picture shows, in words, for those who hear it.
    data : dict
        The arrays that were drawn, by name.
    """

    def __init__(self, figure, alt, data=None):
        self.figure, self.alt, self.data = figure, " ".join(alt.split()), data or {}
        self._svg = None

    def __repr__(self):
        return f"<Picture: {self.alt}>"

    @drawn
    def _write(self, target, kind):
        # A fixed date and no version string: the same picture gives the same bytes.
        metadata = {"svg": {"Date": None, "Title": self.alt}, "pdf": {"CreationDate": None}}
        self.figure.savefig(
            target, format=kind, dpi=144, facecolor=PAPER, metadata=metadata.get(kind)
        )

    def svg(self):
        """The picture as SVG text, with its alt text as accessible name."""
        if self._svg is None:
            buffer = io.StringIO()
            self._write(buffer, "svg")
            svg = buffer.getvalue()
            label = f'<svg role="img" aria-label="{html.escape(self.alt, quote=True)}" '
            svg = lean(svg[svg.index("<svg ") :].replace("<svg ", label, 1))
            self._svg = svg.replace("</title>", f"</title>{dark_style(svg)}", 1)
        return self._svg

    def save(self, path):
        """Write to ``path``; its ending says how: .svg, .png or .pdf.

        Raises
        ------
        ValueError
            For any other ending.
        """
        path = Path(path)
        kind = path.suffix.lower().lstrip(".")
        if kind == "svg":
            path.write_text('<?xml version="1.0" encoding="utf-8"?>\n' + self.svg(), "utf-8")
        elif kind in ("png", "pdf"):
            self._write(path, kind)
        else:
            raise ValueError(f"save: path must end in .svg, .png or .pdf, got {path.name!r}")

    def _repr_html_(self):
        width = round(self.figure.get_figwidth() * 96)
        return (
            f"<style>{FOLLOW}</style>"
            f'<img class="ck-picture" alt="{html.escape(self.alt, quote=True)}" width="{width}" '
            'style="max-width:100%;height:auto;border-radius:6px" '
            f'src="{to_url(self.svg())}">'
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}
