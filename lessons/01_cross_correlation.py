# %% [markdown]
# # 1 · Cross-correlation: what a filter sees
#
# A convolutional network is built from one small operation, repeated many times: lay a small array of numbers on a
# picture, multiply, add up, move on. This lesson is about that operation and nothing else.
#
# **You will be able to**
#
# - compute a cross-correlation by hand, with loops, and with one line of PyTorch;
# - say what convolution does differently, and when the difference matters;
# - write down kernels that blur, shift, sharpen and find edges;
# - choose test inputs that a wrong implementation cannot pass.
#
# **You need** lesson 00: arrays, slices, `for` loops. **Time** 115 minutes, with what is optional 140. **Points** 19, with
# what is optional 23. There is a good place to stop in the middle.
#
# **Core path:** windows and sliding (exercises 1.1 to 1.3), turning the kernel (1.4), letting it
# hang over (1.5), edges and the zoo (1.7), learning a kernel, moving the picture (1.9). Exercise
# 1.10 tests what you can do with it. Sections and exercises marked *optional* go deeper; no later
# lesson needs more than their first paragraph.
#
# The next two cells load what this notebook needs.

# %% setup="all" allow=["numpy", "math"]
import math

import numpy as np

# %% setup="checks"
import torch
import torch.nn.functional as F

import convkit
from autograder import because, begin, call, case, check, check_raises, normal, whole_number
from convkit import data, plot


def same(a, b):
    """Equal up to rounding."""
    return a.shape == b.shape and torch.allclose(a, b, rtol=1e-9, atol=1e-12)


begin("01_cross_correlation")

# %% [markdown]
# ## A picture is numbers
#
# Here is a photograph in grey, and then the framed piece of it, so enlarged that you see the single pixels with their
# brightness. Look for the place where dark turns to bright.

# %%
photo = data.photograph("china", shrink=2, layout="HW")
top, left = 61, 150
plot.photograph(photo, "a palace roof in grey", mark=(top, left, 7, 10))

# %%
plot.array(
    photo[top : top + 7, left : left + 10].round(2), "seven rows of ten pixels", shade=(0, 1)
)

# %% [markdown]
# Now take only a **patch** of 2 rows and 3 columns out of it. Everything a program can know about that spot is in these six
# numbers.

# %%
patch = photo[top + 4 : top + 6, left + 4 : left + 7]
print(patch.round(2))

# %% [markdown]
# What would you like to know about a patch? Perhaps whether it is bright. Take the mean of its pixels. Perhaps whether it gets
# brighter from left to right. Subtract the left column from the right one. Both are **weighted sums**: each pixel times
# a weight of its own, all added.
#
# The weights, written as a small array, are a **kernel**. The patch under it is a **window**. The kernel asks a question; the
# weighted sum is the answer. (Signal processing calls a kernel, or what it does to a picture, a **filter**. In the title it
# means just that; lesson 03 gives the word a narrower meaning.)

# %%
bright = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]) / 6
rising = np.array([[-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0]])
print("how bright?                ", np.sum(patch * bright).round(3))
print("brighter from left to right?", np.sum(patch * rising).round(3))

# %% [markdown]
# ## One window, one number
#
# A picture small enough for paper. Take a pencil and multiply the shaded window by the kernel, entry by entry, and add
# the four products. Then compare with the figure: the sum is written out under it.

# %% cover=true
x = np.arange(9.0).reshape(3, 3)
k = np.arange(4.0).reshape(2, 2)
plot.window(x, k, at=(0, 0))

# %%
print("window at row 0, column 0:", np.sum(x[0:2, 0:2] * k))
print("window at row 0, column 1:", np.sum(x[0:2, 1:3] * k))

# %% [markdown]
# A window is named by the place of its **top-left** pixel. With a kernel $k$ of $k_h$ rows and $k_w$ columns, the window
# of the picture $x$ at row $i$, column $j$ gives
#
# $$y_{ij} = \sum_{a=0}^{k_h-1} \; \sum_{b=0}^{k_w-1} x_{i+a,\,j+b} \; k_{ab}.$$
#
# Read it aloud: *go $a$ down and $b$ right from the corner, multiply by the kernel's entry there, add.* The letters $i, j$
# say where the window is. The letters $a, b$ walk inside it.

# %% [markdown]
# ## Exercise 1.1 · One window
# ★ · 6 min · 1 point
#
# Write `window_dot(x, k, i, j)`: the sum of the products of the kernel `k`, shape `(kh, kw)`, with the window of `x`,
# shape `(H, W)`, whose top-left pixel is in row `i`, column `j`. It returns one plain number.
#
# With the `x` and `k` above, `window_dot(x, k, 0, 1)` is 0·1 + 1·2 + 2·4 + 3·5 = 25.
#
# <details><summary>Hint 1: I do not know how to get the window</summary>
#
# A slice has a start and an end, and the end is not included: `x[2:5]` is rows 2, 3 and 4. You need `kh` rows from row
# `i` on, and `kw` columns from column `j` on.
#
# </details>
# <details><summary>Hint 2: I have the window, and it has the kernel's shape</summary>
#
# `*` between two arrays of one shape multiplies entry by entry. `np.sum` adds up all entries.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# The window is `x[i : i + kh, j : j + kw]`.
#
# </details>


# %% solution="window_dot"
def window_dot(x, k, i, j):
    """Sum of the kernel times the window of x with its top-left pixel at (i, j): one number."""
    kh, kw = k.shape
    ### BEGIN SOLUTION
    window = x[i : i + kh, j : j + kw]  # (kh, kw)
    return np.sum(window * k)
    ### END SOLUTION


# %% misconception="window_dot"
def window_dot__turns_kernel(x, k, i, j):
    """You turned the kernel half round. Its entry k[a, b] meets the pixel x[i + a, j + b], so the
    first meets the first.
    """
    kh, kw = k.shape
    window = x[i : i + kh, j : j + kw]
    return np.sum(window * k[::-1, ::-1])


