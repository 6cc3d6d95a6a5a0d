# %% [markdown]
# # 14 · Training: a network that learns, and how to know
#
# A network stands; now it has to learn. First with your own forward and backward pass, in NumPy, equal to PyTorch's
# step for step; then with the loop that people write in PyTorch. Learning turns out to be the easy part. The rest of
# the lesson is about a harder one: a network that is wrong learns too, and one that knows its training pictures by
# heart looks perfect. How do you find out what it will do with the next picture?
#
# **You will be able to**
#
# - train a network with gradients of your own, and with PyTorch's;
# - run four checks that find a bug before a day of training is lost;
# - divide data so that the answer you get is about pictures nobody has seen;
# - write the training loop that people use, with early stopping, and say what each line is for;
# - say what augmentation, weight decay and dropout do, and show it;
# - say how sure a measured accuracy is, save what was learnt, and use it for another task.
#
# **You need** lesson 06 for the backward pass, lesson 13 for batch norm and networks as classes.
# **Time** 120 minutes, with what is optional 180. **Points** 19, with what is optional 33. What is marked *optional* may be
# left out.
#
# **Core path**, if you have an hour and a half: exercises 14.1 and 14.2, the four checks, whom to ask (14.3), the loop, and early stopping (14.5).
#
# Exercises 14.5, 14.8 and 14.9 are about PyTorch and use it. All other programs are written in NumPy; you may call `conv2d`,
# `conv2d_backward`, `max_pool2d`, `max_pool2d_backward` and `relu`.

# %% setup="all" allow=["numpy", "math", "torch", "convkit.convolution.conv.conv2d", "convkit.convolution.gradients.conv2d_backward", "convkit.pooling.max_pooling.max_pool2d", "convkit.pooling.unpooling.max_pool2d_backward"]
import copy
import io
import math
from collections import OrderedDict

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from convkit.convolution.conv import conv2d
from convkit.convolution.gradients import conv2d_backward
from convkit.pooling.max_pooling import max_pool2d
from convkit.pooling.unpooling import max_pool2d_backward


def relu(x):
    """Negative numbers become 0."""
    return np.maximum(x, 0)


# %% setup="checks"
from difflib import SequenceMatcher
from unittest import mock

from scipy import ndimage
from sklearn import metrics

import convkit
from autograder import (
    apart,
    begin,
    call,
    case,
    check,
    drawn,
    normal,
    uniform,
    uses_outside,
    variant,
    whole_number,
)
from convkit import data, plot

torch.set_num_threads(1)  # the pictures are small: more threads only wait for each other
GIVEN = tuple(f"convkit.{name}" for name in ("convolution", "gradients", "pooling", "unpooling"))


def only(function):
    """An exercise that is done in NumPy, with the functions given above."""
    found = uses_outside(function, ("numpy", "math", *GIVEN))
    assert not found, (
        f"This exercise is done in NumPy, and yours uses {found[0].module}: {found[0].source}"
    )


def tensors(arrays):
    """A dictionary of arrays as one of tensors."""
    return {name: torch.tensor(np.array(value)) for name, value in arrays.items()}


def bar(done, of, text):
    """A progress bar on one line."""
    end = "\n" if done == of else ""
    print(f"\r[{'#' * done}{'.' * (of - done)}] {text}", end=end, flush=True)


begin("14_training")

# %% [markdown]
# ## From logits to a loss
#
# The pictures are handwritten digits of 8 by 8 pixels. They are divided into three sets. From the first, the network
# learns. By the second, called the **validation set**, it is judged along the way, as often as you like. The third stays
# closed until the end of this lesson. Why two sets are kept aside, and not one, comes later.

# %%
known, known_labels, test, test_labels = data.digits_split(held_out=360)
train, validation = known[:1200], known[1200:]
train_labels, validation_labels = known_labels[:1200], known_labels[1200:]
print("to learn from:", train.shape, "  to be judged by on the way:", validation.shape)
print("closed until the end:", test.shape)
plot.gallery({f"{n}: {train_labels[n]}": train[n, 0] for n in range(8)}, columns=8)

# %% [markdown]
# Ten logits come out of a network, one for each class. To compare them with the right answer they are made into
# probabilities, positive and with the sum 1, by the **softmax**: $p_k = e^{z_k} / \sum_j e^{z_j}$. If the right class
# is $t$, the **surprise** is $-\log p_t$, with the natural logarithm: nothing for a certain and right answer, much for
# a wrong one. The loss of a batch is the mean surprise over its $N$ images, also known as **cross-entropy**.

# %%
z = np.array([[2.0, 0.0, 1.0]])
p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
print("logits 2, 0, 1:     ", p.round(4)[0])
for t in range(3):
    print(f"surprise, if class {t} is right: {-np.log(p[0, t]):.4f}")

# %% [markdown]
# ## Exercise 14.1 · The first loss
# ★ · 3 min · 1 point
#
# A network that knows nothing yet finds all classes equally likely. Write `expected_first_loss(K)`: its mean surprise
# with `K` classes, a number.
#
# With two classes it is a coin: `expected_first_loss(2)` is 0.6931.
#
# <details><summary>Hint</summary>
#
# Each class has the probability 1 / K. What is the surprise?
#
# </details>


# %% solution="expected_first_loss"
def expected_first_loss(K):
    """The mean surprise of a network that finds all K classes equally likely"""
    ### BEGIN SOLUTION
    return -math.log(1 / K)
    ### END SOLUTION


# %% misconception="expected_first_loss"
def expected_first_loss__probability(K):
    """You returned the probability of a class. The surprise is minus its logarithm."""
    return 1 / K


# %% misconception="expected_first_loss"
def expected_first_loss__base_two(K):
    """You took the logarithm to base 2, which counts in bits. The surprise is defined with the
    natural one: math.log.
    """
    return math.log2(K)


# %% misconception="expected_first_loss"
def expected_first_loss__base_ten(K):
    """You took the logarithm to base 10. The surprise is defined with the natural one: math.log."""
    return math.log10(K)


# %% misconception="expected_first_loss"
def expected_first_loss__wrong_sign(K):
    """Your loss is negative. The logarithm of a probability is negative, and the surprise is minus
    that.
    """
    return math.log(1 / K)


# %% misconception="expected_first_loss"
def expected_first_loss__wrong_answers(K):
    """You took the share of wrong answers, as if the loss counted mistakes. It is the mean surprise:
    minus the logarithm of 1 / K.
    """
    return 1 - 1 / K


# %% check="expected_first_loss" points=1
def torch_expected_first_loss(K):
    return F.cross_entropy(torch.zeros(2, K, dtype=torch.float64), torch.tensor([0, K - 1]))


