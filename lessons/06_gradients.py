# %% [markdown]
# # 6 · Gradients: who is to blame
#
# A network gives a wrong answer. Which of its numbers should change, in which direction, and by how much? The question
# is asked of every weight after every batch, and the answer is called the gradient. For a convolution it is a
# convolution again. This lesson derives it on three pixels, writes it down in full, and then spends as much time on a
# second question: how do you know that a gradient is right?
#
# **You will be able to**
#
# - say which inputs and weights are to blame for an output, and how much;
# - write the backward pass of a convolution, stride, padding and leftover rows included;
# - get the same numbers out of two ready operations;
# - test a gradient in three ways, and say what each of them cannot see;
# - train a layer with gradients of your own;
# - send the blame back through a maximum, and through a whole network: backpropagation.
#
# **You need** `conv2d` (lesson 03), indices of max pooling (lesson 04), the adjoint and its identity (lesson 05).
# **Time** 115 minutes, with what is optional 165. **Points** 16, with what is optional 24. Sections and exercises marked
# *optional* may be left out: the gradients without loops (6.3, 6.4), the gradient check that is fooled (6.6), and the
# explanation in words (6.10). A good place to stop is before *How do you know?*
#
# You may use in your answers what the next cell brings: `conv2d` of lesson 03, its adjoint `conv_transpose2d`, which
# exercise 6.3 explains, `conv_output_size` of lesson 02, and `pair`, which turns one number into a pair.

# %% setup="all" allow=["numpy", "math", "convkit.sliding.shapes.conv_output_size", "convkit.convolution.conv.conv2d", "convkit.convolution.transposed.conv_transpose2d"]
import numpy as np

from convkit.convolution.conv import conv2d
from convkit.sliding.shapes import conv_output_size
from convkit.convolution.transposed import conv_transpose2d


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


# %% setup="checks"
import torch
import torch.nn.functional as F

import convkit
from autograder import because, begin, call, case, check, drawn, normal, ties, variant
from convkit import data, plot

begin("06_gradients")

# %% [markdown]
# ## Blame
#
# In lesson 01 a kernel was learned from examples. The loss was a single number, the sum of the squares of all
# differences between what came out and what should have come out. The smaller, the better.
#
# Change one number somewhere in the network by a tiny amount $\varepsilon$, and the loss changes by about some factor
# times $\varepsilon$. This factor is the **derivative** of the loss with respect to that number. You may read it as
# blame: as long as changes are small, a number with derivative 5 makes the loss worse by 5 times what it grows, one with
# derivative $-5$ makes it better by as much, and with derivative 0 a small change makes no difference. The derivatives of
# all numbers of an array, in an array of the same shape, are the **gradient** of the loss with respect to that array.
# (*Gradient* is the word of the field. This course says *blame* while it is on its way back.) With $L$ for the loss, the
# derivative with respect to $x_j$ is written $\partial L / \partial x_j$.
#
# For the outputs it is easy. Here are three outputs, and what was wanted of each, its target. (The outputs are those of
# lesson 05, of the signal 2, 7, 1, 8, 2 and the kernel 1, 0, 2, and will come back.) Before you run the cell: with $y$
# for an output and $t$ for its target, $(y - t)^2$ has the derivative $2 (y - t)$; which output is to blame most, and in
# which direction should it move?

# %%
output, wanted = np.array([4.0, 23.0, 5.0]), np.array([3.5, 23.5, 4.0])
loss = np.sum((output - wanted) ** 2)
blame = 2 * (output - wanted)
print("loss:", loss, "  blame of each output:", blame)
nudged = output + np.array([0.0, 0.0, 0.001])
print("last output 0.001 larger: the loss grows by", np.sum((nudged - wanted) ** 2) - loss)

# %% [markdown]
# The last output, by 2 for each unit; it should be smaller. The cell checks it by doing it: 0.001 more output, about
# 0.002 more loss.
#
# But an output cannot be changed as such. It was computed, from an input and a kernel. So the blame has to be handed on,
# backwards, to the numbers it was computed from. That is the **backward pass**. The array of blame that arrives at the
# outputs is the gradient with respect to the output, `grad_output` in PyTorch. Here it is called $g$, and it has the
# shape of the output.

# %% [markdown]
# ## Three pixels
#
# Three pixels, a kernel of two, two outputs:
#
# $$y_0 = k_0 x_0 + k_1 x_1 \qquad\qquad y_1 = k_0 x_1 + k_1 x_2$$
#
# The blame $g_0$ sits on $y_0$, the blame $g_1$ on $y_1$. Let $x_1$ grow by $\varepsilon$. Then $y_0$ grows by $k_1
# \varepsilon$, which costs $g_0 k_1 \varepsilon$, and $y_1$ grows by $k_0 \varepsilon$, which costs $g_1 k_0
# \varepsilon$. Costs add up. So:
#
# | | was read by | with the weight | so its blame is |
# |---|---|---|---|
# | $x_0$ | $y_0$ | $k_0$ | $g_0 k_0$ |
# | $x_1$ | $y_0$ and $y_1$ | $k_1$ and $k_0$ | $g_0 k_1 + g_1 k_0$ |
# | $x_2$ | $y_1$ | $k_1$ | $g_1 k_1$ |
#
# Every input collects blame from the outputs that read it, times the weight it was read with. The weights have blame too.
# A weight was multiplied with a pixel, so that pixel is how much it matters:
#
# | | was multiplied with | so its blame is |
# |---|---|---|
# | $k_0$ | $x_0$ for $y_0$, $x_1$ for $y_1$ | $g_0 x_0 + g_1 x_1$ |
# | $k_1$ | $x_1$ for $y_0$, $x_2$ for $y_1$ | $g_0 x_1 + g_1 x_2$ |
#
# This is the **chain rule** of calculus: a change goes on along every link, times the factor of the link, and what
# arrives along several paths is added.
#
# $$\frac{\partial L}{\partial x_j} = \sum_i \frac{\partial L}{\partial y_i}\,\frac{\partial y_i}{\partial x_j} \qquad\text{with}\qquad \frac{\partial L}{\partial y_i} = g_i$$
#
# All of this lesson is made of it.
# Look at the middle row of the first table once more. Going through the *outputs* in order, 0 and 1, the *weights* come
# in reverse order, $k_1$ and then $k_0$. Before you look at the figure: in two dimensions, with the kernel 1, 2 · 3, 4,
# which weight does the pixel in row 1, column 1 have in the output in the top-left corner?

# %% cover=true
kernel = np.array([[1.0, 2.0], [3.0, 4.0]])
plot.blame((3, 4), kernel, output=(0, 1), input=(1, 1))

# %% [markdown]
# The pixel in row 1, column 1 has the weight 4 in the top-left output, and 3 in the one beside it, which the figure
# shows. The upper half is one output's point of view: it spreads its blame over its window, in the proportions of the
# kernel.
# The lower half is one input's: it collects blame from four outputs. The weights it collects with are the flipped kernel,
# 4, 3 · 2, 1. Both halves describe the same links. If every output spreads, or if every input collects, the same amounts
# are moved.
#
# In one dimension, for a signal of $n$ and a kernel of $m$ entries:
#
# $$\frac{\partial L}{\partial x_j} = \sum_{i} g_i\, k_{j-i} \qquad\qquad
# \frac{\partial L}{\partial k_a} = \sum_{i} g_i\, x_{i+a}$$
#
# Read the first one aloud: *input $j$ collects from every output $i$ that read it; the weight was $k_{j-i}$*. It runs
# over the $i$ for which that entry of the kernel exists. The index of $g$ goes up while the index of $k$ goes down, so
# this is a **convolution** of lesson 01, with the kernel flipped, and a **full** one, since $x_0$ was read by one output
# only. The second one is a plain cross-correlation of the signal with $g$.
#
# The signal 2, 7, 1, 8, 2 and the kernel 1, 0, 2 again, with the blame 1, −1, 2. Look how each output stamps its blame
# times the kernel on its window, and how the columns add up.

# %%
signal, k = np.array([2.0, 7.0, 1.0, 8.0, 2.0]), np.array([1.0, 0.0, 2.0])
g = np.array([1.0, -1.0, 2.0])
shares, windows = np.zeros((3, 5)), np.zeros((3, 3))
for i in range(3):
    shares[i, i : i + 3] = g[i] * k
    windows[i] = g[i] * signal[i : i + 3]
plot.arrays(("kernel", shares, "g times kernel"), "→", ("input", shares.sum(axis=0)[None], "dx"))

# %%
plot.arrays(("input", windows, "g times window"), "→", ("kernel", windows.sum(axis=0)[None], "dk"))

# %% [markdown]
# Programs call the gradient with respect to `x` simply `dx`, and so do we.

# %% [markdown]
# ## Exercise 6.1 · Blame on a line
# ★★ · 10 min · 2 points
#
# Write `xcorr1d_backward(x, k, g)`: for the cross-correlation of the signal `x`, shape `(n,)`, with the kernel `k`,
# shape `(m,)`, and the blame `g` of its outputs, shape `(n - m + 1,)`, return the pair `(dx, dk)`: the gradients with
# respect to `x`, shape `(n,)`, and to `k`, shape `(m,)`.
#
# In the example above `dx` is 1, −1, 4, −2, 4 and `dk` is −3, 22, −3.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# With the forward pass: output `i` is the sum of `x[i : i + m] * k`. Walk over the outputs in a loop. Each hands its
# blame `g[i]` on to its window and to the kernel.
#
# </details>
# <details><summary>Hint 2: what does it hand on?</summary>
#
# To the window: `g[i]` times the kernel. To the kernel: `g[i]` times the window. Windows overlap, so add.
#
# </details>
# <details><summary>Hint 3: where is the flipped kernel?</summary>
#
# If outputs spread (stamping, as in the figure), nothing is flipped. Only a formula for each *input* has the kernel in
# reverse. Either way is fine.
#
# </details>


# %% solution="xcorr1d_backward"
def xcorr1d_backward(x, k, g):
    """(n,), (m,), (n - m + 1,) -> dx (n,), dk (m,)"""
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    ### BEGIN SOLUTION
    for i in range(n - m + 1):
        dx[i : i + m] += g[i] * k
        dk += g[i] * x[i : i + m]
    ### END SOLUTION
    return dx, dk


# %% misconception="xcorr1d_backward"
def xcorr1d_backward__does_not_turn(x, k, g):
    """In your dx the kernel is the wrong way round: input j was read by output i with the weight
    k[j - i]. If you slide it over g, flip it; if you stamp it on the windows, use it as it is.
    """
    return np.correlate(g, k, mode="full"), np.correlate(x, g, mode="valid")


# %% misconception="xcorr1d_backward"
def xcorr1d_backward__dx_too_short(x, k, g):
    """Your dx covers only the inputs that every place of the kernel has read. The inputs near the
    ends were read too, by fewer outputs: dx has the length of x.
    """
    return np.convolve(g, k, mode="valid"), np.correlate(x, g, mode="valid")


# %% misconception="xcorr1d_backward"
def xcorr1d_backward__dk_backwards(x, k, g):
    """Your dk is in reverse order, as when x and g are exchanged. Entry a of dk is the sum of g[i]
    * x[i + a].
    """
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] += g[i] * k
        dk += g[i] * x[i : i + m]
    return dx, dk[::-1]


# %% misconception="xcorr1d_backward"
def xcorr1d_backward__convolves_for_dk(x, k, g):
    """You flipped g for dk, as np.convolve does. Only dx needs something flipped: dk is the plain
    cross-correlation of x with g.
    """
    return np.convolve(g, k, mode="full"), np.convolve(x, g, mode="valid")


# %% misconception="xcorr1d_backward"
def xcorr1d_backward__ignores_g(x, k, g):
    """You handed on the same blame from every output. Output i has the blame g[i]: multiply by it."""
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] += k
        dk += x[i : i + m]
    return dx, dk


# %% misconception="xcorr1d_backward"
def xcorr1d_backward__overwrites_dx(x, k, g):
    """Where windows overlap, only the last output's blame is left in your dx. Add it: dx[i : i + m]
    += ...
    """
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] = g[i] * k
        dk += g[i] * x[i : i + m]
    return dx, dk


# %% misconception="xcorr1d_backward"
def xcorr1d_backward__overwrites_dk(x, k, g):
    """Only the last window is left in your dk. Every output used the kernel, so add up over all of
    them.
    """
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] += g[i] * k
        dk = g[i] * x[i : i + m]
    return dx, dk


# %% misconception="xcorr1d_backward"
def xcorr1d_backward__averages_dk(x, k, g):
    """You divided dk by the number of windows. The kernel was used at every place and answers for
    all of them: the blame is a sum.
    """
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] += g[i] * k
        dk += g[i] * x[i : i + m]
    return dx, dk / (n - m + 1)


# %% misconception="xcorr1d_backward"
def xcorr1d_backward__exchanged(x, k, g):
    """You returned dk first. Return the pair (dx, dk)."""
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] += g[i] * k
        dk += g[i] * x[i : i + m]
    return dk, dx


# %% misconception="xcorr1d_backward"
def xcorr1d_backward__forgets_last_output(x, k, g):
    """The blame of the last output is missing. There are n - m + 1 outputs, so let i run over
    range(n - m + 1).
    """
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m):
        dx[i : i + m] += g[i] * k
        dk += g[i] * x[i : i + m]
    return dx, dk


# %% check="xcorr1d_backward" points=2
def torch_xcorr1d_backward(x, k, g):
    x.requires_grad_(), k.requires_grad_()
    y = F.conv1d(x[None, None], k[None, None])[0, 0]
    return torch.autograd.grad(y, (x, k), g)


