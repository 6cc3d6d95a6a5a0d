# %% [markdown]
# # 2 · Padding and stride: where the border goes and what a step costs
#
# In lesson 01 every output was smaller than its input, and the kernel moved one pixel at a time. Neither has to be so. You can
# put a frame around the picture, and you can take larger steps. Both change how many numbers come out, and both have a price
# that is easy to overlook. This lesson is the arithmetic of that. You will need it in every lesson that follows.
#
# **You will be able to**
#
# - say how many numbers come out of a cross-correlation, before you run it;
# - put a frame around a picture in four ways, and choose it so that the size stays;
# - cross-correlate with a stride, and say what the step saves and which pixels it never reads;
# - design a stack of layers that turns one given size into another.
#
# **You need** lesson 01. **Time** 115 minutes, with what is optional 155. **Points** 16, with what is optional 23. There is
# a good place to stop in the middle.
#
# **Core path:** sizes (2.1), the frame (2.2), same padding (2.4), stride and padding together (2.6), pixels that nobody reads
# (2.8) and a stack of layers (2.9). Sections and exercises marked *optional* go deeper.
#
# The first of the next two cells also holds `xcorr2d` from lesson 01. You may use it in your answers.

# %% setup="all" allow=["numpy", "math"]
import math

import numpy as np


def xcorr2d(x, k):
    """Cross-correlation, (H, W), (kh, kw) -> (H - kh + 1, W - kw + 1); see lesson 01."""
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"xcorr2d: the kernel is {kh} by {kw}, the picture only {H} by {W}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


# %% setup="checks"
import itertools
import warnings

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
    integers,
    normal,
    variant,
    whole_number,
)
from convkit import data, plot

begin("02_padding_and_stride")

# %% [markdown]
# ## What happens at the border
#
# Blur a photograph with a box of 9 by 9, then blur the result, four times in all. Each output is smaller than its input.
# Before you run the cell: the photograph has 106 rows; how many are left at the end?

# %%
flower = data.photograph("flower", shrink=4, layout="HW")
box = np.full((9, 9), 1 / 81)
picture = flower
print("at first:     ", picture.shape)
for passes in range(1, 5):
    picture = convkit.xcorr2d(picture, box)
    print(f"after pass {passes}:  ", picture.shape)
print("rows after 14 passes, if there could be that many:", 106 - 14 * 8)

# %% [markdown]
# Eight rows and eight columns are lost each time. A network puts many such operations one after another; each of them is a
# **layer**. After thirteen layers like this one two rows are left, and for a fourteenth there is no room.
#
# There is a second loss, which no shape shows. Here is a picture of 5 by 5 under a kernel of 2 by 2. The number in each
# place says how many windows read that pixel. (The letters under the figure are explained in the next section.) Before you
# run the cell: how often is a corner read?

# %%
plot.reads((5, 5), 2)

# %% [markdown]
# Compare the corners with the middle. A corner has a say in one output, a pixel inside in four. What lies at the border
# counts less.

# %% [markdown]
# ## One letter at a time
#
# How many numbers come out? Rows and columns do not disturb each other, so look at one **axis**, that is, one direction. It
# has $n$ pixels. Our picture has 5 by 5, and the kernel is 2 by 2 with ones in it, so that each answer is a sum of four.

# %%
x = np.arange(25.0).reshape(5, 5)
ones = np.ones((2, 2))
print(convkit.xcorr2d(x, ones))

# %% [markdown]
# **The kernel, $k$.** A kernel of $k$ pixels can start at $0, 1, \dots, n - k$. That is lesson 01: $n - k + 1$ places, here
# $5 - 2 + 1 = 4$. In the figure each row is one window. Under it stands the whole formula of this section already; its other
# letters come one by one.

# %%
plot.sizes(5, 2)

# %% [markdown]
# **The stride, $s$.** The **stride** is the step from one window to the next. So far it was 1. Take 2, in both directions.
# Before you run the cell: how many rows come out, and which pixels are never read? The first figure shows the last of the
# windows and all answers; the second shows where the windows lie along one axis.

# %%
plot.window(x, ones, at=(1, 1), stride=2)

# %%
plot.sizes(5, 2, stride=2)

# %% [markdown]
# Two windows. After the first window $n - k = 3$ pixels are left to walk over. A step of 2 fits into 3 once, and 1 remains:
# pixel 4, under the red arrow, is read by nobody. So divide by the stride, **round down**, and add 1 for the first window:
#
# $$\left\lfloor \frac{n - k}{s} \right\rfloor + 1.$$
#
# The hooks $\lfloor\ \rfloor$ mean *round down*. In Python that is `//`.

# %% [markdown]
# **The padding, $p$.** **Padding** is a frame put around the picture before the kernel slides; usually it consists of zeros.
# With $p$ zeros at *each* end an axis of $n$ pixels becomes $n + 2p$ long. Before you run the cell: our 5 by 5 picture with a
# padding of 1 and stride 1 again; how many rows come out?

# %%
plot.sizes(5, 2, padding=1)

# %%
print(convkit.conv2d(x[None, None], ones[None, None], padding=1)[0, 0])

# %% [markdown]
# More than went in. The dashed cells of the figure are the frame. Look at the last number, 24, at the bottom right: it is a
# sum in which three of the four numbers are zeros of the frame.
#
# **The dilation, $d$.** The entries of a kernel are also called its **taps**. With **dilation** $d$ neighbouring taps read
# pixels that lie $d$ apart, and the pixels between them are skipped. (What this is good for is the subject of lesson 08.)
# Between $k$ taps there are $k - 1$ gaps of $d$ steps, so the window covers $d(k - 1) + 1$ pixels instead of $k$. Before you
# run the cell: how many windows are there with $d = 2$? Each of them has a hole in the figure.

# %%
plot.sizes(5, 2, dilation=2)

# %% [markdown]
# Now put everything together. The axis has $n + 2p$ places, the window covers $d(k-1)+1$ of them, the step is $s$:
#
# $$\text{output size} = \left\lfloor \frac{n + 2p - d(k - 1) - 1}{s} \right\rfloor + 1.$$
#
# The figure shows the first windows of the four cases. The filled window is the first one, the dashed ones are its next
# neighbours to the right and below.

# %% cover=true
plot.placements(
    (5, 5),
    [
        {"kernel_size": 2},
        {"kernel_size": 2, "stride": 2},
        {"kernel_size": 2, "padding": 1},
        {"kernel_size": 2, "dilation": 2},
    ],
)

# %% [markdown]
# ## Exercise 2.1 · How many come out?
# ★ · 8 min · 2 points (1 for the numbers, 1 for refusing a window that does not fit)
#
# Write `out_size(n, k, s=1, p=0, d=1)`: how many outputs an axis of `n` pixels has under a kernel of `k` taps with stride `s`,
# padding `p` at each end and dilation `d`. (Kernel, stride, padding, dilation: this is PyTorch's order, and the order of all
# exercises of this course.) All of them are whole numbers, and so is the result. If the window does not
# fit on the padded axis even once, raise a `ValueError` that says so.
#
# `out_size(7, 3, 2, 1)` is 4: ⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊6 / 2⌋ + 1 = 4. And `out_size(8, 3, 2, 1)` is 4 as well.
#
# <details><summary>Hint 1: the formula is above; what is left to do?</summary>
#
# Two things: the rounding, and the window that does not fit. Name the numerator, for instance `room`: it is how many pixels
# there are to walk over after the first window.
#
# </details>
# <details><summary>Hint 2: my result is 0 or negative</summary>
#
# Then the window covers more than there is, and `room` is below 0. The formula knows nothing of that, so ask first.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `room // s + 1`, where `//` divides and rounds down. Before it: `if room < 0: raise ValueError(...)`.
#
# </details>


# %% solution="out_size"
def out_size(n, k, s=1, p=0, d=1):
    """The number of windows on an axis of n pixels; ValueError if there is none."""
    ### BEGIN SOLUTION
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError(f"out_size: the window covers {d * (k - 1) + 1} of {n + 2 * p} pixels")
    return room // s + 1
    ### END SOLUTION


# %% misconception="out_size"
def out_size__rounds_up(n, k, s=1, p=0, d=1):
    """You rounded up. A last window that would hang over the end does not count: round down, with
    //.
    """
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return math.ceil(room / s) + 1


# %% misconception="out_size"
def out_size__rounds_to_nearest(n, k, s=1, p=0, d=1):
    """You rounded to the nearest whole number. Half a step is no step: round down, with //."""
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return round(room / s) + 1


# %% misconception="out_size"
def out_size__does_not_round(n, k, s=1, p=0, d=1):
    """You did not round, so you count parts of a window. The result is a whole number: divide with
    //, which rounds down.
    """
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return room / s + 1


# %% misconception="out_size"
def out_size__pads_once(n, k, s=1, p=0, d=1):
    """You counted the padding once. There are p zeros at each of the two ends: n + 2 * p."""
    room = n + p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return room // s + 1


# %% misconception="out_size"
def out_size__forgets_plus_one(n, k, s=1, p=0, d=1):
    """You counted the steps and not the windows. Before the first step there is a window already:
    add 1 after dividing.
    """
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return room // s


# %% misconception="out_size"
def out_size__adds_before_dividing(n, k, s=1, p=0, d=1):
    """You added the 1 before dividing. The first window is free, and only the steps after it are
    divided by s: room // s + 1.
    """
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return (room + 1) // s


# %% misconception="out_size"
def out_size__dilates_every_tap(n, k, s=1, p=0, d=1):
    """You took d * k as the length of the window. Between k taps there are k - 1 gaps, so it covers
    d * (k - 1) + 1.
    """
    room = n + 2 * p - d * k
    if room < 0:
        raise ValueError("the window does not fit")
    return room // s + 1


# %% misconception="out_size"
def out_size__ignores_dilation(n, k, s=1, p=0, d=1):
    """Your result does not depend on the dilation. Taps that lie d apart cover d * (k - 1) + 1
    pixels, not k.
    """
    room = n + 2 * p - k
    if room < 0:
        raise ValueError("the window does not fit")
    return room // s + 1


# %% misconception="out_size"
def out_size__accepts_any_window(n, k, s=1, p=0, d=1):
    """A window that covers more than the n + 2 * p pixels there are, dilation included, does not
    fit even once. Ask for that before you divide, and raise a ValueError.
    """
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


# %% check="out_size" points=1
def torch_out_size(n, k, s=1, p=0, d=1):
    x, w = torch.zeros(1, 1, n), torch.zeros(1, 1, k)
    return F.conv1d(x, w, padding=p, stride=s, dilation=d).shape[-1]


check(
    out_size,
    against=torch_out_size,
    on=[
        case(n=5, k=2),
        case(n=7, k=3, s=2, p=1),
        case(n=8, k=3, s=2, p=1),
        case(n=9, k=3, s=1, p=2, d=2),
        case(n=12, k=4, s=3, p=0, d=2),
        case(n=14, k=2, s=5, p=3, d=3),
        case(n=6, k=6),
        case(n=10, k=1, s=4, p=0),
        case(n=3, k=5, s=1, p=1),
    ],
)
### BEGIN HIDDEN TESTS
grid = itertools.product((4, 7, 12), (1, 2, 4), (0, 1, 2), (1, 2, 3, 5), (1, 2, 3))
check(
    out_size,
    against=torch_out_size,
    on=[
        *(case(n=n, k=k, s=s, p=p, d=d) for n, k, p, s, d in grid if d * (k - 1) + 1 <= n + 2 * p),
        *[
            case(
                n=whole_number(8, 40),
                k=whole_number(1, 4),
                s=whole_number(1, 6),
                p=whole_number(0, 3),
                d=whole_number(1, 2),
            )
        ]
        * 5,
    ],
)
### END HIDDEN TESTS

