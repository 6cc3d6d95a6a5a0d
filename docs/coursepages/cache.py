"""What takes long, kept: the outputs of a lesson's cells and what its checks say of mistakes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from .course import ROOT, Lesson, digest, messages
from .pages import KERNEL, run_cells

#: parts of the course that change what a lesson shows or its checks say
CODE = ("convkit", "autograder/checks", "autograder/templates")


class LessonFailed(Exception):
    """A lesson does not run from top to bottom."""


def everything(found: list[Lesson], folder: Path, jobs: int = 2) -> dict[str, tuple]:
    """{lesson: (outputs, messages)}; only what is not in `folder` yet is computed."""
    folder.mkdir(parents=True, exist_ok=True)
    code = digest(*CODE)
    with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
        waiting = {
            lesson.name: [
                pool.submit(kept, compute, lesson, folder, code) for compute in (outputs, messages)
            ]
            for lesson in found
        }
        return {name: tuple(f.result() for f in pair) for name, pair in waiting.items()}


def kept(compute: Callable, lesson: Lesson, folder: Path, code: str):
    """`compute(lesson)`, from the file that holds it if nothing has changed since."""
    key = hashlib.sha256(code.encode() + lesson.path.read_bytes()).hexdigest()[:16]
    path = folder / f"{lesson.name}-{compute.__name__}-{key}.json"
    if not path.exists():
        for old in folder.glob(f"{lesson.name}-{compute.__name__}-*"):
            old.unlink()
        text = json.dumps(compute(lesson))
        path.with_suffix(".part").write_text(text)
        path.with_suffix(".part").rename(path)
    return json.loads(path.read_text())


def outputs(lesson: Lesson) -> list[list]:
    """Run the lesson's cells with the visible checks; what each of them put out."""
    cells = [new_code_cell(cell.visible()) for cell in run_cells(lesson)]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    place = ROOT / "notebooks" / lesson.name  # where a lesson's own data lies
    settings = {"metadata": {"path": str(place if place.exists() else ROOT)}}
    try:
        quiet = ["--log-level=40"]
        NotebookClient(notebook, timeout=600, resources=settings, extra_arguments=quiet).execute()
    except Exception as error:
        raise LessonFailed(f"{lesson.path}: {error}") from None
    for cell in notebook.cells:
        for output in cell.outputs:
            output.pop("execution_count", None)
            if output.output_type == "execute_result":
                output["output_type"] = "display_data"
    return [cell.outputs for cell in notebook.cells]
