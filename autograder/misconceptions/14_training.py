"""The tempting mistakes of 14_training, made from lessons/14_training.py.

Do not edit: change the lesson and run `autograder build`.
"""

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


def expected_first_loss__probability(K):
    """You returned the probability of a class. The surprise is minus its logarithm."""
    return 1 / K


def expected_first_loss__base_two(K):
    """You took the logarithm to base 2, which counts in bits. The surprise is defined with the
    natural one: math.log.
    """
    return math.log2(K)


def expected_first_loss__base_ten(K):
    """You took the logarithm to base 10. The surprise is defined with the natural one: math.log."""
    return math.log10(K)


def expected_first_loss__wrong_sign(K):
    """Your loss is negative. The logarithm of a probability is negative, and the surprise is minus
    that.
    """
    return math.log(1 / K)


def expected_first_loss__wrong_answers(K):
    """You took the share of wrong answers, as if the loss counted mistakes. It is the mean surprise:
    minus the logarithm of 1 / K.
    """
    return 1 - 1 / K


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


def split__pictures_not_groups(groups, shares, seed):
    """You shared out the pictures one by one, so pictures of one group are in more than one set. Give
    away whole groups.
    """
    n = len(groups)
    order = np.random.default_rng(seed).permutation(n)
    a, b = math.ceil(shares[0] * n), math.ceil(shares[0] * n) + math.ceil(shares[1] * n)
    return tuple(np.array(sorted(part), dtype=int) for part in (order[:a], order[a:b], order[b:]))


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


def standardise__one_number_for_all_channels(train, *others):
    """You took one mean and one spread for all channels. Each channel has its own."""
    return [(x - train.mean()) / train.std() for x in (train, *others)]


def standardise__each_pixel(train, *others):
    """You took a mean and a spread for every pixel, over the images only. A channel has one of each:
    over images, rows and columns.
    """
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return [(x - mean) / np.where(spread == 0, 1, spread) for x in (train, *others)]


def standardise__unbiased(train, *others):
    """You divided by M - 1 in the standard deviation. Here it is asked with 1/M, as x.std() does."""
    mean = train.mean(axis=(0, 2, 3), keepdims=True)
    spread = train.std(axis=(0, 2, 3), keepdims=True, ddof=1)
    return [(x - mean) / np.where(spread == 0, 1, spread) for x in (train, *others)]


def standardise__divides_by_zero(train, *others):
    """A channel that is constant in the training set has the spread 0, and you divided by it. Divide by
    1 there.
    """
    mean = train.mean(axis=(0, 2, 3), keepdims=True)
    spread = train.std(axis=(0, 2, 3), keepdims=True)
    return [(x - mean) / spread for x in (train, *others)]


def standardise__adds_eps(train, *others):
    """You added a small number to the spread, which changes all channels a little. Only a spread of 0
    is replaced, by 1.
    """
    mean = train.mean(axis=(0, 2, 3), keepdims=True)
    spread = train.std(axis=(0, 2, 3), keepdims=True)
    return [(x - mean) / (spread + 1e-5) for x in (train, *others)]


def standardise__variance(train, *others):
    """You divided by the variance. Divide by its root, the standard deviation."""
    mean = train.mean(axis=(0, 2, 3), keepdims=True)
    spread = train.var(axis=(0, 2, 3), keepdims=True)
    return [(x - mean) / np.where(spread == 0, 1, spread) for x in (train, *others)]


def standardise__training_set_only(train, *others):
    """You standardised the training set and left the others as they were. A network that learnt from
    standardised pictures must be shown such: the same two numbers go to all sets.
    """
    mean = train.mean(axis=(0, 2, 3), keepdims=True)
    spread = train.std(axis=(0, 2, 3), keepdims=True)
    return [(train - mean) / np.where(spread == 0, 1, spread), *others]


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


def augment__wraps_around(x, seed, epoch):
    """What leaves your pictures on one side comes in on the other, as np.roll has it. What comes in is
    black: pad first.
    """
    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))
    return np.stack([np.roll(p, tuple(m), axis=(1, 2)) for p, m in zip(x, moves, strict=True)])


def augment__one_move_for_all(x, seed, epoch):
    """You moved all pictures alike, by the first of the moves. Each has its own: moves[n]."""
    H, W = x.shape[2:]
    down, right = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))[0]
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    return padded[:, :, 2 - down : 2 - down + H, 2 - right : 2 - right + W].copy()


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


def augment__repeats_the_edge(x, seed, epoch):
    """You filled up with the pixels of the edge. What comes in is black, 0."""
    H, W = x.shape[2:]
    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)), mode="edge")
    found = np.zeros_like(x)
    for n, (down, right) in enumerate(moves):
        found[n] = padded[n, :, 2 - down : 2 - down + H, 2 - right : 2 - right + W]
    return found


def augment__never_by_two(x, seed, epoch):
    """Your moves end at 1. The upper end of rng.integers is not included: -2, 3 draws from -2 to 2."""
    H, W = x.shape[2:]
    moves = np.random.default_rng([seed, epoch]).integers(-2, 2, size=(len(x), 2))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    found = np.zeros_like(x)
    for n, (down, right) in enumerate(moves):
        found[n] = padded[n, :, 2 - down : 2 - down + H, 2 - right : 2 - right + W]
    return found


def confusion_matrix__transposed(truth, answers, K):
    """You exchanged rows and columns. Rows are what a picture is, columns what it was taken for."""
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (answers, truth), 1)
    return counts


def confusion_matrix__each_pair_once(truth, answers, K):
    """You counted a pair once, however often it occurs: counts[truth, answers] += 1 adds 1 to each
    place once. Use a loop, or np.add.at.
    """
    counts = np.zeros((K, K), dtype=int)
    counts[truth, answers] += 1
    return counts


