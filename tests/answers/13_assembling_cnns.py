#### ledger | right | sizes measured by running a zero image through NumPy layers
def ledger(layers, in_shape):
    x = np.zeros((1, *in_shape))
    rows = []
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            w = np.zeros((filters, x.shape[1], k, k))
            x = conv2d(x, w, np.zeros(filters), stride=stride, padding=padding)
            parameters = w.size + filters
            macs = w.size * x.shape[2] * x.shape[3]
        elif kind == "pool":
            x = max_pool2d(x, numbers[0], stride=numbers[-1])
        elif kind == "norm":
            parameters = 2 * x.shape[1]
        elif kind == "flatten":
            x = x.reshape(1, -1)
        elif kind == "linear":
            macs = x.shape[1] * numbers[0]
            parameters = macs + numbers[0]
            x = np.zeros((1, numbers[0]))
        rows.append((x.shape[1:], parameters, macs))
    return rows

#### ledger | wrong | bias left out of the parameters of conv
def ledger(layers, in_shape):
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            shape = (filters, (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1)
            weights = filters * C * k * k
            parameters = weights
            macs = weights * shape[1] * shape[2]
        elif kind == "pool":
            k = numbers[0]
            stride = numbers[1] if len(numbers) > 1 else k
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            (outputs,) = numbers
            macs = outputs * shape[0]
            parameters = macs + outputs
            shape = (outputs,)
        rows.append((shape, parameters, macs))
    return rows

#### ledger | wrong | MACs times the places of the input
def ledger(layers, in_shape):
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            shape = (filters, (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1)
            weights = filters * C * k * k
            parameters = weights + filters
            macs = weights * H * W
        elif kind == "pool":
            k = numbers[0]
            stride = numbers[1] if len(numbers) > 1 else k
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            (outputs,) = numbers
            macs = outputs * shape[0]
            parameters = macs + outputs
            shape = (outputs,)
        rows.append((shape, parameters, macs))
    return rows

#### ledger | wrong | norm counted with its two buffers: 4 a channel
def ledger(layers, in_shape):
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            shape = (filters, (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1)
            weights = filters * C * k * k
            parameters = weights + filters
            macs = weights * shape[1] * shape[2]
        elif kind == "pool":
            k = numbers[0]
            stride = numbers[1] if len(numbers) > 1 else k
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 4 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            (outputs,) = numbers
            macs = outputs * shape[0]
            parameters = macs + outputs
            shape = (outputs,)
        rows.append((shape, parameters, macs))
    return rows

#### ledger | wrong | pool stride is always k
def ledger(layers, in_shape):
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            shape = (filters, (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1)
            weights = filters * C * k * k
            parameters = weights + filters
            macs = weights * shape[1] * shape[2]
        elif kind == "pool":
            k = numbers[0]
            stride = k
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            (outputs,) = numbers
            macs = outputs * shape[0]
            parameters = macs + outputs
            shape = (outputs,)
        rows.append((shape, parameters, macs))
    return rows

#### ledger | wrong | pool without stride has stride 1
def ledger(layers, in_shape):
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            shape = (filters, (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1)
            weights = filters * C * k * k
            parameters = weights + filters
            macs = weights * shape[1] * shape[2]
        elif kind == "pool":
            k = numbers[0]
            stride = numbers[1] if len(numbers) > 1 else 1
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            (outputs,) = numbers
            macs = outputs * shape[0]
            parameters = macs + outputs
            shape = (outputs,)
        rows.append((shape, parameters, macs))
    return rows

#### ledger | wrong | MACs counted twice, multiplication and addition
def ledger(layers, in_shape):
    rows, shape = [], tuple(in_shape)
    for kind, *numbers in layers:
        parameters = macs = 0
        if kind == "conv":
            filters, k, stride, padding = numbers
            C, H, W = shape
            shape = (filters, (H + 2 * padding - k) // stride + 1, (W + 2 * padding - k) // stride + 1)
            weights = filters * C * k * k
            parameters = weights + filters
            macs = 2 * weights * shape[1] * shape[2]
        elif kind == "pool":
            k = numbers[0]
            stride = numbers[1] if len(numbers) > 1 else k
            C, H, W = shape
            shape = (C, (H - k) // stride + 1, (W - k) // stride + 1)
        elif kind == "norm":
            parameters = 2 * shape[0]
        elif kind == "flatten":
            shape = (math.prod(shape),)
        elif kind == "linear":
            (outputs,) = numbers
            macs = 2 * outputs * shape[0]
            parameters = macs // 2 + outputs
            shape = (outputs,)
        rows.append((shape, parameters, macs))
    return rows

#### lenet_forward | right | loops over names, einsum, mean by reshape
def lenet_forward(x, params):
    def pool(v):
        n, c, h, w = v.shape
        v = v[:, :, : h // 2 * 2, : w // 2 * 2]
        return v.reshape(n, c, h // 2, 2, w // 2, 2).mean(axis=(3, 5))
    for name, pad in (("conv1", 2), ("conv2", 0)):
        x = pool(np.maximum(0, conv2d(x, params[name + ".weight"], params[name + ".bias"], padding=pad)))
    x = x.reshape(x.shape[0], 400)
    for name in ("fc1", "fc2", "fc3"):
        x = np.einsum("ni,oi->no", x, params[f"{name}.weight"]) + params[f"{name}.bias"]
        if name != "fc3":
            x[x < 0] = 0
    return x

#### lenet_forward | right | image by image, matrix times column
def lenet_forward(x, params):
    answers = []
    for image in x:
        v = image[None]
        v = avg_pool2d(relu(conv2d(v, params["conv1.weight"], params["conv1.bias"], padding=2)), 2)
        v = avg_pool2d(relu(conv2d(v, params["conv2.weight"], params["conv2.bias"])), 2)
        v = v.ravel()
        v = relu(params["fc1.weight"] @ v + params["fc1.bias"])
        v = relu(params["fc2.weight"].dot(v) + params["fc2.bias"])
        answers.append(params["fc3.weight"] @ v + params["fc3.bias"])
    return np.stack(answers)

#### lenet_forward | wrong | ReLU on the logits
def lenet_forward(x, params):
    p = params
    x = avg_pool2d(relu(conv2d(x, p["conv1.weight"], p["conv1.bias"], padding=2)), 2)
    x = avg_pool2d(relu(conv2d(x, p["conv2.weight"], p["conv2.bias"])), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ p["fc1.weight"].T + p["fc1.bias"])
    x = relu(x @ p["fc2.weight"].T + p["fc2.bias"])
    return relu(x @ p["fc3.weight"].T + p["fc3.bias"])

#### lenet_forward | wrong | pooling before ReLU
def lenet_forward(x, params):
    p = params
    x = relu(avg_pool2d(conv2d(x, p["conv1.weight"], p["conv1.bias"], padding=2), 2))
    x = relu(avg_pool2d(conv2d(x, p["conv2.weight"], p["conv2.bias"]), 2))
    x = x.reshape(len(x), -1)
    x = relu(x @ p["fc1.weight"].T + p["fc1.bias"])
    x = relu(x @ p["fc2.weight"].T + p["fc2.bias"])
    return x @ p["fc3.weight"].T + p["fc3.bias"]

#### lenet_forward | wrong | max pooling
def lenet_forward(x, params):
    p = params
    x = max_pool2d(relu(conv2d(x, p["conv1.weight"], p["conv1.bias"], padding=2)), 2)
    x = max_pool2d(relu(conv2d(x, p["conv2.weight"], p["conv2.bias"])), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ p["fc1.weight"].T + p["fc1.bias"])
    x = relu(x @ p["fc2.weight"].T + p["fc2.bias"])
    return x @ p["fc3.weight"].T + p["fc3.bias"]

#### lenet_forward | wrong | ReLU after fc2 forgotten
def lenet_forward(x, params):
    p = params
    x = avg_pool2d(relu(conv2d(x, p["conv1.weight"], p["conv1.bias"], padding=2)), 2)
    x = avg_pool2d(relu(conv2d(x, p["conv2.weight"], p["conv2.bias"])), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ p["fc1.weight"].T + p["fc1.bias"])
    x = x @ p["fc2.weight"].T + p["fc2.bias"]
    return x @ p["fc3.weight"].T + p["fc3.bias"]

#### lenet_forward | wrong | biases of the linear layers forgotten
def lenet_forward(x, params):
    p = params
    x = avg_pool2d(relu(conv2d(x, p["conv1.weight"], p["conv1.bias"], padding=2)), 2)
    x = avg_pool2d(relu(conv2d(x, p["conv2.weight"], p["conv2.bias"])), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ p["fc1.weight"].T)
    x = relu(x @ p["fc2.weight"].T)
    return x @ p["fc3.weight"].T

#### lenet_forward | wrong | no ReLU after the convolutions
def lenet_forward(x, params):
    p = params
    x = avg_pool2d(conv2d(x, p["conv1.weight"], p["conv1.bias"], padding=2), 2)
    x = avg_pool2d(conv2d(x, p["conv2.weight"], p["conv2.bias"]), 2)
    x = x.reshape(len(x), -1)
    x = relu(x @ p["fc1.weight"].T + p["fc1.bias"])
    x = relu(x @ p["fc2.weight"].T + p["fc2.bias"])
    return x @ p["fc3.weight"].T + p["fc3.bias"]

#### batchnorm2d | right | moveaxis to channels last, so vectors broadcast by themselves
def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    rows = np.moveaxis(x, 1, -1)
    flat = rows.reshape(-1, x.shape[1])
    mu, v = (flat.mean(0), flat.var(0)) if training else (mean, var)
    y = np.moveaxis(gamma * (rows - mu) / np.sqrt(v + eps) + beta, -1, 1)
    if not training:
        return y, mean.copy(), var.copy()
    m = len(flat)
    return y, mean + momentum * (mu - mean), var + momentum * (v * m / (m - 1) - var)

#### batchnorm2d | right | loop over channels
def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    y = np.empty_like(x)
    new_mean, new_var = np.array(mean), np.array(var)
    for c in range(x.shape[1]):
        plane = x[:, c]
        if training:
            mu = plane.mean()
            sq = ((plane - mu) ** 2).sum()
            s2 = sq / plane.size
            new_mean[c] = mean[c] * (1 - momentum) + momentum * mu
            new_var[c] = var[c] * (1 - momentum) + momentum * sq / (plane.size - 1)
        else:
            mu, s2 = mean[c], var[c]
        y[:, c] = (plane - mu) * (s2 + eps) ** -0.5 * gamma[c] + beta[c]
    return y, new_mean, new_var

#### batchnorm2d | wrong | normalised with 1/(M-1)
def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        m = x.mean(axis=(0, 2, 3))
        v = x.var(axis=(0, 2, 3), ddof=1)
        new_mean = (1 - momentum) * mean + momentum * m
        new_var = (1 - momentum) * var + momentum * x.var(axis=(0, 2, 3), ddof=1)
    else:
        m, v = mean, var
    s = gamma / np.sqrt(v + eps)
    y = (x - m[:, None, None]) * s[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var

#### batchnorm2d | wrong | momentum the other way round
def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        m = x.mean(axis=(0, 2, 3))
        v = x.var(axis=(0, 2, 3))
        new_mean = momentum * mean + (1 - momentum) * m
        new_var = momentum * var + (1 - momentum) * x.var(axis=(0, 2, 3), ddof=1)
    else:
        m, v = mean, var
    s = gamma / np.sqrt(v + eps)
    y = (x - m[:, None, None]) * s[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var

#### batchnorm2d | wrong | training normalises with the running numbers just moved
def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        m = x.mean(axis=(0, 2, 3))
        v = x.var(axis=(0, 2, 3))
        new_mean = (1 - momentum) * mean + momentum * m
        new_var = (1 - momentum) * var + momentum * x.var(axis=(0, 2, 3), ddof=1)
        m, v = new_mean, new_var
    else:
        m, v = mean, var
    s = gamma / np.sqrt(v + eps)
    y = (x - m[:, None, None]) * s[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var

#### batchnorm2d | wrong | per image (instance norm)
def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        m = x.mean(axis=(0, 2, 3))
        mi = x.mean(axis=(2, 3), keepdims=True); vi = x.var(axis=(2, 3), keepdims=True)
        v = x.var(axis=(0, 2, 3))
        new_mean = (1 - momentum) * mean + momentum * m
        new_var = (1 - momentum) * var + momentum * x.var(axis=(0, 2, 3), ddof=1)
    else:
        m, v = mean, var
    s = gamma / np.sqrt(v + eps)
    if training:
        y = (x - mi) / np.sqrt(vi + eps) * gamma[:, None, None] + beta[:, None, None]
        return y, new_mean, new_var
    y = (x - m[:, None, None]) * s[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var

#### batchnorm2d | wrong | in use the running numbers move all the same
def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    new_mean, new_var = mean.copy(), var.copy()
    if True:
        m = x.mean(axis=(0, 2, 3))
        v = x.var(axis=(0, 2, 3))
        new_mean = (1 - momentum) * mean + momentum * m
        new_var = (1 - momentum) * var + momentum * x.var(axis=(0, 2, 3), ddof=1)
    if not training:
        m, v = mean, var
    s = gamma / np.sqrt(v + eps)
    y = (x - m[:, None, None]) * s[:, None, None] + beta[:, None, None]
    return y, new_mean, new_var

#### batchnorm2d | wrong | beta forgotten
def batchnorm2d(x, gamma, beta, mean, var, training, momentum=0.1, eps=1e-5):
    new_mean, new_var = mean.copy(), var.copy()
    if training:
        m = x.mean(axis=(0, 2, 3))
        v = x.var(axis=(0, 2, 3))
        new_mean = (1 - momentum) * mean + momentum * m
        new_var = (1 - momentum) * var + momentum * x.var(axis=(0, 2, 3), ddof=1)
    else:
        m, v = mean, var
    s = gamma / np.sqrt(v + eps)
    y = (x - m[:, None, None]) * s[:, None, None]
    return y, new_mean, new_var

#### fold_bn | right | einsum, bias 0 as a number
def fold_bn(w, b, gamma, beta, mean, var, eps):
    scale = gamma * (var + eps) ** -0.5
    shift = -mean if b is None else b - mean
    return np.einsum("o,ockl->ockl", scale, w), scale * shift + beta

#### fold_bn | right | asks the batch norm: its answer at 0 and at 1
def fold_bn(w, b, gamma, beta, mean, var, eps):
    b = np.zeros(w.shape[0]) if b is None else np.asarray(b)
    norm = lambda t: (t - mean) / np.sqrt(var + eps) * gamma + beta
    slope = norm(1.0) - norm(0.0)
    return (w.T * slope).T, norm(b)

#### fold_bn | wrong | bias not scaled
def fold_bn(w, b, gamma, beta, mean, var, eps):
    if b is None:
        b = np.zeros(len(w))
    s = gamma / np.sqrt(var + eps)
    return w * s[:, None, None, None], b - s * mean + beta

#### fold_bn | wrong | scale on the input channels
def fold_bn(w, b, gamma, beta, mean, var, eps):
    if b is None:
        b = np.zeros(len(w))
    s = gamma / np.sqrt(var + eps)
    return w * s[None, :len(s), None, None] if w.shape[1] == len(s) else w * s[:, None, None, None], s * (b - mean) + beta

#### fold_bn | wrong | mean forgotten
def fold_bn(w, b, gamma, beta, mean, var, eps):
    if b is None:
        b = np.zeros(len(w))
    s = gamma / np.sqrt(var + eps)
    return w * s[:, None, None, None], s * b + beta

#### fold_bn | wrong | no bias: mean forgotten too
def fold_bn(w, b, gamma, beta, mean, var, eps):
    if b is None:
        s = gamma / np.sqrt(var + eps)
        return w * s[:, None, None, None], beta.copy()
    s = gamma / np.sqrt(var + eps)
    return w * s[:, None, None, None], s * (b - mean) + beta

#### fold_bn | wrong | no bias stays None
def fold_bn(w, b, gamma, beta, mean, var, eps):
    no_bias = b is None
    if b is None:
        b = np.zeros(len(w))
    s = gamma / np.sqrt(var + eps)
    if no_bias:
        return w * s[:, None, None, None], None
    return w * s[:, None, None, None], s * (b - mean) + beta

#### fold_bn | wrong | divided by variance, not its root
def fold_bn(w, b, gamma, beta, mean, var, eps):
    if b is None:
        b = np.zeros(len(w))
    s = gamma / (var + eps)
    return w * s[:, None, None, None], s * (b - mean) + beta

#### fold_bn | wrong | beta scaled too
def fold_bn(w, b, gamma, beta, mean, var, eps):
    if b is None:
        b = np.zeros(len(w))
    s = gamma / np.sqrt(var + eps)
    return w * s[:, None, None, None], s * (b - mean + beta)

#### fold_bn | wrong | mean added
def fold_bn(w, b, gamma, beta, mean, var, eps):
    if b is None:
        b = np.zeros(len(w))
    s = gamma / np.sqrt(var + eps)
    return w * s[:, None, None, None], s * (b + mean) + beta

#### residual_block | right | shape of f decides about the projection: also stride
def residual_block(x, p, stride):
    f = conv2d(x, p["conv1"], None, stride, 1)
    f = normalise(f, p, "bn1")
    f = f * (f > 0)
    f = normalise(conv2d(f, p["conv2"], None, 1, 1), p, "bn2")
    same = stride == 1 and f.shape == x.shape
    s = x if same else normalise(conv2d(x, p["skip"], None, stride), p, "bn_skip")
    out = s + f
    return np.where(out > 0, out, 0)

#### residual_block | wrong | projection whenever p has one
def residual_block(x, p, stride):
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    if "skip" in p:
        x = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(x + y)

#### residual_block | wrong | projection only if channels change
def residual_block(x, p, stride):
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    if x.shape[1] != len(p["conv1"]):
        x = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(x + y)

#### residual_block | wrong | stride at the second convolution
def residual_block(x, p, stride):
    y = conv2d(x, p["conv1"], padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], stride=stride, padding=1), p, "bn2")
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        x = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(x + y)

#### residual_block | wrong | bn2 forgotten
def residual_block(x, p, stride):
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = conv2d(y, p["conv2"], padding=1)
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        x = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(x + y)

#### residual_block | wrong | projection with padding 1
def residual_block(x, p, stride):
    y = conv2d(x, p["conv1"], stride=stride, padding=1)
    y = relu(normalise(y, p, "bn1"))
    y = normalise(conv2d(y, p["conv2"], padding=1), p, "bn2")
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        x = normalise(conv2d(x, p["skip"], stride=stride, padding=1)[:, :, : y.shape[2], : y.shape[3]], p, "bn_skip")
    return relu(x + y)

#### global_head | wrong | bias in the maps
def global_head(x, W, b):
    logits = x.mean(axis=(2, 3)) @ W.T + b
    maps = conv2d(x, W[:, :, None, None], b)
    return logits, maps

#### global_head | wrong | global max
def global_head(x, W, b):
    logits = x.max(axis=(2, 3)) @ W.T + b
    maps = conv2d(x, W[:, :, None, None])
    return logits, maps

#### global_head | wrong | bias added once per place: times HW
def global_head(x, W, b):
    logits = x.mean(axis=(2, 3)) @ W.T + b * x.shape[2] * x.shape[3]
    maps = conv2d(x, W[:, :, None, None])
    return logits, maps

#### shift_consistency | right | channels folded into images; unit vectors
def blur_downsample(x):
    N, C, H, W = x.shape
    kernel = np.outer([1, 2, 1], [1, 2, 1])[None, None] / 16
    y = conv2d(x.reshape(N * C, 1, H, W), kernel, stride=2)
    return y.reshape(N, C, *y.shape[2:])


def shift_consistency(net, x):
    unit = lambda v: v / np.linalg.norm(v, axis=-1, keepdims=True)
    return (unit(net(x[..., :-1])) * unit(net(x[..., 1:]))).sum(-1).mean()

#### shift_consistency | wrong | channels added up together
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.tile(kernel, (C, C, 1, 1))
    return conv2d(x, weight, stride=2)


def shift_consistency(net, x):
    a, b = net(x[..., :-1]), net(x[..., 1:])
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.mean()

#### shift_consistency | wrong | blur with stride 1, then every second from the second on
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, groups=C)[:, :, 1::2, 1::2]


def shift_consistency(net, x):
    a, b = net(x[..., :-1]), net(x[..., 1:])
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.mean()

#### shift_consistency | wrong | mean filter
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.ones((3, 3)) / 9
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, stride=2, groups=C)


def shift_consistency(net, x):
    a, b = net(x[..., :-1]), net(x[..., 1:])
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.mean()

#### shift_consistency | wrong | not divided by 16
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]])
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, stride=2, groups=C)


def shift_consistency(net, x):
    a, b = net(x[..., :-1]), net(x[..., 1:])
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.mean()

#### shift_consistency | wrong | padded
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, stride=2, padding=1, groups=C)


def shift_consistency(net, x):
    a, b = net(x[..., :-1]), net(x[..., 1:])
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.mean()

#### shift_consistency | wrong | downsampled before the blur
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x[:, :, ::2, ::2], weight, groups=C)


def shift_consistency(net, x):
    a, b = net(x[..., :-1]), net(x[..., 1:])
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.mean()

#### shift_consistency | wrong | no downsampling
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, groups=C)


def shift_consistency(net, x):
    a, b = net(x[..., :-1]), net(x[..., 1:])
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.mean()

#### shift_consistency | wrong | np.roll
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, stride=2, groups=C)


def shift_consistency(net, x):
    a, b = net(x), net(np.roll(x, 1, axis=3))
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.mean()

#### shift_consistency | wrong | rows cut in place of columns
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, stride=2, groups=C)


