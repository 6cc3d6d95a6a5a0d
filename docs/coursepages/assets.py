"""What the pages load: styles, the living figure, the lessons' pictures, MathJax. All local."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from importlib.metadata import distribution
from pathlib import Path
from shutil import copyfile
from urllib.parse import unquote

from sphinx.application import Sphinx

from convkit.plot.living import script, style

from .course import message_style

#: a picture inside a page
INLINE = re.compile(r'src="data:image/(?:png;base64,([A-Za-z0-9+/=\s]+)|svg\+xml,([^"]+))"')
#: in a block of code, what has the colour of its text anyway: a third of a page
PLAIN = re.compile(r'<span class="[npw]">([^<]*)</span>')
#: of MathJax, what the pages use
MATHJAX = re.compile(r"static/mathjax/(tex-chtml\.js|.*\.woff)$")
MOUNT = 'document.addEventListener("DOMContentLoaded", () => convkitLiving.mountAll());\n'


def write_static(app: Sphinx) -> None:
    """The style of the checks' messages and the living figure, as the notebooks have them."""
    files = {
        "messages.css": message_style(),
        "living.css": style(),
        "living.js": script() + MOUNT,
    }
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def lighten(app: Sphinx, name: str, template: str, context: dict, doctree) -> None:
    """Pictures become files beside the page, loaded when they come into view; code is thinned."""
    if "body" not in context:
        return
    folder = Path(app.outdir) / "_images"

    def out(match: re.Match) -> str:
        drawing = match[2] and unquote(html.unescape(match[2])).encode()
        data = drawing or base64.b64decode(match[1])
        ending = "svg" if drawing else "png"
        path = folder / f"{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        lazy = 'loading="lazy" ' if out.pictures else ""  # the first is seen at once
        out.pictures += 1
        return f'{lazy}src="{context["pathto"](f"_images/{path.name}", resource=True)}"'

    out.pictures = 0
    context["body"] = INLINE.sub(out, PLAIN.sub(r"\1", context["body"]))


def name_toggles(app: Sphinx, error: Exception | None) -> None:
    """The theme's toggles in the list of pages have a picture and no name: give them one."""
    if error:
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        named = text.replace(
            '<summary><span class="toctree-toggle"',
            '<summary aria-label="pages below"><span class="toctree-toggle"',
        )
        if named != text:
            path.write_text(named, encoding="utf-8")


def copy_mathjax(app: Sphinx, error: Exception | None) -> None:
    """The one script of MathJax that the pages load, and its fonts."""
    if error:
        return
    package = distribution("sphinx-mathjax-offline")
    for file in package.files or ():
        found = MATHJAX.search(str(file))
        if found:
            target = Path(app.outdir) / "_static" / "mathjax" / found[1]
            target.parent.mkdir(parents=True, exist_ok=True)
            copyfile(str(file.locate()), target)
