"""The tempting mistakes of 05_matrix_view, made from lessons/05_matrix_view.py.

Do not edit: change the lesson and run `autograder build`.
"""

import numpy as np

from convkit.sliding.shapes import conv_output_size


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


def im2col__channels_last(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your rows take a pixel of every channel before they go on to the next pixel. The channel
    comes first: all of the window in channel 0, then all of it in channel 1.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = (
                padded[:, :, down, right].transpose(0, 2, 3, 1).reshape(N, -1)
            )
    return columns


def im2col__windows_column_by_column(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your windows go down the picture first. They go in reading order: the window at (i, j) is
    column i * Wo + j.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, j * Ho + i] = padded[:, :, down, right].reshape(N, -1)
    return columns


def im2col__pixels_column_by_column(x, kh, kw, stride=1, padding=0, dilation=1):
    """Inside a window you go down first, then to the right. Reading order goes along a line: row (c
    * kh + a) * kw + b holds pixel (a, b).
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].swapaxes(2, 3).reshape(N, -1)
    return columns


def im2col__batch_among_columns(x, kh, kw, stride=1, padding=0, dilation=1):
    """You put the windows of all pictures into one matrix, picture after picture within each place.
    Keep the batch as an axis of its own, in front.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns.transpose(1, 2, 0).reshape(C * kh * kw, -1)


def im2col__windows_as_rows(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your windows lie in rows. Each must stand in a column: the shape is (N, C * kh * kw, Ho *
    Wo).
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns.swapaxes(1, 2)


def im2col__reshapes_instead(x, kh, kw, stride=1, padding=0, dilation=1):
    """You collected the windows as rows and then reshaped. That cuts the same long row of numbers
    differently; to make columns of rows, exchange the axes with swapaxes or transpose.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns.swapaxes(1, 2).reshape(N, C * kh * kw, Ho * Wo)


def im2col__turns_windows(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your windows are flipped: the last pixel comes first. Nothing is flipped here;
    pixel (0, 0) of channel 0 is row 0.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right][:, :, ::-1, ::-1].reshape(N, -1)
    return columns


def im2col__pads_one_side(x, kh, kw, stride=1, padding=0, dilation=1):
    """You padded at the top and at the left only. The zeros go on all four sides: ((0, 0), (0, 0),
    (ph, ph), (pw, pw)).
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0)))
    Ho = conv_output_size(H + ph, kh, sh, 0, dh)
    Wo = conv_output_size(W + pw, kw, sw, 0, dw)
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns


def im2col__forgets_stride(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your windows lie one pixel apart whatever the stride. The window for (i, j) starts at row i *
    sh and column j * sw.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i, i + dh * kh, dh)
            right = slice(j, j + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns


def im2col__forgets_dilation(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your windows have no gaps. With dilation the rows inside a window are dh apart and the
    columns dw: give the slices a step.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + kh)
            right = slice(j * sw, j * sw + kw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns


def im2col__dilated_slice_too_short(x, kh, kw, stride=1, padding=0, dilation=1):
    """Your slices have the right step but end too early: kh taps that are dh apart reach over dh *
    kh rows. Let them end at i * sh + dh * kh and j * sw + dw * kw.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + kh, dh)
            right = slice(j * sw, j * sw + kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns


def im2col__counts_lines_by_rows(x, kh, kw, stride=1, padding=0, dilation=1):
    """You counted Ho windows to a line of windows. A line has Wo of them, so the window at (i, j)
    is column i * Wo + j.
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Ho + j] = padded[:, :, down, right].reshape(N, -1)
    return columns


def im2col__flattens_batch(x, kh, kw, stride=1, padding=0, dilation=1):
    """You strung the pictures of the batch together in one column. Keep the batch as an axis of its
    own, in front: (N, C * kh * kw, Ho * Wo).
    """
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            columns[:, :, i * Wo + j] = padded[:, :, down, right].reshape(N, -1)
    return columns.reshape(N * C * kh * kw, Ho * Wo)


def conv2d_gemm__filters_as_columns(x, w, b=None, stride=1, padding=0):
    """You reshaped the filters to O columns, which cuts them up. Each filter must stay together, as
    one row: w.reshape(O, -1).
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w.reshape(-1, O).T @ columns).reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


def conv2d_gemm__channels_last(x, w, b=None, stride=1, padding=0):
    """Your result has its channels at the end. The layer returns (N, O, Ho, Wo): the product (N, O,
    L) only needs its last axis cut in two.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w.reshape(O, -1) @ columns).swapaxes(1, 2).reshape(N, Ho, Wo, O)
    return y if b is None else y + b


def conv2d_gemm__reshapes_places_to_channels(x, w, b=None, stride=1, padding=0):
    """Your product has the places before the filters, and the reshape mixes them up. Exchange these
    two axes first, or multiply in the other order: rows @ columns.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (columns.swapaxes(1, 2) @ w.reshape(O, -1).T).reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


def conv2d_gemm__reshapes_batch_to_channels(x, w, b=None, stride=1, padding=0):
    """You put the windows of all pictures side by side, so the batch comes out after the channels,
    and the reshape mixes them up. Cut into (O, N, Ho, Wo) first, then exchange the first two axes.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = w.reshape(O, -1) @ columns.transpose(1, 0, 2).reshape(C * kh * kw, -1)
    y = y.reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


