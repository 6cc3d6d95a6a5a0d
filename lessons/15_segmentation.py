# %% [markdown]
# # 15 · A class for every pixel
#
# So far a network gave one answer for a whole picture. A car has to know which pixels are road, a
# doctor which pixels are tumour, a camera where the faces are. All of these are answered by a
# network that has no dense layer at all. You will build one that gives a class to every pixel,
# train it with skip connections and without, and measure the difference. Then you will put together
# the first stage of a published face detector, from your own functions, and run it on a photograph.
#
# **You will be able to**
#
# - turn a classifier into a network that takes pictures of any size and answers for every place;
# - go down and up again with the sizes right, and say what a skip connection brings back;
# - write the loss for pixels, with classes that are rare and pixels that do not count;
# - measure a segmentation by intersection over union, and say why accuracy is the wrong measure;
# - enlarge maps without a checkerboard, and predict a large picture in tiles without seams;
# - read a detector: a map of scores, boxes, non-maximum suppression.
#
# **You need** channels and 1 by 1 kernels (lesson 03), max pooling (lesson 04), transposed convolution (lesson 07),
# receptive fields (lesson 12), a training loop in PyTorch (lesson 14). **Time** 115 minutes, with what is optional 155.
# **Points** 21, with what is optional 28. What is marked *optional* may be left out.
#
# **The core path**, for one lecture: exercises 15.1, 15.3 and 15.5, the training with *What a skip brings back*, and
# the boxes of *A published detector* (15.9).
#
# In your answers you may use NumPy and the functions of the next cell, which have the arguments of PyTorch's. Exercise
# 15.2 is a class in `torch.nn`; all others are done in NumPy.

# %% setup="all" allow=["numpy", "math", "torch", "convkit.convolution.conv.conv2d", "convkit.pooling.max_pooling.max_pool2d", "convkit.convolution.transposed.conv_transpose2d"]
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


# %% setup="checks"
import time
from itertools import pairwise

import convkit
from autograder import (
    begin,
    case,
    check,
    constant,
    drawn,
    normal,
    uniform,
    uses_outside,
    whole_number,
)
from convkit import data, plot

torch.set_num_threads(1)  # the pictures are small: more threads only wait for each other


def only(function):
    """All exercises but 15.2 are done in NumPy, with the functions given above."""
    given = (
        "convkit.convolution.conv",
        "convkit.pooling.max_pooling",
        "convkit.convolution.transposed",
    )
    found = uses_outside(function, ("numpy", "math", *given))
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


begin("15_segmentation")

# %% [markdown]
# ## An answer for every place
#
# Begin with the simplest classifier: one dense layer from the 64 pixels of a digit to 10 scores. The next cell trains it,
# which takes a second.

# %%
train, train_labels, test, test_labels = data.digits_split(held_out=360)
x, labels = torch.tensor(train), torch.tensor(train_labels)
torch.manual_seed(0)
dense = nn.Linear(in_features=64, out_features=10).double()
optimiser = torch.optim.Adam(dense.parameters(), lr=0.05)
for _ in range(150):
    optimiser.zero_grad()
    F.cross_entropy(input=dense(x.flatten(1)), target=labels).backward()
    optimiser.step()
with torch.no_grad():
    right = dense(torch.tensor(test).flatten(1)).argmax(dim=1).numpy() == test_labels
print(f"unseen digits read correctly: {right.mean():.1%}")

# %% [markdown]
# It takes 8 by 8 pixels and nothing else. But by exercise 3.7 of lesson 03 a dense layer on a
# window is a convolution whose kernel is as large as the window: reshape the row of weights of each
# class to (1, 8, 8). And a convolution takes pictures of any size. Below are three digits in a
# strip of 8 by 44 pixels. Before you run the cell: how many answers will there be, and will a 4 be
# found at its own place only?

# %%
strip = np.zeros((8, 44))
for label, left in ((4, 3), (7, 18), (1, 33)):
    strip[:, left : left + 8] = test[np.flatnonzero((test_labels == label) & right)[0], 0]
kernels = dense.weight.detach().reshape(10, 1, 8, 8)
with torch.no_grad():
    scores = F.conv2d(
        input=torch.tensor(strip)[None, None], weight=kernels, bias=dense.bias
    )  # (1, 10, 1, 37)
print("from", strip.shape, "to", tuple(scores.shape))
plot.photograph(strip, "three digits", width=480)

# %%
believed = scores.softmax(dim=1)[0, :, 0].numpy()
print("more than 0.9 sure of a 4 at the places", np.flatnonzero(believed[4] > 0.9).tolist())
plot.curves(
    {f"is a {label}": believed[label] for label in (4, 7, 1)},
    across="left edge of the window",
    up="probability",
    log=(False, False),
)

# %% [markdown]
# One answer for each of the 37 places of the window, each a probability for ten classes. Look at
# the places 3, 18 and 33: there the window holds exactly one digit, and its class is near 1. But by
# the line above the curves, a 4 is found at other places as well, as surely as at its own. A window
# that shows half a digit gets a confident answer all the same, because the classifier was never
# shown anything but digits. The next network gets a class for "nothing".
#
# A network of convolutions and poolings only, without dense layers, is called **fully convolutional**. Its last layer is
# often a **1×1 convolution**: at every pixel a dense layer from the channels to the scores of the classes, with the same
# weights everywhere.

# %%
features, head = torch.randn(2, 6, 4, 5), nn.Conv2d(in_channels=6, out_channels=3, kernel_size=1)
by_convolution = head(features)  # (N, K, H, W)
one_pixel = F.linear(features[1, :, 2, 3], head.weight[:, :, 0, 0], head.bias)
print("scores:", tuple(by_convolution.shape), "  weights:", tuple(head.weight.shape))
print(
    "a dense layer on one pixel says the same:",
    torch.allclose(by_convolution[1, :, 2, 3], one_pixel),
)

# %% [markdown]
# ## Down and up again
#
# To say what a pixel belongs to, one must see much of the picture around it. Lesson 12 showed the cheap way: strides, which
# multiply the field of everything behind them. The price is resolution. **Semantic segmentation** wants a class for every
# pixel, so the map has to go up again, by transposed convolution (lesson 07).
#
# Sizes are the difficulty. With kernels of 3 by 3, stride 2 and padding 1, both 27 and 28 become 14. Going up, 14 becomes
# 27 or 28, and the layer has to be told which. In PyTorch one may say the size one wants when one calls the layer. Before
# you run the cell: which sizes come back without being told?

# %%
down = nn.Conv2d(in_channels=3, out_channels=5, kernel_size=3, stride=2, padding=1)
up = nn.ConvTranspose2d(in_channels=5, out_channels=4, kernel_size=3, stride=2, padding=1)
for size in ((27, 36), (28, 35)):
    x = torch.zeros(1, 3, *size)
    y = down(x)
    back = up(y, output_size=size)
    print(f"{size} down to {tuple(y.shape[2:])}, up to {tuple(back.shape[2:])}", end="")
    print(f"   without output_size: {tuple(up(y).shape[2:])}")
print("weight of down:", tuple(down.weight.shape), "  of up:", tuple(up.weight.shape))

# %% [markdown]
# The odd ones. And look at the last line: a transposed convolution keeps its weight as (inputs, outputs, rows, columns), a
# convolution as (outputs, inputs, rows, columns).
#
# The first network of this kind (Long, Shelhamer and Darrell, 2015) went another way: in its
# simplest form up in one step that makes the map *large enough*, then cut. You write this one
# first, with few layers.

