# %% [markdown]
# # 12 · Receptive fields: what one number can see
#
# Deep in a network stands a number that says "roof". Which pixels did it look at? All of them? A patch, and where? The
# answer decides what the network can know: a number that sees 20 pixels cannot recognise a roof that is 100 wide. It can be
# worked out before the network is built, and it can be measured on a network that is finished.
#
# **You will be able to**
#
# - work out how far a unit sees, where it looks, and how far apart its neighbours look, for any
#   stack of convolutions and poolings;
# - say what is left of its view at the border of the picture, and how small a picture may be;
# - measure the view of a network that you know nothing about;
# - tell the field that is possible from the part of it that counts;
# - join the views of branches, and notice when they look at different places;
# - design a stack that sees far enough, for a price and a resolution that are given.
#
# **You need** padding and stride (lesson 02), max pooling (lesson 04), gradients (lesson 06), dilation and gridding
# (lesson 08). **Time** 100 minutes, with what is optional 125. **Points** 15, with what is optional 20.
#
# **Core path**: everything but the sections "How small may the picture be?" and "Branches" with exercises
# 12.4 and 12.7, marked *optional*. Field words: our **jump** is also called *stride product*, *effective stride* or, for a whole
# network, **output stride**; a **unit** is also called a neuron or an activation.
#
# In your answers you may use `conv_output_size(n, k, stride, padding, dilation)` from the next cell. It is the size
# formula of lesson 02, and it raises a `ValueError` if the kernel does not fit.

# %% setup="all" allow=["numpy", "math", "convkit.sliding.shapes.conv_output_size"]
import math

import numpy as np

from convkit.sliding.shapes import conv_output_size

# %% setup="checks"
from functools import lru_cache

import torch
import torch.nn.functional as F

import convkit
from autograder import (
    because,
    begin,
    call,
    case,
    check,
    check_raises,
    drawn,
    variant,
    whole_number,
)
from convkit import data, plot

begin("12_receptive_fields")


# %% [markdown]
# ## What one number has seen
#
# Below is a stack of five layers on a photograph, and one unit of the last layer. A **unit** is a number in the output of
# some layer, as a pixel is a number of the picture. The frames show what it sees of the picture, after one layer, after
# two, and so on. All kernels have 3 by 3 taps; the second, third and fourth layer have stride 2. Before you look at the
# numbers beside the picture: will every layer add the same?

# %% cover=true
photo = data.photograph("china", crop=(120, 200, 120, 180), layout="HW")
three, halving = (3, 1, 0, 1), (3, 2, 0, 1)  # kernel, stride, padding, dilation
plot.receptive_field(photo, [three, halving, halving, halving, three])

# %% [markdown]
# It starts with 2 more pixels a layer, and then each layer adds twice as many as the one before. Something has multiplied: the
# strides. As in lesson 08, the **receptive field** of a unit is everything from the first pixel to the last that it depends on.
# Rows and columns are independent, so this lesson works along **one axis**. On a picture, ask twice.
#
# A layer is described by four numbers, in PyTorch's order: `(k, s, p, d)`, the kernel size, the stride, the padding at each
# end, the dilation. A pooling reads windows as a convolution does, so it is described in the same way. A stack is a tuple of
# layers, the first one first.
#
# Begin on paper, with two layers of 3 taps and stride 1. A unit at the top reads three units of the layer below, and each of them
# reads three pixels. Look at the bottom row: five pixels are reached, not nine and not six.

# %%
plot.coverage((1, 1))

# %% [markdown]
# Five, because the windows of neighbours overlap. The unit sees one window of 3, and then one more pixel for each of
# the two further units it reads. Now give the *first* layer a stride of 2. Its windows:

# %%
plot.sizes(9, 3, stride=2)

# %% [markdown]
# Neighbouring windows now start 2 pixels apart. A kernel of 3 on top of them reads three neighbours, for example the units 0, 1
# and 2. Before you run the cell: which pixels do they see together?

# %%
for unit in range(3):
    print(f"unit {unit} of the first layer reads the pixels {[unit * 2 + a for a in range(3)]}")
together = convkit.field_of_stack([(3, 2), (3, 1)])
print("a kernel of 3 on these three sees the pixels 0 to", together.size - 1)
plot.reach(((3, 2, 0, 1), (3, 1, 0, 1)), 9, 0)

# %% [markdown]
# Seven: one window of 3, and 2 more for each of the two further units. So a second number matters,
# the **jump**: how many pixels lie between what a unit sees and what its neighbour sees. For the
# picture itself the field is 1 and the jump is 1. From its first tap to its last, a layer with $k$
# taps goes $d\,(k-1)$ units of the layer below further, and these lie $j$ pixels apart:
#
# $$r \leftarrow r + d\,(k - 1)\,j, \qquad \text{then} \qquad j \leftarrow j \, s.$$
#
# The order matters. A layer reaches in steps of the jump *below* it. Its own stride spreads only what comes after. And the
# padding does not appear: it moves a field, but it does not change its size.
#
# On paper it is a table, filled in line by line. Each line takes $r$ and $j$ from the line above. Cover the last two columns and
# try:
#
# | layer | $k$ | $s$ | $p$ | $d$ | reach $d(k-1)$ | field $r$ | jump $j$ |
# |---|---|---|---|---|---|---|---|
# | the picture | | | | | | 1 | 1 |
# | convolution | 3 | 2 | 1 | 1 | 2 | $1 + 2 \cdot 1 = 3$ | $1 \cdot 2 = 2$ |
# | dilated | 3 | 1 | 2 | 2 | 4 | $3 + 4 \cdot 2 = 11$ | $2 \cdot 1 = 2$ |
# | max pooling | 2 | 2 | 0 | 1 | 1 | $11 + 1 \cdot 2 = 13$ | $2 \cdot 2 = 4$ |
#
# Each layer adds its reach times the strides of all layers before it, so the table can be written in
# one line, here $1 + 2 + 8 + 2 = 13$. You can read off why early strides count most:
#
# $$r = 1 + \sum_{l} d_l\,(k_l - 1) \prod_{i < l} s_i$$

# %%
on_paper = [(3, 2, 1, 1), (3, 1, 2, 2), (2, 2, 0, 1)]
for depth in range(4):
    field = convkit.field_of_stack(on_paper[:depth])
    print(f"after {depth} layers: field {field.size:2d}, jump {field.jump}")

# %% [markdown]
# A transposed convolution (lesson 07) does not fit into this table: its neighbours do not all see
# equally many pixels. Lesson 15 measures one.


# %% setup="checks"
def stacked(line, layers):
    """The last output of a stack of layers (k, s, p, d). All weights are 1, so nothing cancels."""
    for k, s, p, d in layers:
        line = F.conv1d(line, torch.ones(1, 1, k).double(), stride=s, padding=p, dilation=d)
    return line


def seen_by(layers, n, unit):
    """The places of n that a unit of the last layer depends on: where its gradient is not 0."""
    line = torch.zeros(1, 1, n, dtype=torch.float64, requires_grad=True)
    y = stacked(line, layers)
    if not 0 <= unit < y.shape[2]:
        raise ValueError(f"there is no unit {unit}, there are {y.shape[2]}")
    (gradient,) = torch.autograd.grad(y[0, 0, unit], line)
    return gradient[0, 0].nonzero()[:, 0].tolist()


def runs(layers, n):
    """Whether a stack gives at least one unit on a line of n."""
    try:
        return stacked(torch.zeros(1, 1, n).double(), layers).shape[2] > 0
    except RuntimeError:  # a kernel does not fit
        return False


def layers_of(rng, count, steps=4):
    """So many layers (k, s, p, d), drawn; strides are below `steps`."""
    return tuple(tuple(rng.integers((1, 1, 0, 1), (6, steps, 3, 4)).tolist()) for _ in range(count))


@lru_cache(maxsize=1000)
def field_in_the_open(layers):
    """(start, size, jump), measured on two neighbours too far from the ends to meet them."""
    n = 128
    while n < 20_000:
        try:
            middle = stacked(torch.zeros(1, 1, n).double(), layers).shape[2] // 2
            one, two = (seen_by(layers, n, unit) for unit in (middle, middle + 1))
        except (RuntimeError, ValueError):
            one, two = [], []
        if one and two and one[0] > n // 8 and two[-1] < n - n // 8:
            jump = two[0] - one[0]
            return one[0] - middle * jump, one[-1] - one[0] + 1, jump
        n *= 2
    raise ValueError("nothing is seen of a line of 20,000 places")


# %% [markdown]
# ## Exercise 12.1 · Size and jump
# ★ · 6 min · 2 points
#
# Write `rf_size(layers)`. `layers` is a tuple of layers `(k, s, p, d)`, the first one first. Return two whole numbers:
# the size of the receptive field of a unit of the last layer, along one axis, and the jump between neighbouring units.
# Border effects do not matter here: think of a unit in the middle of a large picture.
#
# `rf_size(((3, 2, 0, 1), (3, 1, 0, 1)))` is (7, 2).
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# With the picture: a pixel sees itself, and its neighbour is one pixel away. Then a loop over the layers.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# For each layer first `r` grows by `d * (k - 1) * j`, and after that `j` is multiplied by `s`. Two lines.
#
# </details>


# %% solution="rf_size"
def rf_size(layers):
    """((k, s, p, d), ...) -> (size of the field, jump), along one axis."""
    r, j = 1, 1
    for k, s, _, d in layers:  # the padding plays no part
        ### BEGIN SOLUTION
        r += d * (k - 1) * j
        j *= s
        ### END SOLUTION
    return r, j


# %% misconception="rf_size"
def rf_size__own_stride_first(layers):
    """You multiplied the jump by a layer's stride before the layer reached. It reaches in steps of
    the jump below it, so its own stride comes last.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        j *= s
        r += d * (k - 1) * j
    return r, j


# %% misconception="rf_size"
def rf_size__ignores_dilation(layers):
    """Your field does not depend on the dilation. Taps that lie d apart reach over d * (k - 1)
    units, not k - 1.
    """
    r, j = 1, 1
    for k, s, _p, _ in layers:
        r += (k - 1) * j
        j *= s
    return r, j


# %% misconception="rf_size"
def rf_size__dilates_every_tap(layers):
    """You gave the last tap a gap too: d * k - 1. Between k taps there are k - 1 gaps, so a layer
    adds d * (k - 1) jumps.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += (d * k - 1) * j
        j *= s
    return r, j


# %% misconception="rf_size"
def rf_size__forgets_jump(layers):
    """You added the reach of each layer in its own units. Count it in pixels: multiply it by the
    jump of the layer below.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1)
        j *= s
    return r, j


# %% misconception="rf_size"
def rf_size__adds_whole_kernels(layers):
    """You added whole kernels. The windows of neighbours overlap, so a layer adds its k - 1 gaps,
    not its k taps.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += (d * (k - 1) + 1) * j
        j *= s
    return r, j


# %% misconception="rf_size"
def rf_size__multiplies_reaches(layers):
    """You multiplied the reaches of the layers. They add up, each in steps of its jump; only
    strides multiply.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r *= d * (k - 1) + 1
        j *= s
    return r, j


# %% misconception="rf_size"
def rf_size__adds_strides(layers):
    """You added up the strides. A jump is a number of jumps of the layer below, so strides
    multiply.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j += s
    return r, j


