# %% [markdown]
# # 5 · The matrix view: the same sum, as one product
#
# Loops over pictures, filters, rows and columns: so far a convolution was many small sums. It can be written as a single
# product of two matrices. Nothing in the numbers changes. What changes is the speed, and what you can see: one look at
# the matrix shows what the operation must be *in the other direction*, from the outputs back to the inputs, and that is
# what lessons 06 and 07 are made of.
#
# **You will be able to**
#
# - lay the windows of a picture side by side as columns, and convolve with one matrix product;
# - say what that costs in memory, and what it would cost to write down the whole matrix;
# - find the adjoint of an operation, its other direction, and test with two random vectors whether you have it right;
# - put columns back into a picture;
# - convolve by way of frequencies, and say when it pays.
#
# **You need** `conv2d` on pictures of shape `(N, C, H, W)` with filters of shape `(O, C, kh, kw)` (lesson 03), stride,
# padding and dilation (lesson 02), and the product of two matrices, `@`. **Time** 105 minutes, with what is optional 135.
# **Points** 16, with what is optional 22. Sections and exercises marked *optional* may be left out: the convolution by way
# of frequencies (5.7) and the windows that are no copies (5.8). A good place to stop is before *The other direction*.
#
# The first of the next two cells holds two things you may use in your answers. `pair` turns one number into a pair, as in
# lesson 04. `conv_output_size(n, k, stride, padding, dilation)` is the output size of lesson 02, along one axis; it
# raises the `ValueError` if the kernel does not fit.

# %% setup="all" allow=["numpy", "math", "convkit.sliding.shapes.conv_output_size"]
import numpy as np

from convkit.sliding.shapes import conv_output_size


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


# %% setup="checks"
import time

import torch
import torch.nn.functional as F

import convkit
from autograder import begin, case, check, normal, whole_number
from convkit import data, plot

begin("05_matrix_view")

# %% [markdown]
# ## What a computer is good at
#
# A **matrix product** is a table of weighted sums: entry $(o, l)$ of $WX$ is row $o$ of $W$ times
# column $l$ of $X$, entry by entry, added up. Few operations have had as much work spent on making
# them fast. Libraries for it are called BLAS, and their routine for this product **GEMM**, for
# *general matrix multiply*. NumPy's `@` calls it.
#
# The cell computes one product twice: once with three loops, once with `@`. The multiplications are the same 240,000.
# Before you run it: guess how many times faster `@` is. Ten times? A hundred?

# %%
rng = np.random.default_rng(0)
W, X = rng.normal(size=(20, 30)), rng.normal(size=(30, 400))
print("multiplications:", W.shape[0] * W.shape[1] * X.shape[1])

start = time.perf_counter()
product = np.zeros((20, 400))
for o in range(20):
    for l in range(400):
        for r in range(30):
            product[o, l] += W[o, r] * X[r, l]
loops = time.perf_counter() - start

W @ X  # the first time it warms up
start = time.perf_counter()
W @ X
once = time.perf_counter() - start
print(f"loops {1000 * loops:.1f} ms,  @ {1000 * once:.3f} ms,  {loops / once:.0f} times faster")

# %% [markdown]
# A convolution is weighted sums too. If it could be put into the form of *rows times columns*, it would be as fast.

# %% [markdown]
# ## Windows as columns
#
# It can. One output is a kernel times a window. Write the kernel as a **row**, pixel after pixel in reading order, and
# the window as a **column** in the same order: row times column is that very sum. All windows use the same kernel, so put
# their columns side by side, into one matrix.
#
# Take the picture of lesson 01, 3 by 3, and a kernel of 2 by 2. Before you run the cell: how many rows will the matrix
# have, and how many columns? Then follow the four steps: in each, find the numbers of the orange window in the orange column.

# %% cover=true
x = np.arange(9.0).reshape(3, 3)
k = np.arange(4.0).reshape(2, 2)
plot.columns_steps(x, (2, 2))

# %% [markdown]
# Four windows, four columns; four pixels a window, four rows. Notice that the pixel 4, in the middle, stands in all four
# columns. Now the kernel as a row, times this matrix. Out come the four answers of lesson 01.

# %%
columns = convkit.unfold(x[None], (2, 2))  # (4, 4): kh * kw rows, one column for each window
print(columns)
print("kernel as a row: ", k.reshape(1, 4))
print("row times matrix:", k.reshape(1, 4) @ columns)

# %% [markdown]
# This rearrangement is called **im2col**, image to columns; in PyTorch, `unfold`. With more channels the column goes on:
# all of the window in channel 0, then all of it in channel 1, and so on, because a filter weighs them all. In full:
#
# - **rows**: pixel $(a, b)$ of the window, in channel $c$, is in row $(c \cdot k_h + a) \cdot k_w + b$. That is reading
#   order: channel by channel, in a channel line by line, in a line from left to right. There are $C \, k_h \, k_w$ rows.
# - **columns**: the window for output $(i, j)$ is column $l = i \cdot W_o + j$. Reading order again. There are
#   $L = H_o W_o$ columns.
# - **batch**: each picture has a matrix of its own.
#
# Reading order is how NumPy lays an array out in a row, so `reshape` does the counting. Here is one window of a picture
# with two channels, and beside it the same eight numbers as a column. Look where channel 1 begins.

# %%
two = np.arange(24.0).reshape(2, 3, 4)  # channel 0 has 0 to 11, channel 1 has 12 to 23
window = two[:, 0:2, 1:3]  # (C, kh, kw) = (2, 2, 2)
plot.arrays(
    ("input", window[0], "channel 0"),
    ("input", window[1], "channel 1"),
    "→",
    ("input", window.reshape(8, 1), "column"),
)

# %% [markdown]
# ## Exercise 5.1 · Windows to columns
# ★★ · 15 min · 3 points (2 for the order, 1 for stride, padding and dilation)
#
# Write `im2col(x, kh, kw, stride=1, padding=0, dilation=1)`: the windows of `kh` by `kw` of the pictures `x`, shape
# `(N, C, H, W)`, as columns. It returns shape `(N, C * kh * kw, Ho * Wo)`, with rows and columns in the order above.
# Padding is with zeros. Stride, padding and dilation are numbers or pairs. A kernel that does not fit raises the
# `ValueError` of `conv_output_size`.
#
# For one picture with the single channel 0, 1, 2 · 3, 4, 5 · 6, 7, 8 and `kh = kw = 2` the first column is 0, 1, 3, 4 and
# the last 4, 5, 7, 8, as in the figure.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Without padding and dilation. Make `columns`, zeros of the right shape. Then two loops, `i` over the `Ho` rows of
# windows and `j` over the `Wo` in each row. Each pass fills one column, of all pictures and channels at once.
#
# </details>
# <details><summary>Hint 2: from a window to a column</summary>
#
# The window at `i * sh`, `j * sw` is a slice of shape `(N, C, kh, kw)`. `.reshape(N, C * kh * kw)` strings each picture's
# part together in reading order. It belongs into `columns[:, :, i * Wo + j]`.
#
# </details>
# <details><summary>Hint 3: padding and dilation</summary>
#
# `np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))` adds zeros around height and width only. With dilation `dh` the rows
# of the window are `dh` apart: a slice with a step, `i * sh : i * sh + dh * kh : dh`.
#
# </details>


# %% solution="im2col"
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    """(N, C, H, W) -> (N, C * kh * kw, Ho * Wo)"""
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho = conv_output_size(H, kh, sh, ph, dh)
    Wo = conv_output_size(W, kw, sw, pw, dw)
    ### BEGIN SOLUTION
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            window = padded[:, :, down, right]  # (N, C, kh, kw)
            columns[:, :, i * Wo + j] = window.reshape(N, C * kh * kw)
    return columns
    ### END SOLUTION


# %% misconception="im2col"
def im2col__channels_last(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your rows take a pixel of every channel before they go on to the next pixel. The channel
    comes first: all of the window in channel 0, then all of it in channel 1.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = (
                padded[:, :, down, right].transpose(0, 2, 3, 1).reshape(N, -1)
            )
    return columns


# %% misconception="im2col"
def im2col__windows_column_by_column(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your windows go down the picture first. They go in reading order: the window at (i, j) is
    column i * Wo + j.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, j * Ho + i] = padded[:, :, down, right].reshape(N, -1)
    return columns


# %% misconception="im2col"
def im2col__pixels_column_by_column(x, kh, kw, stride=1, padding=0, dilation=1):
    """Inside a window you go down first, then to the right. Reading order goes along a line: row (c
    * kh + a) * kw + b holds pixel (a, b).
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].swapaxes(2, 3).reshape(N, -1)
    return columns


# %% misconception="im2col"
def im2col__batch_among_columns(x, kh, kw, stride=1, padding=0, dilation=1):
    """You put the windows of all pictures into one matrix, picture after picture within each place.
    Keep the batch as an axis of its own, in front.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns.transpose(1, 2, 0).reshape(C * kh * kw, -1)


# %% misconception="im2col"
def im2col__windows_as_rows(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your windows lie in rows. Each must stand in a column: the shape is (N, C * kh * kw, Ho *
    Wo).
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns.swapaxes(1, 2)


# %% misconception="im2col"
def im2col__reshapes_instead(x, kh, kw, stride=1, padding=0, dilation=1):
    """You collected the windows as rows and then reshaped. That cuts the same long row of numbers
    differently; to make columns of rows, exchange the axes with swapaxes or transpose.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns.swapaxes(1, 2).reshape(N, C * kh * kw, Ho * Wo)


# %% misconception="im2col"
def im2col__turns_windows(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your windows are flipped: the last pixel comes first. Nothing is flipped here;
    pixel (0, 0) of channel 0 is row 0.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right][:, :, ::-1, ::-1].reshape(N, -1)
    return columns


# %% misconception="im2col"
def im2col__pads_one_side(x, kh, kw, stride=1, padding=0, dilation=1):
    """You padded at the top and at the left only. The zeros go on all four sides: ((0, 0), (0, 0),
    (ph, ph), (pw, pw)).
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0)))
    Ho = conv_output_size(H + ph, kh, sh, 0, dh)
    Wo = conv_output_size(W + pw, kw, sw, 0, dw)
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns


