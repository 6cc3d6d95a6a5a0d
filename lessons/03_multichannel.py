# %% [markdown]
# # 3 · Many channels: a filter reads them all
#
# So far a picture had one number for every pixel, and one kernel slid over it. A colour picture has three numbers for every
# pixel, and inside a network it may have 64. This lesson goes from one plane to many: how a filter reads all of them at
# once, how a layer makes many planes from many, and what that costs.
#
# **You will be able to**
#
# - write the `conv2d` of a network with loops: batch, channels, stride, padding, bias;
# - say what a kernel is, what a filter is, and count the parameters and multiplications of a layer;
# - read a 1 by 1 convolution and a fully connected layer as what they are: the same sum, sliced in two ways;
# - recognise a wrong convolution by its output, and write a layer that keeps its own weights.
#
# **You need** lessons 00 to 02: windows, cross-correlation, stride and padding. **Time** 115 minutes, with what is
# optional 150. **Points** 18, with what is optional 26. There is a good place to stop in the middle.
#
# **Core path:** one filter and many (3.1, 3.2), the bias (3.3), the kernel of one pixel (3.4), what a layer costs (3.6), the
# linear layer (3.7) and the layer that keeps its weights (3.10). Sections marked *optional* go deeper, with their exercises.

# %% setup="all" allow=["numpy", "math", "convkit.sliding.shapes.conv_output_size"]
import math

import numpy as np

from convkit.sliding.shapes import conv_output_size


def pair(value):
    """A whole number or a pair of them as a pair (down, right): 2 becomes (2, 2)."""
    return tuple(value) if isinstance(value, tuple | list) else (value, value)


# %% setup="checks"
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

import convkit
from autograder import (
    because,
    begin,
    call,
    case,
    check,
    check_raises,
    drawn,
    misconception,
    normal,
    whole_number,
)
from convkit import data, plot


def same(a, b):
    """Equal up to rounding."""
    return a.shape == b.shape and torch.allclose(a, b, rtol=1e-9, atol=1e-12)


begin("03_multichannel")

# %% [markdown]
# ## One filter, three planes
#
# A colour picture is three planes: one each for red, green and blue. Look at the flower in them. Its petals are bright in
# red, less so in green, least in blue. The leaves around it are black in red: there is hardly any red in them.

# %%
flower = data.photograph("flower", shrink=2, layout="CHW")  # (C, H, W)
print(flower.shape)
plot.planes(flower, "a flower")

# %% [markdown]
# A kernel as you know it reads one plane. So let us take three, one for each plane, and lay them on the same spot of the
# three planes. Each gives one number. Before you run the cell: how do we make one answer out of three?
#
# Here is a picture small enough for paper: 3 planes of 2 by 3 pixels, and for each plane a kernel of 2 by 2. In the figure
# each row is one plane, with its window, its kernel and the sum of the products. Check the three sums with a pencil. Then
# look at the last row, where they become one number.

# %% cover=true
x = np.array([[[2.0, 0, 1], [1, 3, 4]], [[0, 1, 1], [2, 0, 1]], [[1, 1, 0], [0, 2, 3]]])
w = np.array([[[1.0, 0], [0, 1]], [[0, -1], [1, 0]], [[1, 1], [0, 0]]])
plot.channel_sum(x, w)

# %% [markdown]
# The answer is to **add**. There is one more place for the window, one pixel to the right. Before you run the cell: which
# three sums stand there, and what do they add up to?

# %%
plot.channel_sum(x, w, at=(0, 1))

# %% [markdown]
# The three kernels together are a **filter**: an array of shape $(C, k_h, k_w)$ with one
# **kernel**, $(k_h, k_w)$, for each of the $C$ channels. (Many books say kernel for both, or filter
# for both. From here on a kernel is flat and a filter has depth.) The filter slides down and to the
# right, as before. It does not slide over the channels: it reads all of them at once.
#
# $$y_{ij} = \sum_{c=0}^{C-1} \; \sum_{a=0}^{k_h-1} \; \sum_{b=0}^{k_w-1} x_{c,\,i+a,\,j+b} \; w_{c\,a\,b}$$
#
# Compare it with lesson 01: one letter is new, $c$, and one sum. However many planes go in, *one* plane comes out.

# %% [markdown]
# ## Exercise 3.1 · One filter
# ★ · 6 min · 1 point
#
# Write `one_filter(x, w)`: slide the filter `w`, shape `(C, kh, kw)`, over the picture `x`, shape `(C, H, W)`, and return
# one plane of shape `(H - kh + 1, W - kw + 1)`.
#
# For the picture and the filter above the answer is one row, 8 and 4: the first is 5 (red) + 1 (green) + 2 (blue).
#
# <details><summary>Hint 1: where do the channels go?</summary>
#
# Into the window. A window of this picture has three axes: `(C, kh, kw)`, the same as the filter.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# `x[:, i : i + kh, j : j + kw]` is the window, all channels of it. Multiply by the filter, entry by entry, and add up
# everything with `np.sum`.
#
# </details>


# %% solution="one_filter"
def one_filter(x, w):
    """(C, H, W), (C, kh, kw) -> (H - kh + 1, W - kw + 1)"""
    _, H, W = x.shape
    _, kh, kw = w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    ### BEGIN SOLUTION
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            window = x[:, i : i + kh, j : j + kw]  # (C, kh, kw)
            y[i, j] = np.sum(window * w)
    ### END SOLUTION
    return y


# %% misconception="one_filter"
def one_filter__keeps_channels(x, w):
    """You return one plane for each channel. A filter gives one plane: add the channels' answers."""
    (C, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((C, H - kh + 1, W - kw + 1))
    for c, i, j in np.ndindex(*y.shape):
        y[c, i, j] = np.sum(x[c, i : i + kh, j : j + kw] * w[c])
    return y


# %% misconception="one_filter"
def one_filter__averages_channels(x, w):
    """You average over the channels. Add their answers, and do not divide by their number."""
    (C, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[:, i : i + kh, j : j + kw] * w) / C
    return y


# %% misconception="one_filter"
def one_filter__first_channel_only(x, w):
    """You read the first channel only. The window and the filter have all channels: x[:, ...]
    instead of x[0, ...].
    """
    (_, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[0, i : i + kh, j : j + kw] * w[0])
    return y


# %% misconception="one_filter"
def one_filter__first_plane_under_all_kernels(x, w):
    """Your window is one plane, x[0, ...], and NumPy lays it under every kernel of the filter. Take
    all channels: x[:, ...].
    """
    (_, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[0, i : i + kh, j : j + kw] * w)
    return y


# %% misconception="one_filter"
def one_filter__keeps_last_channel(x, w):
    """Each channel overwrites the answer of the one before, so only the last remains. Add them:
    y[i, j] += ...
    """
    C, H, W = x.shape
    _, kh, kw = w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for c in range(C):
        for i in range(H - kh + 1):
            for j in range(W - kw + 1):
                y[i, j] = np.sum(x[c, i : i + kh, j : j + kw] * w[c])
    return y


# %% misconception="one_filter"
def one_filter__one_kernel_for_all(x, w):
    """You use the first kernel for every channel. Each channel has a kernel of its own: channel c
    meets w[c].
    """
    (_, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[:, i : i + kh, j : j + kw] * w[0])
    return y


# %% misconception="one_filter"
def one_filter__multiplies_channels(x, w):
    """You multiply the channels' answers by one another. Add them."""
    (C, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.ones((H - kh + 1, W - kw + 1))
    for c in range(C):
        for i, j in np.ndindex(*y.shape):
            y[i, j] *= np.sum(x[c, i : i + kh, j : j + kw] * w[c])
    return y


# %% misconception="one_filter"
def one_filter__channels_reversed(x, w):
    """Your channels and your kernels are in opposite orders: the first channel meets the last
    kernel. Channel c meets w[c].
    """
    (_, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[:, i : i + kh, j : j + kw] * w[::-1])
    return y


# %% misconception="one_filter"
def one_filter__turns_kernels(x, w):
    """You turned the kernels half round. This is cross-correlation: w[c, 0, 0] meets the top-left
    pixel of the window.
    """
    (_, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[:, i : i + kh, j : j + kw] * w[:, ::-1, ::-1])
    return y


# %% misconception="one_filter"
def one_filter__last_places_stay_zero(x, w):
    """Your last row and your last column stay zero: the loops stop one place too early. There are
    H - kh + 1 rows and W - kw + 1 columns to fill.
    """
    _, H, W = x.shape
    _, kh, kw = w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh):
        for j in range(W - kw):
            y[i, j] = np.sum(x[:, i : i + kh, j : j + kw] * w)
    return y


# %% misconception="one_filter"
def one_filter__multiplies_sums(x, w):
    """You add up the channels first, of the window and of the filter, and multiply the two sums. Each
    channel meets its own kernel: multiply, then add up the channels.
    """
    _, H, W = x.shape
    _, kh, kw = w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[:, i : i + kh, j : j + kw].sum(axis=0) * w.sum(axis=0))
    return y


# %% check="one_filter" points=1
def torch_one_filter(x, w):
    return F.conv2d(x[None], w[None])[0, 0]


