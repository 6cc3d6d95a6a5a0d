# %% [markdown]
# # 0 · Start here: pictures are arrays
#
# This course is about convolution, the operation with which networks look at pictures. A **network** is a program that
# computes with many numbers of its own, and nobody writes these numbers down: they are learned from examples. This lesson
# shows where the course leads, then settles two questions that come before everything else. What is a picture to a program?
# And how does this course work?
#
# **You will be able to**
#
# - say why a network for pictures needs so few numbers;
# - say what the numbers in a picture array mean, and what each of its axes counts;
# - turn a picture from the layout of files into the layout of networks;
# - work with an exercise: write, check, read the message, open a hint.
#
# **You need** Python functions and loops, and a first acquaintance with NumPy: making an array, indexing, slicing.
# **Time** 60 minutes, with what is optional 65. **Points** 5. Sections marked *optional* may be left out.
#
# Run a cell with Shift+Enter and go through the notebook from top to bottom. You cannot break anything. If something gets
# muddled, choose *Restart Kernel* in the *Kernel* menu (elsewhere it may be called *Restart session*) and run the cells again
# from the top. Jupyter's *kernel* is the Python that runs in the background; from lesson 01 on this course uses the word for
# something else.
#
# The next two cells load what this notebook needs. One of them imports from **convkit**, the course's own library: it has the
# photographs (`data`), draws the figures (`plot`), and holds the operations of all lessons, written in NumPy.

# %% setup="all" allow=["numpy"]
import numpy as np

# %% setup="checks"
import time

import torch

import convkit
from autograder import CheckFailed, begin, case, check, integers, uniform, whole_number
from convkit import data, plot


def face_chances(picture, numbers):
    """P-Net: for every window of 12 by 12, two pixels apart, the chance that it shows a face.

    (3, H, W), values from 0 to 1, and the network's numbers by name -> (rows, columns)
    """

    def layer(x, name):
        return convkit.conv2d(x, numbers[f"{name}.weight"], numbers[f"{name}.bias"])

    def bend(x, name):  # positive numbers stay, negative ones are multiplied by a learned one
        return np.where(x > 0, x, x * numbers[f"{name}.weight"][:, None, None])

    x = (picture[None] * 255 - 127.5) / 128
    x = convkit.max_pool2d(bend(layer(x, "conv1"), "prelu1"), 2, ceil_mode=True)
    x = bend(layer(x, "conv2"), "prelu2")
    x = bend(layer(x, "conv3"), "prelu3")
    no, yes = layer(x, "conv4_1")[0]
    return 1 / (1 + np.exp(no - yes))


begin("00_start_here")

# %% [markdown]
# ## Where this course leads
#
# Below is a photograph of 64 by 64 pixels, and beside it what a published network makes of it. The network looks at every
# square of 12 by 12 pixels, at steps of two pixels, and says how likely it is that the square shows a face. White is certain,
# black is impossible. Look for the largest white spot. The frame in the second figure is where the answer is highest.

# %%
portrait = data.photograph("astronaut", shrink=8, layout="CHW")
numbers = data.pnet()
start = time.perf_counter()
chances = face_chances(portrait, numbers)
print(f"{chances.shape} answers in {1000 * (time.perf_counter() - start):.0f} milliseconds")
plot.gallery({"photograph": portrait, "is there a face?": chances}, columns=2)

# %%
row, column = 2 * np.array(np.unravel_index(chances.argmax(), chances.shape))
plot.photograph(portrait, "the likeliest window", mark=(int(row), int(column), 12, 12))

# %% [markdown]
# The smaller white spots are mistakes. (The detector has two more networks, which look again at
# every spot and throw such mistakes out.) But nobody told the program where to look. All it knows
# about faces is in a set of numbers that were learned from examples. The network is P-Net, the
# first of the three that make up the face detector MTCNN (Zhang, Zhang, Li and Qiao, *Joint Face
# Detection and Alignment using Multi-task Cascaded Convolutional Networks*, IEEE Signal Processing
# Letters, 2016). The code that ran it stands in the folded cell above, a dozen lines of NumPy and
# convkit. You need not understand it yet: in lesson 15 you write it yourself.
#
# How many numbers does it take? Think first of the plain way: every answer is computed from *all* pixels, and each pixel has a
# **weight** of its own for each answer, a number that it is multiplied by. A layer of this kind is called **dense**, or
# **fully connected**. The photograph has 3 · 64 · 64 numbers, the map has 27 · 27 answers. Before you run the cell: guess how
# many weights the plain way needs, and how many numbers the network has.

