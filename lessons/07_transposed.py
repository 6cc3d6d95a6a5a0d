# %% [markdown]
# # 7 · Transposed convolution: up again
#
# The layers so far made pictures smaller, or kept their size. A network that paints a picture, or that says of every
# pixel what it belongs to, must make them larger again. The layer for that is one you have met: the adjoint of lesson 05,
# the other direction of a convolution, now with weights of its own. You will build it twice, by stamping and by an
# ordinary convolution, and compare both with the matrix. Then come two things that go wrong with it in practice: sizes
# that do not fit, and checkerboards.
#
# **You will be able to**
#
# - stamp a small picture into a large one, with stride, padding and channels;
# - say how large it becomes, and get back a size that a stride has forgotten;
# - do the same with an ordinary convolution;
# - say what comes back when you go down and up again, and what does not;
# - tell beforehand where a checkerboard will show, and build an upsampling without one.
#
# **You need** stride, padding and dilation (lesson 02), layers with channels (lesson 03), the adjoint and the matrix of a
# convolution (lesson 05). **Time** 120 minutes, with what is optional 160. **Points** 19, with what is optional 26. Sections
# and exercises marked *optional* may be left out: the same layer by way of inserted zeros (7.3, 7.4) and the two witnesses
# (7.7). A good place to stop is before *Sizes come back*.
#
# The first of the next two cells holds two things you may use in your answers. `pair` turns one number into a pair, as in
# the lessons before. `conv1d(x, w)` is the layer of lesson 03 for signals: cross-correlation of `x`, shape `(N, C, n)`, with
# filters `w`, shape `(O, C, k)`.

# %% setup="all" allow=["numpy", "math"]
import numpy as np


def conv1d(x, w):
    """(N, C, n), (O, C, k) -> (N, O, n - k + 1)"""
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2], axis=2)
    return np.einsum("ncia,oca->noi", windows, w)


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


# %% setup="checks"
import itertools

import torch
import torch.nn.functional as F

import convkit
from autograder import because, begin, call, case, check, check_raises, normal, whole_number
from convkit import data, plot

begin("07_transposed")

# %% [markdown]
# ## One number, one stamp
#
# A convolution with stride 2 and three weights *reads*: output $i$ looks at the places $2i$, $2i + 1$, $2i + 2$ of its
# input. Now let every arrow point the other way: number $i$ *writes* to the places $2i$, $2i + 1$, $2i + 2$, with the
# same weights. It lays down a copy of the kernel, times its own value, like a stamp. Where stamps overlap, they add.
#
# Take the numbers 1, 10, 100, the kernel 1, 2, 3 and stride 2. Before you run the cell: how many numbers come out, and which
# of them are sums of two? Then look at the columns where one stamp ends and the next begins.

# %% cover=true
x = np.array([1.0, 10.0, 100.0])
k = np.array([1.0, 2.0, 3.0])
plot.stamps(x, k, stride=2)

# %% [markdown]
# Seven numbers. In the sums 13 and 130 you can still see the two stamps they come from. This is **transposed convolution**.
# With stride $s$, input $x_i$ and weights $w_a$ it is
#
# $$y_{s i + a} \mathrel{+}= x_i \, w_a \qquad \text{for every } i \text{ and every } a,$$
#
# where $\mathrel{+}=$ means what it means in Python: begin with zeros, and add. Compare it with the convolution, $y_i =
# \sum_a x_{si + a} w_a$. The same links, the same weights, the other direction. Nothing is flipped.
#
# Now **padding**. A convolution with padding 1 also reads one zero at each end that is not in its input. In the other
# direction, what is written to these places goes nowhere. So here padding takes away: $p$ numbers are cut off at both ends.
# Before you run the cell: which two numbers of the seven will be lost? They are the dashed cells of the figure.

# %%
plot.stamps(x, k, stride=2, padding=1)

# %% [markdown]
# ## How many come out?
#
# Count on the first figure. The last of $n$ stamps begins at place $s(n - 1)$, and it is $k$ places long. So there are
# $s(n - 1) + k$ places, and padding takes $2p$ of them away. A dilated kernel is $d(k - 1) + 1$ places long, as in lesson 02:
# $s(n-1) + d(k-1) + 1 - 2p$.
#
# In two dimensions, once for each axis. Before you run the cell: how large does a picture of 2 by 2 become, with a kernel of
# 3 by 3 and stride 1? With stride 2?

# %%
small, square = np.ones((1, 1, 2, 2)), np.ones((1, 1, 3, 3))
for stride in (1, 2):
    print("stride", stride, "->", convkit.conv_transpose2d(small, square, stride=stride).shape[2:])

# %% [markdown]
# From 2 by 2 to 4 by 4, or to 5 by 5. Those are the sizes that a convolution with the same settings takes to 2 by 2. But
# are they the only ones? Go down with a kernel of three and stride 2, then up again with the same. Before you run the cell:
# which of the lengths 5 to 10 will come back?

# %%
for n in range(5, 11):
    m = convkit.conv_output_size(n, 3, stride=2)
    back = convkit.conv_transpose_output_size(m, 3, stride=2)
    print(f"{n:2d} -> {m} -> {back}", "" if back == n else f"   {n - back} missing")

# %% [markdown]
# The odd ones. Since the convolution rounds down, 5 and 6 both become 2, and nothing in a 2 remembers which it was. Somebody
# has to say. **Output padding** $q$ says how many places more the result has, at the far end: 0 for 5, and 1 for 6. In all,
#
# $$o = s(n - 1) - 2p + d(k - 1) + 1 + q.$$
#
# PyTorch wants $q$ to be smaller than the stride or smaller than the dilation, and refuses the rest.

# %% [markdown]
# ## Exercise 7.1 · How large does it become?
# ★ · 8 min · 2 points (1 for the numbers, 1 for refusing)
#
# Write `convT_out_size(n, k, s=1, p=0, op=0, d=1)`: how many numbers a transposed convolution makes of `n`, with `k`
# taps, stride `s`, padding `p`, output padding `op` and dilation `d`. In two cases raise a `ValueError`: if `op` is
# neither smaller than `s` nor smaller than `d`, and if less than one number would be left.
#
# `convT_out_size(3, 3, 2, 1)` is 5, as in the second figure, and `convT_out_size(3, 3, 2, 1, 1)` is 6.
#
# <details><summary>Hint 1: the formula is above; what is left to do?</summary>
#
# No rounding, this time. Only the two refusals.
#
# </details>
# <details><summary>Hint 2: neither smaller than s nor smaller than d</summary>
#
# That is, at least as large as both, and so as the larger of the two: `op >= max(s, d)`.
#
# </details>


# %% solution="convT_out_size"
def convT_out_size(n, k, s=1, p=0, op=0, d=1):
    """The number of outputs; ValueError if op is too large or nothing is left."""
    ### BEGIN SOLUTION
    if op >= max(s, d):
        raise ValueError(f"convT_out_size: op is {op}, the stride {s} and the dilation {d}")
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError(f"convT_out_size: padding {p} takes everything away, {size} would be left")
    return size
    ### END SOLUTION


# %% misconception="convT_out_size"
def convT_out_size__multiplies_by_stride(n, k, s=1, p=0, op=0, d=1):
    """You multiplied n by the stride. That is right only if each stamp is as long as the stride;
    the last stamp begins at s * (n - 1) and is d * (k - 1) + 1 long.
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * n
    if size < 1:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__adds_padding(n, k, s=1, p=0, op=0, d=1):
    """You added the padding. Here it takes away: 2 * p numbers are cut off, because the convolution
    in the other direction had added them.
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) + 2 * p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__padding_once(n, k, s=1, p=0, op=0, d=1):
    """You took the padding away once. It is cut off at both ends, so take 2 * p away."""
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__forgets_output_padding(n, k, s=1, p=0, op=0, d=1):
    """You left out the output padding. It makes the result op longer, so add it."""
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1
    if size < 1:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__dilated_kernel_too_long(n, k, s=1, p=0, op=0, d=1):
    """You took a dilated kernel to be d * k long. Between k taps there are only k - 1 steps of d,
    so its length is d * (k - 1) + 1.
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * k + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__forgets_dilation(n, k, s=1, p=0, op=0, d=1):
    """You left out the dilation. A kernel with taps d apart is d * (k - 1) + 1 long."""
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + k + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__forgets_one(n, k, s=1, p=0, op=0, d=1):
    """You are one short. Stamp 0 begins at place 0, the last at s * (n - 1), and the kernel is d *
    (k - 1) + 1 places long: do not lose the 1.
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * (k - 1) + op
    if size < 0:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__stride_times_n(n, k, s=1, p=0, op=0, d=1):
    """You let the last stamp begin at s * n. The first begins at 0, so the last of n stamps begins
    at s * (n - 1).
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * n - 2 * p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__goes_down(n, k, s=1, p=0, op=0, d=1):
    """You wrote the size of an ordinary convolution, which goes down and rounds. Count the places
    from the first stamp's beginning to the last one's end.
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = (n + 2 * p - d * (k - 1) - 1) // s + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__accepts_any_output_padding(n, k, s=1, p=0, op=0, d=1):
    """Output padding that is neither smaller than the stride nor smaller than the dilation must raise
    a ValueError, and raise it, not return it: if op >= max(s, d).
    """

    size = s * (n - 1) - 2 * p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__compares_with_stride_only(n, k, s=1, p=0, op=0, d=1):
    """You refuse output padding that PyTorch allows. It must be smaller than the stride or smaller
    than the dilation; one of the two is enough.
    """
    if op >= s:
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__wants_both(n, k, s=1, p=0, op=0, d=1):
    """You refuse output padding that is smaller than one of the two. Refuse it only if it is
    smaller than neither: op >= max(s, d).
    """
    if op >= s or op >= d:
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


# %% misconception="convT_out_size"
def convT_out_size__checks_before_output_padding(n, k, s=1, p=0, op=0, d=1):
    """You ask whether anything is left before you add the output padding. It makes the result longer,
    so ask at the end.
    """
    if op >= max(s, d):
        raise ValueError("output padding too large")
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1
    if size < 1:
        raise ValueError("nothing left")
    return size + op


# %% misconception="convT_out_size"
def convT_out_size__returns_nothing_left(n, k, s=1, p=0, op=0, d=1):
    """If the padding takes everything away, raise a ValueError. A size of 0 is nothing left, too."""
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1 + op

    return size


# %% check="convT_out_size" points=1
def torch_convT_out_size(n, k, s=1, p=0, op=0, d=1):
    x, w = torch.zeros(1, 1, n), torch.zeros(1, 1, k)
    y = F.conv_transpose1d(x, w, stride=s, padding=p, output_padding=op, dilation=d)
    return y.shape[-1]


check(
    convT_out_size,
    against=torch_convT_out_size,
    on=[
        case(n=2, k=3),
        case(n=3, k=3, s=2, p=1),
        case(n=3, k=3, s=2, p=1, op=1),
        case(n=5, k=4, s=3, p=2, op=2, d=1),
        case(n=4, k=3, s=2, p=0, op=2, d=3),
        case(n=6, k=2, s=5, p=1, op=3, d=2),
        case(n=1, k=1, s=4),
        case(n=1, k=2, s=2, p=1, op=1),
    ],
)
### BEGIN HIDDEN TESTS
grid = itertools.product((1, 2, 5, 9), (1, 2, 4), (1, 2, 3), (0, 1, 2), (0, 1, 2), (1, 2, 3))
check(
    convT_out_size,
    against=torch_convT_out_size,
    on=[
        *(
            case(n=n, k=k, s=s, p=p, op=op, d=d)
            for n, k, s, p, op, d in grid
            if op < max(s, d) and s * (n - 1) - 2 * p + d * (k - 1) + 1 + op > 0
        ),
        *[
            case(
                n=whole_number(3, 30),
                k=whole_number(1, 5),
                s=whole_number(1, 4),
                p=whole_number(0, 1),
                op=0,
                d=whole_number(1, 4),
            )
        ]
        * 5,
    ],
)
### END HIDDEN TESTS

# %% check="convT_out_size" points=1
check_raises(
    convT_out_size,
    ValueError,
    on=[
        case(n=3, k=2, s=2, p=0, op=2, d=1),
        case(n=4, k=5, s=1, p=1, op=1, d=1),
        case(n=4, k=3, s=2, p=0, op=4, d=3),
    ],
    because=because("convT_out_size__accepts_any_output_padding"),
)
check_raises(
    convT_out_size,
    ValueError,
    on=[case(n=3, k=2, s=1, p=2, op=0, d=1), case(n=2, k=1, s=2, p=3, op=1, d=1)],
    because=because("convT_out_size__returns_nothing_left"),
)
### BEGIN HIDDEN TESTS
check_raises(
    convT_out_size,
    ValueError,
    on=[
        case(n=5, k=3, s=2, p=0, op=3, d=3),
        case(n=4, k=2, s=3, p=0, op=4, d=1),
        *[
            case(
                n=whole_number(3, 20),
                k=whole_number(2, 5),
                s=whole_number(1, 4),
                p=0,
                op=whole_number(4, 9),
                d=whole_number(1, 4),
            )
        ]
        * 3,
    ],
    because=because("convT_out_size__accepts_any_output_padding"),
)
check_raises(
    convT_out_size,
    ValueError,
    on=[
        case(n=1, k=4, s=3, p=2, op=0, d=1),
        case(n=2, k=1, s=1, p=2, op=0, d=1),
        *[
            case(
                n=whole_number(1, 3),
                k=1,
                s=whole_number(1, 4),
                p=whole_number(5, 9),
                op=0,
                d=whole_number(1, 4),
            )
        ]
        * 3,
    ],
    because=because("convT_out_size__returns_nothing_left"),
)
### END HIDDEN TESTS