only(expected_first_loss)
check(
    expected_first_loss,
    against=torch_expected_first_loss,
    on=[case(K=3), case(K=10), case(K=1000)],
)
### BEGIN HIDDEN TESTS
check(
    expected_first_loss,
    against=torch_expected_first_loss,
    on=[case(K=2), case(K=whole_number(3, 60))],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, and in convkit, the loss takes the logits as they are; the softmax is in it.

# %%
equal = np.zeros((1, 10))
print(
    "PyTorch:",
    round(F.cross_entropy(input=torch.tensor(equal), target=torch.tensor([4])).item(), 4),
)
print("convkit:", round(convkit.softmax_cross_entropy(equal, np.array([4])), 4))
print("gradient for the logits 2, 0, 1, if class 2 is right:")
print(convkit.softmax_cross_entropy_backward(z, np.array([2])).round(4)[0])

# %% [markdown]
# Compare the last line with the probabilities above. One reason why softmax and cross-entropy are used together: their
# gradient is so simple. It is the probabilities, with 1 subtracted at the right class, all divided by $N$:
#
# $$\frac{\partial L}{\partial z_{nk}} = \frac{p_{nk} - [k = t_n]}{N}.$$
#
# One practical matter: $e^{1000}$ is too large for a computer. Subtract the largest logit of each image first. The
# probabilities do not change: to subtract $m$ multiplies what stands above and what stands below the line by the same
# factor, $e^{-m}$.
#
# ## Backward, and one step
#
# From there it is lesson 06, layer by layer, in reverse. Each layer turns the gradient of its output into that of its
# input, and on the way into those of its parameters:
#
# | forward | backward, from `dy`, the gradient of the output |
# |---|---|
# | linear: `y = x @ w.T + b` | `dw = dy.T @ x`, `db = dy.sum(axis=0)`, `dx = dy @ w` |
# | flatten: `y = x.reshape(N, -1)` | `dx = dy.reshape(x.shape)` |
# | `y, indices = max_pool2d(x, 2, return_indices=True)` | `dx = max_pool2d_backward(dy, indices, x.shape)` |
# | `y = relu(x)` | `dx = dy * (x > 0)` |
# | `y = conv2d(x, w, b, padding=1)` | `dx, dw, db = conv2d_backward(dy, x, w, padding=1)` |
#
# Then move every parameter a little against its gradient: by `lr`, the **learning rate**, times the gradient. Do so
# for one batch after the other. This is **stochastic gradient descent**, SGD: stochastic because each batch is a
# random sample of the pictures. When all images have had their turn, an **epoch** is over, and the next begins, in another
# order.
#
# And one thing before it all: pixels between 0 and 1 are all positive, and learning from them is
# slow. So they are **standardised**: subtract the mean of all pixels, divide by their spread. Whose
# mean? Here lies a trap. The pictures that are kept aside stand for those of tomorrow, which nobody
# has seen. Mean and spread come from the training pictures alone, and are then used for all three
# sets.

# %% [markdown]
# ## Exercise 14.2 · Train a network
# ★★★ · 28 min · 6 points (3 for loss and gradients, 3 for the training)
#
# The network: convolution 3 by 3 with padding 1, ReLU, max pooling 2 by 2, flatten, linear. Its parameters are a
# dictionary with `"conv.weight"` `(O, 1, 3, 3)`, `"conv.bias"` `(O,)`, `"linear.weight"` `(K, features)` and
# `"linear.bias"` `(K,)`.
#
# Write `loss_and_gradients(params, x, y)` for images `x`, shape `(N, 1, H, W)`, and labels `y`, `N` whole numbers.
# Return `(loss, grads)`: the mean surprise, and a dictionary with the gradient of each parameter, under the same
# names.
#
# Write `train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed)`: standardise `images` and
# `unseen` with mean and spread of `images` (one number each, over all pixels; the spread is the standard deviation with
# $1/M$, as `std()` gives it). Then train for `epochs` epochs. In each, draw a new order with
# `rng.permutation(len(images))`, go through it in batches of `batch_size` (the last may be smaller), and take one step
# `parameter - lr * gradient` for each batch. Return `(params, unseen)`: what was learnt, and the unseen images,
# standardised. Do not change the arrays that come in.
#
# With all parameters 0 and 10 classes, the loss is 2.3026, as above. The checks compare the first steps with
# PyTorch's, to nine digits. Then they let your function learn the digits: 19 of 20 unseen ones must be read
# correctly.
#
# <details><summary>Hint 1: where do I begin?</summary>
#
# Forward, and give every array a name of its own: before ReLU, after ReLU, after pooling, flat, logits. You will need
# nearly all of them on the way back.
#
# </details>
# <details><summary>Hint 2: softmax, loss, and its gradient</summary>
#
# `z = z - z.max(axis=1, keepdims=True)`, `p = np.exp(z)`, `p = p / p.sum(axis=1, keepdims=True)`. The probabilities
# of the right classes are `p[np.arange(N), y]`. The gradient: copy `p`, subtract 1 at these places, divide by `N`.
#
# </details>
# <details><summary>Hint 3: the batch</summary>
#
# `batch = order[start : start + batch_size]` is an array of indices: `images[batch]` and `labels[batch]` belong
# together. Then a loop over `params`.
#
# </details>


# %% solution="train_tiny_cnn"
def loss_and_gradients(params, x, y):
    """The mean surprise of a batch, and its gradient for each parameter, as a dictionary"""
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N, loss, grads = len(x), None, {}
    ### BEGIN SOLUTION
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    ### END SOLUTION
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    """What was learnt, as a dictionary, and the unseen images, standardised"""
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    ### BEGIN SOLUTION
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    ### END SOLUTION
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            ### BEGIN SOLUTION
            _, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
            ### END SOLUTION
    return params, unseen


# %% misconception="train_tiny_cnn"
def loss_and_gradients__sum_instead_of_mean(params, x, y):
    """Your loss is right and your gradients are N times too large: they are those of the sum of the
    surprises. The loss is the mean, so divide by N.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__loss_is_a_sum(params, x, y):
    """You added up the surprises. The loss is their mean over the images, and so is its gradient:
    divide both by N.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).sum()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__forgets_relu(params, x, y):
    """The gradient does not go back through the ReLU. Where its input was not positive, nothing
    comes through: multiply by (before > 0).
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__forgets_label(params, x, y):
    """Your gradient of the logits is the probabilities alone. At the right class, 1 is subtracted:
    without it, every class is pushed down.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__wrong_sign(params, x, y):
    """Your gradients point the other way. The gradient of the logits is p minus 1 at the right
    class, not 1 minus p.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = -dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__forgets_conv_bias(params, x, y):
    """The gradient of the convolution's bias is 0 in yours. It is the sum of the gradient over
    images, rows and columns; conv2d_backward gives it.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": np.zeros_like(db)}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__averages_bias(params, x, y):
    """You averaged the gradient of the linear bias over the batch. It has been divided by N once
    already: sum over the images.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.mean(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__gradient_to_every_tie(params, x, y):
    """You sent the gradient back to every pixel of a window, not to its maximum.
    max_pool2d_backward needs the indices of the winners.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled = max_pool2d(after, 2)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = np.zeros_like(after)
    spread = dpooled.repeat(2, axis=2).repeat(2, axis=3) / 4
    dbefore[:, :, : spread.shape[2], : spread.shape[3]] = spread
    dbefore = dbefore * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__no_gradient_for_the_kernels(params, x, y):
    """Only your linear layer gets gradients; those of the convolution are 0. It would learn all the
    same: follow the gradient back through pooling and ReLU to the kernels.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": 0 * dw, "conv.bias": 0 * db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__exp_of_large_logits(params, x, y):
    """Large logits overflow in np.exp, and nan comes out. Subtract the largest logit of each image
    first: z - z.max(axis=1, keepdims=True).
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z)
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__largest_of_the_batch(params, x, y):
    """You subtracted the largest logit of the whole batch. An image whose logits are all far
    smaller is left with 0 divided by 0: take the largest of each image, axis=1.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max())
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__log_of_a_bit_more(params, x, y):
    """You added a small number to p before the logarithm, which changes the loss of unlikely
    classes. Take the logarithm of p itself.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def loss_and_gradients__lets_zero_through(params, x, y):
    """You let the gradient through where the input of the ReLU is exactly 0, as in an empty part of
    the picture. Where it is not positive nothing comes through: before > 0.
    """
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    z = flat @ linear_w.T + linear_b  # (N, K)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    dz = p.copy()
    dz[np.arange(N), y] -= 1
    dz = dz / N
    dpooled = (dz @ linear_w).reshape(pooled.shape)
    dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before >= 0)
    _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db}
    grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    return loss, grads


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__labels_not_shuffled(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You shuffled the images and not their labels. Both must be taken in the same order:
    images[batch] with labels[batch].
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[start : start + batch_size])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__never_shuffles(images, labels, unseen, params, lr, epochs, batch_size, seed):
    """You took the images in their old order. Every epoch draws a new one, and the batches are
    pieces of it: batch = order[start : start + batch_size].
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = slice(start, start + batch_size)
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__gradients_accumulate(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You added the gradients of all batches so far. Each step uses those of its own batch: start
    afresh every time.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    total = {}
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                total[name] = total.get(name, 0) + grads[name]
                params[name] = params[name] - lr * total[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__rate_divided_by_batch(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You divided the step by the number of images in the batch. The loss is a mean already, so its
    gradient has been divided.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr / len(batch) * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__test_images_in_the_mean(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You took mean and spread over all images, the unseen ones too. What is learnt must not depend
    on them: use those of the training images for both.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = np.concatenate([images, unseen]).mean(), np.concatenate([images, unseen]).std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__own_mean_for_unseen(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You standardised the unseen images with a mean and a spread of their own. Use those of the
    training images: the network knows only them.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - unseen.mean()) / unseen.std()
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__does_not_standardise(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You did not standardise the images. Subtract the mean of the training images and divide by
    their spread, for both sets.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    unseen = unseen.copy()
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__standardises_each_pixel(
    images, labels, unseen, params, lr, epochs, batch_size, seed
):
    """You took a mean and a spread for each pixel. Here they are one number each, over all images
    and pixels.
    """

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(axis=0), images.std(axis=0)
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__drops_last_batch(images, labels, unseen, params, lr, epochs, batch_size, seed):
    """You left out the last, smaller batch. Its images have their turn as well."""

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order) - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen


# %% misconception="train_tiny_cnn"
def train_tiny_cnn__climbs(images, labels, unseen, params, lr, epochs, batch_size, seed):
    """You went along the gradient, where the loss grows. Subtract: parameter - lr * gradient."""

    def gradients(params, x, y):
        w, b = params["conv.weight"], params["conv.bias"]
        linear_w, linear_b = params["linear.weight"], params["linear.bias"]
        N = len(x)
        before = conv2d(x, w, b, padding=1)  # (N, O, H, W)
        after = relu(before)
        pooled, indices = max_pool2d(after, 2, return_indices=True)
        flat = pooled.reshape(N, -1)
        z = flat @ linear_w.T + linear_b  # (N, K)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        dz = p.copy()
        dz[np.arange(N), y] -= 1
        dz = dz / N
        dpooled = (dz @ linear_w).reshape(pooled.shape)
        dbefore = max_pool2d_backward(dpooled, indices, after.shape) * (before > 0)
        _, dw, db = conv2d_backward(dbefore, x, w, padding=1)
        grads = {"conv.weight": dw, "conv.bias": db}
        grads |= {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
        return grads

    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images, unseen = (images - mean) / spread, (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            grads = gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] + lr * grads[name]
    return params, unseen


# %% check="train_tiny_cnn" points=3
def draw_network(filters, features, classes):
    """A function that draws parameters for a network with so many features after flattening."""

    def draw(rng):
        return {
            "conv.weight": rng.normal(size=(filters, 1, 3, 3)) / 3,
            "conv.bias": rng.normal(size=filters),
            "linear.weight": rng.normal(size=(classes, features)) / np.sqrt(features),
            "linear.bias": rng.normal(size=classes),
        }

    return drawn(draw)


def draw_labels(count, classes):
    return drawn(lambda rng: rng.integers(0, classes, size=count))


def draw_large_logits(rng):
    """Logits of about 1000, but the first class about 0, and the last 20 behind the others."""
    bias = np.array([0, 1000, 1000, 1000, 980]) + rng.normal(size=5)
    return draw_network(4, 24, 5).draw(rng) | {"linear.bias": bias}


def draw_known(rng):
    """Labels of images that show every class but the first."""
    return 1 + rng.permutation(4)


def draw_tilted(rng):
    """A bright image raises the logits of all classes alike, by thousands."""
    params = draw_network(4, 256, 5).draw(rng)
    return params | {"linear.weight": params["linear.weight"] + 1}


def draw_loud_and_soft(rng):
    """Images of which one is far brighter than the others."""
    return rng.normal(size=(3, 1, 8, 32)) * np.array([0.1, 8, 1])[:, None, None, None]


def draw_unbiased(rng):
    """A first filter that answers an empty part with exactly 0."""
    params = draw_network(3, 36, 4).draw(rng)
    params["conv.bias"][0] = 0
    return params


def draw_half_dark(rng):
    """Images that are 0 on the right."""
    x = rng.normal(size=(3, 1, 6, 8))
    x[..., 4:] = 0
    return x


def torch_loss_and_gradients(params, x, y):
    p = {name: value.requires_grad_() for name, value in tensors(params).items()}
    x = F.max_pool2d(F.conv2d(x, p["conv.weight"], p["conv.bias"], padding=1).relu(), 2)
    logits = F.linear(x.flatten(1), p["linear.weight"], p["linear.bias"])
    loss = F.cross_entropy(logits, torch.as_tensor(y))
    return loss, dict(zip(p, torch.autograd.grad(loss, list(p.values())), strict=True))


only(loss_and_gradients)
check(
    loss_and_gradients,
    against=torch_loss_and_gradients,
    on=[
        case(params=draw_network(4, 24, 5), x=normal(3, 1, 6, 4), y=draw_labels(3, 5)),
        case(params=draw_network(2, 24, 3), x=normal(6, 1, 7, 8), y=draw_labels(6, 3)),
        case(params=drawn(draw_large_logits), x=normal(4, 1, 6, 4), y=drawn(draw_known)),
        case(params=drawn(draw_tilted), x=drawn(draw_loud_and_soft), y=draw_labels(3, 5)),
        case(params=drawn(draw_unbiased), x=drawn(draw_half_dark), y=draw_labels(3, 4)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    loss_and_gradients,
    against=torch_loss_and_gradients,
    on=[
        case(params=draw_network(8, 128, 10), x=normal(32, 1, 8, 8), y=draw_labels(32, 10)),
        case(params=draw_network(3, 9, 4), x=normal(1, 1, 2, 6), y=draw_labels(1, 4)),
    ],
)
### END HIDDEN TESTS


# %% check="train_tiny_cnn" points=3
def draw_digits(filters, features, classes):
    """A function that draws parameters of a size that learns."""

    def draw(rng):
        bound = 1 / np.sqrt(features)
        return {
            "conv.weight": rng.uniform(-1 / 3, 1 / 3, size=(filters, 1, 3, 3)),
            "conv.bias": rng.uniform(-1 / 3, 1 / 3, size=filters),
            "linear.weight": rng.uniform(-bound, bound, size=(classes, features)),
            "linear.bias": rng.uniform(-bound, bound, size=classes),
        }

    return draw


def torch_logits(params, x):
    x = F.conv2d(torch.as_tensor(x), params["conv.weight"], params["conv.bias"], padding=1)
    x = F.max_pool2d(x.relu(), 2).flatten(1)
    return F.linear(x, params["linear.weight"], params["linear.bias"])


def torch_train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    p = {name: value.requires_grad_() for name, value in tensors(params).items()}
    mean, spread = images.mean(), images.std(correction=0)
    images, labels = (images - mean) / spread, torch.as_tensor(labels)
    optimiser = torch.optim.SGD(p.values(), lr=lr)
    for _ in range(epochs):
        for batch in torch.tensor(rng.permutation(len(images))).split(batch_size):
            optimiser.zero_grad()
            F.cross_entropy(torch_logits(p, images[batch]), labels[batch]).backward()
            optimiser.step()
    return p, (unseen - mean) / spread


def labels_below(count, classes):
    return drawn(lambda rng: rng.integers(0, classes, size=count))


steps = {"params": drawn(draw_digits(3, 18, 4)), "lr": 0.1}
only(train_tiny_cnn)
check(
    train_tiny_cnn,
    against=torch_train_tiny_cnn,
    on=[
        case(
            images=uniform(11, 1, 6, 4),
            labels=labels_below(11, 4),
            unseen=uniform(2, 1, 6, 4, low=0.2),
            **steps,
            epochs=1,
            batch_size=11,
            seed=7,
        ),
        case(
            images=uniform(11, 1, 4, 6),
            labels=labels_below(11, 4),
            unseen=uniform(3, 1, 4, 6, low=0.2),
            **steps,
            epochs=2,
            batch_size=4,
            seed=5,
        ),
    ],
)
rng = variant("train_tiny_cnn")
parts = data.digits_split(held_out=360, seed=int(rng.integers(1000)))
run = (*parts[:3], draw_digits(16, 256, 10)(rng), 0.2, 8, 32, int(rng.integers(1000)))


def share_read(learnt, unseen):
    weights = {name: torch.as_tensor(value).detach() for name, value in learnt.items()}
    answers = torch_logits(weights, unseen).argmax(dim=1).numpy()
    return np.count_nonzero(answers == parts[3]) / len(answers)


share = share_read(*call(train_tiny_cnn, *run))
images, labels, unseen, *rest = run
theirs = share_read(
    *torch_train_tiny_cnn(torch.tensor(images), labels, torch.tensor(unseen), *rest)
)
assert share >= min(0.95, theirs), (
    f"Only {share:.1%} of the unseen digits are read correctly; PyTorch, on the same numbers, reads "
    f"{theirs:.1%}."
)
f"train_tiny_cnn: {share:.1%} of the unseen digits are read correctly."

# %% [markdown]
# ## A real run
#
# Here is the same network, built from the layers of `convkit`, and once more in PyTorch, from the same first weights
# and with the same batches. In PyTorch the backward pass is one call, `loss.backward()`, and the step another,
# `optimiser.step()`. Before you run the cell: how long will the two loss curves stay together? Ten steps? A hundred?

# %%
rng = np.random.default_rng(4)
net = convkit.Sequential(
    convkit.Conv2d(1, 8, 3, padding=1, rng=rng, dtype=np.float64),
    convkit.ReLU(),
    convkit.MaxPool2d(2),
    convkit.Flatten(),
    convkit.Linear(128, 10, rng=rng, dtype=np.float64),
)
twin = nn.Sequential(
    nn.Conv2d(in_channels=1, out_channels=8, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(kernel_size=2),
    nn.Flatten(),
    nn.Linear(in_features=128, out_features=10),
).double()
with torch.no_grad():
    for ours, theirs in zip(net.parameters(), twin.parameters(), strict=True):
        theirs.copy_(torch.tensor(ours.data))
first_kernels = net[0].weight.data.copy()
mean, spread_of_pixels = train.mean(), train.std()
train, validation, test = ((x - mean) / spread_of_pixels for x in (train, validation, test))
ours, theirs = convkit.SGD(net.parameters(), lr=0.2), torch.optim.SGD(twin.parameters(), lr=0.2)
losses = {"NumPy": [], "PyTorch": []}
epochs, rng = 8, np.random.default_rng(0)
for epoch in range(epochs):
    order = rng.permutation(len(train))
    for start in range(0, len(order), 32):
        batch = order[start : start + 32]

        logits = net(train[batch])
        losses["NumPy"].append(convkit.softmax_cross_entropy(logits, train_labels[batch]))
        ours.zero_grad()
        net.backward(convkit.softmax_cross_entropy_backward(logits, train_labels[batch]))
        ours.step()

        x, y = torch.tensor(train[batch]), torch.tensor(train_labels[batch])
        loss = F.cross_entropy(input=twin(x), target=y)
        losses["PyTorch"].append(loss.item())
        theirs.zero_grad()
        loss.backward()
        theirs.step()
    bar(epoch + 1, epochs, f"epoch {epoch + 1}, loss {losses['NumPy'][-1]:.3f}")

# %%
differences = np.abs(np.array(losses["NumPy"]) - np.array(losses["PyTorch"]))
print("steps:", len(differences), "  largest difference of the two losses:", differences.max())
reading = net
share = convkit.accuracy(net, validation, validation_labels)
print("digits of the validation set read correctly:", round(share, 4))
plot.curves(losses, up="loss of a batch")

# %% [markdown]
# Look for the second curve: it lies on the first to the end, hundreds of steps on. The two programs share no line of
# code, and do the same sums; the difference printed above is rounding. Look also at how ragged the curve is. Every
# batch is another one, some are harder, and only the trend means something.
#
# What did it learn? Look at the kernels before and after. By the note under the picture, the weights changed by more
# than their own size. Several have a bright side and a dark side now: they look for edges, in one direction or
# another.

# %%
plot.kernel_change(first_kernels, net[0].weight.data)

# %% [markdown]
# ## A wrong network learns too
#
# Now forget one thing on purpose: the gradient does not go back through the ReLU; it passes where it should have been
# stopped. The next cell trains the right network and the wrong one, each from two different starts. Before you run it:
# how much worse will the wrong one read?


# %%
class LeakyBack(convkit.ReLU):
    """ReLU forwards; backwards, everything passes. This is wrong."""

    def backward(self, grad_output):
        self.recall()  # what convkit kept on the way forward; the mistake is the next line
        return grad_output


def reader(middle, seed):
    """The small network, with this layer after the convolution."""
    rng = np.random.default_rng(seed)
    return convkit.Sequential(
        convkit.Conv2d(1, 8, 3, padding=1, rng=rng, dtype=np.float64),
        middle,
        convkit.MaxPool2d(2),
        convkit.Flatten(),
        convkit.Linear(128, 10, rng=rng, dtype=np.float64),
    )


table = []
for name, layer in (("right gradient", convkit.ReLU), ("no ReLU backwards", LeakyBack)):
    for seed in (0, 1):
        net = reader(layer(), seed)
        sgd = convkit.SGD(net.parameters(), lr=0.2)
        convkit.fit(net, sgd, train, train_labels, epochs=5, seed=seed)
        table.append((name, seed, convkit.accuracy(net, validation, validation_labels)))
        bar(len(table), 4, f"{name}, seed {seed}")
for name, seed, share in table:
    print(f"{name:18s} seed {seed}: {share:.1%} of the validation set read correctly")

# %% [markdown]
# With one start the right network reads more, with the other the wrong one: nobody would find the bug by these numbers.
# Accuracy cannot see this bug, nor many others. Here are four checks that see more, in the order in which they are
# done. Each
# takes a minute.
#
# > **Before a long training**
# >
# > 1. **The first loss** is about $\log K$ (exercise 14.1). Much more: the first weights are too
# >    large, or the loss is a sum instead of a mean. Much less: the loss is divided once too often.
# > 2. **One batch can be learnt by heart.** Take 16 pictures, switch off dropout, augmentation and
# >    weight decay, and train on them alone: the loss must go towards 0. If it does not, the rate is
# >    far off, or something between input and loss is wrong, and no amount of data helps.
# > 3. **The gradient** agrees with small differences (lesson 06), if you wrote a backward pass.
# > 4. **Look at what goes in**: pictures and labels as they enter the network, after shuffling and
# >    augmenting.
#
# The next cell does the first two for three networks. The second has weights ten times too large. The third has a
# softmax at its end, although the loss has one in it already. Before you run it: which check finds which?


# %%
def candidate(kind, seed=0):
    """The same small network in PyTorch, right or with a mistake."""
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Conv2d(in_channels=1, out_channels=8, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=2),
        nn.Flatten(),
        nn.Linear(in_features=128, out_features=10),
    )
    if kind == "weights too large":
        for p in net.parameters():
            p.data *= 10
    if kind == "softmax twice":
        net.append(nn.Softmax(dim=1))
    return net


x, y = torch.tensor(train[:16], dtype=torch.float32), torch.tensor(train_labels[:16])
print(f"log 10 is {math.log(10):.2f}")
for kind in ("right", "weights too large", "softmax twice"):
    net = candidate(kind)
    optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
    losses = []
    for _ in range(300):
        optimiser.zero_grad()
        loss = F.cross_entropy(net(x), y)
        losses.append(loss.item())
        loss.backward()
        optimiser.step()
    print(f"{kind:18s} first loss {losses[0]:6.2f}   one batch, 300 steps later: {losses[-1]:.3f}")

# %% [markdown]
# The large weights show in the first loss. The second softmax does not: the first loss is right. But its loss stops
# far from 0, even on sixteen pictures: all the network can put out is between 0 and 1, and behind the loss's own softmax no class
# ever gets more than about a quarter. It may still read all sixteen correctly, so look at the loss here, not at the accuracy. And
# the third check sees what accuracy did not:


# %%
def slope(net, parameter, place, x, labels, h=1e-5):
    """How fast the loss grows with one number of a parameter, by a small step to either side."""
    losses = []
    for step in (h, -2 * h):
        parameter.data[place] += step
        losses.append(convkit.softmax_cross_entropy(net(x), labels))
    parameter.data[place] += h
    return (losses[0] - losses[1]) / (2 * h)


places = [tuple(np.random.default_rng(n).integers(0, (8, 1, 3, 3))) for n in range(6)]
for name, layer in (("right gradient", convkit.ReLU), ("no ReLU backwards", LeakyBack)):
    net = reader(layer(), 0)
    logits = net(train[:32])
    net.backward(convkit.softmax_cross_entropy_backward(logits, train_labels[:32]))
    kernel = net[0].weight
    claimed = np.array([kernel.grad[p] for p in places])
    measured = np.array([slope(net, kernel, p, train[:32], train_labels[:32]) for p in places])
    print(f"{name:18s} largest error {np.abs(claimed - measured).max():.1e}", end="")
    print(f" of gradients up to {np.abs(measured).max():.1e}")

# %% [markdown]
# ## Whom to ask
#
# A network is asked for its opinion of pictures it has never seen. Three sets of pictures are kept apart, and each has
# one purpose:
#
# | set | what it is for | who sees it |
# |---|---|---|
# | **training** | to learn from | every step |
# | **validation** | to choose: learning rate, when to stop, which network | you, often |
# | **test** | to say how good the chosen one is | you, once, at the end |
#
# Why is validation not enough? Because you choose what does well on it. Of twenty networks that are equally good, the
# best on 100 pictures looks better than it is, by luck. The next cell draws it: twenty coins, each of which would read
# nine of ten pictures correctly.

# %%
rng = np.random.default_rng(0)
for _ in range(3):
    scores = rng.binomial(100, 0.9, size=20)
    fresh = rng.binomial(10_000, 0.9)
    print(f"best of twenty on validation: {scores.max()} of 100;", end=" ")
    print(f"the same one on 10,000 new pictures: {fresh / 10_000:.1%}")

# %% [markdown]
# ## A leak
#
# Pictures seldom come one by one. They come from films, from patients, from the same street on the
# same day, and neighbours look alike. The next cell has 900 patches of ten materials, 28 by 28, cut
# from photographs: nine overlapping patches from each of a hundred regions. Three of the materials
# are grey and seven in colour, which makes the task easier than it looks.

# %% cover=true
patches, materials, regions = data.materials()
names = list(data.MATERIALS)
shown = {
    f"{names[k]}, region {regions[9 * n]}": patches[9 * n + 4] for k in range(10) for n in [10 * k]
}
print(patches.shape, "of", len(set(regions)), "regions")
plot.gallery(shown, columns=5)

# %% [markdown]
# The network is the `ConvNet` of lesson 13, with its 1.6 million parameters. Two sets are kept aside. One holds *whole
# regions*, two of each material: patches that share no pixel with the training set. The other is drawn at random from
# the rest, so that each of its patches has neighbours in the training set. It is one network, judged twice. Before you
# run the cell, which takes a quarter of a minute: on which set does it look better, and which number would you believe?


# %%
class ConvNet(nn.Module):
    """(N, 3, 28, 28) -> logits (N, num_classes)"""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels=3, out_channels=32, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(in_channels=32, out_channels=64, kernel_size=3, padding=1)
        self.fc1 = nn.Linear(in_features=64 * 7 * 7, out_features=512)
        self.fc2 = nn.Linear(in_features=512, out_features=num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


def share_right(net, x, y):
    """The share of pictures whose largest logit is that of their label, in use, not learning."""
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(dim=1) == y).float().mean().item()


def learn_materials(seed, epochs=4):
    """A ConvNet, its first kernels, and how well it reads near and far patches."""
    rng = np.random.default_rng(seed)
    kept = np.concatenate([10 * k + rng.permutation(10)[:2] for k in range(10)])
    far = np.isin(regions, kept)
    rest = rng.permutation(np.flatnonzero(~far))
    near, learn = rest[:180], rest[180:]
    mean = patches[learn].mean(axis=(0, 2, 3), keepdims=True)
    spread = patches[learn].std(axis=(0, 2, 3), keepdims=True)
    x = torch.tensor((patches - mean) / spread, dtype=torch.float32)
    y = torch.tensor(materials)
    torch.manual_seed(seed)
    net = ConvNet(num_classes=10)
    before = net.conv1.weight.detach().numpy().copy()
    optimiser = torch.optim.Adam(net.parameters(), lr=0.001)
    for epoch in range(epochs):
        net.train()
        for batch in torch.tensor(rng.permutation(learn)).split(32):
            optimiser.zero_grad()
            F.cross_entropy(net(x[batch]), y[batch]).backward()
            optimiser.step()
        bar(epoch + 1, epochs, f"seed {seed}")
    for name, chosen in (("neighbours of training patches", near), ("regions never seen", far)):
        print(f"   {name:31s} {share_right(net, x[chosen], y[chosen]):.1%} right")
    return before, net


for seed in (0, 1):
    before, net = learn_materials(seed)

# %% [markdown]
# One network, two numbers, and the one that looks better answers a question nobody asks: nobody needs a network for patches next to
# those it has learnt. A set that shares a writer, a patient or a wall with the training set **leaks**. What is kept
# aside must be as far from the training pictures as tomorrow's pictures will be. (**Adam**, the optimiser used here,
# gives each parameter a step size of its own, from the sizes of its latest gradients.)
#
# And what did its first kernels become? They have three channels, so they can be looked at in colour. Each is
# stretched to its own range.

# %%
plot.kernel_change(before[:16], net.conv1.weight.detach().numpy()[:16])

# %% [markdown]
# You see hardly any difference: by the note under the picture, they changed by a tenth of their
# size, those for the digits by more than their own. One reason is that there were few steps here,
# and Adam's are small. Another is that with so many parameters behind them, the first kernels are
# good enough almost as they were drawn.

# %% [markdown]
# ## Exercise 14.3 · Split without a leak
# ★★ · 10 min · 3 points
#
# Write `split(groups, shares, seed)`. `groups`, shape `(n,)`, says for each picture which group it belongs to: a
# writer, a patient, a part of a photograph. Return three arrays of indices: the pictures of the training, validation
# and test set. All pictures of a group must be in the same set.
#
# Take the groups in the random order that the stub draws. A group goes to the training set as long as that has fewer
# than `shares[0] * n` pictures, then to the validation set as long as that has fewer than `shares[1] * n`, and then to
# the test set. Within a set, indices stand in increasing order.
#
# With the groups 5, 5, 7, 7, 7, 9, the order 7, 9, 5 and the shares (0.4, 0.1), the training set is 2, 3, 4 (the group
# 7: three pictures, and 0.4 · 6 is 2.4), the validation set 5, the test set 0, 1.
#
# <details><summary>Hint 1: one group</summary>
#
# `np.flatnonzero(groups == group)` has the indices of its pictures.
#
# </details>
# <details><summary>Hint 2: which set?</summary>
#
# Keep the number of the set that is being filled, 0, 1 or 2. Before a group is put away, go on to the next set while
# the present one is full.
#
# </details>


# %% solution="split"
def split(groups, shares, seed):
    """(n,) group of each picture -> indices of training, validation and test set"""
    n, parts = len(groups), ([], [], [])
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    ### BEGIN SOLUTION
    filled = 0
    for group in order:
        while filled < 2 and len(parts[filled]) >= shares[filled] * n:
            filled += 1
        parts[filled].extend(np.flatnonzero(groups == group))
    ### END SOLUTION
    return tuple(np.array(sorted(part), dtype=int) for part in parts)


# %% misconception="split"
def split__pictures_not_groups(groups, shares, seed):
    """You shared out the pictures one by one, so pictures of one group are in more than one set. Give
    away whole groups.
    """
    n = len(groups)
    order = np.random.default_rng(seed).permutation(n)
    a, b = math.ceil(shares[0] * n), math.ceil(shares[0] * n) + math.ceil(shares[1] * n)
    return tuple(np.array(sorted(part), dtype=int) for part in (order[:a], order[a:b], order[b:]))


# %% misconception="split"
def split__shares_of_groups(groups, shares, seed):
    """You counted groups. The shares are of pictures, and groups have different sizes: compare the
    number of pictures in the set with the share times n.
    """
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    G = len(order)
    a = math.ceil(shares[0] * G)
    b = a + math.ceil(shares[1] * G)
    found = []
    for chosen in (order[:a], order[a:b], order[b:]):
        found.append(np.flatnonzero(np.isin(groups, chosen)))
    return tuple(found)


# %% misconception="split"
def split__in_order_of_names(groups, shares, seed):
    """You took the groups in the order of their numbers. Those are seldom without meaning: take them
    in the random order of the stub.
    """
    n, parts, filled = len(groups), ([], [], []), 0
    for group in np.unique(groups):
        while filled < 2 and len(parts[filled]) >= shares[filled] * n:
            filled += 1
        parts[filled].extend(np.flatnonzero(groups == group))
    return tuple(np.array(sorted(part), dtype=int) for part in parts)


# %% misconception="split"
def split__never_more_than_the_share(groups, shares, seed):
    """You pass a group on if it would make the set larger than its share. A group goes to the set as
    long as that has too few pictures, even if it has more afterwards.
    """
    n, parts, filled = len(groups), ([], [], []), 0
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    for group in order:
        members = np.flatnonzero(groups == group)
        while filled < 2 and len(parts[filled]) + len(members) > shares[filled] * n:
            filled += 1
        parts[filled].extend(members)
    return tuple(np.array(sorted(part), dtype=int) for part in parts)


# %% misconception="split"
def split__second_share_from_the_start(groups, shares, seed):
    """You filled the validation set until training and validation together have its share. The
    second share is of the validation set alone.
    """
    n, parts, filled = len(groups), ([], [], []), 0
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    for group in order:
        done = sum(map(len, parts))
        while filled < 2 and (len(parts[0]) if filled == 0 else done) >= shares[filled] * n:
            filled += 1
        parts[filled].extend(np.flatnonzero(groups == group))
    return tuple(np.array(sorted(part), dtype=int) for part in parts)


# %% misconception="split"
def split__groups_for_pictures(groups, shares, seed):
    """You returned the groups of each set. The indices of their pictures are asked:
    np.flatnonzero(groups == group).
    """
    n, parts, sizes, filled = len(groups), ([], [], []), [0, 0, 0], 0
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    for group in order:
        while filled < 2 and sizes[filled] >= shares[filled] * n:
            filled += 1
        parts[filled].append(group)
        sizes[filled] += np.count_nonzero(groups == group)
    return tuple(np.array(sorted(part), dtype=int) for part in parts)


# %% misconception="split"
def split__test_set_second(groups, shares, seed):
    """You returned the test set in the second place. The order is training, validation, test."""
    n, parts, filled = len(groups), ([], [], []), 0
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    for group in order:
        while filled < 2 and len(parts[filled]) >= shares[filled] * n:
            filled += 1
        parts[filled].extend(np.flatnonzero(groups == group))
    learn, choose, judge = (np.array(sorted(part), dtype=int) for part in parts)
    return learn, judge, choose


# %% check="split" points=3
def split_by_counting(groups, shares, seed):
    """The same from the number of pictures before each group."""
    groups = groups.numpy()
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    sizes = np.array([np.count_nonzero(groups == g) for g in order])
    before = sizes.cumsum() - sizes
    learning = before < shares[0] * len(groups)
    choosing = ~learning & (before - sizes[learning].sum() < shares[1] * len(groups))
    sets = (order[learning], order[choosing], order[~learning & ~choosing])
    return tuple(np.flatnonzero(np.isin(groups, chosen)) for chosen in sets)


def draw_groups(n, count):
    """A function that draws n groups, `count` at most, some of them far larger than others."""
    names = drawn(lambda rng: rng.permutation(10 * count)[:count])

    def draw(rng):
        share = rng.dirichlet(np.full(count, 1.0))
        return names.draw(rng)[rng.choice(count, size=n, p=share)]

    return drawn(draw)


def draw_even(count, each):
    """A function that draws `count` groups of the same size, mixed."""
    return drawn(lambda rng: rng.permutation(np.repeat(rng.permutation(10 * count)[:count], each)))


only(split)
check(
    split,
    against=split_by_counting,
    on=[
        case(groups=draw_groups(37, 9), shares=(0.51, 0.23), seed=3),
        case(groups=draw_groups(61, 12), shares=(0.61, 0.17), seed=8),
        case(groups=draw_groups(45, 11), shares=(0.33, 0.31), seed=4),
        case(groups=draw_groups(53, 14), shares=(0.48, 0.22), seed=21),
        case(groups=draw_even(8, 2), shares=(0.5, 0.25), seed=9),
        case(groups=drawn(lambda rng: np.array([5, 5, 7, 7, 7, 9])), shares=(0.4, 0.1), seed=5),
    ],
)
### BEGIN HIDDEN TESTS
check(
    split,
    against=split_by_counting,
    on=[
        case(groups=draw_groups(83, 20), shares=(0.71, 0.16), seed=5),
        case(groups=draw_groups(19, 19), shares=(0.47, 0.31), seed=6),
        case(groups=draw_groups(29, 3), shares=(0.21, 0.31), seed=7),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has `torch.utils.data.random_split`, which splits pictures one by one; for groups, scikit-learn has
# `GroupShuffleSplit`. Whatever is used, one line tells whether it did what you wanted: no group in two sets.

# %%
writers = np.repeat(range(30), 10)
learn, choose, judge = torch.utils.data.random_split(
    dataset=range(300), lengths=[210, 45, 45], generator=torch.Generator().manual_seed(0)
)
both = set(writers[learn.indices]) & set(writers[judge.indices])
print("split picture by picture: writers in training and test set:", len(both), "of 30")

# %% [markdown]
# ## Exercise 14.4 · Standardise
# ★ · 6 min · 2 points · optional
#
# Write `standardise(train, *others)`: pictures of shape `(N, C, H, W)`, the training set first, any number of other
# sets after it. Return a list with all sets in the same order, each channel with the mean 0 and the spread 1 *of the
# training set*: subtract the channel's mean in the training set, divide by its standard deviation there (with $1/M$).
# A channel that is constant in the training set has no spread; divide by 1 instead. (Rounding may leave 1e-17 where it should be
# 0: take less than 1e-8 as 0.)
#
# If a channel is 2, 4, 4, 6 in the training set, its mean is 4 and its spread 1.414, and a 6 in a test set becomes
# 1.414.
#
# <details><summary>Hint 1: a channel's mean</summary>
#
# Over images, rows and columns: `train.mean(axis=(0, 2, 3), keepdims=True)` has the shape `(1, C, 1, 1)`.
#
# </details>
# <details><summary>Hint 2: a spread of 0</summary>
#
# `np.where(spread < 1e-8, 1, spread)`. Rounding can make the spread of a constant channel 4e-17, where it should be 0.
#
# </details>


# %% solution="standardise"
def standardise(train, *others):
    """(N, C, H, W), (M, C, H, W), ... -> a list of the same shapes"""
    ### BEGIN SOLUTION
    mean = train.mean(axis=(0, 2, 3), keepdims=True)
    spread = train.std(axis=(0, 2, 3), keepdims=True)
    spread = np.where(spread < 1e-8, 1, spread)
    return [(x - mean) / spread for x in (train, *others)]
    ### END SOLUTION


# %% misconception="standardise"
def standardise__statistics_of_all(train, *others):
    """You took mean and spread over all sets together. Then the training knows something of the
    pictures that are to judge it: take those of the training set.
    """
    every = np.concatenate((train, *others))
    mean, spread = (
        every.mean(axis=(0, 2, 3), keepdims=True),
        every.std(axis=(0, 2, 3), keepdims=True),
    )
    return [(x - mean) / np.where(spread == 0, 1, spread) for x in (train, *others)]


# %% misconception="standardise"
def standardise__each_by_itself(train, *others):
    """You standardised each set with its own mean and spread. Then the same picture looks different in
    each set; all are treated with the numbers of the training set.
    """
    found = []
    for x in (train, *others):
        spread = x.std(axis=(0, 2, 3), keepdims=True)
        mean = x.mean(axis=(0, 2, 3), keepdims=True)
        found.append((x - mean) / np.where(spread == 0, 1, spread))
    return found


# %% misconception="standardise"
def standardise__one_number_for_all_channels(train, *others):
    """You took one mean and one spread for all channels. Each channel has its own."""
    return [(x - train.mean()) / train.std() for x in (train, *others)]


# %% misconception="standardise"
def standardise__each_pixel(train, *others):
    """You took a mean and a spread for every pixel, over the images only. A channel has one of each:
    over images, rows and columns.
    """
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return [(x - mean) / np.where(spread == 0, 1, spread) for x in (train, *others)]


# %% misconception="standardise"
def standardise__unbiased(train, *others):
    """You divided by M - 1 in the standard deviation. Here it is asked with 1/M, as x.std() does."""
    mean = train.mean(axis=(0, 2, 3), keepdims=True)
    spread = train.std(axis=(0, 2, 3), keepdims=True, ddof=1)
    return [(x - mean) / np.where(spread == 0, 1, spread) for x in (train, *others)]


# %% misconception="standardise"
def standardise__divides_by_zero(train, *others):
    """A channel that is constant in the training set has the spread 0, and you divided by it. Divide by
    1 there.
    """
    mean = train.mean(axis=(0, 2, 3), keepdims=True)
    spread = train.std(axis=(0, 2, 3), keepdims=True)
    return [(x - mean) / spread for x in (train, *others)]


# %% misconception="standardise"
def standardise__adds_eps(train, *others):
    """You added a small number to the spread, which changes all channels a little. Only a spread of 0
    is replaced, by 1.
    """
    mean = train.mean(axis=(0, 2, 3), keepdims=True)
    spread = train.std(axis=(0, 2, 3), keepdims=True)
    return [(x - mean) / (spread + 1e-5) for x in (train, *others)]


# %% misconception="standardise"
def standardise__variance(train, *others):
    """You divided by the variance. Divide by its root, the standard deviation."""
    mean = train.mean(axis=(0, 2, 3), keepdims=True)
    spread = train.var(axis=(0, 2, 3), keepdims=True)
    return [(x - mean) / np.where(spread == 0, 1, spread) for x in (train, *others)]


# %% misconception="standardise"
def standardise__training_set_only(train, *others):
    """You standardised the training set and left the others as they were. A network that learnt from
    standardised pictures must be shown such: the same two numbers go to all sets.
    """
    mean = train.mean(axis=(0, 2, 3), keepdims=True)
    spread = train.std(axis=(0, 2, 3), keepdims=True)
    return [(train - mean) / np.where(spread == 0, 1, spread), *others]


# %% check="standardise" points=2
def torch_standardise(train, *others):
    spread, mean = torch.std_mean(train, dim=(0, 2, 3), correction=0, keepdim=True)
    spread[spread == 0] = 1
    return [(x - mean) / spread for x in (train, *others)]


def draw_with_a_dead_channel(rng):
    """Pictures whose second channel is 0.5 everywhere, as of a broken camera."""
    x = rng.uniform(size=(3, 3, 4, 5))
    x[:, 1] = 0.5
    return x


only(standardise)
check(
    standardise,
    against=torch_standardise,
    on=[
        case(train=uniform(4, 3, 5, 4), validation=uniform(2, 3, 5, 4, low=0.3)),
        case(train=uniform(3, 2, 2, 4), a=uniform(1, 2, 2, 4), b=uniform(2, 2, 2, 4, high=3)),
        case(train=drawn(draw_with_a_dead_channel), test=uniform(2, 3, 4, 5)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    standardise,
    against=torch_standardise,
    on=[
        case(train=normal(5, 4, 3, 4)),
        case(train=uniform(2, 1, 6, 3, high=255), a=uniform(3, 1, 6, 3, high=255)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# Here it is in PyTorch's own words, on the training pictures of the digits and the validation set, both as they were
# before they were standardised above.

# %%
raw, raw_validation = known[:1200], known[1200:]
spread, mean = torch.std_mean(input=torch.tensor(raw), dim=(0, 2, 3), correction=0)
print(f"mean {mean.item():.4f}, spread {spread.item():.4f} of the training pictures")
standardised = (raw_validation - mean.item()) / spread.item()
print(f"mean of the validation set, standardised: {standardised.mean():.4f}")

# %% [markdown]
# The mean of the validation set is not exactly 0, and should not be.
#
# ## The loop that people write
#
# Here is a training as everybody writes it in PyTorch, of a network with a batch norm and a
# dropout. Read it once as a whole; every line is explained below.


# %%
class Digits(torch.utils.data.Dataset):
    """Pictures and labels, one pair at a time."""

    def __init__(self, images, labels):
        self.images = torch.tensor(images, dtype=torch.float32)
        self.labels = torch.tensor(labels)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, n):
        return self.images[n], self.labels[n]


device = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(0)
learn = torch.utils.data.DataLoader(
    dataset=Digits(train, train_labels), batch_size=32, shuffle=True
)
choose = torch.utils.data.DataLoader(dataset=Digits(validation, validation_labels), batch_size=200)
net = nn.Sequential(
    nn.Conv2d(in_channels=1, out_channels=16, kernel_size=3, padding=1),
    nn.BatchNorm2d(num_features=16),
    nn.ReLU(),
    nn.MaxPool2d(kernel_size=2),
    nn.Flatten(),
    nn.Dropout(p=0.2),
    nn.Linear(in_features=256, out_features=10),
).to(device)
optimiser = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)

for epoch in range(4):
    net.train()
    for x, y in learn:
        x, y = x.to(device), y.to(device)
        optimiser.zero_grad()
        loss = F.cross_entropy(input=net(x), target=y)
        loss.backward()
        optimiser.step()
    net.eval()
    with torch.no_grad():
        right = sum(
            (net(x.to(device)).argmax(dim=1) == y.to(device)).sum().item() for x, y in choose
        )
    bar(epoch + 1, 4, f"last batch {loss.item():.3f}, validation {right} of {len(choose.dataset)}")

# %% [markdown]
# | line | why |
# |---|---|
# | `Dataset` | says how many pictures there are and hands out one; large sets stay on the disk until they are asked for |
# | `DataLoader` | makes batches of them, in a new order every epoch if `shuffle=True`; shuffling is never needed for validation |
# | `device`, `.to(device)` | the same program runs on a GPU where there is one; network and pictures must be in the same place |
# | `torch.manual_seed` | the same first weights and the same order next time, so that a change you see comes from what you changed |
# | `net.train()`, `net.eval()` | batch norm and dropout work differently while learning and in use (lesson 13) |
# | `zero_grad()` | `backward()` *adds* to the gradients that are there |
# | `no_grad()` | nothing is remembered for a backward pass that never comes: less memory, less time |
# | `momentum=0.9` | each step adds nine tenths of the one before, which evens out the noise of the batches |
#
# Why does `backward()` add? Because a weight may be used twice, and its gradient is the sum of both (lesson 06).
# Before you run the cell: what does each of the three lines print?

# %%
w = torch.tensor(3.0, requires_grad=True)
(w * w).backward()
print("gradient of w² at 3:              ", w.grad.item())
(w * w).backward()
print("after a second backward():        ", w.grad.item())
w.grad.zero_()
(w * w).backward()
print("with the gradient set to 0 before:", w.grad.item())

# %% [markdown]
# And what does the mode do? One picture, twice, in both modes. The dropout sets a fifth of the numbers to 0, different
# ones each time, and divides the rest by 0.8 so that their mean stays.

# %%
x = torch.tensor(train[:4], dtype=torch.float32, device=device)
with torch.no_grad():
    for mode in ("train", "eval"):
        net.train(mode == "train")
        first, second = net(x)[0, :3].cpu().numpy(), net(x)[0, :3].cpu().numpy()
        print(f"{mode:6s} first time {first.round(3)}   second time {second.round(3)}")

# %% [markdown]
# **How fast?** Of all numbers that you choose, the learning rate matters most. It is found by trying: rates a factor of
# about three apart, a short training each, and a look at the loss. Before you run the cell: what happens with a rate
# that is far too small, and with one far too large?

# %%
rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
sweep = {}
for seed in (0, 1):
    ends = []
    for rate in rates:
        net = candidate("right", seed)
        optimiser = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
        for _ in range(2):
            for x, y in learn:
                optimiser.zero_grad()
                loss = F.cross_entropy(net(x), y)
                loss.backward()
                optimiser.step()
        with torch.no_grad():
            x, y = choose.dataset[:]
            ends.append(F.cross_entropy(net(x), y).item())
    sweep[f"seed {seed}"] = ends
    bar(seed + 1, 2, f"best rate {rates[int(np.nanargmin(ends))]}")
print("rates ", rates)
for seed, ends in sweep.items():
    print(seed, np.round(ends, 3))
plot.curves(sweep, x=rates, across="learning rate", up="validation loss", log=(True, False))

# %% [markdown]
# On the left the network hardly moved. In the middle the loss is low. Which rate is the best depends on the seed, and the
# two best are neighbours. And right beside them stands a wall: a step jumps over what it aims at. Three times the larger
# of the two is already several times worse, and ten times is as bad as knowing nothing, log 10, or worse.
#
# > **What to choose, usually.** Adam with 0.001, or SGD with momentum 0.9 and a rate a factor of three below the wall.
# > Batches of 32 to 256; twice the batch, up to twice the rate. If only one thing is tuned, tune the rate.

# %% [markdown]
# ## Learnt by heart
#
# The network below has two convolutions, two linear layers and, for a start, 100 pictures to learn from. The cell prints
# how many parameters it has. Before you run it: how small will the loss on the training pictures become? And on 400
# others, the validation set?

# %%
images, labels = known, known_labels  # as they are, and without the test set


def shifted(x, rng):
    """Each picture moved by a pixel at most, up or down and to either side, by a function of SciPy."""
    moves = rng.integers(-1, 2, size=(len(x), 2))
    pairs = zip(x, moves, strict=True)
    return np.stack([ndimage.shift(one, (0, *move), order=0) for one, move in pairs])


def learn_by(n, epochs, seed, wrong=0.0, dropout=0.0, weight_decay=0.0, augment=False):
    """Losses on training and validation pictures after each epoch, and accuracies at the end.

    `wrong` is the share of training labels that are replaced by any label.
    """
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    order = rng.permutation(len(images))
    chosen, kept = order[:n], order[1000:1400]
    mean, spread = images[chosen].mean(), images[chosen].std()

    def ready(x):
        return torch.tensor((x - mean) / spread, dtype=torch.float32)

    told = np.where(rng.random(n) < wrong, rng.integers(0, 10, size=n), labels[chosen])
    x, y = ready(images[chosen]), torch.tensor(told)
    unseen, truth = ready(images[kept]), torch.tensor(labels[kept])
    net = nn.Sequential(
        *(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Dropout(dropout), nn.Linear(128, 128), nn.ReLU()),
        *(nn.Dropout(dropout), nn.Linear(128, 10)),
    )
    optimiser = torch.optim.AdamW(net.parameters(), lr=0.005, weight_decay=weight_decay)
    found = {"training": [], "validation": []}
    for _ in range(epochs):
        net.train()
        now = ready(shifted(images[chosen], rng)) if augment else x
        for batch in torch.randperm(n).split(25):
            optimiser.zero_grad()
            F.cross_entropy(net(now[batch]), y[batch]).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            found["training"].append(F.cross_entropy(net(x), y).item())
            found["validation"].append(F.cross_entropy(net(unseen), truth).item())
    found["parameters"] = sum(p.numel() for p in net.parameters())
    moved = ready(shifted(images[kept], np.random.default_rng(1)))
    found["right"] = share_right(net, unseen, truth)
    found["right when moved"] = share_right(net, moved, truth)
    return found


few = [learn_by(100, epochs=40, seed=seed) for seed in (0, 1)]
many = [learn_by(1000, epochs=4, seed=seed) for seed in (0, 1)]
print(f"{few[0]['parameters']:,} parameters")
for name, runs in (("100 pictures", few), ("1000 pictures", many)):
    for seed, run in enumerate(runs):
        print(f"{name:13s} seed {seed}: ", end="")
        print(f"training {run['training'][-1]:.4f}, validation {run['validation'][-1]:.3f}", end="")
        print(f", {run['right']:.1%} of the validation set right")
plot.curves({name: few[0][name] for name in ("training", "validation")}, across="epoch")

# %% [markdown]
# With a hundred pictures the two curves part. The loss on the training pictures goes on falling, by factors of ten;
# on the others it soon falls no further. What is learnt after that is learnt **by heart**: this is **overfitting**, and
# the training loss alone shows nothing of it. With a thousand pictures and as many steps, the gap is smaller by far.
#
# It gets worse when labels are wrong, as some always are. Below, three of ten labels of 200 pictures are replaced by
# any label. To learn those by heart, the network has to unlearn what it knew about the others. Before you run the
# cell: what will the validation loss do?


# %%
def shown(settings, seeds=(0, 1), epochs=40):
    """The validation losses of one way to train, and a line of numbers for each seed."""
    found = [learn_by(200, epochs, seed, wrong=0.3, **settings) for seed in seeds]
    for seed, run in zip(seeds, found, strict=True):
        losses = run["validation"]
        best = int(np.argmin(losses))
        print(f"   seed {seed}: best {losses[best]:.3f} after epoch {best + 1}", end="")
        print(f", at the end {losses[-1]:.3f}, {run['right']:.1%} right", end="")
        print(f", {run['right when moved']:.1%} when moved by a pixel")
    return found


print("nothing against it")
plain = shown({})
plot.curves(
    {name: plain[0][name] for name in ("training", "validation")},
    across="epoch",
    log=(False, False),
)

# %% [markdown]
# Now the validation loss has a lowest point, early on, and climbs from there while the training loss falls. The
# cheapest cure is to take the network as it was at that point: **early stopping**. Keep the best weights so far; stop
# when nothing better has come for some epochs, the **patience**.


# %% setup="all"
def new_net(classes, filters):
    """A small network, (N, 1, H, W) with H and W from 8 to 11 -> logits (N, classes)."""
    body = nn.Sequential(
        *(nn.Conv2d(1, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU()),
        *(nn.MaxPool2d(4), nn.Flatten()),
    )
    return nn.Sequential(OrderedDict(body=body, head=nn.Linear(4 * filters, classes)))


def small_net(weights):
    """The small network with these weights, a dictionary of arrays, in float64."""
    net = new_net(len(weights["head.weight"]), len(weights["body.0.weight"])).double()
    net.load_state_dict({name: torch.tensor(value) for name, value in weights.items()})
    return net


def arrays(state):
    """A state dict as a dictionary of arrays, copied."""
    return {name: value.detach().cpu().numpy().copy() for name, value in state.items()}


# %% setup="checks"
def draw_weights(filters, classes):
    """A function that draws weights for the small network, its running numbers not 0 and 1."""

    def draw(rng):
        shapes = {"weight": filters, "bias": filters, "running_mean": filters}
        found = {
            "body.0.weight": rng.normal(size=(filters, 1, 3, 3)) / 3,
            "body.0.bias": rng.normal(size=filters),
            **{f"body.1.{name}": rng.normal(size=size) for name, size in shapes.items()},
            "body.1.running_var": rng.uniform(0.5, 2, size=filters),
            "body.1.num_batches_tracked": np.array(4),
            "head.weight": rng.normal(size=(classes, 4 * filters)) / np.sqrt(4 * filters),
            "head.bias": rng.normal(size=classes),
        }
        return found

    return drawn(draw)


def draw_pairs(sizes, H, W, classes):
    """A function that draws pairs of pictures and labels."""

    def pair(rng, n):
        x = torch.tensor(rng.normal(size=(n, 1, H, W)))
        return x, torch.tensor(rng.integers(0, classes, size=n))

    def draw(rng):
        pairs = [pair(rng, n) for n in (sizes if isinstance(sizes, tuple) else (sizes,))]
        return pairs if isinstance(sizes, tuple) else pairs[0]

    return drawn(draw)


# %% [markdown]
# ## Exercise 14.5 · Early stopping
# ★★★ · 18 min · 4 points (2 for learning and judging, 2 for stopping)
#
# Write `fit(weights, batches, validation, lr, epochs, patience)`, the loop with early stopping. The network is the small
# one of the cell above: a convolution, a batch norm, a ReLU, a pooling, a linear layer. `weights` is a dictionary of
# arrays; the stub makes the network and the optimiser from it. `batches` is a list of pairs `(x, y)` of tensors, gone
# through in this order in every epoch, as you would go through a `DataLoader`; `validation` is one pair `(x, y)`.
#
# In each epoch: learn from every batch (cross-entropy, one step each), in training mode. Then find the validation
# loss, in evaluation mode, and write it down. If it is smaller than every one before, keep a copy of the weights. Stop
# when the last `patience` epochs brought nothing better, or after `epochs` epochs. Return `(best, losses)`: the kept
# weights as a dictionary of arrays (`arrays(net.state_dict())` makes one), and the list of validation losses.
#
# With the losses 2.1, 1.8, 1.9, 1.7, 1.75, 1.72 and `patience` 2, training stops after the sixth epoch, and the
# weights are those after the fourth.
#
# <details><summary>Hint 1: an epoch</summary>
#
# `net.train()`; for each batch `optimiser.zero_grad()`, `F.cross_entropy(net(x), y).backward()`, `optimiser.step()`;
# then `net.eval()` and, under `with torch.no_grad():`, the loss of the validation pair, as a number: `.item()`.
#
# </details>
# <details><summary>Hint 2: when to stop</summary>
#
# Count the epochs since the last improvement: 0 whenever there is one, else one more. Stop when the count has reached
# `patience`.
#
# </details>
# <details><summary>Hint 3: my best weights are the last ones</summary>
#
# `net.state_dict()` hands out the network's own tensors, and training goes on changing them. `arrays` copies.
#
# </details>


# %% solution="fit"
def fit(weights, batches, validation, lr, epochs, patience):
    """The weights with the smallest validation loss, and all validation losses"""
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        ### BEGIN SOLUTION
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
        ### END SOLUTION
    return best, losses


# %% misconception="fit"
def fit__forgets_zero_grad(weights, batches, validation, lr, epochs, patience):
    """Your gradients pile up: backward() adds to what is there. Set them to 0 before each backward
    pass, with optimiser.zero_grad().
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% misconception="fit"
def fit__zero_grad_too_late(weights, batches, validation, lr, epochs, patience):
    """You set the gradients to 0 between backward() and step(), so nothing is left to step along.
    First zero_grad(), then backward(), then step().
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            F.cross_entropy(net(x), y).backward()
            optimiser.zero_grad()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% misconception="fit"
def fit__zero_grad_once_an_epoch(weights, batches, validation, lr, epochs, patience):
    """You set the gradients to 0 once an epoch. Every batch needs it: its step uses its own gradient
    and no other.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        optimiser.zero_grad()
        for x, y in batches:
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% misconception="fit"
def fit__stays_in_eval_mode(weights, batches, validation, lr, epochs, patience):
    """After the first epoch your network learns in evaluation mode: net.eval() stays until
    net.train() is called. Call it at the start of every epoch.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train() if not losses else None
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% misconception="fit"
def fit__always_in_eval_mode(weights, batches, validation, lr, epochs, patience):
    """Your network learns in evaluation mode. Batch norm then uses its running numbers and never
    measures new ones: call net.train() before the batches.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.eval()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% misconception="fit"
