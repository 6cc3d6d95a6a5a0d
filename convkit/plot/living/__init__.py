"""The living figure: one module of JavaScript, `figure.js`, for pages, widgets and players.

`module` is the source as a browser's module (JupyterLab's widgets are such), `script` the same as
a classic script, which pages need that are opened as files; `style` is its style sheet.
"""

import functools
import re
from importlib.resources import files

from ..dark import DARK
from ..style import FAINT, GRID, INK, PAPER, QUIET, ROLES

__all__ = ["module", "script", "style"]

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
    return f"(function () {{\n{text}}})();\n"


@functools.cache
def style():
    """The style sheet, with the colours of the course for light and dark pages."""
    colours = dict(_PLAIN)
    for name, role in ROLES.items():
        colours |= {name: role.colour, f"{name}-tint": role.tint, f"{name}-deep": role.deep}
    lines = [f"  --ck-{name}: light-dark({c}, {DARK[c]});\n" for name, c in colours.items()]
    sheet = files(__package__).joinpath("figure.css").read_text(encoding="utf-8")
    return f".ck-living {{\n{''.join(lines)}}}\n{sheet}"
