"""The names of the package: found when they are used, told lesson by lesson."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from convkit import plot


def test_no_picture_is_hidden_by_a_file_of_its_name():
    files = {path.stem for path in Path(plot.__file__).parent.glob("*.py")}
    assert files & set(plot.__all__) == set()


def test_an_unknown_name_is_refused_with_the_names_there_are():
    with pytest.raises(AttributeError, match="no picture called 'windo'; it has"):
        plot.windo  # noqa: B018


def test_importing_it_imports_nothing_that_draws():
    code = "import sys; from convkit import plot; print({'matplotlib', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_every_picture_is_told_once_at_the_lesson_that_first_uses_it():
    told = re.findall(r"^(\d\d)  (.*)$", plot.__doc__, re.MULTILINE)
    assert [number for number, _ in told] == [f"{n:02}" for n in range(16)]
    names = [name for _, line in told for name in re.findall(r"``(\w+)``", line)]
    assert len(set(names)) == len(names)
    assert set(names) == {n for n in plot.__all__ if n[0].islower()} - {"animate", "explore"}


def test_every_name_it_lists_is_there():
    assert set(plot.__all__) <= set(dir(plot))
    assert all(callable(getattr(plot, name)) for name in plot.__all__)
