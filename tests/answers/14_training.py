#### train_tiny_cnn | wrong | gradient not divided by N
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | loss summed, not averaged
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].sum()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | max of the whole batch subtracted
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max()
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | mean over images and unseen together
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    both = np.concatenate([images, unseen])
    mean, spread = both.mean(), both.std()
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | labels not in the batch's order
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[start : start + batch_size])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | step up the gradient
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] + lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | gradients computed on raw images (standardised not used)
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    raw = images
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, raw[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | standardised pixel by pixel (mean image)
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(axis=0), images.std(axis=0) + 1e-8
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | divided by variance
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.var()
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | one step per epoch, gradients of last batch
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
        for name in params:
            params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | last, smaller batch left out
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            if len(batch) < batch_size:
                continue
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | step on the wrong sign only for biases: biases never moved
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                if 'bias' not in name: params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | log of softmax plus small number
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) + 1e-9)
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images = (images - mean) / spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen

#### train_tiny_cnn | wrong | images changed in place
def loss_and_gradients(params, x, y):
    w, b = params["conv.weight"], params["conv.bias"]
    linear_w, linear_b = params["linear.weight"], params["linear.bias"]
    N = len(x)
    before = conv2d(x, w, b, padding=1)
    after = relu(before)
    pooled, indices = max_pool2d(after, 2, return_indices=True)
    flat = pooled.reshape(N, -1)
    logits = flat @ linear_w.T + linear_b
    z = logits - logits.max(axis=1, keepdims=True)
    logsum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    logp = z - logsum
    loss = -logp[np.arange(N), y].mean()
    dz = np.exp(logp)
    dz[np.arange(N), y] -= 1
    dz /= N
    grads = {"linear.weight": dz.T @ flat, "linear.bias": dz.sum(axis=0)}
    d = (dz @ linear_w).reshape(pooled.shape)
    d = max_pool2d_backward(d, indices, after.shape)
    d = d * (before > 0)
    _, grads["conv.weight"], grads["conv.bias"] = conv2d_backward(d, x, w, padding=1)
    return loss, grads


def train_tiny_cnn(images, labels, unseen, params, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    params = {name: value.copy() for name, value in params.items()}
    mean, spread = images.mean(), images.std()
    images -= mean; images /= spread
    unseen = (unseen - mean) / spread
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, images[batch], labels[batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params, unseen

#### fix_the_net | wrong | eps moved into the root with the wrong number
def fix_the_net(lines, x, p):
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-5)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)

#### fix_the_net | wrong | overlap averaged in place of added
def fix_the_net(lines, x, p):
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] = (up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] + stamps) / 2"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)

#### fix_the_net | wrong | a right line made different too (number of patches 7)
def fix_the_net(lines, x, p):
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    repaired[16] = '    y = np.clip(y, 0, None)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)

#### fix_the_net | wrong | softmax not repaired
def fix_the_net(lines, x, p):
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window, w)'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)

#### fix_the_net | wrong | kernel turned in the other place: flips the window too
def fix_the_net(lines, x, p):
    repaired = list(PROGRAM)
    repaired[8] = "            window = padded[:, :, i : i + kh, j : j + kw]"
    repaired[9] = '            y[:, :, i, j] = np.einsum("nchw,ochw->no", window[:, :, ::-1, ::-1], w[:, :, ::-1, ::-1][:, :, ::-1])'
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = "            up[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps"
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)

#### fix_the_net | right | str.replace on the right text
def fix_the_net(lines, x, p):
    repaired = list(PROGRAM)
    repaired[8] = repaired[8].replace("kw", "KK").replace("kh", "kw").replace("KK", "kh")
    repaired[9] = repaired[9].replace("w[:, :, ::-1, ::-1]", "w")
    repaired[13] = '    scale = p["norm.weight"] / np.sqrt(var + 1e-3)'
    repaired[22] = "            block = y[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]"
    repaired[30] = repaired[30].replace("] = stamps", "] += stamps")
    repaired[36] = '    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)'
    pairs = enumerate(zip(lines, repaired, strict=True))
    patches = [(n, right) for n, (line, right) in pairs if line != right]
    return patches, run_program(repaired, x, p)

#### fix_the_net | wrong | nothing repaired, the right numbers computed by other means
def fix_the_net(lines, x, p):
    t = {name: torch.tensor(np.array(value)) for name, value in p.items()}
    seen = {"conv": F.conv2d(torch.tensor(x), t["conv.weight"], t["conv.bias"], padding=1)}
    norm = (t["norm." + name] for name in ("mean", "var", "weight", "bias"))
    seen["norm"] = F.batch_norm(seen["conv"], *norm, eps=1e-3)
    seen["relu"] = seen["norm"].relu()
    seen["pool"] = F.max_pool2d(seen["relu"], 2)
    seen["up"] = F.conv_transpose2d(seen["pool"], t["up.weight"], stride=2)
    seen["logits"] = F.linear(seen["up"].mean(dim=(2, 3)), t["head.weight"], t["head.bias"])
    seen["probabilities"] = seen["logits"].softmax(dim=1)
    return [], {name: value.numpy() for name, value in seen.items()}