# %% misconception="im2col"
def im2col__forgets_stride(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your windows lie one pixel apart whatever the stride. The window for (i, j) starts at row i *
    sh and column j * sw.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i, i + dh * kh, dh)
            right = slice(j, j + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns


# %% misconception="im2col"
def im2col__forgets_dilation(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your windows have no gaps. With dilation the rows inside a window are dh apart and the
    columns dw: give the slices a step.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + kh)
            right = slice(j * sw, j * sw + kw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns


# %% misconception="im2col"
def im2col__dilated_slice_too_short(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your slices have the right step but end too early: kh taps that are dh apart reach over dh *
    kh rows. Let them end at i * sh + dh * kh and j * sw + dw * kw.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + kh, dh)
            right = slice(j * sw, j * sw + kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns


# %% misconception="im2col"
def im2col__counts_lines_by_rows(x, kh, kw, stride=1, padding=0, dilation=1):
    """You counted Ho windows to a line of windows. A line has Wo of them, so the window at (i, j)
    is column i * Wo + j.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Ho + j] = padded[:, :, down, right].reshape(N, -1)
    return columns


# %% misconception="im2col"
def im2col__flattens_batch(x, kh, kw, stride=1, padding=0, dilation=1):
    """You strung the pictures of the batch together in one column. Keep the batch as an axis of its
    own, in front: (N, C * kh * kw, Ho * Wo).
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns.reshape(N * C * kh * kw, Ho * Wo)


# %% check="im2col" points=2
def torch_im2col(x, kh, kw):
    return F.unfold(x, (kh, kw))


names = ("image", "row", "column")
check(
    im2col,
    against=torch_im2col,
    on=[case(x=normal(2, 3, 7, 5), kh=3, kw=2), case(x=normal(3, 2, 4, 7), kh=2, kw=3)],
    axes=names,
)
### BEGIN HIDDEN TESTS
check(
    im2col,
    against=torch_im2col,
    on=[
        case(x=normal(3, 2, 5, 7), kh=2, kw=4),
        case(x=normal(2, 3, 4, 5), kh=1, kw=1),
        case(x=normal(2, 3, 4, 3), kh=4, kw=3),
        case(x=normal(2, 2, 6, 4), kh=1, kw=3),
    ],
    axes=names,
)
### END HIDDEN TESTS


# %% check="im2col" points=1
def torch_im2col_spaced(x, kh, kw, stride, padding, dilation):
    return F.unfold(x, (kh, kw), dilation=dilation, padding=padding, stride=stride)


names = ("image", "row", "column")
check(
    im2col,
    against=torch_im2col_spaced,
    on=[
        case(x=normal(2, 3, 8, 5), kh=3, kw=2, stride=(2, 1), padding=(0, 0), dilation=(1, 1)),
        case(x=normal(2, 3, 6, 5), kh=3, kw=2, stride=(1, 1), padding=(1, 2), dilation=(1, 1)),
        case(x=normal(2, 2, 7, 8), kh=2, kw=3, stride=(1, 1), padding=(0, 0), dilation=(2, 3)),
        case(x=normal(2, 3, 9, 8), kh=3, kw=2, stride=(2, 3), padding=(1, 2), dilation=(2, 3)),
    ],
    axes=names,
)
### BEGIN HIDDEN TESTS
check(
    im2col,
    against=torch_im2col_spaced,
    on=[
        case(x=normal(2, 3, 8, 9), kh=2, kw=3, stride=(3, 2), padding=(2, 1), dilation=(1, 2)),
        case(x=normal(3, 2, 7, 6), kh=2, kw=2, stride=2, padding=1, dilation=3),
        case(x=normal(2, 3, 7, 5), kh=1, kw=1, stride=(3, 2), padding=0, dilation=1),
        case(x=normal(2, 2, 5, 4), kh=3, kw=6, stride=1, padding=(0, 1), dilation=(2, 1)),
        case(x=normal(2, 3, 4, 6), kh=3, kw=2, stride=1, padding=0, dilation=(2, 1)),
        case(x=normal(2, 3, 4, 5), kh=3, kw=2, stride=1, padding=(2, 0), dilation=1),
    ],
    axes=names,
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch it is one call. Padding, stride and dilation have the names you know.

# %%
pictures = np.random.default_rng(1).normal(size=(2, 3, 6, 5))
in_torch = F.unfold(
    input=torch.tensor(pictures), kernel_size=(3, 2), dilation=1, padding=(1, 0), stride=(2, 1)
)
in_numpy = convkit.unfold(pictures, (3, 2), dilation=1, padding=(1, 0), stride=(2, 1))
print("PyTorch:", tuple(in_torch.shape), " NumPy:", in_numpy.shape)
print("largest difference:", np.abs(in_torch.numpy() - in_numpy).max())

# %% [markdown]
# ## All filters at once
#
# A second filter is a second row. So $O$ filters make a matrix with $O$ rows, and the whole layer is
#
# $$\underbrace{Y}_{O \times L} \;=\; \underbrace{W}_{O \times C k_h k_w} \; \underbrace{X}_{C k_h k_w \times L}$$
#
# for each picture. Row $o$ of $Y$ holds everything filter $o$ answered, place after place in reading order. `reshape`
# makes a feature map of it.
#
# Here it is with all numbers, for two filters, a picture of two channels and its four windows. Find the channels in a row
# of $W$ and in a column of $X$: the first four places are channel 0 in both. If one of them had its numbers in another
# order, the shapes would still fit, and every answer would be wrong.

# %%
pair_of_filters = np.array([[1.0, 0, 0, 0, 0, 0, 0, 1], [0, 1, 1, 0, -1, 0, 0, 0]])
four_windows = convkit.unfold(two[:, :, :3], (2, 2))
plot.arrays(
    ("kernel", pair_of_filters, "W: filters as rows"),
    "·",
    ("input", four_windows, "X: windows as columns"),
    "=",
    ("output", pair_of_filters @ four_windows, "Y"),
)

# %% [markdown]
# In a filter the axes are $(C, k_h, k_w)$, and in a column they were strung together in just this order. Before you run
# the cell: `w` has the shape (4, 3, 3, 2) and the pictures (2, 3, 6, 5). What are the shapes of the two matrices, and of
# their product?

# %%
w = np.random.default_rng(2).normal(size=(4, 3, 3, 2))
rows = w.reshape(4, 3 * 3 * 2)
columns = convkit.unfold(pictures, (3, 2))
print("filters as rows   ", rows.shape)
print("windows as columns", columns.shape, "  (a matrix for each picture)")
print("product           ", (rows @ columns).shape)

# %% [markdown]
# `@` treats the last two axes as a matrix and goes through the axes in front one by one. The filters have no such axis,
# so each picture meets the same filters.

# %% [markdown]
# ## Exercise 5.2 · Convolution as a product
# ★★ · 10 min · 2 points
#
# Write `conv2d_gemm(x, w, b=None, stride=1, padding=0)`: the convolutional layer of lesson 03 by one matrix product.
# (The check cannot see whether you used loops. Try to do without.) `x` has the shape `(N, C, H, W)`, `w` the shape `(O,
# C, kh, kw)`, `b` the shape `(O,)` or `b` is `None`. It
# returns shape `(N, O, Ho, Wo)`. You may use your `im2col`.
#
# For the picture 0 to 8 and the kernel 0, 1, 2, 3 from above, the product is the row 19, 25, 37, 43. The answer has the
# shape (1, 1, 2, 2) and the rows 19, 25 and 37, 43; with the bias 100 they are 119, 125 and 137, 143.
#
# <details><summary>Hint 1: three steps</summary>
#
# Filters to rows. Rows times columns. Long rows back into feature maps.
#
# </details>
# <details><summary>Hint 2: right shape, wrong numbers</summary>
#
# A `reshape` may cut an axis into pieces, or join axes that stand side by side, but it cannot exchange two.
# `w.reshape(O, ...)` keeps each filter in a row of its own. The product has the shape `(N, O, L)`, and only its last axis
# has to be cut.
#
# </details>
# <details><summary>Hint 3: the bias</summary>
#
# Broadcasting lines up the last axes first. `b[:, None, None]` has the shape `(O, 1, 1)`, which is channel, row, column.
#
# </details>


# %% solution="conv2d_gemm"
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    """(N, C, H, W), (O, C, kh, kw), (O,) or None -> (N, O, Ho, Wo)"""
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    ### BEGIN SOLUTION
    rows = w.reshape(O, C * kh * kw)
    columns = im2col(x, kh, kw, stride, padding)  # (N, C * kh * kw, Ho * Wo)
    y = (rows @ columns).reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]
    ### END SOLUTION


# %% misconception="conv2d_gemm"
def conv2d_gemm__filters_as_columns(x, w, b=None, stride=1, padding=0):
    """You reshaped the filters to O columns, which cuts them up. Each filter must stay together, as
    one row: w.reshape(O, -1).
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w.reshape(-1, O).T @ columns).reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_gemm"
def conv2d_gemm__channels_last(x, w, b=None, stride=1, padding=0):
    """Your result has its channels at the end. The layer returns (N, O, Ho, Wo): the product (N, O,
    L) only needs its last axis cut in two.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w.reshape(O, -1) @ columns).swapaxes(1, 2).reshape(N, Ho, Wo, O)
    return y if b is None else y + b


# %% misconception="conv2d_gemm"
def conv2d_gemm__reshapes_places_to_channels(x, w, b=None, stride=1, padding=0):
    """Your product has the places before the filters, and the reshape mixes them up. Exchange these
    two axes first, or multiply in the other order: rows @ columns.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (columns.swapaxes(1, 2) @ w.reshape(O, -1).T).reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_gemm"
def conv2d_gemm__reshapes_batch_to_channels(x, w, b=None, stride=1, padding=0):
    """You put the windows of all pictures side by side, so the batch comes out after the channels,
    and the reshape mixes them up. Cut into (O, N, Ho, Wo) first, then exchange the first two axes.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = w.reshape(O, -1) @ columns.transpose(1, 0, 2).reshape(C * kh * kw, -1)
    y = y.reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_gemm"
def conv2d_gemm__first_picture_only(x, w, b=None, stride=1, padding=0):
    """Every picture got the answer of the first. Multiply with the columns of each picture: rows @
    columns, with all of columns.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = np.repeat(w.reshape(O, -1) @ columns[:1], N, axis=0).reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_gemm"
def conv2d_gemm__bias_along_width(x, w, b=None, stride=1, padding=0):
    """You added the bias along the last axis, one number for each column of the picture. It belongs
    to the channels: b[:, None, None].
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w.reshape(O, -1) @ columns).reshape(N, O, Ho, Wo)
    return y if b is None else y + b


# %% misconception="conv2d_gemm"
def conv2d_gemm__forgets_bias(x, w, b=None, stride=1, padding=0):
    """Your bias is missing. Add b[o] to all of output channel o, unless b is None."""
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w.reshape(O, -1) @ columns).reshape(N, O, Ho, Wo)
    return y


# %% misconception="conv2d_gemm"
def conv2d_gemm__turns_kernels(x, w, b=None, stride=1, padding=0):
    """You flipped the kernels. The layer is a cross-correlation: use the filters as they
    are.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w[:, :, ::-1, ::-1].reshape(O, -1) @ columns).reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_gemm"
def conv2d_gemm__channels_last_in_columns(x, w, b=None, stride=1, padding=0):
    """Filters and columns string their numbers together in different orders. Both must go channel
    first, then row, then column.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 4, 5, 1, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w.reshape(O, -1) @ columns).reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


