# Answers that readers of lesson 00_start_here wrote: #### function | right or wrong | what it is

#### checkerboard | right | np.indices, summed, cast
def checkerboard(h, w):
    return (np.indices((h, w)).sum(axis=0) % 2).astype(float)

#### checkerboard | right | slices with step two
def checkerboard(h, w):
    board = np.zeros((h, w))
    board[::2, 1::2] = 1
    board[1::2, ::2] = 1
    return board

#### checkerboard | right | np.tile and cut
def checkerboard(h, w):
    tile = np.array([[0.0, 1.0], [1.0, 0.0]])
    return np.tile(tile, (h // 2 + 1, w // 2 + 1))[:h, :w]

#### checkerboard | wrong | flat counter: runs on from row to row
def checkerboard(h, w):
    return (np.arange(h * w) % 2).reshape(h, w).astype(float)

#### checkerboard | wrong | h and w exchanged
def checkerboard(h, w):
    board = np.zeros((w, h))
    for i in range(w):
        for j in range(h):
            board[i, j] = (i + j) % 2
    return board

#### checkerboard | wrong | prints, returns nothing
def checkerboard(h, w):
    board = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            board[i, j] = (i + j) % 2
    print(board)

#### checkerboard | wrong | return inside the loop
def checkerboard(h, w):
    board = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            board[i, j] = (i + j) % 2
        return board

#### to_chw | right | moveaxis
def to_chw(image):
    return np.moveaxis(image, -1, 0) / 255.0

#### to_chw | wrong | float32 as PyTorch does, where the course asks for float64
def to_chw(image):
    return image.astype(np.float32).transpose(2, 0, 1) / 255

#### to_chw | wrong | not divided
def to_chw(image):
    return image.transpose(2, 0, 1).astype(float)

#### to_chw | wrong | wrong transpose (1,2,0)
def to_chw(image):
    return image.transpose(1, 2, 0) / 255

#### to_chw | wrong | BGR order, as in OpenCV
def to_chw(image):
    return image[:, :, ::-1].transpose(2, 0, 1) / 255

#### to_chw | wrong | divides in place
def to_chw(image):
    image = image.transpose(2, 0, 1)
    image /= 255
    return image

#### to_grey | right | blue written as one minus the others
def to_grey(image):
    red, green, blue = image
    return blue + 0.299 * (red - blue) + 0.587 * (green - blue)

#### to_grey | wrong | plain mean
def to_grey(image):
    return image.mean(axis=0)

#### to_grey | wrong | weights on the last axis
def to_grey(image):
    return image[:, :, :3] @ np.array([0.299, 0.587, 0.114])

#### to_grey | wrong | three equal planes | not told: you did not add
def to_grey(image):
    red, green, blue = image
    g = 0.299 * red + 0.587 * green + 0.114 * blue
    return np.stack([g, g, g])

#### to_grey | wrong | times 255 back to uint8
def to_grey(image):
    red, green, blue = image
    return (255 * (0.299 * red + 0.587 * green + 0.114 * blue)).astype(np.uint8)
