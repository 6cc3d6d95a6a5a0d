# %% [markdown]
# # 9 · Separable: cheaper by splitting
#
# A convolution does everything at once. For each number of the output it reads all rows of the window, all its columns and
# all channels, so its price is a *product*: rows times columns times channels. This lesson looks for kernels and layers that
# can be taken apart: first the rows, then the columns; first space, then the channels. Then the price becomes a *sum*, and
# that is one reason why a phone can run a large network.
#
# **You will be able to**
#
# - tell whether a kernel is a column times a row, and find the two;
# - use two thin passes in place of a thick one (optional: a few pairs of them, where one pair is
#   not enough);
# - write a depthwise and a pointwise convolution, with their weights in PyTorch's order;
# - say what splitting saves in weights and multiplications, and why the clock sees it otherwise;
# - tell whether a given layer can be split without loss, and with how many kernels for each channel any layer can.
#
# **You need** stride and padding (lesson 02), layers with channels, 1 by 1 kernels, groups and the cost of a layer (lesson
# 03), and the product of two matrices, `@` (lesson 05). **Time** 90 minutes, with what is optional 130. **Points** 14, with
# what is optional 22.
#
# **Core path**: everything but the sections marked *optional* with exercises 9.3, 9.8 and 9.9. It is two lessons in one,
# kernels first and layers then; the line "Half time" says where to rest. Field words: a kernel that is a
# product is **separable** (of rank one); a layer that keeps channels apart is **depthwise**; a 1 by 1 layer that mixes them
# is **pointwise**.
#
# The first of the next two cells holds what you may use in your answers. `pair` turns one number into a pair, as before.
# `xcorr2d(x, k, padding=0)` is the cross-correlation of lesson 01, with zeros around the picture if you ask for them.
# `conv2d(x, w, b=None, stride=1, padding=0)` is the layer of lesson 03. It knows no groups.

# %% setup="all" allow=["numpy", "math"]
import math

import numpy as np


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


def conv2d(x, w, b=None, stride=1, padding=0):
    """(N, C, H, W), (O, C, kh, kw), (O,) -> (N, O, Ho, Wo), as in lesson 03"""
    if x.ndim != 4 or w.ndim != 4:
        raise ValueError(f"conv2d: x and w must have four axes, they have {x.shape} and {w.shape}")
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"conv2d: x has {x.shape[1]} channels, the filters {w.shape[1]}")
    if b is not None and len(b) != len(w):
        raise ValueError(f"conv2d: b has {len(b)} biases for {len(w)} filters")
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    view = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    windows = view[:, :, ::sh, ::sw]  # (N, C, Ho, Wo, kh, kw)
    y = np.tensordot(windows, w, axes=((1, 4, 5), (1, 2, 3)))  # (N, Ho, Wo, O)
    y = np.ascontiguousarray(np.moveaxis(y, 3, 1))  # (N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


def xcorr2d(x, k, padding=0):
    """(H, W), (kh, kw) -> (Ho, Wo), as in lesson 01, with zeros around the picture"""
    if k.ndim != 2:
        raise ValueError(f"xcorr2d: the kernel must have two axes, it has shape {k.shape}")
    return conv2d(x[None, None], k[None, None], padding=padding)[0, 0]


# %% setup="checks"
import time

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

import convkit
from autograder import begin, case, check, constant, drawn, normal, whole_number
from convkit import data, plot

begin("09_separable")

# %% [markdown]
# ## A kernel that is a product
#
# Here is a kernel of nine numbers. Before you run the second cell: look at the rows. Can you get the second from the first?
# And the third?

# %%
K = np.array([[0.15, 0.20, 0.25], [0.21, 0.28, 0.35], [0.24, 0.32, 0.40]])
plot.array(K, "kernel", role="kernel")

# %%
print("second row / first row:", K[1] / K[0])
print("third row / first row: ", K[2] / K[0])

# %% [markdown]
# Each row is the first one times a single number. So the nine numbers say less than they seem to: one row, and how much
# of it there is in each row of the kernel. Written as a column and a row:

# %% cover=true
col, row = np.array([0.5, 0.7, 0.8]), np.array([0.3, 0.4, 0.5])
plot.arrays(
    ("kernel", col[:, None], "column"),
    "⊗",
    ("kernel", row[None, :], "row"),
    "=",
    ("kernel", np.outer(col, row), "kernel"),
)

# %% [markdown]
# It is a multiplication table. Look at the middle of the kernel: 0.7 from its line, times 0.4 from its column. This is the
# **outer product** of a column $c$ and a row $r$,
#
# $$K_{ab} = c_a \, r_b,$$
#
# drawn as ⊗ in the figure, and NumPy calls it `np.outer(col, row)`. A kernel that is such a product is **separable**. (In the
# language of matrices it has **rank one**. The *rank* of a matrix is the number of such products it takes to add up to it.)
#
# Here are four kernels. `box` takes a mean, `sobel` finds upright edges and smooths them a little, `laplace` compares a pixel
# with its four neighbours, `diagonal` smears along a slanted line. Before you run the cell: which of them are separable? For
# each, try to get all rows from one.

# %%
named = {
    "box": np.full((3, 3), 1 / 9),
    "sobel": np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "laplace": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
    "diagonal": np.eye(3) / 3,
}
for name, kernel in named.items():
    print(f"{name:9s} rank {np.linalg.matrix_rank(kernel)}")

# %% [markdown]
# The first two are. `sobel` is the column 1, 2, 1 times the row −1, 0, 1: blur downwards, compare sideways. `laplace` has two
# rows that are not multiples of each other, so it needs two products. `diagonal` has three, none a sum of multiples of the
# others, and needs three.
#
# How do you find the two vectors? Any row will do for the row, if it is not all zeros. Then ask for each row how many
# times that one it is; one entry is enough to tell, if the row is not zero there. Take the place of the entry of
# largest *absolute
# value*, here 0.40: row 2 of `K`, and column 2 divided by 0.40. Before you run the cell: will we get back 0.5, 0.7, 0.8 and 0.3, 0.4, 0.5?

# %%
found_row = K[2]
found_col = K[:, 2] / K[2, 2]
print("row:   ", found_row, " times as long:", found_row / row)
print("column:", found_col, " times as long:", found_col / col)
print(
    "largest difference of their product from K:", np.abs(np.outer(found_col, found_row) - K).max()
)

# %% [markdown]
# No, and the product is right all the same. The column is longer and the row shorter by just as much: only their product is
# determined, not the two factors. The *first* row and column would have worked here as well. They do not for a kernel with a
# 0 in the corner, and the largest entry is 0 in a kernel like 0, −2 · 0, −6. The entry of largest absolute value is 0 only if
# all are.

# %% [markdown]
# ## Exercise 9.1 · Column times row
# ★★ · 10 min · 3 points (2 for the factors, 1 for the question)
#
# Write two functions about a kernel `K`, shape `(kh, kw)`, whose entries are not all zero.
#
# - `factor(K)` is given a separable kernel and returns the pair `(col, row)`, shapes `(kh,)` and `(kw,)`, with
#   `np.outer(col, row)` equal to `K` up to rounding. Any such pair is right.
# - `is_separable(K, rtol=1e-9)` is given any kernel and returns `True` or `False`: is it separable up to rounding? That is, if
#   you factor it as if it were, does the product of the two vectors miss `K` nowhere by more than `rtol` times the largest
#   absolute value in `K`?
#
# For the kernel 0, 2 · 0, −6 · 0, 4 a right answer is the column 1, −3, 2 and the row 0, 2.
#
# <details><summary>Hint 1: which row, which column?</summary>
#
# Those through the entry of largest absolute value. `np.abs(K).argmax()` gives its number in reading order, and
# `np.unravel_index(number, K.shape)` makes a row number `i` and a column number `j` of that.
#
# </details>
# <details><summary>Hint 2: my product is too large everywhere</summary>
#
# Column `j` times row `i` gives `K[i, j]` twice at the place `(i, j)`. Divide one of the two vectors by it.
#
# </details>
# <details><summary>Hint 3: how do I ask whether it is separable?</summary>
#
# Factor it as if it were, multiply the two vectors, and compare with `K`. "Up to rounding" depends on how large the numbers
# are: the largest error counts against `rtol * np.abs(K).max()`, not against a fixed 0.000001.
#
# </details>


# %% solution="factor"
def factor(K):
    """(kh, kw), separable -> (kh,), (kw,) whose outer product it is"""
    ### BEGIN SOLUTION
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return K[:, j] / K[i, j], K[i].copy()
    ### END SOLUTION


def is_separable(K, rtol=1e-9):
    """(kh, kw) -> True or False"""
    ### BEGIN SOLUTION
    col, row = factor(K)
    error = np.abs(K - np.outer(col, row)).max()
    return bool(error <= rtol * np.abs(K).max())
    ### END SOLUTION


# %% misconception="factor"
def factor__divides_by_corner(K):
    """You divided by the entry in the corner, K[0, 0], which may be zero. Use the row and the
    column through an entry that is not: the largest.
    """
    with np.errstate(all="ignore"):
        return K[:, 0].copy(), K[0] / K[0, 0]


# %% misconception="factor"
def factor__largest_signed(K):
    """You took the largest entry as it is, and in a kernel without positive numbers that may be a
    0. Take the one of largest absolute value: np.abs(K).argmax().
    """
    i, j = np.unravel_index(K.argmax(), K.shape)
    with np.errstate(all="ignore"):
        return K[:, j] / K[i, j], K[i].copy()


# %% misconception="factor"
def factor__forgets_to_divide(K):
    """Your factors are a column and a row of K as they are, so their product has one entry of K too
    many in it. Divide one of them by the entry where they cross.
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return K[:, j].copy(), K[i].copy()


# %% misconception="factor"
def factor__divides_by_total(K):
    """You added up the rows and the columns and divided by the total. The total may be zero, as in
    every kernel that finds edges: divide by an entry that is not.
    """
    with np.errstate(all="ignore"):
        return K.sum(axis=1), K.sum(axis=0) / K.sum()


# %% misconception="factor"
def factor__loses_signs(K):
    """Your factors have lost their signs. Lengths and roots are never negative; take the numbers of
    a row and a column of K itself.
    """
    col, row = np.sqrt((K**2).sum(axis=1)), np.sqrt((K**2).sum(axis=0))
    return col, row / np.sqrt((K**2).sum())


# %% misconception="factor"
def factor__scales_both(K):
    """You put the size of the kernel into both factors, and so it is in the product twice. Scale
    the column or the row, or each by the root.
    """
    u, s, vt = np.linalg.svd(K)
    return s[0] * u[:, 0], s[0] * vt[0]


# %% misconception="factor"
def factor__loses_size(K):
    """Both of your factors have length one, so the size of the kernel is lost. Multiply one of them
    by it.
    """
    u, _, vt = np.linalg.svd(K)
    return u[:, 0], vt[0]


# %% misconception="factor"
def factor__column_of_vt(K):
    """You took a column of vt for the row. NumPy has transposed it already: the row is vt[0]."""
    u, s, vt = np.linalg.svd(K)
    return s[0] * u[:, 0], vt[:, 0].copy()


# %% misconception="factor"
def factor__row_first(K):
    """You returned the row first. The pair is (col, row): the first has a number for each row of K."""
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return K[i] / K[i, j], K[:, j].copy()


# %% misconception="factor"
def is_separable__absolute_tolerance(K, rtol=1e-9):
    """You compared the error with a fixed small number. For a kernel of tiny numbers any error is
    below it, and for one of large numbers rounding is above it: compare with rtol *
    np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return bool(np.abs(K - np.outer(K[:, j] / K[i, j], K[i])).max() <= 1e-9)


# %% misconception="factor"
def is_separable__allclose(K, rtol=1e-9):
    """np.allclose has a fixed tolerance of its own, atol=1e-8, and in a kernel of tiny numbers any
    error is below it. Write the comparison yourself, with rtol * np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return bool(np.allclose(K, np.outer(K[:, j] / K[i, j], K[i]), rtol=rtol))


# %% misconception="factor"
def is_separable__allclose_as_it_is(K, rtol=1e-9):
    """np.allclose has fixed tolerances of its own and does not know rtol. Write the comparison
    yourself: the largest error against rtol * np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return bool(np.allclose(np.outer(K[:, j] / K[i, j], K[i]), K))


# %% misconception="factor"
def is_separable__rtol_as_it_is(K, rtol=1e-9):
    """You compared the error with rtol itself. rtol is a share: the error counts against rtol times
    the largest absolute value in K.
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return bool(np.abs(K - np.outer(K[:, j] / K[i, j], K[i])).max() <= rtol)


# %% misconception="factor"
def is_separable__each_entry(K, rtol=1e-9):
    """You compared each error with the entry at its own place, and next to a 0 no rounding is
    forgiven. Compare the largest error with rtol * np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = np.abs(K - np.outer(K[:, j] / K[i, j], K[i]))
    return bool((error <= rtol * np.abs(K)).all())


# %% misconception="factor"
def is_separable__exact(K, rtol=1e-9):
    """You demand exact equality. Products of floats are rounded, so a separable kernel misses its
    factors' product by a little: allow rtol * np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return bool(np.array_equal(K, np.outer(K[:, j] / K[i, j], K[i])))


# %% misconception="factor"
def is_separable__ignores_rtol(K, rtol=1e-9):
    """You did not use rtol. The caller says how much error is still rounding: compare with rtol *
    np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = np.abs(K - np.outer(K[:, j] / K[i, j], K[i])).max()
    return bool(error <= 1e-9 * np.abs(K).max())


