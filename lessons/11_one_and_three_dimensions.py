# %% [markdown]
# # 11 · One and three dimensions: signals, words, films
#
# Nothing in a convolution knows that it looks at pictures. Take one axis away, and the same sum runs along a sound, a
# row of measurements or a sentence. Add one, and it runs through a film or a scan of a body. This lesson does both.
# What is new comes with time: a filter may not always look ahead, and it must not forget.
#
# **You will be able to**
#
# - write the convolution of a signal, without looking into the future where that is not allowed, and piece by piece as it
#   arrives;
# - let filters find word pairs in a sentence;
# - write the convolution of films and volumes, and take it apart into slices, or into space and time;
# - make a filter for films from a filter for pictures (optional).
#
# **You need** lessons 00 to 09: above all many channels (03), dilation (08) and the rank of a matrix (09).
# **Time** 115 minutes, with what is optional 135. **Points** 22, with what is optional 26.
#
# **Core path**: everything but the last two sections with exercises 11.8 and 11.9, marked *optional*. It is
# two lessons in one, signals and then films; "Half time" says where to rest. Field words: a **signal** is also called a time
# series, a step a time step or sample; a film is a video, and one of its convolutions a **spatiotemporal** one.

# %% setup="all" allow=["numpy", "math", "convkit.sliding.padding.pad"]
import math

import numpy as np

from convkit.sliding.padding import pad


def triple(value):
    """A whole number or three of them as a triple (in time, down, right): 2 becomes (2, 2, 2)."""
    return tuple(value) if isinstance(value, tuple | list) else (value, value, value)


def conv2d(x, w, stride=(1, 1), padding=(0, 0)):
    """The layer of lesson 03, without a bias: (N, C, H, W), (O, C, kh, kw) -> (N, O, Ho, Wo)."""
    (sh, sw), (ph, pw) = stride, padding
    x = pad(x, (pw, pw, ph, ph))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijab,ocab->noij", windows[:, :, ::sh, ::sw], w)


# %% setup="checks"
from time import perf_counter

import torch
import torch.nn.functional as F
from torch.utils.flop_counter import FlopCounterMode

import convkit
from autograder import because, begin, case, check, check_raises, drawn, normal
from convkit import data, plot

SIGNAL = ("signal", "channel", "step")
FILM = ("film", "channel", "frame", "row", "column")

begin("11_one_and_three_dimensions")

# %% [markdown]
# ## One axis less
#
# A **signal** is a row of numbers with an order: the pressure of the air, measured 16000 times a second, or the
# temperature, measured every hour. Often several things are measured at once. A sensor for movement gives three numbers
# for each moment, a stereo sound two. Those are the **channels**, as red, green and blue are the channels of a picture,
# and a **step** is one place on the time axis.
#
# So a batch of signals has three axes, $(N, C, T)$: signals, channels, steps. A weight has three as well, $(O, C, k)$:
# filters, input channels, taps. Here are a signal with two channels and one filter with two kernels, small enough for
# paper. Which number comes first in the output, and from which six products?

# %%
x = np.array([[2.0, 7, 1, 8, 2], [0, 1, 1, 0, 3]])
w = np.array([[1.0, 0, 2], [-1, 1, 0]])
y = convkit.conv1d(x[None], w[None])
plot.arrays(("input", x, "two channels"), "∗", ("kernel", w, "one filter"), "=", ("output", y[0]))

# %%
print("first channel: ", convkit.xcorr1d(x[0], w[0]))
print("second channel:", convkit.xcorr1d(x[1], w[1]))
print("their sum:     ", y[0, 0])

# %% [markdown]
# The window slides along the steps and nowhere else. It reads all channels each time, and what they give is added up.
# Then each filter adds its bias. With the stride $s$, the padding $p$ and the dilation $d$ of lessons 02 and 08:
#
# $$y_{n\,o\,t} = b_o + \sum_{c=0}^{C-1} \; \sum_{a=0}^{k-1} x_{n,\;c,\;s t + d a - p} \; w_{o\,c\,a}$$
#
# Compare it with lesson 03. The letters for the columns are gone; the place of the output is called $t$, for time; and the
# dilation $d$ of lesson 08 has joined the stride. The number of outputs is the old formula for the only axis that is left,
# $T_o = \lfloor (T + 2p - d(k-1) - 1)/s \rfloor + 1$.
#
# This is what changes with the number of axes, in PyTorch and in this lesson:
#
# | | `conv1d` | `conv2d` | `conv3d` |
# |---|---|---|---|
# | input | $(N, C, T)$ | $(N, C, H, W)$ | $(N, C, D, H, W)$ |
# | weight | $(O, C, k)$ | $(O, C, k_h, k_w)$ | $(O, C, k_d, k_h, k_w)$ |
# | stride, padding, dilation | a number | a number or (down, right) | a number or (in time, down, right); the lesson's `conv3d` has no dilation |
# | adding the bias | `b[:, None]` | `b[:, None, None]` | `b[:, None, None, None]` |
# | order in `F.pad` | (before, after) | (left, right, top, bottom) | (left, right, top, bottom, front, back) |

# %% [markdown]
# ## Exercise 11.1 · Convolve signals
# ★ · 8 min · 3 points
#
# Write `conv1d(x, w, b=None, stride=1, padding=0, dilation=1)`: `x` has shape `(N, C, T)`, `w` `(O, C, k)`, `b` `(O,)`
# or is `None`. The result has shape `(N, O, To)`. The stub pads, counts the outputs and refuses a kernel that does not
# fit. `pad(x, (before, after))` puts zeros at the two ends of the last axis.
#
# For the signal and the filter above, as batches of one, the answer is 5, 23, 4.
#
# <details><summary>Hint 1: which steps does output t read?</summary>
#
# The first is `t * stride`, because `x` is already padded. From there on every `dilation`-th, `k` of them.
#
# </details>
# <details><summary>Hint 2: cutting the window out</summary>
#
# A slice has a start, an end and a step: `x[:, :, start : start + span : dilation]` has shape `(N, C, k)`, where `span`
# is how far the kernel reaches from its first tap to its last, both counted.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `np.einsum("nca,oca->no", window, w)` is `y[:, :, t]`. The letters name the axes: n signals, c channels, a taps, o filters.
# Numbers with the same letters are multiplied, and what is missing after the arrow, c and a, is added up. The bias at the end
# is `b[:, None]`: one for each channel, the same for each step.
#
# </details>


