"""What a graded notebook looks like: the autograded notebook and the feedback page.

Both are made from the released notebook, so no hidden test and no solution can be in them. The
student's text goes in as text: the page escapes it, the notebook holds it as cell sources.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from autograder.checks.message import render
from autograder.checks.message.failure import Failure
from autograder.exam.bundle import Bundle, grade_id
from autograder.exam.find_answers import Recovery
from autograder.exam.record import CheckResult, Record
from autograder.untrusted_text import clean, for_markdown


def autograded(record: Record, recovery: Recovery, bundle: Bundle) -> bytes:
    """The released notebook with the student's cells and our messages as outputs."""
    results = {c.grade_id: c for e in record.exercises for c in e.checks}
    notebook = {**bundle.release, "cells": [dict(c) for c in bundle.release["cells"]]}
    order = [grade_id(c) for c in notebook["cells"]]
    extra: dict[int, list[dict]] = {}
    for cell in recovery.own:
        place = after(cell.number, recovery, order)
        extra.setdefault(place, []).append(own_cell(cell.kind, cell.source, cell.number))
    cells = extra.get(-1, [])
    for i, cell in enumerate(notebook["cells"]):
        name = grade_id(cell)
        if name in recovery.found:
            cell["source"] = recovery.found[name].source
        elif name in recovery.essays:
            cell["source"] = for_markdown(recovery.essays[name])
        if name in results:
            cell["outputs"] = outputs(results[name])
            cell["execution_count"] = 1
        cells.append(cell)
        cells += extra.get(i, [])
    notebook["cells"] = cells
    return json.dumps(notebook, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def after(number: int, recovery: Recovery, order: list[str]) -> int:
    """Where an added cell goes: behind the last recovered solution that stood before it."""
    before = [
        order.index(name)
        for name, cell in recovery.found.items()
        if cell.number < number and name in order
    ]
    return max(before, default=-1)


def own_cell(kind: str, source: str, number: int) -> dict[str, Any]:
    """A cell of the student's own."""
    cell: dict[str, Any] = {"cell_type": kind, "id": f"own-{number}", "metadata": {}}
    if kind == "code":
        return {**cell, "execution_count": None, "outputs": [], "source": source}
    return {**cell, "source": for_markdown(source)}


def outputs(result: CheckResult) -> list[dict[str, Any]]:
    """A check's message as the output of its cell."""
    if result.failure is None:
        text = f"Passed: {result.score:g} of {result.points:g} points.\n"
        return [{"output_type": "stream", "name": "stdout", "text": text}]
    failure = Failure.from_json(result.failure)
    return [
        {
            "output_type": "error",
            "ename": "CheckFailed",
            "evalue": failure.because or failure.headline,
            "traceback": render.text(failure).splitlines(),
        }
    ]


def feedback(record: Record, bundle: Bundle) -> bytes:
    """The page a student reads: one file, no script, nothing fetched."""
    exercises = [
        {
            "name": e.name,
            "title": e.title,
            "code": e.code.splitlines(),
            "score": e.score,
            "points": e.points,
            "optional": e.optional,
            "cell": e.cell,
            "comment": e.comment,
            "checks": [
                (c, Markup(render.html(Failure.from_json(c.failure))) if c.failure else None)
                for c in e.checks
            ],
        }
        for e in record.exercises
    ]
    return render.page(
        "feedback.html",
        record=replace(record, student=clean(record.student)),
        title=bundle.title,
        exercises=exercises,
        optional=any([e.optional for e in record.exercises] + [e.optional for e in record.essays]),
    ).encode("utf-8", "replace")
