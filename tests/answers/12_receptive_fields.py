# Answers that readers of lesson 12_receptive_fields wrote: #### function | right or wrong | what it is

#### rf_size | right | jumps as a cumulative product in NumPy, read off in one sum
def rf_size(layers):
    table = np.array(layers, dtype=int).reshape(-1, 4)
    k, s, d = table[:, 0], table[:, 1], table[:, 3]
    jumps = np.concatenate([[1], np.cumprod(s)])
    return int(1 + (d * (k - 1) * jumps[:-1]).sum()), int(jumps[-1])

#### rf_size | wrong | jump multiplied before the reach is added: own stride counted too
def rf_size(layers):
    r, j = 1, 1
    for k, s, _, d in layers:
        j *= s
        r += d * (k - 1) * j
    return r, j

#### rf_size | wrong | jumps add instead of multiply
def rf_size(layers):
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j += s - 1
    return r, j

#### rf_size | wrong | k in place of k - 1
def rf_size(layers):
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * k * j
        j *= s
    return r, j

#### rf_size | wrong | dilation also spreads the neighbours: jump times d
def rf_size(layers):
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j *= s * d
    return r, j

#### rf_size | wrong | only the stride of the layer right below, not the product
def rf_size(layers):
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j = s
    return r, j

#### rf_size | wrong | dilated kernel size is d * k
def rf_size(layers):
    r, j = 1, 1
    for k, s, _, d in layers:
        r += (d * k - 1) * j
        j *= s
    return r, j

#### rf_center | right | start and size kept, centre from them at the end
def rf_center(layers):
    start, stop, j = 0, 0, 1
    for k, s, p, d in layers:
        start, stop = start - p * j, stop + (d * (k - 1) - p) * j
        j *= s
    return (start + stop) / 2, j

#### rf_center | right | an affine map composed layer by layer from the top
def rf_center(layers):
    offset, slope = 0.0, 1
    for k, s, p, d in reversed(layers):
        offset = offset * s + d * (k - 1) / 2 - p
        slope *= s
    return offset, slope