# %%
dense = portrait.size * chances.size
learned = sum(values.size for values in numbers.values())
print(f"dense, 64 by 64 pixels:    {dense:14,d} weights")
print(f"dense, 512 by 512 pixels:  {3 * 512 * 512 * 251 * 251:14,d} weights")
print(f"P-Net, any size:           {learned:14,d} numbers")

# %% [markdown]
# (132 of the network's numbers say how a frame about the face should be moved. The program above leaves these aside.)
#
# Nine million against six and a half thousand; and for a photograph of 512 by 512 pixels fifty billion, against the same six
# and a half thousand. Two ideas make the difference, and the whole course is about them.
#
# - **Locality.** Whether there is a face in a spot can be seen from the spot. So an answer reads a small window of the picture
#   and not all of it.
# - **Sharing.** A face on the left looks like a face on the right. So every window is asked the same question, with the same
#   weights.
#
# <details><summary>The same in formulas, for those who like them</summary>
#
# Dense: $y_{ij} = \sum_{a,b} W_{ijab} \, x_{ab}$, a weight for every pixel $(a, b)$ and every answer $(i, j)$. Locality: $W_{ijab} = 0$ where
# $(a, b)$ lies outside the window of $(i, j)$. Sharing: $W_{ijab}$ depends on $a - i$ and $b - j$ only, on where in the window the pixel
# lies. What is left are the few numbers of one window.
#
# </details>
#
# Together they mean: take one small set of weights and slide it over the picture. This is a **convolution**. A face is too
# much for one such question, so the network asks many small ones, and then asks further questions about the answers.
#
# You can see both ideas at work. Cut the best window out and show the network nothing but these 12 by 12 pixels. Then show it
# another window. Before you run the cell: will it say the same about the first as it said in the whole photograph?

