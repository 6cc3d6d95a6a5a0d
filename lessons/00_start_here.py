# %% [markdown]
# # 0 · Start here: pictures are arrays
#
# This course is about convolution, the operation with which networks look at pictures. A **network** is a program that
# computes with many numbers of its own, and these numbers are not written by anybody but learned from examples. Before
# anything can look, two questions must be settled: what is a picture to a program, and how does this course work?
#
# **You will be able to**
#
# - say what the numbers in a picture array mean, and what each of its axes counts;
# - turn a picture from the layout of files into the layout of networks;
# - work with an exercise: write, check, read the message, open a hint.
#
# **You need** Python functions and loops, and a first acquaintance with NumPy: making an array, indexing, slicing.
# **Time** 45 minutes. **Points** 5.
#
# Run a cell with Shift+Enter and go through the notebook from top to bottom. If something gets muddled, choose *Restart
# Kernel and Run up to Selected Cell* in the *Kernel* menu. You cannot break anything. The next two cells load what this
# notebook needs. One of them imports from **convkit**, the course's own library: it has the photographs (`data`), draws the
# figures (`plot`), and holds the operations of all lessons, written in NumPy.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
import torch

from autograder import CheckFailed, begin, case, check, integers, uniform
from convkit import data, plot

begin("00_start_here")

# %% [markdown]
# ## Black, white, and what lies between
#
# A grey picture is a table of numbers. Each number is a **pixel**: how bright one small square is. In a file a pixel is
# usually a whole number from 0 to 255, because 256 values fit into one byte. NumPy calls this kind of number `uint8`.
#
# Here are an array of zeros and an array of 255s. Before you run the cell: which is black?

# %%
black = np.zeros((4, 6), dtype=np.uint8)
white = np.full((4, 6), 255, dtype=np.uint8)
plot.array(black, "np.zeros((4, 6))", shade=(0, 255), index=True)

# %%
plot.array(white, "np.full((4, 6), 255)", shade=(0, 255), index=True)

# %% [markdown]
# Zero means no light, so it is black. The numbers beside the cells count rows (downwards) and columns (to the right),
# both from 0. The **shape** of this array is `(4, 6)`: the height comes first, then the width. A pixel is named in the same
# order, `picture[row, column]`.
#
# Now something that everybody runs into once. Before you run it: what is white plus one?

# %%
print("white:         ", white[0, 0])
print("white plus one:", (white + 1)[0, 0])
print("twice white:   ", (white * 2)[0, 0])

# %% [markdown]
# A byte that overflows starts again at 0, without a warning: 255 + 1 becomes 0, and 2 · 255 = 510 becomes 510 - 256 = 254.
# So one does not calculate with `uint8`. One turns pixels into numbers with a decimal point, **floats**, and by custom
# divides by 255, so that 0.0 is black and 1.0 is white.

# %%
ramp = np.array([[0, 51, 102, 153, 204, 255]], dtype=np.uint8)
plot.array(ramp / 255, "brightness as floats", shade=(0, 1))

# %% [markdown]
# ## How an exercise works
#
# Each exercise asks for one function. You find
#
# 1. the task, with stars for difficulty, minutes and points;
# 2. **hints**, closed; open one when you are stuck, the first says least;
# 3. a cell with the beginning of the function. Replace the line `raise NotImplementedError` by your own lines;
# 4. one or more **check** cells. Run them. They call your function on random arrays, compare every number it returns with
#    the one that PyTorch gives, and tell you what they found. **PyTorch** is the library in which many networks are written;
#    after an exercise you see its way of doing the same.
#
# Let us try it on something that is not an exercise. `invert` should turn black into white and white into black, for
# floats from 0.0 to 1.0. This version is wrong. Before you run it: what should the formula be?


# %%
def invert(x):
    return -x


def right_invert(x):
    return 1 - x


try:
    check(invert, against=right_invert, on=[case(x=uniform(2, 3))])
except CheckFailed:
    print("In an exercise the run would stop here.")

# %% [markdown]
# Read such a message from the top. The first line says what is wrong. The lines after it say more: here, that every number is
# off by the same amount. Then comes an example small enough to work out by hand: what went in, what your function made of it,
# what was expected. A wrong entry is marked. The last line says how the function was called, and how to get the same random
# numbers again.
#
# Off by one everywhere: the 1 is missing. Put it in and check again.


# %%
def invert(x):
    return 1 - x


check(invert, against=right_invert, on=[case(x=uniform(2, 3))])