check(
    xcorr1d_backward,
    against=torch_xcorr1d_backward,
    on=[
        case(x=normal(5), k=normal(2), g=normal(4)),
        case(x=normal(11), k=normal(4), g=normal(8)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    xcorr1d_backward,
    against=torch_xcorr1d_backward,
    on=[
        case(x=normal(9), k=normal(3), g=normal(7)),
        case(x=normal(6), k=normal(1), g=normal(6)),
        case(x=normal(5), k=normal(5), g=normal(1)),
        case(x=normal(7), k=normal(6), g=normal(2)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch you need not write a backward pass. It notes down what is computed from what, and hands back the blame when
# asked. `requires_grad=True` says which arrays to watch.

# %%
x_torch = torch.tensor(signal, requires_grad=True)
k_torch = torch.tensor(k, requires_grad=True)
y_torch = F.conv1d(input=x_torch[None, None], weight=k_torch[None, None])[0, 0]
dx, dk = torch.autograd.grad(
    outputs=y_torch, inputs=(x_torch, k_torch), grad_outputs=torch.tensor(g)
)
ours = convkit.conv1d_backward(g[None, None], signal[None, None], k[None, None])
print("PyTorch: dx", dx.numpy(), " dk", dk.numpy())
print("NumPy:   dx", ours[0][0, 0], " dk", ours[1][0, 0])

# %% [markdown]
# You have met these numbers. In lesson 05, the cross-correlation with 1, 0, 2 was a matrix $A$, and $A^\mathsf{T}$ took
# numbers on the outputs back along the links. The backward pass for the input is $A^\mathsf{T} g$, the **adjoint** of
# the forward pass. And the inner products of lesson 05 come out, $-9$, not only for `x` and `dx` but for `k` and `dk`
# as well: the output is a weighted sum of the inputs, and it is just as well a weighted sum of the weights.

# %%
A = convkit.convolution_matrix(k[None, None], (1, 5))
print("A^T g:  ", A.T @ g)
print("<y, g>: ", (A @ signal) @ g)
print("<x, dx>:", signal @ dx.numpy(), "  <k, dk>:", k @ dk.numpy())

# %% [markdown]
# ## A whole layer
#
# Now pictures, channels, filters, bias, stride and padding. Nothing new is needed, only care. The forward pass says who
# was multiplied with whom: output $(n, o, i, j)$ is filter $o$ on the window of picture $n$ that starts at row $s_h i$,
# column $s_w j$ of the padded picture, plus the bias $b_o$. So its blame $g_{noij}$ goes to three places:
#
# - to its window, in all channels: $g_{noij}$ times filter $o$;
# - to filter $o$: $g_{noij}$ times the window;
# - to the bias $b_o$: $g_{noij}$ times 1.
#
# Written as sums, with $\bar x$ for the padded picture,
#
# $$\frac{\partial L}{\partial \bar x_{n,c,s_h i + a,\, s_w j + b}} \mathrel{+}= \sum_o g_{noij}\, w_{ocab} \qquad
# \frac{\partial L}{\partial w_{ocab}} = \sum_{n,i,j} g_{noij}\, \bar x_{n,c,s_h i + a,\, s_w j + b} \qquad
# \frac{\partial L}{\partial b_o} = \sum_{n,i,j} g_{noij}$$
#
# where $\mathrel{+}=$ is to be read as in Python: for every window, add. Two things at the border want thought.
#
# **Padding.** The zeros of the border were read, so they collect blame. But they are not ours to change. Collect on the
# padded picture, then cut the border off.
#
# **Leftovers.** With a stride, the last rows may lie in no window at all. What is their gradient, and are they in `dx`?
# Before you run the cell: a picture of 4 by 6, a kernel of ones, 3 by 2, stride 2, no padding, and a blame of 1 for every
# output. Which rows and columns of `dx` will be zero?

# %%
ones_g = np.ones((1, 1, 1, 3))
dx_ones = convkit.conv2d_input((1, 1, 4, 6), np.ones((1, 1, 3, 2)), ones_g, stride=2)
plot.array(dx_ones[0, 0], "dx, stride 2", "input")

# %% [markdown]
# The last row, which no window read. It cannot have changed the loss, so its gradient is 0. It is there all the same: **a
# gradient has the shape of what it belongs to.**
#
# And one example for paper. The picture 0 to 8, the kernel 0, 1 · 2, 3, and the blame 1, 0 · 0, 2. Only two windows have
# blame. Work out `dx`, `dw` and `db`, then run the cell.

# %%
picture, weights = np.arange(9.0).reshape(1, 1, 3, 3), np.arange(4.0).reshape(1, 1, 2, 2)
two_blames = np.array([[[[1.0, 0.0], [0.0, 2.0]]]])
dx, dw, db = convkit.conv2d_backward(two_blames, picture, weights)
plot.arrays(
    ("output", two_blames[0, 0], "g"), "→", ("input", dx[0, 0], "dx"), ("kernel", dw[0, 0], "dw")
)

# %%
print("db:", db)

# %% [markdown]
# ## Exercise 6.2 · The backward pass of a layer
# ★★★ · 20 min · 4 points (2 with stride 1 and no padding, 2 for the rest)
#
# Write `conv2d_backward(x, w, g, stride=1, padding=0)`: the triple `(dx, dw, db)` of gradients of a convolutional layer
# with respect to the pictures `x`, shape `(N, C, H, W)`, the filters `w`, shape `(O, C, kh, kw)`, and the bias, shape
# `(O,)`. The blame `g` has the shape of the output, `(N, O, Ho, Wo)`. Stride and padding are numbers or pairs. (The bias
# itself is not needed: it is only added, so a change of it changes the outputs by as much, whatever it is.) Loops show
# best what happens, so write it with loops; two ready operations that do the same come next, and the check accepts
# either.
#
# For the example above, `dx` is 0, 1, 0 · 2, 3, 2 · 0, 4, 6, and `dw` is 8, 11 · 17, 20, and `db` is 3.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Two loops over `i` and `j`. In each pass take the window of all pictures and channels at once, shape `(N, C, kh, kw)`,
# and the blame `g[:, :, i, j]`, shape `(N, O)`. The bias needs no loop.
#
# </details>
# <details><summary>Hint 2: which axes are summed?</summary>
#
# For the window: over the filters `o`. For the filters: over the pictures `n`. `np.tensordot(a, b, axes=1)` sums over
# the last axis of `a` and the first of `b`, as `@` does: `(N, O)` and `(O, C, kh, kw)` give `(N, C, kh, kw)`. For the
# filters you need `(O, N)` and `(N, C, kh, kw)`.
#
# </details>
# <details><summary>Hint 3: padding and stride</summary>
#
# Make `dpadded`, zeros of the padded picture's shape, and add into `dpadded[:, :, i * sh : i * sh + kh, j * sw : j *
# sw + kw]`. At the end cut out rows `ph` to `ph + H` and columns `pw` to `pw + W`. (With `-ph` as the end, a padding
# of 0 leaves nothing.)
#
# </details>


# %% solution="conv2d_backward"
def conv2d_backward(x, w, g, stride=1, padding=0):
    """dx (N, C, H, W), dw (O, C, kh, kw), db (O,)"""
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(len(w))
    ### BEGIN SOLUTION
    dpadded = np.zeros(padded.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    ### END SOLUTION
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__averages_bias(x, w, g, stride=1, padding=0):
    """You averaged the blame for the bias. It was added to every output of its channel, so its
    blame is the sum: g.sum(axis=(0, 2, 3)).
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.mean(axis=(0, 2, 3))
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__bias_over_batch_only(x, w, g, stride=1, padding=0):
    """You summed db over the pictures only. There is one bias for a channel, added at every place:
    sum over rows and columns too.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=0)
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__keeps_padding(x, w, g, stride=1, padding=0):
    """Your dx still has the blame of the padding. Cut it off: dx has the shape of x."""
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__minus_zero(x, w, g, stride=1, padding=0):
    """You cut off the padding with an end of -ph, and -0 is 0, so without padding nothing is left.
    Cut from ph to ph + H.
    """
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph:-ph, pw:-pw]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__cuts_at_one_end(x, w, g, stride=1, padding=0):
    """You cut all of the padding off at the bottom and at the right. Half of it is at the top and
    at the left: rows ph to ph + H, columns pw to pw + W.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, :H, :W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__dw_without_padding(x, w, g, stride=1, padding=0):
    """You took the windows for dw from x without its padding, so they are shifted. Output (i, j)
    saw the window of the padded picture.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    shifted = np.pad(x, ((0, 0), (0, 0), (0, 2 * ph), (0, 2 * pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, shifted[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__forgets_stride(x, w, g, stride=1, padding=0):
    """You put the blame for dx back without the stride. The window of output (i, j) starts at row i
    * sh, column j * sw.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, i : i + kh, j : j + kw] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__overwrites_dx(x, w, g, stride=1, padding=0):
    """Where windows overlap, only the last one's blame is left in dx. Add it with +=."""
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] = np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__overwrites_dw(x, w, g, stride=1, padding=0):
    """Only the last window is left in dw. Every place used the filters: add up with +=."""
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw = np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__divides_by_batch(x, w, g, stride=1, padding=0):
    """You divided by the number of pictures. If the loss is a mean, that division is in g already;
    the backward pass only adds.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw / len(x), db / len(x)


# %% misconception="conv2d_backward"
def conv2d_backward__averages_filters(x, w, g, stride=1, padding=0):
    """You divided dw by the number of pictures. If the loss is a mean, that division is in g already;
    the backward pass only adds.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw / len(x), db


# %% misconception="conv2d_backward"
def conv2d_backward__exchanged(x, w, g, stride=1, padding=0):
    """You returned the gradients in another order. Return the triple (dx, dw, db)."""
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dw, dx, db


# %% misconception="conv2d_backward"
def conv2d_backward__bias_over_everything(x, w, g, stride=1, padding=0):
    """You summed db over the filters as well. Each output channel has a bias of its own:
    g.sum(axis=(0, 2, 3)), of shape (O,).
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, np.full(len(w), db.sum())


# %% misconception="conv2d_backward"
def conv2d_backward__turns_filters(x, w, g, stride=1, padding=0):
    """In your dx the filters are the wrong way round. An output hands its blame to the pixel (a, b)
    of its window with the very weight it read it with, w[o, c, a, b].
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w[:, :, ::-1, ::-1], axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__turns_dw(x, w, g, stride=1, padding=0):
    """Your dw is flipped. Weight (a, b) met pixel (a, b) of each window: nothing is flipped here."""
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw[:, :, ::-1, ::-1], db


# %% misconception="conv2d_backward"
def conv2d_backward__dw_for_each_picture(x, w, g, stride=1, padding=0):
    """You kept a dw for every picture. All of them used the same filters, so sum over the pictures."""
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros((len(x), *w.shape))
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += here[:, :, None, None, None] * padded[:, None, :, down, right]
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__loses_leftovers(x, w, g, stride=1, padding=0):
    """Your dx ends where the last window ends. The rows and columns after it have the gradient 0,
    but they belong to x, so they belong to dx.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    last = ((Ho - 1) * sh + kh - ph, (Wo - 1) * sw + kw - pw)
    return dx[:, :, : last[0], : last[1]], dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__ignores_g(x, w, g, stride=1, padding=0):
    """You took the blame of every output as 1. Multiply by g: most losses blame some outputs more
    than others.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = np.ones(g.shape[:2])
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = np.full(len(w), 1.0 * len(x) * Ho * Wo)
    return dx, dw, db


# %% misconception="conv2d_backward"
def conv2d_backward__first_filter_only(x, w, g, stride=1, padding=0):
    """The blame of all outputs went back through the first filter. Output channel o was computed
    with filter o.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.multiply.outer(here.sum(axis=1), w[0])
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


# %% check="conv2d_backward" points=2
def torch_conv2d_backward(x, w, g):
    b = torch.zeros(len(w), dtype=x.dtype, requires_grad=True)
    x.requires_grad_(), w.requires_grad_()
    return torch.autograd.grad(F.conv2d(x, w, b), (x, w, b), g)


check(
    conv2d_backward,
    against=torch_conv2d_backward,
    on=[
        case(x=normal(1, 1, 4, 3), w=normal(1, 1, 2, 2), g=normal(1, 1, 3, 2)),
        case(x=normal(2, 3, 6, 5), w=normal(4, 3, 3, 2), g=normal(2, 4, 4, 4)),
        case(x=normal(3, 2, 4, 6), w=normal(2, 2, 2, 4), g=normal(3, 2, 3, 3)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv2d_backward,
    against=torch_conv2d_backward,
    on=[
        case(x=normal(2, 4, 5, 7), w=normal(3, 4, 2, 3), g=normal(2, 3, 4, 5)),
        case(x=normal(2, 3, 4, 5), w=normal(5, 3, 1, 1), g=normal(2, 5, 4, 5)),
        case(x=normal(2, 3, 4, 3), w=normal(2, 3, 4, 3), g=normal(2, 2, 1, 1)),
    ],
)
### END HIDDEN TESTS


# %% check="conv2d_backward" points=2
def torch_conv2d_backward(x, w, g, stride, padding):
    dx = torch.nn.grad.conv2d_input(x.shape, w, g, stride, padding)
    dw = torch.nn.grad.conv2d_weight(x, w.shape, g, stride, padding)
    return dx, dw, g.sum((0, 2, 3))


check(
    conv2d_backward,
    against=torch_conv2d_backward,
    on=[
        case(
            x=normal(1, 1, 5, 6),
            w=normal(1, 1, 2, 2),
            g=normal(1, 1, 3, 2),
            stride=(2, 3),
            padding=(1, 0),
        ),
        case(
            x=normal(2, 3, 8, 7),
            w=normal(4, 3, 3, 2),
            g=normal(2, 4, 4, 4),
            stride=(2, 3),
            padding=(1, 2),
        ),
        case(
            x=normal(2, 2, 6, 8),
            w=normal(3, 2, 2, 3),
            g=normal(2, 3, 5, 3),
            stride=(1, 3),
            padding=(0, 1),
        ),
        case(x=normal(1, 2, 7, 6), w=normal(2, 2, 2, 3), g=normal(1, 2, 3, 2), stride=2, padding=0),
    ],
)
### BEGIN HIDDEN TESTS
check(
    conv2d_backward,
    against=torch_conv2d_backward,
    on=[
        case(
            x=normal(3, 2, 7, 9),
            w=normal(2, 2, 2, 3),
            g=normal(3, 2, 3, 5),
            stride=(3, 2),
            padding=(1, 1),
        ),
        case(x=normal(2, 3, 9, 5), w=normal(4, 3, 3, 2), g=normal(2, 4, 6, 4), stride=2, padding=2),
        case(x=normal(2, 3, 6, 5), w=normal(4, 3, 1, 2), g=normal(2, 4, 2, 2), stride=3, padding=0),
        case(x=normal(2, 2, 4, 3), w=normal(3, 2, 3, 2), g=normal(2, 3, 4, 4), stride=1, padding=1),
        case(
            x=normal(2, 2, 4, 3),
            w=normal(3, 2, 3, 2),
            g=normal(2, 3, 6, 2),
            stride=1,
            padding=(2, 0),
        ),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch once more, on a layer with stride, padding and a leftover row.

# %%
rng = np.random.default_rng(0)
x, w = rng.normal(size=(2, 3, 8, 7)), rng.normal(size=(4, 3, 3, 2))
stride, padding = (2, 3), (1, 2)
b_torch = torch.zeros(4, dtype=torch.float64, requires_grad=True)
x_torch, w_torch = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
y_torch = F.conv2d(input=x_torch, weight=w_torch, bias=b_torch, stride=stride, padding=padding)
g = rng.normal(size=y_torch.shape)
in_torch = torch.autograd.grad(
    outputs=y_torch, inputs=(x_torch, w_torch, b_torch), grad_outputs=torch.tensor(g)
)
in_numpy = convkit.conv2d_backward(g, x, w, stride, padding)
for name, a, b in zip(("dx", "dw", "db"), in_torch, in_numpy, strict=True):
    print(name, tuple(a.shape), " largest difference:", np.abs(a.numpy() - b).max())

# %% [markdown]
# ## The same without loops: dx (optional)
#
# You have written loops that stamp. Lesson 05 had a name for the whole of it, the adjoint of `conv2d`, and PyTorch has
# it ready: `conv_transpose2d`. (Lesson 07 is about it.) It takes the blame `g` and the *same* `w`, stride and padding
# as the forward pass. The blame comes from the filters, so one now sums over them: the first axis of `w`.
#
# One thing it cannot know. Before you run the cell: pictures of 7, 8, 9 and 10 rows, a kernel of 3, stride 2,
# padding 1. How many outputs does each give?

# %%
for rows in (7, 8, 9, 10):
    left_over = (rows + 2 * 1 - 3) % 2
    print(f"{rows} rows: {conv_output_size(rows, 3, 2, 1)} outputs, {left_over} left over")

# %% [markdown]
# 7 and 8 give the same number, and so do 9 and 10. Going back from 4 rows of blame, were there 7 rows or 8? Without
# being told, `conv_transpose2d` takes the smallest picture, the one without leftovers. The argument `output_padding`
# says how many rows to add at the bottom and how many columns at the right. What is needed is just what the last step
# of the window left over: the remainder of
#
# $$(H + 2 p_h - k_h) \;\text{ divided by }\; s_h,$$
#
# and likewise for the columns. The name misleads. These rows are not filled with zeros afterwards: with padding, a kernel
# may well reach into them, and they collect their share. Look at the last row in both. (And at the pattern 2, 4, 2, 4:
# lesson 07 comes back to it.)

# %%
four = np.ones((1, 1, 4, 1))
column = np.array([1.0, 2.0, 3.0]).reshape(1, 1, 3, 1)
how = {"stride": (2, 1), "padding": (1, 0)}
plot.arrays(
    ("input", conv_transpose2d(four, column, **how)[0, 0], "7 rows"),
    ("input", conv_transpose2d(four, column, **how, output_padding=(1, 0))[0, 0], "8 rows"),
)

# %% [markdown]
# ## Exercise 6.3 · dx, ready made
# ★★★ · 8 min · 2 points · optional
#
# Write `input_grad_as_transposed(w, g, x_shape, stride, padding)`: the gradient `dx` of a convolution with respect to
# its input, by one call of `conv_transpose2d(input, weight, bias, stride, padding, output_padding)`, in which `bias` is
# `None`. `w` has the shape `(O, C, kh, kw)`, `g` the shape `(N, O, Ho, Wo)`, and `x_shape` is `(N, C, H, W)`, the shape
# of the result. Stride and padding are numbers or pairs.
#
# For 8 rows, a kernel of 3 rows, stride 2 and padding 1, the `output_padding` of the rows is (8 + 2 − 3) mod 2 = 1.
#
# <details><summary>Hint 1: which arrays go where?</summary>
#
# The blame is the input, and `w` goes in as it is. Nothing has to be flipped or exchanged: that is inside.
#
# </details>
# <details><summary>Hint 2: the rows and columns that are missing</summary>
#
# `(H + 2 * ph - kh) % sh` rows, and the same with `W`, `pw`, `kw`, `sw` for the columns. Give both as a pair.
#
# </details>


# %% solution="input_grad_as_transposed"
def input_grad_as_transposed(w, g, x_shape, stride, padding):
    """(O, C, kh, kw), (N, O, Ho, Wo) -> dx of the shape x_shape"""
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    ### BEGIN SOLUTION
    rest = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    return conv_transpose2d(g, w, None, (sh, sw), (ph, pw), rest)
    ### END SOLUTION


# %% misconception="input_grad_as_transposed"
def input_grad_as_transposed__no_output_padding(w, g, x_shape, stride, padding):
    """You left output_padding at 0, which gives the smallest picture with so many outputs. Tell it
    how many rows and columns the last window left over.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    return conv_transpose2d(g, w, None, (sh, sw), (ph, pw))


# %% misconception="input_grad_as_transposed"
def input_grad_as_transposed__appends_zeros(w, g, x_shape, stride, padding):
    """You added the missing rows and columns as zeros. With padding, windows reach into them and
    they have a gradient: pass output_padding.
    """
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    dx = conv_transpose2d(g, w, None, (sh, sw), (ph, pw))
    return np.pad(dx, ((0, 0), (0, 0), (0, rest[0]), (0, rest[1])))


# %% misconception="input_grad_as_transposed"
def input_grad_as_transposed__exchanges_channels(w, g, x_shape, stride, padding):
    """You exchanged the channel axes of w. conv_transpose2d wants the axis of its own input first,
    and that is the O outputs the blame comes from: pass w as it is.
    """
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    return conv_transpose2d(g, w.swapaxes(0, 1), None, (sh, sw), (ph, pw), rest)


# %% misconception="input_grad_as_transposed"
def input_grad_as_transposed__turns_kernels(w, g, x_shape, stride, padding):
    """You flipped the kernels. conv_transpose2d stamps them as they are, which is what the blame
    needs.
    """
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    return conv_transpose2d(g, w[:, :, ::-1, ::-1], None, (sh, sw), (ph, pw), rest)


# %% misconception="input_grad_as_transposed"
def input_grad_as_transposed__keeps_padding(w, g, x_shape, stride, padding):
    """You left out the padding, so the blame of the zeros around the picture is still there. Pass
    padding as the forward pass had it.
    """
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    return conv_transpose2d(g, w, None, (sh, sw), 0, rest)


# %% misconception="input_grad_as_transposed"
def input_grad_as_transposed__rest_without_padding(w, g, x_shape, stride, padding):
    """You took the remainder without the padding. The windows walk over the padded picture: (H + 2
    * ph - kh) % sh.
    """
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H - kh) % sh, (W - kw) % sw)
    return conv_transpose2d(g, w, None, (sh, sw), (ph, pw), rest)


# %% misconception="input_grad_as_transposed"
def input_grad_as_transposed__rest_always_stride_minus_one(w, g, x_shape, stride, padding):
    """You took stride - 1 rows and columns as left over. It depends on the size: take the
    remainder, (H + 2 * ph - kh) % sh.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = (sh - 1, sw - 1)
    return conv_transpose2d(g, w, None, (sh, sw), (ph, pw), rest)


# %% misconception="input_grad_as_transposed"
def input_grad_as_transposed__exchanges_axes(w, g, x_shape, stride, padding):
    """You gave what is left over in the wrong order. Rows first, then columns."""
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    return conv_transpose2d(g, w, None, (sh, sw), (ph, pw), rest[::-1])


# %% check="input_grad_as_transposed" points=2
def torch_input_grad(w, g, x_shape, stride, padding):
    return torch.nn.grad.conv2d_input(x_shape, w, g, stride, padding)


check(
    input_grad_as_transposed,
    against=torch_input_grad,
    on=[
        case(
            w=normal(1, 1, 2, 2),
            g=normal(1, 1, 3, 2),
            x_shape=(1, 1, 5, 6),
            stride=(2, 3),
            padding=(1, 0),
        ),
        case(
            w=normal(4, 3, 3, 2),
            g=normal(2, 4, 4, 4),
            x_shape=(2, 3, 8, 7),
            stride=(2, 3),
            padding=(1, 2),
        ),
        case(
            w=normal(2, 2, 2, 3),
            g=normal(3, 2, 3, 2),
            x_shape=(3, 2, 7, 8),
            stride=(3, 4),
            padding=(1, 0),
        ),
        case(w=normal(2, 3, 2, 3), g=normal(1, 2, 4, 4), x_shape=(1, 3, 6, 8), stride=2, padding=1),
        case(w=normal(3, 2, 3, 2), g=normal(2, 3, 2, 4), x_shape=(2, 2, 4, 5), stride=1, padding=0),
    ],
)
### BEGIN HIDDEN TESTS
check(
    input_grad_as_transposed,
    against=torch_input_grad,
    on=[
        case(
            w=normal(4, 3, 2, 3),
            g=normal(2, 4, 4, 5),
            x_shape=(2, 3, 11, 9),
            stride=(3, 2),
            padding=(0, 1),
        ),
        case(w=normal(4, 3, 1, 1), g=normal(2, 4, 2, 3), x_shape=(2, 3, 4, 7), stride=3, padding=0),
        case(w=normal(3, 3, 3, 2), g=normal(2, 3, 4, 4), x_shape=(2, 3, 7, 6), stride=2, padding=1),
        case(w=normal(2, 3, 4, 3), g=normal(2, 2, 1, 1), x_shape=(2, 3, 4, 3), stride=2, padding=0),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has the whole exercise under the name `torch.nn.grad.conv2d_input`; it finds the remainder itself from
# `input_size`.

# %%
dx_torch = torch.nn.grad.conv2d_input(
    input_size=x.shape, weight=w_torch, grad_output=torch.tensor(g), stride=stride, padding=padding
)
dx_numpy = conv_transpose2d(g, w, None, stride, padding, output_padding=(1, 0))
print("largest difference:", np.abs(dx_torch.detach().numpy() - dx_numpy).max())

# %% [markdown]
# ## The same without loops: dw (optional)
#
# In one dimension `dk` was the cross-correlation of the signal with the blame: the blame is laid on the signal like a
# kernel, and slides. Its entries meet $x_{i+a}$, next to each other. Now with stride 2: which pixels did weight $a$
# meet?
#
# $$\frac{\partial L}{\partial k_a} = \sum_i g_i \, x_{2 i + a}$$
#
# Entry $i$ of the blame meets pixel $2i + a$. From one entry to the next it is two pixels, while from one $a$ to the
# next it is one. That is a kernel with holes: **dilation** 2 (lesson 02), and stride 1. The stride of the forward pass
# becomes the dilation of this one. Before you run the cell: a signal of 8, a kernel of 3, stride 2. How many outputs,
# and how long is the correlation of the signal with the dilated blame?

# %%
long_signal = np.array([2.0, 7, 1, 8, 2, 8, 1, 8]).reshape(1, 1, 8)
short_blame = np.array([1.0, -1, 2]).reshape(1, 1, 3)
print("outputs:", conv_output_size(8, 3, 2))
print("signal with dilated blame:", convkit.conv1d(long_signal, short_blame, dilation=2)[0, 0])
print(
    "dk:                       ",
    convkit.conv1d_weight(long_signal, (1, 1, 3), short_blame, 2)[0, 0],
)

# %% [markdown]
# Four numbers, and the kernel has three weights. The eighth pixel was left over in the forward pass, and the blame,
# sliding over the signal, finds room for one more place. It belongs to a fourth weight, which does not exist. Cut it
# off.
#
# And the channels? `conv2d` sums over channels and keeps pictures apart. Here it must sum over pictures, for $\partial
# L/\partial w_{ocab}$ adds up over $n$, and keep channels apart. So let them change roles:
#
# | | `conv2d` wants | we give |
# |---|---|---|
# | input | (pictures, **channels**, H, W) | `x` with its first two axes exchanged: (C, **N**, H, W) |
# | weight | (filters, **channels**, kh, kw) | `g` with its first two axes exchanged: (O, **N**, Ho, Wo) |
# | output | (pictures, filters, ...) | (C, O, ...), to be exchanged again |

# %% [markdown]
# ## Exercise 6.4 · dw, ready made
# ★★★ · 10 min · 2 points · optional
#
# Write `weight_grad_as_conv(x, g, w_shape, stride, padding)`: the gradient `dw` of a convolution with respect to its
# filters, by one call of `conv2d(input, weight, bias, stride, padding, dilation)`, in which `bias` is `None`. `x` has the
# shape `(N, C, H, W)`, `g` the shape `(N, O, Ho, Wo)`, and `w_shape` is `(O, C, kh, kw)`, the shape of the result.
#
# For the signal of the last cell as a picture of one row, the blame 1, −1, 2 and `w_shape` (1, 1, 1, 3), with stride
# (1, 2), the answer is the last line that the cell printed.
#
# <details><summary>Hint 1: five steps</summary>
#
# Exchange two axes of `x`. Exchange two axes of `g`. Convolve. Cut off what is too much. Exchange two axes of the result.
#
# </details>
# <details><summary>Hint 2: which arguments?</summary>
#
# Stride 1, the padding of the forward pass, and its stride as `dilation`.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `.swapaxes(0, 1)` exchanges the first two axes. Of the result keep the first `kh` rows and the first `kw` columns.
#
# </details>


# %% solution="weight_grad_as_conv"
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    """(N, C, H, W), (N, O, Ho, Wo) -> dw of the shape w_shape"""
    kh, kw = w_shape[2:]
    ### BEGIN SOLUTION
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)
    ### END SOLUTION


# %% misconception="weight_grad_as_conv"
def weight_grad_as_conv__stride_stays_stride(x, g, w_shape, stride, padding):
    """You used the stride as a stride. Neighbouring weights met neighbouring pixels, and it is the
    entries of g that lie a stride apart: give it as dilation.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, stride, padding)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


# %% misconception="weight_grad_as_conv"
def weight_grad_as_conv__no_dilation(x, g, w_shape, stride, padding):
    """You laid the blame on the picture without gaps. Two neighbouring outputs looked at windows a
    stride apart: dilate g by the stride.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


# %% misconception="weight_grad_as_conv"
def weight_grad_as_conv__stride_and_dilation(x, g, w_shape, stride, padding):
    """You dilated g by the stride, and then used the stride as a stride as well. Neighbouring
    weights met neighbouring pixels: stride 1.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, stride, padding, stride)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


# %% misconception="weight_grad_as_conv"
def weight_grad_as_conv__keeps_extra_rows(x, g, w_shape, stride, padding):
    """Your result is larger than the filters where the forward pass left rows over. Keep the first
    kh rows and kw columns.
    """
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride)  # (C, O, ...)
    return dw.swapaxes(0, 1)


# %% misconception="weight_grad_as_conv"
def weight_grad_as_conv__cuts_at_the_start(x, g, w_shape, stride, padding):
    """You kept the last kh rows and kw columns. The place where g starts at the picture's first
    pixel belongs to weight (0, 0): keep the first.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride)  # (C, O, ...)
    return dw[:, :, dw.shape[2] - kh :, dw.shape[3] - kw :].swapaxes(0, 1)


# %% misconception="weight_grad_as_conv"
def weight_grad_as_conv__not_exchanged_back(x, g, w_shape, stride, padding):
    """Your result has the shape (C, O, kh, kw). Exchange its first two axes: w is (O, C, kh, kw)."""
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride)  # (C, O, ...)
    return dw[:, :, :kh, :kw]


# %% misconception="weight_grad_as_conv"
def weight_grad_as_conv__batch_is_batch(x, g, w_shape, stride, padding):
    """You gave x and g to conv2d as they are. It sums over channels, but dw is a sum over pictures:
    exchange the first two axes of both.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x, g, None, 1, padding, stride)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


# %% misconception="weight_grad_as_conv"
def weight_grad_as_conv__turns_g(x, g, w_shape, stride, padding):
    """You flipped the blame. Weight (a, b) met pixel (i + a, j + b) for output (i, j), both
    counted in the same direction: use g as it is.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(
        x.swapaxes(0, 1), g.swapaxes(0, 1)[:, :, ::-1, ::-1], None, 1, padding, stride
    )  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


# %% misconception="weight_grad_as_conv"
def weight_grad_as_conv__forgets_padding(x, g, w_shape, stride, padding):
    """You left out the padding. The forward pass saw the zeros around the picture, so the blame
    must slide over them too.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, 0, stride)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


