# %% [markdown]
# # 8 · Dilated convolution: seeing further for the same price
#
# A kernel of 3 by 3 sees nine pixels that touch. To recognise a roof, a word in a recording or a tumour, an output must
# know about places far apart. Larger kernels see further and cost more; strides see further and lose pixels. There is a
# third way: leave holes in the kernel. It costs nothing more, with padding there is still an answer for every pixel, and
# there is one trap, which this lesson shows and avoids.
#
# **You will be able to**
#
# - say how far a kernel with holes reaches, and show that it is an ordinary kernel with zeros in it;
# - write `conv1d` and `conv2d` with stride, padding and dilation;
# - keep the size of a picture at any dilation;
# - take a dilated convolution apart into ordinary ones (optional);
# - see which pixels a stack of such layers skips, and choose dilations that skip none.
#
# **You need** the size formula and same padding (lesson 02), `conv2d` on pictures of shape `(N, C, H, W)` with filters of
# shape `(O, C, kh, kw)` (lesson 03). **Time** 90 minutes, with what is optional 120. **Points** 14, with what is optional 20.
#
# **Core path**: all but the section "Several pictures, woven" with exercise 8.6, and the design in
# exercise 8.8; both are marked *optional*. Field words: a kernel with holes is called **dilated** or **atrous**
# (French *à trous*, with holes); the distance between its taps is its **dilation** or **rate**.
#
# You may use two things from the next cell in your answers. `pair` turns one number into a pair. `conv2d(x, w)` is the
# convolution of lesson 03 in its plainest form, without stride, padding, dilation or bias.

# %% setup="all" allow=["numpy", "math"]
import math

import numpy as np


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


