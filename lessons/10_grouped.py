# %% [markdown]
# # 10 · Grouped convolution: channels in lanes
#
# In lesson 03 every filter read every channel. In lesson 09 a depthwise kernel read a single one. Between the two lies
# a whole range: divide the channels into lanes, and let each filter read the channels of its own lane. That is cheaper, and
# it has a price of another kind: what is in one lane stays in it. This lesson builds lanes, counts what they save, and then
# lets the channels change lanes, which costs no multiplication.
#
# **You will be able to**
#
# - write a grouped convolution, and the ordinary one that does the same;
# - count what a block with lanes costs, and say why the clock does not agree with the count;
# - say which input channels can influence which output channels, through several layers;
# - shuffle channels, and build the unit of a small network from it (optional: shuffle them back);
# - do all this upside down, for the transposed convolution (optional).
#
# **You need** `conv2d` with channels, and parameters and MACs (lesson 03), the product of two matrices (lesson 05), the
# transposed convolution (lesson 07), depthwise convolution (lesson 09). **Time** 100 minutes, with what is optional 115.
# **Points** 18, with what is optional 23.
#
# **Core path**: everything but the sections "And back" and "Lanes on the way up" with exercises 10.6 and
# 10.9, marked *optional*. Words: a **lane** of this lesson is a **group** elsewhere. Their number is called `groups` as an
# argument of a layer, $g$ in formulas and in short functions, `lanes` in exercise 10.4, and `g1`, `g2` where two layers
# have
# numbers of their own. ResNeXt calls it **cardinality**.
#
# The first of the next two cells holds two layers you know, and you may call them in your answers. `conv2d(x, w, b, stride,
# padding)` is that of lesson 03. `conv_transpose2d(x, w, stride, padding)` is that of lesson 07. Neither knows of groups.

# %% setup="all" allow=["numpy", "math"]

import numpy as np


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return tuple(value) if isinstance(value, tuple | list) else (value, value)


def conv2d(x, w, b=None, stride=1, padding=0):
    """(N, C, H, W), (O, C, kh, kw), (O,) -> (N, O, Ho, Wo): every filter reads every channel."""
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"conv2d: x has {x.shape[1]} channels, the filters {w.shape[1]}")
    if b is not None and len(b) != len(w):
        raise ValueError(f"conv2d: b has {len(b)} biases for {len(w)} filters")
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    y = np.einsum("ncijab,ocab->noij", windows[:, :, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None]


def conv_transpose2d(x, w, stride=1, padding=0):
    """(N, C, H, W), (C, O, kh, kw) -> (N, O, (H - 1) * sh + kh - 2 * ph, ...): every channel stamps."""
    if x.shape[1] != len(w):
        raise ValueError(f"conv_transpose2d: x has {x.shape[1]} channels, w is for {len(w)}")
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    y = np.zeros((N, O, (H - 1) * sh + kh, (W - 1) * sw + kw))
    for a in range(kh):
        for b in range(kw):
            down, right = slice(a, a + (H - 1) * sh + 1, sh), slice(b, b + (W - 1) * sw + 1, sw)
            y[:, :, down, right] += np.einsum("nchw,co->nohw", x, w[:, :, a, b])
    return y[:, :, ph : y.shape[2] - ph, pw : y.shape[3] - pw]


# %% setup="checks"
import time

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

import convkit
from autograder import because, begin, case, check, check_raises, drawn, normal, whole_number
from convkit import data, plot


def macs_of(layer, x):
    """The multiply-accumulates PyTorch counts while a layer runs on x."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        layer(x)
    return counter.get_total_flops() // 2


begin("10_grouped")

# %% [markdown]
# ## A network on two cards
#
# In 2012 one network was too large for the memory of a graphics card. AlexNet was trained on two. Half of the channels
# lived
# on one card and half on the other, and because sending numbers between cards is slow, some of its layers read only the
# channels on their own card. Before you run the cell: what does that do to the number of weights of such a layer?

# %%
layers = [(3, 96, 11, 1), (96, 256, 5, 2), (256, 384, 3, 1), (384, 384, 3, 2), (384, 256, 3, 2)]
print("channels      kernel   lanes      weights with one lane")
for cin, cout, k, lanes in layers:
    layer = nn.Conv2d(cin, cout, k, groups=lanes, bias=False, device="meta")
    print(
        f"{cin:3d} to {cout:3d}    {k:2d} by {k:2d}   {lanes}   {layer.weight.numel():14d}", end=""
    )
    print(f"{cin * cout * k * k:14d}")

# %% [markdown]
# The weights are halved: each filter reads half of the channels, so it has half as many kernels.
# (The third layer reads both cards. Remember it: before the last, fully connected layers it is the
# only place where the two halves meet. The cards even shared out the work: in every training anew,
# the first kernels on one card became nearly colour-blind, and those on the other looked for
# colours; Krizhevsky, Sutskever and Hinton, 2012.)
#
# What was done for lack of memory turned out to be a good idea. A layer whose channels are divided into $g$ lanes is a
# **grouped convolution**, and the lanes are its **groups**. Input channels and output channels are both cut into $g$ blocks
# of neighbours, and block $j$ of the outputs is computed from block $j$ of the inputs.
#
# An example for paper. Six channels of a single pixel each: 1, 2, 3 in the first lane, 10, 20, 30 in the second. Four
# filters, two for each lane. Each filter has *three* weights, because it reads three channels. Compute the four outputs, then
# run the cell.

# %%
x = np.array([1.0, 2, 3, 10, 20, 30]).reshape(1, 6, 1, 1)
w = np.array([[1.0, 1, 1], [1, 0, -1], [1, 1, 1], [1, 0, -1]]).reshape(4, 3, 1, 1)
y = convkit.conv2d(x, w, groups=2)
print("lane 0:", y[0, :2, 0, 0], "  lane 1:", y[0, 2:, 0, 0])

# %% [markdown]
# The two lanes have the same filters here, and the second answer is ten times the first. No 10 and no 20 has crept into the
# first lane.

# %% [markdown]
# ## Exercise 10.1 · Who reads whom
# ★ · 5 min · 1 point
#
# Write `group_channels(cin, cout, groups)`: for each group the input channels that it reads and the output channels that it
# makes. Return a list with one pair `(inputs, outputs)` for each group, in order; `inputs` and `outputs` are lists of
# channel numbers. `groups` must divide `cin` and it must divide `cout`; if it does not divide both, raise a `ValueError`.
#
# For the example above, `group_channels(6, 4, 2)`, the answer is `[([0, 1, 2], [0, 1]), ([3, 4, 5], [2, 3])]`.
#
# <details><summary>Hint 1: how many channels does a group have?</summary>
#
# `cin // groups` inputs and `cout // groups` outputs. The two numbers may differ.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# With `n` inputs in a group, group `j` begins at `j * n` and ends before `(j + 1) * n`. `list(range(2, 5))` is `[2, 3, 4]`.
#
# </details>


# %% solution="group_channels"
def group_channels(cin, cout, groups):
    """[(input channels, output channels), ...], one pair for each group"""
    ### BEGIN SOLUTION
    if cin % groups or cout % groups:
        raise ValueError(f"group_channels: {groups} does not divide {cin} and {cout}")
    n, m = cin // groups, cout // groups
    return [
        (list(range(j * n, (j + 1) * n)), list(range(j * m, (j + 1) * m))) for j in range(groups)
    ]
    ### END SOLUTION


# %% misconception="group_channels"
def group_channels__deals_out(cin, cout, groups):
    """You dealt the channels out like cards, every g-th to the same group. A group is a block of
    neighbours: the first cin // groups channels, then the next.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    return [(list(range(cin))[j::groups], list(range(cout))[j::groups]) for j in range(groups)]


# %% misconception="group_channels"
def group_channels__input_width_for_outputs(cin, cout, groups):
    """You cut the outputs into blocks as long as those of the inputs. A group makes cout // groups
    outputs.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    n = cin // groups
    return [
        (list(range(j * n, (j + 1) * n)), list(range(cout))[j * n : (j + 1) * n])
        for j in range(groups)
    ]


# %% misconception="group_channels"
def group_channels__one_width_for_both(cin, cout, groups):
    """You used the number of inputs in a group for its outputs too, and counted channels that do
    not exist or left some out. A group makes cout // groups outputs.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    n = cin // groups
    both = [list(range(j * n, (j + 1) * n)) for j in range(groups)]
    return [(one, one) for one in both]


# %% misconception="group_channels"
def group_channels__as_many_groups_as_width(cin, cout, groups):
    """You made cin // groups groups of `groups` channels. It is the number of groups: make so many,
    each with cin // groups inputs.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    return [
        (list(range(j, j + groups)), list(range(j, j + groups)))
        for j in range(0, cin // groups * groups, groups)
    ]


# %% misconception="group_channels"
def group_channels__tests_inputs_only(cin, cout, groups):
    """You tested the input channels alone. The outputs are cut into groups as well: test both, cin %
    groups and cout % groups.
    """
    if cin % groups:
        raise ValueError("does not divide")
    n, m = cin // groups, cout // groups
    return [
        (list(range(j * n, (j + 1) * n)), list(range(j * m, (j + 1) * m))) for j in range(groups)
    ]


# %% misconception="group_channels"
def group_channels__tests_the_sum(cin, cout, groups):
    """You tested the sum of the two numbers. It may be divisible when neither of them is: 7 + 8 by
    3. Test each by itself.
    """
    if (cin + cout) % groups:
        raise ValueError("does not divide")
    n, m = cin // groups, cout // groups
    return [
        (list(range(j * n, (j + 1) * n)), list(range(j * m, (j + 1) * m))) for j in range(groups)
    ]


# %% misconception="group_channels"
def group_channels__tests_the_product(cin, cout, groups):
    """You tested the product of the two numbers. It may be divisible when one of them is not: 2 · 8
    by 4 · 4. Test each by itself.
    """
    if (cin * cout) % groups**2:
        raise ValueError("does not divide")
    n, m = cin // groups, cout // groups
    return [
        (list(range(j * n, (j + 1) * n)), list(range(j * m, (j + 1) * m))) for j in range(groups)
    ]


# %% misconception="group_channels"
def group_channels__groups_as_width(cin, cout, groups):
    """You took groups as the number of channels in a group. It is the number of groups, so each has
    cin // groups inputs.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    inputs, outputs = list(range(cin)), list(range(cout))
    return [
        (inputs[i : i + groups], outputs[i : i + groups]) for i in range(0, min(cin, cout), groups)
    ]


# %% misconception="group_channels"
def group_channels__divides_to_floats(cin, cout, groups):
    """Your channel numbers are not whole: `/` gives 3.0, and there is no channel 3.0. Divide with
    `//`.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    n, m = cin / groups, cout / groups
    return [
        ([j * n + i for i in range(int(n))], [j * m + i for i in range(int(m))])
        for j in range(groups)
    ]


# %% misconception="group_channels"
def group_channels__drops_last(cin, cout, groups):
    """The last channel of each group is missing. `range(a, b)` ends before b, so no 1 needs to be
    taken off.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    n, m = cin // groups, cout // groups
    return [
        (list(range(j * n, (j + 1) * n - 1)), list(range(j * m, (j + 1) * m - 1)))
        for j in range(groups)
    ]


# %% misconception="group_channels"
def group_channels__reads_all(cin, cout, groups):
    """Every group reads all input channels in your answer. That is a convolution without groups:
    cut the inputs into blocks too.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    m = cout // groups
    return [(list(range(cin)), list(range(j * m, (j + 1) * m))) for j in range(groups)]


# %% misconception="group_channels"
def group_channels__accepts_remainder(cin, cout, groups):
    """`//` rounds down without a word, and channels are lost. Test both, `cin % groups` and `cout %
    groups`, and raise a ValueError unless they are 0.
    """
    n, m = cin // groups, cout // groups
    return [
        (list(range(j * n, (j + 1) * n)), list(range(j * m, (j + 1) * m))) for j in range(groups)
    ]


# %% check="group_channels" points=1
def torch_group_channels(cin, cout, groups):
    if min(cin, cout, groups) < 1:
        raise ValueError("there is no layer without channels or groups")
    single = torch.eye(cin)[:, :, None, None]  # picture c has a 1 in channel c, else zeros
    answers = F.conv2d(single, torch.ones(cout, cin // groups, 1, 1), groups=groups)[:, :, 0, 0]
    found = []
    for o in range(cout):
        inputs = torch.nonzero(answers[:, o]).flatten().tolist()
        if found and found[-1][0] == inputs:
            found[-1][1].append(o)
        else:
            found.append((inputs, [o]))
    return found


def numbers(group_channels, cin, cout, groups):
    """The answer with everything in it that is no whole number written as a text."""

    def whole(channels):
        if not isinstance(channels, list | tuple | np.ndarray):
            raise TypeError("inputs and outputs are lists of channel numbers")
        return [int(c) if isinstance(c, (int, np.integer)) else repr(c) for c in channels]

    pairs = group_channels(cin, cout, groups)
    if not isinstance(pairs, list | tuple) or not all(
        isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs
    ):
        raise TypeError("return a list with one pair (inputs, outputs) for each group")
    return [(whole(inputs), whole(outputs)) for inputs, outputs in pairs]


check(
    group_channels,
    against=torch_group_channels,
    via=numbers,
    on=[case(cin=6, cout=8, groups=2), case(cin=12, cout=6, groups=3)],
)
check_raises(
    group_channels,
    ValueError,
    on=[
        case(cin=7, cout=6, groups=3),
        case(cin=6, cout=8, groups=3),
        case(cin=7, cout=8, groups=3),
        case(cin=2, cout=8, groups=4),
    ],
    because=because("group_channels__accepts_remainder"),
)


### BEGIN HIDDEN TESTS
def twelves(rng):
    return 12 * int(rng.integers(1, 5))


def divisor(rng):
    return int(rng.choice([2, 3, 4, 6]))


check(
    group_channels,
    against=torch_group_channels,
    via=numbers,
    on=[
        case(cin=10, cout=15, groups=5),
        case(cin=4, cout=9, groups=1),
        case(cin=5, cout=10, groups=5),
        case(cin=16, cout=8, groups=4),
        *[case(cin=drawn(twelves), cout=drawn(twelves), groups=drawn(divisor))] * 2,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch `groups` is an argument of the layer. Look at the shape of its weight: 8 filters, and each has only 3 kernels
# for the 6 channels.

# %%
layer = nn.Conv2d(in_channels=6, out_channels=8, kernel_size=1, groups=2, bias=False)
print("weight:", tuple(layer.weight.shape))
try:
    nn.Conv2d(in_channels=6, out_channels=8, kernel_size=1, groups=3)
except ValueError as error:
    print("ValueError:", error)

# %% [markdown]
# ## One convolution for each lane
#
# There is nothing more to a grouped convolution than this: cut, convolve, join. In the figure six channels go to four, in two
# lanes; a line is a kernel of 3 by 2. Before you look at the number below it: how many weights are there?

# %%
plot.connections(("cut, convolve, join", np.kron(np.eye(2), np.ones((2, 3))), (3, 2)))

# %% [markdown]
# Step by step:
#
# - Cut the channels of $x$ into $g$ blocks of $C / g$.
# - Cut the filters of $w$ into $g$ blocks of $O / g$. The array $w$ has shape $(O, C/g, k_h, k_w)$: its second axis
#   is short already.
# - Convolve block with block, as in lesson 03, and lay the results one after the other, as channels.
#
# As a formula, with $j = \lfloor o \, g / O \rfloor$ for the group of filter $o$:
#
# $$y_{n\,o\,i\,k} = b_o + \sum_{c=0}^{C/g-1} \; \sum_{u} \sum_{v} x_{n,\;j\,C/g + c,\;s_h i + u - p_h,\;s_w k + v - p_w} \; w_{o\,c\,u\,v}$$
#
# Only the channel of $x$ is new: filter $o$ calls its first channel $c = 0$, but in the picture that is channel $j\,C/g$.

# %% [markdown]
# ## Exercise 10.2 · Grouped convolution
# ★★ · 12 min · 4 points (3 for the numbers, 1 for refusing what does not divide)
#
# Write `grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1)`: `x` has shape `(N, C, H, W)`, `w` has shape
# `(O, C // groups, kh, kw)`, `b` has shape `(O,)` or is `None`. The result has shape `(N, O, Ho, Wo)`. If `groups` fails to
# divide `C` or fails to divide `O`, raise a `ValueError`.
#
# `conv2d(x, w, b, stride, padding)` from the top of the notebook is there for you. For the six channels and the four filters
# above, with `groups = 2`, the answer is 6, -2, 60, -20.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Exercise 10.1 says it: which channels, which filters. A loop over the groups, with one `conv2d` in it.
#
# </details>
# <details><summary>Hint 2: which axis is cut?</summary>
#
# The channels of `x` are its axis 1: `x[:, j * n : (j + 1) * n]`. The filters of `w` are its axis 0: `w[j * m : (j + 1) * m]`.
# The biases belong to the filters, and are cut as they are.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# Collect the results of the groups in a list, `lanes`. Then `np.concatenate(lanes, axis=1)` lays them one after the other
# as channels.
#
# </details>


# %% solution="grouped_conv2d"
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    """(N, C, H, W), (O, C / groups, kh, kw), (O,) -> (N, O, Ho, Wo)"""
    C, O = x.shape[1], len(w)
    ### BEGIN SOLUTION
    if C % groups or O % groups:
        raise ValueError(f"grouped_conv2d: {groups} groups do not divide {C} and {O} channels")
    n, m = C // groups, O // groups
    lanes = []
    for j in range(groups):
        block, filters = x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m]
        biases = None if b is None else b[j * m : (j + 1) * m]
        lanes.append(conv2d(block, filters, biases, stride, padding))  # (N, O / groups, Ho, Wo)
    return np.concatenate(lanes, axis=1)
    ### END SOLUTION


# %% misconception="grouped_conv2d"
def grouped_conv2d__repeats_kernels(x, w, b=None, stride=1, padding=0, groups=1):
    """Every filter reads all channels, with its kernels repeated until they suffice. Filter o reads
    only the C // groups channels of its own group.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    return conv2d(x, np.tile(w, (1, groups, 1, 1)), b, stride, padding)


# %% misconception="grouped_conv2d"
def grouped_conv2d__sums_lanes(x, w, b=None, stride=1, padding=0, groups=1):
    """You added the groups' results. They are different output channels: lay them one after the
    other with np.concatenate(lanes, axis=1).
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1), np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    return sum(conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True))


# %% misconception="grouped_conv2d"
def grouped_conv2d__reverses_blocks(x, w, b=None, stride=1, padding=0, groups=1):
    """Your groups meet in the wrong order: the first block of channels goes through the last
    filters. Group j of x belongs to group j of w.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1)[::-1], np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True)]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv2d"
