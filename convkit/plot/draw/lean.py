"""An SVG drawing in fewer bytes, for a notebook keeps every picture that it has shown.

What is seen stays the same: coordinates are rounded to a hundredth of a point, spaces and names
that nobody refers to go, and photographs are kept as cameras keep them.
"""

import base64
import io
import re
from itertools import count

__all__ = ["lean", "to_url"]

#: bytes of a PNG from which on an image is a photograph: areas of one colour take fewer
PHOTOGRAPH = 8192
#: of its WebP: at this one no eye tells the two apart
QUALITY = 78

_METADATA = re.compile(r"\s*<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
_PATH = re.compile(r' d="([^"]*)"')
_PLACE = re.compile(r"translate\([^)]*\)")
_DECIMALS = re.compile(r"-?\d+\.\d{3,}")
_SCALE = re.compile(r"scale\((0\.\d{4})\d* -\1\d*\)")
_STEP = re.compile(r"\s*([MLHVCSQTAZz])\s*")
_BETWEEN = re.compile(r">\s+<")
_LONELY = re.compile(r"<g>(<path [^>]*/>|<g [^>]*>(?:<use [^>]*/>)*</g>)</g>")
_LETTER = re.compile(r'(<use [^>]*) transform="translate\((\S+) 0\)"/>')
_SINGLE = re.compile(r'<g( style="[^"]*" transform="[^"]*")><use( href="[^"]*")/></g>')
_ALIKE = re.compile(r'<path d="[^"]*"( [^>]*)/>(?:<path d="[^"]*"\1/>)+')
_MEANT = re.compile(r'(?:href="#|url\(#)([^")]+)')
_NAME = re.compile(r' id="([^"]*)"')
_NAMED = re.compile(r'(id="|href="#|url\(#)([^")]+)')
_IMAGE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")
_TEXT = re.compile(r">[^<]*<")
_WORDS = re.compile(r' (?:role|aria-label)="[^"]*"|<title>[^<]*</title>')


def lean(svg):
    """The same drawing, as matplotlib writes it, in about half of its bytes or less.

    Examples
    --------
    >>> lean('<g id="patch_1">\\n <path d="M 0 1.23456 \\nL 2 3 \\nz\\n"/>\\n</g>')
    '<path d="M0 1.23L2 3z"/>'
    """
    svg = _METADATA.sub("", svg)
    svg = _PATH.sub(lambda found: f' d="{_STEP.sub(_bare, _rounded(found[1]))}"', svg)
    svg = _PLACE.sub(lambda found: _rounded(found[0]), svg)
    svg = _SCALE.sub(r"scale(\1 -\1)", svg)
    svg = _BETWEEN.sub("><", svg).replace("xlink:href", "href")
    svg = svg.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
    short = dict(zip(dict.fromkeys(_MEANT.findall(svg)), map("i{}".format, count()), strict=False))
    svg = _NAME.sub(lambda found: found[0] if found[1] in short else "", svg)
    svg = _NAMED.sub(lambda found: found[1] + short.get(found[2], found[2]), svg)
    svg = _LETTER.sub(r'\1 x="\2"/>', svg)
    svg = _SINGLE.sub(r"<use\2\1/>", _LONELY.sub(_bare, svg))
    svg = _ALIKE.sub(_together, svg)
    return _IMAGE.sub(lambda found: _image(base64.b64decode(found[1])), svg)


def to_url(svg):
    """A drawing as a ``data:`` URL that can stand between double quotes.

    It is without its words: an image has them in its ``alt``.

    Examples
    --------
    >>> to_url('<svg fill="#fff">"50 %"</svg>')
    "data:image/svg+xml,<svg fill='%23fff'>&amp;quot;50 %25&amp;quot;</svg>"
    """
    svg = _WORDS.sub("", svg)
    svg = _TEXT.sub(lambda found: found[0].replace('"', "&quot;"), svg.replace("'", "&#39;"))
    svg = " ".join(svg.replace('"', "'").split())
    return "data:image/svg+xml," + svg.replace("%", "%25").replace("#", "%23").replace("&", "&amp;")


def _rounded(text):
    """A text whose numbers have at most two decimals."""
    return _DECIMALS.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), text)


def _bare(found):
    """Of what was found, what stands in the brackets."""
    return found[1]


def _together(found):
    """Neighbours that are drawn alike as one path; those one can look through may overlap."""
    if "opacity" in found[1]:
        return found[0]
    parts = "".join(_PATH.findall(found[0]))
    return f'<path d="{parts}"{found[1]}/>'


def _image(png):
    """An image as a URL: a photograph as WebP, another without what all its pixels share."""
    from PIL import Image, ImageChops

    image = Image.open(io.BytesIO(png)).convert("RGBA")
    opaque = image.getextrema()[3][0] == 255
    if opaque:
        image = image.convert("RGB")
        red, *others = image.split()
        if not any(ImageChops.difference(red, other).getbbox() for other in others):
            image = red
    kind, data = "png", _written(image, "png")
    if opaque and len(data) > PHOTOGRAPH:
        kind, data = "webp", _written(image, "webp", quality=QUALITY, method=6)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def _written(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