# %%
best = portrait[:, row : row + 12, column : column + 12]
other = portrait[:, 44:56, 46:58]
print("in the photograph: ", chances[row // 2, column // 2].round(8), chances[22, 23].round(8))
print("cut out and alone: ", *(face_chances(w, numbers)[0, 0].round(8) for w in (best, other)))
plot.gallery({"the likeliest window": best, "another window": other}, columns=2)

# %% [markdown]
# The same numbers. Nothing outside a window influences its answer, and neither does the place where the window stands.
#
# In lesson 01 you build the first step of this, one window and one set of weights. Then come borders and steps (02), many
# planes (03), summaries (04) and so on, until you can build the network above yourself.

# %% [markdown]
# ## A page of history (optional)
#
# - **1959 to 1962.** David Hubel and Torsten Wiesel record from single nerve cells in the visual
#   cortex of cats. Each cell looks at a small piece of what the eye sees, and many answer best to
#   an edge or a bar of one direction there, and hardly at all to one across it. Locality, in an
#   animal.
# - **1980.** Kunihiko Fukushima builds the *Neocognitron* after their findings: planes of cells. In a plane all cells look
#   for the same pattern, each at a place of its own. Locality and sharing, in a machine.
# - **1989 to 1998.** Yann LeCun and others *learn* the weights of such a network by following gradients (lesson 06). By 1998
#   it is called LeNet-5 and reads handwritten digits (lesson 13).
# - **2012.** *AlexNet*, by Alex Krizhevsky, Ilya Sutskever and Geoffrey Hinton: the same idea with
#   60 million numbers (all but about 2 million of them in three dense layers at the end), a million
#   labelled photographs and two graphics cards. It makes far fewer mistakes than all its rivals at
#   naming what is in a photograph, and within a few years convolution is in nearly every program
#   that looks at pictures.
# - **Since 2020.** *Transformers* let distant places of a picture look at each other, which a window cannot. They have not
#   done away with convolution: the *Vision Transformer* cuts a picture into squares of 16 by 16 pixels and asks each the same
#   questions with the same weights. That is a convolution with steps of 16, and after lesson 02 you will recognise it.

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
# A byte that overflows starts again at 0: 255 + 1 becomes 0, and 2 · 255 = 510 becomes 510 -
# 256 = 254. In an array this happens without a warning. (Since version 2 NumPy warns for a single
# number, `white[0, 0] + 1`, and refuses to add a number that is no byte itself, `white + 256`.) So
# do not calculate with `uint8`. First turn the pixels into numbers with a decimal point,
# **floats**, and, as is usual, divide by 255, so that 0.0 is black and 1.0 is white.

# %%
ramp = np.array([[0, 51, 102, 153, 204, 255]], dtype=np.uint8)
plot.array(ramp / 255, "brightness as floats", shade=(0, 1))

# %% [markdown]
# ## How an exercise works
#
# Each exercise asks for one function. You find
#
# 1. the task, with stars, minutes and points. One star: a few lines, once the text is read. Two stars: a small function with
#    a decision in it. Three stars: think with a pencil first. The minutes are what a second-year student needs. An
#    exercise marked *optional* may be left out; its points are extra credit, on top of those of the lesson;
# 2. **hints**, closed; open one when you are stuck, the first says least;
# 3. a cell with the beginning of the function. Replace the line `raise NotImplementedError` by your own lines;
# 4. one or more **check** cells. Run them. They call your function, mostly on random arrays, and compare every number it
#    returns with the right one, which usually comes from PyTorch. **PyTorch** is the library in which many networks are
#    written; after an exercise you see its way of doing the same.
#
# Some things hold for **all exercises of all lessons**:
#
# - **What you may use:** Python, NumPy, and what the exercise or the first cells of the notebook name. PyTorch and the rest of
#   convkit are there for comparing, and a check refuses an answer that calls them. Where a task says *build it yourself*, a
#   NumPy function that does all of it passes as well, but then you have learned nothing.
# - **Floats are `float64`,** NumPy's usual kind with 64 bits and about sixteen digits, unless the task says otherwise. The last
#   few digits depend on the order in which you add, and the checks forgive them: a difference that they report means a
#   mistake, and not rounding.
# - **Where a whole number is asked,** return an `int`, `4` and not `4.0`. A single number is
#   returned as a number, not as an array with one entry. Where an array is asked, return an array
#   and no list.
# - **Arguments are not changed.** An array that your function is given belongs to whoever called it: return a new one.
# - **You may leave an exercise unsolved.** Its check then raises an error, and nothing more
#   happens. Go on with the cells below it. (*Run All* goes on by itself in JupyterLab. Another
#   program may stop there: run the cells from the next one on.) Later exercises do not need it,
#   unless they say so.
#
# Let us try it on something that is not an exercise. `invert` should turn black into white and white into black, for
# floats from 0.0 to 1.0, as `right_invert` does. The version called `invert` is wrong. Before you run it: what will it make of
# black, 0.0, and what of white, 1.0?


# %%
def invert(x):
    return -x


def right_invert(x):
    return 1 - x


try:
    check(invert, against=right_invert, on=[case(x=uniform(2, 3))])
except CheckFailed:
    print("In an exercise the check would raise this as an error.")

# %% [markdown]
# Read such a message from the top. The first line says what is wrong. The lines after it say more:
# here, that every number is off by the same amount. Then comes an example small enough to work out
# by hand: what went in, what your function made of it, what was expected. A wrong entry is marked.
# The first point also says how the function was called; the last line says how to get the same
# random numbers again.
#
# Off by one everywhere: the 1 is missing. Here it is put in; check again.


# %%
def invert(x):
    return 1 - x


check(invert, against=right_invert, on=[case(x=uniform(2, 3))])

# %% [markdown]
# That is the whole loop: **write, check, read, mend**. Check as often as you like; nothing is counted. When your notebook is
# graded, the same checks run again with other numbers and a few more shapes. Keep the names of the functions. Everything else
# in their cells is yours, and you may add cells of your own. To hand in, save the notebook under the name it has (Ctrl+S);
# where to put it, your teacher says.
#
# The first exercise is there so that you go round the loop once.

# %% [markdown]
# ## Exercise 0.1 · A checkerboard
# ★ · 8 min · 1 point
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
def checkerboard__returns_after_first_row(h, w):
    """Only your first row is filled: the return stands inside the loop, so the function ends with
    the first turn. Move it to the left, under the first for.
    """
    board = np.zeros((h, w))
    board[0, 1::2] = 1
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
    on=[
        *[case(h=h, w=w) for h, w in ((2, 8), (4, 3), (1, 5), (4, 1), (6, 6))],
        *[case(h=whole_number(2, 12), w=whole_number(2, 12))] * 2,
    ],
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch's arrays are called **tensors**, and most of what you know of NumPy's holds for them.
# `None` in an index makes a new axis of length 1, so `[:, None]` turns a row of numbers into a
# column. A column of row numbers plus a row of column numbers is a table: an axis of length 1 is
# repeated until it fits. This is called **broadcasting**, and it makes the board without a loop.

# %%
rows, columns = torch.arange(2)[:, None], torch.arange(3)[None, :]  # shapes (2, 1) and (1, 3)
print(((rows + columns) % 2).double())

# %% [markdown]
# ## Colour is three pictures
#
# Now a real one. Before you run the cell: a photograph is loaded as an array; how many axes will it have?

# %% cover=true
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
# `photo[..., 0]` is the red plane: the three dots stand for all axes before. Set it to 0. Before you run the cell: which colour
# will the petals have?

# %%
without_red = photo.copy()
without_red[..., 0] = 0
plot.gallery({"as it was": photo, "without its red plane": without_red})

# %% [markdown]
# ## A fourth channel (optional)
#
# Some files have a fourth channel, **alpha**. It is not a colour. It says how opaque each pixel is: 0.0 lets everything behind
# it through, 1.0 nothing. To show such a picture, mix: alpha times the picture, plus (1 - alpha) times the background. Here
# alpha rises from left to right and the background is white, so the flower comes out of a mist. (`np.linspace` makes the
# numbers from 0 to 1, `np.tile` repeats them for every row, `np.dstack` puts planes behind one another.)

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
# Files, cameras and matplotlib put the channel last: height, width, channel, **HWC** for short. PyTorch and this course put it
# first: **CHW**. Many pictures together, a **batch**, get one more axis in front that counts them; their number is called N,
# so this is **NCHW**. The numbers are the same. What changes is which index means what: `photo[i, j, c]` in one layout is
# `photo[c, i, j]` in the other.
#
# There are two ways to get from shape `(213, 320, 3)` to `(3, 213, 320)`, and one is a trap. `transpose` gives the axes a new
# order. `reshape` keeps the numbers in reading order, row by row, and in each pixel red, green, blue; it only cuts this long
# line of numbers differently. Both results have the right shape. Before you run the cell: what will the first plane of the
# reshaped array look like?

# %%
transposed = photo.transpose(2, 0, 1)
reshaped = photo.reshape(3, 213, 320)
print("shapes:", transposed.shape, reshaped.shape)
print("numbers in one row of the photograph:", photo[0].size)
plot.gallery({"red plane, transposed": transposed[0], "first plane, reshaped": reshaped[0]})

# %% [markdown]
# Look at the right picture: it is the top of the flower, pulled apart. In reading order red, green and blue of one pixel stand
# side by side. One row of the photograph is 960 numbers, and cut into lines of 320 it fills three: its left third, its middle,
# its right third, with the colours taking turns from pixel to pixel. The shape is right and the picture is not. That is why
# the checks of this course compare every number, and never the shape alone.

# %% [markdown]
# ## Exercise 0.2 · From file to network
# ★ · 10 min · 2 points
#
# Write `to_chw(image)`: turn a picture of shape `(H, W, 3)`, `uint8` from 0 to 255, into floats (`float64`) from 0.0 to 1.0 of
# shape `(3, H, W)`.
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
    """You reshaped. That keeps the numbers in reading order, so the colours get mixed up; move the
    axis with transpose(2, 0, 1).
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
    """What is after the point was thrown away, so everything below 255 became 0. Divide with /, not
    with //, and keep the result in an array of floats.
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


# %% misconception="to_chw"
def to_chw__axes_in_wrong_order(image):
    """Your axes are in the order width, channel, height. The numbers in transpose say which *old*
    axis comes first, second, third: the old axis 2, the channel, comes first.
    """
    return image.transpose(1, 2, 0) / 255


# %% misconception="to_chw"
def to_chw__blue_first(image):
    """Your planes are in the order blue, green, red. Keep the order of the file: plane 0 is red."""
    return image[:, :, ::-1].transpose(2, 0, 1) / 255


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
# bits, about sixteen, and so do the exercises.

# %% [markdown]
# ## From colour to grey
#
# To make a grey picture, the three planes must become one. The plain mean is not what the eye sees: green looks brighter
# than red of the same strength, and red much brighter than blue. Television settled on these weights (ITU-R BT.601):
#
# $$\text{grey} = 0.299 \cdot \text{red} + 0.587 \cdot \text{green} + 0.114 \cdot \text{blue}$$
#
# They sum to 1, so white stays white. Here are five pixels, one to a row: pure red, pure green, pure blue, white, and an
# orange. Before you run the cell: which of them will the plain mean not tell apart? (The sign `@` takes, row by row, the sum
# of the products with the three weights.)

# %%
pixels = np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0], [1.0, 1.0, 1.0], [1.0, 0.25, 0]])
plain = pixels.mean(axis=1)
weighted = pixels @ [0.299, 0.587, 0.114]
print("red, green, blue, white, orange")
print("plain mean:", plain)
print("weighted:  ", weighted)
plot.array(np.stack([plain, weighted]), "plain mean above, weighted below", shade=(0, 1))