# %% check="out_size" points=1
check_raises(
    out_size,
    ValueError,
    on=[case(n=3, k=4), case(n=4, k=9, s=3, p=2), case(n=5, k=3, s=2, p=0, d=3)],
    because=because("out_size__accepts_any_window"),
)
### BEGIN HIDDEN TESTS
grid = itertools.product((1, 3, 4), (2, 4, 6), (0, 1), (1, 4), (1, 2, 4))
check_raises(
    out_size,
    ValueError,
    on=[
        *[case(n=n, k=k, s=s, p=p, d=d) for n, k, p, s, d in grid if d * (k - 1) + 1 > n + 2 * p],
        *[
            case(
                n=whole_number(1, 9),
                k=whole_number(12, 20),
                s=whole_number(1, 5),
                p=whole_number(0, 1),
                d=whole_number(1, 4),
            )
        ]
        * 4,
    ],
    because=because("out_size__accepts_any_window"),
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, run the layer and look at the shape. The arguments have the full names of our letters.

# %%
for n in (7, 8):
    y = F.conv1d(
        input=torch.zeros(1, 1, n), weight=torch.zeros(1, 1, 3), stride=2, padding=1, dilation=1
    )
    ours = convkit.conv_output_size(n, 3, stride=2, padding=1)
    print(f"{n} pixels: PyTorch gives {y.shape[-1]}, the formula {ours}")

# %% [markdown]
# Each argument may also be a pair, down and right, one for each axis. Here is a layer with everything in it, the example of
# PyTorch's own documentation: kernels of 3 by 5, stride 2 down and 1 right, padding 4 and 2, dilation 3 and 1, on pictures of 50 by 100. (The other numbers count
# pictures and channels. They are the subject of lesson 03.) Before you run the cell, work out the last two numbers of the
# shape, each from its own axis.

# %%
layer = torch.nn.Conv2d(16, 33, (3, 5), stride=(2, 1), padding=(4, 2), dilation=(3, 1))
print("shape: ", tuple(layer(torch.zeros(20, 16, 50, 100)).shape))
print("down:  ", convkit.conv_output_size(50, 3, stride=2, padding=4, dilation=3))
print("right: ", convkit.conv_output_size(100, 5, stride=1, padding=2, dilation=1))

# %% [markdown]
# ## The question turned round
#
# Which sizes give a certain number of outputs? Going forward, $n$ pixels give one $o$. Going back, there may be several $n$,
# because rounding down forgets the remainder. Before you run the cell: for how many $n$ will each $o$ be printed, with a
# stride of 2?

# %%
for n in range(5, 11):
    print(f"{n:2d} pixels: {convkit.conv_output_size(n, 3, stride=2, padding=1)} outputs")

# %% [markdown]
# Two for each. The last of $o$ windows starts at place $(o - 1)s$ and covers $d(k - 1) + 1$ places, so the padded axis has at
# least $(o-1)s + d(k-1) + 1$ of them, and at most $s - 1$ more, or another window would fit. Take the frame off again:
#
# $$n = (o - 1)s + d(k - 1) + 1 - 2p + r, \qquad r = 0, 1, \dots, s - 1.$$
#
# With $k = 3$, $s = 2$, $p = 1$ and $o = 4$ that is $n = 7 + r$: 7 or 8. With a stride of 1 there is only one $n$, and nothing
# is forgotten. Lesson 07 goes this way back, and then somebody has to say what $r$ was. Look at the right end of the frame:
# with 8 pixels its last place is under no window.

# %%
plot.sizes(7, 3, stride=2, padding=1)

# %%
plot.sizes(8, 3, stride=2, padding=1)

# %% [markdown]
# ## A frame around the picture
#
# Padding need not be alike on all sides. One can put 1 column on the left, 3 on the right, 2 rows on top and none below,
# and fill the frame with any number. Here is a picture of 2 by 3 in a frame of 7s. Count the 7s on each side.

# %%
small = np.array([[10.0, 20.0, 30.0], [40.0, 50.0, 60.0]])
plot.arrays(
    ("input", small, "2 by 3"),
    "→",
    ("padding", convkit.pad(small, (1, 3, 2, 0), value=7.0), "left 1, right 3, top 2, bottom 0"),
)

# %% [markdown]
# The amounts are named in an order, and here is a trap. PyTorch begins with the **last** axis: left, right, then top, bottom.
# `np.pad` begins with the **first** axis, so top and bottom come before left and right. The next exercise uses PyTorch's
# order.

# %% [markdown]
# ## Exercise 2.2 · Pad
# ★ · 8 min · 2 points
#
# Write `pad2d(x, left, right, top, bottom, value=0.0)`: put a frame around every channel of every picture. `x` has shape
# `(N, C, H, W)`; the result is a **new** array of shape `(N, C, top + H + bottom, left + W + right)` and of the dtype of `x`.
# The frame is filled with `value`. All amounts are 0 or more.
#
# With `left=1, right=3, top=2, bottom=0`, a picture of 2 by 3 becomes one of 4 by 7, and its corner `x[0, 0, 0, 0]` is now in
# row 2, column 1. (`np.pad` does this. Build it yourself: make the frame first, then put the picture into it.)
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# `np.full(shape, value, dtype=x.dtype)` is the whole frame. Then one assignment copies the picture to its place.
#
# </details>
# <details><summary>Hint 2: "could not broadcast" when an amount is 0</summary>
#
# You probably wrote `top:-bottom`. With `bottom = 0` that is `top:-0`, and `-0` is 0: an empty slice. Count from the front:
# the picture begins in row `top` and ends before row `top + H`.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `y[:, :, top : top + H, left : left + W] = x`
#
# </details>


# %% solution="pad2d"
def pad2d(x, left, right, top, bottom, value=0.0):
    """(N, C, H, W) -> (N, C, top + H + bottom, left + W + right), a new array"""
    N, C, H, W = x.shape
    ### BEGIN SOLUTION
    y = np.full((N, C, top + H + bottom, left + W + right), value, dtype=x.dtype)
    y[:, :, top : top + H, left : left + W] = x
    return y
    ### END SOLUTION


# %% misconception="pad2d"
def pad2d__exchanges_axes(x, left, right, top, bottom, value=0.0):
    """You padded the rows with left and right and the columns with top and bottom. Left and right
    belong to the last axis, the columns.
    """
    amounts = ((0, 0), (0, 0), (left, right), (top, bottom))
    return np.pad(x, amounts, constant_values=value)


# %% misconception="pad2d"
def pad2d__exchanges_sides(x, left, right, top, bottom, value=0.0):
    """Your frame sits on the wrong sides: left is exchanged with right, and top with bottom. Left
    and top come before the picture.
    """
    amounts = ((0, 0), (0, 0), (bottom, top), (right, left))
    return np.pad(x, amounts, constant_values=value)


# %% misconception="pad2d"
def pad2d__pads_channels(x, left, right, top, bottom, value=0.0):
    """You padded channels and rows. Of (N, C, H, W) the last two axes are the picture: the rows are
    axis 2, the columns axis 3.
    """
    amounts = ((0, 0), (top, bottom), (left, right), (0, 0))
    return np.pad(x, amounts, constant_values=value)


# %% misconception="pad2d"
def pad2d__both_sides_equal(x, left, right, top, bottom, value=0.0):
    """You put as much on the right as on the left, and as much below as above. Each side has its
    own amount.
    """
    amounts = ((0, 0), (0, 0), (top, top), (left, left))
    return np.pad(x, amounts, constant_values=value)


# %% misconception="pad2d"
def pad2d__empty_slice(x, left, right, top, bottom, value=0.0):
    """A slice that ends at -bottom or -right is empty when that amount is 0, because -0 is 0. Count
    from the front: top : top + H.
    """
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), value, dtype=x.dtype)
    y[:, :, top:-bottom, left:-right] = x
    return y


# %% misconception="pad2d"
def pad2d__ignores_value(x, left, right, top, bottom, value=0.0):
    """Your frame is always zero. Fill it with value."""
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))


# %% misconception="pad2d"
def pad2d__returns_input(x, left, right, top, bottom, value=0.0):
    """With nothing to add you returned x itself: whoever writes into the result changes the input. Return a new array every time."""
    if left == right == top == bottom == 0:
        return x
    amounts = ((0, 0), (0, 0), (top, bottom), (left, right))
    return np.pad(x, amounts, constant_values=value)


# %% misconception="pad2d"
def pad2d__loses_dtype(x, left, right, top, bottom, value=0.0):
    """Your result is float64 whatever x is, because np.zeros and np.full make float64. Give them
    dtype=x.dtype.
    """
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), float(value))
    y[:, :, top : top + H, left : left + W] = x
    return y


# %% misconception="pad2d"
def pad2d__exchanges_top_and_bottom(x, left, right, top, bottom, value=0.0):
    """You exchanged top and bottom: the picture begins in row `top` of the result."""
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), value, dtype=x.dtype)
    y[:, :, bottom : bottom + H, left : left + W] = x
    return y


# %% misconception="pad2d"
def pad2d__exchanges_left_and_right(x, left, right, top, bottom, value=0.0):
    """You exchanged left and right: the picture begins in column `left` of the result."""
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), value, dtype=x.dtype)
    y[:, :, top : top + H, right : right + W] = x
    return y


# %% check="pad2d" points=2
def torch_pad2d(x, left, right, top, bottom, value=0.0):
    return F.pad(x, (left, right, top, bottom), value=value)