def shift_consistency(net, x):
    a, b = net(x[:, :, :-1]), net(x[:, :, 1:])
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.mean()

#### shift_consistency | wrong | absolute value of the cosine
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, stride=2, groups=C)


def shift_consistency(net, x):
    a, b = net(x[..., :-1]), net(x[..., 1:])
    cos = abs((a * b).sum(axis=1)) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.mean()

#### shift_consistency | wrong | cosine distance
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, stride=2, groups=C)


def shift_consistency(net, x):
    a, b = net(x[..., :-1]), net(x[..., 1:])
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return 1 - cos.mean()

#### shift_consistency | wrong | sum instead of mean
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, stride=2, groups=C)


def shift_consistency(net, x):
    a, b = net(x[..., :-1]), net(x[..., 1:])
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.sum()

#### shift_consistency | wrong | axis 0: per feature
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, stride=2, groups=C)


def shift_consistency(net, x):
    a, b = net(x[..., :-1]), net(x[..., 1:])
    cos = (a * b).sum(axis=0) / (np.linalg.norm(a, axis=0) * np.linalg.norm(b, axis=0))
    return cos.mean()

#### shift_consistency | wrong | two columns apart
def blur_downsample(x):
    C = x.shape[1]
    kernel = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    weight = np.repeat(kernel[None, None], C, axis=0)
    return conv2d(x, weight, stride=2, groups=C)