# %% misconception="window_dot"
def window_dot__centres_window(x, k, i, j):
    """You took (i, j) as the middle of the window. It is its top-left pixel: the rows are i to i +
    kh - 1.
    """
    kh, kw = k.shape
    total = 0.0
    for a in range(kh):
        for b in range(kw):
            total += x[i + a - kh // 2, j + b - kw // 2] * k[a, b]
    return total


# %% misconception="window_dot"
def window_dot__counts_from_one(x, k, i, j):
    """Your window stands one row too high and one column too far left. Python counts from 0, so (0,
    0) is the first window: the rows are i to i + kh - 1.
    """
    kh, kw = k.shape
    window = x[i - 1 : i - 1 + kh, j - 1 : j - 1 + kw]
    return np.sum(window * k)


# %% misconception="window_dot"
def window_dot__swaps_i_and_j(x, k, i, j):
    """You swapped i and j. The first index, i, counts rows; the second, j, counts columns."""
    kh, kw = k.shape
    window = x[j : j + kh, i : i + kw]
    return np.sum(window * k)


# %% misconception="window_dot"
def window_dot__averages(x, k, i, j):
    """You averaged the products. Add them, and do not divide by their number."""
    kh, kw = k.shape
    window = x[i : i + kh, j : j + kw]
    return np.mean(window * k)


# %% misconception="window_dot"
def window_dot__multiplies_sums(x, k, i, j):
    """You added up the window and the kernel first and multiplied the two sums. Multiply entry by
    entry, then add.
    """
    kh, kw = k.shape
    window = x[i : i + kh, j : j + kw]
    return np.sum(window) * np.sum(k)


# %% misconception="window_dot"
def window_dot__slice_too_short(x, k, i, j):
    """Your window ends one row and one column too early. The end of a slice is not included, so kh
    rows from row i on are i : i + kh.
    """
    kh, kw = k.shape
    return np.sum(x[i : i + kh - 1, j : j + kw - 1] * k[:-1, :-1])


# %% check="window_dot" points=1
def torch_window_dot(x, k, i, j):
    return F.conv2d(x[None, None], k[None, None])[0, 0, i, j]


check(
    window_dot,
    against=torch_window_dot,
    on=[
        case(x=normal(7, 6), k=normal(3, 2), i=3, j=1),
        case(x=normal(6, 8), k=normal(2, 4), i=1, j=3),
    ],
)
### BEGIN HIDDEN TESTS
check(
    window_dot,
    against=torch_window_dot,
    on=[
        case(x=normal(7, 6), k=normal(3, 2), i=0, j=0),
        case(x=normal(7, 6), k=normal(3, 2), i=4, j=2),
        case(x=normal(5, 8), k=normal(2, 4), i=3, j=1),
        case(x=normal(6, 5), k=normal(1, 1), i=4, j=2),
        case(x=normal(4, 3), k=normal(4, 3), i=0, j=0),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# ## Slide along a line
#
# Now move the window. One dimension is enough to see everything that matters, and it is what one does with sound, or
# with a temperature measured every hour.
#
# The signal below has 5 numbers, the kernel has 3. Before you run the cell: how many places are there where the whole
# kernel lies on the signal?

# %%
signal = np.array([2.0, 7.0, 1.0, 8.0, 2.0])
kernel = np.array([1.0, 0.0, 2.0])
for i in range(3):
    window = signal[i : i + 3]
    print(f"start {i}: window {window}  times {kernel}  sums to {np.sum(window * kernel)}")

# %% [markdown]
# Three. The kernel can start at 0, 1 or 2; started at 3 it would hang over the end. A kernel of $m$ entries on a signal
# of $n$ can start at $0, 1, \dots, n - m$, and that is $n - m + 1$ places. The $+1$ is the most forgotten character of
# this course.
#
# The row of answers is the **cross-correlation** of the signal with the kernel:
#
# $$y_i = \sum_{a=0}^{m-1} x_{i+a}\, k_a, \qquad i = 0, \dots, n - m.$$

# %% [markdown]
# ## Exercise 1.2 · Cross-correlation in one dimension
# ★ · 8 min · 2 points
#
# Write `xcorr1d(x, k)`: the cross-correlation of a signal `x`, shape `(n,)`, with a kernel `k`, shape `(m,)`. It returns
# an array of shape `(n - m + 1,)`.
#
# For the signal 2, 7, 1, 8, 2 and the kernel 1, 0, 2 the answer is 4, 23, 5. (NumPy has a function for this. Write the
# loop: it is the one you will extend to pictures.)
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Make an array of zeros of the right length. Then fill it in a loop, one entry in each pass.
#
# </details>
# <details><summary>Hint 2: IndexError, or the last number is missing</summary>
#
# The number of windows is `n - m + 1`. `range(n - m + 1)` counts 0, 1, ..., `n - m`.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# In pass `i` the window is `x[i : i + m]`. It has the kernel's length: multiply and sum.
#
# </details>


# %% solution="xcorr1d"
def xcorr1d(x, k):
    """(n,), (m,) -> (n - m + 1,); ValueError if the kernel is longer than the signal."""
    n, m = len(x), len(k)
    if m > n:
        raise ValueError(f"xcorr1d: the kernel has {m} entries, the signal only {n}")
    ### BEGIN SOLUTION
    y = np.zeros(n - m + 1)
    for i in range(n - m + 1):
        y[i] = np.sum(x[i : i + m] * k)
    return y
    ### END SOLUTION


# %% misconception="xcorr1d"
def xcorr1d__convolves(x, k):
    """Your kernel is reversed, as np.convolve does it. In cross-correlation k[0] meets the first
    entry of the window: use k as it is.
    """
    return np.convolve(x, k, mode="valid")


# %% misconception="xcorr1d"
def xcorr1d__forgets_last_window(x, k):
    """Your last window is missing. The kernel can start at 0, 1, ..., n - m, and those are n - m +
    1 places.
    """
    n, m = len(x), len(k)
    y = np.zeros(n - m)
    for i in range(n - m):
        y[i] = np.sum(x[i : i + m] * k)
    return y


# %% misconception="xcorr1d"
def xcorr1d__wraps_around(x, k):
    """You computed x[i - a] for n places. For small i that index is negative, which Python counts
    from the end; use x[i + a], with i from 0 to n - m.
    """
    n, m = len(x), len(k)
    y = np.zeros(n)
    for i in range(n):
        for a in range(m):
            y[i] += x[i - a] * k[a]
    return y


# %% misconception="xcorr1d"
def xcorr1d__starts_at_one(x, k):
    """Your first window starts at x[1]. Python counts from 0, so let i run from 0."""
    n, m = len(x), len(k)
    return np.array([np.sum(x[i : i + m] * k) for i in range(1, n - m + 1)])


# %% misconception="xcorr1d"
def xcorr1d__backwards(x, k):
    """Your answers are right and in the wrong order: the last comes first. y[0] belongs to the
    window that starts at x[0].
    """
    n, m = len(x), len(k)
    return np.array([np.sum(x[i : i + m] * k) for i in range(n - m, -1, -1)])


# %% misconception="xcorr1d"
def xcorr1d__pads_with_zeros(x, k):
    """Your result is as long as the signal, because you read zeros beyond its ends (NumPy's mode
    'same'). Keep the n - m + 1 places where the whole kernel lies on the signal.
    """
    return np.correlate(x, k, mode="same")


# %% misconception="xcorr1d"
def xcorr1d__keeps_last_product(x, k):
    """You overwrite y[i] with each product, so only the last one remains. Add it: y[i] += ..."""
    n, m = len(x), len(k)
    y = np.zeros(n - m + 1)
    for i in range(n - m + 1):
        for a in range(m):
            y[i] = x[i + a] * k[a]
    return y


# %% misconception="xcorr1d"
def xcorr1d__never_starts_anew(x, k):
    """Your sum goes on from one window to the next, so each answer still holds those before it.
    Begin every window with a sum of 0.
    """
    n, m = len(x), len(k)
    y, total = np.zeros(n - m + 1), 0.0
    for i in range(n - m + 1):
        for a in range(m):
            total += x[i + a] * k[a]
        y[i] = total
    return y


# %% misconception="xcorr1d"
def xcorr1d__returns_inside_loop(x, k):
    """Your return stands inside the loop, so the function ends after the first number. Move it to
    the left, under the for.
    """
    n, m = len(x), len(k)
    y = np.zeros(n - m + 1)
    for i in range(n - m + 1):
        y[i] = np.sum(x[i : i + m] * k)
        return y


# %% misconception="xcorr1d"
def xcorr1d__zeros_at_end(x, k):
    """Your answers are right, and zeros follow them: your result is as long as the signal. Make it
    n - m + 1 long, one number for each window.
    """
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("the kernel is longer than the signal")
    y = np.zeros(n)
    for i in range(n - m + 1):
        y[i] = np.sum(x[i : i + m] * k)
    return y


# %% misconception="xcorr1d"
def xcorr1d__whole_numbers(x, k):
    """Your result holds whole numbers only: NumPy cuts off what is after the point when it writes
    into an array of integers. Make it of floats: np.zeros without a dtype does.
    """
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("the kernel is longer than the signal")
    y = np.zeros(n - m + 1, dtype=int)
    for i in range(n - m + 1):
        y[i] = np.sum(x[i : i + m] * k)
    return y


# %% check="xcorr1d" points=2
def torch_xcorr1d(x, k):
    return F.conv1d(x[None, None], k[None, None])[0, 0]


check(
    xcorr1d,
    against=torch_xcorr1d,
    on=[case(x=normal(11), k=normal(4)), case(x=normal(6), k=normal(3))],
)
### BEGIN HIDDEN TESTS
check(
    xcorr1d,
    against=torch_xcorr1d,
    on=[
        case(x=normal(11), k=normal(4)),
        case(x=normal(9), k=normal(2)),
        case(x=normal(7), k=normal(1)),
        case(x=normal(5), k=normal(5)),
        case(x=normal(5), k=normal(6)),  # does not fit
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# The same in PyTorch is one line. Its name there is `conv1d`, although mathematicians mean
# something slightly different by convolution; what, and why nobody minds, comes soon. PyTorch wants
# two more axes in front, for many signals and many channels. Here there is one of each, and `None`
# in an index makes an axis of length 1. The line called NumPy comes from convkit, the course's
# library, so that it works whether or not you have written your own.

# %%
x_torch, k_torch = torch.tensor(signal), torch.tensor(kernel)
print("PyTorch:", F.conv1d(input=x_torch[None, None], weight=k_torch[None, None])[0, 0])
print("NumPy:  ", convkit.xcorr1d(signal, kernel))

# %% [markdown]
# ## Slide over a picture
#
# In two dimensions the window moves right along a row of places, then down to the next. On a picture of 3 by 3 a kernel
# of 2 by 2 has two starts each way. Follow the four steps: in each, the window, the products and their sum, and the
# place in the output where the sum goes.

# %%
plot.window_steps(x, k)

# %%
print(convkit.xcorr2d(x, k))

# %% [markdown]
# Rows and columns do not disturb each other. A kernel of $k_h$ by $k_w$ on a picture of $H$ by $W$ gives
#
# $$(H - k_h + 1) \times (W - k_w + 1)$$
#
# numbers. Before you run the cell: a picture of 5 by 4 and a kernel of 3 by 2. How many rows come out, how many columns?
# Then let the film run, and stop it at a step you can check in your head.

# %%
numbers = np.random.default_rng(6).integers(0, 6, size=(5, 4))
small_kernel = np.array([[1, 0], [0, 2], [-1, 0]])
print("output:", convkit.xcorr2d(numbers, small_kernel).shape)
plot.animate(numbers, small_kernel)

# %% [markdown]
# ## Exercise 1.3 · Cross-correlation in two dimensions
# ★★ · 12 min · 3 points (2 for the numbers, 1 for refusing a kernel that does not fit)
#
# Write `xcorr2d(x, k)`: the cross-correlation of a picture `x`, shape `(H, W)`, with a kernel `k`, shape `(kh, kw)`. It
# returns an array of shape `(H - kh + 1, W - kw + 1)`. If the kernel is larger than the picture along either axis, raise
# a `ValueError` that says so. A kernel as large as the picture fits, in one place.
#
# For the 3 by 3 picture and the 2 by 2 kernel above the answer is 19, 25 in the first row and 37, 43 in the second.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Exercise 1.2 with one more loop: `i` walks over the rows of the output, `j` over its columns. What stands inside the two
# loops is exercise 1.1.
#
# </details>
# <details><summary>Hint 2: the shape is wrong</summary>
#
# Make the output before the loops: `np.zeros((H - kh + 1, W - kw + 1))`, and let the loops run over its rows and columns.
#
# </details>
# <details><summary>Hint 3: no error for a kernel that does not fit</summary>
#
# A kernel of 6 rows on a picture of 5 gives an output of 0 rows, and NumPy makes such an array without complaint. So
# compare before you compute: `if kh > H or kw > W: raise ValueError(...)`. Exercise 1.2 shows how a message is written.
#
# </details>


# %% solution="xcorr2d"
def xcorr2d(x, k):
    """(H, W), (kh, kw) -> (H - kh + 1, W - kw + 1); ValueError if the kernel does not fit."""
    H, W = x.shape
    kh, kw = k.shape
    ### BEGIN SOLUTION
    if kh > H or kw > W:
        raise ValueError(f"xcorr2d: the kernel is {kh} by {kw}, the picture only {H} by {W}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y
    ### END SOLUTION


# %% misconception="xcorr2d"
def xcorr2d__flips_kernel(x, k):
    """Your kernel is turned half round. That is convolution; in cross-correlation k[0, 0] meets the
    top-left pixel of the window.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k[::-1, ::-1])
    return y


# %% misconception="xcorr2d"
def xcorr2d__flips_rows(x, k):
    """Your kernel is upside down: its last row meets the first row of the window. Use k as it is."""
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k[::-1])
    return y


# %% misconception="xcorr2d"
def xcorr2d__flips_columns(x, k):
    """Your kernel is mirrored left to right: its last column meets the first column of the window.
    Use k as it is.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k[:, ::-1])
    return y


# %% misconception="xcorr2d"
def xcorr2d__transposes_kernel(x, k):
    """Your kernel's rows and columns are exchanged. k[a, b] goes a down and b right: multiply x[i +
    a, j + b] by k[a, b], not by k[b, a].
    """
    k = k.T
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


# %% misconception="xcorr2d"
def xcorr2d__output_transposed(x, k):
    """Your output lies on its side: row i, column j of it holds the answer for row j, column i.
    Store the window at (i, j) in y[i, j].
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((W - kw + 1, H - kh + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[j, i] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


# %% misconception="xcorr2d"
def xcorr2d__zero_rim(x, k):
    """Your output has the picture's size, with zeros where no window fits. Make it (H - kh + 1, W -
    kw + 1): one number for each window, and no rim.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H, W))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i + kh // 2, j + kw // 2] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


# %% misconception="xcorr2d"
def xcorr2d__last_row_missing(x, k):
    """Your last row is missing. The kernel can start in rows 0, 1, ..., H - kh, and those are H -
    kh + 1.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh, W - kw + 1))
    for i in range(H - kh):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


# %% misconception="xcorr2d"
def xcorr2d__forgets_plus_one(x, k):
    """Your last row and your last column are missing. The kernel can start in rows 0 to H - kh and
    columns 0 to W - kw: one more each way.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh, W - kw))
    for i in range(H - kh):
        for j in range(W - kw):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


# %% misconception="xcorr2d"
def xcorr2d__keeps_last_product(x, k):
    """You overwrite y[i, j] with each product, so only the last one remains. Add it: y[i, j] += ..."""
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            for a in range(kh):
                for b in range(kw):
                    y[i, j] = x[i + a, j + b] * k[a, b]
    return y


# %% misconception="xcorr2d"
def xcorr2d__returns_inside_loop(x, k):
    """Your return stands inside the inner loop, so the function ends after the first number. Move
    it to the left, under the first for.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
            return y


# %% misconception="xcorr2d"
def xcorr2d__returns_after_first_row(x, k):
    """Only your first row is computed: the return stands inside the outer loop. Move it to the
    left, under the first for.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
        return y


