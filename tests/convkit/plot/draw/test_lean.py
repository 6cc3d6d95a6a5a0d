"""A lean drawing shows the same, in fewer bytes."""

import base64
import html
import io
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from convkit import data
from convkit.plot.draw.lean import lean, to_url


def svg_of(image, **options):
    figure = Figure(figsize=(4, 4))
    axes = figure.add_axes((0.2, 0.2, 0.7, 0.7))
    axes.imshow(image, **options)
    axes.plot([0.123456, 3.1], [1.0, 2.54321])
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg")
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def images_in(svg):
    return [
        (kind, Image.open(io.BytesIO(base64.b64decode(code))))
        for kind, code in re.findall(r"data:image/(\w+);base64,([^\"]+)", svg)
    ]


@pytest.fixture(scope="module")
def photograph():
    return data.photograph("china", shrink=2, layout="HW")


def test_a_photograph_takes_a_third_of_the_bytes_and_looks_the_same(photograph):
    whole = svg_of(photograph, cmap="gray", vmin=0, vmax=1)
    [(_, before)], [(kind, after)] = images_in(whole), images_in(lean(whole))
    assert kind == "webp" and len(lean(whole)) < 0.6 * len(whole)
    far = np.asarray(before.convert("L"), float) - np.asarray(after.convert("L"), float)
    assert np.sqrt((far**2).mean()) < 4  # of 255


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 3)])
def test_areas_of_one_colour_stay_as_they_are(shape):
    numbers = np.random.default_rng(0).random(shape)
    whole = svg_of(numbers, cmap="viridis")
    [(_, before)], [(kind, after)] = images_in(whole), images_in(lean(whole))
    assert kind == "png"
    assert np.array_equal(np.asarray(before.convert("RGBA")), np.asarray(after.convert("RGBA")))


def test_what_shines_through_stays_so(photograph):
    veil = np.dstack(
        [photograph] * 3 + [np.linspace(0, 1, photograph.size).reshape(photograph.shape)]
    )
    [(kind, after)] = images_in(lean(svg_of(veil)))
    assert kind == "png" and after.mode == "RGBA"


def test_every_name_that_is_referred_to_is_there_and_no_other(photograph):
    root = ElementTree.fromstring(lean(svg_of(photograph)))
    text = ElementTree.tostring(root, encoding="unicode")
    names = [e.get("id") for e in root.iter() if e.get("id")]
    meant = set(re.findall(r'href="#([^"]+)|url\(#([^)]+)\)', text))
    assert len(names) == len(set(names)) and set(names) == {a or b for a, b in meant}


def test_places_are_right_to_a_hundredth():
    """Those of the paths, one after the other: neighbours that are alike become one."""

    def numbers(svg):
        paths = " ".join(re.findall(r' d="([^"]*)"', svg))
        return np.array(re.findall(r"-?\d+(?:\.\d+)?", paths), float)

    whole = svg_of(np.zeros((2, 2)))
    assert np.allclose(numbers(whole), numbers(lean(whole)), atol=0.005001, rtol=0)


def test_neighbours_are_joined_only_where_that_changes_nothing():
    two = '<path d="M0 0L1 1z" style="fill: #fff{0}"/><path d="M2 2L3 3z" style="fill: #{1}"/>'
    joined = '<path d="M0 0L1 1zM2 2L3 3z" style="fill: #fff"/>'
    assert lean(two.format("", "fff")) == joined
    for apart in (two.format("", "000"), two.format("; opacity: 0.5", "fff; opacity: 0.5")):
        assert lean(apart) == apart


def test_letters_stand_where_they_stood():
    word = '<g><g style="a"><use xlink:href="#D-1" transform="translate(63.6234 0)"/></g></g>'
    assert lean(word) == '<g style="a"><use href="#i0" x="63.62"/></g>'


def test_a_url_is_the_drawing_again():
    svg = """<svg a="it's 50 % &lt;"><b>"x" &amp; y</b><p style="fill: #fff"/></svg>"""
    url = to_url(svg)
    assert '"' not in url
    back = unquote(html.unescape(url)).removeprefix("data:image/svg+xml,")
    before, after = ElementTree.fromstring(svg), ElementTree.fromstring(back)
    assert [e.attrib for e in before.iter()] == [e.attrib for e in after.iter()]
    assert [e.text for e in before.iter()] == [e.text for e in after.iter()]


def test_a_url_is_without_the_words_that_its_image_has():
    svg = '<svg role="img" aria-label="a &gt; b" a="b"><title>a &gt; b</title><p/></svg>'
    assert to_url(svg) == "data:image/svg+xml,<svg a='b'><p/></svg>"


def test_a_letter_of_its_own_is_drawn_by_one_element_at_a_rounded_size():
    group = '<g style="fill: #fff" transform="translate(3 4) scale(0.124464 -0.124464)">'
    assert lean(f'<g><!-- 4 -->{group}<use xlink:href="#D-1"/></g></g>') == (
        '<use href="#i0" style="fill: #fff" transform="translate(3 4) scale(0.1244 -0.1244)"/>'
    )
