# %% [markdown]
# Rounds up, pads symmetrically whatever was asked, and confuses the two strides.

# %% hand_in="02" base="stubs"
# %% answer="out_size" points=0 says="You rounded up"
def out_size(n, k, s=1, p=0, d=1):
    return math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1

# %% answer="pad2d" points=0 says="Left and right belong to the last axis"
def pad2d(x, left, right, top, bottom, value=0.0):
    return np.pad(x, ((0, 0), (0, 0), (left, right), (top, bottom)), constant_values=value)

# %% answer="pad_mode" points=0 says="Your mirror repeats the pixel at the edge"
def pad_mode(x, p, mode):
    if mode == "reflect" and (p[0] >= x.shape[0] or p[1] >= x.shape[1]):
        raise ValueError("too far")
    name = {"reflect": "symmetric", "replicate": "edge", "circular": "wrap"}[mode]
    return np.pad(x, ((p[0], p[0]), (p[1], p[1])), name)

# %% answer="same_padding" points=0 says="For an even kernel that is one zero too many"
def same_padding(k, d=1):
    return d * k // 2, d * k // 2

# %% answer="same_padding_strided" points=0 says="You used the rule for stride 1"
def same_padding_strided(n, k, s, d=1):
    total = d * (k - 1)
    return total // 2, total - total // 2

# %% answer="conv2d_strided" points=0 says="You exchanged the two strides"
def conv2d_strided(x, k, stride, padding):
    (sw, sh), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[::sh, ::sw]

# %% answer="strided_from_dense" points=0 says="multiply by k.size"
def strided_from_dense(x, k, s):
    dense = xcorr2d(x, k)
    return dense[:: s[0], :: s[1]], dense.size - dense[:: s[0], :: s[1]].size

# %% answer="unread_pixels" points=0 says="there are gaps between the windows too"
def unread_pixels(n, k, s, p):
    last = (n + 2 * p - k) // s * s + k - p
    return set(range(last, n))