# %% misconception="rf_size"
def rf_size__last_stride_only(layers):
    """You took the stride of the layer just below for the jump. All strides below it count,
    multiplied together.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j = s
    return r, j


# %% misconception="rf_size"
def rf_size__padding_enlarges(layers):
    """You let padding enlarge the field. It moves the field of every unit and leaves its size
    alone.
    """
    r, j = 1, 1
    for k, s, p, d in layers:
        r += (d * (k - 1) + 2 * p) * j
        j *= s
    return r, j


# %% misconception="rf_size"
def rf_size__begins_with_nothing(layers):
    """You began with a field of 0. A pixel sees itself, so the size of a stack without layers is 1."""
    r, j = 0, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j *= s
    return r, j


# %% misconception="rf_size"
def rf_size__from_the_top(layers):
    """Your field is the one of the layers in reverse order. What a layer adds counts times the
    strides of the layers below it, those nearer to the picture, and not times those above it.
    """
    r, j = 1, 1
    for k, s, _, d in layers[::-1]:
        r += d * (k - 1) * j
        j *= s
    return r, j


# %% misconception="rf_size"
def rf_size__jump_without_last_stride(layers):
    """Your jump leaves out the stride of the last layer. It does not enlarge the field, but it does
    move the neighbour away.
    """
    r, j, below = 1, 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        below = j
        j *= s
    return r, below


# %% misconception="rf_size"
def rf_size__other_order(layers):
    """You returned the jump first. The size of the field comes first, then the jump."""
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j *= s
    return j, r


# %% check="rf_size" points=2
def torch_rf_size(layers):
    return field_in_the_open(layers)[1:]


check(
    rf_size,
    against=torch_rf_size,
    on=[
        case(layers=((5, 2, 0, 1), (3, 3, 1, 1), (3, 1, 0, 2), (4, 2, 2, 1))),
        case(layers=((3, 2, 1, 1), (2, 1, 0, 3))),
        case(layers=((4, 3, 0, 2),)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    rf_size,
    against=torch_rf_size,
    on=[
        case(layers=()),
        case(layers=((3, 1, 1, 1), (3, 1, 1, 1), (3, 1, 1, 1))),
        case(layers=((7, 2, 3, 1), (3, 2, 1, 1), (3, 1, 1, 1), (3, 1, 1, 1), (3, 2, 1, 1))),
        case(layers=((1, 3, 0, 1), (2, 2, 0, 1), (3, 1, 4, 4))),
        case(layers=((2, 2, 0, 1), (2, 2, 0, 1), (2, 2, 0, 1), (5, 1, 2, 1))),
        case(layers=((3, 4, 0, 1), (2, 1, 0, 2), (6, 2, 1, 1))),
        *[case(layers=drawn(lambda rng: layers_of(rng, 3)))] * 2,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no function for it. But autograd is an instrument, as in lesson 08: with all weights 1, the gradient of a
# unit is not 0 exactly where the unit looks. (The function `field_of_stack` of this course is the recurrence; it also
# returns the start, which comes below.)

# %%
layers = torch.nn.Sequential(
    torch.nn.Conv1d(1, 1, kernel_size=3, stride=2, padding=1, dilation=1, bias=False),
    torch.nn.Conv1d(1, 1, kernel_size=2, stride=1, padding=0, dilation=3, bias=False),
)
for layer in layers:
    torch.nn.init.ones_(layer.weight)
line = torch.zeros(1, 1, 40, requires_grad=True)
units = layers(line)[0, 0]
places = {}
for unit in (5, 6):
    (gradient,) = torch.autograd.grad(outputs=units[unit], inputs=line, retain_graph=True)
    places[unit] = gradient[0, 0].nonzero()[:, 0].tolist()
    print(f"unit {unit} sees the places {places[unit]}")
print("size:", places[5][-1] - places[5][0] + 1, " jump:", places[6][0] - places[5][0])
print(convkit.field_of_stack([(3, 2, 1, 1), (2, 1, 0, 3)]))

# %% [markdown]
# **Three of 3, or one of 7?** Before you run the cell: three layers of 3 by 3 against one layer of 7 by 7, 64 channels
# everywhere. Which has the larger field, which more weights, and how many ReLUs can each of them have?

# %%
for name, k, depth in (("three layers of 3 by 3", 3, 3), ("one layer of 7 by 7", 7, 1)):
    field = convkit.field_of_stack(depth * [(k, 1, 0, 1)])
    layer = torch.nn.Conv2d(64, 64, kernel_size=k, bias=False)
    print(f"{name:23s} field {field.size}, {depth * layer.weight.numel():,} weights, {depth} ReLU")

# %% [markdown]
# The same field, for a little more than half of the weights, and with three nonlinearities (ReLUs) instead of one. This
# is the idea of VGG, and the
# reason why most kernels that look at neighbours at all are 3 by 3 today.
#
# **Real networks.** Six well-known ones follow, each with the path through its convolutions and
# poolings that sees furthest. What stands behind them, linear layers or a mean of the whole map,
# sees everything and is left out, for LeNet-5 from its layer C5 on. (P-Net is the first stage of a
# published face detector, MTCNN; you have met it in lesson 00. The first five were made to give one
# answer for a whole picture.) Before you run the cell: sort them by the field you expect. Does the
# most expensive one see furthest?

# %%


def conv(channels, k=3, s=1, p=1, groups=1):
    """A convolution: output channels, (k, s, p, d), groups (0: depthwise)."""
    return channels, (k, s, p, 1), groups


def pool(k=2, s=2, p=0):
    return None, (k, s, p, 1), 1


def mobile(channels, s=1):
    """Depthwise, then pointwise."""
    return [conv(None, 3, s, 1, groups=0), conv(channels, 1, 1, 0)]


def stage(channels):
    return [conv(channels, 3, 2), *3 * [conv(channels)]]


lenet = [conv(6, 5, 1, 0), pool(), conv(16, 5, 1, 0), pool()]
alexnet = [conv(96, 11, 4, 2), pool(3), conv(256, 5, 1, 2, groups=2), pool(3)]
alexnet += [conv(384), conv(384, groups=2), conv(256, groups=2), pool(3)]
vgg = [*2 * [conv(64)], pool(), *2 * [conv(128)], pool(), *3 * [conv(256)], pool()]
vgg += 2 * [*3 * [conv(512)], pool()]
resnet = [conv(64, 7, 2, 3), pool(3, 2, 1), *4 * [conv(64)]]
resnet += [*stage(128), *stage(256), *stage(512)]
mobilenet = [conv(32, 3, 2), *mobile(64), *mobile(128, 2), *mobile(128), *mobile(256, 2)]
mobilenet += [*mobile(256), *mobile(512, 2), *5 * mobile(512), *mobile(1024, 2), *mobile(1024)]
p_net = [conv(10, 3, 1, 0), pool(), conv(16, 3, 1, 0), conv(32, 3, 1, 0)]
networks = {  # year, channels and side of the picture, layers
    "LeNet-5": (1998, (1, 32), lenet),
    "AlexNet": (2012, (3, 224), alexnet),
    "VGG-16": (2014, (3, 224), vgg),
    "ResNet-18": (2015, (3, 224), resnet),
    "MobileNet": (2017, (3, 224), mobilenet),
    "P-Net": (2016, (3, 224), p_net),
}


def million_macs(layers, channels, side):
    """Multiply-accumulates of the convolutions on the path, for one picture."""
    macs = 0
    for out, (k, s, p, d), groups in layers:
        side = conv_output_size(side, k, s, p, d)
        groups = groups or channels
        out_channels = out or channels
        if out or groups > 1:
            macs += out_channels * (channels // groups) * k * k * side * side
        channels = out_channels
    return macs / 1e6


print("network    year  picture  field  jump  million MACs")
stacks = {}
for name, (year, (channels, side), layers) in networks.items():
    stacks[name] = [settings for _, settings, _ in layers]
    field = convkit.field_of_stack(stacks[name])
    macs = million_macs(layers, channels, side)
    print(f"{name:10s} {year}  {side:7d}  {field.size:5d}  {field.jump:4d}  {macs:12,.1f}")

# %% [markdown]
# No: the most expensive one, VGG-16, sees less than its own picture (one unit does; its three fully connected layers read all 49
# units and so see everything). ResNet-18
# takes an eighth of its work and can see a square almost twice as wide as the picture, because its strides come early.
# MobileNet needs a twenty-seventh of VGG's work. That they *can* see so far does not mean that they do, as you will see.
#
# P-Net is another matter. It sees 12 pixels and moves on by 2, on purpose: one answer for each
# window of 12 by 12 pixels is what a face detector wants, and large faces are found in a smaller
# copy of the picture. Here is its field in a network with its layers (PReLU is a ReLU that
# multiplies negative numbers by a learned slope; like ReLU it leaves the field as it is), measured
# from outside (how that works comes later in this lesson):

# %%
pnet = torch.nn.Sequential(
    torch.nn.Conv2d(3, 10, kernel_size=3),
    torch.nn.PReLU(10),
    torch.nn.MaxPool2d(kernel_size=2, stride=2, ceil_mode=True),
    torch.nn.Conv2d(10, 16, kernel_size=3),
    torch.nn.PReLU(16),
    torch.nn.Conv2d(16, 32, kernel_size=3),
    torch.nn.PReLU(32),
    torch.nn.Conv2d(32, 2, kernel_size=1),  # face or not
)
seen = [convkit.field_of_model(pnet, (1, 3, 40, 40), unit=(4, u))[1] for u in (4, 5)]
print("unit 4 sees columns", seen[0], "and unit 5 columns", seen[1])
print("field:", seen[0][1] - seen[0][0] + 1, " jump:", seen[1][0] - seen[0][0])

# %% [markdown]
# > **Rule of thumb.** The field should be larger than the thing, with some surroundings: to give one answer for a whole
# > picture, at least the picture; for detection, about twice the largest object that a layer is responsible for; for
# > segmentation, as much context as it takes to tell what the pixel belongs to. Small objects need a small jump, large
# > ones a large field. Global pooling, fully connected layers and attention see everything at once.

# %% [markdown]
# ## Where it looks
#
# Unit 0 of a layer sees the places from $-p$ on: padding moves its window to the left. Its field ends $d(k-1)$ further,
# so its middle is at $\frac{d(k-1)}{2} - p$. In a stack these distances are counted in jumps again. Call the middle of
# the field of unit 0 the **centre** $c$:
#
# $$c \leftarrow c + \left(\frac{d\,(k - 1)}{2} - p\right) j, \qquad \text{then} \qquad j \leftarrow j \, s,$$
#
# from $c = 0$ on, because pixel 0 stands at place 0. Unit $i$ has its centre at $c + i\,j$. With the centre and the
# size the field is complete: it reaches $\frac{r-1}{2}$ to each side. The table from above gets a column:
#
# | layer | $k$ | $s$ | $p$ | $d$ | field $r$ | jump $j$ | centre $c$ |
# |---|---|---|---|---|---|---|---|
# | the picture | | | | | 1 | 1 | 0 |
# | convolution | 3 | 2 | 1 | 1 | 3 | 2 | $0 + (1 - 1) \cdot 1 = 0$ |
# | dilated | 3 | 1 | 2 | 2 | 11 | 2 | $0 + (2 - 2) \cdot 2 = 0$ |
# | max pooling | 2 | 2 | 0 | 1 | 13 | 4 | $0 + (0.5 - 0) \cdot 2 = 1$ |
#
# On paper: one layer with 4 taps and stride 2, no padding. Unit 0 reads the pixels 0, 1, 2, 3. Before you run the cell:
# where is its middle, and where would it be with a padding of 1?

# %%
for p in (0, 1):
    field = convkit.field_of_stack([(4, 2, p)])
    first, last = field.interval(0)
    print(f"padding {p}: unit 0 sees {first} to {last}, centre {(first + last) / 2}")

# %% [markdown]
# Between two pixels, for an even number has no middle one. That is not a mistake, it is where the unit looks. Such
# halves are the reason why a picture that goes down and up again through even kernels may come back moved by half a
# pixel. Look at the fields of the first four units, as bars over a ruler of pixels, without padding and with it. In both
# pictures the bars are equally long and equally far apart. Padding has only moved the ruler under them, by one pixel.

# %%
plot.ruler([(4, 2, 0, 1)], 12)

# %%
plot.ruler([(4, 2, 1, 1)], 12)

# %% [markdown]
# Change the numbers in these two cells, add a second layer, and run them again: which of $k$, $s$, $p$, $d$ makes the bars
# longer, which moves them apart, which moves all of them?
#
# When is the centre 0, so that unit $i$ looks exactly at pixel $i\,j$? Whenever every layer has $p = d(k-1)/2$: the same
# padding of lesson 02, and a good reason to pad that way. (It can also happen by chance: no padding in one layer and too much in
# the next may cancel.) The four stacks below have the same size and jump. Look at their centres.

# %%
for paddings in ((1, 1, 1), (0, 0, 0), (3, 0, 0), (0, 0, 3)):
    stack = [(3, 2, p, 1) for p in paddings]
    field = convkit.field_of_stack(stack)
    centre = field.start + (field.size - 1) / 2
    print(f"paddings {paddings}: size {field.size}, jump {field.jump}, centre {centre}")

# %% [markdown]
# ## Exercise 12.2 · Centre
# ★★ · 6 min · 2 points
#
# Write `rf_center(layers)`: return two numbers, the centre of the field of unit 0 of the last layer and the jump. Pixel
# 0 stands at place 0. The centre may lie half-way between two pixels, and it may be negative, when half of what unit 0
# sees, or more, is padding.
#
# `rf_center(((4, 2, 1, 1),))` is (0.5, 2), as above, and `rf_center(((3, 2, 0, 1), (3, 1, 0, 1)))` is (3, 2).
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# As in exercise 12.1: the centre starts at 0, the jump at 1, and each layer changes first one, then the other.
#
# </details>
# <details><summary>Hint 2: the numbers are wrong as soon as there are strides</summary>
#
# A padding of 1 in the third layer is one unit of the *second* layer wide. How many pixels is that?
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `c += (d * (k - 1) / 2 - p) * j`, with `/` and not `//`.
#
# </details>


# %% solution="rf_center"
def rf_center(layers):
    """((k, s, p, d), ...) -> (centre of the field of unit 0, jump), along one axis."""
    c, j = 0.0, 1
    for k, s, p, d in layers:
        ### BEGIN SOLUTION
        c += (d * (k - 1) / 2 - p) * j
        j *= s
        ### END SOLUTION
    return c, j


# %% misconception="rf_center"
def rf_center__ignores_dilation(layers):
    """Your centre does not depend on the dilation. The last tap lies d * (k - 1) after the first,
    and the middle half of that.
    """
    c, j = 0.0, 1
    for k, s, p, _ in layers:
        c += ((k - 1) / 2 - p) * j
        j *= s
    return c, j


# %% misconception="rf_center"
def rf_center__adds_padding(layers):
    """You added the padding. The window of unit 0 starts p places before the first one, so padding
    moves the centre to the left: subtract it.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += (d * (k - 1) / 2 + p) * j
        j *= s
    return c, j


