# Answers that readers of lesson 05_matrix_view wrote: #### function | right or wrong | what it is

#### im2col | right | sliding_window_view, transposed and reshaped
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    for n, k, s, p, d in ((H, kh, sh, ph, dh), (W, kw, sw, pw, dw)):
        conv_output_size(n, k, s, p, d)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    reach = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    v = np.lib.stride_tricks.sliding_window_view(p, reach, axis=(2, 3))[:, :, ::sh, ::sw, ::dh, ::dw]
    return v.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, -1)


#### im2col | right | one row at a time: loop over the taps
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    p = np.zeros((N, C, H + 2 * ph, W + 2 * pw), x.dtype)
    p[:, :, ph : ph + H, pw : pw + W] = x
    taps = [
        p[:, :, a * dh : a * dh + sh * (Ho - 1) + 1 : sh, b * dw : b * dw + sw * (Wo - 1) + 1 : sw]
        for a in range(kh)
        for b in range(kw)
    ]
    return np.stack(taps, axis=2).reshape(N, C * kh * kw, Ho * Wo)


#### im2col | right | index arrays as in CS231n
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    c, a, b = (t.reshape(-1, 1) for t in np.indices((C, kh, kw)))
    i, j = (t.reshape(1, -1) for t in np.indices((Ho, Wo)))
    return np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])[:, c, i * sh + a * dh, j * sw + b * dw]


#### im2col | wrong | channel last inside a column
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho = conv_output_size(H, kh, sh, ph, dh)
    Wo = conv_output_size(W, kw, sw, pw, dw)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            window = p[:, :, i * sh : i * sh + dh * kh : dh, j * sw : j * sw + dw * kw : dw]
            columns[:, :, i * Wo + j] = window.transpose(0, 2, 3, 1).reshape(N, C * kh * kw)
    return columns


#### im2col | wrong | windows counted down the columns: j * Ho + i
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho = conv_output_size(H, kh, sh, ph, dh)
    Wo = conv_output_size(W, kw, sw, pw, dw)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            window = p[:, :, i * sh : i * sh + dh * kh : dh, j * sw : j * sw + dw * kw : dw]
            columns[:, :, j * Ho + i] = window.reshape(N, C * kh * kw)
    return columns


#### im2col | wrong | window read column by column
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho = conv_output_size(H, kh, sh, ph, dh)
    Wo = conv_output_size(W, kw, sw, pw, dw)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            window = p[:, :, i * sh : i * sh + dh * kh : dh, j * sw : j * sw + dw * kw : dw]
            columns[:, :, i * Wo + j] = window.transpose(0, 1, 3, 2).reshape(N, C * kh * kw)
    return columns


#### im2col | wrong | stride of right used for down
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sw, sh), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho = conv_output_size(H, kh, sh, ph, dh)
    Wo = conv_output_size(W, kw, sw, pw, dw)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            window = p[:, :, i * sh : i * sh + dh * kh : dh, j * sw : j * sw + dw * kw : dw]
            columns[:, :, i * Wo + j] = window.reshape(N, C * kh * kw)
    return columns


