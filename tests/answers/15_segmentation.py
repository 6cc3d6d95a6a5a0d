#### FCN | right | ModuleLists and a stack of sizes
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        widths = [3, 32, 64, 128]
        ups = [128, 64, 32, num_classes]
        self.down = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1) for a, b in zip(widths, widths[1:]))
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 3, 2, 1) for a, b in zip(ups, ups[1:]))

    def forward(self, x):
        sizes = []
        for layer in self.down:
            sizes.append(x.size())
            x = layer(x).relu()
        for n, layer in enumerate(self.up):
            x = layer(x, output_size=sizes.pop()[-2:])
            if n < 2:
                x = x.relu()
        return x


#### FCN | right | output_padding worked out, F.conv_transpose2d
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.a, self.b, self.c = (
            nn.Conv2d(3, 32, 3, 2, 1),
            nn.Conv2d(32, 64, 3, 2, 1),
            nn.Conv2d(64, 128, 3, 2, 1),
        )
        self.d, self.e = nn.ConvTranspose2d(128, 64, 3, 2, 1), nn.ConvTranspose2d(64, 32, 3, 2, 1)
        self.f = nn.ConvTranspose2d(32, num_classes, 3, 2, 1)

    def grow(self, layer, x, like):
        more = [(s + 1) % 2 for s in like.shape[2:]]
        return F.conv_transpose2d(
            x, layer.weight, layer.bias, stride=2, padding=1, output_padding=more
        )

    def forward(self, x):
        p = self.a(x).clamp(min=0)
        q = self.b(p).clamp(min=0)
        r = self.c(q).clamp(min=0)
        r = self.grow(self.d, r, q).clamp(min=0)
        r = self.grow(self.e, r, p).clamp(min=0)
        return self.grow(self.f, r, x)


#### FCN | right | output_padding 1 everywhere and cropped at the end of the axes
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.d1, self.d2, self.d3 = (
            nn.Conv2d(i, o, 3, stride=2, padding=1) for i, o in ((3, 32), (32, 64), (64, 128))
        )
        self.u1, self.u2, self.u3 = (
            nn.ConvTranspose2d(i, o, 3, stride=2, padding=1, output_padding=1)
            for i, o in ((128, 64), (64, 32), (32, num_classes))
        )

    def forward(self, x):
        a = F.relu(self.d1(x))
        b = F.relu(self.d2(a))
        c = F.relu(self.d3(b))
        cut = lambda y, like: y[..., : like.shape[2], : like.shape[3]]
        y = F.relu(cut(self.u1(c), b))
        y = F.relu(cut(self.u2(y), a))
        return cut(self.u3(y), x)


#### FCN | wrong | no ReLU on the way up
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = self.up1(c, output_size=b.shape[2:])
        y = self.up2(y, output_size=a.shape[2:])
        return self.up3(y, output_size=x.shape[2:])


#### FCN | wrong | U-Net shortcuts added
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = F.relu(self.up1(c, output_size=b.shape[2:])) + b
        y = F.relu(self.up2(y, output_size=a.shape[2:])) + a
        return self.up3(y, output_size=x.shape[2:])


