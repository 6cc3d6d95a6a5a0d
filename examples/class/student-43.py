# %% [markdown]
# Knows the parts, and puts several of them together wrongly.

# %% hand_in="13" base="stubs"
# %% answer="ledger" points=0 says="measured and not learnt"
def ledger(layers, in_shape):
    rows = []
    shape = in_shape
    for layer in layers:
        params, macs = 0, 0
        if layer[0] == "conv":
            _, out, k, s, p = layer
            Ho = (shape[1] + 2 * p - k) // s + 1
            Wo = (shape[2] + 2 * p - k) // s + 1
            params = out * shape[0] * k * k + out
            macs = out * shape[0] * k * k * Ho * Wo
            shape = (out, Ho, Wo)
        if layer[0] == "pool":
            k = layer[1]
            s = layer[2] if len(layer) == 3 else k
            shape = (shape[0], (shape[1] - k) // s + 1, (shape[2] - k) // s + 1)
        if layer[0] == "norm":
            params = shape[0] * 4  # gamma, beta, mean, var
        if layer[0] == "flatten":
            shape = (int(np.prod(shape)),)
        if layer[0] == "linear":
            params, macs = shape[0] * layer[1] + layer[1], shape[0] * layer[1]
            shape = (layer[1],)
        rows.append((shape, params, macs))
    return rows


# %% answer="lenet_forward" points=0 says="done in NumPy, and yours uses torch"
def lenet_forward(x, params):
    p = {name: torch.tensor(value) for name, value in params.items()}
    x = torch.tensor(x)
    x = F.avg_pool2d(F.relu(F.conv2d(x, p["conv1.weight"], p["conv1.bias"], padding=2)), 2)
    x = F.avg_pool2d(F.relu(F.conv2d(x, p["conv2.weight"], p["conv2.bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), p["fc1.weight"], p["fc1.bias"]))
    x = F.relu(F.linear(x, p["fc2.weight"], p["fc2.bias"]))
    return F.linear(x, p["fc3.weight"], p["fc3.bias"]).numpy()


# %% answer="batchnorm2d" points=1 says="You remembered the variance with 1/M."
def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    g, b = gamma.reshape(1, -1, 1, 1), beta.reshape(1, -1, 1, 1)
    m, v = mean, var
    if training:
        m, v = np.mean(x, (0, 2, 3)), np.var(x, (0, 2, 3))
        mean = (1 - momentum) * mean + momentum * m
        var = (1 - momentum) * var + momentum * v
    y = g * (x - m.reshape(1, -1, 1, 1)) / np.sqrt(v.reshape(1, -1, 1, 1) + eps) + b
    return y, mean + 0, var + 0


# %% answer="fold_bn" points=2 says="0 - mean * scale + beta"
def fold_bn(w, b, gamma, beta, mean, var, eps):
    factor = gamma / np.sqrt(var + eps)
    new = factor.reshape(-1, 1, 1, 1) * w
    if b is not None:
        return new, beta + factor * (b - mean)
    return new, beta + 0


# %% answer="residual_block" points=0 says="Add the shortcut first"
def residual_block(x, p, stride):
    out = relu(normalise(conv2d(x, p["conv1"], stride=stride, padding=1), p, "bn1"))
    out = relu(normalise(conv2d(out, p["conv2"], padding=1), p, "bn2"))
    if stride > 1 or out.shape[1] != x.shape[1]:
        x = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return out + x


# %% answer="shift_consistency" points=2 says="from one end to the other"
def blur_downsample(x):
    kernel = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    planes = [conv2d(x[:, c : c + 1], kernel[None, None], stride=2) for c in range(x.shape[1])]
    return np.concatenate(planes, axis=1)


def shift_consistency(net, x):
    a, b = net(x), net(np.roll(x, 1, axis=3))
    return np.mean(np.sum(a * b, 1) / (np.sqrt(np.sum(a**2, 1)) * np.sqrt(np.sum(b**2, 1))))


# %% answer="ConvNet" points=0 says="twice is once too often"
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 32, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.classifier = nn.Sequential(
            nn.Linear(64 * 7 * 7, 512), nn.ReLU(), nn.Linear(512, num_classes), nn.Softmax(dim=1)
        )

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


# %% hand_in="14" base="stubs"
# %% answer="expected_first_loss" points=0 says="counts in bits"
def expected_first_loss(K):
    return math.log(K) / math.log(2)


# %% answer="train_tiny_cnn" points=3 says="You took mean and spread over all images"
def loss_and_gradients(params, x, y):
    w, b, v, c = (params[k] for k in ("conv.weight", "conv.bias", "linear.weight", "linear.bias"))
    N = len(x)
    a = conv2d(x, w, b, padding=1)
    m, where = max_pool2d(relu(a), 2, return_indices=True)
    f = m.reshape(N, -1)
    z = f @ v.T + c
    p = np.exp(z - z.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    loss = -np.mean(np.log(p[range(N), y]))
    p[range(N), y] -= 1
    p /= N
    da = max_pool2d_backward((p @ v).reshape(m.shape), where, a.shape) * (a > 0)
    _, dw, db = conv2d_backward(da, x, w, padding=1)
    grads = {"conv.weight": dw, "conv.bias": db, "linear.weight": p.T @ f, "linear.bias": p.sum(0)}
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    everything = np.concatenate([images, unseen])
    everything = (everything - everything.mean()) / everything.std()
    images, unseen = everything[: len(images)], everything[len(images) :]
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            _, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] -= lr * grads[name]
    return params, unseen


# %% answer="split" points=0 says="You shared out the pictures one by one"
def split(groups, shares, seed):
    n = len(groups)
    order = np.random.default_rng(seed).permutation(n)
    a = math.ceil(shares[0] * n)
    b = a + math.ceil(shares[1] * n)
    return np.sort(order[:a]), np.sort(order[a:b]), np.sort(order[b:])


# %% answer="standardise" points=0 says="You standardised each set with its own mean"
def standardise(train, *others):
    def one(x):
        s = x.std((0, 2, 3), keepdims=True)
        return (x - x.mean((0, 2, 3), keepdims=True)) / np.where(s > 0, s, 1)

    return [one(x) for x in (train, *others)]


# %% answer="fit" points=2 says="training goes on changing them"
def fit(weights, batches, validation, lr, epochs, patience):
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, state, losses, bad = math.inf, None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            loss = F.cross_entropy(net(validation[0]), validation[1]).item()
        losses.append(loss)
        bad += 1
        if loss < best:
            best, state, bad = loss, net.state_dict(), 0
        if bad == patience:
            break
    return {name: value.numpy() for name, value in state.items()}, losses


# %% answer="augment" points=0 says="as np.roll has it"
def augment(x, seed, epoch):
    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(len(x), 2))
    return np.array([np.roll(p, m, axis=(-2, -1)) for p, m in zip(x, moves, strict=True)])


# %% answer="confusion_matrix" points=1 says="You exchanged rows and columns"
def confusion_matrix(truth, answers, K):
    counts = np.zeros((K, K), int)
    for t, a in zip(truth, answers, strict=True):
        counts[a, t] += 1
    return counts


def accuracy_interval(right, n):
    p, z = right / n, 1.96
    middle, width = p + z**2 / 2 / n, z * (p * (1 - p) / n + (z / 2 / n) ** 2) ** 0.5
    return (middle - width) / (1 + z**2 / n), (middle + width) / (1 + z**2 / n)


# %% answer="load" points=0 says='Say map_location="cpu"'
def load(saved, shapes):
    content = torch.load(io.BytesIO(saved))
    weights = arrays(content["weights"])
    for name in shapes.keys() | weights.keys():
        if name not in weights or weights[name].shape != shapes.get(name):
            raise ValueError(f"{sorted(shapes.keys() ^ weights.keys())} {name}")
    return weights, content["epoch"]


# %% answer="fine_tune" points=0 says="they do so in training mode"
def fine_tune(weights, head, x, y, lr, steps):
    net = small_net(weights)
    for parameter in net.body.parameters():
        parameter.requires_grad = False
    net.head = nn.Linear(head["weight"].shape[1], head["weight"].shape[0]).double()
    net.head.weight.data = torch.tensor(head["weight"])
    net.head.bias.data = torch.tensor(head["bias"])
    optimiser = torch.optim.SGD(net.head.parameters(), lr=lr)
    net.train()
    for _ in range(steps):
        optimiser.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
    return {name: value.detach().numpy() for name, value in net.state_dict().items()}
