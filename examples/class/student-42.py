# %% [markdown]
# All right, in a style of her own: closures for layers, flat arrays, text replaced, Sequential.

# %% hand_in="13" base="stubs"
# %% answer="ledger"
def ledger(layers, in_shape):
    def places(n, k, s, p):
        return 1 + math.floor((n + 2 * p - k) / s)

    def step(shape, layer):
        match layer:
            case ("conv", out, k, s, p):
                room = tuple(places(n, k, s, p) for n in shape[1:])
                return (
                    (out, *room),
                    out * (shape[0] * k**2 + 1),
                    out * shape[0] * k**2 * math.prod(room),
                )
            case ("pool", k):
                return (shape[0], *(places(n, k, k, 0) for n in shape[1:])), 0, 0
            case ("pool", k, s):
                return (shape[0], *(places(n, k, s, 0) for n in shape[1:])), 0, 0
            case ("flatten",):
                return (math.prod(shape),), 0, 0
            case ("linear", out):
                return (out,), (shape[0] + 1) * out, shape[0] * out
            case ("norm",):
                return shape, 2 * shape[0], 0
        return shape, 0, 0

    table = []
    for layer in layers:
        table.append(step(table[-1][0] if table else in_shape, layer))
    return table


# %% answer="lenet_forward"
def lenet_forward(x, params):
    def conv(x, name, pad):
        x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
        windows = np.lib.stride_tricks.sliding_window_view(x, (5, 5), axis=(2, 3))
        y = np.tensordot(windows, params[name + ".weight"], axes=([1, 4, 5], [1, 2, 3]))
        return (y + params[name + ".bias"]).transpose(0, 3, 1, 2)

    def halve(x):
        N, C, H, W = x.shape
        x = x[:, :, : H // 2 * 2, : W // 2 * 2]
        return x.reshape(N, C, H // 2, 2, W // 2, 2).mean(axis=(3, 5))

    x = halve(relu(conv(x, "conv1", 2)))
    x = halve(relu(conv(x, "conv2", 0)))
    x = np.array([image.ravel() for image in x])
    for name in ("fc1", "fc2", "fc3"):
        x = np.einsum("ni,oi->no", x, params[name + ".weight"]) + params[name + ".bias"]
        x = x if name == "fc3" else relu(x)
    return x


# %% answer="batchnorm2d"
def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    C = x.shape[1]
    flat = np.moveaxis(x, 1, 0).reshape(C, -1)
    centre, spread = mean, var
    if training:
        M = flat.shape[1]
        centre = flat.sum(axis=1) / M
        spread = ((flat - centre[:, None]) ** 2).sum(axis=1) / M
        mean = mean + momentum * (centre - mean)
        var = var + momentum * (spread * M / (M - 1) - var)
    y = np.empty(x.shape)
    for c in range(C):
        y[:, c] = (x[:, c] - centre[c]) * (gamma[c] / math.sqrt(spread[c] + eps)) + beta[c]
    return y, mean.copy(), var.copy()


# %% answer="fold_bn"
def fold_bn(w, b, gamma, beta, mean, var, eps):
    weight, bias = [], []
    for o, filter in enumerate(w):
        s = gamma[o] * (var[o] + eps) ** -0.5
        weight.append(filter * s)
        bias.append(beta[o] + s * ((0 if b is None else b[o]) - mean[o]))
    return np.array(weight), np.array(bias)


# %% answer="residual_block"
def residual_block(x, p, stride):
    same = stride == 1 and p["conv1"].shape[:2] == (x.shape[1], x.shape[1])
    thin = x[:, :, ::stride, ::stride]
    shortcut = (
        x
        if same
        else normalise(np.einsum("oc,nchw->nohw", p["skip"][:, :, 0, 0], thin), p, "bn_skip")
    )
    inner = normalise(conv2d(x, p["conv1"], None, stride, 1), p, "bn1").clip(min=0)
    return (shortcut + normalise(conv2d(inner, p["conv2"], None, 1, 1), p, "bn2")).clip(min=0)


# %% answer="global_head"
def global_head(x, W, b):
    maps = np.tensordot(x, W, axes=(1, 1)).transpose(0, 3, 1, 2)
    return maps.mean(axis=(2, 3)) + b, maps


# %% answer="shift_consistency"
def blur_downsample(x):
    rows = (x[:, :, :-2] + 2 * x[:, :, 1:-1] + x[:, :, 2:]) / 4
    both = (rows[..., :-2] + 2 * rows[..., 1:-1] + rows[..., 2:]) / 4
    return both[:, :, ::2, ::2].copy()


def shift_consistency(net, x):
    cosines = []
    for image in x:
        a, b = net(image[None, :, :, :-1])[0], net(image[None, :, :, 1:])[0]
        cosines.append(a @ b / math.sqrt((a @ a) * (b @ b)))
    return float(np.mean(cosines))


# %% answer="ConvNet"
def stage(inputs, outputs):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, (3, 3), padding="same"), nn.MaxPool2d(2), nn.ReLU()
    )