def conv2d(x, w):
    """(N, C, H, W), (O, C, kh, kw) -> (N, O, H - kh + 1, W - kw + 1)"""
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], (2, 3))
    return np.tensordot(windows, w, axes=((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)


# %% setup="checks"
import time
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
    drawn,
    normal,
    variant,
    whole_number,
)
from convkit import data, plot

begin("08_dilated")

# %% [markdown]
# ## Holes in the kernel
#
# You met dilation in lesson 02 as one of the letters of the size formula. With dilation $d$ the taps, the entries
# of the kernel, read pixels that lie $d$ apart; $d = 1$ is the kernel you know. Here are the nine taps of a 3 by 3 kernel
# with three rates. Look at what stays and what grows: there are always nine taps, and the frame around them gets larger.

# %% cover=true
plot.taps(3, dilations=(1, 2, 3))

# %% [markdown]
# How far does it reach? Between $k$ taps there are $k - 1$ gaps of $d$ steps, and the first pixel counts as well. This is
# the **effective size** of the kernel along one axis. The size formula of lesson 02 has contained it all along:
#
# $$k_\text{eff} = d\,(k - 1) + 1, \qquad \text{output size} = \left\lfloor \frac{n + 2p - k_\text{eff}}{s} \right\rfloor + 1.$$
#
# And the price? A layer of 64 channels in and out needs a window 9 pixels high and wide. Before you
# run the cell: a full 9 by 9 kernel and a 3 by 3 kernel with dilation 4 reach over the same 9 by 9
# pixels. How many times as many weights does the full one have?

# %%
weights = {}
for k, d in ((3, 1), (3, 4), (9, 1)):
    layer = torch.nn.Conv2d(64, 64, kernel_size=k, dilation=d, bias=False)
    rows_out = layer(torch.zeros(1, 64, 20, 20)).shape[2]
    weights[k, d] = layer.weight.numel()
    print(
        f"{k} by {k}, dilation {d}: reaches over {20 - rows_out + 1}, has {weights[k, d]:,} weights"
    )
print("9 by 9 against 3 by 3 with dilation 4:", weights[9, 1] // weights[3, 4], "times as many")

# %% [markdown]
# Each output costs as many multiply-accumulates as a filter has weights, so the same factor holds for the work. For the
# clock too? The next cell runs PyTorch's layer on 64 channels of 64 by 64 pixels, several times, and takes the shortest
# time. Before you run it: which of the five lines will stand out?

# %%
maps = torch.zeros(1, 64, 64, 64)
for k, d in ((3, 1), (3, 2), (3, 4), (3, 8), (9, 1)):
    layer = torch.nn.Conv2d(64, 64, kernel_size=k, padding=d * (k - 1) // 2, dilation=d)
    times = []
    with torch.no_grad():
        for _ in range(7):
            begun = time.perf_counter()
            layer(maps)
            times.append(time.perf_counter() - begun)
    print(f"{k} by {k}, dilation {d}: {1000 * min(times):6.2f} ms")

# %% [markdown]
# The full 9 by 9 kernel, by far. Beside that the differences between the rates are small. On some machines a large rate takes
# twice as long as rate 1, though the multiplications are as many. Which of them is the fastest depends on the library and the machine: many libraries have special code for the plain
# kernel, and not for a dilated one.

# %% [markdown]
# ## Exercise 8.1 · How far does it reach?
# ★ · 3 min · 1 point
#
# Write `effective_kernel(k, d)`: over how many pixels a kernel of `k` taps with dilation `d` reaches along one axis, from
# its first tap to its last, both included. A whole number.
#
# `effective_kernel(3, 2)` is 5, and `effective_kernel(4, 3)` is 10.
#
# <details><summary>Hint 1: draw it</summary>
#
# Four taps with dilation 3: put a cross on squared paper, go three squares to the right, another cross, until there are
# four. How many steps did you take, each of how many squares?
#
# </details>
# <details><summary>Hint 2: one too few</summary>
#
# From pixel 0 to pixel 9 it is nine steps, and ten pixels.
#
# </details>


# %% solution="effective_kernel"
def effective_kernel(k, d):
    """Pixels from the first tap to the last, both included."""
    ### BEGIN SOLUTION
    return d * (k - 1) + 1
    ### END SOLUTION


# %% misconception="effective_kernel"
def effective_kernel__gap_after_last(k, d):
    """You gave every tap a gap, the last one too. Between k taps there are k - 1 gaps, and the
    reach ends at the last tap.
    """
    return k * d


# %% misconception="effective_kernel"
def effective_kernel__adds_once(k, d):
    """You added the dilation once. There is one in each of the k - 1 gaps, d steps wide."""
    return k + d


# %% misconception="effective_kernel"
def effective_kernel__one_gap(k, d):
    """You counted the gap between two taps once. There are k - 1 gaps, each of them d steps wide."""
    return k + d - 1


# %% misconception="effective_kernel"
def effective_kernel__counts_skipped(k, d):
    """You took d as the number of pixels skipped between two taps. Taps lie d apart, so d - 1 are
    skipped, and d = 1 is the dense kernel.
    """
    return (k - 1) * (d + 1) + 1


# %% misconception="effective_kernel"
def effective_kernel__counts_steps(k, d):
    """You counted the steps from the first tap to the last. The pixels are one more, because both
    ends count.
    """
    return d * (k - 1)


# %% misconception="effective_kernel"
def effective_kernel__counts_taps(k, d):
    """You counted the taps. Their number does not depend on d, but their reach does."""
    return k


# %% check="effective_kernel" points=1
def torch_effective_kernel(k, d):
    """As many pixels as it takes for a single output."""
    return 150 - F.conv1d(torch.zeros(1, 1, 150), torch.zeros(1, 1, k), dilation=d).shape[2] + 1


check(
    effective_kernel,
    against=torch_effective_kernel,
    on=[case(k=3, d=2), case(k=4, d=3), case(k=2, d=5), case(k=3, d=1), case(k=1, d=4)],
)
### BEGIN HIDDEN TESTS
check(
    effective_kernel,
    against=torch_effective_kernel,
    on=[
        *(case(k=k, d=d) for k in (1, 2, 5, 6) for d in (1, 2, 7)),
        *[case(k=whole_number(1, 12), d=whole_number(1, 9))] * 4,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no function for it, but a layer shows it: give it so many pixels that exactly one output comes out.

# %%
for k, d in ((3, 2), (4, 3)):
    reach = convkit.effective_kernel(k, dilation=d)
    layer = torch.nn.Conv1d(1, 1, kernel_size=k, dilation=d)
    print(
        f"k = {k}, d = {d}: {reach} pixels give", layer(torch.zeros(1, 1, reach)).shape[2], "output"
    )

# %% [markdown]
# ## A kernel with zeros
#
# A tap that is not there and a tap whose weight is 0 give the same sum. So a kernel with dilation is a larger, dense
# kernel that has zeros between its entries. Before you run the cell: the kernel below has 3 rows and 2 columns; how large
# is it with dilation 2 down and 3 to the right, and how many of its entries are zeros?

# %%
k = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
with_zeros = convkit.insert_zeros(k, (2, 3))
plot.arrays(("kernel", k, "3 by 2"), "→", ("kernel", with_zeros, "dilation 2 down, 3 right"))

# %% [markdown]
# Five by four, and 14 of the 20 are zeros. The next cell convolves with both, once with the holes and once with the
# zeros. The answers are equal. The second way multiplies the zeros too, and that is the whole difference.

# %%
x = np.random.default_rng(3).normal(size=(7, 8))
holes = convkit.conv2d(x[None, None], k[None, None], dilation=(2, 3))[0, 0]
zeros = convkit.xcorr2d(x, with_zeros)
print("zeros in the kernel:", np.sum(with_zeros == 0), "of", with_zeros.size)
print(
    "outputs:", holes.shape, "and", zeros.shape, " largest difference:", np.abs(holes - zeros).max()
)
print("multiply-accumulates:", holes.size * k.size, "and", zeros.size * with_zeros.size)

# %% [markdown]
# ## Exercise 8.2 · Dilate a kernel
# ★★ · 6 min · 2 points
#
# Write `dilate_kernel(k, d)`: the kernel `k`, shape `(kh, kw)`, with zeros between its entries, so that neighbours come
# to lie `d = (dh, dw)` apart, `dh` down and `dw` to the right. The result reaches from the first entry to the last and no
# further.
#
# The kernel 1, 2 · 3, 4 with `d = (1, 3)` becomes 1, 0, 0, 2 · 3, 0, 0, 4.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Make the result of zeros first. Exercise 8.1 says how many rows and columns it has, each axis with its own `d`.
#
# </details>
# <details><summary>Hint 2: where do the entries go?</summary>
#
# Entry `k[u, v]` goes to row `u * dh`, column `v * dw`. Two loops do it, or one slice with steps.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `big[::dh, ::dw]` is every `dh`-th row and every `dw`-th column of `big`, beginning with the first. It has the shape of
# `k`, and you may assign to it.
#
# </details>


# %% solution="dilate_kernel"
def dilate_kernel(k, d):
    """(kh, kw), (dh, dw) -> the kernel with zeros between its entries"""
    (kh, kw), (dh, dw) = k.shape, d
    ### BEGIN SOLUTION
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[::dh, ::dw] = k
    return big
    ### END SOLUTION


# %% misconception="dilate_kernel"
def dilate_kernel__repeats_entries(k, d):
    """You repeated every entry. There is one of each; the places between them hold zeros."""
    return k.repeat(d[0], 0).repeat(d[1], 1)


# %% misconception="dilate_kernel"
def dilate_kernel__repeats_and_cuts(k, d):
    """You repeated every entry and cut the result to size. There is one of each entry; the places
    between them hold zeros.
    """
    (kh, kw), (dh, dw) = k.shape, d
    return k.repeat(dh, 0).repeat(dw, 1)[: dh * (kh - 1) + 1, : dw * (kw - 1) + 1]


# %% misconception="dilate_kernel"
def dilate_kernel__zeros_at_end(k, d):
    """You put zeros after the last entry too. The kernel ends at its last entry: d * (k - 1) + 1
    along each axis, not d * k.
    """
    (kh, kw), (dh, dw) = k.shape, d
    big = np.zeros((dh * kh, dw * kw))
    big[::dh, ::dw] = k
    return big


# %% misconception="dilate_kernel"
def dilate_kernel__swaps_dilations(k, d):
    """You swapped the two dilations. The first, dh, is the distance between rows; the second, dw,
    between columns.
    """
    (kh, kw), (dw, dh) = k.shape, d
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[::dh, ::dw] = k
    return big


# %% misconception="dilate_kernel"
def dilate_kernel__one_dilation(k, d):
    """You used the first dilation for both axes. Columns lie d[1] apart."""
    (kh, kw), (dh, dw) = k.shape, (d[0], d[0])
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[::dh, ::dw] = k
    return big


# %% misconception="dilate_kernel"
def dilate_kernel__one_zero_too_many(k, d):
    """You put d zeros between two entries. Entries lie d apart, and that leaves d - 1 places
    between them.
    """
    (kh, kw), (dh, dw) = k.shape, (d[0] + 1, d[1] + 1)
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[::dh, ::dw] = k
    return big


# %% misconception="dilate_kernel"
def dilate_kernel__zeros_around(k, d):
    """The size is right, but the entries still lie side by side in the corner. Entry k[u, v] goes
    to row u * dh, column v * dw.
    """
    (kh, kw), (dh, dw) = k.shape, d
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:kh, :kw] = k
    return big


# %% misconception="dilate_kernel"
def dilate_kernel__rows_only(k, d):
    """You put zeros between the rows only. Columns come to lie dw apart, too."""
    big = np.zeros((d[0] * (k.shape[0] - 1) + 1, k.shape[1]))
    big[:: d[0]] = k
    return big


# %% misconception="dilate_kernel"
def dilate_kernel__cuts_decimals(k, d):
    """Your zeros are whole numbers, so the weights lose their decimals. np.zeros without dtype=int
    makes room for both.
    """
    (kh, kw), (dh, dw) = k.shape, d
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1), dtype=int)
    big[::dh, ::dw] = k
    return big


# %% check="dilate_kernel" points=2
def torch_dilate_kernel(k, d):
    """A single 1, stamped with the kernel and its holes."""
    return F.conv_transpose2d(torch.ones(1, 1, 1, 1).double(), k[None, None], dilation=d)[0, 0]


check(
    dilate_kernel,
    against=torch_dilate_kernel,
    on=[case(k=normal(3, 2), d=(2, 3)), case(k=normal(2, 4), d=(3, 1))],
)
### BEGIN HIDDEN TESTS
check(
    dilate_kernel,
    against=torch_dilate_kernel,
    on=[
        case(k=normal(3, 2), d=(2, 3)),
        case(k=normal(2, 3), d=(1, 2)),
        case(k=normal(1, 3), d=(4, 2)),
        case(k=normal(3, 4), d=(1, 1)),
        case(k=normal(1, 1), d=(3, 2)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch one never writes the zeros; `dilation` is an argument. To see them, stamp a single 1 with the kernel, as in
# lesson 07: that leaves the kernel itself.

# %%
one, k_torch = torch.ones(1, 1, 1, 1).double(), torch.tensor(k)[None, None]
stamped = F.conv_transpose2d(input=one, weight=k_torch, dilation=(2, 3))[0, 0]
print(stamped.numpy())
print("equal to insert_zeros:", np.array_equal(stamped.numpy(), with_zeros))

# %% [markdown]
# ## Skip, do not multiply
#
# So most libraries do not multiply by these zeros. The window is read with holes: output $i$ starts
# at pixel $i\,s$ of the padded signal, and tap $u$ reads the pixel $u\,d$ further on.
#
# $$y_{n,o,i} = \sum_{c} \sum_{u=0}^{k-1} x^{\text{padded}}_{n,\;c,\;i s + u d} \; w_{o,c,u}$$
#
# Keep the two letters apart. The stride $s$ belongs to $i$: it says where a window starts. The dilation $d$ belongs to
# $u$: it says where a tap lies *inside* the window. In the figure 11 pixels meet 3 taps with dilation 2, first with
# stride 1, then with stride 3. Before you look at the second: how many windows will be left?

# %%
plot.sizes(11, 3, dilation=2)

# %%
plot.sizes(11, 3, dilation=2, stride=3)

# %% [markdown]
# Three. Compare the windows of the two figures. All have the same holes, only their starts differ. With the stride, the
# holes of one window are no longer *all* filled by the next: the red arrows point at two pixels that no window reads.
#
# On numbers. Take the signal 2, 7, 1, 8, 2, 8 and the kernel 1, 0, 2, with dilation 2. There is room for two windows.

# %%
signal = np.array([2.0, 7.0, 1.0, 8.0, 2.0, 8.0])
kernel = np.array([1.0, 0.0, 2.0])
for i in range(2):
    window = signal[i : i + 5 : 2]
    print(f"start {i}: window {window}  times {kernel}  sums to {np.sum(window * kernel)}")

# %% [markdown]
# ## Exercise 8.3 · On a line
# ★★ · 10 min · 3 points (2 for the numbers, 1 for refusing a kernel that does not fit)
#
# Write `conv1d_dilated(x, w, stride=1, padding=0, dilation=1)` for signals `x`, shape `(N, C, L)`, and filters `w`, shape
# `(O, C, k)`. The three settings are numbers, in PyTorch's order. It returns shape `(N, O, Lo)` with `Lo` from the size
# formula. If the kernel, with its holes, is longer than the padded signal, raise a `ValueError`; a kernel that just fits
# gives one output.
#
# For the signal 2, 7, 1, 8, 2, 8 and the kernel 1, 0, 2 with `dilation=2` the answer is 6, 23.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# With the length: how far the kernel reaches, how much room is left to walk, how many steps fit. Then a loop over the
# outputs. Its body is the sum of exercise 3.1 for one window.
#
# </details>
# <details><summary>Hint 2: a window with holes</summary>
#
# A slice has a third part, the step: `signal[4:9:2]` is the places 4, 6 and 8. The window starts at `i * stride` and ends
# after `reach` places.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `x[n, :, start : start + reach : dilation]` has shape `(C, k)`, as `w[o]` has. `for n, o, i in np.ndindex(*y.shape)` walks over
# all places of the output.
#
# </details>


# %% solution="conv1d_dilated"
def conv1d_dilated(x, w, stride=1, padding=0, dilation=1):
    """(N, C, L), (O, C, k) -> (N, O, Lo); ValueError if the kernel does not fit."""
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))  # (N, C, L + 2 * padding)
    L = x.shape[2]
    ### BEGIN SOLUTION
    reach = dilation * (k - 1) + 1
    if reach > L:
        raise ValueError(f"conv1d_dilated: the kernel reaches over {reach} of {L} places")
    y = np.zeros((N, O, (L - reach) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        start = i * stride
        y[n, o, i] = np.sum(x[n, :, start : start + reach : dilation] * w[o])
    return y
    ### END SOLUTION


# %% misconception="conv1d_dilated"
def conv1d_dilated__dense_window(x, w, stride=1, padding=0, dilation=1):
    """The dilation is in your output size and not in your window: the taps still lie side by side.
    Tap u reads the place u * d after the start.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    room = x.shape[2] - dilation * (k - 1) - 1
    if room < 0:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, room // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + k] * w[o])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__dilates_twice(x, w, stride=1, padding=0, dilation=1):
    """You dilated twice: the taps lie d * d apart. Put the holes into the kernel or step through
    the signal, not both.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    if x.shape[2] < dilation * (k - 1) + 1:
        raise ValueError("the kernel does not fit")
    reach = dilation * dilation * (k - 1) + 1
    y = np.zeros((N, O, max(0, (x.shape[2] - reach) // stride + 1)))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation * dilation] * w[o])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__reach_of_reach(x, w, stride=1, padding=0, dilation=1):
    """Your size formula counts the dilation twice: d * (reach - 1) + 1 from a reach that contains d
    already. The reach is d * (k - 1) + 1, and the size follows from it with no other d.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] < reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, max(0, (x.shape[2] - dilation * (reach - 1) - 1) // stride + 1)))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation] * w[o])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__stride_times_d(x, w, stride=1, padding=0, dilation=1):
    """You multiplied the start of the window by d as well. Windows start stride apart: i * stride;
    only the taps inside lie d apart.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] < reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - reach) // (stride * dilation) + 1))
    for n, o, i in np.ndindex(*y.shape):
        start = i * stride * dilation
        y[n, o, i] = np.sum(x[n, :, start : start + reach : dilation] * w[o])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__start_times_d(x, w, stride=1, padding=0, dilation=1):
    """You multiplied the start of the window by d as well, so the last windows run off the end.
    Windows start stride apart, at i * stride; only the taps inside lie d apart.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] < reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - reach) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        start = i * stride * dilation
        y[n, o, i] = np.sum(x[n, :, start : start + reach : dilation] * w[o])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__refuses_a_tight_fit(x, w, stride=1, padding=0, dilation=1):
    """You refuse a kernel that reaches over exactly as many places as there are. It fits, once:
    raise only if the reach is larger, reach > L.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] <= reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - reach) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        start = i * stride
        y[n, o, i] = np.sum(x[n, :, start : start + reach : dilation] * w[o])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__size_ignores_d(x, w, stride=1, padding=0, dilation=1):
    """Your output is as long as for a kernel without holes, and its last numbers come from beyond
    the end. Use the reach d * (k - 1) + 1 in the size, not k.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    L = x.shape[2]
    if dilation * (k - 1) + 1 > L:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (L - k) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        for a in range(k):
            if i * stride + a * dilation < L:
                y[n, o, i] += np.sum(x[n, :, i * stride + a * dilation] * w[o, :, a])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__reads_beyond_end(x, w, stride=1, padding=0, dilation=1):
    """Your last windows reach beyond the end of the signal: there are as many outputs as for a
    kernel without holes. Use the reach d * (k - 1) + 1 in the size, not k.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    if dilation * (k - 1) + 1 > x.shape[2]:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - k) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        for a in range(k):
            y[n, o, i] += np.sum(x[n, :, i * stride + a * dilation] * w[o, :, a])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__gap_after_last(x, w, stride=1, padding=0, dilation=1):
    """You took d * k as the reach, so the last window is missing wherever it would just fit. There
    is no gap after the last tap: d * (k - 1) + 1.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    if x.shape[2] < dilation * (k - 1) + 1:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, max(0, (x.shape[2] - dilation * k) // stride + 1)))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + dilation * k : dilation] * w[o])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__counts_steps(x, w, stride=1, padding=0, dilation=1):
    """Your last window is missing. (L - reach) // stride is how many steps fit, and the window
    before the first step counts too: + 1.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] < reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - reach) // stride))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation] * w[o])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__centres_taps(x, w, stride=1, padding=0, dilation=1):
    """You centred the taps on place i. The first tap reads the start of the window, and the others
    lie d, 2d, ... after it.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    L = x.shape[2]
    reach = dilation * (k - 1) + 1
    if reach > L:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (L - reach) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        for a in range(k):
            place = i * stride + (a - k // 2) * dilation
            if 0 <= place < L:
                y[n, o, i] += np.sum(x[n, :, place] * w[o, :, a])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__dilates_signal(x, w, stride=1, padding=0, dilation=1):
    """You put the zeros between the numbers of the signal. Leave the signal as it is; the holes are
    in the kernel.
    """
    (N, C, L), (O, _, k) = x.shape, w.shape
    if L + 2 * padding < dilation * (k - 1) + 1:
        raise ValueError("the kernel does not fit")
    spread = np.zeros((N, C, dilation * (L - 1) + 1))
    spread[:, :, ::dilation] = x
    spread = np.pad(spread, ((0, 0), (0, 0), (padding, padding)))
    y = np.zeros((N, O, (spread.shape[2] - k) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(spread[n, :, i * stride : i * stride + k] * w[o])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__skips_d(x, w, stride=1, padding=0, dilation=1):
    """You skipped d places between two taps. Taps lie d apart: with d = 1 nothing is skipped."""
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    if x.shape[2] < dilation * (k - 1) + 1:
        raise ValueError("the kernel does not fit")
    reach = (dilation + 1) * (k - 1) + 1
    y = np.zeros((N, O, max(0, (x.shape[2] - reach) // stride + 1)))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation + 1] * w[o])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__turns_kernel(x, w, stride=1, padding=0, dilation=1):
    """Your kernel is reversed. Tap 0 reads the first place of the window, as in lesson 01."""
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] < reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - reach) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation] * w[o, :, ::-1])
    return y


# %% misconception="conv1d_dilated"
def conv1d_dilated__accepts_any_kernel(x, w, stride=1, padding=0, dilation=1):
    """If the holes make the kernel longer than the padded signal, no window fits: raise a
    ValueError. Compare the reach, not k, with the padded length.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    y = np.zeros((N, O, max(0, (x.shape[2] - reach) // stride + 1)))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation] * w[o])
    return y


# %% check="conv1d_dilated" points=2
def torch_conv1d_dilated(x, w, stride=1, padding=0, dilation=1):
    return F.conv1d(x, w, stride=stride, padding=padding, dilation=dilation)


check(
    conv1d_dilated,
    against=torch_conv1d_dilated,
    on=[
        case(x=normal(2, 3, 13), w=normal(4, 3, 3), stride=1, padding=0, dilation=2),
        case(x=normal(2, 3, 18), w=normal(4, 3, 4), stride=4, padding=1, dilation=3),
        case(x=normal(3, 2, 12), w=normal(3, 2, 2), stride=3, padding=2, dilation=4),
        case(x=normal(2, 3, 7), w=normal(4, 3, 5), stride=2, padding=1, dilation=2),  # just fits
    ],
    axes=("signal", "filter", "place"),
)
### BEGIN HIDDEN TESTS
check(
    conv1d_dilated,
    against=torch_conv1d_dilated,
    on=[
        case(x=normal(2, 3, 17), w=normal(4, 3, 3), stride=4, padding=2, dilation=3),
        case(x=normal(2, 3, 8), w=normal(4, 3, 3), stride=2, padding=0, dilation=1),
        case(x=normal(2, 3, 7), w=normal(2, 3, 1), stride=2, padding=0, dilation=3),
        case(x=normal(2, 3, 9), w=normal(2, 3, 5), stride=1, padding=0, dilation=2),
        case(x=normal(2, 3, 12), w=normal(2, 3, 5)),
    ],
    axes=("signal", "filter", "place"),
)
### END HIDDEN TESTS

# %% check="conv1d_dilated" points=1
check_raises(
    conv1d_dilated,
    ValueError,
    on=[
        case(x=normal(2, 3, 6), w=normal(4, 3, 3), stride=1, padding=0, dilation=3),
        case(x=normal(2, 3, 5), w=normal(4, 3, 4), stride=2, padding=1, dilation=3),
    ],
    because=because("conv1d_dilated__accepts_any_kernel"),
)
### BEGIN HIDDEN TESTS
check_raises(
    conv1d_dilated,
    ValueError,
    on=[
        case(x=normal(2, 3, 4), w=normal(4, 3, 2), stride=1, padding=0, dilation=4),
        case(x=normal(2, 3, 4), w=normal(4, 3, 3), stride=3, padding=2, dilation=4),
    ],
    because=because("conv1d_dilated__accepts_any_kernel"),
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch the holes are one argument:

# %%
in_torch = F.conv1d(
    input=torch.tensor(signal)[None, None],
    weight=torch.tensor(kernel)[None, None],
    stride=1,
    padding=0,
    dilation=2,
)
print("PyTorch:", in_torch[0, 0].tolist())
print("NumPy:  ", convkit.conv1d(signal[None, None], kernel[None, None], dilation=2)[0, 0].tolist())

# %% [markdown]
# ## Two directions, two rates
#
# On a picture each axis has a stride, a padding and a rate of its own. Play the film, and watch the four taps move
# together while the pixels between them are passed over. Before you start it: the picture has 5 rows and 6 columns, the
# kernel 2 by 2, the rate is 3 down and 2 to the right. How many rows and columns will the output have?

# %%
numbers = np.random.default_rng(6).integers(0, 6, size=(5, 6))
small_kernel = np.array([[1, 2], [0, -1]])
plot.animate(numbers, small_kernel, dilation=(3, 2))

# %% [markdown]
# Two rows and four columns. The formula has one more sum than on the line, and a bias:
#
# $$y_{n,o,i,j} = b_o + \sum_{c} \sum_{u} \sum_{v} x^{\text{padded}}_{n,\;c,\;i s_h + u d_h,\;j s_w + v d_w} \; w_{o,c,u,v}$$
#
# There is a second way to read it. Fix a tap $(u, v)$ and let the window run over all its places: that one tap reads the
# picture itself, always $u\,d_h$ further down and $v\,d_w$ further to the right. So a convolution is a sum of $k_h k_w$ shifted
# and weighted pictures, and the dilation says how far each is shifted. Some libraries are written in this way: a loop over
# the taps instead of one over the outputs, and there are far fewer taps.

# %% [markdown]
# ## Exercise 8.4 · On a picture
# ★★ · 12 min · 4 points (3 for the numbers, 1 for refusing a kernel that does not fit)
#
# Write `conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1)` for pictures `x`, shape `(N, C, H, W)`, filters
# `w`, shape `(O, C, kh, kw)`, and a bias `b`, shape `(O,)`, or none. Stride, padding and dilation are numbers or pairs,
# down and right; the stub turns them into pairs and pads. Raise a `ValueError` if the kernel, with its holes, is larger
# than the padded picture along either axis.
#
# Take the picture 0, 1, 2 · 3, 4, 5 · 6, 7, 8 and the kernel 1, 2 · 3, 4 with `dilation=2`. It reads the four corners. With a
# bias of 10 the answer is one number, 10 + 0·1 + 2·2 + 6·3 + 8·4 = 64.
#
# <details><summary>Hint 1: two ways</summary>
#
# Exercise 8.3 with one more axis: a loop over the outputs, and a window with a step in both slices. Or a loop over the
# taps: each adds a shifted picture, times its weights.
#
# </details>
# <details><summary>Hint 2: the window</summary>
#
# Prepare `reach_h = dh * (kh - 1) + 1` and `reach_w` in the same way. The window of output `(i, j)` starts at row `i *
# sh`, column `j * sw`.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `x[n, :, top : top + reach_h : dh, left : left + reach_w : dw]` has shape `(C, kh, kw)`, as `w[o]` has. The bias is
# `b[:, None, None]`, so that it runs along the filters.
#
# </details>


# %% solution="conv2d_dilated"
def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    """(N, C, H, W), (O, C, kh, kw) -> (N, O, Ho, Wo); ValueError if the kernel does not fit."""
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape  # H and W with padding
    ### BEGIN SOLUTION
    reach_h, reach_w = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    if reach_h > H or reach_w > W:
        raise ValueError(f"conv2d_dilated: {reach_h} by {reach_w} does not fit on {H} by {W}")
    y = np.zeros((N, O, (H - reach_h) // sh + 1, (W - reach_w) // sw + 1))
    for n, o, i, j in np.ndindex(*y.shape):
        top, left = i * sh, j * sw
        window = x[n, :, top : top + reach_h : dh, left : left + reach_w : dw]  # (C, kh, kw)
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]
    ### END SOLUTION


# %% misconception="conv2d_dilated"
def conv2d_dilated__swaps_dilations(x, w, b=None, stride=1, padding=0, dilation=1):
    """You swapped the two dilations. The first belongs to the rows, the second to the columns."""
    (sh, sw), (ph, pw), (dw, dh) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (kh, kw), (rh, rw) = w.shape[2:], pair(dilation)
    if rh * (kh - 1) + 1 > x.shape[2] or rw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__one_rate(x, w, b=None, stride=1, padding=0, dilation=1):
    """You used the first dilation along both axes. The columns have a rate of their own, dw."""
    (sh, sw), (ph, pw), (dh, _) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (kh, kw), (rh, rw) = w.shape[2:], pair(dilation)
    if rh * (kh - 1) + 1 > x.shape[2] or rw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dh * (kw - 1) + 1))
    big[:, :, ::dh, ::dh] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__rows_only(x, w, b=None, stride=1, padding=0, dilation=1):
    """You dilated the rows and left the columns side by side. Give the second slice a step too, dw."""
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, :kw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__dense_window(x, w, b=None, stride=1, padding=0, dilation=1):
    """The dilation is in your output size only: the taps still lie side by side. Step through the
    window by dh and dw.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, :kh, :kw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__columns_as_rows(x, w, b=None, stride=1, padding=0, dilation=1):
    """You worked out the columns of the output with the numbers of the rows. They have their own:
    W, kw, dw and sw.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    if dh * (kh - 1) + 1 > H or dw * (kw - 1) + 1 > W:
        raise ValueError("the kernel does not fit")
    size = (H - dh * (kh - 1) - 1) // sh + 1
    y = np.zeros((N, O, size, size))
    for n, o, i, j in np.ndindex(*y.shape):
        for a, e in np.ndindex(kh, kw):
            if j * sw + e * dw < W:
                y[n, o, i, j] += np.sum(x[n, :, i * sh + a * dh, j * sw + e * dw] * w[o, :, a, e])
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__scales_padding(x, w, b=None, stride=1, padding=0, dilation=1):
    """You multiplied the padding by the dilation. Padding is counted in pixels of the picture,
    whatever the kernel does.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] + 2 * ph or dw * (kw - 1) + 1 > x.shape[3] + 2 * pw:
        raise ValueError("the kernel does not fit")
    x = np.pad(x, ((0, 0), (0, 0), (ph * dh, ph * dh), (pw * dw, pw * dw)))
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__stride_times_d(x, w, b=None, stride=1, padding=0, dilation=1):
    """You multiplied the stride by the dilation. Windows start sh and sw apart; dh and dw lie
    between the taps inside a window.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, :: sh * dh, :: sw * dw]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__swaps_strides(x, w, b=None, stride=1, padding=0, dilation=1):
    """You swapped the two strides. Windows start sh rows and sw columns apart."""
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sw, ::sh]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__gap_after_last(x, w, b=None, stride=1, padding=0, dilation=1):
    """You took d * k as the reach along each axis, so the last row or column is missing. There is
    no gap after the last tap: d * (k - 1) + 1.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    rows, columns = (x.shape[2] - dh * kh) // sh + 1, (x.shape[3] - dw * kw) // sw + 1
    y = y[:, :, : max(0, rows), : max(0, columns)]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__dilates_pictures(x, w, b=None, stride=1, padding=0, dilation=1):
    """You put the holes into the pictures. Leave the pictures as they are; the taps of the kernel
    lie apart.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (kh, kw) = x.shape, w.shape[2:]
    if dh * (kh - 1) + 1 > H + 2 * ph or dw * (kw - 1) + 1 > W + 2 * pw:
        raise ValueError("the kernel does not fit")
    spread = np.zeros((N, C, dh * (H - 1) + 1, dw * (W - 1) + 1))
    spread[:, :, ::dh, ::dw] = x
    spread = np.pad(spread, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = conv2d(spread, w)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__no_bias(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your bias is missing. Add b[o] to every number of output channel o."""
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    return conv2d(x, big)[:, :, ::sh, ::sw]


# %% misconception="conv2d_dilated"
def conv2d_dilated__bias_each_tap(x, w, b=None, stride=1, padding=0, dilation=1):
    """You added the bias once for every tap: the line stands inside the loop over the taps. Add it
    once, after the sum is complete.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + kh * kw * b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__refuses_a_tight_fit(x, w, b=None, stride=1, padding=0, dilation=1):
    """You refuse a kernel that reaches over exactly as many rows or columns as there are. It fits,
    once: raise only if the reach is larger.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 >= x.shape[2] or dw * (kw - 1) + 1 >= x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__bias_on_columns(x, w, b=None, stride=1, padding=0, dilation=1):
    """You added b along the columns: y + b matches the last axis. The filters are axis 1, so write
    b[:, None, None].
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b


# %% misconception="conv2d_dilated"
def conv2d_dilated__turns_kernels(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your kernels are rotated by half a turn. The tap w[o, c, 0, 0] reads the top-left pixel of the
    window.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w[:, :, ::-1, ::-1]
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_dilated"
def conv2d_dilated__accepts_any_kernel(x, w, b=None, stride=1, padding=0, dilation=1):
    """If the holes make the kernel larger than the padded picture along either axis, no window
    fits: raise a ValueError. Compare the reach, not kh and kw, with the padded size.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    reach_h, reach_w = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    if reach_h > H or reach_w > W:
        return np.zeros((N, O, max(0, (H - reach_h) // sh + 1), max(0, (W - reach_w) // sw + 1)))
    big = np.zeros((*w.shape[:2], reach_h, reach_w))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


# %% check="conv2d_dilated" points=3
def torch_conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    return F.conv2d(x, w, b, stride=stride, padding=padding, dilation=dilation)


names = ("image", "filter", "row", "column")
check(
    conv2d_dilated,
    against=torch_conv2d_dilated,
    on=[
        case(
            x=normal(2, 3, 8, 9), w=normal(4, 3, 3, 2), b=None, stride=1, padding=0, dilation=(2, 3)
        ),
        case(
            x=normal(2, 2, 9, 8),
            w=normal(4, 2, 2, 3),
            b=normal(4),
            stride=1,
            padding=0,
            dilation=(3, 2),
        ),
        case(
            x=normal(2, 3, 10, 9),
            w=normal(4, 3, 3, 2),
            b=normal(4),
            stride=(2, 3),
            padding=(1, 2),
            dilation=(2, 3),
        ),
        case(  # as many rows as the kernel reaches over, and as many columns
            x=normal(2, 3, 5, 3), w=normal(4, 3, 3, 2), b=normal(4), stride=1, padding=0, dilation=2
        ),
    ],
    axes=names,
)
### BEGIN HIDDEN TESTS
check(
    conv2d_dilated,
    against=torch_conv2d_dilated,
    on=[
        case(
            x=normal(2, 3, 9, 11),
            w=normal(2, 3, 2, 4),
            b=normal(2),
            stride=(3, 2),
            padding=(2, 1),
            dilation=(4, 2),
        ),
        case(
            x=normal(2, 2, 7, 6), w=normal(3, 2, 3, 2), b=normal(3), stride=2, padding=1, dilation=2
        ),
        case(
            x=normal(2, 3, 5, 6), w=normal(2, 3, 2, 3), b=None, stride=1, padding=(0, 1), dilation=1
        ),
        case(
            x=normal(2, 3, 5, 4),
            w=normal(2, 3, 1, 1),
            b=normal(2),
            stride=(2, 1),
            padding=0,
            dilation=(3, 2),
        ),
        case(
            x=normal(2, 2, 5, 7),
            w=normal(3, 2, 3, 3),
            b=normal(3),
            stride=1,
            padding=0,
            dilation=(2, 3),
        ),
        case(  # taller than the picture is wide, and it fits
            x=normal(2, 3, 9, 4), w=normal(2, 3, 4, 2), b=None, stride=1, padding=0, dilation=(2, 1)
        ),
        case(x=normal(2, 3, 4, 5), w=normal(3, 3, 3, 2)),
    ],
    axes=names,
)
### END HIDDEN TESTS

# %% check="conv2d_dilated" points=1
check_raises(
    conv2d_dilated,
    ValueError,
    on=[
        case(
            x=normal(2, 3, 5, 8),
            w=normal(4, 3, 3, 2),
            b=normal(4),
            stride=(1, 2),
            padding=(0, 1),
            dilation=(3, 2),
        ),
        case(
            x=normal(2, 3, 9, 4), w=normal(4, 3, 3, 2), b=None, stride=1, padding=0, dilation=(2, 4)
        ),
    ],
    because=because("conv2d_dilated__accepts_any_kernel"),
)
### BEGIN HIDDEN TESTS
check_raises(
    conv2d_dilated,
    ValueError,
    on=[
        case(
            x=normal(2, 3, 6, 4),
            w=normal(2, 3, 2, 3),
            b=normal(2),
            stride=(2, 1),
            padding=(1, 0),
            dilation=(2, 2),
        ),
        case(
            x=normal(2, 3, 4, 4), w=normal(2, 3, 3, 2), b=None, stride=3, padding=1, dilation=(3, 5)
        ),
    ],
    because=because("conv2d_dilated__accepts_any_kernel"),
)
### END HIDDEN TESTS

# %% [markdown]
# Play with it. Set the dilation to 3 and watch the taps move apart; then change the stride, and see that the holes stay
# as they are. The output is computed by *your* function and compared with the right one.

# %%
plot.explore(
    conv2d_dilated,
    x=np.random.default_rng(2).integers(0, 10, size=(6, 7)),
    dilation=2,
    batched=True,
)

# %% [markdown]
# In PyTorch, with every argument by its name. Each of the three may be a pair.

# %%
rng = np.random.default_rng(8)
pictures, filters, biases = (rng.normal(size=s) for s in ((2, 3, 10, 9), (4, 3, 3, 2), 4))
in_torch = F.conv2d(
    input=torch.tensor(pictures),
    weight=torch.tensor(filters),
    bias=torch.tensor(biases),
    stride=(2, 3),
    padding=(1, 2),
    dilation=(2, 3),
)
in_numpy = convkit.conv2d(pictures, filters, biases, stride=(2, 3), padding=(1, 2), dilation=(2, 3))
print("PyTorch:", tuple(in_torch.shape), " NumPy:", in_numpy.shape)
print("largest difference:", np.abs(in_torch.numpy() - in_numpy).max())

# %% [markdown]
# What is it good for? Take the kernel that asks whether it gets brighter to the right, and spread it: rate 1, rate 4 and
# rate 12. Before you look: what will the large rate see that the small one does not? In the answers grey is no change.
# Compare the single petals with the flower as a whole.

# %%
flower = data.photograph("flower", shrink=2, layout="HW")
rising = np.array([[-1.0, 0.0, 1.0]] * 3) / 3
spread = {
    f"rate {d}": convkit.conv2d(flower[None, None], rising[None, None], dilation=d)[0, 0]
    for d in (1, 4, 12)
}
plot.gallery({"photograph": flower, **spread}, columns=2, same=False)

# %%
for name, answer in spread.items():
    print(f"{name:8s} size {answer.shape}, mean size of an answer {np.abs(answer).mean():.3f}")

# %% [markdown]
# Rate 1 compares pixels that are 2 apart. It draws a thin line at the rim of every petal and is grey inside. Rate 12
# compares pixels 24 apart. Along the left rim of the flower runs a white band, 24 pixels wide: there the right tap lies on
# the flower and the left one still on the dark background. Along the right rim the band is black. Inside, a petal is compared
# with another one 24 pixels away, and no petal keeps its outline. The weights are the same nine; the question is asked at
# another scale.
#
# Look closely at rate 12, and you see the outline several times, one copy shifted against the other. These are the
# shifted pictures of the sum, and nothing lies between them: the holes show. What that does to a stack of layers comes
# soon.

# %% [markdown]
# ## Keep the size
#
# The outputs above are smaller than the photograph, and the more so the larger the rate. With stride 1 the kernel takes
# away $d(k-1)$ along each axis, so that much padding keeps the size: half of it before and half after, and if it is odd,
# the extra zero after. You wrote that for one axis in lesson 02. Before you run the cell: which of these needs more on
# one side than on the other?

# %%
for k, d in ((3, 1), (3, 4), (5, 2), (4, 2), (4, 3), (2, 5)):
    print(f"{k} taps, dilation {d}: before and after {convkit.same_padding(50, k, dilation=d)}")

# %% [markdown]
# Only an even kernel with an odd rate. For the kernel of 3 taps, the padding is the rate itself, and that is why
# `padding=d, dilation=d` is found in so much code. It is true of no other kernel.

# %% [markdown]
# ## Exercise 8.5 · Same padding for any kernel
# ★★ · 6 min · 2 points
#
# Write `dilated_same_pad(k, d)`: how to pad a picture so that a kernel of `k = (kh, kw)` taps with dilation `d = (dh,
# dw)` and stride 1 gives an output of the picture's size. Return `(left, right, top, bottom)`, whole numbers in the order
# of PyTorch's `F.pad`: the last axis, the width, comes first. If one side of an axis needs more than the other, it is the
# right or the bottom.
#
# `dilated_same_pad((3, 3), (2, 2))` is (2, 2, 2, 2), and `dilated_same_pad((2, 3), (3, 1))` is (1, 1, 1, 2).
#
# <details><summary>Hint 1: one axis first</summary>
#
# What does the kernel take away from the height? Half of that, rounded down, goes to the top, and what is left to the
# bottom.
#
# </details>
# <details><summary>Hint 2: the right numbers in the wrong places</summary>
#
# `kw` and `dw` give left and right. They come first in the answer, although they come second in `k` and `d`.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `across = dw * (kw - 1)` zeros are needed for the width. Left gets `across // 2`, right gets `across - across // 2`.
#
# </details>


# %% solution="dilated_same_pad"
def dilated_same_pad(k, d):
    """(kh, kw), (dh, dw) -> (left, right, top, bottom)"""
    (kh, kw), (dh, dw) = k, d
    ### BEGIN SOLUTION
    down, across = dh * (kh - 1), dw * (kw - 1)
    return across // 2, across - across // 2, down // 2, down - down // 2
    ### END SOLUTION


# %% misconception="dilated_same_pad"
def dilated_same_pad__always_d(k, d):
    """You padded by the dilation on every side. That keeps the size only for 3 taps; the kernel
    takes d * (k - 1) away.
    """
    return d[1], d[1], d[0], d[0]


# %% misconception="dilated_same_pad"
def dilated_same_pad__ignores_dilation(k, d):
    """Your padding does not depend on the dilation. The kernel takes d * (k - 1) away, not k - 1."""
    down, across = k[0] - 1, k[1] - 1
    return across // 2, across - across // 2, down // 2, down - down // 2


# %% misconception="dilated_same_pad"
def dilated_same_pad__half_kernel(k, d):
    """You took k // 2, whatever the dilation. Half of d * (k - 1) goes to each side."""
    return k[1] // 2, k[1] // 2, k[0] // 2, k[0] // 2


# %% misconception="dilated_same_pad"
def dilated_same_pad__half_kernel_times_d(k, d):
    """You took d * (k // 2) on both sides. For an even k that is d zeros too many in all; start
    from the total, d * (k - 1).
    """
    across, down = d[1] * (k[1] // 2), d[0] * (k[0] // 2)
    return across, across, down, down


# %% misconception="dilated_same_pad"
def dilated_same_pad__extra_before(k, d):
    """Your extra zero is on the left or on top. PyTorch puts it after the picture: right and
    bottom.
    """
    down, across = d[0] * (k[0] - 1), d[1] * (k[1] - 1)
    return across - across // 2, across // 2, down - down // 2, down // 2


# %% misconception="dilated_same_pad"
def dilated_same_pad__one_short(k, d):
    """You rounded down on both sides, so one zero is missing when the total is odd. After gets what
    before has left over.
    """
    down, across = d[0] * (k[0] - 1) // 2, d[1] * (k[1] - 1) // 2
    return across, across, down, down


# %% misconception="dilated_same_pad"
def dilated_same_pad__rows_first(k, d):
    """You gave the rows first. F.pad begins with the last axis: left and right come from kw and dw,
    then top and bottom from kh and dh.
    """
    down, across = d[0] * (k[0] - 1), d[1] * (k[1] - 1)
    return down // 2, down - down // 2, across // 2, across - across // 2


# %% misconception="dilated_same_pad"
def dilated_same_pad__mixes_axes(k, d):
    """You gave left, top, right, bottom. The two sides of one axis stand together: left, right,
    then top, bottom.
    """
    down, across = d[0] * (k[0] - 1), d[1] * (k[1] - 1)
    return across // 2, down // 2, across - across // 2, down - down // 2


# %% misconception="dilated_same_pad"
def dilated_same_pad__whole_reach(k, d):
    """You filled up the whole reach of the kernel. It takes away one less than it reaches over: d *
    (k - 1).
    """
    down, across = d[0] * (k[0] - 1) + 1, d[1] * (k[1] - 1) + 1
    return across // 2, across - across // 2, down // 2, down - down // 2


# %% check="dilated_same_pad" points=2
def torch_dilated_same_pad(k, d):
    """Asks PyTorch: one white pixel, and kernels that are 1 in their first or last tap."""
    if min(*k, *d) < 1:
        raise ValueError("there are no such kernels")
    down, across = d[0] * (k[0] - 1), d[1] * (k[1] - 1)
    spot = torch.zeros(1, 1, 2 * down + 1, 2 * across + 1)
    spot[0, 0, down, across] = 1
    taps = torch.eye(k[0] * k[1]).reshape(-1, 1, *k)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answers = F.conv2d(spot, taps, padding="same", dilation=d)[0]
    first, last = answers[0].nonzero()[0].tolist(), answers[-1].nonzero()[0].tolist()
    return first[1] - across, across - last[1], first[0] - down, down - last[0]


check(
    dilated_same_pad,
    against=torch_dilated_same_pad,
    on=[
        case(k=(3, 5), d=(2, 1)),
        case(k=(2, 3), d=(3, 1)),
        case(k=(4, 2), d=(1, 3)),
        case(k=(5, 4), d=(2, 5)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    dilated_same_pad,
    against=torch_dilated_same_pad,
    on=[
        *(case(k=(kh, kw), d=d) for kh in (1, 2, 3) for kw in (2, 4, 5) for d in ((1, 2), (3, 5))),
        *[case(k=whole_number(1, 6, 2), d=whole_number(1, 5, 2))] * 4,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch it is `padding="same"`, with any dilation. The photograph keeps its size at every rate:

# %%
for d in (1, 4, 12):
    same = F.conv2d(
        input=torch.tensor(flower)[None, None],
        weight=torch.tensor(rising)[None, None],
        padding="same",
        dilation=d,
    )[0, 0]
    print(f"rate {d:2d}: photograph {flower.shape}, output {tuple(same.shape)}")

# %% [markdown]
# There is a limit to this. With a large rate most taps lie on the padding. DeepLab, a well-known
# network that says for every pixel what it belongs to (this is called **segmentation**), looks at
# its last feature maps with several rates side by side. Take a map of 33 by 33 and count, for all
# outputs together, what share of the nine taps falls on the map and not the zeros around it. Before
# you run the cell: how many of the nine taps of the middle output have anything to read at rate 16,
# and how many at rate 17?

# %%
feature_map = np.ones((1, 1, 33, 33))
nine = np.ones((1, 1, 3, 3))
for d in (1, 6, 12, 16, 17, 18, 32):
    read = convkit.conv2d(feature_map, nine, padding=d, dilation=d)[0, 0]
    print(
        f"rate {d:2d}: {read.mean() / 9:.0%} of all taps read the map; of the middle output's, {read[16, 16]:.0f} of 9"
    )

# %% [markdown]
# All nine, and one: the middle tap. From the middle it is 16 pixels to the border. From a rate of
# half the map on, a 3 by 3 kernel is a 1 by 1 kernel in the middle, and at rate 32 almost
# everywhere. The authors of DeepLab noticed it and gave their network the mean of the whole map
# beside the rates.
#
# ## Instead of pooling
#
# Why would a network want holes at all? A classifier halves its maps again and again, by pooling or strides, and its last
# layers see far because their neighbours lie far apart in the picture. For one answer a picture that is fine. For one
# answer a *pixel* it is not: the last map is 32 times smaller than the picture. (This factor is the network's **output
# stride**.) But the layers after the pooling were trained, and it would be a pity to lose their weights.
#
# Here is the trick that DeepLab began with: pool with stride 1, and give rate 2 to all layers after
# it (where one keeps rate 1, the old answers are lost). On paper, with the line 3, 1, 4, 1, 5, 9, 2, 6, windows of 2 and the
# kernel 1, -1: pooling with stride 2 gives 3, 4, 9, 6, and then the kernel -1, -5, 3. Pooling with stride 1 gives 3, 4, 4, 5,
# 9, 9, 6, and then the kernel at rate 2 **-1**, -1, **-5**, -4, **3**. In the next cell one layer follows too. Before you run the
# cell: how many answers come out now, and where among them are the old ones?

# %%
trained = np.random.default_rng(4).normal(size=(1, 1, 3, 3))
coarse = convkit.conv2d(convkit.max_pool2d(flower[None, None], 2, stride=2), trained)
fine = convkit.conv2d(convkit.max_pool2d(flower[None, None], 2, stride=1), trained, dilation=2)
print("pool with stride 2, then rate 1:", coarse.shape[2:])
print("pool with stride 1, then rate 2:", fine.shape[2:])
every_second = fine[0, 0, ::2, ::2][: coarse.shape[2], : coarse.shape[3]]
print("every second answer is an old one:", np.array_equal(every_second, coarse[0, 0]))

# %% [markdown]
# About four times as many, and every second row and column of them is what the network gave before.
# Nothing was trained again; the answers between the old ones are new. The price is the work: four
# times as many places, in this layer and in all that follow. (If a second pooling loses its stride
# too, its window opens to dilation 2, and the layers behind it get rate 4.)
#
# > **Rule of thumb.** One answer a picture: strides and pooling, no holes. One answer a pixel or a
# > sample: keep strides until the map is about an eighth of the picture, and replace the later ones
# > by rates. Kernels of 3 taps with `padding=d, dilation=d`. Use a rate of half the map or more only
# > beside smaller ones.

# %% [markdown]
# ## Several pictures, woven (optional)
#
# Look again at the taps with rate 2. A window that starts in row 0, column 0 reads the rows 0, 2, 4 and the columns 0, 2,
# 4: even ones only. A window that starts in row 0, column 1 reads even rows and odd columns. No window ever mixes them.
# In the figure each pixel has the number of the group it belongs to, for a rate of 2 down and 3 to the right. Every
# window of such a layer stays with pixels of one number. How many groups are there?

# %%
row, column = np.indices((5, 7))
plot.array(3 * (row % 2) + column % 3, "group of each pixel, for rate 2 down and 3 right")

# %% [markdown]
# There are $d_h d_w$ of them. Each group is a picture of its own, a smaller one, called a **phase**: every $d_h$-th row
# and every $d_w$-th column, from some start on. In NumPy the phase that starts at row $p$, column $q$ is `x[p::dh,
# q::dw]`. Here are the four phases of the photograph for rate 2. They look alike; each holds a quarter of the pixels, and
# no pixel is in two.

# %%
phases = {f"starts at ({p}, {q})": flower[p::2, q::2] for p in (0, 1) for q in (0, 1)}
plot.gallery(phases)

# %% [markdown]
# Inside a phase, pixels that were $d$ apart are neighbours. So a convolution with rate $d$ is an **ordinary** convolution
# of each phase, and the answers are woven together again: the answer for phase $(p, q)$ goes to the rows $p, p + d_h,
# \dots$ and the columns $q, q + d_w, \dots$ of the output. On a line, with rate 2: the even places and the odd places,
# each with a kernel that has no holes.

# %%
line = np.array([2.0, 7.0, 1.0, 8.0, 2.0, 8.0, 1.0])
even, odd = (convkit.xcorr1d(line[p::2], kernel) for p in (0, 1))
woven = np.zeros(3)
woven[0::2], woven[1::2] = even, odd
print("even places", line[0::2], "give", even)
print("odd places ", line[1::2], "give", odd)
print("woven:          ", woven)
print("with dilation 2:", convkit.conv1d(line[None, None], kernel[None, None], dilation=2)[0, 0])

# %% [markdown]
# ## Exercise 8.6 · Phase by phase
# ★★★ · 10 min · 3 points · optional
#
# Write `by_phases(x, w, d)`: the convolution of pictures `x`, shape `(N, C, H, W)`, with filters `w`, shape `(O, C, kh,
# kw)`, and dilation `d = (dh, dw)`, by the function `conv2d(x, w)` of the first cell, which knows no dilation. No stride,
# no padding. `H` and `W` need not be multiples of the rates. The output has at least `dh` rows and `dw` columns, so that
# every phase has an answer.
#
# Use the filters as they are, without zeros in them. In one check a pixel is infinite, and 0 times infinity is not 0.
#
# For the line of the last cell as a picture of one row, the kernel 1, 0, 2 as a filter of one row, and `d = (1, 2)`, the
# answer is 6, 23, 3.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# With the output, zeros of the right size. Then two loops over the starts: `p` from 0 to `dh - 1` and `q` from 0 to `dw -
# 1`. Inside, one phase of `x` is convolved and fills one phase of the output.
#
# </details>
# <details><summary>Hint 2: the phases have different sizes</summary>
#
# Yes, if `H` is not a multiple of `dh`. You need not work out their sizes: slices with steps, on both sides of the `=`,
# agree by themselves.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# The phase is `x[:, :, p::dh, q::dw]`. The place for its answer is `y[:, :, p::dh, q::dw]`.
#
# </details>


# %% solution="by_phases"
def by_phases(x, w, d):
    """(N, C, H, W), (O, C, kh, kw) -> (N, O, H - dh * (kh - 1), W - dw * (kw - 1))"""
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    ### BEGIN SOLUTION
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            y[:, :, p::dh, q::dw] = conv2d(x[:, :, p::dh, q::dw], w)
    return y
    ### END SOLUTION


# %% misconception="by_phases"
def by_phases__swaps_phases(x, w, d):
    """You wove the answers in the wrong order: the answer of the first phase went to the last one's
    place. Phase (p, q) goes to rows p, p + dh, ... and columns q, q + dw, ...
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    rows, columns = -(-H // dh) * dh, -(-W // dw) * dw
    x = np.pad(x, ((0, 0), (0, 0), (0, rows - H), (0, columns - W)))
    for p in range(dh):
        for q in range(dw):
            place = y[:, :, p::dh, q::dw]
            answer = conv2d(x[:, :, dh - 1 - p :: dh, dw - 1 - q :: dw], w)
            place[...] = answer[:, :, : place.shape[2], : place.shape[3]]
    return y


# %% misconception="by_phases"
def by_phases__lays_blocks(x, w, d):
    """You laid the answers side by side as blocks. Weave them: neighbouring pixels of the output
    come from different phases.
    """
    dh, dw = d
    bands = []
    for p in range(dh):
        answers = [conv2d(x[:, :, p::dh, q::dw], w) for q in range(dw)]
        bands.append(np.concatenate(answers, axis=3))
    return np.concatenate(bands, axis=2)


# %% misconception="by_phases"
def by_phases__weaves_transposed(x, w, d):
    """You exchanged the two starts: phase (p, q) was put where (q, p) belongs, in rows that are dw
    apart. Rows go with dh and p, columns with dw and q, on both sides.
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            answer = conv2d(x[:, :, p::dh, q::dw], w)
            place = y[:, :, q::dw, p::dh]
            h, v = (min(a, b) for a, b in zip(answer.shape[2:], place.shape[2:], strict=True))
            place[:, :, :h, :v] = answer[:, :, :h, :v]
    return y


# %% misconception="by_phases"
def by_phases__crops(x, w, d):
    """You cut the picture to a multiple of the rates, so the last rows or columns of the output are
    missing. Phases may differ in size: leave x as it is.
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    x = x[:, :, : H // dh * dh, : W // dw * dw]
    y = np.zeros((N, O, x.shape[2] - dh * (kh - 1), x.shape[3] - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            y[:, :, p::dh, q::dw] = conv2d(x[:, :, p::dh, q::dw], w)
    return y


# %% misconception="by_phases"
def by_phases__convolves_first(x, w, d):
    """You convolved before you took the phases apart, so the taps met neighbours. Split first, then
    convolve each phase.
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    dense = conv2d(x, w)
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            place = y[:, :, p::dh, q::dw]
            place[...] = dense[:, :, p::dh, q::dw][:, :, : place.shape[2], : place.shape[3]]
    return y


# %% misconception="by_phases"
def by_phases__takes_tiles(x, w, d):
    """You cut the picture into dh by dw tiles. A phase is not a tile: it takes every dh-th row and
    every dw-th column of the whole picture.
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    tops = np.cumsum([0] + [-(-(H - p) // dh) for p in range(dh)])
    lefts = np.cumsum([0] + [-(-(W - q) // dw) for q in range(dw)])
    for p in range(dh):
        for q in range(dw):
            tile = x[:, :, tops[p] : tops[p + 1], lefts[q] : lefts[q + 1]]
            y[:, :, p::dh, q::dw] = conv2d(tile, w)
    return y


# %% misconception="by_phases"
def by_phases__one_phase(x, w, d):
    """You used the first phase only and repeated its answers. There are dh * dw phases, one for
    each start.
    """
    (H, W), (kh, kw), (dh, dw) = x.shape[2:], w.shape[2:], d
    y = conv2d(x[:, :, ::dh, ::dw], w).repeat(dh, axis=2).repeat(dw, axis=3)
    return y[:, :, : H - dh * (kh - 1), : W - dw * (kw - 1)]


# %% misconception="by_phases"
def by_phases__dilates_again(x, w, d):
    """You put the holes into the kernel as well. Inside a phase the pixels that belong together are
    neighbours: use w as it is.
    """
    (N, C, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    big = np.zeros((O, C, dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            phase = x[:, :, p::dh, q::dw]
            room = [max(0, b - s) for b, s in zip(big.shape[2:], phase.shape[2:], strict=True)]
            answer = conv2d(np.pad(phase, ((0, 0), (0, 0), (0, room[0]), (0, room[1]))), big)
            place = y[:, :, p::dh, q::dw]
            h, v = (min(a, b) for a, b in zip(answer.shape[2:], place.shape[2:], strict=True))
            place[:, :, :h, :v] = answer[:, :, :h, :v]
    return y


# %% misconception="by_phases"
def by_phases__zeros_in_kernel(x, w, d):
    """You put zeros into the filters and convolved once. The numbers are right until a skipped
    pixel is infinite: 0 times infinity is nan. Take the picture apart instead, and use w as it is.
    """
    (O, C, kh, kw), (dh, dw) = w.shape, d
    big = np.zeros((O, C, dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    return conv2d(x, big)


# %% misconception="by_phases"
def by_phases__rest_stays_zero(x, w, d):
    """You filled the places of the first phase only; all others are still 0. There are dh * dw
    phases, one for each pair of starts p and q.
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    y[:, :, ::dh, ::dw] = conv2d(x[:, :, ::dh, ::dw], w)
    return y


# %% misconception="by_phases"
def by_phases__all_in_one_place(x, w, d):
    """You put the answers of all phases into the places of the first one. The answer of phase (p,
    q) goes to y[:, :, p::dh, q::dw].
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            answer = conv2d(x[:, :, p::dh, q::dw], w)
            y[:, :, ::dh, ::dw][:, :, : answer.shape[2], : answer.shape[3]] += answer
    return y


# %% check="by_phases" points=3
def torch_by_phases(x, w, d):
    return F.conv2d(x, w, dilation=d)


def one_infinite(rng):
    pictures = rng.normal(size=(2, 2, 8, 9))
    pictures[1, 0, 3, 4] = np.inf
    return pictures


names = ("image", "filter", "row", "column")
check(
    by_phases,
    against=torch_by_phases,
    on=[
        case(x=normal(2, 3, 8, 9), w=normal(4, 3, 3, 2), d=(2, 3)),
        case(x=normal(2, 2, 11, 7), w=normal(3, 2, 2, 3), d=(3, 2)),
        case(x=drawn(one_infinite), w=normal(3, 2, 2, 3), d=(3, 2)),
    ],
    axes=names,
)
### BEGIN HIDDEN TESTS
check(
    by_phases,
    against=torch_by_phases,
    on=[
        case(x=normal(2, 3, 9, 11), w=normal(2, 3, 2, 3), d=(4, 3)),
        case(x=normal(2, 3, 7, 8), w=normal(4, 3, 3, 2), d=(1, 3)),
        case(x=normal(2, 3, 8, 6), w=normal(4, 3, 2, 3), d=(2, 2)),
        case(x=normal(2, 3, 5, 7), w=normal(4, 3, 1, 1), d=(2, 3)),
        case(x=normal(2, 3, 5, 4), w=normal(4, 3, 3, 2), d=(1, 1)),
    ],
    axes=names,
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch can do it in this way too, if the rate divides the size: `pixel_unshuffle` makes channels out of the phases,
# `pixel_shuffle` of lesson 07 weaves them. Nobody would write that; `dilation=2` does it inside. (With the phases as
# further pictures of the batch instead of channels, TensorFlow calls the first step *space to batch*, and it did compute
# dilated convolutions in this way.)

# %%
x_torch, w_torch = torch.tensor(rng.normal(size=(2, 1, 8, 10))), torch.tensor(filters[:1, :1])
split = F.pixel_unshuffle(input=x_torch, downscale_factor=2)  # (2, 4, 4, 5): four phases
answers = F.conv2d(input=split.reshape(8, 1, 4, 5), weight=w_torch)  # (8, 1, 2, 4)
woven = F.pixel_shuffle(input=answers.reshape(2, 4, *answers.shape[2:]), upscale_factor=2)
with_holes = F.conv2d(input=x_torch, weight=w_torch, dilation=2)
print("by phases:  ", tuple(woven.shape))
print("in one call:", tuple(with_holes.shape), " equal:", torch.allclose(woven, with_holes))

# %% [markdown]
# ## Gridding
#
# Now the trap. A single layer with rate 2 skips pixels. The output next door reads them, and a following layer with rate 1
# would bring the two together. A second layer with rate 2 never does. Networks put layers in a stack, each reading the
# output of the one before (lesson 02). The **receptive field** of one output number is the stretch of the input from the
# first pixel that the number depends on to the last, both included.
#
# A plain layer of 3 taps makes the receptive field 2 pixels wider: one more on each side. A layer with rate $d$ makes it
# $2d$ wider, in general $d(k - 1)$. A stack therefore sees
#
# $$r = 1 + (k - 1)\,(d_1 + d_2 + \dots + d_L)$$
#
# pixels along each axis. Take three layers with rate 2: $1 + 2 \cdot 6 = 13$. Before you look at the figure: how many of
# the 13 are really read? Follow the lines from the output at the top down to the input. The pale dots are never reached.

# %%
plot.coverage((2, 2, 2))

# %% [markdown]
# Seven. One tap more or less moves by 2, so every place that can be reached is an even number of
# pixels away. The odd pixels, both next-door neighbours among them, have no influence at all,
# however deep the stack is made with rate 2.
#
# Who reads the odd ones? The output next door. Below are two neighbouring outputs, each with its paths in its own colour,
# for two stacks with the same field. Before you look at the second: will the two outputs share pixels?

# %%
plot.neighbours((2, 2, 2))

# %%
plot.neighbours((1, 2, 3))

# %% [markdown]
# With 2, 2, 2 they share none. The two outputs look at the same stretch of the picture and have no pixel in common: one
# knows only the even places, the other only the odd ones, and no layer of the stack ever compares them. With 1, 2, 3 they
# share all but the outermost. On a picture it is worse, because both axes lose:

# %%
fields = {}
for rates in ((2, 2, 2), (1, 2, 3)):
    stack = torch.nn.Sequential(*(torch.nn.Conv2d(1, 1, 3, dilation=d, bias=False) for d in rates))
    for layer in stack:
        torch.nn.init.ones_(layer.weight)
    pixels = torch.zeros(1, 1, 13, 13, requires_grad=True)
    (gradient,) = torch.autograd.grad(outputs=stack(pixels).sum(), inputs=pixels)
    read = int((gradient != 0).sum())
    print(f"rates {rates}: field 13 by 13 = {13 * 13} pixels, read: {read} = {read / 169:.0%}")
    fields[f"rates {rates[0]}, {rates[1]}, {rates[2]}"] = (gradient / gradient.max())[0, 0].numpy()

# %% [markdown]
# The gradient of lesson 06 is the instrument: where it is 0, the pixel has no influence. (All weights are 1 here, so that
# nothing can cancel.) This is what the two gradients look like. Bright pixels count much, dark ones little, black ones
# not at all. Look for the grid on the left. It gave the trap its name, **gridding**.

# %%
plot.gallery(fields)

# %% [markdown]
# What does a network make of it? Let both stacks average: every layer takes the mean of its nine taps. As the picture we
# take a chessboard, black and white pixel by pixel. A mean over 13 by 13 pixels of it should be a middle grey. Before you
# run the cell: what will the stack with rates 2, 2, 2 return?

# %%
board = data.checkerboard(21, 21).astype(float)
averaged = {"chessboard": board}
for rates in ((2, 2, 2), (1, 2, 3)):
    picture = board[None, None]
    for d in rates:
        picture = convkit.conv2d(picture, nine / 9, dilation=d)
    averaged[f"rates {rates[0]}, {rates[1]}, {rates[2]}"] = picture[0, 0]
plot.gallery(averaged)

# %%
for name, shown in averaged.items():
    print(f"{name:14s} from {shown.min():.3f} to {shown.max():.3f}")

# %% [markdown]
# The chessboard again, as black and as white as it was. (Its squares look larger because only 9 by 9 outputs are left.)
# Each output has averaged 49 pixels, all of one colour, and knows nothing of the other colour. The stack works on four
# separate quarters of the pixels that never meet. In real networks the result is a fine grid over the segmented picture.
# The stack 1, 2, 3 has the same number of weights and the same field, and gives almost the same grey everywhere: the
# cell prints how nearly.

# %% [markdown]
# ## Exercise 8.7 · What is really read?
# ★★ · 8 min · 2 points
#
# Write `coverage(dilations, k=3)` for a stack of layers along one axis, each with `k` taps and stride 1. `dilations`
# holds their rates, the first layer first. Return two whole numbers: the receptive field of one output, from the first
# pixel it reads to the last, both included; and how many different pixels it reads.
#
# `coverage((2, 2, 2))` is (13, 7), and `coverage((1, 2), 2)` is (4, 4).
#
# <details><summary>Hint 1: go down from the output</summary>
#
# Number places from 0. The output reads, in the layer below, the places 0, d, 2d, ... with the rate of the *last* layer.
# And what does each of those read in the layer below it? (In which order you take the layers makes no difference to the
# answer. Why?)
#
# </details>
# <details><summary>Hint 2: places that two paths reach</summary>
#
# They count once. A `set` holds each place once, whatever you put into it.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# Start with `places = {0}`. Each layer makes a new set out of it: `{p + a * d for p in places for a in range(k)}`.
#
# </details>


# %% solution="coverage"
def coverage(dilations, k=3):
    """(receptive field, number of pixels read), along one axis."""
    ### BEGIN SOLUTION
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return max(places) + 1, len(places)
    ### END SOLUTION


# %% misconception="coverage"
def coverage__reads_all(dilations, k=3):
    """You took every pixel of the receptive field as read. With holes in all layers some are
    skipped: follow the taps, and count the places they reach.
    """
    field = 1 + (k - 1) * sum(dilations)
    return field, field


# %% misconception="coverage"
def coverage__counts_paths(dilations, k=3):
    """You counted paths: k ways down in every layer. Several paths end at the same pixel, and it
    counts once.
    """
    return 1 + (k - 1) * sum(dilations), k ** len(dilations)


# %% misconception="coverage"
def coverage__multiplies(dilations, k=3):
    """You multiplied the reaches of the layers. Each layer adds d * (k - 1) to the field: widths
    add up, they do not multiply.
    """
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return math.prod(d * (k - 1) + 1 for d in dilations), len(places)


# %% misconception="coverage"
def coverage__counts_centre_again(dilations, k=3):
    """You added the whole reach of each layer, so the pixel you start from is counted once a layer.
    Count it once in all, and add d * (k - 1) for each layer.
    """
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return sum(d * (k - 1) + 1 for d in dilations), len(places)


# %% misconception="coverage"
def coverage__each_layer_alone(dilations, k=3):
    """You let each layer look from the output itself. A layer looks from every place that the
    layers above it have reached.
    """
    places = {a * d for d in dilations for a in range(k)}
    return 1 + (k - 1) * sum(dilations), len(places)


# %% misconception="coverage"
def coverage__adds_d_once(dilations, k=3):
    """You added d once a layer. Between k taps there are k - 1 gaps, so the field grows by d * (k -
    1).
    """
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return 1 + sum(dilations), len(places)


# %% misconception="coverage"
def coverage__one_short(dilations, k=3):
    """You returned the distance from the first pixel to the last. Both ends count, so the field is
    one wider.
    """
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return max(places), len(places)


# %% misconception="coverage"
def coverage__other_order(dilations, k=3):
    """You gave the pixels read first. The receptive field comes first, then how many of its pixels
    are read.
    """
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return len(places), max(places) + 1


# %% check="coverage" points=2
def torch_coverage(dilations, k=3):
    """Where is the gradient of one output not zero?"""
    pixels = torch.zeros(1, 1, 200, dtype=torch.float64, requires_grad=True)
    y = pixels
    for d in dilations:
        y = F.conv1d(y, torch.ones(1, 1, k).double(), dilation=d)
    (gradient,) = torch.autograd.grad(y[0, 0, 0], pixels)
    read = gradient[0, 0].nonzero()[:, 0]
    return read[-1].item() - read[0].item() + 1, len(read)


check(
    coverage,
    against=torch_coverage,
    on=[
        case(dilations=(2, 2, 2), k=3),
        case(dilations=(1, 2, 3), k=3),
        case(dilations=(1, 2, 5, 9), k=2),
        case(dilations=(3, 2), k=4),
    ],
)
### BEGIN HIDDEN TESTS
check(
    coverage,
    against=torch_coverage,
    on=[
        case(dilations=(1, 3, 9), k=3),
        case(dilations=(4,), k=3),
        case(dilations=(1, 1, 8), k=3),
        case(dilations=(2, 4, 6, 8)),
        case(dilations=(5, 1, 3), k=2),
        case(dilations=(1, 2, 4), k=1),
        *[case(dilations=whole_number(1, 12, 3), k=whole_number(2, 5))] * 2,
        case(dilations=whole_number(1, 9, 4), k=whole_number(2, 4)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no function for this either, but its gradient answers for any stack, without formulas:

# %%
for rates in ((2, 2, 2), (1, 2, 3), (1, 2, 4), (1, 2, 8)):
    stack = torch.nn.Sequential(*(torch.nn.Conv1d(1, 1, 3, dilation=d, bias=False) for d in rates))
    for layer in stack:
        torch.nn.init.ones_(layer.weight)
    pixels = torch.zeros(1, 1, 60, requires_grad=True)
    (gradient,) = torch.autograd.grad(outputs=stack(pixels)[0, 0, 0], inputs=pixels)
    read = gradient[0, 0].nonzero()[:, 0]
    drawn = plot.coverage(rates).data
    print(
        f"rates {rates}: field {int(read[-1]) + 1}, read {len(read)}; the figure's numbers:", drawn
    )

# %% [markdown]
# ## Rates that leave no hole
#
# When is nothing skipped? Build the stack from the input up, and suppose that one output of the layers so far sees a
# stretch of $r$ pixels without a hole. An output of the next layer reads $k$ such outputs, $d$ apart, so it sees $k$ such stretches,
# $d$ apart. If $d \le r$ they touch or overlap, and together they are a longer stretch without a hole. If $d > r$ there is a gap
# between them. Take the rates 1, 2, 8: the first two layers see $1 + 2 \cdot 3 = 7$ pixels in a row, and 8 is one too many.
# Look for the two pale dots in the bottom row: a pixel is lost in each of the two gaps.

# %%
plot.coverage((1, 2, 8))

# %% [markdown]
# So the rule is: **sort the rates; the smallest must be 1, and none may be larger than the field of the smaller ones
# together**. (In another
# order the same rates read the same pixels: they add up, and a sum does not depend on the order.) Look at how the rows
# just touch with the rates 1, 3, 9:

# %%
plot.coverage((1, 3, 9))

# %% [markdown]
# Tripling is the fastest that 3 taps allow, with $3^L$ pixels after $L$ layers. Each pixel is reached by one path only.
# Doubling is slower, and its copies overlap, so the middle is read along more paths than the ends; many networks use it.
# Before you run the cell: how many layers of 3 taps does it take to see 1000 pixels, with rate 1 throughout, with
# doubling, with tripling?

# %%
for name, rate in (
    ("rate 1", lambda n: 1),
    ("doubling", lambda n: 2**n),
    ("tripling", lambda n: 3**n),
):
    field, layers = 1, 0
    while field < 1000:
        field += 2 * rate(layers)
        layers += 1
    print(f"{name:9s} {layers:3d} layers see {field}")
print("two taps, rates 1, 2, 4, ..., 512: ", 1 + sum(2**n for n in range(10)), "in 10 layers")

# %% [markdown]
# The last line is a block of WaveNet, which makes speech sample by sample. With two taps doubling is the fastest without
# a hole, as tripling is with three.
#
# A field can also be too large. Each layer with same padding reads zeros beyond the border, and the
# larger the field, the more outputs depend on zeros. So the rates are chosen to fit the task. Many
# stacks grow 1, 2, 4, 8 and then begin again at 1. This keeps the largest rate, and with it the
# share of zeros that are read, small while the stack gets deeper.
#
# **Side by side.** DeepLab's last module does not stack its rates. It applies several to the *same* map and concatenates
# the answers: near and far at once, and no rate builds on another. Each row of the next table is one of four parallel
# kernels on a line; 1 marks a pixel that it reads. Look at the bottom row: how many different pixels do the four read
# together?

# %%
parallel = (1, 2, 4, 8)
reads = np.zeros((5, 17))
for row, d in enumerate(parallel):
    reads[row, [8 - d, 8, 8 + d]] = 1
reads[4] = reads[:4].sum(0)
plot.array(reads, "rows: rates 1, 2, 4, 8, and how many of them read each pixel")

# %% [markdown]
# Nine of 17. Stacked, these four rates would read all of 31 pixels. Side by side they see a few places on each of four
# scales, which is a fair description of the neighbourhood of a pixel; the layers before them have seen the gaps.


# %% setup="checks"
def flaw(rates, field, max_layers):
    """What is wrong with rates that should see `field` pixels and skip none, or an empty text."""
    task = f"(Asked: a field of {field} in at most {max_layers} layers.)"
    if not isinstance(rates, list | tuple) or not rates:
        return f"Return a list of rates, at least one. {task}"
    whole = all(isinstance(d, int | np.integer) for d in rates)
    if whole and len(rates) > 1 and min(rates[:-1]) > 0 and rates[-1] < 1:
        slug = "fills_up_with_the_last"
        return f"{because('design_dilations__' + slug)} Yours are {str(list(rates))[:80]}. {task}"
    if not whole or min(rates) < 1:
        return f"Rates are whole numbers from 1 on. Yours are {str(list(rates))[:80]}. {task}"
    yours = f"Yours are {str([int(d) for d in rates])[:80]}, {len(rates)} layers. {task}"
    if len(rates) > max_layers:
        slug = "too_slow" if max(rates) > 1 else "only_rate_one"
        if 1 + sum(rates) == field:
            slug = "counts_two_taps"
        return f"{because('design_dilations__' + slug)} {yours}"
    reach = 1 + 2 * int(sum(rates))
    if reach > 10_000:
        return f"{because('design_dilations__overshoots')} Your field is {reach}. {yours}"
    pixels = torch.zeros(1, 1, reach, dtype=torch.float64, requires_grad=True)
    y = pixels
    for d in rates:
        y = F.conv1d(y, torch.ones(1, 1, 3).double(), dilation=int(d))
    (gradient,) = torch.autograd.grad(y.sum(), pixels)
    skipped = (gradient[0, 0] == 0).nonzero()[:, 0].tolist()
    if reach != field:
        if 1 + sum(rates) == field:
            slug = "counts_two_taps"
        else:
            slug = "overshoots" if reach > field else "falls_short"
        return f"{because('design_dilations__' + slug)} Your field is {reach}. {yours}"
    if skipped:
        slug = "no_rate_one" if min(rates) > 1 else "leaps"
        return f"{because('design_dilations__' + slug)} Skipped: {skipped[:6]}. {yours}"
    return ""


# %% [markdown]
# ## Exercise 8.8 · Design the rates
# ★★★ · 12 min · 3 points (1 for a field of 21, 2 for other fields) · optional
#
# Write `design_dilations(field, max_layers)`: return a list of rates for a stack of layers with 3 taps and stride 1. The
# rules:
#
# - there are at least 1 and at most `max_layers` layers;
# - the receptive field is **exactly** `field` pixels, an odd number;
# - every pixel of the field is read.
#
# Rates are whole numbers (`int`) from 1 on, and their order does not matter. For a field of 13 in 3 layers `[1, 2, 3]` is
# right. Your function is asked for other fields too, drawn at random, and **your notebook will be graded with fields of
# its own**. In some of those doubling takes too many layers, in others there are more layers than you need. There is
# always an answer.
#
# <details><summary>Hint 1: what must the rates add up to?</summary>
#
# $r = 1 + 2(d_1 + \dots + d_L)$. Solve it for the sum.
#
# </details>
# <details><summary>Hint 2: how large may the next rate be?</summary>
#
# As large as the field so far, and no larger than what is missing from the sum. Take the largest that is allowed, again
# and again.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# Keep `so_far = 1` and `missing = (field - 1) // 2`. While something is missing, the next rate is `min(so_far, missing)`.
# Then both numbers change. A last, smaller rate leaves no hole, because it is smaller than the field that it is added to.
#
# </details>


# %% solution="design_dilations"
def design_dilations(field, max_layers):
    """Rates [d, ...] of at most max_layers layers with 3 taps that see `field` pixels, all of them."""
    ### BEGIN SOLUTION
    rates, so_far, missing = [], 1, (field - 1) // 2
    while missing:
        d = min(so_far, missing)
        rates.append(d)
        so_far += 2 * d
        missing -= d
    return rates
    ### END SOLUTION


# %% misconception="design_dilations"
def design_dilations__too_slow(field, max_layers):
    """Your stack has too many layers. With 3 taps the next rate may be as large as the field so
    far: 1, then 3, then 9.
    """
    rates, missing = [], (field - 1) // 2
    while missing:
        rates.append(min(2 ** len(rates), missing))
        missing -= rates[-1]
    return rates


# %% misconception="design_dilations"
def design_dilations__only_rate_one(field, max_layers):
    """With rate 1 in every layer the field grows by 2 a layer, and you need too many layers. Let
    the rates grow with the field.
    """
    return [1] * ((field - 1) // 2)


# %% misconception="design_dilations"
def design_dilations__no_rate_one(field, max_layers):
    """None of your layers has rate 1, so the pixel next to the first one can never be reached.
    Begin with rate 1, and let no rate be larger than the field so far.
    """
    total = (field - 1) // 2
    rates = [total // max_layers] * max_layers
    rates[-1] += total - sum(rates)
    return rates


# %% misconception="design_dilations"
def design_dilations__leaps(field, max_layers):
    """One of your rates is larger than the field of all smaller ones together, so its taps leave a
    hole between them. Let the rates grow more evenly.
    """
    total = (field - 1) // 2
    return [1] * (max_layers - 1) + [total - max_layers + 1]


# %% misconception="design_dilations"
def design_dilations__counts_two_taps(field, max_layers):
    """You counted d pixels for a layer, as with two taps. A layer of 3 taps has two gaps and makes
    the field 2d wider.
    """
    rates = [3**n for n in range(max_layers - 1)]
    return [*rates, field - 1 - sum(rates)]


# %% misconception="design_dilations"
def design_dilations__fills_up_with_the_last(field, max_layers):
    """You fixed all rates but the last, and what is left for the last is less than 1. max_layers is
    a limit: stop as soon as nothing is missing.
    """
    rates = [3**n for n in range(max_layers - 1)]
    return [*rates, (field - 1) // 2 - sum(rates)]


# %% misconception="design_dilations"
def design_dilations__overshoots(field, max_layers):
    """Your field is too large. Take smaller rates at the end, so that all of them add up to (field
    - 1) / 2.
    """
    return [3**n for n in range(max_layers)]


# %% misconception="design_dilations"
def design_dilations__falls_short(field, max_layers):
    """Your field is too small. The rates must add up to (field - 1) / 2, and in so few layers some
    must be larger than doubling gives.
    """
    return [2**n for n in range(max_layers)]


# %% check="design_dilations" points=1
wrong = flaw(call(design_dilations, 21, 3), 21, 3)
assert not wrong, wrong
"design_dilations: three layers see 21 places."

# %% check="design_dilations" points=2
draw = variant("design_dilations")
for layers in (3, 4, 5):
    total = int(draw.integers(2**layers, (3**layers - 1) // 2))
    wrong = flaw(call(design_dilations, 1 + 2 * total, layers), 1 + 2 * total, layers)
    assert not wrong, wrong
for field, layers in ((27, 3), (9, 4)):  # none to spare, and more layers than needed
    wrong = flaw(call(design_dilations, field, layers), field, layers)
    assert not wrong, wrong
"design_dilations: every field is as large as was asked."
### BEGIN HIDDEN TESTS
for layers in (4, 5, 6):
    total = int(draw.integers((3**layers) // 3, (3**layers - 1) // 2))
    wrong = flaw(call(design_dilations, 1 + 2 * total, layers), 1 + 2 * total, layers)
    assert not wrong, wrong
for field, layers in ((3, 1), (3, 4), (27, 3), (7, 5)):
    wrong = flaw(call(design_dilations, field, layers), field, layers)
    assert not wrong, wrong
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch the rates become a `Sequential`, and same padding keeps the size through all of it:

# %%
rates = [1, 3, 6]
network = torch.nn.Sequential(
    *(torch.nn.Conv1d(1, 1, kernel_size=3, padding="same", dilation=d) for d in rates)
)
print(
    "field:", 1 + 2 * sum(rates), " rates:", rates, " the figure counts", plot.coverage(rates).data
)
print("100 pixels in,", network(torch.zeros(1, 1, 100)).shape[2], "out")

# %% [markdown]
# ## What you can do now
#
# - Say how far a kernel with holes reaches, $d(k-1)+1$, and what it costs: nothing more.
# - Convolve with stride, padding and dilation, on lines and on pictures, and keep the size at any rate.
# - Take a dilated convolution apart into ordinary ones, one for each phase (optional).
# - Count what a stack of rates really reads, and choose rates that skip nothing.
#
# **Three traps**
#
# 1. Stride and dilation are different letters for different indices: $i\,s + u\,d$. The stride moves the window, the
#    dilation opens it.
# 2. `padding=d` keeps the size for 3 taps only. In general it is $d(k-1)$ in all, and an even kernel with an odd rate
#    needs one zero more after than before.
# 3. Rates that share a divisor above 1 (2, 2, 2 or 2, 4, 6): one output skips a grid of its field,
#    and neighbouring outputs never mix. A rate that is larger than the field of all smaller ones
#    together leaves holes; with 1, 2, 8 they are single pixels.
#
# **Where it is used.** Holes came from signal processing, where the *algorithme à trous* (with holes) computes wavelets
# (Holschneider, Kronland-Martinet, Morlet and Tchamitchian, *A Real-Time Algorithm for Signal Analysis with the Help of
# the Wavelet Transform*, 1989). DeepLab brought them to segmentation (Chen, Papandreou, Kokkinos, Murphy and Yuille,
# *Semantic Image Segmentation with Deep Convolutional Nets and Fully Connected CRFs*, ICLR 2015), and Yu and Koltun built
# a stack that doubles its rates (*Multi-Scale Context Aggregation by Dilated Convolutions*, ICLR 2016). That large rates
# read little but padding is in Chen, Papandreou, Schroff and Adam, *Rethinking Atrous Convolution for Semantic Image
# Segmentation*, arXiv:1706.05587, 2017. Gridding got its name in Wang, Chen, Yuan, Liu, Huang, Hou and Cottrell,
# *Understanding Convolution for Semantic Segmentation*, WACV 2018, and in Yu, Koltun and Funkhouser, *Dilated Residual
# Networks*, CVPR 2017. Sound: van den Oord and others, *WaveNet: A Generative Model for Raw Audio*, arXiv:1609.03499,
# 2016.
#
# **What comes next.** Holes save work by leaving pixels out. Lesson 09, *Separable: cheaper by splitting*, reads every pixel
# and saves all the same, by splitting one kernel into two smaller ones.

# %% [markdown]
# ## Six questions
#
# Answer each in your head, then unfold it.
#
# <details><summary>1. How far does a kernel of 5 taps with dilation 3 reach?</summary>
#
# Four gaps of 3 steps, and the first pixel: $3 \cdot 4 + 1 = 13$.
#
# </details>
#
# <details><summary>2. A layer gets dilation 4 instead of 1. How many more weights, how many more multiply-accumulates for one output?</summary>
#
# None and none. Only the places change that the taps read.
#
# </details>
#
# <details><summary>3. Which padding keeps the size for 5 taps with dilation 4?</summary>
#
# The kernel takes away $4 \cdot 4 = 16$, so 8 on each side. (`padding=d` would be right for 3 taps.)
#
# </details>
#
# <details><summary>4. Stride 2, dilation 3, no padding: which pixel does tap 2 of output 4 read?</summary>
#
# $i\,s + u\,d = 4 \cdot 2 + 2 \cdot 3 = 14$.
#
# </details>
#
# <details><summary>5. Three layers of rate 2. How many pixels do two neighbouring outputs share?</summary>
#
# None. One reads even places, the other odd ones.
#
# </details>
#
# <details><summary>6. The layers so far see 7 pixels without a hole. What is the largest next rate that leaves none, with 3 taps, and what field does it give?</summary>
#
# Rate 7, and $7 + 2 \cdot 7 = 21$ pixels.
#
# </details>