def conv2d_gemm__first_picture_only(x, w, b=None, stride=1, padding=0):
    """Every picture got the answer of the first. Multiply with the columns of each picture: rows @
    columns, with all of columns.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = np.repeat(w.reshape(O, -1) @ columns[:1], N, axis=0).reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


def conv2d_gemm__bias_along_width(x, w, b=None, stride=1, padding=0):
    """You added the bias along the last axis, one number for each column of the picture. It belongs
    to the channels: b[:, None, None].
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w.reshape(O, -1) @ columns).reshape(N, O, Ho, Wo)
    return y if b is None else y + b


def conv2d_gemm__forgets_bias(x, w, b=None, stride=1, padding=0):
    """Your bias is missing. Add b[o] to all of output channel o, unless b is None."""
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w.reshape(O, -1) @ columns).reshape(N, O, Ho, Wo)
    return y


def conv2d_gemm__turns_kernels(x, w, b=None, stride=1, padding=0):
    """You flipped the kernels. The layer is a cross-correlation: use the filters as they
    are.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w[:, :, ::-1, ::-1].reshape(O, -1) @ columns).reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


def conv2d_gemm__channels_last_in_columns(x, w, b=None, stride=1, padding=0):
    """Filters and columns string their numbers together in different orders. Both must go channel
    first, then row, then column.
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 4, 5, 1, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w.reshape(O, -1) @ columns).reshape(N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


def conv2d_gemm__leaves_long_rows(x, w, b=None, stride=1, padding=0):
    """Each of your channels is one long row still. Cut the last axis of the product in two:
    .reshape(N, O, Ho, Wo).
    """
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = w.reshape(O, -1) @ columns
    return y if b is None else y + b[:, None]


def im2col_blowup__always_k_squared(H, W, k, s, p):
    """You count k * k copies of every pixel. That forgets the stride, and that pixels at the border
    stand in fewer windows: count the windows.
    """
    return float(k * k)


def im2col_blowup__k_over_s_squared(H, W, k, s, p):
    """(k / s) squared is right for a picture without a border. Count the windows that are really
    there, with conv_output_size.
    """
    return (k / s) ** 2


def im2col_blowup__stride_on_one_axis(H, W, k, s, p):
    """You used the stride in one direction only. It thins out the windows both downwards and
    across.
    """
    windows = conv_output_size(H, k, s, p) * conv_output_size(W, k, 1, p)
    return k * k * windows / (H * W)


def im2col_blowup__forgets_padding(H, W, k, s, p):
    """You left out the padding. It makes room for more windows: conv_output_size(H, k, s, p)."""
    windows = conv_output_size(H, k, s) * conv_output_size(W, k, s)
    return k * k * windows / (H * W)


def im2col_blowup__divides_by_padded_picture(H, W, k, s, p):
    """You divided by the pixels of the padded picture. The question is how much larger than the
    picture itself, H * W, the matrix is.
    """
    windows = conv_output_size(H, k, s, p) * conv_output_size(W, k, s, p)
    return k * k * windows / ((H + 2 * p) * (W + 2 * p))


def im2col_blowup__counts_weights(H, W, k, s, p):
    """You counted the numbers of the kernel as well. Only the columns are the matrix of im2col."""
    windows = conv_output_size(H, k, s, p) * conv_output_size(W, k, s, p)
    return (k * k * windows + k * k) / (H * W)


def im2col_blowup__upside_down(H, W, k, s, p):
    """Your ratio is upside down. The numbers in the matrix come on top, the pixels below."""
    windows = conv_output_size(H, k, s, p) * conv_output_size(W, k, s, p)
    return (H * W) / (k * k * windows)


def im2col_blowup__forgets_rows(H, W, k, s, p):
    """You counted the windows, but each is a column of k * k numbers. Multiply by them."""
    windows = conv_output_size(H, k, s, p) * conv_output_size(W, k, s, p)
    return windows / (H * W)


def im2col_blowup__forgets_plus_one(H, W, k, s, p):
    """You lost the last window in each direction. (H + 2p - k) // s steps make one window more than
    that; conv_output_size counts it.
    """
    windows = ((H + 2 * p - k) // s) * ((W + 2 * p - k) // s)
    return k * k * windows / (H * W)


def conv_matrix__kernel_reversed(k, n, stride=1, padding=0):
    """Your kernel stands in the rows the wrong way round, which makes A @ x a convolution. In
    cross-correlation k[0] comes first in each row.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            if 0 <= j < n:
                A[i, j] = k[-1 - a]
    return A


def conv_matrix__wraps_around(k, n, stride=1, padding=0):
    """Where the kernel hangs over an end, it comes in again at the other. The signal has zeros
    outside: leave those weights out.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            A[i, j % n] += k[a]
    return A


def conv_matrix__negative_index(k, n, stride=1, padding=0):
    """At the left end your column index is negative, and Python counts that from the right. Write
    only if 0 <= j < n.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            if j < n:
                A[i, j] = k[a]
    return A


def conv_matrix__full_circle(k, n, stride=1, padding=0):
    """You made one row for each input, with the kernel coming round again at the end. There is one
    row for each output: m of them.
    """
    first = np.zeros(n)
    first[: len(k)] = k
    return np.array([np.roll(first, i * stride) for i in range(n)])


def conv_matrix__transposed(k, n, stride=1, padding=0):
    """Your matrix is transposed. Row i holds the weights of output i, so the shape is (outputs,
    inputs).
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            if 0 <= j < n:
                A[i, j] = k[a]
    return A.T


def conv_matrix__stride_of_one(k, n, stride=1, padding=0):
    """Your kernel moves one place a row whatever the stride. In row i it starts at i * stride -
    padding.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i + a - padding
            if 0 <= j < n:
                A[i, j] = k[a]
    return A


def conv_matrix__columns_for_padding(k, n, stride=1, padding=0):
    """Your matrix has columns for the zeros of the padding. x does not contain them: cut these
    columns off, n are left.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n + 2 * padding))
    for i in range(m):
        for a in range(len(k)):
            A[i, i * stride + a] = k[a]
    return A