# %% misconception="weight_grad_as_conv"
def weight_grad_as_conv__averages_pictures(x, g, w_shape, stride, padding):
    """You divided by the number of pictures. All of them used the same filters, and their blame
    adds up.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1) / len(x)


# %% check="weight_grad_as_conv" points=2
def torch_weight_grad(x, g, w_shape, stride, padding):
    return torch.nn.grad.conv2d_weight(x, w_shape, g, stride, padding)


check(
    weight_grad_as_conv,
    against=torch_weight_grad,
    on=[
        case(
            x=normal(1, 1, 5, 6),
            g=normal(1, 1, 3, 2),
            w_shape=(1, 1, 2, 2),
            stride=(2, 3),
            padding=(1, 0),
        ),
        case(
            x=normal(2, 3, 8, 7),
            g=normal(2, 4, 4, 4),
            w_shape=(4, 3, 3, 2),
            stride=(2, 3),
            padding=(1, 2),
        ),
        case(
            x=normal(3, 2, 6, 9),
            g=normal(3, 2, 5, 3),
            w_shape=(2, 2, 2, 4),
            stride=(1, 2),
            padding=(0, 0),
        ),
        case(x=normal(2, 2, 6, 5), g=normal(2, 2, 4, 4), w_shape=(2, 2, 3, 2), stride=1, padding=0),
    ],
    axes=("filter", "channel", "row", "column"),
)
### BEGIN HIDDEN TESTS
check(
    weight_grad_as_conv,
    against=torch_weight_grad,
    on=[
        case(
            x=normal(2, 3, 11, 9),
            g=normal(2, 4, 4, 5),
            w_shape=(4, 3, 2, 3),
            stride=(3, 2),
            padding=(0, 1),
        ),
        case(x=normal(2, 3, 4, 7), g=normal(2, 4, 2, 3), w_shape=(4, 3, 1, 1), stride=3, padding=0),
        case(x=normal(1, 3, 7, 6), g=normal(1, 2, 4, 4), w_shape=(2, 3, 3, 2), stride=2, padding=1),
        case(x=normal(2, 3, 4, 3), g=normal(2, 2, 1, 1), w_shape=(2, 3, 4, 3), stride=2, padding=0),
    ],
    axes=("filter", "channel", "row", "column"),
)
### END HIDDEN TESTS

# %% [markdown]
# And PyTorch's name for it:

# %%
dw_torch = torch.nn.grad.conv2d_weight(
    input=x_torch, weight_size=w.shape, grad_output=torch.tensor(g), stride=stride, padding=padding
)
dw_numpy = convkit.conv2d_weight(x, w.shape, g, stride, padding)
print("largest difference:", np.abs(dw_torch.detach().numpy() - dw_numpy).max())

# %% [markdown]
# So a convolution, its gradient for the input and its gradient for the filters are three convolutions. A network that
# learns does each of the three once for every batch, and that is why training costs about three times as much as using
# it.

# %% [markdown]
# ## How do you know?
#
# A wrong forward pass shows: the picture looks odd. A wrong gradient hides. The loss still falls, only slower, or it
# stops early, and one suspects the data. So gradients are tested. There are three ways.
#
# **Way 1: ask somebody who knows.** PyTorch, above. There is one trap in it. Here is a wrong `dk`, in which `g` was
# flipped, and a test that sums the outputs. The blame of a sum is 1 for each output. Before you run the cell: does the
# test see the mistake?


# %%
def flipped_dk(x, g):
    return np.convolve(x, g, mode="valid")


for name, blame in (("all ones", np.ones(3)), ("random", np.random.default_rng(0).normal(size=3))):
    right = convkit.conv1d_weight(signal[None, None], (1, 1, 3), blame[None, None])[0, 0]
    print(f"{name:9s} right {right.round(3)}  flipped {flipped_dk(signal, blame).round(3)}")

# %% [markdown]
# With ones it does not, since flipped ones are ones. So `y.sum().backward()` is a bad test, though it stands in many
# programs. **Draw the blame at random.**
#
# **Way 2: the identity.** The forward pass is a weighted sum of the inputs, so `dx` is its adjoint, and $\langle y, g
# \rangle = \langle x, dx \rangle$ for random $x$ and $g$ (lesson 05). For `dw` the same with `w`. You need no second
# program for it. (It is meant for weighted sums; a maximum or a square is not one. And a bias must be left out:
# $\langle y,
# g \rangle$ would contain it.)

# %%
y = convkit.conv2d(x, w, None, stride, padding)
dx, dw, db = convkit.conv2d_backward(g, x, w, stride, padding)
print("<y, g> ", np.sum(y * g))
print("<x, dx>", np.sum(x * dx))
print("<w, dw>", np.sum(w * dw))

# %% [markdown]
# **Way 3: try it out.** The derivative is how much the loss changes when one number changes a little. So change it a
# little. Let $f$ be any function from an array $x$ to an array, and let the loss be $\langle g, f(x) \rangle$, the
# blame given to each output. With $e_i$ for an array that has a 1 in place $i$ and zeros elsewhere,
#
# $$\text{forward difference: } \frac{\langle g,\; f(x + \varepsilon e_i) - f(x) \rangle}{\varepsilon} \qquad
# \text{central difference: } \frac{\langle g,\; f(x + \varepsilon e_i) - f(x - \varepsilon e_i) \rangle}{2 \varepsilon}$$
#
# Both are finite differences, as in lesson 01. The central one looks both ways. It pays off, as the next cell shows, with
# $f(x) = x^3$ at $x = 2$, where the derivative is $3 x^2 = 12$. Before you run it: if $\varepsilon$ is ten times
# smaller, how many times smaller is each error?

# %%
for eps in (0.1, 0.01, 0.001):
    forward = ((2 + eps) ** 3 - 2**3) / eps
    central = ((2 + eps) ** 3 - (2 - eps) ** 3) / (2 * eps)
    print(f"eps {eps:<5}  error forward {forward - 12:.7f}  central {central - 12:.7f}")

# %% [markdown]
# Ten times and a hundred times. The forward error falls like $\varepsilon$, the central one like $\varepsilon^2$. To the
# right of $x$ the cube rises faster than at $x$, to the left slower, and looking both ways the two cancel.
#
# Then let $\varepsilon$ be tiny, and the error will be tinier still? Before you run the next cell, decide: is
# $10^{-12}$ better than $10^{-5}$? The function is a convolution followed by $\tanh$, a curve that rises
# from −1 to 1, and the error that of its whole gradient.


# %%
def bent(v):
    return np.tanh(0.3 * convkit.xcorr1d(v, k))


rng = np.random.default_rng(2)
v, blame = rng.normal(size=9), rng.normal(size=7)
v_torch = torch.tensor(v, requires_grad=True)
bent_torch = torch.tanh(0.3 * F.conv1d(v_torch[None, None], torch.tensor(k)[None, None])[0, 0])
(exact,) = torch.autograd.grad(bent_torch, v_torch, torch.tensor(blame))
exact = exact.numpy()

steps = 10.0 ** np.arange(-1, -13, -1)
errors = {"forward": [], "central": []}
for eps in steps:
    moves = eps * np.eye(9)
    one_side = np.array([blame @ (bent(v + move) - bent(v)) / eps for move in moves])
    two_sides = np.array([blame @ (bent(v + move) - bent(v - move)) / (2 * eps) for move in moves])
    errors["forward"].append(np.abs(one_side - exact).max())
    errors["central"].append(np.abs(two_sides - exact).max())
plot.curves(errors, x=steps, across="step size ε", up="largest error", log=(True, True))

# %%
for name, values in errors.items():
    print(
        f"{name}: least error {min(values):.0e}, at a step size of {steps[np.argmin(values)]:.0e}"
    )

# %% [markdown]
# Read the figure from right to left. Each line falls, the central one twice as steeply. Then both begin to rise. A
# float64 number has about 16 digits. Two values that differ only in the last few of them have a difference of a few
# digits, and dividing by a tiny $\varepsilon$ makes its rounding large. With central differences, $\varepsilon = 10^{-5}$
# is a good choice for numbers about 1. In float32, with its 7 digits, far less is left.

# %% [markdown]
# How small must a difference be? That depends on how large the numbers are. So people look at the **relative error**, the
# largest difference divided by the largest number of both gradients.
#
# > **Rule of thumb.** Check gradients in float64, with steps of 1e-5 and random arrays of a few numbers each. A relative
# > error below 1e-7 is rounding. Above that it is a mistake, a kink (below, *Through a maximum*), or a function
# > too steep or too large for this step. Draw new numbers: a kink goes away, a mistake stays. Change the step: the third moves
# > with it. As a scale: above 1e-2 it is surely a mistake, 1e-4 is fine only with kinks.

# %% [markdown]
# ## Exercise 6.5 · Try it out
# ★★ · 10 min · 3 points
#
# Write `numerical_vjp(f, x, g, eps)`: the gradient of $\langle g, f(x) \rangle$ with respect to `x`, by central
# differences with the step `eps`. `f` is a function that takes an array of the shape of `x` and returns an array of the
# shape of `g`; `x` holds floats and may have any number of axes. The result has the shape of `x`, and `x` itself stays as
# it is. (The name is the usual one: vector–Jacobian product, for the gradient is $g$ times the Jacobian of lesson 05.)
#
# For `f(x) = x ** 2`, `x` = 1.0, 3.0 and `g` = 1.0, 10.0, the answer is 2, 60, with `eps` = 0.5 as well: for squares the
# central difference is exact. For cubes it is not: `f(x) = x ** 3` at 2 with `g` = 1 and `eps` = 0.1 gives 12.01.
#
# <details><summary>Hint 1: every entry, whatever the axes</summary>
#
# `for i in np.ndindex(x.shape)` goes through all places of an array, each `i` a tuple of indices. `x[i]` is one number.
#
# </details>
# <details><summary>Hint 2: move one number only</summary>
#
# `above = x.copy()`, then `above[i] += eps`. The same for `below`.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `np.sum(g * (f(above) - f(below))) / (2 * eps)` is one number: entry `i` of the result.
#
# </details>


# %% solution="numerical_vjp"
def numerical_vjp(f, x, g, eps):
    """Gradient of sum(g * f(x)) by central differences, of the shape of x"""
    dx = np.zeros(x.shape)
    ### BEGIN SOLUTION
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (2 * eps)
    ### END SOLUTION
    return dx


# %% misconception="numerical_vjp"
def numerical_vjp__one_sided(f, x, g, eps):
    """You looked to one side only, which leaves an error that falls like eps. Take f at x + eps and
    at x - eps, and divide by 2 * eps.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (eps)
    return dx


