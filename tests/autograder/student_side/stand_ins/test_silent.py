"""What only shows things says nothing, whatever is done with it, and changes no answer."""

import numpy as np

from autograder.student_side.stand_ins.silent import PYPLOT, Silent, starred

plt = Silent("matplotlib.pyplot")


def test_pictures_are_drawn_of_nothing():
    fig, (left, right) = plt.subplots(1, 2, figsize=(4, 2))
    left.imshow(np.ones((2, 2)), cmap=plt.cm.gray)[0].set(x=1)
    first, *others = right.plot([1])
    with plt.style.context("dark"):
        fig.axes[0].lines[0] += 1
    del fig.axes[0]
    assert isinstance(first, Silent) and len(others) == 0
    assert [item for item in fig.axes] == [] and len(fig.axes) == 0


def test_numbers_that_are_reckoned_with_it_keep_their_shape():
    assert (np.ones((2, 3)) * np.asarray(plt.x)).shape == (2, 3)
    assert (float(plt.x), int(plt.x), [7, 8][plt.x]) == (0.0, 0, 7)
    assert isinstance(3 - plt.x**2 / 4 < 5, Silent) and f"{plt.x:.2f}" == ""
    assert np.linspace(*plt.gca().get_xlim(), 5).shape == (5,)


def test_a_function_that_is_decorated_stays_what_it_was():
    @plt.interactive
    def f(x):
        return 2 * x

    @plt.register(name="a")
    class Picture(plt.Axes):
        def __init__(self, x):
            super().__init__(x)
            self.x = x

    assert f(3) == 6
    assert isinstance(Picture, Silent)

    class Own(plt.Axes):
        def area(self):
            return 12

    assert Own().area() == 12 and isinstance(Own(), plt.Axes)


def test_what_python_looks_for_itself_is_not_there():
    assert not hasattr(plt, "__wrapped__")
    assert not hasattr(plt, "__array_interface__")


def test_a_star_import_brings_what_is_drawn_with_and_numpy_only_where_it_is_allowed():
    names = vars(starred("matplotlib.pyplot", numpy=True))
    assert set(PYPLOT) <= names.keys() and "arange" not in names
    pylab = vars(starred("pylab", numpy=True))
    assert pylab["arange"] is np.arange and isinstance(pylab["plot"], Silent)
    assert pylab["max"] is max and pylab["np"] is np
    assert "arange" not in vars(starred("pylab", numpy=False))
    assert "plot" not in vars(starred("seaborn", numpy=True))