def conv_matrix__forgets_padding(k, n, stride=1, padding=0):
    """There are as many rows as padding gives, but your first row starts at place 0. It starts
    `padding` places further left.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a
            if 0 <= j < n:
                A[i, j] = k[a]
    return A


def conv_matrix__adds_padding(k, n, stride=1, padding=0):
    """You added the padding. The signal begins `padding` places later than the padded one, so a
    place in it is smaller by `padding`: subtract.
    """
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a + padding
            if 0 <= j < n:
                A[i, j] = k[a]
    return A


def adjoint_gap__compares_lengths(A, At, n, m, seed):
    """You compared products of lengths. Lengths do not see directions: take the inner products of
    A(x) with y and of x with At(y).
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    norm = np.linalg.norm
    return abs(norm(Ax) * norm(y) - norm(x) * norm(At(y))) / (norm(Ax) * norm(y))


def adjoint_gap__y_is_image_of_x(A, At, n, m, seed):
    """You took A(x) for y. The identity must hold for every y, so draw y at random, apart from x."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    Ax = y = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


def adjoint_gap__absolute(A, At, n, m, seed):
    """You did not divide. Then the gap of an operation with tiny weights is tiny even if At is
    wrong: divide by the lengths of A(x) and of y.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y))


def adjoint_gap__same_seed_twice(A, At, n, m, seed):
    """You drew x and y from two generators with one seed. If n and m are equal, so are x and y, and
    then At = A seems right: draw both from rng.
    """
    x = np.random.default_rng(seed).normal(size=n)
    y = np.random.default_rng(seed).normal(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


def adjoint_gap__keeps_sign(A, At, n, m, seed):
    """Your gap can be negative, and a large negative gap would pass for a small one. Take the
    absolute value of the difference.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    return (Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


def adjoint_gap__divides_by_inner_product(A, At, n, m, seed):
    """You divided by one of the inner products, which may be nearly 0 by chance. Divide by the
    length of A(x) times the length of y.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / abs(Ax @ y)


def adjoint_gap__divides_by_other_lengths(A, At, n, m, seed):
    """You divided by the lengths of x and y. The first inner product is of A(x) and y, so divide by
    the lengths of these two.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(x) * np.linalg.norm(y))


def adjoint_gap__divides_then_multiplies(A, At, n, m, seed):
    """You wrote / a * b. Python divides by a and then multiplies by b: put brackets around the
    product of the two lengths.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / np.linalg.norm(Ax) * np.linalg.norm(y)


def adjoint_gap__takes_ones(A, At, n, m, seed):
    """You took vectors of ones. A flipped kernel has the same sum, so that test cannot
    see it: draw both at random.
    """
    x, y = np.ones(n), np.ones(m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


def adjoint_gap__draws_y_first(A, At, n, m, seed):
    """You drew y before x. Draw x first, so that your random vectors are the ones the check
    expects.
    """
    rng = np.random.default_rng(seed)
    y, x = rng.normal(size=m), rng.normal(size=n)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


def adjoint_gap__draws_uniform(A, At, n, m, seed):
    """You drew numbers from 0 to 1. Draw with rng.normal, so that both signs occur and your vectors
    are the ones the check expects.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.random(size=n), rng.random(size=m)
    Ax = A(x)
    return abs(Ax @ y - x @ At(y)) / (np.linalg.norm(Ax) * np.linalg.norm(y))


def col2im__assigns(cols, out_hw, kh, kw, stride=1, padding=0):
    """Where windows overlap, your last one overwrites the others. A pixel adds up what all its
    windows send: use += in place of =.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] = window
    return padded[:, :, ph : ph + H, pw : pw + W]


def col2im__averages(cols, out_hw, kh, kw, stride=1, padding=0):
    """You divided by the number of windows at each pixel. The adjoint only adds; dividing would
    undo im2col, which is another task.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    count = np.zeros_like(padded)
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
            count[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += 1
    padded = padded / np.maximum(count, 1)
    return padded[:, :, ph : ph + H, pw : pw + W]


def col2im__keeps_padding(cols, out_hw, kh, kw, stride=1, padding=0):
    """Your pictures still have the border of the padding. Cut it off: keep rows ph to ph + H and
    columns pw to pw + W.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded


def col2im__crops_to_minus_zero(cols, out_hw, kh, kw, stride=1, padding=0):
    """You cut with [ph:-ph]. If ph is 0, that is [0:0] and nothing is left: write [ph : ph + H]."""
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, ph:-ph, pw:-pw]


