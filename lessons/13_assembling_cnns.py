# %% [markdown]
# # 13 · Assembling networks: from a plan to a network
#
# Twelve lessons gave you the parts. Here they become networks: counted before they are built, run on numbers layer by
# layer, and written as a class of PyTorch. In between come three inventions that made deep networks easier to train
# and cheaper: normalisation, the shortcut, and a head that has next to no weights and shows where the network looked.
# How a network learns, and how one knows that it has learnt something, is lesson 14; a class for every pixel is lesson
# 15.
#
# **You will be able to**
#
# - write down shapes, parameters and multiplications of a network from its plan;
# - run LeNet on numbers, layer by layer;
# - normalise a batch, and fold the normalisation away afterwards;
# - build a block with a shortcut, and a head that shows where it looked;
# - measure what a network makes of a shift by one pixel;
# - write a network as a class of `torch.nn`, and defend a plan of your own.
#
# **You need** lessons 03 and 04: convolution layers and their MACs, pooling; of lesson 10, what groups are; of lesson
# 12, the field of a stack.
# **Time** 110 minutes, with what is optional 135. **Points** 16, with what is optional 22. What is marked *optional* may be
# left out.
#
# **Core path**, if you have an hour and a half: count before you build, exercises 13.1 and 13.2; batch norm without
# folding it (13.3); the shortcut (13.5); the head (13.6). The rest can wait.
#
# Exercise 13.8 is the one of this lesson that is solved in PyTorch, and 13.9 is answered in words. All others are
# solved in NumPy, with these, which
# you wrote in earlier lessons: `conv2d`, `max_pool2d`, `avg_pool2d`; and with `relu`, which replaces negative numbers
# by 0.

# %% setup="all" allow=["numpy", "math", "torch", "convkit.pooling.average_pooling.avg_pool2d", "convkit.networks.batch_norm.BatchNorm2d", "convkit.convolution.conv.conv2d", "convkit.pooling.max_pooling.max_pool2d"]
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from convkit.pooling.average_pooling import avg_pool2d
from convkit.networks.batch_norm import BatchNorm2d
from convkit.convolution.conv import conv2d
from convkit.pooling.max_pooling import max_pool2d


def relu(x):
    """Negative numbers become 0."""
    return np.maximum(x, 0)


# %% setup="checks"
from torch.nn.utils.fusion import fuse_conv_bn_weights

import convkit
from autograder import begin, case, check, drawn, normal, uniform, uses_outside, whole_number
from convkit import data, plot

torch.set_num_threads(1)  # the pictures are small: more threads only wait for each other
GIVEN = tuple(f"convkit.{name}" for name in ("average_pooling", "convolution", "pooling"))


def only(function, *more):
    """All exercises but 13.8 are done in NumPy, with the functions given above."""
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

# %% cover=true
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
parameters, macs = sum(r.parameters for r in rows), sum(r.macs for r in rows)
print(f"all together {parameters:,} parameters, {macs:,} MACs")
plot.ledger(rows)

# %% [markdown]
# Such a table is a **ledger**. Look at the two columns of bars: most parameters sit in the first
# linear layer, most of the work in the convolutions. A convolution uses each weight at every place
# of the picture, a linear layer uses it once. So it is in most networks that flatten large planes
# into a wide linear layer; networks with another head, near the end of this lesson, are different.
#
# Three rules fill in a line. *Shape:* a convolution or pooling of size $k$, stride $s$ and padding $p$ makes
# $\lfloor (n + 2p - k)/s \rfloor + 1$ places of $n$ (lesson 02); a linear layer makes as many numbers as it has
# outputs. *Parameters:* $O \cdot C \cdot k^2 + O$ for a convolution from $C$ to $O$ channels, $O \cdot I + O$ for a
# linear layer from $I$ to $O$ numbers. *MACs:* one for each multiplication and the addition that follows it (lesson 03).
# A convolution has as many as it has weights, its biases not counted, times the places of its output. A linear layer
# has one for each weight.
#
# One kind of layer in the exercise is new, and you will meet it soon: **batch norm** learns one factor and one summand
# for each channel, usually called scale and shift. It also keeps two numbers for each channel that are measured and not
# learnt. Those are
# called **buffers**, and they are not parameters.
#
# > **What to choose, usually.** Kernels of 3 by 3, stride 1, padding 1, so that sizes stay. Halve
# > rows and columns when it is time to, and double the channels where you do: the convolution that
# > doubles them then has half the MACs and twice the weights of the one before it. Those behind it
# > have as many MACs as the one before the doubling, and four times its weights. Doubling the channels on both sides of a layer
# > without halving the picture makes its weights and its MACs four times as many.

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
def some_layers(rng):
    """Layers of every kind, their numbers drawn."""
    filters, outputs, k, stride, padding = rng.integers((2, 2, 1, 1, 0), (9, 9, 6, 3, 3)).tolist()
    layers = [("conv", filters, k, stride, padding), ("norm",), ("relu",), ("pool", 2)]
    return [*layers, ("flatten",), ("linear", outputs)]