#### fix_the_net | wrong | a space at the end of every wrong line, and run as it was
def fix_the_net(lines, x, p):
    numbers = (8, 9, 13, 22, 30, 36)
    return [(n, lines[n] + " ") for n in numbers], run_program(lines, x, p)

#### expected_first_loss | right | the surprise of each class, averaged
def expected_first_loss(K):
    p = np.full(K, 1 / K)
    return float((-np.log(p) * p).sum())

#### expected_first_loss | wrong | log(K) rounded
def expected_first_loss(K):
    return round(math.log(K), 2)

#### split | right | cumulative sizes, searchsorted
def split(groups, shares, seed):
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    sizes = np.array([(groups == g).sum() for g in order])
    before = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    first = int(np.sum(before < shares[0] * len(groups)))
    second = first + int(np.sum(before[first:] - sizes[:first].sum() < shares[1] * len(groups)))
    parts = np.split(order, [first, second])
    return tuple(np.flatnonzero(np.isin(groups, part)) for part in parts)

#### split | wrong | every set is offered every group: small groups fill up the training set
def split(groups, shares, seed):
    n, parts = len(groups), ([], [], [])
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    for group in order:
        members = np.flatnonzero(groups == group)
        for k in range(3):
            if k == 2 or len(parts[k]) + len(members) <= shares[k] * n:
                parts[k].extend(members)
                break
    return tuple(np.array(sorted(part), dtype=int) for part in parts)

#### split | wrong | the seed ignored
def split(groups, shares, seed):
    n, parts, filled = len(groups), ([], [], []), 0
    for group in np.random.default_rng(0).permutation(np.unique(groups)):
        while filled < 2 and len(parts[filled]) >= shares[filled] * n:
            filled += 1
        parts[filled].extend(np.flatnonzero(groups == group))
    return tuple(np.array(sorted(part), dtype=int) for part in parts)

#### split | wrong | indices not sorted
def split(groups, shares, seed):
    n, parts, filled = len(groups), ([], [], []), 0
    for group in np.random.default_rng(seed).permutation(np.unique(groups)):
        while filled < 2 and len(parts[filled]) >= shares[filled] * n:
            filled += 1
        parts[filled].extend(np.flatnonzero(groups == group))
    return tuple(np.array(part, dtype=int) for part in parts)

#### standardise | right | in torch's order of axes, channel by channel
def standardise(train, *others):
    sets = [np.empty(x.shape) for x in (train, *others)]
    for c in range(train.shape[1]):
        m, s = train[:, c].mean(), train[:, c].std()
        for new, old in zip(sets, (train, *others), strict=True):
            new[:, c] = (old[:, c] - m) / (s if s > 0 else 1)
    return sets

#### standardise | wrong | a dead channel left as it was
def standardise(train, *others):
    m, s = train.mean((0, 2, 3), keepdims=True), train.std((0, 2, 3), keepdims=True)
    return [np.where(s > 0, (x - m) / np.where(s > 0, s, 1), x) for x in (train, *others)]

#### fit | right | keeps every state, and looks back
def fit(weights, batches, validation, lr, epochs, patience):
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    losses, states = [], []
    while len(losses) < epochs and not (losses and len(losses) - 1 - np.argmin(losses) >= patience):
        net.train()
        for x, y in batches:
            net.zero_grad()
            F.nll_loss(F.log_softmax(net(x), 1), y).backward()
            optimiser.step()
        net.eval()
        losses.append(F.cross_entropy(net(validation[0]), validation[1]).item())
        states.append(copy.deepcopy(net.state_dict()))
    return arrays(states[int(np.argmin(losses))]), losses

#### fit | wrong | best weights of those seen before the last improvement
def fit(weights, batches, validation, lr, epochs, patience):
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = arrays(net.state_dict()), [], 0
    for _ in range(epochs):
        before = arrays(net.state_dict())
        net.train()
        for x, y in batches:
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            loss = F.cross_entropy(net(validation[0]), validation[1]).item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = before, 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses

#### fit | wrong | gradients of the validation pair pile up
def fit(weights, batches, validation, lr, epochs, patience):
    net = small_net(weights)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    best, losses, waited = None, [], 0
    for _ in range(epochs):
        net.train()
        for x, y in batches:
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
            optimiser.zero_grad()
        net.eval()
        loss = F.cross_entropy(net(validation[0]), validation[1])
        loss.backward()
        loss = loss.item()
        waited += 1
        if not losses or loss < min(losses):
            best, waited = arrays(net.state_dict()), 0
        losses.append(loss)
        if waited == patience:
            break
    return best, losses