#### im2col | wrong | padding of right used for down
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho = conv_output_size(H, kh, sh, ph, dh)
    Wo = conv_output_size(W, kw, sw, pw, dw)
    p = np.pad(x, ((0, 0), (0, 0), (pw, pw), (ph, ph)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            window = p[:, :, i * sh : i * sh + dh * kh : dh, j * sw : j * sw + dw * kw : dw]
            columns[:, :, i * Wo + j] = window.reshape(N, C * kh * kw)
    return columns


#### im2col | wrong | pictures mixed: reshape(C * kh * kw, N).T
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho = conv_output_size(H, kh, sh, ph, dh)
    Wo = conv_output_size(W, kw, sw, pw, dw)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            window = p[:, :, i * sh : i * sh + dh * kh : dh, j * sw : j * sw + dw * kw : dw]
            columns[:, :, i * Wo + j] = window.reshape(C * kh * kw, N).T
    return columns


#### im2col | wrong | stride forgotten: windows start at i, j
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho = conv_output_size(H, kh, sh, ph, dh)
    Wo = conv_output_size(W, kw, sw, pw, dw)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            window = p[:, :, i : i + dh * kh : dh, j : j + dw * kw : dw]
            columns[:, :, i * Wo + j] = window.reshape(N, C * kh * kw)
    return columns


#### im2col | wrong | sliding windows reshaped without transposing
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho = conv_output_size(H, kh, sh, ph, dh)
    Wo = conv_output_size(W, kw, sw, pw, dw)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    v = np.lib.stride_tricks.sliding_window_view(p, (dh * (kh - 1) + 1, dw * (kw - 1) + 1), axis=(2, 3))
    return v[:, :, ::sh, ::sw, ::dh, ::dw].reshape(N, C * kh * kw, Ho * Wo)


#### conv2d_gemm | right | one product for the whole batch, axes moved before and after
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    N, O = len(x), len(w)
    Ho, Wo = (conv_output_size(n, k, s, p) for n, k, s, p in zip(x.shape[2:], w.shape[2:], pair(stride), pair(padding)))
    cols = np.concatenate(list(im2col(x, *w.shape[2:], stride, padding)), axis=1)
    y = w.reshape(O, -1).dot(cols) + (np.zeros(O) if b is None else b)[:, None]
    return y.reshape(O, N, Ho, Wo).swapaxes(0, 1)


#### conv2d_gemm | wrong | y + b: bias along the columns
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    y = (w.reshape(O, -1) @ im2col(x, kh, kw, stride, padding)).reshape(N, O, Ho, Wo)
    if b is not None:
        y = y + b
    return y


#### conv2d_gemm | wrong | if b: with an array
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    y = (w.reshape(O, -1) @ im2col(x, kh, kw, stride, padding)).reshape(N, O, Ho, Wo)
    if b:
        y = y + b[:, None, None]
    return y


#### conv2d_gemm | wrong | result cut as (N, Ho, Wo, O) and transposed
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    y = (w.reshape(O, -1) @ im2col(x, kh, kw, stride, padding)).reshape(N, Ho, Wo, O).transpose(0, 3, 1, 2)
    if b is not None:
        y = y + b[:, None, None]
    return y


#### conv2d_gemm | wrong | stride not passed on
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    y = (w.reshape(O, -1) @ im2col(x, kh, kw, 1, padding)).reshape(N, O, Ho, Wo)
    if b is not None:
        y = y + b[:, None, None]
    return y


#### conv2d_gemm | wrong | kernel turned
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    y = (w[:, :, ::-1, ::-1].reshape(O, -1) @ im2col(x, kh, kw, stride, padding)).reshape(N, O, Ho, Wo)
    if b is not None:
        y = y + b[:, None, None]
    return y


#### conv2d_gemm | wrong | batch in one product, reshape (O, N*L) straight to (N, O, ...)
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    y = (w.reshape(O, -1) @ im2col(x, kh, kw, stride, padding).transpose(1, 0, 2).reshape(C * kh * kw, -1)).reshape(N, O, Ho, Wo)
    if b is not None:
        y = y + b[:, None, None]
    return y


#### conv2d_gemm | wrong | only the first picture, repeated
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    y = (w.reshape(O, -1) @ np.repeat(im2col(x, kh, kw, stride, padding)[:1], N, axis=0)).reshape(N, O, Ho, Wo)
    if b is not None:
        y = y + b[:, None, None]
    return y


#### im2col_blowup | right | counts window starts with len(range())
def im2col_blowup(H, W, k, s, p):
    windows = 1
    for n in (H, W):
        windows *= len(range(-p, n + p - k + 1, s))
    return np.float64(windows) * k**2 / H / W


#### im2col_blowup | wrong | k * k
def im2col_blowup(H, W, k, s, p):
    return k * k


#### im2col_blowup | wrong | (k / s) ** 2
def im2col_blowup(H, W, k, s, p):
    return (k / s) ** 2


#### im2col_blowup | wrong | H for both axes
def im2col_blowup(H, W, k, s, p):
    return k * k * conv_output_size(H, k, s, p) * conv_output_size(H, k, s, p) / (H * W)


#### im2col_blowup | wrong | counts the numbers of the matrix, no ratio
def im2col_blowup(H, W, k, s, p):
    return k * k * conv_output_size(H, k, s, p) * conv_output_size(W, k, s, p)


#### im2col_blowup | wrong | stride 1 always
def im2col_blowup(H, W, k, s, p):
    return k * k * conv_output_size(H, k, 1, p) * conv_output_size(W, k, 1, p) / (H * W)


#### im2col_blowup | wrong | output size without + 1
def im2col_blowup(H, W, k, s, p):
    return k * k * ((H + 2 * p - k) // s) * ((W + 2 * p - k) // s) / (H * W)


#### conv_matrix | right | padded matrix, then the padding's columns cut off
def conv_matrix(k, n, stride=1, padding=0):
    m = conv_output_size(n, len(k), stride, padding)
    wide = np.zeros((m, n + 2 * padding))
    for i, row in enumerate(wide):
        row[i * stride : i * stride + len(k)] = k
    return wide[:, padding : padding + n]


#### conv_matrix | wrong | no test for negative columns
def conv_matrix(k, n, stride=1, padding=0):
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            if j < n:
                A[i, j] = k[a]
    return A


#### conv_matrix | wrong | padding not subtracted
def conv_matrix(k, n, stride=1, padding=0):
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a
            if 0 <= j < n:
                A[i, j] = k[a]
    return A


#### conv_matrix | wrong | stride on the taps
def conv_matrix(k, n, stride=1, padding=0):
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i + a * stride - padding
            if 0 <= j < n:
                A[i, j] = k[a]
    return A


#### conv_matrix | wrong | padding added
def conv_matrix(k, n, stride=1, padding=0):
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a + padding
            if 0 <= j < n:
                A[i, j] = k[a]
    return A


#### conv_matrix | wrong | last column forgotten: j < n - 1
def conv_matrix(k, n, stride=1, padding=0):
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            if 0 <= j < n - 1:
                A[i, j] = k[a]
    return A


#### conv_matrix | wrong | rows alias one list (A = [[0] * n] * m)
def conv_matrix(k, n, stride=1, padding=0):
    m = conv_output_size(n, len(k), stride, padding)
    A = [[0.0] * n] * m
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            if 0 <= j < n:
                A[i][j] = k[a]
    return np.array(A)


#### conv_matrix | wrong | returns A @ x idea: a vector of sums
def conv_matrix(k, n, stride=1, padding=0):
    m = conv_output_size(n, len(k), stride, padding)
    A = np.zeros((m, n))
    for i in range(m):
        for a in range(len(k)):
            j = i * stride + a - padding
            if 0 <= j < n:
                A[i, j] = k[a]
    return A.sum(axis=1)


#### adjoint_gap | right | einsum and scaling first
def adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(0.0, 1.0, size=n)
    y = rng.normal(0.0, 1.0, size=m)
    ax = A(x)
    scale = np.sqrt(np.einsum("i,i", ax, ax) * np.einsum("i,i", y, y))
    difference = np.einsum("i,i", ax, y) - np.einsum("j,j", x, At(y))
    return max(difference, -difference) / scale


#### adjoint_gap | right | Python sums and zip
def adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x, y = [rng.normal(size=size) for size in (n, m)]
    left = sum(float(u) * float(v) for u, v in zip(A(x), y))
    right = sum(float(u) * float(v) for u, v in zip(x, At(y)))
    return abs(left - right) / (math.sqrt(sum(u * u for u in A(x))) * math.sqrt(sum(v * v for v in y))) if "math" in globals() else abs(left - right) / (sum(u * u for u in A(x)) * sum(v * v for v in y)) ** 0.5


#### adjoint_gap | wrong | no absolute value
def adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax, Aty = A(x), At(y)
    return (Ax @ y - x @ Aty) / (np.linalg.norm(Ax) * np.linalg.norm(y))


#### adjoint_gap | wrong | lengths without the root
def adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax, Aty = A(x), At(y)
    return abs(Ax @ y - x @ Aty) / ((Ax @ Ax) * (y @ y))


#### adjoint_gap | wrong | operator precedence: / |Ax| * |y|
def adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax, Aty = A(x), At(y)
    return abs(Ax @ y - x @ Aty) / np.linalg.norm(Ax) * np.linalg.norm(y)


#### adjoint_gap | wrong | outer products, entry by entry: max |Ax_i y_i - ...| with * instead of @
def adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax, Aty = A(x), At(y)
    return abs((Ax * y).sum() - (x * Aty).max()) / (np.linalg.norm(Ax) * np.linalg.norm(y))


#### adjoint_gap | wrong | At is called with A(x): tests an inverse, |At(A(x)) - x|
def adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax, Aty = A(x), At(y)
    return np.linalg.norm(At(Ax) - x) / (np.linalg.norm(x))


#### adjoint_gap | wrong | rounded to 6 digits
def adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax, Aty = A(x), At(y)
    return round(abs(Ax @ y - x @ Aty) / (np.linalg.norm(Ax) * np.linalg.norm(y)), 6)


#### col2im | right | loop over the taps, strided +=
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    z = cols.reshape(len(cols), -1, kh, kw, Ho, Wo)
    p = np.zeros((*z.shape[:2], H + 2 * ph, W + 2 * pw))
    for a, b in np.ndindex(kh, kw):
        p[:, :, a : a + sh * Ho : sh, b : b + sw * Wo : sw][:, :, :Ho, :Wo] += z[:, :, a, b]
    return np.ascontiguousarray(p[:, :, ph : ph + H, pw : pw + W])


#### col2im | right | asks each pixel who read it; no padded array
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    (H, W), (sh, sw), (ph, pw) = out_hw, pair(stride), pair(padding)
    N, C = len(cols), cols.shape[1] // kh // kw
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    y = np.zeros((N, C, H, W))
    for l in range(Ho * Wo):
        for q in range(kh * kw):
            r, s = l // Wo * sh + q // kw - ph, l % Wo * sw + q % kw - pw
            if 0 <= r < H and 0 <= s < W:
                y[:, :, r, s] += cols[:, q :: kh * kw, l]
    return y


#### col2im | wrong | averages what overlaps
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    p, count = np.zeros((N, C, H + 2 * ph, W + 2 * pw)), np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            count[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += 1
    return (p / np.maximum(count, 1))[:, :, ph : ph + H, pw : pw + W]


#### col2im | wrong | columns counted down: j * Ho + i
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    p = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, j * Ho + i].reshape(N, C, kh, kw)
            p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return p[:, :, ph : ph + H, pw : pw + W]


#### col2im | wrong | l = i * Ho + j
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    p = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Ho + j].reshape(N, C, kh, kw)
            p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return p[:, :, ph : ph + H, pw : pw + W]


#### col2im | wrong | channel last in the column
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    p = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, kh, kw, C).transpose(0, 3, 1, 2)
            p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return p[:, :, ph : ph + H, pw : pw + W]


#### col2im | wrong | window read column by column
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    p = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kw, kh).transpose(0, 1, 3, 2)
            p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return p[:, :, ph : ph + H, pw : pw + W]