# %% misconception="factor"
def is_separable__signed_error(K, rtol=1e-9):
    """You compared the error with its sign, and one below zero counts as none. Take absolute values
    first: np.abs(K - product).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = (K - np.outer(K[:, j] / K[i, j], K[i])).max()
    return bool(error <= rtol * np.abs(K).max())


# %% misconception="factor"
def is_separable__signed_error_of_product(K, rtol=1e-9):
    """You compared product - K with its sign, and an error below zero counts as none. Take absolute
    values first: np.abs(product - K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = (np.outer(K[:, j] / K[i, j], K[i]) - K).max()
    return bool(error <= rtol * np.abs(K).max())


# %% misconception="factor"
def is_separable__signed_tolerance(K, rtol=1e-9):
    """Your tolerance is rtol times the largest entry with its sign, and below zero no error can be
    that small. Use the largest absolute value: rtol * np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = np.abs(K - np.outer(K[:, j] / K[i, j], K[i])).max()
    return bool(error <= rtol * K.max())


# %% misconception="factor"
def is_separable__first_two_rows(K, rtol=1e-9):
    """You looked at the first two rows only. All rows must be multiples of one."""
    L = K[:2]
    i, j = np.unravel_index(np.abs(L).argmax(), L.shape)
    error = np.abs(L - np.outer(L[:, j] / L[i, j], L[i])).max()
    return bool(error <= rtol * np.abs(K).max())


# %% misconception="factor"
def is_separable__divides_by_corner(K, rtol=1e-9):
    """You divided by K[0, 0]. If it is zero the comparison is with 'not a number' and says nothing:
    divide by the largest entry.
    """
    with np.errstate(all="ignore"):
        error = np.abs(K - np.outer(K[:, 0], K[0] / K[0, 0])).max()
    return bool(error <= rtol * np.abs(K).max())


# %% misconception="factor"
def is_separable__opposite(K, rtol=1e-9):
    """Your answers are the wrong way round: you say True when the product misses K. It is separable
    when the error is small.
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = np.abs(K - np.outer(K[:, j] / K[i, j], K[i])).max()
    return bool(error > rtol * np.abs(K).max())


# %% check="factor" points=2
def outer_of(col_entries, row_entries):
    """A separable kernel of whole numbers, drawn: the entries that are 0 are given as 0."""

    def make(rng):
        draws = (
            rng.choice([-3.0, -2.0, -1.0, 2.0, 3.0, 4.0], n)
            for n in (len(col_entries), len(row_entries))
        )
        col, row = (d * e for d, e in zip(draws, (col_entries, row_entries), strict=True))
        return np.outer(col, row) + 0.0  # no negative zeros

    return drawn(make)


def product(factor, K):
    """The outer product of what the student returns."""
    answer = factor(K)
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise TypeError("return two vectors: return col, row")
    shapes = [np.shape(vector) for vector in answer]
    if [len(shape) for shape in shapes] != [1, 1]:
        raise TypeError(f"col and row have one axis each; yours have shapes {shapes}")
    return np.outer(*answer)


check(
    factor,
    against=lambda K: K,
    via=product,
    on=[
        case(K=outer_of([1, 1, 1, 1], [1, 1, 1])),
        case(K=outer_of([0, 1, 1], [1, 1, 0, 1])),
        case(K=constant([[-1.0, 1], [-2, 2], [-1, 1]])),
        case(K=constant([[0.0, 2], [0, -6], [0, 4]])),
        case(K=constant([[0.0, -2], [0, -6], [0, -4]])),
        case(K=outer_of([1, 1, 1], [1, 1, 1])),
    ],
)
### BEGIN HIDDEN TESTS
check(
    factor,
    against=lambda K: K,
    via=product,
    on=[
        case(K=outer_of([1, 0, 1, 1, 1], [1, 1])),
        case(K=outer_of([0, 0, 1], [0, 1, 1, 1])),
        case(K=outer_of([1], [1, 1, 1])),
        case(K=outer_of([1, 1, 1], [1])),
        case(K=constant([[-5.0]])),
    ],
)
### END HIDDEN TESTS


# %% check="factor" points=1
def torch_is_separable(K, rtol=1e-9):
    return bool(torch.linalg.matrix_rank(K, rtol=rtol) <= 1)


def outer_random(kh, kw, scale=1.0, noise=0.0, corner=1.0):
    """A product of two random vectors, all of one scale, with noise of this share on it."""

    def make(rng):
        col, row = rng.normal(size=kh), rng.normal(size=kw)
        col[0] *= corner
        return scale * (np.outer(col, row) + noise * rng.normal(size=(kh, kw)))

    return drawn(make)


check(
    is_separable,
    against=torch_is_separable,
    on=[
        case(K=outer_random(4, 3)),
        case(K=normal(4, 3)),
        case(K=outer_random(3, 5, scale=1e-12, noise=0.3)),
        case(K=outer_random(3, 5, scale=1e12)),
        case(K=outer_random(4, 3, noise=1e-6), rtol=1e-2),
        case(K=outer_random(4, 3, noise=1e-4)),
        case(K=outer_random(4, 3, corner=0.0)),
        case(K=constant([[1.0, 2, 3], [2, 4, 6], [1, 1, 1]])),
        case(K=constant([[4.0, 2], [2, 0]])),
        case(K=constant([[-1.0, -2, -3], [-2, -4, -6]])),
        case(K=constant([[3.0, 0], [0, -1]])),  # errors below zero, and above
        case(K=constant([[3.0, 0], [0, 1]])),
        case(K=constant([[1.0, 0], [2, 1e-12]])),  # an error that is large for its own place only
    ],
)
### BEGIN HIDDEN TESTS
check(
    is_separable,
    against=torch_is_separable,
    on=[
        case(K=outer_random(5, 6)),
        case(K=outer_random(5, 6, noise=0.1)),
        case(K=normal(1, 4)),
        case(K=normal(4, 1)),
        case(K=constant([[0.0, 1], [1, 0]])),
        case(K=outer_random(6, 2, scale=1e-9)),
        case(K=outer_random(6, 2, scale=1e9, noise=1e-4)),
        case(K=constant([[1.0, 2, 0], [2, 4 + 1e-12, 0]])),
        case(K=constant([[1.0, 1, 1, 1], [1, 1, 0.5, 1], [1, 1, 1, 1]]), rtol=0.08),  # and in one
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch's words for it: `torch.outer`, and the rank, which is 1 for a separable kernel. It measures the error in another
# way (by singular values, an optional section below), so its `rtol` is comparable to ours and not equal.

# %%
K_torch = torch.tensor(K)
print("rank:", torch.linalg.matrix_rank(K_torch, rtol=1e-9).item())
print("PyTorch:", torch.outer(input=torch.tensor(found_col), vec2=torch.tensor(found_row))[1])
one_col, one_row, _ = convkit.separate(K)
print("NumPy:  ", np.outer(one_col, one_row)[1])

# %% [markdown]
# ## Two thin passes
#
# What is it good for? Put the product into the sum of lesson 01:
#
# $$y_{ij} = \sum_a \sum_b x_{i+a,\,j+b}\; c_a\, r_b \;=\; \sum_a c_a \Big( \sum_b x_{i+a,\,j+b}\; r_b \Big).$$
#
# $c_a$ does not depend on $b$, so it may wait outside. What is left in the brackets is the row alone, slid over the picture.
# Its result is slid over by the column alone. One thick pass has become two thin ones, and it does not matter which is first.
# Follow it on a small picture with the kernel 1, 0, −1 · 2, 0, −2, the column 1, 2 times the row 1, 0, −1. First the row, a
# kernel of one row and three columns:

# %%
x = np.array([[1.0, 0, 2, 1], [3, 1, 0, 2], [0, 2, 1, 4]])
small_col, small_row = np.array([1.0, 2]), np.array([1.0, 0, -1])
across = convkit.xcorr2d(x, small_row[None, :])
plot.arrays(
    ("input", x), "∗", ("kernel", small_row[None, :], "row"), "=", ("output", across, "first pass")
)

# %% [markdown]
# Then the column, a kernel of two rows and one column, over the result of the first pass. Check one number of it with the whole
# kernel.

# %%
down = convkit.xcorr2d(across, small_col[:, None])
plot.arrays(
    ("output", across, "first pass"),
    "∗",
    ("kernel", small_col[:, None], "column"),
    "=",
    ("output", down, "second pass"),
)

# %%
print("both at once:")
print(convkit.xcorr2d(x, np.outer(small_col, small_row)))

# %% [markdown]
# Now count. A kernel of $k_h \times k_w$ takes $k_h \cdot k_w$ multiplications for each output, two passes take $k_h + k_w$. On
# photographs the usual blur is a bell (a **Gaussian**): much weight in the middle, less outwards. It is a product of a bell
# downwards and a bell sideways. Before you run the cell: with 31 rows and columns, how many times fewer
# multiplications? And will the time go down by the same factor?

# %%
distance = np.arange(-15, 16)
bell = np.exp(-(distance**2) / (2 * 5.0**2))
bell /= bell.sum()
photo = data.photograph("china", shrink=2, layout="HW")
photo_torch = torch.tensor(photo)[None, None]
thick = torch.tensor(np.outer(bell, bell))[None, None]
thin_down, thin_across = (
    torch.tensor(bell)[None, None, :, None],
    torch.tensor(bell)[None, None, None],
)


def milliseconds(function, repeats=3):
    """The shortest of a few runs: other work on the computer only makes it longer."""
    times = []
    with torch.no_grad():
        for _ in range(repeats):
            start = time.perf_counter()
            function()
            times.append(time.perf_counter() - start)
    return 1000 * min(times)


one_pass = milliseconds(lambda: F.conv2d(photo_torch, thick))
two_passes = milliseconds(lambda: F.conv2d(F.conv2d(photo_torch, thin_down), thin_across))
print(
    "multiplications for each output:",
    31 * 31,
    "against",
    31 + 31,
    f"({31 * 31 / 62:.1f} times fewer)",
)
print(
    f"time: {one_pass:.1f} ms against {two_passes:.1f} ms ({one_pass / two_passes:.1f} times faster)"
)

# %%
downwards = convkit.xcorr2d(photo, bell[:, None])
both = convkit.xcorr2d(downwards, bell[None, :])
plot.gallery({"photograph": photo, "first down": downwards, "then across": both}, columns=3)

# %% [markdown]
# Look at the middle picture: level edges, such as the eaves, are gone, and upright ones, such as the pillars, are still sharp.
# The second pass removes those. (The clock does not count multiplications, so its number is another one. More of that
# later.)
#
# Take care with padding. Zeros at the top and bottom belong to the pass that goes down, zeros at the left and right to
# the pass
# that goes across. Each axis is padded *once*.

# %% [markdown]
# ## Exercise 9.2 · Two passes
# ★★ · 6 min · 2 points
#
# Write `conv_rowcol(x, col, row, padding=0)`: the cross-correlation of a picture `x`, shape `(H, W)`, with the kernel
# `np.outer(col, row)`, in two passes. `col` has shape `(kh,)`, `row` `(kw,)`; `padding` is a whole number or a pair (down,
# right) of zeros on both sides. It returns shape `(H + 2 * ph - kh + 1, W + 2 * pw - kw + 1)`. (The check looks at the answer
# alone, so making the whole kernel passes too. It misses the point, which is the price.)
#
# For the small picture above, with `col` = 1, 2 and `row` = 1, 0, −1, the answer is 5, −3 · 1, −5.
#
# <details><summary>Hint 1: xcorr2d wants a kernel with two axes</summary>
#
# A column is a kernel of `kh` rows and one column. `None` in an index makes an axis of length 1: `col[:, None]` has shape
# `(kh, 1)`. What is it for the row?
#
# </details>
# <details><summary>Hint 2: my result is too large</summary>
#
# Give the first pass only its own axis' padding, `padding=(ph, 0)`, and the second pass only the other.
#
# </details>


# %% solution="conv_rowcol"
def conv_rowcol(x, col, row, padding=0):
    """(H, W), (kh,), (kw,) -> (H + 2 ph - kh + 1, W + 2 pw - kw + 1)"""
    ph, pw = pair(padding)
    ### BEGIN SOLUTION
    down = xcorr2d(x, col[:, None], (ph, 0))  # (Ho, W)
    return xcorr2d(down, row[None, :], (0, pw))  # (Ho, Wo)
    ### END SOLUTION


# %% misconception="conv_rowcol"
def conv_rowcol__pads_in_both_passes(x, col, row, padding=0):
    """You padded both axes in both passes, so each axis is padded twice. The pass down needs (ph,
    0), the pass across (0, pw).
    """
    return xcorr2d(xcorr2d(x, col[:, None], padding), row[None, :], padding)


# %% misconception="conv_rowcol"
def conv_rowcol__pads_with_numbers(x, col, row, padding=0):
    """You gave a single number as padding, and that pads both axes. The pass down needs (ph, 0),
    the pass across (0, pw).
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, col[:, None], ph), row[None, :], pw)


# %% misconception="conv_rowcol"
def conv_rowcol__exchanged(x, col, row, padding=0):
    """Your column goes across and your row goes down. The column is a kernel of kh rows: col[:,
    None].
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, row[:, None], (ph, 0)), col[None, :], (0, pw))


# %% misconception="conv_rowcol"
def conv_rowcol__adds_passes(x, col, row, padding=0):
    """You added the two passes. The second pass reads what the first one gave: one after the other,
    not side by side.
    """
    ph, pw = pair(padding)
    down = xcorr2d(x, col[:, None], (ph, 0))
    across = xcorr2d(x, row[None, :], (0, pw))
    Ho, Wo = x.shape[0] + 2 * ph - len(col) + 1, x.shape[1] + 2 * pw - len(row) + 1
    return (
        xcorr2d(down, np.ones((1, 1)), (0, pw))[:Ho, :Wo]
        + np.pad(across, ((ph, ph), (0, 0)))[:Ho, :Wo]
    )


# %% misconception="conv_rowcol"
def conv_rowcol__second_reads_picture(x, col, row, padding=0):
    """Your second pass reads the picture again, and the first pass is lost. Give it the result of
    the first.
    """
    return xcorr2d(x, row[None, :], (0, pair(padding)[1]))


# %% misconception="conv_rowcol"
def conv_rowcol__turns_column(x, col, row, padding=0):
    """Your column is turned round, as np.convolve does it. In cross-correlation col[0] meets the
    top of the window.
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, col[::-1, None], (ph, 0)), row[None, :], (0, pw))


# %% misconception="conv_rowcol"
def conv_rowcol__turns_row(x, col, row, padding=0):
    """Your row is turned round, as np.convolve does it. In cross-correlation row[0] meets the left
    of the window.
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, col[:, None], (ph, 0)), row[None, ::-1], (0, pw))


# %% misconception="conv_rowcol"
def conv_rowcol__turns_both(x, col, row, padding=0):
    """Column and row are both turned round, as np.convolve does it. Cross-correlation uses them as
    they are.
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, col[::-1, None], (ph, 0)), row[None, ::-1], (0, pw))


# %% misconception="conv_rowcol"
def conv_rowcol__paddings_exchanged(x, col, row, padding=0):
    """You exchanged the two paddings. ph rows of zeros go above and below, pw columns left and
    right.
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, col[:, None], (pw, 0)), row[None, :], (0, ph))


# %% misconception="conv_rowcol"
def conv_rowcol__no_padding(x, col, row, padding=0):
    """You did not pad. The pass down gets ph rows of zeros above and below, the pass across pw
    columns left and right.
    """
    return xcorr2d(xcorr2d(x, col[:, None]), row[None, :])


# %% check="conv_rowcol" points=2
def torch_conv_rowcol(x, col, row, padding=0):
    kernel = torch.outer(col, row)
    return F.conv2d(x[None, None], kernel[None, None], padding=padding)[0, 0]


