"""The player, the GIF and the strip; what the player draws is tested in a browser."""

import html
import itertools
import json
import re

import numpy as np
import pytest
from PIL import Image

from convkit import plot
from convkit.plot.film import frames as films

RNG = np.random.default_rng(0)
FILMS = {
    "conv": (RNG.integers(-4, 9, (4, 5)), [[1, 2], [3, -4]], "conv", {"stride": 2, "padding": 1}),
    "holes": (RNG.integers(-4, 9, (5, 6)), [[1, 2], [3, -4]], "conv", {"dilation": (1, 2)}),
    "conv 1-d": (RNG.integers(-4, 9, 9), [1, 0, -1], "conv", {"padding": 1}),
    "max": (RNG.integers(-9, 0, (4, 5)), 2, "max_pool", {"padding": 1}),
    "average 1-d": (RNG.integers(0, 9, 8), 2, "avg_pool", {}),
    "transposed": ([[1, 2], [3, 4]], [[1, 0, 2], [0, 3, 0]], "conv_transpose", {"stride": 2}),
    "grown": ([1, 2], [1, 2, 1], "conv_transpose", {"stride": 2, "output_padding": 1}),
    "cropped": ([1, 2, 3], [1, 2, 1], "conv_transpose", {"stride": 2, "padding": 1}),
}


def make(name):
    x, k, operation, options = FILMS[name]
    return plot.animate(x, k, operation, **options)


@pytest.mark.parametrize("name", FILMS)
def test_the_player_stands_alone_and_has_a_still_for_where_nothing_moves(name):
    film = make(name)
    page = film._repr_html_()
    assert not re.search(r"https?://(?!www\.w3\.org/)", page)
    assert f'alt="{html.escape(film.strip().alt)}"' in page
    assert f'aria-label="{html.escape(film.alt)}"' in page
    assert film.alt in film._repr_mimebundle_()["text/plain"]


def test_two_players_on_a_page_do_not_share_a_name():
    film = make("conv")
    names = [re.search(r'<div id="([^"]+)"', film._repr_html_()).group(1) for _ in range(2)]
    assert names[0] != names[1]


@pytest.mark.parametrize("name", FILMS)
def test_the_players_state_is_the_films_operation(name):
    film = make(name).film
    page = make(name)._repr_html_()
    options = json.loads(html.unescape(re.search(r'data-ck-living="([^"]+)"', page)[1]))
    assert options["film"] is True
    state = options["state"]
    again = films.film(
        state["op"],
        np.array(state["x"]),
        np.shape(state["k"]) if "pool" in state["op"] else np.array(state["k"]),
        *(state[letter] for letter in "spda"),
    )
    np.testing.assert_array_equal(again.output, film.output)


@pytest.mark.parametrize("name", FILMS)
def test_the_gif_has_every_step(name, tmp_path):
    film, path = make(name), tmp_path / "film.gif"
    film.save(path, dpi=72)
    with Image.open(path) as image:
        frames = []
        for n in range(image.n_frames):
            image.seek(n)
            frames.append((image.info["duration"], np.asarray(image.convert("RGB"))))
    assert len(frames) == len(film)
    assert {f.shape for _, f in frames} == {frames[0][1].shape}
    assert all((f[0, 0] == 255).all() for _, f in frames)  # paper stays white
    assert all((a[1] != b[1]).any() for a, b in itertools.pairwise(frames))
    assert frames[-1][0] > frames[0][0] == 700


def test_a_gif_frame_looks_like_the_still(tmp_path):
    film, path = make("conv"), tmp_path / "film.gif"
    film.save(path, dpi=144)  # as a PNG has
    with Image.open(path) as image:
        image.seek(2)
        frame = np.asarray(image.convert("L"), dtype=float)
    film.still(2).save(tmp_path / "still.png")
    with Image.open(tmp_path / "still.png") as image:
        still = np.asarray(image.convert("L"), dtype=float)
    rows, columns = (min(a, b) for a, b in zip(frame.shape, still.shape, strict=True))
    a, b = frame[:rows, :columns], still[:rows, :columns]
    assert np.corrcoef(a.ravel(), b.ravel())[0, 1] > 0.97


def test_save_refuses_another_ending(tmp_path):
    with pytest.raises(ValueError, match=r"must end in .gif, got 'film.mp4'"):
        make("conv").save(tmp_path / "film.mp4")


def test_every_step_of_a_long_film_is_a_picture(tmp_path):
    x, k = RNG.integers(-4, 9, (10, 10)), [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
    film = plot.animate(x, k)
    film.save(tmp_path / "film.gif")
    with Image.open(tmp_path / "film.gif") as saved:
        assert len(film) == saved.n_frames == 64