# %% [markdown]
# That is the whole loop: **write, check, read, mend**. Check as often as you like; nothing is counted. When your notebook is
# graded, the same checks run again with other numbers and a few more shapes. Keep the names of the functions. Everything
# else in their cells is yours, and you may add cells of your own.
#
# The first exercise is there so that you go round the loop once.

# %% [markdown]
# ## Exercise 0.1 · A checkerboard
# ★ · 5 min · 1 point
#
# Write `checkerboard(h, w)`: an array of floats, shape `(h, w)`, in which 0.0 and 1.0 take turns along every row and every
# column. The top-left entry is 0.0.
#
# `checkerboard(2, 3)` is 0, 1, 0 in the first row and 1, 0, 1 in the second.
#
# <details><summary>Hint 1: what decides the colour?</summary>
#
# Write down row plus column for each square of a small board. What do the white squares have in common?
#
# </details>
# <details><summary>Hint 2: how do I fill the array?</summary>
#
# Two loops, `for i in range(h)` and inside it `for j in range(w)`, and an assignment to `board[i, j]`. The remainder after
# division by 2 is `% 2`.
#
# </details>
# <details><summary>Hint 3: nearly the answer</summary>
#
# `np.zeros((h, w))` makes floats. Inside the loops: `board[i, j] = (i + j) % 2`.
#
# </details>


# %% solution="checkerboard"
def checkerboard(h, w):
    """Zeros and ones in turn, float64, shape (h, w), 0 in the top-left corner."""
    ### BEGIN SOLUTION
    board = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            board[i, j] = (i + j) % 2
    return board
    ### END SOLUTION


# %% misconception="checkerboard"
def checkerboard__starts_with_one(h, w):
    """Your board begins with 1. The top-left entry, row 0 and column 0, must be 0."""
    board = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            board[i, j] = (i + j + 1) % 2
    return board


# %% misconception="checkerboard"
def checkerboard__upright_stripes(h, w):
    """You have made upright stripes: only the column decides. Row and column together decide, so
    use i + j.
    """
    board = np.zeros((h, w))
    board[:, 1::2] = 1
    return board


# %% misconception="checkerboard"
def checkerboard__level_stripes(h, w):
    """You have made level stripes: only the row decides. Row and column together decide, so use i +
    j.
    """
    board = np.zeros((h, w))
    board[1::2] = 1
    return board


# %% misconception="checkerboard"
def checkerboard__every_second_row(h, w):
    """Every second row of yours is all 0. In the rows 1, 3, 5, ... the 1s stand in the columns 0,
    2, 4, ...: fill those too.
    """
    board = np.zeros((h, w))
    board[::2, 1::2] = 1
    return board


# %% misconception="checkerboard"
def checkerboard__counts_in_reading_order(h, w):
    """You counted through the pixels in reading order. That makes a checkerboard only if the width
    is odd: use row plus column.
    """
    return np.arange(h * w).reshape(h, w) % 2.0


# %% misconception="checkerboard"
def checkerboard__height_and_width_exchanged(h, w):
    """Height and width are exchanged. A shape names the rows first: (h, w)."""
    board = np.zeros((w, h))
    for i in range(w):
        for j in range(h):
            board[i, j] = (i + j) % 2
    return board


# %% misconception="checkerboard"
def checkerboard__whole_numbers(h, w):
    """Your numbers are right but whole, of an integer dtype. Make them floats: np.zeros((h, w))
    does, and .astype(float) turns any array into floats.
    """
    i, j = np.indices((h, w))
    return (i + j) % 2


# %% check="checkerboard" points=1
def torch_checkerboard(h, w):
    i, j = torch.arange(h)[:, None], torch.arange(w)[None, :]
    return ((i + j) % 2).double()


