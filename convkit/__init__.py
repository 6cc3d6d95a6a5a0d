"""convkit: convolution in NumPy, equal to PyTorch and readable like a book.

Read the files in this order; each stands on those before it:

    sliding.shapes                    how large the output is; an integer or one for each axis
    sliding.padding                   what lies beyond the border
    sliding.windows                   every window of an array, as a view
    sliding.correlation               a kernel slides over a signal: loops first
    convolution.conv                  batches, channels, stride, padding, dilation, groups
    convolution.transposed            the way back from an output to its input's shape
    convolution.gradients             the backward passes of convolution
    convolution.transposed_gradients  those of transposed convolution and padding
    convolution.gradient_check        a gradient by differences, to compare with
    convolution.matrix                as a matrix, as unfolded columns, as a product of spectra
    convolution.depthwise             a kernel for each channel
    convolution.separable             a kernel as a product of two
    convolution.grouped               lanes of channels, and shuffling them
    pooling.max_pooling               the largest number of every window
    pooling.average_pooling           the mean, and what it divides by
    pooling.adaptive_pooling          as many windows as are asked for
    pooling.unpooling                 every maximum back to its place
    networks.cost                     parameters and products of one layer
    networks.layers                   a network from layers, each with its way back
    networks.plain_layers             layers that learn nothing
    networks.batch_norm               the layer that learns the scale of its channels
    networks.training                 a loss, two optimisers, a loop
    networks.network_cost             the ledger of a whole network
    networks.receptive_field          what a unit can see, by the formula
    networks.probing                  what a unit sees, by trying
    data                              pictures, offline, and the weights of a published network

`engine` is what they stand on, for who wants to know why they are fast; `plot` draws.

Every public name is also a name of the package, as in ``from convkit import conv2d``; its
file is imported at that moment, so that a missing file is missed only by those who ask for
it. Which file that is stands in ``__init__.pyi``.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
