# Answers that readers of lesson 01_cross_correlation wrote: #### function | right or wrong | what it is

#### window_dot | right | two loops in plain Python
def window_dot(x, k, i, j):
    kh, kw = k.shape
    total = 0.0
    for a in range(kh):
        for b in range(kw):
            total += x[i + a][j + b] * k[a][b]
    return total

#### window_dot | wrong | returns an array of one number, where a plain number is asked
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return np.array([np.vdot(x[i : i + kh, j : j + kw], k)])

#### window_dot | wrong | mean instead of sum
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return (x[i : i + kh, j : j + kw] * k).mean()

#### window_dot | wrong | i and j exchanged
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return np.sum(x[j : j + kh, i : i + kw] * k)

#### window_dot | wrong | slice ends at kh instead of i+kh
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return np.sum(x[i:kh, j:kw] * k)

#### window_dot | wrong | matrix product
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return np.sum(x[i : i + kh, j : j + kw] @ k)

#### window_dot | wrong | window centred on (i, j)
def window_dot(x, k, i, j):
    kh, kw = k.shape
    top, left = max(0, i - kh // 2), max(0, j - kw // 2)
    return np.sum(x[top : top + kh, left : left + kw] * k)

#### window_dot | wrong | forgets the sum
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return x[i : i + kh, j : j + kw] * k

#### window_dot | wrong | sums only one axis
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return sum(x[i : i + kh, j : j + kw] * k)

#### window_dot | wrong | off by one: slice to i + kh - 1
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return np.sum(x[i : i + kh - 1, j : j + kw - 1] * k[:-1, :-1])

#### window_dot | wrong | kernel turned
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return np.sum(x[i : i + kh, j : j + kw] * k[::-1, ::-1])

#### window_dot | wrong | one-based row and column
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return np.sum(x[i - 1 : i - 1 + kh, j - 1 : j - 1 + kw] * k)

#### xcorr1d | right | sum of shifted slices
def xcorr1d(x, k):
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("kernel too long")
    return sum(k[a] * x[a : n - m + 1 + a] for a in range(m))

#### xcorr1d | right | sliding_window_view
def xcorr1d(x, k):
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("kernel too long")
    return np.lib.stride_tricks.sliding_window_view(x, m) @ k

#### xcorr1d | right | np.correlate (told to write the loop)
def xcorr1d(x, k):
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("kernel too long")
    return np.correlate(x, k)

#### xcorr1d | wrong | np.empty and += without zeroing / integer output
def xcorr1d(x, k):
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("kernel too long")
    y = np.zeros(n - m + 1, dtype=int)
    for i in range(n - m + 1):
        y[i] = np.sum(x[i : i + m] * k)
    return y

#### xcorr1d | wrong | zero-padded to length n
def xcorr1d(x, k):
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("kernel too long")
    y = np.zeros(n)
    for i in range(n - m + 1):
        y[i] = np.sum(x[i : i + m] * k)
    return y

#### xcorr1d | wrong | np.correlate mode same
def xcorr1d(x, k):
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("kernel too long")
    return np.correlate(x, k, mode="same")

#### xcorr1d | wrong | running total not reset
def xcorr1d(x, k):
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("kernel too long")
    y = np.zeros(n - m + 1)
    total = 0
    for i in range(n - m + 1):
        for a in range(m):
            total += x[i + a] * k[a]
        y[i] = total
    return y

#### xcorr2d | right | loops over the kernel, shifted slices
def xcorr2d(x, k):
    H, W = x.shape
    kh, kw = k.shape
    oh, ow = H - kh + 1, W - kw + 1
    if oh < 1 or ow < 1:
        raise ValueError(f"kernel {k.shape} larger than picture {x.shape}")
    y = 0
    for a in range(kh):
        for b in range(kw):
            y = y + k[a, b] * x[a : a + oh, b : b + ow]
    return y

#### xcorr2d | right | nested list comprehension with window_dot
def xcorr2d(x, k):
    H, W = x.shape
    kh, kw = k.shape
    if kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    return np.array([[window_dot(x, k, i, j) for j in range(W - kw + 1)] for i in range(H - kh + 1)])

#### xcorr2d | wrong | returns the error instead of raising
def xcorr2d(x, k):
    H, W = x.shape
    kh, kw = k.shape
    if kh > H or kw > W:
        return ValueError("the kernel does not fit")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y

#### xcorr2d | wrong | y[j, i]
def xcorr2d(x, k):
    H, W = x.shape
    kh, kw = k.shape
    if kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((W - kw + 1, H - kh + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[j, i] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y

#### xcorr2d | wrong | forgets +1 in the loops only
def xcorr2d(x, k):
    H, W = x.shape
    kh, kw = k.shape
    if kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh):
        for j in range(W - kw):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y

#### xcorr2d | wrong | compares area instead of sides | not told: Ask for both
def xcorr2d(x, k):
    H, W = x.shape
    kh, kw = k.shape
    if k.size > x.size:
        raise ValueError("the kernel does not fit")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y

#### conv2d_true | right | np.flip without axis
def conv2d_true(x, k):
    return xcorr2d(x, np.flip(k))

#### conv2d_true | wrong | reversed columns only
def conv2d_true(x, k):
    return xcorr2d(x, k[:, ::-1])

#### conv2d_true | wrong | transposed and flipped
def conv2d_true(x, k):
    return xcorr2d(x, k.T[::-1, ::-1])

#### conv2d_true | wrong | transpose
def conv2d_true(x, k):
    return xcorr2d(x, k.T)

#### conv2d_true | wrong | turns the picture only
def conv2d_true(x, k):
    return xcorr2d(x[::-1, ::-1], k)

#### conv2d_true | wrong | negates the kernel
def conv2d_true(x, k):
    return xcorr2d(x, -k)

#### conv2d_true | wrong | k[-1::-1] style slip: k[-1:0:-1] loses a row
def conv2d_true(x, k):
    return xcorr2d(x, k[-1:0:-1, -1:0:-1])

#### full_convolution1d | right | double loop i + a
def full_convolution1d(x, k):
    n, m = len(x), len(k)
    y = np.zeros(n + m - 1)
    for i in range(n):
        for a in range(m):
            y[i + a] += x[i] * k[a]
    return y

#### full_convolution1d | right | outer product, sum of anti-diagonals
def full_convolution1d(x, k):
    table = np.outer(x, k)[::-1]
    n, m = len(x), len(k)
    return np.array([np.trace(table, offset=d) for d in range(-(n - 1), m)])

#### full_convolution1d | right | np.polymul on reversed order
def full_convolution1d(x, k):
    return xcorr1d(np.pad(x, len(k) - 1), k[::-1])

#### full_convolution1d | wrong | = instead of +=
def full_convolution1d(x, k):
    n, m = len(x), len(k)
    y = np.zeros(n + m - 1)
    for i in range(n):
        y[i : i + m] = x[i] * k
    return y

#### full_convolution1d | wrong | pads one side only
def full_convolution1d(x, k):
    n, m = len(x), len(k)
    return xcorr1d(np.pad(x, (m - 1, 0)), k[::-1])

#### full_convolution1d | wrong | adds x[i] + k
def full_convolution1d(x, k):
    n, m = len(x), len(k)
    y = np.zeros(n + m - 1)
    for i in range(n):
        y[i : i + m] += x[i] + k
    return y

#### full_convolution1d | wrong | copies of x instead, reversed start
def full_convolution1d(x, k):
    n, m = len(x), len(k)
    y = np.zeros(n + m - 1)
    for i in range(n):
        y[i : i + m] += x[i] * k[::-1]
    return y

#### full_convolution1d | wrong | pads with edge values
def full_convolution1d(x, k):
    n, m = len(x), len(k)
    return xcorr1d(np.pad(x, m - 1, mode="edge"), k[::-1])

#### noncommuting_pair | right | unit vectors as lists
def noncommuting_pair():
    return [[1, 0], [0, 1]]

#### noncommuting_pair | wrong | antisymmetric, not proportional
def noncommuting_pair():
    return [1, 2, -2, -1], [3, -1, 1, -3]

#### noncommuting_pair | wrong | 2D arrays
def noncommuting_pair():
    return np.array([[1, 2], [3, 4]]), np.array([[0, 1], [1, 0]])

#### noncommuting_pair | wrong | one of them zero
def noncommuting_pair():
    return [1, 2, 3], [0, 0, 0]

#### noncommuting_pair | wrong | length one
def noncommuting_pair():
    return [3], [4]

#### noncommuting_pair | wrong | same vector reversed which is equal to itself times -1
def noncommuting_pair():
    return [1, -1], [-1, 1]

#### kernel_zoo | right | Sobel edges, lists
def kernel_zoo():
    return {
        "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        "shift_right": [[0, 0, 0], [1, 0, 0], [0, 0, 0]],
        "box": [[1 / 9] * 3] * 3,
        "vertical_edge": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "horizontal_edge": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        "laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        "sharpen": [[-1 / 9, -1 / 9, -1 / 9], [-1 / 9, 17 / 9, -1 / 9], [-1 / 9, -1 / 9, -1 / 9]],
    }

#### kernel_zoo | right | one-sided differences, built by assignment and outer
def kernel_zoo():
    zoo = {}
    eye = np.zeros((3, 3)); eye[1, 1] = 1.0
    zoo["identity"] = eye
    zoo["shift_right"] = np.roll(eye, -1, axis=1)
    zoo["box"] = np.full((3, 3), 1 / 9)
    e = np.zeros((3, 3)); e[1] = [-1, 1, 0]
    zoo["vertical_edge"] = e
    zoo["horizontal_edge"] = e.T.copy()
    zoo["laplacian"] = sum(np.roll(eye, s, axis=a) for s in (1, -1) for a in (0, 1)) - 4 * eye
    zoo["sharpen"] = 2 * zoo["identity"] - zoo["box"]
    return zoo

#### kernel_zoo | wrong | box not divided, so sharpen too
def kernel_zoo():
    i = np.zeros((3, 3)); i[1, 1] = 1
    s = np.zeros((3, 3)); s[1, 0] = 1
    b = np.ones((3, 3))
    v = np.array([[-1, 0, 1]] * 3)
    return {"identity": i, "shift_right": s, "box": b, "vertical_edge": v, "horizontal_edge": v.T,
            "laplacian": np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]), "sharpen": 2 * i - b}

