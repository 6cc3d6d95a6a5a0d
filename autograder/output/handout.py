"""What students are given: one zip with their notebooks and all they need to run them.

It holds the release notebooks, the packages as a wheel, the tested versions, and a page and a
notebook that say how to start. Nothing of `lessons/` or `solutions/` is read, so no solution and
no hidden test can be in it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

#: what the wheel is made of
PROJECT = ("pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT", "convkit", "autograder")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files give the same zip
FOLDER = "convolution"

START = """\
# Start

You need Python 3.11 or newer. In a terminal in this folder:

    python3 -m venv .venv
    . .venv/bin/activate
    pip install torch --index-url https://download.pytorch.org/whl/cpu
    pip install --find-links wheels --constraint constraints.txt convolution-course
    autograder lab

On Windows the first two lines are `py -m venv .venv` and `.venv\\Scripts\\activate`. On Windows and
macOS leave the third out. With conda: `mamba env create --file environment.yml`, then
`conda activate convolution` and `autograder lab`.

`autograder lab` copies the notebooks to `work/`, never over what is there, and opens JupyterLab.
Begin with the first. Hand in the notebook from `work/`, under its own name.
"""
LOOK = """\
import sys
from importlib.util import find_spec

missing = [name for name in ("numpy", "torch", "convkit", "autograder") if not find_spec(name)]
print("Python", sys.version.split()[0], "is new enough." if sys.version_info >= (3, 11) else
      "is too old: 3.11 or newer is needed.")
print("Missing: " + ", ".join(missing) if missing else "Everything is there. Open a lesson.")"""


class HandoutError(ValueError):
    """There is nothing to hand out, or the packages cannot be packed."""


def handout(course: Path, lessons: list[str], to: Path | None = None) -> Path:
    """Write the zip for students.

    Parameters
    ----------
    course : Path
        The course directory, a clone of this project.
    lessons : list of str
        Names of notebooks/; all if empty.
    to : Path, optional
        The zip; handout/convolution.zip in the course directory unless given.

    Raises
    ------
    HandoutError
        If there are no notebooks, or the wheel cannot be built.
    """
    folders = [course / "notebooks" / name for name in lessons]
    folders = folders or sorted((course / "notebooks").glob("[0-9][0-9]_*/"))
    if not folders:
        raise HandoutError(f"no notebooks in {course / 'notebooks'}; run `autograder build`")
    to = to or course / "handout" / f"{FOLDER}.zip"
    to.parent.mkdir(parents=True, exist_ok=True)
    wheel, content = build_wheel(course)
    files = {f"wheels/{wheel}": content, "START.md": START.encode()}
    files["constraints.txt"] = (course / "constraints.txt").read_bytes()
    files["environment.yml"] = environment(course, wheel).encode()
    files["start.ipynb"] = start_notebook([folder.name for folder in folders])
    for folder in folders:
        files |= dict(released(course, folder))
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"{FOLDER}/{name}", LONG_AGO)
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name], zipfile.ZIP_DEFLATED)
    return to


def released(course: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of one lesson's release, by their names in the zip."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(course)
        if path.is_file() and not any(part.startswith(".") for part in inside.parts):
            yield inside.as_posix(), path.read_bytes()


def build_wheel(course: Path) -> tuple[str, bytes]:
    """Name and content of a wheel of this project, built from a clean copy of its sources."""
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "source", Path(scratch) / "wheels"
        source.mkdir()
        for name in PROJECT:
            path = course / name
            if not path.exists():
                raise HandoutError(f"there is no {path}: hand out from a clone of the project")
            if path.is_dir():
                copytree(path, source / name, ignore=ignore_patterns("__pycache__"))
            else:
                (source / name).write_bytes(path.read_bytes())
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--wheel-dir", str(target), str(source)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise HandoutError("pip could not build the wheel: " + done.stderr.strip()[-500:])
        (wheel,) = target.glob("*.whl")
        return wheel.name, wheel.read_bytes()


def environment(course: Path, wheel: str) -> str:
    """environment.yml for students: what the packages need, at the tested versions."""
    project = tomllib.loads((course / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = dict(
        line.lower().split("==")
        for line in (course / "constraints.txt").read_text(encoding="utf-8").split()
        if "==" in line
    )
    needed = "".join(f"      - {name}=={pins[name.lower()]}\n" for name in project["dependencies"])
    return (
        "name: convolution\nchannels:\n  - conda-forge\ndependencies:\n  - python >=3.11\n"
        f"  - pip\n  - pip:\n{needed}      - ./wheels/{wheel}\n"
    )


def start_notebook(lessons: list[str]) -> bytes:
    """A notebook that says whether everything is there, and links to the lessons."""
    links = "\n".join(f"- [{name}](notebooks/{name}/{name}.ipynb)" for name in lessons)
    text = "# Start\n\nRun the cell below: it says whether everything is there. If something is\n"
    text += "missing, `START.md` in this folder says how to get it.\n"
    cells = [
        new_markdown_cell(text, id="cell-0"),
        new_code_cell(LOOK, id="cell-1"),
        new_markdown_cell(f"The lessons:\n\n{links}\n", id="cell-2"),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    return nbformat.writes(notebook, version=4).encode()