# %% [markdown]
# ## Exercise 15.1 · The forward pass
# ★★ · 10 min · 3 points
#
# Write `fcn_forward(x, params)`, for pictures `x` of shape `(N, 3, H, W)` and any `H` and `W`. It returns the scores of K
# classes for every pixel, shape `(N, K, H, W)`. The steps:
#
# 1. convolution with `params["down1.weight"]` and `params["down1.bias"]`, 3 by 3, stride 2, padding 1; then ReLU;
# 2. the same with `down2`;
# 3. convolution 1 by 1 with `head.weight` and `head.bias`: now there are K channels, the scores;
# 4. transposed convolution with `up.weight`, shape `(K, K, 8, 8)`, stride 4, padding 2, no bias;
# 5. keep the first H rows and the first W columns.
#
# For a picture of 14 by 21, the steps give 7 by 11, 4 by 6, 4 by 6, 16 by 24, and 14 by 21.
#
# <details><summary>Hint 1: which functions?</summary>
#
# `conv2d(x, weight, bias, stride=2, padding=1)`, `conv_transpose2d(x, weight, stride=4, padding=2)` and `relu(x)`, from the
# first cell.
#
# </details>
# <details><summary>Hint 2: why the first rows, and not the middle?</summary>
#
# By lesson 12, place i of the smallest map looks at the rows 4i − 3 to 4i + 3 of the picture. Step 4 writes it to the rows
# 4i − 2 to 4i + 5 of the result. Both count from the first row on, so what is too much is at the end. (They are one and
# a half pixels apart; the kernel of 8 can learn to make up for it.)
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))`, the same once more from `y`, then
# the head without ReLU, the transposed convolution, and `y[:, :, :H, :W]`.
#
# </details>


# %% solution="fcn_forward"
def fcn_forward(x, params):
    """(N, 3, H, W) -> scores (N, K, H, W)"""
    H, W = x.shape[2:]
    ### BEGIN SOLUTION
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])  # (N, K, h, w)
    y = conv_transpose2d(y, params["up.weight"], stride=4, padding=2)  # (N, K, 4h, 4w)
    return y[:, :, :H, :W]
    ### END SOLUTION


# %% misconception="fcn_forward"
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


# %% misconception="fcn_forward"
def fcn_forward__relu_on_scores(x, params):
    """You put a ReLU after the head. Its output is the scores of the classes, and scores may be
    negative.
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["head.weight"], params["head.bias"]))
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, :H, :W]


# %% misconception="fcn_forward"
def fcn_forward__relu_on_output(x, params):
    """You put a ReLU at the end. The result is the scores of the classes, and scores may be
    negative.
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return relu(conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, :H, :W])


# %% misconception="fcn_forward"
def fcn_forward__one_relu(x, params):
    """There is no ReLU after your second convolution."""
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1)
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, :H, :W]


# %% misconception="fcn_forward"
def fcn_forward__no_relu(x, params):
    """There is no ReLU after your convolutions."""
    H, W = x.shape[2:]
    y = conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1)
    y = conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1)
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, :H, :W]


# %% misconception="fcn_forward"
def fcn_forward__cuts_at_the_beginning(x, params):
    """You kept the last H rows and W columns. What is too much is at the end: keep the first ones,
    [:, :, :H, :W].
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, -H:, -W:]


# %% misconception="fcn_forward"
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


# %% misconception="fcn_forward"
def fcn_forward__does_not_cut(x, params):
    """Your map is larger than the picture when its size is not a multiple of 4. Keep the first H
    rows and W columns.
    """
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)


# %% misconception="fcn_forward"
def fcn_forward__no_padding_going_up(x, params):
    """You left out the padding of the transposed convolution. Without it the map begins 2 pixels
    too early, and everything is shifted.
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4)[:, :, :H, :W]


# %% misconception="fcn_forward"
def fcn_forward__repeats_pixels(x, params):
    """You made the map larger by repeating its pixels. Asked is the transposed convolution with
    up.weight.
    """
    H, W = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return y.repeat(4, axis=2).repeat(4, axis=3)[:, :, :H, :W]


# %% misconception="fcn_forward"
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


# %% check="fcn_forward" points=3
def fcn_params(classes, first=5, second=6):
    shapes = {
        "down1.weight": (first, 3, 3, 3),
        "down1.bias": (first,),
        "down2.weight": (second, first, 3, 3),
        "down2.bias": (second,),
        "head.weight": (classes, second, 1, 1),
        "head.bias": (classes,),
        "up.weight": (classes, classes, 8, 8),
    }
    return drawn(lambda rng: {name: rng.normal(size=shape) for name, shape in shapes.items()})


def torch_fcn_forward(x, params):
    p = tensors(params)
    y = F.conv2d(x, p["down1.weight"], p["down1.bias"], stride=2, padding=1).relu()
    y = F.conv2d(y, p["down2.weight"], p["down2.bias"], stride=2, padding=1).relu()
    y = F.conv2d(y, p["head.weight"], p["head.bias"])
    y = F.conv_transpose2d(y, p["up.weight"], stride=4, padding=2)
    return y[:, :, : x.shape[2], : x.shape[3]]


only(fcn_forward)
check(
    fcn_forward,
    against=torch_fcn_forward,
    on=[
        case(x=normal(2, 3, 14, 21), params=fcn_params(4)),
        case(x=normal(1, 3, 16, 8), params=fcn_params(3)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    fcn_forward,
    against=torch_fcn_forward,
    on=[
        case(x=normal(1, 3, 9, 30), params=fcn_params(2, 7, 4)),
        case(x=normal(2, 3, 3, 1), params=fcn_params(5, 4, 5)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# ## The same as a class
#
# People write it with one transposed convolution for each stride, each back to the size of its level.


# %% setup="checks"
def describe(net):
    """The layers with parameters, by name: kind and sizes, as one line each."""
    state, layers = net.state_dict(), {}
    for name, value in state.items():
        layer, _, part = name.rpartition(".")
        layers.setdefault(layer, {})[part] = tuple(value.shape)
    lines = {}
    for layer, shapes in layers.items():
        kind = type(net.get_submodule(layer)).__name__ if layer else "bare parameter"
        sizes = "×".join(map(str, shapes.get("weight", ())))
        lines[layer] = f"{kind} {sizes}" + ("" if "bias" in shapes else " without bias")
    return lines


def answers(Net, classes, weights, x):
    """What the student's network is made of, and what it answers with these parameters.

    The network stays in the process of the student; tensors go there and come back.
    """
    net = Net(classes)
    net.double()
    net.eval()
    net(torch.tensor(x))  # a lazy layer has its sizes from here on
    lines = describe(net)
    layers = "; ".join(sorted(lines.values()))
    if layers != "; ".join(sorted(kind for kind, _, _ in weights)):
        return {"layers": layers, "output": np.zeros(0), "the same while learning": True}
    names, state = dict(map(reversed, lines.items())), {}
    for kind, weight, bias in weights:
        state[names[kind] + ".weight"] = torch.tensor(weight)
        state[names[kind] + ".bias"] = torch.tensor(bias)
    net.load_state_dict(state)
    output = net(torch.tensor(x))
    net.train()
    same = torch.equal(net(torch.tensor(x)), output)
    return {"layers": layers, "output": output, "the same while learning": same}


def draw_layers(*layers):
    """A draw of [(kind and sizes, weight, bias)] for layers (kind, outputs, weight shape)."""

    def draw(rng):
        found = []
        for kind, outputs, shape in layers:
            size = np.sqrt(2 * outputs / np.prod(shape))
            name = f"{kind} {'×'.join(map(str, shape))}"
            found.append((name, rng.normal(size=shape) * size, rng.normal(size=outputs)))
        return found

    return drawn(draw)


def fcn_layers(classes):
    """The six layers of `FCN`, drawn."""
    return draw_layers(
        ("Conv2d", 32, (32, 3, 3, 3)),
        ("Conv2d", 64, (64, 32, 3, 3)),
        ("Conv2d", 128, (128, 64, 3, 3)),
        ("ConvTranspose2d", 64, (128, 64, 3, 3)),
        ("ConvTranspose2d", 32, (64, 32, 3, 3)),
        ("ConvTranspose2d", classes, (32, classes, 3, 3)),
    )


def torch_fcn(classes, weights, x):
    """What `FCN` answers with these parameters."""
    layers, sizes = [tuple(map(torch.tensor, w[1:])) for w in weights], []
    y = x
    for w, b in layers[:3]:
        sizes.append(y.shape[2:])
        y = F.conv2d(y, w, b, stride=2, padding=1).relu()
    for w, b in layers[3:]:
        odd = [1 - size % 2 for size in sizes.pop()]
        y = F.conv_transpose2d(y.relu(), w, b, stride=2, padding=1, output_padding=odd)
    kinds = "; ".join(sorted(w[0] for w in weights))
    return {"layers": kinds, "output": y, "the same while learning": True}


# %% [markdown]
# ## Exercise 15.2 · A fully convolutional network
# ★★ · 9 min · 3 points (2 for sizes that are multiples of 8, 1 for all)
#
# Write the class `FCN(num_classes)` in `torch.nn`. Three convolutions, from 3 to 32 to 64 to 128 channels, then three
# transposed convolutions, from 128 to 64 to 32 to `num_classes`. All six have kernels of 3 by 3, stride 2, padding 1
# and a bias. A ReLU follows each of them but the last. Each transposed convolution goes back to the size that came
# into the convolution on the same level: the first up to what came into the third down, the last up to the size of
# the picture. The names of the attributes are yours to choose. Nothing else is to be in it, no batch norm and no dropout, and
# the layers with parameters are those of `torch.nn`.
#
# For a picture `(2, 3, 28, 36)` and 5 classes, `(2, 5, 28, 36)` comes out; for `(1, 3, 21, 30)`, `(1, 5, 21, 30)`.
#
# <details><summary>Hint 1: the layers</summary>
#
# `nn.Conv2d(3, 32, 3, stride=2, padding=1)` and `nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)`, and so on.
# Always inputs first, outputs second.
#
# </details>
# <details><summary>Hint 2: the sizes</summary>
#
# Keep each picture of the way down under a name of its own. `a.shape[2:]` is its size, and
# `self.up1(c, output_size=b.shape[2:])` goes back to that of `b`.
#
# </details>


# %% solution="FCN"
class FCN(nn.Module):
    """(N, 3, H, W) -> logits (N, num_classes, H, W)"""

    def __init__(self, num_classes):
        super().__init__()
        ### BEGIN SOLUTION
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        y = F.relu(self.down3(b))
        y = F.relu(self.up1(y, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return self.up3(y, output_size=x.shape[2:])
        ### END SOLUTION


# %% misconception="FCN"
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


# %% misconception="FCN"
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


# %% misconception="FCN"
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


# %% misconception="FCN"
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


# %% misconception="FCN"
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


# %% misconception="FCN"
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


# %% misconception="FCN"
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


# %% misconception="FCN"
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


# %% misconception="FCN"
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


# %% check="FCN" points=2
check(
    FCN,
    against=torch_fcn,
    via=answers,
    on=[
        case(classes=5, weights=fcn_layers(5), x=normal(2, 3, 16, 24)),
        case(classes=4, weights=fcn_layers(4), x=normal(1, 3, 32, 40)),
    ],
)

# %% check="FCN" points=1
check(
    FCN,
    against=torch_fcn,
    via=answers,
    on=[
        case(classes=5, weights=fcn_layers(5), x=normal(1, 3, 21, 30)),
        case(classes=3, weights=fcn_layers(3), x=normal(2, 3, 13, 18)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    FCN,
    against=torch_fcn,
    via=answers,
    on=[
        case(classes=2, weights=fcn_layers(2), x=normal(1, 3, 27, 19)),
        case(classes=6, weights=fcn_layers(6), x=normal(1, 3, 9, 1)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# ## A loss for every pixel
#
# Here is what the network of this lesson will learn: real digits, drawn on pieces of real photographs, and for every pixel
# whether it is background, or part of a 1, a 4 or a 7. Look at the second row: this is the **truth**, an array of whole
# numbers as large as the picture.

# %% cover=true
names = ["background", "1", "4", "7"]
images, truth = data.digits_on_photographs(800, classes=(1, 4, 7), dtype=np.float32)
new_images, new_truth = data.digits_on_photographs(
    200, seed=1, classes=(1, 4, 7), part="held-out", dtype=np.float32
)
print("pictures:", images.shape, "  truth:", truth.shape, "  classes:", np.unique(truth))
plot.class_maps(images[:5], {"truth": truth[:5]}, names)

# %% [markdown]
# The held-out pictures show other digits and other regions of the photographs. (The digits are by
# the same thirteen people, so this is the kinder test: lesson 14.)
#
# What is the loss? Each pixel is a small classification. Take the cross-entropy of lesson 14 at every pixel, and the mean
# over all pixels of all pictures. For scores $z$ of the classes at one pixel and its true class $t$ it is
#
# $$\ell = \log \sum_c e^{z_c} - z_t .$$
#
# Sometimes nobody knows the truth: at the edge of an object, or where two people who marked it disagree. Such a pixel is
# given a number that is no class, by custom 255, and **is ignored**: it does not count in the sum, and not in the number we
# divide by. Before you run the cell: an untrained network knows nothing of 4 classes. What is its loss? (Lesson 14 had the
# answer.)

# %%
knows_nothing = torch.zeros(2, 4, 32, 32)
some_truth = torch.tensor(truth[:2])
print("loss of equal scores:", round(F.cross_entropy(knows_nothing, some_truth).item(), 4))
print("log 4:               ", round(math.log(4), 4))

# %% [markdown]
# ## Exercise 15.3 · Cross-entropy of pixels
# ★★ · 10 min · 3 points (2, and 1 for large scores)
#
# Write `pixel_cross_entropy(scores, truth, ignore=255)`: one number, the mean of the cross-entropy over all pixels that
# count. `scores` has the shape `(N, K, H, W)`; `truth` has `(N, H, W)`, whole numbers from 0 to K − 1, or `ignore` where a
# pixel does not count. At least one pixel counts. Scores may be as large as 1000 or as small as −1000.
#
# For one pixel with scores 0 and 0 it is log 2, about 0.693, whichever of the two is true.
#
# <details><summary>Hint 1: how do I get the score of the true class?</summary>
#
# Bring the classes to the end, `scores.transpose(0, 2, 3, 1)`, and keep the pixels that count: with `counts = truth !=
# ignore`, `z = scores.transpose(0, 2, 3, 1)[counts]` has the shape `(pixels, K)` and `t = truth[counts]` has `(pixels,)`.
# Then `z[np.arange(len(t)), t]`.
#
# </details>
# <details><summary>Hint 2: overflow encountered in exp</summary>
#
# Subtract the largest score of each pixel first. This changes nothing in $\log \sum_c e^{z_c} - z_t$, and no exponent is
# above 0.
#
# </details>


# %% solution="pixel_cross_entropy"
def pixel_cross_entropy(scores, truth, ignore=255):
    """(N, K, H, W), (N, H, W) -> the mean loss of the pixels that count"""
    counts = truth != ignore  # (N, H, W)
    ### BEGIN SOLUTION
    z = scores.transpose(0, 2, 3, 1)[counts]  # (pixels, K)
    t = truth[counts]  # (pixels,)
    z = z - z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]  # (pixels,)
    return losses.mean()
    ### END SOLUTION


# %% misconception="pixel_cross_entropy"
def pixel_cross_entropy__divides_by_all(scores, truth, ignore=255):
    """You divided by the number of all pixels. Those that are ignored do not count there either."""
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = z - z.max(axis=1, keepdims=True)
    t = truth[counts]
    losses = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]
    return losses.sum() / truth.size


# %% misconception="pixel_cross_entropy"
def pixel_cross_entropy__sum(scores, truth, ignore=255):
    """You returned the sum over the pixels. Asked is the mean."""
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = z - z.max(axis=1, keepdims=True)
    t = truth[counts]
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).sum()


# %% misconception="pixel_cross_entropy"
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


# %% misconception="pixel_cross_entropy"
def pixel_cross_entropy__ignored_are_background(scores, truth, ignore=255):
    """You counted the ignored pixels as class 0. Leave them out, of the sum and of the count."""
    t = np.where(truth == ignore, 0, truth).ravel()
    z = scores.transpose(0, 2, 3, 1).reshape(len(t), -1)
    z = z - z.max(axis=1, keepdims=True)
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean()


# %% misconception="pixel_cross_entropy"
def pixel_cross_entropy__reshapes(scores, truth, ignore=255):
    """You made rows of K scores by a reshape. That cuts across pixels: bring the classes to the end
    first, with transpose(0, 2, 3, 1).
    """
    counts = truth != ignore
    z = scores.reshape(-1, scores.shape[1])[counts.ravel()]
    z = z - z.max(axis=1, keepdims=True)
    t = truth[counts]
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean()


# %% misconception="pixel_cross_entropy"
def pixel_cross_entropy__softmax_over_columns(scores, truth, ignore=255):
    """Your softmax runs along the columns of the picture. It runs over the classes, axis 1."""
    counts = truth != ignore
    z = scores - scores.max(axis=3, keepdims=True)
    z = (z - np.log(np.exp(z).sum(axis=3, keepdims=True))).transpose(0, 2, 3, 1)[counts]
    t = truth[counts]
    return -z[np.arange(len(t)), t].mean()


# %% misconception="pixel_cross_entropy"
def pixel_cross_entropy__wrong_sign(scores, truth, ignore=255):
    """Your loss has the wrong sign: it is the logarithm of the probability. The loss is minus that,
    and never negative.
    """
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = z - z.max(axis=1, keepdims=True)
    t = truth[counts]
    return (z[np.arange(len(t)), t] - np.log(np.exp(z).sum(axis=1))).mean()