single = integers(2, 3, 4, 5, low=-9, high=10, dtype="float32")
check(
    pad2d,
    against=torch_pad2d,
    on=[
        case(x=normal(2, 3, 4, 5), left=1, right=3, top=2, bottom=0),
        case(x=normal(2, 3, 4, 5), left=2, right=1, top=1, bottom=4, value=-1.5),
        case(x=normal(2, 3, 4, 5), left=0, right=0, top=0, bottom=0),
        case(x=single, left=0, right=2, top=1, bottom=3, value=0.5),
    ],
    fresh=True,
)
### BEGIN HIDDEN TESTS
check(
    pad2d,
    against=torch_pad2d,
    on=[
        case(x=normal(3, 2, 5, 4), left=0, right=1, top=3, bottom=2, value=2.0),
        case(x=normal(3, 2, 5, 4), left=4, right=0, top=0, bottom=1),
        case(x=normal(2, 4, 1, 3), left=0, right=0, top=0, bottom=0, value=3.0),
        case(x=normal(2, 2, 2, 2), left=1, right=2, top=3, bottom=4, value=-2.0),
        case(x=single, left=3, right=1, top=0, bottom=2),
    ],
    fresh=True,
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch:

# %%
framed = F.pad(input=torch.tensor(small), pad=(1, 3, 2, 0), mode="constant", value=7.0)
print("PyTorch:\n", framed.numpy())
print("same as convkit:", np.array_equal(framed, convkit.pad(small, (1, 3, 2, 0), value=7.0)))

# %% [markdown]
# ## What to put into the frame
#
# Zeros are usual, but not realistic: beyond the edge of a photograph the world is not black. Blur a photograph with a
# box of 21 by 21, padded by 10 so that the size stays. Before you run the cell: what will you see along the edge?

# %%
palace = data.photograph("china", shrink=2, layout="HW")
box = np.full((21, 21), 1 / 21**2)


def blurred(mode):
    return convkit.xcorr2d(convkit.pad(palace[None, None], (10,) * 4, mode)[0, 0], box)


plot.gallery(
    {
        "photograph": palace,
        "blurred, zeros": blurred("constant"),
        "blurred, reflect": blurred("reflect"),
    }
)

# %%
print("mean brightness of the top row")
for name, shown in (
    ("photograph", palace),
    ("zeros", blurred("constant")),
    ("reflect", blurred("reflect")),
):
    print(f"{name:11s}", shown[0].mean().round(2))

# %% [markdown]
# Zeros leave a dark rim: at the top the sky loses about half of its brightness. The other modes take what they need from the
# picture itself. For a row a b c d with two more places at each end:
#
# | mode | before | the row | after | in words |
# |---|---|---|---|---|
# | constant | 0 0 | a b c d | 0 0 | a number, usually 0 |
# | reflect | c b | a b c d | c b | a mirror stands *on* the last pixel, which is not repeated |
# | replicate | a a | a b c d | d d | the last pixel again and again |
# | circular | c d | a b c d | a b | the other end, as in a game where who leaves the screen on the left comes back on the right |
#
# In a picture both axes follow the rule, and the corners follow from it. Before you run the cell:
# which number will stand in the top-left corner of the figure in the mode reflect? Start at the 1
# of the input and go two places to the left: the mirror shows 3 there. From that 3 go two up: the
# mirror shows what lies two below it.

# %%
plot.pad_modes(np.arange(1.0, 13.0).reshape(3, 4), 2)

# %% [markdown]
# On a photograph of a cat: the blue line is where the picture ends and the invention begins. Look along that line for the
# seams.

# %%
plot.pad_modes(data.photograph("chelsea", shrink=3, layout="HW"), 30)

# %% [markdown]
# The mirror has no pixel to show beyond the far end of the picture. So `reflect` can add at most $n - 1$ to an axis of $n$
# pixels, and PyTorch refuses more.

# %% [markdown]
# ## Exercise 2.3 · Three ways to pad
# ★★ · 15 min · 3 points (2 for the three modes, 1 for refusing a mirror that reaches too far) · optional
#
# Write `pad_mode(x, p, mode)`: pad a picture `x`, shape `(H, W)`, with `p = (ph, pw)`: `ph` rows at the top and as many below,
# `pw` columns at the left and as many at the right. `mode` is `"reflect"`, `"replicate"` or `"circular"`. The result has shape
# `(H + 2 * ph, W + 2 * pw)`. In the mode `"reflect"`, raise a `ValueError` if `ph >= H` or `pw >= W`. In the mode
# `"circular"`, `p` is never larger than the picture. (`np.pad` does this, partly under other names, but does not refuse
# a mirror that reaches too far. Build it yourself.)
#
# The row 1, 2, 3, 4 padded by two columns is 3, 2, **1, 2, 3, 4**, 3, 2 with reflect, 1, 1, **1, 2, 3, 4**, 4, 4 with
# replicate and 3, 4, **1, 2, 3, 4**, 1, 2 with circular.
#
# <details><summary>Hint 1: two axes at once are confusing</summary>
#
# Do one axis after the other, or find for one axis a list of places: which old row stands in new row 0, in new row 1, ...?
# With such lists for rows and columns, `x[rows][:, columns]` is the answer, corners included.
#
# </details>
# <details><summary>Hint 2: the list of places</summary>
#
# Number the new places so that the old ones keep their numbers: $-p, \dots, -1$, then $0, \dots, n-1$, then $n, \dots,
# n+p-1$. Replicate: what is below 0 becomes 0, what is above $n - 1$ becomes $n - 1$. Circular: the remainder after division
# by $n$. Reflect: $-1$ becomes 1, $-2$ becomes 2; and at the other end?
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# With `i = np.arange(-p, n + p)`: `np.clip(i, 0, n - 1)` is replicate and `i % n` is circular. For reflect, `abs(i)` does the
# lower end; at the upper end place $n$ becomes $n - 2$, in general $2(n-1) - i$. `np.where(i < n, a, b)` takes entries of `a`
# where `i < n` and of `b` elsewhere.
#
# </details>


# %% solution="pad_mode"
def pad_mode(x, p, mode):
    """(H, W) -> (H + 2 ph, W + 2 pw); ValueError if reflect needs more pixels than there are."""
    (H, W), (ph, pw) = x.shape, p
    ### BEGIN SOLUTION
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError(f"pad_mode: reflect cannot add {p} to a picture of {H} by {W}")

    def places(n, amount):
        i = np.arange(-amount, n + amount)
        if mode == "replicate":
            return np.clip(i, 0, n - 1)
        if mode == "circular":
            return i % n
        i = abs(i)
        return np.where(i < n, i, 2 * (n - 1) - i)

    return x[places(H, ph)][:, places(W, pw)]
    ### END SOLUTION


# %% misconception="pad_mode"
def pad_mode__mirror_repeats_edge(x, p, mode):
    """Your mirror repeats the pixel at the edge. It stands on that pixel, not behind it: next to a
    b c comes b, not a.
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    names = {"reflect": "symmetric", "replicate": "edge", "circular": "wrap"}
    return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])


# %% misconception="pad_mode"
def pad_mode__mirror_not_reversed(x, p, mode):
    """Your reflection is not mirrored: you copied b c as b c. Reverse the order, so that the pixel
    next to the edge stays next to the edge.
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    if mode != "reflect":
        names = {"replicate": "edge", "circular": "wrap"}
        return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])
    rows = [*range(1, ph + 1), *range(H), *range(H - 1 - ph, H - 1)]
    columns = [*range(1, pw + 1), *range(W), *range(W - 1 - pw, W - 1)]
    return x[rows][:, columns]


# %% misconception="pad_mode"
def pad_mode__circular_takes_own_end(x, p, mode):
    """In circular mode you took each side from its own end. Before the first pixel comes the last
    one: go round and take the other end.
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    if mode != "circular":
        names = {"reflect": "reflect", "replicate": "edge"}
        return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])
    rows = [*range(ph), *range(H), *range(H - ph, H)]
    columns = [*range(pw), *range(W), *range(W - pw, W)]
    return x[rows][:, columns]


# %% misconception="pad_mode"
def pad_mode__replicates_opposite_edge(x, p, mode):
    """In replicate mode you repeated the pixel of the opposite edge. Repeat the nearest one: the
    first pixel before the first.
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    if mode != "replicate":
        names = {"reflect": "reflect", "circular": "wrap"}
        return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])
    rows = [H - 1] * ph + [*range(H)] + [0] * ph
    columns = [W - 1] * pw + [*range(W)] + [0] * pw
    return x[rows][:, columns]


# %% misconception="pad_mode"
def pad_mode__empty_corners(x, p, mode):
    """Your corners are empty: you filled the four sides from the picture alone. Pad the rows first,
    then pad the columns of that result.
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    y = np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])
    for rows in (slice(0, ph), slice(ph + H, None)):
        for columns in (slice(0, pw), slice(pw + W, None)):
            y[rows, columns] = 0
    return y


# %% misconception="pad_mode"
def pad_mode__refuses_in_every_mode(x, p, mode):
    """You refuse a large padding in every mode. Only the mirror runs out of pixels: raise the
    ValueError in the mode reflect alone.
    """
    (H, W), (ph, pw) = x.shape, p
    if ph >= H or pw >= W:
        raise ValueError("the padding is too large")
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])


# %% misconception="pad_mode"
def pad_mode__minus_zero(x, p, mode):
    """With a padding of 0 your slice x[-0:] is the whole picture, because -0 is 0. Count from the
    front: x[H - ph :].
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    if mode != "circular":
        names = {"reflect": "reflect", "replicate": "edge"}
        return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])
    y = np.concatenate([x[-ph:], x, x[:ph]])
    return np.concatenate([y[:, -pw:], y, y[:, :pw]], axis=1)


# %% misconception="pad_mode"
def pad_mode__exchanges_amounts(x, p, mode):
    """You exchanged the two amounts. p is (ph, pw): first how many rows at the top and below, then
    how many columns.
    """
    (H, W), (pw, ph) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])


# %% misconception="pad_mode"
def pad_mode__mirror_reaches_too_far(x, p, mode):
    """A mirror cannot show more than there is: an axis of n pixels has n - 1 beyond the edge pixel.
    In the mode reflect, raise a ValueError if ph >= H or pw >= W.
    """
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    ph, pw = p
    return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])


# %% check="pad_mode" points=2
def torch_pad_mode(x, p, mode):
    ph, pw = p
    return F.pad(x[None, None], (pw, pw, ph, ph), mode=mode)[0, 0]


check(
    pad_mode,
    against=torch_pad_mode,
    on=[
        case(x=normal(4, 5), p=(1, 2), mode="replicate"),
        case(x=normal(4, 5), p=(1, 2), mode="circular"),
        case(x=normal(4, 5), p=(1, 2), mode="reflect"),
        case(x=normal(4, 6), p=(3, 1), mode="reflect"),
        case(x=normal(2, 4), p=(3, 2), mode="replicate"),
        case(x=normal(5, 3), p=(0, 2), mode="circular"),
    ],
)
### BEGIN HIDDEN TESTS
check(
    pad_mode,
    against=torch_pad_mode,
    on=[
        *(case(x=normal(5, 3), p=(3, 2), mode=m) for m in ("reflect", "replicate", "circular")),
        *(case(x=normal(3, 6), p=(0, 5), mode=m) for m in ("reflect", "replicate", "circular")),
        *(case(x=normal(4, 2), p=(3, 0), mode=m) for m in ("reflect", "replicate", "circular")),
        case(x=normal(2, 3), p=(2, 3), mode="circular"),
        case(x=normal(1, 3), p=(4, 5), mode="replicate"),
    ],
)
### END HIDDEN TESTS

