"""The tempting mistakes of 13_assembling_cnns, made from lessons/13_assembling_cnns.py.

Do not edit: change the lesson and run `autograder build`.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from convkit.pooling.average_pooling import avg_pool2d
from convkit.networks.batch_norm import BatchNorm2d
from convkit.convolution.conv import conv2d
from convkit.pooling.max_pooling import max_pool2d


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


def residual_block__relu_twice(x, p, stride):
    """You cut off the negative numbers of bn2 before the sum as well. The only ReLU behind bn2 comes
    after the sum.
    """
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = relu(normalise(conv2d(y, p["conv2"], padding=1), p, "bn2"))
    skip = x
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        skip = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(y + skip)


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


def blur_downsample__blurs_afterwards(x):
    """You threw half of the numbers away first and blurred what was left. Blur first: then what is
    thrown away has left a trace in its neighbours.
    """
    C = x.shape[1]
    kernel = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]) / 16
    return conv2d(x[:, :, ::2, ::2], np.tile(kernel, (C, 1, 1, 1)), groups=C)


def blur_downsample__kernel_sums_to_sixteen(x):
    """Your kernel sums to 16, so everything gets 16 times larger. Divide by 16: a uniform grey stays
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


class ConvNet__with_dropout(nn.Module):
    """Your network answers differently while it learns: there is a dropout in it. It often does
    good, but here it is not asked for.
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
        x = F.dropout(F.relu(self.fc1(x.flatten(1))), 0.5, self.training)
        return self.fc2(x)


ALLOW = ('numpy', 'math', 'torch', 'convkit.pooling.average_pooling.avg_pool2d', 'convkit.networks.batch_norm.BatchNorm2d', 'convkit.convolution.conv.conv2d', 'convkit.pooling.max_pooling.max_pool2d')

TITLE = '13 · Assembling networks: from a plan to a network'
OPTIONAL = ('fold_bn', 'shift_consistency')

TITLES = {
    'ledger': '13.1 · A ledger',
    'lenet_forward': '13.2 · LeNet, by hand',
    'batchnorm2d': '13.3 · Batch norm',
    'fold_bn': '13.4 · Fold batch norm into a convolution',
    'residual_block': '13.5 · A residual block',
    'global_head': '13.6 · Global average head',
    'shift_consistency': '13.7 · Does a shift matter?',
    'ConvNet': '13.8 · ConvNet',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('ledger', 2, 'cb28782468bd0b57'),
    ('lenet_forward', 2, '1556304fd5ddd45f'),
    ('batchnorm2d', 2, 'c0db45f204781e3e'),
    ('batchnorm2d', 1, '4bdbfa82c801ef53'),
    ('fold_bn', 2, 'a420a644814e4750'),
    ('fold_bn', 1, 'cc5990f21e5b6b60'),
    ('residual_block', 1, 'e1eb715a07187032'),
    ('residual_block', 2, '2a192d57c4b130a9'),
    ('global_head', 2, 'c22cad1ab100916b'),
    ('shift_consistency', 2, '8deac911fb561094'),
    ('shift_consistency', 1, '68e0fb083c362d39'),
    ('ConvNet', 2, 'c187924b5bc64af5'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'MAKE = {\n    "conv": lambda c, filters, k, stride, padding: nn.Conv2d(c, filters, k, stride, padding),\n    "pool": lambda c, *window: nn.MaxPool2d(*window),\n    "relu": lambda c: nn.ReLU(),\n    "norm": lambda c: nn.BatchNorm2d(c),\n    "flatten": lambda c: nn.Flatten(),\n    "linear": lambda c, outputs: nn.Linear(c, outputs),\n}\n\n\ndef torch_ledger(layers, in_shape):\n    """Build every layer, send an image through, and count."""\n    x, rows = torch.zeros(1, *in_shape), []\n    for kind, *numbers in layers:\n        layer = MAKE[kind](x.shape[1], *numbers)\n        x = layer(x)\n        learnt = list(layer.parameters())\n        macs = x.numel() * learnt[0][0].numel() if kind in ("conv", "linear") else 0\n        rows.append((tuple(x.shape[1:]), sum(p.numel() for p in learnt), macs))\n    return entries(rows, layers)\n\n\ndef entries(rows, layers):\n    """The numbers of a ledger, each with a name that says which it is."""\n    found = {}\n    for n, ((kind, *_), (shape, parameters, macs)) in enumerate(zip(layers, rows, strict=True)):\n        found[f"{n}, {kind}: shape"] = " × ".join(map(str, shape))\n        found[f"{n}, {kind}: parameters"] = parameters\n        found[f"{n}, {kind}: MACs"] = macs\n    return found\n\n\ndef named(solution, layers, in_shape):\n    """The student\'s ledger, its numbers named."""\n    rows = solution(layers, in_shape)\n    if rows is None:\n        return None\n    good = isinstance(rows, list | tuple) and len(rows) == len(layers)\n    if not (good and all(isinstance(r, list | tuple) and len(r) == 3 for r in rows)):\n        raise ValueError(\n            f"ledger must return a list of {len(layers)} tuples (shape, parameters, macs)"\n        )\n    if not all(isinstance(r[0], list | tuple) for r in rows):\n        raise ValueError("the first entry of each tuple must be a shape, as a tuple")\n    return entries(rows, layers)\n\n\nLENET = [("conv", 6, 5, 1, 2), ("relu",), ("pool", 2), ("conv", 16, 5, 1, 0), ("relu",)]\nLENET += [("pool", 2), ("flatten",), ("linear", 120), ("relu",), ("linear", 10)]\nSMALL = [("conv", 8, 3, 2, 1), ("norm",), ("relu",), ("pool", 3, 2), ("flatten",), ("linear", 5)]\n\nonly(ledger)\ncheck(\n    ledger,\n    against=torch_ledger,\n    via=named,\n    on=[\n        case(layers=LENET[:2], in_shape=(1, 28, 28)),\n        case(layers=SMALL, in_shape=(3, 20, 27)),\n        case(layers=LENET, in_shape=(1, 30, 28)),\n    ],\n)',
    'SHAPES = {"conv1": (6, 1, 5, 5), "conv2": (16, 6, 5, 5)}\nSHAPES |= {"fc1": (120, 400), "fc2": (84, 120), "fc3": (10, 84)}\n\n\ndef draw_lenet(rng):\n    """Parameters of about the size that keeps numbers as large as they are."""\n    params = {}\n    for name, shape in SHAPES.items():\n        fan_in = int(np.prod(shape[1:]))\n        params[name + ".weight"] = rng.normal(size=shape) * np.sqrt(2 / fan_in)\n        params[name + ".bias"] = rng.normal(size=shape[0])\n    return params\n\n\ndef torch_lenet(x, params):\n    p = tensors(params)\n    x = F.avg_pool2d(F.conv2d(x, p["conv1.weight"], p["conv1.bias"], padding=2).relu(), 2)\n    x = F.avg_pool2d(F.conv2d(x, p["conv2.weight"], p["conv2.bias"]).relu(), 2)\n    x = F.linear(x.flatten(1), p["fc1.weight"], p["fc1.bias"]).relu()\n    x = F.linear(x, p["fc2.weight"], p["fc2.bias"]).relu()\n    return F.linear(x, p["fc3.weight"], p["fc3.bias"])\n\n\nonly(lenet_forward)\ncheck(\n    lenet_forward,\n    against=torch_lenet,\n    on=[\n        case(x=normal(2, 1, 28, 28), params=drawn(draw_lenet)),\n        case(x=normal(3, 1, 28, 30), params=drawn(draw_lenet)),\n    ],\n)',
    'def torch_batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):\n    mean, var = mean.clone(), var.clone()\n    return F.batch_norm(x, mean, var, gamma, beta, training, momentum, eps), mean, var\n\n\nC = 3\nparts = {"gamma": normal(C), "beta": normal(C), "mean": normal(C)}\narguments = {"training": True, "momentum": 0.3, "eps": 0.01}\nonly(batchnorm2d)\ncheck(\n    batchnorm2d,\n    against=torch_batchnorm2d,\n    on=[\n        case(\n            x=uniform(2, C, 4, 3, high=0.02),\n            **parts,\n            var=uniform(C, low=0.5, high=2),\n            training=True,\n        ),\n        case(x=normal(4, C, 2, 5), **parts, var=uniform(C, low=0.5, high=2), **arguments),\n    ],\n)',
    'def torch_batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):\n    mean, var = mean.clone(), var.clone()\n    return F.batch_norm(x, mean, var, gamma, beta, training, momentum, eps), mean, var\n\n\nC = 4\nparts = {"gamma": normal(C), "beta": normal(C), "mean": normal(C)}\nonly(batchnorm2d)\ncheck(\n    batchnorm2d,\n    against=torch_batchnorm2d,\n    on=[\n        case(x=normal(2, C, 3, C), **parts, var=uniform(C, low=0.5, high=2), training=False),\n        case(x=normal(1, C, 1, 2), **parts, var=uniform(C, low=0.5, high=2), training=False),\n    ],\n)',
    'def torch_fold_bn(w, b, gamma, beta, mean, var, eps):\n    return fuse_conv_bn_weights(w, b, mean, var, eps, gamma, beta)\n\n\ndef parts(O):\n    return {name: normal(O) for name in ("gamma", "beta", "mean")} | {\n        "var": uniform(O, low=0.5, high=2)\n    }\n\n\nonly(fold_bn)\ncheck(\n    fold_bn,\n    against=torch_fold_bn,\n    on=[\n        case(w=normal(4, 4, 3, 2), b=normal(4), **parts(4), eps=0.01),\n        case(w=normal(5, 2, 1, 3), b=normal(5), **parts(5), eps=0.1),\n    ],\n)',
    'def torch_fold_bn(w, b, gamma, beta, mean, var, eps):\n    return fuse_conv_bn_weights(w, b, mean, var, eps, gamma, beta)\n\n\ndef parts(O):\n    return {name: normal(O) for name in ("gamma", "beta", "mean")} | {\n        "var": uniform(O, low=0.5, high=2)\n    }\n\n\nonly(fold_bn)\ncheck(\n    fold_bn,\n    against=torch_fold_bn,\n    on=[\n        case(w=normal(4, 4, 3, 2), b=None, **parts(4), eps=0.1),\n        case(w=normal(2, 5, 2, 3), b=None, **parts(2), eps=0.01),\n        case(w=normal(3, 2, 2, 1), b=normal(3), **parts(3), eps=1e-3),\n    ],\n)',
    'def draw_block(C, O):\n    """A function that draws the parameters of a block from C to O channels."""\n\n    def draw(rng):\n        p = {\n            "conv1": rng.normal(size=(O, C, 3, 3)) / np.sqrt(9 * C),\n            "conv2": rng.normal(size=(O, O, 3, 3)) / np.sqrt(9 * O),\n            "skip": rng.normal(size=(O, C, 1, 1)) / np.sqrt(C),\n        }\n        for name in ("bn1", "bn2", "bn_skip"):\n            for part in ("weight", "bias", "mean"):\n                p[f"{name}.{part}"] = rng.normal(size=O)\n            p[f"{name}.var"] = rng.uniform(0.5, 2, size=O)\n        return p\n\n    return drawn(draw)\n\n\ndef torch_residual_block(x, p, stride):\n    p = tensors(p)\n\n    def norm(y, name):\n        gamma, beta, mean, var = (p[f"{name}.{v}"] for v in ("weight", "bias", "mean", "var"))\n        return F.batch_norm(y, mean, var, gamma, beta)\n\n    y = norm(F.conv2d(x, p["conv1"], stride=stride, padding=1), "bn1").relu()\n    y = norm(F.conv2d(y, p["conv2"], padding=1), "bn2")\n    project = stride != 1 or x.shape[1] != y.shape[1]\n    return (y + (norm(F.conv2d(x, p["skip"], stride=stride), "bn_skip") if project else x)).relu()\n\n\nonly(residual_block, "convkit.networks.batch_norm")\ncheck(\n    residual_block,\n    against=torch_residual_block,\n    on=[\n        case(x=normal(2, 6, 5, 6), p=draw_block(6, 6), stride=1),\n        case(x=normal(3, 4, 4, 7), p=draw_block(4, 4), stride=1),\n    ],\n)',
    'def draw_block(C, O):\n    """A function that draws the parameters of a block from C to O channels."""\n\n    def draw(rng):\n        p = {\n            "conv1": rng.normal(size=(O, C, 3, 3)) / np.sqrt(9 * C),\n            "conv2": rng.normal(size=(O, O, 3, 3)) / np.sqrt(9 * O),\n            "skip": rng.normal(size=(O, C, 1, 1)) / np.sqrt(C),\n        }\n        for name in ("bn1", "bn2", "bn_skip"):\n            for part in ("weight", "bias", "mean"):\n                p[f"{name}.{part}"] = rng.normal(size=O)\n            p[f"{name}.var"] = rng.uniform(0.5, 2, size=O)\n        return p\n\n    return drawn(draw)\n\n\ndef torch_residual_block(x, p, stride):\n    p = tensors(p)\n\n    def norm(y, name):\n        gamma, beta, mean, var = (p[f"{name}.{v}"] for v in ("weight", "bias", "mean", "var"))\n        return F.batch_norm(y, mean, var, gamma, beta)\n\n    y = norm(F.conv2d(x, p["conv1"], stride=stride, padding=1), "bn1").relu()\n    y = norm(F.conv2d(y, p["conv2"], padding=1), "bn2")\n    project = stride != 1 or x.shape[1] != y.shape[1]\n    return (y + (norm(F.conv2d(x, p["skip"], stride=stride), "bn_skip") if project else x)).relu()\n\n\nonly(residual_block, "convkit.networks.batch_norm")\ncheck(\n    residual_block,\n    against=torch_residual_block,\n    on=[\n        case(x=normal(2, 3, 7, 6), p=draw_block(3, 4), stride=2),\n        case(x=normal(2, 3, 6, 5), p=draw_block(3, 5), stride=1),\n        case(x=normal(2, 4, 5, 8), p=draw_block(4, 4), stride=2),\n        case(x=normal(8, 5, 1, 1), p=draw_block(5, 5), stride=2),\n    ],\n)',
    'def torch_global_head(x, W, b):\n    logits = F.linear(F.adaptive_avg_pool2d(x, 1).flatten(1), W, b)\n    return logits, F.conv2d(x, W[:, :, None, None])\n\n\nonly(global_head)\ncheck(\n    global_head,\n    against=torch_global_head,\n    on=[\n        case(x=normal(2, 3, 4, 5), W=normal(4, 3), b=normal(4)),\n        case(x=normal(3, 5, 2, 4), W=normal(2, 5), b=normal(2)),\n    ],\n)',
    'def torch_blur_downsample(x):\n    line = torch.tensor([0.25, 0.5, 0.25], dtype=torch.float64)\n    kernel = torch.outer(line, line).expand(x.shape[1], 1, 3, 3)\n    return F.conv2d(x, kernel, stride=2, groups=x.shape[1])\n\n\nonly(blur_downsample)\ncheck(\n    blur_downsample,\n    against=torch_blur_downsample,\n    on=[case(x=normal(2, 3, 8, 7)), case(x=normal(3, 2, 5, 9))],\n)',
    'weight = torch.tensor(np.random.default_rng(1).normal(size=(6, 2, 3, 3)))\n\n\ndef strided(x):\n    """Convolution with stride 2, ReLU, mean of each plane: features (N, 6)."""\n    return F.conv2d(torch.tensor(x), weight, stride=2).relu().mean(dim=(2, 3)).numpy()\n\n\ndef blurred(x):\n    """The same, with a blur before the stride."""\n    line = torch.tensor([0.25, 0.5, 0.25], dtype=torch.float64)\n    kernel = torch.outer(line, line).expand(6, 1, 3, 3)\n    y = F.conv2d(F.conv2d(torch.tensor(x), weight).relu(), kernel, stride=2, groups=6)\n    return y.mean(dim=(2, 3)).numpy()\n\n\ndef columns(x):\n    """Features that have both signs and know where things are."""\n    return (x.sum(axis=(1, 2)) * np.cos(np.arange(x.shape[3])))[:, :4]\n\n\ndef torch_shift_consistency(net, x):\n    a, b = (torch.tensor(net(v.numpy())) for v in (x[..., :-1], x[..., 1:]))\n    return F.cosine_similarity(a, b, dim=1).mean()\n\n\nonly(shift_consistency)\ncheck(\n    shift_consistency,\n    against=torch_shift_consistency,\n    on=[\n        case(net=strided, x=normal(4, 2, 9, 10)),\n        case(net=blurred, x=normal(4, 2, 9, 11)),\n        case(net=columns, x=normal(5, 3, 6, 8)),\n    ],\n)',
    'def convnet_layers(classes):\n    return draw_layers(\n        ("Conv2d", 32, (32, 3, 3, 3)),\n        ("Conv2d", 64, (64, 32, 3, 3)),\n        ("Linear", 512, (512, 3136)),\n        ("Linear", classes, (classes, 512)),\n    )\n\n\ndef torch_convnet(classes, weights, x):\n    (w1, b1), (w2, b2), (w3, b3), (w4, b4) = (map(torch.tensor, w[1:]) for w in weights)\n    x = F.max_pool2d(F.conv2d(x, w1, b1, padding=1).relu(), 2)\n    x = F.max_pool2d(F.conv2d(x, w2, b2, padding=1).relu(), 2)\n    output = F.linear(F.linear(x.flatten(1), w3, b3).relu(), w4, b4)\n    layers = "; ".join(sorted(w[0] for w in weights))\n    return {"layers": layers, "output": output, "the same while learning": True}\n\n\ncheck(\n    ConvNet,\n    against=torch_convnet,\n    via=answers,\n    on=[case(classes=7, weights=convnet_layers(7), x=normal(2, 3, 28, 28))],\n)',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'ledger': ('def ledger(layers, in_shape):', '"""[(shape, parameters, MACs)], one tuple for each layer"""', 'rows, shape = [], tuple(in_shape)', 'for kind, *numbers in layers:', 'parameters = macs = 0', 'rows.append((shape, parameters, macs))', 'return rows'),
    'lenet_forward': ('def lenet_forward(x, params):', '"""(N, 1, H, W) -> logits (N, 10)"""'),
    'batchnorm2d': ('def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):', '"""(N, C, H, W) -> the same shape, and the running mean and variance afterwards, (C,) each"""', 'y, new_mean, new_var = None, mean.copy(), var.copy()', 'return y, new_mean, new_var'),
    'fold_bn': ('def fold_bn(w, b, gamma, beta, mean, var, eps):', '"""(O, C, kh, kw), (O,) or None -> the weight and the bias that do both at once"""'),
    'residual_block': ('def residual_block(x, p, stride):', '"""(N, C, H, W) -> (N, O, Ho, Wo)"""'),
    'global_head': ('def global_head(x, W, b):', '"""(N, C, H, W), (K, C), (K,) -> logits (N, K), maps (N, K, H, W)"""', 'logits, maps = None, None', 'return logits, maps'),
    'blur_downsample': ('def blur_downsample(x):', '"""(N, C, H, W) -> (N, C, (H - 3) // 2 + 1, (W - 3) // 2 + 1)"""', 'def shift_consistency(net, x):', '"""Mean cosine similarity of the features before and after a shift by one pixel: one number"""'),
    'shift_consistency': ('def blur_downsample(x):', '"""(N, C, H, W) -> (N, C, (H - 3) // 2 + 1, (W - 3) // 2 + 1)"""', 'def shift_consistency(net, x):', '"""Mean cosine similarity of the features before and after a shift by one pixel: one number"""'),
    'ConvNet': ('class ConvNet(nn.Module):', '"""(N, 3, 28, 28) -> logits (N, num_classes)"""', 'def __init__(self, num_classes):', 'super().__init__()', 'def forward(self, x):'),
}