# %% solution="conv1d"
def conv1d(x, w, b=None, stride=1, padding=0, dilation=1):
    """(N, C, T), (O, C, k), (O,) -> (N, O, To); ValueError if the kernel does not fit."""
    O, _, k = w.shape
    span = dilation * (k - 1) + 1
    x = pad(x, (padding, padding))  # (N, C, T + 2 padding)
    N, _, T = x.shape
    if span > T:
        raise ValueError(f"conv1d: the kernel reaches over {span} steps, the signal has {T}")
    y = np.zeros((N, O, (T - span) // stride + 1))
    ### BEGIN SOLUTION
    for t in range(y.shape[2]):
        start = t * stride
        window = x[:, :, start : start + span : dilation]  # (N, C, k)
        y[:, :, t] = np.einsum("nca,oca->no", window, w)
    if b is not None:
        y += b[:, None]
    ### END SOLUTION
    return y


# %% misconception="conv1d"
def conv1d__turns_kernel(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your kernel runs backwards. This is cross-correlation: w[o, c, 0] meets the first step of the
    window.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w[:, :, ::-1])
    return y if b is None else y + b[:, None]


# %% misconception="conv1d"
def conv1d__steps_before_channels(x, w, b=None, stride=1, padding=0, dilation=1):
    """You read x as (N, T, C), so your window slides along the channels. The steps are the last
    axis: slice x[:, :, start : ...].
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (0, 0, padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=1)[:, ::stride, :, ::dilation]
    y = np.einsum("ntca,oca->not", windows, w)
    return y if b is None else y + b[:, None]


# %% misconception="conv1d"
def conv1d__treats_channels_as_rows(x, w, b=None, stride=1, padding=0, dilation=1):
    """You let a picture's filter slide over channels and steps, so an axis too many is left.
    Channels are read all at once and added up: the result has three axes.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    return (y if b is None else y + b[:, None])[:, :, None, :]


# %% misconception="conv1d"
def conv1d__keeps_channels_apart(x, w, b=None, stride=1, padding=0, dilation=1):
    """You keep the answers of the input channels apart. A filter adds them up: one row of numbers
    for each filter.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->noct", windows, w)
    return y if b is None else y + b[:, None, None]


# %% misconception="conv1d"
def conv1d__first_channel_only(x, w, b=None, stride=1, padding=0, dilation=1):
    """You read the first channel only. The window has all of them: x[:, :, ...] instead of x[:, 0,
    ...].
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("nta,oa->not", windows[:, 0], w[:, 0])
    return y if b is None else y + b[:, None]


# %% misconception="conv1d"
def conv1d__averages_channels(x, w, b=None, stride=1, padding=0, dilation=1):
    """You average over the channels. Add their answers, and do not divide by their number."""
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w / w.shape[1])
    return y if b is None else y + b[:, None]


# %% misconception="conv1d"
def conv1d__bias_per_step(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your biases went to the steps: y + b counts along the last axis. A bias belongs to a filter:
    add b[:, None].
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    return y if b is None else y + b


# %% misconception="conv1d"
def conv1d__forgets_bias(x, w, b=None, stride=1, padding=0, dilation=1):
    """You did not add the bias. If b is not None, every filter adds its own: b[:, None]."""
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    return y


# %% misconception="conv1d"
def conv1d__pads_before_only(x, w, b=None, stride=1, padding=0, dilation=1):
    """You put all padding before the signal. Half of it belongs after: pad(x, (padding, padding))."""
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (2 * padding, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    return y if b is None else y + b[:, None]


# %% misconception="conv1d"
def conv1d__ignores_padding(x, w, b=None, stride=1, padding=0, dilation=1):
    """You ignore the padding. Put that many zeros at both ends of each signal first: pad(x,
    (padding, padding)).
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = x * 1.0
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    return y if b is None else y + b[:, None]


# %% misconception="conv1d"
def conv1d__ignores_dilation(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your taps read neighbours, whatever the dilation is. Tap a reads the step start + a *
    dilation.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)
    windows = windows[:, :, ::stride, : w.shape[2]]
    y = np.einsum("ncta,oca->not", windows, w)
    return y if b is None else y + b[:, None]


# %% misconception="conv1d"
def conv1d__ignores_stride(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your window moves one step at a time, whatever the stride is. Output t reads from t * stride
    on.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, :, ::dilation]
    windows = windows[:, :, : (x.shape[2] - span) // stride + 1]
    y = np.einsum("ncta,oca->not", windows, w)
    return y if b is None else y + b[:, None]


# %% misconception="conv1d"
def conv1d__last_output_missing(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your last output is still 0: the loop ends one step too early. range(y.shape[2]) counts every
    place of y.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    y[:, :, -1] = 0
    return y if b is None else y + b[:, None]


# %% misconception="conv1d"
def conv1d__accepts_any_kernel(x, w, b=None, stride=1, padding=0, dilation=1):
    """A kernel that reaches over more steps than there are gave an empty result. No window fits, so
    raise a ValueError.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    y = np.zeros((len(x), len(w), max((x.shape[2] - span) // stride + 1, 0)))
    for t in range(y.shape[2]):
        window = x[:, :, t * stride : t * stride + span : dilation]
        y[:, :, t] = np.einsum("nca,oca->no", window, w)
    return y if b is None else y + b[:, None]


# %% check="conv1d" points=3
def torch_conv1d(x, w, b=None, stride=1, padding=0, dilation=1):
    return F.conv1d(x, w, b, stride, padding, dilation)


check(
    conv1d,
    against=torch_conv1d,
    axes=SIGNAL,
    on=[
        case(x=normal(2, 2, 12), w=normal(3, 2, 4), b=normal(3), stride=3, padding=1, dilation=2),
        case(x=normal(2, 5, 5), w=normal(3, 5, 2), b=None, stride=1, padding=0, dilation=1),
        case(x=normal(2, 3, 6), w=normal(2, 3, 4), b=None, stride=1, padding=0, dilation=2),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv1d,
    against=torch_conv1d,
    axes=SIGNAL,
    on=[
        case(x=normal(3, 2, 11), w=normal(5, 2, 3), b=normal(5), stride=3, padding=2, dilation=1),
        case(x=normal(2, 4, 7), w=normal(3, 4, 1), b=normal(3), stride=1, padding=0, dilation=1),
        case(x=normal(2, 3, 5), w=normal(2, 3, 3), b=None, stride=2, padding=0, dilation=2),
        case(x=normal(2, 2, 9), w=normal(3, 2, 2), b=normal(3), stride=4, padding=1, dilation=3),
        case(x=normal(2, 3, 8), w=normal(4, 3, 3)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, with the names of its arguments. The layer with weights of its own is `nn.Conv1d`.

# %%
x_torch, w_torch = torch.tensor(x[None]), torch.tensor(w[None])
print("PyTorch:", F.conv1d(input=x_torch, weight=w_torch, stride=1, padding=1, dilation=2)[0, 0])
print("NumPy:  ", convkit.conv1d(x[None], w[None], stride=1, padding=1, dilation=2)[0, 0])

# %% [markdown]
# ## Do not look ahead
#
# A machine is switched on at step 20, and a sensor shows it: 0 before, 1 from then on. The mean of five steps smooths
# the signal, with padding at both ends so that it keeps its length. Before you run the cell: at which step does the
# smoothed signal begin to rise?

# %%
signal = np.zeros((1, 1, 40))
signal[:, :, 20:] = 1
mean = np.full((1, 1, 5), 1 / 5)
centred = convkit.conv1d(signal, mean, padding=2)
causal = convkit.conv1d(convkit.pad(signal, (4, 0)), mean)
for name, line in (("signal", signal), ("centred", centred), ("causal", causal)):
    print(f"{name:8s} first above 0 at step {np.argmax(line[0, 0] > 1e-9)}")
seen = slice(10, 30)
plot.curves(
    {"signal": signal[0, 0, seen], "centred": centred[0, 0, seen], "causal": causal[0, 0, seen]},
    x=np.arange(40)[seen],
    across="step",
    up="value",
    log=(False, False),
)

# %% [markdown]
# Look at the line called centred: it rises before anything has happened. Its window stands with its middle on step $t$,
# so it reads two steps of the future. On a recording that does no harm. But while the sensor is measuring, its answer
# comes two steps late; and a network that is to *predict* the next step only has to copy it, if it may look at it.
#
# A filter is **causal** if its output at step $t$ depends on the steps up to $t$ and on no later one. The third line
# above is. Compare the two windows for the output at step 7: red marks what has not happened yet.

# %% cover=true
plot.causal(12, 3, at=7)

# %% [markdown]
# The causal window *ends* at $t$. The kernel's last tap meets the present, the tap before it the past, and so on:
#
# $$y_{t} = \sum_{a=0}^{k-1} x_{\,t - (k-1-a)\,d} \; w_{a}$$
#
# Nothing about the sum has changed, only where it stands. So the convolution that you wrote will do, with padding on one
# side. Before you look at the second picture, with dilation 2: how many zeros does output 0 need, and on which
# side?

# %%
plot.causal(12, 3, dilation=2, at=0)

# %% [markdown]
# How much does a look ahead help? Ask for the five taps that predict the *next* step of a noisy wave best, by least squares:
# once for a window with the present in its middle, once for a window that ends at the present. Before you run the cell: which
# taps will the first one use?

# %%
wave = np.sin(np.arange(400) / 6) + np.random.default_rng(3).normal(size=400) / 4
read = np.lib.stride_tricks.sliding_window_view(wave, 5)[:-1]  # (395, 5)
for name, present in (("centred", 2), ("causal", 4)):
    wanted = wave[present + 1 :][: len(read)]
    taps = np.linalg.lstsq(read, wanted, rcond=None)[0]
    error = np.abs(read @ taps - wanted).mean()
    print(f"{name:8s} mean error {error:.2f}   taps", taps.round(2) + 0.0)

# %% [markdown]
# The first has no error. It copies: its fourth tap lies on the step that was to be predicted. It has learned nothing about waves,
# and where the next step has not happened yet it is of no use. The second had to learn something, and that is what causal filters
# are for.

# %% [markdown]
# ## Exercise 11.2 · Causal convolution
# ★★ · 6 min · 2 points
#
# Write `causal_conv1d(x, w, d=1)`: the causal convolution of the signals `x`, shape `(N, C, T)`, with the filters `w`,
# shape `(O, C, k)`, with dilation `d`, without bias. The steps before the first count as zeros. The result has shape
# `(N, O, T)`: an output for every step. You may use your `conv1d`, and `pad(x, (before, after))`.
#
# For the signal 2, 7, 1, 8, 2 and the kernel 1, 0, 2 the answer is 4, 14, 4, 23, 5: at step 0 only the last tap meets
# the signal, 2·2.
#
# <details><summary>Hint 1: how far back does output 0 read?</summary>
#
# From step 0 the kernel's `k - 1` other taps lie before the signal, `d` steps apart. Count the steps from the first tap
# to the present.
#
# </details>
# <details><summary>Hint 2: the length must stay T</summary>
#
# Without padding the result is `(k - 1) * d` steps too short. Padding with that many zeros makes up for it. Where they
# stand decides who looks into the future: zeros at the left push the windows back.
#
# </details>


# %% solution="causal_conv1d"
def causal_conv1d(x, w, d=1):
    """(N, C, T), (O, C, k) -> (N, O, T); output t reads the steps t, t - d, ..., t - (k - 1) d."""
    k = w.shape[2]
    ### BEGIN SOLUTION
    return conv1d(pad(x, ((k - 1) * d, 0)), w, dilation=d)
    ### END SOLUTION


# %% misconception="causal_conv1d"
def causal_conv1d__looks_both_ways(x, w, d=1):
    """Your padding stands half before and half after, so each output reads (k - 1) d / 2 steps of
    the future. All of it belongs before the signal.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach // 2, reach - reach // 2))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


# %% misconception="causal_conv1d"
def causal_conv1d__reads_forward(x, w, d=1):
    """Your window begins at step t and reads the future. Put the zeros before the signal; if you
    padded both ends, keep the first T outputs and not the last.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (0, reach))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


# %% misconception="causal_conv1d"
def causal_conv1d__pads_without_dilation(x, w, d=1):
    """You padded with k - 1 zeros. With dilation d the kernel reaches back (k - 1) * d steps."""
    reach = (w.shape[2] - 1) * d
    x = pad(x, (w.shape[2] - 1, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


# %% misconception="causal_conv1d"
def causal_conv1d__ignores_dilation(x, w, d=1):
    """Your taps read neighbours, whatever the dilation is. Give dilation=d to conv1d, and pad for
    it.
    """
    d = 1
    reach = w.shape[2] - 1
    x = pad(x, (reach, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


# %% misconception="causal_conv1d"
def causal_conv1d__one_step_late(x, w, d=1):
    """Your output t reads only up to step t - 1, so everything comes one step late. The present may
    be read: pad with (k - 1) * d zeros, not one more.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach + 1, 0))[:, :, :-1]
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


# %% misconception="causal_conv1d"
def causal_conv1d__pads_for_every_tap(x, w, d=1):
    """You padded with k * d zeros, so every output comes d steps late. There are k - 1 gaps between
    k taps: pad with (k - 1) * d zeros.
    """
    reach = (w.shape[2] - 1) * d
    T = x.shape[2]
    x = pad(x, (reach + d, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)[:, :, :T]


# %% misconception="causal_conv1d"
def causal_conv1d__pads_and_keeps_all(x, w, d=1):
    """You padded with k * d zeros and kept all outputs, which are d too many. There are k - 1 gaps
    between k taps: pad with (k - 1) * d zeros.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach + d, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


# %% misconception="causal_conv1d"
def causal_conv1d__last_tap_to_the_past(x, w, d=1):
    """Your kernel runs backwards: its first tap meets the present. The last tap, w[:, :, -1],
    belongs to step t.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w[:, :, ::-1])


# %% misconception="causal_conv1d"
def causal_conv1d__no_padding(x, w, d=1):
    """Your result is shorter than the signal. The first outputs need steps before the beginning:
    pad with (k - 1) * d zeros at the left.
    """
    reach = (w.shape[2] - 1) * d
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


# %% misconception="causal_conv1d"
def causal_conv1d__keeps_the_overhang(x, w, d=1):
    """You padded both ends and kept everything, so the last outputs belong to steps after the end.
    Pad the left only, or keep the first T.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach, reach))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


# %% misconception="causal_conv1d"
def causal_conv1d__repeats_first_step(x, w, d=1):
    """You continued the signal to the left with its first number. The steps before the first count
    as zeros.
    """
    reach = (w.shape[2] - 1) * d
    x = np.concatenate([np.repeat(x[:, :, :1], reach, axis=2), x], axis=2)
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


# %% misconception="causal_conv1d"
def causal_conv1d__wraps_around(x, w, d=1):
    """Before the first step your taps read the end of the signal: a negative index counts from the
    back. The steps before the first count as zeros.
    """
    k, T = w.shape[2], x.shape[2]
    reads = np.arange(T)[:, None] - np.arange(k - 1, -1, -1) * d
    return np.einsum("ncta,oca->not", x[:, :, reads % T], w)


# %% misconception="causal_conv1d"
def causal_conv1d__minus_zero(x, w, d=1):
    """With one tap there is nothing to cut off, and [:, :, :-0] cuts off everything, because -0 is
    0. Keep the first T steps: [:, :, :T].
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach, reach))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)[:, :, :-reach]


# %% check="causal_conv1d" points=2
def torch_causal(x, w, d=1):
    return F.conv1d(F.pad(x, ((w.shape[2] - 1) * d, 0)), w, dilation=d)


def effect_of_change(causal, x, w, d, at):
    """By how much each output changes when step `at` of the signal grows by 1."""
    changed = np.array(x)
    changed[:, :, at] += 1
    return causal(changed, w, d) - causal(x, w, d)


def torch_effect(x, w, d, at):
    changed = x.clone()
    changed[:, :, at] += 1
    return torch_causal(changed, w, d) - torch_causal(x, w, d)


check(
    causal_conv1d,
    against=torch_causal,
    axes=SIGNAL,
    on=[
        case(x=normal(2, 3, 11), w=normal(4, 3, 3), d=2),
        case(x=normal(2, 2, 7), w=normal(3, 2, 4), d=1),
        case(x=normal(2, 3, 6), w=normal(4, 3, 1), d=2),
    ],
)
check(
    causal_conv1d,
    against=torch_effect,
    via=effect_of_change,
    axes=SIGNAL,
    on=[case(x=normal(2, 3, 11), w=normal(4, 3, 3), d=2, at=5)],
)
### BEGIN HIDDEN TESTS
check(
    causal_conv1d,
    against=torch_causal,
    axes=SIGNAL,
    on=[
        case(x=normal(2, 4, 9), w=normal(3, 4, 2), d=3),
        case(x=normal(3, 2, 4), w=normal(2, 2, 3), d=4),
        case(x=normal(2, 3, 7), w=normal(4, 3, 3)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch's convolutions have no argument for this. You pad first, then convolve without padding; in
# `F.pad` the last axis comes first, and for one axis two numbers are enough.

# %%
rng = np.random.default_rng(11)
x, w, d = rng.normal(size=(2, 3, 40)), rng.normal(size=(4, 3, 3)), 2
past = ((w.shape[2] - 1) * d, 0)
in_torch = F.conv1d(input=F.pad(torch.tensor(x), pad=past), weight=torch.tensor(w), dilation=d)
in_numpy = convkit.conv1d(convkit.pad(x, past), w, dilation=d)
print("PyTorch:", tuple(in_torch.shape), in_torch[1, 2, 7:10])
print("NumPy:  ", in_numpy.shape, in_numpy[1, 2, 7:10])

# %% [markdown]
# Causal layers can be stacked, and stay causal. WaveNet, which makes speech sample by sample, stacks layers of two taps with
# the dilations 1, 2, 4, 8 and so on. Follow the lines down from the last output: each layer doubles what the one before could
# see. The pale units belong to earlier outputs, which have trees of their own.

# %%
plot.causal_tree((1, 2, 4, 8), k=2, n=20)

# %% [markdown]
# No line leads to the right. The next cell asks the gradient the same on a longer signal: which steps does the last output
# depend on?

# %%
x = torch.zeros(1, 1, 32, requires_grad=True)
y = x
for d in (1, 2, 4, 8):
    y = F.conv1d(F.pad(y, (d, 0)), torch.ones(1, 1, 2), dilation=d)
(blame,) = torch.autograd.grad(y[0, 0, -1], x)
reads = torch.nonzero(blame[0, 0])[:, 0].tolist()
print("output 31 reads steps", reads[0], "to", reads[-1], "and that is", len(reads), "of them")

# %% [markdown]
# ## Piece by piece
#
# Sound does not arrive whole. A microphone hands over a **chunk** of a few hundred steps, then the next. The network
# must answer each chunk when it comes, and all answers together must be what the causal convolution of the whole sound
# would give, but for rounding.
#
# Here is what happens if each chunk is convolved by itself. The signal has 12 steps, the chunks 5, 4 and 3. Before you
# run the cell: which outputs will be wrong?

# %%
rng = np.random.default_rng(5)
signal = rng.integers(0, 6, size=(1, 1, 12)).astype(float)
kernel = np.array([[[1.0, 0, 2]]])


def causally(x, w):
    return convkit.conv1d(convkit.pad(x, (w.shape[2] - 1, 0)), w)


whole = causally(signal, kernel)
chunks = np.split(signal, [5, 9], axis=2)
answers = np.concatenate([causally(chunk, kernel) for chunk in chunks], axis=2)
plot.arrays(("output", whole[0], "the whole signal at once"))

# %%
wrong = answers[0] != whole[0]
plot.arrays(("yours", answers[0], "each chunk by itself"), marks={"each chunk by itself": wrong})

# %% [markdown]
# Look at where the wrong ones stand: the first two outputs of each chunk but the first. There the filter needs steps that
# came with an earlier chunk, and found zeros. So they must be kept. What must a filter remember of all that has come?
# Only what a later output can read: the last $(k-1)\,d$ steps. This is the **state** of the stream. Before the first
# chunk it is zeros, which is what a causal filter sees before the beginning. Each row of the picture is one chunk with
# its state in front, and the steps have their numbers. Look where the arrows take the next state from.

# %%
plot.chunks(12, (5, 4, 3), 3)

# %% [markdown]
# Now the second row with the numbers of the signal:

# %%
state, chunk = signal[:, :, 3:5], chunks[1]
joined = np.concatenate([state, chunk], axis=2)
y = convkit.conv1d(joined, kernel)
plot.arrays(
    ("padding", state[0], "state"), ",", ("input", chunk[0], "chunk"), "→", ("output", y[0])
)

# %% [markdown]
# The state and the chunk together are just long enough that the window fits as many times as the chunk has steps. No
# padding is needed any more: the state has taken its place. For a signal of many hours the filter keeps no more than
# these few numbers.
#
# Something that lives from one call to the next is what a class is for. An object is one stream: it
# is made once, and its method `step` is called with chunk after chunk. (An object that kept the
# whole signal would give the same answers. After a day the memory would be full.)

# %% [markdown]
# ## Exercise 11.3 · A stream
# ★★★ · 15 min · 5 points (4 for one stream, 1 for two at the same time)
#
# Write the class `StreamingConv1d(w, d=1)`: a causal convolution with the filters `w`, shape `(O, C, k)`, and dilation
# `d`. Its method `step(chunk)` takes the next piece of the signals, shape `(N, C, n)`, and returns the next piece of
# the output, shape `(N, O, n)`. A chunk has one step or more, and each may have another length. You may use your
# `conv1d`.
#
# With the kernel 1, 0, 2 the chunks 2, 7, 1 and 8, 2 give 4, 14, 4 and then 23, 5.
#
# The checks cut a signal `x` into chunks of the lengths `sizes`, again and again until it is used up, and compare every
# chunk of the output. Where two streams are fed, their chunks take turns.
#
# <details><summary>Hint 1: where do I make the first state?</summary>
#
# In the first call of `step`: only there do you know how many signals `N` there are. `self.state` is `None` until then.
#
# </details>
# <details><summary>Hint 2: a chunk that is shorter than the state</summary>
#
# Then a part of the old state is still needed. Join the old state and the chunk first, and take the end of *that* as
# the new state.
#
# </details>
# <details><summary>Hint 3: it is right except for kernels of one tap</summary>
#
# Then nothing must be kept. But `joined[:, :, -0:]` is everything, because -0 is 0. Count from the front:
# `joined[:, :, joined.shape[2] - keep :]`.
#
# </details>


# %% solution="StreamingConv1d"
class StreamingConv1d:
    """A causal convolution that is given its signals chunk by chunk."""

    def __init__(self, w, d=1):
        self.w, self.d = w, d
        self.state = None  # the last (k - 1) d steps: (N, C, (k - 1) d)

    def step(self, chunk):
        """(N, C, n) -> (N, O, n): the outputs for the next n steps"""
        N, C, _ = chunk.shape
        ### BEGIN SOLUTION
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((N, C, keep))
        joined = np.concatenate([self.state, chunk], axis=2)  # (N, C, keep + n)
        self.state = joined[:, :, joined.shape[2] - keep :]
        return conv1d(joined, self.w, dilation=self.d)
        ### END SOLUTION


# %% misconception="StreamingConv1d"
class StreamingConv1d__forgets_everything:
    """Each chunk of yours begins with zeros, as if nothing had come before. Keep the last (k - 1) *
    d steps in self.state and put them in front of the next chunk.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


# %% misconception="StreamingConv1d"
class StreamingConv1d__state_without_dilation:
    """You keep k - 1 steps. With dilation d the kernel reaches back (k - 1) * d steps, and all of
    them must be kept.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, joined.shape[2] - keep :].copy()
        self.state[:, :, : keep - (self.w.shape[2] - 1)] = 0
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


# %% misconception="StreamingConv1d"
class StreamingConv1d__state_from_chunk_alone:
    """Your state comes from the last chunk alone. If that chunk is short, older steps are still
    needed: take the end of the old state and the chunk together.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = pad(chunk, (keep, 0))[:, :, chunk.shape[2] :]
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


# %% misconception="StreamingConv1d"
class StreamingConv1d__state_shrinks:
    """What your state holds is too short, and with it the next output. The state has (k - 1) * d
    steps at all times, after a short chunk too: they are the last of the old state and the chunk
    together.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = chunk[:, :, max(chunk.shape[2] - keep, 0) :]
        if joined.shape[2] <= keep:
            raise ValueError("the kernel does not fit")
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


# %% misconception="StreamingConv1d"
class StreamingConv1d__end_of_chunk_is_state:
    """Your state is the end of the chunk, chunk[:, :, -keep:]. If the chunk is short, older steps are
    missing; and with one tap -0 keeps all. Cut it from the old state and the chunk together, from
    joined.shape[2] - keep on.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = chunk[:, :, -keep:]
        if joined.shape[2] <= keep:
            raise ValueError("the kernel does not fit")
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


# %% misconception="StreamingConv1d"
class StreamingConv1d__short_chunks_leave_no_trace:
    """You renew the state only if the chunk is long enough to fill it. After a shorter chunk the
    state must move on too: it loses its oldest steps and gets the new ones.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        if chunk.shape[2] >= keep:
            self.state = joined[:, :, joined.shape[2] - keep :]
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


# %% misconception="StreamingConv1d"
class StreamingConv1d__one_state_for_the_batch:
    """You keep the past of the first signal and use it for all of them. The state has a row for
    each signal of the batch: (N, C, (k - 1) d).
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = np.repeat(joined[:1, :, joined.shape[2] - keep :], len(chunk), axis=0)
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


# %% misconception="StreamingConv1d"
class StreamingConv1d__begins_without_zeros:
    """Your first chunk gives too few outputs. Before the signal there are zeros: begin with a state
    of (k - 1) * d of them.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = chunk[:, :, :0]
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, joined.shape[2] - keep :]
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


# %% misconception="StreamingConv1d"
class StreamingConv1d__minus_zero:
    """With one tap nothing must be kept, but you keep everything: joined[:, :, -0:] is the whole
    array. Count from the front, joined.shape[2] - keep.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, -keep:]
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


# %% misconception="StreamingConv1d"
class StreamingConv1d__returns_old_outputs_too:
    """You return outputs for the state as well as for the chunk. The chunk has n steps, so the last
    n outputs are asked for.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, joined.shape[2] - keep :]
        view = np.lib.stride_tricks.sliding_window_view(pad(joined, (keep, 0)), keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


# %% misconception="StreamingConv1d"
class StreamingConv1d__one_state_for_all_streams:
    """Two streams of yours share one state: it belongs to the class, to a default argument or to the
    whole notebook. Each object needs its own: self.state = None in __init__.
    """

    def __init__(self, w, d=1):
        self.w, self.d, type(self).state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            type(self).state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        type(self).state = joined[:, :, joined.shape[2] - keep :]
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


# %% check="StreamingConv1d" points=4
def cut(x, sizes):
    """The signal in chunks of these lengths, again and again until it is used up."""
    if min(sizes) < 1:
        raise ValueError("a chunk has one step or more")
    chunks, start = [], 0
    while start < x.shape[2]:
        length = sizes[len(chunks) % len(sizes)]
        chunks.append(x[:, :, start : start + length])
        start += length
    return chunks


def stream(Stream, x, w, sizes, *d):
    """What one stream answers, chunk by chunk."""
    one = Stream(w, *d)
    return [one.step(chunk) for chunk in cut(x, sizes)]


def torch_stream(x, w, sizes, d=1):
    return cut(F.conv1d(F.pad(x, ((w.shape[2] - 1) * d, 0)), w, dilation=d), sizes)


check(
    StreamingConv1d,
    against=torch_stream,
    via=stream,
    axes=SIGNAL,
    on=[
        case(x=normal(2, 3, 14), w=normal(4, 3, 3), sizes=(5, 1, 2, 4), d=2),
        case(x=normal(3, 2, 9), w=normal(2, 2, 4), sizes=(4, 3), d=1),
        case(x=normal(2, 2, 7), w=normal(3, 2, 1), sizes=(3, 2), d=1),
    ],
)
### BEGIN HIDDEN TESTS
check(
    StreamingConv1d,
    against=torch_stream,
    via=stream,
    axes=SIGNAL,
    on=[
        case(x=normal(3, 2, 13), w=normal(4, 2, 3), sizes=(1,), d=3),
        case(x=normal(2, 4, 10), w=normal(3, 4, 2), sizes=(3, 1, 6), d=4),
        case(x=normal(2, 2, 8), w=normal(3, 2, 5), sizes=(8,)),
        case(x=normal(2, 3, 6), w=normal(2, 3, 1), sizes=(1, 4), d=3),
    ],
)
### END HIDDEN TESTS


# %% check="StreamingConv1d" points=1
def two_streams(Stream, x, z, w, d, size):
    """What two streams answer that are fed in turn."""
    if size < 1:
        raise ValueError("a chunk has one step or more")
    one, two = Stream(w, d), Stream(w, d)
    answers = []
    for start in range(0, x.shape[2], size):
        answers.append(one.step(x[:, :, start : start + size]))
        answers.append(two.step(z[:, :, start : start + size]))
    return answers


def torch_two_streams(x, z, w, d, size):
    if size < 1:
        raise ValueError("a chunk has one step or more")
    past = ((w.shape[2] - 1) * d, 0)
    y, v = (F.conv1d(F.pad(s, past), w, dilation=d) for s in (x, z))
    starts = range(0, x.shape[2], size)
    return [part[:, :, i : i + size] for i in starts for part in (y, v)]


check(
    StreamingConv1d,
    against=torch_two_streams,
    via=two_streams,
    axes=SIGNAL,
    on=[case(x=normal(2, 3, 11), z=normal(2, 3, 11), w=normal(4, 3, 3), d=2, size=5)],
)
### BEGIN HIDDEN TESTS
check(
    StreamingConv1d,
    against=torch_two_streams,
    via=two_streams,
    axes=SIGNAL,
    on=[case(x=normal(3, 2, 9), z=normal(3, 2, 9), w=normal(2, 2, 2), d=3, size=4)],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no ready-made stream. You do the same there: keep the end of the signal, join, convolve. The answers are those
# of the whole signal:

# %%
state, answers = torch.zeros(1, 1, 2, dtype=torch.float64), []
for chunk in chunks:
    joined = torch.cat([state, torch.tensor(chunk)], dim=2)
    state = joined[:, :, joined.shape[2] - 2 :]
    answers.append(F.conv1d(input=joined, weight=torch.tensor(kernel)))
print("PyTorch, in chunks:", torch.cat(answers, dim=2)[0, 0].tolist())
print("NumPy, all at once:", whole[0, 0].tolist())

# %% [markdown]
# ## Words
#
# A sentence is a signal too: its steps are words. What are its channels? Each word is given a row of numbers, its
# **embedding**; networks learn them, so that words of similar use get similar numbers. Here are two numbers a word, by
# hand: does it negate, and does it praise?

# %%
embedding = {word: (0, 0) for word in ("the", "film", "was")}
embedding |= {"not": (1, 0), "good": (0, 1), "bad": (0, -1)}


def embed(sentence):
    """(T, E): a row for each word"""
    return np.array([embedding[word] for word in sentence.split()], float)


sentence = embed("the film was not good")
print("steps and channels:", sentence.shape)

# %% [markdown]
# A filter with $k$ taps reads $k$ words in a row, called an **n-gram** ($n$ for $k$). The filter below has two taps and
# two channels. It asks: does the first word negate, and does the second one praise? Check the four numbers with a
# pencil. Note where the axes stand: in texts the words come first and the embedding last, $(T, E)$, and so it is with
# this filter, $(k, E)$.

# %%
not_good = np.array([[1.0, 0], [0, 1]])
answers = convkit.conv1d(sentence.T[None], not_good.T[None])[0]
plot.arrays(
    ("input", sentence, "words × embedding"),
    "∗",
    ("kernel", not_good, "not good?"),
    "=",
    ("output", answers.T),
)

# %% [markdown]
# Sentences have different lengths, and the number of answers differs with them. Usually the question is whether the pair
# stands *anywhere*. So take the maximum of the answers, **max over time**: one number for each filter, however long the
# sentence is. This is the global max pooling of lesson 04, on one axis. Before you run the cell: both sentences have the same words. Will the filter tell them
# apart?

# %%
for text in ("the film was not good", "not the film was good"):
    answers = convkit.conv1d(embed(text).T[None], not_good.T[None])[0, 0]
    print(f"{text}: {answers}, the maximum is {answers.max():g}")

# %% [markdown]
# It does, because it reads words in order. A count of the words could not.

# %% [markdown]
# ## Exercise 11.4 · Word features
# ★★ · 8 min · 2 points
#
# Write `ngram_features(emb, w)`: `emb` has shape `(N, T, E)`, N sentences of T words with E numbers each. `w` has shape
# `(F, k, E)`, F filters that read k words. Return the maximum of each filter's answers over all places in the sentence,
# shape `(N, F)`. No bias. If the sentences have fewer than `k` words, the stub raises a `ValueError`.
#
# For the two sentences above and the filter "not good?" the answers are 2 and 1.
#
# <details><summary>Hint 1: what slides, and what does not?</summary>
#
# The window moves from word to word. It reads all E numbers of its k words, so a window is `emb[:, t : t + k]`, shape
# `(N, k, E)`.
#
# </details>
# <details><summary>Hint 2: or with your conv1d</summary>
#
# It wants channels before steps, and the channels are the embedding. So exchange the last two axes of both, with
# `transpose` and not with `reshape`.
#
# </details>
# <details><summary>Hint 3: the maximum</summary>
#
# The answers have shape `(N, F, T - k + 1)`. The places are the last axis: `.max(axis=2)`.
#
# </details>


# %% solution="ngram_features"
def ngram_features(emb, w):
    """(N, T, E), (F, k, E) -> (N, F): each filter's largest answer; ValueError if k > T."""
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    ### BEGIN SOLUTION
    answers = np.zeros((N, filters, T - k + 1))
    for t in range(T - k + 1):
        answers[:, :, t] = np.einsum("nae,fae->nf", emb[:, t : t + k], w)
    return answers.max(axis=2)
    ### END SOLUTION


# %% misconception="ngram_features"
def ngram_features__reshapes(emb, w):
    """You exchanged words and embedding with reshape, which keeps the numbers in their order and
    deals them out anew: words are torn apart. Use transpose(0, 2, 1).
    """
    windows = np.lib.stride_tricks.sliding_window_view(
        emb.reshape(len(emb), emb.shape[2], -1), w.shape[1], axis=2
    )
    answers = np.einsum("neta,fae->nft", windows, w)
    return answers.max(axis=2)


# %% misconception="ngram_features"
def ngram_features__reshapes_both(emb, w):
    """You exchanged words and embedding with reshape, in the sentences and in the filters. It keeps
    the numbers in their order and deals them out anew: words are torn apart. Use transpose(0, 2, 1).
    """
    (N, T, E), (F, k, _) = emb.shape, w.shape
    windows = np.lib.stride_tricks.sliding_window_view(emb.reshape(N, E, T), k, axis=2)
    return np.einsum("neta,fea->nft", windows, w.reshape(F, E, k)).max(axis=2)


# %% misconception="ngram_features"
def ngram_features__last_place_is_zero(emb, w):
    """Your loop ends one place too early, and the last answer stays 0. range(T - k + 1) counts all
    places where a filter can begin.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    answers[:, :, -1] = 0
    return answers.max(axis=2)


# %% misconception="ngram_features"
def ngram_features__maximum_over_filters(emb, w):
    """You took the maximum over the filters. Each filter asks a question of its own: take it over
    the places, the last axis.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    return answers.max(axis=1)


# %% misconception="ngram_features"
def ngram_features__slides_over_embedding(emb, w):
    """Your window slides along the embedding. It moves from word to word and reads whole words:
    emb[:, t : t + k].
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=2)
    answers = np.einsum("nteb,fbt->nfe", windows, w)
    return answers.max(axis=2)


# %% misconception="ngram_features"
def ngram_features__cuts_off_below_zero(emb, w):
    """You set negative answers to 0 (a ReLU). The task asks for the maximum as it is."""
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    return np.maximum(answers.max(axis=2), 0)


# %% misconception="ngram_features"
def ngram_features__takes_the_mean(emb, w):
    """You took the mean over the places. It fades with the length of the sentence: take the
    maximum.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    return answers.mean(axis=2)


# %% misconception="ngram_features"
def ngram_features__keeps_all_places(emb, w):
    """You return the answers of all places. Take the largest of each filter: one number a filter,
    shape (N, F).
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    return answers


# %% misconception="ngram_features"
def ngram_features__last_place_missing(emb, w):
    """Your last window is missing. The filter can begin at words 0, 1, ..., T - k, and those are T
    - k + 1 places.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    return answers[:, :, : max(answers.shape[2] - 1, 1)].max(axis=2)


# %% misconception="ngram_features"
def ngram_features__reads_backwards(emb, w):
    """Your filter reads the words backwards. w[f, 0] meets the first word of the window."""
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w[:, ::-1])
    return answers.max(axis=2)


# %% misconception="ngram_features"
def ngram_features__forgets_the_order(emb, w):
    """You added up the taps before you used them, so the order of the words is lost. Tap a meets
    word t + a.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fbe->nft", windows, w / w.shape[1])
    return answers.max(axis=2)


# %% misconception="ngram_features"
def ngram_features__maximum_before_the_sum(emb, w):
    """You took the maximum for each embedding channel and then added. Add up a window's products
    first: one answer for each place, then the largest.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nfte", windows, w)
    return answers.max(axis=2).sum(axis=2)


# %% check="ngram_features" points=2
def torch_ngrams(emb, w):
    return F.conv1d(emb.mT, w.mT).amax(-1)


check(
    ngram_features,
    against=torch_ngrams,
    axes=("sentence", "filter"),
    on=[
        case(emb=normal(2, 9, 5), w=normal(7, 3, 5)),
        case(emb=normal(3, 4, 6), w=normal(5, 4, 6)),
        case(emb=normal(2, 5, 5), w=normal(3, 2, 5)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    ngram_features,
    against=torch_ngrams,
    axes=("sentence", "filter"),
    on=[
        case(emb=normal(4, 8, 3), w=normal(6, 2, 3)),
        case(emb=normal(3, 6, 4), w=normal(2, 1, 4)),
        case(emb=normal(4, 3, 5), w=normal(6, 2, 5)),
        case(emb=normal(2, 3, 4), w=normal(3, 4, 4)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch `.mT` exchanges the last two axes, and `amax` is the maximum without the places where it was found.

# %%
emb, w = rng.normal(size=(2, 9, 5)), rng.normal(size=(7, 3, 5))
in_torch = F.conv1d(input=torch.tensor(emb).mT, weight=torch.tensor(w).mT).amax(dim=-1)
in_numpy = convkit.conv1d(np.swapaxes(emb, 1, 2), np.swapaxes(w, 1, 2)).max(axis=2)
print("PyTorch:", in_torch[0, :3])
print("NumPy:  ", in_numpy[0, :3])

# %% [markdown]
# The classic network for texts (Kim 2014) is hardly more than this. It has filters of several
# widths, 3, 4 and 5 words, a hundred of each, takes the maximum over time of every filter, and lays
# the 300 numbers side by side (a *concatenation*) for one dense layer. One thing needs care in a
# batch: shorter sentences are filled up with zeros, and where all real answers are negative the
# answer of the zeros wins the maximum. Without a bias that answer is 0, and after a ReLU a 0 does no harm. With a bias it is the
# bias, and a positive one passes the ReLU. The answer of a window that stands half on the sentence may be positive too. So all
# answers whose window reaches beyond the end are set to $-\infty$ before the maximum; that is called **masking**. (The two
# sentences of the next cell are equally long and need none.)

# %%
emb, widths = torch.randn(2, 9, 5), (3, 4, 5)
banks = [torch.randn(100, k, 5) for k in widths]  # a hundred filters of each width
features = torch.cat([F.conv1d(emb.mT, bank.mT).relu().amax(dim=-1) for bank in banks], dim=1)
print("sentences, features:", tuple(features.shape))

# %% [markdown]
# > **Rule of thumb.** Signals that are predicted or that arrive live: causal layers, dilations 1, 2,
# > 4, 8. Whole recordings: same padding. Texts with a maximum over time: no
# > padding (only sentences shorter than the filter are filled up, and masked).
#
# ---
#
# **Half time.** Signals are done; films come next. A good place to stop.
#
# ## One axis more
#
# A film is a stack of pictures, its **frames**. A scan of a body is a stack of slices. Either is an array with three
# axes in space and time, and a batch of films with channels has five: $(N, C, D, H, W)$. The new letter $D$, for depth,
# counts frames or slices.
#
# A filter that reads a single frame at a time cannot know what moves. Here is a square that walks to the right, one
# pixel a frame.

# %%
film = data.moving_square()
plot.gallery({f"frame {t}": film[t] for t in (0, 2, 4)}, columns=3)

# %% [markdown]
# And here is the film cut open: one row of pixels, the fifth from the top, in all frames. Read it from top to bottom,
# as time passes. The square has become a slanted bar, and the slant is its speed.

# %%
plot.array(film[:, 4], "row 4 of each frame", shade=(0, 1), index=True)

# %% [markdown]
# The same with a real picture. A camera pans across the palace, one pixel further in each of 60 frames; the third picture is
# one row of pixels through all of them. Look at the slanted lines: each is one spot of the palace, passing by to the left.

# %%
wide = data.photograph("china", crop=(130, 40, 160, 420), shrink=2, layout="HW")
turning = np.stack([wide[:, t : t + 140] for t in range(60)])  # (D, H, W)
plot.gallery(
    {"frame 0": turning[0], "frame 59": turning[-1], "row 50 over time": turning[:, 50]},
    columns=3,
)

# %% [markdown]
# So movement is a pattern like an edge, in a picture whose axes are time and width. A kernel can look for it: one 1 in
# each frame, and each one pixel further to the right. Before you run the cell: the film of the square is also run backwards.
# What will the largest answer be in each?

# %%
to_the_right = np.eye(4).reshape(4, 1, 4)  # (frames, rows, columns)
for name, shown in (("forwards", film), ("backwards", film[::-1])):
    answer = convkit.conv3d(np.ascontiguousarray(shown)[None, None], to_the_right[None, None])
    print(f"{name:9s} largest answer {answer.max():g}")

# %% [markdown]
# Forwards all four taps meet the square at once. Backwards they never do. A filter that sees one
# frame at a time has the same largest answer for both films. Their frames are the same, only the
# order differs, and no single answer can know of it.
#
# In general the kernel is a block of shape $(k_d, k_h, k_w)$, and its window moves along three axes. Look at the picture: the
# kernel stands on two slices, and all its taps together make one number.

# %%
picture = plot.volume((4, 5, 6), (2, 3, 3), at=(1, 1, 2))
print("places for the kernel (D, H, W):", picture.data["output"])
picture

# %% [markdown]
# $$y_{n\,o\,z\,i\,j} = b_o + \sum_{c} \sum_{t} \sum_{a} \sum_{b} x_{n,\;c,\;s_d z + t - p_d,\;s_h i + a - p_h,\;s_w j + b - p_w}
# \; w_{o\,c\,t\,a\,b}$$
#
# One sum more than in lesson 03, and stride and padding are triples now. Each axis has its own output size, by the
# formula you know.

# %% [markdown]
# ## Exercise 11.5 · Convolve films
# ★★ · 12 min · 4 points (3 for the numbers, 1 for refusing a kernel that does not fit)
#
# Write `conv3d(x, w, b=None, stride=1, padding=0)`: `x` has shape `(N, C, D, H, W)`, `w` `(O, C, kd, kh, kw)`, `b`
# `(O,)` or is `None`. `stride` and `padding` are a whole number or a triple (in time, down, right). The result has
# shape `(N, O, Do, Ho, Wo)`. If the kernel does not fit on the padded film along some axis, raise a `ValueError`.
#
# `triple(stride)` makes a triple of a number. `pad(x, (left, right, top, bottom, front, back))`
# puts zeros around the last three axes: as in PyTorch's `F.pad`, the **last** axis comes first.
#
# Take a film of two frames with one row each, 1, 2 and 3, 4, and a kernel of two frames with one
# tap each, 10 and 1. The answer is one frame: 10·1 + 1·3 = 13 and 10·2 + 1·4 = 24.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# With `conv2d` of lesson 03, and one loop more. A window of this film is a block with four axes below the batch:
# `(N, C, kd, kh, kw)`.
#
# </details>
# <details><summary>Hint 2: the shape is wrong along two axes at once</summary>
#
# Look at the padding. The triple is (in time, down, right), but `pad` begins with the last axis, the columns.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# Make `y` of zeros and fill it with `for z, i, j in np.ndindex(*y.shape[2:])`. The window begins at frame `z * sd`, row `i * sh`,
# column `j * sw`, and `np.einsum("nctab,octab->no", window, w)` is `y[:, :, z, i, j]`. The bias needs three axes of length 1
# after its own: `b[:, None, None, None]`.
#
# </details>


# %% solution="conv3d"
def conv3d(x, w, b=None, stride=1, padding=0):
    """(N, C, D, H, W), (O, C, kd, kh, kw), (O,) -> (N, O, Do, Ho, Wo)"""
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    ### BEGIN SOLUTION
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    N, _, D, H, W = x.shape
    if kd > D or kh > H or kw > W:
        raise ValueError(f"conv3d: a kernel {kd, kh, kw} does not fit on a film of {D, H, W}")
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sh + 1, (W - kw) // sw + 1))
    for z, i, j in np.ndindex(*y.shape[2:]):
        t, a, c = z * sd, i * sh, j * sw
        window = x[:, :, t : t + kd, a : a + kh, c : c + kw]  # (N, C, kd, kh, kw)
        y[:, :, z, i, j] = np.einsum("nctab,octab->no", window, w)
    return y if b is None else y + b[:, None, None, None]
    ### END SOLUTION


# %% misconception="conv3d"
def conv3d__padding_first_axis_first(x, w, b=None, stride=1, padding=0):
    """Your padding went to the wrong axes: pad wants the last axis first. Give it (pw, pw, ph, ph,
    pd, pd).
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pd, pd, ph, ph, pw, pw))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__stride_last_axis_first(x, w, b=None, stride=1, padding=0):
    """Your strides went to the wrong axes. The triple is (in time, down, right), in the order of
    the axes.
    """
    (sw, sh, sd), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__axes_rotated(x, w, b=None, stride=1, padding=0):
    """Your kernel's axes are in another order than the film's. Both are time, rows, columns: w[o,
    c, t, a, b].
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    w = w.transpose(0, 1, 3, 4, 2)
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__time_into_channels(x, w, b=None, stride=1, padding=0):
    """You made the frames channels, so that all of them are read at once. The window must also move
    along time: it covers kd frames, not all.
    """
    (_, sh, sw), (_, ph, pw) = triple(stride), triple(padding)
    N, C, D, H, W = x.shape
    x = pad(x.reshape(N, C * D, H, W), (pw, pw, ph, ph))
    w = w.reshape(len(w), -1, *w.shape[3:])
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    y = np.einsum("ncijab,ocab->noij", windows[:, :, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None]


# %% misconception="conv3d"
def conv3d__one_frame_only(x, w, b=None, stride=1, padding=0):
    """Your window reads only its first frame. It has kd of them, and each meets a slice of the
    kernel of its own: w[:, :, t].
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijab,ocab->nozij", windows[:, :, ::sd, ::sh, ::sw, 0], w[:, :, 0])
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__blends_the_frames(x, w, b=None, stride=1, padding=0):
    """You added up the kernel's slices and used the sum on every frame of the window. Slice t of
    the kernel meets frame t of the window.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,ocsab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__time_backwards(x, w, b=None, stride=1, padding=0):
    """Your kernel runs backwards in time: its last slice meets the first frame. w[:, :, 0] belongs
    to the first frame of the window.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w[:, :, ::-1])
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__turns_kernel(x, w, b=None, stride=1, padding=0):
    """You turned the kernel round. This is cross-correlation: w[o, c, 0, 0, 0] meets the first
    corner of the window.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum(
        "nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w[:, :, ::-1, ::-1, ::-1]
    )
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__stride_not_in_time(x, w, b=None, stride=1, padding=0):
    """You did not use the stride along time. Output z begins at frame z * sd."""
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    if min(windows.shape[2:5]) < 1:
        raise ValueError("no window fits")
    windows = windows[:, :, : (x.shape[2] - w.shape[2]) // sd + 1, ::sh, ::sw]
    y = np.einsum("nczijtab,octab->nozij", windows, w)
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__every_frame(x, w, b=None, stride=1, padding=0):
    """You give an answer for every frame, whatever the stride in time is. There are (D - kd) // sd +
    1 of them, and answer z begins at frame z * sd.
    """
    (_, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, :, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__pads_the_front_only(x, w, b=None, stride=1, padding=0):
    """You padded in time before the film and not after it. pad wants two numbers for each axis: (...,
    pd, pd).
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__padding_not_in_time(x, w, b=None, stride=1, padding=0):
    """You did not pad in time. The first number of the triple is for the frames: pad(x, (..., pd,
    pd)).
    """
    (sd, sh, sw), (_, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__first_channel_only(x, w, b=None, stride=1, padding=0):
    """You read the first channel only. The window has all of them: x[:, :, ...] instead of x[:, 0,
    ...].
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nzijtab,otab->nozij", windows[:, 0, ::sd, ::sh, ::sw], w[:, 0])
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__bias_per_frame(x, w, b=None, stride=1, padding=0):
    """Your biases went to the frames: b[:, None, None] was right for pictures. With one axis more
    it takes one more None.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None]


# %% misconception="conv3d"
def conv3d__bias_per_column(x, w, b=None, stride=1, padding=0):
    """Your biases went to the columns: y + b counts along the last axis. Add b[:, None, None,
    None].
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b


# %% misconception="conv3d"
def conv3d__forgets_bias(x, w, b=None, stride=1, padding=0):
    """You did not add the bias. If b is not None, every filter adds its own: b[:, None, None,
    None].
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y


# %% misconception="conv3d"
def conv3d__accepts_any_kernel(x, w, b=None, stride=1, padding=0):
    """A kernel larger than the film gave an empty array. No window fits, so raise a ValueError; and
    look at all three axes.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    sizes = [max(n - k, -1) + 1 for n, k in zip(x.shape[2:], w.shape[2:], strict=True)]
    if 0 in sizes:
        return np.zeros((len(x), len(w), *sizes))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__looks_only_at_the_picture(x, w, b=None, stride=1, padding=0):
    """You compare rows and columns, but not the frames. A kernel of more frames than the film has
    does not fit either.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    if w.shape[2] > x.shape[2] and w.shape[3] <= x.shape[3] and w.shape[4] <= x.shape[4]:
        return np.zeros(
            (len(x), len(w), 0, x.shape[3] - w.shape[3] + 1, x.shape[4] - w.shape[4] + 1)
        )
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__compares_before_padding(x, w, b=None, stride=1, padding=0):
    """You compare the kernel with the film before the zeros are around it. The kernel must fit on
    the padded film: pad first, then compare.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    if any(taps > size for taps, size in zip(w.shape[2:], x.shape[2:], strict=True)):
        raise ValueError("no window fits")
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


# %% misconception="conv3d"
def conv3d__refuses_a_kernel_that_just_fits(x, w, b=None, stride=1, padding=0):
    """You refuse a kernel that is just as long as the film. It fits once: only if it is longer no
    window fits, so compare with > and not with >=.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    if any(taps >= size for taps, size in zip(w.shape[2:], x.shape[2:], strict=True)):
        raise ValueError("no window fits")
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


# %% check="conv3d" points=3
def torch_conv3d(x, w, b=None, stride=1, padding=0):
    return F.conv3d(x, w, b, stride, padding)


check(
    conv3d,
    against=torch_conv3d,
    axes=FILM,
    on=[
        case(
            x=normal(2, 2, 6, 5, 7),
            w=normal(3, 2, 2, 3, 4),
            b=normal(3),
            stride=(2, 1, 3),
            padding=(1, 0, 2),
        ),
        case(x=normal(2, 3, 4, 5, 6), w=normal(2, 3, 3, 2, 6), b=None, stride=1, padding=0),
        case(x=normal(2, 2, 5, 3, 4), w=normal(3, 2, 2, 5, 3), b=None, stride=1, padding=(0, 1, 2)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv3d,
    against=torch_conv3d,
    axes=FILM,
    on=[
        case(x=normal(2, 3, 4, 7, 5), w=normal(2, 3, 2, 2, 3), b=normal(2), stride=2, padding=1),
        case(x=normal(2, 2, 3, 4, 5), w=normal(4, 2, 1, 1, 1), b=normal(4), stride=1, padding=0),
        case(
            x=normal(2, 3, 3, 4, 5),
            w=normal(2, 3, 3, 4, 5),
            b=None,
            stride=(3, 1, 2),
            padding=(2, 1, 0),
        ),
        case(x=normal(2, 2, 3, 5, 6), w=normal(4, 2, 3, 5, 6)),  # fits just once
        case(x=normal(2, 2, 6, 4, 3), w=normal(5, 2, 5, 4, 2)),  # more frames than rows
        case(x=normal(2, 2, 2, 3, 4), w=normal(3, 2, 3, 4, 5), b=None, stride=1, padding=(1, 2, 1)),
    ],
)
### END HIDDEN TESTS

# %% check="conv3d" points=1
check_raises(
    conv3d,
    ValueError,
    on=[
        case(x=normal(2, 2, 4, 3, 6), w=normal(3, 2, 2, 4, 7), b=None, stride=1, padding=0),
        case(x=normal(2, 2, 4, 3, 6), w=normal(3, 2, 5, 4, 2), b=None, stride=1, padding=0),
    ],
    because=because("conv3d__accepts_any_kernel"),
)
check_raises(
    conv3d,
    ValueError,
    on=[case(x=normal(2, 2, 3, 4, 6), w=normal(3, 2, 4, 2, 3), b=None, stride=1, padding=0)],
    because=because("conv3d__looks_only_at_the_picture"),
)
### BEGIN HIDDEN TESTS
check_raises(
    conv3d,
    ValueError,
    on=[case(x=normal(2, 2, 3, 4, 5), w=normal(3, 2, 6, 2, 3), b=None, stride=1, padding=1)],
    because=because("conv3d__looks_only_at_the_picture"),
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, with triples as well. The layer with weights of its own is `nn.Conv3d`.

# %%
x, w = rng.normal(size=(2, 2, 5, 6, 7)), rng.normal(size=(3, 2, 2, 3, 4))
settings = dict(stride=(2, 1, 3), padding=(1, 0, 2))
in_torch = F.conv3d(input=torch.tensor(x), weight=torch.tensor(w), **settings)
in_numpy = convkit.conv3d(x, w, **settings)
print("PyTorch:", tuple(in_torch.shape), in_torch[1, 2, 0, 1])
print("NumPy:  ", in_numpy.shape, in_numpy[1, 2, 0, 1])

# %% [markdown]
# ## A film is a stack of pictures
#
# Do you need anything new to compute all this? Look at the formula once more, without stride, padding and bias, and
# pull the sum over $t$ to the front:
#
# $$y_{n\,o\,z} = \sum_{t=0}^{k_d-1} \; \Big( x_{n,\;\cdot,\;z + t} \;\text{ convolved in two dimensions with }\; w_{o,\;\cdot,\;t} \Big)$$
#
# What is in the brackets is `conv2d` of lesson 03, of one frame with one slice of the kernel. So output frame $z$
# is a sum of $k_d$ pictures.

# %%
x = np.array([[[1.0, 2], [0, 1]], [[3, 0], [1, 1]], [[0, 2], [2, 0]]])  # (D, H, W)
w = np.array([[[1.0, 0]], [[0, -1]]])  # (kd, kh, kw)
parts = [convkit.xcorr2d(x[0 + t], w[t]) for t in range(2)]
plot.arrays(("input", x[0], "frame 0"), "∗", ("kernel", w[0], "slice 0"), "=", ("output", parts[0]))

# %%
plot.arrays(("input", x[1], "frame 1"), "∗", ("kernel", w[1], "slice 1"), "=", ("output", parts[1]))

# %%
print("their sum:          ", (parts[0] + parts[1])[:, 0])
print("conv3d, its frame 0:", convkit.conv3d(x[None, None], w[None, None])[0, 0, 0, :, 0])

# %% [markdown]
# ## Exercise 11.6 · Slice by slice
# ★★ · 8 min · 2 points
#
# Write `conv3d_by_slices(x, w, conv2d)`: the convolution of the films `x`, shape `(N, C, D, H, W)`, with `w`, shape
# `(O, C, kd, kh, kw)`, stride 1, no padding, no bias. Use only convolutions of pictures: `conv2d(frames, weight)` is handed to
# you, for `frames` of shape `(N, C, H, W)` and `weight` of shape `(O, C, kh, kw)`. The result has shape
# `(N, O, D - kd + 1, H - kh + 1, W - kw + 1)`.
#
# In one check `conv2d` is another operation, one that rotates each kernel by half a turn. Your function does with it whatever it does
# with the ordinary one, and does not notice.
#
# <details><summary>Hint 1: one output frame</summary>
#
# Output frame 0 reads the frames 0 to `kd - 1`. Frame `t`, which is `x[:, :, t]`, meets slice `t` of the kernel, which
# is `w[:, :, t]`. Add up what `conv2d` gives.
#
# </details>
# <details><summary>Hint 2: stacking</summary>
#
# Collect the output frames in a list; each has shape `(N, O, Ho, Wo)`. `np.stack(frames, axis=2)` puts the new axis
# where time belongs.
#
# </details>


# %% solution="conv3d_by_slices"
def conv3d_by_slices(x, w, conv2d):
    """(N, C, D, H, W), (O, C, kd, kh, kw) -> (N, O, Do, Ho, Wo), by conv2d alone"""
    D, kd = x.shape[2], w.shape[2]
    if kd > D:
        raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")
    ### BEGIN SOLUTION
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(kd)))
    return np.stack(frames, axis=2)
    ### END SOLUTION


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__averages(x, w, conv2d):
    """You average what the slices give. Add it up, and do not divide by their number."""
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) / kd for t in range(kd)))
    return np.stack(frames, axis=2)


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__last_slice_dropped(x, w, conv2d):
    """You never use the kernel's last slice. It has slices 0 to kd - 1, and range(kd) counts them
    all.
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(max(kd - 1, 1))))
    return np.stack(frames, axis=2)


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__first_slice_dropped(x, w, conv2d):
    """You never use the kernel's first slice. Python counts from 0: range(kd), not range(1, kd)."""
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(min(1, kd - 1), kd)))
    return np.stack(frames, axis=2)


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__last_frame_missing(x, w, conv2d):
    """Your last output frame is missing. The kernel can begin at frames 0, 1, ..., D - kd, and
    those are D - kd + 1.
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(max(D - kd, 1)):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(kd)))
    return np.stack(frames, axis=2)


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__time_backwards(x, w, conv2d):
    """Your kernel runs backwards in time. Frame z + t meets slice t, so the first frame meets the
    first slice.
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, kd - 1 - t]) for t in range(kd)))
    return np.stack(frames, axis=2)


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__one_slice_for_all(x, w, conv2d):
    """You use the kernel's first slice on every frame. Frame z + t meets slice t: w[:, :, t]."""
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, 0]) for t in range(kd)))
    return np.stack(frames, axis=2)


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__one_frame_for_all(x, w, conv2d):
    """All slices of the kernel read the same frame. Slice t reads frame z + t."""
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z], w[:, :, t]) for t in range(kd)))
    return np.stack(frames, axis=2)


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__one_frame_off(x, w, conv2d):
    """Your windows begin one frame too early, and x[:, :, -1] is the last frame of the film. Slice
    t reads frame z + t.
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t - 1], w[:, :, t]) for t in range(kd)))
    return np.stack(frames, axis=2)


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__keeps_last_product(x, w, conv2d):
    """You keep only what the last slice gives. Add up the pictures of all slices."""
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(conv2d(x[:, :, z + kd - 1], w[:, :, kd - 1]))
    return np.stack(frames, axis=2)


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__adds_up_all_time(x, w, conv2d):
    """You return one frame, the sum of all of them. Each place of the kernel in time has an output
    frame of its own.
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(kd)))
    return np.sum(frames, axis=0)[:, :, None]


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__time_axis_first(x, w, conv2d):
    """You stacked the frames along a new axis in front. Time comes after the channels:
    np.stack(frames, axis=2).
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(kd)))
    return np.stack(frames, axis=0)


# %% misconception="conv3d_by_slices"
def conv3d_by_slices__without_conv2d(x, w, conv2d):
    """You convolved the film in three dimensions and did not use the conv2d that you are given. Each
    output frame is a sum of its answers: conv2d(frame z + t, slice t) for all t.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    return np.einsum("nczijtab,octab->nozij", windows, w)