def fit__validates_in_training_mode(weights, batches, validation, lr, epochs, patience):
    """You judge in training mode. Batch norm then takes mean and variance from the validation
    pictures, and remembers them: call net.eval() first.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% misconception="fit"
def fit__learns_from_validation(weights, batches, validation, lr, epochs, patience):
    """Your network takes a step on the validation pair as well. Nothing may be learnt from it: it
    only says when to stop.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        x, y = validation
        optimiser.zero_grad()
        judged = F.cross_entropy(net(x), y)
        loss = judged.item()
        judged.backward()
        optimiser.step()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% misconception="fit"
def fit__last_weights(weights, batches, validation, lr, epochs, patience):
    """You return the weights of the last epoch, not of the best. state_dict() hands out the tensors
    of the network themselves, and training goes on changing them: keep a copy, and return that.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            waited = 0
        best = arrays(net.state_dict())
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% misconception="fit"
def fit__waits_one_more(weights, batches, validation, lr, epochs, patience):
    """You stop one epoch too late: as soon as the last `patience` epochs brought nothing better, it
    is over.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience + 1:
            break
    return best, losses


# %% misconception="fit"
def fit__stops_one_early(weights, batches, validation, lr, epochs, patience):
    """You stop one epoch too early. Count the epochs without improvement; the one with the best loss
    is not among them.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited + 1 >= patience and waited:
            break
    return best, losses


# %% misconception="fit"
def fit__never_stops(weights, batches, validation, lr, epochs, patience):
    """You do not stop early. When the last `patience` epochs brought nothing better, leave the loop
    with break.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
    return best, losses