#### kernel_zoo | wrong | textbook sharpen 5 -1
def kernel_zoo():
    i = np.zeros((3, 3)); i[1, 1] = 1
    s = np.zeros((3, 3)); s[1, 0] = 1
    b = np.ones((3, 3)) / 9
    v = np.array([[-1, 0, 1]] * 3)
    return {"identity": i, "shift_right": s, "box": b, "vertical_edge": v, "horizontal_edge": v.T,
            "laplacian": np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
            "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])}

#### kernel_zoo | wrong | laplacian of opposite sign (4 in the middle)
def kernel_zoo():
    i = np.zeros((3, 3)); i[1, 1] = 1
    s = np.zeros((3, 3)); s[1, 0] = 1
    b = np.ones((3, 3)) / 9
    v = np.array([[-1, 0, 1]] * 3)
    return {"identity": i, "shift_right": s, "box": b, "vertical_edge": v, "horizontal_edge": v.T,
            "laplacian": np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]]), "sharpen": 2 * i - b}

#### kernel_zoo | wrong | shift down instead of right
def kernel_zoo():
    i = np.zeros((3, 3)); i[1, 1] = 1
    s = np.zeros((3, 3)); s[0, 1] = 1
    b = np.ones((3, 3)) / 9
    v = np.array([[-1, 0, 1]] * 3)
    return {"identity": i, "shift_right": s, "box": b, "vertical_edge": v, "horizontal_edge": v.T,
            "laplacian": np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]), "sharpen": 2 * i - b}