# %% misconception="conv2d_gemm"
def conv2d_gemm__leaves_long_rows(x, w, b=None, stride=1, padding=0):
    """Each of your channels is one long row still. Cut the last axis of the product in two:
    .reshape(N, O, Ho, Wo).
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = w.reshape(O, -1) @ columns
    return y if b is None else y + b[:, None]


# %% check="conv2d_gemm" points=2
def torch_conv2d(x, w, b=None, stride=1, padding=0):
    return F.conv2d(x, w, b, stride=stride, padding=padding)


check(
    conv2d_gemm,
    against=torch_conv2d,
    on=[
        case(x=normal(2, 3, 7, 5), w=normal(4, 3, 3, 2), b=normal(4), stride=1, padding=0),
        case(x=normal(3, 2, 7, 6), w=normal(5, 2, 2, 3), b=None, stride=(2, 1), padding=(1, 0)),
        case(
            x=normal(2, 3, 6, 5), w=normal(4, 3, 3, 2), b=normal(4), stride=(2, 3), padding=(1, 2)
        ),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv2d_gemm,
    against=torch_conv2d,
    on=[
        case(
            x=normal(2, 4, 6, 7), w=normal(3, 4, 4, 2), b=normal(3), stride=(1, 2), padding=(2, 1)
        ),
        case(x=normal(2, 3, 4, 5), w=normal(5, 3, 1, 1), b=normal(5), stride=1, padding=0),
        case(x=normal(2, 3, 4, 3), w=normal(2, 3, 4, 3), b=None, stride=1, padding=0),
        case(x=normal(2, 3, 5, 4), w=normal(2, 3, 2, 3)),
        case(x=normal(1, 2, 5, 6), w=normal(4, 2, 2, 3), b=normal(4), stride=3, padding=1),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# `F.conv2d` gives the same, and so does the product written out in PyTorch:

# %%
p_torch, w_torch = torch.tensor(pictures), torch.tensor(w)
layer = F.conv2d(input=p_torch, weight=w_torch, bias=None, stride=1, padding=0)
product = w_torch.flatten(start_dim=1) @ F.unfold(input=p_torch, kernel_size=(3, 2))
as_maps = product.unflatten(dim=2, sizes=(4, 4))
print("conv2d:", tuple(layer.shape), " product:", tuple(as_maps.shape))
print("largest difference:", (layer - as_maps).abs().max().item())
print("convkit, the same way:", np.abs((rows @ columns).reshape(2, 4, 4, 4) - layer.numpy()).max())

# %% [markdown]
# ## What it costs
#
# Speed is paid for with memory. In the small example the pixel in the middle was copied four times. Before you run the
# cell: a photograph, a kernel of 5 by 5 and a stride of 1. About how many times the photograph is the matrix of its
# columns? And with a kernel of 16 by 16 and a stride of 16?

# %%
photo = data.photograph("china", shrink=2, layout="HW")
print("photograph:", photo.shape, "=", photo.size, "numbers")
for size, stride in ((5, 1), (5, 2), (16, 16)):
    copied = convkit.unfold(photo[None], size, stride=stride)
    times = copied.size / photo.size
    print(
        f"kernel {size:2d}, stride {stride:2d}: {copied.shape} = {copied.size} numbers, {times:.2f} times"
    )

# %% [markdown]
# With stride 1 nearly every pixel stands in $5 \cdot 5 = 25$ windows. Nearly: a pixel at the border
# stands in fewer. With stride 2 a quarter of the windows is left. Where windows touch without
# overlapping, nothing is copied twice. (0.98: 213 is 13 · 16 + 5; no window reads the last five
# rows.)

# %% [markdown]
# ## Exercise 5.3 · How much larger?
# ★★ · 6 min · 2 points
#
# Write `im2col_blowup(H, W, k, s, p)`: how many times as many numbers the matrix of im2col holds as the picture itself.
# The picture is `H` by `W`, the kernel `k` by `k`, stride `s` and padding `p` are the same in both directions. It returns
# one number, the true one and not an estimate such as k²/s². (The number of pictures and of channels makes no difference:
# twice as many channels make both the picture and the matrix twice as large.)
#
# For a picture of 4 by 6, a kernel of 2 by 2, stride 1 and no padding there are 3 · 5 = 15 windows of 4 numbers. That is
# 60 in place of 24, so the answer is 2.5.
#
# <details><summary>Hint 1: what is to be counted?</summary>
#
# Rows times columns of the matrix, divided by the pixels of the picture as it was before padding.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# There are `k * k` rows for each channel. The columns are the windows: `conv_output_size(H, k, s, p)` of them downwards,
# and the same with `W` across.
#
# </details>


# %% solution="im2col_blowup"
def im2col_blowup(H, W, k, s, p):
    """Numbers in the matrix of im2col for each number in the picture."""
    ### BEGIN SOLUTION
    windows = conv_output_size(H, k, s, p) * conv_output_size(W, k, s, p)
    return k * k * windows / (H * W)
    ### END SOLUTION


# %% misconception="im2col_blowup"
def im2col_blowup__always_k_squared(H, W, k, s, p):
    """You count k * k copies of every pixel. That forgets the stride, and that pixels at the border
    stand in fewer windows: count the windows.
    """
    return float(k * k)


# %% misconception="im2col_blowup"
def im2col_blowup__k_over_s_squared(H, W, k, s, p):
    """(k / s) squared is right for a picture without a border. Count the windows that are really
    there, with conv_output_size.
    """
    return (k / s) ** 2


# %% misconception="im2col_blowup"
def im2col_blowup__stride_on_one_axis(H, W, k, s, p):
    """You used the stride in one direction only. It thins out the windows both downwards and
    across.
    """
    windows = conv_output_size(H, k, s, p) * conv_output_size(W, k, 1, p)
    return k * k * windows / (H * W)


# %% misconception="im2col_blowup"
def im2col_blowup__forgets_padding(H, W, k, s, p):
    """You left out the padding. It makes room for more windows: conv_output_size(H, k, s, p)."""
    windows = conv_output_size(H, k, s) * conv_output_size(W, k, s)
    return k * k * windows / (H * W)


# %% misconception="im2col_blowup"
def im2col_blowup__divides_by_padded_picture(H, W, k, s, p):
    """You divided by the pixels of the padded picture. The question is how much larger than the
    picture itself, H * W, the matrix is.
    """
    windows = conv_output_size(H, k, s, p) * conv_output_size(W, k, s, p)
    return k * k * windows / ((H + 2 * p) * (W + 2 * p))


# %% misconception="im2col_blowup"
def im2col_blowup__counts_weights(H, W, k, s, p):
    """You counted the numbers of the kernel as well. Only the columns are the matrix of im2col."""
    windows = conv_output_size(H, k, s, p) * conv_output_size(W, k, s, p)
    return (k * k * windows + k * k) / (H * W)


# %% misconception="im2col_blowup"
def im2col_blowup__upside_down(H, W, k, s, p):
    """Your ratio is upside down. The numbers in the matrix come on top, the pixels below."""
    windows = conv_output_size(H, k, s, p) * conv_output_size(W, k, s, p)
    return (H * W) / (k * k * windows)


# %% misconception="im2col_blowup"
def im2col_blowup__forgets_rows(H, W, k, s, p):
    """You counted the windows, but each is a column of k * k numbers. Multiply by them."""
    windows = conv_output_size(H, k, s, p) * conv_output_size(W, k, s, p)
    return windows / (H * W)


# %% misconception="im2col_blowup"
def im2col_blowup__forgets_plus_one(H, W, k, s, p):
    """You lost the last window in each direction. (H + 2p - k) // s steps make one window more than
    that; conv_output_size counts it.
    """
    windows = ((H + 2 * p - k) // s) * ((W + 2 * p - k) // s)
    return k * k * windows / (H * W)


# %% check="im2col_blowup" points=2
def torch_blowup(H, W, k, s, p):
    x = torch.zeros(1, 1, H, W)
    return F.unfold(x, k, padding=p, stride=s).numel() / x.numel()


check(
    im2col_blowup,
    against=torch_blowup,
    on=[
        case(H=4, W=6, k=2, s=1, p=0),
        case(H=9, W=6, k=3, s=2, p=1),
        case(H=7, W=12, k=3, s=3, p=2),
    ],
)
### BEGIN HIDDEN TESTS
check(
    im2col_blowup,
    against=torch_blowup,
    on=[
        case(H=32, W=24, k=16, s=16, p=0),
        case(H=5, W=8, k=1, s=1, p=0),
        case(H=5, W=8, k=1, s=3, p=0),
        case(H=6, W=11, k=4, s=3, p=2),
        case(H=28, W=21, k=5, s=1, p=2),
        *[
            case(
                H=whole_number(8, 40),
                W=whole_number(8, 40),
                k=whole_number(1, 6),
                s=whole_number(1, 4),
                p=whole_number(0, 2),
            )
        ]
        * 2,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# Two layers of real networks, counted by PyTorch. VGG-16 has kernels of 3 by 3 with stride 1 and padding 1 all over. A
# vision transformer cuts a photograph into patches: a kernel of 16 by 16 with stride 16. Its first layer is im2col and
# one matrix product, and nothing is copied twice.

# %%
image = torch.zeros(1, 3, 224, 224)
for name, size, stride, padding in (("VGG-16", 3, 1, 1), ("vision transformer", 16, 16, 0)):
    unfolded = F.unfold(input=image, kernel_size=size, dilation=1, padding=padding, stride=stride)
    print(f"{name:18s} {tuple(unfolded.shape)}  {unfolded.numel() / image.numel():.2f} times")

# %% [markdown]
# ## The whole operation as one matrix
#
# im2col rearranges the picture and leaves the kernel small. One can also do the opposite: leave the picture as it is, one
# long vector $x$, and put everything else into a matrix $A$, so that $y = Ax$. Such a matrix must exist, because every
# output is a weighted sum of inputs. Row $i$ of $A$ holds the weights of output $i$.
#
# In one dimension, with the kernel 1, 2, 3 on a signal of 7. Before you look: in the row of output 2, where does the
# kernel stand? And what changes from row to row?

# %%
three = np.array([1.0, 2.0, 3.0])
plot.matrix(convkit.convolution_matrix(three[None, None], (1, 7)), "A, stride 1", row=2)

# %% [markdown]
# Each row is the kernel, one step further on, and zeros everywhere else. Along every diagonal there is one number only. A
# matrix of this kind is called a **Toeplitz matrix**, and its stripe of numbers a **band**.
#
# Now stride 2 and padding 1. Before you look: how many rows, and what happens to the parts of the kernel that lie on the
# padding?

# %%
plot.matrix(
    convkit.convolution_matrix(three[None, None], (1, 7), 2, 1), "A, stride 2, padding 1", row=1
)

# %% [markdown]
# The kernel steps two places a row, so the numbers along a diagonal are no longer equal, and the matrix is no longer Toeplitz.
# What lies on the padding is cut off: those weights multiply zeros, and $x$ has no
# entries for them.

# %% [markdown]
# ## Exercise 5.4 · Write the matrix
# ★★ · 10 min · 3 points (2 for stride 1 without padding, 1 for the rest)
#
# Write `conv_matrix(k, n, stride=1, padding=0)`: the matrix `A` of shape `(m, n)` for which `A @ x` is the
# cross-correlation of a signal `x` of `n` numbers with the kernel `k`, with this stride and this padding with zeros. `m`
# is the number of outputs.
#
# For the kernel 1, 2, 3 and `n = 7`, row 0 is 1, 2, 3, 0, 0, 0, 0. With stride 2 and padding 1, row 0 is 2, 3, 0, 0, 0,
# 0, 0: the two figures above.
#
# <details><summary>Hint 1: one entry at a time</summary>
#
# Output `i` reads, with its weight `k[a]`, one place of `x`. Which? Write that weight into row `i`, in the column of that
# place.
#
# </details>
# <details><summary>Hint 2: which place?</summary>
#
# In the padded signal it is place `i * stride + a`. The signal itself begins `padding` places later, so subtract.
#
# </details>
# <details><summary>Hint 3: numbers appear at the wrong end of a row</summary>
#
# A negative index counts from the end in Python. Write only if `0 <= j < n`.
#
# </details>


# %% solution="conv_matrix"
def conv_matrix(k, n, stride=1, padding=0):
    """The matrix (m, n) of the cross-correlation of n numbers with k."""
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    ### BEGIN SOLUTION
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            if 0 <= j < n:
                A[i, j] = k[a]
    ### END SOLUTION
    return A


# %% misconception="conv_matrix"
def conv_matrix__kernel_reversed(k, n, stride=1, padding=0):
    """Your kernel stands in the rows the wrong way round, which makes A @ x a convolution. In
    cross-correlation k[0] comes first in each row.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            if 0 <= j < n:
                A[i, j] = k[-1 - a]
    return A


# %% misconception="conv_matrix"
def conv_matrix__wraps_around(k, n, stride=1, padding=0):
    """Where the kernel hangs over an end, it comes in again at the other. The signal has zeros
    outside: leave those weights out.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            A[i, j % n] += k[a]
    return A


# %% misconception="conv_matrix"
def conv_matrix__negative_index(k, n, stride=1, padding=0):
    """At the left end your column index is negative, and Python counts that from the right. Write
    only if 0 <= j < n.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            if j < n:
                A[i, j] = k[a]
    return A


# %% misconception="conv_matrix"
def conv_matrix__full_circle(k, n, stride=1, padding=0):
    """You made one row for each input, with the kernel coming round again at the end. There is one
    row for each output: m of them.
    """
    first = np.zeros(n)
    first[: len(k)] = k
    return np.array([np.roll(first, i * stride) for i in range(n)])


# %% misconception="conv_matrix"
def conv_matrix__transposed(k, n, stride=1, padding=0):
    """Your matrix is transposed. Row i holds the weights of output i, so the shape is (outputs,
    inputs).
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            if 0 <= j < n:
                A[i, j] = k[a]
    return A.T


# %% misconception="conv_matrix"
def conv_matrix__stride_of_one(k, n, stride=1, padding=0):
    """Your kernel moves one place a row whatever the stride. In row i it starts at i * stride -
    padding.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i + a - padding
            if 0 <= j < n:
                A[i, j] = k[a]
    return A


# %% misconception="conv_matrix"
def conv_matrix__columns_for_padding(k, n, stride=1, padding=0):
    """Your matrix has columns for the zeros of the padding. x does not contain them: cut these
    columns off, n are left.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n + 2 * padding))
    for i in range(m):
        for a in range(len(k)):
            A[i, i * stride + a] = k[a]
    return A


# %% misconception="conv_matrix"
def conv_matrix__forgets_padding(k, n, stride=1, padding=0):
    """There are as many rows as padding gives, but your first row starts at place 0. It starts
    `padding` places further left.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a
            if 0 <= j < n:
                A[i, j] = k[a]
    return A