check(checkerboard, against=torch_checkerboard, on=[case(h=5, w=4), case(h=2, w=7)])
### BEGIN HIDDEN TESTS
check(
    checkerboard,
    against=torch_checkerboard,
    on=[case(h=2, w=8), case(h=4, w=3), case(h=1, w=5), case(h=4, w=1), case(h=6, w=6)],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch's arrays are called **tensors**, and what you know of NumPy's holds for them. A column of row numbers plus a row of
# column numbers is a table: an axis of length 1 is repeated until it fits. So the board needs no loop.

# %%
rows, columns = torch.arange(2)[:, None], torch.arange(3)[None, :]  # shapes (2, 1) and (1, 3)
print(((rows + columns) % 2).double())

# %% [markdown]
# ## Colour is three pictures
#
# Now a real one. Before you run the cell: a photograph is loaded as an array; how many axes will it have?

# %%
photo = data.photograph("flower", shrink=2, dtype=np.uint8)
print("shape:", photo.shape, "  dtype:", photo.dtype)
print("the pixel in row 100, column 200:", photo[100, 200])
plot.photograph(photo, "a flower")

# %% [markdown]
# Three axes: height, width, and one more of length 3. Each pixel holds three numbers: how much red, how much green, how much
# blue. All the red numbers together make a grey picture of their own, and so do the others. Such a picture is called a
# **plane** or a **channel**. A channel is simply *one number for every place*; later in this course a picture will have 64
# of them, and no colour will be involved.
#
# Look at the flower in the three planes. Orange is much red, some green and little blue.

# %%
plot.planes(photo, "a flower")

# %% [markdown]
# Some files have a fourth channel, **alpha**. It is not a colour. It says how opaque each pixel is: 0.0 lets everything
# behind it through, 1.0 nothing. To show such a picture, mix: alpha times the picture, plus (1 - alpha) times the
# background. Here alpha rises from left to right and the background is white, so the flower comes out of a mist.

# %%
height, width, _ = photo.shape
alpha = np.tile(np.linspace(0, 1, width), (height, 1))
opaque = alpha[:, :, None]  # shape (H, W, 1): one alpha for all three colours
mixed = opaque * (photo / 255) + (1 - opaque) * 1.0
with_alpha = np.dstack([photo / 255, alpha])
print("with its fourth channel:", with_alpha.shape)
plot.gallery({"alpha": alpha, "over white": mixed})

# %% [markdown]
# ## The order of the axes
#
# Files, cameras and matplotlib put the channel last: height, width, channel, **HWC** for short. PyTorch and this course put
# it first: **CHW**. Many pictures together, a **batch**, get one more axis in front: **NCHW**. The numbers are the same. What
# changes is which index means what: `photo[i, j, c]` in one layout is `photo[c, i, j]` in the other.
#
# There are two ways to get from shape `(213, 320, 3)` to `(3, 213, 320)`, and one is a trap. `transpose` gives the axes a new
# order. `reshape` keeps the numbers in the order in which they lie in memory, and only cuts the row of them differently.
# Both have the right shape. Before you run the cell: what will the first plane of the reshaped array look like?

# %%
transposed = photo.transpose(2, 0, 1)
reshaped = photo.reshape(3, 213, 320)
print("shapes:", transposed.shape, reshaped.shape)
print("numbers in one row of the photograph:", photo[0].size)
plot.gallery({"red plane, transposed": transposed[0], "first plane, reshaped": reshaped[0]})

# %% [markdown]
# Look at the right picture: it is the top of the flower, pulled apart. In memory red, green and blue of one pixel lie side
# by side. One row of the photograph is 960 numbers, and cut into lines of 320 it fills three: its left third, its middle,
# its right third, with the colours taking turns from pixel to pixel. The shape is right and the picture is not. That is why
# the checks of this course compare every number, and never the shape alone.

# %% [markdown]
# ## Exercise 0.2 · From file to network
# ★ · 8 min · 2 points
#
# Write `to_chw(image)`: turn a picture of shape `(H, W, 3)`, `uint8` from 0 to 255, into floats from 0.0 to 1.0 of shape
# `(3, H, W)`.
#
# If row 0, column 1 of `image` is the pixel 255, 0, 51, then the entries `[0, 0, 1]`, `[1, 0, 1]`, `[2, 0, 1]` of the result
# are 1.0, 0.0, 0.2.
#
# <details><summary>Hint 1: two steps</summary>
#
# One step moves the axes, the other changes the numbers. Do one after the other; the order does not matter.
#
# </details>
# <details><summary>Hint 2: right shape, wrong numbers</summary>
#
# If you used `reshape`, look at the two pictures above. `image.transpose(a, b, c)` makes the old axes `a`, `b`, `c` the new
# axes 0, 1, 2. Which old axis comes first now?
#
# </details>
# <details><summary>Hint 3: everything is 0, or nearly</summary>
#
# `/` divides, `//` throws away what is after the point. Divide by 255, which is the largest number a `uint8` can hold.
#
# </details>


# %% solution="to_chw"
def to_chw(image):
    """(H, W, 3) uint8 -> (3, H, W) float64 from 0 to 1"""
    ### BEGIN SOLUTION
    return image.transpose(2, 0, 1) / 255
    ### END SOLUTION


# %% misconception="to_chw"
def to_chw__reshapes(image):
    """You reshaped. That keeps the order of the numbers in memory, so the colours get mixed up;
    move the axis with transpose(2, 0, 1).
    """
    h, w, c = image.shape
    return image.reshape(c, h, w) / 255


# %% misconception="to_chw"
def to_chw__does_not_scale(image):
    """The axes are right, but the numbers still go from 0 to 255. Divide by 255."""
    return image.transpose(2, 0, 1)


# %% misconception="to_chw"
def to_chw__only_changes_dtype(image):
    """The numbers are floats now, but they still go from 0 to 255. Divide by 255."""
    return image.transpose(2, 0, 1).astype(float)


# %% misconception="to_chw"
def to_chw__exchanges_height_and_width(image):
    """Height and width are exchanged: .T turns all axes round, to (3, W, H). Ask for transpose(2,
    0, 1).
    """
    return image.T / 255


# %% misconception="to_chw"
def to_chw__divides_whole(image):
    """You divided with //, which throws away what is after the point, so everything below 255
    becomes 0. Divide with /.
    """
    return (image.transpose(2, 0, 1) // 255).astype(float)


# %% misconception="to_chw"
def to_chw__divides_by_256(image):
    """You divided by 256. There are 256 values, but they begin with 0: the largest is 255, and it
    should become 1.0.
    """
    return image.transpose(2, 0, 1) / 256


# %% misconception="to_chw"
def to_chw__divides_by_maximum(image):
    """You divided by the brightest pixel of this picture, so a dark picture would become bright.
    Divide by 255, the same for every picture.
    """
    return image.transpose(2, 0, 1) / image.max()


# %% check="to_chw" points=2
def torch_to_chw(image):
    return image.permute(2, 0, 1).double() / 255


check(
    to_chw,
    against=torch_to_chw,
    on=[
        case(image=integers(7, 5, 3, low=0, high=200, dtype="uint8")),
        case(image=integers(4, 6, 3, low=0, high=256, dtype="uint8")),
    ],
)
### BEGIN HIDDEN TESTS
check(
    to_chw,
    against=torch_to_chw,
    on=[
        case(image=integers(3, 8, 3, low=0, high=120, dtype="uint8")),
        case(image=integers(9, 2, 3, low=100, high=256, dtype="uint8")),
        case(image=integers(1, 5, 3, low=0, high=180, dtype="uint8")),
        case(image=integers(3, 3, 3, low=0, high=200, dtype="uint8")),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch moving the axes is called `permute`, and takes the same numbers. The rest is the same line:

# %%
in_torch = torch.from_numpy(photo).permute(dims=(2, 0, 1)) / 255
in_numpy = photo.transpose(2, 0, 1) / 255
print("PyTorch:", tuple(in_torch.shape), in_torch.dtype, in_torch[:, 100, 200])
print("NumPy:  ", in_numpy.shape, in_numpy.dtype, in_numpy[:, 100, 200].round(4))

# %% [markdown]
# The numbers agree as far as they go. PyTorch prefers floats of 32 bits, which hold about seven digits; NumPy prefers 64
# bits, about sixteen. The exercises use 64 bits throughout, so that a difference always means a mistake and never rounding.

# %% [markdown]
# ## From colour to grey
#
# To make a grey picture, the three planes must become one. The plain mean is not what the eye sees: green looks brighter
# than red of the same strength, and red much brighter than blue. Television settled on these weights (ITU-R BT.601):
#
# $$\text{grey} = 0.299 \cdot \text{red} + 0.587 \cdot \text{green} + 0.114 \cdot \text{blue}$$
#
# They sum to 1, so white stays white. Here are five pixels, one to a row: pure red, pure green, pure blue, white, and an orange.
# Before you run the cell: which of them will the plain mean not tell apart?

# %%
pixels = np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0], [1.0, 1.0, 1.0], [1.0, 0.5, 0]])
plain = pixels.mean(axis=1)
weighted = pixels @ [0.299, 0.587, 0.114]
print("red, green, blue, white, orange")
print("plain mean:", plain)
print("weighted:  ", weighted)
plot.array(np.stack([plain, weighted]), "plain mean above, weighted below", shade=(0, 1))

# %% [markdown]
# Look at the first three columns. In the upper row red, green and blue are one grey; in the lower row each has its own.

# %% [markdown]
# ## Exercise 0.3 · Grey
# ★ · 6 min · 2 points
#
# Write `to_grey(image)`: turn a colour picture of shape `(3, H, W)`, in the order red, green, blue, into a grey one of shape
# `(H, W)` with the weights 0.299, 0.587 and 0.114.
#
# The orange pixel above, red 1.0, green 0.5 and blue 0.0, becomes 0.299 · 1.0 + 0.587 · 0.5 + 0.114 · 0.0 = 0.5925.
#
# <details><summary>Hint 1: where is the red plane?</summary>
#
# The channel is the first axis, so `image[0]` is the red plane, and its shape is `(H, W)`.
#
# </details>
# <details><summary>Hint 2: the result has three axes</summary>
#
# Either add three planes that you have multiplied one by one, or sum over the first axis with `axis=0`, which removes it.
#
# </details>


# %% solution="to_grey"
def to_grey(image):
    """(3, H, W) red, green, blue -> (H, W)"""
    red, green, blue = image
    ### BEGIN SOLUTION
    return 0.299 * red + 0.587 * green + 0.114 * blue
    ### END SOLUTION


# %% misconception="to_grey"
def to_grey__takes_mean(image):
    """You took the plain mean of the planes. Weigh them: 0.299 for red, 0.587 for green, 0.114 for
    blue.
    """
    return image.mean(axis=0)


# %% misconception="to_grey"
def to_grey__adds_without_weights(image):
    """You added the planes as they are. Multiply first: red by 0.299, green by 0.587, blue by
    0.114.
    """
    return image.sum(axis=0)


# %% misconception="to_grey"
def to_grey__blue_first(image):
    """Your weights are in the order blue, green, red. Plane 0 is red, with 0.299; plane 2 is blue,
    with 0.114.
    """
    return 0.114 * image[0] + 0.587 * image[1] + 0.299 * image[2]


# %% misconception="to_grey"
def to_grey__keeps_axis(image):
    """Your result keeps an axis of length 1 in front. A grey picture has two axes: sum over axis 0
    without keepdims.
    """
    weights = np.array([0.299, 0.587, 0.114])
    return np.sum(weights[:, None, None] * image, axis=0, keepdims=True)


# %% misconception="to_grey"
def to_grey__wrong_axis(image):
    """You took the colours from the last axis, as in a file. Here the channel is the first axis:
    image[0] is the red plane.
    """
    return 0.299 * image[..., 0] + 0.587 * image[..., 1] + 0.114 * image[..., 2]


# %% misconception="to_grey"
def to_grey__does_not_add(image):
    """You weighed the planes but did not add them: there are still three. Sum over the first axis,
    axis=0.
    """
    weights = np.array([0.299, 0.587, 0.114])
    return weights[:, None, None] * image


# %% check="to_grey" points=2
def torch_to_grey(image):
    weights = torch.tensor([0.299, 0.587, 0.114], dtype=torch.float64)
    return torch.einsum("c,chw->hw", weights, image)


check(
    to_grey,
    against=torch_to_grey,
    on=[case(image=uniform(3, 6, 5)), case(image=uniform(3, 4, 7))],
)
### BEGIN HIDDEN TESTS
check(
    to_grey,
    against=torch_to_grey,
    on=[
        case(image=uniform(3, 5, 3)),
        case(image=uniform(3, 3, 8)),
        case(image=uniform(3, 1, 4)),
        case(image=uniform(3, 3, 3)),
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# In PyTorch, `torch.einsum` says the sum in letters: `c` for channel, `h` and `w` for height and width. A letter that is
# missing after the arrow is summed over.

# %%
weights = torch.tensor([0.299, 0.587, 0.114], dtype=torch.float64)
in_torch = torch.einsum("c,chw->hw", weights, torch.tensor(in_numpy))
grey = 0.299 * in_numpy[0] + 0.587 * in_numpy[1] + 0.114 * in_numpy[2]
print("PyTorch:", tuple(in_torch.shape), in_torch[100, 200].item())
print("NumPy:  ", grey.shape, grey[100, 200])

# %% [markdown]
# The flower once more, with one number for each pixel. Lesson 01 begins with such a picture.

# %%
plot.photograph(grey, "the flower in grey")

# %% [markdown]
# ## What you can do now
#
# - Read a shape: `(H, W)`, `(H, W, 3)`, `(3, H, W)`, `(N, C, H, W)`.
# - Turn the picture of a file into the array of a network, and into grey.
# - Go round the loop: write, check, read, mend.
#
# **Three traps**
#
# 1. `uint8` overflows in silence. Turn pixels into floats before you calculate.
# 2. `reshape` is not `transpose`. The shape is right and the picture is not.
# 3. The row comes first: `picture[row, column]`, height before width. On a screen one says *x, y*, the other way about.
#
# **Where it is used.** Every network that looks at pictures begins like this. VGG, for instance, takes arrays of 3 by 224 by
# 224, and the only preprocessing its paper names is to subtract from each channel its mean over the training pictures
# (Simonyan and Zisserman, *Very Deep Convolutional Networks for Large-Scale Image Recognition*, ICLR 2015).
#
# **What comes next.** Lesson 01, *Cross-correlation: what a filter sees*, slides a small array of weights over a grey
# picture, and edges appear.
