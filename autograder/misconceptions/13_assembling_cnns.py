"""The tempting mistakes of 13_assembling_cnns, made from lessons/13_assembling_cnns.py.

Do not edit: change the lesson and run `autograder build`.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from convkit.average_pooling import avg_pool2d
from convkit.batch_norm import BatchNorm2d
from convkit.convolution import conv2d
from convkit.gradients import conv2d_backward
from convkit.pooling import max_pool2d
from convkit.unpooling import max_pool2d_backward


def relu(x):
    """Negative numbers become 0."""
    return np.maximum(x, 0)

def normalise(x, params, name):
    """Batch norm in use: the layer `name`, whose four vectors are in the dictionary `params`."""
    gamma, beta = params[name + ".weight"], params[name + ".bias"]
    layer = BatchNorm2d(len(gamma), dtype=np.float64).train(False)
    layer.weight.data, layer.bias.data = gamma, beta
    layer.running_mean, layer.running_var = params[name + ".mean"], params[name + ".var"]
    return layer(x)

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


def ledger__pools_with_stride_one(layers, in_shape):
    """Your pooling moves by one pixel where no stride is given. Without a stride, its windows do
    not overlap: the stride is k.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], (numbers[1] if len(numbers) > 1 else 1)
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


def ledger__counts_buffers(layers, in_shape):
    """You counted four parameters a channel for batch norm. Two of them, the mean and the variance,
    are measured and not learnt: only the factor and the summand count.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 4 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


def ledger__flatten_keeps_channels(layers, in_shape):
    """Your flatten keeps the channels apart: (C, H·W). All numbers of the image come into one row,
    (C·H·W,).
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (shape[0], math.prod(shape[1:]))
        elif kind == "linear":
            macs = math.prod(shape) * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


def ledger__forgets_bias(layers, in_shape):
    """Your layers have no bias. Every filter of a convolution and every output of a linear layer
    has one more parameter.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


def ledger__rounds_up(layers, in_shape):
    """You rounded the number of places up. Where the last step does not fit, there is no window:
    round down, with //.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = -((k - H - 2 * padding) // stride) + 1, -((k - W - 2 * padding) // stride) + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, -((k - H) // stride) + 1, -((k - W) // stride) + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


def ledger__macs_of_input(layers, in_shape):
    """You used every weight of a convolution at each place of its input. It is used at each place
    of its output, and with a stride or without padding these are fewer.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * H * W
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


def ledger__multiplies_biases(layers, in_shape):
    """You counted the bias among the MACs. It is only added: the MACs are the weights times the
    places.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * C * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, (weights + filters) * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            macs = parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