# %% misconception="conv_matrix"
def conv_matrix__adds_padding(k, n, stride=1, padding=0):
    """You added the padding. The signal begins `padding` places later than the padded one, so a
    place in it is smaller by `padding`: subtract.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a + padding
            if 0 <= j < n:
                A[i, j] = k[a]
    return A


# %% check="conv_matrix" points=2
def torch_conv_matrix(k, n):
    def correlate(x):
        return F.conv1d(x[None, None], k[None, None])[0, 0]

    return torch.autograd.functional.jacobian(correlate, torch.zeros(n, dtype=k.dtype))


check(
    conv_matrix,
    against=torch_conv_matrix,
    on=[case(k=normal(3), n=7), case(k=normal(4), n=6)],
)
### BEGIN HIDDEN TESTS
check(
    conv_matrix,
    against=torch_conv_matrix,
    on=[case(k=normal(2), n=9), case(k=normal(1), n=4), case(k=normal(5), n=5)],
)
### END HIDDEN TESTS


# %% check="conv_matrix" points=1
def torch_strided_matrix(k, n, stride, padding):
    def correlate(x):
        return F.conv1d(x[None, None], k[None, None], stride=stride, padding=padding)[0, 0]

    return torch.autograd.functional.jacobian(correlate, torch.zeros(n, dtype=k.dtype))


check(
    conv_matrix,
    against=torch_strided_matrix,
    on=[
        case(k=normal(3), n=8, stride=2, padding=0),
        case(k=normal(4), n=6, stride=1, padding=2),
        case(k=normal(3), n=8, stride=2, padding=1),
        case(k=normal(5), n=7, stride=2, padding=3),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv_matrix,
    against=torch_strided_matrix,
    on=[
        case(k=normal(2), n=9, stride=3, padding=0),
        case(k=normal(4), n=9, stride=3, padding=2),
        case(k=normal(6), n=5, stride=2, padding=2),
        case(k=normal(1), n=6, stride=4, padding=0),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no function that writes this matrix, but it can find it. The **Jacobian** of an operation holds, in row $i$
# and column $j$, how much output $i$ changes for each unit that input $j$ changes. For a weighted sum that is the weight.
# Here is the second figure again:

# %%
k_torch = torch.tensor(three)
jacobian = torch.autograd.functional.jacobian(
    func=lambda v: F.conv1d(v[None, None], k_torch[None, None], stride=2, padding=1)[0, 0],
    inputs=torch.zeros(7, dtype=torch.float64),
)
print(jacobian.numpy())

# %% [markdown]
# In two dimensions, string the pixels together in reading order, and the same happens. For a picture of 4 by 4 and a
# kernel of 2 by 2, look at the framed row: 1, 2 from the kernel's first line; a gap, as far as it is to the next line of
# the picture; then 3, 4. There are bands made of bands now.

# %%
square_kernel = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
plot.matrix(convkit.convolution_matrix(square_kernel, (1, 4, 4)), "A, 4 by 4 with 2 by 2", row=4)

# %% [markdown]
# This matrix explains much and is never stored. Take the first layer of VGG-16, three channels of 224 by 224 to 64
# channels of the same size, with kernels of 3 by 3. Before you run the cell: how large would $A$ be, at 4 bytes a number?
# And how much of it is not zero?

# %%
inputs, outputs = 3 * 224 * 224, 64 * 224 * 224
weights_in_a_row = 3 * 3 * 3
print(f"A is {outputs} by {inputs}: {4 * outputs * inputs / 1e12:.2f} terabytes")
print(f"not zero: at most {weights_in_a_row} of {inputs} in a row, {weights_in_a_row / inputs:.3%}")
print(f"different numbers in it, apart from zero: {64 * weights_in_a_row}")

# %% [markdown]
# Almost two terabytes, almost all zeros, and the same 1728 numbers again and again. A convolution *is* this matrix. It
# just never has to be written down.

# %% [markdown]
# ## The other direction: the adjoint
#
# Row $i$ of $A$ answers the question: *what does output $i$ read?* Column $j$ answers another: *who reads input $j$?* The
# **transpose** $A^\mathsf{T}$ has rows and columns exchanged. It takes a vector $y$, one number for each output, to one
# number for each input: every output sends its number back along the links it read by, with the same weights, and every
# input adds up what arrives.
#
# Take the signal 2, 7, 1, 8, 2 and the kernel 1, 0, 2 of lesson 01, and for $y$ the numbers 1, −1, 2. For each pair of an
# output and an input write down $y_i \, A_{ij} \, x_j$. That is a table. Look at the sums of its rows, at the right, and at
# the sums of its columns, below. The number in the corner is the sum of either.

# %%
signal, kernel = np.array([2.0, 7.0, 1.0, 8.0, 2.0]), np.array([1.0, 0.0, 2.0])
A = convkit.convolution_matrix(kernel[None, None], (1, 5))
y = np.array([1.0, -1.0, 2.0])
table = y[:, None] * A * signal[None, :]
plot.adjoint(A, signal, y)

# %% [markdown]
# One may add up the whole table row by row or column by column: the total is the same. Before you run the cell: what is
# row $i$'s sum, written with $y$ and $Ax$? And column $j$'s, with $x$ and $A^\mathsf{T}y$?

# %%
print("row sums:   ", table.sum(axis=1), " = y times A x  =", y * (A @ signal))
print("column sums:", table.sum(axis=0), " = x times A^T y =", signal * (A.T @ y))
print("totals:     ", table.sum(axis=1).sum(), table.sum(axis=0).sum())

# %% [markdown]
# The sum of the products of two vectors, entry by entry, is their **inner product**,
# $\langle u, v \rangle = \sum_i u_i v_i$. So the two totals say
#
# $$\langle Ax,\, y \rangle \;=\; \langle x,\, A^\mathsf{T} y \rangle \qquad \text{for every } x \text{ and every } y.$$
#
# Remember this line. It holds for a matrix, and it makes sense without one. Suppose `A` is a *function* that takes
# pictures to pictures by weighted sums, and `At` a function that goes the other way. If $\langle A(x), y\rangle = \langle
# x, At(y) \rangle$ for every $x$ and every $y$, then `At` is called the **adjoint** of `A`: the transpose of a matrix
# that was never written down. There is only one: for $x$ take the vector with a 1 in place $j$ and zeros elsewhere, and
# the identity says what entry $j$ of $At(y)$ must be.
#
# That is also a test. Draw $x$ and $y$ at random, compute two numbers, compare. If `At` is wrong anywhere, they differ,
# unless chance plays a most unlikely trick. To judge the difference, divide it by the most that an inner product of two
# vectors of these lengths can be:
# $\langle u, v \rangle$ never exceeds $\lVert u \rVert \, \lVert v \rVert$, where
# $\lVert u \rVert = \sqrt{\langle u, u \rangle}$ is the **length** of $u$.
#
# $$\text{gap} = \frac{\lvert \langle Ax, y\rangle - \langle x, A^\mathsf{T} y\rangle \rvert}{\lVert Ax \rVert \, \lVert y \rVert}$$
#
# One more look before you measure. Here is the matrix of the kernel 1, 2, 3 again, transposed. Before you look: how does
# the kernel stand in its rows?

# %%
A7 = convkit.convolution_matrix(three[None, None], (1, 7))
plot.matrix(A7.T, "A transposed, stride 1", row=3)

# %% [markdown]
# Backwards. Row 3 says who reads input 3: output 1 with the weight 3, output 2 with 2, output 3 with 1. And down a column
# the kernel stands the right way up: output 1 lays down a copy of the kernel that begins at place 1. Copies laid down and
# added are the full convolution of lesson 01. So that is the adjoint of cross-correlation:

# %%
print("A^T y:                 ", A.T @ y)
print("np.convolve(y, kernel):", np.convolve(y, kernel))

# %% [markdown]
# Here is a layer, `down`: two channels of 6 by 5, strung together into 60 numbers, become 36. `up` is its adjoint, made
# by PyTorch. The others are what people write instead; `along` and `back` are a second layer and its adjoint.

# %% setup="checks" shown=true
filters = torch.tensor(np.random.default_rng(7).normal(size=(3, 2, 3, 2)))  # (O, C, kh, kw)


def down(x):
    """60 numbers to 36: two channels of 6 by 5 to three of 3 by 4."""
    x = torch.tensor(x).reshape(1, 2, 6, 5)
    return F.conv2d(x, filters, stride=(2, 1), padding=(1, 0)).numpy().ravel()


def up(y, filters=filters):
    """36 numbers to 60: the adjoint of down."""
    y = torch.tensor(y).reshape(1, 3, 3, 4)
    x = F.conv_transpose2d(y, filters, stride=(2, 1), padding=(1, 0), output_padding=(1, 0))
    return x.numpy().ravel()


def kernels_flipped(y):
    """Every kernel flipped."""
    return up(y, filters.flip(2, 3))


def filters_in_reverse(y):
    """The first and the last channel of y meet each other's filters."""
    return up(y, filters.flip(0))


def last_row_forgotten(y):
    """Zeros in the last row of the picture."""
    x = up(y).reshape(2, 6, 5)
    x[:, -1] = 0
    return x.ravel()


def one_pixel_late(y):
    """Everything one pixel too far to the right."""
    return np.roll(up(y).reshape(2, 6, 5), 1, axis=2).ravel()


def averaged(y):
    """What arrives at a pixel is divided by how many windows read it."""
    windows = up(np.ones(36), torch.ones(3, 2, 3, 2, dtype=torch.float64)) / 3
    return up(y) / windows


def undone(y):
    """The shortest x with down(x) = y: an inverse and no transpose."""
    matrix = convkit.convolution_matrix(filters.numpy(), (2, 6, 5), (2, 1), (1, 0))
    return np.linalg.pinv(matrix) @ y


def along(x):
    """12 numbers to 12: a kernel of three, with padding 1."""
    k = torch.tensor([[[1.0, -2.0, 3.0]]], dtype=torch.float64)
    return F.conv1d(torch.tensor(x)[None, None], k, padding=1).numpy().ravel()


def back(y):
    """12 numbers to 12: the adjoint of along."""
    k = torch.tensor([[[1.0, -2.0, 3.0]]], dtype=torch.float64)
    return F.conv_transpose1d(torch.tensor(y)[None, None], k, padding=1).numpy().ravel()


# %% [markdown]
# ## Exercise 5.5 · Measure the gap
# ★★ · 10 min · 3 points
#
# Write `adjoint_gap(A, At, n, m, seed)`: the gap of the formula above. `A` is a function from vectors of `n` numbers to
# vectors of `m`, and `At` one from `m` to `n`. Draw first `x`, then `y`, both with `rng.normal(size=...)` from the one
# generator `rng`. Return one number.
#
# With $x = (2, 7, 1, 8, 2)$ and $y = (1, -1, 2)$ in place of random vectors, the example above gives −9 and −9: the gap
# is 0.
#
# <details><summary>Hint 1: inner product and length in NumPy</summary>
#
# `np.sum(u * v)`, or `u @ v` for short. The length is `np.sqrt(np.sum(u * u))`, or `np.linalg.norm(u)`.
#
# </details>
# <details><summary>Hint 2: who goes with whom?</summary>
#
# `A(x)` and `y` both have `m` entries; `x` and `At(y)` both have `n`. Each inner product is of two vectors of one length.
# If `n` and `m` are equal, nothing warns you, so look twice.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `abs(A(x) @ y - x @ At(y))`, divided by the length of `A(x)` times the length of `y`.
#
# </details>


# %% solution="adjoint_gap"
def adjoint_gap(A, At, n, m, seed):
    """|<A x, y> - <x, At y>| / (|A x| |y|) for a random x and a random y."""
    rng = np.random.default_rng(seed)
    ### BEGIN SOLUTION
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    gap = np.abs(np.sum(Ax * y) - np.sum(x * At(y)))
    return gap / (np.linalg.norm(Ax) * np.linalg.norm(y))
    ### END SOLUTION


# %% misconception="adjoint_gap"
def adjoint_gap__compares_lengths(A, At, n, m, seed):
    """You compared products of lengths. Lengths do not see directions: take the inner products of
    A(x) with y and of x with At(y).
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    norm = np.linalg.norm
    return abs(norm(Ax) * norm(y) - norm(x) * norm(At(y))) / (norm(Ax) * norm(y))


# %% misconception="adjoint_gap"
def adjoint_gap__y_is_image_of_x(A, At, n, m, seed):
    """You took A(x) for y. The identity must hold for every y, so draw y at random, apart from x."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    Ax = y = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