check(
    ledger,
    against=torch_ledger,
    via=named,
    on=[
        case(layers=[("pool", 3), ("conv", 4, 4, 3, 2), ("norm",)], in_shape=(5, 22, 17)),
        case(layers=[("conv", 7, 1, 1, 0), ("flatten",), ("linear", 1)], in_shape=(2, 3, 4)),
        case(layers=[("pool", 2, 1), ("pool", 2), ("flatten",)], in_shape=(3, 8, 9)),
        *[case(layers=drawn(some_layers), in_shape=whole_number(16, 30, 3))] * 2,
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
# alike. Whoever wants probabilities takes the **softmax**, $e^{z_k} / \sum_j e^{z_j}$ for the logit $z_k$: positive
# numbers whose sum is 1. It is not part of the network; lesson 14 has it in the loss.
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
bell = rng.normal(size=1_000_000)
print(f"a million numbers of mean 0 and spread 1, after ReLU: spread {relu(bell).std():.3f}")
plot.curves(spread, x=range(1, 21), across="layer", up="spread of the numbers", log=(False, True))

# %% [markdown]
# Look at the two falling lines. The scale is logarithmic: each mark is a factor of ten. The upper
# line wanders: some layers make the numbers larger, one takes away more than half. The lower one
# loses a quarter in each layer on top of that, and next to nothing reaches the end. (The upper
# network has weights of the usual size for a start, $\sqrt{2 / (C k^2)}$. Kaiming He and others
# worked out that this keeps the numbers about as large as they are, although ReLU cuts half of them
# off. It holds for wide networks. This one has 8 channels, and what eight drawn filters do by
# chance does not even out.) The third line is the cure: after every convolution, each channel is
# brought back to the mean 0 and the spread 1. The line lies below 1, at the number printed last,
# because its spread is measured after the ReLU.
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
# A picture's result now depends on the other pictures in its batch. While the network learns, that is fine. When it is
# used, a picture may come alone, and its answer should not depend on what else is in the batch. So while it learns, the
# layer keeps **running** numbers, a mean and a variance for each channel. With each batch they move a tenth of the way
# (the `momentum`) towards those of the batch:
#
# $$\text{running} \leftarrow 0.9 \cdot \text{running} + 0.1 \cdot \text{batch}.$$
#
# When the network is used, the running numbers take the place of those of the batch.
#
# One detail is easy to miss. The variance of $M$ numbers can be computed with $1/M$ or with $1/(M-1)$. The second is the
# fairer guess at the variance of all pictures, of which the batch is a sample. PyTorch normalises with the first and
# remembers the second.

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
    y, new_mean, new_var = None, mean.copy(), var.copy()
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
        case(
            x=uniform(2, C, 4, 3, high=0.02),
            **parts,
            var=uniform(C, low=0.5, high=2),
            training=True,
        ),
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
# ## Fold it away (optional)
#
# In use, batch norm is a factor and a summand for each channel: $y = s_c \, (x - \mu_c) + \beta_c$ with
# $s_c = \gamma_c / \sqrt{\sigma_c^2 + \varepsilon}$. In front of it stands a convolution,
# $x = w * \text{picture} + b$, which is linear. A factor behind a weighted sum may as well be multiplied into the
# weights:
#
# $$s_c \, (w_c * \text{picture} + b_c - \mu_c) + \beta_c \;=\; (s_c \, w_c) * \text{picture} \; + \; s_c \, (b_c - \mu_c) + \beta_c .$$
#
# So there is a single convolution that does both. On a phone, networks usually run in this form.
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
# ★★★ · 8 min · 3 points (2 with a bias, 1 without) · optional
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
        case(w=normal(4, 4, 3, 2), b=normal(4), **parts(4), eps=0.01),
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
        case(w=normal(2, 5, 2, 3), b=None, **parts(2), eps=0.01),
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
# Twenty layers should be able to do whatever ten can: the other ten would only have to pass on what they get. But a
# convolution followed by ReLU does not easily learn to pass its input on. So make that the starting point. A **residual
# block** computes something small, $f(x)$, and adds it to what came in:
#
# $$y = \mathrm{relu}(x + f(x)).$$
#
# The path around $f$ is the **shortcut**, or skip connection. If $f$ is 0, the block passes its
# input on wherever that is positive, and behind a ReLU nothing is negative. On the way back the
# gradient can take the shortcut, too: the derivative of $x + f(x)$ with respect to $x$ is 1 plus
# that of $f$, so even a small $f$ does not make it small. The next cell measures it on both
# networks of twenty layers from above, in a chain and with a shortcut around each layer, where $f$
# is a quarter of what the layer puts out. Before you run it: which gradient at the input is the
# largest, and where does the shortcut change most?


# %%
def gradient_at_the_start(scale, shortcut):
    x = start = torch.tensor(images, requires_grad=True)
    for w in weights:
        out = F.conv2d(x, scale * torch.tensor(w), padding=1)
        x = (x + 0.25 * out).relu() if shortcut else out.relu()
    x.sum().backward()
    return start.grad.abs().mean().item()


for name, scale in (("as they are", 1.0), ("a quarter smaller", 0.75)):
    chain, shortcuts = (gradient_at_the_start(scale, shortcut) for shortcut in (False, True))
    print(f"{name:18s} without shortcuts: {chain:.5f}, with shortcuts: {shortcuts:.5f}")

# %% [markdown]
# The chain of the smaller weights loses nearly everything, since each layer takes a quarter of the
# gradient as well. The shortcuts walk round that. Where the weights have the usual size there is
# less to walk round.

# %% [markdown]
# To be added, both must have one shape. In the block below, $f$ is convolution, batch norm, ReLU,
# convolution, batch norm, both convolutions 3 by 3 with padding 1. If the first has a stride other
# than 1 or changes the number of channels, the shortcut has to follow: it gets a convolution of 1
# by 1 with the same stride, and a batch norm of its own. This is called a **projection**. In all
# other cases the shortcut is $x$ itself, with nothing to learn. The last ReLU comes after the sum.


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
def residual_block__relu_twice(x, p, stride):
    """You cut off the negative numbers of bn2 before the sum as well. The only ReLU behind bn2 comes
    after the sum.
    """
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = relu(normalise(conv2d(y, p["conv2"], padding=1), p, "bn2"))
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y + skip)


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


only(residual_block, "convkit.networks.batch_norm")
check(
    residual_block,
    against=torch_residual_block,
    on=[
        case(x=normal(2, 6, 5, 6), p=draw_block(6, 6), stride=1),
        case(x=normal(3, 4, 4, 7), p=draw_block(4, 4), stride=1),
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


only(residual_block, "convkit.networks.batch_norm")
check(
    residual_block,
    against=torch_residual_block,
    on=[
        case(x=normal(2, 3, 7, 6), p=draw_block(3, 4), stride=2),
        case(x=normal(2, 3, 6, 5), p=draw_block(3, 5), stride=1),
        case(x=normal(2, 4, 5, 8), p=draw_block(4, 4), stride=2),
        case(x=normal(8, 5, 1, 1), p=draw_block(5, 5), stride=2),
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
# before exercise 13.8. The heart of it is one line, `F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + x)`.
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
# The last part of a network, which turns planes into classes, is its **head**. LeNet's head flattens, and most of the
# network's parameters are in it. It also wants exactly 400 numbers. A picture of 28 by 30 still fits, as in the check of
# exercise 13.2, because the poolings round down; one of 32 by 32 does not, as the next cell shows. There is a cheaper
# head: take the mean of each plane, and give these few means to one linear layer. That is **global average pooling**,
# GAP for short. With $C$ planes and $K$ classes it has $K \cdot C + K$ parameters, for pictures of any size.
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
for size in ((28, 28), (28, 30), (32, 32)):
    flat = convkit.ledger(list(lenet)[:7], (1, *size))[-1].shape
    print(f"pictures of {size}: {flat[0]} numbers come to the head")
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
# Look at the map: the top left corner adds to the logit, every other place takes away from it. Its mean plus $b$ is the
# logit.
#
# Read one map alone with care. The softmax looks only at *differences* of logits: add the same vector to every row of
# $W$, and all maps change, while no probability does. So a single map's signs mean nothing by themselves. What has a
# meaning is the map of one class minus the map of another: it says where the picture speaks for the first *rather
# than* the second.

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
    logits, maps = None, None
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
# In PyTorch, global average pooling is adaptive pooling (lesson 04) to a single place.

# %%
t = torch.tensor(planes)
means = F.adaptive_avg_pool2d(input=t, output_size=1).flatten(start_dim=1)
print("logit:", F.linear(input=means, weight=torch.tensor(W), bias=torch.tensor(b)).item())
print("map:  ", F.conv2d(input=t, weight=torch.tensor(W)[:, :, None, None])[0, 0].tolist())

# %% [markdown]
# Now for real digits. Each digit, enlarged to 16 by 16, is put somewhere on a black canvas of 32 by 32. The network has
# three convolutions and one pooling, and its last planes are 16 by 16. Each of their places sees only a part of the
# canvas. How large a part, by lesson 12? The cell prints it. The network is told which digit is on the canvas, and never
# where. How it learns is the subject of lesson 14; for now, let it.

# %%
train, train_labels, test, test_labels = data.digits_split(held_out=360)


def place(digits, at):
    """Each digit, twice as large, on a canvas of 32 by 32, its corner at row and column `at[n]`."""
    canvas = np.zeros((len(digits), 1, 32, 32), dtype=np.float32)
    large = digits.repeat(2, axis=2).repeat(2, axis=3)
    for n, (row, column) in enumerate(at):
        canvas[n, :, row : row + 16, column : column + 16] = large[n]
    return torch.tensor(canvas)


def looking_network(seed, epochs=6):
    """A network with a global average head, after learning the digits somewhere on a canvas."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = nn.Sequential(
        *(nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU()),
        *(nn.Conv2d(16, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU()),
        *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10)),
    )
    steps = epochs * math.ceil(len(train) / 32)
    optimiser = torch.optim.Adam(net.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=0.03, total_steps=steps)
    labels = torch.tensor(train_labels)
    for epoch in range(epochs):
        canvases = place(train, rng.integers(0, 17, size=(len(train), 2)))
        for batch in torch.randperm(len(canvases)).split(32):
            optimiser.zero_grad()
            loss = F.cross_entropy(net(canvases[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            schedule.step()
        done = "#" * (epoch + 1) + "." * (epochs - epoch - 1)
        print(f"\r[{done}] seed {seed}, epoch {epoch + 1} of {epochs}", end="", flush=True)
    with torch.no_grad():
        unseen = place(test, rng.integers(0, 17, size=(len(test), 2)))
        right = (net.eval()(unseen).argmax(dim=1).numpy() == test_labels).mean()
    print(f"   unseen digits read correctly: {right:.1%}")
    return net


stack = [(3, 1, 1), (2, 2, 0), (3, 1, 1), (3, 1, 1)]  # kernel, stride, padding
field = convkit.field_of_stack(stack).size
print("a place of the last planes sees", field, "by", field, "pixels of 32 by 32")
networks = [looking_network(seed) for seed in (0, 1)]

# %% [markdown]
# Put a nine and a three on one canvas, which no network here has ever seen, and take the map of 9 minus the map of 3.
# Orange places speak for nine rather than three, blue ones for three rather than nine. Before you run the cell: where
# will orange and blue be? And which parts of the two digits should matter most?


# %%
def nine_rather_than_three(net, canvas):
    """The class-activation map of 9 minus that of 3, (N, 16, 16)."""
    with torch.no_grad():
        planes = net[:-3](canvas)
        weight = net[-1].weight[9] - net[-1].weight[3]
        return torch.einsum("c,nchw->nhw", weight, planes).numpy()


def pair(left, right, rng):
    """Two digits on one canvas, one in each half."""
    (top, bottom) = rng.integers(0, 17, size=2)
    return place(left[None], [(top, 0)]) + place(right[None], [(bottom, 16)])


nines, threes = test[test_labels == 9], test[test_labels == 3]
both = pair(nines[1], threes[2], np.random.default_rng(5))
[difference] = nine_rather_than_three(networks[0], both)
plot.activation(both[0, 0].numpy(), difference, name="9 rather than 3")

# %% [markdown]
# Look at the strongest places. Orange is the loop of the nine, on the left, where it is closed and a three is open. Blue
# is the lower left of the three, where a three comes back and a nine does not. Paler places of both colours lie on
# either digit, and far from the digits the map is nearly white. One picture proves little, so the next cell draws two
# hundred such pairs, the nine on the left or on the right by chance, and asks in which half the map has more weight.

# %%
for seed, net in enumerate(networks):
    rng, right = np.random.default_rng(seed), 0
    for _ in range(200):
        nine, three = nines[rng.integers(len(nines))], threes[rng.integers(len(threes))]
        nine_left = rng.random() < 0.5
        canvas = pair(nine, three, rng) if nine_left else pair(three, nine, rng)
        [found] = nine_rather_than_three(net, canvas)
        right += (found[:, :8].sum() > found[:, 8:].sum()) == nine_left
    print(f"network {seed}: the nine is found in {right} of 200 pairs")

# %% [markdown]
# So the network knows where it sees what, although nobody told it a place. Mind the field: a place of these maps sees as
# many pixels as were printed above, so what it says comes from there. Where each place sees the whole picture, that does
# not follow any more, and a map has to be tested before it is believed, as these were.

# %% [markdown]
# ## One pixel to the right (optional)
#
# Lesson 01 proved that a convolution moves with the picture, lesson 04 that pooling does so only in whole strides.
# What does it mean for a network at the end? Show it a picture, and then the same picture as the camera would see it
# from one pixel to the side. To you nothing changed.
#
# A stride of 2 keeps every other row and column. After a shift by one pixel it keeps the others, and if neighbours differ
# much, these say something else. There is an old cure from signal processing: make neighbours alike before you throw
# three of four away. That is a **blur**, the kernel
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
# To measure a network, compare its **features**, the numbers just before the linear head, for both pictures. If they are
# equal, the head says the same of both. How near are they to that? A usual measure is the **cosine similarity** of two
# vectors $a$ and $b$, $\sum a b / (\lVert a \rVert \, \lVert b \rVert)$: 1 for the same direction, 0 for a right angle.
# It compares directions only; it does not see that one vector is longer than the other.
#
# And how does one shift a picture honestly? `np.roll` carries the first column round to the other end, where it makes
# an edge that nobody photographed. Take two crops of one picture: one without its last column, one without its first.
# The second shows the scene one pixel further on.

# %% [markdown]
# ## Exercise 13.7 · Does a shift matter?
# ★★★ · 12 min · 3 points (2 for the blur, 1 for the measure) · optional
#
# Write `blur_downsample(x)` for `x` of shape `(N, C, H, W)`: blur each channel with the 3 by 3 kernel above, without
# padding, and keep every second row and column of the result, beginning with the first. The shape is
# `(N, C, (H - 3) // 2 + 1, (W - 3) // 2 + 1)`.
#
# Write `shift_consistency(net, x)`: `net` is a function from pictures, an array `(N, C, H, W)`, to features, an array
# `(N, F)`. Return the mean, over the images, of the cosine similarity between the features of `x` without its last
# column and of `x` without its first column. One number.
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
    """Your kernel sums to 16, so everything gets 16 times larger. Divide by 16: a uniform grey stays
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
# turn. It has no parameters to learn, and takes nine MACs for each number that it puts out. And it has a second price:
# the convolution before it must be computed at every place, where one with a stride of 2 would compute every fourth.

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
# The names in the state dict are those of the attributes. And the network ends with logits. `F.cross_entropy`, the loss
# with which it will learn in lesson 14, wants them as they are, since the softmax is in it.
#
# The next network is for small pictures in colour. Count before you build: where are the parameters this time?

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
everything = sum(r.parameters for r in rows)
print(f"all together {everything:,} parameters, {sum(r.macs for r in rows):,} MACs")
print(f"the first linear layer has {rows[8].parameters / everything:.1%} of all parameters")


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

    The network stays in the process of the student; tensors go there and come back.
    """
    net = Net(classes)
    net.double()
    net.eval()
    net(torch.tensor(x))  # a lazy layer has its sizes from here on
    lines = describe(net)
    layers = "; ".join(sorted(lines.values()))
    if layers != "; ".join(sorted(kind for kind, _, _ in weights)):
        return {"layers": layers, "output": np.zeros(0), "the same while learning": True}
    names, state = dict(map(reversed, lines.items())), {}
    for kind, weight, bias in weights:
        state[names[kind] + ".weight"] = torch.tensor(weight)
        state[names[kind] + ".bias"] = torch.tensor(bias)
    net.load_state_dict(state)
    output = net(torch.tensor(x))
    net.train()
    same = torch.equal(net(torch.tensor(x)), output)
    return {"layers": layers, "output": output, "the same while learning": same}


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
# ## Exercise 13.8 · ConvNet
# ★ · 10 min · 2 points
#
# Write the class `ConvNet(num_classes)` in `torch.nn`, for pictures of shape `(N, 3, 28, 28)`: exactly the network of
# the table above, with `num_classes` in place of 10. Convolutions 3 by 3 with padding 1 and a bias, from 3 to 32
# channels and from 32 to 64; after each, ReLU and max pooling 2 by 2; flatten; linear to 512, ReLU; linear to
# `num_classes`. It returns logits, shape `(N, num_classes)`.
#
# With `num_classes` = 10 it has as many parameters as the cell above printed. The names of the attributes are yours to
# choose; the layers with parameters are to be those of `torch.nn` (`nn.LazyLinear`, which finds out its number of inputs
# by itself, is one of them). Nothing else is to be in it: no batch norm, and no **dropout**, a layer that sets numbers
# to 0 at random while the network learns (lesson 14). So it answers the same while learning and in use.
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


# %% misconception="ConvNet"
class ConvNet__with_dropout(nn.Module):
    """Your network answers differently while it learns: there is a dropout in it. It often does
    good, but here it is not asked for.
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
        x = F.dropout(F.relu(self.fc1(x.flatten(1))), 0.5, self.training)
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
    layers = "; ".join(sorted(w[0] for w in weights))
    return {"layers": layers, "output": output, "the same while learning": True}


check(
    ConvNet,
    against=torch_convnet,
    via=answers,
    on=[case(classes=7, weights=convnet_layers(7), x=normal(2, 3, 28, 28))],
)
### BEGIN HIDDEN TESTS
# probe: rectangular: this network takes 28 by 28 only; a transposed picture shows in the values
check(
    ConvNet,
    against=torch_convnet,
    via=answers,
    on=[case(classes=12, weights=convnet_layers(12), x=normal(3, 3, 28, 28))],
)
### END HIDDEN TESTS

# %% [markdown]
# Before you run the next cell: what would a global average in place of flattening do to the parameters of this
# network? And to the work?

# %%
shorter = [*plan[:6], convkit.AvgPool2d(7), convkit.Flatten(), convkit.Linear(64, 10)]
for name, layers in (("flatten, 512, 10", plan), ("global average, 10", shorter)):
    rows = convkit.ledger(layers, (3, 28, 28))
    print(
        f"{name:20s} {sum(r.parameters for r in rows):10,} parameters {sum(r.macs for r in rows):11,} MACs"
    )

# %% [markdown]
# ## Exercise 13.9 · Defend an architecture
# ★★ · 14 min · 2 points, marked by hand
#
# A camera in a forest runs on a battery. It takes colour pictures of 64 by 64 pixels, and a network on its chip is to
# say which of six kinds of animal a picture shows. There are 3000 pictures to learn from. The chip allows 100,000
# parameters, and 10 million MACs for one picture. Plan the network, and defend your plan in ten to fifteen lines: what
# you chose and why (kernels, downsampling, normalisation, head), what it costs, what you gave up for it, and one
# comparison that would tell whether one of your choices was right.
#
# Count your plan with `convkit.ledger`, as the cell below does for a plan that is far too large, or with your `ledger` of
# exercise 13.1. Change the cell as you like.

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
# To find out: train with 8, 12 and 16 filters at the beginning, and compare on pictures that were kept aside, taken by
# other cameras. If the share that is right still rises with the filters, the budget is the limit; if it does not, the
# pictures are. And look at the activation maps of the mistakes: if they lie on grass, the network has learnt the
# meadow, and no number of filters helps.
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
# - ½ **A test.** Says how one would find out whether a choice was right: one thing that is compared or looked at
#   (another width, with and without a part, mistakes, maps), and on which pictures. "Measure the accuracy" alone is
#   not enough.
#
# No points are lost for language or length, nor for a plan that is not the best. Take off ½ if the head or the number
# of channels does not fit what comes before it.
# === END MARK SCHEME ===

# %% [markdown]
# ## What you can do now
#
# - Write the ledger of a network, and see from it where parameters and work are.
# - Run a network by hand, in the right order, and say when the order of ReLU and pooling makes no difference.
# - Normalise a batch, fold the normalisation away, and add a shortcut.
# - Give a network a head without flattening, and read its maps as differences.
# - Measure what a shift by one pixel does, and write a network in `torch.nn`.
#
# **Three traps**
#
# 1. A program that runs need not be right: flattening in the wrong order, a softmax too many, a ReLU on the logits.
#    None of them
#    raises an error.
# 2. Learning and using are two modes, and batch norm behaves differently in them. Without `eval()`, the answer to a
#    picture depends on the other pictures in its batch.
# 3. A heat map is not an explanation by itself. Only the difference of two classes has a meaning. And ask how large the
#    field of a place is: what it says may come from anywhere in there.
#
# **Six questions to answer in your head**
#
# <details><summary>1. Where are the parameters of LeNet, and where is the work? Why not in the same place?</summary>
#
# Parameters in the first linear layer, work in the convolutions: a convolution uses each weight at every place.
#
# </details>
# <details><summary>2. ReLU before or after pooling: for which pooling is it the same?</summary>
#
# For the maximum. For a mean the negative numbers count before they are cut off.
#
# </details>
# <details><summary>3. Which of batch norm's four vectors are learnt, and which are measured?</summary>
#
# Factor and summand are learnt; mean and variance are measured, and stand in for those of the batch in use.
#
# </details>
# <details><summary>4. Why can batch norm be folded into the convolution before it when the network is used, but not
# while it learns?</summary>
#
# In use it is a fixed factor and summand a channel. In training both depend on the batch.
#
# </details>
# <details><summary>5. When does a residual block need a projection?</summary>
#
# When its stride is not 1, or when it changes the number of channels. What goes round the block then has as a rule another
# shape than what comes out of it, and the two could not be added. (A map of one place keeps its shape under a stride of 2, and
# gets the projection all the same.)
#
# </details>
# <details><summary>6. What happens to a class-activation map when one vector is added to all rows of the weight?</summary>
#
# All maps change, the probabilities do not. So look at differences of two maps.
#
# </details>
#
# **Where it is used.** LeNet-5 is by LeCun, Bottou, Bengio and Haffner (*Gradient-Based Learning Applied to Document
# Recognition*, Proceedings of the IEEE, 1998). The size of the first weights is by He, Zhang, Ren and Sun (*Delving
# Deep into Rectifiers*, ICCV 2015), batch norm by Ioffe and Szegedy (ICML 2015), the residual network by He, Zhang,
# Ren and Sun (*Deep Residual Learning for Image Recognition*, CVPR 2016), global average pooling by Lin, Chen and Yan
# (*Network in Network*, ICLR 2014), and the activation maps by Zhou, Khosla, Lapedriza, Oliva and Torralba (*Learning
# Deep Features for Discriminative Localization*, CVPR 2016). Blurring before the stride is from Zhang (*Making
# Convolutional Networks Shift-Invariant Again*, ICML 2019). VGG (Simonyan and Zisserman, ICLR 2015) learnt 16 and
# more layers with neither normalisation nor shortcuts; its authors trained a shallower one first and put layers in.
#
# **What comes next.** The networks stand. Lesson 14, *Training*, lets them learn, and asks how one knows that they
# did.