def col2im__crops_top_left_wrong(cols, out_hw, kh, kw, stride=1, padding=0):
    """Your windows lie ph rows too low and pw columns too far to the right. In the picture window (i, j)
    begins at row i * sh - ph; of the padded picture keep rows ph to ph + H, columns pw to pw + W.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, :H, :W]


def col2im__pixels_column_by_column(cols, out_hw, kh, kw, stride=1, padding=0):
    """You read a column as going down the window first. It goes along the lines: reshape it to (N,
    C, kh, kw).
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kw, kh).swapaxes(2, 3)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, ph : ph + H, pw : pw + W]


def col2im__channels_last(cols, out_hw, kh, kw, stride=1, padding=0):
    """You read a column as pixel after pixel with all channels together. It goes channel by
    channel: reshape it to (N, C, kh, kw).
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, kh, kw, C).transpose(0, 3, 1, 2)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, ph : ph + H, pw : pw + W]


def col2im__windows_column_by_column(cols, out_hw, kh, kw, stride=1, padding=0):
    """You took the columns as windows that go down the picture first. Column i * Wo + j belongs to
    the window at (i, j).
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, j * Ho + i].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, ph : ph + H, pw : pw + W]


def col2im__forgets_stride(cols, out_hw, kh, kw, stride=1, padding=0):
    """You put the windows one pixel apart whatever the stride. Window (i, j) was read at row i *
    sh, column j * sw, and there it goes back.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i : i + kh, j : j + kw] += window
    return padded[:, :, ph : ph + H, pw : pw + W]


def col2im__turns_windows(cols, out_hw, kh, kw, stride=1, padding=0):
    """You flipped the windows before you put them back. An entry goes back to the very
    pixel it was read from.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window[:, :, ::-1, ::-1]
    return padded[:, :, ph : ph + H, pw : pw + W]


def col2im__counts_lines_by_rows(cols, out_hw, kh, kw, stride=1, padding=0):
    """You counted Ho windows to a line of windows. A line has Wo of them: column i * Wo + j belongs
    to the window at (i, j).
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Ho + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded[:, :, ph : ph + H, pw : pw + W]


def col2im__forgets_padding(cols, out_hw, kh, kw, stride=1, padding=0):
    """The windows of im2col were read from the padded picture. Make room for the padding, H + 2 *
    ph by W + 2 * pw, and cut it off in the end.
    """
    (H, W), N, C = out_hw, cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.zeros((N, C, H, W))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return padded


def fft_xcorr2d__no_conjugate(x, k):
    """That is a convolution, and it wraps at the other end. Multiply by np.conj of the transform of the
    kernel as it is, and do not flip the kernel.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.fft.rfft2(x) * np.fft.rfft2(k, s=(H, W)), s=(H, W))
    return y[: H - kh + 1, : W - kw + 1]


def fft_xcorr2d__convolves(x, k):
    """You cut in the right place for a convolution, and a convolution it is. Multiply by np.conj of the
    transform of the kernel as it is, flip nothing, and keep the first rows and columns.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.fft.rfft2(x) * np.fft.rfft2(k, s=(H, W)), s=(H, W))
    return y[kh - 1 :, kw - 1 :]


def fft_xcorr2d__conjugates_picture(x, k):
    """You conjugated the picture's transform. Conjugate the kernel's; otherwise the answers come
    out in reverse order.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.conj(np.fft.rfft2(x)) * np.fft.rfft2(k, s=(H, W)), s=(H, W))
    return y[: H - kh + 1, : W - kw + 1]


def fft_xcorr2d__keeps_wrapped(x, k):
    """Your result has the picture's size: it contains the answers that wrapped around. Keep the
    first H - kh + 1 rows and W - kw + 1 columns.
    """
    H, W = x.shape
    return np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(H, W))), s=(H, W))