# %% misconception="adjoint_gap"
def adjoint_gap__absolute(A, At, n, m, seed):
    """You did not divide. Then the gap of an operation with tiny weights is tiny even if At is
    wrong: divide by the lengths of A(x) and of y.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y))


# %% misconception="adjoint_gap"
def adjoint_gap__same_seed_twice(A, At, n, m, seed):
    """You drew x and y from two generators with one seed. If n and m are equal, so are x and y, and
    then At = A seems right: draw both from rng.
    """
    x = np.random.default_rng(seed).normal(size=n)
    y = np.random.default_rng(seed).normal(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


# %% misconception="adjoint_gap"
def adjoint_gap__keeps_sign(A, At, n, m, seed):
    """Your gap can be negative, and a large negative gap would pass for a small one. Take the
    absolute value of the difference.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    return (Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


# %% misconception="adjoint_gap"
def adjoint_gap__divides_by_inner_product(A, At, n, m, seed):
    """You divided by one of the inner products, which may be nearly 0 by chance. Divide by the
    length of A(x) times the length of y.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / abs(Ax @ y)


# %% misconception="adjoint_gap"
def adjoint_gap__divides_by_other_lengths(A, At, n, m, seed):
    """You divided by the lengths of x and y. The first inner product is of A(x) and y, so divide by
    the lengths of these two.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(x) * np.linalg.norm(y))


# %% misconception="adjoint_gap"
def adjoint_gap__divides_then_multiplies(A, At, n, m, seed):
    """You wrote / a * b. Python divides by a and then multiplies by b: put brackets around the
    product of the two lengths.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / np.linalg.norm(Ax) * np.linalg.norm(y)


# %% misconception="adjoint_gap"
def adjoint_gap__takes_ones(A, At, n, m, seed):
    """You took vectors of ones. A flipped kernel has the same sum, so that test cannot
    see it: draw both at random.
    """
    x, y = np.ones(n), np.ones(m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


# %% misconception="adjoint_gap"
def adjoint_gap__draws_y_first(A, At, n, m, seed):
    """You drew y before x. Draw x first, so that your random vectors are the ones the check
    expects.
    """
    rng = np.random.default_rng(seed)
    y, x = rng.normal(size=m), rng.normal(size=n)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


# %% misconception="adjoint_gap"
def adjoint_gap__draws_uniform(A, At, n, m, seed):
    """You drew numbers from 0 to 1. Draw with rng.normal, so that both signs occur and your vectors
    are the ones the check expects.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.random(size=n), rng.random(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


# %% check="adjoint_gap" points=3
def settled(gap):
    """A gap that is only rounding, below 1e-12, counts as 0."""
    is_number = np.ndim(gap) == 0 and np.asarray(gap).dtype.kind in "if"
    return 0.0 if is_number and abs(gap) < 1e-12 else gap


def torch_adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x, y = torch.tensor(rng.normal(size=n)), torch.tensor(rng.normal(size=m))
    Ax, Aty = torch.tensor(A(x.numpy())), torch.tensor(At(y.numpy()))
    gap = (torch.dot(Ax, y) - torch.dot(x, Aty)).abs() / (Ax.norm() * y.norm())
    return settled(gap.item())


def faint_down(x):
    return 1e-6 * down(x)


def faint_flipped(y):
    return 1e-6 * kernels_flipped(y)


def measured(gap, A, At, n, m, seed):
    return settled(gap(A, At, n, m, seed))


check(
    adjoint_gap,
    against=torch_adjoint_gap,
    on=[
        case(A=along, At=along, n=12, m=12, seed=1),
        case(A=along, At=back, n=12, m=12, seed=2),
        case(A=down, At=up, n=60, m=36, seed=3),
        case(A=down, At=kernels_flipped, n=60, m=36, seed=4),
        case(A=down, At=kernels_flipped, n=60, m=36, seed=5),
        case(A=faint_down, At=faint_flipped, n=60, m=36, seed=6),
    ],
    via=measured,
)
### BEGIN HIDDEN TESTS
check(
    adjoint_gap,
    against=torch_adjoint_gap,
    on=[
        case(A=down, At=up, n=60, m=36, seed=11),
        case(A=down, At=filters_in_reverse, n=60, m=36, seed=12),
        case(A=down, At=last_row_forgotten, n=60, m=36, seed=13),
        case(A=down, At=one_pixel_late, n=60, m=36, seed=14),
        case(A=down, At=averaged, n=60, m=36, seed=15),
        case(A=down, At=undone, n=60, m=36, seed=16),
        case(A=up, At=down, n=36, m=60, seed=17),
        case(A=back, At=back, n=12, m=12, seed=18),
        case(A=down, At=averaged, n=60, m=36, seed=whole_number(20, 10**6)),
        case(A=down, At=kernels_flipped, n=60, m=36, seed=whole_number(20, 10**6)),
    ],
    via=measured,
)
### END HIDDEN TESTS

# %% [markdown]
# Your function on all seven candidates. Before you run the cell: the last one, `undone`, finds an input that `down` takes
# to exactly this answer. Is it the adjoint?

# %%
for candidate in (
    up,
    kernels_flipped,
    filters_in_reverse,
    last_row_forgotten,
    one_pixel_late,
    averaged,
    undone,
):
    try:
        gap = adjoint_gap(down, candidate, 60, 36, seed=1)
        print(f"{candidate.__name__:20s} {gap:.1e}")
    except NotImplementedError:
        print(f"{candidate.__name__:20s} (write adjoint_gap first)")

# %% [markdown]
# Only one gap is no more than rounding, and it is that of `up`. Undoing something is not the same as transposing it.
#
# In PyTorch the adjoint of `conv2d` is `conv_transpose2d`, with the same weights and the same stride and padding.
# (Pictures of 5 and of 6 rows both become 3 rows. `output_padding=(1, 0)` says that there were 6; lesson 07 explains
# it.) The pictures need not be strung together for the inner product: multiply, and add up everything.

# %%
g = torch.Generator().manual_seed(0)
x_torch = torch.randn(2, 2, 6, 5, dtype=torch.float64, generator=g)
Ax = F.conv2d(input=x_torch, weight=filters, stride=(2, 1), padding=(1, 0))
y_torch = torch.randn(Ax.shape, dtype=torch.float64, generator=g)
Aty = F.conv_transpose2d(
    input=y_torch, weight=filters, stride=(2, 1), padding=(1, 0), output_padding=(1, 0)
)
print("<Ax, y>    ", (Ax * y_torch).sum().item())
print("<x, A^T y>", (x_torch * Aty).sum().item())

# %% [markdown]
# ## Columns back into a picture
#
# im2col is made of weighted sums as well, of the simplest kind: each entry of a column *is* one pixel, with weight 1. So
# im2col has an adjoint. It takes columns to a picture, and the rule is the one from above: every entry goes back to the
# pixel it was read from, and every pixel adds up what arrives. It is called **col2im**; in PyTorch, `fold`.
#
# Fill a picture of 4 by 5 with ones, make columns of it with a kernel of 3 by 3 and padding 1, and put the columns back.
# Before you run the cell: what stands in a corner, at an edge, in the middle?

# %%
ones = np.ones((1, 4, 5))
there = convkit.unfold(ones, 3, padding=1)
back_again = convkit.fold(there, (4, 5), 3, padding=1)
plot.array(back_again[0], "fold(unfold(ones))", "output")

# %% [markdown]
# Each pixel comes back as often as it was read: 4, 6 or 9 times. So col2im is not the inverse of im2col. On a photograph,
# with windows of 41 by 41, it is plain to see: a pixel near the border is in fewer windows than one in the middle, and
# comes out darker.

# %%
small_photo = data.photograph("coffee", shrink=4, layout="HW")
twice = convkit.fold(convkit.unfold(small_photo[None], 41), small_photo.shape, 41)[0]
plot.gallery(
    {"photograph": small_photo, "fold(unfold(photograph))": twice / twice.max()}, columns=2
)

# %% [markdown]
# ## Exercise 5.6 · Columns to pictures
# ★★★ · 12 min · 3 points (2 without padding, 1 with it)
#
# Write `col2im(cols, out_hw, kh, kw, stride=1, padding=0)`: the adjoint of im2col. `cols` has the shape
# `(N, C * kh * kw, Ho * Wo)`, and `out_hw = (H, W)` is the size of the pictures. It returns shape `(N, C, H, W)`. Entries
# that were read from the padding go nowhere.
#
# For one picture of 3 by 3, a kernel of 2 by 2 and columns full of ones, the answer is 1, 2, 1 · 2, 4, 2 · 1, 2, 1.
#
# <details><summary>Hint 1: im2col, read backwards</summary>
#
# The same two loops over the windows. In im2col a window of the padded picture was put into a column; now a column goes
# to the place of its window in a padded picture that begins as zeros.
#
# </details>
# <details><summary>Hint 2: too small where windows overlap</summary>
#
# With `=` the last window wins. Use `+=`: what several windows send to one pixel is added.
#
# </details>
# <details><summary>Hint 3: from a column to a window, and off with the padding</summary>
#
# `cols[:, :, l].reshape(N, C, kh, kw)` undoes the reshape of im2col. In the end keep rows `ph` to `ph + H` and columns
# `pw` to `pw + W`. (`[ph:-ph]` is empty when `ph` is 0.)
#
# </details>


# %% solution="col2im"
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    """(N, C * kh * kw, Ho * Wo) -> (N, C, H, W)"""
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    ### BEGIN SOLUTION
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, ph : ph + H, pw : pw + W]
    ### END SOLUTION


# %% misconception="col2im"
def col2im__assigns(cols, out_hw, kh, kw, stride=1, padding=0):
    """Where windows overlap, your last one overwrites the others. A pixel adds up what all its
    windows send: use += in place of =.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] = window
    return padded[:, :, ph : ph + H, pw : pw + W]


# %% misconception="col2im"
def col2im__averages(cols, out_hw, kh, kw, stride=1, padding=0):
    """You divided by the number of windows at each pixel. The adjoint only adds; dividing would
    undo im2col, which is another task.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    count = np.zeros_like(padded)
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
            count[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += 1
    padded = padded / np.maximum(count, 1)
    return padded[:, :, ph : ph + H, pw : pw + W]


# %% misconception="col2im"
def col2im__keeps_padding(cols, out_hw, kh, kw, stride=1, padding=0):
    """Your pictures still have the border of the padding. Cut it off: keep rows ph to ph + H and
    columns pw to pw + W.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded


# %% misconception="col2im"
def col2im__crops_to_minus_zero(cols, out_hw, kh, kw, stride=1, padding=0):
    """You cut with [ph:-ph]. If ph is 0, that is [0:0] and nothing is left: write [ph : ph + H]."""
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, ph:-ph, pw:-pw]


# %% misconception="col2im"
def col2im__crops_top_left_wrong(cols, out_hw, kh, kw, stride=1, padding=0):
    """Your windows lie ph rows too low and pw columns too far to the right. In the picture window (i, j)
    begins at row i * sh - ph; of the padded picture keep rows ph to ph + H, columns pw to pw + W.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, :H, :W]


# %% misconception="col2im"
def col2im__pixels_column_by_column(cols, out_hw, kh, kw, stride=1, padding=0):
    """You read a column as going down the window first. It goes along the lines: reshape it to (N,
    C, kh, kw).
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kw, kh).swapaxes(2, 3)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, ph : ph + H, pw : pw + W]


# %% misconception="col2im"
def col2im__channels_last(cols, out_hw, kh, kw, stride=1, padding=0):
    """You read a column as pixel after pixel with all channels together. It goes channel by
    channel: reshape it to (N, C, kh, kw).
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, kh, kw, C).transpose(0, 3, 1, 2)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, ph : ph + H, pw : pw + W]


# %% misconception="col2im"
def col2im__windows_column_by_column(cols, out_hw, kh, kw, stride=1, padding=0):
    """You took the columns as windows that go down the picture first. Column i * Wo + j belongs to
    the window at (i, j).
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, j * Ho + i].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, ph : ph + H, pw : pw + W]


# %% misconception="col2im"
def col2im__forgets_stride(cols, out_hw, kh, kw, stride=1, padding=0):
    """You put the windows one pixel apart whatever the stride. Window (i, j) was read at row i *
    sh, column j * sw, and there it goes back.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i : i + kh, j : j + kw] += window
    return padded[:, :, ph : ph + H, pw : pw + W]