# %% misconception="pixel_cross_entropy"
def pixel_cross_entropy__mean_over_classes(scores, truth, ignore=255):
    """You also divided by the number of classes. Each pixel has one loss, not one for each class."""
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = z - z.max(axis=1, keepdims=True)
    t = truth[counts]
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean() / scores.shape[1]


# %% misconception="pixel_cross_entropy"
def pixel_cross_entropy__always_255(scores, truth, ignore=255):
    """You ignored 255, whatever was asked for. Use the argument `ignore`."""
    counts = truth != 255
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = z - z.max(axis=1, keepdims=True)
    t = np.where(truth == ignore, 0, truth)[counts]
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean()


# %% misconception="pixel_cross_entropy"
def pixel_cross_entropy__overflows(scores, truth, ignore=255):
    """Your exponentials overflow when scores are large. Subtract the largest score of each pixel
    first.
    """
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    t = truth[counts]
    with np.errstate(over="ignore", divide="ignore"):
        return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean()


# %% check="pixel_cross_entropy" points=2
def pixel_truth(shape, classes, ignore=255):
    """Drawn classes; more pixels of the first picture are ignored than of the others."""

    def draw(rng):
        truth = rng.integers(0, classes, size=shape)
        truth[0][rng.random(shape[1:]) < 0.6] = ignore
        truth[-1][rng.random(shape[1:]) < 0.15] = ignore
        truth[:, 0, 0], truth[:, 0, 1] = classes - 1, ignore
        return truth

    return drawn(draw)


def torch_pixel_cross_entropy(scores, truth, ignore=255):
    return F.cross_entropy(scores, truth, ignore_index=ignore)


only(pixel_cross_entropy)
check(
    pixel_cross_entropy,
    against=torch_pixel_cross_entropy,
    on=[
        case(scores=normal(1, 2, 1, 3), truth=constant([[[1, 0, 255]]])),
        case(scores=normal(2, 4, 3, 5), truth=pixel_truth((2, 3, 5), 4)),
        case(scores=normal(3, 3, 4, 3), truth=pixel_truth((3, 4, 3), 3, -1), ignore=-1),
    ],
)
### BEGIN HIDDEN TESTS
check(
    pixel_cross_entropy,
    against=torch_pixel_cross_entropy,
    on=[
        case(scores=normal(2, 5, 6, 4), truth=pixel_truth((2, 6, 4), 5)),
        case(scores=normal(2, 2, 3, 7), truth=pixel_truth((2, 3, 7), 2, 9), ignore=9),
    ],
)
### END HIDDEN TESTS


# %% check="pixel_cross_entropy" points=1
def pixel_truth(shape, classes, ignore=255):
    """Drawn classes; some pixels are ignored."""

    def draw(rng):
        truth = rng.integers(0, classes, size=shape)
        truth[rng.random(shape) < 0.2] = ignore
        truth[:, 0, 0], truth[:, 0, 1] = classes - 1, ignore
        return truth

    return drawn(draw)


def torch_pixel_cross_entropy(scores, truth):
    return F.cross_entropy(scores, truth, ignore_index=255)


only(pixel_cross_entropy)
check(
    pixel_cross_entropy,
    against=torch_pixel_cross_entropy,
    on=[
        case(scores=uniform(2, 3, 4, 5, low=-1000, high=1000), truth=pixel_truth((2, 4, 5), 3)),
        case(scores=uniform(1, 4, 2, 3, low=900, high=1000), truth=pixel_truth((1, 2, 3), 4)),
    ],
)

# %% [markdown]
# In PyTorch it is one call, and the numbers are the same:

# %%
z, t = torch.randn(2, 4, 3, 5), torch.randint(high=4, size=(2, 3, 5))
t[0, :2] = 255
print("F.cross_entropy:", F.cross_entropy(input=z, target=t, ignore_index=255).item())
by_hand = (z.logsumexp(dim=1) - z.gather(1, t.clamp(max=3)[:, None])[:, 0])[t != 255]
print("by the formula: ", by_hand.mean().item())

# %% [markdown]
# **Rare classes.** Most pixels are background. How many? If a network says "background" everywhere, most of the loss is
# already gone, and the few pixels of the digits hardly pull. So one weighs each pixel by its true class, rare ones more.

# %%
counts = np.bincount(truth.ravel(), minlength=4)
for name, count in zip(names, counts, strict=True):
    print(f"{name:11s}{count:8,} pixels {count / counts.sum():7.1%}")

# %% [markdown]
# ## Exercise 15.4 · Weights of classes
# ★ · 5 min · 2 points
#
# Write `class_weights(counts)`: `counts` holds how many pixels of each class there are, shape `(K,)`. Return the weights,
# shape `(K,)`: inversely proportional to the counts, and scaled so that the mean weight of the classes that occur is 1. A
# class that does not occur has weight 0, and does not count in the mean. At least one class occurs.
#
# For counts 100, 50, 25, 0 the weights are 3/7, 6/7, 12/7, 0.
#
# <details><summary>Hint 1: divide by zero</summary>
#
# Begin with zeros, and fill in `1 / counts` only where `counts > 0`.
#
# </details>
# <details><summary>Hint 2: the scale</summary>
#
# Divide by the mean of the inverse counts of the classes that occur. After this their mean is 1.
#
# </details>


# %% solution="class_weights"
def class_weights(counts):
    """(K,) counts of pixels -> (K,) weights, mean 1 over the classes that occur"""
    occurs = counts > 0
    weights = np.zeros(len(counts))
    ### BEGIN SOLUTION
    weights[occurs] = 1 / counts[occurs]
    return weights / weights[occurs].mean()
    ### END SOLUTION


# %% misconception="class_weights"
def class_weights__frequency(counts):
    """Your weights grow with the counts. It is the rare classes that get the large weights: take the
    inverse.
    """
    return counts / counts[counts > 0].mean()


# %% misconception="class_weights"
def class_weights__not_scaled(counts):
    """Your weights are not scaled. Divide by their mean, so that the mean is 1."""
    weights = np.zeros(len(counts))
    weights[counts > 0] = 1 / counts[counts > 0]
    return weights


# %% misconception="class_weights"
def class_weights__total_over_counts(counts):
    """You divided the number of all pixels by each count. Scale the result: the mean weight is to be
    1.
    """
    weights = np.zeros(len(counts))
    weights[counts > 0] = counts.sum() / counts[counts > 0]
    return weights


# %% misconception="class_weights"
def class_weights__sums_to_one(counts):
    """Your weights have the sum 1. It is their mean that is to be 1, so their sum is the number of
    classes that occur.
    """
    weights = np.zeros(len(counts))
    weights[counts > 0] = 1 / counts[counts > 0]
    return weights / weights.sum()


# %% misconception="class_weights"
def class_weights__absent_in_mean(counts):
    """You counted a class that does not occur in the mean. Only those that occur have the mean 1."""
    weights = np.zeros(len(counts))
    weights[counts > 0] = 1 / counts[counts > 0]
    return weights / weights.mean()


# %% misconception="class_weights"
def class_weights__divides_by_zero(counts):
    """A class that does not occur has no weight in your answer, but infinity or nan. Give it 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = 1 / counts
        return weights / weights.mean()


# %% misconception="class_weights"
def class_weights__absent_counts_once(counts):
    """You treated a class that does not occur as if it had one pixel. Its weight is 0."""
    weights = 1 / np.maximum(counts, 1)
    return weights / weights.mean()


# %% misconception="class_weights"
def class_weights__one_minus_share(counts):
    """You took one minus the share of each class. Inversely proportional means one divided by the
    count.
    """
    weights = np.where(counts > 0, 1 - counts / counts.sum(), 0)
    return weights / weights[counts > 0].mean()


# %% check="class_weights" points=2
def torch_class_weights(counts):
    weights = torch.where(counts > 0, 1 / counts.double(), 0.0)
    return weights * (counts > 0).sum() / weights.sum()


only(class_weights)
check(
    class_weights,
    against=torch_class_weights,
    on=[
        case(counts=constant([100, 50, 25, 0])),
        case(counts=constant([900, 41, 33, 26])),
        case(counts=constant([7, 1, 0, 4])),
        case(counts=drawn(lambda rng: rng.integers(1, 10_000, size=6))),
    ],
)
### BEGIN HIDDEN TESTS
check(
    class_weights,
    against=torch_class_weights,
    on=[
        case(counts=constant([0, 12, 0, 3, 700])),
        case(counts=drawn(lambda rng: rng.integers(1, 10_000, size=3))),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch these are the argument `weight` of `F.cross_entropy`. It divides by the sum of the weights of the pixels, so
# that the loss of a network that knows nothing is still log K.
#
# > **Rule of thumb.** Begin without weights. If rare classes stay at zero, take weights by the inverse of the *square root*
# > of the counts; the full inverse makes a wrong background pixel so cheap that objects may grow too large.

# %% [markdown]
# ## How good is a map?
#
# The share of pixels that are right, the **accuracy**, is a poor measure here. Before you run the cell: what accuracy has a
# network that says "background" everywhere?

# %%
everywhere = np.zeros_like(new_truth)
print(f"accuracy of 'background everywhere': {(everywhere == new_truth).mean():.1%}")

# %% [markdown]
# It has found nothing. The usual measure asks for each class how well two sets of pixels agree, those that *are* of the
# class and those that *are said to be*: the size of their **intersection over** that of their **union**,
#
# $$\text{IoU} = \frac{\text{both}}{\text{one or the other or both}} .$$
#
# It is 1 if the sets are equal, and 0 if they have nothing in common. Pixels that are neither, the large background, play
# no part in the IoU of a digit. On paper: the truth is 6 pixels, the answer is 6 pixels, 4 of them the same. What is the
# IoU? Not 4/6: the union has 8 pixels, and the IoU is 1/2.
#
# The mean over the classes is called **mean IoU**, or mIoU. Count over the whole set of pictures, and divide once at the
# end; a mean over pictures would let a digit of three pixels weigh as much as one of three hundred. And a class that is
# neither in the truth nor in the answer has no IoU, since 0/0 is no number. Such an absent class is `nan`, and is left out
# of the mean: it counts neither as 0 nor as 1.

# %% [markdown]
# ## Exercise 15.5 · Intersection over union
# ★★ · 8 min · 2 points
#
# Write `iou(answer, truth, K, ignore=255)`: the IoU of each of the K classes, shape `(K,)`, over all pictures together.
# `answer` and `truth` have the shape `(N, H, W)` and hold classes. Where `truth` is `ignore`, the pixel does not count,
# whatever the answer. A class that is neither in the answer nor in the truth has no IoU: it gets `nan`.
#
# For the truth 0 0 1 1 1 and the answer 0 1 1 1 0 with K = 3 it is 1/3, 1/2, nan.
#
# <details><summary>Hint 1: one class</summary>
#
# `a = answer == c` and `t = truth == c` are two sets. `a & t` is what they share, `a | t` is their union, and `.sum()` counts.
#
# </details>
# <details><summary>Hint 2: the pixels that do not count</summary>
#
# Throw them out first, from both: `counts = truth != ignore`, then `answer[counts]` and `truth[counts]`.
#
# </details>


# %% solution="iou"
def iou(answer, truth, K, ignore=255):
    """(N, H, W), (N, H, W) -> (K,), nan for a class that is in neither"""
    result = np.full(K, np.nan)
    ### BEGIN SOLUTION
    counts = truth != ignore
    answer, truth = answer[counts], truth[counts]  # (pixels,)
    for c in range(K):
        union = ((answer == c) | (truth == c)).sum()
        if union:
            result[c] = ((answer == c) & (truth == c)).sum() / union
    return result
    ### END SOLUTION


# %% misconception="iou"
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


# %% misconception="iou"
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


# %% misconception="iou"
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


# %% misconception="iou"
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


# %% misconception="iou"
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


# %% misconception="iou"
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


# %% misconception="iou"
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


# %% misconception="iou"
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


# %% misconception="iou"
def iou__counts_ignored(answer, truth, K, ignore=255):
    """You counted the answer at pixels that are ignored. Throw these pixels out of both maps first."""
    result = np.full(K, np.nan)
    for c in range(K):
        union = ((answer == c) | (truth == c)).sum()
        if union:
            result[c] = ((answer == c) & (truth == c)).sum() / union
    return result


# %% misconception="iou"
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


# %% check="iou" points=2
def two_maps(shape, K, agree=0.6, ignore=255):
    """A draw of (answer, truth): class K - 1 is in neither map, class K - 2 in the answer alone."""

    def draw(rng):
        truth = rng.integers(0, K - 2, size=shape)
        answer = np.where(rng.random(shape) < agree, truth, rng.integers(0, K - 1, size=shape))
        truth[0][rng.random(shape[1:]) < 0.5] = ignore
        truth[:, 0, :2], answer[:, 0, :2] = [0, ignore], [K - 2, 1]
        return np.stack([answer, truth])

    return drawn(draw)


def maps_of(solution, maps, K, *ignore):
    """Calls a solution with the two maps of a draw."""
    return solution(*maps, K, *ignore)


def torch_iou(maps, K, ignore=255):
    answer, truth = maps
    counts = truth != ignore
    of_truth = F.one_hot(truth[counts], K).bool()
    of_answer = F.one_hot(answer[counts], K).bool()
    return (of_truth & of_answer).sum(0) / (of_truth | of_answer).sum(0).double()


only(iou)
check(
    iou,
    against=torch_iou,
    via=maps_of,
    on=[
        case(maps=constant([[[[0, 1, 1, 1, 0]]], [[[0, 0, 1, 1, 1]]]]), K=3),
        case(maps=two_maps((2, 5, 7), 5), K=5),
        case(maps=two_maps((2, 4, 6), 5, ignore=1), K=5, ignore=1),
    ],
)
### BEGIN HIDDEN TESTS
check(
    iou,
    against=torch_iou,
    via=maps_of,
    on=[
        case(maps=two_maps((3, 4, 6), 4), K=4),
        case(maps=two_maps((1, 9, 5), 6, 0.9), K=6),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# Another name of this measure is Jaccard index. The library torchmetrics has it as `JaccardIndex`.
# A close relative is the **Dice** coefficient: twice the size of the intersection, divided by the
# sum of both sizes. Written with probabilities it is a loss that is often used in medicine, since a
# rare class weighs as much in it as a large one. From here on the lesson measures with **your**
# `iou`. (If it is not written yet, the course's takes its place.) For the network that says
# "background" everywhere the mean is a quarter of what its accuracy was:


# %%
def or_else(mine, course):
    """Your function; as long as it is not written, the course's."""

    def either(*arguments):
        try:
            return mine(*arguments)
        except NotImplementedError:
            return course(*arguments)

    return either