def ledger__one_kernel_for_all_channels(layers, in_shape):
    """You gave each filter a single kernel. It has one for every channel that comes in: filters · C
    · k · k weights.
    """
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            weights = filters * k * k
            Ho, Wo = (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1
            shape = (filters, Ho, Wo)
            parameters, macs = weights + filters, weights * Ho * Wo
        elif kind == "pool":
            k, stride = numbers[0], numbers[-1]
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            macs = shape[0] * numbers[0]
            parameters = macs + numbers[0]
            shape = (numbers[0],)
        rows.append((shape, parameters, macs))
    return rows


def lenet_forward__flattens_channels_last(x, params):
    """You flattened with the channels last, pixel by pixel. The weights of fc1 expect plane after
    plane: reshape (N, C, H, W) as it is.
    """
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = avg_pool2d(relu(x), 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = avg_pool2d(relu(x), 2)
    x = x.transpose(0, 2, 3, 1).reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return x @ params["fc3.weight"].T + params["fc3.bias"]


def lenet_forward__relu_on_logits(x, params):
    """You put a ReLU after the last layer. Logits may be negative: leave them as they are."""
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = avg_pool2d(relu(x), 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = avg_pool2d(relu(x), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return relu(x @ params["fc3.weight"].T + params["fc3.bias"])


def lenet_forward__pools_before_relu(x, params):
    """You pooled before the ReLU. For a mean the order matters: ReLU first, then the average."""
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = relu(avg_pool2d(x, 2))
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = relu(avg_pool2d(x, 2))
    x = x.reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return x @ params["fc3.weight"].T + params["fc3.bias"]


def lenet_forward__no_padding(x, params):
    """Your first convolution has no padding, so its planes are 4 pixels smaller and fc1 does not
    fit. Give it padding=2.
    """
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"])
    x = avg_pool2d(relu(x), 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = avg_pool2d(relu(x), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return x @ params["fc3.weight"].T + params["fc3.bias"]


def lenet_forward__takes_maxima(x, params):
    """You took the maximum of each window. This network averages: avg_pool2d."""
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = max_pool2d(relu(x), 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = max_pool2d(relu(x), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return x @ params["fc3.weight"].T + params["fc3.bias"]


def lenet_forward__linear_without_relu(x, params):
    """There is no ReLU between your linear layers. Without one, three linear layers are no more
    than a single one.
    """
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = avg_pool2d(relu(x), 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = avg_pool2d(relu(x), 2)
    x = x.reshape(len(x), -1)
    x = x @ params["fc1.weight"].T + params["fc1.bias"]
    x = x @ params["fc2.weight"].T + params["fc2.bias"]
    return x @ params["fc3.weight"].T + params["fc3.bias"]


def lenet_forward__convolution_without_relu(x, params):
    """There is no ReLU after your convolutions. Without one, two of them in a row are no more than
    a single, larger one.
    """
    x = conv2d(x, params["conv1.weight"], params["conv1.bias"], padding=2)
    x = avg_pool2d(x, 2)
    x = conv2d(x, params["conv2.weight"], params["conv2.bias"])
    x = avg_pool2d(x, 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ params["fc1.weight"].T + params["fc1.bias"])
    x = relu(x @ params["fc2.weight"].T + params["fc2.bias"])
    return x @ params["fc3.weight"].T + params["fc3.bias"]


def batchnorm2d__normalises_with_unbiased(
    x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5
):
    """You normalised with the variance that divides by M - 1. That one is only remembered: the
    numbers themselves are divided by the one with 1/M.
    """
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3), ddof=1)
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * new_mean + momentum * mean
        new_var = (1 - momentum) * new_var + momentum * unbiased
    scale = gamma / np.sqrt(var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


def batchnorm2d__remembers_biased(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You remembered the variance with 1/M. The running variance takes the fairer one, with 1/(M -
    1).
    """
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3))
        new_mean = (1 - momentum) * new_mean + momentum * mean
        new_var = (1 - momentum) * new_var + momentum * unbiased
    scale = gamma / np.sqrt(var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


def batchnorm2d__momentum_reversed(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You kept a tenth of the old and took nine tenths of the new. Here momentum is the share of
    the new: (1 - momentum) * old + momentum * new.
    """
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = momentum * new_mean + (1 - momentum) * mean
        new_var = momentum * new_var + (1 - momentum) * unbiased
    scale = gamma / np.sqrt(var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


def batchnorm2d__one_mean_for_each_pixel(
    x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5
):
    """You took a mean for every pixel of every channel, over the images only. A channel has one
    mean: over images, rows and columns.
    """
    new_mean, new_var = mean.copy(), var.copy()
    centre, spread = mean[:, None, None], var[:, None, None]
    if training:
        centre, spread = x.mean(axis=0), x.var(axis=0)
        new_mean = (1 - momentum) * new_mean + momentum * x.mean(axis=(0, 2, 3))
        new_var = (1 - momentum) * new_var + momentum * x.var(axis=(0, 2, 3), ddof=1)
    y = (x - centre) / np.sqrt(spread + eps) * gamma[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


def batchnorm2d__each_image_by_itself(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You normalised each image by itself, with its own mean. Batch norm takes one mean for a
    channel over all images of the batch.
    """
    new_mean, new_var = mean.copy(), var.copy()
    centre, spread = mean[:, None, None], var[:, None, None]
    if training:
        centre = x.mean(axis=(2, 3), keepdims=True)
        spread = x.var(axis=(2, 3), keepdims=True)
        new_mean = (1 - momentum) * new_mean + momentum * x.mean(axis=(0, 2, 3))
        new_var = (1 - momentum) * new_var + momentum * x.var(axis=(0, 2, 3), ddof=1)
    y = (x - centre) / np.sqrt(spread + eps) * gamma[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


def batchnorm2d__eps_outside_root(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You added eps to the root. It belongs inside: sqrt(var + eps)."""
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * new_mean + momentum * mean
        new_var = (1 - momentum) * new_var + momentum * unbiased
    scale = gamma / (np.sqrt(var) + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


def batchnorm2d__divides_by_variance(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You divided by the variance. Divide by its root, which has the unit of the numbers
    themselves.
    """
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * new_mean + momentum * mean
        new_var = (1 - momentum) * new_var + momentum * unbiased
    scale = gamma / (var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


def batchnorm2d__batch_numbers_in_use(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    """You took mean and variance of the batch although training is false. Then the running numbers
    take their place, and nothing is remembered.
    """
    new_mean, new_var = mean.copy(), var.copy()
    if True:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * new_mean + momentum * mean if training else new_mean
        new_var = (1 - momentum) * new_var + momentum * unbiased if training else new_var
    scale = gamma / np.sqrt(var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


def batchnorm2d__normalises_with_running(
    x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5
):
    """You updated the running numbers and then normalised with them. While learning, the numbers of
    the batch itself normalise it.
    """
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        batch_mean = x.mean(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * new_mean + momentum * batch_mean
        new_var = (1 - momentum) * new_var + momentum * unbiased
        mean, var = new_mean, new_var
    scale = gamma / np.sqrt(var + eps)
    y = (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var


def fold_bn__mean_not_subtracted(w, b, gamma, beta, mean, var, eps):
    """You left out the running mean. Batch norm subtracts it before it scales: the bias becomes (b
    - mean) * scale + beta.
    """
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / np.sqrt(var + eps)
    return w * scale[:, None, None, None], b * scale + beta


def fold_bn__bias_not_scaled(w, b, gamma, beta, mean, var, eps):
    """You did not scale the old bias. It is added before the batch norm, so it is multiplied like
    everything else: (b - mean) * scale.
    """
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / np.sqrt(var + eps)
    return w * scale[:, None, None, None], b - mean * scale + beta


def fold_bn__scales_inputs(w, b, gamma, beta, mean, var, eps):
    """You scaled the input channels. Batch norm comes after the convolution, so the factors belong
    to the filters, the first axis of w.
    """
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / np.sqrt(var + eps)
    return w * np.resize(scale, w.shape[1])[:, None, None], (b - mean) * scale + beta


def fold_bn__forgets_eps(w, b, gamma, beta, mean, var, eps):
    """You left eps out. It is small, but the folded layer is to be equal: sqrt(var + eps)."""
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / np.sqrt(var)
    return w * scale[:, None, None, None], (b - mean) * scale + beta


def fold_bn__divides_by_variance(w, b, gamma, beta, mean, var, eps):
    """You divided by the variance. Batch norm divides by its root."""
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / (var + eps)
    return w * scale[:, None, None, None], (b - mean) * scale + beta


def fold_bn__forgets_beta(w, b, gamma, beta, mean, var, eps):
    """Your bias lacks beta, which batch norm adds at the end."""
    if b is None:
        b = np.zeros(len(w))
    scale = gamma / np.sqrt(var + eps)
    return w * scale[:, None, None, None], (b - mean) * scale


def fold_bn__no_bias_stays_none(w, b, gamma, beta, mean, var, eps):
    """Without a bias you return None. The folded convolution needs one all the same: take the old
    bias as 0.
    """
    scale = gamma / np.sqrt(var + eps)
    if b is None:
        return w * scale[:, None, None, None], None
    return w * scale[:, None, None, None], (b - mean) * scale + beta


def fold_bn__no_bias_only_beta(w, b, gamma, beta, mean, var, eps):
    """Without a bias you return beta alone. The running mean is subtracted all the same: the bias
    is 0 - mean * scale + beta.
    """
    scale = gamma / np.sqrt(var + eps)
    if b is None:
        return w * scale[:, None, None, None], beta.copy()
    return w * scale[:, None, None, None], (b - mean) * scale + beta


def residual_block__no_shortcut(x, p, stride):
    """Your block has no shortcut. Add what came in, or its projection, before the last ReLU."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    return relu(y)


def residual_block__relu_before_sum(x, p, stride):
    """You applied the last ReLU before the sum. Add the shortcut first, then cut off what is
    negative.
    """
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y) + skip


def residual_block__no_last_relu(x, p, stride):
    """The ReLU after the sum is missing."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return y + skip


def residual_block__slices_for_projection(x, p, stride):
    """Where the shapes differ you took every other pixel of x and filled up with empty channels.
    This block has a projection for it: p["skip"] with bn_skip.
    """
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = np.zeros_like(y)
        part = x[:, :, ::stride, ::stride]
        shared = min(part.shape[1], y.shape[1])
        skip[:, :shared] = part[:, :shared]
    return relu(y + skip)


def residual_block__always_projects(x, p, stride):
    """You always project. With stride 1 and as many channels out as in, the shortcut is x itself."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if True:
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y + skip)


def residual_block__compares_shapes(x, p, stride):
    """You project only where the shapes differ. A picture of one pixel keeps its shape with stride
    2, and is projected all the same: ask for the stride.
    """
    y = relu(normalise(conv2d(x, p["conv1"], stride=stride, padding=1), p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    if x.shape != y.shape:
        x = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y + x)


def residual_block__projection_without_norm(x, p, stride):
    """Your projection lacks its batch norm, bn_skip."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = conv2d(x, p["skip"], stride=stride)
    return relu(y + skip)


def residual_block__stride_in_second(x, p, stride):
    """You gave the stride to the second convolution. The first one takes it, and the second works
    on the smaller picture.
    """
    y = conv2d(x, p["conv1"], padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], stride=stride, padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y + skip)


def residual_block__no_relu_inside(x, p, stride):
    """There is no ReLU between your two convolutions. Without it they are no more than one."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = normalise(y, p, "bn1")
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y + skip)


def residual_block__adds_to_normalised_input(x, p, stride):
    """You add the shortcut before the last batch norm. It is added after bn2, untouched."""
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = conv2d(y, p["conv2"], padding=1)
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(normalise(y + skip, p, "bn2"))


def global_head__takes_maxima(x, W, b):
    """You took the largest number of each plane. Take the mean: only a mean can be exchanged with
    the weighted sum.
    """
    logits = x.max(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x)
    return logits, maps


def global_head__sums_planes(x, W, b):
    """You summed over each plane. Divide by the number of places: the mean does not grow with the
    picture.
    """
    logits = x.sum(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x)
    return logits, maps


def global_head__bias_in_the_map(x, W, b):
    """You added the bias to the maps. They are asked without it: the mean of a map plus b is the
    logit.
    """
    logits = x.mean(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x) + b[:, None, None]
    return logits, maps


def global_head__map_transposed(x, W, b):
    """Rows and columns of your maps are exchanged. A map lies on the picture as the picture is: (N,
    K, H, W).
    """
    logits = x.mean(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkwh", W, x)
    return logits, maps


def global_head__averages_channels(x, W, b):
    """Your maps are means over the channels, not weighted sums. Each channel counts with its
    weight, and the sum is not divided by their number.
    """
    logits = x.mean(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x) / W.shape[1]
    return logits, maps


def global_head__means_over_images(x, W, b):
    """You averaged over the images as well. Each image has its own logits: average over rows and
    columns, axes 2 and 3.
    """
    logits = np.repeat(x.mean(axis=(0, 2, 3))[None], len(x), axis=0) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x)
    return logits, maps


def global_head__maps_already_averaged(x, W, b):
    """You divided the maps by their number of places. Then their sum is the logit less b; asked are
    maps whose mean is.
    """
    logits = x.mean(axis=(2, 3)) @ W.T + b
    maps = np.einsum("kc,nchw->nkhw", W, x) / (x.shape[2] * x.shape[3])
    return logits, maps


def global_head__forgets_bias(x, W, b):
    """Your logits lack the bias b."""
    logits = x.mean(axis=(2, 3)) @ W.T
    maps = np.einsum("kc,nchw->nkhw", W, x)
    return logits, maps


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
    same, only worse: follow the gradient back through pooling and ReLU to the kernels.
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


def fix_the_net__only_what_crashes(lines):
    """You repaired what raised an error and stopped there. Now the program runs, and five of its
    layers are wrong: compare them one by one.
    """
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    pairs = enumerate(zip(lines, repaired, strict=True))
    return [(n, right) for n, (line, right) in pairs if line != right]


def fix_the_net__turns_twice(lines):
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
    return [(n, right) for n, (line, right) in pairs if line != right]


def fix_the_net__drops_the_small_number(lines):
    """You left 1e-3 out of the batch norm. It belongs inside the root: np.sqrt(var + 1e-3)."""
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    return [(n, right) for n, (line, right) in pairs if line != right]


def fix_the_net__counts_from_one(lines):
    """Your line numbers are one too large. Lines are counted from 0."""
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True), 1)
    return [(n, right) for n, (line, right) in pairs if line != right]


def fix_the_net__patches_everything(lines):
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
    return list(enumerate(repaired))


def fix_the_net__normalises_over_everything(lines):
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
    return [(n, right) for n, (line, right) in pairs if line != right]


def fix_the_net__averages_overlaps(lines):
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
    return [(n, right) for n, (line, right) in pairs if line != right]


def blur_downsample__blurs_afterwards(x):
    """You threw half of the numbers away first and blurred what was left. Blur first: then what is
    thrown away has left a trace in its neighbours.
    """
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]) / 16
    return conv2d(x[:, :, ::2, ::2], np.tile(kernel, (C, 1, 1, 1)), groups=C)


def blur_downsample__kernel_sums_to_sixteen(x):
    """Your kernel sums to 16, so everything gets 16 times larger. Divide by 16: an even grey stays
    as it is.
    """
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0])
    return conv2d(x, np.tile(kernel, (C, 1, 1, 1)), stride=2, groups=C)


def blur_downsample__plain_mean(x):
    """You blurred with nine equal weights. The kernel is 1 2 1, 2 4 2, 1 2 1, over 16: the middle
    counts most.
    """
    C = x.shape[1]
    kernel = np.ones((3, 3)) / 9
    return conv2d(x, np.tile(kernel, (C, 1, 1, 1)), stride=2, groups=C)


def blur_downsample__mixes_channels(x):
    """You blurred over the channels as well, so all planes come out alike. Each channel is blurred
    by itself.
    """
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]) / 16
    return conv2d(x, np.tile(kernel, (C, C, 1, 1)), stride=2)


def blur_downsample__pads(x):
    """You padded with zeros, which darkens the border. No padding is asked: the result is smaller."""
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]) / 16
    return conv2d(x, np.tile(kernel, (C, 1, 1, 1)), stride=2, padding=1, groups=C)


def blur_downsample__no_stride(x):
    """You blurred and kept everything. Keep every second row and column: stride 2."""
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]) / 16
    return conv2d(x, np.tile(kernel, (C, 1, 1, 1)), groups=C)


