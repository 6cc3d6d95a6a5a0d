"""The Sphinx extension that makes the course's pages from its lessons."""

from __future__ import annotations

from pathlib import Path

import nbformat
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from . import assets
from .cache import LessonFailed, everything
from .course import ROOT, lessons, stubs
from .glossary import terms
from .pages import page

__all__ = ["setup"]


def write_lessons(app: Sphinx) -> None:
    """Write docs/lessons/NN_topic.ipynb for every lesson, where it differs from what is there."""
    found = lessons()
    try:
        made = everything(found, ROOT / "build" / "site-cache")
    except LessonFailed as error:
        raise ExtensionError(str(error)) from None
    words = terms((Path(app.srcdir) / "glossary.md").read_text(encoding="utf-8"))
    for lesson in found:
        outputs, said = made[lesson.name]
        solutions = app.config.course_solutions not in ("no", "0", False)
        notebook = page(lesson, outputs, stubs(lesson), said, words, solutions)
        path = Path(app.srcdir) / "lessons" / f"{lesson.name}.ipynb"
        text = nbformat.writes(notebook, version=4)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_config_value("course_solutions", "yes", "env")
    app.connect("builder-inited", write_lessons)
    app.connect("builder-inited", assets.write_style)
    app.connect("html-page-context", assets.take_out_pictures)
    app.connect("build-finished", assets.copy_mathjax)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
