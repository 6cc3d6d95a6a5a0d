# %% [markdown]
# Lets every stride count too early, cuts fields off at the picture only, and nudges pixels.

# %% hand_in="12" base="stubs"
# %% answer="rf_size" points=0 says="You multiplied the jump by a layer's stride before the layer reached."
def rf_size(layers):
    r, j = 1, 1
    for layer in layers:
        j = j * layer[1]
        r = r + layer[3] * (layer[0] - 1) * j
    return r, j


# %% answer="rf_center" points=0 says="You took tap k // 2 for the middle."
def rf_center(layers):
    center, jump = 0, 1
    for k, s, p, d in layers:
        middle = k // 2
        center += (middle * d - p) * jump
        jump *= s
    return center, jump


# %% answer="rf_interval" points=0 says="You cut the field off at the picture only."
def rf_interval(layers, n, unit):
    size = n
    for k, s, p, d in layers:
        size = conv_output_size(size, k, s, p, d)
    if unit < 0 or unit >= size:
        raise ValueError("no such unit")
    seen = {unit}
    for k, s, p, d in reversed(layers):
        seen = {u * s - p + a * d for u in seen for a in range(k)}
    seen = [place for place in seen if 0 <= place < n]
    if len(seen) == 0:
        raise ValueError("sees only padding")
    return min(seen), max(seen)


# %% answer="min_input" points=0 says="You let padding stand for a whole layer"
def min_input(layers):
    need = 1
    for k, s, p, d in reversed(layers):
        need = (need - 1) * s + d * (k - 1) + 1 - 2 * p
    return need if need > 1 else 1


# %% answer="rf_empirical" points=1 says="You nudged the pixels of one picture."
def rf_empirical(f, shape, pos):
    C, H, W = shape
    x = np.random.default_rng(7).random((1, C, H, W))
    y = f(x)[0, :, pos[0], pos[1]]
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            x2 = x.copy()
            x2[0, :, i, j] += 0.5
            y2 = f(x2)[0, :, pos[0], pos[1]]
            mask[i, j] = (y2 != y).any()
    return mask


# %% answer="effective_rf" points=0 says="You returned the numbers of paths."
def effective_rf(L, k):
    paths = np.array([1.0])
    for layer in range(L):
        paths = np.convolve(paths, np.ones(k))
    return paths, np.sqrt(L * (k * k - 1) / 12)


# %% answer="rf_of_dag" points=0 says="You compared the starts."
def rf_of_dag(branches):
    starts, stops, jumps = [], [], []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start -= p * jump
            size += d * (k - 1) * jump
            jump *= s
        starts.append(start)
        stops.append(start + size)
        jumps.append(jump)
    if min(jumps) != max(jumps):
        raise ValueError("the jumps differ")
    return min(starts), max(stops) - min(starts), min(starts) == max(starts)


# %% answer="design_rf" points=0 says="Your field has holes."
def design_rf(target, channels, max_params, max_jump):
    stack = [("pool", max_jump, max_jump, 1)]
    convolutions = max_params // (channels * channels * 9)
    places = math.ceil(target / max_jump)
    for _ in range(convolutions):
        stack.append(("conv", 3, 1, math.ceil(places / (2 * convolutions))))
    return stack
