"""What the pictures of training show is what PyTorch computes."""

from convkit import plot


def test_confusion_names_the_most_common_mistake():
    alt = plot.confusion([[5, 1, 0], [0, 4, 3], [0, 0, 6]], ["cat", "dog", "cow"]).alt
    assert "15 of 19 right, 78.9 %" in alt
    assert "Most often wrong: dog taken for cow 3 times; cat taken for dog 1 times" in alt