def fft_xcorr2d__crops_at_the_end(x, k):
    """You kept the last rows and columns, and those wrapped around. A window is named by its
    top-left pixel, so the right answers come first.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(H, W))), s=(H, W))
    return y[kh - 1 :, kw - 1 :]


def fft_xcorr2d__kernel_in_the_middle(x, k):
    """You put the kernel into the middle of the zeros, which moves every answer. It belongs into
    the top-left corner, where rfft2(k, s=(H, W)) puts it.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    top, left = (H - kh) // 2, (W - kw) // 2
    filled = np.zeros((H, W))
    filled[top : top + kh, left : left + kw] = k
    y = np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(filled)), s=(H, W))
    return y[: H - kh + 1, : W - kw + 1]


def fft_xcorr2d__complex(x, k):
    """Your numbers are right, but complex, with imaginary parts that are 0 up to rounding. Take
    .real, or go back with irfft2.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.ifft2(np.fft.fft2(x) * np.conj(np.fft.fft2(k, s=(H, W))))
    return y[: H - kh + 1, : W - kw + 1]


def fft_xcorr2d__takes_absolute_value(x, k):
    """You made the complex result real with np.abs, which loses the minus signs. Take .real, or go
    back with irfft2.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.abs(np.fft.ifft2(np.fft.fft2(x) * np.conj(np.fft.fft2(k, s=(H, W)))))
    return y[: H - kh + 1, : W - kw + 1]


def fft_xcorr2d__width_always_even(x, k):
    """You called irfft2 without s. Then it takes the width for even, and an odd one comes out
    wrong: irfft2(z, s=(H, W)).
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(H, W))))
    return y[: H - kh + 1, : W - kw + 1]


def fft_xcorr2d__kernel_not_filled_up(x, k):
    """You transformed the kernel at its own size, so the two transforms do not match number by
    number. Fill it up to the picture's size: np.fft.rfft2(k, s=(H, W)).
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(k)), s=(H, W))
    return y[: H - kh + 1, : W - kw + 1]


def window_view__counts_own_strides(x, kh, kw, sh, sw):
    """You computed the strides from the shape. That is right only for an array that lies in memory
    without gaps, in order: read them from x.strides.
    """
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    strides = (8 * C * H * W, 8 * H * W, 8 * sh * W, 8 * sw, 8 * W, 8)
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), strides, writeable=False)


def window_view__strides_exchanged(x, kh, kw, sh, sw):
    """You exchanged the two strides. One window further down is sh rows, one window to the right is
    sw columns.
    """
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    picture, channel, row, column = x.strides
    strides = (picture, channel, sw * row, sh * column, row, column)
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), strides, writeable=False)


def window_view__forgets_stride(x, kh, kw, sh, sw):
    """Your windows lie one pixel apart. From window to window it is sh rows down, or sw columns to
    the right.
    """
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    picture, channel, row, column = x.strides
    strides = (picture, channel, row, column, row, column)
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), strides, writeable=False)


def window_view__steps_inside_window(x, kh, kw, sh, sw):
    """You put the stride inside the window, which makes gaps between its pixels. It belongs to the
    step from window to window; inside, one row is one row.
    """
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    picture, channel, row, column = x.strides
    strides = (picture, channel, row, column, sh * row, sw * column)
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), strides, writeable=False)


def window_view__window_axes_first(x, kh, kw, sh, sw):
    """Your axes are in another order. First which window, (Ho, Wo), then where in it, (kh, kw)."""
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    picture, channel, row, column = x.strides
    strides = (picture, channel, row, column, sh * row, sw * column)
    return np.lib.stride_tricks.as_strided(x, (N, C, kh, kw, Ho, Wo), strides, writeable=False)