# %% check="pad_mode" points=1
check_raises(
    pad_mode,
    ValueError,
    on=[
        case(x=normal(4, 5), p=(4, 1), mode="reflect"),
        case(x=normal(4, 5), p=(1, 6), mode="reflect"),
    ],
    because=because("pad_mode__mirror_reaches_too_far"),
)
### BEGIN HIDDEN TESTS
check_raises(
    pad_mode,
    ValueError,
    on=[
        case(x=normal(3, 7), p=(3, 6), mode="reflect"),
        case(x=normal(6, 2), p=(0, 2), mode="reflect"),
        case(x=normal(1, 4), p=(1, 0), mode="reflect"),
    ],
    because=because("pad_mode__mirror_reaches_too_far"),
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch the same function does all of them. `torch.nn.Conv2d` knows them too, as `padding_mode`. NumPy calls them
# `reflect`, `edge` and `wrap`.

# %%
row = np.array([[1.0, 2.0, 3.0, 4.0]])
for mode in ("reflect", "replicate", "circular"):
    in_torch = F.pad(input=torch.tensor(row)[None, None], pad=(2, 2, 0, 0), mode=mode)[0, 0]
    in_numpy = convkit.pad(row[None, None], (2, 2, 0, 0), mode)[0, 0]
    print(f"{mode:10s} PyTorch {in_torch[0].tolist()}  convkit {in_numpy[0].tolist()}")

# %% [markdown]
# ## Valid, same, full
#
# Three amounts of zeros are so common that they have names. With a kernel of $k$ taps, stride 1 and no dilation:
#
# | name | zeros at each end | outputs | which windows |
# |---|---|---|---|
# | **valid** | 0 | $n - k + 1$ | those that lie wholly on the picture |
# | **same** | $(k - 1) / 2$ | $n$ | one around each pixel, if $k$ is odd |
# | **full** | $k - 1$ | $n + k - 1$ | all that touch the picture |
#
# *Full* is how far the kernel hung over in lesson 01. More than $k - 1$ is never useful: the windows further out would lie on
# zeros alone. Find the three in the figure, for a kernel of 3 by 3 on 5 by 5 pixels.

# %%
plot.placements(
    (5, 5),
    [
        {"kernel_size": 3},
        {"kernel_size": 3, "padding": 1},
        {"kernel_size": 3, "padding": 2},
    ],
)

# %% [markdown]
# ## Keep the size
#
# How much padding makes the output as large as the input? With stride 1 the window takes away $d(k-1)$, because it covers
# $d(k-1)+1$ pixels. So that much must be added in all, half of it before and half after: *same* padding.
# Before you run the cell: what will the last line say, where the kernel has 4 taps?

# %%
for k, d in ((3, 1), (5, 1), (3, 2), (4, 1)):
    total = d * (k - 1)
    print(f"k = {k}, d = {d}: add {total} in all, that is {total / 2} at each end")

# %% [markdown]
# One and a half at each end, and half a zero cannot be added. An even kernel has no middle, so
# (without dilation) one side must get more. PyTorch gives it to the side **after**: on the right,
# and below. That is a custom and not a law, but everybody must keep the same one. A network moved
# to a library with the other custom sees every picture one pixel further on.
#
# > **Rule of thumb.** Take odd kernels with $p = (k-1)/2$, nearly always 3 with padding 1. Then stride 1 keeps the size, stride 2
# > halves it (rounded up), and answer $i$ stands over pixel $i \cdot s$.
#
# PyTorch can be asked where it pads. Take a signal with a single 1, at place 5. A kernel whose only 1 is its first tap
# answers 1 where *that tap* meets the signal: later by as many places as there are zeros before the signal.

# %%
spike = torch.zeros(1, 1, 11)
spike[0, 0, 5] = 1
first_tap = torch.tensor([[[1.0, 0, 0, 0]]])
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # PyTorch warns that even kernels cost it a copy
    answer = F.conv1d(spike, first_tap, padding="same")[0, 0]
print("answer:", answer.int().tolist())
print("the 1 is at place", answer.argmax().item(), "so there is one zero before and two after")

# %% [markdown]
# ## Exercise 2.4 · Same padding
# ★★ · 7 min · 2 points
#
# Write `same_padding(k, d=1)`: how many zeros go before and how many after an axis, so that a kernel of `k` taps with dilation
# `d` and stride 1 gives as many outputs as there were pixels. Return the pair `(before, after)` of whole numbers. If one side
# gets more, it is `after`.
#
# `same_padding(3)` is (1, 1) and `same_padding(4)` is (1, 2).
#
# <details><summary>Hint 1: first the total</summary>
#
# Set $s = 1$ in the formula and ask that the result is $n$. How many pixels does the frame need in all?
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# The total is `d * (k - 1)`. `//` rounds down, so `total // 2` is the smaller half. The larger half is what is left.
#
# </details>


# %% solution="same_padding"
def same_padding(k, d=1):
    """(before, after): the zeros that keep the size at stride 1."""
    ### BEGIN SOLUTION
    total = d * (k - 1)
    before = total // 2
    return before, total - before
    ### END SOLUTION


# %% misconception="same_padding"
def same_padding__half_kernel_both_sides(k, d=1):
    """You put k // 2 on both sides. For an even kernel that is one zero too many: before and after
    sum to d * (k - 1).
    """
    return d * k // 2, d * k // 2


# %% misconception="same_padding"
def same_padding__both_halves_down(k, d=1):
    """You rounded both halves down, so for an even kernel the output is one short. What is missing
    goes after: total - total // 2.
    """
    return d * (k - 1) // 2, d * (k - 1) // 2


# %% misconception="same_padding"
def same_padding__halves_a_zero(k, d=1):
    """You halved an odd total, but half a zero cannot be added. Round down for before, and let
    after be the rest.
    """
    return d * (k - 1) / 2, d * (k - 1) / 2


# %% misconception="same_padding"
def same_padding__shares_out_k(k, d=1):
    """You shared out d * k zeros. Between k taps there are k - 1 gaps, so a window takes d * (k -
    1) away.
    """
    return d * k // 2, d * k - d * k // 2


# %% misconception="same_padding"
def same_padding__extra_before(k, d=1):
    """Your extra zero stands before the axis. By custom it goes after: before is the half that is
    rounded down.
    """
    total = d * (k - 1)
    return total - total // 2, total // 2


# %% misconception="same_padding"
def same_padding__ignores_dilation(k, d=1):
    """Your padding does not depend on the dilation. The window covers d * (k - 1) + 1 pixels, so it
    takes d * (k - 1) away.
    """
    return (k - 1) // 2, k - 1 - (k - 1) // 2


# %% misconception="same_padding"
def same_padding__total_on_each_side(k, d=1):
    """You put the whole amount on each side, so the output grows. d * (k - 1) is what both sides
    need together.
    """
    return d * (k - 1), d * (k - 1)


# %% misconception="same_padding"
def same_padding__returns_total(k, d=1):
    """You returned the total as one number. Say how much of it goes before and how much after:
    return before, after.
    """
    return d * (k - 1)


# %% check="same_padding" points=2
def torch_same_padding(k, d=1):
    """Asks PyTorch, as above: a spike, and kernels that are 1 in their first or last tap."""
    middle = d * (k - 1)
    spike = torch.zeros(1, 1, 2 * middle + 1)
    spike[0, 0, middle] = 1
    taps = torch.eye(k)[:, None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answers = F.conv1d(spike, taps, padding="same", dilation=d)[0]
    return answers[0].argmax().item() - middle, middle - answers[-1].argmax().item()


check(
    same_padding,
    against=torch_same_padding,
    on=[case(k=3), case(k=4), case(k=2), case(k=5, d=2), case(k=2, d=3), case(k=4, d=3)],
)
### BEGIN HIDDEN TESTS
check(
    same_padding,
    against=torch_same_padding,
    on=[
        *(case(k=k, d=d) for k in (1, 2, 3, 6, 7) for d in (1, 2, 3, 5)),
        *[case(k=whole_number(1, 12), d=whole_number(1, 9))] * 4,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch one says `padding="same"` and need not know the numbers.

# %%
for k, d in ((3, 1), (5, 1), (3, 2)):
    y = F.conv1d(
        input=torch.zeros(1, 1, 11), weight=torch.zeros(1, 1, k), padding="same", dilation=d
    )
    ours = convkit.same_padding(11, k, dilation=d)
    print(f"k = {k}, d = {d}: {y.shape[-1]} outputs for 11 pixels; before and after: {ours}")

# %% [markdown]
# ## Same, with a stride (optional)
#
# With a stride $s > 1$ the size does not stay, unless the frame is about as wide as the picture. What one usually wants instead is one answer for every $s$-th pixel:
# $\lceil n / s \rceil$
# outputs, where $\lceil\ \rceil$ means *round up*. TensorFlow, another library for networks, calls this "same" too. Before you
# run the cell: what does PyTorch answer to `padding="same"` with a stride of 2?

# %%
try:
    F.conv1d(torch.zeros(1, 1, 7), torch.zeros(1, 1, 3), stride=2, padding="same")
except RuntimeError as error:
    print("PyTorch:", error)

# %% [markdown]
# There is a reason to hesitate: now the padding depends on the size of the input. See for 7 and for 8 pixels, under a kernel
# of 3 with stride 2, which padding gives $\lceil n/2 \rceil = 4$ outputs:

# %%
for n in (7, 8):
    for total in range(4):
        before, after = total // 2, total - total // 2
        outputs = convkit.conv_output_size(n + total, 3, stride=2)
        print(f"{n} pixels, {before} before and {after} after: {outputs} outputs")

# %% [markdown]
# For 7 pixels it takes two zeros, for 8 pixels one is enough. With two, 8 pixels would give 4 outputs as well, but every
# window would stand one place further to the left. So one takes the **least** that does it. Where does the total come from?
# From the question turned round: $o$ windows need a padded axis of at least $(o-1)s + d(k-1) + 1$ places.

# %% [markdown]
# ## Exercise 2.5 · Same padding with a stride
# ★★ · 10 min · 2 points · optional
#
# Write `same_padding_strided(n, k, s, d=1)`: the least padding with which an axis of `n` pixels under `k` taps, stride `s` and
# dilation `d` has ⌈n / s⌉ outputs. Return `(before, after)`; if the total is odd, the extra zero goes after.
#
# `same_padding_strided(7, 3, 2)` is (1, 1) and `same_padding_strided(8, 3, 2)` is (0, 1).
#
# <details><summary>Hint 1: work backwards</summary>
#
# First the number of outputs, then how long the padded axis must be for so many windows, then what is missing.
#
# </details>
# <details><summary>Hint 2: rounding up</summary>
#
# `math.ceil(n / s)` rounds up. (So does `-(-n // s)`, with whole numbers only.)
#
# </details>
# <details><summary>Hint 3: I get a negative number</summary>
#
# If the stride is larger than the window, more pixels may be there than the windows need. Nothing has to be added then:
# `max(0, ...)`.
#
# </details>


# %% solution="same_padding_strided"
def same_padding_strided(n, k, s, d=1):
    """(before, after): the least zeros that give ceil(n / s) outputs."""
    ### BEGIN SOLUTION
    outputs = math.ceil(n / s)
    needed = (outputs - 1) * s + d * (k - 1) + 1
    total = max(0, needed - n)
    return total // 2, total - total // 2
    ### END SOLUTION


# %% misconception="same_padding_strided"
def same_padding_strided__rule_for_stride_one(n, k, s, d=1):
    """You used the rule for stride 1, which does not look at n and s. It may add more than is
    needed; ask how long the axis must be for ceil(n / s) windows.
    """
    total = d * (k - 1)
    return total // 2, total - total // 2


# %% misconception="same_padding_strided"
def same_padding_strided__rounds_down(n, k, s, d=1):
    """You rounded n / s down. The pixels after the last full step get an answer too: ceil(n / s)."""
    total = max(0, (n // s - 1) * s + d * (k - 1) + 1 - n)
    return total // 2, total - total // 2


# %% misconception="same_padding_strided"
def same_padding_strided__negative(n, k, s, d=1):
    """Your padding is negative where the axis is longer than the windows need. Nothing has to be
    added there: max(0, total).
    """
    total = (math.ceil(n / s) - 1) * s + d * (k - 1) + 1 - n
    return total // 2, total - total // 2


# %% misconception="same_padding_strided"
def same_padding_strided__extra_before(n, k, s, d=1):
    """Your extra zero stands before the axis. By custom it goes after: before is the half that is
    rounded down.
    """
    total = max(0, (math.ceil(n / s) - 1) * s + d * (k - 1) + 1 - n)
    return total - total // 2, total // 2


# %% misconception="same_padding_strided"
def same_padding_strided__ignores_dilation(n, k, s, d=1):
    """Your padding does not depend on the dilation. The last window covers d * (k - 1) + 1 pixels,
    not k.
    """
    total = max(0, (math.ceil(n / s) - 1) * s + k - n)
    return total // 2, total - total // 2


# %% misconception="same_padding_strided"
def same_padding_strided__keeps_size(n, k, s, d=1):
    """You made the output as long as the input, with (n - 1) * s. A stride of s asks for ceil(n /
    s) outputs, so (ceil(n / s) - 1) * s.
    """
    total = max(0, (n - 1) * s + d * (k - 1) + 1 - n)
    return total // 2, total - total // 2


# %% check="same_padding_strided" points=2
def torch_same_padding_strided(n, k, s, d=1):
    """Tries 0, 1, 2, ... zeros until PyTorch gives ceil(n / s) outputs."""
    if min(n, k, s, d) < 1:
        raise ValueError("n, k, s and d are at least 1")
    for total in itertools.count(max(0, d * (k - 1) + 1 - n)):
        before, after = total // 2, total - total // 2
        padded = F.pad(torch.zeros(1, 1, n), (before, after))
        y = F.conv1d(padded, torch.zeros(1, 1, k), stride=s, dilation=d)
        if y.shape[-1] == -(-n // s):
            return before, after


check(
    same_padding_strided,
    against=torch_same_padding_strided,
    on=[
        case(n=7, k=3, s=2),
        case(n=8, k=3, s=2),
        case(n=10, k=4, s=3),
        case(n=8, k=1, s=3),
        case(n=9, k=3, s=2, d=2),
        case(n=11, k=2, s=4),
    ],
)
### BEGIN HIDDEN TESTS
check(
    same_padding_strided,
    against=torch_same_padding_strided,
    on=[
        *(
            case(n=n, k=k, s=s, d=d)
            for n in (1, 6, 7, 13, 20)
            for k in (1, 2, 3, 5)
            for s in (1, 2, 3, 5)
            for d in (1, 3)
        ),
        *[
            case(
                n=whole_number(1, 40),
                k=whole_number(1, 6),
                s=whole_number(1, 6),
                d=whole_number(1, 4),
            )
        ]
        * 5,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch leaves the padding to you: `F.pad` first, then `F.conv1d` without padding.

# %%
for n in (7, 8):
    before, after = convkit.same_padding(n, 3, stride=2)
    padded = F.pad(input=torch.zeros(1, 1, n), pad=(before, after))
    y = F.conv1d(input=padded, weight=torch.zeros(1, 1, 3), stride=2)
    print(f"{n} pixels, padded by {(before, after)}: {y.shape[-1]} outputs")

# %% [markdown]
# **A good place to stop.** What follows needs the formula and the frame.
#
# ## Two directions, two strides
#
# Now the whole operation on a picture: pad, slide with a stride, multiply and add. The kernel below is 2 by 3, the stride 2
# down and 3 to the right, the padding 1 row and 2 columns. Before you run the cell: how large is the output, and how many of
# the six places of the first window lie on the picture itself?

# %%
picture = np.array([[3.0, 1.0, 4.0, 1.0], [5.0, 9.0, 2.0, 6.0], [5.0, 3.0, 5.0, 8.0]])
kernel = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]])
plot.window_steps(picture, kernel, stride=(2, 3), padding=(1, 2))

# %% [markdown]
# One, in its last corner. Now look at the windows' top-left corners, in the padded picture: row 0 or 2, column 0 or 3. The
# window for row $i$, column $j$ of the output starts at row $i\,s_h$, column $j\,s_w$. The kernel's taps still lie side by
# side; only its *starting places* are further apart.
#
# $$y_{ij} = \sum_{a} \sum_{b} x^{\text{padded}}_{i s_h + a,\; j s_w + b} \; k_{ab}$$

# %% [markdown]
# ## Exercise 2.6 · Cross-correlation with stride and padding
# ★★ · 14 min · 4 points (3 for the numbers, 1 for refusing a kernel that does not fit)
#
# Write `conv2d_strided(x, k, stride, padding)`: cross-correlate a picture `x`, shape `(H, W)`, with a kernel `k`, shape `(kh,
# kw)`. `stride = (sh, sw)` and `padding = (ph, pw)` are pairs: `sh` is the step down and `sw` the step to the right; there are
# `ph` rows of zeros at the top and as many below, `pw` columns of zeros at the left and as many at the right. If the kernel
# does not fit on the *padded* picture, raise a `ValueError`. You may use your functions from above, or `xcorr2d`.
#
# With the picture of 5 by 5 from the beginning, a kernel of 2 by 2 ones, `stride=(2, 2)` and `padding=(0, 0)` the answer is
# 12, 20 in the first row and 52, 60 in the second.
#
# <details><summary>Hint 1: two ways</summary>
#
# Compute the output size, loop over its rows and columns, and take the window that starts at `(i * sh, j * sw)`. Or
# compute all windows with `xcorr2d` and keep some; exercise 2.7 asks what that costs.
#
# </details>
# <details><summary>Hint 2: the right shape and wrong numbers</summary>
#
# Which window belongs to `y[1, 1]`? It starts at row `sh`, column `sw` of the *padded* picture. If your slice begins at `i`,
# the stride is only in the shape.
#
# </details>
# <details><summary>Hint 3: the kernel that does not fit</summary>
#
# Your `out_size` from exercise 2.1 refuses it for you, one axis at a time: `out_size(H, kh, sh, ph)`. So does `xcorr2d`, if
# you give it the *padded* picture.
#
# </details>


# %% solution="conv2d_strided"
def conv2d_strided(x, k, stride, padding):
    """(H, W), (kh, kw) -> (Ho, Wo); ValueError if the kernel does not fit."""
    (H, W), (kh, kw) = x.shape, k.shape
    (sh, sw), (ph, pw) = stride, padding
    ### BEGIN SOLUTION
    y = np.zeros((out_size(H, kh, sh, ph), out_size(W, kw, sw, pw)))
    padded = np.zeros((H + 2 * ph, W + 2 * pw))
    padded[ph : ph + H, pw : pw + W] = x
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            window = padded[i * sh : i * sh + kh, j * sw : j * sw + kw]  # (kh, kw)
            y[i, j] = np.sum(window * k)
    return y
    ### END SOLUTION


# %% misconception="conv2d_strided"
def conv2d_strided__stride_between_taps(x, k, stride, padding):
    """You put the stride between the taps of the kernel; that is dilation. The taps stay side by
    side, and the window starts at (i * sh, j * sw).
    """
    (sh, sw), (ph, pw), (kh, kw) = stride, padding, k.shape
    padded = np.pad(x, ((ph, ph), (pw, pw)))
    wide = np.zeros((sh * (kh - 1) + 1, sw * (kw - 1) + 1))
    wide[::sh, ::sw] = k
    return xcorr2d(padded, wide)


# %% misconception="conv2d_strided"
def conv2d_strided__stride_only_in_shape(x, k, stride, padding):
    """Your output has the right shape, but its windows are one pixel apart. The window for y[i, j]
    starts at (i * sh, j * sw).
    """
    (sh, sw), (ph, pw) = stride, padding
    dense = xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)
    return dense[: (dense.shape[0] - 1) // sh + 1, : (dense.shape[1] - 1) // sw + 1]


# %% misconception="conv2d_strided"
def conv2d_strided__strides_exchanged(x, k, stride, padding):
    """You exchanged the two strides. stride is (sh, sw): first the step down, then the step to the
    right.
    """
    (sw, sh), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[::sh, ::sw]


# %% misconception="conv2d_strided"
def conv2d_strided__one_stride_for_both(x, k, stride, padding):
    """You took the first stride for both directions. Each has its own: sh down, sw to the right."""
    (sh, _), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[::sh, ::sh]


# %% misconception="conv2d_strided"
def conv2d_strided__paddings_exchanged(x, k, stride, padding):
    """You exchanged the two paddings. padding is (ph, pw): rows at the top and below come first,
    columns at the sides second.
    """
    (sh, sw), (pw, ph) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[::sh, ::sw]


# %% misconception="conv2d_strided"
def conv2d_strided__pads_one_side(x, k, stride, padding):
    """You padded at the top and at the left only. The same amount goes below and to the right: H +
    2 * ph rows in all.
    """
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, 0), (pw, 0))), k)[::sh, ::sw]


# %% misconception="conv2d_strided"
def conv2d_strided__does_not_pad(x, k, stride, padding):
    """You did not pad. Put the picture into a frame of zeros first, then slide."""
    sh, sw = stride
    return xcorr2d(x, k)[::sh, ::sw]


# %% misconception="conv2d_strided"
def conv2d_strided__pads_with_ones(x, k, stride, padding):
    """Your frame consists of ones. Padding is zeros here, so that the frame adds nothing to a sum."""
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw)), constant_values=1.0), k)[::sh, ::sw]


