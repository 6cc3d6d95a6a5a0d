# %% [markdown]
# Thinks in sets of places and in polynomials: follows taps downwards, multiplies generating functions, poisons whole batches.

# %% hand_in="12" base="solved"
# %% helper="rf_size"
def seen_from(layers, units):
    """The places of the input that some units of the last layer read, if nothing ends."""
    for k, s, p, d in layers[::-1]:
        units = {u * s - p + a * d for u in units for a in range(k)}
    return units


# %% answer="rf_size"
def rf_size(layers):
    one, two = seen_from(layers, {0}), seen_from(layers, {1})
    return max(one) - min(one) + 1, min(two) - min(one)


# %% answer="rf_center"
def rf_center(layers):
    one, two = seen_from(layers, {0}), seen_from(layers, {1})
    return np.mean([min(one), max(one)]), min(two) - min(one)


# %% answer="rf_interval"
def rf_interval(layers, n, unit):
    masks = [np.eye(n, dtype=bool)]  # row u: what unit u sees
    for k, s, p, d in layers:
        below = np.pad(masks[-1], ((p, p), (0, 0)))
        count = conv_output_size(len(masks[-1]), k, s, p, d)
        rows = [below[u * s : u * s + d * (k - 1) + 1 : d].any(axis=0) for u in range(count)]
        masks.append(np.array(rows))
    if not 0 <= unit < len(masks[-1]) or not masks[-1][unit].any():
        raise ValueError("nothing is seen")
    places = np.flatnonzero(masks[-1][unit])
    return places[0], places[-1]


# %% answer="min_input"
def min_input(layers):
    n = 1
    while True:
        size = n
        try:
            for k, s, p, d in layers:
                size = conv_output_size(size, k, s, p, d)
            return n
        except ValueError:
            n += 1


# %% answer="rf_empirical"
def rf_empirical(f, shape, pos):
    C, H, W = shape
    batch = np.zeros((H * W, C, H * W))
    batch[np.arange(H * W), :, np.arange(H * W)] = np.nan  # picture i has pixel i poisoned
    unit = f(batch.reshape(H * W, C, H, W))[:, :, pos[0], pos[1]]
    return np.isnan(unit).any(axis=1).reshape(H, W)


# %% answer="effective_rf"
def effective_rf(L, k):
    length = L * (k - 1) + 1
    waves = np.fft.rfft(np.ones(k) / k, 2 * length) ** L
    shares = np.fft.irfft(waves, 2 * length)[:length]
    places = np.arange(length)
    mean = shares @ places
    return shares, np.sqrt(shares @ (places - mean) ** 2)


# %% answer="rf_of_dag"
def rf_of_dag(branches):
    one = [seen_from(layers, {0}) for layers in branches]
    two = [seen_from(layers, {1}) for layers in branches]
    if len({min(b) - min(a) for a, b in zip(one, two)}) > 1:
        raise ValueError("the units do not belong together")
    together = set().union(*one)
    centres = {(min(a) + max(a)) / 2 for a in one}
    return min(together), max(together) - min(together) + 1, len(centres) == 1


# %% answer="design_rf"
def design_rf(target, channels, max_params, max_jump):
    if max_jump == 1:
        stack, seen = [], 1
    else:
        stack, seen = [("pool", max_jump, max_jump, 1)], max_jump
    rate = 1
    while seen < target:  # triple for as long as it does not go too far
        while rate > 1 and seen + 2 * max_jump * (rate - 1) >= target:
            rate -= 1
        stack.append(("conv", 3, 1, rate))
        seen += 2 * max_jump * rate
        rate = seen // max_jump
    return stack