#### col2im | wrong | padding not taken off
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    p = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return p


#### col2im | wrong | padding taken off at the end only
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    p = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return p[:, :, 0:H, 0:W]


#### col2im | wrong | padding for down and right exchanged
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (pw, ph) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    p = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return p[:, :, ph : ph + H, pw : pw + W]


#### col2im | wrong | stride for down and right exchanged
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sw, sh), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    p = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, :, i * Wo + j].reshape(N, C, kh, kw)
            p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return p[:, :, ph : ph + H, pw : pw + W]


#### col2im | wrong | fancy += loses what comes twice
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    (H, W), (sh, sw), (ph, pw) = out_hw, pair(stride), pair(padding)
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    c, a, b = (t.reshape(-1, 1) for t in np.indices((C, kh, kw)))
    i, j = (t.reshape(1, -1) for t in np.indices((Ho, Wo)))
    p = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    p[:, c, i * sh + a, j * sw + b] += cols
    return p[:, :, ph : H + ph, pw : W + pw]


#### col2im | wrong | pads the finished picture (padding on the wrong side)
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    z = cols.reshape(N, C, kh, kw, Ho, Wo)
    y = np.zeros((N, C, H, W))
    for i in range(Ho):
        for j in range(Wo):
            for a in range(kh):
                for b in range(kw):
                    y[:, :, i * sh + a - ph, j * sw + b - pw] += z[:, :, a, b, i, j]
    return y