def shift_consistency__rolls(net, x):
    """You shifted with np.roll, which carries a column from one end to the other. Take two crops of
    the picture instead: x[..., :-1] and x[..., 1:].
    """
    a, b = net(x), net(np.roll(x, 1, axis=-1))
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return ((a * b).sum(axis=1) / lengths).mean()


def shift_consistency__compares_classes(net, x):
    """You counted how often the largest feature stays the same. That hides most of what changes:
    compare all features, with the cosine.
    """
    a, b = net(x[..., :-1]), net(x[..., 1:])
    return (a.argmax(axis=1) == b.argmax(axis=1)).mean()


def shift_consistency__one_cosine_for_all(net, x):
    """You took all images as one long vector. Then images with large features count more: take a
    cosine for each image, and the mean of these.
    """
    a, b = net(x[..., :-1]), net(x[..., 1:])
    return (a * b).sum() / (np.linalg.norm(a) * np.linalg.norm(b))


def shift_consistency__not_divided_by_lengths(net, x):
    """You took the product of the features without dividing by their lengths. The cosine does not
    depend on how large they are.
    """
    a, b = net(x[..., :-1]), net(x[..., 1:])
    return (a * b).sum(axis=1).mean()


def shift_consistency__shifts_down(net, x):
    """You shifted downwards. Leave out the last and the first column, not the rows."""
    a, b = net(x[..., :-1, :]), net(x[..., 1:, :])
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return ((a * b).sum(axis=1) / lengths).mean()


