# %% [markdown]
# # 13 · Assembling networks: put it together and let it learn
#
# Twelve lessons gave you the parts. Here they become networks: counted before they are built, built twice, in NumPy
# and in PyTorch, and trained on real handwriting until nineteen digits out of twenty are read correctly. In between
# come the three inventions without which deep networks hardly learn: normalisation, the shortcut, and a head that has
# next to no weights.
#
# **You will be able to**
#
# - write down shapes, parameters and multiplications of a network from its plan;
# - run LeNet on numbers, layer by layer;
# - normalise a batch, and fold the normalisation away afterwards;
# - build a block with a shortcut, and a head that shows where it looked;
# - train a network with your own forward and backward pass, equal to PyTorch's up to rounding;
# - review a program you did not write, and measure what a network makes of a shift by one pixel;
# - write a network as a class of `torch.nn`, one for classes and one for every pixel.
#
# **You need** lessons 03 to 07: convolution layers and their MACs, pooling, the backward pass, transposed
# convolution; of lesson 10, what groups are.
# **Time** 150 minutes. **Points** 35.
#
# This is the one lesson in which your answers may use PyTorch, from exercise 13.10 on. Until then write NumPy. These
# you may call: `conv2d`, `conv2d_backward`, `max_pool2d`, `max_pool2d_backward` and `avg_pool2d`, as you wrote them
# in earlier lessons, and `relu`, which replaces negative numbers by 0.

# %% setup="all" allow=["numpy", "math", "torch", "convkit.average_pooling", "convkit.batch_norm", "convkit.convolution", "convkit.gradients", "convkit.pooling", "convkit.unpooling"]
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from convkit.average_pooling import avg_pool2d
from convkit.batch_norm import BatchNorm2d
from convkit.convolution import conv2d
from convkit.gradients import conv2d_backward
from convkit.pooling import max_pool2d
from convkit.unpooling import max_pool2d_backward


def relu(x):
    """Negative numbers become 0."""
    return np.maximum(x, 0)


# %% setup="checks"
from difflib import SequenceMatcher

from torch.nn.utils.fusion import fuse_conv_bn_weights

import convkit
from autograder import begin, call, case, check, drawn, normal, uniform, uses_outside, variant
from convkit import data, plot

torch.set_num_threads(1)  # the pictures are small: more threads only wait for each other
GIVEN = tuple(
    f"convkit.{name}"
    for name in ("average_pooling", "convolution", "gradients", "pooling", "unpooling")
)


def only(function, *more):
    """Exercises before 13.10 are done in NumPy, with the functions given above."""
    found = uses_outside(function, ("numpy", "math", *GIVEN, *more))
    assert not found, (
        f"This exercise is done in NumPy, and yours uses {found[0].module}: {found[0].source}"
    )


def tensors(arrays):
    """A dictionary of arrays as one of tensors."""
    return {name: torch.tensor(np.array(value)) for name, value in arrays.items()}


begin("13_assembling_cnns")

# %% [markdown]
# ## Count before you build
#
# A network that is a chain, each layer reading the one before it, is written down as a list. Here is the list of
# LeNet-5, the network that read cheques in the 1990s, with the layers of today: convolutions of 5 by 5, averages over
# 2 by 2, and three **linear** layers at the end, each output of which is a weighted sum of all its inputs plus a
# bias. Between them stands `ReLU`. `Flatten` writes all planes of an image into one row.
#
# Before you run the cell: which of the layers has most parameters? Which does most multiplications?

# %%
lenet = convkit.Sequential(
    convkit.Conv2d(1, 6, 5, padding=2),
    convkit.ReLU(),
    convkit.AvgPool2d(2),
    convkit.Conv2d(6, 16, 5),
    convkit.ReLU(),
    convkit.AvgPool2d(2),
    convkit.Flatten(),
    convkit.Linear(400, 120),
    convkit.ReLU(),
    convkit.Linear(120, 84),
    convkit.ReLU(),
    convkit.Linear(84, 10),
)
print(f"{'layer':10s} {'shape':>14s} {'parameters':>11s} {'MACs':>8s}")
for row in convkit.ledger(lenet, (1, 28, 28)):
    print(f"{row.name:10s} {row.shape!s:>14s} {row.parameters:11,} {row.macs:8,}")
rows = convkit.ledger(lenet, (1, 28, 28))
print(
    "all together",
    sum(r.parameters for r in rows),
    "parameters,",
    sum(r.macs for r in rows),
    "MACs",
)

# %% [markdown]
# Such a table is a **ledger**. Look at the two columns of numbers: the parameters sit in the first linear layer, the
# work in the convolutions. It is so in most networks. A convolution uses each weight at every place of the picture, a
# linear layer uses it once.
#
# Three rules fill in a line. *Shape:* a convolution or pooling of size $k$, stride $s$ and padding $p$ makes
# $\lfloor (n + 2p - k)/s \rfloor + 1$ places of $n$ (lesson 02); a linear layer makes as many numbers as it has
# outputs. *Parameters:* $O \cdot C \cdot k^2 + O$ for a convolution, $O \cdot I + O$ for a linear layer from $I$ to
# $O$ numbers. *MACs*, the multiplications together with the additions that follow them (lesson 03): as many as there
# are weights, times the number of places. The bias is left out.
#
# One kind of layer in the exercise is new, and you will meet it soon: **batch norm** learns one factor and one
# summand for each channel. It also keeps two numbers for each channel that are measured and not learnt. Those are
# called **buffers**, and they are not parameters.

# %% [markdown]
# ## Exercise 13.1 · A ledger
# ★ · 12 min · 2 points
#
# Write `ledger(layers, in_shape)`: the lines of a network's ledger for one image of the shape `in_shape`,
# `(C, H, W)`. Return a list with one tuple `(shape, parameters, macs)` for each layer: the shape that it puts out, as
# a tuple, its parameters, its MACs. The layers are tuples:
#
# | layer | meaning |
# |---|---|
# | `("conv", filters, k, stride, padding)` | convolution with a bias; `k` by `k`, and stride and padding alike both ways |
# | `("pool", k)` or `("pool", k, stride)` | max pooling; without a stride, the stride is `k` |
# | `("relu",)` | ReLU |
# | `("norm",)` | batch norm: a factor and a summand for each channel |
# | `("flatten",)` | all numbers of the image in one row: the shape has one entry |
# | `("linear", outputs)` | linear layer with a bias |
#
# Count MACs for `conv` and `linear` only. For the first layer of LeNet, `("conv", 6, 5, 1, 2)` on `(1, 28, 28)`, the
# tuple is `((6, 28, 28), 156, 117600)`, as in the table above.
#
# <details><summary>Hint 1: how do I keep track?</summary>
#
# The variable `shape` is what comes into the layer. Compute what goes out, and put it into `shape` again: it is the
# input of the next layer.
#
# </details>
# <details><summary>Hint 2: convolution</summary>
#
# With `C, H, W = shape`, the weights are `filters * C * k * k`. The MACs are the weights times the places of the
# *output*.
#
# </details>
# <details><summary>Hint 3: relu, norm and flatten</summary>
#
# `relu` changes nothing and costs nothing. `norm` keeps the shape and has 2 parameters a channel. `flatten` makes
# `(math.prod(shape),)`, a tuple with one entry.
#
# </details>


# %% solution="ledger"
def ledger(layers, in_shape):
    """[(shape, parameters, MACs)], one tuple for each layer"""
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        ### BEGIN SOLUTION
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        ### END SOLUTION
        rows.append((shape, parameters, macs))
    return rows


# %% misconception="ledger"
def ledger__pools_with_stride_one(layers, in_shape):
    """Your pooling moves by one pixel where no stride is given. Without a stride, its windows do
    not overlap: the stride is k.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], (numbers[1] if len(numbers) > 1 else 1)
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


# %% misconception="ledger"
def ledger__counts_buffers(layers, in_shape):
    """You counted four parameters a channel for batch norm. Two of them, the mean and the variance,
    are measured and not learnt: only the factor and the summand count.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 4 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


# %% misconception="ledger"
def ledger__flatten_keeps_channels(layers, in_shape):
    """Your flatten keeps the channels apart: (C, H·W). All numbers of the image come into one row,
    (C·H·W,).
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (shape[0], math.prod(shape[1:]))
        elif kind == "linear":
            macs = math.prod(shape) * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


# %% misconception="ledger"
def ledger__forgets_bias(layers, in_shape):
    """Your layers have no bias. Every filter of a convolution and every output of a linear layer
    has one more parameter.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


# %% misconception="ledger"
def ledger__rounds_up(layers, in_shape):
    """You rounded the number of places up. Where the last step does not fit, there is no window:
    round down, with //.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = -((k - H - 2 * padding) // stride) + 1, -((k - W - 2 * padding) // stride) + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, -((k - H) // stride) + 1, -((k - W) // stride) + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


# %% misconception="ledger"
def ledger__macs_of_input(layers, in_shape):
    """You used every weight of a convolution at each place of its input. It is used at each place
    of its output, and with a stride or without padding these are fewer.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * H * W
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


# %% misconception="ledger"
def ledger__multiplies_biases(layers, in_shape):
    """You counted the bias among the MACs. It is only added: the MACs are the weights times the
    places.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, (weights + filters) * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            macs = parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


# %% misconception="ledger"
def ledger__one_kernel_for_all_channels(layers, in_shape):
    """You gave each filter a single kernel. It has one for every channel that comes in: filters · C
    · k · k weights.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


# %% check="ledger" points=2
MAKE = {
    "conv": lambda c, filters, k, stride, padding: nn.Conv2d(c, filters, k, stride, padding),
    "pool": lambda c, *window: nn.MaxPool2d(*window),
    "relu": lambda c: nn.ReLU(),
    "norm": lambda c: nn.BatchNorm2d(c),
    "flatten": lambda c: nn.Flatten(),
    "linear": lambda c, outputs: nn.Linear(c, outputs),
}


def torch_ledger(layers, in_shape):
    """Build every layer, send an image through, and count."""
    x, rows = torch.zeros(1, *in_shape), []
    for kind, *numbers in layers:
        layer = MAKE[kind](x.shape[1], *numbers)
        x = layer(x)
        learnt = list(layer.parameters())
        macs = x.numel() * learnt[0][0].numel() if kind in ("conv", "linear") else 0
        rows.append((tuple(x.shape[1:]), sum(p.numel() for p in learnt), macs))
    return entries(rows, layers)


def entries(rows, layers):
    """The numbers of a ledger, each with a name that says which it is."""
    found = {}
    for n, ((kind, *_), (shape, parameters, macs)) in enumerate(zip(layers, rows, strict=True)):
        found[f"{n}, {kind}: shape"] = " × ".join(map(str, shape))
        found[f"{n}, {kind}: parameters"] = parameters
        found[f"{n}, {kind}: MACs"] = macs
    return found


def named(solution, layers, in_shape):
    """The student's ledger, its numbers named."""
    rows = solution(layers, in_shape)
    if rows is None:
        return None
    good = isinstance(rows, list | tuple) and len(rows) == len(layers)
    if not (good and all(isinstance(r, list | tuple) and len(r) == 3 for r in rows)):
        raise ValueError(
            f"ledger must return a list of {len(layers)} tuples (shape, parameters, macs)"
        )
    if not all(isinstance(r[0], list | tuple) for r in rows):
        raise ValueError("the first entry of each tuple must be a shape, as a tuple")
    return entries(rows, layers)


LENET = [("conv", 6, 5, 1, 2), ("relu",), ("pool", 2), ("conv", 16, 5, 1, 0), ("relu",)]
LENET += [("pool", 2), ("flatten",), ("linear", 120), ("relu",), ("linear", 10)]
SMALL = [("conv", 8, 3, 2, 1), ("norm",), ("relu",), ("pool", 3, 2), ("flatten",), ("linear", 5)]