def confusion_matrix__shares(truth, answers, K):
    """You returned shares of each row. Counts are asked: a share of three pictures and one of three
    hundred look alike.
    """
    counts = np.zeros((K, K))
    np.add.at(counts, (truth, answers), 1)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def confusion_matrix__classes_from_the_data(truth, answers, K):
    """Your matrix has a row for each class that occurs. It has K rows and columns, even for a class
    that nobody saw.
    """
    K = max(truth.max(), answers.max()) + 1
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (truth, answers), 1)
    return counts


def confusion_matrix__mistakes_only(truth, answers, K):
    """Your diagonal is empty. The right answers are counted as well: they stand on it."""
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (truth, answers), 1)
    return counts * (1 - np.eye(K, dtype=int))


def accuracy_interval__of_the_textbook(right, n):
    """You took the textbook's interval around p. Wilson's has its centre nearer to a half, and never
    leaves 0 to 1.
    """
    p = right / n
    half = 1.96 * math.sqrt(p * (1 - p) / n)
    return p - half, p + half


def accuracy_interval__not_divided(right, n):
    """You forgot to divide by 1 + z² / n."""
    z, p = 1.96, right / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return centre - half, centre + half


def accuracy_interval__one_spread(right, n):
    """Your interval is one spread wide to either side, which holds in two of three cases. For 95 of
    100 it is z = 1.96 of them.
    """
    z, p = 1.0, right / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def accuracy_interval__around_p(right, n):
    """You put Wilson's width around p itself. The centre of the interval is p + z² / 2n, divided by
    1 + z² / n.
    """
    z, p = 1.96, right / n
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return p - half, p + half


def accuracy_interval__in_counts(right, n):
    """You returned numbers of pictures. The interval is one of shares, from 0 to 1."""
    z, p = 1.96, right / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return n * (centre - half) / (1 + z * z / n), n * (centre + half) / (1 + z * z / n)


def accuracy_interval__under_the_root(right, n):
    """Under your root stands z² / 4n. It is z² / 4n²: divide by n twice."""
    z, p = 1.96, right / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


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


def load__takes_what_there_is(saved, shapes):
    """You take whatever is in the file, as strict=False does. A weight that is missing would stay at
    random: compare the names, and raise a ValueError.
    """
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    return arrays(content["weights"]), content["epoch"]


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


def load__ignores_missing(saved, shapes):
    """You do not notice a name that is missing in the file. That weight would stay at random."""
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    weights = arrays(content["weights"])
    wrong = [n for n in sorted(weights) if weights[n].shape != shapes.get(n)]
    if wrong:
        raise ValueError(f"the file does not fit the network: {', '.join(wrong)}")
    return weights, content["epoch"]


def load__ignores_shapes(saved, shapes):
    """You compare names only. A weight of another shape does not fit either."""
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    weights = arrays(content["weights"])
    wrong = sorted(set(weights) ^ set(shapes))
    if wrong:
        raise ValueError(f"the file does not fit the network: {', '.join(wrong)}")
    return weights, content["epoch"]


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


def load__says_not_which(saved, shapes):
    """Your error does not say which weights are wrong. Put their names into its text."""
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    weights = arrays(content["weights"])
    if {name: value.shape for name, value in weights.items()} != shapes:
        raise ValueError("the file does not fit the network")
    return weights, content["epoch"]


def load__forgets_the_epoch(saved, shapes):
    """Your epoch is always 0. It is in the checkpoint, under "epoch"."""
    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    weights = arrays(content["weights"])
    names = sorted(set(weights) | set(shapes))
    wrong = [n for n in names if n not in weights or weights[n].shape != shapes.get(n)]
    if wrong:
        raise ValueError(f"the file does not fit the network: {', '.join(wrong)}")
    return weights, 0


def save__no_tensors(weights, epoch):
    """Your file holds what `torch.load` with `weights_only=True` refuses, such as NumPy arrays. Save
    each weight as a tensor, `torch.tensor(value)`.
    """
    file = io.BytesIO()
    torch.save({"weights": weights, "epoch": epoch}, file)
    return file.getvalue()


def save__without_epoch(weights, epoch):
    """There is no epoch in your checkpoint. Whoever goes on from it needs to know how far it was."""
    file = io.BytesIO()
    state = {name: torch.tensor(value) for name, value in weights.items()}
    torch.save({"weights": state}, file)
    return file.getvalue()


def save__in_single_precision(weights, epoch):
    """You saved the numbers in single precision. A checkpoint gives back what was put in."""
    file = io.BytesIO()
    state = {name: torch.tensor(value).float() for name, value in weights.items()}
    torch.save({"weights": state, "epoch": epoch}, file)
    return file.getvalue()


def save__the_next_epoch(weights, epoch):
    """You saved the epoch after this one. Save the one you were given."""
    file = io.BytesIO()
    state = {name: torch.tensor(value) for name, value in weights.items()}
    torch.save({"weights": state, "epoch": epoch + 1}, file)
    return file.getvalue()


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


def fix_the_net__only_what_crashes(lines, x, p):
    """You repaired what raised an error and stopped there. Now the program runs, and five of its
    layers are wrong: compare them one by one.
    """
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)


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


ALLOW = ('numpy', 'math', 'torch', 'convkit.convolution.conv.conv2d', 'convkit.convolution.gradients.conv2d_backward', 'convkit.pooling.max_pooling.max_pool2d', 'convkit.pooling.unpooling.max_pool2d_backward')

TITLE = '14 · Training: a network that learns, and how to know'
OPTIONAL = ('standardise', 'load', 'fine_tune', 'fix_the_net')