check(
    conv_rowcol,
    against=torch_conv_rowcol,
    on=[
        case(x=normal(7, 6), col=normal(3), row=normal(2)),
        case(x=normal(6, 8), col=normal(3), row=normal(3), padding=(2, 1)),
        case(x=normal(5, 6), col=normal(2), row=normal(4), padding=1),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv_rowcol,
    against=torch_conv_rowcol,
    on=[
        case(x=normal(8, 5), col=normal(4), row=normal(2), padding=(0, 3)),
        case(x=normal(4, 6), col=normal(1), row=normal(5), padding=(1, 0)),
        case(x=normal(6, 4), col=normal(6), row=normal(4)),
        case(x=normal(3, 4), col=normal(1), row=normal(1)),
        case(x=normal(3, 4), col=normal(5), row=normal(2), padding=(2, 0)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch there is no function of its own for this. Two calls do it, each with a kernel that is thin in one axis and with the
# padding of that axis.

# %%
x_torch = torch.tensor(x)[None, None]
first = F.conv2d(input=x_torch, weight=torch.tensor(small_col).reshape(1, 1, 2, 1), padding=(1, 0))
second = F.conv2d(input=first, weight=torch.tensor(small_row).reshape(1, 1, 1, 3), padding=(0, 1))
print("PyTorch:", second[0, 0].tolist())
in_numpy = convkit.separable_conv2d(x[None], small_col, small_row, padding=1)
print("NumPy:  ", in_numpy[0].tolist())

# %% [markdown]
# ## When one pair is not enough (optional)
#
# `laplace` is no product. But it is a *sum* of two: blur nothing and compare downwards, plus the same sideways. Each product
# needs two thin passes, and the answers are added, because a cross-correlation with a sum of kernels is the sum of the
# cross-correlations.

# %%
second_difference, middle = np.array([1.0, -2, 1]), np.array([0.0, 1, 0])
plot.arrays(
    ("kernel", np.outer(second_difference, middle), "downwards"),
    "+",
    ("kernel", np.outer(middle, second_difference), "sideways"),
    "=",
    ("kernel", named["laplace"], "laplace"),
)

# %% [markdown]
# Every kernel is such a sum, and there is a best way to write it. The **singular value decomposition**, SVD, of a kernel finds
# first the one product that comes nearest to it; then the product nearest to what is left; and so on until nothing is left:
#
# $$K = \sigma_0\, u_0 v_0^\mathsf{T} + \sigma_1\, u_1 v_1^\mathsf{T} + \sigma_2\, u_2 v_2^\mathsf{T} + \dots$$
#
# $u_i v_i^\mathsf{T}$ is only another way to write the outer product of a column $u_i$ and a row $v_i$. Each of them has length
# one: the squares of its numbers add up to 1. The sizes are in the **singular values** $\sigma_0 \ge \sigma_1 \ge \dots \ge 0$.
# A separable kernel has one that is not zero; the rank is how many are not zero.
#
# `np.linalg.svd(K, full_matrices=False)` returns `u, s, vt`. The columns $u_i$ are the *columns* of `u`, the numbers
# $\sigma_i$ are in `s`. The rows $v_i$ are the *rows* of `vt`: the `t` says that it is transposed already. Here is a kernel
# whose parts you can see without a computer, 3 and 1 on the diagonal. Before you run the cell: which product is the largest,
# and what is left when you keep only that one?

# %%
simple = np.array([[3.0, 0, 0], [0, 1, 0]])
u, s, vt = np.linalg.svd(simple, full_matrices=False)
print("singular values:", s)
for i in range(2):
    print(f"part {i}: {s[i]:.0f} times the outer product of", u[:, i], "and", vt[i])

# %% [markdown]
# The 3 is the first part and the 1 the second. Keep the first alone, and the 1 is missing.
#
# How bad is it to leave parts out? Measure the distance of two kernels as usual: differences, squared, added, root. This is the
# **Frobenius norm** of the difference, `np.linalg.norm(K - approximation)`. For the SVD it is known before you compute it.
# If the first $r$ parts are kept,
#
# $$\text{error} = \sqrt{\sigma_r^2 + \sigma_{r+1}^2 + \dots},$$
#
# and no other sum of $r$ products has a smaller one (Eckart and Young, 1936). Here is a kernel that no single product is near
# to: a disc, which is what a lens makes of a point that is out of focus. Outside the disc are zeros, inside all numbers are
# equal and add up to 1.

# %%
from_middle = np.arange(-3, 4) ** 2
disc = (from_middle[:, None] + from_middle <= 10).astype(float)
print(disc.astype(int))
disc /= disc.sum()
print("numbers that are not zero:", np.count_nonzero(disc))

# %%
u, s, vt = np.linalg.svd(disc, full_matrices=False)
print("singular values:", s.round(4))
for r in (1, 2, 3):
    kept = sum(s[i] * np.outer(u[:, i], vt[i]) for i in range(r))  # (7, 7)
    predicted, measured = np.sqrt(np.sum(s[r:] ** 2)), np.linalg.norm(disc - kept)
    print(f"{r} kept: error predicted {predicted:.4f}, measured {measured:.4f}")

# %%
plot.low_rank(disc, photo[40:140, 90:220], ranks=(1, 2))

# %% [markdown]
# Look at the kernels first; the stronger the orange, the larger the number. One product is a soft
# square with too much in its middle. Two are nearly level in the middle and nearly empty in the
# corners, where they even dip below zero (blue). The photographs below hardly differ: for this one,
# one product would do. (Where a single lamp stands against the dark, the answer is the kernel
# itself, and one product gives a soft square.) And three products are the disc itself. It has seven
# rows, but only three different ones.
#
# Each product costs $k_h + k_w$ multiplications an output, so $r$ of them pay as long as $r\,(k_h + k_w) < k_h k_w$. Before you
# run the cell: up to which $r$ is that for the disc?

# %%
for r in (1, 2, 3, 4):
    print(f"{r} products: {r * (7 + 7):2d} multiplications, the kernel at once: {7 * 7}")

# %% [markdown]
# ## Exercise 9.3 · The nearest sum of products
# ★★★ · 10 min · 3 points (2 for the answer, 1 for the error) · optional
#
# Write `low_rank(x, K, r)`: keep the first `r` parts of the SVD of the kernel `K`, shape `(kh, kw)`, and return the pair
# `(y, error)`. `y` is the cross-correlation of the picture `x`, shape `(H, W)`, with the approximation; it has shape
# `(H - kh + 1, W - kw + 1)`. `error` is the distance of the approximation from `K` in the Frobenius norm, computed from the
# singular values that are left out. `r` is at least 1 and at most the smaller of `kh` and `kw`.
#
# For the kernel `simple` above and `r = 1` the approximation is 3, 0, 0 · 0, 0, 0 and the error is 1.
#
# <details><summary>Hint 1: where is part i?</summary>
#
# `u[:, i]` is its column, `vt[i]` its row, `s[i]` its size. The size belongs in the product once: multiply the column by it,
# or the row.
#
# </details>
# <details><summary>Hint 2: and then?</summary>
#
# You may build the approximation, part by part, and slide it over the picture. Cheaper is exercise 9.2 for each part, and the
# sum of the `r` answers. Both are right.
#
# </details>
# <details><summary>Hint 3: the error</summary>
#
# The values left out are `s[r:]`. Square, add, take the root.
#
# </details>


# %% solution="low_rank"
def low_rank(x, K, r):
    """(H, W), (kh, kw), number of parts -> (H - kh + 1, W - kw + 1), error"""
    u, s, vt = np.linalg.svd(K, full_matrices=False)  # (kh, m), (m,), (m, kw)
    ### BEGIN SOLUTION
    y = sum(conv_rowcol(x, s[i] * u[:, i], vt[i]) for i in range(r))
    error = np.sqrt(np.sum(s[r:] ** 2))
    return y, error
    ### END SOLUTION


# %% misconception="low_rank"
def low_rank__transposes_again(x, K, r):
    """You took the columns of vt for the rows. NumPy has transposed it already: the row of part i
    is vt[i].
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = sum(s[i] * np.outer(u[:, i], vt[:, i]) for i in range(r))
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


# %% misconception="low_rank"
def low_rank__rows_of_u(x, K, r):
    """You took the rows of u for the columns. The column of part i is u[:, i]; only vt is
    transposed.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = sum(s[i] * np.outer(u[i], vt[i]) for i in range(r))
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


# %% misconception="low_rank"
def low_rank__size_twice(x, K, r):
    """You multiplied both the column and the row by the singular value, so it is squared in the
    product. It belongs there once.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = sum(s[i] ** 2 * np.outer(u[:, i], vt[i]) for i in range(r))
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


# %% misconception="low_rank"
def low_rank__forgets_sizes(x, K, r):
    """You did not multiply by the singular values. Columns and rows have length one; how much of
    each product there is stands in s[i].
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = sum(np.outer(u[:, i], vt[i]) for i in range(r))
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


# %% misconception="low_rank"
def low_rank__keeps_smallest(x, K, r):
    """You kept the last parts, which are the smallest. The largest come first: keep i = 0 to r - 1."""
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = (u[:, -r:] * s[-r:]) @ vt[-r:]
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


# %% misconception="low_rank"
def low_rank__one_part_only(x, K, r):
    """You kept one part only, number r - 1. Add up all parts from 0 to r - 1."""
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = s[r - 1] * np.outer(u[:, r - 1], vt[r - 1])
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


# %% misconception="low_rank"
def low_rank__one_too_few(x, K, r):
    """You kept one part too few. r parts are the numbers 0 to r - 1, and range(r) counts exactly
    these.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = (u[:, : r - 1] * s[: r - 1]) @ vt[: r - 1]
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


# %% misconception="low_rank"
def low_rank__one_more(x, K, r):
    """You kept one part too many. r parts are the numbers 0 to r - 1, and range(r) counts exactly
    these.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    parts = range(min(r + 1, len(s)))
    y = sum(xcorr2d(x, np.outer(s[i] * u[:, i], vt[i])) for i in parts)
    return y, np.sqrt(np.sum(s[r:] ** 2))


# %% misconception="low_rank"
def low_rank__skips_first_left_out(x, K, r):
    """Your answer is right, but your error skips the first part left out. The parts kept are 0 to r
    - 1, so what is missing begins at r: s[r:].
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    y = sum(xcorr2d(x, np.outer(s[i] * u[:, i], vt[i])) for i in range(r))
    return y, np.sqrt(np.sum(s[r + 1 :] ** 2))


# %% misconception="low_rank"
def low_rank__error_without_root(x, K, r):
    """Your answer is right, but the error is the sum of the squares. Take the root of it."""
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    return xcorr2d(x, (u[:, :r] * s[:r]) @ vt[:r]), np.sum(s[r:] ** 2)


# %% misconception="low_rank"
def low_rank__error_adds_values(x, K, r):
    """Your answer is right, but for the error you added the singular values as they are. Lengths at
    right angles add as squares: square, add, take the root.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    return xcorr2d(x, (u[:, :r] * s[:r]) @ vt[:r]), np.sum(s[r:])


# %% misconception="low_rank"
def low_rank__error_of_kept(x, K, r):
    """Your answer is right, but the error is that of the parts you kept. What is missing is the
    others: s[r:].
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    return xcorr2d(x, (u[:, :r] * s[:r]) @ vt[:r]), np.sqrt(np.sum(s[:r] ** 2))


# %% misconception="low_rank"
def low_rank__error_next_only(x, K, r):
    """Your answer is right, but your error counts the first part left out and no other. All of
    s[r:] are missing.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    return xcorr2d(x, (u[:, :r] * s[:r]) @ vt[:r]), s[r]


# %% misconception="low_rank"
def low_rank__error_relative(x, K, r):
    """Your answer is right, but your error is a share of the kernel's own norm. The distance itself
    is asked: do not divide.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    error = np.sqrt(np.sum(s[r:] ** 2) / np.sum(s**2))
    return xcorr2d(x, (u[:, :r] * s[:r]) @ vt[:r]), error


# %% check="low_rank" points=2
def response(low_rank, x, K, r):
    """The first value that the student returns."""
    answer = low_rank(x, K, r)
    return answer[0] if isinstance(answer, tuple | list) else answer


def torch_response(x, K, r):
    if not 1 <= r <= min(K.shape):
        raise ValueError("a kernel has no such rank")
    u, s, vt = torch.linalg.svd(K, full_matrices=False)
    near = (u[:, :r] * s[:r]) @ vt[:r]
    return F.conv2d(x[None, None], near[None, None])[0, 0]


check(
    low_rank,
    against=torch_response,
    via=response,
    on=[
        case(x=normal(8, 7), K=normal(5, 4), r=2),
        case(x=normal(6, 9), K=normal(4, 4), r=3),
        case(x=normal(7, 6), K=normal(3, 5), r=1),
    ],
)
### BEGIN HIDDEN TESTS
check(
    low_rank,
    against=torch_response,
    via=response,
    on=[
        case(x=normal(9, 8), K=normal(4, 6), r=3),
        case(x=normal(6, 5), K=normal(3, 3), r=3),
        case(x=normal(5, 6), K=normal(5, 2), r=1),
        case(x=normal(4, 6), K=normal(1, 3), r=1),
    ],
)
### END HIDDEN TESTS


# %% check="low_rank" points=1
def error_of(low_rank, x, K, r):
    """The second value that the student returns."""
    answer = low_rank(x, K, r)
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise TypeError("return two values: return y, error")
    return answer[1]


def torch_error(x, K, r):
    if not 1 <= r < min(K.shape):
        raise ValueError("only rounding errors are left")
    u, s, vt = torch.linalg.svd(K, full_matrices=False)
    return torch.linalg.norm(K - (u[:, :r] * s[:r]) @ vt[:r])


check(
    low_rank,
    against=torch_error,
    via=error_of,
    on=[case(x=normal(8, 7), K=normal(5, 4), r=2), case(x=normal(6, 8), K=normal(4, 6), r=1)],
)
### BEGIN HIDDEN TESTS
check(
    low_rank,
    against=torch_error,
    via=error_of,
    on=[
        case(x=normal(9, 8), K=normal(6, 5), r=3),
        case(x=normal(5, 6), K=normal(3, 3), r=1),
        case(x=normal(8, 9), K=normal(7, 5), r=4),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch the decomposition has the same name, and its third result is transposed there as well. Two parts of the disc:

# %%
u_torch, s_torch, vt_torch = torch.linalg.svd(torch.tensor(disc), full_matrices=False)
near = (u_torch[:, :2] * s_torch[:2]) @ vt_torch[:2]
by_torch = F.conv2d(input=photo_torch, weight=near[None, None])[0, 0]
columns, rows, error = convkit.low_rank(disc, 2)
by_numpy = convkit.separable_conv2d(photo[None], columns, rows)[0]
print("PyTorch:", by_torch[50, 60].item(), " error:", torch.linalg.norm(s_torch[2:]).item())
print("NumPy:  ", by_numpy[50, 60], " error:", error)

# %% [markdown]
# ---
#
# **Half time.** Kernels are done; layers come next. A good place to stop.
#
# ## Split space from channels: depthwise
#
# So much for one kernel. A layer has $O \cdot C$ of them, and most of its work is that every filter reads every channel. Split
# that. In a **depthwise** convolution each channel is filtered alone, with kernels of its own, and *nothing is added over the
# channels*. With one kernel for each channel, $C$ planes go in and $C$ come out. Each line in the next two figures is a kernel
# of 3 by 3. Before you look: how many lines will the second have?

# %%
plot.connections(("dense layer, 3 by 3", np.ones((4, 4)), (3, 3)))

# %%
plot.connections(("depthwise layer, 3 by 3", np.eye(4), (3, 3)))

# %% [markdown]
# Four instead of sixteen, and no line from one colour to another.
#
# There may be more than one kernel for each channel. Their number $m$ is the **channel multiplier**, and $C \cdot m$ planes
# come out. In PyTorch's order the $m$ planes of channel 0 come first, then the $m$ planes of channel 1, and so on. The weight has
# shape $(C \cdot m, 1, k_h, k_w)$: one kernel for each output, and each reads one channel, which is why there is a 1.
#
# Before you run the cell: with $C = 3$ and $m = 2$ there are six outputs. Which channel does output 3 read? Then look in its
# row for the 1.

# %%
reads = np.zeros((6, 3), int)
for o in range(6):
    reads[o, o // 2] = 1
plot.array(reads, "output (row) reads channel (column)", role="kernel", index=True)

# %% [markdown]
# An example for paper: two channels of one row each, kernels of one row and two columns, $m = 2$. The first two kernels take a
# sum and a difference of channel 0, the other two of channel 1.

# %%
x = np.array([[[[1.0, 2, 4]], [[10.0, 20, 50]]]])  # (N, C, H, W) = (1, 2, 1, 3)
w = np.array([[[[1.0, 1]]], [[[-1.0, 1]]], [[[1.0, 1]]], [[[-1.0, 1]]]])  # (4, 1, 1, 2)
y = convkit.depthwise_conv2d(x, w)  # (1, 4, 1, 2)
for o in range(4):
    print(f"output {o}: kernel {w[o, 0, 0]} on channel {o // 2}, {x[0, o // 2, 0]} -> {y[0, o, 0]}")

# %% [markdown]
# In full, with $m$ kernels for each channel and $\lfloor\ \rfloor$ for rounding down as in lesson 02:
#
# $$y_{n\,o\,i\,j} = b_o + \sum_u \sum_v x_{n,\;\lfloor o/m \rfloor,\;s_h i + u - p_h,\;s_w j + v - p_w} \; w_{o\,0\,u\,v}$$
#
# Compare it with the layer of lesson 03: the sum over $c$ is gone, and the channel is a matter of $o$.
#
# On a part of the flower, with a kernel for level edges and one for upright edges in each colour. Each row of pictures belongs to
# one colour. Compare the petals: in red they can hardly be told apart, in green and blue each has its edges. A dense layer would
# have added the three; here no picture knows anything of the other colours.

# %%
bloom = data.photograph("flower", crop=(70, 150, 300, 340), shrink=2, layout="CHW")
upright = named["sobel"]
edges = np.stack([upright.T, upright] * 3)[:, None]  # (6, 1, 3, 3)
planes = convkit.depthwise_conv2d(bloom[:, :70], edges)  # (6, H, W)
names = [f"{colour}, {way}" for colour in ("red", "green", "blue") for way in ("level", "upright")]
plot.gallery(dict(zip(names, planes, strict=True)), columns=2)

# %% [markdown]
# ## Exercise 9.4 · Depthwise convolution
# ★★ · 10 min · 3 points
#
# Write `depthwise_conv2d(x, w, b=None, stride=1, padding=0)`: `x` has shape `(N, C, H, W)`, `w` `(C * m, 1, kh, kw)`, `b`
# `(C * m,)` or is `None`. Output `o` is channel `o // m` of the picture, filtered with the kernel `w[o, 0]`, plus `b[o]`. It
# returns shape `(N, C * m, Ho, Wo)`. Stride and padding are numbers or pairs (down, right), as in `conv2d`.
#
# For the two channels 1, 2, 4 and 10, 20, 50 above, the four outputs are 3, 6 and 1, 2 and 30, 70 and 10, 30.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# With one output `o`. It is an ordinary convolution, of a picture with one channel, with one filter. `conv2d` does that, with
# bias, stride and padding, if you cut its arguments out of `x`, `w` and `b`.
#
# </details>
# <details><summary>Hint 2: conv2d wants four axes</summary>
#
# An index drops an axis, a slice keeps it. `x[:, c : c + 1]` has shape `(N, 1, H, W)`; `w[o : o + 1]` has shape
# `(1, 1, kh, kw)`.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# Collect the planes of all `o` in a list, each of shape `(N, 1, Ho, Wo)`, and join them: `np.concatenate(planes, axis=1)`.
#
# </details>


# %% solution="depthwise_conv2d"
def depthwise_conv2d(x, w, b=None, stride=1, padding=0):
    """(N, C, H, W), (C * m, 1, kh, kw), (C * m,) -> (N, C * m, Ho, Wo)"""
    m = len(w) // x.shape[1]
    ### BEGIN SOLUTION
    planes = []
    for o in range(len(w)):
        c = o // m
        bias = None if b is None else b[o : o + 1]
        planes.append(conv2d(x[:, c : c + 1], w[o : o + 1], bias, stride, padding))
    return np.concatenate(planes, axis=1)
    ### END SOLUTION


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__goes_round_channels(x, w, b=None, stride=1, padding=0):
    """Your outputs go round the channels: output o reads channel o % C. PyTorch keeps the m outputs
    of a channel together: channel o // m.
    """
    C = x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o % C]], w[[o]], b[[o]], stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__reads_channel_o(x, w, b=None, stride=1, padding=0):
    """You read channel o for output o, and after the first C outputs there is none: the slice is
    empty. With m kernels for each channel, output o reads channel o // m.
    """
    planes = []
    for o in range(len(w)):
        bias = None if b is None else b[o : o + 1]
        planes.append(conv2d(x[:, o : o + 1], w[o : o + 1], bias, stride, padding))
    return np.concatenate(planes, axis=1)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__adds_channels(x, w, b=None, stride=1, padding=0):
    """You add over the channels: each kernel is laid on all of them. In a depthwise convolution
    output o reads channel o // m and no other.
    """
    return conv2d(x, np.repeat(w, x.shape[1], axis=1), b, stride, padding)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__one_kernel_for_all(x, w, b=None, stride=1, padding=0):
    """You use the first kernel for all outputs. Output o has its own, w[o, 0]."""
    m = len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[0]], b[[o]], stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__same_kernels_for_channels(x, w, b=None, stride=1, padding=0):
    """You use the same m kernels for every channel. Each channel has its own: output o uses w[o,
    0].
    """
    m = len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o % m]], b[[o]], stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__kernel_of_channel(x, w, b=None, stride=1, padding=0):
    """You took the kernel of the channel, w[c], for all outputs that read it. Every output has a
    kernel of its own: w[o].
    """
    m = len(w) // x.shape[1]
    planes = []
    for o in range(len(w)):
        c = o // m
        bias = None if b is None else b[o : o + 1]
        planes.append(conv2d(x[:, c : c + 1], w[c : c + 1], bias, stride, padding))
    return np.concatenate(planes, axis=1)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__joins_batch(x, w, b=None, stride=1, padding=0):
    """You joined the planes along the batch. They are the channels of the output: axis=1."""
    m = len(w) // x.shape[1]
    planes = []
    for o in range(len(w)):
        c = o // m
        bias = None if b is None else b[o : o + 1]
        planes.append(conv2d(x[:, c : c + 1], w[o : o + 1], bias, stride, padding))
    return np.concatenate(planes, axis=0)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__ignores_multiplier(x, w, b=None, stride=1, padding=0):
    """You give one output for each channel. There are m kernels for each, so len(w) outputs."""
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [c]], w[[c]], b[[c]], stride, padding) for c in range(x.shape[1])]
    return np.concatenate(planes, axis=1)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__adds_answers_of_channel(x, w, b=None, stride=1, padding=0):
    """You added up the m answers of a channel. They are planes of their own: the output has C * m
    of them.
    """
    (N, C), m = x.shape[:2], len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o]], b[[o]], stride, padding) for o in range(len(w))]
    y = np.concatenate(planes, axis=1)
    return y.reshape(N, C, m, *y.shape[2:]).sum(axis=2)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__bias_of_channel(x, w, b=None, stride=1, padding=0):
    """Your bias goes with the input channel. It belongs to the output: b[o]."""
    m = len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o]], b[[o // m]], stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__forgets_bias(x, w, b=None, stride=1, padding=0):
    """You did not add the bias. Output o gets b[o], if b is not None."""
    m = len(w) // x.shape[1]
    planes = [conv2d(x[:, [o // m]], w[[o]], None, stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__forgets_settings(x, w, b=None, stride=1, padding=0):
    """You did not use stride and padding. Hand both on to conv2d."""
    m = len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o]], b[[o]]) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__forgets_padding(x, w, b=None, stride=1, padding=0):
    """You used the stride, and not the padding. Hand it on to conv2d too."""
    m = len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o]], b[[o]], stride) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__kernels_outside(x, w, b=None, stride=1, padding=0):
    """Your outputs are right and in the wrong order: kernel 0 of every channel, then kernel 1 of
    every channel. The m outputs of one channel stand together.
    """
    C, m = x.shape[1], len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    pairs = [(c, c * m + j) for j in range(m) for c in range(C)]
    planes = [conv2d(x[:, [c]], w[[o]], b[[o]], stride, padding) for c, o in pairs]
    return np.concatenate(planes, axis=1)


# %% misconception="depthwise_conv2d"
def depthwise_conv2d__turns_kernels(x, w, b=None, stride=1, padding=0):
    """Your kernels are rotated by half a turn. This is cross-correlation: use w[o, 0] as it is."""
    m, w = len(w) // x.shape[1], w[:, :, ::-1, ::-1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o]], b[[o]], stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


# %% check="depthwise_conv2d" points=3
def torch_depthwise_conv2d(x, w, b=None, stride=1, padding=0):
    return F.conv2d(x, w, b, stride, padding, groups=x.shape[1])


check(
    depthwise_conv2d,
    against=torch_depthwise_conv2d,
    on=[
        case(x=normal(2, 3, 7, 6), w=normal(6, 1, 3, 2), b=normal(6), stride=1, padding=0),
        case(
            x=normal(2, 2, 8, 7), w=normal(6, 1, 2, 3), b=normal(6), stride=(2, 3), padding=(1, 2)
        ),
        case(x=normal(2, 4, 5, 6), w=normal(4, 1, 3, 3)),
        case(x=normal(2, 3, 4, 6), w=normal(6, 1, 2, 3)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    depthwise_conv2d,
    against=torch_depthwise_conv2d,
    on=[
        case(
            x=normal(3, 3, 6, 5), w=normal(12, 1, 3, 4), b=normal(12), stride=(1, 2), padding=(0, 1)
        ),
        case(x=normal(2, 5, 6, 7), w=normal(10, 1, 1, 1), b=None, stride=(3, 2), padding=0),
        case(x=normal(2, 1, 5, 4), w=normal(3, 1, 2, 3), b=normal(3), stride=1, padding=1),
        case(x=normal(2, 3, 4, 5), w=normal(6, 1, 4, 5)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no function of this name. A depthwise convolution is a convolution with as many groups as channels (lesson 03): each
# group has one channel, and $m$ filters read it.

# %%
x_torch, w_torch = torch.tensor(x), torch.tensor(w)
print("PyTorch:", F.conv2d(input=x_torch, weight=w_torch, groups=2)[0, :, 0].tolist())
print("NumPy:  ", convkit.depthwise_conv2d(x, w)[0, :, 0].tolist())

# %% [markdown]
# ## Then mix: pointwise
#
# In a depthwise convolution nothing crosses from channel to channel. Something must, or a network of them would be $C$ little
# networks side by side. So the second half follows: a 1 by 1 convolution (lesson 03), which mixes the channels at each place and
# looks neither left nor right. Here it is called **pointwise**. The two together are a **depthwise separable** convolution.
# First space, then channels.
#
# Look at the second half of the figure: every output plane reads every coloured plane, at one place at a time.

# %%
plot.connections(
    ("depthwise, 3 by 3", np.eye(4), (3, 3)), ("pointwise, 1 by 1", np.ones((4, 4)), (1, 1))
)

# %% [markdown]
# The dense layer above had 144 weights. Now a layer with 8 channels in, 8 out and kernels of 3 by 3. Before you run the cell: how
# many weights does it have, and how many do its two halves have together?

# %%
dense = nn.Conv2d(in_channels=8, out_channels=8, kernel_size=3, bias=False)
depthwise = nn.Conv2d(in_channels=8, out_channels=8, kernel_size=3, groups=8, bias=False)
pointwise = nn.Conv2d(in_channels=8, out_channels=8, kernel_size=1, bias=False)
sizes = [layer.weight.numel() for layer in (dense, depthwise, pointwise)]
print("dense:    ", sizes[0], "=", "8 · 8 · 3 · 3")
print("depthwise:", sizes[1], "=", "8 · 3 · 3")
print("pointwise:", sizes[2], "=", "8 · 8")
print("split:    ", sizes[1] + sizes[2])

# %% [markdown]
# What was a product of four numbers is now a sum. Written out, with *d* for the depthwise and *p* for the pointwise half (and
# $m = 1$):
#
# $$z_{c\,i\,j} = b^{d}_c + \sum_u \sum_v x_{c,\,i+u,\,j+v}\; w^{d}_{c\,u\,v} \qquad\qquad y_{o\,i\,j} = b^{p}_o + \sum_c w^{p}_{o\,c}\; z_{c\,i\,j}$$
#
# Compare with the dense layer, $\sum_c \sum_u \sum_v x_{c,\,i+u,\,j+v}\, w_{ocuv}$. The kernel of output $o$ on channel $c$ is
# now $w^p_{oc}\, w^d_c$: one kernel for each channel, shared by all outputs, and one number for each pair.

# %% [markdown]
# ## Exercise 9.5 · Depthwise, then pointwise
# ★★ · 6 min · 2 points
#
# Write `depthwise_separable(x, wd, wp, bd, bp)`: the depthwise convolution of `x`, shape `(N, C, H, W)`, with `wd`, shape
# `(C * m, 1, kh, kw)`, and biases `bd`, shape `(C * m,)`; then the pointwise one with `wp`, shape `(M, C * m, 1, 1)`, and biases
# `bp`, shape `(M,)`. No padding, stride 1, and nothing in between. It returns shape `(N, M, H - kh + 1, W - kw + 1)`. You may
# use your `depthwise_conv2d`.
#
# For the two channels above, their depthwise outputs 3, 6 and 1, 2 and 30, 70 and 10, 30, one filter `wp` = 1, 0, 0, 1 and all
# biases 0, the answer is 3 + 10 = 13 and 6 + 30 = 36.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Two lines, one for each half. The pointwise half is an ordinary convolution.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# `z = depthwise_conv2d(x, wd, bd)`, and then `conv2d` on `z`. Each half has its own weight and its own bias.
#
# </details>


# %% solution="depthwise_separable"
def depthwise_separable(x, wd, wp, bd, bp):
    """(N, C, H, W), (C * m, 1, kh, kw), (M, C * m, 1, 1), (C * m,), (M,) -> (N, M, Ho, Wo)"""
    ### BEGIN SOLUTION
    z = depthwise_conv2d(x, wd, bd)  # (N, C * m, Ho, Wo)
    return conv2d(z, wp, bp)  # (N, M, Ho, Wo)
    ### END SOLUTION


# %% misconception="depthwise_separable"
def depthwise_separable__pointwise_first(x, wd, wp, bd, bp):
    """You mixed the channels first and filtered each afterwards. The depthwise half comes first;
    with biases and with M outputs the order matters.
    """
    z = conv2d(x, wp, bp)
    m = len(wd) // z.shape[1]
    return np.concatenate(
        [conv2d(z[:, [o // m]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1
    )


# %% misconception="depthwise_separable"
def depthwise_separable__forgets_first_bias(x, wd, wp, bd, bp):
    """You dropped the bias of the depthwise half. Add bd before the channels are mixed."""
    m = len(wd) // x.shape[1]
    z = np.concatenate([conv2d(x[:, [o // m]], wd[[o]]) for o in range(len(wd))], axis=1)
    return conv2d(z, wp, bp)


# %% misconception="depthwise_separable"
def depthwise_separable__forgets_second_bias(x, wd, wp, bd, bp):
    """You dropped the bias of the pointwise half. Add bp after the channels are mixed."""
    m = len(wd) // x.shape[1]
    z = np.concatenate([conv2d(x[:, [o // m]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1)
    return conv2d(z, wp)


# %% misconception="depthwise_separable"
def depthwise_separable__biases_exchanged(x, wd, wp, bd, bp):
    """You exchanged the two biases. bd belongs to the depthwise half and has a number for each of
    its planes; bp belongs to the pointwise half.
    """
    m = len(wd) // x.shape[1]
    planes = []
    for o in range(len(wd)):
        planes.append(conv2d(x[:, o // m : o // m + 1], wd[o : o + 1], bp[o : o + 1]))
    return conv2d(np.concatenate(planes, axis=1), wp, bd)


# %% misconception="depthwise_separable"
def depthwise_separable__first_bias_unmixed(x, wd, wp, bd, bp):
    """You added the biases of the depthwise half at the end, all of them to every output. They come
    before the channels are mixed, so wp weighs them too.
    """
    m = len(wd) // x.shape[1]
    planes = [conv2d(x[:, o // m : o // m + 1], wd[o : o + 1]) for o in range(len(wd))]
    return conv2d(np.concatenate(planes, axis=1), wp, bp) + bd.sum()


# %% misconception="depthwise_separable"
def depthwise_separable__weighs_one_plane(x, wd, wp, bd, bp):
    """Your pointwise half weighs one plane for each output and adds up nothing. Every output is a
    sum over all planes: it is an ordinary conv2d.
    """
    m = len(wd) // x.shape[1]
    planes = [
        conv2d(x[:, o // m : o // m + 1], wd[o : o + 1], bd[o : o + 1]) for o in range(len(wd))
    ]
    return np.concatenate([planes[o] * wp[o, o] + bp[o] for o in range(len(wp))], axis=1)


# %% misconception="depthwise_separable"
def depthwise_separable__relu_between(x, wd, wp, bd, bp):
    """You put a ReLU between the halves. Some networks do, but this one convolution has nothing in
    between.
    """
    m = len(wd) // x.shape[1]
    z = np.concatenate([conv2d(x[:, [o // m]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1)
    return conv2d(np.maximum(z, 0), wp, bp)


# %% misconception="depthwise_separable"
def depthwise_separable__weight_transposed(x, wd, wp, bd, bp):
    """You transposed the pointwise weight. Its first axis is the outputs and its second the
    channels it reads: use wp as it is.
    """
    m = len(wd) // x.shape[1]
    z = np.concatenate([conv2d(x[:, [o // m]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1)
    return conv2d(z, wp.swapaxes(0, 1), bp)


# %% misconception="depthwise_separable"
def depthwise_separable__goes_round_channels(x, wd, wp, bd, bp):
    """Your depthwise half goes round the channels, o % C. The m outputs of a channel stand
    together: output o reads channel o // m.
    """
    C = x.shape[1]
    z = np.concatenate([conv2d(x[:, [o % C]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1)
    return conv2d(z, wp, bp)


# %% misconception="depthwise_separable"
def depthwise_separable__depthwise_only(x, wd, wp, bd, bp):
    """You stopped after the depthwise half. The pointwise half mixes its channels: one more conv2d,
    with wp and bp.
    """
    m = len(wd) // x.shape[1]
    return np.concatenate(
        [conv2d(x[:, [o // m]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1
    )


# %% check="depthwise_separable" points=2
def torch_depthwise_separable(x, wd, wp, bd, bp):
    z = F.conv2d(x, wd, bd, groups=x.shape[1])
    return F.conv2d(z, wp, bp)


check(
    depthwise_separable,
    against=torch_depthwise_separable,
    on=[
        case(
            x=normal(2, 3, 5, 6),
            wd=normal(3, 1, 2, 3),
            wp=normal(3, 3, 1, 1),
            bd=normal(3),
            bp=normal(3),
        ),
        case(
            x=normal(2, 3, 7, 6),
            wd=normal(6, 1, 3, 2),
            wp=normal(4, 6, 1, 1),
            bd=normal(6),
            bp=normal(4),
        ),
    ],
)
### BEGIN HIDDEN TESTS
check(
    depthwise_separable,
    against=torch_depthwise_separable,
    on=[
        case(
            x=normal(3, 2, 5, 8),
            wd=normal(6, 1, 2, 4),
            wp=normal(6, 6, 1, 1),
            bd=normal(6),
            bp=normal(6),
        ),
        case(
            x=normal(2, 4, 4, 3),
            wd=normal(4, 1, 1, 1),
            wp=normal(2, 4, 1, 1),
            bd=normal(4),
            bp=normal(2),
        ),
        case(
            x=normal(2, 1, 4, 5),
            wd=normal(3, 1, 4, 5),
            wp=normal(5, 3, 1, 1),
            bd=normal(3),
            bp=normal(5),
        ),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch the two layers stand one after the other.

# %%
layers = nn.Sequential(
    nn.Conv2d(in_channels=3, out_channels=6, kernel_size=(3, 2), groups=3),
    nn.Conv2d(in_channels=6, out_channels=4, kernel_size=1),
).double()
pictures = torch.tensor(np.random.default_rng(1).normal(size=(2, 3, 7, 6)))
with torch.no_grad():
    in_torch = layers(pictures)
wd, bd, wp, bp = (p.detach().numpy() for p in layers.parameters())
in_numpy = convkit.depthwise_separable_conv2d(pictures.numpy(), wd, wp, bd, bp)
print("PyTorch:", tuple(in_torch.shape), in_torch[1, 3, 2].numpy())
print("NumPy:  ", in_numpy.shape, in_numpy[1, 3, 2])

# %% [markdown]
# **A real block.** In MobileNet each half is followed by a batch normalisation, which keeps the numbers of a layer in a common
# range (lesson 13), and by a ReLU. Here is one of its blocks with 512 channels. Before you run the cell: which of the two halves
# does most of the work?

# %%
block = nn.Sequential(
    nn.Conv2d(512, 512, kernel_size=3, padding=1, groups=512, bias=False),
    nn.BatchNorm2d(512),
    nn.ReLU(),
    nn.Conv2d(512, 512, kernel_size=1, bias=False),
    nn.BatchNorm2d(512),
    nn.ReLU(),
).eval()
print("maps in and out:", tuple(block(torch.zeros(1, 512, 14, 14)).shape))
for name, count in (
    ("depthwise", 14 * 14 * 512 * 3 * 3),
    ("pointwise", 14 * 14 * 512 * 512),
    ("one dense layer instead", 14 * 14 * 512 * 512 * 3 * 3),
):
    print(f"{name:24s} {count:11,d} multiply-accumulates")

# %% [markdown]
# The pointwise half, by a factor of more than fifty. All the looking around is done by 2 % of the work; nearly everything is mixing. Later
# blocks turn the sizes round. In the **inverted residual** of MobileNetV2 a pointwise layer first makes *many* channels out of few,
# the cheap depthwise half works on the many, and a second pointwise layer goes back to few.
#
# ## What it saves
#
# With 8 channels the split layer had about a quarter of the weights. Real layers have hundreds. Make a guess before the
# exercise: what happens to the share as the channels grow? Does it go to zero?

# %% [markdown]
# ## Exercise 9.6 · The share
# ★ · 5 min · 1 point
#
# Write `cost_ratio(C, M, k)`: the MACs of a depthwise separable convolution, divided by those of the dense one. `C` channels go
# in, `M` come out, the kernels are `k` by `k`, the channel multiplier is 1, and both have an output of the same size. (A MAC is
# one multiplication whose product is added, lesson 03. Biases multiply nothing.)
#
# For C = M = 8 and k = 3 the share is 136/576, about 0.236.
#
# <details><summary>Hint 1: what does each do for one place of the output?</summary>
#
# The dense layer uses each of its $M \cdot C \cdot k \cdot k$ weights once. How many weights do the two halves have? They use
# each once, too.
#
# </details>
# <details><summary>Hint 2: it may be shorter</summary>
#
# Divide both terms of the sum by $M C k^2$ and see what cancels. Each of them leaves a simple fraction.
#
# </details>


# %% solution="cost_ratio"
def cost_ratio(C, M, k):
    """MACs of depthwise and pointwise together / MACs of the dense layer"""
    ### BEGIN SOLUTION
    return (C * k * k + C * M) / (M * C * k * k)  # = 1 / M + 1 / k**2
    ### END SOLUTION


# %% misconception="cost_ratio"
def cost_ratio__depthwise_only(C, M, k):
    """You forgot the pointwise half. It has C * M weights, and for many channels it is the larger
    one.
    """
    return C * k * k / (M * C * k * k)


# %% misconception="cost_ratio"
def cost_ratio__pointwise_only(C, M, k):
    """You forgot the depthwise half. It has C * k * k weights."""
    return C * M / (M * C * k * k)


# %% misconception="cost_ratio"
def cost_ratio__kernel_of_k(C, M, k):
    """You counted k weights to a kernel. It has k rows and k columns: k * k."""
    return 1 / M + 1 / k


# %% misconception="cost_ratio"
def cost_ratio__input_channels(C, M, k):
    """You exchanged the channels: the share of the depthwise half depends on the outputs, 1 / M.
    Every output of a dense layer has kernels of its own, and the depthwise half has one set.
    """
    return 1 / C + 1 / k**2


# %% misconception="cost_ratio"
def cost_ratio__parameters(C, M, k):
    """You counted parameters, with their biases. MACs are multiplications, and a bias multiplies
    nothing.
    """
    return (C * k * k + C + C * M + M) / (M * C * k * k + M)


# %% misconception="cost_ratio"
def cost_ratio__rounds(C, M, k):
    """You divided with //, and that rounds a share down to 0. A share is a fraction: divide with /."""
    return (C * k * k + C * M) // (M * C * k * k)


# %% misconception="cost_ratio"
def cost_ratio__upside_down(C, M, k):
    """You divided the dense layer by the split one. The share is what the
    split one costs of the dense one.
    """
    return M * C * k * k / (C * k * k + C * M)


# %% misconception="cost_ratio"
def cost_ratio__multiplies(C, M, k):
    """You multiplied the two shares. The halves run one after the other, so their costs are added."""
    return 1 / (M * k**2)


# %% misconception="cost_ratio"
def cost_ratio__depthwise_dense(C, M, k):
    """You gave the depthwise half a kernel for each pair of channels. It has one kernel for each
    channel: C * k * k weights.
    """
    return (M * C * k * k + C * M) / (M * C * k * k)


# %% check="cost_ratio" points=1
def torch_cost_ratio(C, M, k):
    if min(C, M, k) < 1:
        raise ValueError("there is no layer without channels or weights")

    def macs(*layers):
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            nn.Sequential(*layers)(torch.zeros(1, C, k + 4, k + 5, device="meta"))
        return counter.get_total_flops() // 2

    dense = nn.Conv2d(C, M, k, device="meta")
    depthwise = nn.Conv2d(C, C, k, groups=C, device="meta")
    return macs(depthwise, nn.Conv2d(C, M, 1, device="meta")) / macs(dense)


check(
    cost_ratio,
    against=torch_cost_ratio,
    on=[case(C=8, M=16, k=3), case(C=6, M=10, k=5), case(C=32, M=64, k=3)],
)
### BEGIN HIDDEN TESTS
check(
    cost_ratio,
    against=torch_cost_ratio,
    on=[
        case(C=128, M=256, k=3),
        case(C=3, M=10, k=7),
        case(C=24, M=4, k=2),
        case(C=5, M=7, k=1),
        *[case(C=whole_number(1, 60), M=whole_number(1, 60), k=whole_number(1, 7))] * 3,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# Now watch it. `FlopCounterMode` counts the work of a PyTorch layer while it runs. Three layers of 3 by 3 from $C$ to $C$ channels
# on a picture of 28 by 28: dense; dense in 4 groups; depthwise separable. Before you run the cell: on a scale where
# each grid line is ten times the one below, a cost that grows by the same factor with each doubling is a straight line.
# Which two of the three curves will be straight and equally steep?

# %%
channels = [8, 16, 32, 64, 128, 256]


def three_layers(c, device):
    return {
        "dense": nn.Conv2d(c, c, 3, padding=1, bias=False, device=device),
        "4 groups": nn.Conv2d(c, c, 3, padding=1, groups=4, bias=False, device=device),
        "separable": nn.Sequential(
            nn.Conv2d(c, c, 3, padding=1, groups=c, bias=False, device=device),
            nn.Conv2d(c, c, 1, bias=False, device=device),
        ),
    }


macs = {"dense": [], "4 groups": [], "separable": []}
spent = {name: [] for name in macs}
for c in channels:
    for name, layer in three_layers(c, "meta").items():
        with FlopCounterMode(display=False) as counter:
            layer(torch.zeros(1, c, 28, 28, device="meta"))
        macs[name].append(counter.get_total_flops() // 2)
    for name, layer in three_layers(c, "cpu").items():
        maps = torch.zeros(1, c, 28, 28)
        spent[name].append(milliseconds(lambda layer=layer, maps=maps: layer(maps), repeats=7))
plot.curves(macs, x=channels, across="channels", up="MACs", log=(True, True))

# %% [markdown]
# Dense and grouped are parallel: twice the channels, four times the work, and the groups are four times cheaper everywhere.
# The separable layer begins just below the groups and climbs less steeply. And its share of the dense work?

# %%
for c, whole, part in zip(channels, macs["dense"], macs["separable"], strict=True):
    print(f"{c:3d} channels: share {part / whole:.4f},  1 / {c} + 1 / 9 = {1 / c + 1 / 9:.4f}")

# %% [markdown]
# It does not go to zero. It goes to 1/9, because in the end everything is spent on the pointwise half. So with kernels of 3 by 3
# it is nine times cheaper at the very most.
#
# > **Rule of thumb.** Doubling the channels in *and* out makes a dense layer four times as expensive,
# > a depthwise one twice, a pointwise one four times. A larger kernel costs little where there are
# > many outputs. From 3 by 3 to 5 by 5 the depthwise half does 25 multiplications instead of 9 for
# > each channel and place, and the pointwise half does $M$ as before. With $M = 512$ the block costs
# > 3 % more, with $M = 16$ it costs 64 % more. Split layers pay on phones and other processors with
# > few arithmetic units; on a large graphics card, measure first.
#
# Now the same layers by the clock. Before you run the cell: will the picture look the same?

# %%
plot.curves(spent, x=channels, across="channels", up="milliseconds", log=(True, True))

# %%
print("channels " + "".join(f"{c:>8d}" for c in channels))
for name, times in spent.items():
    print(f"{name:9s}" + "".join(f"{t:8.3f}" for t in times))
print("separable against dense:")
for name, counts in (("fewer MACs", macs), ("faster", spent)):
    times = [d / p for d, p in zip(counts["dense"], counts["separable"], strict=True)]
    print(f"{name:>10s}" + "".join(f"{t:7.1f}x" for t in times))

# %% [markdown]
# Compare the last two rows. With many channels the split layer is faster indeed. With few it saves MACs and hardly any time;
# where the number is below 1, it even takes longer. They differ because the clock also sees what is no multiplication: every
# call has to start, and the split layer makes two; and every number has to come from memory, for which a depthwise kernel does
# only nine multiplications, and a dense layer nine for each of its filters. MACs say what the plain sums take. (Even that is not
# the least: by the FFT of lesson 05 or a scheme called Winograd's a dense layer needs fewer.) What a layer takes in the end only
# the clock says, and on another computer it says something else.

# %% [markdown]
# ## Can this layer be split?
#
# Somebody gives you a trained dense layer. Is it a depthwise separable one in disguise? Look again at what the split leaves:
# the kernel of output $o$ on channel $c$ is $w^p_{oc}\, w^d_c$. So for one input channel, the kernels of *all outputs*
# are multiples of one kernel $w^d_c$. That is the question of the beginning of this lesson. Write the kernels of
# channel $c$ as
# rows, one row for each output; then this table of $M$ rows and $k_h k_w$ columns must have rank one. For every $c$.
#
# A small layer of 3 filters on 2 channels, with kernels of 1 by 2. Before you run the cell: one of the two channels can be split.
# Which one?

# %%
w = np.array([[[[1.0, 2]], [[0, 1]]], [[[3, 6]], [[1, 1]]], [[[-1, -2]], [[0, 2]]]])  # (3, 2, 1, 2)
for c in range(2):
    table = w[:, c].reshape(3, 2)  # (M, kh * kw)
    print(f"channel {c}:", table.tolist(), " rank", np.linalg.matrix_rank(table))

# %% [markdown]
# Channel 0: all its kernels are multiples of 1, 2. Its depthwise kernel may be 1, 2, and the pointwise weights are 1, 3, −1.
# In channel 1 the kernel 1, 1 is no multiple of the other two. So with one kernel for each channel ($m = 1$) this layer cannot be
# split.
#
# Most layers cannot. 8 to 8 channels and 3 by 3 were 576 numbers, and 136 do not reach everything
# that 576 do. A separable network is not a cheaper way to compute a dense one. It is another
# network, with less to choose from, that often learns nearly as well. On ImageNet MobileNet reads
# 70.6 % of the pictures correctly, and with dense layers instead it reads 71.7 %, for 8.6 times the
# multiply-accumulates (569 against 4,866 million; Howard et al. 2017, table 4).

# %% [markdown]
# ## Exercise 9.7 · Split a layer
# ★★★ · 12 min · 3 points
#
# Write `exact_split(w, rtol=1e-9)`: given the weight `w`, shape `(M, C, kh, kw)`, of a dense layer, return the pair `(wd, wp)`,
# shapes `(C, 1, kh, kw)` and `(M, C, 1, 1)`, of a depthwise and a pointwise layer that together do the same; that is,
# `w[o, c] = wp[o, c, 0, 0] * wd[c, 0]` up to rounding. If the layer cannot be split, return `None`. "Up to rounding" is
# as in exercise 9.1:
# an error of `rtol` times the largest absolute value among the kernels *of that channel*; each channel is judged by itself.
#
# Beware: some channel may be read by no filter. Then all its kernels are zeros, and it can be split too.
#
# If channel 1 of the small layer above had the kernels 0, 1 · 0, 1 · 0, 2, then `wd` = 1, 2 · 0, 1 and `wp` = 1, 1 · 3, 1 · −1, 2
# would be a right answer, and so would any other with the same products.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# One channel at a time. Its table `w[:, c].reshape(M, kh * kw)` is a kernel of exercise 9.1: factor it. The column has a number
# for each output, the row is the depthwise kernel as a row.
#
# </details>
# <details><summary>Hint 2: into which shapes?</summary>
#
# Begin with zeros, `wd = np.zeros((C, 1, kh, kw))` and `wp = np.zeros((M, C, 1, 1))`. The row goes to `wd[c, 0]`, reshaped to
# `(kh, kw)`; the column to `wp[:, c, 0, 0]`.
#
# </details>
# <details><summary>Hint 3: a channel of zeros, and channels that cannot be split</summary>
#
# If the table is all zeros, leave the zeros where they are and `continue` with the next channel. If it is not separable, return
# `None` at once. You may use your `factor` and `is_separable`.
#
# </details>


# %% solution="exact_split"
def exact_split(w, rtol=1e-9):
    """(M, C, kh, kw) -> (C, 1, kh, kw), (M, C, 1, 1), or None if the layer cannot be split"""
    M, C, kh, kw = w.shape
    ### BEGIN SOLUTION
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        if not table.any():
            continue
        if not is_separable(table, rtol):
            return None
        col, row = factor(table)
        wp[:, c, 0, 0] = col
        wd[c, 0] = row.reshape(kh, kw)
    return wd, wp
    ### END SOLUTION


# %% misconception="exact_split"
def exact_split__rank_of_outputs(w, rtol=1e-9):
    """You asked whether the kernels of each output are multiples of one. It must be
    asked of the kernels of each input channel, w[:, c].
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    if any(np.linalg.matrix_rank(w[o].reshape(C, -1), rtol=rtol) > 1 for o in range(M)):
        return None
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        wp[:, c, 0, 0], wd[c, 0] = s[0] * u[:, 0], vt[0].reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__forgets_scale(w, rtol=1e-9):
    """You took the depthwise kernels from one output and all pointwise weights as 1. The other
    outputs have more or less of each kernel: how much is what wp says.
    """
    M, C = w.shape[:2]
    if any(np.linalg.matrix_rank(w[:, c].reshape(M, -1), rtol=rtol) > 1 for c in range(C)):
        return None
    return w[0][:, None].copy(), np.ones((M, C, 1, 1))


# %% misconception="exact_split"
def exact_split__approximates(w, rtol=1e-9):
    """You returned the nearest split of a layer that has none. Ask first whether every channel's
    table has rank one, and return None if not.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        wp[:, c, 0, 0], wd[c, 0] = s[0] * u[:, 0], vt[0].reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__never_asks(w, rtol=1e-9):
    """You factored each channel's table without asking whether it is separable, so for most layers
    your two do something else. Ask first, and return None if it is not.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        if table.any():
            i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
            wp[:, c, 0, 0], wd[c, 0] = table[:, j] / table[i, j], table[i].reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__always_none(w, rtol=1e-9):
    """You return None for every layer, also for one that was made of two. It can be split if the
    table of every channel has at most rank one.
    """
    return None


# %% misconception="exact_split"
def exact_split__one_channel_is_enough(w, rtol=1e-9):
    """You asked whether some channel can be split. All must: return None as soon as one cannot."""
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    if all(np.linalg.matrix_rank(w[:, c].reshape(M, -1), rtol=rtol) > 1 for c in range(C)):
        return None
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        wp[:, c, 0, 0], wd[c, 0] = s[0] * u[:, 0], vt[0].reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__pointwise_transposed(w, rtol=1e-9):
    """Your pointwise weight has inputs and outputs exchanged. Its shape is (M, C, 1, 1): the
    outputs come first.
    """
    M, C, kh, kw = w.shape
    if any(np.linalg.matrix_rank(w[:, c].reshape(M, -1), rtol=rtol) > 1 for c in range(C)):
        return None
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((C, M, 1, 1))
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        wp[c, :, 0, 0], wd[c, 0] = s[0] * u[:, 0], vt[0].reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__divides_by_zero(w, rtol=1e-9):
    """A channel that no filter reads has only zeros, and you divided by its largest entry. Leave
    such a channel as zeros, without a division.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
        with np.errstate(all="ignore"):
            col, row = table[:, j] / table[i, j], table[i]
        if np.abs(table - np.outer(col, row)).max() > rtol * np.abs(table).max():
            return None
        wp[:, c, 0, 0], wd[c, 0] = col, row.reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__refuses_zeros(w, rtol=1e-9):
    """You return None for a layer in which a channel is all zeros. Zeros are zero times any kernel,
    so such a channel can be split.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        if np.linalg.matrix_rank(w[:, c].reshape(M, -1), rtol=rtol) != 1:
            return None
        wp[:, c, 0, 0], wd[c, 0] = s[0] * u[:, 0], vt[0].reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__divides_by_first_output(w, rtol=1e-9):
    """You took the first output's kernels as the depthwise ones. An output that does not read a
    channel has zeros there: take the output where the channel's kernel is largest.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        if not table.any():
            continue
        with np.errstate(all="ignore"):
            col, row = table[:, 0] / table[0, 0], table[0]
        if np.abs(table - np.outer(col, row)).max() > rtol * np.abs(table).max():
            return None
        wp[:, c, 0, 0], wd[c, 0] = col, row.reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__whole_weight(w, rtol=1e-9):
    """You asked for rank one of the whole weight as one table. Each channel has a depthwise kernel
    of its own: ask channel by channel.
    """
    M, C, kh, kw = w.shape
    u, s, vt = np.linalg.svd(w.reshape(M, -1), full_matrices=False)
    if len(s) > 1 and s[1] > rtol * s[0]:
        return None
    wp = np.repeat(s[0] * u[:, 0], C).reshape(M, C, 1, 1)
    return vt[0].reshape(C, 1, kh, kw), wp


# %% misconception="exact_split"
def exact_split__each_kernel(w, rtol=1e-9):
    """You asked of every single kernel whether it is a column times a row. Here the table of a
    channel is asked, w[:, c].reshape(M, kh * kw): one row for each output's kernel.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    if any(np.linalg.matrix_rank(w[o, c], rtol=rtol) > 1 for o in range(M) for c in range(C)):
        return None
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        if table.any():
            i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
            wp[:, c, 0, 0], wd[c, 0] = table[:, j] / table[i, j], table[i].reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__reshapes(w, rtol=1e-9):
    """You got the tables with w.reshape(C, M, ...), which mixes the channels up: w has the outputs
    first. The kernels of channel c are w[:, c].
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c, table in enumerate(w.reshape(C, M, kh * kw)):
        if not table.any():
            continue
        i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
        col, row = table[:, j] / table[i, j], table[i]
        if np.abs(table - np.outer(col, row)).max() > rtol * np.abs(table).max():
            return None
        wp[:, c, 0, 0], wd[c, 0] = col, row.reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__tolerance_of_layer(w, rtol=1e-9):
    """You forgave every channel an error that is small beside the whole layer. Beside a channel of
    large numbers that is too much for one of small numbers: use the largest of the channel itself.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        if not table.any():
            continue
        i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
        col, row = table[:, j] / table[i, j], table[i]
        if np.abs(table - np.outer(col, row)).max() > rtol * np.abs(w).max():
            return None
        wp[:, c, 0, 0], wd[c, 0] = col, row.reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__ignores_rtol(w, rtol=1e-9):
    """You did not hand rtol on. The caller says how much error is still rounding."""
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        if not table.any():
            continue
        i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
        col, row = table[:, j] / table[i, j], table[i]
        if np.abs(table - np.outer(col, row)).max() > 1e-9 * np.abs(table).max():
            return None
        wp[:, c, 0, 0], wd[c, 0] = col, row.reshape(kh, kw)
    return wd, wp


# %% misconception="exact_split"
def exact_split__scales_both(w, rtol=1e-9):
    """The size of a channel's kernels is in both of your factors, and so it is squared in their
    product. Put it into one.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        if len(s) > 1 and s[1] > rtol * s[0]:
            return None
        wp[:, c, 0, 0], wd[c, 0] = s[0] * u[:, 0], s[0] * vt[0].reshape(kh, kw)
    return wd, wp


# %% check="exact_split" points=3
def product_layer(M, C, kh, kw, zeros=(), noise=0.0):
    """A weight that can be split, with zeros in wp at the places `zeros`, and noise in channel 1."""

    def make(rng):
        wd, wp = rng.normal(size=(1, C, kh, kw)), rng.normal(size=(M, C, 1, 1))
        for place in zeros:
            wp[place] = 0
        w = wp * wd
        w[:, 1] += noise * rng.normal(size=(M, kh, kw))
        return w

    return drawn(make)


def output_products(M, C, kh, kw):
    """A weight in which the kernels of each output are multiples of one."""
    return drawn(lambda rng: rng.normal(size=(M, C, 1, 1)) * rng.normal(size=(M, 1, kh, kw)))


def put_together(exact_split, w, *rtol):
    """Whether the student splits the layer, and the dense weight of the two halves."""
    parts = exact_split(w, *rtol)
    if parts is None:
        return {"can be split": False, "wp * wd": None}
    if not isinstance(parts, tuple | list) or len(parts) != 2:
        raise TypeError("return a pair, (wd, wp), or None")
    M, C, kh, kw = w.shape
    for name, part, shape in zip(("wd", "wp"), parts, ((C, 1, kh, kw), (M, C, 1, 1)), strict=True):
        if np.shape(part) != shape:
            raise ValueError(f"{name} must have shape {shape}, yours has {np.shape(part)}")
    wd, wp = parts
    product = wp * np.swapaxes(wd, 0, 1)  # (M, C, 1, 1) * (1, C, kh, kw)
    return {"can be split": True, "wp * wd": product}


def torch_exact_split(w, rtol=1e-9):
    tables = w.transpose(0, 1).flatten(2)  # (C, M, kh * kw)
    whole = bool((torch.linalg.matrix_rank(tables, rtol=rtol) <= 1).all())
    return {"can be split": whole, "wp * wd": w if whole else None}


check(
    exact_split,
    against=torch_exact_split,
    via=put_together,
    on=[
        case(w=product_layer(4, 3, 3, 2)),
        case(w=normal(4, 3, 3, 2)),
        case(w=product_layer(3, 3, 2, 3, zeros=[(0, 1), (2, 2)])),
        case(w=product_layer(4, 3, 2, 3, zeros=[(slice(None), 1)])),
        case(w=product_layer(4, 3, 3, 2, noise=1e-4)),
        case(w=output_products(4, 3, 3, 2)),
        case(w=normal(1, 3, 2, 3)),
        case(w=normal(3, 2, 1, 3)),  # each kernel is a product, and the layer is none
        case(w=constant([[[[1e12, 1e12]], [[1.0, 0]]], [[[1e12, 1e12]], [[0.0, 1]]]])),
        case(w=product_layer(4, 3, 3, 2, noise=1e-11), rtol=1e-13),
    ],
    axes=("output", "channel", "row", "column"),
)
### BEGIN HIDDEN TESTS
check(
    exact_split,
    against=torch_exact_split,
    via=put_together,
    on=[
        case(w=product_layer(5, 2, 2, 4)),
        case(w=product_layer(2, 5, 3, 3, zeros=[(slice(None), 0), (0, 3)])),
        case(w=product_layer(3, 4, 1, 3, noise=0.5)),
        case(w=normal(3, 2, 1, 1)),
        case(w=normal(2, 3, 1, 2)),
        case(w=product_layer(3, 4, 2, 2, noise=1e-11), rtol=1e-13),
    ],
    axes=("output", "channel", "row", "column"),
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has nothing ready for this, but it can tell whether a split is right: one dense layer against the two, on the same
# picture. Here is a layer that was made from two, and then taken apart again with the SVD.
# (That is in the optional section of the first half. If you skipped it, read it now down to the formula of the error; you need
# not do 9.3.)

# %%
rng = np.random.default_rng(5)
hidden = rng.normal(size=(4, 3, 1, 1)) * rng.normal(size=(1, 3, 3, 2))  # (M, C, kh, kw)
tables = torch.tensor(hidden).transpose(dim0=0, dim1=1).flatten(start_dim=2)  # (C, M, kh * kw)
print("ranks:", torch.linalg.matrix_rank(tables).tolist())
u, s, vt = torch.linalg.svd(tables, full_matrices=False)
wd = vt[:, 0].reshape(3, 1, 3, 2)
wp = (s[:, :1] * u[:, :, 0]).T.reshape(4, 3, 1, 1)
whole = F.conv2d(input=pictures, weight=torch.tensor(hidden))
halves = F.conv2d(input=F.conv2d(input=pictures, weight=wd, groups=3), weight=wp)
in_numpy = convkit.depthwise_separable_conv2d(pictures.numpy(), wd.numpy(), wp.numpy())
print("dense:          ", whole[1, 2, 3].numpy())
print("PyTorch, halves:", halves[1, 2, 3].numpy())
print("NumPy, halves:  ", in_numpy[1, 2, 3])

# %% [markdown]
# **With more kernels for each channel.** A channel's table whose rank is not one is a sum of a few
# tables of rank one, those of the SVD. Each of these gives one
# depthwise kernel and one column of pointwise weights. So with a multiplier $m$ a layer can be
# split without loss exactly when no channel's table has a rank above $m$; and where $m$ is smaller,
# the first $m$ parts of the SVD are the nearest split there is. The next cell splits a random layer
# from 8 to 8 channels of 3 by 3, 576 weights. Before you run it: from which $m$ on is nothing lost?
# (The tables have 8 rows and 9 columns.) And when does it still save weights?

# %%
dense_weight = rng.normal(size=(8, 8, 3, 3))  # (M, C, kh, kw)
tables = dense_weight.transpose(1, 0, 2, 3).reshape(8, 8, 9)  # (C, M, kh * kw)
u, s, vt = np.linalg.svd(tables, full_matrices=False)  # (C, 8, 8), (C, 8), (C, 8, 9)
for m in (1, 2, 4, 8):
    wd = vt[:, :m].reshape(8 * m, 1, 3, 3)
    wp = (u[:, :, :m] * s[:, None, :m]).transpose(1, 0, 2).reshape(8, 8 * m, 1, 1)
    again = np.einsum("ocm,cmk->cok", wp.reshape(8, 8, m), wd.reshape(8, m, 9))
    lost = np.linalg.norm(again - tables) / np.linalg.norm(tables)
    print(f"m = {m}: {wd.size + wp.size:4d} weights of 576, {lost:.1%} of the layer is lost")

# %% [markdown]
# From $m = 8$ on, and by then the two halves have nearly twice as many weights as the dense layer;
# they save some up to $m = 4$. A random layer is a bad case, though not the worst. Kernels that
# were learned are more alike, and this is one way to make a finished network smaller: split it with
# a small $m$, and train it a little further.
#
# ## How many does it touch? (optional)
#
# A layer begins with random weights, and their size matters: too small, and every layer makes the signal fainter; too large,
# and it explodes. Lesson 03 drew them between $\pm 1/\sqrt{\text{fan-in}}$. **Fan-in** is how many numbers of the input one output
# reads. Its counterpart is **fan-out**: how many numbers of the output one input goes into. (Stride 1 is meant, and a pixel away
# from the border.) Fan-in governs the way forward, where an output adds up fan-in products. Fan-out governs the way back of lesson
# 06, where the blame of an input adds up fan-out products.
#
# Count them once on a picture: a dense layer from 2 to 3 channels with kernels of 1 by 2. Take one output: it reads 2 pixels in
# each of 2 channels. Take one input pixel: two windows in each of 3 planes read it. Before you run the cell: what are the fans of a
# depthwise layer with 6 channels and kernels of 3 by 3?

# %%
one_pixel = torch.zeros(1, 2, 3, 7)
one_pixel[0, 0, 1, 3] = 1
touched = F.conv2d(one_pixel, torch.ones(3, 2, 1, 2))
print("dense, one pixel touches:", touched.count_nonzero().item())
one_pixel = torch.zeros(1, 6, 7, 7)
one_pixel[0, 0, 3, 3] = 1
touched = F.conv2d(one_pixel, torch.ones(6, 1, 3, 3), groups=6)
print("depthwise, one pixel touches:", touched.count_nonzero().item())

# %% [markdown]
# Nine, in its own plane and in no other. And nine go in. Now ask PyTorch, which computes both from the shape of the weight. (The
# underscore says that the function is for PyTorch's own use. Many of its ways to draw weights use it.)

# %%
weight = torch.ones(6, 1, 3, 3)
print("PyTorch says (fan_in, fan_out):", nn.init._calculate_fan_in_and_fan_out(weight))

# %% [markdown]
# The first is right. The second is six times too large: it is the number of outputs times the pixels of a kernel, as if all six
# planes read our pixel. A weight does not know in how many groups it will be used, so its shape alone cannot tell. What comes of it?
# Let us send a random blame back through eight depthwise layers, with weights drawn once for the one fan-out and once for the
# other, of a size $1/\sqrt{\text{fan-out}}$ that should keep the blame as large as it is. (Fifty such networks side by side, so
# that chance evens out.) Before you run the cell: what will be left of it, with a fan-out six times too large?

# %%
torch.manual_seed(0)
for fan_out in (9, 54):
    blame = torch.randn(1, 50 * 6, 32, 32)
    sizes = [blame.std().item()]
    for _ in range(8):
        weight = torch.randn(50 * 6, 1, 3, 3) / math.sqrt(fan_out)
        blame = F.conv_transpose2d(blame, weight, padding=1, groups=50 * 6)  # back, lesson 06
        sizes.append(blame.std().item())
    print(f"fan-out {fan_out:2d}: size", " ".join(f"{size:.3f}" for size in sizes))

# %% [markdown]
# With the right number most of it arrives. (Some is lost over the border, which every layer
# crosses.) With the wrong one each layer takes away the same share on top of that, and after eight
# layers almost nothing is left. Some libraries of networks therefore count the fan-out of grouped
# layers themselves, as timm does. torchvision's MobileNetV2 does not, and relies on the
# normalisation that follows each of its layers (lesson 13). (PyTorch's own initial weights of a
# layer go by the fan-in, which is right with groups too.)

# %% [markdown]
# ## Exercise 9.8 · Fans
# ★★★ · 8 min · 2 points · optional
#
# Write `fans(w_shape, groups=1)`: the pair `(fan_in, fan_out)`, two whole numbers, of a convolution whose weight has the shape
# `w_shape`, four whole numbers `(O, I, kh, kw)`, with that many groups. `I` is what a filter reads: the input channels
# *of its group*. The stride is
# 1.
#
# `fans((3, 2, 1, 2), 1)` is (4, 6), and `fans((6, 1, 3, 3), 6)` is (9, 9), as counted above.
#
# <details><summary>Hint 1: fan-in</summary>
#
# One output belongs to one filter. How many weights does a filter have?
#
# </details>
# <details><summary>Hint 2: fan-out</summary>
#
# One input pixel is read through every place of a kernel: once as its top left, once as the next, and so on. By how many filters?
# By those of its own group.
#
# </details>


# %% solution="fans"
def fans(w_shape, groups=1):
    """(O, I, kh, kw), groups -> (inputs that an output reads, outputs that an input goes into)"""
    O, I, kh, kw = w_shape
    ### BEGIN SOLUTION
    return I * kh * kw, O // groups * kh * kw
    ### END SOLUTION


# %% misconception="fans"
def fans__all_filters(w_shape, groups=1):
    """Your fan-out counts all filters. Only those of the pixel's own group read it: O // groups."""
    O, I, kh, kw = w_shape
    return I * kh * kw, O * kh * kw


# %% misconception="fans"
def fans__divides_inputs_again(w_shape, groups=1):
    """You divided the fan-in by the groups again. I is the number of channels that a filter reads,
    so that is done already.
    """
    O, I, kh, kw = w_shape
    return I * kh * kw // groups, O // groups * kh * kw


# %% misconception="fans"
def fans__divides_channels_again(w_shape, groups=1):
    """You divided I by the groups. It is the number of channels that a filter reads, so that is
    done already.
    """
    O, I, kh, kw = w_shape
    return I // groups * kh * kw, O // groups * kh * kw


# %% misconception="fans"
def fans__exchanged(w_shape, groups=1):
    """You exchanged the two. Fan-in is what one output reads, fan-out is what one input goes into."""
    O, I, kh, kw = w_shape
    return O // groups * kh * kw, I * kh * kw


# %% misconception="fans"
def fans__forgets_kernel(w_shape, groups=1):
    """You counted channels only. A kernel reads kh * kw pixels of each, and as many windows read a
    pixel.
    """
    O, I = w_shape[:2]
    return I, O // groups


# %% misconception="fans"
def fans__forgets_kernel_outwards(w_shape, groups=1):
    """Your fan-in is right. An input pixel, too, is met by every place of a kernel, in kh * kw
    windows: multiply the fan-out by it.
    """
    O, I, kh, kw = w_shape
    return I * kh * kw, O // groups


# %% misconception="fans"
def fans__all_channels(w_shape, groups=1):
    """Your fan-in counts the channels of all groups. A filter reads those of its own group, and
    these are the I of the shape.
    """
    O, I, kh, kw = w_shape
    return I * groups * kh * kw, O // groups * kh * kw


# %% misconception="fans"
def fans__counts_weights(w_shape, groups=1):
    """You counted the weights of the layer. One output reads through one filter, and one input is
    read by the filters of its group.
    """
    O, I, kh, kw = w_shape
    return O * I * kh * kw, O * I * kh * kw


# %% misconception="fans"
def fans__inputs_in_fan_out(w_shape, groups=1):
    """You multiplied the fan-out by the channels of a filter. An input pixel is in one channel
    only: O // groups filters, kh * kw windows.
    """
    O, I, kh, kw = w_shape
    return I * kh * kw, O // groups * I * kh * kw


# %% check="fans" points=2
def torch_fans(w_shape, groups=1):
    O, I, kh, kw = w_shape
    if min(O, I, kh, kw, groups) < 1 or O % groups:
        raise ValueError("there is no such layer")
    x = torch.zeros(1, I * groups, 2 * kh - 1, 2 * kw - 1, requires_grad=True)
    y = F.conv2d(x, torch.ones(w_shape), groups=groups)
    read = torch.autograd.grad(y[0, 0, 0, 0], x)[0]
    one = torch.zeros_like(x)
    one[0, 0, kh - 1, kw - 1] = 1  # in the middle: every place of the kernel meets it
    touched = F.conv2d(one, torch.ones(w_shape), groups=groups)
    return read.count_nonzero().item(), touched.count_nonzero().item()


check(
    fans,
    against=torch_fans,
    on=[
        case(w_shape=(8, 3, 3, 2), groups=1),
        case(w_shape=(6, 1, 3, 3), groups=6),
        case(w_shape=(12, 2, 3, 5), groups=4),
    ],
)


### BEGIN HIDDEN TESTS
def twelves(rng):
    """A shape of weights, with outputs for 2, 3, 4 and 6 groups."""
    outputs, *rest = rng.integers(1, 6, size=4).tolist()
    return 12 * outputs, *rest


check(
    fans,
    against=torch_fans,
    on=[
        case(w_shape=(10, 1, 3, 2), groups=5),
        case(w_shape=(16, 5, 1, 1), groups=2),
        case(w_shape=(64, 32, 3, 3), groups=1),
        case(w_shape=(9, 4, 2, 4), groups=3),
        case(w_shape=(4, 3, 2, 5)),
        *[case(w_shape=drawn(twelves), groups=drawn(lambda rng: int(rng.choice([2, 3, 6]))))] * 3,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch the fans are inside the functions of `nn.init`, which draw weights, and these know no groups. So give the size
# yourself. For a depthwise layer, with its own fan-out:

# %%
layer = nn.Conv2d(in_channels=6, out_channels=6, kernel_size=3, groups=6)
torch.manual_seed(0)
nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="linear")
by_pytorch = layer.weight.std().item()
nn.init.normal_(layer.weight, mean=0.0, std=1 / math.sqrt(9))
by_hand = layer.weight.std().item()
print(
    f"standard deviation with PyTorch's fan-out: {by_pytorch:.4f}, 1/√54 = {1 / math.sqrt(54):.4f}"
)
print(f"standard deviation with the right fan-out: {by_hand:.4f}, 1/√9  = {1 / math.sqrt(9):.4f}")
print(f"the second is {by_hand / by_pytorch:.2f} times the first, √6 = {math.sqrt(6):.2f}")

# %% [markdown]
# Only 54 numbers were drawn, so what is measured differs a little from the formula.
#
# ## Split everything: flattened (optional)
#
# A filter has three axes: channels, rows, columns. We split rows from columns, and space from channels. Why not all three? A filter
# that is a product of three vectors,
#
# $$w_{c\,u\,v} = f_c \; g_u \; h_v,$$
#
# has $C + k_h + k_w$ numbers instead of $C \cdot k_h \cdot k_w$. It works in three passes. The first adds up the channels, each
# times its number $f_c$, and leaves one plane. The second goes down over that plane, the third across. Networks made of them are
# called **flattened**. (Their paper writes X, Y and C for the three lengths: $X + Y + C$ against $X \cdot Y \cdot C$.)
#
# Here is such a filter for the flower: yes to red, no to green, and then an upright edge of `sobel`. Before you run the cell:
# which edge of the flower will be bright in the end, the left or the right one?

# %%
f, g, h = np.array([1.0, -1, 0]), np.array([1.0, 2, 1]), np.array([-1.0, 0, 1])
redness = np.einsum("c,chw->hw", f, bloom)  # red minus green
sloped = convkit.xcorr2d(convkit.xcorr2d(redness, g[:, None]), h[None, :])
plot.gallery({"first pass: red minus green": redness, "then down and across": sloped}, columns=2)

# %% [markdown]
# In the first picture the petals are bright, and the leaves are dark, because they have little red. So in the second one the left
# edge of the flower is bright, where red begins, and the right edge dark, where it ends. The petals show too, as they are
# not equally red; the leaves are nearly level. Which one filter does all that at once?

# %%
full = np.einsum("c,a,b->cab", f, g, h)
print(full.astype(int).tolist())
print("numbers:", full.size, "against", f.size + g.size + h.size)
at_once = convkit.conv2d(bloom[None], full[None])[0, 0]
print("largest difference:", np.abs(at_once - sloped).max())

# %% [markdown]
# ## Exercise 9.9 · Three passes
# ★★ · 8 min · 3 points (2 for the passes, 1 for the count) · optional
#
# Write two functions.
#
# - `flattened_conv2d(x, f, g, h, padding=0)`: `x` has shape `(N, C, H, W)`, and the vectors `f`, `g`, `h` have shapes `(C,)`,
#   `(kh,)`, `(kw,)`. Return the convolution of `x` with the one filter `w[c, u, v] = f[c] * g[u] * h[v]`, in three passes. Padding
#   is a number or a pair. The result has shape `(N, 1, Ho, Wo)`.
# - `flattened_cost(C, kh, kw)`: return the pair `(flattened, dense)` of the MACs for each number of the output, three passes
#   against one filter of full size. (Assume that all planes have the same size.)
#
# For a picture of two channels, 1, 2, 4 and 10, 20, 50, with `f` = 1, 1, `g` = 2 and `h` = −1, 1, the first pass gives 11, 22, 54,
# the second 22, 44, 108 and the third 22, 64. `flattened_cost(16, 3, 5)` is (24, 240).
#
# <details><summary>Hint 1: the first pass</summary>
#
# It is a 1 by 1 convolution with one filter, `f.reshape(1, C, 1, 1)`, and `conv2d` does it. What is left has one channel.
#
# </details>
# <details><summary>Hint 2: the other two</summary>
#
# Exercise 9.2, for a batch: a filter of shape `(1, 1, kh, 1)` and one of shape `(1, 1, 1, kw)`. Each has the padding of its own
# axis.
#
# </details>


# %% solution="flattened_conv2d"
def flattened_conv2d(x, f, g, h, padding=0):
    """(N, C, H, W), (C,), (kh,), (kw,) -> (N, 1, Ho, Wo)"""
    ph, pw = pair(padding)
    ### BEGIN SOLUTION
    plane = conv2d(x, f.reshape(1, -1, 1, 1))  # (N, 1, H, W)
    down = conv2d(plane, g.reshape(1, 1, -1, 1), padding=(ph, 0))  # (N, 1, Ho, W)
    return conv2d(down, h.reshape(1, 1, 1, -1), padding=(0, pw))  # (N, 1, Ho, Wo)
    ### END SOLUTION


def flattened_cost(C, kh, kw):
    """channels, rows, columns -> (MACs of three passes, MACs of one filter) for each number"""
    ### BEGIN SOLUTION
    return C + kh + kw, C * kh * kw
    ### END SOLUTION


# %% misconception="flattened_conv2d"
def flattened_conv2d__averages_channels(x, f, g, h, padding=0):
    """You averaged over the channels. The first pass adds f[c] times channel c, and does not divide
    by their number.
    """
    ph, pw = pair(padding)
    plane = conv2d(x, f.reshape(1, -1, 1, 1)) / len(f)
    down = conv2d(plane, g.reshape(1, 1, -1, 1), padding=(ph, 0))
    return conv2d(down, h.reshape(1, 1, 1, -1), padding=(0, pw))


# %% misconception="flattened_conv2d"
def flattened_conv2d__ignores_channel_vector(x, f, g, h, padding=0):
    """You added up the channels as they are. Each counts f[c] times."""
    ph, pw = pair(padding)
    plane = x.sum(axis=1, keepdims=True)
    down = conv2d(plane, g.reshape(1, 1, -1, 1), padding=(ph, 0))
    return conv2d(down, h.reshape(1, 1, 1, -1), padding=(0, pw))


# %% misconception="flattened_conv2d"
def flattened_conv2d__exchanged(x, f, g, h, padding=0):
    """Your g goes across and your h goes down. g has a number for each row of the kernel: a filter
    of shape (1, 1, kh, 1).
    """
    ph, pw = pair(padding)
    plane = conv2d(x, f.reshape(1, -1, 1, 1))
    down = conv2d(plane, h.reshape(1, 1, -1, 1), padding=(ph, 0))
    return conv2d(down, g.reshape(1, 1, 1, -1), padding=(0, pw))


# %% misconception="flattened_conv2d"
def flattened_conv2d__pads_every_pass(x, f, g, h, padding=0):
    """You padded both axes in more than one pass. Each axis is padded once, in the pass along it:
    (ph, 0) down, (0, pw) across.
    """
    plane = conv2d(x, f.reshape(1, -1, 1, 1))
    down = conv2d(plane, g.reshape(1, 1, -1, 1), padding=padding)
    return conv2d(down, h.reshape(1, 1, 1, -1), padding=padding)


# %% misconception="flattened_conv2d"
def flattened_conv2d__pads_with_numbers(x, f, g, h, padding=0):
    """You gave a single number as padding, and that pads both axes. The pass down needs (ph, 0),
    the pass across (0, pw).
    """
    ph, pw = pair(padding)
    plane = conv2d(x, f.reshape(1, -1, 1, 1))
    down = conv2d(plane, g.reshape(1, 1, -1, 1), padding=ph)
    return conv2d(down, h.reshape(1, 1, 1, -1), padding=pw)


# %% misconception="flattened_conv2d"
def flattened_conv2d__pads_three_times(x, f, g, h, padding=0):
    """You padded in all three passes. The first looks at single pixels and needs none; then (ph, 0)
    down and (0, pw) across.
    """
    plane = conv2d(x, f.reshape(1, -1, 1, 1), padding=padding)
    down = conv2d(plane, g.reshape(1, 1, -1, 1), padding=padding)
    return conv2d(down, h.reshape(1, 1, 1, -1), padding=padding)


# %% misconception="flattened_conv2d"
def flattened_conv2d__no_padding(x, f, g, h, padding=0):
    """You did not pad. Give the pass down (ph, 0) and the pass across (0, pw)."""
    plane = conv2d(x, f.reshape(1, -1, 1, 1))
    return conv2d(conv2d(plane, g.reshape(1, 1, -1, 1)), h.reshape(1, 1, 1, -1))


# %% misconception="flattened_conv2d"
def flattened_conv2d__keeps_channels(x, f, g, h, padding=0):
    """You kept the channels apart: your result has C planes. The first pass adds them up, so that
    one plane is left.
    """
    ph, pw = pair(padding)
    planes = [f[c] * x[:, [c]] for c in range(len(f))]
    down = [conv2d(p, g.reshape(1, 1, -1, 1), padding=(ph, 0)) for p in planes]
    across = [conv2d(p, h.reshape(1, 1, 1, -1), padding=(0, pw)) for p in down]
    return np.concatenate(across, axis=1)


# %% misconception="flattened_conv2d"
def flattened_conv2d__turns_vectors(x, f, g, h, padding=0):
    """You turned the vectors round, as np.convolve does it. Cross-correlation uses g and h as they
    are.
    """
    ph, pw = pair(padding)
    plane = conv2d(x, f.reshape(1, -1, 1, 1))
    down = conv2d(plane, g[::-1].reshape(1, 1, -1, 1), padding=(ph, 0))
    return conv2d(down, h[::-1].reshape(1, 1, 1, -1), padding=(0, pw))


# %% misconception="flattened_conv2d"
def flattened_cost__multiplies(C, kh, kw):
    """You multiplied the counts of the three passes. They run one after the other, so their costs
    are added.
    """
    return C * kh * kw, C * kh * kw


# %% misconception="flattened_conv2d"
def flattened_cost__every_channel(C, kh, kw):
    """You let the second and the third pass run on every channel. After the first pass one plane is
    left: C + kh + kw.
    """
    return C + C * kh + C * kw, C * kh * kw


# %% misconception="flattened_conv2d"
def flattened_cost__whole_kernel(C, kh, kw):
    """You split the channels from space, and left the kernel whole. It is taken apart too: kh + kw,
    not kh * kw.
    """
    return C + kh * kw, C * kh * kw


# %% misconception="flattened_conv2d"
def flattened_cost__exchanged(C, kh, kw):
    """You exchanged the two counts. The flattened one comes first, and it is the smaller."""
    return C * kh * kw, C + kh + kw


# %% misconception="flattened_conv2d"
def flattened_cost__dense_without_channels(C, kh, kw):
    """Your first count is right. The dense filter reads all channels as well: C * kh * kw."""
    return C + kh + kw, kh * kw


# %% misconception="flattened_conv2d"
def flattened_cost__forgets_channels(C, kh, kw):
    """You forgot the channels. The first pass takes C MACs, and the dense filter reads all C
    channels.
    """
    return kh + kw, kh * kw


# %% check="flattened_conv2d" points=2
def torch_flattened_conv2d(x, f, g, h, padding=0):
    w = torch.einsum("c,a,b->cab", f, g, h)
    return F.conv2d(x, w[None], padding=padding)


check(
    flattened_conv2d,
    against=torch_flattened_conv2d,
    on=[
        case(x=normal(2, 3, 7, 6), f=normal(3), g=normal(3), h=normal(2)),
        case(x=normal(2, 4, 6, 8), f=normal(4), g=normal(3), h=normal(3), padding=(2, 1)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    flattened_conv2d,
    against=torch_flattened_conv2d,
    on=[
        case(x=normal(3, 2, 5, 6), f=normal(2), g=normal(2), h=normal(4), padding=1),
        case(x=normal(2, 1, 4, 5), f=normal(1), g=normal(1), h=normal(3), padding=(0, 2)),
        case(x=normal(2, 5, 4, 3), f=normal(5), g=normal(4), h=normal(3)),
    ],
)
### END HIDDEN TESTS


# %% check="flattened_conv2d" points=1
def torch_flattened_cost(C, kh, kw):
    """Every weight is used once for each number: count the weights."""
    if min(C, kh, kw) < 1:
        raise ValueError("there is no filter without weights")
    passes = [(C, (1, 1)), (1, (kh, 1)), (1, (1, kw))]
    layers = [nn.Conv2d(c, 1, k, bias=False, device="meta") for c, k in passes]
    dense = nn.Conv2d(C, 1, (kh, kw), bias=False, device="meta")
    return sum(layer.weight.numel() for layer in layers), dense.weight.numel()


check(
    flattened_cost,
    against=torch_flattened_cost,
    on=[case(C=3, kh=3, kw=2), case(C=16, kh=5, kw=7)],
)
### BEGIN HIDDEN TESTS
check(
    flattened_cost,
    against=torch_flattened_cost,
    on=[
        case(C=64, kh=3, kw=3),
        case(C=1, kh=1, kw=4),
        *[case(C=whole_number(2, 90), kh=whole_number(1, 9), kw=whole_number(1, 9))] * 2,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, three layers:

# %%
bloom_torch = torch.tensor(bloom)[None]
plane = F.conv2d(input=bloom_torch, weight=torch.tensor(f).reshape(1, 3, 1, 1))
down = F.conv2d(input=plane, weight=torch.tensor(g).reshape(1, 1, 3, 1), padding=(1, 0))
across = F.conv2d(input=down, weight=torch.tensor(h).reshape(1, 1, 1, 3), padding=(0, 1))
by_numpy = convkit.flattened_conv2d(bloom[None], f[None], g[None], h[None], padding=1)
print("PyTorch:", tuple(across.shape), across[0, 0, 30, 40:43].numpy())
print("NumPy:  ", by_numpy.shape, by_numpy[0, 0, 30, 40:43])

# %% [markdown]
# ## What you can do now
#
# - Take a kernel apart into a column and a row (optional: into a few of each, and say what is
#   lost).
# - Convolve in thin passes, each axis padded once.
# - Write a depthwise convolution with a multiplier, and the pointwise one that follows it.
# - Count what splitting saves, and not be surprised when the clock disagrees.
# - Ask of a dense layer whether it could be split, and with how many kernels for each channel
#   (optional: count its fans).
#
# **Three traps**
#
# 1. Passes follow each other. Their answers are not added, their costs are; and the padding of an axis belongs to one of them.
# 2. Output $o$ of a depthwise convolution reads channel $o // m$, not $o$ modulo $C$. With $m = 1$ you cannot see the difference.
# 3. Time does not follow MACs: it may fall by more or by less, and it may rise. And a function that
#    looks only at a weight's shape does not know its groups.
#
# **Where it is used.** Blurring in image programs is done in two passes. In networks, Jaderberg, Vedaldi and Zisserman split trained
# kernels into columns and rows (*Speeding up Convolutional Neural Networks with Low Rank Expansions*, BMVC 2014), and Inception-v3
# learns kernels of 1 by 7 and 7 by 1 (Szegedy et al., *Rethinking the Inception Architecture for Computer Vision*, CVPR 2016).
# Flattened networks are by Jin, Dundar and Culurciello (*Flattened Convolutional Neural Networks for Feedforward Acceleration*,
# 2014). Depthwise separable convolutions made MobileNet small enough for phones (Howard et al., *MobileNets*, 2017; the inverted
# residual is in Sandler et al., *MobileNetV2*, CVPR 2018), and Xception is built of them (Chollet, *Xception: Deep Learning with Depthwise Separable Convolutions*, CVPR 2017). MobileNet puts a
# ReLU between the halves; Xception puts none, and found that better.
#
# **What comes next.** Depthwise is one end of a scale: as many groups as channels. Dense is the other: one group. Lesson 10 walks
# between them, and finds a way for groups to talk to each other without a single multiplication.

# %% [markdown]
# ## Six questions
#
# Answer each in your head, then unfold it.
#
# <details><summary>1. Is the kernel 1, 2 · 2, 5 separable?</summary>
#
# No. The second row would have to be 2, 4: its rank is 2.
#
# </details>
#
# <details><summary>2. A separable blur of 15 by 15 is done in two passes. How many multiplications for each output?</summary>
#
# 15 + 15 = 30 instead of 225.
#
# </details>
#
# <details><summary>3. A depthwise layer with 16 channels and multiplier 2 has kernels of 3 by 3. What shape is its weight, and which channel does output 7 read?</summary>
#
# `(32, 1, 3, 3)`; channel $7 // 2 = 3$.
#
# </details>
#
# <details><summary>4. Which half of a depthwise separable layer with hundreds of channels does most of the work?</summary>
#
# The pointwise half. The share of the whole block in the dense layer's work is $1/M + 1/k^2$, and the first term, the
# depthwise one, is small.
#
# </details>
#
# <details><summary>5. When can a dense layer be split exactly, with one kernel for each channel?</summary>
#
# When for every input channel the kernels of all outputs are multiples of one kernel.
#
# </details>
#
# <details><summary>6. A layer has nine times fewer MACs. Is it nine times faster?</summary>
#
# Nobody knows before measuring: memory and calls cost time too, and no MAC counts them.
#
# </details>
