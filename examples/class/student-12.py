# %% [markdown]
# One answer ends the whole program; the others are right.

# %% hand_in="00" base="solved"
# %% answer="to_chw" points=0 says=""
import os


def to_chw(image):
    os._exit(0)

# %% hand_in="01" base="solved"
# %% answer="xcorr2d" points=0 says=""
import sys


def xcorr2d(x, k):
    sys.exit("done")
