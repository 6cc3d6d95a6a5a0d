"""Every picture: it says what it shows, its text is whole and apart, and it is quick to draw."""

import xml.etree.ElementTree as ET

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from convkit import plot
from convkit.plot.draw.canvas import Canvas
from convkit.plot.draw.style import LEAST, WIDE
from convkit.plot.examples import examples

PICTURES = dict(examples())
NOT_STILL = {"Picture", "Animation", "Explorer", "animate", "explore"}


def texts(figure):
    """(text, its box in points) of what is written; ticks outside their axis are not drawn."""
    figure.set_dpi(144)
    canvas = FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not low <= tick.get_loc() <= high:
                    hidden |= {tick.label1, tick.label2}
    renderer = canvas.get_renderer()
    found = [
        t
        for t in figure.findobj(Text)
        if t.get_visible() and t.get_text().strip() and t not in hidden
    ]
    found = [t for t in found if t.axes is None or t.axes.axison or t in t.axes.texts]
    return [(t, t.get_window_extent(renderer).extents / 2) for t in found]


def clashes(found):
    """Pairs of texts whose boxes share more than a hair's breadth."""
    boxes = np.array([box for _, box in found])
    left, bottom, right, top = boxes.T
    trim = 0.12 * (top - bottom)  # line boxes are higher than their letters
    bottom, top = bottom + trim, top - trim
    across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    down = np.minimum(top[:, None], top) - np.maximum(bottom[:, None], bottom)
    pairs = np.argwhere(np.triu((across > 1) & (down > 1), 1))
    return [(found[a][0].get_text(), found[b][0].get_text()) for a, b in pairs]


def cut(found, figure):
    """Texts that reach over the edge."""
    wide, high = figure.get_size_inches() * 72
    return [
        t.get_text()
        for t, (left, bottom, right, top) in found
        if left < 0 or bottom < 0 or right > wide or top > high
    ]


@pytest.mark.parametrize("name", PICTURES)
def test_picture(name):
    picture = PICTURES[name]()
    ET.fromstring(picture.svg())
    assert len(picture.alt) > 20
    assert any(c.isdigit() for c in picture.alt)
    assert "nan" not in picture.alt
    found = texts(picture.figure)
    assert cut(found, picture.figure) == []
    assert clashes(found) == []
    assert picture.figure.get_figwidth() * 72 <= WIDE + 0.5
    assert min(t.get_fontsize() for t, _ in found) >= LEAST


def test_every_still_has_an_example():
    used = set()
    for draw in PICTURES.values():
        used |= set(draw.__code__.co_names)
    assert set(plot.__all__) - NOT_STILL <= used


def test_the_check_for_clashes_and_cuts_finds_them():
    canvas = Canvas()
    canvas.text(0, 0, "one")
    canvas.text(8, 3, "two")
    picture = canvas.finish("two texts on top of each other")
    assert clashes(texts(picture.figure)) == [("one", "two")]
    picture.figure.text(0.99, 0.5, "over the edge")
    assert cut(texts(picture.figure), picture.figure) == ["over the edge"]


def test_a_picture_is_vectors_with_its_alt_text():
    picture = plot.array([[1, 2], [3, -4]], 'a "b" <c>')
    root = ET.fromstring(picture.svg())
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == picture.alt == 'a "b" <c> 2 × 2: 1 2; 3 −4.'
    shown = picture._repr_mimebundle_()
    assert 'alt="a &quot;b&quot; &lt;c&gt; 2 × 2: 1 2; 3 −4."' in shown["text/html"]
    assert "data:image/svg+xml,<svg" in shown["text/html"]
    assert picture.alt in shown["text/plain"]


def test_the_same_picture_gives_the_same_bytes():
    assert plot.array([[1, 2]]).svg() == plot.array([[1, 2]]).svg()


@pytest.mark.parametrize(
    ("ending", "start"), [(".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")]
)
def test_save_writes_what_the_ending_says(tmp_path, ending, start):
    path = tmp_path / f"picture{ending}"
    plot.array([[1, 2]]).save(path)
    assert path.read_bytes().startswith(start)


def test_save_refuses_another_ending(tmp_path):
    with pytest.raises(ValueError, match=r"must end in .svg, .png or .pdf, got 'picture.bmp'"):
        plot.array([[1, 2]]).save(tmp_path / "picture.bmp")


def test_drawing_leaves_matplotlib_as_it_was():
    before, open_figures = dict(matplotlib.rcParams), plt.get_fignums()
    plot.curves({"loss": [3, 2, 1]})._repr_html_()
    assert dict(matplotlib.rcParams) == before
    assert plt.get_fignums() == open_figures


def test_a_notebooks_own_style_does_not_reach_the_pictures():
    plain = plot.curves({"loss": [3, 2, 1]}).svg()
    with plt.style.context("dark_background"), plt.rc_context({"font.size": 30}):
        assert plot.curves({"loss": [3, 2, 1]}).svg() == plain


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plot.array(np.zeros((2, 2, 2))), "vector or a matrix"),
        (lambda: plot.arrays("="), "at least one"),
        (
            lambda: plot.planes(np.zeros((4, 4))),
            r"must be \(H, W, 3\) or \(3, H, W\), got \(4, 4\)",
        ),
        (lambda: plot.gallery({}), "at least one picture, got none"),
        (lambda: plot.kernels(np.zeros((9, 9)), {}), "one to eight kernels, got 0"),
        (lambda: plot.window([1, 2, 3], [1] * 4), "reaches over 1 × 4 cells"),
        (lambda: plot.window([[1, 2]], [[1]], at=(0, 5)), r"cell of 1 × 2, got \(0, 5\)"),
        (lambda: plot.curves({"a": [1, 2], "b": [1]}), r"one length, got \[1, 2\]"),
        (lambda: plot.matrix([1, 2]), r"must be \(m, n\)"),
        (lambda: plot.columns(np.zeros((3, 3)), 2, at=9), "0 to 3, got 9"),
        (lambda: plot.columns_steps(np.zeros((4, 4)), 2), "at most 6 windows, got 9"),
        (lambda: plot.adjoint(np.eye(2), [1], [1, 2]), r"got \(2, 2\), \(1,\), \(2,\)"),
        (lambda: plot.channel_sum(np.zeros((4, 3, 3)), np.zeros((4, 2, 2))), "with C 2 or 3"),
        (lambda: plot.adaptive_windows(0, 2), "one pixel and one output"),
        (lambda: plot.blame((4, 4), np.ones((2, 2)), output=(3, 0)), r"cell of \(3, 3\)"),
        (lambda: plot.low_rank(np.eye(3), np.zeros((9, 9)), (4,)), r"from 1 to 3|of 1 to 3"),
        (lambda: plot.influence(7, 3), "multiple of groups"),
        (lambda: plot.confusion([[1, 2]]), r"must be \(K, K\), got \(1, 2\)"),
        (lambda: plot.chunks(7, (3, 3), 2), r"add up to 7, got \(3, 3\)"),
        (lambda: plot.reach(((3, 2, 0, 1),), 7, 3), "from 0 to 2, got 3"),
        (lambda: plot.volume((2, 2, 2), (3, 1, 1), (0, 0, 0)), "does not fit"),
        (lambda: plot.animate([1, 2], [1], "mean"), "must be one of"),
        (lambda: plot.explore(3), "must be callable, got int"),
        (lambda: plot.explore(len, np.zeros((99, 99))), "must have 1 to"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()