# %% [markdown]
# ## With channels
#
# In a convolution, every output channel reads all input channels. In the other direction, every input channel writes to
# all output channels. So a number in channel $c$ has one stamp for each output channel $o$, and what arrives from all
# channels is added (here $n$ counts the signals of a batch):
#
# $$y_{n,\, o,\, s i + a - p} \mathrel{+}= \sum_c x_{n,c,i} \, w_{c,o,a}.$$
#
# Look at the order of the axes of $w$: **input channels first**, $(C, O, k)$. A convolution has $(O, C, k)$. There is a
# reason. Take a layer that goes from 3 channels to 2; its weights have the shape (2, 3, $k$). In the other direction it
# goes from 2 channels to 3 with the very same array, whose first axis now counts what comes *in*.
#
# Before you run the cell: two numbers, 1 in channel 0 and 10 in channel 1, each with two stamps of two. What is in output
# channel 0, what in channel 1?

# %%
two_in = np.array([[[1.0], [10.0]]])  # (N, C, n) = (1, 2, 1)
stamps = np.array([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]])  # (C, O, k) = (2, 2, 2)
print(convkit.conv_transpose1d(two_in, stamps)[0])

# %% [markdown]
# ## Exercise 7.2 · Stamp
# ★★ · 12 min · 3 points (2 without padding, 1 with it)
#
# Write `convT1d_scatter(x, w, stride=1, padding=0)`: transposed convolution of the signals `x`, shape `(N, C, n)`, with
# the stamps `w`, shape `(C, O, k)`, by stamping. It returns shape `(N, O, stride * (n - 1) + k - 2 * padding)`.
#
# For the signal 1, 10, 100, the kernel 1, 2, 3 and stride 2 it is 1, 2, 13, 20, 130, 200, 300, and with padding 1 it is 2,
# 13, 20, 130, 200. In the example above the two channels are 51, 62 and 73, 84.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Without padding. Zeros of shape `(N, O, stride * (n - 1) + k)`, then a loop over the `n` numbers. Number `i` writes to the
# places from `i * stride` to `i * stride + k`.
#
# </details>
# <details><summary>Hint 2: all channels at once</summary>
#
# `x[:, :, i]` has the shape `(N, C)`, and `w` has `(C, O, k)`. `np.tensordot(x[:, :, i], w, axes=1)` sums over `C` and gives
# `(N, O, k)`. Or loop over `c`, `o` and `a`, too.
#
# </details>
# <details><summary>Hint 3: the padding</summary>
#
# At the end keep the places from `padding` to `length - padding`, where `length` is the number of places. (`[p:-p]` is empty
# when `p` is 0.)
#
# </details>


# %% solution="convT1d_scatter"
def convT1d_scatter(x, w, stride=1, padding=0):
    """(N, C, n), (C, O, k) -> (N, O, stride * (n - 1) + k - 2 * padding)"""
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    ### BEGIN SOLUTION
    y = np.zeros((N, O, length))
    for i in range(n):
        here = slice(i * stride, i * stride + k)
        y[:, :, here] += np.tensordot(x[:, :, i], w, axes=1)  # (N, O, k)
    return y[:, :, padding : length - padding]
    ### END SOLUTION


# %% misconception="convT1d_scatter"
def convT1d_scatter__reads_filters_as_oik(x, w, stride=1, padding=0):
    """You took the first axis of w for the output channels, as in an ordinary convolution. Here the
    input channels come first: w[c, o, a].
    """
    (N, _, n), (O, I, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        for o in range(O):
            for c in range(I):
                for a in range(k):
                    y[:, o, i * stride + a] += x[:, c, i] * w[o, c, a]
    return y[:, :, padding : length - padding]


# %% misconception="convT1d_scatter"
def convT1d_scatter__sums_over_second_axis(x, w, stride=1, padding=0):
    """You summed over the second axis of w. That axis counts the output channels; the first one
    counts the input channels, and it is summed.
    """
    (N, _, n), (O, _, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=(1, 1))
    return y[:, :, padding : length - padding]


# %% misconception="convT1d_scatter"
def convT1d_scatter__overwrites(x, w, stride=1, padding=0):
    """Where stamps overlap, only one of them is left. They add up: write += in a loop over the inputs,
    and not =. (Where places repeat within one statement, += counts each once.)
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] = np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding : length - padding]


# %% misconception="convT1d_scatter"
def convT1d_scatter__flips_kernel(x, w, stride=1, padding=0):
    """Your stamps are flipped. When you stamp, nothing is flipped: w[c, o, 0] goes to the place
    i * stride.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w[:, :, ::-1], axes=1)
    return y[:, :, padding : length - padding]


# %% misconception="convT1d_scatter"
def convT1d_scatter__pads_input(x, w, stride=1, padding=0):
    """You put zeros around the input, which makes the result longer. Here padding takes away: cut
    padding numbers off at both ends of the result.
    """
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    (N, _, n), (_, O, k) = x.shape, w.shape
    y = np.zeros((N, O, stride * (n - 1) + k))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y


# %% misconception="convT1d_scatter"
def convT1d_scatter__pads_output(x, w, stride=1, padding=0):
    """You put zeros around the result. Here padding takes away: cut padding numbers off at both
    ends.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return np.pad(y, ((0, 0), (0, 0), (padding, padding)))


# %% misconception="convT1d_scatter"
def convT1d_scatter__ignores_padding(x, w, stride=1, padding=0):
    """You left out the padding. Cut padding numbers off at both ends of the result."""
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y


# %% misconception="convT1d_scatter"
def convT1d_scatter__crops_near_end(x, w, stride=1, padding=0):
    """You cut off the near end only. The far end loses padding numbers as well."""
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding:]


# %% misconception="convT1d_scatter"
def convT1d_scatter__crops_far_end(x, w, stride=1, padding=0):
    """You cut everything off at the far end. Take padding numbers from each end."""
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, : length - 2 * padding]


# %% misconception="convT1d_scatter"
def convT1d_scatter__empty_without_padding(x, w, stride=1, padding=0):
    """With padding 0 your result is empty: y[0:-0] is y[0:0]. Count the end from the front, as
    length - padding.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding:-padding]


# %% misconception="convT1d_scatter"
def convT1d_scatter__stamps_side_by_side(x, w, stride=1, padding=0):
    """Your stamps begin one place apart whatever the stride. Number i begins at the place i *
    stride.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i : i + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding : length - padding]


# %% misconception="convT1d_scatter"
def convT1d_scatter__steps_by_kernel_length(x, w, stride=1, padding=0):
    """Your stamps never overlap: they lie the kernel's length apart. They begin stride places
    apart, and may overlap or leave gaps.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = k * n
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * k : i * k + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding : length - padding]


# %% misconception="convT1d_scatter"
def convT1d_scatter__first_channel_only(x, w, stride=1, padding=0):
    """Only the first input channel stamps. All of them do, each with stamps of its own, and
    everything adds up.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :1, i], w[:1], axes=1)
    return y[:, :, padding : length - padding]


# %% misconception="convT1d_scatter"
def convT1d_scatter__averages_overlaps(x, w, stride=1, padding=0):
    """You divided by the number of stamps at each place. Stamps are added and nothing is divided."""
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y, stamps = np.zeros((N, O, length)), np.zeros(length)
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
        stamps[i * stride : i * stride + k] += 1
    return (y / np.maximum(stamps, 1))[:, :, padding : length - padding]


# %% misconception="convT1d_scatter"
def convT1d_scatter__forgets_last_stamp(x, w, stride=1, padding=0):
    """The last number has left no stamp. There are n numbers: let i run over range(n)."""
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n - 1):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding : length - padding]


# %% misconception="convT1d_scatter"
def convT1d_scatter__returns_inside_loop(x, w, stride=1, padding=0):
    """Only the first number has stamped: your return stands inside the loop. Move it to the left,
    behind the loop.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
        return y[:, :, padding : length - padding]


# %% check="convT1d_scatter" points=2
def torch_convT1d(x, w, stride):
    return F.conv_transpose1d(x, w, stride=stride)


check(
    convT1d_scatter,
    against=torch_convT1d,
    on=[
        case(x=normal(1, 1, 4), w=normal(1, 1, 3), stride=2),
        case(x=normal(2, 2, 5), w=normal(2, 2, 3), stride=1),
        case(x=normal(2, 3, 5), w=normal(3, 2, 4), stride=3),
        case(x=normal(3, 2, 4), w=normal(2, 4, 2), stride=3),
    ],
    axes=("signal", "channel", "place"),
)
### BEGIN HIDDEN TESTS
check(
    convT1d_scatter,
    against=torch_convT1d,
    on=[
        case(x=normal(2, 4, 6), w=normal(4, 3, 5), stride=2),
        case(x=normal(3, 2, 5), w=normal(2, 3, 1), stride=2),
        case(x=normal(2, 3, 1), w=normal(3, 2, 4), stride=2),
        case(x=normal(2, 3, 4), w=normal(3, 3, 3), stride=4),
    ],
    axes=("signal", "channel", "place"),
)
### END HIDDEN TESTS


# %% check="convT1d_scatter" points=1
def torch_convT1d_padded(x, w, stride=1, padding=0):
    return F.conv_transpose1d(x, w, stride=stride, padding=padding)


