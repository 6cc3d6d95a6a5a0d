"""convkit: convolution in NumPy, equal to PyTorch and readable like a book.

Read the files in the order of the table below. Every public name is also a name of the
package, as in ``from convkit import conv2d``; its file is imported at that moment, so that
a missing file is missed only by those who ask for it.
"""

from importlib import import_module

_NAMES = {
    "shapes": """conv_output_size conv_transpose_output_size effective_kernel ntuple
        output_padding_for pool_output_size same_padding""",
    "padding": "insert_zeros pad",
    "windows": "sliding_windows",
    "correlation": "conv1d_true conv2d_true xcorr1d xcorr1d_loops xcorr2d xcorr2d_loops",
    "convolution": "conv1d conv2d conv3d",
    "transposed": """conv_transpose1d conv_transpose2d conv_transpose3d pixel_shuffle
        pixel_unshuffle""",
    "gradients": """conv1d_input conv2d_input conv3d_input
        conv1d_weight conv2d_weight conv3d_weight
        conv1d_backward conv2d_backward conv3d_backward""",
    "transposed_gradients": """conv_transpose1d_backward conv_transpose2d_backward
        conv_transpose3d_backward pad_backward""",
    "numerical": "gradient_error numerical_vjp",
    "matrix": "convolution_matrix fft_xcorr fold unfold",
    "pooling": "max_pool1d max_pool2d max_pool3d reduce_windows",
    "average_pooling": """avg_pool1d avg_pool2d avg_pool3d
        avg_pool1d_backward avg_pool2d_backward avg_pool3d_backward""",
    "adaptive_pooling": """adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d
        adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d
        adaptive_avg_pool1d_backward adaptive_avg_pool2d_backward adaptive_avg_pool3d_backward""",
    "unpooling": """max_unpool1d max_unpool2d max_unpool3d
        max_unpool1d_backward max_unpool2d_backward max_unpool3d_backward
        max_pool1d_backward max_pool2d_backward max_pool3d_backward""",
    "depthwise": "depthwise_conv2d depthwise_separable_conv2d",
    "separable": "separate low_rank separable_conv2d flattened_conv2d",
    "grouped": """channel_shuffle channel_unshuffle native_channel_shuffle dense_equivalent
        dense_equivalent_backward""",
    "cost": "conv_cost linear_cost",
    "layers": "Conv2d ConvTranspose2d Layer Linear Parameter Sequential",
    "plain_layers": "AvgPool2d Flatten MaxPool2d ReLU",
    "batch_norm": "BatchNorm2d",
    "training": """Adam SGD accuracy fit softmax_cross_entropy
        softmax_cross_entropy_backward""",
    "stack_cost": "Row activation_bytes ledger",
    "receptive_field": "Field field_of_stack join_fields",
    "probing": "field_of_model probe_field probe_mask",
    "data": """PHOTOGRAPHS photograph digits digits_split bars checkerboard stamp texture
        moving_square faces MATERIALS materials materials_split digits_on_photographs pnet""",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = sorted(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'convkit' has no attribute {name!r}")
    return getattr(import_module(f"convkit.{_HOME[name]}"), name)


def __dir__():
    return sorted({*globals(), *__all__})