# %% misconception="rf_center"
def rf_center__own_stride_first(layers):
    """You multiplied the jump by a layer's stride too early. The layer's taps and its padding are
    counted in jumps of the layer below.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        j *= s
        c += (d * (k - 1) / 2 - p) * j
    return c, j


# %% misconception="rf_center"
def rf_center__rounds_down(layers):
    """You rounded the middle of a kernel to a tap. The middle of an even kernel lies between two
    taps: d * (k - 1) / 2, halves included.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += (d * (k - 1) // 2 - p) * j
        j *= s
    return c, j


# %% misconception="rf_center"
def rf_center__takes_middle_tap(layers):
    """You took tap k // 2 for the middle. That is right for odd kernels only; in general the middle
    lies d * (k - 1) / 2 after the first tap.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += (d * (k // 2) - p) * j
        j *= s
    return c, j


# %% misconception="rf_center"
def rf_center__padding_in_pixels(layers):
    """You counted the padding in pixels. It is as many units of the layer below, and those lie j
    pixels apart.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += d * (k - 1) / 2 * j - p
        j *= s
    return c, j


# %% misconception="rf_center"
def rf_center__dilates_padding(layers):
    """You stretched the padding with the dilation. d is the distance of the taps; the padding is p
    places whatever d is.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += d * ((k - 1) / 2 - p) * j
        j *= s
    return c, j


# %% misconception="rf_center"
def rf_center__returns_start(layers):
    """You returned the first place of the field. The centre lies half of size - 1 after it."""
    c, j = 0, 1
    for _k, s, p, _ in layers:
        c -= p * j
        j *= s
    return c, j


# %% misconception="rf_center"
def rf_center__both_paddings(layers):
    """You moved the centre to the left by the padding of both ends. Unit 0 knows only the zeros
    before it, and those are p.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += (d * (k - 1) / 2 - 2 * p) * j
        j *= s
    return c, j


# %% misconception="rf_center"
def rf_center__counts_from_edge(layers):
    """You put pixel 0 at place 0.5, as if places were counted from the edge of the picture. Here
    pixel 0 stands at place 0.
    """
    c, j = 0.5, 1
    for k, s, p, d in layers:
        c += (d * (k - 1) / 2 - p) * j
        j *= s
    return c, j


# %% misconception="rf_center"
def rf_center__ignores_padding(layers):
    """You left the padding out. It moves the field of every unit to the left, by p jumps of the
    layer below.
    """
    c, j = 0.0, 1
    for k, s, _, d in layers:
        c += d * (k - 1) / 2 * j
        j *= s
    return c, j


# %% check="rf_center" points=2
def torch_rf_center(layers):
    start, size, jump = field_in_the_open(layers)
    return start + (size - 1) / 2, jump


check(
    rf_center,
    against=torch_rf_center,
    on=[
        case(layers=((4, 2, 1, 2), (3, 3, 2, 1), (2, 2, 1, 3))),
        case(layers=((3, 2, 0, 3), (4, 1, 1, 1))),
        case(layers=((2, 3, 1, 2),)),
        case(layers=((2, 3, 1, 1),)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    rf_center,
    against=torch_rf_center,
    on=[
        case(layers=()),
        case(layers=((5, 2, 0, 1), (3, 3, 1, 1), (3, 1, 0, 2), (4, 2, 2, 1))),
        case(layers=((3, 1, 1, 1), (3, 1, 2, 2), (3, 1, 4, 4))),
        case(layers=((2, 2, 0, 1), (2, 2, 0, 1), (4, 1, 3, 1))),
        case(layers=((1, 3, 2, 1), (6, 1, 0, 1))),
        case(layers=((2, 1, 0, 1), (3, 2, 3, 3), (2, 1, 2, 2))),
        *[case(layers=drawn(lambda rng: layers_of(rng, 3)))] * 2,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# With autograd the centre is the middle between the first and the last place whose gradient is not 0, for a unit far
# from the ends; go back by $i$ jumps from unit $i$. For the two layers of the last PyTorch cell:

# %%
first, last = places[5][0], places[5][-1]
jump = places[6][0] - places[5][0]
print("PyTorch:", (first + last) / 2 - 5 * jump)
field = convkit.field_of_stack([(3, 2, 1, 1), (2, 1, 0, 3)])
print("NumPy:  ", field.start + (field.size - 1) / 2)

# %% [markdown]
# ## At the border
#
# Near the end of the picture, part of a field is padding. Is what the unit sees simply the rest, cut off at 0 and at $n - 1$? Here is a line of 6 pixels and a layer of 3 taps with stride 2. Look at the pixel at the
# end that no window reads.

# %%
plot.sizes(6, 3, stride=2)

# %% [markdown]
# On top of these two units stands a second layer of 3 taps with padding 1. Its unit 1 reads the units 0, 1 and 2 of the
# layer below. But there is no unit 2: a zero stands in its place. By the recurrence its field ends at pixel 6, cut off
# at 5. Before you run the cell: does it see pixel 5?

# %%
first, second = torch.nn.Conv1d(1, 1, 3, stride=2), torch.nn.Conv1d(1, 1, 3, padding=1)
for layer in (first, second):
    torch.nn.init.ones_(layer.weight)
line = torch.zeros(1, 1, 6, requires_grad=True)
(gradient,) = torch.autograd.grad(outputs=second(first(line))[0, 0, 1], inputs=line)
field = convkit.field_of_stack([(3, 2, 0, 1), (3, 1, 1, 1)])
print("by the recurrence:", field.interval(1), " cut off at the end:", field.interval(1, n=6))
print("really seen:      ", gradient[0, 0].nonzero()[:, 0].tolist())

# %% [markdown]
# It does not. The recurrence supposes that all units exist, and they do only in the middle. At the border, go down from the
# unit, layer by layer, and in each layer leave out what is padding there. Follow the lines: the dashed one
# ends at a zero, and from there no line leads on to pixel 5.

# %%
plot.reach(((3, 2, 0, 1), (3, 1, 1, 1)), 6, 1)

# %% [markdown]
# A layer of $k$ taps lets unit $u$ read the units
#
# $$u\,s - p + a\,d, \qquad a = 0, \dots, k - 1,$$
#
# of the layer below, as far as they exist.

# %% [markdown]
# ## Exercise 12.3 · What is really seen
# ★★★ · 10 min · 3 points
#
# Write `rf_interval(layers, n, unit)`: the first and the last of `n` pixels that unit number `unit` of the last layer
# depends on. If there is no such unit, or if it sees nothing but padding, raise a `ValueError`. The stub works out how
# many units each layer has.
#
# `rf_interval(((3, 2, 0, 1), (3, 1, 1, 1)), 6, 1)` is (0, 4), as above.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# At the top. Keep the units of the current layer in a set, at first `{unit}`. Each pass of the loop goes one layer down and
# makes a new set of the units, or at last the pixels, that the old ones read.
#
# </details>
# <details><summary>Hint 2: the right size for each layer</summary>
#
# `sizes[0]` is the number of pixels, `sizes[1]` the number of units of the first layer, and so on. `layers[i]` *reads*
# an axis of `sizes[i]` places. You need the layers from the last to the first: `for i in reversed(range(len(layers)))`.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `reads = {u * s - p + a * d for u in units for a in range(k)}`, and of these only those from 0 to `sizes[i] - 1`. At
# the end the smallest and the largest.
#
# </details>


# %% solution="rf_interval"
def rf_interval(layers, n, unit):
    """(first, last) of the n pixels that a unit of the last layer sees."""
    sizes = [n]  # of the picture, of the first layer, of the second, ...
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"rf_interval: there is no unit {unit}, there are {sizes[-1]}")
    ### BEGIN SOLUTION
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, p, d = layers[i]
        reads = {u * s - p + a * d for u in units for a in range(k)}
        units = {u for u in reads if 0 <= u < sizes[i]}
    if not units:
        raise ValueError(f"rf_interval: unit {unit} sees nothing but padding")
    return min(units), max(units)
    ### END SOLUTION


# %% misconception="rf_interval"
def rf_interval__not_clipped(layers, n, unit):
    """You did not cut the field off. Places below 0 and above n - 1 are padding, not pixels."""
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    first = last = unit
    for k, s, p, d in reversed(layers):
        first, last = first * s - p, last * s - p + d * (k - 1)
    if last < 0 or first >= n:
        raise ValueError(f"unit {unit} sees nothing")
    return first, last


# %% misconception="rf_interval"
def rf_interval__clips_at_picture_only(layers, n, unit):
    """You cut the field off at the picture only. A layer's padding stands for units that do not
    exist, so leave them out in every layer on the way down.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for k, s, p, d in reversed(layers):
        units = {u * s - p + a * d for u in units for a in range(k)}
    units = {u for u in units if 0 <= u < n}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units)


# %% misconception="rf_interval"
def rf_interval__moves_ends_inside(layers, n, unit):
    """You kept the first and the last place only and moved them inside. With dilation there may be
    no tap at the edge: follow every tap, and leave out those in the padding.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    first = last = unit
    for i in reversed(range(len(layers))):
        k, s, p, d = layers[i]
        first, last = first * s - p, last * s - p + d * (k - 1)
        if last < 0 or first >= sizes[i]:
            raise ValueError(f"unit {unit} sees nothing")
        first, last = max(first, 0), min(last, sizes[i] - 1)
    return first, last


# %% misconception="rf_interval"
def rf_interval__size_of_wrong_layer(layers, n, unit):
    """You compared with the number of a layer's own units. What it reads are the units of the layer
    below, so their number is the limit.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, p, d = layers[i]
        reads = {u * s - p + a * d for u in units for a in range(k)}
        units = {u for u in reads if 0 <= u < sizes[i + 1]}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units)


# %% misconception="rf_interval"
def rf_interval__end_not_included(layers, n, unit):
    """Your last place is one too far: you returned the first place that is not seen. Both ends
    belong to the answer.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, p, d = layers[i]
        reads = {u * s - p + a * d for u in units for a in range(k)}
        units = {u for u in reads if 0 <= u < sizes[i]}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units) + 1


# %% misconception="rf_interval"
def rf_interval__ignores_padding(layers, n, unit):
    """You left the padding out. The window of unit u starts at u * s - p, not at u * s."""
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, _, d = layers[i]
        reads = {u * s + a * d for u in units for a in range(k)}
        units = {u for u in reads if 0 <= u < sizes[i]}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units)


# %% misconception="rf_interval"
def rf_interval__from_the_bottom(layers, n, unit):
    """You went through the layers from the first to the last. The unit belongs to the last layer:
    start there and go down.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for k, s, p, d in layers:
        reads = {u * s - p + a * d for u in units for a in range(k)}
        units = {u for u in reads if 0 <= u < n}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units)


# %% misconception="rf_interval"
def rf_interval__ignores_dilation(layers, n, unit):
    """You took the taps of every window as neighbours. With dilation they lie d apart: u * s - p +
    a * d.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, p, _ = layers[i]
        reads = {u * s - p + a for u in units for a in range(k)}
        units = {u for u in reads if 0 <= u < sizes[i]}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units)


# %% misconception="rf_interval"
def rf_interval__sees_padding(layers, n, unit):
    """For a unit that sees nothing but padding you returned places all the same. There is no first
    pixel then: raise a ValueError.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, p, d = layers[i]
        reads = {u * s - p + a * d for u in units for a in range(k)}
        inside = {u for u in reads if 0 <= u < sizes[i]}
        units = inside or {min(max(min(reads), 0), sizes[i] - 1)}
    return min(units), max(units)


# %% check="rf_interval" points=3
def torch_rf_interval(layers, n, unit):
    places = seen_by(layers, n, unit)
    if not places:
        raise ValueError("the unit sees nothing but padding")
    return places[0], places[-1]


check(
    rf_interval,
    against=torch_rf_interval,
    on=[
        case(layers=((3, 2, 0, 1), (3, 1, 1, 1)), n=6, unit=1),
        case(layers=((3, 2, 1, 1), (4, 1, 2, 2)), n=17, unit=0),
        case(layers=((5, 1, 0, 1), (3, 3, 2, 1), (2, 1, 1, 2)), n=26, unit=7),
        case(layers=((4, 2, 1, 1), (3, 1, 0, 1)), n=20, unit=3),
        case(layers=((3, 1, 0, 1), (2, 1, 1, 5)), n=12, unit=0),
        case(layers=((3, 1, 4, 1),), n=5, unit=0),
    ],
)
### BEGIN HIDDEN TESTS
check(
    rf_interval,
    against=torch_rf_interval,
    on=[
        *(case(layers=((3, 2, 1, 1), (3, 2, 1, 1), (3, 1, 2, 2)), n=23, unit=u) for u in range(6)),
        *(case(layers=((4, 3, 2, 1), (2, 2, 1, 3), (3, 1, 1, 1)), n=31, unit=u) for u in range(5)),
        case(layers=((2, 2, 0, 1), (2, 2, 0, 1)), n=11, unit=1),
        case(layers=((2, 2, 0, 1), (2, 2, 0, 1)), n=11, unit=2),
        case(layers=(), n=4, unit=3),
        case(layers=((3, 1, 1, 1), (2, 1, 6, 4)), n=9, unit=15),
        case(layers=((3, 1, 0, 3),), n=10, unit=4),  # there are 4 units
        case(layers=((3, 1, 1, 1),), n=6, unit=-1),
        *[
            case(
                layers=drawn(lambda rng: layers_of(rng, 2)),
                n=whole_number(50, 90),
                unit=whole_number(0, 3),
            )
        ]
        * 3,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch it is the gradient again, with the unit and the picture as they are. On a picture of 100 pixels, along one
# axis, ResNet-18 ends in four units. What each of them sees:

# %%
n = 100
stack = torch.nn.Sequential(
    *(
        torch.nn.Conv1d(1, 1, kernel_size=k, stride=s, padding=p, dilation=d)
        for k, s, p, d in stacks["ResNet-18"]
    )
)
for layer in stack:
    torch.nn.init.ones_(layer.weight)
line = torch.zeros(1, 1, n, requires_grad=True)
units = stack(line)[0, 0]
field = convkit.field_of_stack(stacks["ResNet-18"])
for unit in range(len(units)):
    (gradient,) = torch.autograd.grad(outputs=units[unit], inputs=line, retain_graph=True)
    read = gradient[0, 0].nonzero()[:, 0].tolist()
    print(f"unit {unit}: sees {read[0]} to {read[-1]}; by the recurrence {field.interval(unit)}")

# %% [markdown]
# Each of the four sees everything, and in each of the four fields 335 places are padding. What
# tells them apart is how many of these lie on which side. In this way a unit can find out where in
# the picture it looks.

# %% [markdown]
# ## How small may the picture be? (optional)
#
# A stack of layers without padding eats the border, and strides divide what is left. Feed it too small a picture and
# somewhere inside a kernel does not fit. Read the size formula backwards: if $o$ units are needed after a layer, how
# many are needed before it? The last window must fit, and it starts $(o-1)\,s$ places after the first:
#
# $$n = (o - 1)\,s + d\,(k - 1) + 1 - 2p, \qquad \text{but at least } 1.$$
#
# Begin with $o = 1$ at the top. It is easy to forget the "at least 1": padding can fill a whole window, but not even a
# layer with much padding makes something out of nothing. Take two layers of 3 taps, the first without padding, the
# second with padding 2. The recurrence says that the field has 5 pixels. Before you run the cell: how many pixels does
# the stack need?

# %%
first, second = torch.nn.Conv1d(1, 1, 3), torch.nn.Conv1d(1, 1, 3, padding=2)
for n in range(1, 7):
    try:
        print(f"{n} pixels: {second(first(torch.zeros(1, 1, n))).shape[2]} units")
    except RuntimeError as error:
        print(f"{n} pixels: {error}")

# %% [markdown]
# Three. The second layer could do with a window of padding alone, $1 - 4 + 2 = -1$ units, but the first must deliver
# at least one, and for that it needs its 3 pixels. Without the "at least 1" the formula would give $-1 + 2 = 1$ pixel.

# %% [markdown]
# ## Exercise 12.4 · The smallest picture
# ★★ · 6 min · 2 points · optional
#
# Write `min_input(layers)`: the smallest number of pixels, along one axis, for which every layer has at least one unit.
#
# `min_input(((3, 1, 0, 1), (3, 1, 2, 1)))` is 3.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# At the top, with one unit. Go through the layers from the last to the first, and ask in each: how much must be below?
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# `need = (need - 1) * s + d * (k - 1) + 1 - 2 * p`, and then `need = max(need, 1)`, both inside the loop.
#
# </details>


# %% solution="min_input"
def min_input(layers):
    """The smallest number of pixels that gives every layer a unit, along one axis."""
    need = 1
    for k, s, p, d in reversed(layers):
        ### BEGIN SOLUTION
        need = max(1, (need - 1) * s + d * (k - 1) + 1 - 2 * p)
        ### END SOLUTION
    return need


# %% misconception="min_input"
def min_input__returns_field(layers):
    """You returned the size of the receptive field. Padding replaces pixels, 2 * p of them in each
    layer, so a smaller picture may do.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j *= s
    return r


# %% misconception="min_input"
def min_input__at_least_one_at_end(layers):
    """You let padding stand for a whole layer: somewhere on the way your number falls below 1.
    Every layer needs at least one unit, so apply max(1, ...) in each turn.
    """
    need = 1
    for k, s, p, d in reversed(layers):
        need = (need - 1) * s + d * (k - 1) + 1 - 2 * p
    return max(1, need)


# %% misconception="min_input"
def min_input__below_one(layers):
    """Nothing keeps your number from falling below 1, on the way or at the end. A picture has at
    least one pixel, and a layer at least one unit: apply max(1, ...) for every layer.
    """
    need = 1
    for k, s, p, d in reversed(layers):
        need = (need - 1) * s + d * (k - 1) + 1 - 2 * p
    return need


# %% misconception="min_input"
def min_input__stride_after_last(layers):
    """You asked for a full stride after every window. The last window needs no room behind it: o
    windows start over (o - 1) * s places.
    """
    need = 1
    for k, s, p, d in reversed(layers):
        need = max(1, need * s + d * (k - 1) - 2 * p)
    return need


# %% misconception="min_input"
def min_input__pads_once(layers):
    """You counted the padding once. There are p zeros at both ends, so 2 * p fewer places are
    needed.
    """
    need = 1
    for k, s, p, d in reversed(layers):
        need = max(1, (need - 1) * s + d * (k - 1) + 1 - p)
    return need


# %% misconception="min_input"
def min_input__last_layer_only(layers):
    """You looked at the last layer only. What it needs must come out of the layers below, and they
    need more.
    """
    need = 1
    for k, s, p, d in layers[-1:]:
        need = max(1, (need - 1) * s + d * (k - 1) + 1 - 2 * p)
    return need


# %% misconception="min_input"
def min_input__largest_kernel(layers):
    """You asked only that each kernel fits on the picture itself. The later layers see what the
    earlier ones left over, which is less.
    """
    return max([1] + [d * (k - 1) + 1 - 2 * p for k, s, p, d in layers])


# %% misconception="min_input"
def min_input__from_the_bottom(layers):
    """You went through the layers from the first to the last. You know what is needed at the top,
    one unit, so begin there and go down.
    """
    need = 1
    for k, s, p, d in layers:
        need = max(1, (need - 1) * s + d * (k - 1) + 1 - 2 * p)
    return need


# %% misconception="min_input"
def min_input__ignores_dilation(layers):
    """Your number does not depend on the dilation. A window covers d * (k - 1) + 1 places."""
    need = 1
    for k, s, p, _ in reversed(layers):
        need = max(1, (need - 1) * s + k - 2 * p)
    return need


# %% misconception="min_input"
def min_input__dilates_every_tap(layers):
    """You took d * k as the length of a window. Between k taps there are k - 1 gaps, so it covers d
    * (k - 1) + 1.
    """
    need = 1
    for k, s, p, d in reversed(layers):
        need = max(1, (need - 1) * s + d * k - 2 * p)
    return need


# %% misconception="min_input"
def min_input__ignores_stride(layers):
    """You left out the strides. The second window starts s places after the first, so o windows
    need (o - 1) * s more.
    """
    need = 1
    for k, _, p, d in reversed(layers):
        need = max(1, need - 1 + d * (k - 1) + 1 - 2 * p)
    return need


# %% check="min_input" points=2
def torch_min_input(layers):
    """Try it, with one pixel, with two, with three."""
    for n in range(1, 1000):
        if runs(layers, n):
            return n
    raise ValueError("1000 pixels are not enough")


check(
    min_input,
    against=torch_min_input,
    on=[
        case(layers=((3, 1, 0, 1), (3, 1, 2, 1))),
        case(layers=((5, 2, 1, 1), (3, 3, 0, 2), (2, 2, 1, 3), (4, 1, 0, 1))),
        case(layers=((2, 2, 0, 1), (3, 2, 1, 2), (3, 1, 0, 1))),
        case(layers=((3, 1, 2, 1),)),
        case(layers=((4, 3, 1, 2), (3, 2, 0, 1))),
    ],
)
### BEGIN HIDDEN TESTS
check(
    min_input,
    against=torch_min_input,
    on=[
        case(layers=()),
        case(layers=((7, 2, 3, 1), (3, 2, 1, 1), (3, 2, 1, 1), (3, 1, 0, 2))),
        case(layers=((3, 1, 1, 1), (2, 2, 0, 1), (3, 1, 1, 1), (2, 2, 0, 1))),
        case(layers=((2, 1, 0, 5), (3, 1, 4, 1), (2, 3, 0, 1))),
        case(layers=((1, 4, 0, 1), (2, 2, 0, 1))),
        case(layers=((4, 1, 0, 1), (3, 2, 3, 1), (5, 1, 2, 1), (2, 1, 0, 1))),
        *[case(layers=drawn(lambda rng: layers_of(rng, 3)))] * 3,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch answers this question with an error message, or without one. Five networks from the table above:


# %%
def fits(stack, n):
    layers = (
        torch.nn.Conv1d(1, 1, kernel_size=k, stride=s, padding=p, dilation=d)
        for k, s, p, d in stack
    )
    try:
        torch.nn.Sequential(*layers)(torch.zeros(1, 1, n))
    except RuntimeError:
        return False
    return True


for name in ("AlexNet", "VGG-16", "ResNet-18", "MobileNet", "P-Net"):
    print(f"{name}: smallest picture {next(n for n in range(1, 300) if fits(stacks[name], n))}")

# %% [markdown]
# A picture of a single pixel goes through the whole of ResNet-18, because every layer is padded by as much as its
# window needs. The answer is then made of one pixel and a great many zeros. (The count is for sizes that are rounded down.
# P-Net's pooling rounds up, so a picture of 11 is enough there.)

# %% [markdown]
# ## Ask the network
#
# So far you had a description of the layers. A real network has branches, loops and code that nobody described. But you
# can run it. Change a pixel, and see whether the unit changes: **perturbation**. It needs no formula at all, and it is
# the check on every formula.
#
# Here is a function from pictures to pictures, a convolution and max pooling. Its unit (1, 1) reads a block of 4 by 4
# pixels. Add 1 to each pixel in turn, and mark those that change the unit. Before you run the cell: will all 16 be
# marked?

# %%
kernel = np.ones((1, 1, 3, 3))


def unknown(x):
    return convkit.max_pool2d(convkit.conv2d(x, kernel), 2)


picture = np.random.default_rng(4).normal(size=(1, 1, 6, 7))
before = unknown(picture)[0, 0, 1, 1]
changed, poisoned = np.zeros((6, 7), bool), np.zeros((6, 7), bool)
for i, j in np.ndindex(6, 7):
    nudged = picture.copy()
    nudged[0, 0, i, j] += 1.0
    changed[i, j] = unknown(nudged)[0, 0, 1, 1] != before
plot.arrays(
    ("input", picture[0, 0].round(1), "picture"), "→", ("output", changed.astype(int), "changed")
)

# %% [markdown]
# Some pixels are missing. They belong to windows that lost the maximum, and after the nudge they lost again. Another
# picture would give another answer. A ReLU does the same: where it cuts off, nothing shows. What a unit *can* see does
# not depend on the picture, and neither should the answer.
#
# There is a number that gets through nearly everything: `nan`, "not a number". A sum with it is `nan`, a product too, and so
# is a maximum, in NumPy and in PyTorch. Infinity would not do: a ReLU makes 0 of $-\infty$.

# %%
nan = np.nan
print("sum:", nan + 5, " product:", nan * 0, " maximum:", np.max([nan, 5]))
print("ReLU:", np.maximum(nan, 0), torch.relu(torch.tensor(nan)).item())
for i, j in np.ndindex(6, 7):
    bad = picture.copy()
    bad[0, 0, i, j] = nan
    poisoned[i, j] = np.isnan(unknown(bad)[0, 0, 1, 1])
plot.array(poisoned.astype(int), "poisoned", role="output", index=True)

# %% [markdown]
# Sixteen. Poison a pixel, and every unit that reads it is poisoned; a unit that does not read it stays clean. (There are
# exceptions. Comparisons throw `nan` away, as in `np.where(x > 0, x, 0)`, and so do `nanmax` and `fmax`. An FFT spreads it over
# everything, and so does a layer that normalises over the whole picture.)
#
# Three things to keep in mind. A picture has channels, and a unit may see a pixel in one of them
# only: poison all channels of a pixel. The output has channels as well: look at all of them. (From
# here on a unit is all the numbers at one place, one for each channel.) And near the border you
# measure a field that is cut off; for the whole field, choose a unit in the middle.


# %% setup="checks"
class Beside(torch.nn.Module):
    """Two branches: one reads the first channel, one the others. Their outputs are concatenated."""

    def __init__(self, one, two):
        super().__init__()
        self.one, self.two = one, two

    def forward(self, x):
        return torch.cat([self.one(x[:, :1]), self.two(x[:, 1:])], dim=1)


def network(*layers, scale=1.0, bias=0.0, negative=False):
    """A function of arrays (N, C, H, W). Its weights are random, times `scale`; `.model` is for oracles."""
    model = torch.nn.Sequential(*layers).double()
    rng = np.random.default_rng(5)
    for layer in model.modules():
        if isinstance(layer, torch.nn.Conv2d):
            layer.weight.data = scale * torch.tensor(rng.normal(size=tuple(layer.weight.shape)))
            if negative:
                layer.weight.data = -layer.weight.data.abs()
            layer.bias.data.fill_(bias)

    def f(x):
        with torch.no_grad():
            return model(torch.tensor(np.asarray(x, dtype=float))).numpy()

    f.model, f.__name__ = model, "_".join(type(layer).__name__ for layer in layers)
    return f


def opened(layer):
    """The same connections with nothing that hides any: weights 1, means for maxima, no ReLU."""
    match layer:
        case torch.nn.Sequential():
            return torch.nn.Sequential(*(opened(part) for part in layer))
        case Beside():
            return Beside(opened(layer.one), opened(layer.two))
        case torch.nn.ReLU():
            return torch.nn.Identity()
        case torch.nn.MaxPool2d():
            return torch.nn.AvgPool2d(layer.kernel_size, layer.stride, layer.padding)
        case torch.nn.Conv2d():
            twin = torch.nn.Conv2d(
                layer.in_channels,
                layer.out_channels,
                layer.kernel_size,
                layer.stride,
                layer.padding,
                layer.dilation,
            ).double()
            torch.nn.init.ones_(twin.weight)
            return twin
    raise TypeError(f"opened: no rule for {layer}")


def torch_rf_empirical(f, shape, pos):
    """Where the gradient of the unit is not 0, with all weights 1, means for maxima and no ReLU."""
    (C, H, W), (row, column) = shape, pos
    x = torch.zeros(1, C, H, W, dtype=torch.float64, requires_grad=True)
    unit = opened(f.model)(x)[0, :, row, column]
    (gradient,) = torch.autograd.grad(unit, x, torch.ones_like(unit))
    return (gradient[0] != 0).any(0)


Conv, Pool, ReLU = torch.nn.Conv2d, torch.nn.MaxPool2d, torch.nn.ReLU

# %% [markdown]
# ## Exercise 12.5 · By perturbation
# ★★ · 12 min · 3 points (1 for convolutions alone, 2 with ReLU and max pooling)
#
# Write `rf_empirical(f, shape, pos)`. `f` is a function that takes an array of shape `(N, C, H, W)` and gives one of
# shape `(N, O, Ho, Wo)`; what is inside you do not know. `shape` is `(C, H, W)`, and `pos` is the row and the column of
# a unit of the output. Return an array of shape `(H, W)` of True and False: which pixels the unit can see, in any of
# their channels, in any channel of the output. The answer must not depend on what picture you use.
#
# For the function `unknown` above, `rf_empirical(unknown, (1, 6, 7), (1, 1))` has 16 entries that are True.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# The stub has a picture without `nan`. Walk over its pixels: make a copy, poison the pixel in all channels, call `f`,
# look at the unit.
#
# </details>
# <details><summary>Hint 2: some pixels are missing</summary>
#
# If you poison by adding a number, or with infinity, use `nan` instead. If you do that: do you poison all channels, and look
# at all channels of the output?
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# All channels of a pixel are `bad[0, :, i, j]`, and all channels of the unit `f(bad)[0, :, row, column]`.
# `np.isnan(...).any()` says whether one of them is poisoned.
#
# </details>


# %% solution="rf_empirical"
def rf_empirical(f, shape, pos):
    """(H, W) of bool: which pixels of a picture (C, H, W) the unit `pos` of f's output can see."""
    (C, H, W), (row, column) = shape, pos
    clean = np.zeros((1, C, H, W))
    mask = np.zeros((H, W), dtype=bool)
    ### BEGIN SOLUTION
    for i in range(H):
        for j in range(W):
            bad = clean.copy()
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, :, row, column]).any()
    ### END SOLUTION
    return mask


# %% misconception="rf_empirical"
def rf_empirical__tolerates_small_changes(f, shape, pos):
    """You let small changes count as none. A weight of a millionth is a connection too: ask whether
    the unit changed at all, or poison with nan.
    """
    (C, H, W), (row, column) = shape, pos
    picture = np.random.default_rng(0).normal(size=(1, C, H, W))
    before = f(picture)[0, :, row, column]
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            nudged = picture.copy()
            nudged[0, :, i, j] += 1.0
            mask[i, j] = not np.allclose(f(nudged)[0, :, row, column], before)
    return mask


# %% misconception="rf_empirical"
def rf_empirical__one_picture(f, shape, pos):
    """You nudged the pixels of one picture. Where a ReLU cuts off or another window wins the
    maximum, nothing shows: poison each pixel with nan instead.
    """
    (C, H, W), (row, column) = shape, pos
    picture = np.random.default_rng(0).normal(size=(1, C, H, W))
    before = f(picture)[0, :, row, column]
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            nudged = picture.copy()
            nudged[0, :, i, j] += 1.0
            mask[i, j] = np.any(f(nudged)[0, :, row, column] != before)
    return mask


# %% misconception="rf_empirical"
def rf_empirical__infinity(f, shape, pos):
    """You poisoned with infinity. With a negative weight it becomes minus infinity, a ReLU makes 0 of
    that, and the unit is as before: poison with nan, and ask with np.isnan.
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i, j in np.ndindex(H, W):
        bad = np.zeros((1, C, H, W))
        bad[0, :, i, j] = np.inf
        mask[i, j] = not np.isfinite(f(bad)[0, :, row, column]).all()
    return mask


# %% misconception="rf_empirical"
def rf_empirical__one_channel_in(f, shape, pos):
    """You poisoned the first channel only. A unit may see a pixel in another channel: poison all
    channels of the pixel.
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, 0, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, :, row, column]).any()
    return mask


