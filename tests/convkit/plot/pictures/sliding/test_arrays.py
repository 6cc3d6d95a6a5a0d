"""What the pictures of arrays show is what PyTorch computes."""

import numpy as np

from convkit import plot


def test_marks_name_the_wrong_cells():
    wrong = np.array([[False, True], [False, False]])
    alt = plot.arrays(("yours", [[1, 2], [3, 4]]), marks={"yours": wrong}).alt
    assert "Marked as wrong: (0, 1)" in alt


def test_arrays_may_be_shaded_by_name():
    picture = plot.arrays(
        ("input", [[0, 1]], "bars"), "=", ("output", [[5]]), shade={"bars": (0, 1)}
    )
    assert "bars 1 × 2: 0 1. Cells are grey levels: 0 black, 1 white" in picture.alt