def grouped_conv2d__cuts_wrong_axis(x, w, b=None, stride=1, padding=0, groups=1):
    """The channels of a block and of its filters do not fit. Cut x along axis 1, into blocks of C
    // groups channels, and w along axis 0: its axis 1 is short already.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    n = x.shape[1] // groups
    lanes = [
        conv2d(x[:, j * n : (j + 1) * n], w[:, j * n : (j + 1) * n], b, stride, padding)
        for j in range(groups)
    ]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv2d"
def grouped_conv2d__first_block_for_all(x, w, b=None, stride=1, padding=0, groups=1):
    """All your filters read the first block of channels. Group j reads from channel j * (C //
    groups) on.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    return conv2d(x[:, : w.shape[1]], w, b, stride, padding)


# %% misconception="grouped_conv2d"
def grouped_conv2d__first_filters_for_all(x, w, b=None, stride=1, padding=0, groups=1):
    """All your groups go through the first group's filters. Group j has the filters from j * (O //
    groups) on.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    filters = w[: len(w) // groups]
    lanes = [conv2d(block, filters, None, stride, padding) for block in np.split(x, groups, axis=1)]
    y = np.concatenate(lanes, axis=1)
    return y if b is None else y + b[:, None, None]


# %% misconception="grouped_conv2d"
def grouped_conv2d__bias_for_each_group(x, w, b=None, stride=1, padding=0, groups=1):
    """You gave each group one bias. A bias belongs to a filter: group j takes as many biases as it
    has filters.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    lanes = [
        conv2d(block, filters, None, stride, padding) + (0 if b is None else b[j])
        for j, (block, filters) in enumerate(
            zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
        )
    ]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv2d"
def grouped_conv2d__first_biases_for_all(x, w, b=None, stride=1, padding=0, groups=1):
    """All your groups add the first group's biases. Cut b as you cut the filters: b[j * m : (j + 1)
    * m] with m = O // groups.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    biases = None if b is None else b[: len(b) // groups]
    lanes = [
        conv2d(block, filters, biases, stride, padding)
        for block, filters in zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    ]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv2d"
def grouped_conv2d__bias_on_columns(x, w, b=None, stride=1, padding=0, groups=1):
    """You added b along the columns: y + b matches the last axis. The filters are axis 1: b[:,
    None, None], or hand each group its part.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    lanes = [
        conv2d(block, filters, None, stride, padding)
        for block, filters in zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    ]
    y = np.concatenate(lanes, axis=1)
    return y if b is None else y + b


# %% misconception="grouped_conv2d"
def grouped_conv2d__forgets_bias(x, w, b=None, stride=1, padding=0, groups=1):
    """The bias is missing. Give each group its part of b, if b is not None."""
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    lanes = [
        conv2d(block, filters, None, stride, padding)
        for block, filters in zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    ]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv2d"
def grouped_conv2d__deals_out_inputs(x, w, b=None, stride=1, padding=0, groups=1):
    """You dealt the input channels out like cards: x[:, j::groups]. A group is a block of
    neighbours, x[:, j * n : (j + 1) * n].
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = [x[:, j::groups] for j in range(groups)], np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True)]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv2d"
def grouped_conv2d__deals_out_filters(x, w, b=None, stride=1, padding=0, groups=1):
    """You took every g-th filter into a group: filter o in group o % groups. A group's filters are
    neighbours, w[j * m : (j + 1) * m].
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    lanes = [
        conv2d(block, w[j::groups], None if b is None else b[j::groups], stride, padding)
        for j, block in enumerate(np.split(x, groups, axis=1))
    ]
    y = np.stack(lanes, axis=2)
    return y.reshape(y.shape[0], len(w), *y.shape[3:])


# %% misconception="grouped_conv2d"
def grouped_conv2d__every_gth_filter(x, w, b=None, stride=1, padding=0, groups=1):
    """You took the filters w[j::groups] for group j. A group's filters are neighbours: w[j * m : (j +
    1) * m] with m = O // groups.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    lanes = [
        conv2d(block, w[j::groups], None if b is None else b[j::groups], stride, padding)
        for j, block in enumerate(np.split(x, groups, axis=1))
    ]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv2d"
def grouped_conv2d__tests_channels_only(x, w, b=None, stride=1, padding=0, groups=1):
    """You tested whether groups divides the channels of x. It must divide the number of filters
    too: O % groups.
    """
    if x.shape[1] % groups:
        raise ValueError("does not divide")
    n, m = x.shape[1] // groups, len(w) // groups
    lanes = []
    for j in range(groups):
        biases = None if b is None else b[j * m : (j + 1) * m]
        block, filters = x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m]
        lanes.append(conv2d(block, filters, biases, stride, padding))
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv2d"
def grouped_conv2d__tests_filters_only(x, w, b=None, stride=1, padding=0, groups=1):
    """You tested whether groups divides the number of filters. It must divide the channels of x
    too: C % groups.
    """
    if len(w) % groups:
        raise ValueError("does not divide")
    n, m = x.shape[1] // groups, len(w) // groups
    lanes = []
    for j in range(groups):
        biases = None if b is None else b[j * m : (j + 1) * m]
        block, filters = x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m]
        lanes.append(conv2d(block, filters, biases, stride, padding))
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv2d"
def grouped_conv2d__interleaves_outputs(x, w, b=None, stride=1, padding=0, groups=1):
    """Your groups' results are interleaved: first channel of each group, then second of each. Lay
    the groups one after the other, with np.concatenate(lanes, axis=1).
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1), np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True)]
    y = np.stack(lanes, axis=2)
    return y.reshape(y.shape[0], len(w), *y.shape[3:])