class ConvNet(nn.Sequential):
    def __init__(self, num_classes):
        head = nn.Sequential(nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, num_classes))
        super().__init__(stage(3, 32), stage(32, 64), nn.Flatten(), head)


# %% hand_in="14" base="stubs"
# %% answer="expected_first_loss"
def expected_first_loss(K):
    return float(np.log(K))


# %% answer="train_tiny_cnn"
def conv_layer(params):
    def forward(x):
        def backward(dy):
            _, params_w, params_b = conv2d_backward(dy, x, params["conv.weight"], padding=1)
            return None, {"conv.weight": params_w, "conv.bias": params_b}

        return conv2d(x, params["conv.weight"], params["conv.bias"], padding=1), backward

    return forward


def bend_and_pool(x):
    bent = np.where(x > 0, x, 0.0)
    top, where = max_pool2d(bent, 2, return_indices=True)

    def backward(dy):
        return np.where(x > 0, max_pool2d_backward(dy, where, bent.shape), 0.0), {}

    return top, backward


def linear_layer(params):
    def forward(x):
        flat = x.reshape(len(x), -1)

        def backward(dy):
            grads = {"linear.weight": np.einsum("nk,nf->kf", dy, flat), "linear.bias": dy.sum(0)}
            return np.matmul(dy, params["linear.weight"]).reshape(x.shape), grads

        return flat @ params["linear.weight"].T + params["linear.bias"], backward

    return forward


def loss_and_gradients(params, x, y):
    ways_back = []
    for layer in (conv_layer(params), bend_and_pool, linear_layer(params)):
        x, back = layer(x)
        ways_back.append(back)
    top = x.max(axis=1, keepdims=True)
    logs = x - top - np.log(np.exp(x - top).sum(axis=1, keepdims=True))
    hot = np.eye(x.shape[1])[np.asarray(y)]
    dy, grads = (np.exp(logs) - hot) / len(x), {}
    for back in reversed(ways_back):
        dy, more = back(dy)
        grads.update(more)
    return -(logs * hot).sum() / len(x), grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    prepare = lambda x: (x - images.mean()) / images.std()  # noqa: E731
    known, params = prepare(images), dict(params)
    for _ in range(epochs):
        waiting = list(rng.permutation(len(images)))
        while waiting:
            batch, waiting = waiting[:batch_size], waiting[batch_size:]
            _, grads = loss_and_gradients(params, known[batch], np.asarray(labels)[batch])
            params = {name: params[name] - lr * grads[name] for name in params}
    return params, prepare(unseen)


# %% answer="split"
def split(groups, shares, seed):
    groups = np.asarray(groups)
    goes_to, sizes = {}, [0, 0, 0]
    for group in np.random.default_rng(seed).permutation(np.unique(groups)):
        full = [sizes[k] >= shares[k] * groups.size for k in (0, 1)] + [False]
        first = max(goes_to.values(), default=0)
        k = next(k for k in range(first, 3) if not full[k])
        goes_to[group] = k
        sizes[k] += int(np.sum(groups == group))
    which = np.array([goes_to[group] for group in groups])
    return tuple(np.nonzero(which == k)[0] for k in range(3))