def course_iou(answer, truth, K):
    """The IoU of each class, from a table of what was said (columns) of what is (rows)."""
    table = np.bincount(K * truth.ravel() + answer.ravel(), minlength=K * K).reshape(K, K)
    both = table.diagonal()
    return both / (table.sum(axis=0) + table.sum(axis=1) - both)


def mean_iou(answer, truth, K=4):
    """The IoU of each class by your `iou`, and the mean of those that are not nan."""
    each = or_else(iou, course_iou)(answer, truth, K)
    return each, np.nanmean(each)


each, mean = mean_iou(everywhere, new_truth)
print("IoU of each class:", each.round(3), "  mean:", mean.round(3))

# %% [markdown]
# ## Train it
#
# The network below goes down three times and up three times, as `FCN` does, with fewer channels and with batch norm. It can
# be built with and without **skip connections**: with them, each level going up also gets the map of the same size from the
# way down, put beside its own channels (`torch.cat`). Without them everything must pass through the smallest map, 4 by 4
# places for a picture of 32 by 32.


# %%
class Segmenter(nn.Module):
    """(N, 3, H, W) -> scores (N, classes, H, W), for H and W that are multiples of 8."""

    def __init__(self, classes, skips):
        super().__init__()
        self.skips = skips
        self.down0, self.down1 = self.block(3, 8), self.block(8, 16, stride=2)
        self.down2, self.down3 = self.block(16, 32, stride=2), self.block(32, 32, stride=2)
        self.deep = self.block(32, 32)
        more = 2 if skips else 1  # how many maps of a level arrive on the way up
        self.up2, self.join2 = nn.ConvTranspose2d(32, 32, 2, stride=2), self.block(more * 32, 32)
        self.up1, self.join1 = nn.ConvTranspose2d(32, 16, 2, stride=2), self.block(more * 16, 16)
        self.up0, self.join0 = nn.ConvTranspose2d(16, 8, 2, stride=2), self.block(more * 8, 8)
        self.head = nn.Conv2d(8, classes, kernel_size=1)

    @staticmethod
    def block(inputs, outputs, stride=1):
        convolution = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())

    def beside(self, y, before):
        return torch.cat([y, before], dim=1) if self.skips else y

    def forward(self, x):
        a = self.down0(x)  # (N, 8, H, W)
        b = self.down1(a)  # (N, 16, H/2, W/2)
        c = self.down2(b)  # (N, 32, H/4, W/4)
        y = self.deep(self.down3(c))  # (N, 32, H/8, W/8)
        y = self.join2(self.beside(self.up2(y), c))
        y = self.join1(self.beside(self.up1(y), b))
        y = self.join0(self.beside(self.up0(y), a))
        return self.head(y)


for skips in (True, False):
    sizes = sum(p.numel() for p in Segmenter(4, skips).parameters())
    print(f"{'with' if skips else 'without':7s} skips: {sizes:,} parameters")

# %% [markdown]
# Both are trained by the loop of lesson 14 with Adam, on the same pictures, in the same number of steps. Two things are
# added. One is a schedule: `OneCycleLR` changes the learning rate after every step; it rises to `max_lr` first, and then falls
# until nearly nothing is left. The other is the weights of the classes, the square root of **yours** from exercise 15.4. To
# know whether a difference is more than luck, each network is trained from two seeds. Before you run the cell, which takes
# about a minute: which classes will suffer more without skips, the background or the digits?

# %%
pixels, classes_of = torch.tensor(images) - 0.5, torch.tensor(truth)
new_pixels = torch.tensor(new_images) - 0.5
inverse = or_else(class_weights, lambda counts: counts.mean() / counts)(counts)
weights = torch.tensor(np.sqrt(inverse), dtype=torch.float32)
weights /= weights.mean()
EPOCHS, BATCH = 9, 16


def train_segmenter(seed, skips):
    """A trained network, its answers to the new pictures after each third, and its losses."""
    torch.manual_seed(seed)
    net = Segmenter(4, skips)
    optimiser = torch.optim.Adam(net.parameters(), lr=0.01)
    steps = EPOCHS * -(-len(pixels) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=0.01, total_steps=steps)
    losses, on_the_way = [], []
    for epoch in range(EPOCHS):
        net.train()
        for batch in torch.randperm(len(pixels)).split(BATCH):
            optimiser.zero_grad()
            loss = F.cross_entropy(
                input=net(pixels[batch]), target=classes_of[batch], weight=weights
            )
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        bar(epoch + 1, EPOCHS, f"loss {losses[-1]:.3f}")
        if (epoch + 1) % 3 == 0:
            on_the_way.append(predicted(net, new_pixels))
    return net, on_the_way, losses


def predicted(net, x):
    """The class of every pixel, as an array."""
    net.eval()
    with torch.no_grad():
        return torch.cat([net(part).argmax(dim=1) for part in x.split(50)]).numpy()


runs = {}
for seed in (0, 1):
    for skips in (True, False):
        start = time.process_time()
        runs[seed, skips] = train_segmenter(seed, skips)
        each, mean = mean_iou(runs[seed, skips][1][-1], new_truth)
        seconds = time.process_time() - start
        print(
            f"seed {seed}, {'with' if skips else 'without':7s} skips: mean IoU {mean:.3f}",
            dict(zip(names, each.round(2).tolist(), strict=True)),
            f" {seconds:.0f} s",
        )

# %% [markdown]
# With skips the mean IoU on new pictures is above 0.75 from both seeds, and without them it is lower by more than 0.1 from
# both. The background suffers least. The digits suffer more, but not all alike: compare, for the networks without
# skips, the IoU of one digit in the two seeds. So two seeds tell which network is better, but not how much a single
# class loses. Look at where the errors lie:

# %%
shown = [3, 10, 17, 29, 41]
plot.class_maps(
    new_images[shown],
    {
        "truth": new_truth[shown],
        "without skips": runs[0, False][1][-1][shown],
        "with skips": runs[0, True][1][-1][shown],
    },
    names,
)

# %% [markdown]
# Count the errors at the edges: an edge pixel is one with a neighbour of another class, above, below, left or right. Before
# you run the cell: what share of a digit's pixels are edge pixels, when a stroke is a few pixels wide?

# %%
around = np.pad(new_truth, ((0, 0), (1, 1), (1, 1)), mode="edge")
edge = np.zeros(new_truth.shape, dtype=bool)
for i, j in ((0, 1), (2, 1), (1, 0), (1, 2)):
    edge |= around[:, i : i + 32, j : j + 32] != new_truth
digit = new_truth > 0
print(
    f"edge pixels: {edge[digit].mean():.0%} of the digits, {edge[~digit].mean():.0%} of the background"
)
for (seed, skips), (_, answers_so_far, _) in runs.items():
    wrong = answers_so_far[-1] != new_truth
    print(f"seed {seed}, {'with' if skips else 'without':7s} skips:", end=" ")
    shares = [
        wrong[there].mean()
        for there in (edge & digit, ~edge & digit, edge & ~digit, ~edge & ~digit)
    ]
    told = "wrong of digits' edges {:.1%}, inside {:.1%}; of the background's edges {:.1%}, the rest {:.1%}"
    print(told.format(*shares))

# %% [markdown]
# Without skips the background beside a digit is lost first: most or nearly half of its edge pixels are given to the digit, the
# holes of a 4 are filled, and the IoU of the digit falls, for its union grows. Far from digits nearly all is right. A second error
# has nothing to do with edges: a network may find a digit and call it by the wrong name. Then its pixels are wrong inside as often
# as at the edge. Is there one among the four? With skips fewer pixels are wrong of every kind.
#
# And while it learns, after 3 epochs of 9 and at the end. Look at the order in which things come: first that there is
# something, later what it is and where exactly it ends.

# %%
plot.class_maps(
    new_images[shown],
    {
        "with skips, after 3 epochs": runs[0, True][1][0][shown],
        "after 9 epochs": runs[0, True][1][-1][shown],
    },
    names,
)

# %%
smooth = np.ones(25) / 25
plot.curves(
    {
        f"{'with' if skips else 'without'} skips, seed {seed}": np.convolve(losses, smooth, "valid")
        for (seed, skips), (_, _, losses) in runs.items()
    },
    up="loss, mean of 25 steps",
)

# %% [markdown]
# ## What a skip brings back
#
# The map at the bottom has 4 by 4 places, each with 32 numbers. It knows what stands where only to within 8 pixels. The edge of
# a stroke is finer than that, and it was there on the way down, in the map before the stride. A skip hands it over.
#
# You have met two kinds of skip, and they do different things.
#
# | | ResNet (lesson 13) | U-Net |
# |---|---|---|
# | from where to where | over two or three convolutions | from the way down to the way up, at the same size |
# | joined by | adding | putting channels side by side |
# | channels must be | equal | anything; the next layer takes more inputs |
# | what for | gradients pass, deep networks learn | fine detail passes, maps are sharp |
#
# U-Net (Ronneberger, Fischer and Brox, 2015) pads nothing, so its maps shrink by 2 at each
# convolution, and the map from the way down must be cut to fit, equally on both sides. In its paper
# the deepest skip is 64 by 64 and the map going up is 56 by 56: four rows go at each side. Its
# picture of 572 by 572 gives an answer of 388 by 388. Most people pad today. (Long, Shelhamer and
# Darrell had skips before; theirs add scores.)
#
# Before you run the cell: how many channels come out of each kind of joining?

# %%
going_up, before = torch.randn(1, 16, 56, 56), torch.randn(1, 16, 64, 64)
cut = before[:, :, 4:60, 4:60]
print("added:       ", tuple((going_up + cut).shape))
print("side by side:", tuple(torch.cat([going_up, cut], dim=1).shape))

# %% [markdown]
# ## Enlarging without a checkerboard (optional)
#
# Lesson 07 showed that a transposed convolution writes to some pixels more often than to others if the stride does not
# divide the kernel. Untrained, such a layer makes a checkerboard even of a constant map. Here are four ways to make a
# constant map twice as large, before training. Look for the pattern, and say which of the four have none.

# %%
torch.manual_seed(0)
constant_map = torch.ones(1, 8, 8, 8)
ways = {
    "transposed, k 3, s 2": nn.ConvTranspose2d(8, 1, 3, stride=2, padding=1),
    "transposed, k 4, s 2": nn.ConvTranspose2d(8, 1, 4, stride=2, padding=1),
    "transposed, k 2, s 2": nn.ConvTranspose2d(8, 1, 2, stride=2),
    "resize, then k 3": nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(8, 1, 3)),
}
panels = {}
with torch.no_grad():
    for name, layer in ways.items():
        panels[name] = layer(constant_map)[0, 0, 2:-2, 2:-2].numpy()