def shift_consistency(net, x):
    a, b = net(x[..., :-2]), net(x[..., 2:])
    cos = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return cos.mean()

#### ConvNet | right | LazyLinear for the size after flattening
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.LazyLinear(512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))

#### ConvNet | wrong | softmax at the end
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return F.softmax(self.fc2(x), dim=1)

#### ConvNet | wrong | ReLU on the logits
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return F.relu(self.fc2(x))

#### ConvNet | wrong | ReLU between the linear layers forgotten
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.fc1(x.flatten(1))
        return self.fc2(x)

#### ConvNet | wrong | padding forgotten in the convolutions: 5 by 5
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.fc1 = nn.Linear(64 * 5 * 5, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)

#### ConvNet | wrong | flatten with channels last
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.permute(0, 2, 3, 1).flatten(1)))
        return self.fc2(x)

#### ConvNet | wrong | num_classes ignored, 10 always
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)

#### ConvNet | wrong | convolutions without bias
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1, bias=False)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)

#### ConvNet | wrong | layers in a plain list: not registered
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.convs = [nn.Conv2d(3, 32, 3, padding=1), nn.Conv2d(32, 64, 3, padding=1)]
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.convs[0](x)), 2)
        x = F.max_pool2d(F.relu(self.convs[1](x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)

#### ConvNet | wrong | layers made in forward
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.k = num_classes

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return nn.Linear(512, self.k).to(x)(x)

#### ConvNet | wrong | batch norm added
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)
        self.bn = nn.BatchNorm2d(32)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn(self.conv1(x))), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)

#### ConvNet | wrong | second pooling forgotten, 14 by 14
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 14 * 14, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x))
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)

#### ConvNet | wrong | a third convolution made and never used
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.conv3 = nn.Conv2d(64, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)

#### ConvNet | wrong | dropout before the last layer, which eval() hides
class ConvNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(self.drop(F.relu(self.fc1(x.flatten(1)))))

#### residual_block | wrong | ReLU after bn2 as well
def residual_block(x, p, stride):
    y = relu(normalise(conv2d(x, p["conv1"], stride=stride, padding=1), p, "bn1"))
    y = relu(normalise(conv2d(y, p["conv2"], padding=1), p, "bn2"))
    if stride != 1 or x.shape[1] != len(p["conv1"]):
        x = normalise(conv2d(x, p["skip"], stride=stride), p, "bn_skip")
    return relu(x + y)
