# Answers that readers of lesson 02_padding_and_stride wrote: #### function | right or wrong | what it is

#### out_size | right | counts the starts with range
def out_size(n, k, s=1, p=0, d=1):
    starts = range(0, n + 2 * p - (d * (k - 1) + 1) + 1, s)
    if len(starts) == 0:
        raise ValueError(f"a window of {k} taps does not fit on {n} pixels")
    return len(starts)

#### out_size | right | walks with while, renamed arguments
def out_size(pixels, taps, step=1, pad=0, dilation=1):
    span, length = dilation * (taps - 1) + 1, pixels + 2 * pad
    if span > length:
        raise ValueError("window larger than padded axis")
    count, start = 0, 0
    while start + span <= length:
        count += 1
        start += step
    return count

#### out_size | right | float floor, error asked of the result
def out_size(n, k, s=1, p=0, d=1):
    result = math.floor((n + 2 * p - d * (k - 1) - 1) / s + 1)
    if result < 1:
        raise ValueError("no window fits")
    return result

#### out_size | wrong | padding at one end only
def out_size(n, k, s=1, p=0, d=1):
    room = n + p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("no")
    return room // s + 1

#### out_size | wrong | int() rounds toward 0, so a room of -1 still gives one window
def out_size(n, k, s=1, p=0, d=1):
    result = int((n + 2 * p - d * (k - 1) - 1) / s) + 1
    if result < 1:
        raise ValueError("no")
    return result

#### out_size | wrong | refuses a window that fits exactly
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room <= 0:
        raise ValueError("no")
    return room // s + 1

#### out_size | wrong | true division, a float comes out
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("no")
    return room / s + 1

#### pad2d | right | concatenates four strips
def pad2d(x, left, right, top, bottom, value=0.0):
    N, C, H, W = x.shape
    def strip(h, w):
        return np.full((N, C, h, w), value, dtype=x.dtype)
    y = np.concatenate([strip(H, left), x, strip(H, right)], axis=3)
    return np.concatenate([strip(top, y.shape[3]), y, strip(bottom, y.shape[3])], axis=2)

#### pad2d | right | np.empty, fill, index grid
def pad2d(x, left, right, top, bottom, value=0.0):
    N, C, H, W = x.shape
    y = np.empty((N, C, top + H + bottom, left + W + right), x.dtype)
    y.fill(value)
    rows, cols = np.arange(top, top + H), np.arange(left, left + W)
    y[..., rows[:, None], cols] = x
    return y

#### pad2d | right | loops over pixels
def pad2d(x, left, right, top, bottom, value=0.0):
    N, C, H, W = x.shape
    y = np.zeros((N, C, top + H + bottom, left + W + right)).astype(x.dtype) + np.array(value, x.dtype)
    for i in range(H):
        for j in range(W):
            y[:, :, i + top, j + left] = x[:, :, i, j]
    return y

#### pad2d | wrong | rows get left and right, columns top and bottom
def pad2d(x, left, right, top, bottom, value=0.0):
    N, C, H, W = x.shape
    y = np.full((N, C, left + H + right, top + W + bottom), value, dtype=x.dtype)
    y[:, :, left : left + H, top : top + W] = x
    return y

#### pad2d | wrong | value is ignored
def pad2d(x, left, right, top, bottom, value=0.0):
    N, C, H, W = x.shape
    y = np.zeros((N, C, top + H + bottom, left + W + right), dtype=x.dtype)
    y[:, :, top : top + H, left : left + W] = x
    return y

#### pad2d | wrong | float64 whatever x is
def pad2d(x, left, right, top, bottom, value=0.0):
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), value)
    y[:, :, top : top + H, left : left + W] = x
    return y

#### pad2d | wrong | returns x itself when there is nothing to add
def pad2d(x, left, right, top, bottom, value=0.0):
    if left == right == top == bottom == 0:
        return x
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), value, dtype=x.dtype)
    y[:, :, top : top + H, left : left + W] = x
    return y

#### pad2d | wrong | top and bottom exchanged
def pad2d(x, left, right, top, bottom, value=0.0):
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), value, dtype=x.dtype)
    y[:, :, bottom : bottom + H, left : left + W] = x
    return y

#### pad2d | wrong | pads only the first channel of the first picture and repeats it
def pad2d(x, left, right, top, bottom, value=0.0):
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), value, dtype=x.dtype)
    y[:, :, top : top + H, left : left + W] = x[0, 0]
    return y

