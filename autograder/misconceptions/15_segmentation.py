"""The tempting mistakes of 15_segmentation, made from lessons/15_segmentation.py.

Do not edit: change the lesson and run `autograder build`.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from convkit.convolution.conv import conv2d
from convkit.pooling.max_pooling import max_pool2d
from convkit.convolution.transposed import conv_transpose2d


def relu(x):
    """Negative numbers become 0."""
    return np.maximum(x, 0)


def fcn_forward__reads_up_as_convolution(x, params):
    """You took the first axis of up.weight for the outputs. In a transposed convolution the inputs
    come first, and the weight is used as it is.
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    up = params["up.weight"].transpose(1, 0, 2, 3)
    return conv_transpose2d(y, up, stride=4, padding=2)[:, :, :H, :W]


def fcn_forward__relu_on_scores(x, params):
    """You put a ReLU after the head. Its output is the scores of the classes, and scores may be
    negative.
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["head.weight"], params["head.bias"]))
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, :H, :W]


def fcn_forward__relu_on_output(x, params):
    """You put a ReLU at the end. The result is the scores of the classes, and scores may be
    negative.
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return relu(conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, :H, :W])


def fcn_forward__one_relu(x, params):
    """There is no ReLU after your second convolution."""
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1)
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, :H, :W]


def fcn_forward__no_relu(x, params):
    """There is no ReLU after your convolutions."""
    H, W = x.shape[2:]
    y = conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1)
    y = conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1)
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, :H, :W]


def fcn_forward__cuts_at_the_beginning(x, params):
    """You kept the last H rows and W columns. What is too much is at the end: keep the first ones,
    [:, :, :H, :W].
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, -H:, -W:]


def fcn_forward__cuts_the_middle(x, params):
    """You cut on both sides. Row 0 of the large map belongs to row 0 of the picture, so everything
    that is too much is at the end.
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    y = conv_transpose2d(y, params["up.weight"], stride=4, padding=2)
    top, left = (y.shape[2] - H) // 2, (y.shape[3] - W) // 2
    return y[:, :, top : top + H, left : left + W]


def fcn_forward__does_not_cut(x, params):
    """Your map is larger than the picture when its size is not a multiple of 4. Keep the first H
    rows and W columns.
    """
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)


def fcn_forward__no_padding_going_up(x, params):
    """You left out the padding of the transposed convolution. Without it the map begins 2 pixels
    too early, and everything is shifted.
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4)[:, :, :H, :W]


def fcn_forward__repeats_pixels(x, params):
    """You made the map larger by repeating its pixels. Asked is the transposed convolution with
    up.weight.
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return y.repeat(4, axis=2).repeat(4, axis=3)[:, :, :H, :W]


def fcn_forward__pools_instead(x, params):
    """Your convolutions have stride 1, and every second pixel was left out by pooling. The stride of
    the convolutions is 2.
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], padding=1))
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], padding=1))
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, :H, :W]


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


class FCN__dropout(nn.Module):
    """Your network answers otherwise while it learns: there is a dropout in it. Leave it out."""

    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = self.drop(F.relu(self.down3(b)))
        y = F.relu(self.up1(y, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return self.up3(y, output_size=x.shape[2:])


def pixel_cross_entropy__divides_by_all(scores, truth, ignore=255):
    """You divided by the number of all pixels. Those that are ignored do not count there either."""
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = z - z.max(axis=1, keepdims=True)
    t = truth[counts]
    losses = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]
    return losses.sum() / truth.size


def pixel_cross_entropy__sum(scores, truth, ignore=255):
    """You returned the sum over the pixels. Asked is the mean."""
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = z - z.max(axis=1, keepdims=True)
    t = truth[counts]
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).sum()


def pixel_cross_entropy__mean_of_means(scores, truth, ignore=255):
    """You took the mean of each picture and then the mean of these. A picture with few pixels that
    count would weigh too much: take the mean over the pixels of all pictures at once.
    """
    means = []
    for z, t in zip(scores, truth, strict=True):
        counts = t != ignore
        z, t = z.transpose(1, 2, 0)[counts], t[counts]
        if len(t):
            z = z - z.max(axis=1, keepdims=True)
            means.append((np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean())
    return np.mean(means)


def pixel_cross_entropy__ignored_are_background(scores, truth, ignore=255):
    """You counted the ignored pixels as class 0. Leave them out, of the sum and of the count."""
    t = np.where(truth == ignore, 0, truth).ravel()
    z = scores.transpose(0, 2, 3, 1).reshape(len(t), -1)
    z = z - z.max(axis=1, keepdims=True)
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean()


def pixel_cross_entropy__reshapes(scores, truth, ignore=255):
    """You made rows of K scores by a reshape. That cuts across pixels: bring the classes to the end
    first, with transpose(0, 2, 3, 1).
    """
    counts = truth != ignore
    z = scores.reshape(-1, scores.shape[1])[counts.ravel()]
    z = z - z.max(axis=1, keepdims=True)
    t = truth[counts]
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean()


def pixel_cross_entropy__softmax_over_columns(scores, truth, ignore=255):
    """Your softmax runs along the columns of the picture. It runs over the classes, axis 1."""
    counts = truth != ignore
    z = scores - scores.max(axis=3, keepdims=True)
    z = (z - np.log(np.exp(z).sum(axis=3, keepdims=True))).transpose(0, 2, 3, 1)[counts]
    t = truth[counts]
    return -z[np.arange(len(t)), t].mean()


def pixel_cross_entropy__wrong_sign(scores, truth, ignore=255):
    """Your loss has the wrong sign: it is the logarithm of the probability. The loss is minus that,
    and never negative.
    """
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = z - z.max(axis=1, keepdims=True)
    t = truth[counts]
    return (z[np.arange(len(t)), t] - np.log(np.exp(z).sum(axis=1))).mean()


def pixel_cross_entropy__mean_over_classes(scores, truth, ignore=255):
    """You also divided by the number of classes. Each pixel has one loss, not one for each class."""
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = z - z.max(axis=1, keepdims=True)
    t = truth[counts]
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean() / scores.shape[1]


def pixel_cross_entropy__always_255(scores, truth, ignore=255):
    """You ignored 255, whatever was asked for. Use the argument `ignore`."""
    counts = truth != 255
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = z - z.max(axis=1, keepdims=True)
    t = np.where(truth == ignore, 0, truth)[counts]
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean()


def pixel_cross_entropy__overflows(scores, truth, ignore=255):
    """Your exponentials overflow when scores are large. Subtract the largest score of each pixel
    first.
    """
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    t = truth[counts]
    with np.errstate(over="ignore", divide="ignore"):
        return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean()


def class_weights__frequency(counts):
    """Your weights grow with the counts. It is the rare classes that get the large weights: take the
    inverse.
    """
    return counts / counts[counts > 0].mean()


def class_weights__not_scaled(counts):
    """Your weights are not scaled. Divide by their mean, so that the mean is 1."""
    weights = np.zeros(len(counts))
    weights[counts > 0] = 1 / counts[counts > 0]
    return weights


def class_weights__total_over_counts(counts):
    """You divided the number of all pixels by each count. Scale the result: the mean weight is to be
    1.
    """
    weights = np.zeros(len(counts))
    weights[counts > 0] = counts.sum() / counts[counts > 0]
    return weights


def class_weights__sums_to_one(counts):
    """Your weights have the sum 1. It is their mean that is to be 1, so their sum is the number of
    classes that occur.
    """
    weights = np.zeros(len(counts))
    weights[counts > 0] = 1 / counts[counts > 0]
    return weights / weights.sum()


def class_weights__absent_in_mean(counts):
    """You counted a class that does not occur in the mean. Only those that occur have the mean 1."""
    weights = np.zeros(len(counts))
    weights[counts > 0] = 1 / counts[counts > 0]
    return weights / weights.mean()


def class_weights__divides_by_zero(counts):
    """A class that does not occur has no weight in your answer, but infinity or nan. Give it 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = 1 / counts
        return weights / weights.mean()


