"""A published network, small enough to read: its weights as arrays.

MTCNN's first stage (K. Zhang, Z. Zhang, Z. Li, Y. Qiao, "Joint Face Detection and Alignment Using
Multitask Cascaded Convolutional Networks", 2016, arXiv:1604.02878). ``pnet.npz`` holds the weights
of ``data/pnet.pt`` in the wheel facenet-pytorch 2.6.0 by Timothy Esler (MIT, ``pnet.LICENSE``) and
is made by ``python -m convkit.data.make_pnet``.
"""

from importlib.resources import files

import numpy as np

__all__ = ["pnet"]


def pnet(*, dtype=np.float64):
    """The 6,632 numbers of a face detector, by the names that PyTorch gives them.

    The input is RGB, scaled as (x - 127.5) / 128 for x from 0 to 255, of any size from 12 by 12.
    The layers in order, with stride 1 and no padding where nothing is said:

    ======================================  ====================================================
    names                                   layer
    ======================================  ====================================================
    conv1.weight (10, 3, 3, 3), conv1.bias  convolution
    prelu1.weight (10,)                     PReLU: x where x > 0, else weight of its channel * x
    (none)                                  max pooling 2 by 2, stride 2, ceil_mode
    conv2.weight (16, 10, 3, 3) and so on   convolution, then PReLU with prelu2.weight
    conv3.weight (32, 16, 3, 3) and so on   convolution, then PReLU with prelu3.weight
    conv4_1.weight (2, 32, 1, 1) and bias   first head: softmax over its channels, 1 is "face"
    conv4_2.weight (4, 32, 1, 1) and bias   second head, also on conv3: how to move the box
    ======================================  ====================================================

    One number of a map sees 12 by 12 pixels, and its neighbour sees those 2 pixels further on.

    Returns
    -------
    dict of str to numpy.ndarray
        New arrays.

    Examples
    --------
    >>> weights = pnet()
    >>> sum(w.size for w in weights.values())
    6632
    >>> weights["conv3.weight"].shape
    (32, 16, 3, 3)
    """
    with files("convkit.data").joinpath("pnet.npz").open("rb") as file, np.load(file) as stored:
        return {name: stored[name].astype(dtype) for name in stored}
