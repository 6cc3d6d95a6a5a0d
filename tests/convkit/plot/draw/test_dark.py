"""Pictures on dark pages: readable there too, and photographs stay as they are."""

import re

import numpy as np
import pytest

from convkit import plot
from convkit.plot.draw.dark import DARK, dark_style, darker, roles_css
from convkit.plot.draw.style import INK, PAPER, QUIET, ROLES, mix, warm

NAMES = [name for name in ROLES if name != "plain"]


def luminance(colour):
    c = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [
        0.2126,
        0.7152,
        0.0722,
    ]


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", NAMES)
def test_lines_and_names_can_be_read_on_the_dark_page(name):
    role = ROLES[name]
    assert contrast(DARK[role.colour], DARK[PAPER]) >= 4.5
    assert contrast(DARK[INK], DARK[role.tint]) >= 7
    assert contrast(DARK[QUIET], DARK[PAPER]) >= 4.5


@pytest.mark.parametrize("share", np.linspace(-1, 1, 21))
def test_numbers_can_be_read_on_every_mixture(share):
    assert contrast(DARK[INK], darker(warm(share))) >= 4.5


@pytest.mark.parametrize("name", ["input", "kernel", "output"])
def test_a_stronger_mixture_is_further_from_the_dark_page(name):
    seen = [luminance(darker(mix(ROLES[name].colour, share))) for share in (0.1, 0.3, 0.5)]
    assert seen == sorted(seen)


def test_a_picture_of_numbers_has_a_dark_form_with_every_colour_it_uses():
    svg = plot.window([[0, 1, 2], [3, 4, 5]], [[0, 1], [2, 3]]).svg()
    style = re.search(r"<style>(@media\(prefers-color-scheme:dark\).*?)</style>", svg)[1]
    for what, colour in re.findall(r"(fill|stroke): (#[0-9a-f]{6})", svg.replace(style, "")):
        assert f'[style*="{what}: {colour}"]{{{what}:{darker(colour)}!important}}' in style


def test_photographs_and_greys_stay_on_their_card():
    assert dark_style(plot.photograph(np.eye(8), "a line").svg()) == ""
    assert dark_style(plot.array(np.eye(3), "greys", shade=(0, 1)).svg()) == ""


def test_the_roles_as_css_name_every_mark():
    text = roles_css("x")
    for name, role in ROLES.items():
        assert f".x-{name}{{" in text
        assert role.mark in text
