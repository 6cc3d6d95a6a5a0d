# %% [markdown]
# Lets PyTorch do the work where NumPy is asked. An import alone costs nothing.

# %% hand_in="01" base="solved"
# %% helper="window_dot"
import matplotlib.pyplot as plt
import torch

plt.plot([1, 2, 3])

# %% answer="xcorr2d" points=0 says="torch"
def xcorr2d(x, k):
    image = torch.from_numpy(x)[None, None]
    return torch.nn.functional.conv2d(image, torch.from_numpy(k)[None, None])[0, 0].numpy()

# %% answer="conv2d_true" points=0 says="torch"
def conv2d_true(x, k):
    return xcorr2d(x, np.rot90(k, 2))