check(
    one_filter,
    against=torch_one_filter,
    on=[case(x=normal(3, 6, 5), w=normal(3, 3, 2)), case(x=normal(2, 4, 7), w=normal(2, 2, 3))],
)
### BEGIN HIDDEN TESTS
check(
    one_filter,
    against=torch_one_filter,
    on=[
        case(x=normal(3, 6, 5), w=normal(3, 3, 2)),
        case(x=normal(4, 5, 8), w=normal(4, 2, 4)),
        case(x=normal(5, 6, 4), w=normal(5, 1, 1)),
        case(x=normal(3, 4, 3), w=normal(3, 4, 3)),
        case(x=normal(1, 5, 6), w=normal(1, 2, 3)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch. `F.conv2d` wants a batch of pictures and a set of filters; `None` makes axes of length 1 for them, and the
# `[0, 0]` at the end takes the only picture and the only plane.

# %%
x_torch, w_torch = torch.tensor(x), torch.tensor(w)
print("PyTorch:", F.conv2d(input=x_torch[None], weight=w_torch[None])[0, 0])
print("NumPy:  ", convkit.conv2d(x[None], w[None])[0, 0])

# %% [markdown]
# The same on a photograph. The kernel asks in each plane of the flower: brighter to the right? Middle grey means no change.
# Compare red with blue. All petals are strong in red, so the red plane sees the outline of the flower most, and the
# petals faintly. In
# blue the petals differ from each other, and there they are. The sum has both.

# %%
bloom = data.photograph("flower", crop=(70, 180, 300, 310), shrink=2, layout="CHW")
rising = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
parts = [convkit.xcorr2d(bloom[c], rising) for c in range(3)]
plot.gallery(
    {
        "edges in red": parts[0],
        "edges in green": parts[1],
        "edges in blue": parts[2],
        "their sum": parts[0] + parts[1] + parts[2],
    },
    columns=2,
)

# %% [markdown]
# ## Many filters, many planes
#
# One filter asks one question and gives one plane of answers. Ask four questions and you get four planes. So a layer has
# as many filters as it gives planes; they all read the same input, and know nothing of each other.
#
# Here is a picture of 6 by 6 pixels and 3 channels, and two filters of 3 by 3. Before you run the cell: what is the shape of
# the output, and how many numbers do the two filters hold?

# %%
picture = plot.blocks(3, 2, size=(6, 6), kernel_size=(3, 3))
print("output (C, H, W):", picture.data["output"])
print("weights:         ", picture.data["weights"])
picture

# %% [markdown]
# Follow the arrows: the whole input goes into each filter, and each filter makes one plane of the output. The output's
# channels are not colours any more. A plane in the output of a layer is called a **feature map**: for every place, how
# strongly the filter's question is answered with yes.
#
# Now with numbers. In the figure each row is one channel of the small picture from above, and each of the two columns is a
# filter. A number in an output is the sum down its column, plus the filter's own number, its **bias**. Before you look at the
# outputs: work out the first number of the second one.

# %%
second = np.array([[[0.0, 1], [0, 0]], [[1, 1], [-1, 0]], [[0, 0], [0, 2]]])
plot.filters(x, np.stack([w, second]), b=[0.0, -3.0])

# %% [markdown]
# It is (0 + 1 − 2) + 4 − 3 = 0: from the three channels 0, −1 and 4, and the bias −3.
#
# Three filters for colour pictures. Look first at the weights (orange is positive, blue is negative, white is zero): which
# channels does a filter read, and where? Then look at what it makes of the palace.

# %%
green, blurred_blue, level = np.zeros((3, 3, 3, 3))
green[1, 1, 1] = 1
blurred_blue[2] = 1 / 9
level[:] = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
filters = np.stack([green, blurred_blue, level])
plot.feature_maps(
    data.photograph("china", crop=(60, 180, 200, 280), layout="CHW"),
    filters,
    ["green alone", "blue, blurred", "level edges"],
)

# %% [markdown]
# All filters of a layer together are one array with four axes, the **weight**:
#
# | axis | counts | letter |
# |---|---|---|
# | 0 | the filters, which are the output channels | $O$ (or $C_{out}$) |
# | 1 | the input channels | $I$ (or $C_{in}$) |
# | 2 | the rows of a kernel | $k_h$ |
# | 3 | the columns of a kernel | $k_w$ |
#
# So `w[o]` is a filter, and `w[o, c]` is a kernel. This order is called **OIHW**. The input has four axes as well, **NCHW**:
# $N$ pictures, a batch, are filtered together because that is quicker than one after the other. Nothing is mixed
# between them: picture $n$ of the output depends on picture $n$ of the input and on no other.
#
# The bias $b_o$ of a filter is added to every place of its plane. A filter can only say *how much*; the bias says *how much is
# enough*: with $b_o = -2$ an answer is positive only where the weighted sum is above 2. With everything together:
#
# $$y_{n\,o\,i\,j} = b_o + \sum_{c} \sum_{a} \sum_{b} x_{n,\;c,\;s_h i + a - p_h,\;s_w j + b - p_w} \; w_{o\,c\,a\,b}$$
#
# The stride $(s_h, s_w)$ and the padding $(p_h, p_w)$ are those of lesson 02. They act on rows and columns, the same for
# every channel; where $x$ is asked for a pixel outside the picture, that is a zero of the padding. Channels are never
# padded, and never skipped.
#
# A layer of a real network: 8 pictures of 64 channels, 128 by 128 pixels, through 32 filters of 3 by 3. Before you run the
# cell: which shape comes out?

# %%
batch = torch.zeros(8, 64, 128, 128)
weight = torch.zeros(32, 64, 3, 3)
print(tuple(F.conv2d(input=batch, weight=weight).shape))

# %% [markdown]
# Eight pictures stay eight, 32 filters give 32 planes, and each axis loses two pixels because nothing was padded. The 64
# is gone: every filter has added it up.

# %% [markdown]
# You can see what a bias does. In networks a layer is often followed by a rule that turns negative numbers into 0. Here
# is the
# feature map of the level edges, with three biases, after this rule. Before you run the cell: which picture will be the
# darkest?

# %%
roof = data.photograph("china", crop=(60, 180, 200, 280), layout="CHW")
level_edges = convkit.conv2d(roof[None], level[None])[0, 0]
plot.gallery({f"bias {b}": np.maximum(level_edges + b, 0) for b in (0, -1, -3)})

# %% [markdown]
# The one with the bias −3: only the strongest edges get over it. The weights say what is looked for, the bias how sure one
# wants to be.

# %% [markdown]
# ## Exercise 3.2 · conv2d
# ★★ · 20 min · 5 points (4 for the numbers, 1 for refusing a kernel that does not fit)
#
# Write `conv2d(x, w, b=None, stride=1, padding=0)`, the layer of the formula above: `x` has shape `(N, C, H, W)`, `w`
# `(O, C, kh, kw)`, `b` `(O,)`, or is `None` if there is no bias. The result has shape `(N, O, Ho, Wo)`. `stride` and
# `padding` are a whole number or a pair (down, right). If the kernel does not fit on the padded picture, raise a
# `ValueError`.
#
# Two helpers are ready. `pair(stride)`, from the first cell, makes a pair of a number and leaves a pair as it is.
# `conv_output_size(n, k, s, p)` is your `out_size` of lesson 02, $\lfloor (n + 2p - k) / s \rfloor + 1$, and raises the
# `ValueError` for you. For zeros around the last two axes and none around the others, write `np.pad(x, ((0, 0), (0, 0), (ph,
# ph), (pw, pw)))`.
#
# For the small picture above, as a batch of one, with its filter and `b = np.array([10.0])`, the answer is 18 and 14.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Two more loops around those of exercise 3.1: over the pictures `n` and the filters `o`, and inside them rows `i` and columns
# `j` of the output. Innermost stands one sum, for one window of one picture and one filter.
#
# </details>
# <details><summary>Hint 2: where is the window?</summary>
#
# In the padded picture its top-left pixel is at row `i * sh`, column `j * sw`. It has `kh` rows and `kw` columns, side by
# side: the stride moves the window, it does not stretch it.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# Inside the four loops: `window = padded[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]`, and
# `y[n, o, i, j] = np.sum(window * w[o])`. The bias comes once, `y[n, o] += b[o]`, and only `if b is not None`.
#
# </details>


# %% solution="conv2d"
def conv2d(x, w, b=None, stride=1, padding=0):
    """(N, C, H, W), (O, C, kh, kw), (O,) -> (N, O, Ho, Wo); ValueError if the kernel does not fit."""
    N, _, H, W = x.shape
    O, _, kh, kw = w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    ### BEGIN SOLUTION
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n in range(N):
        for o in range(O):
            for i in range(Ho):
                for j in range(Wo):
                    window = padded[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (C, kh, kw)
                    y[n, o, i, j] = np.sum(window * w[o])
            if b is not None:
                y[n, o] += b[o]
    return y
    ### END SOLUTION


# %% misconception="conv2d"
def conv2d__only_zeros(x, w, b=None, stride=1, padding=0):
    """You return the zeros you began with. Fill y[n, o, i, j] inside the loops."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    return np.zeros((N, O, Ho, Wo))


# %% misconception="conv2d"
def conv2d__turns_kernels(x, w, b=None, stride=1, padding=0):
    """Your kernels are turned half round. This is cross-correlation: w[o, c, 0, 0] meets the
    top-left pixel of the window.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    w = w[:, :, ::-1, ::-1]
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__kernels_upside_down(x, w, b=None, stride=1, padding=0):
    """Your kernels are upside down: their last row meets the first row of the window. Use w[o] as
    it is.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    w = w[:, :, ::-1]
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__kernels_mirrored(x, w, b=None, stride=1, padding=0):
    """Your kernels are mirrored left to right: their last column meets the first column of the
    window. Use w[o] as it is.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    w = w[:, :, :, ::-1]
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__kernels_transposed(x, w, b=None, stride=1, padding=0):
    """Your kernels' rows and columns are exchanged. The last two axes of w are rows, then columns,
    as in the picture.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    w = w.transpose(0, 1, 3, 2)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__first_channel_only(x, w, b=None, stride=1, padding=0):
    """You read the first input channel only. A filter reads all of them: take padded[n, :, ...] and
    w[o].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, 0, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o, 0])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__first_plane_under_all_kernels(x, w, b=None, stride=1, padding=0):
    """Your window is one plane, and NumPy lays it under every kernel of the filter. Take all
    channels of the picture: padded[n, :, ...].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, 0, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__averages_channels(x, w, b=None, stride=1, padding=0):
    """You average over the input channels. Add them up, and do not divide by their number."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o]) / C
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__one_kernel_for_all_channels(x, w, b=None, stride=1, padding=0):
    """You use the first kernel of the filter for every input channel. Channel c meets its own
    kernel, w[o, c].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o, 0])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__channels_reversed(x, w, b=None, stride=1, padding=0):
    """Your input channels meet the filter in opposite order, as if red were blue. Channel c meets
    w[o, c].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    w = w[:, ::-1]
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__one_filter_for_all_outputs(x, w, b=None, stride=1, padding=0):
    """Every plane of your output comes from the first filter. Plane o is made by its own, w[o]."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[0])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__running_sum_over_outputs(x, w, b=None, stride=1, padding=0):
    """You never set the sum back to zero, so each plane still holds all planes before it. Start
    every y[n, o, i, j] anew.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, i, j in np.ndindex(N, Ho, Wo):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        total = 0.0
        for o in range(O):
            total += np.sum(window * w[o])
            y[n, o, i, j] = total
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__outputs_reversed(x, w, b=None, stride=1, padding=0):
    """Your planes are right, and in the wrong order: the last filter's comes first. Store the
    answer of w[o] in y[n, o].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    y = y if b is None else y + b[:, None, None]
    return y[:, ::-1]


# %% misconception="conv2d"
def conv2d__first_image_for_all(x, w, b=None, stride=1, padding=0):
    """Every picture of your batch gets the answer for the first. Take the window from picture n,
    not from picture 0.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[0, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__pads_bottom_right_only(x, w, b=None, stride=1, padding=0):
    """You pad below and to the right only. Padding p means p zeros at both ends: above and below,
    left and right.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H + ph, kh, sh), conv_output_size(W + pw, kw, sw)
    x = np.pad(x, ((0, 0), (0, 0), (0, ph), (0, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__pads_top_left_only(x, w, b=None, stride=1, padding=0):
    """The size is right, but all the padding lies above and to the left, so the picture has moved.
    Put p zeros at each end.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (2 * ph, 0), (2 * pw, 0)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__pads_with_edge(x, w, b=None, stride=1, padding=0):
    """You repeat the picture's edge in the padding. conv2d pads with zeros."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="edge")
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__pads_with_ones(x, w, b=None, stride=1, padding=0):
    """Your padding holds ones. conv2d pads with zeros."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=1.0)
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__ignores_padding(x, w, b=None, stride=1, padding=0):
    """You do not use padding. Put ph rows of zeros above and below, and pw columns left and right,
    before you slide.
    """
    sh, sw = pair(stride)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__counts_padding_once(x, w, b=None, stride=1, padding=0):
    """Your output is too small: its size counts the padding once. Both ends are padded, so there
    are n + 2p places.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H + ph, kh, sh), conv_output_size(W + pw, kw, sw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__rounds_size_up(x, w, b=None, stride=1, padding=0):
    """You round the size up, so the last window hangs over the edge. A window that does not fit
    does not count: round down.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H + sh - 1, kh, sh, ph), conv_output_size(W + sw - 1, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph + sh), (pw, pw + sw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__forgets_plus_one(x, w, b=None, stride=1, padding=0):
    """Your last row and your last column are missing. The first window counts too: (n + 2p - k) //
    s + 1.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph) - 1, conv_output_size(W, kw, sw, pw) - 1
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__last_row_missing(x, w, b=None, stride=1, padding=0):
    """Your last row is missing, and the columns are right. The rows of the output are 0 to Ho - 1:
    let range(Ho) count them.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph) - 1, conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__stride_on_taps(x, w, b=None, stride=1, padding=0):
    """You read every sh-th row and sw-th column inside the window. The stride moves the window and
    leaves its pixels side by side.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i : i + sh * kh : sh, j : j + sw * kw : sw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__stride_only_in_shape(x, w, b=None, stride=1, padding=0):
    """Your output has the size for the stride, but the window moves by one pixel. It stands at row
    i * sh, column j * sw.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i : i + kh, j : j + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__stride_swapped(x, w, b=None, stride=1, padding=0):
    """You use the two strides the wrong way round. The first goes down, the second to the right."""
    (sw, sh), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__padding_swapped(x, w, b=None, stride=1, padding=0):
    """You use the two paddings the wrong way round. The first is for above and below, the second
    for left and right.
    """
    (sh, sw), (pw, ph) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__output_transposed(x, w, b=None, stride=1, padding=0):
    """Your planes lie on their side: rows and columns of the output are exchanged. Store the window
    at (i * sh, j * sw) in y[n, o, i, j].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    y = y if b is None else y + b[:, None, None]
    return y.transpose(0, 1, 3, 2)


# %% misconception="conv2d"
def conv2d__rows_reversed(x, w, b=None, stride=1, padding=0):
    """Your planes are upside down: the answer for the top windows is in the last row. Row 0 of the
    output belongs to row 0 of the picture.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y[:, :, ::-1] if b is None else y[:, :, ::-1] + b[:, None, None]


# %% misconception="conv2d"
def conv2d__forgets_bias(x, w, b=None, stride=1, padding=0):
    """You do not add the bias. Add b[o] to every place of plane o."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y


# %% misconception="conv2d"
def conv2d__bias_for_every_weight(x, w, b=None, stride=1, padding=0):
    """You add the bias inside the sum, once for every weight of the filter. It belongs outside:
    once for each answer.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + C * kh * kw * b[:, None, None]


# %% misconception="conv2d"
def conv2d__bias_for_every_channel(x, w, b=None, stride=1, padding=0):
    """You add the bias once for every input channel. Add it once, after the channels are summed."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + C * b[:, None, None]


# %% misconception="conv2d"
def conv2d__bias_at_every_window(x, w, b=None, stride=1, padding=0):
    """You add the bias to the whole plane again at every window. Do it once for each plane, after
    the loops over rows and columns.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
        if b is not None:
            y[n, o] += b[o]
    return y


# %% misconception="conv2d"
def conv2d__bias_for_every_column(x, w, b=None, stride=1, padding=0):
    """Your biases went to the columns, because y + b lines shapes up from the right. Bias o belongs
    to plane o: y[n, o] += b[o].
    """
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(N, O, Ho, Wo):
        window = padded[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b


# %% misconception="conv2d"
def conv2d__asks_whether_bias_is_true(x, w, b=None, stride=1, padding=0):
    """`if b:` asks whether an array is true, and NumPy cannot say. Ask whether there is one: `if b
    is not None`.
    """
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(N, O, Ho, Wo):
        window = padded[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
        if b:
            y[n, o, i, j] += b[o]
    return y


# %% misconception="conv2d"
def conv2d__size_of_padding_and_stride(x, w, b=None, stride=1, padding=0):
    """You gave conv_output_size the padding before the stride. Its order is n, k, s, p, as everywhere: conv_output_size(H, kh, sh, ph)."""
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, ph, sh), conv_output_size(W, kw, pw, sw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(N, O, Ho, Wo):
        window = padded[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o]) + (0 if b is None else b[o])
    return y


# %% misconception="conv2d"
def conv2d__first_bias_for_all(x, w, b=None, stride=1, padding=0):
    """You add b[0] to every plane. Each filter has a bias of its own: plane o gets b[o]."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[0]


# %% misconception="conv2d"
def conv2d__needs_a_bias(x, w, b=None, stride=1, padding=0):
    """It fails without a bias. b may be None: add it only `if b is not None`."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__accepts_any_kernel(x, w, b=None, stride=1, padding=0):
    """A kernel with more rows or more columns than the padded picture fits nowhere. Raise a
    ValueError then; conv_output_size does it for you.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__compares_kernel_with_bare_picture(x, w, b=None, stride=1, padding=0):
    """You compare the kernel with the picture before it is padded. A kernel of 3 rows fits on 2 rows
    with a padding of 1: compare with H + 2 * ph and W + 2 * pw.
    """
    (H, W), (kh, kw) = x.shape[2:], w.shape[2:]
    if kh > H or kw > W:
        raise ValueError("the kernel is larger than the picture")
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))
    y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__numbers_not_made_pairs(x, w, b=None, stride=1, padding=0):
    """It fails where stride or padding is a number and not a pair. Begin with pair(stride) and
    pair(padding), which make a pair of a number.
    """
    (H, W), (kh, kw) = x.shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = stride, padding
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("the kernel does not fit")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))
    y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d"
def conv2d__filter_of_picture(x, w, b=None, stride=1, padding=0):
    """You take the filter by the number of the picture, w[n]. Every picture meets every filter: plane
    o is made by w[o].
    """
    N, _, H, W = x.shape
    O, _, kh, kw = w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("the kernel does not fit")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))
    y = np.einsum("ncijab,ncab->nij", view[:, :, ::sh, ::sw], w[:N])
    y = np.repeat(y[:, None], O, axis=1)
    return y if b is None else y + b[:, None, None]


# %% check="conv2d" points=4
def torch_conv2d(x, w, b=None, stride=1, padding=0):
    return F.conv2d(x, w, b, stride, padding)


check(
    conv2d,
    against=torch_conv2d,
    on=[
        case(
            x=normal(2, 3, 9, 8), w=normal(4, 3, 3, 2), b=normal(4), stride=(2, 3), padding=(2, 1)
        ),
        case(x=normal(2, 2, 6, 7), w=normal(5, 2, 2, 3), b=normal(5)),
        case(x=normal(3, 2, 5, 4), w=normal(3, 2, 2, 3), b=None, stride=1, padding=(0, 1)),
        case(x=normal(3, 2, 4, 5), w=normal(3, 2, 2, 2), b=normal(3)),
        case(x=normal(2, 3, 2, 3), w=normal(4, 3, 3, 4), b=normal(4), stride=1, padding=1),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv2d,
    against=torch_conv2d,
    on=[
        case(
            x=normal(2, 3, 9, 8), w=normal(4, 3, 3, 2), b=normal(4), stride=(2, 3), padding=(2, 1)
        ),
        case(
            x=normal(2, 3, 7, 10), w=normal(4, 3, 2, 4), b=normal(4), stride=(3, 2), padding=(0, 1)
        ),
        case(
            x=normal(2, 4, 5, 6), w=normal(3, 4, 1, 1), b=normal(3), stride=(2, 1), padding=(1, 0)
        ),
        case(x=normal(2, 3, 4, 5), w=normal(2, 3, 4, 5), b=normal(2)),
        case(x=normal(2, 2, 9, 7), w=normal(3, 2, 2, 1), b=normal(3), stride=(3, 2)),
        case(x=normal(2, 3, 6, 9), w=normal(4, 3, 3, 3), b=normal(4), stride=2, padding=1),
        case(x=normal(3, 5, 6, 8), w=normal(2, 5, 3, 3), b=None, stride=1, padding=(2, 1)),
    ],
)
### END HIDDEN TESTS

# %% check="conv2d" points=1
check_raises(
    conv2d,
    ValueError,
    on=[
        case(x=normal(2, 3, 4, 6), w=normal(4, 3, 5, 2), b=normal(4)),
        case(x=normal(2, 3, 6, 4), w=normal(4, 3, 2, 7), b=None, stride=2, padding=1),
    ],
    because=because("conv2d__accepts_any_kernel"),
)
### BEGIN HIDDEN TESTS
check_raises(
    conv2d,
    ValueError,
    on=[case(x=normal(2, 2, 3, 5), w=normal(3, 2, 4, 6), b=normal(3), stride=(1, 2))],
    because=because("conv2d__accepts_any_kernel"),
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, with its argument names, and convkit's, which are the same:

# %%
rng = np.random.default_rng(3)
x = rng.normal(size=(2, 3, 9, 8))
w, b = rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4)
in_torch = F.conv2d(
    input=torch.tensor(x),
    weight=torch.tensor(w),
    bias=torch.tensor(b),
    stride=(2, 3),
    padding=(1, 2),
)
in_numpy = convkit.conv2d(input=x, weight=w, bias=b, stride=(2, 3), padding=(1, 2))
print("PyTorch:", tuple(in_torch.shape), in_torch[1, 2, 0])
print("NumPy:  ", in_numpy.shape, in_numpy[1, 2, 0])
print("largest difference:", np.abs(in_torch.numpy() - in_numpy).max())

# %% [markdown]
# You have written the operation that convolutional networks are named after. Play with it: the
# boxes above the figure set stride and padding, and the output is computed by *your* function. (One
# picture, one channel, one filter, so that it fits on the screen.)

# %%
plot.explore(conv2d, stride=1, padding=1, batched=True)

# %% [markdown]
# The rest of this lesson looks at `conv2d` from other sides: what is in it, what it costs, what else it can be.

# %% [markdown]
# ## The bias, without loops
#
# NumPy can add arrays of different shapes. It lines the shapes up **from the right**; where an axis has length 1 or is
# missing, the numbers are repeated along it. This is called **broadcasting**, and it is a convenience with a trap.
#
# An output `y` has the shape (2, 4, 3, 4): 2 pictures, 4 planes, 3 rows, 4 columns. The bias has the shape (4,), one number
# a plane. Before you run the cell: will `y + b` be refused? If not, which axis gets the biases?

# %%
y = np.zeros((2, 4, 3, 4))
b = np.array([10.0, 20.0, 30.0, 40.0])
plot.array((y + b)[0, 0], "y + b: plane 0 of picture 0", role="output")

# %% [markdown]
# It is not refused, and it is wrong. The last axis of `y` counts columns, and there happen to be 4. So each *column*
# has received a
# bias. With 5 columns NumPy would have complained, and you would have been told. A mistake that shows only for some sizes
# is the worst kind.

# %% [markdown]
# ## Exercise 3.3 · Add the bias
# ★ · 6 min · 1 point
#
# Write `add_bias(y, b)`: add `b[o]` to every place of plane `o`, for all pictures. `y` has shape `(N, O, H, W)`, `b` has
# shape `(O,)`; the result is a new array of the shape of `y`. Do it without a loop (the check cannot see one, but NumPy
# needs none).
#
# In the example above, plane 0 should be all 10, plane 1 all 20, plane 2 all 30, plane 3 all 40.
#
# <details><summary>Hint 1: which shape must b have?</summary>
#
# Write the shapes under one another, right-aligned. `b` must have its numbers under the $O$ and length 1 under $H$ and $W$.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# `b[:, None, None]` has the shape `(O, 1, 1)`.
#
# </details>


# %% solution="add_bias"
def add_bias(y, b):
    """(N, O, H, W), (O,) -> (N, O, H, W), a new array"""
    ### BEGIN SOLUTION
    return y + b[:, None, None]
    ### END SOLUTION


# %% misconception="add_bias"
def add_bias__to_columns(y, b):
    """Your biases went to the columns, because NumPy lines shapes up from the right. Give b two
    more axes at its end: b[:, None, None].
    """
    return y + b


# %% misconception="add_bias"
def add_bias__to_rows(y, b):
    """Your biases went to the rows. One axis more: b[:, None, None] has shape (O, 1, 1), and its O
    meets the planes.
    """
    return y + b[:, None]


# %% misconception="add_bias"
def add_bias__to_pictures(y, b):
    """Your biases went to the pictures of the batch. One axis less: b[:, None, None] has shape (O,
    1, 1), and its O meets the planes.
    """
    return y + b[:, None, None, None]


# %% misconception="add_bias"
def add_bias__first_for_all(y, b):
    """You added b[0] everywhere. Plane o gets its own bias, b[o]."""
    return y + b[0]


# %% misconception="add_bias"
def add_bias__sum_for_all(y, b):
    """You added all the biases to every plane. Plane o gets b[o] and no other."""
    return y + np.sum(b)


# %% misconception="add_bias"
def add_bias__once_for_every_channel(y, b):
    """You added each bias several times, once for every channel. It is added once, however many
    channels were summed before.
    """
    return y + y.shape[1] * b[:, None, None]


# %% misconception="add_bias"
def add_bias__writes_into_y(y, b):
    """Your numbers are right, but += writes into the caller's y. Return a new array: y + b[:, None,
    None].
    """
    y += b[:, None, None]
    return y


# %% check="add_bias" points=1
def torch_add_bias(y, b):
    # a layer whose weights are all zero gives its bias and nothing else
    return y + F.conv2d(torch.zeros_like(y), torch.zeros(len(b), len(b), 1, 1, dtype=y.dtype), b)


check(
    add_bias,
    against=torch_add_bias,
    on=[
        case(y=normal(2, 4, 3, 4), b=normal(4)),
        case(y=normal(2, 3, 3, 5), b=normal(3)),
        case(y=normal(3, 3, 2, 4), b=normal(3)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    add_bias,
    against=torch_add_bias,
    on=[
        case(y=normal(2, 5, 3, 5), b=normal(5)),
        case(y=normal(2, 4, 4, 3), b=normal(4)),
        case(y=normal(4, 4, 3, 2), b=normal(4)),
        case(y=normal(2, 6, 3, 4), b=normal(6)),
        case(y=normal(3, 3, 3, 3), b=normal(3)),
        case(y=normal(2, 1, 4, 3), b=normal(1)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch tensors broadcast by the same rule, so the line is the same. Usually nobody writes it: `F.conv2d` takes the bias
# as an argument.

# %%
y_torch, b_torch = torch.tensor(y), torch.tensor(b)
by_hand = y_torch + b_torch[:, None, None]
by_layer = F.conv2d(
    input=y_torch, weight=torch.zeros(4, 4, 1, 1, dtype=torch.float64), bias=b_torch
)
print("one place of each plane:", by_hand[0, :, 0, 0], by_layer[0, :, 0, 0])
print("equal everywhere:", torch.equal(by_hand, by_layer))

# %% [markdown]
# ## A kernel of one pixel
#
# A kernel of 1 by 1 sees a single pixel. On a grey picture it can only multiply everything by one number. But on a picture
# with channels? Its filter still reads all of them.
#
# Below, three filters of 1 by 1, written as the rows of a table. The first gives what is in blue, the second what is in
# green, the third what is in red. Before you run the cell: which colour will the flower have?

# %%
mix = np.array([[0.0, 0, 1], [0, 1, 0], [1, 0, 0]])  # (O, C)
mixed = convkit.conv2d(flower[None], mix[:, :, None, None])[0]
plot.gallery({"a flower": flower, "after three filters of 1 by 1": mixed})

# %% [markdown]
# Blue: red and blue have changed places. The picture is as sharp as before: no pixel has looked at its neighbour. Each has
# been recoloured by itself, and all by the same rule.
#
# That rule has a name. To take some numbers $v_0, v_1, \dots$ and give out others, each of them a weighted sum of all $v$ plus
# a bias, is what a **linear layer** does: $y_o = b_o + \sum_c w_{oc} v_c$. So a **1×1 convolution** is a linear layer on the
# channels of a pixel, applied to every pixel. Networks use it to mix channels, and to have fewer of them before the costly
# larger kernels come.
#
# Without its bias a linear layer is a product of matrices, and NumPy has a sign for that. `A @ v` multiplies each row of `A`, shape
# `(O, C)`, entry by entry with the column `v`, shape `(C,)`, and sums: one number a row. If `v` is a matrix of shape
# `(C, P)`, the same is done to each of its $P$ columns. If it is a stack of matrices, `(N, C, P)`, then to each matrix.

# %%
pixel = flower[:, 100, 160]
print("one pixel:      ", pixel.round(2))
print("mix @ pixel:    ", (mix @ pixel).round(2))
print("in the picture: ", mixed[:, 100, 160].round(2))
print("shapes:         ", (mix @ np.zeros((2, 3, 20))).shape)

# %% [markdown]
# ## Exercise 3.4 · 1×1 convolution
# ★★ · 10 min · 2 points
#
# Write `conv1x1(x, w, b)`; one matrix product does it, without a loop: `x` has shape `(N, C, H, W)`, `w` `(O, C, 1,
# 1)`, `b` `(O,)`,
# the result `(N, O, H, W)`.
#
# If a pixel has the channels 1, 2, 3, and `w` has the two filters 1, 0, 1 and 0, 2, 0, and `b` is 10, 20, then that pixel
# becomes 10 + 4 = 14 and 20 + 4 = 24.
#
# <details><summary>Hint 1: which shapes?</summary>
#
# `@` wants matrices. Lay all pixels of a picture in one row: `(N, C, H, W)` becomes `(N, C, H * W)`. The
# reading order stays the same, so here `reshape` is right. And `w[:, :, 0, 0]` is a matrix of shape `(O, C)`.
#
# </details>
# <details><summary>Hint 2: right shape, wrong numbers</summary>
#
# If you wrote `x.reshape(N, H * W, C)`, you cut the long row of numbers at the wrong places, as in lesson 00. The channels
# must stay where they are, before the pixels.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `w[:, :, 0, 0] @ x.reshape(N, C, H * W)` has shape `(N, O, H * W)`. Add the bias along its middle axis, then reshape to
# `(N, O, H, W)`.
#
# </details>


# %% solution="conv1x1"
def conv1x1(x, w, b):
    """(N, C, H, W), (O, C, 1, 1), (O,) -> (N, O, H, W)"""
    N, C, H, W = x.shape
    O = len(w)
    ### BEGIN SOLUTION
    pixels = x.reshape(N, C, H * W)
    y = w[:, :, 0, 0] @ pixels + b[:, None]  # (N, O, H * W)
    return y.reshape(N, O, H, W)
    ### END SOLUTION


# %% misconception="conv1x1"
def conv1x1__reshapes_channels_last(x, w, b):
    """You reshaped to (N, H * W, C), which cuts the row of numbers at the wrong places and mixes pixels.
    Keep the channels before the pixels: (N, C, H * W).
    """
    N, C, H, W = x.shape
    y = x.reshape(N, H * W, C) @ w[:, :, 0, 0].T + b
    return y.transpose(0, 2, 1).reshape(N, len(w), H, W)


# %% misconception="conv1x1"
def conv1x1__reshapes_result(x, w, b):
    """Your product is right with the channels last, but the way back is not. Move them in front
    with transpose before you reshape to (N, O, H, W).
    """
    N, C, H, W = x.shape
    y = x.transpose(0, 2, 3, 1).reshape(N * H * W, C) @ w[:, :, 0, 0].T + b
    return y.reshape(N, len(w), H, W)


# %% misconception="conv1x1"
def conv1x1__transposes_weights(x, w, b):
    """Your weights are transposed: row o of the matrix must hold the weights of filter o. Take w[:,
    :, 0, 0] without .T on this side of @.
    """
    N, C, H, W = x.shape
    y = w[:, :, 0, 0].T @ x.reshape(N, C, H * W) + b[:, None]
    return y.reshape(N, len(b), H, W)


# %% misconception="conv1x1"
def conv1x1__sums_over_places(x, w, b):
    """You summed over the places too, so every pixel got the same answer. Only the channels are
    summed.
    """
    N, _, H, W = x.shape
    y = np.einsum("nchw,oc->no", x, w[:, :, 0, 0]) + b
    return np.broadcast_to(y[:, :, None, None], (N, len(b), H, W)).copy()


# %% misconception="conv1x1"
def conv1x1__bias_to_columns(x, w, b):
    """Your bias went to the columns of the picture. It belongs to the output channels: give it axes
    of length 1 behind, as in add_bias.
    """
    return np.einsum("nchw,oc->nohw", x, w[:, :, 0, 0]) + b


# %% misconception="conv1x1"
def conv1x1__forgets_bias(x, w, b):
    """You did not add the bias. Add b[o] to every pixel of plane o."""
    return np.einsum("nchw,oc->nohw", x, w[:, :, 0, 0])


# %% check="conv1x1" points=2
def torch_conv1x1(x, w, b):
    return F.conv2d(x, w, b)


check(
    conv1x1,
    against=torch_conv1x1,
    on=[
        case(x=normal(2, 3, 5, 4), w=normal(4, 3, 1, 1), b=normal(4)),
        case(x=normal(2, 3, 4, 6), w=normal(3, 3, 1, 1), b=normal(3)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv1x1,
    against=torch_conv1x1,
    on=[
        case(x=normal(3, 5, 2, 7), w=normal(2, 5, 1, 1), b=normal(2)),
        case(x=normal(2, 4, 6, 4), w=normal(4, 4, 1, 1), b=normal(4)),
        case(x=normal(2, 3, 1, 1), w=normal(5, 3, 1, 1), b=normal(5)),
        case(x=normal(2, 1, 3, 4), w=normal(2, 1, 1, 1), b=normal(2)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch there are two ways to write it. `F.linear` wants the channels last.

# %%
rng = np.random.default_rng(4)
x_torch = torch.tensor(rng.normal(size=(2, 3, 5, 4)))
w_torch, b_torch = torch.tensor(rng.normal(size=(4, 3, 1, 1))), torch.tensor(rng.normal(size=4))
by_conv = F.conv2d(input=x_torch, weight=w_torch, bias=b_torch)
channels_last = x_torch.permute(dims=(0, 2, 3, 1))
by_linear = F.linear(input=channels_last, weight=w_torch[:, :, 0, 0], bias=b_torch)
by_numpy = convkit.conv2d(x_torch.numpy(), w_torch.numpy(), b_torch.numpy())
print("conv2d:", by_conv[1, :, 2, 3])
print("linear:", by_linear[1, 2, 3])
print("NumPy: ", by_numpy[1, :, 2, 3])

# %% [markdown]
# **A good place to stop.** What follows needs `conv2d`, and the next section is optional.
#
# ## Two layouts (optional)
#
# PyTorch keeps pictures as NCHW and weights as OIHW. TensorFlow, and Flax, a library of layers for JAX, keep pictures as
# **NHWC**, the channel last as in a file, and weights as **HWIO**: rows, columns, input channel, output channel. Weights
# travel between the two worlds, and on the way they are easily broken. A network with the same number of channels in and out
# does not even complain when the two are exchanged.
#
# Before you run the cell: a weight has shape (3, 2, 5, 4) in the order HWIO. Which shape does it have in OIHW?

# %%
rng = np.random.default_rng(5)
w_hwio = rng.normal(size=(3, 2, 5, 4))
w_oihw = w_hwio.transpose(3, 2, 0, 1)
print("HWIO:", w_hwio.shape, " OIHW:", w_oihw.shape, " .T would give:", w_hwio.T.shape)
print("row 2, column 1, input 4, output 0:", w_hwio[2, 1, 4, 0], w_oihw[0, 4, 2, 1])

# %% [markdown]
# Four filters, five channels each, kernels of 3 rows and 2 columns. Look at `.T`: it turns *all* axes round. Inputs and
# outputs land where they should, and rows and columns do not. With square kernels the shape would give nothing away.

# %% [markdown]
# ## Exercise 3.5 · To PyTorch's layout
# ★ · 6 min · 2 points · optional
#
# Write `to_torch_layout(x_nhwc, w_hwio)`: return the pair `(x, w)` in PyTorch's layouts, NCHW and OIHW.
#
# A picture batch of shape (2, 7, 6, 3) becomes (2, 3, 7, 6), and its entry `[1, 4, 5, 2]` becomes the entry `[1, 2, 4, 5]`.
#
# <details><summary>Hint 1: which numbers go into transpose?</summary>
#
# For each new axis, the number of the old axis it comes from. New axis 1 of the picture is the channel. Which number had
# the channel before?
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# `x_nhwc.transpose(0, 3, 1, 2)`. For the weight: O was axis 3, I was axis 2, H was axis 0, W was axis 1.
#
# </details>


# %% solution="to_torch_layout"
def to_torch_layout(x_nhwc, w_hwio):
    """(N, H, W, C), (kh, kw, C, O) -> (N, C, H, W), (O, C, kh, kw)"""
    ### BEGIN SOLUTION
    return x_nhwc.transpose(0, 3, 1, 2), w_hwio.transpose(3, 2, 0, 1)
    ### END SOLUTION


# %% misconception="to_torch_layout"
def to_torch_layout__reshapes(x_nhwc, w_hwio):
    """You reshaped. That keeps the numbers in reading order and mixes channels with pixels; move the axes with transpose."""
    (N, H, W, C), (kh, kw, _, O) = x_nhwc.shape, w_hwio.shape
    return x_nhwc.reshape(N, C, H, W), w_hwio.reshape(O, C, kh, kw)


# %% misconception="to_torch_layout"
def to_torch_layout__picture_turned(x_nhwc, w_hwio):
    """Height and width of your pictures are exchanged. NCHW keeps their order: transpose(0, 3, 1,
    2).
    """
    return x_nhwc.transpose(0, 3, 2, 1), w_hwio.transpose(3, 2, 0, 1)


# %% misconception="to_torch_layout"
def to_torch_layout__kernel_turned(x_nhwc, w_hwio):
    """Your weight's rows and columns are exchanged, as .T does it. OIHW keeps their order:
    transpose(3, 2, 0, 1).
    """
    return x_nhwc.transpose(0, 3, 1, 2), w_hwio.T


# %% misconception="to_torch_layout"
def to_torch_layout__inputs_first(x_nhwc, w_hwio):
    """Your weight has its input and output channels exchanged: IOHW. The outputs come first, and in
    HWIO they are axis 3.
    """
    return x_nhwc.transpose(0, 3, 1, 2), w_hwio.transpose(2, 3, 0, 1)


# %% misconception="to_torch_layout"
def to_torch_layout__weight_left_alone(x_nhwc, w_hwio):
    """Your weight is still HWIO. Both change their layout, the pictures and the weight."""
    return x_nhwc.transpose(0, 3, 1, 2), w_hwio


# %% misconception="to_torch_layout"
def to_torch_layout__pictures_left_alone(x_nhwc, w_hwio):
    """Your weight is right, and your pictures are still NHWC. Move their channel axis from the end
    to place 1.
    """
    return x_nhwc, w_hwio.transpose(3, 2, 0, 1)


# %% misconception="to_torch_layout"
def to_torch_layout__inputs_last(x_nhwc, w_hwio):
    """Your weight is OHWI: the outputs are in front, but the inputs are still at the end. They come
    second: transpose(3, 2, 0, 1).
    """
    return x_nhwc.transpose(0, 3, 1, 2), w_hwio.transpose(3, 0, 1, 2)


# %% misconception="to_torch_layout"
def to_torch_layout__kernels_turned_round(x_nhwc, w_hwio):
    """You turned the kernels half round as well. Both libraries cross-correlate: only the axes move,
    and what stands on them stays.
    """
    return x_nhwc.transpose(0, 3, 1, 2), w_hwio[::-1, ::-1].transpose(3, 2, 0, 1)


# %% check="to_torch_layout" points=2
def torch_to_torch_layout(x_nhwc, w_hwio):
    return x_nhwc.permute(0, 3, 1, 2), w_hwio.permute(3, 2, 0, 1)


check(
    to_torch_layout,
    against=torch_to_torch_layout,
    on=[
        case(x_nhwc=normal(2, 7, 6, 5), w_hwio=normal(3, 2, 5, 4)),
        case(x_nhwc=normal(2, 5, 5, 3), w_hwio=normal(3, 3, 3, 3)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    to_torch_layout,
    against=torch_to_torch_layout,
    on=[
        case(x_nhwc=normal(3, 4, 5, 2), w_hwio=normal(2, 4, 2, 6)),
        case(x_nhwc=normal(2, 4, 4, 4), w_hwio=normal(2, 3, 4, 4)),
        case(x_nhwc=normal(4, 6, 5, 1), w_hwio=normal(1, 1, 1, 5)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch moving axes is `permute`. To see that nothing is broken, here is one layer computed twice: by loops that read
# NHWC and HWIO directly, and by `F.conv2d` on what `permute` gives.

# %%
x_nhwc = rng.normal(size=(2, 7, 6, 5))
direct = np.zeros((2, 5, 5, 4))  # (N, Ho, Wo, O)
for i in range(5):
    for j in range(5):
        window = x_nhwc[:, i : i + 3, j : j + 2]  # (N, kh, kw, C)
        direct[:, i, j] = np.einsum("nabc,abco->no", window, w_hwio)
x_torch = torch.tensor(x_nhwc).permute(dims=(0, 3, 1, 2))
w_torch = torch.tensor(w_hwio).permute(dims=(3, 2, 0, 1))
print("loops, NHWC:  ", direct[1, 2, 3])
print("conv2d, NCHW: ", F.conv2d(input=x_torch, weight=w_torch)[1, :, 2, 3].numpy())

# %% [markdown]
# ## What a layer costs
#
# Two numbers matter. The **parameters** are what is learned and stored: the weights and the biases.
# Their number does not depend on the size of the picture. The work is counted in
# **multiply-accumulates**, MACs for short: one product, added to a sum. Each number of the output
# takes one MAC for every weight of its filter.
#
# (Some count multiplications and additions apart and call them FLOPs, floating-point operations. One MAC is two FLOPs. When
# two papers differ by a factor of two, look here first.)
#
# Before you run the cell: a layer of 3 by 3 from 64 to 64 channels, on pictures of 56 by 56 that keep their size. Which is
# the larger number, its parameters or the numbers in its output? And how many MACs?

# %%
weights = 64 * 64 * 3 * 3
positions = 56 * 56
print("weights:           ", weights)
print("with biases:       ", weights + 64)
print("numbers in output: ", 64 * positions)
print("MACs:              ", weights * positions)
print("MACs of a 1 by 1:  ", 64 * 64 * positions)
print("weights if dense:  ", (64 * positions) ** 2)

# %% [markdown]
# The output has five times as many numbers as the layer has weights. And every weight is used once at every position,
# so the MACs are weights times positions. That is why a convolution has few parameters and
# much work. A 1 by 1 kernel has a ninth of the weights of a 3 by 3 one, so a ninth of the work.
#
# The last line is the argument for convolution. A dense layer from the same numbers to the same numbers would need forty
# billion weights where this one has 36,864, a million times fewer. **Locality** makes each answer read 3 by 3 places instead
# of 56 by 56. **Weight sharing** gives all 3,136 places the same weights. A dense layer also wants pictures of one size and
# must learn a cat in the left corner and a cat in the right corner apart.
#
# > **Rule of thumb.** Parameters and MACs grow with $C_{in} \cdot C_{out}$: double both, and the layer costs four times as much. Halve
# > height and width, and it costs a quarter of the MACs. So networks double the channels where they halve the size, and each stage costs
# > about the same.
#
# One more way to save. The channels may be divided into **groups** of equal size: with 2 groups, the first half of the
# filters reads only the first half of the input channels, and the second half reads the second. Then each filter has
# only $C_{in} / g$ kernels, where $g$ is the number of groups. Lesson 10 is about what this does; here we only count
# the weights.

# %% [markdown]
# ## Exercise 3.6 · The cost of a layer
# ★★ · 8 min · 2 points
#
# Write `conv_cost(cin, cout, kh, kw, hout, wout, bias=True, groups=1)`: return the pair `(params, macs)`, two whole numbers,
# for one picture. `hout` and `wout` are the height and width of the *output*. The biases are parameters if there are any, and
# count for nothing in the MACs. `groups` divides `cin` and `cout`.
#
# For 3 channels in, 8 out, kernels of 3 by 2 and an output of 5 by 4 there are 144 weights and 8 biases, so 152 parameters,
# and 144 · 20 = 2880 MACs.
#
# <details><summary>Hint 1: what has a filter?</summary>
#
# One kernel for each channel that it reads, so `cin // groups` kernels of `kh * kw` weights. And how many filters are there?
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# The number of weights is `cout * (cin // groups) * kh * kw`. Each is used once at each of the `hout * wout` positions.
#
# </details>


# %% solution="conv_cost"
def conv_cost(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """(number of parameters, multiply-accumulates for one picture)"""
    ### BEGIN SOLUTION
    weights = cout * (cin // groups) * kh * kw
    return weights + (cout if bias else 0), weights * hout * wout
    ### END SOLUTION


# %% misconception="conv_cost"
def conv_cost__flops(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted multiplications and additions apart, which are FLOPs. A MAC is one of each
    together: half your number.
    """
    weights = cout * (cin // groups) * kh * kw
    return weights + (cout if bias else 0), 2 * weights * hout * wout


# %% misconception="conv_cost"
def conv_cost__input_positions(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted a position for every pixel of the input. The window stands only where the output
    has a number: hout * wout positions, as they are given.
    """
    weights = cout * (cin // groups) * kh * kw
    return weights + (cout if bias else 0), weights * (hout + kh - 1) * (wout + kw - 1)


# %% misconception="conv_cost"
def conv_cost__bias_everywhere(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted a bias for every number of the output. A filter has one bias, and adds it
    everywhere: cout of them.
    """
    weights = cout * (cin // groups) * kh * kw
    return weights + (cout * hout * wout if bias else 0), weights * hout * wout


# %% misconception="conv_cost"
def conv_cost__always_bias(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted biases although bias=False. Add cout to the parameters only if there are biases."""
    weights = cout * (cin // groups) * kh * kw
    return weights + cout, weights * hout * wout


# %% misconception="conv_cost"
def conv_cost__forgets_input_channels(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted one kernel for each filter. A filter has a kernel for every channel that it
    reads: multiply by cin // groups.
    """
    weights = cout * kh * kw
    return weights + (cout if bias else 0), weights * hout * wout


# %% misconception="conv_cost"
def conv_cost__ignores_groups(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You did not use groups. A filter reads only the channels of its own group: cin // groups
    kernels.
    """
    weights = cout * cin * kh * kw
    return weights + (cout if bias else 0), weights * hout * wout


# %% misconception="conv_cost"
def conv_cost__divides_twice(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You divided by the groups twice. Each filter reads fewer channels, but there are still cout
    filters.
    """
    weights = (cout // groups) * (cin // groups) * kh * kw
    return weights + (cout if bias else 0), weights * hout * wout


# %% misconception="conv_cost"
def conv_cost__bias_in_macs(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """Your parameters are right, but your MACs count the biases too. Adding a bias multiplies
    nothing: count the weights only.
    """
    params = cout * (cin // groups) * kh * kw + (cout if bias else 0)
    return params, params * hout * wout


# %% misconception="conv_cost"
def conv_cost__one_bias_in_all(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted one bias for the whole layer. Every filter has one: cout of them."""
    weights = cout * (cin // groups) * kh * kw
    return weights + (1 if bias else 0), weights * hout * wout


# %% misconception="conv_cost"
def conv_cost__adds_sides_of_kernel(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You added the sides of the kernel. It has kh rows of kw weights: kh * kw."""
    weights = cout * (cin // groups) * (kh + kw)
    return weights + (cout if bias else 0), weights * hout * wout


# %% check="conv_cost" points=2
def torch_conv_cost(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    if min(cin, cout, kh, kw, hout, wout) < 1:
        raise ValueError("there is no layer without channels, weights or output")
    layer = nn.Conv2d(cin, cout, (kh, kw), bias=bias, groups=groups, device="meta")
    params = [p.numel() for p in layer.parameters()]
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        layer(torch.zeros(1, cin, hout + kh - 1, wout + kw - 1, device="meta"))
    return sum(params), counter.get_total_flops() // 2


check(
    conv_cost,
    against=torch_conv_cost,
    on=[
        case(cin=3, cout=8, kh=3, kw=2, hout=5, wout=4),
        case(cin=5, cout=4, kh=1, kw=3, hout=6, wout=7, bias=False),
        case(cin=6, cout=4, kh=2, kw=3, hout=3, wout=5, bias=True, groups=2),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv_cost,
    against=torch_conv_cost,
    on=[
        case(cin=64, cout=32, kh=3, kw=3, hout=126, wout=126),
        case(cin=12, cout=18, kh=5, kw=2, hout=4, wout=9, bias=False, groups=3),
        case(cin=4, cout=8, kh=3, kw=2, hout=7, wout=2, bias=True, groups=4),
        case(cin=2, cout=3, kh=1, kw=1, hout=1, wout=1),
        case(
            cin=whole_number(1, 64),
            cout=whole_number(1, 64),
            kh=whole_number(1, 7),
            kw=whole_number(1, 7),
            hout=whole_number(1, 40),
            wout=whole_number(1, 40),
        ),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch: count the parameters of a layer, and let a counter watch it work. On the device `"meta"` arrays have a shape
# and no numbers, so this costs nothing. The layer is the first one of ResNet, and the picture has the size that is usual
# for it.

# %%
layer = nn.Conv2d(
    in_channels=3, out_channels=64, kernel_size=7, stride=2, padding=3, bias=False, device="meta"
)
with FlopCounterMode(display=False) as counter:
    out = layer(torch.zeros(1, 3, 224, 224, device="meta"))
print("output:     ", tuple(out.shape))
print("parameters: ", sum(p.numel() for p in layer.parameters()), " by hand:", 64 * 3 * 7 * 7)
print("MACs:       ", counter.get_total_flops() // 2, " by hand:", 64 * 3 * 7 * 7 * 112 * 112)


# %% [markdown]
# ## A linear layer is a convolution
#
# A linear layer on a whole picture has a weight for every number of the picture: it flattens $(C, H, W)$ to one long row, in
# reading order, channel after channel, and gives $O$ weighted sums. Such a layer is also called **fully connected** or
# **dense**, because every output reads every input.
#
# Now take a convolution whose kernels are as large as the picture. There is one place for the window, and one number for
# each filter: a weighted sum of all the picture's numbers. It is the same thing.
#
# Here is a linear layer that reads digits of 8 by 8 pixels. Its weights come from least squares: NumPy finds those for which
# the ten outputs come nearest to 1 for the right digit and 0 for the others. Before you run the cell: how often is the
# largest output the right one, on digits it has not seen? Guess.

# %%
train, train_labels, test, test_labels = data.digits_split()  # (n, 1, 8, 8), (n,)
rows = train.reshape(len(train), 64)
with_one = np.hstack([rows, np.ones((len(rows), 1))])  # a column of ones, for the bias
solved = np.linalg.lstsq(with_one, np.eye(10)[train_labels], rcond=None)[0]
matrix, offset = solved[:64].T, solved[64]  # (10, 64), (10,)
answers = test.reshape(len(test), 64) @ matrix.T + offset
print("right on new digits:", np.mean(answers.argmax(axis=1) == test_labels).round(3))

# %% [markdown]
# Not bad for one line of algebra. The ten rows of weights can be looked at, each laid out again as 8 by 8. Before you run the
# cell: will you recognise the digits?

# %%
kernels = np.clip(matrix.reshape(10, 8, 8), -0.3, 0.3)
plot.gallery({f"for a {digit}": kernel for digit, kernel in enumerate(kernels)}, columns=5)

# %% [markdown]
# Hardly. Bright places speak for the digit and dark ones against it: the middle of the kernel for a
# 0 is dark, because a 0 is empty there. They are kernels of 8 by 8, each a question about a whole
# digit. (Weights beyond ±0.3 are cut off in the figure. Nearly all of them belong to pixels at the
# border that hardly any digit reaches, and least squares can give those almost any weight.)
#
# Now a larger picture with four digits in it. A linear layer cannot take it: it
# wants 64 numbers and gets many more. The convolution can. It slides. Before you run the second cell: in how many places does
# a window of 8 by 8 fit on a picture of 20 by 44?

# %%
wide = np.zeros((20, 44))
corners = {3: (2, 3), 0: (10, 12), 6: (1, 20), 4: (9, 33)}  # digit: where its top-left pixel goes
for label, (top, left) in corners.items():
    first = list(test_labels).index(label)
    wide[top : top + 8, left : left + 8] = test[first, 0]
plot.photograph(wide, "four digits")

# %%
filters = matrix.reshape(10, 1, 8, 8)
maps = convkit.conv2d(wide[None, None], filters, offset)[0]  # (10, 13, 37)
print("output:", maps.shape, " places for the window:", maps[0].size)
for label, (top, left) in corners.items():
    print(f"window at ({top:2d}, {left:2d}): says {maps[:, top, left].argmax()}, it is a {label}")
top, left = corners[3]
alone = matrix @ test[list(test_labels).index(3)].ravel() + offset
print("the linear layer on the 3 alone:     ", alone.round(2))
print("the convolution, window at its corner:", maps[:, top, left].round(2))

# %% [markdown]
# Compare the last two lines. With its top-left corner on that of a digit, the convolution says what
# the linear layer says of that digit alone, number by number. Between the digits it says something
# too, about windows with a part of a digit in them, with parts of two, or with none. Nobody has taught it what to say there.
#
# This is one way to use a network that was made for one size of picture on a larger one: it then answers for every window.

# %% [markdown]
# ## Exercise 3.7 · From linear layer to convolution
# ★★ · 8 min · 3 points
#
# Write `fc_to_conv(weight, b, C, H, W)`: `weight`, shape `(O, C * H * W)`, and `b`, shape `(O,)`, belong to a linear layer
# that was made for pictures of shape `(C, H, W)`, flattened in this order. Return the pair `(w, b)` for the convolution that
# gives the same on such a picture: `w` has shape `(O, C, H, W)`, `b` has shape `(O,)`.
#
# With C, H, W = 2, 1, 2 the linear weights 5, 6, 7, 8 of one output become the kernel 5, 6 for channel 0 and the kernel 7, 8
# for channel 1.
#
# <details><summary>Hint 1: which weight belongs to which pixel?</summary>
#
# In the flattened row the column number changes fastest, then the row number, then the channel. `weight[o, 0]` belongs to
# channel 0, row 0, column 0, and `weight[o, 1]` to channel 0, row 0, column 1.
#
# </details>
# <details><summary>Hint 2: must I turn the kernel?</summary>
#
# No. `conv2d` is cross-correlation: the first weight meets the first pixel of the window.
#
# </details>


# %% solution="fc_to_conv"
def fc_to_conv(weight, b, C, H, W):
    """(O, C * H * W), (O,) -> (O, C, H, W), (O,)"""
    O = len(weight)
    ### BEGIN SOLUTION
    return weight.reshape(O, C, H, W), b
    ### END SOLUTION


# %% misconception="fc_to_conv"
def fc_to_conv__channels_last(weight, b, C, H, W):
    """You unpacked the weights as if the channel came last. The picture was flattened in the order
    (C, H, W), so unpack to (O, C, H, W) directly.
    """
    return weight.reshape(len(weight), H, W, C).transpose(0, 3, 1, 2), b


# %% misconception="fc_to_conv"
def fc_to_conv__kernels_transposed(weight, b, C, H, W):
    """Your kernels' rows and columns are exchanged. Columns change fastest when a picture is
    flattened: unpack to (O, C, H, W).
    """
    return weight.reshape(len(weight), C, W, H).transpose(0, 1, 3, 2), b


# %% misconception="fc_to_conv"
def fc_to_conv__turns_kernels(weight, b, C, H, W):
    """You turned the kernels half round. conv2d does not flip, so the first weight meets the first
    pixel as it is.
    """
    return weight.reshape(len(weight), C, H, W)[:, :, ::-1, ::-1], b


# %% misconception="fc_to_conv"
def fc_to_conv__divides_bias(weight, b, C, H, W):
    """You divided the bias among the weights. It is added once to each answer, in both layers:
    leave it as it is.
    """
    return weight.reshape(len(weight), C, H, W), b / (C * H * W)


# %% misconception="fc_to_conv"
def fc_to_conv__bias_for_every_place(weight, b, C, H, W):
    """You made a bias for every place of a window. A filter has one bias: b keeps its shape (O,)."""
    return weight.reshape(len(weight), C, H, W), b[:, None, None] * np.ones((H, W))


# %% misconception="fc_to_conv"
def fc_to_conv__inputs_first(weight, b, C, H, W):
    """You put the input channels before the outputs. Each row of the linear weight is one filter,
    so O comes first.
    """
    return weight.reshape(len(weight), C, H, W).transpose(1, 0, 2, 3), b


# %% misconception="fc_to_conv"
def fc_to_conv__channels_reversed(weight, b, C, H, W):
    """Your channels are in opposite order. The first C-th part of a row belongs to channel 0."""
    return weight.reshape(len(weight), C, H, W)[:, ::-1], b


# %% check="fc_to_conv" points=3
def torch_fc_to_conv(weight, b, C, H, W):
    return nn.Unflatten(1, (C, H, W))(weight), b


def slide(fc_to_conv, x, weight, b, C, H, W):
    """What the student's convolution makes of a larger picture."""
    w, b = fc_to_conv(weight, b, C, H, W)
    return F.conv2d(*(torch.tensor(np.array(v)) for v in (x, w, b))).numpy()


def linear_at_every_window(x, weight, b, C, H, W):
    rows, columns = x.shape[2] - H + 1, x.shape[3] - W + 1
    places = [(i, j) for i in range(rows) for j in range(columns)]
    windows = [x[:, :, i : i + H, j : j + W].flatten(1) for i, j in places]
    y = torch.stack([F.linear(window, weight, b) for window in windows], dim=2)  # (N, O, places)
    return y.unflatten(2, (rows, columns))


check(
    fc_to_conv,
    against=torch_fc_to_conv,
    on=[
        case(weight=normal(5, 24), b=normal(5), C=2, H=3, W=4),
        case(weight=normal(2, 36), b=normal(2), C=4, H=3, W=3),
    ],
)
check(
    fc_to_conv,
    against=linear_at_every_window,
    via=slide,
    on=[case(x=normal(2, 2, 6, 5), weight=normal(5, 24), b=normal(5), C=2, H=3, W=4)],
)
### BEGIN HIDDEN TESTS
check(
    fc_to_conv,
    against=torch_fc_to_conv,
    on=[
        case(weight=normal(3, 30), b=normal(3), C=3, H=2, W=5),
        case(weight=normal(4, 64), b=normal(4), C=4, H=4, W=4),
        case(weight=normal(6, 5), b=normal(6), C=5, H=1, W=1),
    ],
)
check(
    fc_to_conv,
    against=linear_at_every_window,
    via=slide,
    on=[case(x=normal(2, 3, 4, 8), weight=normal(4, 30), b=normal(4), C=3, H=2, W=5)],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, on one of the digits:

# %%
m_torch, o_torch = torch.tensor(matrix), torch.tensor(offset)
digit = torch.tensor(test[:1])  # (1, 1, 8, 8)
by_linear = F.linear(input=digit.flatten(start_dim=1), weight=m_torch, bias=o_torch)
by_conv = F.conv2d(input=digit, weight=m_torch.unflatten(1, (1, 8, 8)), bias=o_torch)
print("linear:", tuple(by_linear.shape), " conv2d:", tuple(by_conv.shape))
print("equal: ", torch.allclose(by_linear, by_conv[:, :, 0, 0], rtol=1e-12))

# %% [markdown]
# ## Design filters for colour (optional)
#
# Now you choose the weights. A kernel that is zero ignores its channel. Kernels that are equal in all channels treat colours
# alike. And what does a filter do whose kernels cancel each other? On a *grey* picture the three planes are equal, so a
# filter sees each pixel three times.
#
# Here are two filters of 1 by 1. One takes the mean of the three planes. The other takes green minus half of red and half of
# blue. Before you run the cell: what does each of them answer to a grey pixel, and what to a green one?

# %%
sees_light = np.full((3, 1, 1), 1 / 3)
green_or_not = np.array([-0.5, 1.0, -0.5]).reshape(3, 1, 1)
grey_pixel, green_pixel = np.array([0.6, 0.6, 0.6]), np.array([0.0, 0.9, 0.0])
for name, colour_filter in {"mean": sees_light, "green or not": green_or_not}.items():
    on_grey, on_green = (
        np.sum(p * colour_filter[:, 0, 0]).round(3) for p in (grey_pixel, green_pixel)
    )
    print(f"{name:13s} on grey: {on_grey:.2f}   on green: {on_green:.2f}")
plot.gallery(
    {
        "a flower": flower,
        "mean": convkit.conv2d(flower[None], sees_light[None])[0, 0],
        "green or not": convkit.conv2d(flower[None], green_or_not[None])[0, 0],
    }
)

# %% [markdown]
# Look at the third picture. The leaves are bright: greener than they are red and blue. The heart of
# the flower is darker than the middle grey that stands for 0; its outer petals, where green lies
# about halfway between red and blue, are near it. To this filter a dark grey and a bright grey are
# the same: without colour it answers 0.


# %% setup="checks"
def colour_weight(answer):
    """The student's filters as a tensor, once they are four-dimensional and of the right size."""
    assert np.shape(answer) == (3, 3, 3, 3), (
        "Return one array of shape (3, 3, 3, 3): 3 filters, 3 channels, 3 rows, 3 columns. "
        f"The shape of yours is {np.shape(answer)}."
    )
    weight = torch.tensor(np.array(answer, dtype=float))
    assert weight.isfinite().all(), "Every weight must be a finite number."
    return weight


def plane(picture, weight, o):
    """What filter o makes of one picture (3, H, W)."""
    return F.conv2d(picture[None], weight[o : o + 1])[0, 0]


def random_planes(*channels, seed=31):
    """A picture with random planes in these channels, the others black."""
    picture = torch.zeros(3, 8, 7, dtype=torch.float64)
    values = torch.tensor(np.random.default_rng(seed).uniform(size=(3, 8, 7)))
    picture[list(channels)] = values[list(channels)]
    return picture


def silent(answers):
    return answers.abs().max().item() < 1e-12


# %% [markdown]
# ## Exercise 3.8 · Colour filters
# ★★★ · 12 min · 3 points (one for each filter) · optional
#
# Write `colour_filters()`: return three filters for colour pictures (red, green, blue) as one array of shape `(3, 3, 3, 3)`.
# They are used with cross-correlation. "Here" is the pixel under the middle of the kernel.
#
# | filter | what comes out |
# |---|---|
# | 0 | how bright the pixel here is: 0.299 of red, 0.587 of green, 0.114 of blue |
# | 1 | vertical edges of the **red** plane: **positive** where red gets stronger to the **right**, zero where each row of red is constant, and no answer at all to green and blue |
# | 2 | colour without light: **zero on every grey picture**, whatever is on it, and not zero on a picture that is plain red |
#
# For example, on a plain red picture (red 1.0, green and blue 0.0 everywhere) filter 0 gives 0.299, filter 1 gives 0, and
# filter 2 gives something other than 0.
#
# <details><summary>Hint 1: where do I write what?</summary>
#
# Begin with `w = np.zeros((3, 3, 3, 3))`. `w[1, 0]` is the kernel of filter 1 for the red plane, and `w[0, :, 1, 1]` are the
# three middle weights of filter 0.
#
# </details>
# <details><summary>Hint 2: the brightness is nine times too large</summary>
#
# Then your weights stand at all nine places of the kernels. Only the pixel here is asked for.
#
# </details>
# <details><summary>Hint 3: filter 2</summary>
#
# On a grey picture red, green and blue are equal at every pixel. So the weights that meet one pixel must cancel *across the
# channels*: what red has too much, another channel has too little.
#
# </details>


# %% solution="colour_filters"
def colour_filters():
    """Three filters for red, green, blue: (3, 3, 3, 3), in the order output, input, row, column."""
    w = np.zeros((3, 3, 3, 3))
    ### BEGIN SOLUTION
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    ### END SOLUTION
    return w


# %% misconception="colour_filters"
def colour_filters__blue_first():
    """Filter 0 has its weights in the order blue, green, red. Channel 0 is red, with 0.299; channel
    2 is blue, with 0.114.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.114, 0.587, 0.299]
    w[1, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


# %% misconception="colour_filters"
def colour_filters__nine_pixels():
    """Filter 0 adds up nine pixels instead of taking the one here. Put its weights at the middle of
    the kernels only: w[0, :, 1, 1].
    """
    w = np.zeros((3, 3, 3, 3))
    w[0] = np.array([0.299, 0.587, 0.114])[:, None, None]
    w[1, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


# %% misconception="colour_filters"
def colour_filters__plain_mean():
    """Filter 0 takes the plain mean of the three planes. Weigh them: 0.299 for red, 0.587 for
    green, 0.114 for blue.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = 1 / 3
    w[1, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


# %% misconception="colour_filters"
def colour_filters__edges_of_all_colours():
    """Filter 1 sees edges in every plane. Give only channel 0, the red one, an edge kernel, and
    leave the kernels for green and blue at zero.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


# %% misconception="colour_filters"
def colour_filters__edges_of_another_colour():
    """Filter 1 does not answer to red at all. Red is channel 0: its kernel is w[1, 0]."""
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 2] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


# %% misconception="colour_filters"
def colour_filters__level_edges():
    """Filter 1 sees level edges, between above and below. A vertical edge lies between left and
    right: compare the left column of the kernel with the right.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0] = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


# %% misconception="colour_filters"
def colour_filters__edge_sign_inverted():
    """Filter 1 is negative where red gets stronger to the right. Nothing is flipped here, so the
    minus belongs to the left column.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0] = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


# %% misconception="colour_filters"
def colour_filters__zero_sum_in_each_channel():
    """Filter 2 is silent on a flat grey picture only: each of its kernels sums to zero by itself.
    For every grey picture, the three weights that meet one pixel must sum to zero.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2] = [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    return w


# %% misconception="colour_filters"
def colour_filters__silent_on_red():
    """Filter 2 is silent on grey and on plain red as well. Let the weights cancel across the
    channels, and not within the red kernel, which must not sum to zero.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    return w


# %% misconception="colour_filters"
def colour_filters__edge_sees_plain_red():
    """Filter 1 answers on a plain red picture, where nothing changes. The entries of its red kernel
    must sum to 0: what the right column adds, the left takes away.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0, :, 2] = 1
    w[2, :, 1, 1] = [1, 0, -1]
    return w


# %% misconception="colour_filters"
def colour_filters__cancels_at_different_pixels():
    """Filter 2 is silent on a flat grey picture only: its weights cancel, but they meet different
    pixels. For every grey picture, the three weights that meet *one* pixel must sum to zero.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0] = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]
    w[2, 0, 1, 1], w[2, 1, 0, 0] = 1, -1
    return w


# %% check="colour_filters" points=1
weight = colour_weight(call(colour_filters))
picture = random_planes(0, 1, 2)
got, here = plane(picture, weight, 0), picture[:, 1:-1, 1:-1]
red, green, blue = here
wanted = 0.299 * red + 0.587 * green + 0.114 * blue
everywhere = torch.tensor([0.299, 0.587, 0.114], dtype=torch.float64)[:, None, None].expand(3, 3, 3)
assert not same(got, 0.114 * red + 0.587 * green + 0.299 * blue), because(
    "colour_filters__blue_first"
)
assert not same(got, F.conv2d(picture[None], everywhere[None])[0, 0]), because(
    "colour_filters__nine_pixels"
)
assert not same(got, (red + green + blue) / 3), because("colour_filters__plain_mean")
assert same(got, wanted), (
    f"Filter 0: at a pixel with red {red[0, 0]:.3f}, green {green[0, 0]:.3f}, blue "
    f"{blue[0, 0]:.3f} it gives {got[0, 0]:.4f}. It should give {wanted[0, 0]:.4f}."
)
"colour_filters: filter 0 gives the brightness."

# %% check="colour_filters" points=1
weight = colour_weight(call(colour_filters))
assert not silent(plane(random_planes(0), weight, 1)), because(
    "colour_filters__edges_of_another_colour"
)
assert silent(plane(random_planes(1, 2), weight, 1)), because(
    "colour_filters__edges_of_all_colours"
)
plain_red = torch.zeros(3, 8, 7, dtype=torch.float64)
plain_red[0] = 1.0
assert silent(plane(plain_red, weight, 1)), because("colour_filters__edge_sees_plain_red")
level_stripes = torch.zeros(3, 8, 7, dtype=torch.float64)
level_stripes[0] = random_planes(0)[0, :, :1]
assert silent(plane(level_stripes, weight, 1)), because("colour_filters__level_edges")
redder_right = torch.zeros(3, 8, 7, dtype=torch.float64)
redder_right[0, :, 4:] = 1.0
got = plane(redder_right, weight, 1)
assert not (got.max() <= 1e-12 and got.min() < 0), because("colour_filters__edge_sign_inverted")
assert got.min() >= -1e-12 and got.max() > 1e-12, (
    "Filter 1: on a picture whose right half is red it should be positive at the edge and zero "
    f"elsewhere. One row of its answer is {got[0].tolist()}."
)
"colour_filters: filter 1 answers red edges alone."

# %% check="colour_filters" points=1
weight = colour_weight(call(colour_filters))
flat_grey = torch.full((3, 8, 7), 0.6, dtype=torch.float64)
any_grey = random_planes(0)[:1].expand(3, 8, 7)
plain_red = torch.zeros(3, 8, 7, dtype=torch.float64)
plain_red[0] = 1.0
on_flat, on_any = plane(flat_grey, weight, 2), plane(any_grey, weight, 2)
by_itself = weight[2].sum(dim=(1, 2)).abs().max() < 1e-12
assert not (silent(on_flat) and not silent(on_any)), because(
    "colour_filters__zero_sum_in_each_channel"
    if by_itself
    else "colour_filters__cancels_at_different_pixels"
)
assert silent(on_any), (
    f"Filter 2: on a picture that is 0.6 in all three planes it gives {on_flat[0, 0]:.4f}. "
    "It should give 0 on every grey picture."
)
assert not silent(plane(plain_red, weight, 2)), because("colour_filters__silent_on_red")
"colour_filters: filter 2 is silent on grey, and not on red."

# %% [markdown]
# Your filters on the palace, once you have them. Filter 1 should give every upright pillar a bright
# side and a dark one. Filter 2 should stand out on the red wood and the orange tiles, bright if its
# weight for red is positive and dark if it is negative, and be close to middle grey in the pale
# sky.

# %%
palace = data.photograph("china", crop=(130, 180, 130, 160), layout="CHW")
shown = None
try:
    shown = plot.feature_maps(palace, colour_filters(), ["brightness", "red edges", "colour"])
except NotImplementedError:
    print("write colour_filters first")
shown

# %% [markdown]
# ## What a wrong layer looks like (optional)
#
# Somebody hands you a convolution and the numbers it gave. You know the input, the weights and the settings, and you know that
# the output is wrong. Can you say what is wrong with the program, without seeing it?
#
# Often yes. Many mistakes are the right operation on the wrong arguments. Here is a layer that reads the channels in
# opposite order. To find that out, make the same mistake on purpose, and compare. Before you run the cell: which change to the
# weight does the same as reversing the input's channels?

# %%
rng = np.random.default_rng(8)
x, w = rng.normal(size=(1, 3, 4, 4)), rng.normal(size=(2, 3, 3, 3))
suspicious = convkit.conv2d(x[:, ::-1], w)  # what the wrong program gave
guess = convkit.conv2d(x, w[:, ::-1])  # the right program, the channels of w reversed
print("right:     ", convkit.conv2d(x, w)[0, 0].round(3).tolist())
print("suspicious:", suspicious[0, 0].round(3).tolist())
print("our guess: ", guess[0, 0].round(3).tolist())

# %% [markdown]
# The numbers agree, so the mistake is found. Random numbers were needed: on a grey picture, where
# all channels are equal, this mistake leaves no trace.


# %% setup="checks"
#: what the exercise calls a mistake, and which wrong version of conv2d makes it
BUGS = {
    "flip": "turns_kernels",
    "transpose": "kernels_transposed",
    "mean": "averages_channels",
    "one filter": "one_filter_for_all_outputs",
    "stride": "stride_swapped",
    "padding": "padding_swapped",
    "no bias": "forgets_bias",
    "first bias": "first_bias_for_all",
    "bias per weight": "bias_for_every_weight",
}


def right_conv2d(x, w, b=None, stride=1, padding=0):
    """The convolution that name_the_bug is given."""
    arrays = [np.asarray(v, dtype=float) for v in (x, w)]
    return convkit.conv2d(*arrays, None if b is None else np.asarray(b, float), stride, padding)


def wrong_output(bug, record):
    """What a program with this mistake makes of a record's input."""
    wrong = misconception("conv2d__" + BUGS[bug])
    return wrong(*(record[name] for name in ("x", "w", "b", "stride", "padding")))


def make_records(rng):
    """One record for each mistake, in random order."""
    records = []
    for bug in rng.permutation(list(BUGS)).tolist():
        C, O, H, W = [(2, 3, 7, 8), (3, 4, 6, 5), (4, 2, 5, 7)][rng.integers(3)]
        record = {
            "x": rng.normal(size=(2, C, H, W)),
            "w": rng.normal(size=(O, C, 3, 3)),
            "b": rng.normal(size=O),
            "stride": [(1, 2), (2, 1), (3, 2)][rng.integers(3)],
            "padding": [(0, 1), (2, 1), (1, 0)][rng.integers(3)],
        }
        records.append({**record, "y": wrong_output(bug, record)})
    return records


def bank_name_the_bug(records, conv2d):
    """The name of the wrong version that gives a record's output."""
    names = []
    for record in records:
        y = torch.tensor(record["y"])
        found = (bug for bug in BUGS if same(torch.tensor(wrong_output(bug, record)), y))
        names.append(next(found))
    return names


# %% [markdown]
# ## Exercise 3.9 · Name the bug
# ★★★ · 15 min · 3 points · optional
#
# Write `name_the_bug(records, conv2d)`: each record is a dictionary with an input (`"x"`, `"w"`, `"b"`, `"stride"`,
# `"padding"`, the last two as pairs) and the output `"y"` of a program with one mistake. Return the list of the mistakes'
# names, one for each record. The argument `conv2d` is a function, `conv2d(x, w, b, stride, padding)`, and it is right. Kernels
# are square, and everything else is as unequal as it can be.
#
# | name | the program … |
# |---|---|
# | `"flip"` | turns every kernel half round |
# | `"transpose"` | exchanges the rows and columns of every kernel |
# | `"mean"` | averages over the input channels instead of summing |
# | `"one filter"` | uses the first filter's weights for every output channel, with the right biases |
# | `"stride"` | exchanges the two strides, down and right |
# | `"padding"` | exchanges the two paddings, down and right |
# | `"no bias"` | forgets the bias |
# | `"first bias"` | adds `b[0]` to every plane |
# | `"bias per weight"` | adds the bias inside the sum, once for each weight of a filter |
#
# If, say, `conv2d(x, w, None, stride, padding)` is equal to the `"y"` of the first record, the list begins with `"no bias"`.
#
# <details><summary>Hint 1: how do I find a mistake?</summary>
#
# Make all nine. Each is a call of the right `conv2d` with changed arguments. The lines at the end, which are written already,
# compare their outputs with `y` and take the name of the one that fits; you fill the dictionary `suspects`.
#
# </details>
# <details><summary>Hint 2: some records stay "unknown"</summary>
#
# Then the suspect of that name is not quite the mistake. Which axes does it change? Of the four axes of `w`, only the last
# two are rows and columns. And does it change the bias where it should not?
#
# </details>
# <details><summary>Hint 3: three that are tricky</summary>
#
# `"mean"`: divide the weights by the number of channels, and leave the bias whole. `"one filter"`: the output still has as
# many planes as before, so repeat `w[:1]` with `np.repeat(w[:1], len(w), axis=0)`. `"bias per weight"`: a filter has
# `w[0].size` weights, the channels included.
#
# </details>


# %% solution="name_the_bug"
def name_the_bug(records, conv2d):
    """The name of the mistake in each record's output: a list of str."""
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {"no bias": conv2d(x, w, None, stride, padding)}
        ### BEGIN SOLUTION
        suspects["flip"] = conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding)
        suspects["transpose"] = conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding)
        suspects["mean"] = conv2d(x, w / w.shape[1], b, stride, padding)
        suspects["one filter"] = conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding)
        suspects["stride"] = conv2d(x, w, b, stride[::-1], padding)
        suspects["padding"] = conv2d(x, w, b, stride, padding[::-1])
        suspects["first bias"] = conv2d(x, w, np.full(len(b), b[0]), stride, padding)
        suspects["bias per weight"] = conv2d(x, w, b * w[0].size, stride, padding)
        ### END SOLUTION
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


# %% misconception="name_the_bug"
def name_the_bug__flip_and_transpose_exchanged(records, conv2d):
    """You take half a turn for a transpose and a transpose for half a turn. Reversing both axes
    turns; exchanging the two axes transposes.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "transpose": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


# %% misconception="name_the_bug"
def name_the_bug__flips_channels_too(records, conv2d):
    """Your "flip" never fits. Only rows and columns of the kernels are turned, w[:, :, ::-1, ::-1]; np.flip(w) would reverse the
    filters and channels too.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, np.flip(w), b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


# %% misconception="name_the_bug"
def name_the_bug__mean_divides_too_much(records, conv2d):
    """Your "mean" never fits. Only the sum over channels becomes a mean: divide the weights by
    their number of channels, w.shape[1], and leave the bias as it is.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w, b, stride, padding) / w.shape[1],
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


# %% misconception="name_the_bug"
def name_the_bug__one_filter_gives_one_plane(records, conv2d):
    """Your "one filter" never fits. The program makes as many planes as there are filters, all of them from w[:1]: repeat it that
    many times, and let each plane keep its own bias.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, w[:1], b[:1], stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


# %% misconception="name_the_bug"
def name_the_bug__stride_and_padding_exchanged(records, conv2d):
    """You say stride where the padding is exchanged, and padding where the stride is. The fourth
    argument of conv2d is the stride, the fifth the padding.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride, padding[::-1]),
            "padding": conv2d(x, w, b, stride[::-1], padding),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


# %% misconception="name_the_bug"
def name_the_bug__exchanges_both_settings(records, conv2d):
    """Your "stride" and your "padding" never fit, because you exchange both at once. Each program
    makes one mistake: reverse one pair and leave the other.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding[::-1]),
            "padding": conv2d(x, w, b, stride[::-1], padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


# %% misconception="name_the_bug"
def name_the_bug__first_bias_for_first_plane(records, conv2d):
    """Your "first bias" never fits. The program adds b[0] to every plane, not only to the first:
    np.full(len(b), b[0]).
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.append(b[0], np.zeros(len(b) - 1)), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


# %% misconception="name_the_bug"
def name_the_bug__bias_per_kernel_weight(records, conv2d):
    """Your "bias per weight" never fits. A filter has a kernel for every channel, so count the
    weights of all of them: w[0].size.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0, 0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


# %% check="name_the_bug" points=3
check(
    name_the_bug,
    against=bank_name_the_bug,
    on=[case(records=drawn(make_records), conv2d=right_conv2d)],
)
### BEGIN HIDDEN TESTS
check(
    name_the_bug,
    against=bank_name_the_bug,
    on=[
        case(records=drawn(make_records), conv2d=right_conv2d),
        case(records=drawn(make_records), conv2d=right_conv2d),
        case(records=drawn(lambda rng: make_records(rng)[:1]), conv2d=right_conv2d),
        case(records=[], conv2d=right_conv2d),
    ],
)
### END HIDDEN TESTS


# %% [markdown]
# ## A layer that keeps its weights
#
# `conv2d` is a function: you hand it the weights each time. A network keeps them. Its layers are objects, made once with
# random weights, and used and changed many times. You know everything that such a layer does; what is left is how it begins.
#
# It should begin with *random* weights. If all weights of a network began with the same number, all
# filters of a layer would give the same plane. The next layer would treat these planes alike, so
# the filters would learn the same and stay the same forever. (Only in the last layer do they part,
# if each is asked for another answer.) Here are two layers, with four filters of 3 by 3 in the
# first. Before you run the cell: how many of the four are different after ten steps of learning?

# %%
generator = torch.Generator().manual_seed(0)
picture, wanted = torch.randn(2, 1, 12, 12, generator=generator)
for begin_with in ("one number", "random numbers"):
    weights = [torch.full(shape, 0.1) for shape in ((4, 1, 3, 3), (1, 4, 1, 1))]
    if begin_with == "random numbers":
        weights = [torch.randn(w.shape, generator=generator) / 3 for w in weights]
    for _ in range(10):
        first, second = (w.requires_grad_() for w in weights)
        answer = F.conv2d(F.conv2d(picture, first, padding=1), second)
        loss = ((answer - wanted) ** 2).mean()
        gradients = torch.autograd.grad(loss, weights)  # how the loss changes with each weight
        weights = [(w - 0.1 * g).detach() for w, g in zip(weights, gradients, strict=True)]
    print(f"{begin_with:14s}: {len(weights[0].round(decimals=4).unique(dim=0))} different filters")

# %% [markdown]
# How large should the weights be? An answer is a sum of
#
# $$\text{fan-in} = C_{in} \cdot k_h \cdot k_w$$
#
# products: that is how many numbers it reads. The more products, the larger the sum, and in a network the next layer makes
# sums of these. Here are three layers with weights drawn evenly between -1 and 1. Before you run the cell: how do the sizes
# of their answers differ? (The size of a set of numbers is measured by its **standard deviation**, the root of the mean of
# their squares when their mean is 0.)

# %%
rng = np.random.default_rng(6)
for channels in (3, 64, 512):
    x = rng.normal(size=(1, channels, 12, 12))
    w = rng.uniform(-1, 1, size=(16, channels, 3, 3))
    fan_in = channels * 3 * 3
    wild = convkit.conv2d(x, w).std()
    tame = convkit.conv2d(x, w / np.sqrt(fan_in)).std()
    print(f"fan-in {fan_in:4d}: standard deviation {wild:6.2f}   divided by the root: {tame:.2f}")

# %% [markdown]
# The sums grow with the root of the fan-in, because positive and negative products partly cancel. Divide the weights by that
# root, and the size of the answers no longer depends on the fan-in. It is 0.58 times the size of what came in, because numbers
# drawn evenly between -1 and 1 have a standard deviation of $1/\sqrt 3 = 0.577$. PyTorch does this: its convolution layers
# draw weights *and* biases evenly between $-1/\sqrt{\text{fan-in}}$ and $+1/\sqrt{\text{fan-in}}$. Check it on one of its
# layers:

# %%
torch.manual_seed(0)
layer = nn.Conv2d(in_channels=24, out_channels=200, kernel_size=(3, 5))
weight, bias = (p.detach().numpy() for p in layer.parameters())
print("shapes:         ", weight.shape, bias.shape)
print("1 / root:       ", round(1 / np.sqrt(24 * 3 * 5), 5))
print("largest weight: ", round(float(np.abs(weight).max()), 5))
print("largest bias:   ", round(float(np.abs(bias).max()), 5))

# %% [markdown]
# One layer with the factor 0.58 does no harm. Many in a row do, and so does the rule that turns
# negative numbers into 0 (it is called **ReLU**, for *rectified linear unit*): it halves the mean
# of the squares, because half of the numbers become 0. Below, ten layers of 32 channels with ReLU
# between them, and weights of three sizes. Before you run the cell: which of the three lines stays
# level?


# %%
def sizes_along(spread, layers=10, channels=32):
    """The standard deviation after each layer, the weights being drawn with `spread` times 1/root."""
    rng = np.random.default_rng(9)
    x, sizes = rng.normal(size=(2, channels, 16, 16)), []
    for _ in range(layers):
        w = rng.normal(size=(channels, channels, 3, 3)) * spread / np.sqrt(channels * 9)
        y = convkit.conv2d(x, w, padding=(1, 1))
        sizes.append(y.std())
        x = np.maximum(y, 0)  # ReLU
    return sizes


shown = {"0.58 / root": 1 / np.sqrt(3), "1 / root": 1.0, "√2 / root": np.sqrt(2)}
sizes = {name: sizes_along(spread) for name, spread in shown.items()}
for name, values in sizes.items():
    print(f"{name:12s} after layer 1: {values[0]:.3f}   after layer 10: {values[-1]:.6f}")
plot.curves(sizes, x=range(1, 11), across="layer", up="standard deviation")

# %% [markdown]
# The third. A standard deviation of $\sqrt{2 / \text{fan-in}}$ makes up for the half of the squares
# that ReLU takes away: twice the mean square is $\sqrt 2$ times the standard deviation. This is
# **He initialisation** (He, Zhang, Ren and Sun, *Delving Deep into Rectifiers*, ICCV 2015), and
# with it plain networks of thirty layers learned that had not moved without it: a signal that dies
# out on the way forward leaves nothing to learn from on the way back. PyTorch's own rule, the first
# line, is smaller; networks that begin with it rely on layers that set the size anew (lesson 13),
# or have their weights drawn again with `nn.init.kaiming_normal_`.

# %% [markdown]
# ## Exercise 3.10 · The layer
# ★★ · 14 min · 4 points (2 for how it begins, 1 for its answers, 1 for refusing wrong channels)
#
# Write the class `Conv2d(in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True)`. `kernel_size`, `stride`
# and `padding` are a whole number or a pair.
#
# - `__init__` draws `self.weight`, shape `(out_channels, in_channels, kh, kw)`, evenly between
#   $-1/\sqrt{\text{fan-in}}$ and $+1/\sqrt{\text{fan-in}}$, anew for each layer, and `self.bias`,
#   shape `(out_channels,)`, in the same way. Without a bias `self.bias` is `None`.
# - `parameters()` returns the list `[weight, bias]`, or `[weight]` if there is no bias.
# - `forward(x)` returns the convolution of `x`, shape `(N, in_channels, H, W)`. You may use your `conv2d`. If `x` has another
#   number of channels, it raises a `ValueError` that says how many are needed and how many came.
# - `load(weight, bias)` is written already: it puts other parameters in place of the drawn ones. So one brings back a trained
#   network.
#
# For example, `Conv2d(3, 8, (3, 2))` has a fan-in of 18, 144 weights and 8 biases.
#
# <details><summary>Hint 1: drawing</summary>
#
# `np.random.uniform(low, high, shape)` draws evenly, and each time anew. Beware of `np.random.default_rng(0)` in `__init__`:
# it begins with the same numbers for each layer.
#
# </details>
# <details><summary>Hint 2: what if one channel comes and three are needed?</summary>
#
# Then NumPy does not complain: it repeats the one. So compare `x.shape[1]` with `self.weight.shape[1]` yourself, before you
# do anything else.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `forward` ends with `return conv2d(x, self.weight, self.bias, self.stride, self.padding)`.
#
# </details>


# %% solution="Conv2d"
class Conv2d:
    """A convolution layer with parameters of its own."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        kh, kw = pair(kernel_size)
        self.stride, self.padding = stride, padding
        ### BEGIN SOLUTION
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None
        ### END SOLUTION

    def load(self, weight, bias=None):
        """Put these parameters in place of the drawn ones."""
        self.weight, self.bias = weight, bias

    def parameters(self):
        """[weight, bias], or [weight] if there is no bias"""
        ### BEGIN SOLUTION
        return [self.weight] if self.bias is None else [self.weight, self.bias]
        ### END SOLUTION

    def forward(self, x):
        """(N, in_channels, H, W) -> (N, out_channels, Ho, Wo); ValueError for other channels."""
        ### BEGIN SOLUTION
        needed, came = self.weight.shape[1], x.shape[1]
        if came != needed:
            raise ValueError(f"Conv2d: the layer needs {needed} channels, x has {came}")
        return conv2d(x, self.weight, self.bias, self.stride, self.padding)
        ### END SOLUTION


# %% misconception="Conv2d"
class Conv2d__same_weights_in_every_layer:
    """Two layers of yours begin with the same numbers, so they would learn the same. Draw in
    __init__, from a generator that is not seeded with the same number each time.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        rng = np.random.default_rng(0)
        self.weight = rng.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = rng.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__every_filter_the_same:
    """All your filters begin alike, so they would learn the same. Draw all of self.weight at once, with
    the shape (out_channels, in_channels, kh, kw).
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        one = np.random.uniform(-bound, bound, (1, in_channels, kh, kw))
        self.weight = np.repeat(one, out_channels, axis=0)
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__bound_without_channels:
    """Your weights are too large: you counted the pixels of a kernel and not its channels. One
    answer reads in_channels * kh * kw numbers.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__bound_from_outputs:
    """Your bound counts the output channels. What matters is how many numbers one answer reads:
    in_channels * kh * kw.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(out_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__bound_without_root:
    """Your weights are too small: you divided by the fan-in itself. The bound is 1 /
    math.sqrt(fan_in).
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / (in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__draws_from_bell_curve:
    """You drew from a bell curve, whose numbers reach beyond the bound. PyTorch draws evenly
    between -bound and bound: np.random.uniform.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.normal(0, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.normal(0, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__draws_positive_only:
    """None of your weights is negative. Draw between -bound and bound."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(0, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(0, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__bias_begins_at_zero:
    """Your biases begin at zero. PyTorch draws them as it draws the weights, with the same bound."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.zeros(out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__bias_for_every_place:
    """Your bias has a number for every place of the kernel. A filter has one: the shape is
    (out_channels,).
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, (out_channels, kh, kw)) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        if self.bias is not None:
            y = y + self.bias.reshape(len(self.bias), -1).sum(axis=1)[:, None, None]
        return y


# %% misconception="Conv2d"
class Conv2d__bias_for_every_input:
    """Your bias has a number for every input channel. It belongs to the filters: the shape is
    (out_channels,).
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, in_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__lists_missing_bias:
    """Without a bias your list of parameters still has two entries. Leave the bias out of the list
    when it is None.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__inputs_first:
    """The input channels come first in your weight. The filters are its first axis: (out_channels,
    in_channels, kh, kw).
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (in_channels, out_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__keeps_first_parameters:
    """After load your parameters() still returns what was drawn at the beginning. Make the list
    anew at each call, from self.weight and self.bias.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None
        self.list = [self.weight] if self.bias is None else [self.weight, self.bias]

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return self.list

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__draws_at_every_call:
    """Your layer draws new weights at every call, so it can never learn. Draw once, in __init__,
    and use self.weight in forward.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        bound = 1 / math.sqrt(self.weight[0].size)
        self.weight = np.random.uniform(-bound, bound, self.weight.shape)
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__forgets_bias:
    """Your layer does not add its bias. Give self.bias to conv2d."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y


# %% misconception="Conv2d"
class Conv2d__forgets_settings:
    """Your layer does not use its stride and its padding. Give self.stride and self.padding to
    conv2d.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = (1, 1), (0, 0)
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


# %% misconception="Conv2d"
class Conv2d__accepts_any_channels:
    """Nobody else refuses a picture with one channel: NumPy repeats the single plane and says
    nothing. Compare x.shape[1] with the weight's channels and raise a ValueError if they differ.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        kh, kw = self.weight.shape[2:]
        rows = range(0, x.shape[2] - kh + 1, sh)
        columns = range(0, x.shape[3] - kw + 1, sw)
        y = np.zeros((len(x), len(self.weight), len(rows), len(columns)))
        for i, top in enumerate(rows):
            for j, left in enumerate(columns):
                window = x[:, None, :, top : top + kh, left : left + kw]
                y[:, :, i, j] = np.sum(window * self.weight, axis=(2, 3, 4))
        return y if self.bias is None else y + self.bias[:, None, None]


# %% check="Conv2d" points=2
def beginning(Conv, in_channels, out_channels, kernel_size, bias):
    """What can be said of the parameters of two new layers."""
    one, two = (Conv(in_channels, out_channels, kernel_size, 1, 0, bias) for _ in range(2))
    parameters, others = list(one.parameters()), list(two.parameters())
    weight = np.asarray(parameters[0])
    bound = 1 / math.sqrt(in_channels * math.prod(kernel_size))
    size = np.abs(weight) / bound
    differ = len(np.unique(weight.reshape(len(weight), -1), axis=0)) == len(weight)
    facts = {
        "shapes of the parameters": [tuple(np.shape(p)) for p in parameters],
        "no weight is larger than 1 / root of fan-in": bool(size.max() < 1.001),
        "the filters of a layer differ": differ,
        "two layers begin differently": not np.array_equal(weight, others[0]),
    }
    if differ:  # else too few numbers were drawn to count them
        facts["some weight is nearly as large as 1 / root of fan-in"] = bool(size.max() > 0.99)
        facts["percent of weights smaller than half of it"] = 10 * round(10 * np.mean(size < 0.5))
        facts["percent of negative weights"] = 10 * round(10 * np.mean(weight < 0))
    if bias:
        size = np.abs(parameters[1]) / bound
        facts["no bias is larger than 1 / root of fan-in"] = bool(size.max() < 1.001)
        facts["some bias is larger than a quarter of it"] = bool(size.max() > 0.25)
        facts["the biases are drawn too"] = bool(np.ptp(parameters[1]) > 0.25 * bound)
    return facts


class TorchConv2d:
    """PyTorch's layer with the arguments of ours."""

    def __init__(self, in_channels, out_channels, kernel_size, stride, padding, bias):
        self.layer = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, bias=bias)

    def parameters(self):
        return [p.detach().numpy() for p in self.layer.parameters()]


def torch_beginning(in_channels, out_channels, kernel_size, bias):
    return beginning(TorchConv2d, in_channels, out_channels, kernel_size, bias)


check(
    Conv2d,
    against=torch_beginning,
    via=beginning,
    on=[
        case(in_channels=24, out_channels=400, kernel_size=(3, 5), bias=True),
        case(in_channels=60, out_channels=20, kernel_size=(3, 2), bias=False),
    ],
)
### BEGIN HIDDEN TESTS
check(
    Conv2d,
    against=torch_beginning,
    via=beginning,
    on=[
        case(
            in_channels=whole_number(14, 20),
            out_channels=whole_number(300, 400),
            kernel_size=whole_number(2, 4, 2),
            bias=True,
        )
    ],
)
### END HIDDEN TESTS


# %% check="Conv2d" points=1
def answers_twice_alike(Conv, x):
    layer = Conv(x.shape[1], 4, (3, 2))
    return np.array_equal(layer.forward(x), layer.forward(x))


def parameters_after_load(Conv, weight, bias):
    out_channels, in_channels, *kernel_size = weight.shape
    layer = Conv(in_channels, out_channels, tuple(kernel_size))
    layer.load(weight, bias)
    given = list(layer.parameters())
    loaded = len(given) == 2 and np.array_equal(given[0], weight) and np.array_equal(given[1], bias)
    return {"parameters() returns what was loaded": loaded}


def forward(Conv, x, weight, bias, stride, padding):
    """What a layer with these parameters answers."""
    out_channels, in_channels, *kernel_size = weight.shape
    layer = Conv(in_channels, out_channels, tuple(kernel_size), stride, padding, bias is not None)
    layer.load(weight, bias)
    return layer.forward(x)


def torch_forward(x, weight, bias, stride, padding):
    out_channels, in_channels, *kernel_size = weight.shape
    layer = nn.Conv2d(
        in_channels, out_channels, kernel_size, stride, padding, bias=bias is not None
    )
    layer.weight.data = weight
    if bias is not None:
        layer.bias.data = bias
    return layer(x)


check(
    Conv2d,
    against=lambda x: True,
    via=answers_twice_alike,
    on=[case(x=normal(2, 3, 6, 5))],
)
check(
    Conv2d,
    against=lambda weight, bias: {"parameters() returns what was loaded": True},
    via=parameters_after_load,
    on=[case(weight=normal(4, 3, 3, 2), bias=normal(4))],
)
check(
    Conv2d,
    against=torch_forward,
    via=forward,
    on=[
        case(
            x=normal(2, 3, 9, 8),
            weight=normal(4, 3, 3, 2),
            bias=normal(4),
            stride=(2, 3),
            padding=(1, 2),
        ),
        case(x=normal(2, 2, 6, 7), weight=normal(3, 2, 3, 3), bias=None, stride=1, padding=0),
    ],
)
### BEGIN HIDDEN TESTS
check(
    Conv2d,
    against=torch_forward,
    via=forward,
    on=[
        case(x=normal(3, 4, 7, 5), weight=normal(2, 4, 2, 3), bias=normal(2), stride=2, padding=1),
        case(x=normal(2, 1, 4, 6), weight=normal(5, 1, 1, 1), bias=None, stride=(1, 2), padding=0),
    ],
)


def by_default(Conv, x):
    """The shapes of the parameters and of the answer, if only the first three arguments are given."""
    layer = Conv(x.shape[1], 4, 3)
    return [np.shape(p) for p in layer.parameters()], np.shape(layer.forward(x))


def torch_by_default(x):
    layer = nn.Conv2d(x.shape[1], 4, 3).double()
    return [tuple(p.shape) for p in layer.parameters()], tuple(layer(x).shape)


check(Conv2d, against=torch_by_default, via=by_default, on=[case(x=normal(2, 3, 7, 6))])
### END HIDDEN TESTS


# %% check="Conv2d" points=1
def forward_of(Conv, in_channels, x):
    return Conv(in_channels, 4, (3, 2)).forward(x)


check_raises(
    Conv2d,
    ValueError,
    via=forward_of,
    on=[
        case(in_channels=3, x=normal(2, 1, 6, 5)),
        case(in_channels=3, x=normal(2, 4, 6, 5)),
        case(in_channels=1, x=normal(2, 3, 6, 5)),
    ],
    because=because("Conv2d__accepts_any_channels"),
)

# %% [markdown]
# In PyTorch the class is `nn.Conv2d`, with the same arguments. An object is called like a function, `layer(x)`, which runs its
# `forward`; and what your `load` does is `load_state_dict` there.

# %%
rng = np.random.default_rng(7)
weight, bias = rng.normal(size=(8, 3, 3, 2)), rng.normal(size=8)
x = rng.normal(size=(2, 3, 9, 8))
layer = nn.Conv2d(
    in_channels=3, out_channels=8, kernel_size=(3, 2), stride=2, padding=1, bias=True
).double()
layer.load_state_dict({"weight": torch.tensor(weight), "bias": torch.tensor(bias)})
with torch.no_grad():
    in_torch = layer(torch.tensor(x))
in_numpy = convkit.conv2d(x, weight, bias, stride=2, padding=1)
print("PyTorch:", tuple(in_torch.shape), in_torch[1, 5, 2])
print("NumPy:  ", in_numpy.shape, in_numpy[1, 5, 2])
print("parameters:", sum(p.numel() for p in layer.parameters()))

# %% [markdown]
# ## What you can do now
#
# - Compute the convolution of a network with loops, and with `F.conv2d` and `nn.Conv2d`.
# - Read a weight of shape $(O, I, k_h, k_w)$: $O$ filters, each with $I$ kernels.
# - Count the parameters and the MACs of a layer before you build it.
# - See a linear layer in a 1×1 convolution, and a convolution in a linear layer.
# - Design filters for colour, and recognise a mistake by what it leaves behind.
#
# **Three traps**
#
# 1. A filter *sums* over the input channels. It does not average them, and does not keep them apart. One filter, one plane.
# 2. `y + b` gives the biases to the columns when the sizes happen to fit. Write `b[:, None, None]`.
# 3. Layouts change with `transpose`, never with `reshape`; and with as many channels in as out, no shape will tell you that
#    $O$ and $I$ are exchanged.
#
# ## Six questions to end with
#
# Answer each in your head, then open it.
#
# <details><summary>1. A layer turns 16 channels into 32 with kernels of 5 by 5. What is the shape of its weight, and how many biases has it?</summary>
#
# (32, 16, 5, 5), and 32: one for each filter.
#
# </details>
# <details><summary>2. How many kernels is that, and how many filters?</summary>
#
# 32 filters of 16 kernels each, so 512 kernels.
#
# </details>
# <details><summary>3. Why has the output of a filter one plane, however many planes go in?</summary>
#
# Because the answers for the channels are added up, at every place.
#
# </details>
# <details><summary>4. Height and width of a picture double. What happens to the parameters of a convolution, and what to its MACs?</summary>
#
# The parameters stay. The MACs become four times as many (a little more than four times, if the border is not padded).
#
# </details>
# <details><summary>5. What does a 1 by 1 convolution see, and what is it good for?</summary>
#
# One pixel, all its channels: a linear layer on each pixel. It mixes channels and changes their number at little cost.
#
# </details>
# <details><summary>6. How must a linear layer's weight be reshaped to slide over larger pictures?</summary>
#
# From (O, C · H · W) to (O, C, H, W): each row becomes a filter as large as the picture was.
#
# </details>
#
# **Where it is used.** Everywhere in image networks; three places where this lesson's special cases matter. *Network in
# Network* made the 1×1 convolution known (Lin, Chen and Yan, ICLR 2014), and GoogLeNet uses it to have fewer channels before
# the costly kernels (Szegedy et al., *Going Deeper with Convolutions*, CVPR 2015). Fully convolutional networks turn the
# linear layers of a classifier into convolutions and slide them over pictures of any size (Long, Shelhamer and Darrell, CVPR
# 2015).
#
# **What comes next.** A layer can make many planes, and the planes are large. Lesson 04, *Pooling: summaries that forget
# where*, makes them smaller: of each small block it keeps the largest number or the mean.