# %% misconception="rf_empirical"
def rf_empirical__one_channel_out(f, shape, pos):
    """You looked at the first channel of the output only. A pixel counts if any channel of the unit
    is poisoned.
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, 0, row, column])
    return mask


# %% misconception="rf_empirical"
def rf_empirical__asks_all_channels(f, shape, pos):
    """A pixel counts for you only if every channel of the unit is poisoned. One channel is enough:
    any, not all.
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, :, row, column]).all()
    return mask


# %% misconception="rf_empirical"
def rf_empirical__any_unit(f, shape, pos):
    """You looked whether anything in the output is poisoned. Only the unit in row pos[0], column
    pos[1] counts.
    """
    C, H, W = shape
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)).any()
    return mask


# %% misconception="rf_empirical"
def rf_empirical__middle_unit(f, shape, pos):
    """You looked at the unit in the middle of the output. The one that counts is the unit in row pos[0], column
    pos[1], even at the border.
    """
    C, H, W = shape
    row, column = (size // 2 for size in f(np.zeros((1, C, H, W))).shape[2:])
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, :, row, column]).any()
    return mask


# %% misconception="rf_empirical"
def rf_empirical__fills_box(f, shape, pos):
    """You filled the box from the first pixel to the last. With dilation there are pixels in
    between that the unit does not see: test each of them.
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, :, row, column]).any()
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if len(rows):
        mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = True
    return mask


# %% misconception="rf_empirical"
def rf_empirical__keeps_poison(f, shape, pos):
    """You never took the poison out again, so pixels that the unit does not see are marked after
    one that it sees. Begin with a clean copy for each pixel.
    """
    (C, H, W), (row, column) = shape, pos
    bad = np.zeros((1, C, H, W))
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, :, row, column]).any()
    return mask


# %% misconception="rf_empirical"
def rf_empirical__marks_unseen(f, shape, pos):
    """You marked the pixels that leave the unit clean. True stands for the pixels that poison it."""
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = not np.isnan(f(bad)[0, :, row, column]).any()
    return mask


# %% misconception="rf_empirical"
def rf_empirical__compares_with_nan(f, shape, pos):
    """You compared with nan by ==, and that is always False: nan is equal to nothing, not even to
    itself. Ask with np.isnan(...).
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i, j in np.ndindex(H, W):
        bad = np.zeros((1, C, H, W))
        bad[0, :, i, j] = np.nan
        mask[i, j] = np.any(f(bad)[0, :, row, column] == np.nan)
    return mask


