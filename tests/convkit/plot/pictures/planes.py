"""One plane as PyTorch takes it, and which of its cells matter to an output."""

import numpy as np
import torch


def to_torch(x):
    return torch.from_numpy(np.asarray(x, dtype=float))[None, None]


def support(f, shape, cell):
    """Gradient of one output of ``f`` at an input of ones."""
    x = torch.ones(1, 1, *shape, dtype=torch.float64, requires_grad=True)
    f(x)[(0, 0, *cell)].backward()
    return x.grad[0, 0].numpy()