# %% misconception="xcorr2d"
def xcorr2d__accepts_any_kernel(x, k):
    """A kernel with more rows or more columns than the picture fits nowhere. Refuse it if *either* is
    too large, `kh > H or kw > W`, before you make the output: raise a ValueError.
    """
    H, W = x.shape
    kh, kw = k.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


# %% misconception="xcorr2d"
def xcorr2d__refuses_kernel_as_large_as_picture(x, k):
    """You refuse a kernel that has as many rows or columns as the picture. It fits, in one place:
    refuse it only if it has more, `kh > H or kw > W`.
    """
    H, W = x.shape
    kh, kw = k.shape
    if kh >= H or kw >= W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


# %% misconception="xcorr2d"
def xcorr2d__last_places_stay_zero(x, k):
    """The size is right, but your loops stop one row and one column too early and leave zeros there.
    Let them run over all H - kh + 1 rows and W - kw + 1 columns.
    """
    H, W = x.shape
    kh, kw = k.shape
    if kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh):
        for j in range(W - kw):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


# %% check="xcorr2d" points=2
def torch_xcorr2d(x, k):
    return F.conv2d(x[None, None], k[None, None])[0, 0]


check(
    xcorr2d,
    against=torch_xcorr2d,
    on=[
        case(x=normal(7, 5), k=normal(3, 2)),
        case(x=normal(4, 6), k=normal(2, 2)),
        case(x=normal(4, 3), k=normal(4, 2)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    xcorr2d,
    against=torch_xcorr2d,
    on=[
        case(x=normal(7, 5), k=normal(3, 2)),
        case(x=normal(5, 8), k=normal(2, 4)),
        case(x=normal(6, 4), k=normal(1, 3)),
        case(x=normal(5, 4), k=normal(1, 1)),
        case(x=normal(4, 3), k=normal(4, 3)),
    ],
)
### END HIDDEN TESTS

# %% check="xcorr2d" points=1
check_raises(
    xcorr2d,
    ValueError,
    on=[case(x=normal(5, 4), k=normal(6, 2)), case(x=normal(5, 4), k=normal(3, 5))],
    because=because("xcorr2d__accepts_any_kernel"),
)
### BEGIN HIDDEN TESTS
check_raises(
    xcorr2d,
    ValueError,
    on=[case(x=normal(3, 7), k=normal(4, 8)), case(x=normal(2, 9), k=normal(3, 3))],
    because=because("xcorr2d__accepts_any_kernel"),
)
### END HIDDEN TESTS

# %% [markdown]
# Play with it. Move the window, change a pixel or a weight, and watch the products. The output is computed by *your*
# function and compared with the right one.

# %%
plot.explore(xcorr2d)

# %% [markdown]
# In PyTorch, with the same two axes in front:

# %%
x_torch, k_torch = torch.tensor(x), torch.tensor(k)
print("PyTorch:", F.conv2d(input=x_torch[None, None], weight=k_torch[None, None])[0, 0].tolist())
print("NumPy:  ", convkit.xcorr2d(x, k).tolist())

# %% [markdown]
# And on the photograph. The kernel is `rising` from the beginning: right column minus left column. White in the answer
# means brighter to the right, black means darker to the right, grey means no change. Look at the roof: its upright lines
# stand out, its level lines are gone.

# %%
plot.gallery(
    {"photograph": photo, "brighter to the right?": convkit.xcorr2d(photo, rising)}, columns=2
)

# %% [markdown]
# Such a picture of answers is called a **feature map**: for every place, how much of what the kernel looks for is there.
#
# ## Why not connect everything?
#
# Lesson 00 counted a dense layer, in which every answer reads every pixel with weights of its own. Count once more, for the
# two pictures above. Before you run the cell: by how many powers of ten do the two numbers differ?

# %%
edges = convkit.xcorr2d(photo, rising)
print(
    f"dense:  {photo.size:6,d} pixels times {edges.size:6,d} answers = {photo.size * edges.size:13,d} weights"
)
print(f"kernel: {rising.size} weights")

# %% [markdown]
# By nearly nine. A kernel may be seen as a dense layer with two restrictions. **Locality:** the weights of all pixels outside the
# window are 0. **Sharing:** every window has the same weights, so what is learned in one place is known in all. They have a price: one step cannot compare two distant pixels, and it cannot treat one place differently from another. For photographs the price is small.

# %% [markdown]
# ## Turn the kernel: convolution
#
# Take a black picture with one white pixel in the middle, and the kernel 1, 2, 3 · 4, 5, 6 · 7, 8, 9. Each place of the
# output sees at most one pixel that is not zero. Before you run the cell: what will the output look like?

# %%
dot = np.zeros((5, 5))
dot[2, 2] = 1.0
numbered = np.arange(1.0, 10.0).reshape(3, 3)
print(convkit.xcorr2d(dot, numbered))

# %% [markdown]
# The kernel, turned half round. Here is why. The window in the top-left corner has the white pixel at its
# *bottom right*, where the kernel says 9. The bottom-right window has it at its top left, where the
# kernel says 1.
#
# If you want each white pixel to leave a stamp of the kernel, the right way up, turn the kernel first. That operation is
# **convolution** in the sense of mathematics and signal processing: *flip, shift, multiply, sum*.
#
# $$(x * k)_{ij} = \sum_{a} \sum_{b} x_{i-a,\,j-b} \; k_{ab}$$
#
# Only two signs have changed: $i - a$ where cross-correlation has $i + a$. So the kernel reaches up and to the left of $(i,
# j)$, and the first place where all of it lies on the picture is $i = k_h - 1$, $j = k_w - 1$. If only such places are kept,
# as in the next exercise, this place is the output's entry [0, 0]. (In a formula the star means convolution. In the figures it
# only says that a kernel slides.)
#
# Look at the letter F below. Under convolution it is stamped as it is; under cross-correlation it stands on its head and
# faces the other way.

# %%
letter = data.stamp()[1:6, 1:4]  # (5, 3)
one_pixel = np.zeros((9, 5))
one_pixel[4, 2] = 1.0
plot.flipped(one_pixel, letter)

# %% [markdown]
# ## Exercise 1.4 · True convolution
# ★★ · 6 min · 2 points
#
# Write `conv2d_true(x, k)`: the convolution of `x`, shape `(H, W)`, with `k`, shape `(kh, kw)`, at the places where the
# whole kernel lies on the picture. It returns shape `(H - kh + 1, W - kw + 1)`. You may use your `xcorr2d`.
#
# For the 5 by 5 picture with the white dot the answer is the kernel itself: 1, 2, 3 · 4, 5, 6 · 7, 8, 9.
#
# <details><summary>Hint 1: what does "turned" mean?</summary>
#
# Half a turn in the plane. The first row becomes the last, and in each row the first entry becomes the last. A transpose
# is something else: it mirrors along the diagonal.
#
# </details>
# <details><summary>Hint 2: how do I reverse an axis?</summary>
#
# `k[::-1]` reverses the rows, `k[:, ::-1]` the columns. You need both.
#
# </details>


# %% solution="conv2d_true"
def conv2d_true(x, k):
    """(H, W), (kh, kw) -> (H - kh + 1, W - kw + 1)"""
    ### BEGIN SOLUTION
    return xcorr2d(x, k[::-1, ::-1])
    ### END SOLUTION


# %% misconception="conv2d_true"
def conv2d_true__transposes(x, k):
    """Your kernel lies on its side: you transposed it, or turned it by a quarter. Convolution turns it
    half round: k[::-1, ::-1].
    """
    k = k.T
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    return np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])


# %% misconception="conv2d_true"
def conv2d_true__flips_rows_only(x, k):
    """You reversed the kernel's rows only. Reverse its columns too: k[::-1, ::-1]."""
    k = k[::-1]
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    return np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])


# %% misconception="conv2d_true"
def conv2d_true__flips_columns_only(x, k):
    """You reversed the kernel's columns only. Reverse its rows too: k[::-1, ::-1]."""
    k = k[:, ::-1]
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    return np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])


# %% misconception="conv2d_true"
def conv2d_true__flips_picture(x, k):
    """You turned the picture, so your output is turned too. Turn the kernel and leave the picture
    as it is.
    """
    x = x[::-1, ::-1]
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    return np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])


# %% misconception="conv2d_true"
def conv2d_true__flips_output(x, k):
    """Your answers are those of cross-correlation, in opposite order: you turned the output, or both
    the picture and the kernel. Turn the kernel alone, before you slide it.
    """
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    y = np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])
    return y[::-1, ::-1]