# %% check="rf_empirical" points=1
two_layers = network(
    Conv(2, 3, (3, 2), stride=(2, 1), padding=(1, 0)), Conv(3, 4, (2, 3), dilation=(1, 2))
)
faint = network(Conv(3, 2, (2, 3)), Conv(2, 3, (3, 2), stride=(1, 2)), scale=1e-6)
branches = network(Beside(Conv(1, 2, 1), Conv(2, 3, (2, 4), padding=(1, 3), dilation=2)))
mixed = network(Beside(Conv(1, 3, 1), Conv(1, 2, (3, 1), padding=(1, 0))), Conv(5, 2, (1, 2)))
check(
    rf_empirical,
    against=torch_rf_empirical,
    on=[
        case(f=two_layers, shape=(2, 6, 8), pos=(1, 2)),
        case(f=two_layers, shape=(2, 6, 8), pos=(0, 0)),
        case(f=faint, shape=(3, 5, 7), pos=(1, 1)),
        case(f=branches, shape=(3, 4, 8), pos=(2, 3)),
        case(f=mixed, shape=(2, 5, 4), pos=(2, 1)),
    ],
)


### BEGIN HIDDEN TESTS
def shape_of(channels):
    """So many pictures, of drawn height and width."""
    return drawn(lambda rng: (channels, *rng.integers((7, 8), (9, 10)).tolist()))


check(
    rf_empirical,
    against=torch_rf_empirical,
    on=[
        case(f=two_layers, shape=(2, 8, 7), pos=(2, 1)),
        case(f=branches, shape=(3, 5, 7), pos=(4, 6)),
        case(f=mixed, shape=(2, 4, 5), pos=(0, 2)),
        case(f=two_layers, shape=shape_of(2), pos=whole_number(0, 2, 2)),
        case(f=branches, shape=shape_of(3), pos=whole_number(0, 6, 2)),
    ],
)
### END HIDDEN TESTS