def class_weights__absent_counts_once(counts):
    """You treated a class that does not occur as if it had one pixel. Its weight is 0."""
    weights = 1 / np.maximum(counts, 1)
    return weights / weights.mean()


def class_weights__one_minus_share(counts):
    """You took one minus the share of each class. Inversely proportional means one divided by the
    count.
    """
    weights = np.where(counts > 0, 1 - counts / counts.sum(), 0)
    return weights / weights[counts > 0].mean()


def iou__dice(answer, truth, K, ignore=255):
    """You divided by the sizes of both sets and doubled: that is the Dice score, which is larger.
    Divide by the union, in which the shared pixels are counted once.
    """
    result = np.full(K, np.nan)
    counts = truth != ignore
    answer, truth = answer[counts], truth[counts]
    for c in range(K):
        both = (answer == c).sum() + (truth == c).sum()
        if both:
            result[c] = 2 * ((answer == c) & (truth == c)).sum() / both
    return result


def iou__union_counts_twice(answer, truth, K, ignore=255):
    """You divided by the sum of both sizes. That counts the shared pixels twice; take them away
    once.
    """
    result = np.full(K, np.nan)
    counts = truth != ignore
    answer, truth = answer[counts], truth[counts]
    for c in range(K):
        both = (answer == c).sum() + (truth == c).sum()
        if both:
            result[c] = ((answer == c) & (truth == c)).sum() / both
    return result


def iou__share_of_truth(answer, truth, K, ignore=255):
    """You divided by the pixels of the truth. Then whoever answers one class everywhere is perfect
    in it; divide by the union.
    """
    result = np.full(K, np.nan)
    counts = truth != ignore
    answer, truth = answer[counts], truth[counts]
    for c in range(K):
        if (truth == c).any():
            result[c] = ((answer == c) & (truth == c)).sum() / (truth == c).sum()
        elif (answer == c).any():
            result[c] = 0
    return result


def iou__share_of_answer(answer, truth, K, ignore=255):
    """You divided by the pixels of the answer. Then one right pixel is perfect; divide by the union."""
    result = np.full(K, np.nan)
    counts = truth != ignore
    answer, truth = answer[counts], truth[counts]
    for c in range(K):
        if (answer == c).any():
            result[c] = ((answer == c) & (truth == c)).sum() / (answer == c).sum()
        elif (truth == c).any():
            result[c] = 0
    return result


def iou__accuracy(answer, truth, K, ignore=255):
    """You counted the pixels on which answer and truth agree about a class, those included that are
    of neither. Only pixels of the union count.
    """
    result = np.full(K, np.nan)
    counts = truth != ignore
    answer, truth = answer[counts], truth[counts]
    for c in range(K):
        if ((answer == c) | (truth == c)).any():
            result[c] = ((answer == c) == (truth == c)).mean()
    return result


def iou__absent_is_zero(answer, truth, K, ignore=255):
    """You gave 0 to a class that is in neither map. It was not missed: there is nothing to say, so
    it gets nan.
    """
    result = np.zeros(K)
    counts = truth != ignore
    answer, truth = answer[counts], truth[counts]
    for c in range(K):
        union = ((answer == c) | (truth == c)).sum()
        if union:
            result[c] = ((answer == c) & (truth == c)).sum() / union
    return result


def iou__absent_is_one(answer, truth, K, ignore=255):
    """You gave 1 to a class that is in neither map. It was not found: there is nothing to say, so it
    gets nan.
    """
    result = np.ones(K)
    counts = truth != ignore
    answer, truth = answer[counts], truth[counts]
    for c in range(K):
        union = ((answer == c) | (truth == c)).sum()
        if union:
            result[c] = ((answer == c) & (truth == c)).sum() / union
    return result


def iou__only_classes_of_truth(answer, truth, K, ignore=255):
    """You gave nan to a class that is in the answer but not in the truth. It was found where there
    is none, so its IoU is 0.
    """
    result = np.full(K, np.nan)
    counts = truth != ignore
    answer, truth = answer[counts], truth[counts]
    for c in range(K):
        if (truth == c).any():
            union = ((answer == c) | (truth == c)).sum()
            result[c] = ((answer == c) & (truth == c)).sum() / union
    return result


def iou__counts_ignored(answer, truth, K, ignore=255):
    """You counted the answer at pixels that are ignored. Throw these pixels out of both maps first."""
    result = np.full(K, np.nan)
    for c in range(K):
        union = ((answer == c) | (truth == c)).sum()
        if union:
            result[c] = ((answer == c) & (truth == c)).sum() / union
    return result


def iou__mean_of_pictures(answer, truth, K, ignore=255):
    """You took the mean of the IoU of each picture. Count over all pictures, and divide once."""
    found = np.full((len(truth), K), np.nan)
    for n, (a, t) in enumerate(zip(answer, truth, strict=True)):
        counts = t != ignore
        a, t = a[counts], t[counts]
        for c in range(K):
            union = ((a == c) | (t == c)).sum()
            if union:
                found[n, c] = ((a == c) & (t == c)).sum() / union
    result = np.full(K, np.nan)
    for c in range(K):
        seen = found[~np.isnan(found[:, c]), c]
        if len(seen):
            result[c] = seen.mean()
    return result


def bilinear_kernel__box(s):
    """Your weights are all equal. That repeats and blurs; here they fall off with the distance from
    the centre.
    """
    k = 2 * s - s % 2
    return np.full((k, k), s**2 / k**2)


def bilinear_kernel__sums_to_one(s):
    """Your weights have the sum 1. Every pixel gets stamps only from every s-th place, so a constant
    would become s * s times too dark; do not divide.
    """
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - (k - 1) / 2) / s
    return np.outer(line, line) / np.outer(line, line).sum()


def bilinear_kernel__centre_on_a_place(s):
    """Your centre is off by a half when s is even. A kernel of even length has its centre between
    two places: c = (k - 1) / 2.
    """
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - k // 2) / s
    return np.outer(line, line)


def bilinear_kernel__always_twice(s):
    """Your kernel is 2s long also when s is odd. Then it is 2s - 1 long, with its centre on a place."""
    line = 1 - abs(np.arange(2 * s) - (2 * s - 1) / 2) / s
    return np.outer(line, line)