check(
    convT1d_scatter,
    against=torch_convT1d_padded,
    on=[
        case(x=normal(1, 1, 4), w=normal(1, 1, 3), stride=1, padding=1),
        case(x=normal(2, 3, 5), w=normal(3, 2, 4), stride=2, padding=3),
        case(x=normal(2, 2, 6), w=normal(2, 3, 3), stride=3, padding=2),
        case(x=normal(2, 2, 4), w=normal(2, 2, 2), stride=2, padding=0),
    ],
    axes=("signal", "channel", "place"),
)
### BEGIN HIDDEN TESTS
check(
    convT1d_scatter,
    against=torch_convT1d_padded,
    on=[
        case(x=normal(3, 2, 6), w=normal(2, 4, 5), stride=2, padding=1),
        case(x=normal(2, 3, 7), w=normal(3, 2, 2), stride=2, padding=3),
        case(x=normal(2, 4, 5), w=normal(4, 2, 1), stride=3, padding=1),
        case(x=normal(2, 3, 4), w=normal(3, 2, 3)),
    ],
    axes=("signal", "channel", "place"),
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch it is one call, with names you know.

# %%
rng = np.random.default_rng(0)
signals, weights = rng.normal(size=(2, 3, 5)), rng.normal(size=(3, 2, 4))
in_torch = F.conv_transpose1d(
    input=torch.tensor(signals), weight=torch.tensor(weights), stride=2, padding=1
)
in_numpy = convkit.conv_transpose1d(signals, weights, stride=2, padding=1)
print("PyTorch:", tuple(in_torch.shape), " NumPy:", in_numpy.shape)
print("largest difference:", np.abs(in_torch.numpy() - in_numpy).max())

# %% [markdown]
# ## The same as a matrix
#
# Why *transposed*? Here is the matrix $A$ of lesson 05 for the convolution that goes down, from seven numbers to three: the
# kernel 1, 2, 3 with stride 2. Before you look at the second figure: what stands in the columns of the transpose?

# %%
A = convkit.convolution_matrix(k[None, None], (1, 7), stride=2)
plot.matrix(A, "A, 7 numbers to 3")

# %%
plot.matrix(A.T, "A transposed, 3 numbers to 7")

# %% [markdown]
# Each column is a stamp. To multiply $A^\mathsf{T}$ by $x$ is to take column $i$ times $x_i$, and to add. And because it is
# the transpose, the identity of lesson 05 holds: $\langle A u, x \rangle = \langle u, A^\mathsf{T} x \rangle$.

# %%
print("A^T x:   ", A.T @ x)
print("stamping:", convkit.conv_transpose1d(x[None, None], k[None, None], stride=2)[0, 0])
u = rng.normal(size=7)
print("<Au, x>:  ", (A @ u) @ x)
print("<u, A^T x>:", u @ (A.T @ x))

# %% [markdown]
# So the backward pass of a convolution (lesson 06) and the forward pass of this layer are one operation, and the backward
# pass of this layer is an ordinary convolution. In two dimensions nothing changes. A kernel of 3 by 3 on a picture of 4
# by 4, stride 1, is a matrix with 4 rows and 16 columns. Its transpose has 16 rows and 4 columns, and takes 2 by 2 to 4
# by 4.
#
# Let the small picture be 1, 10 · 100, 1000 and the kernel all ones, so that the digits of every result tell which stamps
# reached it. Before you run the cell: what stands in the four places in the middle? Then watch in the figure how they fill up.

# %%
A_2d = convkit.convolution_matrix(square, (1, 4, 4))
four = np.array([[1.0, 10.0], [100.0, 1000.0]])
print("A:", A_2d.shape, " A transposed:", A_2d.T.shape)
print((A_2d.T @ four.ravel()).reshape(4, 4).astype(int))

# %%
plot.stamp_steps(four, square[0, 0])

# %% [markdown]
# Each number stamps nine places, and the four in the middle are reached by all four stamps: 1111.

# %% [markdown]
# ## Output by output (optional)
#
# Stamping goes through the inputs and asks where each one writes. One can also go through the outputs, and ask what
# arrives at each. With stride 1 the answer is known since lesson 05: output $j$ collects $x_{j-a} \, w_a$ for all $a$.
# The index of $x$ goes down while that of $w$ goes up. This is the full convolution of lesson 01: put $k - 1$ zeros on
# both sides, flip the kernel, and slide it along.
#
# With stride 2 the stamps begin two places apart. So move the inputs two places apart, with a zero
# between neighbours. After that, everything is as with stride 1. Before you run the cell: how many
# zeros are needed between neighbours for stride 3? And does the last number need any after it,
# apart from the border?

# %%
apart = np.array([[1.0, 0, 10, 0, 100]])
framed = np.array([[0, 0, 1.0, 0, 10, 0, 100, 0, 0]])
flipped = k[::-1].copy()
plot.arrays(("input", x[None], "x"), "→", ("input", apart, "zeros inserted"))

# %%
plot.arrays(("input", framed, "and a border of k − 1"), "∗", ("kernel", flipped[None], "flipped"))

# %%
print("slid along:", convkit.xcorr1d(framed[0], flipped))
print("stamped:   ", convkit.conv_transpose1d(x[None, None], k[None, None], stride=2)[0, 0])

# %% [markdown]
# The same seven numbers. For stride $s$ there are $s - 1$ zeros between neighbours, and none at the
# ends but the border. The window moves by one place, which on the original signal is $1/s$ of a
# step: half a step here. That is where another name of the operation comes from: *fractionally
# strided convolution*.

# %% [markdown]
# ## Exercise 7.3 · Room between numbers
# ★★ · 6 min · 1 point · optional
#
# Write `zero_insert(x, s)`: move the numbers along the last axis of `x` apart, so that neighbours are `s` places apart, with
# zeros between them. The axis of `n` numbers becomes `(n - 1) * s + 1` long; all other axes stay as they are. `x` may have
# any number of axes. The result is a new array, for `s = 1` too.
#
# `x` = 1, 10, 100 with `s = 2` is 1, 0, 10, 0, 100, and with `s = 3` it is 1, 0, 0, 10, 0, 0, 100.
#
# <details><summary>Hint 1: a slice can be written to</summary>
#
# `y[::2] = ...` writes to every second place.
#
# </details>
# <details><summary>Hint 2: any number of axes</summary>
#
# `...` stands for all axes in front: `y[..., ::s]` is every `s`-th place of the last axis, and `x.shape[:-1]` is the shape
# without the last axis.
#
# </details>


# %% solution="zero_insert"
def zero_insert(x, s):
    """(..., n) -> (..., (n - 1) * s + 1)"""
    ### BEGIN SOLUTION
    n = x.shape[-1]
    y = np.zeros((*x.shape[:-1], (n - 1) * s + 1))
    y[..., ::s] = x
    return y
    ### END SOLUTION


# %% misconception="zero_insert"
def zero_insert__trailing_zeros(x, s):
    """You put zeros after the last number as well. They go between neighbours only, so the length
    is (n - 1) * s + 1.
    """
    y = np.zeros((*x.shape[:-1], x.shape[-1] * s))
    y[..., ::s] = x
    return y


# %% misconception="zero_insert"
def zero_insert__leading_zeros(x, s):
    """You put zeros before the first number. They go between neighbours only: the result begins
    with x[0].
    """
    y = np.zeros((*x.shape[:-1], x.shape[-1] * s))
    y[..., s - 1 :: s] = x
    return y


# %% misconception="zero_insert"
def zero_insert__repeats_values(x, s):
    """You repeated each number. Between neighbours belong zeros."""
    return np.repeat(x, s, axis=-1)[..., : (x.shape[-1] - 1) * s + 1]


# %% misconception="zero_insert"
def zero_insert__repeats_last_as_well(x, s):
    """You repeated every number s times, the last one too. Between neighbours belong zeros, and
    nothing after the last.
    """
    return np.repeat(x, s, axis=-1)


# %% misconception="zero_insert"
def zero_insert__s_zeros(x, s):
    """You inserted s zeros. Neighbours are to be s places apart, and that takes s - 1 zeros."""
    y = np.zeros((*x.shape[:-1], (x.shape[-1] - 1) * (s + 1) + 1))
    y[..., :: s + 1] = x
    return y


# %% misconception="zero_insert"
def zero_insert__first_axis(x, s):
    """You moved the numbers apart along the first axis. It is the last one: y[..., ::s]."""
    y = np.zeros(((x.shape[0] - 1) * s + 1, *x.shape[1:]))
    y[::s] = x
    return y


# %% misconception="zero_insert"
def zero_insert__every_axis(x, s):
    """You moved the numbers apart along every axis. Only the last one changes: y[..., ::s]."""
    y = np.zeros([(n - 1) * s + 1 for n in x.shape])
    y[(slice(None, None, s),) * x.ndim] = x
    return y


# %% misconception="zero_insert"
def zero_insert__writes_zeros_over(x, s):
    """You put zeros over the numbers that were between. Make the array longer first; no number of x
    may get lost.
    """
    y = np.zeros(x.shape)
    y[..., ::s] = x[..., ::s]
    return y


# %% misconception="zero_insert"
def zero_insert__returns_same_array(x, s):
    """With s = 1 you return x itself. Whoever writes into the result would change x: return a copy."""
    if s == 1:
        return x
    y = np.zeros((*x.shape[:-1], (x.shape[-1] - 1) * s + 1))
    y[..., ::s] = x
    return y


# %% check="zero_insert" points=1
def torch_zero_insert(x, s):
    one_tap = torch.ones(1, 1, 1, dtype=x.dtype)
    rows = x.reshape(-1, 1, x.shape[-1])
    return F.conv_transpose1d(rows, one_tap, stride=s).reshape(*x.shape[:-1], -1)


check(
    zero_insert,
    against=torch_zero_insert,
    on=[
        case(x=normal(4), s=2),
        case(x=normal(2, 3, 5), s=3),
        case(x=normal(4, 3), s=2),
        case(x=normal(2, 4), s=1),
    ],
    fresh=True,
)
### BEGIN HIDDEN TESTS
check(
    zero_insert,
    against=torch_zero_insert,
    on=[
        case(x=normal(3, 2, 6), s=2),
        case(x=normal(2, 2, 3, 4), s=4),
        case(x=normal(3, 1), s=3),
        case(x=normal(2, 3, 4), s=1),
    ],
    fresh=True,
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no call of that name, since a transposed convolution with a kernel of one tap, a 1, does it.

# %%
one_tap = torch.ones(1, 1, 1, dtype=torch.float64)
spread = F.conv_transpose1d(input=torch.tensor(x)[None, None], weight=one_tap, stride=3)
print("PyTorch:", spread[0, 0].tolist())
print("NumPy:  ", convkit.insert_zeros(x, (3,), axes=(0,)).tolist())

# %% [markdown]
# ## Border and channels (optional)
#
# Two things are left. **Padding** cuts $p$ numbers off at both ends of the result. One need not compute them first: a border
# of $k - 1 - p$ zeros instead of $k - 1$ makes the result shorter by $p$ at each end. If $p$ is larger than $k - 1$ this is
# negative, and a negative border means: cut so many places of the spread signal off.
#
# **Channels.** The convolution in which all this ends has filters $(O, C, k)$, and $w$ has the shape $(C, O, k)$. So its
# first two axes must be exchanged, and the last one flipped. The recipe in full:
#
# 1. insert $s - 1$ zeros between neighbours;
# 2. put a border of $k - 1 - p$ zeros on both sides (or cut off);
# 3. flip $w$ along its last axis, and exchange its first two;
# 4. cross-correlate, with stride 1.
#
# Before you run the cell: of the products in step 4, what part is a multiplication by an inserted zero or by the border, for
# stride 2 and a kernel of three on 100 numbers? And for stride 4 and a kernel of eight?

# %%
for s, taps in ((2, 3), (4, 8)):
    useful = 100 * taps  # each number meets each weight once
    done = convkit.conv_transpose_output_size(100, taps, s) * taps
    print(f"stride {s}, {taps} taps: {done} products, {1 - useful / done:.0%} of them with a zero")

# %% [markdown]
# So libraries do not compute it in this way. But it is the way to *see* that this layer is a convolution too. Here are
# both directions in one table (after Dumoulin and Visin):
#
# | | going down | going up again, as a convolution |
# |---|---|---|
# | kernel | $k$ | $k$, flipped |
# | stride | $s$ | 1, with $s - 1$ zeros between the inputs |
# | padding | $p$ | a border of $k - 1 - p$ |
# | channels | (O, C, …) reads C, makes O | the same array, reads O, makes C |

# %% [markdown]
# ## Exercise 7.4 · Collect
# ★★★ · 15 min · 3 points (2 for paddings up to k − 1, 1 for larger ones) · optional
#
# Write `convT1d_gather(x, w, stride=1, padding=0)`: the same as `convT1d_scatter`, by the recipe above. `x` has the shape
# `(N, C, n)`, `w` the shape `(C, O, k)`. You may use your `zero_insert`, and `conv1d(x, w)`, which is given.
#
# For the signal 1, 10, 100, the kernel 1, 2, 3, stride 2 and padding 1 the spread signal with its border is 0, 1, 0, 10, 0,
# 100, 0, and the result is 2, 13, 20, 130, 200.
#
# <details><summary>Hint 1: right shape, wrong numbers</summary>
#
# Is the kernel flipped? Are there zeros between the numbers, and not copies? Have you tried it with two channels in and
# two out, where exchanging the axes does not change the shape?
#
# </details>
# <details><summary>Hint 2: the kernel</summary>
#
# `w[:, :, ::-1]` is flipped, and `.swapaxes(0, 1)` exchanges the first two axes.
#
# </details>
# <details><summary>Hint 3: a border below zero</summary>
#
# `np.pad` refuses negative numbers. If `border` is negative, cut instead: of the spread signal keep the places from `-border`
# to `length + border`, where `length` is how long it is.
#
# </details>


# %% solution="convT1d_gather"
def convT1d_gather(x, w, stride=1, padding=0):
    """(N, C, n), (C, O, k) -> (N, O, stride * (n - 1) + k - 2 * padding)"""
    k = w.shape[2]
    border = k - 1 - padding
    ### BEGIN SOLUTION
    spread = zero_insert(x, stride)
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))
    ### END SOLUTION


# %% misconception="convT1d_gather"
def convT1d_gather__does_not_flip(x, w, stride=1, padding=0):
    """You did not flip the kernel. Going through the outputs, the first weight belongs to the last input
    of the window: use w[:, :, ::-1].
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w.swapaxes(0, 1))


# %% misconception="convT1d_gather"
def convT1d_gather__does_not_exchange_channels(x, w, stride=1, padding=0):
    """You left the first two axes of w as they are. conv1d wants the output channels first: use
    swapaxes(0, 1).
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1])


# %% misconception="convT1d_gather"
def convT1d_gather__turns_channels_too(x, w, stride=1, padding=0):
    """You reversed the channels of w along with its taps. Turn the last axis only: w[:, :, ::-1]."""
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[::-1, ::-1, ::-1].swapaxes(0, 1))


# %% misconception="convT1d_gather"
def convT1d_gather__ignores_padding(x, w, stride=1, padding=0):
    """Your border is k - 1 whatever the padding. Padding makes the result shorter: the border is k
    - 1 - padding.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


# %% misconception="convT1d_gather"
def convT1d_gather__pads_by_padding(x, w, stride=1, padding=0):
    """You took the padding for the border. The border is k - 1 - padding: without any padding the
    window begins k - 1 places outside.
    """
    n = x.shape[2]
    border = padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


# %% misconception="convT1d_gather"
def convT1d_gather__adds_padding(x, w, stride=1, padding=0):
    """You made the border k - 1 + padding, so the result gets longer. Padding takes away: k - 1 -
    padding.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 + padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


# %% misconception="convT1d_gather"
def convT1d_gather__repeats_values(x, w, stride=1, padding=0):
    """You repeated the numbers instead of putting zeros between them. The shape is the same, but
    each number would stamp stride times.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.repeat(x, stride, axis=2)[:, :, : (n - 1) * stride + 1]
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


# %% misconception="convT1d_gather"
def convT1d_gather__trailing_zeros(x, w, stride=1, padding=0):
    """You put stride - 1 zeros after the last number too, so the result is too long. Insert zeros
    between neighbours only.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], n * stride))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


# %% misconception="convT1d_gather"
def convT1d_gather__strides_again(x, w, stride=1, padding=0):
    """You used the stride in the cross-correlation as well, which goes down again. The stride is in
    the inserted zeros; slide by 1.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))[:, :, ::stride]


# %% misconception="convT1d_gather"
def convT1d_gather__ignores_stride(x, w, stride=1, padding=0):
    """You left out the stride. It is in the inserted zeros: put stride - 1 of them between
    neighbours.
    """
    k = w.shape[2]
    border = k - 1 - padding
    spread = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


# %% misconception="convT1d_gather"
def convT1d_gather__border_never_negative(x, w, stride=1, padding=0):
    """With a padding larger than k - 1 you took a border of 0. Then some of the spread signal must
    be cut off, padding - (k - 1) places at each end.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    spread = np.pad(spread, ((0, 0), (0, 0), (max(border, 0), max(border, 0))))
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


# %% misconception="convT1d_gather"
def convT1d_gather__negative_border_raises(x, w, stride=1, padding=0):
    """A padding larger than k - 1 makes the border negative, and np.pad refuses that. Cut padding -
    (k - 1) places off at each end of the spread signal instead.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


# %% misconception="convT1d_gather"
def convT1d_gather__cuts_before_spreading(x, w, stride=1, padding=0):
    """You cut inputs off before the zeros were inserted. The border counts places of the spread
    signal, so spread first and cut then.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        kept = x[:, :, -border : n + border]
        spread = np.zeros((*x.shape[:2], (kept.shape[2] - 1) * stride + 1))
        spread[:, :, ::stride] = kept
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


# %% check="convT1d_gather" points=2
def torch_convT1d_collected(x, w, stride=1, padding=0):
    return F.conv_transpose1d(x, w, stride=stride, padding=padding)


check(
    convT1d_gather,
    against=torch_convT1d_collected,
    on=[
        case(x=normal(1, 1, 4), w=normal(1, 1, 3), stride=2, padding=0),
        case(x=normal(2, 2, 5), w=normal(2, 2, 3), stride=1, padding=1),
        case(x=normal(2, 3, 5), w=normal(3, 2, 4), stride=3, padding=1),
        case(x=normal(3, 2, 4), w=normal(2, 4, 2), stride=2, padding=1),
    ],
    axes=("signal", "channel", "place"),
)
### BEGIN HIDDEN TESTS
check(
    convT1d_gather,
    against=torch_convT1d_collected,
    on=[
        case(x=normal(2, 4, 6), w=normal(4, 3, 5), stride=2, padding=3),
        case(x=normal(3, 2, 5), w=normal(2, 3, 1), stride=2, padding=0),
        case(x=normal(2, 3, 1), w=normal(3, 2, 4), stride=2, padding=1),
        case(x=normal(2, 3, 4), w=normal(3, 3, 3), stride=4, padding=2),
        case(x=normal(2, 3, 4), w=normal(3, 2, 3)),
    ],
    axes=("signal", "channel", "place"),
)
### END HIDDEN TESTS


# %% check="convT1d_gather" points=1
def torch_convT1d_cut(x, w, stride, padding):
    return F.conv_transpose1d(x, w, stride=stride, padding=padding)