# %% misconception="col2im"
def col2im__turns_windows(cols, out_hw, kh, kw, stride=1, padding=0):
    """You flipped the windows before you put them back. An entry goes back to the very
    pixel it was read from.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window[:, :, ::-1, ::-1]
    return padded[:, :, ph : ph + H, pw : pw + W]


# %% misconception="col2im"
def col2im__counts_lines_by_rows(cols, out_hw, kh, kw, stride=1, padding=0):
    """You counted Ho windows to a line of windows. A line has Wo of them: column i * Wo + j belongs
    to the window at (i, j).
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Ho + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, ph : ph + H, pw : pw + W]


# %% misconception="col2im"
def col2im__forgets_padding(cols, out_hw, kh, kw, stride=1, padding=0):
    """The windows of im2col were read from the padded picture. Make room for the padding, H + 2 *
    ph by W + 2 * pw, and cut it off in the end.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H, W))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded


# %% check="col2im" points=2
def torch_col2im(cols, out_hw, kh, kw, stride=1):
    return F.fold(cols, out_hw, (kh, kw), stride=stride)


check(
    col2im,
    against=torch_col2im,
    on=[
        case(cols=normal(1, 4, 6), out_hw=(3, 4), kh=2, kw=2, stride=1),
        case(cols=normal(2, 18, 12), out_hw=(6, 4), kh=3, kw=2, stride=1),
        case(cols=normal(2, 18, 6), out_hw=(8, 3), kh=3, kw=2, stride=(2, 1)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    col2im,
    against=torch_col2im,
    on=[
        case(cols=normal(3, 12, 16), out_hw=(5, 6), kh=2, kw=3),
        case(cols=normal(2, 18, 8), out_hw=(6, 11), kh=3, kw=2, stride=(3, 3)),
        case(cols=normal(2, 12, 1), out_hw=(2, 3), kh=2, kw=3),
        case(cols=normal(2, 3, 20), out_hw=(4, 5), kh=1, kw=1, stride=1),
        case(cols=normal(2, 3, 6), out_hw=(4, 5), kh=1, kw=1, stride=2),
    ],
)
### END HIDDEN TESTS


# %% check="col2im" points=1
def torch_col2im_padded(cols, out_hw, kh, kw, stride, padding):
    return F.fold(cols, out_hw, (kh, kw), stride=stride, padding=padding)


check(
    col2im,
    against=torch_col2im_padded,
    on=[
        case(cols=normal(1, 4, 6), out_hw=(2, 3), kh=2, kw=2, stride=1, padding=(1, 0)),
        case(cols=normal(2, 18, 24), out_hw=(6, 5), kh=3, kw=2, stride=(2, 1), padding=(1, 2)),
        case(cols=normal(2, 12, 30), out_hw=(4, 5), kh=2, kw=2, stride=1, padding=1),
    ],
)
### BEGIN HIDDEN TESTS
check(
    col2im,
    against=torch_col2im_padded,
    on=[
        case(cols=normal(3, 12, 12), out_hw=(5, 6), kh=2, kw=3, stride=(1, 2), padding=(1, 0)),
        case(cols=normal(2, 18, 6), out_hw=(7, 6), kh=3, kw=3, stride=(3, 2), padding=(1, 0)),
        case(cols=normal(2, 24, 12), out_hw=(6, 7), kh=4, kw=2, stride=(2, 3), padding=(2, 1)),
        case(cols=normal(2, 20, 64), out_hw=(5, 4), kh=4, kw=5, stride=1, padding=(3, 4)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch it is `F.fold`. And the identity holds: with random columns in the place of $y$, both inner products agree.

# %%
x_columns = F.unfold(input=p_torch, kernel_size=(3, 2), padding=(1, 0), stride=(2, 1))
c_torch = torch.tensor(np.random.default_rng(3).normal(size=x_columns.shape))
folded = F.fold(
    input=c_torch, output_size=(6, 5), kernel_size=(3, 2), padding=(1, 0), stride=(2, 1)
)
in_numpy = convkit.fold(c_torch.numpy(), (6, 5), (3, 2), padding=(1, 0), stride=(2, 1))
print(
    "PyTorch:", tuple(folded.shape), " largest difference:", np.abs(folded.numpy() - in_numpy).max()
)
print("<im2col(x), c>", (x_columns * c_torch).sum().item())
print("<x, col2im(c)>", (p_torch * folded).sum().item())

# %% [markdown]
# Now everything fits together. A convolution is two steps, im2col and then the product with $W$. To go back through two
# steps, go back through each, in the opposite order, as with shoes and socks: $(WU)^\mathsf{T} = U^\mathsf{T}
# W^\mathsf{T}$. So the adjoint of a convolution is the product with $W^\mathsf{T}$, and then col2im. Here it is beside
# PyTorch's `conv_transpose2d`, for the layer `down`:

# %%
w_rows = filters.numpy().reshape(3, 2 * 3 * 2)
y_maps = np.random.default_rng(4).normal(size=(1, 3, 3, 4))
y_columns = w_rows.T @ y_maps.reshape(1, 3, 12)  # (1, C * kh * kw, L)
by_fold = convkit.fold(y_columns, (6, 5), (3, 2), padding=(1, 0), stride=(2, 1))
by_torch = up(y_maps).reshape(1, 2, 6, 5)
print("shape:", by_fold.shape, " largest difference:", np.abs(by_fold - by_torch).max())

# %% [markdown]
# In lesson 06 this product carries the gradient back from the outputs to the inputs. In lesson 07 it is a layer of its
# own.

# %% [markdown]
# ## By way of frequencies (optional)
#
# With large kernels, im2col becomes slow: each output costs $k_h k_w$ multiplications, and each of them a copy. There
# is a way for which the size of the kernel hardly matters, and it begins with one small change to the matrix $A$. Let the
# kernel **wrap around**: where it runs off the end of the signal, it comes in again at the beginning. Then there are as
# many outputs as inputs, and the matrix is square. Before you look: in which rows does it differ from the Toeplitz matrix
# of the kernel 1, 2, 3?

# %%
around_7 = sum(three[a] * np.roll(np.eye(7), a, axis=1) for a in range(3))
plot.matrix(around_7, "C, wrapping around", row=5)

# %% [markdown]
# In the last two. The first five rows are those of $A$. In row 5 the 3 has run off the end and stands at the beginning.
# Every row is the one above it, moved by one place in a circle, and such a matrix is called **circulant**.
#
# Circulant matrices have a useful property. Let one act on a wave, say a cosine. Before you run the
# cell: what does the kernel 1, 2, 3, wrapping around, make of it?

# %%
places = np.arange(24)
wave = np.cos(2 * np.pi * 2 * places / 24)  # two periods in 24 places
answer = wave + 2 * np.roll(wave, -1) + 3 * np.roll(wave, -2)
plot.curves({"in": wave, "out": answer}, across="place", up="value", log=(False, False))

# %% [markdown]
# The same wave again: as many periods, only higher, and moved sideways. Every kernel does that: it
# makes a wave higher or lower, perhaps nothing at all, and moves it, because sums of shifted waves
# of one frequency (so many periods, here 2) are waves of that frequency. A whole number of periods
# must fit into the places, as two do here. Otherwise the wave does not meet itself where it wraps
# around.
#
# Two numbers say it all, how many times as high and how far moved, and one **complex number** holds both. (If complex
# numbers are new to you, take the recipe below as it stands; no later lesson needs them.) Write the wave as $e^{i \omega
# t} = \cos \omega t + i \sin \omega t$, and the cross-correlation is
#
# $$\sum_a e^{i\omega (t+a)} k_a \;=\; e^{i\omega t} \sum_a k_a e^{i \omega a},$$
#
# the wave times one number, the last sum, which depends only on the kernel and on the frequency. Look at the first line
# that the cell prints: what comes out, divided by what goes in, is the same at every place.

# %%
omega = 2 * np.pi * 2 / 24
wave = np.exp(1j * omega * places)
answer = wave + 2 * np.roll(wave, -1) + 3 * np.roll(wave, -2)
print("out / in at four places:      ", (answer / wave)[:4].round(3))
print(
    "the sum of k[a] * e^(i omega a):", np.sum(three * np.exp(1j * omega * np.arange(3))).round(3)
)
print("np.fft.fft, conjugated:       ", np.conj(np.fft.fft(three, 24)[2]).round(3))

# %% [markdown]
# A vector that a matrix only multiplies by a number is called an **eigenvector**, and the number
# its **eigenvalue**. So the waves $e^{i\omega t}$ of which a whole number $f$ of periods fits,
# $\omega = 2\pi f / n$, are eigenvectors of *every* circulant matrix, whatever the kernel. Write
# signals as sums of such waves, and of the whole matrix one number is left for each wave. Here is
# the matrix from above in these terms, its sizes only. Before you look: where will numbers be that
# are not zero?

# %%
waves = np.fft.fft(np.eye(7))  # takes a signal to its waves
in_waves = waves @ around_7 @ np.linalg.inv(waves)
plot.matrix(np.abs(in_waves).round(1), "C, seen in waves")

# %% [markdown]
# Only on the diagonal. A product with $C$ takes as many multiplications for each output as the
# kernel has entries, so up to $n^2$ in all. One with this diagonal matrix takes $n$, however long
# the kernel is. That would be no gain if changing to waves and back were slow. It is not.

# %% [markdown]
# So here is the recipe. Every signal is a sum of waves. The **discrete Fourier transform** takes a signal of $n$ numbers
# to $n$ complex numbers: how much of each frequency it contains. The **fast Fourier transform**, FFT, computes it in
# about $n \log n$ steps, and back again. So there is another way to the answer: transform the signal, transform the
# kernel, multiply number by number, transform back.
#
# One sign needs care. The transform of the kernel is $\hat k(\omega) = \sum_a k_a e^{-i\omega a}$, with a minus. The
# number above has a plus. Since the kernel is real, it is the **complex conjugate** of $\hat k$, the same number with the
# sign of its imaginary part changed, as the third line shows. So for cross-correlation
#
# $$\hat y = \hat x \cdot \overline{\hat k},$$
#
# while without the bar the product belongs to *convolution*, in which the kernel is flipped. Here is the signal of lesson
# 01, with the right answer below it. Before you run the cell: five numbers come out; how many of them can you trust?

# %%
x_hat, k_hat = np.fft.fft(signal), np.fft.fft(kernel, 5)  # the kernel with zeros, 5 numbers
print("by way of frequencies:", np.fft.ifft(x_hat * np.conj(k_hat)).real.round(9))
print("right:                ", convkit.xcorr1d(signal, kernel))

# %% [markdown]
# Three. The windows that start at 3 and 4 have run off the end and come in again at the beginning: 8 + 2 · 2 = 12 and 2 +
# 2 · 7 = 16. They are answers to another question. Cut them off; the first $n - m + 1$ are the ones you know. Or give
# them room: fill both up with zeros to $n + m - 1$ numbers, and what runs off the end meets nothing but zeros. That gives
# the *full* cross-correlation, with the windows that hang over at the beginning standing last.

# %%
roomy = np.fft.ifft(np.fft.fft(signal, 7) * np.conj(np.fft.fft(kernel, 7))).real.round(9)
print("with room for all:", roomy)
print("full:             ", convkit.xcorr1d(np.pad(signal, 2), kernel))

# %% [markdown]
# In two dimensions the kernel wraps around at the right and at the bottom. Here is the picture 0 to 8 with the kernel 0,
# 1, 2, 3, computed without frequencies: the picture is rolled under each of the four weights. Look for the four right
# answers.

# %%
around = sum(k[a, b] * np.roll(x, (-a, -b), axis=(0, 1)) for a in range(2) for b in range(2))
print(around)

# %% [markdown]
# In two dimensions NumPy has these, for real numbers:
#
# | call | what it does |
# |---|---|
# | `np.fft.rfft2(x)` | transform of `x`, shape `(H, W)`; only the first `W // 2 + 1` columns, since for real numbers the others are conjugates of these |
# | `np.fft.rfft2(k, s=(H, W))` | the same, after `k` has been filled up with zeros at the bottom and at the right, to `(H, W)` |
# | `np.conj(z)` | the complex conjugate |
# | `np.fft.irfft2(z, s=(H, W))` | back to `(H, W)` real numbers |

# %% [markdown]
# ## Exercise 5.7 · Correlate by frequencies
# ★★★ · 10 min · 3 points · optional
#
# Write `fft_xcorr2d(x, k)`: the cross-correlation of `x`, shape `(H, W)`, with `k`, shape `(kh, kw)`, by way of
# frequencies. It returns shape `(H - kh + 1, W - kw + 1)`, real numbers, and the same ones as `xcorr2d` of lesson 01, up
# to rounding. (Here too the check cannot see by which way you came. Windows and loops would pass; this is about the other
# way.)
#
# For the picture 0 to 8 and the kernel 0, 1, 2, 3 the answer is 19, 25 · 37, 43, the top-left part of the array above.
#
# <details><summary>Hint 1: four steps</summary>
#
# Transform both, to the same shape. Multiply. Transform back. Cut off what has wrapped around.
#
# </details>
# <details><summary>Hint 2: the numbers are all wrong</summary>
#
# Is it the *kernel* whose transform you conjugate? Do both transforms and the way back say `s=(H, W)`? Without it,
# `irfft2` does not know whether the width was even or odd.
#
# </details>
# <details><summary>Hint 3: the right numbers in the wrong places</summary>
#
# `rfft2(k, s=...)` puts the kernel into the top-left corner, so a window is named by its top-left pixel, as always. The
# right answers are the first `H - kh + 1` rows and the first `W - kw + 1` columns.
#
# </details>


# %% solution="fft_xcorr2d"
def fft_xcorr2d(x, k):
    """(H, W), (kh, kw) -> (H - kh + 1, W - kw + 1)"""
    (H, W), (kh, kw) = x.shape, k.shape
    ### BEGIN SOLUTION
    product = np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(H, W)))
    y = np.fft.irfft2(product, s=(H, W))
    return y[: H - kh + 1, : W - kw + 1]
    ### END SOLUTION


# %% misconception="fft_xcorr2d"
def fft_xcorr2d__no_conjugate(x, k):
    """That is a convolution, and it wraps at the other end. Multiply by np.conj of the transform of the
    kernel as it is, and do not flip the kernel.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.fft.rfft2(x) * np.fft.rfft2(k, s=(H, W)), s=(H, W))
    return y[: H - kh + 1, : W - kw + 1]