class ConvNet__one_pooling(nn.Module):
    """Your first linear layer has 64·14·14 inputs: the second pooling is missing. There is one
    after each convolution, which leaves 7 by 7.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 14 * 14, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x))
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


class ConvNet__layers_in_a_list(nn.Module):
    """PyTorch finds no layer in your network. It looks at attributes, and not into a plain list:
    write self.conv1 = nn.Conv2d(...) for each, or put the list into nn.ModuleList.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.convs = [nn.Conv2d(3, 32, 3, padding=1), nn.Conv2d(32, 64, 3, padding=1)]
        self.linears = [nn.Linear(64 * 7 * 7, 512), nn.Linear(512, num_classes)]

    def forward(self, x):
        for conv in self.convs:
            x = F.max_pool2d(F.relu(conv(x)), 2)
        x = F.relu(self.linears[0](x.flatten(1)))
        return self.linears[1](x)


class ConvNet__no_padding(nn.Module):
    """Your convolutions have no padding, so 64·5·5 numbers are left. With padding=1 a convolution
    of 3 by 3 keeps the size.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.fc1 = nn.Linear(64 * 5 * 5, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


class ConvNet__no_bias(nn.Module):
    """Your convolutions have no bias. Leave bias=False out."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1, bias=False)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


class ConvNet__softmax_at_the_end(nn.Module):
    """Your network ends with a softmax. It is to return logits: cross_entropy in PyTorch has the
    softmax in it, and twice is once too often.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x).softmax(dim=1)


class ConvNet__relu_on_logits(nn.Module):
    """You put a ReLU after the last layer. Logits may be negative."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return F.relu(self.fc2(x))