# %% misconception="fit"
def fit__compares_with_last_epoch(weights, batches, validation, lr, epochs, patience):
    """You compare with the epoch before. Better means smaller than every loss so far: a loss can fall
    and still be worse than the best.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < losses[-1]:
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% misconception="fit"
def fit__counts_all_bad_epochs(weights, batches, validation, lr, epochs, patience):
    """You count all epochs without improvement since the start. An improvement sets the count back to
    0.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), waited - 1
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% misconception="fit"
def fit__keeps_the_largest(weights, batches, validation, lr, epochs, patience):
    """You keep the weights with the largest loss. Of an accuracy the largest is best, of a loss the
    smallest.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = validation
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss > max(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% misconception="fit"
def fit__judges_by_training_loss(weights, batches, validation, lr, epochs, patience):
    """You judge by the last training batch. It has been learnt from, and says nothing about other
    pictures: use the validation pair.
    """
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            x, y = batches[-1]
            loss = F.cross_entropy(net(x), y).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses


# %% check="fit" points=2
def losses_of_each_epoch(weights, batches, validation, lr, epochs, patience):
    """A training loop without early stopping, in other words than the exercise's."""
    net, losses = small_net(weights), []
    momenta = [torch.zeros_like(p) for p in net.parameters()]
    for _ in range(epochs):
        for x, y in batches:
            loss = F.cross_entropy(net.train()(x), y)
            for p, m, g in zip(
                net.parameters(),
                momenta,
                torch.autograd.grad(loss, list(net.parameters())),
                strict=True,
            ):
                m.mul_(0.9).add_(g)
                p.data.sub_(lr * m)
        losses.append(F.cross_entropy(net.eval()(validation[0]), validation[1]).item())
    return losses