# %% [markdown]
# Look at the first three columns. In the upper row red, green and blue are one grey; in the lower row each has its own, and
# the orange, a red with a little green, is brighter than the red.

# %% [markdown]
# ## Exercise 0.3 · Grey
# ★ · 8 min · 2 points
#
# Write `to_grey(image)`: turn a colour picture of floats, shape `(3, H, W)`, in the order red,
# green, blue, into a grey one of shape `(H, W)` with the weights 0.299, 0.587 and 0.114.
#
# The orange pixel above, red 1.0, green 0.25 and blue 0.0, becomes 0.299 · 1.0 + 0.587 · 0.25 + 0.114 · 0.0 = 0.44575.
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


# %% misconception="to_grey"
def to_grey__three_equal_planes(image):
    """Your numbers are right, but you stacked the grey plane three times. A grey picture is one
    plane: return (H, W).
    """
    weights = np.array([0.299, 0.587, 0.114])
    grey = np.sum(weights[:, None, None] * image, axis=0)
    return np.stack([grey, grey, grey])


# %% misconception="to_grey"
def to_grey__back_to_bytes(image):
    """You turned the result into whole numbers from 0 to 255. Brightness stays a float from 0.0 to
    1.0, as it came in.
    """
    weights = np.array([0.299, 0.587, 0.114])
    return (255 * np.sum(weights[:, None, None] * image, axis=0)).astype(np.uint8)


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
# - Say which two ideas let a network for pictures do with few numbers.
# - Read a shape: `(H, W)`, `(H, W, 3)`, `(3, H, W)`, `(N, C, H, W)`.
# - Turn the picture of a file into the array of a network, and into grey.
# - Go round the loop: write, check, read, mend.
#
# **Three traps**
#
# 1. Arrays of `uint8` overflow in silence. Turn pixels into floats before you calculate.
# 2. `reshape` is not `transpose`. The shape is right and the picture is not.
# 3. The row comes first: `picture[row, column]`, height before width. On a screen one says *x, y*, which is the other order.
#
# > **Rule of thumb.** Convert a picture once, where it enters the program: floats from 0 to 1, channel first. Everything after
# > that may rely on it.