for name, panel in panels.items():
    print(f"{name:21s} {panel.min():6.3f} to {panel.max():6.3f}")
plot.gallery({name: panel - panel.mean() for name, panel in panels.items()}, columns=2, same=True)

# %% [markdown]
# Only the last: to resize and then convolve keeps a constant map constant, whatever the weights. (On a slope repeated pixels still
# show as pairs; `nn.Upsample(mode="bilinear")` removes that as well.) The kernels of 4 and of 2 have *even overlap*, but their
# weights begin at random, so the four pixels of a block differ until training has made them equal. A transposed convolution
# can begin without a pattern, too, if its weights are those of an interpolation. The fully convolutional network of Long,
# Shelhamer and Darrell began like this.
#
# **Bilinear interpolation** by a factor $s$, along one axis: a stamp that falls off in a straight line and reaches 0 at a
# distance of $s$ pixels from its centre, $w_a = 1 - |a - c| / s$. In two dimensions, the product of a column and a row
# (lesson 09). On paper, for $s = 2$: the stamp is 4 long, its centre $c$ lies between places 1 and 2, and the weights are
# 1/4, 3/4, 3/4, 1/4. Stamps stand 2 apart, so each place gets 1/4 + 3/4: a constant stays constant.

# %% [markdown]
# ## Exercise 15.6 · A bilinear kernel
# ★★ · 10 min · 2 points · optional
#
# Write `bilinear_kernel(s)`: the kernel, shape `(k, k)`, with which a transposed convolution of stride `s` enlarges a
# map `s` times by bilinear interpolation. For even `s`, k is 2s; for odd `s`, k is 2s − 1. Its centre is at $c = (k - 1)/2$, which
# lies between two places if k is even.
#
# `bilinear_kernel(1)` holds a single 1. Each row of `bilinear_kernel(2)` is 1/4, 3/4, 3/4, 1/4 times its row's own weight, so
# its corner is 1/16.
#
# <details><summary>Hint 1: the size in one formula</summary>
#
# `k = 2 * s - s % 2`.
#
# </details>
# <details><summary>Hint 2: from one axis to two</summary>
#
# `line = 1 - abs(np.arange(k) - c) / s`, and then `np.outer(line, line)`.
#
# </details>


# %% solution="bilinear_kernel"
def bilinear_kernel(s):
    """The (k, k) weights of a transposed convolution that enlarges s times"""
    ### BEGIN SOLUTION
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - (k - 1) / 2) / s
    return np.outer(line, line)
    ### END SOLUTION


# %% misconception="bilinear_kernel"
def bilinear_kernel__box(s):
    """Your weights are all equal. That repeats and blurs; here they fall off with the distance from
    the centre.
    """
    k = 2 * s - s % 2
    return np.full((k, k), s**2 / k**2)


# %% misconception="bilinear_kernel"
def bilinear_kernel__sums_to_one(s):
    """Your weights have the sum 1. Every pixel gets stamps only from every s-th place, so a constant
    would become s * s times too dark; do not divide.
    """
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - (k - 1) / 2) / s
    return np.outer(line, line) / np.outer(line, line).sum()


# %% misconception="bilinear_kernel"
def bilinear_kernel__centre_on_a_place(s):
    """Your centre is off by a half when s is even. A kernel of even length has its centre between
    two places: c = (k - 1) / 2.
    """
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - k // 2) / s
    return np.outer(line, line)


# %% misconception="bilinear_kernel"
def bilinear_kernel__always_twice(s):
    """Your kernel is 2s long also when s is odd. Then it is 2s - 1 long, with its centre on a place."""
    line = 1 - abs(np.arange(2 * s) - (2 * s - 1) / 2) / s
    return np.outer(line, line)


# %% misconception="bilinear_kernel"
def bilinear_kernel__divides_by_half(s):
    """Your weights fall off too fast, or not to the right distance. They reach 0 at a distance of s
    pixels from the centre: divide the distance by s.
    """
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - (k - 1) / 2) / (k / 2)
    return np.outer(line, line)


# %% misconception="bilinear_kernel"
def bilinear_kernel__mean_of_axes(s):
    """You added the weights of row and column. In two dimensions they are multiplied, np.outer."""
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - (k - 1) / 2) / s
    return (line[:, None] + line) / 2


# %% misconception="bilinear_kernel"
def bilinear_kernel__round(s):
    """Your weights depend on the straight distance from the centre, as a cone. Bilinear weights are
    the product of one for the row and one for the column.
    """
    k = 2 * s - s % 2
    d = np.arange(k) - (k - 1) / 2
    return np.maximum(0, 1 - np.hypot(d[:, None], d) / s)


# %% misconception="bilinear_kernel"
def bilinear_kernel__one_axis(s):
    """Your weights fall off along one axis only. The other axis does the same: take the product of a
    column and a row.
    """
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - (k - 1) / 2) / s
    return np.tile(line, (k, 1))


# %% check="bilinear_kernel" points=2
def torch_bilinear_kernel(s):
    one = torch.zeros(1, 1, 5, 5, dtype=torch.float64)
    one[0, 0, 2, 2] = 1
    large = F.interpolate(one, scale_factor=s, mode="bilinear", align_corners=False)[0, 0]
    k = 2 * s - s % 2
    first = 2 * s - (k - s) // 2  # where the stamp of the middle place begins
    return large[first : first + k, first : first + k]


only(bilinear_kernel)
check(bilinear_kernel, against=torch_bilinear_kernel, on=[case(s=2), case(s=3), case(s=4)])
### BEGIN HIDDEN TESTS
# probe: rectangular: the kernel is square by its definition
check(
    bilinear_kernel,
    against=torch_bilinear_kernel,
    on=[case(s=1), case(s=5), case(s=8), case(s=7), *[case(s=whole_number(6, 16))] * 2],
)
### END HIDDEN TESTS

# %% [markdown]
# As the weight of a transposed convolution it does what `F.interpolate` does, away from the border, and a constant stays
# constant:

# %%
line = np.array([0.25, 0.75, 0.75, 0.25])
small_map = torch.randn(1, 1, 5, 7, dtype=torch.float64)
by_stamps = F.conv_transpose2d(
    input=small_map, weight=torch.tensor(np.outer(line, line))[None, None], stride=2, padding=1
)
by_interpolation = F.interpolate(input=small_map, scale_factor=2, mode="bilinear")
inside = (slice(None), slice(None), slice(1, -1), slice(1, -1))
print("largest difference:", (by_stamps - by_interpolation)[inside].abs().max().item())

# %% [markdown]
# > **Rule of thumb.** Resize and convolve, or a transposed convolution whose stride divides its kernel (2 by 2 with stride
# > 2, 4 by 4 with stride 2). If the map only has to be larger and nothing is to be learned, `F.interpolate`.

# %% [markdown]
# ## A large picture in tiles (optional)
#
# How large a picture can the network take? As large as you like, as long as its sides are multiples
# of 8: it has no dense layer. But a satellite picture of 20,000 by 20,000 pixels does not fit into
# memory with all its maps. So it is cut into **tiles**. What goes wrong at the seams?
#
# A pixel of the answer depends on the pixels in its receptive field (lesson 12). Near the edge of a tile a part of this
# field is missing, and the network sees padding instead. First measure the field on the trained network, as in lesson 12. Not
# every row reaches equally far, because the strides put several rows over one place of the smallest map:

# %%
network = runs[0, True][0].eval()
farthest = 0
for unit in range(56, 64):  # the eight rows over one place of the smallest map
    (first, last), _ = convkit.field_of_model(network, (1, 3, 136, 8), unit=(unit, 0))
    farthest = max(farthest, unit - first, last - unit)
    print(f"row {unit} of the answer depends on rows {first} to {last}")
print(f"nothing more than {farthest} rows away matters")

# %% [markdown]
# The digits are 16 to 24 pixels large, and every field is 41 or 49 rows high (the pixel is seldom in its middle). So a network of this depth can see most of a digit
# from each of its pixels. That is no accident: a network whose field is much smaller than the objects can only guess from their
# parts.
#
# Now a picture of 96 by 96 with several digits, whole and in tiles of 32 that know nothing of each other. Look at the rows
# and columns 32 and 64.

# %%
large, large_truth = data.digits_on_photographs(
    2, size=96, seed=6, classes=(1, 4, 7), part="held-out", dtype=np.float32
)
whole = predicted(network, torch.tensor(large) - 0.5)
in_tiles = np.zeros_like(whole)
for i in range(0, 96, 32):
    for j in range(0, 96, 32):
        tile = torch.tensor(large[:, :, i : i + 32, j : j + 32]) - 0.5
        in_tiles[:, i : i + 32, j : j + 32] = predicted(network, tile)
print("pixels that differ:", (whole != in_tiles).sum())
plot.class_maps(large, {"truth": large_truth, "whole": whole, "in tiles": in_tiles}, names)

# %% [markdown]
# The cure is to give each tile a **margin**: show the network more than the tile on each side, and keep the tile. With a
# margin as wide as the field reaches, nothing is missing, and the answer is the same as for the whole picture. At the edge of
# the picture itself there is nothing more to show, and there the network pads as it would for the whole picture.

# %% [markdown]
# ## Exercise 15.7 · In tiles
# ★★★ · 16 min · 3 points · optional
#
# Write `predict_in_tiles(net, x, tile, margin)`. `x` is one picture, shape `(C, H, W)`. `net(part)` takes a picture `(C, h, w)`
# and returns scores `(K, h, w)`; a pixel of its answer depends on pixels at most `margin` rows and columns away. Return the
# scores of the whole picture, `(K, H, W)`, exactly as `net(x)` would give them. But `net` refuses every part with more than
# `tile + 2 * margin` rows or columns: call it for each tile of `tile` by `tile` pixels, with its margin as far as the picture
# goes. The last tiles may be smaller.
#
# For H = 10, a tile of 4 and a margin of 3, the parts are rows 0 to 6, 1 to 9 and 5 to 9 (the last included), of which rows
# 0 to 3, 4 to 7 and 8 to 9 are kept.
#
# <details><summary>Hint 1: where does a part begin and end?</summary>
#
# For the tile that begins at row `i`: from `max(0, i - margin)` to `min(H, i + tile + margin)`. The slice takes care of the
# end by itself.
#
# </details>
# <details><summary>Hint 2: which rows do I keep?</summary>
#
# Row `i` of the picture is row `i - top` of the part, where `top = max(0, i - margin)`. At the upper edge `top` is 0, and
# nothing is cut off there.
#
# </details>
# <details><summary>Hint 3: I do not know K</summary>
#
# Make the result at the first answer, `np.zeros((len(scores), H, W))`; or collect the tiles of a row in a list and join them
# with `np.concatenate`.
#
# </details>


# %% solution="predict_in_tiles"
def predict_in_tiles(net, x, tile, margin):
    """(C, H, W) -> scores (K, H, W), as net(x) gives them"""
    _, H, W = x.shape
    result = None
    for i in range(0, H, tile):
        for j in range(0, W, tile):
            ### BEGIN SOLUTION
            top, left = max(0, i - margin), max(0, j - margin)
            part = x[:, top : i + tile + margin, left : j + tile + margin]
            scores = net(part)  # (K, h, w)
            if result is None:
                result = np.zeros((len(scores), H, W))
            kept = scores[:, i - top : i - top + tile, j - left : j - left + tile]
            result[:, i : i + tile, j : j + tile] = kept
            ### END SOLUTION
    return result


# %% misconception="predict_in_tiles"
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


# %% misconception="predict_in_tiles"
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


# %% misconception="predict_in_tiles"
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


# %% misconception="predict_in_tiles"
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


# %% misconception="predict_in_tiles"
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


# %% misconception="predict_in_tiles"
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


# %% misconception="predict_in_tiles"
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


# %% misconception="predict_in_tiles"
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


# %% misconception="predict_in_tiles"
def predict_in_tiles__all_at_once(net, x, tile, margin):
    """You gave the network the whole picture at once. It takes at most tile + 2 * margin rows and
    columns: call it for each tile.
    """
    return net(x)