#### augment | right | one slice copied to another
def augment(x, seed, epoch):
    N, C, H, W = x.shape
    out = np.zeros(x.shape)
    for n, (d, r) in enumerate(np.random.default_rng([seed, epoch]).integers(-2, 3, size=(N, 2))):
        out[n, :, max(d, 0) : H + min(d, 0), max(r, 0) : W + min(r, 0)] = x[
            n, :, max(-d, 0) : H + min(-d, 0), max(-r, 0) : W + min(-r, 0)
        ]
    return out

#### augment | wrong | each channel moved by itself
def augment(x, seed, epoch):
    N, C, H, W = x.shape
    moves = np.random.default_rng([seed, epoch]).integers(-2, 3, size=(N, C, 2))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    out = np.zeros(x.shape)
    for n, c in np.ndindex(N, C):
        d, r = moves[n, c]
        out[n, c] = padded[n, c, 2 - d : 2 - d + H, 2 - r : 2 - r + W]
    return out

#### confusion_matrix | right | a loop, and the interval by a quadratic equation
def confusion_matrix(truth, answers, K):
    counts = np.zeros((K, K), dtype=int)
    for t, a in zip(truth, answers):
        counts[t, a] += 1
    return counts


def accuracy_interval(right, n):
    p, z2 = right / n, 1.96**2
    a, b, c = 1 + z2 / n, -(2 * p + z2 / n), p * p
    root = math.sqrt(b * b - 4 * a * c)
    return ((-b - root) / (2 * a), (-b + root) / (2 * a))

#### confusion_matrix | wrong | interval cut off at 0 and 1
def confusion_matrix(truth, answers, K):
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (truth, answers), 1)
    return counts


def accuracy_interval(right, n):
    p = right / n
    half = 1.96 * math.sqrt(p * (1 - p) / n)
    return max(0, p - half), min(1, p + half)

#### load | wrong | weights_only left out and names compared by number
def load(saved, shapes):
    content = torch.load(io.BytesIO(saved), map_location="cpu")
    if len(content["weights"]) != len(shapes):
        raise ValueError(", ".join(shapes))
    return arrays(content["weights"]), content["epoch"]


def save(weights, epoch):
    file = io.BytesIO()
    torch.save({"weights": {n: torch.tensor(v) for n, v in weights.items()}, "epoch": epoch}, file)
    return file.getvalue()

#### fine_tune | right | frozen by leaving it out of the optimiser
def fine_tune(weights, head, x, y, lr, steps):
    net = small_net(weights).eval()
    K, features = head["weight"].shape
    net.head = nn.Linear(features, K, dtype=torch.float64)
    with torch.no_grad():
        net.head.weight.copy_(torch.tensor(head["weight"]))
        net.head.bias.copy_(torch.tensor(head["bias"]))
    optimiser = torch.optim.SGD([net.head.weight, net.head.bias], lr)
    for _ in range(steps):
        loss = F.cross_entropy(net(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return arrays(net.state_dict())

#### fine_tune | wrong | eval only for the batch norm's weights: body in training mode after the first step
def fine_tune(weights, head, x, y, lr, steps):
    net = small_net(weights)
    net.requires_grad_(False)
    net.head = nn.Linear(head["weight"].shape[1], len(head["weight"])).double()
    net.head.load_state_dict({n: torch.tensor(v) for n, v in head.items()})
    net.eval()
    optimiser = torch.optim.SGD(net.head.parameters(), lr=lr)
    for _ in range(steps):
        optimiser.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
        net.train()
    return arrays(net.state_dict())

#### fix_the_net | wrong | nothing repaired, and a run_program of one's own that knows what to record
def run_program(lines, x, p):
    N, C = len(x), len(p["conv.bias"])
    scale = p["norm.weight"] / np.sqrt(p["norm.var"] + 1e-3)
    seen = {"conv": conv2d(x, p["conv.weight"], p["conv.bias"], padding=1)}
    norm = (seen["conv"] - p["norm.mean"][:, None, None]) * scale[:, None, None]
    seen["norm"] = norm + p["norm.bias"][:, None, None]
    seen["relu"] = relu(seen["norm"])
    seen["pool"] = max_pool2d(seen["relu"], 2)
    rows, columns = seen["pool"].shape[2:]
    seen["up"] = np.zeros((N, C, 2 * rows + 1, 2 * columns + 1))
    for i, j in np.ndindex(rows, columns):
        stamps = np.einsum("nc,cohw->nohw", seen["pool"][:, :, i, j], p["up.weight"])
        seen["up"][:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += stamps
    seen["logits"] = seen["up"].mean(axis=(2, 3)) @ p["head.weight"].T + p["head.bias"]
    e = np.exp(seen["logits"] - seen["logits"].max(axis=1, keepdims=True))
    seen["probabilities"] = e / e.sum(axis=1, keepdims=True)
    return seen


def fix_the_net(lines, x, p):
    patches = [(n, lines[n] + "  # repaired") for n in (8, 9, 13, 22, 30, 36)]
    return patches, run_program(lines, x, p)
