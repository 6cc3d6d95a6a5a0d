"""The same pictures on dark pages: each colour of the style has one that stands for it there.

A picture follows the page it stands on, by the page's ``color-scheme``: CSS has ``light-dark()``
for that, and an SVG file asks ``prefers-color-scheme``, which browsers answer for the place where
it is shown. JupyterLab and VS Code do not say their theme in this way, so `FOLLOW` says it for
them. Pictures with photographs or with shades of grey stay on a white card: black is black there.
"""

import colorsys
import re

from convkit.plot.draw.style import FAINT, GRID, INK, PAPER, QUIET, ROLES

__all__ = ["DARK", "FOLLOW", "both", "dark_style", "darker", "roles_css"]

_ROLES = {  # line, light fill
    "input": ("#7DA6FF", "#1D2C50"),
    "kernel": ("#F79A45", "#422C14"),
    "output": ("#35C98F", "#123A2C"),
    "padding": ("#A3A9B0", "#23282E"),
    "yours": ("#DBA3D1", "#3D2A3A"),
    "expected": ("#BFA5EE", "#2E2444"),
    "wrong": ("#FF8A85", "#4C2122"),
    "plain": ("#A7AEB6", "#171B20"),
}

#: a colour of the style -> what stands for it on dark pages
DARK = {
    PAPER: "#171B20",
    INK: "#E8ECF0",
    QUIET: "#A4AEB9",
    GRID: "#3F4853",
    FAINT: "#20262D",
}
for _name, (_line, _fill) in _ROLES.items():
    DARK[ROLES[_name].colour] = _line
    DARK[ROLES[_name].deep] = _line  # light enough on dark to be text
    DARK.setdefault(ROLES[_name].tint, _fill)

#: what course figures are told where a page does not say its theme by ``color-scheme``
FOLLOW = ", ".join(
    f"body{theme} .{name}"
    for theme in ('[data-jp-theme-light="false"]', ".vscode-dark")
    for name in ("ck-picture", "ck-living", "cc-failure")
)
FOLLOW += "{color-scheme:dark}"


def both(colour):
    """A colour of the style as CSS, for light pages and dark ones.

    Examples
    --------
    >>> both(PAPER)
    'light-dark(#FFFFFF, #171B20)'
    """
    return f"light-dark({colour}, {DARK[colour]})"


def darker(colour):
    """What stands for a colour on dark pages; None for a grey that is not one of the style's.

    A mixture keeps its hue, and is as far from the dark page as it was from the white one.

    Examples
    --------
    >>> darker("#ffffff"), darker("#808080")
    ('#171B20', None)
    """
    known = DARK.get(colour.upper())
    if known:
        return known
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    if max(red, green, blue) - min(red, green, blue) < 0.02:
        return None
    hue, light, much = colorsys.rgb_to_hls(red, green, blue)
    light = 0.11 + (1 - light) * 0.86  # 0.11 is how light the dark page is
    rgb = colorsys.hls_to_rgb(hue, light, min(much, 0.75))
    return "#{:02X}{:02X}{:02X}".format(*(round(255 * c) for c in rgb))


def dark_style(svg):
    """The style element that makes an SVG drawing dark on dark pages; "" if it stays as it is."""
    used = set(re.findall(r"(fill|stroke): (#[0-9a-f]{6})", svg))
    found = {colour: darker(colour) for _, colour in used}
    black = re.search(r"<path (?!id=|[^>]*fill:)", svg)  # black needs no name
    if black or "<image" in svg or not found or None in found.values():
        return ""
    rules = "".join(
        f'[style*="{what}: {colour}"]{{{what}:{found[colour]}!important}}'
        for what, colour in sorted(used)
    )
    return f"<style>@media(prefers-color-scheme:dark){{{rules}}}</style>"


def roles_css(prefix="ck"):
    """The roles as CSS: ``.ck-input`` sets colours, its ``::before`` puts the mark before a name.

    Examples
    --------
    >>> roles_css().splitlines()[1]
    '.ck-name.ck-input::before{content:"● ";color:light-dark(#2257D3, #7DA6FF)}'
    """
    rules = []
    for name, role in ROLES.items():
        rules.append(
            f".{prefix}-{name}{{color:{both(INK)};border-color:{both(role.colour)};"
            f"background:{both(role.tint)}}}"
        )
        if role.mark:
            rules.append(
                f".{prefix}-name.{prefix}-{name}::before"
                f'{{content:"{role.mark} ";color:{both(role.colour)}}}'
            )
    return "\n".join(rules)