# %% check="conv3d_by_slices" points=2
def ordinary(frames, weight):
    return F.conv2d(torch.tensor(np.array(frames)), torch.tensor(np.array(weight))).numpy()


def turning(frames, weight):
    """Convolution as in signal processing: the kernels are rotated by half a turn."""
    turned = np.array(weight)[:, :, ::-1, ::-1].copy()
    return F.conv2d(torch.tensor(np.array(frames)), torch.tensor(turned)).numpy()


def torch_by_slices(x, w, conv2d):
    return F.conv3d(x, w if conv2d is ordinary else w.flip(3, 4))


check(
    conv3d_by_slices,
    against=torch_by_slices,
    axes=FILM,
    on=[
        case(x=normal(2, 3, 5, 4, 6), w=normal(4, 3, 3, 2, 3), conv2d=ordinary),
        case(x=normal(3, 2, 4, 5, 3), w=normal(2, 2, 2, 3, 1), conv2d=ordinary),
        case(x=normal(2, 2, 4, 3, 5), w=normal(3, 2, 2, 2, 3), conv2d=turning),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv3d_by_slices,
    against=torch_by_slices,
    axes=FILM,
    on=[
        case(x=normal(2, 2, 6, 3, 4), w=normal(3, 2, 4, 2, 2), conv2d=ordinary),
        case(x=normal(2, 3, 3, 4, 5), w=normal(2, 3, 3, 4, 2), conv2d=ordinary),
        case(x=normal(2, 2, 3, 5, 4), w=normal(4, 2, 1, 2, 3), conv2d=ordinary),
        case(x=normal(2, 2, 2, 5, 4), w=normal(3, 2, 3, 2, 2), conv2d=ordinary),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# And in PyTorch, the same sum against its own `F.conv3d`:

# %%
x, w = (
    torch.tensor(rng.normal(size=(2, 3, 5, 4, 6))),
    torch.tensor(rng.normal(size=(4, 3, 3, 2, 3))),
)
frames = [sum(F.conv2d(x[:, :, z + t], w[:, :, t]) for t in range(3)) for z in range(3)]
print("slice by slice:", torch.stack(frames, dim=2)[1, 3, 2, 1])
print("F.conv3d:      ", F.conv3d(input=x, weight=w)[1, 3, 2, 1])

# %% [markdown]
# ## Space and time apart
#
# A kernel of 3 by 3 by 3 has three times the weights of 3 by 3, and a film has many frames. Lesson 09 made convolutions
# cheaper by splitting them. Films offer a natural split: first look at each frame by itself, then along time at each
# pixel. Because two dimensions are followed by one, it is called **(2+1)-d**.
#
# - The **space pass** has filters $(M, C, k_h, k_w)$. It makes $M$ planes from each frame, the *middle channels*.
# - The **time pass** has filters $(O, M, k_t)$. At each pixel it convolves the signal of $M$ channels that runs through
#   the frames.
#
# Before you run the cell: with 64 channels everywhere and kernels of length 3, by what factor will the number of
# weights fall?


# %%
def weights(C, M, O, k):
    """Weights of a 3-d layer, and of a (2+1)-d layer with M middle channels."""
    return O * C * k**3, M * C * k**2 + O * M * k


dense, split = weights(64, 64, 64, 3)
print(f"3-d: {dense}   (2+1)-d: {split}   factor {dense / split:g}")
as_many = dense // (64 * 3**2 + 64 * 3)
print(
    "middle channels for as many weights as in 3-d:", as_many, "->", weights(64, as_many, 64, 3)[1]
)

# %% [markdown]
# Here is the smallest case: one channel, one middle channel, one output. The space pass has a kernel of 2 by 2, the time pass
# two taps, 1 and −1: each frame minus the next. Before you look at the right-hand side: which 3-d kernel of two slices does
# the same in one pass?

# %%
ws, wt = np.array([[1.0, 2], [0, 3]]), np.array([1.0, -1])
plot.arrays(
    ("kernel", wt[None], "in time"),
    ",",
    ("kernel", ws, "in space"),
    "→",
    ("kernel", wt[0] * ws, "slice 0"),
    ("kernel", wt[1] * ws, "slice 1"),
)

# %% [markdown]
# Each slice is the kernel in space times one tap. The next cell tries it on a film of random numbers.

# %%
clip = rng.normal(size=(1, 1, 3, 3, 3))
space, time = ws[None, None, None], wt[None, None, :, None, None]
print("two passes:", convkit.conv3d(convkit.conv3d(clip, space), time).ravel().round(3))
print("one pass:  ", convkit.conv3d(clip, time * space).ravel().round(3))

# %% [markdown]
# What does it save in work? The next cell runs both kinds of layer on a film of 8 frames of 28 by 28 pixels. It lets
# PyTorch count the multiply-accumulates, and measures the time, the best of three runs.


# %%
def run(channels, split):
    """MACs and milliseconds of one layer, as many channels in as out."""
    x = torch.randn(1, channels, 8, 28, 28)
    space, time = (channels, channels, 1, 3, 3), (channels, channels, 3, 1, 1)
    shapes = (space, time) if split else ((channels, channels, 3, 3, 3),)
    layers = [torch.randn(shape) for shape in shapes]

    def forward():
        y = x
        for w in layers:
            y = F.conv3d(y, w, padding=tuple((k - 1) // 2 for k in w.shape[2:]))

    with FlopCounterMode(display=False) as counter:
        forward()
    took = []
    for _ in range(3):
        begun = perf_counter()
        forward()
        took.append(perf_counter() - begun)
    return counter.get_total_flops() // 2, 1000 * min(took)


channels = [8, 16, 32, 64]
measured = {
    name: [run(c, split) for c in channels] for name, split in (("3-d", False), ("(2+1)-d", True))
}
fewer, faster = ([a[n] / b[n] for a, b in zip(*measured.values(), strict=True)] for n in (0, 1))
plot.curves(
    {"MACs": fewer, "time": faster},
    x=channels,
    across="channels",
    up="3-d divided by (2+1)-d",
    log=(False, False),
)

# %%
for name, line in measured.items():
    print(f"{name:8s}", "  ".join(f"{macs / 1e6:7.1f} M {ms:6.1f} ms" for macs, ms in line))
print("3-d / (2+1)-d, MACs:", np.round(fewer, 2), " time:", np.round(faster, 2))

# %% [markdown]
# Look first at the MACs: the split takes 2.25 times fewer, whatever the number of channels. The times do not keep to that: a
# count of MACs knows nothing of fetching and storing numbers, nor of the shapes for which PyTorch has quicker code than for
# others.
#
# The network that made this split known, R(2+1)D, did not even save. It takes as many middle
# channels as give *equal* weights, 144 in the cell above, puts a ReLU between the two passes, and
# so gets twice as many ReLUs out of the same number of weights. It was also easier to train: its
# error on the training set was lower than that of the 3-d network of the same size.
#
# > **Rule of thumb.** Films: split into space and time, or inflate a picture network (see the last
# > section), before training in three dimensions from nothing.

# %% [markdown]
# ## Exercise 11.7 · The split, and what it is equal to
# ★★★ · 15 min · 4 points (2 for the two passes, 2 for the 3-d filter)
#
# Write two functions.
#
# - `r2plus1d(x, ws, wt, stride=1, padding=0)`: first the space pass with `ws`, shape `(M, C, kh, kw)`, then the time
#   pass with `wt`, shape `(O, M, kt)`. `x` has shape `(N, C, D, H, W)`, the result `(N, O, Do, Ho, Wo)`. `stride` and
#   `padding` are a number or a triple (in time, down, right); each pass uses its own part. Nothing happens between the
#   two passes. You may use your `conv3d`.
# - `equivalent_3d(ws, wt)`: the filters `w`, shape `(O, C, kt, kh, kw)`, with which *one* 3-d convolution gives the
#   same.
#
# <details><summary>Hint 1: two passes with conv3d</summary>
#
# A kernel of 3 by 3 pixels is a block with one frame: `ws[:, :, None]` has shape `(M, C, 1, kh, kw)`. A kernel in time
# is a block with one pixel: `wt[:, :, :, None, None]`.
#
# </details>
# <details><summary>Hint 2: stride and padding</summary>
#
# With `st, sh, sw = triple(stride)` the space pass moves by `(1, sh, sw)` and the time pass by `(st, 1, 1)`. The
# padding is divided in the same way, with zeros in place of the ones.
#
# </details>
# <details><summary>Hint 3: one filter for both</summary>
#
# Write the second sum with the first inside it. A pixel of channel `c` reaches output `o` by way of each middle channel
# `m`; on each way its weight is a product, `wt[o, m, t] * ws[m, c, a, b]`, and the ways add up. `np.einsum` can sum
# over `m`.
#
# </details>


# %% solution="r2plus1d"
def r2plus1d(x, ws, wt, stride=1, padding=0):
    """(N, C, D, H, W), (M, C, kh, kw), (O, M, kt) -> (N, O, Do, Ho, Wo)"""
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    ### BEGIN SOLUTION
    middle = conv3d(x, ws[:, :, None], stride=(1, sh, sw), padding=(0, ph, pw))
    return conv3d(middle, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, 0, 0))
    ### END SOLUTION


def equivalent_3d(ws, wt):
    """(M, C, kh, kw), (O, M, kt) -> (O, C, kt, kh, kw)"""
    ### BEGIN SOLUTION
    return np.einsum("omt,mcab->octab", wt, ws)
    ### END SOLUTION


# %% misconception="r2plus1d"
def r2plus1d__middle_channels_kept_apart(x, ws, wt, stride=1, padding=0):
    """Your time pass reads one middle channel for each output. It is a convolution like any other:
    each filter of wt reads all M middle channels and adds up.
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    O, M, _ = wt.shape
    y = [np.einsum("nzijt,t->nzij", windows[:, o % M], wt[o, o % M]) for o in range(O)]
    return np.stack(y, axis=1)


# %% misconception="r2plus1d"
def r2plus1d__time_first(x, ws, wt, stride=1, padding=0):
    """You made the time pass first. With several channels the order matters, and the shapes fit
    only by chance: space first, then time.
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(x, wt.shape[2], axis=2)[:, :, ::st]
    middle = np.einsum("nmzijt,omt->nozij", windows, wt)
    return np.stack(
        [conv2d(middle[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(middle.shape[2])], axis=2
    )


# %% misconception="r2plus1d"
def r2plus1d__whole_stride_twice(x, ws, wt, stride=1, padding=0):
    """Both passes use the whole stride, so each axis is thinned out twice. The space pass takes (1,
    sh, sw), the time pass (st, 1, 1).
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames[::st], axis=2)[:, :, :, ::sh, ::sw], (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


# %% misconception="r2plus1d"
def r2plus1d__pads_everything_in_both(x, ws, wt, stride=1, padding=0):
    """Both passes pad along all axes. The space pass pads by (0, ph, pw) and the time pass by (pt, 0,
    0), or the borders grow twice.
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (0, 0, 0, 0, pt, pt))
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (pw, pw, ph, ph, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


# %% misconception="r2plus1d"
def r2plus1d__whole_padding_twice(x, ws, wt, stride=1, padding=0):
    """Your time pass pads along all axes, although the space pass has padded rows and columns. Give
    the space pass (0, ph, pw) and the time pass (pt, 0, 0).
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (pw, pw, ph, ph, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


# %% misconception="r2plus1d"
def r2plus1d__stride_space_first(x, ws, wt, stride=1, padding=0):
    """You read the stride as (down, right, in time). The triple begins with time, as the axes do."""
    (sh, sw, st), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


# %% misconception="r2plus1d"
def r2plus1d__padding_space_first(x, ws, wt, stride=1, padding=0):
    """You read the padding as (down, right, in time). The triple begins with time, as the axes do."""
    (st, sh, sw), (ph, pw, pt) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


# %% misconception="r2plus1d"
def r2plus1d__no_padding_in_time(x, ws, wt, stride=1, padding=0):
    """Your time pass does not pad. The first number of the padding belongs to it: (pt, 0, 0)."""
    (st, sh, sw), (_, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = np.stack(frames, axis=2)
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


# %% misconception="r2plus1d"
def r2plus1d__time_backwards(x, ws, wt, stride=1, padding=0):
    """Your time pass runs backwards. wt[:, :, 0] meets the first frame of its window."""
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt[:, :, ::-1])


# %% misconception="r2plus1d"
def r2plus1d__relu_between(x, ws, wt, stride=1, padding=0):
    """You set negative numbers between the passes to 0 (a ReLU). Networks do that, but here nothing
    happens between them.
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.maximum(np.stack(frames, axis=2), 0), (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


# %% misconception="r2plus1d"
def equivalent_3d__first_middle_channel_only(ws, wt):
    """You used the first middle channel only. A pixel reaches the output by way of each of the M
    channels: sum over m.
    """
    return np.einsum("ot,cab->octab", wt[:, 0], ws[0])


# %% misconception="r2plus1d"
def equivalent_3d__averages(ws, wt):
    """You average over the middle channels. What comes by way of each of them is added up."""
    return np.einsum("omt,mcab->octab", wt, ws) / len(ws)


# %% misconception="r2plus1d"
def equivalent_3d__sums_too_early(ws, wt):
    """You summed wt and ws over the middle channels before you multiplied. Multiply first, wt[o, m,
    t] * ws[m, c, a, b], then sum over m.
    """
    return np.einsum("omt,ncab->octab", wt, ws)


# %% misconception="r2plus1d"
def equivalent_3d__time_last(ws, wt):
    """Your filter has time as its last axis. The order is (O, C, kt, kh, kw)."""
    return np.einsum("omt,mcab->ocabt", wt, ws)


# %% misconception="r2plus1d"
def equivalent_3d__channels_exchanged(ws, wt):
    """Your filter has input and output channels exchanged. The filters come first: (O, C, kt, kh,
    kw).
    """
    return np.einsum("omt,mcab->cotab", wt, ws)


# %% misconception="r2plus1d"
def equivalent_3d__time_backwards(ws, wt):
    """Your filter runs backwards in time. Slice t of it comes from wt[:, :, t]."""
    return np.einsum("omt,mcab->octab", wt[:, :, ::-1], ws)


# %% misconception="r2plus1d"
def equivalent_3d__keeps_middle_channels(ws, wt):
    """Your result still has an axis for the middle channels. A single convolution knows nothing of
    them: sum over m.
    """
    return np.einsum("omt,mcab->omctab", wt, ws)


# %% check="r2plus1d" points=2
def torch_r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = F.conv3d(x, ws[:, :, None], stride=(1, sh, sw), padding=(0, ph, pw))
    return F.conv3d(middle, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, 0, 0))


check(
    r2plus1d,
    against=torch_r2plus1d,
    axes=FILM,
    on=[
        case(
            x=normal(2, 3, 6, 7, 8),
            ws=normal(5, 3, 3, 2),
            wt=normal(4, 5, 2),
            stride=(3, 2, 1),
            padding=(2, 0, 1),
        ),
        case(
            x=normal(2, 3, 4, 5, 6), ws=normal(3, 3, 2, 3), wt=normal(3, 3, 3), stride=1, padding=0
        ),
        case(
            x=normal(2, 2, 5, 6, 7),
            ws=normal(3, 2, 2, 2),
            wt=normal(2, 3, 2),
            stride=(2, 3, 2),
            padding=(1, 1, 0),
        ),
    ],
)
### BEGIN HIDDEN TESTS
check(
    r2plus1d,
    against=torch_r2plus1d,
    axes=FILM,
    on=[
        case(
            x=normal(2, 2, 5, 6, 7), ws=normal(3, 2, 2, 3), wt=normal(5, 3, 3), stride=2, padding=1
        ),
        case(
            x=normal(2, 4, 3, 4, 5), ws=normal(2, 4, 1, 1), wt=normal(3, 2, 1), stride=1, padding=0
        ),
        case(
            x=normal(2, 2, 4, 6, 5),
            ws=normal(4, 2, 2, 3),
            wt=normal(2, 4, 4),
            stride=(1, 3, 2),
            padding=(1, 2, 0),
        ),
        case(x=normal(2, 3, 4, 5, 6), ws=normal(2, 3, 2, 3), wt=normal(4, 2, 3)),
    ],
)
### END HIDDEN TESTS

# %% check="r2plus1d" points=2
WEIGHT = ("filter", "channel", "slice", "row", "column")


def torch_equivalent(ws, wt):
    """Read off from what single pixels give: the answer to one is the filter, turned round."""
    (_, C, kh, kw), (_, _, kt) = ws.shape, wt.shape
    one = torch.zeros(C, C, 2 * kt - 1, 2 * kh - 1, 2 * kw - 1, dtype=ws.dtype)
    one[range(C), range(C), kt - 1, kh - 1, kw - 1] = 1
    answer = F.conv3d(F.conv3d(one, ws[:, :, None]), wt[:, :, :, None, None])
    return answer.flip(2, 3, 4).transpose(0, 1)


check(
    equivalent_3d,
    against=torch_equivalent,
    axes=WEIGHT,
    on=[
        case(ws=normal(5, 3, 3, 2), wt=normal(4, 5, 3)),
        case(ws=normal(2, 3, 2, 4), wt=normal(3, 2, 2)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    equivalent_3d,
    against=torch_equivalent,
    axes=WEIGHT,
    on=[
        case(ws=normal(4, 2, 2, 3), wt=normal(2, 4, 5)),
        case(ws=normal(3, 4, 1, 1), wt=normal(5, 3, 1)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch: two calls of `F.conv3d`, and one with the product of the weights.

# %%
x, ws, wt = (torch.tensor(rng.normal(size=s)) for s in ((2, 3, 6, 7, 8), (5, 3, 3, 2), (4, 5, 2)))
two = F.conv3d(F.conv3d(input=x, weight=ws[:, :, None]), weight=wt[:, :, :, None, None])
one = F.conv3d(input=x, weight=torch.einsum("omt,mcab->octab", wt, ws))
numpy_two = convkit.conv3d(
    convkit.conv3d(x.numpy(), ws.numpy()[:, :, None]), wt.numpy()[:, :, :, None, None]
)
print("PyTorch, two passes:", two[1, 3, 2, 1, :3])
print("PyTorch, one filter:", one[1, 3, 2, 1, :3])
print("NumPy, two passes:  ", numpy_two[1, 3, 2, 1, :3])

# %% [markdown]
# ## Which filters can be split? (optional)
#
# Every split is a 3-d filter. Is every 3-d filter a split? You know the question from lesson 09: a kernel is a column
# times a row only if its rank is one. With $M$ middle channels the filter is
#
# $$w_{o\,c\,t\,a\,b} = \sum_{m=1}^{M} \; \mathit{wt}_{o\,m\,t} \; \mathit{ws}_{m\,c\,a\,b}.$$
#
# Write $o$ and $t$ together as the row of a matrix, and $c$, $a$ and $b$ together as its column. Then the right-hand
# side is a matrix with $M$ columns times a matrix with $M$ rows. Such a product has at most rank $M$; and every matrix
# of rank $M$ is such a product. Before you run the cell: how many middle channels does a filter of random numbers need,
# with 4 outputs, 3 inputs and 2 by 3 by 3 taps?

# %%
w = rng.normal(size=(4, 3, 2, 3, 3))  # (O, C, kt, kh, kw)
table = w.transpose(0, 2, 1, 3, 4).reshape(4 * 2, 3 * 3 * 3)
print("the matrix is", table.shape, "and has rank", np.linalg.matrix_rank(table))

# %% [markdown]
# As many as the matrix has rows: a random filter does not split cheaply. A layer with fewer middle
# channels than this matrix has rows (or columns, where these are fewer) cannot be every 3-d layer.
# It is trained split from the beginning, and simply cannot represent the others.

# %% [markdown]
# ## Exercise 11.8 · How many middle channels?
# ★★ · 6 min · 2 points · optional
#
# Write `middle_channels(w)`: the smallest number of middle channels with which the filters `w`, shape
# `(O, C, kt, kh, kw)`, are exactly a (2+1)-d convolution. It returns a whole number. For the random filters above it is the rank you saw.
#
# <details><summary>Hint 1: which function gives a rank?</summary>
#
# `np.linalg.matrix_rank(matrix)`. What is left is to lay the right numbers into the matrix.
#
# </details>
# <details><summary>Hint 2: getting o and t together</summary>
#
# `reshape` can only join axes that are neighbours. In `w` there is the channel between them; move it with `transpose`
# first.
#
# </details>


# %% solution="middle_channels"
def middle_channels(w):
    """(O, C, kt, kh, kw) -> the least M for which w is a space pass and then a time pass"""
    O, C, kt, kh, kw = w.shape
    ### BEGIN SOLUTION
    table = w.transpose(0, 2, 1, 3, 4).reshape(O * kt, C * kh * kw)
    return int(np.linalg.matrix_rank(table))
    ### END SOLUTION


# %% misconception="middle_channels"
def middle_channels__claims_one_is_enough(w):
    """One middle channel is enough only for a matrix of rank one, and few filters are. Lay w out as
    a matrix and ask for its rank.
    """
    return 1


# %% misconception="middle_channels"
def middle_channels__reshapes_without_transpose(w):
    """You joined o and t with reshape, but the channel stands between them, so the rows of your
    matrix are mixed. Transpose to (O, kt, C, kh, kw) first.
    """
    O, C, kt, kh, kw = w.shape
    table = w.reshape(O * kt, C * kh * kw)
    return int(np.linalg.matrix_rank(table))


# %% misconception="middle_channels"
def middle_channels__counts_rows_and_columns(w):
    """You got the smaller side of the matrix. Either you took it for the rank, which may be less; or
    you counted the singular values above 0, and rounding leaves hardly any at 0. matrix_rank allows
    for rounding.
    """
    O, C, kt, kh, kw = w.shape
    table = w.transpose(0, 2, 1, 3, 4).reshape(O * kt, C * kh * kw)
    return min(table.shape)


# %% misconception="middle_channels"
def middle_channels__adds_up_filters(w):
    """You added up the ranks of the single filters. All filters may use the same middle channels:
    put them into one matrix.
    """
    O, C, kt, kh, kw = w.shape
    table = w.transpose(0, 2, 1, 3, 4).reshape(O * kt, C * kh * kw)
    return sum(int(np.linalg.matrix_rank(part)) for part in table.reshape(O, kt, -1))


# %% misconception="middle_channels"
def middle_channels__neediest_filter(w):
    """You took the filter with the largest rank. Other filters may need other middle channels: put
    all of them into one matrix.
    """
    O, C, kt, kh, kw = w.shape
    table = w.transpose(0, 2, 1, 3, 4).reshape(O * kt, C * kh * kw)
    return max(int(np.linalg.matrix_rank(part)) for part in table.reshape(O, kt, -1))


# %% misconception="middle_channels"
def middle_channels__neediest_kernel(w):
    """You took single kernels, one for each output and channel. A middle channel serves all of
    them: rows are (o, t), columns (c, a, b).
    """
    O, C, kt, kh, kw = w.shape
    kernels = w.reshape(O * C, kt, kh * kw)
    return max(int(np.linalg.matrix_rank(kernel)) for kernel in kernels)


# %% misconception="middle_channels"
def middle_channels__one_for_each_filter(w):
    """You gave each filter one middle channel. How many are needed is the rank of w, laid out as a
    matrix, and not its first axis.
    """
    return len(w)


# %% misconception="middle_channels"
def middle_channels__splits_outputs_from_the_rest(w):
    """Your rows are the filters alone. The time pass has a weight for each filter and each step in
    time: rows are (o, t).
    """
    table = w.transpose(0, 2, 1, 3, 4).reshape(len(w), -1)
    return int(np.linalg.matrix_rank(table))


# %% check="middle_channels" points=2
def filters(O, M, C, kt, kh, kw):
    """A drawn filter with M middle channels."""

    def make(rng):
        wt, ws = rng.normal(size=(O, M, kt)), rng.normal(size=(M, C, kh, kw))
        return np.einsum("omt,mcab->octab", wt, ws)

    return drawn(make)


def torch_middle_channels(w):
    return int(torch.linalg.matrix_rank(w.movedim(2, 1).flatten(2).flatten(0, 1)))


check(
    middle_channels,
    against=torch_middle_channels,
    on=[
        case(w=filters(7, 2, 3, 3, 3, 2)),
        case(w=filters(3, 5, 4, 4, 1, 2)),
        case(w=filters(4, 2, 1, 3, 3, 2)),
        case(w=normal(4, 3, 2, 3, 2)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    middle_channels,
    against=torch_middle_channels,
    on=[
        case(w=filters(2, 1, 3, 4, 2, 3)),
        case(w=filters(5, 7, 2, 3, 4, 2)),
        case(w=normal(2, 5, 3, 2, 3)),
        case(w=normal(6, 2, 4, 1, 3)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch the function is `torch.linalg.matrix_rank`. And the SVD of lesson 09 also gives the two passes themselves:

# %%
ws, wt = rng.normal(size=(2, 3, 3, 3)), rng.normal(size=(4, 2, 2))
w = np.einsum("omt,mcab->octab", wt, ws)
table = torch.tensor(w).movedim(2, 1).reshape(4 * 2, 3 * 3 * 3)
print("rank in PyTorch:", int(torch.linalg.matrix_rank(table)))
U, S, V = torch.linalg.svd(table, full_matrices=False)
found_wt = (U[:, :2] * S[:2]).reshape(4, 2, 2).transpose(1, 2)  # (O, M, kt)
found_ws = V[:2].reshape(2, 3, 3, 3)  # (M, C, kh, kw)
again = torch.einsum("omt,mcab->octab", found_wt, found_ws)
print("largest difference:", f"{float((again - torch.tensor(w)).abs().max()):.0e}")

# %% [markdown]
# ## From pictures to films (optional)
#
# Good filters for pictures are easy to come by: networks trained on millions of photographs can be downloaded. Labelled
# films are rarer. A common approach is therefore to take the filters of a trained picture network and to **inflate**
# them: each kernel
# gets a time axis.
#
# What should the inflated filters do? On a film in which nothing moves, they should answer in each frame what the
# picture filters answer on the picture. So all frames of the kernel get the same weights, and because $t$ frames are
# now added up where there was one, each weight is divided by $t$.

# %%
w2 = np.array([[3.0, 0, -3], [6, 0, -6]])
w3 = np.repeat(w2[None] / 3, 3, axis=0)
plot.arrays(
    ("kernel", w2, "for pictures"),
    "→",
    ("kernel", w3[0], "frame 0"),
    ("kernel", w3[1], "frame 1"),
    ("kernel", w3[2], "frame 2"),
)

# %% [markdown]
# One question is left: padding. The picture network pads its pictures, say by one pixel on all sides. Suppose we pad in
# time as well, one black frame at each end, so that as many frames come out as went in. Before you run the cell: for a
# film of five equal frames, which frames of the answer will be right?

# %%
photo = data.photograph("china", crop=(60, 180, 120, 160), shrink=2, layout="HW")
still = np.repeat(photo[None, None, None], 5, axis=2)  # (1, 1, 5, H, W)
kernel = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
on_picture = convkit.conv2d(photo[None, None], kernel[None, None], padding=1)
inflated = np.repeat(kernel[None, None, None] / 3, 3, axis=2)
padded = convkit.conv3d(still, inflated, padding=(1, 1, 1))
for t in range(5):
    share = np.abs(padded[0, 0, t]).max() / np.abs(on_picture).max()
    print(f"frame {t}: {share:.0%} of what the picture filter gives")

# %%
plot.gallery(
    {
        "for pictures": on_picture[0, 0],
        "film, frame 0": padded[0, 0, 0],
        "film, frame 2": padded[0, 0, 2],
    },
    columns=3,
    same=True,
)

# %% [markdown]
# The first frame and the last are paler: one of the three frames under the kernel is black there. Look at the middle
# one of the three pictures. If every frame of the answer is to be right, time must not be padded with zeros; then fewer
# frames come out.

# %% [markdown]
# ## Exercise 11.9 · Inflate
# ★★ · 8 min · 2 points · optional
#
# Write `inflate(w2, t, padding)`: from the filters `w2` for pictures, shape `(O, C, kh, kw)`, and their padding, a pair
# (down, right), make filters for films with `t` frames, new ones of shape `(O, C, t, kh, kw)`, and their padding, a
# triple. Return
# both, as `(w3, padding3)`.
#
# All frames of a kernel have equal weights. On a film in which nothing moves, *every* frame that comes out must be what
# `w2` gives on the picture.
#
# <details><summary>Hint 1: a new axis</summary>
#
# `w2[:, :, None]` has shape `(O, C, 1, kh, kw)`. `np.repeat(..., t, axis=2)` makes `t` of the one.
#
# </details>
# <details><summary>Hint 2: the sum must stay the same</summary>
#
# Where nothing moves, all `t` frames of the window are equal, so the answer is the sum of the `t` slices of the kernel
# on one picture. That sum must be `w2`.
#
# </details>


# %% solution="inflate"
def inflate(w2, t, padding):
    """(O, C, kh, kw), t, (ph, pw) -> (O, C, t, kh, kw), (in time, down, right)"""
    ph, pw = padding
    ### BEGIN SOLUTION
    w3 = np.repeat(w2[:, :, None] / t, t, axis=2)
    return w3, (0, ph, pw)
    ### END SOLUTION


# %% misconception="inflate"
def inflate__forgets_to_divide(w2, t, padding):
    """Your answers are t times too large. The t frames of a window are added up: divide the weights
    by t.
    """
    ph, pw = padding
    w3 = np.repeat(w2[:, :, None], t, axis=2)
    return w3, (0, ph, pw)


# %% misconception="inflate"
def inflate__repeats_channels(w2, t, padding):
    """You repeated the input channels. The film has as many channels as the picture: make a new
    axis for time, after the channels.
    """
    ph, pw = padding
    w3 = np.repeat(w2 / t, t, axis=1)
    return w3, (0, ph, pw)


# %% misconception="inflate"
def inflate__time_axis_last(w2, t, padding):
    """Your time axis is the last one. It stands before rows and columns: (O, C, t, kh, kw)."""
    ph, pw = padding
    w3 = np.repeat(w2[..., None] / t, t, axis=4)
    return w3, (0, ph, pw)


# %% misconception="inflate"
def inflate__middle_frame_only(w2, t, padding):
    """You put the weights into one frame and zeros into the others. Still films come out right with
    it, but equal weights in all frames are asked for.
    """
    ph, pw = padding
    w3 = np.zeros((*w2.shape[:2], t, *w2.shape[2:]))
    w3[:, :, t // 2] = w2
    return w3, (0, ph, pw)


# %% misconception="inflate"
def inflate__pads_time(w2, t, padding):
    """You pad in time, so the first and the last frames see black ones and come out too weak. The
    padding in time must be 0.
    """
    ph, pw = padding
    w3 = np.repeat(w2[:, :, None] / t, t, axis=2)
    return w3, (t // 2, ph, pw)


# %% misconception="inflate"
def inflate__pads_time_by_one(w2, t, padding):
    """You pad in time by one frame at each end. The first and the last answers then see black frames
    and come out too weak: the padding in time must be 0.
    """
    ph, pw = padding
    return np.repeat(w2[:, :, None] / t, t, axis=2), (1, ph, pw)


# %% misconception="inflate"
def inflate__padding_last_axis_first(w2, t, padding):
    """Your padding begins with the columns. The triple is (in time, down, right), in the order of
    the axes.
    """
    ph, pw = padding
    w3 = np.repeat(w2[:, :, None] / t, t, axis=2)
    return w3, (pw, ph, 0)


# %% misconception="inflate"
def inflate__forgets_padding(w2, t, padding):
    """Your padding is zero along all axes. The picture filters pad down and right, and their film
    versions must too: (0, ph, pw).
    """
    w3 = np.repeat(w2[:, :, None] / t, t, axis=2)
    return w3, (0, 0, 0)


# %% misconception="inflate"
def inflate__divides_by_all_taps(w2, t, padding):
    """You divided by all the taps of the new kernel. In rows and columns nothing has changed:
    divide by t alone.
    """
    ph, pw = padding
    w3 = np.repeat(w2[:, :, None] / (t * w2[0, 0].size), t, axis=2)
    return w3, (0, ph, pw)


# %% misconception="inflate"
def inflate__divides_by_root(w2, t, padding):
    """You divided by the root of t. The t equal frames add up to t times one of them: divide by t."""
    ph, pw = padding
    w3 = np.repeat(w2[:, :, None] / math.sqrt(t), t, axis=2)
    return w3, (0, ph, pw)


# %% check="inflate" points=2
def torch_inflate(w2, t, padding):
    return torch.stack([w2 / t] * t, dim=2), (0, *padding)


def still_film(inflate, x, w2, t, padding):
    """What the inflated filters answer on a film of t + 2 equal frames."""
    w3, padding3 = inflate(w2, t, padding)
    film = np.repeat(x[:, :, None], t + 2, axis=2)
    weight = torch.tensor(np.asarray(w3))
    return F.conv3d(torch.tensor(film), weight, padding=tuple(padding3)).numpy()


def picture_in_every_frame(x, w2, t, padding):
    return torch.stack([F.conv2d(x, w2, padding=padding)] * 3, dim=2)


check(
    inflate,
    against=torch_inflate,
    on=[
        case(w2=normal(4, 3, 3, 2), t=3, padding=(1, 2)),
        case(w2=normal(2, 3, 2, 3), t=4, padding=(0, 1)),
    ],
)
check(
    inflate,
    against=picture_in_every_frame,
    via=still_film,
    axes=FILM,
    on=[case(x=normal(2, 3, 5, 6), w2=normal(4, 3, 3, 2), t=3, padding=(1, 0))],
)
### BEGIN HIDDEN TESTS
check(
    inflate,
    against=torch_inflate,
    on=[
        case(w2=normal(3, 2, 1, 4), t=5, padding=(2, 0)),
        case(w2=normal(2, 4, 3, 2), t=1, padding=(1, 3)),
    ],
)
check(
    inflate,
    against=picture_in_every_frame,
    via=still_film,
    axes=FILM,
    on=[case(x=normal(2, 2, 4, 7), w2=normal(3, 2, 2, 3), t=2, padding=(1, 2))],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch it is a line as well, and the answer on the still film is that of the picture in each of its three frames.

# %%
w2 = torch.tensor(kernel[None, None])
w3 = w2[:, :, None].repeat(1, 1, 3, 1, 1) / 3
answer = F.conv3d(input=torch.tensor(still), weight=w3, padding=(0, 1, 1))
picture = F.conv2d(input=torch.tensor(photo[None, None]), weight=w2, padding=(1, 1))
print(
    "PyTorch:",
    tuple(answer.shape),
    "equal in each frame:",
    [torch.allclose(answer[:, :, z], picture) for z in range(3)],
)
numpy_answer = convkit.conv3d(still, w3.numpy(), padding=(0, 1, 1))
print(
    "NumPy:  ",
    numpy_answer.shape,
    "equal in each frame:",
    [np.allclose(numpy_answer[:, :, z], on_picture) for z in range(3)],
)

# %% [markdown]
# ## What you can do now
#
# - Convolve signals with channels, stride, padding and dilation; say what changes when an axis is added, and what does
#   not.
# - Keep a filter from looking into the future, and run it on a stream that never ends.
# - Read a sentence as a signal whose channels are an embedding.
# - Convolve films and volumes, directly, slice by slice, or split into space and time; and say which filters can be
#   split (optional).
# - Turn filters for pictures into filters for films (optional).
#
# **Three traps**
#
# 1. Padding of $(k-1)\,d$ *before* the signal is causal. Half of it before and half after looks ahead, and nothing in
#    the shapes will tell you.
# 2. A stream remembers $(k-1)\,d$ steps, with the dilation. Take the new state from the old state and the chunk
#    together, and beware of `[-0:]`.
# 3. In `F.pad` and in `pad` the last axis comes first; in `stride` and `padding` the first one does. And a bias needs
#    as many `None` after it as there are axes to slide along.
#
# **Where it is used.** WaveNet makes sound step by step with causal convolutions whose dilation doubles (van den Oord
# et al., *WaveNet: A Generative Model for Raw Audio*, 2016). Convolution over word embeddings with max over time
# classifies sentences (Kim, *Convolutional Neural Networks for Sentence Classification*, EMNLP 2014). C3D convolves
# films with kernels of 3 by 3 by 3 (Tran et al., ICCV 2015). R(2+1)D splits them, with as many weights, so many more
# middle channels, and a ReLU between the passes (Tran et al., *A Closer Look at Spatiotemporal Convolutions for Action
# Recognition*, CVPR 2018). I3D inflates a network for pictures (Carreira and Zisserman, *Quo Vadis, Action
# Recognition?*, CVPR 2017).
#
# **What comes next.** You have asked the gradient how far a stack of filters sees. Lesson 12 makes that its subject:
# the field of one number, growing layer by layer, and how much of it a network really uses.

# %% [markdown]
# ## Six questions
#
# Answer each in your head, then unfold it.
#
# <details><summary>1. A batch of 8 stereo sounds of 1000 steps meets 16 filters of 5 taps. What shapes do input, weight and output have?</summary>
#
# `(8, 2, 1000)`, `(16, 2, 5)` and `(8, 16, 996)`, without padding.
#
# </details>
#
# <details><summary>2. How many zeros does a causal layer of 3 taps with dilation 4 need, and where?</summary>
#
# $(3 - 1) \cdot 4 = 8$, all of them before the signal.
#
# </details>
#
# <details><summary>3. What must a stream of that layer keep between two chunks?</summary>
#
# The last 8 steps of everything that has come, for each signal and channel; zeros before the first chunk.
#
# </details>
#
# <details><summary>4. Why the maximum over time for sentences, and not the list of answers?</summary>
#
# It is one number for each filter, however long the sentence is, and says whether the words stand anywhere.
#
# </details>
#
# <details><summary>5. A film is run backwards. Can a single answer of a filter that reads one frame tell?</summary>
#
# No: the same frame occurs in both films. A kernel with an extent in time can tell.
#
# </details>
#
# <details><summary>6. A 3-d kernel of 3 by 3 by 3 with 64 channels in and out is split into space and time with 64 middle channels. How many weights are left?</summary>
#
# $64 \cdot 64 \cdot (9 + 3)$ instead of $64 \cdot 64 \cdot 27$: fewer by a factor of 2.25.
#
# </details>