#### col2im | wrong | only the first channel of each column block (C counted as shape[1])
def col2im(cols, out_hw, kh, kw, stride=1, padding=0):
    H, W = out_hw
    N, C = cols.shape[0], cols.shape[1] // (kh * kw)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    p = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(Ho):
        for j in range(Wo):
            window = cols[:, : kh * kw, i * Wo + j].reshape(N, 1, kh, kw)
            p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += window
    return p[:, :, ph : ph + H, pw : pw + W]


#### fft_xcorr2d | wrong | the picture's transform conjugated
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.conj(np.fft.rfft2(x)) * np.fft.rfft2(k, s=(H, W))
    return np.fft.irfft2(z, s=(H, W))[: H - kh + 1, : W - kw + 1]


#### fft_xcorr2d | wrong | not cut
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(H, W)))
    return np.fft.irfft2(z, s=(H, W))


#### fft_xcorr2d | wrong | cut at the wrong end
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(H, W)))
    return np.fft.irfft2(z, s=(H, W))[kh - 1 :, kw - 1 :]


#### fft_xcorr2d | wrong | kernel not filled up: shapes do not fit
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.fft.rfft2(x) * np.conj(np.fft.rfft2(k))
    return np.fft.irfft2(z, s=(H, W))[: H - kh + 1, : W - kw + 1]


