# Answers that readers of lesson 08_dilated wrote: #### function | right or wrong | what it is

#### effective_kernel | right | length of a range
def effective_kernel(k, d):
    return len(range(0, d * (k - 1) + 1))

#### effective_kernel | wrong | steps instead of pixels (one too few)
def effective_kernel(k, d):
    return d * (k - 1)

#### effective_kernel | wrong | k - 1 forgotten: adds the holes once
def effective_kernel(k, d):
    return k + d - 1

#### effective_kernel | wrong | returns a float by dividing
def effective_kernel(k, d):
    return 2 * (d * (k - 1) / 2) + 1.5

#### dilate_kernel | right | np.kron with a spot, then cut
def dilate_kernel(k, d):
    (kh, kw), (dh, dw) = k.shape, d
    spot = np.zeros((dh, dw))
    spot[0, 0] = 1
    big = np.kron(k, spot)
    return big[: dh * (kh - 1) + 1, : dw * (kw - 1) + 1]

#### dilate_kernel | wrong | d zeros between neighbours instead of d - 1
def dilate_kernel(k, d):
    (kh, kw), (dh, dw) = k.shape, d
    dh, dw = dh + 1, dw + 1
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[::dh, ::dw] = k
    return big

#### dilate_kernel | wrong | entries repeated instead of zeros between
def dilate_kernel(k, d):
    (kh, kw), (dh, dw) = k.shape, d
    big = np.repeat(np.repeat(k, dh, axis=0), dw, axis=1)
    return big[: dh * (kh - 1) + 1, : dw * (kw - 1) + 1]

#### dilate_kernel | wrong | array of ints truncates the entries
def dilate_kernel(k, d):
    (kh, kw), (dh, dw) = k.shape, d
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1), dtype=int)
    for a in range(kh):
        for b in range(kw):
            big[a * dh, b * dw] = k[a, b]
    return big

#### conv1d_dilated | right | loop over taps, shifted and strided signals
def conv1d_dilated(x, w, stride=1, padding=0, dilation=1):
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    L = x.shape[2]
    room = L - dilation * (k - 1) - 1
    if room < 0:
        raise ValueError(f"the kernel reaches over {L - room} places, there are {L}")
    Lo = room // stride + 1
    y = np.zeros((N, O, Lo))
    for a in range(k):
        places = a * dilation + stride * np.arange(Lo)
        y += np.einsum("nci,oc->noi", x[:, :, places], w[:, :, a])
    return y

