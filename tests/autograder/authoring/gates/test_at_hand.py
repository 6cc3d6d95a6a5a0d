"""A lesson whose candidates have an answer at hand does not pass."""

import shutil

import pytest

from autograder.authoring.gates.at_hand import answers_at_hand
from autograder.authoring.lesson_rules import read
from autograder.authoring.workbench import Workbench
from tests.autograder.helpers import LESSONS

ALLOWED = "convkit.convolution.conv.conv2d"


@pytest.fixture
def at_hand(tmp_path):
    def found(*changes):
        path = tmp_path / "97_at_hand.py"
        shutil.copy(LESSONS / path.name, path)
        text = path.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text)
        return list(answers_at_hand(Workbench(read(path))))

    return found


def allowing(*names):
    return f'"{ALLOWED}"]', ", ".join(f'"{name}"' for name in (ALLOWED, *names)) + "]"


def test_a_convolution_is_no_answer_to_a_gradient(at_hand):
    assert at_hand() == []


@pytest.mark.parametrize(
    ("allowed", "computes"),
    [
        # its own function, under another name and with other arguments
        (
            "convkit.convolution.gradients.conv2d_weight",
            "convkit.convolution.gradients.conv2d_weight",
        ),
        # a function behind an allowed one, whose arguments are like nothing in the exercise
        ("convkit.engine.im2col", "convkit.engine.im2col.weight_gradient"),
        ("convkit.engine.im2col.weight_gradient", "convkit.engine.im2col.weight_gradient"),
        # all of a module
        ("convkit.convolution.gradients", "convkit.engine.im2col.weight_gradient"),
    ],
)
def test_a_function_that_gives_the_answer_is_found_whatever_it_is_called(
    at_hand, allowed, computes
):
    assert any(f"{computes} computes" in line for line in at_hand(allowing(allowed)))


def test_a_function_with_the_exercises_name_is_found(at_hand):
    lines = at_hand(("back", "unfold"), allowing("convkit.convolution.matrix.unfold"))
    assert any("unfold has its name" in line for line in lines)