check(
    convT1d_gather,
    against=torch_convT1d_cut,
    on=[
        case(x=normal(2, 2, 5), w=normal(2, 2, 2), stride=2, padding=3),
        case(x=normal(2, 3, 6), w=normal(3, 2, 1), stride=3, padding=2),
    ],
    axes=("signal", "channel", "place"),
)
### BEGIN HIDDEN TESTS
check(
    convT1d_gather,
    against=torch_convT1d_cut,
    on=[
        case(x=normal(3, 2, 7), w=normal(2, 4, 3), stride=1, padding=3),
        case(x=normal(2, 3, 4), w=normal(3, 2, 2), stride=3, padding=4),
    ],
    axes=("signal", "channel", "place"),
)
### END HIDDEN TESTS

# %% [markdown]
# All three ways beside PyTorch, on the same random numbers: two signals, three channels in, two out, stride 2, padding 1. The
# matrix of the convolution that goes down from 10 numbers to 5 has 15 rows and 20 columns.

# %%
spread = convkit.insert_zeros(signals, (2,), axes=(2,))
border = np.pad(spread, ((0, 0), (0, 0), (4 - 1 - 1, 4 - 1 - 1)))
collected = convkit.conv1d(border, weights[:, :, ::-1].swapaxes(0, 1))
A = convkit.convolution_matrix(weights, (2, 10), stride=2, padding=1)
by_matrix = (signals.reshape(2, 15) @ A).reshape(2, 2, 10)  # row times A is A^T times column
print("matrix A:", A.shape)
for name, result in {"stamped": in_numpy, "collected": collected, "by matrix": by_matrix}.items():
    print(f"{name:10s} largest difference from PyTorch:", np.abs(result - in_torch.numpy()).max())

# %% [markdown]
# ## In two dimensions
#
# A number stamps a small rectangle, and with dilation the places of one stamp lie $d$ apart. Let the animation run, and
# stop it when a stamp meets an earlier one.

# %%
numbers = np.array([[1.0, 2.0, 0.0], [0.0, 3.0, 1.0]])
stamp = np.array([[1.0, 0.0], [2.0, -1.0], [0.0, 1.0]])
plot.animate(numbers, stamp, "conv_transpose", stride=(2, 1))

# %% [markdown]
# Now output padding, and its trap. In the first figure, seven places were stamped: 1, 2, 13, 20, 130, 200, 300. Padding 1
# leaves 2, 13, 20, 130, 200. With output padding 1 the result is one longer, at the far end. Before you run the cell: which
# number comes last?

# %%
for p, extra in ((1, 0), (1, 1), (0, 1)):
    longer = F.conv_transpose1d(
        torch.tensor(x)[None, None],
        torch.tensor(k)[None, None],
        stride=2,
        padding=p,
        output_padding=extra,
    )
    print(f"padding {p}, output padding {extra}:", longer[0, 0].tolist())

# %% [markdown]
# 300, and not 0. **Output padding appends no zeros.** It says how far the result reaches at its far end. If something was
# stamped there, it shows, and the padding cuts off less at this end. Only where no stamp reaches, as in the last line, is
# there a 0. A bias is added everywhere, there too.
#
# So think of one long row that goes on to the right, stamped here and there. The result is a section of it: it begins $p$
# places after the first stamp's beginning, and is as long as the formula of exercise 7.1 says.

# %% [markdown]
# ## Exercise 7.5 · The layer
# ★★★ · 20 min · 5 points (2 for stride and padding, 2 for the rest, 1 for refusing)
#
# Write `conv_transpose2d(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1)` for pictures `x`, shape `(N,
# C, H, W)`, stamps `w`, shape `(C, O, kh, kw)`, and a bias `b`, shape `(O,)` or `None`. It returns shape `(N, O, Ho,
# Wo)`. The other four are numbers or pairs. If along an axis `output_padding` is neither smaller than the stride nor
# smaller than the dilation, raise a `ValueError`.
#
# For the picture 1, 2, 0 · 0, 3, 1 and the stamp of the animation, with stride `(2, 1)`, the first row is 1, 2, 0, 0 and
# the second 2, 3, −2, 0. The third is 0, 4, 3, 0: there the stamps of the two rows meet.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# With exercise 7.2, and one more loop: `i` over the rows of `x`, `j` over its columns. Without dilation, number `(i, j)`
# writes to the rows from `i * sh` to `i * sh + kh`, and likewise to the right.
#
# </details>
# <details><summary>Hint 2: dilation</summary>
#
# The rows of a dilated stamp are `dh` apart: a slice with a step, `i * sh : i * sh + dh * kh : dh`, as in lesson 05.
#
# </details>
# <details><summary>Hint 3: padding and output padding</summary>
#
# Make `y` large enough for everything: `Ho + 2 * ph` rows, where `Ho` already contains the output padding. In the end keep
# the rows from `ph` to `ph + Ho`.
#
# </details>


# %% solution="conv_transpose2d"
def conv_transpose2d(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    """(N, C, H, W), (C, O, kh, kw), (O,) or None -> (N, O, Ho, Wo)"""
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    ### BEGIN SOLUTION
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError(
            f"conv_transpose2d: output_padding {oh, ow} is smaller neither than the stride "
            f"{sh, sw} nor than the dilation {dh, dw}"
        )
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)  # (N, O, kh, kw)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]
    ### END SOLUTION