TITLES = {
    'expected_first_loss': '14.1 · The first loss',
    'train_tiny_cnn': '14.2 · Train a network',
    'split': '14.3 · Split without a leak',
    'standardise': '14.4 · Standardise',
    'fit': '14.5 · Early stopping',
    'augment': '14.6 · Augment',
    'confusion_matrix': '14.7 · Judge',
    'load': '14.8 · Save and load',
    'fine_tune': '14.9 · A new head',
    'fix_the_net': '14.10 · Fix the network',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('expected_first_loss', 1, '9f7cf9f4ce6ac6a3'),
    ('train_tiny_cnn', 3, '5e9c16552a0b0c3a'),
    ('train_tiny_cnn', 3, '99ad9712b758a5cd'),
    ('split', 3, '31e7501ecbfdb592'),
    ('standardise', 2, 'b8cf9f28171f4a7d'),
    ('fit', 2, '2f30b49012fc6974'),
    ('fit', 2, '311c2e97683f4897'),
    ('augment', 2, '45da5791dd06e11f'),
    ('confusion_matrix', 2, '4f2fc43c99191b4f'),
    ('confusion_matrix', 1, '5c5974a3798cc2aa'),
    ('load', 3, 'cf5845200fe71ac4'),
    ('fine_tune', 3, 'ccc4b8e36860fe31'),
    ('fix_the_net', 4, '150e5258c4fe92cf'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_expected_first_loss(K):\n    return F.cross_entropy(torch.zeros(2, K, dtype=torch.float64), torch.tensor([0, K - 1]))\n\n\nonly(expected_first_loss)\ncheck(\n    expected_first_loss,\n    against=torch_expected_first_loss,\n    on=[case(K=3), case(K=10), case(K=1000)],\n)',
    'def draw_network(filters, features, classes):\n    """A function that draws parameters for a network with so many features after flattening."""\n\n    def draw(rng):\n        return {\n            "conv.weight": rng.normal(size=(filters, 1, 3, 3)) / 3,\n            "conv.bias": rng.normal(size=filters),\n            "linear.weight": rng.normal(size=(classes, features)) / np.sqrt(features),\n            "linear.bias": rng.normal(size=classes),\n        }\n\n    return drawn(draw)\n\n\ndef draw_labels(count, classes):\n    return drawn(lambda rng: rng.integers(0, classes, size=count))\n\n\ndef draw_large_logits(rng):\n    """Logits of about 1000, but the first class about 0, and the last 20 behind the others."""\n    bias = np.array([0, 1000, 1000, 1000, 980]) + rng.normal(size=5)\n    return draw_network(4, 24, 5).draw(rng) | {"linear.bias": bias}\n\n\ndef draw_known(rng):\n    """Labels of images that show every class but the first."""\n    return 1 + rng.permutation(4)\n\n\ndef draw_tilted(rng):\n    """A bright image raises the logits of all classes alike, by thousands."""\n    params = draw_network(4, 256, 5).draw(rng)\n    return params | {"linear.weight": params["linear.weight"] + 1}\n\n\ndef draw_loud_and_soft(rng):\n    """Images of which one is far brighter than the others."""\n    return rng.normal(size=(3, 1, 8, 32)) * np.array([0.1, 8, 1])[:, None, None, None]\n\n\ndef draw_unbiased(rng):\n    """A first filter that answers an empty part with exactly 0."""\n    params = draw_network(3, 36, 4).draw(rng)\n    params["conv.bias"][0] = 0\n    return params\n\n\ndef draw_half_dark(rng):\n    """Images that are 0 on the right."""\n    x = rng.normal(size=(3, 1, 6, 8))\n    x[..., 4:] = 0\n    return x\n\n\ndef torch_loss_and_gradients(params, x, y):\n    p = {name: value.requires_grad_() for name, value in tensors(params).items()}\n    x = F.max_pool2d(F.conv2d(x, p["conv.weight"], p["conv.bias"], padding=1).relu(), 2)\n    logits = F.linear(x.flatten(1), p["linear.weight"], p["linear.bias"])\n    loss = F.cross_entropy(logits, torch.as_tensor(y))\n    return loss, dict(zip(p, torch.autograd.grad(loss, list(p.values())), strict=True))\n\n\nonly(loss_and_gradients)\ncheck(\n    loss_and_gradients,\n    against=torch_loss_and_gradients,\n    on=[\n        case(params=draw_network(4, 24, 5), x=normal(3, 1, 6, 4), y=draw_labels(3, 5)),\n        case(params=draw_network(2, 24, 3), x=normal(6, 1, 7, 8), y=draw_labels(6, 3)),\n        case(params=drawn(draw_large_logits), x=normal(4, 1, 6, 4), y=drawn(draw_known)),\n        case(params=drawn(draw_tilted), x=drawn(draw_loud_and_soft), y=draw_labels(3, 5)),\n        case(params=drawn(draw_unbiased), x=drawn(draw_half_dark), y=draw_labels(3, 4)),\n    ],\n)',
    'def draw_digits(filters, features, classes):\n    """A function that draws parameters of a size that learns."""\n\n    def draw(rng):\n        bound = 1 / np.sqrt(features)\n        return {\n            "conv.weight": rng.uniform(-1 / 3, 1 / 3, size=(filters, 1, 3, 3)),\n            "conv.bias": rng.uniform(-1 / 3, 1 / 3, size=filters),\n            "linear.weight": rng.uniform(-bound, bound, size=(classes, features)),\n            "linear.bias": rng.uniform(-bound, bound, size=classes),\n        }\n\n    return draw\n\n\ndef torch_logits(params, x):\n    x = F.conv2d(torch.as_tensor(x), params["conv.weight"], params["conv.bias"], padding=1)\n    x = F.max_pool2d(x.relu(), 2).flatten(1)\n    return F.linear(x, params["linear.weight"], params["linear.bias"])\n\n\ndef torch_train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):\n    rng = np.random.default_rng(seed)\n    p = {name: value.requires_grad_() for name, value in tensors(params).items()}\n    mean, spread = images.mean(), images.std(correction=0)\n    images, labels = (images - mean) / spread, torch.as_tensor(labels)\n    optimiser = torch.optim.SGD(p.values(), lr=lr)\n    for _ in range(epochs):\n        for batch in torch.tensor(rng.permutation(len(images))).split(batch_size):\n            optimiser.zero_grad()\n            F.cross_entropy(torch_logits(p, images[batch]), labels[batch]).backward()\n            optimiser.step()\n    return p, (unseen - mean) / spread\n\n\ndef labels_below(count, classes):\n    return drawn(lambda rng: rng.integers(0, classes, size=count))\n\n\nsteps = {"params": drawn(draw_digits(3, 18, 4)), "lr": 0.1}\nonly(train_tiny_cnn)\ncheck(\n    train_tiny_cnn,\n    against=torch_train_tiny_cnn,\n    on=[\n        case(\n            images=uniform(11, 1, 6, 4),\n            labels=labels_below(11, 4),\n            unseen=uniform(2, 1, 6, 4, low=0.2),\n            **steps,\n            epochs=1,\n            batch_size=11,\n            seed=7,\n        ),\n        case(\n            images=uniform(11, 1, 4, 6),\n            labels=labels_below(11, 4),\n            unseen=uniform(3, 1, 4, 6, low=0.2),\n            **steps,\n            epochs=2,\n            batch_size=4,\n            seed=5,\n        ),\n    ],\n)\nrng = variant("train_tiny_cnn")\nparts = data.digits_split(held_out=360, seed=int(rng.integers(1000)))\nrun = (*parts[:3], draw_digits(16, 256, 10)(rng), 0.2, 8, 32, int(rng.integers(1000)))\n\n\ndef share_read(learnt, unseen):\n    weights = {name: torch.as_tensor(value).detach() for name, value in learnt.items()}\n    answers = torch_logits(weights, unseen).argmax(dim=1).numpy()\n    return np.count_nonzero(answers == parts[3]) / len(answers)\n\n\nshare = share_read(*call(train_tiny_cnn, *run))\nimages, labels, unseen, *rest = run\ntheirs = share_read(\n    *torch_train_tiny_cnn(torch.tensor(images), labels, torch.tensor(unseen), *rest)\n)\nassert share >= min(0.95, theirs), (\n    f"Only {share:.1%} of the unseen digits are read correctly; PyTorch, on the same numbers, reads "\n    f"{theirs:.1%}."\n)\nf"train_tiny_cnn: {share:.1%} of the unseen digits are read correctly."',
    'def split_by_counting(groups, shares, seed):\n    """The same from the number of pictures before each group."""\n    groups = groups.numpy()\n    order = np.random.default_rng(seed).permutation(np.unique(groups))\n    sizes = np.array([np.count_nonzero(groups == g) for g in order])\n    before = sizes.cumsum() - sizes\n    learning = before < shares[0] * len(groups)\n    choosing = ~learning & (before - sizes[learning].sum() < shares[1] * len(groups))\n    sets = (order[learning], order[choosing], order[~learning & ~choosing])\n    return tuple(np.flatnonzero(np.isin(groups, chosen)) for chosen in sets)\n\n\ndef draw_groups(n, count):\n    """A function that draws n groups, `count` at most, some of them far larger than others."""\n    names = drawn(lambda rng: rng.permutation(10 * count)[:count])\n\n    def draw(rng):\n        share = rng.dirichlet(np.full(count, 1.0))\n        return names.draw(rng)[rng.choice(count, size=n, p=share)]\n\n    return drawn(draw)\n\n\ndef draw_even(count, each):\n    """A function that draws `count` groups of the same size, mixed."""\n    return drawn(lambda rng: rng.permutation(np.repeat(rng.permutation(10 * count)[:count], each)))\n\n\nonly(split)\ncheck(\n    split,\n    against=split_by_counting,\n    on=[\n        case(groups=draw_groups(37, 9), shares=(0.51, 0.23), seed=3),\n        case(groups=draw_groups(61, 12), shares=(0.61, 0.17), seed=8),\n        case(groups=draw_groups(45, 11), shares=(0.33, 0.31), seed=4),\n        case(groups=draw_groups(53, 14), shares=(0.48, 0.22), seed=21),\n        case(groups=draw_even(8, 2), shares=(0.5, 0.25), seed=9),\n        case(groups=drawn(lambda rng: np.array([5, 5, 7, 7, 7, 9])), shares=(0.4, 0.1), seed=5),\n    ],\n)',
    'def torch_standardise(train, *others):\n    spread, mean = torch.std_mean(train, dim=(0, 2, 3), correction=0, keepdim=True)\n    spread[spread == 0] = 1\n    return [(x - mean) / spread for x in (train, *others)]\n\n\ndef draw_with_a_dead_channel(rng):\n    """Pictures whose second channel is 0.5 everywhere, as of a broken camera."""\n    x = rng.uniform(size=(3, 3, 4, 5))\n    x[:, 1] = 0.5\n    return x\n\n\nonly(standardise)\ncheck(\n    standardise,\n    against=torch_standardise,\n    on=[\n        case(train=uniform(4, 3, 5, 4), validation=uniform(2, 3, 5, 4, low=0.3)),\n        case(train=uniform(3, 2, 2, 4), a=uniform(1, 2, 2, 4), b=uniform(2, 2, 2, 4, high=3)),\n        case(train=drawn(draw_with_a_dead_channel), test=uniform(2, 3, 4, 5)),\n    ],\n)',
    'def losses_of_each_epoch(weights, batches, validation, lr, epochs, patience):\n    """A training loop without early stopping, in other words than the exercise\'s."""\n    net, losses = small_net(weights), []\n    momenta = [torch.zeros_like(p) for p in net.parameters()]\n    for _ in range(epochs):\n        for x, y in batches:\n            loss = F.cross_entropy(net.train()(x), y)\n            for p, m, g in zip(\n                net.parameters(),\n                momenta,\n                torch.autograd.grad(loss, list(net.parameters())),\n                strict=True,\n            ):\n                m.mul_(0.9).add_(g)\n                p.data.sub_(lr * m)\n        losses.append(F.cross_entropy(net.eval()(validation[0]), validation[1]).item())\n    return losses\n\n\ndef losses_only(solution, *arguments):\n    return solution(*arguments)[1]\n\n\ncheck(\n    fit,\n    against=losses_of_each_epoch,\n    via=losses_only,\n    on=[\n        case(\n            weights=draw_weights(2, 3),\n            batches=draw_pairs((5, 4, 6), 8, 10, 3),\n            validation=draw_pairs(7, 8, 10, 3),\n            lr=0.05,\n            epochs=4,\n            patience=4,\n        ),\n        case(\n            weights=draw_weights(3, 4),\n            batches=draw_pairs((6, 6), 9, 8, 4),\n            validation=draw_pairs(5, 9, 8, 4),\n            lr=0.1,\n            epochs=3,\n            patience=9,\n        ),\n    ],\n)',
    'def stop_in_hindsight(weights, batches, validation, lr, epochs, patience):\n    """All epochs first; then find where it should have stopped, and the best before that."""\n    net, losses, states = small_net(weights), [], []\n    sgd = torch.optim.SGD(net.parameters(), lr, momentum=0.9)\n    for _ in range(epochs):\n        for x, y in batches:\n            net.train().zero_grad()\n            F.cross_entropy(net(x), y).backward()\n            sgd.step()\n        losses.append(F.cross_entropy(net.eval()(validation[0]), validation[1]).item())\n        states.append(arrays(net.state_dict()))\n    for end in range(1, epochs + 1):\n        best = int(np.argmin(losses[:end]))\n        if end - 1 - best == patience:\n            break\n    return states[best], losses[:end]\n\n\ndef stopping(seed, patience, epochs=12):\n    """A case in which the loss goes up and down: a large rate, random labels."""\n    H, W = 8 + seed % 3, 11 - seed % 2\n    return case(\n        weights=draw_weights(2, 3),\n        batches=draw_pairs((4, 5), H, W, 3),\n        validation=draw_pairs(6, H, W, 3),\n        lr=(0.02, 0.05, 0.1)[seed % 3],\n        epochs=epochs,\n        patience=patience,\n    )\n\n\ndef up_and_down(seed, patience):\n    """A case in which every rule for stopping but the right one stops elsewhere, or never."""\n\n    def always(one):\n        return drawn(lambda rng: one.draw(np.random.default_rng(seed)))\n\n    return case(\n        weights=always(draw_weights(2, 3)),\n        batches=always(draw_pairs((4, 5), 8, 11, 3)),\n        validation=always(draw_pairs(6, 8, 11, 3)),\n        lr=0.1,\n        epochs=12,\n        patience=patience,\n    )\n\n\ncheck(\n    fit,\n    against=stop_in_hindsight,\n    on=[up_and_down(22, 2)] + [stopping(n, patience) for n, patience in enumerate((1, 2, 3, 5))],\n)',
    'def torch_augment(x, seed, epoch):\n    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))\n    found = []\n    for picture, (down, right) in zip(x, moves.tolist(), strict=True):\n        found.append(F.pad(picture, (right, -right, down, -down)))\n    return torch.stack(found)\n\n\nonly(augment)\ncheck(\n    augment,\n    against=torch_augment,\n    on=[\n        case(x=uniform(6, 1, 8, 9, low=0.1), seed=3, epoch=0),\n        case(x=uniform(5, 3, 5, 7, low=0.1), seed=3, epoch=1),\n        case(x=uniform(4, 2, 6, 4, low=0.1), seed=8, epoch=5),\n    ],\n)',
    'def counted(truth, answers, K):\n    """One product of tables with a 1 at each picture\'s class."""\n    return F.one_hot(truth, K).T @ F.one_hot(answers, K)\n\n\ndef classes(n, K):\n    """n whole numbers below K."""\n    return drawn(lambda rng: rng.integers(0, K, size=n))\n\n\nonly(confusion_matrix)\ncheck(\n    confusion_matrix,\n    against=counted,\n    on=[\n        case(truth=classes(40, 3), answers=classes(40, 3), K=3),\n        case(truth=classes(25, 4), answers=classes(25, 4), K=6),\n    ],\n)',
    'def shares_without_surprise(right, n):\n    """The two shares q for which |right / n - q| is exactly 1.96 spreads of q."""\n    p, a = right / n, 1.96**2 / n\n    return tuple(float(q) for q in np.sort(np.roots([1 + a, -2 * p - a, p * p]).real))\n\n\nonly(accuracy_interval)\ncheck(\n    accuracy_interval,\n    against=shares_without_surprise,\n    on=[case(right=9, n=10), case(right=343, n=360), case(right=21, n=50)],\n)',
    'SHAPES = {"conv.weight": (3, 1, 3, 2), "conv.bias": (3,), "head.weight": (4, 6)}\n\n\ndef checkpoint(epoch, write, **other):\n    """A function that draws the bytes of a checkpoint; `other` are shapes that differ."""\n\n    def draw(rng):\n        shapes = {n: s for n, s in {**SHAPES, **other}.items() if s is not None}\n        weights = {name: torch.tensor(rng.normal(size=shape)) for name, shape in shapes.items()}\n        return write({"weights": weights, "epoch": epoch})\n\n    return drawn(draw)\n\n\ndef file_from_a_cpu(content):\n    file = io.BytesIO()\n    torch.save(content, file)\n    return file.getvalue()\n\n\ndef read(saved, shapes):\n    content = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)\n    return content["weights"], content["epoch"]\n\n\ndef wrong_names(*names):\n    return lambda saved, shapes: {"error": "ValueError", "names in its text": ", ".join(names)}\n\n\nwithout_bias = {name: shape for name, shape in SHAPES.items() if name != "conv.bias"}\ncheck(\n    load,\n    against=read,\n    on=[\n        case(saved=checkpoint(3, file_from_a_gpu), shapes=SHAPES),\n        case(saved=checkpoint(12, file_from_a_cpu), shapes=SHAPES),\n    ],\n)\ncheck(\n    load,\n    against=wrong_names("conv.bias"),\n    via=complaint,\n    on=[\n        case(saved=checkpoint(3, file_from_a_cpu, **{"conv.bias": None}), shapes=SHAPES),\n        case(saved=checkpoint(4, file_from_a_cpu, **{"conv.bias": (4,)}), shapes=SHAPES),\n        case(saved=checkpoint(5, file_from_a_gpu), shapes=without_bias),\n    ],\n)\ncheck(\n    load,\n    against=wrong_names("conv.weight", "head.weight"),\n    via=complaint,\n    on=[\n        case(\n            saved=checkpoint(\n                6, file_from_a_cpu, **{"conv.weight": (3, 1, 2, 3), "head.weight": None}\n            ),\n            shapes=SHAPES,\n        ),\n    ],\n)\n\n\ndef there_and_back(save, weights, epoch):\n    saved = save(weights, epoch)\n    if not isinstance(saved, bytes):\n        raise TypeError("what `save` returns are no bytes")\n    if not saved:\n        raise ValueError("what `save` returns is empty")\n    return load(saved, {name: value.shape for name, value in weights.items()})\n\n\ndef draw_arrays(rng):\n    return {name: rng.normal(size=shape) for name, shape in SHAPES.items()}\n\n\ncheck(\n    save,\n    against=lambda weights, epoch: (weights, epoch),\n    via=there_and_back,\n    on=[\n        case(weights=drawn(draw_arrays), epoch=3),\n        case(weights=drawn(draw_arrays), epoch=41),\n    ],\n)',
    'def head_by_hand(weights, head, x, y, lr, steps):\n    """Only the last layer learns: softmax regression on what the body makes of the pictures."""\n    with torch.no_grad():\n        features = small_net(weights).eval().body(x)\n    W, b = torch.tensor(head["weight"]), torch.tensor(head["bias"])\n    for _ in range(steps):\n        error = F.linear(features, W, b).softmax(dim=1) - F.one_hot(y, len(b))\n        W, b = W - lr * error.T @ features / len(x), b - lr * error.mean(dim=0)\n    return {**weights, "head.weight": W, "head.bias": b}\n\n\ndef draw_head(features, classes):\n    return drawn(\n        lambda rng: {\n            "weight": rng.normal(size=(classes, features)),\n            "bias": rng.normal(size=classes),\n        }\n    )\n\n\ndef draw_labels_below(count, classes):\n    return drawn(lambda rng: torch.tensor(rng.integers(0, classes, size=count)))\n\n\ndef draw_pictures(*shape):\n    return drawn(lambda rng: torch.tensor(rng.normal(size=shape)))\n\n\ncheck(\n    fine_tune,\n    against=head_by_hand,\n    on=[\n        case(\n            weights=draw_weights(2, 3),\n            head=draw_head(8, 5),\n            x=draw_pictures(6, 1, 8, 10),\n            y=draw_labels_below(6, 5),\n            lr=0.3,\n            steps=3,\n        ),\n        case(\n            weights=draw_weights(3, 4),\n            head=draw_head(12, 2),\n            x=draw_pictures(5, 1, 9, 8),\n            y=draw_labels_below(5, 2),\n            lr=0.1,\n            steps=2,\n        ),\n    ],\n)',
    'def review(lines, patches):\n    """What whoever reviews a repair looks at."""\n    for patch in patches:\n        if not (isinstance(patch, tuple | list) and len(patch) == 2):\n            raise ValueError("the patches must be a list of pairs (line number, line)")\n        n, line = patch\n        if not (isinstance(n, int) and 0 <= n < len(lines) and isinstance(line, str)):\n            raise ValueError(f"a patch needs a line from 0 to {len(lines) - 1} and a string")\n    unlike = [\n        n\n        for n, line in patches\n        if SequenceMatcher(None, lines[n].strip(), line.strip(), False).ratio() < 0.3\n    ]\n    return {\n        "number of patches": len(patches),\n        "patches that change nothing": ", ".join(str(n) for n, line in patches if line == lines[n]),\n        "patches that put a quite different line": ", ".join(map(str, unlike)),\n    }\n\n\ndef repaired(lines, patches):\n    """The program with these patches: it is run anew, whatever `fix_the_net` says it records."""\n    text = list(lines)\n    for n, line in patches:\n        text[n] = line\n    return apart("import numpy as np\\n" + "\\n".join(text), "network")\n\n\ndef first_wrong(lines, patches, seen, x, p):\n    """The first layer whose numbers are wrong, and which of its lines are patched; empty if none."""\n    right, first = torch_program(torch.tensor(x), p), 0\n    for n, line in enumerate(lines):\n        layer = line.partition(\'"\')[2].partition(\'"\')[0] if line.strip().startswith("seen") else ""\n        if layer not in right:\n            continue\n        numbers, wanted = np.asarray(seen[layer]), right[layer].numpy()\n        if numbers.shape != wanted.shape or not np.allclose(numbers, wanted):\n            patched = ", ".join(str(m) for m, _ in patches if first <= m <= n)\n            return f"{layer}; " + (\n                f"patched so far: {patched}" if patched else "no patch in it yet"\n            )\n        first = n + 1\n    return ""\n\n\ndef recorded_and_reviewed(fix, lines, x, p):\n    patches, _ = fix(lines, x, p)\n    found, seen = review(lines, patches), repaired(lines, patches)(x, p)\n    return {"first layer that is wrong": first_wrong(lines, patches, seen, x, p), **found, **seen}\n\n\ndef reviewed(number):\n    """The same of a repair of so many lines."""\n    nothing = {"patches that change nothing": "", "patches that put a quite different line": ""}\n    return {"number of patches": number, **nothing}\n\n\ndef draw_program(rng):\n    """Parameters, with as many channels going up as coming in, so that mistakes fit."""\n    p = {\n        "conv.weight": rng.normal(size=(4, 3, 3, 2)),\n        "conv.bias": rng.normal(size=4),\n        "up.weight": rng.normal(size=(4, 4, 3, 3)),\n        "head.weight": rng.normal(size=(4, 4)),\n        "head.bias": rng.normal(size=4),\n    }\n    for name in ("weight", "bias", "mean"):\n        p["norm." + name] = rng.normal(size=4)\n    return p | {"norm.var": rng.uniform(0.05, 0.5, size=4)}\n\n\ndef torch_program(x, p):\n    p, seen = tensors(p), {}\n    seen["conv"] = F.conv2d(x, p["conv.weight"], p["conv.bias"], padding=1)\n    norm = (p["norm." + name] for name in ("mean", "var", "weight", "bias"))\n    seen["norm"] = F.batch_norm(seen["conv"], *norm, eps=1e-3)\n    seen["relu"] = seen["norm"].relu()\n    seen["pool"] = F.max_pool2d(seen["relu"], 2)\n    seen["up"] = F.conv_transpose2d(seen["pool"], p["up.weight"], stride=2)\n    means = F.adaptive_avg_pool2d(seen["up"], 1).flatten(1)\n    seen["logits"] = F.linear(means, p["head.weight"], p["head.bias"])\n    seen["probabilities"] = seen["logits"].softmax(dim=1)\n    return seen\n\n\nonly(fix_the_net)\ncheck(\n    fix_the_net,\n    against=lambda lines, x, p: {\n        "first layer that is wrong": "",\n        **reviewed(6),\n        **torch_program(x, p),\n    },\n    via=recorded_and_reviewed,\n    on=[\n        case(lines=drawn(lambda rng: list(PROGRAM)), x=normal(2, 3, 6, 9), p=drawn(draw_program)),\n        case(lines=drawn(lambda rng: list(PROGRAM)), x=normal(3, 3, 7, 5), p=drawn(draw_program)),\n    ],\n)',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'expected_first_loss': ('def expected_first_loss(K):', '"""The mean surprise of a network that finds all K classes equally likely"""'),
    'loss_and_gradients': ('def loss_and_gradients(params, x, y):', '"""The mean surprise of a batch, and its gradient for each parameter, as a dictionary"""', 'w, b = params["conv.weight"], params["conv.bias"]', 'linear_w, linear_b = params["linear.weight"], params["linear.bias"]', 'N, loss, grads = len(x), None, {}', 'return loss, grads', 'def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):', '"""What was learnt, as a dictionary, and the unseen images, standardised"""', 'rng = np.random.default_rng(seed)', 'params = {name: value.copy() for name, value in params.items()}', 'for _ in range(epochs):', 'order = rng.permutation(len(images))', 'for start in range(0, len(order), batch_size):', 'batch = order[start : start + batch_size]', 'return params, unseen'),
    'train_tiny_cnn': ('def loss_and_gradients(params, x, y):', '"""The mean surprise of a batch, and its gradient for each parameter, as a dictionary"""', 'w, b = params["conv.weight"], params["conv.bias"]', 'linear_w, linear_b = params["linear.weight"], params["linear.bias"]', 'N, loss, grads = len(x), None, {}', 'return loss, grads', 'def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):', '"""What was learnt, as a dictionary, and the unseen images, standardised"""', 'rng = np.random.default_rng(seed)', 'params = {name: value.copy() for name, value in params.items()}', 'for _ in range(epochs):', 'order = rng.permutation(len(images))', 'for start in range(0, len(order), batch_size):', 'batch = order[start : start + batch_size]', 'return params, unseen'),
    'split': ('def split(groups, shares, seed):', '"""(n,) group of each picture -> indices of training, validation and test set"""', 'n, parts = len(groups), ([], [], [])', 'order = np.random.default_rng(seed).permutation(np.unique(groups))', 'return tuple(np.array(sorted(part), dtype=int) for part in parts)'),
    'standardise': ('def standardise(train, *others):', '"""(N, C, H, W), (M, C, H, W), ... -> a list of the same shapes"""'),
    'fit': ('def fit(weights, batches, validation, lr, epochs, patience):', '"""The weights with the smallest validation loss, and all validation losses"""', 'net = small_net(weights)', 'optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)', 'best, losses, waited = None, [], 0', 'for _ in range(epochs):', 'return best, losses'),
    'augment': ('def augment(x, seed, epoch):', '"""(N, C, H, W) -> the same shape, each picture moved by up to two pixels each way"""', 'N, _, H, W = x.shape', 'moved = np.zeros_like(x)', 'return moved'),
    'confusion_matrix': ('def confusion_matrix(truth, answers, K):', '"""(n,), (n,) -> (K, K) whole numbers, rows: what it is"""', 'def accuracy_interval(right, n):', '"""The ends of Wilson\'s 95 % interval for a share: (low, high)"""', 'z = 1.96'),
    'accuracy_interval': ('def confusion_matrix(truth, answers, K):', '"""(n,), (n,) -> (K, K) whole numbers, rows: what it is"""', 'def accuracy_interval(right, n):', '"""The ends of Wilson\'s 95 % interval for a share: (low, high)"""', 'z = 1.96'),
    'load': ('def load(saved, shapes):', '"""bytes, {name: shape} -> {name: array}, epoch"""', 'def save(weights, epoch):', '"""{name: array}, whole number -> bytes"""'),
    'save': ('def load(saved, shapes):', '"""bytes, {name: shape} -> {name: array}, epoch"""', 'def save(weights, epoch):', '"""{name: array}, whole number -> bytes"""'),
    'fine_tune': ('def fine_tune(weights, head, x, y, lr, steps):', '"""All weights, as arrays, after the new head has learnt"""', 'net = small_net(weights)', 'return arrays(net.state_dict())'),
    'fix_the_net': ('def fix_the_net(lines, x, p):', '"""The patches (line number, right line), and what the repaired program records"""', 'repaired = list(PROGRAM)', 'pairs = enumerate(zip(lines, repaired, strict=True))', 'patches = [(n, right) for n, (line, right) in pairs if line != right]', 'return patches, run_program(repaired, x, p)'),
}

EXERCISES = {
    'expected_first_loss': ('expected_first_loss__probability', 'expected_first_loss__base_two', 'expected_first_loss__base_ten', 'expected_first_loss__wrong_sign', 'expected_first_loss__wrong_answers'),
    'train_tiny_cnn': ('loss_and_gradients__sum_instead_of_mean', 'loss_and_gradients__loss_is_a_sum', 'loss_and_gradients__forgets_relu', 'loss_and_gradients__forgets_label', 'loss_and_gradients__wrong_sign', 'loss_and_gradients__forgets_conv_bias', 'loss_and_gradients__averages_bias', 'loss_and_gradients__gradient_to_every_tie', 'loss_and_gradients__no_gradient_for_the_kernels', 'loss_and_gradients__exp_of_large_logits', 'loss_and_gradients__largest_of_the_batch', 'loss_and_gradients__log_of_a_bit_more', 'loss_and_gradients__lets_zero_through', 'train_tiny_cnn__labels_not_shuffled', 'train_tiny_cnn__never_shuffles', 'train_tiny_cnn__gradients_accumulate', 'train_tiny_cnn__rate_divided_by_batch', 'train_tiny_cnn__test_images_in_the_mean', 'train_tiny_cnn__own_mean_for_unseen', 'train_tiny_cnn__does_not_standardise', 'train_tiny_cnn__standardises_each_pixel', 'train_tiny_cnn__drops_last_batch', 'train_tiny_cnn__climbs'),
    'split': ('split__pictures_not_groups', 'split__shares_of_groups', 'split__in_order_of_names', 'split__never_more_than_the_share', 'split__second_share_from_the_start', 'split__groups_for_pictures', 'split__test_set_second'),
    'standardise': ('standardise__statistics_of_all', 'standardise__each_by_itself', 'standardise__one_number_for_all_channels', 'standardise__each_pixel', 'standardise__unbiased', 'standardise__divides_by_zero', 'standardise__adds_eps', 'standardise__variance', 'standardise__training_set_only'),
    'fit': ('fit__forgets_zero_grad', 'fit__zero_grad_too_late', 'fit__zero_grad_once_an_epoch', 'fit__stays_in_eval_mode', 'fit__always_in_eval_mode', 'fit__validates_in_training_mode', 'fit__learns_from_validation', 'fit__last_weights', 'fit__waits_one_more', 'fit__stops_one_early', 'fit__never_stops', 'fit__compares_with_last_epoch', 'fit__counts_all_bad_epochs', 'fit__keeps_the_largest', 'fit__judges_by_training_loss'),
    'augment': ('augment__wraps_around', 'augment__one_move_for_all', 'augment__same_in_every_epoch', 'augment__up_for_down', 'augment__rows_for_columns', 'augment__mirrors', 'augment__changes_its_input', 'augment__repeats_the_edge', 'augment__never_by_two'),
    'confusion_matrix': ('confusion_matrix__transposed', 'confusion_matrix__each_pair_once', 'confusion_matrix__shares', 'confusion_matrix__classes_from_the_data', 'confusion_matrix__mistakes_only', 'accuracy_interval__of_the_textbook', 'accuracy_interval__not_divided', 'accuracy_interval__one_spread', 'accuracy_interval__around_p', 'accuracy_interval__in_counts', 'accuracy_interval__under_the_root'),
    'load': ('load__where_it_was', 'load__takes_what_there_is', 'load__ignores_unexpected', 'load__ignores_missing', 'load__ignores_shapes', 'load__names_only_the_first', 'load__says_not_which', 'load__forgets_the_epoch', 'save__no_tensors', 'save__without_epoch', 'save__in_single_precision', 'save__the_next_epoch'),
    'fine_tune': ('fine_tune__everything_learns', 'fine_tune__statistics_move', 'fine_tune__nothing_learns', 'fine_tune__head_frozen_too', 'fine_tune__forgets_zero_grad', 'fine_tune__one_step_more', 'fine_tune__with_momentum', 'fine_tune__bias_left_out'),
    'fix_the_net': ('fix_the_net__only_what_crashes', 'fix_the_net__nothing_repaired', 'fix_the_net__turns_twice', 'fix_the_net__drops_the_small_number', 'fix_the_net__counts_from_one', 'fix_the_net__patches_everything', 'fix_the_net__normalises_over_everything', 'fix_the_net__averages_overlaps'),
}