# %% misconception="conv2d_strided"
def conv2d_strided__pads_with_edge(x, k, stride, padding):
    """Your frame repeats the edge of the picture. That is the mode replicate; here the frame
    consists of zeros.
    """
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw)), mode="edge"), k)[::sh, ::sw]


# %% misconception="conv2d_strided"
def conv2d_strided__starts_late(x, k, stride, padding):
    """Your first window starts s - 1 pixels too late. The first one stands at row 0, column 0 of
    the padded picture, whatever the stride.
    """
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[sh - 1 :: sh, sw - 1 :: sw]


# %% misconception="conv2d_strided"
def conv2d_strided__rounds_up(x, k, stride, padding):
    """You rounded the size up, so your last windows hang over the end. A window that does not fit
    does not count: round down.
    """
    (sh, sw), (ph, pw) = stride, padding
    dense = xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)
    more = [-(n - 1) % s for n, s in zip(dense.shape, stride, strict=True)]
    padded = np.pad(x, ((ph, ph + more[0]), (pw, pw + more[1])))
    return xcorr2d(padded, k)[::sh, ::sw]


# %% misconception="conv2d_strided"
def conv2d_strided__forgets_plus_one(x, k, stride, padding):
    """Your last windows are missing. The first one counts too: (H + 2 * ph - kh) // sh + 1 rows,
    and likewise for the columns.
    """
    (sh, sw), (ph, pw) = stride, padding
    dense = xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)
    return dense[::sh, ::sw][: (dense.shape[0] - 1) // sh, : (dense.shape[1] - 1) // sw]


# %% misconception="conv2d_strided"
def conv2d_strided__flips_kernel(x, k, stride, padding):
    """Your kernel is turned half round, as in convolution. Here it is used as it is: k[0, 0] meets
    the top-left pixel of the window.
    """
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k[::-1, ::-1])[::sh, ::sw]