# %% misconception="numerical_vjp"
def numerical_vjp__forgets_g(f, x, g, eps):
    """You added up the changes of all outputs alike. Output i has the blame g[i]: multiply by g
    before you sum.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(f(above) - f(below)) / (2 * eps)
    return dx


# %% misconception="numerical_vjp"
def numerical_vjp__divides_by_eps(f, x, g, eps):
    """You divided by eps. From x - eps to x + eps it is 2 * eps."""
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (eps)
    return dx


# %% misconception="numerical_vjp"
def numerical_vjp__halves_the_step(f, x, g, eps):
    """Your two points are eps apart, half of it to each side. Go a whole eps to each side, and
    divide by 2 * eps.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps / 2
        below[i] -= eps / 2
        dx[i] = np.sum(g * (f(above) - f(below))) / (eps)
    return dx


# %% misconception="numerical_vjp"
def numerical_vjp__divides_by_two_eps_wrongly(f, x, g, eps):
    """You wrote / 2 * eps. Python divides by 2 and then multiplies by eps: put brackets around 2 *
    eps.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / 2 * eps
    return dx


# %% misconception="numerical_vjp"
def numerical_vjp__single_precision(f, x, g, eps):
    """You computed in float32. With 7 digits, the difference of two nearly equal numbers is mostly
    rounding: stay in float64.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.astype(np.float32), x.astype(np.float32)
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (2 * eps)
    return dx


# %% misconception="numerical_vjp"
def numerical_vjp__does_not_restore(f, x, g, eps):
    """You moved an entry and did not move it back before you went on to the next. Start every time
    from x itself.
    """
    dx = np.zeros(x.shape)
    moved = x.copy()
    for i in np.ndindex(x.shape):
        moved[i] += eps
        above = moved.copy()
        moved[i] -= 2 * eps
        dx[i] = np.sum(g * (f(above) - f(moved))) / (2 * eps)
    return dx


# %% misconception="numerical_vjp"
def numerical_vjp__moves_whole_rows(f, x, g, eps):
    """You moved x[i] for i in range(len(x)). For an array with several axes that is a whole row: go
    through np.ndindex(x.shape).
    """
    dx = np.zeros(x.shape)
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (2 * eps)
    return dx


# %% misconception="numerical_vjp"
def numerical_vjp__moves_all_at_once(f, x, g, eps):
    """You moved all entries at the same time, which gives one number for all of them. Move one
    entry at a time and leave the others.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above += eps
        below -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (2 * eps)
    return dx


# %% misconception="numerical_vjp"
def numerical_vjp__step_of_its_own(f, x, g, eps):
    """You did not use the eps that was given. Whoever calls the function chooses the step."""
    dx = np.zeros(x.shape)
    eps = 1e-5
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (2 * eps)
    return dx


# %% misconception="numerical_vjp"
def numerical_vjp__changes_x(f, x, g, eps):
    """You moved the entries of x itself. Whoever called the function still needs it: move them in a
    copy.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        above = f(x)
        x[i] -= 2 * eps
        below = f(x)
        dx[i] = np.sum(g * (above - below)) / (2 * eps)
    return dx


# %% check="numerical_vjp" points=3
def neighbours(x):
    return x[..., 1:] * x[..., :-1] - 3 * x[..., 1:]


def squares(x):
    return x**2 - x / 2


def cubes(x):
    return x**3 - x