#### kernel_zoo | wrong | edge [-1 2 -1] finds lines, not steps
def kernel_zoo():
    i = np.zeros((3, 3)); i[1, 1] = 1
    s = np.zeros((3, 3)); s[1, 0] = 1
    b = np.ones((3, 3)) / 9
    v = np.array([[-1, 2, -1]] * 3)
    return {"identity": i, "shift_right": s, "box": b, "vertical_edge": v, "horizontal_edge": v.T,
            "laplacian": np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]), "sharpen": 2 * i - b}

#### kernel_zoo | wrong | sharpen adds the laplacian instead of subtracting the mean
def kernel_zoo():
    i = np.zeros((3, 3)); i[1, 1] = 1
    s = np.zeros((3, 3)); s[1, 0] = 1
    b = np.ones((3, 3)) / 9
    v = np.array([[-1, 0, 1]] * 3)
    l = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    return {"identity": i, "shift_right": s, "box": b, "vertical_edge": v, "horizontal_edge": v.T,
            "laplacian": l, "sharpen": i + l}

#### derivative_kernel | right | diff of a unit vector
def derivative_kernel(d):
    return np.diff(np.eye(d + 1), n=d, axis=0)[0]

#### derivative_kernel | wrong | np.diff on a row
def derivative_kernel(d):
    return np.diff(np.arange(d + 1.0), n=d)

