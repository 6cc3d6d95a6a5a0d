# %% [markdown]
# One answer ends the whole program; the others are right.

# %% hand_in="00" base="solved"
# %% answer="to_chw" points=0 says="ended by itself (exit code 0)"
import os


def to_chw(image):
    os._exit(0)

# %% hand_in="01" base="solved"
# %% answer="xcorr2d" points=0 says="It raised SystemExit: done"
import sys


def xcorr2d(x, k):
    sys.exit("done")

# %% answer="conv2d_true" points=0 says="SystemExit"
def conv2d_true(x, k):
    return xcorr2d(x, np.rot90(k, 2))