def torch_vjp(f, x, g, eps):
    return torch.autograd.functional.vjp(f, x, g)[1]


def torch_central(f, x, g, eps):
    dx = torch.zeros_like(x)
    for i in np.ndindex(tuple(x.shape)):
        step = torch.zeros_like(x)
        step[i] = eps
        dx[i] = torch.dot(g.flatten(), (f(x + step) - f(x - step)).flatten()) / (2 * eps)
    return dx


check(
    numerical_vjp,
    against=torch_vjp,
    on=[
        case(f=squares, x=normal(3), g=normal(3), eps=0.01),
        case(f=neighbours, x=normal(2, 4), g=normal(2, 3), eps=0.01),
    ],
)
check(
    numerical_vjp,
    against=torch_central,
    on=[
        case(f=cubes, x=normal(4), g=normal(4), eps=0.2),
        case(f=cubes, x=normal(3, 2), g=normal(3, 2), eps=0.5),
    ],
)
### BEGIN HIDDEN TESTS
check(
    numerical_vjp,
    against=torch_vjp,
    on=[
        case(f=neighbours, x=normal(5), g=normal(4), eps=0.1),
        case(f=neighbours, x=normal(1, 2, 3), g=normal(1, 2, 2), eps=0.02),
        case(f=squares, x=normal(2, 1, 3), g=normal(2, 1, 3), eps=1.0),
    ],
)
check(
    numerical_vjp,
    against=torch_central,
    on=[case(f=cubes, x=normal(2, 3), g=normal(2, 3), eps=0.3)],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, `torch.autograd.functional.vjp` gives the gradient for any function made of PyTorch's operations
# and any `g`, without steps. And
# `torch.autograd.gradcheck` compares PyTorch's own backward passes with central differences. A new operation in PyTorch
# has to pass it.

# %%
values, gradient = torch.autograd.functional.vjp(
    func=lambda v: v**2, inputs=torch.tensor([1.0, 3.0]), v=torch.tensor([1.0, 10.0])
)
by_steps = convkit.numerical_vjp(np.square, [np.array([1.0, 3.0])], np.array([1.0, 10.0]), step=0.5)
print("PyTorch:", gradient.numpy(), " central differences:", by_steps[0])
checked = torch.autograd.gradcheck(
    func=lambda a, b: F.conv2d(a, b, stride=2), inputs=(x_torch, w_torch), eps=1e-6, atol=1e-5
)
print("gradcheck of conv2d:", checked)

# %% [markdown]
# ## What the test cannot see (optional)
#
# The second and the third way ask one question: *does this backward pass belong to this forward pass?* They do not ask
# whether the forward pass is right. A friend writes a layer, runs a gradient check, sees an error of $10^{-10}$, and is
# content. Before you go on: can the layer still be wrong?


# %% setup="checks"
def apart(a, b):
    """The largest difference of two arrays."""
    return np.max(np.abs(np.asarray(a) - np.asarray(b)))


def shapes_of(result):
    """The shapes of a pair of arrays; None if it is no pair."""
    return [np.shape(v) for v in result] if isinstance(result, tuple | list) else None


# %% [markdown]
# ## Exercise 6.6 · Fool the gradient check
# ★★ · 10 min · 2 points · optional
#
# Write `fools_gradcheck()`: return a pair of functions `(forward, backward)` that belong together and are still not what
# they should be.
#
# - `forward(x, k)` takes a signal of shape `(n,)` and a kernel of shape `(m,)` and returns an array of shape `(n - m + 1,)`;
# - `backward(x, k, g)` returns the pair `(dx, dk)`, the true gradients of *this* forward pass;
# - the forward pass is not the cross-correlation: for random signals and for kernels of two entries or more, up to the length
#   of the signal, it gives other numbers, and not only zeros. It depends on nothing but `x` and `k`, and is not steep:
#   no slope of it is over 50, so that central differences can follow it.
#
# The check draws signals, kernels and blame at random, in several sizes, and compares `backward` with central
# differences of `forward`. For instance, with `k` of 2 entries and `x` of 5, `forward(x, k)` has 4 numbers, and not
# those of lesson 01.
#
# <details><summary>Hint 1: which mistake?</summary>
#
# Any of lesson 01 will do, if you then derive the backward pass of the mistaken forward pass with care.
#
# </details>
# <details><summary>Hint 2: a mistake that is easy to derive</summary>
#
# Flip the kernel before you use it. Then the right backward pass gives the gradient of the *flipped* kernel. What must be
# done to get the gradient of the kernel itself?
#
# </details>
# <details><summary>Hint 3: returning functions</summary>
#
# Define `forward` and `backward` with `def` inside `fools_gradcheck`, then `return forward, backward`. You may call your
# `xcorr1d_backward` in there.
#
# </details>


# %% solution="fools_gradcheck"
def fools_gradcheck():
    """Two functions: forward(x, k) -> y and backward(x, k, g) -> (dx, dk)"""
    ### BEGIN SOLUTION

    def forward(x, k):
        return np.correlate(x, k[::-1], mode="valid")

    def backward(x, k, g):
        dx, dk_turned = xcorr1d_backward(x, k[::-1], g)
        return dx, dk_turned[::-1]

    return forward, backward
    ### END SOLUTION


# %% misconception="fools_gradcheck"
def fools_gradcheck__right_pair():
    """Your forward pass is the cross-correlation itself. Make it a wrong one, and give it its own
    right backward pass.
    """

    def forward(x, k):
        return np.correlate(x, k, mode="valid")

    def backward(x, k, g):
        return np.convolve(g, k, mode="full"), np.correlate(x, g, mode="valid")

    return forward, backward


# %% misconception="fools_gradcheck"
def fools_gradcheck__pair_does_not_match():
    """Your backward pass is not the gradient of your forward pass, so the check sees through it.
    Derive it from the forward pass you return, mistake included.
    """

    def forward(x, k):
        return np.correlate(x, k[::-1], mode="valid")

    def backward(x, k, g):
        return np.convolve(g, k, mode="full"), np.correlate(x, g, mode="valid")

    return forward, backward


# %% misconception="fools_gradcheck"
def fools_gradcheck__turns_gradient_once():
    """Your dx fits your forward pass and your dk does not. Whatever the forward pass does to the
    kernel before it uses it, flipping or cutting it, dk has to take back.
    """

    def forward(x, k):
        return np.correlate(x, k[::-1], mode="valid")

    def backward(x, k, g):
        return np.convolve(g, k[::-1], mode="full"), np.correlate(x, g, mode="valid")

    return forward, backward


# %% misconception="fools_gradcheck"
def fools_gradcheck__sometimes_right():
    """For some of the signals and kernels that were tried your forward pass is the cross-correlation.
    Make it wrong for every kernel of two entries or more.
    """

    def forward(x, k):
        return np.correlate(x, k if len(x) % 2 else k[::-1], mode="valid")

    def backward(x, k, g):
        if len(x) % 2:
            return np.convolve(g, k, mode="full"), np.correlate(x, g, mode="valid")
        return np.convolve(g, k[::-1], mode="full"), np.correlate(x, g, mode="valid")[::-1]

    return forward, backward


# %% misconception="fools_gradcheck"
def fools_gradcheck__only_zeros():
    """Your forward pass gives zeros, and nobody is fooled by those. Let its outputs depend on the
    signal and on the kernel.
    """

    def forward(x, k):
        return np.zeros(len(x) - len(k) + 1)

    def backward(x, k, g):
        return np.zeros(len(x)), np.zeros(len(k))

    return forward, backward


# %% misconception="fools_gradcheck"
def fools_gradcheck__wrong_length():
    """Your forward pass returns an array of another length, and that would be noticed at once. It
    must have n - m + 1 entries.
    """

    def forward(x, k):
        return np.convolve(x, k, mode="full")

    def backward(x, k, g):
        return np.correlate(g, k, mode="valid"), np.correlate(g, x, mode="valid")

    return forward, backward


# %% misconception="fools_gradcheck"
def fools_gradcheck__one_gradient():
    """Your backward pass returns one array. The kernel is learned and the signal came from an
    earlier layer: return the pair (dx, dk).
    """

    def forward(x, k):
        return np.convolve(x, k, mode="valid")

    def backward(x, k, g):
        return np.correlate(g, k, mode="full")

    return forward, backward


# %% check="fools_gradcheck" points=2
pair_of_functions = call(fools_gradcheck)
assert (
    isinstance(pair_of_functions, tuple | list)
    and len(pair_of_functions) == 2
    and all(callable(function) for function in pair_of_functions)
), "Return a pair of functions, forward and backward, without calling them."
forward, backward = pair_of_functions

sizes, rng, differs = [(5, 2), (8, 3), (4, 4)], np.random.default_rng(4), []
### BEGIN HIDDEN TESTS
sizes, rng = [*sizes, (7, 2), (9, 5), (6, 4)], variant("fools_gradcheck")
### END HIDDEN TESTS
for n, m in sizes:
    x, k, g = rng.normal(size=n), rng.normal(size=m), rng.normal(size=n - m + 1)
    size = f"Here the signal has {n} entries, the kernel {m}."
    y = forward(x.copy(), k.copy())
    assert y is not None, "Your forward pass returns None. Did you forget `return`?"
    assert np.shape(y) == (n - m + 1,), because("fools_gradcheck__wrong_length")
    assert apart(y, 0 * g) > 1e-6, f"{because('fools_gradcheck__only_zeros')} {size}"
    right = F.conv1d(torch.tensor(x)[None, None], torch.tensor(k)[None, None])[0, 0].numpy()
    differs.append(bool(apart(y, right) > 1e-6))
    gradients = backward(x.copy(), k.copy(), g.copy())
    assert gradients is not None, "Your backward pass returns None. Did you forget `return`?"
    shapes = shapes_of(gradients)
    assert shapes is not None, because("fools_gradcheck__one_gradient")
    assert shapes == [(n,), (m,)], (
        f"{size} So dx has the shape {(n,)} and dk {(m,)}; your backward pass returns {shapes}."
    )
    beside = []

    def watched(x, k, beside=beside):
        beside.append(forward(x.copy(), k.copy()))
        return beside[-1]

    by_steps = convkit.numerical_vjp(watched, [x, k], g)
    again = forward(x.copy(), k.copy())
    assert np.shape(again) == np.shape(y) and apart(again, y) < 1e-9, (
        f"{size} Your forward pass gives other numbers when it is called again with the same signal "
        "and kernel. Let it depend on nothing else."
    )
    near = [np.shape(other) == np.shape(y) and apart(other, y) < 1e-3 for other in beside]
    assert all(near), (
        f"{size} A step of a hundred-thousandth changes the numbers of your forward pass by more than "
        "a thousandth. Central differences are too coarse for that: take a less steep function."
    )
    fits = [bool(apart(a, b) < 1e-6) for a, b in zip(gradients, by_steps, strict=True)]
    assert fits != [True, False], because("fools_gradcheck__turns_gradient_once")
    assert all(fits), because("fools_gradcheck__pair_does_not_match")
assert any(differs), because("fools_gradcheck__right_pair")
assert all(differs), because("fools_gradcheck__sometimes_right")
"fools_gradcheck: gradients right, forward pass wrong."

# %% [markdown]
# Your pair passes the third way, and if it is made of weighted sums, the second as well. Only the first, asking a program
# that knows, finds it out, because it compares values. Here are the three ways side by side, on the convolution that
# flips its kernel:

# %%
rng = np.random.default_rng(5)
s, t, u = rng.normal(size=8), rng.normal(size=3), rng.normal(size=6)
ds, dt = np.correlate(u, t, mode="full"), np.correlate(s, u, mode="valid")[::-1]
wrong_y = np.convolve(s, t, mode="valid")
by_steps = convkit.numerical_vjp(lambda s, t: np.convolve(s, t, mode="valid"), [s, t], u)
print("differences: ds", np.abs(by_steps[0] - ds).max(), " dt", np.abs(by_steps[1] - dt).max())
print("identity:   ", abs(wrong_y @ u - s @ ds), abs(wrong_y @ u - t @ dt))
right_y = F.conv1d(input=torch.tensor(s)[None, None], weight=torch.tensor(t)[None, None])
print("PyTorch:     the outputs differ by", np.abs(right_y[0, 0].numpy() - wrong_y).max())

# %% [markdown]
# ## Three ways, and what each cannot see
#
# The second and the third way ask whether this backward pass belongs to this forward pass. They do not ask whether the forward
# pass is right.
#
# | way | what it needs | what it cannot see |
# |---|---|---|
# | ask a program that knows | such a program | what an easy blame hides: with ones, a flipped blame |
# | the identity $\langle y, g\rangle = \langle x, dx\rangle$ | a weighted sum, random $x$ and $g$ | that the forward pass is wrong; the bias; anything that is no weighted sum |
# | central differences | the forward pass, twice for each number | that the forward pass is wrong; mistakes smaller than rounding; the truth at a kink |
#
# So **test the forward pass by its values, and the backward pass against the forward pass.** One without the other is
# half a test.

# %% [markdown]
# ## Whose gradient? One picture, or all
#
# A batch has many pictures and the filters are the same for all. The loss of a batch is made from the losses of its
# pictures. Libraries call the way they are put together the **reduction**: either the `"sum"` of the pictures' losses,
# or their `"mean"`.
#
# What holds for the losses holds for their gradients. A gradient says how much the loss changes; if the loss is a sum,
# the changes add up. Before you run the cell: four pictures, each with a gradient of its own for one and the same weight.
# (`retain_graph=True` tells PyTorch to keep its notes, because we shall ask again.) If the reduction changes from sum
# to mean, what happens to the gradient?

# %%
rng = np.random.default_rng(6)
four_pictures = torch.tensor(rng.normal(size=(4, 1, 5, 4)))
one_filter = torch.tensor(rng.normal(size=(1, 1, 2, 3)), requires_grad=True)
losses = (F.conv2d(four_pictures, one_filter) ** 2).sum(dim=(1, 2, 3))  # one for each picture
each = [torch.autograd.grad(loss, one_filter, retain_graph=True)[0][0, 0, 0, 0] for loss in losses]
print("of each picture:", [round(e.item(), 3) for e in each])
for reduction, loss in (("sum", losses.sum()), ("mean", losses.mean())):
    (gradient,) = torch.autograd.grad(loss, one_filter, retain_graph=True)
    print(f"{reduction:5s}", round(gradient[0, 0, 0, 0].item(), 3))

# %% [markdown]
# It is divided by 4, the number of pictures, and by nothing else. When does the division happen? Once, in the loss. The
# blame that comes out of a mean is already smaller, and the backward pass of the layer only adds. If you divide in the
# backward pass as well, you divide twice.
#
# (PyTorch's `F.mse_loss` with `reduction="mean"` takes the mean over *all* numbers, not over pictures: it divides by
# pictures times numbers in each. This is the mean over pictures of the loss of each, if that one is a mean too.)

# %% [markdown]
# ## Exercise 6.7 · Shapes and batches
# ★ · 6 min · 2 points (1 for each function)
#
# Write two functions.
#
# `param_grad_shapes(x_shape, w_shape)`: for a layer with pictures of shape `x_shape`, `(N, C, H, W)`, and filters of
# shape `w_shape`, `(O, C, kh, kw)`, and with a bias, return the triple of the shapes of `dx`, `dw` and `db`.
#
# `accumulate(dw_each, db_each, reduction)`: `dw_each`, shape `(N, O, C, kh, kw)`, and `db_each`, shape `(N, O)`, hold
# for every picture the gradient of its own loss. Return the pair `(dw, db)`, the gradients of the loss of the whole
# batch. `reduction` is `"sum"` or `"mean"`, and says how this loss is made from those of the pictures.
#
# For two pictures with `db_each` = 1, 10 and 3, 20, `db` is 4, 30 for the sum and 2, 15 for the mean.
#
# <details><summary>Hint 1: what shape does a gradient have?</summary>
#
# The shape of what it belongs to. There is one number of blame for each number that could be changed.
#
# </details>
# <details><summary>Hint 2: over which axis?</summary>
#
# Over the pictures only, axis 0. Every filter, channel and weight keeps a gradient of its own.
#
# </details>


# %% solution="param_grad_shapes"
def param_grad_shapes(x_shape, w_shape):
    """The shapes of dx, dw and db"""
    ### BEGIN SOLUTION
    return tuple(x_shape), tuple(w_shape), (w_shape[0],)
    ### END SOLUTION


def accumulate(dw_each, db_each, reduction):
    """(N, O, C, kh, kw), (N, O), "sum" or "mean" -> dw (O, C, kh, kw), db (O,)"""
    ### BEGIN SOLUTION
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    if reduction == "mean":
        dw, db = dw / len(dw_each), db / len(db_each)
    return dw, db
    ### END SOLUTION


# %% misconception="param_grad_shapes"
def param_grad_shapes__one_for_each_picture(x_shape, w_shape):
    """You gave dw an axis for the pictures. There is one set of filters for the whole batch, so dw
    has the shape of w.
    """
    return tuple(x_shape), (x_shape[0], *w_shape), (w_shape[0],)


# %% misconception="param_grad_shapes"
def param_grad_shapes__bias_with_axes(x_shape, w_shape):
    """You gave db two axes of length 1. That is how a bias is added; the bias itself has the shape
    (O,), and so has its gradient.
    """
    return tuple(x_shape), tuple(w_shape), (w_shape[0], 1, 1)


# %% misconception="param_grad_shapes"
def param_grad_shapes__bias_is_a_number(x_shape, w_shape):
    """You gave the shape of db as a number. A shape is a tuple, also with one axis: (O,), with the
    comma.
    """
    return tuple(x_shape), tuple(w_shape), w_shape[0]


# %% misconception="param_grad_shapes"
def param_grad_shapes__bias_of_input_channels(x_shape, w_shape):
    """You gave db one number for each input channel. The bias is added to the outputs: one for each
    filter.
    """
    return tuple(x_shape), tuple(w_shape), (w_shape[1],)


# %% misconception="param_grad_shapes"
def param_grad_shapes__dx_like_output(x_shape, w_shape):
    """You gave dx the shape of the output. That is the shape of g, the blame that comes in; dx has
    the shape of x.
    """
    (N, _, H, W), (O, _, kh, kw) = x_shape, w_shape
    return (N, O, H - kh + 1, W - kw + 1), tuple(w_shape), (O,)


# %% misconception="param_grad_shapes"
def param_grad_shapes__filters_exchanged(x_shape, w_shape):
    """You exchanged the first two axes of dw. Filters have the shape (O, C, kh, kw), and so has
    their gradient.
    """
    return tuple(x_shape), (w_shape[1], w_shape[0], *w_shape[2:]), (w_shape[0],)


# %% misconception="param_grad_shapes"
def accumulate__always_mean(dw_each, db_each, reduction):
    """You took the mean whatever the reduction. If the loss is a sum, its gradient is the sum."""
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    dw, db = dw / len(dw_each), db / len(db_each)
    return dw, db


# %% misconception="param_grad_shapes"
def accumulate__always_sum(dw_each, db_each, reduction):
    """You took the sum whatever the reduction. If the loss is the mean over the pictures, divide by
    their number.
    """
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    return dw, db


# %% misconception="param_grad_shapes"
def accumulate__divides_twice(dw_each, db_each, reduction):
    """For the mean you divided by the number of pictures twice. Once is enough: each gradient is
    that of its own picture's whole loss.
    """
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    if reduction == "mean":
        dw, db = dw / len(dw_each) ** 2, db / len(db_each) ** 2
    return dw, db


# %% misconception="param_grad_shapes"
def accumulate__sums_over_channels(dw_each, db_each, reduction):
    """You summed over the input channels as well. Each weight is a number of its own with a
    gradient of its own: sum over axis 0 only.
    """
    dw, db = dw_each.sum(axis=(0, 2)), db_each.sum(axis=0)
    if reduction == "mean":
        dw, db = dw / len(dw_each), db / len(db_each)
    return dw, db


# %% misconception="param_grad_shapes"
def accumulate__mean_over_everything(dw_each, db_each, reduction):
    """For the mean you divided by the number of all gradients. The loss is the mean over pictures:
    divide by how many pictures there are.
    """
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    if reduction == "mean":
        dw, db = dw / dw_each.size, db / db_each.size
    return dw, db


# %% misconception="param_grad_shapes"
def accumulate__bias_always_summed(dw_each, db_each, reduction):
    """Your dw is right, but db is the sum in both cases. Both come from one loss: treat them alike."""
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    if reduction == "mean":
        dw, db = dw / len(dw_each), db
    return dw, db


# %% misconception="param_grad_shapes"
def accumulate__last_picture(dw_each, db_each, reduction):
    """You returned the gradient of the last picture. Every picture has its part in the loss: add
    them up.
    """
    dw, db = dw_each[-1].copy(), db_each[-1].copy()
    if reduction == "mean":
        dw, db = dw / len(dw_each), db / len(db_each)
    return dw, db


# %% check="param_grad_shapes" points=1
def torch_param_grad_shapes(x_shape, w_shape):
    x = torch.zeros(x_shape, requires_grad=True)
    w, b = torch.zeros(w_shape, requires_grad=True), torch.zeros(w_shape[0], requires_grad=True)
    F.conv2d(x, w, b).sum().backward()
    return tuple(x.grad.shape), tuple(w.grad.shape), tuple(b.grad.shape)


check(
    param_grad_shapes,
    against=torch_param_grad_shapes,
    on=[
        case(x_shape=(2, 3, 7, 5), w_shape=(4, 3, 3, 2)),
        case(x_shape=(5, 2, 6, 8), w_shape=(3, 2, 2, 4)),
    ],
)


### BEGIN HIDDEN TESTS
def shape_of(channels, low):
    """A shape with so many channels, everything else drawn from `low` on."""

    def make(rng):
        first, *sides = rng.integers(low, low + 6, size=3).tolist()
        return first, channels, *sides

    return drawn(make)


check(
    param_grad_shapes,
    against=torch_param_grad_shapes,
    on=[
        case(x_shape=(3, 4, 5, 6), w_shape=(6, 4, 1, 1)),
        case(x_shape=(1, 2, 4, 3), w_shape=(5, 2, 4, 3)),
        *[case(x_shape=shape_of(3, low=6), w_shape=shape_of(3, low=1))] * 2,
        case(x_shape=shape_of(5, low=6), w_shape=shape_of(5, low=1)),
    ],
)
### END HIDDEN TESTS


# %% check="param_grad_shapes" points=1
def torch_accumulate(dw_each, db_each, reduction):
    w = torch.zeros(dw_each.shape[1:], dtype=dw_each.dtype, requires_grad=True)
    b = torch.zeros(db_each.shape[1:], dtype=db_each.dtype, requires_grad=True)
    # losses, one for each picture, that have just these gradients
    losses = (dw_each * w).flatten(1).sum(1) + (db_each * b).sum(1)
    loss = losses.sum() if reduction == "sum" else losses.mean()
    return torch.autograd.grad(loss, (w, b))


check(
    accumulate,
    against=torch_accumulate,
    on=[
        case(dw_each=normal(3, 4, 2, 3, 2), db_each=normal(3, 4), reduction="sum"),
        case(dw_each=normal(5, 2, 3, 1, 2), db_each=normal(5, 2), reduction="mean"),
    ],
    axes=("filter", "channel", "row", "column"),
)
### BEGIN HIDDEN TESTS
check(
    accumulate,
    against=torch_accumulate,
    on=[
        case(dw_each=normal(2, 3, 2, 2, 3), db_each=normal(2, 3), reduction="mean"),
        case(dw_each=normal(1, 2, 3, 2, 1), db_each=normal(1, 2), reduction="mean"),
        case(dw_each=normal(4, 3, 4, 2, 3), db_each=normal(4, 3), reduction="sum"),
    ],
    axes=("filter", "channel", "row", "column"),
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch the reduction is an argument of the loss, and `backward()` adds the gradient to what
# `.grad` holds already: two calls, twice the gradient. So it has to be emptied before every step,
# and that is what `zero_grad()` is for. The last two lines show it, on a gradient of 3.

# %%
target = torch.zeros(4, 1, 4, 2, dtype=torch.float64)
for reduction in ("sum", "mean"):
    loss = F.mse_loss(input=F.conv2d(four_pictures, one_filter), target=target, reduction=reduction)
    (gradient,) = torch.autograd.grad(outputs=loss, inputs=one_filter)
    print(f"{reduction:5s} {gradient[0, 0, 0, 0].item():.4f}")
print("numbers that this mean divides by:", target.numel())

weight = torch.ones(1, requires_grad=True)
for call_number in (1, 2):
    (3 * weight).sum().backward()
    print(f"backward, call {call_number}: .grad is {weight.grad.item():.0f}")

# %% [markdown]
# ## Learn
#
# Everything is ready to learn with. Here is a photograph, and what a vertical-edge kernel made of it: bright where the
# picture gets brighter from left to right, dark where it gets darker.

# %%
photo = data.photograph("china", crop=(60, 180, 202, 282), layout="HW")[::2, ::2]
photo = (photo - photo.mean())[None, None]
hidden = np.array([[[[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]]])
answers = conv2d(photo, hidden)
plot.gallery({"photograph": photo[0, 0], "answers": answers[0, 0]}, columns=2)

# %% [markdown]
# Suppose the kernel is lost, and only these two are left. Start with zeros. Compute the outputs, take the loss $\sum
# (y - t)^2$ over all outputs, so the blame of each is $2 (y - t)$. Compute `dw` from it. Then change the kernel a
# little *against* its gradient, since the gradient points where the loss grows:
#
# $$w \leftarrow w - \eta \, \frac{\partial L}{\partial w}$$
#
# The number $\eta$ is the **learning rate**, and the whole is **gradient descent**. (With a few random examples for each
# step in place of all of them it is called *stochastic*, and that is the S in **SGD**.) Before you run the cell: which
# sign has the first change of the entry that is to become 2?

# %%
learned, rate, losses, kernels = np.zeros((1, 1, 3, 3)), 1e-4, [], []
for _ in range(301):
    blame = 2 * (conv2d(photo, learned) - answers)
    losses.append(np.sum((blame / 2) ** 2))
    kernels.append(learned[0, 0])
    learned = learned - rate * convkit.conv2d_weight(photo, learned.shape, blame)

entries = {"middle right": (1, 2), "top right": (0, 2), "centre": (1, 1), "top left": (0, 0)}
lines = {name: [kernel[at] for kernel in kernels] for name, at in entries.items()}
plot.curves(lines, up="entry of the kernel", log=(False, False))

# %%
print("after the first step:", kernels[1][1, 2].round(3), "  loss", round(losses[0], 1))
print("before the last:     ", kernels[-1][1, 2].round(3), "  loss", round(losses[-1], 3))
plot.arrays(("kernel", learned[0, 0].round(2), "learned"), ("kernel", hidden[0, 0], "hidden"))

# %% [markdown]
# Up it went, from 0 towards 2. Look at the lines. The centre hardly moves. The others rush in the right direction and
# then slow down; the top right one even passes 1 and comes back. The last bit of the way to 2 takes longest. Neighbouring rows of a photograph are nearly alike, so it
# hardly matters to the loss on which of them a weight sits. Where the loss is nearly flat, the gradient is small and so
# are the steps.

# %% [markdown]
# And the learning rate? Too small, and it takes forever. Before you run the cell: what does twice the rate do, is
# learning twice as fast?

# %%
losses = {}
for rate_tried in (1e-5, 1e-4, 2e-4):
    kernel_now, losses[f"rate {rate_tried:g}"] = np.zeros((1, 1, 3, 3)), []
    for _ in range(31):
        blame = 2 * (conv2d(photo, kernel_now) - answers)
        losses[f"rate {rate_tried:g}"].append(np.sum((blame / 2) ** 2))
        gradient = convkit.conv2d_weight(photo, kernel_now.shape, blame)
        kernel_now = kernel_now - rate_tried * gradient
plot.curves(losses)

# %%
for name, values in losses.items():
    first = ", ".join(f"{value:.0f}" for value in values[:5])
    print(f"{name:12s} loss {first} at first, {values[-1]:.3g} after 30 steps")

# %% [markdown]
# It explodes. At first the loss even falls, faster than with half the rate. But in one direction it
# is much steeper than in all others. There each step lands on the opposite slope, higher than it
# began, and the next goes further still. After a few steps that is all one sees. The gradient says
# in which direction the loss falls, and it is true only nearby.
#
# > **Rule of thumb.** If the loss grows or becomes `nan`, the learning rate is too large: divide it by ten. If it falls
# > steadily but hardly at all, multiply by three. The best rate lies between half of
# > the one that explodes and all of it; the more the slopes differ, the nearer to it.

# %% [markdown]
# ## Exercise 6.8 · Learn a layer
# ★★★ · 10 min · 2 points
#
# Write `learn_kernel(x, y, w_shape, lr, steps)`: find filters of the shape `w_shape`, `(O, C, kh, kw)`, that make the
# pictures `x`, shape `(N, C, H, W)`, into `y`, shape `(N, O, Ho, Wo)`, with stride 1 and neither padding nor bias.
# Start with zeros and take `steps` steps of gradient descent with the learning rate `lr` on the loss `np.sum((conv2d(x,
# w) - y) ** 2)`. Return the filters. You may use `conv2d`, and your own `conv2d_backward` or `weight_grad_as_conv`.
#
# For a picture of one pixel, 3, with 6 as the wanted answer, a filter of one weight and `lr` = 0.05: the first blame is 2
# · (0 − 6) = −12, its gradient −12 · 3 = −36, and the weight after one step is 0 + 0.05 · 36 = 1.8. The right one is 2.
#
# <details><summary>Hint 1: what is in the loop?</summary>
#
# Three lines: the blame of the outputs, the gradient of the filters, the step. The outputs are new every time, because
# the filters are.
#
# </details>
# <details><summary>Hint 2: it runs away to infinity</summary>
#
# The step goes against the gradient: minus. And the blame is `2 * (conv2d(x, w) - y)`, in this order. If both are so, the
# learning rate is too large.
#
# </details>


# %% solution="learn_kernel"
def learn_kernel(x, y, w_shape, lr, steps):
    """Filters of shape w_shape after `steps` steps of gradient descent from zeros"""
    w = np.zeros(w_shape)
    ### BEGIN SOLUTION
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y)
        w = w - lr * conv2d_backward(x, w, g)[1]
    ### END SOLUTION
    return w


# %% misconception="learn_kernel"
def learn_kernel__wrong_sign(x, y, w_shape, lr, steps):
    """You went along the gradient, where the loss grows. The blame is 2 * (conv2d(x, w) - y), in this
    order, and the step is minus: w = w - lr * dw.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y)
        w = w + lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


# %% misconception="learn_kernel"
def learn_kernel__adds_gradients_up(x, y, w_shape, lr, steps):
    """You kept the gradients of earlier steps and added the new one to them. Each step uses the
    gradient of the filters as they are now: start dw afresh.
    """
    w, dw = np.zeros(w_shape), np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y)
        dw = dw + conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
        w = w - lr * dw
    return w


# %% misconception="learn_kernel"
def learn_kernel__divides_by_batch(x, y, w_shape, lr, steps):
    """You divided by the number of pictures. The loss is a sum over everything, so its gradient is
    a sum as well.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y) / len(x)
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


# %% misconception="learn_kernel"
def learn_kernel__takes_the_mean(x, y, w_shape, lr, steps):
    """You took the gradient of the mean of the squares, over all outputs. The loss is their sum: do
    not divide.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y) / y.size
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


# %% misconception="learn_kernel"
def learn_kernel__forgets_the_two(x, y, w_shape, lr, steps):
    """Your steps are half as long as they should be. The derivative of the square (y - t) ** 2 is 2
    * (y - t).
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = conv2d(x, w) - y
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


# %% misconception="learn_kernel"
def learn_kernel__turned(x, y, w_shape, lr, steps):
    """Your filters come out flipped, because your forward pass flips them. Use conv2d,
    and the gradient that belongs to it.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w[:, :, ::-1, ::-1]) - y)
        dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
        w = w - lr * dw[:, :, ::-1, ::-1]
    return w


# %% misconception="learn_kernel"
def learn_kernel__gradient_turned(x, y, w_shape, lr, steps):
    """Your forward pass uses the filters as they are, but your gradient is flipped. The
    two do not belong together: flip nothing.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y)
        dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
        w = w - lr * dw[:, :, ::-1, ::-1]
    return w


