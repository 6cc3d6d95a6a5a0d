"""The style sheet: colours that everyone can tell apart, and no matplotlib where it is not needed."""

import itertools
import subprocess
import sys

import numpy as np
import pytest

from convkit.plot.draw.style import GRID, INK, PAPER, QUIET, ROLES, css, grey

ROLE_NAMES = [name for name in ROLES if name != "plain"]
PAIRS = list(itertools.combinations(ROLE_NAMES, 2))

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SIGHT = {
    "full": np.eye(3),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881],
        ]
    ),
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}


def linear(colour):
    c = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return linear(colour) @ [0.2126, 0.7152, 0.0722]


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x = np.array(to_xyz) @ np.clip(rgb, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(x > 0.008856, np.cbrt(x), 7.787 * x + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("name", ROLE_NAMES)
def test_role_colours_have_a_contrast_of_three_on_the_card(name):
    assert contrast(ROLES[name].colour, PAPER) >= 3


@pytest.mark.parametrize("name", ROLE_NAMES)
def test_names_and_numbers_have_a_contrast_of_four_and_a_half(name):
    assert contrast(ROLES[name].deep, PAPER) >= 4.5
    assert contrast(INK, ROLES[name].tint) >= 4.5
    assert contrast(QUIET, PAPER) >= 4.5
    assert contrast(QUIET, ROLES["padding"].tint) >= 4.5


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_any_two_roles_stay_apart(a, b, sight):
    seen = [lab(SIGHT[sight] @ linear(ROLES[name].colour)) for name in (a, b)]
    assert np.linalg.norm(seen[0] - seen[1]) > 25


def test_the_measure_of_distance_finds_a_bad_pair():
    red, green = (lab(SIGHT["no green"] @ linear(c)) for c in ("#C04000", "#6B6B00"))
    assert np.linalg.norm(red - green) < 25


def test_marks_differ_so_that_colour_is_never_alone():
    assert len({ROLES[name].mark for name in ROLE_NAMES}) == len(ROLE_NAMES)
    assert all(ROLES[name].mark for name in ROLE_NAMES)


def test_ink_is_readable_on_every_grey():
    assert min(contrast(*grey(level)) for level in np.linspace(0, 1, 33)) >= 3


def test_css_names_every_role_and_its_mark():
    text = css("x")
    for name, role in ROLES.items():
        assert f".x-{name}{{" in text
        assert role.mark in text
    assert contrast(GRID, PAPER) < 3  # quiet lines


@pytest.mark.parametrize("module", ["convkit", "convkit.plot", "convkit.plot.draw.style"])
def test_importing_it_imports_no_matplotlib(module):
    code = (
        f"import sys, {module}; bad = [m for m in sys.modules "
        "if m.split('.')[0] in ('matplotlib', 'ipywidgets', 'sklearn', 'torch')]; print(bad)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
