"""The README's promises: every lesson has its row and picture, every command exists."""

import re
from pathlib import Path

import pytest

from autograder import cli
from autograder.authoring.lesson_rules import read

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
LESSONS = [read(p) for p in sorted((ROOT / "lessons").glob("*.py"))]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_has_its_title_time_points_and_picture(lesson):
    row = next(line for line in README.splitlines() if f"{lesson.name}.ipynb)" in line)
    assert f"[{lesson.title}]" in row
    assert f"| {lesson.minutes} | {lesson.points} |" in row
    assert f"docs/lessons/{lesson.name}.svg" in row


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