#### FCN | wrong | transposed weights other way round: outputs first
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(64, 128, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(32, 64, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = F.relu(self.up1(c, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return self.up3(y, output_size=x.shape[2:])


#### FCN | wrong | up layers without bias
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1, bias=False)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = F.relu(self.up1(c, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return self.up3(y, output_size=x.shape[2:])


#### FCN | wrong | upsampling by interpolate and conv
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = F.interpolate(F.relu(self.up1(c)), size=b.shape[2:], mode="bilinear")
        y = F.interpolate(F.relu(self.up2(y)), size=a.shape[2:], mode="bilinear")
        return self.up3(y, output_size=x.shape[2:])


#### FCN | wrong | height used for both axes in output_size
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = F.relu(
            self.up1(c, output_size=(b.shape[2], b.shape[3] - (b.shape[3] - b.shape[2]) % 2))
        )
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return self.up3(y, output_size=x.shape[2:])


#### fcn_forward | right | a crop by slices of Ellipsis, the head as einsum
def fcn_forward(x, params):
    y = np.maximum(conv2d(x, params["down1.weight"], params["down1.bias"], 2, 1), 0)
    y = np.maximum(conv2d(y, params["down2.weight"], params["down2.bias"], 2, 1), 0)
    y = (
        np.einsum("nchw,kc->nkhw", y, params["head.weight"][..., 0, 0])
        + params["head.bias"][:, None, None]
    )
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[
        ..., : x.shape[2], : x.shape[3]
    ]


#### fcn_forward | right | one picture at a time
def fcn_forward(x, params):
    result = []
    for picture in x:
        y = picture[None]
        for name in ["down1", "down2"]:
            y = relu(
                conv2d(
                    y,
                    params[name + ".weight"],
                    params[name + ".bias"],
                    stride=(2, 2),
                    padding=(1, 1),
                )
            )
        y = conv2d(y, params["head.weight"], params["head.bias"])
        y = conv_transpose2d(y, params["up.weight"], None, stride=4, padding=2)
        result.append(y[0][:, : picture.shape[1], : picture.shape[2]])
    return np.stack(result)


#### fcn_forward | wrong | head bias forgotten
def fcn_forward(x, params):
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[
        :, :, : x.shape[2], : x.shape[3]
    ]


#### fcn_forward | wrong | rows and columns exchanged when cutting
def fcn_forward(x, params):
    W, H = x.shape[2:]
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[:, :, :H, :W]


#### fcn_forward | wrong | leaky ReLU
def fcn_forward(x, params):
    bend = lambda y: np.where(y > 0, y, 0.01 * y)
    y = bend(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = bend(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"], stride=4, padding=2)[
        :, :, : x.shape[2], : x.shape[3]
    ]


#### fcn_forward | wrong | the up kernel turned round
def fcn_forward(x, params):
    y = relu(conv2d(x, params["down1.weight"], params["down1.bias"], stride=2, padding=1))
    y = relu(conv2d(y, params["down2.weight"], params["down2.bias"], stride=2, padding=1))
    y = conv2d(y, params["head.weight"], params["head.bias"])
    return conv_transpose2d(y, params["up.weight"][:, :, ::-1, ::-1], stride=4, padding=2)[
        :, :, : x.shape[2], : x.shape[3]
    ]


#### pixel_cross_entropy | right | log softmax over axis 1 and take_along_axis
def pixel_cross_entropy(scores, truth, ignore=255):
    z = scores - scores.max(1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(1, keepdims=True))
    safe = np.where(truth == ignore, 0, truth)
    loss = -np.take_along_axis(logp, safe[:, None], axis=1)[:, 0]
    return float(np.mean(loss[truth != ignore]))


#### pixel_cross_entropy | right | one-hot and logaddexp
def pixel_cross_entropy(scores, truth, ignore=255):
    K = scores.shape[1]
    hot = np.stack([truth == c for c in range(K)], axis=1)
    logp = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return -(logp * hot).sum() / (truth != ignore).sum()


#### pixel_cross_entropy | wrong | logarithm to the base 2
def pixel_cross_entropy(scores, truth, ignore=255):
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = z - z.max(axis=1, keepdims=True)
    t = truth[counts]
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(t)), t]).mean() / np.log(2)


#### pixel_cross_entropy | wrong | one minus the probability
def pixel_cross_entropy(scores, truth, ignore=255):
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    z = np.exp(z - z.max(axis=1, keepdims=True))
    t = truth[counts]
    return (1 - z[np.arange(len(t)), t] / z.sum(axis=1)).mean()


#### pixel_cross_entropy | wrong | the largest score of all pixels, clipped probabilities
def pixel_cross_entropy(scores, truth, ignore=255):
    counts = truth != ignore
    z = scores.transpose(0, 2, 3, 1)[counts]
    t = truth[counts]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    return -np.log(np.maximum(p[np.arange(len(t)), t], 1e-7)).mean()


#### class_weights | right | a list, and no mask
def class_weights(counts):
    inverse = [1 / c if c > 0 else 0.0 for c in counts]
    return np.array(inverse) / (sum(inverse) / sum(c > 0 for c in counts))


#### class_weights | right | harmonic mean
def class_weights(counts):
    some = counts[counts > 0]
    mean = len(some) / np.sum(1 / some)
    return np.divide(mean, counts, out=np.zeros(len(counts)), where=counts > 0)


#### class_weights | wrong | square root of the inverse
def class_weights(counts):
    w = np.zeros(len(counts))
    w[counts > 0] = counts[counts > 0] ** -0.5
    return w / w[counts > 0].mean()


#### class_weights | wrong | largest weight is 1
def class_weights(counts):
    w = np.zeros(len(counts))
    w[counts > 0] = 1 / counts[counts > 0]
    return w / w.max()


#### class_weights | wrong | median frequency
def class_weights(counts):
    w = np.zeros(len(counts))
    w[counts > 0] = np.median(counts[counts > 0]) / counts[counts > 0]
    return w


#### iou | right | confusion matrix by bincount
def iou(answer, truth, K, ignore=255):
    keep = truth != ignore
    table = np.bincount(K * truth[keep] + answer[keep], minlength=K * K).reshape(K, K)
    both = np.diag(table)
    union = table.sum(0) + table.sum(1) - both
    with np.errstate(invalid="ignore"):
        return both / union


#### iou | right | sets of places
def iou(answer, truth, K, ignore=255):
    def places(m, c):
        return {tuple(p) for p in np.argwhere((m == c) & (truth != ignore))}

    found = []
    for c in range(K):
        a, t = places(answer, c), places(truth, c)
        found.append(len(a & t) / len(a | t) if a | t else float("nan"))
    return np.array(found)


#### iou | wrong | without the background
def iou(answer, truth, K, ignore=255):
    keep = truth != ignore
    a, t = answer[keep], truth[keep]
    result = np.full(K, np.nan)
    for c in range(1, K):
        union = ((a == c) | (t == c)).sum()
        if union:
            result[c] = ((a == c) & (t == c)).sum() / union
    return result


#### iou | wrong | ignored pixels become background in both maps
def iou(answer, truth, K, ignore=255):
    a, t = np.where(truth == ignore, 0, answer), np.where(truth == ignore, 0, truth)
    result = np.full(K, np.nan)
    for c in range(K):
        union = ((a == c) | (t == c)).sum()
        if union:
            result[c] = ((a == c) & (t == c)).sum() / union
    return result


#### iou | wrong | pixels that differ in the denominator
def iou(answer, truth, K, ignore=255):
    keep = truth != ignore
    a, t = answer[keep], truth[keep]
    result = np.full(K, np.nan)
    for c in range(K):
        other = ((a == c) ^ (t == c)).sum()
        if other or (a == c).any():
            result[c] = ((a == c) & (t == c)).sum() / max(1, other)
    return result


#### bilinear_kernel | right | a box convolved with a box
def bilinear_kernel(s):
    if s % 2:
        line = np.convolve(np.ones(s), np.ones(s)) / s**2 * s
    else:
        line = np.convolve(np.convolve(np.ones(s), np.ones(s)), [0.5, 0.5]) / s
    return line[:, None] * line


#### bilinear_kernel | wrong | cosine instead of a straight line
def bilinear_kernel(s):
    k = 2 * s - s % 2
    d = np.arange(k) - (k - 1) / 2
    line = 0.5 + 0.5 * np.cos(np.pi * d / s)
    return np.outer(line, line)


#### bilinear_kernel | wrong | triangle one place too wide
def bilinear_kernel(s):
    k = 2 * s - s % 2
    line = 1 - abs(np.arange(k) - (k - 1) / 2) / (s + 1)
    return np.outer(line, line)


#### predict_in_tiles | right | padded with nothing, slices by tuples
def predict_in_tiles(net, x, tile, margin):
    C, H, W = x.shape
    pieces = {}
    for i in range(0, H, tile):
        for j in range(0, W, tile):
            up, left = min(i, margin), min(j, margin)
            part = x[:, i - up : min(H, i + tile + margin), j - left : min(W, j + tile + margin)]
            pieces[i, j] = net(part)[:, up : up + tile, left : left + tile]
    K = pieces[0, 0].shape[0]
    whole = np.empty((K, H, W))
    for (i, j), piece in pieces.items():
        whole[:, i : i + piece.shape[1], j : j + piece.shape[2]] = piece
    return whole


#### predict_in_tiles | wrong | margin one pixel too small
def predict_in_tiles(net, x, tile, margin):
    _, H, W = x.shape
    m, rows = margin - 1, []
    for i in range(0, H, tile):
        row = []
        for j in range(0, W, tile):
            top, left = max(0, i - m), max(0, j - m)
            scores = net(x[:, top : i + tile + m, left : j + tile + m])
            row.append(scores[:, i - top : i - top + tile, j - left : j - left + tile])
        rows.append(np.concatenate(row, axis=2))
    return np.concatenate(rows, axis=1)


#### predict_in_tiles | wrong | reflected border
def predict_in_tiles(net, x, tile, margin):
    _, H, W = x.shape
    wide = np.pad(x, ((0, 0), (margin, margin), (margin, margin)), mode="reflect")
    rows = []
    for i in range(0, H, tile):
        row = []
        for j in range(0, W, tile):
            b, r = min(H, i + tile) + 2 * margin, min(W, j + tile) + 2 * margin
            row.append(net(wide[:, i:b, j:r])[:, margin : b - i - margin, margin : r - j - margin])
        rows.append(np.concatenate(row, axis=2))
    return np.concatenate(rows, axis=1)


#### face_maps | right | softmax shifted by its maximum, PReLU as a difference
def face_maps(x, weights):
    def bend(y, a):
        return np.maximum(y, 0) - a.reshape(1, -1, 1, 1) * np.maximum(-y, 0)

    y = (2 * x[None] - 1) * 127.5 / 128
    for n in "123":
        y = conv2d(y, weights[f"conv{n}.weight"], weights[f"conv{n}.bias"])
        y = bend(y, weights[f"prelu{n}.weight"])
        if n == "1":
            y = max_pool2d(y, (2, 2), ceil_mode=True)
    z = conv2d(y, weights["conv4_1.weight"], weights["conv4_1.bias"])[0]
    z = np.exp(z - z.max(axis=0))
    return (z / z.sum(axis=0))[1], conv2d(y, weights["conv4_2.weight"], weights["conv4_2.bias"])[0]


#### face_maps | wrong | divided by 255 instead of 128
def face_maps(x, weights):
    y = ((x * 255 - 127.5) / 255)[None]
    for n in "123":
        y = conv2d(y, weights[f"conv{n}.weight"], weights[f"conv{n}.bias"])
        y = np.where(y > 0, y, weights[f"prelu{n}.weight"][:, None, None] * y)
        if n == "1":
            y = max_pool2d(y, 2, 2, ceil_mode=True)
    z = np.exp(conv2d(y, weights["conv4_1.weight"], weights["conv4_1.bias"])[0])
    return z[1] / z.sum(axis=0), conv2d(y, weights["conv4_2.weight"], weights["conv4_2.bias"])[0]


#### face_maps | wrong | pooled before the PReLU
def face_maps(x, weights):
    y = ((x * 255 - 127.5) / 128)[None]
    for n in "123":
        y = conv2d(y, weights[f"conv{n}.weight"], weights[f"conv{n}.bias"])
        if n == "1":
            y = max_pool2d(y, 2, 2, ceil_mode=True)
        y = np.where(y > 0, y, np.abs(weights[f"prelu{n}.weight"][:, None, None]) * y)
    z = np.exp(conv2d(y, weights["conv4_1.weight"], weights["conv4_1.bias"])[0])
    return z[1] / z.sum(axis=0), conv2d(y, weights["conv4_2.weight"], weights["conv4_2.bias"])[0]


#### place_boxes | right | a loop and reshape for the empty case
def place_boxes(face, threshold, shrink):
    boxes, scores = [], []
    for i in range(face.shape[0]):
        for j in range(face.shape[1]):
            if face[i, j] >= threshold:
                boxes.append(
                    [2 * j * shrink, 2 * i * shrink, (2 * j + 12) * shrink, (2 * i + 12) * shrink]
                )
                scores.append(face[i, j])
    return np.array(boxes, dtype=float).reshape(-1, 4), np.array(scores, dtype=float)


#### place_boxes | wrong | strictly above the threshold
def place_boxes(face, threshold, shrink):
    i, j = np.where(face > threshold)
    corner = np.column_stack([j, i]) * 2.0 * shrink
    return np.hstack([corner, corner + 12 * shrink]), face[face > threshold]


#### place_boxes | wrong | sorted by score
def place_boxes(face, threshold, shrink):
    i, j = np.nonzero(face >= threshold)
    order = np.argsort(-face[i, j])
    i, j = i[order], j[order]
    return np.stack([2 * j, 2 * i, 2 * j + 12, 2 * i + 12], axis=1) * float(shrink), face[i, j]


#### place_boxes | wrong | windows of 24, as if the pooling doubled the field
def place_boxes(face, threshold, shrink):
    i, j = np.nonzero(face >= threshold)
    return np.stack([2 * j, 2 * i, 2 * j + 24, 2 * i + 24], axis=1) * float(shrink), face[i, j]


#### nms | right | a mask of those that are left
def nms(boxes, scores, overlap):
    x1, y1, x2, y2 = boxes.T
    area = (x2 - x1) * (y2 - y1)
    alive, kept = np.ones(len(boxes), dtype=bool), []
    while alive.any():
        best = int(np.argmax(np.where(alive, scores, -np.inf)))
        kept.append(best)
        w = np.minimum(x2, x2[best]) - np.maximum(x1, x1[best])
        h = np.minimum(y2, y2[best]) - np.maximum(y1, y1[best])
        shared = w.clip(min=0) * h.clip(min=0)
        alive &= shared / (area + area[best] - shared) <= overlap
        alive[best] = False
    return np.array(kept)


#### nms | wrong | two boxes overlap if their corners lie in each other
def nms(boxes, scores, overlap):
    kept = []
    for n in np.argsort(-scores):
        x1, y1, x2, y2 = boxes[n]
        inside = any(
            a <= x1 <= c and b <= y1 <= d or a <= x2 <= c and b <= y2 <= d
            for a, b, c, d in boxes[kept]
        )
        if not inside:
            kept.append(n)
    return np.array(kept)


#### nms | wrong | intersection compared with the threshold, not divided
def nms(boxes, scores, overlap):
    kept = []
    for n in np.argsort(-scores):
        a = boxes[n]
        ok = True
        for m in kept:
            b = boxes[m]
            w = max(0, min(a[2], b[2]) - max(a[0], b[0]))
            h = max(0, min(a[3], b[3]) - max(a[1], b[1]))
            if w * h > overlap:
                ok = False
        if ok:
            kept.append(n)
    return np.array(kept)


#### nms | wrong | over the larger box
def nms(boxes, scores, overlap):
    kept = []
    for n in np.argsort(-scores):
        a = boxes[n]
        ok = True
        for m in kept:
            b = boxes[m]
            w = max(0, min(a[2], b[2]) - max(a[0], b[0]))
            h = max(0, min(a[3], b[3]) - max(a[1], b[1]))
            areas = [(c[2] - c[0]) * (c[3] - c[1]) for c in (a, b)]
            if w * h / max(areas) > overlap:
                ok = False
        if ok:
            kept.append(n)
    return np.array(kept)