EXERCISES = {
    'ledger': ('ledger__pools_with_stride_one', 'ledger__counts_buffers', 'ledger__flatten_keeps_channels', 'ledger__forgets_bias', 'ledger__rounds_up', 'ledger__macs_of_input', 'ledger__multiplies_biases', 'ledger__one_kernel_for_all_channels'),
    'lenet_forward': ('lenet_forward__flattens_channels_last', 'lenet_forward__relu_on_logits', 'lenet_forward__pools_before_relu', 'lenet_forward__no_padding', 'lenet_forward__takes_maxima', 'lenet_forward__linear_without_relu', 'lenet_forward__convolution_without_relu'),
    'batchnorm2d': ('batchnorm2d__normalises_with_unbiased', 'batchnorm2d__remembers_biased', 'batchnorm2d__momentum_reversed', 'batchnorm2d__one_mean_for_each_pixel', 'batchnorm2d__each_image_by_itself', 'batchnorm2d__eps_outside_root', 'batchnorm2d__divides_by_variance', 'batchnorm2d__batch_numbers_in_use', 'batchnorm2d__normalises_with_running'),
    'fold_bn': ('fold_bn__mean_not_subtracted', 'fold_bn__bias_not_scaled', 'fold_bn__scales_inputs', 'fold_bn__forgets_eps', 'fold_bn__divides_by_variance', 'fold_bn__forgets_beta', 'fold_bn__no_bias_stays_none', 'fold_bn__no_bias_only_beta'),
    'residual_block': ('residual_block__no_shortcut', 'residual_block__relu_before_sum', 'residual_block__relu_twice', 'residual_block__no_last_relu', 'residual_block__slices_for_projection', 'residual_block__always_projects', 'residual_block__compares_shapes', 'residual_block__projection_without_norm', 'residual_block__stride_in_second', 'residual_block__no_relu_inside', 'residual_block__adds_to_normalised_input'),
    'global_head': ('global_head__takes_maxima', 'global_head__sums_planes', 'global_head__bias_in_the_map', 'global_head__map_transposed', 'global_head__averages_channels', 'global_head__means_over_images', 'global_head__maps_already_averaged', 'global_head__forgets_bias'),
    'shift_consistency': ('blur_downsample__blurs_afterwards', 'blur_downsample__kernel_sums_to_sixteen', 'blur_downsample__plain_mean', 'blur_downsample__mixes_channels', 'blur_downsample__pads', 'blur_downsample__no_stride', 'shift_consistency__rolls', 'shift_consistency__compares_classes', 'shift_consistency__one_cosine_for_all', 'shift_consistency__not_divided_by_lengths', 'shift_consistency__shifts_down'),
    'ConvNet': ('ConvNet__one_pooling', 'ConvNet__layers_in_a_list', 'ConvNet__no_padding', 'ConvNet__no_bias', 'ConvNet__softmax_at_the_end', 'ConvNet__relu_on_logits', 'ConvNet__always_ten', 'ConvNet__no_relu_before_head', 'ConvNet__no_relu_after_conv', 'ConvNet__averages', 'ConvNet__flattens_the_batch', 'ConvNet__with_dropout'),
}
