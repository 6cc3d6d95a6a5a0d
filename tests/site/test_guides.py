"""The guides tell what happens: their lesson is whole, their commands and options exist."""

import re
import shutil
from pathlib import Path

import pytest

from autograder.authoring import build
from autograder.authoring.lesson_rules import read
from autograder.authoring.verify import verify
from autograder.cli import autograder
from autograder.cli.authoring import show

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))


def test_the_authors_lesson_passes_every_gate_and_prints_what_the_guide_says(tmp_path, capsys):
    (tmp_path / "lessons").mkdir()
    path = shutil.copy(ROOT / "docs" / "guides" / "90_sums.py", tmp_path / "lessons")
    build.write(build.build(tmp_path))
    assert show(verify(read(Path(path))), quiet=True)
    guide = (ROOT / "docs" / "guides" / "author.md").read_text(encoding="utf-8")
    printed = " ".join(capsys.readouterr().out.split())
    assert re.search(r"```text\n(90_sums: .*)\n```", guide)[1] == printed


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_command_of_a_guide_exists_with_its_options(path):
    blocks = re.findall(r"```(?:bash|powershell)\n(.*?)```", path.read_text(encoding="utf-8"), re.S)
    for line in "\n".join(blocks).replace("\\\n", " ").splitlines():
        if not line.startswith("autograder "):
            continue
        words = line.split()
        verb = autograder.commands[words[1]]
        known = {option for p in verb.params for option in p.opts}
        assert {w.partition("=")[0] for w in words[2:] if w.startswith("--")} <= known, line
