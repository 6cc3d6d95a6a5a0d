# %% [markdown]
# Forgets dilation, overwrites where windows overlap, convolves where correlation is asked, and copies windows.

# %% hand_in="05" base="stubs"
# %% answer="im2col" points=2 says="Your windows have no gaps."
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    sh, sw = pair(stride)
    ph, pw = pair(padding)
    dh, dw = pair(dilation)
    Ho = conv_output_size(x.shape[2], kh, sh, ph, dh)
    Wo = conv_output_size(x.shape[3], kw, sw, pw, dw)
    big = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = []
    for i in range(Ho):
        for j in range(Wo):
            window = big[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            columns.append(window.reshape(len(x), -1))
    return np.stack(columns, axis=2)


# %% answer="conv2d_gemm" points=0 says="You reshaped the filters to O columns"
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    O, C, kh, kw = w.shape
    sh, sw = pair(stride)
    ph, pw = pair(padding)
    Ho = conv_output_size(x.shape[2], kh, sh, ph)
    Wo = conv_output_size(x.shape[3], kw, sw, pw)
    filters = w.reshape(-1, O)
    y = np.matmul(filters.T, im2col(x, kh, kw, stride, padding))
    if b is not None:
        y = y + b.reshape(O, 1)
    return y.reshape(len(x), O, Ho, Wo)


# %% answer="im2col_blowup" points=0 says="You count k * k copies of every pixel."
def im2col_blowup(H, W, k, s, p):
    return k**2


# %% answer="conv_matrix" points=2 says="At the left end your column index is negative"
def conv_matrix(k, n, stride=1, padding=0):
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        start = i * stride - padding
        for a in range(len(k)):
            if start + a < n:
                A[i, start + a] = k[a]
    return A


# %% answer="adjoint_gap" points=0 says="You did not divide."
def adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    y = rng.normal(size=m)
    return abs(np.dot(A(x), y) - np.dot(x, At(y)))


# %% answer="col2im" points=0 says="your last one overwrites the others"
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    sh, sw = pair(stride)
    ph, pw = pair(padding)
    N, C = len(cols), cols.shape[1] // (kh * kw)
    big = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    Wo = conv_output_size(W, kw, sw, pw)
    for column in range(cols.shape[2]):
        i, j = divmod(column, Wo)
        window = cols[:, :, column].reshape(N, C, kh, kw)
        big[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] = window
    return big[:, :, ph : ph + H, pw : pw + W]


# %% answer="fft_xcorr2d" points=0 says="That is a convolution, and it wraps at the other end."
def fft_xcorr2d(x, k):
    H, W = x.shape
    both = np.fft.rfft2(x) * np.fft.rfft2(k, s=(H, W))
    return np.fft.irfft2(both, s=(H, W))[: H - k.shape[0] + 1, : W - k.shape[1] + 1]


# %% answer="window_view" points=2 says="Your windows are right, but they are a copy."
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    out = np.zeros((N, C, Ho, Wo, kh, kw))
    for i in range(Ho):
        for j in range(Wo):
            out[:, :, i, j] = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
    return out
