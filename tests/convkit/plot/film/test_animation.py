"""The player, the GIF and the strip: every step says what its frame holds."""

import html
import itertools
import json
import re
import time

import numpy as np
import pytest
from PIL import Image

from convkit import plot
from convkit.plot.draw import words
from convkit.plot.draw.style import ROLES

RNG = np.random.default_rng(0)
FILMS = {
    "conv": (RNG.integers(-4, 9, (4, 5)), [[1, 2], [3, -4]], "conv", {"stride": 2, "padding": 1}),
    "holes": (RNG.integers(-4, 9, (5, 6)), [[1, 2], [3, -4]], "conv", {"dilation": (1, 2)}),
    "conv 1-d": (RNG.integers(-4, 9, 9), [1, 0, -1], "conv", {"padding": 1}),
    "max": (RNG.integers(-9, 0, (4, 5)), 2, "max_pool", {"padding": 1}),
    "average 1-d": (RNG.integers(0, 9, 8), 2, "avg_pool", {}),
    "transposed": ([[1, 2], [3, 4]], [[1, 0, 2], [0, 3, 0]], "conv_transpose", {"stride": 2}),
    "cropped": ([1, 2, 3], [1, 2, 1], "conv_transpose", {"stride": 2, "padding": 1}),
}


def make(name):
    x, k, operation, options = FILMS[name]
    return plot.animate(x, k, operation, **options)


def steps(film):
    code = re.search(r"const film=(.*?), svg=root", film._repr_html_(), re.S).group(1)
    return json.loads(code)["steps"]


@pytest.mark.parametrize("name", FILMS)
def test_the_player_shows_the_numbers_of_every_frame(name):
    film = make(name)
    played, shown = steps(film), {}
    assert len(played) == len(film) == len(film.film.frames)
    for step, frame in zip(played, film.film.frames, strict=True):
        for key, _, _, text, *_ in step["cells"]:
            shown[key] = float(text.replace("−", "-"))
        known = ~np.isnan(frame.output)
        assert sorted(shown) == np.flatnonzero(known).tolist()
        np.testing.assert_allclose(
            [shown[key] for key in sorted(shown)], frame.output[known], atol=0.006
        )
        said = "".join(text for text, _, _ in step["sum"])
        if film.film.operation == "conv_transpose":
            assert said.startswith(words.number(frame.total))
        else:
            assert said.endswith(f" = {words.number(frame.total)}")
        assert said in step["say"]


@pytest.mark.parametrize("name", ["conv", "holes", "max"])
def test_the_player_frames_the_taps(name):
    film = make(name)
    played = steps(film)
    for step, frame in zip(played, film.film.frames, strict=True):
        window = [m for m in step["marks"] if m[4] == ROLES["kernel"].colour]
        left, right = min(m[0] for m in window), max(m[0] + m[2] for m in window)
        columns = frame.taps[:, 1].max() - frame.taps[:, 1].min() + 1
        cell = (right - left) / columns
        first = min(m[0] for m in played[0]["marks"] if m[4] == window[0][4])
        assert round((left - first) / cell) == frame.taps[:, 1].min()


@pytest.mark.parametrize("name", FILMS)
def test_the_player_stands_alone_and_has_a_still_for_where_nothing_moves(name):
    film = make(name)
    page = film._repr_html_()
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert f'alt="{html.escape(film.strip().alt)}"' in page
    assert f'aria-label="{html.escape(film.alt)}"' in page
    assert film.alt in film._repr_mimebundle_()["text/plain"]


def test_two_players_on_a_page_do_not_share_a_name():
    film = make("conv")
    names = [re.search(r'<div id="([^"]+)"', film._repr_html_()).group(1) for _ in range(2)]
    assert names[0] != names[1]


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


def test_sixty_four_steps_take_less_than_five_seconds(tmp_path):
    x, k = RNG.integers(-4, 9, (10, 10)), [[1, 0, -1], [2, 0, -2], [1, 0, -1]]

    def seconds():
        start = time.process_time()
        film = plot.animate(x, k)
        film._repr_html_()
        film.save(tmp_path / "film.gif")
        assert len(film) == 64
        return time.process_time() - start

    assert any(seconds() < 5 for _ in range(3))  # a busy machine makes processor time longer too
