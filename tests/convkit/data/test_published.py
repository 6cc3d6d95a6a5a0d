"""The published network is whole, and finds the face that it is known to find."""

import numpy as np
import pytest

from convkit import conv2d, data, max_pool2d


def face_map(picture):
    """(H, W, 3) in [0, 1] -> the map of the class "face", by the steps of the docstring."""
    w = data.pnet()

    def prelu(x, name):
        return np.where(x > 0, x, x * w[f"{name}.weight"][:, None, None])

    x = ((picture * 255 - 127.5) / 128).transpose(2, 0, 1)[None]
    x = prelu(conv2d(x, w["conv1.weight"], w["conv1.bias"]), "prelu1")
    x = max_pool2d(x, 2, 2, ceil_mode=True)
    x = prelu(conv2d(x, w["conv2.weight"], w["conv2.bias"]), "prelu2")
    x = prelu(conv2d(x, w["conv3.weight"], w["conv3.bias"]), "prelu3")
    x = conv2d(x, w["conv4_1.weight"], w["conv4_1.bias"])[0]
    x = np.exp(x - x.max(axis=0))
    return x[1] / x.sum(axis=0)


def test_all_numbers_are_there():
    weights = data.pnet(dtype=np.float32)
    assert sum(w.size for w in weights.values()) == 6632
    assert all(w.dtype == np.float32 and np.isfinite(w).all() for w in weights.values())
    weights["conv1.bias"][:] = 0
    assert data.pnet()["conv1.bias"].any()


@pytest.mark.parametrize("shrink", [4, 5, 6])
def test_the_best_window_lies_on_the_face(shrink):
    scores = face_map(data.photograph("astronaut", shrink=shrink))
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    middle = np.array([2 * row + 6, 2 * column + 6]) * shrink
    assert scores.max() > 0.9
    assert 60 < middle[0] < 180 and 170 < middle[1] < 290


def test_the_wheel_is_copied_number_by_number(tmp_path):
    import io
    import zipfile

    import torch

    from convkit.data.make_pnet import main

    weights = data.pnet(dtype=np.float32)
    file = io.BytesIO()
    torch.save({name: torch.from_numpy(w) for name, w in weights.items()}, file)
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("facenet_pytorch/data/pnet.pt", file.getvalue())
        wheel.writestr("facenet_pytorch.dist-info/LICENSE.md", "MIT")
    main(tmp_path / "a.whl", tmp_path)
    with np.load(tmp_path / "pnet.npz") as made:
        assert set(made) == set(weights)
        assert all(np.array_equal(made[name], weights[name]) for name in made)
    assert (tmp_path / "pnet.LICENSE").read_text() == "MIT"