#### fft_xcorr2d | wrong | complex numbers returned
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.fft.fft2(x) * np.conj(np.fft.fft2(k, s=(H, W)))
    return np.fft.ifft2(z)[: H - kh + 1, : W - kw + 1]


#### fft_xcorr2d | wrong | cut one short
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(H, W)))
    return np.fft.irfft2(z, s=(H, W))[: H - kh, : W - kw]


#### fft_xcorr2d | wrong | turns the kernel and conjugates | not told: Conjugate its transform
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.fft.rfft2(x) * np.conj(np.fft.rfft2(k[::-1, ::-1], s=(H, W)))
    return np.fft.irfft2(z, s=(H, W))[: H - kh + 1, : W - kw + 1]


#### fft_xcorr2d | wrong | turns the kernel, no conjugate, cut at the beginning | not told: Conjugate its transform
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.fft.rfft2(x) * np.fft.rfft2(k[::-1, ::-1], s=(H, W))
    return np.fft.irfft2(z, s=(H, W))[: H - kh + 1, : W - kw + 1]


#### fft_xcorr2d | wrong | matrix product instead of number by number
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.fft.fft2(x) @ np.conj(np.fft.fft2(k, s=(H, W))).T
    return np.fft.ifft2(z).real[: H - kh + 1, : W - kw + 1]


#### fft_xcorr2d | wrong | product conjugated
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.conj(np.fft.rfft2(x) * np.fft.rfft2(k, s=(H, W)))
    return np.fft.irfft2(z, s=(H, W))[: H - kh + 1, : W - kw + 1]


#### fft_xcorr2d | wrong | s=(W, H)
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(W, H)))
    return np.fft.irfft2(z, s=(H, W))[: H - kh + 1, : W - kw + 1]


#### fft_xcorr2d | right | no frequencies but loops: the task says that the check cannot tell
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    return np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in range(W - kw + 1)] for i in range(H - kh + 1)])


#### window_view | right | sliding_window_view and a slice
def window_view(x, kh, kw, sh, sw):
    v = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(-2, -1))
    return v[..., ::sh, ::sw, :, :]


#### window_view | right | one axis at a time, transposed; read-only
def window_view(x, kh, kw, sh, sw):
    slide = np.lib.stride_tricks.sliding_window_view
    down = slide(x, kh, axis=2)[:, :, ::sh]
    return slide(down, kw, axis=3)[:, :, :, ::sw]


#### window_view | wrong | strides worked out for an ordinary array of 8-byte floats
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    sn, sc, sr, so = 8 * C * H * W, 8 * H * W, 8 * W, 8
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), (sn, sc, sh * sr, sw * so, sr, so))


#### window_view | wrong | stride of the convolution left out
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    sn, sc, sr, so = x.strides
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), (sn, sc, sr, so, sr, so))


#### window_view | wrong | stride of the convolution inside the window
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    sn, sc, sr, so = x.strides
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), (sn, sc, sr, so, sh * sr, sw * so))


#### window_view | wrong | axes (N, C, kh, kw, Ho, Wo)
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    sn, sc, sr, so = x.strides
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    return np.lib.stride_tricks.as_strided(x, (N, C, kh, kw, Ho, Wo), (sn, sc, sr, so, sh * sr, sw * so))