# %% misconception="learn_kernel"
def learn_kernel__old_blame(x, y, w_shape, lr, steps):
    """You computed the blame once, before the loop. After a step the filters are others, and so are
    the outputs: compute it anew every time.
    """
    w = np.zeros(w_shape)
    g = 2 * (conv2d(x, w) - y)
    for _ in range(steps):
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


# %% misconception="learn_kernel"
def learn_kernel__one_step_less(x, y, w_shape, lr, steps):
    """You took one step less than asked. range(steps) counts 0, 1, ..., steps - 1, and those are
    `steps` steps.
    """
    w = np.zeros(w_shape)
    for _ in range(1, steps):
        g = 2 * (conv2d(x, w) - y)
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


# %% misconception="learn_kernel"
def learn_kernel__one_step_more(x, y, w_shape, lr, steps):
    """You took one step more than asked. range(steps) makes `steps` passes, and none comes before or
    after them.
    """
    w = np.zeros(w_shape)
    for _ in range(steps + 1):
        g = 2 * (conv2d(x, w) - y)
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


# %% misconception="learn_kernel"
def learn_kernel__returns_inside_loop(x, y, w_shape, lr, steps):
    """Only one of your steps is left. Either your return stands inside the loop, or every pass sets w
    to zeros again: begin before the loop, return after it.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y)
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
        return w


# %% misconception="learn_kernel"
def learn_kernel__hands_back_the_loss(x, y, w_shape, lr, steps):
    """You handed back the squares themselves. The blame is their derivative, 2 * (conv2d(x, w) -
    y).
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = (conv2d(x, w) - y) ** 2
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