# %% misconception="conv2d_true"
def conv2d_true__wraps_around(x, k):
    """Your x[i - a, j - b] begins at i = 0 and j = 0, where an index is negative and Python counts
    it from the end. The first place where all of the kernel lies on the picture is i = kh - 1, j =
    kw - 1.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            for a in range(kh):
                for b in range(kw):
                    y[i, j] += x[i - a, j - b] * k[a, b]
    return y


# %% misconception="conv2d_true"
def conv2d_true__no_flip(x, k):
    """This is cross-correlation: your kernel is not turned. Slide k[::-1, ::-1] instead of k."""
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    return np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])


# %% check="conv2d_true" points=2
def torch_conv2d_true(x, k):
    return F.conv2d(x[None, None], k.flip(-1, -2)[None, None])[0, 0]


check(
    conv2d_true,
    against=torch_conv2d_true,
    on=[case(x=normal(7, 5), k=normal(3, 2)), case(x=normal(6, 8), k=normal(3, 3))],
)
### BEGIN HIDDEN TESTS
check(
    conv2d_true,
    against=torch_conv2d_true,
    on=[
        case(x=normal(5, 8), k=normal(2, 4)),
        case(x=normal(6, 4), k=normal(1, 3)),
        case(x=normal(4, 6), k=normal(3, 1)),
        case(x=normal(5, 4), k=normal(1, 1)),
        case(x=normal(4, 3), k=normal(4, 3)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no separate function. Turn the kernel and call `conv2d`:

# %%
dot_torch, k_torch = torch.tensor(dot), torch.tensor(numbered)
print(F.conv2d(input=dot_torch[None, None], weight=k_torch.flip(0, 1)[None, None])[0, 0])

# %% [markdown]
# ## Let the kernel hang over: full convolution
#
# So far the whole kernel had to lie on the picture. Let it hang over the ends instead, as long as one of its entries touches
# the signal; where it hangs over, it meets zeros. In the figure the turned kernel slides over the signal 2, 7. Before you look
# at the sums: how many places are there, for a signal of 2 and a kernel of 3?

# %%
plot.overhang([2.0, 7.0], [1.0, 3.0, 5.0])

# %% [markdown]
# $n$ entries and a kernel of $m$ give $n + m - 1$ numbers. This is the **full** convolution; the one that keeps only the
# places where the whole kernel lies on the signal is called **valid**.
#
# There is a second way to see it, without turning anything. Each entry of the signal lays down a copy of the kernel,
# multiplied by that entry and starting at its place. Where copies overlap, they add. You have known this since school: to
# multiply $(2 + 7t)$ by $(1 + 3t + 5t^2)$, lay down $2 \cdot (1, 3, 5)$, then $7 \cdot (1, 3, 5)$ one place further, and add:

# %%
first = np.array([2.0, 6.0, 10.0, 0.0])  # 2 times (1, 3, 5), starting at place 0
second = np.array([0.0, 7.0, 21.0, 35.0])  # 7 times (1, 3, 5), starting at place 1
print("sum of the copies:", first + second)
print("np.convolve:      ", np.convolve([2.0, 7.0], [1.0, 3.0, 5.0]))

# %% [markdown]
# The chances of the sum of two dice are a full convolution as well. The table shows the sum for each pair of faces, and each
# pair has the chance 1/36. Equal sums lie on a diagonal. Before you run the second cell: which sum is likeliest, and how often
# is it in the table?

# %%
faces = np.arange(1, 7)
plot.array(faces[:, None] + faces, "first die down, second die right", role="output", shade=(0, 12))

# %%
die = np.full(6, 1 / 6)
for total, chance in enumerate(np.convolve(die, die), start=2):
    print(f"{total:2d}  {chance:.3f}  {'#' * round(36 * chance)}")

# %% [markdown]
# The full convolution multiplies every entry of one row by every entry of the other and adds along the diagonals. The flip is
# in there: on a diagonal one index goes up while the other goes down.

# %% [markdown]
# ## Exercise 1.5 · Full convolution
# ★★ · 10 min · 2 points
#
# Write `full_convolution1d(x, k)`: the full convolution of `x`, shape `(n,)`, with `k`, shape `(m,)`. It returns shape
# `(n + m - 1,)`.
#
# For 2, 7 and 1, 3, 5 the answer is 2, 13, 31, 35. (`np.convolve` does it. Build it yourself, in one of the
# two ways above: slide the turned kernel over a signal with zeros at its ends, or lay down copies.)
#
# <details><summary>Hint 1: two ways</summary>
#
# Lay down copies: for each entry of `x`, add a multiple of `k` to a slice of the output. Or slide: put zeros around `x`,
# then cross-correlate with the reversed kernel.
#
# </details>
# <details><summary>Hint 2: laying down copies</summary>
#
# The copy for `x[i]` covers the places `i` to `i + m - 1` of the output. So `y[i : i + m]` gets something added to it.
#
# </details>
# <details><summary>Hint 3: sliding, and the length is wrong</summary>
#
# The kernel may hang over until only one entry touches. That takes `m - 1` zeros on **both** sides.
#
# </details>


# %% solution="full_convolution1d"
def full_convolution1d(x, k):
    """(n,), (m,) -> (n + m - 1,)"""
    n, m = len(x), len(k)
    ### BEGIN SOLUTION
    y = np.zeros(n + m - 1)
    for i in range(n):
        y[i : i + m] += x[i] * k
    return y
    ### END SOLUTION


# %% misconception="full_convolution1d"
def full_convolution1d__no_flip(x, k):
    """The length is right, but the kernel is the wrong way round: this is full cross-correlation. If
    you slide, slide k[::-1]; if you lay down copies, lay down k as it is.
    """
    m = len(k)
    padded = np.pad(x, m - 1)
    return np.array([np.sum(padded[i : i + m] * k) for i in range(len(padded) - m + 1)])


# %% misconception="full_convolution1d"
def full_convolution1d__half_padding(x, k):
    """You put m // 2 zeros on each side. The kernel must be able to hang over until one entry
    touches: m - 1 zeros on each side.
    """
    m = len(k)
    padded = np.pad(x, m // 2)
    return np.array([np.sum(padded[i : i + m] * k[::-1]) for i in range(len(padded) - m + 1)])


# %% misconception="full_convolution1d"
def full_convolution1d__crops_to_same(x, k):
    """You cut the result to the signal's length, which is called 'same'. Full keeps every place the
    kernel touches: n + m - 1.
    """
    start = (len(k) - 1) // 2
    return np.convolve(x, k)[start : start + len(x)]


# %% misconception="full_convolution1d"
def full_convolution1d__overwrites(x, k):
    """Each copy overwrites what the copies before it laid down. Where copies overlap they add: y[i
    : i + m] += ...
    """
    n, m = len(x), len(k)
    y = np.zeros(n + m - 1)
    for i in range(n):
        y[i : i + m] = x[i] * k
    return y


# %% misconception="full_convolution1d"
def full_convolution1d__pads_one_side(x, k):
    """You let the kernel hang over the beginning only. It hangs over the end too: m - 1 zeros there
    as well.
    """
    m = len(k)
    padded = np.pad(x, (m - 1, 0))
    return np.array([np.sum(padded[i : i + m] * k[::-1]) for i in range(len(padded) - m + 1)])


# %% check="full_convolution1d" points=2
def torch_full_convolution1d(x, k):
    return F.conv_transpose1d(x[None, None], k[None, None])[0, 0]


check(
    full_convolution1d,
    against=torch_full_convolution1d,
    on=[case(x=normal(6), k=normal(4)), case(x=normal(7), k=normal(3))],
)
### BEGIN HIDDEN TESTS
check(
    full_convolution1d,
    against=torch_full_convolution1d,
    on=[
        case(x=normal(6), k=normal(4)),
        case(x=normal(3), k=normal(5)),
        case(x=normal(5), k=normal(1)),
        case(x=normal(1), k=normal(4)),
        case(x=normal(8), k=normal(2)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, laying down copies is called *transposed* convolution. Lesson 07 is about it.

# %%
a, b = torch.tensor([2.0, 7.0]), torch.tensor([1.0, 3.0, 5.0])
print(F.conv_transpose1d(input=a[None, None], weight=b[None, None])[0, 0])

# %% [markdown]
# ## Does the order matter? (optional)
#
# Multiply two polynomials in either order: the product is the same. So full convolution **commutes**: $x * k = k * x$. That is
# what the flip buys, and why mathematicians want it. Convolution is **associative** too, $(x * k) * l = x * (k * l)$: to blur
# and then sharpen, you may first convolve the two kernels and go over the picture once.
#
# Does full *cross-correlation* commute too? Decide first. Then look for evidence, in the next exercise.

# %% [markdown]
# ## Exercise 1.6 · A witness
# ★★ · 8 min · 2 points · optional
#
# Write `noncommuting_pair()`: return two vectors `x` and `k` of **equal length** for which full cross-correlation depends on
# the order. Full cross-correlation puts `n - 1` zeros on each side of the first vector, where `n` is their common
# length, and slides the second over it as it is.
#
# By hand, for x = 2, 4 and k = 1, 2: k slid over 0, 2, 4, 0 gives 4, 10, 4. (0·1 + 2·2, then 2·1 + 4·2, then 4·1 +
# 0·2.) And 2, 4
# slid over 1, 2 gives 0·2 + 1·4 = 4, then 1·2 + 2·4 = 10, then 2·2 + 0·4 = 4. The same: this pair is no witness.
#
# <details><summary>Hint 1: I keep finding pairs that commute</summary>
#
# Exchanging the two vectors turns the whole result end for end. When does turning a row of numbers change nothing?
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# Two vectors that read the same in both directions will not do, nor two that only change their signs when read backwards, nor
# two multiples of one vector. Numbers written down at random nearly always do.
#
# </details>


# %% solution="noncommuting_pair"
def noncommuting_pair():
    """Two vectors of equal length whose full cross-correlation depends on the order."""
    ### BEGIN SOLUTION
    return np.array([1.0, 2.0, 0.0]), np.array([0.0, 1.0, 5.0])
    ### END SOLUTION


# %% misconception="noncommuting_pair"
def noncommuting_pair__symmetric():
    """Both of your vectors read the same in both directions, so turning one changes nothing and the
    order cannot matter. Make at least one lopsided.
    """
    return np.array([1.0, 2.0, 1.0]), np.array([3.0, 0.0, 3.0])


# %% misconception="noncommuting_pair"
def noncommuting_pair__unequal_lengths():
    """Your vectors have different lengths. Then more than the order changes; the question is about
    two of equal length.
    """
    return np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0])


# %% misconception="noncommuting_pair"
def noncommuting_pair__one_vector_twice():
    """You returned one vector twice. Exchanging it with itself changes nothing: take two different
    ones.
    """
    return np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 4.0])


# %% check="noncommuting_pair" points=2
def full_xcorr(x, k):
    x, k = torch.tensor(x), torch.tensor(k)
    return F.conv1d(x[None, None], k[None, None], padding=len(k) - 1)[0, 0]


answer = call(noncommuting_pair)
assert isinstance(answer, tuple | list) and len(answer) == 2, "Return two vectors: return x, k."
u, v = (np.array(w, dtype=float) for w in answer)
assert u.ndim == v.ndim == 1 and u.size and v.size, (
    f"Both must be vectors with one axis. Yours have the shapes {u.shape} and {v.shape}."
)
assert np.isfinite([*u, *v]).all(), "Every entry must be a finite number."
assert len(u) == len(v), because("noncommuting_pair__unequal_lengths")
assert not np.array_equal(u, v), because("noncommuting_pair__one_vector_twice")
assert not (np.array_equal(u, u[::-1]) and np.array_equal(v, v[::-1])), because(
    "noncommuting_pair__symmetric"
)
assert not same(full_xcorr(u, v), full_xcorr(v, u)), (
    f"Both orders give {full_xcorr(u, v).tolist()}. "
    "Find a pair whose result changes when it is read backwards."
)
"noncommuting_pair: on your pair the order matters."

# %% [markdown]
# Here are both operations in both orders, on the pair 3, 4 and 1, 2. `padding=1` puts one zero on each side.

# %%
x_torch, k_torch = torch.tensor([3.0, 4.0]), torch.tensor([1.0, 2.0])
print(
    "cross-correlation, k over x:",
    F.conv1d(x_torch[None, None], k_torch[None, None], padding=1)[0, 0].tolist(),
)
print(
    "cross-correlation, x over k:",
    F.conv1d(k_torch[None, None], x_torch[None, None], padding=1)[0, 0].tolist(),
)
print("convolution, k over x:      ", np.convolve(x_torch, k_torch).tolist())
print("convolution, x over k:      ", np.convolve(k_torch, x_torch).tolist())

# %% [markdown]
# **A good place to stop.** What follows needs `xcorr2d` and the turned kernel. It needs nothing of
# the last two sections, except that a hint of exercise 1.8 (optional) and a question at the end
# speak of full convolution.
#
# ## Finding edges
#
# An **edge** is a place where brightness changes. Here is the plainest one: a picture of 6 by 8, white at both sides,
# black in the middle, and the kernel $[1, -1]$, which takes each pixel minus its right neighbour. Before you run it: how
# many columns come out, and how many of them are not zero?

# %%
bars = data.bars()
edge = np.array([[1.0, -1.0]])
plot.arrays(
    ("input", bars, "picture"),
    "∗",
    ("kernel", edge),
    "=",
    ("output", convkit.xcorr2d(bars, edge)),
    shade={"picture": (0, 1)},
)

# %% [markdown]
# The $1$ marks the step from white to black, the $-1$ the step from black to white. Wherever two neighbours are equal,
# there is nothing.
#
# Now turn the picture on its side and leave the kernel alone. Before you run it: what is left?

# %%
plot.arrays(
    ("input", bars.T, "picture, turned"),
    "∗",
    ("kernel", edge),
    "=",
    ("output", convkit.xcorr2d(bars.T, edge)),
    shade={"picture, turned": (0, 1)},
)

# %% [markdown]
# Nothing. A kernel that lies along a row compares pixels of one row, and in each row of the turned picture all pixels
# are equal. A kernel sees what it asks about, and is blind to the rest. That is its use.
#
# A third picture, with an edge that is neither upright nor level. Before you run it: will $[1, -1]$ see it? And the same
# kernel standing upright?

# %%
slanted = np.tril(np.ones((6, 6)), -1)
plot.arrays(
    ("input", slanted, "slanted"),
    "→",
    ("output", convkit.xcorr2d(slanted, edge), "with [1, −1]"),
    "→",
    ("output", convkit.xcorr2d(slanted, edge.T), "upright kernel"),
    shade={"slanted": (0, 1)},
)

# %% [markdown]
# Both see it, with opposite signs: along the row the picture gets darker, down the column brighter. So an edge in any
# direction is caught by two kernels together, and their two answers say which direction it has.
#
# Here is what six well-known kernels make of one photograph. Look at the palace's pillars and at its eaves in the two edge
# pictures: each shows what the other misses. In the pictures of differences middle grey stands for 0. The sharpened one leaves
# the range from 0 to 1 in places; what lies beyond is drawn as black or white. The kernels' numbers are the next exercise.

# %%
detail = data.photograph("china", crop=(60, 180, 200, 280), layout="HW")
left, middle, right = detail[1:-1, :-2], detail[1:-1, 1:-1], detail[1:-1, 2:]
above, below = detail[:-2, 1:-1], detail[2:, 1:-1]
blurred = convkit.xcorr2d(detail, np.ones((3, 3)) / 9)
plot.gallery(
    {
        "identity": middle,
        "blurred by a box": blurred,
        "sharpened": np.clip(2 * middle - blurred, 0, 1),
        "vertical edges": right - left,
        "horizontal edges": below - above,
        "Laplacian": left + right + above + below - 4 * middle,
    }
)


# %% setup="checks"
def of_zoo(zoo, name):
    """The kernel of this name, once it is one."""
    assert isinstance(zoo, dict), f"Return a dictionary. Yours has the type {type(zoo).__name__}."
    assert name in zoo, (
        f"The dictionary lacks {name!r}. Its names: {', '.join(map(repr, zoo)) or 'none'}."
    )
    assert np.shape(zoo[name]) == (3, 3), (
        f"{name}: the shape must be (3, 3). Yours is {np.shape(zoo[name])}."
    )
    return torch.tensor(np.array(zoo[name], dtype=float))


def response(x, k):
    return F.conv2d(x[None, None], k[None, None])[0, 0]


def show_response(name, got, wanted):
    if torch.allclose(got, wanted, rtol=1e-5, atol=1e-6):
        return f"{name}: right to about seven digits only. Write its numbers as float64."
    return (
        f"{name}: on a random picture your first answer is {got[0, 0]:.4f}, it should be "
        f"{wanted[0, 0]:.4f}."
    )


# %% [markdown]
# ## Exercise 1.7 · A zoo of kernels
# ★★ · 12 min · 3 points (1 for the first three lines, 1 for the two edges, 1 for the last two)
#
# Write `kernel_zoo()`: return a dictionary of seven kernels of shape `(3, 3)`, to be used with cross-correlation. The
# pixel "here" is the one under the kernel's middle.
#
# | name | what comes out |
# |---|---|
# | `"identity"` | the pixel here, unchanged |
# | `"shift_right"` | the whole picture, moved one pixel to the right |
# | `"box"` | the mean of the nine pixels around and here |
# | `"vertical_edge"` | **positive** where it gets brighter to the **right**; zero where nothing changes from left to right |
# | `"horizontal_edge"` | **positive** where it gets brighter **downwards**; zero where nothing changes from top to bottom |
# | `"laplacian"` | the four nearest neighbours (left, right, above, below) added, minus four times the pixel here |
# | `"sharpen"` | twice the pixel here, minus the box mean |
#
# For example, on nine pixels that all are 0.5 the identity gives 0.5, the box gives 0.5, and both edges give 0.
#
# <details><summary>Hint 1: my picture moves to the wrong side</summary>
#
# If the picture moves to the right, then the pixel here must come from the *left*. Which entry of the kernel lies on the
# left neighbour?
#
# </details>
# <details><summary>Hint 2: which edge is which?</summary>
#
# A vertical edge separates left from right. So its kernel has one sign in the left column and the other in the right.
#
# </details>
# <details><summary>Hint 3: sharpen</summary>
#
# Weighted sums may be added: the kernel of "twice this minus that" is twice the one kernel minus the other.
#
# </details>


# %% solution="kernel_zoo"
def kernel_zoo():
    """Seven kernels of shape (3, 3), by name."""
    zoo = {}
    ### BEGIN SOLUTION
    zoo["identity"] = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    zoo["shift_right"] = np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]])
    zoo["box"] = np.full((3, 3), 1 / 9)
    zoo["vertical_edge"] = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    zoo["horizontal_edge"] = zoo["vertical_edge"].T
    zoo["laplacian"] = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
    zoo["sharpen"] = 2 * zoo["identity"] - zoo["box"]
    ### END SOLUTION
    return zoo


# %% misconception="kernel_zoo"
def kernel_zoo__shifts_left():
    """Your shift moves the picture to the left. You slide without flipping, so the 1 must lie on
    the pixel the content comes from: the left neighbour.
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    box = np.full((3, 3), 1 / 9)
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [0, 0, 1], [0, 0, 0]]),
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sharpen": 2 * identity - box,
    }