def bilinear_kernel__divides_by_half(s):
    """Your weights fall off too fast, or not to the right distance. They reach 0 at a distance of s
    pixels from the centre: divide the distance by s.
    """
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - (k - 1) / 2) / (k / 2)
    return np.outer(line, line)


def bilinear_kernel__mean_of_axes(s):
    """You added the weights of row and column. In two dimensions they are multiplied, np.outer."""
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - (k - 1) / 2) / s
    return (line[:, None] + line) / 2


def bilinear_kernel__round(s):
    """Your weights depend on the straight distance from the centre, as a cone. Bilinear weights are
    the product of one for the row and one for the column.
    """
    k = 2 * s - s % 2
    d = np.arange(k) - (k - 1) / 2
    return np.maximum(0, 1 - np.hypot(d[:, None], d) / s)


def bilinear_kernel__one_axis(s):
    """Your weights fall off along one axis only. The other axis does the same: take the product of a
    column and a row.
    """
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - (k - 1) / 2) / s
    return np.tile(line, (k, 1))


def predict_in_tiles__no_margin(net, x, tile, margin):
    """Your tiles have no margin, so the pixels at the seams see padding instead of the picture. Show
    `margin` pixels more on each side, and keep the tile.
    """
    _, H, W = x.shape
    rows = []
    for i in range(0, H, tile):
        row = [net(x[:, i : i + tile, j : j + tile]) for j in range(0, W, tile)]
        rows.append(np.concatenate(row, axis=2))
    return np.concatenate(rows, axis=1)


def predict_in_tiles__half_margin(net, x, tile, margin):
    """Your margin is half as wide as it must be. `margin` pixels are needed on each side, not on
    both together.
    """
    _, H, W = x.shape
    m, rows = margin // 2, []
    for i in range(0, H, tile):
        row = []
        for j in range(0, W, tile):
            top, left = max(0, i - m), max(0, j - m)
            scores = net(x[:, top : i + tile + m, left : j + tile + m])
            row.append(scores[:, i - top : i - top + tile, j - left : j - left + tile])
        rows.append(np.concatenate(row, axis=2))
    return np.concatenate(rows, axis=1)


def predict_in_tiles__margin_on_one_side(net, x, tile, margin):
    """Your tiles have a margin below and to the right only. The pixels above and to the left are
    missing: begin at max(0, i - margin).
    """
    _, H, W = x.shape
    rows = []
    for i in range(0, H, tile):
        row = []
        for j in range(0, W, tile):
            scores = net(x[:, i : i + tile + margin, j : j + tile + margin])
            row.append(scores[:, :tile, :tile])
        rows.append(np.concatenate(row, axis=2))
    return np.concatenate(rows, axis=1)


def predict_in_tiles__full_tiles_only(net, x, tile, margin):
    """The last rows and columns are missing from your answer when the tile does not divide the
    picture. Go on to the end; the last tiles are smaller.
    """
    _, H, W = x.shape
    result = None
    for i in range(0, H - tile + 1, tile):
        for j in range(0, W - tile + 1, tile):
            top, left = max(0, i - margin), max(0, j - margin)
            scores = net(x[:, top : i + tile + margin, left : j + tile + margin])
            if result is None:
                result = np.zeros((len(scores), H, W))
            kept = scores[:, i - top : i - top + tile, j - left : j - left + tile]
            result[:, i : i + tile, j : j + tile] = kept
    return result


def predict_in_tiles__pads_the_picture(net, x, tile, margin):
    """You put zeros around the picture, so that every part has a full margin. The network answers
    these zeros as if they were picture; at the edge of the picture it is to do its own padding.
    """
    _, H, W = x.shape
    wide = np.pad(x, ((0, 0), (margin, margin), (margin, margin)))
    rows = []
    for i in range(0, H, tile):
        row = []
        for j in range(0, W, tile):
            bottom, right = min(H, i + tile) + 2 * margin, min(W, j + tile) + 2 * margin
            scores = net(wide[:, i:bottom, j:right])
            row.append(scores[:, margin : bottom - i - margin, margin : right - j - margin])
        rows.append(np.concatenate(row, axis=2))
    return np.concatenate(rows, axis=1)


def predict_in_tiles__always_cuts_a_margin(net, x, tile, margin):
    """You cut a margin off also where there was none. At the upper and left edge of the picture the
    part begins with the tile: count from `i - top`.
    """
    _, H, W = x.shape
    result = None
    for i in range(0, H, tile):
        for j in range(0, W, tile):
            top, left = max(0, i - margin), max(0, j - margin)
            scores = net(x[:, top : i + tile + margin, left : j + tile + margin])
            if result is None:
                result = np.zeros((len(scores), H, W))
            kept = scores[:, margin : margin + tile, margin : margin + tile]
            result[:, i : i + kept.shape[1], j : j + kept.shape[2]] = kept[:, : H - i, : W - j]
    return result


def predict_in_tiles__averages_seams(net, x, tile, margin):
    """You averaged the parts where they overlap. Near its edge a part is wrong, and an average with
    something wrong is wrong: keep only the tile in the middle of each part.
    """
    _, H, W = x.shape
    result, times = None, np.zeros((H, W))
    for i in range(0, H, tile):
        for j in range(0, W, tile):
            top, left = max(0, i - margin), max(0, j - margin)
            bottom, right = min(H, i + tile + margin), min(W, j + tile + margin)
            scores = net(x[:, top:bottom, left:right])
            if result is None:
                result = np.zeros((len(scores), H, W))
            result[:, top:bottom, left:right] += scores
            times[top:bottom, left:right] += 1
    return result / times


def predict_in_tiles__last_part_wins(net, x, tile, margin):
    """You wrote the whole part into the result, and later parts overwrite the tiles of earlier ones
    with their margins. Keep only the tile of each part.
    """
    _, H, W = x.shape
    result = None
    for i in range(0, H, tile):
        for j in range(0, W, tile):
            top, left = max(0, i - margin), max(0, j - margin)
            bottom, right = min(H, i + tile + margin), min(W, j + tile + margin)
            scores = net(x[:, top:bottom, left:right])
            if result is None:
                result = np.zeros((len(scores), H, W))
            result[:, top:bottom, left:right] = scores
    return result


def predict_in_tiles__all_at_once(net, x, tile, margin):
    """You gave the network the whole picture at once. It takes at most tile + 2 * margin rows and
    columns: call it for each tile.
    """
    return net(x)


