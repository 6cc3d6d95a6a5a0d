"""The Sphinx extension that makes the course's pages from its lessons and its code."""

from __future__ import annotations

from pathlib import Path

import nbformat
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from . import assets, reference
from .cache import LessonFailed, everything
from .course import lessons, stubs
from .glossary import terms
from .pages import page

__all__ = ["setup"]

#: the mistake whose message the front page shows: its lesson and name
SHOWN = ("01_cross_correlation", "xcorr2d__flips_kernel")


def write_pages(app: Sphinx) -> None:
    """Write docs/lessons/NN_topic.ipynb for every lesson, and what else is made from the code."""
    source = Path(app.srcdir)
    reference.write(source / "reference")
    found = lessons(app.config.course_lessons.split())
    try:
        made = everything(found)
    except LessonFailed as error:
        raise ExtensionError(str(error)) from None
    words = terms((source / "glossary.md").read_text(encoding="utf-8"))
    solutions = app.config.course_solutions != "no"
    wanted = {}
    for lesson in found:
        outputs, said = made[lesson.name]
        notebook = page(lesson, outputs, stubs(lesson), said, words, solutions)
        path = source / "lessons" / f"{lesson.name}.ipynb"
        wanted[path] = nbformat.writes(notebook, version=4)
    for old in (source / "lessons").glob("*.ipynb"):
        if old not in wanted:
            old.unlink()
    lesson, mistake = SHOWN
    message = made[lesson][1][mistake] if lesson in made else ""
    wanted[source / "_made" / "message.html"] = message
    for path, text in wanted.items():
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def some_only(app: Sphinx, config: Config) -> None:
    """With some of the lessons, links to the others lead nowhere, and that is meant."""
    if config.course_lessons:
        config.suppress_warnings.append("myst.xref_missing")


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.add_config_value("course_solutions", "yes", "env")
    app.add_config_value("course_lessons", "", "env")
    app.connect("config-inited", some_only)
    app.connect("builder-inited", write_pages)
    app.connect("builder-inited", assets.write_static)
    app.connect("autodoc-process-docstring", reference.keep_blocks)
    app.connect("html-page-context", assets.lighten)
    app.connect("build-finished", assets.copy_mathjax)
    app.connect("build-finished", assets.name_toggles)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
