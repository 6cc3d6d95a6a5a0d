"""The names of `convkit` and where they are; read by type checkers, and at run time."""

# ruff: noqa: I001 (in reading order)

from .sliding.shapes import (
    conv_output_size as conv_output_size,
    conv_transpose_output_size as conv_transpose_output_size,
    effective_kernel as effective_kernel,
    ntuple as ntuple,
    output_padding_for as output_padding_for,
    pool_output_size as pool_output_size,
    same_padding as same_padding,
)
from .sliding.padding import insert_zeros as insert_zeros, pad as pad
from .sliding.windows import sliding_windows as sliding_windows
from .sliding.correlation import (
    conv1d_true as conv1d_true,
    conv2d_true as conv2d_true,
    xcorr1d as xcorr1d,
    xcorr1d_loops as xcorr1d_loops,
    xcorr2d as xcorr2d,
    xcorr2d_loops as xcorr2d_loops,
)
from .convolution.conv import conv1d as conv1d, conv2d as conv2d, conv3d as conv3d
from .convolution.transposed import (
    conv_transpose1d as conv_transpose1d,
    conv_transpose2d as conv_transpose2d,
    conv_transpose3d as conv_transpose3d,
    pixel_shuffle as pixel_shuffle,
    pixel_unshuffle as pixel_unshuffle,
)
from .convolution.gradients import (
    conv1d_backward as conv1d_backward,
    conv1d_input as conv1d_input,
    conv1d_weight as conv1d_weight,
    conv2d_backward as conv2d_backward,
    conv2d_input as conv2d_input,
    conv2d_weight as conv2d_weight,
    conv3d_backward as conv3d_backward,
    conv3d_input as conv3d_input,
    conv3d_weight as conv3d_weight,
)
from .convolution.transposed_gradients import (
    conv_transpose1d_backward as conv_transpose1d_backward,
    conv_transpose2d_backward as conv_transpose2d_backward,
    conv_transpose3d_backward as conv_transpose3d_backward,
    pad_backward as pad_backward,
)
from .convolution.gradient_check import (
    gradient_error as gradient_error,
    numerical_vjp as numerical_vjp,
)
from .convolution.matrix import (
    convolution_matrix as convolution_matrix,
    fft_xcorr as fft_xcorr,
    fold as fold,
    unfold as unfold,
)
from .convolution.depthwise import (
    depthwise_conv2d as depthwise_conv2d,
    depthwise_separable_conv2d as depthwise_separable_conv2d,
)
from .convolution.separable import (
    flattened_conv2d as flattened_conv2d,
    low_rank as low_rank,
    separable_conv2d as separable_conv2d,
    separate as separate,
)
from .convolution.grouped import (
    channel_shuffle as channel_shuffle,
    channel_unshuffle as channel_unshuffle,
    dense_equivalent as dense_equivalent,
    dense_equivalent_backward as dense_equivalent_backward,
    native_channel_shuffle as native_channel_shuffle,
)
from .pooling.max_pooling import (
    max_pool1d as max_pool1d,
    max_pool2d as max_pool2d,
    max_pool3d as max_pool3d,
    reduce_windows as reduce_windows,
)
from .pooling.average_pooling import (
    avg_pool1d as avg_pool1d,
    avg_pool1d_backward as avg_pool1d_backward,
    avg_pool2d as avg_pool2d,
    avg_pool2d_backward as avg_pool2d_backward,
    avg_pool3d as avg_pool3d,
    avg_pool3d_backward as avg_pool3d_backward,
)
from .pooling.adaptive_pooling import (
    adaptive_avg_pool1d as adaptive_avg_pool1d,
    adaptive_avg_pool1d_backward as adaptive_avg_pool1d_backward,
    adaptive_avg_pool2d as adaptive_avg_pool2d,
    adaptive_avg_pool2d_backward as adaptive_avg_pool2d_backward,
    adaptive_avg_pool3d as adaptive_avg_pool3d,
    adaptive_avg_pool3d_backward as adaptive_avg_pool3d_backward,
    adaptive_max_pool1d as adaptive_max_pool1d,
    adaptive_max_pool2d as adaptive_max_pool2d,
    adaptive_max_pool3d as adaptive_max_pool3d,
)
from .pooling.unpooling import (
    max_pool1d_backward as max_pool1d_backward,
    max_pool2d_backward as max_pool2d_backward,
    max_pool3d_backward as max_pool3d_backward,
    max_unpool1d as max_unpool1d,
    max_unpool1d_backward as max_unpool1d_backward,
    max_unpool2d as max_unpool2d,
    max_unpool2d_backward as max_unpool2d_backward,
    max_unpool3d as max_unpool3d,
    max_unpool3d_backward as max_unpool3d_backward,
)
from .networks.cost import conv_cost as conv_cost, linear_cost as linear_cost
from .networks.layers import (
    Conv2d as Conv2d,
    ConvTranspose2d as ConvTranspose2d,
    Layer as Layer,
    Linear as Linear,
    Parameter as Parameter,
    Sequential as Sequential,
)
from .networks.plain_layers import (
    AvgPool2d as AvgPool2d,
    Flatten as Flatten,
    MaxPool2d as MaxPool2d,
    ReLU as ReLU,
)
from .networks.batch_norm import BatchNorm2d as BatchNorm2d
from .networks.training import (
    Adam as Adam,
    SGD as SGD,
    accuracy as accuracy,
    fit as fit,
    softmax_cross_entropy as softmax_cross_entropy,
    softmax_cross_entropy_backward as softmax_cross_entropy_backward,
)
from .networks.network_cost import (
    Row as Row,
    activation_bytes as activation_bytes,
    ledger as ledger,
)
from .networks.receptive_field import (
    Field as Field,
    field_of_stack as field_of_stack,
    join_fields as join_fields,
)
from .networks.probing import (
    field_of_model as field_of_model,
    probe_field as probe_field,
    probe_mask as probe_mask,
)
from .data import (
    MATERIALS as MATERIALS,
    PHOTOGRAPHS as PHOTOGRAPHS,
    bars as bars,
    checkerboard as checkerboard,
    digits as digits,
    digits_on_photographs as digits_on_photographs,
    digits_split as digits_split,
    faces as faces,
    materials as materials,
    materials_split as materials_split,
    moving_square as moving_square,
    photograph as photograph,
    pnet as pnet,
    stamp as stamp,
    texture as texture,
)
