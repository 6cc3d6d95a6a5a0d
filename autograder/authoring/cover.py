"""A lesson's cover: what its marked cell draws, which stands in the README's table of lessons."""

from __future__ import annotations

import ast
import base64
import io
import re
from contextlib import redirect_stdout

import numpy as np
from PIL import Image

from autograder.authoring.lesson import Lesson, LessonError
from autograder.authoring.workbench import run_cell

#: a picture of pixels inside an SVG, and a number
PIXELS = re.compile(r'"data:image/png;base64,([^"]+)"')
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")


def cover(lesson: Lesson) -> bytes | None:
    """The lesson's cover as SVG; None if no cell is marked ``cover=true``.

    Raises
    ------
    LessonError
        if the cell does not run, or does not end with a picture of `convkit.plot`
    """
    cell = next((c for c in lesson.cells if c.kind == "cover"), None)
    if cell is None:
        return None
    names: dict = {"__name__": "__main__"}
    body = ast.parse(cell.source).body
    label = f"{lesson.name} cover"
    try:
        with redirect_stdout(io.StringIO()):
            run_cell(
                "\n".join([*lesson.imports(), ast.unparse(ast.Module(body[:-1], []))]), names, label
            )
            return eval(ast.unparse(body[-1]), names).svg().encode()
    except Exception as error:
        message = f"the cover cell gives no picture: {type(error).__name__}: {error}"
        raise LessonError(lesson.path, cell.line, message) from None


def alike(a: bytes, b: bytes) -> bool:
    """Whether two SVGs show the same: other machines round a last digit another way."""
    one, other = a.decode(), b.decode()
    if one == other:
        return True
    pixels = [[unpacked(code) for code in PIXELS.findall(text)] for text in (one, other)]
    bare = [PIXELS.sub("", text) for text in (one, other)]
    numbers = [np.array(NUMBER.findall(text), float) for text in bare]
    return (
        NUMBER.sub("", bare[0]) == NUMBER.sub("", bare[1])
        and bool(np.all(np.abs(numbers[0] - numbers[1]) < 0.01))
        and [p.shape for p in pixels[0]] == [p.shape for p in pixels[1]]
        and all(np.abs(p - q).max() <= 1 for p, q in zip(*pixels, strict=True))
    )


def unpacked(code: str) -> np.ndarray:
    """The numbers of a PNG."""
    with Image.open(io.BytesIO(base64.b64decode(code))) as image:
        return np.asarray(image.convert("RGBA"), int)