# %% [markdown]
# ## Six questions to end with
#
# Answer each in your head, then open it.
#
# <details><summary>1. A picture array has the shape (480, 640, 3). How wide is the picture, and where is the blue of its top-left pixel?</summary>
#
# 640 pixels wide: height first, then width. The blue is at `[0, 0, 2]`.
#
# </details>
# <details><summary>2. What is the shape of a batch of ten such pictures in PyTorch's layout?</summary>
#
# (10, 3, 480, 640): number, channels, height, width.
#
# </details>
# <details><summary>3. Two `uint8` arrays hold 200 and 100 at one pixel. What is their sum there?</summary>
#
# 300 - 256 = 44. Turn them into floats first.
#
# </details>
# <details><summary>4. A colour picture is reshaped from (H, W, 3) to (3, H, W). Why does no error come, and what is wrong?</summary>
#
# The number of entries is the same, so NumPy is content. But the numbers keep their reading order, so each "plane" is a third
# of the picture with its three colours in turn.
#
# </details>
# <details><summary>5. A dense layer computes 100 answers from a grey picture of 50 by 50. How many weights has it, and what becomes of
# them if the picture is twice as high and wide?</summary>
#
# 100 · 2,500 = 250,000; four times as many. The weights of a network that slides stay as many as they were.
#
# </details>
# <details><summary>6. What do locality and sharing mean, in one sentence each?</summary>
#
# Locality: an answer reads a small window only. Sharing: every window is asked with the same weights.
#
# </details>
#
# **Where it is used.** Every network that looks at pictures begins with a conversion of this kind,
# each with numbers of its own. VGG, for instance, takes arrays of 3 by 224 by 224, and the only
# preprocessing its paper names is to subtract from each channel its mean over the training pictures
# (Simonyan and Zisserman, *Very Deep Convolutional Networks for Large-Scale Image Recognition*,
# ICLR 2015).
#
# **To read on.** Hubel and Wiesel, *Receptive fields of single neurones in the cat's striate cortex*, Journal of
# Physiology, 1959. Fukushima, *Neocognitron*, Biological Cybernetics, 1980. LeCun et al., *Backpropagation Applied to Handwritten Zip Code
# Recognition*, Neural Computation, 1989. Krizhevsky, Sutskever and Hinton, *ImageNet Classification with Deep Convolutional
# Neural Networks*, NeurIPS 2012. Dosovitskiy et al., *An Image is Worth 16x16 Words*, ICLR 2021.
#
# **What comes next.** Lesson 01, *Cross-correlation: what a filter sees*, slides a small array of weights over a grey
# picture, and edges appear.