# %% misconception="conv2d_strided"
def conv2d_strided__accepts_any_kernel(x, k, stride, padding):
    """A kernel with more rows or more columns than the padded picture fits nowhere. Raise a
    ValueError then, before you make the output.
    """
    (sh, sw), (ph, pw), (kh, kw) = stride, padding, k.shape
    padded = np.pad(x, ((ph, ph), (pw, pw)))
    H, W = padded.shape
    y = np.zeros((max(0, (H - kh) // sh + 1), max(0, (W - kw) // sw + 1)))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            window = padded[i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[i, j] = np.sum(window * k)
    return y


# %% misconception="conv2d_strided"
def conv2d_strided__compares_kernel_with_bare_picture(x, k, stride, padding):
    """You compare the kernel with the picture before it is padded. A kernel of 4 rows fits on 3 rows
    with a frame of 1: compare with H + 2 * ph and W + 2 * pw.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    (sh, sw), (ph, pw) = stride, padding
    if kh > H or kw > W:
        raise ValueError("the kernel is larger than the picture")
    padded = np.pad(x, ((ph, ph), (pw, pw)))
    return xcorr2d(padded, k)[::sh, ::sw]


# %% misconception="conv2d_strided"
def conv2d_strided__pads_output(x, k, stride, padding):
    """You slide over the picture alone and put the zeros around the answers. The frame belongs around
    the picture, before the kernel slides.
    """
    (sh, sw), (ph, pw) = stride, padding
    return np.pad(xcorr2d(x, k), ((ph, ph), (pw, pw)))[::sh, ::sw]


# %% check="conv2d_strided" points=3
def torch_conv2d_strided(x, k, stride, padding):
    return F.conv2d(x[None, None], k[None, None], stride=stride, padding=padding)[0, 0]


check(
    conv2d_strided,
    against=torch_conv2d_strided,
    on=[
        case(x=normal(10, 8), k=normal(3, 2), stride=(2, 3), padding=(2, 1)),
        case(x=normal(7, 9), k=normal(2, 3), stride=(3, 1), padding=(0, 1)),
        case(x=normal(3, 4), k=normal(4, 5), stride=(1, 2), padding=(1, 2)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv2d_strided,
    against=torch_conv2d_strided,
    on=[
        case(x=normal(10, 8), k=normal(3, 2), stride=(2, 3), padding=(2, 1)),
        case(x=normal(8, 11), k=normal(2, 4), stride=(1, 2), padding=(2, 0)),
        case(x=normal(9, 7), k=normal(1, 2), stride=(3, 4), padding=(0, 0)),
        case(x=normal(6, 5), k=normal(1, 1), stride=(2, 1), padding=(0, 0)),
        case(x=normal(4, 3), k=normal(4, 3), stride=(2, 3), padding=(0, 0)),
        case(x=normal(3, 2), k=normal(5, 4), stride=(1, 2), padding=(2, 3)),
        case(x=normal(5, 6), k=normal(2, 2), stride=(2, 3), padding=(3, 2)),
        case(x=normal(4, 5), k=normal(3, 2), stride=(1, 1), padding=(3, 4)),
    ],
)
### END HIDDEN TESTS

# %% check="conv2d_strided" points=1
check_raises(
    conv2d_strided,
    ValueError,
    on=[
        case(x=normal(5, 4), k=normal(6, 2), stride=(2, 1), padding=(0, 3)),
        case(x=normal(5, 4), k=normal(2, 7), stride=(1, 3), padding=(4, 1)),
    ],
    because=because("conv2d_strided__accepts_any_kernel"),
)
### BEGIN HIDDEN TESTS
check_raises(
    conv2d_strided,
    ValueError,
    on=[
        case(x=normal(3, 6), k=normal(6, 2), stride=(3, 2), padding=(1, 0)),
        case(x=normal(2, 2), k=normal(9, 9), stride=(1, 1), padding=(1, 2)),
    ],
    because=because("conv2d_strided__accepts_any_kernel"),
)
### END HIDDEN TESTS

# %% [markdown]
# Play with it. Change stride and padding, down (↓) and to the right (→), and watch where the
# windows start and what the size becomes. The output is computed by *your* function and compared
# with the right one.

# %%
plot.explore(conv2d_strided, stride=2, padding=1, pairs=True)

# %% [markdown]
# In PyTorch, on the picture of the figure:

# %%
in_torch = F.conv2d(
    input=torch.tensor(picture)[None, None],
    weight=torch.tensor(kernel)[None, None],
    stride=(2, 3),
    padding=(1, 2),
)[0, 0]
in_numpy = convkit.conv2d(picture[None, None], kernel[None, None], stride=(2, 3), padding=(1, 2))[
    0, 0
]
print("PyTorch:", in_torch.tolist())
print("convkit:", in_numpy.tolist())

# %% [markdown]
# And on the photograph, with a kernel that asks whether it gets brighter to the right. All three
# pictures are drawn at the same width; look at how much of the roof is left when every fourth
# window of every fourth row is kept.

# %%
rising = np.array([[-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0]])
steps = {
    f"stride {s}": convkit.conv2d(palace[None, None], rising[None, None], stride=s)[0, 0]
    for s in (1, 2, 4)
}
for name, shown in steps.items():
    print(name, shown.shape)
plot.gallery(steps)

# %% [markdown]
# ## What the step saves (optional)
#
# A strided cross-correlation gives exactly some of the numbers of the **dense** one, which here
# means the one with stride 1 (and has nothing to do with a dense layer). One could therefore
# compute them all and keep every $s$-th. The result is right and most of the work is thrown away.
#
# Work is counted in **multiply-accumulates**, MACs for short: one product, added to a sum. Each output costs as many as the
# kernel has entries. Before you run the cell: with a stride of 2 in both directions, what part of the dense work is wasted,
# roughly?

# %%
dense, kept = steps["stride 1"], steps["stride 2"]
all_macs, needed_macs = dense.size * rising.size, kept.size * rising.size
print("MACs for all windows:     ", all_macs)
print("MACs for the windows kept:", needed_macs)
print("wasted:                   ", all_macs - needed_macs, f"= {1 - needed_macs / all_macs:.1%}")

# %% [markdown]
# ## Exercise 2.7 · Keep some, waste the rest
# ★★ · 8 min · 2 points · optional
#
# Write `strided_from_dense(x, k, s)`: cross-correlate `x`, shape `(H, W)`, with `k`, shape `(kh, kw)`, at every place, and
# keep what a stride of `s = (sh, sw)` asks for. No padding. Return the pair `(y, wasted_macs)`: the kept output, and how many
# multiply-accumulates went into outputs that were not kept, a whole number.
#
# A picture of 5 by 5 under a kernel of 2 by 2 has 16 windows. With `s = (2, 2)` four are kept, so 12 · 4 = 48 MACs are wasted.
#
# <details><summary>Hint 1: keeping every s-th</summary>
#
# A slice has a third part, the step: `a[::3]` is entries 0, 3, 6, ... of `a`. For two axes: `a[::3, ::2]`.
#
# </details>
# <details><summary>Hint 2: counting</summary>
#
# Count what is there and do not divide: `y.size` is the number of entries of `y`. Every output that is not kept has cost as
# many MACs as `k` has entries.
#
# </details>


# %% solution="strided_from_dense"
def strided_from_dense(x, k, s):
    """(H, W), (kh, kw) -> the strided output, and the MACs spent on outputs that are dropped"""
    sh, sw = s
    dense = xcorr2d(x, k)
    ### BEGIN SOLUTION
    y = dense[::sh, ::sw]
    return y, (dense.size - y.size) * k.size
    ### END SOLUTION


# %% misconception="strided_from_dense"
def strided_from_dense__starts_late(x, k, s):
    """You kept the last of each s windows. A stride keeps the first: entries 0, s, 2s, ..., so
    slice with [::sh, ::sw].
    """
    sh, sw = s
    dense = xcorr2d(x, k)
    y = dense[sh - 1 :: sh, sw - 1 :: sw]
    return y, (dense.size - y.size) * k.size


# %% misconception="strided_from_dense"
def strided_from_dense__strides_exchanged(x, k, s):
    """You exchanged the two strides. s is (sh, sw): every sh-th row, and in it every sw-th column."""
    sw, sh = s
    dense = xcorr2d(x, k)
    y = dense[::sh, ::sw]
    return y, (dense.size - y.size) * k.size


# %% misconception="strided_from_dense"
def strided_from_dense__counts_pixels(x, k, s):
    """You counted the pixels of the input that are not kept. Work is done for each output: count
    the dense outputs, minus those you keep.
    """
    sh, sw = s
    y = xcorr2d(x, k)[::sh, ::sw]
    return y, (x.size - y.size) * k.size


# %% misconception="strided_from_dense"
def strided_from_dense__counts_outputs(x, k, s):
    """You counted the outputs that are dropped. Each of them cost as many MACs as the kernel has
    entries: multiply by k.size.
    """
    sh, sw = s
    dense = xcorr2d(x, k)
    y = dense[::sh, ::sw]
    return y, dense.size - y.size


# %% misconception="strided_from_dense"
def strided_from_dense__counts_kept(x, k, s):
    """You counted the MACs of the outputs you keep. The wasted ones are those of all the others."""
    sh, sw = s
    y = xcorr2d(x, k)[::sh, ::sw]
    return y, y.size * k.size


# %% misconception="strided_from_dense"
def strided_from_dense__rounds_kept_down(x, k, s):
    """You found the number of kept outputs by dividing the dense rows and columns by the stride and
    rounding down. The first window of an incomplete step is kept too: use y.size.
    """
    sh, sw = s
    dense = xcorr2d(x, k)
    kept = (dense.shape[0] // sh) * (dense.shape[1] // sw)
    return dense[::sh, ::sw], (dense.size - kept) * k.size


# %% misconception="strided_from_dense"
def strided_from_dense__rounds_kept_up(x, k, s):
    """You rounded the number of windows up, as if one that hangs over the end were kept. Use
    y.size, which counts what is there.
    """
    sh, sw = s
    dense = xcorr2d(x, k)
    kept = (math.ceil((dense.shape[0] - 1) / sh) + 1) * (math.ceil((dense.shape[1] - 1) / sw) + 1)
    return dense[::sh, ::sw], (dense.size - kept) * k.size


# %% misconception="strided_from_dense"
def strided_from_dense__divides_all(x, k, s):
    """You took one MAC in sh * sw as useful. That is right only if the sizes divide without a
    remainder: subtract y.size from the dense outputs.
    """
    sh, sw = s
    dense = xcorr2d(x, k)
    everything = dense.size * k.size
    return dense[::sh, ::sw], everything - everything // (sh * sw)


# %% check="strided_from_dense" points=2
def torch_strided_from_dense(x, k, s):
    x, k = x[None, None], k[None, None]
    dense, strided = F.conv2d(x, k), F.conv2d(x, k, stride=s)
    return strided[0, 0], (dense.numel() - strided.numel()) * k.numel()


check(
    strided_from_dense,
    against=torch_strided_from_dense,
    on=[
        case(x=normal(10, 8), k=normal(3, 2), s=(3, 2)),
        case(x=normal(7, 9), k=normal(2, 4), s=(2, 4)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    strided_from_dense,
    against=torch_strided_from_dense,
    on=[
        case(x=normal(9, 8), k=normal(3, 2), s=(2, 3)),
        case(x=normal(6, 7), k=normal(1, 3), s=(4, 2)),
        case(x=normal(5, 8), k=normal(2, 2), s=(1, 1)),
        case(x=normal(5, 4), k=normal(5, 4), s=(2, 3)),
        case(x=normal(6, 9), k=normal(2, 1), s=(6, 2)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch does not compute what it would throw away. Give it the stride, and the numbers are those of the dense result:

# %%
x_torch, ones_torch = torch.tensor(x)[None, None], torch.tensor(ones)[None, None]
dense = F.conv2d(input=x_torch, weight=ones_torch)
strided = F.conv2d(input=x_torch, weight=ones_torch, stride=2)
print("with stride 2:      ", strided[0, 0].tolist())
print("every second of all:", dense[..., ::2, ::2][0, 0].tolist())
print("MACs wasted:        ", (dense.numel() - strided.numel()) * ones_torch.numel())

# %% [markdown]
# ## What a step does to shifts
#
# In lesson 01 the answers moved with the picture. With a stride of 2, do they still? Take upright stripes, one pixel wide, and
# the plainest kernel there is, a single 1. Before you run the cell: what are the answers, and what are they when the stripes
# have moved by one pixel, and by two?

# %%
stripes = np.arange(12) % 2.0
for shift in (0, 1, 2):
    moved = np.roll(stripes, shift)
    print(f"shifted by {shift}:", moved.astype(int), " every second:", moved[::2].astype(int))

# %% [markdown]
# The stripes are gone: the answer is a uniform black, or a uniform white after a shift by one. A shift by two, the stride itself,
# gives the answers of the unshifted stripes. (If these were a longer pattern, they would stand one place further on.) So a
# layer with stride $s$ moves with the picture only if the picture moves by a multiple of $s$. For shifts in between,
# the answers are *different* numbers.
#
# Something worse can happen than that stripes vanish. Before you run the cell: the stripes on the
# left are a little more than four pixels wide, light and dark together. How wide will they look
# when every fourth pixel of every fourth row is kept?

# %%
fine = 0.5 + 0.5 * np.cos(2 * np.pi * np.arange(240) / 4.4)
fine = np.tile(fine, (120, 1))
plot.gallery({"fine stripes": fine, "with stride 4": fine[::4, ::4]}, columns=2)

# %% [markdown]
# On the right there are broad stripes that nobody drew, eleven columns wide: the window moves by 4
# where the pattern moves by 4.4, and after eleven steps both are together again. Steps that are too
# large for a pattern turn it into a false, coarser one. This is called **aliasing**; lesson 04
# measures it and says what helps.
#
# Padding has a part in this too. A network that pads with zeros can tell the border from the middle: a window that reads the
# frame gives another answer than the same pixels would give inside. So a picture that moves gets other answers near its
# border, whatever the stride. In lesson 01 we left the border out; a network cannot.

# %% [markdown]
# ## Pixels that nobody reads
#
# Saving has a price. How often is each pixel read by a kernel of 3 by 3 with stride 2? Before you run the cell: is it the
# same for all pixels inside?

# %%
plot.reads((7, 9), 3, stride=2)

# %% [markdown]
# A chequered pattern: neighbouring windows overlap by one row and one column, and what lies in the
# overlap is read twice or four times. Now a kernel of a single pixel with stride 2. Such layers
# exist: ResNet, a well-known network, has them on some of its *shortcuts*. These carry the numbers
# past a few layers, and some must reduce their number on the way. Before you run the cell: what
# part of the picture does the layer see?

# %%
plot.reads((8, 8), 1, stride=2)

# %%
seen = plot.reads((8, 8), 1, stride=2).data["counts"] > 0
print(f"{seen.sum()} of {seen.size} pixels are read: {seen.mean():.0%}")

# %% [markdown]
# A crossed-out pixel has no influence on any output. You could change it to anything, and the
# network would not know. Without dilation pixels are lost in two ways: in the **gaps** between windows, when the
# stride is larger than the window, and in the **remainder** at the far end, when the last step does
# not fit. With padding at the far end one more window may fit, and it reads part of the remainder,
# or all of it. (With dilation they are lost in the holes too: k = 3, d = 2, s = 2 never reads an odd
# pixel.) Look at the red arrows: first a gap, then a remainder.

# %%
plot.sizes(10, 3, stride=4)

# %% [markdown]
# The same with a padding of 1. Look at the first window: it starts one place earlier, and now a third one fits.

# %%
plot.sizes(10, 3, stride=4, padding=1)


# %% setup="checks"
def in_order(pixels):
    """A set of pixels as text, smallest first: what a message can show."""
    return f"{{{', '.join(map(str, sorted(set(pixels))))}}}"


def unread_by(function, *arguments):
    pixels = function(*arguments)
    if isinstance(pixels, set | frozenset | list | tuple):
        return in_order(pixels)
    return None if pixels is None else f"of the type {type(pixels).__name__}, not a set"


# %% [markdown]
# ## Exercise 2.8 · Unread pixels
# ★★★ · 12 min · 3 points
#
# Write `unread_pixels(n, k, s, p)`: the `set` of the pixels that no window reads, on an axis of `n` pixels under a kernel of
# `k` taps with stride `s` and padding `p` at each end. Pixels are numbered 0 to n − 1; the padding has no numbers and is never
# in the set. The window fits at least once. (A list instead of a set passes too.)
#
# `unread_pixels(10, 3, 4, 0)` is {3, 7, 8, 9}: the windows read 0, 1, 2 and 4, 5, 6. With a padding of 1, `unread_pixels(10,
# 3, 4, 1)` is {2, 6}: the windows start one place earlier, and there is room for a third.
#
# <details><summary>Hint 1: turn the question round</summary>
#
# It is easier to say what *is* read. Start with all pixels, `set(range(n))`, and take away what each window reads.
#
# </details>
# <details><summary>Hint 2: where does window number i lie?</summary>
#
# In the padded axis it covers the places `i * s` to `i * s + k - 1`. Pixel 0 stands at place `p`. So which pixels are they?
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# There are `out_size(n, k, s, p)` windows. Window `i` reads the pixels `range(i * s - p, i * s - p + k)`; some of these
# numbers may be below 0 or above n − 1, and taking them away from the set does no harm: `unread -= set(range(...))`.
#
# </details>


# %% solution="unread_pixels"
def unread_pixels(n, k, s, p):
    """The set of the pixels, of 0 to n - 1, that no window reads."""
    unread = set(range(n))
    ### BEGIN SOLUTION
    for i in range(out_size(n, k, s, p)):
        first = i * s - p
        unread -= set(range(first, first + k))
    ### END SOLUTION
    return unread


# %% misconception="unread_pixels"
def unread_pixels__forgets_gaps(n, k, s, p):
    """You looked only behind the last window. With a stride larger than the kernel there are gaps
    between the windows too.
    """
    windows = (n + 2 * p - k) // s + 1
    return set(range(max(0, (windows - 1) * s + k - p), n))


# %% misconception="unread_pixels"
def unread_pixels__remainder_is_all_pixels(n, k, s, p):
    """You took the remainder of the division for the number of pixels left over at the end. Part of
    it may be padding: work out where the last window ends.
    """
    windows = (n + 2 * p - k) // s + 1
    read = {i * s - p + a for i in range(windows) for a in range(k)}
    remainder = (n + 2 * p - k) % s
    last = n - remainder
    return {i for i in range(last) if i not in read} | set(range(last, n))


# %% misconception="unread_pixels"
def unread_pixels__nothing_without_remainder(n, k, s, p):
    """Without a remainder you found nothing unread. The gaps between windows are there all the same
    when the stride is larger than the kernel.
    """
    room = n + 2 * p - k
    if room % s == 0:
        return set()
    read = {i * s - p + a for i in range(room // s + 1) for a in range(k)}
    return set(range(n)) - read


# %% misconception="unread_pixels"
def unread_pixels__counts_padding(n, k, s, p):
    """Your set has places of the frame in it. Padding is not a pixel: keep only numbers from 0 to n
    - 1.
    """
    windows = (n + 2 * p - k) // s + 1
    read = {i * s - p + a for i in range(windows) for a in range(k)}
    return set(range(-p, n + p)) - read


# %% misconception="unread_pixels"
def unread_pixels__shifted_by_padding(n, k, s, p):
    """You counted places in the padded axis. Pixel 0 stands at place p there, so window i reads
    from pixel i * s - p on.
    """
    windows = (n + 2 * p - k) // s + 1
    read = {i * s + a for i in range(windows) for a in range(k)}
    return set(range(n)) - read


# %% misconception="unread_pixels"
def unread_pixels__ignores_padding(n, k, s, p):
    """Your result does not depend on the padding. With padding the first window starts at pixel -p,
    and there may be more windows.
    """
    windows = max(0, (n - k) // s + 1)
    read = {i * s + a for i in range(windows) for a in range(k)}
    return set(range(n)) - read


# %% misconception="unread_pixels"
def unread_pixels__last_window_hangs_over(n, k, s, p):
    """You let a last window hang over the end and counted what it reads. A window that does not fit
    is not there: round the number of windows down.
    """
    windows = math.ceil((n + 2 * p - k) / s) + 1
    read = {i * s - p + a for i in range(windows) for a in range(k)}
    return set(range(n)) - read


# %% misconception="unread_pixels"
def unread_pixels__returns_read(n, k, s, p):
    """You returned the pixels that are read. Asked are the others: set(range(n)) minus them."""
    windows = (n + 2 * p - k) // s + 1
    read = {i * s - p + a for i in range(windows) for a in range(k)}
    return set(range(n)) & read


# %% misconception="unread_pixels"
def unread_pixels__padding_before_stride(n, k, s, p):
    """You gave out_size the padding before the stride. Its order is n, k, s, p, as everywhere."""
    unread = set(range(n))
    for i in range((n + 2 * s - k) // p + 1):
        first = i * s - p
        unread -= set(range(first, first + k))
    return unread


# %% misconception="unread_pixels"
def unread_pixels__last_window_missing(n, k, s, p):
    """Your last window is missing. There are out_size(n, k, s, p) of them, the first one included."""
    unread = set(range(n))
    for i in range((n + 2 * p - k) // s):
        first = i * s - p
        unread -= set(range(first, first + k))
    return unread


# %% misconception="unread_pixels"
def unread_pixels__window_too_long(n, k, s, p):
    """Your windows read one pixel too many. A window of k taps that begins at `first` ends at
    first + k - 1, which is range(first, first + k).
    """
    unread = set(range(n))
    for i in range((n + 2 * p - k) // s + 1):
        first = i * s - p
        unread -= set(range(first, first + k + 1))
    return unread


# %% check="unread_pixels" points=3
def torch_unread_pixels(n, k, s, p):
    """A pixel is read if the outputs change with it: if its gradient is not zero."""
    x = torch.zeros(1, 1, n, requires_grad=True)
    total = F.conv1d(x, torch.ones(1, 1, k), padding=p, stride=s).sum()
    (gradient,) = torch.autograd.grad(total, x)
    return in_order(i for i in range(n) if gradient[0, 0, i] == 0)


check(
    unread_pixels,
    against=torch_unread_pixels,
    on=[
        case(n=10, k=3, s=4, p=0),
        case(n=10, k=3, s=4, p=1),
        case(n=7, k=1, s=3, p=0),
        case(n=10, k=4, s=3, p=2),
        case(n=11, k=2, s=4, p=1),
        case(n=9, k=3, s=4, p=0),
        case(n=12, k=4, s=1, p=3),
    ],
    via=unread_by,
)
### BEGIN HIDDEN TESTS
check(
    unread_pixels,
    against=torch_unread_pixels,
    on=[
        case(n=n, k=k, s=s, p=p)
        for n in (6, 9, 14)
        for k in (1, 2, 4)
        for p in (0, 1, 3)
        for s in (1, 2, 3, 5)
    ]
    + [
        case(
            n=whole_number(8, 40),
            k=whole_number(1, 6),
            s=whole_number(1, 8),
            p=whole_number(0, 3),
        )
    ]
    * 4,
    via=unread_by,
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no function for this, but it can be asked: how much does the sum of all outputs change with each pixel? That is a
# gradient (lesson 06 opens that box), and it is 0 where a pixel is not read.

# %%
for p in (0, 1):
    pixels = torch.zeros(1, 1, 10, requires_grad=True)
    total = F.conv1d(input=pixels, weight=torch.ones(1, 1, 3), padding=p, stride=4).sum()
    (gradient,) = torch.autograd.grad(total, pixels)
    unread = [i for i, g in enumerate(gradient[0, 0].tolist()) if g == 0]
    print(f"p = {p}: read {gradient[0, 0].int().tolist()} times, so unread: {unread}")

# %% [markdown]
# ## A stack of layers
#
# Networks put one cross-correlation after another. Without dilation a layer is, for its sizes, no
# more than three numbers, $k$, $s$ and $p$. Layers in a row, each reading the output of the one
# before, are a **stack**. The size of the last output follows by using the formula once for every
# layer.
#
# On its way through ResNet-18 a picture of 224 by 224 meets five steps with a stride of 2. (One of them, the second, is a
# pooling; lesson 04 explains it, and its sizes follow the same formula.) Before you run the cell: what is 224 halved five
# times, and will the formula agree?


# %%
def stack_sizes(n, layers):
    """The sizes along a stack of layers (k, s, p), the input's first."""
    sizes = [n]
    for k, s, p in layers:
        sizes.append(convkit.conv_output_size(sizes[-1], k, stride=s, padding=p))
    return sizes


print("ResNet-18:", stack_sizes(224, [(7, 2, 3), (3, 2, 1), (3, 2, 1), (3, 2, 1), (3, 2, 1)]))

# %% [markdown]
# It agrees, because each layer has $p = (k-1)/2$ with an odd $k$. Such a layer turns every $n$ into $\lceil n/s \rceil$. Here
# are three stacks of five equal layers with other choices. Before you run the cell: which of them end at 7?

# %%
for k, s, p in ((3, 2, 0), (4, 2, 2), (2, 2, 0)):
    print(f"k = {k}, s = {s}, p = {p}:", stack_sizes(224, [(k, s, p)] * 5))

# %% [markdown]
# The first comes out one short of $\lceil n/2 \rceil$ at every layer. (One short once would be made good by rounding up: 111
# halves to 56.) The second wins one: an even kernel with padding $k/2$ gives one
# output more than $\lceil n/s \rceil$ wherever $s$ divides $n$. The third ends at 7 because the windows lie side by side and
# 224 can be halved five times without a remainder. An odd number on the way would lose its last pixel.
#
# Now backwards. A last layer of $k = 3$, $s = 2$, $p = 1$ is to give 7, so by the formula of *the question turned round* it
# may read 13 or 14 pixels. The layer before it, of the same kind, must give 13 or 14, so it may read 25 to 28, and so on. Many
# sizes lead to one goal; kernel and padding choose which.


# %% setup="checks"
def flaw(stack, n_in, n_out, max_layers):
    """What is wrong with a stack that should lead from n_in to n_out, or an empty text."""
    task = f"(Asked: {n_in} to {n_out} in at most {max_layers} layers.)"
    if not isinstance(stack, list | tuple) or not stack:
        return f"Return a list of layers (k, s, p), at least one. {task}"
    for layer in stack:
        shown = str(layer)[:60]
        if not isinstance(layer, list | tuple) or len(layer) != 3:
            return f"Every layer is a triple (k, s, p). One of yours is {shown}. {task}"
        if not all(isinstance(v, int | np.integer) for v in layer):
            return f"k, s and p are whole numbers. One of your layers is {shown}. {task}"
        k, s, p = layer
        yours = f"Your layer is k = {k}, s = {s}, p = {p}. {task}"
        if all(1 <= k <= 7 and s in (1, 2) for k, p, s in stack) and not all(
            s in (1, 2) for k, s, p in stack
        ):
            return f"{because('design_stack__padding_before_stride')} {yours}"
        if not (1 <= k <= 7 and s in (1, 2) and p >= 0):
            return f"k goes from 1 to 7, s is 1 or 2, and p is not negative. {yours}"
        if s > k:
            return f"{because('design_stack__skips_pixels')} {yours}"
        if p >= k:
            return f"{because('design_stack__window_of_padding')} {yours}"
    if len(stack) > max_layers:
        yours = f"Yours has {len(stack)} layers. {task}"
        if len(stack) > 5 * max_layers:  # no way of counting gives so many
            return f"Your stack grows and grows: do several sizes share one list? {yours}"
        return f"{because('design_stack__too_many_layers')} {yours}"
    sizes = [n_in]
    for k, s, p in stack:
        if sizes[-1] + 2 * p < k:
            return f"A kernel of {k} does not fit on {sizes[-1]} pixels with padding {p}. {task}"
        x, w = torch.zeros(1, 1, sizes[-1]), torch.zeros(1, 1, int(k))
        sizes.append(F.conv1d(x, w, stride=int(s), padding=int(p)).shape[-1])
    if sizes[-1] == n_out:
        return ""
    yours = f"Your sizes are {', '.join(map(str, sizes))}. {task}"
    if end_if(even_as_odd, stack, n_in) == n_out:
        return f"{because('design_stack__even_as_odd')} {yours}"
    halves_neatly = all(2 * p == k - 1 for k, s, p in stack if s == 2)
    if end_if(rounding_up, stack, n_in) == n_out and not halves_neatly:
        return f"{because('design_stack__rounds_up')} {yours}"
    if end_if(rounding_down, stack[::-1], n_in) == n_out:
        return f"{because('design_stack__last_layer_first')} {yours}"
    return f"{because('design_stack__misses_target')} {yours}"


def end_if(rule, stack, n):
    """The last size, if `rule(n, k, s, p)` were the size of the next one."""
    for k, s, p in stack:
        n = rule(n, k, s, p)
    return n


def rounding_down(n, k, s, p):
    return (n + 2 * p - k) // s + 1


def rounding_up(n, k, s, p):
    return math.ceil((n + 2 * p - k) / s) + 1


def even_as_odd(n, k, s, p):
    return math.ceil(n / s) if k == 2 * p else (n + 2 * p - k) // s + 1


# %% [markdown]
# ## Exercise 2.9 · Design a stack
# ★★★ · 20 min · 3 points (1 for 224 to 7, 2 for other sizes)
#
# Write `design_stack(n_in, n_out, max_layers)`: return a list of layers `(k, s, p)`, the first layer first, that turns an axis
# of `n_in` pixels into one of **exactly** `n_out`. The rules:
#
# - there are at least 1 and at most `max_layers` layers;
# - the kernel size `k` is from 1 to 7;
# - the stride `s` is 1 or 2, and never larger than `k`, so that no pixel is skipped between windows;
# - the padding `p` is from 0 to `k - 1`, so that every window touches at least one pixel.
#
# For 224 to 7 in 5 layers, `[(3, 2, 1)] * 5` is one of many answers. But your function is asked for other sizes as well, drawn
# at random, and **your notebook will be graded with sizes of its own**. There, halving as often as is allowed comes out near
# the target and not on it. The sizes are chosen so that there is an answer, and `n_out` is smaller than `n_in`. Do not
# try all stacks: there are over fifty layers, so five of them make hundreds of millions of stacks.
#
# <details><summary>Hint 1: where is the freedom?</summary>
#
# With stride 2 the formula is ⌊(n + 2p − k) / 2⌋ + 1. Kernel and padding matter only through 2p − k, which can be anything
# from −7 (k = 7, p = 0) to 5 (k = 7, p = 6). So one layer can end a few pixels above or below n / 2.
#
# </details>
# <details><summary>Hint 2: a way that thinks</summary>
#
# Halve with `(3, 2, 1)` until one layer is left. Then try all allowed `(k, s, p)` for the last one, and take one that ends at
# `n_out`. If none does, the layers before must give way.
#
# </details>
# <details><summary>Hint 3: a way that searches</summary>
#
# Keep a dictionary from each size you can reach to a stack that reaches it; at first it is `{n_in: []}`. In each round, for
# every size in it and every allowed layer, work out the next size and put it in, if it is new. After at most `max_layers`
# rounds `n_out` is there. (Loop over `list(stacks.items())`, because the dictionary grows while you loop. And skip a layer
# whose window does not fit, `n + 2 * p < k`: your `out_size` raises an error there, as it should.)
#
# </details>


# %% solution="design_stack"
def design_stack(n_in, n_out, max_layers):
    """Layers [(k, s, p), ...] that turn n_in pixels into n_out, at most max_layers of them."""
    allowed = [(k, s, p) for k in range(1, 8) for s in (1, 2) if s <= k for p in range(k)]
    ### BEGIN SOLUTION
    stacks = {n_in: []}
    for _ in range(max_layers):
        for n, stack in list(stacks.items()):
            for k, s, p in allowed:
                if n + 2 * p >= k:
                    stacks.setdefault((n + 2 * p - k) // s + 1, [*stack, (k, s, p)])
        if stacks.get(n_out):
            break
    return stacks[n_out]
    ### END SOLUTION


# %% misconception="design_stack"
def design_stack__rounds_up(n_in, n_out, max_layers):
    """You rounded the sizes up. With an even n and k = 3, s = 2, p = 0 the last window does not fit
    and does not count: round down in every layer.
    """
    stack, n = [], n_in
    for _ in range(max_layers - 1):
        stack.append((3, 2, 0))
        n = math.ceil((n - 3) / 2) + 1
    missing = 2 * (n_out - 1) - n - 1  # 2p - k of the last layer
    p = max(0, missing + 1, (missing + 3) // 2)
    return [*stack, (2 * p - missing, 2, p)]


# %% misconception="design_stack"
def design_stack__even_as_odd(n_in, n_out, max_layers):
    """You trusted padding k // 2 with an even kernel to give n / s outputs. It gives one more
    wherever s divides n, because it adds k zeros and not k - 1: work out each size with the
    formula.
    """
    stack, n = [], n_in
    for _ in range(max_layers - 1):
        stack.append((4, 2, 2))
        n = math.ceil(n / 2)
    missing = 2 * (n_out - 1) - n + 1  # 2p - k of the last layer
    p = max(0, missing + 1, (missing + 3) // 2)
    return [*stack, (2 * p - missing, 2, p)]


# %% misconception="design_stack"
def design_stack__window_of_padding(n_in, n_out, max_layers):
    """A padding of k or more makes windows that lie on zeros alone. Keep p below k, and get larger
    sizes from other layers.
    """
    stack, n = [], n_in
    for _ in range(max_layers - 1):
        stack.append((2, 2, 0))
        n //= 2
    return [*stack, (2, 2, n_out - n // 2)]


# %% misconception="design_stack"
def design_stack__skips_pixels(n_in, n_out, max_layers):
    """A stride larger than the kernel leaves gaps: pixels that no window reads. Keep s at most k."""
    return [(1, 2, 0)] * max_layers


# %% misconception="design_stack"
def design_stack__misses_target(n_in, n_out, max_layers):
    """Your stack does not end at the size asked. Follow the sizes given here, and change 2p - k of
    a layer to end a little higher or lower.
    """
    return [(3, 2, 1)] * max_layers


# %% misconception="design_stack"
def design_stack__too_many_layers(n_in, n_out, max_layers):
    """Your stack has too many layers. Halve first, and make up the difference with kernel and
    padding of a layer you have already.
    """
    stack, n = [], n_in
    while n // 2 >= n_out:
        stack.append((2, 2, 0))
        n //= 2
    while n > n_out:
        stack.append((2, 1, 0))
        n -= 1
    return stack


# %% misconception="design_stack"
def design_stack__last_layer_first(n_in, n_out, max_layers):
    """Your layers are in opposite order: read from the end to the beginning they would do. The first
    layer, the one that reads n_in pixels, comes first.
    """
    allowed = [(k, s, p) for k in range(1, 8) for s in (1, 2) if s <= k for p in range(k)]
    stacks = {n_in: []}
    for _ in range(max_layers):
        for n, stack in list(stacks.items()):
            for k, s, p in allowed:
                if n + 2 * p >= k:
                    stacks.setdefault((n + 2 * p - k) // s + 1, [(k, s, p), *stack])
    stack = stacks[n_out]
    return stack if stack != stack[::-1] else [*[(3, 2, 1)] * 4, (7, 2, 0)]


# %% misconception="design_stack"
def design_stack__padding_before_stride(n_in, n_out, max_layers):
    """Your layers are (k, p, s). The order is (k, s, p), kernel, stride, padding, as everywhere."""
    allowed = [(k, s, p) for k in range(1, 8) for s in (1, 2) if s <= k for p in range(k)]
    stacks = {n_in: []}
    for _ in range(max_layers):
        for n, stack in list(stacks.items()):
            for k, s, p in allowed:
                if n + 2 * p >= k:
                    stacks.setdefault((n + 2 * p - k) // s + 1, [*stack, (k, p, s)])
    return stacks[n_out]


# %% check="design_stack" points=1
wrong = flaw(call(design_stack, 224, 7, 5), 224, 7, 5)
assert not wrong, wrong
"design_stack: from 224 pixels to 7 in five layers."

# %% check="design_stack" points=2
draw = variant("design_stack")
for layers in (3, 4, 5):
    goal = int(draw.integers(6, 13))
    start = 2**layers * (goal - 2) + 2 * int(draw.integers(1, 2 ** (layers - 1)))
    wrong = flaw(call(design_stack, start, goal, layers), start, goal, layers)
    assert not wrong, wrong
wrong = flaw(call(design_stack, 34, 6, 3), 34, 6, 3)
assert not wrong, wrong
"design_stack: every stack ends at the size that was asked."
### BEGIN HIDDEN TESTS
for layers in (2, 4, 5):
    goal = int(draw.integers(6, 13))
    start = 2**layers * (goal + 1) + 1 + 2 * int(draw.integers(0, 2 ** (layers - 1)))
    wrong = flaw(call(design_stack, start, goal, layers), start, goal, layers)
    assert not wrong, wrong
for start, goal, layers in ((28, 15, 1), (60, 17, 2)):  # not without padding
    wrong = flaw(call(design_stack, start, goal, layers), start, goal, layers)
    assert not wrong, wrong
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch a stack is a `Sequential`. Any stack can be tried on an axis of zeros:

# %%
stack = [(3, 2, 1)] * 5
network = torch.nn.Sequential(
    *(torch.nn.Conv1d(1, 1, kernel_size=k, stride=s, padding=p) for k, s, p in stack)
)
print("PyTorch:    ", network(torch.zeros(1, 1, 224)).shape[-1])
print("the formula:", stack_sizes(224, stack))

# %% [markdown]
# ## A famous riddle (optional)
#
# AlexNet's paper draws a first layer that reads pictures of 224 by 224 with kernels of 11 by 11 and stride 4, and gives 55
# by 55. It does not mention padding. Before you run the cell: is 55 possible without?

# %%
for n in (224, 227):
    for p in (0, 1, 2):
        outputs = convkit.conv_output_size(n, 11, stride=4, padding=p)
        print(f"{n} pixels, padding {p}: {outputs}")

# %% [markdown]
# Not with 224 pixels. A padding of 2 does it, and so do 227 pixels without padding. Both are in use under the name of AlexNet:
# torchvision, PyTorch's collection of ready networks, pads by 2; Caffe, an older library, takes 227 pixels. You can now check
# a paper with a pencil.

# %% [markdown]
# ## What you can do now
#
# - Say how many outputs there are: ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1, for each axis.
# - Pad a picture with zeros, a mirror, its edge or its other end, and find the padding that keeps the size.
# - Slide with a stride, and say what it saves and what it does not see.
# - Work out the sizes along a stack of layers, forwards; and say which inputs give a certain size.
#
# **Three traps**
#
# 1. Round down, and add 1 *after* dividing. A window that hangs over the end does not count, and its pixels are read by
#    nobody.
# 2. `F.pad` names the last axis first (left, right, top, bottom); `np.pad` names the first axis first.
# 3. Padding `k // 2` on both sides is the right amount for odd kernels without stride and dilation. In
#    other cases ask the formula. Without dilation an even kernel needs one zero more after than before.
#
# ## Six questions to end with
#
# Answer each in your head, then open it.
#
# <details><summary>1. 32 pixels, kernel 5, stride 2, padding 2: how many outputs?</summary>
#
# ⌊(32 + 4 − 5) / 2⌋ + 1 = 15 + 1 = 16.
#
# </details>
# <details><summary>2. Which padding keeps the size for a kernel of 7 at stride 1, and for a kernel of 3 with dilation 4?</summary>
#
# 3 at each end; and $d(k-1)/2 = 4$ at each end.
#
# </details>
# <details><summary>3. A layer with kernel 3, stride 2 and padding 1 gave 10 numbers. How many pixels did it read?</summary>
#
# 19 or 20. Rounding down forgets which.
#
# </details>
# <details><summary>4. Why does a 1 by 1 kernel with stride 2 leave gaps, and a 3 by 3 kernel with stride 2 does not?</summary>
#
# Its windows are smaller than its steps, so three quarters of the pixels are read by no window.
# Windows of 3 overlap. At most the last row and the last column are lost, if the last step does not
# fit.
#
# </details>
# <details><summary>5. What do `valid`, `same` and `full` stand for?</summary>
#
# The padding: none, as much as keeps the size, and as much as lets a single tap touch. In numbers 0, (k − 1)/2 and k − 1 at
# each end.
#
# </details>
# <details><summary>6. A picture moves by one pixel under a layer with stride 2. What happens to the answers?</summary>
#
# They are different numbers, not the old ones moved: the windows now begin at pixels at which none
# began before. After a shift by two pixels they are the old ones, one place further.
#
# </details>
#
# **Where it is used.** VGG, in its common forms, has 3 by 3 kernels with padding 1 and stride 1 throughout, so that the size
# changes in its poolings and nowhere else (Simonyan and Zisserman, *Very Deep Convolutional Networks for Large-Scale Image
# Recognition*, ICLR 2015). The All Convolutional Net replaces pooling by strides (Springenberg, Dosovitskiy, Brox and
# Riedmiller, *Striving for Simplicity*, ICLR workshop 2015). ResNet's sizes 112, 56, 28, 14, 7 are in Table 1 of He,
# Zhang, Ren and Sun, *Deep Residual Learning for Image Recognition*, CVPR 2016. That its shortcuts of 1 by 1 with stride 2
# ignore three quarters of their input was noticed later, and mended (He, Zhang, Zhang, Zhang, Xie and Li, *Bag of Tricks for
# Image Classification with Convolutional Neural Networks*, CVPR 2019). AlexNet is Krizhevsky, Sutskever and Hinton, *ImageNet
# Classification with Deep Convolutional Neural Networks*, NeurIPS 2012. The formula, with pictures of every case, is in
# Dumoulin and Visin, *A guide to convolution arithmetic for deep learning*, arXiv:1603.07285, 2016.
#
# **What comes next.** One picture, one plane, one kernel: so far. Lesson 03, *Many channels: a filter reads them all*, gives
# the picture channels and the layer many kernels.