# %% misconception="grouped_conv2d"
def grouped_conv2d__joins_as_pictures(x, w, b=None, stride=1, padding=0, groups=1):
    """You joined the groups along the axis of the pictures. Their channels follow one another:
    np.concatenate(lanes, axis=1).
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1), np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True)]
    return np.concatenate(lanes, axis=0)


# %% misconception="grouped_conv2d"
def grouped_conv2d__stacks_lanes(x, w, b=None, stride=1, padding=0, groups=1):
    """Your groups have an axis of their own, so the result has five axes. Lay them one after the
    other along axis 1: np.concatenate instead of np.stack or np.array.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1), np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True)]
    return np.stack(lanes, axis=1)


# %% misconception="grouped_conv2d"
def grouped_conv2d__forgets_settings(x, w, b=None, stride=1, padding=0, groups=1):
    """You did not use stride and padding. Hand them on to conv2d."""
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1), np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane) for lane in zip(blocks, filters, biases, strict=True)]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv2d"
def grouped_conv2d__accepts_remainder(x, w, b=None, stride=1, padding=0, groups=1):
    """`//` rounds down, and the channels or filters that are left over are lost without a word.
    Raise a ValueError unless groups divides both C and O.
    """
    n, m = x.shape[1] // groups, len(w) // groups
    lanes = [
        conv2d(
            x[:, j * n : (j + 1) * n],
            w[j * m : (j + 1) * m],
            None if b is None else b[j * m : (j + 1) * m],
            stride,
            padding,
        )
        for j in range(groups)
    ]
    return np.concatenate(lanes, axis=1)


# %% check="grouped_conv2d" points=3
def torch_grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    return F.conv2d(x, w, b, stride, padding, groups=groups)


check(
    grouped_conv2d,
    against=torch_grouped_conv2d,
    on=[
        case(
            x=normal(2, 6, 7, 9), w=normal(8, 3, 3, 2), b=normal(8), stride=1, padding=0, groups=2
        ),  # as many columns as filters
        case(
            x=normal(2, 12, 8, 7),
            w=normal(6, 4, 3, 2),
            b=normal(6),
            stride=(2, 3),
            padding=(1, 2),
            groups=3,
        ),
        case(x=normal(2, 6, 5, 9), w=normal(8, 3, 2, 2), b=None, stride=1, padding=0, groups=2),
    ],
)
### BEGIN HIDDEN TESTS
check(
    grouped_conv2d,
    against=torch_grouped_conv2d,
    on=[
        case(
            x=normal(2, 6, 5, 9), w=normal(8, 3, 2, 2), b=normal(8), stride=1, padding=0, groups=2
        ),
        case(
            x=normal(3, 8, 6, 9), w=normal(12, 2, 2, 3), b=normal(12), stride=3, padding=1, groups=4
        ),
        case(
            x=normal(2, 5, 6, 4), w=normal(10, 1, 3, 2), b=normal(10), stride=2, padding=1, groups=5
        ),
        case(
            x=normal(2, 3, 4, 5), w=normal(7, 3, 1, 1), b=None, stride=(1, 2), padding=0, groups=1
        ),
        case(
            x=normal(2, 6, 3, 2), w=normal(4, 3, 3, 2), b=normal(4), stride=1, padding=0, groups=2
        ),
        case(x=normal(2, 2, 5, 4), w=normal(4, 2, 2, 3)),
    ],
)
### END HIDDEN TESTS

# %% check="grouped_conv2d" points=1
check_raises(
    grouped_conv2d,
    ValueError,
    on=[
        case(x=normal(2, 7, 6, 5), w=normal(8, 3, 3, 2), b=None, stride=1, padding=0, groups=2),
        case(
            x=normal(2, 6, 6, 5), w=normal(7, 3, 3, 2), b=normal(7), stride=1, padding=0, groups=2
        ),
        case(x=normal(2, 10, 6, 5), w=normal(8, 3, 3, 2), b=None, stride=1, padding=0, groups=3),
    ],
    because=because("grouped_conv2d__accepts_remainder"),
)

# %% [markdown]
# In PyTorch: the same `F.conv2d`, one more argument. With as many groups as channels it is the depthwise convolution of
# lesson 09.

# %%
rng = np.random.default_rng(0)
x, w, b = rng.normal(size=(2, 6, 7, 6)), rng.normal(size=(8, 3, 3, 2)), rng.normal(size=8)
in_torch = F.conv2d(
    input=torch.tensor(x),
    weight=torch.tensor(w),
    bias=torch.tensor(b),
    stride=2,
    padding=1,
    groups=2,
)
in_numpy = convkit.conv2d(x, w, b, stride=2, padding=1, groups=2)
print("PyTorch:", tuple(in_torch.shape), in_torch[1, 5, 2].numpy())
print("NumPy:  ", in_numpy.shape, in_numpy[1, 5, 2])

# %% [markdown]
# ## What is not there is zero
#
# A filter that does not read a channel could as well read it with weights of zero. So every grouped convolution *is* an
# ordinary one, of shape $(O, C, k_h, k_w)$, with kernels of zeros for the other lanes. Take the four filters of the paper example. Before
# you run the cell: how many zeros are in the matrix, and where?

# %%
w = np.array([[1.0, 1, 1], [1, 0, -1], [1, 1, 1], [1, 0, -1]]).reshape(4, 3, 1, 1)
dense = convkit.dense_equivalent(w, 2)[:, :, 0, 0]
print(
    "entries:", dense.size, " weights stored:", w.size, " outside the blocks:", dense.size - w.size
)
plot.matrix(dense, "weight of the same layer", blocks=2)

# %% [markdown]
# A row is an output channel, a column an input channel. The framed blocks are the lanes, and everything outside is zero. (The
# two zeros inside are weights, and happen to be 0.) Such a matrix is called **block-diagonal**. A depthwise
# convolution is the extreme case: as many blocks as channels.
#
# The picture says two things at once. It says what lanes save: only the blocks are stored and multiplied. And it says what
# they forbid: an entry outside cannot be learned.

# %% [markdown]
# ## Exercise 10.3 · The dense equivalent
# ★★ · 7 min · 2 points
#
# Write `dense_equivalent(w, groups)`: from the weight `w` of a grouped convolution, shape `(O, C // groups, kh, kw)`, make the
# weight of shape `(O, C, kh, kw)` that does the same without groups.
#
# For the filters above, filter 0 becomes 1, 1, 1, 0, 0, 0 and filter 3 becomes 0, 0, 0, 1, 0, -1.
#
# <details><summary>Hint 1: how large is it?</summary>
#
# `w.shape[1]` is $C / g$, so there are `w.shape[1] * groups` input channels. Begin with zeros.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# A loop over the groups fills one block after the other. Its rows are `j * m : (j + 1) * m` and its columns
# `j * n : (j + 1) * n`, with `m` filters and `n` channels in a group.
#
# </details>


# %% solution="dense_equivalent"
def dense_equivalent(w, groups):
    """(O, C / groups, kh, kw) -> (O, C, kh, kw)"""
    O, n, kh, kw = w.shape
    ### BEGIN SOLUTION
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw))
    for j in range(groups):
        rows = slice(j * m, (j + 1) * m)
        dense[rows, j * n : (j + 1) * n] = w[rows]
    return dense
    ### END SOLUTION


# %% misconception="dense_equivalent"
def dense_equivalent__repeats(w, groups):
    """You repeated the kernels in every block. A filter does not read the other groups' channels:
    those blocks are zero.
    """
    return np.tile(w, (1, groups, 1, 1))


# %% misconception="dense_equivalent"
def dense_equivalent__other_diagonal(w, groups):
    """Your blocks lie on the other diagonal: the first filters read the last channels. Group j has
    the columns from j * n on.
    """
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw))
    for j in range(groups):
        first = (groups - 1 - j) * n
        dense[j * m : (j + 1) * m, first : first + n] = w[j * m : (j + 1) * m]
    return dense


# %% misconception="dense_equivalent"
def dense_equivalent__inputs_in_front(w, groups):
    """Your first axis counts the input channels. A weight has its filters in front: (O, C, kh, kw)."""
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((n * groups, O, kh, kw))
    for j in range(groups):
        dense[j * n : (j + 1) * n, j * m : (j + 1) * m] = w[j * m : (j + 1) * m].swapaxes(0, 1)
    return dense


# %% misconception="dense_equivalent"
def dense_equivalent__all_in_first_columns(w, groups):
    """All your filters read the first channels. Move each block to the right by j * n columns."""
    O, n, kh, kw = w.shape
    dense = np.zeros((O, n * groups, kh, kw))
    dense[:, :n] = w
    return dense


# %% misconception="dense_equivalent"
def dense_equivalent__deals_out_columns(w, groups):
    """You dealt the columns out like cards, every g-th to one group. A group's channels are
    neighbours: columns j * n to (j + 1) * n - 1.
    """
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw))
    for j in range(groups):
        dense[j * m : (j + 1) * m, j::groups] = w[j * m : (j + 1) * m]
    return dense


# %% misconception="dense_equivalent"
def dense_equivalent__deals_out_rows(w, groups):
    """You put filter o into group o % groups. A group's filters are neighbours: filter o is in
    group o // m, with m = O // groups.
    """
    O, n, kh, kw = w.shape
    dense = np.zeros((O, n * groups, kh, kw))
    for o in range(O):
        j = o % groups
        dense[o, j * n : (j + 1) * n] = w[o]
    return dense


# %% misconception="dense_equivalent"
def dense_equivalent__input_width_for_rows(w, groups):
    """You used the number of channels in a group for its filters too. A block has m = O // groups
    rows and n columns.
    """
    O, n, kh, kw = w.shape
    dense = np.zeros((O, n * groups, kh, kw))
    for j in range(groups):
        dense[j * n : (j + 1) * n, j * n : (j + 1) * n] = w[j * n : (j + 1) * n]
    return dense


# %% misconception="dense_equivalent"
def dense_equivalent__cuts_decimals(w, groups):
    """Your zeros are whole numbers, so the weights lose their decimals. np.zeros without dtype=int
    makes room for both.
    """
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw), dtype=int)
    for j in range(groups):
        rows = slice(j * m, (j + 1) * m)
        dense[rows, j * n : (j + 1) * n] = w[rows]
    return dense


# %% misconception="dense_equivalent"
def dense_equivalent__turns_kernels(w, groups):
    """You rotated the kernels by half a turn on the way. They only move to another column: copy them as
    they are.
    """
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw))
    for j in range(groups):
        rows = slice(j * m, (j + 1) * m)
        dense[rows, j * n : (j + 1) * n] = w[rows, :, ::-1, ::-1]
    return dense


# %% check="dense_equivalent" points=2
def torch_dense_equivalent(w, groups):
    if len(w) % groups:
        raise ValueError("groups must divide the filters")
    O, n, kh, kw = w.shape
    C = n * groups
    pixels = torch.eye(C * kh * kw, dtype=w.dtype).reshape(-1, C, kh, kw)  # one 1 in each picture
    return F.conv2d(pixels, w, groups=groups).reshape(C, kh, kw, O).permute(3, 0, 1, 2)


