"""A picture says what it shows, gives the same bytes each time, and is written as its ending says."""

import matplotlib
import pytest

from convkit.plot.draw.canvas import Canvas
from convkit.plot.draw.picture import Picture, drawn


@pytest.fixture
def picture():
    canvas = Canvas()
    canvas.text(10, 10, "x")
    canvas.cover(0, 0, 40, 20)
    return Picture(canvas.figure, 'A  "square"\n<of> one.', {"x": 1})


def test_its_words_are_its_accessible_name_and_are_escaped(picture):
    assert picture.alt == 'A "square" <of> one.' and picture.data == {"x": 1}
    name = "A &quot;square&quot; &lt;of&gt; one."
    assert picture.svg().startswith(f'<svg role="img" aria-label="{name}" ')
    assert f'alt="{name}"' in picture._repr_html_()
    assert repr(picture) == '<Picture: A "square" <of> one.>'
    assert set(picture._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_the_same_picture_gives_the_same_bytes(picture):
    first = picture.svg()
    picture._svg = None
    assert picture.svg() == first and "<dc:date>" not in first


@pytest.mark.parametrize(
    ("ending", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("PDF", b"%PDF")]
)
def test_it_is_written_as_its_ending_says(picture, tmp_path, ending, begins):
    path = tmp_path / f"a.{ending}"
    picture.save(path)
    assert path.read_bytes().startswith(begins)


def test_another_ending_is_refused(picture, tmp_path):
    with pytest.raises(ValueError, match=r"must end in \.svg, \.png or \.pdf, got 'a\.jpg'"):
        picture.save(tmp_path / "a.jpg")
    assert not list(tmp_path.iterdir())


def test_what_a_notebook_sets_for_its_own_plots_changes_nothing_and_stays():
    seen = drawn(lambda: matplotlib.rcParams["lines.linewidth"])
    with matplotlib.rc_context({"lines.linewidth": 9.0}):
        assert seen() == 2.0 and matplotlib.rcParams["lines.linewidth"] == 9.0
