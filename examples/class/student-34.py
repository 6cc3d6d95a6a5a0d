# %% [markdown]
# Thinks in axes: einsum, tensordot and one product of matrices, and no loop over pixels. All right.

# %% hand_in="03" base="solved"
# %% answer="one_filter"
def one_filter(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)  # (1, Ho, Wo, C, kh, kw)
    return np.tensordot(windows[0], w, axes=3)


# %% answer="conv2d"
def conv2d(x, w, b=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    frame = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    frame[:, :, ph : ph + H, pw : pw + W] = x
    top = sh * np.arange(Ho)[:, None] + np.arange(kh)  # (Ho, kh): the rows each window reads
    left = sw * np.arange(Wo)[:, None] + np.arange(kw)
    columns = frame[:, :, top[:, None, :, None], left[None, :, None, :]]  # (N, C, Ho, Wo, kh, kw)
    columns = columns.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, Ho * Wo)
    y = (w.reshape(O, -1) @ columns).reshape(N, O, Ho, Wo)
    return y if b is None else add_bias(y, b)


# %% answer="add_bias"
def add_bias(y, b):
    return (y.swapaxes(1, 3) + b).swapaxes(1, 3)


# %% answer="conv1x1"
def conv1x1(x, w, b):
    return np.einsum("nchw,ocab->nohw", x, w) + b.reshape(-1, 1, 1)


# %% answer="to_torch_layout"
def to_torch_layout(x_nhwc, w_hwio):
    return np.moveaxis(x_nhwc, -1, 1), np.einsum("hwio->oihw", w_hwio)


# %% answer="conv_cost"
def conv_cost(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    one_group = np.zeros((cout // groups, cin // groups, kh, kw))
    weights = groups * one_group.size
    return weights + cout * bool(bias), weights * len(range(hout * wout))


# %% answer="fc_to_conv"
def fc_to_conv(weight, b, C, H, W):
    place = np.ravel_multi_index(np.indices((C, H, W)), (C, H, W))
    return weight[:, place], b.copy()


# %% answer="colour_filters"
def colour_filters():
    here, rising = np.outer([0, 1, 0], [0, 1, 0]), np.outer([1, 3, 1], [-1, 0, 1])
    light = np.multiply.outer([0.299, 0.587, 0.114], here)
    red_edges = np.multiply.outer([1.0, 0, 0], rising)
    colour = np.multiply.outer([2.0, -1, -1], here)
    return np.stack([light, red_edges, colour])


# %% answer="name_the_bug"
def name_the_bug(records, conv2d):
    same = {"flip": "w", "transpose": "w", "mean": "w", "one filter": "w"}
    same |= {"stride": "stride", "padding": "padding"}
    same |= {"no bias": "b", "first bias": "b", "bias per weight": "b"}
    wrong = {
        "flip": lambda r: np.rot90(r["w"], 2, axes=(2, 3)),
        "transpose": lambda r: r["w"].swapaxes(2, 3),
        "mean": lambda r: r["w"] / r["x"].shape[1],
        "one filter": lambda r: np.stack([r["w"][0]] * len(r["w"])),
        "stride": lambda r: r["stride"][::-1],
        "padding": lambda r: r["padding"][::-1],
        "no bias": lambda r: 0 * r["b"],
        "first bias": lambda r: 0 * r["b"] + r["b"][0],
        "bias per weight": lambda r: r["b"] * math.prod(r["w"].shape[1:]),
    }

    def distance(record, bug):
        changed = {**record, same[bug]: wrong[bug](record)}
        y = conv2d(*(changed[name] for name in ("x", "w", "b", "stride", "padding")))
        return np.abs(y - record["y"]).max() if y.shape == record["y"].shape else math.inf

    return [min(wrong, key=lambda bug: distance(record, bug)) for record in records]


# %% answer="Conv2d"
class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        shape = (out_channels, in_channels, *pair(kernel_size))
        rng, reach = np.random.default_rng(), math.prod(shape[1:]) ** -0.5
        self.weight = reach * (2 * rng.random(shape) - 1)
        self.bias = reach * (2 * rng.random(out_channels) - 1) if bias else None
        self.settings = stride, padding

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [p for p in (self.weight, self.bias) if p is not None]

    def forward(self, x):
        if x.shape[1] - self.weight.shape[1]:
            raise ValueError(f"{self.weight.shape[1]} channels are needed, {x.shape[1]} came")
        return conv2d(x, self.weight, self.bias, *self.settings)