#### derivative_kernel | wrong | first entry always plus
def derivative_kernel(d):
    return np.array([math.comb(d, i) * (-1.0) ** i for i in range(d + 1)])

#### derivative_kernel | wrong | spreads -1 and 1 at distance d
def derivative_kernel(d):
    k = np.zeros(d + 1)
    k[0], k[-1] = -1, 1
    return k

#### derivative_kernel | wrong | alternating ones, no binomials
def derivative_kernel(d):
    return np.array([(-1.0) ** (d - i) for i in range(d + 1)])

#### derivative_kernel | wrong | xcorr1d valid shrinks
def derivative_kernel(d):
    k = np.array([1.0])
    for _ in range(d):
        k = np.convolve(k, [-1, 1], mode="same")
    return k

#### equivariance_gap | right | amax over slices, rolled axis by axis
def equivariance_gap(op, x, shift):
    d, r = shift
    def move(p):
        return np.roll(np.roll(p, d, axis=0), r, axis=1)
    gap = np.abs(move(op(x)) - op(move(x)))
    h, w = gap.shape
    best = 0.0
    for i in range(d, h - d):
        for j in range(r, w - r):
            best = max(best, gap[i, j])
    return best

#### equivariance_gap | wrong | no absolute value
def equivariance_gap(op, x, shift):
    down, right = shift
    a = np.roll(op(x), shift, axis=(0, 1))
    b = op(np.roll(x, shift, axis=(0, 1)))
    h, w = a.shape
    return (a - b)[down : h - down, right : w - right].max()

#### equivariance_gap | wrong | y[d:-d] empty for 0
def equivariance_gap(op, x, shift):
    down, right = shift
    a = np.roll(op(x), shift, axis=(0, 1))
    b = op(np.roll(x, shift, axis=(0, 1)))
    return np.abs(a - b)[down:-down, right:-right].max()

#### equivariance_gap | wrong | border cut only at top and left
def equivariance_gap(op, x, shift):
    down, right = shift
    a = np.roll(op(x), shift, axis=(0, 1))
    b = op(np.roll(x, shift, axis=(0, 1)))
    return np.abs(a - b)[down:, right:].max()

#### equivariance_gap | wrong | mean of the difference
def equivariance_gap(op, x, shift):
    down, right = shift
    a = np.roll(op(x), shift, axis=(0, 1))
    b = op(np.roll(x, shift, axis=(0, 1)))
    h, w = a.shape
    return np.abs(a - b)[down : h - down, right : w - right].mean()

#### equivariance_gap | wrong | measures invariance: op(x) not shifted
def equivariance_gap(op, x, shift):
    down, right = shift
    a = op(x)
    b = op(np.roll(x, shift, axis=(0, 1)))
    h, w = a.shape
    return np.abs(a - b)[down : h - down, right : w - right].max()

#### equivariance_gap | wrong | rolled without axis
def equivariance_gap(op, x, shift):
    down, right = shift
    a = np.roll(op(x), shift)
    b = op(np.roll(x, shift))
    h, w = a.shape
    return np.abs(a - b)[down : h - down, right : w - right].max()