# %% check="rf_empirical" points=2
very_faint = network(Conv(2, 3, (2, 3)), Conv(3, 2, (1, 2)), scale=1e-6)
cut_off = network(Conv(2, 3, (3, 2), padding=(1, 0)), ReLU(), Conv(3, 4, (2, 3)), ReLU(), bias=-1e3)
lets_through = network(Conv(2, 3, (3, 2)), ReLU(), bias=1e3)
turns_away = network(Conv(2, 3, (2, 3)), ReLU(), negative=True, bias=-1e3)
check(
    rf_empirical,
    against=torch_rf_empirical,
    on=[
        case(f=cut_off, shape=(2, 5, 6), pos=(2, 1)),
        case(f=cut_off, shape=(2, 5, 6), pos=(0, 0)),
        case(f=very_faint, shape=(2, 3, 5), pos=(1, 1)),
        case(f=lets_through, shape=(2, 4, 3), pos=(1, 0)),
        case(f=turns_away, shape=(2, 3, 5), pos=(1, 1)),
    ],
)
### BEGIN HIDDEN TESTS
pooled = network(
    Conv(3, 4, (3, 2), padding=(1, 0)), ReLU(), Pool((2, 3), (2, 1)), Conv(4, 2, (2, 1)), ReLU()
)
check(
    rf_empirical,
    against=torch_rf_empirical,
    on=[
        case(f=pooled, shape=(3, 8, 7), pos=(1, 2)),
        case(f=pooled, shape=(3, 8, 7), pos=(2, 3)),
        case(
            f=pooled,
            shape=drawn(lambda rng: (3, *rng.integers((8, 7), (10, 9)).tolist())),
            pos=whole_number(0, 2, 2),
        ),
        case(f=network(Pool(3, 2, 1), Conv(2, 3, (1, 2), dilation=2)), shape=(2, 5, 8), pos=(0, 1)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# For a network in `torch.nn` the course has `field_of_model`. It poisons half of the picture, then
# a quarter, and so on, which needs few calls. Here is a network with a shortcut and two branches,
# which is no chain any more. Put your own in its place: a class with `forward`, or a `Sequential`.


# %%
class Yours(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = torch.nn.Conv2d(1, 8, kernel_size=5, stride=2, padding=2)
        self.near = torch.nn.Conv2d(8, 8, kernel_size=3, padding=1)
        self.far = torch.nn.Conv2d(8, 8, kernel_size=3, padding=4, dilation=4)
        self.pool = torch.nn.MaxPool2d(kernel_size=2)

    def forward(self, x):
        x = torch.relu(self.stem(x))
        return self.pool(x + torch.relu(self.near(x)) + torch.relu(self.far(x)))


model = Yours()
rows, columns = convkit.field_of_model(model, input_shape=(1, 1, 60, 80))
print("the middle unit sees rows", rows, "and columns", columns)
print("size:", rows[1] - rows[0] + 1, "by", columns[1] - columns[0] + 1)
print("along the longest path:", convkit.field_of_stack([(5, 2, 2), (3, 1, 4, 4), (2, 2)]).size)

# %% [markdown]
# ## Not every pixel counts the same
#
# ResNet-18 *can* see a square almost twice as wide as the picture. Whether it does, the formula cannot tell. Take a simpler
# stack and count the paths. With two layers of 3 taps,
# how many ways lead from the unit down to each of the five pixels? (The figure with the lines is at the beginning of
# this lesson.) Before you run the cell: write down the five numbers.

# %%
for depth in (1, 2, 3):
    line = torch.zeros(1, 1, 2 * depth + 1, requires_grad=True)
    y = line
    for _ in range(depth):
        y = F.conv1d(input=y, weight=torch.ones(1, 1, 3))
    (gradient,) = torch.autograd.grad(outputs=y.sum(), inputs=line)
    print(f"{depth} layers:", gradient[0, 0].int().tolist())

# %% [markdown]
# Three ways to the pixel in the middle, one to each end. With weights of 1 the gradient counts paths. Each layer
# replaces every number by the sum of itself and its two neighbours: the next row is the full convolution of this one
# with 1, 1, 1
# (lesson 01). Divided by their sum, so that they add up to 1, these numbers say what share each pixel has in the unit. The
# region that holds most of the shares is called the unit's **effective receptive field**.
#
# Look how it changes with depth. The field has $L\,(k-1) + 1$ pixels: 11, 21, 41 and at last all 81 places of the axis. But
# the bell in the middle grows more slowly.

# %%
n = 81
line = np.zeros(n)
line[n // 2] = 1.0
shares, rows = {}, line
for depth in range(1, 41):
    rows = np.convolve(rows, [1 / 3, 1 / 3, 1 / 3], mode="same")
    if depth in (5, 10, 20, 40):
        shares[f"{depth} layers"] = rows
plot.curves(
    shares, x=np.arange(n) - n // 2, across="pixels from the centre", up="share", log=(False, False)
)

# %% [markdown]
# How wide is the bell? Measure width by the **spread**: the root of the mean squared distance from the centre, each
# pixel counted with its share, which statistics calls the standard deviation. One kernel of $k$ equal taps has the
# squared spread $(k^2 - 1)/12$. For $k = 3$ the distances are −1, 0 and 1, and the mean of their squares is $2/3$.
# Convolution adds squared spreads, and so $L$ layers have
#
# $$\sigma = \sqrt{\,L \, \frac{k^2 - 1}{12}\,}.$$
#
# The field grows with $L$, the spread with $\sqrt{L}$. Before you run the cell: a stack of 40 layers of 3 taps can see
# 81 pixels. How many in the middle hold 95 % of all the shares?

# %%
for depth in (10, 40, 160):
    row = np.ones(1)
    for _ in range(depth):
        row = np.convolve(row, [1 / 3, 1 / 3, 1 / 3])
    middle = len(row) // 2
    inner = next(w for w in range(middle) if row[middle - w : middle + w + 1].sum() >= 0.95)
    spread = np.sqrt(np.sum(row * (np.arange(len(row)) - middle) ** 2))
    print(
        f"{depth:3d} layers: field {len(row):3d}, spread {spread:5.2f} "
        f"(formula {np.sqrt(depth * 8 / 12):5.2f}), 95 % on {2 * inner + 1} pixels"
    )

# %% [markdown]
# Four times as many layers, a field four times as wide, and a bell twice as wide. The rest of the field hardly counts, as long as
# all weights are alike.

# %% [markdown]
# ## Exercise 12.6 · The effective field
# ★★ · 8 min · 2 points
#
# Write `effective_rf(L, k)` for a stack of `L` layers along one axis, each with `k` taps of equal weight and stride 1.
# Return the shares of the pixels in one unit, an array of length `L * (k - 1) + 1` whose entries add up to 1, and their
# spread, one number.
#
# For `L = 2` and `k = 3` the shares are 1, 2, 3, 2, 1, each divided by 9.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Without layers the unit is the pixel: `np.ones(1)`. Each layer convolves with `k` equal taps. `np.convolve(a, b)` is
# the full convolution.
#
# </details>
# <details><summary>Hint 2: they do not add up to 1</summary>
#
# Either make each tap `1 / k`, or divide by the sum at the end. Both are right. (With very many layers the sums of ones
# become very large; `1 / k` does not.)
#
# </details>
# <details><summary>Hint 3: the spread</summary>
#
# Either the formula, or its definition: `np.sqrt(np.sum(shares * distance**2))`, with the distances from the middle of the array.
#
# </details>


# %% solution="effective_rf"
def effective_rf(L, k):
    """(shares of the L * (k - 1) + 1 pixels, spread) of a stack of L layers with k equal taps."""
    ### BEGIN SOLUTION
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.full(k, 1 / k))
    return shares, math.sqrt(L * (k**2 - 1) / 12)
    ### END SOLUTION


# %% misconception="effective_rf"
def effective_rf__uniform(L, k):
    """You gave every pixel of the field the same share. More paths lead to the middle than to the
    ends: convolve, once for each layer.
    """
    r = L * (k - 1) + 1
    return np.full(r, 1 / r), math.sqrt((r**2 - 1) / 12)


# %% misconception="effective_rf"
def effective_rf__spread_grows_with_depth(L, k):
    """You let the spread grow with L. Squared spreads add up, so L layers spread sqrt(L) times as
    far as one.
    """
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.full(k, 1 / k))
    return shares, L * math.sqrt((k**2 - 1) / 12)


# %% misconception="effective_rf"
def effective_rf__counts_paths(L, k):
    """You returned the numbers of paths. Divide them by their sum, so that the shares add up to 1."""
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.ones(k))
    return shares, math.sqrt(L * (k**2 - 1) / 12)


# %% misconception="effective_rf"
def effective_rf__one_layer_less(L, k):
    """You convolved once too few. Begin with a single 1, the unit itself, and convolve L times."""
    shares = np.ones(1)
    for _ in range(L - 1):
        shares = np.convolve(shares, np.full(k, 1 / k))
    return shares, math.sqrt((L - 1) * (k**2 - 1) / 12)


# %% misconception="effective_rf"
def effective_rf__divides_by_largest(L, k):
    """You divided by the largest number, so the middle is 1. Shares add up to 1: divide by the sum."""
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.full(k, 1 / k))
    return shares / shares.max(), math.sqrt(L * (k**2 - 1) / 12)


# %% misconception="effective_rf"
def effective_rf__squared_spread(L, k):
    """Your spread is the mean squared distance. Take its square root, so that it is a number of
    pixels.
    """
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.full(k, 1 / k))
    return shares, L * (k**2 - 1) / 12


# %% misconception="effective_rf"
def effective_rf__spread_from_first(L, k):
    """You measured the spread from the first pixel. Measure the distances from the middle of the
    field.
    """
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.full(k, 1 / k))
    return shares, math.sqrt(np.sum(shares * np.arange(len(shares)) ** 2))


# %% misconception="effective_rf"
def effective_rf__draws_bell(L, k):
    """You drew a bell with the right spread. The shares come close to it for many layers, but they
    are not equal: convolve.
    """
    spread = math.sqrt(L * (k**2 - 1) / 12)
    distance = np.arange(L * (k - 1) + 1) - L * (k - 1) / 2
    bell = np.exp(-(distance**2) / 2 / max(spread, 1e-9) ** 2)
    return bell / bell.sum(), spread


# %% misconception="effective_rf"
def effective_rf__keeps_length(L, k):
    """Your shares stay as long as one kernel. Every layer adds k - 1 pixels: use the full
    convolution.
    """
    shares = np.full(k, 1 / k)
    for _ in range(L - 1):
        shares = np.convolve(shares, np.full(k, 1 / k), mode="same")
    return shares, math.sqrt(L * (k**2 - 1) / 12)


# %% misconception="effective_rf"
def effective_rf__mean_distance(L, k):
    """You took the mean distance from the middle. The spread squares the distances, takes the mean
    with the shares, and then the root.
    """
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.full(k, 1 / k))
    distance = np.abs(np.arange(len(shares)) - (len(shares) - 1) / 2)
    return shares, float(np.sum(shares * distance))


# %% check="effective_rf" points=2
def torch_effective_rf(L, k):
    """The gradient of one unit; its spread from the definition."""
    if L < 1 or k < 1:
        raise ValueError("no layers")
    line = torch.zeros(1, 1, L * (k - 1) + 1, dtype=torch.float64, requires_grad=True)
    y = line
    for _ in range(L):
        y = F.conv1d(y, torch.ones(1, 1, k).double() / k)
    (gradient,) = torch.autograd.grad(y[0, 0, 0], line)
    shares = gradient[0, 0]
    distance = torch.arange(len(shares)) - (len(shares) - 1) / 2
    return shares, (shares * distance**2).sum().sqrt()


