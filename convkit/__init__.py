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
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = sorted(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'convkit' has no attribute {name!r}")
    return getattr(import_module(f"convkit.{_HOME[name]}"), name)


def __dir__():
    return sorted({*globals(), *__all__})
