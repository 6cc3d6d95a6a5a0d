"""Make pnet.npz anew: `python -m convkit.data.make_pnet WHEEL`.

WHEEL comes from `pip download --no-deps facenet-pytorch==2.6.0`; its data/pnet.pt is a state
dictionary of PyTorch. The names and values are kept as they are, and so is the licence.
"""

import io
import sys
import zipfile
from pathlib import Path

import numpy as np


def main(wheel, folder=Path(__file__).parent):
    """Write pnet.npz, with every weight of the wheel's data/pnet.pt, and its licence."""
    import torch

    with zipfile.ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith("data/pnet.pt")]
        state = torch.load(io.BytesIO(archive.read(name)), weights_only=True)
        (name,) = [n for n in archive.namelist() if n.endswith("LICENSE.md")]
        (Path(folder) / "pnet.LICENSE").write_bytes(archive.read(name))
    np.savez(Path(folder) / "pnet.npz", **{key: value.numpy() for key, value in state.items()})


if __name__ == "__main__":
    main(*sys.argv[1:])