# %% check="predict_in_tiles" points=3
class SmallNet:
    """Three layers of 3 by 3 with padding, drawn, and a limit for the size of its input."""

    def __init__(self, seed, channels, largest):
        rng = np.random.default_rng(seed)
        sizes = list(pairwise(channels))
        self.weights = [rng.normal(size=(o, i, 3, 3)) / i for i, o in sizes]
        self.biases = [rng.normal(size=o) for _, o in sizes]
        self.largest = largest

    def whole(self, x):
        y = x if isinstance(x, torch.Tensor) else torch.tensor(np.array(x))
        y = y[None]
        for n, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            y = F.conv2d(y.relu() if n else y, torch.tensor(w), torch.tensor(b), padding=1)
        return y[0].numpy()

    def __call__(self, x):
        h, w = np.shape(x)[1:]
        if max(h, w) > self.largest:
            raise ValueError(f"this part is {h} by {w}, more than {self.largest} is too large")
        return self.whole(x)

    def __repr__(self):
        return "net"


def torch_predict_in_tiles(net, x, tile, margin):
    return torch.tensor(net.whole(x))


only(predict_in_tiles)
check(
    predict_in_tiles,
    against=torch_predict_in_tiles,
    on=[
        case(net=SmallNet(0, (2, 4, 4, 3), 10), x=normal(2, 10, 13), tile=4, margin=3),
        case(net=SmallNet(1, (3, 5, 3, 2), 11), x=normal(3, 15, 10), tile=5, margin=3),
    ],
)
### BEGIN HIDDEN TESTS
check(
    predict_in_tiles,
    against=torch_predict_in_tiles,
    on=[
        case(net=SmallNet(2, (1, 4, 3, 2), 12), x=normal(1, 7, 20), tile=6, margin=3),
        case(net=SmallNet(3, (2, 3, 3, 4), 7), x=normal(2, 9, 4), tile=1, margin=3),
        case(net=SmallNet(4, (2, 3, 4), 14), x=normal(2, 5, 6), tile=10, margin=2),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# With strides there is one more condition: every part must begin at a multiple of the total stride,
# here 8, or the windows of the strides stand elsewhere than in the whole picture. (This network
# also wants parts that end at one.) The first multiple of 8 that is large enough for the network
# above is a margin of 32, and its answer is that of the whole picture:

# %%
joined = np.zeros_like(whole)
for i in range(0, 96, 32):
    for j in range(0, 96, 32):
        top, left = max(0, i - 32), max(0, j - 32)
        part = torch.tensor(large[:, :, top : i + 64, left : j + 64]) - 0.5
        answer = predicted(network, part)
        joined[:, i : i + 32, j : j + 32] = answer[:, i - top :, j - left :][:, :32, :32]
print("pixels that differ:", (whole != joined).sum())

# %% [markdown]
# ## A published detector
#
# You know every operation of the next network. It is the first stage of MTCNN (Zhang, Zhang, Li and Qiao, 2016), a face
# detector that many programs use, and it has 6,632 numbers. It is fully convolutional: one number of its map says how
# probable it is that a window of 12 by 12 pixels shows a face.

# %%
weights_of_pnet = data.pnet()
for name, value in weights_of_pnet.items():
    print(f"{name:15s} {value.shape!s:15s} {value.size:5d}")
print("numbers in all:", sum(value.size for value in weights_of_pnet.values()))

# %% [markdown]
# Its layers in order, with stride 1 and no padding where nothing is said: convolution 3 by 3, PReLU, max pooling 2 by 2 with
# stride 2, convolution 3 by 3, PReLU, convolution 3 by 3, PReLU. Then two heads, both 1 by 1, side by side on the same 32
# channels: one for the two classes "no face" and "face", one with four numbers that say how to move and stretch the box.
#
# **PReLU** is a ReLU that lets negative numbers through, times a slope $a_c$ which each channel has learned: $x$ where $x > 0$,
# else $a_c x$. The pooling has `ceil_mode=True`, an optional part of lesson 04: the number of windows is rounded up, and a last
# window that hangs over the end takes what is there. So a last odd row or column is not lost.
#
# Before you run the cell, on paper with the recurrence of lesson 12: how many pixels does one number of the map see, and
# how far apart are the windows of two neighbours?

# %%
layers = [(3, 1, 0, 1), (2, 2, 0, 1), (3, 1, 0, 1), (3, 1, 0, 1), (1, 1, 0, 1)]
print(convkit.field_of_stack(layers))


# %% setup="checks"
def torch_face_maps(x, weights):
    """The two maps of the detector, by PyTorch."""
    w = tensors(weights)
    y = ((x * 255 - 127.5) / 128)[None]
    y = F.prelu(F.conv2d(y, w["conv1.weight"], w["conv1.bias"]), w["prelu1.weight"])
    y = F.max_pool2d(y, 2, stride=2, ceil_mode=True)
    y = F.prelu(F.conv2d(y, w["conv2.weight"], w["conv2.bias"]), w["prelu2.weight"])
    y = F.prelu(F.conv2d(y, w["conv3.weight"], w["conv3.bias"]), w["prelu3.weight"])
    scores = F.conv2d(y, w["conv4_1.weight"], w["conv4_1.bias"])
    moves = F.conv2d(y, w["conv4_2.weight"], w["conv4_2.bias"])
    return scores.softmax(dim=1)[0, 1], moves[0]


def torch_place_boxes(face, threshold, shrink):
    """The boxes of a map, by PyTorch."""
    i, j = torch.nonzero(face >= threshold, as_tuple=True)
    boxes = torch.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], dim=1) * float(shrink)
    return boxes.double(), face[i, j]


def torch_nms(boxes, scores, overlap):
    """Non-maximum suppression by its definition, by PyTorch."""
    x1, y1, x2, y2 = boxes.T
    area = (x2 - x1) * (y2 - y1)
    wide = (torch.minimum(x2[:, None], x2) - torch.maximum(x1[:, None], x1)).clamp(min=0)
    high = (torch.minimum(y2[:, None], y2) - torch.maximum(y1[:, None], y1)).clamp(min=0)
    shared = wide * high
    far = shared / (area[:, None] + area - shared) <= overlap  # (n, n)
    kept = []
    for n in scores.argsort(descending=True).tolist():
        if far[n, kept].all():
            kept.append(n)
    return torch.tensor(kept)


# %% [markdown]
# ## Exercise 15.8 · A published network
# ★★★ · 12 min · 3 points
#
# Write `face_maps(x, weights)`, for a picture `x` of shape `(3, H, W)` with values from 0 to 1, and `weights` as printed above.
# It returns two arrays: the probability of a face at every place, shape `(h, w)`, and the output of the second head, `(4, h,
# w)`. The network was trained on pictures with values $(v - 127.5)/128$ for $v$ from 0 to 255: bring `x` to this range first.
# Channel 1 of `conv4_1` is "face".
#
# A picture of 12 by 12 gives maps of 1 by 1; one of 31 by 26 gives maps of 11 by 8.
#
# <details><summary>Hint 1: the first line</summary>
#
# `y = ((x * 255 - 127.5) / 128)[None]`. The `None` makes a batch of one picture, which `conv2d` wants.
#
# </details>
# <details><summary>Hint 2: PReLU</summary>
#
# Write a small function of `y` and the name: `a = weights[name + ".weight"][:, None, None]` has the shape `(C, 1, 1)`, one slope
# for each channel, and `np.where(y > 0, y, a * y)`.
#
# </details>
# <details><summary>Hint 3: the probability</summary>
#
# For two scores the softmax is `np.exp(z[1]) / (np.exp(z[0]) + np.exp(z[1]))`, at every place.
#
# </details>


# %% solution="face_maps"
def face_maps(x, weights):
    """(3, H, W) from 0 to 1 -> probability of a face (h, w), moves of the box (4, h, w)"""

    ### BEGIN SOLUTION
    def convolve(y, name):
        return conv2d(y, weights[name + ".weight"], weights[name + ".bias"])

    def prelu(y, name):
        return np.where(y > 0, y, weights[name + ".weight"][:, None, None] * y)

    y = ((x * 255 - 127.5) / 128)[None]  # (1, 3, H, W)
    y = prelu(convolve(y, "conv1"), "prelu1")
    y = max_pool2d(y, 2, 2, ceil_mode=True)
    y = prelu(convolve(y, "conv2"), "prelu2")
    y = prelu(convolve(y, "conv3"), "prelu3")  # (1, 32, h, w)
    scores = np.exp(convolve(y, "conv4_1")[0])  # (2, h, w)
    return scores[1] / scores.sum(axis=0), convolve(y, "conv4_2")[0]
    ### END SOLUTION


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% misconception="face_maps"
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


# %% check="face_maps" points=3
def other_weights(rng):
    """Weights of the same shapes, drawn."""
    return {name: 0.4 * rng.normal(size=value.shape) for name, value in data.pnet().items()}


only(face_maps)
check(
    face_maps,
    against=torch_face_maps,
    on=[
        case(x=uniform(3, 31, 26), weights=data.pnet()),
        case(x=uniform(3, 13, 20), weights=drawn(other_weights)),
    ],
)
### BEGIN HIDDEN TESTS
check(
    face_maps,
    against=torch_face_maps,
    on=[
        case(x=uniform(3, 12, 12), weights=drawn(other_weights)),
        case(x=uniform(3, 18, 33), weights=data.pnet()),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# A face in a photograph is seldom 12 pixels large. The detector does not become larger; the picture becomes smaller. One shrinks it
# to several sizes, a **pyramid**, and asks at each. Here is a photograph at three sizes, and the map of each. Look for the
# bright place: in which picture is the face about 12 pixels wide?

# %%
levels, panels = (5, 8, 14), {}
for shrink in levels:
    picture = data.photograph("astronaut", shrink=shrink, layout="CHW")
    start = time.perf_counter()
    face, _ = torch_face_maps(torch.tensor(picture), weights_of_pnet)
    seconds = time.perf_counter() - start
    panels[f"shrunk {shrink} times"] = picture
    panels[f"face, shrunk {shrink}"] = face.numpy()
    print(
        f"{picture.shape} -> {tuple(face.shape)}, highest {face.max():.4f}, {1000 * seconds:.1f} ms"
    )
plot.gallery(panels, columns=2)

# %% [markdown]
# ## Exercise 15.9 · Boxes
# ★★ · 7 min · 2 points
#
# Write `place_boxes(face, threshold, shrink)`. `face` is a map of probabilities, shape `(h, w)`, made from a photograph that was
# shrunk `shrink` times. For every place with a probability of at least `threshold`, return its window in pixels of the
# *photograph*, as $(x_1, y_1, x_2, y_2)$: left, upper, right and lower edge. Place (i, j) of the map sees the 12 by 12 pixels of
# the shrunk picture that begin at row 2i and column 2j.
#
# Return two arrays of floats: the boxes, `(n, 4)`, and their probabilities, `(n,)`, in the order of the rows of the map and in
# each row from left to right. If no place is probable enough, n is 0.
#
# Place (3, 5) with `shrink` 4 gives 40, 24, 88, 72.
#
# <details><summary>Hint 1: which places?</summary>
#
# `i, j = np.nonzero(face >= threshold)` gives the rows and the columns, in the order asked for.
#
# </details>
# <details><summary>Hint 2: nearly the answer</summary>
#
# `np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) * float(shrink)`, and `face[i, j]`.
#
# </details>


# %% solution="place_boxes"
def place_boxes(face, threshold, shrink):
    """(h, w) -> boxes (n, 4) in pixels of the photograph, scores (n,)"""
    ### BEGIN SOLUTION
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) * float(shrink)
    return boxes, face[i, j]
    ### END SOLUTION


# %% misconception="place_boxes"
def place_boxes__rows_for_x(face, threshold, shrink):
    """You exchanged rows and columns: x counts columns and y counts rows, and x comes first."""
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * i, 2 * j, 2 * i + 12, 2 * j + 12], axis=1) * float(shrink)
    return boxes, face[i, j]


# %% misconception="place_boxes"
def place_boxes__jump_of_1(face, threshold, shrink):
    """Your windows are 1 pixel apart. There is a stride of 2 in the network, so neighbours are 2
    apart.
    """
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([j, i, j + 12, i + 12], axis=1) * float(shrink)
    return boxes, face[i, j]


# %% misconception="place_boxes"
def place_boxes__field_of_11(face, threshold, shrink):
    """Your windows are 11 pixels large, as if the lower edge were the last pixel in it. They are
    12: the edge is behind the last pixel.
    """
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 11, 2 * i + 11], axis=1) * float(shrink)
    return boxes, face[i, j]


# %% misconception="place_boxes"
def place_boxes__middle(face, threshold, shrink):
    """You took the place for the middle of its window. The window begins at row 2i and column 2j."""
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j - 6, 2 * i - 6, 2 * j + 6, 2 * i + 6], axis=1) * float(shrink)
    return boxes, face[i, j]


