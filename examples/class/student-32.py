# %% [markdown]
# Counts and searches where others use a formula, pads by joining pieces, filters by frequencies; is right.

# %% hand_in="02" base="stubs"
# %% answer="out_size"
def out_size(size, kernel, step=1, pad=0, gap=1):
    starts = range(0, size + 2 * pad - gap * (kernel - 1), step)
    if not starts:
        raise ValueError(f"a kernel of {kernel} does not fit")
    return len(starts)

# %% answer="pad2d"
def pad2d(x, left, right, top, bottom, value=0.0):
    def block(rows, columns):
        return np.full((*x.shape[:2], rows, columns), value, dtype=x.dtype)

    H, W = x.shape[2:]
    middle = np.concatenate([block(H, left), x, block(H, right)], axis=3)
    return np.concatenate(
        [block(top, left + W + right), middle, block(bottom, left + W + right)], axis=2
    )

# %% answer="pad_mode"
def pad_mode(x, p, mode):
    for n in p:  # pad the rows, turn the picture, pad what are now the rows, turn it back
        H = len(x)
        if mode == "reflect" and n >= H:
            raise ValueError("the mirror reaches too far")
        if mode == "reflect":
            before, after = x[n:0:-1], x[H - 2 : H - 2 - n : -1] if n < H - 1 else x[H - 2 :: -1]
        elif mode == "replicate":
            before, after = np.repeat(x[:1], n, axis=0), np.repeat(x[-1:], n, axis=0)
        else:
            before, after = x[H - n :], x[:n]
        x = np.vstack([before, x, after]).T
    return x

# %% answer="same_padding"
def same_padding(k, d=1):
    total = d * (k - 1)
    return [total // 2, -(-total // 2)]

# %% answer="same_padding_strided"
def same_padding_strided(n, k, s, d=1):
    total = 0
    while (n + total - d * (k - 1) - 1) // s + 1 != math.ceil(n / s):
        total += 1
    return divmod(total, 2)[0], sum(divmod(total, 2))

# %% answer="conv2d_strided"
def conv2d_strided(x, k, stride, padding):
    (H, W), (kh, kw), (sh, sw), (ph, pw) = x.shape, k.shape, stride, padding
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("no place for the kernel")
    size = H + 2 * ph, W + 2 * pw
    waves = np.fft.rfft2(np.pad(x, ((ph, ph), (pw, pw)))) * np.conj(np.fft.rfft2(k, size))
    return np.fft.irfft2(waves, size)[: size[0] - kh + 1 : sh, : size[1] - kw + 1 : sw]

# %% answer="strided_from_dense"
def strided_from_dense(x, k, s):
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape)
    dense = np.einsum("ijab,ab->ij", windows, k)
    dropped = np.ones(dense.shape, bool)
    dropped[:: s[0], :: s[1]] = False
    return dense[:: s[0], :: s[1]], int(np.count_nonzero(dropped) * k.size)

# %% answer="unread_pixels"
def unread_pixels(n, k, s, p):
    reads = np.zeros(n + 2 * p, int)
    for start in range(0, n + 2 * p - k + 1, s):
        reads[start : start + k] += 1
    return set(np.flatnonzero(reads[p : p + n] == 0).tolist())

# %% answer="design_stack"
def design_stack(n_in, n_out, max_layers):
    stack, n = [], n_in
    for _ in range(max_layers - 1):
        stack, n = [*stack, (3, 2, 1)], (n + 1) // 2
    for k in range(1, 8):  # the last layer makes up for the rest
        for s in range(1, min(k, 2) + 1):
            for p in range(k):
                if n + 2 * p >= k and (n + 2 * p - k) // s + 1 == n_out:
                    return [*stack, (k, s, p)]