def window_view__reads_past_the_end(x, kh, kw, sh, sw):
    """You have too many windows: the last ones reach beyond the picture and read memory that is not
    theirs. There are conv_output_size(H, kh, sh) of them downwards.
    """
    H, W = x.shape[2:]
    Ho, Wo = H // sh, W // sw
    padded = np.pad(x, ((0, 0), (0, 0), (0, kh + sh), (0, kw + sw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), (2, 3))
    return windows[:, :, ::sh, ::sw][:, :, :Ho, :Wo]


def window_view__copies(x, kh, kw, sh, sw):
    """Your windows are right, but they are a copy. Describe them by strides instead, so that they
    share the memory of x.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), (2, 3))
    return windows[:, :, ::sh, ::sw].copy()


def window_view__steps_in_bytes(x, kh, kw, sh, sw):
    """You gave the steps from window to window in pixels. Strides are bytes: sh rows are sh times
    the bytes of one row.
    """
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    picture, channel, row, column = x.strides
    strides = (picture, channel, sh, sw, row, column)
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), strides, writeable=False)


ALLOW = ('numpy', 'math', 'convkit.sliding.shapes.conv_output_size')

TITLE = '5 · The matrix view: the same sum, as one product'
OPTIONAL = ('fft_xcorr2d', 'window_view')

TITLES = {
    'im2col': '5.1 · Windows to columns',
    'conv2d_gemm': '5.2 · Convolution as a product',
    'im2col_blowup': '5.3 · How much larger?',
    'conv_matrix': '5.4 · Write the matrix',
    'adjoint_gap': '5.5 · Measure the gap',
    'col2im': '5.6 · Columns to pictures',
    'fft_xcorr2d': '5.7 · Correlate by frequencies',
    'window_view': '5.8 · Windows without a copy',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('im2col', 2, '14bce99cf87368fb'),
    ('im2col', 1, '1a351d46b5f110a9'),
    ('conv2d_gemm', 2, '845a2a0c754ee60d'),
    ('im2col_blowup', 2, '8375cc14af2b9a01'),
    ('conv_matrix', 2, 'e0e65056729e5c38'),
    ('conv_matrix', 1, '40f4238b927a51d3'),
    ('adjoint_gap', 3, 'e76cbc9850ed1988'),
    ('col2im', 2, '21c0651adfd2c62a'),
    ('col2im', 1, 'dff11cc66b9f40c2'),
    ('fft_xcorr2d', 3, 'a118386950165736'),
    ('window_view', 2, '65f7bd9cd2919f29'),
    ('window_view', 1, '71826f308d78a211'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_im2col(x, kh, kw):\n    return F.unfold(x, (kh, kw))\n\n\nnames = ("image", "row", "column")\ncheck(\n    im2col,\n    against=torch_im2col,\n    on=[case(x=normal(2, 3, 7, 5), kh=3, kw=2), case(x=normal(3, 2, 4, 7), kh=2, kw=3)],\n    axes=names,\n)',
    'def torch_im2col_spaced(x, kh, kw, stride, padding, dilation):\n    return F.unfold(x, (kh, kw), dilation=dilation, padding=padding, stride=stride)\n\n\nnames = ("image", "row", "column")\ncheck(\n    im2col,\n    against=torch_im2col_spaced,\n    on=[\n        case(x=normal(2, 3, 8, 5), kh=3, kw=2, stride=(2, 1), padding=(0, 0), dilation=(1, 1)),\n        case(x=normal(2, 3, 6, 5), kh=3, kw=2, stride=(1, 1), padding=(1, 2), dilation=(1, 1)),\n        case(x=normal(2, 2, 7, 8), kh=2, kw=3, stride=(1, 1), padding=(0, 0), dilation=(2, 3)),\n        case(x=normal(2, 3, 9, 8), kh=3, kw=2, stride=(2, 3), padding=(1, 2), dilation=(2, 3)),\n    ],\n    axes=names,\n)',
    'def torch_conv2d(x, w, b=None, stride=1, padding=0):\n    return F.conv2d(x, w, b, stride=stride, padding=padding)\n\n\ncheck(\n    conv2d_gemm,\n    against=torch_conv2d,\n    on=[\n        case(x=normal(2, 3, 7, 5), w=normal(4, 3, 3, 2), b=normal(4), stride=1, padding=0),\n        case(x=normal(3, 2, 7, 6), w=normal(5, 2, 2, 3), b=None, stride=(2, 1), padding=(1, 0)),\n        case(\n            x=normal(2, 3, 6, 5), w=normal(4, 3, 3, 2), b=normal(4), stride=(2, 3), padding=(1, 2)\n        ),\n    ],\n)',
    'def torch_blowup(H, W, k, s, p):\n    x = torch.zeros(1, 1, H, W)\n    return F.unfold(x, k, padding=p, stride=s).numel() / x.numel()\n\n\ncheck(\n    im2col_blowup,\n    against=torch_blowup,\n    on=[\n        case(H=4, W=6, k=2, s=1, p=0),\n        case(H=9, W=6, k=3, s=2, p=1),\n        case(H=7, W=12, k=3, s=3, p=2),\n    ],\n)',
    'def torch_conv_matrix(k, n):\n    def correlate(x):\n        return F.conv1d(x[None, None], k[None, None])[0, 0]\n\n    return torch.autograd.functional.jacobian(correlate, torch.zeros(n, dtype=k.dtype))\n\n\ncheck(\n    conv_matrix,\n    against=torch_conv_matrix,\n    on=[case(k=normal(3), n=7), case(k=normal(4), n=6)],\n)',
    'def torch_strided_matrix(k, n, stride, padding):\n    def correlate(x):\n        return F.conv1d(x[None, None], k[None, None], stride=stride, padding=padding)[0, 0]\n\n    return torch.autograd.functional.jacobian(correlate, torch.zeros(n, dtype=k.dtype))\n\n\ncheck(\n    conv_matrix,\n    against=torch_strided_matrix,\n    on=[\n        case(k=normal(3), n=8, stride=2, padding=0),\n        case(k=normal(4), n=6, stride=1, padding=2),\n        case(k=normal(3), n=8, stride=2, padding=1),\n        case(k=normal(5), n=7, stride=2, padding=3),\n    ],\n)',
    'def settled(gap):\n    """A gap that is only rounding, below 1e-12, counts as 0."""\n    is_number = np.ndim(gap) == 0 and np.asarray(gap).dtype.kind in "if"\n    return 0.0 if is_number and abs(gap) < 1e-12 else gap\n\n\ndef torch_adjoint_gap(A, At, n, m, seed):\n    rng = np.random.default_rng(seed)\n    x, y = torch.tensor(rng.normal(size=n)), torch.tensor(rng.normal(size=m))\n    Ax, Aty = torch.tensor(A(x.numpy())), torch.tensor(At(y.numpy()))\n    gap = (torch.dot(Ax, y) - torch.dot(x, Aty)).abs() / (Ax.norm() * y.norm())\n    return settled(gap.item())\n\n\ndef faint_down(x):\n    return 1e-6 * down(x)\n\n\ndef faint_flipped(y):\n    return 1e-6 * kernels_flipped(y)\n\n\ndef measured(gap, A, At, n, m, seed):\n    return settled(gap(A, At, n, m, seed))\n\n\ncheck(\n    adjoint_gap,\n    against=torch_adjoint_gap,\n    on=[\n        case(A=along, At=along, n=12, m=12, seed=1),\n        case(A=along, At=back, n=12, m=12, seed=2),\n        case(A=down, At=up, n=60, m=36, seed=3),\n        case(A=down, At=kernels_flipped, n=60, m=36, seed=4),\n        case(A=down, At=kernels_flipped, n=60, m=36, seed=5),\n        case(A=faint_down, At=faint_flipped, n=60, m=36, seed=6),\n    ],\n    via=measured,\n)',
    'def torch_col2im(cols, out_hw, kh, kw, stride=1):\n    return F.fold(cols, out_hw, (kh, kw), stride=stride)\n\n\ncheck(\n    col2im,\n    against=torch_col2im,\n    on=[\n        case(cols=normal(1, 4, 6), out_hw=(3, 4), kh=2, kw=2, stride=1),\n        case(cols=normal(2, 18, 12), out_hw=(6, 4), kh=3, kw=2, stride=1),\n        case(cols=normal(2, 18, 6), out_hw=(8, 3), kh=3, kw=2, stride=(2, 1)),\n    ],\n)',
    'def torch_col2im_padded(cols, out_hw, kh, kw, stride, padding):\n    return F.fold(cols, out_hw, (kh, kw), stride=stride, padding=padding)\n\n\ncheck(\n    col2im,\n    against=torch_col2im_padded,\n    on=[\n        case(cols=normal(1, 4, 6), out_hw=(2, 3), kh=2, kw=2, stride=1, padding=(1, 0)),\n        case(cols=normal(2, 18, 24), out_hw=(6, 5), kh=3, kw=2, stride=(2, 1), padding=(1, 2)),\n        case(cols=normal(2, 12, 30), out_hw=(4, 5), kh=2, kw=2, stride=1, padding=1),\n    ],\n)',
    'def torch_xcorr2d(x, k):\n    return F.conv2d(x[None, None], k[None, None])[0, 0]\n\n\ncheck(\n    fft_xcorr2d,\n    against=torch_xcorr2d,\n    on=[\n        case(x=normal(7, 5), k=normal(3, 2)),\n        case(x=normal(6, 9), k=normal(2, 4)),\n        case(x=normal(5, 8), k=normal(3, 3)),\n    ],\n)',
    'def torch_window_view(x, kh, kw, sh, sw):\n    return x.unfold(2, kh, sh).unfold(3, kw, sw)\n\n\nnames = ("image", "channel", "window row", "window column", "row", "column")\ncheck(\n    window_view,\n    against=torch_window_view,\n    on=[\n        case(x=normal(2, 3, 6, 5), kh=3, kw=2, sh=1, sw=1),\n        case(x=normal(2, 3, 12, 7), kh=3, kw=2, sh=3, sw=2),\n        case(x=normal(2, 2, 9, 6), kh=2, kw=3, sh=3, sw=1),\n    ],\n    axes=names,\n)',
    'def torch_windows(x, kh, kw, sh, sw):\n    return x.unfold(2, kh, sh).unfold(3, kw, sw)\n\n\ncheck(\n    window_view,\n    against=torch_windows,\n    on=[case(x=normal(2, 3, 12, 8), kh=3, kw=2, sh=3, sw=1)],\n    axes=("image", "channel", "window row", "window column", "row", "column"),\n    fresh=False,  # a view of x, not a copy\n)',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'im2col': ('def im2col(x, kh, kw, stride=1, padding=0, dilation=1):', '"""(N, C, H, W) -> (N, C * kh * kw, Ho * Wo)"""', 'N, C, H, W = x.shape', '(sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)', 'Ho = conv_output_size(H, kh, sh, ph, dh)', 'Wo = conv_output_size(W, kw, sw, pw, dw)'),
    'conv2d_gemm': ('def conv2d_gemm(x, w, b=None, stride=1, padding=0):', '"""(N, C, H, W), (O, C, kh, kw), (O,) or None -> (N, O, Ho, Wo)"""', '(N, C, H, W), (O, _, kh, kw) = x.shape, w.shape', '(sh, sw), (ph, pw) = pair(stride), pair(padding)', 'Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)'),
    'im2col_blowup': ('def im2col_blowup(H, W, k, s, p):', '"""Numbers in the matrix of im2col for each number in the picture."""'),
    'conv_matrix': ('def conv_matrix(k, n, stride=1, padding=0):', '"""The matrix (m, n) of the cross-correlation of n numbers with k."""', 'm = conv_output_size(n, len(k), stride, padding)', 'A = np.zeros((m, n))', 'return A'),
    'adjoint_gap': ('def adjoint_gap(A, At, n, m, seed):', '"""|<A x, y> - <x, At y>| / (|A x| |y|) for a random x and a random y."""', 'rng = np.random.default_rng(seed)'),
    'col2im': ('def col2im(cols, out_hw, kh, kw, stride=1, padding=0):', '"""(N, C * kh * kw, Ho * Wo) -> (N, C, H, W)"""', 'H, W = out_hw', 'N, C = cols.shape[0], cols.shape[1] // (kh * kw)', '(sh, sw), (ph, pw) = pair(stride), pair(padding)', 'Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)'),
    'fft_xcorr2d': ('def fft_xcorr2d(x, k):', '"""(H, W), (kh, kw) -> (H - kh + 1, W - kw + 1)"""', '(H, W), (kh, kw) = x.shape, k.shape'),
    'window_view': ('def window_view(x, kh, kw, sh, sw):', '"""(N, C, H, W) -> (N, C, Ho, Wo, kh, kw), a view"""', 'N, C, H, W = x.shape'),
}

EXERCISES = {
    'im2col': ('im2col__channels_last', 'im2col__windows_column_by_column', 'im2col__pixels_column_by_column', 'im2col__batch_among_columns', 'im2col__windows_as_rows', 'im2col__reshapes_instead', 'im2col__turns_windows', 'im2col__pads_one_side', 'im2col__forgets_stride', 'im2col__forgets_dilation', 'im2col__dilated_slice_too_short', 'im2col__counts_lines_by_rows', 'im2col__flattens_batch'),
    'conv2d_gemm': ('conv2d_gemm__filters_as_columns', 'conv2d_gemm__channels_last', 'conv2d_gemm__reshapes_places_to_channels', 'conv2d_gemm__reshapes_batch_to_channels', 'conv2d_gemm__first_picture_only', 'conv2d_gemm__bias_along_width', 'conv2d_gemm__forgets_bias', 'conv2d_gemm__turns_kernels', 'conv2d_gemm__channels_last_in_columns', 'conv2d_gemm__leaves_long_rows'),
    'im2col_blowup': ('im2col_blowup__always_k_squared', 'im2col_blowup__k_over_s_squared', 'im2col_blowup__stride_on_one_axis', 'im2col_blowup__forgets_padding', 'im2col_blowup__divides_by_padded_picture', 'im2col_blowup__counts_weights', 'im2col_blowup__upside_down', 'im2col_blowup__forgets_rows', 'im2col_blowup__forgets_plus_one'),
    'conv_matrix': ('conv_matrix__kernel_reversed', 'conv_matrix__wraps_around', 'conv_matrix__negative_index', 'conv_matrix__full_circle', 'conv_matrix__transposed', 'conv_matrix__stride_of_one', 'conv_matrix__columns_for_padding', 'conv_matrix__forgets_padding', 'conv_matrix__adds_padding'),
    'adjoint_gap': ('adjoint_gap__compares_lengths', 'adjoint_gap__y_is_image_of_x', 'adjoint_gap__absolute', 'adjoint_gap__same_seed_twice', 'adjoint_gap__keeps_sign', 'adjoint_gap__divides_by_inner_product', 'adjoint_gap__divides_by_other_lengths', 'adjoint_gap__divides_then_multiplies', 'adjoint_gap__takes_ones', 'adjoint_gap__draws_y_first', 'adjoint_gap__draws_uniform'),
    'col2im': ('col2im__assigns', 'col2im__averages', 'col2im__keeps_padding', 'col2im__crops_to_minus_zero', 'col2im__crops_top_left_wrong', 'col2im__pixels_column_by_column', 'col2im__channels_last', 'col2im__windows_column_by_column', 'col2im__forgets_stride', 'col2im__turns_windows', 'col2im__counts_lines_by_rows', 'col2im__forgets_padding'),
    'fft_xcorr2d': ('fft_xcorr2d__no_conjugate', 'fft_xcorr2d__convolves', 'fft_xcorr2d__conjugates_picture', 'fft_xcorr2d__keeps_wrapped', 'fft_xcorr2d__crops_at_the_end', 'fft_xcorr2d__kernel_in_the_middle', 'fft_xcorr2d__complex', 'fft_xcorr2d__takes_absolute_value', 'fft_xcorr2d__width_always_even', 'fft_xcorr2d__kernel_not_filled_up'),
    'window_view': ('window_view__counts_own_strides', 'window_view__strides_exchanged', 'window_view__forgets_stride', 'window_view__steps_inside_window', 'window_view__window_axes_first', 'window_view__reads_past_the_end', 'window_view__copies', 'window_view__steps_in_bytes'),
}
