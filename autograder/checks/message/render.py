"""A failure as text (terminals, screen readers), as HTML (notebooks, pages), as an exception.

Both say the same in the same order. The HTML comes from one Jinja2 template that escapes every
value, with the colours and marks of the course's pictures.
"""

from __future__ import annotations

import functools
import textwrap
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checks.compare.words import number
from autograder.checks.message.failure import Failure, Panel
from convkit.plot.draw.dark import FOLLOW, both, roles_css
from convkit.plot.draw.style import FAINT, GRID, INK, PAPER, QUIET, ROLES

if TYPE_CHECKING:
    import jinja2
import markupsafe


def text(failure: Failure) -> str:
    """The failure as plain text of at most 88 columns."""
    lines = [*textwrap.wrap(failure.note, 88), ""] if failure.note else []
    lines += textwrap.wrap(f"{failure.exercise}: {failure.because or failure.headline}", 88)
    called = [called_as(failure)] if failure.call else []
    if failure.because:
        facts = ["\n  ".join([failure.headline, *called]), *failure.facts]
    else:
        lines += called
        facts = failure.facts
    lines += [""] * bool(facts) + [f"- {fact}" for fact in facts]
    lines += frame_lines(failure)
    if failure.panels:
        lines += [
            "",
            "An example small enough to check by hand:",
            "",
            *side_by_side(failure.panels),
        ]
    if failure.seed is not None:
        lines += ["", replay(failure)]
    return "\n".join(lines)


def frame_lines(failure: Failure) -> list[str]:
    lines = [""] if failure.frames else []
    for frame in failure.frames:
        place = f"{frame.cell}, line {frame.line}" if frame.cell else f"line {frame.line}"
        lines.append(f"  {place}, in {frame.function}: {frame.source}")
    return lines


def called_as(failure: Failure) -> str:
    """The call that the headline is about; the example below it may be of a smaller one."""
    return f"Called as {failure.call}."


def replay(failure: Failure) -> str:
    """How to have the same numbers drawn again."""
    return f"The same numbers again: check(..., seed={failure.seed})"


def side_by_side(panels: list[Panel], width: int = 88) -> list[str]:
    """Panels as grids of numbers next to each other, wrong entries in [brackets]."""
    blocks = [block for panel in panels for block in panel_blocks(panel)]
    rows: list[list[list[str]]] = [[]]
    used = 0
    for block in blocks:
        wide = max(map(len, block)) + 4
        if rows[-1] and used + wide > width:
            rows.append([])
            used = 0
        rows[-1].append(block)
        used += wide
    lines = []
    for row in rows:
        height = max(map(len, row))
        for i in range(height):
            parts = [(b[i] if i < len(b) else "").ljust(max(map(len, b))) for b in row]
            lines.append("    ".join(parts).rstrip())
        lines.append("")
    return lines[:-1]


def panel_blocks(panel: Panel) -> list[list[str]]:
    """One text block for every plane of a panel."""
    blocks = []
    for title, rows in planes(panel):
        cells = [[f"[{c}]" if wrong else f" {c} " for c, wrong in row] for row in rows]
        wide = max((len(c) for row in cells for c in row), default=1)
        blocks.append([title, *("".join(c.rjust(wide) for c in row) for row in cells)])
    return blocks


def planes(panel: Panel) -> list[tuple[str, list[list[tuple[str, bool]]]]]:
    """(title, rows of (number, wrong)) for every 2-d plane of a panel, leading axes unrolled."""
    label = panel.label
    shape = tuple(panel.shape)
    cells = np.empty(len(panel.cells), object)
    cells[:] = [number(c) if not isinstance(c, str) else c for c in panel.cells]
    wrong = np.array(panel.wrong or [False] * len(panel.cells))
    inner = (1,) * (2 - len(shape)) + shape[-2:] if len(shape) < 2 else shape[-2:]
    outer = shape[:-2]
    cells = cells.reshape(outer + inner)
    wrong = wrong.reshape(outer + inner)
    found = []
    for index in product(*map(range, outer)):
        place = "".join(f"[{i}]" for i in index)
        rows = [
            list(zip(c, w, strict=True)) for c, w in zip(cells[index], wrong[index], strict=True)
        ]
        found.append((label + place, rows))
    return found


@functools.cache
def environment() -> jinja2.Environment:
    """The templates, with every value escaped."""
    import jinja2  # a check that passes does without

    env = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    env.filters["coded"] = coded
    env.globals.update(planes=planes, called_as=called_as, replay=replay)
    return env


def coded(text: str) -> markupsafe.Markup:
    """A sentence in which what stands in `backticks` is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # a backtick without its other
        return markupsafe.escape(text)
    code = markupsafe.Markup("<code>{}</code>")
    return markupsafe.Markup("").join(
        code.format(part) if i % 2 else part for i, part in enumerate(parts)
    )


def html(failure: Failure) -> str:
    """The failure as an HTML fragment; `style` must stand on the same page."""
    return environment().get_template("failure.html").render(failure=failure)


@functools.cache
def style() -> str:
    """The style sheet of `html`: the roles' colours and marks, and the box around a failure."""
    wrong = ROLES["wrong"]
    colours = {"ink": INK, "paper": PAPER, "quiet": QUIET, "grid": GRID}
    colours |= {"wrong": wrong.colour, "wrong_tint": wrong.tint}
    sheet = environment().get_template("failure.css")
    shown = sheet.render({name: both(colour) for name, colour in colours.items()}, mark=wrong.mark)
    return f"{shown}\n{roles_css('cc')}\n{FOLLOW}"


class CheckFailed(AssertionError):
    """A check failed. An `AssertionError`, so nbgrader takes it as a failed test.

    In Jupyter the traceback is the message itself, in the fewest lines: nobody learns from the
    checker's own frames.
    """

    def __init__(self, failure: Failure, shown: bool = False):
        super().__init__(text(failure))
        self.failure = failure
        self.shown = shown  # a rich form of it stands above already

    def _render_traceback_(self) -> list[str]:
        return (
            [f"CheckFailed: {self.failure.because or self.failure.headline}"]
            if self.shown
            else [str(self)]
        )


class Shown:
    """A failure as Jupyter shows it: HTML where it can, text elsewhere."""

    def __init__(self, failure: Failure):
        self.failure = failure

    def __repr__(self) -> str:
        return text(self.failure)

    def _repr_html_(self) -> str:
        return f"<style>{style()}</style>{html(self.failure)}"


def page(template: str, **values: Any) -> str:
    """A whole page from a template."""
    import markupsafe

    colours = {"ink": INK, "paper": PAPER, "quiet": QUIET, "grid": GRID, "faint": FAINT}
    colour = {name: both(value) for name, value in colours.items()}
    look = {"style": markupsafe.Markup(style()), "colour": colour}
    return environment().get_template(template).render(**look, **values)