def losses_only(solution, *arguments):
    return solution(*arguments)[1]


check(
    fit,
    against=losses_of_each_epoch,
    via=losses_only,
    on=[
        case(
            weights=draw_weights(2, 3),
            batches=draw_pairs((5, 4, 6), 8, 10, 3),
            validation=draw_pairs(7, 8, 10, 3),
            lr=0.05,
            epochs=4,
            patience=4,
        ),
        case(
            weights=draw_weights(3, 4),
            batches=draw_pairs((6, 6), 9, 8, 4),
            validation=draw_pairs(5, 9, 8, 4),
            lr=0.1,
            epochs=3,
            patience=9,
        ),
    ],
)
### BEGIN HIDDEN TESTS
check(
    fit,
    against=losses_of_each_epoch,
    via=losses_only,
    on=[
        case(
            weights=draw_weights(2, 2),
            batches=draw_pairs((3, 7, 2, 5), 8, 11, 2),
            validation=draw_pairs(9, 8, 11, 2),
            lr=0.2,
            epochs=5,
            patience=5,
        ),
    ],
)
### END HIDDEN TESTS


# %% check="fit" points=2
def stop_in_hindsight(weights, batches, validation, lr, epochs, patience):
    """All epochs first; then find where it should have stopped, and the best before that."""
    net, losses, states = small_net(weights), [], []
    sgd = torch.optim.SGD(net.parameters(), lr, momentum=0.9)
    for _ in range(epochs):
        for x, y in batches:
            net.train().zero_grad()
            F.cross_entropy(net(x), y).backward()
            sgd.step()
        losses.append(F.cross_entropy(net.eval()(validation[0]), validation[1]).item())
        states.append(arrays(net.state_dict()))
    for end in range(1, epochs + 1):
        best = int(np.argmin(losses[:end]))
        if end - 1 - best == patience:
            break
    return states[best], losses[:end]


def stopping(seed, patience, epochs=12):
    """A case in which the loss goes up and down: a large rate, random labels."""
    H, W = 8 + seed % 3, 11 - seed % 2
    return case(
        weights=draw_weights(2, 3),
        batches=draw_pairs((4, 5), H, W, 3),
        validation=draw_pairs(6, H, W, 3),
        lr=(0.02, 0.05, 0.1)[seed % 3],
        epochs=epochs,
        patience=patience,
    )


def up_and_down(seed, patience):
    """A case in which every rule for stopping but the right one stops elsewhere, or never."""

    def always(one):
        return drawn(lambda rng: one.draw(np.random.default_rng(seed)))

    return case(
        weights=always(draw_weights(2, 3)),
        batches=always(draw_pairs((4, 5), 8, 11, 3)),
        validation=always(draw_pairs(6, 8, 11, 3)),
        lr=0.1,
        epochs=12,
        patience=patience,
    )


check(
    fit,
    against=stop_in_hindsight,
    on=[up_and_down(22, 2)] + [stopping(n, patience) for n, patience in enumerate((1, 2, 3, 5))],
)
### BEGIN HIDDEN TESTS
check(
    fit,
    against=stop_in_hindsight,
    on=[up_and_down(41, 2), up_and_down(41, 3)]
    + [stopping(n, patience) for n, patience in enumerate((3, 1, 7))],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch has no early stopping of its own; everybody writes these lines once, or takes them from a library. Besides the
# weights, such a loop usually keeps the optimiser's state and the epoch, so that it can be taken up again.
#
# ## What helps against it
#
# Early stopping waits until it goes wrong. Three other methods make learning by heart harder:
#
# - **Dropout** sets a share of the numbers to 0 while learning, different ones in every step. Nothing can rely on a
#   single
#   number, so single pictures are hard to remember.
# - **Weight decay** makes every weight a little smaller in each step (by `lr * weight_decay` of itself in `AdamW`), so
#   that only what is needed again and again stays.
# - **Augmentation** changes each picture a little every time, in ways that do not change its label: a digit moved by a
#   pixel is the same digit.
#
# Before you run the next cell, which takes a quarter of a minute: the same 200 pictures with the same wrong labels,
# learnt in three other ways. Which of them keeps the validation loss from climbing? And look at the last number of
# each line: which network reads digits that are moved by a pixel?

# %%
ways = {"nothing": plain}
for name, settings in (
    ("dropout", {"dropout": 0.5}),
    ("weight decay", {"weight_decay": 1.0}),
    ("augmentation", {"augment": True}),
):
    print(name)
    ways[name] = shown(settings)
plot.curves(
    {name: runs[0]["validation"] for name, runs in ways.items()},
    across="epoch",
    up="validation loss",
    log=(False, False),
)

# %% [markdown]
# Look at the ends of the lines. With nothing against it, the loss climbs far above its lowest value. Each of the three
# means ends lower, with either seed. The seeds also say how far to trust such a comparison: what differs by less than
# two seeds do cannot be ranked by it.
#
# The last number is another matter. Digits moved by one pixel: of the four ways, only augmentation
# reads most of them. A network knows what it was shown. It is not told that a moved digit is a
# digit, unless somebody moves some. (Convolutions move with the picture. But the layer behind the
# flattening has a weight of its own for each place, and at the new place there is another one.)

# %% [markdown]
# ## Exercise 14.6 · Augment
# ★★ · 8 min · 2 points
#
# Write `augment(x, seed, epoch)` for pictures `x` of shape `(N, C, H, W)`: move each picture by its own number of rows
# and columns, from −2 to 2 each. Where nothing comes from, it is black: 0. Draw all moves in one go, from a generator
# that is another one in every epoch, and the same when the program runs again:
#
#     rng = np.random.default_rng([seed, epoch])
#     moves = rng.integers(-2, 3, size=(N, 2))
#
# `moves[n]` is how many rows picture `n` goes *down* and how many columns it goes to the *right*; a negative number
# goes up or to the left. All channels of a picture move together. Do not change `x`.
#
# A picture with the rows 1 2 3 / 4 5 6 / 7 8 9 that goes 1 down and 1 to the left becomes 0 0 0 / 2 3 0 / 5 6 0.
#
# <details><summary>Hint 1: a border of black</summary>
#
# Pad rows and columns by 2 on each side with `np.pad`. Every moved picture is a piece of that, of the old size.
#
# </details>
# <details><summary>Hint 2: which piece?</summary>
#
# A picture that goes down is seen from further up: the piece begins at row `2 - down`, column `2 - right`.
#
# </details>


# %% solution="augment"
def augment(x, seed, epoch):
    """(N, C, H, W) -> the same shape, each picture moved by up to two pixels each way"""
    N, _, H, W = x.shape
    moved = np.zeros_like(x)
    ### BEGIN SOLUTION
    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(N, 2))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    for n, (down, right) in enumerate(moves):
        moved[n] = padded[n, :, 2 - down : 2 - down + H, 2 - right : 2 - right + W]
    ### END SOLUTION
    return moved


# %% misconception="augment"
def augment__wraps_around(x, seed, epoch):
    """What leaves your pictures on one side comes in on the other, as np.roll has it. What comes in is
    black: pad first.
    """
    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))
    return np.stack([np.roll(p, tuple(m), axis=(1, 2)) for p, m in zip(x, moves, strict=True)])


# %% misconception="augment"
def augment__one_move_for_all(x, seed, epoch):
    """You moved all pictures alike, by the first of the moves. Each has its own: moves[n]."""
    H, W = x.shape[2:]
    down, right = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))[0]
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    return padded[:, :, 2 - down : 2 - down + H, 2 - right : 2 - right + W].copy()


# %% misconception="augment"
def augment__same_in_every_epoch(x, seed, epoch):
    """Your moves do not depend on the epoch, so every epoch shows the same pictures, and they can be
    learnt by heart again. Use the generator of [seed, epoch].
    """
    H, W = x.shape[2:]
    moves = np.random.default_rng(seed).integers(-2, 3, size=(len(x), 2))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    found = np.zeros_like(x)
    for n, (down, right) in enumerate(moves):
        found[n] = padded[n, :, 2 - down : 2 - down + H, 2 - right : 2 - right + W]
    return found


# %% misconception="augment"
def augment__up_for_down(x, seed, epoch):
    """You moved up for down and left for right. A picture that goes down is seen from further up: its
    piece begins at row 2 - down.
    """
    H, W = x.shape[2:]
    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    found = np.zeros_like(x)
    for n, (down, right) in enumerate(moves):
        found[n] = padded[n, :, 2 + down : 2 + down + H, 2 + right : 2 + right + W]
    return found


# %% misconception="augment"
def augment__rows_for_columns(x, seed, epoch):
    """You exchanged rows and columns. The first number of a move is rows down, the second columns to
    the right.
    """
    H, W = x.shape[2:]
    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    found = np.zeros_like(x)
    for n, (right, down) in enumerate(moves):
        found[n] = padded[n, :, 2 - down : 2 - down + H, 2 - right : 2 - right + W]
    return found


# %% misconception="augment"
def augment__mirrors(x, seed, epoch):
    """You mirrored pictures as well. A mirrored digit is not that digit any more: only what keeps the
    label may be done.
    """
    H, W = x.shape[2:]
    rng = np.random.default_rng([seed, epoch])
    moves = rng.integers(-2, 3, size=(len(x), 2))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    found = np.zeros_like(x)
    for n, (down, right) in enumerate(moves):
        found[n] = padded[n, :, 2 - down : 2 - down + H, 2 - right : 2 - right + W]
    mirrored = rng.random(len(x)) < 0.5
    found[mirrored] = found[mirrored][..., ::-1]
    return found


# %% misconception="augment"
def augment__changes_its_input(x, seed, epoch):
    """You wrote the moved pictures into x. The next epoch would move them further and further: make a
    new array.
    """
    H, W = x.shape[2:]
    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    for n, (down, right) in enumerate(moves):
        x[n] = padded[n, :, 2 - down : 2 - down + H, 2 - right : 2 - right + W]
    return x


# %% misconception="augment"
def augment__repeats_the_edge(x, seed, epoch):
    """You filled up with the pixels of the edge. What comes in is black, 0."""
    H, W = x.shape[2:]
    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)), mode="edge")
    found = np.zeros_like(x)
    for n, (down, right) in enumerate(moves):
        found[n] = padded[n, :, 2 - down : 2 - down + H, 2 - right : 2 - right + W]
    return found


# %% misconception="augment"
def augment__never_by_two(x, seed, epoch):
    """Your moves end at 1. The upper end of rng.integers is not included: -2, 3 draws from -2 to 2."""
    H, W = x.shape[2:]
    moves = np.random.default_rng([seed, epoch]).integers(-2, 2, size=(len(x), 2))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    found = np.zeros_like(x)
    for n, (down, right) in enumerate(moves):
        found[n] = padded[n, :, 2 - down : 2 - down + H, 2 - right : 2 - right + W]
    return found


# %% check="augment" points=2
def torch_augment(x, seed, epoch):
    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))
    found = []
    for picture, (down, right) in zip(x, moves.tolist(), strict=True):
        found.append(F.pad(picture, (right, -right, down, -down)))
    return torch.stack(found)


only(augment)
check(
    augment,
    against=torch_augment,
    on=[
        case(x=uniform(6, 1, 8, 9, low=0.1), seed=3, epoch=0),
        case(x=uniform(5, 3, 5, 7, low=0.1), seed=3, epoch=1),
        case(x=uniform(4, 2, 6, 4, low=0.1), seed=8, epoch=5),
    ],
)
### BEGIN HIDDEN TESTS
check(
    augment,
    against=torch_augment,
    on=[
        case(x=uniform(7, 1, 4, 5, low=0.1), seed=11, epoch=2),
        case(x=uniform(3, 2, 9, 3, low=0.1), seed=0, epoch=7),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, augmenting belongs in the `Dataset`: `__getitem__` hands out another version each time. For one picture
# `F.pad` moves it: padding of $m$ on one side and of $-m$, which cuts, on the other. Here is one digit in six epochs.
# Look at the last: would you still give it the same label? An augmentation that changes the label teaches mistakes.

# %%
eight = torch.tensor(raw[train_labels == 8][:1])
rng, versions = np.random.default_rng(2), {}
for epoch in range(6):
    down, right = rng.integers(-2, 3, size=2).tolist()
    moved = F.pad(input=eight, pad=(right, -right, down, -down))
    versions[f"epoch {epoch}: {down}, {right}"] = moved[0, 0].numpy()
plot.gallery(versions, columns=6)

# %% [markdown]
# ## How good, and how sure?
#
# One thing before the test set is opened. These digits were written by thirteen people, and they
# were shuffled, so the same hands are in all three sets. By what you have learnt this is a leak.
# How much does it flatter? In the original order digits of one writer stand near each other. The
# next cell trains the small network without one fifth of the digits and judges it on that fifth,
# for each of five fifths: first shuffled ones, then stretches of the original order. (All digits take
# part, those of the test set too. That is allowed here, because nothing is chosen by the result.) Before you run
# it, which takes ten seconds: which mean will be lower?


# %%
def share_read_of(kept):
    """The share of the digits `kept` aside that a network reads which has learnt from all others."""
    mean, spread = everything[~kept].mean(), everything[~kept].std()
    x = (everything - mean) / spread
    net = reader(convkit.ReLU(), seed=0)
    sgd = convkit.SGD(net.parameters(), lr=0.2)
    convkit.fit(net, sgd, x[~kept], digit[~kept], epochs=5, seed=0)
    return convkit.accuracy(net, x[kept], digit[kept])


everything, digit = data.digits()
stretch = np.arange(len(digit)) * 5 // len(digit)
shuffled = np.random.default_rng(0).permutation(stretch)
for name, fifth in (("shuffled", shuffled), ("stretches", stretch)):
    shares = [share_read_of(fifth == k) for k in range(5)]
    print(f"{name:10s} {np.round(shares, 3)}  mean {np.mean(shares):.1%}")

# %% [markdown]
# That of the stretches: strange hands are read worse. So the test set says how well new digits *of
# these thirteen people* are read, and no more.
#
# Now open it. Nothing that we chose in this lesson was chosen on it. It has 360 pictures, and the
# network is the one in NumPy from the beginning of this lesson. Its answers are found once; all that
# follows is about these answers.

# %%
answers = reading(test).argmax(axis=1)
counts = metrics.confusion_matrix(y_true=test_labels, y_pred=answers)
plot.confusion(counts)

# %% [markdown]
# This is a **confusion matrix**, counted by scikit-learn. Rows are what a digit is, columns what the network took it
# for; everything off the diagonal is a mistake. Before you look at the next picture: which digits would you mix up, at 8 by 8 pixels?

# %%
wrong = np.flatnonzero(answers != test_labels)[:8]
named = {f"{test_labels[n]}, taken for {answers[n]} ({n})": test[n, 0] for n in wrong}
plot.gallery(named, columns=4)

# %% [markdown]
# The number in brackets is the place of the picture in `test`. Be fair to the network: some of these you would not have
# read yourself.
#
# How far can the share of right answers be trusted? Another 360 digits would give another share. If a share $p$ of $n$
# pictures was read correctly, the true share lies, in about 95 of 100 such tests, in **Wilson's interval**
#
# $$\frac{p + \frac{z^2}{2n} \pm z \sqrt{\frac{p (1 - p)}{n} + \frac{z^2}{4 n^2}}}{1 + \frac{z^2}{n}} \qquad \text{with } z = 1.96 .$$
#
# It holds all true shares for which the measured $p$ would not be unusual. The formula in many textbooks,
# $p \pm z \sqrt{p (1 - p) / n}$, fails where networks are good: with 10 of 10 right it claims that the network never
# errs.

# %% [markdown]
# ## Exercise 14.7 · Judge
# ★★ · 10 min · 3 points (2 for the matrix, 1 for the interval)
#
# Write `confusion_matrix(truth, answers, K)`: two arrays of `n` whole numbers from 0 to `K` − 1, what the pictures are
# and what the network took them for. Return an array of shape `(K, K)` with whole numbers: in row `t`, column `a`, how
# many pictures of class `t` were taken for `a`.
#
# Write `accuracy_interval(right, n)`: Wilson's interval for `right` of `n` pictures read correctly, a tuple
# `(low, high)`. Take 1.96 for $z$.
#
# For the truth 0, 1, 1, 2 and the answers 0, 2, 2, 2 with `K` = 3, the row of class 1 is 0, 0, 2. With 9 of 10 right,
# the interval goes from 0.5958 to 0.9821: ten pictures say little.
#
# <details><summary>Hint 1: the same pair twice</summary>
#
# `counts[truth, answers] += 1` adds 1 to each place once, however often it is named. A loop over the pictures adds each
# time, and so does `np.add.at(counts, (truth, answers), 1)`.
#
# </details>
# <details><summary>Hint 2: the interval</summary>
#
# Compute the centre, `p + z * z / (2 * n)`, and the half width, `z * math.sqrt(...)`; divide both by `1 + z * z / n`.
#
# </details>


# %% solution="confusion_matrix"
def confusion_matrix(truth, answers, K):
    """(n,), (n,) -> (K, K) whole numbers, rows: what it is"""
    ### BEGIN SOLUTION
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (truth, answers), 1)
    return counts
    ### END SOLUTION


def accuracy_interval(right, n):
    """The ends of Wilson's 95 % interval for a share: (low, high)"""
    z = 1.96
    ### BEGIN SOLUTION
    p = right / n
    centre = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)
    ### END SOLUTION