check(
    dense_equivalent,
    against=torch_dense_equivalent,
    on=[
        case(w=normal(8, 3, 3, 2), groups=2),
        case(w=normal(6, 4, 2, 3), groups=3),
    ],
    axes=("filter", "input channel", "row", "column"),
)
### BEGIN HIDDEN TESTS
check(
    dense_equivalent,
    against=torch_dense_equivalent,
    on=[
        case(w=normal(12, 2, 1, 3), groups=4),
        case(w=normal(10, 1, 3, 2), groups=5),
        case(w=normal(5, 3, 2, 4), groups=1),
    ],
    axes=("filter", "input channel", "row", "column"),
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no function for this, but it can make the matrix of a 1×1 layer: `torch.block_diag` lays matrices along the
# diagonal. And both layers give the same numbers.

# %%
rng = np.random.default_rng(1)
x, w = rng.normal(size=(2, 6, 5, 4)), rng.normal(size=(4, 3, 1, 1))
dense = torch.block_diag(*torch.tensor(w[:, :, 0, 0]).chunk(2))
print("equal to NumPy's:", np.array_equal(dense, convkit.dense_equivalent(w, 2)[:, :, 0, 0]))
one = F.conv2d(input=torch.tensor(x), weight=torch.tensor(w), groups=2)
two = F.conv2d(input=torch.tensor(x), weight=dense[:, :, None, None])
print("largest difference of the outputs:", (one - two).abs().max().item())

# %% [markdown]
# ## What lanes save
#
# With $g$ lanes a filter has $C / g$ kernels instead of $C$, and there are as many filters as before. So weights and MACs are
# divided by $g$. Not by $g^2$: one lane has $1/g$ of the inputs and $1/g$ of the outputs, so it costs $1/g^2$; but there are
# $g$ of them.
#
# Does the clock agree? The cell takes a layer of 64 channels and 3 by 3 kernels on 56 by 56 pixels, and counts and times it
# with 1, 2, 4, ... 64 lanes. MACs come from PyTorch's counter. Before you run it: with 64 lanes the count is 1/64 of that
# with one. Will the time be?

# %%
threads = torch.get_num_threads()
torch.set_num_threads(1)
picture, lanes = torch.randn(1, 64, 56, 56), [1, 2, 4, 8, 16, 32, 64]
macs, seconds = [], []
with torch.no_grad():
    for g in lanes:
        layer = nn.Conv2d(64, 64, 3, padding=1, groups=g, bias=False)
        macs.append(macs_of(layer, picture))
        layer(picture)  # the first time it warms up
        times = []
        for _ in range(15):
            start = time.perf_counter()
            layer(picture)
            times.append(time.perf_counter() - start)
        seconds.append(min(times))
torch.set_num_threads(threads)
print("lanes       " + "".join(f"{g:>9d}" for g in lanes))
print("million MACs" + "".join(f"{m / 1e6:9.2f}" for m in macs))
print("milliseconds" + "".join(f"{1000 * s:9.2f}" for s in seconds))
print(
    f"with 64 lanes: 1/{macs[0] / macs[-1]:.0f} of the MACs, 1/{seconds[0] / seconds[-1]:.0f} of the time"
)
plot.curves(
    {
        "MACs": [m / macs[0] for m in macs],
        "time": [s / seconds[0] for s in seconds],
    },
    x=lanes,
    across="lanes",
    up="compared with one lane",
    log=(True, True),
)

# %% [markdown]
# Both scales go by factors. The count falls on a straight line; look where the time leaves it. A processor is fast where it can
# use each number it has fetched many times, and in a narrow lane a number of the picture meets only a few filters: the
# multiplications get fewer, but the fetching and storing stays, and the time stops falling. It may even rise again, because many
# small products need more handling than a few large ones. (With 64 lanes the layer is depthwise, and for that case PyTorch has a
# program of its own. So the last point may lie far below the one before it.) Count MACs to compare designs; take the time before
# you believe that one is faster.
#
# > **Rule of thumb.** Doubling the channels in and out makes a layer four times as expensive; if the
# > lanes are doubled as well, only twice. For the clock, keep lanes at least 8 channels wide, or go
# > all the way to depthwise. And let the channels meet somewhere: in a 1×1 layer without groups, or
# > by a shuffle.
#
# What else can be done with the savings? Spend them. ResNet has blocks of three layers: 1×1 to fewer channels, 3×3 there, 1×1
# back. ResNeXt cuts the 3×3 in the middle into lanes, and makes the middle wider for it.

# %% [markdown]
# ## Exercise 10.4 · The cost of a block
# ★ · 6 min · 2 points
#
# A block has three layers: 1×1 from `channels` to `lanes * width` channels, 3×3 from `lanes * width` to `lanes * width` in
# `lanes` groups, 1×1 back to `channels`. Only the 3×3 has groups. Write `block_cost(channels, lanes, width, hout, wout,
# bias=True)`: return the pair `(params, macs)` for one picture, where all three layers have outputs of `hout` by `wout`. With
# `bias` each layer has one bias for every output channel. They count as parameters and not as MACs.
#
# For 8 channels and 2 lanes of width 3, without biases, there are 48 + 162 + 48 = 258 weights; on 5 by 4 pixels, 5160 MACs.
#
# <details><summary>Hint 1: one layer at a time</summary>
#
# A layer from $C$ to $O$ channels with $g$ groups has $O \cdot (C / g) \cdot k_h \cdot k_w$ weights. The middle has
# `middle = lanes * width` channels, in and out.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# A filter of the 3×3 reads `middle // lanes` channels, and that is `width`. So it has `middle * width * 9` weights in all.
#
# </details>


# %% solution="block_cost"
def block_cost(channels, lanes, width, hout, wout, bias=True):
    """(number of parameters, multiply-accumulates for one picture)"""
    middle = lanes * width
    ### BEGIN SOLUTION
    weights = channels * middle + middle * width * 9 + middle * channels
    biases = middle + middle + channels if bias else 0
    return weights + biases, weights * hout * wout
    ### END SOLUTION


# %% misconception="block_cost"
def block_cost__divides_twice(channels, lanes, width, hout, wout, bias=True):
    """You divided by the lanes twice. A filter reads fewer channels, but there are still lanes *
    width filters.
    """
    middle = lanes * width
    weights = 2 * channels * middle + width * width * 9
    return weights + (2 * middle + channels if bias else 0), weights * hout * wout


# %% misconception="block_cost"
def block_cost__dense_macs(channels, lanes, width, hout, wout, bias=True):
    """Your parameters are right, but your MACs are those of a 3×3 without groups. Every weight is
    used once at every place, and no other multiplication is made.
    """
    middle = lanes * width
    weights = 2 * channels * middle + middle * width * 9
    macs = (2 * channels * middle + middle * middle * 9) * hout * wout
    return weights + (2 * middle + channels if bias else 0), macs


# %% misconception="block_cost"
def block_cost__divides_biases(channels, lanes, width, hout, wout, bias=True):
    """You divided the biases of the 3×3 by the lanes. Every filter has a bias, and there are lanes
    * width filters.
    """
    middle = lanes * width
    weights = 2 * channels * middle + middle * width * 9
    return weights + (middle + width + channels if bias else 0), weights * hout * wout


# %% misconception="block_cost"
def block_cost__ignores_lanes(channels, lanes, width, hout, wout, bias=True):
    """You counted the 3×3 without groups. Each of its filters reads only the channels of its lane,
    which are `width`.
    """
    middle = lanes * width
    weights = 2 * channels * middle + middle * middle * 9
    return weights + (2 * middle + channels if bias else 0), weights * hout * wout


# %% misconception="block_cost"
def block_cost__lanes_everywhere(channels, lanes, width, hout, wout, bias=True):
    """Your 1×1 layers have channels * width weights: you put them into lanes too, or forgot the
    lanes there. Only the 3×3 has groups, and the middle has lanes * width channels.
    """
    middle = lanes * width
    weights = 2 * channels * width + middle * width * 9
    return weights + (2 * middle + channels if bias else 0), weights * hout * wout


# %% misconception="block_cost"
def block_cost__width_of_all(channels, lanes, width, hout, wout, bias=True):
    """You took width for the whole middle. It is the width of one lane: the middle has lanes *
    width channels.
    """
    weights = 2 * channels * width + width * max(width // lanes, 1) * 9
    return weights + (2 * width + channels if bias else 0), weights * hout * wout


# %% misconception="block_cost"
def block_cost__no_way_back(channels, lanes, width, hout, wout, bias=True):
    """You forgot the 1×1 that leads back. It has as many weights as the first one."""
    middle = lanes * width
    weights = channels * middle + middle * width * 9
    return weights + (2 * middle if bias else 0), weights * hout * wout


# %% misconception="block_cost"
def block_cost__always_biases(channels, lanes, width, hout, wout, bias=True):
    """You counted biases although bias=False. Add them only if there are any."""
    middle = lanes * width
    weights = 2 * channels * middle + middle * width * 9
    return weights + 2 * middle + channels, weights * hout * wout


# %% misconception="block_cost"
def block_cost__exchanged(channels, lanes, width, hout, wout, bias=True):
    """You returned the MACs first. The parameters come first, then the MACs."""
    middle = lanes * width
    weights = 2 * channels * middle + middle * width * 9
    return weights * hout * wout, weights + (2 * middle + channels if bias else 0)


# %% misconception="block_cost"
def block_cost__one_bias_a_layer(channels, lanes, width, hout, wout, bias=True):
    """You counted one bias for each layer. Every output channel has one: lanes * width, again lanes *
    width, and channels.
    """
    middle = lanes * width
    weights = 2 * channels * middle + middle * width * 9
    return weights + (3 if bias else 0), weights * hout * wout


# %% misconception="block_cost"
def block_cost__depthwise_middle(channels, lanes, width, hout, wout, bias=True):
    """You counted one kernel for each channel of the middle, as if it were depthwise. A filter there
    reads the `width` channels of its lane and has a kernel for each.
    """
    middle = lanes * width
    weights = 2 * channels * middle + middle * 9
    return weights + (2 * middle + channels if bias else 0), weights * hout * wout


# %% misconception="block_cost"
def block_cost__bias_in_macs(channels, lanes, width, hout, wout, bias=True):
    """Your MACs count the biases too. Adding a bias multiplies nothing: use the weights only."""
    middle = lanes * width
    params = 2 * channels * middle + middle * width * 9 + (2 * middle + channels if bias else 0)
    return params, params * hout * wout


# %% check="block_cost" points=2
def torch_block_cost(channels, lanes, width, hout, wout, bias=True):
    if min(channels, lanes, width, hout, wout) < 1:
        raise ValueError("there is no block without channels, lanes or places")
    middle = lanes * width
    with torch.device("meta"):
        block = nn.Sequential(
            nn.Conv2d(channels, middle, 1, bias=bias),
            nn.Conv2d(middle, middle, 3, padding=1, groups=lanes, bias=bias),
            nn.Conv2d(middle, channels, 1, bias=bias),
        )
        macs = macs_of(block, torch.zeros(1, channels, hout, wout))
    return sum(p.numel() for p in block.parameters()), macs


check(
    block_cost,
    against=torch_block_cost,
    on=[
        case(channels=8, lanes=2, width=3, hout=5, wout=4, bias=True),
        case(channels=10, lanes=4, width=6, hout=3, wout=7, bias=False),
    ],
)
### BEGIN HIDDEN TESTS
check(
    block_cost,
    against=torch_block_cost,
    on=[
        case(channels=256, lanes=32, width=4, hout=56, wout=56, bias=False),
        case(channels=12, lanes=1, width=5, hout=2, wout=6, bias=True),
        case(channels=9, lanes=7, width=1, hout=6, wout=5),
        *[
            case(
                channels=whole_number(1, 40),
                lanes=whole_number(1, 9),
                width=whole_number(1, 6),
                hout=whole_number(1, 12),
                wout=whole_number(1, 12),
            )
        ]
        * 2,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# ResNet's block on 256 channels, and ResNeXt's with 32 lanes of width 4. Look at the middle and at the sums.


# %%
def block(channels, lanes, width):
    middle = lanes * width
    return nn.Sequential(
        nn.Conv2d(in_channels=channels, out_channels=middle, kernel_size=1, bias=False),
        nn.Conv2d(middle, middle, kernel_size=3, padding=1, groups=lanes, bias=False),
        nn.Conv2d(in_channels=middle, out_channels=channels, kernel_size=1, bias=False),
    )


for name, lanes, width in (("ResNet", 1, 64), ("ResNeXt", 32, 4)):
    layers = block(256, lanes, width)
    weights = [p.numel() for p in layers.parameters()]
    macs = macs_of(layers, torch.zeros(1, 256, 56, 56))
    print(f"{name:8s} middle {lanes * width:3d}  weights {weights} = {sum(weights)}  MACs {macs}")

# %% [markdown]
# Nearly the same cost, with a middle twice as wide. On ImageNet the second made fewer mistakes (Xie
# et al. 2017). Its lanes are only 4 channels wide: mistakes counted more than the clock.
#
# Its authors drew the block in another way: not one layer with 32 groups, but 32 little blocks side by side, each from 256
# channels to 4, through a 3×3 and back to 256, and *all 32 answers added*. They call the number of these paths the
# **cardinality** and treat it as a third measure of a network, beside depth and width. Before you run the cell, which goes both
# ways with the same weights: why can the results be equal?

# %%
grouped_block = block(256, 32, 4).double()
shrink, middle, grow = (layer.weight for layer in grouped_block)
maps = torch.randn(1, 256, 6, 5, dtype=torch.float64)
with torch.no_grad():
    at_once = grouped_block(maps)
    path_by_path = torch.zeros_like(at_once)
    for j in range(32):
        own = slice(4 * j, 4 * j + 4)  # the four channels of lane j
        little = F.conv2d(maps, shrink[own])
        little = F.conv2d(little, middle[own], padding=1)
        path_by_path += F.conv2d(little, grow[:, own])
print("largest difference:", (at_once - path_by_path).abs().max().item())

# %% [markdown]
# Because the last layer sums over all 128 channels of the middle, and a sum may be taken lane by lane. Cut, transform, add: it is
# the grouped layer, with the 1×1 layers cut along with it.

# %% [markdown]
# ## Nothing crosses
#
# Now the price. Put a palace into lane 0 and a flower into lane 1, three colour channels each, and send all six through two
# grouped layers of 1 by 1, whose filters average the channels of their lane with random weights. Before you run the cell:
# in which of the six outputs do you expect both pictures?

# %%
palace = data.photograph("china", shrink=3, layout="CHW")
flower = data.photograph("flower", shrink=3, layout="CHW")
both = np.concatenate([palace, flower])[None]  # (1, 6, H, W): three channels a lane
rng = np.random.default_rng(2)
first, second = rng.uniform(size=(2, 6, 3, 1, 1))
first, second = first / first.sum(axis=1, keepdims=True), second / second.sum(axis=1, keepdims=True)

hidden = convkit.conv2d(both, first, groups=2)
apart = convkit.conv2d(hidden, second, groups=2)[0]
plot.gallery({"output 0": apart[0], "output 5": apart[5]}, columns=2)


# %%
def outputs_that_see(picture, shuffle):
    """The outputs that change when all channels of one picture are made black."""
    without = both.copy()
    without[:, {"palace": slice(0, 3), "flower": slice(3, 6)}[picture]] = 0
    answers = []
    for v in (both, without):
        v = convkit.conv2d(v, first, groups=2)
        v = convkit.channel_shuffle(v, 2) if shuffle else v
        answers.append(convkit.conv2d(v, second, groups=2)[0])
    return [o for o in range(6) if not np.array_equal(answers[0][o], answers[1][o])]


print("outputs that see the palace:", outputs_that_see("palace", shuffle=False))
print("outputs that see the flower:", outputs_that_see("flower", shuffle=False))

# %% [markdown]
# In none. The first output is all palace and the last all flower, and it would stay so through any
# number of layers with these two lanes: the halves are two networks that know nothing of each
# other. (Lanes of another width in the next layer mix a little, as exercise 10.7 will show.)
# AlexNet had its third layer against that, which read everything. A layer that reads everything is
# expensive, and there is a cheaper way: **let the channels change lanes** between the two layers.
# The weights stay as they are.

# %%
mixed = convkit.conv2d(convkit.channel_shuffle(hidden, 2), second, groups=2)[0]
plot.gallery({"output 0": mixed[0], "output 5": mixed[5]}, columns=2)

# %%
print("outputs that see the palace:", outputs_that_see("palace", shuffle=True))
print("outputs that see the flower:", outputs_that_see("flower", shuffle=True))

# %% [markdown]
# Look at the petals across the roof. All outputs have read both pictures, and no multiplication was added.
#
# Here is the same with lines. Each channel is a point, and a line means: this one reads that one. The row "order" shows the
# channels in the order in which the second layer finds them. The marks under an output are the lanes that it has heard of.
# Compare these marks without a shuffle and with one.

# %%
plot.influence(6, 2)

# %% [markdown]
# ## Dealing the channels out
#
# The **channel shuffle** deals the members of each lane out over all lanes. Write the channel numbers as a table, one lane in
# each row, and read the table *by columns*. For 12 channels in 3 lanes of 4:

# %%
table = np.arange(12).reshape(3, 4)
plot.arrays(
    ("input", table, "a lane in each row"), "→", ("output", table.T, "rows and columns exchanged")
)

# %%
print("before:", table.reshape(12))
print("after: ", table.T.reshape(12))

# %% [markdown]
# The new order is 0, 4, 8, 1, 5, 9, ... The next layer has 3 lanes of 4 again, so its first lane reads 0, 4, 8, 1: one or more
# from each of the old lanes. In steps: cut the channels, $(C) \to (g, C/g)$; transpose, $(C/g, g)$; put them in a row
# again, $(C)$. In one line, for the channel with number $i g + j$ of the output:
#
# $$y_{i g + j} = x_{j\,C/g + i}, \qquad 0 \le i < C/g, \quad 0 \le j < g.$$
#
# Batch, rows and columns of the pictures do not take part.

# %% [markdown]
# ## Exercise 10.5 · Channel shuffle
# ★★ · 8 min · 2 points
#
# Write `channel_shuffle(x, g)`: shuffle the channels of `x`, shape `(N, C, H, W)`, which are in `g` lanes. `g` divides `C`. The
# result has the shape of `x`.
#
# For six channels in two lanes, 0, 1, 2 and 3, 4, 5, the new order is 0, 3, 1, 4, 2, 5.
#
# <details><summary>Hint 1: one axis into two</summary>
#
# `x.reshape(N, g, C // g, H, W)` has an axis for the lane and one for the place in the lane. `reshape` may cut one axis into
# two as long as the order of reading stays.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# Exchange these two axes, `swapaxes(1, 2)`, and give the result the shape of `x` again.
#
# </details>


# %% solution="channel_shuffle"
def channel_shuffle(x, g):
    """(N, C, H, W) -> (N, C, H, W), the channels in a new order"""
    N, C, H, W = x.shape
    ### BEGIN SOLUTION
    table = x.reshape(N, g, C // g, H, W)  # a lane in each row
    return table.swapaxes(1, 2).reshape(N, C, H, W)
    ### END SOLUTION


# %% misconception="channel_shuffle"
def channel_shuffle__rows_of_g(x, g):
    """Yours is the shuffle of C // g lanes, which undoes that of g. Either your table has C // g
    rows: a row is a lane, so reshape to (N, g, C // g, H, W). Or you wrote y[:, order] = x and meant
    y = x[:, order].
    """
    N, C, H, W = x.shape
    return x.reshape(N, C // g, g, H, W).swapaxes(1, 2).reshape(N, C, H, W)


# %% misconception="channel_shuffle"
def channel_shuffle__shuffles_the_batch(x, g):
    """You exchanged the axis of the lanes with that of the batch. After the cut the axes are (N, g, C
    // g, H, W): exchange 1 and 2.
    """
    N, C, H, W = x.shape
    return x.reshape(N, g, C // g, H, W).swapaxes(0, 1).reshape(N, C, H, W)


# %% misconception="channel_shuffle"
def channel_shuffle__no_transpose(x, g):
    """Your channels are in the order they had. Reshaping there and back moves nothing: exchange the
    two axes in between.
    """
    N, C, H, W = x.shape
    return x.reshape(N, g, C // g, H, W).reshape(N, C // g, g, H, W).reshape(N, C, H, W).copy()


# %% misconception="channel_shuffle"
def channel_shuffle__random_order(x, g):
    """You dealt the channels out at random. The shuffle is a fixed order: rows and columns of the
    table of lanes exchanged.
    """
    return x[:, np.random.default_rng(0).permutation(x.shape[1])]


# %% misconception="channel_shuffle"
def channel_shuffle__shuffles_columns(x, g):
    """You shuffled the columns of the pictures. The channels are axis 1: cut that one into two."""
    N, C, H, W = x.shape
    if W % g:
        return x.copy()
    return x.reshape(N, C, H, g, W // g).swapaxes(3, 4).reshape(N, C, H, W)


# %% misconception="channel_shuffle"
def channel_shuffle__mixes_pixel_rows(x, g):
    """Your table mixes channels with rows: it has g rows, but in each the pixel rows of the
    pictures count as channels. Keep H and W as axes of their own.
    """
    N, C, H, W = x.shape
    return x.reshape(N, g, C * H // g, W).swapaxes(1, 2).reshape(N, C, H, W)


# %% misconception="channel_shuffle"
def channel_shuffle__reverses_lanes(x, g):
    """You turned the order of the lanes round and kept each lane together. Then the next layer
    still reads a single lane: exchange the axes of lane and place.
    """
    N, C, H, W = x.shape
    return x.reshape(N, g, C // g, H, W)[:, ::-1].reshape(N, C, H, W)


# %% misconception="channel_shuffle"
def channel_shuffle__moves_lanes_on(x, g):
    """You moved each lane on by one place, and it stays together. Deal its members out: exchange
    the axes of lane and place.
    """
    return np.roll(x, x.shape[1] // g, axis=1)


# %% misconception="channel_shuffle"
def channel_shuffle__transposes_pictures(x, g):
    """Your channels are right, but inside them rows and columns are exchanged too. Exchange axes 1
    and 2 only; the others stay where they are.
    """
    N, C, H, W = x.shape
    return x.reshape(N, g, C // g, H, W).transpose(0, 2, 1, 4, 3).reshape(N, C, H, W)


# %% check="channel_shuffle" points=2
def torch_channel_shuffle(x, g):
    return torch.channel_shuffle(x, g)


check(
    channel_shuffle,
    against=torch_channel_shuffle,
    on=[
        case(x=normal(2, 12, 4, 6), g=3),
        case(x=normal(2, 6, 5, 4), g=2),
    ],
)
### BEGIN HIDDEN TESTS
check(
    channel_shuffle,
    against=torch_channel_shuffle,
    on=[
        case(x=normal(3, 20, 2, 3), g=4),
        case(x=normal(2, 12, 3, 2), g=6),
        case(x=normal(2, 9, 3, 4), g=3),
        case(x=normal(2, 5, 3, 2), g=1),
        case(x=normal(2, 5, 3, 2), g=5),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch it is `torch.channel_shuffle`, and `nn.ChannelShuffle(groups)` as a layer.

# %%
x = np.arange(12.0).reshape(1, 12, 1, 1)
print("PyTorch:", torch.channel_shuffle(torch.tensor(x), groups=3).flatten().int().tolist())
print("NumPy:  ", convkit.channel_shuffle(x, 3).ravel().astype(int).tolist())

# %% [markdown]
# ## And back (optional)
#
# Shuffle 12 channels in 3 lanes, and then once more in 3 lanes. Before you run the cell: are they in order again?

# %%
once = torch.channel_shuffle(torch.tensor(x), groups=3)
print("once: ", once.flatten().int().tolist())
print("twice:", torch.channel_shuffle(once, groups=3).flatten().int().tolist())

# %% [markdown]
# They are not. Is there another number of lanes that puts them in order? Look at the two tables above, and ask what would turn
# the right one into the left one.

# %% [markdown]
# ## Exercise 10.6 · Back in order
# ★★ · 5 min · 2 points · optional
#
# Write `unshuffle_groups(C, g)`: return the number of lanes $h$, a whole number, for which shuffling `C` channels in $g$ lanes and then in
# $h$ lanes leaves every channel where it was. `g` divides `C`.
#
# <details><summary>Hint 1: what is the table after the shuffle?</summary>
#
# Its rows and columns have been exchanged. To go back, exchange them again. How many rows does it have now?
#
# </details>
# <details><summary>Hint 2: try it</summary>
#
# For 12 channels in 3 lanes try 2, 4 and 6 with `torch.channel_shuffle` in a cell of your own. Then for 12 channels in 2 lanes.
#
# </details>


# %% solution="unshuffle_groups"
def unshuffle_groups(C, g):
    """The number of lanes h whose shuffle undoes the shuffle of g lanes."""
    ### BEGIN SOLUTION
    return C // g
    ### END SOLUTION


# %% misconception="unshuffle_groups"
def unshuffle_groups__same_again(C, g):
    """The same shuffle a second time puts the channels in order only if the table is a square.
    After the first shuffle it has C // g rows.
    """
    return g


# %% misconception="unshuffle_groups"
def unshuffle_groups__subtracts(C, g):
    """You subtracted. The table has g rows and C divided by g columns; exchanged, it has C // g
    rows.
    """
    return C - g


# %% misconception="unshuffle_groups"
def unshuffle_groups__square_root(C, g):
    """The root of C is right only if the table is a square. With g rows it has C // g columns, and
    these become the rows.
    """
    return round(C**0.5)


# %% misconception="unshuffle_groups"
def unshuffle_groups__all_alone(C, g):
    """With as many lanes as channels, or with one, the shuffle moves nothing, so it undoes nothing.
    You need the table whose rows are the columns of the first.
    """
    return C


# %% check="unshuffle_groups" points=2
def order_after(unshuffle_groups, C, g):
    """What becomes of the channels 0, 1, 2, ..., if h is a number of lanes at all."""
    h = unshuffle_groups(C, g)
    whole = isinstance(h, int | np.integer)
    if not whole or h < 1 or C % h:
        return {"h is a whole number": whole, "h divides C": False, "channels": [h]}
    once = torch.channel_shuffle(torch.arange(C).reshape(1, C, 1, 1), g)
    order = torch.channel_shuffle(once, h).flatten().tolist()
    return {"h is a whole number": True, "h divides C": True, "channels": order}


def in_order(C, g):
    if C % g:
        raise ValueError("g divides C")
    return {"h is a whole number": True, "h divides C": True, "channels": list(range(C))}


check(
    unshuffle_groups,
    against=in_order,
    via=order_after,
    on=[case(C=12, g=3), case(C=20, g=2), case(C=9, g=3)],
)
### BEGIN HIDDEN TESTS
check(
    unshuffle_groups,
    against=in_order,
    via=order_after,
    on=[
        *[case(C=C, g=g) for C, g in ((30, 5), (12, 4), (7, 7), (7, 1), (24, 12))],
        *[
            case(
                C=drawn(lambda rng: 12 * int(rng.integers(3, 9))),
                g=drawn(lambda rng: int(rng.choice([2, 3, 4, 6]))),
            )
        ]
        * 2,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# ## Who can influence whom?
#
# Can every output be reached from every input after one shuffle? It depends on the widths. Here are six channels again, now in
# three lanes of two. Before you run the cell: how many lanes can a lane of two channels hear of?

# %% cover=true
plot.influence(6, 3)

# %% [markdown]
# Two, of three. An output in the second layer reads two channels; each of these has read one old lane. For all lanes to meet
# all others in one step, a lane needs at least as many channels as there are lanes: $C / g \ge g$ if both layers have $g$ lanes,
# in general $C / g_2 \ge g_1$.
#
# Whether a line leads from an input to an output is a yes-or-no question for every pair, so the answer is a matrix of True
# and False, with a row for each output and a column for each input. For one grouped layer it is the block-diagonal pattern.
# For two layers one after the other: output $o$ depends on input $c$ if there is *some* channel $k$ in between that reads $c$
# and is read by $o$:
#
# $$R_{oc} = \bigvee_{k} B_{ok} \wedge A_{kc}$$
#
# ($\wedge$ is *and*, $\bigvee$ is *or*, over all $k$.) That is a product of matrices in which sums became *or*. So with zeros and
# ones you may multiply the matrices as usual, the last layer leftmost, and ask where the result is above 0: it counts the
# paths.

# %%
A = np.kron(np.eye(3), np.ones((2, 2)))  # three blocks of 2 by 2 on the diagonal
S = np.eye(6)[[0, 2, 4, 1, 3, 5]]  # row 1 reads channel 2: the shuffle of three lanes
plot.matrix(A @ S @ A, "paths from inputs (columns) to outputs (rows)", role="output")

# %% [markdown]
# Look for the white cells. Each row has two, the lane it has not heard of.
#
# If one shuffle does not do it, a second may. Powers of the same matrix say how many. The next cell has 16 channels in 8 lanes of
# two, and lets layer follow layer with a shuffle in between. Before you run it: an output sees 2 channels after one layer. How
# many after two, and after how many layers all 16?

# %%
layer_8, order = np.kron(np.eye(8), np.ones((2, 2))), np.arange(16).reshape(8, 2).T.reshape(16)
paths = layer_8
for layers in (1, 2, 3, 4):
    print(f"{layers} layers: an output sees {int((paths > 0).sum(1).min())} of 16 channels")
    paths = layer_8 @ paths[order]

# %% [markdown]
# With each shuffled layer, the number of channels that an output has heard of can grow by a factor,
# the width of a lane: here by two. So narrow lanes need several shuffles, and wide ones a single
# one.

# %% [markdown]
# ## Exercise 10.7 · Reach
# ★★★ · 12 min · 3 points
#
# Write `reach(g1, shuffle, g2, C)`: a matrix of True and False, shape `(C, C)`. The entry in row $o$ and column $c$ says
# whether output $o$ can depend on input $c$, if `C` channels go through a 1×1 layer with `g1` groups, then, if `shuffle` is
# true, through a channel shuffle of `g1` lanes, and then through a 1×1 layer with `g2` groups. Both layers make `C` channels,
# and their weights may be any numbers but 0. `g1` and `g2` divide `C`. Return a NumPy array of dtype `bool`.
#
# For `reach(2, False, 1, 4)` all is True, because the second layer reads everything. For `reach(2, False, 2, 4)` the first row
# is True, True, False, False.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# With a function or a loop that makes the pattern of one layer: entry $(o, c)$ is 1 if `o // n == c // n`, where `n` is the
# number of channels in a group.
#
# </details>
# <details><summary>Hint 2: the shuffle as a matrix</summary>
#
# `order = np.arange(C).reshape(g1, C // g1).T.reshape(C)` says which channel lands at each place. `np.eye(C)[order]` is the
# matrix: row $i$ has its 1 in column `order[i]`. You may also do without it: `A[order]` takes the rows of `A` in this order.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# With the patterns `A` of the first layer and `B` of the second: `B @ A[order] > 0`.
#
# </details>


# %% solution="reach"
def reach(g1, shuffle, g2, C):
    """(C, C) of bool: row o, column c says whether output o can depend on input c."""

    ### BEGIN SOLUTION
    def pattern(groups):
        return np.kron(np.eye(groups), np.ones((C // groups, C // groups)))  # (C, C)

    paths = pattern(g1)
    if shuffle:
        paths = paths[np.arange(C).reshape(g1, C // g1).T.reshape(C)]
    return pattern(g2) @ paths > 0
    ### END SOLUTION


# %% misconception="reach"
def reach__everything(g1, shuffle, g2, C):
    """You let every input reach every output. Without a shuffle two layers with the same groups
    keep their lanes apart, however many follow.
    """
    return np.ones((C, C), dtype=bool)


# %% misconception="reach"
def reach__shuffle_connects_all(g1, shuffle, g2, C):
    """You let one shuffle connect everything. A lane of the second layer reads C // g2 channels,
    and if these are fewer than the old lanes, it misses some: multiply the patterns.
    """
    if shuffle:
        return np.ones((C, C), dtype=bool)
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


# %% misconception="reach"
def reach__always_shuffles(g1, shuffle, g2, C):
    """You shuffle even if shuffle is False. Then the channels stay where they are."""
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


# %% misconception="reach"
def reach__never_shuffles(g1, shuffle, g2, C):
    """You never shuffle. If shuffle is True, the channels change places between the two layers."""
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


# %% misconception="reach"
def reach__one_step(g1, shuffle, g2, C):
    """You followed the lines through the second layer only. Its inputs have each read a whole lane
    of the first: multiply by the first layer's pattern too.
    """
    second = np.kron(np.eye(g2), np.ones((C // g2, C // g2)))
    if shuffle:
        second = second @ np.eye(C)[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return second > 0


# %% misconception="reach"
def reach__joins_patterns(g1, shuffle, g2, C):
    """You joined the patterns of the layers with `or`. An output must find a channel in between
    that leads on, so the patterns are multiplied: B @ A.
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return first + np.kron(np.eye(g2), np.ones((C // g2, C // g2))) > 0


# %% misconception="reach"
def reach__inputs_in_rows(g1, shuffle, g2, C):
    """Your matrix is transposed: you have inputs in the rows. A row is an output, so the last layer
    stands leftmost in the product.
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return (np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0).T


# %% misconception="reach"
def reach__first_layer_leftmost(g1, shuffle, g2, C):
    """You multiplied in the wrong order: the first layer stands leftmost. An output looks into the
    last layer first, so that one does: B @ A[order].
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return first @ np.kron(np.eye(g2), np.ones((C // g2, C // g2))) > 0


# %% misconception="reach"
def reach__forwards(g1, shuffle, g2, C):
    """You multiplied in the order in which the layers come: A @ S @ B. The last layer stands
    leftmost: B @ S @ A.
    """
    first, last = (np.kron(np.eye(g), np.ones((C // g, C // g))) for g in (g1, g2))
    order = np.arange(C).reshape(g1, -1).T.reshape(C)
    swap = np.eye(C)[order] if shuffle else np.eye(C)
    return first @ swap @ last > 0


# %% misconception="reach"
def reach__columns_in_new_order(g1, shuffle, g2, C):
    """You put the columns of the first pattern in the new order: A[:, order]. Its rows are what the
    shuffle moves: A[order].
    """
    first, last = (np.kron(np.eye(g), np.ones((C // g, C // g))) for g in (g1, g2))
    if shuffle:
        first = first[:, np.arange(C).reshape(g1, -1).T.reshape(C)]
    return last @ first > 0


# %% misconception="reach"
def reach__exactly_one_path(g1, shuffle, g2, C):
    """You ask for exactly one path. One is enough, and several are as good: > 0."""
    first, last = (np.kron(np.eye(g), np.ones((C // g, C // g))) for g in (g1, g2))
    if shuffle:
        first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return last @ first == 1


# %% misconception="reach"
def reach__groups_as_width(g1, shuffle, g2, C):
    """You took the number of groups for the number of channels in one: o // g == c // g. A group has
    C // g channels, and these belong together.
    """
    place = np.arange(C)
    first, last = ((place[:, None] // g == place // g).astype(int) for g in (g1, g2))
    if shuffle:
        first = first[place.reshape(g1, -1).T.reshape(C)]
    return last @ first > 0


# %% misconception="reach"
def reach__shuffles_second_lanes(g1, shuffle, g2, C):
    """You shuffle in g2 lanes. The shuffle deals out the lanes that are there, and these are the g1
    of the first layer.
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(g2, -1).T.reshape(C)]
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


# %% misconception="reach"
def reach__shuffles_back(g1, shuffle, g2, C):
    """Your shuffle runs backwards: the table has a lane in each row, g1 rows, and is read by
    columns. Reshape to (g1, C // g1) before you transpose.
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(C // g1, g1).T.reshape(C)]
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


# %% misconception="reach"
def reach__shuffles_first(g1, shuffle, g2, C):
    """You shuffle before the first layer. It comes between the two: take the rows of the first
    pattern in the new order, not the columns.
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first @ np.eye(C)[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


# %% misconception="reach"
def reach__counts_paths(g1, shuffle, g2, C):
    """Your matrix counts the paths. Whether there is one is the question: compare with 0, `> 0`."""
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first


# %% check="reach" points=3
def torch_reach(g1, shuffle, g2, C):
    single = torch.eye(C)[:, :, None, None]  # picture c has a 1 in channel c, else zeros
    between = F.conv2d(single, torch.ones(C, C // g1, 1, 1), groups=g1)
    if shuffle:
        between = torch.channel_shuffle(between, g1)
    last = F.conv2d(between, torch.ones(C, C // g2, 1, 1), groups=g2)
    return last[:, :, 0, 0].T > 0


check(
    reach,
    against=torch_reach,
    on=[
        case(g1=2, shuffle=False, g2=2, C=6),
        case(g1=3, shuffle=True, g2=3, C=6),
        case(g1=3, shuffle=False, g2=4, C=12),
        case(g1=4, shuffle=True, g2=6, C=12),
    ],
    axes=("output", "input"),
)


### BEGIN HIDDEN TESTS
def divisor(rng):
    return int(rng.choice([2, 3, 4, 6]))


check(
    reach,
    against=torch_reach,
    on=[
        case(g1=4, shuffle=True, g2=4, C=8),
        case(g1=6, shuffle=True, g2=4, C=12),
        case(g1=2, shuffle=True, g2=2, C=10),
        case(g1=5, shuffle=False, g2=2, C=10),
        case(g1=1, shuffle=True, g2=3, C=9),
        case(g1=8, shuffle=True, g2=8, C=8),
        *[
            case(
                g1=drawn(divisor),
                shuffle=shuffle,
                g2=drawn(divisor),
                C=drawn(lambda rng: 12 * int(rng.integers(1, 3))),
            )
            for shuffle in (True, True, False)
        ],
    ],
    axes=("output", "input"),
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch answers the same question by gradients (lesson 06). Where a derivative is not zero, the output depends on the input; and
# with random weights it is zero nowhere else, because nothing cancels by chance. Take twelve channels and three lanes, and ask
# for all derivatives at once. Lanes of four channels can hear of all three.

# %%
one, two = torch.randn(2, 12, 4, 1, 1, dtype=torch.float64)


def without_shuffle(v):
    v = F.conv2d(v.reshape(1, 12, 1, 1), weight=one, groups=3)
    return F.conv2d(v, weight=two, groups=3).flatten()


def with_shuffle(v):
    v = F.conv2d(v.reshape(1, 12, 1, 1), weight=one, groups=3)
    return F.conv2d(torch.channel_shuffle(v, groups=3), weight=two, groups=3).flatten()


for layers in (without_shuffle, with_shuffle):
    derivatives = torch.autograd.functional.jacobian(layers, torch.randn(12, dtype=torch.float64))
    print(
        f"{layers.__name__:16s} pairs that are connected:", int((derivatives != 0).sum()), "of 144"
    )

# %% [markdown]
# ## A unit of ShuffleNet
#
# Lanes, the shuffle and depthwise kernels together make a block for small networks, on phones for example. In the block of
# ResNet the expensive part was the 3×3. Make it depthwise, as in lesson 09, and nearly all the cost is in the two 1×1 layers.
# ShuffleNet cuts these into lanes, and shuffles between them. Follow one colour from left to right:

# %%
in_lanes = ("1×1 in 3 groups", np.kron(np.eye(3), np.ones((2, 2))), (1, 1))
deal = np.eye(6)[np.arange(6).reshape(3, 2).T.reshape(6)]
plot.connections(in_lanes, ("shuffle", deal), ("depthwise", np.eye(6), (3, 3)), in_lanes, skip=True)

# %% [markdown]
# And in words:
#
#
# | step | weight | what it does |
# |---|---|---|
# | 1×1 in $g$ groups, then ReLU | $(M, C/g, 1, 1)$ | mixes the channels of a lane |
# | channel shuffle in $g$ lanes | | deals them out |
# | depthwise 3×3, padding 1 | $(M, 1, 3, 3)$ | looks at the neighbours; *no* ReLU after it |
# | 1×1 in $g$ groups | $(C, M/g, 1, 1)$ | mixes the channels of the new lanes |
# | add the input $x$, then ReLU | | so that the unit only has to learn what to *change* |
#
# ReLU is `np.maximum(y, 0)`. The sum at the end is called a **residual connection**; it requires the unit to keep the
# size of its input. (A real unit also normalises after each layer; lesson 13 is about that. Where the maps should be
# halved, the depthwise
# step has stride 2, the input is averaged over 3 by 3 windows with stride 2, and the two are *concatenated* instead of added.)
#
# What does it save? Weights of the unit for 240 channels with 60 in the middle, counted by PyTorch. Before you run the cell: by
# how much does the total shrink with 3 lanes instead of one?

# %%
for g in (1, 3):
    with torch.device("meta"):
        layers = [
            nn.Conv2d(240, 60, 1, groups=g, bias=False),
            nn.Conv2d(60, 60, 3, padding=1, groups=60, bias=False),
            nn.Conv2d(60, 240, 1, groups=g, bias=False),
        ]
    weights = [layer.weight.numel() for layer in layers]
    print(
        f"{g} lane{'s' if g > 1 else ' '}: 1x1 {weights[0]}, depthwise {weights[1]}, 1x1 {weights[2]}",
        end="",
    )
    print(f", together {sum(weights)}")

# %% [markdown]
# To about a third. The depthwise layer stays as it is, and it is small.

# %% [markdown]
# ## Exercise 10.8 · The shuffle unit
# ★★★ · 12 min · 4 points
#
# Write `shuffle_unit(x, w1, wd, w2, g)`, the five steps of the table: `x` has shape `(N, C, H, W)`, and the weights have the
# shapes given there. There are no biases. The result has the shape of `x`.
#
# For a single pixel with the channels 1, 2, 3, 4, with `g = 2`, the filters (1, 1), (1, −1), (1, 1), (1, −1) in `w1` and ones
# in `wd` and `w2`, the first step gives 3, 0, 7, 0, the shuffle 3, 7, 0, 0, the last 1×1 layer 10, 10, 0, 0, and the
# answer is 11, 12, 3, 4.
#
# Use your `grouped_conv2d` and your `channel_shuffle`; if one of their checks still fails, go back to it first.
#
# <details><summary>Hint 1: the depthwise step</summary>
#
# It is a grouped convolution too, with as many groups as channels. `len(w1)` is that number, $M$.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# Five lines, each `y = ...` of the line before, and the last is `return np.maximum(x + y, 0)`. (`x += y` would change the
# caller's array.)
#
# </details>


# %% solution="shuffle_unit"
def shuffle_unit(x, w1, wd, w2, g):
    """(N, C, H, W), (M, C / g, 1, 1), (M, 1, 3, 3), (C, M / g, 1, 1) -> (N, C, H, W)"""
    ### BEGIN SOLUTION
    y = np.maximum(grouped_conv2d(x, w1, groups=g), 0)  # (N, M, H, W)
    y = channel_shuffle(y, g)
    y = grouped_conv2d(y, wd, padding=1, groups=len(wd))
    y = grouped_conv2d(y, w2, groups=g)  # (N, C, H, W)
    return np.maximum(x + y, 0)
    ### END SOLUTION


# %% misconception="shuffle_unit"
def shuffle_unit__shuffles_late(x, w1, wd, w2, g):
    """You shuffled after the depthwise step. Then each channel meets another one's 3×3 kernel:
    shuffle before it, right after the first 1×1.
    """

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    return np.maximum(x + lanes(y, w2, g), 0)


# %% misconception="shuffle_unit"
def shuffle_unit__relu_after_depthwise(x, w1, wd, w2, g):
    """You put a ReLU after the depthwise step. In this unit there are two: after the first 1×1, and
    after the sum.
    """

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = np.maximum(lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M), 0)
    return np.maximum(x + lanes(y, w2, g), 0)


# %% misconception="shuffle_unit"
def shuffle_unit__no_residual(x, w1, wd, w2, g):
    """The residual connection is missing. Add x before the last ReLU."""

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    return np.maximum(lanes(y, w2, g), 0)


# %% misconception="shuffle_unit"
def shuffle_unit__other_lanes(x, w1, wd, w2, g):
    """You shuffled in M // g lanes. The first 1×1 has left g lanes: channel_shuffle(y, g)."""

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, M // g, g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    return np.maximum(x + lanes(y, w2, g), 0)


# %% misconception="shuffle_unit"
def shuffle_unit__no_shuffle(x, w1, wd, w2, g):
    """The channels go on as if nothing had been shuffled, so nothing crosses from lane to lane. What
    the depthwise step gets is the shuffled result of the first 1×1 and its ReLU.
    """

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    y = np.maximum(lanes(x, w1, g), 0)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, len(w1))
    return np.maximum(x + lanes(y, w2, g), 0)


# %% misconception="shuffle_unit"
def shuffle_unit__relu_before_sum(x, w1, wd, w2, g):
    """You took the last ReLU before you added x. Add first: np.maximum(x + y, 0)."""

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    return x + np.maximum(lanes(y, w2, g), 0)


# %% misconception="shuffle_unit"
def shuffle_unit__no_last_relu(x, w1, wd, w2, g):
    """The ReLU after the sum is missing. Return np.maximum(x + y, 0)."""

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    return x + lanes(y, w2, g)


# %% misconception="shuffle_unit"
def shuffle_unit__no_first_relu(x, w1, wd, w2, g):
    """The ReLU after the first 1×1 is missing. Without it the three layers before the sum are one
    linear map.
    """

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = lanes(x, w1, g)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    return np.maximum(x + lanes(y, w2, g), 0)


# %% misconception="shuffle_unit"
def shuffle_unit__no_padding(x, w1, wd, w2, g):
    """Your depthwise step has no padding, so its result is smaller than x and cannot be added to
    it. Give it padding=1.
    """

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(lanes(y, wd, M), w2, g)
    return np.maximum(x + y, 0)


# %% check="shuffle_unit" points=4
def torch_shuffle_unit(x, w1, wd, w2, g):
    y = F.relu(F.conv2d(x, w1, groups=g))
    y = torch.channel_shuffle(y, g)
    y = F.conv2d(y, wd, padding=1, groups=len(wd))
    return F.relu(x + F.conv2d(y, w2, groups=g))


check(
    shuffle_unit,
    against=torch_shuffle_unit,
    on=[
        case(
            x=normal(2, 4, 5, 3),
            w1=normal(6, 2, 1, 1),
            wd=normal(6, 1, 3, 3),
            w2=normal(4, 3, 1, 1),
            g=2,
        ),
        case(
            x=normal(2, 6, 4, 7),
            w1=normal(12, 2, 1, 1),
            wd=normal(12, 1, 3, 3),
            w2=normal(6, 4, 1, 1),
            g=3,
        ),
    ],
)
### BEGIN HIDDEN TESTS
check(
    shuffle_unit,
    against=torch_shuffle_unit,
    on=[
        case(
            x=normal(3, 12, 3, 5),
            w1=normal(8, 3, 1, 1),
            wd=normal(8, 1, 3, 3),
            w2=normal(12, 2, 1, 1),
            g=4,
        ),
        case(
            x=normal(2, 5, 6, 4),
            w1=normal(3, 5, 1, 1),
            wd=normal(3, 1, 3, 3),
            w2=normal(5, 3, 1, 1),
            g=1,
        ),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, with the layers as functions. The two answers are equal up to rounding.

# %%
rng = np.random.default_rng(5)
x = rng.normal(size=(2, 8, 5, 4))
w1, wd, w2 = (rng.normal(size=s) for s in ((6, 4, 1, 1), (6, 1, 3, 3), (8, 3, 1, 1)))

y = torch.relu(F.conv2d(input=torch.tensor(x), weight=torch.tensor(w1), groups=2))
y = torch.channel_shuffle(y, groups=2)
y = F.conv2d(input=y, weight=torch.tensor(wd), padding=1, groups=6)
y = F.conv2d(input=y, weight=torch.tensor(w2), groups=2)
in_torch = torch.relu(torch.tensor(x) + y).numpy()

z = np.maximum(convkit.conv2d(x, w1, groups=2), 0)
z = convkit.conv2d(convkit.channel_shuffle(z, 2), wd, padding=1, groups=6)
in_numpy = np.maximum(x + convkit.conv2d(z, w2, groups=2), 0)
print("shape:", in_numpy.shape, " largest difference:", np.abs(in_torch - in_numpy).max())

# %% [markdown]
# A shuffle multiplies nothing. Does it take no time? The next cell times the steps of a unit on 240 channels, and one 1×1 layer
# without groups. Before you run it: where do you expect the shuffle among the four?

# %%
maps = torch.randn(1, 240, 28, 28)
steps = {
    "1×1 in 3 groups": nn.Conv2d(240, 240, 1, groups=3, bias=False),
    "channel shuffle": nn.ChannelShuffle(3),
    "depthwise 3×3": nn.Conv2d(240, 240, 3, padding=1, groups=240, bias=False),
    "1×1 without groups": nn.Conv2d(240, 240, 1, bias=False),
}
with torch.no_grad():
    for name, step in steps.items():
        times = []
        for _ in range(20):
            start = time.perf_counter()
            step(maps)
            times.append(time.perf_counter() - start)
        print(
            f"{name:19s} {macs_of(step, maps) / 1e6:6.2f} million MACs {1000 * min(times):7.3f} ms"
        )

# %% [markdown]
# It is the quickest of the four, but not free: every number is read and written once. No count of MACs shows that. And
# divide the time of each 1×1 layer by its MACs: in lanes a MAC usually costs more. Such a layer
# fetches and stores as much as one without lanes, and computes less with it. ShuffleNet's authors
# drew the consequence in their second version: no groups in the 1×1 layers, half of the channels
# pass each unit untouched, and one shuffle mixes the two halves.
#
# ## Lanes on the way up (optional)
#
# The transposed convolution of lesson 07 has lanes as well. Its weight has the *input* channels in front. Take six channels
# in three groups, and a weight of shape `(6, 2, 3, 3)`. Before you run the cell: how many channels come out?

# %%
weight = torch.zeros(6, 2, 3, 3)
up = F.conv_transpose2d(torch.zeros(1, 6, 4, 5), weight, groups=3)
print("weight:", tuple(weight.shape), " output:", tuple(up.shape))

# %% [markdown]
# Six, though `w.shape[1]` is 2. In the shape $(C, O/g, k_h, k_w)$ the second number counts the outputs of *one* lane, and
# there are three lanes. For the ordinary convolution, $(O, C/g, k_h, k_w)$, it was the inputs that were counted by lane.

# %% [markdown]
# ## Exercise 10.9 · Transposed, in lanes
# ★★★ · 10 min · 3 points · optional
#
# Write `grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1)`: `x` has shape `(N, C, H, W)`, `w` has shape
# `(C, O // groups, kh, kw)`, and `groups` divides `C`. The result has the `O` output channels. There is no bias.
#
# For two channels of one pixel each, 1 and 10, with the kernels 1, 2 and 3, 4 in `w`, shape `(2, 1, 1, 2)`, and `groups = 2`,
# the two outputs are 1, 2 and 30, 40.
#
# `conv_transpose2d(x, w, stride, padding)` from the top of the notebook is there for you.
#
# <details><summary>Hint 1: which axis is cut?</summary>
#
# The input channels are axis 1 of `x` and axis 0 of `w`. Each group of inputs stamps with its own rows of `w`.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# As in exercise 10.2, with `w[j * n : (j + 1) * n]`, where `n = C // groups`, and the results one after the other.
#
# </details>


# %% solution="grouped_conv_transpose2d"
def grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1):
    """(N, C, H, W), (C, O / groups, kh, kw) -> (N, O, Ho, Wo)"""
    C = x.shape[1]
    ### BEGIN SOLUTION
    n = C // groups
    lanes = []
    for j in range(groups):
        block = slice(j * n, (j + 1) * n)
        lanes.append(conv_transpose2d(x[:, block], w[block], stride, padding))
    return np.concatenate(lanes, axis=1)
    ### END SOLUTION


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__sums_lanes(x, w, stride=1, padding=0, groups=1):
    """You took w.shape[1] for the number of output channels, and the lanes' stamps fell on top of
    each other. It counts the outputs of one lane: lay the lanes one after the other.
    """
    return conv_transpose2d(x, w, stride, padding)


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__keeps_last_lane(x, w, stride=1, padding=0, groups=1):
    """Each lane has overwritten the one before, because you made room for w.shape[1] output
    channels only. There are groups times as many.
    """
    n = x.shape[1] // groups
    return conv_transpose2d(x[:, -n:], w[-n:], stride, padding)


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__repeats_kernels(x, w, stride=1, padding=0, groups=1):
    """Every input channel stamps into every lane. Input group j writes to output group j only: cut
    x and w into blocks.
    """
    return conv_transpose2d(x, np.tile(w, (1, groups, 1, 1)), stride, padding)


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__cuts_outputs(x, w, stride=1, padding=0, groups=1):
    """The channels of a block and of its kernels do not fit. Cut x along axis 1 and w along axis 0,
    both into blocks of C // groups: axis 1 of w is one lane's outputs and needs no cutting.
    """
    n = x.shape[1] // groups
    lanes = [
        conv_transpose2d(x[:, j * n : (j + 1) * n], w[:, j * n : (j + 1) * n], stride, padding)
        for j in range(groups)
    ]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__reverses_blocks(x, w, stride=1, padding=0, groups=1):
    """Your blocks meet in the wrong order: the first block of x goes with the last rows of w. Block
    j of x belongs to block j of w.
    """
    pairs = zip(np.split(x, groups, axis=1), np.split(w, groups)[::-1], strict=True)
    return np.concatenate([conv_transpose2d(*p, stride, padding) for p in pairs], axis=1)


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__deals_out(x, w, stride=1, padding=0, groups=1):
    """You dealt the input channels out like cards, every g-th to one group. A group is a block of
    neighbours.
    """
    lanes = [
        conv_transpose2d(x[:, j::groups], w[j::groups], stride, padding) for j in range(groups)
    ]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__interleaves_outputs(x, w, stride=1, padding=0, groups=1):
    """Your lanes are interleaved: first channel of each, then second of each. Lay them one after
    the other, with np.concatenate(lanes, axis=1).
    """
    pairs = zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    y = np.stack([conv_transpose2d(*p, stride, padding) for p in pairs], axis=2)
    return y.reshape(y.shape[0], -1, *y.shape[3:])


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__first_kernels_for_all(x, w, stride=1, padding=0, groups=1):
    """All your lanes use the first lane's kernels. Lane j has the rows from j * n on."""
    first = w[: len(w) // groups]
    blocks = np.split(x, groups, axis=1)
    return np.concatenate([conv_transpose2d(b, first, stride, padding) for b in blocks], axis=1)


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__turns_kernels(x, w, stride=1, padding=0, groups=1):
    """You rotated the kernels by half a turn. A stamp is laid down as it is."""
    pairs = zip(np.split(x, groups, axis=1), np.split(w[:, :, ::-1, ::-1], groups), strict=True)
    return np.concatenate([conv_transpose2d(*p, stride, padding) for p in pairs], axis=1)


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__forgets_padding(x, w, stride=1, padding=0, groups=1):
    """You used the stride, and not the padding. Hand it on to conv_transpose2d too."""
    lanes = [
        conv_transpose2d(block, rows, stride)
        for block, rows in zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    ]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__forgets_stride(x, w, stride=1, padding=0, groups=1):
    """You used the padding, and not the stride. Hand it on to conv_transpose2d too."""
    lanes = [
        conv_transpose2d(block, rows, 1, padding)
        for block, rows in zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    ]
    return np.concatenate(lanes, axis=1)


# %% misconception="grouped_conv_transpose2d"
def grouped_conv_transpose2d__forgets_settings(x, w, stride=1, padding=0, groups=1):
    """You did not use stride and padding. Hand them on to conv_transpose2d."""
    pairs = zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    return np.concatenate([conv_transpose2d(*p) for p in pairs], axis=1)


# %% check="grouped_conv_transpose2d" points=3
def torch_grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1):
    return F.conv_transpose2d(x, w, None, stride, padding, groups=groups)


check(
    grouped_conv_transpose2d,
    against=torch_grouped_conv_transpose2d,
    on=[
        case(x=normal(2, 6, 4, 3), w=normal(6, 2, 3, 2), stride=1, padding=0, groups=3),
        case(x=normal(2, 6, 3, 4), w=normal(6, 4, 3, 2), stride=(2, 3), padding=(1, 0), groups=2),
    ],
)
### BEGIN HIDDEN TESTS
check(
    grouped_conv_transpose2d,
    against=torch_grouped_conv_transpose2d,
    on=[
        case(x=normal(3, 8, 2, 5), w=normal(8, 3, 2, 3), stride=2, padding=0, groups=4),
        case(x=normal(2, 5, 4, 3), w=normal(5, 2, 3, 4), stride=(1, 2), padding=(0, 1), groups=5),
        case(x=normal(2, 4, 3, 2), w=normal(4, 3, 2, 3), stride=3, padding=1, groups=1),
        case(x=normal(2, 3, 4, 3), w=normal(3, 2, 2, 3)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch it is the same argument again.

# %%
rng = np.random.default_rng(6)
x, w = rng.normal(size=(2, 6, 4, 3)), rng.normal(size=(6, 2, 3, 2))
in_torch = F.conv_transpose2d(
    input=torch.tensor(x), weight=torch.tensor(w), stride=2, padding=1, groups=3
).numpy()
in_numpy = convkit.conv_transpose2d(x, w, stride=2, padding=1, groups=3)
print("shape:", in_numpy.shape, " largest difference:", np.abs(in_torch - in_numpy).max())

# %% [markdown]
# ## What you can do now
#
# - Cut a convolution into lanes, and write down the ordinary one that does the same.
# - Count a block with lanes, and measure it before you believe that it is faster.
# - Say what can influence what, by multiplying patterns of zeros and ones.
# - Shuffle channels, and build a ShuffleNet unit (optional: shuffle them back).
# - Cut a transposed convolution into lanes (optional).
#
# **Three traps**
#
# 1. A group is a block of neighbours, channels $j\,C/g$ to $(j + 1)\,C/g - 1$. Every $g$-th channel is something else, and the
#    shuffle turns one into the other.
# 2. With $C = g^2$ the shuffle of $g$ lanes and that of $C/g$ are the same, so a test with 9 channels in 3 lanes cannot
#    tell right from wrong. Test with 12 in 3.
# 3. The second number of a weight's shape counts channels of *one* lane: inputs in `conv2d`, outputs in
#    `conv_transpose2d`.
#
# **Where it is used.** AlexNet was cut in two for lack of memory (Krizhevsky, Sutskever and Hinton, *ImageNet
# Classification
# with Deep Convolutional Neural Networks*, NeurIPS 2012). ResNeXt uses many narrow lanes to spend the same cost better
# (Xie, Girshick, Dollár, Tu and He, *Aggregated Residual Transformations for Deep Neural Networks*, CVPR 2017). ShuffleNet
# has the unit of exercise 10.8 (Zhang, Zhou, Lin and Sun, *ShuffleNet: An Extremely Efficient Convolutional Neural
# Network for Mobile Devices*, CVPR 2018). Its second version gives up the groups of the 1×1 layers, because the clock did
# not agree with the count (Ma, Zhang, Zheng and Sun, *ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture
# Design*, ECCV 2018).
#
# **What comes next.** So far everything was a picture. Lesson 11 takes one axis away, for sound and text, and adds one,
# for video and volumes.

# %% [markdown]
# ## Six questions
#
# Answer each in your head, then unfold it.
#
# <details><summary>1. A layer from 64 to 128 channels with 3 by 3 kernels has 4 groups. What shape is its weight, and what do the groups save?</summary>
#
# `(128, 16, 3, 3)`: a quarter of the weights and of the MACs.
#
# </details>
#
# <details><summary>2. Why are weights and MACs divided by $g$ and not by $g^2$?</summary>
#
# One lane costs $1/g^2$, and there are $g$ lanes.
#
# </details>
#
# <details><summary>3. What does the dense equivalent of a grouped layer look like?</summary>
#
# Block-diagonal: the lanes are blocks on the diagonal, everything outside is zero and stays zero.
#
# </details>
#
# <details><summary>4. Two layers with the same two groups, no shuffle. Which outputs see the first input channel?</summary>
#
# Only those of the first lane, however many such layers follow.
#
# </details>
#
# <details><summary>5. Six channels 0 to 5 in two lanes are shuffled. What is the new order?</summary>
#
# 0, 3, 1, 4, 2, 5: the table 0, 1, 2 · 3, 4, 5 read by columns.
#
# </details>
#
# <details><summary>6. A layer with 64 lanes has 1/64 of the MACs. What about its time?</summary>
#
# It has to be measured. Numbers are fetched and stored as before, so the time usually falls by less
# than the MACs, and with narrow lanes it may even rise.
#
# </details>
