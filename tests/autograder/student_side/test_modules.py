"""Imports in a student's cell: allowed, harmless, or named when used."""

import sys

import numpy as np
import pytest

from autograder.student_side.modules import ForbiddenModule, namespace


def run(source, allow=("numpy",)):
    names = namespace(allow)
    exec(source, names)
    return names


def test_allowed_modules_and_the_standard_library_are_real():
    names = run("import numpy as np, itertools\nfrom collections import Counter\nimport os.path")
    assert names["np"] is np
    assert names["os"] is sys.modules["os"]


@pytest.mark.parametrize(
    "source",
    [
        "import torch",
        "import torch.nn.functional as F",
        "from torch import nn, Tensor",
        "import torch\ndef f(x: torch.Tensor) -> 'torch.Tensor': return x",
        "import pandas, cv2, scipy.signal",
        "from convkit.sliding import correlation",
        "import convkit.sliding.correlation as c",
    ],
)
def test_importing_a_forbidden_module_costs_nothing(source):
    run(source)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import torch\ntorch.tensor(1)", "torch.tensor"),
        ("import torch.nn.functional as F\nF.conv1d(1, 2)", "torch.nn.functional.conv1d"),
        ("from torch import nn\nclass Net(nn.Module): pass", "torch.nn.Module"),
        ("import torch\nisinstance(1, torch.Tensor)", "torch.Tensor"),
        ("import torch\nif torch.cuda: pass", "torch.cuda"),
        ("import torch\nfor _ in torch.x: pass", "torch.x"),
        ("import torch\n1 + torch.pi", "torch.pi"),
        (
            "from convkit.sliding import correlation\ncorrelation.f(1)",
            "convkit.sliding.correlation.f",
        ),
    ],
)
def test_using_a_forbidden_module_names_it(source, name):
    with pytest.raises(ForbiddenModule, match=f"^{name} may not"):
        run(source)


def test_a_star_import_of_a_forbidden_module_brings_in_nothing():
    with pytest.raises(NameError, match="convolve"):
        run("from scipy.signal import *\nconvolve(1, 2)")


def test_one_module_of_a_package_may_be_allowed_without_the_others():
    names = run(
        "from convkit.sliding import shapes, padding\nimport convkit.sliding.shapes as s\nimport convkit",
        ("numpy", "convkit.sliding.shapes"),
    )
    assert (
        names["shapes"]
        is names["s"]
        is names["convkit"].sliding.shapes
        is sys.modules["convkit.sliding.shapes"]
    )
    with pytest.raises(ForbiddenModule, match=r"convkit\.sliding\.padding"):
        names["padding"].pad2d(1)


def test_names_of_the_package_are_real_where_their_module_is_allowed():
    names = run(
        "from convkit import conv1d, xcorr1d, plot\nimport convkit\nsame = convkit.conv1d",
        ("numpy", "convkit.convolution.conv"),
    )
    assert names["conv1d"] is names["same"] is sys.modules["convkit.convolution.conv"].conv1d
    names["plot"].array([1])
    with pytest.raises(ForbiddenModule, match=r"convkit\.xcorr1d"):
        names["xcorr1d"]([1], [1])


@pytest.mark.parametrize(
    "source",
    [
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1])\nplt.show()",
        "from matplotlib import pyplot as plt\nfig, (a, b) = plt.subplots(1, 2)\na.imshow(0)",
        "import matplotlib.pyplot as plt\nfor ax in plt.subplots(2, 2)[1].flat: ax.axis('off')",
        "import matplotlib.pyplot as plt\nw, h = plt.figure().get_size_inches()\nassert float(2 * w + h / 2) < 1",
        "from IPython.display import display, HTML\ndisplay(HTML('x'))",
        "from convkit import plot\nplot.array([1])",
        "import convkit.plot as plot\nwith plot.style() as s: s['a'] = 1",
        "from autograder import check, case, normal\ncheck(len, against=len, on=[case(x=normal(3))])",
        "from ipywidgets import interact\n@interact(x=(0, 3))\ndef f(x): return x",
        "get_ipython().run_line_magic('timeit', '1')\ndisplay(1)",
        "import matplotlib.pyplot as plt\nlo, hi = plt.gca().get_xlim()\nf'{lo:.1f} {hi - lo:>8}'",
        "import matplotlib.pyplot as plt\nn, edges, _ = plt.hist([1])\nround(edges[0], 2), round(edges[1])",
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nassert isinstance(ax, plt.Axes)",
        "import matplotlib.pyplot as plt\nassert not isinstance(3, plt.Axes)",
        "from matplotlib.colors import Normalize\nclass Mine(Normalize):\n"
        "    def __init__(self, low):\n        super().__init__(vmin=low)\n        self.low = low\n"
        "    def __call__(self, x):\n        return self.low + x\n"
        "norm = Mine(3)\nassert norm(4) == 7 and norm.low == 3\nnorm.autoscale([1])",
        "import matplotlib.pyplot as plt, numpy as np\ngrey = plt.cm.gray(np.ones((4, 5)))[..., 0]\n"
        "assert (np.ones((4, 5)) * grey).shape == (4, 5)",
        "import matplotlib.pyplot as plt, numpy as np\n"
        "assert np.linspace(*plt.gca().get_xlim(), 5).shape == (5,)",
        "import matplotlib.pyplot as plt\nfirst, *others = plt.plot([1])\nfirst.set_color('red')",
        "import matplotlib.pyplot as plt\nax = plt.gca()\ndel ax.lines[0]\nlist(range(ax.n))",
        "from pylab import *\nx = linspace(0, 1, 5)\nplot(x, sin(x))\ntitle('a')\nshow()\n"
        "assert max(3, 4) == 4 and np.pi == pi and plt.gca() is not None",
        "from matplotlib.pyplot import *\nfigure(figsize=(3, 2))\nimshow([[1]], cmap='gray')",
        "from matplotlib.pylab import *\nimshow(zeros((2, 2)))",
        "import ipywidgets as w\n@w.interact\ndef f(x): return x\nassert f(3) == 3",
    ],
)
def test_what_only_shows_things_is_silent(source):
    run(source)


def test_a_missing_module_of_the_standard_library_is_an_ordinary_error():
    with pytest.raises(ModuleNotFoundError):
        run("import os.nothing")


def test_a_module_that_nobody_has_is_not_there():
    names = namespace(("numpy",), installed={"numpy", "torch"})
    source = "try:\n    from numba import njit\nexcept ImportError:\n    njit = lambda f: f\n"
    exec(source + "import torch\nanswer = njit(lambda: 7)()", names)
    assert names["answer"] == 7
    with pytest.raises(ForbiddenModule):
        exec("torch.zeros(3)", names)
