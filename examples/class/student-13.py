# %% [markdown]
# Warns and prints a lot, and is right.

# %% hand_in="00" base="solved"
# %% answer="to_chw"
import sys
import warnings


def to_chw(image):
    warnings.warn("is it in the right order?")
    print("shape", image.shape)
    print("to_chw was called", file=sys.stderr)
    return image.transpose(2, 0, 1) / 255.0

# %% hand_in="01" base="solved"
# %% answer="xcorr2d"
import logging


def xcorr2d(x, k):
    logging.getLogger("me").error("xcorr2d %s %s", x.shape, k.shape)
    if k.shape[0] > x.shape[0] or k.shape[1] > x.shape[1]:
        raise ValueError("too large")
    y = np.log(np.zeros((x.shape[0] - k.shape[0] + 1, x.shape[1] - k.shape[1] + 1)))
    for i, j in np.ndindex(y.shape):
        y[i, j] = np.sum(x[i : i + k.shape[0], j : j + k.shape[1]] * k)
    return y
