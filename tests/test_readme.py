"""The README's promises: every lesson has its row, every command exists."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch.nn.functional as F

from autograder import CheckFailed, case, check, cli, normal
from autograder.authoring.build import with_optional
from autograder.authoring.lesson import is_optional
from autograder.authoring.lesson_rules import read
from autograder.checks.session import exam

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
LESSONS = [read(p) for p in sorted((ROOT / "lessons").glob("*.py"))]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_has_its_title_time_points_and_cover(lesson):
    row = next(line for line in README.splitlines() if f"{lesson.name}.ipynb)" in line)
    assert f"[{lesson.title}]" in row
    minutes = with_optional(lesson.minutes, lesson.all_minutes)
    assert f"| {minutes} | {with_optional(lesson.points, lesson.all_points)} |" in row
    covered = any(cell.kind == "cover" for cell in lesson.cells)
    assert (f"docs/lessons/{lesson.name}.svg" in row) == covered


def test_the_syllabus_has_the_times_the_lessons_state():
    text = (ROOT / "docs" / "guides" / "syllabus.md").read_text()
    rows = re.findall(r"^\| [^|]+ \| (\d\d) [^|]+ \| (\d+) \| (\d+) \|([^|]*)\|$", text, re.M)
    said = {name: (int(core), int(whole)) for name, core, whole, _ in rows}
    assert said == {x.name[:2]: (x.minutes, x.all_minutes) for x in LESSONS}
    for name, _, _, left_out in rows:
        lesson = next(x for x in LESSONS if x.name.startswith(name))
        tasks = [c.source for c in lesson.cells if c.kind == "markdown" and is_optional(c)]
        assert (
            left_out.strip().split(", ") == [re.search(r"[\d.]+", t)[0] for t in tasks] or not tasks
        )


def test_every_file_the_documents_link_to_is_there():
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text()
        links = re.findall(r'\]\(([^)#]+)\)|src="([^"]+)"', text)
        for link in (a or b for a, b in links):
            assert (ROOT / link).exists(), f"{name}: {link}"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_documents_name_commands_that_exist(name):
    text = (ROOT / name).read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)\b", text)) - {"are", "of"} <= targets
    assert set(re.findall(r"`autograder ([a-z]+)", text)) <= cli.autograder.commands.keys()


def test_the_message_is_what_the_check_says():
    def xcorr2d(x, k):
        windows = np.lib.stride_tricks.sliding_window_view(x, k.shape)
        return np.einsum("ijab,ab->ij", windows, k[::-1, ::-1])

    def right(x, k):
        return F.conv2d(x[None, None], k[None, None])[0, 0]

    with exam("01_cross_correlation"), pytest.raises(CheckFailed) as caught:
        check(xcorr2d, against=right, on=[case(x=normal(7, 5), k=normal(3, 2))])
    shown = README.partition("<!-- message -->\n```text\n")[2].partition("```")[0]
    assert str(caught.value).startswith(shown.rstrip())