# %% answer="standardise"
def standardise(train, *others):
    flat = np.moveaxis(train, 1, 0).reshape(train.shape[1], -1)
    centre = flat.mean(1)
    spread = np.array([channel.std() or 1.0 for channel in flat])
    return [((x.transpose(0, 2, 3, 1) - centre) / spread).transpose(0, 3, 1, 2) for x in (train, *others)]


# %% answer="fit"
def fit(weights, batches, validation, lr, epochs, patience):
    net, history = small_net(weights), []
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    for epoch in range(epochs):
        net.train(True)
        for pictures, truth in batches:
            loss = nn.CrossEntropyLoss()(net(pictures), truth)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
        net.train(False)
        with torch.inference_mode():
            loss = float(F.cross_entropy(net(validation[0]), validation[1]))
        history.append((loss, epoch, copy.deepcopy(net.state_dict())))
        if epoch - min(history, key=lambda h: h[:2])[1] >= patience:
            break
    best = min(history, key=lambda h: h[:2])
    return {name: value.numpy() for name, value in best[2].items()}, [h[0] for h in history]


# %% answer="augment"
def augment(x, seed, epoch):
    N, _, H, W = x.shape
    rows, columns = np.indices((H, W))
    found = []
    for picture, (down, right) in zip(
        x, np.random.default_rng([seed, epoch]).integers(-2, 3, (N, 2)), strict=True
    ):
        i, j = rows - down, columns - right
        inside = (0 <= i) & (i < H) & (0 <= j) & (j < W)
        found.append(picture[:, i.clip(0, H - 1), j.clip(0, W - 1)] * inside)
    return np.array(found)


# %% answer="confusion_matrix"
def confusion_matrix(truth, answers, K):
    return np.bincount(np.asarray(truth) * K + answers, minlength=K * K).reshape(K, K)


def accuracy_interval(right, n):
    z2 = 1.96**2
    centre = (right + z2 / 2) / (n + z2)
    half = 1.96 / (n + z2) * math.sqrt(right * (n - right) / n + z2 / 4)
    return centre - half, centre + half


# %% answer="load"
def load(saved, shapes):
    content = torch.load(io.BytesIO(saved), map_location=torch.device("cpu"))
    found = {name: value.numpy() for name, value in content["weights"].items()}
    sizes = {name: value.shape for name, value in found.items()}
    if sizes != shapes:
        odd = dict(set(sizes.items()) ^ set(shapes.items()))
        raise ValueError("missing, unexpected or of another shape: " + " ".join(sorted(odd)))
    return found, content["epoch"]


def save(weights, epoch):
    with io.BytesIO() as file:
        tensors = {name: torch.from_numpy(np.array(value)) for name, value in weights.items()}
        torch.save(dict(weights=tensors, epoch=epoch), file)
        return file.getvalue()


# %% answer="fine_tune"
def fine_tune(weights, head, x, y, lr, steps):
    net = small_net(weights).eval()
    with torch.no_grad():
        features = net.body(x)
    W, b = (torch.tensor(head[name], requires_grad=True) for name in ("weight", "bias"))
    for _ in range(steps):
        loss = F.cross_entropy(features @ W.T + b, y)
        for parameter, slope in zip((W, b), torch.autograd.grad(loss, (W, b)), strict=True):
            parameter.data -= lr * slope
    new = {"head.weight": W.detach().numpy(), "head.bias": b.detach().numpy()}
    return arrays(net.state_dict()) | new


# %% answer="fix_the_net"
def fix_the_net(lines, x, p):
    right = "\n".join(PROGRAM)
    for wrong, better in (
        ("i : i + kw, j : j + kh]", "i : i + kh, j : j + kw]"),
        ("window, w[:, :, ::-1, ::-1]", "window, w"),
        ("(np.sqrt(var) + 1e-3)", "np.sqrt(var + 1e-3)"),
        ("y[:, :, i : i + 2, j : j + 2]", "y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"),
        ("+ 3] = stamps", "+ 3] += stamps"),
        ("e.sum(axis=0", "e.sum(axis=1"),
    ):
        assert wrong in right
        right = right.replace(wrong, better)
    right = right.split("\n")
    return [(n, new) for n, new in enumerate(right) if new != lines[n]], run_program(right, x, p)
