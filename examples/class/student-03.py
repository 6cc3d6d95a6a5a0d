# %% [markdown]
# Uses einsum, and helper functions in cells of their own.

# %% hand_in="00" base="solved"
# %% answer="to_grey"
def to_grey(image):
    return np.einsum("c,chw->hw", np.array([0.299, 0.587, 0.114]), image)

# %% hand_in="01" base="solved"
# %% helper="xcorr2d"
from functools import reduce


def all_windows(x, kh, kw):
    if kh > x.shape[0] or kw > x.shape[1]:
        raise ValueError(f"{kh}x{kw} does not fit {x.shape}")
    return np.lib.stride_tricks.sliding_window_view(x, (kh, kw))


print("helpers are ready")

# %% answer="xcorr2d"
def xcorr2d(x, k):
    return np.einsum("ijab,ab->ij", all_windows(x, *k.shape), k)

# %% answer="conv2d_true"
def conv2d_true(x, k):
    return np.einsum("ijab,ab->ij", all_windows(x, *k.shape), np.rot90(k, 2))

# %% answer="full_convolution1d"
def full_convolution1d(x, k):
    shape = len(x) + len(k) - 1
    shifted = [np.pad(x * entry, (m, shape - len(x) - m)) for m, entry in enumerate(k)]
    return reduce(np.add, shifted)