# %% misconception="confusion_matrix"
def confusion_matrix__transposed(truth, answers, K):
    """You exchanged rows and columns. Rows are what a picture is, columns what it was taken for."""
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (answers, truth), 1)
    return counts


# %% misconception="confusion_matrix"
def confusion_matrix__each_pair_once(truth, answers, K):
    """You counted a pair once, however often it occurs: counts[truth, answers] += 1 adds 1 to each
    place once. Use a loop, or np.add.at.
    """
    counts = np.zeros((K, K), dtype=int)
    counts[truth, answers] += 1
    return counts


# %% misconception="confusion_matrix"
def confusion_matrix__shares(truth, answers, K):
    """You returned shares of each row. Counts are asked: a share of three pictures and one of three
    hundred look alike.
    """
    counts = np.zeros((K, K))
    np.add.at(counts, (truth, answers), 1)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


# %% misconception="confusion_matrix"
def confusion_matrix__classes_from_the_data(truth, answers, K):
    """Your matrix has a row for each class that occurs. It has K rows and columns, even for a class
    that nobody saw.
    """
    K = max(truth.max(), answers.max()) + 1
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (truth, answers), 1)
    return counts


# %% misconception="confusion_matrix"
def confusion_matrix__mistakes_only(truth, answers, K):
    """Your diagonal is empty. The right answers are counted as well: they stand on it."""
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (truth, answers), 1)
    return counts * (1 - np.eye(K, dtype=int))


# %% misconception="confusion_matrix"
def accuracy_interval__of_the_textbook(right, n):
    """You took the textbook's interval around p. Wilson's has its centre nearer to a half, and never
    leaves 0 to 1.
    """
    p = right / n
    half = 1.96 * math.sqrt(p * (1 - p) / n)
    return p - half, p + half


# %% misconception="confusion_matrix"
def accuracy_interval__not_divided(right, n):
    """You forgot to divide by 1 + z² / n."""
    z, p = 1.96, right / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return centre - half, centre + half


# %% misconception="confusion_matrix"
def accuracy_interval__one_spread(right, n):
    """Your interval is one spread wide to either side, which holds in two of three cases. For 95 of
    100 it is z = 1.96 of them.
    """
    z, p = 1.0, right / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


# %% misconception="confusion_matrix"
def accuracy_interval__around_p(right, n):
    """You put Wilson's width around p itself. The centre of the interval is p + z² / 2n, divided by
    1 + z² / n.
    """
    z, p = 1.96, right / n
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return p - half, p + half


# %% misconception="confusion_matrix"
def accuracy_interval__in_counts(right, n):
    """You returned numbers of pictures. The interval is one of shares, from 0 to 1."""
    z, p = 1.96, right / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return n * (centre - half) / (1 + z * z / n), n * (centre + half) / (1 + z * z / n)


# %% misconception="confusion_matrix"
def accuracy_interval__under_the_root(right, n):
    """Under your root stands z² / 4n. It is z² / 4n²: divide by n twice."""
    z, p = 1.96, right / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


# %% check="confusion_matrix" points=2
def counted(truth, answers, K):
    """One product of tables with a 1 at each picture's class."""
    return F.one_hot(truth, K).T @ F.one_hot(answers, K)


def classes(n, K):
    """n whole numbers below K."""
    return drawn(lambda rng: rng.integers(0, K, size=n))


only(confusion_matrix)
check(
    confusion_matrix,
    against=counted,
    on=[
        case(truth=classes(40, 3), answers=classes(40, 3), K=3),
        case(truth=classes(25, 4), answers=classes(25, 4), K=6),
    ],
)
### BEGIN HIDDEN TESTS
check(
    confusion_matrix,
    against=counted,
    on=[
        case(truth=classes(200, 10), answers=classes(200, 10), K=10),
        case(truth=classes(3, 2), answers=classes(3, 5), K=5),
    ],
)
### END HIDDEN TESTS


# %% check="confusion_matrix" points=1
def shares_without_surprise(right, n):
    """The two shares q for which |right / n - q| is exactly 1.96 spreads of q."""
    p, a = right / n, 1.96**2 / n
    return tuple(float(q) for q in np.sort(np.roots([1 + a, -2 * p - a, p * p]).real))


