"""The same colours on dark pages: {a colour of the style: what stands for it there}."""

from .style import FAINT, GRID, INK, PAPER, QUIET, ROLES

__all__ = ["DARK"]

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

DARK = {
    PAPER: "#171B20",
    INK: "#E8ECF0",
    QUIET: "#A4AEB9",
    GRID: "#3F4853",
    FAINT: "#20262D",
}
for _name, (_line, _fill) in _ROLES.items():
    DARK[ROLES[_name].colour] = _line
    DARK[ROLES[_name].deep] = _line  # on dark, the line's colour is light enough for text
    if ROLES[_name].tint not in DARK:
        DARK[ROLES[_name].tint] = _fill