#### window_view | wrong | one window too few: (H - kh) // sh
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    sn, sc, sr, so = x.strides
    Ho, Wo = (H - kh) // sh, (W - kw) // sw
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), (sn, sc, sh * sr, sw * so, sr, so))


#### window_view | wrong | H // sh windows: reads beyond the end
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    sn, sc, sr, so = x.strides
    Ho, Wo = H // sh, W // sw
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), (sn, sc, sh * sr, sw * so, sr, so))


#### window_view | wrong | stacks copies of the windows
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    y = np.empty((N, C, Ho, Wo, kh, kw))
    for i in range(Ho):
        for j in range(Wo):
            y[:, :, i, j] = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
    return y


#### window_view | wrong | sh and sw exchanged
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    sn, sc, sr, so = x.strides
    Ho, Wo = (H - kh) // sw + 1, (W - kw) // sh + 1
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), (sn, sc, sw * sr, sh * so, sr, so))


#### window_view | wrong | row and column strides exchanged inside the window
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    sn, sc, sr, so = x.strides
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), (sn, sc, sh * sr, sw * so, so, sr))


#### window_view | wrong | stride added in bytes: sr + sh
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    sn, sc, sr, so = x.strides
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), (sn, sc, sr + sh, so + sw, sr, so))


#### window_view | wrong | itemsize instead of the column stride
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    sn, sc, sr, so = x.strides
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    return np.lib.stride_tricks.as_strided(x, (N, C, Ho, Wo, kh, kw), (sn, sc, sh * sr, sw * x.itemsize, sr, x.itemsize))


#### window_view | wrong | reshape of im2col's columns (a copy)
def window_view(x, kh, kw, sh, sw):
    N, C, H, W = x.shape
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    return im2col(x, kh, kw, (sh, sw)).reshape(N, C, kh, kw, Ho, Wo).transpose(0, 1, 4, 5, 2, 3)


#### im2col | wrong | kw * dh in the column slice
def im2col(x, kh, kw, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    Ho = conv_output_size(H, kh, sh, ph, dh)
    Wo = conv_output_size(W, kw, sw, pw, dw)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    columns = np.zeros((N, C * kh * kw, Ho * Wo))
    for i in range(Ho):
        for j in range(Wo):
            window = p[:, :, i * sh : i * sh + kh * dh : dh, j * sw : j * sw + kw * dh : dw]
            columns[:, :, i * Wo + j] = window.reshape(N, C * kh * kw)
    return columns

#### conv2d_gemm | right | bias added in place on (O, L)
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    y = (w.reshape(O, -1) @ im2col(x, kh, kw, stride, padding))
    if b is not None:
        y += b[:, None]
    return y.reshape(N, O, Ho, Wo)

#### conv2d_gemm | wrong | bias given to the pictures: b[:, None, None, None]
def conv2d_gemm(x, w, b=None, stride=1, padding=0):
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    y = (w.reshape(O, -1) @ im2col(x, kh, kw, stride, padding)).reshape(N, O, Ho, Wo)
    if b is not None:
        y = y + b[:, None, None, None]
    return y

#### adjoint_gap | wrong | divides by the larger of both bounds
def adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(size=m)
    Ax, Aty = A(x), At(y)
    return abs(Ax @ y - x @ Aty) / max(np.linalg.norm(Ax) * np.linalg.norm(y), np.linalg.norm(x) * np.linalg.norm(Aty))

#### adjoint_gap | right | y as long as A(x), np.inner
def adjoint_gap(A, At, n, m, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    Ax = A(x)
    y = rng.normal(size=len(Ax))
    return abs(np.inner(Ax, y) - np.inner(x, At(y))) / np.sqrt(np.sum(Ax**2) * np.sum(y**2))

#### fft_xcorr2d | right | rounded to 9 digits
def fft_xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    z = np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=(H, W)))
    return np.fft.irfft2(z, s=(H, W))[: H - kh + 1, : W - kw + 1].round(9)

#### im2col_blowup | wrong | stride and padding exchanged in the call
def im2col_blowup(H, W, k, s, p):
    return k * k * conv_output_size(H, k, p, s) * conv_output_size(W, k, p, s) / (H * W)