# %% misconception="fft_xcorr2d"
def fft_xcorr2d__convolves(x, k):
    """You cut in the right place for a convolution, and a convolution it is. Multiply by np.conj of the
    transform of the kernel as it is, flip nothing, and keep the first rows and columns.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.fft.rfft2(x) * np.fft.rfft2(k, s=(H, W)), s=(H, W))
    return y[kh - 1 :, kw - 1 :]


# %% misconception="fft_xcorr2d"
def fft_xcorr2d__conjugates_picture(x, k):
    """You conjugated the picture's transform. Conjugate the kernel's; otherwise the answers come
    out in reverse order.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.conj(np.fft.rfft2(x)) * np.fft.rfft2(k, s=(H, W)), s=(H, W))
    return y[: H - kh + 1, : W - kw + 1]


# %% misconception="fft_xcorr2d"
def fft_xcorr2d__keeps_wrapped(x, k):
    """Your result has the picture's size: it contains the answers that wrapped around. Keep the
    first H - kh + 1 rows and W - kw + 1 columns.
    """
    H, W = x.shape
    return np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(H, W))), s=(H, W))


# %% misconception="fft_xcorr2d"
def fft_xcorr2d__crops_at_the_end(x, k):
    """You kept the last rows and columns, and those wrapped around. A window is named by its
    top-left pixel, so the right answers come first.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(H, W))), s=(H, W))
    return y[kh - 1 :, kw - 1 :]


# %% misconception="fft_xcorr2d"
def fft_xcorr2d__kernel_in_the_middle(x, k):
    """You put the kernel into the middle of the zeros, which moves every answer. It belongs into
    the top-left corner, where rfft2(k, s=(H, W)) puts it.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    top, left = (H - kh) // 2, (W - kw) // 2
    filled = np.zeros((H, W))
    filled[top : top + kh, left : left + kw] = k
    y = np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(filled)), s=(H, W))
    return y[: H - kh + 1, : W - kw + 1]


# %% misconception="fft_xcorr2d"
def fft_xcorr2d__complex(x, k):
    """Your numbers are right, but complex, with imaginary parts that are 0 up to rounding. Take
    .real, or go back with irfft2.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.ifft2(np.fft.fft2(x) * np.conj(np.fft.fft2(k, s=(H, W))))
    return y[: H - kh + 1, : W - kw + 1]


# %% misconception="fft_xcorr2d"
def fft_xcorr2d__takes_absolute_value(x, k):
    """You made the complex result real with np.abs, which loses the minus signs. Take .real, or go
    back with irfft2.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.abs(np.fft.ifft2(np.fft.fft2(x) * np.conj(np.fft.fft2(k, s=(H, W)))))
    return y[: H - kh + 1, : W - kw + 1]


# %% misconception="fft_xcorr2d"
def fft_xcorr2d__width_always_even(x, k):
    """You called irfft2 without s. Then it takes the width for even, and an odd one comes out
    wrong: irfft2(z, s=(H, W)).
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(H, W))))
    return y[: H - kh + 1, : W - kw + 1]


# %% misconception="fft_xcorr2d"
def fft_xcorr2d__kernel_not_filled_up(x, k):
    """You transformed the kernel at its own size, so the two transforms do not match number by
    number. Fill it up to the picture's size: np.fft.rfft2(k, s=(H, W)).
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(k)), s=(H, W))
    return y[: H - kh + 1, : W - kw + 1]


# %% check="fft_xcorr2d" points=3
def torch_xcorr2d(x, k):
    return F.conv2d(x[None, None], k[None, None])[0, 0]


check(
    fft_xcorr2d,
    against=torch_xcorr2d,
    on=[
        case(x=normal(7, 5), k=normal(3, 2)),
        case(x=normal(6, 9), k=normal(2, 4)),
        case(x=normal(5, 8), k=normal(3, 3)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    fft_xcorr2d,
    against=torch_xcorr2d,
    on=[
        case(x=normal(9, 6), k=normal(4, 3)),
        case(x=normal(5, 7), k=normal(1, 3)),
        case(x=normal(4, 5), k=normal(1, 1)),
        case(x=normal(4, 3), k=normal(4, 3)),
        case(x=normal(17, 20), k=normal(9, 12)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# `torch.fft` has the same functions under the same names. A kernel of 61 by 61 that falls off like a bell makes a strong
# blur. Look at the size of the result: the 60 rows and columns that wrapped around are gone.

# %%
distance = np.arange(-30, 31)
bell = np.exp(-(distance**2) / (2 * 10.0**2))
bell_kernel = np.outer(bell, bell) / bell.sum() ** 2  # sums to 1

photo_torch, bell_torch = torch.tensor(photo), torch.tensor(bell_kernel)
product = torch.fft.rfft2(input=photo_torch) * torch.fft.rfft2(bell_torch, s=photo.shape).conj()
blurred = torch.fft.irfft2(product, s=photo.shape)[: photo.shape[0] - 60, : photo.shape[1] - 60]
directly = F.conv2d(input=photo_torch[None, None], weight=bell_torch[None, None])[0, 0]
print("largest difference from conv2d:    ", (blurred - directly).abs().max().item())
by_convkit = convkit.fft_xcorr(photo, bell_kernel)
print("largest difference of convkit:     ", np.abs(by_convkit - directly.numpy()).max())
plot.gallery({"photograph": photo, "blurred, 61 by 61": by_convkit}, columns=2)

# %% [markdown]
# ## When does it pay?
#
# Three ways, one answer. Measure them on a picture of 128 by 128, with kernels from 1 by 1 to 31 by 31: one window after
# the other in two loops, as in lesson 01; im2col and a product; frequencies. Before you run the cell: which of the
# three lines will climb?


# %%
def window_by_window(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


def by_product(x, k):
    y = k.reshape(1, -1) @ convkit.unfold(x[None], k.shape)
    return y.reshape(x.shape[0] - k.shape[0] + 1, x.shape[1] - k.shape[1] + 1)


def milliseconds(function, x, k, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(x, k)
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


rng = np.random.default_rng(8)
noise = rng.normal(size=(128, 128))
sizes = [1, 3, 5, 7, 9, 11, 15, 21, 31]
ways = {"loops": window_by_window, "im2col": by_product, "FFT": convkit.fft_xcorr}
spent = {name: [] for name in ways}
for size in sizes:
    k_noise = rng.normal(size=(size, size))
    for name, way in ways.items():
        spent[name].append(milliseconds(way, noise, k_noise, repeats=3 if name == "loops" else 5))
plot.curves(spent, x=sizes, across="rows and columns of the kernel", up="milliseconds")

# %%
print("kernel   " + "".join(f"{size:>8d}" for size in sizes))
for name, times in spent.items():
    print(f"{name:9s}" + "".join(f"{t:8.2f}" for t in times))
faster = [s for s, a, b in zip(sizes, spent["FFT"], spent["im2col"], strict=True) if a < b]
print("here FFT is faster than im2col for the kernel sizes", faster)

# %% [markdown]
# Each line of the scale is ten times the one below. The loops spend their time on being loops;
# they even sink a little, since a larger kernel has fewer windows. Only im2col climbs: the columns grow with the area of the kernel. FFT is
# level, because the kernel is filled up to the size of the picture. Where the two lines cross
# depends on the machine, and on the layer. Sixteen filters share the columns, but each needs a
# transform of its own. Before you run the cell: will the lines cross earlier or later?


# %%
def sixteen_by_product(x, k):
    return k.reshape(16, -1) @ convkit.unfold(x[None], k.shape[1:])


def sixteen_by_fft(x, k):
    waves = np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=x.shape))
    return np.fft.irfft2(waves, s=x.shape)


filters_of = {size: rng.normal(size=(16, size, size)) for size in sizes}
print("kernel   " + "".join(f"{size:>8d}" for size in sizes))
for name, way in {"im2col": sixteen_by_product, "FFT": sixteen_by_fft}.items():
    times = [milliseconds(way, noise, filters_of[size], repeats=5) for size in sizes]
    print(f"{name:9s}" + "".join(f"{t:8.2f}" for t in times))

# %% [markdown]
# Later. Networks mostly have many 3 by 3 filters, and there the product wins.
#
# For 3 by 3 there is one trick more. Two neighbouring outputs of a kernel of three take six multiplications. Winograd
# found a way with four: some sums are made beforehand, and the sums of the weights once for all pictures. Before you run
# the cell: count the multiplications between a number of the signal and one of the kernel.

# %%
d, w3 = np.array([2.0, 7.0, 1.0, 8.0]), np.array([1.0, 2.0, 3.0])
m1 = (d[0] - d[2]) * w3[0]
m2 = (d[1] + d[2]) * ((w3[0] + w3[1] + w3[2]) / 2)
m3 = (d[2] - d[1]) * ((w3[0] - w3[1] + w3[2]) / 2)
m4 = (d[1] - d[3]) * w3[2]
print("Winograd:  ", m1 + m2 + m3, m2 - m3 - m4)
print("as always: ", *convkit.xcorr1d(d, w3))

# %% [markdown]
# In two dimensions, for a block of 2 by 2 outputs, that makes 16 multiplications in place of 36. The libraries on
# graphics cards use it for kernels of 3 by 3 with stride 1 (Lavin and Gray, CVPR 2016).
#
# > **Rule of thumb.** You need not choose: PyTorch's libraries know all of these ways, and
# > `torch.backends.cudnn.benchmark = True` lets them measure which is the fastest for your sizes. A 1 by 1 convolution is
# > a matrix product without any copying; 3 by 3 with stride 1 goes by Winograd or a product; only large kernels
# > are worth a Fourier transform.

# %% [markdown]
# The memory, for the same picture. Look at the middle line: it is the price of im2col. The upper one is the matrix $A$ of
# the whole operation.

# %%
megabytes = {"picture": [], "im2col": [], "matrix A": []}
for size in sizes:
    windows = (128 - size + 1) ** 2
    megabytes["picture"].append(8 * noise.size / 1e6)
    megabytes["im2col"].append(8 * size**2 * windows / 1e6)
    megabytes["matrix A"].append(8 * windows * noise.size / 1e6)
plot.curves(megabytes, x=sizes, across="rows and columns of the kernel", up="megabytes")

# %% [markdown]
# ## Must windows be copied? (optional)
#
# Not to *look* at them. An array is a block of memory and a rule for walking in it: for each axis, how many bytes it is
# from one entry to the next. These are its **strides**. (The word means the same as in a convolution, the length of a
# step; but here it is counted in bytes, and there in pixels.) A **view** is a second rule for the same memory.
# Transposing and slicing make views, and copy nothing.
#
# A float takes 8 bytes. Before you run the cell: what are the strides of an array of 3 by 4? Of its transpose? Of every
# second column of it?

# %%
grid = np.arange(12.0).reshape(3, 4)
print("grid:        ", grid.shape, grid.strides)
print("transposed:  ", grid.T.shape, grid.T.strides)
print("grid[:, ::2]:", grid[:, ::2].shape, grid[:, ::2].strides)

# %% [markdown]
# All windows of 2 by 2 are an array with four axes: which row of windows, which column of windows, row in the window,
# column in the window. One window further down is as far as one pixel further down: 32 bytes. One pixel further down
# inside a window is also 32 bytes. So two axes have the same stride, and that is allowed.
# `np.lib.stride_tricks.as_strided(x, shape, strides)` makes the view that you describe.

# %%
windows = np.lib.stride_tricks.as_strided(grid, (2, 3, 2, 2), (32, 8, 32, 8))
print("the window in row 1, column 2:")
print(windows[1, 2])
print("numbers to be seen:", windows.size, "  numbers in memory:", grid.size)
print("same memory:", np.shares_memory(windows, grid))

# %% [markdown]
# Two warnings. `as_strided` believes you: with a wrong shape or wrong strides it reads memory that belongs to something
# else, and may end the whole program. And entries of the view share memory with each other: write to one, and others
# change. So such views are for reading only.

# %% [markdown]
# ## Exercise 5.8 · Windows without a copy
# ★★★ · 10 min · 3 points (2 for the windows, 1 for not copying) · optional
#
# Write `window_view(x, kh, kw, sh, sw)`: all windows of `kh` by `kw` of the pictures `x`, shape `(N, C, H, W)`, with
# stride `sh` down and `sw` to the right, as a view. It has the shape `(N, C, Ho, Wo, kh, kw)` and shares its memory with
# `x`. `x` may itself be a view, transposed or sliced.
#
# For a picture of 3 by 4 and windows of 2 by 2 with stride 1, the last four axes are those of the example. With `sh = 1`,
# `sw = 2` the number of columns of windows is 2, and the strides in bytes are 32, 16, 32, 8.
#
# <details><summary>Hint 1: which strides?</summary>
#
# `x.strides` has four numbers: to the next picture, channel, row, column. The new array needs six. Say for each new axis
# what one step along it means in `x`.
#
# </details>
# <details><summary>Hint 2: where does the convolution's stride go?</summary>
#
# One window further down is `sh` rows further down. Inside a window, one row is one row.
#
# </details>
# <details><summary>Hint 3: right on ordinary arrays, but not on views</summary>
#
# Take the strides from `x.strides`. A picture's row need not be `8 * W` bytes long: in a transposed array it is something
# else.
#
# </details>


# %% solution="window_view"
def window_view(x, kh, kw, sh, sw):
    """(N, C, H, W) -> (N, C, Ho, Wo, kh, kw), a view"""
    N, C, H, W = x.shape
    ### BEGIN SOLUTION
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    picture, channel, row, column = x.strides
    strides = (picture, channel, sh * row, sw * column, row, column)
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), strides, writeable=False)
    ### END SOLUTION


# %% misconception="window_view"
def window_view__counts_own_strides(x, kh, kw, sh, sw):
    """You computed the strides from the shape. That is right only for an array that lies in memory
    without gaps, in order: read them from x.strides.
    """
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    strides = (8 * C * H * W, 8 * H * W, 8 * sh * W, 8 * sw, 8 * W, 8)
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), strides, writeable=False)


# %% misconception="window_view"
def window_view__strides_exchanged(x, kh, kw, sh, sw):
    """You exchanged the two strides. One window further down is sh rows, one window to the right is
    sw columns.
    """
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    picture, channel, row, column = x.strides
    strides = (picture, channel, sw * row, sh * column, row, column)
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), strides, writeable=False)