# %% misconception="place_boxes"
def place_boxes__not_scaled(face, threshold, shrink):
    """Your boxes are in pixels of the shrunk picture. Multiply them by shrink."""
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1).astype(float)
    return boxes, face[i, j]


# %% misconception="place_boxes"
def place_boxes__corner_scaled_only(face, threshold, shrink):
    """You multiplied the corner by shrink, but not the size. A window of 12 pixels covers 12 *
    shrink pixels of the photograph.
    """
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack(
        [2 * j * shrink, 2 * i * shrink, 2 * j * shrink + 12, 2 * i * shrink + 12], axis=1
    ).astype(float)
    return boxes, face[i, j]


# %% misconception="place_boxes"
def place_boxes__divides(face, threshold, shrink):
    """You divided by shrink. The photograph is larger than the shrunk picture: multiply."""
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) / float(shrink)
    return boxes, face[i, j]


# %% misconception="place_boxes"
def place_boxes__width_and_height(face, threshold, shrink):
    """You gave the width and height of the box in place of its right and lower edge."""
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 12 + 0 * j, 12 + 0 * i], axis=1) * float(shrink)
    return boxes, face[i, j]


# %% misconception="place_boxes"
def place_boxes__below_threshold(face, threshold, shrink):
    """You kept the places below the threshold."""
    i, j = np.nonzero(face < threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) * float(shrink)
    return boxes, face[i, j]


# %% misconception="place_boxes"
def place_boxes__columns_first(face, threshold, shrink):
    """Your boxes go through the map column by column. Go row by row."""
    j, i = np.nonzero(face.T >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) * float(shrink)
    return boxes, face[i, j]


# %% misconception="place_boxes"
def place_boxes__threshold_for_score(face, threshold, shrink):
    """You returned the number of the place or a yes for its score. Return the probability there,
    face[i, j].
    """
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) * float(shrink)
    return boxes, np.ones(len(i))


# %% misconception="place_boxes"
def place_boxes__empty_without_columns(face, threshold, shrink):
    """With no place probable enough your boxes have the shape (0,). Return shape (0, 4): n is 0,
    and there are still four numbers to a box.
    """
    i, j = np.nonzero(face >= threshold)
    boxes = np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) * float(shrink)
    boxes = boxes if len(boxes) else np.zeros(0)
    return boxes, face[i, j]