# %% misconception="kernel_zoo"
def kernel_zoo__box_sums_to_nine():
    """Your box adds nine pixels instead of averaging them. Its entries must sum to 1, so that an
    uniform grey stays as it is.
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        "box": np.ones((3, 3)),
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sharpen": 2 * identity - np.full((3, 3), 1 / 9),
    }


# %% misconception="kernel_zoo"
def kernel_zoo__edges_exchanged():
    """Your two edge kernels are exchanged. A vertical edge separates left from right, so its kernel
    compares the left column with the right one.
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    box = np.full((3, 3), 1 / 9)
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        "box": box,
        "vertical_edge": edge.T,
        "horizontal_edge": edge,
        "laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sharpen": 2 * identity - box,
    }


# %% misconception="kernel_zoo"
def kernel_zoo__edge_signs_inverted():
    """The sign is wrong: it is positive where the picture gets darker. The minus belongs to the left
    column of "vertical_edge", and to the top row of "horizontal_edge".
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    box = np.full((3, 3), 1 / 9)
    edge = np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sharpen": 2 * identity - box,
    }


# %% misconception="kernel_zoo"
def kernel_zoo__laplacian_not_zero_sum():
    """Your Laplacian does not sum to zero, so it answers on a uniform grey, where nothing changes.
    Four neighbours need a middle of -4.
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    box = np.full((3, 3), 1 / 9)
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": np.array([[0.0, 1, 0], [1, -1, 1], [0, 1, 0]]),
        "sharpen": 2 * identity - box,
    }


