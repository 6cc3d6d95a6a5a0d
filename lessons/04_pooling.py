# %% [markdown]
# # 4 · Pooling: summaries that forget where
#
# A kernel finds an edge and says where it is, exact to one pixel. Often that is more than one needs to know: *somewhere
# around
# here* will do. Pooling lays windows on the picture as convolution does, and keeps one number of each: the largest, or
# the mean. It has no weights, so there is nothing for the network to learn. For the programmer there is: borders, sizes
# and the last window are easy to get wrong.
#
# **You will be able to**
#
# - pool with maxima and with averages, borders included, and say what a border counts for;
# - tell how many windows there are when the last one hangs over the end;
# - remember which pixel won, and put it back where it was;
# - bring a picture of any size down to a size you choose;
# - test the claim that pooling makes a network indifferent to small shifts.
#
# **You need** windows, stride, padding and the output size (lesson 02), and pictures of shape `(N, C, H, W)` (lesson 03).
# **Time** 105 minutes, with what is optional 155. **Points** 15, with what is optional 23. Sections and exercises marked
# *optional* may be left out: the windows that hang over (4.3, 4.4) and the maximum made of ReLUs (4.8). A good place to
# stop is before *Who won, and where*.
#
# The exercises take sizes as PyTorch does: one number for both axes, or a pair, height first. `pair` makes a pair of either,
# and you may use it.

# %% setup="all" allow=["numpy", "math"]
import math

import numpy as np


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


# %% setup="checks"
import torch
import torch.nn.functional as F

import convkit
from autograder import because, begin, call, case, check, drawn, normal, ties, uniform, whole_number
from convkit import data, plot


def same(a, b):
    """Equal up to rounding."""
    return a.shape == b.shape and torch.allclose(a, b, rtol=1e-9, atol=1e-12)


begin("04_pooling")

# %% [markdown]
# ## Keep the largest
#
# Here is what a vertical-edge kernel answers on a photograph: bright where brightness changes from left to right,
# whichever way. Beside it, of each block of 4 by 4 answers only the largest, and only the mean. All three are drawn on
# one scale. Look at the pillars: in which of the two small pictures do they stand out better?

# %%
detail = data.photograph("china", crop=(60, 180, 202, 282), layout="HW")
rising = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
edges = np.abs(convkit.xcorr2d(detail, rising))
largest, mean = convkit.max_pool2d(edges[None], 4)[0], convkit.avg_pool2d(edges[None], 4)[0]
plot.gallery({"edges": edges, "largest of 4 × 4": largest, "mean of 4 × 4": mean}, same=True)

# %%
print("numbers before:", edges.size, " after:", largest.size)
print("largest number before:", edges.max().round(2))
print("among the largest:    ", largest.max().round(2))
print("among the means:      ", mean.max().round(2))

# %% [markdown]
# In the one made of the largest. If one pixel of a block says "edge", the block says "edge". The mean says how much of
# the block is edge, and thin lines grow pale. Either way, a sixteenth of the numbers is left.
#
# Now by hand. Cut this array into blocks of 2 by 2 and write down the largest number of each. Then look at the figure. The
# winners are framed. The third array says where each winner stood; we come to it later.

# %% cover=true
small = np.array([[-3.0, -1, 2, 0], [-4, -2, 5, 1], [-9, -7, -5, -2], [-6, -8, -3, -4]])
plot.winners(small, 2)

# %% [markdown]
# This is **max pooling** with windows of 2 by 2. Windows may also overlap, as in convolution: the stride says how far one
# window is from the next. Step through the animation: windows of 2 by 2 with stride 1. Look at the 5: how many windows does it win?

# %%
plot.animate(small, 2, "max_pool", stride=1)

# %% [markdown]
# Four: every window that holds it. If no stride is given, it is the size of the window, so that the windows stand side by
# side. That is another default than the convolution's, whose stride is 1.
#
# Channels are not mixed. Each is pooled on its own, so as many come out as went in. Before you run the cell: a batch of
# shape (2, 3, 10, 8), windows of 3 rows and 4 columns, no stride given. What shape comes out?

# %%
batch = np.random.default_rng(0).normal(size=(2, 3, 10, 8))
print(convkit.max_pool2d(batch, (3, 4)).shape)

# %% [markdown]
# ## Why pool at all?
#
# For two reasons, and you can see both. Take max pooling with windows of 2 by 2.
#
# **It is cheaper from here on.** A quarter of the numbers is left, so whatever comes next has a quarter of the work.
# Before you run the cell: a layer with 64 channels in and out and kernels of 3 by 3 stands before the pooling, an equal
# one behind it. How many multiplications does each make on 56 by 56 pixels?

# %%
for name, size in (("before pooling", 56), ("behind it", 28)):
    print(f"{name}: {64 * 64 * 3 * 3 * size * size / 1e6:6.1f} million multiplications")

# %% [markdown]
# **It sees further from here on.** Behind the pooling a kernel of 3 by 3 still reads 3 by 3 numbers. Before you look: how
# many pixels do these nine numbers come from? The first figure shows the pooled picture with one window of 3 by 3, the
# second the picture from before, with all that this window knows of.

# %%
head = data.photograph("china", crop=(100, 256, 48, 64), layout="HW")
plot.photograph(convkit.max_pool2d(head[None], 2)[0], "pooled", mark=(10, 15, 3, 3))

# %%
plot.photograph(head, "before pooling", mark=(20, 30, 6, 6))

# %% [markdown]
# 36 pixels in place of 9. After five poolings, as in VGG, a window of 3 by 3 reaches over 96 by 96 pixels and more, and
# can tell a face from a wheel. (Lesson 12 works out how far a network sees.)
#
# A convolution with stride 2 does both as well, and newer networks often have that in place of the
# pooling. It never computes the answers that pooling would throw away, and its weights are learned.
# Pooling has nothing to learn, and *chooses*: it keeps the best of four answers, wherever it stood,
# while a stride keeps the one of the four that stands in the corner. Before you run the cell: which
# of the two costs more, and how many times?

# %%
conv_then_pool = 64 * 64 * 3 * 3 * 56 * 56  # every place, then the largest of each four
conv_with_stride = 64 * 64 * 3 * 3 * 28 * 28  # every second place and every second row
print(f"convolution, then pooling: {conv_then_pool / 1e6:6.1f} million multiplications")
print(f"convolution with stride 2: {conv_with_stride / 1e6:6.1f} million multiplications")

# %% [markdown]
# The first, four times as much: it computes four answers for every one that it keeps. That is the price of choosing.

# %% [markdown]
# ## What the border counts for
#
# Padding holds a question that convolution did not have. A convolution pads with zeros, because a zero adds nothing to a
# sum. Suppose all pixels are negative and there is a border of zeros. Before you run the cell: what is the largest number
# in the top-left window?

# %%
corner = np.array([[-3.0, -1.0], [-4.0, -2.0]])
with_zeros = np.pad(corner, 1)
print("zeros around:")
print(with_zeros[0:2, 0:2], " largest:", with_zeros[0:2, 0:2].max())
with_nothing = np.pad(corner, 1, constant_values=-np.inf)
print("minus infinity around:")
print(with_nothing[0:2, 0:2], " largest:", with_nothing[0:2, 0:2].max())

# %%
plot.animate(corner, 2, "max_pool", stride=1, padding=1).strip()

# %% [markdown]
# With zeros around, the border wins, and the 0 in the output stands for nothing in the picture. The figure has the border
# as it should be: look at its corners, where one pixel stands against three of the border and wins. The number that adds
# nothing to a maximum is $-\infty$: whatever is compared with it wins. So max pooling pads with $-\infty$. (Until 2022
# one line of PyTorch's own documentation of `MaxPool2d` said zeros, pull request 86559. The code never did.)
#
# $$y_{n,c,i,j} = \max_{0 \le a < k_h,\; 0 \le b < k_w} \; x_{n,\;c,\;s_h i + a - p_h,\;s_w j + b - p_w}$$
#
# Read it aloud: *picture $n$, channel $c$; the window starts at row $s_h i - p_h$, column $s_w j - p_w$; take the largest
# number in it, and skip places outside the picture.*

# %% [markdown]
# ## Exercise 4.1 · Max pooling
# ★ · 10 min · 3 points
#
# Write `maxpool2d(x, k, stride=None, padding=0)`: the largest number of each window, for `x` of shape `(N, C, H, W)`. `k`,
# `stride` and `padding` are numbers or pairs; a stride of `None` means the window's own size. The result has the shape
# `(N, C, Ho, Wo)` with `Ho = (H + 2 * ph - kh) // sh + 1`, and `Wo` likewise. A place of the border never wins: it
# counts as −∞.
#
# With windows of 2 the array of the figure becomes -1, 5 in the first row and -6, -2 in the second.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# As in your convolution with padding and stride: pad, make the output, walk over its rows `i` and columns `j`. Only the
# number you make of a window is new.
#
# </details>
# <details><summary>Hint 2: there are four axes, and I need the maximum over two</summary>
#
# `padded[:, :, r : r + kh, c : c + kw]` is the window of all pictures and channels at once, and `.max(axis=(2, 3))` of it has
# the shape `(N, C)`.
#
# </details>
# <details><summary>Hint 3: zeros in the result that should be negative</summary>
#
# Something zero took part: a border of zeros, or an output that begins with zeros and is compared with. `np.pad` takes
# `constant_values=-np.inf`.
#
# </details>


# %% solution="maxpool2d"
def maxpool2d(x, k, stride=None, padding=0):
    """(N, C, H, W) -> (N, C, Ho, Wo); ValueError if the window does not fit."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"maxpool2d: a window {kh} by {kw} does not fit on {H} by {W}")
    ### BEGIN SOLUTION
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y
    ### END SOLUTION


# %% misconception="maxpool2d"
def maxpool2d__pads_with_zeros(x, k, stride=None, padding=0):
    """You padded with zeros, and a zero beats every negative pixel. Pad with -np.inf, which beats
    nothing.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__pads_with_large_negative(x, k, stride=None, padding=0):
    """You padded with a large negative number, and there are pixels below it. Only -np.inf is below
    all of them.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-1e9)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__starts_at_zero(x, k, stride=None, padding=0):
    """Your search for the largest number begins with 0, so no result is ever negative. Begin with
    -np.inf, or with the first number of the window.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = np.maximum(window.max(axis=(2, 3)), 0)
    return y