# %% misconception="conv_transpose2d"
def conv_transpose2d__overwrites(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    """Where stamps overlap, only one of them is left. They add up: write += in a loop over the inputs,
    and not =. (Where places repeat within one statement, += counts each once.)
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] = np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__flips_kernel(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    """Your stamps are flipped. When you stamp, nothing is flipped: w[c, o, 0, 0] goes to the top-left
    place.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w[:, :, ::-1, ::-1], axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__sums_over_second_axis(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You summed over the second axis of w. It counts the output channels; the first one counts the
    input channels, and is summed.
    """
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=(1, 1))
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__exchanges_strides(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You used the stride's second number downwards and its first to the right. A pair names height
    first: (sh, sw).
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sw, sh), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__exchanges_paddings(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You cut off the padding's second number of rows and its first of columns. A pair names height
    first: (ph, pw).
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (pw, ph), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__exchanges_dilations(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You used the dilation's second number downwards and its first to the right. A pair names
    height first: (dh, dw).
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dw, dh) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__exchanges_output_paddings(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You used the output padding's second number downwards and its first to the right. A pair
    names height first: (oh, ow).
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    ow, oh = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__adds_padding(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    """You put the padding around the result. Here padding takes away: keep rows ph to ph + Ho of
    what was stamped.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho, Wo))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = np.pad(y, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__crops_far_end(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You cut all of the padding off at the bottom and at the right. Half of it goes at the top and
    at the left: begin at row ph and column pw.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, :Ho, :Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__ends_too_early(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You end at row Ho and column Wo. Beginning at ph, the Ho rows end at ph + Ho, and the columns
    at pw + Wo.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph:Ho, pw:Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__empty_without_padding(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """With padding 0 your result is empty: y[0:-0] is y[0:0]. Count the end from the front: ph to
    ph + Ho.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph:-ph, pw:-pw]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__pads_input(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    """You put zeros around the picture, which makes the result larger. Here padding takes away: cut
    ph rows and pw columns off on every side of the result.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    H, W = x.shape[2:]
    Ho = sh * (H - 1) + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho, Wo))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)

    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__no_room_for_output_padding(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You made room for the stamps only, so there is nothing to cut the output padding from. Make y
    larger by oh rows and ow columns: Ho + 2 * ph by Wo + 2 * pw.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho - oh + 2 * ph, Wo - ow + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__appends_zeros(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You cut both ends off and then appended zeros for the output padding. Nothing is appended:
    cut off less at the far end, so that what was stamped there shows.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho - oh, pw : pw + Wo - ow]
    y = np.pad(y, ((0, 0), (0, 0), (0, oh), (0, ow)))
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__no_bias_in_output_padding(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """The bias is missing in the rows and columns of the output padding. They are part of the
    result like all others: add the bias last.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    if b is not None:
        y = y.copy()
        y[:, :, : Ho - oh, : Wo - ow] += b[:, None, None]
    return y


# %% misconception="conv_transpose2d"
def conv_transpose2d__appends_zeros_after_bias(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You appended zeros for the output padding at the very end. Nothing is appended: cut off less
    at the far end, so that what was stamped there shows, and add the bias everywhere.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho - oh, pw : pw + Wo - ow]
    if b is not None:
        y = y + b[:, None, None]
    return np.pad(y, ((0, 0), (0, 0), (0, oh), (0, ow)))


# %% misconception="conv_transpose2d"
def conv_transpose2d__output_padding_near_end(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You put the output padding at the top and at the left. The result reaches further at the
    bottom and at the right.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph + oh, Wo + 2 * pw + ow))
    for i in range(H):
        for j in range(W):
            top, left = i * sh + oh, j * sw + ow
            down, right = slice(top, top + dh * kh, dh), slice(left, left + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__ignores_output_padding(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You left out the output padding. It makes the result oh rows higher and ow columns wider."""
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__bias_with_every_stamp(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You added the bias with every stamp, so it comes several times where stamps overlap. Add it
    once, at the end.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
            if b is not None:
                y[:, :, down, right] += b[:, None, None]
    return y[:, :, ph : ph + Ho, pw : pw + Wo]


# %% misconception="conv_transpose2d"
def conv_transpose2d__bias_along_columns(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You added the bias along the last axis, one number for each column. It belongs to the
    channels: b[:, None, None].
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b


# %% misconception="conv_transpose2d"
def conv_transpose2d__ignores_bias(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    """You left out the bias. Add b[o] to every place of output channel o."""
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y


# %% misconception="conv_transpose2d"
def conv_transpose2d__ignores_dilation(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """Your stamps have no gaps. With dilation their rows are dh apart and their columns dw: give
    the slices a step.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__dilated_slice_too_short(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """Your slices have the right step but end too early: kh taps that are dh apart reach over dh *
    kh rows. Let them end at i * sh + dh * kh and j * sw + dw * kw.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding is too large")
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down, right = slice(i * sh, i * sh + kh, dh), slice(j * sw, j * sw + kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__accepts_any_output_padding(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """Output padding that is neither smaller than the stride nor smaller than the dilation must raise
    a ValueError (raise it, do not return it), for each axis by itself.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)

    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__compares_with_stride_only(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You refuse output padding that is allowed. It must be smaller than the stride or smaller than
    the dilation; one of the two is enough.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= sh or ow >= sw:
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% misconception="conv_transpose2d"
def conv_transpose2d__refuses_only_when_both_are_too_large(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You refuse only if the output padding is too large along both axes. One axis is enough: or,
    not and.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) and ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


# %% check="conv_transpose2d" points=2
def torch_conv_transpose2d(x, w, b=None, stride=1, padding=0):
    return F.conv_transpose2d(x, w, b, stride=stride, padding=padding)


check(
    conv_transpose2d,
    against=torch_conv_transpose2d,
    on=[
        case(x=normal(1, 1, 3, 2), w=normal(1, 1, 2, 3), b=None, stride=1, padding=0),
        case(x=normal(2, 2, 4, 3), w=normal(2, 2, 3, 2), b=None, stride=(2, 1), padding=(1, 0)),
        case(x=normal(2, 3, 3, 5), w=normal(3, 2, 3, 4), b=None, stride=(3, 2), padding=(1, 2)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv_transpose2d,
    against=torch_conv_transpose2d,
    on=[
        case(x=normal(3, 2, 4, 3), w=normal(2, 4, 2, 3), b=None, stride=(1, 2), padding=(0, 1)),
        case(x=normal(2, 3, 5, 4), w=normal(3, 2, 1, 1), b=None, stride=(2, 3), padding=0),
        case(x=normal(2, 4, 3, 2), w=normal(4, 3, 4, 4), b=None, stride=2, padding=1),
        case(x=normal(2, 2, 4, 5), w=normal(2, 3, 2, 1), b=None, stride=(3, 2), padding=(2, 1)),
        case(x=normal(2, 2, 6, 5), w=normal(2, 3, 3, 4), b=None, stride=2, padding=(3, 4)),
        case(x=normal(2, 3, 4, 3), w=normal(3, 2, 2, 3)),
    ],
)
### END HIDDEN TESTS


# %% check="conv_transpose2d" points=2
def torch_whole_conv_transpose2d(x, w, b, stride, padding, output_padding, dilation):
    return F.conv_transpose2d(
        x,
        w,
        b,
        stride=stride,
        padding=padding,
        output_padding=output_padding,
        dilation=dilation,
    )


check(
    conv_transpose2d,
    against=torch_whole_conv_transpose2d,
    on=[
        case(
            x=normal(1, 2, 2, 3),
            w=normal(2, 4, 2, 2),
            b=normal(4),
            stride=1,
            padding=0,
            output_padding=0,
            dilation=1,
        ),
        case(
            x=normal(2, 3, 3, 4),
            w=normal(3, 2, 3, 2),
            b=normal(2),
            stride=(2, 3),
            padding=(1, 1),
            output_padding=(1, 2),
            dilation=1,
        ),
        case(
            x=normal(2, 2, 4, 3),
            w=normal(2, 3, 3, 2),
            b=normal(3),
            stride=(3, 2),
            padding=(2, 1),
            output_padding=(2, 0),
            dilation=(1, 3),
        ),
        case(
            x=normal(2, 2, 3, 2),
            w=normal(2, 2, 2, 3),
            b=None,
            stride=(2, 1),
            padding=(0, 1),
            output_padding=(1, 1),
            dilation=(3, 2),
        ),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv_transpose2d,
    against=torch_whole_conv_transpose2d,
    on=[
        case(
            x=normal(3, 4, 4, 3),
            w=normal(4, 3, 2, 3),
            b=normal(3),
            stride=(2, 2),
            padding=(2, 1),
            output_padding=(0, 1),
            dilation=(2, 1),
        ),
        case(
            x=normal(2, 3, 2, 5),
            w=normal(3, 2, 1, 2),
            b=normal(2),
            stride=(4, 3),
            padding=(0, 1),
            output_padding=(3, 1),
            dilation=1,
        ),
        case(
            x=normal(2, 3, 3, 3),
            w=normal(3, 4, 3, 3),
            b=normal(4),
            stride=1,
            padding=1,
            output_padding=(1, 2),
            dilation=(2, 3),
        ),
        case(
            x=normal(2, 2, 3, 4),
            w=normal(2, 3, 2, 3),
            b=normal(3),
            stride=1,
            padding=0,
            output_padding=(2, 0),
            dilation=(3, 1),
        ),
    ],
)
### END HIDDEN TESTS

# %% check="conv_transpose2d" points=1
check_raises(
    conv_transpose2d,
    ValueError,
    on=[
        case(x=normal(2, 3, 3, 4), w=normal(3, 2, 3, 2), b=None, s=(2, 3), p=0, op=(2, 3), d=1),
        case(x=normal(2, 3, 3, 4), w=normal(3, 2, 3, 2), b=None, s=(2, 3), p=0, op=(2, 0), d=1),
        case(x=normal(2, 2, 4, 3), w=normal(2, 3, 2, 3), b=None, s=1, p=1, op=(0, 1), d=1),
        case(x=normal(2, 2, 3, 4), w=normal(2, 3, 2, 3), b=None, s=2, p=0, op=(0, 4), d=(2, 3)),
    ],
    because=because("conv_transpose2d__accepts_any_output_padding"),
)
### BEGIN HIDDEN TESTS
check_raises(
    conv_transpose2d,
    ValueError,
    on=[
        case(
            x=normal(2, 2, 3, 5), w=normal(2, 4, 2, 3), b=None, s=(1, 2), p=0, op=(1, 3), d=(2, 3)
        ),
        case(
            x=normal(2, 2, 3, 5), w=normal(2, 4, 2, 3), b=None, s=(2, 1), p=0, op=(3, 1), d=(3, 2)
        ),
    ],
    because=because("conv_transpose2d__accepts_any_output_padding"),
)
### END HIDDEN TESTS

# %% [markdown]
# Play with it. Choose an input number and see its stamp, change the settings, and give the output padding something to show.
# The output is computed by *your* function and compared with the right one.

# %%
plot.explore(
    conv_transpose2d,
    x=((1, 2, 0), (0, 3, 1)),
    kernel=((1, 0), (2, -1), (0, 1)),
    operation="conv_transpose",
    stride=2,
    batched=True,
)

# %% [markdown]
# In PyTorch, with the same argument names. Only their order differs: `groups` comes before `dilation`, so pass `dilation`
# by its name.

# %%
pictures, filters = rng.normal(size=(2, 3, 3, 4)), rng.normal(size=(3, 2, 3, 2))
bias = rng.normal(size=2)
in_torch = F.conv_transpose2d(
    input=torch.tensor(pictures),
    weight=torch.tensor(filters),
    bias=torch.tensor(bias),
    stride=(2, 3),
    padding=(1, 1),
    output_padding=(1, 2),
    dilation=1,
)
in_numpy = convkit.conv_transpose2d(pictures, filters, bias, (2, 3), (1, 1), (1, 2))
print("PyTorch:", tuple(in_torch.shape), " NumPy:", in_numpy.shape)
print("largest difference:", np.abs(in_torch.numpy() - in_numpy).max())

# %% [markdown]
# ## Sizes come back
#
# Many networks go down and up again, and add what they had on the way down to what they have on the way up. Then the sizes
# must agree to the pixel. Before you run the cell: 16 channels of 12 by 12 go down with a kernel of three, stride 2 and
# padding 1, and up with the same. What sizes do you expect?

# %%
down = torch.nn.Conv2d(in_channels=16, out_channels=16, kernel_size=3, stride=2, padding=1)
up = torch.nn.ConvTranspose2d(in_channels=16, out_channels=16, kernel_size=3, stride=2, padding=1)
image = torch.zeros(1, 16, 12, 12)
print("down:         ", tuple(down(image).shape))
print("up:           ", tuple(up(down(image)).shape))
print("up, told so:  ", tuple(up(down(image), output_size=(12, 12)).shape))

# %% [markdown]
# 12, 6, and then 11. In PyTorch the *layer* takes `output_size`, the size you want, and works out the output padding from it.
# The function `F.conv_transpose2d` takes only `output_padding`. How does the layer know? Look again at lesson 02: of the $n + 2p -
# k$ places that are left after the first window, stride $s$ uses as many whole steps as fit.

# %% [markdown]
# ## Exercise 7.6 · What the stride forgot
# ★★ · 8 min · 2 points
#
# Write `recover_output_padding(n, k, s, p)`: the output padding with which a transposed convolution brings back the length
# `n`, after a convolution has gone down from `n`; both with `k` taps, stride `s` and padding `p`, without dilation.
#
# `recover_output_padding(12, 3, 2, 1)` is 1, as above, and `recover_output_padding(11, 3, 2, 1)` is 0.
#
# <details><summary>Hint 1: down, then up</summary>
#
# How long is the result of the convolution? How long does that become on the way up, without output padding? What is missing
# to `n`?
#
# </details>
# <details><summary>Hint 2: shorter</summary>
#
# What is missing is the places that were too few for another step: the remainder of a division.
#
# </details>


# %% solution="recover_output_padding"
def recover_output_padding(n, k, s, p):
    """The output padding for which n -> convolution -> transposed convolution is n again."""
    ### BEGIN SOLUTION
    return (n + 2 * p - k) % s
    ### END SOLUTION


# %% misconception="recover_output_padding"
def recover_output_padding__always_one_less(n, k, s, p):
    """You always returned s - 1. That is right for one of s lengths; the others need less, so work
    out what is missing to n.
    """
    return s - 1


# %% misconception="recover_output_padding"
def recover_output_padding__always_zero(n, k, s, p):
    """Your answer is always 0, and so the shortest of the possible lengths comes back. Work out
    what is missing to n; a size on the way down is rounded down with //, for with / nothing is ever
    missing.
    """
    return 0


# %% misconception="recover_output_padding"
def recover_output_padding__forgets_padding(n, k, s, p):
    """You left out the padding. The windows walk over the padded signal, n + 2 * p places."""
    return (n - k) % s


# %% misconception="recover_output_padding"
def recover_output_padding__padding_once(n, k, s, p):
    """You counted the padding once. It is at both ends: n + 2 * p places."""
    return (n + p - k) % s


# %% misconception="recover_output_padding"
def recover_output_padding__forgets_kernel(n, k, s, p):
    """You left out the kernel. The first window already covers k places; only what is left after it
    is divided into steps.
    """
    return (n + 2 * p) % s


# %% misconception="recover_output_padding"
def recover_output_padding__remainder_of_n(n, k, s, p):
    """You took the remainder of n. What is divided into steps is what is left after the first
    window, n + 2 * p - k.
    """
    return n % s


# %% misconception="recover_output_padding"
def recover_output_padding__counts_steps(n, k, s, p):
    """You returned the number of whole steps. The question is what is left over: % and not //."""
    return (n + 2 * p - k) // s


# %% misconception="recover_output_padding"
def recover_output_padding__what_is_missing_to_a_step(n, k, s, p):
    """Where r places are left over, you return s - r, the places that are missing to another whole
    step. The places left over are asked: (n + 2 * p - k) % s.
    """
    return -(n + 2 * p - k) % s


# %% misconception="recover_output_padding"
def recover_output_padding__one_too_many(n, k, s, p):
    """You are off by one: you counted n + 2 * p - k + 1 places. After the first window n + 2 * p -
    k are left.
    """
    return (n + 2 * p - k + 1) % s


# %% check="recover_output_padding" points=2
def torch_recover_output_padding(n, k, s, p):
    kernel = torch.zeros(1, 1, k)
    small = F.conv1d(torch.zeros(1, 1, n), kernel, stride=s, padding=p)
    for extra in range(s):
        large = F.conv_transpose1d(small, kernel, stride=s, padding=p, output_padding=extra)
        if large.shape[-1] == n:
            return extra


check(
    recover_output_padding,
    against=torch_recover_output_padding,
    on=[
        case(n=12, k=3, s=2, p=1),
        case(n=11, k=3, s=2, p=1),
        case(n=10, k=4, s=3, p=1),
        case(n=14, k=5, s=4, p=2),
        case(n=9, k=2, s=5, p=0),
    ],
)
### BEGIN HIDDEN TESTS
check(
    recover_output_padding,
    against=torch_recover_output_padding,
    on=[
        case(n=n, k=k, s=s, p=p)
        for n, k, s, p in itertools.product(range(5, 17), (1, 3, 4), (1, 2, 3, 5), (0, 1, 2))
    ]
    + [
        case(
            n=whole_number(17, 80),
            k=whole_number(1, 6),
            s=whole_number(2, 9),
            p=whole_number(0, 3),
        )
    ]
    * 4,
)
### END HIDDEN TESTS

# %% [markdown]
# Here is a common choice. With a kernel of 4, stride 2 and padding 1 a layer doubles every size exactly, and nothing needs to
# be told. Before you run the cell: 4 by 4 through four such layers?

# %%
size = 4
for layer in range(4):
    size = convkit.conv_transpose_output_size(size, 4, stride=2, padding=1)
    print("after layer", layer + 1, ":", size)

# %% [markdown]
# > **Rule of thumb.** Three common settings double every size: kernel 2 with stride 2; kernel 4, stride 2, padding 1; and
# > kernel 3, stride 2, padding 1 with output padding 1. The first has no overlap, the second overlaps evenly, and in
# > the third equal weights make a checkerboard (below). Take the second, or enlarge first and convolve afterwards.

# %% [markdown]
# ## Values do not
#
# The operation is often called *deconvolution*. In mathematics that word means undoing a convolution, and this does not.
# Here a photograph goes down with a kernel of 4 by 4 and stride 4, and up with the same. All 16 weights are 1/4. The size
# comes back. Before you run the cell: what does the picture look like?

# %%
photo = data.photograph("chelsea", crop=(60, 100, 120, 160), layout="HW")
quarters = np.full((1, 1, 4, 4), 1 / 4)
went_down = convkit.conv2d(photo[None, None], quarters, stride=4)
came_up = convkit.conv_transpose2d(went_down, quarters, stride=4)
print(photo.shape, "->", went_down.shape[2:], "->", came_up.shape[2:])
print("largest difference:", np.abs(came_up[0, 0] - photo).max())
plot.gallery({"photograph": photo, "down and up again": came_up[0, 0]}, columns=2)

# %% [markdown]
# Of 16 pixels one number is left, and nothing can bring back the others. The transposed convolution brings back the shape, and
# sends every number along the links it came by. Together that is $A^\mathsf{T} A x$. It is $x$ only if $A^\mathsf{T} A$ happens
# to leave this $x$ alone. Can that be? Send the picture on the right down and up once more, with the same kernel. Before you run the
# cell: what will change?

# %%
once_more = convkit.conv_transpose2d(
    convkit.conv2d(came_up, quarters, stride=4), quarters, stride=4
)
print("largest difference:", np.abs(once_more - came_up).max())

# %% [markdown]
# Nothing. With these weights every block of 4 by 4 has become its own mean, and the mean of a block of means is the same
# again. An operation that changes nothing more when it is done a second time is called a **projection**. (Here
# $A^\mathsf{T} A$ is one because the windows do not overlap and the squares of the 16 weights add up to 1.) So there
# are pictures that come back, and
# kernels that let them.


# %% setup="checks"
def triple_of(answer):
    """x, w and s, once they are a signal, a kernel and a stride with which the length comes back."""
    assert isinstance(answer, list | tuple) and len(answer) == 3, (
        "Return three things: a signal, a kernel and a stride, as in return x, w, s."
    )
    x, w = (np.array(v, dtype=float) for v in answer[:2])
    s = answer[2]
    assert isinstance(s, int | np.integer) and not isinstance(s, bool) and s >= 1, (
        f"The stride must be a whole number, at least 1. Yours is {s!r}."
    )
    assert x.ndim == w.ndim == 1 and 1 <= w.size <= x.size <= 1000, (
        "Signal and kernel must be vectors, and the kernel must fit on the signal. "
        f"Their shapes are {x.shape} and {w.shape}."
    )
    assert (abs(x) <= 1e6).all() and (abs(w) <= 1e6).all(), (
        "Every number must lie between minus and plus a million."
    )
    return x, w, int(s)


def there_and_back(x, w, s):
    """Down by convolution, up by transposed convolution, both by PyTorch."""
    x, w = torch.tensor(x)[None, None], torch.tensor(w)[None, None]
    return F.conv_transpose1d(F.conv1d(x, w, stride=s), w, stride=s)[0, 0].numpy()


def equal(a, b):
    return a.shape == b.shape and np.allclose(a, b, rtol=1e-9, atol=1e-9 * np.abs(b).max())


def equal_in_windows(a, b, k, s):
    """Whether two signals are equal in every window, however small its numbers are."""
    starts = range(0, len(b) - k + 1, s)
    return equal(a, b) and all(equal(a[i : i + k], b[i : i + k]) for i in starts)


def is_multiple(a, b):
    """Whether a is b times one number."""
    return equal(a, (a @ b) / (b @ b) * b)


def is_mean(w):
    """Whether the weights add up to 1."""
    return abs(w.sum() - 1) < 1e-9


def comes_through(returned, x):
    """Whether anything comes back."""
    return np.abs(returned).max() > 1e-9 * np.abs(x).max()


NOTHING = (
    "Nothing comes back: every window of your signal is read as 0. Take another signal or kernel."
)


# %% [markdown]
# ## Exercise 7.7 · Two witnesses
# ★★★ · 12 min · 3 points (1 for the first, 2 for the second) · optional
#
# Both functions return a signal `x`, a kernel `w` (vectors) and a stride `s`. The signal goes down by convolution and up by
# transposed convolution, with the same kernel and stride, without padding. In both cases the length must come back, and
# `x` must not be all zeros. At most 1000 numbers, none beyond a million; `s` is an `int`.
#
# - `not_an_inverse()`: what comes back is not `x`, and not `x` times one number either.
# - `inverse_after_all()`: exactly `x` comes back, although at least two of the weights matter: a
#   weight matters if it is more than a thousandth of the largest, in size. There are at least two
#   windows.
#
# For example, the signal 3, 5 with the one weight 2 and stride 1 is read as 6, 10 and comes back as 12, 20, which is four
# times the signal. That will not do for either.
#
# <details><summary>Hint 1: the first</summary>
#
# Almost everything does. Avoid kernels of a single weight with stride 1, and signals of zeros.
#
# </details>
# <details><summary>Hint 2: the second: when does nothing get lost?</summary>
#
# Let the windows lie side by side: a stride as long as the kernel. On the way up every window becomes a multiple of the
# kernel. So what must it have been before?
#
# </details>
# <details><summary>Hint 3: the second: right up to a factor</summary>
#
# A window that is $c$ times the kernel is read as $c \, (w_0^2 + w_1^2 + \dots)$. That is $c$ if the squares of the
# weights add up to 1, as $0.6^2 + 0.8^2$ do.
#
# </details>


# %% solution="not_an_inverse"
def not_an_inverse():
    """x (n,), w (k,), s: the length comes back, the values do not."""
    ### BEGIN SOLUTION
    return np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 1.0]), 2
    ### END SOLUTION


def inverse_after_all():
    """x (n,), w (k,), s: x comes back, with at least two weights and two windows."""
    ### BEGIN SOLUTION
    w = np.array([0.6, 0.8])
    return np.concatenate([5 * w, -2 * w]), w, 2
    ### END SOLUTION


# %% misconception="not_an_inverse"
def not_an_inverse__one_weight():
    """A kernel of one weight with stride 1 multiplies every number by its square, so x comes back
    times one number. Take more weights, or a stride.
    """
    return np.array([1.0, 2.0, 4.0]), np.array([3.0]), 1


# %% misconception="not_an_inverse"
def not_an_inverse__multiple_of_kernel():
    """Every window of your signal is the kernel times a number, and the windows do not overlap.
    This is the case in which x comes back, up to a factor: take a less tidy signal.
    """
    return np.array([1.0, 2.0, 3.0, 6.0]), np.array([1.0, 2.0]), 2


# %% misconception="not_an_inverse"
def not_an_inverse__zero_signal():
    """Your signal is all zeros, and zeros come back as zeros whatever you do. Take other numbers."""
    return np.zeros(5), np.array([1.0, 2.0, 3.0]), 2


# %% misconception="not_an_inverse"
def not_an_inverse__loses_length():
    """The length does not come back with your numbers: the last places are read by no window.
    Choose lengths for which n - k is a multiple of the stride.
    """
    return np.array([1.0, 2.0, 4.0, 3.0]), np.array([1.0, 2.0, 1.0]), 2


# %% misconception="not_an_inverse"
def not_an_inverse__zero_kernel():
    """All of your weights are zeros, so nothing goes down and nothing comes back. Take a kernel
    that reads something.
    """
    return np.array([1.0, 2.0, 4.0]), np.array([0.0, 0.0]), 1


# %% misconception="not_an_inverse"
def inverse_after_all__one_weight():
    """Fewer than two of your weights matter, so nothing is ever added up. Take a kernel with at
    least two that are more than a thousandth of the largest.
    """
    return np.array([1.0, 2.0, 4.0]), np.array([1.0]), 1


# %% misconception="not_an_inverse"
def inverse_after_all__one_window():
    """Your kernel is so long that there is one window only. Make the signal longer: two windows at
    least.
    """
    return np.array([0.6, 0.8]), np.array([0.6, 0.8]), 2


# %% misconception="not_an_inverse"
def inverse_after_all__wrong_length_of_kernel():
    """Your signal comes back times one number. It is read with the weights and written with them,
    so their squares must add up to 1: divide the kernel by its length.
    """
    return np.array([1.0, 1.0, 3.0, 3.0]), np.array([1.0, 1.0]), 2


# %% misconception="not_an_inverse"
def inverse_after_all__mean_kernel():
    """The sum of your weights is 1, but what counts is the sum of their squares: each number is
    read with a weight and written with it. Divide the kernel by its length, np.linalg.norm(w).
    """
    return np.array([1.0, 1.0, 3.0, 3.0]), np.array([0.5, 0.5]), 2


# %% misconception="not_an_inverse"
def inverse_after_all__any_signal():
    """Your windows lie side by side, but not every one of them is a multiple of the kernel. Every
    window that comes up is one, so build the signal from copies of the kernel, each times a number.
    """
    return np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.6, 0.8]), 2


# %% misconception="not_an_inverse"
def inverse_after_all__overlapping_windows():
    """Your windows overlap, so numbers are read several times and written several times. Let them
    lie side by side: a stride as long as the kernel.
    """
    return np.array([0.6, 0.8, 1.2, 1.6]), np.array([0.6, 0.8]), 1


# %% misconception="not_an_inverse"
def inverse_after_all__zero_signal():
    """Your signal is all zeros, and zeros come back as zeros whatever the kernel is. Take other
    numbers.
    """
    return np.zeros(4), np.array([0.6, 0.8]), 2


# %% misconception="not_an_inverse"
def inverse_after_all__loses_length():
    """The length does not come back with your numbers: the last places are read by no window.
    Choose lengths for which n - k is a multiple of the stride.
    """
    return np.array([0.6, 0.8, 1.2, 1.6, 0.0]), np.array([0.6, 0.8]), 2


# %% check="not_an_inverse" points=1
first, kernel, stride = triple_of(call(not_an_inverse))
returned = there_and_back(first, kernel, stride)
assert first.any(), because("not_an_inverse__zero_signal")
assert kernel.any(), because("not_an_inverse__zero_kernel")
assert len(returned) == len(first), because("not_an_inverse__loses_length")
assert comes_through(returned, first), NOTHING
proportional = is_multiple(returned, first)
assert not (proportional and len(kernel) == stride == 1), because("not_an_inverse__one_weight")
assert not (proportional and len(kernel) <= stride), because("not_an_inverse__multiple_of_kernel")
assert not proportional, (
    f"From {first.tolist()} comes back {returned.tolist()}, which is the signal times one number. "
    "Find a signal that comes back changed."
)
"not_an_inverse: the length comes back, the values do not."

# %% check="not_an_inverse" points=2
second, kernel, stride = triple_of(call(inverse_after_all))
returned = there_and_back(second, kernel, stride)
assert second.any(), because("inverse_after_all__zero_signal")
matters = abs(kernel) > 1e-3 * abs(kernel).max()
assert np.count_nonzero(matters) > 1, because("inverse_after_all__one_weight")
assert len(returned) == len(second), because("inverse_after_all__loses_length")
assert stride + len(kernel) <= len(second), because("inverse_after_all__one_window")
assert comes_through(returned, second), NOTHING
right = equal_in_windows(returned, second, len(kernel), stride)
proportional = is_multiple(returned, second)
assert right or stride >= len(kernel), because("inverse_after_all__overlapping_windows")
assert right or not (proportional and is_mean(kernel)), because("inverse_after_all__mean_kernel")
assert right or not proportional, because("inverse_after_all__wrong_length_of_kernel")
assert right, because("inverse_after_all__any_signal")
"inverse_after_all: this signal comes back."

# %% [markdown]
# In PyTorch, the signal 3, 5, down and up again with the weights 1, 1. One window reads it, and what comes back is 8, 8:

# %%
two_ones = torch.ones(1, 1, 2)
came_down = F.conv1d(input=torch.tensor([[[3.0, 5.0]]]), weight=two_ones, stride=1)
went_up = F.conv_transpose1d(input=came_down, weight=two_ones, stride=1)
print("down:", came_down[0, 0].tolist(), " up:", went_up[0, 0].tolist())

# %% [markdown]
# ## Checkerboards
#
# Pictures made by networks sometimes have a fine pattern of squares, like cloth. One cause can be read off the stamps.
# Fill everything with ones: every stamp is ones, every input is one. Then each place of the result counts the stamps that
# reach it. Before you look: for a kernel of three and stride 2, which places are reached twice?

# %%
plot.overlaps(6, [(3, 2), (4, 2), (5, 3), (6, 3), (2, 3)])

# %% [markdown]
# Look at the inside, away from the ends. With kernel 3 and stride 2 every other place gets twice as much. With kernel 4
# everything is level. Why? Place $j$ is reached by weight $w_a$ if a stamp begins at $j - a$, and stamps begin at multiples
# of $s$. So place $j$ uses the weights $a$ that leave the same remainder as $j$ when divided by $s$. There are equally
# many of them for every remainder exactly if **the stride divides the kernel size**. With kernel 2 and stride 3 some
# places get nothing
# at all.
#
# In two dimensions the two axes multiply: 1 and 2 become 1, 2 and 4. Compare the insides: plain white, or a pattern.

# %%
plot.checkerboard(6, [(3, 2), (4, 2), (5, 3), (6, 3)])

# %% [markdown]
# ## Exercise 7.8 · Count the stamps
# ★★ · 10 min · 3 points (2 for the counts, 1 for the rule)
#
# - `overlap_count(n, k, s, p)`: how many stamps reach each place of the result, for `n` inputs, `k` taps, stride `s` and padding
#   `p`. It returns an array of shape `(s * (n - 1) + k - 2 * p,)`.
# - `checkerboard_free(k, s)`: `True` if all places are reached equally often, once one is far enough from the ends, else
#   `False`.
#
# For `n = 3`, `k = 3`, `s = 2` and `p = 0` the counts are 1, 1, 2, 1, 2, 1, 1, and `checkerboard_free(3, 2)` is False. With `p =
# 1` they are 1, 2, 1, 2, 1.
#
# <details><summary>Hint 1: counting</summary>
#
# Exercise 7.2 with ones for everything. Zeros, and every stamp adds 1 to the `k` places it reaches.
#
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# It is in bold, above. The remainder of a division is `%`.
#
# </details>


# %% solution="overlap_count"
def overlap_count(n, k, s, p):
    """The number of stamps at each place, shape (s * (n - 1) + k - 2 * p,)"""
    length = s * (n - 1) + k
    ### BEGIN SOLUTION
    counts = np.zeros(length, dtype=int)
    for i in range(n):
        counts[i * s : i * s + k] += 1
    return counts[p : length - p]
    ### END SOLUTION


def checkerboard_free(k, s):
    """Whether all places away from the ends are reached by equally many stamps."""
    ### BEGIN SOLUTION
    return k % s == 0
    ### END SOLUTION


# %% misconception="overlap_count"
def overlap_count__same_everywhere(n, k, s, p):
    """You returned k / s everywhere, which is only the average inside. Let every stamp add 1 to the
    places it reaches, and look.
    """
    return np.full(s * (n - 1) + k - 2 * p, k / s)


# %% misconception="overlap_count"
def overlap_count__forgets_ends(n, k, s, p):
    """You continued the pattern of the inside to the ends. There fewer stamps reach: no stamp
    begins before place 0 or after s * (n - 1).
    """
    places = np.arange(s * (n - 1) + k)
    counts = sum(((places - a) % s == 0).astype(int) for a in range(k))
    return counts[p : len(places) - p]


# %% misconception="overlap_count"
def overlap_count__ignores_padding(n, k, s, p):
    """You left out the padding. It cuts p places off at both ends."""
    length = s * (n - 1) + k
    counts = np.zeros(length, dtype=int)
    for i in range(n):
        counts[i * s : i * s + k] += 1
    return counts


# %% misconception="overlap_count"
def overlap_count__pads_inputs(n, k, s, p):
    """You put p more inputs at each end. Padding cuts p places off at both ends of the result, and
    adds no stamps.
    """
    n = n + 2 * p
    length = s * (n - 1) + k
    counts = np.zeros(length, dtype=int)
    for i in range(n):
        counts[i * s : i * s + k] += 1
    return counts


# %% misconception="overlap_count"
def overlap_count__empty_without_padding(n, k, s, p):
    """With padding 0 your result is empty: counts[0:-0] is counts[0:0]. Count the end from the
    front, as length - p.
    """
    length = s * (n - 1) + k
    counts = np.zeros(length, dtype=int)
    for i in range(n):
        counts[i * s : i * s + k] += 1
    return counts[p:-p]


# %% misconception="overlap_count"
def overlap_count__sets_to_one(n, k, s, p):
    """You wrote 1 where a stamp reaches. Where several reach, add: += 1."""
    length = s * (n - 1) + k
    counts = np.zeros(length, dtype=int)
    for i in range(n):
        counts[i * s : i * s + k] = 1
    return counts[p : length - p]


# %% misconception="overlap_count"
def overlap_count__stamps_of_stride(n, k, s, p):
    """You made every stamp s places long. It is k long, the size of the kernel; s is how far apart
    stamps begin.
    """
    length = s * (n - 1) + k
    counts = np.zeros(length, dtype=int)
    for i in range(n):
        counts[i * s : i * s + s] += 1
    return counts[p : length - p]


# %% misconception="overlap_count"
def checkerboard_free__other_way_round(k, s):
    """You asked whether the kernel size divides the stride. It is the other way round: the stride
    must divide the kernel size, k % s == 0.
    """
    return s % k == 0


# %% misconception="overlap_count"
def checkerboard_free__covers_all(k, s):
    """You asked whether the stamps leave no gaps. With k = 3 and s = 2 there are none, and yet
    every other place is reached twice: the stride must divide the kernel size.
    """
    return k >= s


# %% misconception="overlap_count"
def checkerboard_free__even_kernel(k, s):
    """You asked whether the kernel size is even. That is the rule for stride 2 only: the stride
    must divide the kernel size.
    """
    return k % 2 == 0


# %% misconception="overlap_count"
def checkerboard_free__equal_sizes(k, s):
    """You say True only where kernel size and stride are equal. Away from the ends, which do not count
    here, every multiple of the stride is level as well: k % s == 0.
    """
    return k == s


# %% misconception="overlap_count"
def checkerboard_free__odd_kernel(k, s):
    """Your answers are exchanged: where the remainder k % s is not 0, there is a checkerboard. Return
    k % s == 0.
    """
    return k % s != 0


# %% check="overlap_count" points=2
def torch_overlap_count(n, k, s, p):
    ones = torch.ones(1, 1, n), torch.ones(1, 1, k)
    return F.conv_transpose1d(*ones, stride=s, padding=p)[0, 0].round().long()


check(
    overlap_count,
    against=torch_overlap_count,
    on=[
        case(n=3, k=3, s=2, p=0),
        case(n=5, k=4, s=2, p=1),
        case(n=6, k=5, s=3, p=2),
        case(n=4, k=2, s=3, p=0),
    ],
)
### BEGIN HIDDEN TESTS
check(
    overlap_count,
    against=torch_overlap_count,
    on=[
        *(
            case(n=n, k=k, s=s, p=p)
            for n, k, s, p in itertools.product((1, 2, 5), (1, 3, 6), (1, 2, 4), (0, 1))
            if s * (n - 1) + k - 2 * p > 0
        ),
        *[
            case(
                n=whole_number(2, 9),
                k=whole_number(2, 7),
                s=whole_number(1, 4),
                p=whole_number(0, 1),
            )
        ]
        * 4,
    ],
)
### END HIDDEN TESTS


# %% check="overlap_count" points=1
def torch_checkerboard_free(k, s):
    n = 4 * k  # enough for a stretch in the middle that no end reaches
    counts = F.conv_transpose1d(torch.ones(1, 1, n), torch.ones(1, 1, k), stride=s)[0, 0]
    middle = counts[k - 1 : s * (n - 1) + 1]
    return bool((middle == middle[0]).all())


check(
    checkerboard_free,
    against=torch_checkerboard_free,
    on=[
        case(k=k, s=s) for k, s in ((3, 2), (4, 2), (5, 2), (6, 3), (4, 3), (2, 4), (3, 1), (2, 2))
    ],
)
### BEGIN HIDDEN TESTS
check(
    checkerboard_free,
    against=torch_checkerboard_free,
    on=[
        *(case(k=k, s=s) for k, s in itertools.product(range(1, 10), range(1, 6))),
        *[case(k=whole_number(10, 40), s=whole_number(2, 9))] * 4,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no call for this, but a transposed convolution of ones with ones counts:

# %%
counts = F.conv_transpose1d(input=torch.ones(1, 1, 3), weight=torch.ones(1, 1, 3), stride=2)
print("PyTorch:", counts[0, 0].tolist())
print("NumPy:  ", convkit.conv_transpose1d(np.ones((1, 1, 3)), np.ones((1, 1, 3)), stride=2)[0, 0])

# %% [markdown]
# Here is a piece of a photograph, made twice as large in four ways: with 3 by 3 equal weights, with
# weights that rise and fall (½, 1, ½ and 1, 3, 3, 1 over 4), and by first repeating every pixel
# (`F.interpolate`) and then an ordinary convolution. Look for a fine grid: which has it?

# %%
piece = torch.tensor(data.photograph("flower", shrink=4, crop=(120, 240, 160, 200), layout="HW"))
three_ones = torch.ones(1, 1, 3, 3, dtype=torch.float64)
rising_three = torch.tensor([1.0, 2.0, 1.0], dtype=torch.float64) / 2
rising_four = torch.tensor([1.0, 3.0, 3.0, 1.0], dtype=torch.float64) / 4
three_wide = torch.outer(rising_three, rising_three)[None, None]
four_wide = torch.outer(rising_four, rising_four)[None, None]
repeated = F.interpolate(piece[None, None], scale_factor=2, mode="nearest")
by_three = F.conv_transpose2d(
    piece[None, None], three_ones * 4 / 9, stride=2, padding=1, output_padding=1
)
by_tent = F.conv_transpose2d(piece[None, None], three_wide, stride=2, padding=1, output_padding=1)
by_four = F.conv_transpose2d(piece[None, None], four_wide, stride=2, padding=1)
by_repeating = F.conv2d(repeated, three_ones / 9, padding=1)
plot.gallery(
    {
        "the piece": piece.numpy(),
        "3 equal weights": np.clip(by_three[0, 0].numpy(), 0, 1),
        "3 weights, ½ 1 ½": by_tent[0, 0].numpy(),
        "4 weights, 1 3 3 1": by_four[0, 0].numpy(),
        "repeated, then convolved": by_repeating[0, 0].numpy(),
    },
    columns=2,
)

# %% [markdown]
# Only the equal weights have it, and ½, 1, ½ are three as well. The weights 1, 3, 3, 1 over 4 are a
# well-known choice. Away from the border they are exactly **bilinear interpolation**: every new
# pixel is a mean of the four old ones around it, and nearer ones weigh more. Fully convolutional
# networks begin their training with them.

# %%
bilinear = F.interpolate(piece[None, None], scale_factor=2, mode="bilinear", align_corners=False)
inside = (by_four - bilinear)[:, :, 1:-1, 1:-1]
print("largest difference inside:", inside.abs().max().item())

# %% [markdown]
# The count is about equal weights, and learned weights are not equal. With kernel 4 and stride 2 the even places use
# $w_0$ and $w_2$, the odd ones $w_1$ and $w_3$, and their sums need not agree. With kernel 3 the sums $w_0 + w_2$ and
# $w_1$ may agree. Before you run the cell: a uniform grey goes in. Which of these give a uniform grey inside: stamping four
# random weights, stamping ½, 1, ½, or repeating first and then convolving with the random ones?

# %%
grey = torch.ones(1, 1, 5, dtype=torch.float64)
random_weights = torch.tensor(np.random.default_rng(0).normal(size=(1, 1, 4))).round(decimals=2)
print("weights:                 ", random_weights[0, 0].tolist())
stamped = F.conv_transpose1d(grey, random_weights, stride=2)[0, 0, 3:-3]
print("transposed, kernel 4:    ", stamped.numpy().round(2))
halves = torch.tensor([[[0.5, 1.0, 0.5]]], dtype=torch.float64)
by_halves = F.conv_transpose1d(grey, halves, stride=2)[0, 0, 2:-2]
print("transposed, ½, 1, ½:     ", by_halves.numpy().round(2))
longer = F.interpolate(grey, scale_factor=2, mode="nearest")
print("repeated, then convolved:", F.conv1d(longer, random_weights)[0, 0].numpy().round(2))

# %% [markdown]
# Repeating first and convolving afterwards gives a uniform grey, whatever the weights: every place inside uses all of them.
# That is the advice of Odena, Dumoulin and Olah, who studied these patterns. A network with transposed convolutions *can*
# learn weights without a pattern, such as ½, 1, ½, but it has to learn that too.

# %% [markdown]
# The backward pass of a convolution is a transposed convolution, so *gradients* have checkerboards
# too. Here is the gradient of a picture behind a layer with a kernel of three, all ones, and stride
# 2, if every output has the gradient 1. Before you run the cell: how many times larger is the
# gradient at a pixel that four windows read than at one that a single window reads?

# %%
watched = torch.ones(1, 1, 9, 9, requires_grad=True)
F.conv2d(watched, torch.ones(1, 1, 3, 3), stride=2).sum().backward()
plot.array(watched.grad[0, 0].numpy(), "gradient, kernel 3, stride 2", "input")

# %% [markdown]
# Four times. Away from the border, the pixels in odd rows and odd columns get a quarter of what
# those in even rows and even columns get. Pictures that are painted by following gradients through
# such layers, or that show by gradients what a network looks at, often carry this pattern.
#
# ## Learn to upsample
#
# How does a network get rid of it? Let one learn. Take a photograph at half its size, and ask a transposed convolution
# for the photograph itself. It begins with random weights, once with a kernel of three, once with one of four. For its
# gradient you have everything: the layer is the adjoint of a convolution, so the gradient of the weights is that of
# lesson 06 with the roles exchanged. The large array, where the blame sits, takes the place of the picture; the small one
# takes the place of the blame.
#
# After each step a uniform grey is sent through, and the lightest minus the darkest of the result
# says how strong the checkerboard is. Before you look: will it go away by itself?

# %%
wanted = data.photograph("china", crop=(60, 180, 192, 256), layout="HW")[None, None]
wanted = wanted - wanted.mean()
halved = convkit.avg_pool2d(wanted[0], 2)[None]


def upsample(x, w):
    """Twice the size, with a kernel of 3 or of 4."""
    extra = 4 - w.shape[2]
    return convkit.conv_transpose2d(x, w, stride=2, padding=1, output_padding=extra)


def unevenness(w):
    inside = upsample(np.ones((1, 1, 6, 6)), w)[0, 0, 2:-2, 2:-2]
    return inside.max() - inside.min()


learned, uneven = {}, {}
for size in (3, 4):
    name = f"kernel {size}"
    w_now = np.random.default_rng(0).normal(0, 0.3, size=(1, 1, size, size))
    learned[f"{name}, random"], uneven[name] = upsample(halved, w_now)[0, 0], []
    for _ in range(61):
        uneven[name].append(unevenness(w_now))
        blame = 2 * (upsample(halved, w_now) - wanted)
        w_now = w_now - 2e-4 * convkit.conv2d_weight(blame, w_now.shape, halved, 2, 1)
    learned[f"{name}, learned"] = upsample(halved, w_now)[0, 0]
plot.curves(uneven, up="lightest minus darkest", log=(False, True))

# %%
piece_of = {name: picture[60:130, 100:200] for name, picture in learned.items()}
plot.gallery(piece_of, columns=2)

# %%
for name, pattern in uneven.items():
    print(f"{name}: unevenness {pattern[0]:.2f} at first, {pattern[-1]:.3f} after 60 steps")
print("learned weights of the kernel of 4:")
print(w_now[0, 0].round(2))

# %% [markdown]
# It nearly goes away, from both, within about ten steps, because a checkerboard is a mistake like any
# other and has its blame. (The first step of the kernel of three even made it worse.) But look at
# the two pictures on the left: both begin with one, for random weights know nothing of evenness.
# And a trace of it stays, here twice as strong with the kernel of three. Nothing *forces* the sums
# to be equal, unless the operation is even by construction.

# %% [markdown]
# ## Dealing out channels
#
# There is a special case in which no stamps overlap and none leaves a gap: a kernel as long as the stride, $k = s = r$.
# Then every pixel, with all its channels, makes an $r$ by $r$ block of the result by itself. Each number in the block is
# a weighted sum over the channels of that pixel. A weighted sum over channels at one place is a 1 by 1 convolution
# (lesson 03). So do this: a 1 by 1 convolution with $r^2$ outputs for each output channel, at the small size, and then
# deal these channels out as blocks.
#
# Dealing out is called **pixel shuffle**. Channel $c r^2 + a r + b$ goes to row $a$, column $b$ of every block of channel $c$.
# Before you look: four channels of 2 by 2 become one picture of 4 by 4. Where do the four numbers of the first channel go?

# %%
hands = np.array(
    [[[1, 2], [3, 4]], [[10, 20], [30, 40]], [[100, 200], [300, 400]], [[0, 0], [0, 0]]]
)
dealt = convkit.pixel_shuffle(hands, 2)
plot.arrays(*[("input", hand, f"channel {c}") for c, hand in enumerate(hands)])

# %%
plot.array(dealt[0], "pixel_shuffle", "output")

# %% [markdown]
# To the even rows and even columns: one in each block. Read the block at the top left: 1, 10 · 100, 0, one number of each
# channel.

# %% [markdown]
# ## Exercise 7.9 · Pixel shuffle
# ★★★ · 15 min · 4 points (2 for dealing out, 2 for the kernel)
#
# - `pixel_shuffle(x, r)`: `x` has the shape `(N, C * r * r, H, W)`; it returns shape `(N, C, H * r, W * r)`, dealt out as
#   above.
# - `subpixel_kernel(w)`: `w` are the weights of a transposed convolution with stride `r` and a kernel of `r` by `r`, shape
#   `(C, O, r, r)`. It returns the weights of a 1 by 1 convolution, shape `(O * r * r, C, 1, 1)`, which followed by
#   `pixel_shuffle` gives the same result.
#
# For the four channels above the first row of the answer is 1, 10, 2, 20 and the second 100, 0, 200, 0. For `w` with one input
# channel, one output channel and the kernel 1, 2 · 3, 4, the four filters of the 1 by 1 convolution are 1, 2, 3 and 4.
#
# <details><summary>Hint 1: cut the axes</summary>
#
# `x.reshape(N, C, r, r, H, W)` cuts the channels into `c`, `a` and `b`. In the result row `h * r + a` is made of `h` and `a`: to
# join two axes they must stand side by side, `h` before `a`.
#
# </details>
# <details><summary>Hint 2: or with loops</summary>
#
# `y[:, c, a::r, b::r]` are all places in row `a`, column `b` of their blocks. Which channel of `x` goes there?
#
# </details>
# <details><summary>Hint 3: the kernel</summary>
#
# Number `(n, c)` of a pixel, times `w[c, o, a, b]`, goes to row `a`, column `b` of the block in channel `o`. That is channel
# `o * r * r + a * r + b` before dealing out. So the new first axis is made of `o`, `a`, `b`: bring these to the front with
# `transpose`, then `reshape`.
#
# </details>


# %% solution="pixel_shuffle"
def pixel_shuffle(x, r):
    """(N, C * r * r, H, W) -> (N, C, H * r, W * r)"""
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    C = x.shape[1] // (r * r)
    ### BEGIN SOLUTION
    blocks = x.reshape(N, C, r, r, H, W)  # n, c, a, b, h, w
    return blocks.transpose(0, 1, 4, 2, 5, 3).reshape(N, C, H * r, W * r)
    ### END SOLUTION


def subpixel_kernel(w):
    """(C, O, r, r) -> (O * r * r, C, 1, 1)"""
    C, O, r, _ = w.shape
    ### BEGIN SOLUTION
    return w.transpose(1, 2, 3, 0).reshape(O * r * r, C, 1, 1)
    ### END SOLUTION


# %% misconception="pixel_shuffle"
def pixel_shuffle__blocks_before_channels(x, r):
    """You took the place in the block for the slow part of the channel number. Channel c * r * r +
    a * r + b counts the output channels slowest: cut into (C, r, r).
    """
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    C = x.shape[1] // (r * r)
    blocks = x.reshape(N, r, r, C, H, W)
    return blocks.transpose(0, 3, 4, 1, 5, 2).reshape(N, C, H * r, W * r)


# %% misconception="pixel_shuffle"
def pixel_shuffle__exchanges_places(x, r):
    """Your blocks are transposed: rows and columns inside a block are exchanged. Channel c * r * r
    + a * r + b goes to row a, column b.
    """
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    C = x.shape[1] // (r * r)
    blocks = x.reshape(N, C, r, r, H, W)
    return blocks.transpose(0, 1, 4, 3, 5, 2).reshape(N, C, H * r, W * r)


# %% misconception="pixel_shuffle"
def pixel_shuffle__only_reshapes(x, r):
    """You only reshaped, which leaves all numbers in the order in which they lie in memory. Cut the
    channels into (C, r, r), move these axes behind h and w, then join.
    """
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    return x.reshape(N, x.shape[1] // (r * r), H * r, W * r)


# %% misconception="pixel_shuffle"
def pixel_shuffle__tiles_side_by_side(x, r):
    """You put whole channels side by side, like tiles. The channels are dealt out in turn: row h *
    r + a, with h before a when the axes are joined.
    """
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    C = x.shape[1] // (r * r)
    blocks = x.reshape(N, C, r, r, H, W)
    return blocks.transpose(0, 1, 2, 4, 3, 5).reshape(N, C, H * r, W * r)


# %% misconception="pixel_shuffle"
def pixel_shuffle__exchanges_height_and_width(x, r):
    """You joined a with the width and b with the height. Row h * r + a is made of h and a, column w
    * r + b of w and b.
    """
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    C = x.shape[1] // (r * r)
    blocks = x.reshape(N, C, r, r, H, W)
    return blocks.transpose(0, 1, 5, 2, 4, 3).reshape(N, C, W * r, H * r)


# %% misconception="pixel_shuffle"
def pixel_shuffle__turns_blocks(x, r):
    """Your blocks are flipped. Place (0, 0) of a block belongs to the first of its channels."""
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    C = x.shape[1] // (r * r)
    blocks = x.reshape(N, C, r, r, H, W)[:, :, ::-1, ::-1]
    return blocks.transpose(0, 1, 4, 2, 5, 3).reshape(N, C, H * r, W * r)


# %% misconception="pixel_shuffle"
def subpixel_kernel__only_reshapes(w):
    """You only reshaped. The input channels must become the second axis: bring o, a and b to the
    front with transpose first.
    """
    C, O, r, _ = w.shape
    return w.reshape(O * r * r, C, 1, 1)


# %% misconception="pixel_shuffle"
def subpixel_kernel__flips_kernel(w):
    """You flipped the kernel. Stamping flips nothing, and in a 1 by 1 convolution there is nothing to
    flip: w[c, o, a, b] belongs to place (a, b).
    """
    C, O, r, _ = w.shape
    return w[:, :, ::-1, ::-1].transpose(1, 2, 3, 0).reshape(O * r * r, C, 1, 1)


# %% misconception="pixel_shuffle"
def subpixel_kernel__exchanges_places(w):
    """You exchanged rows and columns of the kernel. Filter o * r * r + a * r + b holds w[c, o, a,
    b].
    """
    C, O, r, _ = w.shape
    return w.transpose(1, 3, 2, 0).reshape(O * r * r, C, 1, 1)


# %% misconception="pixel_shuffle"
def subpixel_kernel__blocks_before_channels(w):
    """Your filters are sorted by place first and by output channel last. pixel_shuffle wants the r
    * r filters of output channel 0 first: filter o * r * r + a * r + b.
    """
    C, O, r, _ = w.shape
    return w.transpose(2, 3, 1, 0).reshape(O * r * r, C, 1, 1)


# %% misconception="pixel_shuffle"
def subpixel_kernel__input_channels_first(w):
    """You took the input channels for the first axis of the result. A convolution has its output
    channels first: (O * r * r, C, 1, 1).
    """
    C, O, r, _ = w.shape
    return w.reshape(C, O * r * r, 1, 1)


# %% check="pixel_shuffle" points=2
def torch_pixel_shuffle(x, r):
    return F.pixel_shuffle(x, r)


check(
    pixel_shuffle,
    against=torch_pixel_shuffle,
    on=[
        case(x=normal(1, 4, 2, 3), r=2),
        case(x=normal(2, 12, 3, 2), r=2),
        case(x=normal(2, 18, 2, 3), r=3),
    ],
)
### BEGIN HIDDEN TESTS
check(
    pixel_shuffle,
    against=torch_pixel_shuffle,
    on=[
        case(x=normal(3, 27, 4, 2), r=3),
        case(x=normal(2, 8, 5, 3), r=2),
        case(x=normal(2, 3, 4, 5), r=1),
        case(x=normal(2, 32, 1, 2), r=4),
    ],
)
### END HIDDEN TESTS


# %% check="pixel_shuffle" points=2
def torch_subpixel_kernel(w):
    C, r = w.shape[0], w.shape[2]
    one_each = torch.eye(C, dtype=w.dtype)[:, :, None, None]  # picture c is 1 in channel c
    blocks = F.conv_transpose2d(one_each, w, stride=r)  # (C, O, r, r)
    return F.pixel_unshuffle(blocks, r).swapaxes(0, 1)


check(
    subpixel_kernel,
    against=torch_subpixel_kernel,
    on=[
        case(w=normal(1, 1, 2, 2)),
        case(w=normal(3, 2, 2, 2)),
        case(w=normal(2, 4, 3, 3)),
        case(w=normal(3, 3, 2, 2)),
    ],
    axes=("output channel", "input channel", "row", "column"),
)
### BEGIN HIDDEN TESTS
# probe: rectangular: a kernel of r by r is what the exercise is about
check(
    subpixel_kernel,
    against=torch_subpixel_kernel,
    on=[case(w=normal(4, 3, 3, 3)), case(w=normal(2, 5, 2, 2)), case(w=normal(2, 3, 4, 4))],
    axes=("output channel", "input channel", "row", "column"),
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, on three channels that become two, three times as large:

# %%
small_x = torch.tensor(rng.normal(size=(2, 3, 4, 5)))
large_w = torch.tensor(rng.normal(size=(3, 2, 3, 3)))
by_transposed = F.conv_transpose2d(input=small_x, weight=large_w, stride=3)
small_w = large_w.permute(1, 2, 3, 0).reshape(2 * 3 * 3, 3, 1, 1)
by_shuffle = F.pixel_shuffle(input=F.conv2d(input=small_x, weight=small_w), upscale_factor=3)
in_numpy = convkit.pixel_shuffle(convkit.conv2d(small_x.numpy(), small_w.numpy()), 3)
print("shapes:", tuple(by_transposed.shape), tuple(by_shuffle.shape), in_numpy.shape)
print("largest difference, PyTorch:", (by_transposed - by_shuffle).abs().max().item())
print("largest difference, NumPy:  ", np.abs(in_numpy - by_transposed.numpy()).max())

# %% [markdown]
# The 1 by 1 convolution may as well be a 3 by 3 one: then each block also sees its neighbours, and everything is still computed
# at the small size. Many networks for **super-resolution**, which make a picture larger and sharper, end in this way. But no
# stamps overlap, so is there no checkerboard? Before training, the four weights that make a 2 by 2 block are drawn
# independently. Look at the left picture; on the right the four begin equal.

# %%
rng = np.random.default_rng(2)
independent = torch.tensor(rng.normal(1, 0.2, size=(4, 1, 1, 1)))
panels = {"independent weights": independent, "equal weights": torch.ones_like(independent)}
for name, start in panels.items():
    shuffled = F.pixel_shuffle(F.conv2d(piece[None, None], start), 2)
    panels[name] = np.clip(shuffled[0, 0].numpy(), 0, 1)
plot.gallery(panels, columns=2)

# %% [markdown]
# So there is one: on the left the block of 2 by 2 shows as a pattern, because its four weights differ. With four equal
# weights, on the right, training begins without it. This start has the name **ICNR** (Aitken and others, 2017). It is
# only a start, for the four may become different later.
#
# Now the ways to double a picture stand side by side. For 16 channels that become 16, on 32 by 32 pixels: how many
# weights does each have, how many multiplications does it make, and how uneven does a uniform grey become with random
# weights? Before you run the cell: which will be the cheapest, and which keeps the grey uniform?


# %%
def uneven_grey(way):
    """The largest spread inside, as a share of the mean size, over 16 channels."""
    inside = way(torch.ones(1, 16, 8, 8, dtype=torch.float64))[0, :, 4:-4, 4:-4]
    spread = inside.amax(dim=(1, 2)) - inside.amin(dim=(1, 2))
    return (spread.max() / inside.abs().mean()).item()


def weights_of(*shape):
    return torch.tensor(np.random.default_rng(3).normal(size=shape))


k3, t3, t4 = weights_of(16, 16, 3, 3), weights_of(16, 16, 3, 3), weights_of(16, 16, 4, 4)
s3 = weights_of(64, 16, 3, 3)
icnr = k3.repeat_interleave(4, dim=0)  # the four filters of a block begin equal
ways = {
    "repeat, then conv 3": (
        k3,
        64 * 64,
        lambda x: F.conv2d(F.interpolate(x, scale_factor=2), k3, padding=1),
    ),
    "transposed, kernel 3": (t3, 32 * 32, lambda x: F.conv_transpose2d(x, t3, None, 2, 1, 1)),
    "transposed, kernel 4": (t4, 32 * 32, lambda x: F.conv_transpose2d(x, t4, None, 2, 1)),
    "conv 3, shuffle": (s3, 32 * 32, lambda x: F.pixel_shuffle(F.conv2d(x, s3, padding=1), 2)),
    "conv 3, shuffle, ICNR": (
        icnr,
        32 * 32,
        lambda x: F.pixel_shuffle(F.conv2d(x, icnr, padding=1), 2),
    ),
}
print("way                     weights   multiplications   uneven")
for name, (weight, used, way) in ways.items():
    print(f"{name:22s} {weight.numel():8d} {weight.numel() * used:17d} {uneven_grey(way):8.2f}")

# %% [markdown]
# Transposed convolution is the cheapest. Repeating and convolving takes four times the work of a
# kernel of three, and keeps a uniform grey uniform whatever the weights. (On a slope repeated pixels
# can still show as steps; interpolating first makes these weaker.) Shuffle does the same work with four times as
# many weights: it can learn more, but is even only as long as the four filters of a block are
# equal, as ICNR makes them at the start. The choice is
# between price and evenness.

# %% [markdown]
# ## What you can do now
#
# - Stamp: make a small picture large with weights, stride, padding and output padding.
# - Say the size beforehand, and bring back the one a stride has forgotten.
# - Read a transposed convolution as stamping, as an ordinary convolution over inserted zeros, and as a transposed matrix.
# - Say why it does not undo a convolution.
# - Choose kernel and stride so that no checkerboard is built in, upsample in three ways, and compare their price.
#
# **Three traps**
#
# 1. Weights are $(C, O, k_h, k_w)$, input channels first, while those of a convolution are $(O, C, k_h, k_w)$. If both
#    numbers of channels are equal, no error tells you.
# 2. Padding makes the result smaller. Output padding makes it longer at the far end, and shows what was stamped there; a
#    zero comes only where no stamp reaches.
# 3. If the stride does not divide the kernel size, equal weights make a checkerboard. If it does, unequal weights can
#    still make one: learned weights are not equal, not even with kernel 4.

# %% [markdown]
# ## Six questions to end with
#
# Answer each in your head, then open it.
#
# <details><summary>1. Six numbers, a kernel of 4, stride 2, padding 1. How many numbers come out?</summary>
#
# 2 · 5 − 2 + 4 = 12: twice as many.
#
# </details>
# <details><summary>2. What shape do the weights have for a transposed convolution from 8 channels to 3, with a kernel of 5 by 5?</summary>
#
# (8, 3, 5, 5): the channels that come in are first.
#
# </details>
# <details><summary>3. What is output padding, and what is it not?</summary>
#
# It says how many places more the result has at its far end, so that a size comes back that the stride has forgotten. It
# appends no zeros where something was stamped: that shows.
#
# </details>
# <details><summary>4. Why is <em>deconvolution</em> a misleading name?</summary>
#
# The layer brings back the shape, and sends numbers along the links they came by. It is the transpose and no inverse.
#
# </details>
# <details><summary>5. Kernel 5, stride 3: is there a checkerboard for equal weights? Kernel 6?</summary>
#
# With 5 yes: some places get two stamps and some one. With 6 no: every place gets two.
#
# </details>
# <details><summary>6. You want to double a picture, and a uniform grey must stay uniform whatever the weights. What do you do, and what does it cost?</summary>
#
# Repeat every pixel (or interpolate), then convolve. It costs four times the multiplications of the same kernel at the
# small size.
#
# </details>

# %% [markdown]
# **Where it is used.** The name deconvolution comes from deconvolutional networks (Zeiler, Krishnan, Taylor and Fergus,
# *Deconvolutional Networks*, CVPR 2010). Fully convolutional networks go up with it to label every pixel (Long, Shelhamer
# and Darrell, *Fully Convolutional Networks for Semantic Segmentation*, CVPR 2015), U-Net with kernels of 2 by 2 and
# stride 2 (Ronneberger, Fischer and Brox, *U-Net: Convolutional Networks for Biomedical Image Segmentation*, MICCAI
# 2015), and DCGAN paints with four such layers of stride 2 (Radford, Metz and Chintala, *Unsupervised Representation
# Learning with Deep Convolutional Generative Adversarial Networks*, ICLR 2016). The checkerboards: Odena, Dumoulin and
# Olah, *Deconvolution and Checkerboard Artifacts*, Distill, 2016. Pixel shuffle: Shi et al., *Real-Time Single Image and
# Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network*, CVPR 2016; its even start: Aitken et
# al., *Checkerboard Artifact Free Sub-Pixel Convolution*, 2017. The arithmetic of sizes: Dumoulin and Visin, *A guide to
# convolution arithmetic for deep learning*, 2016.
#
# **What comes next.** This lesson moved the *inputs* apart. Lesson 08, *Dilated convolution: seeing further for the same
# price*, moves the *weights* apart.