only(accuracy_interval)
check(
    accuracy_interval,
    against=shares_without_surprise,
    on=[case(right=9, n=10), case(right=343, n=360), case(right=21, n=50)],
)
### BEGIN HIDDEN TESTS
check(
    accuracy_interval,
    against=shares_without_surprise,
    on=[
        case(right=1, n=12),
        case(right=3, n=7),
        case(right=9890, n=10000),
        *[case(right=whole_number(1, 90), n=whole_number(100, 2000))] * 2,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch the matrix is a product of two tables of zeros and ones. And here are a few shares with their intervals;
# the first is that of the network above. Before you run the cell: how many pictures does it take to say "about 95 %"
# to within one per cent either way?

# %%
truth, taken = torch.tensor(test_labels), torch.tensor(answers)
table = F.one_hot(truth, num_classes=10).T @ F.one_hot(taken, num_classes=10)
print("PyTorch's counts are the same:", np.array_equal(table.numpy(), counts))
z = 1.96
for right, n in ((int(np.trace(counts)), 360), (10, 10), (95, 100), (950, 1000), (1900, 2000)):
    p = right / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((centre + side * half) / (1 + z * z / n) for side in (-1, 1))
    print(f"{right:5d} of {n:5d} right: {p:6.1%}, true share from {low:.1%} to {high:.1%}")

# %% [markdown]
# So two networks that differ by one per cent on 360 pictures, that is by four, cannot be told apart. (Both have read the same
# pictures: count those on which exactly one is right. Four against none happens in one of eight cases by chance.) And the interval speaks of pictures like those of the test set, digits by these thirteen
# people; of others it knows nothing.

# %% [markdown]
# **A good place to stop.** All that follows is optional.
#
# ## Keep it (optional)
#
# What was learnt is a dictionary of numbers, the state dict. `torch.save` writes it, `torch.load`
# reads it. What can go wrong? The numbers may have been on a GPU that the reader's computer does
# not have: `map_location="cpu"` says where they should go. The network may have changed since, so
# that a name is missing or another one is there: better an error that names it than a network that
# is half random. And a file from a stranger may hold a program: since version 2.6 `torch.load`
# reads numbers only (`weights_only=True`) unless it is told otherwise; before, it has to be told.
# Write it out, and never write the opposite.
#
# The next cell pretends that a file was written on a computer with a GPU.


# %% setup="checks"
def file_from_a_gpu(content):
    """What `torch.save` would have written where the numbers lie on a GPU."""
    file = io.BytesIO()
    with mock.patch("torch.serialization.location_tag", lambda storage: "cuda:0"):
        torch.save(content, file)
    return file.getvalue()


def complaint(load, saved, shapes):
    """Which names an error speaks of; an answer that is not written yet says so itself."""
    try:
        load(saved, shapes)
    except Exception as error:
        kind = getattr(error, "type_name", type(error).__name__)
        if kind == "NotImplementedError" or getattr(error, "kind", "raised") != "raised":
            raise
        said = [name for name in ("conv.weight", "conv.bias", "head.weight") if name in str(error)]
        return {"error": kind, "names in its text": ", ".join(said)}
    return {"error": "none", "names in its text": ""}


# %%
saved = file_from_a_gpu({"weights": {"head.bias": torch.tensor([0.5, -1.0])}, "epoch": 7})
if not torch.cuda.is_available():
    try:
        torch.load(f=io.BytesIO(saved))
    except RuntimeError as error:
        print("without map_location:", str(error).partition(".")[0])
print("with it:", torch.load(f=io.BytesIO(saved), map_location="cpu"))

# %% [markdown]
# ## Exercise 14.8 · Save and load
# ★★ · 10 min · 3 points · optional
#
# A checkpoint is a dictionary `{"weights": ..., "epoch": ...}`; the weights are a dictionary of tensors, the epoch is a
# whole number.
#
# Write `load(saved, shapes)`: `saved` are the bytes of a file that holds a checkpoint, `shapes` a dictionary that says
# for each name which shape the network needs, as a tuple. Return `(weights, epoch)`, the weights as a dictionary of
# arrays. It must work on a computer without a GPU, wherever the file was written. If a name is missing, if there is one
# that the network does not have, or if a shape is another, raise a `ValueError` whose text contains the names of all
# such weights, and of no others: whoever reads it is to see at once where the trouble is.
#
# Write `save(weights, epoch)`: the bytes of a file with the checkpoint, from a dictionary of arrays. Your `load` reads it in
# the check, so begin with `load`.
#
# <details><summary>Hint 1: a file in memory</summary>
#
# `io.BytesIO(saved)` is a file to read from. To write: `file = io.BytesIO()`, `torch.save(..., file)`, and then
# `file.getvalue()`.
#
# </details>
# <details><summary>Hint 2: which names are wrong?</summary>
#
# Go through `set(weights) | set(shapes)`. A name is wrong if it is in only one of them, or if the shapes differ.
#
# </details>


# %% solution="load"
def load(saved, shapes):
    """bytes, {name: shape} -> {name: array}, epoch"""
    ### BEGIN SOLUTION
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    weights = arrays(content["weights"])
    names = sorted(set(weights) | set(shapes))
    wrong = [n for n in names if n not in weights or weights[n].shape != shapes.get(n)]
    if wrong:
        raise ValueError(f"the file does not fit the network: {', '.join(wrong)}")
    return weights, content["epoch"]
    ### END SOLUTION


def save(weights, epoch):
    """{name: array}, whole number -> bytes"""
    ### BEGIN SOLUTION
    file = io.BytesIO()
    state = {name: torch.tensor(value) for name, value in weights.items()}
    torch.save({"weights": state, "epoch": epoch}, file)
    return file.getvalue()
    ### END SOLUTION


# %% misconception="load"
def load__where_it_was(saved, shapes):
    """You load the numbers to where they were, and a computer without a GPU cannot. Say
    map_location="cpu".
    """
    content = torch.load(io.BytesIO(saved), weights_only=True)
    weights = arrays(content["weights"])
    names = sorted(set(weights) | set(shapes))
    wrong = [n for n in names if n not in weights or weights[n].shape != shapes.get(n)]
    if wrong:
        raise ValueError(f"the file does not fit the network: {', '.join(wrong)}")
    return weights, content["epoch"]


# %% misconception="load"
def load__takes_what_there_is(saved, shapes):
    """You take whatever is in the file, as strict=False does. A weight that is missing would stay at
    random: compare the names, and raise a ValueError.
    """
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    return arrays(content["weights"]), content["epoch"]


# %% misconception="load"
def load__ignores_unexpected(saved, shapes):
    """You do not notice a name that the network does not have. It means that the file belongs to
    another network.
    """
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    weights = arrays(content["weights"])
    wrong = [n for n in sorted(shapes) if n not in weights or weights[n].shape != shapes[n]]
    if wrong:
        raise ValueError(f"the file does not fit the network: {', '.join(wrong)}")
    return weights, content["epoch"]


# %% misconception="load"
def load__ignores_missing(saved, shapes):
    """You do not notice a name that is missing in the file. That weight would stay at random."""
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    weights = arrays(content["weights"])
    wrong = [n for n in sorted(weights) if weights[n].shape != shapes.get(n)]
    if wrong:
        raise ValueError(f"the file does not fit the network: {', '.join(wrong)}")
    return weights, content["epoch"]


# %% misconception="load"
def load__ignores_shapes(saved, shapes):
    """You compare names only. A weight of another shape does not fit either."""
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    weights = arrays(content["weights"])
    wrong = sorted(set(weights) ^ set(shapes))
    if wrong:
        raise ValueError(f"the file does not fit the network: {', '.join(wrong)}")
    return weights, content["epoch"]


# %% misconception="load"
def load__names_only_the_first(saved, shapes):
    """Your error names one weight, and there are several. Collect them all, so that whoever reads it
    need not come back for each.
    """
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    weights = arrays(content["weights"])
    for name in sorted(set(weights) | set(shapes)):
        if name not in weights or weights[name].shape != shapes.get(name):
            raise ValueError(f"the file does not fit the network: {name}")
    return weights, content["epoch"]


# %% misconception="load"
def load__says_not_which(saved, shapes):
    """Your error does not say which weights are wrong. Put their names into its text."""
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    weights = arrays(content["weights"])
    if {name: value.shape for name, value in weights.items()} != shapes:
        raise ValueError("the file does not fit the network")
    return weights, content["epoch"]


# %% misconception="load"
def load__forgets_the_epoch(saved, shapes):
    """Your epoch is always 0. It is in the checkpoint, under "epoch"."""
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    weights = arrays(content["weights"])
    names = sorted(set(weights) | set(shapes))
    wrong = [n for n in names if n not in weights or weights[n].shape != shapes.get(n)]
    if wrong:
        raise ValueError(f"the file does not fit the network: {', '.join(wrong)}")
    return weights, 0


# %% misconception="load"
def save__no_tensors(weights, epoch):
    """Your file holds what `torch.load` with `weights_only=True` refuses, such as NumPy arrays. Save
    each weight as a tensor, `torch.tensor(value)`.
    """
    file = io.BytesIO()
    torch.save({"weights": weights, "epoch": epoch}, file)
    return file.getvalue()


# %% misconception="load"
def save__without_epoch(weights, epoch):
    """There is no epoch in your checkpoint. Whoever goes on from it needs to know how far it was."""
    file = io.BytesIO()
    state = {name: torch.tensor(value) for name, value in weights.items()}
    torch.save({"weights": state}, file)
    return file.getvalue()


# %% misconception="load"
def save__in_single_precision(weights, epoch):
    """You saved the numbers in single precision. A checkpoint gives back what was put in."""
    file = io.BytesIO()
    state = {name: torch.tensor(value).float() for name, value in weights.items()}
    torch.save({"weights": state, "epoch": epoch}, file)
    return file.getvalue()


# %% misconception="load"
def save__the_next_epoch(weights, epoch):
    """You saved the epoch after this one. Save the one you were given."""
    file = io.BytesIO()
    state = {name: torch.tensor(value) for name, value in weights.items()}
    torch.save({"weights": state, "epoch": epoch + 1}, file)
    return file.getvalue()


# %% check="load" points=3
SHAPES = {"conv.weight": (3, 1, 3, 2), "conv.bias": (3,), "head.weight": (4, 6)}


def checkpoint(epoch, write, **other):
    """A function that draws the bytes of a checkpoint; `other` are shapes that differ."""

    def draw(rng):
        shapes = {n: s for n, s in {**SHAPES, **other}.items() if s is not None}
        weights = {name: torch.tensor(rng.normal(size=shape)) for name, shape in shapes.items()}
        return write({"weights": weights, "epoch": epoch})

    return drawn(draw)


def file_from_a_cpu(content):
    file = io.BytesIO()
    torch.save(content, file)
    return file.getvalue()


def read(saved, shapes):
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    return content["weights"], content["epoch"]


def wrong_names(*names):
    return lambda saved, shapes: {"error": "ValueError", "names in its text": ", ".join(names)}


without_bias = {name: shape for name, shape in SHAPES.items() if name != "conv.bias"}
check(
    load,
    against=read,
    on=[
        case(saved=checkpoint(3, file_from_a_gpu), shapes=SHAPES),
        case(saved=checkpoint(12, file_from_a_cpu), shapes=SHAPES),
    ],
)
check(
    load,
    against=wrong_names("conv.bias"),
    via=complaint,
    on=[
        case(saved=checkpoint(3, file_from_a_cpu, **{"conv.bias": None}), shapes=SHAPES),
        case(saved=checkpoint(4, file_from_a_cpu, **{"conv.bias": (4,)}), shapes=SHAPES),
        case(saved=checkpoint(5, file_from_a_gpu), shapes=without_bias),
    ],
)
check(
    load,
    against=wrong_names("conv.weight", "head.weight"),
    via=complaint,
    on=[
        case(
            saved=checkpoint(
                6, file_from_a_cpu, **{"conv.weight": (3, 1, 2, 3), "head.weight": None}
            ),
            shapes=SHAPES,
        ),
    ],
)
### BEGIN HIDDEN TESTS
check(
    load,
    against=wrong_names("conv.bias", "head.weight"),
    via=complaint,
    on=[
        case(
            saved=checkpoint(7, file_from_a_gpu, **{"conv.bias": (1, 3), "head.weight": (6, 4)}),
            shapes=SHAPES,
        ),
    ],
)
### END HIDDEN TESTS


def there_and_back(save, weights, epoch):
    saved = save(weights, epoch)
    if not isinstance(saved, bytes):
        raise TypeError("what `save` returns are no bytes")
    if not saved:
        raise ValueError("what `save` returns is empty")
    return load(saved, {name: value.shape for name, value in weights.items()})


def draw_arrays(rng):
    return {name: rng.normal(size=shape) for name, shape in SHAPES.items()}


check(
    save,
    against=lambda weights, epoch: (weights, epoch),
    via=there_and_back,
    on=[
        case(weights=drawn(draw_arrays), epoch=3),
        case(weights=drawn(draw_arrays), epoch=41),
    ],
)

# %% [markdown]
# A network in PyTorch checks the names by itself: `net.load_state_dict(state)` raises an error with all missing and
# unexpected ones, unless it is told `strict=False`.

# %%
net = new_net(classes=3, filters=2)
state = {name: value for name, value in net.state_dict().items() if name != "head.bias"}
try:
    net.load_state_dict(state_dict=state)
except RuntimeError as error:
    print(str(error).splitlines()[1].strip())

# %% [markdown]
# ## Use it for something else (optional)
#
# A network that reads zeros to fours has kernels for strokes. A network for fives to nines needs such kernels too. So
# take the first one, put a new head on it, and let only the head learn. The body is then a fixed **feature extractor**. If it goes
# on learning too, in small steps, one speaks of **fine-tuning**. (Our function has that name; its body stays fixed.) Many networks
# are made in one of these two ways today: somebody else's body, learnt from a million pictures or more, and a head of one's own.
#
# What must be fixed is more than it seems. The body's weights: `requires_grad_(False)`, or leave them out of the
# optimiser. And the running numbers of its batch norms: they move whenever the network is in training mode, gradient
# or not. So the body stays in evaluation mode.
#
# The next cell learns 0 to 4 from all pictures, and then 5 to 9 from five pictures each. Before you run it: what is
# better, starting anew, or the fixed body with a new head?


# %%
def learn_all(net, x, y, parameters, steps, lr, mode=True):
    """So many steps with Adam, on batches of at most 32."""
    optimiser = torch.optim.Adam(parameters, lr=lr)
    net.train(mode)
    for _ in range(steps):
        batch = torch.randperm(len(x))[:32]
        optimiser.zero_grad()
        F.cross_entropy(net(x[batch]), y[batch]).backward()
        optimiser.step()


y = torch.tensor(labels)
first = images[labels < 5]  # mean and spread belong to what the body learns from
x = torch.tensor((images - first.mean()) / first.std()).float()
for seed in (0, 1):
    torch.manual_seed(seed)
    low, high = torch.nonzero(y < 5)[:, 0], torch.nonzero(y >= 5)[:, 0]
    high = high[torch.randperm(len(high))]
    few = torch.cat([high[y[high] == k][:5] for k in range(5, 10)])
    rest = high[~torch.isin(high, few)]
    old = new_net(classes=5, filters=32)
    learn_all(old, x[low], y[low], old.parameters(), steps=300, lr=0.01)
    anew, tuned = new_net(classes=5, filters=32), copy.deepcopy(old)
    learn_all(anew, x[few], y[few] - 5, anew.parameters(), steps=100, lr=0.01)
    tuned.requires_grad_(False)
    tuned.head = nn.Linear(in_features=128, out_features=5)
    learn_all(tuned, x[few], y[few] - 5, tuned.head.parameters(), steps=100, lr=0.01, mode=False)
    print(f"seed {seed}, fives to nines from 25 pictures:", end=" ")
    print(f"anew {share_right(anew, x[rest], y[rest] - 5):.1%} right,", end=" ")
    print(f"with a fixed body {share_right(tuned, x[rest], y[rest] - 5):.1%}")

# %% [markdown]
# No gain: with one seed there is next to no difference, with the other the fresh network is ahead. In so small a network
# the body is one layer of kernels, and fresh kernels do as well as old ones. That is worth knowing: borrowing is no
# magic. What it buys is elsewhere. Only the numbers of the head learn, so a step is cheap, and few numbers are harder
# to overfit; and a body of many layers, learnt from a million photographs, cannot be learnt anew from 25 pictures
# (Yosinski and others measured how far that goes).

# %% [markdown]
# ## Exercise 14.9 · A new head
# ★★ · 10 min · 3 points · optional
#
# Write `fine_tune(weights, head, x, y, lr, steps)`. `weights` are those of the small network of exercise 14.5; the stub
# makes it. Give it a new head: a linear layer with the weight `head["weight"]`, shape `(K, features)`, and the bias
# `head["bias"]`, shape `(K,)`, both arrays. Then take `steps` steps of plain SGD with the rate `lr` on the tensors `x`,
# `y`, all of them in each step, with cross-entropy. Only the new head may change; the body, its batch norm's running
# numbers included, stays as it was. Return all weights of the network, as a dictionary of arrays.
#
# <details><summary>Hint 1: a head with given numbers</summary>
#
# `net.head = nn.Linear(features, K).double()`, and then
# `net.head.load_state_dict({name: torch.tensor(value) for name, value in head.items()})`.
#
# </details>
# <details><summary>Hint 2: what keeps the running numbers?</summary>
#
# `net.eval()` before the first step, and no `net.train()` after it.
#
# </details>


# %% solution="fine_tune"
def fine_tune(weights, head, x, y, lr, steps):
    """All weights, as arrays, after the new head has learnt"""
    net = small_net(weights)
    ### BEGIN SOLUTION
    net.requires_grad_(False)
    net.head = nn.Linear(head["weight"].shape[1], len(head["weight"])).double()
    net.head.load_state_dict({name: torch.tensor(value) for name, value in head.items()})
    net.eval()
    optimiser = torch.optim.SGD(net.head.parameters(), lr=lr)
    for _ in range(steps):
        optimiser.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
    ### END SOLUTION
    return arrays(net.state_dict())


# %% misconception="fine_tune"
def fine_tune__everything_learns(weights, head, x, y, lr, steps):
    """Your whole network learns: the optimiser has all its parameters. Only the new head may change:
    freeze the body with requires_grad_(False), or give the optimiser net.head.parameters() alone.
    """
    net = small_net(weights)
    net.head = nn.Linear(head["weight"].shape[1], len(head["weight"])).double()
    net.head.load_state_dict({name: torch.tensor(value) for name, value in head.items()})
    net.eval()
    optimiser = torch.optim.SGD(net.parameters(), lr=lr)
    for _ in range(steps):
        optimiser.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
    return arrays(net.state_dict())


# %% misconception="fine_tune"
def fine_tune__statistics_move(weights, head, x, y, lr, steps):
    """The body is frozen, but the running numbers of its batch norm move: they do so in training
    mode, gradient or not. Call net.eval().
    """
    net = small_net(weights)
    net.requires_grad_(False)
    net.head = nn.Linear(head["weight"].shape[1], len(head["weight"])).double()
    net.head.load_state_dict({name: torch.tensor(value) for name, value in head.items()})
    net.train()
    optimiser = torch.optim.SGD(net.head.parameters(), lr=lr)
    for _ in range(steps):
        optimiser.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
    return arrays(net.state_dict())


# %% misconception="fine_tune"
def fine_tune__nothing_learns(weights, head, x, y, lr, steps):
    """Your new head does not learn: the optimiser was made before it, and has the parameters of the
    old one. Make the head first, then the optimiser.
    """
    net = small_net(weights)
    net.requires_grad_(False)
    optimiser = torch.optim.SGD(net.head.parameters(), lr=lr)
    net.head = nn.Linear(head["weight"].shape[1], len(head["weight"])).double()
    net.head.load_state_dict({name: torch.tensor(value) for name, value in head.items()})
    net.eval()
    for _ in range(steps):
        optimiser.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
    return arrays(net.state_dict())


# %% misconception="fine_tune"
def fine_tune__head_frozen_too(weights, head, x, y, lr, steps):
    """You froze the network after you had put the new head on it, so nothing is left that can learn.
    Freeze first, then make the head.
    """
    net = small_net(weights)
    net.head = nn.Linear(head["weight"].shape[1], len(head["weight"])).double()
    net.head.load_state_dict({name: torch.tensor(value) for name, value in head.items()})
    net.requires_grad_(False)
    net.eval()
    optimiser = torch.optim.SGD(net.head.parameters(), lr=lr)
    for _ in range(steps):
        optimiser.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
    return arrays(net.state_dict())


# %% misconception="fine_tune"
def fine_tune__forgets_zero_grad(weights, head, x, y, lr, steps):
    """Your gradients pile up: call optimiser.zero_grad() before each backward pass."""
    net = small_net(weights)
    net.requires_grad_(False)
    net.head = nn.Linear(head["weight"].shape[1], len(head["weight"])).double()
    net.head.load_state_dict({name: torch.tensor(value) for name, value in head.items()})
    net.eval()
    optimiser = torch.optim.SGD(net.head.parameters(), lr=lr)
    for _ in range(steps):
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
    return arrays(net.state_dict())


# %% misconception="fine_tune"
def fine_tune__one_step_more(weights, head, x, y, lr, steps):
    """You took one step too many."""
    net = small_net(weights)
    net.requires_grad_(False)
    net.head = nn.Linear(head["weight"].shape[1], len(head["weight"])).double()
    net.head.load_state_dict({name: torch.tensor(value) for name, value in head.items()})
    net.eval()
    optimiser = torch.optim.SGD(net.head.parameters(), lr=lr)
    for _ in range(steps + 1):
        optimiser.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
    return arrays(net.state_dict())


# %% misconception="fine_tune"
def fine_tune__with_momentum(weights, head, x, y, lr, steps):
    """You took momentum. Plain SGD is asked: lr and nothing else."""
    net = small_net(weights)
    net.requires_grad_(False)
    net.head = nn.Linear(head["weight"].shape[1], len(head["weight"])).double()
    net.head.load_state_dict({name: torch.tensor(value) for name, value in head.items()})
    net.eval()
    optimiser = torch.optim.SGD(net.head.parameters(), lr=lr, momentum=0.9)
    for _ in range(steps):
        optimiser.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
    return arrays(net.state_dict())


# %% misconception="fine_tune"
def fine_tune__bias_left_out(weights, head, x, y, lr, steps):
    """You gave the new head its weight and began with a bias of 0. Both are in
    head.
    """
    net = small_net(weights)
    net.requires_grad_(False)
    net.head = nn.Linear(head["weight"].shape[1], len(head["weight"])).double()
    net.head.weight.data = torch.tensor(head["weight"])
    net.head.bias.data.zero_()
    net.eval()
    optimiser = torch.optim.SGD(net.head.parameters(), lr=lr)
    for _ in range(steps):
        optimiser.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
    return arrays(net.state_dict())


# %% check="fine_tune" points=3
def head_by_hand(weights, head, x, y, lr, steps):
    """Only the last layer learns: softmax regression on what the body makes of the pictures."""
    with torch.no_grad():
        features = small_net(weights).eval().body(x)
    W, b = torch.tensor(head["weight"]), torch.tensor(head["bias"])
    for _ in range(steps):
        error = F.linear(features, W, b).softmax(dim=1) - F.one_hot(y, len(b))
        W, b = W - lr * error.T @ features / len(x), b - lr * error.mean(dim=0)
    return {**weights, "head.weight": W, "head.bias": b}


def draw_head(features, classes):
    return drawn(
        lambda rng: {
            "weight": rng.normal(size=(classes, features)),
            "bias": rng.normal(size=classes),
        }
    )


def draw_labels_below(count, classes):
    return drawn(lambda rng: torch.tensor(rng.integers(0, classes, size=count)))


def draw_pictures(*shape):
    return drawn(lambda rng: torch.tensor(rng.normal(size=shape)))


check(
    fine_tune,
    against=head_by_hand,
    on=[
        case(
            weights=draw_weights(2, 3),
            head=draw_head(8, 5),
            x=draw_pictures(6, 1, 8, 10),
            y=draw_labels_below(6, 5),
            lr=0.3,
            steps=3,
        ),
        case(
            weights=draw_weights(3, 4),
            head=draw_head(12, 2),
            x=draw_pictures(5, 1, 9, 8),
            y=draw_labels_below(5, 2),
            lr=0.1,
            steps=2,
        ),
    ],
)
### BEGIN HIDDEN TESTS
check(
    fine_tune,
    against=head_by_hand,
    on=[
        case(
            weights=draw_weights(4, 2),
            head=draw_head(16, 6),
            x=draw_pictures(9, 1, 11, 8),
            y=draw_labels_below(9, 6),
            lr=0.05,
            steps=5,
        ),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# ## Somebody else's network (optional)
#
# Most of the code one works on was written by someone else, and it runs. A wrong network runs as well, and it learns,
# often as well as a right one; no exception tells you. What helps is to compare layer by layer with a program that is
# right, from the first layer on. The first layer that differs has the mistake.
#
# The next cell has a program with a convolution, a batch norm in use, ReLU, max pooling, a transposed convolution
# (kernels 3 by 3, stride 2), a global average head and a softmax: much of this course, in 38 lines. It records what
# each layer puts out, in the dictionary `seen`. Six of its lines are wrong. The batch norm's `eps` is meant to be 1e-3.

# %% setup="all"
PROGRAM = """
def network(x, p):
    N, C, H, W = x.shape
    w, b = p["conv.weight"], p["conv.bias"]
    O, _, kh, kw = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    y = np.zeros((N, O, H + 2 - kh + 1, W + 2 - kw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i : i + kw, j : j + kh]
            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w[:, :, ::-1, ::-1])
    y = y + b[:, None, None]
    seen = {"conv": y}
    mean, var = p["norm.mean"], p["norm.var"]
    scale = p["norm.weight"] / (np.sqrt(var) + 1e-3)
    y = (y - mean[:, None, None]) * scale[:, None, None] + p["norm.bias"][:, None, None]
    seen["norm"] = y
    y = np.maximum(y, 0)
    seen["relu"] = y
    rows, columns = y.shape[2] // 2, y.shape[3] // 2
    pooled = np.zeros((N, O, rows, columns))
    for i in range(rows):
        for j in range(columns):
            block = y[:, :, i : i + 2, j : j + 2]
            pooled[:, :, i, j] = block.max(axis=(2, 3))
    seen["pool"] = pooled
    up_w = p["up.weight"]
    up = np.zeros((N, up_w.shape[1], 2 * rows + 1, 2 * columns + 1))
    for i in range(rows):
        for j in range(columns):
            stamps = np.einsum("nc,cohw->nohw", pooled[:, :, i, j], up_w)
            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] = stamps
    seen["up"] = up
    features = up.mean(axis=(2, 3))
    logits = features @ p["head.weight"].T + p["head.bias"]
    seen["logits"] = logits
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    seen["probabilities"] = e / e.sum(axis=0, keepdims=True)
    return seen
""".strip().splitlines()


def run_program(lines, x, p):
    """What a program, a list of lines, records for pictures `x` and parameters `p`."""
    names = {"np": np}
    exec("\n".join(lines), names)
    return names["network"](x, p)


# %%
for n, line in enumerate(PROGRAM):
    print(f"{n:2d}  {line}")

# %% [markdown]
# ## Exercise 14.10 · Fix the network
# ★★★ · 20 min · 4 points · optional
#
# Write `fix_the_net(lines, x, p)`: `lines` are the lines of such a program, `x` pictures, `p` parameters. Return a
# tuple `(patches, seen)`: the repairs, and what the repaired program records for `x` and `p`. A patch is a pair
# `(n, line)`: line number `n`, counted from 0 as above, is to become `line`, a string with its indentation. Patch the
# lines that are wrong and no others, and repair each where it is wrong. A patch that puts a quite different line in
# its place is no repair.
#
# The stub does the bookkeeping. Put the repaired lines into `repaired`, under their numbers: it
# returns those in which `lines` differs, and runs `repaired`. So, after your work, `repaired` is a
# right program from beginning to end, and the function repairs every copy. That is needed: **when
# your notebook is graded, other lines are wrong**, and not the same for everybody. Spell your lines
# as you like: where the copy has one of them right in another spelling, your patch of it does no
# harm.
#
# For example, if line 3 were wrong, `repaired[3] = "    O, _, kh, kw = w.shape"` would repair it. The checks compare
# every layer with PyTorch's, from the first on, with pictures that are not square and kernels of 3 by 2.
#
# <details><summary>Hint 1: how do I look?</summary>
#
# In the order of the layers. For each line say aloud what it should do, and only then read what it does. Three of the
# six are in the convolution and the norm.
#
# </details>
# <details><summary>Hint 2: what to ask</summary>
#
# Which of `kh`, `kw` belongs to rows? Is a kernel turned in a network's convolution? Where does the small number go?
# How far does a pooling window move? What happens where stamps overlap? Over which axis do probabilities sum to 1?
#
# </details>
# <details><summary>Hint 3: the layer that differs</summary>
#
# Build the parts with functions you trust: `conv2d(x, w, b, padding=1)`, `max_pool2d(y, 2)`, and compare them with
# `run_program(repaired, x, p)["conv"]` and so on, for an `x` and a `p` of your own.
#
# </details>


# %% solution="fix_the_net"
def fix_the_net(lines, x, p):
    """The patches (line number, right line), and what the repaired program records"""
    repaired = list(PROGRAM)
    ### BEGIN SOLUTION
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    ### END SOLUTION
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)


# %% misconception="fix_the_net"
def fix_the_net__only_what_crashes(lines, x, p):
    """You repaired what raised an error and stopped there. Now the program runs, and five of its
    layers are wrong: compare them one by one.
    """
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)


# %% misconception="fix_the_net"
def fix_the_net__nothing_repaired(lines, x, p):
    """You put down what a right program records, and repaired no line. The lines are asked: what you
    record has to come from them.
    """
    C = len(p["conv.bias"])
    scale = p["norm.weight"] / np.sqrt(p["norm.var"] + 1e-3)
    seen = {"conv": conv2d(x, p["conv.weight"], p["conv.bias"], padding=1)}
    seen["norm"] = (seen["conv"] - p["norm.mean"][:, None, None]) * scale[:, None, None]
    seen["norm"] = seen["norm"] + p["norm.bias"][:, None, None]
    seen["relu"] = relu(seen["norm"])
    seen["pool"] = max_pool2d(seen["relu"], 2)
    N, _, rows, columns = seen["pool"].shape
    seen["up"] = np.zeros((N, C, 2 * rows + 1, 2 * columns + 1))
    for i, j in np.ndindex(rows, columns):
        stamps = np.einsum("nc,cohw->nohw", seen["pool"][:, :, i, j], p["up.weight"])
        seen["up"][:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps
    seen["logits"] = seen["up"].mean(axis=(2, 3)) @ p["head.weight"].T + p["head.bias"]
    e = np.exp(seen["logits"] - seen["logits"].max(axis=1, keepdims=True))
    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)
    return [], seen


# %% misconception="fix_the_net"
def fix_the_net__turns_twice(lines, x, p):
    """You left the kernel turned and turned the weight a second time, somewhere else. Two mistakes
    that hide each other are two mistakes: repair the line that is wrong.
    """
    repaired = list(PROGRAM)
    repaired[2] = '    w, b = p["conv.weight"][:, :, ::-1, ::-1], p["conv.bias"]'
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)


# %% misconception="fix_the_net"
def fix_the_net__drops_the_small_number(lines, x, p):
    """You left 1e-3 out of the batch norm. It belongs inside the root: np.sqrt(var + 1e-3)."""
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)