# %% misconception="maxpool2d"
def maxpool2d__stride_one(x, k, stride=None, padding=0):
    """Without a stride your windows move by 1, as in convolution. In pooling the default is the
    size of the window: side by side.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (1, 1) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__ignores_stride(x, k, stride=None, padding=0):
    """You always move by the size of the window. That is only the default: when a stride is given,
    move by it.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = kh, kw
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__over_channels(x, k, stride=None, padding=0):
    """You took the maximum over the channels as well. Each channel is pooled on its own: the
    maximum is over the last two axes only.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(1, 2, 3))[:, None]
    return y


# %% misconception="maxpool2d"
def maxpool2d__over_images(x, k, stride=None, padding=0):
    """You took the maximum over the whole batch. Each picture is pooled on its own: the maximum is
    over the last two axes only.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(0, 2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__absolute(x, k, stride=None, padding=0):
    """You compared the sizes of the numbers without their signs. Compare the numbers themselves: -5
    is smaller than 1.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(np.abs(x), ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__last_element(x, k, stride=None, padding=0):
    """You kept the last number of each window: each one overwrites those before it. Keep the larger
    of the two.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window[:, :, -1, -1]
    return y


# %% misconception="maxpool2d"
def maxpool2d__exchanges_window(x, k, stride=None, padding=0):
    """Height and width of the window are exchanged. The first number of k counts rows, the second
    columns.
    """
    N, C, H, W = x.shape
    (kw, kh), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__exchanges_stride(x, k, stride=None, padding=0):
    """The two strides are exchanged. The first counts rows downwards, the second columns to the
    right.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sw, sh = (kw, kh) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__exchanges_padding(x, k, stride=None, padding=0):
    """The two paddings are exchanged. The first number is for the top and the bottom, the second
    for left and right.
    """
    N, C, H, W = x.shape
    (kh, kw), (pw, ph) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__ignores_padding(x, k, stride=None, padding=0):
    """You did not pad. Put ph rows of -np.inf above and below, and pw columns of it left and right."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), (0, 0)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__pads_one_side(x, k, stride=None, padding=0):
    """Your result has the windows of a picture that is padded on one side only. It is padded on both
    sides of each axis: there are H + 2 * ph rows.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0)), constant_values=-np.inf)
    y = np.empty((N, C, (H + ph - kh) // sh + 1, (W + pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__forgets_plus_one(x, k, stride=None, padding=0):
    """Your last row and your last column are missing. From the first window to the last there are
    (H + 2 * ph - kh) // sh steps, so there is one window more than steps.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh, (W + 2 * pw - kw) // sw))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__rounds_up(x, k, stride=None, padding=0):
    """You rounded the number of windows up, so the last one hangs over the end. Here it is rounded
    down: //.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, -((kh - H - 2 * ph) // sh) + 1, -((kw - W - 2 * pw) // sw) + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


# %% misconception="maxpool2d"
def maxpool2d__one_maximum_for_all(x, k, stride=None, padding=0):
    """You took one maximum over all pictures and channels of the window. Each plane has its own: the
    maximum is over the last two axes, axis=(2, 3).
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max()
    return y


# %% check="maxpool2d" points=3
def torch_maxpool2d(x, k, stride=None, padding=0):
    return F.max_pool2d(x, k, stride, padding)


check(
    maxpool2d,
    against=torch_maxpool2d,
    on=[
        case(x=ties(2, 3, 9, 7), k=(3, 4), stride=(2, 3), padding=(1, 2)),
        case(x=ties(2, 3, 7, 9), k=(2, 3)),
        case(x=normal(2, 3, 9, 5), k=3, stride=2, padding=1),
        case(x=uniform(2, 2, 3, 4, low=-9e12, high=-1e12), k=2, stride=2, padding=(1, 0)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    maxpool2d,
    against=torch_maxpool2d,
    on=[
        case(x=ties(3, 2, 9, 8), k=(3, 2), stride=(2, 3), padding=(1, 1)),
        case(x=ties(2, 4, 6, 7), k=(2, 3), stride=(1, 2), padding=(1, 0)),
        case(x=ties(2, 3, 7, 6), k=(2, 1), stride=(3, 2)),
        case(x=normal(2, 3, 4, 6), k=1, stride=2),
        case(x=ties(2, 3, 4, 3), k=(4, 3)),
        case(x=ties(1, 1, 5, 8), k=(2, 4), stride=1, padding=(0, 2)),
        case(x=normal(2, 3, 4, 5), k=(5, 2)),
        case(x=normal(2, 2, 4, 3), k=(8, 5), stride=1, padding=(2, 1)),  # it just fits
        case(x=normal(2, 2, 4, 3), k=(9, 5), stride=2, padding=(2, 1)),  # one too tall
        case(x=normal(2, 2, 4, 3), k=(8, 6), stride=2, padding=(2, 1)),  # one too wide
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# Play with it. Move the window, change a number, the stride or the padding. The output is computed by *your* function and
# compared with the right one. If you have not written it yet, come back later.

# %%
plot.explore(maxpool2d, small, 2, "max_pool", batched=True)

# %% [markdown]
# In PyTorch:

# %%
print("PyTorch:", F.max_pool2d(input=torch.tensor(small)[None, None], kernel_size=2)[0, 0].tolist())
print("NumPy:  ", convkit.max_pool2d(small[None, None], 2)[0, 0].tolist())

# %% [markdown]
# ## Take the mean
#
# A mean keeps something of every pixel. Look at both on gravel. The maximum is brighter than the picture, for it keeps
# the brightest spot of every window, and the dark gaps between the stones are gone. The average is as bright as the
# picture, and smoother.

# %%
gravel = data.photograph("gravel", crop=(100, 100, 96, 128), shrink=2, layout="HW")
plot.pooled(gravel, 2)

# %%
print("mean brightness of the picture:", gravel.mean().round(3))
print("of its maxima:                 ", convkit.max_pool2d(gravel[None], 2).mean().round(3))
print("of its averages:               ", convkit.avg_pool2d(gravel[None], 2).mean().round(3))

# %% [markdown]
# Inside the picture, **average pooling** has nothing to ask: add the numbers of the window, divide by how many they are. At
# the border it has. The picture below is all ones. Before you run the cell: the first window lies with its first row and
# its first column on padding. What is its average?

# %%
ones = np.ones((4, 6))
counted = F.avg_pool2d(torch.tensor(ones)[None], 3, stride=(2, 2), padding=1)[0]
not_counted = F.avg_pool2d(
    torch.tensor(ones)[None], 3, stride=(2, 2), padding=1, count_include_pad=False
)[0]
plot.arrays(
    ("output", counted.numpy(), "padding counted"),
    ("output", not_counted.numpy(), "padding not counted"),
)

# %% [markdown]
# Four ones lie in that window, and five zeros of padding. One may divide by 9 or by 4. PyTorch divides by 9: it **counts the
# padding**, and the border grows dark. With `count_include_pad=False` it divides by the pixels that are there. Look at the
# two arrays: on a picture of ones, only the second gives ones.
#
# $$y_{n,c,i,j} = \frac{1}{D_{ij}} \sum_{a,\,b} x_{n,\;c,\;s_h i + a - p_h,\;s_w j + b - p_w}, \qquad
# D_{ij} = k_h k_w \;\text{ or the number of pixels inside the picture.}$$

# %% [markdown]
# ## Exercise 4.2 · Average pooling
# ★ · 8 min · 2 points
#
# Write `avgpool2d(x, k, stride=None, padding=0, count_include_pad=True)`: the mean of each window, for `x` of shape
# `(N, C, H, W)`; sizes and shapes as in exercise 4.1. If `count_include_pad` is true, every window is divided by
# `kh * kw`. If it is false, by the number of its pixels that lie inside the picture.
#
# In the picture of ones above, the top-left window holds four ones: 4 / 9 with the padding counted, 4 / 4 without.
#
# <details><summary>Hint 1: what do I change?</summary>
#
# Padding with zeros is right for a sum. Copy exercise 4.1, sum instead of taking the maximum, and divide at the end.
#
# </details>
# <details><summary>Hint 2: how many pixels of a window are inside?</summary>
#
# Pool a second array: ones of the picture's shape, padded with zeros. The sum of a window of it is the number you want.
#
# </details>
# <details><summary>Hint 3: nan, or an empty slice</summary>
#
# You cut windows from the picture itself, and some start at row -1. Python counts a negative start from the end. Cut from
# the padded picture, or begin at `max(start, 0)`.
#
# </details>


# %% solution="avgpool2d"
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    """(N, C, H, W) -> (N, C, Ho, Wo); ValueError if the window does not fit."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"avgpool2d: a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    ### BEGIN SOLUTION
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    inside = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = kh * kw if count_include_pad else inside[rows, columns].sum()
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    ### END SOLUTION
    return y


# %% misconception="avgpool2d"
def avgpool2d__always_counts_padding(x, k, stride=None, padding=0, count_include_pad=True):
    """You always divide by the size of the window. With count_include_pad=False divide by the
    number of pixels inside the picture.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = kh * kw
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


# %% misconception="avgpool2d"
def avgpool2d__never_counts_padding(x, k, stride=None, padding=0, count_include_pad=True):
    """You always divide by the number of pixels inside the picture. With count_include_pad=True the
    padding counts: divide by kh * kw.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    inside = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = inside[rows, columns].sum()
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


# %% misconception="avgpool2d"
def avgpool2d__flag_inverted(x, k, stride=None, padding=0, count_include_pad=True):
    """You have the two cases exchanged. With count_include_pad=True divide by kh * kw, with False
    by the number of pixels inside.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    inside = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = inside[rows, columns].sum() if count_include_pad else kh * kw
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


# %% misconception="avgpool2d"
def avgpool2d__counts_nonzero(x, k, stride=None, padding=0, count_include_pad=True):
    """You counted the numbers that are not zero. A pixel may be 0 and still be inside the picture:
    count places, not values.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = (
                kh * kw
                if count_include_pad
                else np.count_nonzero(padded[:, :, rows, columns], axis=(2, 3))
            )
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


# %% misconception="avgpool2d"
def avgpool2d__squares_height(x, k, stride=None, padding=0, count_include_pad=True):
    """You divide by kh * kh. A window of kh rows and kw columns has kh * kw numbers."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    inside = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = kh * kh if count_include_pad else inside[rows, columns].sum()
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


# %% misconception="avgpool2d"
def avgpool2d__divides_whole(x, k, stride=None, padding=0, count_include_pad=True):
    """You divided with //, which throws away what is after the point. Divide with /."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    inside = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = kh * kw if count_include_pad else inside[rows, columns].sum()
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) // divisor
    return y


# %% misconception="avgpool2d"
def avgpool2d__does_not_divide(x, k, stride=None, padding=0, count_include_pad=True):
    """You return the sum of each window. Divide it by the number of places it was summed over."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = 1
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


# %% misconception="avgpool2d"
def avgpool2d__ignores_padding(x, k, stride=None, padding=0, count_include_pad=True):
    """You cut the windows from the picture as if there were no padding, so each comes from a place
    too far down and to the right. Window (i, j) starts at row i * sh - ph, column j * sw - pw.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * ph), (0, 2 * pw)))
    inside = np.pad(np.ones((H, W)), ((0, 2 * ph), (0, 2 * pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = kh * kw if count_include_pad else inside[rows, columns].sum()
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


# %% misconception="avgpool2d"
def avgpool2d__pads_minus_infinity(x, k, stride=None, padding=0, count_include_pad=True):
    """You padded with -np.inf, and a sum with it is -infinity. What adds nothing to a sum is 0."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    inside = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = kh * kw if count_include_pad else inside[rows, columns].sum()
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


# %% misconception="avgpool2d"
def avgpool2d__negative_start(x, k, stride=None, padding=0, count_include_pad=True):
    """Some of your windows start at a negative row or column, which Python counts from the end, so
    they come out empty. Cut them from a padded picture, or start at max(start, 0).
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            top, left = i * sh - ph, j * sw - pw
            window = x[:, :, top : top + kh, left : left + kw]
            size = kh * kw if count_include_pad else window.shape[2] * window.shape[3]
            y[:, :, i, j] = window.sum(axis=(2, 3)) / (size or np.nan)
    return y


# %% misconception="avgpool2d"
def avgpool2d__counts_near_padding(x, k, stride=None, padding=0, count_include_pad=True):
    """You leave out the padding at the bottom and at the right, but count that at the top and at the
    left. A window's pixels begin at row max(start, 0), column max(start, 0).
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            top, left = i * sh - ph, j * sw - pw
            inside = min(kh, H - top) * min(kw, W - left)
            total = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].sum(axis=(2, 3))
            y[:, :, i, j] = total / (kh * kw if count_include_pad else inside)
    return y


# %% misconception="avgpool2d"
def avgpool2d__counts_far_padding(x, k, stride=None, padding=0, count_include_pad=True):
    """You leave out the padding at the top and at the left, but count that at the bottom and at the
    right. A window's pixels end at row min(end, H), column min(end, W).
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            top, left = i * sh - ph, j * sw - pw
            inside = (kh + min(top, 0)) * (kw + min(left, 0))
            total = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].sum(axis=(2, 3))
            y[:, :, i, j] = total / (kh * kw if count_include_pad else inside)
    return y


# %% check="avgpool2d" points=2
def torch_avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    return F.avg_pool2d(x, k, stride, padding, count_include_pad=count_include_pad)


check(
    avgpool2d,
    against=torch_avgpool2d,
    on=[
        case(x=normal(2, 3, 9, 7), k=(3, 4), stride=(2, 3), padding=(1, 2)),
        case(x=ties(2, 3, 9, 7), k=(3, 4), stride=(2, 3), padding=(1, 2), count_include_pad=False),
        case(x=normal(2, 3, 7, 9), k=(2, 3)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    avgpool2d,
    against=torch_avgpool2d,
    on=[
        case(x=normal(2, 4, 6, 7), k=(2, 3), stride=(1, 2), padding=(1, 0)),
        case(x=ties(3, 2, 9, 8), k=(3, 2), stride=(2, 3), padding=1, count_include_pad=False),
        case(x=normal(2, 3, 7, 6), k=(2, 1), stride=(3, 2), padding=0, count_include_pad=False),
        case(x=normal(2, 3, 4, 6), k=1, stride=2),
        case(x=normal(2, 3, 4, 3), k=(4, 3)),
        case(x=normal(2, 3, 4, 5), k=(5, 2)),
        case(x=normal(2, 3, 6, 5), k=(4, 3), stride=1, padding=(2, 1), count_include_pad=False),
        case(x=normal(2, 2, 4, 3), k=(8, 5), stride=1, padding=(2, 1)),  # it just fits
        case(x=normal(2, 2, 4, 3), k=(9, 5), stride=2, padding=(2, 1)),  # one too tall
        case(x=normal(2, 2, 4, 3), k=(8, 6), stride=2, padding=(2, 1)),  # one too wide
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, on the picture of ones, with the padding not counted:

# %%
in_torch = F.avg_pool2d(
    input=torch.tensor(ones)[None], kernel_size=3, stride=2, padding=1, count_include_pad=False
)
in_numpy = convkit.avg_pool2d(ones[None], 3, stride=2, padding=1, count_include_pad=False)
print("PyTorch:", in_torch[0].tolist())
print("NumPy:  ", in_numpy[0].tolist())

# %% [markdown]
# ## A window that hangs over (optional)
#
# Five pixels, windows of two, side by side: two windows fit, and the last pixel is read by none. In the figure each bar is
# a window; under it stands the formula of lesson 02. Look for the red arrow.

# %%
plot.pool_windows(5, 2)

# %% [markdown]
# It is a waste to throw away the last row and the last column of a picture at every pooling. So pooling can round **up**
# instead of down: the last window may hang over the end, and takes what is there. PyTorch calls this `ceil_mode`. Look at
# the last bar, and at the corners around the formula: they mean *round up*.

# %%
plot.pool_windows(5, 2, ceil_mode=True)

# %%
row = torch.arange(1.0, 6.0)[None]
print("the row:         ", row[0].tolist())
print("rounded down:    ", F.max_pool1d(row, 2, ceil_mode=False)[0].tolist())
print("with ceil_mode:  ", F.max_pool1d(row, 2, ceil_mode=True)[0].tolist())

# %% [markdown]
# So the number of windows is $\lceil (n + 2p - k) / s \rceil + 1$. Or is it? Take 3 pixels, padding 1, windows of 2 and
# stride 2. Before you run the cells: work out the formula, and decide what the last window would be the maximum of.

# %%
n, k, s, p = 3, 2, 2, 1
print("rounded up:", math.ceil((n + 2 * p - k) / s) + 1)
print("PyTorch:   ", F.max_pool1d(torch.ones(1, n), k, s, p, ceil_mode=True).shape[-1])

# %%
plot.pool_windows(3, 2, stride=2, padding=1, ceil_mode=True)

# %% [markdown]
# The third window, the red one, would start at place 3, after the last pixel. There is nothing in it but padding and
# emptiness, and a maximum of nothing is no number. So the rule is: **a window counts only if it starts inside the picture
# or in the padding before it.** Padding *after* the picture is no good reason to start a window. At most one window too
# many comes from rounding up, so it is enough to take the last one away when it starts too late.
#
# (Some libraries did not know the rule. ONNX issue 4958 shows a row of `nan` from averages of nothing.)
#
# There is a danger at the other end too. With windows of 3 and padding 2, the first window would reach just one pixel; with
# padding 3, none. PyTorch is strict and refuses padding of more than half the window, $p > \lfloor k / 2 \rfloor$:

# %%
try:
    F.max_pool1d(torch.ones(1, 6), kernel_size=3, stride=1, padding=2)
except RuntimeError as error:
    print(error)

# %% [markdown]
# ## Exercise 4.3 · How many windows?
# ★★ · 10 min · 2 points · optional
#
# Write `pool_out_size(n, k, s, p, ceil_mode)`: the number of windows of `k` along an axis of `n` pixels, with stride `s`
# and padding `p` on both sides. Round down, or, if `ceil_mode` is true, up; but a last window that starts after the last
# pixel does not count. The result is a whole number, an `int`. Raise a `ValueError` if `p` is more than half of `k`, or
# if there is no window at all.
#
# For 5 pixels, windows of 2 and stride 2 the answer is 2, and 3 with `ceil_mode`. For 3 pixels and padding 1, with the
# same windows, it is 2 either way. With `ceil_mode` a window longer than the row with its padding may count, if what it lacks is less
# than a stride: 3 pixels, windows of 5 and stride 3 give 1, and without `ceil_mode` a `ValueError`.
#
# <details><summary>Hint 1: how does one round up in Python?</summary>
#
# `math.ceil(a / s)`, which gives a whole number; `np.ceil` gives a float, and no array can be 3.0 long. Or `-(-a // s)`: `//`
# rounds down, so `-5 // 2` is -3, and `-(-5 // 2)` is 3.
#
# </details>
# <details><summary>Hint 2: where does the last window start?</summary>
#
# Window `i` starts at `i * s - p`, counted from the first pixel. The last of `o` windows is number `o - 1`. It must start
# before place `n`.
#
# </details>
# <details><summary>Hint 3: when is there no window?</summary>
#
# Work out the number first and look at it at the end: less than 1 is the error.
#
# </details>


# %% solution="pool_out_size"
def pool_out_size(n, k, s, p, ceil_mode):
    """The number of windows along an axis; ValueError if p > k // 2 or there is none."""
    room = n + 2 * p - k
    ### BEGIN SOLUTION
    if p > k // 2:
        raise ValueError(f"pool_out_size: padding {p} is more than half of the window, {k}")
    o = room // s + 1
    if ceil_mode:
        o = math.ceil(room / s) + 1
        if (o - 1) * s - p >= n:
            o -= 1
    if o < 1:
        raise ValueError(f"pool_out_size: no window of {k} fits on {n} pixels with padding {p}")
    return o
    ### END SOLUTION


# %% misconception="pool_out_size"
def pool_out_size__naive_ceil(n, k, s, p, ceil_mode):
    """You count a window that starts after the last pixel and holds nothing. Take the last one away
    if it starts at n or later: (o - 1) * s - p >= n.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__always_floor(n, k, s, p, ceil_mode):
    """You always round down. With ceil_mode=True round up, so that a last window may hang over the
    end.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    o = (n + 2 * p - k) // s + 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__rounds_to_nearest(n, k, s, p, ceil_mode):
    """You rounded to the nearest whole number, and round() takes halves to the even one. ceil_mode
    rounds up: math.ceil.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (round(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__late_by_one(n, k, s, p, ceil_mode):
    """Your rule lets a last window start at place n, but the pixels are 0 to n - 1. It must start
    before n.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p > n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__forgets_front_padding(n, k, s, p, ceil_mode):
    """You ask whether (o - 1) * s is below n, but window i starts at i * s - p. It may start in the
    padding before the picture, p places earlier than you say.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__accepts_back_padding(n, k, s, p, ceil_mode):
    """You let a last window start in the padding after the picture. Only pixels and the padding
    before them will do: it must start before place n.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n + p:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__accepts_any_padding(n, k, s, p, ceil_mode):
    """You accept padding of more than half the window, and then a window may hold padding only.
    Raise a ValueError if p > k // 2.
    """
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__refuses_half(n, k, s, p, ceil_mode):
    """You refuse padding of exactly half the window. That is still allowed: refuse only p > k // 2."""
    if p >= k / 2:
        raise ValueError("padding of half the window or more")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__accepts_no_window(n, k, s, p, ceil_mode):
    """When no window fits you return 0 or less. Raise a ValueError if the number is below 1."""
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    return o


# %% misconception="pool_out_size"
def pool_out_size__padding_once(n, k, s, p, ceil_mode):
    """You added the padding once. It is put on both sides, so the axis is n + 2 * p long."""
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__cuts_off_towards_zero(n, k, s, p, ceil_mode):
    """You cut off what is after the point with int(), and -0.7 becomes 0: a window that does not
    fit is counted. Round down with //, which makes it -1.
    """
    room = n + 2 * p - k
    if p > k // 2:
        raise ValueError(f"padding {p} is more than half of the window, {k}")
    o = int(room / s) + 1
    if ceil_mode:
        o = math.ceil(room / s) + 1
        if (o - 1) * s - p >= n:
            o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__float(n, k, s, p, ceil_mode):
    """Your number is a float, such as 3.0, and no array can be 3.0 long. np.ceil gives floats, and so
    does /: take math.ceil or //.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (np.ceil(room / s) if ceil_mode else np.floor(room / s)) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__always_one_more(n, k, s, p, ceil_mode):
    """With ceil_mode you always add a window. Where the last window ends exactly at the end, nothing is
    left over and rounding up adds none.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = room // s + 1 + int(ceil_mode)
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


# %% misconception="pool_out_size"
def pool_out_size__refuses_long_window(n, k, s, p, ceil_mode):
    """You refuse every window that is longer than the row with its padding. With ceil_mode it may hang
    over the end: work out the number first, and refuse only if it is below 1.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    if room < 0:
        raise ValueError("no window fits")
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    return o


# %% check="pool_out_size" points=2
def torch_pool_out_size(n, k, s, p, ceil_mode):
    return F.max_pool1d(torch.zeros(1, n), k, s, p, ceil_mode=ceil_mode).shape[-1]


check(
    pool_out_size,
    against=torch_pool_out_size,
    on=[
        case(n=5, k=2, s=2, p=0, ceil_mode=False),
        case(n=5, k=2, s=2, p=0, ceil_mode=True),
        case(n=3, k=2, s=2, p=1, ceil_mode=True),
        case(n=3, k=2, s=4, p=0, ceil_mode=True),
        case(n=6, k=3, s=2, p=1, ceil_mode=True),
        case(n=9, k=4, s=3, p=2, ceil_mode=True),
        case(n=7, k=3, s=2, p=1, ceil_mode=False),
        case(n=5, k=4, s=4, p=2, ceil_mode=True),
        case(n=7, k=3, s=2, p=2, ceil_mode=False),
        case(n=7, k=3, s=2, p=0, ceil_mode=True),
        case(n=3, k=5, s=3, p=0, ceil_mode=False),
        case(n=3, k=5, s=3, p=0, ceil_mode=True),
    ],
)
o = call(pool_out_size, 5, 2, 2, 0, True)
assert isinstance(o, int | np.integer), because("pool_out_size__float")
### BEGIN HIDDEN TESTS
check(
    pool_out_size,
    against=torch_pool_out_size,
    on=[
        *(
            case(n=n, k=k, s=s, p=p, ceil_mode=ceil_mode)
            for n in (1, 2, 3, 4, 7, 10)
            for k in (1, 2, 3, 5)
            for s in (1, 2, 3, 4)
            for p in (0, 1, 2)
            for ceil_mode in (False, True)
        ),
        *[
            case(
                n=whole_number(8, 40),
                k=whole_number(4, 6),
                s=whole_number(1, 7),
                p=whole_number(0, 2),
                ceil_mode=False,
            )
        ]
        * 3,
        *[
            case(
                n=whole_number(8, 40),
                k=whole_number(4, 6),
                s=whole_number(1, 7),
                p=whole_number(0, 2),
                ceil_mode=True,
            )
        ]
        * 3,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no function for this. Pool something and look at its shape:

# %%
for ceil_mode in (False, True):
    pooled = F.max_pool1d(
        input=torch.zeros(1, 5), kernel_size=2, stride=2, padding=0, ceil_mode=ceil_mode
    )
    ours = convkit.pool_output_size(5, 2, stride=2, padding=0, ceil_mode=ceil_mode)
    print(f"ceil_mode={ceil_mode}:  PyTorch {pooled.shape[-1]}, NumPy {ours}")
# %% [markdown]
# ## The mean of an overhanging window (optional)
#
# For a maximum, a window that hangs over is no trouble. For a mean it is: what does one divide by? Now three kinds of place
# are in play: **pixels**, **padding** that was asked for, and the **overhang** beyond it, which is there only because of
# rounding. With 6 pixels, windows of 3, stride 2 and padding 1, one window holds all three. Look at the last bar of the figure.

# %%
plot.pool_windows(6, 3, stride=2, padding=1, ceil_mode=True)

# %% [markdown]
# Let pixel 0 hold the number 1, pixel 1 the number 2, and so on to 6:
#
# | window | its three places | divided by, padding counted | padding not counted |
# |---|---|---|---|
# | 0 | padding, 1, 2 | 3 | 2 |
# | 1 | 2, 3, 4 | 3 | 3 |
# | 2 | 4, 5, 6 | 3 | 3 |
# | 3 | 6, padding, overhang | ? | 1 |
#
# Before you run the cell: by what does PyTorch divide the 6 in the last window, by 3, by 2 or by 1?

# %%
row = torch.arange(1.0, 7.0)[None]
for count_include_pad in (True, False):
    averages = F.avg_pool1d(
        row, 3, stride=2, padding=1, ceil_mode=True, count_include_pad=count_include_pad
    )
    print(f"count_include_pad={count_include_pad!s:5}:", averages[0].tolist())

# %% [markdown]
# By 2. Padding counts because somebody asked for it; the **overhang never counts**. In other words: cut the window off where
# the padding ends, and then take the mean as before.
#
# On 1 to 5 with windows of 2 this gives 5 for the last window, which holds the 5 and nothing else. Dividing by 2 would give
# half of that, and a picture of ones would no longer have averages of one. Well-known programs that run or convert trained networks
# have counted the overhang all the same (onnxruntime issue 16203, tract pull request 2851, coremltools pull request 2844). The
# shapes are right, so nobody notices until the answers of a network drift.

# %%
row = torch.arange(1.0, 6.0)[None]
print("PyTorch:        ", F.avg_pool1d(row, 2, ceil_mode=True)[0].tolist())
print("always over two:", (F.pad(row, (0, 1)).reshape(3, 2).sum(dim=1) / 2).tolist())

# %% [markdown]
# ## Exercise 4.4 · Averages to the very end
# ★★★ · 12 min · 3 points · optional
#
# Write `avgpool1d_ceil(x, k, s, p, count_include_pad)`: average pooling of a row `x`, shape `(n,)`, with `ceil_mode`: as many
# windows as `pool_out_size(n, k, s, p, True)` of exercise 4.3, which you may use. Divide each sum by the number of pixels in
# the window. If `count_include_pad` is true, also count the places that are padding. Never count the overhang.
#
# For 1 to 6 with `k=3`, `s=2`, `p=1` the answers are those printed above: 1, 3, 5, 3 with padding counted and 1.5, 3, 5,
# 6 without.
#
# <details><summary>Hint 1: three borders</summary>
#
# Give window `i` a start and an end as places counted from the first pixel. The pixels run from 0 to `n`, pixels and padding
# from `-p` to `n + p`. (As in a slice, the end is not included.)
#
# </details>
# <details><summary>Hint 2: counting</summary>
#
# A window from `start` to `start + k`, cut off at `n + p`, has `min(start + k, n + p) - start` places. How many pixels it
# has you find by cutting it off at 0 and at `n`.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `start = i * s - p`, then `end = min(start + k, n + p)`. The pixels are `x[max(start, 0) : min(end, n)]`.
#
# </details>


# %% solution="avgpool1d_ceil"
def avgpool1d_ceil(x, k, s, p, count_include_pad):
    """(n,) -> (pool_out_size(n, k, s, p, True),)"""
    n = len(x)
    ### BEGIN SOLUTION
    y = np.zeros(pool_out_size(n, k, s, p, True))
    for i in range(len(y)):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        y[i] = np.sum(pixels) / (end - start if count_include_pad else len(pixels))
    return y
    ### END SOLUTION


# %% misconception="avgpool1d_ceil"
def avgpool1d_ceil__overhang_always_counts(x, k, s, p, count_include_pad):
    """You divide by k everywhere, so the overhang counts and the padding always does. Cut the
    window off at n + p, and look at count_include_pad.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = k
        y[i] = np.sum(pixels) / count
    return y


# %% misconception="avgpool1d_ceil"
def avgpool1d_ceil__overhang_as_padding(x, k, s, p, count_include_pad):
    """You count the overhang as if it were padding. Padding ends at n + p: cut the window off there
    before you count.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = k if count_include_pad else len(pixels)
        y[i] = np.sum(pixels) / count
    return y


# %% misconception="avgpool1d_ceil"
def avgpool1d_ceil__pixels_only(x, k, s, p, count_include_pad):
    """You divide by the number of pixels even when the padding counts. With count_include_pad=True
    count the places from start to min(start + k, n + p).
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = len(pixels)
        y[i] = np.sum(pixels) / count
    return y


# %% misconception="avgpool1d_ceil"
def avgpool1d_ceil__padding_always_counts(x, k, s, p, count_include_pad):
    """You leave out the overhang, which is right, but count the padding even when count_include_pad
    is false. Divide by the number of pixels then.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = end - start
        y[i] = np.sum(pixels) / count
    return y


# %% misconception="avgpool1d_ceil"
def avgpool1d_ceil__flag_inverted(x, k, s, p, count_include_pad):
    """You have the two cases of count_include_pad exchanged. If it is true the padding counts, if
    it is false only pixels do.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = len(pixels) if count_include_pad else end - start
        y[i] = np.sum(pixels) / count
    return y


# %% misconception="avgpool1d_ceil"
def avgpool1d_ceil__rounds_down(x, k, s, p, count_include_pad):
    """Your last window is missing when it hangs over the end. Make as many windows as
    pool_out_size(n, k, s, p, True) says.
    """
    n = len(x)
    o = (n + 2 * p - k) // s + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = end - start if count_include_pad else len(pixels)
        y[i] = np.sum(pixels) / count
    return y


# %% misconception="avgpool1d_ceil"
def avgpool1d_ceil__starts_at_pixel_0(x, k, s, p, count_include_pad):
    """Your first window starts at the first pixel. With padding it starts p places earlier: start =
    i * s - p.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = end - start if count_include_pad else len(pixels)
        y[i] = np.sum(pixels) / count if count else np.nan
    return y


# %% misconception="avgpool1d_ceil"
def avgpool1d_ceil__stops_at_last_pixel(x, k, s, p, count_include_pad):
    """You cut windows off at n, so padding after the picture does not count while padding before it
    does. Cut them off at n + p.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n)
        pixels = x[max(start, 0) : min(end, n)]
        count = end - start if count_include_pad else len(pixels)
        y[i] = np.sum(pixels) / count
    return y


# %% misconception="avgpool1d_ceil"
def avgpool1d_ceil__naive_ceil(x, k, s, p, count_include_pad):
    """You made one window too many: it starts after the last pixel and holds nothing. If you took
    their number from your pool_out_size, the mistake is there, in exercise 4.3.
    """
    n = len(x)
    y = np.zeros(math.ceil((n + 2 * p - k) / s) + 1)
    for i in range(len(y)):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = end - start if count_include_pad else len(pixels)
        y[i] = np.sum(pixels) / count if count else np.nan
    return y


# %% misconception="avgpool1d_ceil"
def avgpool1d_ceil__negative_start(x, k, s, p, count_include_pad):
    """Your first window comes out empty: its slice starts at a negative place, and Python counts
    that from the end. Let the slice start at max(start, 0).
    """
    n = len(x)
    o = -(-(n + 2 * p - k) // s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[start : min(end, n)]
        y[i] = np.sum(pixels) / (end - start if count_include_pad else len(pixels))
    return y


# %% check="avgpool1d_ceil" points=3
def torch_avgpool1d_ceil(x, k, s, p, count_include_pad):
    return F.avg_pool1d(x[None], k, s, p, ceil_mode=True, count_include_pad=count_include_pad)[0]


check(
    avgpool1d_ceil,
    against=torch_avgpool1d_ceil,
    on=[
        case(x=normal(5), k=2, s=2, p=0, count_include_pad=True),
        case(x=normal(6), k=3, s=2, p=1, count_include_pad=True),
        case(x=normal(6), k=3, s=2, p=1, count_include_pad=False),
        case(x=normal(3), k=2, s=2, p=1, count_include_pad=True),
        case(x=normal(11), k=5, s=4, p=2, count_include_pad=False),
    ],
)
### BEGIN HIDDEN TESTS
check(
    avgpool1d_ceil,
    against=torch_avgpool1d_ceil,
    on=[
        case(x=normal(12), k=5, s=4, p=2, count_include_pad=True),
        case(x=normal(7), k=4, s=3, p=1, count_include_pad=True),
        case(x=normal(3), k=2, s=4, p=0, count_include_pad=True),
        case(x=normal(5), k=4, s=4, p=2, count_include_pad=False),
        case(x=normal(10), k=5, s=3, p=1, count_include_pad=False),
        case(x=normal(4), k=1, s=3, p=0, count_include_pad=True),
        case(x=normal(6), k=6, s=2, p=3, count_include_pad=True),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch:

# %%
in_torch = F.avg_pool1d(
    input=row, kernel_size=2, stride=2, padding=0, ceil_mode=True, count_include_pad=True
)
print("PyTorch:", in_torch[0].tolist())
print("NumPy:  ", convkit.avg_pool1d(row.numpy(), 2, ceil_mode=True)[0].tolist())

# %% [markdown]
# ## Who won, and where
#
# A maximum says how much and forgets where. If somebody needs the place again, pooling can note it down: for every output,
# the **index** of the pixel that won. PyTorch counts the pixels of a plane in reading order: row 0 from left to right, then
# row 1, and so on. The pixel in row $r$, column $c$ of a picture $W$ wide has the index $r \cdot W + c$. Padding is not
# counted, and neither are channels and pictures: every plane begins with 0.
#
# Below, some numbers are equal. Before you look at the third array: which of two equal numbers is the winner?

# %%
tied = np.array([[0.0, 3, 1, 1, 5, 2], [3, 3, 1, 1, 0, 4]])
plot.winners(tied, 2)

# %% [markdown]
# The first one in reading order. Look at the middle window, 1 everywhere: its winner is pixel 2, in its top-left corner.
# (In lesson 06 the gradient will go to the winner.)
#
# To put the maxima back, make a plane of zeros and write each number at its index. This is called **unpooling**. What did not
# win is lost. Before you run the cell: what shapes come out for one picture of 64 channels, 224 by 224, and what share of the
# unpooled numbers is not zero?

# %%
x = torch.rand(1, 64, 224, 224, generator=torch.Generator().manual_seed(0))
y, indices = F.max_pool2d(input=x, kernel_size=2, return_indices=True)
back = F.max_unpool2d(input=y, indices=indices, kernel_size=2)
print("pooled:  ", tuple(y.shape))
print("indices: ", tuple(indices.shape), indices.dtype, " largest:", indices.max().item())
print("unpooled:", tuple(back.shape), " not zero:", (back != 0).double().mean().item())

# %% [markdown]
# And the answers of the edge kernel, pooled by 2 and put back. Beside them every maximum was spread over its window, without
# any indices. Look at the tip of the roof: unpooled, each point that is left stands exactly where it stood; spread out, the
# line has become broad and stepped.

# %%
piece = edges[40:90, 70:150]
y, indices = convkit.max_pool2d(piece[None], 2, return_indices=True)
plot.gallery(
    {
        "edges": piece,
        "unpooled": convkit.max_unpool2d(y, indices, 2)[0],
        "spread out": y[0].repeat(2, axis=0).repeat(2, axis=1),
    },
    columns=3,
    same=True,
)


# %% setup="checks"
def places(*shape, among):
    """Indices (N, C, Ho, Wo), in every plane different ones of `among` places."""
    count = shape[2] * shape[3]

    def make(rng):
        planes = [rng.permutation(among)[:count] for _ in range(shape[0] * shape[1])]
        return np.array(planes).reshape(shape)

    return drawn(make)


# %% [markdown]
# ## Exercise 4.5 · There and back
# ★★ · 15 min · 3 points (2 for pooling, 1 for unpooling)
#
# Write two functions.
#
# `maxpool2d_indices(x, k, s)`: max pooling without padding of `x`, shape `(N, C, H, W)`, window `k` and stride `s`
# numbers or pairs. It returns the pair `(y, index)`, both of shape `(N, C, Ho, Wo)`: the maxima, and the index of each
# winner in its own plane, in an array of integers. Of equal numbers the first in reading order wins.
#
# `max_unpool2d(y, index, hw)`: the way back. It returns an array of shape `(N, C, H, W)` with `hw = (H, W)`, each number of `y`
# at its index in its own plane, and zeros elsewhere. If an index comes twice, as it may when windows overlap, it comes with
# the same number; write it once.
#
# In the last figure of arrays the 5 stands in row 0, column 4, and its index is 0 · 6 + 4 = 4.
#
# <details><summary>Hint 1: where is the maximum?</summary>
#
# `window.argmax()` gives the place of the first maximum, counted in reading order *inside the window*. For all pictures and
# channels at once: `window.reshape(N, C, kh * kw).argmax(axis=2)`.
#
# </details>
# <details><summary>Hint 2: from the place in the window to the place in the picture</summary>
#
# In a window `kw` wide, place `q` is in row `q // kw` and column `q % kw`. The window starts at row `i * sh`, column `j * sw`.
# Add, and count in a picture `W` wide.
#
# </details>
# <details><summary>Hint 3: unpooling</summary>
#
# Make the planes flat: `out = np.zeros((N, C, H * W))`. Then, for every picture and channel, `out[n, c, index[n, c]] = y[n, c]`,
# and at the end a `reshape` to `(N, C, H, W)`.
#
# </details>


# %% solution="maxpool2d_indices"
def maxpool2d_indices(x, k, s):
    """(N, C, H, W) -> two arrays (N, C, Ho, Wo): the maxima, and where each was in its plane."""
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"maxpool2d_indices: a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    ### BEGIN SOLUTION
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * sh + place // kw) * W + (j * sw + place % kw)
    ### END SOLUTION
    return y, index


def max_unpool2d(y, index, hw):
    """Two arrays (N, C, Ho, Wo) -> (N, C, H, W): the numbers at their places, zeros elsewhere."""
    N, C = y.shape[:2]
    H, W = hw
    ### BEGIN SOLUTION
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            out[n, c, index[n, c]] = y[n, c]
    return out.reshape(N, C, H, W)
    ### END SOLUTION


# %% misconception="maxpool2d_indices"
def maxpool2d_indices__inside_window(x, k, s):
    """Your index is the place inside the window. Add where the window starts, and count in the
    whole plane: row * W + column.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = place
    return y, index


# %% misconception="maxpool2d_indices"
def maxpool2d_indices__across_channels(x, k, s):
    """Your index counts on from channel to channel. Every plane begins again with 0: row * W +
    column.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (
                np.arange(C) * H * W + (i * sh + place // kw) * W + (j * sw + place % kw)
            )
    return y, index


# %% misconception="maxpool2d_indices"
def maxpool2d_indices__last_of_ties(x, k, s):
    """Of several equal maxima you took the last. The first in reading order wins, as argmax has it."""
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = kh * kw - 1 - window.reshape(N, C, kh * kw)[:, :, ::-1].argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * sh + place // kw) * W + (j * sw + place % kw)
    return y, index


# %% misconception="maxpool2d_indices"
def maxpool2d_indices__columns_first(x, k, s):
    """Your index counts down the columns. In reading order it is row * W + column."""
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (j * sw + place % kw) * H + (i * sh + place // kw)
    return y, index


# %% misconception="maxpool2d_indices"
def maxpool2d_indices__searches_whole_plane(x, k, s):
    """You looked for the maximum in the whole plane, and an equal number may stand in front of the
    window. Look for it inside the window, then count in the plane.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for n, c, i, j in np.ndindex(y.shape):
        y[n, c, i, j] = x[n, c, i * sh : i * sh + kh, j * sw : j * sw + kw].max()
        index[n, c, i, j] = np.argmax(x[n, c] == y[n, c, i, j])
    return y, index


# %% misconception="maxpool2d_indices"
def maxpool2d_indices__width_of_output(x, k, s):
    """You count with the width of the output. The index is a place in the picture, so a row is W
    pixels long.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * sh + place // kw) * y.shape[3] + (j * sw + place % kw)
    return y, index


# %% misconception="maxpool2d_indices"
def maxpool2d_indices__window_corner(x, k, s):
    """Your index is where the window starts, not where its winner stands. Add the winner's row and
    column inside the window.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = i * sh * W + j * sw
    return y, index


# %% misconception="maxpool2d_indices"
def maxpool2d_indices__steps_by_window(x, k, s):
    """You move by the size of the window, whatever the stride. Window (i, j) starts at row i * sh,
    column j * sw.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * kh : i * kh + kh, j * kw : j * kw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * kh + place // kw) * W + (j * kw + place % kw)
    return y, index


# %% misconception="maxpool2d_indices"
def maxpool2d_indices__splits_by_height(x, k, s):
    """You split the place in the window with kh. A row of the window is kw long: row place // kw,
    column place % kw.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * sh + place // kh) * W + (j * sw + place % kh)
    return y, index


# %% misconception="maxpool2d_indices"
def maxpool2d_indices__float_index(x, k, s):
    """Your indices are floats, and no array takes a float for an index. Make the array of indices
    with dtype=int.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * sh + place // kw) * W + (j * sw + place % kw)
    return y, index


# %% misconception="maxpool2d_indices"
def maxpool2d_indices__exchanged(x, k, s):
    """You returned the indices first. Return the pair (y, index): the maxima come first."""
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * sh + place // kw) * W + (j * sw + place % kw)
    return index, y


# %% misconception="maxpool2d_indices"
def max_unpool2d__adds(y, index, hw):
    """You add where several windows have the same winner, so its number comes back too large. Write
    it at its place with =, not with +=.
    """
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            np.add.at(out[n, c], index[n, c], y[n, c])
    return out.reshape(N, C, H, W)


# %% misconception="maxpool2d_indices"
def max_unpool2d__spreads(y, index, hw):
    """You spread each number over a whole block and do not use the index. Only the place that won
    gets its number back, all others are 0.
    """
    (H, W), (Ho, Wo) = hw, y.shape[2:]
    rows, columns = np.arange(H) * Ho // H, np.arange(W) * Wo // W
    return y[:, :, rows][:, :, :, columns]


# %% misconception="maxpool2d_indices"
def max_unpool2d__columns_first(y, index, hw):
    """You read the index as column * H + row. It is row * W + column: the row is index // W, the
    column index % W.
    """
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H, W))
    for n in range(N):
        for c in range(C):
            out[n, c, index[n, c] % H, index[n, c] // H] = y[n, c]
    return out


# %% misconception="maxpool2d_indices"
def max_unpool2d__one_plane(y, index, hw):
    """You wrote all planes into the first one: an index counts inside its own plane. Fill the
    planes one by one, out[n, c].
    """
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros(N * C * H * W)
    out[index.reshape(-1)] = y.reshape(-1)
    return out.reshape(N, C, H, W)


# %% misconception="maxpool2d_indices"
def max_unpool2d__block_corners(y, index, hw):
    """You put the numbers at the corners of equal blocks. The index says where each one belongs:
    row index // W, column index % W.
    """
    N, C, Ho, Wo = y.shape
    H, W = hw
    out = np.zeros((N, C, H, W))
    rows, columns = H // Ho, W // Wo
    out[:, :, : Ho * rows : rows, : Wo * columns : columns] = y
    return out


# %% check="maxpool2d_indices" points=2
def torch_maxpool2d_indices(x, k, s):
    return F.max_pool2d(x, k, s, return_indices=True)


check(
    maxpool2d_indices,
    against=torch_maxpool2d_indices,
    on=[
        case(x=ties(2, 3, 7, 10), k=(3, 2), s=(2, 3)),
        case(x=ties(2, 3, 6, 5), k=(2, 3), s=(2, 1)),
        case(x=normal(2, 2, 6, 4), k=2, s=2),
    ],
)
_, index = call(maxpool2d_indices, np.eye(4)[None, None], 2, 2)
assert index.dtype.kind in "iu", because("maxpool2d_indices__float_index")
### BEGIN HIDDEN TESTS
check(
    maxpool2d_indices,
    against=torch_maxpool2d_indices,
    on=[
        case(x=ties(2, 3, 8, 6), k=(3, 2), s=(1, 2)),
        case(x=ties(3, 2, 5, 9), k=(2, 4), s=(3, 3)),
        case(x=ties(2, 3, 4, 3), k=(4, 3), s=1),
        case(x=normal(2, 3, 4, 5), k=1, s=2),
        case(x=ties(2, 3, 4, 3), k=(2, 4), s=1),
        case(x=ties(2, 3, 3, 5), k=(4, 2), s=2),
    ],
)
### END HIDDEN TESTS


# %% check="maxpool2d_indices" points=1
def torch_max_unpool2d(y, index, hw):
    window = hw[0] // y.shape[2], hw[1] // y.shape[3]
    return F.max_unpool2d(y, index, kernel_size=window, output_size=hw)


def unpool_what_was_pooled(unpool, x, k, s):
    y, index = F.max_pool2d(torch.tensor(x), k, s, return_indices=True)
    return unpool(y.numpy(), index.numpy(), x.shape[2:])


def torch_there_and_back(x, k, s):
    y, index = F.max_pool2d(x, k, s, return_indices=True)
    out = torch.zeros_like(x).flatten(2)
    return out.scatter(2, index.flatten(2), y.flatten(2)).reshape(x.shape)


check(
    max_unpool2d,
    against=torch_max_unpool2d,
    on=[case(y=normal(2, 3, 2, 2), index=places(2, 3, 2, 2, among=35), hw=(5, 7))],
)
check(
    max_unpool2d,
    against=torch_there_and_back,
    on=[case(x=normal(2, 3, 5, 7), k=(3, 2), s=(1, 2))],
    via=unpool_what_was_pooled,
)
### BEGIN HIDDEN TESTS
check(
    max_unpool2d,
    against=torch_max_unpool2d,
    on=[
        case(y=normal(2, 3, 3, 2), index=places(2, 3, 3, 2, among=42), hw=(7, 6)),
        case(y=normal(3, 2, 1, 4), index=places(3, 2, 1, 4, among=24), hw=(2, 12)),
    ],
)
check(
    max_unpool2d,
    against=torch_there_and_back,
    on=[
        case(x=normal(3, 2, 8, 5), k=3, s=(2, 1)),
        case(x=ties(2, 3, 6, 9), k=(2, 3), s=(2, 3)),
    ],
    via=unpool_what_was_pooled,
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, on the array with equal numbers:

# %%
y, index = F.max_pool2d(input=torch.tensor(tied)[None], kernel_size=2, return_indices=True)
back = F.max_unpool2d(input=y, indices=index, kernel_size=2)
print("PyTorch:", index[0].tolist(), back[0].tolist())
y, index = convkit.max_pool2d(tied[None], 2, return_indices=True)
print("NumPy:  ", index[0].tolist(), convkit.max_unpool2d(y, index, 2)[0].tolist())
# %% [markdown]
# ## Windows that fit themselves
#
# Until now you chose the window, and the size of the output followed. A network that ends in a fixed number of weights
# needs it the other way round: 7 by 7 numbers, say, however large the picture is. **Adaptive** pooling takes the output's
# size and finds windows that cover the picture evenly.
#
# Take a row of $n = 7$ pixels and $m = 3$ outputs. 7 does not divide by 3. Before you run the cell: where would you let the
# three windows start and end? Then look at the dotted lines in the figure, which cut the row into three equal parts.

# %%
plot.adaptive_windows(7, 3)

# %% [markdown]
# The dotted lines lie at $\tfrac{7}{3}$ and $\tfrac{14}{3}$, inside of pixels 2 and 4. Each window takes every pixel it
# touches: its start is rounded **down**, its end **up**. So a pixel that a border runs through belongs to both windows, and
# the windows **overlap**. Here they are all of one length, 3. That is not so for every $n$ and $m$.
#
# $$\text{window } i \text{ covers the pixels from } \left\lfloor \frac{i\,n}{m} \right\rfloor
# \text{ up to, but not including, } \left\lceil \frac{(i+1)\,n}{m} \right\rceil$$
#
# Before you run the cells: 5 pixels and 4 outputs. How long are the windows, and which pixels are in two of them?

# %%
plot.adaptive_windows(5, 4)

# %%
for n, m in ((5, 4), (8, 5)):
    spans = [(i * n // m, math.ceil((i + 1) * n / m)) for i in range(m)]
    print(f"{n} pixels, {m} outputs: lengths {[end - start for start, end in spans]}")

# %% [markdown]
# All four windows are 2 long, and each of the pixels 1, 2 and 3 is in two of them. With 8 pixels and 5 outputs the
# lengths differ by one. With one output there is one window, the whole picture. This is **global average pooling**: one
# number for each channel,
# however large the picture. Many networks end with it.
#
# Look at the photograph brought to 12 by 16 by adaptive pooling, and then at a square piece of it: another size and another
# form, and as many means as before.

# %%
square = detail[30:140, 60:170]
plot.gallery(
    {
        "whole": detail,
        "whole in 12 × 16": convkit.adaptive_avg_pool2d(detail[None], (12, 16))[0],
        "piece": square,
        "piece in 12 × 16": convkit.adaptive_avg_pool2d(square[None], (12, 16))[0],
    },
    columns=2,
)

# %% [markdown]
# ## Exercise 4.6 · Adaptive average pooling
# ★★ · 8 min · 2 points
#
# Write `adaptive_avgpool2d(x, out_hw)`: for `x` of shape `(N, C, H, W)` and `out_hw = (h, w)` return the means of the adaptive
# windows, shape `(N, C, h, w)`. Rows and columns follow the formula separately.
#
# For the row 1 to 7 and three outputs the windows are 1, 2, 3 and 3, 4, 5 and 5, 6, 7, with the means 2, 4 and 6.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Two loops over the output, as always. Only the borders of the window are computed differently: `top` and `bottom` from `i`,
# `left` and `right` from `j`.
#
# </details>
# <details><summary>Hint 2: rounding in whole numbers</summary>
#
# Down is `i * H // h`, with the product first and the division after it. Up is `math.ceil((i + 1) * H / h)`, or
# `-(-(i + 1) * H // h)`.
#
# </details>


# %% solution="adaptive_avgpool2d"
def adaptive_avgpool2d(x, out_hw):
    """(N, C, H, W) -> (N, C, h, w) with out_hw = (h, w)"""
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    ### BEGIN SOLUTION
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, math.ceil((i + 1) * H / h)
            left, right = j * W // w, math.ceil((j + 1) * W / w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    ### END SOLUTION
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__equal_windows(x, out_hw):
    """Your windows all have n // m pixels and stand side by side, so what does not divide is never
    read. Take floor(i * n / m) to ceil((i + 1) * n / m).
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * (H // h), (i + 1) * (H // h)
            left, right = j * (W // w), (j + 1) * (W // w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__constant_length(x, out_hw):
    """Your windows start in the right places and are all n // m long, so pixels between them are
    left out. The end is ceil((i + 1) * n / m).
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, i * H // h + H // h
            left, right = j * W // w, j * W // w + W // w
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__ragged_last(x, out_hw):
    """Your windows have n // m pixels and the last one takes all that is left over. Spread them
    evenly: floor(i * n / m) to ceil((i + 1) * n / m).
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * (H // h), (i + 1) * (H // h) if i < h - 1 else H
            left, right = j * (W // w), (j + 1) * (W // w) if j < w - 1 else W
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__no_overlap(x, out_hw):
    """Your windows do not overlap: you rounded the end down as well. It is rounded up, so a pixel
    on a border belongs to both windows.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, (i + 1) * H // h
            left, right = j * W // w, (j + 1) * W // w
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__rounds_up_both(x, out_hw):
    """Your windows start too late: you rounded the start up as well. It is rounded down, floor(i *
    n / m).
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = math.ceil(i * H / h), math.ceil((i + 1) * H / h)
            left, right = math.ceil(j * W / w), math.ceil((j + 1) * W / w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__always_one_more(x, out_hw):
    """You rounded the end down and added 1. Where nothing is left over that is one pixel too many:
    round up with math.ceil.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, (i + 1) * H // h + 1
            left, right = j * W // w, (j + 1) * W // w + 1
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__exchanges_axes(x, out_hw):
    """Height and width are exchanged in finding the windows. Rows go from i * H / h, columns from j
    * W / w.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * W // w, math.ceil((i + 1) * W / w)
            left, right = j * H // h, math.ceil((j + 1) * H / h)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__maximum(x, out_hw):
    """You took the largest number of each window. This exercise asks for the mean."""
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, math.ceil((i + 1) * H / h)
            left, right = j * W // w, math.ceil((j + 1) * W / w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].max(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__array_split(x, out_hw):
    """You cut the axes as np.array_split does: longer pieces first, and no pixel twice. Adaptive
    windows overlap: floor(i * n / m) to ceil((i + 1) * n / m).
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i, rows in enumerate(np.array_split(np.arange(H), h)):
        for j, columns in enumerate(np.array_split(np.arange(W), w)):
            y[:, :, i, j] = x[:, :, rows][:, :, :, columns].mean(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__output_transposed(x, out_hw):
    """Your output has its height and width exchanged. out_hw is (h, w): rows first."""
    N, C, H, W = x.shape
    w, h = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, math.ceil((i + 1) * H / h)
            left, right = j * W // w, math.ceil((j + 1) * W / w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__divides_first(x, out_hw):
    """You divide before you multiply, and the quotient is rounded: 11 * (30 / 22) comes out just below
    15, and int makes it 14. Multiply first, in whole numbers: i * H // h.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = int(i * (H / h)), math.ceil((i + 1) * H / h)
            left, right = int(i * (W / w)), math.ceil((j + 1) * W / w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__divides_index_first(x, out_hw):
    """You divide before you multiply, and the quotient is rounded: 6 / 25 * 25 is not quite 6, and a
    border is off by one. Multiply first, in whole numbers: i * H // h.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = int(i / h * H), math.ceil((i + 1) / h * H)
            left, right = int(j / w * W), math.ceil((j + 1) / w * W)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


# %% misconception="adaptive_avgpool2d"
def adaptive_avgpool2d__rounds_to_nearest(x, out_hw):
    """You rounded the borders to the nearest whole number. The start is rounded down and the end up, so
    that a window takes every pixel it touches.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = round(i * H / h), max(round((i + 1) * H / h), round(i * H / h) + 1)
            left, right = round(j * W / w), max(round((j + 1) * W / w), round(j * W / w) + 1)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


# %% check="adaptive_avgpool2d" points=2
def torch_adaptive_avgpool2d(x, out_hw):
    return F.adaptive_avg_pool2d(x, out_hw)


check(
    adaptive_avgpool2d,
    against=torch_adaptive_avgpool2d,
    on=[
        case(x=normal(2, 3, 7, 5), out_hw=(3, 4)),
        case(x=normal(2, 3, 8, 11), out_hw=(5, 4)),
        case(x=normal(2, 3, 6, 9), out_hw=(2, 3)),
        case(x=normal(1, 1, 30, 25), out_hw=(22, 25)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    adaptive_avgpool2d,
    against=torch_adaptive_avgpool2d,
    on=[
        case(x=normal(3, 2, 10, 7), out_hw=(4, 5)),
        case(x=normal(2, 3, 5, 8), out_hw=(1, 1)),
        case(x=normal(2, 3, 5, 4), out_hw=(5, 4)),
        case(x=normal(2, 3, 3, 4), out_hw=(5, 6)),
        case(x=normal(2, 3, 13, 9), out_hw=(6, 7)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch. A 1 for the size means global average pooling:

# %%
row = torch.arange(1.0, 8.0).reshape(1, 1, 7)
print("PyTorch:", F.adaptive_avg_pool2d(input=row, output_size=(1, 3))[0].tolist())
print("NumPy:  ", convkit.adaptive_avg_pool2d(row.numpy(), (1, 3))[0].tolist())
colour = torch.tensor(data.photograph("china", layout="NCHW"))
print("global: ", F.adaptive_avg_pool2d(colour, 1)[0, :, 0, 0])
print("means:  ", colour.mean(dim=(2, 3))[0])

# %% [markdown]
# ## Is it a convolution?
#
# An average is a weighted sum with equal weights. So average pooling *is* a convolution whose kernel is known beforehand,
# with the stride of the pooling. (Where padding is not counted, the divisor changes at the border, and it is none.) One thing stands in the way. A filter of lesson 03 adds over all channels, and pooling
# keeps them apart.
#
# The groups of lesson 03 help. With `groups=C`, for `C` channels in and `C` out, each group is a single channel: output channel
# `c` looks at input channel `c` and at no other. The weights then have the shape `(C, 1, kh, kw)`: one kernel for each channel,
# and the 1 says that each filter sees one channel. (Lesson 10 is about groups of any size.) In the next cell each of
# two channels has a kernel of its own. Before you run the cell: what would come out without groups, with the kernel of
# ones?

# %%
two_channels = torch.tensor([[[[1.0, 2.0, 3.0]], [[10.0, 20.0, 30.0]]]])  # (1, 2, 1, 3)
kernels = torch.tensor([[[[1.0, 1.0]]], [[[1.0, -1.0]]]])  # (2, 1, 1, 2)
print("apart: ", F.conv2d(two_channels, kernels, groups=2)[0, :, 0].tolist())
print("mixed: ", F.conv2d(two_channels, torch.ones(1, 2, 1, 2))[0, :, 0].tolist())

# %% [markdown]
# Every convolution without a bias is **linear**: what it makes of a sum of two pictures is the sum of what it makes of
# each, and likewise for multiples. The sums are enough for us.
#
# $$f(x_1 + x_2) = f(x_1) + f(x_2)$$
#
# Is a maximum linear? Max pooling treats every place alike, so if it were linear too, it would be a convolution with some
# kernel or other. One pair of pictures for which the two sides differ settles it.

# %% [markdown]
# ## Exercise 4.7 · One is, one is not
# ★★ · 10 min · 3 points (2 for the kernel, 1 for the witness)
#
# Write two functions.
#
# `avgpool_as_conv(C, k)` with `k = (kh, kw)`: return the pair `(w, groups)`, a NumPy array of float64 and a whole number,
# with which `F.conv2d(x, w, stride=k, groups=groups)` is average pooling with windows of `k`, for every `x` of `C`
# channels.
#
# `maxpool_not_linear()`: return two pictures `x1` and `x2` of one shape `(H, W)`, from 2 by 2 to 50 by 50, for which
# max pooling of 2 by 2 of their
# sum differs from the sum of the two max poolings.
#
# For example, with one channel and windows of 1 by 2 the kernel is 0.5, 0.5. And the pictures 5, 0 · 0, 0 and 3, 0 · 0, 0 are
# *no* witness: max pooling gives 5 + 3 one way and 8 the other.
#
# <details><summary>Hint 1: what shape does w have?</summary>
#
# With `groups=C` it is `(C, 1, kh, kw)`. Every kernel is the same, and it must turn a window of ones into 1.
#
# </details>
# <details><summary>Hint 2: my pictures are no witness</summary>
#
# In the example both pictures have their largest number in the same place, and there it is in the sum too. What if they
# have it in different places?
#
# </details>


# %% solution="avgpool_as_conv"
def avgpool_as_conv(C, k):
    """The weights and groups with which a convolution of stride k is average pooling."""
    kh, kw = k
    ### BEGIN SOLUTION
    return np.full((C, 1, kh, kw), 1 / (kh * kw)), C
    ### END SOLUTION


def maxpool_not_linear():
    """Two pictures (H, W) whose sum is pooled to something else than the sum of their pools."""
    ### BEGIN SOLUTION
    return np.array([[1.0, 0], [0, 0]]), np.array([[0.0, 1], [0, 0]])
    ### END SOLUTION


# %% misconception="avgpool_as_conv"
def avgpool_as_conv__mixes_channels(C, k):
    """Each of your filters adds up all channels. Pooling keeps channels apart: take groups=C and
    weights of shape (C, 1, kh, kw).
    """
    kh, kw = k
    return np.full((C, C, kh, kw), 1 / (kh * kw)), 1


# %% misconception="avgpool_as_conv"
def avgpool_as_conv__averages_channels(C, k):
    """Each of your filters takes the mean over all channels too. Pooling keeps channels apart: take
    groups=C and weights of shape (C, 1, kh, kw).
    """
    kh, kw = k
    return np.full((C, C, kh, kw), 1 / (C * kh * kw)), 1


# %% misconception="avgpool_as_conv"
def avgpool_as_conv__forgets_groups(C, k):
    """Your weights have the right shape, but with groups=1 every filter wants to see all channels.
    Return groups=C.
    """
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / (kh * kw)), 1


# %% misconception="avgpool_as_conv"
def avgpool_as_conv__one_kernel(C, k):
    """You made a single kernel. There must be one for each channel, even though all are alike: the
    shape is (C, 1, kh, kw).
    """
    kh, kw = k
    return np.full((1, 1, kh, kw), 1 / (kh * kw)), C


# %% misconception="avgpool_as_conv"
def avgpool_as_conv__divides_by_height(C, k):
    """You divided by kh only. A window has kh * kw pixels, so each weight is 1 / (kh * kw)."""
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / kh), C


# %% misconception="avgpool_as_conv"
def avgpool_as_conv__sums(C, k):
    """Your convolution adds up the window. For the mean each weight is 1 / (kh * kw), so that they
    sum to 1.
    """
    return np.ones((C, 1, *k)), C


# %% misconception="avgpool_as_conv"
def avgpool_as_conv__single_precision(C, k):
    """Your weights are float32, and with seven digits they are a little off. Use float64, NumPy's own
    choice.
    """
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / (kh * kw), dtype=np.float32), C


# %% misconception="avgpool_as_conv"
def maxpool_not_linear__same_winners():
    """In each window either both of your pictures have their largest number in the same place, or
    one of them is the same throughout. Then nothing differs: let two different places win.
    """
    return np.array([[5.0, 1], [0, 2]]), np.array([[7.0, 3], [4, 0]])


# %% misconception="avgpool_as_conv"
def maxpool_not_linear__multiple():
    """One of your pictures is a positive multiple of the other, so the same pixels win in both and
    in the sum. Take pictures with different winners.
    """
    x = np.array([[1.0, 4], [3, 2]])
    return x, 3 * x


# %% misconception="avgpool_as_conv"
def maxpool_not_linear__constant():
    """One of your pictures is the same number everywhere. Adding it raises every maximum by that
    number, so nothing differs.
    """
    return np.array([[1.0, 4], [3, 2]]), np.full((2, 2), 2.5)


# %% check="avgpool_as_conv" points=2
for C, k in ((3, (2, 3)), (4, (3, 1)), (2, (1, 2))):
    answer = call(avgpool_as_conv, C, k)
    assert isinstance(answer, tuple | list) and len(answer) == 2, (
        "Return two values: return w, groups."
    )
    assert np.asarray(answer[0]).dtype != np.float32, because("avgpool_as_conv__single_precision")
    w, groups = torch.tensor(np.array(answer[0], dtype=float)), answer[1]
    assert w.shape != (C, 1, *k) or groups != 1, because("avgpool_as_conv__forgets_groups")
    assert w.shape != (1, 1, *k), because("avgpool_as_conv__one_kernel")
    assert isinstance(groups, int | np.integer) and groups >= 1 and C % groups == 0, (
        f"groups must be a whole number that divides C={C}. Yours is {groups!r}."
    )
    groups = int(groups)
    assert w.shape == (C, C // groups, *k), (
        f"For C={C}, k={k} and groups={groups} the weights must have the shape "
        f"{(C, C // groups, *k)}. Yours have {tuple(w.shape)}."
    )
    picture = torch.tensor(np.random.default_rng(C).normal(size=(2, C, 7, 6)))
    wanted, got = F.avg_pool2d(picture, k), F.conv2d(picture, w, stride=k, groups=groups)
    over_channels = wanted.mean(dim=1, keepdim=True).expand(wanted.shape)
    assert not same(got, C * over_channels), because("avgpool_as_conv__mixes_channels")
    assert not same(got, over_channels), because("avgpool_as_conv__averages_channels")
    assert k[1] == 1 or not same(got, k[1] * wanted), because("avgpool_as_conv__divides_by_height")
    assert not same(got, k[0] * k[1] * wanted), because("avgpool_as_conv__sums")
    assert same(got, wanted), (
        f"For C={C} and k={k} the first answer of the convolution is {got[0, 0, 0, 0]:.4f}; "
        f"average pooling gives {wanted[0, 0, 0, 0]:.4f}."
    )
"avgpool_as_conv: the convolution is average pooling."


# %% check="avgpool_as_conv" points=1
def pooled(x):
    return F.max_pool2d(torch.tensor(x)[None], 2)[0]


answer = call(maxpool_not_linear)
assert isinstance(answer, tuple | list) and len(answer) == 2, "Return two pictures: return x1, x2."
x1, x2 = (np.array(x, dtype=float) for x in answer)
assert x1.shape == x2.shape and x1.ndim == 2 and 2 <= min(x1.shape) and max(x1.shape) <= 50, (
    f"Both pictures must have one shape (H, W), from 2 by 2 to 50 by 50. "
    f"Yours are {x1.shape} and {x2.shape}."
)
assert np.isfinite(x1).all() and np.isfinite(x2).all(), "Every pixel must be a finite number."
differ = not same(pooled(x1 + x2), pooled(x1) + pooled(x2))
flat = np.ptp(x1) == 0 or np.ptp(x2) == 0
size = abs(x1).max() * abs(x2).max()
multiple = np.max(abs(x1 * abs(x2).max() - x2 * abs(x1).max())) <= 1e-9 * size
assert differ or not flat, because("maxpool_not_linear__constant")
assert differ or not multiple, because("maxpool_not_linear__multiple")
assert differ, because("maxpool_not_linear__same_winners")
"maxpool_not_linear: the two sides differ."

# %% [markdown]
# So average pooling could be learned by a convolution, and max pooling could not: no kernel does it. Here is the average both
# ways on the photograph, in colour.

# %%
weights = torch.full((3, 1, 4, 4), 1 / 16, dtype=torch.float64)
by_conv = F.conv2d(input=colour, weight=weights, stride=4, groups=3)
by_pool = F.avg_pool2d(input=colour, kernel_size=4)
print("shape:", tuple(by_conv.shape))
print("largest difference:", (by_conv - by_pool).abs().max().item())

# %% [markdown]
# What else may be exchanged, or taken apart? Networks have a function after each convolution that makes negative numbers
# 0, the **rectified linear unit**, ReLU: $\mathrm{relu}(t) = \max(t, 0)$. And a window of 2 by 2 could be pooled in two
# steps, first along the rows and then along the columns. Before you run the cell: in which of the four lines will both
# roads give the same?

# %%
several = torch.tensor(np.random.default_rng(1).normal(size=(2, 3, 6, 8)))
roads = {
    "ReLU and maximum": (F.max_pool2d(F.relu(several), 2), F.relu(F.max_pool2d(several, 2))),
    "ReLU and average": (F.avg_pool2d(F.relu(several), 2), F.relu(F.avg_pool2d(several, 2))),
    "maximum in two steps": (
        F.max_pool2d(F.max_pool2d(several, (1, 2)), (2, 1)),
        F.max_pool2d(several, 2),
    ),
    "average in two steps": (
        F.avg_pool2d(F.avg_pool2d(several, (1, 2)), (2, 1)),
        F.avg_pool2d(several, 2),
    ),
}
for name, (one, other) in roads.items():
    print(f"{name:21s} largest difference {(one - other).abs().max().item():.2f}")

# %% [markdown]
# All but the second. ReLU keeps the order of numbers, so it makes no difference whether the largest
# is looked for before or after. Most networks are written with the ReLU first; after the pooling it
# would have a quarter of the numbers to do. A negative number that pulled a mean down is gone once
# ReLU has made it 0. And the largest of four is the larger of two larger ones; the mean of four
# equals the mean of two means, since both halves are of one size.

# %% [markdown]
# ## A maximum from additions and one bend (optional)
#
# ReLU compares with 0 and with nothing else. Is that enough to find the larger of *any* two numbers? The obvious try is to add
# relu(a) and relu(b). Before you run the cell: for which of the four pairs does that work? And look at the last two columns:
# what is missing from relu(a - b), and is it the same thing in every row?


# %%
def bend(t):
    return max(t, 0)


print("   a    b   relu(a) + relu(b)   relu(a - b)   larger")
for a, b in ((5, 2), (0, 3), (-1, -4), (-4, -1)):
    print(f"{a:4d} {b:4d} {bend(a) + bend(b):19d} {bend(a - b):13d} {max(a, b):8d}")

# %% [markdown]
# Adding relu(a) and relu(b) fails as soon as both are positive, or both negative. From relu(a - b), on the other hand,
# one and the same thing is missing everywhere. Find it: then you have the larger of two numbers from a difference, a ReLU
# and a sum. Differences and sums of pixels are convolutions. So a network of convolutions and ReLUs can do max pooling
# without having it; a pooling layer does it for less.
#
# In the exercise, `relu` is handed to your functions. The check hands over two of them: the real one, and its mirror
# image, $\min(t, 0)$, which keeps the *negative* numbers. Put the mirror image into a correct formula and out comes the
# *smaller* of two numbers: with all signs turned, the larger becomes the smaller. A function that secretly calls
# `np.maximum` does not notice the exchange, and that shows.


# %% setup="checks"
def relu(t):
    return np.maximum(t, 0)


def mirrored_relu(t):
    return np.minimum(t, 0)


def is_mirrored(given):
    return bool(given(np.array(-1.0)) != 0)


# %% [markdown]
# ## Exercise 4.8 · Max pooling from ReLU
# ★★★ · 12 min · 3 points (1 for two numbers, 2 for pooling) · optional
#
# Write two functions, with additions, subtractions, fixed factors such as 0.5, and the `relu` that is handed to you,
# and no other comparison.
#
# `max2_via_relu(a, b, relu)`: entry by entry the larger of two arrays of one shape.
#
# `maxpool2_via_relu(x, relu)`: max pooling of 2 by 2 with stride 2, for `x` of shape `(N, C, H, W)` with even `H` and `W`. It
# returns shape `(N, C, H // 2, W // 2)`. Slices such as `x[..., ::2]` are allowed: a slice is a convolution with a single 1,
# and a stride.
#
# For `a` = -1, 5 and `b` = -4, 7 the answer of the first is -1, 7.
#
# <details><summary>Hint 1: two numbers</summary>
#
# If `a` is the larger, the answer is `b` plus the difference. If it is not, the answer is `b` plus nothing. `relu` can decide
# that.
#
# </details>
# <details><summary>Hint 2: four numbers</summary>
#
# The largest of four is the larger of two larger ones. The left pixels of all windows are `x[..., 0::2]`, the right ones
# `x[..., 1::2]`.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# First `across = max2_via_relu(x[..., 0::2], x[..., 1::2], relu)`. It has half as many columns. Then the same with the rows
# of `across`.
#
# </details>


# %% solution="max2_via_relu"
def max2_via_relu(a, b, relu):
    """The larger of two arrays, entry by entry, with +, - and relu only."""
    ### BEGIN SOLUTION
    return relu(a - b) + b
    ### END SOLUTION


def maxpool2_via_relu(x, relu):
    """(N, C, H, W) -> (N, C, H // 2, W // 2), with slices, +, - and relu only."""
    ### BEGIN SOLUTION
    across = max2_via_relu(x[..., 0::2], x[..., 1::2], relu)  # (N, C, H, W // 2)
    return max2_via_relu(across[..., 0::2, :], across[..., 1::2, :], relu)
    ### END SOLUTION


# %% misconception="max2_via_relu"
def max2_via_relu__adds_relus(a, b, relu):
    """You added relu(a) and relu(b). That is right only if one of them is 0 and the other is not
    negative; take the difference first, relu(a - b).
    """
    return relu(a) + relu(b)


# %% misconception="max2_via_relu"
def max2_via_relu__wrong_partner(a, b, relu):
    """You added the difference to the wrong number. relu(a - b) is how much a is above b, so add it
    to b.
    """
    return relu(a - b) + a


# %% misconception="max2_via_relu"
def max2_via_relu__loses_negatives(a, b, relu):
    """Your b went through relu and lost its sign if it was negative. Add b as it is."""
    return relu(a - b) + relu(b)


# %% misconception="max2_via_relu"
def max2_via_relu__distance(a, b, relu):
    """You added both differences, which gives the distance between a and b. One difference is
    enough, and it is added to b.
    """
    return relu(a - b) + relu(b - a)


# %% misconception="max2_via_relu"
def max2_via_relu__uses_maximum(a, b, relu):
    """You compare with something other than the relu you were given: with its mirror image your
    answer does not change. Use +, - and relu only.
    """
    return np.maximum(a, b)


# %% misconception="max2_via_relu"
def maxpool2_via_relu__uses_maximum(x, relu):
    """You compare with something other than the relu you were given: with its mirror image your
    pooling does not change. Use slices, +, - and relu only.
    """
    N, C, H, W = x.shape
    return x.reshape(N, C, H // 2, 2, W // 2, 2).max(axis=(3, 5))


# %% misconception="max2_via_relu"
def maxpool2_via_relu__halves(x, relu):
    """You compared the left half of the picture with the right half and the upper with the lower.
    Compare neighbours: every other column, x[..., 0::2] with x[..., 1::2].
    """
    H, W = x.shape[2:]
    across = relu(x[..., : W // 2] - x[..., W // 2 :]) + x[..., W // 2 :]
    upper, lower = across[..., : H // 2, :], across[..., H // 2 :, :]
    return relu(upper - lower) + lower


# %% misconception="max2_via_relu"
def maxpool2_via_relu__diagonal(x, relu):
    """You compared two pixels of each window, along its diagonal. All four take part: first left
    with right, then the upper of these with the lower.
    """
    first, last = x[..., 0::2, 0::2], x[..., 1::2, 1::2]
    return relu(first - last) + last


# %% misconception="max2_via_relu"
def maxpool2_via_relu__one_axis(x, relu):
    """You pooled along the rows only, so your result is half as wide, and still as high as the
    picture. Do the same once more with its rows.
    """
    left, right = x[..., 0::2], x[..., 1::2]
    return relu(left - right) + right


# %% misconception="max2_via_relu"
def maxpool2_via_relu__loses_negatives(x, relu):
    """Your result is never negative: one of your numbers lost its sign in relu. What you add a
    difference to must not go through relu itself.
    """
    left, right = x[..., 0::2], x[..., 1::2]
    across = relu(left - right) + relu(right)
    upper, lower = across[..., 0::2, :], across[..., 1::2, :]
    return relu(upper - lower) + relu(lower)


# %% check="max2_via_relu" points=1
def torch_max2(a, b, relu):
    return torch.minimum(a, b) if is_mirrored(relu) else torch.maximum(a, b)


check(
    max2_via_relu,
    against=torch_max2,
    on=[
        case(a=normal(3, 4), b=normal(3, 4), relu=relu),
        case(a=normal(5), b=normal(5), relu=mirrored_relu),
    ],
)
### BEGIN HIDDEN TESTS
check(
    max2_via_relu,
    against=torch_max2,
    on=[
        case(a=ties(2, 3, 4, 5), b=ties(2, 3, 4, 5), relu=relu),
        case(a=normal(1), b=normal(1), relu=relu),
        case(a=ties(4, 6), b=ties(4, 6), relu=mirrored_relu),
    ],
)
### END HIDDEN TESTS


# %% check="max2_via_relu" points=2
def torch_maxpool2(x, relu):
    return -F.max_pool2d(-x, 2) if is_mirrored(relu) else F.max_pool2d(x, 2)


check(
    maxpool2_via_relu,
    against=torch_maxpool2,
    on=[
        case(x=normal(2, 3, 4, 6), relu=relu),
        case(x=ties(2, 3, 6, 4), relu=relu),
        case(x=normal(2, 3, 6, 8), relu=mirrored_relu),
    ],
)
### BEGIN HIDDEN TESTS
check(
    maxpool2_via_relu,
    against=torch_maxpool2,
    on=[
        case(x=ties(3, 2, 8, 6), relu=relu),
        case(x=normal(2, 3, 2, 2), relu=relu),
        case(x=ties(2, 3, 4, 10), relu=mirrored_relu),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# The same as a network of PyTorch, for one channel. The first convolution makes three planes of every two neighbours: left
# minus right, right, and minus right. The second adds the first two and subtracts the third, for
# $t = \mathrm{relu}(t) - \mathrm{relu}(-t)$ is how a signed number gets through a ReLU.

# %%
into = torch.tensor([[1.0, -1.0], [0.0, 1.0], [0.0, -1.0]], dtype=torch.float64)
out_of = torch.tensor([1.0, 1.0, -1.0], dtype=torch.float64).reshape(1, 3, 1, 1)
x = torch.tensor(small)[None, None]
for shape, stride in (((3, 1, 1, 2), (1, 2)), ((3, 1, 2, 1), (2, 1))):  # across, then down
    hidden = F.relu(F.conv2d(input=x, weight=into.reshape(shape), stride=stride))
    x = F.conv2d(input=hidden, weight=out_of)
print("network:   ", x[0, 0].tolist())
print("max_pool2d:", F.max_pool2d(torch.tensor(small)[None, None], 2)[0, 0].tolist())

# %% [markdown]
# ## Does a shift matter?
#
# One reads that pooling makes a network **invariant** to small shifts: that the output does not change at all when the
# picture moves by a pixel. (Equivariance, from lesson 01, is the other one: the output moves along.) It sounds likely. A
# window of 2 by 2 still holds its largest pixel when that pixel moves by one. Or does it?
#
# Test it. Here is a handwritten digit, and the same digit one pixel further to the right, each pooled by 2. Before you look:
# how many of the 16 maxima will be the same?

# %%
digits, labels = data.digits()
digit = (16 * digits[0, 0]).round()
plot.shift_response(digit, lambda x: convkit.max_pool2d(x[None], 2)[0], name="maximum")

# %% [markdown]
# The marked numbers have changed. It is easy to see why. A winner in the left column of its window moves to the right column
# and stays in; one in the right column moves out, into the next window. No picture can be relied on to have its winners on
# the left. And even where the winner stays, a larger number may come in behind it.
#
# One digit proves little. Take the photograph, shift it by 0 to 8 pixels, and count the numbers that stay exactly as they
# were. The windows are 1 (no pooling), 2, 4 and 8 pixels wide and high. Look at each line between 0 and its own width.


# %%
def share_unchanged(pool, k, shift):
    """The share of pooled numbers that a shift to the right leaves as they were."""
    before, after = pool(detail[None], k)[0], pool(np.roll(detail, shift, axis=1)[None], k)[0]
    inside = slice(math.ceil(shift / k), None)  # columns with nothing that came in at the left
    return np.mean(before[:, inside] == after[:, inside])


shifts = range(9)
shares = {
    f"max {k} × {k}": [share_unchanged(convkit.max_pool2d, k, shift) for shift in shifts]
    for k in (1, 2, 4, 8)
}
plot.curves(shares, x=shifts, across="shift in pixels", up="share unchanged", log=(False, False))

# %%
for name, line in shares.items():
    print(f"{name}: after one pixel {line[1]:.0%} unchanged")
name, line = "avg 8 × 8", [share_unchanged(convkit.avg_pool2d, 8, shift) for shift in shifts]
print(f"{name}: after one pixel {line[1]:.0%} unchanged")

# %% [markdown]
# Each line is above the one without pooling while the shift is smaller than its window, and has nearly come down to it
# when the shift is as wide as the window. (Without any pooling a quarter stays as it was. That is the sky, where
# about every second pixel equals its neighbour.)
#
# So the claim is half true. Max pooling makes it *likelier* that a number survives a small shift, and likelier with a larger
# window. It makes nothing invariant. An average hardly ever stays exactly what it was; but one may also ask how *much* it
# changes. Before you run it: which column will be the smaller?


# %%
def change(pool, k, shift=1):
    """The mean change that a shift makes, as a share of how much the pooled numbers vary."""
    before, after = pool(detail[None], k)[0], pool(np.roll(detail, shift, axis=1)[None], k)[0]
    return np.mean(np.abs(before - after)[:, 1:]) / before.std()


print("window  max    average")
for k in (1, 2, 4, 8):
    row = change(convkit.max_pool2d, k), change(convkit.avg_pool2d, k)
    print(f"{k} × {k}   {row[0]:.3f}  {row[1]:.3f}")

# %% [markdown]
# The average changes less, at every size of window but 1.
#
# Two statements are exact. If the picture moves by a *whole stride*, the pooled numbers move along by one: pooling is
# equivariant, in steps of its stride. And a global maximum or mean does not care where anything is, so if nothing leaves
# the picture, it is invariant to every shift.

# %%
moved = np.roll(detail, 2, axis=1)
before, after = convkit.max_pool2d(detail[None], 2)[0], convkit.max_pool2d(moved[None], 2)[0]
print("moved by the stride, largest gap:", np.abs(after[:, 1:] - before[:, :-1]).max())
print("global maximum, before and after:", detail.max().round(6), moved.max().round(6))

# %% [markdown]
# ## Exercise 4.9 · What a shift leaves and what it takes
# ★★ · 8 min · 2 points
#
# Write `shift_pair()`: return two rows of 8 numbers, `(still, stirred)`. Each will be max-pooled with windows of 2 and
# stride 2, which gives four maxima, then shifted one place to the right (the last number comes in at the front, as `np.roll`
# does it) and pooled again.
#
# For `still`, the four maxima stay exactly what they were, and are four different numbers. For `stirred`, all four
# change.
#
# For example, 1, 0, 2, 0, 0, 3, 0, 4 is neither. Its maxima are 1, 2, 3, 4, and after the shift, on 4, 1, 0, 2, 0, 0, 3,
# 0, they are 4, 2, 0, 3: one stayed, three changed.
#
# <details><summary>Hint 1: follow one number</summary>
#
# Write eight places, numbered from 0, and draw the four windows around them. A number in place 2 moves to place 3; one in
# place 3 moves to place 4. Which of them stays in its window?
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# For `still` put four large, different numbers where they stay in their windows, and zeros elsewhere. For `stirred`, put them
# where none of them stays.
#
# </details>


# %% solution="shift_pair"
def shift_pair():
    """Two rows of 8: one whose four maxima survive a shift by one, one whose maxima all change."""
    ### BEGIN SOLUTION
    still = np.array([5.0, 0, 7, 0, 6, 0, 9, 0])
    return still, np.roll(still, 1)
    ### END SOLUTION


# %% misconception="shift_pair"
def shift_pair__equal_maxima():
    """In still, two of your four maxima are equal. Equal numbers may change places unnoticed; take
    four different ones.
    """
    return np.ones(8), np.array([0.0, 5, 0, 7, 0, 6, 0, 9])


# %% misconception="shift_pair"
def shift_pair__exchanged():
    """Your two rows are exchanged: the maxima of the first all change, and those of the second all
    stay. Return still first.
    """
    return np.array([0.0, 5, 0, 7, 0, 6, 0, 9]), np.array([5.0, 0, 7, 0, 6, 0, 9, 0])


# %% misconception="shift_pair"
def shift_pair__equal_pairs():
    """In still, both numbers of each window are equal, so the right one moves on and beats a
    smaller neighbour. Put the large number on the left and something small on the right.
    """
    return np.array([1.0, 1, 2, 2, 3, 3, 4, 4]), np.array([0.0, 5, 0, 7, 0, 6, 0, 9])


# %% misconception="shift_pair"
def shift_pair__winners_on_the_right():
    """In still, your winners stand on the right of their windows, at odd places, and the shift
    carries them out. Put them on the left, at even places.
    """
    return np.arange(1.0, 9.0), np.array([0.0, 5, 0, 7, 0, 6, 0, 9])


# %% misconception="shift_pair"
def shift_pair__one_spike():
    """In stirred, some maxima stay what they were. There the winner stays in its window, or an equal
    number comes in where it leaves. Give every window a winner of its own that moves out.
    """
    return np.array([5.0, 0, 7, 0, 6, 0, 9, 0]), np.array([0.0, 0, 0, 5, 0, 0, 0, 0])


# %% misconception="shift_pair"
def shift_pair__equal_winners():
    """In stirred, all four windows pass on the same number, so one leaves and its equal comes in.
    Take four different numbers.
    """
    return np.array([5.0, 0, 7, 0, 6, 0, 9, 0]), np.array([0.0, 5, 0, 5, 0, 5, 0, 5])


# %% check="shift_pair" points=2
def maxima(x):
    return F.max_pool1d(torch.tensor(x)[None], 2)[0].numpy()


answer = call(shift_pair)
assert isinstance(answer, tuple | list | np.ndarray) and len(answer) == 2, (
    "Return two rows: return still, stirred."
)
still, stirred = (np.array(row, dtype=float) for row in answer)
assert still.shape == stirred.shape == (8,), (
    f"Both rows must have 8 numbers. The shapes of yours are {still.shape} and {stirred.shape}."
)
assert np.isfinite([still, stirred]).all(), "Every number must be finite."
still_keeps, stirred_keeps = (
    np.equal(maxima(row), maxima(np.roll(row, 1))) for row in (still, stirred)
)
assert still_keeps.any() or not stirred_keeps.all(), because("shift_pair__exchanged")
assert len({*maxima(still)}) == 4, because("shift_pair__equal_maxima")
assert not np.array_equal(still[0::2], still[1::2]), because("shift_pair__equal_pairs")
assert still_keeps.all() or not (still[1::2] > still[0::2]).all(), because(
    "shift_pair__winners_on_the_right"
)
assert still_keeps.all(), (
    f"The maxima of still are {maxima(still).tolist()}, and after the shift "
    f"{maxima(np.roll(still, 1)).tolist()}. They should be the same."
)
assert not stirred_keeps.any() or len({*maxima(stirred)}) > 1, because("shift_pair__equal_winners")
assert not stirred_keeps.any(), because("shift_pair__one_spike")
"shift_pair: four maxima stay, and four change."

# %% [markdown]
# In PyTorch `torch.roll` shifts. Here is the row 1 to 8, moved by 0, 1 and 2. After one place all maxima are new; after
# two, which is the stride, they are the old ones, one place further.

# %%
row = torch.arange(1.0, 9.0)[None]
for shift in range(3):
    moved = torch.roll(input=row, shifts=shift, dims=1)
    print(shift, moved[0].tolist(), "->", F.max_pool1d(input=moved, kernel_size=2)[0].tolist())

# %% [markdown]
# ## Blur before you leave out
#
# What goes wrong between the steps? Take a row of stripes, two dark, two bright, and so on (the example is Zhang's,
# 2019). Before you run the cell: what are its maxima in windows of 2? And those of the same stripes, one place further?

# %%
stripes = torch.tensor([0.0, 0, 1, 1] * 4)[None]
for shift in range(2):
    moved = torch.roll(stripes, shift, dims=1)
    print(moved[0].int().tolist(), "->", F.max_pool1d(moved, 2)[0].int().tolist())

# %% [markdown]
# Once stripes and once none, and both are answers to the same stripes. Every second window is
# looked at, and those between are left out, and what is finer than this step can turn into
# something else altogether. Signal processing calls that **aliasing**. You can see it here, on
# rings that get finer towards the edge. Before you look at the second picture: what will be left if
# only every fourth pixel of every fourth row is kept?

# %%
from_middle = np.arange(-96, 96)
rings = 0.5 + 0.5 * np.cos(np.pi * (from_middle[:, None] ** 2 + from_middle**2) / 192)
blurred = rings[None]
for _ in range(2):
    blurred = convkit.avg_pool2d(blurred, 4, stride=1)  # a mean at every place is a blur
plot.gallery(
    {
        "rings": rings,
        "every fourth pixel": rings[::4, ::4],
        "max 4 × 4": convkit.max_pool2d(rings[None], 4)[0],
        "blurred, then every fourth": blurred[0, ::4, ::4],
    },
    columns=2,
)

# %% [markdown]
# Many rings in place of one set, and all but those in the middle are ghosts: nothing of the kind is in the picture. Max
# pooling has ghosts too, pale ones. Blurred first, the fine rings become a uniform grey, which is what an eye sees of them
# from afar. That is an old rule of signal processing: *before you leave numbers out, blur them*, so that each number
# that stays knows something of those that go.

# %% [markdown]
# So Zhang cuts max pooling into three steps. Take the maximum with stride 1, which looks at every window. Blur with the
# small kernel 1, 2, 1 over 4. Only then keep every second number. Before you run the cell: how far apart will the two
# answers be now?

# %%
line = torch.tensor([0.25, 0.5, 0.25], dtype=torch.float64)


def max_blur_pool1d(x):
    dense = F.max_pool1d(x.double(), 2, stride=1)
    return F.conv1d(dense[None], line[None, None], stride=2)[0]


for shift in range(2):
    moved = torch.roll(stripes, shift, dims=1)
    print(moved[0].int().tolist(), "->", max_blur_pool1d(moved)[0].tolist())

# %% [markdown]
# The answers differ by a quarter at most, where they differed by 1.
#
# Now measure it on the photograph. What may one ask of pooled numbers? Not that they stay: the
# picture has moved, by one pixel, which is *half a step* of the pooling. So they should move by
# half a step too, and be close to the mean of the two old neighbours. The distance from this mean,
# as a share of how much the numbers vary, says how well the numbers that were kept stand for those
# between: it is 0 if each of these is just the mean of its two neighbours. Before you run the cell:
# put the first five of these ways to halve a picture in order.


# %%
def off_by(pool):
    """How far the answer to a shift by one pixel is from a shift by half a step."""
    before, after = pool(detail[None])[0], pool(np.roll(detail, 1, axis=1)[None])[0]
    half_a_step = (before[:, :-1] + before[:, 1:]) / 2
    return np.mean(np.abs(after[:, 1:] - half_a_step)) / before.std()


def max_blur_pool2d(x):
    dense = torch.tensor(convkit.max_pool2d(x, 2, stride=1))[None]
    return F.conv2d(dense, (line[:, None] * line)[None, None], stride=2)[0].numpy()


ways = {
    "every second pixel": lambda x: x[:, ::2, ::2],
    "max 2 × 2": lambda x: convkit.max_pool2d(x, 2),
    "average 2 × 2": lambda x: convkit.avg_pool2d(x, 2),
    "max 4 × 4, stride 2": lambda x: convkit.max_pool2d(x, 4, stride=2),
    "max 2 × 2, blurred": max_blur_pool2d,
    "average 16 × 16, stride 2": lambda x: convkit.avg_pool2d(x, 16, stride=2),
}
for name, way in ways.items():
    print(f"{name:25s} {off_by(way):.3f}")

# %% [markdown]
# Of the first five, leaving out without looking is the worst, and the blur is the best: three times
# steadier than plain max pooling. Windows that overlap help too, for they are a blur of a kind. The
# price is a little sharpness and a few more additions. Zhang put such blurs before nearly every
# stride of well-known networks (the first, on the large picture, would have cost too much), and
# they became steadier and more often right as well.
#
# The last line is a warning. The measure does not ask how much was lost: a mean of 16 by 16 is the
# steadiest of all, and most of the detail is gone. So compare ways that blur little.
#
# > **Rule of thumb.** Make a picture smaller by 2 at a time: a maximum of 2 by 2 with stride 2, or of 3 by 3 with stride
# > 2 and padding 1, or a convolution with stride 2. Take the maximum where the question is *is it there?*, the mean where
# > it is *how much of it?*. Where small shifts must not matter, blur before the stride. At the end of a classifier, take
# > the global average.

# %% [markdown]
# ## What you can do now
#
# - Pool with maxima and averages, with any window, stride and padding, and say what the border counts for.
# - Say why networks pool: less work, and a wider view.
# - Note where each maximum was, and put it back.
# - Bring a picture of any size to a given one.
# - Say what pooling is made of: the average is a convolution, and the larger of two numbers is a sum, a difference and a
#   ReLU.
# - Say what a shift leaves of pooled numbers, measure it, and blur before a stride.
#
# **Three traps**
#
# 1. Max pooling pads with minus infinity, not with zeros; and the default stride of any pooling is the window's size, not 1.
# 2. An average at the border has two answers, `count_include_pad` chooses, and the overhang of `ceil_mode` counts in neither.
# 3. Pooling is not invariant to shifts. It moves along in steps of its stride; between the steps anything may change.

# %% [markdown]
# ## Six questions to end with
#
# Answer each in your head, then open it.
#
# <details><summary>1. Why does max pooling pad with −∞ and average pooling with 0?</summary>
#
# Each takes the number that changes nothing: −∞ loses every comparison, and 0 adds nothing to a sum.
#
# </details>
# <details><summary>2. A batch of shape (8, 64, 32, 32) is pooled with windows of 2 by 2. What shape comes out, and how many weights were learned?</summary>
#
# (8, 64, 16, 16), since the default stride is the window. None: pooling has no weights.
#
# </details>
# <details><summary>3. An average of 3 by 3 lies in a corner, with four pixels inside. What are the two possible divisors, and what does each do to a picture of ones?</summary>
#
# 9, with the padding counted, which darkens the corner to 4/9; or 4, which leaves it at 1.
#
# </details>
# <details><summary>4. Max pooling remembers indices. What is the index of the pixel in row 2, column 3 of a picture 5 wide, and what is it good for?</summary>
#
# 2 · 5 + 3 = 13. Unpooling puts the number back there, and in lesson 06 the gradient goes there.
#
# </details>
# <details><summary>5. Adaptive pooling makes 3 outputs of 8 pixels. Which pixels are in two windows?</summary>
#
# The windows are 0 to 2, 2 to 5 and 5 to 7, both ends included. Pixels 2 and 5 are in two.
#
# </details>
# <details><summary>6. Is max pooling invariant to shifts?</summary>
#
# No. A shift by a whole stride moves the answers along by one; between the steps they may change in
# any way; a blur before the step makes the change smaller. Only a global maximum or mean does not
# care.
#
# </details>

# %% [markdown]
# **Where it is used.** LeNet-5 averaged windows of 2 by 2, with a learned factor and bias for each channel (LeCun,
# Bottou, Bengio and Haffner, Proceedings of the IEEE, 1998). AlexNet took maxima over overlapping windows, 3 by 3 with
# stride 2 (Krizhevsky, Sutskever and Hinton, NeurIPS 2012). Network in Network ends with global average pooling in place
# of fully connected layers (Lin, Chen and Yan, ICLR 2014). ResNet ends with it too, and then has one linear layer (He,
# Zhang, Ren and Sun, CVPR 2016). That convolutions with stride can do without pooling is shown in *Striving for
# Simplicity* (Springenberg, Dosovitskiy, Brox and Riedmiller, ICLR workshop, 2015). SegNet remembers the indices of its
# maxima and unpools with them to label every pixel (Badrinarayanan, Kendall and Cipolla, IEEE TPAMI, 2017). The blur
# before the stride is Zhang, *Making Convolutional Networks Shift-Invariant Again* (ICML 2019).
#
# **What comes next.** Convolution has been loops and windows so far. Lesson 05, *The matrix view*, writes all of its windows side
# by side, and the whole operation becomes one product of matrices.