# %% misconception="window_view"
def window_view__forgets_stride(x, kh, kw, sh, sw):
    """Your windows lie one pixel apart. From window to window it is sh rows down, or sw columns to
    the right.
    """
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    picture, channel, row, column = x.strides
    strides = (picture, channel, row, column, row, column)
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), strides, writeable=False)


# %% misconception="window_view"
def window_view__steps_inside_window(x, kh, kw, sh, sw):
    """You put the stride inside the window, which makes gaps between its pixels. It belongs to the
    step from window to window; inside, one row is one row.
    """
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    picture, channel, row, column = x.strides
    strides = (picture, channel, row, column, sh * row, sw * column)
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), strides, writeable=False)


# %% misconception="window_view"
def window_view__window_axes_first(x, kh, kw, sh, sw):
    """Your axes are in another order. First which window, (Ho, Wo), then where in it, (kh, kw)."""
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    picture, channel, row, column = x.strides
    strides = (picture, channel, row, column, sh * row, sw * column)
    return np.lib.stride_tricks.as_strided(x, (N, C, kh, kw, Ho, Wo), strides, writeable=False)


# %% misconception="window_view"
def window_view__reads_past_the_end(x, kh, kw, sh, sw):
    """You have too many windows: the last ones reach beyond the picture and read memory that is not
    theirs. There are conv_output_size(H, kh, sh) of them downwards.
    """
    H, W = x.shape[2:]
    Ho, Wo = H // sh, W // sw
    padded = np.pad(x, ((0, 0), (0, 0), (0, kh + sh), (0, kw + sw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))
    return windows[:, :, ::sh, ::sw][:, :, :Ho, :Wo]


# %% misconception="window_view"
def window_view__copies(x, kh, kw, sh, sw):
    """Your windows are right, but they are a copy. Describe them by strides instead, so that they
    share the memory of x.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), (2, 3))
    return windows[:, :, ::sh, ::sw].copy()


# %% misconception="window_view"
def window_view__steps_in_bytes(x, kh, kw, sh, sw):
    """You gave the steps from window to window in pixels. Strides are bytes: sh rows are sh times
    the bytes of one row.
    """
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    picture, channel, row, column = x.strides
    strides = (picture, channel, sh, sw, row, column)
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), strides, writeable=False)


# %% check="window_view" points=2
def torch_window_view(x, kh, kw, sh, sw):
    return x.unfold(2, kh, sh).unfold(3, kw, sw)


names = ("image", "channel", "window row", "window column", "row", "column")
check(
    window_view,
    against=torch_window_view,
    on=[
        case(x=normal(2, 3, 6, 5), kh=3, kw=2, sh=1, sw=1),
        case(x=normal(2, 3, 12, 7), kh=3, kw=2, sh=3, sw=2),
        case(x=normal(2, 2, 9, 6), kh=2, kw=3, sh=3, sw=1),
    ],
    axes=names,
)
### BEGIN HIDDEN TESTS
check(
    window_view,
    against=torch_window_view,
    on=[
        case(x=normal(3, 2, 10, 5), kh=2, kw=2, sh=4, sw=2),
        case(x=normal(2, 3, 5, 6), kh=1, kw=1, sh=2, sw=1),
        case(x=normal(2, 3, 4, 3), kh=4, kw=3, sh=1, sw=1),
    ],
    axes=names,
)
### END HIDDEN TESTS


# %% check="window_view" points=1
def torch_windows(x, kh, kw, sh, sw):
    return x.unfold(2, kh, sh).unfold(3, kw, sw)


check(
    window_view,
    against=torch_windows,
    on=[case(x=normal(2, 3, 12, 8), kh=3, kw=2, sh=3, sw=1)],
    axes=("image", "channel", "window row", "window column", "row", "column"),
    fresh=False,  # a view of x, not a copy
)

# %% [markdown]
# PyTorch's tensors have strides too, and a method that makes such views one axis at a time. NumPy's ready answer is
# `sliding_window_view`, which cannot read foreign memory.

# %%
by_unfold = p_torch.unfold(dimension=2, size=3, step=2).unfold(dimension=3, size=2, step=1)
ready = np.lib.stride_tricks.sliding_window_view(pictures, (3, 2), axis=(2, 3))[:, :, ::2]
print("PyTorch:", tuple(by_unfold.shape), " NumPy:", ready.shape)
print(
    "equal:", np.array_equal(by_unfold.numpy(), ready), " view:", np.shares_memory(ready, pictures)
)

# %% [markdown]
# Could the matrix product work on this view, so that nothing is ever copied? No: GEMM wants its columns in memory as a
# matrix, and `reshape` must copy to give it one. So libraries make a compromise. They build the columns of a few windows,
# multiply while these are still close to the processor, and take the next few.

# %% [markdown]
# ## What you can do now
#
# - Turn a convolution into one matrix product, and the product back into pictures.
# - Say how much memory that takes, and read the matrix of the whole operation.
# - Find the adjoint of an operation, and test it with $\langle Ax, y\rangle = \langle x, A^\mathsf{T}y\rangle$.
# - Correlate by way of frequencies, and cut off what wraps around.
# - See all windows of a picture without copying a number.
#
# **Three traps**
#
# 1. `reshape` never exchanges axes. Filters and columns must string their numbers together in the same order, channel
#    first.
# 2. The transpose is not the inverse. col2im after im2col multiplies each pixel by the number of its windows.
# 3. Frequencies wrap around, and without the conjugate they convolve. Cut, or give room; and conjugate the kernel.

# %% [markdown]
# ## Six questions to end with
#
# Answer each in your head, then open it.
#
# <details><summary>1. A picture of shape (1, 3, 8, 8), a kernel of 3 by 3, stride 1, no padding. What is the shape of its columns?</summary>
#
# (1, 27, 36): 3 · 3 · 3 rows, and 6 · 6 windows.
#
# </details>
# <details><summary>2. Ten filters on this picture: what are the two factors of the matrix product, and what has to be done to the result?</summary>
#
# (10, 27) times (27, 36). The result, (10, 36), has its last axis cut into 6 by 6.
#
# </details>
# <details><summary>3. What does row i of the matrix A say, and what does column j?</summary>
#
# Row i: what output i reads, with which weights. Column j: which outputs read input j, with which weights.
#
# </details>
# <details><summary>4. How can you test whether a function is the adjoint of another without writing down a matrix?</summary>
#
# Draw x and y at random and compare ⟨A(x), y⟩ with ⟨x, At(y)⟩.
#
# </details>
# <details><summary>5. What does fold(unfold(x)) make of a picture of ones?</summary>
#
# At every pixel, the number of windows that read it. It is the adjoint, no inverse.
#
# </details>
# <details><summary>6. A layer has kernels of 3 by 3. Would you compute it by frequencies?</summary>
#
# No. The transform costs the same for every size of kernel, and pays only for large ones.
#
# </details>

# %% [markdown]
# **Where it is used.** Chellapilla, Puri and Simard wrote convolutions as matrix products in 2006 (*High Performance
# Convolutional Neural Networks for Document Processing*, IWFHR 2006), and the Caffe library made im2col famous (Jia et
# al., *Caffe: Convolutional Architecture for Fast Feature Embedding*, ACM Multimedia 2014). NVIDIA's cuDNN builds the
# columns piece by piece in fast memory instead of storing them (Chetlur et al., *cuDNN: Efficient Primitives for Deep
# Learning*, 2014). Winograd's trick for networks: Lavin and Gray, *Fast Algorithms for Convolutional Neural Networks*,
# CVPR 2016. Training with FFTs: Mathieu, Henaff and LeCun, *Fast Training of Convolutional Networks through FFTs*, ICLR 2014.
# The vision transformer begins with im2col without overlap (Dosovitskiy et al., *An Image is Worth 16x16 Words*, ICLR 2021).
#
# **What comes next.** Lesson 06, *Gradients: who is to blame*, asks which numbers should change when an output is wrong.
# The answer is a vector $A^\mathsf{T}y$, and you know how to test it.