# %% misconception="learn_kernel"
def learn_kernel__starts_with_ones(x, y, w_shape, lr, steps):
    """You did not start with zeros. With enough steps it would make no difference; with these it
    does.
    """
    w = np.ones(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y)
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


# %% check="learn_kernel" points=2
def torch_learn_kernel(x, y, w_shape, lr, steps):
    w = torch.zeros(w_shape, dtype=x.dtype, requires_grad=True)
    sgd = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        sgd.zero_grad()
        F.mse_loss(F.conv2d(x, w), y, reduction="sum").backward()
        sgd.step()
    return w.detach()


check(
    learn_kernel,
    against=torch_learn_kernel,
    on=[
        case(x=normal(2, 1, 4, 3), y=normal(2, 1, 3, 2), w_shape=(1, 1, 2, 2), lr=0.01, steps=1),
        case(x=normal(3, 3, 6, 5), y=normal(3, 4, 4, 4), w_shape=(4, 3, 3, 2), lr=0.002, steps=3),
    ],
    axes=("filter", "channel", "row", "column"),
)
### BEGIN HIDDEN TESTS
check(
    learn_kernel,
    against=torch_learn_kernel,
    on=[
        case(x=normal(3, 2, 5, 6), y=normal(3, 2, 4, 4), w_shape=(2, 2, 2, 3), lr=0.003, steps=5),
        case(x=normal(2, 3, 4, 5), y=normal(2, 2, 4, 5), w_shape=(2, 3, 1, 1), lr=0.005, steps=2),
    ],
    axes=("filter", "channel", "row", "column"),
)
### END HIDDEN TESTS
rng = np.random.default_rng(7)
pictures, hidden_filters = rng.normal(size=(4, 2, 8, 7)), rng.normal(size=(3, 2, 3, 2))
wanted_maps = F.conv2d(torch.tensor(pictures), torch.tensor(hidden_filters)).numpy()
found = call(learn_kernel, pictures, wanted_maps, (3, 2, 3, 2), 0.002, 60)
assert np.max(np.abs(found - hidden_filters)) < 1e-4, (
    "The hidden filters are not found after 60 steps, although single steps are right."
)
"learn_kernel: it finds hidden filters."

# %% [markdown]
# PyTorch has the three lines of the loop too: the loss, `backward()` and an **optimizer**, which makes the step. Here
# it finds the kernel of the photograph, step for step like the loop above.

# %%
in_torch = torch.zeros(1, 1, 3, 3, dtype=torch.float64, requires_grad=True)
sgd = torch.optim.SGD(params=[in_torch], lr=rate)
for _ in range(301):
    sgd.zero_grad()
    outputs = F.conv2d(input=torch.tensor(photo), weight=in_torch)
    F.mse_loss(input=outputs, target=torch.tensor(answers), reduction="sum").backward()
    sgd.step()
print("largest difference after 301 steps:", np.abs(in_torch.detach().numpy() - learned).max())

# %% [markdown]
# ## Through a maximum
#
# Max pooling has no weights, but blame must get through it to the layers before. Who is to blame for a maximum? The
# winner alone. Had another pixel of the window been a little larger, the maximum would be the same (unless
# the two are equal; we come to that). So the winner takes
# all the blame of its window, and the others take none.
#
# Two questions. If two pixels tie, who wins? The first in reading order, as in lesson 04; that is how PyTorch does it
# (on a CPU). And if windows overlap, and a pixel wins several of them? Before you look: in the picture below, with
# windows of 2 by 2 and stride 1, the blame of the two outputs is 10 and 1. What comes to each pixel?

# %%
tied = np.array([[3.0, 5.0, 1.0], [0.0, 5.0, 2.0]])
pool_blame = np.array([[10.0, 1.0]])
_, index = convkit.max_pool2d(tied[None, None], 2, stride=1, return_indices=True)
dx_pool = convkit.max_pool2d_backward(pool_blame[None, None], index, (1, 1, 2, 3))
plot.arrays(("input", tied, "x"), ("output", pool_blame, "g"), "→", ("input", dx_pool[0, 0], "dx"))

# %% [markdown]
# Both windows contain both fives. The upper one comes first in both, wins twice, and collects 10 + 1.
#
# This gradient has a use in looking at networks. Below, the edges of a photograph, then their maxima in windows of 12
# by 12 with a stride of 6, and the blame if every maximum has the blame 1. Look at the right picture: of all pixels
# only the winners are bright, and those that won several windows are brightest. A small change of any other pixel
# changes nothing of what comes after, unless it is tied with a winner.

# %%
detail = data.photograph("china", crop=(60, 180, 202, 282), layout="HW")
edges = np.abs(convkit.xcorr2d(detail, hidden[0, 0]))[None, None]
maxima, index = convkit.max_pool2d(edges, 12, stride=6, return_indices=True)
winners = convkit.max_pool2d_backward(np.ones(maxima.shape), index, edges.shape)
plot.gallery({"edges": edges[0, 0], "maxima": maxima[0, 0], "blame": winners[0, 0]}, columns=3)

# %%
print("pixels:", edges.size, " windows:", maxima.size, " winners:", np.count_nonzero(winners))
print("most windows won by one pixel:", winners.max())

# %% [markdown]
# ## Exercise 6.9 · Backwards through max pooling
# ★★★ · 12 min · 3 points
#
# Write `maxpool2d_backward(x, g, k, s)`: the gradient `dx` of max pooling without padding. `x` has the shape `(N, C, H,
# W)`, `g` the shape of the output, `(N, C, Ho, Wo)`, window `k` and stride `s` are numbers or pairs. Each output's
# blame goes to the first maximum, in reading order, of its window. The result has the shape of `x`.
#
# In the example above, `dx` is 0, 11, 0 · 0, 0, 0.
#
# <details><summary>Hint 1: where is the winner?</summary>
#
# As in exercise 4.5: `window.reshape(N, C, kh * kw).argmax(axis=2)` is the place of the first maximum in reading order
# inside the window. Place `q` is in row `q // kw`, column `q % kw`.
#
# </details>
# <details><summary>Hint 2: one number for each picture and channel</summary>
#
# Two more loops, over `n` and `c`, are good enough: each channel of each picture has a winner of its own. `for n, c in
# np.ndindex(N, C)` is both at once.
#
# </details>
# <details><summary>Hint 3: right without overlap, wrong with it</summary>
#
# The window starts at row `i * sh`, and a pixel that wins again must *add*: `dx[n, c, row, column] += g[n, c, i, j]`.
#
# </details>