def face_maps__floor(x, weights):
    """Your pooling drops a last odd row or column. This network pools with ceil_mode=True, so that
    the last window may hang over the edge.
    """

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = ((x * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[1] / scores.sum(axis=0), convolve(y, "conv4_2")[0]


def face_maps__relu(x, weights):
    """You used a ReLU. A PReLU lets negative numbers through, times the slope of their channel."""

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return relu(y)

    y = ((x * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[1] / scores.sum(axis=0), convolve(y, "conv4_2")[0]


def face_maps__one_slope(x, weights):
    """You used the same slope for all channels. Each channel has its own: give the slopes the shape
    (C, 1, 1).
    """

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][0] * y)

    y = ((x * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[1] / scores.sum(axis=0), convolve(y, "conv4_2")[0]


def face_maps__slope_everywhere(x, weights):
    """You multiplied all numbers by the slope. Positive ones pass as they are."""

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return weights[name + ".weight"][:, None, None] * y

    y = ((x * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[1] / scores.sum(axis=0), convolve(y, "conv4_2")[0]


def face_maps__softmax_over_columns(x, weights):
    """Your softmax runs over the places of the map. It runs over the two classes, at every place."""

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = ((x * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[1] / scores[1].sum(), convolve(y, "conv4_2")[0]


def face_maps__no_softmax(x, weights):
    """You returned the score of the class "face". Asked is its probability, by a softmax over both
    classes.
    """

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = ((x * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = convolve(y, "conv4_1")[0]
    return scores[1], convolve(y, "conv4_2")[0]


def face_maps__sigmoid(x, weights):
    """You took the sigmoid of one score. With two scores the probability is a softmax over both."""

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = ((x * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[1] / (1 + scores[1]), convolve(y, "conv4_2")[0]


def face_maps__no_face(x, weights):
    """You returned the probability of class 0, "no face". Channel 1 is "face"."""

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = ((x * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[0] / scores.sum(axis=0), convolve(y, "conv4_2")[0]


def face_maps__blue_first(x, weights):
    """You turned the order of the colours. This network wants red, green, blue, as they come."""

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = ((x[::-1] * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[1] / scores.sum(axis=0), convolve(y, "conv4_2")[0]


def face_maps__from_0_to_1(x, weights):
    """You left the picture in the range from 0 to 1. The network wants (v - 127.5) / 128 for v from
    0 to 255.
    """

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = x[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[1] / scores.sum(axis=0), convolve(y, "conv4_2")[0]


def face_maps__not_times_255(x, weights):
    """You subtracted 127.5 from values between 0 and 1. Multiply by 255 first."""

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = ((x - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[1] / scores.sum(axis=0), convolve(y, "conv4_2")[0]


def face_maps__pads(x, weights):
    """You padded the convolutions. These have no padding, so the maps shrink."""

    def convolve(y, name):
        return conv2d(
            y,
            weights[name + ".weight"],
            weights[name + ".bias"],
            padding=1 if name < "conv4" else 0,
        )

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = ((x * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[1] / scores.sum(axis=0), convolve(y, "conv4_2")[0]


def face_maps__prelu_on_moves(x, weights):
    """You put something after the second head that keeps only positive numbers. A box may move in
    both directions.
    """

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = ((x * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return scores[1] / scores.sum(axis=0), relu(convolve(y, "conv4_2")[0])


def face_maps__heads_in_a_row(x, weights):
    """You exchanged the two maps. First the probability of a face, then the four numbers of the
    box.
    """

    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = ((x * 255 - 127.5) / 128)[None]
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")
    scores = np.exp(convolve(y, "conv4_1")[0])
    return convolve(y, "conv4_2")[0], scores[1] / scores.sum(axis=0)


def place_boxes__rows_for_x(face, threshold, shrink):
    """You exchanged rows and columns: x counts columns and y counts rows, and x comes first."""
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * i, 2 * j, 2 * i + 12, 2 * j + 12], axis=1) * float(shrink)
    return boxes, face[i, j]


def place_boxes__jump_of_1(face, threshold, shrink):
    """Your windows are 1 pixel apart. There is a stride of 2 in the network, so neighbours are 2
    apart.
    """
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([j, i, j + 12, i + 12], axis=1) * float(shrink)
    return boxes, face[i, j]


def place_boxes__field_of_11(face, threshold, shrink):
    """Your windows are 11 pixels large, as if the lower edge were the last pixel in it. They are
    12: the edge is behind the last pixel.
    """
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 11, 2 * i + 11], axis=1) * float(shrink)
    return boxes, face[i, j]


def place_boxes__middle(face, threshold, shrink):
    """You took the place for the middle of its window. The window begins at row 2i and column 2j."""
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j - 6, 2 * i - 6, 2 * j + 6, 2 * i + 6], axis=1) * float(shrink)
    return boxes, face[i, j]


def place_boxes__not_scaled(face, threshold, shrink):
    """Your boxes are in pixels of the shrunk picture. Multiply them by shrink."""
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1).astype(float)
    return boxes, face[i, j]


def place_boxes__corner_scaled_only(face, threshold, shrink):
    """You multiplied the corner by shrink, but not the size. A window of 12 pixels covers 12 *
    shrink pixels of the photograph.
    """
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack(
        [2 * j * shrink, 2 * i * shrink, 2 * j * shrink + 12, 2 * i * shrink + 12], axis=1
    ).astype(float)
    return boxes, face[i, j]


def place_boxes__divides(face, threshold, shrink):
    """You divided by shrink. The photograph is larger than the shrunk picture: multiply."""
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) / float(shrink)
    return boxes, face[i, j]


def place_boxes__width_and_height(face, threshold, shrink):
    """You gave the width and height of the box in place of its right and lower edge."""
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 12 + 0 * j, 12 + 0 * i], axis=1) * float(shrink)
    return boxes, face[i, j]


def place_boxes__below_threshold(face, threshold, shrink):
    """You kept the places below the threshold."""
    i, j = np.nonzero(face < threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) * float(shrink)
    return boxes, face[i, j]


def place_boxes__columns_first(face, threshold, shrink):
    """Your boxes go through the map column by column. Go row by row."""
    j, i = np.nonzero(face.T >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) * float(shrink)
    return boxes, face[i, j]


def place_boxes__threshold_for_score(face, threshold, shrink):
    """You returned the number of the place or a yes for its score. Return the probability there,
    face[i, j].
    """
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) * float(shrink)
    return boxes, np.ones(len(i))


def place_boxes__empty_without_columns(face, threshold, shrink):
    """With no place probable enough your boxes have the shape (0,). Return shape (0, 4): n is 0,
    and there are still four numbers to a box.
    """
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) * float(shrink)
    boxes = boxes if len(boxes) else np.zeros(0)
    return boxes, face[i, j]


def nms__worst_first(boxes, scores, overlap):
    """You began with the worst box. Sort downwards, by np.argsort(-scores)."""

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / (areas - wide * high)

    kept = []
    for n in np.argsort(scores):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept):
            kept.append(n)
    return np.array(kept)


def nms__unsorted(boxes, scores, overlap):
    """You went through the boxes in their own order. Begin with the highest score."""

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / (areas - wide * high)

    kept = []
    for n in range(len(scores)):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept):
            kept.append(n)
    return np.array(kept)


def nms__in_order_of_place(boxes, scores, overlap):
    """You kept the right boxes and returned them in the order of their places. The best comes
    first.
    """

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / (areas - wide * high)

    kept = []
    for n in np.argsort(-scores):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept):
            kept.append(n)
    return np.sort(kept)


def nms__negative_overlap(boxes, scores, overlap):
    """You multiplied two negative numbers: boxes that do not touch get an intersection. Each of
    width and height is at least 0.
    """

    def box_iou(a, b):
        wide = min(a[2], b[2]) - max(a[0], b[0])
        high = min(a[3], b[3]) - max(a[1], b[1])
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / (areas - wide * high)

    kept = []
    for n in np.argsort(-scores):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept):
            kept.append(n)
    return np.array(kept)


def nms__over_smaller_box(boxes, scores, overlap):
    """You divided the intersection by the area of the smaller box. Divide by the union."""

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        one = (a[2] - a[0]) * (a[3] - a[1])
        return wide * high / min(one, areas - one)

    kept = []
    for n in np.argsort(-scores):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept):
            kept.append(n)
    return np.array(kept)


def nms__over_own_area(boxes, scores, overlap):
    """You divided the intersection by the area of one of the two boxes. Divide by the union."""

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        return wide * high / ((a[2] - a[0]) * (a[3] - a[1]))

    kept = []
    for n in np.argsort(-scores):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept):
            kept.append(n)
    return np.array(kept)


def nms__not_divided(boxes, scores, overlap):
    """You compared the area of the intersection itself with `overlap`. Divide it by the union first."""

    def shared(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        return wide * max(0, min(a[3], b[3]) - max(a[1], b[1]))

    kept = []
    for n in np.argsort(-scores):
        if all(shared(boxes[n], boxes[m]) <= overlap for m in kept):
            kept.append(n)
    return np.array(kept)


def nms__counts_intersection_twice(boxes, scores, overlap):
    """You divided by the sum of both areas. The union counts the intersection once: take it away."""

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / areas

    kept = []
    for n in np.argsort(-scores):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept):
            kept.append(n)
    return np.array(kept)


def nms__area_of_last_pixel(boxes, scores, overlap):
    """You added 1 to every width and height. Here x2 and y2 are edges, not the last pixels."""

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]) + 1)
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]) + 1)
        areas = (a[2] - a[0] + 1) * (a[3] - a[1] + 1) + (b[2] - b[0] + 1) * (b[3] - b[1] + 1)
        return wide * high / (areas - wide * high)

    kept = []
    for n in np.argsort(-scores):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept):
            kept.append(n)
    return np.array(kept)