# %% misconception="fix_the_net"
def fix_the_net__counts_from_one(lines, x, p):
    """Your line numbers are one too large. Lines are counted from 0."""
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True), 1)
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)


# %% misconception="fix_the_net"
def fix_the_net__patches_everything(lines, x, p):
    """You patch every line. Patch only those that are wrong: whoever reviews your repair has to see
    what changed.
    """
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    return list(enumerate(repaired)), run_program(repaired, x, p)


# %% misconception="fix_the_net"
def fix_the_net__normalises_over_everything(lines, x, p):
    """Your probabilities sum to 1 over the whole batch. Each image has its own: sum over the
    classes, axis 1.
    """
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum()'
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)


# %% misconception="fix_the_net"
def fix_the_net__averages_overlaps(lines, x, p):
    """You halved what overlaps. Stamps of a transposed convolution add up where they overlap: +=
    stamps.
    """
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps / 2"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)


# %% check="fix_the_net" points=4
def review(lines, patches):
    """What whoever reviews a repair looks at."""
    for patch in patches:
        if not (isinstance(patch, tuple | list) and len(patch) == 2):
            raise ValueError("the patches must be a list of pairs (line number, line)")
        n, line = patch
        if not (isinstance(n, int) and 0 <= n < len(lines) and isinstance(line, str)):
            raise ValueError(f"a patch needs a line from 0 to {len(lines) - 1} and a string")
    unlike = [
        n
        for n, line in patches
        if SequenceMatcher(None, lines[n].strip(), line.strip(), False).ratio() < 0.3
    ]
    return {
        "number of patches": len(patches),
        "patches that change nothing": ", ".join(str(n) for n, line in patches if line == lines[n]),
        "patches that put a quite different line": ", ".join(map(str, unlike)),
    }


def repaired(lines, patches):
    """The program with these patches: it is run anew, whatever `fix_the_net` says it records."""
    text = list(lines)
    for n, line in patches:
        text[n] = line
    return apart("import numpy as np\n" + "\n".join(text), "network")


def first_wrong(lines, patches, seen, x, p):
    """The first layer whose numbers are wrong, and which of its lines are patched; empty if none."""
    right, first = torch_program(torch.tensor(x), p), 0
    for n, line in enumerate(lines):
        layer = line.partition('"')[2].partition('"')[0] if line.strip().startswith("seen") else ""
        if layer not in right:
            continue
        numbers, wanted = np.asarray(seen[layer]), right[layer].numpy()
        if numbers.shape != wanted.shape or not np.allclose(numbers, wanted):
            patched = ", ".join(str(m) for m, _ in patches if first <= m <= n)
            return f"{layer}; " + (
                f"patched so far: {patched}" if patched else "no patch in it yet"
            )
        first = n + 1
    return ""


def recorded_and_reviewed(fix, lines, x, p):
    patches, _ = fix(lines, x, p)
    found, seen = review(lines, patches), repaired(lines, patches)(x, p)
    return {"first layer that is wrong": first_wrong(lines, patches, seen, x, p), **found, **seen}


def reviewed(number):
    """The same of a repair of so many lines."""
    nothing = {"patches that change nothing": "", "patches that put a quite different line": ""}
    return {"number of patches": number, **nothing}


def draw_program(rng):
    """Parameters, with as many channels going up as coming in, so that mistakes fit."""
    p = {
        "conv.weight": rng.normal(size=(4, 3, 3, 2)),
        "conv.bias": rng.normal(size=4),
        "up.weight": rng.normal(size=(4, 4, 3, 3)),
        "head.weight": rng.normal(size=(4, 4)),
        "head.bias": rng.normal(size=4),
    }
    for name in ("weight", "bias", "mean"):
        p["norm." + name] = rng.normal(size=4)
    return p | {"norm.var": rng.uniform(0.05, 0.5, size=4)}


def torch_program(x, p):
    p, seen = tensors(p), {}
    seen["conv"] = F.conv2d(x, p["conv.weight"], p["conv.bias"], padding=1)
    norm = (p["norm." + name] for name in ("mean", "var", "weight", "bias"))
    seen["norm"] = F.batch_norm(seen["conv"], *norm, eps=1e-3)
    seen["relu"] = seen["norm"].relu()
    seen["pool"] = F.max_pool2d(seen["relu"], 2)
    seen["up"] = F.conv_transpose2d(seen["pool"], p["up.weight"], stride=2)
    means = F.adaptive_avg_pool2d(seen["up"], 1).flatten(1)
    seen["logits"] = F.linear(means, p["head.weight"], p["head.bias"])
    seen["probabilities"] = seen["logits"].softmax(dim=1)
    return seen


only(fix_the_net)
check(
    fix_the_net,
    against=lambda lines, x, p: {
        "first layer that is wrong": "",
        **reviewed(6),
        **torch_program(x, p),
    },
    via=recorded_and_reviewed,
    on=[
        case(lines=drawn(lambda rng: list(PROGRAM)), x=normal(2, 3, 6, 9), p=drawn(draw_program)),
        case(lines=drawn(lambda rng: list(PROGRAM)), x=normal(3, 3, 7, 5), p=drawn(draw_program)),
    ],
)
### BEGIN HIDDEN TESTS
RIGHT = """
def network(x, p):
    N, C, H, W = x.shape
    w, b = p["conv.weight"], p["conv.bias"]
    O, _, kh, kw = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    y = np.zeros((N, O, H + 2 - kh + 1, W + 2 - kw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i : i + kh, j : j + kw]
            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)
    y = y + b[:, None, None]
    seen = {"conv": y}
    mean, var = p["norm.mean"], p["norm.var"]
    scale = p["norm.weight"] / np.sqrt(var + 1e-3)
    y = (y - mean[:, None, None]) * scale[:, None, None] + p["norm.bias"][:, None, None]
    seen["norm"] = y
    y = np.maximum(y, 0)
    seen["relu"] = y
    rows, columns = y.shape[2] // 2, y.shape[3] // 2
    pooled = np.zeros((N, O, rows, columns))
    for i in range(rows):
        for j in range(columns):
            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            pooled[:, :, i, j] = block.max(axis=(2, 3))
    seen["pool"] = pooled
    up_w = p["up.weight"]
    up = np.zeros((N, up_w.shape[1], 2 * rows + 1, 2 * columns + 1))
    for i in range(rows):
        for j in range(columns):
            stamps = np.einsum("nc,cohw->nohw", pooled[:, :, i, j], up_w)
            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps
    seen["up"] = up
    features = up.mean(axis=(2, 3))
    logits = features @ p["head.weight"].T + p["head.bias"]
    seen["logits"] = logits
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)
    return seen
""".strip().splitlines()
WRONG = {
    4: "    padded = np.pad(x, ((0, 0), (0, 0), (2, 0), (2, 0)))",
    8: "            window = padded[:, :, i : i + kw, j : j + kh]",
    9: '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w[:, :, ::-1, ::-1])',
    10: "    y = y + b[0]",
    13: '    scale = p["norm.weight"] / (np.sqrt(var) + 1e-3)',
    14: '    y = (y - mean[:, None, None]) * scale[:, None, None] - p["norm.bias"][:, None, None]',
    16: "    y = np.abs(y)",
    22: "            block = y[:, :, i : i + 2, j : j + 2]",
    23: "            pooled[:, :, i, j] = block.mean(axis=(2, 3))",
    29: '            stamps = np.einsum("nc,ochw->nohw", pooled[:, :, i, j], up_w)',
    30: "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] = stamps",
    32: "    features = up.max(axis=(2, 3))",
    33: '    logits = features @ p["head.weight"] + p["head.bias"]',
    36: '    seen["probabilities"] = e / e.sum(axis=0, keepdims=True)',
}


def broken(rng):
    """A copy with six wrong lines, and their numbers."""
    numbers = sorted(rng.choice(sorted(WRONG), size=6, replace=False).tolist())
    return [WRONG[n] if n in numbers else line for n, line in enumerate(RIGHT)], numbers


def repair_any(fix, lines, numbers, x, p):
    patches, _ = fix(lines, x, p)
    found = review(lines, patches)
    touched = [n for n, _ in patches]
    # who has repaired a line of the program above in words of their own patches it here too
    extra = [n for n in touched if n not in numbers and RIGHT[n] == PROGRAM[n]]
    return {
        **repaired(lines, patches)(x, p),
        **found,
        "number of patches": None,
        "wrong lines without a patch": ", ".join(str(n) for n in numbers if n not in touched),
        "right lines with a patch": ", ".join(map(str, extra)),
    }


def hidden(lines, numbers, x):
    """A case whose program does not stand in the messages."""
    secret = {"lines": drawn(lambda rng: lines), "numbers": drawn(lambda rng: numbers)}
    return case(**secret, x=x, p=drawn(draw_program))


draw, cases = variant("fix_the_net"), []
for _ in range(3):
    cases.append(hidden(*broken(draw), normal(2, 3, 8, 6)))
every = [WRONG.get(n, line) for n, line in enumerate(RIGHT)]
cases.append(hidden(every, sorted(WRONG), normal(2, 3, 5, 8)))
check(
    fix_the_net,
    against=lambda lines, numbers, x, p: {
        **torch_program(x, p),
        **reviewed(None),
        "wrong lines without a patch": "",
        "right lines with a patch": "",
    },
    via=repair_any,
    on=cases,
)
### END HIDDEN TESTS

# %% [markdown]
# ## Exercise 14.11 · Read a report
# ★★ · 10 min · 2 points, marked by hand · optional
#
# A colleague reports: *"We photographed 40 leaves of four kinds of tree, each leaf ten times. We standardised the 400
# pictures, shuffled them and kept 80 for testing. We trained twelve networks with different widths and learning rates
# until the training loss was below 0.001, and report the best: 79 of 80 test pictures right, 98.75 %."*
#
# Answer in about ten sentences: what is wrong with this number, the gravest fault first? How would you do it with the
# same 400 pictures, and what could you then say, and what not?

# %% [markdown] essay="read_a_report" points=2
# The gravest fault is the leak. Each leaf is there ten times, and the pictures were shuffled one by one: nearly every
# test picture shows a leaf that the network has learnt. The number tells how well it recognises these 40 leaves, not
# how well it knows the kinds of a new leaf. The second fault: the test set chose the network. The best of twelve on 80
# pictures is the best by luck too, so its share is too high even if all twelve are equally good. A smaller fault of
# the same kind is that mean and spread were taken over all pictures. And training until the loss is below 0.001 means
# learning by heart; nobody looked whether an earlier state would have been better.
#
# I would split by leaf: of each kind six leaves to learn from, two to choose by, two for the test, which is opened
# once. Width, rate and the moment to stop are chosen on the validation leaves, all pictures are standardised with the
# training leaves' numbers, and leaves are turned and moved while learning, since a turned leaf is the same leaf.
#
# Then I could report the share of the test pictures and how sure it is. But those are eight leaves, not eighty
# pictures: ten pictures of one leaf are right or wrong together. An interval for eight of eight leaves begins below 70
# per cent, so with these pictures one can say that it works or that it does not, and hardly more. To do better I need
# more leaves, not more pictures of each; and nothing is said about other trees, seasons or cameras.
#
# === BEGIN MARK SCHEME ===
# Two points, in halves. Give each half for the idea, in whatever words.
#
# - ½ **The leak.** Pictures of the same leaf are in training and test set, so the number does not speak of new leaves.
#   ("The test set is too small" instead of this does not count here.)
# - ½ **The choice.** The best of twelve was chosen on the test set; it should have been chosen on a validation set, or:
#   why that makes the number too high.
# - ½ **A better plan** with the same pictures: split by leaf, three sets, each with its purpose. Statistics from the
#   training set, early stopping or augmentation are welcome and not needed.
# - ½ **What can be said.** How sure the number is (an interval, or: few leaves, pictures of one leaf count hardly more
#   than one), or what it says nothing about (other trees, cameras, seasons).
#
# No points are lost for language, length or a missing formula. Take off ½ for advice that would bring in a new leak.
# === END MARK SCHEME ===

# %% [markdown]
# ## What you can do now
#
# - Train a network with forward and backward passes of your own, equal to PyTorch's step by step.
# - Find bugs before a long training: the first loss, one batch by heart, the gradient, a look at what goes in.
# - Divide pictures so that nothing leaks, and say what each set is for.
# - Write the loop with all its lines, stop at the right moment, and show with two seeds what each remedy does.
# - Say how good a network is, where it errs, and how sure that is; keep it, and put it to another use.
#
# **Three traps**
#
# 1. Accuracy proves little. A network with a wrong gradient can read as well as a right one; a network with a leak looks
#    better than it is.
# 2. A set on which something was chosen can no longer judge it. The test set is opened once.
# 3. A network knows what it was shown. It fails on digits moved by a pixel as long as nobody moves any, and nothing in
#    its training curve tells.
#
# **Six questions to answer in your head**
#
# <details><summary>1. The first loss of a network with 100 classes is 9. What do you do?</summary>
#
# log 100 is 4.6, so something is wrong before any learning: weights too large, or a loss that is a sum instead of a mean.
#
# </details>
# <details><summary>2. A network cannot learn 16 pictures by heart. Do you get more data?</summary>
#
# No. Something between input and loss is broken, or the rate is far off.
#
# </details>
# <details><summary>3. Why must `zero_grad()` be called, and why does `backward()` add in the first place?</summary>
#
# A weight may be used more than once, and its gradient is the sum; between two steps nothing should be added.
#
# </details>
# <details><summary>4. Which set may you look at as often as you like?</summary>
#
# Training and validation. The test set once.
#
# </details>
# <details><summary>5. Training loss falls, validation loss climbs. What is it called, and name three remedies.</summary>
#
# Overfitting. Early stopping, dropout, weight decay, augmentation, and best of all more pictures.
#
# </details>
# <details><summary>6. 10 of 10 right: is the network perfect?</summary>
#
# Wilson's interval begins at 72 per cent.
#
# </details>
#
# **Where it is used.** Everywhere. The four checks before a long training are those of Karpathy (*A
# Recipe for Training Neural Networks*, 2019) and of the notes of the course CS231n at Stanford. The
# loss and the gradient of softmax with cross-entropy stand in every textbook (Goodfellow, Bengio
# and Courville, *Deep Learning*, 2016). Adam is by Kingma and Ba (ICLR 2015), weight decay apart
# from the gradient by Loshchilov and Hutter (*Decoupled Weight Decay Regularization*, ICLR 2019),
# dropout by Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (JMLR 2014). When to stop
# early was measured by Prechelt (*Early Stopping, But When?*, 1998). That networks learn even
# random labels by heart was shown by Zhang, Bengio, Hardt, Recht and Vinyals (*Understanding Deep
# Learning Requires Rethinking Generalization*, ICLR 2017). The interval is Wilson's (*Probable
# Inference, the Law of Succession, and Statistical Inference*, 1927). How far a body can be used
# for something else was asked by Yosinski, Clune, Bengio and Lipson (*How Transferable Are Features
# in Deep Neural Networks?*, NeurIPS 2014).
#
# **What comes next.** One answer for a whole picture is the easiest thing a network can give. Lesson 15, *A class for
# every pixel*, lets it draw.
