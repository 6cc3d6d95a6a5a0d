"""What takes long, kept: the outputs of a lesson's cells and what its checks say of mistakes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from filelock import FileLock
from nbformat.v4 import new_code_cell, new_notebook

from .course import ROOT, Lesson, digest, messages, one_thread
from .kernels import run
from .pages import KERNEL, run_cells

FOLDER = ROOT / "build" / "site-cache"
#: parts of the course that change what a lesson shows or its checks say
CODE = ("convkit", "autograder/checks", "autograder/templates")


class LessonFailed(Exception):
    """A lesson does not run from top to bottom."""


def everything(found: list[Lesson], folder: Path = FOLDER, jobs: int = 2) -> dict[str, tuple]:
    """{lesson: (outputs of its cells, messages)}; only what is not kept yet is computed."""
    one_thread()  # the notebooks run side by side
    with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
        waiting = {
            lesson.name: [pool.submit(kept, what, lesson, folder) for what in (outputs, messages)]
            for lesson in found
        }
        return {name: tuple(f.result() for f in pair) for name, pair in waiting.items()}


def kept(compute: Callable, lesson: Lesson, folder: Path = FOLDER):
    """`compute(lesson)`, from the file that holds it if nothing it depends on has changed."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{lesson.name}-{compute.__name__}"
    path = folder / f"{name}-{key(compute, lesson)}.json"
    with FileLock(folder / f"{name}.lock"):  # whoever comes second waits for the first
        if not path.exists():
            for old in folder.glob(f"{name}-*.json"):
                old.unlink()
            text = json.dumps(compute(lesson))
            path.with_suffix(".part").write_text(text)
            path.with_suffix(".part").rename(path)
        return json.loads(path.read_text())


def key(compute: Callable, lesson: Lesson) -> str:
    """A name for the cells that run and the code they use; texts do not count."""
    texts = [cell.visible() for cell in run_cells(lesson)]
    this = Path(__file__).read_text(encoding="utf-8")
    if compute is messages:
        kinds = ("setup", "solution", "misconception", "check")
        texts = [cell.visible() for cell in lesson.cells if cell.kind in kinds]
    return hashlib.sha256("\0".join([digest(*CODE), this, *texts]).encode()).hexdigest()[:16]


def outputs(lesson: Lesson) -> list[list]:
    """What each of the lesson's cells puts out when they run, with the visible checks.

    Raises
    ------
    LessonFailed
        if a cell raises
    """
    cells = [new_code_cell(cell.visible()) for cell in run_cells(lesson)]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    place = ROOT / "notebooks" / lesson.name  # where a lesson's own data lies
    try:
        run(notebook, place if place.exists() else ROOT)
    except Exception as error:
        raise LessonFailed(f"{lesson.path}: {error}") from None
    for cell in notebook.cells:
        for output in cell.outputs:
            output.pop("execution_count", None)
            if output.output_type == "execute_result":
                output["output_type"] = "display_data"
    return [cell.outputs for cell in notebook.cells]