def nms__with_best_only(boxes, scores, overlap):
    """You compared with the best box only. Compare with every box that was kept."""

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / (areas - wide * high)

    kept = []
    for n in np.argsort(-scores):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept[:1]):
            kept.append(n)
    return np.array(kept)


def nms__with_last_only(boxes, scores, overlap):
    """You compared with the box kept last only. Compare with every box that was kept."""

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / (areas - wide * high)

    kept = []
    for n in np.argsort(-scores):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept[-1:]):
            kept.append(n)
    return np.array(kept)


def nms__with_thrown_away(boxes, scores, overlap):
    """A box that was thrown away still threw away others. Only boxes that were kept do."""

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / (areas - wide * high)

    order, kept = list(np.argsort(-scores)), []
    for place, n in enumerate(order):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in order[:place]):
            kept.append(n)
    return np.array(kept)


def nms__keeps_overlapping(boxes, scores, overlap):
    """You kept the boxes that overlap, and threw away the others. It is the other way: keep a box
    if no box kept before overlaps it too much.
    """

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / (areas - wide * high)

    kept = []
    for n in np.argsort(-scores):
        if not kept or all(box_iou(boxes[n], boxes[m]) > overlap for m in kept):
            kept.append(n)
    return np.array(kept)


def nms__returns_boxes(boxes, scores, overlap):
    """You returned the boxes themselves. Asked are their places in the array."""

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / (areas - wide * high)

    kept = []
    for n in np.argsort(-scores):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept):
            kept.append(n)
    return boxes[np.array(kept)]


def nms__scores_order_only(boxes, scores, overlap):
    """You threw nothing away. Boxes that overlap a better one too much are not kept."""

    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / (areas - wide * high)

    kept = []
    for n in np.argsort(-scores):
        if True:
            kept.append(n)
    return np.array(kept)


def crop_or_pad_to__corner(x, H, W):
    """You cut and add at the end only, so the upper left corners meet instead of the centres. Half of
    the difference belongs to the beginning.
    """
    x = x[:, :, :H, :W]
    return np.pad(x, ((0, 0), (0, 0), (0, H - x.shape[2]), (0, W - x.shape[3])))


def crop_or_pad_to__odd_one_first(x, H, W):
    """Your odd row or column is at the beginning, where the difference is rounded up. The one more is
    taken or added at the end.
    """
    for axis, wanted in ((2, H), (3, W)):
        more = wanted - x.shape[axis]
        first = (abs(more) + 1) // 2
        if more < 0:
            x = np.take(x, np.arange(first, first + wanted), axis=axis)
        else:
            sides = [(0, 0)] * 4
            sides[axis] = (first, more - first)
            x = np.pad(x, sides)
    return x


def crop_or_pad_to__floor_of_a_negative(x, H, W):
    """You pad as asked, but where rows or columns are taken away your odd one goes at the beginning:
    half of a negative number is rounded down, -3 // 2 is -2. Halve what is positive.
    """
    for axis, wanted in ((2, H), (3, W)):
        more = wanted - x.shape[axis]
        first = more // 2
        if more < 0:
            x = np.take(x, np.arange(-first, -first + wanted), axis=axis)
        else:
            sides = [(0, 0)] * 4
            sides[axis] = (first, more - first)
            x = np.pad(x, sides)
    return x


def crop_or_pad_to__only_crops(x, H, W):
    """You cut what is too large and leave what is too small as it is. Frame it with zeros."""
    top, left = max(0, x.shape[2] - H) // 2, max(0, x.shape[3] - W) // 2
    return x[:, :, top : top + H, left : left + W]


def crop_or_pad_to__repeats_the_edge(x, H, W):
    """You frame with copies of the edge. Zeros are asked for."""
    for axis, wanted in ((2, H), (3, W)):
        more = wanted - x.shape[axis]
        first = abs(more) // 2
        if more < 0:
            x = np.take(x, np.arange(first, first + wanted), axis=axis)
        else:
            sides = [(0, 0)] * 4
            sides[axis] = (first, more - first)
            x = np.pad(x, sides, mode="edge")
    return x


def crop_or_pad_to__stretches(x, H, W):
    """You stretch the map, taking the nearest row and column for each. A map that is stretched no
    longer lies on its partner; cut it or frame it.
    """
    rows = np.arange(H) * x.shape[2] // H
    columns = np.arange(W) * x.shape[3] // W
    return x[:, :, rows][:, :, :, columns]


ALLOW = ('numpy', 'math', 'torch', 'convkit.convolution.conv.conv2d', 'convkit.pooling.max_pooling.max_pool2d', 'convkit.convolution.transposed.conv_transpose2d')

TITLE = '15 · A class for every pixel'
OPTIONAL = ('bilinear_kernel', 'predict_in_tiles', 'crop_or_pad_to')