# %% misconception="kernel_zoo"
def kernel_zoo__sharpen_changes_brightness():
    """Your sharpening kernel makes a uniform grey darker or brighter. Twice the identity minus the
    box: its entries sum to 2 - 1 = 1.
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    box = np.full((3, 3), 1 / 9)
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sharpen": identity - box,
    }


# %% misconception="kernel_zoo"
def kernel_zoo__laplacian_of_eight_neighbours():
    """Your Laplacian counts all eight neighbours. That is another one, also in use; here it is the four
    nearest, left, right, above and below, with a middle of -4.
    """
    one, box = np.zeros((3, 3)), np.full((3, 3), 1 / 9)
    one[1, 1] = 1
    shift = np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]])
    edge = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
    laplacian = 9 * box - 9 * one
    return {
        "identity": one,
        "shift_right": shift,
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": laplacian,
        "sharpen": 2 * one - box,
    }


# %% misconception="kernel_zoo"
def kernel_zoo__sharpens_with_laplacian():
    """Your kernel sharpens, with 5 in the middle and -1 at the four nearest neighbours, as in many
    books. Here "sharpen" is another one: twice the pixel here, minus the mean of all nine.
    """
    one, box = np.zeros((3, 3)), np.full((3, 3), 1 / 9)
    one[1, 1] = 1
    shift = np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]])
    edge = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
    laplacian = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
    return {
        "identity": one,
        "shift_right": shift,
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": laplacian,
        "sharpen": one - laplacian,
    }


# %% check="kernel_zoo" points=1
zoo = call(kernel_zoo)
picture = torch.tensor(np.random.default_rng(17).normal(size=(9, 7)))
here = picture[1:-1, 1:-1]

got = response(picture, of_zoo(zoo, "identity"))
assert same(got, here), show_response("identity", got, here)

got = response(picture, of_zoo(zoo, "shift_right"))
left, right = picture[1:-1, :-2], picture[1:-1, 2:]
assert not same(got, right), because("kernel_zoo__shifts_left")
assert same(got, left), show_response("shift_right", got, left)

got = response(picture, of_zoo(zoo, "box"))
mean = F.avg_pool2d(picture[None], 3, stride=1)[0]
assert not same(got, 9 * mean), because("kernel_zoo__box_sums_to_nine")
assert same(got, mean), show_response("box", got, mean)
"kernel_zoo: identity, shift_right and box are right."

# %% check="kernel_zoo" points=1
zoo = call(kernel_zoo)
brighter_right = torch.zeros(6, 9, dtype=torch.float64)
brighter_right[:, 5:] = 1.0
pictures = {"vertical_edge": brighter_right, "horizontal_edge": brighter_right.T}
other = {"vertical_edge": brighter_right.T, "horizontal_edge": brighter_right}

for name, seen in pictures.items():
    on_seen, on_other = (response(p, of_zoo(zoo, name)) for p in (seen, other[name]))
    nothing_seen, nothing_other = (abs(r).max() < 1e-12 for r in (on_seen, on_other))
    assert not (nothing_seen and not nothing_other), because("kernel_zoo__edges_exchanged")
    assert not (on_seen.min() < 0 and on_seen.max() < 1e-12), (
        f"{name}: {because('kernel_zoo__edge_signs_inverted')}"
    )
    assert not nothing_seen, f"{name}: it does not see the edge it is named after."
    assert abs(response(torch.ones_like(seen), of_zoo(zoo, name))).max() < 1e-12, (
        f"{name}: it answers on a uniform grey. Its entries must sum to 0."
    )
    assert nothing_other, f"{name}: it answers to the other kind of edge as well."
    assert on_seen.min() > -1e-12, (
        f"{name}: where the picture gets brighter, part of the answer is negative."
    )
"kernel_zoo: both edges are right."

# %% check="kernel_zoo" points=1
zoo = call(kernel_zoo)
picture = torch.tensor(np.random.default_rng(18).normal(size=(7, 10)))
here = picture[1:-1, 1:-1]
grey = torch.full((4, 5), 0.5, dtype=torch.float64)
around = picture[1:-1, :-2] + picture[1:-1, 2:] + picture[:-2, 1:-1] + picture[2:, 1:-1]

k = of_zoo(zoo, "laplacian")
got, wanted = response(picture, k), around - 4 * here
assert abs(response(grey, k)).max() < 1e-12, because("kernel_zoo__laplacian_not_zero_sum")
assert not same(got, -wanted), (
    "laplacian: every sign is inverted. The neighbours count plus one each, the middle minus four."
)
eight = 9 * F.avg_pool2d(picture[None], 3, stride=1)[0] - 9 * here
assert not same(got, eight), because("kernel_zoo__laplacian_of_eight_neighbours")
assert same(got, wanted), show_response("laplacian", got, wanted)

k = of_zoo(zoo, "sharpen")
got, wanted = response(picture, k), 2 * here - F.avg_pool2d(picture[None], 3, stride=1)[0]
assert abs(response(grey, k) - 0.5).max() < 1e-12, because("kernel_zoo__sharpen_changes_brightness")
assert not same(got, 5 * here - around), because("kernel_zoo__sharpens_with_laplacian")
assert same(got, wanted), show_response("sharpen", got, wanted)
"kernel_zoo: laplacian and sharpen are right."

# %% [markdown]
# Your zoo at work. Each kernel stands above what it makes of the photograph; look at the signs in the kernel and find them
# again in the picture. (Before you have written the exercise, only the identity is here.)

# %%
try:
    zoo = kernel_zoo()
except NotImplementedError:
    zoo = {"identity": np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])}
plot.kernels(detail, zoo)

# %% [markdown]
# **Names you will meet.** An edge kernel with the rows -1, 0, 1 three times is a **Prewitt** kernel. With -2, 0, 2 in the
# middle row it is a **Sobel** kernel: a difference from left to right, and on the way a small blur from top to bottom with the
# weights 1, 2, 1. These weights are a **Gaussian** in its smallest form: a bell, largest in the middle and falling to all
# sides. The blur of a Gaussian has no corners; that of a box has. Before you run the cell: the picture is black with
# one white
# pixel; what will each blur make of it?

# %%
point = np.zeros((15, 15))
point[7, 7] = 1.0
bell = np.exp(-(np.arange(-4.0, 5.0) ** 2) / (2 * 1.6**2))
gaussian = np.outer(bell, bell) / bell.sum() ** 2
plot.gallery(
    {
        "one white pixel": point,
        "box, 5 by 5": convkit.xcorr2d(np.pad(point, 2), np.full((5, 5), 1 / 25)) * 25,
        "Gaussian, 9 by 9": convkit.xcorr2d(np.pad(point, 4), gaussian) / gaussian.max(),
    }
)

# %% [markdown]
# The box smears the point into a square, the Gaussian into a round spot. (Both pictures are brightened so that their largest
# value is white.)
#
# > **Rule of thumb.** Kernels of networks are nearly always square and of odd size, 3 by 3 above all: an odd kernel has a middle,
# > so answers and pixels keep their places. A kernel that blurs sums to 1, one that asks for a change sums to 0.

# %% [markdown]
# ## Differences of differences (optional)
#
# The kernel $[-1, 1]$ answers *how much more is the next than this one?* It is a **finite difference**: what a
# derivative becomes when there are only whole steps. (It is $[1, -1]$ with the sign turned: positive where brightness
# rises.) Apply it to the squares 0, 1, 4, 9, 16, 25, then to the answer, then to the answer of that. Before you run it:
# after how many passes is nothing left?

# %%
row = np.arange(6.0) ** 2
for passes in range(4):
    print(f"passes: {passes}  ", row)
    row = convkit.xcorr1d(row, np.array([-1.0, 1.0]))

# %% [markdown]
# Two passes of $[-1, 1]$ can be made in one: $(x_{i+2} - x_{i+1}) - (x_{i+1} - x_i) = x_{i+2} - 2x_{i+1} + x_i$. That is
# one kernel of three entries, $[1, -2, 1]$. You have met it: along a row and along a column, added, it is the Laplacian.

# %% [markdown]
# ## Exercise 1.8 · Derivative kernels
# ★★ · 10 min · 2 points · optional
#
# Write `derivative_kernel(d)`: the kernel whose cross-correlation is the `d`-th finite difference, that is, `d` passes of
# `[-1, 1]` in one. The kernel has shape `(d + 1,)` and holds floats or whole numbers; for `d = 0` it is the kernel 1,
# which changes nothing.
#
# For `d = 2` the answer is 1, -2, 1.
#
# <details><summary>Hint 1: work one out by hand</summary>
#
# Take the differences of $x_{i+2} - 2x_{i+1} + x_i$ once more: the same expression one place further, minus itself. What
# stands in front of each $x$?
#
# </details>
# <details><summary>Hint 2: a rule from one kernel to the next</summary>
#
# The next kernel is the last one moved one place to the right, minus the last one where it was. That is laying down
# copies of the last kernel: a full convolution with $[-1, 1]$.
#
# </details>
# <details><summary>Hint 3: the numbers look right and the signs do not</summary>
#
# The last entry is always $+1$: it belongs to the pixel furthest ahead. From there the signs alternate backwards.
#
# </details>


# %% solution="derivative_kernel"
def derivative_kernel(d):
    """The kernel of the d-th finite difference, shape (d + 1,)."""
    k = np.array([1.0])
    ### BEGIN SOLUTION
    for _ in range(d):
        k = np.append(0.0, k) - np.append(k, 0.0)
    ### END SOLUTION
    return k


# %% misconception="derivative_kernel"
def derivative_kernel__signs_inverted(d):
    """For odd d your signs are inverted: your kernel takes this pixel minus the next. Start from
    [-1, 1], whose last entry is +1.
    """
    return np.array([(-1.0) ** j * math.comb(d, j) for j in range(d + 1)])


# %% misconception="derivative_kernel"
def derivative_kernel__central(d):
    """You used the central difference, which steps over the middle and grows by two entries a time.
    The shortest compares neighbours: start from [-1, 1].
    """
    k = np.array([1.0])
    for _ in range(d):
        k = np.convolve(k, [-0.5, 0.0, 0.5])
    return k


# %% misconception="derivative_kernel"
def derivative_kernel__no_signs(d):
    """Your numbers have the right size but no minus signs, so the kernel sums where it should
    subtract. The signs alternate, and the last entry is +1.
    """
    return np.array([float(math.comb(d, j)) for j in range(d + 1)])


# %% misconception="derivative_kernel"
def derivative_kernel__always_second(d):
    """You return the second difference whatever d is. Take d into account: its kernel has d + 1
    entries.
    """
    return np.array([1.0, -2.0, 1.0])


# %% misconception="derivative_kernel"
def derivative_kernel__ones_with_signs(d):
    """Your signs are right, but all your numbers are 1. Each pass adds neighbours: after -1, 1 comes
    1, -2, 1, then -1, 3, -3, 1.
    """
    return (-1.0) ** np.arange(d, -1, -1)


# %% check="derivative_kernel" points=2
def torch_derivative_kernel(d):
    return torch.diff(torch.eye(d + 1, dtype=torch.float64), n=d, dim=0)[0]


def as_floats(derivative_kernel, d):
    """The kernel's entries are whole, so whole numbers will do."""
    k = derivative_kernel(d)
    return k.astype(float) if isinstance(k, np.ndarray) and k.dtype.kind in "iu" else k