check(
    effective_rf,
    against=torch_effective_rf,
    on=[case(L=2, k=3), case(L=3, k=4), case(L=7, k=2), case(L=5, k=5)],
)
### BEGIN HIDDEN TESTS
check(
    effective_rf,
    against=torch_effective_rf,
    on=[
        *[case(L=L, k=k) for L, k in ((1, 5), (4, 6), (20, 3), (3, 1), (40, 2))],
        *[case(L=whole_number(2, 15), k=whole_number(2, 8))] * 2,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# Equal weights are a special case. What about a network with random weights and ReLUs, as it is
# before training? The next cell builds ten layers of 3 by 3 and asks PyTorch for the gradient of
# one unit, the sum of its 16 channels. Its absolute value is averaged over 20 random pictures. The
# darker a pixel, the more it counts; the frame is the field that is possible. Look at the corners
# inside the frame, and at the shape of the sums under the picture.


# %%
def average_gradient(network, size, pictures=20):
    """Mean |gradient| of the unit in the middle, and of all its channels, for random pictures."""
    x = torch.randn(pictures, 1, size, size, generator=torch.Generator().manual_seed(2))
    x.requires_grad_(True)
    y = network(x)
    middle = y.shape[2] // 2
    (gradient,) = torch.autograd.grad(outputs=y[:, :, middle, middle].sum(), inputs=x)
    return gradient[:, 0].abs().mean(0).numpy()


torch.manual_seed(1)
layers, channels = [], 1
for _ in range(10):
    layers += [torch.nn.Conv2d(channels, 16, kernel_size=3), torch.nn.ReLU()]
    channels = 16
untrained = torch.nn.Sequential(*layers)
plot.effective_field(average_gradient(untrained, 27))

# %% [markdown]
# A bell again, a little rough because the weights are random. Half of the weight lies on about an eighth of the pixels,
# and the corners are almost white although the unit depends on them.
#
# Training can widen it, if the task asks for it. Here a stack of ten layers of 3 taps learns on random lines. Its task
# is to answer with the mean of the 17 pixels around each place, times 3. Its field has 21 pixels, so it could. Before
# you look: what shape will the shares have after training?


# %%
def looks_far(channels=8, depth=10):
    torch.manual_seed(0)
    layers = [torch.nn.Conv1d(1, channels, kernel_size=3)]
    for _ in range(depth - 2):
        layers += [torch.nn.ReLU(), torch.nn.Conv1d(channels, channels, kernel_size=3)]
    return torch.nn.Sequential(
        *layers, torch.nn.ReLU(), torch.nn.Conv1d(channels, 1, kernel_size=3)
    )


def shares_of_pixels(network, field=21):
    """Mean |gradient| of a unit for 200 random lines as long as its field, as shares."""
    x = torch.randn(200, 1, field, generator=torch.Generator().manual_seed(2)).requires_grad_(True)
    (gradient,) = torch.autograd.grad(outputs=network(x).sum(), inputs=x)
    mean = gradient[:, 0].abs().mean(0)
    return (mean / mean.sum()).numpy()


learner = looks_far()
optimizer = torch.optim.Adam(learner.parameters(), lr=0.01)
draws = torch.Generator().manual_seed(3)
for _ in range(300):
    x = torch.randn(16, 1, 60, generator=draws)
    target = 3 * F.avg_pool1d(x, kernel_size=17, stride=1)[:, :, 2:-2]
    loss = F.mse_loss(learner(x), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(
    f"mean squared error: {loss.item():.3f}; of a network that always answers 0: {(target**2).mean():.3f}"
)
plot.curves(
    {"before training": shares_of_pixels(looks_far()), "after training": shares_of_pixels(learner)},
    x=np.arange(21) - 10,
    across="pixels from the centre",
    up="share",
    log=(False, False),
)

# %% [markdown]
# Before training it is a bell, a lopsided one with its peak two pixels left of the centre, as chance has drawn the weights. After
# training it is a plateau of 17 pixels: the network looks where the task told it to look. Luo, Li, Urtasun and
# Zemel measured real networks: a bell before training, and a wider one after it. So there are two fields to keep apart. The one in
# the formula says what a unit *can* see, and nothing beyond it can ever be learned. The effective one says what it does
# see, and it is the smaller. If a task needs 100 pixels, plan a field of more than 100.

# %% [markdown]
# ## Branches (optional)
#
# Networks have branches: a shortcut past two layers, or several kernels side by side, whose results are added or
# **concatenated**, laid one behind the other as channels. The unit with number $i$ then depends on unit $i$ of every
# branch, so it sees the **union** of their fields. Its own field goes from the smallest first place to the largest last one;
# in between there may be gaps. Two things can go wrong.
#
# The jumps may differ. Then unit 10 of one branch looks somewhere else than unit 10 of the other, ever farther apart,
# and the branches must not be joined.
#
# The centres may differ. Then all units are off by the same distance, PyTorch joins the branches without a word, and
# the result is smeared. It happens when a branch without padding is joined with a shortcut that is cut to size at its
# *end*. Before you run the cell: a branch of two layers of 3 taps without padding, and the shortcut, cut off at the end
# to fit. Where does unit 0 of each look?

# %%
with_padding, without = [(3, 1, 1), (3, 1, 1)], [(3,), (3,)]
for name, branch in (("two padded layers", with_padding), ("two layers without padding", without)):
    field = convkit.field_of_stack(branch)
    joined = convkit.join_fields([convkit.field_of_stack([]), field])
    centre = field.start + (field.size - 1) / 2
    print(f"{name}: centre {centre}, the shortcut's is 0; together they see", joined)

# %% [markdown]
# Two pixels apart. In pictures: the letter F, white on black, goes through a branch that does nothing but pass on the
# middle tap of each kernel, and is added to itself by the shortcut. On the left with padding. On the right without
# padding, with the shortcut cut off at the end. Look for the ghost.

# %%
letter = np.pad(data.stamp().astype(float), 4)
pass_on = np.zeros((1, 1, 3, 3))
pass_on[0, 0, 1, 1] = 1.0
padded = convkit.conv2d(convkit.conv2d(letter[None, None], pass_on, padding=1), pass_on, padding=1)
plain = convkit.conv2d(convkit.conv2d(letter[None, None], pass_on), pass_on)
cut_at_end = letter[: plain.shape[2], : plain.shape[3]]
plot.gallery({"padded": letter + padded[0, 0], "cut off at the end": cut_at_end + plain[0, 0]})

# %% [markdown]
# Cut the same amount off on both sides, `letter[2:-2, 2:-2]`, and the centres agree again.

# %% [markdown]
# ## Exercise 12.7 · Branches that meet
# ★★★ · 10 min · 3 points (2 for the field, 1 for refusing what cannot be joined) · optional
#
# Write `rf_of_dag(branches)`: `branches` is a tuple of stacks that begin at the same picture and are added at the end,
# unit by unit. An empty stack is a shortcut. Return three things: the first place that unit 0 of the sum sees (negative
# if it is in the padding), the size of the field of the sum, and True or False: do all branches have the same centre?
# If their jumps differ, raise a `ValueError`.
#
# `rf_of_dag(((), ((3, 1, 0, 1), (3, 1, 0, 1))))` is (0, 5, False), and with padding 1 in both layers it is (-2, 5,
# True). (A network in which branches meet is a *directed acyclic graph*, a DAG; hence the name.)
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# With the start of a single branch. Padding moves unit 0 by `p` jumps to the left in each layer: the recurrence of
# exercise 12.2 without the middle of the kernel.
#
# </details>
# <details><summary>Hint 2: the size is wrong</summary>
#
# Sizes alone do not tell how large the union is. Work out where the field of each branch starts and where it stops; the
# union goes from the smallest start to the largest stop.
#
# </details>
# <details><summary>Hint 3: are the centres equal?</summary>
#
# The centre is half-way between the first and the last place. Starts that are equal do not help if the sizes differ. If
# you compare `start + stop` you need no halves.
#
# </details>


# %% solution="rf_of_dag"
def rf_of_dag(branches):
    """(first place of unit 0, size of the field, centres agree) of branches that are added."""
    fields = []  # (start, size, jump) of each branch
    for layers in branches:
        start, size, jump = 0, 1, 1
        ### BEGIN SOLUTION
        for k, s, p, d in layers:
            start -= p * jump
            size += d * (k - 1) * jump
            jump *= s
        ### END SOLUTION
        fields.append((start, size, jump))
    ### BEGIN SOLUTION
    if len({jump for start, size, jump in fields}) > 1:
        raise ValueError(f"rf_of_dag: the branches have different jumps: {fields}")
    first = min(start for start, size, jump in fields)
    stop = max(start + size for start, size, jump in fields)
    aligned = len({2 * start + size for start, size, jump in fields}) == 1
    return first, stop - first, aligned
    ### END SOLUTION


# %% misconception="rf_of_dag"
def rf_of_dag__adds_sizes(branches):
    """You added the sizes of the branches. They look at the same picture, so their fields overlap:
    take the union, from the smallest start to the largest stop.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    aligned = len({2 * f[0] + f[1] for f in fields}) == 1
    return min(f[0] for f in fields), sum(f[1] for f in fields), aligned


# %% misconception="rf_of_dag"
def rf_of_dag__largest_size(branches):
    """You took the largest size. Branches that look at different places see more together than the
    largest of them alone.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    aligned = len({2 * f[0] + f[1] for f in fields}) == 1
    return min(f[0] for f in fields), max(f[1] for f in fields), aligned


# %% misconception="rf_of_dag"
def rf_of_dag__intersection(branches):
    """You took what all branches see. A pixel that a single branch sees changes the sum as well:
    take the union.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = max(f[0] for f in fields), min(f[0] + f[1] for f in fields)
    return first, stop - first, len({2 * f[0] + f[1] for f in fields}) == 1


# %% misconception="rf_of_dag"
def rf_of_dag__forgets_shortcut(branches):
    """You left the shortcut out. An empty stack sees one pixel, at place 0, and it has a centre as
    the others have.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    fields = [f for f, layers in zip(fields, branches, strict=True) if layers] or fields
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({2 * f[0] + f[1] for f in fields}) == 1


# %% misconception="rf_of_dag"
def rf_of_dag__compares_starts(branches):
    """You compared the starts. Branches of different size with one start look at different middles:
    compare the centres.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({f[0] for f in fields}) == 1


# %% misconception="rf_of_dag"
def rf_of_dag__compares_sizes(branches):
    """You compared the sizes. Branches of different size may well have one centre, and branches of
    one size different centres.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({f[1] for f in fields}) == 1


# %% misconception="rf_of_dag"
def rf_of_dag__rounds_centres(branches):
    """You rounded the centres down. Half a pixel is a difference too, and even kernels make it:
    compare start + stop.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({f[0] + (f[1] - 1) // 2 for f in fields}) == 1


# %% misconception="rf_of_dag"
def rf_of_dag__ignores_padding(branches):
    """You left the padding out, so every branch starts at place 0. Padding moves unit 0 to the
    left, by p jumps of the layer below.
    """
    fields = []
    for layers in branches:
        size, jump = 1, 1
        for k, s, _, d in layers:
            size, jump = size + d * (k - 1) * jump, jump * s
        fields.append((0, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({2 * f[0] + f[1] for f in fields}) == 1


# %% misconception="rf_of_dag"
def rf_of_dag__padding_in_pixels(branches):
    """You counted the padding in pixels. It is as many units of the layer below, and those lie a
    jump apart.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({2 * f[0] + f[1] for f in fields}) == 1


# %% misconception="rf_of_dag"
def rf_of_dag__in_a_row(branches):
    """You put the branches behind one another, as one long stack. They stand side by side: each
    begins at the picture, with start 0, size 1 and jump 1.
    """
    fields = []
    start, size, jump = 0, 1, 1
    for layers in branches:
        own = 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
            own *= s
        fields.append((start, size, own))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    return start, size, len({2 * f[0] + f[1] for f in fields}) == 1


# %% misconception="rf_of_dag"
def rf_of_dag__accepts_any_jump(branches):
    """You joined branches whose jumps differ. Their units do not belong together, one looks ever
    farther ahead: raise a ValueError.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({2 * f[0] + f[1] for f in fields}) == 1


# %% check="rf_of_dag" points=2
def torch_rf_of_dag(branches):
    fields = [field_in_the_open(layers) for layers in branches]
    if len({jump for start, size, jump in fields}) != 1:
        raise ValueError("the branches have different jumps")
    places = {start + i for start, size, jump in fields for i in (0, size - 1)}
    centres = {start + (size - 1) / 2 for start, size, jump in fields}
    return min(places), max(places) - min(places) + 1, len(centres) == 1


check(
    rf_of_dag,
    against=torch_rf_of_dag,
    on=[
        case(branches=((), ((3, 1, 0, 1), (3, 1, 0, 1)))),
        case(branches=((), ((3, 1, 1, 1), (3, 1, 1, 1)))),
        case(branches=(((3, 2, 1, 1), (3, 1, 2, 2)), ((1, 2, 0, 1),), ((5, 2, 2, 1),))),
        case(branches=(((4, 2, 1, 1),), ((3, 2, 1, 1),))),
        case(branches=(((2, 2, 0, 1), (3, 1, 3, 1)), ((3, 1, 0, 2), (2, 2, 0, 1)))),
        case(branches=(((3, 1, 2, 1),), ((3, 1, 0, 1),))),
        case(branches=(((3, 1, 1, 1),), ((5, 1, 0, 1),), ())),
    ],
)


### BEGIN HIDDEN TESTS
def branches_of(rng):
    """Three branches of one jump."""
    jump = int(rng.integers(1, 4))
    firsts = [layers_of(rng, 1, steps=2) for _ in range(3)]
    return tuple((*first, (int(rng.integers(1, 6)), jump, 1, 1)) for first in firsts)


check(
    rf_of_dag,
    against=torch_rf_of_dag,
    on=[
        case(branches=(((5, 1, 2, 1),), ((3, 1, 2, 2),), ((1, 1, 0, 1),))),
        case(branches=(((3, 1, 0, 1), (3, 1, 0, 1)), ((5, 1, 0, 1),))),
        case(branches=(((7, 2, 3, 1), (3, 2, 1, 1)), ((4, 4, 0, 1),), ((2, 4, 1, 3),))),
        case(branches=(((3, 3, 5, 1),), ((3, 3, 0, 2),))),
        case(branches=(((2, 2, 1, 1), (2, 1, 1, 1)), ((2, 2, 2, 1), (2, 1, 0, 3)))),
        case(branches=(((3, 2, 1, 1),),)),
        *[case(branches=drawn(branches_of))] * 3,
    ],
)
### END HIDDEN TESTS

# %% check="rf_of_dag" points=1
different = [
    case(branches=((), ((3, 2, 1, 1),))),
    case(branches=(((2, 2, 0, 1), (3, 1, 1, 1)), ((3, 1, 1, 1), (3, 3, 0, 1)))),
    case(branches=((), ((3, 2, 1, 1),), ((5, 1, 2, 1),))),
]
why = because("rf_of_dag__accepts_any_jump")
check_raises(rf_of_dag, ValueError, on=different, because=why)
### BEGIN HIDDEN TESTS
different = [
    case(branches=(((2, 4, 0, 1),), ((2, 2, 0, 1), (3, 2, 1, 1)), ((2, 2, 0, 1),))),
    case(branches=((), ((3, 2, 1, 1),), ((3, 1, 1, 1),))),
    *[
        case(
            branches=drawn(
                lambda rng: tuple(
                    ((int(k), s, 1, 1),)
                    for k, s in zip(rng.integers(1, 9, 3), (2, 2, 3), strict=True)
                )
            )
        )
    ]
    * 2,
]
check_raises(rf_of_dag, ValueError, on=different, because=why)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch branches are added or concatenated in `forward`, and the gradient of the sum is the sum of the gradients:
# it is not 0 wherever one of them is not. The first and the second example of the exercise, measured:

# %%
for padding in (0, 1):
    one, two = (torch.nn.Conv1d(1, 1, 3, padding=padding, bias=False) for _ in range(2))
    for layer in (one, two):
        torch.nn.init.ones_(layer.weight)
    line = torch.zeros(1, 1, 30, requires_grad=True)
    branch = two(one(line))
    total = line[:, :, : branch.shape[2]] + branch
    (gradient,) = torch.autograd.grad(outputs=total[0, 0, 10], inputs=line)
    read = gradient[0, 0].nonzero()[:, 0].tolist()
    stack = [(3, 1, padding), (3, 1, padding)]
    joined = convkit.join_fields([convkit.field_of_stack([]), convkit.field_of_stack(stack)])
    print(
        f"padding {padding}: unit 10 sees {read[0]} to {read[-1]}; convkit: {joined.interval(10)}"
    )

# %% [markdown]
# ## See far, for a price
#
# Larger kernels cost $k^2$ weights, as you saw. Besides them there are three ways to a large field,
# and each has its price.
#
# | | adds to the field | costs |
# |---|---|---|
# | more layers | $(k-1)\,j$ each | weights: $C^2 k^2$ for $C$ channels in and out |
# | stride, pooling | multiplies all that follows | resolution: the jump grows, small things are lost |
# | dilation | $d\,(k-1)\,j$ for the price of $k$ taps | gridding, if the rates grow too fast |
#
# Before you run the cell: with 32 channels, how many weights does it take to see at least 61 pixels by layers of 3 by 3
# alone, without stride and without dilation?

# %%
C = 32
one_layer = torch.nn.Conv2d(C, C, kernel_size=3, bias=False).weight.numel()
ways = {
    "dense layers": 30 * [(3, 1, 0, 1)],
    "poolings of 2 between": 4 * [(3, 1, 0, 1), (2, 2, 0, 1)] + [(3, 1, 0, 1)],
    "dilations 1, 3, 9, 17": [(3, 1, 0, d) for d in (1, 3, 9, 17)],
}
for name, stack in ways.items():
    field = convkit.field_of_stack(stack)
    convolutions = sum(k == 3 for k, *_ in stack)
    print(
        f"{name:22s} field {field.size}, jump {field.jump:2d}, {convolutions * one_layer:7,} weights"
    )

# %% [markdown]
# A mixture does it too: a pooling at the beginning halves the number of places, and rates 1, 3, 9 on top of it reach
# twice as far as on the picture. Look at the mixture before you begin with the last exercise: with a jump of 2, what
# field do the rates 1, 3, 9 have?

# %%
mixture = [(2, 2, 0, 1)] + [(3, 1, 0, d) for d in (1, 3, 9)]
print(convkit.field_of_stack(mixture), " weights:", 3 * one_layer)


# %% setup="checks"
def design_flaw(stack, target, channels, max_params, max_jump):
    """What is wrong with a stack that should see at least `target` pixels, or an empty text."""
    most = target + target // 2
    task = (
        f"(Asked: a field of {target} to {most}, with {channels} channels at most {max_params} "
        f"weights, a jump of at most {max_jump}.)"
    )
    if not isinstance(stack, list | tuple) or not 1 <= len(stack) <= 500:
        return f"Return a list of layers (kind, k, s, d), at least one and at most 500. {task}"
    for layer in stack:
        if (
            not isinstance(layer, list | tuple)
            or len(layer) != 4
            or not isinstance(layer[0], str)
            or layer[0] not in ("conv", "pool")
            or not all(isinstance(v, int | np.integer) and 1 <= v <= 1000 for v in layer[1:])
        ):
            form = 'Every layer is ("conv", k, s, d) or ("pool", k, k, 1), in whole numbers.'
            return f"{form} One of yours is {str(layer)[:60]}. {task}"
        kind, k, s, d = layer
        if kind == "pool" and (s != k or d != 1):
            return f"{because('design_rf__pools_without_stride')} One of yours is {layer}. {task}"
        if kind == "conv" and k > 7:
            return f"A convolution has at most 7 taps. One of yours is {layer}. {task}"
    field, jump, without_strides = 1, 1, 1
    for _, k, s, d in stack:
        field, jump = field + int(d) * (int(k) - 1) * jump, jump * int(s)
        without_strides += int(d) * (int(k) - 1)
    kernels = [int(k) for kind, k, s, d in stack if kind == "conv"]
    weights = sum(
        torch.nn.Conv2d(channels, channels, k, bias=False, device="meta").weight.numel()
        for k in kernels
    )
    yours = f"Yours has a field of {field}, {weights} weights and a jump of {jump}. {task}"
    if jump > max_jump:
        return f"{because('design_rf__jump_too_large')} {yours}"
    if field > most:
        slug = "strides_do_not_count" if target <= without_strides <= most else "too_far"
        return f"{because('design_rf__' + slug)} {yours}"
    if weights > max_params:
        dense = all((kind, s, d) == ("conv", 1, 1) for kind, k, s, d in stack)
        one_channel = dense and sum(k * k for k in kernels) <= max_params
        slug = "counts_one_channel" if one_channel else "too_many_weights"
        return f"{because('design_rf__' + slug)} {yours}"
    line = torch.zeros(1, 1, field, dtype=torch.float64, requires_grad=True)
    unit = stacked(line, [(int(k), int(s), 0, int(d)) for kind, k, s, d in stack])[0, 0, 0]
    (gradient,) = torch.autograd.grad(unit, line)
    unseen = (gradient[0, 0] == 0).nonzero()[:, 0].tolist()
    if unseen:
        return f"{because('design_rf__gridding')} Not seen: {unseen[:6]}. {yours}"
    if field < target:
        return f"{because('design_rf__not_far_enough')} {yours}"
    return ""


# %% [markdown]
# ## Exercise 12.8 · Design a field
# ★★★ · 15 min · 3 points (1 for the tasks in the check, 2 for tasks that are drawn)
#
# Write `design_rf(target, channels, max_params, max_jump)`: return a stack as a list of layers. A convolution is
# `("conv", k, s, d)`: `k` by `k` taps with `k` at most 7, stride `s`, dilation `d`, `channels` channels in and out, no
# bias. A pooling is `("pool", k, k, 1)`: its windows lie side by side, and it has no weights. Padding does not matter
# here. The rules:
#
# - the receptive field has at least `target` pixels along one axis, and at most half as many again, `target + target // 2`;
# - every pixel of the field is seen;
# - the convolutions have at most `max_params` weights together;
# - the jump of the whole stack is at most `max_jump`.
#
# For a field of 50 with 32 channels, 27648 weights and a jump of 2, this is right: `[("pool", 2, 2, 1), ("conv", 3, 1,
# 1), ("conv", 3, 1, 3), ("conv", 3, 1, 8)]`. Your function is asked for other tasks, and **your notebook will be graded
# with tasks of its own**. Each can be solved with one pooling and convolutions of 3 by 3.
#
# <details><summary>Hint 1: what is the jump for?</summary>
#
# A pooling costs no weights and multiplies everything behind it. So use up the whole jump at once, at the beginning:
# `("pool", max_jump, max_jump, 1)`. (With a jump of 1 it does nothing, and no harm.)
#
# </details>
# <details><summary>Hint 2: what is left to do?</summary>
#
# Behind the pooling one place is `max_jump` pixels wide. How many places must the convolutions see, so that it is at
# least `target` pixels? From here on it is exercise 8.8 of lesson 08: few layers of 3 taps, no hole.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `places = -(-target // max_jump)` rounds up. With `seen = 1`: while `seen < places`, the next rate is as large as
# `seen`, but no larger than half of what is missing, rounded up; then `seen` grows by twice the rate.
#
# </details>


# %% solution="design_rf"
def design_rf(target, channels, max_params, max_jump):
    """[("conv", k, s, d) or ("pool", k, k, 1), ...] that sees at least `target` pixels."""
    ### BEGIN SOLUTION
    stack = [("pool", max_jump, max_jump, 1)]
    places, seen = -(-target // max_jump), 1
    while seen < places:
        d = min(seen, -(-(places - seen) // 2))
        stack.append(("conv", 3, 1, d))
        seen += 2 * d
    return stack
    ### END SOLUTION


# %% misconception="design_rf"
def design_rf__pools_without_stride(target, channels, max_params, max_jump):
    """Your pooling has no stride. Here a pooling's windows lie side by side, as in PyTorch if you
    do not say otherwise: its stride is its size.
    """
    size = max(2, max_jump)
    return [("pool", size, 1, 1)] * (target // (size - 1))


# %% misconception="design_rf"
def design_rf__jump_too_large(target, channels, max_params, max_jump):
    """Your jump is larger than allowed: the strides of all layers, poolings too, multiply. Use
    fewer, and see the rest with dilations.
    """
    return [("pool", 2, 2, 1)] * math.ceil(math.log2(target))


# %% misconception="design_rf"
def design_rf__strides_do_not_count(target, channels, max_params, max_jump):
    """Your field is too large, because you counted the layers behind a stride in pixels. One step
    there is as many pixels wide as the jump.
    """
    stack, seen = [("pool", max_jump, max_jump, 1)], max_jump
    while seen < target:
        d = min(seen, -(-(target - seen) // 2))
        stack.append(("conv", 3, 1, d))
        seen += 2 * d
    return stack


# %% misconception="design_rf"
def design_rf__too_far(target, channels, max_params, max_jump):
    """Your field is too large. Its last units would look at little but padding: take smaller rates."""
    stack, seen = [("pool", max_jump, max_jump, 1)], 1
    while seen * max_jump < target:
        stack.append(("conv", 3, 1, seen))
        seen *= 3
    return stack


# %% misconception="design_rf"
def design_rf__counts_one_channel(target, channels, max_params, max_jump):
    """Your plain convolutions have too many weights. Each has channels * channels * k * k of them and
    adds k - 1 places only: use few layers, a pooling and dilations.
    """
    return [("conv", 3, 1, 1)] * math.ceil((target - 1) / 2)


# %% misconception="design_rf"
def design_rf__too_many_weights(target, channels, max_params, max_jump):
    """Your convolutions have too many weights: there are too many of them. Put the pooling first, so
    that all layers behind it reach further, and let the rates triple: 1, 3, 9.
    """
    stack, seen = [("pool", max_jump, max_jump, 1)], max_jump
    while seen < target:
        stack.append(("conv", 3, 1, 1))
        seen += 2 * max_jump
    return stack


# %% misconception="design_rf"
def design_rf__gridding(target, channels, max_params, max_jump):
    """Your field has holes. Begin with rate 1, and let no rate be larger than the number of places
    seen so far.
    """
    layers = max_params // (9 * channels**2)
    d = math.ceil((math.ceil(target / max_jump) - 1) / (2 * layers))
    return [("pool", max_jump, max_jump, 1)] + [("conv", 3, 1, d)] * layers


# %% misconception="design_rf"
def design_rf__not_far_enough(target, channels, max_params, max_jump):
    """Your field is too small. Behind a pooling of max_jump you need target / max_jump places, rounded
    *up*; and the rates may triple, not only double.
    """
    layers = max_params // (9 * channels**2)
    return [("pool", max_jump, max_jump, 1)] + [("conv", 3, 1, 2**n) for n in range(layers)]


# %% check="design_rf" points=1
for task in ((101, 32, 3 * 9 * 32**2, 4), (60, 16, 3 * 9 * 16**2, 4)):
    wrong = design_flaw(call(design_rf, *task), *task)
    assert not wrong, wrong
"design_rf: the fields are large enough and the weights few enough."

# %% check="design_rf" points=2
draw = variant("design_rf")
for jump, layers in ((1, 3), (2, 4), (4, 2), (6, 3)):
    channels = int(draw.choice([8, 12, 24]))
    target = int(draw.integers(jump * (3 ** (layers - 1) + 2), jump * 3**layers + 1))
    task = (target, channels, layers * 9 * channels**2, jump)
    wrong = design_flaw(call(design_rf, *task), *task)
    assert not wrong, wrong
"design_rf: every task of yours is met."
### BEGIN HIDDEN TESTS
for jump, layers in ((8, 3), (3, 4), (1, 4), (2, 2), (5, 3)):
    channels = int(draw.choice([6, 16, 48]))
    target = int(draw.integers(jump * (3 ** (layers - 1) + 2), jump * 3**layers + 1))
    task = (target, channels, layers * 9 * channels**2, jump)
    wrong = design_flaw(call(design_rf, *task), *task)
    assert not wrong, wrong
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch the design becomes a `Sequential`, here in two dimensions with same padding. Its field, its weights and its
# jump are measured on the network:

# %%
C = 32
design = [("pool", 2, 2, 1), ("conv", 3, 1, 1), ("conv", 3, 1, 3), ("conv", 3, 1, 8)]
network_of_design = torch.nn.Sequential(
    *(
        torch.nn.Conv2d(C, C, kernel_size=k, stride=s, padding="same", dilation=d, bias=False)
        if kind == "conv"
        else torch.nn.MaxPool2d(kernel_size=k)
        for kind, k, s, d in design
    )
)
fields = [convkit.field_of_model(network_of_design, (1, C, 4, 128), unit=(1, u)) for u in (32, 33)]
(first, last), (next_first, _) = (columns for rows, columns in fields)
print("field:", last - first + 1, " jump:", next_first - first)
print("weights:", f"{sum(weight.numel() for weight in network_of_design.parameters()):,}")

# %% [markdown]
# ## What you can do now
#
# - Work out size, jump and centre of a receptive field for any stack of convolutions and poolings,
#   and check them by gradient or by poison.
# - Say what is left of a field at the border, and which picture is too small.
# - Tell what a unit can see from what it does see: with equal weights the first grows with the depth, the second with its root.
# - Join branches, and find out when they look at different places.
# - Choose between depth, stride and dilation for a field that is asked for.
#
# **Three traps**
#
# 1. A layer reaches in jumps of the layers *below* it. Its own stride comes last, and strides multiply while reaches
#    add.
# 2. Padding does not change the size, but it moves the centre; and at the border a field is not simply the formula's
#    field cut off.
# 3. The receptive field is a limit and not a measurement. Before training most of the weight lies in a bell in
#    the middle, much smaller than the field; training can widen it, but only if the task asks for it.
#
# **Where it is used.** Layers of 3 by 3 in place of larger ones are the idea of VGG (Simonyan and Zisserman, *Very Deep Convolutional Networks for Large-Scale Image Recognition*, ICLR 2015). The recurrence, with many networks
# worked out, is in Araujo, Norris and Sim, *Computing Receptive Fields of Convolutional Neural Networks*,
# Distill, 2019. The effective field, its root of the depth, and what training does to it: Luo, Li, Urtasun and Zemel,
# *Understanding the Effective Receptive Field in Deep Convolutional Neural Networks*, NeurIPS 2016. Fields chosen for
# the task: WaveNet in sound (lesson 08), U-Net in medicine, whose layers are not padded, so that its shortcuts must be
# cut, and on both sides (Ronneberger, Fischer and Brox, *U-Net: Convolutional Networks for Biomedical Image
# Segmentation*, MICCAI 2015). Patch-wise judges of pictures are named after their field: the PatchGAN of 70 by 70
# pixels (Isola, Zhu, Zhou and Efros, *Image-to-Image Translation with Conditional Adversarial Networks*, CVPR 2017). P-Net:
# Zhang, Zhang, Li and Qiao, *Joint Face Detection and Alignment Using Multitask Cascaded Convolutional Networks*, IEEE Signal
# Processing Letters, 2016.
#
# **What comes next.** You have all the parts: layers, their cost, their gradients and what they
# see. Lesson 13 puts them together into networks, and lesson 14 lets them learn.

# %% [markdown]
# ## Six questions
#
# Answer each in your head, then unfold it.
#
# <details><summary>1. A layer of 3 taps with stride 2, then one of 5 taps. What are field and jump?</summary>
#
# $1 + 2 \cdot 1 = 3$ with jump 2, then $3 + 4 \cdot 2 = 11$ with jump 2.
#
# </details>
#
# <details><summary>2. What does padding do to a receptive field?</summary>
#
# It moves it, by $p$ jumps of the layer below, and leaves its size alone. At the border it takes the place of pixels.
#
# </details>
#
# <details><summary>3. Why are three layers of 3 by 3 preferred to one of 7 by 7?</summary>
#
# The field is the same, 7; the weights are 27 instead of 49 for each pair of channels; and there is room for three
# ReLUs.
#
# </details>
#
# <details><summary>4. One unit of a network changes only for some of the pixels that it can see when you nudge them. Why, and what helps?</summary>
#
# A ReLU cut off or another window won the maximum. `nan` gets through both.
#
# </details>
#
# <details><summary>5. A stack becomes four times as deep. How much wider do its field and its effective field become, with equal weights?</summary>
#
# The field about four times, the effective field twice: it grows with the root.
#
# </details>
#
# <details><summary>6. A shortcut joins a branch of two layers of 3 taps without padding, and is cut at its end to fit. What is wrong?</summary>
#
# The centres are two pixels apart, so the sum is smeared. Cut on both sides, or pad.
#
# </details>
