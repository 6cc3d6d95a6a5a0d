# %% [markdown]
# Knows where everything goes, and slips on channels: averages them, gives biases to columns, reshapes a layout.

# %% hand_in="03" base="stubs"
# %% answer="one_filter" points=0 says="You return one plane for each channel."
def one_filter(x, w):
    C, H, W = x.shape
    C, kh, kw = w.shape
    y = np.zeros((C, H - kh + 1, W - kw + 1))
    for c in range(C):
        for i in range(H - kh + 1):
            for j in range(W - kw + 1):
                y[c, i, j] = (x[c, i : i + kh, j : j + kw] * w[c]).sum()
    return y


# %% answer="conv2d" points=0 says="You average over the input channels. Add them up, and do not divide by their number."
def conv2d(x, w, b=None, stride=1, padding=0):
    N, C, H, W = x.shape
    O, C, kh, kw = w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            for o in range(O):
                y[:, o, i, j] = (window * w[o]).sum(axis=(2, 3)).mean(axis=1)
                if b is not None:
                    y[:, o, i, j] += b[o]
    return y


# %% answer="add_bias" points=0 says="Your biases went to the columns"
def add_bias(y, b):
    return y + b


# %% answer="conv1x1" points=0 says="which cuts the row of numbers at the wrong places"
def conv1x1(x, w, b):
    N, C, H, W = x.shape
    pixels = x.reshape(N, H * W, C)
    y = pixels @ w[:, :, 0, 0].T + b
    return y.transpose(0, 2, 1).reshape(N, len(w), H, W)


# %% answer="to_torch_layout" points=0 says="You reshaped. That keeps the numbers in reading order"
def to_torch_layout(x_nhwc, w_hwio):
    N, H, W, C = x_nhwc.shape
    kh, kw, I, O = w_hwio.shape
    return x_nhwc.reshape(N, C, H, W), w_hwio.reshape(O, I, kh, kw)


# %% answer="conv_cost" points=0 says="You counted multiplications and additions apart, which are FLOPs."
def conv_cost(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    weights = cout * cin * kh * kw // groups
    multiplications = weights * hout * wout
    additions = weights * hout * wout
    return weights + (cout if bias else 0), multiplications + additions


# %% answer="fc_to_conv" points=0 says="You turned the kernels half round."
def fc_to_conv(weight, b, C, H, W):
    kernels = weight.reshape(len(weight), C, H, W)
    return np.flip(kernels, (2, 3)), b


# %% answer="colour_filters" points=2 says="Filter 0 has its weights in the order blue, green, red."
def colour_filters():
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = 0.114, 0.587, 0.299
    w[1, 0, :, 0], w[1, 0, :, 2] = -1, 1
    w[2, 0, 1, 1], w[2, 1, 1, 1] = 1, -1
    return w


# %% answer="Conv2d" points=0 says="you counted the pixels of a kernel and not its channels"
class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        kh, kw = pair(kernel_size)
        limit = 1 / math.sqrt(kh * kw)
        self.weight = np.random.uniform(-limit, limit, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-limit, limit, (out_channels,)) if bias else None
        self.stride, self.padding = pair(stride), pair(padding)

    def load(self, weight, bias=None):
        self.weight = weight
        self.bias = bias

    def parameters(self):
        if self.bias is None:
            return [self.weight]
        return [self.weight, self.bias]

    def forward(self, x):
        C = self.weight.shape[1]
        if x.shape[1] != C:
            raise ValueError(f"I need {C} channels and got {x.shape[1]}")
        return conv2d(x, self.weight, self.bias, self.stride, self.padding)