# %% check="place_boxes" points=2
only(place_boxes)
check(
    place_boxes,
    against=torch_place_boxes,
    on=[
        case(face=uniform(4, 7), threshold=0.7, shrink=4),
        case(face=uniform(9, 5), threshold=0.5, shrink=1),
        case(face=constant([[0.9, 0.25, 0.5], [0.5, 0.75, 0.1]]), threshold=0.5, shrink=2),
        case(face=uniform(3, 4, high=0.5), threshold=0.6, shrink=2),
    ],
)
### BEGIN HIDDEN TESTS
check(
    place_boxes,
    against=torch_place_boxes,
    on=[
        case(face=uniform(11, 6), threshold=0.8, shrink=7),
        case(face=uniform(1, 8), threshold=0.2, shrink=3),
        case(face=uniform(2, 5, high=0.1), threshold=0.9, shrink=5),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# A face answers more than once: windows 2 pixels further on see it as well, and so do the neighbouring sizes. Before you run
# the cell: how many boxes will there be around one face, from eight sizes?


# %%
def all_boxes(name, levels, threshold, face_maps, place_boxes):
    """The boxes of every level of the pyramid, (n, 4), and their scores, (n,)."""
    boxes, scores = [], []
    for shrink in levels:
        picture = data.photograph(name, shrink=shrink, layout="CHW")
        found = place_boxes(face_maps(picture, weights_of_pnet)[0], threshold, shrink)
        boxes.append(np.asarray(found[0]))
        scores.append(np.asarray(found[1]))
    return np.concatenate(boxes), np.concatenate(scores)


def with_arrays(function):
    """One of PyTorch's functions, called with arrays."""
    return lambda first, *rest: function(torch.tensor(np.asarray(first)), *rest)


pyramid = (5, 6, 7, 8, 9, 10, 12, 14)
course = with_arrays(torch_face_maps), with_arrays(torch_place_boxes)
boxes, scores = all_boxes("astronaut", pyramid, 0.98, *course)
print(len(boxes), "boxes from", len(pyramid), "sizes")
plot.boxes(data.photograph("astronaut"), boxes, name="everything above 0.98")

# %% [markdown]
# **Non-maximum suppression** keeps one box of each cluster. Take the box with the highest score and keep it. Throw away
# all boxes that
# overlap it too much, by their intersection over union. Of those that are left take the best again, and so on. Boxes are sets
# of pixels like the maps above, only that their areas can be computed: the intersection of two boxes is as wide as
# $\min(x_2, x_2') - \max(x_1, x_1')$, or 0 if this is negative.

# %% [markdown]
# ## Exercise 15.10 · Non-maximum suppression
# ★★ · 13 min · 3 points
#
# Write `nms(boxes, scores, overlap)`: `boxes` has the shape `(n, 4)`, each $(x_1, y_1, x_2, y_2)$; `scores` has `(n,)`, all
# different. Return the places of the boxes that are kept, as an array of whole numbers, the best first. A box is thrown away
# if its IoU with a box that was *kept* is larger than `overlap`.
#
# For three boxes (0, 0, 10, 10), (5, 0, 15, 10), (10, 0, 20, 10) with scores 0.7, 0.9, 0.8 and an overlap of 0.3 only
# box 1 is kept: its IoU with each of the others is 50 / 150. With scores 0.9, 0.8, 0.7 the boxes 0 and 2 are kept.
#
# <details><summary>Hint 1: the order</summary>
#
# `np.argsort(-scores)` is the places from the best to the worst. Go through it once, with a list `kept`.
#
# </details>
# <details><summary>Hint 2: two boxes that do not touch</summary>
#
# Both differences can be negative, and their product is then positive. Write `max(0, ...)` for each of the two first.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# For each place `n` in the order: if the IoU of box `n` with every box in `kept` is at most `overlap`, append `n`. The union is
# the sum of both areas minus the intersection.
#
# </details>


# %% solution="nms"
def nms(boxes, scores, overlap):
    """(n, 4), (n,) -> places of the boxes that are kept, the best first"""

    ### BEGIN SOLUTION
    def box_iou(a, b):
        wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return wide * high / (areas - wide * high)

    kept = []
    for n in np.argsort(-scores):
        if all(box_iou(boxes[n], boxes[m]) <= overlap for m in kept):
            kept.append(n)
    return np.array(kept)
    ### END SOLUTION


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% misconception="nms"
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


# %% check="nms" points=3
def some_boxes(heaps, each):
    """A draw of boxes in heaps, and some that touch nothing."""

    def draw(rng):
        middle = rng.uniform(0, 100, size=(heaps, 1, 2)) + rng.normal(size=(heaps, each, 2)) * 3
        half = rng.uniform(4, 12, size=(heaps, each, 2))
        heap = np.concatenate([middle - half, middle + half], axis=2).reshape(-1, 4)
        corner = rng.uniform(150, 400, size=(4, 2))
        alone = np.concatenate([corner, corner + rng.uniform(2, 20, size=(4, 2))], axis=1)
        boxes = np.concatenate([heap, alone])
        return boxes[rng.permutation(len(boxes))]

    return drawn(draw)


three = [[0.0, 0.0, 10.0, 10.0], [5.0, 0.0, 15.0, 10.0], [10.0, 0.0, 20.0, 10.0]]
row = [[6.0 * n, 0.0, 6.0 * n + 10.0, 10.0] for n in range(6)]
close = [[0.0, 0.0, 10.0, 10.0], [9.0, 0.0, 19.0, 10.0], [18.0, 0.0, 28.0, 10.0]]
small = [[0.0, 0.0, 2.0, 2.0], [1.0, 0.0, 3.0, 2.0]]
nested = [[0.0, 0.0, 10.0, 10.0], [3.0, 3.0, 8.0, 7.0], [30.0, 2.0, 33.0, 9.0]]
half = [[0.0, 0.0, 4.0, 2.0], [2.0, 0.0, 4.0, 2.0], [0.0, 0.0, 2.0, 2.0]]
apart = [[0.0, 0.0, 4.0, 4.0], [6.0, 1.0, 9.0, 5.0], [0.0, 7.0, 3.0, 11.0], [6.0, 1.0, 9.0, 4.5]]
only(nms)
check(
    nms,
    against=torch_nms,
    on=[
        case(boxes=constant(three), scores=constant([0.7, 0.9, 0.8]), overlap=0.3),
        case(boxes=constant(three), scores=constant([0.9, 0.8, 0.7]), overlap=0.3),
        case(boxes=constant(close), scores=constant([0.5, 0.9, 0.7]), overlap=0.3),
        case(boxes=constant(small), scores=constant([0.8, 0.9]), overlap=0.4),
        case(boxes=constant(row), scores=constant([0.9, 0.5, 0.8, 0.4, 0.7, 0.6]), overlap=0.2),
        case(boxes=constant(nested), scores=constant([0.6, 0.5, 0.7]), overlap=0.3),
        case(boxes=constant(nested), scores=constant([0.5, 0.6, 0.7]), overlap=0.3),
        case(boxes=constant(half), scores=constant([0.9, 0.6, 0.7]), overlap=0.5),
        case(boxes=constant(apart), scores=constant([0.6, 0.9, 0.7, 0.8]), overlap=0.1),
        case(boxes=some_boxes(4, 6), scores=uniform(28), overlap=0.4),
    ],
)
### BEGIN HIDDEN TESTS
check(
    nms,
    against=torch_nms,
    on=[
        case(boxes=some_boxes(3, 9), scores=uniform(31), overlap=0.25),
        case(boxes=some_boxes(6, 4), scores=uniform(28), overlap=0.6),
        case(boxes=constant([[1.0, 2.0, 5.0, 9.0]]), scores=constant([0.3]), overlap=0.5),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In the library torchvision it is `torchvision.ops.nms(boxes, scores, iou_threshold)`, with boxes in the same order.
#
# Now everything together, **with your own three functions**: eight sizes, boxes, suppression. (If
# one of them is not written yet, the cell says so and uses the course's for all.) It also compares
# your maps with those of the same network in `torch.nn`.

# %%
detector = nn.Sequential(
    *(nn.Conv2d(in_channels=3, out_channels=10, kernel_size=3), nn.PReLU(num_parameters=10)),
    nn.MaxPool2d(kernel_size=2, stride=2, ceil_mode=True),
    *(nn.Conv2d(in_channels=10, out_channels=16, kernel_size=3), nn.PReLU(num_parameters=16)),
    *(nn.Conv2d(in_channels=16, out_channels=32, kernel_size=3), nn.PReLU(num_parameters=32)),
    nn.Conv2d(in_channels=32, out_channels=2, kernel_size=1),
    nn.Softmax(dim=1),
).double()
stored = [torch.tensor(v) for name, v in weights_of_pnet.items() if "conv4_2" not in name]
detector.load_state_dict(dict(zip(detector.state_dict(), stored, strict=True)))

mine = face_maps, place_boxes, nms
try:
    boxes, scores = all_boxes("astronaut", pyramid, 0.98, *mine[:2])
    kept = nms(boxes, scores, 0.3)
except NotImplementedError:
    print("face_maps, place_boxes or nms is not written yet. These are the course's.")
    mine = *course, lambda b, s, o: torch_nms(torch.tensor(b), torch.tensor(s), o).numpy()
    boxes, scores = all_boxes("astronaut", pyramid, 0.98, *mine[:2])
    kept = mine[2](boxes, scores, 0.3)
picture = data.photograph("astronaut", shrink=8, layout="CHW")
with torch.no_grad():
    by_torch = detector(2 * torch.tensor(picture)[None] * 127.5 / 128 - 127.5 / 128)[0, 1].numpy()
print(
    "largest difference from torch.nn:",
    np.abs(np.asarray(mine[0](picture, weights_of_pnet)[0]) - by_torch).max(),
)
print(len(boxes), "boxes, kept:", len(kept))
plot.boxes(data.photograph("astronaut"), boxes[kept], scores[kept], name="astronaut")

# %% [markdown]
# **The second head** has done nothing yet. Its four numbers say how far the left, the upper, the right and the lower edge of
# a window should move, as parts of the window's side. The next cell moves all boxes from before the suppression. Before you
# run it: if the head is any good, what happens to boxes that stand around one face?


# %%
def agreement(boxes):
    """The mean IoU of all pairs of boxes."""
    corners, area = boxes.T, (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    low = np.maximum(corners[:2, :, None], corners[:2, None])  # (2, n, n)
    high = np.minimum(corners[2:, :, None], corners[2:, None])
    shared = (high - low).clip(0).prod(axis=0)
    each = shared / (area[:, None] + area - shared)
    return each[np.triu_indices(len(boxes), 1)].mean()


stand, moved = [], []
for shrink in pyramid:
    picture = data.photograph("astronaut", shrink=shrink, layout="CHW")
    face, moves = (np.asarray(m) for m in mine[0](picture, weights_of_pnet))
    found = np.asarray(mine[1](face, 0.98, shrink)[0])
    stand.append(found)
    moved.append(found + moves[:, face >= 0.98].T * 12 * shrink)
stand, moved = np.concatenate(stand), np.concatenate(moved)
print(f"mean IoU of two boxes: {agreement(stand):.2f} as they stand, {agreement(moved):.2f} moved")
plot.boxes(data.photograph("astronaut"), moved, name="astronaut, moved")

# %% [markdown]
# They agree better now, by the numbers printed, and they are higher than wide, as a face is.

# %% [markdown]
# What else does it take for a face? Try the cat, the cup of coffee, Greek coins and a wall, with the same threshold and with a
# lower one. Before you run the cell: in which of them will it find one?

# %%
found = {}
for threshold in (0.98, 0.6):
    for name in ("chelsea", "coffee", "coins", "brick"):
        boxes, scores = all_boxes(name, (3, 4, 5, 6, 8), threshold, *mine[:2])
        kept = mine[2](boxes, scores, 0.3) if len(boxes) else []
        found[name, threshold] = boxes[kept], scores[kept]
        print(f"above {threshold:4.2f}, {name:8s} {len(boxes):3d} boxes, kept {len(kept)}")
plot.boxes(data.photograph("coins"), *found["coins", 0.98], name="coins")

# %%
plot.boxes(data.photograph("chelsea"), *found["chelsea", 0.98], name="the cat")

# %% [markdown]
# There are heads on the coins, so some of these are right in their way. The two boxes on the cat are not: one holds its
# nose, the other lies beside its cheek, and its own face is in neither. With the lower threshold even the cup of coffee has
# many, and only the wall has none. That is how it was meant. This stage is to miss few faces at little cost, and two larger
# networks behind it look again at what it lets through.
#
# Two honest sentences about it. It is good for finding upright faces that look into the camera, at little cost, and not for
# deciding anything about a person: it says where a face might be, not whose it is or what somebody feels. Its training pictures
# were collected from the web before 2016, so faces turned away, covered, badly lit or rare in those pictures, among them those of
# people with darker skin in many such collections, are missed more often, and nobody should rely on it without measuring this
# for the people in front of the camera.

# %% [markdown]
# **Three words more**, and you can read about most detectors.
#
# - **Anchors.** Here each place of the map stands for one window, 12 by 12. Many detectors let a place stand for several
#   windows of different sizes and shapes, its anchors, and both heads have so many times the channels.
# - **Matching.** To learn, each anchor needs a truth. If its IoU with a box that a person has drawn is large, it is to say
#   "face", and how its edges must move to meet that box. If it is small, it is to say "no face". Anchors in between are
#   ignored, like pixels marked 255.
# - **mAP.** Take the boxes found, from the best score to the worst. A box is right if its IoU with a true box is at least 0.5,
#   say, and no better one has taken that box already. After each box there is a **precision**, the share of boxes so far that
#   are right, and a **recall**, the share of true boxes that are found so far. The **average precision** adds up the precision
#   at each right box, and divides by the number of true boxes. (VOC and COCO first raise each precision
#   to the best that still follows, so that it never rises along the list; their figures differ a little.) The mean of that over the classes is mAP.
#
# On paper: there are four faces; five boxes were found, and the third and the fifth are wrong. What is the average precision?

# %%
right = np.array([1, 1, 0, 1, 0])
precision, recall = right.cumsum() / np.arange(1, 6), right.cumsum() / 4
print("precision:", precision.round(2), "  recall:", recall)
print("average precision:", (precision * right).sum() / 4)

# %% [markdown]
# ## When sizes do not meet (optional)
#
# A picture of 35 by 35 goes down to 18 by 18 with a stride of 2, and up again to 36 by 36: no skip
# fits. Either the picture is padded beforehand, or a map is cut or framed where they meet. U-Net
# cuts.
#
# Where? A layer without padding loses rows at both ends, so U-Net cuts its skips at both ends. With
# padded layers and strides everything counts from the first row on, and what is too much is at the
# end (exercise 15.1). A map that is cut at the wrong end hands over edges that lie beside those of
# its partner. The exercise cuts at both ends, and where one row is too many, at the end.

# %% [markdown]
# ## Exercise 15.11 · Crop or pad
# ★★ · 8 min · 2 points · optional
#
# Write `crop_or_pad_to(x, H, W)`: maps `x`, shape `(N, C, h, w)`, brought to the shape `(N, C, H, W)`. Where there are too many
# rows or columns, take them away at both ends, where there are too few, add zeros at both ends, equally many at each. If their
# number is odd, the one more is taken or added at the end (below, or at the right). One axis may need more and the other less.
#
# From 7 rows to 4, three are too many: one goes above, two below, and rows 1 to 4 are kept. From 4 rows to 7 there comes one
# row of zeros above and two below.
#
# <details><summary>Hint 1: how many at the beginning?</summary>
#
# Half of the difference, rounded down: `abs(H - h) // 2`. Beware of `(H - h) // 2` where it is negative: Python rounds down,
# so `-3 // 2` is -2.
#
# </details>
# <details><summary>Hint 2: one axis more, the other less</summary>
#
# First cut both axes, with slices from `first` to `first + H`; then frame what is left with `np.pad`, which takes a pair of
# numbers for each of the four axes.
#
# </details>


# %% solution="crop_or_pad_to"
def crop_or_pad_to(x, H, W):
    """(N, C, h, w) -> (N, C, H, W): cut, or framed with zeros, about the centre"""
    ### BEGIN SOLUTION
    for axis, wanted in ((2, H), (3, W)):
        more = wanted - x.shape[axis]
        first = abs(more) // 2
        if more < 0:
            x = np.take(x, np.arange(first, first + wanted), axis=axis)
        else:
            sides = [(0, 0)] * 4
            sides[axis] = (first, more - first)
            x = np.pad(x, sides)
    return x
    ### END SOLUTION


# %% misconception="crop_or_pad_to"
def crop_or_pad_to__corner(x, H, W):
    """You cut and add at the end only, so the upper left corners meet instead of the centres. Half of
    the difference belongs to the beginning.
    """
    x = x[:, :, :H, :W]
    return np.pad(x, ((0, 0), (0, 0), (0, H - x.shape[2]), (0, W - x.shape[3])))


# %% misconception="crop_or_pad_to"
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


# %% misconception="crop_or_pad_to"
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


# %% misconception="crop_or_pad_to"
def crop_or_pad_to__only_crops(x, H, W):
    """You cut what is too large and leave what is too small as it is. Frame it with zeros."""
    top, left = max(0, x.shape[2] - H) // 2, max(0, x.shape[3] - W) // 2
    return x[:, :, top : top + H, left : left + W]


# %% misconception="crop_or_pad_to"
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


# %% misconception="crop_or_pad_to"
def crop_or_pad_to__stretches(x, H, W):
    """You stretch the map, taking the nearest row and column for each. A map that is stretched no
    longer lies on its partner; cut it or frame it.
    """
    rows = np.arange(H) * x.shape[2] // H
    columns = np.arange(W) * x.shape[3] // W
    return x[:, :, rows][:, :, :, columns]


# %% check="crop_or_pad_to" points=2
def torch_crop_or_pad_to(x, H, W):
    def sides(more):
        first = int(math.copysign(abs(more) // 2, more))
        return first, more - first

    # a negative number of zeros takes away
    return F.pad(x, (*sides(W - x.shape[3]), *sides(H - x.shape[2])))


only(crop_or_pad_to)
check(
    crop_or_pad_to,
    against=torch_crop_or_pad_to,
    on=[
        case(x=normal(2, 3, 7, 6), H=4, W=9),
        case(x=normal(1, 2, 5, 10), H=8, W=7),
        case(x=normal(1, 2, 6, 5), H=5, W=6),
        case(x=normal(1, 2, 7, 9), H=6, W=4),
        case(x=normal(2, 1, 9, 4), H=5, W=8),
    ],
)
### BEGIN HIDDEN TESTS
check(
    crop_or_pad_to,
    against=torch_crop_or_pad_to,
    on=[
        case(x=normal(1, 3, 6, 11), H=11, W=6),
        case(x=normal(2, 2, 3, 5), H=8, W=6),
        case(x=normal(3, 2, 10, 9), H=7, W=4),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch `F.pad` does it alone: a negative number of zeros takes away. The picture of 35 by 35, down, up, and its skip:

# %%
down = nn.Conv2d(3, 8, 3, stride=2, padding=1)
up = nn.ConvTranspose2d(8, 8, 2, stride=2)
picture = torch.randn(1, 3, 35, 35)
risen = up(down(picture)).detach()
print("down:", tuple(down(picture).shape), " up again:", tuple(risen.shape))
fitting = F.pad(input=risen, pad=(0, -1, 0, -1))
print("beside the picture:", tuple(torch.cat([picture, fitting], dim=1).shape))

# %% [markdown]
# ## What you can do now
#
# - Take the dense layers out of a classifier and get an answer for every place.
# - Go down and up with the right sizes, and hand over detail by skips.
# - Write the loss and the measure of a segmentation, with rare classes and pixels that do not count.
# - Enlarge without a checkerboard, and predict in tiles without seams.
# - Read a detector from its weights to its boxes.
#
# **Three traps**
#
# 1. The weight of a transposed convolution has its input channels first. And a stride forgets the size: tell the layer
#    which one you want.
# 2. Accuracy is high for a network that finds nothing. Use IoU, over the whole set. A class that is absent from truth and answer
#    has none: leave it out of the mean, and say so.
# 3. Tiles without a margin as wide as the field have seams, and zeros around a tile do not replace the pixels that were there.
#
# **Six questions** to answer in your head:
#
# 1. Why can a fully convolutional network take pictures of any size, and a network with a dense layer not?
# 2. What does a 1×1 convolution do at one pixel?
# 3. A class has 1 % of the pixels. What accuracy has a network that never finds it, and what IoU for this class?
# 4. Truth and answer have 8 pixels each and share 4. What is the IoU?
# 5. What passes through a skip of a U-Net, and what through the bottom?
# 6. Why does a detector with a window of 12 pixels find faces of 100?
#
# <details><summary>Answers</summary>
#
# 1. Its layers are windows with the same weights at every place; a dense layer has one weight for each number that comes in.
# 2. It is a dense layer from the channels of this pixel to its outputs.
# 3. An accuracy of 99 % at most, and an IoU of 0.
# 4. The union has 12 pixels: 1/3.
# 5. Fine detail through the skip; what stands where, from a large field, through the bottom.
# 6. The picture is shrunk until the face is about 12 pixels large.
#
# </details>
#
# **Where it is used.** Fully convolutional networks: Long, Shelhamer and Darrell, *Fully
# Convolutional Networks for Semantic Segmentation*, CVPR 2015. The Dice loss: Milletari, Navab and
# Ahmadi, *V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image Segmentation*,
# 3DV 2016. Skips by concatenation: Ronneberger, Fischer and Brox, *U-Net: Convolutional Networks
# for Biomedical Image Segmentation*, MICCAI 2015; today U-Nets also remove the noise, step by step,
# in diffusion models, which make pictures. A large field without losing resolution, by dilation
# (lesson 08): Chen, Papandreou, Kokkinos, Murphy and Yuille, *DeepLab*, TPAMI 2018. Checkerboards:
# Odena, Dumoulin and Olah, *Deconvolution and Checkerboard Artifacts*, Distill, 2016. The detector:
# Zhang, Zhang, Li and Qiao, *Joint Face Detection and Alignment Using Multitask Cascaded
# Convolutional Networks*, IEEE Signal Processing Letters, 2016. How unequally collections of faces,
# and programs made from them, treat people: Buolamwini and Gebru, *Gender Shades*, FAT\* 2018 (on
# programs that guess the gender of a face, not on detectors).
#
# **What comes next.** This was the last lesson. You can open a tutorial on segmentation or detection in PyTorch now: head, skip,
# IoU, NMS and the moves of boxes are things you have built or run, and what anchors, matching and mAP are you have read.