only(ledger)
check(
    ledger,
    against=torch_ledger,
    via=named,
    on=[
        case(layers=LENET[:2], in_shape=(1, 28, 28)),
        case(layers=SMALL, in_shape=(3, 20, 27)),
        case(layers=LENET, in_shape=(1, 30, 28)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    ledger,
    against=torch_ledger,
    via=named,
    on=[
        case(layers=[("pool", 3), ("conv", 4, 4, 3, 2), ("norm",)], in_shape=(5, 22, 17)),
        case(layers=[("conv", 7, 1, 1, 0), ("flatten",), ("linear", 1)], in_shape=(2, 3, 4)),
        case(layers=[("pool", 2, 1), ("pool", 2), ("flatten",)], in_shape=(3, 8, 9)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no ledger of its own, but its layers can be asked. `numel` is the number of entries of a tensor; a
# **hook** is a function that a layer calls each time it has worked, and so sees every output on the way.

# %%
net = nn.Sequential(
    nn.Conv2d(in_channels=1, out_channels=6, kernel_size=5, padding=2),
    nn.ReLU(),
    nn.AvgPool2d(kernel_size=2),
)


def line(layer, inputs, output):
    count = sum(p.numel() for p in layer.parameters())
    print(f"{type(layer).__name__:10s} {tuple(output.shape[1:])!s:>12s} {count:5d}")


for layer in net:
    layer.register_forward_hook(line)
out = net(torch.zeros(1, 1, 28, 28))

# %% [markdown]
# ## From a plan to numbers
#
# Running a network is doing what the plan says, one line after the other. What comes out at the end, ten numbers for
# each image, are the **logits**: the larger the logit of a class, the more the network believes in it. They are not
# probabilities. They may be negative, and no ReLU comes after them, because it would make all unlikely classes look
# alike.
#
# Two places on the way are easy to get wrong. One is flattening: an image `(16, 5, 5)` becomes 400 numbers, first the
# whole plane of channel 0, row by row, then that of channel 1. In another order the numbers are the same, but the
# weights behind expect them in this one. The other is the order of ReLU and pooling. Before you run the cell: is ReLU
# first and pooling second the same as pooling first and ReLU second? For a maximum? For a mean?

# %%
block = np.array([[[[-3.0, 1.0], [2.0, -4.0]]]])
for name, pool in (("maximum", convkit.max_pool2d), ("mean", convkit.avg_pool2d)):
    first, second = pool(relu(block), 2).item(), relu(pool(block, 2)).item()
    print(f"{name:8s} ReLU first: {first:5.2f}   pooling first: {second:5.2f}")

# %% [markdown]
# For a maximum it does not matter, and pooling first is cheaper. For a mean it does: the negative numbers pull the
# mean down before they can be cut off.
#
# Parameters go by name. PyTorch calls them `conv1.weight`, `conv1.bias` and so on, in a dictionary that it calls the
# **state dict**, and so does this lesson.

# %% [markdown]
# ## Exercise 13.2 · LeNet, by hand
# ★★ · 10 min · 2 points
#
# Write `lenet_forward(x, params)`: the logits of LeNet for images `x`, shape `(N, 1, H, W)`, as an array of shape
# `(N, 10)`. The steps, in this order:
#
# 1. convolution `conv1` with padding 2, ReLU, average pooling 2 by 2;
# 2. convolution `conv2` without padding, ReLU, average pooling 2 by 2;
# 3. flatten; linear layer `fc1`, ReLU; linear layer `fc2`, ReLU; linear layer `fc3`.
#
# The arrays are `params["conv1.weight"]`, `params["conv1.bias"]`, and so on for `conv2`, `fc1`, `fc2`, `fc3`. The
# weight of a linear layer has the shape `(outputs, inputs)`. For images of 28 by 28, `(N, 6, 14, 14)` comes out of
# step 1, `(N, 16, 5, 5)` out of step 2.
#
# <details><summary>Hint 1: which functions?</summary>
#
# `conv2d(x, weight, bias, padding=2)`, `relu(x)`, `avg_pool2d(x, 2)`.
#
# </details>
# <details><summary>Hint 2: flatten</summary>
#
# `x.reshape(len(x), -1)` keeps the images apart and writes everything else into a row.
#
# </details>
# <details><summary>Hint 3: linear</summary>
#
# `x @ weight.T + bias`, with `x` of shape `(N, inputs)`.
#
# </details>


# %% solution="lenet_forward"
def lenet_forward(x, params):
    """(N, 1, H, W) -> logits (N, 10)"""
    ### BEGIN SOLUTION
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = avg_pool2d(relu(x), 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = avg_pool2d(relu(x), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return x @ params["fc3.weight"].T + params["fc3.bias"]
    ### END SOLUTION


# %% misconception="lenet_forward"
def lenet_forward__flattens_channels_last(x, params):
    """You flattened with the channels last, pixel by pixel. The weights of fc1 expect plane after
    plane: reshape (N, C, H, W) as it is.
    """
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = avg_pool2d(relu(x), 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = avg_pool2d(relu(x), 2)
    x = x.transpose(0, 2, 3, 1).reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return x @ params["fc3.weight"].T + params["fc3.bias"]


# %% misconception="lenet_forward"
def lenet_forward__relu_on_logits(x, params):
    """You put a ReLU after the last layer. Logits may be negative: leave them as they are."""
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = avg_pool2d(relu(x), 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = avg_pool2d(relu(x), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return relu(x @ params["fc3.weight"].T + params["fc3.bias"])


# %% misconception="lenet_forward"
def lenet_forward__pools_before_relu(x, params):
    """You pooled before the ReLU. For a mean the order matters: ReLU first, then the average."""
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = relu(avg_pool2d(x, 2))
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = relu(avg_pool2d(x, 2))
    x = x.reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return x @ params["fc3.weight"].T + params["fc3.bias"]


# %% misconception="lenet_forward"
def lenet_forward__no_padding(x, params):
    """Your first convolution has no padding, so its planes are 4 pixels smaller and fc1 does not
    fit. Give it padding=2.
    """
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"])
    x = avg_pool2d(relu(x), 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = avg_pool2d(relu(x), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return x @ params["fc3.weight"].T + params["fc3.bias"]


# %% misconception="lenet_forward"
def lenet_forward__takes_maxima(x, params):
    """You took the maximum of each window. This network averages: avg_pool2d."""
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = max_pool2d(relu(x), 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = max_pool2d(relu(x), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return x @ params["fc3.weight"].T + params["fc3.bias"]


# %% misconception="lenet_forward"
def lenet_forward__linear_without_relu(x, params):
    """There is no ReLU between your linear layers. Without one, three linear layers are no more
    than a single one.
    """
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = avg_pool2d(relu(x), 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = avg_pool2d(relu(x), 2)
    x = x.reshape(len(x), -1)
    x = x @ params["fc1.weight"].T + params["fc1.bias"]
    x = x @ params["fc2.weight"].T + params["fc2.bias"]
    return x @ params["fc3.weight"].T + params["fc3.bias"]


# %% misconception="lenet_forward"
def lenet_forward__convolution_without_relu(x, params):
    """There is no ReLU after your convolutions. Without one, two of them in a row are no more than
    a single, larger one.
    """
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = avg_pool2d(x, 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = avg_pool2d(x, 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return x @ params["fc3.weight"].T + params["fc3.bias"]


# %% check="lenet_forward" points=2
SHAPES = {"conv1": (6, 1, 5, 5), "conv2": (16, 6, 5, 5)}
SHAPES |= {"fc1": (120, 400), "fc2": (84, 120), "fc3": (10, 84)}


def draw_lenet(rng):
    """Parameters of about the size that keeps numbers as large as they are."""
    params = {}
    for name, shape in SHAPES.items():
        fan_in = int(np.prod(shape[1:]))
        params[name + ".weight"] = rng.normal(size=shape) * np.sqrt(2 / fan_in)
        params[name + ".bias"] = rng.normal(size=shape[0])
    return params


def torch_lenet(x, params):
    p = tensors(params)
    x = F.avg_pool2d(F.conv2d(x, p["conv1.weight"], p["conv1.bias"], padding=2).relu(), 2)
    x = F.avg_pool2d(F.conv2d(x, p["conv2.weight"], p["conv2.bias"]).relu(), 2)
    x = F.linear(x.flatten(1), p["fc1.weight"], p["fc1.bias"]).relu()
    x = F.linear(x, p["fc2.weight"], p["fc2.bias"]).relu()
    return F.linear(x, p["fc3.weight"], p["fc3.bias"])


only(lenet_forward)
check(
    lenet_forward,
    against=torch_lenet,
    on=[
        case(x=normal(2, 1, 28, 28), params=drawn(draw_lenet)),
        case(x=normal(3, 1, 28, 30), params=drawn(draw_lenet)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    lenet_forward,
    against=torch_lenet,
    on=[
        case(x=normal(1, 1, 29, 28), params=drawn(draw_lenet)),
        case(x=normal(4, 1, 28, 31), params=drawn(draw_lenet)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch a chain is `nn.Sequential`, and each layer is one line. The cell below puts the same weights into both
# LeNets, PyTorch's and convkit's, and sends the same images through. Look at the last two lines.

# %%
lenet_torch = nn.Sequential(
    nn.Conv2d(in_channels=1, out_channels=6, kernel_size=5, padding=2),
    nn.ReLU(),
    nn.AvgPool2d(kernel_size=2),
    nn.Conv2d(in_channels=6, out_channels=16, kernel_size=5),
    nn.ReLU(),
    nn.AvgPool2d(kernel_size=2),
    nn.Flatten(),
    nn.Linear(in_features=400, out_features=120),
    nn.ReLU(),
    nn.Linear(in_features=120, out_features=84),
    nn.ReLU(),
    nn.Linear(in_features=84, out_features=10),
)
with torch.no_grad():  # only numbers; nothing is to be learnt here
    for ours, theirs in zip(lenet.parameters(), lenet_torch.parameters(), strict=True):
        theirs.copy_(torch.tensor(ours.data))
    images = np.random.default_rng(0).normal(size=(2, 1, 28, 28)).astype(np.float32)
    print("PyTorch:", lenet_torch(torch.tensor(images))[0, :4].numpy())
    print("NumPy:  ", lenet(images)[0, :4])

# %% [markdown]
# ## Keep the numbers in range
#
# Send numbers through a deep network, and they run away. Each layer makes them a little larger or a little smaller,
# and after twenty layers a little has become a lot. Here are twenty convolutions with ReLU between them, on the same
# images. The weights of one network are a quarter smaller than those of the other. Before you run the cell: how far
# are they apart at the end?

# %%
rng = np.random.default_rng(3)
images = rng.normal(size=(4, 8, 12, 12))
weights = [rng.normal(size=(8, 8, 3, 3)) * np.sqrt(2 / 72) for _ in range(20)]
spread = {}
for name, scale in (("as they are", 1.0), ("a quarter smaller", 0.75)):
    x, spread[name] = images, []
    for w in weights:
        x = relu(conv2d(x, scale * w, padding=1))
        spread[name].append(x.std())
x, spread["normalised"] = images, []
for w in weights:
    x = conv2d(x, 0.75 * w, padding=1)
    x = (x - x.mean(axis=(0, 2, 3), keepdims=True)) / x.std(axis=(0, 2, 3), keepdims=True)
    x = relu(x)
    spread["normalised"].append(x.std())
for name, values in spread.items():
    print(f"{name:18s} spread after 20 layers: {values[-1]:.5f}")
plot.curves(spread, across="layer", up="spread of the numbers", log=(False, True))

# %% [markdown]
# Look at the two falling lines, on a scale where each step is a factor of ten. The upper one loses a little from layer
# to layer, the lower one a quarter more each time, and next to nothing reaches the end. Gradients fade in the same way
# on their way back. The third line is the cure: after every convolution, each channel is brought back to mean 0
# and spread 1.
#
# That is **batch norm**. For a channel $c$, take all its numbers in the **batch**, the group of images that is sent
# through together: $M = N \cdot H \cdot W$ of them. Their mean is $\mu_c$, and their variance, the mean squared
# distance from it, is $\sigma^2_c$. Then
#
# $$y = \gamma_c \, \frac{x - \mu_c}{\sqrt{\sigma_c^2 + \varepsilon}} + \beta_c .$$
#
# The small $\varepsilon$ keeps a constant channel from a division by 0. Factor $\gamma_c$ and summand $\beta_c$ are
# learnt: the network may choose another spread and another mean, if these suit it better.
#
# A picture's result now depends on the other pictures in its batch. When learning that is fine. When the network is
# used, one picture may come alone, and its answer should not depend on its company. So while it learns, the layer
# keeps **running** numbers, a mean and a variance for each channel, and moves them towards those of each batch by a
# tenth (the `momentum`):
#
# $$\text{running} \leftarrow 0.9 \cdot \text{running} + 0.1 \cdot \text{batch}.$$
#
# When the network is used, the running numbers take the place of those of the batch.
#
# One detail costs people days. The variance of a sample can be computed with $1/M$ or with $1/(M-1)$; the second is a
# fairer guess of the variance in the world at large. PyTorch normalises with the first and remembers the second.

# %%
four = torch.tensor([2.0, 4.0, 4.0, 6.0], dtype=torch.float64)
layer = nn.BatchNorm2d(num_features=1, affine=False, momentum=1.0).double()
print("normalised:", layer(four.reshape(4, 1, 1, 1)).flatten().numpy().round(4))
print("1/M:      ", np.var(four.numpy()), "    1/(M - 1):", np.var(four.numpy(), ddof=1).round(4))
print("remembered:", layer.running_var.numpy().round(4))

# %% [markdown]
# ## Exercise 13.3 · Batch norm
# ★★ · 12 min · 3 points (2 for learning, 1 for using what was learnt)
#
# Write `batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5)` for `x` of shape `(N, C, H, W)`.
# All four vectors have the shape `(C,)`; `mean` and `var` are the running numbers. Return a tuple
# `(y, new_mean, new_var)`.
#
# - If `training` is true, normalise with mean and variance of the batch (with $1/M$), and return the running numbers
#   moved by `momentum` towards those of the batch (the variance with $1/(M - 1)$).
# - If not, normalise with `mean` and `var`, and return them unchanged.
#
# For the numbers 2, 4, 4, 6 above the variance of the batch is 2, the one remembered 2.6667. Do not change the arrays
# that come in.
#
# <details><summary>Hint 1: mean and variance of a channel</summary>
#
# Over images, rows and columns: `x.mean(axis=(0, 2, 3))` has the shape `(C,)`, and `x.var(...)` likewise, with $1/M$.
#
# </details>
# <details><summary>Hint 2: shapes that do not fit, or fit by accident</summary>
#
# A vector `(C,)` beside `(N, C, H, W)` is read as one number for each column. `v[:, None, None]` has the shape
# `(C, 1, 1)`.
#
# </details>
# <details><summary>Hint 3: the running variance</summary>
#
# `x.var(axis=(0, 2, 3), ddof=1)` divides by M − 1. The new one is `(1 - momentum) * var + momentum * that`.
#
# </details>


# %% solution="batchnorm2d"
def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """(N, C, H, W) -> the same shape, and the running mean and variance afterwards, (C,) each"""
    new_mean, new_var = mean.copy(), var.copy()
    ### BEGIN SOLUTION
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * new_mean + momentum * mean
        new_var = (1 - momentum) * new_var + momentum * unbiased
    scale = gamma / np.sqrt(var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    ### END SOLUTION
    return y, new_mean, new_var


# %% misconception="batchnorm2d"
def batchnorm2d__normalises_with_unbiased(
    x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5
):
    """You normalised with the variance that divides by M - 1. That one is only remembered: the
    numbers themselves are divided by the one with 1/M.
    """
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3), ddof=1)
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * new_mean + momentum * mean
        new_var = (1 - momentum) * new_var + momentum * unbiased
    scale = gamma / np.sqrt(var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


# %% misconception="batchnorm2d"
def batchnorm2d__remembers_biased(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You remembered the variance with 1/M. The running variance takes the fairer one, with 1/(M -
    1).
    """
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3))
        new_mean = (1 - momentum) * new_mean + momentum * mean
        new_var = (1 - momentum) * new_var + momentum * unbiased
    scale = gamma / np.sqrt(var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


# %% misconception="batchnorm2d"
def batchnorm2d__momentum_reversed(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You kept a tenth of the old and took nine tenths of the new. Here momentum is the share of
    the new: (1 - momentum) * old + momentum * new.
    """
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = momentum * new_mean + (1 - momentum) * mean
        new_var = momentum * new_var + (1 - momentum) * unbiased
    scale = gamma / np.sqrt(var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


# %% misconception="batchnorm2d"
def batchnorm2d__one_mean_for_each_pixel(
    x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5
):
    """You took a mean for every pixel of every channel, over the images only. A channel has one
    mean: over images, rows and columns.
    """
    new_mean, new_var = mean.copy(), var.copy()
    centre, spread = mean[:, None, None], var[:, None, None]
    if training:
        centre, spread = x.mean(axis=0), x.var(axis=0)
        new_mean = (1 - momentum) * new_mean + momentum * x.mean(axis=(0, 2, 3))
        new_var = (1 - momentum) * new_var + momentum * x.var(axis=(0, 2, 3), ddof=1)
    y = (x - centre) / np.sqrt(spread + eps) * gamma[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


# %% misconception="batchnorm2d"
def batchnorm2d__each_image_by_itself(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You normalised each image by itself, with its own mean. Batch norm takes one mean for a
    channel over all images of the batch.
    """
    new_mean, new_var = mean.copy(), var.copy()
    centre, spread = mean[:, None, None], var[:, None, None]
    if training:
        centre = x.mean(axis=(2, 3), keepdims=True)
        spread = x.var(axis=(2, 3), keepdims=True)
        new_mean = (1 - momentum) * new_mean + momentum * x.mean(axis=(0, 2, 3))
        new_var = (1 - momentum) * new_var + momentum * x.var(axis=(0, 2, 3), ddof=1)
    y = (x - centre) / np.sqrt(spread + eps) * gamma[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


# %% misconception="batchnorm2d"
def batchnorm2d__eps_outside_root(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You added eps to the root. It belongs inside: sqrt(var + eps)."""
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * new_mean + momentum * mean
        new_var = (1 - momentum) * new_var + momentum * unbiased
    scale = gamma / (np.sqrt(var) + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


# %% misconception="batchnorm2d"
def batchnorm2d__divides_by_variance(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You divided by the variance. Divide by its root, which has the unit of the numbers
    themselves.
    """
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * new_mean + momentum * mean
        new_var = (1 - momentum) * new_var + momentum * unbiased
    scale = gamma / (var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


# %% misconception="batchnorm2d"
def batchnorm2d__batch_numbers_in_use(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You took mean and variance of the batch although training is false. Then the running numbers
    take their place, and nothing is remembered.
    """
    new_mean, new_var = mean.copy(), var.copy()
    if True:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * new_mean + momentum * mean if training else new_mean
        new_var = (1 - momentum) * new_var + momentum * unbiased if training else new_var
    scale = gamma / np.sqrt(var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


# %% misconception="batchnorm2d"
def batchnorm2d__normalises_with_running(
    x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5
):
    """You updated the running numbers and then normalised with them. While learning, the numbers of
    the batch itself normalise it.
    """
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        batch_mean = x.mean(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * new_mean + momentum * batch_mean
        new_var = (1 - momentum) * new_var + momentum * unbiased
        mean, var = new_mean, new_var
    scale = gamma / np.sqrt(var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


# %% check="batchnorm2d" points=2
def torch_batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    mean, var = mean.clone(), var.clone()
    return F.batch_norm(x, mean, var, gamma, beta, training, momentum, eps), mean, var


C = 3
parts = {"gamma": normal(C), "beta": normal(C), "mean": normal(C)}
arguments = {"training": True, "momentum": 0.3, "eps": 0.01}
only(batchnorm2d)
check(
    batchnorm2d,
    against=torch_batchnorm2d,
    on=[
        case(x=normal(2, C, 4, 3), **parts, var=uniform(C, low=0.5, high=2), training=True),
        case(x=normal(4, C, 2, 5), **parts, var=uniform(C, low=0.5, high=2), **arguments),
    ],
)
### BEGIN HIDDEN TESTS
check(
    batchnorm2d,
    against=torch_batchnorm2d,
    on=[
        case(x=normal(5, C, 3, 2), **parts, var=uniform(C, low=0.5, high=2), **arguments),
        case(x=normal(1, C, 4, 3), **parts, var=uniform(C, low=0.5, high=2), **arguments),
    ],
)
### END HIDDEN TESTS


# %% check="batchnorm2d" points=1
def torch_batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    mean, var = mean.clone(), var.clone()
    return F.batch_norm(x, mean, var, gamma, beta, training, momentum, eps), mean, var


C = 4
parts = {"gamma": normal(C), "beta": normal(C), "mean": normal(C)}
only(batchnorm2d)
check(
    batchnorm2d,
    against=torch_batchnorm2d,
    on=[
        case(x=normal(2, C, 3, C), **parts, var=uniform(C, low=0.5, high=2), training=False),
        case(x=normal(1, C, 1, 2), **parts, var=uniform(C, low=0.5, high=2), training=False),
    ],
)
### BEGIN HIDDEN TESTS
check(
    batchnorm2d,
    against=torch_batchnorm2d,
    on=[
        case(
            x=normal(3, C, 5, 2),
            **parts,
            var=uniform(C, low=0.01, high=2),
            training=False,
            momentum=0.5,
            eps=0.1,
        ),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch it is `nn.BatchNorm2d`. A network is told with `train()` that it is learning, and with `eval()` that it
# is used; to forget the second is one of the commonest mistakes there is.

# %%
rng = np.random.default_rng(5)
x = rng.normal(2, 3, size=(4, 2, 3, 3))
in_torch, in_numpy = nn.BatchNorm2d(num_features=2).double(), BatchNorm2d(2, dtype=np.float64)
for mode in (True, False):
    in_torch.train(mode), in_numpy.train(mode)
    with torch.no_grad():
        y = in_torch(torch.tensor(x))
    print("training" if mode else "in use  ", " PyTorch:", y[0, 0, 0].numpy().round(4), end="")
    print("  NumPy:", in_numpy(x)[0, 0, 0].round(4))
print("running variance:", in_torch.running_var.numpy().round(4), in_numpy.running_var.round(4))

# %% [markdown]
# ## Fold it away
#
# In use, batch norm is a factor and a summand for each channel: $y = s_c \, (x - \mu_c) + \beta_c$ with
# $s_c = \gamma_c / \sqrt{\sigma_c^2 + \varepsilon}$. In front of it stands a convolution,
# $x = w * \text{picture} + b$, which is linear. A factor behind a weighted sum may as well be multiplied into the
# weights:
#
# $$s_c \, (w_c * \text{picture} + b_c - \mu_c) + \beta_c \;=\; (s_c \, w_c) * \text{picture} \; + \; s_c \, (b_c - \mu_c) + \beta_c .$$
#
# So there is a single convolution that does both. On a telephone, networks run in this form.
#
# Try it on paper. One filter of one weight, 3, with bias 1; $\gamma = 2$, $\beta = 5$, $\mu = 4$,
# $\sigma^2 + \varepsilon = 0.25$. What are the weight and bias of the folded convolution?

# %%
scale = 2 / np.sqrt(0.25)
print("weight:", scale * 3, "  bias:", scale * (1 - 4) + 5)
pixel = 7.0
print("in two steps:", scale * (3 * pixel + 1 - 4) + 5, "  folded:", 12 * pixel - 7)

# %% [markdown]
# ## Exercise 13.4 · Fold batch norm into a convolution
# ★★★ · 8 min · 3 points (2 with a bias, 1 without)
#
# Write `fold_bn(w, b, gamma, beta, mean, var, eps)`: a convolution has the weight `w`, shape `(O, C, kh, kw)`, and
# the bias `b`, shape `(O,)` or `None` if it has none. Behind it stands a batch norm in use. Return `(weight, bias)`
# of the single convolution that gives the same.
#
# In the example above, the weight 3 becomes 12 and the bias 1 becomes −7.
#
# <details><summary>Hint 1: which axis is scaled?</summary>
#
# Batch norm comes after the convolution, so its channels are the *output* channels: the first axis of `w`. A vector
# `(O,)` becomes `(O, 1, 1, 1)` with `[:, None, None, None]`.
#
# </details>
# <details><summary>Hint 2: no bias</summary>
#
# A convolution without a bias is one whose bias is 0. The folded one needs a bias all the same.
#
# </details>


# %% solution="fold_bn"
def fold_bn(w, b, gamma, beta, mean, var, eps):
    """(O, C, kh, kw), (O,) or None -> the weight and the bias that do both at once"""
    ### BEGIN SOLUTION
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / np.sqrt(var + eps)
    return w * scale[:, None, None, None], (b - mean) * scale + beta
    ### END SOLUTION


# %% misconception="fold_bn"
def fold_bn__mean_not_subtracted(w, b, gamma, beta, mean, var, eps):
    """You left out the running mean. Batch norm subtracts it before it scales: the bias becomes (b
    - mean) * scale + beta.
    """
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / np.sqrt(var + eps)
    return w * scale[:, None, None, None], b * scale + beta


# %% misconception="fold_bn"
def fold_bn__bias_not_scaled(w, b, gamma, beta, mean, var, eps):
    """You did not scale the old bias. It is added before the batch norm, so it is multiplied like
    everything else: (b - mean) * scale.
    """
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / np.sqrt(var + eps)
    return w * scale[:, None, None, None], b - mean * scale + beta


# %% misconception="fold_bn"
def fold_bn__scales_inputs(w, b, gamma, beta, mean, var, eps):
    """You scaled the input channels. Batch norm comes after the convolution, so the factors belong
    to the filters, the first axis of w.
    """
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / np.sqrt(var + eps)
    return w * np.resize(scale, w.shape[1])[:, None, None], (b - mean) * scale + beta


# %% misconception="fold_bn"
def fold_bn__forgets_eps(w, b, gamma, beta, mean, var, eps):
    """You left eps out. It is small, but the folded layer is to be equal: sqrt(var + eps)."""
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / np.sqrt(var)
    return w * scale[:, None, None, None], (b - mean) * scale + beta


# %% misconception="fold_bn"
def fold_bn__divides_by_variance(w, b, gamma, beta, mean, var, eps):
    """You divided by the variance. Batch norm divides by its root."""
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / (var + eps)
    return w * scale[:, None, None, None], (b - mean) * scale + beta


# %% misconception="fold_bn"
def fold_bn__forgets_beta(w, b, gamma, beta, mean, var, eps):
    """Your bias lacks beta, which batch norm adds at the end."""
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / np.sqrt(var + eps)
    return w * scale[:, None, None, None], (b - mean) * scale


# %% misconception="fold_bn"
def fold_bn__no_bias_stays_none(w, b, gamma, beta, mean, var, eps):
    """Without a bias you return None. The folded convolution needs one all the same: take the old
    bias as 0.
    """
    scale = gamma / np.sqrt(var + eps)
    if b is None:
        return w * scale[:, None, None, None], None
    return w * scale[:, None, None, None], (b - mean) * scale + beta


# %% misconception="fold_bn"
def fold_bn__no_bias_only_beta(w, b, gamma, beta, mean, var, eps):
    """Without a bias you return beta alone. The running mean is subtracted all the same: the bias
    is 0 - mean * scale + beta.
    """
    scale = gamma / np.sqrt(var + eps)
    if b is None:
        return w * scale[:, None, None, None], beta.copy()
    return w * scale[:, None, None, None], (b - mean) * scale + beta


# %% check="fold_bn" points=2
def torch_fold_bn(w, b, gamma, beta, mean, var, eps):
    return fuse_conv_bn_weights(w, b, mean, var, eps, gamma, beta)


def parts(O):
    return {name: normal(O) for name in ("gamma", "beta", "mean")} | {
        "var": uniform(O, low=0.5, high=2)
    }


only(fold_bn)
check(
    fold_bn,
    against=torch_fold_bn,
    on=[
        case(w=normal(4, 4, 3, 2), b=normal(4), **parts(4), eps=1e-5),
        case(w=normal(5, 2, 1, 3), b=normal(5), **parts(5), eps=0.1),
    ],
)
### BEGIN HIDDEN TESTS
check(
    fold_bn,
    against=torch_fold_bn,
    on=[case(w=normal(3, 7, 2, 4), b=normal(3), **parts(3), eps=1e-3)],
)
### END HIDDEN TESTS


# %% check="fold_bn" points=1
def torch_fold_bn(w, b, gamma, beta, mean, var, eps):
    return fuse_conv_bn_weights(w, b, mean, var, eps, gamma, beta)


def parts(O):
    return {name: normal(O) for name in ("gamma", "beta", "mean")} | {
        "var": uniform(O, low=0.5, high=2)
    }


only(fold_bn)
check(
    fold_bn,
    against=torch_fold_bn,
    on=[
        case(w=normal(4, 4, 3, 2), b=None, **parts(4), eps=0.1),
        case(w=normal(2, 5, 2, 3), b=None, **parts(2), eps=1e-5),
        case(w=normal(3, 2, 2, 1), b=normal(3), **parts(3), eps=1e-3),
    ],
)

# %% [markdown]
# PyTorch has it as a function that takes both layers. Both must be in use, not learning: that is what `eval()` says.

# %%
conv, norm = nn.Conv2d(in_channels=3, out_channels=4, kernel_size=3), nn.BatchNorm2d(num_features=4)
norm(conv(torch.randn(8, 3, 9, 9)))  # one batch, so that the running numbers are not 0 and 1
folded = torch.nn.utils.fusion.fuse_conv_bn_eval(conv=conv.eval(), bn=norm.eval())
with torch.no_grad():
    x = torch.randn(2, 3, 9, 9)
    print("largest difference:", (folded(x) - norm(conv(x))).abs().max().item())
print("layers left: one, with", sum(p.numel() for p in folded.parameters()), "parameters")

# %% [markdown]
# ## A shortcut
#
# Twenty layers should be able to do whatever ten can: the other ten could simply hand on what they get. But handing
# on is not easy to learn for a convolution followed by ReLU. So make it the starting point. A **residual block**
# computes something small, $f(x)$, and adds it to what came in:
#
# $$y = \mathrm{relu}(x + f(x)).$$
#
# The path around $f$ is the **shortcut**, or skip connection. If $f$ is 0, the block hands on its input. And on the
# way back the gradient passes the shortcut unharmed, however deep the network is: the derivative of $x + f(x)$ with
# respect to $x$ is 1 plus that of $f$. The cell measures it on the twenty layers from above: how much gradient
# reaches the input, without shortcuts, and with a shortcut around each layer (and $f$ a quarter of what the layer
# puts out)?


# %%
def gradient_at_the_start(shortcut):
    x = start = torch.tensor(images, requires_grad=True)
    for w in weights:
        out = F.conv2d(x, 0.75 * torch.tensor(w), padding=1)
        x = (x + 0.25 * out).relu() if shortcut else out.relu()
    x.sum().backward()
    return start.grad.abs().mean().item()


print(f"without shortcuts: {gradient_at_the_start(False):.5f}")
print(f"with shortcuts:    {gradient_at_the_start(True):.5f}")

# %% [markdown]
# To be added, both must have one shape. In the block below, $f$ is convolution, batch norm, ReLU, convolution, batch
# norm, both convolutions 3 by 3 with padding 1. If the first has stride 2 or changes the number of channels, the
# shortcut has to follow: it gets a convolution of 1 by 1 with the same stride, and a batch norm of its own. This is
# called a **projection**. In all other cases the shortcut is $x$ itself, with nothing to learn. The last ReLU comes
# after the sum.


# %% setup="all"
def normalise(x, params, name):
    """Batch norm in use: the layer `name`, whose four vectors are in the dictionary `params`."""
    gamma, beta = params[name + ".weight"], params[name + ".bias"]
    layer = BatchNorm2d(len(gamma), dtype=np.float64).train(False)
    layer.weight.data, layer.bias.data = gamma, beta
    layer.running_mean, layer.running_var = params[name + ".mean"], params[name + ".var"]
    return layer(x)


# %% [markdown]
# ## Exercise 13.5 · A residual block
# ★★★ · 12 min · 3 points (1 with a plain shortcut, 2 with a projection)
#
# Write `residual_block(x, p, stride)` for `x` of shape `(N, C, H, W)`. The dictionary `p` has the weights
# `p["conv1"]` and `p["conv2"]` (3 by 3, no bias), and four vectors for each of the batch norms `"bn1"` and `"bn2"`,
# which `normalise(x, p, "bn1")` applies. If the shortcut needs a projection, `p` also has `p["skip"]` (1 by 1, no
# bias) and the batch norm `"bn_skip"`. A projection is needed if `stride` is not 1, or if the block changes the
# number of channels. The weights of a projection may be in `p` all the same when none is needed: then leave them
# alone.
#
# For a block whose `f` is 0 and whose `x` is `[[1, -2]]`, the answer is `[[1, 0]]`: the shortcut, and a ReLU after
# it.
#
# <details><summary>Hint 1: the order</summary>
#
# `conv1` (with the stride, padding 1), `bn1`, `relu`, `conv2` (stride 1, padding 1), `bn2`; then the sum; then
# `relu`.
#
# </details>
# <details><summary>Hint 2: when to project</summary>
#
# `stride != 1 or x.shape[1] != len(p["conv1"])`: the number of filters of `conv1` is the number of channels of the
# result.
#
# </details>
# <details><summary>Hint 3: the projection</summary>
#
# `normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")`. A kernel of 1 by 1 needs no padding.
#
# </details>


# %% solution="residual_block"
def residual_block(x, p, stride):
    """(N, C, H, W) -> (N, O, Ho, Wo)"""
    ### BEGIN SOLUTION
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y + skip)
    ### END SOLUTION


# %% misconception="residual_block"
def residual_block__no_shortcut(x, p, stride):
    """Your block has no shortcut. Add what came in, or its projection, before the last ReLU."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    return relu(y)


# %% misconception="residual_block"
def residual_block__relu_before_sum(x, p, stride):
    """You applied the last ReLU before the sum. Add the shortcut first, then cut off what is
    negative.
    """
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y) + skip


# %% misconception="residual_block"
def residual_block__no_last_relu(x, p, stride):
    """The ReLU after the sum is missing."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return y + skip


# %% misconception="residual_block"
def residual_block__slices_for_projection(x, p, stride):
    """Where the shapes differ you took every other pixel of x and filled up with empty channels.
    This block has a projection for it: p["skip"] with bn_skip.
    """
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = np.zeros_like(y)
        part = x[:, :, ::stride, ::stride]
        shared = min(part.shape[1], y.shape[1])
        skip[:, :shared] = part[:, :shared]
    return relu(y + skip)


# %% misconception="residual_block"
def residual_block__always_projects(x, p, stride):
    """You always project. With stride 1 and as many channels out as in, the shortcut is x itself."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if True:
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y + skip)


# %% misconception="residual_block"
def residual_block__compares_shapes(x, p, stride):
    """You project only where the shapes differ. A picture of one pixel keeps its shape with stride
    2, and is projected all the same: ask for the stride.
    """
    y = relu(normalise(conv2d(x, p["conv1"], stride=stride, padding=1), p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    if x.shape != y.shape:
        x = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y + x)


# %% misconception="residual_block"
def residual_block__projection_without_norm(x, p, stride):
    """Your projection lacks its batch norm, bn_skip."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = conv2d(x, p["skip"], stride=stride)
    return relu(y + skip)


# %% misconception="residual_block"
def residual_block__stride_in_second(x, p, stride):
    """You gave the stride to the second convolution. The first one takes it, and the second works
    on the smaller picture.
    """
    y = conv2d(x, p["conv1"], padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], stride=stride, padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y + skip)


# %% misconception="residual_block"
def residual_block__no_relu_inside(x, p, stride):
    """There is no ReLU between your two convolutions. Without it they are no more than one."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = normalise(y, p, "bn1")
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y + skip)


# %% misconception="residual_block"
def residual_block__adds_to_normalised_input(x, p, stride):
    """You add the shortcut before the last batch norm. It is added after bn2, untouched."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = conv2d(y, p["conv2"], padding=1)
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(normalise(y + skip, p, "bn2"))


# %% check="residual_block" points=1
def draw_block(C, O):
    """A function that draws the parameters of a block from C to O channels."""

    def draw(rng):
        p = {
            "conv1": rng.normal(size=(O, C, 3, 3)) / np.sqrt(9 * C),
            "conv2": rng.normal(size=(O, O, 3, 3)) / np.sqrt(9 * O),
            "skip": rng.normal(size=(O, C, 1, 1)) / np.sqrt(C),
        }
        for name in ("bn1", "bn2", "bn_skip"):
            for part in ("weight", "bias", "mean"):
                p[f"{name}.{part}"] = rng.normal(size=O)
            p[f"{name}.var"] = rng.uniform(0.5, 2, size=O)
        return p

    return drawn(draw)


def torch_residual_block(x, p, stride):
    p = tensors(p)

    def norm(y, name):
        gamma, beta, mean, var = (p[f"{name}.{v}"] for v in ("weight", "bias", "mean", "var"))
        return F.batch_norm(y, mean, var, gamma, beta)

    y = norm(F.conv2d(x, p["conv1"], stride=stride, padding=1), "bn1").relu()
    y = norm(F.conv2d(y, p["conv2"], padding=1), "bn2")
    project = stride != 1 or x.shape[1] != y.shape[1]
    return (y + (norm(F.conv2d(x, p["skip"], stride=stride), "bn_skip") if project else x)).relu()


only(residual_block, "convkit.batch_norm")
check(
    residual_block,
    against=torch_residual_block,
    on=[
        case(x=normal(2, 3, 6, 5), p=draw_block(3, 3), stride=1),
        case(x=normal(3, 2, 4, 7), p=draw_block(2, 2), stride=1),
    ],
)


# %% check="residual_block" points=2
def draw_block(C, O):
    """A function that draws the parameters of a block from C to O channels."""

    def draw(rng):
        p = {
            "conv1": rng.normal(size=(O, C, 3, 3)) / np.sqrt(9 * C),
            "conv2": rng.normal(size=(O, O, 3, 3)) / np.sqrt(9 * O),
            "skip": rng.normal(size=(O, C, 1, 1)) / np.sqrt(C),
        }
        for name in ("bn1", "bn2", "bn_skip"):
            for part in ("weight", "bias", "mean"):
                p[f"{name}.{part}"] = rng.normal(size=O)
            p[f"{name}.var"] = rng.uniform(0.5, 2, size=O)
        return p

    return drawn(draw)


def torch_residual_block(x, p, stride):
    p = tensors(p)

    def norm(y, name):
        gamma, beta, mean, var = (p[f"{name}.{v}"] for v in ("weight", "bias", "mean", "var"))
        return F.batch_norm(y, mean, var, gamma, beta)

    y = norm(F.conv2d(x, p["conv1"], stride=stride, padding=1), "bn1").relu()
    y = norm(F.conv2d(y, p["conv2"], padding=1), "bn2")
    project = stride != 1 or x.shape[1] != y.shape[1]
    return (y + (norm(F.conv2d(x, p["skip"], stride=stride), "bn_skip") if project else x)).relu()


only(residual_block, "convkit.batch_norm")
check(
    residual_block,
    against=torch_residual_block,
    on=[
        case(x=normal(2, 3, 7, 6), p=draw_block(3, 4), stride=2),
        case(x=normal(2, 3, 6, 5), p=draw_block(3, 5), stride=1),
        case(x=normal(2, 4, 5, 8), p=draw_block(4, 4), stride=2),
        case(x=normal(3, 2, 1, 1), p=draw_block(2, 2), stride=2),
    ],
)
### BEGIN HIDDEN TESTS
check(
    residual_block,
    against=torch_residual_block,
    on=[
        case(x=normal(2, 4, 8, 7), p=draw_block(4, 2), stride=3),
        case(x=normal(1, 5, 5, 4), p=draw_block(5, 2), stride=1),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no layer for it: a block is a small network of its own, written as a class. How such a class looks comes
# in exercise 13.10. The heart of it is one line, `F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + x)`.
# Here it is with the batch norms as they begin, $\mu = 0$ and $\sigma^2 = 1$:

# %%
rng = np.random.default_rng(8)
x, w1, w2 = (
    rng.normal(size=(1, 3, 5, 5)),
    rng.normal(size=(3, 3, 3, 3)),
    rng.normal(size=(3, 3, 3, 3)),
)
norm = nn.BatchNorm2d(num_features=3).double().eval()
with torch.no_grad():
    tx, t1, t2 = map(torch.tensor, (x, w1, w2))
    inner = F.relu(norm(F.conv2d(input=tx, weight=t1, padding=1)))
    in_torch = F.relu(norm(F.conv2d(input=inner, weight=t2, padding=1)) + tx)
calm = 1 / np.sqrt(1 + 1e-5)
in_numpy = relu(conv2d(relu(conv2d(x, w1, padding=1) * calm), w2, padding=1) * calm + x)
print("PyTorch:", in_torch[0, 0, 0].numpy().round(4))
print("NumPy:  ", in_numpy[0, 0, 0].round(4))

# %% [markdown]
# ## A head that shows where it looked
#
# The last part of a network, which turns planes into classes, is its **head**. LeNet's flattens and needs most of the
# network's parameters for it; and it works for one size of picture only. There is a cheaper one: take the mean of
# each plane, and give these few means to one linear layer. That is **global average pooling**, GAP for short. With
# $C$ planes and $K$ classes it has $K \cdot C + K$ parameters, for pictures of any size.
#
# And there is something for free. The logit of class $k$ is
#
# $$z_k = \sum_c W_{kc} \, \Big( \frac{1}{HW} \sum_{i,j} x_{cij} \Big) + b_k = \frac{1}{HW} \sum_{i,j} \underbrace{\Big( \sum_c W_{kc} \, x_{cij} \Big)}_{M_{kij}} \; + \; b_k .$$
#
# Mean first and weights second, or weights first and mean second: it is the same sum. In the second order there is a
# plane $M_k$ on the way, and it says how much each place spoke for class $k$: a **class-activation map**. In the
# terms of lesson 03, it is a convolution with $W$ as kernels of 1 by 1.

# %%
planes = np.array([[[[4.0, 0.0], [0.0, 0.0]], [[1.0, 1.0], [1.0, 3.0]]]])  # (1, 2, 2, 2)
W, b = np.array([[2.0, -1.0]]), np.array([0.5])
maps = conv2d(planes, W[:, :, None, None])
print(
    "means:", planes.mean(axis=(2, 3))[0], "  logit:", (planes.mean(axis=(2, 3)) @ W.T + b).item()
)
print("map:", maps[0, 0].tolist(), "  its mean plus b:", maps.mean() + b[0])
plot.arrays(
    ("input", planes[0, 0], "plane 0, weight 2"),
    ("input", planes[0, 1], "plane 1, weight −1"),
    ("output", maps[0, 0], "map of the class"),
)

# %% [markdown]
# Look at the map: the top left corner speaks for the class, every other place against it. Its mean plus $b$ is the
# logit.

# %% [markdown]
# ## Exercise 13.6 · Global average head
# ★★ · 8 min · 2 points
#
# Write `global_head(x, W, b)` for planes `x`, shape `(N, C, H, W)`, a weight `W` of shape `(K, C)` and a bias `b` of
# shape `(K,)`. Return `(logits, maps)`: the logits, shape `(N, K)`, and the class-activation maps *without* the bias,
# shape `(N, K, H, W)`.
#
# In the example above the logit is 1.0, and the map is 7, −1 in the first row and −1, −3 in the second.
#
# <details><summary>Hint 1: the logits</summary>
#
# `x.mean(axis=(2, 3))` has the shape `(N, C)`. What follows is a linear layer.
#
# </details>
# <details><summary>Hint 2: the maps</summary>
#
# At each place a weighted sum over channels. `conv2d` with the kernels `W[:, :, None, None]` does it; so does
# `np.einsum("kc,nchw->nkhw", W, x)`.
#
# </details>


# %% solution="global_head"
def global_head(x, W, b):
    """(N, C, H, W), (K, C), (K,) -> logits (N, K), maps (N, K, H, W)"""
    ### BEGIN SOLUTION
    logits = x.mean(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x)
    ### END SOLUTION
    return logits, maps


# %% misconception="global_head"
def global_head__takes_maxima(x, W, b):
    """You took the largest number of each plane. Take the mean: only a mean can be exchanged with
    the weighted sum.
    """
    logits = x.max(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x)
    return logits, maps


# %% misconception="global_head"
def global_head__sums_planes(x, W, b):
    """You summed over each plane. Divide by the number of places: the mean does not grow with the
    picture.
    """
    logits = x.sum(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x)
    return logits, maps


# %% misconception="global_head"
def global_head__bias_in_the_map(x, W, b):
    """You added the bias to the maps. They are asked without it: the mean of a map plus b is the
    logit.
    """
    logits = x.mean(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x) + b[:, None, None]
    return logits, maps


# %% misconception="global_head"
def global_head__map_transposed(x, W, b):
    """Rows and columns of your maps are exchanged. A map lies on the picture as the picture is: (N,
    K, H, W).
    """
    logits = x.mean(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkwh", W, x)
    return logits, maps


# %% misconception="global_head"
def global_head__averages_channels(x, W, b):
    """Your maps are means over the channels, not weighted sums. Each channel counts with its
    weight, and the sum is not divided by their number.
    """
    logits = x.mean(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x) / W.shape[1]
    return logits, maps


# %% misconception="global_head"
def global_head__means_over_images(x, W, b):
    """You averaged over the images as well. Each image has its own logits: average over rows and
    columns, axes 2 and 3.
    """
    logits = np.repeat(x.mean(axis=(0, 2, 3))[None], len(x), axis=0) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x)
    return logits, maps


# %% misconception="global_head"
def global_head__maps_already_averaged(x, W, b):
    """You divided the maps by their number of places. Then their sum is the logit less b; asked are
    maps whose mean is.
    """
    logits = x.mean(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x) / (x.shape[2] * x.shape[3])
    return logits, maps


# %% misconception="global_head"
def global_head__forgets_bias(x, W, b):
    """Your logits lack the bias b."""
    logits = x.mean(axis=(2, 3)) @ W.T
    maps = np.einsum("kc,nchw->nkhw", W, x)
    return logits, maps


# %% check="global_head" points=2
def torch_global_head(x, W, b):
    logits = F.linear(F.adaptive_avg_pool2d(x, 1).flatten(1), W, b)
    return logits, F.conv2d(x, W[:, :, None, None])


only(global_head)
check(
    global_head,
    against=torch_global_head,
    on=[
        case(x=normal(2, 3, 4, 5), W=normal(4, 3), b=normal(4)),
        case(x=normal(3, 5, 2, 4), W=normal(2, 5), b=normal(2)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    global_head,
    against=torch_global_head,
    on=[
        case(x=normal(2, 3, 5, 5), W=normal(3, 3), b=normal(3)),
        case(x=normal(4, 2, 1, 1), W=normal(5, 2), b=normal(5)),
        case(x=normal(1, 1, 6, 3), W=normal(1, 1), b=normal(1)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, global average pooling is adaptive pooling (lesson 04) to a single place. What the maps show on real
# digits, you will see as soon as there is a trained network.

# %%
t = torch.tensor(planes)
means = F.adaptive_avg_pool2d(input=t, output_size=1).flatten(start_dim=1)
print("logit:", F.linear(input=means, weight=torch.tensor(W), bias=torch.tensor(b)).item())
print("map:  ", F.conv2d(input=t, weight=torch.tensor(W)[:, :, None, None])[0, 0].tolist())

# %% [markdown]
# ## Learn to read
#
# Now the network that learns. The pictures are 1797 handwritten digits of 8 by 8 pixels. Some are kept aside: the
# network never sees them while it learns, and is judged by them afterwards.

# %%
train, train_labels, test, test_labels = data.digits_split(held_out=360)
print("to learn from:", train.shape, "  to be judged by:", test.shape)
plot.gallery({f"{n}: {train_labels[n]}": train[n, 0] for n in range(8)}, columns=8)

# %% [markdown]
# **From logits to a loss.** Ten logits come out. To compare them with the right answer they are made into
# probabilities, positive and with the sum 1, by the **softmax**: $p_k = e^{z_k} / \sum_j e^{z_j}$. If the right class
# is $t$, the **surprise** is $-\log p_t$: nothing for a certain and right answer, much for a wrong one. The loss of a
# batch is the mean surprise over its $N$ images, also known as **cross-entropy**. Before you run the cell: a network
# that knows nothing gives every class 0.1. How surprised is it?

# %%
print(
    "all logits equal:  ", round(convkit.softmax_cross_entropy(np.zeros((1, 10)), np.array([4])), 4)
)
print("-log 0.1:          ", round(-math.log(0.1), 4))
z = np.array([[2.0, 0.0, 1.0]])
p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
print(
    "logits 2, 0, 1:    ",
    p.round(4)[0],
    " surprise, if class 2 is right:",
    -np.log(p[0, 2]).round(4),
)
print("gradient of it:    ", convkit.softmax_cross_entropy_backward(z, np.array([2])).round(4)[0])

# %% [markdown]
# The last line shows why everybody uses this pair. The gradient with respect to the logits is the probabilities, with
# 1 subtracted at the right class, all divided by $N$:
#
# $$\frac{\partial L}{\partial z_{nk}} = \frac{p_{nk} - [k = t_n]}{N}.$$
#
# One practical matter: $e^{1000}$ is too large for a computer. Subtract the largest logit of each image first. The
# probabilities do not change, because the factor appears above and below.
#
# **Backward.** From there it is lesson 06, layer by layer, in reverse. Each layer turns the gradient of its output
# into that of its input, and on the way into those of its parameters:
#
# | forward | backward, from `dy`, the gradient of the output |
# |---|---|
# | linear: `y = x @ w.T + b` | `dw = dy.T @ x`, `db = dy.sum(axis=0)`, `dx = dy @ w` |
# | flatten: `y = x.reshape(N, -1)` | `dx = dy.reshape(x.shape)` |
# | `y, indices = max_pool2d(x, 2, return_indices=True)` | `dx = max_pool2d_backward(dy, indices, x.shape)` |
# | `y = relu(x)` | `dx = dy * (x > 0)` |
# | `y = conv2d(x, w, b, padding=1)` | `dx, dw, db = conv2d_backward(dy, x, w, padding=1)` |
#
# **Training.** Take a batch, compute loss and gradients, move every parameter against its gradient, take the next
# batch. When all images had their turn, an **epoch** is over, and the next begins, in another order.
#
# And one thing before it all: pixels between 0 and 1 are all positive, and learning from them is slow. So they are
# **standardised**: subtract the mean of all pixels, divide by their spread. Whose mean? Here lies a trap. The
# pictures that are kept aside stand for those of tomorrow, which nobody has seen. Mean and spread come from the
# training pictures alone, and are then used for both.

# %% [markdown]
# ## Exercise 13.7 · Train a network
# ★★★ · 30 min · 6 points (3 for loss and gradients, 3 for the training)
#
# The network: convolution 3 by 3 with padding 1, ReLU, max pooling 2 by 2, flatten, linear. Its parameters are a
# dictionary with `"conv.weight"` `(O, 1, 3, 3)`, `"conv.bias"` `(O,)`, `"linear.weight"` `(K, features)` and
# `"linear.bias"` `(K,)`.
#
# Write `loss_and_gradients(params, x, y)` for images `x`, shape `(N, 1, H, W)`, and labels `y`, `N` whole numbers.
# Return `(loss, grads)`: the mean surprise, and a dictionary with the gradient of each parameter, under the same
# names.
#
# Write `train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed)`: standardise `images` and
# `unseen` with mean and spread of `images` (one number each, over all pixels). Then train for `epochs` epochs. In
# each, draw a new order with `rng.permutation(len(images))`, go through it in batches of `batch_size` (the last may
# be smaller), and take one step `parameter - lr * gradient` for each batch. Return `(params, unseen)`: what was
# learnt, and the unseen images, standardised. Do not change the arrays that come in.
#
# With all parameters 0 and 10 classes, the loss is 2.3026, as above. The checks compare the first steps with
# PyTorch's, to nine digits. Then they let your function learn the digits: 19 of 20 unseen ones must be read
# correctly.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Forward, and give every array a name of its own: before ReLU, after ReLU, after pooling, flat, logits. You will need
# nearly all of them on the way back.
#
# </details>
# <details><summary>Hint 2: softmax, loss, and its gradient</summary>
#
# `z = z - z.max(axis=1, keepdims=True)`, `p = np.exp(z)`, `p = p / p.sum(axis=1, keepdims=True)`. The probabilities
# of the right classes are `p[np.arange(N), y]`. The gradient: copy `p`, subtract 1 at these places, divide by `N`.
#
# </details>
# <details><summary>Hint 3: the batch</summary>
#
# `batch = order[start : start + batch_size]` is an array of indices: `images[batch]` and `labels[batch]` belong
# together. Then a loop over `params`.
#
# </details>


# %% solution="train_tiny_cnn"
def loss_and_gradients(params, x, y):
    """The mean surprise of a batch, and its gradient for each parameter, as a dictionary"""
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    ### BEGIN SOLUTION
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    ### END SOLUTION
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    """What was learnt, as a dictionary, and the unseen images, standardised"""
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    ### BEGIN SOLUTION
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    ### END SOLUTION
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            ### BEGIN SOLUTION
            _, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
            ### END SOLUTION
    return params, unseen


# %% misconception="train_tiny_cnn"
def loss_and_gradients__sum_instead_of_mean(params, x, y):
    """Your loss is right and your gradients are N times too large: they are those of the sum of the
    surprises. The loss is the mean, so divide by N.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__loss_is_a_sum(params, x, y):
    """You added up the surprises. The loss is their mean over the images, and so is its gradient:
    divide both by N.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).sum()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__forgets_relu(params, x, y):
    """The gradient does not go back through the ReLU. Where its input was not positive, nothing
    comes through: multiply by (before > 0).
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__forgets_label(params, x, y):
    """Your gradient of the logits is the probabilities alone. At the right class, 1 is subtracted:
    without it, every class is pushed down.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__wrong_sign(params, x, y):
    """Your gradients point the other way. The gradient of the logits is p minus 1 at the right
    class, not 1 minus p.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = -dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__forgets_conv_bias(params, x, y):
    """The gradient of the convolution's bias is 0 in yours. It is the sum of the gradient over
    images, rows and columns; conv2d_backward gives it.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": np.zeros_like(db)}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__averages_bias(params, x, y):
    """You averaged the gradient of the linear bias over the batch. It has been divided by N once
    already: sum over the images.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.mean(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__gradient_to_every_tie(params, x, y):
    """You sent the gradient back to every pixel of a window, not to its maximum.
    max_pool2d_backward needs the indices of the winners.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled = max_pool2d(after, 2)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = np.zeros_like(after)
    spread = dpooled.repeat(2, axis=2).repeat(2, axis=3) / 4
    dbefore[:, :, : spread.shape[2], : spread.shape[3]] = spread
    dbefore = dbefore * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__no_gradient_for_the_kernels(params, x, y):
    """Only your linear layer gets gradients; those of the convolution are 0. It would learn all the
    same, only worse: follow the gradient back through pooling and ReLU to the kernels.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": 0 * dw, "conv.bias": 0 * db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__exp_of_large_logits(params, x, y):
    """Large logits overflow in np.exp, and nan comes out. Subtract the largest logit of each image
    first: z - z.max(axis=1, keepdims=True).
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z)
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__largest_of_the_batch(params, x, y):
    """You subtracted the largest logit of the whole batch. An image whose logits are all far
    smaller is left with 0 divided by 0: take the largest of each image, axis=1.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max())
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__log_of_a_bit_more(params, x, y):
    """You added a small number to p before the logarithm, which changes the loss of unlikely
    classes. Take the logarithm of p itself.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__lets_zero_through(params, x, y):
    """You let the gradient through where the input of the ReLU is exactly 0, as in an empty part of
    the picture. Where it is not positive nothing comes through: before > 0.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before >= 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__labels_not_shuffled(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You shuffled the images and not their labels. Both must be taken in the same order:
    images[batch] with labels[batch].
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[start : start + batch_size])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__never_shuffles(images, labels, unseen, params, lr, epochs, batch_size, seed):
    """You took the images in their old order. Every epoch draws a new one, and the batches are
    pieces of it: batch = order[start : start + batch_size].
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = slice(start, start + batch_size)
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__gradients_accumulate(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You added the gradients of all batches so far. Each step uses those of its own batch: start
    afresh every time.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    total = {}
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                total[name] = total.get(name, 0) + grads[name]
                params[name] = params[name] - lr * total[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__rate_divided_by_batch(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You divided the step by the number of images in the batch. The loss is a mean already, so its
    gradient has been divided.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr / len(batch) * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__test_images_in_the_mean(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You took mean and spread over all images, the unseen ones too. What is learnt must not depend
    on them: use those of the training images for both.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = np.concatenate([images, unseen]).mean(), np.concatenate([images, unseen]).std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__own_mean_for_unseen(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You standardised the unseen images with a mean and a spread of their own. Use those of the
    training images: the network knows only them.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - unseen.mean()) / unseen.std()
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__does_not_standardise(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You did not standardise the images. Subtract the mean of the training images and divide by
    their spread, for both sets.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    unseen = unseen.copy()
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__standardises_each_pixel(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You took a mean and a spread for each pixel. Here they are one number each, over all images
    and pixels.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(axis=0), images.std(axis=0)
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__drops_last_batch(images, labels, unseen, params, lr, epochs, batch_size, seed):
    """You left out the last, smaller batch. Its images have their turn as well."""

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order) - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__climbs(images, labels, unseen, params, lr, epochs, batch_size, seed):
    """You went along the gradient, where the loss grows. Subtract: parameter - lr * gradient."""

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] + lr * grads[name]
    return params, unseen


# %% check="train_tiny_cnn" points=3
def draw_network(filters, features, classes):
    """A function that draws parameters for a network with so many features after flattening."""

    def draw(rng):
        return {
            "conv.weight": rng.normal(size=(filters, 1, 3, 3)) / 3,
            "conv.bias": rng.normal(size=filters),
            "linear.weight": rng.normal(size=(classes, features)) / np.sqrt(features),
            "linear.bias": rng.normal(size=classes),
        }

    return drawn(draw)


def draw_labels(count, classes):
    return drawn(lambda rng: rng.integers(0, classes, size=count))


def draw_large_logits(rng):
    """Logits of about 1000, but the first class about 0, and the last 20 behind the others."""
    bias = np.array([0, 1000, 1000, 1000, 980]) + rng.normal(size=5)
    return draw_network(4, 24, 5).draw(rng) | {"linear.bias": bias}


def draw_known(rng):
    """Labels of images that show every class but the first."""
    return 1 + rng.permutation(4)


def draw_tilted(rng):
    """A bright image raises the logits of all classes alike, by thousands."""
    params = draw_network(4, 256, 5).draw(rng)
    return params | {"linear.weight": params["linear.weight"] + 1}


def draw_loud_and_soft(rng):
    """Images of which one is far brighter than the others."""
    return rng.normal(size=(3, 1, 8, 32)) * np.array([0.1, 8, 1])[:, None, None, None]


def draw_unbiased(rng):
    """A first filter that answers an empty part with exactly 0."""
    params = draw_network(3, 36, 4).draw(rng)
    params["conv.bias"][0] = 0
    return params


def draw_half_dark(rng):
    """Images that are 0 on the right."""
    x = rng.normal(size=(3, 1, 6, 8))
    x[..., 4:] = 0
    return x


def torch_loss_and_gradients(params, x, y):
    p = {name: value.requires_grad_() for name, value in tensors(params).items()}
    x = F.max_pool2d(F.conv2d(x, p["conv.weight"], p["conv.bias"], padding=1).relu(), 2)
    logits = F.linear(x.flatten(1), p["linear.weight"], p["linear.bias"])
    loss = F.cross_entropy(logits, torch.as_tensor(y))
    return loss, dict(zip(p, torch.autograd.grad(loss, list(p.values())), strict=True))


only(loss_and_gradients)
check(
    loss_and_gradients,
    against=torch_loss_and_gradients,
    on=[
        case(params=draw_network(4, 24, 5), x=normal(3, 1, 6, 4), y=draw_labels(3, 5)),
        case(params=draw_network(2, 24, 3), x=normal(6, 1, 7, 8), y=draw_labels(6, 3)),
        case(params=drawn(draw_large_logits), x=normal(4, 1, 6, 4), y=drawn(draw_known)),
        case(params=drawn(draw_tilted), x=drawn(draw_loud_and_soft), y=draw_labels(3, 5)),
        case(params=drawn(draw_unbiased), x=drawn(draw_half_dark), y=draw_labels(3, 4)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    loss_and_gradients,
    against=torch_loss_and_gradients,
    on=[
        case(params=draw_network(8, 128, 10), x=normal(32, 1, 8, 8), y=draw_labels(32, 10)),
        case(params=draw_network(3, 9, 4), x=normal(1, 1, 2, 6), y=draw_labels(1, 4)),
    ],
)
### END HIDDEN TESTS


# %% check="train_tiny_cnn" points=3
def draw_digits(filters, features, classes):
    """A function that draws parameters of a size that learns."""

    def draw(rng):
        bound = 1 / np.sqrt(features)
        return {
            "conv.weight": rng.uniform(-1 / 3, 1 / 3, size=(filters, 1, 3, 3)),
            "conv.bias": rng.uniform(-1 / 3, 1 / 3, size=filters),
            "linear.weight": rng.uniform(-bound, bound, size=(classes, features)),
            "linear.bias": rng.uniform(-bound, bound, size=classes),
        }

    return draw


def torch_logits(params, x):
    x = F.conv2d(torch.as_tensor(x), params["conv.weight"], params["conv.bias"], padding=1)
    x = F.max_pool2d(x.relu(), 2).flatten(1)
    return F.linear(x, params["linear.weight"], params["linear.bias"])


def torch_train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    p = {name: value.requires_grad_() for name, value in tensors(params).items()}
    mean, spread = images.mean(), images.std(correction=0)
    images, labels = (images - mean) / spread, torch.as_tensor(labels)
    optimiser = torch.optim.SGD(p.values(), lr=lr)
    for _ in range(epochs):
        for batch in torch.tensor(rng.permutation(len(images))).split(batch_size):
            optimiser.zero_grad()
            F.cross_entropy(torch_logits(p, images[batch]), labels[batch]).backward()
            optimiser.step()
    return p, (unseen - mean) / spread


def labels_below(count, classes):
    return drawn(lambda rng: rng.integers(0, classes, size=count))


steps = {"params": drawn(draw_digits(3, 18, 4)), "lr": 0.1}
only(train_tiny_cnn)
check(
    train_tiny_cnn,
    against=torch_train_tiny_cnn,
    on=[
        case(
            images=uniform(11, 1, 6, 4),
            labels=labels_below(11, 4),
            unseen=uniform(2, 1, 6, 4, low=0.2),
            **steps,
            epochs=1,
            batch_size=11,
            seed=7,
        ),
        case(
            images=uniform(11, 1, 4, 6),
            labels=labels_below(11, 4),
            unseen=uniform(3, 1, 4, 6, low=0.2),
            **steps,
            epochs=2,
            batch_size=4,
            seed=5,
        ),
    ],
)
rng = variant("train_tiny_cnn")
split = data.digits_split(held_out=360, seed=int(rng.integers(1000)))
learnt, unseen = call(
    train_tiny_cnn, *split[:3], draw_digits(16, 256, 10)(rng), 0.2, 8, 32, int(rng.integers(1000))
)
read = torch_logits(tensors(learnt), unseen).argmax(dim=1).numpy() == split[3]
share = np.count_nonzero(read) / len(read)
assert share >= 0.95, f"Only {share:.1%} of the unseen digits are read correctly; 95 % are asked."
f"train_tiny_cnn: {share:.1%} of the unseen digits are read correctly."

# %% [markdown]
# ## A real run
#
# Here is the same network, built from the layers of `convkit`, and once more in PyTorch, from the same first weights
# and with the same batches. In PyTorch the backward pass is one call, `loss.backward()`, and the step another,
# `optimiser.step()`. Before you run the cell: how long will the two loss curves stay together? Ten steps? A hundred?

# %%
rng = np.random.default_rng(4)
net = convkit.Sequential(
    convkit.Conv2d(1, 8, 3, padding=1, rng=rng, dtype=np.float64),
    convkit.ReLU(),
    convkit.MaxPool2d(2),
    convkit.Flatten(),
    convkit.Linear(128, 10, rng=rng, dtype=np.float64),
)
twin = nn.Sequential(
    nn.Conv2d(in_channels=1, out_channels=8, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(kernel_size=2),
    nn.Flatten(),
    nn.Linear(in_features=128, out_features=10),
).double()
with torch.no_grad():
    for ours, theirs in zip(net.parameters(), twin.parameters(), strict=True):
        theirs.copy_(torch.tensor(ours.data))
first_kernels = net[0].weight.data.copy()
mean, spread_of_pixels = train.mean(), train.std()
train, test = (train - mean) / spread_of_pixels, (test - mean) / spread_of_pixels
ours, theirs = convkit.SGD(net.parameters(), lr=0.2), torch.optim.SGD(twin.parameters(), lr=0.2)
losses = {"NumPy": [], "PyTorch": []}
epochs, rng = 8, np.random.default_rng(0)
for epoch in range(epochs):
    order = rng.permutation(len(train))
    for start in range(0, len(order), 32):
        batch = order[start : start + 32]

        logits = net(train[batch])
        losses["NumPy"].append(convkit.softmax_cross_entropy(logits, train_labels[batch]))
        ours.zero_grad()
        net.backward(convkit.softmax_cross_entropy_backward(logits, train_labels[batch]))
        ours.step()

        x, y = torch.tensor(train[batch]), torch.tensor(train_labels[batch])
        loss = F.cross_entropy(input=twin(x), target=y)
        losses["PyTorch"].append(loss.item())
        theirs.zero_grad()
        loss.backward()
        theirs.step()
    done = "#" * (epoch + 1) + "." * (epochs - epoch - 1)
    print(
        f"\r[{done}] epoch {epoch + 1} of {epochs}, loss {losses['NumPy'][-1]:.3f}",
        end="",
        flush=True,
    )

# %%
apart = np.abs(np.array(losses["NumPy"]) - np.array(losses["PyTorch"]))
print("steps:", len(apart), "  largest difference of the two losses:", apart.max())
print("unseen digits read correctly:", round(convkit.accuracy(net, test, test_labels), 4))
plot.curves(losses, up="loss of a batch")

# %% [markdown]
# Look for the second curve: it lies on the first to the end, hundreds of steps on. The two programs share no line of
# code, and do the same sums; the difference printed above is rounding. Look also at how ragged the curve is. Every
# batch is another one, some are harder, and only the trend means something.
#
# What did it learn? Look at the kernels before and after. By the note under the picture, the weights changed by more
# than their own size. Several have a bright side and a dark side now: they look for edges, in one direction or
# another.

# %%
plot.kernel_change(first_kernels, net[0].weight.data)

# %% [markdown]
# And what does it get wrong? In a **confusion matrix**, rows are what a digit is, columns what the network took it
# for. Everything off the diagonal is a mistake. Before you run the cell: which digits would you mix up, at 8 by 8
# pixels?

# %%
answers = net(test).argmax(axis=1)
counts = np.zeros((10, 10), dtype=int)
np.add.at(counts, (test_labels, answers), 1)
plot.confusion(counts)

# %%
wrong = np.flatnonzero(answers != test_labels)[:8]
named = {f"{test_labels[n]}, taken for {answers[n]} ({n})": test[n, 0] for n in wrong}
plot.gallery(named, columns=4)

# %% [markdown]
# The number in brackets is the place of the picture in `test`. Be fair to the network: some of these you would not have
# read yourself.
#
# **Where does it look?** For that a network needs the head of exercise 13.6. Here is one, with two convolutions, no
# pooling between them, and a global average at the end; with no pooling, its maps have all 8 by 8 places. It learns
# with **Adam**, a method that gives each parameter a step size of its own.

# %%
torch.manual_seed(0)
looking = nn.Sequential(
    nn.Conv2d(in_channels=1, out_channels=16, kernel_size=3, padding=1),
    nn.BatchNorm2d(num_features=16),
    nn.ReLU(),
    nn.Conv2d(in_channels=16, out_channels=32, kernel_size=5, padding=2),
    nn.BatchNorm2d(num_features=32),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(output_size=1),
    nn.Flatten(),
    nn.Linear(in_features=32, out_features=10),
)
optimiser = torch.optim.Adam(looking.parameters(), lr=0.01)
x, y = torch.tensor(train, dtype=torch.float32), torch.tensor(train_labels)
epochs = 8
for epoch in range(epochs):
    for batch in torch.randperm(len(x)).split(32):
        optimiser.zero_grad()
        loss = F.cross_entropy(input=looking(x[batch]), target=y[batch])
        loss.backward()
        optimiser.step()
    done = "#" * (epoch + 1) + "." * (epochs - epoch - 1)
    print(f"\r[{done}] epoch {epoch + 1} of {epochs}, loss {loss.item():.3f}", end="", flush=True)
looking.eval()
with torch.no_grad():
    unseen = torch.tensor(test, dtype=torch.float32)
    believed = looking(unseen).argmax(dim=1).numpy()
    maps = F.conv2d(looking[:6](unseen), looking[8].weight[:, :, None, None]).numpy()
print("\nunseen digits read correctly:", (believed == test_labels).mean().round(4))

# %% [markdown]
# Take a nine that it reads correctly. First the evidence for *nine*, then for *three*. Orange places speak for the
# class, blue ones against it. Look at the upper half, where the loop is closed on the left: that speaks for nine and
# against three. The end of the stroke, at the bottom, would suit both.

# %%
nine = np.flatnonzero((test_labels == 9) & (believed == 9))[0]
shown = (test[nine, 0] - test[nine].min()) / np.ptp(test[nine])
plot.activation(shown, maps[nine, 9], name="evidence for 9")

# %%
plot.activation(shown, maps[nine, 3], name="evidence for 3")

# %% [markdown]
# ## Somebody else's network
#
# Most of the code one works on was written by someone else, and it runs. A wrong network runs as well, and it learns,
# only worse than it should; no exception tells you. What helps is to compare layer by layer with a program that is
# right, from the first layer on. The first layer that differs has the mistake.
#
# The next cell has a program with a convolution, a batch norm in use, ReLU, max pooling, a transposed convolution
# (kernels 3 by 3, stride 2), a global average head and a softmax: all of this course, in 38 lines. It records what
# each layer puts out, in the dictionary `seen`. Six of its lines are wrong.

# %% setup="all"
PROGRAM = """
def network(x, p):
    N, C, H, W = x.shape
    w, b = p["conv.weight"], p["conv.bias"]
    O, _, kh, kw = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    y = np.zeros((N, O, H + 2 - kh + 1, W + 2 - kw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i : i + kw, j : j + kh]
            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w[:, :, ::-1, ::-1])
    y = y + b[:, None, None]
    seen = {"conv": y}
    mean, var = p["norm.mean"], p["norm.var"]
    scale = p["norm.weight"] / (np.sqrt(var) + 1e-3)
    y = (y - mean[:, None, None]) * scale[:, None, None] + p["norm.bias"][:, None, None]
    seen["norm"] = y
    y = np.maximum(y, 0)
    seen["relu"] = y
    rows, columns = y.shape[2] // 2, y.shape[3] // 2
    pooled = np.zeros((N, O, rows, columns))
    for i in range(rows):
        for j in range(columns):
            block = y[:, :, i : i + 2, j : j + 2]
            pooled[:, :, i, j] = block.max(axis=(2, 3))
    seen["pool"] = pooled
    up_w = p["up.weight"]
    up = np.zeros((N, up_w.shape[1], 2 * rows + 1, 2 * columns + 1))
    for i in range(rows):
        for j in range(columns):
            stamps = np.einsum("nc,cohw->nohw", pooled[:, :, i, j], up_w)
            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] = stamps
    seen["up"] = up
    features = up.mean(axis=(2, 3))
    logits = features @ p["head.weight"].T + p["head.bias"]
    seen["logits"] = logits
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    seen["probabilities"] = e / e.sum(axis=0, keepdims=True)
    return seen
""".strip().splitlines()

# %%
for n, line in enumerate(PROGRAM):
    print(f"{n:2d}  {line}")

# %% [markdown]
# ## Exercise 13.8 · Fix the network
# ★★★ · 20 min · 4 points
#
# Write `fix_the_net(lines)`: `lines` are the lines of such a program. Return a list of patches `(n, line)`: line
# number `n`, counted from 0 as above, is to become `line`, a string with its indentation. Patch the lines that are
# wrong and no others, and repair each where it is wrong. A patch that leaves its line as it was, or puts a quite
# different line in its place, is no repair.
#
# The stub does the bookkeeping: put the repaired lines into `repaired`, under their numbers, and it returns those in
# which `lines` differs. So, after your work, `repaired` is a right program from beginning to end, and the function
# repairs every copy. That is needed: **in the exam, six other lines are wrong**, and not the same for everybody.
#
# For example, if line 3 were wrong, `repaired[3] = "    O, _, kh, kw = w.shape"` would repair it. The checks apply
# your patches, run the program with `run_program`, and compare every layer with PyTorch's, on pictures that are not
# square, with kernels of 3 by 2.
#
# <details><summary>Hint 1: how do I look?</summary>
#
# In the order of the layers. For each line say aloud what it should do, and only then read what it does. Three of the
# six are in the convolution and the norm.
#
# </details>
# <details><summary>Hint 2: what to ask</summary>
#
# Which of `kh`, `kw` belongs to rows? Is a kernel turned in a network's convolution? Where does the small number go?
# How far does a pooling window move? What happens where stamps overlap? Over which axis do probabilities sum to 1?
#
# </details>
# <details><summary>Hint 3: the layer that differs</summary>
#
# Build the parts with functions you trust: `conv2d(x, w, b, padding=1)`, `max_pool2d(y, 2)`, and compare them with
# `run_program(repaired, x, p)["conv"]` and so on, for an `x` and a `p` of your own.
#
# </details>


# %% solution="fix_the_net"
def fix_the_net(lines):
    """The patches (line number, right line) that make the program right"""
    repaired = list(PROGRAM)
    ### BEGIN SOLUTION
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    ### END SOLUTION
    pairs = enumerate(zip(lines, repaired, strict=True))
    return [(n, right) for n, (line, right) in pairs if line != right]


def run_program(lines, x, p):
    """What a program records, layer by layer (complete: nothing to do here)"""
    names = {"np": np}
    exec("\n".join(lines), names)
    return names["network"](x, p)


# %% misconception="fix_the_net"
def fix_the_net__only_what_crashes(lines):
    """You repaired what raised an error and stopped there. Now the program runs, and five of its
    layers are wrong: compare them one by one.
    """
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    pairs = enumerate(zip(lines, repaired, strict=True))
    return [(n, right) for n, (line, right) in pairs if line != right]


# %% misconception="fix_the_net"
def fix_the_net__turns_twice(lines):
    """You left the kernel turned and turned the weight a second time, somewhere else. Two mistakes
    that hide each other are two mistakes: repair the line that is wrong.
    """
    repaired = list(PROGRAM)
    repaired[2] = '    w, b = p["conv.weight"][:, :, ::-1, ::-1], p["conv.bias"]'
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    return [(n, right) for n, (line, right) in pairs if line != right]


# %% misconception="fix_the_net"
def fix_the_net__drops_the_small_number(lines):
    """You left 1e-3 out of the batch norm. It belongs inside the root: np.sqrt(var + 1e-3)."""
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    return [(n, right) for n, (line, right) in pairs if line != right]


# %% misconception="fix_the_net"
def fix_the_net__counts_from_one(lines):
    """Your line numbers are one too large. Lines are counted from 0."""
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True), 1)
    return [(n, right) for n, (line, right) in pairs if line != right]


# %% misconception="fix_the_net"
def fix_the_net__patches_everything(lines):
    """You patch every line. Patch only those that are wrong: whoever reviews your repair has to see
    what changed.
    """
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    return list(enumerate(repaired))


# %% misconception="fix_the_net"
def fix_the_net__normalises_over_everything(lines):
    """Your probabilities sum to 1 over the whole batch. Each image has its own: sum over the
    classes, axis 1.
    """
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum()'
    pairs = enumerate(zip(lines, repaired, strict=True))
    return [(n, right) for n, (line, right) in pairs if line != right]


# %% misconception="fix_the_net"
def fix_the_net__averages_overlaps(lines):
    """You halved what overlaps. Stamps of a transposed convolution add up where they overlap: +=
    stamps.
    """
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps / 2"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    return [(n, right) for n, (line, right) in pairs if line != right]


# %% check="fix_the_net" points=4
def patched(lines, patches):
    """The lines with the patches in place of those they replace."""
    lines = list(lines)
    for patch in patches:
        if not (isinstance(patch, tuple | list) and len(patch) == 2):
            raise ValueError("fix_the_net must return a list of pairs (line number, line)")
        n, line = patch
        if not (isinstance(n, int) and 0 <= n < len(lines) and isinstance(line, str)):
            raise ValueError(f"a patch needs a line from 0 to {len(lines) - 1} and a string")
        lines[n] = line
    return lines


def review(lines, patches):
    """What whoever reviews a repair looks at first."""
    unlike = [
        n
        for n, line in patches
        if SequenceMatcher(None, lines[n].strip(), line.strip(), False).ratio() < 0.3
    ]
    return {
        "number of patches": len(patches),
        "patches that change nothing": [n for n, line in patches if line == lines[n]],
        "patches that put a quite different line": unlike,
    }


def repair_and_run(fix, lines, x, p):
    patches = fix(lines)
    seen = run_program(patched(lines, patches), x, p)
    return {**review(lines, patches), **seen}


def reviewed(number):
    """The same of a repair of so many lines."""
    nothing = {"patches that change nothing": [], "patches that put a quite different line": []}
    return {"number of patches": number, **nothing}


def draw_program(rng):
    """Parameters, with as many channels going up as coming in, so that mistakes fit."""
    p = {
        "conv.weight": rng.normal(size=(4, 3, 3, 2)),
        "conv.bias": rng.normal(size=4),
        "up.weight": rng.normal(size=(4, 4, 3, 3)),
        "head.weight": rng.normal(size=(4, 4)),
        "head.bias": rng.normal(size=4),
    }
    for name in ("weight", "bias", "mean"):
        p["norm." + name] = rng.normal(size=4)
    return p | {"norm.var": rng.uniform(0.05, 0.5, size=4)}


def torch_program(x, p):
    p, seen = tensors(p), {}
    seen["conv"] = F.conv2d(x, p["conv.weight"], p["conv.bias"], padding=1)
    norm = (p["norm." + name] for name in ("mean", "var", "weight", "bias"))
    seen["norm"] = F.batch_norm(seen["conv"], *norm, eps=1e-3)
    seen["relu"] = seen["norm"].relu()
    seen["pool"] = F.max_pool2d(seen["relu"], 2)
    seen["up"] = F.conv_transpose2d(seen["pool"], p["up.weight"], stride=2)
    means = F.adaptive_avg_pool2d(seen["up"], 1).flatten(1)
    seen["logits"] = F.linear(means, p["head.weight"], p["head.bias"])
    seen["probabilities"] = seen["logits"].softmax(dim=1)
    return seen


only(fix_the_net)
check(
    fix_the_net,
    against=lambda lines, x, p: {**reviewed(6), **torch_program(x, p)},
    via=repair_and_run,
    on=[
        case(lines=drawn(lambda rng: list(PROGRAM)), x=normal(2, 3, 6, 9), p=drawn(draw_program)),
        case(lines=drawn(lambda rng: list(PROGRAM)), x=normal(3, 3, 7, 5), p=drawn(draw_program)),
    ],
)
### BEGIN HIDDEN TESTS
RIGHT = """
def network(x, p):
    N, C, H, W = x.shape
    w, b = p["conv.weight"], p["conv.bias"]
    O, _, kh, kw = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    y = np.zeros((N, O, H + 2 - kh + 1, W + 2 - kw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i : i + kh, j : j + kw]
            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)
    y = y + b[:, None, None]
    seen = {"conv": y}
    mean, var = p["norm.mean"], p["norm.var"]
    scale = p["norm.weight"] / np.sqrt(var + 1e-3)
    y = (y - mean[:, None, None]) * scale[:, None, None] + p["norm.bias"][:, None, None]
    seen["norm"] = y
    y = np.maximum(y, 0)
    seen["relu"] = y
    rows, columns = y.shape[2] // 2, y.shape[3] // 2
    pooled = np.zeros((N, O, rows, columns))
    for i in range(rows):
        for j in range(columns):
            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            pooled[:, :, i, j] = block.max(axis=(2, 3))
    seen["pool"] = pooled
    up_w = p["up.weight"]
    up = np.zeros((N, up_w.shape[1], 2 * rows + 1, 2 * columns + 1))
    for i in range(rows):
        for j in range(columns):
            stamps = np.einsum("nc,cohw->nohw", pooled[:, :, i, j], up_w)
            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps
    seen["up"] = up
    features = up.mean(axis=(2, 3))
    logits = features @ p["head.weight"].T + p["head.bias"]
    seen["logits"] = logits
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)
    return seen
""".strip().splitlines()
WRONG = {
    4: "    padded = np.pad(x, ((0, 0), (0, 0), (2, 0), (2, 0)))",
    8: "            window = padded[:, :, i : i + kw, j : j + kh]",
    9: '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w[:, :, ::-1, ::-1])',
    10: "    y = y + b[0]",
    13: '    scale = p["norm.weight"] / (np.sqrt(var) + 1e-3)',
    14: '    y = (y - mean[:, None, None]) * scale[:, None, None] - p["norm.bias"][:, None, None]',
    16: "    y = np.abs(y)",
    22: "            block = y[:, :, i : i + 2, j : j + 2]",
    23: "            pooled[:, :, i, j] = block.mean(axis=(2, 3))",
    29: '            stamps = np.einsum("nc,ochw->nohw", pooled[:, :, i, j], up_w)',
    30: "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] = stamps",
    32: "    features = up.max(axis=(2, 3))",
    33: '    logits = features @ p["head.weight"] + p["head.bias"]',
    36: '    seen["probabilities"] = e / e.sum(axis=0, keepdims=True)',
}


def broken(rng):
    """A copy with six wrong lines, and their numbers."""
    numbers = sorted(rng.choice(sorted(WRONG), size=6, replace=False).tolist())
    return [WRONG[n] if n in numbers else line for n, line in enumerate(RIGHT)], numbers


def repair_any(fix, lines, numbers, x, p):
    patches = fix(lines)
    seen = run_program(patched(lines, patches), x, p)
    touched = [n for n, _ in patches]
    # who has repaired a line of the program above in words of their own patches it here too
    return {
        "left wrong": [n for n in numbers if n not in touched],
        "right, and patched": [n for n in touched if n not in numbers and RIGHT[n] == PROGRAM[n]],
        **review(lines, patches),
        "number of patches": None,
        **seen,
    }


def hidden(lines, numbers, x):
    """A case whose program does not stand in the messages."""
    secret = {"lines": drawn(lambda rng: lines), "numbers": drawn(lambda rng: numbers)}
    return case(**secret, x=x, p=drawn(draw_program))


draw, cases = variant("fix_the_net"), []
for _ in range(3):
    cases.append(hidden(*broken(draw), normal(2, 3, 8, 6)))
every = [WRONG.get(n, line) for n, line in enumerate(RIGHT)]
cases.append(hidden(every, sorted(WRONG), normal(2, 3, 5, 8)))
check(
    fix_the_net,
    against=lambda lines, numbers, x, p: {
        "left wrong": [],
        "right, and patched": [],
        **reviewed(None),
        **torch_program(x, p),
    },
    via=repair_any,
    on=cases,
)
### END HIDDEN TESTS

# %% [markdown]
# ## One pixel to the right
#
# Lesson 01 proved that a convolution moves with the picture, lesson 04 that pooling does so only in whole strides.
# What does it mean for a network at the end? Show it a picture, and then the same picture as the camera would see it
# from one pixel to the side. To you nothing changed.
#
# A stride of 2 keeps every other number. After a shift by one pixel it keeps the others, and if neighbours differ
# much, these say something else. There is an old cure from signal processing: make neighbours alike before you throw
# half of them away. That is a **blur**, the kernel
#
# $$\frac{1}{16} \begin{pmatrix} 1 & 2 & 1 \\ 2 & 4 & 2 \\ 1 & 2 & 1 \end{pmatrix},$$
#
# on each channel by itself, and only then the stride. Look at a row of stripes, one pixel wide: seen with a stride of
# 2, it is white or black, depending on where one begins.

# %%
stripes = np.tile([1.0, 0.0], (6, 6))[None, None]
kernel = np.array([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]])[None, None] / 16
for name, picture in (("as it is", stripes[..., :-1]), ("shifted ", stripes[..., 1:])):
    print(name, " every other:", picture[0, 0, 1, 1:-1:2], " blurred first:", end=" ")
    print(conv2d(picture, kernel, stride=2)[0, 0, 1])

# %% [markdown]
# To measure a network, compare its **features**, the numbers just before the linear head, for both pictures. If they
# point in the same direction, the head will say the same. The **cosine similarity** of two vectors $a$ and $b$ is
# $\sum a b / (\lVert a \rVert \, \lVert b \rVert)$: 1 for the same direction, 0 for a right angle.
#
# And how does one shift a picture honestly? `np.roll` carries the first column round to the other end, where it makes
# an edge that nobody photographed. Take two crops of one picture: one without its last column, one without its first.
# The second shows the scene one pixel further on.

# %% [markdown]
# ## Exercise 13.9 · Does a shift matter?
# ★★★ · 12 min · 3 points (2 for the blur, 1 for the measure)
#
# Write `blur_downsample(x)` for `x` of shape `(N, C, H, W)`: blur each channel with the 3 by 3 kernel above, without
# padding, and keep every second row and column of the result, beginning with the first. The shape is
# `(N, C, (H - 3) // 2 + 1, (W - 3) // 2 + 1)`.
#
# Write `shift_consistency(net, x)`: `net` is a function from pictures `(N, C, H, W)` to features `(N, F)`. Return the
# mean, over the images, of the cosine similarity between the features of `x` without its last column and of `x`
# without its first column. One number.
#
# For the stripes above the blurred row is 0.5, 0.5 and so on, whichever crop. A net whose features do not change has
# consistency 1.
#
# <details><summary>Hint 1: each channel by itself</summary>
#
# `conv2d` has an argument `groups` (lesson 10): with `groups=C` and a weight of shape `(C, 1, 3, 3)` each channel has
# its own kernel. `np.repeat(kernel, C, axis=0)` makes the weight. Or add up nine shifted slices, each times its
# number.
#
# </details>
# <details><summary>Hint 2: the two crops</summary>
#
# `x[..., :-1]` and `x[..., 1:]`.
#
# </details>
# <details><summary>Hint 3: the cosine</summary>
#
# Per image: `(a * b).sum(axis=1)` over the product of `np.linalg.norm(a, axis=1)` and that of `b`. The mean comes
# last.
#
# </details>


# %% solution="shift_consistency"
def blur_downsample(x):
    """(N, C, H, W) -> (N, C, (H - 3) // 2 + 1, (W - 3) // 2 + 1)"""
    ### BEGIN SOLUTION
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]) / 16
    return conv2d(x, np.tile(kernel, (C, 1, 1, 1)), stride=2, groups=C)
    ### END SOLUTION


def shift_consistency(net, x):
    """Mean cosine similarity of the features before and after a shift by one pixel: one number"""
    ### BEGIN SOLUTION
    a, b = net(x[..., :-1]), net(x[..., 1:])
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return ((a * b).sum(axis=1) / lengths).mean()
    ### END SOLUTION


# %% misconception="shift_consistency"
def blur_downsample__blurs_afterwards(x):
    """You threw half of the numbers away first and blurred what was left. Blur first: then what is
    thrown away has left a trace in its neighbours.
    """
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]) / 16
    return conv2d(x[:, :, ::2, ::2], np.tile(kernel, (C, 1, 1, 1)), groups=C)


# %% misconception="shift_consistency"
def blur_downsample__kernel_sums_to_sixteen(x):
    """Your kernel sums to 16, so everything gets 16 times larger. Divide by 16: an even grey stays
    as it is.
    """
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0])
    return conv2d(x, np.tile(kernel, (C, 1, 1, 1)), stride=2, groups=C)


# %% misconception="shift_consistency"
def blur_downsample__plain_mean(x):
    """You blurred with nine equal weights. The kernel is 1 2 1, 2 4 2, 1 2 1, over 16: the middle
    counts most.
    """
    C = x.shape[1]
    kernel = np.ones((3, 3)) / 9
    return conv2d(x, np.tile(kernel, (C, 1, 1, 1)), stride=2, groups=C)


# %% misconception="shift_consistency"
def blur_downsample__mixes_channels(x):
    """You blurred over the channels as well, so all planes come out alike. Each channel is blurred
    by itself.
    """
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]) / 16
    return conv2d(x, np.tile(kernel, (C, C, 1, 1)), stride=2)


# %% misconception="shift_consistency"
def blur_downsample__pads(x):
    """You padded with zeros, which darkens the border. No padding is asked: the result is smaller."""
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]) / 16
    return conv2d(x, np.tile(kernel, (C, 1, 1, 1)), stride=2, padding=1, groups=C)


# %% misconception="shift_consistency"
def blur_downsample__no_stride(x):
    """You blurred and kept everything. Keep every second row and column: stride 2."""
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]) / 16
    return conv2d(x, np.tile(kernel, (C, 1, 1, 1)), groups=C)


# %% misconception="shift_consistency"
def shift_consistency__rolls(net, x):
    """You shifted with np.roll, which carries a column from one end to the other. Take two crops of
    the picture instead: x[..., :-1] and x[..., 1:].
    """
    a, b = net(x), net(np.roll(x, 1, axis=-1))
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return ((a * b).sum(axis=1) / lengths).mean()


# %% misconception="shift_consistency"
def shift_consistency__compares_classes(net, x):
    """You counted how often the largest feature stays the same. That hides most of what changes:
    compare all features, with the cosine.
    """
    a, b = net(x[..., :-1]), net(x[..., 1:])
    return (a.argmax(axis=1) == b.argmax(axis=1)).mean()


# %% misconception="shift_consistency"
def shift_consistency__one_cosine_for_all(net, x):
    """You took all images as one long vector. Then images with large features count more: take a
    cosine for each image, and the mean of these.
    """
    a, b = net(x[..., :-1]), net(x[..., 1:])
    return (a * b).sum() / (np.linalg.norm(a) * np.linalg.norm(b))


# %% misconception="shift_consistency"
def shift_consistency__not_divided_by_lengths(net, x):
    """You took the product of the features without dividing by their lengths. The cosine does not
    depend on how large they are.
    """
    a, b = net(x[..., :-1]), net(x[..., 1:])
    return (a * b).sum(axis=1).mean()


# %% misconception="shift_consistency"
def shift_consistency__shifts_down(net, x):
    """You shifted downwards. Leave out the last and the first column, not the rows."""
    a, b = net(x[..., :-1, :]), net(x[..., 1:, :])
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return ((a * b).sum(axis=1) / lengths).mean()


# %% check="shift_consistency" points=2
def torch_blur_downsample(x):
    line = torch.tensor([0.25, 0.5, 0.25], dtype=torch.float64)
    kernel = torch.outer(line, line).expand(x.shape[1], 1, 3, 3)
    return F.conv2d(x, kernel, stride=2, groups=x.shape[1])


only(blur_downsample)
check(
    blur_downsample,
    against=torch_blur_downsample,
    on=[case(x=normal(2, 3, 8, 7)), case(x=normal(3, 2, 5, 9))],
)
### BEGIN HIDDEN TESTS
check(
    blur_downsample,
    against=torch_blur_downsample,
    on=[case(x=normal(2, 4, 3, 4)), case(x=normal(1, 1, 10, 6)), case(x=normal(2, 5, 6, 11))],
)
### END HIDDEN TESTS

# %% check="shift_consistency" points=1
weight = torch.tensor(np.random.default_rng(1).normal(size=(6, 2, 3, 3)))


def strided(x):
    """Convolution with stride 2, ReLU, mean of each plane: features (N, 6)."""
    return F.conv2d(torch.tensor(x), weight, stride=2).relu().mean(dim=(2, 3)).numpy()


def blurred(x):
    """The same, with a blur before the stride."""
    line = torch.tensor([0.25, 0.5, 0.25], dtype=torch.float64)
    kernel = torch.outer(line, line).expand(6, 1, 3, 3)
    y = F.conv2d(F.conv2d(torch.tensor(x), weight).relu(), kernel, stride=2, groups=6)
    return y.mean(dim=(2, 3)).numpy()


def columns(x):
    """Features that have both signs and know where things are."""
    return (x.sum(axis=(1, 2)) * np.cos(np.arange(x.shape[3])))[:, :4]


def torch_shift_consistency(net, x):
    a, b = (torch.tensor(net(v.numpy())) for v in (x[..., :-1], x[..., 1:]))
    return F.cosine_similarity(a, b, dim=1).mean()


only(shift_consistency)
check(
    shift_consistency,
    against=torch_shift_consistency,
    on=[
        case(net=strided, x=normal(4, 2, 9, 10)),
        case(net=blurred, x=normal(4, 2, 9, 11)),
        case(net=columns, x=normal(5, 3, 6, 8)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    shift_consistency,
    against=torch_shift_consistency,
    on=[case(net=columns, x=normal(1, 1, 3, 7)), case(net=strided, x=normal(2, 2, 12, 8))],
)
### END HIDDEN TESTS

# %% [markdown]
# Now on a photograph, cut into pieces, with two networks: two convolutions with random kernels, ReLU, and after each
# a downsampling by 2. One keeps every other number, the other blurs first. PyTorch has no layer for the blur;
# `F.conv2d` with `groups` does it. The kernels are the same. Before you run the cell: which of the two changes less,
# and is it a great difference?

# %%
rng = np.random.default_rng(12)
kernels = [torch.tensor(rng.normal(size=shape)) for shape in ((8, 1, 3, 3), (16, 8, 3, 3))]
line_of_three = torch.tensor([0.25, 0.5, 0.25], dtype=torch.float64)


def features(x, blur):
    x = torch.tensor(x)
    for w in kernels:
        x = F.conv2d(input=x, weight=w).relu()
        if blur:
            channels = x.shape[1]
            mask = torch.outer(line_of_three, line_of_three).expand(channels, 1, 3, 3)
            x = F.conv2d(input=x, weight=mask, stride=2, groups=channels)
        else:
            x = x[:, :, 1:-1:2, 1:-1:2]
    return x.flatten(1)


photo = data.photograph("china", layout="HW")
pieces = np.stack(
    [photo[i : i + 32, j : j + 32] for i in range(0, 395, 79) for j in range(0, 600, 60)]
)
pieces = (pieces - pieces.mean())[:, None]
for blur in (False, True):
    a, b = features(pieces[..., :-1], blur), features(pieces[..., 1:], blur)
    cosine = F.cosine_similarity(a, b, dim=1).mean().item()
    print(
        "with blur:   " if blur else "without blur:",
        round(cosine, 4),
        "  short of 1 by",
        round(1 - cosine, 4),
    )

# %% [markdown]
# Every plane is compared place by place here, so that nothing is hidden in a mean. With the blur, the features hardly
# turn. It costs a few additions and no parameters.

# %% [markdown]
# ## Networks as classes
#
# A chain can be written as `nn.Sequential`. Everything else, with shortcuts, branches or sizes that depend on the
# input, is a **class**. It has two parts. `__init__` makes the layers and keeps them as attributes; it must call
# `super().__init__()` first, so that PyTorch can collect their parameters. `forward` says what happens to an input.
# Here is a small one. Before you run the cell: how many parameters does it have?


# %%
class Tiny(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv = nn.Conv2d(in_channels=1, out_channels=4, kernel_size=3, padding=1)
        self.head = nn.Linear(in_features=4, out_features=num_classes)

    def forward(self, x):
        x = F.relu(self.conv(x))
        return self.head(x.mean(dim=(2, 3)))


tiny = Tiny(num_classes=10)
for name, value in tiny.state_dict().items():
    print(f"{name:12s} {tuple(value.shape)}")
print("parameters:", sum(p.numel() for p in tiny.parameters()))
print("output:    ", tuple(tiny(torch.zeros(2, 1, 8, 8)).shape))

# %% [markdown]
# The names in the state dict are those of the attributes. And the network ends with logits: `F.cross_entropy` wants
# them as they are, since it has the softmax in it.
#
# The next network is the size that reads small colour pictures. Count before you build: where are the parameters this
# time?

# %%
plan = [
    convkit.Conv2d(3, 32, 3, padding=1),
    convkit.ReLU(),
    convkit.MaxPool2d(2),
    convkit.Conv2d(32, 64, 3, padding=1),
    convkit.ReLU(),
    convkit.MaxPool2d(2),
    convkit.Flatten(),
    convkit.Linear(64 * 7 * 7, 512),
    convkit.ReLU(),
    convkit.Linear(512, 10),
]
rows = convkit.ledger(plan, (3, 28, 28))
for row in rows:
    print(f"{row.name:10s} {row.shape!s:>14s} {row.parameters:11,} {row.macs:10,}")
share = rows[8].parameters / sum(r.parameters for r in rows)
print(f"the first linear layer has {share:.1%} of all parameters")


# %% setup="checks"
def describe(net):
    """The layers with parameters, by name: kind and sizes, as one line each."""
    state, layers = net.state_dict(), {}
    for name, value in state.items():
        layer, _, part = name.rpartition(".")
        layers.setdefault(layer, {})[part] = tuple(value.shape)
    lines = {}
    for layer, shapes in layers.items():
        kind = type(net.get_submodule(layer)).__name__ if layer else "bare parameter"
        sizes = "×".join(map(str, shapes.get("weight", ())))
        lines[layer] = f"{kind} {sizes}" + ("" if "bias" in shapes else " without bias")
    return lines


def answers(Net, classes, weights, x):
    """What the student's network is made of, and what it answers with these parameters.

    It runs in the process of the student; what goes there and comes back are tensors.
    """
    net = Net(classes)
    net.double()
    net.eval()
    lines = describe(net)
    layers = "; ".join(sorted(lines.values()))
    if layers != "; ".join(sorted(kind for kind, _, _ in weights)):
        return {"layers": layers, "output": np.zeros(0)}
    names, state = dict(map(reversed, lines.items())), {}
    for kind, weight, bias in weights:
        state[names[kind] + ".weight"] = torch.tensor(weight)
        state[names[kind] + ".bias"] = torch.tensor(bias)
    net.load_state_dict(state)
    return {"layers": layers, "output": net(torch.tensor(x))}


def draw_layers(*layers):
    """A draw of [(kind and sizes, weight, bias)] for layers (kind, outputs, weight shape)."""

    def draw(rng):
        found = []
        for kind, outputs, shape in layers:
            size = np.sqrt(2 * outputs / np.prod(shape))
            name = f"{kind} {'×'.join(map(str, shape))}"
            found.append((name, rng.normal(size=shape) * size, rng.normal(size=outputs)))
        return found

    return drawn(draw)


# %% [markdown]
# ## Exercise 13.10 · ConvNet
# ★ · 10 min · 2 points
#
# Write the class `ConvNet(num_classes)` in `torch.nn`, for pictures of shape `(N, 3, 28, 28)`: exactly the network of
# the table above, with `num_classes` in place of 10. Convolutions 3 by 3 with padding 1 and a bias, from 3 to 32
# channels and from 32 to 64; after each, ReLU and max pooling 2 by 2; flatten; linear to 512, ReLU; linear to
# `num_classes`. It returns logits, shape `(N, num_classes)`.
#
# With `num_classes` = 10 it has 1,630,666 parameters. The names of the attributes are yours to choose; the layers are
# to be those of `torch.nn`.
#
# <details><summary>Hint 1: which layers have to be attributes?</summary>
#
# Those with parameters: two `nn.Conv2d(inputs, outputs, 3, padding=1)` and two `nn.Linear(inputs, outputs)`. ReLU and
# pooling have none and may be called as `F.relu` and `F.max_pool2d` in `forward`.
#
# </details>
# <details><summary>Hint 2: mat1 and mat2 shapes cannot be multiplied</summary>
#
# The first linear layer does not have as many inputs as there are numbers after flattening. Two poolings make 28 to
# 14 to 7: 64 planes of 7 by 7.
#
# </details>
# <details><summary>Hint 3: flatten</summary>
#
# `x.flatten(1)`, or `torch.flatten(x, start_dim=1)`: everything but the images' axis.
#
# </details>


# %% solution="ConvNet"
class ConvNet(nn.Module):
    """(N, 3, 28, 28) -> logits (N, num_classes)"""

    def __init__(self, num_classes):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)
        ### END SOLUTION


# %% misconception="ConvNet"
class ConvNet__one_pooling(nn.Module):
    """Your first linear layer has 64·14·14 inputs: the second pooling is missing. There is one
    after each convolution, which leaves 7 by 7.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 14 * 14, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x))
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


# %% misconception="ConvNet"
class ConvNet__layers_in_a_list(nn.Module):
    """PyTorch finds no layer in your network. It looks at attributes, and not into a plain list:
    write self.conv1 = nn.Conv2d(...) for each, or put the list into nn.ModuleList.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.convs = [nn.Conv2d(3, 32, 3, padding=1), nn.Conv2d(32, 64, 3, padding=1)]
        self.linears = [nn.Linear(64 * 7 * 7, 512), nn.Linear(512, num_classes)]

    def forward(self, x):
        for conv in self.convs:
            x = F.max_pool2d(F.relu(conv(x)), 2)
        x = F.relu(self.linears[0](x.flatten(1)))
        return self.linears[1](x)


# %% misconception="ConvNet"
class ConvNet__no_padding(nn.Module):
    """Your convolutions have no padding, so 64·5·5 numbers are left. With padding=1 a convolution
    of 3 by 3 keeps the size.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.fc1 = nn.Linear(64 * 5 * 5, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


# %% misconception="ConvNet"
class ConvNet__no_bias(nn.Module):
    """Your convolutions have no bias. Leave bias=False out."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1, bias=False)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


# %% misconception="ConvNet"
class ConvNet__softmax_at_the_end(nn.Module):
    """Your network ends with a softmax. It is to return logits: cross_entropy in PyTorch has the
    softmax in it, and twice is once too often.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x).softmax(dim=1)


# %% misconception="ConvNet"
class ConvNet__relu_on_logits(nn.Module):
    """You put a ReLU after the last layer. Logits may be negative."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return F.relu(self.fc2(x))


# %% misconception="ConvNet"
class ConvNet__always_ten(nn.Module):
    """Your network has ten classes, whatever it was asked for. Use num_classes."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


# %% misconception="ConvNet"
class ConvNet__no_relu_before_head(nn.Module):
    """There is no ReLU between your two linear layers."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.fc1(x.flatten(1))
        return self.fc2(x)


# %% misconception="ConvNet"
class ConvNet__no_relu_after_conv(nn.Module):
    """There is no ReLU after your convolutions."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.max_pool2d(self.conv2(x), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


# %% misconception="ConvNet"
class ConvNet__averages(nn.Module):
    """You pooled with the mean. This network takes the maximum."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.avg_pool2d(F.relu(self.conv1(x)), 2)
        x = F.avg_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


# %% misconception="ConvNet"
class ConvNet__flattens_the_batch(nn.Module):
    """You flattened the images' axis too, or in part: only the axes after the first become one. Use
    flatten(1).
    """

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1).mean(dim=0, keepdim=True)))
        return self.fc2(x)


# %% check="ConvNet" points=2
def convnet_layers(classes):
    return draw_layers(
        ("Conv2d", 32, (32, 3, 3, 3)),
        ("Conv2d", 64, (64, 32, 3, 3)),
        ("Linear", 512, (512, 3136)),
        ("Linear", classes, (classes, 512)),
    )


def torch_convnet(classes, weights, x):
    (w1, b1), (w2, b2), (w3, b3), (w4, b4) = (map(torch.tensor, w[1:]) for w in weights)
    x = F.max_pool2d(F.conv2d(x, w1, b1, padding=1).relu(), 2)
    x = F.max_pool2d(F.conv2d(x, w2, b2, padding=1).relu(), 2)
    output = F.linear(F.linear(x.flatten(1), w3, b3).relu(), w4, b4)
    return {"layers": "; ".join(sorted(w[0] for w in weights)), "output": output}


# probe: rectangular: this network takes 28 by 28 only; a transposed picture shows in the values
check(
    ConvNet,
    against=torch_convnet,
    via=answers,
    on=[case(classes=7, weights=convnet_layers(7), x=normal(2, 3, 28, 28))],
)
### BEGIN HIDDEN TESTS
check(
    ConvNet,
    against=torch_convnet,
    via=answers,
    on=[case(classes=12, weights=convnet_layers(12), x=normal(3, 3, 28, 28))],
)
### END HIDDEN TESTS

# %% [markdown]
# A question for those who have come so far: what would a global average in place of flattening do to the parameters
# of this network?

# %%
shorter = [*plan[:6], convkit.AvgPool2d(7), convkit.Flatten(), convkit.Linear(64, 10)]
for name, layers in (("flatten, 512, 10", plan), ("global average, 10", shorter)):
    rows = convkit.ledger(layers, (3, 28, 28))
    print(
        f"{name:20s} {sum(r.parameters for r in rows):10,} parameters {sum(r.macs for r in rows):11,} MACs"
    )

# %% [markdown]
# ## A class for every pixel
#
# Which pixels are road, and which are sky? For this, **segmentation**, a network has to put out a plane for each
# class, as large as the picture. It has no linear layers at all: it is **fully convolutional**, and takes pictures of
# any size. Three convolutions with stride 2 go down, to see much of the picture at once; three transposed
# convolutions (lesson 07) go up again.
#
# Sizes are the difficulty. With kernels of 3 by 3, stride 2 and padding 1, both 27 and 28 become 14. On the way up,
# 14 becomes 27 or 28, and the layer has to be told which: lesson 07 called it `output_padding`. In PyTorch one may
# simply say the size one wants, when one calls the layer:

# %%
down = nn.Conv2d(in_channels=3, out_channels=5, kernel_size=3, stride=2, padding=1)
up = nn.ConvTranspose2d(in_channels=5, out_channels=4, kernel_size=3, stride=2, padding=1)
for size in ((27, 36), (28, 35)):
    x = torch.zeros(1, 3, *size)
    y = down(x)
    back = up(y, output_size=size)
    print(f"{size} down to {tuple(y.shape[2:])}, up to {tuple(back.shape[2:])}", end="")
    print(f"   without output_size: {tuple(up(y).shape[2:])}")
print("weight of down:", tuple(down.weight.shape), "  of up:", tuple(up.weight.shape))

# %% [markdown]
# Look at the last line: a transposed convolution keeps its weight as (inputs, outputs, rows, columns), the other way
# round than a convolution.

# %% [markdown]
# ## Exercise 13.11 · A fully convolutional network
# ★★ · 15 min · 3 points (2 for even sizes, 1 for all)
#
# Write the class `FCN(num_classes)` in `torch.nn`. Three convolutions, from 3 to 32 to 64 to 128 channels, then three
# transposed convolutions, from 128 to 64 to 32 to `num_classes`. All six have kernels of 3 by 3, stride 2, padding 1
# and a bias. A ReLU follows each of them but the last. Each transposed convolution goes back to the size that came
# into the convolution on the same level: the first up to what came into the third down, the last up to the size of
# the picture.
#
# For a picture `(2, 3, 28, 36)` and 5 classes, `(2, 5, 28, 36)` comes out; for `(1, 3, 21, 30)`, `(1, 5, 21, 30)`.
#
# <details><summary>Hint 1: the layers</summary>
#
# `nn.Conv2d(3, 32, 3, stride=2, padding=1)` and `nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)`, and so on.
# Always inputs first, outputs second.
#
# </details>
# <details><summary>Hint 2: the sizes</summary>
#
# Keep each picture of the way down under a name of its own. `a.shape[2:]` is its size, and
# `self.up1(c, output_size=b.shape[2:])` goes back to that of `b`.
#
# </details>


# %% solution="FCN"
class FCN(nn.Module):
    """(N, 3, H, W) -> logits (N, num_classes, H, W)"""

    def __init__(self, num_classes):
        super().__init__()
        ### BEGIN SOLUTION
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return self.up3(y, output_size=x.shape[2:])
        ### END SOLUTION


# %% misconception="FCN"
class FCN__channels_as_in_conv(nn.Module):
    """Your transposed convolutions have inputs and outputs exchanged, as if their weights were read
    like those of a convolution. Inputs come first here too: ConvTranspose2d(128, 64, ...).
    """

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(64, 128, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(32, 64, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(num_classes, 32, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return self.up3(y, output_size=x.shape[2:])


# %% misconception="FCN"
class FCN__relu_at_the_end(nn.Module):
    """You put a ReLU after the last layer. Logits may be negative."""

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return F.relu(self.up3(y, output_size=x.shape[2:]))


# %% misconception="FCN"
class FCN__upsamples(nn.Module):
    """You enlarged the planes and used ordinary convolutions. Asked are transposed ones,
    nn.ConvTranspose2d.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.Conv2d(128, 64, 3, padding=1)
        self.up2 = nn.Conv2d(64, 32, 3, padding=1)
        self.up3 = nn.Conv2d(32, num_classes, 3, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(F.interpolate(y, b.shape[2:])))
        y = F.relu(self.up2(F.interpolate(y, a.shape[2:])))
        return self.up3(F.interpolate(y, x.shape[2:]))


# %% misconception="FCN"
class FCN__no_relu_on_the_way_up(nn.Module):
    """There is no ReLU between your transposed convolutions."""

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = self.up1(y, output_size=b.shape[2:])
        y = self.up2(y, output_size=a.shape[2:])
        return self.up3(y, output_size=x.shape[2:])


# %% misconception="FCN"
class FCN__no_output_size(nn.Module):
    """Your planes come back too small by a few pixels. The layers going up do not know which of two
    sizes is meant: say it with output_size.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y))
        y = F.relu(self.up2(y))
        return self.up3(y)


# %% misconception="FCN"
class FCN__always_doubles(nn.Module):
    """You always double the size, with output_padding=1. For a picture with an odd number of rows
    or columns that is one too many: ask for the size of the picture on the way down.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1, output_padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1, output_padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y))
        y = F.relu(self.up2(y))
        return self.up3(y)


# %% misconception="FCN"
class FCN__one_size_only(nn.Module):
    """Your network gives 32 by 40 whatever comes in. The size is that of the picture: x.shape[2:]."""

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        y = self.up3(y, output_size=x.shape[2:])
        return F.interpolate(y, (32, 40))


# %% misconception="FCN"
class FCN__stretches_at_the_end(nn.Module):
    """You stretched the last planes to the size of the picture. Let the transposed convolutions
    meet the sizes exactly, with output_size at every level.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y))
        y = F.relu(self.up2(y))
        return F.interpolate(self.up3(y), x.shape[2:])


# %% check="FCN" points=2
def fcn_layers(classes):
    return draw_layers(
        ("Conv2d", 32, (32, 3, 3, 3)),
        ("Conv2d", 64, (64, 32, 3, 3)),
        ("Conv2d", 128, (128, 64, 3, 3)),
        ("ConvTranspose2d", 64, (128, 64, 3, 3)),
        ("ConvTranspose2d", 32, (64, 32, 3, 3)),
        ("ConvTranspose2d", classes, (32, classes, 3, 3)),
    )


def torch_fcn(classes, weights, x):
    layers, sizes = [tuple(map(torch.tensor, w[1:])) for w in weights], []
    y = x
    for w, b in layers[:3]:
        sizes.append(y.shape[2:])
        y = F.conv2d(y, w, b, stride=2, padding=1).relu()
    for w, b in layers[3:]:
        odd = [1 - size % 2 for size in sizes.pop()]
        y = F.conv_transpose2d(y.relu(), w, b, stride=2, padding=1, output_padding=odd)
    return {"layers": "; ".join(sorted(w[0] for w in weights)), "output": y}


check(
    FCN,
    against=torch_fcn,
    via=answers,
    on=[
        case(classes=5, weights=fcn_layers(5), x=normal(2, 3, 16, 24)),
        case(classes=4, weights=fcn_layers(4), x=normal(1, 3, 32, 40)),
    ],
)


# %% check="FCN" points=1
def fcn_layers(classes):
    return draw_layers(
        ("Conv2d", 32, (32, 3, 3, 3)),
        ("Conv2d", 64, (64, 32, 3, 3)),
        ("Conv2d", 128, (128, 64, 3, 3)),
        ("ConvTranspose2d", 64, (128, 64, 3, 3)),
        ("ConvTranspose2d", 32, (64, 32, 3, 3)),
        ("ConvTranspose2d", classes, (32, classes, 3, 3)),
    )


def torch_fcn(classes, weights, x):
    layers, sizes = [tuple(map(torch.tensor, w[1:])) for w in weights], []
    y = x
    for w, b in layers[:3]:
        sizes.append(y.shape[2:])
        y = F.conv2d(y, w, b, stride=2, padding=1).relu()
    for w, b in layers[3:]:
        odd = [1 - size % 2 for size in sizes.pop()]
        y = F.conv_transpose2d(y.relu(), w, b, stride=2, padding=1, output_padding=odd)
    return {"layers": "; ".join(sorted(w[0] for w in weights)), "output": y}


check(
    FCN,
    against=torch_fcn,
    via=answers,
    on=[
        case(classes=5, weights=fcn_layers(5), x=normal(1, 3, 21, 30)),
        case(classes=3, weights=fcn_layers(3), x=normal(2, 3, 13, 18)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    FCN,
    against=torch_fcn,
    via=answers,
    on=[
        case(classes=2, weights=fcn_layers(2), x=normal(1, 3, 27, 19)),
        case(classes=6, weights=fcn_layers(6), x=normal(1, 3, 9, 1)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# Whether such a network has shortcuts as well, from each level down to the same level up, is the difference between
# this one and the U-Net.
#
# ## Exercise 13.12 · Defend an architecture
# ★★ · 15 min · 2 points, marked by hand
#
# A camera trap on a battery is to tell six kinds of animal from each other, in colour pictures of 64 by 64 pixels.
# There are 3000 pictures to learn from. The chip allows 100,000 parameters and 10 million MACs for one picture. Plan
# a network for it, and defend the plan in about fifteen lines: what you chose and why (kernels, downsampling,
# normalisation, head), what it costs, what you gave up for it, and how you would find out whether the plan was right.
#
# Count your plan with `convkit.ledger`, as below for one that is far too large, or with the table of exercise 13.1.
# Change the cell as you like.

# %%
my_plan = [
    convkit.Conv2d(3, 64, 5, padding=2),
    convkit.ReLU(),
    convkit.MaxPool2d(4),
    convkit.Flatten(),
    convkit.Linear(64 * 16 * 16, 6),
]
rows = convkit.ledger(my_plan, (3, 64, 64))
for row in rows:
    print(f"{row.name:11s} {row.shape!s:>14s} {row.parameters:9,} {row.macs:11,}")
print(f"in all {sum(r.parameters for r in rows):,} parameters, {sum(r.macs for r in rows):,} MACs")

# %% [markdown] essay="defend_an_architecture" points=2
# Four times the same: convolution 3 by 3 with padding 1, batch norm, ReLU, max pooling 2 by 2, with 12, 24, 48 and 96
# filters. Then a global average over the 4 by 4 places that are left, and a linear layer to 6 classes. By the ledger
# these are 55,878 parameters and 9,290,304 MACs, inside both limits.
#
# Kernels of 3 by 3 because two of them see what one of 5 by 5 sees, for less, and with a ReLU between. Pooling after
# every convolution because the MACs are the tighter limit: most of them are spent where the pictures are large, so
# the channels are few there, and double when rows and columns halve. At the end one number has seen 46 by 46 pixels
# of 64 by 64, about the size of an animal that fills most of the picture. Batch norm makes the network learn at any
# sensible learning rate; on the chip it is folded into the convolutions and costs nothing. The global average head
# has 582 parameters. The flattened one of the cell above has 98,310, nearly the whole budget, and 3000 pictures are
# too few to learn them: it would know each animal at each place by itself.
#
# Given up: fine detail, since after two poolings whiskers are gone; places, since the average forgets where the
# animal stood, which does not matter here; shortcuts, which four layers do not need; and exact indifference to small
# shifts, which a blur before each pooling would improve for few MACs.
#
# To find out: keep 600 pictures aside, from other cameras than the training pictures, or background will be learnt
# for animal. Train with 8, 12 and 16 filters at the beginning: if accuracy still rises, the budget is the limit; if
# training is perfect and the rest is not, the pictures are. Compare the first training step with PyTorch's. Look at
# the confusion matrix and at the activation maps of the mistakes: if they lie on grass, the network has learnt the
# meadow.
#
# === BEGIN MARK SCHEME ===
# Two points, in halves. Give each half for the idea, in whatever words; any plan inside the limits can have full
# points.
#
# - ½ **The plan and its cost.** A complete chain of layers from (3, 64, 64) to 6 logits, with a count of parameters
#   and MACs that is right to about ten per cent and inside both limits.
# - ½ **Reasons.** At least two of its choices (kernel size, where to downsample, how many channels where,
#   normalisation, head) with a reason that has to do with *this* task or *this* budget. "Because ResNet does it" is
#   not a reason.
# - ½ **The price.** Names something that the plan gives up or cannot do, and why that is bearable here.
# - ½ **A test.** Says how one would find out: pictures kept aside, and at least one thing that would be compared or
#   looked at (another width, with and without a part, mistakes, maps, first step against PyTorch). "Measure the
#   accuracy" alone is not enough.
#
# No points are lost for language or length, nor for a plan that is not the best. Take off ½ if the head or the number
# of channels does not fit what comes before it.
# === END MARK SCHEME ===

# %% [markdown]
# ## What you can do now
#
# - Write the ledger of a network, and see from it where parameters and work are.
# - Normalise a batch, fold the normalisation away, and add a shortcut.
# - Train a network with forward and backward passes of your own, and hold it against PyTorch's, step by step.
# - Show what a network learnt: its kernels, its mistakes, where it looked, and what a shift does to it.
# - Write networks in `torch.nn`, for one answer a picture and for one a pixel.
#
# **Three traps**
#
# 1. Accuracy proves little. A network with a wrong or missing gradient still learns, only worse. Compare the first
#    step, number by number.
# 2. Learning and using are two modes. Batch norm behaves differently in them; and nothing of the pictures that judge,
#    not even their mean, may reach the training.
# 3. What runs is not yet right: flattening in the wrong order, a softmax too many, a ReLU on the logits, two mistakes
#    that hide each other. None of them raises an error.
#
# **Where it is used.** LeNet-5 is by LeCun, Bottou, Bengio and Haffner (*Gradient-Based Learning Applied to Document
# Recognition*, Proceedings of the IEEE, 1998). Batch norm is by Ioffe and Szegedy (ICML 2015), the residual network
# by He, Zhang, Ren and Sun (*Deep Residual Learning for Image Recognition*, CVPR 2016), global average pooling by
# Lin, Chen and Yan (*Network in Network*, ICLR 2014), and the activation maps by Zhou, Khosla, Lapedriza, Oliva and
# Torralba (*Learning Deep Features for Discriminative Localization*, CVPR 2016). Blurring before the stride is from
# Zhang (*Making Convolutional Networks Shift-Invariant Again*, ICML 2019), fully convolutional networks are from
# Long, Shelhamer and Darrell (CVPR 2015), and the U-Net is by Ronneberger, Fischer and Brox (MICCAI 2015). Adam is by
# Kingma and Ba (ICLR 2015).
#
# **What comes next.** This was the last lesson. You have written every part of a convolutional network, forward and
# backward, and you know how to find out whether a part is right. Take a network that somebody published, write its
# ledger, and look for the parts you know. You will know most of them.