TITLES = {
    'fcn_forward': '15.1 · The forward pass',
    'FCN': '15.2 · A fully convolutional network',
    'pixel_cross_entropy': '15.3 · Cross-entropy of pixels',
    'class_weights': '15.4 · Weights of classes',
    'iou': '15.5 · Intersection over union',
    'bilinear_kernel': '15.6 · A bilinear kernel',
    'predict_in_tiles': '15.7 · In tiles',
    'face_maps': '15.8 · A published network',
    'place_boxes': '15.9 · Boxes',
    'nms': '15.10 · Non-maximum suppression',
    'crop_or_pad_to': '15.11 · Crop or pad',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('fcn_forward', 3, '007f5fd0e53db30d'),
    ('FCN', 2, '82ee68a89f9a0e89'),
    ('FCN', 1, 'b85685641d08afe6'),
    ('pixel_cross_entropy', 2, 'd108684e05f39813'),
    ('pixel_cross_entropy', 1, 'e8c77081529332d5'),
    ('class_weights', 2, '3df9a0f0524bffb4'),
    ('iou', 2, '26570823f7ac0d17'),
    ('bilinear_kernel', 2, 'be65a6142fcc34a6'),
    ('predict_in_tiles', 3, '733389bd1219c894'),
    ('face_maps', 3, '43c0de060ccad0cf'),
    ('place_boxes', 2, 'cbf2e5f065ba0cb2'),
    ('nms', 3, 'af50d8c6640ca696'),
    ('crop_or_pad_to', 2, 'eb0d2ed24d08a2ce'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def fcn_params(classes, first=5, second=6):\n    shapes = {\n        "down1.weight": (first, 3, 3, 3),\n        "down1.bias": (first,),\n        "down2.weight": (second, first, 3, 3),\n        "down2.bias": (second,),\n        "head.weight": (classes, second, 1, 1),\n        "head.bias": (classes,),\n        "up.weight": (classes, classes, 8, 8),\n    }\n    return drawn(lambda rng: {name: rng.normal(size=shape) for name, shape in shapes.items()})\n\n\ndef torch_fcn_forward(x, params):\n    p = tensors(params)\n    y = F.conv2d(x, p["down1.weight"], p["down1.bias"], stride=2, padding=1).relu()\n    y = F.conv2d(y, p["down2.weight"], p["down2.bias"], stride=2, padding=1).relu()\n    y = F.conv2d(y, p["head.weight"], p["head.bias"])\n    y = F.conv_transpose2d(y, p["up.weight"], stride=4, padding=2)\n    return y[:, :, : x.shape[2], : x.shape[3]]\n\n\nonly(fcn_forward)\ncheck(\n    fcn_forward,\n    against=torch_fcn_forward,\n    on=[\n        case(x=normal(2, 3, 14, 21), params=fcn_params(4)),\n        case(x=normal(1, 3, 16, 8), params=fcn_params(3)),\n    ],\n)',
    'check(\n    FCN,\n    against=torch_fcn,\n    via=answers,\n    on=[\n        case(classes=5, weights=fcn_layers(5), x=normal(2, 3, 16, 24)),\n        case(classes=4, weights=fcn_layers(4), x=normal(1, 3, 32, 40)),\n    ],\n)',
    'check(\n    FCN,\n    against=torch_fcn,\n    via=answers,\n    on=[\n        case(classes=5, weights=fcn_layers(5), x=normal(1, 3, 21, 30)),\n        case(classes=3, weights=fcn_layers(3), x=normal(2, 3, 13, 18)),\n    ],\n)',
    'def pixel_truth(shape, classes, ignore=255):\n    """Drawn classes; more pixels of the first picture are ignored than of the others."""\n\n    def draw(rng):\n        truth = rng.integers(0, classes, size=shape)\n        truth[0][rng.random(shape[1:]) < 0.6] = ignore\n        truth[-1][rng.random(shape[1:]) < 0.15] = ignore\n        truth[:, 0, 0], truth[:, 0, 1] = classes - 1, ignore\n        return truth\n\n    return drawn(draw)\n\n\ndef torch_pixel_cross_entropy(scores, truth, ignore=255):\n    return F.cross_entropy(scores, truth, ignore_index=ignore)\n\n\nonly(pixel_cross_entropy)\ncheck(\n    pixel_cross_entropy,\n    against=torch_pixel_cross_entropy,\n    on=[\n        case(scores=normal(1, 2, 1, 3), truth=constant([[[1, 0, 255]]])),\n        case(scores=normal(2, 4, 3, 5), truth=pixel_truth((2, 3, 5), 4)),\n        case(scores=normal(3, 3, 4, 3), truth=pixel_truth((3, 4, 3), 3, -1), ignore=-1),\n    ],\n)',
    'def pixel_truth(shape, classes, ignore=255):\n    """Drawn classes; some pixels are ignored."""\n\n    def draw(rng):\n        truth = rng.integers(0, classes, size=shape)\n        truth[rng.random(shape) < 0.2] = ignore\n        truth[:, 0, 0], truth[:, 0, 1] = classes - 1, ignore\n        return truth\n\n    return drawn(draw)\n\n\ndef torch_pixel_cross_entropy(scores, truth):\n    return F.cross_entropy(scores, truth, ignore_index=255)\n\n\nonly(pixel_cross_entropy)\ncheck(\n    pixel_cross_entropy,\n    against=torch_pixel_cross_entropy,\n    on=[\n        case(scores=uniform(2, 3, 4, 5, low=-1000, high=1000), truth=pixel_truth((2, 4, 5), 3)),\n        case(scores=uniform(1, 4, 2, 3, low=900, high=1000), truth=pixel_truth((1, 2, 3), 4)),\n    ],\n)',
    'def torch_class_weights(counts):\n    weights = torch.where(counts > 0, 1 / counts.double(), 0.0)\n    return weights * (counts > 0).sum() / weights.sum()\n\n\nonly(class_weights)\ncheck(\n    class_weights,\n    against=torch_class_weights,\n    on=[\n        case(counts=constant([100, 50, 25, 0])),\n        case(counts=constant([900, 41, 33, 26])),\n        case(counts=constant([7, 1, 0, 4])),\n        case(counts=drawn(lambda rng: rng.integers(1, 10_000, size=6))),\n    ],\n)',
    'def two_maps(shape, K, agree=0.6, ignore=255):\n    """A draw of (answer, truth): class K - 1 is in neither map, class K - 2 in the answer alone."""\n\n    def draw(rng):\n        truth = rng.integers(0, K - 2, size=shape)\n        answer = np.where(rng.random(shape) < agree, truth, rng.integers(0, K - 1, size=shape))\n        truth[0][rng.random(shape[1:]) < 0.5] = ignore\n        truth[:, 0, :2], answer[:, 0, :2] = [0, ignore], [K - 2, 1]\n        return np.stack([answer, truth])\n\n    return drawn(draw)\n\n\ndef maps_of(solution, maps, K, *ignore):\n    """Calls a solution with the two maps of a draw."""\n    return solution(*maps, K, *ignore)\n\n\ndef torch_iou(maps, K, ignore=255):\n    answer, truth = maps\n    counts = truth != ignore\n    of_truth = F.one_hot(truth[counts], K).bool()\n    of_answer = F.one_hot(answer[counts], K).bool()\n    return (of_truth & of_answer).sum(0) / (of_truth | of_answer).sum(0).double()\n\n\nonly(iou)\ncheck(\n    iou,\n    against=torch_iou,\n    via=maps_of,\n    on=[\n        case(maps=constant([[[[0, 1, 1, 1, 0]]], [[[0, 0, 1, 1, 1]]]]), K=3),\n        case(maps=two_maps((2, 5, 7), 5), K=5),\n        case(maps=two_maps((2, 4, 6), 5, ignore=1), K=5, ignore=1),\n    ],\n)',
    'def torch_bilinear_kernel(s):\n    one = torch.zeros(1, 1, 5, 5, dtype=torch.float64)\n    one[0, 0, 2, 2] = 1\n    large = F.interpolate(one, scale_factor=s, mode="bilinear", align_corners=False)[0, 0]\n    k = 2 * s - s % 2\n    first = 2 * s - (k - s) // 2  # where the stamp of the middle place begins\n    return large[first : first + k, first : first + k]\n\n\nonly(bilinear_kernel)\ncheck(bilinear_kernel, against=torch_bilinear_kernel, on=[case(s=2), case(s=3), case(s=4)])',
    'class SmallNet:\n    """Three layers of 3 by 3 with padding, drawn, and a limit for the size of its input."""\n\n    def __init__(self, seed, channels, largest):\n        rng = np.random.default_rng(seed)\n        sizes = list(pairwise(channels))\n        self.weights = [rng.normal(size=(o, i, 3, 3)) / i for i, o in sizes]\n        self.biases = [rng.normal(size=o) for _, o in sizes]\n        self.largest = largest\n\n    def whole(self, x):\n        y = x if isinstance(x, torch.Tensor) else torch.tensor(np.array(x))\n        y = y[None]\n        for n, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):\n            y = F.conv2d(y.relu() if n else y, torch.tensor(w), torch.tensor(b), padding=1)\n        return y[0].numpy()\n\n    def __call__(self, x):\n        h, w = np.shape(x)[1:]\n        if max(h, w) > self.largest:\n            raise ValueError(f"this part is {h} by {w}, more than {self.largest} is too large")\n        return self.whole(x)\n\n    def __repr__(self):\n        return "net"\n\n\ndef torch_predict_in_tiles(net, x, tile, margin):\n    return torch.tensor(net.whole(x))\n\n\nonly(predict_in_tiles)\ncheck(\n    predict_in_tiles,\n    against=torch_predict_in_tiles,\n    on=[\n        case(net=SmallNet(0, (2, 4, 4, 3), 10), x=normal(2, 10, 13), tile=4, margin=3),\n        case(net=SmallNet(1, (3, 5, 3, 2), 11), x=normal(3, 15, 10), tile=5, margin=3),\n    ],\n)',
    'def other_weights(rng):\n    """Weights of the same shapes, drawn."""\n    return {name: 0.4 * rng.normal(size=value.shape) for name, value in data.pnet().items()}\n\n\nonly(face_maps)\ncheck(\n    face_maps,\n    against=torch_face_maps,\n    on=[\n        case(x=uniform(3, 31, 26), weights=data.pnet()),\n        case(x=uniform(3, 13, 20), weights=drawn(other_weights)),\n    ],\n)',
    'only(place_boxes)\ncheck(\n    place_boxes,\n    against=torch_place_boxes,\n    on=[\n        case(face=uniform(4, 7), threshold=0.7, shrink=4),\n        case(face=uniform(9, 5), threshold=0.5, shrink=1),\n        case(face=constant([[0.9, 0.25, 0.5], [0.5, 0.75, 0.1]]), threshold=0.5, shrink=2),\n        case(face=uniform(3, 4, high=0.5), threshold=0.6, shrink=2),\n    ],\n)',
    'def some_boxes(heaps, each):\n    """A draw of boxes in heaps, and some that touch nothing."""\n\n    def draw(rng):\n        middle = rng.uniform(0, 100, size=(heaps, 1, 2)) + rng.normal(size=(heaps, each, 2)) * 3\n        half = rng.uniform(4, 12, size=(heaps, each, 2))\n        heap = np.concatenate([middle - half, middle + half], axis=2).reshape(-1, 4)\n        corner = rng.uniform(150, 400, size=(4, 2))\n        alone = np.concatenate([corner, corner + rng.uniform(2, 20, size=(4, 2))], axis=1)\n        boxes = np.concatenate([heap, alone])\n        return boxes[rng.permutation(len(boxes))]\n\n    return drawn(draw)\n\n\nthree = [[0.0, 0.0, 10.0, 10.0], [5.0, 0.0, 15.0, 10.0], [10.0, 0.0, 20.0, 10.0]]\nrow = [[6.0 * n, 0.0, 6.0 * n + 10.0, 10.0] for n in range(6)]\nclose = [[0.0, 0.0, 10.0, 10.0], [9.0, 0.0, 19.0, 10.0], [18.0, 0.0, 28.0, 10.0]]\nsmall = [[0.0, 0.0, 2.0, 2.0], [1.0, 0.0, 3.0, 2.0]]\nnested = [[0.0, 0.0, 10.0, 10.0], [3.0, 3.0, 8.0, 7.0], [30.0, 2.0, 33.0, 9.0]]\nhalf = [[0.0, 0.0, 4.0, 2.0], [2.0, 0.0, 4.0, 2.0], [0.0, 0.0, 2.0, 2.0]]\napart = [[0.0, 0.0, 4.0, 4.0], [6.0, 1.0, 9.0, 5.0], [0.0, 7.0, 3.0, 11.0], [6.0, 1.0, 9.0, 4.5]]\nonly(nms)\ncheck(\n    nms,\n    against=torch_nms,\n    on=[\n        case(boxes=constant(three), scores=constant([0.7, 0.9, 0.8]), overlap=0.3),\n        case(boxes=constant(three), scores=constant([0.9, 0.8, 0.7]), overlap=0.3),\n        case(boxes=constant(close), scores=constant([0.5, 0.9, 0.7]), overlap=0.3),\n        case(boxes=constant(small), scores=constant([0.8, 0.9]), overlap=0.4),\n        case(boxes=constant(row), scores=constant([0.9, 0.5, 0.8, 0.4, 0.7, 0.6]), overlap=0.2),\n        case(boxes=constant(nested), scores=constant([0.6, 0.5, 0.7]), overlap=0.3),\n        case(boxes=constant(nested), scores=constant([0.5, 0.6, 0.7]), overlap=0.3),\n        case(boxes=constant(half), scores=constant([0.9, 0.6, 0.7]), overlap=0.5),\n        case(boxes=constant(apart), scores=constant([0.6, 0.9, 0.7, 0.8]), overlap=0.1),\n        case(boxes=some_boxes(4, 6), scores=uniform(28), overlap=0.4),\n    ],\n)',
    'def torch_crop_or_pad_to(x, H, W):\n    def sides(more):\n        first = int(math.copysign(abs(more) // 2, more))\n        return first, more - first\n\n    # a negative number of zeros takes away\n    return F.pad(x, (*sides(W - x.shape[3]), *sides(H - x.shape[2])))\n\n\nonly(crop_or_pad_to)\ncheck(\n    crop_or_pad_to,\n    against=torch_crop_or_pad_to,\n    on=[\n        case(x=normal(2, 3, 7, 6), H=4, W=9),\n        case(x=normal(1, 2, 5, 10), H=8, W=7),\n        case(x=normal(1, 2, 6, 5), H=5, W=6),\n        case(x=normal(1, 2, 7, 9), H=6, W=4),\n        case(x=normal(2, 1, 9, 4), H=5, W=8),\n    ],\n)',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'fcn_forward': ('def fcn_forward(x, params):', '"""(N, 3, H, W) -> scores (N, K, H, W)"""', 'H, W = x.shape[2:]'),
    'FCN': ('class FCN(nn.Module):', '"""(N, 3, H, W) -> logits (N, num_classes, H, W)"""', 'def __init__(self, num_classes):', 'super().__init__()', 'def forward(self, x):'),
    'pixel_cross_entropy': ('def pixel_cross_entropy(scores, truth, ignore=255):', '"""(N, K, H, W), (N, H, W) -> the mean loss of the pixels that count"""', 'counts = truth != ignore  # (N, H, W)'),
    'class_weights': ('def class_weights(counts):', '"""(K,) counts of pixels -> (K,) weights, mean 1 over the classes that occur"""', 'occurs = counts > 0', 'weights = np.zeros(len(counts))'),
    'iou': ('def iou(answer, truth, K, ignore=255):', '"""(N, H, W), (N, H, W) -> (K,), nan for a class that is in neither"""', 'result = np.full(K, np.nan)'),
    'bilinear_kernel': ('def bilinear_kernel(s):', '"""The (k, k) weights of a transposed convolution that enlarges s times"""'),
    'predict_in_tiles': ('def predict_in_tiles(net, x, tile, margin):', '"""(C, H, W) -> scores (K, H, W), as net(x) gives them"""', '_, H, W = x.shape', 'result = None', 'for i in range(0, H, tile):', 'for j in range(0, W, tile):', 'return result'),
    'face_maps': ('def face_maps(x, weights):', '"""(3, H, W) from 0 to 1 -> probability of a face (h, w), moves of the box (4, h, w)"""'),
    'place_boxes': ('def place_boxes(face, threshold, shrink):', '"""(h, w) -> boxes (n, 4) in pixels of the photograph, scores (n,)"""'),
    'nms': ('def nms(boxes, scores, overlap):', '"""(n, 4), (n,) -> places of the boxes that are kept, the best first"""'),
    'crop_or_pad_to': ('def crop_or_pad_to(x, H, W):', '"""(N, C, h, w) -> (N, C, H, W): cut, or framed with zeros, about the centre"""'),
}

EXERCISES = {
    'fcn_forward': ('fcn_forward__reads_up_as_convolution', 'fcn_forward__relu_on_scores', 'fcn_forward__relu_on_output', 'fcn_forward__one_relu', 'fcn_forward__no_relu', 'fcn_forward__cuts_at_the_beginning', 'fcn_forward__cuts_the_middle', 'fcn_forward__does_not_cut', 'fcn_forward__no_padding_going_up', 'fcn_forward__repeats_pixels', 'fcn_forward__pools_instead'),
    'FCN': ('FCN__channels_as_in_conv', 'FCN__relu_at_the_end', 'FCN__upsamples', 'FCN__no_relu_on_the_way_up', 'FCN__no_output_size', 'FCN__always_doubles', 'FCN__one_size_only', 'FCN__stretches_at_the_end', 'FCN__dropout'),
    'pixel_cross_entropy': ('pixel_cross_entropy__divides_by_all', 'pixel_cross_entropy__sum', 'pixel_cross_entropy__mean_of_means', 'pixel_cross_entropy__ignored_are_background', 'pixel_cross_entropy__reshapes', 'pixel_cross_entropy__softmax_over_columns', 'pixel_cross_entropy__wrong_sign', 'pixel_cross_entropy__mean_over_classes', 'pixel_cross_entropy__always_255', 'pixel_cross_entropy__overflows'),
    'class_weights': ('class_weights__frequency', 'class_weights__not_scaled', 'class_weights__total_over_counts', 'class_weights__sums_to_one', 'class_weights__absent_in_mean', 'class_weights__divides_by_zero', 'class_weights__absent_counts_once', 'class_weights__one_minus_share'),
    'iou': ('iou__dice', 'iou__union_counts_twice', 'iou__share_of_truth', 'iou__share_of_answer', 'iou__accuracy', 'iou__absent_is_zero', 'iou__absent_is_one', 'iou__only_classes_of_truth', 'iou__counts_ignored', 'iou__mean_of_pictures'),
    'bilinear_kernel': ('bilinear_kernel__box', 'bilinear_kernel__sums_to_one', 'bilinear_kernel__centre_on_a_place', 'bilinear_kernel__always_twice', 'bilinear_kernel__divides_by_half', 'bilinear_kernel__mean_of_axes', 'bilinear_kernel__round', 'bilinear_kernel__one_axis'),
    'predict_in_tiles': ('predict_in_tiles__no_margin', 'predict_in_tiles__half_margin', 'predict_in_tiles__margin_on_one_side', 'predict_in_tiles__full_tiles_only', 'predict_in_tiles__pads_the_picture', 'predict_in_tiles__always_cuts_a_margin', 'predict_in_tiles__averages_seams', 'predict_in_tiles__last_part_wins', 'predict_in_tiles__all_at_once'),
    'face_maps': ('face_maps__floor', 'face_maps__relu', 'face_maps__one_slope', 'face_maps__slope_everywhere', 'face_maps__softmax_over_columns', 'face_maps__no_softmax', 'face_maps__sigmoid', 'face_maps__no_face', 'face_maps__blue_first', 'face_maps__from_0_to_1', 'face_maps__not_times_255', 'face_maps__pads', 'face_maps__prelu_on_moves', 'face_maps__heads_in_a_row'),
    'place_boxes': ('place_boxes__rows_for_x', 'place_boxes__jump_of_1', 'place_boxes__field_of_11', 'place_boxes__middle', 'place_boxes__not_scaled', 'place_boxes__corner_scaled_only', 'place_boxes__divides', 'place_boxes__width_and_height', 'place_boxes__below_threshold', 'place_boxes__columns_first', 'place_boxes__threshold_for_score', 'place_boxes__empty_without_columns'),
    'nms': ('nms__worst_first', 'nms__unsorted', 'nms__in_order_of_place', 'nms__negative_overlap', 'nms__over_smaller_box', 'nms__over_own_area', 'nms__not_divided', 'nms__counts_intersection_twice', 'nms__area_of_last_pixel', 'nms__with_best_only', 'nms__with_last_only', 'nms__with_thrown_away', 'nms__keeps_overlapping', 'nms__returns_boxes', 'nms__scores_order_only'),
    'crop_or_pad_to': ('crop_or_pad_to__corner', 'crop_or_pad_to__odd_one_first', 'crop_or_pad_to__floor_of_a_negative', 'crop_or_pad_to__only_crops', 'crop_or_pad_to__repeats_the_edge', 'crop_or_pad_to__stretches'),
}
