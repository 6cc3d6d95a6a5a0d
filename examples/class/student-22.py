# %% [markdown]
# Thinks in tables of places: which pixel stands in which row and column. Looks numbers up, and adds with np.add.at.

# %% hand_in="05" base="solved"
# %% helper="im2col"
def places(H, W, kh, kw, stride, padding, dilation=1):
    """For each entry of a column matrix (kh * kw, Ho * Wo), its row and column in the padded picture."""
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    a, b, i, j = np.ogrid[:kh, :kw, :Ho, :Wo]
    row, column = np.broadcast_arrays(i * sh + a * dh, j * sw + b * dw)
    return row.reshape(kh * kw, -1), column.reshape(kh * kw, -1)


# %% answer="im2col"
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    ph, pw = pair(padding)
    row, column = places(*x.shape[2:], kh, kw, stride, padding, dilation)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return padded[:, :, row, column].reshape(len(x), -1, row.shape[1])


# %% answer="conv2d_gemm"
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    ph, _ = pair(padding)
    sh, _ = pair(stride)
    rows = conv_output_size(x.shape[2], w.shape[2], sh, ph)
    columns = im2col(x, *w.shape[2:], stride, padding)
    if b is not None:  # the bias as one more weight, on a row of ones
        columns = np.concatenate([columns, np.ones_like(columns[:, :1])], axis=1)
        flat = np.column_stack([w.reshape(len(w), -1), b])
    else:
        flat = w.reshape(len(w), -1)
    return np.einsum("or,nrl->nol", flat, columns).reshape(len(x), len(w), rows, -1)


# %% answer="im2col_blowup"
def im2col_blowup(H, W, k, s, p):
    return places(H, W, k, k, s, p)[0].size / (H * W)


# %% answer="conv_matrix"
def conv_matrix(k, n, stride=1, padding=0):
    place, i = np.arange(n), np.arange(conv_output_size(n, len(k), stride, padding))
    a = place[None, :] + padding - stride * i[:, None]  # the entry of the kernel at row i, column j
    return np.where((a >= 0) & (a < len(k)), np.take(k, a, mode="clip"), 0.0)


# %% answer="col2im"
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    (H, W), (ph, pw) = out_hw, pair(padding)
    row, column = places(H, W, kh, kw, stride, padding)
    padded = np.zeros((len(cols), cols.shape[1] // (kh * kw), H + 2 * ph, W + 2 * pw))
    every = (slice(None), slice(None), row, column)
    np.add.at(padded, every, cols.reshape(*padded.shape[:2], *row.shape))
    return padded[:, :, ph:, pw:][:, :, :H, :W]


# %% answer="fft_xcorr2d"
def fft_xcorr2d(x, k):
    size = x.shape[0] + k.shape[0] - 1, x.shape[1] + k.shape[1] - 1  # room for all of it: no wrapping
    full = np.fft.irfft2(np.fft.rfft2(x, size) * np.fft.rfft2(np.rot90(k, 2), size), size)
    return full[k.shape[0] - 1 : x.shape[0], k.shape[1] - 1 : x.shape[1]]


# %% answer="window_view"
def window_view(x, kh, kw, sh, sw):
    return np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