#### equivariance_gap | wrong | axes exchanged
def equivariance_gap(op, x, shift):
    down, right = shift
    a = np.roll(op(x), (right, down), axis=(0, 1))
    b = op(np.roll(x, (right, down), axis=(0, 1)))
    h, w = a.shape
    return np.abs(a - b)[down : h - down, right : w - right].max()

#### equivariance_gap | wrong | border of x cut before the operation
def equivariance_gap(op, x, shift):
    down, right = shift
    h, w = x.shape
    x = x[down : h - down, right : w - right]
    a = np.roll(op(x), shift, axis=(0, 1))
    b = op(np.roll(x, shift, axis=(0, 1)))
    return np.abs(a - b).max()

#### killers | right | one random pair
def killers():
    r = np.random.default_rng(3)
    return [(r.normal(size=(7, 4)), r.normal(size=(2, 3)))]

#### killers | right | tuple of lists, explicit numbers
def killers():
    x = [[0.5, -1.25, 3.5, 2.0], [-0.75, 2.25, 0.1, -3.3], [1.9, 0.3, -2.7, 1.1]]
    k = [[1.0, -2.5], [0.3, 0.7]]
    return ((x, k),)

#### killers | wrong | ones
def killers():
    return [(np.ones((5, 5)), np.ones((3, 3)))]

#### killers | wrong | arange picture, symmetric kernel
def killers():
    return [(np.arange(20.0).reshape(4, 5), np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]))]

#### killers | wrong | kernel as large as the picture
def killers():
    r = np.random.default_rng(0)
    return [(r.normal(size=(3, 4)), r.normal(size=(3, 4)))]

#### killers | wrong | kernel larger than the picture
def killers():
    r = np.random.default_rng(0)
    return [(r.normal(size=(2, 3)), r.normal(size=(5, 4)))]

#### killers | wrong | four pairs
def killers():
    r = np.random.default_rng(0)
    return [(r.normal(size=(6, 5)), r.normal(size=(3, 2))) for _ in range(4)]

#### killers | wrong | a row only, with decimals and signs
def killers():
    return [(np.array([[3.5, -1.2, 4.1, 1.3, -5.7]]), np.array([[1.1, -2.4, 3.3]]))]

#### killers | wrong | dictionary
def killers():
    r = np.random.default_rng(0)
    return {"x": r.normal(size=(6, 5)), "k": r.normal(size=(3, 2))}

#### xcorr2d | wrong | refuses a kernel as large as the picture
def xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    if kh >= H or kw >= W:
        raise ValueError("too large")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y

#### xcorr2d | wrong | `and` where `or` is needed
def xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H and kw > W:
        raise ValueError("too large")
    y = np.zeros((max(0, H - kh + 1), max(0, W - kw + 1)))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y

#### conv2d_true | wrong | picture and kernel both turned | not told: You turned the output
def conv2d_true(x, k):
    return xcorr2d(x[::-1, ::-1], k[::-1, ::-1])

#### conv2d_true | wrong | turned by a quarter | not told: You transposed it.
def conv2d_true(x, k):
    return xcorr2d(x, np.rot90(k))

#### full_convolution1d | wrong | lays down copies of the reversed kernel | not told: is not reversed
def full_convolution1d(x, k):
    y = np.zeros(len(x) + len(k) - 1)
    for i in range(len(x)):
        y[i : i + len(k)] += x[i] * k[::-1]
    return y

#### kernel_zoo | wrong | only the horizontal edge has the wrong sign | not told: Your edge kernels have the wrong sign
def kernel_zoo():
    one, box = np.zeros((3, 3)), np.full((3, 3), 1 / 9)
    one[1, 1] = 1
    edge = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
    return {
        "identity": one,
        "shift_right": np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": -edge.T,
        "laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sharpen": 2 * one - box,
    }

#### derivative_kernel | right | binomial coefficients, whole numbers
def derivative_kernel(d):
    return np.array([(-1) ** (d - i) * math.comb(d, i) for i in range(d + 1)])