#### pad_mode | right | recursion, one ring at a time for replicate; roll for circular
def pad_mode(x, p, mode):
    (H, W), (ph, pw) = x.shape, p
    if mode == "circular":
        big = np.tile(x, (3, 3))
        return big[H - ph : 2 * H + ph, W - pw : 2 * W + pw]
    if mode == "replicate":
        if ph:
            return pad_mode(np.vstack([x[:1], x, x[-1:]]), (ph - 1, pw), mode)
        if pw:
            return pad_mode(np.hstack([x[:, :1], x, x[:, -1:]]), (ph, pw - 1), mode)
        return x.copy()
    if ph >= H or pw >= W:
        raise ValueError("too far")
    big = np.block([[x[::-1, ::-1][:-1, :-1], x[::-1][:-1], x[::-1, ::-1][:-1, 1:]],
                    [x[:, ::-1][:, :-1], x, x[:, ::-1][:, 1:]],
                    [x[::-1, ::-1][1:, :-1], x[::-1][1:], x[::-1, ::-1][1:, 1:]]])
    return big[H - 1 - ph : 2 * H - 1 + ph, W - 1 - pw : 2 * W - 1 + pw]

#### pad_mode | wrong | refuses only ph > H
def pad_mode(x, p, mode):
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph > H or pw > W):
        raise ValueError
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])

#### pad_mode | wrong | refuses large padding in every mode
def pad_mode(x, p, mode):
    (H, W), (ph, pw) = x.shape, p
    if ph >= H or pw >= W:
        raise ValueError("too far")
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])

#### pad_mode | wrong | corners stay zero
def pad_mode(x, p, mode):
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    y = np.zeros((H + 2 * ph, W + 2 * pw))
    y[:, pw : pw + W] = np.pad(x, ((ph, ph), (0, 0)), mode=names[mode])
    y[ph : ph + H] = np.pad(x, ((0, 0), (pw, pw)), mode=names[mode])
    return y

#### pad_mode | wrong | replicate and reflect exchanged
def pad_mode(x, p, mode):
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError
    names = {"replicate": "reflect", "reflect": "edge", "circular": "wrap"}
    return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])

#### same_padding | right | floor and ceil
def same_padding(k, d=1):
    t = d * (k - 1) / 2
    return math.floor(t), math.ceil(t)

#### same_padding | wrong | floats
def same_padding(k, d=1):
    total = d * (k - 1)
    return total / 2, total / 2

#### same_padding | wrong | returns the total
def same_padding(k, d=1):
    return d * (k - 1)

#### same_padding_strided | right | tries totals with out_size
def same_padding_strided(n, k, s, d=1):
    wanted = (n + s - 1) // s
    total = 0
    while n + total < d * (k - 1) + 1 or (n + total - d * (k - 1) - 1) // s + 1 != wanted:
        total += 1
    return total // 2, (total + 1) // 2

#### same_padding_strided | right | clamps the two halves instead of the total
def same_padding_strided(n, k, s, d=1):
    missing = (-(-n // s) - 1) * s + d * (k - 1) + 1 - n
    before = missing // 2
    return max(0, before), max(0, missing - before)

#### same_padding_strided | wrong | no max(0, ...)
def same_padding_strided(n, k, s, d=1):
    o = math.ceil(n / s)
    total = (o - 1) * s + d * (k - 1) + 1 - n
    return total // 2, total - total // 2

#### same_padding_strided | wrong | round(n / s)
def same_padding_strided(n, k, s, d=1):
    o = round(n / s)
    total = max(0, (o - 1) * s + d * (k - 1) + 1 - n)
    return total // 2, total - total // 2

#### same_padding_strided | wrong | rounds down on both sides
def same_padding_strided(n, k, s, d=1):
    o = math.ceil(n / s)
    total = max(0, (o - 1) * s + d * (k - 1) + 1 - n)
    return total // 2, total // 2

#### conv2d_strided | right | dense, then every s-th
def conv2d_strided(x, k, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[::sh, ::sw]

#### conv2d_strided | right | sliding_window_view and einsum
def conv2d_strided(x, k, stride, padding):
    padded = np.pad(x, [(q, q) for q in padding])
    if any(a > b for a, b in zip(k.shape, padded.shape)):
        raise ValueError("kernel too large")
    windows = np.lib.stride_tricks.sliding_window_view(padded, k.shape)[:: stride[0], :: stride[1]]
    return np.einsum("ijab,ab->ij", windows, k)

#### conv2d_strided | wrong | padding pair read as (right, down)
def conv2d_strided(x, k, stride, padding):
    (sh, sw), (pw, ph) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[::sh, ::sw]

#### conv2d_strided | wrong | pads only at the top and left
def conv2d_strided(x, k, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, 0), (pw, 0))), k)[::sh, ::sw]

