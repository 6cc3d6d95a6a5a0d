"""A lesson as a page: its text and pictures, and each exercise with what can go wrong in it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from .course import Exercise, Lesson, LessonCell, name_of, shown_code

FENCE = "`" * 6  # longer than any in a lesson
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
#: kind of cell -> what its fold is called
FOLDED = {"setup": "what this notebook loads", "solution": "the solution", "check": "the check"}


def run_cells(lesson: Lesson) -> list[LessonCell]:
    """The cells that the page's notebook runs, in order."""
    return [c for c in lesson.cells if c.kind not in ("markdown", "essay", "misconception")]


def visible(cell: LessonCell) -> str:
    """A cell's text as a reader may see it."""
    return shown_code(cell) if cell.kind == "solution" else cell.visible().strip("\n")


def page(
    lesson: Lesson,
    outputs: list[list],
    stubs: dict[str, str],
    said: dict[str, str],
    terms: dict[str, str],
    solutions: bool,
) -> NotebookNode:
    """The lesson as a notebook that Sphinx turns into a page.

    Parameters
    ----------
    outputs : list of list
        What each of `run_cells` gave.
    stubs, said : dict
        Answer cells as students get them; what the check says of each mistake.
    terms : dict
        Words of the glossary as they stand in lessons -> the glossary's word.
    solutions : bool
        False leaves out solutions and mistakes.
    """
    exercises = {e.name: e for e in lesson.exercises}
    given = iter(outputs)
    cells, linked = [], set()
    for number, cell in enumerate(lesson.cells):
        if cell.kind in ("markdown", "essay"):
            text = link_terms(cell.source, terms, linked)
            text = text + "\n\n" + downloads(lesson) if number == 0 else text
            cells.append(new_markdown_cell(text))
            continue
        if cell.kind == "misconception":
            continue
        shown = next(given)
        if cell.kind == "solution":
            cells.append(new_markdown_cell(code(stubs[cell.name])))
        if cell.kind == "solution" and not solutions:
            continue
        cells.append(code_cell(cell, shown if solutions or cell.kind != "check" else []))
        exercise = exercises.get(cell.name) if cell.kind == "check" else None
        if exercise and cell is exercise.checks[-1] and solutions and exercise.misconceptions:
            cells.append(new_markdown_cell("\n".join(mistakes(exercise, said))))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def downloads(lesson: Lesson) -> str:
    """Where the page's notebook is."""
    path = f"../../notebooks/{lesson.name}/{lesson.name}.ipynb"
    return f"{{download}}`Download this lesson's notebook <{path}>` and work in it."


def code_cell(cell: LessonCell, outputs: list) -> NotebookNode:
    metadata: dict = {}
    if cell.kind in FOLDED:
        what = FOLDED[cell.kind]
        prompts = {"code_prompt_show": f"Show {what}", "code_prompt_hide": f"Hide {what}"}
        metadata = {"tags": ["hide-input", f"ck-{cell.kind}"], "mystnb": prompts}
    return new_code_cell(visible(cell), metadata=metadata, outputs=from_dict(outputs))


def code(text: str, marked: list[int] | None = None) -> str:
    """A block of Python, some of its lines marked."""
    option = f":emphasize-lines: {','.join(map(str, marked))}\n" if marked else ""
    return f"{FENCE}{{code-block}} python\n{option}\n{text}\n{FENCE}"


def mistakes(exercise: Exercise, said: dict[str, str]) -> Iterator[str]:
    """The wrong answers of an exercise, each with what the check says of it."""
    count = len(exercise.misconceptions)
    noun = "mistake" if count == 1 else "mistakes"
    yield f"::::::{{dropdown}} {count} tempting {noun}\n:class-container: ck-mistakes\n"
    right = shown_code(exercise.solution)
    for cell in exercise.misconceptions:
        name = name_of(cell)
        wrong = shown_code(cell)
        yield f"**{name.partition('__')[2].replace('_', ' ').capitalize()}**\n"
        yield code(wrong, differing(right, wrong)) + "\n"
        text = said[name] or (
            "<p>The visible check lets this pass. The cases that count are more, and see it.</p>"
        )
        yield f"{FENCE}{{raw}} html\n{text}\n{FENCE}\n"
    yield "::::::"


def differing(right: str, wrong: str) -> list[int]:
    """The lines of `wrong`, from 1, that are not in `right`; none if nearly all are."""
    a, b = ([bare(line) for line in text.splitlines()] for text in (right, wrong))
    same = difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    kept = {m.b + i for m in same for i in range(m.size)}
    lines = [i for i, line in enumerate(b) if i not in kept and line]
    return [i + 1 for i in lines] if len(lines) < len(b) - 1 or len(b) < 4 else []


def bare(line: str) -> str:
    """A line of code without its remark, however its words are spaced."""
    return " ".join(line.partition("  # ")[0].split())


def link_terms(text: str, terms: dict[str, str], linked: set[str]) -> str:
    """A lesson's text with the place where it says a term in bold linked to the glossary, once."""

    def link(match: re.Match) -> str:
        said = match[1]
        word = terms.get(said.lower())
        if word is None or word in linked:
            return match[0]
        linked.add(word)
        return f"{{term}}`{said} <{word}>`"

    return re.sub(r"\*\*([A-Za-z][\w -]+)\*\*", link, text)