# %% solution="maxpool2d_backward"
def maxpool2d_backward(x, g, k, s):
    """(N, C, H, W), (N, C, Ho, Wo) -> dx (N, C, H, W)"""
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    ### BEGIN SOLUTION
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i * sh + row, j * sw + column] += g[n, c, i, j]
    ### END SOLUTION
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__overwrites(x, g, k, s):
    """A pixel that wins several windows has only one window's blame. Add it, dx[...] += g[...], in a
    loop; where places repeat within one statement, += counts each once, and np.add.at counts all.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i * sh + row, j * sw + column] = g[n, c, i, j]
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__all_ties_win(x, g, k, s):
    """Every pixel that equals the maximum got the whole blame. Only the first in reading order
    wins.
    """
    (Ho, Wo), (kh, kw), (sh, sw) = g.shape[2:], pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            window = x[:, :, down, right]
            mask = window == window.max(axis=(2, 3), keepdims=True)
            dx[:, :, down, right] += mask * g[:, :, i, j, None, None]
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__splits_ties(x, g, k, s):
    """You divided the blame among the pixels that tie. The first in reading order takes all of it."""
    (Ho, Wo), (kh, kw), (sh, sw) = g.shape[2:], pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            window = x[:, :, down, right]
            mask = window == window.max(axis=(2, 3), keepdims=True)
            mask = mask / mask.sum(axis=(2, 3), keepdims=True)
            dx[:, :, down, right] += mask * g[:, :, i, j, None, None]
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__last_of_ties(x, g, k, s):
    """Of pixels that tie, the last one got the blame. The first in reading order wins: look for a
    larger number with >, not with >=.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = kh * kw - 1 - window.reshape(N, C, kh * kw)[:, :, ::-1].argmax(axis=2)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i * sh + row, j * sw + column] += g[n, c, i, j]
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__steps_by_window(x, g, k, s):
    """You placed the windows a window's size apart. They are a stride apart: rows from i * sh,
    columns from j * sw.
    """
    (N, C), (Ho, Wo), (kh, kw) = x.shape[:2], g.shape[2:], pair(k)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(N, C, Ho, Wo):
        window = x[n, c, i * kh : i * kh + kh, j * kw : j * kw + kw]
        if window.size:
            row, column = divmod(window.argmax(), window.shape[1])
            dx[n, c, i * kh + row, j * kw + column] += g[n, c, i, j]
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__hands_back_without_stride(x, g, k, s):
    """You found the right winners, but put their blame down as if windows lay one pixel apart. The
    winner of window (i, j) is at row i * sh + row, column j * sw + column.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i + row, j + column] += g[n, c, i, j]
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__returns_early(x, g, k, s):
    """Your return stands inside the loop, so only the first row of windows hands on its blame. Move
    it to the left, behind the loops.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i * sh + row, j * sw + column] += g[n, c, i, j]

        return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__searches_whole_plane(x, g, k, s):
    """You looked for the maximum in the whole plane, and an equal pixel may stand in front of the
    window. Look for the winner inside the window.
    """
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(g.shape):
        largest = x[n, c, i * sh : i * sh + kh, j * sw : j * sw + kw].max()
        row, column = divmod(np.argmax(x[n, c] == largest), x.shape[3])
        dx[n, c, row, column] += g[n, c, i, j]
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__starts_at_zero(x, g, k, s):
    """Your search for the winner begins with 0, so in a window of negative numbers it finds none.
    Begin with the first pixel of the window, or with -np.inf.
    """
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(g.shape):
        largest, winner = 0, (i * sh, j * sw)
        for a, b in np.ndindex(kh, kw):
            if x[n, c, i * sh + a, j * sw + b] > largest:
                largest, winner = x[n, c, i * sh + a, j * sw + b], (i * sh + a, j * sw + b)
        dx[n, c, *winner] += g[n, c, i, j]
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__ignores_g(x, g, k, s):
    """You gave every winner the blame 1. It gets the blame of its output, g[n, c, i, j]."""
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i * sh + row, j * sw + column] += 1
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__spreads_evenly(x, g, k, s):
    """You spread the blame evenly over the window, as for an average. Behind a maximum only the
    winner is to blame.
    """
    (Ho, Wo), (kh, kw), (sh, sw) = g.shape[2:], pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            dx[:, :, down, right] += g[:, :, i, j, None, None] / (kh * kw)
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__divides_by_height(x, g, k, s):
    """You took the winner's row and column with kh. A line of the window has kw pixels: row q //
    kw, column q % kw.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kh)
                dx[n, c, i * sh + row, j * sw + column] += g[n, c, i, j]
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__place_in_window(x, g, k, s):
    """You put the blame at the winner's place inside its window, so all of it ends in the top-left
    corner. The window begins at row i * sh, column j * sw: add that.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, row, column] += g[n, c, i, j]
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__hands_on_maximum(x, g, k, s):
    """You handed on the maximum itself. What goes to the winner is the blame of its output,
    g[n, c, i, j].
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i * sh + row, j * sw + column] += window[n, c].max()
    return dx


# %% misconception="maxpool2d_backward"
def maxpool2d_backward__one_winner_for_all_channels(x, g, k, s):
    """You looked for one winner among all channels of a picture. Channels are pooled one by one,
    and each has a winner of its own.
    """
    (Ho, Wo), (kh, kw), (sh, sw) = g.shape[2:], pair(k), pair(s)
    dx = np.zeros(x.shape)
    for n, i, j in np.ndindex(len(x), Ho, Wo):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        c, row, column = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, i * sh + row, j * sw + column] += g[n, c, i, j]
    return dx


# %% check="maxpool2d_backward" points=3
def torch_maxpool2d_backward(x, g, k, s):
    x.requires_grad_()
    return torch.autograd.grad(F.max_pool2d(x, k, s), x, g)[0]


check(
    maxpool2d_backward,
    against=torch_maxpool2d_backward,
    on=[
        case(x=ties(1, 1, 5, 4), g=normal(1, 1, 2, 3), k=(3, 2), s=(2, 1)),
        case(x=ties(2, 3, 7, 9), g=normal(2, 3, 3, 4), k=3, s=2),
        case(x=ties(2, 3, 8, 7), g=normal(2, 3, 3, 3), k=(3, 2), s=(2, 2)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    maxpool2d_backward,
    against=torch_maxpool2d_backward,
    on=[
        case(x=ties(3, 2, 9, 6), g=normal(3, 2, 4, 4), k=(2, 3), s=(2, 1)),
        case(x=normal(2, 3, 6, 8), g=normal(2, 3, 3, 2), k=(2, 4), s=(2, 4)),
        case(x=ties(2, 2, 7, 8), g=normal(2, 2, 2, 2), k=(2, 3), s=(4, 5)),
        case(x=ties(2, 3, 4, 3), g=normal(2, 3, 1, 1), k=(4, 3), s=1),
        case(x=normal(2, 3, 4, 5), g=normal(2, 3, 2, 3), k=1, s=2),
        case(x=ties(2, 3, 6, 5), g=normal(2, 3, 4, 4), k=(3, 2), s=1),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, on the picture with the tied fives:

# %%
tied_torch = torch.tensor(tied[None, None], requires_grad=True)
pooled = F.max_pool2d(input=tied_torch, kernel_size=2, stride=1)
(dx_torch,) = torch.autograd.grad(
    outputs=pooled, inputs=tied_torch, grad_outputs=torch.tensor(pool_blame[None, None])
)
print("PyTorch:", dx_torch[0, 0].tolist())
print("NumPy:  ", dx_pool[0, 0].tolist())

# %% [markdown]
# Now ask central differences about the tied fives. Before you run the cell: which pixel will they hold to be the winner
# of the left window?

# %%
first_window = tied[None, None, :, :2]
by_steps = convkit.numerical_vjp(
    lambda x: convkit.max_pool2d(x, 2), [first_window], np.ones((1, 1, 1, 1))
)
print("central differences:", by_steps[0][0, 0].tolist())

# %% [markdown]
# Half of each. Raise either five, and the maximum rises as much; lower either, and the other five
# holds it up. One half is the mean of these two slopes. At such a **kink** there is no derivative,
# and the backward pass chooses one of the slopes. That is harmless: each of the two slopes is right
# on one side. But ties are common, in a flat sky or behind a ReLU, so think of them when a gradient
# check complains, and draw new numbers.

# %% [markdown]
# ## All of it: backpropagation
#
# Every layer of this lesson takes the blame of its output and returns two things: the blame of its input, which is the
# output of the layer before, and the blame of its weights, which stays. So a network of any depth goes back layer by
# layer, with the last one first. This is **backpropagation**: the chain rule, applied from the loss to the first layer.
# Nothing else is behind the word.
#
# Here is a network of three layers, small enough for paper: a convolution with 1, 0, 2, a maximum over windows of two
# with stride 1, and a convolution with 2, 1. For the signal 2, 7, 1, 8, 2 the answer is 69. It should have been 68. The
# first figure goes forward. Before you look at the second: the loss is $(69 - 68)^2$, so the blame of the answer is 2;
# what blame do the two maxima get, and which of the outputs 4, 23, 5 is to blame?

# %%
first_k, second_k = np.array([1.0, 0.0, 2.0]), np.array([2.0, 1.0])
first = convkit.xcorr1d(signal, first_k)
largest = convkit.max_pool1d(first[None, None], 2, stride=1)[0, 0]
answer = convkit.xcorr1d(largest, second_k)
plot.arrays(
    ("input", signal[None], "x"),
    "→",
    ("output", first[None], "convolved"),
    "→",
    ("output", largest[None], "maxima"),
    "→",
    ("output", answer[None], "answer"),
)

# %%
g_answer = 2 * (answer - 68)
g_largest, d_second, _ = convkit.conv1d_backward(
    g_answer[None, None], largest[None, None], second_k[None, None]
)
g_first = np.zeros(3)
for i, blame in enumerate(g_largest[0, 0]):
    g_first[i + first[i : i + 2].argmax()] += blame
dx, d_first, _ = convkit.conv1d_backward(
    g_first[None, None], signal[None, None], first_k[None, None]
)
plot.arrays(
    ("input", dx[0], "dx"),
    "←",
    ("output", g_first[None], "blame"),
    "←",
    ("output", g_largest[0], "blame"),
    "←",
    ("output", g_answer[None], "blame"),
)

# %%
print("gradient of the second kernel:", d_second[0, 0])
print("gradient of the first kernel: ", d_first[0, 0])
k_first = torch.tensor(first_k, requires_grad=True)
k_second = torch.tensor(second_k, requires_grad=True)
hidden_layer = F.conv1d(torch.tensor(signal)[None, None], k_first[None, None])
in_torch = F.conv1d(F.max_pool1d(hidden_layer, 2, stride=1), k_second[None, None])
F.mse_loss(in_torch[0, 0], torch.tensor([68.0], dtype=torch.float64)).backward()
print("PyTorch:                      ", k_second.grad.numpy(), k_first.grad.numpy())

# %% [markdown]
# The answer hands back 2 times its kernel, 4 and 2. Both maxima are the 23, so the 23 gets all of it, 6, and 4 and 5 get
# none. The 6 is stamped with the first kernel, 6, 0, 12, on the window of the 23.
#
# Look at what the way back had to know. The gradient of a kernel needs the *input* of its layer; the gradient of an input
# needs the *kernel*; a maximum needs the *place* of its winner. So the forward pass may not forget what its layers
# will need: it is kept until the blame has passed. (Or computed a second time, which saves memory and costs time.) That is why training takes so much more memory than using. Before you
# run the cell: the convolutions of VGG-16 have 59 megabytes of weights; how much do their outputs take, for a batch of 32
# photographs?

# %%
numbers = 0
for convolutions, channels, size in (
    (2, 64, 224),
    (2, 128, 112),
    (3, 256, 56),
    (3, 512, 28),
    (3, 512, 14),
):
    numbers += convolutions * channels * size * size
print(
    f"one photograph: {4 * numbers / 1e6:.0f} megabytes, a batch of 32: {32 * 4 * numbers / 1e9:.2f} gigabytes"
)

# %% [markdown]
# ## Exercise 6.10 · Explain a gradient
# ★★ · 12 min · 2 points, graded by hand · optional
#
# Somebody who has done lessons 01 to 05 asks you: *"In the forward pass the kernel is not flipped. In the formula for the
# gradient of the input it is. Why? And why is the gradient of the kernel not flipped?"*
#
# Answer in the cell below, in about ten sentences. Use a signal of five numbers, a kernel of three, and the middle
# input as your example. Say what is different for the inputs at the ends, and how your reader can find out, without
# trusting you or PyTorch, whether your formulas are right. Words count here, not formulas.

# %% [markdown] essay="explain_a_gradient" points=2
# Take a signal of five numbers and a kernel of three. There are three outputs, and output `i` reads the inputs `i`, `i +
# 1` and `i + 2` with the weights `k[0]`, `k[1]`, `k[2]`, in this order. Now stand on the middle input, number 2, and ask
# who read it. Output 0 read it with its last weight, `k[2]`; output 1 with `k[1]`; output 2 with its first, `k[0]`. The
# further right the window starts, the further left in it lies our input. So, going through the outputs from left to
# right, we meet the kernel from right to left: that is the flipped kernel. Nobody flipped anything; it is the same set of
# links, listed from the input's side. The blame of input 2 is the sum of the three outputs' blames times these weights, a
# sum because one change of the input changes all three outputs. The inputs 0 and 4 were read by one output only, 1 and 3
# by two, so their sums are shorter, and the gradient has five numbers, one for each input.
#
# For a weight the question is another one: with which inputs was it multiplied? Weight `k[1]` met input 1 for output 0,
# input 2 for output 1, input 3 for output 2. Both indices go up together, so nothing is reversed, and the gradient of
# the kernel is the plain cross-correlation of the signal with the blame.
#
# To check: draw signal, kernel and blame at random. Move one input by a hundred-thousandth to either side, see how much
# the blame-weighted sum of the outputs changes, divide by the distance, and compare, for every input and every weight. Or
# compare the inner products of outputs and blame, inputs and their gradient, kernel and its gradient: all three are
# equal. Both say whether the gradients belong to this forward pass, not whether the forward pass is right. And do not
# take a blame of all ones: flipped it is the same.
#
# === BEGIN MARK SCHEME ===
# Two points, in halves. Give each half for the idea, in whatever words.
#
# - ½ **The input's side.** Says which outputs read the middle input, each with which weight, and that the weights come in
#   reverse as one goes through the outputs. ("Because the formula has $j - i$", with no more, is not enough; "because it is a
#   convolution" explains nothing.)
# - ½ **A sum.** Says that the blame adds up over all outputs that read the input, and that inputs near the ends have fewer of
#   them (or: that the gradient has the length of the signal, so the convolution is a full one).
# - ½ **The weight's side.** Says that a weight is to blame for the pixels it was multiplied with, and that place in the output and
#   place in the signal go up together, so nothing is reversed.
# - ½ **A test.** Names finite differences or the adjoint identity, with a random blame (not all ones). Comparing with
#   PyTorch alone does not count here, the question excludes it.
#
# No points are lost for a missing formula, for language or for length. Take off ½ if the answer says that the kernel is
# flipped in the *forward* pass of a convolutional layer. === END MARK SCHEME ===

# %% [markdown]
# ## What you can do now
#
# - Hand the blame of an output back to its window, its filter and its bias, by loops and by two ready operations.
# - Say what stride, padding and leftovers mean for the way back.
# - Test a gradient with a random blame: against PyTorch, with the identity, and with central differences.
# - Train a layer with your own gradients, choose a learning rate, and send gradients through a maximum.
# - Say what the chain rule and backpropagation are, and what the forward pass must keep for them.
#
# **Three traps**
#
# 1. Where windows overlap, blame adds up. One `=` in place of a `+=`, and the network still learns, only worse.
# 2. A gradient has the shape of what it belongs to: leftover rows are in it, padding is not, the batch axis is in `dx` only.
# 3. A gradient check compares a backward pass with its own forward pass, and a blame of ones misses, for example, a
#    flipped blame. Test the values of the forward pass too, and draw the blame at random.

# %% [markdown]
# ## Six questions to end with
#
# Answer each in your head, then open it.
#
# <details><summary>1. Input 3 of a signal was read by output 1 with the weight 5 and by output 3 with the weight −1. The gradient of the outputs is 2 everywhere. What is the gradient of input 3?</summary>
#
# 2 · 5 + 2 · (−1) = 8. Blame is multiplied along each link, and added.
#
# </details>
# <details><summary>2. What shapes do dx, dw and db have?</summary>
#
# Those of x, w and b. Also where rows were left over, and there the gradient is 0.
#
# </details>
# <details><summary>3. Why is the gradient of the bias a sum over pictures, rows and columns?</summary>
#
# One bias was added at all these places, so it answers for all of them.
#
# </details>
# <details><summary>4. A gradient check says 1e-10. What do you know, and what not?</summary>
#
# The backward pass belongs to this forward pass. Whether the forward pass is right is not known.
#
# </details>
# <details><summary>5. What is backpropagation, in one sentence?</summary>
#
# The chain rule, applied layer by layer from the loss back to the first weights.
#
# </details>
# <details><summary>6. Training needs far more memory than using the same network. What for?</summary>
#
# The inputs of all layers (and the winners of maxima) are kept until the blame comes by.
#
# </details>

# %% [markdown]
# **Where it is used.** Everywhere a network learns. LeCun and others trained an early convolutional network in this way
# (*Backpropagation Applied to Handwritten Zip Code Recognition*, Neural Computation, 1989), by the method that Rumelhart,
# Hinton and Williams had made known (*Learning Representations by Back-propagating Errors*, Nature, 1986). The gradient
# for the input tells which pixels mattered to a network (Simonyan, Vedaldi and Zisserman, *Deep Inside Convolutional
# Networks: Visualising Image Classification Models and Saliency Maps*, ICLR workshop, 2014), and a small step of the
# picture along its signs can fool the network (Goodfellow, Shlens and Szegedy, *Explaining and Harnessing Adversarial
# Examples*, ICLR 2015). What stride and padding become on the way back to the input is drawn and worked out in Dumoulin
# and Visin, *A Guide to Convolution Arithmetic for Deep Learning*, 2016.
#
# **What comes next.** The backward pass for the input makes something larger out of something smaller. Lesson 07,
# *Transposed convolution: up again*, takes it out of the backward pass and makes it a layer of its own.