#### conv2d_strided | wrong | refuses a kernel larger than the unpadded picture
def conv2d_strided(x, k, stride, padding):
    (H, W), (kh, kw) = x.shape, k.shape
    (sh, sw), (ph, pw) = stride, padding
    if kh > H or kw > W:
        raise ValueError("the kernel is larger than the picture")
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[::sh, ::sw]

#### conv2d_strided | wrong | refuses only if the kernel fits along neither axis
def conv2d_strided(x, k, stride, padding):
    (H, W), (kh, kw) = x.shape, k.shape
    (sh, sw), (ph, pw) = stride, padding
    xp = np.pad(x, ((ph, ph), (pw, pw)))
    ho, wo = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    if ho < 1 and wo < 1:
        raise ValueError("no")
    y = np.zeros((max(ho, 0), max(wo, 0)))
    for i in range(ho):
        for j in range(wo):
            y[i, j] = np.sum(xp[i * sh : i * sh + kh, j * sw : j * sw + kw] * k)
    return y

#### conv2d_strided | wrong | pads the output instead of the input
def conv2d_strided(x, k, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    return np.pad(xcorr2d(x, k), ((ph, ph), (pw, pw)))[::sh, ::sw]

#### conv2d_strided | wrong | first step and padding used for both directions
def conv2d_strided(x, k, stride, padding):
    s, p = stride[0], padding[0]
    return xcorr2d(np.pad(x, p), k)[::s, ::s]

#### conv2d_strided | wrong | turns the kernel
def conv2d_strided(x, k, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k[::-1, ::-1])[::sh, ::sw]

#### conv2d_strided | wrong | slides over the picture without its frame
def conv2d_strided(x, k, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    xp = np.pad(x, ((ph, ph), (pw, pw)))
    return xcorr2d(x, k)[::sh, ::sw]

#### conv2d_strided | wrong | takes every s-th pixel of the picture first
def conv2d_strided(x, k, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw)))[::sh, ::sw], k)

#### strided_from_dense | wrong | steps exchanged
def strided_from_dense(x, k, s):
    sh, sw = s
    dense = xcorr2d(x, k)
    y = dense[::sw, ::sh]
    return y, (dense.size - y.size) * k.size

#### strided_from_dense | wrong | divides: 1 - 1/(sh sw) of the work
def strided_from_dense(x, k, s):
    sh, sw = s
    dense = xcorr2d(x, k)
    return dense[::sh, ::sw], int(dense.size * k.size * (1 - 1 / (sh * sw)))

#### strided_from_dense | wrong | takes every s-th pixel of the input
def strided_from_dense(x, k, s):
    sh, sw = s
    dense = xcorr2d(x, k)
    y = xcorr2d(x[::sh, ::sw], k)
    return y, (dense.size - y.size) * k.size

#### strided_from_dense | wrong | len(k) instead of k.size
def strided_from_dense(x, k, s):
    sh, sw = s
    dense = xcorr2d(x, k)
    y = dense[::sh, ::sw]
    return y, (dense.size - y.size) * len(k)

#### strided_from_dense | wrong | len of the arrays: counts rows, not entries
def strided_from_dense(x, k, s):
    sh, sw = s
    dense = xcorr2d(x, k)
    y = dense[::sh, ::sw]
    return y, (len(dense) - len(y)) * k.size

#### strided_from_dense | wrong | counts input pixels not read
def strided_from_dense(x, k, s):
    sh, sw = s
    dense = xcorr2d(x, k)
    y = dense[::sh, ::sw]
    return y, (x.size - y.size) * k.size

#### strided_from_dense | wrong | order of the pair
def strided_from_dense(x, k, s):
    sh, sw = s
    dense = xcorr2d(x, k)
    y = dense[::sh, ::sw]
    return (dense.size - y.size) * k.size, y

#### unread_pixels | right | comprehension over pixels
def unread_pixels(n, k, s, p):
    starts = range(-p, n + p - k + 1, s)
    return {i for i in range(n) if not any(a <= i < a + k for a in starts)}

#### unread_pixels | right | counts reads in an array
def unread_pixels(n, k, s, p):
    reads = np.zeros(n + 2 * p, int)
    for start in range(0, n + 2 * p - k + 1, s):
        reads[start : start + k] += 1
    return set(np.flatnonzero(reads[p : p + n] == 0).tolist())

#### unread_pixels | right | recursion over the windows
def unread_pixels(n, k, s, p):
    def read(start):
        if start + k > n + p:
            return frozenset()
        return frozenset(range(start, start + k)) | read(start + s)
    return frozenset(range(n)) - read(-p)

