"""What the pictures of training show is what PyTorch computes."""

import pytest

from convkit import plot


def test_confusion_names_the_most_common_mistake():
    alt = plot.confusion([[5, 1, 0], [0, 4, 3], [0, 0, 6]], ["cat", "dog", "cow"]).alt
    assert "15 of 19 right, 78.9 %" in alt
    assert "Most often wrong: dog taken for cow 3 times; cat taken for dog 1 times" in alt


@pytest.mark.parametrize(("x", "whole"), [(range(1, 12), True), ([0.5, 1.5, 3.0], False)])
def test_curves_over_whole_numbers_have_no_tick_between_them(x, whole):
    picture = plot.curves({"loss": [1.0] * len(x)}, x=list(x))
    [chart] = [axes for axes in picture.figure.axes if axes.get_xlabel() == "step"]
    ticks = chart.get_xticks()
    assert all(tick == round(tick) for tick in ticks) == whole