#### rf_center | wrong | floor division: no halves
def rf_center(layers):
    c, j = 0, 1
    for k, s, p, d in layers:
        c += (d * (k - 1) // 2 - p) * j
        j *= s
    return c, j

#### rf_center | wrong | padding ignored
def rf_center(layers):
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += d * (k - 1) / 2 * j
        j *= s
    return c, j

#### rf_center | wrong | padding counted in pixels, not in jumps
def rf_center(layers):
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += d * (k - 1) / 2 * j - p
        j *= s
    return c, j

#### rf_center | wrong | own stride multiplied first
def rf_center(layers):
    c, j = 0.0, 1
    for k, s, p, d in layers:
        j *= s
        c += (d * (k - 1) / 2 - p) * j
    return c, j

#### rf_center | wrong | sign of the padding
def rf_center(layers):
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += (d * (k - 1) / 2 + p) * j
        j *= s
    return c, j

#### rf_center | wrong | clipped at 0, because a negative place does not exist
def rf_center(layers):
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += (d * (k - 1) / 2 - p) * j
        j *= s
    return max(c, 0.0), j

#### rf_interval | wrong | sets cut only at the picture, not in each layer
def rf_interval(layers, n, unit):
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError("no unit")
    units = {unit}
    for k, s, p, d in reversed(layers):
        units = {u * s - p + a * d for u in units for a in range(k)}
    units = {u for u in units if 0 <= u < n}
    if not units:
        raise ValueError("padding")
    return min(units), max(units)

#### rf_interval | wrong | only-padding unit gives None instead of an error
def rf_interval(layers, n, unit):
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError("no unit")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, p, d = layers[i]
        units = {u * s - p + a * d for u in units for a in range(k)}
        units = {u for u in units if 0 <= u < sizes[i]}
    if not units:
        return None
    return min(units), max(units)

#### rf_interval | wrong | dilation left out of the reads
def rf_interval(layers, n, unit):
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError("no unit")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, p, d = layers[i]
        units = {u * s - p + a for u in units for a in range(k)}
        units = {u for u in units if 0 <= u < sizes[i]}
    if not units:
        raise ValueError("padding")
    return min(units), max(units)

#### min_input | right | tries sizes upwards with conv_output_size
def min_input(layers):
    n = 0
    while True:
        n += 1
        size = n
        try:
            for k, s, p, d in layers:
                size = conv_output_size(size, k, s, p, d)
                if size < 1:
                    raise ValueError
        except ValueError:
            continue
        return n

#### min_input | right | recursion
def min_input(layers):
    def below(stack, need):
        if not stack:
            return need
        *rest, (k, s, p, d) = stack
        window = d * (k - 1) + 1
        return below(rest, max(1, window + s * (need - 1) - 2 * p))
    return below(list(layers), 1)

#### min_input | right | bisection on the size (a larger picture never fails)
def min_input(layers):
    def works(n):
        for k, s, p, d in layers:
            n = (n + 2 * p - d * (k - 1) - 1) // s + 1
            if n < 1:
                return False
        return True
    lo, hi = 0, 1
    while not works(hi):
        lo, hi = hi, 2 * hi
    while hi - lo > 1:
        mid = (lo + hi) // 2
        lo, hi = (lo, mid) if works(mid) else (mid, hi)
    return hi

#### min_input | wrong | need * s in place of (need - 1) * s
def min_input(layers):
    need = 1
    for k, s, p, d in reversed(layers):
        need = max(1, need * s + d * (k - 1) + 1 - 2 * p)
    return need

#### min_input | wrong | from the first layer to the last
def min_input(layers):
    need = 1
    for k, s, p, d in layers:
        need = max(1, (need - 1) * s + d * (k - 1) + 1 - 2 * p)
    return need

#### min_input | wrong | the window is d * k wide
def min_input(layers):
    need = 1
    for k, s, p, d in reversed(layers):
        need = max(1, (need - 1) * s + d * k - 2 * p)
    return need

#### min_input | wrong | floor of k, every layer needs a whole window of pixels
def min_input(layers):
    need = 1
    for k, s, p, d in reversed(layers):
        need = max(d * (k - 1) + 1, (need - 1) * s + d * (k - 1) + 1 - 2 * p)
    return need

#### rf_empirical | right | all pixels in one batch
def rf_empirical(f, shape, pos):
    (C, H, W), (row, column) = shape, pos
    batch = np.zeros((H * W, C, H, W))
    for q in range(H * W):
        batch[q, :, q // W, q % W] = np.nan
    y = f(batch)[:, :, row, column]
    return np.isnan(y).any(axis=1).reshape(H, W)

#### rf_empirical | right | sum tells, channel by channel, ndindex
def rf_empirical(f, shape, pos):
    C, H, W = shape
    mask = np.full((H, W), False)
    for c, i, j in np.ndindex(C, H, W):
        x = np.ones((1, C, H, W))
        x[0, c, i, j] = float("nan")
        unit = f(x)[(0, slice(None)) + tuple(pos)]
        mask[i, j] |= bool(np.isnan(unit.sum()))
    return mask

#### rf_empirical | right | everything poisoned but rows or halves: keep only what still poisons alone, nan != nan
def rf_empirical(f, shape, pos):
    (C, H, W), (r, c) = shape, pos
    def dirty(mask):
        x = np.random.default_rng(0).normal(size=(1, C, H, W))
        x[:, :, mask] = np.nan
        u = f(x)[0, :, r, c]
        return bool((u != u).any())
    out = np.zeros((H, W), dtype=bool)
    def split(i0, i1, j0, j1):
        m = np.zeros((H, W), dtype=bool)
        m[i0:i1, j0:j1] = True
        if not dirty(m):
            return
        if i1 - i0 == 1 and j1 - j0 == 1:
            out[i0, j0] = True
        elif i1 - i0 >= j1 - j0:
            mid = (i0 + i1) // 2
            split(i0, mid, j0, j1), split(mid, i1, j0, j1)
        else:
            mid = (j0 + j1) // 2
            split(i0, i1, j0, mid), split(i0, i1, mid, j1)
    split(0, H, 0, W)
    return out

#### rf_empirical | wrong | plus 1, compared with np.allclose
def rf_empirical(f, shape, pos):
    (C, H, W), (row, column) = shape, pos
    clean = np.zeros((1, C, H, W))
    before = f(clean)[0, :, row, column]
    mask = np.zeros((H, W), dtype=bool)
    for i, j in np.ndindex(H, W):
        bad = clean.copy()
        bad[0, :, i, j] += 1
        mask[i, j] = not np.allclose(f(bad)[0, :, row, column], before)
    return mask

#### rf_empirical | wrong | only channel 0 of the output looked at
def rf_empirical(f, shape, pos):
    (C, H, W), (row, column) = shape, pos
    clean = np.zeros((1, C, H, W))
    mask = np.zeros((H, W), dtype=bool)
    for i, j in np.ndindex(H, W):
        bad = clean.copy()
        bad[0, :, i, j] = np.nan
        mask[i, j] = np.isnan(f(bad)[0, 0, row, column])
    return mask

#### rf_empirical | wrong | all channels of the output must be poisoned
def rf_empirical(f, shape, pos):
    (C, H, W), (row, column) = shape, pos
    clean = np.zeros((1, C, H, W))
    mask = np.zeros((H, W), dtype=bool)
    for i, j in np.ndindex(H, W):
        bad = clean.copy()
        bad[0, :, i, j] = np.nan
        mask[i, j] = np.isnan(f(bad)[0, :, row, column]).all()
    return mask

#### rf_empirical | wrong | a huge number in place of nan
def rf_empirical(f, shape, pos):
    (C, H, W), (row, column) = shape, pos
    clean = np.zeros((1, C, H, W))
    before = f(clean)[0, :, row, column]
    mask = np.zeros((H, W), dtype=bool)
    for i, j in np.ndindex(H, W):
        bad = clean.copy()
        bad[0, :, i, j] = 1e30
        mask[i, j] = (f(bad)[0, :, row, column] != before).any()
    return mask

#### effective_rf | right | powers of a polynomial
def effective_rf(L, k):
    row = np.polynomial.polynomial.polypow(np.ones(k) / k, L)
    n = np.arange(row.size)
    mean = (n * row).sum()
    return row, np.sqrt(((n - mean) ** 2 * row).sum())

#### effective_rf | right | counting paths with Python whole numbers
def effective_rf(L, k):
    row = [1]
    for _ in range(L):
        row = [sum(row[i - a] for a in range(k) if 0 <= i - a < len(row)) for i in range(len(row) + k - 1)]
    total = k**L
    shares = np.array([v / total for v in row])
    return shares, math.sqrt(L * (k * k - 1) / 12)

#### effective_rf | right | running sums by cumsum
def effective_rf(L, k):
    row = np.ones(1)
    for _ in range(L):
        c = np.cumsum(np.concatenate([np.zeros(k), row, np.zeros(k - 1)]))
        row = (c[k:] - c[:-k]) / k
    x = np.arange(len(row)) - (len(row) - 1) / 2
    return row, float(np.sqrt(np.dot(row, x**2)))

#### effective_rf | wrong | spread grows with L, not its root
def effective_rf(L, k):
    row = np.ones(1)
    for _ in range(L):
        row = np.convolve(row, np.ones(k) / k)
    return row, L * np.sqrt((k**2 - 1) / 12)

#### effective_rf | wrong | every pixel the same share
def effective_rf(L, k):
    n = L * (k - 1) + 1
    return np.ones(n) / n, np.sqrt((n * n - 1) / 12)

#### effective_rf | wrong | k squared instead of k squared minus 1
def effective_rf(L, k):
    row = np.ones(1)
    for _ in range(L):
        row = np.convolve(row, np.ones(k) / k)
    return row, np.sqrt(L * k**2 / 12)

#### rf_of_dag | wrong | size is the largest branch's
def rf_of_dag(branches):
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start -= p * jump
            size += d * (k - 1) * jump
            jump *= s
        fields.append((start, size, jump))
    if len({j for *_, j in fields}) > 1:
        raise ValueError("jump")
    return min(s for s, *_ in fields), max(n for _, n, _ in fields), len({2 * s + n for s, n, _ in fields}) == 1

#### rf_of_dag | wrong | starts compared in place of centres
def rf_of_dag(branches):
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start -= p * jump
            size += d * (k - 1) * jump
            jump *= s
        fields.append((start, size, jump))
    if len({j for *_, j in fields}) > 1:
        raise ValueError("jump")
    first = min(s for s, *_ in fields)
    last = max(s + n for s, n, _ in fields)
    return first, last - first, len({s for s, *_ in fields}) == 1

#### rf_of_dag | wrong | centre with floor division
def rf_of_dag(branches):
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start -= p * jump
            size += d * (k - 1) * jump
            jump *= s
        fields.append((start, size, jump))
    if len({j for *_, j in fields}) > 1:
        raise ValueError("jump")
    first = min(s for s, *_ in fields)
    last = max(s + n for s, n, _ in fields)
    return first, last - first, len({s + (n - 1) // 2 for s, n, _ in fields}) == 1

#### rf_of_dag | wrong | different jumps not refused
def rf_of_dag(branches):
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start -= p * jump
            size += d * (k - 1) * jump
            jump *= s
        fields.append((start, size, jump))
    first = min(s for s, *_ in fields)
    last = max(s + n for s, n, _ in fields)
    return first, last - first, len({2 * s + n for s, n, _ in fields}) == 1

#### rf_of_dag | wrong | only neighbours' jumps of first two branches compared (assert instead of ValueError)
def rf_of_dag(branches):
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start -= p * jump
            size += d * (k - 1) * jump
            jump *= s
        fields.append((start, size, jump))
    assert len({j for *_, j in fields}) == 1, "jumps differ"
    first = min(s for s, *_ in fields)
    last = max(s + n for s, n, _ in fields)
    return first, last - first, len({2 * s + n for s, n, _ in fields}) == 1

#### design_rf | right | strided convolution is avoided; brute search over rates
from itertools import product
def design_rf(target, channels, max_params, max_jump):
    n = max_params // (9 * channels**2)
    places = -(-target // max_jump)
    need = -(-(places - 1) // 2)
    rates, so_far = [], 1
    for left in range(n, 0, -1):
        d = min(so_far, need - sum(rates))
        if d <= 0:
            break
        rates.append(d)
        so_far += 2 * d
    return [("pool", max_jump, max_jump, 1)] + [("conv", 3, 1, int(d)) for d in sorted(rates)]

#### design_rf | right | pooling last-but-one place split: lists instead of tuples
def design_rf(target, channels, max_params, max_jump):
    stack = [["pool", max_jump, max_jump, 1]]
    field = max_jump
    while field < target:
        seen = field // max_jump
        rate = min(seen, -(-(target - field) // (2 * max_jump)))
        stack.append(["conv", 3, 1, rate])
        field += 2 * rate * max_jump
    return stack

#### design_rf | wrong | places rounded down: field too small
def design_rf(target, channels, max_params, max_jump):
    places = target // max_jump
    stack, seen = [("pool", max_jump, max_jump, 1)], 1
    while seen < places:
        rate = min(seen, (places - seen) // 2)
        if rate == 0:
            break
        stack.append(("conv", 3, 1, rate))
        seen += 2 * rate
    return stack

#### design_rf | wrong | rate as large as twice what is seen: holes
def design_rf(target, channels, max_params, max_jump):
    places = -(-target // max_jump)
    stack, seen = [("pool", max_jump, max_jump, 1), ("conv", 3, 1, 1)], 3
    while seen < places:
        rate = min(2 * seen, -(-(places - seen) // 2))
        stack.append(("conv", 3, 1, rate))
        seen += 2 * rate
    return stack


#### rf_empirical | wrong | infinity for nan, and asks what is finite
def rf_empirical(f, shape, pos):
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.inf
            mask[i, j] = (~np.isfinite(f(bad)[0, :, row, column])).any()
    return mask

#### rf_empirical | wrong | infinity for nan, and asks what changes
def rf_empirical(f, shape, pos):
    (C, H, W), (row, column) = shape, pos
    clean = np.zeros((1, C, H, W))
    before = f(clean)[0, :, row, column]
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = clean.copy()
            bad[0, :, i, j] = np.inf
            mask[i, j] = (f(bad)[0, :, row, column] != before).any()
    return mask