#### unread_pixels | right | numpy integers in the set
def unread_pixels(n, k, s, p):
    o = (n + 2 * p - k) // s + 1
    read = (np.arange(o)[:, None] * s + np.arange(k) - p).ravel()
    return set(np.setdiff1d(np.arange(n), read))

#### unread_pixels | wrong | forgets that pixel 0 stands at place p
def unread_pixels(n, k, s, p):
    unread = set(range(n))
    for i in range(out_size(n, k, s, p)):
        unread -= set(range(i * s, i * s + k))
    return unread

#### unread_pixels | wrong | window one pixel too long
def unread_pixels(n, k, s, p):
    unread = set(range(n))
    for i in range(out_size(n, k, s, p)):
        unread -= set(range(i * s - p, i * s - p + k + 1))
    return unread

#### unread_pixels | wrong | only the remainder, no gaps
def unread_pixels(n, k, s, p):
    last = (out_size(n, k, s, p) - 1) * s - p + k
    return set(range(last, n))

#### unread_pixels | wrong | counts padding places too
def unread_pixels(n, k, s, p):
    unread = set(range(-p, n + p))
    for i in range(out_size(n, k, s, p)):
        unread -= set(range(i * s - p, i * s - p + k))
    return unread

#### unread_pixels | wrong | the difference is thrown away
def unread_pixels(n, k, s, p):
    unread = set(range(n))
    for i in range(out_size(n, k, s, p)):
        unread - set(range(i * s - p, i * s - p + k))
    return unread

#### unread_pixels | wrong | stride and padding exchanged in out_size | not told: hang over the end
def unread_pixels(n, k, s, p):
    unread = set(range(n))
    for i in range(out_size(n, k, max(p, 1), s)):
        unread -= set(range(i * s - p, i * s - p + k))
    return unread

#### unread_pixels | wrong | only the first tap of each window counts as read
def unread_pixels(n, k, s, p):
    return set(range(n)) - {i * s - p for i in range(out_size(n, k, s, p))}

