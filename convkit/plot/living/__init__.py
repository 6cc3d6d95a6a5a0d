"""The living figure: one module of JavaScript, `figure.js`, for pages, widgets and players.

`module` is the source as a browser's module (JupyterLab's widgets are such), `script` the same as
a classic script, which pages need that are opened as files; `style` is its style sheet. `standing`
puts one into a page.
"""

import functools
import html
import itertools
import json
import re
import zlib
from importlib.resources import files

from convkit.plot.draw.dark import FOLLOW, both
from convkit.plot.draw.style import FAINT, GRID, INK, PAPER, QUIET, ROLES

__all__ = ["module", "script", "standing", "state_of", "style"]

_COUNT = itertools.count()
#: the colours without a role
_PLAIN = {"paper": PAPER, "ink": INK, "quiet": QUIET, "grid": GRID, "faint": FAINT, "line": QUIET}


@functools.cache
def module():
    """The source of the living figure as a module: ``export default { render }`` and its parts."""
    return files(__package__).joinpath("figure.js").read_text(encoding="utf-8")


@functools.cache
def script():
    """The same as a classic script: its parts become ``window.convkitLiving``."""
    text = re.sub(r"^export default .*\n", "", module(), flags=re.M)
    text, found = re.subn(r"^export \{(.*)\};$", r"window.convkitLiving = {\1};", text, flags=re.M)
    if found != 1:
        raise ValueError(f"figure.js must export its parts in one line, found {found}")
    text = re.sub(
        r"^\s*(//.*)?\n|^ +", "", text, flags=re.M
    )  # a notebook keeps it with every figure
    return f"(function () {{\n{text}}})();\n"


@functools.cache
def style():
    """The style sheet, with the colours of the course for light and dark pages."""
    colours = dict(_PLAIN)
    for name, role in ROLES.items():
        colours |= {name: role.colour, f"{name}-tint": role.tint, f"{name}-deep": role.deep}
    lines = [f"  --ck-{name}: {both(colour)};\n" for name, colour in colours.items()]
    sheet = files(__package__).joinpath("figure.css").read_text(encoding="utf-8")
    return f".ck-living {{\n{''.join(lines)}}}\n{FOLLOW}\n{sheet}"


def state_of(made):
    """A film's operation as the living figure's state.

    Parameters
    ----------
    made : convkit.plot.film.frames.Film

    Returns
    -------
    dict
        op, x, k, and the pairs s, p, d, a, as `figure.js` has them.
    """
    extra = (0, 0)
    if made.operation == "conv_transpose":
        axes = zip(
            made.output.shape, made.input.shape, made.kernel.shape, made.stride, made.padding,
            made.dilation, strict=True,
        )  # fmt: skip
        extra = tuple(o + 2 * p - s * (n - 1) - d * (k - 1) - 1 for o, n, k, s, p, d in axes)
    return {
        "op": made.operation,
        "x": made.input.tolist(),
        "k": made.kernel.tolist(),
        "s": list(made.stride),
        "p": list(made.padding),
        "d": list(made.dilation),
        "a": list(extra),
    }


def standing(options, alt, still):
    """HTML of a living figure that needs no kernel and no network.

    Parameters
    ----------
    options : dict
        What `mount` of `figure.js` takes.
    alt : str
        What it shows, in words.
    still : str
        HTML for where no script runs, and for print.
    """
    code = json.dumps(options, ensure_ascii=False, separators=(",", ":"))
    name = f"ck-living-{next(_COUNT)}-{zlib.crc32(code.encode())}"  # unique in a page
    said = html.escape(alt, quote=True)
    shown = html.escape(code, quote=True)
    return (
        f"<style>{style()}\n@media print{{#{name}-still{{display:block!important}}}}</style>"
        f'<div id="{name}" class="ck-living ckl-alone" role="group" aria-label="{said}" hidden '
        f'data-ck-living="{shown}"></div>'
        f'<div id="{name}-still">{still}</div>'
        f"<script>{script()}\n(function () {{\n"
        f'const root = document.getElementById("{name}");\n'
        "if (!root) return;\nroot.hidden = false;\n"
        f'document.getElementById("{name}-still").style.display = "none";\n'
        "convkitLiving.mountAll(root.parentElement);\n})();</script>"
    )