class ConvNet__always_ten(nn.Module):
    """Your network has ten classes, whatever it was asked for. Use num_classes."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


class ConvNet__no_relu_before_head(nn.Module):
    """There is no ReLU between your two linear layers."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.fc1(x.flatten(1))
        return self.fc2(x)


class ConvNet__no_relu_after_conv(nn.Module):
    """There is no ReLU after your convolutions."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.max_pool2d(self.conv2(x), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


class ConvNet__averages(nn.Module):
    """You pooled with the mean. This network takes the maximum."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.avg_pool2d(F.relu(self.conv1(x)), 2)
        x = F.avg_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


class ConvNet__flattens_the_batch(nn.Module):
    """You flattened the images' axis too, or in part: only the axes after the first become one. Use
    flatten(1).
    """

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1).mean(dim=0, keepdim=True)))
        return self.fc2(x)


class FCN__channels_as_in_conv(nn.Module):
    """Your transposed convolutions have inputs and outputs exchanged, as if their weights were read
    like those of a convolution. Inputs come first here too: ConvTranspose2d(128, 64, ...).
    """

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(64, 128, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(32, 64, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(num_classes, 32, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return self.up3(y, output_size=x.shape[2:])


class FCN__relu_at_the_end(nn.Module):
    """You put a ReLU after the last layer. Logits may be negative."""

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return F.relu(self.up3(y, output_size=x.shape[2:]))


class FCN__upsamples(nn.Module):
    """You enlarged the planes and used ordinary convolutions. Asked are transposed ones,
    nn.ConvTranspose2d.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.Conv2d(128, 64, 3, padding=1)
        self.up2 = nn.Conv2d(64, 32, 3, padding=1)
        self.up3 = nn.Conv2d(32, num_classes, 3, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(F.interpolate(y, b.shape[2:])))
        y = F.relu(self.up2(F.interpolate(y, a.shape[2:])))
        return self.up3(F.interpolate(y, x.shape[2:]))


class FCN__no_relu_on_the_way_up(nn.Module):
    """There is no ReLU between your transposed convolutions."""

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = self.up1(y, output_size=b.shape[2:])
        y = self.up2(y, output_size=a.shape[2:])
        return self.up3(y, output_size=x.shape[2:])


class FCN__no_output_size(nn.Module):
    """Your planes come back too small by a few pixels. The layers going up do not know which of two
    sizes is meant: say it with output_size.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y))
        y = F.relu(self.up2(y))
        return self.up3(y)


class FCN__always_doubles(nn.Module):
    """You always double the size, with output_padding=1. For a picture with an odd number of rows
    or columns that is one too many: ask for the size of the picture on the way down.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1, output_padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1, output_padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y))
        y = F.relu(self.up2(y))
        return self.up3(y)


class FCN__one_size_only(nn.Module):
    """Your network gives 32 by 40 whatever comes in. The size is that of the picture: x.shape[2:]."""

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        y = self.up3(y, output_size=x.shape[2:])
        return F.interpolate(y, (32, 40))


class FCN__stretches_at_the_end(nn.Module):
    """You stretched the last planes to the size of the picture. Let the transposed convolutions
    meet the sizes exactly, with output_size at every level.
    """

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y))
        y = F.relu(self.up2(y))
        return F.interpolate(self.up3(y), x.shape[2:])


ALLOW = ('numpy', 'math', 'torch', 'convkit.average_pooling', 'convkit.batch_norm', 'convkit.convolution', 'convkit.gradients', 'convkit.pooling', 'convkit.unpooling')

EXERCISES = {
    'ledger': ('ledger__pools_with_stride_one', 'ledger__counts_buffers', 'ledger__flatten_keeps_channels', 'ledger__forgets_bias', 'ledger__rounds_up', 'ledger__macs_of_input', 'ledger__multiplies_biases', 'ledger__one_kernel_for_all_channels'),
    'lenet_forward': ('lenet_forward__flattens_channels_last', 'lenet_forward__relu_on_logits', 'lenet_forward__pools_before_relu', 'lenet_forward__no_padding', 'lenet_forward__takes_maxima', 'lenet_forward__linear_without_relu', 'lenet_forward__convolution_without_relu'),
    'batchnorm2d': ('batchnorm2d__normalises_with_unbiased', 'batchnorm2d__remembers_biased', 'batchnorm2d__momentum_reversed', 'batchnorm2d__one_mean_for_each_pixel', 'batchnorm2d__each_image_by_itself', 'batchnorm2d__eps_outside_root', 'batchnorm2d__divides_by_variance', 'batchnorm2d__batch_numbers_in_use', 'batchnorm2d__normalises_with_running'),
    'fold_bn': ('fold_bn__mean_not_subtracted', 'fold_bn__bias_not_scaled', 'fold_bn__scales_inputs', 'fold_bn__forgets_eps', 'fold_bn__divides_by_variance', 'fold_bn__forgets_beta', 'fold_bn__no_bias_stays_none', 'fold_bn__no_bias_only_beta'),
    'residual_block': ('residual_block__no_shortcut', 'residual_block__relu_before_sum', 'residual_block__no_last_relu', 'residual_block__slices_for_projection', 'residual_block__always_projects', 'residual_block__compares_shapes', 'residual_block__projection_without_norm', 'residual_block__stride_in_second', 'residual_block__no_relu_inside', 'residual_block__adds_to_normalised_input'),
    'global_head': ('global_head__takes_maxima', 'global_head__sums_planes', 'global_head__bias_in_the_map', 'global_head__map_transposed', 'global_head__averages_channels', 'global_head__means_over_images', 'global_head__maps_already_averaged', 'global_head__forgets_bias'),
    'train_tiny_cnn': ('loss_and_gradients__sum_instead_of_mean', 'loss_and_gradients__loss_is_a_sum', 'loss_and_gradients__forgets_relu', 'loss_and_gradients__forgets_label', 'loss_and_gradients__wrong_sign', 'loss_and_gradients__forgets_conv_bias', 'loss_and_gradients__averages_bias', 'loss_and_gradients__gradient_to_every_tie', 'loss_and_gradients__no_gradient_for_the_kernels', 'loss_and_gradients__exp_of_large_logits', 'loss_and_gradients__largest_of_the_batch', 'loss_and_gradients__log_of_a_bit_more', 'loss_and_gradients__lets_zero_through', 'train_tiny_cnn__labels_not_shuffled', 'train_tiny_cnn__never_shuffles', 'train_tiny_cnn__gradients_accumulate', 'train_tiny_cnn__rate_divided_by_batch', 'train_tiny_cnn__test_images_in_the_mean', 'train_tiny_cnn__own_mean_for_unseen', 'train_tiny_cnn__does_not_standardise', 'train_tiny_cnn__standardises_each_pixel', 'train_tiny_cnn__drops_last_batch', 'train_tiny_cnn__climbs'),
    'fix_the_net': ('fix_the_net__only_what_crashes', 'fix_the_net__turns_twice', 'fix_the_net__drops_the_small_number', 'fix_the_net__counts_from_one', 'fix_the_net__patches_everything', 'fix_the_net__normalises_over_everything', 'fix_the_net__averages_overlaps'),
    'shift_consistency': ('blur_downsample__blurs_afterwards', 'blur_downsample__kernel_sums_to_sixteen', 'blur_downsample__plain_mean', 'blur_downsample__mixes_channels', 'blur_downsample__pads', 'blur_downsample__no_stride', 'shift_consistency__rolls', 'shift_consistency__compares_classes', 'shift_consistency__one_cosine_for_all', 'shift_consistency__not_divided_by_lengths', 'shift_consistency__shifts_down'),
    'ConvNet': ('ConvNet__one_pooling', 'ConvNet__layers_in_a_list', 'ConvNet__no_padding', 'ConvNet__no_bias', 'ConvNet__softmax_at_the_end', 'ConvNet__relu_on_logits', 'ConvNet__always_ten', 'ConvNet__no_relu_before_head', 'ConvNet__no_relu_after_conv', 'ConvNet__averages', 'ConvNet__flattens_the_batch'),
    'FCN': ('FCN__channels_as_in_conv', 'FCN__relu_at_the_end', 'FCN__upsamples', 'FCN__no_relu_on_the_way_up', 'FCN__no_output_size', 'FCN__always_doubles', 'FCN__one_size_only', 'FCN__stretches_at_the_end'),
}