#### conv1d_dilated | wrong | the check of fit uses k and not the reach
def conv1d_dilated(x, w, stride=1, padding=0, dilation=1):
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    L = x.shape[2]
    if k > L:
        raise ValueError("too long")
    reach = dilation * (k - 1) + 1
    y = np.zeros((N, O, max(0, (L - reach) // stride + 1)))
    for n, o, i in np.ndindex(*y.shape):
        start = i * stride
        y[n, o, i] = np.sum(x[n, :, start : start + reach : dilation] * w[o])
    return y

#### conv1d_dilated | wrong | refuses a kernel that just fits (>= instead of >)
def conv1d_dilated(x, w, stride=1, padding=0, dilation=1):
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    L = x.shape[2]
    reach = dilation * (k - 1) + 1
    if reach >= L:
        raise ValueError("too long")
    y = np.zeros((N, O, (L - reach) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        start = i * stride
        y[n, o, i] = np.sum(x[n, :, start : start + reach : dilation] * w[o])
    return y

#### conv2d_dilated | right | loop over taps with strided shifted pictures
def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    down, across = H - dh * (kh - 1), W - dw * (kw - 1)
    if min(down, across) < 1:
        raise ValueError("does not fit")
    y = 0
    for a in range(kh):
        for c in range(kw):
            shifted = x[:, :, a * dh : a * dh + down : sh, c * dw : c * dw + across : sw]
            y = y + np.einsum("nchw,oc->nohw", shifted, w[:, :, a, c])
    return y if b is None else y + b.reshape(1, -1, 1, 1)

#### conv2d_dilated | right | zeros in the kernel, conv2d without stride, then every s-th
def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[..., ::dh, ::dw] = w
    if big.shape[2] > H or big.shape[3] > W:
        raise ValueError("the kernel does not fit")
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    if b is not None:
        y = y + b[:, None, None]
    return y

#### conv2d_dilated | wrong | dilation pair read right, down
def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dw, dh) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    rh, rw = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    if rh > H or rw > W:
        raise ValueError
    y = np.zeros((N, O, (H - rh) // sh + 1, (W - rw) // sw + 1))
    for n, o, i, j in np.ndindex(*y.shape):
        y[n, o, i, j] = np.sum(x[n, :, i * sh : i * sh + rh : dh, j * sw : j * sw + rw : dw] * w[o])
    return y if b is None else y + b[:, None, None]

#### conv2d_dilated | wrong | bias added along the width (b without new axes)
def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    rh, rw = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    if rh > H or rw > W:
        raise ValueError
    y = np.zeros((N, O, (H - rh) // sh + 1, (W - rw) // sw + 1))
    for n, o, i, j in np.ndindex(*y.shape):
        y[n, o, i, j] = np.sum(x[n, :, i * sh : i * sh + rh : dh, j * sw : j * sw + rw : dw] * w[o])
    return y if b is None else y + b

#### conv2d_dilated | wrong | bias inside the loop over taps: added once for each tap
def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    down, across = H - dh * (kh - 1), W - dw * (kw - 1)
    if min(down, across) < 1:
        raise ValueError("does not fit")
    y = 0
    for a in range(kh):
        for c in range(kw):
            shifted = x[:, :, a * dh : a * dh + down : sh, c * dw : c * dw + across : sw]
            y = y + np.einsum("nchw,oc->nohw", shifted, w[:, :, a, c])
            if b is not None:
                y = y + b[:, None, None]
    return y

#### conv2d_dilated | wrong | window start also times dilation (i * sh * dh), room left counted so it fits
def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    rh, rw = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    if rh > H or rw > W:
        raise ValueError
    y = np.zeros((N, O, (H - rh) // (sh * dh) + 1, (W - rw) // (sw * dw) + 1))
    for n, o, i, j in np.ndindex(*y.shape):
        t, l = i * sh * dh, j * sw * dw
        y[n, o, i, j] = np.sum(x[n, :, t : t + rh : dh, l : l + rw : dw] * w[o])
    return y if b is None else y + b[:, None, None]

#### conv2d_dilated | wrong | kernel turned round (true convolution)
def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    rh, rw = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    if rh > H or rw > W:
        raise ValueError
    w = w[:, :, ::-1, ::-1]
    y = np.zeros((N, O, (H - rh) // sh + 1, (W - rw) // sw + 1))
    for n, o, i, j in np.ndindex(*y.shape):
        y[n, o, i, j] = np.sum(x[n, :, i * sh : i * sh + rh : dh, j * sw : j * sw + rw : dw] * w[o])
    return y if b is None else y + b[:, None, None]

#### dilated_same_pad | right | numpy divmod, a list of numpy ints
def dilated_same_pad(k, d):
    total = np.array(d) * (np.array(k) - 1)
    small = total // 2
    big = total - small
    return [small[1], big[1], small[0], big[0]]

#### dilated_same_pad | wrong | order top, bottom, left, right
def dilated_same_pad(k, d):
    (kh, kw), (dh, dw) = k, d
    t, l = dh * (kh - 1), dw * (kw - 1)
    return t // 2, t - t // 2, l // 2, l - l // 2

#### dilated_same_pad | wrong | left, top, right, bottom
def dilated_same_pad(k, d):
    (kh, kw), (dh, dw) = k, d
    a, b = dw * (kw - 1), dh * (kh - 1)
    return a // 2, b // 2, a - a // 2, b - b // 2

#### by_phases | right | rate divided padding, reshape to phases as batch, weave, cut
def by_phases(x, w, d):
    (N, C, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    Hp, Wp = -(-H // dh) * dh, -(-W // dw) * dw
    p = np.pad(x, ((0, 0), (0, 0), (0, Hp - H), (0, Wp - W)))
    p = p.reshape(N, C, Hp // dh, dh, Wp // dw, dw).transpose(3, 5, 0, 1, 2, 4)
    p = p.reshape(dh * dw * N, C, Hp // dh, Wp // dw)
    y = conv2d(p, w)
    h, v = y.shape[2:]
    y = y.reshape(dh, dw, N, O, h, v).transpose(2, 3, 4, 0, 5, 1).reshape(N, O, h * dh, v * dw)
    return y[:, :, : H - dh * (kh - 1), : W - dw * (kw - 1)]

#### by_phases | wrong | only the phase (0, 0) is woven, the rest stay zero
def by_phases(x, w, d):
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    y[:, :, ::dh, ::dw] = conv2d(x[:, :, ::dh, ::dw], w)
    return y

#### by_phases | wrong | p and q exchanged on the writing side
def by_phases(x, w, d):
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            part = conv2d(x[:, :, p::dh, q::dw], w)
            place = y[:, :, q % dh :: dh, p % dw :: dw]
            h, v = min(place.shape[2], part.shape[2]), min(place.shape[3], part.shape[3])
            place[:, :, :h, :v] = part[:, :, :h, :v]
    return y

#### by_phases | wrong | += over the phases into the whole (adds all phases at the same places)
def by_phases(x, w, d):
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            part = conv2d(x[:, :, p::dh, q::dw], w)
            y[:, :, ::dh, ::dw][:, :, : part.shape[2], : part.shape[3]] += part
    return y

#### coverage | right | boolean mask smeared along an axis
def coverage(dilations, k=3):
    mask = np.ones(1, bool)
    for d in dilations:
        longer = np.zeros(len(mask) + d * (k - 1), bool)
        for a in range(k):
            longer[a * d : a * d + len(mask)] |= mask
        mask = longer
    return len(mask), int(mask.sum())

#### coverage | right | bits of a whole number
def coverage(dilations, k=3):
    bits = 1
    for d in dilations:
        out = 0
        for a in range(k):
            out |= bits << (a * d)
        bits = out
    return bits.bit_length(), bin(bits).count("1")

#### coverage | wrong | counts paths, not pixels (a list in place of a set)
def coverage(dilations, k=3):
    places = [0]
    for d in dilations:
        places = [p + a * d for p in places for a in range(k)]
    return max(places) - min(places) + 1, len(places)

#### coverage | wrong | the field without the first pixel: max - min
def coverage(dilations, k=3):
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return max(places), len(places)

#### coverage | wrong | every layer reads from the output's place alone: union instead of sum
def coverage(dilations, k=3):
    places = {0}
    for d in dilations:
        places |= {a * d for a in range(k)}
    return 1 + (k - 1) * sum(dilations), len(places)

#### coverage | wrong | k times the rates: range(k + 1) taps
def coverage(dilations, k=3):
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k + 1)}
    return max(places) + 1, len(places)

#### design_dilations | right | search over ascending rates, brute force
def design_dilations(field, max_layers):
    total = (field - 1) // 2

    def grow(rates, left):
        if left == 0:
            return rates
        if len(rates) == max_layers:
            return None
        r = 1 + 2 * sum(rates)
        for d in range(min(r, left), 0, -1):
            found = grow([*rates, d], left - d)
            if found:
                return found
        return None

    return grow([], total)

#### design_dilations | wrong | tripling to the end, overshoots
def design_dilations(field, max_layers):
    return [3**i for i in range(max_layers)]

#### design_dilations | wrong | solves 1 + sum = field (kernel of 2 taps)
def design_dilations(field, max_layers):
    so_far, missing, rates = 1, field - 1, []
    while missing > 0:
        d = min(so_far, missing)
        rates.append(d)
        so_far += d
        missing -= d
    return rates

#### design_dilations | wrong | ignores the +1: missing = field // 2 + 1
def design_dilations(field, max_layers):
    so_far, missing, rates = 1, (field + 1) // 2, []
    while missing > 0:
        d = min(so_far, missing)
        rates.append(d)
        so_far += 2 * d
        missing -= d
    return rates

#### design_dilations | wrong | rates doubled as floats (division /)
def design_dilations(field, max_layers):
    so_far, missing, rates = 1, (field - 1) / 2, []
    while missing > 0:
        d = min(so_far, missing)
        rates.append(d)
        so_far += 2 * d
        missing -= d
    return rates

#### by_phases | wrong | zeros in the kernel, one convolution
def by_phases(x, w, d):
    (O, C, kh, kw), (dh, dw) = w.shape, d
    big = np.zeros((O, C, dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    return conv2d(x, big)

#### conv2d_dilated | wrong | refuses a kernel that just fits
def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    rh, rw = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    if not (rh < H and rw < W):
        raise ValueError(f"{rh} by {rw} on {H} by {W}")
    y = np.zeros((N, O, (H - rh) // sh + 1, (W - rw) // sw + 1))
    for n, o, i, j in np.ndindex(*y.shape):
        y[n, o, i, j] = np.sum(x[n, :, i * sh : i * sh + rh : dh, j * sw : j * sw + rw : dw] * w[o])
    return y if b is None else y + b[:, None, None]

#### design_dilations | wrong | triples, and the last rate takes what is left
def design_dilations(field, max_layers):
    rates = [3**n for n in range(max_layers - 1)]
    return [*rates, (field - 1) // 2 - sum(rates)]

#### design_dilations | wrong | whole numbers as floats
def design_dilations(field, max_layers):
    so_far, missing, rates = 1, (field - 1) // 2, []
    while missing > 0:
        d = min(so_far, missing)
        rates.append(float(d))
        so_far += 2 * d
        missing -= d
    return rates

#### effective_kernel | wrong | a float of the right size
def effective_kernel(k, d):
    return float(d * (k - 1) + 1)