check(
    derivative_kernel,
    against=torch_derivative_kernel,
    via=as_floats,
    on=[case(d=1), case(d=2), case(d=3), case(d=0)],
)
### BEGIN HIDDEN TESTS
check(
    derivative_kernel,
    against=torch_derivative_kernel,
    via=as_floats,
    on=[case(d=0), case(d=1), case(d=4), case(d=5), *[case(d=whole_number(6, 20))] * 2],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch `torch.diff` takes differences, as often as you say:

# %%
squares = torch.arange(6.0) ** 2
second = torch.tensor([1.0, -2.0, 1.0])
print("torch.diff, twice:", torch.diff(input=squares, n=2))
print("one kernel:       ", F.conv1d(input=squares[None, None], weight=second[None, None])[0, 0])

# %% [markdown]
# ## Learn the kernel
#
# We chose $[1, -1]$ because we knew what we were looking for. Often nobody knows, but there are examples: pictures, and
# what should come out for each. Then the kernel can be *learned*.
#
# Start from random numbers. Slide, compare with the answer wanted, and add up the squares of the differences: this sum is the
# **loss**. Change each entry of the kernel a little, in the direction in which the loss falls (its **gradient** tells which;
# lesson 06 opens that box). Ten times. This is **gradient descent**, and the factor in front of the gradient is the **learning
# rate**. Before you run it: do you expect 1 and -1, or something near?

# %%
inputs = torch.tensor(bars)[None, None]
wanted = F.conv2d(inputs, torch.tensor(edge)[None, None])


def learn(turn_kernel, steps=10):
    """Ten steps of gradient descent on a kernel of two entries, and what happened on the way."""
    k = torch.randn(1, 1, 1, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(3))
    k.requires_grad_()  # PyTorch will be asked for the gradient with respect to k
    kernels, losses = [], []
    for _ in range(steps + 1):
        output = F.conv2d(inputs, k.flip(-1) if turn_kernel else k)
        loss = ((output - wanted) ** 2).sum()
        kernels.append(k.detach().numpy()[0, 0, 0].copy())  # the two entries, as they are now
        losses.append(loss.item())
        (gradient,) = torch.autograd.grad(loss, k)  # how the loss changes with each entry
        with torch.no_grad():  # the step itself is no part of what is differentiated
            k -= 0.025 * gradient
    return kernels, losses


kernels, losses = learn(turn_kernel=False)
plot.kernel_steps(kernels, target=edge[0])

# %% [markdown]
# Look at the two entries: they start anywhere, drift apart and settle near 1 and -1. Now look at the loss. Each line of the
# scale is a tenth of the one above, so a straight line means that every step takes away the same share. After the first
# steps that is what happens.

# %%
plot.curves({"loss": losses})

# %% [markdown]
# Now learn once more, with true convolution instead: the kernel is turned before it slides. Before you run it: what will
# be learned?

# %%
turned_kernels, turned_losses = learn(turn_kernel=True)
print("cross-correlation learns", kernels[-1].round(2), " loss", round(losses[-1], 4))
print("convolution learns      ", turned_kernels[-1].round(2), " loss", round(turned_losses[-1], 4))

# %% [markdown]
# The same kernel, reversed. (Not to the last digit: this time the random start was further away
# from the goal, so ten steps did not get quite as close.) Turned before it slides, it does the
# same. Whoever *learns* the kernel gets whichever way round is needed, and the flip only costs
# time. So deep-learning libraries leave it out, and call the result convolution all the same. The
# difference matters when a kernel comes from outside: out of a book, out of SciPy, or out of your
# head.

# %% [markdown]
# ## Move the picture
#
# A sliding kernel asks the same question everywhere. So if the picture moves, the answers move with it: *shift, then slide the
# kernel* gives what *slide the kernel, then shift* gives. This is called **equivariance** to shifts. (In*variance* would mean
# that the answers do not change at all. It is a different thing, and lesson 04 tests it.)
#
# `np.roll(x, (1, 2), axis=(0, 1))` moves a picture 1 down and 2 to the right, and brings what falls off the edge back in
# on the other side. There, near the border, the two ways may differ; it has nothing to do with the kernel.
#
# Take one row and an operation that is *not* equivariant, the mirror: left and right exchanged. Before you run it: do the
# two ways agree anywhere?

# %%
row = np.array([[1.0, 2.0, 4.0, 8.0, 16.0]])
print("row:                   ", row[0])
print("mirrored, then shifted:", np.roll(row[:, ::-1], (0, 1), axis=(0, 1))[0])
print("shifted, then mirrored:", np.roll(row, (0, 1), axis=(0, 1))[:, ::-1][0])

# %% [markdown]
# Here are four things one can do to a picture. Before you measure them: which are equivariant?

# %% setup="checks" shown=true
uneven = np.random.default_rng(5).normal(size=(24, 24))


def slope(x):
    """A cross-correlation with the kernel 0, -2 · 0.5, 1, written as slices."""
    return x[1:, 1:] - 2 * x[:-1, 1:] + 0.5 * x[1:, :-1]


def slope_plus_place(x):
    """The same, plus a number of its own at every place."""
    y = slope(x)
    return y + uneven[: y.shape[0], : y.shape[1]]


def mirror(x):
    """Left and right exchanged."""
    return x[:, ::-1]


def block_max(x):
    """The largest of each block of 2 by 2 pixels: half as many rows and columns."""
    h, w = x.shape[0] // 2, x.shape[1] // 2
    return x[: 2 * h, : 2 * w].reshape(h, 2, w, 2).max(axis=(1, 3))


# %% [markdown]
# ## Exercise 1.9 · Measure equivariance
# ★★★ · 12 min · 3 points
#
# Write `equivariance_gap(op, x, shift)`: how far `op` is from being equivariant. `op` is a function
# from a picture to a picture, `x` has shape `(H, W)`, and `shift = (down, right)` holds two whole
# numbers, 0 or more. Compare `op(x)` shifted with `op` of the shifted `x`; both shifts are by
# `shift` and roll round the edge. From both results cut off a strip as wide as the shift, `down`
# rows at the top and at the bottom, `right` columns at the left and at the right, and return the
# largest absolute difference, one number.
#
# With the shift (0, 1), the mirror and the row above, the two ways give 1, 16, 8, 4, 2 and 8, 4, 2, 1, 16. Without the
# strip that leaves 16, 8, 4 against 4, 2, 1, and the gap is 16 - 4 = 12.
#
# <details><summary>Hint 1: two pictures to compare</summary>
#
# One is `np.roll(op(x), shift, axis=(0, 1))`. For the other, exchange the order of rolling and `op`.
#
# </details>
# <details><summary>Hint 2: "zero-size array" when a shift is 0</summary>
#
# `y[0:-0]` is empty, because `-0` is 0. Count from the front instead: `y[d : h - d]`, with `h` rows in all.
#
# </details>
# <details><summary>Hint 3: convolution has a gap, and it should be 0</summary>
#
# Then the border is still in, or the two rolls differ. Are both by the same `shift`, and both along `axis=(0, 1)`?
#
# </details>


# %% solution="equivariance_gap"
def equivariance_gap(op, x, shift):
    """Largest |shift(op(x)) - op(shift(x))|, leaving out a border as wide as the shift."""
    down, right = shift
    ### BEGIN SOLUTION
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    h, w = after.shape
    gap = (after - before)[down : h - down, right : w - right]
    return np.max(np.abs(gap))
    ### END SOLUTION


# %% misconception="equivariance_gap"
def equivariance_gap__includes_border(op, x, shift):
    """Your border is still in. np.roll carries pixels over the edge, so leave out as many rows and
    columns on each side as you shift.
    """
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    return np.max(np.abs(after - before))


# %% misconception="equivariance_gap"
def equivariance_gap__counts_from_size_of_x(op, x, shift):
    """You counted the border from the size of x, but what op returns may be smaller. Take h and w
    from the shape of op(x).
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    h, w = x.shape
    return np.max(np.abs((after - before)[down : h - down, right : w - right]))


# %% misconception="equivariance_gap"
def equivariance_gap__minus_zero(op, x, shift):
    """A slice that ends at -down or -right is empty when that shift is 0, because -0 is 0. Count
    from the front: down : h - down.
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    return np.max(np.abs((after - before)[down:-down, right:-right]))


# %% misconception="equivariance_gap"
def equivariance_gap__measures_invariance(op, x, shift):
    """You compare op(x) with op of the shifted picture: that measures invariance. Shift op(x) as
    well, then compare.
    """
    down, right = shift
    one, two = op(x), op(np.roll(x, shift, axis=(0, 1)))
    h, w = one.shape
    return np.max(np.abs((one - two)[down : h - down, right : w - right]))


# %% misconception="equivariance_gap"
def equivariance_gap__exchanges_axes(op, x, shift):
    """You shift down by the second number and right by the first. The axes of shift = (down, right)
    are (0, 1), in this order.
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(1, 0))
    before = op(np.roll(x, shift, axis=(1, 0)))
    h, w = after.shape
    return np.max(np.abs((after - before)[down : h - down, right : w - right]))


# %% misconception="equivariance_gap"
def equivariance_gap__rolls_flat(op, x, shift):
    """You rolled without axis=(0, 1). Then NumPy lays all pixels in one long row and rolls that."""
    down, right = shift
    after = np.roll(op(x), shift)
    before = op(np.roll(x, shift))
    h, w = after.shape
    return np.max(np.abs((after - before)[down : h - down, right : w - right]))


# %% misconception="equivariance_gap"
def equivariance_gap__averages(op, x, shift):
    """You return the mean of the differences, in which plus and minus cancel. Take the absolute
    values and return the largest.
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    h, w = after.shape
    return np.mean((after - before)[down : h - down, right : w - right])


# %% misconception="equivariance_gap"
def equivariance_gap__forgets_sign(op, x, shift):
    """You return the largest difference, but a difference of -5 is larger in size than one of 3.
    Take the absolute values first.
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    h, w = after.shape
    return np.max((after - before)[down : h - down, right : w - right])


# %% misconception="equivariance_gap"
def equivariance_gap__averages_sizes(op, x, shift):
    """You return the mean of the absolute differences. Asked is the largest of them."""
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    h, w = after.shape
    return np.mean(np.abs((after - before)[down : h - down, right : w - right]))


# %% misconception="equivariance_gap"
def equivariance_gap__cuts_top_left_only(op, x, shift):
    """At the bottom and at the right a strip of the moved result still counts in your gap. Of the
    moved op(x) and of op of the moved picture compare down : h - down and right : w - right only.
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    return np.max(np.abs((after - before)[down:, right:]))


# %% misconception="equivariance_gap"
def equivariance_gap__cuts_picture_first(op, x, shift):
    """You cut the border off the picture, before op and before the shift. Then the shift brings new
    pixels over the edge: leave the border out of the two results, at the end.
    """
    down, right = shift
    h, w = x.shape
    x = x[down : h - down, right : w - right]
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    return np.max(np.abs(after - before))


# %% check="equivariance_gap" points=3
def torch_equivariance_gap(op, x, shift):
    (down, right), axes = shift, (0, 1)
    after = torch.roll(torch.tensor(np.array(op(x.numpy()))), shift, axes)
    before = torch.tensor(np.array(op(torch.roll(x, shift, axes).numpy())))
    h, w = after.shape
    return (after - before)[down : h - down, right : w - right].abs().max()


def slope_minus_place(x):
    return 2 * slope(x) - slope_plus_place(x)


check(
    equivariance_gap,
    against=torch_equivariance_gap,
    on=[
        case(op=slope, x=normal(11, 9), shift=(1, 2)),
        case(op=slope_plus_place, x=normal(11, 9), shift=(1, 2)),
        case(op=slope_minus_place, x=normal(11, 9), shift=(1, 2)),
        case(op=mirror, x=normal(8, 9), shift=(0, 2)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    equivariance_gap,
    against=torch_equivariance_gap,
    on=[
        case(op=slope, x=normal(9, 12), shift=(0, 2)),
        case(op=mirror, x=normal(8, 11), shift=(2, 0)),
        case(op=block_max, x=normal(14, 19), shift=(1, 2)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# Measure all four with your function, on a piece of the photograph. Only the first gap is 0. Numbers of their own give the
# places a meaning of their own. The mirror turns a step to the right into a step to the left. And `block_max` halves the
# picture, so a shift by 2 comes out as a shift by 1.

# %%
for op in (slope, slope_plus_place, mirror, block_max):
    try:
        print(f"{op.__name__:18s}", round(float(equivariance_gap(op, detail[:20, :24], (2, 4))), 3))
    except NotImplementedError:
        print(f"{op.__name__:18s} (write equivariance_gap first)")

# %% [markdown]
# ## What a test can see
#
# Suppose a friend's `xcorr2d` turns the kernel half round. You test it with a picture of ones and a kernel of ones. It
# passes. Before you run the cell: would it pass with the kernel 1, 2, 1?


# %%
def friends_xcorr2d(x, k):
    return convkit.xcorr2d(x, k[::-1, ::-1])


digits = np.array([[3.0, 1.0, 4.0, 1.0, 5.0]])
for weights in ([[1.0, 1.0, 1.0]], [[1.0, 2.0, 1.0]], [[1.0, 2.0, 3.0]]):
    right = convkit.xcorr2d(digits, np.array(weights))
    friends = friends_xcorr2d(digits, np.array(weights))
    print("kernel", weights[0], " right:", right[0], " friend's:", friends[0])

# %% [markdown]
# A kernel that reads the same in both directions cannot tell. A test shows only what its input
# makes visible, and tidy inputs make little visible. For this reason the checks of this course draw
# random numbers, mostly of both signs, and mostly for pictures and kernels with unequal sides.
#
# Testers call a wrong version that an input exposes *killed*. The last exercise asks for inputs that kill.


# %% setup="checks"
def pairs_of(answer):
    """The pairs, once they are pairs of a picture and a kernel that fits on it."""
    assert isinstance(answer, list | tuple) and 1 <= len(answer) <= 3, (
        "Return a list of one, two or three pairs (x, k)."
    )
    pairs = []
    for n, pair in enumerate(answer):
        assert isinstance(pair, list | tuple) and len(pair) == 2, f"Entry {n} is not a pair (x, k)."
        x, k = (np.array(v, dtype=float) for v in pair)
        assert x.ndim == k.ndim == 2 and k.size and max(x.shape) <= 50, (
            f"Pair {n}: picture and kernel must have two axes, the picture at most 50 by 50. "
            f"Their shapes are {x.shape} and {k.shape}."
        )
        assert k.shape[0] <= x.shape[0] and k.shape[1] <= x.shape[1], (
            f"Pair {n}: the kernel {k.shape} does not fit on the picture {x.shape}."
        )
        assert (abs(x) <= 1e6).all() and (abs(k) <= 1e6).all(), (
            f"Pair {n}: every number must lie between minus and plus a million."
        )
        pairs.append((x, k))
    return pairs


def survivors(pairs, wrong_versions):
    """The wrong versions that look right on every pair. One that raises an error is exposed."""

    def looks_right(wrong, x, k):
        right = F.conv2d(torch.tensor(x)[None, None], torch.tensor(k)[None, None])[0, 0].numpy()
        try:
            result = wrong(x, k)
        except Exception:
            return False
        return result.shape == right.shape and np.allclose(result, right)

    return [
        name
        for name, wrong in wrong_versions.items()
        if all(looks_right(wrong, x, k) for x, k in pairs)
    ]


# %% [markdown]
# ## Exercise 1.10 · Killers
# ★★★ · 10 min · 3 points (1 for exposing versions with a wrong kernel, 2 for the rest)
#
# Write `killers()`: return a list of at most three pairs `(x, k)`, each a picture of shape
# `(H, W)`, 50 by 50 at most, and a kernel that fits on it, all their numbers between minus and plus
# a million. Eight wrong versions of `xcorr2d` will be run on your pairs, and each should give a
# wrong result on at least one of them. (An error counts as a wrong result.) Seven are shown in the
# checks below. One is not.
#
# For example, the pair of a 1 by 5 picture 3, 1, 4, 1, 5 and a 1 by 3 kernel 1, 2, 3 exposes the version that turns the
# kernel, as the cell above shows.
#
# <details><summary>Hint 1: what hides a mistake?</summary>
#
# A mistake is hidden when doing it changes nothing. Exchanging two axes changes nothing if both are alike. Go through
# exercise 1.3 and ask of each way to go wrong: on which input would I not have noticed?
#
# </details>
# <details><summary>Hint 2: many versions survive</summary>
#
# Avoid everything tidy: equal sides, equal entries, symmetric kernels, whole numbers, numbers of one sign, a single
# window.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# One pair is enough. `np.random.default_rng(0).normal(size=(6, 5))` makes a picture without any pattern.
#
# </details>


# %% solution="killers"
def killers():
    """At most three pairs (x, k) on which every wrong xcorr2d is exposed."""
    ### BEGIN SOLUTION
    rng = np.random.default_rng(0)
    return [(rng.normal(size=(7, 5)), rng.normal(size=(3, 2)))]
    ### END SOLUTION


# %% misconception="killers"
def killers__constant_picture():
    """All pixels of your pictures are equal, so every window looks the same and so does every order
    inside it. Vary the pixels.
    """
    return [(np.ones((6, 4)), np.array([[1.0, -2.5], [0.5, -3.0], [2.0, 0.5]]))]


# %% misconception="killers"
def killers__symmetric_kernel():
    """Your kernels look the same after half a turn, so a version that turns them cannot be told
    apart. Make one lopsided.
    """
    x = np.random.default_rng(1).normal(size=(7, 5))
    return [(x, np.array([[0.1, -0.2, 0.1], [-0.2, 0.5, -0.2], [0.1, -0.2, 0.1]]))]


# %% misconception="killers"
def killers__kernel_fills_picture():
    """Your kernels are as large as their pictures. Then a single number comes out, and its place
    cannot be wrong: leave room to slide.
    """
    rng = np.random.default_rng(2)
    return [(rng.normal(size=(4, 3)), rng.normal(size=(4, 3)))]


# %% misconception="killers"
def killers__whole_numbers():
    """All your numbers are whole, so a version that cuts off everything after the point looks
    right. Use some that are not.
    """
    x = np.array([[3.0, -1, 4, 1, 5], [9, 2, -6, 5, 3], [5, 8, 9, 7, -9], [3, 2, 3, 8, 4]])
    return [(x, np.array([[1.0, 2], [-3, 4], [0, 5]]))]


# %% misconception="killers"
def killers__nothing_negative():
    """None of your numbers is negative, so a version that turns negative results into zero looks
    right. Mix the signs.
    """
    rng = np.random.default_rng(3)
    return [(rng.random(size=(6, 5)), rng.random(size=(3, 2)))]


# %% misconception="killers"
def killers__square_picture():
    """All your pictures are square, so a version that takes the width for the height looks right.
    Make the sides unequal.
    """
    rng = np.random.default_rng(4)
    return [(rng.normal(size=(6, 6)), rng.normal(size=(3, 2)))]


# %% check="killers" points=1
wrong_kernels = {
    "turns the kernel half round": lambda x, k: convkit.xcorr2d(x, k[::-1, ::-1]),
    "turns the kernel upside down": lambda x, k: convkit.xcorr2d(x, k[::-1]),
    "mirrors the kernel left to right": lambda x, k: convkit.xcorr2d(x, k[:, ::-1]),
    "transposes the kernel": lambda x, k: convkit.xcorr2d(x, k.T),
}
pairs = pairs_of(call(killers))
alive = survivors(pairs, wrong_kernels)
assert not alive or any(np.ptp(x) > 0 for x, k in pairs), because("killers__constant_picture")
assert not alive or any(not np.array_equal(k, k[::-1, ::-1]) for x, k in pairs), because(
    "killers__symmetric_kernel"
)
assert not alive, f"On your pairs a version looks right that {' and one that '.join(alive)}."
"killers: every version with a wrong kernel is exposed."

# %% check="killers" points=2
wrong_outputs = {
    "transposes the output": lambda x, k: convkit.xcorr2d(x, k).T,
    "cuts off everything after the point": lambda x, k: np.trunc(convkit.xcorr2d(x, k)),
    "turns negative results into zero": lambda x, k: np.maximum(convkit.xcorr2d(x, k), 0),
}
pairs = pairs_of(call(killers))
alive = survivors(pairs, wrong_outputs)
assert not alive or any(x.shape != k.shape for x, k in pairs), because(
    "killers__kernel_fills_picture"
)
assert not alive or any(np.any(x % 1) or np.any(k % 1) for x, k in pairs), because(
    "killers__whole_numbers"
)
assert not alive or any(min(x.min(), k.min()) < 0 for x, k in pairs), because(
    "killers__nothing_negative"
)
assert not alive, f"On your pairs a version looks right that {' and one that '.join(alive)}."
"killers: every version with a wrong output is exposed."


### BEGIN HIDDEN TESTS
# probe: drawn: the pairs are the answer's own
def takes_height_for_width(x, k):
    H, (kh, kw) = len(x), k.shape
    y = np.zeros((H - kh + 1, H - kw + 1))
    for i in range(H - kh + 1):
        for j in range(H - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


alive = survivors(pairs, {"takes the picture's height for its width": takes_height_for_width})
assert not alive or any(x.shape[0] != x.shape[1] for x, k in pairs), because(
    "killers__square_picture"
)
assert not alive, f"On your pairs a version looks right that {alive[0]}."
### END HIDDEN TESTS

# %% [markdown]
# ## What you can do now
#
# - Slide a kernel over a signal and over a picture, by hand, with loops, and with `F.conv1d` and `F.conv2d`.
# - Turn cross-correlation into convolution and back, and say why a network does not care which it has.
# - Read a kernel: its signs say what is compared, its sum says what happens to a uniform grey.
# - Measure whether an operation moves with the picture.
# - Choose inputs on which a mistake shows.
#
# **Three traps**
#
# 1. The number of places is $n - m + 1$. Without the $+1$ the last window is lost.
# 2. "Convolution" means two things. `F.conv2d`, `np.correlate` and `scipy.signal.correlate2d` do not turn the kernel;
#    `np.convolve` and `scipy.signal.convolve2d` do. And they keep different places unless you say which: `F.conv2d` and
#    `np.correlate` the valid ones, `np.convolve` and both of SciPy's functions the full ones.
# 3. A symmetric kernel, a square picture, a constant picture: each hides mistakes. Test with untidy inputs.
#
# ## Six questions to end with
#
# Answer each in your head, then open it.
#
# <details><summary>1. A signal has 100 numbers, a kernel 7. How many numbers has the valid cross-correlation, how many the full one?</summary>
#
# 100 - 7 + 1 = 94, and 100 + 7 - 1 = 106.
#
# </details>
# <details><summary>2. Somebody's `xcorr2d` turns the kernel. On which kernels does nobody notice?</summary>
#
# On those that look the same after half a turn: a box, a Gaussian, the Laplacian.
#
# </details>
# <details><summary>3. What does the kernel 0, 0, 0 · 0, 0, 1 · 0, 0, 0 do to a picture, under cross-correlation?</summary>
#
# Each pixel gets the value of its right neighbour, so the picture moves one pixel to the left.
#
# </details>
# <details><summary>4. The entries of a kernel sum to 0. What does it answer on a uniform grey, and what changes if 0.1 is added to every pixel?</summary>
#
# 0; and nothing: what is added to all pixels is multiplied by the sum of the entries.
#
# </details>
# <details><summary>5. Why do deep-learning libraries leave the flip out?</summary>
#
# Because the kernel is learned: training finds it in whichever orientation is needed, and a flip would only cost time.
#
# </details>
# <details><summary>6. A kernel is run over a picture and over the same picture shifted by three pixels. What can you say about the two
# results?</summary>
#
# They are equal up to the same shift, except near the border: sliding is equivariant.
#
# </details>
#
# **Where it is used.** LeNet-5 read handwritten digits with learned 5 by 5 kernels (LeCun, Bottou, Bengio and Haffner,
# *Gradient-Based Learning Applied to Document Recognition*, Proceedings of the IEEE, 1998). In AlexNet, many of the
# kernels learned in the first layer turned out to be edge detectors and colour blobs; Figure 3 of the paper shows them
# (Krizhevsky, Sutskever and Hinton, *ImageNet Classification with Deep Convolutional Neural Networks*, NeurIPS 2012).
#
# **To read on.** Zhang, Lipton, Li and Smola, *Dive into Deep Learning*, section 7.2. The small
# picture of 3 by 3, the bars and the learning of $[1, -1]$ are theirs.
#
# **What comes next.** Every output so far was smaller than its input, and the kernel moved one
# pixel at a time. Lesson 02, *Padding and stride*, puts a border around the picture and lets the
# kernel take larger steps.
