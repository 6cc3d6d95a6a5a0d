# %% [markdown]
# Cuts at the wrong side, counts ignored pixels, takes Dice for IoU, forgets the margin, pools with
# floor and multiplies negative overlaps.

# %% hand_in="15" base="stubs"
# %% answer="fcn_forward" points=0 says="What is too much is at the end"
def fcn_forward(x, params):
    H, W = x.shape[2:]
    for name in ("down1", "down2"):
        x = relu(conv2d(x, params[name + ".weight"], params[name + ".bias"], stride=2, padding=1))
    x = conv2d(x, params["head.weight"], params["head.bias"])
    return conv_transpose2d(x, params["up.weight"], stride=4, padding=2)[:, :, -H:, -W:]


# %% answer="FCN" points=2 says="always double the size"
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.d = nn.ModuleList(
            [nn.Conv2d(3, 32, 3, 2, 1), nn.Conv2d(32, 64, 3, 2, 1), nn.Conv2d(64, 128, 3, 2, 1)]
        )
        self.u = nn.ModuleList(
            nn.ConvTranspose2d(i, o, 3, stride=2, padding=1, output_padding=1)
            for i, o in ((128, 64), (64, 32), (32, num_classes))
        )

    def forward(self, x):
        for layer in self.d:
            x = F.relu(layer(x))
        x = F.relu(self.u[0](x))
        return self.u[2](F.relu(self.u[1](x)))


# %% answer="pixel_cross_entropy" points=0 says="divided by the number of all pixels"
def pixel_cross_entropy(scores, truth, ignore=255):
    z = scores - scores.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    total = 0
    for n, i, j in np.argwhere(truth != ignore):
        total -= logp[n, truth[n, i, j], i, j]
    return total / truth.size


# %% answer="class_weights"
def class_weights(counts):
    inverse = np.array([1 / c if c else 0 for c in counts])
    return inverse * (inverse > 0).sum() / inverse.sum()


# %% answer="iou" points=0 says="Dice"
def iou(answer, truth, K, ignore=255):
    result = np.full(K, np.nan)
    a, t = answer[truth != ignore], truth[truth != ignore]
    for c in range(K):
        size = np.sum(a == c) + np.sum(t == c)
        if size:
            result[c] = 2 * np.sum((a == c) & (t == c)) / size
    return result


# %% answer="predict_in_tiles" points=0 says="have no margin"
def predict_in_tiles(net, x, tile, margin):
    _, H, W = x.shape
    rows = [
        np.concatenate([net(x[:, i : i + tile, j : j + tile]) for j in range(0, W, tile)], axis=2)
        for i in range(0, H, tile)
    ]
    return np.concatenate(rows, axis=1)


# %% answer="face_maps" points=0 says="ceil_mode"
def face_maps(x, weights):
    y = ((255 * x - 127.5) / 128)[None]
    for n in (1, 2, 3):
        y = conv2d(y, weights[f"conv{n}.weight"], weights[f"conv{n}.bias"])
        y = np.maximum(y, 0) + np.minimum(y, 0) * weights[f"prelu{n}.weight"].reshape(1, -1, 1, 1)
        if n == 1:
            y = max_pool2d(y, 2)
    z = conv2d(y, weights["conv4_1.weight"], weights["conv4_1.bias"])[0]
    return 1 / (1 + np.exp(z[0] - z[1])), conv2d(
        y, weights["conv4_2.weight"], weights["conv4_2.bias"]
    )[0]


# %% answer="place_boxes" points=0 says="exchanged rows and columns"
def place_boxes(face, threshold, shrink):
    found = np.argwhere(face >= threshold)
    boxes = np.concatenate([2 * found, 2 * found + 12], axis=1) * float(shrink)
    return boxes, face[tuple(found.T)]


# %% answer="nms" points=0 says="two negative numbers"
def nms(boxes, scores, overlap):
    kept = []
    for n in np.argsort(-scores):
        a = boxes[n]
        for m in kept:
            b = boxes[m]
            shared = (min(a[2], b[2]) - max(a[0], b[0])) * (min(a[3], b[3]) - max(a[1], b[1]))
            both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
            if shared / (both - shared) > overlap:
                break
        else:
            kept.append(n)
    return np.array(kept)