#### unread_pixels | wrong | the last window is lost
def unread_pixels(n, k, s, p):
    unread = set(range(n))
    for i in range((n + 2 * p - k) // s):
        unread -= set(range(i * s - p, i * s - p + k))
    return unread

#### design_stack | right | steers each layer to its share
def design_stack(n_in, n_out, max_layers):
    stacks = {n_in: ()}
    options = {}
    for k in range(2, 8):
        for p in range(k):
            options[2 * p - k] = (k, 2, p)
    for _ in range(max_layers):
        new = {}
        for n, st in stacks.items():
            for t, layer in options.items():
                if n + t >= 0:
                    new.setdefault((n + t) // 2 + 1, st + (layer,))
        if n_out in new:
            return list(new[n_out])
        stacks = new

#### design_stack | wrong | always halves
def design_stack(n_in, n_out, max_layers):
    return [(3, 2, 1)] * max_layers

#### design_stack | wrong | halves while it is possible, then hopes
def design_stack(n_in, n_out, max_layers):
    stack, n = [], n_in
    while n > n_out and len(stack) < max_layers:
        stack.append((3, 2, 1))
        n = (n + 1) // 2
    return stack

#### design_stack | wrong | one giant kernel
def design_stack(n_in, n_out, max_layers):
    return [(n_in - n_out + 1, 1, 0)]

#### design_stack | wrong | halves, then takes off single pixels in as many layers as it needs
def design_stack(n_in, n_out, max_layers):
    stack, n = [], n_in
    while (n + 1) // 2 >= n_out:
        stack.append((3, 2, 1))
        n = (n + 1) // 2
    while n > n_out:
        stack.append((2, 1, 0))
        n -= 1
    return stack

#### design_stack | wrong | hint 3 taken literally with out_size: ValueError on a window that does not fit
def design_stack(n_in, n_out, max_layers):
    allowed = [(k, s, p) for k in range(1, 8) for s in (1, 2) if s <= k for p in range(k)]
    stacks = {n_in: []}
    for _ in range(max_layers):
        for n, stack in list(stacks.items()):
            for k, s, p in allowed:
                m = out_size(n, k, s, p)
                if m not in stacks:
                    stacks[m] = stack + [(k, s, p)]
    return stacks[n_out]

#### design_stack | wrong | layers as (k, p, s)
def design_stack(n_in, n_out, max_layers):
    stack, n = [], n_in
    while True:
        for k in range(1, 8):
            for s in (1, 2):
                for p in range(k):
                    if s <= k and n + 2 * p >= k and (n + 2 * p - k) // s + 1 == n_out:
                        return [(a, c, b) for a, b, c in stack + [(k, s, p)]]
        stack.append((3, 2, 1))
        n = (n + 1) // 2

#### design_stack | wrong | one layer with stride n_in // n_out
def design_stack(n_in, n_out, max_layers):
    s = n_in // n_out
    return [(s, s, 0)]

#### design_stack | wrong | last layer first | not told: change 2p
def design_stack(n_in, n_out, max_layers):
    allowed = [(k, s, p) for k in range(1, 8) for s in (1, 2) if s <= k for p in range(k)]
    stacks = {n_in: []}
    for _ in range(max_layers):
        for n, st in list(stacks.items()):
            for k, s, p in allowed:
                if n + 2 * p >= k:
                    m = (n + 2 * p - k) // s + 1
                    if m not in stacks:
                        stacks[m] = [(k, s, p)] + st
    return stacks[n_out]
#### design_stack | wrong | believes that every layer gives ceil(n / s), whatever k and p
def design_stack(n_in, n_out, max_layers):
    stacks = {n_in: []}
    for _ in range(max_layers):
        for n, st in list(stacks.items()):
            for k, s, p in [(2, 2, 0), (3, 2, 0), (3, 2, 1), (5, 2, 2), (2, 1, 0), (3, 1, 0)]:
                m = math.ceil(n / s) if s == 2 else n - k + 1
                if m > 0 and m not in stacks:
                    stacks[m] = st + [(k, s, p)]
    return stacks[n_out]

#### design_stack | wrong | greedy: halve until below twice the target, then one stride-1 layer with a kernel up to 7
def design_stack(n_in, n_out, max_layers):
    stack, n = [], n_in
    while (n + 1) // 2 >= n_out and len(stack) < max_layers:
        stack.append((3, 2, 1))
        n = (n + 1) // 2
    if n > n_out:
        stack.append((n - n_out + 1, 1, 0))
    return stack

#### design_stack | wrong | prints the stack instead of returning
def design_stack(n_in, n_out, max_layers):
    print([(3, 2, 1)] * 5)

#### unread_pixels | wrong | list with repeats and negative numbers filtered at the wrong end
def unread_pixels(n, k, s, p):
    unread = set(range(n))
    for i in range(out_size(n, k, s, p)):
        for a in range(k):
            unread.remove(i * s - p + a)
    return unread

#### unread_pixels | wrong | walks starts to n, windows may hang over
def unread_pixels(n, k, s, p):
    unread = set(range(n))
    for start in range(-p, n, s):
        unread -= set(range(start, start + k))
    return unread

#### out_size | wrong | ValueError only when the formula gives less than 0
def out_size(n, k, s=1, p=0, d=1):
    o = (n + 2 * p - d * (k - 1) - 1) // s + 1
    if o < 0:
        raise ValueError("no")
    return o

#### out_size | wrong | returns None / 0 instead of raising
def out_size(n, k, s=1, p=0, d=1):
    return max(0, (n + 2 * p - d * (k - 1) - 1) // s + 1)

#### conv2d_strided | wrong | slides with j outer and i inner but fills transposed
def conv2d_strided(x, k, stride, padding):
    (H, W), (kh, kw) = x.shape, k.shape
    (sh, sw), (ph, pw) = stride, padding
    ho, wo = out_size(H, kh, sh, ph), out_size(W, kw, sw, pw)
    xp = np.pad(x, ((ph, ph), (pw, pw)))
    y = np.zeros((wo, ho))
    for i in range(ho):
        for j in range(wo):
            y[j, i] = np.sum(xp[i * sh : i * sh + kh, j * sw : j * sw + kw] * k)
    return y

#### conv2d_strided | wrong | out_size called with the padding before the stride
def conv2d_strided(x, k, stride, padding):
    (H, W), (kh, kw) = x.shape, k.shape
    (sh, sw), (ph, pw) = stride, padding
    ho, wo = out_size(H, kh, max(ph, 1), sh), out_size(W, kw, max(pw, 1), sw)
    xp = np.pad(x, ((ph, ph), (pw, pw)))
    y = np.zeros((ho, wo))
    for i in range(ho):
        for j in range(wo):
            y[i, j] = np.sum(xp[i * sh : i * sh + kh, j * sw : j * sw + kw] * k)
    return y

#### same_padding_strided | wrong | floor of total below zero halves: clamps before only
def same_padding_strided(n, k, s, d=1):
    o = math.ceil(n / s)
    total = (o - 1) * s + d * (k - 1) + 1 - n
    before = max(0, total // 2)
    return before, total - before

